/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a question to a verdict: which texts are compared, and what forbids credit although they are equal (other
 * answers in the same reply, an expression of the problem that was merely copied).
 */
#include "verifiers/math/extract.h"

/* In a reason, longer texts are cut. */
#define REASON_TEXT 60

static struct assay_str cut(struct assay_str s)
{
	return assay_str_sub(s, 0, assay_utf8_cut(s, REASON_TEXT));
}

static int withhold(struct assay_math_verdict *ret, enum assay_math_word word, struct assay_str reason,
		    const struct assay_arena *arena, struct assay_err *err)
{
	ret->word = word;
	ret->proof = NULL;
	ret->certificate = (struct assay_str){0};
	ret->reason = reason;
	return reason.data ? 0 : assay_arena_fail(arena, err);
}

/* --- Other answers of the reply --------------------------------------------------------------------------------- */

/* One rival: does it forbid the credit? */
static int meet_rival(const struct assay_math_policy *policy, const struct assay_math_question *question,
		      struct assay_str rival, struct assay_arena *arena, struct assay_math_verdict *ret,
		      struct assay_err *err)
{
	struct assay_math_verdict met;
	bool all_count = policy->boxes == ASSAY_MATH_BOXES_ALL;
	struct assay_str other = cut(rival);
	int rc = assay_math_compare(policy, all_count ? question->gold : ret->extracted, rival, arena, &met, err);
	if (rc)
		return rc;
	if (met.word == ASSAY_MATH_DIFFERENT)
		return withhold(ret, ASSAY_MATH_NO_ANSWER,
				assay_arena_printf(arena, "the reply contradicts itself: it also answers %.*s",
						   (int)other.len, other.data),
				arena, err);
	if (all_count && met.word != ASSAY_MATH_EQUAL)
		return withhold(ret, ASSAY_MATH_UNDECIDED,
				assay_arena_printf(arena, "another answer of the reply is not known to be equal: %.*s",
						   (int)other.len, other.data),
				arena, err);
	return 0;
}

/* An equal answer counts only when no other answer of the same reply stands against it. */
static int meet_rivals(const struct assay_math_policy *policy, const struct assay_math_question *question,
		       const struct assay_math_extract *extract, struct assay_arena *arena,
		       struct assay_math_verdict *ret, struct assay_err *err)
{
	if (ret->word == ASSAY_MATH_EQUAL && extract->has_more_rivals)
		return withhold(ret, ASSAY_MATH_NO_ANSWER, ASSAY_STR("the reply gives many answers"), arena, err);
	for (uint32_t i = 0; i < extract->n_rivals && ret->word == ASSAY_MATH_EQUAL; i++) {
		int rc = meet_rival(policy, question, extract->rivals[i], arena, ret, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* --- Copies of the problem -------------------------------------------------------------------------------------- */

static int without_spaces(struct assay_str s, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	char *text = assay_arena_alloc(arena, s.len + 1);
	size_t n = 0;
	if (!text)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < s.len; i++) {
		if (!extract_is_space(s.data[i]))
			text[n++] = s.data[i];
	}
	*ret = (struct assay_str){.data = text, .len = n};
	return 0;
}

/*
 * "\frac{x^2-1}{x-1}" is equal to x + 1, and no answer to the problem that asks to simplify it. A gold answer that the
 * problem states itself, as one of several choices, may be copied.
 */
static int refuse_copies(const struct assay_math_question *question, struct assay_arena *arena,
			 struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_str problem = {0}, gold = {0}, answer = {0};
	bool is_same = ret->proof && strcmp(ret->proof, "structural") == 0;
	if (ret->word != ASSAY_MATH_EQUAL || !question->problem.len || is_same || !extract_has_work(ret->extracted))
		return 0;
	int rc = without_spaces(question->problem, arena, &problem, err);
	if (rc == 0)
		rc = without_spaces(question->gold, arena, &gold, err);
	if (rc == 0)
		rc = without_spaces(ret->extracted, arena, &answer, err);
	if (rc || assay_str_find(problem, answer, 0) == SIZE_MAX || assay_str_find(problem, gold, 0) != SIZE_MAX)
		return rc;
	return withhold(ret, ASSAY_MATH_NO_ANSWER, ASSAY_STR("the answer repeats an expression of the problem"), arena,
			err);
}

/* --- The question ----------------------------------------------------------------------------------------------- */

/* A gold answer inside of a text: its box, or under some policies whatever the rules find. */
static int find_gold(const struct assay_math_policy *policy, struct assay_str gold, struct assay_arena *arena,
		     struct assay_str *ret, struct assay_err *err)
{
	struct assay_math_extract found = {0};
	*ret = gold;
	if (policy->gold_is_reply)
		assay_math_extract(policy, gold, &found);
	else if (!extract_boxed(policy, gold, &found))
		return 0;
	return found.answer.data ? assay_math_extract_text(&found, arena, ret, err) : 0;
}

static int judge_reply(const struct assay_math_policy *policy, const struct assay_math_question *question,
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_math_extract found;
	struct assay_str answer;
	assay_math_extract(policy, question->reply, &found);
	int rc = assay_math_extract_text(&found, arena, &answer, err);
	if (rc == 0)
		rc = assay_math_compare(policy, question->gold, answer, arena, ret, err);
	if (rc)
		return rc;
	ret->rule = found.rule;
	ret->start = found.start;
	ret->end = found.start + found.answer.len;
	if (ret->word == ASSAY_MATH_NO_ANSWER)
		ret->reason = ASSAY_STR("no final answer was found in the reply");
	return meet_rivals(policy, question, &found, arena, ret, err);
}

int assay_math_decide(const struct assay_math_policy *policy, const struct assay_math_question *question,
		      struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_math_question clean = *question;
	int rc = find_gold(policy, question->gold, arena, &clean.gold, err);
	if (rc)
		return rc;
	if (question->answer.data)
		rc = assay_math_compare(policy, clean.gold, clean.answer, arena, ret, err);
	else
		rc = judge_reply(policy, &clean, arena, ret, err);
	return rc ? rc : refuse_copies(&clean, arena, ret, err);
}

int assay_math_judge(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str reply,
		     struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	return assay_math_decide(policy, &(struct assay_math_question){.gold = gold, .reply = reply}, arena, ret, err);
}
