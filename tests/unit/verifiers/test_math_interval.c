/* SPDX-License-Identifier: Apache-2.0 */
/* Enclosures hold what they claim: random points of random intervals, computed at a far higher precision. */
#include "verifiers/math/ball_real.h"

#include "base/rng.h"

#include <criterion/criterion.h>

#define BITS	  64
#define HIGH_BITS 400
#define ROUNDS	  400

struct known {
	const char *name;
	enum assay_expr_function fn;
	int (*mpfr)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
	double low, high; /* Where arguments are drawn. */
};

static const struct known functions[] = {
	{"exp", ASSAY_FN_EXP, mpfr_exp, -40, 40},	    {"log", ASSAY_FN_LN, mpfr_log, 0.001, 1e6},
	{"sin", ASSAY_FN_SIN, mpfr_sin, -50, 50},	    {"cos", ASSAY_FN_COS, mpfr_cos, -50, 50},
	{"sin", ASSAY_FN_SIN, mpfr_sin, -1e15, 1e15},	    {"cos", ASSAY_FN_COS, mpfr_cos, -1e22, 1e22},
	{"asin", ASSAY_FN_ASIN, mpfr_asin, -1, 1},	    {"acos", ASSAY_FN_ACOS, mpfr_acos, -1, 1},
	{"atan", ASSAY_FN_ATAN, mpfr_atan, -100, 100},	    {"sinh", ASSAY_FN_SINH, mpfr_sinh, -20, 20},
	{"cosh", ASSAY_FN_COSH, mpfr_cosh, -20, 20},	    {"tanh", ASSAY_FN_TANH, mpfr_tanh, -5, 5},
	{"asinh", ASSAY_FN_ASINH, mpfr_asinh, -9, 9},	    {"acosh", ASSAY_FN_ACOSH, mpfr_acosh, 1, 50},
	{"atanh", ASSAY_FN_ATANH, mpfr_atanh, -0.99, 0.99}, {"gamma", ASSAY_FN_GAMMA, mpfr_gamma, 0.1, 60},
	{"zeta", ASSAY_FN_ZETA, mpfr_zeta, 1.1, 40},	    {"abs", ASSAY_FN_ABS, mpfr_abs, -3, 3},
};

static struct assay_rng rng;

static void setup(void)
{
	assay_rng_init(&rng, 20240229);
}

static void teardown(void)
{
	mpfr_free_cache();
}

TestSuite(math_interval, .init = setup, .fini = teardown);

/* An interval within bounds, now and then a point, and a point in it. */
static void draw(__mpfr_struct *interval, mpfr_t inside, double low, double high)
{
	double a = low + assay_rng_f64(&rng) * (high - low);
	double width = assay_rng_below(&rng, 4) ? assay_rng_f64(&rng) * 4 : 0;
	double b = a + width > high ? high : a + width;
	mpfr_set_d(&interval[0], a, MPFR_RNDD);
	mpfr_set_d(&interval[1], b, MPFR_RNDU);
	mpfr_sub(inside, &interval[1], &interval[0], MPFR_RNDD);
	mpfr_mul_d(inside, inside, assay_rng_f64(&rng), MPFR_RNDD);
	mpfr_add(inside, inside, &interval[0], MPFR_RNDD);
}

static void expect_within(const __mpfr_struct *interval, mpfr_t value, const char *what, int round)
{
	cr_expect(mpfr_lessequal_p(&interval[0], value) && mpfr_lessequal_p(value, &interval[1]),
		  "%s, round %d: %.17g is not in [%.17g, %.17g]", what, round, mpfr_get_d(value, MPFR_RNDN),
		  mpfr_get_d(&interval[0], MPFR_RNDN), mpfr_get_d(&interval[1], MPFR_RNDN));
}

Test(math_interval, encloses_every_function)
{
	__mpfr_struct a[2], ret[2];
	mpfr_t inside, value;
	mpfr_inits2(BITS, &a[0], &a[1], &ret[0], &ret[1], NULL);
	mpfr_inits2(HIGH_BITS, inside, value, NULL);
	for (size_t f = 0; f < sizeof(functions) / sizeof(functions[0]); f++) {
		int known = 0;
		for (int round = 0; round < ROUNDS; round++) {
			draw(a, inside, functions[f].low, functions[f].high);
			if (!assay_interval_function(ret, functions[f].fn, a))
				continue;
			known++;
			functions[f].mpfr(value, inside, MPFR_RNDN);
			expect_within(ret, value, functions[f].name, round);
		}
		cr_expect(known > ROUNDS / 10, "function %zu was hardly ever known", f);
	}
	mpfr_clears(&a[0], &a[1], &ret[0], &ret[1], inside, value, NULL);
}

