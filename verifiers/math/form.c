/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of forms, and the walk over a tree. Functions are in form_fn.c. */
#include "verifiers/math/form.h"

#include "verifiers/math/form_calculus.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

void assay_form_ctx_init(struct assay_form_ctx *ctx, struct assay_arena *arena, uint32_t max_terms, uint64_t max_bits,
			 uint64_t max_work)
{
	memset(ctx, 0, sizeof(*ctx));
	assay_poly_pool_init(&ctx->pool, arena, max_terms, max_bits, max_work);
}

void assay_form_ctx_clear(struct assay_form_ctx *ctx)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (ctx->atoms[k].kind == ASSAY_ATOM_POWER || ctx->atoms[k].kind == ASSAY_ATOM_FACTORIAL) {
			mpz_clear(ctx->atoms[k].base);
			mpz_clear(ctx->atoms[k].exponent);
		}
	}
	assay_poly_pool_clear(&ctx->pool);
}

struct assay_form assay_form_none(struct assay_form_ctx *ctx, const char *reason)
{
	if (!ctx->reason)
		ctx->reason = reason;
	return (struct assay_form){.state = ASSAY_FORM_NONE};
}

static struct assay_form undefined(void)
{
	return (struct assay_form){.state = ASSAY_FORM_UNDEFINED};
}

struct assay_form assay_form_poly(struct assay_form_ctx *ctx, struct assay_poly num)
{
	if (ctx->pool.has_failed)
		return assay_form_none(ctx, "its form is too large to write out");
	return (struct assay_form){.state = ASSAY_FORM_VALUE, .num = num};
}

struct assay_form assay_form_small(struct assay_form_ctx *ctx, long num, unsigned long den)
{
	return assay_form_poly(ctx, assay_poly_small(&ctx->pool, num, den));
}

bool assay_form_rational(const struct assay_form_ctx *ctx, const struct assay_form *form, mpq_ptr ret)
{
	return form->state == ASSAY_FORM_VALUE && form->den.n == 0 &&
	       assay_poly_is_rational(&ctx->pool, form->num, ret);
}

/* How many whole units of atom `k` stand in a term. */
static int32_t whole_of(const struct assay_poly_term *term, uint32_t k)
{
	return term->e[k] / UNIT - (term->e[k] % UNIT < 0 ? 1 : 0);
}

/* Multiplies out whole powers of one ROOT atom, after raising all by -min so that none is negative. */
static struct assay_poly expand_root(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t k, int32_t min,
				     int32_t max)
{
	struct assay_poly ret = {0}, power = assay_poly_small(&ctx->pool, 1, 1);
	for (int32_t whole = min; whole <= max && !ctx->pool.has_failed; whole++) {
		struct assay_poly part = {0};
		for (uint32_t i = 0; i < a.n; i++) {
			if (whole_of(&a.terms[i], k) != whole)
				continue;
			struct assay_poly one = assay_poly_rational(&ctx->pool, a.terms[i].c);
			if (!one.n)
				break;
			memcpy(one.terms[0].e, a.terms[i].e, sizeof(one.terms[0].e));
			one.terms[0].e[k] -= whole * UNIT;
			part = assay_poly_add(&ctx->pool, part, one);
		}
		if (part.n)
			ret = assay_poly_add(&ctx->pool, ret, assay_poly_mul(&ctx->pool, part, power));
		if (whole < max)
			power = assay_poly_mul(&ctx->pool, power, ctx->atoms[k].inner);
	}
	return ret;
}

/* Fractional powers of a polynomial stay between 0 and 1. */
static struct assay_form reduce_roots(struct assay_form_ctx *ctx, struct assay_form form)
{
	for (uint32_t k = ctx->pool.n_atoms; k-- > 0 && !ctx->pool.has_failed;) {
		if (ctx->atoms[k].kind != ASSAY_ATOM_ROOT)
			continue;
		struct assay_poly *sides[2] = {&form.num, &form.den};
		for (int s = 0; s < 2; s++) {
			int32_t min = 0, max = 0;
			for (uint32_t i = 0; i < sides[s]->n; i++) {
				int32_t whole = whole_of(&sides[s]->terms[i], k);
				min = whole < min ? whole : min;
				max = whole > max ? whole : max;
			}
			if (min == 0 && max == 0)
				continue;
			if (max - min > 64) {
				ctx->pool.has_failed = true;
				break;
			}
			*sides[s] = expand_root(ctx, *sides[s], k, min, max);
			if (min == 0)
				continue;
			struct assay_poly power = assay_poly_pow(&ctx->pool, ctx->atoms[k].inner, (uint32_t)-min);
			struct assay_poly *other = sides[1 - s];
			*other = other->n || s == 1 ? assay_poly_mul(&ctx->pool, *other, power) : power;
		}
	}
	return form;
}

