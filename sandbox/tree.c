/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/tree.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

struct process {
	pid_t pid, parent;
	uint64_t ticks;
	bool is_mine;
};

/*
 * pid 1 may share the memory of its stem, and may be killed at any instruction: it must neither hold a lock of libc's
 * allocator then nor leave half of a change behind. So what is listed lives in one mapping, kept for the next reading
 * and exchanged for a larger one by one store.
 */
struct listing {
	size_t n, cap;
	struct process all[];
};

static struct listing *kept_listing;

static size_t listing_size(size_t cap)
{
	return sizeof(struct listing) + cap * sizeof(struct process);
}

static struct listing *map_listing(size_t cap)
{
	struct listing *list =
		mmap(NULL, listing_size(cap), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (list == MAP_FAILED)
		return NULL;
	list->cap = cap;
	return list;
}

/* An empty one, or NULL where there is no memory. */
static struct listing *begin_listing(void)
{
	if (!kept_listing)
		kept_listing = map_listing(256);
	if (kept_listing)
		kept_listing->n = 0;
	return kept_listing;
}

static struct listing *grow_listing(struct listing *old)
{
	struct listing *grown = map_listing(2 * old->cap);

	if (!grown)
		return NULL;
	memcpy(grown->all, old->all, old->n * sizeof old->all[0]);
	grown->n = old->n;
	kept_listing = grown;
	(void)munmap(old, listing_size(old->cap)); /* Fails only for what was not mapped. */
	return grown;
}

/* The directory's numbers, one after the other, as readdir() gives them. -1 at its end. */
struct numbers {
	int fd;
	char bytes[4096] __attribute__((aligned(8)));
	ssize_t len, at;
};

static long next_number(struct numbers *dir)
{
	for (;;) {
		const struct dirent64 *entry;
		char *end;
		long number;

		if (dir->at >= dir->len) {
			dir->at = 0;
			dir->len = getdents64(dir->fd, dir->bytes, sizeof dir->bytes);
		}
		if (dir->len <= 0)
			return -1;
		entry = (const struct dirent64 *)(const void *)(dir->bytes + dir->at);
		dir->at += entry->d_reclen;
		number = strtol(entry->d_name, &end, 10);
		if (end != entry->d_name && *end == '\0' && number >= 0)
			return number;
	}
}

static ssize_t read_text(const char *path, char *text, size_t size)
{
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n < 0 ? 0 : n] = '\0';
	return n;
}

/* The name in field 2 is the process's own choice and may hold anything; fields are counted from its last ')'. */
static bool read_stat(pid_t pid, struct process *ret)
{
	char path[64], text[1024];
	unsigned long long user, system;
	long long child_user, child_system;
	const char *p;
	int parent;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (read_text(path, text, sizeof text) <= 0)
		return false;
	p = strrchr(text, ')');
	/* The kernel writes these numbers. NOLINTNEXTLINE(cert-err34-c) */
	if (!p || sscanf(p + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %lld %lld", &parent, &user,
			 &system, &child_user, &child_system) != 5)
		return false;
	*ret = (struct process){
		.pid = pid,
		.parent = parent,
		.ticks = user + system + (unsigned long long)(child_user + child_system),
	};
	return true;
}

/* Generation by generation: a pass that finds nobody new ends it. */
static void mark_descendants(struct listing *list, pid_t root)
{
	bool has_new = true;

	while (has_new) {
		has_new = false;
		for (size_t i = 0; i < list->n; i++) {
			struct process *p = &list->all[i];

			for (size_t j = 0; !p->is_mine && j < list->n; j++)
				p->is_mine = list->all[j].is_mine && list->all[j].pid == p->parent;
			if (!p->is_mine && p->parent == root)
				p->is_mine = true;
			else
				continue;
			has_new = true;
		}
	}
}

/* NULL where there is no memory for it. */
static struct listing *list_processes(bool is_private)
{
	struct numbers proc = {.fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	struct listing *list = begin_listing();
	pid_t self = getpid();
	long pid;

	while (list && (pid = next_number(&proc)) >= 0) {
		if (list->n == list->cap)
			list = grow_listing(list);
		if (list && pid > 0 && pid != self && read_stat((pid_t)pid, &list->all[list->n]))
			list->n++;
	}
	if (proc.fd >= 0)
		(void)close(proc.fd);
	if (list && !is_private)
		mark_descendants(list, self);
	for (size_t i = 0; list && is_private && i < list->n; i++)
		list->all[i].is_mine = true;
	return list;
}

/* Also what its page tables come to at most: eight bytes for each page of its address space. */
static uint64_t resident_bytes(pid_t pid, uint64_t *ret_tables)
{
	char path[64], text[256];
	unsigned long long size, pages;

	*ret_tables = 0;
	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	/* NOLINTNEXTLINE(cert-err34-c) */
	if (read_text(path, text, sizeof text) <= 0 || sscanf(text, "%llu %llu", &size, &pages) != 2)
		return 0;
	*ret_tables = size * sizeof(uint64_t);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t rollup_field(const char *text, const char *name)
{
	const char *p = strstr(text, name);

	return p ? strtoull(p + strlen(name), NULL, 10) * 1024 : 0;
}

/*
 * Pages that were only ever read are the kernel's one page of zeros, which is nobody's; the tables that say so are
 * memory all the same, a page for every two megabytes.
 */
static uint64_t table_bytes(pid_t pid)
{
	char path[64], text[4096];

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	return read_text(path, text, sizeof text) <= 0 ? 0 : rollup_field(text, "VmPTE:");
}

/* Shared anonymous memory and tmpfs pages that are mapped are one kind to the kernel; the larger view of them counts.
 */
static uint64_t proportional_bytes(const struct listing *list, uint64_t fs_bytes)
{
	uint64_t anonymous = 0, shared = 0;

	for (size_t i = 0; i < list->n; i++) {
		char path[64], text[2048];
		uint64_t unused;

		snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)list->all[i].pid);
		if (!list->all[i].is_mine)
			continue;
		anonymous += table_bytes(list->all[i].pid);
		if (read_text(path, text, sizeof text) <= 0) {
			/* Gone, or hidden: then all counts as its own. */
			anonymous += resident_bytes(list->all[i].pid, &unused);
			continue;
		}
		anonymous += rollup_field(text, "Pss_Anon:");
		shared += rollup_field(text, "Pss_Shmem:");
	}
	return anonymous + (shared > fs_bytes ? shared : fs_bytes);
}

