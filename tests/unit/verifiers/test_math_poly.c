/* SPDX-License-Identifier: Apache-2.0 */
/* Polynomials over atoms: what the operations give has the value that the operands' values give. */
#include "verifiers/math/poly.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <math.h>

#define UNIT ASSAY_POLY_UNIT

static struct assay_arena *arena;
static struct assay_poly_pool pool;
static struct assay_rng rng;
/* x, y, 2 (roots of), i aside: the values atoms are given. */
static const double values[] = {1.25, 0.75, 2};

static void setup(void)
{
	arena = assay_arena_create(0);
	assay_poly_pool_init(&pool, arena, 4096, 1 << 20, 1 << 24);
	assay_rng_init(&rng, 7);
	mpz_t two;
	mpz_init_set_ui(two, 2);
	(void)assay_poly_add_atom(&pool, ASSAY_POLY_FREE, NULL);
	(void)assay_poly_add_atom(&pool, ASSAY_POLY_FREE, NULL);
	(void)assay_poly_add_atom(&pool, ASSAY_POLY_INTEGER, two);
	mpz_clear(two);
}

static void teardown(void)
{
	assay_poly_pool_clear(&pool);
	assay_arena_destroy(arena);
}

TestSuite(math_poly, .init = setup, .fini = teardown);

static struct assay_poly draw(void)
{
	struct assay_poly ret = {0};
	for (uint64_t n = assay_rng_below(&rng, 5); n > 0; n--) {
		struct assay_poly term = assay_poly_small(&pool, (long)assay_rng_range(&rng, -9, 9),
							  (unsigned long)assay_rng_range(&rng, 1, 6));
		for (uint32_t k = 0; k < 3; k++) {
			int64_t e = assay_rng_range(&rng, -2, 3) * UNIT / (k == 2 ? 6 : 1);
			term = assay_poly_mul(&pool, term, assay_poly_power_of_atom(&pool, k, e));
		}
		ret = assay_poly_add(&pool, ret, term);
	}
	return ret;
}

static double value(struct assay_poly a)
{
	double ret = 0;
	for (uint32_t i = 0; i < a.n; i++) {
		double term = mpq_get_d(a.terms[i].c);
		for (uint32_t k = 0; k < 3; k++)
			term *= pow(values[k], (double)a.terms[i].e[k] / UNIT);
		ret += term;
	}
	return ret;
}

static void expect_near(double got, double wanted, const char *what)
{
	cr_expect(fabs(got - wanted) <= 1e-9 * (1 + fabs(wanted)), "%s is %.17g, not %.17g", what, got, wanted);
}

Test(math_poly, computes_values)
{
	for (int round = 0; round < 300; round++) {
		struct assay_poly a = draw(), b = draw();
		expect_near(value(assay_poly_add(&pool, a, b)), value(a) + value(b), "a + b");
		expect_near(value(assay_poly_sub(&pool, a, b)), value(a) - value(b), "a - b");
		expect_near(value(assay_poly_mul(&pool, a, b)), value(a) * value(b), "a b");
		expect_near(value(assay_poly_pow(&pool, a, 3)), pow(value(a), 3), "a^3");
		if (a.n == 1)
			expect_near(value(assay_poly_invert_term(&pool, a)), 1 / value(a), "1 / a");
	}
	cr_assert_not(assay_poly_failed(&pool));
}

Test(math_poly, obeys_the_laws_of_a_ring)
{
	for (int round = 0; round < 300; round++) {
		struct assay_poly a = draw(), b = draw(), c = draw();
		struct assay_poly left = assay_poly_mul(&pool, a, assay_poly_add(&pool, b, c));
		struct assay_poly right =
			assay_poly_add(&pool, assay_poly_mul(&pool, a, b), assay_poly_mul(&pool, a, c));
		cr_expect(assay_poly_equal(&pool, left, right), "a (b + c) in round %d", round);
		left = assay_poly_mul(&pool, assay_poly_mul(&pool, a, b), c);
		right = assay_poly_mul(&pool, b, assay_poly_mul(&pool, c, a));
		cr_expect(assay_poly_equal(&pool, left, right), "(a b) c in round %d", round);
		cr_expect_eq(assay_poly_sub(&pool, a, a).n, 0);
	}
}

Test(math_poly, finds_the_ratio_of_proportional_ones)
{
	mpq_t ratio, wanted;
	mpq_inits(ratio, wanted, NULL);
	for (int round = 0; round < 100; round++) {
		struct assay_poly a = draw();
		if (a.n == 0)
			continue;
		mpq_set_si(wanted, (long)assay_rng_range(&rng, 1, 9), (unsigned long)assay_rng_range(&rng, 1, 9));
		mpq_canonicalize(wanted);
		struct assay_poly b = assay_poly_scale(&pool, a, wanted);
		cr_expect(assay_poly_ratio(&pool, b, a, ratio) && mpq_equal(ratio, wanted));
		b = assay_poly_add(&pool, b, assay_poly_power_of_atom(&pool, 0, 9 * UNIT));
		cr_expect_not(assay_poly_ratio(&pool, b, a, ratio));
	}
	mpq_clears(ratio, wanted, NULL);
}

Test(math_poly, fails_at_its_ceilings_and_stays_failed)
{
	struct assay_poly sum = assay_poly_add(&pool, assay_poly_power_of_atom(&pool, 0, UNIT),
					       assay_poly_power_of_atom(&pool, 1, UNIT));
	(void)assay_poly_pow(&pool, sum, 100);
	cr_expect_not(assay_poly_failed(&pool), "101 terms are few enough");
	(void)assay_poly_pow(&pool, sum, 5000);
	cr_expect(assay_poly_failed(&pool));
	cr_expect_eq(assay_poly_small(&pool, 1, 1).n, 0);
}
