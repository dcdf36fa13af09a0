/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stems of a slot as the worker sees them: grown when first wanted, one per system call filter, closed with the
 * slot. Where the template does their work itself (template.h) it is the only stem.
 */
#ifndef ASSAY_SANDBOX_STEMS_H
#define ASSAY_SANDBOX_STEMS_H

#include "base/err.h"
#include "sandbox/policy.h"

#include <stdbool.h>

struct assay_slot;

struct sandbox_stem {
	bool is_open;
	const struct assay_syscall_policy *policy;
	int sock, notes; /**< See wire.h. */
	bool owes_over;	 /**< Its last run ended, but its OVER was not read yet. */
};

/** More policies than languages have; the last place changes hands. */
#define SANDBOX_MAX_STEMS 8

/** The stem for runs under `policy`, which lives until the slot's next call of this. 0 or a code. */
int sandbox_slot_stem(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct sandbox_stem **ret,
		      struct assay_err *err);
/** Waits until all of the last run is gone, where that was not waited for yet. 0 or a code: the slot is broken. */
int sandbox_slot_settle(struct assay_slot *slot, struct assay_err *err);
/** Processes of the slot itself: the template and its stems. */
unsigned sandbox_slot_size(const struct assay_slot *slot);
/** Lets all stems go; they end by themselves. */
void sandbox_slot_close_stems(struct assay_slot *slot);

#endif
