/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A number as a power with the largest exponent.
 *
 * Found from the exponents of its primes; rechecked by taking roots, the highest first.
 */
#include "problems/families/kit.h"

#define MAX_BASE   2000
#define MAX_PRIMES 8

struct power {
	mpz_ptr n;
};

static const char *const phrasings[] = {
	"Write {n} as a^k with integers a and k, where k is as large as possible. Give the pair (a, k).",
	"{n} is a perfect power. Find (a, k) with a^k = {n}, a > 1 and the largest possible k.",
	"Which pair (base, exponent) of positive integers gives {n} when the base is as small as it can be, but not 1?",
	"Find the smallest integer a > 1 of which {n} is a power, and the exponent k. Answer with (a, k).",
	"For which integers a > 1 and k is a^k = {n}, with k as large as possible? Write the answer as (a, k).",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct power *s = params;
	int64_t max = KIT_LEVELS(k, 150, 150, 150, 180, 200, 300, 500, 800, 1200, MAX_BASE);
	int64_t most = KIT_LEVELS(k, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14);
	int64_t base;
	do {
		base = kit_between(k, 6, max);
	} while (base % 2 != 0 && base % 3 != 0 && base % 5 != 0);
	s->n = kit_mpz(k);
	mpz_ui_pow_ui(s->n, (unsigned long)base, (unsigned long)kit_between(k, most / 2 + 1, most));
	kit_put_z(k, "n", s->n);
}

static int64_t gcd_of(int64_t a, int64_t b)
{
	return b == 0 ? a : gcd_of(b, a % b);
}

static void solve(struct kit *k, const void *params)
{
	const struct power *s = params;
	int64_t primes[MAX_PRIMES];
	int64_t exponents[MAX_PRIMES];
	size_t n_primes = 0;
	int64_t shared = 0;
	mpz_ptr left = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpz_set(left, s->n);
	for (int64_t p = 2; p <= MAX_BASE && mpz_cmp_ui(left, 1) > 0 && n_primes < MAX_PRIMES && k->rc == 0; p++) {
		if (!mpz_divisible_ui_p(left, (unsigned long)p))
			continue;
		mpz_set(before, left);
		int64_t e = 0;
		for (; mpz_divisible_ui_p(left, (unsigned long)p); e++)
			mpz_divexact_ui(left, left, (unsigned long)p);
		kit_step_z(k, left, "%Zd ÷ %ld^%ld", before, (long)p, (long)e);
		primes[n_primes] = p;
		exponents[n_primes++] = e;
		shared = gcd_of(shared, e);
	}
	if (mpz_cmp_ui(left, 1) != 0 || shared == 0) {
		kit_stop(k);
		return;
	}
	kit_say(k, "The greatest common divisor of the exponents is %ld.", shared);
	int64_t base = 1;
	bool is_long = false;
	for (size_t i = 0; i < n_primes && k->rc == 0; i++) {
		int64_t power = 1;
		for (int64_t e = 0; e < exponents[i] / shared; e++)
			is_long = is_long || __builtin_mul_overflow(power, primes[i], &power);
		power = kit_step_i(k, power, "%ld^%ld", primes[i], exponents[i] / shared);
		int64_t product;
		is_long = is_long || __builtin_mul_overflow(base, power, &product);
		if (is_long) { /* Only behind a wrong step: the root of what is no power any more. */
			kit_stop(k);
			return;
		}
		base = i == 0 ? power : kit_step_i(k, product, "%ld × %ld", base, power);
	}
	kit_answer_s(k, "tuple", kit_text(k, "(%ld, %ld)", base, shared));
}

static void again(struct kit *k, const void *params)
{
	const struct power *s = params;
	mpz_ptr root = kit_mpz(k);
	unsigned long e = mpz_sizeinbase(s->n, 2);
	while (e > 1 && !mpz_root(root, s->n, e))
		e--;
	if (e == 1)
		mpz_set(root, s->n);
	kit_again_s(k, kit_ztext(k, "(%Zd, %lu)", root, e));
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_perfect_power = {
	KIT_MATH,
	.name = "perfect-power",
	.version = 1,
	.title = "a number as a power with the largest exponent",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct power),
	.draw = draw,
	.solve = solve,
	.again = again,
};
