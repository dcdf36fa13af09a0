/* SPDX-License-Identifier: Apache-2.0 */
/* Limits and accounts by control groups, on the machine as it is; pure v2 has a machine of its own in tests/vm. */
#include "box.h"

#include "sandbox/cgroup_tree.h"
#include "sandbox/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MIB (UINT64_C(1) << 20)

static unsigned own_slot(unsigned i)
{
	return (unsigned)getpid() % 7000 * 4 + i;
}

static void deny(const char *steps)
{
#ifndef ASSAY_FAULT_INJECTION
	cr_skip_test("built without -Dfault_injection=true");
#endif
	cr_assert_eq(setenv("ASSAY_FAULT", steps, 1), 0);
}

static void open_groups(struct sandbox_cgroup *group, unsigned i)
{
	sandbox_cgroup_init(group, own_slot(i), false);
	if (group->kind == ASSAY_ENFORCER_RLIMIT)
		cr_skip_test("no control group is writable here");
}

static void box_open_with_groups(struct box *box)
{
	struct sandbox_cgroup group;

	open_groups(&group, 3);
	sandbox_cgroup_finish(&group);
	box_open(box, 0);
}

static bool exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static pid_t spawn_member(const struct sandbox_cgroup *group, void (*act)(void))
{
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid != 0)
		return pid;
	for (unsigned i = 0; i < group->n_groups; i++)
		if (write(group->groups[i].join, "0", 1) != 1)
			_exit(99);
	act();
	_exit(0);
}

static void sleep_long(void)
{
	(void)setsid();
	sleep(60);
}

static void fork_for_ever(void)
{
	(void)signal(SIGCHLD, SIG_IGN);
	for (;;)
		if (fork() < 0)
			usleep(100);
}

/* Memory. */

Test(cgroup, memory_without_a_mapping_is_counted)
{
	static const char *const takers[] = {
		"f = open('/tmp/big', 'wb')\nfor _ in range(100): f.write(b'x' * (1 << 20))",
		"f = open('/dev/shm/big', 'wb')\nfor _ in range(100): f.write(b'x' * (1 << 20))",
		"import os\nfd = os.memfd_create('x')\nfor _ in range(100): os.write(fd, b'x' * (1 << 20))",
		"import mmap\nm = mmap.mmap(-1, 100 << 20)\nfor i in range(0, 100 << 20, 4096): m[i] = 1",
		"import os\nfor _ in range(5): os.fork()\nx = bytearray(b'x') * (4 << 20)\nimport time; time.sleep(9)",
	};
	struct box box;

	box_open_with_groups(&box);
	for (size_t i = 0; i < sizeof takers / sizeof takers[0]; i++) {
		struct assay_outcome o = box_program(
			&box, "python", takers[i],
			(struct assay_job){.limits = {.mem_bytes = 64 * MIB, .fs_bytes = 256 * MIB, .wall_ms = 8000}});

		cr_assert_eq(o.end, ASSAY_END_MEMORY_LIMIT, "%zu: end %d, %.*s", i, o.end, (int)o.err.len, o.err.data);
		cr_assert_leq(o.peak_bytes, 64 * MIB);
	}
	assert_prints(box_python(&box, "print('fine')"), "fine\n");
	box_close(&box);
}

static void check_peaks(void)
{
	static const uint64_t sizes[] = {120, 8, 60};
	struct box box;

	box_open_with_groups(&box);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char code[128];

		snprintf(code, sizeof code, "x = bytearray(b'x') * (%d << 20)\nprint('fine')", (int)sizes[i]);

		struct assay_outcome o = box_python(&box, code);

		assert_prints(o, "fine\n");
		cr_assert_geq(o.peak_bytes, sizes[i] * MIB);
		cr_assert_leq(o.peak_bytes, (sizes[i] + 30) * MIB, "%llu", (unsigned long long)o.peak_bytes);
	}
	box_close(&box);
}

Test(cgroup, a_peak_is_that_of_its_own_run)
{
	check_peaks();
}

Test(cgroup, a_peak_that_cannot_be_reset_comes_from_a_new_group)
{
	deny("peak");
	check_peaks();
}

