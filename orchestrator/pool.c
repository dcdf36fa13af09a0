/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/pool.h"

#include "base/fd.h"
#include "orchestrator/frame.h"
#include "orchestrator/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_TRIES	 3
#define START_TIMEOUT_MS 30000
#define END_TIMEOUT_MS	 3000
#define VERDICT_BYTES	 ((size_t)64 << 20)

struct order {
	STAILQ_ENTRY(order) link;
	uint64_t ticket;
	uint64_t deadline_ms; /* How long one try may take. */
	unsigned tries;	      /* That ended with the worker. */
	struct assay_opinions opinions;
	struct assay_buf message; /* The whole frame. */
};

struct worker {
	struct assay_pool *pool;
	pid_t pid; /* 0: not started. */
	int fd;
	struct assay_watch *watch, *timer;
	bool is_ready;
	bool is_ending; /* Its side of the socket is shut; it goes when it has seen that. */
	struct order *order;
	size_t sent; /* Bytes of the order's message that are on their way. */
	uint64_t n_orders;
	struct assay_buf in;
};

struct assay_pool {
	struct assay_pool_options options;
	struct assay_loop *loop;
	void (*on_verdict)(void *arg, uint64_t ticket, const struct assay_verdict *verdict);
	void *arg;
	struct worker *workers;
	size_t n_workers;
	STAILQ_HEAD(, order) queue;
	STAILQ_HEAD(, order) alone; /* What must run while nothing else does; when it comes to that. */
	size_t n_pending;
	struct assay_arena *arena; /* For the verdict being handed out. */
	struct assay_buf setup;	   /* The SETUP frame. */
	unsigned n_failed_starts;  /* In a row. */
	bool has_killed;	   /* A worker could not sweep up after itself. */
	char start_failure[ASSAY_ERR_MSG];
};

static void on_worker(void *arg, uint32_t events);
static void dispatch(struct assay_pool *pool);

static size_t cpu_count(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (size_t)n : 1;
}

static void order_destroy(struct order *order)
{
	if (!order)
		return;
	assay_buf_finish(&order->message);
	free(order);
}

/* --- Starting and ending workers --- */

/* Starts the process and sends SETUP; READY comes later. */
static int worker_start(struct worker *worker, struct assay_err *err)
{
	struct assay_pool *pool = worker->pool;
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return assay_fail_errno(err, "socketpair");
	assay_autofd int theirs = ends[1];
	worker->fd = ends[0];
	worker->is_ready = false;
	worker->is_ending = false;
	worker->n_orders = 0;
	assay_buf_clear(&worker->in);
	int rc = assay_worker_spawn(pool->options.program, theirs, &worker->pid, err);
	if (rc) {
		worker->pid = 0;
		return rc;
	}
	rc = assay_write_all(worker->fd, pool->setup.data, pool->setup.len, err);
	if (rc == 0 && fcntl(worker->fd, F_SETFL, O_NONBLOCK) < 0)
		rc = assay_fail_errno(err, "fcntl");
	if (rc)
		return rc;
	return assay_loop_add_fd(pool->loop, worker->fd, EPOLLIN, on_worker, worker, &worker->watch, err);
}

