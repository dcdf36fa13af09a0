/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When one verdict is not enough.
 *
 * A system_error is tried once more, because it may be an accident of ours. A time_limit is tried once more alone, with
 * no other order running: CPU time grows a little when neighbours use the same caches, and a label must not depend on
 * them. With repeats, a candidate is judged several times; one that gets different words is flaky, and becomes
 * `undecided`.
 */
#ifndef ASSAY_ORCHESTRATOR_OPINION_H
#define ASSAY_ORCHESTRATOR_OPINION_H

#include "base/arena.h"
#include "base/err.h"
#include "verifiers/verify.h"

#include <stdbool.h>

struct assay_opinion_rules {
	unsigned repeats;	 /**< Verdicts per candidate; 0: 1. */
	bool trusts_time_limits; /**< Take the first time_limit. */
};

/** The opinions on one candidate so far; zeroed memory is none. */
struct assay_opinions {
	unsigned counts[ASSAY_N_WORDS];
	unsigned n;
	bool was_repeated; /**< After a system_error. */
	bool was_alone;	   /**< This time it ran alone. */
};

enum assay_opinion_next {
	ASSAY_OPINION_FINAL,
	ASSAY_OPINION_AGAIN,
	ASSAY_OPINION_ALONE,
};

/** Takes a verdict's word and says what is to happen. */
enum assay_opinion_next assay_opinions_take(struct assay_opinions *opinions, const struct assay_opinion_rules *rules,
					    enum assay_word word);

/** Makes the final verdict of the last one: `undecided`, with its reason in the arena, where they differ. */
int assay_opinions_settle(const struct assay_opinions *opinions, struct assay_arena *arena,
			  struct assay_verdict *verdict, struct assay_err *err);

#endif
