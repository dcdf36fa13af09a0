/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of forms: trigonometry and the rest of a calculator's keys; roots and powers are in form_exp.c. */
#include "verifiers/math/ball.h"
#include "verifiers/math/form_gcd.h"
#include "verifiers/math/form_kit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Larger arguments of number-theoretic functions stay symbolic. */
#define MAX_BINOMIAL_TOP 100000

/* exp(a) and exp(-a) as `ret`; of i a when `turned`. */
static bool both_exponentials(struct assay_form_ctx *ctx, const struct assay_form *a, bool turned,
			      struct assay_form ret[2])
{
	struct assay_form x = turned ? assay_form_times_i(ctx, a) : *a;
	if (x.state != ASSAY_FORM_VALUE || x.den.n)
		return false;
	struct assay_form y = negate(ctx, &x);
	ret[0] = assay_form_exp(ctx, &x);
	ret[1] = assay_form_exp(ctx, &y);
	return ret[0].state == ASSAY_FORM_VALUE && ret[1].state == ASSAY_FORM_VALUE;
}

/* sin, cos, sinh, cosh; the sign of an argument that stays symbolic is drawn out. */
static struct assay_form wave(struct assay_form_ctx *ctx, const struct assay_form *a, bool is_sine, bool turned)
{
	struct assay_form e[2];
	if (!both_exponentials(ctx, a, turned, e)) {
		ctx->reason = NULL;
		return opaque(ctx, turned ? (is_sine ? "sin" : "cos") : (is_sine ? "sinh" : "cosh"), a, 1);
	}
	struct assay_form ret = is_sine ? assay_form_sub(ctx, &e[0], &e[1]) : assay_form_add(ctx, &e[0], &e[1]);
	ret = scaled(ctx, &ret, 1, 2);
	if (!is_sine || !turned)
		return ret;
	ret = assay_form_times_i(ctx, &ret);
	return negate(ctx, &ret);
}

/* 0 to 5: sin, cos, tan, cot, sec, csc, in the order of the enum. */
static struct assay_form trigonometric(struct assay_form_ctx *ctx, const struct assay_form *a, int which, bool turned)
{
	struct assay_form one = assay_form_small(ctx, 1, 1);
	struct assay_form sine = which == 1 || which == 4 ? one : wave(ctx, a, true, turned);
	struct assay_form cosine = which == 0 || which == 5 ? one : wave(ctx, a, false, turned);
	switch ((unsigned)which) {
	case 0:
		return sine;
	case 1:
		return cosine;
	case 2:
		return assay_form_div(ctx, &sine, &cosine);
	case 3:
		return assay_form_div(ctx, &cosine, &sine);
	case 4:
		return assay_form_div(ctx, &one, &cosine);
	default:
		return assay_form_div(ctx, &one, &sine);
	}
}

/* pi * num / den of the sign of the only term. */
static struct assay_form angle(struct assay_form_ctx *ctx, int sign, long num, unsigned long den)
{
	struct assay_form pi = atom_power(ctx, assay_form_atom_pi(ctx), UNIT);
	return scaled(ctx, &pi, sign * num, den);
}

/* asin and atan of what squares to a rational with a known angle. */
static bool known_angle(struct assay_form_ctx *ctx, const struct assay_form *a, bool is_tangent, struct assay_form *ret)
{
	static const struct {
		unsigned num, den, angle; /* The square, and pi over what. */
		bool is_tangent;
	} known[] = {{1, 4, 6, false}, {1, 2, 4, false}, {3, 4, 3, false}, {1, 1, 2, false},
		     {1, 3, 6, true},  {1, 1, 4, true},	 {3, 1, 3, true}};
	if (a->num.n == 0) {
		*ret = *a;
		return true;
	}
	if (a->num.n != 1 || a->den.n || !assay_form_poly_is_constant(ctx, a->num) || has_complex_atom(ctx, a->num))
		return false;
	struct assay_form square = assay_form_mul(ctx, a, a);
	mpq_t value;
	mpq_init(value);
	bool is_known = false;
	if (assay_form_rational(ctx, &square, value)) {
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && !is_known; i++) {
			is_known =
				known[i].is_tangent == is_tangent && mpq_cmp_ui(value, known[i].num, known[i].den) == 0;
			if (is_known)
				*ret = angle(ctx, mpq_sgn(a->num.terms[0].c), 1, known[i].angle);
		}
	}
	mpq_clear(value);
	return is_known;
}

