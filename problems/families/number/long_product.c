/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The product of two long numbers.
 *
 * Found as on paper, by one digit of the second factor after another; rechecked by GMP's multiplication.
 */
#include "problems/families/kit.h"

struct product {
	mpz_ptr a, b;
};

static const char *const phrasings[] = {
	"Compute {a} × {b}.",
	"What is the product of {a} and {b}?",
	"Multiply {a} by {b}.",
	"Find the exact value of {a} times {b}.",
	"A hall has {a} boxes, and each box holds {b} screws. How many screws are there in the hall?",
	"Evaluate the product {a} · {b} without rounding.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct product *s = params;
	s->a = kit_mpz(k);
	s->b = kit_mpz(k);
	kit_draw_digits(k, s->a, (unsigned)KIT_LEVELS(k, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20));
	kit_draw_digits(k, s->b, (unsigned)KIT_LEVELS(k, 2, 2, 2, 3, 4, 5, 6, 7, 9, 12));
	kit_put_z(k, "a", s->a);
	kit_put_z(k, "b", s->b);
}

/* The highest digit first: every partial result is ten times the one before, and the next partial product. */
static void solve(struct kit *k, const void *params)
{
	const struct product *s = params;
	mpz_ptr sum = kit_mpz(k);
	mpz_ptr part = kit_mpz(k);
	mpz_ptr power = kit_mpz(k);
	mpz_ptr rest = kit_mpz(k);
	mpz_set(rest, s->b);
	for (size_t place = mpz_sizeinbase(s->b, 10); place > 0; place--) {
		mpz_ui_pow_ui(power, 10, place - 1);
		mpz_tdiv_qr(part, rest, rest, power);
		if (mpz_sgn(part) == 0)
			continue;
		mpz_mul(power, power, part);
		mpz_mul(part, s->a, power);
		kit_step_z(k, part, "%Zd × %Zd", s->a, power);
		bool is_first = mpz_sgn(sum) == 0;
		mpz_set(power, sum);
		mpz_add(sum, sum, part);
		if (!is_first)
			kit_step_z(k, sum, "%Zd + %Zd", power, part);
	}
	kit_answer_z(k, sum);
}

static void again(struct kit *k, const void *params)
{
	const struct product *s = params;
	mpz_ptr product = kit_mpz(k);
	mpz_mul(product, s->a, s->b);
	kit_again_z(k, product);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_long_product = {
	KIT_MATH,
	.name = "long-product",
	.version = 1,
	.title = "the product of two long numbers, digit by digit",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct product),
	.draw = draw,
	.solve = solve,
	.again = again,
};
