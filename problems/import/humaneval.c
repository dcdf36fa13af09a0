/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HumanEval (openai/human-eval, MIT): {"task_id","prompt","entry_point","canonical_solution","test"}, and
 * model outputs as its runner takes them: {"task_id","completion"}, where the completion continues the prompt.
 *
 * Upstream runs prompt + completion + test + check(entry_point). Here the part of the prompt before the
 * function (imports, helpers that tests may call) is the prelude, and what stands from `def` on belongs to the
 * candidate: the same program, cut where a suite in another process needs the first part too.
 */
#include "problems/import/import.h"

#include <stdint.h>

static int fill(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str solution;
	int rc = assay_import_text(row, "task_id", arena, &p->origin.source_id, err);
	if (rc == 0)
		rc = assay_import_text(row, "prompt", arena, &p->statement, err);
	if (rc == 0)
		rc = assay_import_text(row, "entry_point", arena, &p->entry, err);
	if (rc == 0)
		rc = assay_import_text(row, "canonical_solution", arena, &solution, err);
	if (rc == 0)
		rc = assay_import_text(row, "test", arena, &p->suite, err);
	if (rc)
		return rc;
	size_t def = assay_import_python_def(p->statement, p->entry);
	if (def == SIZE_MAX)
		return assay_fail(err, ASSAY_EINVAL, "\"prompt\" does not define \"%s\"", p->entry.data);
	if (def > 0)
		p->prelude = assay_str_sub(p->statement, 0, def);
	struct assay_str head = assay_str_sub(p->statement, def, p->statement.len);
	p->references = assay_import_solution(arena, p->language, ASSAY_JOIN(arena, head, solution));
	p->n_references = 1;
	return p->references ? 0 : assay_arena_fail(arena, err);
}

static int read_row(const char *name, const char *license, struct assay_json row, struct assay_arena *arena,
		    assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.origin = {.source = assay_str_of(name), .license = assay_str_of(license)},
	};
	int rc = fill(row, arena, &problem, err);
	if (rc)
		return rc;
	struct assay_str number = problem.origin.source_id;
	if (assay_str_starts(number, "HumanEval/"))
		number = assay_str_sub(number, sizeof("HumanEval/") - 1, number.len);
	problem.id = ASSAY_JOIN(arena, assay_str_of(name), ASSAY_STR("/"), number);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row("humaneval", "MIT", row, arena, emit, arg, err);
}

static int read_plus(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
		     struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row("humanevalplus", "Apache-2.0", row, arena, emit, arg, err);
}

int assay_import_completion(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			    const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			    void *arg, struct assay_err *err)
{
	struct assay_str task;
	struct assay_str completion;
	const struct assay_problem *problem = NULL;
	int rc = assay_import_text(row, "task_id", arena, &task, err);
	if (rc == 0)
		rc = assay_import_text(row, "completion", arena, &completion, err);
	if (rc == 0)
		rc = assay_import_find(set, task, &problem, err);
	if (rc)
		return rc;
	struct assay_str head = assay_str_sub(problem->statement, problem->prelude.len, problem->statement.len);
	struct assay_candidate candidate = {.problem_id = problem->id, .language = problem->language};
	candidate.code = ASSAY_JOIN(arena, head, completion);
	if (assay_str_is_absent(candidate.code))
		return assay_arena_fail(arena, err);
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

/* The same members with more tests in `test`. */
const struct assay_importer assay_import_humanevalplus = {
	.name = "humanevalplus",
	.title = "HumanEval+ (evalplus/humanevalplus)",
	.problems = read_plus,
	.candidates = assay_import_completion,
};

const struct assay_importer assay_import_humaneval = {
	.name = "humaneval",
	.title = "HumanEval (openai/human-eval)",
	.problems = read_problem,
	.candidates = assay_import_completion,
};
