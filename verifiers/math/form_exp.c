/* SPDX-License-Identifier: Apache-2.0 */
/* Roots, exponentials and logarithms of forms. */
#include "verifiers/math/form_kit.h"

#include <stdio.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

static struct assay_form opaque_root(struct assay_form_ctx *ctx, const struct assay_form *a, uint32_t n, bool is_real)
{
	char name[32];
	(void)snprintf(name, sizeof(name), is_real ? "root %u" : "power 1/%u", n);
	return opaque(ctx, n == 2 ? "sqrt" : name, a, 1);
}

/*
 * Notes what an even root (or a logarithm, where `n` is 0) of a monomial takes for granted: with one variable to an odd
 * power it is defined only where that is not negative; else its sign is an assumption. False when a careful context
 * would have to make one.
 */
static bool note_signs(struct assay_form_ctx *ctx, const struct assay_poly_term *term, uint32_t n)
{
	uint32_t odd = 0, rest = 0, n_odd = 0;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		int32_t e = term->e[k];
		/* UNIT is 16 times an odd number: an exponent that 16 does not divide has an even denominator. */
		bool is_even = e % 32 == 0;
		if (!e || e % 16 || (ctx->implied >> k & 1) || ctx->atoms[k].kind == ASSAY_ATOM_I)
			continue;
		/* (x^4)^(1/2) is x^2 whatever the sign of x. */
		if (is_even && n && e % (int32_t)(32 * n) == 0)
			continue;
		if (is_even) {
			rest |= 1U << k;
		} else {
			odd |= 1U << k;
			n_odd++;
		}
	}
	if (n_odd == 1 && !(ctx->is_careful && rest))
		ctx->implied |= odd;
	else
		rest |= odd;
	if (ctx->is_careful)
		return rest == 0;
	ctx->assumed |= rest;
	return true;
}

static struct assay_form root_as_atom(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t n);

/* The n-th root of one term with a positive coefficient. */
static struct assay_form root_of_term(struct assay_form_ctx *ctx, struct assay_poly_term *term, uint32_t n)
{
	if (n % 2 == 0 && !note_signs(ctx, term, n))
		return root_as_atom(ctx, (struct assay_poly){.n = 1, .terms = term}, n);
	struct assay_poly ret = assay_form_integer_power(ctx, mpq_numref(term->c), UNIT / n);
	if (mpz_cmp_ui(mpq_denref(term->c), 1) > 0)
		ret = assay_poly_mul(&ctx->pool, ret,
				     assay_form_integer_power(ctx, mpq_denref(term->c), -(int64_t)(UNIT / n)));
	for (uint32_t k = 0; k < ctx->pool.n_atoms && !ctx->pool.has_failed; k++) {
		if (!term->e[k])
			continue;
		if (term->e[k] % (int32_t)n)
			return assay_form_none(ctx, "a root of a root has too large an index");
		struct assay_poly power = assay_poly_power_of_atom(&ctx->pool, k, term->e[k] / (int32_t)n);
		ret = assay_poly_mul(&ctx->pool, ret, power);
	}
	return from_poly(ctx, ret);
}

/* The content of a polynomial, and a root of the primitive rest as an atom. */
static struct assay_form root_as_atom(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t n)
{
	struct assay_poly_term content = {0};
	mpq_t inverse;
	mpq_inits(content.c, inverse, NULL);
	assay_poly_content(a, content.c);
	mpq_inv(inverse, content.c);
	struct assay_poly primitive = assay_poly_scale(&ctx->pool, a, inverse);
	struct assay_form ret = root_of_term(ctx, &content, n);
	mpq_clears(content.c, inverse, NULL);
	if (ctx->pool.has_failed)
		return assay_form_none(ctx, "its form is too large to write out");
	uint32_t k = assay_form_atom_of(ctx, ASSAY_ATOM_ROOT, primitive);
	struct assay_form root = atom_power(ctx, k, UNIT / n);
	return assay_form_mul(ctx, &ret, &root);
}

/*
 * sqrt(a + b sqrt(c)) with rational a > 0 and d = sqrt(a^2 - b^2 c) is sqrt((a + d)/2) + sqrt((a - d)/2), or minus
 * where b is negative. False when d is no rational.
 */
