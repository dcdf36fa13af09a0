/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The longest stretch of a list whose neighbours stand in a given relation.
 *
 * Found in one pass; rechecked by trying every start and every end.
 */
#include "problems/families/code.h"

/* Neighbours a, b of a stretch: the relation, or for a gap |b - a| <= gap or b - a a multiple of gap. */
enum relation { RISES, FALLS, NEVER_FALLS, NEVER_RISES, IS_NEAR, IS_FAR, IS_MULTIPLE, CHANGES_SIGN, N_RELATIONS };
enum measure { START, END, SUM, N_MEASURES };

struct rules {
	enum relation relation;
	enum measure measure;
	int64_t gap, least; /* Shorter stretches do not count. */
};

static const char *const phrasings[] = {
	"Look at stretches of `values`, that is, runs of consecutive items, in which {relation}. Only stretches of "
	"{least} or more {least:item|items} count. Take the longest of them, and the first one if several are longest. "
	"{^return} {measure}. If there is no such stretch, {return} {none}.",
	"The list `values` falls apart into stretches of consecutive items in which {relation}; each is as long as it "
	"can "
	"be. {^return} {measure} of the longest stretch, where the earliest one counts if there is a tie. If even that "
	"one "
	"has fewer than {least} {least:item|items}, or there is none, {return} {none}.",
	"A sensor wrote down `values`. An engineer wants the longest run of readings, one after another, in which "
	"{relation}; among equally long ones the first. {^return} {measure}, and {none} when no run has at least "
	"{least} "
	"{least:reading|readings}.",
	"Find the longest contiguous part of `values` in which {relation} (the leftmost one of equal length) and "
	"{return} "
	"{measure}. The part must have at least {least} {least:item|items}; without such a part {return} {none}.",
	"Among all contiguous parts of `values` with {least} or more {least:item|items} in which {relation}, choose "
	"the "
	"longest; ties go to the one that begins first. {^return} {measure}. When there is no such part, {return} "
	"{none}.",
	NULL,
};

static const struct {
	const char *words, *python, *other; /* C++ and JavaScript agree. */
} relations[N_RELATIONS] = {
	[RISES] = {"every item is greater than the one before", "a < b", "a < b"},
	[FALLS] = {"every item is less than the one before", "a > b", "a > b"},
	[NEVER_FALLS] = {"no item is less than the one before", "a <= b", "a <= b"},
	[NEVER_RISES] = {"no item is greater than the one before", "a >= b", "a >= b"},
	[IS_NEAR] = {"neighbours differ by at most {gap}", "abs(a - b) <= @gap@", "(a > b ? a - b : b - a) <= @gap@"},
	[IS_FAR] = {"neighbours differ by at least {gap}", "abs(a - b) >= @gap@", "(a > b ? a - b : b - a) >= @gap@"},
	[IS_MULTIPLE] = {"neighbours differ by a multiple of {gap} (0 is one)", "(a - b) % @gap@ == 0",
			 "(a - b) % @gap@ == 0"},
	[CHANGES_SIGN] = {"the product of neighbours is less than {gap}", "a * b < @gap@", "a * b < @gap@"},
};

static const struct {
	const char *words, *none, *python, *cpp, *javascript;
} measures[N_MEASURES] = {
	[SUM] = {"the sum of its items", "0", "sum(values[start:start + best])",
		 "std::accumulate(values.begin() + start, values.begin() + start + best, 0LL)",
		 "values.slice(start, start + best).reduce((x, y) => x + y, 0)"},
	[START] = {"the index of its first item, counted from 0", "-1", "start", "(long long)start", "start"},
	[END] = {"the index of its last item, counted from 0", "-1", "start + best - 1",
		 "(long long)(start + best) - 1", "start + best - 1"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->relation = (enum relation)kit_between(k, 0, N_RELATIONS - 1);
	r->measure = (enum measure)kit_between(k, 0, k->level < 3 ? END : SUM);
	r->gap = kit_between(k, 2, kit_ramp(k, 6, 40));
	r->least = kit_between(k, 1, kit_ramp(k, 3, 5));
	kit_put_i(k, "gap", r->relation >= IS_NEAR ? r->gap : 0);
	kit_put_i(k, "least", r->least);
	assay_autobuf struct assay_buf words = {0};
	kit_fill(k, &words, relations[r->relation].words);
	kit_put(k, "relation", kit_copy(k, assay_buf_str(&words)));
	kit_put(k, "measure", assay_str_of(measures[r->measure].words));
	kit_skin(k, "none", measures[r->measure].none);
	code_put(k, "holds", relations[r->relation].python, relations[r->relation].other, relations[r->relation].other);
	code_put(k, "measure", measures[r->measure].python, measures[r->measure].cpp, measures[r->measure].javascript);
	/* A gap is met now and then where values are few times as far apart. */
	int64_t size = r->relation >= IS_NEAR ? 3 * r->gap : kit_ramp(k, 9, 1000);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 15, 20, 30, 40, 60, 100, 150, 200, 250));
}

