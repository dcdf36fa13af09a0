/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many pairs of items have a weighted sum that meets a target, exactly or by its remainder.
 *
 * Found in one pass with a table of what stood before; rechecked by trying every pair.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_SUM 4096

struct rules {
	int64_t p, q, gap, modulus; /* p * a + q * b, at least `gap` places apart; modulus 0: exactly. */
};

static const char *const phrasings[] = {
	"Count the pairs of positions i and j with j - i >= {gap} for which {sum} {meets}. {^return} that number.",
	("Two positions i and j of `values` go together if j is at least {gap} {gap:place|places} behind i and {sum} "
	 "{meets}. {^return} how many such pairs of positions there are."),
	("How many ways are there to choose positions i and j in `values`, the second at least {gap} "
	 "{gap:place|places} after the first, so that {sum} {meets}? {^return} the number of ways."),
	("A shop lists its prices in `values`. It looks for pairs of places i and j of the list, with j >= i + {gap}, "
	 "where {sum} {meets}. {^return} the number of these pairs."),
	("{^return} the number of index pairs (i, j) with i + {gap} <= j such that {sum} {meets}. Equal values at "
	 "other positions make other pairs."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->p = kit_between(k, 1, kit_ramp(k, 3, 7));
	r->q = kit_nonzero(k, -kit_ramp(k, 3, 7), kit_ramp(k, 3, 7));
	r->gap = kit_between(k, 1, kit_ramp(k, 2, 6));
	r->modulus = kit_once_in(k, 2) ? kit_between(k, 3, kit_ramp(k, 6, 30)) : 0;
	kit_put_i(k, "p", r->p);
	kit_put_i(k, "q", r->q);
	kit_put_i(k, "gap", r->gap);
	kit_put_i(k, "modulus", r->modulus);
	assay_autobuf struct assay_buf sum = {0};
	if (r->p != 1)
		(void)assay_buf_printf(&sum, "%d * ", (int)r->p);
	(void)assay_buf_printf(&sum, "values[i] %c ", r->q < 0 ? '-' : '+');
	if (r->q != 1 && r->q != -1)
		(void)assay_buf_printf(&sum, "%d * ", (int)(r->q < 0 ? -r->q : r->q));
	(void)assay_buf_add_c(&sum, "values[j]");
	kit_put(k, "sum", kit_copy(k, assay_buf_str(&sum)));
	kit_put(k, "meets",
		r->modulus ? kit_text(k, "differs from `target` by a multiple of %d (0 is one)", (int)r->modulus)
			   : assay_str_of("equals `target`"));
	code_put(k, "key", r->modulus ? "x % @modulus@" : "x",
		 r->modulus ? "(x % @modulus@ + @modulus@) % @modulus@" : "x",
		 r->modulus ? "((x % @modulus@) + @modulus@) % @modulus@" : "x");
	int64_t size = kit_ramp(k, 9, 60);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 15, 20, 30, 40, 60, 80, 100, 130, 160));
	CODE_ARG(k, .name = "target", .type = "int", .min = -size, .max = size);
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t seen[2 * MAX_SUM] = {0};
	int64_t count = 0;
	for (size_t j = (size_t)r->gap; j < args[0].n; j++) {
		int64_t first = r->p * args[0].items[j - (size_t)r->gap].i;
		int64_t wanted = args[1].i - r->q * args[0].items[j].i;
		if (r->modulus) {
			first = (first % r->modulus + r->modulus) % r->modulus;
			wanted = (wanted % r->modulus + r->modulus) % r->modulus;
		}
		seen[first + MAX_SUM]++;
		count += seen[wanted + MAX_SUM];
	}
	return val_int(count);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t count = 0;
	for (int64_t i = 0; i < (int64_t)args[0].n; i++) {
		for (int64_t j = i + r->gap; j < (int64_t)args[0].n; j++) {
			int64_t off = r->p * args[0].items[i].i + r->q * args[0].items[j].i - args[1].i;
			count += off == 0 || (r->modulus > 0 && off % r->modulus == 0);
		}
	}
	return val_int(count);
}

static const struct code_def code = {
	.entry = "count_pairs",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def count_pairs(values, target):\n"
		  "    def key(x):\n"
		  "        return @key@\n\n"
		  "    seen = {}\n"
		  "    count = 0\n"
		  "    for j in range(@gap@, len(values)):\n"
		  "        first = key(@p@ * values[j - @gap@])\n"
		  "        seen[first] = seen.get(first, 0) + 1\n"
		  "        count += seen.get(key(target - (@q@) * values[j]), 0)\n"
		  "    return count\n",
	.cpp = "#include <map>\n"
	       "#include <vector>\n\n"
	       "static long long key(long long x)\n"
	       "{\n"
	       "    return @key@;\n"
	       "}\n\n"
	       "long long count_pairs(std::vector<long long> values, long long target)\n"
	       "{\n"
	       "    std::map<long long, long long> seen;\n"
	       "    long long count = 0;\n"
	       "    for (std::size_t j = @gap@; j < values.size(); j++) {\n"
	       "        seen[key(@p@ * values[j - @gap@])]++;\n"
	       "        count += seen[key(target - (@q@) * values[j])];\n"
	       "    }\n"
	       "    return count;\n"
	       "}\n",
	.javascript = "function count_pairs(values, target) {\n"
		      "    const key = (x) => @key@;\n"
		      "    const seen = new Map();\n"
		      "    let count = 0;\n"
		      "    for (let j = @gap@; j < values.length; j++) {\n"
		      "        const first = key(@p@ * values[j - @gap@]);\n"
		      "        seen.set(first, (seen.get(first) || 0) + 1);\n"
		      "        count += seen.get(key(target - (@q@) * values[j])) || 0;\n"
		      "    }\n"
		      "    return count;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "counting", NULL};

const struct assay_family assay_family_pair_count = {
	KIT_CODE,
	.name = "pair-count",
	.version = 1,
	.title = "how many pairs of items have a weighted sum that meets a target",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
