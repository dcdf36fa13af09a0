/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stem: one process of a slot that starts runs. At the level of namespaces it grew off the template and brings the
 * system call filter that its runs inherit; at the levels below the template itself does this work.
 */
#include "sandbox/fault.h"
#include "sandbox/gate.h"
#include "sandbox/net.h"
#include "sandbox/plain.h"
#include "sandbox/remove.h"
#include "sandbox/template.h"
#include "sandbox/tree.h"
#include "sandbox/zygote.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn void sandbox_give_up(const char *what, int sys_errno)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_FAILED, .sys_errno = sys_errno};

	snprintf(msg.what, sizeof msg.what, "%s", what);
	(void)sandbox_send(SANDBOX_FD_SOCK, &msg, NULL, 0); /* The worker sees the end of the stream in any case. */
	_exit(1);
}

/* Numbers below SANDBOX_FD_END are for us; first everything moves out of their way, then into place. */
int sandbox_arrange_descriptors(int sock, int image, int notes)
{
	int from[SANDBOX_FD_END], null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < SANDBOX_FD_END; i++)
		from[i] = i < SANDBOX_FD_SOCK ? null : -1;
	from[SANDBOX_FD_SOCK] = sock;
	from[SANDBOX_FD_IMAGE] = image;
	from[SANDBOX_FD_SELF] = (int)syscall(SYS_pidfd_open, getpid(), 0);
	from[SANDBOX_FD_NOTES] = notes;
	for (int i = 0; i < SANDBOX_FD_END; i++)
		if (from[i] >= 0)
			from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, SANDBOX_FD_END);
	for (int i = 0; i < SANDBOX_FD_END; i++)
		if (from[i] < 0 || dup3(from[i], i, O_CLOEXEC) < 0)
			(void)close(i); /* Unused numbers; the worker's own descriptor may be there. */
	(void)syscall(SYS_close_range, (unsigned)SANDBOX_FD_END, ~0U, 0U); /* Seen below if it fails. */
	return fcntl(SANDBOX_FD_SELF, F_GETFD) < 0 ? -errno : 0;
}

/* --- Birth --- */

/* One run at a time, so one stack for all of them; what shares memory needs no more than what it replaces. */
static char init_stack[256 * 1024] __attribute__((aligned(16)));

pid_t sandbox_spawn(const struct sandbox_template *t, int (*inside)(void *), void *arg, int *ret_pidfd)
{
	struct clone_args args = {
		/* An interpreter's handlers are what its programs expect. */
		.flags = CLONE_PIDFD | (t->is_zygote ? 0 : CLONE_CLEAR_SIGHAND),
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};
	long pid;

	if (t->level == ASSAY_ISOLATION_NAMESPACES) {
		if (sandbox_is_faulty("pidns"))
			return -errno;
		args.flags |= CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
	}
	if (t->level == ASSAY_ISOLATION_NAMESPACES && sandbox_gate_exists()) {
		args.flags |= CLONE_VM;
		args.stack = (uint64_t)(uintptr_t)init_stack;
		args.stack_size = sizeof init_stack;
		pid = sandbox_gated_clone(&args, inside, arg);
	} else {
		pid = syscall(SYS_clone3, &args, sizeof args);
		if (pid == 0)
			_exit(inside(arg));
	}
	return pid < 0 ? -errno : (pid_t)pid;
}

/* --- Life --- */

static void close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
}

/*
 * Waits for pid 1, and for the worker's end of the socket: without a worker there is nobody to stop the run. False when
 * that is what happened.
 */
static bool wait_for(pid_t pid, int pidfd)
{
	struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN}, {.fd = SANDBOX_FD_SOCK, .events = 0}};

	for (;;) {
		int n = poll(fds, 2, -1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (fds[1].revents & (POLLHUP | POLLERR))) {
			(void)kill(pid, SIGKILL); /* It is our child and not reaped, so the pid is still its own. */
			return false;
		}
		if (fds[0].revents)
			return true;
	}
}

/* pid 1 exits only after the kernel has reaped all of its namespace, so this is the end of the whole run. */
static struct sandbox_msg bury(pid_t pid)
{
	struct sandbox_msg over = {.kind = SANDBOX_MSG_OVER};
	struct rusage usage;

	if (wait4(pid, &over.status, __WALL, &usage) < 0)
		sandbox_give_up("wait for the run", errno);
	over.cpu_us = sandbox_usage_us(&usage);
	over.peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
	return over;
}

/*
 * Without a pid namespace the dead reaper's children have become ours, and without a tmpfs of the run its files remain.
 * The strike comes also when the reaper ended well: it costs little, and a reaper that was killed struck at nobody.
 */
static void clean_up(const struct sandbox_template *t, const char *folder)
{
	int r;

	if (t->level == ASSAY_ISOLATION_LANDLOCK) {
		sandbox_plain_strike(t);
		while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
			;
	} else {
		sandbox_tree_kill();
	}
	r = sandbox_remove_tree(folder);
	if (r < 0 && t->level == ASSAY_ISOLATION_LANDLOCK)
		sandbox_give_up("removal of the work folder", -r);
}

