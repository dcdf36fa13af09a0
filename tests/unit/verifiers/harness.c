/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "base/fd.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PYTHON	    "/usr/bin/python3"
#define MAX_CHANNEL ((size_t)64 << 20)

struct process {
	char folder[64];
	pid_t pid;
	int channel, in, out, err;
	struct assay_buf to, from;
	bool is_closed;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static const char *file_name(const struct assay_program *program, const struct assay_file *file)
{
	if (file->name.len > 0)
		return file->name.data;
	return program->main_name.len > 0 ? program->main_name.data : "main.py";
}

static void write_files(const struct assay_program *program, const char *folder)
{
	for (size_t i = 0; i < program->n_files; i++) {
		char path[512];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, file_name(program, &program->files[i]));
		assay_autofd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		cr_assert_geq(fd, 0, "%s", path);
		cr_assert_eq(assay_write_all(fd, program->files[i].bytes.data, program->files[i].bytes.len, NULL), 0);
	}
}

static void remove_folder(const char *folder)
{
	char command[512];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_assert_eq(system(command), 0);
}

static void exec_child(const struct assay_program *program, const struct assay_side *side, const struct process *p,
		       int channel)
{
	const char *main_name = program->main_name.len > 0 ? program->main_name.data : "main.py";
	struct rlimit cpu = {.rlim_cur = (side->limits.cpu_ms + 999) / 1000,
			     .rlim_max = (side->limits.cpu_ms + 1999) / 1000};
	struct rlimit memory = {.rlim_cur = side->limits.mem_bytes, .rlim_max = side->limits.mem_bytes};
	char *const argv[] = {(char[]){PYTHON}, (char[]){"-B"}, strdup(main_name), NULL};
	char *const env[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"LANG=C.UTF-8"}, NULL};

	setpgid(0, 0);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_AS, &memory);
	if (chdir(p->folder) || dup2(p->in, 0) < 0 || dup2(p->out, 1) < 0 || dup2(p->err, 2) < 0)
		_exit(125);
	if (side->has_channel) {
		if (dup2(channel, 3) < 0)
			_exit(125);
	}
	execve(PYTHON, argv, env);
	_exit(126);
}

static int memory_file(struct assay_str bytes)
{
	int fd = memfd_create("harness", MFD_CLOEXEC);

	cr_assert_geq(fd, 0);
	cr_assert_eq(assay_write_all(fd, bytes.data, bytes.len, NULL), 0);
	cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/** Above the numbers that the child's own descriptors take. */
static int high(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, 20);

	cr_assert_geq(moved, 0);
	close(fd);
	return moved;
}

static void start(const struct assay_plan *plan, const struct assay_side *side, struct process *p)
{
	const struct assay_program *program = &plan->programs[side->program];
	int pair[2];

	*p = (struct process){.folder = "/tmp/assay-harness-XXXXXX"};
	cr_assert_not_null(mkdtemp(p->folder));
	write_files(program, p->folder);
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	p->channel = high(pair[0]);
	p->in = high(memory_file(side->stdin_bytes));
	p->out = high(memory_file(ASSAY_STR("")));
	p->err = high(memory_file(ASSAY_STR("")));
	assay_buf_init(&p->to, MAX_CHANNEL);
	assay_buf_init(&p->from, MAX_CHANNEL);
	assay_buf_add_str(&p->to, side->channel_in);
	int theirs = high(pair[1]);
	p->pid = fork();
	cr_assert_geq(p->pid, 0);
	if (p->pid == 0)
		exec_child(program, side, p, theirs);
	close(theirs);
	(void)fcntl(p->channel, F_SETFL, O_NONBLOCK);
}

static void send_pending(struct process *p)
{
	ssize_t n = send(p->channel, p->to.data, p->to.len, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		assay_buf_clear(&p->to);
	if (n <= 0)
		return;
	memmove(p->to.data, p->to.data + n, p->to.len - (size_t)n);
	p->to.len -= (size_t)n;
}

/** Reads what is there; false when the peer has closed. */
static bool receive(struct process *p, struct assay_buf *into)
{
	char bytes[65536];
	ssize_t n = recv(p->channel, bytes, sizeof(bytes), 0);

	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0)
		return false;
	assay_buf_append(into, bytes, (size_t)n);
	return true;
}

