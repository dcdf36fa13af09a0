/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first few items of a list when it is ordered by something other than the value.
 *
 * Found by sorting; rechecked by picking the best of what is left, again and again.
 */
#include "problems/families/code.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_LEN 256

enum by { SIZE, DISTANCE, REMAINDER, DIGITS, FOLDED, N_BY };
enum tie { SMALLER, LARGER, EARLIER, N_TIES };
enum result { BY_RANK, BY_PLACE, PLACES, N_RESULTS };

struct rules {
	enum by by;
	enum tie tie;
	enum result result;
	bool is_descending;
	int64_t number; /* A pivot, a modulus, or a factor. */
};

static const char *const phrasings[] = {
	("Order the items of `values` by {key}, {way} first. Where two have the same, {tie} goes first. Take the first "
	 "`k` (all if there are fewer) and {return} {result}."),
	("{^return} {result}, where the chosen items are the first `k` of `values` in an order of this kind: by {key}, "
	 "{way} first, and with {tie} first among those that tie. If `values` has fewer than `k` items, all are "
	 "chosen."),
	("A jury ranks `values`. The rank of an item depends on {key} ({way} is better); if that is equal, {tie} is "
	 "better. The best `k` win, or all of them if they are not that many. {^return} {result}."),
	("Sort a copy of `values` with {key} as the key, {way} first, and put {tie} first if keys are equal. Keep at "
	 "most "
	 "the first `k` items and {return} {result}."),
	("Choose up to `k` items of `values`: what counts is {key}, with {way} chosen first, and among equals {tie} is "
	 "chosen first. {^return} {result}."),
	NULL,
};

static const char *const ties[N_TIES] = {"the smaller item", "the larger item",
					 "the one that stands earlier in `values`"};

static const struct {
	const char *words, *python, *javascript;
} results[N_RESULTS] = {
	[BY_RANK] = {"the chosen items in the order in which they are chosen", "[values[i] for i in order]",
		     "order.map((i) => values[i])"},
	[BY_PLACE] = {"the chosen items in the order in which they stand in `values`",
		      "[values[i] for i in sorted(order)]", "order.sort((a, b) => a - b).map((i) => values[i])"},
	[PLACES] = {"the indices (from 0) of the chosen items, in the order in which they are chosen", "order",
		    "order"},
};

