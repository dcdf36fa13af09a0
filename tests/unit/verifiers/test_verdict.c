/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/verify.h"

#include <criterion/criterion.h>

Test(verdict, names_every_word_once)
{
	for (int word = 0; word < ASSAY_N_WORDS; word++) {
		const char *name = assay_word_name((enum assay_word)word);
		cr_assert_not_null(name);
		cr_expect_eq(assay_word_from_name(assay_str_of(name)), (enum assay_word)word, "%s", name);
	}
	cr_expect_eq(assay_word_from_name(ASSAY_STR("passed")), ASSAY_N_WORDS);
	cr_expect_eq(assay_word_from_name(ASSAY_STR("")), ASSAY_N_WORDS);
	cr_expect_eq((enum assay_word)0, ASSAY_UNDECIDED);
}

/* What compiling came to, and whether that is a word on the program. */
Test(verdict, a_compiler_that_cannot_be_executed_says_nothing_about_a_program)
{
	static const struct {
		struct assay_outcome outcome;
		enum assay_word word;
	} rows[] = {
		{{.end = ASSAY_END_EXITED, .exit_code = 1, .err = {"error", 5}}, ASSAY_COMPILE_ERROR},
		{{.end = ASSAY_END_EXITED, .exit_code = 127, .err = {"error", 5}}, ASSAY_COMPILE_ERROR},
		{{.end = ASSAY_END_CPU_LIMIT}, ASSAY_COMPILE_ERROR},
		{{.end = ASSAY_END_EXITED, .exit_code = 127, .is_refused = true}, ASSAY_SYSTEM_ERROR},
		{{.end = ASSAY_END_EXITED, .exit_code = 126, .is_refused = true}, ASSAY_SYSTEM_ERROR},
		{{.end = ASSAY_END_UNKNOWN}, ASSAY_SYSTEM_ERROR},
	};
	const struct assay_checker checker = {.name = "call", .version = 1};
	const struct assay_plan plan = {.checker = &checker, .n_executions = 3};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_verdict verdict;
		cr_assert_eq(assay_verify_compile_failed(&plan, &rows[i].outcome, arena, &verdict, NULL), 0);
		cr_expect_eq(verdict.word, rows[i].word, "row %zu", i);
		cr_expect_gt(verdict.reason.len, 0, "row %zu", i);
	}
}

static struct assay_verdict read_back(const struct assay_buf *row, struct assay_arena *arena)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_verdict verdict;
	struct assay_err err = {0};

	cr_assert_eq(assay_json_parse(assay_buf_str(row), NULL, &doc, &err), 0, "%s", err.msg);
	cr_assert_eq(assay_verdict_read(assay_json_root(doc), arena, &verdict, &err), 0, "%s", err.msg);
	return verdict;
}

Test(verdict, reads_back_what_it_wrote)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf row = {0};
	assay_autobuf struct assay_buf again = {0};
	struct assay_verdict verdict = {.word = ASSAY_WRONG_ANSWER,
					.passed = 3,
					.total = 5,
					.reason = ASSAY_STR("test 4: expected [1, 2], got [2, 1]"),
					.evidence = ASSAY_STR("{\"test\":4}"),
					.pass_bits = ASSAY_STR("11100"),
					.assurance = ASSAY_ASSURANCE_SEPARATED,
					.cpu_us = 12345678901,
					.wall_us = 7,
					.peak_bytes = 10485761,
					.enforcer = ASSAY_ENFORCER_CGROUP2,
					.isolation = ASSAY_ISOLATION_NAMESPACES,
					.checker = ASSAY_STR("call@1"),
					.extracted = ASSAY_STR("fence:entry+method"),
					.key = {{1, 2, 0xfe}}};

	cr_assert_eq(assay_verdict_write(&verdict, ASSAY_STR("p"), ASSAY_STR("c"), &row, NULL), 0);
	struct assay_verdict back = read_back(&row, arena);
	cr_assert_eq(assay_verdict_write(&back, ASSAY_STR("p"), ASSAY_STR("c"), &again, NULL), 0);
	cr_assert_str_eq(row.data, again.data);
	cr_assert_eq(back.cpu_us, verdict.cpu_us);
	cr_assert_eq(back.peak_bytes, verdict.peak_bytes);
	cr_assert_eq(memcmp(&back.key, &verdict.key, sizeof(back.key)), 0);
	cr_assert_not_null(strstr(row.data, "\"pass_fraction\":0.6,"), "%s", row.data);
	cr_assert_not_null(strstr(row.data, "\"limits_enforced_by\":\"cgroup2\""), "%s", row.data);
	cr_assert_not_null(strstr(row.data, "\"extracted\":\"fence:entry+method\""), "%s", row.data);
	cr_assert(assay_str_is(back.extracted, "fence:entry+method"));
}

