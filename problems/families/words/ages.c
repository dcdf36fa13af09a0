/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ages that depend on each other, and their sum now, once or later: how old is one of them?
 *
 * Found with the age that all others go back to as unknown; rechecked by trying every value of it.
 */
#include "problems/families/kit.h"

#include <stdlib.h>

#define MAX_PEOPLE 9
#define MAX_AGE	   110

/* Somebody is `times` as old as `than`, and `more` years older. */
struct relation {
	int64_t than, times, more;
};

struct ages {
	struct relation relations[MAX_PEOPLE]; /* From 1 on; `than` comes before. */
	int64_t n, asked;
	int64_t years; /* From now to the sum; negative: in the past. */
	int64_t sum;
	const char *names[MAX_PEOPLE + 1]; /* The last one tells the story. */
};

static const char *const phrasings[] = {
	"{relations}{distractor} {sum} How old is {asked} now?",
	"In a family {n} ages are compared. {relations}{distractor} {sum} Find the present age of {asked} in years.",
	"Of {n} people this is known. {sum} {relations}{distractor} What is {asked}'s age today?",
	"{who} tells a riddle about {n} friends. {relations}{distractor} {sum} What age has {asked} today?",
	"Work out how many years old {asked} is. {relations}{distractor} {sum}",
	NULL,
};

static const char *const distractors[] = {
	" They live {distraction} kilometres from the sea.",
	" Their house has the number {distraction}.",
	" Their car is {distraction} months old.",
	NULL,
};

static int64_t age_of(const struct ages *s, int64_t who, const int64_t *ages)
{
	const struct relation *r = &s->relations[who];
	return r->times * ages[r->than] + r->more;
}

static int64_t draw_ages(struct kit *k, struct ages *s)
{
	int64_t ages[MAX_PEOPLE];
	int64_t sum = ages[0] = kit_between(k, 3, 40);
	int64_t least = ages[0];
	for (int64_t i = 1; i < s->n; i++) {
		struct relation *r = &s->relations[i];
		r->than = kit_between(k, 0, i - 1);
		r->times = kit_between(k, 1, 3);
		r->more = k->level >= 4 || r->times == 1 ? kit_nonzero(k, -12, 15) : 0;
		ages[i] = age_of(s, i, ages);
		if (ages[i] > MAX_AGE || ages[i] < 2)
			return 0;
		sum += ages[i];
		least = ages[i] < least ? ages[i] : least;
	}
	int64_t limit = least - 1 < 12 ? least - 1 : 12;
	s->years = k->level < 3 ? 0 : kit_between(k, -limit, 15);
	return sum + s->n * s->years;
}

static void put_relations(struct kit *k, const struct ages *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 1; i < s->n; i++) {
		const struct relation *r = &s->relations[i];
		const char *than = s->names[r->than];
		long more = labs(r->more);
		const char *years = more == 1 ? "year" : "years";
		const char *side = r->more > 0 ? "older" : "younger";
		(void)assay_buf_printf(&text, "%s%s is ", i > 1 ? " " : "", s->names[i]);
		if (r->times == 1)
			(void)assay_buf_printf(&text, "%ld %s %s than %s.", more, years, side, than);
		else if (r->more == 0)
			(void)assay_buf_printf(&text, "%s as old as %s.", r->times == 2 ? "twice" : "three times",
					       than);
		else
			(void)assay_buf_printf(&text, "%ld %s %s than %s %s's age.", more, years, side,
					       r->times == 2 ? "twice" : "three times", than);
	}
	kit_skin(k, "relations", kit_copy(k, assay_buf_str(&text)).data);
}

