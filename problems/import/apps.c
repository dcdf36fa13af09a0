/* SPDX-License-Identifier: Apache-2.0 */
/*
 * APPS (hendrycks/apps, MIT) and TACO (BAAI, Apache-2.0), which took its form over:
 *
 *   {"question","solutions":"[..]","input_output":"{\"inputs\":[..],\"outputs\":[..],\"fn_name\":..}","difficulty",
 *    "starter_code"[,"id"|"problem_id","time_limit":"2.0 seconds","memory_limit":"256.0 megabytes",...]}
 *
 * "solutions" and "input_output" are JSON in a string. Without "fn_name" a problem reads standard input; an input or
 * output may be a list of lines. With "fn_name" it is a call, and an output that is a list of one in every test is
 * that one value, as upstream's own comparison has it. The first solution is the reference; read as candidates, the
 * same file gives all of them. Rows without tests hold nothing to check.
 */
#include "problems/import/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* JSON that stands in a string member. Absent or empty text gives no document. */
static int parse_member(struct assay_json row, const char *key, struct assay_json_doc **ret, struct assay_err *err)
{
	struct assay_json value = assay_json_get(row, key);
	struct assay_str text = assay_json_str(value);
	if (assay_json_type(value) == ASSAY_JSON_ARRAY || assay_json_type(value) == ASSAY_JSON_OBJECT)
		text = assay_json_raw(value);
	if (assay_str_trim(text).len == 0)
		return 0;
	int rc = assay_json_parse(text, NULL, ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

/* A text, or lines that make one. */
static int join_lines(struct assay_json value, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	if (assay_json_type(value) == ASSAY_JSON_STRING) {
		*ret = assay_arena_str(arena, assay_json_str(value));
		return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
	}
	if (assay_json_type(value) != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_EINVAL, "expected a text or its lines, found %s",
				  assay_json_type_name(assay_json_type(value)));
	assay_autobuf struct assay_buf text = {0};
	assay_json_each (line, value) {
		struct assay_str words =
			assay_json_type(line) == ASSAY_JSON_STRING ? assay_json_str(line) : assay_json_raw(line);
		(void)assay_buf_add_str(&text, words);
		(void)assay_buf_add_char(&text, '\n');
	}
	int rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* True when every output is a list of one: then upstream compares with what it holds. */
static bool are_wrapped(struct assay_json outputs)
{
	assay_json_each (output, outputs) {
		if (assay_json_type(output) != ASSAY_JSON_ARRAY || assay_json_count(output) != 1)
			return false;
	}
	return true;
}

static int read_call(struct assay_json input, struct assay_json output, bool is_wrapped, struct assay_arena *arena,
		     struct assay_test *ret, struct assay_err *err)
{
	if (assay_json_type(input) != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_EINVAL, "expected a list of arguments, found %s",
				  assay_json_type_name(assay_json_type(input)));
	ret->args = assay_arena_str(arena, assay_json_raw(input));
	ret->expected = assay_arena_str(arena, assay_json_raw(is_wrapped ? assay_json_first(output) : output));
	bool is_full = assay_str_is_absent(ret->args) || assay_str_is_absent(ret->expected);
	return is_full ? assay_arena_fail(arena, err) : 0;
}

static int read_tests(struct assay_json io, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_json inputs = assay_json_get(io, "inputs");
	struct assay_json outputs = assay_json_get(io, "outputs");
	size_t n = assay_json_count(inputs);
	if (n != assay_json_count(outputs))
		return assay_fail(err, ASSAY_EINVAL, "%zu inputs and %zu outputs", n, assay_json_count(outputs));
	struct assay_test *tests = assay_arena_array(arena, n + 1, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	p->tests = tests;
	bool is_call = !assay_str_is_absent(p->entry);
	bool is_wrapped = is_call && are_wrapped(outputs);
	struct assay_json output = assay_json_first(outputs);
	assay_json_each (input, inputs) {
		struct assay_test *test = &tests[p->n_tests++];
		int rc = 0;
		if (is_call)
			rc = read_call(input, output, is_wrapped, arena, test, err);
		else if ((rc = join_lines(input, arena, &test->stdin_text, err)) == 0)
			rc = join_lines(output, arena, &test->expected_stdout, err);
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", p->n_tests);
		output = assay_json_next(output);
	}
	return 0;
}

/* "2.0 seconds", "256.0 megabytes": the number times `scale`; 0 when there is none. */
static uint64_t read_amount(struct assay_json row, const char *key, double scale)
{
	char text[32];
	struct assay_str stated = assay_json_str(assay_json_get(row, key));
	(void)snprintf(text, sizeof(text), "%.*s", (int)(stated.len < 31 ? stated.len : 31),
		       stated.data ? stated.data : "");
	double amount = strtod(text, NULL) * scale;
	return amount >= 1 && amount < 1e7 ? (uint64_t)amount : 0;
}

static int read_reference(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			  struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = parse_member(row, "solutions", &doc, err);
	if (rc || !doc)
		return rc;
	struct assay_str code = assay_json_str(assay_json_first(assay_json_root(doc)));
	if (assay_str_is_absent(code))
		return 0;
	p->references = assay_import_solution(arena, ASSAY_STR("python"), assay_arena_str(arena, code));
	p->n_references = 1;
	return p->references ? 0 : assay_arena_fail(arena, err);
}

/* The row's own number, or its place in the file. */
static struct assay_str source_id(struct assay_json row, const struct assay_row_source *source,
				  struct assay_arena *arena)
{
	static const char *const keys[] = {"problem_id", "id"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_json value = assay_json_get(row, keys[i]);
		if (assay_json_type(value) == ASSAY_JSON_NUMBER)
			return assay_arena_str(arena, assay_json_raw(value));
		if (assay_json_str(value).len > 0)
			return assay_arena_str(arena, assay_json_str(value));
	}
	return assay_arena_printf(arena, "%" PRIu64, source->line - 1);
}

static int read_row(const char *name, const char *license, struct assay_json row, const struct assay_row_source *source,
		    struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem p = {
		.kind = ASSAY_KIND_STDIO,
		.limits = {.cpu_ms = read_amount(row, "time_limit", 1000),
			   .mem_mb = read_amount(row, "memory_limit", 1)},
		.origin = {.source = assay_str_of(name), .license = assay_str_of(license)},
	};
	assay_autojson struct assay_json_doc *io = NULL;
	struct assay_str starter = {0};
	int rc = assay_import_text(row, "question", arena, &p.statement, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "starter_code", arena, &starter, err);
	if (rc == 0)
		rc = parse_member(row, "input_output", &io, err);
	if (rc)
		return rc;
	if (!io || assay_json_count(assay_json_get(assay_json_root(io), "inputs")) == 0)
		return ASSAY_IMPORT_PASSED_OVER;
	rc = assay_json_read_str(assay_json_root(io), "fn_name", arena, &p.entry, err);
	if (rc == 0 && !assay_str_is_absent(p.entry)) {
		p.kind = ASSAY_KIND_CALL;
		p.language = ASSAY_STR("python");
	}
	if (rc == 0)
		rc = read_tests(assay_json_root(io), arena, &p, err);
	if (rc)
		return assay_err_wrap(err, rc, "\"input_output\"");
	if (assay_str_trim(starter).len > 0)
		p.statement = ASSAY_JOIN(arena, p.statement, ASSAY_STR("\n\nStart with:\n"), starter);
	p.origin.source_id = source_id(row, source, arena);
	if (assay_str_is_absent(p.origin.source_id) || assay_str_is_absent(p.statement))
		return assay_arena_fail(arena, err);
	p.id = ASSAY_JOIN(arena, assay_str_of(name), ASSAY_STR("/"), p.origin.source_id);
	rc = assay_str_is_absent(p.id) ? assay_arena_fail(arena, err) : read_reference(row, arena, &p, err);
	if (rc == 0)
		rc = assay_import_tag(assay_json_str(assay_json_get(row, "difficulty")), arena, &p, err);
	return rc ? rc : emit(arg, &p, err);
}

static int read_solutions(const char *name, struct assay_json row, const struct assay_row_source *source,
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str own = source_id(row, source, arena);
	struct assay_str id = ASSAY_JOIN(arena, assay_str_of(name), ASSAY_STR("/"), own);
	if (assay_str_is_absent(own) || assay_str_is_absent(id))
		return assay_arena_fail(arena, err);
	/* A row that was passed over as a problem has nothing to judge its solutions by. */
	const struct assay_problem *problem = assay_problem_set_find(set, id);
	int rc = problem ? parse_member(row, "solutions", &doc, err) : 0;
	if (rc || !doc)
		return rc;
	assay_json_each (code, assay_json_root(doc)) {
		struct assay_candidate candidate = {.problem_id = problem->id, .language = ASSAY_STR("python")};
		candidate.code = assay_arena_str(arena, assay_json_str(code));
		if (assay_str_is_absent(candidate.code))
			return assay_arena_fail(arena, err);
		rc = assay_import_emit(&candidate, arena, emit, arg, err);
		if (rc)
			return rc;
	}
	return 0;
}

#define FORMAT(variable, licence, words)                                                                       \
	static int read_##variable(struct assay_json row, const struct assay_row_source *source,               \
				   struct assay_arena *arena, assay_problem_emit *emit, void *arg,             \
				   struct assay_err *err)                                                      \
	{                                                                                                      \
		return read_row(#variable, licence, row, source, arena, emit, arg, err);                       \
	}                                                                                                      \
	static int read_##variable##_solutions(struct assay_json row, const struct assay_row_source *source,   \
					       const struct assay_problem_set *set, struct assay_arena *arena, \
					       assay_candidate_emit *emit, void *arg, struct assay_err *err)   \
	{                                                                                                      \
		return read_solutions(#variable, row, source, set, arena, emit, arg, err);                     \
	}                                                                                                      \
	const struct assay_importer assay_import_##variable = {                                                \
		.name = #variable,                                                                             \
		.title = words,                                                                                \
		.problems = read_##variable,                                                                   \
		.candidates = read_##variable##_solutions,                                                     \
	}

FORMAT(apps, "MIT", "APPS (hendrycks/apps)");
FORMAT(taco, "Apache-2.0", "TACO (BAAI)");
