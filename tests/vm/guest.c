/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What limits and kills are worth under pure cgroup v2: runs as root of a small virtual machine (run_vm.sh) and prints
 * TAP. Tests are done in scenes, which are places for the worker in the tree of groups, each in a process of its own.
 * Bounds on time are wide: the machine is emulated, often on a busy host.
 */
#include "machine.h"

#include "sandbox/slot.h"

#include "base/fd.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB  (UINT64_C(1) << 20)
#define USER 1000u

struct guest {
	enum assay_enforcer expected;
	int n_runs;	    /**< What many means here. */
	const char *reason; /**< What the probe of control groups says. */
	struct assay_slot *slot;
	struct assay_arena *arena;
};

static unsigned n_failures; /* Of the test that is running. */

__attribute__((format(printf, 3, 4))) static void fail(int line, const char *claim, const char *fmt, ...)
{
	va_list ap;

	n_failures++;
	printf("# line %d: %s: ", line, claim);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

#define check(claim, ...) ((claim) ? (void)0 : fail(__LINE__, #claim, __VA_ARGS__))

static const char *end_name(enum assay_end end)
{
	static const char *const names[] = {"unknown",	    "exited",	    "signaled", "CPU limit", "wall limit",
					    "memory limit", "output limit", "policy",	"stopped"};

	return names[end];
}

#define check_end(outcome, wanted)                                                                             \
	check((outcome).end == (wanted), "%s (code %d, signal %d) after %llu ms, %llu ms CPU, %llu KiB: %.*s", \
	      end_name((outcome).end), (outcome).exit_code, (outcome).signal,                                  \
	      (unsigned long long)(outcome).wall_us / 1000, (unsigned long long)(outcome).cpu_us / 1000,       \
	      (unsigned long long)(outcome).peak_bytes >> 10, (int)(outcome).err.len, (outcome).err.data)
#define check_success(outcome)                             \
	do {                                               \
		check_end(outcome, ASSAY_END_EXITED);      \
		check((outcome).exit_code == 0, "failed"); \
	} while (0)

/* Runs. */

static struct assay_slot *open_slot(unsigned slot_id)
{
	struct assay_sandbox_options options = {.slot_id = slot_id};
	struct assay_slot *slot = NULL;
	struct assay_err err = {0};

	if (assay_slot_create(&options, &slot, &err) < 0) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
	return slot;
}

static void run_all(struct guest *g, struct assay_run_request *requests, size_t n)
{
	struct assay_err err = {0};
	int r = assay_sandbox_run(requests, n, g->arena, &err);

	check(r == 0, "%s", err.msg);
	for (size_t i = 0; r == 0 && i < n; i++)
		check(requests[i].outcome->enforcer == g->expected, "%s",
		      assay_enforcer_name(requests[i].outcome->enforcer));
}

typedef int on_channel_fn(void *arg, struct assay_session *session, size_t index, struct assay_str bytes);

#define MAX_WORDS  4
#define WORDS(...) ((const char *const[MAX_WORDS + 2]){"/usr/bin/payload", __VA_ARGS__})

/* One run of the payload; with a callback it has a channel. */
static struct assay_outcome run_with(struct guest *g, struct assay_limits limits, const char *const *words,
				     on_channel_fn *on_channel, void *arg)
{
	struct assay_job job = {.argv = words, .limits = limits, .has_channel = on_channel != NULL};
	struct assay_outcome outcome = {0};

	run_all(g,
		&(struct assay_run_request){
			.slot = g->slot, .job = &job, .outcome = &outcome, .on_channel = on_channel, .arg = arg},
		1);
	return outcome;
}

#define perform_within(g, limits, ...) run_with(g, limits, WORDS(__VA_ARGS__), NULL, NULL)
#define perform(g, ...)		       perform_within(g, (struct assay_limits){.mem_bytes = 64 * MIB}, __VA_ARGS__)

/* Memory. */

static void memory_below_the_limit_is_granted(struct guest *g)
{
	struct assay_outcome o = perform(g, "hold", "58");

	check_success(o);
	check(o.peak_bytes >= 58 * MIB && o.peak_bytes <= 64 * MIB, "%llu", (unsigned long long)o.peak_bytes);
}

static void memory_above_the_limit_ends_the_run(struct guest *g)
{
	struct assay_outcome o = perform(g, "hold", "66");

	check_end(o, ASSAY_END_MEMORY_LIMIT);
	check(o.peak_bytes >= 63 * MIB && o.peak_bytes <= 64 * MIB, "%llu", (unsigned long long)o.peak_bytes);
	check(machine_swap_bytes() >= 100 * MIB, "there must be something to swap to");
	o = perform(g, "hold", "100");
	check_end(o, ASSAY_END_MEMORY_LIMIT);
	o = perform(g, "nothing");
	check_success(o);
}

static void memory_without_a_mapping_counts(struct guest *g)
{
	const struct assay_limits limits = {.mem_bytes = 32 * MIB, .fs_bytes = 128 * MIB};
	struct assay_outcome o = perform_within(g, limits, "file", "24");

	check_success(o);
	o = perform_within(g, limits, "file", "48");
	check_end(o, ASSAY_END_MEMORY_LIMIT);
	o = perform_within(g, limits, "memfd", "24");
	check_success(o);
	o = perform_within(g, limits, "memfd", "48");
	check_end(o, ASSAY_END_MEMORY_LIMIT);
	o = perform_within(g, limits, "sysv", "24");
	check_success(o);
	o = perform_within(g, limits, "sysv", "48");
	check_end(o, ASSAY_END_MEMORY_LIMIT);
}

static void memory_is_that_of_the_whole_tree_and_its_kill_too(struct guest *g)
{
	struct assay_outcome o = perform(g, "family", "8", "12");

	check_end(o, ASSAY_END_MEMORY_LIMIT);
	check(machine_count_processes("payload", NULL) == 0, "something lives on");
}

static void peak_is_that_of_its_own_run(struct guest *g)
{
	struct assay_outcome o = perform(g, "hold", "50");

	check_success(o);
	o = perform(g, "hold", "4");
	check_success(o);
	check(o.peak_bytes >= 4 * MIB && o.peak_bytes < 12 * MIB, "%llu", (unsigned long long)o.peak_bytes);
}

static void files_of_one_run_do_not_count_in_the_next(struct guest *g)
{
	const struct assay_limits limits = {.mem_bytes = 64 * MIB, .fs_bytes = 128 * MIB};
	struct assay_outcome o = perform_within(g, limits, "file", "50");

	check_success(o);
	o = perform(g, "sysv", "50");
	check_success(o);
	o = perform(g, "hold", "58");
	check_success(o);
}

static void slots_have_limits_of_their_own(struct guest *g)
{
	struct assay_slot *other = open_slot(2);
	struct assay_job jobs[] = {
		{.argv = WORDS("hold", "80"), .limits = {.mem_bytes = 64 * MIB}},
		{.argv = WORDS("hold", "80"), .limits = {.mem_bytes = 96 * MIB}},
	};
	struct assay_outcome outcomes[2] = {0};
	struct assay_run_request requests[] = {
		{.slot = g->slot, .job = &jobs[0], .outcome = &outcomes[0]},
		{.slot = other, .job = &jobs[1], .outcome = &outcomes[1]},
	};

	run_all(g, requests, 2);
	check_end(outcomes[0], ASSAY_END_MEMORY_LIMIT);
	check_success(outcomes[1]);
	assay_slot_destroy(other);
}

/* What the group of a live candidate says. */
struct sight {
	char memory_max[64], swap_max[64], oom_group[8], pids_max[64], path[400];
};

static int look_at_group(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	struct sight *sight = arg;
	pid_t pid;

	(void)session, (void)index, (void)bytes;
	if (machine_count_processes("payload", &pid) == 1 && machine_find_group(pid, sight->path, sizeof sight->path)) {
		machine_read_line(sight->path, "memory.max", sight->memory_max, sizeof sight->memory_max);
		machine_read_line(sight->path, "memory.swap.max", sight->swap_max, sizeof sight->swap_max);
		machine_read_line(sight->path, "memory.oom.group", sight->oom_group, sizeof sight->oom_group);
		machine_read_line(sight->path, "pids.max", sight->pids_max, sizeof sight->pids_max);
	}
	return 1;
}

static void the_kernel_holds_the_limits(struct guest *g)
{
	struct sight sight = {0};
	struct assay_outcome o = run_with(g, (struct assay_limits){.mem_bytes = 64 * MIB, .procs = 20}, WORDS("sleep"),
					  look_at_group, &sight);

	check_end(o, ASSAY_END_STOPPED);
	check(strcmp(sight.memory_max, "67108864") == 0, "%s", sight.memory_max);
	check(strcmp(sight.swap_max, "0") == 0, "%s", sight.swap_max);
	check(strcmp(sight.oom_group, "1") == 0, "%s", sight.oom_group);
	check(strcmp(sight.pids_max, "20") == 0, "%s", sight.pids_max);
	check(strstr(sight.path, "/assay-") && strstr(sight.path, "/run"), "%s", sight.path);
}

/* Processes. */

static void as_many_processes_as_granted_and_no_more(struct guest *g)
{
	struct assay_outcome o = perform_within(g, (struct assay_limits){.procs = 20}, "count");

	check_success(o);
	check(assay_str_is(o.out, "20 EAGAIN\n"), "%.*s", (int)o.out.len, o.out.data);
}

static int count_bombs(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	int *most = arg, n = machine_count_processes("payload", NULL);

	(void)session, (void)index, (void)bytes;
	*most = n > *most ? n : *most;
	return 0;
}

static void a_fork_bomb_is_held_and_drained(struct guest *g)
{
	const struct assay_limits limits = {.procs = 64, .cpu_ms = 60000, .wall_ms = 1500};
	uint64_t start = machine_now_ms();
	int most = 0;
	struct assay_outcome o = run_with(g, limits, WORDS("bomb"), count_bombs, &most);
	int drained_ms = (int)(machine_now_ms() - start - o.wall_us / 1000);

	check_end(o, ASSAY_END_WALL_LIMIT);
	check(most > 32 && most <= 64, "%d", most);
	check(machine_count_processes("payload", NULL) == 0, "something lives on");
	check(drained_ms < 20000, "%d ms", drained_ms);
	printf("# a bomb of %d processes was drained within %d ms\n", most, drained_ms);
	o = perform(g, "nothing");
	check_success(o);
}

static void nothing_outlives_a_run(struct guest *g)
{
	struct assay_outcome o = perform(g, "orphans", "20");

	check_success(o);
	check(machine_count_processes("payload", NULL) == 0, "something lives on");
}

/* CPU time. */

static void cpu_time_is_that_of_the_whole_tree(struct guest *g)
{
	const struct assay_limits limits = {.cpu_ms = 600, .wall_ms = 30000};
	struct assay_outcome o = perform_within(g, limits, "spin", "4");

	check_end(o, ASSAY_END_CPU_LIMIT);
	check(o.cpu_us >= 600000 && o.cpu_us < 1200000, "%llu", (unsigned long long)o.cpu_us);
	o = perform_within(g, limits, "burn", "100", "60");
	check_end(o, ASSAY_END_CPU_LIMIT);
	check(o.cpu_us >= 600000 && o.cpu_us < 1200000, "%llu", (unsigned long long)o.cpu_us);
}

static void cpu_time_below_the_limit_is_accounted(struct guest *g)
{
	struct assay_outcome o = perform_within(g, (struct assay_limits){.cpu_ms = 5000}, "burn", "5", "60");

	check_success(o);
	check(o.cpu_us >= 300000 && o.cpu_us < 2000000, "%llu", (unsigned long long)o.cpu_us);
	o = perform_within(g, (struct assay_limits){.cpu_ms = 5000}, "nothing");
	check_success(o);
	check(o.cpu_us < 250000, "%llu", (unsigned long long)o.cpu_us);
}

/* Other kills. */

static void sleepers_and_floods_are_ended(struct guest *g)
{
	struct assay_outcome o = perform_within(g, (struct assay_limits){.wall_ms = 300}, "sleep");

	check_end(o, ASSAY_END_WALL_LIMIT);
	o = perform_within(g, (struct assay_limits){.output_bytes = MIB}, "flood");
	check_end(o, ASSAY_END_OUTPUT_LIMIT);
	check(o.out.len == MIB, "%zu", o.out.len);
	check(machine_count_processes("payload", NULL) == 0, "something lives on");
}

_Noreturn static int tell_and_wait(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	(void)session, (void)index, (void)bytes;
	(void)!write(*(int *)arg, "x", 1);
	for (;;)
		pause();
}

static void a_killed_worker_leaves_nothing(struct guest *g)
{
	int n_groups = machine_count_groups(), ends[2], died_ms;
	struct guest doomed = *g;
	pid_t pid;
	char byte;

	check(pipe(ends) == 0, "no pipe");
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		doomed.slot = open_slot(3);
		(void)run_with(&doomed, (struct assay_limits){0}, WORDS("sleep"), tell_and_wait, &ends[1]);
		_exit(1);
	}
	(void)close(ends[1]);
	check(read(ends[0], &byte, 1) == 1, "the worker died by itself");
	(void)close(ends[0]);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	died_ms = machine_wait_for_none("payload");
	check(died_ms >= 0, "the candidate lives on");
	/* Its watcher sweeps, once the template and pid 1 are gone. */
	for (int tries = 0; tries < 300 && machine_count_groups() > n_groups; tries++)
		usleep(10000);
	check(machine_count_groups() == n_groups, "%d groups, were %d", machine_count_groups(), n_groups);
}

