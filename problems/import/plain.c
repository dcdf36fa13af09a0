/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows as people have them at hand, JSONL or CSV, by the usual names of things:
 *
 *   id                                      a string or a number; absent: a hash
 *   statement | question | problem | prompt the task
 *   answer | final_answer                   a final answer: kind math (with "policy" where given)
 *   tests | test_cases                      a list; in CSV its JSON text. Its items decide the kind:
 *       {"stdin" | "input", "expected_stdout" | "output"}   strings: kind stdio
 *       {"args", "expected", ...}                           kind call; needs an entry
 *       "assert f(1) == 2"                                  kind suite; needs an entry
 *   suite | test                            assertion code: kind suite; needs an entry
 *   entry | entry_point | function          the function's name
 *   language                                absent: python for call and suite, any for stdio
 *   reference | solution | code             a right solution
 *   level                                   a number
 *
 * Exactly one of answer, tests and suite decides. Everything else is passed through.
 */
#include "problems/import/import.h"

#include "base/num.h"
#include "problems/row.h"

static const char *const statement_keys[] = {"statement", "question", "problem", "prompt", NULL};
static const char *const answer_keys[] = {"answer", "final_answer", NULL};
static const char *const tests_keys[] = {"tests", "test_cases", NULL};
static const char *const suite_keys[] = {"suite", "test", NULL};
static const char *const entry_keys[] = {"entry", "entry_point", "function", NULL};
static const char *const reference_keys[] = {"reference", "solution", "code", NULL};
static const char *const other_keys[] = {"id", "policy", "language", "level", NULL};

static const char *const *const alias_keys[] = {
	statement_keys, answer_keys, tests_keys, suite_keys, entry_keys, reference_keys,
};

/* An empty cell of a CSV file, like null, is nothing. */
static bool is_stated(struct assay_json v)
{
	enum assay_json_type type = assay_json_type(v);
	if (type == ASSAY_JSON_STRING)
		return assay_json_str(v).len > 0;
	return type != ASSAY_JSON_NONE && type != ASSAY_JSON_NULL;
}

static struct assay_json first_stated(struct assay_json row, const char *const *keys, const char **ret_key)
{
	for (; *keys; keys++) {
		struct assay_json v = assay_json_get(row, *keys);
		if (!is_stated(v))
			continue;
		if (ret_key)
			*ret_key = *keys;
		return v;
	}
	return (struct assay_json){0};
}

/* A text, or the digits of a number. */
static int take_text(struct assay_json row, const char *const *keys, struct assay_arena *arena, struct assay_str *ret,
		     struct assay_err *err)
{
	const char *key = NULL;
	struct assay_json v = first_stated(row, keys, &key);
	enum assay_json_type type = assay_json_type(v);
	if (type == ASSAY_JSON_NONE)
		return 0;
	if (type != ASSAY_JSON_STRING && type != ASSAY_JSON_NUMBER)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected a string, found %s", key,
				  assay_json_type_name(type));
	*ret = assay_arena_str(arena, type == ASSAY_JSON_STRING ? assay_json_str(v) : assay_json_raw(v));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int take_one(struct assay_json row, const char *key, struct assay_arena *arena, struct assay_str *ret,
		    struct assay_err *err)
{
	const char *const keys[] = {key, NULL};
	return take_text(row, keys, arena, ret, err);
}

/* --- Tests ---------------------------------------------------------------------------------------------------- */

static int take_member(struct assay_json item, const char *key, const char *alias, struct assay_arena *arena,
		       struct assay_str *ret, struct assay_err *err)
{
	bool has_key = assay_json_type(assay_json_get(item, key)) != ASSAY_JSON_NONE;
	return assay_json_read_str(item, has_key ? key : alias, arena, ret, err);
}

static int read_stdio_test(struct assay_json item, struct assay_arena *arena, struct assay_test *ret,
			   struct assay_err *err)
{
	int rc = take_member(item, "stdin", "input", arena, &ret->stdin_text, err);
	return rc ? rc : take_member(item, "expected_stdout", "output", arena, &ret->expected_stdout, err);
}

