/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HumanEvalPack (bigcode-project/octopack, MIT): HumanEval in six languages with a right and a wrong solution each:
 * {"task_id","prompt","canonical_solution","buggy_solution","test","entry_point","bug_type",
 * "failure_symptoms",...}. The language is the first part of the task id.
 *
 * Python rows are cut as HumanEval's are. In the other languages the prompt cannot be separated from the
 * test program in this way, so everything up to the test belongs to the candidate.
 */
#include "problems/import/import.h"

#include <stdint.h>

struct pack_language {
	const char *prefix; /* In task ids. */
	const char *name;
};

static const struct pack_language languages[] = {
	{"Python/", "python"}, {"CPP/", "cpp"}, {"JavaScript/", "javascript"},
	{"Java/", "java"},     {"Go/", "go"},	{"Rust/", "rust"},
};

static const struct pack_language *find_language(struct assay_str task_id)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		if (assay_str_starts(task_id, languages[i].prefix))
			return &languages[i];
	}
	return NULL;
}

/* What the row says about the bug travels with the wrong solution. */
static int describe_bug(struct assay_json row, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf members = {0};
	static const char *const keys[] = {"bug_type", "failure_symptoms"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_json value = assay_json_get(row, keys[i]);
		if (assay_json_type(value) == ASSAY_JSON_STRING)
			(void)assay_buf_printf(&members, "%s\"%s\":%.*s", members.len > 0 ? "," : "", keys[i],
					       (int)assay_json_raw(value).len, assay_json_raw(value).data);
	}
	int rc = assay_buf_error(&members, err);
	if (rc || members.len == 0)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&members));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int fill_solutions(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			  struct assay_err *err)
{
	struct assay_str right;
	struct assay_str wrong;
	struct assay_str bug = {0};
	int rc = assay_import_text(row, "canonical_solution", arena, &right, err);
	if (rc == 0)
		rc = assay_import_text(row, "buggy_solution", arena, &wrong, err);
	if (rc == 0)
		rc = describe_bug(row, arena, &bug, err);
	if (rc)
		return rc;
	struct assay_str head = assay_str_sub(p->statement, p->prelude.len, p->statement.len);
	struct assay_solution *negative = assay_arena_alloc(arena, sizeof(*negative));
	p->references = assay_import_solution(arena, p->language, ASSAY_JOIN(arena, head, right));
	if (!p->references || !negative)
		return assay_arena_fail(arena, err);
	*negative =
		(struct assay_solution){.language = p->language, .code = ASSAY_JOIN(arena, head, wrong), .extra = bug};
	if (assay_str_is_absent(negative->code))
		return assay_arena_fail(arena, err);
	p->negatives = negative;
	p->n_references = p->n_negatives = 1;
	return 0;
}

static int cut_prompt(struct assay_problem *p, struct assay_err *err)
{
	if (!assay_str_is(p->language, "python"))
		return 0;
	size_t def = assay_import_python_def(p->statement, p->entry);
	if (def == SIZE_MAX)
		return assay_fail(err, ASSAY_EINVAL, "\"prompt\" does not define \"%s\"", p->entry.data);
	if (def > 0)
		p->prelude = assay_str_sub(p->statement, 0, def);
	return 0;
}

static int fill(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	int rc = assay_import_text(row, "prompt", arena, &p->statement, err);
	if (rc == 0)
		rc = assay_import_text(row, "entry_point", arena, &p->entry, err);
	if (rc == 0)
		rc = assay_import_text(row, "test", arena, &p->suite, err);
	if (rc == 0)
		rc = cut_prompt(p, err);
	return rc ? rc : fill_solutions(row, arena, p, err);
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.origin = {.source = ASSAY_STR("humanevalpack"), .license = ASSAY_STR("MIT")},
	};
	int rc = assay_import_text(row, "task_id", arena, &problem.origin.source_id, err);
	if (rc)
		return rc;
	struct assay_str task_id = problem.origin.source_id;
	const struct pack_language *language = find_language(task_id);
	if (!language)
		return assay_fail(err, ASSAY_EINVAL, "\"task_id\" begins with no known language: \"%.*s\"",
				  (int)assay_utf8_cut(task_id, 40), task_id.data);
	problem.language = assay_str_of(language->name);
	rc = fill(row, arena, &problem, err);
	if (rc)
		return rc;
	struct assay_str number = assay_str_sub(task_id, assay_str_of(language->prefix).len, task_id.len);
	problem.id = ASSAY_JOIN(arena, ASSAY_STR("humanevalpack/"), problem.language, ASSAY_STR("/"), number);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

const struct assay_importer assay_import_humanevalpack = {
	.name = "humanevalpack",
	.title = "HumanEvalPack (bigcode-project/octopack)",
	.problems = read_problem,
	.candidates = assay_import_completion,
};
