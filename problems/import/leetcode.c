/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LeetCode-style rows (newfacade/LeetCodeDataset, Apache-2.0):
 * {"task_id","problem_description","starter_code","prompt", "completion","entry_point":"Solution().twoSum","test":"def
 * check(candidate): ...","difficulty"}.
 *
 * `prompt` is a prelude of imports and of the node classes that statements assume. The entry point is a method of a new
 * object: upstream ends its program with check(ENTRY_POINT). Here the suite does the same with the candidate's class.
 */
#include "problems/import/import.h"

#include <stdint.h>

/* "Solution().twoSum": the name of the class, and what stands behind it. */
static int split_entry(struct assay_str entry, struct assay_str *ret_class, struct assay_str *ret_rest,
		       struct assay_err *err)
{
	size_t at = assay_str_find(entry, ASSAY_STR("()."), 0);
	if (at == SIZE_MAX || at == 0)
		return assay_fail(err, ASSAY_EINVAL, "\"entry_point\" is not of the form Class().method");
	*ret_class = assay_str_sub(entry, 0, at);
	*ret_rest = assay_str_sub(entry, at, entry.len);
	return 0;
}

static int fill(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str text;
	struct assay_str entry;
	struct assay_str test;
	struct assay_str method;
	struct assay_str starter = {0};
	struct assay_str completion = {0};
	int rc = assay_import_text(row, "problem_description", arena, &text, err);
	if (rc == 0)
		rc = assay_import_text(row, "entry_point", arena, &entry, err);
	if (rc == 0)
		rc = assay_import_text(row, "test", arena, &test, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "prompt", arena, &p->prelude, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "starter_code", arena, &starter, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "completion", arena, &completion, err);
	if (rc == 0)
		rc = split_entry(entry, &p->entry, &method, err);
	if (rc)
		return rc;
	p->statement = ASSAY_JOIN(arena, text, ASSAY_STR("\n\nStart with:\n"), starter);
	/* `check` would be called with the class itself: it gets another name, and one that makes the object. */
	p->suite = ASSAY_JOIN(arena, test,
			      ASSAY_STR("\n\n_check = check\n\n\ndef check(candidate):\n    _check(candidate"), method,
			      ASSAY_STR(")\n"));
	if (!assay_str_is_absent(completion)) {
		p->references = assay_import_solution(arena, p->language, completion);
		p->n_references = 1;
	}
	bool is_full = assay_str_is_absent(p->statement) || assay_str_is_absent(p->suite) ||
		       (p->n_references > 0 && !p->references);
	return is_full ? assay_arena_fail(arena, err) : 0;
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.origin = {.source = ASSAY_STR("leetcode"), .license = ASSAY_STR("Apache-2.0")},
	};
	int rc = assay_import_text(row, "task_id", arena, &problem.origin.source_id, err);
	if (rc == 0)
		rc = fill(row, arena, &problem, err);
	if (rc == 0)
		rc = assay_import_tag(assay_json_str(assay_json_get(row, "difficulty")), arena, &problem, err);
	if (rc)
		return rc;
	problem.id = ASSAY_JOIN(arena, ASSAY_STR("leetcode/"), problem.origin.source_id);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

const struct assay_importer assay_import_leetcode = {
	.name = "leetcode",
	.title = "LeetCodeDataset and files of its form",
	.problems = read_problem,
};
