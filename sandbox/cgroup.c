/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/cgroup.h"

#include "sandbox/cgroup_tree.h"
#include "sandbox/fault.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_LIMIT  (UINT64_C(1) << 40)
#define NO_PROCS  UINT64_C(4194304)
#define MAX_FILES SANDBOX_CGROUP_N_FILES
/* What dies with a killed template is not waited for, and a fork bomb takes its time on a busy machine. While its
 * groups are there the next slot of that number can have none. Shorter than the pool's patience with a worker that
 * ends. */
#define REMOVAL_MS 2000

/*
 * The two versions differ in where a number is and how it is written there.
 *
 * v1 is joined by `tasks`, not cgroup.procs: for the writer's own, only thread the kernel (since 5.5) then leaves out a
 * lock against forks everywhere, which waits for an RCU grace period unless somebody just did. With cgroup.procs
 * runs that came now and then paid 5 to 16 ms for it.
 */
struct sandbox_cgroup_backend {
	enum assay_enforcer kind;
	const char *fault;
	/* Each with a group of its own, the one that limits memory first. */
	struct {
		const char *name;	  /* NULL: v2, whose groups have all controllers that they are given, */
		const char *given, *less; /* or, should that fail, less of them. */
		bool is_needed;
	} controllers[SANDBOX_MAX_GROUPS];
	unsigned n_controllers;
	const char *join;
	const char *peak_reset;
	const char *cpu_key; /* NULL: a bare number. */
	uint64_t cpu_per_us;
	bool has_memory_in_swap_limit;
	struct {
		const char *name;
		int flags;
		bool is_needed;
	} files[MAX_FILES];
};

static const struct sandbox_cgroup_backend v1 = {
	.kind = ASSAY_ENFORCER_CGROUP1,
	.fault = "cgroup1",
	.controllers = {{"memory", NULL, NULL, true}, {"cpuacct", NULL, NULL, true}, {"pids", NULL, NULL, false}},
	.n_controllers = 3,
	.join = "tasks",
	.peak_reset = "0",
	.cpu_per_us = 1000,
	.has_memory_in_swap_limit = true,
	.files =
		{
			[SANDBOX_CGROUP_LIMIT] = {"memory.limit_in_bytes", O_WRONLY, true},
			[SANDBOX_CGROUP_SWAP_LIMIT] = {"memory.memsw.limit_in_bytes", O_WRONLY, false},
			[SANDBOX_CGROUP_USAGE] = {"memory.usage_in_bytes", O_RDONLY, true},
			[SANDBOX_CGROUP_PEAK] = {"memory.max_usage_in_bytes", O_RDWR, true},
			[SANDBOX_CGROUP_EVENTS] = {"memory.oom_control", O_RDONLY, true},
			[SANDBOX_CGROUP_CPU] = {"cpuacct.usage", O_RDONLY, true},
			[SANDBOX_CGROUP_PROCS_LIMIT] = {"pids.max", O_WRONLY, false},
		},
};

static const struct sandbox_cgroup_backend v2 = {
	.kind = ASSAY_ENFORCER_CGROUP2,
	.fault = "cgroup2",
	.controllers = {{NULL, "+memory +pids", "+memory", true}},
	.n_controllers = 1,
	.join = "cgroup.procs",
	.peak_reset = "reset",
	.cpu_key = "usage_usec ",
	.cpu_per_us = 1,
	.files =
		{
			[SANDBOX_CGROUP_LIMIT] = {"memory.max", O_WRONLY, true},
			[SANDBOX_CGROUP_SWAP_LIMIT] = {"memory.swap.max", O_WRONLY, false},
			[SANDBOX_CGROUP_USAGE] = {"memory.current", O_RDONLY, true},
			[SANDBOX_CGROUP_PEAK] = {"memory.peak", O_RDWR, false},
			[SANDBOX_CGROUP_EVENTS] = {"memory.events", O_RDONLY, true},
			[SANDBOX_CGROUP_CPU] = {"cpu.stat", O_RDONLY, true},
			[SANDBOX_CGROUP_PROCS_LIMIT] = {"pids.max", O_WRONLY, false},
			[SANDBOX_CGROUP_KILL] = {"cgroup.kill", O_WRONLY, false},
		},
};

