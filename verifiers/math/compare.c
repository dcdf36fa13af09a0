/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/compare.h"

#include "verifiers/math/canon.h"
#include "verifiers/math/certificate.h"

/* In a reason, longer texts are cut. */
#define REASON_TEXT 60

static const char *const word_names[ASSAY_MATH_N_WORDS] = {
	[ASSAY_MATH_UNDECIDED] = "undecided", [ASSAY_MATH_EQUAL] = "equal",	  [ASSAY_MATH_DIFFERENT] = "different",
	[ASSAY_MATH_NO_ANSWER] = "no_answer", [ASSAY_MATH_BAD_GOLD] = "bad_gold",
};

const char *assay_math_word_name(enum assay_math_word word)
{
	return word < ASSAY_MATH_N_WORDS ? word_names[word] : "undecided";
}

enum assay_math_word assay_math_word_from_name(struct assay_str name)
{
	for (int i = 0; i < ASSAY_MATH_N_WORDS; i++) {
		if (assay_str_is(name, word_names[i]))
			return (enum assay_math_word)i;
	}
	return ASSAY_MATH_N_WORDS;
}

/* A percent sign stands on one side only: every reading is tried, and the policy says which ones count. */
static enum assay_math_word compare_one_percent(const struct assay_math_policy *policy, struct assay_math_number *gold,
						struct assay_math_number *answer, const char **ret_reason)
{
	bool agrees_plain = assay_math_number_equal(gold, answer);
	if (agrees_plain && policy->percent_is_ignored) {
		*ret_reason = "the values are equal; the policy ignores the percent sign";
		return ASSAY_MATH_EQUAL;
	}
	assay_math_number_scale(gold->is_percent ? gold : answer, -2);
	bool agrees_hundredth = assay_math_number_equal(gold, answer);
	if (agrees_hundredth && policy->percent_is_hundredth) {
		*ret_reason = "the values are equal; a percent is a hundredth";
		return ASSAY_MATH_EQUAL;
	}
	if (agrees_plain || agrees_hundredth) {
		*ret_reason = agrees_plain ? "the values agree only if the percent sign is ignored"
					   : "the values agree only if a percent is a hundredth";
		return ASSAY_MATH_UNDECIDED;
	}
	return ASSAY_MATH_DIFFERENT;
}

enum assay_math_word assay_math_compare_numbers(const struct assay_math_policy *policy, struct assay_math_number *gold,
						struct assay_math_number *answer, const char **ret_reason)
{
	*ret_reason = NULL;
	if (gold->currency && answer->currency && strcmp(gold->currency, answer->currency) != 0) {
		*ret_reason = "the currencies differ";
		return ASSAY_MATH_UNDECIDED;
	}
	if (gold->is_percent != answer->is_percent)
		return compare_one_percent(policy, gold, answer, ret_reason);
	if (!assay_math_number_equal(gold, answer))
		return ASSAY_MATH_DIFFERENT;
	if (!policy->currency_is_ignored && !gold->currency != !answer->currency) {
		*ret_reason = "the values agree only if the currency sign is ignored";
		return ASSAY_MATH_UNDECIDED;
	}
	*ret_reason = "the values are equal";
	return ASSAY_MATH_EQUAL;
}

static struct assay_str cut(struct assay_str s)
{
	return assay_str_sub(s, 0, assay_utf8_cut(s, REASON_TEXT));
}

static int set_reason(struct assay_math_verdict *ret, struct assay_str reason, const struct assay_arena *arena,
		      struct assay_err *err)
{
	ret->reason = reason;
	return reason.data ? 0 : assay_arena_fail(arena, err);
}

static int say_different(struct assay_str gold, struct assay_str answer, struct assay_arena *arena,
			 struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_str g = cut(gold), a = cut(answer);
	struct assay_str reason =
		assay_arena_printf(arena, "expected %.*s%s, got %.*s%s", (int)g.len, g.data,
				   g.len < gold.len ? "..." : "", (int)a.len, a.data, a.len < answer.len ? "..." : "");
	return set_reason(ret, reason, arena, err);
}

