/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value of given rank among the last few items, followed along a list: a running median and its relatives.
 *
 * Found with a list that is kept sorted; rechecked by counting, for every item, how many are below it.
 */
#include "problems/families/code.h"

#define MAX_LEN 256

enum rank { LOWER_MEDIAN, UPPER_MEDIAN, FROM_LOW, FROM_HIGH, N_RANKS };
enum question { ALL, CHANGES, TOTAL, ABOVE, N_QUESTIONS };

struct rules {
	enum rank rank;
	enum question question;
	int64_t width, nth; /* Width 0: everything so far. */
};

static const char *const phrasings[] = {
	("Go through `values` from left to right. After each item look at {seen} and note {rank}. {^return} "
	 "{question}."),
	("For every position of `values`, write down {rank}; what counts for a position are {seen} (as of that "
	 "position). "
	 "So there are as many notes as items. {^return} {question}."),
	("A gauge reports the readings in `values` one by one. After every reading it shows {rank}, where it takes "
	 "into "
	 "account {seen}. What it shows is noted. {^return} {question}."),
	("Process a stream `values`. Each time an item arrives, compute {rank} of a sorted collection made of {seen}, "
	 "and "
	 "note it. At the end {return} {question}."),
	("Let the note for index i be {rank}, taken over {seen} when values[i] has just been read. {^return} "
	 "{question}, "
	 "for i from 0 to the end of the list."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[ALL] = {"the list of all notes", "notes", "notes", "notes"},
	[CHANGES] =
		{"a list of the indices (from 0) of all notes, from the second on, that differ from the note before",
		 "[i for i in range(1, len(notes)) if notes[i] != notes[i - 1]]", "changes",
		 "notes.map((_, i) => i).filter((i) => i > 0 && notes[i] !== notes[i - 1])"},
	[TOTAL] = {"a list with two numbers, the sum of all notes and the sum of all items, in this order",
		   "[sum(notes), sum(values)]",
		   "std::vector<long long>{std::accumulate(notes.begin(), notes.end(), 0LL), "
		   "std::accumulate(values.begin(), values.end(), 0LL)}",
		   "[notes, values].map((list) => list.reduce((a, b) => a + b, 0))"},
	[ABOVE] = {"a list of how far each item lies above its note (below zero if it lies below it)",
		   "[x - note for x, note in zip(values, notes)]", "values", "values.map((x, i) => x - notes[i])"},
};

static void put_rank(struct kit *k, const struct rules *r)
{
	int n = (int)r->nth;
	if (r->rank == LOWER_MEDIAN || r->rank == UPPER_MEDIAN) {
		bool is_low = r->rank == LOWER_MEDIAN;
		kit_put(k, "rank",
			kit_text(k, "the median (for an even number of items the %s of the two in the middle)",
				 is_low ? "lower" : "higher"));
		code_put(k, "at", is_low ? "(len(part) - 1) // 2" : "len(part) // 2",
			 is_low ? "(part.size() - 1) / 2" : "part.size() / 2",
			 is_low ? "Math.floor((part.length - 1) / 2)" : "Math.floor(part.length / 2)");
		return;
	}
	const char *ordinals[] = {"", "second-", "third-", "fourth-", "fifth-", "sixth-"};
	bool is_low = r->rank == FROM_LOW;
	kit_put(k, "rank",
		kit_text(k, "the %s%s item, equal ones counted singly (the %s one if there are fewer than %d)",
			 ordinals[n - 1], is_low ? "smallest" : "largest", is_low ? "largest" : "smallest", n));
	code_put(k, "at", is_low ? "min(@nth@, len(part)) - 1" : "max(len(part) - @nth@, 0)",
		 is_low ? "std::min<std::size_t>(@nth@, part.size()) - 1"
			: "part.size() - std::min<std::size_t>(@nth@, part.size())",
		 is_low ? "Math.min(@nth@, part.length) - 1" : "Math.max(part.length - @nth@, 0)");
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->rank = (enum rank)kit_between(k, 0, N_RANKS - 1);
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->nth = kit_between(k, 2, k->level < 5 ? 3 : 6);
	r->width = kit_between(k, r->nth, kit_ramp(k, 6, 20));
	if (kit_once_in(k, 5))
		r->width = 0;
	kit_put_i(k, "nth", r->rank >= FROM_LOW ? r->nth : 0);
	kit_put_i(k, "width", r->width);
	kit_put(k, "seen",
		r->width ? kit_text(k, "the last %d items, itself included (all so far while there are fewer)",
				    (int)r->width)
			 : ASSAY_STR("all items so far, itself included"));
	put_rank(k, r);
	kit_put(k, "question", assay_str_of(questions[r->question].words));
	code_put(k, "part", r->width ? "values[max(0, i + 1 - @width@):i + 1]" : "values[:i + 1]",
		 r->width ? "values.begin() + (i + 1 > @width@ ? i + 1 - @width@ : 0)" : "values.begin()",
		 r->width ? "values.slice(Math.max(0, i + 1 - @width@), i + 1)" : "values.slice(0, i + 1)");
	code_put(k, "fold", "",
		 r->question == CHANGES ? "    std::vector<long long> changes;\n"
					  "    for (std::size_t i = 1; i < notes.size(); i++) {\n"
					  "        if (notes[i] != notes[i - 1])\n"
					  "            changes.push_back(i);\n"
					  "    }\n"
		 : r->question == ABOVE ? "    for (std::size_t i = 0; i < notes.size(); i++)\n"
					  "        values[i] -= notes[i];\n"
					: "",
		 "");
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	int64_t size = kit_ramp(k, 9, 500);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 12, 15, 20, 25, 30, 40, 60, 80, 100));
}