static int fd_of(const struct sandbox_cgroup *group, enum sandbox_cgroup_file i)
{
	return group->files[i].fd;
}

/* A file of group `g`, where its processes are. The lock is a descriptor of its folder. */
static int open_in(const struct sandbox_cgroup *group, unsigned g, const char *file, int flags)
{
	char path[100];

	snprintf(path, sizeof path, "%s/%s", group->groups[g].inner, file);
	return openat(group->groups[g].lock, path, flags | O_CLOEXEC);
}

/* The number after `key`, or at the start for NULL. */
static int read_number(int fd, const char *key, uint64_t *ret)
{
	char text[1024];
	const char *p;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return -EIO;
	text[n] = '\0';
	p = key ? strstr(text, key) : text;
	if (!p)
		return -ENODATA;
	*ret = strtoull(key ? p + strlen(key) : p, NULL, 10);
	return 0;
}

static int write_text(int fd, const char *text)
{
	return pwrite(fd, text, strlen(text), 0) < 0 ? -errno : 0;
}

static int write_number(int fd, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	return write_text(fd, text);
}

/* Kills of the group are counted as `oom_kill N` in both versions (Linux 4.13). */
static uint64_t oom_kills(const struct sandbox_cgroup *group)
{
	uint64_t n = 0;

	(void)read_number(fd_of(group, SANDBOX_CGROUP_EVENTS), "oom_kill ", &n); /* Older: none is known of. */
	return n;
}

static uint64_t cpu_us(const struct sandbox_cgroup *group)
{
	uint64_t n = 0;

	(void)read_number(fd_of(group, SANDBOX_CGROUP_CPU), group->backend->cpu_key, &n); /* It was read before. */
	return n / group->backend->cpu_per_us;
}

/*
 * With swap accounted apart, a limit on memory alone would let a candidate swap out beyond it. v1 limits both together,
 * and the sum may never be below the part, so the order depends on the direction. v2 limits swap, to nothing.
 */
static int set_limit(struct sandbox_cgroup *group, uint64_t bytes)
{
	int memory = fd_of(group, SANDBOX_CGROUP_LIMIT), both = fd_of(group, SANDBOX_CGROUP_SWAP_LIMIT), r;

	if (bytes == group->limit_bytes)
		return 0;
	if (!group->backend->has_memory_in_swap_limit)
		both = -1;
	if (both >= 0 && bytes > group->limit_bytes && (r = write_number(both, bytes)) < 0)
		return r;
	if ((r = write_number(memory, bytes)) < 0)
		return r;
	if (both >= 0 && bytes < group->limit_bytes && (r = write_number(both, bytes)) < 0)
		return r;
	group->limit_bytes = bytes;
	return 0;
}

static int set_procs(struct sandbox_cgroup *group, uint64_t procs)
{
	int r;

	if (fd_of(group, SANDBOX_CGROUP_PROCS_LIMIT) < 0 || procs == group->procs)
		return 0;
	r = write_number(fd_of(group, SANDBOX_CGROUP_PROCS_LIMIT), procs < NO_PROCS ? procs : NO_PROCS);
	if (r == 0)
		group->procs = procs;
	return r;
}

/* Making. */

static void clear(struct sandbox_cgroup *group)
{
	*group = (struct sandbox_cgroup){.kind = ASSAY_ENFORCER_RLIMIT};
	for (unsigned i = 0; i < SANDBOX_MAX_GROUPS; i++)
		group->groups[i].lock = group->groups[i].join = -1;
	group->folder = -1;
	for (unsigned i = 0; i < MAX_FILES; i++)
		group->files[i].fd = -1;
}

static bool open_join(struct sandbox_cgroup *group, unsigned i, const char *name)
{
	assay_close_p(&group->groups[i].join);
	group->groups[i].join = open_in(group, i, name, O_WRONLY);
	return group->groups[i].join >= 0;
}

/* Opens what group `g` has of a file that is still looked for. */
static void open_file(struct sandbox_cgroup *group, unsigned g, enum sandbox_cgroup_file i)
{
	const char *name = group->backend->files[i].name;
	int flags = group->backend->files[i].flags;

	if (!name || group->files[i].fd >= 0)
		return;
	group->files[i].fd = open_in(group, g, name, flags);
	/* memory.peak cannot be written before Linux 6.12. */
	if (group->files[i].fd < 0 && errno == EACCES && flags == O_RDWR)
		group->files[i].fd = open_in(group, g, name, O_RDONLY);
	group->files[i].group = g;
}