/* Arc functions: of known angles, or symbolic in asin and atan. */
static struct assay_form arc(struct assay_form_ctx *ctx, const struct assay_form *a, enum assay_expr_function fn)
{
	struct assay_form ret, quarter, one = assay_form_small(ctx, 1, 1);
	if (fn == ASSAY_FN_ASEC || fn == ASSAY_FN_ACSC) {
		ret = assay_form_div(ctx, &one, a);
		return ret.state == ASSAY_FORM_VALUE
			       ? arc(ctx, &ret, fn == ASSAY_FN_ASEC ? ASSAY_FN_ACOS : ASSAY_FN_ASIN)
			       : ret;
	}
	/* The value of acot at negative numbers is a matter of taste. */
	if (fn == ASSAY_FN_ACOT &&
	    (a->num.n != 1 || !assay_form_poly_is_constant(ctx, a->num) || mpq_sgn(a->num.terms[0].c) < 0))
		return opaque(ctx, "acot", a, 1);
	bool is_tangent = fn == ASSAY_FN_ATAN || fn == ASSAY_FN_ACOT;
	if (!known_angle(ctx, a, is_tangent, &ret)) {
		bool is_negative = a->num.n && mpq_sgn(a->num.terms[0].c) < 0;
		struct assay_form positive = is_negative ? negate(ctx, a) : *a;
		uint32_t k = assay_form_atom_call(ctx, ASSAY_ATOM_OTHER, assay_str_of(is_tangent ? "atan" : "asin"),
						  &positive, 1);
		ctx->atoms[k].fn = is_tangent ? ASSAY_FN_ATAN : ASSAY_FN_ASIN;
		ret = atom_power(ctx, k, UNIT);
		ret = is_negative ? negate(ctx, &ret) : ret;
	}
	if (fn == ASSAY_FN_ASIN || fn == ASSAY_FN_ATAN)
		return ret;
	quarter = angle(ctx, 1, 1, 2);
	return assay_form_sub(ctx, &quarter, &ret);
}

/* Inverse hyperbolic functions are logarithms, which says more than their names. */
static struct assay_form area(struct assay_form_ctx *ctx, const struct assay_form *a, enum assay_expr_function fn)
{
	struct assay_form one = assay_form_small(ctx, 1, 1), x = *a, y;
	if (fn == ASSAY_FN_ASECH || fn == ASSAY_FN_ACSCH || fn == ASSAY_FN_ACOTH) {
		x = assay_form_div(ctx, &one, a);
		fn = fn == ASSAY_FN_ASECH ? ASSAY_FN_ACOSH : fn == ASSAY_FN_ACSCH ? ASSAY_FN_ASINH : ASSAY_FN_ATANH;
	}
	if (x.state != ASSAY_FORM_VALUE)
		return x;
	if (!assay_form_poly_is_constant(ctx, x.num) || !assay_form_poly_is_constant(ctx, x.den))
		return opaque(ctx, assay_expr_function_name(fn), &x, 1);
	if (fn == ASSAY_FN_ATANH) {
		y = assay_form_add(ctx, &one, &x);
		x = assay_form_sub(ctx, &one, &x);
		y = assay_form_div(ctx, &y, &x);
		y = assay_form_ln(ctx, &y);
		return scaled(ctx, &y, 1, 2);
	}
	y = assay_form_mul(ctx, &x, &x);
	y = fn == ASSAY_FN_ASINH ? assay_form_add(ctx, &y, &one) : assay_form_sub(ctx, &y, &one);
	y = assay_form_root(ctx, &y, 2, true);
	x = assay_form_add(ctx, &x, &y);
	return assay_form_ln(ctx, &x);
}

