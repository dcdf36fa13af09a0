/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Greatest common divisor or least common multiple of two to five numbers, bare or in a story.
 *
 * Found by Euclid's algorithm; rechecked by factoring every number into primes and comparing exponents.
 */
#include "problems/families/kit.h"

#define MAX_NUMBERS	5
#define MAX_STORY_LEVEL 4 /* Stories need numbers that a story can bear. */

struct scale {
	unsigned n_numbers;
	unsigned n_primes; /* Numbers are products of the first so many primes. */
	int64_t min, max;  /* Size of each number. */
};

static const struct scale scales[] = {
	{2, 4, 6, 60},
	{2, 4, 12, 99},
	{2, 5, 40, 300},
	{3, 5, 20, 200},
	{3, 6, 60, 900},
	{3, 7, 400, 5000},
	{4, 8, 400, 9999},
	{4, 9, 3000, 99999},
	{4, 10, 100000, 9999999},
	{5, 11, 1000000, 999999999},
};

static const int64_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31};

struct numbers {
	int64_t items[MAX_NUMBERS];
	unsigned n;
	bool asks_lcm;
};

static const char *const gcd_phrasings[] = {
	"What is the greatest common divisor of {numbers}?",
	"Find the largest whole number that divides each of {numbers} without remainder.",
	"Compute gcd({plain}).",
	"Determine the greatest common factor of {numbers}.",
	"Which is the largest integer d such that each of {numbers} is a multiple of d?",
	NULL,
};

static const char *const gcd_stories[] = {
	"Strips of wood with lengths of {numbers} centimetres are to be sawn into pieces of one length, as long as "
	"possible, with nothing left over. How long is each piece, in centimetres?",
	"A florist has flowers of different kinds, {numbers} of them, and wants to make as many identical bouquets as "
	"possible, using all of them. How many bouquets are there?",
	"Groups of {numbers} pupils are split into teams. All teams shall have the same size, no team mixes groups, "
	"and nobody is left out. What is the largest possible team size?",
	"Rolls of ribbon of {numbers} metres are cut into equal pieces without waste. How many metres long can a piece "
	"be at most?",
	"Boxes with {numbers} eggs are to be repacked into cartons of one size, each carton full and with eggs of one "
	"box "
	"only. How many eggs does the largest possible carton hold?",
	NULL,
};

static const char *const lcm_phrasings[] = {
	"What is the least common multiple of {numbers}?",
	"Find the smallest positive number that is divisible by each of {numbers}.",
	"Compute lcm({plain}).",
	"Determine the smallest positive integer of which {numbers} are all divisors.",
	"Which is the smallest positive whole number that is a multiple of {numbers} at once?",
	NULL,
};

static const char *const lcm_stories[] = {
	"Several lamps blink together now and then every {numbers} seconds. After how many seconds do they all blink "
	"together again for the first time?",
	"Buses leave a station at the same moment and return every {numbers} minutes. How many minutes pass until all "
	"of them are at the station together again?",
	"Gear wheels with {numbers} teeth stand in line. By how many teeth must the train of wheels move until each "
	"wheel has made a whole number of turns for the first time?",
	"Runners on a track need {numbers} seconds a lap. They start together; after how many seconds do they first "
	"meet "
	"at the start line again?",
	"Machines in a plant are serviced every {numbers} days, all of them today. In how many days are they next "
	"serviced "
	"on the same day?",
	NULL,
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static int64_t draw_product(struct kit *k, const struct scale *scale, int64_t start)
{
	int64_t n = start;
	for (unsigned misses = 0; misses < 8;) {
		int64_t p = primes[kit_between(k, 0, scale->n_primes - 1)];
		if (n * p > scale->max)
			misses++;
		else
			n *= p;
		if (n >= scale->min && kit_once_in(k, 3))
			break;
	}
	return n;
}

static bool is_new(const struct numbers *s, int64_t n)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (s->items[i] == n)
			return false;
	}
	return true;
}

