/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pool of worker processes that verify candidates.
 *
 * A worker that dies, hangs past its order's deadline or breaks the protocol is killed and replaced; its order is tried
 * again twice and then answered with `system_error`. Hostile input can kill a worker, never the farm. Workers are
 * replaced after a number of orders in any case, so that nothing can pile up in them.
 *
 * A verdict that wants another opinion (opinion.h) is tried again before it comes out.
 *
 * The pool makes its process a child subreaper and reaps what is orphaned to it.
 *
 * The queue is bounded: assay_pool_is_full() tells producers to pause, and a verdict is the moment to go on.
 */
#ifndef ASSAY_ORCHESTRATOR_POOL_H
#define ASSAY_ORCHESTRATOR_POOL_H

#include "base/err.h"
#include "orchestrator/loop.h"
#include "orchestrator/opinion.h"
#include "orchestrator/worker.h"
#include "problems/problem.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>

struct assay_pool_options {
	size_t jobs;		    /**< Workers; 0: one per CPU this process may use. */
	size_t queue;		    /**< Orders waiting or running before the pool is full; 0: 4 per worker. */
	uint64_t orders_per_worker; /**< A worker is replaced after this many; 0: 1,000. */
	struct assay_opinion_rules opinions;
	const char *program; /**< What to exec with ASSAY_WORKER_ARGUMENT, borrowed; NULL: this program. */
	struct assay_worker_setup setup;
};

struct assay_pool;

/**
 * Starts the first worker and waits until it is ready; fails with ASSAY_ESANDBOX and its reason when a slot cannot be
 * made at the required level. `on_verdict(arg, ticket, verdict)` is called from the loop, or from within a
 * submit; the verdict lives for the call.
 */
int assay_pool_create(const struct assay_pool_options *options, struct assay_loop *loop,
		      void (*on_verdict)(void *arg, uint64_t ticket, const struct assay_verdict *verdict), void *arg,
		      struct assay_pool **ret, struct assay_err *err);
/** Ends and reaps every worker; orders without a verdict are dropped. NULL is allowed. */
void assay_pool_destroy(struct assay_pool *pool);

bool assay_pool_is_full(const struct assay_pool *pool);
/** Orders not yet answered. */
size_t assay_pool_pending(const struct assay_pool *pool);

/** Queues one order; problem and candidate are copied. `ticket` comes back with the verdict. */
int assay_pool_submit(struct assay_pool *pool, uint64_t ticket, const struct assay_problem *problem,
		      const struct assay_candidate *candidate, struct assay_err *err);

#endif