/* i for -i; only where every other atom is real. */
static bool conjugate(struct assay_form_ctx *ctx, const struct assay_form *a, struct assay_form *ret)
{
	*ret = *a;
	uint32_t at = UINT32_MAX;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!ctx->atoms[k].is_imaginary || (!assay_poly_has_atom(a->num, k) && !assay_poly_has_atom(a->den, k)))
			continue;
		if (ctx->atoms[k].kind != ASSAY_ATOM_I)
			return false;
		at = k;
	}
	if (at == UINT32_MAX)
		return true;
	struct assay_poly *sides[2] = {&ret->num, &ret->den};
	for (int s = 0; s < 2; s++) {
		struct assay_poly odd = {0};
		for (uint32_t i = 0; i < sides[s]->n; i++) {
			const struct assay_poly_term *term = &sides[s]->terms[i];
			if (!term->e[at])
				continue;
			odd = assay_poly_add(&ctx->pool, odd,
					     (struct assay_poly){.n = 1, .terms = &sides[s]->terms[i]});
		}
		*sides[s] = assay_poly_sub(&ctx->pool, assay_poly_sub(&ctx->pool, *sides[s], odd), odd);
	}
	return !ctx->pool.has_failed;
}

static struct assay_form real_part(struct assay_form_ctx *ctx, const struct assay_form *a, bool imaginary)
{
	struct assay_form other;
	if (!assay_form_poly_is_constant(ctx, a->num) || !conjugate(ctx, a, &other))
		return opaque(ctx, imaginary ? "Im" : "Re", a, 1);
	struct assay_form ret = imaginary ? assay_form_sub(ctx, a, &other) : assay_form_add(ctx, a, &other);
	ret = scaled(ctx, &ret, 1, 2);
	if (!imaginary)
		return ret;
	ret = assay_form_times_i(ctx, &ret);
	return negate(ctx, &ret);
}

static struct assay_scalar kid_of(const struct assay_scalar *at, uint32_t k)
{
	struct assay_scalar kid = *at;
	kid.node = assay_expr_kid(at->expr, at->node, k);
	return kid;
}

static bool is_constant_form(const struct assay_form_ctx *ctx, const struct assay_form *a)
{
	return assay_form_poly_is_constant(ctx, a->num) && assay_form_poly_is_constant(ctx, a->den);
}

static struct assay_form absolute(struct assay_form_ctx *ctx, const struct assay_scalar *at, const struct assay_form *a)
{
	if (a->num.n == 0)
		return *a;
	if (is_constant_form(ctx, a)) {
		struct assay_scalar kid = kid_of(at, 0);
		int sign = assay_ball_sign(&kid, ctx->pool.arena);
		if (sign)
			return sign > 0 ? *a : negate(ctx, a);
		struct assay_form other;
		if (!conjugate(ctx, a, &other) || assay_form_poly_is_real(ctx, a->num))
			return opaque(ctx, "abs", a, 1);
		other = assay_form_mul(ctx, a, &other);
		return assay_form_root(ctx, &other, 2, true);
	}
	bool is_negative = a->num.n && mpq_sgn(a->num.terms[0].c) < 0;
	struct assay_form positive = is_negative ? negate(ctx, a) : *a;
	if (a->den.n)
		return opaque(ctx, "abs", &positive, 1);
	mpq_t content;
	mpq_init(content);
	assay_poly_content(positive.num, content);
	struct assay_form factor = from_rational(ctx, content);
	mpq_clear(content);
	struct assay_form primitive = assay_form_div(ctx, &positive, &factor);
	if (primitive.state != ASSAY_FORM_VALUE)
		return primitive;
	primitive = opaque(ctx, "abs", &primitive, 1);
	return assay_form_mul(ctx, &primitive, &factor);
}

