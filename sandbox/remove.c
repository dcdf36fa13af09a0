/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/remove.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* One descriptor is open per level, so a chain is cut at this depth: its rest moves up to the top folder. */
#define MAX_DEPTH 32

struct removal {
	int top;
	unsigned n_moved;
};

static int empty(struct removal *r, int dir, int depth);

/* A locked folder cannot be entered; the mode is changed through a descriptor that is no link. */
static int open_folder(int parent, const char *name)
{
	assay_autofd int path = openat(parent, name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
	char link[32];

	if (path < 0)
		return -1;
	snprintf(link, sizeof link, "/proc/self/fd/%d", path);
	(void)chmod(link, 0700); /* When it fails, so does the call below. */
	return openat(parent, name, O_RDONLY | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
}

static int remove_folder(struct removal *r, int parent, const char *name, int depth)
{
	assay_autofd int dir = open_folder(parent, name);
	char moved[32];
	int rc;

	if (dir < 0)
		return -errno;
	if (depth >= MAX_DEPTH) {
		snprintf(moved, sizeof moved, ".assay-moved-%u", r->n_moved++);
		return renameat(parent, name, r->top, moved) < 0 ? -errno : 0;
	}
	rc = empty(r, dir, depth + 1);
	if (rc < 0)
		return rc;
	return unlinkat(parent, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

static int empty(struct removal *r, int dir, int depth)
{
	DIR *list = fdopendir(fcntl(dir, F_DUPFD_CLOEXEC, 0));
	int rc = 0;

	if (!list)
		return -errno;
	for (const struct dirent *e; rc == 0 && (e = readdir(list));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dir, e->d_name, 0) < 0)
			rc = errno == ENOENT ? 0 : remove_folder(r, dir, e->d_name, depth);
	}
	(void)closedir(list);
	return rc;
}

int sandbox_remove_tree(const char *path)
{
	assay_autofd int top = open_folder(AT_FDCWD, path);
	struct removal r = {.top = top};
	unsigned before;
	int rc;

	if (top < 0)
		return -errno;
	do {
		before = r.n_moved;
		if (lseek(top, 0, SEEK_SET) < 0)
			return -errno;
		rc = empty(&r, top, 1);
	} while (rc == 0 && r.n_moved != before);
	if (rc == 0 && rmdir(path) < 0)
		rc = -errno;
	return rc;
}
