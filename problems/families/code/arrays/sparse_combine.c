/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two sparse vectors, written as pairs of index and value, are combined entry by entry.
 *
 * Found by going through both at once; rechecked with the vectors written out in full.
 */
#include "problems/families/code.h"

#define MAX_INDEX 256

enum combination { SUM, PRODUCT, LARGER, FIRST_WINS, N_COMBINATIONS };

struct rules {
	enum combination combination;
	int64_t p, q, shift, least;
};

static const char *const phrasings[] = {
	("`a` and `b` are sparse vectors: rows of an index and the value there, in ascending order of the index; where "
	 "no "
	 "row says something, the value is 0. The entry of the result at index i is {entry}, where x is the value of "
	 "`a` "
	 "at i and y the value of `b` at i + {shift}. {^return} the result for all indices i from 0 up in the same "
	 "form, "
	 "but only entries whose absolute value is at least {least}."),
	("Each row of `a` and of `b` is an index and what stands there; all the other places hold 0. Write x for what "
	 "`a` "
	 "holds at i, and y for what `b` holds at i + {shift}. At i = 0, 1, 2 and so on, c holds {entry}. "
	 "{^return} the rows [index, value] of c with a value that is {least} or more, or -{least} or less, by "
	 "ascending "
	 "index."),
	("Two sensors report only when they measure something, as rows of time and value ordered by time; else they "
	 "measure 0. The second clock is {shift} ahead, so what `b` has at time i + {shift} belongs to time i of `a`. "
	 "At "
	 "each time i from 0 on, a value x of `a` and the value y of `b` that belongs to it give {entry}. {^return} "
	 "the "
	 "rows of time and result, by time, without results strictly between -{least} and {least}."),
	("Combine the sparse vectors `a` and `b` (lists of [index, value], ordered by index). At index "
	 "i >= 0 the combination has {entry} with x = a(i) and y = b(i + {shift}), where a missing value is 0. "
	 "{^return} "
	 "it as such a list; leave out values whose size without the sign is less than {least}."),
	("Let a(i) be the value in the row of `a` that begins with i, or 0 without such a row, and b(i) likewise. For "
	 "every i >= 0, x = a(i) and y = b(i + {shift}) make one number: {entry}. {^return} the rows [i, number] in "
	 "ascending order of i, for numbers whose absolute value is {least} or higher."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} combinations[N_COMBINATIONS] = {
	[SUM] = {"{p} * x + {q} * y", "@p@ * x + @q@ * y", "@p@ * x + @q@ * y", "@p@ * x + @q@ * y"},
	[PRODUCT] = {"{p} * x * y + {q} * y", "@p@ * x * y + @q@ * y", "@p@ * x * y + @q@ * y",
		     "@p@ * x * y + @q@ * y"},
	[LARGER] = {"the larger one of {p} * x and {q} * y", "max(@p@ * x, @q@ * y)", "std::max(@p@ * x, @q@ * y)",
		    "Math.max(@p@ * x, @q@ * y)"},
	[FIRST_WINS] = {"{p} * x, but {q} * y if x is 0", "@p@ * x or @q@ * y", "x != 0 ? @p@ * x : @q@ * y",
			"x !== 0 ? @p@ * x : @q@ * y"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->combination = (enum combination)kit_between(k, 0, N_COMBINATIONS - 1);
	r->p = kit_between(k, 2, kit_ramp(k, 4, 9));
	r->q = kit_between(k, 2, kit_ramp(k, 4, 9));
	r->shift = kit_between(k, 1, kit_ramp(k, 2, 6));
	r->least = kit_between(k, 3, kit_ramp(k, 8, 30));
	kit_put_i(k, "p", r->p);
	kit_put_i(k, "q", r->q);
	kit_put_i(k, "shift", r->shift);
	kit_put_i(k, "least", r->least);
	assay_autobuf struct assay_buf words = {0};
	kit_fill(k, &words, combinations[r->combination].words);
	kit_put(k, "entry", kit_copy(k, assay_buf_str(&words)));
	code_put(k, "entry", combinations[r->combination].python, combinations[r->combination].cpp,
		 combinations[r->combination].javascript);
	size_t rows = (size_t)KIT_LEVELS(k, 6, 8, 10, 12, 15, 18, 22, 28, 34, 40);
	static const char note[] = "each row an index, from 0, and a value; no index twice, in ascending order";
	int64_t size = 3 * (int64_t)rows;
	CODE_ARG(k, .name = "a", .type = "[[int]]", .min = -size, .max = size, .max_len = rows, .min_inner = 2,
		 .max_inner = 2, .is_grid = true, .note = note);
	CODE_ARG(k, .name = "b", .type = "[[int]]", .min = -size, .max = size, .max_len = rows, .min_inner = 2,
		 .max_inner = 2, .is_grid = true, .note = note);
}

/* Indices go up by small steps, so that both vectors meet. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	int64_t max = code_args(k)[0].max;
	for (size_t a = 0; a < 2; a++) {
		int64_t index = kit_between(k, 0, shape == CODE_HIGH ? max / 3 : 3);
		size_t n = 0;
		for (size_t i = 0; i < args[a].n && index <= max; i++) {
			args[a].items[i].items[0].i = index;
			index += kit_between(k, 1, shape == CODE_EQUAL ? 1 : 3);
			n++;
		}
		args[a].n = n;
	}
	return true;
}

static void keep(struct kit *k, struct val *out, int64_t index, int64_t value)
{
	const struct rules *r = k->params;
	if (index >= 0 && (value >= r->least || -value >= r->least))
		out->items[out->n++] = val_ints(k, (int64_t[]){index, value}, 2);
}

static int64_t combine(const struct rules *r, int64_t x, int64_t y)
{
	int64_t px = r->p * x;
	int64_t qy = r->q * y;
	if (r->combination == SUM)
		return px + qy;
	if (r->combination == PRODUCT)
		return px * y + qy;
	if (r->combination == LARGER)
		return px > qy ? px : qy;
	return x ? px : qy;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val out = val_list(k, args[0].n + args[1].n);
	if (!out.items)
		return out;
	out.n = 0;
	size_t i = 0;
	size_t j = 0;
	while (i < args[0].n || j < args[1].n) {
		int64_t at_a = i < args[0].n ? args[0].items[i].items[0].i : INT64_MAX;
		int64_t at_b = j < args[1].n ? args[1].items[j].items[0].i - r->shift : INT64_MAX;
		int64_t at = at_a < at_b ? at_a : at_b;
		int64_t x = at_a == at ? args[0].items[i++].items[1].i : 0;
		int64_t y = at_b == at ? args[1].items[j++].items[1].i : 0;
		keep(k, &out, at, combine(r, x, y));
	}
	return out;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t full[2][2 * MAX_INDEX] = {{0}};
	for (size_t a = 0; a < 2; a++) {
		for (size_t i = 0; i < args[a].n; i++)
			full[a][args[a].items[i].items[0].i] = args[a].items[i].items[1].i;
	}
	struct val out = val_list(k, args[0].n + args[1].n);
	if (!out.items)
		return out;
	size_t n = 0;
	for (int64_t i = 0; i < MAX_INDEX; i++) {
		int64_t x = full[0][i];
		int64_t y = full[1][i + r->shift];
		const int64_t all[N_COMBINATIONS] = {x * r->p + y * r->q, y * (x * r->p + r->q),
						     x * r->p < y * r->q ? y * r->q : x * r->p,
						     x == 0 ? y * r->q : x * r->p};
		int64_t value = all[r->combination];
		if (value <= -r->least || value >= r->least)
			out.items[n++] = val_ints(k, (int64_t[]){i, value}, 2);
	}
	out.n = n;
	return out;
}

static const struct code_def code = {
	.entry = "combine",
	.result = "[[int]]",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def combine(a, b):\n"
		  "    first = dict(a)\n"
		  "    second = {i - @shift@: y for i, y in b}\n"
		  "    out = []\n"
		  "    for i in sorted(first.keys() | second.keys()):\n"
		  "        x, y = first.get(i, 0), second.get(i, 0)\n"
		  "        value = @entry@\n"
		  "        if i >= 0 and abs(value) >= @least@:\n"
		  "            out.append([i, value])\n"
		  "    return out\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <map>\n"
	       "#include <vector>\n\n"
	       "std::vector<std::vector<long long>> combine(std::vector<std::vector<long long>> a, "
	       "std::vector<std::vector<long long>> b)\n"
	       "{\n"
	       "    std::map<long long, std::pair<long long, long long>> both;\n"
	       "    for (const auto &row : a)\n"
	       "        both[row[0]].first = row[1];\n"
	       "    for (const auto &row : b)\n"
	       "        both[row[0] - @shift@].second = row[1];\n"
	       "    std::vector<std::vector<long long>> out;\n"
	       "    for (const auto &[i, values] : both) {\n"
	       "        const auto &[x, y] = values;\n"
	       "        long long value = @entry@;\n"
	       "        if (i >= 0 && std::llabs(value) >= @least@)\n"
	       "            out.push_back({i, value});\n"
	       "    }\n"
	       "    return out;\n"
	       "}\n",
	.javascript = "function combine(a, b) {\n"
		      "    const first = new Map(a), second = new Map(b.map(([i, y]) => [i - @shift@, y]));\n"
		      "    const order = [...new Set([...first.keys(), ...second.keys()])].sort((i, j) => i - j);\n"
		      "    const out = [];\n"
		      "    for (const i of order) {\n"
		      "        const x = first.get(i) || 0, y = second.get(i) || 0;\n"
		      "        const value = @entry@;\n"
		      "        if (i >= 0 && Math.abs(value) >= @least@) out.push([i, value]);\n"
		      "    }\n"
		      "    return out;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "sparse", NULL};

const struct assay_family assay_family_sparse_combine = {
	KIT_CODE,
	.name = "sparse-combine",
	.version = 1,
	.title = "two sparse vectors, combined entry by entry",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
