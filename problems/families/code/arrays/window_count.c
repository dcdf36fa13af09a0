/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which windows of a fixed width meet a condition on their sum, ends or spread.
 *
 * Found with a window that is kept sorted while it slides; rechecked by looking at every window anew.
 */
#include "problems/families/code.h"

#define MAX_WIDTH 16

enum measure { SUM, LARGEST, LEAST, SPREAD, N_MEASURES };
enum condition { AT_LEAST, AT_MOST, MULTIPLE, N_CONDITIONS };
enum question { NUMBER, FIRST, LAST, N_QUESTIONS };

struct rules {
	enum measure measure;
	enum condition condition;
	enum question question;
	int64_t width, bound;
};

static const char *const phrasings[] = {
	("Every {width} consecutive items of `values` make a window; windows may overlap. A window counts if {measure} "
	 "{condition}. {^return} {question}."),
	("Slide a frame over `values` that shows {width} neighbouring items at a time, one step after another, as long "
	 "as "
	 "it fits. A position of the frame is good when {measure} {condition}; positions are named by the index (from "
	 "0) "
	 "of the first item in them, and a good position is a window that counts. {^return} {question}."),
	("An engineer looks at readings in `values`, always at {width} in a row. Such a window counts when {measure} "
	 "{condition}. {^return} {question}. With fewer than {width} readings there is no window."),
	("Among the contiguous parts of `values` that have exactly {width} items, those count in which {measure} "
	 "{condition}. {^return} {question}, where each part is called a window."),
	("A window is a part of `values` with {width} items one after another. Say that it counts if {measure} "
	 "{condition}, and {return} {question}. The list may be shorter than a window."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} measures[N_MEASURES] = {
	[SUM] = {"the sum of its items", "sum(part)", "std::accumulate(first, last, 0LL)",
		 "part.reduce((a, b) => a + b, 0)"},
	[LARGEST] = {"its largest item", "max(part)", "*std::max_element(first, last)", "Math.max(...part)"},
	[LEAST] = {"its smallest item", "min(part)", "*std::min_element(first, last)", "Math.min(...part)"},
	[SPREAD] = {"the difference between its largest and its smallest item", "max(part) - min(part)",
		    "*std::max_element(first, last) - *std::min_element(first, last)",
		    "Math.max(...part) - Math.min(...part)"},
};

static const struct {
	const char *python, *other;
} conditions[N_CONDITIONS] = {
	[AT_LEAST] = {"x >= @bound@", "x >= @bound@"},
	[AT_MOST] = {"x <= @bound@", "x <= @bound@"},
	[MULTIPLE] = {"x % @bound@ == 0", "x % @bound@ == 0"},
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[NUMBER] = {"how many windows count", "len(hits)", "(long long)hits.size()", "hits.length"},
	[FIRST] = {"the index, from 0, at which the first window that counts begins, or -1 if none counts",
		   "hits[0] if hits else -1", "hits.empty() ? -1 : hits.front()", "hits.length > 0 ? hits[0] : -1"},
	[LAST] = {"the index, from 0, at which the last window that counts begins, or -1 if none counts",
		  "hits[-1] if hits else -1", "hits.empty() ? -1 : hits.back()",
		  "hits.length > 0 ? hits[hits.length - 1] : -1"},
};

static int64_t draw_bound(struct kit *k, const struct rules *r, int64_t size)
{
	if (r->condition == MULTIPLE)
		return kit_between(k, 2, kit_ramp(k, 5, 9));
	if (r->measure == SUM)
		return kit_between(k, -size, size);
	if (r->measure == LARGEST)
		return kit_between(k, size / 3, size - 1);
	if (r->measure == LEAST)
		return -kit_between(k, size / 3, size - 1);
	return kit_between(k, size * 2 / 3, size * 3 / 2);
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	int64_t size = kit_ramp(k, 9, 60);
	r->measure = (enum measure)kit_between(k, 0, N_MEASURES - 1);
	r->condition = (enum condition)kit_between(k, 0, N_CONDITIONS - 1);
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->width = kit_between(k, 2, kit_ramp(k, 4, 9));
	r->bound = draw_bound(k, r, size);
	kit_put_i(k, "width", r->width);
	kit_put_i(k, "bound", r->bound);
	kit_put(k, "measure", assay_str_of(measures[r->measure].words));
	kit_put(k, "condition",
		r->condition == AT_LEAST  ? kit_text(k, "is at least %d", (int)r->bound)
		: r->condition == AT_MOST ? kit_text(k, "is at most %d", (int)r->bound)
					  : kit_text(k, "is a multiple of %d (0 is one)", (int)r->bound));
	kit_put(k, "question", assay_str_of(questions[r->question].words));
	code_put(k, "x", measures[r->measure].python, measures[r->measure].cpp, measures[r->measure].javascript);
	code_put(k, "holds", conditions[r->condition].python, conditions[r->condition].other,
		 conditions[r->condition].other);
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 15, 20, 30, 40, 60, 90, 120, 150, 200));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t sorted[MAX_WIDTH] = {0};
	int64_t n = 0;
	int64_t sum = 0;
	int64_t count = 0;
	int64_t first = -1;
	int64_t last = -1;
	for (int64_t i = 0; i < (int64_t)args[0].n; i++) {
		if (n == r->width) {
			int64_t old = args[0].items[i - r->width].i;
			int64_t at = 0;
			while (sorted[at] != old)
				at++;
			for (n--; at < n; at++)
				sorted[at] = sorted[at + 1];
			sum -= old;
		}
		int64_t at = n++;
		for (; at > 0 && sorted[at - 1] > args[0].items[i].i; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = args[0].items[i].i;
		sum += sorted[at];
		if (n < r->width)
			continue;
		const int64_t found[N_MEASURES] = {sum, sorted[n - 1], sorted[0], sorted[n - 1] - sorted[0]};
		int64_t x = found[r->measure];
		if (r->condition == AT_LEAST  ? x < r->bound
		    : r->condition == AT_MOST ? x > r->bound
					      : x % r->bound != 0)
			continue;
		last = i + 1 - n;
		first = count++ == 0 ? last : first;
	}
	return val_int(r->question == NUMBER ? count : r->question == FIRST ? first : last);
}