/* floor, ceil, fractional part, round, sign: of rationals, and of constants whose enclosure says enough. */
static struct assay_form step(struct assay_form_ctx *ctx, const struct assay_scalar *at, const struct assay_form *a,
			      enum assay_expr_function fn)
{
	mpq_t value;
	mpq_init(value);
	mpz_t whole;
	mpz_init(whole);
	bool is_rational = assay_form_rational(ctx, a, value), is_known = is_rational;
	if (is_rational && fn == ASSAY_FN_SIGN) {
		mpz_set_si(whole, mpq_sgn(value));
	} else if (is_rational && fn == ASSAY_FN_ROUND) {
		mpz_mul_2exp(whole, mpq_numref(value), 1);
		mpz_add(whole, whole, mpq_denref(value));
		mpz_fdiv_q(whole, whole, mpq_denref(value));
		mpz_fdiv_q_2exp(whole, whole, 1);
	} else if (is_rational && fn == ASSAY_FN_CEIL) {
		mpz_cdiv_q(whole, mpq_numref(value), mpq_denref(value));
	} else if (is_rational) {
		mpz_fdiv_q(whole, mpq_numref(value), mpq_denref(value));
	} else if (is_constant_form(ctx, a)) {
		struct assay_scalar kid = kid_of(at, 0);
		int sign = fn == ASSAY_FN_SIGN ? assay_ball_sign(&kid, ctx->pool.arena) : 0;
		is_known = fn == ASSAY_FN_SIGN ? sign != 0 : assay_ball_floor(&kid, ctx->pool.arena, whole);
		if (fn == ASSAY_FN_SIGN)
			mpz_set_si(whole, sign);
		/* An irrational, so it lies strictly between floor and ceiling; where to round is not looked at. */
		is_known = is_known && fn != ASSAY_FN_ROUND;
		if (fn == ASSAY_FN_CEIL)
			mpz_add_ui(whole, whole, 1);
	}
	struct assay_form ret;
	if (is_known) {
		mpq_set_z(value, whole);
		ret = from_rational(ctx, value);
		ret = fn == ASSAY_FN_FRACTIONAL_PART ? assay_form_sub(ctx, a, &ret) : ret;
	} else {
		ret = opaque(ctx, assay_expr_function_name(fn), a, 1);
	}
	mpz_clear(whole);
	mpq_clear(value);
	return ret;
}

/* An integer of at most 31 bits. */
static bool as_small(const struct assay_form_ctx *ctx, const struct assay_form *a, long *ret)
{
	mpq_t value;
	mpq_init(value);
	bool is_small = assay_form_rational(ctx, a, value) && mpz_cmp_ui(mpq_denref(value), 1) == 0 &&
			mpz_fits_sint_p(mpq_numref(value));
	*ret = is_small ? mpz_get_si(mpq_numref(value)) : 0;
	mpq_clear(value);
	return is_small;
}

/* n!; (a + k)! over a!, so that neighbours cancel. */
static struct assay_form factorial(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	mpq_t value;
	mpq_init(value);
	struct assay_form ret;
	bool is_rational = assay_form_rational(ctx, a, value);
	if (is_rational && mpz_cmp_ui(mpq_denref(value), 1) == 0) {
		ret = mpq_sgn(value) < 0 ? (struct assay_form){.state = ASSAY_FORM_UNDEFINED}
					 : from_poly(ctx, assay_form_factorial(ctx, mpq_numref(value)));
		mpq_clear(value);
		return ret;
	}
	/* The whole part of the constant term; (5 - k)! stays, or it would be over (-k)!, which is not defined. */
	long shift = 0;
	if (a->den.n == 0 && a->num.n && mpq_sgn(a->num.terms[0].c) > 0) {
		mpq_set_ui(value, 0, 1);
		const struct assay_poly_term *last = &a->num.terms[a->num.n - 1];
		static const struct assay_poly_term none;
		if (memcmp(last->e, none.e, sizeof(none.e)) == 0)
			mpq_set(value, last->c);
		mpz_fdiv_q(mpq_numref(value), mpq_numref(value), mpq_denref(value));
		shift = mpz_fits_sint_p(mpq_numref(value)) ? mpz_get_si(mpq_numref(value)) : LONG_MAX;
	}
	mpq_clear(value);
	struct assay_form whole = assay_form_small(ctx, labs(shift) > 64 ? 0 : shift, 1);
	struct assay_form base = assay_form_sub(ctx, a, &whole);
	if (base.state != ASSAY_FORM_VALUE)
		return base;
	uint32_t atom = assay_form_atom_call(ctx, ASSAY_ATOM_OTHER, ASSAY_STR("factorial"), &base, 1);
	ctx->atoms[atom].fn = ASSAY_FN_FACTORIAL;
	ret = atom_power(ctx, atom, UNIT);
	shift = labs(shift) > 64 ? 0 : shift;
	for (long k = 1; k <= labs(shift); k++) {
		struct assay_form step_by = assay_form_small(ctx, shift > 0 ? k : 1 - k, 1);
		step_by = assay_form_add(ctx, &base, &step_by);
		ret = shift > 0 ? assay_form_mul(ctx, &ret, &step_by) : assay_form_div(ctx, &ret, &step_by);
	}
	return ret;
}

