/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Permutations in which exactly so many of some marked things stay in their places.
 *
 * Found by inclusion and exclusion; rechecked by a table of differences of factorials.
 */
#include "problems/families/kit.h"

#define MAX_THINGS 54

struct hats {
	int64_t n, marked, stay;
};

static const char *const all_phrasings[] = {
	("{n} guests take their hats at random in the dark. In how many ways can this happen so that exactly {stay} "
	 "{stay:guest gets|guests get} the right hat?"),
	"How many permutations of {n} elements have exactly {stay} fixed {stay:point|points}?",
	("{n} letters are put into {n} addressed envelopes, one each. In how many ways {stay:is|are} exactly {stay} "
	 "{stay:letter|letters} in the right envelope?"),
	("A teacher hands {n} tests back, one to each of the {n} pupils who wrote them. In how many ways can it happen "
	 "that exactly {stay} {stay:pupil gets|pupils get} the right one?"),
	("Count the ways to rearrange {n} different books on a shelf such that exactly {stay} {stay:book keeps "
	 "its|books keep their} place."),
	NULL,
};

static const char *const some_phrasings[] = {
	("{n} guests take their hats at random in the dark, and {marked} of them are a family. In how many ways can "
	 "this happen so that exactly {stay} of the family {stay:gets|get} the right hat?"),
	"How many permutations of the numbers 1 to {n} leave exactly {stay} of the numbers 1 to {marked} in place?",
	("{n} letters are put into {n} addressed envelopes, one each; {marked} of them are urgent. In how many ways "
	 "{stay:is|are} exactly {stay} of the urgent ones in the right envelope?"),
	("A teacher hands {n} tests back, one to each of the {n} pupils who wrote them; {marked} of them are new in "
	 "class. In how many ways can it happen that exactly {stay} of the new pupils {stay:gets|get} the right one?"),
	("Count the ways to rearrange {n} different books on a shelf such that exactly {stay} of the {marked} thickest "
	 "{stay:keeps its place|keep their places}. The others may stand anywhere."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct hats *s = params;
	int64_t max = KIT_LEVELS(k, 40, 40, 15, 16, 17, 20, 26, 44, 48, MAX_THINGS);
	bool is_all = k->level <= 2;
	int64_t active = KIT_LEVELS(k, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20);
	int64_t moved = kit_between(k, active - 1, active + (k->level < 7 ? 2 : 5));
	s->n = kit_between(k, moved + 1, max > moved + 2 ? max : moved + 2);
	s->marked = is_all ? s->n : kit_between(k, moved, s->n - 1);
	s->stay = s->marked - moved;
	kit_phrasings(k, is_all ? all_phrasings : some_phrasings);
	kit_put_i(k, "n", s->n);
	kit_put_i(k, "stay", s->stay);
	if (!is_all)
		kit_put_i(k, "marked", s->marked);
}

static void choose(mpz_ptr ret, int64_t n, int64_t r)
{
	mpz_set_ui(ret, 1);
	for (int64_t i = 1; i <= r; i++) {
		mpz_mul_si(ret, ret, n - r + i);
		mpz_divexact_ui(ret, ret, (unsigned long)i);
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct hats *s = params;
	int64_t moved = s->marked - s->stay;
	mpz_ptr sum = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpz_ptr term = kit_mpz(k);
	mpz_ptr ways = kit_mpz(k);
	kit_say(k,
		"First, %ld things, of which %ld may not stay: take all orders, without those in which one stays, with "
		"those in which two stay, and so on.",
		s->n - s->stay, moved);
	for (int64_t i = 0; i <= moved && k->rc == 0; i++) {
		choose(ways, moved, i);
		mpz_fac_ui(term, (unsigned long)(s->n - s->stay - i));
		mpz_mul(term, term, ways);
		kit_step_z(k, term, "%Zd × %ld!", ways, (long)(s->n - s->stay - i));
		mpz_set(before, sum);
		if (i % 2 == 0)
			mpz_add(sum, sum, term);
		else
			mpz_sub(sum, sum, term);
		if (i > 0)
			kit_step_z(k, sum, i % 2 == 0 ? "%Zd + %Zd" : "%Zd - %Zd", before, term);
	}
	if (s->stay > 0) {
		choose(ways, s->marked, s->stay);
		kit_say(k, "Those that stay are chosen out of %ld.", s->marked);
		mpz_set(before, sum);
		mpz_mul(sum, sum, ways);
		kit_step_z(k, sum, "%Zd × %Zd", before, ways);
	}
	kit_answer_z(k, sum);
}

static void again(struct kit *k, const void *params)
{
	const struct hats *s = params;
	int64_t n = s->n - s->stay;
	mpz_ptr table[MAX_THINGS + 4];
	for (int64_t i = 0; i <= n; i++) {
		table[i] = kit_mpz(k);
		mpz_fac_ui(table[i], (unsigned long)i);
	}
	for (int64_t i = 0; i < s->marked - s->stay; i++) {
		for (int64_t j = n; j > i; j--)
			mpz_sub(table[j], table[j], table[j - 1]);
	}
	mpz_ptr ways = kit_mpz(k);
	mpz_bin_uiui(ways, (unsigned long)s->marked, (unsigned long)s->stay);
	mpz_mul(ways, ways, table[n]);
	kit_again_z(k, ways);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_fixed_points = {
	KIT_MATH,
	.name = "fixed-points",
	.version = 3,
	.title = "permutations in which some things stay in their places",
	.tags = tags,
	.phrasings = all_phrasings,
	.params_size = sizeof(struct hats),
	.draw = draw,
	.solve = solve,
	.again = again,
};
