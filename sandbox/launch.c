/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/fault.h"
#include "sandbox/gate.h"
#include "sandbox/landlock.h"
#include "sandbox/template.h"
#include "sandbox/zygote.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * The candidate between clone and exec. It shares pid 1's memory (CLONE_VM: no page tables to copy), so it makes plain
 * system calls, allocates nothing and writes only to its own stack and to the answer. libc's wrappers
 * for identity calls are avoided: they would tell the threads of a process that is not this one.
 */

static int join_groups(const struct sandbox_launch *l)
{
	if (l->is_born_in_group)
		return 0;
	for (unsigned i = 0; i < l->fds->n_joins; i++)
		if (write(l->fds->joins[i], "0", 1) != 1)
			return -1;
	return 0;
}

/*
 * Only here, once it is in its groups: they are then the root of all that it can name of them. And pid 1 must see what
 * it puts the candidate into, where a host makes namespaces the borders of delegation.
 */
int sandbox_hide_groups(void)
{
	return sandbox_is_faulty("cgroupns") ? -1 : (int)sandbox_gated(SYS_unshare, CLONE_NEWCGROUP, 0, 0, 0, 0);
}

static int place_descriptors(const struct sandbox_launch *l)
{
	const struct sandbox_run_fds *fds = l->fds;

	/* The sources lie above the template's own numbers, so no copy can overwrite one still needed. */
	if (dup2(fds->in, 0) < 0 || dup2(fds->out, 1) < 0 || dup2(fds->err, 2) < 0)
		return -1;
	if (fds->channel >= 0 && dup2(fds->channel, 3) < 0)
		return -1;
	return (int)syscall(SYS_close_range, fds->channel >= 0 ? 4U : 3U, ~0U, 0U);
}

/*
 * A hard limit can be lowered but not raised, and this machine's may be lower than what the job asks for. All runs of a
 * process inherit the same ones, so they are asked for once.
 */
static rlim64_t hard_limits[RLIM_NLIMITS];

static int know_limits(void)
{
	static bool is_known;

	for (int i = 0; !is_known && i < RLIM_NLIMITS; i++) {
		struct rlimit64 now;

		if (syscall(SYS_prlimit64, 0, i, NULL, &now) < 0)
			return -errno;
		hard_limits[i] = now.rlim_max;
	}
	is_known = true;
	return 0;
}

static int set_limit(int resource, uint64_t soft, uint64_t hard)
{
	struct rlimit64 want = {.rlim_max = hard < hard_limits[resource] ? hard : hard_limits[resource]};

	want.rlim_cur = soft < want.rlim_max ? soft : want.rlim_max;
	return (int)syscall(SYS_prlimit64, 0, resource, &want, NULL);
}

static int set_limits(const struct sandbox_launch *l)
{
	const struct assay_limits *lim = &l->plan->limits;
	const uint64_t mib = UINT64_C(1) << 20, kib64 = UINT64_C(1) << 16;
	/* Seconds, and a belt only: the account of the whole tree is kept elsewhere, in microseconds. */
	uint64_t cpu_s = lim->cpu_ms / 1000 + 2;

	if (set_limit(RLIMIT_CPU, cpu_s, cpu_s) < 0 || set_limit(RLIMIT_FSIZE, lim->fs_bytes, lim->fs_bytes) < 0 ||
	    set_limit(RLIMIT_NOFILE, lim->open_files, lim->open_files) < 0 ||
	    set_limit(RLIMIT_STACK, 64 * mib, UINT64_MAX) < 0 || set_limit(RLIMIT_MEMLOCK, 8 * mib, 8 * mib) < 0 ||
	    set_limit(RLIMIT_MSGQUEUE, kib64, kib64) < 0 || set_limit(RLIMIT_SIGPENDING, 1024, 1024) < 0)
		return -1;
	/*
	 * 1, not 0: a limit of 0 still feeds cores to a handler named in core_pattern, a limit of 1 does not. Under an
	 * inherited filter it is that low already.
	 */
	if (!l->t->is_filtered && set_limit(RLIMIT_CORE, 1, 1) < 0)
		return -1;
	if (l->process_limit && set_limit(RLIMIT_NPROC, l->process_limit, l->process_limit) < 0)
		return -1;
	if (!l->t->is_tree_polled || l->plan->can_exceed_address_space)
		return 0;
	/* Only to make absurd requests fail at once; what is used is watched by pid 1. Stacks reserve 64 MiB each. */
	return set_limit(RLIMIT_AS, 2 * lim->mem_bytes + 4096 * mib, 2 * lim->mem_bytes + 4096 * mib);
}

