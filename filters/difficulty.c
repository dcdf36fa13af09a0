/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/difficulty.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

const char *assay_difficulty_name(enum assay_difficulty difficulty)
{
	static const char *const names[] = {NULL, "easy", "medium", "hard"};
	return names[difficulty];
}

void assay_wilson(uint64_t n, uint64_t c, double z, double *ret_low, double *ret_high)
{
	assert(c <= n);
	*ret_low = 0;
	*ret_high = 1;
	if (n == 0)
		return;
	double tries = (double)n;
	double p = (double)c / tries;
	double zz = z * z / tries;
	double middle = (p + zz / 2) / (1 + zz);
	double half = z / (1 + zz) * sqrt(p * (1 - p) / tries + zz / (4 * tries));
	/* At the ends the exact bounds are 0 and 1; rounding must not say otherwise. */
	*ret_low = c == 0 ? 0 : fmax(0, middle - half);
	*ret_high = c == n ? 1 : fmin(1, middle + half);
}

double assay_pass_at_k(uint64_t n, uint64_t c, uint64_t k)
{
	assert(c <= n);
	if (k == 0 || k > n)
		return -1;
	if (n - c < k)
		return 1;
	/* The product form: binomials would overflow. */
	double none = 1;
	for (uint64_t i = n - c + 1; i <= n; i++)
		none *= 1 - (double)k / (double)i;
	return 1 - none;
}

enum assay_difficulty assay_difficulty_of(uint64_t n, uint64_t c)
{
	double low;
	double high;
	assay_wilson(n, c, ASSAY_Z_95, &low, &high);
	if (low >= 2.0 / 3)
		return ASSAY_DIFFICULTY_EASY;
	if (high < 1.0 / 3)
		return ASSAY_DIFFICULTY_HARD;
	return low >= 1.0 / 3 && high < 2.0 / 3 ? ASSAY_DIFFICULTY_MEDIUM : ASSAY_DIFFICULTY_UNKNOWN;
}
