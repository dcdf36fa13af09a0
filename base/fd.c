/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTFILE_BUFFER ((size_t)64 << 10)
#define READ_CHUNK     ((size_t)64 << 10)

/* --- Descriptors ---------------------------------------------------------------------------------------------- */

void assay_close_p(int *fd)
{
	if (*fd < 0)
		return;
	int saved = errno;
	(void)close(*fd); /* Whoever must know of a failed close calls fsync first. */
	errno = saved;
	*fd = -1;
}

int assay_steal_fd(int *fd)
{
	int stolen = *fd;
	*fd = -1;
	return stolen;
}

int assay_write_all(int fd, const void *data, size_t len, struct assay_err *err)
{
	const char *p = data;
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(err, "write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* read() over EINTR. */
static ssize_t read_some(int fd, void *data, size_t len)
{
	ssize_t n;
	do
		n = read(fd, data, len);
	while (n < 0 && errno == EINTR);
	return n;
}

/* At the ceiling: is there one byte more? */
static int expect_end(int fd, struct assay_buf *out, struct assay_err *err)
{
	char extra;
	ssize_t n = read_some(fd, &extra, 1);
	if (n < 0)
		return assay_fail_errno(err, "read");
	if (n == 0)
		return 0;
	out->error = ASSAY_ELIMIT;
	return assay_buf_error(out, err);
}

int assay_read_all(int fd, struct assay_buf *out, struct assay_err *err)
{
	for (;;) {
		size_t room = READ_CHUNK;
		if (out->max && out->max - out->len < room)
			room = out->max - out->len;
		if (room == 0)
			return expect_end(fd, out, err);
		if (assay_buf_reserve(out, room))
			return assay_buf_error(out, err);
		ssize_t n = read_some(fd, out->data + out->len, room);
		if (n < 0) {
			out->data[out->len] = '\0';
			return assay_fail_errno(err, "read");
		}
		out->len += (size_t)n;
		out->data[out->len] = '\0';
		if (n == 0)
			return 0;
	}
}

int assay_read_file(const char *path, struct assay_buf *out, struct assay_err *err)
{
	/* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return assay_fail_errno(err, "open %s", path);
	struct stat st;
	if (fstat(fd, &st) < 0)
		return assay_fail_errno(err, "stat %s", path);
	if (!S_ISREG(st.st_mode))
		return assay_fail(err, ASSAY_EIO, "%s is not a regular file", path);
	int rc = assay_read_all(fd, out, err);
	return rc ? assay_err_wrap(err, rc, "%s", path) : 0;
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int assay_make_dirs(const char *path, struct assay_err *err)
{
	char part[PATH_MAX];
	size_t len = strlen(path);
	if (len == 0 || len >= sizeof(part)) {
		errno = len ? ENAMETOOLONG : ENOENT;
		return assay_fail_errno(err, "make folder %s", path);
	}
	memcpy(part, path, len + 1);
	for (size_t i = 1; i <= len; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		part[i] = '\0';
		/* On a read-only parent mkdir may say EROFS or EACCES for a folder that exists. */
		int failure = mkdir(part, 0777) < 0 ? errno : 0;
		if (failure && !is_folder(part)) {
			errno = failure == EEXIST ? ENOTDIR : failure;
			return assay_fail_errno(err, "make folder %s", part);
		}
		part[i] = path[i];
	}
	return 0;
}

/* --- Output files --------------------------------------------------------------------------------------------- */

struct assay_outfile {
	int fd;
	bool is_stream;		 /* Standard output, a pipe or a device: nothing to rename. */
	char *path;		 /* As the caller wrote it, for messages. */
	char *target;		 /* What rename replaces, symbolic links resolved; NULL for streams. */
	char *temporary;	 /* NULL for streams. */
	struct assay_err failed; /* Sticky: what is missing a piece must not be committed. */
	size_t used;
	char buffer[OUTFILE_BUFFER];
};

static void outfile_free(struct assay_outfile *file)
{
	if (file->fd != STDOUT_FILENO)
		assay_close_p(&file->fd);
	free(file->path);
	free(file->target);
	free(file->temporary);
	free(file);
}

/* `.assay-tmp-<pid>-<name>` in the folder of `target`. */
static char *temporary_name(const char *target)
{
	const char *slash = strrchr(target, '/');
	int folder = slash ? (int)(slash - target) + 1 : 0;
	char *name;
	if (asprintf(&name, "%.*s.assay-tmp-%ld-%s", folder, target, (long)getpid(), target + folder) < 0)
		return NULL;
	return name;
}

/*
 * Creates the temporary file and locks it. One that exists already is either in use by another
 * writer of this process (or by a process with our pid in another pid namespace), and then it is locked, or it is
 * what a killed run left, and then it is removed: containers give out the same small pids again and again.
 */
static int create_temporary(const char *name)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
	assay_autofd int fd = open(name, flags, 0666);
	if (fd < 0 && errno == EEXIST) {
		assay_autofd int stale = open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (stale < 0 || flock(stale, LOCK_EX | LOCK_NB) < 0 || unlink(name) < 0)
			return -1;
		fd = open(name, flags, 0666);
	}
	if (fd < 0)
		return -1;
	/* Where there are no locks, as on some network file systems, O_EXCL must do. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return -1;
	struct stat st;
	if (fstat(fd, &st) == 0 && st.st_nlink == 0) {
		errno = EWOULDBLOCK; /* Another writer took it for a leftover before it was locked. */
		return -1;
	}
	return assay_steal_fd(&fd);
}

