/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/loop.h"

#include "base/fd.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 64

/*
 * A watch that is removed goes to the graveyard until no event of the current batch can point to it any more: a handler
 * may remove a watch whose event stands further down in the same batch.
 */
struct assay_watch {
	TAILQ_ENTRY(assay_watch) link; /* In fds, timers or graveyard. */
	struct assay_loop *loop;
	int fd; /* -1: a timer. */
	uint64_t due_ms;
	void (*ready)(void *arg, uint32_t events);
	void (*fire)(void *arg);
	void *arg;
	bool is_removed;
};

TAILQ_HEAD(watches, assay_watch);

struct assay_loop {
	int epoll_fd;
	struct watches fds;
	struct watches timers; /* By due_ms. */
	struct watches graveyard;
	bool is_stopped;
	bool is_interrupted;
};

uint64_t assay_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* Cannot fail for this clock. */
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int assay_loop_create(struct assay_loop **ret, struct assay_err *err)
{
	struct assay_loop *loop = calloc(1, sizeof(*loop));
	if (!loop)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory for an event loop");
	TAILQ_INIT(&loop->fds);
	TAILQ_INIT(&loop->timers);
	TAILQ_INIT(&loop->graveyard);
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0) {
		free(loop);
		return assay_fail_errno(err, "create an event loop");
	}
	*ret = loop;
	return 0;
}

static void free_all(struct watches *list)
{
	while (!TAILQ_EMPTY(list)) {
		struct assay_watch *watch = TAILQ_FIRST(list);
		TAILQ_REMOVE(list, watch, link);
		free(watch);
	}
}

void assay_loop_destroy(struct assay_loop *loop)
{
	if (!loop)
		return;
	free_all(&loop->fds);
	free_all(&loop->timers);
	free_all(&loop->graveyard);
	(void)close(loop->epoll_fd);
	free(loop);
}

static struct assay_watch *create_watch(struct assay_loop *loop, void *arg, struct assay_err *err)
{
	struct assay_watch *watch = calloc(1, sizeof(*watch));
	if (!watch) {
		(void)assay_fail(err, ASSAY_ENOMEM, "out of memory for an event source");
		return NULL;
	}
	watch->loop = loop;
	watch->fd = -1;
	watch->arg = arg;
	return watch;
}

int assay_loop_add_fd(struct assay_loop *loop, int fd, uint32_t events, void (*ready)(void *arg, uint32_t events),
		      void *arg, struct assay_watch **ret, struct assay_err *err)
{
	struct assay_watch *watch = create_watch(loop, arg, err);
	if (!watch)
		return ASSAY_ENOMEM;
	struct epoll_event event = {.events = events, .data.ptr = watch};
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		free(watch);
		return assay_fail_errno(err, "watch descriptor %d", fd);
	}
	watch->fd = fd;
	watch->ready = ready;
	TAILQ_INSERT_TAIL(&loop->fds, watch, link);
	if (ret)
		*ret = watch;
	return 0;
}

int assay_loop_set_events(struct assay_watch *watch, uint32_t events, struct assay_err *err)
{
	struct epoll_event event = {.events = events, .data.ptr = watch};
	if (epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event) < 0)
		return assay_fail_errno(err, "watch descriptor %d", watch->fd);
	return 0;
}

/* From the end: most timers are set for later than those there are. Equal times keep their order. */
static void insert_timer(struct assay_loop *loop, struct assay_watch *watch)
{
	struct assay_watch *before = TAILQ_LAST(&loop->timers, watches);
	while (before && before->due_ms > watch->due_ms)
		before = TAILQ_PREV(before, watches, link);
	if (before)
		TAILQ_INSERT_AFTER(&loop->timers, before, watch, link);
	else
		TAILQ_INSERT_HEAD(&loop->timers, watch, link);
}