static int read_call_test(struct assay_json item, struct assay_arena *arena, struct assay_test *ret,
			  struct assay_err *err)
{
	int rc = assay_json_read_raw(item, "args", arena, &ret->args, err);
	if (rc == 0)
		rc = assay_json_read_raw(item, "kwargs", arena, &ret->kwargs, err);
	return rc ? rc : assay_json_read_raw(item, "expected", arena, &ret->expected, err);
}

static int read_test_objects(struct assay_json list, struct assay_arena *arena, struct assay_problem *p,
			     struct assay_err *err)
{
	struct assay_test *tests = assay_arena_array(arena, assay_json_count(list), sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	bool is_call = is_stated(assay_json_get(assay_json_first(list), "args"));
	p->kind = is_call ? ASSAY_KIND_CALL : ASSAY_KIND_STDIO;
	assay_json_each (item, list) {
		int rc = assay_record_expect(item, ASSAY_JSON_OBJECT, err);
		struct assay_test *test = &tests[p->n_tests++];
		if (rc == 0)
			rc = is_call ? read_call_test(item, arena, test, err) : read_stdio_test(item, arena, test, err);
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", p->n_tests);
	}
	p->tests = tests;
	return 0;
}

static int read_test_lines(struct assay_json list, struct assay_arena *arena, struct assay_problem *p,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf lines = {0};
	assay_json_each (item, list) {
		int rc = assay_record_expect(item, ASSAY_JSON_STRING, err);
		if (rc)
			return assay_err_wrap(err, rc, "a list of tests in code");
		(void)assay_buf_add_str(&lines, assay_json_str(item));
		(void)assay_buf_add_char(&lines, '\n');
	}
	int rc = assay_buf_error(&lines, err);
	if (rc)
		return rc;
	p->kind = ASSAY_KIND_SUITE;
	p->suite = assay_arena_str(arena, assay_buf_str(&lines));
	return assay_str_is_absent(p->suite) ? assay_arena_fail(arena, err) : 0;
}

static int read_test_list(struct assay_json list, struct assay_arena *arena, struct assay_problem *p,
			  struct assay_err *err)
{
	int rc = assay_record_expect(list, ASSAY_JSON_ARRAY, err);
	if (rc)
		return rc;
	bool is_code = assay_json_type(assay_json_first(list)) == ASSAY_JSON_STRING;
	return is_code ? read_test_lines(list, arena, p, err) : read_test_objects(list, arena, p, err);
}

/* A list, or its JSON text where the file has only strings. */
static int read_tests(struct assay_json tests, struct assay_arena *arena, struct assay_problem *p,
		      struct assay_err *err)
{
	if (assay_json_type(tests) != ASSAY_JSON_STRING)
		return read_test_list(tests, arena, p, err);
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(assay_json_str(tests), NULL, &doc, err);
	return rc ? rc : read_test_list(assay_json_root(doc), arena, p, err);
}

/* --- Rows ----------------------------------------------------------------------------------------------------- */

static int read_goal(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	const char *key = "tests";
	struct assay_json tests = first_stated(row, tests_keys, &key);
	int n = is_stated(first_stated(row, answer_keys, NULL)) + is_stated(tests) +
		is_stated(first_stated(row, suite_keys, NULL));
	if (n != 1)
		return assay_fail(err, ASSAY_EINVAL,
				  n == 0 ? "the row has neither \"answer\" nor \"tests\" nor \"suite\""
					 : "the row has more than one of \"answer\", \"tests\" and \"suite\"");
	if (is_stated(tests)) {
		int rc = read_tests(tests, arena, p, err);
		return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
	}
	p->kind = is_stated(first_stated(row, answer_keys, NULL)) ? ASSAY_KIND_MATH : ASSAY_KIND_SUITE;
	int rc = take_text(row, answer_keys, arena, &p->answer, err);
	if (rc == 0)
		rc = take_one(row, "policy", arena, &p->policy, err);
	return rc ? rc : take_text(row, suite_keys, arena, &p->suite, err);
}

static int read_level(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str text = {0};
	int rc = take_one(row, "level", arena, &text, err);
	if (rc || assay_str_is_absent(text))
		return rc;
	p->has_level = true;
	rc = assay_parse_i64(text, INT64_MIN, INT64_MAX, &p->level, err);
	return rc ? assay_err_wrap(err, rc, "\"level\"") : 0;
}

static int read_solution(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			 struct assay_err *err)
{
	struct assay_str code = {0};
	int rc = take_text(row, reference_keys, arena, &code, err);
	if (rc || assay_str_is_absent(code))
		return rc;
	struct assay_str language = p->language;
	if (p->kind == ASSAY_KIND_STDIO && assay_str_is_absent(language))
		language = ASSAY_STR("python");
	p->references = assay_import_solution(arena, language, code);
	p->n_references = 1;
	return p->references ? 0 : assay_arena_fail(arena, err);
}

#define N_ALIASES (sizeof(alias_keys) / sizeof(alias_keys[0]))

/* The keys whose values went into the problem; a second spelling of a thing that was found is not one. */
struct used_keys {
	const char *aliases[N_ALIASES]; /* NULL where the row states none. */
};

/* Once for a row: looking a key up walks all its members. */
static struct used_keys used_keys_of(struct assay_json row)
{
	struct used_keys used = {0};
	for (size_t i = 0; i < N_ALIASES; i++)
		(void)first_stated(row, alias_keys[i], &used.aliases[i]);
	return used;
}

static bool is_used(const struct used_keys *used, struct assay_str key)
{
	for (const char *const *k = other_keys; *k; k++) {
		if (assay_str_is(key, *k))
			return true;
	}
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (used->aliases[i] && assay_str_is(key, used->aliases[i]))
			return true;
	}
	return false;
}