struct assay_form assay_form_gamma_shifted(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	return a->state == ASSAY_FORM_VALUE ? factorial(ctx, a) : *a;
}

/* n (n-1) ... (n-k+1), over k! for binomials. */
static struct assay_form choose(struct assay_form_ctx *ctx, const struct assay_form *n, const struct assay_form *k,
				bool ordered)
{
	long top, bottom;
	bool small_k = as_small(ctx, k, &bottom), small_n = as_small(ctx, n, &top);
	struct assay_form ret = assay_form_small(ctx, 1, 1), x;
	if (small_n && small_k && top >= 0 && (bottom < 0 || bottom > top))
		return assay_form_small(ctx, 0, 1);
	if (small_n && small_k && top >= 0 && top <= MAX_BINOMIAL_TOP) {
		mpq_t value;
		mpq_init(value);
		if (!ordered)
			mpz_bin_uiui(mpq_numref(value), (unsigned long)top, (unsigned long)bottom);
		else if (bottom <= 2000)
			mpz_set_ui(mpq_numref(value), 1);
		for (long i = 0; ordered && i < bottom && bottom <= 2000; i++)
			mpz_mul_ui(mpq_numref(value), mpq_numref(value), (unsigned long)(top - i));
		bool is_done = assay_poly_charge(&ctx->pool, mpz_size(mpq_numref(value)) * 8) && mpq_sgn(value) > 0;
		ret = is_done ? from_rational(ctx, value) : ret;
		mpq_clear(value);
		if (is_done)
			return ret;
	}
	if (small_k && bottom >= 0 && bottom <= 40) {
		for (long i = 0; i < bottom; i++) {
			x = assay_form_small(ctx, i, 1);
			x = assay_form_sub(ctx, n, &x);
			ret = assay_form_mul(ctx, &ret, &x);
			if (!ordered)
				ret = scaled(ctx, &ret, 1, (unsigned long)i + 1);
		}
		return ret;
	}
	struct assay_form rest = assay_form_sub(ctx, n, k);
	if (rest.state != ASSAY_FORM_VALUE)
		return rest;
	ret = factorial(ctx, n);
	rest = factorial(ctx, &rest);
	ret = assay_form_div(ctx, &ret, &rest);
	if (ordered)
		return ret;
	x = factorial(ctx, k);
	return assay_form_div(ctx, &ret, &x);
}

static bool as_integer(const struct assay_form_ctx *ctx, const struct assay_form *a, mpz_t ret)
{
	mpq_t value;
	mpq_init(value);
	bool is_whole = assay_form_rational(ctx, a, value) && mpz_cmp_ui(mpq_denref(value), 1) == 0;
	if (is_whole)
		mpz_set(ret, mpq_numref(value));
	mpq_clear(value);
	return is_whole;
}

static int by_text(const void *a, const void *b)
{
	const struct assay_form *const x = a, *const y = b;
	/* Any order will do, as long as it is one: that of the polynomials' sizes and coefficients. */
	if (x->num.n != y->num.n)
		return x->num.n < y->num.n ? -1 : 1;
	for (uint32_t i = 0; i < x->num.n; i++) {
		int order = memcmp(x->num.terms[i].e, y->num.terms[i].e, sizeof(x->num.terms[i].e));
		order = order ? order : mpq_cmp(x->num.terms[i].c, y->num.terms[i].c);
		if (order)
			return order;
	}
	return 0;
}

static struct assay_form symmetric_opaque(struct assay_form_ctx *ctx, enum assay_expr_function fn,
					  const struct assay_form *kids, uint32_t n)
{
	struct assay_form *sorted = assay_arena_array(ctx->pool.arena, n, sizeof(*sorted));
	if (!sorted)
		return assay_form_none(ctx, "its form is too large to write out");
	memcpy(sorted, kids, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_text);
	uint32_t left = 1;
	for (uint32_t i = 1; i < n; i++) {
		bool is_same = assay_poly_equal(&ctx->pool, sorted[i].num, sorted[left - 1].num) &&
			       assay_poly_equal(&ctx->pool, sorted[i].den, sorted[left - 1].den);
		if (!is_same)
			sorted[left++] = sorted[i];
	}
	return left == 1 ? sorted[0] : opaque(ctx, assay_expr_function_name(fn), sorted, left);
}

