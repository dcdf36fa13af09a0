/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/ball_real.h"

/* Beyond 2^MAX_ANGLE_EXP a sine is only known to lie between -1 and 1: reducing it would need as many digits of pi. */
#define MAX_ANGLE_EXP 4096

/* Factorials beyond have so many digits that MPFR's reduction would take too long. */
#define MAX_GAMMA 1e18

void assay_interval_add(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b, bool subtract)
{
	if (!subtract) {
		mpfr_add(&ret[0], &a[0], &b[0], MPFR_RNDD);
		mpfr_add(&ret[1], &a[1], &b[1], MPFR_RNDU);
		return;
	}
	mpfr_t low;
	mpfr_init2(low, mpfr_get_prec(&ret[0]));
	mpfr_sub(low, &a[0], &b[1], MPFR_RNDD);
	mpfr_sub(&ret[1], &a[1], &b[0], MPFR_RNDU);
	mpfr_set(&ret[0], low, MPFR_RNDD);
	mpfr_clear(low);
}

typedef int (*operation)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

/* The least and the greatest of an operation that is monotone in each argument, at the four corners. */
static void corners(mpfr_ptr ret, operation op, mpfr_srcptr a, mpfr_srcptr b, bool zero_wins)
{
	mpfr_t t;
	mpfr_init2(t, mpfr_get_prec(&ret[0]));
	for (int s = 0; s < 2; s++) {
		mpfr_rnd_t round = s ? MPFR_RNDU : MPFR_RNDD;
		for (int k = 0; k < 4; k++) {
			mpfr_srcptr x = &a[k & 1], y = &b[k >> 1];
			op(t, x, y, round);
			if (zero_wins && mpfr_nan_p(t) && (mpfr_zero_p(x) || mpfr_zero_p(y)))
				mpfr_set_ui(t, 0, MPFR_RNDN);
			/* NaN never replaces a number in mpfr_min, so it is kept by hand. */
			if (k == 0 || mpfr_nan_p(t) || (s ? mpfr_greater_p(t, &ret[s]) : mpfr_less_p(t, &ret[s])))
				mpfr_set(&ret[s], t, round);
			if (mpfr_nan_p(&ret[s]))
				break;
		}
	}
	mpfr_clear(t);
}

void assay_interval_mul(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b)
{
	if (mpfr_sgn(&a[0]) > 0 && mpfr_sgn(&b[0]) > 0) {
		mpfr_mul(&ret[0], &a[0], &b[0], MPFR_RNDD);
		mpfr_mul(&ret[1], &a[1], &b[1], MPFR_RNDU);
		return;
	}
	corners(ret, mpfr_mul, a, b, true);
}

void assay_interval_square(mpfr_ptr ret, mpfr_srcptr a)
{
	corners(ret, mpfr_mul, a, a, true);
	if (mpfr_sgn(&a[0]) < 0 && mpfr_sgn(&a[1]) > 0)
		mpfr_set_ui(&ret[0], 0, MPFR_RNDN);
}

bool assay_interval_div(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b)
{
	if (mpfr_sgn(&b[0]) <= 0 && mpfr_sgn(&b[1]) >= 0)
		return false;
	corners(ret, mpfr_div, a, b, false);
	/* Infinity over infinity says nothing. */
	return !mpfr_nan_p(&ret[0]) && !mpfr_nan_p(&ret[1]);
}

/* x^n for a whole n above zero. */
static void whole_power(mpfr_ptr ret, mpfr_srcptr base, mpfr_srcptr n, bool is_odd)
{
	if (is_odd || mpfr_sgn(&base[0]) >= 0) {
		mpfr_pow(&ret[0], &base[0], n, MPFR_RNDD);
		mpfr_pow(&ret[1], &base[1], n, MPFR_RNDU);
		return;
	}
	if (mpfr_sgn(&base[1]) <= 0) {
		mpfr_pow(&ret[0], &base[1], n, MPFR_RNDD);
		mpfr_pow(&ret[1], &base[0], n, MPFR_RNDU);
		return;
	}
	mpfr_set_ui(&ret[0], 0, MPFR_RNDN);
	mpfr_pow(&ret[1], mpfr_cmpabs(&base[0], &base[1]) > 0 ? &base[0] : &base[1], n, MPFR_RNDU);
}