static uint64_t used_bytes(const char *fs_path)
{
	struct statfs fs;

	if (!fs_path || statfs(fs_path, &fs) < 0)
		return 0;
	return (fs.f_blocks - fs.f_bfree) * (uint64_t)fs.f_bsize;
}

/* Files already counted: children hold what their parents opened. */
struct seen {
	ino_t inodes[256];
	size_t n;
};

static bool is_seen(struct seen *seen, ino_t inode)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->inodes[i] == inode)
			return true;
	if (seen->n < sizeof seen->inodes / sizeof seen->inodes[0])
		seen->inodes[seen->n++] = inode;
	return false;
}

/* Bytes without a name that one process holds open. One that hides its descriptors is held to hold too much. */
static uint64_t deleted_bytes(pid_t pid, dev_t memory_dev, struct seen *seen)
{
	char path[64];
	uint64_t bytes = 0, unused;
	struct numbers fds = {.fd = -1};
	long fd;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	fds.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fds.fd < 0)
		/* A process that is dead and not reaped has nothing open, whatever the kernel answers. */
		return errno == EACCES && resident_bytes(pid, &unused) > 0 ? UINT64_MAX / 2 : 0;
	while ((fd = next_number(&fds)) >= 0) {
		struct stat st;

		snprintf(path, sizeof path, "%ld", fd);
		if (fstatat(fds.fd, path, &st, 0) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 0 &&
		    st.st_dev != memory_dev && !is_seen(seen, st.st_ino))
			bytes += (uint64_t)st.st_blocks * 512;
	}
	(void)close(fds.fd);
	return bytes;
}

static uint64_t all_deleted_bytes(const struct listing *list, dev_t memory_dev)
{
	struct seen seen = {.n = 0};
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->n && bytes < UINT64_MAX / 2; i++)
		bytes += list->all[i].is_mine ? deleted_bytes(list->all[i].pid, memory_dev, &seen) : 0;
	return bytes;
}

static uint64_t time_us(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

static void count_cpu(struct sandbox_tree *tree, const struct listing *list)
{
	struct rusage reaped;
	uint64_t ticks = 0, sum;

	for (size_t i = 0; i < list->n; i++)
		ticks += list->all[i].is_mine ? list->all[i].ticks : 0;
	if (getrusage(RUSAGE_CHILDREN, &reaped) < 0)
		return;
	sum = ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK) + time_us(reaped.ru_utime) + time_us(reaped.ru_stime);
	if (sum < tree->last_sum_us)
		tree->vanished_us += tree->last_sum_us - sum;
	tree->last_sum_us = sum;
	if (sum + tree->vanished_us > tree->cpu_us)
		tree->cpu_us = sum + tree->vanished_us;
}

/* Without memory for the list the last reading stands; the belt of rlimits remains, and the next tick. */
void sandbox_tree_read(struct sandbox_tree *tree, bool is_private, uint64_t mem_limit, const char *fs_path)
{
	uint64_t fs_bytes = used_bytes(fs_path), tables = 0;
	struct listing *list = list_processes(is_private);

	if (!list)
		return;
	count_cpu(tree, list);
	tree->mem_bytes = fs_bytes;
	for (size_t i = 0; i < list->n; i++) {
		uint64_t own_tables = 0;

		if (list->all[i].is_mine)
			tree->mem_bytes += resident_bytes(list->all[i].pid, &own_tables);
		tables += own_tables;
	}
	if (tree->mem_bytes + tables > mem_limit)
		tree->mem_bytes = proportional_bytes(list, fs_bytes);
	if (tree->wants_deleted)
		tree->deleted_bytes = all_deleted_bytes(list, tree->memory_dev);
	if (tree->mem_bytes > tree->peak_bytes)
		tree->peak_bytes = tree->mem_bytes;
}

static bool kill_listed(void)
{
	struct listing *list = list_processes(false);
	bool has_any = false;

	for (size_t i = 0; list && i < list->n; i++) {
		if (!list->all[i].is_mine)
			continue;
		has_any = true;
		(void)kill(list->all[i].pid, SIGKILL); /* It may be gone already. */
	}
	return has_any;
}

uint64_t sandbox_usage_us(const struct rusage *usage)
{
	return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
	       (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

void sandbox_tree_kill(void)
{
	/* A child forked between listing and killing is found by the next pass; its parent is dead by then. */
	while (kill_listed())
		while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
			;
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		;
}
