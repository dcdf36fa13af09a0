/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An amount paid in given coins, each of which there are only so many of: in how many ways, in how few or many coins.
 *
 * Found coin by coin with every number of copies; rechecked by counting ways for every number of coins apart.
 */
#include "problems/families/code.h"

#include <stdlib.h>

#define MAX_COINS  6
#define MAX_AMOUNT 256

enum asked { FEWEST, WAYS, MOST, N_ASKED };

struct rules {
	int64_t coins[MAX_COINS];
	int64_t n, copies; /* 0 copies: as many as one likes. */
	enum asked asked;
};

static const char *const phrasings[] = {
	("There are coins of {coins}.{limit} The sum `amount` is to be paid exactly. {^return} {asked}."),
	("A vending machine holds coins worth {coins}.{limit} It has to give out exactly `amount`. "
	 "{^return} {asked}."),
	("Write `amount` as a sum in which every term is one of {coins}; the order of the terms does not "
	 "matter.{limit} Call the terms coins. {^return} {asked}."),
	("In a country with coins of value {coins}, somebody wants to hand over `amount` without getting "
	 "change.{limit} {^return} {asked}."),
	("A board of length `amount` is to be covered from end to end by planks, called coins here, of the "
	 "lengths {coins}; where each plank lies does not matter, only how many of each length are "
	 "used.{limit} {^return} {asked}."),
	NULL,
};

static const char *const asked_words[N_ASKED] = {
	[FEWEST] = "the least number of coins that does it, or -1 if it cannot be done",
	[WAYS] =
		("in how many ways this can be done, where two ways differ if they use some coin a different number of "
		 "times (for 0, using no coin is the one way)"),
	[MOST] = "the greatest number of coins that does it, or -1 if it cannot be done",
};

static int by_value(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;
	return (*x > *y) - (*x < *y);
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->n = kit_between(k, 3, kit_ramp(k, 3, MAX_COINS));
	kit_distinct(k, (size_t)r->n, 2, kit_ramp(k, 9, 30), r->coins);
	qsort(r->coins, (size_t)r->n, sizeof(r->coins[0]), by_value);
	r->copies = kit_once_in(k, 3) ? 0 : kit_between(k, 2, kit_ramp(k, 4, 7));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put(k, "coins", kit_list(k, r->coins, (size_t)r->n, ", ", " and "));
	kit_put(k, "list", kit_list(k, r->coins, (size_t)r->n, ", ", ", "));
	kit_put(k, "limit",
		r->copies ? kit_text(k, " Each of them may be used at most %d times.", (int)r->copies)
			  : assay_str_of(" Each of them may be used any number of times."));
	kit_put_i(k, "copies", r->copies);
	kit_put(k, "asked", assay_str_of(asked_words[r->asked]));
	bool is_count = r->asked == WAYS;
	bool is_few = r->asked == FEWEST;
	code_put(k, "first", is_count ? "1" : "0", is_count ? "1" : "0", is_count ? "1" : "0");
	code_put(k, "none",
		 is_count ? "0"
		 : is_few ? "float(\"inf\")"
			  : "float(\"-inf\")",
		 is_count ? "0"
		 : is_few ? "1000000"
			  : "-1000000",
		 is_count ? "0"
		 : is_few ? "Infinity"
			  : "-Infinity");
	code_put(k, "number", r->copies ? kit_text(k, "[:%d]", (int)r->copies + 1).data : "",
		 r->copies ? "n <= @copies@ && n * coin <= a" : "n * coin <= a",
		 r->copies ? "n <= @copies@ && n * coin <= a" : "n * coin <= a");
	code_put(k, "join",
		 is_count ? "sum(table[a::-coin]@number@)"
		 : is_few ? "min(x + n for n, x in enumerate(table[a::-coin]@number@))"
			  : "max(x + n for n, x in enumerate(table[a::-coin]@number@))",
		 is_count ? "after[a] + table[a - n * coin]"
		 : is_few ? "std::min(after[a], table[a - n * coin] + n)"
			  : "std::max(after[a], table[a - n * coin] + n)",
		 is_count ? "after[a] + table[a - n * coin]"
		 : is_few ? "Math.min(after[a], table[a - n * coin] + n)"
			  : "Math.max(after[a], table[a - n * coin] + n)");
	code_put(k, "result", is_count ? "table[amount]" : "-1 if table[amount] == @none@ else table[amount]",
		 is_count ? "table[amount]"
		 : is_few ? "table[amount] < 1000000 ? table[amount] : -1"
			  : "table[amount] >= 0 ? table[amount] : -1",
		 is_count ? "table[amount]" : "Number.isFinite(table[amount]) ? table[amount] : -1");
	/* Where coins are few, amounts come near to all of them. */
	int64_t all = 0;
	for (int64_t i = 0; i < r->n; i++)
		all += r->copies * r->coins[i];
	int64_t max = kit_ramp(k, 40, 240);
	CODE_ARG(k, .name = "amount", .type = "int", .min = 0, .max = r->copies && all + 2 < max ? all + 2 : max);
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t ways[MAX_AMOUNT] = {1};
	int64_t least[MAX_AMOUNT] = {0};
	int64_t most[MAX_AMOUNT] = {0};
	int64_t amount = args[0].i;
	for (int64_t a = 0; a <= amount; a++) {
		least[a] = a > 0 ? MAX_AMOUNT : 0;
		most[a] = a > 0 ? -1 : 0;
	}
	for (int64_t i = 0; i < r->n; i++) {
		int64_t limit = r->copies ? r->copies : amount;
		/* From above: below `a` nothing has had this coin yet. */
		for (int64_t a = amount; a >= r->coins[i]; a--) {
			for (int64_t n = 1; n <= limit && n * r->coins[i] <= a; n++) {
				int64_t from = a - n * r->coins[i];
				ways[a] += ways[from];
				if (least[from] + n < least[a])
					least[a] = least[from] + n;
				if (most[from] >= 0 && most[from] + n > most[a])
					most[a] = most[from] + n;
			}
		}
	}
	if (r->asked == WAYS)
		return val_int(ways[amount]);
	if (r->asked == MOST)
		return val_int(most[amount]);
	return val_int(least[amount] < MAX_AMOUNT ? least[amount] : -1);
}