bool assay_interval_pow(mpfr_ptr ret, mpfr_srcptr base, mpfr_srcptr e)
{
	bool is_whole = mpfr_equal_p(&e[0], &e[1]) && mpfr_number_p(&e[0]) && mpfr_integer_p(&e[0]);
	if (is_whole && mpfr_sgn(&base[0]) <= 0) {
		if (mpfr_sgn(&e[0]) <= 0 && (mpfr_sgn(&base[0]) <= 0 && mpfr_sgn(&base[1]) >= 0))
			return false;
		/* A float with an exponent beyond its precision is even. */
		bool is_odd = mpfr_get_exp(&e[0]) <= mpfr_get_prec(&e[0]) && mpfr_fits_slong_p(&e[0], MPFR_RNDN) &&
			      mpfr_get_si(&e[0], MPFR_RNDN) % 2 != 0;
		if (!is_odd && !mpfr_fits_slong_p(&e[0], MPFR_RNDN))
			return false;
		if (mpfr_sgn(&e[0]) > 0) {
			whole_power(ret, base, &e[0], is_odd);
			return !mpfr_nan_p(&ret[0]) && !mpfr_nan_p(&ret[1]);
		}
	}
	if (mpfr_sgn(&base[0]) <= 0 && !is_whole)
		return false;
	/* x^y is monotone in x and in y where x is of one sign; for negative x only whole y come here. */
	corners(ret, mpfr_pow, base, e, false);
	return !mpfr_nan_p(&ret[0]) && !mpfr_nan_p(&ret[1]);
}

bool assay_interval_argument(mpfr_ptr ret, mpfr_srcptr re, mpfr_srcptr im)
{
	bool crosses = mpfr_sgn(&im[0]) <= 0 && mpfr_sgn(&im[1]) >= 0;
	if (crosses && mpfr_sgn(&re[0]) <= 0)
		return false;
	/* Off the cut the angle is monotone along each side of the box. */
	corners(ret, mpfr_atan2, im, re, false);
	return !mpfr_nan_p(&ret[0]) && !mpfr_nan_p(&ret[1]);
}