/* Numbers that share a factor, so that the gcd is rarely 1, and that all differ. */
static void draw(struct kit *k, void *params)
{
	struct numbers *s = params;
	const struct scale *scale = &scales[k->level - 1];
	s->asks_lcm = kit_once_in(k, 2);
	int64_t shared = primes[kit_between(k, 0, scale->n_primes < 4 ? scale->n_primes - 1 : 3)];
	if (scale->min > 1000)
		shared *= primes[kit_between(k, 0, 5)];
	while (s->n < scale->n_numbers && k->rc == 0) {
		int64_t n = draw_product(k, scale, shared);
		if (n >= scale->min && is_new(s, n))
			s->items[s->n++] = n;
	}
	kit_put(k, "numbers", kit_list(k, s->items, s->n, ", ", " and "));
	kit_put(k, "plain", kit_list(k, s->items, s->n, ", ", ", "));
	bool is_story = k->level <= MAX_STORY_LEVEL && kit_once_in(k, 2);
	kit_phrasings(k, s->asks_lcm ? (is_story ? lcm_stories : lcm_phrasings)
				     : (is_story ? gcd_stories : gcd_phrasings));
}

/* --- First method: Euclid ------------------------------------------------------------------------------------- */

/* A division is a step. A wrong rest may be below zero, or have no end. */
static void divide_down(struct kit *k, mpz_ptr ret, const mpz_t a, const mpz_t b)
{
	mpz_ptr x = kit_mpz(k);
	mpz_ptr y = kit_mpz(k);
	mpz_ptr rest = kit_mpz(k);
	mpz_ptr quotient = kit_mpz(k);
	bool is_less = mpz_cmp(a, b) < 0;
	mpz_set(x, is_less ? b : a);
	mpz_set(y, is_less ? a : b);
	while (mpz_sgn(y) > 0 && !k->is_stopped && k->rc == 0) {
		mpz_tdiv_qr(quotient, rest, x, y);
		kit_step_z(k, rest, "%Zd - %Zd × %Zd", x, quotient, y);
		mpz_swap(x, y);
		mpz_set(y, rest);
	}
	if (mpz_sgn(y) != 0)
		kit_stop(k);
	mpz_set(ret, x);
}

static void solve(struct kit *k, const void *params)
{
	const struct numbers *s = params;
	mpz_ptr sofar = kit_mpz(k);
	mpz_ptr next = kit_mpz(k);
	mpz_ptr gcd = kit_mpz(k);
	mpz_ptr multiple = kit_mpz(k);
	mpz_set_si(sofar, s->items[0]);
	for (unsigned i = 1; i < s->n && !k->is_stopped && k->rc == 0; i++) {
		mpz_set_si(next, s->items[i]);
		divide_down(k, gcd, sofar, next);
		if (k->is_stopped || mpz_sgn(gcd) <= 0)
			break;
		kit_say(k, "The greatest common divisor of %s and %lld is %s.", kit_ztext(k, "%Zd", sofar).data,
			(long long)s->items[i], kit_ztext(k, "%Zd", gcd).data);
		if (!s->asks_lcm) {
			mpz_set(sofar, gcd);
			continue;
		}
		mpz_mul(multiple, sofar, next);
		if (!mpz_divisible_p(multiple, gcd)) {
			kit_stop(k);
			return;
		}
		mpz_divexact(multiple, multiple, gcd);
		kit_step_z(k, multiple, "%Zd × %Zd ÷ %Zd", sofar, next, gcd);
		mpz_set(sofar, multiple);
	}
	kit_answer_z(k, sofar);
}

/* --- Second method: prime exponents --------------------------------------------------------------------------- */

static unsigned exponent(int64_t n, int64_t p)
{
	unsigned e = 0;
	for (; n % p == 0; n /= p)
		e++;
	return e;
}

static void again(struct kit *k, const void *params)
{
	const struct numbers *s = params;
	mpz_ptr product = kit_mpz(k);
	mpz_ptr power = kit_mpz(k);
	mpz_set_ui(product, 1);
	for (size_t i = 0; i < KIT_COUNT(primes) && k->rc == 0; i++) {
		unsigned best = exponent(s->items[0], primes[i]);
		for (unsigned j = 1; j < s->n; j++) {
			unsigned e = exponent(s->items[j], primes[i]);
			best = (s->asks_lcm ? e > best : e < best) ? e : best;
		}
		mpz_ui_pow_ui(power, (unsigned long)primes[i], best);
		mpz_mul(product, product, power);
	}
	kit_again_z(k, product);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_gcd_lcm = {
	KIT_MATH,
	.name = "gcd-lcm",
	.version = 2,
	.title = "greatest common divisor or least common multiple, bare or in a story",
	.tags = tags,
	.phrasings = gcd_phrasings,
	.params_size = sizeof(struct numbers),
	.draw = draw,
	.solve = solve,
	.again = again,
};
