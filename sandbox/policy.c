/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/policy.h"

#include "sandbox/policy_shrink.h"

#include "base/fd.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Memory, files below the read-only root and the run's own tmpfs, own processes, time, pipes, polling. */
static const char *const allowed[] = {
	/* Process and threads. */
	"arch_prctl", "brk", "capget", "execve", "execveat", "exit", "exit_group", "fork", "futex", "futex_requeue",
	"futex_wait", "futex_waitv", "futex_wake", "get_robust_list", "get_thread_area", "getcpu", "getegid", "geteuid",
	"getgid", "getgroups", "getitimer", "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getresgid",
	"getresuid", "getrlimit", "getrusage", "getsid", "gettid", "getuid", "kill", "membarrier", "pause",
	"pidfd_open", "pidfd_send_signal", "restart_syscall", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
	"rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_tgsigqueueinfo",
	"sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getattr", "sched_getparam",
	"sched_getscheduler", "sched_rr_get_interval", "sched_setaffinity", "sched_yield", "set_robust_list",
	"set_thread_area", "set_tid_address", "setitimer", "setpgid", "setpriority", "setsid", "sigaltstack",
	"signalfd", "signalfd4", "tgkill", "time", "times", "tkill", "uname", "vfork", "wait4", "waitid", "waitpid",
	"sysinfo", "ioprio_get",
	/* Identity: without capabilities these can only confirm what is. */
	"setfsgid", "setfsuid", "setgid", "setgroups", "setregid", "setresgid", "setresuid", "setreuid", "setuid",
	"capset",
	/* Memory. */
	"get_mempolicy", "madvise", "mbind", "mlock", "mlock2", "mlockall", "mmap", "mmap2", "mprotect", "mremap",
	"msync", "munlock", "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect", "set_mempolicy",
	/* Files. */
	"access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3",
	"faccessat", "faccessat2", "fallocate", "fchdir", "fchmod", "fchmodat", "fchmodat2", "fchown", "fchownat",
	"fcntl", "fcntl64", "fdatasync", "fgetxattr", "flistxattr", "flock", "fstat", "fstat64", "fstatfs", "fstatfs64",
	"fsync", "ftruncate", "ftruncate64", "futimesat", "getcwd", "getdents", "getdents64", "getxattr",
	"inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", "lchown", "lgetxattr", "link",
	"linkat", "listxattr", "llistxattr", "lseek", "_llseek", "lstat", "lstat64", "mkdir", "mkdirat", "newfstatat",
	"fstatat64", "open", "openat", "openat2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2",
	"read", "readlink", "readlinkat", "readv", "rename", "renameat", "renameat2", "rmdir", "sendfile", "sendfile64",
	"splice", "stat", "stat64", "statfs", "statfs64", "statx", "symlink", "symlinkat", "sync_file_range", "tee",
	"truncate", "truncate64", "umask", "unlink", "unlinkat", "utime", "utimensat", "utimes", "write", "writev",
	/* Waiting and pipes. */
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd",
	"eventfd2", "pipe", "pipe2", "poll", "ppoll", "pselect6", "select", "_newselect",
	/*
	 * Sockets: socket() itself only makes AF_UNIX ones, in a network namespace of the slot's own. Sending and
	 * receiving stand among the conditions.
	 */
	"accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "shutdown",
	/* Time. */
	"alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday", "nanosleep", "timer_create",
	"timer_delete", "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create", "timerfd_gettime",
	"timerfd_settime", "getrandom",
	/* System V and POSIX message passing, in an IPC namespace that dies with the run. */
	"mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink", "msgctl", "msgget",
	"msgrcv", "msgsnd", "semctl", "semget", "semop", "semtimedop", "shmat", "shmctl", "shmdt"};

/* Memory that belongs to no mapping, so no sum over processes sees it; a memory group does. */
static const char *const unmapped_memory[] = {"memfd_create", "shmget"};

struct answer {
	const char *name;
	int sys_errno;
};

