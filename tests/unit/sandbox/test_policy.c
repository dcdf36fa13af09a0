/* SPDX-License-Identifier: Apache-2.0 */
/* The filter as the kernel would see it: its BPF is interpreted here over a table of calls. */
#include "sandbox/lang.h"
#include "sandbox/policy.h"
#include "tests/bpf.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct row {
	const char *what;
	long nr;
	uint64_t args[6];
	uint32_t answer;
};

#define ALLOW  SECCOMP_RET_ALLOW
#define KILL   SECCOMP_RET_KILL_PROCESS
#define ERR(e) (SECCOMP_RET_ERRNO | (e))

static const struct row rows[] = {
	{"read", SYS_read, {0}, ALLOW},
	{"openat", SYS_openat, {0}, ALLOW},
	{"execve", SYS_execve, {0}, ALLOW},
	{"futex", SYS_futex, {0}, ALLOW},
	{"thread", SYS_clone, {CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD}, ALLOW},
	{"fork", SYS_clone, {17}, ALLOW},
	{"clone into a user namespace", SYS_clone, {CLONE_NEWUSER | 17}, ERR(ENOSYS)},
	{"clone into a net namespace", SYS_clone, {CLONE_NEWNET | 17}, ERR(ENOSYS)},
	{"clone3", SYS_clone3, {0}, ERR(ENOSYS)},
	{"unshare files", SYS_unshare, {CLONE_FILES}, ALLOW},
	{"unshare user", SYS_unshare, {CLONE_NEWUSER}, ERR(ENOSYS)},
	{"unshare time", SYS_unshare, {0x80}, ERR(ENOSYS)},
	{"setns", SYS_setns, {0}, ERR(EPERM)},
	{"socket unix", SYS_socket, {AF_UNIX, SOCK_STREAM}, ALLOW},
	{"socket inet", SYS_socket, {AF_INET, SOCK_STREAM}, ERR(EACCES)},
	{"socket inet6", SYS_socket, {AF_INET6, SOCK_DGRAM}, ERR(EACCES)},
	{"socket netlink", SYS_socket, {AF_NETLINK, SOCK_RAW}, ERR(EACCES)},
	{"socket unix with high bits", SYS_socket, {UINT64_C(1) << 32 | AF_UNIX, SOCK_STREAM}, ERR(EACCES)},
	{"socketpair unix", SYS_socketpair, {AF_UNIX}, ALLOW},
	{"socketpair tipc", SYS_socketpair, {30}, ERR(EACCES)},
	{"send", SYS_sendto, {3, 0, 1, MSG_NOSIGNAL}, ALLOW},
	{"send urgent data", SYS_sendto, {3, 0, 1, MSG_OOB | MSG_NOSIGNAL}, ERR(EOPNOTSUPP)},
	{"send a message of urgent data", SYS_sendmsg, {3, 0, MSG_OOB}, ERR(EOPNOTSUPP)},
	{"send messages of urgent data", SYS_sendmmsg, {3, 0, 1, MSG_OOB}, ERR(EOPNOTSUPP)},
	{"receive", SYS_recvmsg, {3, 0, MSG_DONTWAIT}, ALLOW},
	{"receive urgent data", SYS_recvfrom, {3, 0, 1, MSG_OOB}, ERR(EOPNOTSUPP)},
	{"ioctl window size", SYS_ioctl, {1, 0x5413}, ALLOW},
	{"ioctl TIOCSTI", SYS_ioctl, {0, 0x5412}, ERR(ENOSYS)},
	{"ioctl TIOCSTI with high bits", SYS_ioctl, {0, UINT64_C(1) << 32 | 0x5412}, ERR(ENOSYS)},
	{"ioctl window size with high bits", SYS_ioctl, {0, UINT64_C(1) << 32 | 0x5413}, ERR(ENOSYS)},
	{"prctl name", SYS_prctl, {PR_SET_NAME}, ALLOW},
	{"prctl seccomp", SYS_prctl, {PR_SET_SECCOMP}, ERR(ENOSYS)},
	{"prctl mm", SYS_prctl, {PR_SET_MM}, ERR(ENOSYS)},
	{"own limit read", SYS_prlimit64, {0, RLIMIT_CORE, 0}, ALLOW},
	{"own limit set", SYS_prlimit64, {0, RLIMIT_STACK, 4096}, ALLOW},
	{"own core limit set", SYS_prlimit64, {0, RLIMIT_CORE, 4096}, ERR(ENOSYS)},
	{"limit of pid 1", SYS_prlimit64, {1, RLIMIT_STACK, 4096}, ERR(EPERM)},
	{"setrlimit core", SYS_setrlimit, {RLIMIT_CORE}, ERR(ENOSYS)},
	{"mkfifo", SYS_mknodat, {0, 0, S_IFIFO | 0600}, ALLOW},
	{"block device", SYS_mknodat, {0, 0, S_IFBLK | 0600}, ERR(ENOSYS)},
	{"SO_ATTACH_FILTER", SYS_setsockopt, {3, SOL_SOCKET, SO_ATTACH_FILTER}, ERR(ENOSYS)},
	{"SO_REUSEADDR", SYS_setsockopt, {3, SOL_SOCKET, SO_REUSEADDR}, ALLOW},
	{"ptrace", SYS_ptrace, {0}, ERR(EPERM)},
	{"bpf", SYS_bpf, {0}, ERR(EPERM)},
	{"io_uring", SYS_io_uring_setup, {0}, ERR(EPERM)},
	{"keyctl", SYS_keyctl, {0}, ERR(EPERM)},
	{"userfaultfd", SYS_userfaultfd, {0}, ERR(EPERM)},
	{"perf", SYS_perf_event_open, {0}, ERR(EPERM)},
	{"mount", SYS_mount, {0}, ERR(EPERM)},
	{"move_mount", SYS_move_mount, {0}, ERR(EPERM)},
	{"open_by_handle_at", SYS_open_by_handle_at, {0}, ERR(EPERM)},
	{"seccomp", SYS_seccomp, {0}, ERR(EPERM)},
	{"process_vm_readv", SYS_process_vm_readv, {0}, ERR(EPERM)},
	{"sync", SYS_sync, {0}, ERR(0)},
	{"init_module", SYS_init_module, {0}, KILL},
	{"kexec", SYS_kexec_load, {0}, KILL},
	{"reboot", SYS_reboot, {0}, KILL},
	{"a call of the future", 4000, {0}, ERR(ENOSYS)},
};

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

