/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Climbing stairs by some steps, past broken ones, and without too many equal steps in a row.
 *
 * Found from what can stand behind each stair; rechecked by sending all climbs up together, one step at a time.
 */
#include "problems/families/code.h"

#define MAX_STAIRS 48
#define MAX_STEP   7
#define MAX_ROW	   5
#define N_KEYS	   ((int64_t)MAX_STEP * MAX_ROW)

enum asked { WAYS, FEWEST, MOST, N_ASKED };

struct rules {
	int64_t steps[MAX_STEP];
	int64_t n, modulus, rest, row; /* At most `row` equal steps one after another. */
	enum asked asked;
};

static const char *const phrasings[] = {
	("A staircase has `n` stairs, numbered from 1. Somebody stands in front of it (on 0) and wants to "
	 "get exactly to stair `n`, each time going up by {steps} stairs. Stairs whose number leaves "
	 "{rest} when divided by {modulus} are broken and must not be stepped on, unless it is stair `n`. "
	 "Nobody takes more than {row} {row:step|steps} of the same size in a row. {^return} {asked}."),
	("Starting from 0, add one of the numbers {steps} again and again until the sum is exactly `n`. "
	 "Each addition is a step. Intermediate sums must not be {rest} modulo {modulus} (0 and `n` "
	 "themselves may be), and the same number must not be added more than {row} {row:time|times} in "
	 "succession. {^return} {asked}."),
	("A token moves along squares 0 to `n`. A step takes it {steps} squares ahead. It may not use more "
	 "than {row} equal {row:step|steps} directly one after another, and it may not stop on a square "
	 "with number mod {modulus} = {rest}, except for the first and the last square. It goes from 0 to "
	 "`n`. {^return} {asked}."),
	("A path of `n` metres is laid with slabs of length {steps}, one behind the other; laying a slab "
	 "is a step. No joint between two slabs may lie at a distance from the start that leaves remainder "
	 "{rest} on division by {modulus}, and no more than {row} {row:slab|slabs} of one length may "
	 "follow each other. {^return} {asked}."),
	("Sequences of steps from the list {steps} with sum `n` are wanted. Their partial sums, apart from "
	 "the full sum, must not leave {rest} when divided by {modulus}; the sum 0 before the first step "
	 "is fine. Runs of equal steps have length {row} or less. {^return} {asked}."),
	NULL,
};

static const char *const asked_words[N_ASKED] = {
	[WAYS] = "the number of different ways to do so (1 for `n` = 0)",
	[FEWEST] = "the least number of steps that this takes, or -1 if it is not possible",
	[MOST] = "the greatest number of steps that this can take, or -1 if it is not possible",
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->n = kit_between(k, 2, kit_ramp(k, 3, 4));
	int64_t longest = kit_ramp(k, 4, MAX_STEP - 1);
	bool is_chosen[MAX_STEP] = {false};
	int64_t chosen[MAX_STEP];
	kit_distinct(k, (size_t)r->n, 1, longest, chosen);
	for (int64_t i = 0; i < r->n; i++)
		is_chosen[chosen[i]] = true;
	int64_t n = 0;
	for (int64_t step = 1; step <= longest; step++) {
		if (is_chosen[step])
			r->steps[n++] = step;
	}
	r->modulus = kit_between(k, 4, kit_ramp(k, 6, 12));
	r->rest = kit_between(k, 0, r->modulus - 1);
	r->row = kit_between(k, 2, kit_ramp(k, 3, MAX_ROW - 1));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put(k, "steps", kit_list(k, r->steps, (size_t)r->n, ", ", " or "));
	kit_put(k, "list", kit_list(k, r->steps, (size_t)r->n, ", ", ", "));
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	kit_put_i(k, "row", r->row);
	kit_put(k, "asked", assay_str_of(asked_words[r->asked]));
	bool is_count = r->asked == WAYS;
	bool is_few = r->asked == FEWEST;
	code_put(k, "none",
		 is_count ? "0"
		 : is_few ? "float(\"inf\")"
			  : "float(\"-inf\")",
		 is_count ? "0"
		 : is_few ? "1000000"
			  : "-1000000",
		 is_count ? "0"
		 : is_few ? "Infinity"
			  : "-Infinity");
	code_put(k, "first", is_count ? "1" : "0", is_count ? "1" : "0", is_count ? "1" : "0");
	code_put(k, "join",
		 is_count ? "sum(counts)"
		 : is_few ? "min(counts)"
			  : "max(counts)",
		 is_count ? "best + onward"
		 : is_few ? "std::min(best, onward + 1)"
			  : "std::max(best, onward + 1)",
		 is_count ? "best + onward"
		 : is_few ? "Math.min(best, onward + 1)"
			  : "Math.max(best, onward + 1)");
	code_put(k, "more", is_count ? "" : " + 1", "", "");
	code_put(k, "result", is_count ? "found" : "-1 if found == @none@ else found",
		 is_count ? "found"
		 : is_few ? "found < 1000000 ? found : -1"
			  : "found >= 0 ? found : -1",
		 is_count ? "found" : "Number.isFinite(found) ? found : -1");
	CODE_ARG(k, .name = "n", .type = "int", .min = 0, .max = kit_ramp(k, 20, 45));
}

struct best {
	int64_t ways, fewest, most;
};

static struct val answer(const struct rules *r, const struct best *b)
{
	if (r->asked == WAYS)
		return val_int(b->ways);
	if (b->ways == 0)
		return val_int(-1);
	return val_int(r->asked == FEWEST ? b->fewest : b->most);
}

