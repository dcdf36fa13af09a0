/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People come to counters and wait, or go away if the wait is too long.
 *
 * Found from the times at which counters get free; rechecked by letting the clock run, minute by minute.
 */
#include "problems/families/code.h"

#include <stdlib.h>

#define MAX_PEOPLE 128

enum asked { GONE, WAITED, END, LONGEST, N_ASKED };

struct rules {
	int64_t counters, tidy, patience;
	enum asked asked;
};

static const char *const phrasings[] = {
	("A post office has {counters} {counters:counter|counters}. Each row of `customers` holds the "
	 "minute in which somebody comes and the number of minutes that serving them takes; they come in "
	 "this order. Everybody goes to the counter that is free earliest and is served as soon as it is "
	 "free, or at once. After each customer, a counter needs {tidy} {tidy:minute|minutes} more before "
	 "it is free. Who would have to wait for more than {patience} {patience:minute|minutes} leaves at "
	 "once, unserved. {^return} {asked}."),
	("Jobs arrive at {counters} {counters:machine|machines}; `customers` lists them as [arrival, "
	 "length] in the order of arrival, so the jobs are the customers. A job is started on the machine "
	 "that is free first, when it arrives or when the machine gets free, whichever is later. Between "
	 "two jobs, a machine is cleaned for {tidy} {tidy:unit|units} of time and is not free. A job that "
	 "could not start within {patience} {patience:unit|units} after its arrival is turned away at "
	 "once. {^return} {asked}."),
	("Simulate {counters} {counters:queue counter|queue counters}. The rows [time, duration] of "
	 "`customers` come one by one. Let f be the least time at which a counter is (or was) free; at "
	 "first all are free from 0 on. The customer begins at max(time, f), unless that is later than "
	 "time + {patience}: then the customer goes away and nothing changes. Else this counter is free "
	 "again {tidy} after the customer's end, which is the begin plus the duration. {^return} {asked}."),
	("At a ferry, {counters} {counters:boat takes|boats take} one passenger at a time. The passengers, "
	 "or customers, are given in `customers` as rows: when they come, and how long their trip to and "
	 "fro takes. They board in that order, each on the boat that is back first. A boat that is back "
	 "rests for {tidy} {tidy:minute|minutes} before it may leave again. Passengers who see that they "
	 "would wait for more than {patience} {patience:minute|minutes} walk instead. {^return} {asked}."),
	("A surgery has {counters} {counters:doctor|doctors}. Patients, who are its customers, come as "
	 "`customers` tells: the minute of arrival and the minutes needed, sorted by arrival. Each is seen "
	 "by the doctor who has time first, after waiting if need be. When a doctor is done with somebody, "
	 "{tidy} {tidy:minute|minutes} of writing follow. Nobody waits longer than {patience} "
	 "{patience:minute|minutes}: who would have to goes home on arrival. {^return} {asked}."),
	NULL,
};

static const char *const asked_words[N_ASKED] = {
	[GONE] = "how many customers are not served",
	[WAITED] = "the sum of the waiting times, from arrival to begin, of all that are served",
	[END] = "the time at which the last of those that are served is done, or 0 if there are none",
	[LONGEST] = "the longest time from arrival to begin among those that are served, or 0 if there are none",
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->counters = kit_between(k, k->level < 4 ? 1 : 2, kit_ramp(k, 2, 5));
	r->tidy = kit_between(k, 1, kit_ramp(k, 3, 6));
	r->patience = kit_between(k, 2, kit_ramp(k, 6, 15));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "counters", r->counters);
	kit_put_i(k, "tidy", r->tidy);
	kit_put_i(k, "patience", r->patience);
	kit_put(k, "asked", assay_str_of(asked_words[r->asked]));
	bool is_gone = r->asked == GONE;
	code_put(k, "go", is_gone ? "            count += 1\n" : "", is_gone ? "            count++;\n" : "",
		 is_gone ? "            count++;\n" : "");
	code_put(k, "serve",
		 is_gone	      ? ""
		 : r->asked == WAITED ? "        count += begin - time\n"
		 : r->asked == END    ? "        count = max([count, begin + duration])\n"
				      : "        count = max([count, begin - time])\n",
		 is_gone	      ? ""
		 : r->asked == WAITED ? "        count += begin - row[0];\n"
		 : r->asked == END    ? "        count = std::max(count, begin + row[1]);\n"
				      : "        count = std::max(count, begin - row[0]);\n",
		 is_gone	      ? ""
		 : r->asked == WAITED ? "        count += begin - time;\n"
		 : r->asked == END    ? "        count = Math.max(count, begin + duration);\n"
				      : "        count = Math.max(count, begin - time);\n");
	size_t people = (size_t)KIT_LEVELS(k, 8, 10, 13, 16, 20, 26, 34, 44, 60, 80);
	CODE_ARG(k, .name = "customers", .type = "[[int]]", .min = 0, .max = 3 * (int64_t)people, .max_len = people,
		 .min_inner = 2, .max_inner = 2, .is_grid = true,
		 .note = "sorted by the first column; the second is never 0");
}