static bool holds(const struct rules *r, int64_t a, int64_t b)
{
	int64_t distance = a > b ? a - b : b - a;
	switch (r->relation) {
	case RISES:
		return a < b;
	case FALLS:
		return a > b;
	case NEVER_FALLS:
		return a <= b;
	case NEVER_RISES:
		return a >= b;
	case IS_NEAR:
		return distance <= r->gap;
	case IS_FAR:
		return distance >= r->gap;
	case IS_MULTIPLE:
		return distance % r->gap == 0;
	case CHANGES_SIGN:
		return a * b < r->gap;
	case N_RELATIONS:
		break;
	}
	return false;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const struct val *v = args[0].items;
	size_t start = 0;
	size_t best = 0;
	size_t run = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		run = i > 0 && holds(r, v[i - 1].i, v[i].i) ? run + 1 : 1;
		if (run > best) {
			best = run;
			start = i + 1 - run;
		}
	}
	if ((int64_t)best < r->least)
		return val_int(r->measure == SUM ? 0 : -1);
	int64_t sum = 0;
	for (size_t i = start; i < start + best; i++)
		sum += v[i].i;
	if (r->measure == SUM)
		return val_int(sum);
	return val_int((int64_t)(r->measure == START ? start : start + best - 1));
}

/* From the longest possible part down, the first that holds everywhere. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const struct val *v = args[0].items;
	for (size_t len = args[0].n; (int64_t)len >= r->least; len--) {
		for (size_t start = 0; start + len <= args[0].n; start++) {
			int64_t sum = v[start].i;
			size_t i = start + 1;
			for (; i < start + len && holds(r, v[i - 1].i, v[i].i); i++)
				sum += v[i].i;
			if (i < start + len)
				continue;
			int64_t found[N_MEASURES] = {(int64_t)start, (int64_t)(start + len - 1), sum};
			return val_int(found[r->measure]);
		}
	}
	return val_int(r->measure == SUM ? 0 : -1);
}

static const struct code_def code = {
	.entry = "longest_stretch",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def longest_stretch(values):\n"
		  "    start = best = run = 0\n"
		  "    for i, b in enumerate(values):\n"
		  "        a = values[i - 1] if i > 0 else None\n"
		  "        run = run + 1 if i > 0 and @holds@ else 1\n"
		  "        if run > best:\n"
		  "            start, best = i + 1 - run, run\n"
		  "    return @measure@ if best >= @least@ else @none@\n",
	.cpp = "#include <numeric>\n"
	       "#include <vector>\n\n"
	       "long long longest_stretch(std::vector<long long> values)\n"
	       "{\n"
	       "    std::size_t start = 0, best = 0, run = 0;\n"
	       "    for (std::size_t i = 0; i < values.size(); i++) {\n"
	       "        long long a = i > 0 ? values[i - 1] : 0, b = values[i];\n"
	       "        run = i > 0 && @holds@ ? run + 1 : 1;\n"
	       "        if (run > best) {\n"
	       "            best = run;\n"
	       "            start = i + 1 - run;\n"
	       "        }\n"
	       "    }\n"
	       "    if (best < @least@)\n"
	       "        return @none@;\n"
	       "    return @measure@;\n"
	       "}\n",
	.javascript = "function longest_stretch(values) {\n"
		      "    let start = 0, best = 0, run = 0;\n"
		      "    for (let i = 0; i < values.length; i++) {\n"
		      "        const a = values[i - 1], b = values[i];\n"
		      "        run = i > 0 && @holds@ ? run + 1 : 1;\n"
		      "        if (run > best) {\n"
		      "            best = run;\n"
		      "            start = i + 1 - run;\n"
		      "        }\n"
		      "    }\n"
		      "    return best < @least@ ? @none@ : @measure@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "scan", NULL};

const struct assay_family assay_family_longest_stretch = {
	KIT_CODE,
	.name = "longest-stretch",
	.version = 1,
	.title = "the longest part of a list whose neighbours stand in a relation",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
