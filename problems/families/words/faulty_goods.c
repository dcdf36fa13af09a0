/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goods from several machines, of which some parts are faulty: where does a faulty one come from?
 *
 * Found by Bayes' rule with fractions; rechecked by counting among ten thousand pieces.
 */
#include "problems/families/kit.h"

#define MAX_MACHINES 7

struct goods {
	int64_t share[MAX_MACHINES], faulty[MAX_MACHINES]; /* Percent. */
	int64_t n, asked;
	bool asks_good;
};

static const char *const faulty_phrasings[] = {
	("A workshop has {n} machines. {machines}{distractor} A piece taken at random is faulty. What is the "
	 "probability that {asked} made it?"),
	"{machines}{distractor} {^who} finds a faulty piece. With what probability does it come from {asked}?",
	("Of all goods of a factory the following is known. {machines}{distractor} Given that an article is faulty, "
	 "find the probability that it was made by {asked}."),
	("{n} machines fill a store. {machines}{distractor} Of the faulty pieces in the store, what fraction stems "
	 "from {asked}?"),
	"{machines}{distractor} A customer complains of a fault. How likely is it that {asked} made that piece?",
	NULL,
};

static const char *const good_phrasings[] = {
	("A workshop has {n} machines. {machines}{distractor} A piece taken at random is free of faults. What is the "
	 "probability that {asked} made it?"),
	"{machines}{distractor} {^who} finds a piece without a fault. With what probability does it come from {asked}?",
	("Of all goods of a factory the following is known. {machines}{distractor} Given that an article is not "
	 "faulty, find the probability that it was made by {asked}."),
	("{n} machines fill a store. {machines}{distractor} Of the pieces in the store that are not faulty, what "
	 "fraction stems from {asked}?"),
	"{machines}{distractor} A customer is content with a faultless piece. How likely is it that {asked} made it?",
	NULL,
};

static const char *const distractors[] = {
	" The oldest machine is {distraction} years old.",
	" A piece costs {distraction} euros.",
	" There are {distraction} workers.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct goods *s = params;
	s->n = KIT_LEVELS(k, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7);
	int64_t grain = KIT_LEVELS(k, 10, 5, 10, 5, 5, 2, 2, 1, 1, 1);
	int64_t left = 100 / grain;
	int64_t max = KIT_LEVELS(k, 20, 20, 20, 20, 20, 20, 25, 25, 30, 30);
	s->asks_good = k->level >= 4 && kit_once_in(k, 3);
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		int64_t others = s->n - 1 - i;
		int64_t share = others == 0 ? left : kit_between(k, 1, (left - others) * 2 / (others + 2) + 1);
		left -= share;
		s->share[i] = share * grain;
		s->faulty[i] = kit_between(k, 1, max);
		(void)assay_buf_printf(&text,
				       "%sMachine %c makes %ld%% of all pieces, and %ld%% of its output is faulty.",
				       i > 0 ? " " : "", (char)('A' + i), s->share[i], s->faulty[i]);
	}
	s->asked = kit_between(k, 0, s->n - 1);
	kit_phrasings(k, s->asks_good ? good_phrasings : faulty_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "n", s->n);
	kit_put(k, "machines", kit_copy(k, assay_buf_str(&text)));
	kit_put(k, "asked", kit_text(k, "machine %c", (int)('A' + s->asked)));
}

static void solve(struct kit *k, const void *params)
{
	const struct goods *s = params;
	mpq_ptr sum = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	mpq_ptr asked = kit_mpq(k);
	kit_say(k, "The probability of such a piece, machine by machine, and together:");
	for (int64_t i = 0; i < s->n; i++) {
		int64_t rate = s->faulty[i];
		if (s->asks_good)
			rate = kit_step_i(k, 100 - rate, "100 - %ld", rate);
		mpq_set_si(part, s->share[i] * rate, 10000);
		mpq_canonicalize(part);
		kit_step_q(k, part, "%ld/100 × %ld/100", (long)s->share[i], (long)rate);
		if (i == s->asked)
			mpq_set(asked, part);
		mpq_set(before, sum);
		mpq_add(sum, sum, part);
		if (i > 0)
			kit_step_q(k, sum, "%Qd + %Qd", before, part);
	}
	if (mpq_sgn(sum) == 0) {
		kit_stop(k);
		return;
	}
	struct assay_str top = kit_operand(k, asked);
	struct assay_str bottom = kit_operand(k, sum);
	mpq_div(asked, asked, sum);
	kit_step_q(k, asked, "%s ÷ %s", top.data, bottom.data);
	kit_answer_q(k, asked);
}

static void again(struct kit *k, const void *params)
{
	const struct goods *s = params;
	int64_t all = 0;
	int64_t own = 0;
	int64_t made = 0;
	for (int64_t i = 0; i < s->n; i++) {
		int64_t pieces = 100 * s->share[i];
		int64_t bad = pieces / 100 * s->faulty[i];
		int64_t wanted = s->asks_good ? pieces - bad : bad;
		made += pieces;
		all += wanted;
		own += i == s->asked ? wanted : 0;
	}
	kit_check(k, made == 10000, "the shares are everything");
	mpq_ptr got = kit_mpq(k);
	mpq_set_si(got, own, (unsigned long)(all > 0 ? all : 1));
	mpq_canonicalize(got);
	kit_again_q(k, got);
}

static const char *const tags[] = {"maths", "word-problem", "probability", NULL};

const struct assay_family assay_family_faulty_goods = {
	KIT_MATH,
	.name = "faulty-goods",
	.version = 1,
	.title = "which machine a faulty piece comes from",
	.tags = tags,
	.phrasings = faulty_phrasings,
	.params_size = sizeof(struct goods),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