Test(math_interval, encloses_arithmetic)
{
	__mpfr_struct a[2], b[2], ret[2];
	mpfr_t x, y, value;
	mpfr_inits2(BITS, &a[0], &a[1], &b[0], &b[1], &ret[0], &ret[1], NULL);
	mpfr_inits2(HIGH_BITS, x, y, value, NULL);
	for (int round = 0; round < 4 * ROUNDS; round++) {
		draw(a, x, -3, 3);
		draw(b, y, -3, 3);
		assay_interval_add(ret, a, b, false);
		mpfr_add(value, x, y, MPFR_RNDN);
		expect_within(ret, value, "a + b", round);
		assay_interval_add(ret, a, b, true);
		mpfr_sub(value, x, y, MPFR_RNDN);
		expect_within(ret, value, "a - b", round);
		assay_interval_mul(ret, a, b);
		mpfr_mul(value, x, y, MPFR_RNDN);
		expect_within(ret, value, "a b", round);
		assay_interval_square(ret, a);
		mpfr_sqr(value, x, MPFR_RNDN);
		expect_within(ret, value, "a^2", round);
		mpfr_div(value, x, y, MPFR_RNDN);
		if (assay_interval_div(ret, a, b))
			expect_within(ret, value, "a / b", round);
		mpfr_atan2(value, y, x, MPFR_RNDN);
		if (assay_interval_argument(ret, a, b))
			expect_within(ret, value, "arg", round);
	}
	mpfr_clears(&a[0], &a[1], &b[0], &b[1], &ret[0], &ret[1], x, y, value, NULL);
}

Test(math_interval, encloses_powers)
{
	__mpfr_struct a[2], b[2], ret[2];
	mpfr_t x, y, value;
	mpfr_inits2(BITS, &a[0], &a[1], &b[0], &b[1], &ret[0], &ret[1], NULL);
	mpfr_inits2(HIGH_BITS, x, y, value, NULL);
	for (int round = 0; round < 4 * ROUNDS; round++) {
		draw(a, x, round % 2 ? -4 : 0.01, 4);
		if (round % 2) {
			long n = (long)assay_rng_range(&rng, -9, 9);
			mpfr_set_si(&b[0], n, MPFR_RNDD);
			mpfr_set_si(&b[1], n, MPFR_RNDU);
			mpfr_set_si(y, n, MPFR_RNDN);
		} else {
			draw(b, y, -5, 5);
		}
		if (!assay_interval_pow(ret, a, b))
			continue;
		mpfr_pow(value, x, y, MPFR_RNDN);
		expect_within(ret, value, "x^y", round);
	}
	mpfr_clears(&a[0], &a[1], &b[0], &b[1], &ret[0], &ret[1], x, y, value, NULL);
}

Test(math_interval, says_nothing_where_a_function_is_not_defined)
{
	static const struct {
		enum assay_expr_function fn;
		double low, high;
	} rows[] = {
		{ASSAY_FN_LN, -1, 2},	  {ASSAY_FN_LN, 0, 2},	   {ASSAY_FN_ASIN, 0.5, 1.5},  {ASSAY_FN_ACOS, -2, 0},
		{ASSAY_FN_ACOSH, 0.5, 2}, {ASSAY_FN_ATANH, -1, 0}, {ASSAY_FN_FLOOR, 0.5, 1.5}, {ASSAY_FN_SIGN, -1, 1},
		{ASSAY_FN_ZETA, 0.5, 3},  {ASSAY_FN_GAMMA, -1, 3}, {ASSAY_FN_SQRT, 1, 2},
	};
	__mpfr_struct a[2], ret[2];
	mpfr_inits2(BITS, &a[0], &a[1], &ret[0], &ret[1], NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		mpfr_set_d(&a[0], rows[i].low, MPFR_RNDD);
		mpfr_set_d(&a[1], rows[i].high, MPFR_RNDU);
		cr_expect_not(assay_interval_function(ret, rows[i].fn, a), "row %zu", i);
	}
	mpfr_clears(&a[0], &a[1], &ret[0], &ret[1], NULL);
}
