/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/probe.h"

#include "sandbox/cgroup.h"
#include "sandbox/cgroup_tree.h"
#include "sandbox/fault.h"
#include "sandbox/landlock.h"
#include "sandbox/sandbox.h"
#include "sandbox/supplementary.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Each probe runs in a child of its own, which does the thing and exits with the errno of what failed. So a probe may
 * change whatever it likes, and a probe that gets itself killed says so.
 */

static int do_user_namespace(void)
{
	return unshare(CLONE_NEWUSER) < 0 ? errno : 0;
}

/* In a user namespace when we are not root, as a slot would be. */
static int unshare_with_user(int flag)
{
	if (unshare(CLONE_NEWUSER) < 0 || unshare(flag) < 0)
		return errno;
	return 0;
}

static int do_mount_namespace(void)
{
	return unshare_with_user(CLONE_NEWNS);
}

static int do_net_namespace(void)
{
	return unshare_with_user(CLONE_NEWNET);
}

static int do_ipc_namespace(void)
{
	return unshare_with_user(CLONE_NEWIPC);
}

static int do_uts_namespace(void)
{
	return unshare_with_user(CLONE_NEWUTS);
}

static int do_cgroup_namespace(void)
{
	return unshare_with_user(CLONE_NEWCGROUP);
}

/* Runs `inside` as pid 1 of a new pid namespace, with a private mount namespace. */
static int in_new_pid_namespace(int (*inside)(void))
{
	int status, r = unshare_with_user(CLONE_NEWNS | CLONE_NEWPID);
	pid_t pid = r == 0 ? fork() : -1;

	if (r != 0)
		return r;
	if (pid == 0)
		_exit(inside());
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

static int is_first(void)
{
	return getpid() == 1 ? 0 : EINVAL;
}

static int do_pid_namespace(void)
{
	return in_new_pid_namespace(is_first);
}

static int mount_proc(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return errno;
	return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
		     "subset=pid,hidepid=invisible") < 0 &&
			       mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
				     "hidepid=2") < 0
		       ? errno
		       : 0;
}

static int do_proc(void)
{
	return in_new_pid_namespace(mount_proc);
}

static int do_tmpfs(void)
{
	int r = unshare_with_user(CLONE_NEWNS);

	if (r == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		r = errno;
	if (r == 0 && mount("probe", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=64k,nr_inodes=16") < 0)
		r = errno;
	return r;
}

static int do_pivot_root(void)
{
	int r = do_tmpfs();

	if (r == 0 && (chdir("/tmp") < 0 || syscall(SYS_pivot_root, ".", ".") < 0))
		r = errno;
	return r;
}

/* A filter of four instructions: `nr` gets `action`, all else is allowed. */
static int load_filter(unsigned nr, unsigned action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {.len = 4, .filter = code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return errno;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0 ? errno : 0;
}

static int do_seccomp_errno(void)
{
	int r = load_filter(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV);

	if (r != 0)
		return r;
	return syscall(SYS_getppid) == -1 && errno == EXDEV ? 0 : EINVAL;
}

static int do_seccomp_kill(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int r = load_filter(SYS_getppid, SECCOMP_RET_KILL_PROCESS);

		if (r == 0)
			(void)syscall(SYS_getppid); /* Does not come back. */
		_exit(r ? r : EINVAL);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return errno;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? 0 : EINVAL;
	return WEXITSTATUS(status);
}

static int do_landlock(void)
{
	return sandbox_landlock_abi() >= SANDBOX_LANDLOCK_TRUNCATES ? 0 : EOPNOTSUPP;
}

/* As root each slot has a uid of its own, which does as well. */
static int do_landlock_signals(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return errno;
	return sandbox_landlock_abi() >= SANDBOX_LANDLOCK_SIGNALS ? -sandbox_landlock_keep_signals() : EOPNOTSUPP;
}

static int do_pidfd(void)
{
	int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

	return fd < 0 || syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) < 0 ? errno : 0;
}

static int do_clone3(void)
{
	struct clone_args args = {.flags = CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD};
	long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : 0;
}

static int do_openat2(void)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};

	return syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof how) < 0 ? errno : 0;
}

