/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "verifiers/checkers.h"
#include "verifiers/math.h"

#include <criterion/criterion.h>

static struct assay_arena *arena;

static void setup(void)
{
	arena = assay_arena_create(0);
}

static void teardown(void)
{
	assay_arena_destroy(arena);
}

TestSuite(math_checker, .init = setup, .fini = teardown);

static int plan(const char *gold, const char *policy, struct assay_candidate candidate, struct assay_plan *ret,
		struct assay_err *err)
{
	struct assay_problem problem = {.kind = ASSAY_KIND_MATH,
					.id = ASSAY_STR("p"),
					.answer = assay_str_of(gold),
					.policy = assay_str_of(policy)};
	static const struct assay_verify_options options;
	*ret = (struct assay_plan){0};
	return assay_checker_math.plan(&problem, &candidate, &options, arena, ret, err);
}

Test(math_checker, decides_at_once_with_the_right_word)
{
	static const struct {
		const char *gold, *text, *code;
		enum assay_word word;
		enum assay_assurance assurance;
	} rows[] = {
		{"3/4", "So \\boxed{0.75}", NULL, ASSAY_ACCEPTED, ASSAY_ASSURANCE_PROVED},
		{"3/4", "So \\boxed{0.76}", NULL, ASSAY_WRONG_ANSWER, ASSAY_ASSURANCE_PROVED},
		{"1/3", "So \\boxed{0.333...}", NULL, ASSAY_UNDECIDED, ASSAY_ASSURANCE_NONE},
		{"3/4", "I give up", NULL, ASSAY_NO_ANSWER, ASSAY_ASSURANCE_NONE},
		{"x+1", NULL, "x + 1", ASSAY_ACCEPTED, ASSAY_ASSURANCE_PROVED},
		{"5", NULL, NULL, ASSAY_NO_ANSWER, ASSAY_ASSURANCE_NONE},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_candidate candidate = {.text = assay_str_of(rows[i].text),
						    .code = assay_str_of(rows[i].code)};
		struct assay_plan got;
		struct assay_err err = {0};
		cr_assert_eq(plan(rows[i].gold, NULL, candidate, &got, &err), 0, "row %zu: %s", i, err.msg);
		cr_expect(got.is_decided);
		cr_expect_eq(got.verdict.word, rows[i].word, "row %zu", i);
		cr_expect_eq(got.verdict.assurance, rows[i].assurance, "row %zu", i);
		cr_expect_eq(got.verdict.passed, rows[i].word == ASSAY_ACCEPTED ? 1 : 0);
		cr_expect_eq(got.verdict.total, 1);
		cr_expect_eq(got.n_executions, 0);
		cr_expect(got.verdict.reason.len > 0);
		cr_expect(assay_str_is(got.verdict.checker, "math@2"));
	}
}

Test(math_checker, leaves_evidence_that_can_be_rechecked)
{
	struct assay_candidate candidate = {.text = ASSAY_STR("So \\boxed{0.75}")};
	struct assay_plan got;
	cr_assert_eq(plan("\\frac{3}{4}", "math", candidate, &got, NULL), 0);
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_json_parse(got.verdict.evidence, NULL, &doc, NULL), 0);
	struct assay_json evidence = assay_json_root(doc);
	cr_expect(assay_str_is(assay_json_str(assay_json_get(evidence, "gold")), "\\frac{3}{4}"));
	cr_expect(assay_str_is(assay_json_str(assay_json_get(evidence, "extracted")), "0.75"));
	cr_expect(assay_str_is(assay_json_str(assay_json_get(evidence, "rule")), "boxed"));
	cr_expect(assay_str_is(assay_json_str(assay_json_get(evidence, "policy")), "math"));
	enum assay_truth truth = ASSAY_UNKNOWN;
	struct assay_str certificate = assay_json_raw(assay_json_get(evidence, "certificate"));
	cr_assert_eq(assay_math_recheck(certificate, NULL, &truth, NULL), 0);
	cr_expect_eq(truth, ASSAY_TRUE);
}

Test(math_checker, refuses_a_problem_that_cannot_be_judged)
{
	struct assay_candidate candidate = {.text = ASSAY_STR("5")};
	struct assay_plan got;
	struct assay_err err = {0};
	cr_expect_eq(plan("\\frac{1}{0}", NULL, candidate, &got, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "the gold answer divides by zero");
	err = (struct assay_err){0};
	cr_expect_eq(plan("", NULL, candidate, &got, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "the gold answer is empty");
	err = (struct assay_err){0};
	cr_expect_eq(plan("5", "lenient", candidate, &got, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "unknown policy \"lenient\"");
}
