/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any JSON as a problem row, a candidate row and a row of every importer. What is accepted must be written to
 * a row that is accepted again and written to the same bytes.
 */
#include "problems/import/import.h"
#include "problems/set.h"
#include "tests/fuzz/fuzz.h"

#define ARENA_BYTES ((size_t)64 << 20)

static int read_problem(struct assay_str text, struct assay_arena *arena, struct assay_problem *ret)
{
	struct assay_err err = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(text, NULL, &doc, &err);
	if (rc == 0)
		rc = assay_problem_read(assay_json_root(doc), arena, ret, &err);
	REQUIRE(rc == 0 || (err.code == (enum assay_code)rc && err.msg[0]));
	return rc;
}

static void expect_stable(const struct assay_problem *problem)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	struct assay_problem again;
	REQUIRE(assay_problem_write(problem, &once, NULL) == 0);
	REQUIRE(read_problem(assay_buf_str(&once), arena, &again) == 0);
	REQUIRE(assay_problem_write(&again, &twice, NULL) == 0);
	REQUIRE(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)));
}

static int take_problem(void *arg, struct assay_problem *problem, struct assay_err *err)
{
	struct assay_problem_set *set = arg;
	int rc = assay_problem_set_add(set, problem, err);
	if (rc == 0)
		expect_stable(assay_problem_set_at(set, assay_problem_set_count(set) - 1));
	return 0;
}

static int take_candidate(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	(void)arg;
	assay_autobuf struct assay_buf row = {0};
	return assay_candidate_write(candidate, &row, err);
}

static void import(const struct assay_importer *importer, struct assay_json row)
{
	struct assay_err err = {0};
	const struct assay_row_source source = {.path = "fuzz-test.jsonl", .line = 1};
	assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	struct assay_problem_set *set = assay_problem_set_create(ARENA_BYTES);
	REQUIRE(arena && set);
	int rc = importer->problems(row, &source, arena, take_problem, set, &err);
	REQUIRE(rc == 0 || rc == ASSAY_IMPORT_PASSED_OVER || err.msg[0]);
	if (importer->candidates)
		(void)importer->candidates(row, &source, set, arena, take_candidate, NULL, NULL);
	assay_problem_set_destroy(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};
	assay_autojson struct assay_json_doc *doc = NULL;
	if (assay_json_parse(text, NULL, &doc, NULL))
		return 0;
	assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	struct assay_problem problem;
	if (read_problem(text, arena, &problem) == 0)
		expect_stable(&problem);
	size_t n;
	const struct assay_importer *const *importers = assay_importers(&n);
	for (size_t i = 0; i < n; i++)
		if (importers[i]->problems)
			import(importers[i], assay_json_root(doc));
	return 0;
}
