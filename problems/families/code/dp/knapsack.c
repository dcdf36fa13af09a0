/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bag is filled: what it may hold is worth most, or how many ways there are to fill it.
 *
 * Found by a table over number and weight; rechecked by trying every selection.
 */
#include "problems/families/code.h"

#define MAX_PICKED 10
#define MAX_WEIGHT 288

enum asked { MOST, MOST_FULL, WAYS, N_ASKED };

struct rules {
	int64_t copies, most, pack; /* Of one kind, of all kinds; weight that each picked item adds. */
	enum asked asked;
};

static const char *const phrasings[] = {
	("Each row of `items` holds the weight and the value of a kind of item. A bag takes at most {most} "
	 "items, and of each row at most {copies} {copies:item|items}. Every item in the bag also needs a "
	 "wrapping that weighs {pack}. Items with their wrappings must not weigh more than `capacity` "
	 "together. {^return} {asked}."),
	("A courier is paid for parcels. `items` lists the kinds of parcels, each as weight and pay, and "
	 "of each kind there {copies:is|are} {copies} {copies:parcel|parcels}. Each loaded parcel needs "
	 "straps that weigh {pack}. The van takes no more than {most} parcels and no more weight, straps "
	 "included, than `capacity`. A selection says how many parcels of each kind are loaded; parcels of "
	 "one kind are alike, and the pay is its value. {^return} {asked}."),
	("Choose from `items`, rows of weight and value: every row may be used up to {copies} "
	 "{copies:time|times}, and all rows together up to {most} times. A use of a row adds its weight "
	 "plus {pack} to the total weight, which must stay at or below `capacity`. {^return} {asked}."),
	("A selection says how often each row (weight, value) of `items` is taken: from 0 to {copies} "
	 "{copies:time|times}, in total not more than {most} times. Its weight is the sum of the weights "
	 "of all that is taken, plus {pack} for each; its value is the sum of the values. Selections "
	 "heavier than `capacity` do not count. {^return} {asked}."),
	("A hiker packs a rucksack that carries a weight of `capacity` and has {most} "
	 "{most:pocket|pockets} for one item each. The shop sells the `items`, given as weight and value, "
	 "and lets nobody buy more than {copies} of one row. A pocket in use weighs {pack} itself. "
	 "{^return} {asked}."),
	NULL,
};

static const char *const asked_words[N_ASKED] = {
	[MOST] = "the greatest total value that is possible (0 if nothing fits)",
	[MOST_FULL] = "the greatest total value among selections that weigh exactly `capacity`, or -1 if there is none",
	[WAYS] = ("the number of different selections, the empty one included; rows are different even if they look "
		  "alike"),
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->copies = kit_between(k, 1, kit_ramp(k, 2, 4));
	r->most = r->copies + kit_between(k, 1, kit_ramp(k, 3, 5));
	r->pack = kit_between(k, 1, kit_ramp(k, 5, 20));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "copies", r->copies);
	kit_put_i(k, "most", r->most);
	kit_put_i(k, "pack", r->pack);
	kit_put(k, "asked", assay_str_of(asked_words[r->asked]));
	bool is_count = r->asked == WAYS;
	code_put(k, "first", is_count ? "1" : "0", is_count ? "1" : "0", is_count ? "1" : "0");
	code_put(k, "join", is_count ? "after.get(key, 0) + worth" : "max([after.get(key, 0), worth + copies * value])",
		 is_count ? "cell + worth" : "std::max(cell, worth + copies * item[1])",
		 is_count ? "(after.get(key) || 0) + worth" : "Math.max(after.get(key) || 0, worth + copies * value)");
	code_put(k, "result",
		 is_count ? "sum(best.values())"
		 : r->asked == MOST
			 ? "max(best.values())"
			 : "max([worth for (_, used), worth in best.items() if used == capacity], default=-1)",
		 is_count ? "result + worth" : "std::max(result, worth)",
		 is_count ? "result + worth" : "Math.max(result, worth)");
	bool is_full = r->asked == MOST_FULL;
	code_put(k, "if_full", "", is_full ? "        if (key.second != capacity)\n            continue;\n" : "",
		 is_full ? "        if (Math.floor(key / 16) !== capacity)\n            continue;\n" : "");
	code_put(k, "none", "", is_full ? "-1" : "0", is_full ? "-1" : "0");
	int64_t heavy = kit_ramp(k, 6, 14);
	CODE_ARG(k, .name = "items", .type = "[[int]]", .min = 1, .max = heavy,
		 .max_len = (size_t)KIT_LEVELS(k, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9), .min_inner = 2, .max_inner = 2,
		 .is_grid = true);
	CODE_ARG(k, .name = "capacity", .type = "int", .min = 0, .max = r->most * (heavy / 2 + r->pack) + heavy);
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t best[MAX_PICKED][MAX_WEIGHT];
	int64_t capacity = args[1].i;
	for (int64_t n = 0; n <= r->most; n++) {
		for (int64_t w = 0; w <= capacity; w++)
			best[n][w] = n + w > 0 ? -1 : r->asked == WAYS;
	}
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t weight = args[0].items[i].items[0].i + r->pack;
		/* From above, so that what is read has not had this row yet. */
		for (int64_t n = r->most; n >= 0; n--) {
			for (int64_t w = capacity; w >= 0; w--) {
				for (int64_t c = 1; c <= r->copies && c <= n && c * weight <= w; c++) {
					int64_t from = best[n - c][w - c * weight];
					int64_t old = best[n][w];
					int64_t value = from + c * args[0].items[i].items[1].i;
					if (from < 0)
						continue;
					if (r->asked == WAYS)
						best[n][w] = from + (old < 0 ? 0 : old);
					else
						best[n][w] = value > old ? value : old;
				}
			}
		}
	}
	int64_t result = r->asked == MOST_FULL ? -1 : 0;
	for (int64_t n = 0; n <= r->most; n++) {
		for (int64_t w = r->asked == MOST_FULL ? capacity : 0; w <= capacity; w++) {
			if (r->asked == WAYS)
				result += best[n][w] > 0 ? best[n][w] : 0;
			else if (best[n][w] > result)
				result = best[n][w];
		}
	}
	return val_int(result);
}