static const char *make_unsafe_folder(char *path, size_t size)
{
	const char *base = getenv("TMPDIR");

	snprintf(path, size, "%s/assay-XXXXXX", base && *base == '/' ? base : "/tmp");
	return mkdtemp(path);
}

static void make_folder(const struct sandbox_template *t, char *path, size_t size)
{
	int r = 0;

	if (t->level == ASSAY_ISOLATION_LANDLOCK)
		r = sandbox_plain_make_folder(t, path, size);
	else if (t->level == ASSAY_ISOLATION_NONE && !make_unsafe_folder(path, size))
		r = -errno;
	if (r < 0)
		sandbox_give_up("work folder", -r);
}

/* Of other jobs nothing may get into the memory of a forked candidate. pid 1 is none where it shares ours. */
static void keep_from_forks(const struct sandbox_template *t, void *at, size_t len)
{
	if (t->is_filtered && madvise(at, len, MADV_DONTFORK) < 0)
		sandbox_give_up("job image", errno);
}

/* The image is mapped for good, and only looked at between RUN and the end of the run: in between it is rewritten. */
static char *map_image(const struct sandbox_template *t, size_t *ret_len)
{
	static char *image;
	static size_t mapped;
	const size_t step = (size_t)1 << 20;
	struct stat st;

	if (fstat(SANDBOX_FD_IMAGE, &st) < 0)
		sandbox_give_up("job image", errno);
	*ret_len = (size_t)st.st_size;
	if (image && *ret_len <= mapped)
		return image;
	if (image)
		(void)munmap(image, mapped);
	mapped = (*ret_len / step + 1) * step;
	image = mmap(NULL, mapped, PROT_READ, MAP_SHARED, SANDBOX_FD_IMAGE, 0);
	if (image == MAP_FAILED)
		sandbox_give_up("job image", errno);
	keep_from_forks(t, image, mapped);
	return image;
}

/* One at a time, and in one place. */
static struct sandbox_plan *read_plan(const struct sandbox_template *t)
{
	static struct sandbox_plan plan;
	static const void *kept;
	size_t len;
	char *image = map_image(t, &len);
	int r = sandbox_image_read(image, len, &plan);

	if (r < 0)
		sandbox_give_up("job image", -r);
	if (plan.block != kept)
		keep_from_forks(t, plan.block, plan.block_size);
	kept = plan.block;
	return &plan;
}

static void run(const struct sandbox_template *t, const struct sandbox_run_fds *fds, unsigned n_own)
{
	struct sandbox_msg over;
	bool has_worker;
	char folder[256] = SANDBOX_WORK;
	int all[] = {fds->in, fds->out, fds->err, fds->channel, fds->group}, pidfd = -1;
	struct sandbox_plan *plan = read_plan(t);
	struct sandbox_birth birth = {.t = t, .fds = fds, .plan = plan, .folder = folder, .n_own = n_own};
	pid_t pid;

	if (t->is_alone)
		_exit(sandbox_init_main(&birth));
	make_folder(t, folder, sizeof folder);
	pid = sandbox_spawn(t, sandbox_init_main, &birth, &pidfd);
	if (pid < 0)
		sandbox_give_up("clone of the run", -pid);
	close_all(all, sizeof all / sizeof all[0]);
	close_all(fds->joins, fds->n_joins);
	has_worker = wait_for(pid, pidfd);
	(void)close(pidfd);
	over = bury(pid);
	sandbox_plan_clear(plan);
	if (t->level != ASSAY_ISOLATION_NAMESPACES)
		clean_up(t, folder);
	if (!has_worker || sandbox_send(SANDBOX_FD_SOCK, &over, NULL, 0) < 0)
		_exit(0);
}

_Noreturn void sandbox_serve(struct sandbox_template *t)
{
	for (;;) {
		struct sandbox_msg msg;
		int fds[5 + SANDBOX_MAX_GROUPS];
		size_t n, at;
		int r = sandbox_recv(SANDBOX_FD_SOCK, 0, &msg, fds, 5 + SANDBOX_MAX_GROUPS, &n);

		if (r == 0)
			_exit(0);
		if (r < 0 || msg.kind != SANDBOX_MSG_RUN || msg.n_joins > SANDBOX_MAX_GROUPS ||
		    n < 3 + msg.n_joins + msg.has_group)
			sandbox_give_up("request", r < 0 ? -r : EPROTO);
		at = 3 + msg.n_joins;
		struct sandbox_run_fds run_fds = {.in = fds[0],
						  .out = fds[1],
						  .err = fds[2],
						  .group = msg.has_group ? fds[at] : -1,
						  .channel = n > at + msg.has_group ? fds[at + msg.has_group] : -1,
						  .n_joins = msg.n_joins};

		memcpy(run_fds.joins, fds + 3, msg.n_joins * sizeof fds[0]);
		t->is_tree_polled = msg.is_tree_polled;
		run(t, &run_fds, msg.n_own);
	}
}