static void many_runs_leak_no_group(struct guest *g)
{
	int n_groups = machine_count_groups(), n_dying = machine_count_dying_groups();
	uint64_t start = machine_now_ms();

	for (int i = 0; i < g->n_runs && n_failures == 0; i++) {
		struct assay_outcome o = perform(g, "nothing");

		check_success(o);
		assay_arena_reset(g->arena);
	}
	printf("# %d runs in %llu ms\n", g->n_runs, (unsigned long long)(machine_now_ms() - start));
	check(machine_count_groups() == n_groups, "%d groups, were %d", machine_count_groups(), n_groups);
	/* The kernel lets go of a group's memory in the background. */
	for (int tries = 0; tries < 300 && machine_count_dying_groups() > n_dying + 2; tries++)
		usleep(10000);
	check(machine_count_dying_groups() <= n_dying + 2, "%d dying, were %d", machine_count_dying_groups(), n_dying);
}

/* Of runs with pauses between them, as a farm makes them: the kernel is quick to move a process if it just did. */
static unsigned long long paused_runs_us(struct guest *g)
{
	enum { N_RUNS = 15 };
	uint64_t us = 0;

	for (int i = 0; i < N_RUNS; i++) {
		uint64_t start = machine_now_us();
		struct assay_outcome o = perform(g, "nothing");

		us += machine_now_us() - start;
		check_success(o);
		usleep(60000);
	}
	return us / N_RUNS;
}