/*
 * gcd and lcm of rationals: gcd(a/b, c/d) is gcd(ad, bc) / bd, and lcm(a, b) is ab / gcd(a, b), sign included. Symbols
 * may stand for anything, so their gcd stays symbolic unless they are taken for indeterminates.
 */
static struct assay_form divisors(struct assay_form_ctx *ctx, enum assay_expr_function fn,
				  const struct assay_form *kids, uint32_t n)
{
	mpq_t value, next, common;
	mpq_inits(value, next, common, NULL);
	bool is_done = true;
	for (uint32_t i = 0; i < n && is_done; i++) {
		is_done = assay_form_rational(ctx, &kids[i], next) &&
			  mpz_size(mpq_numref(value)) + mpz_size(mpq_numref(next)) < 4096 &&
			  assay_poly_charge(&ctx->pool, 1 + mpz_size(mpq_numref(next)) * 4);
		if (!is_done || i == 0) {
			mpq_set(value, next);
			continue;
		}
		mpz_mul(mpq_numref(common), mpq_numref(value), mpq_denref(next));
		mpz_mul(mpq_denref(common), mpq_numref(next), mpq_denref(value));
		mpz_gcd(mpq_numref(common), mpq_numref(common), mpq_denref(common));
		mpz_mul(mpq_denref(common), mpq_denref(value), mpq_denref(next));
		mpq_canonicalize(common);
		if (fn == ASSAY_FN_GCD)
			mpq_set(value, common);
		else if (mpq_sgn(common) != 0)
			mpq_mul(value, value, next);
		if (fn == ASSAY_FN_LCM && mpq_sgn(common) != 0)
			mpq_div(value, value, common);
	}
	if (fn == ASSAY_FN_GCD)
		mpq_abs(value, value);
	struct assay_form ret = from_rational(ctx, value);
	if (!is_done && !(ctx->names_are_indeterminates && assay_form_poly_divisors(ctx, fn, kids, n, &ret)))
		ret = symmetric_opaque(ctx, fn, kids, n);
	mpq_clears(value, next, common, NULL);
	return ret;
}

/* min and max: of values a rational number apart, and of real constants that enclosures tell apart. */
static struct assay_form extreme(struct assay_form_ctx *ctx, const struct assay_scalar *at, enum assay_expr_function fn,
				 const struct assay_form *kids, uint32_t n)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < n; i++) {
		struct assay_form gap = assay_form_sub(ctx, &kids[i], &kids[best]);
		if (gap.state != ASSAY_FORM_VALUE)
			return gap;
		if (gap.num.n == 0)
			continue;
		mpq_t distance;
		mpq_init(distance);
		int sign = assay_form_rational(ctx, &gap, distance) ? mpq_sgn(distance) : 0;
		mpq_clear(distance);
		if (sign) {
			best = (sign > 0) == (fn == ASSAY_FN_MAX) ? i : best;
			continue;
		}
		if (!is_constant_form(ctx, &kids[i]) || !is_constant_form(ctx, &kids[best]))
			return symmetric_opaque(ctx, fn, kids, n);
		struct assay_scalar a = kid_of(at, i), b = kid_of(at, best);
		int order = assay_ball_compare(&a, &b, ctx->pool.arena);
		if (!order)
			return symmetric_opaque(ctx, fn, kids, n);
		if ((order > 0) == (fn == ASSAY_FN_MAX))
			best = i;
	}
	return kids[best];
}

