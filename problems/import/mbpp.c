/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MBPP (google-research, CC BY 4.0): {"text","code","task_id","test_setup_code","test_list",
 * "challenge_test_list"}, and model outputs as {"task_id","completion"|"code"} with the whole program.
 *
 * Upstream runs code + test_setup_code + the lines of test_list; the suite here is the last two. The function's name is
 * nowhere in the row: it is the one that the asserts call and the reference defines. The statement ends with the first
 * assert, as in the field's usual prompt, because the text alone does not name the function. Challenge tests
 * do not judge; they stay on the row as they came.
 *
 * MBPP+ (evalplus/mbppplus, Apache-2.0) names the text "prompt" and adds "test", a program of many more tests that
 * calls the function by its name: that is its suite.
 */
#include "problems/import/import.h"

#include "base/num.h"

#include <stdint.h>
#include <string.h>

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The first name in `tests` that is followed by an opening parenthesis and defined in `code`. */
static struct assay_str find_entry(struct assay_str tests, struct assay_str code)
{
	for (size_t i = 0; i < tests.len;) {
		size_t start = i;
		while (i < tests.len && is_name_char(tests.data[i]))
			i++;
		if (i == start) {
			i++;
			continue;
		}
		struct assay_str name = assay_str_sub(tests, start, i - start);
		struct assay_str behind = assay_str_trim(assay_str_sub(tests, i, 8));
		if (assay_str_starts(behind, "(") && assay_import_python_def(code, name) != SIZE_MAX)
			return name;
	}
	return (struct assay_str){0};
}

/* The strings of an array as lines. */
static int join_lines(struct assay_json list, const char *key, struct assay_arena *arena, struct assay_str *ret,
		      struct assay_err *err)
{
	if (assay_json_type(list) != ASSAY_JSON_ARRAY || assay_json_count(list) == 0)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" is not an array of tests", key);
	assay_autobuf struct assay_buf lines = {0};
	assay_json_each (item, list) {
		struct assay_str line = assay_json_str(item);
		if (assay_str_is_absent(line))
			return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected a string, found %s", key,
					  assay_json_type_name(assay_json_type(item)));
		(void)assay_buf_add_str(&lines, line);
		(void)assay_buf_add_char(&lines, '\n');
	}
	int rc = assay_buf_error(&lines, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&lines));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* Numbers and strings are both in use as task ids. */
static int read_task_id(struct assay_json row, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	struct assay_json id = assay_json_get(row, "task_id");
	enum assay_json_type type = assay_json_type(id);
	if (type != ASSAY_JSON_NUMBER && type != ASSAY_JSON_STRING)
		return assay_fail(err, ASSAY_EINVAL, "\"task_id\": expected a number, found %s",
				  assay_json_type_name(type));
	*ret = assay_arena_str(arena, type == ASSAY_JSON_STRING ? assay_json_str(id) : assay_json_raw(id));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* The challenge tests as a member that travels with the row. */
static int keep_challenge(struct assay_json row, struct assay_arena *arena, struct assay_str *ret,
			  struct assay_err *err)
{
	struct assay_json list = assay_json_get(row, "challenge_test_list");
	if (assay_json_count(list) == 0)
		return 0;
	*ret = ASSAY_JOIN(arena, ASSAY_STR("\"challenge_test_list\":"), assay_json_raw(list));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int fill(struct assay_json row, bool is_plus, struct assay_arena *arena, struct assay_problem *p,
		struct assay_err *err)
{
	struct assay_str text;
	struct assay_str code;
	struct assay_str setup = {0};
	struct assay_str tests = {0};
	struct assay_json list = assay_json_get(row, "test_list");
	int rc = assay_import_text(row, is_plus ? "prompt" : "text", arena, &text, err);
	if (rc == 0)
		rc = assay_import_text(row, "code", arena, &code, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "test_setup_code", arena, &setup, err);
	if (rc == 0)
		rc = join_lines(list, "test_list", arena, &tests, err);
	if (rc == 0)
		rc = keep_challenge(row, arena, &p->extra, err);
	if (rc == 0 && is_plus)
		rc = assay_import_text(row, "test", arena, &p->suite, err);
	if (rc)
		return rc;
	p->entry = find_entry(tests, code);
	if (assay_str_is_absent(p->entry))
		return assay_fail(err, ASSAY_EINVAL, "\"test_list\" calls no function that \"code\" defines");
	struct assay_str first = assay_str_trim(assay_json_str(assay_json_first(list)));
	p->statement = ASSAY_JOIN(arena, text, ASSAY_STR("\n\nIt is called like this:\n"), first, ASSAY_STR("\n"));
	if (!is_plus)
		p->suite = ASSAY_JOIN(arena, setup, assay_str_of(setup.len > 0 ? "\n" : ""), tests);
	p->references = assay_import_solution(arena, p->language, code);
	p->n_references = 1;
	bool is_full = assay_str_is_absent(p->statement) || assay_str_is_absent(p->suite) || !p->references;
	return is_full ? assay_arena_fail(arena, err) : 0;
}

static int read_row(bool is_plus, struct assay_json row, struct assay_arena *arena, assay_problem_emit *emit, void *arg,
		    struct assay_err *err)
{
	struct assay_str name = assay_str_of(is_plus ? "mbppplus" : "mbpp");
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.origin = {.source = name, .license = assay_str_of(is_plus ? "Apache-2.0" : "CC-BY-4.0")},
	};
	int rc = read_task_id(row, arena, &problem.origin.source_id, err);
	if (rc == 0)
		rc = fill(row, is_plus, arena, &problem, err);
	if (rc)
		return rc;
	problem.id = ASSAY_JOIN(arena, name, ASSAY_STR("/"), problem.origin.source_id);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row(false, row, arena, emit, arg, err);
}

static int read_plus(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
		     struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row(true, row, arena, emit, arg, err);
}

static int read_candidate(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	struct assay_str task = {0};
	const struct assay_problem *problem = NULL;
	struct assay_candidate candidate = {0};
	bool has_code = assay_json_type(assay_json_get(row, "code")) == ASSAY_JSON_STRING;
	int rc = read_task_id(row, arena, &task, err);
	if (rc == 0)
		rc = assay_import_find(set, task, &problem, err);
	if (rc == 0)
		rc = assay_import_text(row, has_code ? "code" : "completion", arena, &candidate.code, err);
	if (rc)
		return rc;
	candidate.problem_id = problem->id;
	candidate.language = problem->language;
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

const struct assay_importer assay_import_mbppplus = {
	.name = "mbppplus",
	.title = "MBPP+ (evalplus/mbppplus)",
	.problems = read_plus,
	.candidates = read_candidate,
};

const struct assay_importer assay_import_mbpp = {
	.name = "mbpp",
	.title = "MBPP (google-research)",
	.problems = read_problem,
	.candidates = read_candidate,
};
