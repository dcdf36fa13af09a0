/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a problem: what each kind must have, and what every value must look like. */
#include "base/json.h"
#include "problems/problem.h"

#include <math.h>
#include <stdio.h>

/* For messages: a foreign word cut to a readable length. */
#define WORD(s) (int)assay_utf8_cut(s, 40), (s).data ? (s).data : ""

static bool is_in(struct assay_str word, const char *const *names)
{
	for (; *names; names++) {
		if (assay_str_is(word, *names))
			return true;
	}
	return false;
}

/* Ids stand in messages, file names of evidence and CSV cells: printable and short. */
int assay_id_check(struct assay_str id, struct assay_err *err)
{
	if (id.len == 0)
		return assay_fail(err, ASSAY_EINVAL, "the id is empty");
	if (id.len > ASSAY_ID_MAX)
		return assay_fail(err, ASSAY_EINVAL, "the id has %zu bytes; at most %d are allowed", id.len,
				  ASSAY_ID_MAX);
	for (size_t i = 0; i < id.len; i++) {
		if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7f)
			return assay_fail(err, ASSAY_EINVAL, "the id has a control character at byte %zu", i);
	}
	return 0;
}

static int check_json(struct assay_str text, enum assay_json_type type, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(text, NULL, &doc, err);
	if (rc)
		return rc;
	enum assay_json_type found = assay_json_type(assay_json_root(doc));
	if (type == ASSAY_JSON_NONE || found == type)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "expected %s, found %s", assay_json_type_name(type),
			  assay_json_type_name(found));
}

static int check_member(const char *key, struct assay_str text, enum assay_json_type type, struct assay_err *err)
{
	int rc = check_json(text, type, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

/* A checker of one's own may decide without an expected value. */
static bool has_own_checker(const struct assay_problem *problem)
{
	return assay_str_is(problem->checker.type, "program") || assay_str_is(problem->checker.type, "interactor") ||
	       assay_problem_is_open(problem);
}

static int check_call_test(const struct assay_problem *problem, const struct assay_test *test, struct assay_err *err)
{
	int rc = assay_str_is_absent(test->args) ? 0 : check_member("args", test->args, ASSAY_JSON_ARRAY, err);
	if (rc == 0 && !assay_str_is_absent(test->kwargs) && !assay_str_is(test->kwargs, "null"))
		rc = check_member("kwargs", test->kwargs, ASSAY_JSON_OBJECT, err);
	if (rc)
		return rc;
	if (!assay_str_is_absent(test->expected))
		return check_member("expected", test->expected, ASSAY_JSON_NONE, err);
	return has_own_checker(problem) ? 0 : assay_fail(err, ASSAY_EINVAL, "\"expected\" is missing");
}

static int check_stdio_test(const struct assay_problem *problem, const struct assay_test *test, struct assay_err *err)
{
	if (assay_str_is_absent(test->expected_stdout) && !has_own_checker(problem))
		return assay_fail(err, ASSAY_EINVAL, "\"expected_stdout\" is missing");
	return 0;
}

/* Fills defaults in a copy, because tests may be borrowed constants. */
static int fill_tests(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_test *tests = assay_arena_array(arena, problem->n_tests, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < problem->n_tests; i++) {
		tests[i] = problem->tests[i];
		if (fpclassify(tests[i].weight) == FP_ZERO)
			tests[i].weight = 1;
		if (problem->kind == ASSAY_KIND_CALL && assay_str_is_absent(tests[i].args))
			tests[i].args = ASSAY_STR("[]");
		if (assay_str_is(tests[i].kwargs, "null"))
			tests[i].kwargs = (struct assay_str){0};
	}
	problem->tests = tests;
	return 0;
}

static int check_tests(struct assay_problem *problem,
		       int (*check)(const struct assay_problem *problem, const struct assay_test *test,
				    struct assay_err *err),
		       struct assay_arena *arena, struct assay_err *err)
{
	if (problem->n_tests == 0)
		return assay_fail(err, ASSAY_EINVAL, "kind \"%s\" needs at least one test",
				  assay_kind_name(problem->kind));
	for (size_t i = 0; i < problem->n_tests; i++) {
		const struct assay_test *test = &problem->tests[i];
		int rc = check(problem, test, err);
		if (rc == 0 && !(test->weight >= 0 && test->weight <= 1e9))
			rc = assay_fail(err, ASSAY_EINVAL, "\"weight\" must lie between 0 and 1e9");
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", i + 1);
	}
	return fill_tests(problem, arena, err);
}

static int require(const struct assay_problem *problem, const char *key, struct assay_str value, struct assay_err *err)
{
	if (value.len > 0)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "kind \"%s\" needs \"%s\"", assay_kind_name(problem->kind), key);
}

static int check_call(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err)
{
	int rc = require(problem, "entry", problem->entry, err);
	return rc ? rc : check_tests(problem, check_call_test, arena, err);
}

static int check_stdio(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err)
{
	return check_tests(problem, check_stdio_test, arena, err);
}

static int check_suite(struct assay_problem *problem, struct assay_arena *arena __attribute__((unused)),
		       struct assay_err *err)
{
	int rc = require(problem, "entry", problem->entry, err);
	if (rc == 0)
		rc = require(problem, "suite", problem->suite, err);
	return rc ? rc : require(problem, "language", problem->language, err);
}

static int check_math(struct assay_problem *problem, struct assay_arena *arena __attribute__((unused)),
		      struct assay_err *err)
{
	return assay_problem_is_open(problem) ? 0 : require(problem, "answer", problem->answer, err);
}

static int (*const kind_checks[])(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err) = {
	[ASSAY_KIND_CALL] = check_call,
	[ASSAY_KIND_STDIO] = check_stdio,
	[ASSAY_KIND_SUITE] = check_suite,
	[ASSAY_KIND_MATH] = check_math,
};

static int check_checker(const struct assay_checker_spec *checker, struct assay_err *err)
{
	static const char *const types[] = {"lines", "exact",	"tokens",     "float",	   "unordered",
					    "json",  "program", "interactor", "agreement", NULL};
	if (!assay_str_is_absent(checker->type) && !is_in(checker->type, types))
		return assay_fail(err, ASSAY_EINVAL, "unknown checker \"%.*s\"", WORD(checker->type));
	if (!(checker->eps_abs >= 0) || !(checker->eps_rel >= 0))
		return assay_fail(err, ASSAY_EINVAL, "checker: a tolerance is below zero");
	bool is_program = assay_str_is(checker->type, "program") || assay_str_is(checker->type, "interactor");
	if (is_program && (checker->code.len == 0 || checker->language.len == 0))
		return assay_fail(err, ASSAY_EINVAL, "checker \"%.*s\" needs \"language\" and \"code\"",
				  WORD(checker->type));
	static const char *const abis[] = {"testlib", "kattis", NULL};
	if (is_program && checker->abi.len > 0 && !is_in(checker->abi, abis))
		return assay_fail(err, ASSAY_EINVAL, "checker \"%.*s\": unknown abi \"%.*s\"", WORD(checker->type),
				  WORD(checker->abi));
	return 0;
}

/* The verdict words that a wrong program can get; `rejected` stands for any of them. */
static const char *const failure_words[] = {
	"wrong_answer",	 "runtime_error",    "time_limit", "memory_limit", "output_limit",
	"compile_error", "policy_violation", "no_answer",  "rejected",	   NULL};

static int check_solutions(const char *key, const struct assay_problem *problem, const struct assay_solution *items,
			   size_t n, struct assay_err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (assay_str_is_absent(items[i].code))
			return assay_fail(err, ASSAY_EINVAL, "\"%s\": item %zu: \"code\" is missing", key, i + 1);
		bool is_code = problem->kind != ASSAY_KIND_MATH;
		if (is_code && items[i].language.len == 0 && problem->language.len == 0)
			return assay_fail(err, ASSAY_EINVAL,
					  "\"%s\": item %zu: neither it nor the problem states a language", key, i + 1);
		if (!assay_str_is_absent(items[i].expect) && !is_in(items[i].expect, failure_words))
			return assay_fail(err, ASSAY_EINVAL, "\"%s\": item %zu: \"%.*s\" is not how a program fails",
					  key, i + 1, WORD(items[i].expect));
	}
	return 0;
}