Test(cgroup, a_tiny_program_has_a_size)
{
	struct box box;

	box_open_with_groups(&box);
	for (int i = 0; i < 4; i++) {
		struct assay_outcome o = box_c(&box, "int main(void) { return 0; }");

		cr_assert_geq(o.peak_bytes, MIB / 4);
		cr_assert_leq(o.peak_bytes, 32 * MIB);
	}
	box_close(&box);
}

Test(cgroup, pages_left_by_earlier_runs_do_not_count)
{
	struct assay_limits limits = {.mem_bytes = 512 * MIB};
	struct sandbox_cgroup group;

	open_groups(&group, 0);
	cr_assert_eq(sandbox_cgroup_begin(&group, &limits), 0);
	for (int i = 0; i < 3; i++) {
		/* A limit so low that whatever is charged already is too much of it. */
		limits.mem_bytes = i == 1 ? 4096 : 64 * MIB;
		cr_assert_eq(sandbox_cgroup_begin(&group, &limits), 0);
		cr_assert_leq(group.usage_before, 16 * MIB);
		cr_assert_leq(sandbox_cgroup_peak_bytes(&group), 4 * MIB);
		cr_assert(!sandbox_cgroup_is_out_of_memory(&group));
	}
	sandbox_cgroup_finish(&group);
}

/* CPU time and processes. */

Test(cgroup, cpu_time_is_that_of_the_whole_tree)
{
	struct box box;

	box_open_with_groups(&box);
	/* Nobody waits for these children, so no rusage tells of them. */
	struct assay_outcome o = box_python(&box, "import os, signal, time\n"
						  "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
						  "for _ in range(4):\n"
						  "  if os.fork() == 0:\n"
						  "    while time.process_time() < 0.1: pass\n"
						  "    os._exit(0)\n"
						  "try: os.wait()\n"
						  "except ChildProcessError: print('fine')");

	assert_prints(o, "fine\n");
	cr_assert_geq(o.cpu_us, 400000, "%llu", (unsigned long long)o.cpu_us);
	cr_assert_leq(o.cpu_us, 1000000, "%llu", (unsigned long long)o.cpu_us);
	o = box_python(&box, "print('fine')");
	assert_prints(o, "fine\n");
	cr_assert_leq(o.cpu_us, 300000, "%llu", (unsigned long long)o.cpu_us);
	box_close(&box);
}

Test(cgroup, as_many_processes_as_granted_and_no_more)
{
	struct box box;

	box_open_with_groups(&box);
	for (uint64_t procs = 5; procs <= 40; procs += 35) {
		char expected[16];
		struct assay_outcome o = box_program(&box, "python",
						     "import os, time\nn = 1\ntry:\n"
						     "  while n < 1000:\n"
						     "    if os.fork() == 0: time.sleep(60)\n"
						     "    n += 1\n"
						     "except OSError: print(n)",
						     (struct assay_job){.limits = {.procs = procs}});

		snprintf(expected, sizeof expected, "%d\n", (int)procs);
		assert_prints(o, expected);
	}
	box_close(&box);
}

Test(cgroup, the_kernel_counts_processes_by_itself)
{
	struct assay_limits limits = {.procs = 3};
	struct sandbox_cgroup group;
	pid_t members[3];

	assay_limits_fill(&limits);
	open_groups(&group, 0);
	if (group.files[SANDBOX_CGROUP_PROCS_LIMIT].fd < 0)
		cr_skip_test("no pids controller");
	cr_assert_eq(sandbox_cgroup_begin(&group, &limits), 0);
	for (int i = 0; i < 3; i++)
		members[i] = spawn_member(&group, sleep_long);
	usleep(50000);

	pid_t forker = fork();

	if (forker == 0) {
		int joins[SANDBOX_MAX_GROUPS];
		size_t n = sandbox_cgroup_joins(&group, joins);

		for (size_t i = 0; i < n; i++)
			if (write(joins[i], "0", 1) != 1)
				_exit(0); /* Refused at the door is just as well. */
		_exit(fork() < 0 ? 0 : 1);
	}
	int status;

	cr_assert_eq(waitpid(forker, &status, 0), forker);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	for (int i = 0; i < 3; i++) {
		(void)kill(members[i], SIGKILL);
		(void)waitpid(members[i], NULL, 0);
	}
	sandbox_cgroup_finish(&group);
}