/* A join by a descriptor that cannot be written fails, and with it the run that needed it. */
static void candidates_are_born_in_their_group(struct guest *g)
{
	struct sandbox_cgroup *group = &g->slot->cgroup;
	int join, folder = group->folder, null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	unsigned long long born_us, joined_us;
	struct assay_outcome o;

	check(folder >= 0, "the template was not admitted");
	group->folder = -1;
	group->is_admitted = false;
	joined_us = paused_runs_us(g);
	group->is_admitted = true;
	group->folder = folder; /* Of a group that is gone where each run gets a new one, and then not used. */
	born_us = paused_runs_us(g);
	printf("# a run with pauses before it: %llu us born in its group, %llu us joining it\n", born_us, joined_us);
	/* With a new group, as for every run where a peak cannot be reset, there would be a new descriptor. */
	group->can_reset_peak = group->is_used = false;
	assay_close_p(&group->files[SANDBOX_CGROUP_PEAK].fd);
	join = group->groups[0].join;
	group->groups[0].join = null;
	o = perform(g, "hold", "40");
	check_success(o);
	o = perform(g, "hold", "66");
	check_end(o, ASSAY_END_MEMORY_LIMIT);
	o = perform_within(g, (struct assay_limits){.procs = 20}, "count");
	check(assay_str_is(o.out, "20 EAGAIN\n"), "%.*s", (int)o.out.len, o.out.data);
	group->groups[0].join = join;
	(void)close(null);
}

