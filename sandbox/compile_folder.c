/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/compile_folder.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* One entry cannot be larger: artifacts of a run are bounded as well. */
#define MAX_ENTRY_BYTES (UINT64_C(256) << 20)
/* Left by a process that died while it wrote. */
#define MAX_TEMPORARY_AGE_S 3600
#define TEMPORARY	    ".new-"
#define LOCK_PAUSE_MS	    5
#define LOCK_PATIENCE_MS    8000

static bool is_ours(const struct stat *st)
{
	return st->st_uid == geteuid() && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool sandbox_folder_open(struct sandbox_folder *folder, const char *path, uint64_t max_bytes)
{
	const char *name = strrchr(path, '/');
	char parent[PATH_MAX];
	struct stat st;

	*folder = (struct sandbox_folder){.fd = -1, .max_bytes = max_bytes};
	if (path[0] != '/' || strlen(path) >= sizeof parent)
		return false;
	/* Parents as usual, the folder itself for us alone. */
	snprintf(parent, sizeof parent, "%.*s/", (int)(name - path), path);
	if (assay_make_dirs(parent, NULL) < 0 || (mkdir(path, 0700) < 0 && errno != EEXIST))
		return false;
	assay_autofd int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return false;
	folder->fd = assay_steal_fd(&fd);
	return true;
}

void sandbox_folder_close(struct sandbox_folder *folder)
{
	assay_close_p(&folder->fd);
}

int sandbox_folder_read(struct sandbox_folder *folder, const struct assay_hash128 *key, struct assay_buf *out)
{
	char name[ASSAY_HASH_HEX];
	struct stat st;

	assay_hash_hex(key, name);
	assay_autofd int fd = openat(folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_nlink > 1 || !is_ours(&st) ||
	    (uint64_t)st.st_size > MAX_ENTRY_BYTES || assay_read_all(fd, out, NULL) < 0)
		return -1;
	/* Its time says when it was last of use; without it, it goes earlier. */
	(void)futimens(fd, NULL);
	return 1;
}

void sandbox_folder_remove(struct sandbox_folder *folder, const struct assay_hash128 *key)
{
	char name[ASSAY_HASH_HEX];

	assay_hash_hex(key, name);
	(void)unlinkat(folder->fd, name, 0); /* What cannot go is not used either. */
}

/* Making room. */

struct entry {
	char name[ASSAY_HASH_HEX];
	uint64_t bytes;
	struct timespec used;
};

struct listing {
	struct entry *entries;
	size_t n, room;
	uint64_t bytes;
};

static int by_age(const void *a, const void *b)
{
	const struct timespec *x = &((const struct entry *)a)->used, *y = &((const struct entry *)b)->used;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? -1 : 1;
	return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static void add_entry(struct listing *list, const char *name, const struct stat *st)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		struct entry *grown = reallocarray(list->entries, room, sizeof *grown);

		if (!grown)
			return;
		list->entries = grown;
		list->room = room;
	}
	struct entry *e = &list->entries[list->n++];

	*e = (struct entry){.bytes = (uint64_t)st->st_size, .used = st->st_mtim};
	memcpy(e->name, name, ASSAY_HASH_HEX);
	list->bytes += e->bytes;
}

static void list_entries(struct sandbox_folder *folder, struct listing *list)
{
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	time_t now = time(NULL);

	if (!dir) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	for (const struct dirent *e; (e = readdir(dir));) {
		struct stat st;

		if (fstatat(folder->fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
			continue;
		if (strlen(e->d_name) == ASSAY_HASH_HEX - 1)
			add_entry(list, e->d_name, &st);
		else if (strncmp(e->d_name, TEMPORARY, strlen(TEMPORARY)) == 0 &&
			 st.st_mtim.tv_sec + MAX_TEMPORARY_AGE_S < now)
			(void)unlinkat(folder->fd, e->d_name, 0);
	}
	(void)closedir(dir);
}

/* Down to nine tenths, so that it is not done for every entry. Two processes that do it at once remove the same. */
static void make_room(struct sandbox_folder *folder, uint64_t wanted)
{
	struct listing list = {0};

	list_entries(folder, &list);
	if (list.bytes + wanted > folder->max_bytes) {
		qsort(list.entries, list.n, sizeof *list.entries, by_age);
		for (size_t i = 0; i < list.n && list.bytes + wanted > folder->max_bytes / 10 * 9; i++) {
			if (unlinkat(folder->fd, list.entries[i].name, 0) == 0 || errno == ENOENT)
				list.bytes -= list.entries[i].bytes;
		}
	}
	folder->bytes = list.bytes;
	folder->unseen_bytes = 0;
	folder->was_seen = true;
	free(list.entries);
}

/* Others write as well, so the folder is looked at again after each sixteenth that we added. */
static bool is_worth_a_look(const struct sandbox_folder *folder, uint64_t wanted)
{
	uint64_t added = folder->unseen_bytes + wanted;

	return !folder->was_seen || added > folder->max_bytes / 16 || folder->bytes + added > folder->max_bytes;
}

void sandbox_folder_write(struct sandbox_folder *folder, const struct assay_hash128 *key, struct assay_str bytes)
{
	static unsigned serial;
	char name[ASSAY_HASH_HEX], temporary[64];

	if (bytes.len > folder->max_bytes || bytes.len > MAX_ENTRY_BYTES)
		return;
	if (is_worth_a_look(folder, bytes.len))
		make_room(folder, bytes.len);
	assay_hash_hex(key, name);
	snprintf(temporary, sizeof temporary, TEMPORARY "%ld-%u", (long)getpid(), serial++);
	assay_autofd int fd = openat(folder->fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	/* No fsync: what a power cut leaves half written does not have its hash. */
	if (assay_write_all(fd, bytes.data, bytes.len, NULL) < 0 ||
	    renameat(folder->fd, temporary, folder->fd, name) < 0)
		(void)unlinkat(folder->fd, temporary, 0); /* A full disk: the entry is done without. */
	else
		folder->unseen_bytes += bytes.len;
}

/*
 * 256 locks for all keys: as many files at most, and a wait for another's program once in 256 times. Nobody waits
 * longer than an honest compiler takes: what fails is not kept, so copies of a compile bomb would otherwise go one by
 * one.
 */
int sandbox_folder_lock(struct sandbox_folder *folder, const struct assay_hash128 *key)
{
	char name[16];

	snprintf(name, sizeof name, ".lock-%02x", key->bytes[0]);
	assay_autofd int fd = openat(folder->fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; ms += LOCK_PAUSE_MS) {
		if ((errno != EINTR && errno != EWOULDBLOCK) || ms >= LOCK_PATIENCE_MS)
			return -1;
		usleep(LOCK_PAUSE_MS * 1000);
	}
	return assay_steal_fd(&fd);
}
