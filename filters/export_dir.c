/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export_dir.h"

#include "base/fd.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 512

/* The one file that holds a time; its other members must agree. */
#define METADATA "metadata.json"

struct assay_export_dir {
	struct assay_arena *arena;
	int parent_fd; /* Locked. */
	const char *temp, *target;
	bool is_published;
	struct assay_export_file files[MAX_FILES];
	size_t n;
};

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Never follows a link out of the tree. */
static int remove_tree(const char *path, struct assay_err *err)
{
	if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
		return assay_fail_errno(err, "remove %s", path);
	return 0;
}

static int lock_parent(struct assay_export_dir *dir, const char *out_dir, struct assay_err *err)
{
	dir->parent_fd = open(out_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->parent_fd < 0)
		return assay_fail_errno(err, "open %s", out_dir);
	if (flock(dir->parent_fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return assay_fail(err, ASSAY_EIO, "%s: another export is writing there", out_dir);
	return assay_fail_errno(err, "lock %s", out_dir);
}

int assay_export_dir_open(const char *out_dir, const char *version, struct assay_arena *arena,
			  struct assay_export_dir **ret, struct assay_err *err)
{
	struct assay_export_dir *dir = calloc(1, sizeof(*dir));
	if (!dir)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	dir->arena = arena;
	dir->parent_fd = -1;
	dir->is_published = true; /* Nothing of ours is there yet. */
	dir->temp = assay_arena_printf(arena, "%s/.assay-tmp-%s", out_dir, version).data;
	dir->target = assay_arena_printf(arena, "%s/%s", out_dir, version).data;
	if (!dir->temp || !dir->target) {
		assay_export_dir_close(dir);
		return assay_arena_fail(arena, err);
	}
	int rc = assay_make_dirs(out_dir, err);
	if (rc == 0)
		rc = lock_parent(dir, out_dir, err);
	if (rc == 0)
		rc = remove_tree(dir->temp, err);
	if (rc == 0) {
		dir->is_published = false;
		rc = assay_make_dirs(dir->temp, err);
	}
	if (rc) {
		assay_export_dir_close(dir);
		return rc;
	}
	*ret = dir;
	return 0;
}

void assay_export_dir_close(struct assay_export_dir *dir)
{
	if (!dir)
		return;
	if (!dir->is_published)
		(void)remove_tree(dir->temp, NULL); /* The failure that led here is the one to report. */
	assay_close_p(&dir->parent_fd);
	free(dir);
}

struct assay_str assay_export_dir_path(const struct assay_export_dir *dir, const char *path)
{
	return assay_arena_printf(dir->arena, "%s/%s", dir->temp, path);
}

/* The file's place in the temporary folder, whose folders are made. */
static int make_place(struct assay_export_dir *dir, const char *path, struct assay_str *ret, struct assay_err *err)
{
	const char *slash = strrchr(path, '/');
	*ret = assay_export_dir_path(dir, path);
	struct assay_str folder =
		assay_arena_printf(dir->arena, "%s/%.*s", dir->temp, (int)(slash ? slash - path : 0), path);
	if (!ret->data || !folder.data)
		return assay_arena_fail(dir->arena, err);
	return slash ? assay_make_dirs(folder.data, err) : 0;
}

static int count_file(struct assay_export_dir *dir, const char *path, uint64_t rows, struct assay_err *err)
{
	struct stat st;
	struct assay_str place = assay_export_dir_path(dir, path);
	if (dir->n == MAX_FILES)
		return assay_fail(err, ASSAY_ELIMIT, "more than %d files in a version", MAX_FILES);
	struct assay_export_file *file = &dir->files[dir->n];
	*file = (struct assay_export_file){.rows = rows, .path = assay_arena_str(dir->arena, assay_str_of(path))};
	if (!place.data || !file->path.data)
		return assay_arena_fail(dir->arena, err);
	if (stat(place.data, &st) != 0)
		return assay_fail_errno(err, "stat %s", place.data);
	file->bytes = (uint64_t)st.st_size;
	int rc = assay_sha256_file(place.data, file->sha256, err);
	if (rc == 0)
		dir->n++;
	return rc;
}

int assay_export_dir_rows(struct assay_export_dir *dir, const char *path, struct assay_jsonl_writer **ret,
			  struct assay_err *err)
{
	struct assay_str place;
	int rc = make_place(dir, path, &place, err);
	return rc ? rc : assay_jsonl_create(place.data, ret, err);
}

int assay_export_dir_rows_done(struct assay_export_dir *dir, const char *path, struct assay_jsonl_writer *writer,
			       struct assay_err *err)
{
	uint64_t rows = assay_jsonl_rows_written(writer);
	int rc = assay_jsonl_commit_take(writer, err);
	return rc ? rc : count_file(dir, path, rows, err);
}

int assay_export_dir_put(struct assay_export_dir *dir, const char *path, struct assay_str bytes, struct assay_err *err)
{
	struct assay_str place;
	struct assay_outfile *file;
	int rc = make_place(dir, path, &place, err);
	if (rc == 0)
		rc = assay_outfile_open(place.data, &file, err);
	if (rc)
		return rc;
	rc = assay_outfile_write(file, bytes.data, bytes.len, err);
	if (rc) {
		assay_outfile_abort(file);
		return rc;
	}
	rc = assay_outfile_commit_take(file, err);
	return rc ? rc : count_file(dir, path, 0, err);
}

const struct assay_export_file *assay_export_dir_files(const struct assay_export_dir *dir, size_t *ret_n)
{
	*ret_n = dir->n;
	return dir->files;
}

/* --- Publishing --- */

/* Two metadata files that differ in nothing but when they were made. */
static int is_same_metadata(const char *a, const char *b, bool *ret, struct assay_err *err)
{
	struct assay_buf texts[2] = {{0}, {0}};
	const char *const paths[2] = {a, b};
	struct assay_json_doc *docs[2] = {NULL, NULL};
	int rc = 0;
	for (int i = 0; i < 2 && rc == 0; i++) {
		rc = assay_read_file(paths[i], &texts[i], err);
		if (rc == 0)
			rc = assay_json_parse(assay_buf_str(&texts[i]), NULL, &docs[i], err);
	}
	*ret = rc == 0;
	for (int i = 0; i < 2 && rc == 0; i++) {
		assay_json_each (member, assay_json_root(docs[i])) {
			struct assay_str key = assay_json_key(member);
			struct assay_str other = assay_json_raw(assay_json_get(assay_json_root(docs[1 - i]), key.data));
			*ret &= assay_str_is(key, "created") || assay_str_eq(assay_json_raw(member), other);
		}
	}
	for (int i = 0; i < 2; i++)
		assay_json_doc_destroy(docs[i]);
	assay_buf_finish(&texts[0]);
	assay_buf_finish(&texts[1]);
	return rc;
}

static int is_same_file(const struct assay_export_dir *dir, const struct assay_export_file *file, bool *ret,
			struct assay_err *err)
{
	char sha256[65];
	struct assay_str old = assay_arena_printf(dir->arena, "%s/%s", dir->target, file->path.data);
	struct assay_str new = assay_export_dir_path(dir, file->path.data);
	if (!old.data || !new.data)
		return assay_arena_fail(dir->arena, err);
	if (assay_str_is(file->path, METADATA) && access(old.data, R_OK) == 0)
		return is_same_metadata(old.data, new.data, ret, err);
	*ret = assay_sha256_file(old.data, sha256, NULL) == 0 && strcmp(sha256, file->sha256) == 0;
	return 0;
}

/* An export that was done before is done again in vain; anything else would overwrite a version. */
static int compare_with_target(struct assay_export_dir *dir, struct assay_err *err)
{
	for (size_t i = 0; i < dir->n; i++) {
		bool is_same = false;
		int rc = is_same_file(dir, &dir->files[i], &is_same, err);
		if (rc)
			return rc;
		if (!is_same)
			return assay_fail(err, ASSAY_ECONFIG,
					  "%s exists with other content (%s differs); versions are never overwritten, "
					  "so choose another",
					  dir->target, dir->files[i].path.data);
	}
	return 0;
}

int assay_export_dir_publish(struct assay_export_dir *dir, struct assay_err *err)
{
	struct stat st;
	if (lstat(dir->target, &st) == 0)
		return compare_with_target(dir, err);
	if (rename(dir->temp, dir->target) != 0)
		return assay_fail_errno(err, "rename %s to %s", dir->temp, dir->target);
	dir->is_published = true;
	if (fsync(dir->parent_fd) != 0)
		return assay_fail_errno(err, "fsync the folder of %s", dir->target);
	return 0;
}