/* A quotient in its usual shape: a denominator of one term goes up, and equal polynomials cancel. */
static struct assay_form finish(struct assay_form_ctx *ctx, struct assay_poly num, struct assay_poly den)
{
	struct assay_form form = {.state = ASSAY_FORM_VALUE, .num = num, .den = den};
	form = reduce_roots(ctx, form);
	if (form.den.n == 1) {
		form.num = assay_poly_mul(&ctx->pool, form.num, assay_poly_invert_term(&ctx->pool, form.den));
		form.den = (struct assay_poly){0};
		form = reduce_roots(ctx, form);
	}
	if (form.num.n == 0)
		form.den = (struct assay_poly){0};
	mpq_t ratio;
	mpq_init(ratio);
	if (form.den.n && assay_poly_ratio(&ctx->pool, form.num, form.den, ratio)) {
		form.num = assay_poly_rational(&ctx->pool, ratio);
		form.den = (struct assay_poly){0};
	}
	mpq_clear(ratio);
	if (ctx->pool.has_failed)
		return assay_form_none(ctx, "its form is too large to write out");
	return form;
}

/* The state of a result that needs both: none before undefined before a value. */
static bool either_is_no_value(const struct assay_form *a, const struct assay_form *b, struct assay_form *ret)
{
	if (a->state == ASSAY_FORM_VALUE && b->state == ASSAY_FORM_VALUE)
		return false;
	bool is_none = a->state == ASSAY_FORM_NONE || b->state == ASSAY_FORM_NONE;
	*ret = (struct assay_form){.state = is_none ? ASSAY_FORM_NONE : ASSAY_FORM_UNDEFINED};
	return true;
}

static struct assay_poly times(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly den)
{
	return den.n ? assay_poly_mul(&ctx->pool, a, den) : a;
}

static struct assay_form combine(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b,
				 bool subtract)
{
	struct assay_form ret;
	if (either_is_no_value(a, b, &ret))
		return ret;
	struct assay_poly x = a->num, y = b->num, den = a->den;
	if (!assay_poly_equal(&ctx->pool, a->den, b->den)) {
		x = times(ctx, x, b->den);
		y = times(ctx, y, a->den);
		den = a->den.n ? times(ctx, a->den, b->den) : b->den;
	}
	struct assay_poly num = subtract ? assay_poly_sub(&ctx->pool, x, y) : assay_poly_add(&ctx->pool, x, y);
	return den.n ? finish(ctx, num, den) : assay_form_poly(ctx, num);
}

struct assay_form assay_form_add(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b)
{
	return combine(ctx, a, b, false);
}

struct assay_form assay_form_sub(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b)
{
	return combine(ctx, a, b, true);
}

struct assay_form assay_form_mul(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b)
{
	struct assay_form ret;
	if (either_is_no_value(a, b, &ret))
		return ret;
	struct assay_poly num = assay_poly_mul(&ctx->pool, a->num, b->num);
	struct assay_poly den = a->den.n ? times(ctx, a->den, b->den) : b->den;
	return finish(ctx, num, den);
}

static struct assay_form invert(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	if (a->state != ASSAY_FORM_VALUE)
		return *a;
	if (a->num.n == 0)
		return undefined();
	struct assay_poly one = assay_poly_small(&ctx->pool, 1, 1);
	return finish(ctx, a->den.n ? a->den : one, a->num);
}

struct assay_form assay_form_div(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b)
{
	struct assay_form inverse = invert(ctx, b);
	return assay_form_mul(ctx, a, &inverse);
}

struct assay_poly assay_form_difference(struct assay_form_ctx *ctx, const struct assay_form *a,
					const struct assay_form *b)
{
	struct assay_form x = {.state = ASSAY_FORM_VALUE, .num = times(ctx, a->num, b->den)};
	struct assay_form y = {.state = ASSAY_FORM_VALUE, .num = times(ctx, b->num, a->den)};
	struct assay_form both = {.state = ASSAY_FORM_VALUE, .num = assay_poly_sub(&ctx->pool, x.num, y.num)};
	both = reduce_roots(ctx, both);
	return both.num;
}