static bool denest(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_form *ret)
{
	static const struct assay_poly_term none;
	if (a.n != 2 || memcmp(a.terms[1].e, none.e, sizeof(none.e)) != 0 || mpq_sgn(a.terms[1].c) <= 0 ||
	    !assay_form_poly_is_constant(ctx, a) || has_complex_atom(ctx, a))
		return false;
	struct assay_form surd = from_poly(ctx, (struct assay_poly){.n = 1, .terms = &a.terms[0]});
	struct assay_form rational = from_poly(ctx, (struct assay_poly){.n = 1, .terms = &a.terms[1]});
	struct assay_form square = assay_form_mul(ctx, &surd, &surd), d = assay_form_mul(ctx, &rational, &rational);
	mpq_t value;
	mpq_init(value);
	d = assay_form_sub(ctx, &d, &square);
	bool is_denested = assay_form_rational(ctx, &d, value) && mpq_sgn(value) >= 0 &&
			   mpz_perfect_square_p(mpq_numref(value)) && mpz_perfect_square_p(mpq_denref(value));
	if (is_denested) {
		mpz_sqrt(mpq_numref(value), mpq_numref(value));
		mpz_sqrt(mpq_denref(value), mpq_denref(value));
		d = from_rational(ctx, value);
		struct assay_form x = assay_form_add(ctx, &rational, &d), y = assay_form_sub(ctx, &rational, &d);
		x = scaled(ctx, &x, 1, 2);
		y = scaled(ctx, &y, 1, 2);
		x = assay_form_root(ctx, &x, 2, true);
		y = assay_form_root(ctx, &y, 2, true);
		*ret = mpq_sgn(a.terms[0].c) > 0 ? assay_form_add(ctx, &x, &y) : assay_form_sub(ctx, &x, &y);
	}
	mpq_clear(value);
	return is_denested;
}

struct assay_form assay_form_root(struct assay_form_ctx *ctx, const struct assay_form *a, uint32_t n, bool is_real)
{
	struct assay_form denested;
	if (a->state != ASSAY_FORM_VALUE || n == 1)
		return *a;
	if (n == 0)
		return assay_form_none(ctx, "a root has no index");
	/* Of expressions over the reals, x^(1/3) is the cube root. */
	if (!assay_form_poly_is_constant(ctx, a->num) || !assay_form_poly_is_constant(ctx, a->den))
		is_real = true;
	if (a->num.n == 0)
		return *a;
	if (UNIT % n)
		return opaque_root(ctx, a, n, is_real);
	if (a->den.n) {
		/* sqrt(p/q) = sqrt(p q) / |q|; only an odd root may be taken apart without looking at signs. */
		struct assay_form num = {.state = ASSAY_FORM_VALUE, .num = a->num};
		struct assay_form den = {.state = ASSAY_FORM_VALUE, .num = a->den};
		if (n % 2 == 0)
			return opaque_root(ctx, a, n, is_real);
		num = assay_form_root(ctx, &num, n, is_real);
		den = assay_form_root(ctx, &den, n, is_real);
		return assay_form_div(ctx, &num, &den);
	}
	bool is_single = a->num.n == 1;
	if (has_complex_atom(ctx, a->num))
		return opaque_root(ctx, a, n, is_real);
	if (is_single && mpq_sgn(a->num.terms[0].c) < 0) {
		bool is_constant = assay_form_poly_is_constant(ctx, a->num);
		struct assay_form positive = negate(ctx, a);
		if (n % 2 && is_constant && !is_real)
			return assay_form_none(ctx, "a fractional power of a negative number has no agreed value");
		if (n % 2) {
			positive = assay_form_root(ctx, &positive, n, is_real);
			return negate(ctx, &positive);
		}
		if (n > 2)
			return assay_form_none(ctx, "an even root of a negative number");
		if (!is_constant)
			return opaque_root(ctx, a, n, is_real);
		positive = assay_form_root(ctx, &positive, n, is_real);
		return assay_form_times_i(ctx, &positive);
	}
	if (is_single)
		return root_of_term(ctx, &a->num.terms[0], n);
	/* Its sign is not known here, and the roots of a negative number do not go together. */
	if (assay_form_poly_is_constant(ctx, a->num) && n != 2 && !(n % 2 && is_real))
		return opaque_root(ctx, a, n, is_real);
	if (n == 2 && denest(ctx, a->num, &denested))
		return denested;
	return root_as_atom(ctx, a->num, n);
}

