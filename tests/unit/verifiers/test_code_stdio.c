/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <criterion/criterion.h>

static struct assay_problem sum_problem(struct assay_arena *arena)
{
	return harness_problem("{\"id\":\"s\",\"kind\":\"stdio\",\"statement\":\"Add.\",\"language\":null,\"tests\":["
			       "{\"stdin\":\"2 2\\n\",\"expected_stdout\":\"4\\n\"},"
			       "{\"stdin\":\"-7 3\\n\",\"expected_stdout\":\"-4\\n\"}],\"limits\":{\"cpu_ms\":2000}}",
			       arena);
}

static struct assay_verdict verify(struct assay_arena *arena, const char *code)
{
	struct assay_problem problem = sum_problem(arena);
	struct assay_candidate candidate = harness_code(code);

	return harness_verify(&problem, &candidate, arena);
}

Test(stdio, compares_standard_output)
{
	static const struct {
		const char *code;
		enum assay_word word;
		const char *reason;
	} rows[] = {
		{"print(sum(map(int, input().split())))", ASSAY_ACCEPTED, NULL},
		{"print(sum(map(int, input().split())), end='  \\r\\n\\n')", ASSAY_ACCEPTED, NULL},
		{"print(4)", ASSAY_WRONG_ANSWER, "test 2: line 1: expected -4, got 4"},
		{"print(sum(map(int, input().split())))\nprint('debug')", ASSAY_WRONG_ANSWER,
		 "test 1: line 2: expected nothing, got debug"},
		{"", ASSAY_WRONG_ANSWER, "test 1: line 1: expected 4, got nothing"},
		{"import sys\nprint(sum(map(int, input().split())))\nsys.exit(42)", ASSAY_RUNTIME_ERROR,
		 "test 1: exit code 42"},
		{"1 / 0", ASSAY_RUNTIME_ERROR, "test 1: exit code 1: ZeroDivisionError: division by zero"},
		{"while True: pass", ASSAY_TIME_LIMIT, "test 1: more than 2000 ms of CPU time"},
		{"x = bytearray(1 << 34)", ASSAY_MEMORY_LIMIT, "MemoryError"},
		{"import sys\nsys.stderr.write('4')", ASSAY_WRONG_ANSWER, "got nothing"},
		{"if __name__ == '__main__': print(sum(map(int, input().split())))", ASSAY_ACCEPTED, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_verdict v = verify(arena, rows[i].code);
		cr_expect_eq(v.word, rows[i].word, "%s: %s", rows[i].code, assay_word_name(v.word));
		if (rows[i].reason)
			cr_expect_neq(assay_str_find(v.reason, assay_str_of(rows[i].reason), 0), SIZE_MAX, "%s",
				      v.reason.data);
		cr_expect_eq(v.total, 2);
	}
}

Test(stdio, keeps_the_evidence_of_a_wrong_answer)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_verdict v = verify(arena, "print(4)");

	cr_assert_eq(v.passed, 1);
	cr_assert(assay_str_is(v.pass_bits, "10"));
	cr_assert(
		assay_str_is(v.evidence, "{\"test\":2,\"input\":\"-7 3\\n\",\"expected\":\"-4\\n\",\"got\":\"4\\n\"}"),
		"%s", v.evidence.data);
}

Test(stdio, puts_the_prelude_in_front)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem problem = sum_problem(arena);
	struct assay_candidate candidate = harness_code("print(g(input()))");

	problem.prelude = ASSAY_STR("def g(s): return sum(map(int, s.split()))");
	cr_assert_eq(harness_verify(&problem, &candidate, arena).word, ASSAY_ACCEPTED);
}

