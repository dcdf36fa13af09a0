/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/template.h"

#include "sandbox/fault.h"
#include "sandbox/plain.h"
#include "sandbox/remove.h"
#include "sandbox/tree.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
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

_Noreturn static void give_up(const char *what, int sys_errno)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_FAILED, .sys_errno = sys_errno};

	snprintf(msg.what, sizeof msg.what, "%s", what);
	(void)sandbox_send(SANDBOX_FD_SOCK, &msg, NULL, 0); /* The worker sees the end of the stream in any case. */
	_exit(1);
}

/* Numbers below SANDBOX_FD_END are for us; first everything moves out of their way, then into place. */
static void arrange_descriptors(int sock, int image)
{
	int from[SANDBOX_FD_END], null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < SANDBOX_FD_END; i++)
		from[i] = i < SANDBOX_FD_SOCK ? null : -1;
	from[SANDBOX_FD_SOCK] = sock;
	from[SANDBOX_FD_IMAGE] = image;
	from[SANDBOX_FD_SELF] = (int)syscall(SYS_pidfd_open, getpid(), 0);
	for (int i = 0; i < SANDBOX_FD_END; i++)
		if (from[i] >= 0)
			from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, SANDBOX_FD_END);
	for (int i = 0; i < SANDBOX_FD_END; i++)
		if (from[i] < 0 || dup3(from[i], i, O_CLOEXEC) < 0)
			(void)close(i); /* Unused numbers; the worker's own descriptor may be there. */
	(void)syscall(SYS_close_range, (unsigned)SANDBOX_FD_END, ~0U, 0U); /* Seen below if it fails. */
	if (fcntl(SANDBOX_FD_SELF, F_GETFD) < 0)
		give_up("pidfd", errno);
}

/* The worker writes the maps: only it has the right to use ids that are not its own. */
static int enter_user_namespace(struct sandbox_template *t)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_USERNS};
	size_t n_fds;
	int r;

	/* A worker that changed its uid is not dumpable, and then our files in /proc would belong to root. Undone by
	 * hide(). */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
		return -errno;
	if (sandbox_is_faulty("userns") || unshare(CLONE_NEWUSER) < 0)
		return -errno;
	r = sandbox_send(SANDBOX_FD_SOCK, &msg, NULL, 0);
	if (r < 0)
		return r;
	if (sandbox_recv(SANDBOX_FD_SOCK, 0, &msg, NULL, 0, &n_fds) != 1 || msg.kind != SANDBOX_MSG_MAPPED)
		_exit(1); /* The worker knows why. */
	t->has_uid_range = msg.status != 0;
	if (!t->has_uid_range)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return -errno;
	return 0;
}