/*
 * Atoms that are algebraically independent over the field of the roots of integers and i, taken all together:
 * variables and unknown functions; exponentials of monomials with a variable (Ax's theorem: the monomials are linearly
 * independent over the rationals, even modulo constants); and one of e and pi, whose relation is not known.
 */
static bool is_independent(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	bool has_pi = false, has_exp = false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!assay_poly_has_atom(a, k))
			continue;
		const struct assay_form_atom *atom = &ctx->atoms[k];
		has_pi = has_pi || atom->kind == ASSAY_ATOM_PI;
		has_exp = has_exp || (atom->kind == ASSAY_ATOM_EXP && atom->is_constant);
		bool is_plain = atom->kind == ASSAY_ATOM_VARIABLE || atom->kind == ASSAY_ATOM_CALL ||
				atom->kind == ASSAY_ATOM_INTEGER || atom->kind == ASSAY_ATOM_I ||
				atom->kind == ASSAY_ATOM_PI;
		if (is_plain)
			continue;
		if (atom->kind != ASSAY_ATOM_EXP)
			return false;
		for (uint32_t j = 0; j < ctx->pool.n_atoms; j++) {
			enum assay_form_atom_kind kind = ctx->atoms[j].kind;
			bool is_fine =
				!atom->is_constant && (kind == ASSAY_ATOM_VARIABLE || kind == ASSAY_ATOM_INTEGER ||
						       kind == ASSAY_ATOM_I || kind == ASSAY_ATOM_PI);
			if (assay_poly_has_atom(atom->inner, j) && !is_fine)
				return false;
		}
	}
	return !(has_pi && has_exp);
}

bool assay_form_is_nonzero(const struct assay_form_ctx *ctx, struct assay_poly difference)
{
	if (ctx->pool.has_failed || difference.n == 0)
		return false;
	if (difference.n > 1)
		return is_independent(ctx, difference);
	/* One term is zero only if an atom is. */
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		enum assay_form_atom_kind kind = ctx->atoms[k].kind;
		if (assay_poly_has_atom(difference, k) &&
		    (kind == ASSAY_ATOM_OTHER || (kind == ASSAY_ATOM_ROOT && ctx->atoms[k].is_constant)))
			return false;
	}
	return true;
}

/* The coefficient of a single term to a power; too large a result becomes POWER atoms. */
static struct assay_poly power_of_coefficient(struct assay_form_ctx *ctx, mpq_srcptr c, mpz_srcptr n)
{
	struct assay_poly ret = {0};
	uint64_t bits = mpz_sizeinbase(mpq_numref(c), 2) + mpz_sizeinbase(mpq_denref(c), 2) - 1;
	bool is_unit = mpz_cmpabs_ui(mpq_numref(c), 1) == 0 && mpz_cmp_ui(mpq_denref(c), 1) == 0;
	if (is_unit)
		return assay_poly_small(&ctx->pool, mpq_sgn(c) < 0 && mpz_odd_p(n) ? -1 : 1, 1);
	if (!mpz_fits_slong_p(n) || mpz_cmpabs_ui(n, (unsigned long)(ctx->pool.max_bits / (4 * bits))) > 0)
		return assay_form_huge_power(ctx, c, n);
	mpq_t power;
	mpq_init(power);
	unsigned long e = mpz_get_ui(n); /* The absolute value. */
	if (assay_poly_charge(&ctx->pool, bits * e / 32)) {
		mpz_pow_ui(mpq_numref(power), mpq_numref(c), e);
		mpz_pow_ui(mpq_denref(power), mpq_denref(c), e);
		if (mpz_sgn(n) < 0)
			mpq_inv(power, power);
		ret = assay_poly_rational(&ctx->pool, power);
	}
	mpq_clear(power);
	return ret;
}