/* Known and refused. ENOSYS (the default) makes libraries fall back; these errnos are what they expect instead. */
static const struct answer refused[] = {
	{"clone3", ENOSYS}, /* Its flags lie in memory, out of a filter's sight; libc falls back to clone. */
	{"sync", 0},	    /* Would flush the host's disks; there is nothing of the run on them. */
	{"syncfs", 0},
	{"fadvise64", 0}, /* Could drop the host's page cache of shared libraries under a neighbour. */
	{"readahead", 0},
	{"setxattr", ENOTSUP},
	{"lsetxattr", ENOTSUP},
	{"fsetxattr", ENOTSUP}, /* Kernel memory outside of tmpfs limits. */
	{"removexattr", ENOTSUP},
	{"lremovexattr", ENOTSUP},
	{"fremovexattr", ENOTSUP},
	/* Other processes' memory and descriptors. */
	{"ptrace", EPERM},
	{"process_vm_readv", EPERM},
	{"process_madvise", EPERM},
	{"process_mrelease", EPERM},
	{"kcmp", EPERM},
	{"pidfd_getfd", EPERM},
	/* Kernel surface with a long record of privilege bugs. */
	{"bpf", EPERM},
	{"io_uring_setup", EPERM},
	{"io_uring_enter", EPERM},
	{"io_uring_register", EPERM},
	{"perf_event_open", EPERM},
	{"userfaultfd", EPERM},
	{"seccomp", EPERM},
	{"vmsplice", EPERM},
	{"modify_ldt", EPERM},
	{"fanotify_init", EPERM},
	{"fanotify_mark", EPERM},
	{"memfd_secret", EPERM},
	{"remap_file_pages", EPERM},
	/* Keyrings are shared by all processes of a uid, across namespaces. */
	{"add_key", EPERM},
	{"keyctl", EPERM},
	{"request_key", EPERM},
	/* The file tree and namespaces. */
	{"mount", EPERM},
	{"umount", EPERM},
	{"umount2", EPERM},
	{"pivot_root", EPERM},
	{"chroot", EPERM},
	{"setns", EPERM},
	{"fsopen", EPERM},
	{"fsconfig", EPERM},
	{"fsmount", EPERM},
	{"fspick", EPERM},
	{"open_tree", EPERM},
	{"move_mount", EPERM},
	{"mount_setattr", EPERM},
	{"open_by_handle_at", EPERM},
	{"name_to_handle_at", EPERM},
	{"quotactl", EPERM},
	{"quotactl_fd", EPERM},
	{"acct", EPERM},
	/* The machine. */
	{"clock_settime", EPERM},
	{"clock_adjtime", EPERM},
	{"adjtimex", EPERM},
	{"settimeofday", EPERM},
	{"stime", EPERM},
	{"sethostname", EPERM},
	{"setdomainname", EPERM},
	{"syslog", EPERM},
	{"vhangup", EPERM},
	{"lookup_dcookie", EPERM},
	{"sched_setscheduler", EPERM},
	{"sched_setparam", EPERM},
	{"sched_setattr", EPERM},
	{"ioprio_set", EPERM},
	{"migrate_pages", EPERM},
	{"move_pages", EPERM},
	{"set_mempolicy_home_node", EPERM}};

/* No program of use calls these; the run ends at once and says so. */
static const char *const fatal[] = {"create_module", "delete_module",	"finit_module", "init_module",	     "ioperm",
				    "iopl",	     "kexec_file_load", "kexec_load",	"process_vm_writev", "reboot",
				    "swapoff",	     "swapon"};

/* Without namespaces: names that reach beyond the run. Landlock knows none of them. */
static const struct answer shared_host[] = {
	{"socket", EACCES}, /* A pathname socket of the host, its service bus for one, is nothing that Landlock guards.
			     */
	{"bind", EACCES},	   {"connect", EACCES},
	{"listen", EACCES},	   {"accept", EACCES},
	{"accept4", EACCES},	   {"inotify_init", ENOSYS}, /* Watches need no right to open. */
	{"inotify_init1", ENOSYS}, {"inotify_add_watch", ENOSYS},
	{"mq_open", ENOSYS},	   {"mq_unlink", ENOSYS},
	{"msgctl", ENOSYS},	   {"msgget", ENOSYS},
	{"msgrcv", ENOSYS},	   {"msgsnd", ENOSYS},
	{"semctl", ENOSYS},	   {"semget", ENOSYS},
	{"semop", ENOSYS},	   {"semtimedop", ENOSYS},
	{"shmget", ENOSYS},	   {"shmat", ENOSYS},
	{"shmctl", ENOSYS}};