struct search {
	const struct rules *rules;
	const struct val *items;
	int64_t found[N_ASKED];
};

static void pick(struct search *s, size_t row, int64_t free, int64_t room, int64_t value)
{
	if (row == s->items->n) {
		s->found[WAYS]++;
		if (value > s->found[MOST])
			s->found[MOST] = value;
		if (room == 0 && value > s->found[MOST_FULL])
			s->found[MOST_FULL] = value;
		return;
	}
	const struct val *item = s->items->items[row].items;
	for (int64_t taken = 0; taken <= s->rules->copies; taken++) {
		if (free >= 0 && room >= 0)
			pick(s, row + 1, free, room, value);
		free--;
		room -= item[0].i + s->rules->pack;
		value += item[1].i;
	}
}

static struct val brute(struct kit *k, const struct val *args)
{
	struct search s = {.rules = k->params, .items = &args[0], .found = {[MOST_FULL] = -1}};
	pick(&s, 0, s.rules->most, args[1].i, 0);
	return val_int(s.found[s.rules->asked]);
}

static const struct code_def code = {
	.entry = "fill_bag",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def fill_bag(items, capacity):\n"
		  "    best = {(0, 0): @first@}\n"
		  "    for weight, value in items:\n"
		  "        after = {}\n"
		  "        for (count, used), worth in best.items():\n"
		  "            for copies in range(@copies@ + 1):\n"
		  "                key = (count + copies, used + copies * (weight + @pack@))\n"
		  "                if key[0] <= @most@ and key[1] <= capacity:\n"
		  "                    after[key] = @join@\n"
		  "        best = after\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <map>\n"
	       "#include <utility>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long fill_bag(std::vector<std::vector<long long>> items, long long capacity)\n"
	       "{\n"
	       "    std::map<std::pair<long long, long long>, long long> best = {{{0, 0}, @first@}};\n"
	       "    for (const auto &item : items) {\n"
	       "        std::map<std::pair<long long, long long>, long long> after;\n"
	       "        for (const auto &[key, worth] : best) {\n"
	       "            for (int copies = 0; copies <= @copies@; copies++) {\n"
	       "                long long count = key.first + copies;\n"
	       "                long long used = key.second + copies * (item[0] + @pack@);\n"
	       "                if (count > @most@ || used > capacity)\n"
	       "                    break;\n"
	       "                long long &cell = after[{count, used}];\n"
	       "                cell = @join@;\n"
	       "            }\n"
	       "        }\n"
	       "        best = after;\n"
	       "    }\n"
	       "    long long result = @none@;\n"
	       "    for (const auto &[key, worth] : best) {\n"
	       "@if_full@        result = @result@;\n"
	       "    }\n"
	       "    return result;\n"
	       "}\n",
	.javascript = "function fill_bag(items, capacity) {\n"
		      "    // A key is used * 16 + count.\n"
		      "    let best = new Map([[0, @first@]]);\n"
		      "    for (const [weight, value] of items) {\n"
		      "        const after = new Map();\n"
		      "        for (const [before, worth] of best) {\n"
		      "            for (let copies = 0; copies <= @copies@; copies++) {\n"
		      "                const key = before + copies * ((weight + @pack@) * 16 + 1);\n"
		      "                if (key % 16 > @most@ || Math.floor(key / 16) > capacity)\n"
		      "                    break;\n"
		      "                after.set(key, @join@);\n"
		      "            }\n"
		      "        }\n"
		      "        best = after;\n"
		      "    }\n"
		      "    let result = @none@;\n"
		      "    for (const [key, worth] of best) {\n"
		      "@if_full@        result = @result@;\n"
		      "    }\n"
		      "    return result;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "knapsack", NULL};

const struct assay_family assay_family_knapsack = {
	KIT_CODE,
	.name = "knapsack",
	.version = 1,
	.title = "a bag filled under limits of weight and number",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
