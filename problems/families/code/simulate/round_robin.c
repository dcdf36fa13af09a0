/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A processor gives each job some time in turn, and changing the job takes time too.
 *
 * Found with a queue of jobs; rechecked from the number of turns that each job needs.
 */
#include "problems/families/code.h"

#define MAX_JOBS 64

enum asked { END, SUM, CHANGES, LAST_LONG, N_ASKED };

struct rules {
	int64_t slice, change, bonus; /* Each turn of a job is `bonus` longer than its turn before. */
	enum asked asked;
};

static const char *const phrasings[] = {
	("A processor runs jobs in turn. `jobs` says how much time each needs; at time 0 they queue in "
	 "this order. The first job of the queue runs for {slice} {slice:unit|units}, or less if it is "
	 "done before; a job that is not done then goes to the end of the queue.{bonus} After each turn "
	 "but the very last, {change} {change:unit|units} pass before the next begins. {^return} {asked}."),
	("One oven serves several bakers, whose doughs (the jobs) need the minutes given in `jobs`. They "
	 "take turns in this order, again and again, leaving out who is done. A turn is {slice} "
	 "{slice:minute|minutes} long, or as long as is still needed if that is less.{bonus} Between two "
	 "turns, the oven is empty for {change} {change:minute|minutes}. {^return} {asked}."),
	("Round robin: the queue holds the jobs with the running times `jobs`, in the order of the list. "
	 "Take the first one out, run it for at most {slice} {slice:tick|ticks}, and if something is left "
	 "of it, put it back at the end.{bonus} Before every turn except the first one, {change} "
	 "{change:tick goes|ticks go} by. The clock starts at 0. {^return} {asked}."),
	("Children share a swing and want to swing for the numbers of minutes in `jobs` (so each wish is a "
	 "job). They line up in that order. Who is first swings until the wish is fulfilled, but not for "
	 "more than {slice} {slice:minute|minutes}, then goes home or, with a wish left, to the end of the "
	 "line.{bonus} Then it takes {change} {change:minute|minutes} till the next one swings. {^return} "
	 "{asked}, all counted from the start."),
	("Simulate time slices for `jobs`, a list of the times that jobs need. All are waiting at time 0, "
	 "the first of the list in front. The job in front gets up to {slice} {slice:unit|units} of time; "
	 "unfinished, it lines up behind all others.{bonus} Every switch from one turn to the next costs "
	 "{change} {change:unit|units} of time. {^return} {asked}."),
	NULL,
};

static const struct {
	const char *words, *python;
} asked_rows[N_ASKED] = {
	[END] = {"the time at which the last job is done", "ends[-1]"},
	[SUM] = {"the sum of the times at which the jobs are done", "sum(ends)"},
	[CHANGES] = {"how many turns there are in all", "turns"},
	[LAST_LONG] = {"the longest time between two jobs being done one after the other, where the time before the "
		       "first of them is done counts too",
		       "max(b - a for a, b in zip([0] + ends, ends))"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->slice = kit_between(k, 2, kit_ramp(k, 5, 12));
	r->change = kit_between(k, 1, kit_ramp(k, 3, 6));
	r->bonus = kit_between(k, 0, kit_ramp(k, 1, 4));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "slice", r->slice);
	kit_put_i(k, "change", r->change);
	kit_put_i(k, "more", r->bonus);
	kit_put(k, "bonus",
		r->bonus ? kit_text(k, " Each further turn of the same job may be %d longer than its turn before.",
				    (int)r->bonus)
			 : assay_str_of(""));
	kit_put(k, "asked", assay_str_of(asked_rows[r->asked].words));
	bool is_turns = r->asked == CHANGES;
	const char *const grown = r->bonus ? " + @more@" : "";
	code_put(k, "grown", grown, grown, grown);
	code_put(k, "begin", is_turns ? "turns = 0" : "ends = []\n    time = 0",
		 is_turns ? "long long turns = 0;" : "std::vector<long long> ends;\n    long long time = 0;",
		 is_turns ? "let turns = 0;" : "const ends = [];\n    let time = 0;");
	code_put(k, "turn", is_turns ? "        turns += 1\n" : "        time += min([left, slice])\n",
		 is_turns ? "        turns++;\n" : "        time += std::min(left, slice);\n",
		 is_turns ? "        turns++;\n" : "        time += Math.min(left, slice);\n");
	code_put(k, "done", is_turns ? "" : "        else:\n            ends.append(time)\n",
		 is_turns ? "" : "        else\n            ends.push_back(time);\n",
		 is_turns ? "" : "        else\n            ends.push(time);\n");
	code_put(k, "gap", is_turns ? "" : "        time += @change@\n", is_turns ? "" : "        time += @change@;\n",
		 is_turns ? "" : "        time += @change@;\n");
	code_put(k, "fold", "",
		 r->asked == LAST_LONG
			 ? "    long long longest = ends[0];\n    for (std::size_t i = 1; i < ends.size(); i++)\n      "
			   "  longest = std::max(longest, ends[i] - ends[i - 1]);\n"
			 : "",
		 "");
	code_put(k, "result", asked_rows[r->asked].python,
		 r->asked == END   ? "ends.back()"
		 : r->asked == SUM ? "std::accumulate(ends.begin(), ends.end(), 0LL)"
		 : is_turns	   ? "turns"
				   : "longest",
		 r->asked == END   ? "ends[ends.length - 1]"
		 : r->asked == SUM ? "ends.reduce((a, b) => a + b)"
		 : is_turns	   ? "turns"
				   : "Math.max(...ends.map((end, i) => end - (i > 0 ? ends[i - 1] : 0)))");
	CODE_ARG(k, .name = "jobs", .type = "[int]", .min = 1, .max = r->slice * 4, .min_len = 1,
		 .max_len = (size_t)KIT_LEVELS(k, 8, 10, 12, 15, 19, 24, 30, 36, 44, 54));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t left[MAX_JOBS];
	int64_t slice[MAX_JOBS];
	size_t queue[MAX_JOBS];
	size_t n = args[0].n;
	for (size_t i = 0; i < n; i++) {
		left[i] = args[0].items[i].i;
		slice[i] = r->slice;
		queue[i] = i;
	}
	int64_t found[N_ASKED] = {0};
	int64_t time = 0;
	for (size_t head = 0, waiting = n; waiting > 0; head = (head + 1) % n) {
		size_t job = queue[head];
		found[CHANGES]++;
		if (left[job] > slice[job]) {
			time += slice[job];
			left[job] -= slice[job];
			slice[job] += r->bonus;
			queue[(head + waiting) % n] = job;
		} else {
			time += left[job];
			found[SUM] += time;
			if (time - found[END] > found[LAST_LONG])
				found[LAST_LONG] = time - found[END];
			found[END] = time;
			waiting--;
		}
		time += r->change;
	}
	return val_int(found[r->asked]);
}

