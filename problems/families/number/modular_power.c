/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A power modulo a number.
 *
 * Found by squaring and multiplying from the highest bit; rechecked by GMP's mpz_powm.
 */
#include "problems/families/kit.h"

struct power {
	int64_t base, exponent, modulus;
};

static const char *const phrasings[] = {
	"What is the remainder of {a}^{e} divided by {m}?",
	"Compute {a}^{e} mod {m}.",
	"Find the integer r with 0 ≤ r < {m} and {a}^{e} ≡ r (mod {m}).",
	"The number {a} is raised to the power {e}. What remains when the result is divided by {m}?",
	"Reduce {a}^{e} modulo {m} to a number between 0 and {top}.",
	("A counter with {m} positions, numbered from 0, starts at 1, and each press of a button multiplies its "
	 "position by {a} "
	 "(wrapping around). At which position does it stand after {e} presses?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct power *s = params;
	int64_t max = KIT_LEVELS(k, 20, 40, 100, 200, 500, 1000, 5000, 20000, 100000, 1000000);
	s->modulus = kit_between(k, max / 3, max);
	s->base = kit_between(k, 2, s->modulus - 2);
	s->exponent = KIT_LEVELS(k, 4, 6, 10, 20, 50, 120, 500, 4000, 60000, 4000000);
	s->exponent = kit_between(k, s->exponent, 2 * s->exponent);
	kit_put_i(k, "a", s->base);
	kit_put_i(k, "e", s->exponent);
	kit_put_i(k, "m", s->modulus);
	kit_put_i(k, "top", s->modulus - 1);
}

static int64_t multiply(struct kit *k, int64_t a, int64_t b, int64_t m)
{
	int64_t product = a * b;
	if (product >= 0 && product < m)
		return kit_step_i(k, product, "%ld × %ld", a, b);
	return kit_step_i(k, product % m, "%ld × %ld - %ld × %ld", a, b, product / m, m);
}

static void solve(struct kit *k, const void *params)
{
	const struct power *s = params;
	int bit = 62 - __builtin_clzll((unsigned long long)s->exponent);
	int64_t value = s->base;
	int64_t reached = 1;
	for (; bit >= 0 && k->rc == 0; bit--) {
		kit_say(k, "The exponent %ld is doubled: square and reduce modulo %ld.", reached, s->modulus);
		value = multiply(k, value, value, s->modulus);
		reached *= 2;
		if (!(s->exponent >> bit & 1))
			continue;
		kit_say(k, "One more factor %ld makes the exponent %ld.", s->base, ++reached);
		value = multiply(k, value, s->base, s->modulus);
	}
	kit_answer_i(k, value);
}

static void again(struct kit *k, const void *params)
{
	const struct power *s = params;
	mpz_ptr value = kit_mpz(k);
	mpz_ptr modulus = kit_mpz(k);
	mpz_set_si(value, s->base);
	mpz_set_si(modulus, s->modulus);
	mpz_powm_ui(value, value, (unsigned long)s->exponent, modulus);
	kit_again_z(k, value);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_modular_power = {
	KIT_MATH,
	.name = "modular-power",
	.version = 1,
	.title = "a power modulo a number",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct power),
	.draw = draw,
	.solve = solve,
	.again = again,
};