typedef int (*real_function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

static void rising(mpfr_ptr ret, real_function fn, mpfr_srcptr a)
{
	fn(&ret[0], &a[0], MPFR_RNDD);
	fn(&ret[1], &a[1], MPFR_RNDU);
}

static void falling(mpfr_ptr ret, real_function fn, mpfr_srcptr a)
{
	fn(&ret[0], &a[1], MPFR_RNDD);
	fn(&ret[1], &a[0], MPFR_RNDU);
}

/* The index of the half turn that x lies in, counted from a peak of the wave; rounded as told. */
static void half_turn(mpz_t ret, mpfr_srcptr x, bool is_sine, mpfr_rnd_t round)
{
	mpfr_t pi, t;
	mpfr_prec_t bits = mpfr_get_prec(x) + 64;
	bits += mpfr_zero_p(x) || mpfr_get_exp(x) < 0 ? 0 : mpfr_get_exp(x);
	mpfr_inits2(bits, pi, t, NULL);
	/* x / pi rounded outwards: the divisor's rounding depends on the sign of x. */
	bool down = round == MPFR_RNDD;
	mpfr_const_pi(pi, down == (mpfr_sgn(x) >= 0) ? MPFR_RNDU : MPFR_RNDD);
	mpfr_div(t, x, pi, round);
	if (is_sine)
		mpfr_sub_d(t, t, 0.5, round);
	mpfr_get_z(ret, t, MPFR_RNDD);
	mpfr_clears(pi, t, NULL);
}

static void wave(mpfr_ptr ret, mpfr_srcptr a, bool is_sine)
{
	mpfr_set_si(&ret[0], -1, MPFR_RNDN);
	mpfr_set_si(&ret[1], 1, MPFR_RNDN);
	for (int s = 0; s < 2; s++) {
		if (!mpfr_number_p(&a[s]) || (!mpfr_zero_p(&a[s]) && mpfr_get_exp(&a[s]) > MAX_ANGLE_EXP))
			return;
	}
	mpfr_t width;
	mpfr_init2(width, 64);
	mpfr_sub(width, &a[1], &a[0], MPFR_RNDU);
	bool is_wide = mpfr_cmp_ui(width, 3) >= 0;
	mpfr_clear(width);
	if (is_wide)
		return;
	mpz_t first, last;
	mpz_inits(first, last, NULL);
	half_turn(first, &a[0], is_sine, MPFR_RNDD);
	half_turn(last, &a[1], is_sine, MPFR_RNDU);
	/* Half turn k runs from an extremum (a peak when k is even) to the next. */
	bool has_peak = false, has_trough = false;
	for (mpz_add_ui(first, first, 1); mpz_cmp(first, last) <= 0; mpz_add_ui(first, first, 1)) {
		has_peak = has_peak || mpz_even_p(first);
		has_trough = has_trough || mpz_odd_p(first);
	}
	mpz_clears(first, last, NULL);
	mpfr_t end[2][2];
	mpfr_inits2(mpfr_get_prec(ret), end[0][0], end[0][1], end[1][0], end[1][1], NULL);
	for (int s = 0; s < 2; s++) {
		(is_sine ? mpfr_sin : mpfr_cos)(end[s][0], &a[s], MPFR_RNDD);
		(is_sine ? mpfr_sin : mpfr_cos)(end[s][1], &a[s], MPFR_RNDU);
	}
	if (!has_trough)
		mpfr_min(&ret[0], end[0][0], end[1][0], MPFR_RNDD);
	if (!has_peak)
		mpfr_max(&ret[1], end[0][1], end[1][1], MPFR_RNDU);
	mpfr_clears(end[0][0], end[0][1], end[1][0], end[1][1], NULL);
}

static void absolute(mpfr_ptr ret, mpfr_srcptr a)
{
	if (mpfr_sgn(&a[0]) >= 0) {
		mpfr_set(&ret[0], &a[0], MPFR_RNDD);
		mpfr_set(&ret[1], &a[1], MPFR_RNDU);
	} else if (mpfr_sgn(&a[1]) <= 0) {
		mpfr_neg(&ret[0], &a[1], MPFR_RNDD);
		mpfr_neg(&ret[1], &a[0], MPFR_RNDU);
	} else {
		mpfr_set_ui(&ret[0], 0, MPFR_RNDD);
		mpfr_neg(&ret[1], &a[0], MPFR_RNDU);
		mpfr_max(&ret[1], &ret[1], &a[1], MPFR_RNDU);
	}
}

/* A step function: known where both ends stand on one step. */
static bool step(mpfr_ptr ret, enum assay_expr_function fn, mpfr_srcptr a)
{
	if (fn == ASSAY_FN_SIGN) {
		int low = mpfr_sgn(&a[0]), high = mpfr_sgn(&a[1]);
		mpfr_set_si(&ret[0], low, MPFR_RNDN);
		mpfr_set_si(&ret[1], high, MPFR_RNDN);
		return low == high;
	}
	/* Halves are rounded away from zero by one convention and up by another. */
	mpfr_rnd_t round = fn == ASSAY_FN_FLOOR ? MPFR_RNDD : MPFR_RNDU;
	if (fn == ASSAY_FN_ROUND)
		return false;
	mpfr_rint(&ret[0], &a[0], round);
	mpfr_rint(&ret[1], &a[1], round);
	return mpfr_equal_p(&ret[0], &ret[1]) && mpfr_integer_p(&ret[0]);
}

/* Gamma of a + shift, which rises from 2 on. */
static bool gamma_of(mpfr_ptr ret, mpfr_srcptr a, unsigned long shift)
{
	__mpfr_struct x[2];
	mpfr_inits2(mpfr_get_prec(&ret[0]), &x[0], &x[1], NULL);
	mpfr_add_ui(&x[0], &a[0], shift, MPFR_RNDD);
	mpfr_add_ui(&x[1], &a[1], shift, MPFR_RNDU);
	bool is_rising = mpfr_cmp_ui(&x[0], 2) >= 0, is_falling = mpfr_sgn(&x[0]) > 0 && mpfr_cmp_d(&x[1], 1.4) < 0;
	for (int s = 0; s < 2 && is_rising; s++) {
		/* Beyond, both bounds say only that it is large. */
		if (mpfr_cmp_d(&x[s], MAX_GAMMA) < 0)
			mpfr_gamma(&ret[s], &x[s], s ? MPFR_RNDU : MPFR_RNDD);
		else if (s)
			mpfr_set_inf(&ret[1], 1);
		else
			mpfr_set_d(&ret[0], 1e300, MPFR_RNDD);
	}
	if (is_falling)
		falling(ret, mpfr_gamma, x);
	mpfr_clears(&x[0], &x[1], NULL);
	return is_rising || is_falling;
}

static bool within(mpfr_srcptr a, long low, long high)
{
	return mpfr_cmp_si(&a[0], low) >= 0 && mpfr_cmp_si(&a[1], high) <= 0;
}

bool assay_interval_function(mpfr_ptr ret, enum assay_expr_function fn, mpfr_srcptr a)
{
	switch ((unsigned)fn) {
	case ASSAY_FN_EXP:
		rising(ret, mpfr_exp, a);
		return true;
	case ASSAY_FN_LN:
		rising(ret, mpfr_log, a);
		return mpfr_sgn(&a[0]) > 0;
	case ASSAY_FN_SIN:
	case ASSAY_FN_COS:
		wave(ret, a, fn == ASSAY_FN_SIN);
		return true;
	case ASSAY_FN_ASIN:
		rising(ret, mpfr_asin, a);
		return within(a, -1, 1);
	case ASSAY_FN_ACOS:
		falling(ret, mpfr_acos, a);
		return within(a, -1, 1);
	case ASSAY_FN_ATAN:
		rising(ret, mpfr_atan, a);
		return true;
	case ASSAY_FN_SINH:
		rising(ret, mpfr_sinh, a);
		return true;
	case ASSAY_FN_TANH:
		rising(ret, mpfr_tanh, a);
		return true;
	case ASSAY_FN_COSH:
		absolute(ret, a);
		mpfr_cosh(&ret[0], &ret[0], MPFR_RNDD);
		mpfr_cosh(&ret[1], &ret[1], MPFR_RNDU);
		return true;
	case ASSAY_FN_ASINH:
		rising(ret, mpfr_asinh, a);
		return true;
	case ASSAY_FN_ACOSH:
		rising(ret, mpfr_acosh, a);
		return mpfr_cmp_ui(&a[0], 1) >= 0;
	case ASSAY_FN_ATANH:
		rising(ret, mpfr_atanh, a);
		return mpfr_cmp_si(&a[0], -1) > 0 && mpfr_cmp_ui(&a[1], 1) < 0;
	case ASSAY_FN_ABS:
		absolute(ret, a);
		return true;
	case ASSAY_FN_FLOOR:
	case ASSAY_FN_CEIL:
	case ASSAY_FN_SIGN:
	case ASSAY_FN_ROUND:
		return step(ret, fn, a);
	case ASSAY_FN_FACTORIAL:
		return gamma_of(ret, a, 1);
	case ASSAY_FN_GAMMA:
		return gamma_of(ret, a, 0);
	case ASSAY_FN_ZETA:
		falling(ret, mpfr_zeta, a);
		return mpfr_cmp_ui(&a[0], 1) > 0;
	default:
		return false;
	}
}