/** One round of the exchange; false when it is over. */
static bool exchange(struct process *p, size_t n, const struct assay_relay *relay, void *state)
{
	struct pollfd fds[2] = {0};
	size_t n_open = 0;

	for (size_t i = 0; i < n; i++) {
		short events = POLLIN | (p[i].to.len > 0 ? POLLOUT : 0);
		fds[i] = (struct pollfd){.fd = p[i].is_closed ? -1 : p[i].channel, .events = events};
		n_open += !p[i].is_closed;
	}
	if (n_open == 0)
		return false;
	(void)poll(fds, n, 20);
	for (size_t i = 0; i < n; i++) {
		if (fds[i].revents & POLLOUT)
			send_pending(&p[i]);
		if (!(fds[i].revents & (POLLIN | POLLHUP | POLLERR)))
			continue;
		size_t before = p[i].from.len;
		p[i].is_closed = !receive(&p[i], &p[i].from);
		if (!relay)
			continue;
		struct assay_buf to[2] = {p[0].to, p[1].to};
		struct assay_str fresh = assay_str_sub(assay_buf_str(&p[i].from), before, SIZE_MAX);
		int rc = 0;
		if (fresh.len > 0)
			rc = relay->on_bytes(state, i, fresh, to);
		if (rc == 0 && p[i].is_closed)
			rc = relay->on_bytes(state, i, (struct assay_str){0}, to);
		p[0].to = to[0];
		p[1].to = to[1];
		assay_buf_clear(&p[i].from);
		cr_assert_geq(rc, 0, "the relay failed");
		if (rc == 1)
			return false;
	}
	return true;
}

static struct assay_str content(int fd, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf bytes = {0};

	cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
	cr_assert_eq(assay_read_all(fd, &bytes, NULL), 0);
	return assay_arena_str(arena, assay_buf_str(&bytes));
}

static void collect(struct process *p, bool is_late, bool is_stopped, struct assay_arena *arena,
		    struct assay_outcome *ret)
{
	struct rusage usage;
	int status = 0;

	*ret = (struct assay_outcome){0};
	if (is_stopped || is_late)
		(void)kill(-p->pid, SIGKILL);
	cr_assert_eq(wait4(p->pid, &status, 0, &usage), p->pid);
	(void)kill(-p->pid, SIGKILL); /* What is left of its group. */
	ret->end = WIFEXITED(status) ? ASSAY_END_EXITED : ASSAY_END_SIGNALED;
	if (WIFEXITED(status))
		ret->exit_code = WEXITSTATUS(status);
	else
		ret->signal = WTERMSIG(status);
	if (ret->end == ASSAY_END_SIGNALED && ret->signal == SIGXCPU)
		ret->end = ASSAY_END_CPU_LIMIT;
	else if (ret->signal == SIGKILL && (is_stopped || is_late))
		ret->end = is_late ? ASSAY_END_WALL_LIMIT : ASSAY_END_STOPPED;
	ret->cpu_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
	ret->peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
	ret->out = content(p->out, arena);
	ret->err = content(p->err, arena);
	ret->channel = assay_arena_str(arena, assay_buf_str(&p->from));
	ret->isolation = ASSAY_ISOLATION_NONE;
	ret->enforcer = ASSAY_ENFORCER_RLIMIT;
	close(p->in);
	close(p->out);
	close(p->err);
	close(p->channel);
	assay_buf_finish(&p->to);
	assay_buf_finish(&p->from);
	remove_folder(p->folder);
}

void harness_run(const struct assay_plan *plan, size_t index, struct assay_arena *arena,
		 struct assay_execution_result *ret)
{
	harness_execute(plan, &plan->executions[index], arena, ret);
}

void harness_execute(const struct assay_plan *plan, const struct assay_execution *execution, struct assay_arena *arena,
		     struct assay_execution_result *ret)
{
	uint64_t deadline = now_ms() + execution->sides[0].limits.wall_ms;
	struct process p[2];
	bool is_late = false, is_over = false;

