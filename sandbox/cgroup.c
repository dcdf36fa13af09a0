/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/cgroup.h"

#include "sandbox/fault.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_LIMIT (UINT64_C(1) << 40)

/* Where the hierarchy of a controller is mounted, and which part of it is. */
struct hierarchy {
	char mount[256], root[256];
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; list && *list; list += strcspn(list, ",\n") + 1) {
		if (strncmp(list, word, len) == 0 && strchr(",\n", list[len]))
			return true;
		if (!list[strcspn(list, ",\n")])
			break;
	}
	return false;
}

/* A line of mountinfo: `36 31 0:35 /root /mount options [fields] - type source super-options`. */
static bool find_hierarchy(const char *type, const char *controller, struct hierarchy *ret)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[2048];
	bool is_found = false;

	while (f && !is_found && fgets(line, sizeof line, f)) {
		char found_type[32], super[512];
		const char *tail = strstr(line, " - ");

		if (!tail || sscanf(tail, " - %31s %*s %511s", found_type, super) != 2 || strcmp(found_type, type) != 0)
			continue;
		if (controller && !has_word(super, controller))
			continue;
		is_found = sscanf(line, "%*s %*s %*s %255s %255s", ret->root, ret->mount) == 2;
	}
	if (f)
		(void)fclose(f);
	return is_found;
}

/* The group that this process is in, as the controller's hierarchy names it. */
static bool find_own_group(const char *controller, char *ret, size_t size)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	char line[1024];
	bool is_found = false;

	while (f && !is_found && fgets(line, sizeof line, f)) {
		char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;

		if (!path)
			continue;
		*path++ = '\0';
		path[strcspn(path, "\n")] = '\0';
		is_found = has_word(controllers + 1, controller);
		if (is_found)
			snprintf(ret, size, "%s", path);
	}
	if (f)
		(void)fclose(f);
	return is_found;
}

/* The folder of our own group. In a container the mount may show only a part, named by `root`, of the hierarchy. */
static int find_parent(const char *controller, char *ret, size_t size)
{
	struct hierarchy h;
	char group[512];
	const char *below = group;
	size_t root_len;

	if (!find_hierarchy("cgroup", controller, &h) || !find_own_group(controller, group, sizeof group))
		return -ENOENT;
	root_len = strlen(h.root);
	if (root_len > 1 && strncmp(group, h.root, root_len) == 0 && (group[root_len] == '/' || !group[root_len]))
		below = group + root_len;
	if (strcmp(below, "/") == 0)
		below = "";
	return snprintf(ret, size, "%s%s", h.mount, below) < (int)size ? 0 : -ENAMETOOLONG;
}

/* Process ids mean nothing across pid namespaces, so a name carries the namespace that its number is from. */
static unsigned long pid_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 ? (unsigned long)st.st_ino : 0;
}

/* Groups of workers that died; a group that still has processes resists. */
static void sweep(const char *parent)
{
	DIR *dir = opendir(parent);
	unsigned long ours = pid_namespace();

	for (const struct dirent *e; dir && (e = readdir(dir));) {
		unsigned long ns;
		unsigned slot;
		int pid;

		/* A group of another name is not ours. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(e->d_name, "assay-%lu-%d-%u", &ns, &pid, &slot) != 3 || ns != ours)
			continue;
		if (pid > 0 && kill(pid, 0) < 0 && errno == ESRCH)
			(void)unlinkat(dirfd(dir), e->d_name, AT_REMOVEDIR); /* Busy: the next sweep. */
	}
	if (dir)
		(void)closedir(dir);
}

void assay_sandbox_sweep(void)
{
	static const char *const controllers[] = {"memory", "cpuacct"};

	for (size_t i = 0; i < sizeof controllers / sizeof controllers[0]; i++) {
		char parent[400];

		if (find_parent(controllers[i], parent, sizeof parent) == 0)
			sweep(parent);
	}
}

static int make_group(const char *controller, unsigned slot_id, char *ret, size_t size)
{
	char parent[400];
	int r = find_parent(controller, parent, sizeof parent);

	if (r < 0)
		return r;
	sweep(parent);
	if (snprintf(ret, size, "%s/assay-%lu-%d-%u", parent, pid_namespace(), (int)getpid(), slot_id) >= (int)size)
		return -ENAMETOOLONG;
	r = mkdir(ret, 0755) < 0 ? -errno : 0;
	if (r < 0)
		ret[0] = '\0';
	return r;
}

static int open_in(const char *folder, const char *file, int flags)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	return open(path, flags | O_CLOEXEC);
}

static int read_number(int fd, uint64_t *ret)
{
	char text[64];
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return -EIO;
	text[n] = '\0';
	*ret = strtoull(text, NULL, 10);
	return 0;
}

static int write_number(int fd, uint64_t value)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%llu", (unsigned long long)value);

	return pwrite(fd, text, (size_t)n, 0) == n ? 0 : -errno;
}

/* memory.oom_control counts kills of the group as `oom_kill N` (Linux 4.13). */
static uint64_t oom_kills(const struct sandbox_cgroup *group)
{
	char text[256];
	ssize_t n = pread(group->oom, text, sizeof text - 1, 0);
	const char *p;

	if (n <= 0)
		return 0;
	text[n] = '\0';
	p = strstr(text, "oom_kill ");
	return p ? strtoull(p + 9, NULL, 10) : 0;
}