static int drop_identity(const struct sandbox_launch *l)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};

	if (l->t->has_uid_range && (syscall(SYS_setresgid, l->t->uid, l->t->uid, l->t->uid) < 0 ||
				    syscall(SYS_setresuid, l->t->uid, l->t->uid, l->t->uid) < 0))
		return -1;
	/* Rootless the template has its capabilities without being uid 0, so no change of uid takes them away. */
	if (syscall(SYS_capset, &head, none) < 0)
		return -1;
	/* After the change of uid, which clears it. */
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static int load_filter(const struct sandbox_launch *l)
{
	struct sock_fprog prog = {.len = (unsigned short)l->plan->n_filter, .filter = l->plan->filter};

	if (l->t->is_filtered || !prog.filter)
		return 0;
	if (sandbox_is_faulty("seccomp"))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static int fail(struct sandbox_launch *l, const char *step)
{
	l->answer->sys_errno = errno;
	l->answer->failed_step = step;
	return 1;
}

/* What exec would have done for a process whose memory was that of a zygote. */
static int become_candidate(struct sandbox_launch *l)
{
	sandbox_gate_close();
	/* The template hid itself; a program may look into itself and its children. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
		return fail(l, "dumpable");
	/* The last that it shares with anybody. */
	if (munmap(l->answer, sizeof *l->answer) < 0)
		return fail(l, "shared memory");
	sandbox_zygote_resume();
}

static int candidate(void *arg)
{
	struct sandbox_launch *l = arg;
	uint64_t no_signals = 0;

	if (join_groups(l) < 0)
		return fail(l, "cgroup");
	if (l->t->level == ASSAY_ISOLATION_NAMESPACES && sandbox_hide_groups() < 0)
		return fail(l, "cgroup namespace");
	/* The ruleset goes with the other descriptors in the next step, so it is entered first. */
	if (l->ruleset >= 0 && sandbox_landlock_enter(l->ruleset) < 0)
		return fail(l, "landlock");
	if (place_descriptors(l) < 0)
		return fail(l, "descriptors");
	/* Its own session: no terminal to claim, and no process group shared with pid 1. */
	if (syscall(SYS_setsid) < 0)
		return fail(l, "setsid");
	if (set_limits(l) < 0)
		return fail(l, "rlimits");
	if (drop_identity(l) < 0)
		return fail(l, "identity");
	(void)umask(022); /* Cannot fail. */
	if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, NULL, sizeof no_signals) < 0)
		return fail(l, "signal mask");
	if (load_filter(l) < 0)
		return fail(l, "seccomp");
	if (l->t->is_zygote)
		return become_candidate(l);
	l->answer->start_ns = now_ns();
	(void)execve(l->plan->argv[0], l->plan->argv, l->plan->env);
	return fail(l, "exec");
}

/*
 * As clone(), but into a control group, which only clone3 can; libc has no call for it that takes a stack. Where this
 * fails the candidate joins by itself.
 */
static pid_t clone_into(int group, char *stack, size_t size, struct sandbox_launch *launch)
{
	struct clone_args args = {
		.flags = CLONE_VM | CLONE_VFORK | CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.stack = (uint64_t)(uintptr_t)stack,
		.stack_size = size,
		.cgroup = (uint64_t)group,
	};

	return sandbox_gated_clone(&args, candidate, launch);
}

/* Where libc keeps what the kernel and it must agree on about the only thread. */
static struct {
	int *tid;
	void *robust;
	size_t robust_size;
} thread;

int sandbox_launch_prepare_forks(void)
{
	if (prctl(PR_GET_TID_ADDRESS, &thread.tid, 0, 0, 0) < 0 ||
	    syscall(SYS_get_robust_list, 0, &thread.robust, &thread.robust_size) < 0)
		return -errno;
	return 0;
}

/*
 * fork(2) as libc does it for a process with one thread, which cannot put the child into a group. Where that fails the
 * candidate joins by itself.
 */
static pid_t fork_candidate(int group, struct sandbox_launch *launch)
{
	struct clone_args args = {
		.flags = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | (group >= 0 ? CLONE_INTO_CGROUP : 0),
		.child_tid = (uint64_t)(uintptr_t)thread.tid,
		.exit_signal = SIGCHLD,
		.cgroup = group >= 0 ? (uint64_t)group : 0,
	};
	pid_t pid = (pid_t)sandbox_gated(SYS_clone3, (uintptr_t)&args, sizeof args, 0, 0, 0);

	if (pid == 0) {
		(void)syscall(SYS_set_robust_list, thread.robust, thread.robust_size); /* As it was in the parent. */
		_exit(candidate(launch));
	}
	return pid;
}

pid_t sandbox_launch(struct sandbox_launch *launch)
{
	/* One run per pid 1, so one stack is enough; the child is gone from it when clone returns. */
	static char stack[64 * 1024] __attribute__((aligned(16)));
	pid_t pid = -1;
	int r = know_limits();

	if (r < 0)
		return r;
	*launch->answer = (struct sandbox_launched){0};
	launch->is_born_in_group = launch->fds->group >= 0;
	if (launch->is_born_in_group)
		pid = launch->t->is_zygote ? fork_candidate(launch->fds->group, launch)
					   : clone_into(launch->fds->group, stack, sizeof stack, launch);
	if (pid > 0)
		return pid;
	launch->is_born_in_group = false;
	if (launch->t->is_zygote)
		pid = fork_candidate(-1, launch);
	else
		pid = clone(candidate, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, launch);
	return pid < 0 ? -errno : pid;
}
