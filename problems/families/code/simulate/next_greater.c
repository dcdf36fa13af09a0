/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For every item the first one on one side that is greater or less by enough: the distance, the value, or the sum of
 * them.
 *
 * Found with a list of those that still look for one; rechecked by walking on from each item.
 */
#include "problems/families/code.h"

#define MAX_ITEMS 256

enum told { DISTANCE, VALUE, INDEX, N_TOLD };

struct rules {
	bool is_less, is_left, is_round;
	int64_t gap, reach;
	enum told told;
};

static const char *const phrasings[] = {
	("For each item of `values`, look for the nearest item to the {side} of it{round} that is "
	 "{relation} it, at most {reach} {reach:place|places} away. {^return} the list that has for each "
	 "item, in order, {told}, or {none} if there is no such item."),
	("Towers of the heights `values` stand in a row, and each has a guard who looks to the "
	 "{side}{round}, over a distance of {reach} {reach:tower|towers} at most. The first tower found "
	 "there that is {relation} the guard's own is of interest; a tower is an item. {^return} a list "
	 "with one number for each guard, in the order of the row: {told}, and {none} for a guard who "
	 "finds none."),
	("Replace every number of `values` by what is found like this: go step by step to the "
	 "{side}{round}, no more than {reach} {reach:step|steps}, and stop at the first item that is "
	 "{relation} the number. Write down {told}; if no item was found, write {none}. {^return} the new "
	 "list."),
	("`values` are prices on successive days. For each day, find the first day, going to the {side} in "
	 "the list{round} and no more than {reach} {reach:day|days} away, whose price is {relation} that "
	 "day's price; its entry is called the item. {^return} the list of answers for all days: {told}, "
	 "or {none} where there is no such day."),
	("{^return} a list as long as `values`. Its entry at position p is found by looking from p to the "
	 "{side}{round}: of the next {reach} {reach:item|items} there, take the nearest that is {relation} "
	 "values[p], and tell {told}. The entry is {none} if none of them is."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->is_less = kit_once_in(k, 2);
	r->is_left = kit_once_in(k, 2);
	r->is_round = k->level >= 4 && kit_once_in(k, 2);
	r->gap = kit_between(k, 1, kit_ramp(k, 4, 12));
	r->reach = kit_between(k, 2, kit_ramp(k, 6, 15));
	r->told = (enum told)kit_between(k, 0, N_TOLD - 1);
	kit_put_i(k, "gap", r->gap);
	kit_put_i(k, "reach", r->reach);
	kit_put(k, "side", assay_str_of(r->is_left ? "left" : "right"));
	kit_put(k, "round",
		assay_str_of(!r->is_round ? ""
			     : r->is_left ? " (going on at the last item after the first one, but never past the start "
					    "of the search)"
					  : " (going on at the first item after the last one, but never past the start "
					    "of the search)"));
	kit_put(k, "relation",
		r->gap == 1 ? assay_str_of(r->is_less ? "less than" : "greater than")
			    : kit_text(k, "at least %d %s than", (int)r->gap, r->is_less ? "less" : "greater"));
	kit_put(k, "told",
		assay_str_of(r->told == DISTANCE ? "how many places away that item is"
			     : r->told == VALUE	 ? "the value of that item"
						 : "the index of that item, counted from 0"));
	int64_t size = r->gap * 3 + kit_ramp(k, 6, 12);
	kit_put(k, "none",
		r->told == DISTANCE ? assay_str_of("0")
		: r->told == VALUE  ? kit_text(k, "%d", (int)(-size - 1))
				    : assay_str_of("-1"));
	const char *j =
		r->is_left ? (r->is_round ? "(i - d + n) % n" : "i - d") : (r->is_round ? "(i + d) % n" : "i + d");
	code_put(k, "j", r->is_round ? (r->is_left ? "(i - d) % n" : "(i + d) % n") : j, j, j);
	const char *end = r->is_round ? "n - 1" : r->is_left ? "i" : "n - 1 - i";
	code_put(k, "end", r->is_round ? "n" : r->is_left ? "i + 1" : "n - i", end, end);
	const char *differs = r->is_less ? "values[i] - values[j] >= @gap@" : "values[j] - values[i] >= @gap@";
	code_put(k, "found", differs, differs, differs);
	const char *told = r->told == DISTANCE ? "d" : r->told == VALUE ? "values[j]" : "j";
	code_put(k, "say", told, told, told);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 13, 16, 20, 26, 34, 44, 60, 80, 110));
}

