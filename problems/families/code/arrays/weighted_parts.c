/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contiguous parts whose sum, with weights that alternate by place, meets a target: how many, or how long.
 *
 * Found with prefix sums, length by length; rechecked by taking items off the target, start by start.
 */
#include "problems/families/code.h"

#define MAX_LEN 256

struct rules {
	int64_t p, q, modulus; /* Weights of even and odd places; modulus 0: exactly. */
	bool is_longest;
};

static const char *const phrasings[] = {
	("Items of `values` at even indices (0, 2, 4, ...) count {p} {p:time|times}, those at odd indices {q} times. A "
	 "part is one or more consecutive items, and its weight the sum of its items counted like this (by their index "
	 "in `values`, not in the part). {^return} {question} whose weight {meets}."),
	("Multiply each item of `values` by {p} where its index, from 0, is even and by {q} where it is odd. Then look "
	 "at all contiguous parts that are not empty; the weight of a part is the sum of its products. {^return} "
	 "{question} whose weight {meets}."),
	("In a ledger `values`, entries 0, 2, 4 and so on are booked with the factor {p}, entries 1, 3, 5 and so on "
	 "with "
	 "the factor {q}. The weight of a part, that is, of some consecutive entries and at least one, is the sum of "
	 "what "
	 "is booked for them. {^return} {question} whose weight {meets}."),
	("Let w(i) be {p} * values[i] for even i and {q} * values[i] for odd i. The weight of the part from i to j, "
	 "where "
	 "i <= j, is w(i) + ... + w(j). {^return} {question} whose weight {meets}."),
	("{^return} {question} whose weight {meets}. Parts are stretches of neighbouring items of `values`, not empty; "
	 "the weight of one is a sum over its items, in which an item at an even index of `values` (from 0) is taken "
	 "{p} {p:time|times} and one at an odd index {q} times."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->p = kit_between(k, 1, kit_ramp(k, 3, 9));
	r->q = kit_nonzero(k, -kit_ramp(k, 3, 9), kit_ramp(k, 3, 9));
	if (r->q == r->p || r->q == 1)
		r->q = -r->p;
	r->modulus = kit_once_in(k, 2) ? kit_between(k, 3, kit_ramp(k, 7, 30)) : 0;
	r->is_longest = kit_once_in(k, 2);
	kit_put_i(k, "p", r->p);
	kit_put_i(k, "q", r->q);
	kit_put_i(k, "modulus", r->modulus);
	kit_put(k, "question",
		r->is_longest ? ASSAY_STR("the number of items (0 if there is none) in the longest part")
			      : ASSAY_STR("the number of parts"));
	kit_put(k, "meets",
		r->modulus ? kit_text(k, "differs from `target` by a multiple of %d (0 is one)", (int)r->modulus)
			   : assay_str_of("equals `target`"));
	code_put(k, "key", r->modulus ? "x % @modulus@" : "x",
		 r->modulus ? "(x % @modulus@ + @modulus@) % @modulus@" : "x",
		 r->modulus ? "((x % @modulus@) + @modulus@) % @modulus@" : "x");
	code_put(k, "look",
		 r->is_longest ? "wanted = key(total - target)\n"
				 "        if wanted in seen:\n"
				 "            best = max(best, i - seen[wanted])\n"
				 "        seen.setdefault(key(total), i)"
			       : "best += seen.get(key(total - target), 0)\n"
				 "        seen[key(total)] = seen.get(key(total), 0) + 1",
		 r->is_longest ? "auto at = seen.find(key(total - target));\n"
				 "        if (at != seen.end())\n"
				 "            best = std::max(best, (long long)i - at->second);\n"
				 "        seen.emplace(key(total), i);"
			       : "best += seen[key(total - target)];\n"
				 "        seen[key(total)]++;",
		 r->is_longest ? "const wanted = key(total - target);\n"
				 "        if (seen.has(wanted)) best = Math.max(best, i - seen.get(wanted));\n"
				 "        if (!seen.has(key(total))) seen.set(key(total), i);"
			       : "best += seen.get(key(total - target)) || 0;\n"
				 "        seen.set(key(total), (seen.get(key(total)) || 0) + 1);");
	code_put(k, "first", r->is_longest ? "-1" : "1", r->is_longest ? "-1" : "1", r->is_longest ? "-1" : "1");
	int64_t size = kit_ramp(k, 6, 20);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 15, 20, 30, 40, 60, 80, 100, 130, 160));
	CODE_ARG(k, .name = "target", .type = "int", .min = -size, .max = size);
}

