/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A product of Gaussian integers.
 *
 * Found one factor after the other; rechecked as a polynomial in i whose powers are reduced at the end.
 */
#include "problems/families/kit.h"

#define MAX_FACTORS 8

struct product {
	int64_t re[MAX_FACTORS], im[MAX_FACTORS];
	size_t n;
};

static const char *const phrasings[] = {
	"Compute {product}, where i^2 = -1. Give the real and the imaginary part as a pair (a, b).",
	"The product {product} of Gaussian integers equals a + bi. Find (a, b).",
	"Multiply out {product} with i^2 = -1 and answer with the pair (real part, imaginary part).",
	"Which integers a and b satisfy a + bi = {product}? Write them as (a, b).",
	"Evaluate {product} in the Gaussian integers. The answer is the pair of its real part and its imaginary part.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct product *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 3, 3, 4, 4, 5, 5, 6, 8);
	int64_t max = KIT_LEVELS(k, 5, 9, 6, 12, 9, 15, 12, 20, 25, 30);
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		s->re[i] = kit_nonzero(k, -max, max);
		s->im[i] = kit_nonzero(k, -max, max);
		int64_t size = s->im[i] < 0 ? -s->im[i] : s->im[i];
		(void)assay_buf_printf(&text, "(%ld %c ", s->re[i], s->im[i] < 0 ? '-' : '+');
		if (size != 1)
			(void)assay_buf_printf(&text, "%ld", size);
		(void)assay_buf_add_c(&text, "i)");
	}
	kit_put(k, "product", kit_copy(k, assay_buf_str(&text)));
}

static const char *operand(struct kit *k, int64_t value)
{
	return kit_text(k, value < 0 ? "(%ld)" : "%ld", value).data;
}

static void solve(struct kit *k, const void *params)
{
	const struct product *s = params;
	int64_t re = s->re[0];
	int64_t im = s->im[0];
	kit_say(k, "Each time the real part is ac - bd and the imaginary part ad + bc.");
	for (size_t i = 1; i < s->n && k->rc == 0; i++) {
		const char *a = operand(k, re);
		const char *b = operand(k, im);
		const char *c = operand(k, s->re[i]);
		const char *d = operand(k, s->im[i]);
		int64_t next_re = kit_step_i(k, re * s->re[i] - im * s->im[i], "%s × %s - %s × %s", a, c, b, d);
		int64_t next_im = kit_step_i(k, re * s->im[i] + im * s->re[i], "%s × %s + %s × %s", a, d, b, c);
		re = next_re;
		im = next_im;
	}
	kit_answer_s(k, "tuple", kit_text(k, "(%ld, %ld)", re, im));
}

static void again(struct kit *k, const void *params)
{
	const struct product *s = params;
	int64_t coefficients[MAX_FACTORS + 1] = {1};
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = i + 1; j > 0; j--)
			coefficients[j] = coefficients[j] * s->re[i] + coefficients[j - 1] * s->im[i];
		coefficients[0] *= s->re[i];
	}
	int64_t parts[2] = {0, 0};
	for (size_t j = 0; j <= s->n; j++)
		parts[j % 2] += j % 4 < 2 ? coefficients[j] : -coefficients[j];
	kit_again_s(k, kit_text(k, "(%ld, %ld)", parts[0], parts[1]));
}

static const char *const tags[] = {"maths", "number-theory", "complex", NULL};

const struct assay_family assay_family_gaussian_product = {
	KIT_MATH,
	.name = "gaussian-product",
	.version = 1,
	.title = "a product of Gaussian integers",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct product),
	.draw = draw,
	.solve = solve,
	.again = again,
};
