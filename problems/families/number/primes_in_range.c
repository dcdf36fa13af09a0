/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many primes lie in a range.
 *
 * Found by crossing out the multiples of one odd prime after another; rechecked by GMP's primality test.
 */
#include "problems/families/kit.h"

#define MAX_WIDTH 600

struct range {
	int64_t first, last;
};

static const char *const phrasings[] = {
	"How many prime numbers p are there with {first} ≤ p ≤ {last}?",
	"Count the primes from {first} to {last}, both ends included.",
	"Determine the number of primes in the interval from {first} to {last} (inclusive).",
	"A list holds every whole number from {first} to {last}. How many of them are prime?",
	"Tickets are numbered from {first} to {last}, and those with a prime number win. How many tickets win?",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct range *s = params;
	int64_t max = KIT_LEVELS(k, 120, 250, 500, 900, 1500, 2500, 4000, 7000, 12000, 20000);
	int64_t width = KIT_LEVELS(k, 20, 30, 40, 60, 80, 120, 160, 220, 300, 400);
	s->first = kit_between(k, max / 3, max);
	s->last = s->first + kit_between(k, width, width + width / 2);
	kit_put_i(k, "first", s->first);
	kit_put_i(k, "last", s->last);
}

static int64_t least_divisor(int64_t n)
{
	for (int64_t d = 3; d * d <= n; d += 2) {
		if (n % d == 0)
			return d;
	}
	return n;
}

static void solve(struct kit *k, const void *params)
{
	const struct range *s = params;
	int64_t divisors[MAX_WIDTH];
	int64_t n = 0;
	for (int64_t i = s->first | 1; i <= s->last; i += 2)
		divisors[n++] = least_divisor(i);
	kit_say(k,
		"All primes here are odd, and there are %ld odd numbers. Of those, cross out the multiples of 3, 5, 7, "
		"...",
		n);
	int64_t left = n;
	for (int64_t p = 3; p * p <= s->last && k->rc == 0; p += 2) {
		int64_t crossed = 0;
		for (int64_t i = 0; i < n; i++)
			crossed += divisors[i] == p && (s->first | 1) + 2 * i != p;
		if (crossed == 0)
			continue;
		kit_say(k, "%ld crosses out %ld more.", p, crossed);
		left = kit_step_i(k, left - crossed, "%ld - %ld", left, crossed);
	}
	kit_answer_i(k, left);
}

static void again(struct kit *k, const void *params)
{
	const struct range *s = params;
	mpz_ptr n = kit_mpz(k);
	int64_t count = 0;
	for (int64_t i = s->first; i <= s->last; i++) {
		mpz_set_si(n, i);
		count += mpz_probab_prime_p(n, 15) > 0;
	}
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "number-theory", "primes", NULL};

const struct assay_family assay_family_primes_in_range = {
	KIT_MATH,
	.name = "primes-in-range",
	.version = 1,
	.title = "how many primes lie in a range",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct range),
	.draw = draw,
	.solve = solve,
	.again = again,
};
