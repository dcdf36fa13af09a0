/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last digits of a tower of powers.
 *
 * Found by reducing the exponent first (Carmichael's function); rechecked by raising c times to the power b.
 */
#include "problems/families/kit.h"

struct tower {
	int64_t a, b, c;
	int64_t modulus, cycle; /* Powers of what is coprime to the modulus repeat after so many. */
};

static const char *const phrasings[] = {
	"What is the remainder of {a}^({b}^{c}) divided by {m}?",
	"The number {a}^({b}^{c}) is divided by {m}. What remains?",
	"Compute {a}^({b}^{c}) mod {m}.",
	"Let e = {b}^{c}. Find the remainder that {a}^e leaves on division by {m}.",
	("A tower of powers has {a} at the bottom, {b} above it and {c} on top, so it is {a}^({b}^{c}). Which number "
	 "from 0 to "
	 "{top} is it congruent to modulo {m}?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t cycles[] = {1, 4, 20, 100, 500};
	struct tower *s = params;
	int64_t n_digits = KIT_LEVELS(k, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4);
	s->modulus = 1;
	for (int64_t i = 0; i < n_digits; i++)
		s->modulus *= 10;
	s->cycle = cycles[n_digits];
	do {
		s->a = kit_between(k, 3, KIT_LEVELS(k, 60, 99, 99, 200, 400, 400, 999, 999, 2000, 9999));
	} while (s->a % 2 == 0 || s->a % 5 == 0);
	s->b = kit_between(k, 2, KIT_LEVELS(k, 9, 15, 15, 20, 30, 30, 40, 60, 80, 99));
	if (!kit_once_in(k, 4))
		s->b |= 1; /* Even exponents make the answer 1 all too often. */
	int64_t most = KIT_LEVELS(k, 5, 9, 5, 8, 12, 8, 12, 16, 16, 24);
	s->c = kit_between(k, 1 + most / 2, most);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "b", s->b);
	kit_put_i(k, "c", s->c);
	kit_put_i(k, "m", s->modulus);
	kit_put_i(k, "top", s->modulus - 1);
}

static int64_t times(struct kit *k, int64_t a, int64_t b, int64_t m)
{
	int64_t product = a * b;
	if (product >= 0 && product < m)
		return kit_step_i(k, product, "%ld × %ld", a, b);
	return kit_step_i(k, product % m, "%ld × %ld - %ld × %ld", a, b, product / m, m);
}

static int64_t reduced(struct kit *k, int64_t a, int64_t m)
{
	return a < m ? a : kit_step_i(k, a % m, "%ld - %ld × %ld", a, a / m, m);
}

static void solve(struct kit *k, const void *params)
{
	const struct tower *s = params;
	kit_say(k,
		"Modulo %ld the powers of a number without the factors 2 and 5 repeat after %ld: reduce the exponent "
		"modulo %ld.",
		s->modulus, s->cycle, s->cycle);
	int64_t b = reduced(k, s->b, s->cycle);
	int64_t exponent = b;
	for (int64_t i = 1; i < s->c && k->rc == 0; i++)
		exponent = times(k, exponent, b, s->cycle);
	if (exponent < 0) {
		kit_stop(k);
		return;
	}
	if (exponent == 0)
		exponent = s->cycle;
	kit_say(k, "So the power %ld is asked for, by squaring and multiplying modulo %ld.", exponent, s->modulus);
	int64_t a = reduced(k, s->a, s->modulus);
	int64_t value = a;
	for (int bit = 62 - __builtin_clzll((unsigned long long)exponent); bit >= 0 && k->rc == 0; bit--) {
		value = times(k, value, value, s->modulus);
		if (exponent >> bit & 1)
			value = times(k, value, a, s->modulus);
	}
	kit_answer_i(k, value);
}

static void again(struct kit *k, const void *params)
{
	const struct tower *s = params;
	int64_t x = s->a;
	for (int64_t i = 0; i < s->c; i++) {
		int64_t power = 1;
		for (int64_t j = 0; j < s->b; j++)
			power = power * x % s->modulus;
		x = power;
	}
	kit_again_i(k, x);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_power_tower = {
	KIT_MATH,
	.name = "power-tower",
	.version = 1,
	.title = "the last digits of a tower of powers",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct tower),
	.draw = draw,
	.solve = solve,
	.again = again,
};
