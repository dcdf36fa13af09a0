/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journey with changes: trains that run at fixed minutes of each hour. When does it end?
 *
 * Found in minutes since midnight; rechecked by a clock that goes on minute by minute.
 */
#include "problems/families/kit.h"

#define MAX_LEGS 9
#define DAY	 INT64_C(1440) /* Minutes. */

struct connections {
	int64_t ride[MAX_LEGS];			 /* Minutes. */
	int64_t every[MAX_LEGS], past[MAX_LEGS]; /* Of the train of leg 1 and on: each so many minutes from this on. */
	int64_t n, start;			 /* Minutes since midnight. */
};

static const char *const phrasings[] = {
	("{^who} leaves at {start}. {legs}{distractor} At what time does {who} arrive? Write hours and minutes like "
	 "07:45."),
	"A journey begins at {start}. {legs}{distractor} When does it end, on a 24-hour clock (hh:mm)?",
	"At {start} a train sets off with {who}. {legs}{distractor} Give the time of arrival in the form hh:mm.",
	("{^who} always takes the first possible connection. The start is at {start}. "
	 "{legs}{distractor} What does the clock show at the end (hh:mm)?"),
	"{legs}{distractor} If {who} sets out at {start}, what is the time of arrival (hh:mm, 24 hours)?",
	NULL,
};

static const char *const distractors[] = {
	" The ticket costs {distraction} euros.",
	" The train has {distraction} seats in each car.",
	" {^who} reads {distraction} pages on the way.",
	NULL,
};

/* The first departure not before `now`. */
static int64_t next_departure(int64_t now, int64_t every, int64_t past)
{
	int64_t rest = (now - past) % every;
	if (rest < 0)
		rest += every;
	return rest == 0 ? now : now + every - rest;
}

static void put_legs(struct kit *k, const struct connections *s)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_printf(&text, "The %s takes %ld minutes.", s->n == 1 ? "ride" : "first ride", s->ride[0]);
	for (int64_t i = 1; i < s->n; i++) {
		const char *which = i == 1 ? "The next train leaves" : "From there a train leaves";
		const char *minutes = s->past[i] == 1 ? "minute" : "minutes";
		if (s->every[i] == 60)
			(void)assay_buf_printf(&text, " %s every hour at %ld %s past", which, s->past[i], minutes);
		else
			(void)assay_buf_printf(&text, " %s every %ld minutes, one of them %ld %s past each full hour",
					       which, s->every[i], s->past[i], minutes);
		(void)assay_buf_printf(&text, ", and takes %ld minutes.", s->ride[i]);
	}
	(void)assay_buf_add_c(&text, s->n == 1 ? "" : " Changing takes no time.");
	kit_put(k, "legs", kit_copy(k, assay_buf_str(&text)));
}

static void draw(struct kit *k, void *params)
{
	static const int64_t rhythms[] = {10, 12, 15, 20, 30, 60};
	struct connections *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9);
	int64_t max = KIT_LEVELS(k, 150, 90, 120, 120, 110, 90, 80, 70, 60, 55);
	s->start = kit_between(k, DAY / 5, DAY * 2 / 5);
	for (int64_t i = 0; i < s->n; i++) {
		s->ride[i] = kit_between(k, 7, max);
		s->every[i] = KIT_PICK(k, rhythms);
		s->past[i] = kit_between(k, 1, s->every[i] - 1);
	}
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "start", kit_text(k, "%02ld:%02ld", s->start / 60, s->start % 60));
	put_legs(k, s);
}

static void solve(struct kit *k, const void *params)
{
	const struct connections *s = params;
	kit_say(k, "In minutes since midnight:");
	int64_t now = kit_step_i(k, s->start, "%ld × 60 + %ld", s->start / 60, s->start % 60);
	for (int64_t i = 0; i < s->n; i++) {
		if (i > 0) {
			int64_t leaves = next_departure(now, s->every[i], s->past[i]);
			kit_say(k, "The next train leaves at %ld.", leaves);
			if (leaves > now) {
				int64_t wait = kit_step_i(k, leaves - now, "%ld - %ld", leaves, now);
				now = kit_step_i(k, now + wait, "%ld + %s", now, kit_operand_i(k, wait).data);
			}
		}
		now = kit_step_i(k, now + s->ride[i], "%ld + %ld", now, s->ride[i]);
	}
	if (now < 0 || now >= DAY) {
		kit_stop(k);
		return;
	}
	int64_t hours = now / 60;
	int64_t minutes = kit_step_i(k, now % 60, "%ld - %ld × 60", now, hours);
	if (minutes < 0 || minutes > 59) {
		kit_stop(k);
		return;
	}
	kit_answer_s(k, "time", kit_text(k, "%02ld:%02ld", hours, minutes));
}

struct clock {
	int hours, minutes;
};

static void tick(struct clock *clock)
{
	if (++clock->minutes < 60)
		return;
	clock->minutes = 0;
	clock->hours++;
}

static bool leaves_now(const struct clock *clock, int64_t every, int64_t past)
{
	for (int64_t minute = past % every; minute < 60; minute += every) {
		if (minute == clock->minutes)
			return true;
	}
	return false;
}

static void again(struct kit *k, const void *params)
{
	const struct connections *s = params;
	struct clock clock = {(int)(s->start / 60), (int)(s->start % 60)};
	for (int64_t i = 0; i < s->n; i++) {
		while (i > 0 && !leaves_now(&clock, s->every[i], s->past[i]))
			tick(&clock);
		for (int64_t minute = 0; minute < s->ride[i]; minute++)
			tick(&clock);
	}
	kit_again_s(k, kit_text(k, "%02d:%02d", clock.hours, clock.minutes));
}

static const char *const tags[] = {"maths", "word-problem", "time", NULL};

const struct assay_family assay_family_connections = {
	KIT_MATH,
	.name = "connections",
	.version = 1,
	.title = "a journey with changes of train: when does it end",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct connections),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