static bool open_group(struct sandbox_cgroup *group, unsigned g)
{
	for (unsigned i = 0; i < MAX_FILES; i++) {
		if (group->files[i].group == g)
			assay_close_p(&group->files[i].fd);
		open_file(group, g, i);
	}
	return open_join(group, g, group->backend->join);
}

static bool has_needed_files(const struct sandbox_cgroup *group)
{
	for (unsigned i = 0; i < MAX_FILES; i++)
		if (group->files[i].fd < 0 && group->backend->files[i].is_needed)
			return false;
	return true;
}

/* Controllers that share a hierarchy share the group, which then is there already. */
static bool has_group_in(const struct sandbox_cgroup *group, const char *parent)
{
	size_t len = strlen(parent);

	for (unsigned i = 0; i < group->n_groups; i++)
		if (strncmp(group->groups[i].path, parent, len) == 0 && !strchr(group->groups[i].path + len + 1, '/'))
			return true;
	return false;
}

static int add_group(struct sandbox_cgroup *group, const char *controller, const char *given, const char *less,
		     unsigned slot_id)
{
	char parent[400];
	unsigned i = group->n_groups;
	int r = sandbox_group_parent(controller, parent, sizeof parent);

	if (r < 0)
		return r;
	if (has_group_in(group, parent))
		return -EEXIST;
	r = sandbox_group_make(parent, given, less, slot_id, group->groups[i].path, sizeof group->groups[i].path);
	if (r < 0)
		return r;
	group->groups[i].lock = r;
	group->groups[i].inner = sandbox_group_inner(group->groups[i].path);
	group->n_groups++;
	return 0;
}

static int make_groups(struct sandbox_cgroup *group, unsigned slot_id)
{
	const struct sandbox_cgroup_backend *backend = group->backend;
	int r;

	for (unsigned i = 0; i < backend->n_controllers; i++) {
		r = add_group(group, backend->controllers[i].name, backend->controllers[i].given,
			      backend->controllers[i].less, slot_id);
		if (r == 0 && sandbox_is_faulty("life"))
			(void)raise(SIGKILL); /* Its watcher must be there by now. */
		if (r < 0 && r != -EEXIST && backend->controllers[i].is_needed)
			return r;
	}
	for (unsigned i = 0; i < group->n_groups; i++)
		if (!open_group(group, i))
			return -EACCES;
	return has_needed_files(group) ? 0 : -ENOENT;
}

/* What the first group, which limits memory, gets once. */
static int prepare(struct sandbox_cgroup *group)
{
	int swap = fd_of(group, SANDBOX_CGROUP_SWAP_LIMIT), r;

	group->limit_bytes = NO_LIMIT;
	group->is_used = false;
	if (group->backend->has_memory_in_swap_limit)
		return 0;
	group->procs = 0; /* In v2 it has that limit, too. */
	if (swap >= 0 && (r = write_number(swap, 0)) < 0)
		return r;

	assay_autofd int all = open_in(group, 0, "memory.oom.group", O_WRONLY);

	return all < 0 ? 0
		       : write_text(all, "1"); /* Before Linux 4.19 the largest goes, and the worker ends the rest. */
}

static bool resets_peak(const struct sandbox_cgroup *group)
{
	int fd = fd_of(group, SANDBOX_CGROUP_PEAK);

	return fd >= 0 && !sandbox_is_faulty("peak") && write_text(fd, group->backend->peak_reset) == 0;
}

static int join_all(void *arg)
{
	const struct sandbox_cgroup *group = arg;

	if (geteuid() == 0 && syscall(SYS_setresuid, 65534, 65534, 65534) < 0)
		return 1;
	for (unsigned i = 0; i < group->n_groups; i++)
		if (write(group->groups[i].join, "0", 1) != 1)
			return 1;
	return 0;
}

/*
 * Tried in a child, which shares our memory: some machines let a folder be made but not entered, or entered but not
 * limited. Kernels without a fix of 2022 ask for the rights of who writes, not of who opened the file, so the child has
 * none.
 */
