/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/steps.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect_value(const char *expression, const char *value)
{
	mpq_t got;
	mpq_init(got);
	cr_assert_eq(assay_math_evaluate(assay_str_of(expression), got), ASSAY_MATH_NUMBER, "%s", expression);
	char *text = mpq_get_str(NULL, 10, got);
	cr_expect_str_eq(text, value, "%s", expression);
	free(text);
	mpq_clear(got);
}

static void expect_reading(const char *expression, enum assay_math_reading reading)
{
	mpq_t got;
	mpq_init(got);
	cr_expect_eq(assay_math_evaluate(assay_str_of(expression), got), reading, "%s", expression);
	mpq_clear(got);
}

Test(math_steps, evaluates_exactly_with_the_usual_precedence)
{
	static const char *const rows[][2] = {
		{"1+2*3", "7"},	       {"(1+2)*3", "9"},    {"16-3-4", "9"},	 {"100/10/5", "2"}, {"1/3+1/6", "1/2"},
		{"-2*-3", "6"},	       {"3*+6", "18"},	    {"--5", "5"},	 {"200*.01", "2"},  {"20%*50", "10"},
		{"560//10", "56"},     {"-7//2", "-4"},	    {"1,000*2", "2000"}, {" 2 + 2 ", "4"},  {"((7))", "7"},
		{"2*(3+(4-1))", "12"}, {"0.1+0.2", "3/10"}, {"-(1+1)", "-2"},	 {"5*.6", "3"},	    {"1-1", "0"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_value(rows[i][0], rows[i][1]);
}

Test(math_steps, refuses_what_is_not_such_an_expression)
{
	static const char *const rows[] = {"",	  "+",	 "1+",	 "*2", "(1",   "1)",  "()",	"1 2", "2(3)",
					   "x+1", "2^3", "1..2", "%5", "1,23", "1e5", "(1)(2)", "1=1", "/"};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_reading(rows[i], ASSAY_MATH_NOT_NUMBER);
	expect_reading("1/0", ASSAY_MATH_UNDEFINED);
	expect_reading("1//(2-2)", ASSAY_MATH_UNDEFINED);
}

Test(math_steps, is_bounded_in_depth_and_size, .timeout = 10)
{
	static char text[1 << 20];
	memset(text, '(', sizeof(text) - 1);
	expect_reading(text, ASSAY_MATH_NOT_NUMBER);
	memset(text, '-', sizeof(text) - 1);
	expect_reading(text, ASSAY_MATH_NOT_NUMBER);
	for (size_t i = 0; i + 8 < sizeof(text); i += 8)
		memcpy(text + i, "1234567*", 8);
	text[sizeof(text) - 9] = '\0';
	expect_reading(text, ASSAY_MATH_NOT_NUMBER);
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "1+", 2);
	memcpy(text + sizeof(text) - 4, "1\0", 2);
	mpq_t got;
	mpq_init(got);
	cr_expect_eq(assay_math_evaluate(assay_str_of(text), got), ASSAY_MATH_NUMBER);
	mpq_clear(got);
}

Test(math_steps, finds_each_marked_step_and_judges_it)
{
	struct assay_str text = ASSAY_STR("a <<16-3-4=9>>9, b <<9*2=17>>17, c <<x=1>>, d <<5>>, e <<1/0=1>> f <<1=");
	static const enum assay_truth truths[] = {ASSAY_TRUE, ASSAY_FALSE, ASSAY_UNKNOWN, ASSAY_UNKNOWN, ASSAY_UNKNOWN};
	struct assay_math_step step;
	size_t at = 0, n = 0;
	while (assay_math_step_next(text, &at, &step)) {
		cr_assert_lt(n, sizeof(truths) / sizeof(truths[0]));
		cr_expect_eq(step.truth, truths[n], "step %zu", n);
		n++;
	}
	cr_expect_eq(n, sizeof(truths) / sizeof(truths[0]));
}
