/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A version folder that appears whole or not at all; internal to filters/.
 *
 * Files are written into `.assay-tmp-<version>` beside the target and counted as they are closed; publishing is one
 * rename. The parent folder is locked meanwhile, so a second export there is refused, and what a killed one
 * left behind is known to be dead and is removed.
 */
#ifndef ASSAY_FILTERS_EXPORT_DIR_H
#define ASSAY_FILTERS_EXPORT_DIR_H

#include "base/jsonl.h"
#include "filters/export.h"

struct assay_export_dir;

int assay_export_dir_open(const char *out_dir, const char *version, struct assay_arena *arena,
			  struct assay_export_dir **ret, struct assay_err *err);
/** Removes what was not published; NULL is allowed. */
void assay_export_dir_close(struct assay_export_dir *dir);

/** Starts a file of rows; folders in `path` are made. */
int assay_export_dir_rows(struct assay_export_dir *dir, const char *path, struct assay_jsonl_writer **ret,
			  struct assay_err *err);
/** Commits it and takes its checksum. The writer is destroyed in both cases. */
int assay_export_dir_rows_done(struct assay_export_dir *dir, const char *path, struct assay_jsonl_writer *writer,
			       struct assay_err *err);
/** Writes a whole file. */
int assay_export_dir_put(struct assay_export_dir *dir, const char *path, struct assay_str bytes, struct assay_err *err);

/** Files so far, in the order of their completion. */
const struct assay_export_file *assay_export_dir_files(const struct assay_export_dir *dir, size_t *ret_n);
/** A file's path in the temporary folder, in the arena; absent at its ceiling. */
struct assay_str assay_export_dir_path(const struct assay_export_dir *dir, const char *path);

/** Renames the folder into place; see assay_export_write() for an existing version. */
int assay_export_dir_publish(struct assay_export_dir *dir, struct assay_err *err);

#endif
