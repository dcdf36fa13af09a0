/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rates of exchange from one thing to the next: how much of the last is an amount of the first worth?
 *
 * Found link by link along the chain; rechecked by two products of whole numbers.
 */
#include "problems/families/kit.h"

#define MAX_LINKS 9

struct barter {
	int64_t give[MAX_LINKS], get[MAX_LINKS]; /* So much of thing i for so much of thing i + 1. */
	int64_t n, amount;
	size_t things[MAX_LINKS + 1];
};

static const char *const phrasings[] = {
	("On an old market {rates}.{distractor} How many {last} are {amount} {first} worth? Parts may be traded as "
	 "well."),
	"In a game, {rates}.{distractor} {^who} has {amount} {first}. How many {last}, or parts of them, is that?",
	("Merchants agreed: {rates}.{distractor} What amount of {last} corresponds to {amount} {first}? Give an exact "
	 "number, not always whole."),
	"If {rates}, then {amount} {first} are worth how many {last}? Answer exactly, as a fraction where necessary.",
	"Fixed rates hold on an island: {rates}.{distractor} Convert {amount} {first} into {last}, exactly.",
	NULL,
};

static const char *const distractors[] = {
	" The market opens {distraction} days a year.",
	" A basket weighs {distraction} kilograms.",
	NULL,
};

static const char *const things[] = {"shells", "beads",	 "coins",   "feathers", "stones", "ribbons",
				     "seeds",  "pearls", "candles", "buttons",	"spoons", "lanterns"};

static int64_t gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void draw(struct kit *k, void *params)
{
	struct barter *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9);
	int64_t max = KIT_LEVELS(k, 9, 9, 12, 12, 12, 14, 16, 18, 20, 25);
	size_t kinds[KIT_COUNT(things)];
	for (size_t i = 0; i < KIT_COUNT(things); i++)
		kinds[i] = i;
	assay_rng_shuffle(k->rng, kinds, KIT_COUNT(things), sizeof(kinds[0]));
	int64_t order[MAX_LINKS];
	for (int64_t i = 0; i < s->n; i++) {
		do {
			s->give[i] = kit_between(k, 2, max);
			s->get[i] = kit_between(k, 2, max);
		} while (k->rc == 0 && gcd(s->give[i], s->get[i]) != 1);
		order[i] = i;
	}
	if (k->level > 2)
		assay_rng_shuffle(k->rng, order, (size_t)s->n, sizeof(order[0]));
	assay_autobuf struct assay_buf rates = {0};
	for (int64_t j = 0; j < s->n; j++) {
		int64_t i = order[j];
		bool is_turned = k->level > 1 && kit_once_in(k, 2);
		const char *a = things[kinds[i]];
		const char *b = things[kinds[i + 1]];
		(void)assay_buf_printf(&rates, "%s%ld %s are worth %ld %s",
				       j == 0	       ? ""
				       : j + 1 == s->n ? " and "
						       : ", ",
				       is_turned ? s->get[i] : s->give[i], is_turned ? b : a,
				       is_turned ? s->give[i] : s->get[i], is_turned ? a : b);
		kit_key(k, 100 * s->give[i] + s->get[i]);
	}
	s->amount = kit_between(k, 2, KIT_LEVELS(k, 60, 60, 60, 60, 80, 80, 99, 99, 99, 99));
	kit_skin(k, "who", kit_person(k));
	kit_skin(k, "rates", kit_copy(k, assay_buf_str(&rates)).data);
	kit_skin(k, "first", things[kinds[0]]);
	kit_skin(k, "last", things[kinds[s->n]]);
	kit_put_i(k, "amount", s->amount);
	for (int64_t i = 0; i <= s->n; i++)
		s->things[i] = kinds[i];
}

static void solve(struct kit *k, const void *params)
{
	const struct barter *s = params;
	mpq_ptr amount = kit_mpq(k);
	mpq_ptr rate = kit_mpq(k);
	mpq_set_si(amount, s->amount, 1);
	for (int64_t i = 0; i < s->n; i++) {
		struct assay_str before = kit_operand(k, amount);
		kit_say(k, "In %s:", things[s->things[i + 1]]);
		mpq_set_si(rate, s->get[i], (unsigned long)s->give[i]);
		mpq_canonicalize(rate);
		mpq_mul(amount, amount, rate);
		kit_step_q(k, amount, "%s × %ld/%ld", before.data, (long)s->get[i], (long)s->give[i]);
	}
	kit_answer_q(k, amount);
}

static void again(struct kit *k, const void *params)
{
	const struct barter *s = params;
	mpq_ptr worth = kit_mpq(k);
	mpz_set_si(mpq_numref(worth), s->amount);
	mpz_set_ui(mpq_denref(worth), 1);
	for (int64_t i = s->n; i-- > 0;) {
		mpz_mul_si(mpq_denref(worth), mpq_denref(worth), s->give[i]);
		mpz_mul_si(mpq_numref(worth), mpq_numref(worth), s->get[i]);
	}
	mpq_canonicalize(worth);
	kit_again_q(k, worth);
}

static const char *const tags[] = {"maths", "word-problem", "ratio", NULL};

const struct assay_family assay_family_barter = {
	KIT_MATH,
	.name = "barter",
	.version = 1,
	.title = "a chain of rates of exchange",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct barter),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