/* Landlock does not guard what a file's owner may always do. */
static const struct answer shared_uid[] = {{"chmod", EPERM},	 {"fchmod", EPERM},    {"fchmodat", EPERM},
					   {"fchmodat2", EPERM}, {"chown", EPERM},     {"fchown", EPERM},
					   {"lchown", EPERM},	 {"fchownat", EPERM},  {"utime", EPERM},
					   {"utimes", EPERM},	 {"futimesat", EPERM}, {"utimensat", EPERM}};

#define NEW_NAMESPACES \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
/* The low byte of clone's flags is a signal, of unshare's it is a flag. */
#define NEW_TIME_NAMESPACE 0x80

/* TIOCSTI (types into a terminal), TIOCLINUX and every driver's own commands stay out. */
static const unsigned ioctls[] = {TCGETS,   TCSETS,   TCSETSW, TCSETSF, TIOCGWINSZ, TIOCGPGRP, TIOCSPGRP,
				  TIOCOUTQ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX,   FIOASYNC};

/* No PR_SET_SECCOMP, PR_SET_MM, PR_SET_PTRACER, PR_SET_SECUREBITS, ambient capabilities. */
static const int prctls[] = {
	PR_SET_NAME,
	PR_GET_NAME,
	PR_SET_PDEATHSIG,
	PR_GET_PDEATHSIG,
	PR_GET_DUMPABLE,
	PR_SET_NO_NEW_PRIVS,
	PR_GET_NO_NEW_PRIVS,
	PR_GET_SECCOMP,
	PR_CAPBSET_READ,
	PR_SET_TIMERSLACK,
	PR_GET_TIMERSLACK,
	PR_SET_CHILD_SUBREAPER,
	PR_GET_CHILD_SUBREAPER,
	PR_SET_THP_DISABLE,
	PR_GET_THP_DISABLE,
	0x53564d41 /* PR_SET_VMA: names of mappings */,
	PR_SET_DUMPABLE /* Last: see add_conditions(). */
};

/* No SO_ATTACH_FILTER and kin: they feed programs to the kernel. */
static const int socket_options[] = {SO_REUSEADDR, SO_SNDBUF,	SO_RCVBUF,   SO_KEEPALIVE, SO_LINGER,
				     SO_PASSCRED,  SO_RCVTIMEO, SO_SNDTIMEO, SO_BROADCAST};

/* One way of allowing a call, by up to two of its arguments. */
struct condition {
	const char *name;
	uint32_t action;
	unsigned n;
	struct scmp_arg_cmp args[2];
};

/* clang-format off */
#define WHEN1(name, action, a) {name, action, 1, {a}}
#define WHEN2(name, action, a, b) {name, action, 2, {a, b}}
#define ARG(i, relation, value) {.arg = (i), .op = SCMP_CMP_##relation, .datum_a = (value)}
#define MASKED(i, mask, value) {.arg = (i), .op = SCMP_CMP_MASKED_EQ, .datum_a = (mask), .datum_b = (value)}
/* Urgent data on Unix sockets: nobody uses it, and it has been a way out of browsers' sandboxes (CVE-2025-38236). */
#define NOT_URGENT(name, flags) \
	WHEN1(name, SCMP_ACT_ALLOW, MASKED(flags, MSG_OOB, 0)), \
	WHEN1(name, SCMP_ACT_ERRNO(EOPNOTSUPP), MASKED(flags, MSG_OOB, MSG_OOB))
/* clang-format on */

/* What our own processes do under a filter that candidates inherit from them; see gate.h. */
static const struct answer gated[] = {{"clone3", ENOSYS},
				      {"landlock_add_rule", ENOSYS},
				      {"landlock_create_ruleset", ENOSYS},
				      {"landlock_restrict_self", ENOSYS},
				      {"mount", EPERM},
				      {"unshare", ENOSYS}};
/* The number of the argument that opens. */
#define GATE_ARG 5