static void put_key(struct kit *k, const struct rules *r)
{
	int n = (int)r->number;
	switch (r->by) {
	case SIZE:
		kit_put(k, "key", ASSAY_STR("the absolute value"));
		code_put(k, "of", "abs(x)", "std::llabs(x)", "Math.abs(x)");
		break;
	case DISTANCE:
		kit_put(k, "key", kit_text(k, "the distance from %d", n));
		code_put(k, "of", "abs(x - @number@)", "std::llabs(x - @number@)", "Math.abs(x - @number@)");
		break;
	case REMAINDER:
		kit_put(k, "key", kit_text(k, "the remainder (from 0 to %d) modulo %d", n - 1, n));
		code_put(k, "of", "x % @number@", "(x % @number@ + @number@) % @number@",
			 "((x % @number@) + @number@) % @number@");
		break;
	case DIGITS:
		kit_put(k, "key",
			kit_text(k, "the sum of the decimal digits (without the sign) of %d times the item", n));
		code_put(k, "of", "sum(map(int, str(abs(@number@ * x))))", "digit_sum(std::llabs(@number@ * x))",
			 "[...String(Math.abs(@number@ * x))].reduce((a, c) => a + Number(c), 0)");
		break;
	case FOLDED:
	case N_BY:
		kit_put(k, "key", kit_text(k, "the square of its difference from %d, modulo 11", n));
		code_put(k, "of", "(x - @number@) ** 2 % 11", "(x - @number@) * (x - @number@) % 11",
			 "(x - @number@) ** 2 % 11");
		break;
	}
	code_put(k, "digit_sum", "",
		 r->by == DIGITS ? "static long long digit_sum(long long x)\n"
				   "{\n"
				   "    long long sum = 0;\n"
				   "    for (char c : std::to_string(x))\n"
				   "        sum += c - '0';\n"
				   "    return sum;\n"
				   "}\n\n"
				 : "",
		 "");
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->by = (enum by)kit_between(k, 0, N_BY - 1);
	r->tie = (enum tie)kit_between(k, 0, N_TIES - 1);
	r->result = (enum result)kit_between(k, 0, N_RESULTS - 1);
	r->is_descending = kit_once_in(k, 2);
	r->number = kit_between(k, 3, kit_ramp(k, 8, 40));
	kit_put_i(k, "number", r->by == SIZE ? 0 : r->number);
	put_key(k, r);
	kit_put(k, "way", r->is_descending ? ASSAY_STR("the largest") : ASSAY_STR("the smallest"));
	kit_put(k, "tie", assay_str_of(ties[r->tie]));
	kit_put(k, "result", assay_str_of(results[r->result].words));
	const char *sign = r->is_descending ? "-" : "";
	code_put(k, "sign", sign, sign, sign);
	const char *tie[N_TIES] = {"values[i], ", "-values[i], ", ""};
	code_put(k, "tie", tie[r->tie], tie[r->tie],
		 r->tie == SMALLER  ? "values[a] - values[b] || "
		 : r->tie == LARGER ? "values[b] - values[a] || "
				    : "");
	code_put(k, "compare", "",
		 r->is_descending ? "key(values[b]) - key(values[a])" : "key(values[a]) - key(values[b])",
		 r->is_descending ? "key(values[b]) - key(values[a])" : "key(values[a]) - key(values[b])");
	code_put(k, "sorted", "", r->result == BY_PLACE ? "    std::sort(order.begin(), order.end());\n" : "", "");
	code_put(k, "replace", "",
		 r->result == PLACES ? ""
				     : "    for (auto &x : order)\n"
				       "        x = values[x];\n",
		 "");
	code_put(k, "answer", results[r->result].python, "order", results[r->result].javascript);
	int64_t size = kit_ramp(k, 20, 300);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 8, 12, 16, 20, 25, 32, 40, 60, 80, 100));
	CODE_ARG(k, .name = "k", .type = "int", .min = 0, .max = kit_ramp(k, 6, 30));
}