/* exp(i pi c) with c a multiple of 1/12: the corners of a 24-gon, from those of a square, a hexagon, an octagon. */
static struct assay_form root_of_unity(struct assay_form_ctx *ctx, mpq_srcptr c)
{
	mpz_t twelfths;
	mpz_init(twelfths);
	mpz_mul_ui(twelfths, mpq_numref(c), 12);
	bool is_easy = mpz_divisible_p(twelfths, mpq_denref(c));
	mpz_divexact(twelfths, twelfths, mpq_denref(c));
	unsigned long at = mpz_fdiv_ui(twelfths, 24);
	mpz_clear(twelfths);
	if (!is_easy) {
		mpz_t units;
		mpz_init(units);
		mpz_mul_ui(units, mpq_numref(c), UNIT);
		bool fits = mpz_divisible_p(units, mpq_denref(c));
		mpz_divexact(units, units, mpq_denref(c));
		/* Modulo 2, so that large multiples fit. */
		int64_t e = (int64_t)mpz_fdiv_ui(units, 2UL * UNIT);
		mpz_clear(units);
		if (!fits)
			return assay_form_none(ctx, "an angle is an unusual part of pi");
		return atom_power(ctx, assay_form_atom_unity(ctx), e);
	}
	/* cos(at pi / 12), as a quarter of a + b, of roots: {sign, number} twice. */
	static const int quarter[7][4] = {{1, 16, 0, 1}, {1, 6, 1, 2},	{1, 12, 0, 1}, {1, 8, 0, 1},
					  {1, 4, 0, 1},	 {1, 6, -1, 2}, {0, 1, 0, 1}};
	struct assay_form part[2];
	for (int s = 0; s < 2; s++) {
		/* The sine is the cosine of a quarter turn less. */
		unsigned long k = s == 0 ? at : (at + 18) % 24;
		k = k > 12 ? 24 - k : k;
		int sign = k > 6 ? -1 : 1;
		const int *q = quarter[k > 6 ? 12 - k : k];
		struct assay_form x = assay_form_small(ctx, q[1], 1), y = assay_form_small(ctx, q[3], 1);
		x = assay_form_root(ctx, &x, 2, true);
		y = assay_form_root(ctx, &y, 2, true);
		x = scaled(ctx, &x, (long)sign * q[0], 4);
		y = scaled(ctx, &y, (long)sign * q[2], 4);
		part[s] = assay_form_add(ctx, &x, &y);
	}
	struct assay_form imaginary = assay_form_times_i(ctx, &part[1]);
	return assay_form_add(ctx, &part[0], &imaginary);
}

/* The only atom of a term with exponent 1 and coefficient aside, or UINT32_MAX. */
static uint32_t lone_atom(const struct assay_form_ctx *ctx, const struct assay_poly_term *term)
{
	uint32_t found = UINT32_MAX;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!term->e[k])
			continue;
		if (found != UINT32_MAX || term->e[k] != UNIT)
			return UINT32_MAX;
		found = k;
	}
	return found;
}

/* Whether a term is c * i * pi. */
static bool is_i_pi(const struct assay_form_ctx *ctx, const struct assay_poly_term *term)
{
	bool has_i = false, has_pi = false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!term->e[k])
			continue;
		if (term->e[k] != UNIT)
			return false;
		has_i = has_i || ctx->atoms[k].kind == ASSAY_ATOM_I;
		has_pi = has_pi || ctx->atoms[k].kind == ASSAY_ATOM_PI;
		if (ctx->atoms[k].kind != ASSAY_ATOM_I && ctx->atoms[k].kind != ASSAY_ATOM_PI)
			return false;
	}
	return has_i && has_pi;
}

/* c in units, when it is a whole number of them that an exponent can hold. */
static bool as_units(mpq_srcptr c, int64_t *ret)
{
	mpz_t units;
	mpz_init(units);
	mpz_mul_ui(units, mpq_numref(c), UNIT);
	bool fits = mpz_divisible_p(units, mpq_denref(c));
	if (fits)
		mpz_divexact(units, units, mpq_denref(c));
	fits = fits && mpz_fits_sint_p(units);
	*ret = fits ? mpz_get_si(units) : 0;
	mpz_clear(units);
	return fits;
}

/* exp of one term. */
static struct assay_form exp_of_term(struct assay_form_ctx *ctx, struct assay_poly_term *term)
{
	if (is_i_pi(ctx, term))
		return root_of_unity(ctx, term->c);
	uint32_t lone = lone_atom(ctx, term);
	if (lone != UINT32_MAX && ctx->atoms[lone].kind == ASSAY_ATOM_LN) {
		struct assay_form base = from_poly(ctx, ctx->atoms[lone].inner);
		struct assay_form exponent = from_rational(ctx, term->c);
		return assay_form_power(ctx, &base, &exponent);
	}
	int64_t units;
	if (!as_units(term->c, &units)) {
		struct assay_form whole = from_poly(ctx, (struct assay_poly){.n = 1, .terms = term});
		return opaque(ctx, "exp", &whole, 1);
	}
	struct assay_poly monomial = assay_poly_small(&ctx->pool, 1, 1);
	if (!monomial.n)
		return assay_form_none(ctx, "its form is too large to write out");
	memcpy(monomial.terms[0].e, term->e, sizeof(term->e));
	return atom_power(ctx, assay_form_atom_of(ctx, ASSAY_ATOM_EXP, monomial), units);
}

