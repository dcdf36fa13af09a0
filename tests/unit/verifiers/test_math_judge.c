/* SPDX-License-Identifier: Apache-2.0 */
/* What earns no credit although an equal answer stands in the reply, and what does. */
#include "verifiers/math.h"

#include <criterion/criterion.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

/* Different or undecided: what matters is that there is no credit. */
#define NOT_EQUAL ASSAY_MATH_N_WORDS

static const char *const boxed[] = {"boxed", NULL};
static const struct assay_math_policy agree = {
	.name = "agree", .rules = boxed, .boxes = ASSAY_MATH_BOXES_AGREE, .comma_groups = true};
static const struct assay_math_policy all = {
	.name = "all", .rules = boxed, .boxes = ASSAY_MATH_BOXES_ALL, .comma_groups = true};

struct row {
	const struct assay_math_policy *policy; /* NULL: the default. */
	const char *gold, *reply, *problem;
	enum assay_math_word word;
	const char *reason; /* A part of it, or NULL. */
};

static void expect_row(const struct row *row)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_math_verdict got;
	const struct assay_math_question question = {.gold = assay_str_of(row->gold),
						     .reply = assay_str_of(row->reply),
						     .problem = assay_str_of(row->problem)};
	cr_assert_eq(assay_math_decide(row->policy ? row->policy : assay_math_policy_find((struct assay_str){0}),
				       &question, arena, &got, NULL),
		     0);
	bool is_right = row->word == NOT_EQUAL ? got.word != ASSAY_MATH_EQUAL : got.word == row->word;
	cr_expect(is_right, "%s against %s: %s (%.*s)", row->gold, row->reply, assay_math_word_name(got.word),
		  (int)got.reason.len, got.reason.data);
	cr_expect(!row->reason || assay_str_find(got.reason, assay_str_of(row->reason), 0) != SIZE_MAX, "%s: %.*s",
		  row->reply, (int)got.reason.len, got.reason.data);
	bool is_proven = got.word == ASSAY_MATH_EQUAL || got.word == ASSAY_MATH_DIFFERENT;
	cr_expect_eq(is_proven, got.proof != NULL);
	cr_expect_eq(is_proven, got.certificate.data != NULL);
	if (got.rule)
		cr_expect(got.start < got.end && got.end <= strlen(row->reply));
}

Test(math_judge, gives_no_credit_to_a_reply_that_contradicts_itself)
{
	static const struct row rows[] = {
		{NULL, "2", "Answer: 1\nAnswer: 2", NULL, ASSAY_MATH_NO_ANSWER,
		 "contradicts itself: it also answers 1"},
		{NULL, "2", "Answer: 2.0\nAnswer: 2", NULL, ASSAY_MATH_EQUAL, NULL},
		{NULL, "2", "Answer: 1\nAnswer: 3", NULL, ASSAY_MATH_DIFFERENT, NULL},
		{NULL, "10",
		 "Answer: 1\nAnswer: 2\nAnswer: 3\nAnswer: 4\nAnswer: 5\nAnswer: 6\nAnswer: 7\nAnswer: 8\nAnswer: "
		 "9\nAnswer: 10",
		 NULL, ASSAY_MATH_NO_ANSWER, "many answers"},
		{NULL, "2", "\\boxed{1} was wrong, so it is \\boxed{2}", NULL, ASSAY_MATH_EQUAL, NULL},
		{&agree, "2", "\\boxed{1} was wrong, so it is \\boxed{2}", NULL, ASSAY_MATH_NO_ANSWER, "contradicts"},
		{&agree, "2", "\\boxed{4/2}, that is to say \\boxed{2}", NULL, ASSAY_MATH_EQUAL, NULL},
		{&all, "2", "\\boxed{4/2}, that is to say \\boxed{2}", NULL, ASSAY_MATH_EQUAL, NULL},
		{&all, "2", "\\boxed{1} was wrong, so it is \\boxed{2}", NULL, ASSAY_MATH_NO_ANSWER, "contradicts"},
		{&all, "1/3", "\\boxed{0.333...} or so, it is \\boxed{1/3}", NULL, ASSAY_MATH_UNDECIDED, "not known"},
		{NULL, "2", "It is \\boxed{1} or \\boxed{2}", NULL, NOT_EQUAL, NULL},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		expect_row(&rows[i]);
}

Test(math_judge, finds_the_gold_answer_in_its_solution)
{
	const struct assay_math_policy *loose = assay_math_policy_find(ASSAY_STR("math-verify"));
	const struct row rows[] = {
		{NULL, "We add, so it is $\\boxed{5}$.", "It is 5", NULL, ASSAY_MATH_EQUAL, NULL},
		{NULL, "\\boxed{20} percent", "\\boxed{20\\%}", NULL, ASSAY_MATH_EQUAL, NULL},
		{loose, "So the answer is $5$.", "$5$", NULL, ASSAY_MATH_EQUAL, NULL},
		{loose, "$5$", "The answer is 5", NULL, ASSAY_MATH_EQUAL, NULL},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		expect_row(&rows[i]);
}

Test(math_judge, echoes_and_substrings_earn_nothing)
{
	static const struct row rows[] = {
		{NULL, "7", "What is 3 + 4?", "What is 3 + 4?", ASSAY_MATH_NO_ANSWER, NULL},
		{NULL, "12", "How many apples are 12?", "How many apples are 12?", ASSAY_MATH_NO_ANSWER, NULL},
		{NULL, "Yes", "Yesterday we found out", NULL, ASSAY_MATH_NO_ANSWER, NULL},
		{NULL, "2", "1, 2, 3, 4, 5", NULL, NOT_EQUAL, NULL},
		{NULL, "12", "I will think about it.", NULL, ASSAY_MATH_NO_ANSWER, NULL},
		{NULL, "5", "\\boxed{10/2}", "Evaluate $10/2$.", ASSAY_MATH_EQUAL, NULL},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		expect_row(&rows[i]);
}
