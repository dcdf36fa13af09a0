/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The samples as they go out of the door: checked, in the order of their ids or as a curriculum, each solution once.
 * Internal to filters/.
 */
#ifndef ASSAY_FILTERS_EXPORT_SET_H
#define ASSAY_FILTERS_EXPORT_SET_H

#include "filters/export.h"

struct assay_export_set {
	const struct assay_sample *samples;
	size_t n;
	/* Solutions that were left out, by reason. */
	uint64_t repeated;	/**< The same response again, on the same side. */
	uint64_t contradictory; /**< Accepted and rejected: both are left out. */
	uint64_t unwitnessed;	/**< Rejected without evidence or reason. */
	uint64_t empty;		/**< Rejected, and no text to show. */
	uint64_t surplus;	/**< Accepted beyond the first, when one was asked for. */
};

/**
 * ASSAY_EINVAL for what must never become a label: a wrong verdict word on either side, a sample without id, prompt or
 * split, an accepted solution without text, two samples of one id. Lists are copied into `arena`, texts are borrowed.
 */
int assay_export_set_make(const struct assay_sample *samples, size_t n, const struct assay_export_options *options,
			  struct assay_arena *arena, struct assay_export_set *ret, struct assay_err *err);

#endif
