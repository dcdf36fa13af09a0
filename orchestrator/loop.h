/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: epoll, timers, child exits, signals. One per process, no threads.
 *
 * Handlers run to completion and may add or remove any source, themselves included. Timers are relative to
 * CLOCK_MONOTONIC. The loop ends when nothing is registered any more, or after assay_loop_stop().
 */
#ifndef ASSAY_ORCHESTRATOR_LOOP_H
#define ASSAY_ORCHESTRATOR_LOOP_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct assay_loop;
struct assay_watch; /**< A registered source; owned by the loop. */

int assay_loop_create(struct assay_loop **ret, struct assay_err *err);
void assay_loop_destroy(struct assay_loop *loop);

/** Calls `ready(arg, events)` with EPOLL* bits. The descriptor stays the caller's. */
int assay_loop_add_fd(struct assay_loop *loop, int fd, uint32_t events, void (*ready)(void *arg, uint32_t events),
		      void *arg, struct assay_watch **ret, struct assay_err *err);
int assay_loop_set_events(struct assay_watch *watch, uint32_t events, struct assay_err *err);
/** Calls `fire(arg)` once after `delay_ms`; the watch is gone afterwards. */
int assay_loop_add_timer(struct assay_loop *loop, uint64_t delay_ms, void (*fire)(void *arg), void *arg,
			 struct assay_watch **ret, struct assay_err *err);
/** Removes any watch; NULL is allowed. Safe from inside a handler, for any watch. */
void assay_loop_remove(struct assay_watch *watch);

/** Runs until nothing is left, assay_loop_stop(), or a first SIGINT/SIGTERM (then *ret_interrupted). */
int assay_loop_run(struct assay_loop *loop, bool *ret_interrupted, struct assay_err *err);
void assay_loop_stop(struct assay_loop *loop);

/** Milliseconds of CLOCK_MONOTONIC. */
uint64_t assay_now_ms(void);

#endif
