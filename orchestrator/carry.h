/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carry out one verification: plan, compile, run, judge, conclude. What a worker does with an order.
 */
#ifndef ASSAY_ORCHESTRATOR_CARRY_H
#define ASSAY_ORCHESTRATOR_CARRY_H

#include "base/arena.h"
#include "base/err.h"
#include "orchestrator/cache.h"
#include "problems/problem.h"
#include "sandbox/compile.h"
#include "sandbox/sandbox.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Two slots, made when first needed and replaced after the sandbox failed; mathematics needs none. Zeroed memory with
 * the caller's options is a fresh carrier.
 *
 * A slot's number decides the uid of its programs, so it must be distinct among the live slots of a machine, whichever
 * process they belong to. A carrier claims two by binding a name among the abstract Unix sockets: the kernel drops the
 * claim with the process, however that ends.
 */
struct assay_carrier {
	struct assay_sandbox_options sandbox; /**< slot_id is filled in by the claim. */
	/** One of so many candidates that ran in forked interpreters is judged again from scratch; 0: 512. */
	unsigned compares_every;
	struct assay_cache_setting cache;     /**< Where compiled programs are kept. */
	struct assay_compile_cache *compiled; /**< Made with the first slot, unless switched off. */
	struct assay_slot *slots[2];
	int claim; /**< The bound socket, when `has_claim`. */
	bool has_claim;
};

/** Adds the name of a module to those that zygotes load. ASSAY_ECONFIG: it is none, or there are too many. */
int assay_preload_add(struct assay_sandbox_options *options, struct assay_str name, struct assay_err *err);
/** The same for a list with commas between; NULL: none. */
int assay_preload_add_list(struct assay_sandbox_options *options, const char *names, struct assay_err *err);

/** Makes the first `n_slots` now, where they are not there yet. On failure the carrier still wants its finish. */
int assay_carrier_prepare(struct assay_carrier *carrier, size_t n_slots, struct assay_err *err);
/** Destroys the slots, after one of them failed; the next prepare makes new ones. */
void assay_carrier_drop_slots(struct assay_carrier *carrier);
/** Destroys the slots, forgets what was compiled in memory, and gives up the claim. */
void assay_carrier_finish(struct assay_carrier *carrier);
/** The same for a process that ends now: see assay_slot_abandon(). */
void assay_carrier_abandon(struct assay_carrier *carrier);

/**
 * Verifies one candidate. Returns 0 with a verdict, also where there is none to give: a sandbox that fails twice or a
 * missing toolchain is `system_error`, a problem that cannot be judged is `undecided`, each with its reason. A negative
 * return means that this process is in trouble itself (out of memory).
 */
int assay_carry(struct assay_carrier *carrier, const struct assay_problem *problem,
		const struct assay_candidate *candidate, const struct assay_verify_options *options,
		struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err);

#endif