/* --- Growth --- */

/* What a stem is made of, mapped until the filter is loaded: the number of the gate stands in it. */
struct seed {
	char *bytes;
	size_t len;
	struct sandbox_stem_config head;
};

static int open_seed(int config, struct seed *ret)
{
	struct stat st;

	if (fstat(config, &st) < 0)
		return -errno;
	ret->len = (size_t)st.st_size;
	if (ret->len < sizeof ret->head)
		return -EPROTO;
	ret->bytes = mmap(NULL, ret->len, PROT_READ, MAP_PRIVATE, config, 0);
	if (ret->bytes == MAP_FAILED)
		return -errno;
	memcpy(&ret->head, ret->bytes, sizeof ret->head);
	/* A zygote's goes on with what the template execs. */
	if (ret->head.n_filter > BPF_MAXINSNS ||
	    ret->len < sizeof ret->head + ret->head.n_filter * sizeof(struct sock_filter))
		return -EPROTO;
	return 0;
}

/* Whatever comes of it, nothing of the seed remains. */
static int load_filter(struct seed *seed)
{
	struct sock_fprog prog = {.len = (unsigned short)seed->head.n_filter,
				  .filter = (struct sock_filter *)(void *)(seed->bytes + sizeof seed->head)};

	int r = 0;

	if (sandbox_is_faulty("seccomp") || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		r = -errno;
	sandbox_gate_open(seed->head.gate);
	(void)munmap(seed->bytes, seed->len);
	explicit_bzero(seed, sizeof *seed);
	return r;
}

/* The template may have died between our birth and the first call; then nobody would ever end us. */
static int die_with_template(void)
{
	struct pollfd alive = {.fd = SANDBOX_FD_SELF, .events = POLLIN};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	if (poll(&alive, 1, 0) > 0)
		_exit(1);
	return 0;
}

/* Here and not with the candidate's other limits, because the filter lets nobody change it. See launch.c. */
static int limit_cores(void)
{
	struct rlimit now, one = {.rlim_cur = 1, .rlim_max = 1};

	if (getrlimit(RLIMIT_CORE, &now) < 0)
		return -errno;
	if (now.rlim_max < 1)
		one = (struct rlimit){0};
	return setrlimit(RLIMIT_CORE, &one) < 0 ? -errno : 0;
}

/* From here on the process is a stem. Returns only where the worker is gone. */
static void begin(struct sandbox_template *t, struct seed *seed)
{
	struct sandbox_msg ready = {.kind = SANDBOX_MSG_READY};
	int r = limit_cores();

	if (r < 0)
		sandbox_give_up("core limit", -r);
	r = load_filter(seed);
	if (r < 0)
		sandbox_give_up("seccomp", -r);
	t->is_filtered = true;
	if (!t->is_alone && sandbox_send(SANDBOX_FD_SOCK, &ready, NULL, 0) < 0)
		_exit(0);
}

_Noreturn void sandbox_stem_main(const struct sandbox_template *t, int sock, int notes, int config)
{
	struct sandbox_template own = *t;
	struct seed seed = {0};
	int r = die_with_template(), s = open_seed(config, &seed);

	if (r == 0)
		r = s;
	s = sandbox_arrange_descriptors(sock, SANDBOX_FD_IMAGE, notes);
	if (r == 0)
		r = s;
	if (r < 0)
		sandbox_give_up("stem", -r);
	begin(&own, &seed);
	sandbox_serve(&own);
}

_Noreturn void sandbox_stem_become(const struct sandbox_template *t, int config, int net)
{
	struct sandbox_template own = *t;
	struct seed seed = {0};
	int r = sandbox_net_enter(net);

	if (r < 0)
		sandbox_give_up("net namespace", -r);
	r = open_seed(config, &seed);
	(void)close(config);
	if (r < 0)
		sandbox_give_up("stem", -r);
	begin(&own, &seed);
	sandbox_serve(&own);
}

/* --- A stem that is an interpreter; see zygote.h --- */

/* Where the interpreter waits, in the words of the compiler: a stack and a place in the program. */
static void *resume_point[5];

_Noreturn void sandbox_zygote_resume(void)
{
	__builtin_longjmp(resume_point, 1);
}

void sandbox_zygote_serve(void)
{
	static struct sandbox_template own;
	struct seed seed = {0};
	int r = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : open_seed(SANDBOX_FD_CONFIG, &seed);

	(void)close(SANDBOX_FD_CONFIG);
	(void)close(SANDBOX_FD_PRELOAD);
	if (r == 0)
		r = sandbox_launch_prepare_forks();
	if (r < 0)
		sandbox_give_up("zygote", -r);
	own = (struct sandbox_template){.level = ASSAY_ISOLATION_NAMESPACES,
					.has_uid_range = seed.head.has_uid_range,
					.uid = seed.head.uid,
					.is_zygote = true,
					.proc = (enum sandbox_proc)seed.head.proc};
	begin(&own, &seed);
	if (__builtin_setjmp(resume_point) == 0)
		sandbox_serve(&own);
}