/* Targets that some part meets. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	if (args[0].n == 0 || (shape != CODE_RANDOM && shape != CODE_TYPICAL))
		return true;
	size_t from = (size_t)kit_between(k, 0, (int64_t)args[0].n - 1);
	int64_t sum = 0;
	for (size_t i = from; i < args[0].n && i < from + 3; i++)
		sum += (i % 2 ? r->q : r->p) * args[0].items[i].i;
	if (sum >= code_args(k)[1].min && sum <= code_args(k)[1].max)
		args[1].i = sum;
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t before[MAX_LEN + 1] = {0};
	int64_t result = 0;
	for (size_t i = 0; i < args[0].n; i++)
		before[i + 1] = before[i] + (i % 2 ? r->q : r->p) * args[0].items[i].i;
	for (size_t len = 1; len <= args[0].n; len++) {
		int64_t hits = 0;
		for (size_t end = len; end <= args[0].n; end++) {
			int64_t off = before[end] - before[end - len] - args[1].i;
			hits += r->modulus ? off % r->modulus == 0 : off == 0;
		}
		result = !r->is_longest ? result + hits : hits > 0 ? (int64_t)len : result;
	}
	return val_int(result);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t count = 0;
	int64_t longest = 0;
	for (size_t start = 0; start < args[0].n; start++) {
		int64_t left = args[1].i;
		bool is_odd = (start & 1) != 0;
		for (size_t end = start; end < args[0].n; end++, is_odd = !is_odd) {
			left -= is_odd ? args[0].items[end].i * r->q : args[0].items[end].i * r->p;
			int64_t step = r->modulus ? r->modulus : INT64_MAX;
			if (left / step * step != left || (r->modulus == 0 && left != 0))
				continue;
			count++;
			int64_t len = (int64_t)(end - start) + 1;
			longest = len > longest ? len : longest;
		}
	}
	return val_int(r->is_longest ? longest : count);
}

static const struct code_def code = {
	.entry = "weigh_parts",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def weigh_parts(values, target):\n"
		  "    def key(x):\n"
		  "        return @key@\n\n"
		  "    seen = {key(0): @first@}\n"
		  "    best = total = 0\n"
		  "    for i, value in enumerate(values):\n"
		  "        total += value * (@p@ if i % 2 == 0 else @q@)\n"
		  "        @look@\n"
		  "    return best\n",
	.cpp = "#include <algorithm>\n"
	       "#include <map>\n"
	       "#include <vector>\n\n"
	       "static long long key(long long x)\n"
	       "{\n"
	       "    return @key@;\n"
	       "}\n\n"
	       "long long weigh_parts(std::vector<long long> values, long long target)\n"
	       "{\n"
	       "    std::map<long long, long long> seen;\n"
	       "    seen[key(0)] = @first@;\n"
	       "    long long best = 0, total = 0;\n"
	       "    for (std::size_t i = 0; i < values.size(); i++) {\n"
	       "        total += values[i] * (i % 2 == 0 ? @p@ : @q@);\n"
	       "        @look@\n"
	       "    }\n"
	       "    return best;\n"
	       "}\n",
	.javascript = "function weigh_parts(values, target) {\n"
		      "    const key = (x) => @key@;\n"
		      "    const seen = new Map([[key(0), @first@]]);\n"
		      "    let best = 0, total = 0;\n"
		      "    values.forEach((value, i) => {\n"
		      "        total += value * (i % 2 === 0 ? @p@ : @q@);\n"
		      "        @look@\n"
		      "    });\n"
		      "    return best;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "prefix-sums", NULL};

const struct assay_family assay_family_weighted_parts = {
	KIT_CODE,
	.name = "weighted-parts",
	.version = 1,
	.title = "contiguous parts whose weighted sum meets a target",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