static const struct condition conditions[] = {
	WHEN1("clone", SCMP_ACT_ALLOW, MASKED(0, NEW_NAMESPACES, 0)),
	WHEN1("unshare", SCMP_ACT_ALLOW, MASKED(0, NEW_NAMESPACES | NEW_TIME_NAMESPACE, 0)),
	WHEN1("socket", SCMP_ACT_ALLOW, ARG(0, EQ, AF_UNIX)),
	WHEN1("socket", SCMP_ACT_ERRNO(EACCES), ARG(0, NE, AF_UNIX)),
	WHEN1("socketpair", SCMP_ACT_ALLOW, ARG(0, EQ, AF_UNIX)),
	WHEN1("socketpair", SCMP_ACT_ERRNO(EACCES), ARG(0, NE, AF_UNIX)), NOT_URGENT("sendto", 3),
	NOT_URGENT("sendmsg", 2), NOT_URGENT("sendmmsg", 3), NOT_URGENT("recvfrom", 3), NOT_URGENT("recvmsg", 2),
	NOT_URGENT("recvmmsg", 3),
	/* Device nodes are useless on a nodev tmpfs and refused by the kernel; this is the second belt. */
	WHEN1("mknod", SCMP_ACT_ALLOW, MASKED(1, S_IFMT, S_IFIFO)),
	WHEN1("mknod", SCMP_ACT_ALLOW, MASKED(1, S_IFMT, S_IFREG)),
	WHEN1("mknodat", SCMP_ACT_ALLOW, MASKED(2, S_IFMT, S_IFIFO)),
	WHEN1("mknodat", SCMP_ACT_ALLOW, MASKED(2, S_IFMT, S_IFREG)),
	WHEN1("personality", SCMP_ACT_ALLOW, ARG(0, EQ, PER_LINUX)),
	WHEN1("personality", SCMP_ACT_ALLOW, ARG(0, EQ, 0xffffffff)),
	/*
	 * Own limits only: rootless, pid 1 has the candidate's uid, and the kernel would let its limits be changed.
	 * RLIMIT_CORE stays as it is, since lowering it from 1 to 0 would let a crash be piped to a handler on the
	 * host.
	 */
	WHEN2("prlimit64", SCMP_ACT_ALLOW, ARG(0, EQ, 0), ARG(2, EQ, 0)),
	WHEN2("prlimit64", SCMP_ACT_ALLOW, ARG(0, EQ, 0), ARG(1, NE, RLIMIT_CORE)),
	WHEN1("prlimit64", SCMP_ACT_ERRNO(EPERM), ARG(0, NE, 0)),
	WHEN1("setrlimit", SCMP_ACT_ALLOW, ARG(0, NE, RLIMIT_CORE))};

/* In the place of what is allowed at large. Only connected pairs: a datagram one could be sent from to anybody. */
static const struct condition shared_conditions[] = {
	WHEN2("socketpair", SCMP_ACT_ALLOW, ARG(0, EQ, AF_UNIX), MASKED(1, 0xf, SOCK_STREAM)),
	WHEN2("socketpair", SCMP_ACT_ALLOW, ARG(0, EQ, AF_UNIX), MASKED(1, 0xf, SOCK_SEQPACKET)),
	WHEN2("socketpair", SCMP_ACT_ERRNO(EACCES), ARG(0, EQ, AF_UNIX), MASKED(1, 0xf, SOCK_DGRAM)),
	WHEN1("socketpair", SCMP_ACT_ERRNO(EACCES), ARG(0, NE, AF_UNIX)),
	WHEN2("setpriority", SCMP_ACT_ALLOW, ARG(0, EQ, PRIO_PROCESS), ARG(1, EQ, 0)),
	WHEN1("sched_setaffinity", SCMP_ACT_ALLOW, ARG(0, EQ, 0))};

