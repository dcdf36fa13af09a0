/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders of votes in which one side is never behind by more than a bound.
 *
 * Found by reflection; rechecked by counting path by path on a grid.
 */
#include "problems/families/kit.h"

#define MAX_VOTES 40

struct ballot {
	int64_t a, b, slack;
};

static const char *const even_phrasings[] = {
	("In an election, A gets {a} votes and B gets {b}. In how many orders can the votes be counted so that B is "
	 "never ahead of A?"),
	("A ticket costs one coin. Of the people in a queue, {a} pay with one coin and {b} with a note worth two "
	 "coins, which needs one coin back. The till is empty at the start. In how many orders of the two kinds can "
	 "everybody be served?"),
	("A walk of {a} steps up and {b} steps down starts at height 0 and may come back to it, but never go below. "
	 "How "
	 "many such walks are there?"),
	("How many sequences of {a} letters U and {b} letters D are there in which, counted from the start, the Ds "
	 "never outnumber the Us?"),
	("Plates are put on a stack {a} times and taken off {b} times, one each time. The stack is empty at first, and "
	 "none can be taken from an empty stack. In how many orders can this happen?"),
	NULL,
};

static const char *const phrasings[] = {
	("In an election, A gets {a} votes and B gets {b}. In how many orders can the votes be counted so that B is "
	 "never ahead of A by more than {slack}?"),
	("A ticket costs one coin. Of the people in a queue, {a} pay with one coin and {b} with a note worth two "
	 "coins, which needs one coin back. The till holds {slack} {slack:coin|coins} at the start. In how many orders "
	 "of the two kinds can everybody be served?"),
	("A walk of {a} steps up and {b} steps down starts at height {slack} and may touch height 0, but never go "
	 "below. How many such walks are there?"),
	("How many sequences of {a} letters U and {b} letters D are there in which, counted from the start, the Ds "
	 "never outnumber the Us by more than {slack}?"),
	("A stack holds {slack} {slack:plate|plates}. Plates are put on it {a} times and taken off {b} times, one each "
	 "time, and none can be taken from an empty stack. In how many orders can this happen?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct ballot *s = params;
	int64_t max = KIT_LEVELS(k, 11, 12, 13, 14, 15, 17, 19, 22, 25, 28);
	s->slack = kit_between(k, 0, KIT_LEVELS(k, 2, 2, 2, 3, 4, 5, 6, 9, 10, 12));
	s->b = kit_between(k, 3 + s->slack, s->slack + max / 2 + 2);
	s->a = kit_between(k, s->b - s->slack, max);
	kit_phrasings(k, s->slack == 0 ? even_phrasings : phrasings);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "b", s->b);
	kit_put_i(k, "slack", s->slack);
}

/* n choose r in single steps. */
static void choose(struct kit *k, mpz_ptr ret, int64_t n, int64_t r)
{
	mpz_ptr before = kit_mpz(k);
	int64_t few = r < n - r ? r : n - r;
	mpz_set_ui(ret, 1);
	for (int64_t i = 1; i <= few && !k->is_stopped && k->rc == 0; i++) {
		mpz_set(before, ret);
		mpz_mul_si(ret, ret, n - i + 1);
		if (!mpz_divisible_ui_p(ret, (unsigned long)i)) {
			kit_stop(k);
			return;
		}
		mpz_divexact_ui(ret, ret, (unsigned long)i);
		if (i > 1)
			kit_step_z(k, ret, "%Zd × %ld ÷ %ld", before, (long)(n - i + 1), (long)i);
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct ballot *s = params;
	mpz_ptr all = kit_mpz(k);
	mpz_ptr bad = kit_mpz(k);
	mpz_ptr good = kit_mpz(k);
	kit_say(k, "All orders: choose %ld places of %ld.", s->b, s->a + s->b);
	choose(k, all, s->a + s->b, s->b);
	int64_t reflected = s->b - s->slack - 1;
	kit_say(k,
		"The bad ones, turned over up to their first bad moment, are all orders with %ld of the second kind.",
		reflected);
	choose(k, bad, s->a + s->b, reflected);
	mpz_sub(good, all, bad);
	kit_step_z(k, good, "%Zd - %Zd", all, bad);
	kit_answer_z(k, good);
}

static void again(struct kit *k, const void *params)
{
	const struct ballot *s = params;
	int64_t ways[MAX_VOTES] = {0};
	for (int64_t b = 0; b <= s->slack; b++)
		ways[b] = 1;
	for (int64_t a = 1; a <= s->a; a++) {
		for (int64_t b = 1; b <= s->b && b <= a + s->slack; b++)
			ways[b] += ways[b - 1];
	}
	kit_again_i(k, ways[s->b]);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_ballot_orders = {
	KIT_MATH,
	.name = "ballot-orders",
	.version = 2,
	.title = "orders of votes in which one side is never far behind",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct ballot),
	.draw = draw,
	.solve = solve,
	.again = again,
};