static enum assay_enforcer probe_groups(int *ret_why)
{
	struct sandbox_cgroup group;
	enum assay_enforcer kind;

	sandbox_cgroup_init(&group, 99999, false);
	kind = group.kind;
	*ret_why = -group.why;
	sandbox_cgroup_finish(&group);
	return kind;
}

static int do_groups(void)
{
	int why;

	if (probe_groups(&why) != ASSAY_ENFORCER_RLIMIT)
		return 0;
	return why ? why : EACCES;
}

static int do_supplementary(void)
{
	char path[512], group[64];

	return sandbox_supplementary_find(path, sizeof path, group, sizeof group) ? EEXIST : 0;
}

/* What a "yes" looked like, or why it is a "no", where there is more to say. */
static struct assay_str landlock_detail(struct assay_arena *arena, int sys_errno)
{
	if (sys_errno)
		return (struct assay_str){0};
	return assay_arena_printf(arena, "ABI %d", sandbox_landlock_abi());
}

static struct assay_str groups_detail(struct assay_arena *arena, int sys_errno)
{
	char names[160];
	int why;

	if (sys_errno == EBUSY && sandbox_group_strangers(names, sizeof names))
		return assay_arena_printf(arena, "%s: other programs are in our own group: %s", strerror(EBUSY), names);
	if (sys_errno)
		return (struct assay_str){0};

	enum assay_enforcer kind = probe_groups(&why);

	return assay_arena_printf(arena, "%s",
				  kind == ASSAY_ENFORCER_HYBRID ? "hybrid, v1 controllers memory and cpuacct"
								: assay_enforcer_name(kind));
}

static struct assay_str supplementary_detail(struct assay_arena *arena, int sys_errno)
{
	char path[512], group[64];

	if (sys_errno != EEXIST || !sandbox_supplementary_find(path, sizeof path, group, sizeof group))
		return (struct assay_str){0};
	return assay_arena_printf(arena, "group %s opens %s", group, path);
}

/* Which levels cannot do without it. */
enum need { NOWHERE, NAMESPACES, LANDLOCK, LANDLOCK_USER, EVERYWHERE };

struct probe {
	const char *name, *fault;
	int (*run)(void);
	struct assay_str (*detail)(struct assay_arena *arena, int sys_errno); /* May be NULL, and say nothing. */
	enum need need;
	const char *lost;
};