static bool is_listed(const char *const *list, const char *name)
{
	for (size_t i = 0; list && list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

/* A name that this machine's architecture or this libseccomp does not know is covered by the default. */
static int add_rule(scmp_filter_ctx ctx, uint32_t action, const char *name, unsigned n, const struct scmp_arg_cmp *args)
{
	int nr = seccomp_syscall_resolve_name(name);
	int r;

	if (nr == __NR_SCMP_ERROR || nr < 0)
		return 0;
	r = seccomp_rule_add_array(ctx, action, nr, n, args);
	/* EACCES: the rule says what the default says already. */
	return r == -EACCES ? 0 : r;
}

static int add_values(scmp_filter_ctx ctx, const char *name, unsigned arg, const int *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct scmp_arg_cmp cmp = {.arg = arg, .op = SCMP_CMP_EQ, .datum_a = (unsigned)values[i]};
		int r = add_rule(ctx, SCMP_ACT_ALLOW, name, 1, &cmp);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_ioctls(scmp_filter_ctx ctx)
{
	for (size_t i = 0; i < sizeof ioctls / sizeof ioctls[0]; i++) {
		struct scmp_arg_cmp cmp = {.arg = 1, .op = SCMP_CMP_EQ, .datum_a = ioctls[i]};
		int r = add_rule(ctx, SCMP_ACT_ALLOW, "ioctl", 1, &cmp);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_socket_options(scmp_filter_ctx ctx)
{
	for (size_t i = 0; i < sizeof socket_options / sizeof socket_options[0]; i++) {
		struct scmp_arg_cmp cmp[] = {
			{.arg = 1, .op = SCMP_CMP_EQ, .datum_a = SOL_SOCKET},
			{.arg = 2, .op = SCMP_CMP_EQ, .datum_a = (unsigned)socket_options[i]},
		};
		int r = add_rule(ctx, SCMP_ACT_ALLOW, "setsockopt", 2, cmp);

		if (r < 0)
			return r;
	}
	return 0;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool is_answered(const struct answer *answers, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(answers[i].name, name) == 0)
			return true;
	return false;
}

/* True for calls that are settled by what the level of isolation needs, whatever the lists above say. */
static bool is_settled(const char *name, unsigned flags)
{
	if ((flags & SANDBOX_POLICY_SHARED_UID) && is_answered(shared_uid, COUNT(shared_uid), name))
		return true;
	if (!(flags & SANDBOX_POLICY_SHARED_HOST))
		return false;
	for (size_t i = 0; i < COUNT(shared_conditions); i++)
		if (strcmp(shared_conditions[i].name, name) == 0)
			return true;
	return is_answered(shared_host, COUNT(shared_host), name);
}

static int add_each(scmp_filter_ctx ctx, const struct condition *list, size_t n, unsigned flags)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		if (!is_settled(list[i].name, flags))
			r = add_rule(ctx, list[i].action, list[i].name, list[i].n, list[i].args);
	return r;
}

static int add_answers(scmp_filter_ctx ctx, const struct answer *answers, size_t n)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = add_rule(ctx, SCMP_ACT_ERRNO((uint32_t)answers[i].sys_errno), answers[i].name, 0, NULL);
	return r;
}

static int add_settled(scmp_filter_ctx ctx, unsigned flags)
{
	int r = 0;

	if (flags & SANDBOX_POLICY_SHARED_UID)
		r = add_answers(ctx, shared_uid, COUNT(shared_uid));
	if (r < 0 || !(flags & SANDBOX_POLICY_SHARED_HOST))
		return r;
	r = add_answers(ctx, shared_host, COUNT(shared_host));
	return r < 0 ? r : add_each(ctx, shared_conditions, COUNT(shared_conditions), 0);
}

static int add_names(scmp_filter_ctx ctx, uint32_t action, const char *const *names, size_t n,
		     const struct assay_syscall_policy *policy, unsigned flags)
{
	for (size_t i = 0; i < n; i++) {
		if (policy && (is_listed(policy->refuse, names[i]) || is_listed(policy->allow, names[i])))
			continue;
		if (is_settled(names[i], flags))
			continue;
		int r = add_rule(ctx, action, names[i], 0, NULL);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_conditions(scmp_filter_ctx ctx, unsigned flags)
{
	/* A process that is not dumpable would hide from a reaper with the same uid; PR_SET_DUMPABLE is the last. */
	size_t n_prctls = COUNT(prctls) - (flags & SANDBOX_POLICY_SHARED_UID ? 1 : 0);
	int r = add_each(ctx, conditions, COUNT(conditions), flags);

	if (r == 0)
		r = add_values(ctx, "prctl", 0, prctls, n_prctls);
	if (r == 0)
		r = add_ioctls(ctx);
	return r == 0 ? add_socket_options(ctx) : r;
}

static int add_refusals(scmp_filter_ctx ctx, const struct assay_syscall_policy *policy, uint64_t gate)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		if (gate && is_answered(gated, COUNT(gated), refused[i].name))
			continue;
		int r = add_names(ctx, SCMP_ACT_ERRNO((uint32_t)refused[i].sys_errno), &refused[i].name, 1, policy, 0);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_language(scmp_filter_ctx ctx, const struct assay_syscall_policy *policy, unsigned flags)
{
	for (size_t i = 0; policy && policy->allow && policy->allow[i]; i++) {
		if (is_settled(policy->allow[i], flags))
			continue;
		int r = add_rule(ctx, SCMP_ACT_ALLOW, policy->allow[i], 0, NULL);

		if (r < 0)
			return r;
	}
	return 0;
}

/* An unconditional answer would swallow the condition, so what is refused is refused by the other value. */
static int add_gate(scmp_filter_ctx ctx, uint64_t gate)
{
	const struct scmp_arg_cmp open = {.arg = GATE_ARG, .op = SCMP_CMP_EQ, .datum_a = gate};
	const struct scmp_arg_cmp closed = {.arg = GATE_ARG, .op = SCMP_CMP_NE, .datum_a = gate};
	int r = 0;

	for (size_t i = 0; gate && r == 0 && i < COUNT(gated); i++) {
		r = add_rule(ctx, SCMP_ACT_ALLOW, gated[i].name, 1, &open);
		if (r == 0 && gated[i].sys_errno != ENOSYS)
			r = add_rule(ctx, SCMP_ACT_ERRNO((uint32_t)gated[i].sys_errno), gated[i].name, 1, &closed);
	}
	return r;
}

static int add_rules(scmp_filter_ctx ctx, const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate)
{
	int r;

	/* 2: a balanced tree; a list as libseccomp writes it by default takes 2 to 8 times as long to load. */
	if ((r = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2)) < 0 ||
	    (r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) < 0 ||
	    (r = add_names(ctx, SCMP_ACT_ALLOW, allowed, COUNT(allowed), policy, flags)) < 0 ||
	    (r = add_language(ctx, policy, flags)) < 0 || (r = add_conditions(ctx, flags)) < 0 ||
	    (r = add_refusals(ctx, policy, gate)) < 0 || (r = add_gate(ctx, gate)) < 0 ||
	    (r = add_names(ctx, SCMP_ACT_KILL_PROCESS, fatal, COUNT(fatal), NULL, 0)) < 0 ||
	    (r = add_settled(ctx, flags)) < 0)
		return r;
	if (flags & SANDBOX_POLICY_MEMORY_POLLED)
		return 0;
	return add_names(ctx, SCMP_ACT_ALLOW, unmapped_memory, COUNT(unmapped_memory), policy, flags);
}

int sandbox_policy_export(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			  struct assay_buf *out, struct assay_err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	assay_autofd int fd = memfd_create("assay-policy", MFD_CLOEXEC);
	int r = ctx ? 0 : -ENOMEM;

	if (r == 0 && fd < 0)
		r = -errno;
	if (r == 0)
		r = add_rules(ctx, policy, flags, gate);
	if (r == 0)
		r = seccomp_export_bpf(ctx, fd);
	if (ctx)
		seccomp_release(ctx);
	if (r == 0 && lseek(fd, 0, SEEK_SET) < 0)
		r = -errno;
	if (r < 0) {
		errno = -r;
		return assay_fail_errno(err, "build the system call filter");
	}
	return assay_read_all(fd, out, err);
}

int sandbox_policy_compile(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			   struct assay_buf *out, struct assay_err *err)
{
	size_t at = out->len, n;
	struct sock_filter *code;
	int r = sandbox_policy_export(policy, flags, gate, out, err);

	if (r < 0)
		return r;
	code = (struct sock_filter *)(void *)(out->data + at);
	n = (out->len - at) / sizeof *code;
	r = sandbox_policy_shrink(code, &n, err);
	out->len = at + n * sizeof *code;
	return r;
}