/* Ways to pay every sum with every number of coins, kind by kind from the last one; more than allowed are taken off. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t amount = (size_t)args[0].i;
	size_t cap = amount / 2 + 1; /* No coin is worth less than 2. */
	int64_t *ways = assay_arena_array(k->arena, 2 * (amount + 1) * cap, sizeof(*ways));
	if (!ways) {
		kit_full(k);
		return val_none();
	}
	int64_t *next = ways + (amount + 1) * cap;
	for (size_t i = 0; i < (amount + 1) * cap; i++)
		ways[i] = i == 0;
	for (int64_t kind = r->n - 1; kind >= 0; kind--) {
		size_t coin = (size_t)r->coins[kind];
		size_t gone = coin * ((size_t)r->copies + 1);
		for (size_t sum = 0; sum <= amount; sum++) {
			for (size_t c = 0; c < cap; c++) {
				int64_t all = ways[sum * cap + c];
				if (sum >= coin && c >= 1)
					all += next[(sum - coin) * cap + c - 1];
				if (r->copies && sum >= gone && c > (size_t)r->copies)
					all -= ways[(sum - gone) * cap + c - 1 - (size_t)r->copies];
				next[sum * cap + c] = all;
			}
		}
		for (size_t i = 0; i < (amount + 1) * cap; i++)
			ways[i] = next[i];
	}
	int64_t found[N_ASKED] = {-1, 0, -1};
	for (size_t c = 0; c < cap; c++) {
		int64_t w = ways[amount * cap + c];
		found[WAYS] += w;
		if (w > 0 && found[FEWEST] < 0)
			found[FEWEST] = (int64_t)c;
		if (w > 0)
			found[MOST] = (int64_t)c;
	}
	return val_int(found[r->asked]);
}

static const struct code_def code = {
	.entry = "pay",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def pay(amount):\n"
		  "    table = [@first@] + [@none@] * amount\n"
		  "    for coin in [@list@]:\n"
		  "        table = [@join@ for a, _ in enumerate(table)]\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long pay(long long amount)\n"
	       "{\n"
	       "    std::vector<long long> table(amount + 1, @none@);\n"
	       "    table[0] = @first@;\n"
	       "    for (long long coin : {@list@}) {\n"
	       "        std::vector<long long> after(amount + 1, @none@);\n"
	       "        for (long long a = 0; a <= amount; a++) {\n"
	       "            for (long long n = 0; @number@; n++)\n"
	       "                after[a] = @join@;\n"
	       "        }\n"
	       "        table = after;\n"
	       "    }\n"
	       "    return @result@;\n"
	       "}\n",
	.javascript = "function pay(amount) {\n"
		      "    let table = new Array(amount + 1).fill(@none@);\n"
		      "    table[0] = @first@;\n"
		      "    for (const coin of [@list@]) {\n"
		      "        const after = new Array(amount + 1).fill(@none@);\n"
		      "        for (let a = 0; a <= amount; a++) {\n"
		      "            for (let n = 0; @number@; n++)\n"
		      "                after[a] = @join@;\n"
		      "        }\n"
		      "        table = after;\n"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "coins", NULL};

const struct assay_family assay_family_coin_change = {
	KIT_CODE,
	.name = "coin-change",
	.version = 1,
	.title = "an amount paid in given coins",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
