/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks that wait for others: when each is finished at the earliest, and what follows from that.
 *
 * Found in a topological order; rechecked by moving tasks back until every rule holds.
 */
#include "problems/families/code.h"

#define MAX_TASKS 40

enum asked { END, SUM, LATE, LAST_START, N_ASKED };

struct rules {
	int64_t pause, grid, late;
	enum asked asked;
};

static const char *const phrasings[] = {
	("Tasks are numbered from 0; `durations` says how long each one takes. Every row [a, b] of "
	 "`before` means that task b starts at least {pause} after the end of task a. Tasks start only at "
	 "times that are multiples of {grid}, the first possible one being 0, and any number of them may "
	 "run at once. Each task starts as early as it can. {^return} {asked}."),
	("A kitchen prepares dishes; dish i takes `durations`[i] minutes and is called task i. A row [a, "
	 "b] of `before` says that b needs a, which must have stood for at least {pause} "
	 "{pause:minute|minutes} after it was done. A task can begin only at minute 0, {grid}, 2 * {grid} "
	 "and so on. There are enough cooks for everything. Nothing begins later than it must. {^return} "
	 "{asked}."),
	("Schedule the tasks 0, 1, ... with the given `durations` as early as possible on any number of "
	 "machines. For a row [a, b] of `before`, the start of b minus the end of a must be {pause} or "
	 "more. All starts are multiples of {grid}, from 0 on. {^return} {asked}."),
	("Steps of a building plan are tasks with numbers from 0 and lengths `durations`. In `before`, [a, "
	 "b] stands for: b cannot start until {pause} {pause:day has|days have} passed since the end of a. "
	 "Starting days are 0, {grid}, 2 * {grid}, ..., every task takes the first that is allowed, and "
	 "tasks do not get in each other's way. {^return} {asked}."),
	("Let end(t) = start(t) + `durations`[t] for every task t, and let start(t) be the least multiple "
	 "of {grid} (0 or more) with start(t) >= end(a) + {pause} for all rows [a, t] of `before`. "
	 "{^return} {asked}."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->pause = kit_between(k, 1, kit_ramp(k, 4, 12));
	r->grid = kit_between(k, 2, kit_ramp(k, 6, 12));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	r->late = r->asked == LATE ? kit_between(k, 1, 3) * (r->pause + r->grid + 4) : 0;
	kit_put_i(k, "pause", r->pause);
	kit_put_i(k, "grid", r->grid);
	kit_put_i(k, "late", r->late);
	kit_put(k, "asked",
		r->asked == END	   ? assay_str_of("the time at which the last task to end is finished")
		: r->asked == SUM  ? assay_str_of("the sum of the times at which the tasks are finished")
		: r->asked == LATE ? kit_text(k, "how many tasks are finished later than at time %d", (int)r->late)
				   : assay_str_of("the latest time at which a task starts"));
	code_put(k, "result",
		 r->asked == END    ? "max(ends)"
		 : r->asked == SUM  ? "sum(ends)"
		 : r->asked == LATE ? "sum(end > @late@ for end in ends)"
				    : "max(end - length for end, length in zip(ends, durations))",
		 r->asked == END   ? "*std::max_element(ends.begin(), ends.end())"
		 : r->asked == SUM ? "std::accumulate(ends.begin(), ends.end(), 0LL)"
		 : r->asked == LATE
			 ? "std::count_if(ends.begin(), ends.end(), [](long long end) { return end > @late@; })"
			 : "latest",
		 r->asked == END    ? "Math.max(...ends)"
		 : r->asked == SUM  ? "ends.reduce((a, b) => a + b)"
		 : r->asked == LATE ? "ends.filter((end) => end > @late@).length"
				    : "Math.max(...ends.map((end, task) => end - durations[task]))");
	code_put(k, "fold", "",
		 r->asked != LAST_START ? ""
					: "    long long latest = 0;\n"
					  "    for (std::size_t task = 0; task < ends.size(); task++)\n"
					  "        latest = std::max(latest, ends[task] - durations[task]);\n",
		 "");
	size_t tasks = (size_t)KIT_LEVELS(k, 6, 7, 8, 10, 12, 15, 18, 22, 26, 32);
	CODE_ARG(k, .name = "durations", .type = "[int]", .min = 1, .max = kit_ramp(k, 9, 40), .min_len = 2,
		 .max_len = tasks);
	CODE_ARG(k, .name = "before", .type = "[[int]]", .min = 0, .max = (int64_t)tasks - 1, .max_len = tasks,
		 .min_inner = 2, .max_inner = 2, .is_grid = true,
		 .note = "each is the number of a task, and no task waits for itself, not even through others");
}

/* Tasks wait for those that come earlier in an order that is not that of their numbers. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape __attribute__((unused)))
{
	int64_t n = (int64_t)args[0].n;
	int64_t place[MAX_TASKS] = {0};
	kit_distinct(k, (size_t)n, 0, n - 1, place);
	for (size_t i = 0; i < args[1].n; i++) {
		struct val *row = args[1].items[i].items;
		row[0].i %= n;
		row[1].i %= n;
		if (row[0].i == row[1].i)
			row[1].i = (row[1].i + 1) % n;
		if (place[row[0].i] > place[row[1].i]) {
			struct val swap = row[0];
			row[0] = row[1];
			row[1] = swap;
		}
	}
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t n = args[0].n;
	size_t waits[MAX_TASKS] = {0};
	int64_t start[MAX_TASKS] = {0};
	int64_t end[MAX_TASKS] = {0};
	size_t ready[MAX_TASKS];
	size_t n_ready = 0;
	for (size_t i = 0; i < args[1].n; i++)
		waits[args[1].items[i].items[1].i]++;
	for (size_t t = 0; t < n; t++) {
		if (waits[t] == 0)
			ready[n_ready++] = t;
	}
	for (size_t at = 0; at < n_ready; at++) {
		size_t t = ready[at];
		end[t] = start[t] + args[0].items[t].i;
		for (size_t i = 0; i < args[1].n; i++) {
			size_t to = (size_t)args[1].items[i].items[1].i;
			if ((size_t)args[1].items[i].items[0].i != t)
				continue;
			int64_t from = (end[t] + r->pause + r->grid - 1) / r->grid * r->grid;
			start[to] = from > start[to] ? from : start[to];
			if (--waits[to] == 0)
				ready[n_ready++] = to;
		}
	}
	int64_t found[N_ASKED] = {0};
	for (size_t t = 0; t < n; t++) {
		found[SUM] += end[t];
		found[LATE] += end[t] > r->late;
		if (end[t] > found[END])
			found[END] = end[t];
		if (start[t] > found[LAST_START])
			found[LAST_START] = start[t];
	}
	return val_int(found[r->asked]);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t slots[MAX_TASKS] = {0}; /* A task starts at so many times the grid. */
	for (bool is_late = true; is_late;) {
		is_late = false;
		for (size_t i = 0; i < args[1].n; i++) {
			int64_t a = args[1].items[i].items[0].i;
			int64_t b = args[1].items[i].items[1].i;
			while (slots[b] * r->grid - slots[a] * r->grid < args[0].items[a].i + r->pause) {
				slots[b]++;
				is_late = true;
			}
		}
	}
	int64_t sum = 0;
	int64_t late = 0;
	int64_t last = 0;
	int64_t slot = 0;
	for (int64_t t = (int64_t)args[0].n - 1; t >= 0; t--) {
		int64_t done = slots[t] * r->grid + args[0].items[t].i;
		sum += done;
		late += done > r->late;
		slot = slots[t] > slot ? slots[t] : slot;
		last = done > last ? done : last;
	}
	return val_int(r->asked == END ? last : r->asked == SUM ? sum : r->asked == LATE ? late : slot * r->grid);
}