struct assay_form assay_form_exp(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	if (a->state != ASSAY_FORM_VALUE)
		return *a;
	if (a->den.n)
		return opaque(ctx, "exp", a, 1);
	struct assay_form ret = assay_form_small(ctx, 1, 1);
	for (uint32_t i = 0; i < a->num.n; i++) {
		struct assay_form part = exp_of_term(ctx, &a->num.terms[i]);
		ret = assay_form_mul(ctx, &ret, &part);
	}
	return ret;
}

static struct assay_form ln_of_rational(struct assay_form_ctx *ctx, mpq_srcptr c)
{
	struct assay_poly num = assay_form_integer_ln(ctx, mpq_numref(c));
	if (mpz_cmp_ui(mpq_denref(c), 1) > 0)
		num = assay_poly_sub(&ctx->pool, num, assay_form_integer_ln(ctx, mpq_denref(c)));
	return from_poly(ctx, num);
}

/* e times the logarithm of one atom. */
static struct assay_form ln_of_atom(struct assay_form_ctx *ctx, uint32_t k, int32_t e)
{
	struct assay_form ret;
	mpq_t power;
	mpq_init(power);
	mpq_set_si(power, e, UNIT);
	mpq_canonicalize(power);
	struct assay_form factor = from_rational(ctx, power);
	mpq_clear(power);
	switch ((unsigned)ctx->atoms[k].kind) {
	case ASSAY_ATOM_INTEGER:
		ret = from_poly(ctx, assay_form_integer_ln(ctx, ctx->pool.atoms[k].value));
		break;
	case ASSAY_ATOM_EXP:
	case ASSAY_ATOM_ROOT:
		ret = from_poly(ctx, ctx->atoms[k].inner);
		if (ctx->atoms[k].kind == ASSAY_ATOM_ROOT)
			ret = assay_form_ln(ctx, &ret);
		break;
	case ASSAY_ATOM_POWER: {
		mpq_t exponent;
		mpq_init(exponent);
		mpz_set(mpq_numref(exponent), ctx->atoms[k].exponent);
		struct assay_form n = from_rational(ctx, exponent);
		mpq_clear(exponent);
		ret = from_poly(ctx, assay_form_integer_ln(ctx, ctx->atoms[k].base));
		ret = assay_form_mul(ctx, &ret, &n);
		break;
	}
	default: {
		struct assay_poly inner = assay_poly_power_of_atom(&ctx->pool, k, UNIT);
		ret = atom_power(ctx, assay_form_atom_of(ctx, ASSAY_ATOM_LN, inner), UNIT);
	}
	}
	return assay_form_mul(ctx, &ret, &factor);
}

static struct assay_form ln_of_term(struct assay_form_ctx *ctx, const struct assay_poly_term *term)
{
	struct assay_form ret = ln_of_rational(ctx, term->c);
	if (!note_signs(ctx, term, 0)) {
		struct assay_poly monomial = assay_poly_small(&ctx->pool, 1, 1);
		if (monomial.n)
			memcpy(monomial.terms[0].e, term->e, sizeof(term->e));
		struct assay_form rest = atom_power(ctx, assay_form_atom_of(ctx, ASSAY_ATOM_LN, monomial), UNIT);
		return assay_form_add(ctx, &ret, &rest);
	}
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!term->e[k])
			continue;
		struct assay_form part = ln_of_atom(ctx, k, term->e[k]);
		ret = assay_form_add(ctx, &ret, &part);
	}
	return ret;
}

struct assay_form assay_form_ln(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	if (a->state != ASSAY_FORM_VALUE)
		return *a;
	if (a->num.n == 0)
		return (struct assay_form){.state = ASSAY_FORM_UNDEFINED};
	if (a->den.n || has_complex_atom(ctx, a->num))
		return opaque(ctx, "ln", a, 1);
	if (a->num.n == 1 && mpq_sgn(a->num.terms[0].c) < 0) {
		if (!assay_form_poly_is_constant(ctx, a->num))
			return opaque(ctx, "ln", a, 1);
		/* The principal value. */
		struct assay_form positive = negate(ctx, a), turn = atom_power(ctx, assay_form_atom_pi(ctx), UNIT);
		positive = assay_form_ln(ctx, &positive);
		turn = assay_form_times_i(ctx, &turn);
		return assay_form_add(ctx, &positive, &turn);
	}
	if (a->num.n == 1)
		return ln_of_term(ctx, &a->num.terms[0]);
	mpq_t content;
	mpq_init(content);
	assay_poly_content(a->num, content);
	struct assay_form ret = ln_of_rational(ctx, content);
	mpq_inv(content, content);
	struct assay_poly primitive = assay_poly_scale(&ctx->pool, a->num, content);
	mpq_clear(content);
	struct assay_form ln = atom_power(ctx, assay_form_atom_of(ctx, ASSAY_ATOM_LN, primitive), UNIT);
	return assay_form_add(ctx, &ret, &ln);
}
