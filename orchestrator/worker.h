/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker: verifiers and two sandbox slots behind one socket.
 *
 * It is started by exec of this program, with a cleared environment and no descriptor but the socket, so it inherits
 * nothing of the orchestrator: no store, no keys, no memory. It ends when the socket closes, and the kernel ends it
 * when its parent dies.
 */
#ifndef ASSAY_ORCHESTRATOR_WORKER_H
#define ASSAY_ORCHESTRATOR_WORKER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "orchestrator/cache.h"
#include "problems/problem.h"
#include "sandbox/sandbox.h"
#include "verifiers/verify.h"

/** The descriptor of a worker's socket. */
#define ASSAY_WORKER_FD 3
/** The argument with which main() becomes a worker. */
#define ASSAY_WORKER_ARGUMENT "--worker"

struct assay_worker_setup {
	struct assay_sandbox_options sandbox;
	struct assay_verify_options verify;
	struct assay_cache_setting cache;
	bool needs_sandbox; /**< Make the slots before READY, and fail when they cannot be had. */
};

/* What travels in SETUP and ORDER frames. */
int assay_worker_setup_write(const struct assay_worker_setup *setup, struct assay_buf *out, struct assay_err *err);
int assay_worker_setup_read(struct assay_str text, struct assay_worker_setup *ret, struct assay_err *err);
int assay_order_write(const struct assay_problem *problem, const struct assay_candidate *candidate,
		      struct assay_buf *out, struct assay_err *err);
int assay_order_read(struct assay_str text, struct assay_arena *arena, struct assay_problem *ret_problem,
		     struct assay_candidate *ret_candidate, struct assay_err *err);

/** Works until the socket closes; returns the exit status. */
int assay_worker_main(void);

#endif