static struct assay_buf build_gated(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate)
{
	struct assay_buf bpf = {0};
	struct assay_err err = {0};

	cr_assert_eq(sandbox_policy_build(policy, flags, gate, &bpf, &err), 0, "%s", err.msg);
	cr_assert_eq(bpf.len % sizeof(struct sock_filter), 0);
	cr_assert_leq(bpf.len / sizeof(struct sock_filter), BPF_MAXINSNS);
	return bpf;
}

static struct assay_buf build(const struct assay_syscall_policy *policy, unsigned flags)
{
	return build_gated(policy, flags, 0);
}

static uint32_t ask_six(const struct assay_buf *bpf, uint32_t arch, long nr, const uint64_t args[6])
{
	struct seccomp_data data = {.nr = (int)nr, .arch = arch};
	uint32_t answer = 0;

	memcpy(data.args, args, sizeof data.args);
	cr_assert(bpf_run((const struct sock_filter *)(const void *)bpf->data, bpf->len / sizeof(struct sock_filter),
			  &data, NULL, &answer));
	return answer;
}

static uint32_t ask(const struct assay_buf *bpf, uint32_t arch, long nr, const uint64_t *args)
{
	uint64_t all[6] = {0};

	for (size_t i = 0; args && i < 3; i++)
		all[i] = args[i];
	return ask_six(bpf, arch, nr, all);
}

Test(policy, answers_every_row)
{
	struct assay_buf bpf = build(NULL, 0);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint32_t answer = ask_six(&bpf, ARCH, rows[i].nr, rows[i].args);

		cr_expect_eq(answer, rows[i].answer, "%s: 0x%x, not 0x%x", rows[i].what, answer, rows[i].answer);
	}
	assay_buf_finish(&bpf);
}