static const struct probe probes[] = {
	{"user namespaces", "userns", do_user_namespace, NULL, NAMESPACES, "all isolation by namespaces"},
	{"mount namespace", "mountns", do_mount_namespace, NULL, NAMESPACES, "a private read-only file system"},
	{"pid namespace", "pidns", do_pid_namespace, NULL, NAMESPACES, "killing a whole run at once"},
	{"net namespace", "netns", do_net_namespace, NULL, NAMESPACES, "a network of its own, without any way out"},
	{"ipc namespace", "ipcns", do_ipc_namespace, NULL, NAMESPACES, "System V memory that dies with the run"},
	{"uts namespace", "utsns", do_uts_namespace, NULL, NAMESPACES, "a host name that tells nothing"},
	{"cgroup namespace", "cgroupns", do_cgroup_namespace, NULL, NAMESPACES, "hidden names of control groups"},
	{"tmpfs", "tmpfs", do_tmpfs, NULL, NAMESPACES, "bounded scratch space that leaves nothing behind"},
	{"pivot_root", "pivot", do_pivot_root, NULL, NAMESPACES, "a root without the host's files"},
	{"proc mount", "proc", do_proc, NULL, NOWHERE,
	 "/proc inside runs, and accounts of trees without control groups"},
	{"seccomp errno", "seccomp", do_seccomp_errno, NULL, EVERYWHERE, "the system call filter"},
	{"seccomp kill", "seccomp", do_seccomp_kill, NULL, EVERYWHERE, "the system call filter"},
	{"landlock", "landlock", do_landlock, landlock_detail, LANDLOCK,
	 "the level below namespaces, and a second belt at theirs"},
	{"landlock signals", "landlock-signals", do_landlock_signals, NULL, LANDLOCK_USER,
	 "the level below namespaces, for ordinary users"},
	{"control groups", "cgroup", do_groups, groups_detail, NOWHERE,
	 "exact memory limits and CPU accounts; processes are polled instead"},
	{"no foreign groups", "supplementary", do_supplementary, supplementary_detail, NOWHERE,
	 "candidates can read files of the system that only members of your supplementary groups may read; no ordinary "
	 "user can leave a group"},
	{"pidfd", "pidfd", do_pidfd, NULL, EVERYWHERE, "signals that cannot hit a stranger"},
	{"clone3", "clone3", do_clone3, NULL, EVERYWHERE, "starting runs"},
	{"openat2", "openat2", do_openat2, NULL, EVERYWHERE, "taking files from a run safely"},
};

/* The errno of a probe, run in a child that is given a second: a kernel that hangs is a no. */
static int ask(const struct probe *probe)
{
	struct pollfd over = {.events = POLLIN};
	int status, fd;
	pid_t pid;

	if (sandbox_is_faulty(probe->fault))
		return EPERM;
	pid = fork();
	if (pid == 0)
		_exit(probe->run());
	if (pid < 0)
		return errno;
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	over.fd = fd;
	if (fd >= 0 && poll(&over, 1, 5000) == 0)
		(void)kill(pid, SIGKILL); /* Our unreaped child. */
	if (fd >= 0)
		(void)close(fd);
	if (waitpid(pid, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ETIMEDOUT;
}

static bool is_needed(enum need need, enum assay_isolation level)
{
	if (level == ASSAY_ISOLATION_NAMESPACES)
		return need == NAMESPACES || need == EVERYWHERE;
	return need == LANDLOCK || need == EVERYWHERE || (need == LANDLOCK_USER && geteuid() != 0);
}

int assay_sandbox_probe(struct assay_arena *arena, struct assay_probe **ret, size_t *ret_n,
			enum assay_isolation *ret_best, struct assay_err *err)
{
	const size_t n = sizeof probes / sizeof probes[0];
	struct assay_probe *answers = assay_arena_array(arena, n, sizeof *answers);
	bool has_namespaces = true, has_landlock = true;

	if (!answers)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < n; i++) {
		int sys_errno = ask(&probes[i]);
		struct assay_str detail = {0};

		if (probes[i].detail)
			detail = probes[i].detail(arena, sys_errno);
		if (assay_str_is_absent(detail))
			detail = assay_arena_printf(arena, "%s", sys_errno ? strerror(sys_errno) : "yes");

		answers[i] = (struct assay_probe){
			.name = probes[i].name,
			.is_ok = sys_errno == 0,
			.sys_errno = sys_errno,
			.lost = probes[i].lost,
			.fix = sandbox_fix_for(probes[i].name),
			.detail = detail,
		};
		if (sys_errno == 0)
			continue;
		has_namespaces = has_namespaces && !is_needed(probes[i].need, ASSAY_ISOLATION_NAMESPACES);
		has_landlock = has_landlock && !is_needed(probes[i].need, ASSAY_ISOLATION_LANDLOCK);
	}
	*ret = answers;
	*ret_n = n;
	*ret_best = has_namespaces ? ASSAY_ISOLATION_NAMESPACES
		    : has_landlock ? ASSAY_ISOLATION_LANDLOCK
				   : ASSAY_ISOLATION_NONE;
	return 0;
}
