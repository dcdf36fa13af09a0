/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/difficulty.h"

#include <criterion/criterion.h>
#include <math.h>

Test(difficulty, pass_at_k_gives_the_known_values)
{
	static const struct {
		uint64_t n, c, k;
		double p;
	} rows[] = {
		{10, 3, 1, 0.3}, {10, 3, 5, 0.916666666666667},
		{8, 1, 4, 0.5},	 {200, 17, 10, 0.597449},
		{5, 0, 3, 0},	 {5, 5, 1, 1},
		{5, 3, 3, 1},	 {4, 1, 5, -1},
		{4, 1, 0, -1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double p = assay_pass_at_k(rows[i].n, rows[i].c, rows[i].k);
		cr_assert(fabs(p - rows[i].p) < 1e-6, "row %zu: %f", i, p);
	}
}

/* By counting every draw of k out of n. */
Test(difficulty, pass_at_k_is_the_share_of_draws_that_hold_a_right_one)
{
	for (unsigned n = 1; n <= 10; n++) {
		for (unsigned c = 0; c <= n; c++) {
			unsigned good[11] = {0};
			unsigned all[11] = {0};
			for (unsigned set = 0; set < 1U << n; set++) {
				unsigned k = (unsigned)__builtin_popcount(set);
				all[k]++;
				good[k] += (set & ((1U << c) - 1)) != 0;
			}
			for (unsigned k = 1; k <= n; k++)
				cr_assert(fabs(assay_pass_at_k(n, c, k) - (double)good[k] / all[k]) < 1e-12, "%u %u %u",
					  n, c, k);
		}
	}
}

/* The bounds are where the score test of the share just fails: |p - bound| = z sqrt(bound (1 - bound) / n). */
Test(difficulty, wilson_bounds_solve_the_equation_they_come_from)
{
	for (uint64_t n = 1; n <= 60; n++) {
		for (uint64_t c = 0; c <= n; c++) {
			double bounds[2];
			double p = (double)c / (double)n;
			assay_wilson(n, c, ASSAY_Z_95, &bounds[0], &bounds[1]);
			cr_assert(bounds[0] >= 0 && bounds[0] <= p && p <= bounds[1] && bounds[1] <= 1);
			for (unsigned i = 0; i < 2; i++) {
				double b = bounds[i];
				double z = ASSAY_Z_95 * sqrt(b * (1 - b) / (double)n);
				cr_assert(fabs(fabs(p - b) - z) < 1e-9, "n %d, c %d", (int)n, (int)c);
			}
		}
	}
}

Test(difficulty, a_bucket_needs_the_whole_interval)
{
	static const struct {
		uint64_t n, c;
		enum assay_difficulty is;
	} rows[] = {
		{0, 0, ASSAY_DIFFICULTY_UNKNOWN},   {4, 4, ASSAY_DIFFICULTY_UNKNOWN},
		{8, 8, ASSAY_DIFFICULTY_EASY},	    {4, 0, ASSAY_DIFFICULTY_UNKNOWN},
		{8, 0, ASSAY_DIFFICULTY_HARD},	    {8, 4, ASSAY_DIFFICULTY_UNKNOWN},
		{100, 50, ASSAY_DIFFICULTY_MEDIUM}, {100, 66, ASSAY_DIFFICULTY_UNKNOWN},
		{100, 90, ASSAY_DIFFICULTY_EASY},   {100, 10, ASSAY_DIFFICULTY_HARD},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert(assay_difficulty_of(rows[i].n, rows[i].c) == rows[i].is, "row %zu", i);
}
