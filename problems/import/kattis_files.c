/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/import/kattis.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_PACKAGE_BYTES ((size_t)1 << 30)

/* KATTIS_MISSING where there is no such name. */
int assay_kattis_open(const struct kattis_package *k, const char *name, int flags, int *ret)
{
	struct open_how how = {.flags = (uint64_t)(flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	long fd = syscall(SYS_openat2, k->root, name, &how, sizeof(how));
	if (fd < 0 && errno == ENOENT)
		return KATTIS_MISSING;
	if (fd < 0 && errno == EXDEV)
		return assay_fail(k->err, ASSAY_EINVAL, "%s/%s: a link that leads out of the package", k->path, name);
	if (fd < 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	*ret = (int)fd;
	return 0;
}

int assay_kattis_missing(const struct kattis_package *k, const char *name)
{
	return assay_fail(k->err, ASSAY_EINVAL, "%s/%s is missing", k->path, name);
}

static int read_open(struct kattis_package *k, int fd, const char *name, size_t max, struct assay_str *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	if (!S_ISREG(st.st_mode))
		return assay_fail(k->err, ASSAY_EINVAL, "%s/%s is not a file", k->path, name);
	size_t size = (size_t)st.st_size;
	if (size > max)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: larger than %zu bytes", k->path, name, max);
	k->bytes += size;
	if (k->bytes > MAX_PACKAGE_BYTES)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s: its files are larger than %zu bytes together", k->path,
				  MAX_PACKAGE_BYTES);
	char *text = assay_arena_alloc(k->arena, size + 1);
	if (!text)
		return assay_arena_fail(k->arena, k->err);
	size_t len = 0;
	while (len < size) {
		ssize_t n = read(fd, text + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(k->err, "%s/%s", k->path, name);
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret = (struct assay_str){.data = text, .len = len};
	return 0;
}

int assay_kattis_read(struct kattis_package *k, const char *name, size_t max, struct assay_str *ret)
{
	assay_autofd int fd = -1;
	int rc = assay_kattis_open(k, name, 0, &fd);
	return rc ? rc : read_open(k, fd, name, max, ret);
}

int assay_kattis_read_required(struct kattis_package *k, const char *name, size_t max, struct assay_str *ret)
{
	int rc = assay_kattis_read(k, name, max, ret);
	return rc == KATTIS_MISSING ? assay_kattis_missing(k, name) : rc;
}

static int compare_names(const void *a, const void *b)
{
	const struct assay_str *left = a, *right = b;
	return assay_str_cmp(*left, *right);
}

static int collect_names(const struct kattis_package *k, DIR *dir, const char *name, struct assay_buf *found)
{
	const struct dirent *entry;
	errno = 0;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		struct assay_str copy = assay_arena_str(k->scratch, assay_str_of(entry->d_name));
		if (assay_str_is_absent(copy))
			return assay_arena_fail(k->scratch, k->err);
		if (found->len / sizeof(copy) >= KATTIS_MAX_ENTRIES)
			return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: more than %d names", k->path, name,
					  KATTIS_MAX_ENTRIES);
		(void)assay_buf_append(found, &copy, sizeof(copy)); /* Sticky; checked by the caller. */
		errno = 0;
	}
	return errno ? assay_fail_errno(k->err, "%s/%s", k->path, name) : 0;
}

/* The names in a folder in their order, hidden ones aside. */
int assay_kattis_list_open(const struct kattis_package *k, int *fd, const char *name, struct kattis_names *ret)
{
	DIR *dir = fdopendir(*fd);
	if (!dir)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	(void)assay_steal_fd(fd);
	assay_autobuf struct assay_buf found = {0};
	int rc = collect_names(k, dir, name, &found);
	(void)closedir(dir);
	if (rc == 0)
		rc = assay_buf_error(&found, k->err);
	if (rc)
		return rc;
	ret->n = found.len / sizeof(*ret->items);
	ret->items = assay_arena_array(k->scratch, ret->n + 1, sizeof(*ret->items));
	if (!ret->items)
		return assay_arena_fail(k->scratch, k->err);
	if (ret->n > 0)
		memcpy(ret->items, found.data, found.len);
	qsort(ret->items, ret->n, sizeof(*ret->items), compare_names);
	return 0;
}

int assay_kattis_list(const struct kattis_package *k, const char *name, struct kattis_names *ret)
{
	assay_autofd int fd = -1;
	*ret = (struct kattis_names){0};
	int rc = assay_kattis_open(k, name, O_DIRECTORY, &fd);
	return rc ? rc : assay_kattis_list_open(k, &fd, name, ret);
}

int assay_kattis_join_path(const struct kattis_package *k, const char *folder, struct assay_str name, const char **ret)
{
	struct assay_str path = assay_arena_printf(k->scratch, "%s/%.*s", folder, WORD(name));
	*ret = path.data;
	return path.data ? 0 : assay_arena_fail(k->scratch, k->err);
}