/* Kills. */

Test(cgroup, a_fork_bomb_without_a_pid_namespace_is_killed_at_once)
{
	struct assay_limits limits = {.procs = 60};
	struct sandbox_cgroup group;
	pid_t bomb;

	assay_limits_fill(&limits);
	open_groups(&group, 0);
	if (group.files[SANDBOX_CGROUP_PROCS_LIMIT].fd < 0)
		cr_skip_test("no pids controller to hold a bomb");
	if (!sandbox_cgroup_add_kill(&group, own_slot(0))) {
		sandbox_cgroup_finish(&group);
		cr_skip_test("no cgroup.kill");
	}
	cr_assert(sandbox_cgroup_add_kill(&group, own_slot(0)), "asking again changes nothing");
	cr_assert_eq(sandbox_cgroup_begin(&group, &limits), 0);
	bomb = spawn_member(&group, fork_for_ever);
	usleep(100000);
	cr_assert(sandbox_cgroup_kill(&group));
	cr_assert_eq(waitpid(bomb, NULL, 0), bomb);
	sandbox_cgroup_finish(&group);
	for (unsigned i = 0; i < SANDBOX_MAX_GROUPS; i++)
		cr_assert_eq(group.groups[i].lock, -1);
}

/* What is left behind. */

Test(cgroup, nothing_is_left_at_the_end)
{
	struct sandbox_cgroup group, copy;

	open_groups(&group, 0);
	copy = group;
	for (unsigned i = 0; i < copy.n_groups; i++)
		cr_assert(exists(copy.groups[i].path));
	sandbox_cgroup_finish(&group);
	cr_assert_eq(group.kind, ASSAY_ENFORCER_RLIMIT);
	for (unsigned i = 0; i < copy.n_groups; i++)
		cr_assert(!exists(copy.groups[i].path), "%s", copy.groups[i].path);
	sandbox_cgroup_finish(&group);
}

/* An owner that dies by SIGKILL; `ret` is what its groups were, and how a member of them is called. */
struct left {
	struct sandbox_cgroup group;
	pid_t member;
};

static void die_with_groups(bool has_member, struct left *ret)
{
	int ends[2];
	pid_t owner;

	cr_assert_eq(pipe(ends), 0);
	owner = fork();
	if (owner == 0) {
		struct left left = {.member = -1};

		sandbox_cgroup_init(&left.group, own_slot(1), false);
		if (has_member)
			left.member = fork();
		if (left.member == 0) {
			int joins[SANDBOX_MAX_GROUPS];
			size_t n = sandbox_cgroup_joins(&left.group, joins);

			for (size_t i = 0; i < n; i++)
				(void)!write(joins[i], "0", 1);
			/* As a candidate, it has nothing of the owner's. */
			(void)close_range(3, ~0U, 0);
			sleep_long();
			_exit(0);
		}
		usleep(50000);
		(void)!write(ends[1], &left, sizeof left);
		(void)kill(getpid(), SIGKILL);
	}
	cr_assert_eq(read(ends[0], ret, sizeof *ret), sizeof *ret);
	cr_assert_eq(waitpid(owner, NULL, 0), owner);
	(void)close(ends[0]);
	(void)close(ends[1]);
	if (ret->group.kind == ASSAY_ENFORCER_RLIMIT)
		cr_skip_test("no control group is writable here");
}

Test(cgroup, groups_of_dead_owners_are_swept_and_those_of_live_ones_stay)
{
	struct sandbox_cgroup live;
	struct left left;

	open_groups(&live, 0);
	die_with_groups(false, &left);
	for (unsigned i = 0; i < left.group.n_groups; i++)
		cr_assert(exists(left.group.groups[i].path));
	assay_sandbox_sweep();
	for (unsigned i = 0; i < left.group.n_groups; i++)
		cr_assert(!exists(left.group.groups[i].path), "%s", left.group.groups[i].path);
	for (unsigned i = 0; i < live.n_groups; i++)
		cr_assert(exists(live.groups[i].path), "%s", live.groups[i].path);
	sandbox_cgroup_finish(&live);
}

