/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptors and files.
 *
 * Descriptors are scope-bound (`assay_autofd int fd = open(...)`) and born
 * O_CLOEXEC. Output files appear whole or not at all: an `assay_outfile`
 * writes to a temporary name in the target's folder, and commit does write-back,
 * fsync and rename. An outfile that is never committed leaves nothing behind
 * (abort unlinks it; a kill leaves one `.assay-tmp-*` file that the next run may
 * overwrite).
 */
#ifndef ASSAY_BASE_FD_H
#define ASSAY_BASE_FD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

/** Closes `*fd` when it is not negative, keeps errno. */
void assay_close_p(int *fd);
#define assay_autofd __attribute__((cleanup(assay_close_p)))

/** Hands over a scope-bound descriptor: returns it and leaves -1 behind. */
int assay_steal_fd(int *fd);

/** Writes all bytes, over short writes and EINTR. */
int assay_write_all(int fd, const void *data, size_t len, struct assay_err *err);

/** Appends everything up to end of file; stops with ASSAY_ELIMIT at the buffer's ceiling. */
int assay_read_all(int fd, struct assay_buf *out, struct assay_err *err);

/** Reads a regular file whole; `path` is named in the message. A folder or device is ASSAY_EIO. */
int assay_read_file(const char *path, struct assay_buf *out, struct assay_err *err);

/** mkdir -p with mode 0777 & umask; an existing folder is fine. */
int assay_make_dirs(const char *path, struct assay_err *err);

struct assay_outfile;

/** Opens a temporary file beside `path`. "-" is standard output, which commit only flushes. */
int assay_outfile_open(const char *path, struct assay_outfile **ret, struct assay_err *err);

/** Buffered write; ENOSPC and friends are reported here or by commit, with the path. */
int assay_outfile_write(struct assay_outfile *file, const void *data, size_t len, struct assay_err *err);

/** Hands what is buffered to the kernel without committing: for streams that somebody reads live. */
int assay_outfile_flush(struct assay_outfile *file, struct assay_err *err);

/** Flush, fsync, rename, fsync of the folder. The file is destroyed in both cases; on failure `path` is untouched. */
int assay_outfile_commit_take(struct assay_outfile *file, struct assay_err *err);

/** Removes the temporary file; NULL is allowed. */
void assay_outfile_abort(struct assay_outfile *file);

#endif
