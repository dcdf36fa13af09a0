/* SPDX-License-Identifier: Apache-2.0 */
/*
 * KodCode (CC BY-NC 4.0): {"style","subset","question_id","question","solution","test","test_info":[{"function_name",
 * "function_declaration","parameter_list","docstring"}],"gpt_difficulty"}. `test` is a file for pytest that imports
 * from `solution`.
 */
#include "problems/import/import.h"

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem p = {
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.origin = {.source = ASSAY_STR("kodcode"), .license = ASSAY_STR("CC-BY-NC-4.0")},
	};
	struct assay_str question;
	struct assay_str solution;
	struct assay_str declaration = {0};
	struct assay_json info = assay_json_first(assay_json_get(row, "test_info"));
	int rc = assay_import_text(row, "question_id", arena, &p.origin.source_id, err);
	if (rc == 0)
		rc = assay_import_text(row, "question", arena, &question, err);
	if (rc == 0)
		rc = assay_import_text(row, "solution", arena, &solution, err);
	if (rc == 0)
		rc = assay_import_text(row, "test", arena, &p.suite, err);
	if (rc == 0 && assay_json_type(info) != ASSAY_JSON_OBJECT)
		rc = assay_fail(err, ASSAY_EINVAL, "\"test_info\" describes no function");
	if (rc == 0)
		rc = assay_import_text(info, "function_name", arena, &p.entry, err);
	if (rc == 0)
		rc = assay_json_read_str(info, "function_declaration", arena, &declaration, err);
	if (rc == 0)
		rc = assay_import_tag(assay_json_str(assay_json_get(row, "gpt_difficulty")), arena, &p, err);
	if (rc)
		return rc;
	p.statement = declaration.len == 0
			      ? question
			      : ASSAY_JOIN(arena, question, ASSAY_STR("\n\nThe function is declared as:\n"),
					   declaration, ASSAY_STR("\n"));
	p.id = ASSAY_JOIN(arena, ASSAY_STR("kodcode/"), p.origin.source_id);
	p.references = assay_import_solution(arena, p.language, solution);
	p.n_references = 1;
	bool is_full = assay_str_is_absent(p.statement) || assay_str_is_absent(p.id) || !p.references;
	return is_full ? assay_arena_fail(arena, err) : emit(arg, &p, err);
}

const struct assay_importer assay_import_kodcode = {
	.name = "kodcode",
	.title = "KodCode",
	.problems = read_problem,
};
