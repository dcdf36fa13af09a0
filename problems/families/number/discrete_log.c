/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The discrete logarithm modulo a small prime.
 *
 * Found by multiplying until the value appears; rechecked by GMP's powers, from the largest exponent down.
 */
#include "problems/families/kit.h"

struct logarithm {
	int64_t p, base, value;
};

static const char *const phrasings[] = {
	"Find the smallest positive integer x with {g}^x ≡ {h} (mod {p}).",
	"What is the least exponent x ≥ 1 for which {g}^x leaves the remainder {h} on division by {p}?",
	"Modulo {p}, which is the first of the powers {g}^1, {g}^2, {g}^3, ... that equals {h}? Give its exponent.",
	("Determine the discrete logarithm of {h} to the base {g} modulo the prime {p}: the smallest positive x with "
	 "{g}^x ≡ {h}."),
	("A number starts at 1. Every minute it is multiplied by {g} and replaced by its remainder modulo {p}. After "
	 "how many "
	 "minutes is it {h} for the first time?"),
	NULL,
};

static bool is_prime(int64_t n)
{
	for (int64_t d = 2; d * d <= n; d++) {
		if (n % d == 0)
			return false;
	}
	return n > 1;
}

static int64_t times_mod(int64_t a, int64_t b, int64_t p)
{
	return a * b % p;
}

/* The least exponent is drawn too: how long the search is makes the level. */
static void draw(struct kit *k, void *params)
{
	struct logarithm *s = params;
	int64_t least = KIT_LEVELS(k, 3, 4, 6, 9, 13, 18, 26, 36, 48, 62);
	int64_t max = KIT_LEVELS(k, 40, 60, 90, 130, 200, 300, 450, 700, 1000, 1500);
	int64_t exponent = kit_between(k, least, least + least / 2);
	int64_t order;
	do {
		do {
			s->p = kit_between(k, max / 4, max);
		} while (!is_prime(s->p));
		s->base = kit_between(k, 2, s->p - 2);
		s->value = 1;
		for (order = 0; order < exponent && (s->value != 1 || order == 0); order++)
			s->value = times_mod(s->value, s->base, s->p);
	} while (order < exponent || s->value == 1);
	kit_put_i(k, "g", s->base);
	kit_put_i(k, "h", s->value);
	kit_put_i(k, "p", s->p);
}

static void solve(struct kit *k, const void *params)
{
	const struct logarithm *s = params;
	int64_t value = s->base;
	int64_t x = 1;
	kit_say(k, "Multiply by %ld again and again, reduce modulo %ld, and count until %ld appears.", s->base, s->p,
		s->value);
	for (; value != s->value && !k->is_stopped && k->rc == 0; x++) {
		if (value <= 0) {
			kit_stop(k);
			break;
		}
		int64_t product = value * s->base;
		if (product < s->p)
			value = kit_step_i(k, product, "%ld × %ld", value, s->base);
		else
			value = kit_step_i(k, product % s->p, "%ld × %ld - %ld × %ld", value, s->base, product / s->p,
					   s->p);
	}
	kit_answer_i(k, x);
}

static void again(struct kit *k, const void *params)
{
	const struct logarithm *s = params;
	mpz_ptr base = kit_mpz(k);
	mpz_ptr p = kit_mpz(k);
	mpz_ptr power = kit_mpz(k);
	mpz_set_si(p, s->p);
	mpz_set_si(base, s->base);
	mpz_powm_ui(power, base, (unsigned long)(s->p - 1), p);
	(void)mpz_invert(base, base, p);
	int64_t least = 0;
	for (int64_t x = s->p - 1; x > 0; x--) {
		if (mpz_cmp_si(power, s->value) == 0)
			least = x;
		mpz_mul(power, power, base);
		mpz_mod(power, power, p);
	}
	kit_again_i(k, least);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_discrete_log = {
	KIT_MATH,
	.name = "discrete-log",
	.version = 1,
	.title = "the discrete logarithm modulo a small prime",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct logarithm),
	.draw = draw,
	.solve = solve,
	.again = again,
};
