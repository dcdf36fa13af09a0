/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journey in legs with speeds in kilometres an hour and times in minutes: its length, or its mean speed.
 *
 * Found leg by leg in kilometres and hours; rechecked in metres and seconds over one common denominator.
 */
#include "problems/families/kit.h"

#define MAX_LEGS 6

struct journey {
	int64_t speed[MAX_LEGS]; /* km/h. */
	int64_t minutes[MAX_LEGS];
	int64_t n;
	bool asks_mean;
};

static const char *const length_phrasings[] = {
	"{who} is on the road. {legs}{distractor} How many kilometres does {who} travel in all?",
	"On a trip, {who} notes speed and time. {legs}{distractor} Find the length of the whole trip in kilometres.",
	"{legs}{distractor} That was the day of {who}. How long was the way, in kilometres?",
	"Here is how {who} travelled. {legs}{distractor} What distance was covered, in kilometres?",
	"The journey of {who} had these parts. {legs}{distractor} Add them up: how many kilometres is that?",
	NULL,
};

static const char *const mean_phrasings[] = {
	"{who} is on the road. {legs}{distractor} What is the mean speed of the whole journey in km/h?",
	"On a trip, {who} notes speed and time. {legs}{distractor} Find the average speed of the trip in km/h.",
	"{legs}{distractor} That was the day of {who}. At what average speed, in km/h, was the way covered?",
	"Here is how {who} travelled. {legs}{distractor} What constant speed in km/h would have taken the same time?",
	"The journey of {who} had these parts. {legs}{distractor} How many kilometres an hour is that on average?",
	NULL,
};

static const char *const distractors[] = {
	" The car had run {distraction} thousand kilometres before.",
	" A break of {distraction} seconds for a photograph is not counted.",
	" {who} is {distraction} years old.",
	NULL,
};

static void put_legs(struct kit *k, const struct journey *s)
{
	static const char *const ways[] = {"on a main road", "through a valley", "on a motorway", "over a hill",
					   "along a river",  "across a plain",	 "past a lake"};
	assay_autobuf struct assay_buf legs = {0};
	for (int64_t i = 0; i < s->n; i++) {
		const char *way = KIT_PICK(k, ways);
		const char *start = i == 0 ? "First it goes" : i + 1 == s->n ? "At last it goes" : "Then it goes";
		(void)assay_buf_printf(&legs, "%s%s %s for %lld minutes at %lld km/h.", i > 0 ? " " : "",
				       s->n == 1 ? "It goes" : start, way, (long long)s->minutes[i],
				       (long long)s->speed[i]);
	}
	struct assay_str text = kit_copy(k, assay_buf_str(&legs));
	kit_skin(k, "legs", text.data);
}

static void draw(struct kit *k, void *params)
{
	struct journey *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 2, 3, 3, 4, 5, 6);
	s->asks_mean = k->level >= 5;
	int64_t grain = KIT_LEVELS(k, 5, 5, 4, 4, 5, 4, 3, 2, 1, 1);
	for (int64_t i = 0; i < s->n; i++) {
		s->speed[i] = grain * kit_between(k, 24 / grain, 130 / grain);
		s->minutes[i] = grain * kit_between(k, 1 + 9 / grain, 150 / grain);
		kit_key(k, s->speed[i]);
		kit_key(k, s->minutes[i]);
	}
	kit_phrasings(k, s->asks_mean ? mean_phrasings : length_phrasings);
	kit_skin(k, "who", kit_person(k));
	put_legs(k, s);
}

static void solve(struct kit *k, const void *params)
{
	const struct journey *s = params;
	mpq_ptr way = kit_mpq(k);
	mpq_ptr leg = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	int64_t minutes = 0;
	for (int64_t i = 0; i < s->n; i++) {
		mpq_set_si(leg, s->speed[i] * s->minutes[i], 60);
		mpq_canonicalize(leg);
		kit_step_q(k, leg, "%ld × %ld/60", (long)s->speed[i], (long)s->minutes[i]);
		mpq_set(before, way);
		mpq_add(way, way, leg);
		if (i > 0)
			kit_step_q(k, way, "%Qd + %Qd", before, leg);
		if (i == 0)
			minutes = s->minutes[0];
		else if (s->asks_mean)
			minutes = kit_step_i(k, minutes + s->minutes[i], "%lld + %lld", (long long)minutes,
					     (long long)s->minutes[i]);
	}
	if (s->asks_mean) {
		mpq_set_si(leg, 60, (unsigned long)(minutes > 0 ? minutes : 1));
		mpq_canonicalize(leg);
		mpq_set(before, way);
		mpq_mul(way, way, leg);
		kit_step_q(k, way, "%Qd × 60/%ld", before, (long)minutes);
	}
	kit_answer_q(k, way);
}

static void again(struct kit *k, const void *params)
{
	const struct journey *s = params;
	int64_t seconds = 0;
	int64_t metres_18 = 0; /* In 18ths of a metre: one km/h is 5/18 m/s. */
	for (int64_t i = 0; i < s->n; i++) {
		seconds += 60 * s->minutes[i];
		metres_18 += 5 * s->speed[i] * 60 * s->minutes[i];
	}
	mpq_ptr got = kit_mpq(k);
	if (s->asks_mean)
		mpq_set_si(got, metres_18, (unsigned long)(5 * seconds));
	else
		mpq_set_si(got, metres_18, 18000);
	mpq_canonicalize(got);
	kit_again_q(k, got);
}

static const char *const tags[] = {"maths", "word-problem", "rates", NULL};

const struct assay_family assay_family_journey = {
	KIT_MATH,
	.name = "journey",
	.version = 1,
	.title = "a journey in legs: its length, or its mean speed",
	.tags = tags,
	.phrasings = length_phrasings,
	.params_size = sizeof(struct journey),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