/* Whatever the number of the gate is: two random halves. */
static void expect_as_compiled(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate)
{
	struct assay_buf built = build_gated(policy, flags, gate), compiled = {0};
	struct assay_err err = {0};

	cr_assert_eq(sandbox_policy_compile(policy, flags, gate, &compiled, &err), 0, "%s", err.msg);
	cr_assert_eq(built.len, compiled.len, "flags %u: %zu bytes, not %zu", flags, built.len, compiled.len);
	cr_assert_arr_eq(built.data, compiled.data, built.len, "flags %u, gate %llx", flags, (unsigned long long)gate);
	assay_buf_finish(&built);
	assay_buf_finish(&compiled);
}

Test(policy, is_the_same_whether_compiled_before_or_now)
{
	static const char *const allow[] = {"mincore", NULL};
	const struct assay_syscall_policy unknown = {.allow = allow};
	size_t n;
	const struct assay_language *const *languages = assay_languages(&n);
	uint64_t gate;

	cr_assert_gt(sandbox_n_policies_made, 0);
	for (unsigned flags = 0; flags < 8; flags++) {
		expect_as_compiled(NULL, flags, 0);
		expect_as_compiled(&unknown, flags, 0);
		for (size_t i = 0; i < n; i++)
			if (languages[i]->policy)
				expect_as_compiled(languages[i]->policy, flags, 0);
	}
	for (int i = 0; i < 20; i++) {
		cr_assert_eq(getrandom(&gate, sizeof gate, 0), (ssize_t)sizeof gate);
		expect_as_compiled(NULL, i % 2 ? SANDBOX_POLICY_MEMORY_POLLED : 0, gate);
	}
}

Test(policy, kills_foreign_entries)
{
	struct assay_buf bpf = build(NULL, 0);

	for (long nr = 0; nr < 600; nr++) {
		cr_assert_eq(ask(&bpf, AUDIT_ARCH_I386, nr, NULL), KILL);
#if defined(__x86_64__)
		cr_assert_eq(ask(&bpf, ARCH, 0x40000000L + nr, NULL), KILL, "x32 %ld", nr);
#endif
	}
	assay_buf_finish(&bpf);
}

Test(policy, memory_outside_of_mappings_needs_a_group)
{
	struct assay_buf counted = build(NULL, 0), polled = build(NULL, SANDBOX_POLICY_MEMORY_POLLED);

	cr_assert_eq(ask(&counted, ARCH, SYS_memfd_create, NULL), ALLOW);
	cr_assert_eq(ask(&polled, ARCH, SYS_memfd_create, NULL), ERR(ENOSYS));
#ifdef SYS_shmget
	cr_assert_eq(ask(&counted, ARCH, SYS_shmget, NULL), ALLOW);
	cr_assert_eq(ask(&polled, ARCH, SYS_shmget, NULL), ERR(ENOSYS));
#endif
	assay_buf_finish(&counted);
	assay_buf_finish(&polled);
}

Test(policy, a_language_can_add_and_take_away)
{
	static const char *const allow[] = {"mincore", NULL}, *const refuse[] = {"inotify_init1", NULL};
	struct assay_buf common = build(NULL, 0);
	struct assay_buf own = build(&(struct assay_syscall_policy){.allow = allow, .refuse = refuse}, 0);

	cr_assert_eq(ask(&common, ARCH, SYS_mincore, NULL), ERR(ENOSYS));
	cr_assert_eq(ask(&own, ARCH, SYS_mincore, NULL), ALLOW);
	cr_assert_eq(ask(&common, ARCH, SYS_inotify_init1, NULL), ALLOW);
	cr_assert_eq(ask(&own, ARCH, SYS_inotify_init1, NULL), ERR(ENOSYS));
	assay_buf_finish(&common);
	assay_buf_finish(&own);
}

Test(policy, takes_few_steps)
{
	/* Loading translates the filter and runs it once per call number, so its size is time of every start. */
	struct assay_buf bpf = build(NULL, 0);

	cr_assert_lt(bpf.len / sizeof(struct sock_filter), 300);
	assay_buf_finish(&bpf);
}

