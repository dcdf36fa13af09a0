/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People who work at one thing together, some of them joining later: when is it done?
 *
 * Found with the share that is done in an hour; rechecked by cutting the work into 720 equal pieces.
 */
#include "problems/families/kit.h"

#define MAX_PEOPLE 7
#define PIECES	   720 /* Divided by every number of hours below. */

struct work {
	int64_t hours[MAX_PEOPLE];  /* Alone. */
	int64_t delays[MAX_PEOPLE]; /* Of each who joins late, after the one before. */
	int64_t n, n_late;
	const char *names[MAX_PEOPLE];
};

static const char *const phrasings[] = {
	("{alone}, working alone, for {thing}. {team}{distractor} How many hours after the beginning is the work "
	 "done?"),
	"To finish {thing}, {alone} alone. {team}{distractor} After how many hours in all is it finished?",
	("{team} It is about {thing}. Working alone, {alone}.{distractor} Find the time in hours from start to end."),
	"The job is {thing}. Alone, {alone}. {team}{distractor} How long does it take altogether, in hours?",
	"{^alone}, each alone, for {thing}. {team}{distractor} When is everything done, in hours from the start?",
	NULL,
};

static const char *const distractors[] = {
	" Each of them drinks {distraction} cups of tea a week.",
	" The one who begins is {distraction} years old.",
	" They are paid {distraction} euros an hour.",
	NULL,
};

static const char *const things[] = {"the painting of a fence",	    "the clearing of a cellar",
				     "the copying of a manuscript", "the paving of a yard",
				     "the sorting of an archive",   "the harvest of an orchard",
				     "the cleaning of a pool",	    "the repair of a roof"};

/* Pieces that are done when the last of the late ones joins. */
static int64_t done_before_all(const struct work *s)
{
	int64_t rate = 0;
	int64_t done = 0;
	int64_t early = s->n - s->n_late;
	for (int64_t i = 0; i < s->n; i++) {
		if (i >= early)
			done += s->delays[i] * rate;
		rate += PIECES / s->hours[i];
	}
	return done;
}

static void put_texts(struct kit *k, const struct work *s)
{
	assay_autobuf struct assay_buf alone = {0};
	assay_autobuf struct assay_buf team = {0};
	int64_t early = s->n - s->n_late;
	for (int64_t i = 0; i < s->n; i++) {
		(void)assay_buf_printf(&alone, "%s%s needs %ld hours",
				       i == 0	       ? ""
				       : i + 1 == s->n ? " and "
						       : ", ",
				       s->names[i], s->hours[i]);
		if (i < early)
			(void)assay_buf_printf(&team, "%s%s",
					       i == 0		? ""
					       : i + 1 == early ? " and "
								: ", ",
					       s->names[i]);
	}
	(void)assay_buf_add_c(&team, early == 1 ? " begins" : " begin together");
	for (int64_t i = early; i < s->n; i++) {
		const char *before = i == early ? "" : i + 1 == s->n ? " and" : ",";
		(void)assay_buf_printf(&team, "%s%s %s joins %ld %s after that", i == early ? "," : before,
				       i == early && i + 1 == s->n ? " and" : "", s->names[i], s->delays[i],
				       s->delays[i] == 1 ? "hour" : "hours");
	}
	(void)assay_buf_add_char(&team, '.');
	kit_skin(k, "alone", kit_copy(k, assay_buf_str(&alone)).data);
	kit_skin(k, "team", kit_copy(k, assay_buf_str(&team)).data);
}

static void draw(struct kit *k, void *params)
{
	static const int64_t hours[] = {6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 36, 40, 45, 48, 60};
	struct work *s = params;
	s->n = KIT_LEVELS(k, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7);
	s->n_late = KIT_LEVELS(k, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5);
	do {
		for (int64_t i = 0; i < s->n; i++) {
			s->hours[i] = KIT_PICK(k, hours);
			s->delays[i] = kit_between(k, 1, k->level <= 6 ? 5 : 2);
		}
	} while (k->rc == 0 && done_before_all(s) >= PIECES);
	for (int64_t i = 0; i < s->n; i++)
		kit_key(k, s->hours[i]);
	for (int64_t i = s->n - s->n_late; i < s->n; i++)
		kit_key(k, s->delays[i]);
	kit_persons(k, (size_t)s->n, s->names);
	kit_skin(k, "thing", KIT_PICK(k, things));
	put_texts(k, s);
}

/* One more at work: the share of an hour grows. */
static void join(struct kit *k, mpq_ptr rate, int64_t hours)
{
	mpq_ptr one = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	mpq_set(before, rate);
	mpq_set_si(one, 1, (unsigned long)hours);
	mpq_add(rate, rate, one);
	if (mpq_sgn(before) != 0)
		kit_step_q(k, rate, "%Qd + 1/%ld", before, (long)hours);
}

static void solve(struct kit *k, const void *params)
{
	const struct work *s = params;
	mpq_ptr rate = kit_mpq(k);
	mpq_ptr left = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	mpq_set_si(left, 1, 1);
	int64_t waited = 0;
	for (int64_t i = 0; i < s->n; i++) {
		if (i >= s->n - s->n_late) {
			mpq_set_si(part, s->delays[i], 1);
			mpq_mul(part, part, rate);
			mpq_set(before, left);
			mpq_sub(left, left, part);
			struct assay_str share = kit_operand(k, rate);
			kit_step_q(k, left, "%Qd - %ld × %s", before, (long)s->delays[i], share.data);
			waited += s->delays[i];
		}
		join(k, rate, s->hours[i]);
	}
	if (mpq_sgn(left) <= 0 || mpq_sgn(rate) <= 0) {
		kit_stop(k);
		return;
	}
	struct assay_str rest = kit_operand(k, left);
	struct assay_str share = kit_operand(k, rate);
	mpq_div(left, left, rate);
	kit_step_q(k, left, "%s ÷ %s", rest.data, share.data);
	if (waited > 0) {
		mpq_set(before, left);
		mpq_set_si(part, waited, 1);
		mpq_add(left, left, part);
		kit_step_q(k, left, "%Qd + %ld", before, (long)waited);
	}
	kit_answer_q(k, left);
}

static void again(struct kit *k, const void *params)
{
	const struct work *s = params;
	int64_t rate = 0;
	int64_t waited = 0;
	for (int64_t i = 0; i < s->n; i++) {
		rate += PIECES / s->hours[i];
		waited += i >= s->n - s->n_late ? s->delays[i] : 0;
	}
	mpq_ptr time = kit_mpq(k);
	mpq_set_si(time, PIECES - done_before_all(s) + waited * rate, (unsigned long)(rate > 0 ? rate : 1));
	mpq_canonicalize(time);
	kit_again_q(k, time);
}

static const char *const tags[] = {"maths", "word-problem", "rates", NULL};

const struct assay_family assay_family_work_together = {
	KIT_MATH,
	.name = "work-together",
	.version = 1,
	.title = "people who work together, some of them joining later",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct work),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
