/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Difficulty, measured: of n candidates c were accepted.
 *
 * A share of few tries is noise, so it comes with its Wilson interval, and a problem has a bucket only when the whole
 * interval lies inside: easy from 2/3 up, medium from 1/3 up, hard below. pass@k is the unbiased estimate; "any of the
 * first k passed" is not.
 */
#ifndef ASSAY_FILTERS_DIFFICULTY_H
#define ASSAY_FILTERS_DIFFICULTY_H

#include <stdint.h>

/** The standard normal quantile for intervals of 95 %. */
#define ASSAY_Z_95 1.959963984540054

enum assay_difficulty {
	ASSAY_DIFFICULTY_UNKNOWN = 0, /**< The interval crosses an edge, or there is nothing to go by. */
	ASSAY_DIFFICULTY_EASY,
	ASSAY_DIFFICULTY_MEDIUM,
	ASSAY_DIFFICULTY_HARD,
};

/** NULL for unknown. */
const char *assay_difficulty_name(enum assay_difficulty difficulty);

/** The Wilson score interval of c in n; [0, 1] for n = 0. c <= n. */
void assay_wilson(uint64_t n, uint64_t c, double z, double *ret_low, double *ret_high);

/** The chance that one of k candidates drawn without replacement from n, c of them right, is right. -1 when k is 0 or
 * above n: there is no unbiased estimate. */
double assay_pass_at_k(uint64_t n, uint64_t c, uint64_t k);

enum assay_difficulty assay_difficulty_of(uint64_t n, uint64_t c);

#endif
