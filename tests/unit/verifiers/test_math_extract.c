/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct row {
	const char *policy, *reply, *answer, *rule; /* A NULL rule: nothing is found. */
};

static void expect_row(const struct row *row)
{
	const struct assay_math_policy *policy = assay_math_policy_find(assay_str_of(row->policy));
	struct assay_str reply = assay_str_of(row->reply);
	struct assay_math_extract got;
	assay_math_extract(policy, reply, &got);
	if (!row->rule) {
		cr_expect_null(got.rule, "%s: found \"%.*s\" by %s", row->reply, (int)got.answer.len, got.answer.data,
			       got.rule);
		cr_expect_null(got.answer.data);
		return;
	}
	cr_assert_not_null(got.rule, "%s: nothing found", row->reply);
	cr_expect_str_eq(got.rule, row->rule, "%s: by %s", row->reply, got.rule);
	cr_expect(assay_str_is(got.answer, row->answer), "%s: got \"%.*s\"", row->reply, (int)got.answer.len,
		  got.answer.data);
	cr_expect_eq(got.start, (size_t)(got.answer.data - reply.data));
}

static void expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect_row(&rows[i]);
}

#define EXPECT(rows) expect_rows(rows, sizeof(rows) / sizeof((rows)[0]))

Test(math_extract, takes_the_last_closed_box_that_is_not_empty)
{
	static const struct row rows[] = {
		{NULL, "so \\boxed{42}.", "42", "boxed"},
		{NULL, "\\boxed{\\frac{1}{2}}", "\\frac{1}{2}", "boxed"},
		{NULL, "\\boxed{1} then \\boxed{2}", "2", "boxed"},
		{NULL, "\\boxed{ \\{1,2\\} }", "\\{1,2\\}", "boxed"},
		{NULL, "\\boxed{\\boxed{5}}", "\\boxed{5}", "boxed"},
		{NULL, "\\boxed {7}", "7", "boxed"},
		{NULL, "\\fbox{7}", "7", "boxed"},
		{NULL, "Put the answer in \\boxed{}. It is \\boxed{3}. As asked: \\boxed{}", "3", "boxed"},
		{NULL, "\\boxed{5} and an open one \\boxed{6", "5", "boxed"},
		{NULL, "} { \\boxed{8} } }", "8", "boxed"},
		{NULL, "\\\\boxed{3} was escaped once too often, 4", "3", "boxed"},
		{NULL, "\\\\\\boxed{3} behind a new line", "3", "boxed"},
		{NULL, "so $\\boxed 42$.", "42", "boxed"},
		{NULL, "so \\boxed -7 in all", "-7", "boxed"},
		{NULL, "Use \\boxed notation: 9", "9", "last-number"},
		{NULL, "\\boxed{ {a}_{1} } then {x", "{a}_{1}", "boxed"},
		{NULL, "\\boxed{5 \\boxed{6} is open", "6", "boxed"},
	};
	EXPECT(rows);
}

Test(math_extract, reads_the_hash_mark_but_not_a_heading)
{
	static const struct row rows[] = {
		{NULL, "2+2=4\n#### 4", "4", "hash"},
		{NULL, "#### -1,234.5\nmore words", "-1,234.5", "hash"},
		{NULL, "#### 4\nNo:\n#### **5**", "5", "hash"},
		{NULL, "#### $18\n", "$18", "hash"},
		{NULL, "#### Conclusion\nThe answer is 6.", "6", "answer-is"},
		{NULL, "##### 4\nThe answer is 6", "6", "answer-is"},
	};
	EXPECT(rows);
}

