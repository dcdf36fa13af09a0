/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/form_gcd.h"

#include "verifiers/math/form_kit.h"

#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Degree of polynomials that Euclid's algorithm is run on. */
#define MAX_DEGREE 64

/* A polynomial that is no multiple of an atom, without common factors of its coefficients, and what was taken out. */
struct primitive {
	struct assay_poly rest, monomial;
	mpq_t content;
};

static bool is_usable(const struct assay_form_ctx *ctx, const struct assay_form *form)
{
	if (form->state != ASSAY_FORM_VALUE || form->den.n || form->num.n == 0 ||
	    !assay_form_poly_is_real(ctx, form->num))
		return false;
	for (uint32_t i = 0; i < form->num.n; i++) {
		for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
			if (form->num.terms[i].e[k] < 0)
				return false;
		}
	}
	return true;
}

static bool is_whole(struct assay_poly a)
{
	for (uint32_t i = 0; i < a.n; i++) {
		if (mpz_cmp_ui(mpq_denref(a.terms[i].c), 1) != 0)
			return false;
	}
	return true;
}

static int32_t least_exponent(struct assay_poly a, uint32_t atom)
{
	int32_t least = a.terms[0].e[atom];
	for (uint32_t i = 1; i < a.n; i++)
		least = a.terms[i].e[atom] < least ? a.terms[i].e[atom] : least;
	return least;
}

/* The product of atoms to the smaller of their least exponents in both. */
static struct assay_poly common_monomial(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b)
{
	struct assay_poly ret = assay_poly_small(&ctx->pool, 1, 1);
	for (uint32_t k = 0; k < ctx->pool.n_atoms && k < ASSAY_POLY_MAX_ATOMS; k++) {
		int32_t x = least_exponent(a, k), y = least_exponent(b, k), e = x < y ? x : y;
		if (e > 0)
			ret = assay_poly_mul(&ctx->pool, ret, assay_poly_power_of_atom(&ctx->pool, k, e));
	}
	return ret;
}

/* With a leading coefficient above zero. */
static void primitive_of(struct assay_form_ctx *ctx, struct assay_poly a, struct primitive *ret)
{
	mpq_t inverse;
	mpq_init(inverse);
	mpq_init(ret->content);
	assay_poly_content(a, ret->content);
	mpq_inv(inverse, ret->content);
	if (mpq_sgn(a.terms[0].c) < 0)
		mpq_neg(inverse, inverse);
	ret->monomial = common_monomial(ctx, a, a);
	ret->rest = assay_poly_mul(&ctx->pool, assay_poly_scale(&ctx->pool, a, inverse),
				   assay_poly_invert_term(&ctx->pool, ret->monomial));
	mpq_clear(inverse);
}

/* The only atom in `a`, with whole exponents of a moderate size; false when there are others. */
static bool only_atom(struct assay_poly a, uint32_t *ret)
{
	bool is_found = false;
	for (uint32_t i = 0; i < a.n; i++) {
		for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
			int32_t e = a.terms[i].e[k];
			if (e == 0)
				continue;
			if ((is_found && *ret != k) || e % UNIT || e / UNIT > MAX_DEGREE)
				return false;
			*ret = k;
			is_found = true;
		}
	}
	return is_found;
}

/* Euclid's algorithm in one atom over the rationals; terms stand in descending order. */
static struct assay_poly euclid(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b, uint32_t atom)
{
	mpq_t share;
	mpq_init(share);
	while (b.n && !assay_poly_failed(&ctx->pool)) {
		while (a.n && a.terms[0].e[atom] >= b.terms[0].e[atom] && !assay_poly_failed(&ctx->pool)) {
			mpq_div(share, a.terms[0].c, b.terms[0].c);
			struct assay_poly shift = assay_poly_power_of_atom(
				&ctx->pool, atom, (int64_t)a.terms[0].e[atom] - b.terms[0].e[atom]);
			struct assay_poly part =
				assay_poly_mul(&ctx->pool, assay_poly_scale(&ctx->pool, b, share), shift);
			a = assay_poly_sub(&ctx->pool, a, part);
		}
		struct assay_poly rest = a;
		a = b;
		b = rest;
	}
	mpq_clear(share);
	return a;
}

