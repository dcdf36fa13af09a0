/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least cost of turning one text into another when every kind of change has its own price.
 *
 * Found by the usual table; rechecked by the cheapest way through all pairs of prefixes, lowered until nothing changes.
 */
#include "problems/families/code.h"

#include <stdlib.h>
#include <string.h>

enum price { FLAT, BY_DISTANCE, BY_VOWELS, N_PRICES };

struct rules {
	int64_t insert, remove, replace;
	enum price price;
	int64_t less; /* For vowels among themselves. */
};

static const char *const phrasings[] = {
	("The text `a` shall become `b`. Inserting a letter costs {insert}, removing one costs {remove}, and "
	 "{replacing}. "
	 "Changes may be made anywhere and in any number. {^return} the least total cost."),
	("What does it cost at least to turn `a` into `b`, if each inserted letter costs {insert}, each removed letter "
	 "{remove}, and {replacing}? {^return} that cost."),
	("A stonemason charges {insert} for adding a letter and {remove} for taking one out; {replacing}. {^return} "
	 "the "
	 "lowest price for changing the inscription `a` into `b`, where every letter of `a` is kept, taken out, or "
	 "replaced once."),
	("Align `a` with `b`: letters of `a` are kept, removed (cost {remove} each) or replaced by a letter of `b`, "
	 "and "
	 "letters of `b` that are missing are inserted (cost {insert} each); {replacing}. {^return} the lowest "
	 "possible "
	 "sum of costs."),
	("{^return} the weighted edit distance from `a` to `b`. An insertion costs {insert} and a deletion {remove}; "
	 "{replacing}. Keeping a letter is free, and no letter is changed twice."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->insert = kit_between(k, 2, kit_ramp(k, 5, 20));
	r->remove = kit_between(k, 2, kit_ramp(k, 5, 20));
	r->price = (enum price)kit_between(k, 0, k->level < 3 ? BY_DISTANCE : BY_VOWELS);
	r->replace = r->price == BY_DISTANCE ? kit_between(k, 1, 3) : kit_between(k, 2, r->insert + r->remove - 1);
	r->less = kit_between(k, 1, r->replace);
	if (r->price == BY_VOWELS && r->less == r->replace)
		r->less--;
	kit_put_i(k, "insert", r->insert);
	kit_put_i(k, "remove", r->remove);
	kit_put_i(k, "replace", r->replace);
	kit_put(k, "replacing",
		r->price == FLAT ? kit_text(k, "replacing a letter by another one costs %d", (int)r->replace)
		: r->price == BY_DISTANCE
			? kit_text(k,
				   "replacing a letter by another one costs %d times the number of places between them "
				   "in the alphabet (1 for neighbours)",
				   (int)r->replace)
			: kit_text(k,
				   "replacing a letter by another one costs %d, but only %d if both are vowels (a, e, "
				   "i, "
				   "o, u)",
				   (int)r->replace, (int)r->less));
	code_put(k, "less", kit_text(k, "%d", (int)r->less).data, kit_text(k, "%d", (int)r->less).data,
		 kit_text(k, "%d", (int)r->less).data);
	code_put(k, "price",
		 r->price == FLAT ? "(x != y) * @replace@"
		 : r->price == BY_DISTANCE
			 ? "@replace@ * abs(ord(x) - ord(y))"
			 : "0 if x == y else @less@ if x in \"aeiou\" and y in \"aeiou\" else @replace@",
		 r->price == FLAT	   ? "x == y ? 0 : @replace@"
		 : r->price == BY_DISTANCE ? "@replace@ * std::abs(x - y)"
					   : "x == y ? 0 : is_vowel(x) && is_vowel(y) ? @less@ : @replace@",
		 r->price == FLAT	   ? "x === y ? 0 : @replace@"
		 : r->price == BY_DISTANCE ? "@replace@ * Math.abs(x.charCodeAt(0) - y.charCodeAt(0))"
					   : "x === y ? 0 : \"aeiou\".includes(x) && \"aeiou\".includes(y) ? @less@ : "
					     "@replace@");
	code_put(k, "vowel", "",
		 r->price == BY_VOWELS ? "static bool is_vowel(char c)\n"
					 "{\n"
					 "    return std::string(\"aeiou\").find(c) != std::string::npos;\n"
					 "}\n\n"
				       : "",
		 "");
	size_t len = (size_t)KIT_LEVELS(k, 6, 8, 10, 12, 15, 18, 22, 26, 30, 36);
	CODE_ARG(k, .name = "a", .type = "str", .max_len = len, .alphabet = "abcdeiou");
	CODE_ARG(k, .name = "b", .type = "str", .max_len = len, .alphabet = "abcdeiou");
}

static int64_t price(const struct rules *r, char x, char y)
{
	if (x == y)
		return 0;
	if (r->price == BY_DISTANCE)
		return r->replace * abs(x - y);
	bool are_vowels = strchr("aeiou", x) && strchr("aeiou", y);
	return r->price == BY_VOWELS && are_vowels ? r->less : r->replace;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t row[64];
	for (size_t j = 0; j <= args[1].n; j++)
		row[j] = (int64_t)j * r->insert;
	for (size_t i = 1; i <= args[0].n; i++) {
		int64_t corner = row[0];
		row[0] += r->remove;
		for (size_t j = 1; j <= args[1].n; j++) {
			int64_t best = corner + price(r, args[0].s[i - 1], args[1].s[j - 1]);
			if (row[j] + r->remove < best)
				best = row[j] + r->remove;
			if (row[j - 1] + r->insert < best)
				best = row[j - 1] + r->insert;
			corner = row[j];
			row[j] = best;
		}
	}
	return val_int(row[args[1].n]);
}

static bool is_one_of_five(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static bool lower(int64_t *cell, int64_t cost)
{
	bool is_lower = cost < *cell;
	*cell = is_lower ? cost : *cell;
	return is_lower;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t rest[64][64]; /* What is still to be paid with i and j letters done. */
	for (size_t i = 0; i <= args[0].n; i++) {
		for (size_t j = 0; j <= args[1].n; j++)
			rest[i][j] = (int64_t)(args[0].n - i) * r->remove + (int64_t)(args[1].n - j) * r->insert;
	}
	for (bool has_changed = true; has_changed;) {
		has_changed = false;
		for (size_t i = args[0].n + 1; i-- > 0;) {
			for (size_t j = args[1].n + 1; j-- > 0;) {
				if (i < args[0].n)
					has_changed |= lower(&rest[i][j], rest[i + 1][j] + r->remove);
				if (j < args[1].n)
					has_changed |= lower(&rest[i][j], rest[i][j + 1] + r->insert);
				if (i == args[0].n || j == args[1].n)
					continue;
				char x = args[0].s[i];
				char y = args[1].s[j];
				int64_t costs[N_PRICES] = {r->replace, (x > y ? x - y : y - x) * r->replace,
							   is_one_of_five(x) && is_one_of_five(y) ? r->less
												  : r->replace};
				has_changed |= lower(&rest[i][j], rest[i + 1][j + 1] + (x == y ? 0 : costs[r->price]));
			}
		}
	}
	return val_int(rest[0][0]);
}

static const struct code_def code = {
	.entry = "edit_cost",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def edit_cost(a, b):\n"
		  "    row = [j * @insert@ for j in range(len(b) + 1)]\n"
		  "    for x in a:\n"
		  "        new = [row[0] + @remove@]\n"
		  "        for j, y in enumerate(b):\n"
		  "            price = @price@\n"
		  "            new.append(min(row[j] + price, row[j + 1] + @remove@, new[j] + @insert@))\n"
		  "        row = new\n"
		  "    return row[-1]\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <string>\n"
	       "#include <vector>\n\n"
	       "@vowel@"
	       "long long edit_cost(std::string a, std::string b)\n"
	       "{\n"
	       "    std::vector<long long> row;\n"
	       "    for (std::size_t j = 0; j <= b.size(); j++)\n"
	       "        row.push_back(j * @insert@);\n"
	       "    for (char x : a) {\n"
	       "        std::vector<long long> next = {row[0] + @remove@};\n"
	       "        for (std::size_t j = 0; j < b.size(); j++) {\n"
	       "            char y = b[j];\n"
	       "            long long price = @price@;\n"
	       "            next.push_back(std::min({row[j] + price, row[j + 1] + @remove@, next[j] + @insert@}));\n"
	       "        }\n"
	       "        row = next;\n"
	       "    }\n"
	       "    return row.back();\n"
	       "}\n",
	.javascript = "function edit_cost(a, b) {\n"
		      "    let row = Array.from({ length: b.length + 1 }, (_, j) => j * @insert@);\n"
		      "    for (const x of a) {\n"
		      "        const next = [row[0] + @remove@];\n"
		      "        for (let j = 0; j < b.length; j++) {\n"
		      "            const y = b[j];\n"
		      "            const price = @price@;\n"
		      "            next.push(Math.min(row[j] + price, row[j + 1] + @remove@, next[j] + @insert@));\n"
		      "        }\n"
		      "        row = next;\n"
		      "    }\n"
		      "    return row[b.length];\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "strings", NULL};

const struct assay_family assay_family_edit_cost = {
	KIT_CODE,
	.name = "edit-cost",
	.version = 1,
	.title = "the least cost of turning one text into another",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