/* Values that come twice, so that their places matter. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	if (shape == CODE_RANDOM && args[0].n > 2 && kit_once_in(k, 2)) {
		size_t from = (size_t)kit_between(k, 0, (int64_t)args[0].n - 1);
		size_t to = (size_t)kit_between(k, 0, (int64_t)args[0].n - 1);
		args[0].items[to] = args[0].items[from];
	}
	return true;
}

struct item {
	int64_t key, tie, place, value;
};

static int by_rank(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->tie != y->tie)
		return x->tie < y->tie ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

static int64_t key_of(const struct rules *r, int64_t x)
{
	if (r->by == SIZE)
		return llabs(x);
	if (r->by == DISTANCE)
		return llabs(x - r->number);
	if (r->by == REMAINDER)
		return ((x % r->number) + r->number) % r->number;
	if (r->by == FOLDED)
		return (x - r->number) * (x - r->number) % 11;
	int64_t sum = 0;
	for (int64_t rest = llabs(x * r->number); rest > 0; rest /= 10)
		sum += rest % 10;
	return sum;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct item items[MAX_LEN];
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t x = args[0].items[i].i;
		int64_t key = key_of(r, x);
		items[i] = (struct item){.key = r->is_descending ? -key : key,
					 .tie = r->tie == EARLIER   ? 0
						: r->tie == SMALLER ? x
								    : -x,
					 .place = (int64_t)i,
					 .value = x};
	}
	qsort(items, args[0].n, sizeof(items[0]), by_rank);
	struct val list = val_list(k, (int64_t)args[0].n < args[1].i ? args[0].n : (size_t)args[1].i);
	if (!list.items)
		return list;
	if (r->result == BY_PLACE)
		qsort(items, list.n, sizeof(items[0]), by_place);
	for (size_t i = 0; i < list.n; i++)
		list.items[i] = val_int(r->result == PLACES ? items[i].place : items[i].value);
	return list;
}

static int64_t key_again(const struct rules *r, int64_t x)
{
	int64_t from = r->by == DISTANCE || r->by == FOLDED ? r->number : 0;
	int64_t away = x > from ? x - from : from - x;
	if (r->by == FOLDED)
		return (away % 11) * (away % 11) % 11;
	if (r->by == REMAINDER) {
		while (x < 0)
			x += r->number;
		while (x >= r->number)
			x -= r->number;
		return x;
	}
	if (r->by != DIGITS)
		return away;
	char text[32];
	int n = snprintf(text, sizeof(text), "%lld", (long long)(away * r->number));
	int64_t sum = 0;
	for (int i = 0; i < n; i++)
		sum += text[i] - '0';
	return sum;
}

/* The place of the best that is not yet taken; earlier ones stay where nothing is better. */
static size_t best_of(const struct rules *r, const struct val *list, const bool *is_taken)
{
	size_t best = list->n;
	for (size_t i = 0; i < list->n; i++) {
		if (is_taken[i])
			continue;
		int64_t more = best < list->n ? key_again(r, list->items[i].i) - key_again(r, list->items[best].i) : 0;
		int64_t larger = best < list->n ? list->items[i].i - list->items[best].i : 0;
		bool wins = r->is_descending ? more > 0 : more < 0;
		if (more == 0)
			wins = (r->tie == SMALLER && larger < 0) || (r->tie == LARGER && larger > 0);
		if (best == list->n || wins)
			best = i;
	}
	return best;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	bool is_taken[MAX_LEN] = {false};
	struct val list = val_list(k, args[0].n);
	if (!list.items)
		return list;
	size_t n = 0;
	for (; (int64_t)n < args[1].i && n < args[0].n; n++) {
		size_t best = best_of(r, &args[0], is_taken);
		is_taken[best] = true;
		list.items[n] = val_int(r->result == PLACES ? (int64_t)best : args[0].items[best].i);
	}
	list.n = n;
	for (size_t i = 0, at = 0; r->result == BY_PLACE && i < args[0].n; i++) {
		if (is_taken[i])
			list.items[at++] = args[0].items[i];
	}
	return list;
}

static const struct code_def code = {
	.entry = "choose",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def choose(values, k):\n"
		  "    def rank(i):\n"
		  "        x = values[i]\n"
		  "        return (@sign@(@of@), @tie@i)\n\n"
		  "    order = sorted(range(len(values)), key=rank)[:k]\n"
		  "    return @answer@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <string>\n"
	       "#include <tuple>\n"
	       "#include <vector>\n\n"
	       "@digit_sum@"
	       "std::vector<long long> choose(std::vector<long long> values, long long k)\n"
	       "{\n"
	       "    auto rank = [&](long long i) {\n"
	       "        long long x = values[i];\n"
	       "        return std::make_tuple(@sign@(@of@), @tie@i);\n"
	       "    };\n"
	       "    std::vector<long long> order;\n"
	       "    for (std::size_t i = 0; i < values.size(); i++)\n"
	       "        order.push_back(i);\n"
	       "    std::sort(order.begin(), order.end(), [&](long long a, long long b) { return rank(a) < rank(b); "
	       "});\n"
	       "    order.resize(std::min<std::size_t>(k, order.size()));\n"
	       "@sorted@"
	       "@replace@"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function choose(values, k) {\n"
		      "    const key = (x) => @of@;\n"
		      "    const order = values.map((_, i) => i)\n"
		      "        .sort((a, b) => @compare@ || @tie@a - b)\n"
		      "        .slice(0, k);\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "sorting", NULL};

const struct assay_family assay_family_top_by_key = {
	KIT_CODE,
	.name = "top-by-key",
	.version = 1,
	.title = "the first few items of a list in an order of its own",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