Test(math_extract, reads_announced_answers_in_prose_and_bold)
{
	static const struct row rows[] = {
		{NULL, "The answer is 5.", "5", "answer-is"},
		{NULL, "the ANSWER IS 5", "5", "answer-is"},
		{NULL, "Answer: 3/4", "3/4", "answer-is"},
		{NULL, "**Answer:** 3.5 ", "3.5", "answer-is"},
		{NULL, "**Answer**: 3.5\nThanks for asking on 12 May", "3.5", "answer-is"},
		{NULL, "**Answer: 12**", "12", "answer-is"},
		{NULL, "Final Answer: The final answer is $5866608$. I hope it is correct.", "5866608", "answer-is"},
		{NULL, "Final answer:\n\n\\[ \\frac{3}{4} \\]", "\\frac{3}{4}", "answer-is"},
		{NULL, "### Final Answer\n7", "7", "answer-is"},
		{NULL, "the answer is $\\$5$ today", "\\$5", "answer-is"},
		{NULL, "The answer is $5.", "$5", "answer-is"},
		{NULL, "The answer is 1. Or not: the answer is 2. Really.", "2", "answer-is"},
		{NULL, "The answer is 0.5. Really.", "0.5", "answer-is"},
		{"minerva", "\\boxed{1}. Final Answer: The final answer is $2$.", "2", "answer-is"},
		{NULL, "An answer isn't known to 9", "9", "last-number"},
		{NULL, "Transanswer: 3 cats and 9 dogs", "9", "last-number"},
	};
	EXPECT(rows);
}

Test(math_extract, reads_the_a_line_of_model_solutions_under_gsm8k_only)
{
	static const struct row rows[] = {
		{"gsm8k", "2*9 = 18\nA: 18", "18", "a-colon"},
		{"gsm8k", "A: 17\nwait\nA: 18\n", "18", "a-colon"},
		{"gsm8k", "made in the USA: 5 times", "5", "last-number"},
		{"gsm8k", "A: 18\n#### 19", "19", "hash"},
		{"default", "2*9 = 18\nA: 19", "19", "last-number"},
	};
	EXPECT(rows);
}

Test(math_extract, takes_the_last_number_only_as_far_as_it_stands_alone)
{
	static const struct row rows[] = {
		{NULL, "She has 12 apples.", "12", "last-number"},
		{NULL, "It costs $1,234.50.", "$1,234.50", "last-number"},
		{NULL, "so x=5", "5", "last-number"},
		{NULL, "2*13=<<2*13=26>>26", "26", "last-number"},
		{NULL, "he needs 1 1/2 cups", "1 1/2", "last-number"},
		{NULL, "which is 3 \\times 10^5", "3 \\times 10^5", "last-number"},
		{NULL, "this gives 3 + 4", NULL, NULL},
		{NULL, "What is 3 + 4?", NULL, NULL},
		{NULL, "What is 7 times 8? I wonder.", NULL, NULL},
		{NULL, "Compute 3/4.", NULL, NULL},
		{NULL, "We sell x + 3 of them", NULL, NULL},
		{NULL, "that makes 28 percent", "28", "last-number"},
		{NULL, "this gives 5 + x", "5 + x", "last-number"},
		{NULL, "so x > 5", "x > 5", "last-number"},
		{NULL, "so x<=5", "x<=5", "last-number"},
		{NULL, "either 3, 12", "3, 12", "last-number"},
		{NULL, "either 3 or 12", "3 or 12", "last-number"},
		{NULL, "a box of 3 x 12", "3 x 12", "last-number"},
		{NULL, "3 dogs and 12 cats", "12", "last-number"},
		{NULL, "we have:\n- 5 apples", "5", "last-number"},
		{NULL, "so it is \\ln 12", "\\ln 12", "last-number"},
		{NULL, "so it is 7^{9} \\mod 13", "7^{9} \\mod 13", "last-number"},
		{NULL, "so it is 2 \\sqrt{3}", "2 \\sqrt{3}", "last-number"},
		{NULL, "so it is \\frac{3}{4}", "\\frac{3}{4}", "last-number"},
		{NULL, "5! = 120 is not 5!", "5!", "last-number"},
		{NULL, "it is \\(18\\).", "18", "last-math"},
		{NULL, "(about 12)", "12", "last-number"},
		{NULL, "it is $\\frac{3}{4}$", "\\frac{3}{4}", "last-math"},
		{NULL, "no digits here", NULL, NULL},
		{NULL, "", NULL, NULL},
	};
	EXPECT(rows);
}

