/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The monic greatest common divisor of two polynomials.
 *
 * Found by Euclid's algorithm over the rationals. Both polynomials were multiplied out of one divisor and of factors
 * without a common root, so that divisor must be found again.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 8

struct pair {
	int64_t shared[MAX_TERMS]; /* Monic. */
	size_t n_shared;
	int64_t c[2][MAX_TERMS];
	size_t n[2];
};

static const char *const phrasings[] = {
	"Find the monic greatest common divisor of {first} and {second} over the rational numbers.",
	"What is gcd(p, q) for p(x) = {first} and q(x) = {second}? Make its leading coefficient 1.",
	"Determine the monic polynomial of highest degree that divides both {first} and {second}.",
	("By which monic polynomial of greatest degree can the fraction with numerator {first} and denominator "
	 "{second} be reduced?"),
	("The polynomials {first} and {second} have a common factor. Give the greatest one, with leading coefficient "
	 "1."),
	NULL,
};

static void multiply(int64_t *c, size_t *n, const int64_t *factor, size_t n_factor)
{
	int64_t product[MAX_TERMS] = {0};
	for (size_t i = 0; i < *n; i++) {
		for (size_t j = 0; j < n_factor; j++)
			product[i + j] += c[i] * factor[j];
	}
	*n += n_factor - 1;
	for (size_t i = 0; i < *n; i++)
		c[i] = product[i];
}

static void draw(struct kit *k, void *params)
{
	struct pair *s = params;
	int64_t roots[8];
	size_t n_own = (size_t)KIT_LEVELS(k, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3);
	int64_t max = KIT_LEVELS(k, 7, 12, 5, 9, 5, 7, 5, 7, 5, 6);
	s->n_shared = 1 + (size_t)KIT_LEVELS(k, 1, 1, 2, 2, 1, 2, 2, 3, 2, 3);
	for (size_t i = 0; i + 1 < s->n_shared; i++)
		s->shared[i] = kit_between(k, -max, max);
	s->shared[s->n_shared - 1] = 1;
	kit_distinct(k, 2 * n_own, -max, max, roots);
	for (size_t side = 0; side < 2; side++) {
		s->c[side][0] = k->level > 4 ? kit_between(k, 1, 3) : 1;
		s->n[side] = 1;
		multiply(s->c[side], &s->n[side], s->shared, s->n_shared);
		for (size_t i = 0; i < n_own; i++)
			multiply(s->c[side], &s->n[side], (const int64_t[]){-roots[side * n_own + i], 1}, 2);
	}
	kit_put(k, "first", kit_poly(k, s->c[0], s->n[0], "x"));
	kit_put(k, "second", kit_poly(k, s->c[1], s->n[1], "x"));
}

static void trim(mpq_ptr *c, size_t *n)
{
	while (*n > 0 && mpq_sgn(c[*n - 1]) == 0)
		*n -= 1;
}

/* a modulo b, in place; of b only quotients of its coefficients matter. */
static void reduce(struct kit *k, mpq_ptr *a, size_t *n, mpq_ptr *b, size_t n_b)
{
	while (*n >= n_b && !kit_is_over(k)) {
		mpq_ptr factor = kit_mpq(k);
		size_t shift = *n - n_b;
		kit_step_op(k, factor, a[*n - 1], '/', b[n_b - 1]);
		for (size_t i = n_b - 1; i > 0; i--) {
			if (mpq_sgn(b[i - 1]) != 0)
				kit_step_op3(k, a[shift + i - 1], a[shift + i - 1], '-', factor, b[i - 1]);
		}
		*n -= 1;
		trim(a, n);
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct pair *s = params;
	mpq_ptr c[2][MAX_TERMS] = {{NULL}};
	size_t n[2] = {s->n[0], s->n[1]};
	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < n[side]; i++)
			c[side][i] = kit_q(k, s->c[side][i], 1);
	}
	size_t at = 0;
	while (n[1 - at] > 0 && !kit_is_over(k)) {
		kit_say(k, "Divide %s by %s:", kit_qpoly(k, c[at], n[at], "x").data,
			kit_qpoly(k, c[1 - at], n[1 - at], "x").data);
		reduce(k, c[at], &n[at], c[1 - at], n[1 - at]);
		if (!kit_is_over(k))
			kit_say(k, "The remainder is %s.", kit_qpoly(k, c[at], n[at], "x").data);
		at = 1 - at;
	}
	if (kit_is_over(k))
		return;
	mpq_ptr leading = kit_mpq(k);
	mpq_set(leading, c[at][n[at] - 1]);
	bool is_monic = mpq_cmp_si(leading, 1, 1) == 0;
	if (!is_monic)
		kit_say(k, "Divide by the leading coefficient:");
	for (size_t i = n[at]; i > 0 && !is_monic; i--) {
		if (mpq_sgn(c[at][i - 1]) != 0 && i == n[at])
			mpq_set_ui(c[at][i - 1], 1, 1);
		else if (mpq_sgn(c[at][i - 1]) != 0)
			kit_step_op(k, c[at][i - 1], c[at][i - 1], '/', leading);
	}
	kit_answer_s(k, "polynomial", kit_qpoly(k, c[at], n[at], "x"));
}

static void again(struct kit *k, const void *params)
{
	const struct pair *s = params;
	kit_again_s(k, kit_poly(k, s->shared, s->n_shared, "x"));
}

static const char *const tags[] = {"maths", "polynomials", NULL};

const struct assay_family assay_family_polynomial_gcd = {
	KIT_MATH,
	.name = "polynomial-gcd",
	.version = 1,
	.title = "the monic greatest common divisor of two polynomials",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct pair),
	.draw = draw,
	.solve = solve,
	.again = again,
};