/* With swap accounted apart, a limit on memory alone would let a candidate swap out beyond it. */
static int set_limit(struct sandbox_cgroup *group, uint64_t bytes)
{
	int r;

	if (bytes == group->limit_bytes)
		return 0;
	/* The swap limit may never be below the memory limit, so the order depends on the direction. */
	if (group->swap_limit >= 0 && bytes > group->limit_bytes && (r = write_number(group->swap_limit, bytes)) < 0)
		return r;
	if ((r = write_number(group->limit, bytes)) < 0)
		return r;
	if (group->swap_limit >= 0 && bytes < group->limit_bytes && (r = write_number(group->swap_limit, bytes)) < 0)
		return r;
	group->limit_bytes = bytes;
	return 0;
}

static int open_all(struct sandbox_cgroup *group)
{
	group->join[0] = open_in(group->memory_path, "cgroup.procs", O_WRONLY);
	group->join[1] = open_in(group->cpu_path, "cgroup.procs", O_WRONLY);
	group->limit = open_in(group->memory_path, "memory.limit_in_bytes", O_WRONLY);
	group->swap_limit = open_in(group->memory_path, "memory.memsw.limit_in_bytes", O_WRONLY);
	group->usage = open_in(group->memory_path, "memory.usage_in_bytes", O_RDONLY);
	group->peak = open_in(group->memory_path, "memory.max_usage_in_bytes", O_RDWR);
	group->oom = open_in(group->memory_path, "memory.oom_control", O_RDONLY);
	group->cpu = open_in(group->cpu_path, "cpuacct.usage", O_RDONLY);
	if (group->join[0] < 0 || group->join[1] < 0 || group->limit < 0 || group->usage < 0 || group->peak < 0 ||
	    group->oom < 0 || group->cpu < 0)
		return -EACCES;
	return 0;
}

/* Tried in a child: some machines let a folder be made but not entered, or entered but not limited. */
static bool can_use(const struct sandbox_cgroup *group)
{
	pid_t pid = write_number(group->limit, NO_LIMIT) == 0 ? fork() : -1;
	int status;

	if (pid == 0)
		_exit(write(group->join[0], "0", 1) != 1 || write(group->join[1], "0", 1) != 1);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void sandbox_cgroup_init(struct sandbox_cgroup *group, unsigned slot_id)
{
	struct hierarchy unified;
	bool is_hybrid = find_hierarchy("cgroup2", NULL, &unified);

	*group = (struct sandbox_cgroup){
		.kind = ASSAY_ENFORCER_RLIMIT,
		.join = {-1, -1},
		.limit = -1,
		.swap_limit = -1,
		.usage = -1,
		.peak = -1,
		.oom = -1,
		.cpu = -1,
	};
	if (sandbox_is_faulty("cgroup"))
		return;
	if (make_group("memory", slot_id, group->memory_path, sizeof group->memory_path) < 0 ||
	    make_group("cpuacct", slot_id, group->cpu_path, sizeof group->cpu_path) < 0 || open_all(group) < 0 ||
	    !can_use(group)) {
		sandbox_cgroup_finish(group);
		return;
	}
	group->limit_bytes = NO_LIMIT;
	group->kind = is_hybrid ? ASSAY_ENFORCER_HYBRID : ASSAY_ENFORCER_CGROUP1;
}

static void remove_group(const char *path)
{
	/* A killed process leaves its group a moment after it was reaped. */
	for (int tries = 0; path[0] && rmdir(path) < 0 && errno == EBUSY && tries < 100; tries++)
		usleep(1000);
}

void sandbox_cgroup_finish(struct sandbox_cgroup *group)
{
	int *fds[] = {&group->join[0], &group->join[1], &group->limit, &group->swap_limit,
		      &group->usage,   &group->peak,	&group->oom,   &group->cpu};

	if (group->kind == ASSAY_ENFORCER_UNKNOWN)
		return;
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
		assay_close_p(fds[i]);
	remove_group(group->memory_path);
	remove_group(group->cpu_path);
	*group = (struct sandbox_cgroup){
		.kind = ASSAY_ENFORCER_RLIMIT,
		.join = {-1, -1},
		.limit = -1,
		.swap_limit = -1,
		.usage = -1,
		.peak = -1,
		.oom = -1,
		.cpu = -1,
	};
}

int sandbox_cgroup_begin(struct sandbox_cgroup *group, uint64_t mem_bytes)
{
	uint64_t ns;
	int r;

	if (group->kind == ASSAY_ENFORCER_RLIMIT)
		return 0;
	if ((r = set_limit(group, mem_bytes)) < 0 || (r = write_number(group->peak, 0)) < 0 ||
	    (r = read_number(group->usage, &group->usage_before)) < 0 || (r = read_number(group->cpu, &ns)) < 0)
		return r;
	group->cpu_us_before = ns / 1000;
	group->oom_before = oom_kills(group);
	return 0;
}

uint64_t sandbox_cgroup_cpu_us(const struct sandbox_cgroup *group)
{
	uint64_t ns;

	if (group->kind == ASSAY_ENFORCER_RLIMIT || read_number(group->cpu, &ns) < 0)
		return 0;
	return ns / 1000 - group->cpu_us_before;
}

bool sandbox_cgroup_is_out_of_memory(const struct sandbox_cgroup *group)
{
	return group->kind != ASSAY_ENFORCER_RLIMIT && oom_kills(group) > group->oom_before;
}

uint64_t sandbox_cgroup_peak_bytes(const struct sandbox_cgroup *group)
{
	uint64_t peak;

	if (group->kind == ASSAY_ENFORCER_RLIMIT || read_number(group->peak, &peak) < 0)
		return 0;
	return peak > group->usage_before ? peak - group->usage_before : 0;
}