static int64_t wanted(const struct rules *r, int64_t n)
{
	const int64_t at[N_RANKS] = {(n - 1) / 2, n / 2, n < r->nth ? n - 1 : r->nth - 1, n < r->nth ? 0 : n - r->nth};
	return at[r->rank];
}

/* What is said of the notes. */
static struct val state(struct kit *k, const struct rules *r, const struct val *values, const int64_t *notes)
{
	size_t n = values->n;
	int64_t sums[2] = {0};
	struct val list = val_list(k, n);
	if (!list.items)
		return list;
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		sums[0] += notes[i];
		sums[1] += values->items[i].i;
		if (r->question != CHANGES)
			list.items[len++] = val_int(r->question == ALL ? notes[i] : values->items[i].i - notes[i]);
		else if (i > 0 && notes[i] != notes[i - 1])
			list.items[len++] = val_int((int64_t)i);
	}
	list.n = len;
	return r->question == TOTAL ? val_ints(k, sums, 2) : list;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t sorted[MAX_LEN];
	int64_t notes[MAX_LEN];
	int64_t n = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		if (r->width && n == r->width) {
			int64_t at = 0;
			while (sorted[at] != args[0].items[i - (size_t)n].i)
				at++;
			for (n--; at < n; at++)
				sorted[at] = sorted[at + 1];
		}
		int64_t at = n++;
		for (; at > 0 && sorted[at - 1] > args[0].items[i].i; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = args[0].items[i].i;
		notes[i] = sorted[wanted(r, n)];
	}
	return state(k, r, &args[0], notes);
}

/* The item of [from, to) with fewer than `least` items below it and as many, or more, not above it. */
static int64_t item_of_rank(const struct val *items, size_t from, size_t to, size_t least)
{
	for (size_t i = from; i < to; i++) {
		size_t below = 0;
		size_t equal = 0;
		for (size_t j = from; j < to; j++) {
			below += items[j].i < items[i].i;
			equal += items[j].i == items[i].i;
		}
		if (below < least && below + equal >= least)
			return items[i].i;
	}
	return 0;
}

static int64_t note_at(const struct rules *r, const struct val *values, size_t i)
{
	size_t from = 0;
	while (r->width && i + 1 - from > (size_t)r->width)
		from++;
	size_t n = i + 1 - from;
	size_t least = (n + 1) / 2;
	if (r->rank == UPPER_MEDIAN)
		least = n - (n - 1) / 2;
	if (r->rank == FROM_LOW)
		for (least = 1; least < n && least < (size_t)r->nth;)
			least++;
	if (r->rank == FROM_HIGH)
		for (least = n; least > 1 && n - least + 1 < (size_t)r->nth;)
			least--;
	return item_of_rank(values->items, from, i + 1, least);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val list = val_list(k, r->question == TOTAL ? 2 : args[0].n);
	if (!list.items)
		return list;
	size_t len = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t note = note_at(r, &args[0], i);
		if (r->question == ALL)
			list.items[len++] = val_int(note);
		if (r->question == ABOVE)
			list.items[len++] = val_int(args[0].items[i].i - note);
		if (r->question == CHANGES && i > 0 && note_at(r, &args[0], i - 1) != note)
			list.items[len++] = val_int((int64_t)i);
		if (r->question == TOTAL) {
			list.items[0].i += note;
			list.items[1].i += args[0].items[i].i;
		}
	}
	if (r->question == TOTAL)
		list.items[0].tag = list.items[1].tag = VAL_INT;
	else
		list.n = len;
	return list;
}

static const struct code_def code = {
	.entry = "follow",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.python = "def follow(values):\n"
		  "    notes = []\n"
		  "    for i in range(len(values)):\n"
		  "        part = sorted(@part@)\n"
		  "        notes.append(part[@at@])\n"
		  "    return @answer@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <vector>\n\n"
	       "std::vector<long long> follow(std::vector<long long> values)\n"
	       "{\n"
	       "    std::vector<long long> notes;\n"
	       "    for (std::size_t i = 0; i < values.size(); i++) {\n"
	       "        std::vector<long long> part(@part@, values.begin() + i + 1);\n"
	       "        std::sort(part.begin(), part.end());\n"
	       "        notes.push_back(part[@at@]);\n"
	       "    }\n"
	       "@fold@"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function follow(values) {\n"
		      "    const notes = [];\n"
		      "    for (let i = 0; i < values.length; i++) {\n"
		      "        const part = @part@.sort((a, b) => a - b);\n"
		      "        notes.push(part[@at@]);\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "running-median", NULL};

const struct assay_family assay_family_running_rank = {
	KIT_CODE,
	.name = "running-rank",
	.version = 1,
	.title = "a median or another rank, followed along a list",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
