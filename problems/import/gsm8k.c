/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GSM8K (openai/grade-school-math, MIT): {"question","answer"}, the gold answer behind the last `####`. Rows have no
 * id: it is the row's number in the file from 0, and the split stands in the file's name.
 *
 * Model outputs: {"id","idx","response","model"} where idx is the row in the test file, with the published label
 * in "expected".
 */
#include "problems/import/import.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#define MARK "####"

static int find_gold(struct assay_str answer, struct assay_str *ret, struct assay_err *err)
{
	size_t mark = SIZE_MAX;
	for (size_t at = 0; (at = assay_str_find(answer, ASSAY_STR(MARK), at)) != SIZE_MAX; at += sizeof(MARK) - 1)
		mark = at;
	if (mark == SIZE_MAX)
		return assay_fail(err, ASSAY_EINVAL, "\"answer\" has no \"" MARK "\"");
	*ret = assay_str_trim(assay_str_sub(answer, mark + sizeof(MARK) - 1, answer.len));
	return ret->len > 0 ? 0 : assay_fail(err, ASSAY_EINVAL, "\"answer\" has nothing behind \"" MARK "\"");
}

/* "test/", "train/" or nothing, from the last component of the path. */
static const char *split_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;
	if (name && strstr(name, "test"))
		return "test/";
	return name && strstr(name, "train") ? "train/" : "";
}

static int read_problem(struct assay_json row, const struct assay_row_source *source, struct assay_arena *arena,
			assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_MATH,
		.policy = ASSAY_STR("gsm8k"),
		.origin = {.source = ASSAY_STR("gsm8k"), .license = ASSAY_STR("MIT")},
	};
	struct assay_str worked;
	int rc = assay_import_text(row, "question", arena, &problem.statement, err);
	if (rc == 0)
		rc = assay_import_text(row, "answer", arena, &worked, err);
	if (rc == 0)
		rc = find_gold(worked, &problem.answer, err);
	if (rc)
		return rc;
	problem.origin.source_id = assay_arena_printf(arena, "%s%" PRIu64, split_of(source->path), source->line - 1);
	problem.id = assay_arena_printf(arena, "gsm8k/%s", problem.origin.source_id.data);
	problem.references = assay_import_solution(arena, (struct assay_str){0}, worked);
	problem.n_references = 1;
	if (assay_str_is_absent(problem.id) || !problem.references)
		return assay_arena_fail(arena, err);
	return emit(arg, &problem, err);
}

/* Model outputs are of the test part; a file whose name did not say so counts too. */
static int find_problem(const struct assay_problem_set *set, uint64_t idx, struct assay_arena *arena,
			const struct assay_problem **ret, struct assay_err *err)
{
	struct assay_str plain = assay_arena_printf(arena, "gsm8k/%" PRIu64, idx);
	struct assay_str test = assay_arena_printf(arena, "gsm8k/test/%" PRIu64, idx);
	if (assay_str_is_absent(plain) || assay_str_is_absent(test))
		return assay_arena_fail(arena, err);
	*ret = assay_problem_set_find(set, plain);
	return *ret ? 0 : assay_import_find(set, test, ret, err);
}

static int read_candidate(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	struct assay_candidate candidate = {0};
	uint64_t idx = UINT64_MAX;
	int rc = assay_json_read_u64(row, "idx", 0, UINT32_MAX, &idx, err);
	if (rc == 0 && idx == UINT64_MAX)
		rc = assay_fail(err, ASSAY_EINVAL, "\"idx\" is missing");
	if (rc == 0)
		rc = assay_import_text(row, "response", arena, &candidate.text, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "id", arena, &candidate.id, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "model", arena, &candidate.model, err);
	if (rc)
		return rc;
	const struct assay_problem *problem = NULL;
	rc = find_problem(set, idx, arena, &problem, err);
	if (rc)
		return rc;
	assert(problem);
	candidate.problem_id = problem->id;
	struct assay_json expected = assay_json_get(row, "expected");
	if (assay_json_type(expected) == ASSAY_JSON_BOOL)
		candidate.extra = ASSAY_JOIN(arena, ASSAY_STR("\"expected_label\":"), assay_json_raw(expected));
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

const struct assay_importer assay_import_gsm8k = {
	.name = "gsm8k",
	.title = "GSM8K (openai/grade-school-math)",
	.problems = read_problem,
	.candidates = read_candidate,
};