/* A second lock on a door that the system call filter closes: no user namespace below ours. */
static void forbid_user_namespaces(void)
{
	assay_autofd int fd = open("/proc/sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)!write(fd, "0", 1); /* Not every kernel lets us. */
}

static int enter_namespaces(struct sandbox_template *t)
{
	static const struct {
		const char *fault;
		int flag;
	} kinds[] = {
		{"mountns", CLONE_NEWNS},
		{"netns", CLONE_NEWNET},
		{"ipcns", CLONE_NEWIPC},
		{"utsns", CLONE_NEWUTS},
	};

	(void)t;
	forbid_user_namespaces();
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (sandbox_is_faulty(kinds[i].fault) || unshare(kinds[i].flag) < 0)
			return -errno;
	return sethostname("assay", 5) < 0 ? -errno : 0;
}

/* Nothing started from here can gain a privilege by exec, whatever file it finds. */
static int drop_privileges(struct sandbox_template *t)
{
	(void)t;
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			return -errno;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	/* Not before the change of uid, which clears it. */
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -errno : 0;
}

/* Nobody but root may look into us; pid 1 inherits this. */
static int hide(struct sandbox_template *t)
{
	(void)t;
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

static pid_t spawn(const struct sandbox_template *t, int *ret_pidfd)
{
	struct clone_args args = {
		.flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};
	long pid;

	if (t->level == ASSAY_ISOLATION_NAMESPACES) {
		if (sandbox_is_faulty("pidns"))
			return -errno;
		args.flags |= CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
	}
	pid = syscall(SYS_clone3, &args, sizeof args);
	return pid < 0 ? -errno : (pid_t)pid;
}

/* The way /proc can be mounted is found by mounting it, in a child that goes through the same steps as a run. */
static int try_run(struct sandbox_template *t)
{
	struct assay_limits limits = {0};
	int pidfd = -1, status;
	pid_t pid;

	assay_limits_fill(&limits);
	for (t->proc = SANDBOX_PROC_PIDS;; t->proc++) {
		pid = spawn(t, &pidfd);
		if (pid < 0)
			return pid;
		if (pid == 0) {
			const char *what;

			_exit(sandbox_hide_groups() < 0 ? errno : -sandbox_mount_run(t, &limits, &what));
		}
		(void)close(pidfd);
		if (waitpid(pid, &status, 0) < 0)
			return -errno;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return 0;
		if (t->proc == SANDBOX_PROC_NONE)
			return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
	}
}

static int build_root(struct sandbox_template *t)
{
	const char *what = "root";
	int r = sandbox_root_enter(&what);

	(void)t;
	if (r < 0)
		give_up(what, -r);
	return 0;
}

static void prepare(struct sandbox_template *t)
{
	static const struct {
		const char *what;
		int (*run)(struct sandbox_template *);
	} steps[] = {
		{"user namespaces", enter_user_namespace},
		{"namespaces", enter_namespaces},
		{"root", build_root},
		{"privileges", drop_privileges},
		{"dumpable", hide},
		{"pid namespace and its mounts", try_run},
	};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int r = steps[i].run(t);

		if (r < 0)
			give_up(steps[i].what, -r);
	}
}

/* Without namespaces: limits, a reaper and a private folder. Only ever on the caller's explicit word. */
static void prepare_unsafe(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		give_up("unsafe slot", errno);
}

static void prepare_plain(struct sandbox_template *t)
{
	const char *what;
	int r = sandbox_plain_prepare(t, &what);

	if (r < 0)
		give_up(what, -r);
}

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

static uint64_t time_us(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

/* pid 1 exits only after the kernel has reaped all of its namespace, so this is the end of the whole run. */
static struct sandbox_msg bury(pid_t pid)
{
	struct sandbox_msg over = {.kind = SANDBOX_MSG_OVER};
	struct rusage usage;

	if (wait4(pid, &over.status, __WALL, &usage) < 0)
		give_up("wait for the run", errno);
	over.cpu_us = time_us(usage.ru_utime) + time_us(usage.ru_stime);
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
		give_up("removal of the work folder", -r);
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
		give_up("work folder", -r);
}

static void run(const struct sandbox_template *t, const struct sandbox_run_fds *fds)
{
	struct sandbox_msg over;
	bool has_worker;
	char folder[256] = SANDBOX_WORK;
	int all[] = {fds->in, fds->out, fds->err, fds->channel, fds->group}, pidfd = -1;
	pid_t pid;

	make_folder(t, folder, sizeof folder);
	pid = spawn(t, &pidfd);
	if (pid == 0)
		sandbox_init_main(t, fds, folder);
	if (pid < 0)
		give_up("clone of the run", -pid);
	close_all(all, sizeof all / sizeof all[0]);
	close_all(fds->joins, fds->n_joins);
	has_worker = wait_for(pid, pidfd);
	(void)close(pidfd);
	over = bury(pid);
	if (t->level != ASSAY_ISOLATION_NAMESPACES)
		clean_up(t, folder);
	if (!has_worker || sandbox_send(SANDBOX_FD_SOCK, &over, NULL, 0) < 0)
		_exit(0);
}

static void serve(const struct sandbox_template *t)
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
			give_up("request", r < 0 ? -r : EPROTO);
		at = 3 + msg.n_joins;
		struct sandbox_run_fds run_fds = {.in = fds[0],
						  .out = fds[1],
						  .err = fds[2],
						  .group = msg.has_group ? fds[at] : -1,
						  .channel = n > at + msg.has_group ? fds[at + msg.has_group] : -1,
						  .n_joins = msg.n_joins};

		memcpy(run_fds.joins, fds + 3, msg.n_joins * sizeof fds[0]);
		run(t, &run_fds);
	}
}

_Noreturn void sandbox_template_main(struct sandbox_template *t, int sock, int image)
{
	struct sandbox_msg ready = {.kind = SANDBOX_MSG_READY};
	sigset_t all;

	/* An ignored signal stays ignored across exec: what our caller ignores is none of a candidate's business. */
	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL); /* Fails for the few that cannot be changed. */
	/* A terminal's Ctrl-C is the worker's to handle; and pid 1 waits for SIGCHLD with it blocked. */
	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);	 /* Cannot fail with these arguments. */
	(void)setsid();					 /* Already a leader: just as good. */
	(void)prctl(PR_SET_NAME, "assay-slot", 0, 0, 0); /* Cosmetic. */
	arrange_descriptors(sock, image);
	if (t->level == ASSAY_ISOLATION_NAMESPACES)
		prepare(t);
	else if (t->level == ASSAY_ISOLATION_LANDLOCK)
		prepare_plain(t);
	else
		prepare_unsafe();
	ready.status = t->has_uid_range;
	if (sandbox_send(SANDBOX_FD_SOCK, &ready, NULL, 0) < 0)
		_exit(0);
	serve(t);
	_exit(0);
}