struct assay_form assay_form_ipow(struct assay_form_ctx *ctx, const struct assay_form *base, mpz_srcptr n)
{
	if (base->state != ASSAY_FORM_VALUE)
		return *base;
	if (base->num.n == 0) {
		if (mpz_sgn(n) > 0)
			return *base;
		return mpz_sgn(n) < 0 ? undefined() : assay_form_none(ctx, "0^0 has no agreed value");
	}
	if (mpz_cmp_ui(n, 1) == 0)
		return *base;
	if (base->num.n == 1 && base->den.n == 0) {
		struct assay_poly ret = power_of_coefficient(ctx, base->num.terms[0].c, n);
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			int32_t e = base->num.terms[0].e[k];
			if (!e)
				continue;
			int64_t power;
			long small = mpz_fits_slong_p(n) ? mpz_get_si(n) : LONG_MAX;
			if (ctx->pool.atoms[k].relation == ASSAY_POLY_IMAGINARY)
				small = (long)mpz_fdiv_ui(n, 4);
			if (__builtin_mul_overflow((int64_t)e, (int64_t)small, &power))
				return assay_form_none(ctx, "an exponent is too large");
			ret = assay_poly_mul(&ctx->pool, ret, assay_poly_power_of_atom(&ctx->pool, k, power));
		}
		return finish(ctx, ret, (struct assay_poly){0});
	}
	if (mpz_cmpabs_ui(n, 4096) > 0)
		return assay_form_none(ctx, "its form is too large to write out");
	uint32_t e = (uint32_t)mpz_get_ui(n);
	struct assay_poly num = assay_poly_pow(&ctx->pool, base->num, e);
	struct assay_poly den = base->den.n ? assay_poly_pow(&ctx->pool, base->den, e) : base->den;
	if (mpz_sgn(n) > 0)
		return finish(ctx, num, den);
	return finish(ctx, den.n ? den : assay_poly_small(&ctx->pool, 1, 1), num);
}

struct assay_form assay_form_power(struct assay_form_ctx *ctx, const struct assay_form *base,
				   const struct assay_form *exponent)
{
	struct assay_form ret;
	if (either_is_no_value(base, exponent, &ret))
		return ret;
	mpq_t n;
	mpq_init(n);
	if (assay_form_rational(ctx, exponent, n)) {
		if (mpz_cmp_ui(mpq_denref(n), 1) == 0) {
			ret = assay_form_ipow(ctx, base, mpq_numref(n));
		} else if (mpz_cmp_ui(mpq_denref(n), UNIT) > 0) {
			ret = assay_form_none(ctx, "a root has too large an index");
		} else {
			ret = assay_form_root(ctx, base, (uint32_t)mpz_get_ui(mpq_denref(n)), false);
			ret = assay_form_ipow(ctx, &ret, mpq_numref(n));
		}
		mpq_clear(n);
		return ret;
	}
	mpq_clear(n);
	if (base->num.n == 0)
		return assay_form_none(ctx, "a power of zero has a symbolic exponent");
	/* x^n says nothing of the sign of x: n may be whole. And its laws hold for whole n, whatever that sign. */
	uint32_t implied = ctx->implied, assumed = ctx->assumed, known = ctx->pool.n_atoms;
	struct assay_form ln = assay_form_ln(ctx, base);
	uint32_t fresh = known < 32 ? ~(uint32_t)0 << known : 0;
	ctx->implied = implied | (ctx->implied & fresh);
	ctx->assumed = assumed;
	ln = assay_form_mul(ctx, &ln, exponent);
	return assay_form_exp(ctx, &ln);
}

struct assay_form assay_form_times_i(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	struct assay_form i = assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, assay_form_atom_i(ctx), UNIT));
	return assay_form_mul(ctx, &i, a);
}

static struct assay_form number(struct assay_form_ctx *ctx, const struct assay_expr *expr, uint32_t node)
{
	const struct assay_expr_number *number = assay_expr_number_of(expr, node);
	if (number->is_small)
		return assay_form_small(ctx, (long)number->small, 1);
	if (!assay_poly_charge(&ctx->pool, number->digits.len))
		return assay_form_none(ctx, "its form is too large to write out");
	mpq_t value;
	mpq_init(value);
	int64_t exp10 = 0;
	struct assay_form ret;
	if (!assay_expr_number_value(number, value, &exp10))
		ret = assay_form_none(ctx, "a decimal is cut off, so it has no exact value");
	else
		ret = assay_form_poly(ctx, assay_poly_rational(&ctx->pool, value));
	if (exp10 && ret.state == ASSAY_FORM_VALUE) {
		struct assay_form ten = assay_form_small(ctx, 10, 1);
		mpz_set_si(mpq_numref(value), (long)exp10);
		ten = assay_form_ipow(ctx, &ten, mpq_numref(value));
		ret = assay_form_mul(ctx, &ret, &ten);
	}
	mpq_clear(value);
	return ret;
}