static bool share_atoms(struct assay_poly a, struct assay_poly b)
{
	for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
		if (assay_poly_has_atom(a, k) && assay_poly_has_atom(b, k))
			return true;
	}
	return false;
}

/* The gcd of two primitive polynomials, primitive up to its sign and content. */
static bool gcd_of_primitives(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b,
			      struct assay_poly *ret)
{
	uint32_t x = 0, y = 0;
	if (a.n == 1 || b.n == 1 || !share_atoms(a, b)) {
		*ret = assay_poly_small(&ctx->pool, 1, 1);
		return true;
	}
	if (assay_poly_equal(&ctx->pool, a, b)) {
		*ret = a;
		return true;
	}
	if (!only_atom(a, &x) || !only_atom(b, &y))
		return false;
	*ret = euclid(ctx, a, b, x);
	return !assay_poly_failed(&ctx->pool) && ret->n > 0;
}

static void scale_in_place(struct assay_form_ctx *ctx, struct assay_poly *a, mpq_srcptr factor)
{
	*a = assay_poly_scale(&ctx->pool, *a, factor);
}

static bool gcd_of(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b, bool are_whole,
		   struct assay_poly *ret)
{
	struct primitive x, y, common;
	struct assay_poly rest;
	mpq_t factor;
	primitive_of(ctx, a, &x);
	primitive_of(ctx, b, &y);
	mpq_init(factor);
	bool is_known = gcd_of_primitives(ctx, x.rest, y.rest, &rest) && !assay_poly_failed(&ctx->pool);
	if (is_known) {
		primitive_of(ctx, rest, &common);
		*ret = assay_poly_mul(&ctx->pool, common.rest, common_monomial(ctx, x.monomial, y.monomial));
		mpq_set_ui(factor, 1, 1);
		if (are_whole)
			mpz_gcd(mpq_numref(factor), mpq_numref(x.content), mpq_numref(y.content));
		else if (!assay_poly_failed(&ctx->pool) && ret->n)
			mpq_inv(factor, ret->terms[0].c);
		scale_in_place(ctx, ret, factor);
		mpq_clear(common.content);
	}
	mpq_clears(factor, x.content, y.content, NULL);
	return is_known && !assay_poly_failed(&ctx->pool);
}

/* The first coefficient made 1. */
static void make_monic(struct assay_form_ctx *ctx, struct assay_form *form)
{
	if (form->state != ASSAY_FORM_VALUE || form->num.n == 0 || form->den.n > 1)
		return;
	mpq_t inverse;
	mpq_init(inverse);
	mpq_inv(inverse, form->num.terms[0].c);
	if (form->den.n)
		mpq_mul(inverse, inverse, form->den.terms[0].c);
	scale_in_place(ctx, &form->num, inverse);
	mpq_clear(inverse);
}

bool assay_form_poly_divisors(struct assay_form_ctx *ctx, enum assay_expr_function fn, const struct assay_form *kids,
			      uint32_t n, struct assay_form *ret)
{
	bool are_whole = true;
	for (uint32_t i = 0; i < n; i++) {
		if (!is_usable(ctx, &kids[i]))
			return false;
		are_whole = are_whole && is_whole(kids[i].num);
	}
	struct assay_form sum = kids[0];
	for (uint32_t i = 1; i < n; i++) {
		struct assay_poly common;
		if (!is_usable(ctx, &sum) || !gcd_of(ctx, sum.num, kids[i].num, are_whole, &common))
			return false;
		struct assay_form divisor = assay_form_poly(ctx, common);
		if (fn == ASSAY_FN_GCD) {
			sum = divisor;
			continue;
		}
		sum = assay_form_mul(ctx, &sum, &kids[i]);
		sum = assay_form_div(ctx, &sum, &divisor);
	}
	if (!are_whole)
		make_monic(ctx, &sum);
	*ret = sum;
	return sum.state == ASSAY_FORM_VALUE && !assay_poly_failed(&ctx->pool);
}
