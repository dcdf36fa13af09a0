/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many problems of one family, no two the same.
 *
 * Instances are made in order of their index, and one that was there before, in these words or in others (the
 * `instance` fingerprint), is passed over. Small levels run dry: after ASSAY_FILL_REPEATS instances in a row that were
 * there before, a level is taken to have no more.
 */
#ifndef ASSAY_PROBLEMS_FILL_H
#define ASSAY_PROBLEMS_FILL_H

#include "problems/family.h"

#include <stdint.h>

#define ASSAY_FILL_REPEATS 200

/** Fingerprints of what was there before. */
struct assay_fill_seen;

/** NULL when out of memory. */
struct assay_fill_seen *assay_fill_seen_create(void);
void assay_fill_seen_destroy(struct assay_fill_seen *seen);

/**
 * Gives up to `count` different problems of the request's family and level to `emit`; the request's index is not read.
 * What `emit` is given lives until it returns; an error of its own ends the filling. How many there were is in `ret_n`.
 */
int assay_family_fill(const struct assay_family_request *request, uint64_t count, struct assay_fill_seen *seen,
		      int (*emit)(void *arg, const struct assay_made *made, struct assay_err *err), void *arg,
		      uint64_t *ret_n, struct assay_err *err);

#endif