static void draw(struct kit *k, void *params)
{
	struct ages *s = params;
	s->n = KIT_LEVELS(k, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9);
	do
		s->sum = draw_ages(k, s);
	while (k->rc == 0 && s->sum == 0);
	s->asked = kit_between(k, 0, s->n - 1);
	kit_persons(k, (size_t)s->n + 1, s->names);
	for (int64_t i = 1; i < s->n; i++)
		kit_key(k, 10000 * s->relations[i].than + 100 * s->relations[i].times + s->relations[i].more);
	kit_key(k, s->asked);
	kit_key(k, s->years);
	kit_key(k, s->sum);
	const char *when = s->years == 0  ? "The sum of all their ages is"
			   : s->years < 0 ? kit_text(k, "%ld %s ago the sum of all their ages was", labs(s->years),
						     s->years == -1 ? "year" : "years")
						    .data
					  : kit_text(k, "In %ld %s the sum of all their ages will be", s->years,
						     s->years == 1 ? "year" : "years")
						    .data;
	kit_put_i(k, "n", s->n);
	kit_skin(k, "who", s->names[s->n]);
	kit_skin(k, "asked", s->names[s->asked]);
	kit_skin(k, "sum", kit_text(k, "%s %ld.", when, s->sum).data);
	put_relations(k, s);
}

static void solve(struct kit *k, const void *params)
{
	const struct ages *s = params;
	int64_t times[MAX_PEOPLE] = {1};
	int64_t more[MAX_PEOPLE] = {0};
	int64_t all_times = 1;
	int64_t all_more = 0;
	assay_autobuf struct assay_buf sum = {0};
	kit_say(k, "Let x be the age of %s. The others, as so many times x and so many years more:", s->names[0]);
	for (int64_t i = 1; i < s->n; i++) {
		const struct relation *r = &s->relations[i];
		times[i] = r->times * times[r->than];
		more[i] = kit_step_i(k, r->times * more[r->than] + r->more, "%ld × %s + %s", r->times,
				     kit_operand_i(k, more[r->than]).data, kit_operand_i(k, r->more).data);
		kit_say(k, "%s: %ld times x, and %ld.", s->names[i], times[i], more[i]);
		all_times += times[i];
		all_more += more[i];
		(void)assay_buf_printf(&sum, "%s%s", i > 1 ? " + " : "", kit_operand_i(k, more[i]).data);
	}
	all_times = kit_step_i(k, all_times, "%s", kit_list(k, times, (size_t)s->n, " + ", " + ").data);
	if (s->n > 2)
		all_more = kit_step_i(k, all_more, "%s", kit_copy(k, assay_buf_str(&sum)).data);
	int64_t now = s->sum;
	if (s->years != 0)
		now = kit_step_i(k, s->sum - s->n * s->years, "%ld - %ld × %s", s->sum, s->n,
				 kit_operand_i(k, s->years).data);
	int64_t rest = kit_step_i(k, now - all_more, "%ld - %s", now, kit_operand_i(k, all_more).data);
	if (all_times <= 0 || rest % all_times != 0) {
		kit_stop(k);
		return;
	}
	int64_t x = kit_step_i(k, rest / all_times, "%ld ÷ %ld", rest, all_times);
	if (s->asked > 0)
		x = kit_step_i(k, times[s->asked] * x + more[s->asked], "%ld × %ld + %s", times[s->asked], x,
			       kit_operand_i(k, more[s->asked]).data);
	kit_answer_i(k, x);
}

static void again(struct kit *k, const void *params)
{
	const struct ages *s = params;
	int64_t found = 0;
	int64_t age = 0;
	for (int64_t first = 1; first <= MAX_AGE; first++) {
		int64_t ages[MAX_PEOPLE] = {first};
		int64_t sum = first + s->years;
		for (int64_t i = 1; i < s->n; i++) {
			ages[i] = age_of(s, i, ages);
			sum += ages[i] + s->years;
		}
		if (sum == s->sum) {
			found++;
			age = ages[s->asked];
		}
	}
	kit_check(k, found == 1, "one age fits");
	kit_again_i(k, age);
}

static const char *const tags[] = {"maths", "word-problem", "ages", NULL};

const struct assay_family assay_family_ages = {
	KIT_MATH,
	.name = "ages",
	.version = 1,
	.title = "ages that depend on each other, and their sum",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct ages),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
