/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/template.h"

#include "sandbox/fault.h"
#include "sandbox/gate.h"
#include "sandbox/net.h"
#include "sandbox/plain.h"
#include "sandbox/zygote.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The worker writes the maps: only it has the right to use ids that are not its own. */
static int enter_user_namespace(struct sandbox_template *t)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_USERNS};
	size_t n_fds;
	int r;

	if (!t->is_born_inside) {
		/* A worker that changed its uid is not dumpable, and then our files in /proc would belong to root.
		 * Undone by hide(). */
		if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
			return -errno;
		if (sandbox_is_faulty("userns") || unshare(CLONE_NEWUSER) < 0)
			return -errno;
		r = sandbox_send(SANDBOX_FD_SOCK, &msg, NULL, 0);
		if (r < 0)
			return r;
	}
	if (sandbox_recv(SANDBOX_FD_SOCK, 0, &msg, NULL, 0, &n_fds) != 1 || msg.kind != SANDBOX_MSG_MAPPED)
		_exit(1); /* The worker knows why. */
	t->has_uid_range = msg.status != 0;
	if (!t->has_uid_range)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return -errno;
	return 0;
}

static struct sandbox_net net;

/* For a template that is alone somebody makes it who was there before; see slot.c. */
static int begin_net_namespace(struct sandbox_template *t)
{
	if (!t->is_alone)
		sandbox_net_begin(&net, SANDBOX_NET_US);
	return 0;
}

static int enter_net_namespace(struct sandbox_template *t)
{
	return t->is_alone ? 0 : sandbox_net_enter(sandbox_net_take(&net));
}

static int enter_namespaces(struct sandbox_template *t)
{
	static const struct {
		const char *fault;
		int flag;
	} kinds[] = {
		{"mountns", CLONE_NEWNS},
		{"ipcns", CLONE_NEWIPC},
		{"utsns", CLONE_NEWUTS},
	};

	(void)t;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (sandbox_is_faulty(kinds[i].fault) || unshare(kinds[i].flag) < 0)
			return -errno;
	return sethostname("assay", 5) < 0 ? -errno : 0;
}

/*
 * Nothing started from here can gain a privilege by exec, whatever file it finds. What a zygote is to keep must be
 * inheritable before the bounding set is empty; candidates give that up with everything else.
 */
