/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact duplicates after normalisation.
 *
 * Two rows are the same when domain kind, language, prompt and response are the same in the normal forms that
 * docs/filters.md defines: bold for prose, careful for code, where a single operator makes another program. Keys
 * are 128 bits of SHA-256, so a collision cannot be constructed and equal keys need no second look.
 *
 * The index keeps about 120 bytes per distinct row and answers row by row, so files of any length stream through. The
 * first of its kind is the one that is kept: callers who prefer some rows put them first.
 */
#ifndef ASSAY_FILTERS_DEDUP_H
#define ASSAY_FILTERS_DEDUP_H

#include "base/err.h"
#include "base/hash.h"
#include "filters/filter.h"

#include <stdbool.h>
#include <stdint.h>

/** Which texts make a row. */
enum assay_dedup_fields {
	ASSAY_DEDUP_BOTH = 0,
	ASSAY_DEDUP_PROMPT,
	ASSAY_DEDUP_RESPONSE,
};

/** The key of a row; `scratch` is used and left with any content. */
int assay_exact_key(const struct assay_row *row, enum assay_dedup_fields fields, struct assay_buf *scratch,
		    struct assay_hash128 *ret, struct assay_err *err);

/** Whether two texts are the same after normalisation as `domain` and `language` ask for it. */
int assay_exact_same(struct assay_str a, struct assay_str b, struct assay_str domain, struct assay_str language,
		     bool *ret, struct assay_err *err);

struct assay_exact_index;

/** NULL when the allocator refuses. */
struct assay_exact_index *assay_exact_index_create(enum assay_dedup_fields fields);
void assay_exact_index_destroy(struct assay_exact_index *index);

struct assay_exact_match {
	struct assay_hash128 key;
	bool is_first;
	uint64_t first;		   /**< Ordinal of the first row with this key. */
	struct assay_str first_id; /**< Its id; absent when it had none. Lives in the index. */
};

/** Adds a row, which the caller numbers, and says whether its like was there before. */
int assay_exact_index_add(struct assay_exact_index *index, const struct assay_row *row, uint64_t ordinal,
			  struct assay_exact_match *ret, struct assay_err *err);

#endif
