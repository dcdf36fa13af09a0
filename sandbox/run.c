/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/run.h"

#include "sandbox/tree.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS UINT64_C(1000000)

/*
 * How often accounts kept by groups are looked at; the kernel itself stops memory, so this is about CPU time. It is
 * also when output is first looked at for its own sake: what a shorter run wrote is read when it is over, since to be
 * woken for each stream that closes, and each answer that nobody replies to, costs more than to read them.
 */
#define TICK_NS (10 * NS_PER_MS)
/* What a run that closed its channel gets to exit by itself, once the caller wants it stopped. */
#define GRACE_NS (30 * NS_PER_MS)
/* A run that has not started, or has not died of SIGKILL, after this long is a failure of ours. */
#define PATIENCE_NS (30000 * NS_PER_MS)

struct assay_session {
	struct sandbox_run *runs;
	size_t n;
	uint64_t next_tick_ns;
	int failure; /* First code of ours; the rest is then wound up. */
	struct assay_err *err;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void take_started(struct sandbox_run *run, const struct sandbox_msg *msg, int *fds, size_t n)
{
	run->has_started = true;
	run->start_ns = msg->start_ns;
	if (n == 1 && run->pidfd < 0)
		run->pidfd = assay_steal_fd(&fds[0]);
}

/* Looks whether the run has started, which is told where it does not wake us. */
static void look_at_notes(struct sandbox_run *run)
{
	struct sandbox_msg msg;
	int fds[1] = {-1};
	size_t n;

	if (run->has_started || !run->stem)
		return;
	if (sandbox_recv(run->stem->notes, MSG_DONTWAIT, &msg, fds, 1, &n) == 1 && msg.kind == SANDBOX_MSG_STARTED)
		take_started(run, &msg, fds, n);
	assay_close_p(&fds[0]);
}

/* Kills all of a run through pid 1. The first reason is the one that is reported. */
static void kill_run(struct sandbox_run *run, enum assay_end cause)
{
	if (run->cause == ASSAY_END_UNKNOWN && !run->has_ended)
		run->cause = cause;
	if (run->killed_ns == 0)
		run->killed_ns = now_ns();
	if (run->is_over)
		return;
	look_at_notes(run);			       /* Before there is a note, only our own code has run. */
	(void)sandbox_cgroup_kill(&run->slot->cgroup); /* Where it can; pid 1 takes along what it has. */
	if (run->pidfd >= 0)
		(void)syscall(SYS_pidfd_send_signal, run->pidfd, SIGKILL, NULL, 0); /* It may be dead already. */
}

/*
 * On the caller's wish. A program that closed its channel is most likely exiting, and how it exits is worth knowing: it
 * gets a moment to do so.
 */
static void stop(struct sandbox_run *run)
{
	bool is_leaving = run->request->job->has_channel && run->streams[CHANNEL].fd < 0;

	if (run->stop_ns || run->killed_ns)
		return;
	if (is_leaving)
		run->stop_ns = now_ns() + GRACE_NS;
	else
		kill_run(run, ASSAY_END_STOPPED);
}

static void fail_session(struct assay_session *session, int code)
{
	if (session->failure == 0)
		session->failure = code;
	for (size_t i = 0; i < session->n; i++)
		stop(&session->runs[i]);
}

static void fail_slot(struct assay_session *session, struct sandbox_run *run, const char *what)
{
	run->slot->is_broken = true;
	run->is_over = true;
	sandbox_stem_doubt(run->stem);
	if (session->failure == 0)
		assay_fail(session->err, ASSAY_ESANDBOX, "%s", what);
	fail_session(session, ASSAY_ESANDBOX);
}

/* Streams. */

static void stream_close(struct sandbox_stream *s)
{
	assay_close_p(&s->fd);
	s->fd = -1;
}

/* Keeps what fits. False when the ceiling was crossed by these bytes. */
static bool stream_take(struct sandbox_stream *s, const char *bytes, size_t n)
{
	uint64_t room = s->limit > s->n_seen ? s->limit - s->n_seen : 0;
	size_t kept = n < room ? n : (size_t)room;

	s->n_seen += n;
	s->is_truncated = s->is_truncated || kept < n;
	(void)assay_buf_append(&s->kept, bytes, kept); /* A sticky error, checked when the outcome is made. */
	return kept == n;
}

/* Reads what is there, at most a few chunks so that other descriptors get their turn. */
static void stream_drain(struct sandbox_run *run, struct sandbox_stream *s)
{
	char bytes[64 * 1024];

	for (int i = 0; s->fd >= 0 && i < 16; i++) {
		ssize_t n = read(s->fd, bytes, sizeof bytes);

		if (n > 0) {
			if (!stream_take(s, bytes, (size_t)n))
				kill_run(run, ASSAY_END_OUTPUT_LIMIT);
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			stream_close(s);
		} else if (errno == EAGAIN) {
			return;
		}
	}
}

static void call_back(struct assay_session *session, struct sandbox_run *run, struct assay_str bytes)
{
	const struct assay_run_request *request = run->request;

	if (request->on_channel(request->arg, session, (size_t)(run - session->runs), bytes) == 0)
		return;
	for (size_t i = 0; i < session->n; i++)
		stop(&session->runs[i]);
}

static void close_channel(struct assay_session *session, struct sandbox_run *run)
{
	if (run->streams[CHANNEL].fd < 0)
		return;
	stream_close(&run->streams[CHANNEL]);
	/* Nobody needs to be told of the end that he made; a peer must hear of an end by a limit. */
	if (run->request->on_channel && run->cause != ASSAY_END_STOPPED)
		call_back(session, run, (struct assay_str){0});
}

/* With a callback nothing is kept, but the ceiling holds: a relay must not be a way to flood the peer. */
/*
 * As stream_drain(), and for one more reason: a program that writes as fast as the caller listens would otherwise keep
 * us here, out of reach of its limits.
 */
static void read_channel(struct assay_session *session, struct sandbox_run *run)
{
	char bytes[64 * 1024];

	for (int i = 0; run->streams[CHANNEL].fd >= 0 && i < 16; i++) {
		struct sandbox_stream *s = &run->streams[CHANNEL];
		ssize_t n = read(s->fd, bytes, sizeof bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close_channel(session, run);
			return;
		}
		if (!run->request->on_channel) {
			if (!stream_take(s, bytes, (size_t)n))
				kill_run(run, ASSAY_END_OUTPUT_LIMIT);
			continue;
		}
		s->n_seen += (uint64_t)n;
		if (s->n_seen > s->limit) {
			s->is_truncated = true;
			kill_run(run, ASSAY_END_OUTPUT_LIMIT);
			return;
		}
		call_back(session, run, (struct assay_str){bytes, (size_t)n});
	}
}

static void write_channel(struct sandbox_run *run)
{
	while (run->streams[CHANNEL].fd >= 0 && run->n_sent < run->to_send.len) {
		ssize_t n = send(run->streams[CHANNEL].fd, run->to_send.data + run->n_sent,
				 run->to_send.len - run->n_sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			break; /* The run closed its end; what it wrote can still be read. */
		run->n_sent += (size_t)n;
	}
	run->n_sent = 0;
	assay_buf_clear(&run->to_send);
	if (run->is_told_all && run->streams[CHANNEL].fd >= 0)
		(void)shutdown(run->streams[CHANNEL].fd, SHUT_WR); /* Its peer may be gone. */
}

int assay_session_send(struct assay_session *session, size_t index, struct assay_str bytes)
{
	struct sandbox_run *run = &session->runs[index];
	int r;

	if (run->streams[CHANNEL].fd < 0)
		return 0; /* Nobody listens any more, which is the run's own affair. */
	if (run->to_send.len - run->n_sent + bytes.len > run->limits.output_bytes)
		return ASSAY_ELIMIT;
	r = assay_buf_add_str(&run->to_send, bytes);
	if (r == 0)
		write_channel(run);
	return r;
}

void assay_session_close(struct assay_session *session, size_t index)
{
	struct sandbox_run *run = &session->runs[index];

	run->is_told_all = true;
	if (run->n_sent == run->to_send.len)
		write_channel(run);
}

void assay_session_stop(struct assay_session *session, size_t index)
{
	stop(&session->runs[index]);
}

/* Messages. */

static void take_ended(struct sandbox_run *run, const struct sandbox_msg *msg, int *fds, size_t n)
{
	run->has_ended = true;
	run->ended = *msg;
	/* It had ended by itself before we struck, and its own end is the truth. */
	if ((run->cause == ASSAY_END_STOPPED || run->cause == ASSAY_END_WALL_LIMIT) && msg->end_ns <= run->killed_ns)
		run->cause = ASSAY_END_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		run->output_fds[run->n_output_fds++] = assay_steal_fd(&fds[i]);
	look_at_notes(run); /* It said so before; and the next run must not read it. */
	/*
	 * Nothing is left of the run but our own pid 1 with the namespaces and file systems that go with it, which
	 * takes it as long as the next run takes to prepare. The slot waits for it then.
	 */
	if (run->slot->isolation == ASSAY_ISOLATION_NAMESPACES && run->slot->gate) {
		run->is_over = true;
		run->stem->owes_over = true;
	}
}

static void take_over(struct sandbox_run *run, const struct sandbox_msg *msg)
{
	run->over = *msg;
	run->is_over = true;
	look_at_notes(run);
	if (run->slot->isolation != ASSAY_ISOLATION_NAMESPACES)
		(void)sandbox_cgroup_kill(&run->slot->cgroup); /* Whoever hid from the reaper. */
}

/*
 * The only run of a slot, whose pid 1 is the template itself: there is nobody to tell what became of it. Its end of the
 * socket closes before the kernel has ended the others of its namespace.
 */
static void bury(struct assay_session *session, struct sandbox_run *run)
{
	struct sandbox_msg over = {.kind = SANDBOX_MSG_OVER};
	struct pollfd dead = {.fd = (int)syscall(SYS_pidfd_open, run->slot->pid, 0), .events = POLLIN};
	struct rusage usage = {0};
	int r;

	look_at_notes(run);
	do
		r = poll(&dead, 1, (int)(PATIENCE_NS / NS_PER_MS));
	while (r < 0 && errno == EINTR);
	assay_close_p(&dead.fd);
	if (r <= 0 || wait4(run->slot->pid, &over.status, 0, &usage) < 0) {
		fail_slot(session, run, "pid 1 of a run does not end");
		return;
	}
	run->slot->pid = -1;
	over.cpu_us = sandbox_usage_us(&usage);
	over.peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
	take_over(run, &over);
}

/* The job asks for more than it may have; else ENOSPC is the kernel's word for a limit on namespaces. */
static bool is_too_large(const struct sandbox_msg *msg)
{
	return msg->sys_errno == ENOSPC && strcmp(msg->what, "net namespace") != 0;
}

static void take_failed(struct assay_session *session, struct sandbox_run *run, const struct sandbox_msg *msg)
{
	int code = is_too_large(msg) ? ASSAY_ELIMIT : ASSAY_ESANDBOX;

	sandbox_stem_doubt(run->stem);

	/* pid 1 says this and dies in an orderly way, so the slot stays good. */
	if (session->failure == 0 && run->slot->is_preparing) {
		code = sandbox_slot_fail_step(msg, session->err);
	} else if (session->failure == 0) {
		assay_fail(session->err, code, "start of a run: %s: %s", msg->what, strerror(msg->sys_errno));
		if (session->err)
			session->err->sys_errno = msg->sys_errno;
	}
	fail_session(session, code);
}

static void take_message(struct assay_session *session, struct sandbox_run *run)
{
	struct sandbox_msg msg;
	int fds[SANDBOX_MAX_OUTPUTS];
	size_t n;
	int r = sandbox_recv(run->stem->sock, MSG_DONTWAIT, &msg, fds, SANDBOX_MAX_OUTPUTS, &n);

	if (r == -EAGAIN)
		return;
	if (r == 0 && run->slot->is_single && run->slot->pid > 0 && !run->slot->is_preparing) {
		bury(session, run);
		return;
	}
	if (r != 1) {
		fail_slot(session, run, "the template process of a slot died");
		return;
	}
	switch (msg.kind) {
	case SANDBOX_MSG_ENDED:
		if (!run->has_ended)
			take_ended(run, &msg, fds, n);
		break;
	case SANDBOX_MSG_NO_EXEC:
		run->refusal = msg;
		break;
	case SANDBOX_MSG_FAILED:
		take_failed(session, run, &msg);
		break;
	case SANDBOX_MSG_OVER:
		take_over(run, &msg);
		break;
	case SANDBOX_MSG_READY: /* Of a template that becomes the stem. */
		if (run->stem == &run->slot->trunk)
			run->slot->is_preparing = false;
		else
			fail_slot(session, run, "a stem of a slot sent an unexpected message");
		break;
	case SANDBOX_MSG_NONE:
	case SANDBOX_MSG_USERNS:
	case SANDBOX_MSG_MAPPED:
	case SANDBOX_MSG_STEM:
	case SANDBOX_MSG_RUN:
	case SANDBOX_MSG_STARTED:
		fail_slot(session, run, "the template process of a slot sent an unexpected message");
		break;
	}
	for (size_t i = 0; i < n; i++)
		assay_close_p(&fds[i]); /* Those that were taken are -1 by now. */
}

/* Limits. */

/* When the wall limit strikes; until the start is known, the earliest that it could. */
static uint64_t wall_deadline(const struct sandbox_run *run)
{
	uint64_t from = run->has_started ? run->start_ns : run->born_ns;

	return run->limits.wall_ms < UINT64_MAX / NS_PER_MS / 2 ? from + run->limits.wall_ms * NS_PER_MS : UINT64_MAX;
}

static void check_limits(struct assay_session *session, struct sandbox_run *run, uint64_t now)
{
	if (run->is_over)
		return;
	look_at_notes(run);
	if (run->killed_ns) {
		if (run->has_started)
			kill_run(run, run->cause); /* The wish came before the start. */
		if (now - run->killed_ns > PATIENCE_NS)
			fail_slot(session, run, "a killed run does not end");
		return;
	}
	if (!run->has_started) {
		if (now - run->born_ns > PATIENCE_NS)
			fail_slot(session, run, "a run does not start");
		return;
	}
	if (run->has_ended)
		return;
	sandbox_slot_watch(run->slot);
	sandbox_cgroup_sample(&run->slot->cgroup);
	if (run->stop_ns && now >= run->stop_ns)
		kill_run(run, ASSAY_END_STOPPED);
	else if (now >= wall_deadline(run))
		kill_run(run, ASSAY_END_WALL_LIMIT);
	else if (sandbox_cgroup_is_out_of_memory(&run->slot->cgroup))
		kill_run(run, ASSAY_END_MEMORY_LIMIT);
	else if (sandbox_cgroup_cpu_us(&run->slot->cgroup) > run->limits.cpu_ms * 1000)
		kill_run(run, ASSAY_END_CPU_LIMIT);
}

static bool is_done(const struct sandbox_run *run)
{
	return run->is_over && run->streams[OUT].fd < 0 && run->streams[ERR].fd < 0 && run->streams[CHANNEL].fd < 0;
}

/* Once all processes are dead every byte is in the pipes, and their end comes after the last one. */
static void finish_streams(struct assay_session *session, struct sandbox_run *run)
{
	if (!run->is_over)
		return;
	for (int i = OUT; i <= ERR; i++) {
		struct sandbox_stream *s = &run->streams[i];

		while (s->fd >= 0 && poll(&(struct pollfd){.fd = s->fd, .events = POLLIN}, 1, 0) > 0)
			stream_drain(run, s);
	}
	const struct sandbox_stream *channel = &run->streams[CHANNEL];
	while (channel->fd >= 0 && poll(&(struct pollfd){.fd = channel->fd, .events = POLLIN}, 1, 0) > 0)
		read_channel(session, run);
	/* Whatever still holds an end open, if our own processes were copied, is not of this run. */
	stream_close(&run->streams[OUT]);
	stream_close(&run->streams[ERR]);
	close_channel(session, run);
}

/* The loop. */

enum { FDS_PER_RUN = 4 };

static void add_poll(struct pollfd *fds, const struct sandbox_run *run)
{
	bool has_more = run->n_sent < run->to_send.len;
	bool is_talk = run->request->on_channel && !run->request->is_one_way;
	bool is_heard = run->is_listened_to || is_talk || has_more;

	fds[0] = (struct pollfd){.fd = run->is_over ? -1 : run->stem->sock, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = run->is_listened_to ? run->streams[OUT].fd : -1, .events = POLLIN};
	fds[2] = (struct pollfd){.fd = run->is_listened_to ? run->streams[ERR].fd : -1, .events = POLLIN};
	fds[3] = (struct pollfd){.fd = is_heard ? run->streams[CHANNEL].fd : -1,
				 .events = (short)(POLLIN | (has_more ? POLLOUT : 0))};
}

static void serve(struct assay_session *session, struct sandbox_run *run, const struct pollfd *fds)
{
	if (fds[1].revents)
		stream_drain(run, &run->streams[OUT]);
	if (fds[2].revents)
		stream_drain(run, &run->streams[ERR]);
	if (fds[3].revents & POLLOUT)
		write_channel(run);
	if (fds[3].revents & (POLLIN | POLLHUP | POLLERR))
		read_channel(session, run);
	if (fds[0].revents)
		take_message(session, run);
}

/* The next moment at which something must be looked at that no descriptor tells. */
static uint64_t next_deadline(const struct assay_session *session, uint64_t now)
{
	uint64_t next = now + 1000 * NS_PER_MS;

	for (size_t i = 0; i < session->n; i++) {
		const struct sandbox_run *run = &session->runs[i];
		uint64_t wall = wall_deadline(run);
		bool has_accounts = run->slot->cgroup.kind != ASSAY_ENFORCER_RLIMIT;

		if (run->is_over || (run->killed_ns && run->has_started))
			continue;
		if (!run->is_listened_to && session->next_tick_ns < next)
			next = session->next_tick_ns;
		if (run->has_started && wall < next)
			next = wall;
		/* A run that should be known by now to have started, or is to be ended, is asked about again. */
		if ((run->stop_ns || run->killed_ns || has_accounts || (!run->has_started && wall <= now)) &&
		    session->next_tick_ns < next)
			next = session->next_tick_ns;
		else if (!run->has_started && wall > now && wall < next)
			next = wall;
	}
	return next > now ? next : now;
}

static void tick(struct assay_session *session)
{
	uint64_t now = now_ns();
	bool is_due = now >= session->next_tick_ns;

	for (size_t i = 0; i < session->n; i++) {
		struct sandbox_run *run = &session->runs[i];

		run->is_listened_to = run->is_listened_to || is_due || run->killed_ns;
		if (is_due || now >= wall_deadline(run))
			check_limits(session, run, now);
	}
	if (is_due)
		session->next_tick_ns = now + TICK_NS;
}

static bool has_work(const struct assay_session *session)
{
	for (size_t i = 0; i < session->n; i++)
		if (!is_done(&session->runs[i]))
			return true;
	return false;
}

static int loop(struct assay_session *session, struct pollfd *fds)
{
	session->next_tick_ns = now_ns() + TICK_NS;
	while (has_work(session)) {
		uint64_t now = now_ns(), wait_ns = next_deadline(session, now) - now;
		struct timespec wait = {.tv_sec = (time_t)(wait_ns / 1000000000),
					.tv_nsec = (long)(wait_ns % 1000000000)};

		for (size_t i = 0; i < session->n; i++)
			add_poll(fds + i * FDS_PER_RUN, &session->runs[i]);
		if (ppoll(fds, session->n * FDS_PER_RUN, &wait, NULL) < 0 && errno != EINTR)
			return assay_fail_errno(session->err, "wait for runs");
		for (size_t i = 0; i < session->n; i++)
			serve(session, &session->runs[i], fds + i * FDS_PER_RUN);
		tick(session);
		for (size_t i = 0; i < session->n; i++)
			finish_streams(session, &session->runs[i]);
	}
	return 0;
}

static void finish_run(struct sandbox_run *run)
{
	for (int i = 0; i < N_STREAMS; i++) {
		assay_close_p(&run->streams[i].fd);
		assay_buf_finish(&run->streams[i].kept);
	}
	assay_buf_finish(&run->to_send);
	for (size_t i = 0; i < run->n_output_fds; i++)
		assay_close_p(&run->output_fds[i]);
	assay_close_p(&run->pidfd);
}

static int conclude(struct assay_session *session, struct assay_arena *arena)
{
	int r = session->failure;

	for (size_t i = 0; r == 0 && i < session->n; i++)
		r = sandbox_run_conclude(&session->runs[i], arena, session->err);
	return r;
}

static void init_run(struct sandbox_run *run, const struct assay_run_request *request)
{
	*run = (struct sandbox_run){
		.request = request, .slot = request->slot, .limits = request->job->limits, .pidfd = -1};
	assay_limits_fill(&run->limits);
	for (int i = 0; i < N_STREAMS; i++)
		run->streams[i] = (struct sandbox_stream){.fd = -1, .limit = run->limits.output_bytes};
}

static void start_all(struct assay_session *session, const struct assay_run_request *requests, size_t n)
{
	for (; session->n < n; session->n++)
		init_run(&session->runs[session->n], &requests[session->n]);
	for (size_t i = 0; i < n; i++) {
		session->runs[i].born_ns = now_ns();

		int r = session->failure == 0 ? sandbox_run_start(&session->runs[i], session->err) : session->failure;

		if (r == 0) {
			write_channel(&session->runs[i]);
			continue;
		}
		/* The runs that did start are wound up like any others. */
		session->runs[i].is_over = true;
		fail_session(session, r);
	}
}

int assay_sandbox_run(const struct assay_run_request *requests, size_t n, struct assay_arena *arena,
		      struct assay_err *err)
{
	struct assay_session session = {.runs = calloc(n, sizeof *session.runs), .err = err};
	struct pollfd *fds = calloc(n * FDS_PER_RUN, sizeof *fds);
	int r;

	if (!session.runs || !fds) {
		free(session.runs);
		free(fds);
		return assay_fail(err, ASSAY_ENOMEM, "no memory for %zu runs", n);
	}
	start_all(&session, requests, n);
	r = loop(&session, fds);
	if (r == 0)
		r = conclude(&session, arena);
	for (size_t i = 0; i < session.n; i++)
		finish_run(&session.runs[i]);
	free(session.runs);
	free(fds);
	return r;
}
