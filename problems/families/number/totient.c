/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Euler's totient of a number.
 *
 * Found from the prime powers; rechecked by Gauss: the totients of all divisors add up to the number.
 */
#include "problems/families/kit.h"

#define MAX_DIVISORS 400

struct number {
	int64_t n;
};

static const char *const phrasings[] = {
	"How many of the integers from 1 to {n} share no prime factor with {n}?",
	"Compute Euler's totient φ({n}).",
	"Find the number of integers k with 1 ≤ k ≤ {n} and gcd(k, {n}) = 1.",
	"How many fractions k/{n} with 1 ≤ k ≤ {n} are in lowest terms?",
	"How many elements of the integers modulo {n} have a multiplicative inverse?",
	("A regular star is drawn by joining every k-th of {n} points on a circle. For how many k from 1 to {n} does "
	 "the line "
	 "pass through all points before it closes?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};
	struct number *s = params;
	int64_t min = KIT_LEVELS(k, 40, 70, 150, 300, 800, 2500, 8000, 20000, 100000, 500000);
	int64_t n_known = KIT_LEVELS(k, 12, 12, 12, 12, 12, 12, 13, 14, 15, 15);
	for (s->n = 1; s->n < min;) {
		bool is_small = kit_once_in(k, 3);
		s->n *= primes[kit_between(k, 0, is_small ? 2 : n_known - 1)];
	}
	kit_put_i(k, "n", s->n);
}

static void solve(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t n = s->n;
	int64_t product = 1;
	for (int64_t p = 2; n > 1 && !k->is_stopped && k->rc == 0; p++) {
		if (p * p > n)
			p = n;
		int64_t power = 1;
		for (; n > 1 && n % p == 0 && !k->is_stopped; power *= p)
			n = n == p ? 1 : kit_step_i(k, n / p, "%ld ÷ %ld", n, p);
		if (power == 1)
			continue;
		kit_say(k, "%ld is the power of the prime %ld in it; the multiples of %ld fall out.", power, p, p);
		int64_t part = kit_step_i(k, power - power / p, "%ld - %ld", power, power / p);
		product = product == 1 ? part : kit_step_i(k, product * part, "%ld × %ld", product, part);
	}
	kit_answer_i(k, product);
}

static void again(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t divisors[MAX_DIVISORS] = {0};
	int64_t totients[MAX_DIVISORS] = {0};
	size_t n = 0;
	for (int64_t d = 1; d * d <= s->n; d++)
		n += s->n % d == 0;
	size_t half = n;
	n = 0;
	for (int64_t d = 1; n < half; d++) {
		if (s->n % d == 0)
			divisors[n++] = d;
	}
	for (size_t i = half; i > 0; i--) {
		if (s->n / divisors[i - 1] > divisors[n - 1])
			divisors[n++] = s->n / divisors[i - 1];
	}
	for (size_t i = 0; i < n; i++) {
		totients[i] = divisors[i];
		for (size_t j = 0; j < i; j++)
			totients[i] -= divisors[i] % divisors[j] == 0 ? totients[j] : 0;
	}
	kit_again_i(k, totients[n - 1]);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_totient = {
	KIT_MATH,
	.name = "totient",
	.version = 1,
	.title = "Euler's totient",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct number),
	.draw = draw,
	.solve = solve,
	.again = again,
};
