/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/form_calculus.h"

#include "verifiers/math/form_kit.h"

#define UNIT	  ASSAY_POLY_UNIT
#define MAX_ORDER 64

/* Atoms that have no variable inside of them. */
static bool is_plain(const struct assay_form_atom *atom)
{
	return atom->is_constant || atom->kind == ASSAY_ATOM_VARIABLE || atom->kind == ASSAY_ATOM_INTEGER ||
	       atom->kind == ASSAY_ATOM_I || atom->kind == ASSAY_ATOM_PI || atom->kind == ASSAY_ATOM_UNITY;
}

/* Whether nothing but whole powers of atom `v`, none below `least`, makes the form depend on it. */
static bool is_polynomial(const struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t v, int32_t least)
{
	if (form->state != ASSAY_FORM_VALUE || form->den.n)
		return false;
	for (uint32_t i = 0; i < form->num.n; i++) {
		const int32_t *e = form->num.terms[i].e;
		if (e[v] % UNIT || e[v] < least)
			return false;
		for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
			if (e[k] && !is_plain(&ctx->atoms[k]))
				return false;
		}
	}
	return true;
}

/* Term `i` without its power of `v`. */
static struct assay_form coefficient(struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t i, uint32_t v)
{
	const struct assay_poly_term *term = &form->num.terms[i];
	struct assay_poly ret = assay_poly_rational(&ctx->pool, term->c);
	for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
		if (k != v && term->e[k])
			ret = assay_poly_mul(&ctx->pool, ret, assay_poly_power_of_atom(&ctx->pool, k, term->e[k]));
	}
	return assay_form_poly(ctx, ret);
}

static struct assay_form whole_power(struct assay_form_ctx *ctx, const struct assay_form *base, long n)
{
	mpz_t exponent;
	mpz_init_set_si(exponent, n);
	struct assay_form ret = assay_form_ipow(ctx, base, exponent);
	mpz_clear(exponent);
	return ret;
}

/* The sum of coefficient * value^(power + shift) / (power + shift), the last division where `shift` is 1. */
static struct assay_form at_value(struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t v,
				  const struct assay_form *value, long shift)
{
	struct assay_form sum = assay_form_small(ctx, 0, 1);
	for (uint32_t i = 0; i < form->num.n; i++) {
		long power = form->num.terms[i].e[v] / UNIT + shift;
		struct assay_form part = coefficient(ctx, form, i, v);
		if (power) {
			struct assay_form raised = whole_power(ctx, value, power);
			part = assay_form_mul(ctx, &part, &raised);
		}
		if (shift)
			part = scaled(ctx, &part, 1, (unsigned long)power);
		sum = assay_form_add(ctx, &sum, &part);
	}
	return sum;
}

static struct assay_form derive(struct assay_form_ctx *ctx, const struct assay_form *form, uint32_t v)
{
	struct assay_form sum = assay_form_small(ctx, 0, 1);
	for (uint32_t i = 0; i < form->num.n; i++) {
		long power = form->num.terms[i].e[v] / UNIT;
		struct assay_form part = coefficient(ctx, form, i, v);
		struct assay_form rest = atom_power(ctx, v, (int64_t)(power - 1) * UNIT);
		if (power == 0)
			continue;
		part = scaled(ctx, &part, power, 1);
		part = assay_form_mul(ctx, &part, &rest);
		sum = assay_form_add(ctx, &sum, &part);
	}
	return sum;
}

bool assay_form_calculus(struct assay_form_ctx *ctx, const struct assay_expr *expr, uint32_t node,
			 const struct assay_form *kids, struct assay_form *ret)
{
	const struct assay_expr_node *at = &expr->nodes[node];
	bool is_limit = at->kind == ASSAY_EXPR_LIMIT;
	const struct assay_form *body = &kids[is_limit ? 2 : 0];
	uint32_t name = assay_expr_kid(expr, node, is_limit ? 0 : 1);
	if (expr->nodes[name].kind != ASSAY_EXPR_VARIABLE)
		return false;
	uint32_t v = assay_form_atom_variable(ctx, assay_expr_symbol_of(expr, name));
	if (assay_poly_failed(&ctx->pool) ||
	    !is_polynomial(ctx, body, v, at->kind == ASSAY_EXPR_DERIVATIVE ? -MAX_ORDER * UNIT : 0))
		return false;
	if (is_limit) {
		bool depends = assay_poly_has_atom(body->num, v);
		if (depends && kids[1].state != ASSAY_FORM_VALUE)
			return false;
		*ret = depends ? at_value(ctx, body, v, &kids[1], 0) : *body;
		return true;
	}
	if (at->kind == ASSAY_EXPR_DERIVATIVE) {
		if (at->aux > MAX_ORDER)
			return false;
		*ret = *body;
		for (uint32_t i = 0; i < at->aux; i++)
			*ret = derive(ctx, ret, v);
		return true;
	}
	bool is_definite = at->n_kids == 4 && kids[2].state == ASSAY_FORM_VALUE && kids[3].state == ASSAY_FORM_VALUE;
	if (!is_definite)
		return false;
	struct assay_form low = at_value(ctx, body, v, &kids[2], 1), high = at_value(ctx, body, v, &kids[3], 1);
	*ret = assay_form_sub(ctx, &high, &low);
	return true;
}