/* Our own processes are under the filter that their runs inherit; a number that no candidate can know lets them by. */
Test(policy, opens_the_gate_by_its_number_alone)
{
	const uint64_t gate = UINT64_C(0x8123456789abcdef);
	static const struct {
		long nr;
		uint32_t closed;
	} gated[] = {
		{SYS_mount, ERR(EPERM)},
		{SYS_clone3, ERR(ENOSYS)},
		{SYS_unshare, ERR(ENOSYS)},
		{444 /* landlock_create_ruleset */, ERR(ENOSYS)},
		{445 /* landlock_add_rule */, ERR(ENOSYS)},
		{446 /* landlock_restrict_self */, ERR(ENOSYS)},
	};
	struct assay_buf with = build_gated(NULL, 0, gate), without = build(NULL, 0);

	for (size_t i = 0; i < sizeof gated / sizeof gated[0]; i++) {
		uint64_t args[6] = {CLONE_NEWNS, 0, 0, 0, 0, gate};

		cr_expect_eq(ask_six(&with, ARCH, gated[i].nr, args), ALLOW, "row %zu", i);
		cr_expect_eq(ask_six(&without, ARCH, gated[i].nr, args), gated[i].closed, "row %zu", i);
		for (int bit = 0; bit < 64; bit++) {
			args[5] = gate ^ UINT64_C(1) << bit;
			cr_expect_eq(ask_six(&with, ARCH, gated[i].nr, args), gated[i].closed, "row %zu, bit %d", i,
				     bit);
		}
	}
	/* And it opens nothing else. */
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(ask_six(&with, ARCH, rows[i].nr, rows[i].args), rows[i].answer, "%s", rows[i].what);
	assay_buf_finish(&with);
	assay_buf_finish(&without);
}

/* Where there are no namespaces, what reaches beyond the run by a name is closed; what stays inside is not. */
Test(policy, closes_names_of_the_host_where_it_is_shared)
{
	const unsigned shared = SANDBOX_POLICY_SHARED_HOST, same_uid = shared | SANDBOX_POLICY_SHARED_UID;
	static const uint64_t pair[] = {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0};
	static const uint64_t datagrams[] = {AF_UNIX, SOCK_DGRAM, 0}, internet[] = {AF_INET, SOCK_STREAM, 0};
	static const uint64_t unix_socket[] = {AF_UNIX, SOCK_STREAM, 0}, nobody[] = {0, 0, 0};
	static const uint64_t own_priority[] = {PRIO_PROCESS, 0, 5}, users[] = {PRIO_USER, 0, 5};
	static const uint64_t other_pid[] = {1, 0, 0}, hide[] = {PR_SET_DUMPABLE, 0, 0};
	const struct {
		unsigned flags;
		long nr;
		const uint64_t *args;
		uint32_t answer;
	} asked[] = {
		{shared, SYS_socketpair, pair, ALLOW},
		{shared, SYS_socketpair, datagrams, ERR(EACCES)},
		{shared, SYS_socketpair, internet, ERR(EACCES)},
		{shared, SYS_socket, unix_socket, ERR(EACCES)},
		{shared, SYS_connect, nobody, ERR(EACCES)},
		{shared, SYS_shmat, nobody, ERR(ENOSYS)},
		{shared, SYS_inotify_add_watch, nobody, ERR(ENOSYS)},
		{shared, SYS_setpriority, own_priority, ALLOW},
		{shared, SYS_setpriority, users, ERR(ENOSYS)},
		{shared, SYS_sched_setaffinity, nobody, ALLOW},
		{shared, SYS_sched_setaffinity, other_pid, ERR(ENOSYS)},
		{shared, SYS_fchmodat, nobody, ALLOW},
		{shared, SYS_prctl, hide, ALLOW},
		{same_uid, SYS_fchmodat, nobody, ERR(EPERM)},
		{same_uid, SYS_fchownat, nobody, ERR(EPERM)},
		{same_uid, SYS_utimensat, nobody, ERR(EPERM)},
		{same_uid, SYS_prctl, hide, ERR(ENOSYS)},
		{0, SYS_prctl, hide, ALLOW},
		{0, SYS_connect, nobody, ALLOW},
	};

	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		struct assay_buf bpf = build(NULL, asked[i].flags);

		cr_expect_eq(ask(&bpf, ARCH, asked[i].nr, asked[i].args), asked[i].answer, "row %zu", i);
		assay_buf_finish(&bpf);
	}
}
