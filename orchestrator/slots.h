/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pair of sandbox slots that one process of the farm works with.
 *
 * A slot's number decides the uid of its programs, so it must be distinct among the live slots of a machine,
 * whichever process they belong to. A pair claims its two numbers by binding a name among the abstract Unix sockets:
 * the kernel keeps the claim for as long as the process lives and drops it with the process, however that ends.
 */
#ifndef ASSAY_ORCHESTRATOR_SLOTS_H
#define ASSAY_ORCHESTRATOR_SLOTS_H

#include "base/err.h"
#include "sandbox/sandbox.h"

struct assay_slots {
	struct assay_slot *pair[2];
	struct assay_sandbox_options options; /**< slot_id: the first number of the claim. */
	int claim;
};

/** Claims numbers and starts both slots. On failure nothing is left. */
int assay_slots_open(const struct assay_sandbox_options *options, struct assay_slots *ret, struct assay_err *err);
/** Replaces both slots after one of them failed; the claim stays. On failure the pair is closed. */
int assay_slots_renew(struct assay_slots *slots, struct assay_err *err);
/** A pair that is closed already, or could not be opened, is fine. */
void assay_slots_close(struct assay_slots *slots);

#endif