Test(stdio, decides_without_a_run_where_there_is_nothing_to_run)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem problem = sum_problem(arena);
	struct assay_candidate empty = {.id = ASSAY_STR("c"), .text = ASSAY_STR("I cannot help with that.")};
	struct assay_candidate foreign = harness_code("int main(){}");
	struct assay_candidate nameless = {.code = ASSAY_STR("x = 1")};
	struct assay_plan plan;

	cr_assert_eq(assay_verify_plan(&problem, &empty, NULL, arena, &plan, NULL), 0);
	cr_assert(plan.is_decided);
	cr_assert_eq(plan.verdict.word, ASSAY_NO_ANSWER);
	cr_assert_eq(plan.verdict.total, 2);
	foreign.language = ASSAY_STR("c");
	problem.language = ASSAY_STR("python");
	cr_assert_eq(assay_verify_plan(&problem, &foreign, NULL, arena, &plan, NULL), 0);
	cr_assert_eq(plan.verdict.word, ASSAY_NO_ANSWER);
	problem.language = (struct assay_str){0};
	cr_assert_eq(assay_verify_plan(&problem, &nameless, NULL, arena, &plan, NULL), 0);
	cr_assert_eq(plan.verdict.word, ASSAY_NO_ANSWER);
	problem.checker.type = ASSAY_STR("words");
	cr_assert_eq(assay_verify_plan(&problem, &nameless, NULL, arena, &plan, NULL), 0);
	cr_assert_eq(plan.verdict.word, ASSAY_UNDECIDED);
}

Test(stdio, never_accepts_what_was_not_run)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem problem = sum_problem(arena);
	struct assay_candidate candidate = harness_code("print(4)");
	struct assay_test_result passed = {.word = ASSAY_ACCEPTED}, unknown = {0};
	struct assay_plan plan;
	struct assay_verdict v;

	cr_assert_eq(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL), 0);
	cr_assert_eq(assay_verify_conclude(&problem, &candidate, NULL, &plan, &passed, 1, arena, &v, NULL), 0);
	cr_assert_eq(v.word, ASSAY_UNDECIDED);
	cr_assert(assay_str_is(v.pass_bits, "10"));
	cr_assert_eq(assay_verify_conclude(&problem, &candidate, NULL, &plan, NULL, 0, arena, &v, NULL), 0);
	cr_assert_eq(v.word, ASSAY_UNDECIDED);
	cr_assert_eq(assay_verify_conclude(&problem, &candidate, NULL, &plan, &unknown, 1, arena, &v, NULL), 0);
	cr_assert_eq(v.word, ASSAY_UNDECIDED);
	cr_assert_eq(v.passed, 0);
}

Test(stdio, judges_outcomes_by_the_first_limit_that_was_crossed)
{
	static const struct {
		struct assay_outcome outcome;
		enum assay_word word;
	} rows[] = {
		{{.end = ASSAY_END_EXITED}, ASSAY_ACCEPTED},
		{{.end = ASSAY_END_EXITED, .exit_code = 1}, ASSAY_RUNTIME_ERROR},
		{{.end = ASSAY_END_EXITED, .out_is_truncated = true}, ASSAY_OUTPUT_LIMIT},
		{{.end = ASSAY_END_SIGNALED, .signal = 9}, ASSAY_RUNTIME_ERROR},
		{{.end = ASSAY_END_CPU_LIMIT}, ASSAY_TIME_LIMIT},
		{{.end = ASSAY_END_WALL_LIMIT}, ASSAY_TIME_LIMIT},
		{{.end = ASSAY_END_MEMORY_LIMIT}, ASSAY_MEMORY_LIMIT},
		{{.end = ASSAY_END_OUTPUT_LIMIT}, ASSAY_OUTPUT_LIMIT},
		{{.end = ASSAY_END_POLICY}, ASSAY_POLICY_VIOLATION},
		{{.end = ASSAY_END_STOPPED}, ASSAY_SYSTEM_ERROR},
		{{.end = ASSAY_END_UNKNOWN}, ASSAY_SYSTEM_ERROR},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(assay_word_of_outcome(&rows[i].outcome), rows[i].word, "row %zu", i);
}
