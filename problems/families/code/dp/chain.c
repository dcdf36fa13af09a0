/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The longest or heaviest subsequence whose neighbours differ by what is allowed and stand close enough.
 *
 * Found item by item from the left; rechecked by improving what chains from an item on are worth until nothing changes.
 */
#include "problems/families/code.h"

struct rules {
	int64_t low, high, reach; /* b - a is in [low, high]; at most `reach` places on. */
	bool is_sum;
};

static const char *const phrasings[] = {
	("From `values` pick items, keeping their order. Of two items picked one after the other, the second minus the "
	 "first must be from {low} to {high}, and the second may stand at most {reach} {reach:place|places} behind the "
	 "first. {^return} {measure}, or 0 if `values` is empty."),
	("A chain is a subsequence of `values` of one item or more. For neighbours a and b of a chain, b - a lies "
	 "between {low} and {high}, both included, and their positions differ by no more than {reach}. {^return} "
	 "{measure}; for an empty list {return} 0."),
	("A frog jumps over stones from left to right; `values` are their heights. It may start and stop anywhere. "
	 "Each jump goes at most {reach} {reach:stone|stones} ahead, and the height changes by at least {low} and at "
	 "most "
	 "{high} (below zero: downwards). Call the stones that it touches picked. {^return} {measure}, and 0 if there "
	 "is "
	 "no stone."),
	("Which subsequences of `values` have only neighbours with {low} <= later - earlier <= {high} and positions at "
	 "most {reach} apart? Among all of these that are not empty, {return} {measure}. If `values` has no items, "
	 "{return} 0."),
	("Choose positions p1 < p2 < ... in `values`, at least one, such that each is at most {reach} above the one "
	 "before and values[p2] - values[p1], and so on for all neighbours, is no less than {low} and no more than "
	 "{high}. The items there are picked. {^return} {measure} (0 for an empty list)."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->low = kit_between(k, -kit_ramp(k, 2, 8), kit_ramp(k, 3, 10));
	r->high = r->low + kit_between(k, 2, kit_ramp(k, 5, 15));
	r->reach = kit_between(k, 2, kit_ramp(k, 5, 12));
	r->is_sum = kit_once_in(k, 2);
	kit_put_i(k, "low", r->low);
	kit_put_i(k, "high", r->high);
	kit_put_i(k, "reach", r->reach);
	kit_put(k, "measure",
		assay_str_of(r->is_sum ? "the greatest possible sum of the picked items"
				       : "the greatest possible number of picked items"));
	code_put(k, "worth", r->is_sum ? "b" : "1", r->is_sum ? "values[j]" : "1", r->is_sum ? "values[j]" : "1");
	int64_t size = kit_ramp(k, 9, 40);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size / 3, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 12, 16, 20, 25, 30, 40, 50, 65, 80));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const struct val *v = args[0].items;
	int64_t best[128];
	int64_t most = 0;
	for (size_t j = 0; j < args[0].n; j++) {
		int64_t before = 0;
		for (size_t i = j > (size_t)r->reach ? j - (size_t)r->reach : 0; i < j; i++) {
			int64_t rise = v[j].i - v[i].i;
			if (rise >= r->low && rise <= r->high && best[i] > before)
				before = best[i];
		}
		best[j] = before + (r->is_sum ? v[j].i : 1);
		if (j == 0 || best[j] > most)
			most = best[j];
	}
	return val_int(most);
}

static int64_t worth(const struct rules *r, const struct val *list, const int64_t *onward, int64_t at)
{
	int64_t own = r->is_sum ? list->items[at].i : 1;
	int64_t best = own;
	for (int64_t step = 1; step <= r->reach && at + step < (int64_t)list->n; step++) {
		int64_t to = list->items[at + step].i;
		bool may = to <= list->items[at].i + r->high && to >= list->items[at].i + r->low;
		if (may && own + onward[at + step] > best)
			best = own + onward[at + step];
	}
	return best;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t onward[128];
	for (size_t i = 0; i < args[0].n; i++)
		onward[i] = r->is_sum ? args[0].items[i].i : 1;
	for (bool has_changed = true; has_changed;) {
		has_changed = false;
		for (size_t i = 0; i < args[0].n; i++) {
			int64_t now = worth(r, &args[0], onward, (int64_t)i);
			has_changed = has_changed || now != onward[i];
			onward[i] = now;
		}
	}
	int64_t most = args[0].n > 0 ? onward[0] : 0;
	for (size_t i = 1; i < args[0].n; i++)
		most = onward[i] > most ? onward[i] : most;
	return val_int(most);
}

static const struct code_def code = {
	.entry = "best_chain",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def best_chain(values):\n"
		  "    best = []\n"
		  "    for j, b in enumerate(values):\n"
		  "        before = [best[i] for i in range(max(0, j - @reach@), j) if @low@ <= b - values[i] <= "
		  "@high@]\n"
		  "        best.append(max([0] + before) + @worth@)\n"
		  "    return max(best, default=0)\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n\n"
	       "long long best_chain(std::vector<long long> values)\n"
	       "{\n"
	       "    int n = values.size();\n"
	       "    std::vector<long long> best(n);\n"
	       "    for (int j = 0; j < n; j++) {\n"
	       "        for (int i = std::max(0, j - @reach@); i < j; i++) {\n"
	       "            long long rise = values[j] - values[i];\n"
	       "            if (rise >= @low@ && rise <= @high@)\n"
	       "                best[j] = std::max(best[j], best[i]);\n"
	       "        }\n"
	       "        best[j] += @worth@;\n"
	       "    }\n"
	       "    return n > 0 ? *std::max_element(best.begin(), best.end()) : 0;\n"
	       "}\n",
	.javascript = "function best_chain(values) {\n"
		      "    const best = [];\n"
		      "    for (let j = 0; j < values.length; j++) {\n"
		      "        let before = 0;\n"
		      "        for (let i = Math.max(0, j - @reach@); i < j; i++) {\n"
		      "            const rise = values[j] - values[i];\n"
		      "            if (rise >= @low@ && rise <= @high@)\n"
		      "                before = Math.max(before, best[i]);\n"
		      "        }\n"
		      "        best.push(before + @worth@);\n"
		      "    }\n"
		      "    return best.length > 0 ? Math.max(...best) : 0;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "subsequence", NULL};

const struct assay_family assay_family_chain = {
	KIT_CODE,
	.name = "chain",
	.version = 1,
	.title = "the longest or heaviest subsequence with bounded steps",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
