/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Kattis package: a line "=N" begins file number N of a table of names, or a link to what the next line says; what
 * stands below is its content. Whatever is there is problems that pass the rules of every problem, or one sentence.
 */
#include "base/fd.h"
#include "problems/set.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {
	"problem.yaml",
	"problem_statement/problem.en.tex",
	"problem_statement/problem.md",
	"data/sample/1.in",
	"data/sample/1.ans",
	"data/secret/2.in",
	"data/secret/2.ans",
	"data/secret/group/3.in",
	"data/secret/group/3.ans",
	"data/testdata.yaml",
	"data/secret/test_group.yaml",
	"output_validators/check.py",
	"output_validators/check/main.cpp",
	"submissions/accepted/a.py",
	"submissions/wrong_answer/b.cpp",
	"submissions/time_limit_exceeded/c/main.java",
	"submissions/submissions.yaml",
	"input_validators/v.py",
	"output_validator/check.py",
	".timelimit",
	"statement/problem.en.md",
};
#define N_NAMES (sizeof(names) / sizeof(names[0]))

static int drop(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Numbers from N_NAMES on are links of the same names: to anywhere, which the importer must not follow outside. */
static void put(const char *folder, size_t number, struct assay_str text)
{
	char path[1024], target[256];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, names[number % N_NAMES]);
	*strrchr(path, '/') = '\0';
	if (assay_make_dirs(path, NULL))
		return; /* A file stands where a folder would. */
	path[strlen(path)] = '/';
	if (number >= N_NAMES) {
		(void)snprintf(target, sizeof(target), "%.*s", (int)(text.len < 200 ? text.len : 200), text.data);
		target[strcspn(target, "\n")] = '\0';
		(void)!symlink(target, path);
		return;
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)!write(fd, text.data, text.len);
	(void)close(fd);
}

static void unpack(const char *folder, struct assay_str text)
{
	while (text.len > 0) {
		size_t end = assay_str_find(text, ASSAY_STR("\n"), 0);
		struct assay_str head = assay_str_sub(text, 0, end == SIZE_MAX ? text.len : end);
		text = end == SIZE_MAX ? ASSAY_STR("") : assay_str_sub(text, end + 1, SIZE_MAX);
		size_t next = assay_str_starts(text, "=") ? 0 : assay_str_find(text, ASSAY_STR("\n="), 0);
		size_t len = next == SIZE_MAX ? text.len : next == 0 ? 0 : next + 1;
		unsigned number = 0;
		if (assay_str_starts(head, "=") && sscanf(assay_str_sub(head, 1, 4).data, "%3u", &number) == 1)
			put(folder, number % (2 * N_NAMES), assay_str_sub(text, 0, len));
		text = assay_str_sub(text, len, SIZE_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *parent = getenv("TMPDIR");
	char folder[512];
	struct assay_problem_set *set = assay_problem_set_create((size_t)64 << 20);
	struct assay_err err = {0};
	/* A copy with an end, for sscanf. */
	char *copy = malloc(size + 1);
	REQUIRE(set && copy);
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	(void)snprintf(folder, sizeof(folder), "%s/assay-fuzz-XXXXXX", parent ? parent : "/tmp");
	REQUIRE(mkdtemp(folder));
	unpack(folder, (struct assay_str){copy, size});
	int rc = assay_problem_set_load(set, folder, assay_importer_find("kattis"), &err);
	REQUIRE(rc == 0 || (err.msg[0] && !strchr(err.msg, '\n')));
	for (size_t i = 0; i < assay_problem_set_count(set); i++) {
		assay_autobuf struct assay_buf row = {0};
		REQUIRE(assay_problem_write(assay_problem_set_at(set, i), &row, NULL) == 0);
		REQUIRE(assay_utf8_is_valid(assay_buf_str(&row)));
		/* Nothing from outside of the folder. */
		REQUIRE(assay_str_find(assay_buf_str(&row), ASSAY_STR("root:x:0:0"), 0) == SIZE_MAX);
	}
	assay_problem_set_destroy(set);
	(void)nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
	free(copy);
	return 0;
}
