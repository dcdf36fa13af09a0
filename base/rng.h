/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splittable counter-based random streams.
 *
 * A stream is a key and a counter; the n-th number is a pure function of both (Philox4x64-10,
 * Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Splitting derives a child's key
 * from the parent's key and a label, in a part of the counter space that drawing never touches, so
 * streams of different labels do not overlap and the order of splits does not matter. The same
 * seed and labels give the same numbers on every machine: no floating point is
 * involved except in assay_rng_f64(), which is exact.
 *
 *     struct assay_rng root, child;
 *     assay_rng_init(&root, seed);
 *     assay_rng_split(&root, ASSAY_STR("family/linear"), level, index, &child);
 *
 * A stream is a plain value: copying it copies its position.
 */
#ifndef ASSAY_BASE_RNG_H
#define ASSAY_BASE_RNG_H

#include "base/str.h"

#include <stdint.h>

struct assay_rng {
	uint64_t key[2];
	uint64_t counter;  /**< Blocks drawn so far. */
	uint64_t block[4]; /**< The current block. */
	unsigned used;	   /**< Words of the block handed out; 4 means draw the next. */
};

void assay_rng_init(struct assay_rng *rng, uint64_t seed);

/** The child stream for a label and two numbers; independent of how much was drawn from `parent`. */
void assay_rng_split(const struct assay_rng *parent, struct assay_str label, uint64_t a, uint64_t b,
		     struct assay_rng *ret);

uint64_t assay_rng_u64(struct assay_rng *rng);

/** Uniform in [0, n), without bias (Lemire, "Fast random integer generation in an interval", 2019); n > 0. */
uint64_t assay_rng_below(struct assay_rng *rng, uint64_t n);

/** Uniform in [min, max], both included; min <= max. */
int64_t assay_rng_range(struct assay_rng *rng, int64_t min, int64_t max);

/** Uniform in [0, 1): 53 random bits times 2^-53. */
double assay_rng_f64(struct assay_rng *rng);

/** Fisher-Yates over `n` items of `size` bytes each. */
void assay_rng_shuffle(struct assay_rng *rng, void *items, size_t n, size_t size);

/** One Philox4x64-10 block, exposed for the known-answer test. */
void assay_philox4x64(const uint64_t counter[4], const uint64_t key[2], uint64_t ret[4]);

#endif
