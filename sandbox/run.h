/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run as the worker's poll loop sees it; private to run.c (the loop), start.c and outcome.c.
 */
#ifndef ASSAY_SANDBOX_RUN_H
#define ASSAY_SANDBOX_RUN_H

#include "sandbox/slot.h"
#include "sandbox/wire.h"

/** A captured stream: kept up to the ceiling, counted beyond it. */
struct sandbox_stream {
	int fd;
	struct assay_buf kept;
	uint64_t limit, n_seen;
	bool is_truncated;
};

enum sandbox_stream_id { OUT, ERR, CHANNEL, N_STREAMS };

struct sandbox_run {
	const struct assay_run_request *request;
	struct assay_slot *slot;
	struct sandbox_stem *stem; /**< NULL before the start. */
	struct assay_limits limits;
	struct sandbox_stream streams[N_STREAMS];
	struct assay_buf to_send;
	bool is_told_all; /* Nothing more will be queued: the write side is shut down behind what is. */
	size_t n_sent;
	int pidfd;
	uint64_t born_ns, start_ns, killed_ns;
	uint64_t stop_ns; /**< When the caller's wish to stop becomes a kill; 0: there is none. */
	bool has_started, has_ended, is_over;
	bool is_listened_to;  /**< What it writes wakes us. */
	enum assay_end cause; /**< Why we killed it; UNKNOWN when we did not. */
	struct sandbox_msg ended, over, refusal;
	int output_fds[SANDBOX_MAX_OUTPUTS];
	size_t n_output_fds;
};

/** Prepares the slot and hands it the job; what was opened is in `run`, also on failure. 0 or a code. */
int sandbox_run_start(struct sandbox_run *run, struct assay_err *err);
/** Fills the outcome of a run that is over. 0 or a code. */
int sandbox_run_conclude(struct sandbox_run *run, struct assay_arena *arena, struct assay_err *err);

#endif
