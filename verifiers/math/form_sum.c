/* SPDX-License-Identifier: Apache-2.0 */
/* Sums and products over an index: polynomials in closed form, geometric ones too, short ones step by step. */
#include "verifiers/math/form.h"

#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Powers of the index with a closed form, and steps that are taken one by one. */
#define MAX_DEGREE 16
#define MAX_STEPS  2000

/* Atoms in atoms: exp(exp(k)). */
#define MAX_NESTING 3

static bool holds_atom(const struct assay_form_ctx *ctx, uint32_t k, uint32_t v, int depth)
{
	if (k == v)
		return true;
	for (uint32_t j = 0; j < k; j++) {
		if (assay_poly_has_atom(ctx->atoms[k].inner, j) &&
		    (depth >= MAX_NESTING ? !ctx->atoms[j].is_constant : holds_atom(ctx, j, v, depth + 1)))
			return true;
	}
	/* What is known by its text alone may hold anything. */
	enum assay_form_atom_kind kind = ctx->atoms[k].kind;
	bool is_opaque = kind == ASSAY_ATOM_CALL || (kind == ASSAY_ATOM_OTHER && !ctx->atoms[k].inner.n);
	return is_opaque && !ctx->atoms[k].is_constant;
}

static bool holds(const struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t v)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if ((assay_poly_has_atom(form->num, k) || assay_poly_has_atom(form->den, k)) &&
		    holds_atom(ctx, k, v, 0))
			return true;
	}
	return false;
}

static struct assay_form replace_poly(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t v,
				      const struct assay_form *by, int depth);

/* atom^e with the index replaced. */
static struct assay_form replace_atom(struct assay_form_ctx *ctx, uint32_t k, int32_t e, uint32_t v,
				      const struct assay_form *by, int depth)
{
	struct assay_form base;
	if (!holds_atom(ctx, k, v, 0))
		return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, k, e));
	if (k == v) {
		base = *by;
	} else if (depth == MAX_NESTING || !ctx->atoms[k].inner.n) {
		return assay_form_none(ctx, "the body of a sum is no plain function of its index");
	} else {
		base = replace_poly(ctx, ctx->atoms[k].inner, v, by, depth + 1);
		if (ctx->atoms[k].kind == ASSAY_ATOM_EXP)
			base = assay_form_exp(ctx, &base);
		else if (ctx->atoms[k].kind == ASSAY_ATOM_LN)
			base = assay_form_ln(ctx, &base);
		else if (ctx->atoms[k].kind == ASSAY_ATOM_OTHER && ctx->atoms[k].fn == ASSAY_FN_FACTORIAL)
			base = assay_form_gamma_shifted(ctx, &base);
		else if (ctx->atoms[k].kind != ASSAY_ATOM_ROOT)
			return assay_form_none(ctx, "the body of a sum is no plain function of its index");
	}
	mpq_t power;
	mpq_init(power);
	mpq_set_si(power, e, UNIT);
	mpq_canonicalize(power);
	struct assay_form exponent = assay_form_poly(ctx, assay_poly_rational(&ctx->pool, power));
	mpq_clear(power);
	return assay_form_power(ctx, &base, &exponent);
}

static struct assay_form replace_poly(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t v,
				      const struct assay_form *by, int depth)
{
	struct assay_form ret = assay_form_small(ctx, 0, 1);
	uint32_t n_atoms = ctx->pool.n_atoms;
	for (uint32_t i = 0; i < a.n; i++) {
		struct assay_form term = assay_form_poly(ctx, assay_poly_rational(&ctx->pool, a.terms[i].c));
		for (uint32_t k = 0; k < n_atoms; k++) {
			if (!a.terms[i].e[k])
				continue;
			struct assay_form factor = replace_atom(ctx, k, a.terms[i].e[k], v, by, depth);
			term = assay_form_mul(ctx, &term, &factor);
		}
		ret = assay_form_add(ctx, &ret, &term);
	}
	return ret;
}

static struct assay_form replace(struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t v,
				 const struct assay_form *by)
{
	struct assay_form num = replace_poly(ctx, form->num, v, by, 0);
	if (!form->den.n)
		return num;
	struct assay_form den = replace_poly(ctx, form->den, v, by, 0);
	return assay_form_div(ctx, &num, &den);
}

/* 1^e + ... + n^e for e up to `top`, as polynomials in n: (e+1) S_e = (n+1)^(e+1) - 1 - sum over j < e of C(e+1,j) S_j.
 */
static void power_sums(struct assay_form_ctx *ctx, const struct assay_form *n, uint32_t top, struct assay_form *ret)
{
	struct assay_form one = assay_form_small(ctx, 1, 1), next = assay_form_add(ctx, n, &one), power = next;
	for (uint32_t e = 0; e <= top; e++) {
		struct assay_form sum = assay_form_sub(ctx, &power, &one);
		unsigned long choose = 1;
		for (uint32_t j = 0; j < e; j++) {
			struct assay_form part = assay_form_small(ctx, (long)choose, 1);
			part = assay_form_mul(ctx, &part, &ret[j]);
			sum = assay_form_sub(ctx, &sum, &part);
			choose = choose * (e + 1 - j) / (j + 1);
		}
		struct assay_form share = assay_form_small(ctx, 1, e + 1);
		ret[e] = assay_form_mul(ctx, &sum, &share);
		power = assay_form_mul(ctx, &power, &next);
	}
}