Test(math_extract, joins_boxes_that_a_list_joins)
{
	static const struct {
		const char *reply, *text;
		unsigned n_joined;
	} rows[] = {
		{"\\boxed{1}\\boxed{2}", "1, 2", 2},
		{"$\\boxed{1},\\boxed{2}$ and $\\boxed{3}$", "1, 2, 3", 3},
		{"$\\boxed{k = 45} \\quad \\text{and} \\quad \\boxed{n = 2}$", "k = 45, n = 2", 2},
		{"$y_1 = \\boxed{a} \\) and \\( y_2 = \\boxed{b} \\)", "a, b", 2},
		{"\\(\\boxed{1}\\) or\n\\(\\boxed{-2}\\).", "1, -2", 2},
		{"\\boxed{1}\\boxed{1}\\boxed{1}", "1", 1},
		{"\\\\boxed{35 cm} ++++++ \\\\boxed{4}", "35 cm, 4", 2},
		{"\\boxed{1} \\\\ \\boxed{2} \\\\\\boxed{3}", "1, 2, 3", 3},
		{"\\boxed{1}\n---\n\\boxed{2}", "1, 2", 2},
		{"first \\boxed{1}, then we see \\boxed{2}", "2", 1},
		{"\\boxed{3} + \\boxed{4} = \\boxed{7}", "7", 1},
		{"\\boxed{1}, \\boxed{\\boxed{2}}", "1, \\boxed{2}", 2},
		{"\\boxed{28}$ percent", "28\\%", 1},
		{"\\boxed{28}\\%.", "28\\%", 1},
		{"\\boxed{28} percentages", "28", 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_math_extract got;
		struct assay_str text, reply = assay_str_of(rows[i].reply);
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_math_extract(assay_math_policy_find((struct assay_str){0}), reply, &got);
		cr_assert_not_null(got.rule, "%s", rows[i].reply);
		cr_assert_eq(assay_math_extract_text(&got, arena, &text, NULL), 0);
		cr_expect(assay_str_is(text, rows[i].text), "%s: got \"%.*s\"", rows[i].reply, (int)text.len,
			  text.data);
		cr_expect_eq(got.n_joined, rows[i].n_joined, "%s: %u boxes", rows[i].reply, got.n_joined);
	}
}

Test(math_extract, hears_only_what_is_said_to_the_reader)
{
	static const struct row rows[] = {
		{NULL, "<think>maybe \\boxed{3}</think>It is \\boxed{4}.", "4", "boxed"},
		{NULL, "<think>maybe \\boxed{3}", NULL, NULL},
		{NULL, "<think>maybe \\boxed{3}</think>", NULL, NULL},
		{NULL, "no opening \\boxed{3}</think> The answer is 4", "4", "answer-is"},
		{NULL, "The answer is 4<|im_end|>\n<|im_start|>user\nAnd 5?", "4", "answer-is"},
		{NULL, "<|im_start|>assistant\nThe answer is 4", "4", "answer-is"},
		{NULL, "<|channel|>analysis<|message|>\\boxed{1}<|end|><|channel|>final<|message|>so 12", "12",
		 "last-number"},
		{NULL, "<think>x</think><answer> 17 </answer>", "17", "answer-tag"},
		{NULL, "<answer>The final answer is $17$.</answer> 18", "17", "answer-tag"},
		{NULL, "<answer>16</answer> no: <answer>17</answer>", "17", "answer-tag"},
		{"gsm8k", "16-3 = <<16-3=13>>13\nA: 13", "13", "a-colon"},
	};
	EXPECT(rows);
}

Test(math_extract, takes_the_last_math_that_concludes)
{
	static const struct row rows[] = {
		{NULL, "We find that $x \\lt \\pi$.", "x \\lt \\pi", "last-math"},
		{NULL, "Therefore\n\\[ x = \\frac{3}{4}. \\]", "x = \\frac{3}{4}", "last-math"},
		{NULL, "so the sum is $1 + \\sqrt{2}$.", "1 + \\sqrt{2}", "last-math"},
		{NULL, "so it is $28$ %", "28", "last-math"},
		{NULL, "$$\\begin{align*} x &= 1 + 1 \\\\ &= 2 \\end{align*}$$", "2", "last-math"},
		{NULL, "With $x=5$ we need 12 apples", "12", "last-number"},
		{NULL, "What is $3 + 4$?", NULL, NULL},
		{NULL, "Compute $3 + 4$.", NULL, NULL},
		{NULL, "Solve for x: find $2x + 3 = 7$.", NULL, NULL},
		{NULL, "It costs $5 and then $7.", "$7", "last-number"},
		{NULL, "$x+1$", "x+1", "whole"},
		{NULL, "x^2 + 1", "x^2 + 1", "whole"},
		{NULL, "3+4", NULL, NULL},
		{NULL, "Yesterday we said so", NULL, NULL},
	};
	EXPECT(rows);
}

Test(math_extract, remembers_the_rivals_of_an_answer)
{
	static const struct {
		const char *policy, *reply, *answer;
		unsigned n_rivals;
	} rows[] = {
		{NULL, "Answer: 1\nAnswer: 2\nAnswer: 3", "3", 2},
		{NULL, "The answer is 1. The answer is 2.", "2", 1},
		{NULL, "The answer is 1. Or not: the answer is 2.", "2", 0},
		{NULL, "**Final Answer**\n\nThe final answer is $2$.", "2", 0},
		{"gsm8k", "#### 1\n#### 2\n#### 3", "3", 2},
		{"gsm8k", "#### 1\nNo.\n#### 3", "3", 0},
		{NULL, "\\boxed{1} is not it, but \\boxed{2} is", "2", 0},
		{"strict-boxes", "\\boxed{1} is not it, but \\boxed{2} is, as \\boxed{2} and \\boxed{ 2 }", "2", 1},
	};
	static const char *const boxed[] = {"boxed", NULL};
	const struct assay_math_policy strict = {
		.name = "strict-boxes", .rules = boxed, .boxes = ASSAY_MATH_BOXES_AGREE, .joins_adjacent_boxes = true};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_math_extract got;
		const struct assay_math_policy *policy = assay_math_policy_find(assay_str_of(rows[i].policy));
		assay_math_extract(policy ? policy : &strict, assay_str_of(rows[i].reply), &got);
		cr_expect(assay_str_is(got.answer, rows[i].answer), "%s: got \"%.*s\"", rows[i].reply,
			  (int)got.answer.len, got.answer.data);
		cr_expect_eq(got.n_rivals, rows[i].n_rivals, "%s: %u rivals", rows[i].reply, got.n_rivals);
	}
}