int assay_loop_add_timer(struct assay_loop *loop, uint64_t delay_ms, void (*fire)(void *arg), void *arg,
			 struct assay_watch **ret, struct assay_err *err)
{
	struct assay_watch *watch = create_watch(loop, arg, err);
	if (!watch)
		return ASSAY_ENOMEM;
	uint64_t now = assay_now_ms();
	watch->due_ms = delay_ms > UINT64_MAX - now ? UINT64_MAX : now + delay_ms;
	watch->fire = fire;
	insert_timer(loop, watch);
	if (ret)
		*ret = watch;
	return 0;
}

void assay_loop_remove(struct assay_watch *watch)
{
	if (!watch || watch->is_removed)
		return;
	struct assay_loop *loop = watch->loop;
	if (watch->fd >= 0) {
		/* Fails when the caller closed the descriptor before, and then it is gone from the set already. */
		(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
		TAILQ_REMOVE(&loop->fds, watch, link);
	} else {
		TAILQ_REMOVE(&loop->timers, watch, link);
	}
	watch->is_removed = true;
	TAILQ_INSERT_TAIL(&loop->graveyard, watch, link);
}

/* Milliseconds until the next timer; -1: there is none. */
static int next_wait(const struct assay_loop *loop)
{
	const struct assay_watch *first = TAILQ_FIRST(&loop->timers);
	if (!first)
		return -1;
	uint64_t now = assay_now_ms();
	if (first->due_ms <= now)
		return 0;
	return first->due_ms - now > INT_MAX ? INT_MAX : (int)(first->due_ms - now);
}

/* Against one reading of the clock, so that a timer that sets itself anew with 0 ms cannot starve descriptors. */
static void fire_timers(struct assay_loop *loop)
{
	uint64_t now = assay_now_ms();
	struct assay_watch *watch;
	while (!loop->is_stopped && (watch = TAILQ_FIRST(&loop->timers)) && watch->due_ms <= now) {
		assay_loop_remove(watch);
		watch->fire(watch->arg);
	}
}

static int dispatch(struct assay_loop *loop, int signal_fd, struct assay_err *err)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(loop->epoll_fd, events, MAX_EVENTS, next_wait(loop));
	if (n < 0 && errno != EINTR)
		return assay_fail_errno(err, "wait for events");
	for (int i = 0; i < n && !loop->is_stopped; i++) {
		struct assay_watch *watch = events[i].data.ptr;
		struct signalfd_siginfo info;
		if (watch && !watch->is_removed)
			watch->ready(watch->arg, events[i].events);
		else if (!watch && read(signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
			loop->is_interrupted = loop->is_stopped = true;
	}
	fire_timers(loop);
	free_all(&loop->graveyard);
	return 0;
}

static int run(struct assay_loop *loop, const sigset_t *stopping, struct assay_err *err)
{
	assay_autofd int signal_fd = signalfd(-1, stopping, SFD_CLOEXEC | SFD_NONBLOCK);
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	if (signal_fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, signal_fd, &event) < 0)
		return assay_fail_errno(err, "watch for signals");
	int rc = 0;
	while (rc == 0 && !loop->is_stopped && (!TAILQ_EMPTY(&loop->fds) || !TAILQ_EMPTY(&loop->timers)))
		rc = dispatch(loop, signal_fd, err);
	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, signal_fd, NULL); /* It is closed now in any case. */
	return rc;
}

/* The signals are blocked only while the loop runs: a second one, while the caller winds up, ends the process. */
int assay_loop_run(struct assay_loop *loop, bool *ret_interrupted, struct assay_err *err)
{
	sigset_t stopping, before;
	(void)sigemptyset(&stopping);
	(void)sigaddset(&stopping, SIGINT);
	(void)sigaddset(&stopping, SIGTERM);
	loop->is_stopped = loop->is_interrupted = false;
	if (sigprocmask(SIG_BLOCK, &stopping, &before) < 0)
		return assay_fail_errno(err, "block signals");
	int rc = run(loop, &stopping, err);
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* Cannot fail with a mask the kernel gave. */
	if (ret_interrupted)
		*ret_interrupted = loop->is_interrupted;
	return rc;
}

void assay_loop_stop(struct assay_loop *loop)
{
	loop->is_stopped = true;
}