static struct assay_form constant(struct assay_form_ctx *ctx, enum assay_expr_constant which)
{
	switch ((unsigned)which) {
	case ASSAY_CONST_PI:
		return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, assay_form_atom_pi(ctx), UNIT));
	case ASSAY_CONST_E: {
		uint32_t e = assay_form_atom_of(ctx, ASSAY_ATOM_EXP, assay_poly_small(&ctx->pool, 1, 1));
		return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, e, UNIT));
	}
	case ASSAY_CONST_I:
		return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, assay_form_atom_i(ctx), UNIT));
	case ASSAY_CONST_UNDEFINED:
		return undefined();
	default:
		return assay_form_none(ctx, "it is no number");
	}
}

static struct assay_form variable(struct assay_form_ctx *ctx, const struct assay_scalar *at, uint32_t node)
{
	struct assay_str name = assay_expr_symbol_of(at->expr, node);
	if (at->rename_from.data && assay_str_eq(name, at->rename_from))
		name = at->rename_to;
	uint32_t k = assay_form_atom_variable(ctx, name);
	return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, k, UNIT));
}

static struct assay_form fold_kids(struct assay_form_ctx *ctx, const struct assay_form *kids, uint32_t n, bool is_sum)
{
	struct assay_form ret = kids[0];
	for (uint32_t i = 1; i < n; i++)
		ret = is_sum ? assay_form_add(ctx, &ret, &kids[i]) : assay_form_mul(ctx, &ret, &kids[i]);
	return ret;
}

/* 30 degrees is 30 pi / 180. */
static struct assay_form degrees(struct assay_form_ctx *ctx, const struct assay_form *a, unsigned sub)
{
	struct assay_form unit = constant(ctx, ASSAY_CONST_PI);
	struct assay_form share = assay_form_small(ctx, 1, sub == 0 ? 180 : sub == 1 ? 180 * 60 : 180 * 3600);
	unit = assay_form_mul(ctx, &unit, &share);
	return assay_form_mul(ctx, a, &unit);
}

static struct assay_form plusminus(struct assay_form_ctx *ctx, const struct assay_scalar *at,
				   const struct assay_expr_node *node, const struct assay_form *kids)
{
	if (!at->plusminus)
		return assay_form_none(ctx, "a plus-minus sign means several values");
	int sign = node->sub ? -at->plusminus : at->plusminus;
	struct assay_form none = assay_form_small(ctx, 0, 1);
	const struct assay_form *first = node->n_kids == 2 ? &kids[0] : &none;
	const struct assay_form *last = &kids[node->n_kids - 1];
	return sign > 0 ? assay_form_add(ctx, first, last) : assay_form_sub(ctx, first, last);
}

/* Operators that stay symbolic: the same form where their parts have the same forms. */
static struct assay_form opaque(struct assay_form_ctx *ctx, const struct assay_expr_node *node,
				const struct assay_form *kids, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (kids[i].state != ASSAY_FORM_VALUE)
			return assay_form_none(ctx, "a part of an operator has no form");
	}
	char head[64];
	int len = snprintf(head, sizeof(head), "%s/%u/%u", assay_expr_kind_name(node->kind), node->sub,
			   node->kind == ASSAY_EXPR_DERIVATIVE ? node->aux : 0);
	uint32_t k = assay_form_atom_call(ctx, ASSAY_ATOM_OTHER, (struct assay_str){head, (size_t)len}, kids, n);
	return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, k, UNIT));
}

/* Sums and products with an index from one bound to another. */
static struct assay_form over_index(struct assay_form_ctx *ctx, const struct assay_scalar *at, uint32_t index,
				    const struct assay_form *kids)
{
	const struct assay_expr_node *node = &at->expr->nodes[index];
	uint32_t name = node->n_kids == 4 ? assay_expr_kid(at->expr, index, 0) : 0;
	if (node->n_kids != 4 || at->expr->nodes[name].kind != ASSAY_EXPR_VARIABLE)
		return opaque(ctx, node, kids, node->n_kids);
	const struct assay_expr_node *top = &at->expr->nodes[assay_expr_kid(at->expr, index, 2)];
	bool is_endless = top->kind == ASSAY_EXPR_CONSTANT && top->sub == ASSAY_CONST_INFINITY;
	bool has_kids = kids[1].state == ASSAY_FORM_VALUE && kids[3].state == ASSAY_FORM_VALUE &&
			(is_endless || kids[2].state == ASSAY_FORM_VALUE);
	uint32_t v = assay_form_atom_variable(ctx, assay_expr_symbol_of(at->expr, name));
	struct assay_form ret;
	const char *reason = ctx->reason;
	if (has_kids && !assay_poly_failed(&ctx->pool) &&
	    assay_form_sum(ctx, v, &kids[1], is_endless ? NULL : &kids[2], &kids[3],
			   node->kind == ASSAY_EXPR_BIGPRODUCT, &ret)) {
		ctx->reason = is_endless ? NULL : reason;
		return ret;
	}
	return opaque(ctx, node, kids, node->n_kids);
}