/*
 * Items wait until one comes that serves them, or until it is too far.
 */
static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t n = args[0].n;
	int64_t result[MAX_ITEMS];
	size_t waiting[MAX_ITEMS];
	size_t n_waiting = 0;
	int64_t sign = r->is_less ? -1 : 1;
	int64_t none = r->told == DISTANCE ? 0 : r->told == VALUE ? -(code_args(k)[0].max + 1) : -1;
	for (size_t i = 0; i < n; i++)
		result[i] = none;
	for (size_t at = 0; at < (r->is_round ? 2 * n : n); at++) {
		size_t own = r->is_left ? n - 1 - at % n : at % n;
		int64_t value = sign * args[0].items[own].i;
		size_t kept = 0;
		for (size_t i = 0; i < n_waiting; i++) {
			size_t who = waiting[i] % n;
			size_t place = r->is_left ? n - 1 - who : who;
			size_t distance = at - waiting[i];
			if (distance > (size_t)r->reach || distance >= n)
				continue;
			if (value - sign * args[0].items[place].i < r->gap) {
				waiting[kept++] = waiting[i];
				continue;
			}
			result[place] = r->told == DISTANCE ? (int64_t)distance
					: r->told == VALUE  ? args[0].items[own].i
							    : (int64_t)own;
		}
		n_waiting = kept;
		if (at < n)
			waiting[n_waiting++] = at;
	}
	return val_ints(k, result, n);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t n = (int64_t)args[0].n;
	struct val list = val_list(k, args[0].n);
	for (int64_t i = 0; i < (int64_t)list.n; i++) {
		int64_t missing[N_TOLD] = {0, code_args(k)->min - 1, -1};
		list.items[i] = val_int(missing[r->told]);
		for (int64_t d = 1; d <= r->reach && d < n; d++) {
			int64_t j = r->is_left ? i - d : i + d;
			if ((j < 0 || j >= n) && !r->is_round)
				break;
			j = (j + n) % n;
			int64_t rise = args[0].items[j].i - args[0].items[i].i;
			if (r->is_less ? rise <= -r->gap : rise >= r->gap) {
				int64_t all[N_TOLD] = {d, args[0].items[j].i, j};
				list.items[i] = val_int(all[r->told]);
				break;
			}
		}
	}
	return list;
}

static const struct code_def code = {
	.entry = "nearest",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.python = "def nearest(values):\n"
		  "    n = len(values)\n"
		  "    result = []\n"
		  "    for i in range(n):\n"
		  "        for d in range(1, @end@)[:@reach@]:\n"
		  "            j = @j@\n"
		  "            if @found@:\n"
		  "                result.append(@say@)\n"
		  "                break\n"
		  "        else:\n"
		  "            result.append(@none@)\n"
		  "    return result\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n"
	       "\n"
	       "std::vector<long long> nearest(std::vector<long long> values)\n"
	       "{\n"
	       "    int n = values.size();\n"
	       "    std::vector<long long> result(n, @none@);\n"
	       "    for (int i = 0; i < n; i++) {\n"
	       "        for (int d = 1; d <= std::min(@reach@, @end@); d++) {\n"
	       "            int j = @j@;\n"
	       "            if (@found@) {\n"
	       "                result[i] = @say@;\n"
	       "                break;\n"
	       "            }\n"
	       "        }\n"
	       "    }\n"
	       "    return result;\n"
	       "}\n",
	.javascript = "function nearest(values) {\n"
		      "    const n = values.length;\n"
		      "    return values.map((_, i) => {\n"
		      "        for (let d = 1; d <= Math.min(@reach@, @end@); d++) {\n"
		      "            const j = @j@;\n"
		      "            if (@found@)\n"
		      "                return @say@;\n"
		      "        }\n"
		      "        return @none@;\n"
		      "    });\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "stack", NULL};

const struct assay_family assay_family_next_greater = {
	KIT_CODE,
	.name = "next-greater",
	.version = 1,
	.title = "for every item the nearest one that is greater or less by enough",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