Test(verdict, keeps_points_of_tests_that_did_not_pass)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf row = {0};
	struct assay_verdict verdict = {.word = ASSAY_WRONG_ANSWER, .passed = 1, .total = 3, .partial = 0.7};

	cr_assert_eq(assay_verdict_write(&verdict, ASSAY_STR("p"), ASSAY_STR("c"), &row, NULL), 0);
	struct assay_verdict back = read_back(&row, arena);
	cr_assert_eq(back.passed, 1);
	cr_assert_float_eq(back.partial, 0.7, 1e-9);
}

Test(verdict, writes_nothing_for_what_it_does_not_know)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf row = {0};
	struct assay_verdict verdict = {0};

	cr_assert_eq(assay_verdict_write(&verdict, ASSAY_STR("p"), ASSAY_STR("c"), &row, NULL), 0);
	cr_assert_not_null(strstr(row.data, "\"verdict\":\"undecided\""));
	cr_assert_null(strstr(row.data, "pass_fraction"));
	cr_assert_null(strstr(row.data, "limits_enforced_by"));
	cr_assert_eq(read_back(&row, arena).word, ASSAY_UNDECIDED);
}

Test(verdict, refuses_rows_that_make_no_sense)
{
	static const char *const rows[] = {
		"{}",
		"{\"verdict\":\"passed\"}",
		"{\"verdict\":3}",
		"{\"verdict\":\"accepted\",\"passed\":2,\"total\":1}",
		"{\"verdict\":\"accepted\",\"passed\":-1}",
		"{\"verdict\":\"accepted\",\"cpu_ms\":-1}",
		"{\"verdict\":\"accepted\",\"cpu_ms\":1e300}",
		"{\"verdict\":\"accepted\",\"key\":\"zz\"}",
		"{\"verdict\":\"accepted\",\"assurance\":\"full\"}",
		"{\"verdict\":\"accepted\",\"limits_enforced_by\":\"hope\"}",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autojson struct assay_json_doc *doc = NULL;
		struct assay_verdict verdict;
		cr_assert_eq(assay_json_parse(assay_str_of(rows[i]), NULL, &doc, NULL), 0);
		cr_expect_eq(assay_verdict_read(assay_json_root(doc), arena, &verdict, NULL), ASSAY_EINVAL, "%s",
			     rows[i]);
	}
}

Test(verdict, has_a_key_of_all_that_decided_it)
{
	struct assay_problem problem = {.id = ASSAY_STR("p"), .kind = ASSAY_KIND_STDIO};
	struct assay_candidate candidate = {.code = ASSAY_STR("x")};
	struct assay_verify_options options = {.limits = {.cpu_ms = 100}};
	struct assay_hash128 plain = assay_verify_key(&problem, &candidate, NULL);
	struct assay_hash128 same = assay_verify_key(&problem, &candidate, &(struct assay_verify_options){0});
	struct assay_hash128 other = assay_verify_key(&problem, &candidate, &options);

	cr_assert_eq(memcmp(&plain, &same, sizeof(plain)), 0);
	cr_assert_neq(memcmp(&plain, &other, sizeof(plain)), 0);
	candidate.code = ASSAY_STR("y");
	other = assay_verify_key(&problem, &candidate, NULL);
	cr_assert_neq(memcmp(&plain, &other, sizeof(plain)), 0);
}

Test(verdict, of_unknown_mathematics_is_not_called_proved)
{
	static const struct {
		const char *answer;
		enum assay_word word;
		const char *assurance;
	} rows[] = {
		{"\\sqrt2", ASSAY_ACCEPTED, "proved"},
		{"1.4142...", ASSAY_UNDECIDED, NULL},
		{"", ASSAY_NO_ANSWER, NULL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_problem problem = {
			.id = ASSAY_STR("p"), .kind = ASSAY_KIND_MATH, .answer = ASSAY_STR("\\sqrt{2}")};
		const struct assay_candidate candidate = {.code = assay_str_of(rows[i].answer)};
		struct assay_plan plan;
		cr_assert_eq(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL), 0);
		cr_expect_eq(plan.verdict.word, rows[i].word, "row %zu", i);
		const char *assurance = assay_assurance_name(plan.verdict.assurance);
		cr_expect_str_eq(assurance ? assurance : "", rows[i].assurance ? rows[i].assurance : "", "row %zu", i);
	}
}
