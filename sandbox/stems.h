/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stems of a slot as the worker sees them: grown when first wanted, one per system call filter, closed with the
 * slot. Where the template does their work itself (template.h) it is the only stem.
 *
 * A zygote (zygote.h) is ordered when a kind of run comes for the second time, starts while runs go on from scratch,
 * and is used once it is ready. It is replaced after some hundreds of runs. When one fails in any way, it is given up,
 * and the next hundreds of runs of this process start from scratch.
 */
#ifndef ASSAY_SANDBOX_STEMS_H
#define ASSAY_SANDBOX_STEMS_H

#include "base/buf.h"
#include "base/err.h"
#include "sandbox/policy.h"
#include "sandbox/sandbox.h"

#include <stdbool.h>

struct sandbox_stem {
	bool is_open;
	const struct assay_syscall_policy *policy;
	int sock, notes; /**< See wire.h. */
	bool owes_over;	 /**< Its last run ended, but its OVER was not read yet. */

	/* Of a zygote. */
	bool is_zygote, is_ready;
	bool is_doubtful;      /**< A run failed: it is not used again. */
	bool is_refused;       /**< It could not start; remembered so that it is not tried again. */
	struct assay_buf kind; /**< Command, environment and what is loaded: the same for all its runs. */
	int words;	       /**< What it said while it started. */
	unsigned n_asked;      /**< Runs of its kind before it was ordered. */
	uint64_t n_runs, used; /**< Runs forked; when last wanted, by the slot's count. */
	uint64_t ordered_ns;
};

#define SANDBOX_MAX_STEMS 12

/** The stem for a run of `job`, which lives until the slot's next call of this. 0 or a code. */
int sandbox_slot_stem(struct assay_slot *slot, const struct assay_job *job, struct sandbox_stem **ret,
		      struct assay_err *err);
/** Says that a run of `stem` failed by no doing of the candidate's; nothing happens unless it is a zygote. */
void sandbox_stem_doubt(struct sandbox_stem *stem);
/** Says that `stem`, a zygote, is dead. */
void sandbox_stem_bury(struct sandbox_stem *stem);
/** Waits until all of the last run is gone, where that was not waited for yet. 0 or a code: the slot is broken. */
int sandbox_slot_settle(struct assay_slot *slot, struct assay_err *err);
/** Processes of the slot itself: the template, where it is not pid 1, and its stems. */
unsigned sandbox_slot_size(const struct assay_slot *slot);
/** Lets all stems go; they end by themselves. */
void sandbox_slot_close_stems(struct assay_slot *slot);

#endif