/* The remainder with the sign of the divisor; a power is reduced while it is raised. */
static struct assay_form remainder_of(struct assay_form_ctx *ctx, const struct assay_scalar *at,
				      const struct assay_form *kids)
{
	struct assay_form ret;
	mpq_t a, m, q;
	mpq_inits(a, m, q, NULL);
	bool has_m = assay_form_rational(ctx, &kids[1], m);
	if (has_m && mpq_sgn(m) == 0) {
		ret = (struct assay_form){.state = ASSAY_FORM_UNDEFINED};
	} else if (has_m && assay_form_rational(ctx, &kids[0], a)) {
		mpq_div(q, a, m);
		mpz_fdiv_q(mpq_numref(q), mpq_numref(q), mpq_denref(q));
		mpz_set_ui(mpq_denref(q), 1);
		mpq_mul(q, q, m);
		mpq_sub(a, a, q);
		ret = from_rational(ctx, a);
	} else {
		ret = opaque(ctx, "mod", kids, 2);
		const struct assay_expr *expr = at->expr;
		uint32_t power = assay_expr_kid(expr, at->node, 0);
		bool is_power = has_m && expr->nodes[power].kind == ASSAY_EXPR_POWER &&
				mpz_cmp_ui(mpq_denref(m), 1) == 0 && mpz_size(mpq_numref(m)) < 64;
		if (is_power) {
			struct assay_scalar base = *at, exponent = *at;
			base.node = assay_expr_kid(expr, power, 0);
			exponent.node = assay_expr_kid(expr, power, 1);
			struct assay_form b = assay_form_of(ctx, &base), e = assay_form_of(ctx, &exponent);
			if (as_integer(ctx, &b, mpq_numref(a)) && as_integer(ctx, &e, mpq_numref(q)) &&
			    mpz_sgn(mpq_numref(q)) > 0 &&
			    assay_poly_charge(&ctx->pool, mpz_sizeinbase(mpq_numref(q), 2) * 8)) {
				mpz_powm(mpq_numref(a), mpq_numref(a), mpq_numref(q), mpq_numref(m));
				if (mpz_sgn(mpq_numref(m)) < 0 && mpz_sgn(mpq_numref(a)) > 0)
					mpz_add(mpq_numref(a), mpq_numref(a), mpq_numref(m));
				mpz_set_ui(mpq_denref(a), 1);
				ret = from_rational(ctx, a);
			}
		}
	}
	mpq_clears(a, m, q, NULL);
	return ret;
}

static struct assay_form totient(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	long n;
	if (!as_small(ctx, a, &n) || n < 1 || !assay_poly_charge(&ctx->pool, 4096))
		return opaque(ctx, "phi", a, 1);
	long ret = n;
	for (long p = 2; p * p <= n; p++) {
		if (n % p)
			continue;
		ret -= ret / p;
		while (n % p == 0)
			n /= p;
	}
	return assay_form_small(ctx, n > 1 ? ret - ret / n : ret, 1);
}

static struct assay_form zeta(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	static const unsigned long over[] = {6, 90, 945, 9450, 93555};
	long n;
	if (!as_small(ctx, a, &n) || n < 2 || n > 10 || n % 2)
		return opaque(ctx, "zeta", a, 1);
	struct assay_form pi = atom_power(ctx, assay_form_atom_pi(ctx), (int64_t)n * UNIT);
	return scaled(ctx, &pi, 1, over[n / 2 - 1]);
}

static struct assay_form gamma_of(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	struct assay_form one = assay_form_small(ctx, 1, 1), x = assay_form_sub(ctx, a, &one);
	return x.state == ASSAY_FORM_VALUE ? factorial(ctx, &x) : x;
}

static struct assay_form double_factorial(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	long n;
	if (!as_small(ctx, a, &n) || n < -1 || n > 2000 || !assay_poly_charge(&ctx->pool, 2000))
		return opaque(ctx, "double factorial", a, 1);
	mpq_t value;
	mpq_init(value);
	mpz_2fac_ui(mpq_numref(value), n < 0 ? 0 : (unsigned long)n);
	struct assay_form ret = from_rational(ctx, value);
	mpq_clear(value);
	return ret;
}

static struct assay_form indexed_root(struct assay_form_ctx *ctx, const struct assay_form *index,
				      const struct assay_form *a)
{
	long n;
	if (as_small(ctx, index, &n) && n >= 1 && n <= UNIT)
		return assay_form_root(ctx, a, (uint32_t)n, true);
	struct assay_form one = assay_form_small(ctx, 1, 1), e = assay_form_div(ctx, &one, index);
	return assay_form_power(ctx, a, &e);
}

static struct assay_form logarithm(struct assay_form_ctx *ctx, const struct assay_form *base,
				   const struct assay_form *a)
{
	struct assay_form x = assay_form_ln(ctx, a), y = assay_form_ln(ctx, base);
	return assay_form_div(ctx, &x, &y);
}

