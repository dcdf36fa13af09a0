/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/curve.h"

#include <string.h>

#define UNIT	   ASSAY_POLY_UNIT
#define MAX_DEGREE 16
#define MAX_LINES  6

/* A polynomial in one variable, coefficients from the constant up. */
struct line {
	mpq_t c[MAX_DEGREE + 1];
	int degree; /* -1: zero. */
};

static void line_init(struct line *line)
{
	for (int i = 0; i <= MAX_DEGREE; i++)
		mpq_init(line->c[i]);
	line->degree = -1;
}

static void line_clear(struct line *line)
{
	for (int i = 0; i <= MAX_DEGREE; i++)
		mpq_clear(line->c[i]);
}

static void trim(struct line *line)
{
	while (line->degree >= 0 && mpq_sgn(line->c[line->degree]) == 0)
		line->degree--;
}

/* The small rational that variable `k` has on a line. */
static void coordinate(mpq_t ret, uint32_t k, int line)
{
	static const int numerators[MAX_LINES] = {0, 1, 1, 3, -2, 5};
	mpq_set_si(ret, numerators[(line + (int)k) % MAX_LINES], line % 2 ? 2 : 3);
	mpq_canonicalize(ret);
}

/* `a` along variable v; false when its degree is too high. */
static bool restrict_to(const struct assay_form_ctx *ctx, struct assay_poly a, uint32_t v, int line, struct line *ret)
{
	mpq_t term, value;
	mpq_inits(term, value, NULL);
	bool fits = true;
	for (int i = 0; i <= MAX_DEGREE; i++)
		mpq_set_ui(ret->c[i], 0, 1);
	for (uint32_t i = 0; i < a.n && fits; i++) {
		mpq_set(term, a.terms[i].c);
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			coordinate(value, k, line);
			for (int32_t e = k == v ? 0 : a.terms[i].e[k] / UNIT; e > 0; e--)
				mpq_mul(term, term, value);
			fits = fits && a.terms[i].e[k] <= MAX_DEGREE * UNIT;
		}
		if (fits)
			mpq_add(ret->c[a.terms[i].e[v] / UNIT], ret->c[a.terms[i].e[v] / UNIT], term);
	}
	mpq_clears(term, value, NULL);
	ret->degree = MAX_DEGREE;
	trim(ret);
	return fits;
}

static int sign_at(const struct line *line, long num, unsigned long den)
{
	mpq_t sum, x;
	mpq_inits(sum, x, NULL);
	mpq_set_si(x, num, den);
	mpq_canonicalize(x);
	for (int i = line->degree; i >= 0; i--) {
		mpq_mul(sum, sum, x);
		mpq_add(sum, sum, line->c[i]);
	}
	int sign = mpq_sgn(sum);
	mpq_clears(sum, x, NULL);
	return sign;
}

static bool has_root(const struct line *line)
{
	static const long points[] = {-1000, -40, -7, -3, -1, 0, 1, 2, 4, 9, 50, 1000};
	if (line->degree > 0 && line->degree % 2)
		return true;
	bool is_above = false, is_below = false;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]) && line->degree > 0; i++) {
		int sign = sign_at(line, points[i], 2);
		is_above = is_above || sign > 0;
		is_below = is_below || sign < 0;
	}
	return is_above && is_below;
}

/* Euclid's algorithm, which leaves the greatest common divisor in `a`. */
static void divide_out(struct line *a, struct line *b)
{
	mpq_t factor, part;
	mpq_inits(factor, part, NULL);
	while (b->degree >= 0) {
		while (a->degree >= b->degree) {
			int shift = a->degree - b->degree;
			mpq_div(factor, a->c[a->degree], b->c[b->degree]);
			for (int i = 0; i <= b->degree; i++) {
				mpq_mul(part, b->c[i], factor);
				mpq_sub(a->c[i + shift], a->c[i + shift], part);
			}
			trim(a);
		}
		struct line rest = *a;
		*a = *b;
		*b = rest;
	}
	mpq_clears(factor, part, NULL);
}

bool assay_curve_leaves(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b)
{
	struct line x, y;
	bool leaves = false;
	line_init(&x);
	line_init(&y);
	for (uint32_t v = 0; v < ctx->pool.n_atoms && !leaves; v++) {
		if (!assay_poly_has_atom(a, v))
			continue;
		for (int line = 0; line < MAX_LINES && !leaves; line++) {
			if (!assay_poly_charge(&ctx->pool, (uint64_t)(a.n + b.n) * 16) ||
			    !restrict_to(ctx, a, v, line, &x) || !restrict_to(ctx, b, v, line, &y) || !has_root(&x))
				continue;
			divide_out(&x, &y);
			leaves = x.degree == 0;
		}
	}
	line_clear(&x);
	line_clear(&y);
	return leaves;
}
