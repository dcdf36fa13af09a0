/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pool of worker processes that verify candidates.
 *
 * A worker is a forked process with its own sandbox slots and the verifiers. It is forked by a small *spawner*
 * process that itself was forked before anything big was loaded, so replacements are cheap and inherit nothing of the
 * orchestrator (no store, no keys, no endpoint connections). Orders and verdicts travel as framed messages.
 *
 * A worker that dies, hangs past its order's deadline or breaks the protocol is killed and replaced; its order is tried
 * again twice and then answered with `system_error`. Hostile input can kill a worker, never the farm.
 *
 * The queue is bounded: assay_pool_is_full() tells producers to pause, and `on_verdict` is the moment to go on.
 */
#ifndef ASSAY_ORCHESTRATOR_POOL_H
#define ASSAY_ORCHESTRATOR_POOL_H

#include "base/err.h"
#include "orchestrator/loop.h"
#include "problems/problem.h"
#include "sandbox/sandbox.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>

struct assay_pool_options {
	size_t jobs;		    /**< Workers; 0: one per CPU this process may use. */
	size_t queue;		    /**< Orders waiting or running before the pool is full; 0: 4 per worker. */
	uint64_t orders_per_worker; /**< A worker is replaced after this many; 0: 1,000. */
	struct assay_sandbox_options sandbox;
	struct assay_verify_options verify;
};

struct assay_pool;

/**
 * Forks the spawner. Call early: before big files are loaded, before threads, before the store is opened. Fails with
 * ASSAY_ESANDBOX when a slot cannot be made at the required level (a worker is started once to find out).
 */
int assay_pool_create(const struct assay_pool_options *options, struct assay_pool **ret, struct assay_err *err);
/** Kills and reaps every worker and the spawner; NULL is allowed. */
void assay_pool_destroy(struct assay_pool *pool);

/** Verdicts are given by `on_verdict(arg, ticket, problem, candidate ids, verdict)`; the verdict lives for the call. */
int assay_pool_attach(struct assay_pool *pool, struct assay_loop *loop,
		      void (*on_verdict)(void *arg, uint64_t ticket, const struct assay_verdict *verdict), void *arg,
		      struct assay_err *err);

bool assay_pool_is_full(const struct assay_pool *pool);
/** Orders not yet answered. */
size_t assay_pool_pending(const struct assay_pool *pool);

/** Queues one order; problem and candidate are copied into the message. `ticket` comes back with the verdict. */
int assay_pool_submit(struct assay_pool *pool, uint64_t ticket, const struct assay_problem *problem,
		      const struct assay_candidate *candidate, struct assay_err *err);

/**
 * Carries out one verification in this process on the given slots (slots[1] is used by two-sided executions): what a
 * worker does with an order, and what `assay exec`-like callers may use directly.
 */
int assay_carry(struct assay_slot *const slots[2], const struct assay_problem *problem,
		const struct assay_candidate *candidate, const struct assay_verify_options *options,
		struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err);

#endif
