/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/loop.h"

#include "base/fd.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 64

/* A removed watch stays allocated until its round of events is over: an event for it may still be in the batch. */
struct assay_watch {
	LIST_ENTRY(assay_watch) link;
	struct assay_loop *loop;
	bool is_removed;
	int fd; /* -1: a timer. */
	void (*ready)(void *arg, uint32_t events);
	void (*fire)(void *arg);
	void *arg;
	uint64_t due_ms;
};

struct assay_loop {
	int epoll_fd;
	LIST_HEAD(, assay_watch) fds;
	LIST_HEAD(, assay_watch) timers;
	LIST_HEAD(, assay_watch) removed;
	bool is_stopped;
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
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0) {
		int rc = assay_fail_errno(err, "epoll_create1");
		free(loop);
		return rc;
	}
	LIST_INIT(&loop->fds);
	LIST_INIT(&loop->timers);
	LIST_INIT(&loop->removed);
	*ret = loop;
	return 0;
}

static void free_removed(struct assay_loop *loop)
{
	while (!LIST_EMPTY(&loop->removed)) {
		struct assay_watch *watch = LIST_FIRST(&loop->removed);
		LIST_REMOVE(watch, link);
		free(watch);
	}
}

void assay_loop_destroy(struct assay_loop *loop)
{
	if (!loop)
		return;
	while (!LIST_EMPTY(&loop->fds))
		assay_loop_remove(LIST_FIRST(&loop->fds));
	while (!LIST_EMPTY(&loop->timers))
		assay_loop_remove(LIST_FIRST(&loop->timers));
	free_removed(loop);
	close(loop->epoll_fd);
	free(loop);
}

static struct assay_watch *watch_create(struct assay_loop *loop, int fd, void *arg)
{
	struct assay_watch *watch = calloc(1, sizeof(*watch));
	if (!watch)
		return NULL;
	watch->loop = loop;
	watch->fd = fd;
	watch->arg = arg;
	return watch;
}

int assay_loop_add_fd(struct assay_loop *loop, int fd, uint32_t events, void (*ready)(void *arg, uint32_t events),
		      void *arg, struct assay_watch **ret, struct assay_err *err)
{
	struct assay_watch *watch = watch_create(loop, fd, arg);
	if (!watch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	watch->ready = ready;
	struct epoll_event event = {.events = events, .data.ptr = watch};
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		int rc = assay_fail_errno(err, "epoll_ctl");
		free(watch);
		return rc;
	}
	LIST_INSERT_HEAD(&loop->fds, watch, link);
	if (ret)
		*ret = watch;
	return 0;
}

int assay_loop_set_events(struct assay_watch *watch, uint32_t events, struct assay_err *err)
{
	struct epoll_event event = {.events = events, .data.ptr = watch};
	if (epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event) < 0)
		return assay_fail_errno(err, "epoll_ctl");
	return 0;
}

int assay_loop_add_timer(struct assay_loop *loop, uint64_t delay_ms, void (*fire)(void *arg), void *arg,
			 struct assay_watch **ret, struct assay_err *err)
{
	struct assay_watch *watch = watch_create(loop, -1, arg);
	if (!watch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	watch->fire = fire;
	watch->due_ms = assay_now_ms() + delay_ms;
	/* Sorted by due time, equal ones in the order of adding; timers are few. */
	struct assay_watch *at = LIST_FIRST(&loop->timers);
	struct assay_watch *before = NULL;
	while (at && at->due_ms <= watch->due_ms) {
		before = at;
		at = LIST_NEXT(at, link);
	}
	if (before)
		LIST_INSERT_AFTER(before, watch, link);
	else
		LIST_INSERT_HEAD(&loop->timers, watch, link);
	if (ret)
		*ret = watch;
	return 0;
}

void assay_loop_remove(struct assay_watch *watch)
{
	if (!watch || watch->is_removed)
		return;
	struct assay_loop *loop = watch->loop;
	if (watch->fd >= 0)
		(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd,
				NULL); /* Its owner may have closed it already. */
	LIST_REMOVE(watch, link);
	watch->is_removed = true;
	LIST_INSERT_HEAD(&loop->removed, watch, link);
}

void assay_loop_stop(struct assay_loop *loop)
{
	loop->is_stopped = true;
}

static void fire_due(struct assay_loop *loop)
{
	uint64_t now = assay_now_ms();
	while (!loop->is_stopped) {
		struct assay_watch *watch = LIST_FIRST(&loop->timers);
		if (!watch || watch->due_ms > now)
			return;
		void (*fire)(void *arg) = watch->fire;
		void *arg = watch->arg;
		assay_loop_remove(watch);
		fire(arg);
	}
}

static int wait_ms(const struct assay_loop *loop)
{
	const struct assay_watch *next = LIST_FIRST(&loop->timers);
	if (!next)
		return -1;
	uint64_t now = assay_now_ms();
	if (next->due_ms <= now)
		return 0;
	uint64_t wait = next->due_ms - now;
	return wait > 60000 ? 60000 : (int)wait;
}

static int one_round(struct assay_loop *loop, struct assay_err *err)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(loop->epoll_fd, events, MAX_EVENTS, wait_ms(loop));
	if (n < 0 && errno != EINTR)
		return assay_fail_errno(err, "epoll_wait");
	for (int i = 0; i < n && !loop->is_stopped; i++) {
		struct assay_watch *watch = events[i].data.ptr;
		if (!watch->is_removed)
			watch->ready(watch->arg, events[i].events);
	}
	fire_due(loop);
	free_removed(loop);
	return 0;
}

struct interrupt {
	struct assay_loop *loop;
	int fd;
	bool is_seen;
};

static void on_signal(void *arg, uint32_t events)
{
	struct interrupt *interrupt = arg;
	struct signalfd_siginfo info;
	(void)events;
	if (read(interrupt->fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	interrupt->is_seen = true;
	assay_loop_stop(interrupt->loop);
}

/* Runs with SIGINT and SIGTERM coming through a descriptor; a second one, after the loop, kills as usual. */
int assay_loop_run(struct assay_loop *loop, bool *ret_interrupted, struct assay_err *err)
{
	sigset_t set;
	sigset_t before;
	struct interrupt interrupt = {.loop = loop};
	struct assay_watch *watch = NULL;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, &before);
	assay_autofd int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	int rc = fd < 0 ? assay_fail_errno(err, "signalfd") : 0;
	interrupt.fd = fd;
	if (rc == 0)
		rc = assay_loop_add_fd(loop, fd, EPOLLIN, on_signal, &interrupt, &watch, err);
	loop->is_stopped = false;
	while (rc == 0 && !loop->is_stopped) {
		bool is_idle = LIST_EMPTY(&loop->timers) && LIST_FIRST(&loop->fds) == watch && !LIST_NEXT(watch, link);
		if (is_idle)
			break;
		rc = one_round(loop, err);
	}
	assay_loop_remove(watch);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	if (ret_interrupted)
		*ret_interrupted = interrupt.is_seen;
	return rc;
}
