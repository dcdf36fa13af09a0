/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over files without libFuzzer: `replay FILE|FOLDER...`. Every file of a folder
 * goes through LLVMFuzzerTestOneInput() in a buffer of exactly its size, so that a sanitizer sees a read past its
 * end. A folder without files is an error: a corpus that went missing must not pass as a test.
 */
#include "base/buf.h"
#include "base/fd.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static int fail(const struct assay_err *err)
{
	(void)fprintf(stderr, "replay: %s\n", err->msg);
	return -1;
}

static int replay_file(const char *path)
{
	assay_autobuf struct assay_buf content = {0};
	struct assay_err err = {0};
	if (assay_read_file(path, &content, &err))
		return fail(&err);
	uint8_t *exact = malloc(content.len ? content.len : 1);
	if (!exact)
		return -1;
	if (content.len > 0)
		memcpy(exact, content.data, content.len);
	(void)fprintf(stderr, "%s: %zu bytes\n", path, content.len); /* Before the call: it may be the last words. */
	(void)LLVMFuzzerTestOneInput(exact, content.len);
	free(exact);
	return 1;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The number of files run, or -1. */
static int replay_folder(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_visible, alphasort);
	if (n < 0) {
		perror(path);
		return -1;
	}
	int done = 0;
	for (int i = 0; i < n; i++) {
		char *file;
		if (done >= 0 && asprintf(&file, "%s/%s", path, entries[i]->d_name) >= 0) {
			int rc = replay_file(file);
			done = rc < 0 ? rc : done + rc;
			free(file);
		}
		free((void *)entries[i]);
	}
	free((void *)entries);
	if (done == 0)
		(void)fprintf(stderr, "replay: %s holds no files\n", path);
	return done > 0 ? done : -1;
}

int main(int argc, char **argv)
{
	int total = 0;
	for (int i = 1; i < argc; i++) {
		struct stat st;
		bool is_folder = stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode);
		int done = is_folder ? replay_folder(argv[i]) : replay_file(argv[i]);
		if (done < 0)
			return 1;
		total += done;
	}
	(void)printf("%d inputs\n", total);
	return total > 0 ? 0 : 1;
}