Test(math_extract, takes_the_value_out_of_an_announcing_sentence)
{
	static const struct row rows[] = {
		{NULL, "Final Answer: The largest $n$ is 34.", "34", "answer-is"},
		{NULL, "Final Answer: The volume of $ABCD$ is 120. I hope it is correct.", "120", "answer-is"},
		{NULL, "The answer is Yes, since 3 is odd.", "Yes", "answer-is"},
		{NULL, "The answer is $3$ or $5$.", "$3$ or $5$", "answer-is"},
		{NULL, "The answer is $3$, because 5 is odd.", "3", "answer-is"},
		{NULL, "Answer $ 9 $ and more", "9", "answer-is"},
		{NULL, "## Answer\n\n9", "9", "answer-is"},
		{NULL, "\xE2\x9C\x85 Final Answer: **73**", "73", "answer-is"},
		{NULL, "The answer is not 5", "not 5", "answer-is"},
		{NULL, "{\"steps\": 3, \"answer\": 5}", "5", "answer-is"},
		{NULL, "{'final_answer': '5/6'}", "5/6", "answer-is"},
		{NULL, "{\"answer\": \"x_{1}\"}", "x_{1}", "answer-is"},
		{NULL, "The answer isn't 5", "5", "last-number"},
		{NULL, "The answer is: **(B)** 5", "(B)", "answer-is"},
	};
	EXPECT(rows);
}