/* The sum of a polynomial in the index, if it is one. */
static bool sum_polynomial(struct assay_form_ctx *ctx, const struct assay_form *body, uint32_t v,
			   const struct assay_form *low, const struct assay_form *high, struct assay_form *ret)
{
	uint32_t top = 0;
	if (holds(ctx, &(struct assay_form){.num = body->den}, v))
		return false;
	for (uint32_t i = 0; i < body->num.n; i++) {
		int32_t e = body->num.terms[i].e[v];
		if (e < 0 || e % UNIT || e / UNIT > MAX_DEGREE)
			return false;
		top = (uint32_t)(e / UNIT) > top ? (uint32_t)(e / UNIT) : top;
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			if (k != v && body->num.terms[i].e[k] && holds_atom(ctx, k, v, 0))
				return false;
		}
	}
	struct assay_form upper[MAX_DEGREE + 1], lower[MAX_DEGREE + 1], one = assay_form_small(ctx, 1, 1);
	struct assay_form before = assay_form_sub(ctx, low, &one);
	power_sums(ctx, high, top, upper);
	power_sums(ctx, &before, top, lower);
	*ret = assay_form_small(ctx, 0, 1);
	for (uint32_t i = 0; i < body->num.n; i++) {
		struct assay_form factor = assay_form_poly(ctx, assay_poly_rational(&ctx->pool, body->num.terms[i].c));
		if (factor.state != ASSAY_FORM_VALUE || !factor.num.n)
			return false;
		uint32_t e = (uint32_t)(body->num.terms[i].e[v] / UNIT);
		memcpy(factor.num.terms[0].e, body->num.terms[i].e, sizeof(factor.num.terms[0].e));
		factor.num.terms[0].e[v] = 0;
		struct assay_form sum = assay_form_sub(ctx, &upper[e], &lower[e]);
		sum = assay_form_mul(ctx, &sum, &factor);
		*ret = assay_form_add(ctx, ret, &sum);
	}
	if (body->den.n) {
		struct assay_form den = {.state = ASSAY_FORM_VALUE, .num = body->den};
		*ret = assay_form_div(ctx, ret, &den);
	}
	return ret->state == ASSAY_FORM_VALUE;
}

/* body(low) (1 - r^n) / (1 - r) where neighbours have the ratio r, a rational; without r^n for a sum without end. */
static bool sum_geometric(struct assay_form_ctx *ctx, const struct assay_form *body, uint32_t v,
			  const struct assay_form *low, const struct assay_form *high, bool is_endless,
			  struct assay_form *ret)
{
	struct assay_form one = assay_form_small(ctx, 1, 1);
	struct assay_form index = assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, v, UNIT));
	struct assay_form next = assay_form_add(ctx, &index, &one);
	struct assay_form ratio = replace(ctx, body, v, &next);
	ratio = assay_form_div(ctx, &ratio, body);
	mpq_t r;
	mpq_init(r);
	bool is_fine = assay_form_rational(ctx, &ratio, r) && mpq_cmp_ui(r, 1, 1) != 0;
	/* It converges when -1 < r < 1. */
	if (is_fine && is_endless)
		is_fine = mpz_cmpabs(mpq_numref(r), mpq_denref(r)) < 0;
	mpq_clear(r);
	if (!is_fine)
		return false;
	*ret = replace(ctx, body, v, low);
	if (!is_endless) {
		struct assay_form behind = assay_form_add(ctx, high, &one);
		behind = replace(ctx, body, v, &behind);
		*ret = assay_form_sub(ctx, ret, &behind);
	}
	ratio = assay_form_sub(ctx, &one, &ratio);
	*ret = assay_form_div(ctx, ret, &ratio);
	return ret->state == ASSAY_FORM_VALUE;
}

static bool as_long(const struct assay_form_ctx *ctx, const struct assay_form *a, long *ret)
{
	mpq_t value;
	mpq_init(value);
	bool is_long = assay_form_rational(ctx, a, value) && mpz_cmp_ui(mpq_denref(value), 1) == 0 &&
		       mpz_fits_sint_p(mpq_numref(value));
	*ret = is_long ? mpz_get_si(mpq_numref(value)) : 0;
	mpq_clear(value);
	return is_long;
}

bool assay_form_sum(struct assay_form_ctx *ctx, uint32_t v, const struct assay_form *low, const struct assay_form *high,
		    const struct assay_form *body, bool is_product, struct assay_form *ret)
{
	long from, to;
	bool is_endless = high == NULL, is_short = !is_endless && as_long(ctx, low, &from) && as_long(ctx, high, &to);
	/* An empty sum is 0 by convention, and closed forms would say otherwise. */
	if (is_short && to < from) {
		*ret = assay_form_small(ctx, is_product, 1);
		return true;
	}
	if (!is_product && !is_endless && sum_polynomial(ctx, body, v, low, high, ret))
		return true;
	if (!is_product && sum_geometric(ctx, body, v, low, high, is_endless, ret))
		return true;
	if (!is_short || to - from > MAX_STEPS)
		return false;
	*ret = assay_form_small(ctx, is_product, 1);
	for (long k = from; k <= to && ret->state == ASSAY_FORM_VALUE; k++) {
		struct assay_form at = assay_form_small(ctx, k, 1), step = replace(ctx, body, v, &at);
		*ret = is_product ? assay_form_mul(ctx, ret, &step) : assay_form_add(ctx, ret, &step);
	}
	return ret->state == ASSAY_FORM_VALUE;
}
