/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codeforces-style rows (open-r1/codeforces, ODC-By):
 * {"id":"852/A","title","description","input_format","output_format",
 * "note","time_limit":2.0,"memory_limit":256.0,"input_mode":"stdio","examples":[{"input","output"}],"official_tests":[..],
 * "generated_checker":"..","interaction_format",..}.
 *
 * Limits are seconds and megabytes. The examples are shown, official tests hidden. A checker written with testlib
 * (C++, "testlib.h") judges where the row has one; without it outputs are compared as tokens. A row with a checker of
 * another kind, with a file for its input, or with a dialogue has nothing here that could judge it.
 */
#include "problems/import/import.h"

#include <stdint.h>

static int add_tests(struct assay_json list, bool is_hidden, struct assay_arena *arena, struct assay_test *tests,
		     size_t *n, struct assay_err *err)
{
	assay_json_each (item, list) {
		struct assay_test *test = &tests[(*n)++];
		test->is_hidden = is_hidden;
		int rc = assay_import_text(item, "input", arena, &test->stdin_text, err);
		if (rc == 0)
			rc = assay_import_text(item, "output", arena, &test->expected_stdout, err);
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", *n);
	}
	return 0;
}

static int read_tests(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_json shown = assay_json_get(row, "examples");
	struct assay_json hidden = assay_json_get(row, "official_tests");
	struct assay_test *tests =
		assay_arena_array(arena, assay_json_count(shown) + assay_json_count(hidden) + 1, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	p->tests = tests;
	int rc = add_tests(shown, false, arena, tests, &p->n_tests, err);
	return rc ? rc : add_tests(hidden, true, arena, tests, &p->n_tests, err);
}

/* The parts that are there, each under its title. */
static int read_statement(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			  struct assay_err *err)
{
	static const struct {
		const char *key, *title;
	} parts[] = {
		{"description", ""}, {"input_format", "Input\n"}, {"output_format", "Output\n"}, {"note", "Note\n"}};
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct assay_str part = assay_str_trim(assay_json_str(assay_json_get(row, parts[i].key)));
		if (part.len == 0)
			continue;
		(void)assay_buf_printf(&text, "%s%s%.*s", text.len > 0 ? "\n\n" : "", parts[i].title, (int)part.len,
				       part.data);
	}
	int rc = assay_buf_error(&text, err);
	if (rc == 0 && text.len == 0)
		rc = assay_fail(err, ASSAY_EINVAL, "\"description\" is missing");
	if (rc)
		return rc;
	p->statement = assay_arena_str(arena, assay_buf_str(&text));
	return assay_str_is_absent(p->statement) ? assay_arena_fail(arena, err) : 0;
}

static int read_limit(struct assay_json row, const char *key, double scale, uint64_t *ret, struct assay_err *err)
{
	double value = 0;
	int rc = assay_json_read_f64(row, key, &value, err);
	if (rc)
		return rc;
	if (!(value >= 0) || value * scale > 1e9)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" is out of range", key);
	*ret = (uint64_t)(value * scale);
	return 0;
}

/* False where nothing here can judge the row. */
static bool read_checker(struct assay_json row, struct assay_arena *arena, struct assay_problem *p)
{
	struct assay_str mode = assay_json_str(assay_json_get(row, "input_mode"));
	struct assay_str dialogue = assay_json_str(assay_json_get(row, "interaction_format"));
	struct assay_str code = assay_json_str(assay_json_get(row, "generated_checker"));
	p->checker.type = ASSAY_STR("tokens");
	if ((mode.len > 0 && !assay_str_is(mode, "stdio")) || dialogue.len > 0)
		return false;
	if (code.len == 0)
		return true;
	if (assay_str_find(code, ASSAY_STR("testlib.h"), 0) == SIZE_MAX)
		return false;
	p->checker = (struct assay_checker_spec){.type = ASSAY_STR("program"),
						 .language = ASSAY_STR("cpp"),
						 .abi = ASSAY_STR("testlib"),
						 .code = assay_arena_str(arena, code)};
	return true;
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem p = {
		.kind = ASSAY_KIND_STDIO,
		.origin = {.source = ASSAY_STR("codeforces"), .license = ASSAY_STR("ODC-By-1.0")},
	};
	if (!read_checker(row, arena, &p))
		return ASSAY_IMPORT_PASSED_OVER;
	int rc = assay_import_text(row, "id", arena, &p.origin.source_id, err);
	if (rc == 0)
		rc = read_statement(row, arena, &p, err);
	if (rc == 0)
		rc = read_limit(row, "time_limit", 1000, &p.limits.cpu_ms, err);
	if (rc == 0)
		rc = read_limit(row, "memory_limit", 1, &p.limits.mem_mb, err);
	if (rc == 0)
		rc = read_tests(row, arena, &p, err);
	if (rc)
		return rc;
	if (p.n_tests == 0)
		return ASSAY_IMPORT_PASSED_OVER;
	p.id = ASSAY_JOIN(arena, ASSAY_STR("codeforces/"), p.origin.source_id);
	return assay_str_is_absent(p.id) ? assay_arena_fail(arena, err) : emit(arg, &p, err);
}

const struct assay_importer assay_import_codeforces = {
	.name = "codeforces",
	.title = "Codeforces problems (open-r1/codeforces)",
	.problems = read_problem,
};