struct assay_form assay_form_function(struct assay_form_ctx *ctx, const struct assay_scalar *at,
				      const struct assay_form *kids, uint32_t n_kids)
{
	for (uint32_t i = 0; i < n_kids; i++) {
		if (kids[i].state != ASSAY_FORM_VALUE)
			return kids[i];
	}
	enum assay_expr_function fn = at->expr->nodes[at->node].sub;
	struct assay_form x;
	switch ((unsigned)fn) {
	case ASSAY_FN_SQRT:
		return assay_form_root(ctx, &kids[0], 2, true);
	case ASSAY_FN_ROOT:
		return indexed_root(ctx, &kids[0], &kids[1]);
	case ASSAY_FN_ABS:
		return absolute(ctx, at, &kids[0]);
	case ASSAY_FN_FLOOR:
	case ASSAY_FN_CEIL:
	case ASSAY_FN_FRACTIONAL_PART:
	case ASSAY_FN_ROUND:
	case ASSAY_FN_SIGN:
		return step(ctx, at, &kids[0], fn);
	case ASSAY_FN_FACTORIAL:
		return factorial(ctx, &kids[0]);
	case ASSAY_FN_DOUBLE_FACTORIAL:
		return double_factorial(ctx, &kids[0]);
	case ASSAY_FN_BINOMIAL:
	case ASSAY_FN_PERMUTATIONS:
		return choose(ctx, &kids[0], &kids[1], fn == ASSAY_FN_PERMUTATIONS);
	case ASSAY_FN_GCD:
	case ASSAY_FN_LCM:
		return divisors(ctx, fn, kids, n_kids);
	case ASSAY_FN_MIN:
	case ASSAY_FN_MAX:
		return extreme(ctx, at, fn, kids, n_kids);
	case ASSAY_FN_MOD:
		return remainder_of(ctx, at, kids);
	case ASSAY_FN_EXP:
		return assay_form_exp(ctx, &kids[0]);
	case ASSAY_FN_LN:
		return assay_form_ln(ctx, &kids[0]);
	case ASSAY_FN_LOG:
		return logarithm(ctx, &kids[0], &kids[1]);
	case ASSAY_FN_SIN:
	case ASSAY_FN_COS:
	case ASSAY_FN_TAN:
	case ASSAY_FN_COT:
	case ASSAY_FN_SEC:
	case ASSAY_FN_CSC:
		return trigonometric(ctx, &kids[0], (int)fn - ASSAY_FN_SIN, true);
	case ASSAY_FN_SINH:
	case ASSAY_FN_COSH:
	case ASSAY_FN_TANH:
	case ASSAY_FN_COTH:
	case ASSAY_FN_SECH:
	case ASSAY_FN_CSCH:
		return trigonometric(ctx, &kids[0], (int)fn - ASSAY_FN_SINH, false);
	case ASSAY_FN_ASIN:
	case ASSAY_FN_ACOS:
	case ASSAY_FN_ATAN:
	case ASSAY_FN_ACOT:
	case ASSAY_FN_ASEC:
	case ASSAY_FN_ACSC:
		return arc(ctx, &kids[0], fn);
	case ASSAY_FN_ASINH:
	case ASSAY_FN_ACOSH:
	case ASSAY_FN_ATANH:
	case ASSAY_FN_ACOTH:
	case ASSAY_FN_ASECH:
	case ASSAY_FN_ACSCH:
		return area(ctx, &kids[0], fn);
	case ASSAY_FN_RE:
	case ASSAY_FN_IM:
		return real_part(ctx, &kids[0], fn == ASSAY_FN_IM);
	case ASSAY_FN_CONJ:
		return is_constant_form(ctx, &kids[0]) && conjugate(ctx, &kids[0], &x)
			       ? x
			       : opaque(ctx, "conj", &kids[0], 1);
	case ASSAY_FN_CIS:
		x = assay_form_times_i(ctx, &kids[0]);
		return assay_form_exp(ctx, &x);
	case ASSAY_FN_GAMMA:
		return gamma_of(ctx, &kids[0]);
	case ASSAY_FN_ZETA:
		return zeta(ctx, &kids[0]);
	case ASSAY_FN_PHI:
		return totient(ctx, &kids[0]);
	case ASSAY_FN_ARG:
		return opaque(ctx, "arg", &kids[0], 1);
	default:
		return assay_form_none(ctx, "it is no function of numbers");
	}
}
