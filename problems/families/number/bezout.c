/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bezout's identity: the pair (x, y) with a x + b y = gcd(a, b) whose x is the least that is not negative.
 *
 * Found by the extended Euclidean table; rechecked by GMP's inverse of a/g modulo b/g.
 */
#include "problems/families/kit.h"

struct bezout {
	int64_t a, b;
};

static const char *const phrasings[] = {
	("Find integers x and y with {a}x + {b}y = gcd({a}, {b}), where x is as small as possible but not negative. "
	 "Give "
	 "the pair (x, y)."),
	("Write the greatest common divisor of {a} and {b} as {a}x + {b}y with the least non-negative integer x. What "
	 "is "
	 "(x, y)?"),
	("Let g be the greatest common divisor of {a} and {b}. Among all integer solutions of {a}x + {b}y = g, which "
	 "pair "
	 "(x, y) has the smallest x that is 0 or more?"),
	("Use the extended Euclidean algorithm on {a} and {b}: find (x, y) with {a}x + {b}y equal to their greatest "
	 "common "
	 "divisor and x the least non-negative integer for which this works."),
	("Bezout's identity says that {a}x + {b}y = gcd({a}, {b}) has integer solutions. Give the solution (x, y) "
	 "whose x "
	 "is the smallest non-negative one."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct bezout *s = params;
	int64_t max = KIT_LEVELS(k, 30, 60, 120, 400, 1200, 5000, 20000, 100000, 1000000, 20000000);
	int64_t factor = kit_once_in(k, 2) ? 1 : kit_between(k, 2, 9);
	int64_t pair[2];
	kit_distinct(k, 2, max / 6, max, pair);
	s->a = factor * pair[0];
	s->b = factor * pair[1];
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "b", s->b);
}

static const char *operand(struct kit *k, int64_t value)
{
	return kit_text(k, value < 0 ? "(%ld)" : "%ld", value).data;
}

static int64_t next_coefficient(struct kit *k, int64_t before, int64_t q, int64_t last)
{
	return kit_step_i(k, before - q * last, "%ld - %ld × %s", before, q, operand(k, last));
}

static void solve(struct kit *k, const void *params)
{
	const struct bezout *s = params;
	int64_t r[2] = {s->a, s->b};
	int64_t x[2] = {1, 0};
	int64_t y[2] = {0, 1};
	kit_say(k,
		"Start with %ld = 1 × %ld + 0 × %ld and %ld = 0 × %ld + 1 × %ld; each line is a multiple of the last "
		"taken from the one before.",
		s->a, s->a, s->b, s->b, s->a, s->b);
	while (r[1] > 0 && !k->is_stopped && k->rc == 0) {
		int64_t q = r[0] / r[1];
		int64_t rest = kit_step_i(k, r[0] - q * r[1], "%ld - %ld × %ld", r[0], q, r[1]);
		int64_t next_x = next_coefficient(k, x[0], q, x[1]);
		int64_t next_y = next_coefficient(k, y[0], q, y[1]);
		r[0] = r[1];
		r[1] = rest;
		x[0] = x[1];
		x[1] = next_x;
		y[0] = y[1];
		y[1] = next_y;
	}
	if (r[1] < 0 || s->a % r[0] != 0 || s->b % r[0] != 0) {
		kit_stop(k);
		return;
	}
	kit_say(k, "All solutions come from one by adding a multiple of b/g to x and taking the same multiple of a/g "
		   "from y.");
	int64_t per_x = kit_step_i(k, s->b / r[0], "%ld ÷ %ld", s->b, r[0]);
	int64_t per_y = kit_step_i(k, s->a / r[0], "%ld ÷ %ld", s->a, r[0]);
	if (per_x <= 0) {
		kit_stop(k);
		return;
	}
	int64_t times = x[0] >= 0 ? -(x[0] / per_x) : (per_x - 1 - x[0]) / per_x;
	int64_t best_x = kit_step_i(k, x[0] + times * per_x, "%ld + %s × %ld", x[0], operand(k, times), per_x);
	int64_t best_y = kit_step_i(k, y[0] - times * per_y, "%ld - %s × %ld", y[0], operand(k, times), per_y);
	kit_answer_s(k, "tuple", kit_text(k, "(%ld, %ld)", best_x, best_y));
}

static void again(struct kit *k, const void *params)
{
	const struct bezout *s = params;
	mpz_ptr a = kit_mpz(k);
	mpz_ptr b = kit_mpz(k);
	mpz_ptr g = kit_mpz(k);
	mpz_set_si(a, s->a);
	mpz_set_si(b, s->b);
	mpz_gcd(g, a, b);
	mpz_divexact(a, a, g);
	mpz_divexact(b, b, g);
	mpz_ptr x = kit_mpz(k);
	if (mpz_cmp_ui(b, 1) > 0)
		(void)mpz_invert(x, a, b);
	mpz_mul(a, a, x);
	mpz_ui_sub(a, 1, a);
	mpz_divexact(a, a, b);
	kit_again_s(k, kit_ztext(k, "(%Zd, %Zd)", x, a));
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_bezout = {
	KIT_MATH,
	.name = "bezout",
	.version = 1,
	.title = "Bezout's identity with the least non-negative first coefficient",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct bezout),
	.draw = draw,
	.solve = solve,
	.again = again,
};