static const struct code_def code = {
	.entry = "finish_times",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def finish_times(durations, before):\n"
		  "    known = {}\n"
		  "\n"
		  "    def end(task):\n"
		  "        if task not in known:\n"
		  "            free = max([end(a) + @pause@ for a, b in before if b == task], default=0)\n"
		  "            known[task] = -(-free // @grid@) * @grid@ + durations[task]\n"
		  "        return known[task]\n"
		  "\n"
		  "    ends = [end(task) for task in range(len(durations))]\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <vector>\n"
	       "\n"
	       "static long long finish(std::size_t task, const std::vector<long long> &durations,\n"
	       "                        const std::vector<std::vector<long long>> &before, std::vector<long long> "
	       "&ends)\n"
	       "{\n"
	       "    if (ends[task] > 0)\n"
	       "        return ends[task];\n"
	       "    long long start = 0;\n"
	       "    for (const auto &row : before) {\n"
	       "        if (row[1] == (long long)task)\n"
	       "            start = std::max(start, finish(row[0], durations, before, ends) + @pause@);\n"
	       "    }\n"
	       "    start = (start + @grid@ - 1) / @grid@ * @grid@;\n"
	       "    return ends[task] = start + durations[task];\n"
	       "}\n"
	       "\n"
	       "long long finish_times(std::vector<long long> durations, std::vector<std::vector<long long>> before)\n"
	       "{\n"
	       "    std::vector<long long> ends(durations.size());\n"
	       "    for (std::size_t task = 0; task < durations.size(); task++)\n"
	       "        finish(task, durations, before, ends);\n"
	       "@fold@    return @result@;\n"
	       "}\n",
	.javascript = "function finish_times(durations, before) {\n"
		      "    const known = new Map();\n"
		      "    const end = (task) => {\n"
		      "        if (known.has(task))\n"
		      "            return known.get(task);\n"
		      "        let start = 0;\n"
		      "        for (const [a, b] of before) {\n"
		      "            if (b === task)\n"
		      "                start = Math.max(start, end(a) + @pause@);\n"
		      "        }\n"
		      "        start = Math.ceil(start / @grid@) * @grid@;\n"
		      "        known.set(task, start + durations[task]);\n"
		      "        return start + durations[task];\n"
		      "    };\n"
		      "    const ends = durations.map((_, task) => end(task));\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "graphs", "topological-order", NULL};

const struct assay_family assay_family_finish_times = {
	KIT_CODE,
	.name = "finish-times",
	.version = 1,
	.title = "tasks that wait for others, and when they are finished",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
