/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carry out one verification: plan, compile, run, judge, conclude. What a worker does with an order.
 */
#ifndef ASSAY_ORCHESTRATOR_CARRY_H
#define ASSAY_ORCHESTRATOR_CARRY_H

#include "base/arena.h"
#include "base/err.h"
#include "problems/problem.h"
#include "sandbox/sandbox.h"
#include "verifiers/verify.h"

/** Two slots, made when first needed and replaced after the sandbox failed. Mathematics needs none. */
struct assay_carrier {
	struct assay_sandbox_options sandbox; /**< slot_id is that of the first slot; the second gets the next one. */
	struct assay_slot *slots[2];
};

/** Destroys the slots. */
void assay_carrier_finish(struct assay_carrier *carrier);

/**
 * Verifies one candidate. Returns 0 with a verdict, `system_error` included: a sandbox that fails twice, a missing
 * toolchain and a problem that cannot be judged are system errors with their reason, never labels. A negative return
 * means that this process is in trouble itself (out of memory).
 */
int assay_carry(struct assay_carrier *carrier, const struct assay_problem *problem,
		const struct assay_candidate *candidate, const struct assay_verify_options *options,
		struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err);

#endif