/* What is said where there are none is as good as what is done where there are some. */
static void the_probe_says_why_there_are_no_groups(struct guest *g)
{
	struct assay_probe *probes, *groups = NULL;
	enum assay_isolation best;
	struct assay_err err = {0};
	size_t n = 0;

	check(assay_sandbox_probe(g->arena, &probes, &n, &best, &err) == 0, "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		if (strcmp(probes[i].name, "control groups") == 0)
			groups = &probes[i];
	if (!groups) {
		check(groups, "no such probe");
		return;
	}
	printf("# control groups: %.*s\n", (int)groups->detail.len, groups->detail.data);
	check(groups->is_ok == (g->expected != ASSAY_ENFORCER_RLIMIT), "%d", groups->is_ok);
	check(assay_str_find(groups->detail, assay_str_of(g->reason), 0) < groups->detail.len, "not for \"%s\"",
	      g->reason);
	check(groups->is_ok || strstr(groups->fix, "Delegate=yes"), "%s", groups->fix);
}

/* Which scenes a test is for. */
enum scope {
	FULL_SCENES, /* What the groups themselves do is the same everywhere: once as root, once as an ordinary user. */
	SCENES_WITH_GROUPS,
	ALL_SCENES,
};

static const struct test {
	const char *name;
	void (*run)(struct guest *g);
	enum scope scope;
} tests[] = {
	{"memory below the limit is granted", memory_below_the_limit_is_granted, FULL_SCENES},
	{"memory above the limit ends the run, swap or not", memory_above_the_limit_ends_the_run, FULL_SCENES},
	{"memory without a mapping counts", memory_without_a_mapping_counts, FULL_SCENES},
	{"memory is that of the whole tree, and its kill too", memory_is_that_of_the_whole_tree_and_its_kill_too,
	 ALL_SCENES},
	{"a peak is that of its own run", peak_is_that_of_its_own_run, FULL_SCENES},
	{"files of one run do not count in the next", files_of_one_run_do_not_count_in_the_next, FULL_SCENES},
	{"slots have limits of their own", slots_have_limits_of_their_own, SCENES_WITH_GROUPS},
	{"the kernel holds the limits", the_kernel_holds_the_limits, SCENES_WITH_GROUPS},
	{"as many processes as granted and no more", as_many_processes_as_granted_and_no_more, ALL_SCENES},
	{"a fork bomb is held and drained", a_fork_bomb_is_held_and_drained, ALL_SCENES},
	{"nothing outlives a run", nothing_outlives_a_run, ALL_SCENES},
	{"CPU time is that of the whole tree", cpu_time_is_that_of_the_whole_tree, FULL_SCENES},
	{"CPU time below the limit is accounted", cpu_time_below_the_limit_is_accounted, FULL_SCENES},
	{"sleepers and floods are ended", sleepers_and_floods_are_ended, ALL_SCENES},
	{"a killed worker leaves nothing", a_killed_worker_leaves_nothing, ALL_SCENES},
	{"candidates are born in their group", candidates_are_born_in_their_group, SCENES_WITH_GROUPS},
	{"many runs leak no group", many_runs_leak_no_group, SCENES_WITH_GROUPS},
	{"the probe says why there are no groups", the_probe_says_why_there_are_no_groups, ALL_SCENES},
};

enum { N_TESTS = sizeof tests / sizeof tests[0] };

/* Scenes. */

static void make_group(const char *name, bool is_users)
{
	static const char *const files[] = {"", "/cgroup.procs", "/cgroup.subtree_control", "/cgroup.threads"};
	char folder[128], path[256];

	machine_write(MACHINE_GROUPS, "cgroup.subtree_control", "+memory +pids +cpu");
	snprintf(folder, sizeof folder, "%s/%s", MACHINE_GROUPS, name);
	(void)mkdir(folder, 0755);
	for (size_t i = 0; is_users && i < sizeof files / sizeof files[0]; i++) {
		snprintf(path, sizeof path, "%s%s", folder, files[i]);
		(void)!chown(path, USER, USER);
	}
	machine_write(folder, "cgroup.procs", "0");
}

static void become_user(void)
{
	if (setgroups(0, NULL) == 0 && setresgid(USER, USER, USER) == 0 && setresuid(USER, USER, USER) == 0)
		return;
	printf("Bail out! cannot become an ordinary user\n");
	exit(1);
}

/* Where a bare init system leaves things. */
static void enter_root_group(void)
{
}

/* What systemd gives a service with Delegate=yes. */
static void enter_service(void)
{
	make_group("service", false);
}

/* What systemd gives a user's scope with Delegate=yes. */
static void enter_delegated_scope(void)
{
	make_group("scope", true);
	become_user();
}

/* A login without delegation. */
static void enter_login(void)
{
	make_group("login", false);
	become_user();
}

/* Sees its own group as the root of the tree, but the kernel does not grant it what it grants the real root. */
static void make_container(const char *name, bool is_read_only)
{
	make_group(name, false);
	if (unshare(CLONE_NEWCGROUP | CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    umount2(MACHINE_GROUPS, MNT_DETACH) == 0 && mount("cgroup", MACHINE_GROUPS, "cgroup2", 0, NULL) == 0 &&
	    (!is_read_only || mount(NULL, MACHINE_GROUPS, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0))
		return;
	printf("Bail out! cannot make a container\n");
	exit(1);
}

static void enter_container(void)
{
	make_container("container", false);
}

/* As container engines do by default. */
static void enter_read_only_container(void)
{
	make_container("shown-container", true);
}

static void start_shell(void)
{
	int ends[2];

	if (pipe(ends) < 0 || fork() != 0)
		return;
	(void)dup2(ends[0], STDIN_FILENO);
	(void)execl("/bin/sh", "sh", "-c", "read line", (char *)NULL);
	_exit(1);
}

/* With somebody else's process in the same group, as under a shell that a container was started with. */
static void enter_crowded_group(void)
{
	make_group("crowd", false);
	start_shell();
}

static bool is_shell(const struct stat *program)
{
	struct stat shell;

	return stat("/bin/sh", &shell) == 0 && shell.st_dev == program->st_dev && shell.st_ino == program->st_ino;
}

/* With a process of another program of ours, as one beside another that was started in the same container. */
static void enter_group_of_kin(void)
{
	assay_sandbox_set_kin(is_shell);
	make_group("kin", false);
	start_shell();
}

static const struct scene {
	const char *name;
	void (*enter)(void);
	enum assay_enforcer expected;
	enum scope scope; /* The narrowest that is for it. */
	int n_runs;
	const char *reason;
} scenes[] = {
	{"root group", enter_root_group, ASSAY_ENFORCER_CGROUP2, FULL_SCENES, 200, "cgroup2"},
	{"user's scope", enter_delegated_scope, ASSAY_ENFORCER_CGROUP2, FULL_SCENES, 20, "cgroup2"},
	{"service", enter_service, ASSAY_ENFORCER_CGROUP2, SCENES_WITH_GROUPS, 20, "cgroup2"},
	{"container", enter_container, ASSAY_ENFORCER_CGROUP2, SCENES_WITH_GROUPS, 20, "cgroup2"},
	{"group of kin", enter_group_of_kin, ASSAY_ENFORCER_CGROUP2, ALL_SCENES, 0, "cgroup2"},
	{"read-only container", enter_read_only_container, ASSAY_ENFORCER_RLIMIT, ALL_SCENES, 0, "Read-only"},
	{"login", enter_login, ASSAY_ENFORCER_RLIMIT, ALL_SCENES, 0, "Permission denied"},
	{"crowded group", enter_crowded_group, ASSAY_ENFORCER_RLIMIT, ALL_SCENES, 0, "in our own group: sh ("},
};

enum { N_SCENES = sizeof scenes / sizeof scenes[0] };

static void try_in(const struct scene *scene, const struct test *test)
{
	struct guest g = {.expected = scene->expected,
			  .n_runs = scene->n_runs,
			  .reason = scene->reason,
			  .arena = assay_arena_create(0)};
	uint64_t start = machine_now_ms();
	int n_groups = machine_count_groups();

	n_failures = 0;
	g.slot = open_slot(1);
	test->run(&g);
	assay_slot_destroy(g.slot);
	assay_arena_destroy(g.arena);
	check(machine_count_groups() == n_groups, "%d groups, were %d", machine_count_groups(), n_groups);
	printf("%sok - %s: %s # %llu ms\n", n_failures ? "not " : "", scene->name, test->name,
	       (unsigned long long)(machine_now_ms() - start));
	(void)fflush(stdout);
}

static void play(const struct scene *scene)
{
	pid_t pid = fork();

	if (pid == 0) {
		scene->enter();
		for (int t = 0; t < N_TESTS; t++)
			if (tests[t].scope >= scene->scope)
				try_in(scene, &tests[t]);
		exit(0);
	}
	(void)waitpid(pid, NULL, 0);
}

static int count_planned(void)
{
	int n = 0;

	for (int i = 0; i < N_SCENES; i++)
		for (int t = 0; t < N_TESTS; t++)
			n += tests[t].scope >= scenes[i].scope;
	return n;
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	machine_print_features();
	printf("1..%d\n", count_planned());
	for (int i = 0; i < N_SCENES; i++)
		play(&scenes[i]);
	return 0;
}