Test(cgroup, the_next_start_sweeps)
{
	struct sandbox_cgroup next;
	struct left left;

	die_with_groups(false, &left);
	open_groups(&next, 2);
	for (unsigned i = 0; i < left.group.n_groups; i++)
		cr_assert(!exists(left.group.groups[i].path), "%s", left.group.groups[i].path);
	sandbox_cgroup_finish(&next);
}

Test(cgroup, what_lives_in_a_dead_owners_group_is_killed)
{
	struct left left;

	die_with_groups(true, &left);
	cr_assert_eq(kill(left.member, 0), 0);
	assay_sandbox_sweep();
	for (unsigned i = 0; i < left.group.n_groups; i++)
		cr_assert(!exists(left.group.groups[i].path), "%s", left.group.groups[i].path);
}

/* Opens a slot in a process that then gets SIGKILL; what the groups were. */
static struct sandbox_cgroup die_with_slot(void)
{
	struct sandbox_cgroup group;
	int ends[2];
	pid_t owner;

	cr_assert_eq(pipe(ends), 0);
	owner = fork();
	if (owner == 0) {
		const struct assay_sandbox_options options = {.slot_id = own_slot(1)};
		struct assay_slot *slot;

		if (assay_slot_create(&options, &slot, NULL) < 0)
			_exit(1);
		(void)!write(ends[1], &slot->cgroup, sizeof slot->cgroup);
		(void)kill(getpid(), SIGKILL);
	}
	(void)close(ends[1]);

	ssize_t n = read(ends[0], &group, sizeof group);

	(void)close(ends[0]);
	cr_assert_eq(waitpid(owner, NULL, 0), owner);
	if (n != sizeof group || group.kind == ASSAY_ENFORCER_RLIMIT)
		cr_skip_test("no isolation, or no control group is writable here");
	return group;
}

Test(cgroup, groups_of_a_killed_owner_vanish_by_themselves)
{
	struct sandbox_cgroup left = die_with_slot();
	int tries = 0;

	for (unsigned i = 0; i < left.n_groups; i++)
		for (; exists(left.groups[i].path) && tries < 10000; tries++)
			usleep(1000);
	cr_assert_lt(tries, 10000);
}

static void await_no_groups(pid_t owner)
{
	int tries = 0;

	for (; sandbox_groups_remain(owner) && tries < 20000; tries++)
		usleep(1000);
	cr_assert_lt(tries, 20000);
}

Test(cgroup, an_owner_that_is_killed_between_two_groups_leaves_none)
{
	int status;
	pid_t owner;

	deny("life");
	owner = fork();
	if (owner == 0) {
		const struct assay_sandbox_options options = {.slot_id = own_slot(1)};
		struct assay_slot *slot;

		_exit(assay_slot_create(&options, &slot, NULL) < 0);
	}
	cr_assert_eq(waitpid(owner, &status, 0), owner);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		cr_skip_test("no isolation, or no control group is writable here");
	await_no_groups(owner);
}

/* A process that is killed and cannot end before it is thawed: such as the kernel has many of after a fork bomb. */
struct dying {
	pid_t pid;
	char freezer[64];
};

static bool write_freezer(const struct dying *dying, const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", dying->freezer, file);

	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool is_written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		(void)close(fd);
	return is_written;
}

static void sleep_as_candidate(void)
{
	(void)close_range(3, ~0U, 0);
	sleep_long();
}

static struct dying spawn_dying(const struct sandbox_cgroup *group)
{
	struct dying dying = {.pid = 0};
	char text[16];

	snprintf(dying.freezer, sizeof dying.freezer, "/sys/fs/cgroup/freezer/assay-test-%d", (int)getpid());
	if (mkdir(dying.freezer, 0755) < 0)
		cr_skip_test("no freezer of v1 is writable here");
	dying.pid = spawn_member(group, sleep_as_candidate);
	snprintf(text, sizeof text, "%d", (int)dying.pid);
	usleep(50000); /* For it to join. */
	cr_assert(write_freezer(&dying, "tasks", text) && write_freezer(&dying, "freezer.state", "FROZEN"));
	cr_assert_eq(kill(dying.pid, SIGKILL), 0);
	return dying;
}