static bool counts(const struct rules *r, const struct val *part)
{
	int64_t sum = 0;
	int64_t low = part[0].i;
	int64_t high = part[0].i;
	for (int64_t i = 0; i < r->width; i++) {
		sum += part[i].i;
		low = part[i].i < low ? part[i].i : low;
		high = part[i].i > high ? part[i].i : high;
	}
	int64_t x = r->measure == SUM ? sum : r->measure == LARGEST ? high : r->measure == LEAST ? low : high - low;
	bool meets[N_CONDITIONS] = {x >= r->bound, x <= r->bound, r->bound > 1 && x / r->bound * r->bound == x};
	return meets[r->condition];
}

/* The first from the front, the last from the back. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t ends = (int64_t)args[0].n - r->width;
	int64_t count = 0;
	for (int64_t i = 0; i <= ends; i++) {
		int64_t at = r->question == LAST ? ends - i : i;
		if (!counts(r, args[0].items + at))
			continue;
		if (r->question != NUMBER)
			return val_int(at);
		count++;
	}
	return val_int(r->question == NUMBER ? count : -1);
}

static const struct code_def code = {
	.entry = "windows",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def windows(values):\n"
		  "    hits = []\n"
		  "    for i in range(len(values) - @width@ + 1):\n"
		  "        part = values[i:i + @width@]\n"
		  "        x = @x@\n"
		  "        if @holds@:\n"
		  "            hits.append(i)\n"
		  "    return @answer@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <vector>\n\n"
	       "long long windows(std::vector<long long> values)\n"
	       "{\n"
	       "    std::vector<long long> hits;\n"
	       "    for (std::size_t i = 0; i + @width@ <= values.size(); i++) {\n"
	       "        auto first = values.begin() + i, last = first + @width@;\n"
	       "        long long x = @x@;\n"
	       "        if (@holds@)\n"
	       "            hits.push_back(i);\n"
	       "    }\n"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function windows(values) {\n"
		      "    const hits = [];\n"
		      "    for (let i = 0; i + @width@ <= values.length; i++) {\n"
		      "        const part = values.slice(i, i + @width@);\n"
		      "        const x = @x@;\n"
		      "        if (@holds@) hits.push(i);\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "sliding-window", NULL};

const struct assay_family assay_family_window_count = {
	KIT_CODE,
	.name = "window-count",
	.version = 1,
	.title = "windows of a fixed width that meet a condition",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
