/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CodeContests (google-deepmind/code_contests, CC BY 4.0) as SandboxFusion packs it: {"id","content","labels","test"},
 * where `labels` and `test` are JSON in a string, [{"input":{"stdin"},"output":{"stdout"}}, ..]. No solutions come with
 * it, and no word on which problems accept more than the stored answer: outputs are compared as tokens, which is the
 * least that every judge of contests does.
 */
#include "problems/import/import.h"

#include <inttypes.h>

/** The document in a string member. */
static int parse_member(struct assay_json row, const char *key, struct assay_arena *arena, struct assay_json_doc **ret,
			struct assay_err *err)
{
	struct assay_str text;
	int rc = assay_import_text(row, key, arena, &text, err);

	if (rc)
		return rc;
	rc = assay_json_parse(text, NULL, ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

static int read_test(struct assay_json json, struct assay_arena *arena, struct assay_test *ret, struct assay_err *err)
{
	int rc = assay_import_text(assay_json_get(json, "input"), "stdin", arena, &ret->stdin_text, err);

	ret->weight = 1;
	return rc ? rc : assay_import_text(assay_json_get(json, "output"), "stdout", arena, &ret->expected_stdout, err);
}

static int read_tests(struct assay_json row, struct assay_arena *arena, struct assay_problem *problem,
		      struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = parse_member(row, "test", arena, &doc, err);

	if (rc)
		return rc;
	struct assay_json list = assay_json_root(doc);
	size_t n = assay_json_count(list);
	if (assay_json_type(list) != ASSAY_JSON_ARRAY || n == 0)
		return assay_fail(err, ASSAY_EINVAL, "\"test\" holds no list of tests");
	struct assay_test *tests = assay_arena_array(arena, n, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	problem->tests = tests;
	assay_json_each (json, list) {
		rc = read_test(json, arena, &tests[problem->n_tests++], err);
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", problem->n_tests);
	}
	return 0;
}

/** Difficulty, the contest's name for it and where it comes from, as tags. */
static int read_labels(struct assay_json row, struct assay_arena *arena, struct assay_problem *problem,
		       struct assay_err *err)
{
	static const char *const keys[] = {"source", "difficulty"};
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = 0;

	if (assay_json_type(assay_json_get(row, "labels")) != ASSAY_JSON_STRING)
		return 0;
	rc = parse_member(row, "labels", arena, &doc, err);
	struct assay_str *tags = assay_arena_array(arena, 2, sizeof(*tags));
	if (rc || !tags)
		return rc ? rc : assay_arena_fail(arena, err);
	for (size_t i = 0; rc == 0 && i < 2; i++) {
		struct assay_str tag = {0};
		rc = assay_json_read_str(assay_json_root(doc), keys[i], arena, &tag, err);
		if (tag.len > 0)
			tags[problem->n_tags++] = tag;
	}
	problem->tags = tags;
	return rc;
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	uint64_t number = 0;
	struct assay_problem problem = {
		.kind = ASSAY_KIND_STDIO,
		.checker = {.type = ASSAY_STR("tokens")},
		.origin = {.source = ASSAY_STR("code-contests"), .license = ASSAY_STR("CC-BY-4.0")},
	};
	int rc = assay_import_text(row, "content", arena, &problem.statement, err);
	if (rc == 0 && assay_json_type(assay_json_get(row, "id")) != ASSAY_JSON_NUMBER)
		rc = assay_fail(err, ASSAY_EINVAL, "\"id\" is no number");
	if (rc == 0)
		rc = assay_json_read_u64(row, "id", 0, UINT64_MAX, &number, err);
	if (rc == 0)
		rc = read_labels(row, arena, &problem, err);
	if (rc == 0)
		rc = read_tests(row, arena, &problem, err);
	if (rc)
		return rc;
	problem.origin.source_id = assay_arena_printf(arena, "%" PRIu64, number);
	problem.id = assay_arena_printf(arena, "code-contests/%" PRIu64, number);
	if (assay_str_is_absent(problem.id) || assay_str_is_absent(problem.origin.source_id))
		return assay_arena_fail(arena, err);
	return emit(arg, &problem, err);
}

const struct assay_importer assay_import_code_contests = {
	.name = "code-contests",
	.title = "CodeContests, as packed by SandboxFusion",
	.problems = read_problem,
};
