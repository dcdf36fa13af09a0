/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The smaller square root modulo a prime that leaves 3 on division by 4.
 *
 * Found as the power (p + 1)/4; rechecked by trying one number after another.
 */
#include "problems/families/kit.h"

struct root {
	int64_t a, p;
};

static const char *const phrasings[] = {
	"Find the smallest positive integer x with x^2 ≡ {a} (mod {p}).",
	"What is the least x > 0 whose square leaves the remainder {a} on division by {p}?",
	"{a} is a square modulo the prime {p}. Give its smaller square root, a number between 1 and {half}.",
	"Solve x^2 ≡ {a} (mod {p}) and give the solution with 0 < x ≤ {half}.",
	"Which number from 1 to {half}, multiplied by itself, is {a} more than a multiple of {p}?",
	NULL,
};

static bool is_fit(int64_t p)
{
	for (int64_t d = 3; d * d <= p; d += 2) {
		if (p % d == 0)
			return false;
	}
	return p % 4 == 3;
}

static void draw(struct kit *k, void *params)
{
	struct root *s = params;
	int64_t max = KIT_LEVELS(k, 100, 150, 220, 350, 600, 1500, 4000, 9000, 18000, 40000);
	do {
		s->p = kit_between(k, max / 3, max);
	} while (!is_fit(s->p));
	do {
		int64_t x = kit_between(k, 3, s->p / 2);
		s->a = x * x % s->p;
	} while (s->a == 1);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "p", s->p);
	kit_put_i(k, "half", s->p / 2);
}

static int64_t times(struct kit *k, int64_t a, int64_t b, int64_t p)
{
	int64_t product = a * b;
	if (product >= 0 && product < p)
		return kit_step_i(k, product, "%ld × %ld", a, b);
	return kit_step_i(k, product % p, "%ld × %ld - %ld × %ld", a, b, product / p, p);
}

static void solve(struct kit *k, const void *params)
{
	const struct root *s = params;
	int64_t exponent = kit_step_i(k, (s->p + 1) / 4, "(%ld + 1) ÷ 4", s->p);
	if (exponent < 1) {
		kit_stop(k);
		return;
	}
	kit_say(k, "As %ld leaves 3 on division by 4, this power of %ld is a root. Square and multiply, modulo %ld.",
		s->p, s->a, s->p);
	int64_t value = s->a;
	for (int bit = 62 - __builtin_clzll((unsigned long long)exponent); bit >= 0 && k->rc == 0; bit--) {
		value = times(k, value, value, s->p);
		if (exponent >> bit & 1)
			value = times(k, value, s->a, s->p);
	}
	int64_t other = kit_step_i(k, s->p - value, "%ld - %ld", s->p, value);
	kit_answer_i(k, other < value ? other : value);
}

static void again(struct kit *k, const void *params)
{
	const struct root *s = params;
	int64_t x = 0;
	int64_t square = 0;
	do {
		square += 2 * x + 1;
		square -= square >= s->p ? s->p : 0;
		x++;
	} while (square != s->a && x < s->p);
	kit_again_i(k, x);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_square_root_mod = {
	KIT_MATH,
	.name = "square-root-mod",
	.version = 1,
	.title = "the smaller square root modulo a prime",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct root),
	.draw = draw,
	.solve = solve,
	.again = again,
};
