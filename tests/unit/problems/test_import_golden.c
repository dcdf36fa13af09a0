/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Importers by example: tests/golden/import/NAME.jsonl holds rows of our own writing in a source's published schema,
 * NAME.expected.jsonl the problems that come of them and NAME.candidates.jsonl, where the source has model outputs,
 * what comes of its candidates. A failing test prints the row it got.
 */
#include "problems/set.h"

#include "base/buf.h"
#include "base/fd.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Have tests of their own in test_import.c, and test_import_kattis.c. */
static const char *const elsewhere[] = {"assay",     "code-contests", "cruxeval",      "gsm8k",
					"humaneval", "humaneval-x",   "humanevalpack", "kattis",
					"mbpp",	     "multipl-e",     "plain"};

static void golden_path(const char *name, const char *suffix, char path[PATH_MAX])
{
	const char *root = getenv("ASSAY_SOURCE_ROOT");
	(void)snprintf(path, PATH_MAX, "%s/tests/golden/import/%s%s", root ? root : ".", name, suffix);
}

/* Compares line by line, so that a failure shows the row that differs. */
static void expect_lines(const char *name, struct assay_str got, const char *path)
{
	assay_autobuf struct assay_buf want = {0};
	struct assay_err err = {0};
	cr_assert_eq(assay_read_file(path, &want, &err), 0, "%s: %s; what came:\n%.*s", name, err.msg, (int)got.len,
		     got.data);
	struct assay_str left = assay_buf_str(&want);
	for (int line = 1; got.len > 0 || left.len > 0; line++) {
		const char *end_got = memchr(got.data, '\n', got.len);
		const char *end_left = left.len > 0 ? memchr(left.data, '\n', left.len) : NULL;
		size_t n = end_got ? (size_t)(end_got - got.data) + 1 : got.len;
		size_t m = end_left ? (size_t)(end_left - left.data) + 1 : left.len;
		cr_assert(n == m && memcmp(got.data, left.data, n) == 0, "%s:%d differs; what came:\n%.*s", path, line,
			  (int)n, got.data);
		got = assay_str_sub(got, n, got.len);
		left = assay_str_sub(left, m, left.len);
	}
}

static int write_candidate(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	struct assay_buf *out = arg;
	int rc = assay_candidate_write(candidate, out, err);
	(void)assay_buf_add_char(out, '\n');
	return rc;
}

static void expect_golden(const struct assay_importer *importer)
{
	char path[PATH_MAX];
	struct assay_err err = {0};
	assay_autobuf struct assay_buf rows = {0};
	struct assay_problem_set *set = assay_problem_set_create(0);
	golden_path(importer->name, ".jsonl", path);
	cr_assert_eq(assay_problem_set_load(set, path, importer, &err), 0, "%s: %s", importer->name, err.msg);
	for (size_t i = 0; i < assay_problem_set_count(set); i++) {
		cr_assert_eq(assay_problem_write(assay_problem_set_at(set, i), &rows, &err), 0, "%s", err.msg);
		(void)assay_buf_add_char(&rows, '\n');
	}
	(void)assay_buf_printf(&rows, "passed over: %zu\n", assay_problem_set_passed_over(set));
	golden_path(importer->name, ".expected.jsonl", path);
	expect_lines(importer->name, assay_buf_str(&rows), path);
	golden_path(importer->name, ".candidates.jsonl", path);
	if (access(path, R_OK) == 0) {
		char source[PATH_MAX];
		golden_path(importer->name, ".jsonl", source);
		rows.len = 0;
		cr_assert_eq(assay_candidates_read(source, importer, set, write_candidate, &rows, &err), 0, "%s: %s",
			     importer->name, err.msg);
		expect_lines(importer->name, assay_buf_str(&rows), path);
	}
	assay_problem_set_destroy(set);
}

Test(import, every_format_reads_its_example)
{
	size_t n;
	const struct assay_importer *const *importers = assay_importers(&n);
	for (size_t i = 0; i < n; i++) {
		bool is_elsewhere = false;
		for (size_t k = 0; k < sizeof(elsewhere) / sizeof(elsewhere[0]); k++)
			is_elsewhere = is_elsewhere || strcmp(importers[i]->name, elsewhere[k]) == 0;
		if (!is_elsewhere)
			expect_golden(importers[i]);
	}
}
