/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Greatest common divisor or least common multiple of two to five numbers, bare or in a story.
 *
 * Found by Euclid's algorithm; rechecked by factoring every number into primes and comparing exponents.
 */
#include "problems/families/hand.h"

#define MAX_NUMBERS 5

struct scale {
	unsigned n_numbers;
	unsigned n_primes; /* Numbers are products of the first so many primes. */
	uint64_t min, max; /* Size of each number. */
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

static const unsigned primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31};

struct numbers {
	uint64_t items[MAX_NUMBERS];
	unsigned n;
	bool asks_lcm;
};

/* The bare ones first: stories need numbers that a story can bear. */
#define N_BARE		5
#define MAX_STORY_LEVEL 4

static const char *const gcd_phrasings[] = {
	"What is the greatest common divisor of {numbers}?",
	"Find the largest whole number that divides each of {numbers} without remainder.",
	"Compute gcd({plain}).",
	"Determine the greatest common factor of {numbers}.",
	"Which is the largest integer d such that each of {numbers} is a multiple of d?",
	("Strips of wood with lengths of {numbers} centimetres are to be sawn into pieces of one length, as long as "
	 "possible, with nothing left over. How long is each piece, in centimetres?"),
	("A florist has flowers of different kinds, {numbers} of them, and wants to make as many identical bouquets as "
	 "possible, using all of them. How many bouquets are there?"),
	("Groups of {numbers} pupils are split into teams. All teams shall have the same size, no team mixes groups, "
	 "and nobody is left out. What is the largest possible team size?"),
};

static const char *const lcm_phrasings[] = {
	"What is the least common multiple of {numbers}?",
	"Find the smallest positive number that is divisible by each of {numbers}.",
	"Compute lcm({plain}).",
	"Determine the smallest positive integer of which {numbers} are all divisors.",
	"Which is the smallest positive whole number that is a multiple of {numbers} at once?",
	("Several lamps blink together now and then every {numbers} seconds. After how many seconds do they all blink "
	 "together again for the first time?"),
	("Buses leave a station at the same moment and return every {numbers} minutes. How many minutes pass until all "
	 "of them are at the station together again?"),
	("Gear wheels with {numbers} teeth stand in line. By how many teeth must the train of wheels move until each "
	 "wheel has made a whole number of turns for the first time?"),
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static uint64_t draw_product(struct assay_rng *rng, const struct scale *scale, uint64_t start)
{
	uint64_t n = start;
	for (unsigned misses = 0; misses < 8;) {
		uint64_t p = primes[assay_rng_below(rng, scale->n_primes)];
		if (n * p > scale->max)
			misses++;
		else
			n *= p;
		if (n >= scale->min && assay_kit_once_in(rng, 3))
			break;
	}
	return n;
}

static bool is_new(const struct numbers *s, uint64_t n)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (s->items[i] == n)
			return false;
	}
	return true;
}

/* Numbers that share a factor, so that the gcd is rarely 1, and that all differ. */
static void draw(struct assay_rng *rng, const struct scale *scale, struct numbers *ret)
{
	uint64_t shared = primes[assay_rng_below(rng, scale->n_primes < 4 ? scale->n_primes : 4)];
	if (scale->min > 1000)
		shared *= primes[assay_rng_below(rng, 6)];
	while (ret->n < scale->n_numbers) {
		uint64_t n = draw_product(rng, scale, shared);
		if (n >= scale->min && is_new(ret, n))
			ret->items[ret->n++] = n;
	}
}

/* --- First method: Euclid ------------------------------------------------------------------------------------- */

static void gcd_by_division(mpz_t a, const mpz_t b)
{
	mpz_t x, y;
	mpz_init_set(x, a);
	mpz_init_set(y, b);
	while (mpz_sgn(y) != 0) {
		mpz_tdiv_r(x, x, y);
		mpz_swap(x, y);
	}
	mpz_set(a, x);
	mpz_clears(x, y, NULL);
}

/* Puts the gcd or lcm of a and b into a. */
static void combine(mpz_t a, const mpz_t b, bool is_lcm)
{
	if (!is_lcm) {
		gcd_by_division(a, b);
		return;
	}
	mpz_t gcd;
	mpz_init_set(gcd, a);
	gcd_by_division(gcd, b);
	mpz_divexact(a, a, gcd);
	mpz_mul(a, a, b);
	mpz_clear(gcd);
}