static int by_row(const void *a, const void *b)
{
	return val_cmp(a, b);
}

/* Lengths that keep the counters busy and leave somebody a chance. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	int64_t longest = 4 * r->counters + r->tidy;
	int64_t last = (int64_t)args[0].n * (shape == CODE_RANDOM ? 2 : 3) + 1;
	for (size_t i = 0; i < args[0].n; i++) {
		args[0].items[i].items[0].i = args[0].items[i].items[0].i % last;
		args[0].items[i].items[1].i = 1 + args[0].items[i].items[1].i % longest;
	}
	if (args[0].n > 1)
		qsort(args[0].items, args[0].n, sizeof(args[0].items[0]), by_row);
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t free_at[8] = {0};
	int64_t found[N_ASKED] = {0};
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t time = args[0].items[i].items[0].i;
		int64_t first = 0;
		for (int64_t c = 1; c < r->counters; c++)
			first = free_at[c] < free_at[first] ? c : first;
		int64_t begin = time > free_at[first] ? time : free_at[first];
		if (begin - time > r->patience) {
			found[GONE]++;
			continue;
		}
		int64_t end = begin + args[0].items[i].items[1].i;
		free_at[first] = end + r->tidy;
		found[WAITED] += begin - time;
		found[END] = end > found[END] ? end : found[END];
		found[LONGEST] = begin - time > found[LONGEST] ? begin - time : found[LONGEST];
	}
	return val_int(found[r->asked]);
}

/* A queue, a clock, and counters that count down. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t busy[8] = {0};	  /* For so many minutes more. */
	int64_t owed[MAX_PEOPLE]; /* Minutes of the people in the queue. */
	int64_t came[MAX_PEOPLE];
	size_t head = 0;
	size_t tail = 0;
	size_t next = 0;
	int64_t found[N_ASKED] = {0};
	for (int64_t clock = 0; next < args[0].n || head < tail; clock++) {
		for (; next < args[0].n && args[0].items[next].items[0].i == clock; next++) {
			/* The queue as it stands is played through to see how long this person would wait. */
			int64_t left[8];
			for (int64_t c = 0; c < r->counters; c++)
				left[c] = busy[c];
			int64_t wait = 0;
			for (size_t q = head; q <= tail; wait++) {
				for (int64_t c = 0; c < r->counters && q <= tail; c++) {
					if (left[c] <= wait) {
						left[c] = wait + (q < tail ? owed[q] + r->tidy : 0);
						q++;
					}
				}
			}
			wait--;
			if (wait > r->patience) {
				found[GONE]++;
				continue;
			}
			owed[tail] = args[0].items[next].items[1].i;
			came[tail++] = clock;
			found[WAITED] += wait;
		}
		for (int64_t c = 0; c < r->counters; c++) {
			if (busy[c] == 0 && head < tail) {
				busy[c] = owed[head] + r->tidy;
				if (clock + owed[head] > found[END])
					found[END] = clock + owed[head];
				if (clock - came[head] > found[LONGEST])
					found[LONGEST] = clock - came[head];
				head++;
			}
			busy[c] -= busy[c] > 0;
		}
	}
	return val_int(found[r->asked]);
}

static const struct code_def code = {
	.entry = "serve_all",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def serve_all(customers):\n"
		  "    free = [0] * @counters@\n"
		  "    count = 0\n"
		  "    for time, duration in customers:\n"
		  "        free.sort()\n"
		  "        begin = max([time, free[0]])\n"
		  "        if begin - time > @patience@:\n"
		  "@go@            continue\n"
		  "        free[0] = begin + duration + @tidy@\n"
		  "@serve@    return count\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long serve_all(std::vector<std::vector<long long>> customers)\n"
	       "{\n"
	       "    std::vector<long long> free(@counters@);\n"
	       "    long long count = 0;\n"
	       "    for (const auto &row : customers) {\n"
	       "        auto first = std::min_element(free.begin(), free.end());\n"
	       "        long long begin = std::max(row[0], *first);\n"
	       "        if (begin - row[0] > @patience@) {\n"
	       "@go@            continue;\n"
	       "        }\n"
	       "        *first = begin + row[1] + @tidy@;\n"
	       "@serve@    }\n"
	       "    return count;\n"
	       "}\n",
	.javascript = "function serve_all(customers) {\n"
		      "    const free = new Array(@counters@).fill(0);\n"
		      "    let count = 0;\n"
		      "    for (const [time, duration] of customers) {\n"
		      "        const first = Math.min(...free);\n"
		      "        const begin = Math.max(time, first);\n"
		      "        if (begin - time > @patience@) {\n"
		      "@go@            continue;\n"
		      "        }\n"
		      "        free[free.indexOf(first)] = begin + duration + @tidy@;\n"
		      "@serve@    }\n"
		      "    return count;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "queue", NULL};

const struct assay_family assay_family_queue_counters = {
	KIT_CODE,
	.name = "queue-counters",
	.version = 1,
	.title = "people who come to counters and wait, or go away",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
