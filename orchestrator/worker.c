/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/worker.h"

#include "base/fd.h"
#include "orchestrator/carry.h"
#include "orchestrator/frame.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What one verification may allocate here: problem, candidate, outputs of all tests. */
#define ORDER_BYTES ((size_t)2 << 30)

struct worker {
	struct assay_worker_setup setup;
	struct assay_carrier carrier;
	struct assay_arena *arena;
	struct assay_buf in, out;
};

static int send_frame(struct worker *worker, enum assay_frame_type type, struct assay_str payload,
		      struct assay_err *err)
{
	assay_buf_clear(&worker->out);
	int rc = assay_frame_write(&worker->out, type, payload, err);
	return rc ? rc : assay_write_all(ASSAY_WORKER_FD, worker->out.data, worker->out.len, err);
}

/* 1: a frame, valid until the next call; 0: the socket was closed between frames. */
static int next_frame(struct worker *worker, size_t *used, struct assay_frame *ret, struct assay_err *err)
{
	if (*used) {
		memmove(worker->in.data, worker->in.data + *used, worker->in.len - *used);
		worker->in.len -= *used;
		*used = 0;
	}
	for (;;) {
		int rc = assay_frame_read(assay_buf_str(&worker->in), ret, used, err);
		if (rc)
			return rc;
		if (assay_buf_reserve(&worker->in, (size_t)64 << 10))
			return assay_buf_error(&worker->in, err);
		ssize_t n = read(ASSAY_WORKER_FD, worker->in.data + worker->in.len, (size_t)64 << 10);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(err, "read from the pool");
		if (n == 0)
			return 0;
		worker->in.len += (size_t)n;
	}
}

static int do_order(struct worker *worker, struct assay_str payload, struct assay_err *err)
{
	struct assay_problem problem = {0};
	struct assay_candidate candidate = {0};
	struct assay_verdict verdict;
	assay_autobuf struct assay_buf row = {0};
	assay_arena_reset(worker->arena);
	int rc = assay_order_read(payload, worker->arena, &problem, &candidate, err);
	if (rc == 0)
		rc = assay_carry(&worker->carrier, &problem, &candidate, &worker->setup.verify, worker->arena, &verdict,
				 err);
	if (rc == 0)
		rc = assay_verdict_write(&verdict, problem.id, candidate.id, &row, err);
	return rc ? rc : send_frame(worker, ASSAY_FRAME_VERDICT, assay_buf_str(&row), err);
}

static int work(struct worker *worker, struct assay_err *err)
{
	struct assay_frame frame;
	size_t used = 0;
	int rc = next_frame(worker, &used, &frame, err);
	if (rc == 1 && frame.type == ASSAY_FRAME_SETUP)
		rc = assay_worker_setup_read(frame.payload, &worker->setup, err);
	if (rc)
		return rc;
	worker->carrier.sandbox = worker->setup.sandbox;
	worker->carrier.cache = worker->setup.cache;
	/* Before READY, so that it means what it says. */
	rc = worker->setup.needs_sandbox ? assay_carrier_prepare(&worker->carrier, 2, err) : 0;
	if (rc == 0)
		rc = send_frame(worker, ASSAY_FRAME_READY, ASSAY_STR(""), err);
	while (rc == 0) {
		rc = next_frame(worker, &used, &frame, err);
		if (rc == 0)
			return 0;
		rc = rc == 1 ? do_order(worker, frame.payload, err) : rc;
	}
	return rc;
}

/*
 * Whoever stops the farm, a terminal or a service manager that signals every process of it, is heard by the
 * orchestrator, which then ends its workers in order; when it cannot any more, the kernel does.
 */
static void leave_signals_to_parent(void)
{
	sigset_t theirs;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setsid(); /* Away from the terminal's Ctrl-C and Ctrl-Z. */
	(void)sigemptyset(&theirs);
	(void)sigaddset(&theirs, SIGHUP);
	(void)sigaddset(&theirs, SIGINT);
	(void)sigaddset(&theirs, SIGTERM);
	(void)sigaddset(&theirs, SIGPIPE); /* A peer that died shows where its socket is written. */
	(void)sigprocmask(SIG_SETMASK, &theirs, NULL);
}

int assay_worker_main(void)
{
	struct worker worker = {0};
	struct assay_err err = {0};
	(void)prctl(PR_SET_NAME, "assay-worker"); /* For ps: the program's own name here is that of a link in /proc. */
	leave_signals_to_parent();
	assay_buf_init(&worker.in, ASSAY_FRAME_MAX + ((size_t)1 << 20));
	worker.arena = assay_arena_create(ORDER_BYTES);
	int rc = worker.arena ? work(&worker, &err) : assay_fail(&err, ASSAY_ENOMEM, "out of memory");
	if (rc)
		(void)send_frame(&worker, ASSAY_FRAME_FAILED, assay_str_of(err.msg),
				 NULL); /* The pool sees the end anyway. */
	assay_carrier_finish(&worker.carrier);
	assay_arena_destroy(worker.arena);
	assay_buf_finish(&worker.in);
	assay_buf_finish(&worker.out);
	return rc ? 1 : 0;
}