/* A name that means something else in a problem row is kept behind "plain.". */
static void keep_member(struct assay_json member, struct assay_buf *extra)
{
	struct assay_str key = assay_json_key(member);
	if (!assay_problem_has_field(key)) {
		assay_record_add_unknown(member, extra);
		return;
	}
	(void)assay_buf_printf(extra, "%s\"plain.%.*s\":", extra->len > 0 ? "," : "", (int)key.len, key.data);
	(void)assay_buf_add_str(extra, assay_json_raw(member));
}

static int keep_rest(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	assay_autobuf struct assay_buf extra = {0};
	const struct used_keys used = used_keys_of(row);
	assay_json_each (member, row) {
		if (!is_used(&used, assay_json_key(member)))
			keep_member(member, &extra);
	}
	int rc = assay_buf_error(&extra, err);
	if (rc || extra.len == 0)
		return rc;
	p->extra = assay_arena_str(arena, assay_buf_str(&extra));
	return assay_str_is_absent(p->extra) ? assay_arena_fail(arena, err) : 0;
}

static int fill(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	int rc = assay_record_expect(row, ASSAY_JSON_OBJECT, err);
	if (rc == 0)
		rc = take_one(row, "id", arena, &p->id, err);
	if (rc == 0)
		rc = take_text(row, statement_keys, arena, &p->statement, err);
	if (rc == 0 && assay_str_is_absent(p->statement))
		rc = assay_fail(err, ASSAY_EINVAL,
				"the row has no \"statement\", \"question\", \"problem\" or \"prompt\"");
	if (rc == 0)
		rc = read_goal(row, arena, p, err);
	if (rc == 0)
		rc = take_text(row, entry_keys, arena, &p->entry, err);
	if (rc == 0)
		rc = take_one(row, "language", arena, &p->language, err);
	return rc;
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {.origin = {.source = ASSAY_STR("plain")}};
	int rc = fill(row, arena, &problem, err);
	if (rc)
		return rc;
	bool needs_language = problem.kind == ASSAY_KIND_CALL || problem.kind == ASSAY_KIND_SUITE;
	if (needs_language && assay_str_is_absent(problem.language))
		problem.language = ASSAY_STR("python");
	rc = read_solution(row, arena, &problem, err);
	if (rc == 0)
		rc = read_level(row, arena, &problem, err);
	if (rc == 0)
		rc = keep_rest(row, arena, &problem, err);
	return rc ? rc : emit(arg, &problem, err);
}

const struct assay_importer assay_import_plain = {
	.name = "plain",
	.title = "plain rows: a question with an answer or tests, under the usual names; JSONL or CSV",
	.problems = read_problem,
	.reads_csv = true,
};
