/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values modulo 61-bit primes, for expressions too large to expand: (x + 1)^2000, 3^(10^9) + 1.
 *
 * A rational function with rational coefficients (and i) that is zero has residue zero at every point modulo every
 * prime where no denominator vanishes; so one unequal residue proves a difference. One that is not zero has residue
 * zero with a probability of at most
 *
 *     degree / 2^60                   Schwartz and Zippel, over a point drawn from the field
 *   + (height_bits / 60 + 1) / 2^48   at most so many 61-bit primes divide a coefficient; primes are drawn from 2^60
 *                                     numbers by taking the next one, whose gaps are below 2^12
 *
 * for each of the primes, which are drawn anew each time.
 */
#ifndef ASSAY_VERIFIERS_MATH_RESIDUE_H
#define ASSAY_VERIFIERS_MATH_RESIDUE_H

#include "base/rng.h"
#include "verifiers/math/form.h"

#define ASSAY_RESIDUE_PRIMES	4
#define ASSAY_RESIDUE_MAX_NAMES 64

struct assay_residue {
	uint64_t prime, a, b;
	uint64_t point[ASSAY_RESIDUE_MAX_NAMES];
};

struct assay_residues {
	struct assay_str names[ASSAY_RESIDUE_MAX_NAMES];
	uint32_t n_names;
	struct assay_residue at[ASSAY_RESIDUE_PRIMES];
	uint32_t n;   /**< 0: neither side can be evaluated so. */
	bool differs; /**< The last residues do. */
	double error_bound;
	uint64_t work;
};

/** False when the arena gave out. */
bool assay_residues_of(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_rng *rng,
		       uint64_t max_work, struct assay_arena *arena, struct assay_residues *ret);

#endif