static void solve(struct assay_instance *instance, const struct numbers *s, mpz_t ret, struct assay_buf *steps)
{
	const char *name = s->asks_lcm ? "lcm" : "gcd";
	mpz_t next;
	mpz_init(next);
	mpz_set_ui(ret, s->items[0]);
	for (unsigned i = 1; i < s->n; i++) {
		struct assay_str before = assay_kit_mpz(instance->arena, ret);
		mpz_set_ui(next, s->items[i]);
		combine(ret, next, s->asks_lcm);
		struct assay_str after = assay_kit_mpz(instance->arena, ret);
		if (before.data && after.data)
			(void)assay_buf_printf(steps, "%s(%s, %llu) = %s.\n", name, before.data,
					       (unsigned long long)s->items[i], after.data);
	}
	mpz_clear(next);
}

static int state_problem(struct assay_instance *instance, const struct numbers *s, struct assay_err *err)
{
	struct assay_str items[MAX_NUMBERS];
	assay_autobuf struct assay_buf plain = {0};
	for (unsigned i = 0; i < s->n; i++) {
		items[i] = assay_kit_i64(instance->arena, (int64_t)s->items[i]);
		(void)assay_buf_printf(&plain, "%s%llu", i > 0 ? ", " : "", (unsigned long long)s->items[i]);
	}
	const struct assay_kit_slot slots[] = {{"numbers", assay_kit_list(instance->arena, items, s->n)},
					       {"plain", assay_buf_str(&plain)}};
	int rc = assay_buf_error(&plain, err);
	if (rc)
		return rc;
	size_t n_phrasings = instance->level <= MAX_STORY_LEVEL ? ASSAY_KIT_COUNT(gcd_phrasings) : N_BARE;
	return assay_kit_statement(instance, s->asks_lcm ? lcm_phrasings : gcd_phrasings, n_phrasings, slots, 2, err);
}

_Static_assert(ASSAY_KIT_COUNT(gcd_phrasings) == ASSAY_KIT_COUNT(lcm_phrasings), "one count serves both");

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	struct numbers *s = assay_arena_alloc(instance->arena, sizeof(*s));
	if (!s)
		return assay_arena_fail(instance->arena, err);
	instance->state = s;
	s->asks_lcm = assay_kit_once_in(&instance->rng, 2);
	draw(&instance->rng, &scales[instance->level - 1], s);
	int rc = state_problem(instance, s, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf steps = {0};
	mpz_t result;
	mpz_init(result);
	solve(instance, s, result, &steps);
	struct assay_str answer = assay_kit_mpz(instance->arena, result);
	mpz_clear(result);
	return assay_kit_answer(instance, answer, &steps, err);
}

/* --- Second method: prime exponents --------------------------------------------------------------------------- */

static unsigned exponent(uint64_t n, unsigned p)
{
	unsigned e = 0;
	for (; n % p == 0; n /= p)
		e++;
	return e;
}

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct numbers *s = instance->state;
	mpz_t product, power;
	mpz_init_set_ui(product, 1);
	mpz_init(power);
	for (size_t i = 0; i < ASSAY_KIT_COUNT(primes); i++) {
		unsigned best = exponent(s->items[0], primes[i]);
		for (unsigned k = 1; k < s->n; k++) {
			unsigned e = exponent(s->items[k], primes[i]);
			best = (s->asks_lcm ? e > best : e < best) ? e : best;
		}
		mpz_ui_pow_ui(power, primes[i], best);
		mpz_mul(product, product, power);
	}
	struct assay_str got = assay_kit_mpz(instance->arena, product);
	mpz_clears(product, power, NULL);
	return assay_str_eq(got, instance->problem->answer) ? 0 : assay_kit_disagree(instance, got, err);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_gcd_lcm = {
	.name = "gcd-lcm",
	.version = 1,
	.kind = ASSAY_KIND_MATH,
	.title = "greatest common divisor or least common multiple, bare or in a story",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(gcd_phrasings) + ASSAY_KIT_COUNT(lcm_phrasings),
	.generate = generate,
	.recheck = recheck,
};