/* Ends the process (it may have ended already) and forgets it; its order is the caller's. */
static void worker_end(struct worker *worker, bool is_killed)
{
	assay_loop_remove(worker->watch);
	assay_loop_remove(worker->timer);
	worker->watch = NULL;
	worker->timer = NULL;
	if (worker->fd >= 0)
		close(worker->fd);
	worker->fd = -1;
	if (worker->pid > 0) {
		if (is_killed)
			(void)kill(worker->pid, SIGKILL);
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	worker->pid = 0;
	worker->is_ready = false;
}

/*
 * What a killed worker leaves behind (its slots, their runs) dies by parent death signals and becomes ours, because
 * this process is a subreaper: nobody else may be there to reap it in a container. Live workers are left for
 * worker_end().
 */
static bool reap_orphans(struct assay_pool *pool)
{
	for (;;) {
		siginfo_t info = {0};
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return errno == ECHILD;
		if (info.si_pid == 0)
			return false;
		for (size_t i = 0; i < pool->n_workers; i++) {
			if (pool->workers[i].pid == info.si_pid)
				return false;
		}
		(void)waitpid(info.si_pid, NULL, 0);
	}
}

/* --- Verdicts --- */

static void answer(struct assay_pool *pool, struct order *order, const struct assay_verdict *verdict)
{
	uint64_t ticket = order->ticket;
	pool->n_pending--;
	order_destroy(order);
	pool->on_verdict(pool->arg, ticket, verdict);
}

static void answer_system_error(struct assay_pool *pool, struct order *order, const char *reason)
{
	const struct assay_verdict verdict = {.word = ASSAY_SYSTEM_ERROR, .reason = assay_str_of(reason)};
	answer(pool, order, &verdict);
}

/* The worker is of no more use: replace it, and try its order again on another. */
static void worker_failed(struct worker *worker, const char *reason)
{
	struct assay_pool *pool = worker->pool;
	struct order *order = worker->order;
	char text[ASSAY_ERR_MSG];
	(void)snprintf(text, sizeof(text), "%s", reason);
	if (!worker->is_ready && !worker->is_ending) {
		pool->n_failed_starts++;
		(void)snprintf(pool->start_failure, sizeof(pool->start_failure), "%s", text);
	}
	worker->order = NULL;
	worker_end(worker, true);
	(void)reap_orphans(pool);
	pool->has_killed = true;
	if (!order)
		return;
	if (++order->tries < MAX_TRIES && order->opinions.was_alone)
		STAILQ_INSERT_HEAD(&pool->alone, order, link);
	else if (order->tries < MAX_TRIES)
		STAILQ_INSERT_HEAD(&pool->queue, order, link);
	else
		answer_system_error(pool, order, text);
}

/* A sensible end of life after its share of orders: it sweeps its slots and goes by itself. */
static void worker_retire(struct worker *worker)
{
	worker->is_ending = true;
	worker->is_ready = false;
	(void)shutdown(worker->fd, SHUT_WR);
}

/*
 * Reads the verdict on the worker's order, whose strings then live in the pool's arena, and frees the worker for the
 * next. Where another opinion is wanted the order goes back to a queue, and none comes out.
 */
static int take_verdict(struct worker *worker, struct assay_str payload, struct assay_verdict *ret,
			struct order **ret_order, struct assay_err *err)
{
	struct assay_pool *pool = worker->pool;
	struct order *order = worker->order;
	assay_autojson struct assay_json_doc *doc = NULL;
	if (!order)
		return assay_fail(err, ASSAY_EPROTO, "a worker sent a verdict that nobody asked for");
	assay_arena_reset(pool->arena);
	int rc = assay_json_parse(payload, NULL, &doc, err);
	if (rc == 0)
		rc = assay_verdict_read(assay_json_root(doc), pool->arena, ret, err);
	if (rc)
		return rc;
	worker->order = NULL;
	assay_loop_remove(worker->timer);
	worker->timer = NULL;
	uint64_t most = pool->options.orders_per_worker ? pool->options.orders_per_worker : 1000;
	if (++worker->n_orders >= most)
		worker_retire(worker);
	switch (assay_opinions_take(&order->opinions, &pool->options.opinions, ret->word)) {
	case ASSAY_OPINION_AGAIN:
		STAILQ_INSERT_TAIL(&pool->queue, order, link);
		return 0;
	case ASSAY_OPINION_ALONE:
		STAILQ_INSERT_TAIL(&pool->alone, order, link);
		return 0;
	case ASSAY_OPINION_FINAL:
		break;
	}
	*ret_order = order;
	return assay_opinions_settle(&order->opinions, pool->arena, ret, err);
}

static int take_frame(struct worker *worker, const struct assay_frame *frame, struct assay_verdict *ret,
		      struct order **ret_order, struct assay_err *err)
{
	if (frame->type == ASSAY_FRAME_READY) {
		worker->is_ready = true;
		worker->pool->n_failed_starts = 0;
		return 0;
	}
	if (frame->type == ASSAY_FRAME_VERDICT)
		return take_verdict(worker, frame->payload, ret, ret_order, err);
	if (frame->type == ASSAY_FRAME_FAILED)
		return assay_fail(err, ASSAY_ESANDBOX, "%.*s", (int)frame->payload.len, frame->payload.data);
	return assay_fail(err, ASSAY_EPROTO, "a worker sent a message of type %d", (int)frame->type);
}

/* Reads what is there. 1: go on; 0: the socket was closed; < 0: the worker broke the protocol or failed. */
static int worker_read(struct worker *worker, struct assay_err *err)
{
	for (;;) {
		struct assay_frame frame;
		struct assay_verdict verdict = {0};
		struct order *order = NULL;
		size_t used = 0;
		int rc = assay_frame_read(assay_buf_str(&worker->in), &frame, &used, err);
		if (rc == 1) {
			rc = take_frame(worker, &frame, &verdict, &order, err);
			if (rc)
				return rc;
			memmove(worker->in.data, worker->in.data + used, worker->in.len - used);
			worker->in.len -= used;
			/* Last, since whoever hears of it may give this worker its next order, or lose it. */
			if (order)
				answer(worker->pool, order, &verdict);
			if (worker->fd < 0)
				return 1;
			continue;
		}
		if (rc < 0)
			return rc;
		if (assay_buf_reserve(&worker->in, (size_t)64 << 10))
			return assay_buf_error(&worker->in, err);
		ssize_t n = read(worker->fd, worker->in.data + worker->in.len, (size_t)64 << 10);
		if (n > 0)
			worker->in.len += (size_t)n;
		else if (n == 0)
			return 0;
		else if (errno == EAGAIN)
			return 1;
		/* A reset is told once of a worker that was killed with an order unread; what it sent, and its end,
		 * come after it. */
		else if (errno != EINTR && errno != ECONNRESET)
			return assay_fail_errno(err, "read from a worker");
	}
}

/* Sends as much of the order as the socket takes. */
static int worker_write(struct worker *worker, struct assay_err *err)
{
	struct order *order = worker->order;
	while (order && worker->sent < order->message.len) {
		ssize_t n = send(worker->fd, order->message.data + worker->sent, order->message.len - worker->sent,
				 MSG_NOSIGNAL);
		if (n >= 0)
			worker->sent += (size_t)n;
		else if (errno == EAGAIN)
			return assay_loop_set_events(worker->watch, EPOLLIN | EPOLLOUT, err);
		else if (errno != EINTR)
			return assay_fail_errno(err, "write to a worker");
	}
	return assay_loop_set_events(worker->watch, EPOLLIN, err);
}

static void on_worker(void *arg, uint32_t events)
{
	struct worker *worker = arg;
	struct assay_err err = {0};
	int rc = 1;
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		rc = worker_read(worker, &err);
	if (rc == 1 && worker->fd >= 0 && (events & EPOLLOUT))
		rc = worker_write(worker, &err) ? -1 : 1;
	if (rc == 0 && worker->is_ending && !worker->order)
		worker_end(worker, false);
	else if (rc == 0)
		worker_failed(worker, "the worker died");
	else if (rc < 0)
		worker_failed(worker, err.msg);
	dispatch(worker->pool);
}

static void on_deadline(void *arg)
{
	struct worker *worker = arg;
	worker->timer = NULL;
	worker_failed(worker, "the worker did not answer in time");
	dispatch(worker->pool);
}

static void assign(struct worker *worker, struct order *order)
{
	struct assay_err err = {0};
	worker->order = order;
	worker->sent = 0;
	int rc =
		assay_loop_add_timer(worker->pool->loop, order->deadline_ms, on_deadline, worker, &worker->timer, &err);
	if (rc == 0)
		rc = worker_write(worker, &err);
	if (rc)
		worker_failed(worker, err.msg);
}

/* The next order for a free worker, taken off its queue; NULL when there is none for now. */
static struct order *take_order(struct assay_pool *pool)
{
	struct order *order = STAILQ_FIRST(&pool->queue);
	bool is_calm = true;
	for (size_t i = 0; i < pool->n_workers; i++) {
		const struct order *running = pool->workers[i].order;
		is_calm = is_calm && !running;
		if (running && running->opinions.was_alone)
			return NULL;
	}
	if (order) {
		STAILQ_REMOVE_HEAD(&pool->queue, link);
		return order;
	}
	order = is_calm ? STAILQ_FIRST(&pool->alone) : NULL;
	if (order)
		STAILQ_REMOVE_HEAD(&pool->alone, link);
	return order;
}

static bool has_orders(const struct assay_pool *pool)
{
	return !STAILQ_EMPTY(&pool->queue) || !STAILQ_EMPTY(&pool->alone);
}

/* No worker can be started at all: the orders will not get better by waiting. */
static void answer_all_failed(struct assay_pool *pool)
{
	for (struct order *order; (order = take_order(pool));)
		answer_system_error(pool, order, pool->start_failure);
}

static bool has_worker(const struct assay_pool *pool)
{
	for (size_t i = 0; i < pool->n_workers; i++) {
		if (pool->workers[i].pid > 0)
			return true;
	}
	return false;
}

/* Starts the workers that are missing, as far as there is work for them, and gives out orders. */
static void dispatch(struct assay_pool *pool)
{
	struct assay_err err = {0};
	for (size_t i = 0; i < pool->n_workers && has_orders(pool); i++) {
		struct worker *worker = &pool->workers[i];
		if (worker->pid == 0 && pool->n_failed_starts < MAX_TRIES) {
			if (worker_start(worker, &err))
				worker_failed(worker, err.msg);
		}
		if (worker->pid <= 0 || !worker->is_ready || worker->order)
			continue;
		struct order *order = take_order(pool);
		if (order)
			assign(worker, order);
	}
	if (pool->n_failed_starts >= MAX_TRIES && !has_worker(pool))
		answer_all_failed(pool);
}

/* --- The interface --- */

/* Until the worker is ready: 1. 0: it died without a word; < 0: it said why it cannot work, or never spoke. */
static int await_ready(struct worker *worker, struct assay_err *err)
{
	uint64_t until = assay_now_ms() + START_TIMEOUT_MS;
	while (!worker->is_ready) {
		uint64_t now = assay_now_ms();
		struct pollfd p = {.fd = worker->fd, .events = POLLIN};
		if (now >= until)
			return assay_fail(err, ASSAY_ESANDBOX, "the first worker did not start within %d s",
					  START_TIMEOUT_MS / 1000);
		if (poll(&p, 1, (int)(until - now)) <= 0)
			continue;
		int rc = worker_read(worker, err);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

/* One death may be an accident (somebody killed it); a worker that says no will say it again. */
static int start_first(struct assay_pool *pool, struct assay_err *err)
{
	struct worker *worker = &pool->workers[0];
	for (int tries = 0; tries < MAX_TRIES; tries++) {
		int rc = worker_start(worker, err);
		if (rc == 0)
			rc = await_ready(worker, err);
		if (rc)
			return rc < 0 ? rc : 0;
		worker_end(worker, true);
		pool->has_killed = true;
	}
	return assay_fail(err, ASSAY_ESANDBOX, "the first worker died while starting, %d times", MAX_TRIES);
}

static int pool_init(struct assay_pool *pool, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	STAILQ_INIT(&pool->queue);
	STAILQ_INIT(&pool->alone);
	size_t jobs = pool->options.jobs ? pool->options.jobs : cpu_count();
	if (pool->options.queue == 0)
		pool->options.queue = 4 * jobs;
	pool->workers = calloc(jobs, sizeof(*pool->workers));
	pool->n_workers = pool->workers ? jobs : 0;
	pool->arena = assay_arena_create(VERDICT_BYTES);
	if (!pool->workers || !pool->arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < pool->n_workers; i++) {
		pool->workers[i].pool = pool;
		pool->workers[i].fd = -1;
		assay_buf_init(&pool->workers[i].in, VERDICT_BYTES);
	}
	int rc = assay_worker_setup_write(&pool->options.setup, &text, err);
	if (rc == 0)
		rc = assay_frame_write(&pool->setup, ASSAY_FRAME_SETUP, assay_buf_str(&text), err);
	return rc ? rc : start_first(pool, err);
}

int assay_pool_create(const struct assay_pool_options *options, struct assay_loop *loop,
		      void (*on_verdict)(void *arg, uint64_t ticket, const struct assay_verdict *verdict), void *arg,
		      struct assay_pool **ret, struct assay_err *err)
{
	struct assay_pool *pool = calloc(1, sizeof(*pool));
	if (!pool)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* Cannot fail; see reap_orphans(). */
	pool->options = *options;
	pool->loop = loop;
	pool->on_verdict = on_verdict;
	pool->arg = arg;
	int rc = pool_init(pool, err);
	if (rc) {
		assay_pool_destroy(pool);
		return rc;
	}
	*ret = pool;
	return 0;
}

static const struct timespec one_ms = {.tv_nsec = 1000000};

/* Waits until the process has gone by itself; false when it takes too long. */
static bool await_end(pid_t pid)
{
	for (int i = 0; i < END_TIMEOUT_MS; i++) {
		pid_t got = waitpid(pid, NULL, WNOHANG);
		if (got == pid || (got < 0 && errno != EINTR))
			return true;
		(void)nanosleep(&one_ms, NULL);
	}
	return false;
}

/* What killed workers left: first the processes, then what only an empty group lets go of. */
static void sweep(struct assay_pool *pool)
{
	for (int i = 0; i < END_TIMEOUT_MS && !reap_orphans(pool); i++)
		(void)nanosleep(&one_ms, NULL);
	assay_sandbox_sweep();
}

void assay_pool_destroy(struct assay_pool *pool)
{
	if (!pool)
		return;
	/* All hear it first, so that they sweep their slots at the same time. */
	for (size_t i = 0; i < pool->n_workers; i++) {
		if (pool->workers[i].fd >= 0)
			(void)shutdown(pool->workers[i].fd, SHUT_RDWR);
	}
	for (size_t i = 0; i < pool->n_workers; i++) {
		struct worker *worker = &pool->workers[i];
		bool is_busy = worker->order != NULL;
		if (worker->pid > 0 && !is_busy && await_end(worker->pid))
			worker->pid = 0;
		pool->has_killed |= worker->pid > 0;
		worker_end(worker, true);
		order_destroy(worker->order);
		worker->order = NULL;
		assay_buf_finish(&worker->in);
	}
	if (pool->has_killed)
		sweep(pool);
	for (struct order *order; (order = take_order(pool));)
		order_destroy(order);
	free(pool->workers);
	assay_arena_destroy(pool->arena);
	assay_buf_finish(&pool->setup);
	free(pool);
}

bool assay_pool_is_full(const struct assay_pool *pool)
{
	return pool->n_pending >= pool->options.queue;
}

size_t assay_pool_pending(const struct assay_pool *pool)
{
	return pool->n_pending;
}

/*
 * Far above anything the limits allow, so that only a hung worker meets it: every test may use its wall limit twice on
 * each of two tries, plus compiling.
 */
static uint64_t deadline_of(const struct assay_pool *pool, const struct assay_problem *problem)
{
	const struct assay_problem_limits *given = &pool->options.setup.verify.limits;
	uint64_t cpu_ms = problem->limits.cpu_ms ? problem->limits.cpu_ms : given->cpu_ms;
	uint64_t wall_ms = problem->limits.wall_ms ? problem->limits.wall_ms : given->wall_ms;
	if (cpu_ms == 0)
		cpu_ms = 10000;
	if (wall_ms < 3 * cpu_ms + 2000)
		wall_ms = 3 * cpu_ms + 2000;
	/* Languages may be given up to four times as long, and the run's own factor comes on top. */
	double factor = pool->options.setup.verify.time_factor;
	wall_ms = (uint64_t)((double)wall_ms * 4 * (factor > 1 ? factor : 1));
	uint64_t runs = problem->n_tests > 1 ? problem->n_tests : 1;
	return 120000 + 4 * (runs + 1) * (wall_ms + 2000);
}

int assay_pool_submit(struct assay_pool *pool, uint64_t ticket, const struct assay_problem *problem,
		      const struct assay_candidate *candidate, struct assay_err *err)
{
	struct order *order = calloc(1, sizeof(*order));
	if (!order)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_autobuf struct assay_buf text = {0};
	assay_buf_init(&text, ASSAY_FRAME_MAX);
	order->ticket = ticket;
	order->deadline_ms = deadline_of(pool, problem);
	int rc = assay_order_write(problem, candidate, &text, err);
	if (rc == 0)
		rc = assay_frame_write(&order->message, ASSAY_FRAME_ORDER, assay_buf_str(&text), err);
	if (rc) {
		order_destroy(order);
		return rc;
	}
	pool->n_pending++;
	STAILQ_INSERT_TAIL(&pool->queue, order, link);
	dispatch(pool);
	return 0;
}