static int drop_privileges(struct sandbox_template *t)
{
	int r = t->has_zygotes ? sandbox_zygote_allow() : 0;

	if (r < 0)
		return r;
	/* To the first that the kernel does not know. */
	for (unsigned long cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++)
		;
	if (errno != EINVAL)
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

static int try_mounts(void *arg)
{
	const struct sandbox_template *t = arg;
	struct assay_limits limits = {0};
	const char *what;

	assay_limits_fill(&limits);
	return sandbox_hide_groups() < 0 ? errno : -sandbox_mount_run(t, &limits, &what);
}

/* The way /proc can be mounted is found by mounting it, in a child that goes through the same steps as a run. */
static int try_run(struct sandbox_template *t)
{
	int pidfd = -1, status;
	pid_t pid;

	if (t->is_alone)
		return 0; /* This is the run. */
	for (t->proc = SANDBOX_PROC_PIDS;; t->proc++) {
		pid = sandbox_spawn(t, try_mounts, t, &pidfd);
		if (pid < 0)
			return pid;
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
	int r = sandbox_root_enter(t, &what);

	if (r < 0)
		sandbox_give_up(what, -r);
	return 0;
}

static void prepare(struct sandbox_template *t)
{
	static const struct {
		const char *what;
		int (*run)(struct sandbox_template *);
	} steps[] = {
		{"user namespaces", enter_user_namespace},
		{"net namespace", begin_net_namespace},
		{"namespaces", enter_namespaces},
		{"root", build_root},
		{"net namespace", enter_net_namespace},
		{"privileges", drop_privileges},
		{"dumpable", hide},
		{"pid namespace and its mounts", try_run},
	};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int r = steps[i].run(t);

		if (r < 0)
			sandbox_give_up(steps[i].what, -r);
	}
}

/* Without namespaces: limits, a reaper and a private folder. Only ever on the caller's explicit word. */
static void prepare_unsafe(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		sandbox_give_up("unsafe slot", errno);
}

static void prepare_plain(struct sandbox_template *t)
{
	const char *what;
	int r = sandbox_plain_prepare(t, &what);

	if (r < 0)
		sandbox_give_up(what, -r);
}

enum { BECOME_FDS = 1, BECOME_WITH_NET_FDS = 2, STEM_FDS = 3, ZYGOTE_FDS = 5 };

/* Stems that ended are reaped now and then; they do so when the worker closed their socket. */
static void grow_stem(const struct sandbox_template *t, const int *fds, size_t n)
{
	pid_t pid = fork();

	if (pid == 0 && n == STEM_FDS)
		sandbox_stem_main(t, fds[0], fds[1], fds[2]);
	if (pid == 0)
		sandbox_zygote_main(
			t,
			&(struct sandbox_zygote_order){
				.sock = fds[0], .notes = fds[1], .config = fds[2], .preload = fds[3], .err = fds[4]});
	for (size_t i = 0; i < n; i++)
		(void)close(fds[i]); /* A worker whose stem was not born hears the end of its socket. */
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/*
 * When the worker is gone its stems hear so too; the last of them is waited for, so that nobody else has to reap them.
 */
_Noreturn static void serve_stems(const struct sandbox_template *t)
{
	for (;;) {
		struct sandbox_msg msg;
		int fds[ZYGOTE_FDS];
		size_t n;
		int r = sandbox_recv(SANDBOX_FD_SOCK, 0, &msg, fds, ZYGOTE_FDS, &n);

		if (r == 0)
			break;
		if (r == 1 && msg.kind == SANDBOX_MSG_STEM && t->is_alone &&
		    (n == BECOME_FDS || n == BECOME_WITH_NET_FDS))
			sandbox_stem_become(t, fds[0], n == BECOME_FDS ? -1 : fds[1]);
		if (r < 0 || msg.kind != SANDBOX_MSG_STEM || (n != STEM_FDS && (n != ZYGOTE_FDS || !t->has_zygotes)))
			sandbox_give_up("request", r < 0 ? -r : EPROTO);
		grow_stem(t, fds, n);
	}
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	_exit(0);
}

_Noreturn void sandbox_template_main(struct sandbox_template *t, int sock, int image, int notes)
{
	int r;
	struct sandbox_msg ready = {.kind = SANDBOX_MSG_READY};
	sigset_t all;

	(void)prctl(PR_SET_NAME, "assay-slot", 0, 0, 0); /* Cosmetic. */
	/* An ignored signal stays ignored across exec: what our caller ignores is none of a candidate's business. */
	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL); /* Fails for the few that cannot be changed. */
	/* A terminal's Ctrl-C is the worker's to handle; and pid 1 waits for SIGCHLD with it blocked. */
	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL); /* Cannot fail with these arguments. */
	(void)setsid();				    /* Already a leader: just as good. */
	r = sandbox_arrange_descriptors(sock, image, notes);
	if (r < 0)
		sandbox_give_up("pidfd", -r);
	if (t->level == ASSAY_ISOLATION_NAMESPACES)
		prepare(t);
	else if (t->level == ASSAY_ISOLATION_LANDLOCK)
		prepare_plain(t);
	else
		prepare_unsafe();
	ready.status = t->has_uid_range;
	if (sandbox_send(SANDBOX_FD_SOCK, &ready, NULL, 0) < 0)
		_exit(0);
	if (t->level == ASSAY_ISOLATION_NAMESPACES && sandbox_gate_exists())
		serve_stems(t);
	sandbox_serve(t);
}
