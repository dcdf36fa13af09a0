/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways to spread different people over rooms so that exactly so many rooms stay empty.
 *
 * Found by inclusion and exclusion; rechecked by placing one person after another.
 */
#include "problems/families/kit.h"

#define MAX_ROOMS 24

struct hotel {
	int64_t people, rooms, empty;
};

static const char *const phrasings[] = {
	("{people} guests choose among {rooms} numbered rooms; any number of guests fits into a room. In how many ways "
	 "can they do so that "
	 "exactly {empty} {empty:room stays|rooms stay} empty?"),
	("In how many ways can {people} different balls be put into {rooms} different boxes such that exactly {empty} "
	 "{empty:box is|boxes are} "
	 "empty?"),
	("How many functions from a set of {people} elements to a set of {rooms} elements miss exactly {empty} "
	 "{empty:value|values}?"),
	("{people} pupils each choose one of {rooms} courses. In how many ways can the choice turn out if exactly "
	 "{empty} {empty:course is|courses "
	 "are} chosen by nobody?"),
	("Count the words of {people} letters over an alphabet of {rooms} letters in which exactly {empty} "
	 "{empty:letter|letters} of the alphabet "
	 "{empty:does|do} not occur."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct hotel *s = params;
	int64_t used = KIT_LEVELS(k, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15);
	int64_t spread = k->level <= 2 ? 1 : k->level < 7 ? 2 : 4;
	used = kit_between(k, used, used + spread);
	s->empty = kit_between(k, 1, k->level < 4 ? 4 : k->level < 7 ? 6 : 9);
	s->rooms = used + s->empty;
	s->people = kit_between(k, used + 1, used + (k->level <= 2 ? 16 : k->level < 7 ? 14 : 30));
	kit_put_i(k, "people", s->people);
	kit_put_i(k, "rooms", s->rooms);
	kit_put_i(k, "empty", s->empty);
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
	const struct hotel *s = params;
	int64_t used = s->rooms - s->empty;
	mpz_ptr sum = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpz_ptr term = kit_mpz(k);
	mpz_ptr ways = kit_mpz(k);
	kit_say(k,
		"First, %ld different things over %ld places with none empty: take all ways, without those that avoid "
		"one place, with those that "
		"avoid two, and so on.",
		s->people, used);
	for (int64_t i = 0; i < used && k->rc == 0; i++) {
		choose(ways, used, i);
		mpz_ui_pow_ui(term, (unsigned long)(used - i), (unsigned long)s->people);
		mpz_mul(term, term, ways);
		kit_step_z(k, term, "%Zd × %ld^%ld", ways, (long)(used - i), (long)s->people);
		mpz_set(before, sum);
		if (i % 2 == 0)
			mpz_add(sum, sum, term);
		else
			mpz_sub(sum, sum, term);
		if (i > 0)
			kit_step_z(k, sum, i % 2 == 0 ? "%Zd + %Zd" : "%Zd - %Zd", before, term);
	}
	choose(ways, s->rooms, s->empty);
	kit_say(k, "The empty ones can be any %ld of %ld.", s->empty, s->rooms);
	mpz_set(before, sum);
	mpz_mul(sum, sum, ways);
	kit_step_z(k, sum, "%Zd × %Zd", before, ways);
	kit_answer_z(k, sum);
}

/* ways[j]: so many ways with j rooms in use. */
static void again(struct kit *k, const void *params)
{
	const struct hotel *s = params;
	mpz_ptr ways[MAX_ROOMS + 1] = {NULL};
	int64_t used = s->rooms - s->empty;
	for (int64_t j = 0; j <= used; j++)
		ways[j] = kit_mpz(k);
	mpz_set_ui(ways[0], 1);
	for (int64_t i = 0; i < s->people; i++) {
		for (int64_t j = used; j > 0; j--) {
			mpz_mul_si(ways[j], ways[j], j);
			mpz_addmul_ui(ways[j], ways[j - 1], (unsigned long)(s->rooms - j + 1));
		}
		mpz_set_ui(ways[0], 0);
	}
	kit_again_z(k, ways[used]);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_empty_rooms = {
	KIT_MATH,
	.name = "empty-rooms",
	.version = 2,
	.title = "ways to spread people over rooms with some left empty",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct hotel),
	.draw = draw,
	.solve = solve,
	.again = again,
};