	*ret = (struct assay_execution_result){0};
	if (execution->relay)
		ret->relay_state = execution->relay->create(arena, &execution->sides[0].limits, execution->relay_arg);
	for (size_t i = 0; i < execution->n_sides; i++)
		start(plan, &execution->sides[i], &p[i]);
	while (!is_late && !is_over) {
		is_over = !exchange(p, execution->n_sides, execution->relay, ret->relay_state);
		is_late = now_ms() > deadline;
	}
	/* A process without a channel, or one that closed it, still has its time. */
	for (size_t i = 0; i < execution->n_sides && !execution->relay && !is_late; i++) {
		siginfo_t info = {0};
		while (!is_late && waitid(P_PID, (id_t)p[i].pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
		       info.si_pid == 0) {
			(void)usleep(1000);
			is_late = now_ms() > deadline;
		}
	}
	for (size_t i = 0; i < execution->n_sides; i++)
		collect(&p[i], is_late, execution->relay && is_over, arena, &ret->sides[i]);
}

/** As orchestrator/carry.c: a batch where one is offered, and each by itself after one that says nothing. */
static size_t judge_next(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			 struct assay_arena *arena, struct assay_test_result *results, struct harness_count *count)
{
	struct assay_execution batch = {0};
	struct assay_execution_result run;
	struct assay_err err = {0};
	size_t n = 0;
	int has_batch = !count->is_one_by_one && plan->checker->batch
				? plan->checker->batch(problem, plan, first, arena, &batch, &err)
				: 0;

	cr_assert_geq(has_batch, 0, "%s", err.msg);
	if (has_batch) {
		count->n_batches++;
		harness_execute(plan, &batch, arena, &run);
		cr_assert_eq(assay_verify_judge_batch(problem, plan, first, &run, arena, results, &n, &err), 0, "%s",
			     err.msg);
		if (n > 0)
			return n;
	}
	count->is_one_by_one = true;
	count->n_alone++;
	harness_run(plan, first, arena, &run);
	cr_assert_eq(assay_verify_judge(problem, plan, first, &run, arena, results, &err), 0, "%s", err.msg);
	if (run.relay_state)
		plan->executions[first].relay->finish(run.relay_state);
	return 1;
}

struct assay_verdict harness_verify_counting(const struct assay_problem *problem,
					     const struct assay_candidate *candidate, struct assay_arena *arena,
					     struct harness_count *ret)
{
	struct assay_plan plan;
	struct assay_verdict verdict;
	struct assay_err err = {0};

	*ret = (struct harness_count){0};
	cr_assert_eq(assay_verify_plan(problem, candidate, NULL, arena, &plan, &err), 0, "%s", err.msg);
	struct assay_test_result *results = assay_arena_array(arena, plan.n_executions, sizeof(*results));
	for (size_t i = 0; i < plan.n_executions;)
		i += judge_next(problem, &plan, i, arena, &results[i], ret);
	cr_assert_eq(assay_verify_conclude(problem, candidate, NULL, &plan, results, plan.n_executions, arena, &verdict,
					   &err),
		     0, "%s", err.msg);
	return verdict;
}

struct assay_verdict harness_verify(const struct assay_problem *problem, const struct assay_candidate *candidate,
				    struct assay_arena *arena)
{
	struct harness_count ignored;

	return harness_verify_counting(problem, candidate, arena, &ignored);
}

struct assay_problem harness_problem(const char *row, struct assay_arena *arena)
{
	struct assay_json_doc *doc = NULL;
	struct assay_problem problem;
	struct assay_err err = {0};

	cr_assert_eq(assay_json_parse(assay_str_of(row), NULL, &doc, &err), 0, "%s", err.msg);
	cr_assert_eq(assay_problem_read(assay_json_root(doc), arena, &problem, &err), 0, "%s", err.msg);
	assay_json_doc_destroy(doc);
	return problem;
}

struct assay_candidate harness_code(const char *code)
{
	return (struct assay_candidate){
		.id = ASSAY_STR("c"), .code = assay_str_of(code), .language = ASSAY_STR("python")};
}