static bool can_use(struct sandbox_cgroup *group)
{
	static char stack[16 * 1024] __attribute__((aligned(16)));
	int status;
	pid_t pid;

	if (write_number(fd_of(group, SANDBOX_CGROUP_LIMIT), NO_LIMIT) < 0)
		return false;
	pid = clone(join_all, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, group);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool try_backend(struct sandbox_cgroup *group, const struct sandbox_cgroup_backend *backend, unsigned slot_id,
			bool is_single)
{
	int r, before = group->why;

	clear(group);
	group->backend = backend;
	r = sandbox_is_faulty(backend->fault) ? -errno : make_groups(group, slot_id);
	if (r == 0)
		r = prepare(group);
	if (r == 0 && !is_single && !can_use(group))
		r = -EACCES;
	if (r < 0) {
		sandbox_cgroup_finish(group);
		group->why = before && before != -ENOENT ? before : r;
		return false;
	}
	group->can_reset_peak = !is_single && resets_peak(group);
	group->kind = backend->kind;
	return true;
}

void sandbox_cgroup_init(struct sandbox_cgroup *group, unsigned slot_id, bool is_single)
{
	char unified[400];

	clear(group);
	if (sandbox_is_faulty("cgroup"))
		return;
	sandbox_group_hold_view();
	if (!try_backend(group, &v2, slot_id, is_single) && try_backend(group, &v1, slot_id, is_single) &&
	    sandbox_group_parent(NULL, unified, sizeof unified) == 0)
		group->kind = ASSAY_ENFORCER_HYBRID;
	sandbox_group_drop_view();
}

bool sandbox_cgroup_is_likely(void)
{
	bool is_likely = !sandbox_is_faulty("cgroup") && !sandbox_is_faulty(v1.fault);

	sandbox_group_hold_view();
	for (unsigned i = 0; is_likely && i < v1.n_controllers; i++) {
		char parent[400];

		is_likely = !v1.controllers[i].is_needed ||
			    (sandbox_group_parent(v1.controllers[i].name, parent, sizeof parent) == 0 &&
			     access(parent, W_OK) == 0);
	}
	return is_likely;
}

void sandbox_cgroup_forget(void)
{
	sandbox_group_drop_view();
}

bool sandbox_cgroup_add_kill(struct sandbox_cgroup *group, unsigned slot_id)
{
	unsigned i = group->n_groups;

	if (fd_of(group, SANDBOX_CGROUP_KILL) >= 0)
		return true;
	if (group->kind != ASSAY_ENFORCER_HYBRID || add_group(group, NULL, NULL, NULL, slot_id) < 0)
		return false;
	group->files[SANDBOX_CGROUP_KILL].fd = open_in(group, i, "cgroup.kill", O_WRONLY);
	group->files[SANDBOX_CGROUP_KILL].group = i;
	if (open_join(group, i, "cgroup.procs") && fd_of(group, SANDBOX_CGROUP_KILL) >= 0 && can_use(group))
		return true;
	assay_close_p(&group->files[SANDBOX_CGROUP_KILL].fd);
	assay_close_p(&group->groups[i].join);
	(void)sandbox_group_remove(group->groups[i].path, group->groups[i].lock, REMOVAL_MS); /* Nobody is in it. */
	group->groups[i].lock = -1;
	group->n_groups--;
	return false;
}

/* A path of its own, not the lock: a lock goes with the last copy of its descriptor, and this one travels. */
static void open_folder(struct sandbox_cgroup *group)
{
	group->folder = open_in(group, 0, ".", O_PATH | O_DIRECTORY);
}

bool sandbox_cgroup_finish(struct sandbox_cgroup *group)
{
	bool is_gone = true;

	if (!group->backend)
		return true;
	for (unsigned i = 0; i < MAX_FILES; i++)
		assay_close_p(&group->files[i].fd);
	assay_close_p(&group->folder);
	for (unsigned i = 0; i < group->n_groups; i++) {
		assay_close_p(&group->groups[i].join);
		/* Who stays in one stays in all of them. */
		is_gone =
			sandbox_group_remove(group->groups[i].path, group->groups[i].lock, is_gone ? REMOVAL_MS : 0) &&
			is_gone;
	}
	clear(group);
	return is_gone;
}

void sandbox_cgroup_admit(struct sandbox_cgroup *group, pid_t pid, uid_t uid)
{
	group->uid = uid;
	group->is_admitted = group->kind == ASSAY_ENFORCER_CGROUP2 && !sandbox_is_faulty("cgroup-birth") &&
			     sandbox_group_admit(group->groups[0].path, pid, uid) == 0;
	if (group->is_admitted)
		open_folder(group);
}

/* Runs. */

/* The folder is empty of processes but may be charged for pages that earlier runs left in the page cache. */
static int renew(struct sandbox_cgroup *group)
{
	int r = sandbox_group_renew(group->groups[0].path, &group->groups[0].lock);

	if (r < 0)
		return r;
	assay_close_p(&group->folder);
	if (group->is_admitted && sandbox_group_admit(group->groups[0].path, 0, group->uid) == 0)
		open_folder(group);
	return open_group(group, 0) && has_needed_files(group) ? prepare(group) : -EIO;
}

/* A peak counts from what was charged before, so that must be little, or the limit would cut off what it should show.
 */
static int start_memory(struct sandbox_cgroup *group, uint64_t limit)
{
	int usage = fd_of(group, SANDBOX_CGROUP_USAGE), r = read_number(usage, NULL, &group->usage_before);
	bool is_high = group->usage_before > limit / 4;
	bool is_stale = !group->can_reset_peak && fd_of(group, SANDBOX_CGROUP_PEAK) >= 0;

	if (r == 0 && group->is_used && (is_high || is_stale)) {
		r = renew(group);
		if (r == 0)
			r = read_number(fd_of(group, SANDBOX_CGROUP_USAGE), NULL, &group->usage_before);
	}
	group->is_used = true;
	group->sampled_peak = 0;
	if (r < 0 || !group->can_reset_peak)
		return r;
	return write_text(fd_of(group, SANDBOX_CGROUP_PEAK), group->backend->peak_reset);
}

int sandbox_cgroup_begin(struct sandbox_cgroup *group, const struct assay_limits *limits)
{
	int r;

	if (group->kind == ASSAY_ENFORCER_RLIMIT)
		return 0;
	if ((r = start_memory(group, limits->mem_bytes)) < 0 || (r = set_limit(group, limits->mem_bytes)) < 0 ||
	    (r = set_procs(group, limits->procs)) < 0)
		return r;
	group->cpu_us_before = cpu_us(group);
	group->oom_before = oom_kills(group);
	return 0;
}

size_t sandbox_cgroup_joins(const struct sandbox_cgroup *group, int *ret)
{
	for (unsigned i = 0; i < group->n_groups; i++)
		ret[i] = group->groups[i].join;
	return group->n_groups;
}

bool sandbox_cgroup_kill(const struct sandbox_cgroup *group)
{
	return group->kind != ASSAY_ENFORCER_RLIMIT && fd_of(group, SANDBOX_CGROUP_KILL) >= 0 &&
	       write_text(fd_of(group, SANDBOX_CGROUP_KILL), "1") == 0;
}

void sandbox_cgroup_sample(struct sandbox_cgroup *group)
{
	uint64_t now;

	if (group->kind == ASSAY_ENFORCER_RLIMIT || fd_of(group, SANDBOX_CGROUP_PEAK) >= 0)
		return;
	if (read_number(fd_of(group, SANDBOX_CGROUP_USAGE), NULL, &now) == 0 && now > group->sampled_peak)
		group->sampled_peak = now;
}

uint64_t sandbox_cgroup_cpu_us(const struct sandbox_cgroup *group)
{
	return group->kind == ASSAY_ENFORCER_RLIMIT ? 0 : cpu_us(group) - group->cpu_us_before;
}

bool sandbox_cgroup_is_out_of_memory(const struct sandbox_cgroup *group)
{
	return group->kind != ASSAY_ENFORCER_RLIMIT && oom_kills(group) > group->oom_before;
}

uint64_t sandbox_cgroup_peak_bytes(const struct sandbox_cgroup *group)
{
	uint64_t peak = group->sampled_peak;

	if (group->kind == ASSAY_ENFORCER_RLIMIT)
		return 0;
	if (fd_of(group, SANDBOX_CGROUP_PEAK) >= 0 && read_number(fd_of(group, SANDBOX_CGROUP_PEAK), NULL, &peak) < 0)
		return 0;
	return peak > group->usage_before ? peak - group->usage_before : 0;
}