static void add(struct best *to, const struct best *from)
{
	if (from->ways == 0)
		return;
	if (to->ways == 0 || from->fewest + 1 < to->fewest)
		to->fewest = from->fewest + 1;
	if (to->ways == 0 || from->most + 1 > to->most)
		to->most = from->most + 1;
	to->ways += from->ways;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t n = args[0].i;
	/* From a stair on, arrived by a step of that size for the so-manieth time. */
	struct best rest[MAX_STAIRS][MAX_STEP][MAX_ROW] = {0};
	for (int64_t at = n; at >= 0; at--) {
		for (int64_t last = 0; last < MAX_STEP; last++) {
			for (int64_t row = 0; row <= r->row; row++) {
				struct best *own = &rest[at][last][row];
				if (at == n)
					own->ways = 1;
				bool is_broken = at > 0 && at < n && at % r->modulus == r->rest;
				for (int64_t i = 0; i < r->n && at < n && !is_broken; i++) {
					int64_t step = r->steps[i];
					int64_t now = step == last ? row + 1 : 1;
					if (at + step <= n && now <= r->row)
						add(own, &rest[at + step][step][now]);
				}
			}
		}
	}
	return answer(r, &rest[0][0][0]);
}

/* How many climbs stand on a stair after so many steps, by what they did last. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t n = args[0].i;
	int64_t ways[MAX_STAIRS][N_KEYS] = {{1}};
	int64_t found[N_ASKED] = {0, -1, -1};
	for (int64_t steps = 0; steps <= n; steps++) {
		int64_t after[MAX_STAIRS][N_KEYS] = {{0}};
		for (int64_t state = 0; state < n * N_KEYS; state++) {
			int64_t at = state / N_KEYS;
			int64_t before = state % N_KEYS;
			for (int64_t i = 0; ways[at][before] > 0 && i < r->n; i++) {
				int64_t to = at + r->steps[i];
				int64_t key = before / MAX_ROW == r->steps[i] ? before + 1 : r->steps[i] * MAX_ROW;
				bool may = to == n || (to < n && (to - r->rest) % r->modulus != 0);
				if (may && key % MAX_ROW < r->row)
					after[to][key] += ways[at][before];
			}
		}
		int64_t arrived = 0;
		for (int64_t key = 0; key < N_KEYS; key++)
			arrived += ways[n][key];
		found[WAYS] += arrived;
		if (arrived > 0 && found[FEWEST] < 0)
			found[FEWEST] = steps;
		if (arrived > 0)
			found[MOST] = steps;
		for (int64_t at = 0; at <= n; at++) {
			for (int64_t key = 0; key < N_KEYS; key++)
				ways[at][key] = after[at][key];
		}
	}
	return val_int(found[r->asked]);
}

static const struct code_def code = {
	.entry = "climb",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def climb(n):\n"
		  "    known = {}\n"
		  "\n"
		  "    def go(at, run):\n"
		  "        if at >= n:\n"
		  "            return @first@ if at == n else @none@\n"
		  "        if at > 0 and at % @modulus@ == @rest@:\n"
		  "            return @none@\n"
		  "        if (at, run) not in known:\n"
		  "            counts = []\n"
		  "            for step in [@list@]:\n"
		  "                now = run + (step,) if step in run else (step,)\n"
		  "                if len(now) <= @row@:\n"
		  "                    counts.append(go(at + step, now)@more@)\n"
		  "            known[at, run] = @join@\n"
		  "        return known[at, run]\n"
		  "\n"
		  "    found = go(0, ())\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <map>\n"
	       "#include <tuple>\n"
	       "\n"
	       "static long long go(long long n, long long at, long long last, int row,\n"
	       "                    std::map<std::tuple<long long, long long, int>, long long> &known)\n"
	       "{\n"
	       "    if (at == n)\n"
	       "        return @first@;\n"
	       "    if (at > 0 && at % @modulus@ == @rest@)\n"
	       "        return @none@;\n"
	       "    if (auto found = known.find({at, last, row}); found != known.end())\n"
	       "        return found->second;\n"
	       "    long long best = @none@;\n"
	       "    for (long long step : {@list@}) {\n"
	       "        int now = step == last ? row + 1 : 1;\n"
	       "        if (at + step > n || now > @row@)\n"
	       "            continue;\n"
	       "        long long onward = go(n, at + step, step, now, known);\n"
	       "        best = @join@;\n"
	       "    }\n"
	       "    return known[{at, last, row}] = best;\n"
	       "}\n"
	       "\n"
	       "long long climb(long long n)\n"
	       "{\n"
	       "    std::map<std::tuple<long long, long long, int>, long long> known;\n"
	       "    long long found = go(n, 0, 0, 0, known);\n"
	       "    return @result@;\n"
	       "}\n",
	.javascript = "function climb(n) {\n"
		      "    const known = new Map();\n"
		      "    const go = (at, last, row) => {\n"
		      "        if (at === n)\n"
		      "            return @first@;\n"
		      "        if (at > 0 && at % @modulus@ === @rest@)\n"
		      "            return @none@;\n"
		      "        const key = [at, last, row].join(\" \");\n"
		      "        if (known.has(key))\n"
		      "            return known.get(key);\n"
		      "        let best = @none@;\n"
		      "        for (const step of [@list@]) {\n"
		      "            const now = step === last ? row + 1 : 1;\n"
		      "            if (at + step > n || now > @row@)\n"
		      "                continue;\n"
		      "            const onward = go(at + step, step, now);\n"
		      "            best = @join@;\n"
		      "        }\n"
		      "        known.set(key, best);\n"
		      "        return best;\n"
		      "    };\n"
		      "    const found = go(0, 0, 0);\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "stairs", NULL};

const struct assay_family assay_family_stairs = {
	KIT_CODE,
	.name = "stairs",
	.version = 1,
	.title = "climbing stairs by some steps, past broken ones",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