static int check_contract(const struct assay_problem *problem, struct assay_err *err)
{
	const struct assay_solution *contract = &problem->contract;
	if (assay_str_is_absent(contract->code) && assay_str_is_absent(contract->language))
		return 0;
	if (problem->kind != ASSAY_KIND_CALL && problem->kind != ASSAY_KIND_STDIO)
		return assay_fail(err, ASSAY_EINVAL, "\"contract\" is for the inputs of call and stdio problems");
	if (contract->code.len == 0 || (contract->language.len == 0 && problem->language.len == 0))
		return assay_fail(err, ASSAY_EINVAL, "\"contract\" needs \"language\" and \"code\"");
	return 0;
}

static int check_id(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err)
{
	if (!assay_str_is_absent(problem->id))
		return assay_id_check(problem->id, err);
	/* The statement is not part of what decides a verdict, but two tasks that differ in it are two problems. */
	struct assay_hash128 decides = assay_problem_hash(problem);
	const struct assay_str fields[] = {{(const char *)decides.bytes, sizeof(decides.bytes)}, problem->statement};
	struct assay_hash128 hash = assay_hash_fields(fields, 2);
	char hex[ASSAY_HASH_HEX];
	assay_hash_hex(&hash, hex);
	problem->id = assay_arena_str(arena, assay_str_of(hex));
	return assay_str_is_absent(problem->id) ? assay_arena_fail(arena, err) : 0;
}

int assay_problem_check(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err)
{
	if (problem->kind == ASSAY_KIND_UNKNOWN)
		return assay_fail(err, ASSAY_EINVAL, "\"kind\" is missing");
	int rc = kind_checks[problem->kind](problem, arena, err);
	if (rc == 0 && problem->may_share_process && problem->kind != ASSAY_KIND_CALL)
		rc = assay_fail(err, ASSAY_EINVAL, "\"one_process\" is for problems of the kind \"call\"");
	if (rc == 0)
		rc = check_checker(&problem->checker, err);
	if (rc == 0)
		rc = check_solutions("reference", problem, problem->references, problem->n_references, err);
	if (rc == 0)
		rc = check_solutions("negatives", problem, problem->negatives, problem->n_negatives, err);
	if (rc == 0)
		rc = check_contract(problem, err);
	if (rc == 0 && !assay_str_is_absent(problem->origin.parents))
		rc = check_member("parents", problem->origin.parents, ASSAY_JSON_ARRAY, err);
	return rc ? rc : check_id(problem, arena, err);
}