static struct assay_form call(struct assay_form_ctx *ctx, const struct assay_scalar *at, uint32_t node,
			      const struct assay_form *kids, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (kids[i].state != ASSAY_FORM_VALUE)
			return kids[i];
	}
	uint32_t k = assay_form_atom_call(ctx, ASSAY_ATOM_CALL, assay_expr_symbol_of(at->expr, node), kids, n);
	return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, k, UNIT));
}

static struct assay_form of_node(struct assay_form_ctx *ctx, const struct assay_scalar *at, uint32_t index,
				 const struct assay_form *kids)
{
	const struct assay_expr_node *node = &at->expr->nodes[index];
	struct assay_form ret;
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		return number(ctx, at->expr, index);
	case ASSAY_EXPR_CONSTANT:
		return constant(ctx, node->sub);
	case ASSAY_EXPR_VARIABLE:
		return variable(ctx, at, index);
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_MIXED:
		return fold_kids(ctx, kids, node->n_kids, true);
	case ASSAY_EXPR_PRODUCT:
		return fold_kids(ctx, kids, node->n_kids, false);
	case ASSAY_EXPR_NEG:
		ret = assay_form_small(ctx, 0, 1);
		return assay_form_sub(ctx, &ret, &kids[0]);
	case ASSAY_EXPR_DIVIDE:
		return assay_form_div(ctx, &kids[0], &kids[1]);
	case ASSAY_EXPR_POWER:
		return assay_form_power(ctx, &kids[0], &kids[1]);
	case ASSAY_EXPR_PLUSMINUS:
		return plusminus(ctx, at, node, kids);
	case ASSAY_EXPR_PERCENT:
		ret = assay_form_small(ctx, 1, node->sub ? 1000 : 100);
		return assay_form_mul(ctx, &kids[0], &ret);
	case ASSAY_EXPR_DEGREE:
		return degrees(ctx, &kids[0], node->sub);
	case ASSAY_EXPR_FUNCTION:
		return assay_form_function(ctx, at, kids, node->n_kids);
	case ASSAY_EXPR_CALL:
		return call(ctx, at, index, kids, node->n_kids);
	case ASSAY_EXPR_BIGSUM:
	case ASSAY_EXPR_BIGPRODUCT:
		return over_index(ctx, at, index, kids);
	case ASSAY_EXPR_LIMIT:
	case ASSAY_EXPR_DERIVATIVE:
	case ASSAY_EXPR_INTEGRAL:
		if (assay_form_calculus(ctx, at->expr, index, kids, &ret))
			return ret;
		return opaque(ctx, node, kids, node->n_kids);
	default:
		return assay_form_none(ctx, "it is no number or expression");
	}
}

struct assay_form assay_form_of(struct assay_form_ctx *ctx, const struct assay_scalar *scalar)
{
	const struct assay_expr *expr = scalar->expr;
	uint32_t size = expr->nodes[scalar->node].size, first = scalar->node - size + 1;
	struct assay_form *forms = assay_arena_array(ctx->pool.arena, size, sizeof(*forms));
	uint32_t room = 16;
	struct assay_form *kids = assay_arena_array(ctx->pool.arena, room, sizeof(*kids));
	if (!forms || !kids) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return assay_form_none(ctx, "its form is too large to write out");
	}
	ctx->reason = NULL;
	for (uint32_t i = first; i <= scalar->node; i++) {
		const struct assay_expr_node *node = &expr->nodes[i];
		if (!assay_poly_charge(&ctx->pool, 1))
			return assay_form_none(ctx, "its form is too large to write out");
		if (node->n_kids > room) {
			room = node->n_kids;
			kids = assay_arena_array(ctx->pool.arena, room, sizeof(*kids));
			if (!kids) {
				ctx->pool.has_failed = ctx->pool.out_of_memory = true;
				return assay_form_none(ctx, "its form is too large to write out");
			}
		}
		for (uint32_t k = 0; k < node->n_kids; k++)
			kids[k] = forms[assay_expr_kid(expr, i, k) - first];
		struct assay_scalar at = *scalar;
		at.node = i;
		forms[i - first] = of_node(ctx, &at, i, kids);
	}
	return forms[size - 1];
}
