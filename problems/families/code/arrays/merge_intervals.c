/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Intervals that overlap or nearly touch are joined; something is asked about what comes of it.
 *
 * Found by sorting and one sweep; rechecked by joining any two that belong together until none do.
 */
#include "problems/families/code.h"

#include <stdlib.h>

enum measure { NUMBER, TOTAL, LONGEST, LEFTMOST, N_MEASURES };

struct rules {
	enum measure measure;
	int64_t gap, least;
};

static const char *const phrasings[] = {
	("Each row of `intervals` holds the start and the end of an interval. Two intervals with at most {gap} between "
	 "the end of one and the start of the other are joined to one that reaches from the lower start to the higher "
	 "end, and so on until nothing can be joined. Then those shorter than {least} (end minus start) are dropped. "
	 "{^return} {measure}."),
	("A machine was on in the given `intervals` of time, each a start and an end in minutes. Pauses of {gap} "
	 "{gap:minute|minutes} or less between two of them do not count as pauses, so such intervals make one; "
	 "overlapping ones too. Of what comes of it, intervals with end minus start less than {least} are ignored. "
	 "{^return} {measure}."),
	("Join all of the `intervals` [start, end] that overlap or have a gap of at most {gap} between them. Keep the "
	 "results whose end minus start is at least {least}. {^return} {measure}."),
	("Painted parts of a fence are given as `intervals`, rows of a start and an end. Unpainted gaps of length "
	 "{gap} "
	 "or less are painted over, so that the parts grow together. Looking only at the parts that are then {least} "
	 "or longer (end minus start), {return} {measure}."),
	("Given `intervals` as pairs of start and end, merge those that share a point or are no more than {gap} apart, "
	 "again and again. After that remove every interval whose length, end minus start, is below {least}, and "
	 "{return} {measure}."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} measures[N_MEASURES] = {
	[NUMBER] = {"the number of intervals that are left", "len(kept)", "(long long)kept.size()", "kept.length"},
	[TOTAL] = {"the sum of the lengths of the intervals that are left", "sum(end - start for start, end in kept)",
		   "sum", "kept.reduce((sum, x) => sum + x[1] - x[0], 0)"},
	[LONGEST] = {"the length of the longest interval that is left, or -1 if there is none",
		     "max((end - start for start, end in kept), default=-1)", "longest",
		     "kept.reduce((best, x) => Math.max(best, x[1] - x[0]), -1)"},
	[LEFTMOST] = {"the start of the leftmost interval that is left, or -1 if there is none",
		      "kept[0][0] if kept else -1", "kept.empty() ? -1 : kept[0][0]",
		      "kept.length > 0 ? kept[0][0] : -1"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->measure = (enum measure)kit_between(k, 0, N_MEASURES - 1);
	r->gap = kit_between(k, 0, kit_ramp(k, 4, 20));
	r->least = kit_between(k, 2, kit_ramp(k, 8, 40));
	kit_put_i(k, "gap", r->gap);
	kit_put_i(k, "least", r->least);
	kit_put(k, "measure", assay_str_of(measures[r->measure].words));
	code_put(k, "fold", "",
		 r->measure == TOTAL	 ? "    long long sum = 0;\n"
					   "    for (const auto &x : kept)\n"
					   "        sum += x[1] - x[0];\n"
		 : r->measure == LONGEST ? "    long long longest = -1;\n"
					   "    for (const auto &x : kept)\n"
					   "        longest = std::max(longest, x[1] - x[0]);\n"
					 : "",
		 "");
	code_put(k, "measure", measures[r->measure].python, measures[r->measure].cpp, measures[r->measure].javascript);
	size_t rows = (size_t)KIT_LEVELS(k, 6, 8, 10, 14, 18, 24, 30, 40, 50, 60);
	CODE_ARG(k, .name = "intervals", .type = "[[int]]", .min = 0, .max = (int64_t)rows * (r->gap + r->least),
		 .max_len = rows, .min_inner = 2, .max_inner = 2, .is_grid = true,
		 .note = "in each row the start, then the end, which is not less");
}

/* Most intervals are short, or all would grow into one. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	int64_t max = code_args(k)[0].max;
	for (size_t i = 0; i < args[0].n; i++) {
		struct val *row = args[0].items[i].items;
		int64_t len = kit_between(k, 0, shape == CODE_FEW ? 3 * r->least : r->least + 2);
		row[1].i = row[0].i + len > max ? max : row[0].i + len;
	}
	return true;
}

static int by_start(const void *a, const void *b)
{
	return val_cmp(a, b);
}

struct sums {
	int64_t found[N_MEASURES];
};

static void keep(struct sums *s, const struct rules *r, int64_t start, int64_t end)
{
	if (end - start < r->least)
		return;
	if (s->found[NUMBER]++ == 0)
		s->found[LEFTMOST] = start;
	s->found[TOTAL] += end - start;
	if (end - start > s->found[LONGEST])
		s->found[LONGEST] = end - start;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val rows = val_list(k, args[0].n);
	for (size_t i = 0; i < rows.n; i++)
		rows.items[i] = args[0].items[i];
	if (rows.n > 1)
		qsort(rows.items, rows.n, sizeof(rows.items[0]), by_start);
	struct sums s = {{[LONGEST] = -1, [LEFTMOST] = -1}};
	for (size_t i = 0; i < rows.n;) {
		int64_t start = rows.items[i].items[0].i;
		int64_t end = rows.items[i].items[1].i;
		for (i++; i < rows.n && rows.items[i].items[0].i <= end + r->gap; i++) {
			if (rows.items[i].items[1].i > end)
				end = rows.items[i].items[1].i;
		}
		keep(&s, r, start, end);
	}
	return val_int(s.found[r->measure]);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t low[64];
	int64_t high[64];
	size_t n = args[0].n;
	for (size_t i = 0; i < n; i++) {
		low[i] = args[0].items[i].items[0].i;
		high[i] = args[0].items[i].items[1].i;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			if (j == i || low[i] - high[j] > r->gap || low[j] - high[i] > r->gap)
				continue;
			low[i] = low[j] < low[i] ? low[j] : low[i];
			high[i] = high[j] > high[i] ? high[j] : high[i];
			low[j] = low[n - 1];
			high[j] = high[n - 1];
			n--;
			i = (size_t)-1; /* From the beginning. */
			break;
		}
	}
	int64_t number = 0;
	int64_t total = 0;
	int64_t longest = -1;
	int64_t left = -1;
	for (size_t i = 0; i < n; i++) {
		int64_t len = high[i] - low[i];
		if (len >= r->least) {
			left = number == 0 || low[i] < left ? low[i] : left;
			longest = len > longest ? len : longest;
			number++;
			total += len;
		}
	}
	return val_int(r->measure == NUMBER    ? number
		       : r->measure == TOTAL   ? total
		       : r->measure == LONGEST ? longest
					       : left);
}