/* Both sides read as numbers. */
static int judge_numbers(const struct assay_math_policy *policy, struct assay_math_number numbers[2],
			 struct assay_str gold, struct assay_str answer, struct assay_arena *arena,
			 struct assay_math_verdict *ret, struct assay_err *err)
{
	const char *reason;
	ret->word = assay_math_compare_numbers(policy, &numbers[0], &numbers[1], &reason);
	if (reason)
		ret->reason = assay_str_of(reason);
	else if (say_different(gold, answer, arena, ret, err))
		return err ? err->code : ASSAY_ENOMEM;
	if (ret->word == ASSAY_MATH_UNDECIDED)
		return 0;
	ret->proof = "exact";
	struct assay_math_claim claim = {.word = ret->word,
					 .policy = policy,
					 .gold_text = gold,
					 .answer_text = answer,
					 .gold = &numbers[0],
					 .answer = &numbers[1]};
	return assay_math_certificate_write(&claim, arena, &ret->certificate, err);
}

/* At least one side is no number: equal by its text, or not known. */
static int judge_texts(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       const struct assay_math_canon canon[2], enum assay_math_reading reading[2],
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	if (assay_str_eq(canon[0].text, canon[1].text)) {
		ret->word = ASSAY_MATH_EQUAL;
		ret->proof = "structural";
		ret->reason = ASSAY_STR("the same text but for notation");
		struct assay_math_claim claim = {
			.word = ASSAY_MATH_EQUAL, .policy = policy, .gold_text = gold, .answer_text = answer};
		return assay_math_certificate_write(&claim, arena, &ret->certificate, err);
	}
	static const char *const whys[] = {
		[ASSAY_MATH_NOT_NUMBER] = "is not a number", [ASSAY_MATH_UNDEFINED] = "divides by zero"};
	int side = reading[0] == ASSAY_MATH_NUMBER ? 1 : 0;
	struct assay_str text = cut(canon[side].text);
	return set_reason(ret,
			  assay_arena_printf(arena, "the %s %s: %.*s%s", side ? "answer" : "gold answer",
					     whys[reading[side]], (int)text.len, text.data,
					     text.len < canon[side].text.len ? "..." : ""),
			  arena, err);
}

static int judge_canon(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       const struct assay_math_canon canon[2], struct assay_arena *arena,
		       struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_math_number numbers[2];
	enum assay_math_reading reading[2];
	int rc;
	for (int i = 0; i < 2; i++) {
		assay_math_number_init(&numbers[i]);
		reading[i] = assay_math_number_read(&numbers[i], canon[i].text, policy->comma_groups);
	}
	if (reading[0] == ASSAY_MATH_UNDEFINED) {
		ret->word = ASSAY_MATH_BAD_GOLD;
		ret->reason = ASSAY_STR("the gold answer divides by zero");
		rc = 0;
	} else if (reading[0] == ASSAY_MATH_NUMBER && reading[1] == ASSAY_MATH_NUMBER) {
		rc = judge_numbers(policy, numbers, gold, answer, arena, ret, err);
	} else {
		rc = judge_texts(policy, gold, answer, canon, reading, arena, ret, err);
	}
	assay_math_number_clear(&numbers[0]);
	assay_math_number_clear(&numbers[1]);
	return rc;
}

int assay_math_compare(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_math_canon canon[2];
	*ret = (struct assay_math_verdict){0};
	int rc = assay_math_canon(gold, arena, &canon[0], err);
	if (rc)
		return rc;
	if (canon[0].problem) {
		ret->word = ASSAY_MATH_BAD_GOLD;
		return set_reason(ret, assay_arena_printf(arena, "the gold answer %s", canon[0].problem), arena, err);
	}
	gold = assay_str_trim(gold);
	answer = assay_str_trim(answer);
	rc = assay_math_canon(answer, arena, &canon[1], err);
	if (rc)
		return rc;
	if (answer.len == 0) {
		ret->word = ASSAY_MATH_NO_ANSWER;
		ret->reason = ASSAY_STR("there is no answer");
		return 0;
	}
	ret->extracted = answer;
	if (canon[1].problem)
		return set_reason(ret, assay_arena_printf(arena, "the answer %s", canon[1].problem), arena, err);
	return judge_canon(policy, gold, answer, canon, arena, ret, err);
}

int assay_math_gold_problem(const struct assay_math_policy *policy, struct assay_str gold, struct assay_arena *arena,
			    const char **ret, struct assay_err *err)
{
	struct assay_math_canon canon;
	int rc = assay_math_canon(gold, arena, &canon, err);
	if (rc)
		return rc;
	*ret = canon.problem;
	if (canon.problem)
		return 0;
	struct assay_math_number number;
	assay_math_number_init(&number);
	if (assay_math_number_read(&number, canon.text, policy->comma_groups) == ASSAY_MATH_UNDEFINED)
		*ret = "divides by zero";
	assay_math_number_clear(&number);
	return 0;
}