/* A target that exists and is not a regular file is written as a stream: nobody wants /dev/null replaced. */
static int open_target(struct assay_outfile *file, const char *path, struct assay_err *err)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;
	if (exists && !S_ISREG(st.st_mode)) {
		file->is_stream = true;
		file->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return file->fd < 0 ? assay_fail_errno(err, "open %s", path) : 0;
	}
	file->target = exists ? realpath(path, NULL) : strdup(path);
	if (!file->target)
		return assay_fail_errno(err, "open %s", path);
	file->temporary = temporary_name(file->target);
	if (!file->temporary)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	file->fd = create_temporary(file->temporary);
	if (file->fd >= 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return assay_fail(err, ASSAY_EIO, "open %s: it is being written already", path);
	return assay_fail_errno(err, "open %s for %s", file->temporary, path);
}

int assay_outfile_open(const char *path, struct assay_outfile **ret, struct assay_err *err)
{
	struct assay_outfile *file = malloc(sizeof(*file));
	if (!file)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	memset(file, 0, offsetof(struct assay_outfile, buffer));
	file->fd = -1;
	int rc = 0;
	if (strcmp(path, "-") == 0) {
		file->is_stream = true;
		file->fd = STDOUT_FILENO;
		path = "standard output";
	} else {
		rc = open_target(file, path, err);
	}
	file->path = strdup(path);
	if (rc == 0 && !file->path)
		rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc) {
		assay_outfile_abort(file);
		return rc;
	}
	*ret = file;
	return 0;
}

static int give_failure(const struct assay_outfile *file, struct assay_err *err)
{
	if (err && file->failed.code)
		*err = file->failed;
	return file->failed.code;
}

static int write_through(struct assay_outfile *file, const void *data, size_t len, struct assay_err *err)
{
	int rc = assay_write_all(file->fd, data, len, &file->failed);
	if (rc)
		(void)assay_err_wrap(&file->failed, rc, "%s", file->path);
	return give_failure(file, err);
}

int assay_outfile_flush(struct assay_outfile *file, struct assay_err *err)
{
	if (file->failed.code)
		return give_failure(file, err);
	size_t used = file->used;
	file->used = 0;
	return write_through(file, file->buffer, used, err);
}

int assay_outfile_write(struct assay_outfile *file, const void *data, size_t len, struct assay_err *err)
{
	if (file->failed.code)
		return give_failure(file, err);
	if (len > sizeof(file->buffer) - file->used) {
		int rc = assay_outfile_flush(file, err);
		if (rc)
			return rc;
	}
	if (len >= sizeof(file->buffer))
		return write_through(file, data, len, err);
	if (len > 0)
		memcpy(file->buffer + file->used, data, len);
	file->used += len;
	return 0;
}

/* The rename is only lasting once the folder is on disk too. */
static int sync_folder_of(const char *path, struct assay_err *err)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash - path) + 1 : 0;
	(void)snprintf(folder, sizeof(folder), "%.*s", len, path); /* rename() has just accepted its length. */
	assay_autofd int fd = open(len ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == EACCES)
		return 0; /* A folder that may be written but not read cannot be synced. */
	/* EINVAL: some network file systems cannot sync folders. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return assay_fail_errno(err, "sync the folder of %s", path);
	return 0;
}

static int commit_file(struct assay_outfile *file, struct assay_err *err)
{
	int rc = assay_outfile_flush(file, err);
	if (rc || file->is_stream)
		return rc;
	if (fsync(file->fd) < 0)
		return assay_fail_errno(err, "sync %s", file->path);
	if (rename(file->temporary, file->target) < 0)
		return assay_fail_errno(err, "rename %s to %s", file->temporary, file->path);
	free(file->temporary);
	file->temporary = NULL;
	return sync_folder_of(file->target, err);
}

int assay_outfile_commit_take(struct assay_outfile *file, struct assay_err *err)
{
	int rc = commit_file(file, err);
	assay_outfile_abort(file);
	return rc;
}

void assay_outfile_abort(struct assay_outfile *file)
{
	if (!file)
		return;
	if (file->temporary && file->fd >= 0)  /* Without a descriptor the name is another writer's. */
		(void)unlink(file->temporary); /* Nothing can be done about a failure; the next run removes it. */
	outfile_free(file);
}