static const struct code_def code = {
	.entry = "merge_intervals",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def merge_intervals(intervals):\n"
		  "    merged = []\n"
		  "    for start, end in sorted(intervals):\n"
		  "        if merged and start - merged[-1][1] <= @gap@:\n"
		  "            merged[-1][1] = max(merged[-1][1], end)\n"
		  "        else:\n"
		  "            merged.append([start, end])\n"
		  "    kept = [[start, end] for start, end in merged if end - start >= @least@]\n"
		  "    return @measure@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n\n"
	       "long long merge_intervals(std::vector<std::vector<long long>> intervals)\n"
	       "{\n"
	       "    std::sort(intervals.begin(), intervals.end());\n"
	       "    std::vector<std::vector<long long>> merged, kept;\n"
	       "    for (const auto &x : intervals) {\n"
	       "        if (!merged.empty() && x[0] - merged.back()[1] <= @gap@)\n"
	       "            merged.back()[1] = std::max(merged.back()[1], x[1]);\n"
	       "        else\n"
	       "            merged.push_back(x);\n"
	       "    }\n"
	       "    for (const auto &x : merged) {\n"
	       "        if (x[1] - x[0] >= @least@)\n"
	       "            kept.push_back(x);\n"
	       "    }\n"
	       "@fold@"
	       "    return @measure@;\n"
	       "}\n",
	.javascript = "function merge_intervals(intervals) {\n"
		      "    const sorted = intervals.map((x) => [...x]).sort((a, b) => a[0] - b[0]);\n"
		      "    const merged = [];\n"
		      "    for (const x of sorted) {\n"
		      "        const last = merged[merged.length - 1];\n"
		      "        if (last && x[0] - last[1] <= @gap@)\n"
		      "            last[1] = Math.max(last[1], x[1]);\n"
		      "        else\n"
		      "            merged.push(x);\n"
		      "    }\n"
		      "    const kept = merged.filter((x) => x[1] - x[0] >= @least@);\n"
		      "    return @measure@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "intervals", NULL};

const struct assay_family assay_family_merge_intervals = {
	KIT_CODE,
	.name = "merge-intervals",
	.version = 1,
	.title = "intervals that overlap or nearly touch are joined",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