static void thaw(const struct dying *dying)
{
	(void)write_freezer(dying, "freezer.state", "THAWED");
}

static void bury_dying(const struct dying *dying)
{
	cr_assert_eq(waitpid(dying->pid, NULL, 0), dying->pid);
	cr_assert_eq(rmdir(dying->freezer), 0);
}

Test(cgroup, a_slot_has_groups_although_those_before_it_took_long_to_empty)
{
	struct dying dying;
	struct box box;
	pid_t helper;

	box_open_with_groups(&box);
	dying = spawn_dying(&box.slot->cgroup);
	helper = fork();
	if (helper == 0) {
		(void)close_range(3, ~0U, 0);
		usleep(700000);
		thaw(&dying);
		_exit(0);
	}
	box_close(&box);
	box_open(&box, 0);
	cr_assert_neq(box.slot->cgroup.kind, ASSAY_ENFORCER_RLIMIT);
	box_close(&box);
	cr_assert_eq(waitpid(helper, NULL, 0), helper);
	bury_dying(&dying);
}

Test(cgroup, groups_that_could_not_be_removed_vanish_by_themselves)
{
	struct dying dying;
	struct box box;

	box_open_with_groups(&box);
	dying = spawn_dying(&box.slot->cgroup);
	box_close(&box);
	cr_assert(sandbox_groups_remain(getpid()));
	thaw(&dying);
	await_no_groups(getpid());
	bury_dying(&dying);
}

/* The only child of ours that is called so. */
static pid_t find_watcher(void)
{
	pid_t found = 0;

	for (pid_t pid = getpid(); pid < getpid() + 1000 && !found; pid++) {
		char path[64], text[512] = "";

		snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
		int fd = open(path, O_RDONLY | O_CLOEXEC), parent;

		if (fd >= 0 && read(fd, text, sizeof text - 1) > 0 &&
		    sscanf(text, "%*d (assay-watch) %*c %d", &parent) == 1 && parent == getpid())
			found = pid;
		if (fd >= 0)
			(void)close(fd);
	}
	return found;
}

Test(cgroup, a_slot_does_without_its_watcher)
{
	struct box box;
	pid_t watcher;

	box_open_with_groups(&box);
	for (int tries = 0; (watcher = find_watcher()) == 0 && tries < 100; tries++)
		usleep(10000);
	cr_assert_gt(watcher, 0);
	cr_assert_eq(kill(watcher, SIGKILL), 0);
	assert_prints(box_python(&box, "print('fine')"), "fine\n");
	box_close(&box);
	cr_assert_eq(waitpid(watcher, NULL, 0), -1, "it was reaped");
}

Test(cgroup, a_run_leaves_its_groups_empty)
{
	struct box box;

	box_open_with_groups(&box);
	(void)box_python(&box,
			 "import os, time\nfor _ in range(20):\n  if os.fork() == 0: os.setsid(); time.sleep(60)");
	for (unsigned i = 0; i < box.slot->cgroup.n_groups; i++) {
		char path[600], byte;
		int fd;

		snprintf(path, sizeof path, "%s/cgroup.procs", box.slot->cgroup.groups[i].path);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		cr_assert_geq(fd, 0);
		cr_assert_eq(read(fd, &byte, 1), 0);
		(void)close(fd);
	}
	box_close(&box);
}

/* Denials. */

Test(cgroup, each_version_can_be_denied)
{
	struct sandbox_cgroup group;

	deny("cgroup1,cgroup2");
	sandbox_cgroup_init(&group, own_slot(0), false);
	cr_assert_eq(group.kind, ASSAY_ENFORCER_RLIMIT);
	cr_assert_eq(group.n_groups, 0);
	sandbox_cgroup_finish(&group);
}

Test(cgroup, an_ordinary_user_without_delegation_is_told_so)
{
	struct sandbox_cgroup group;

	if (geteuid() != 0)
		cr_skip_test("not root: what this user was given is not known");
	become_nobody();
	sandbox_cgroup_init(&group, own_slot(0), false);
	cr_assert_eq(group.kind, ASSAY_ENFORCER_RLIMIT);
	cr_assert_eq(group.n_groups, 0);
}