/* How long a job has run after so many turns. */
static int64_t run_after(const struct rules *r, int64_t need, int64_t turns)
{
	int64_t run = turns * r->slice + r->bonus * (turns * (turns - 1) / 2);
	return run < need ? run : need;
}

static int64_t turns_of(const struct rules *r, int64_t need)
{
	int64_t turns = 1;
	while (run_after(r, need, turns) < need)
		turns++;
	return turns;
}

/* Job i ends in its last turn: all others have had as many turns, or one less if they come behind it. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t ends[MAX_JOBS];
	int64_t n = (int64_t)args[0].n;
	int64_t sum = 0;
	int64_t all = 0;
	for (int64_t i = 0; i < n; i++) {
		int64_t mine = turns_of(r, args[0].items[i].i);
		all += mine;
		int64_t count = 0;
		ends[i] = 0;
		for (int64_t j = 0; j < n; j++) {
			int64_t may = j <= i ? mine : mine - 1;
			int64_t need = args[0].items[j].i;
			count += turns_of(r, need) < may ? turns_of(r, need) : may;
			ends[i] += run_after(r, need, may);
		}
		ends[i] += (count - 1) * r->change;
		sum += ends[i];
	}
	int64_t last = 0;
	int64_t longest = 0;
	for (int64_t i = 0; i < n; i++) {
		int64_t before = 0;
		for (int64_t j = 0; j < n; j++)
			before = ends[j] < ends[i] && ends[j] > before ? ends[j] : before;
		longest = ends[i] - before > longest ? ends[i] - before : longest;
		last = ends[i] > last ? ends[i] : last;
	}
	return val_int(r->asked == END ? last : r->asked == SUM ? sum : r->asked == CHANGES ? all : longest);
}

static const struct code_def code = {
	.entry = "share_time",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def share_time(jobs):\n"
		  "    queue = [(need, @slice@) for need in jobs]\n"
		  "    @begin@\n"
		  "    for left, slice in queue:\n"
		  "@turn@        if left > slice:\n"
		  "            queue.append((left - slice, slice@grown@))\n"
		  "@done@@gap@    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <queue>\n"
	       "#include <utility>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long share_time(std::vector<long long> jobs)\n"
	       "{\n"
	       "    std::queue<std::pair<long long, long long>> queue;\n"
	       "    for (long long need : jobs)\n"
	       "        queue.push({need, @slice@});\n"
	       "    @begin@\n"
	       "    while (!queue.empty()) {\n"
	       "        auto [left, slice] = queue.front();\n"
	       "        queue.pop();\n"
	       "@turn@        if (left > slice)\n"
	       "            queue.push({left - slice, slice@grown@});\n"
	       "@done@@gap@    }\n"
	       "@fold@    return @result@;\n"
	       "}\n",
	.javascript = "function share_time(jobs) {\n"
		      "    const queue = jobs.map((need) => [need, @slice@]);\n"
		      "    @begin@\n"
		      "    for (const [left, slice] of queue) {\n"
		      "@turn@        if (left > slice)\n"
		      "            queue.push([left - slice, slice@grown@]);\n"
		      "@done@@gap@    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "scheduling", NULL};

const struct assay_family assay_family_round_robin = {
	KIT_CODE,
	.name = "round-robin",
	.version = 1,
	.title = "a processor that gives each job some time in turn",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