Test(math_extract, searches_the_last_mebibyte_of_a_long_reply)
{
	size_t len = ASSAY_MATH_MAX_REPLY + 4096;
	char *text = malloc(len);
	struct assay_math_extract got;
	cr_assert_not_null(text);
	memset(text, 'x', len);
	memcpy(text, "\\boxed{1}", 9);
	assay_math_extract(assay_math_policy_find((struct assay_str){0}), (struct assay_str){text, len}, &got);
	cr_expect_null(got.rule);
	memcpy(text + len - 9, "\\boxed{2}", 9);
	assay_math_extract(assay_math_policy_find((struct assay_str){0}), (struct assay_str){text, len}, &got);
	cr_expect(assay_str_is(got.answer, "2"));
	cr_expect_eq(got.start, len - 2);
	free(text);
}

/* Each flood is a megabyte of what a rule looks for; backtracking on it would take minutes. */
Test(math_extract, is_linear_on_floods, .timeout = 200)
{
	static const char *const units[] = {"\\boxed{",
					    "{",
					    "}",
					    "#### ",
					    "####a",
					    "A: ",
					    "\nA: ",
					    "answer is ",
					    "answer:",
					    "answer is $",
					    "1 + ",
					    "1 or ",
					    "1, ",
					    "=1",
					    "\\(",
					    "*",
					    "(1",
					    "1",
					    "final answer\n",
					    "<",
					    "<|im_end|",
					    "\\boxed{1}, ",
					    "\\boxed ",
					    "\\boxed{1} a ",
					    "\\\\boxed{",
					    "$",
					    "$x$",
					    "$x\n",
					    "\\[",
					    "\\]x",
					    "#### #",
					    "#### 1\n",
					    "answer: 1. ",
					    "answer: 1\n",
					    ", and ",
					    "answer is $1$, and ",
					    " is ",
					    "<answer>",
					    "<answer>1</answer>",
					    "</think>"};
	size_t n_policies;
	const struct assay_math_policy *const *policies = assay_math_policies(&n_policies);
	char *text = malloc(ASSAY_MATH_MAX_REPLY);
	cr_assert_not_null(text);
	for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
		size_t unit = strlen(units[u]);
		for (size_t i = 0; i < ASSAY_MATH_MAX_REPLY; i++)
			text[i] = units[u][i % unit];
		for (size_t p = 0; p < n_policies; p++) {
			struct assay_math_extract got;
			assay_math_extract(policies[p], (struct assay_str){text, ASSAY_MATH_MAX_REPLY}, &got);
			cr_expect(!got.answer.data || got.start + got.answer.len <= ASSAY_MATH_MAX_REPLY);
		}
	}
	free(text);
}

Test(math_extract, knows_every_rule_that_a_policy_names)
{
	size_t n_policies, n_rules;
	const struct assay_math_policy *const *policies = assay_math_policies(&n_policies);
	const char *const *rules = assay_math_rules(&n_rules);
	for (size_t p = 0; p < n_policies; p++) {
		cr_expect_eq(assay_math_policy_find(assay_str_of(policies[p]->name)), policies[p]);
		for (const char *const *name = policies[p]->rules; *name; name++) {
			bool is_known = false;
			for (size_t r = 0; r < n_rules; r++)
				is_known = is_known || strcmp(rules[r], *name) == 0;
			cr_expect(is_known, "%s names the unknown rule %s", policies[p]->name, *name);
		}
	}
	cr_expect_null(assay_math_policy_find(ASSAY_STR("no-such-policy")));
}
