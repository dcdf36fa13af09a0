/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/compare.h"

#include "verifiers/math/canon.h"
#include "verifiers/math/certificate.h"
#include "verifiers/math/parse.h"
#include "verifiers/math/policy.h"

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

/* Two texts on their way to a verdict. */
struct comparison {
	const struct assay_math_policy *policy;
	struct assay_str gold, answer; /* As given, trimmed. */
	struct assay_math_canon canon[2];
	struct assay_arena *arena;
};

/* The word with its proof and certificate. A proof that cannot be written down is none. */
static int claim(const struct comparison *c, enum assay_math_word word, const struct assay_claim *proven,
		 struct assay_math_verdict *ret, struct assay_err *err)
{
	const struct assay_math_claim whole = {
		.word = word, .policy = c->policy, .gold_text = c->gold, .answer_text = c->answer, .claim = proven};
	int rc = assay_math_certificate_write(&whole, c->arena, &ret->certificate, err);
	if (rc)
		return rc;
	if (!ret->certificate.data) {
		ret->reason = ASSAY_STR("the proof is too large to be written down");
		return 0;
	}
	ret->word = word;
	ret->proof = assay_equal_proof_name(proven->proof);
	ret->error_bound = proven->proof == ASSAY_PROOF_PROBABLE ? proven->error_bound : 0;
	return 0;
}

/* The value's text in the arena. */
static int value_text(const struct assay_math_number *number, struct assay_arena *arena, struct assay_str *ret,
		      struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	assay_math_number_write(number, &text);
	*ret = text.error ? (struct assay_str){0} : assay_arena_str(arena, assay_buf_str(&text));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* Both sides read as numbers. */
static int judge_numbers(const struct comparison *c, struct assay_math_number numbers[2],
			 struct assay_math_verdict *ret, struct assay_err *err)
{
	const char *reason;
	bool is_percent = numbers[0].is_percent != numbers[1].is_percent;
	enum assay_math_word word = assay_math_compare_numbers(c->policy, &numbers[0], &numbers[1], &reason);
	if (reason)
		ret->reason = assay_str_of(reason);
	else if (say_different(c->gold, c->answer, c->arena, ret, err))
		return err ? err->code : ASSAY_ENOMEM;
	if (word == ASSAY_MATH_UNDECIDED)
		return 0;
	struct assay_claim values = {.kind = ASSAY_CLAIM_VALUES,
				     .truth = word == ASSAY_MATH_EQUAL ? ASSAY_TRUE : ASSAY_FALSE,
				     .proof = ASSAY_PROOF_EXACT,
				     .rule = is_percent ? reason : NULL};
	int rc = value_text(&numbers[0], c->arena, &values.gold.text, err);
	if (rc == 0)
		rc = value_text(&numbers[1], c->arena, &values.answer.text, err);
	return rc ? rc : claim(c, word, &values, ret, err);
}

/* The same canonical text: equal whatever it means. */
static int judge_same_text(const struct comparison *c, struct assay_math_verdict *ret, struct assay_err *err)
{
	const struct assay_claim same = {.kind = ASSAY_CLAIM_SAME_TEXT,
					 .truth = ASSAY_TRUE,
					 .proof = ASSAY_PROOF_STRUCTURAL,
					 .gold.text = c->canon[0].text,
					 .answer.text = c->canon[1].text};
	ret->reason = ASSAY_STR("the same text but for notation");
	return claim(c, ASSAY_MATH_EQUAL, &same, ret, err);
}

static int say_unread(const char *side, const struct assay_math_parsed *parsed, struct assay_str text,
		      struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_str why = assay_math_parse_sentence(parsed, text, arena);
	return set_reason(ret, assay_arena_printf(arena, "the %s %.*s", side, (int)why.len, why.data), arena, err);
}

/* Anything else: both texts become trees, in all their readings. */
static int judge_trees(const struct comparison *c, struct assay_math_verdict *ret, struct assay_err *err)
{
	const struct assay_math_parse_options options = assay_math_policy_parse_options(c->policy);
	const struct assay_equal_rules rules = assay_math_policy_rules(c->policy);
	struct assay_math_parsed gold[ASSAY_MATH_MAX_READINGS], answer[ASSAY_MATH_MAX_READINGS];
	struct assay_equal found;
	size_t n_gold, n_answer;
	int rc = assay_math_readings(c->gold, &options, c->arena, gold, &n_gold, err);
	if (rc == 0)
		rc = assay_math_readings(c->answer, &options, c->arena, answer, &n_answer, err);
	if (rc)
		return rc;
	if (gold[0].problem)
		return say_unread("gold answer", &gold[0], c->gold, c->arena, ret, err);
	if (answer[0].problem && strcmp(answer[0].problem, "is empty") == 0) {
		ret->word = ASSAY_MATH_NO_ANSWER;
		ret->reason = ASSAY_STR("there is no answer");
		return 0;
	}
	if (answer[0].problem)
		return say_unread("answer", &answer[0], c->answer, c->arena, ret, err);
	rc = assay_math_equal_readings(&rules, gold, n_gold, answer, n_answer, c->arena, &found, err);
	if (rc)
		return rc;
	ret->reason = found.reason;
	if (found.truth == ASSAY_UNKNOWN)
		return 0;
	return claim(c, found.truth == ASSAY_TRUE ? ASSAY_MATH_EQUAL : ASSAY_MATH_DIFFERENT, found.claim, ret, err);
}

/* Whether plain numbers are all that decides: a policy may want more than their values. */
static bool values_decide(const struct assay_math_policy *policy, const struct assay_math_number numbers[2])
{
	if (assay_math_number_equal(&numbers[0], &numbers[1]))
		return !policy->is_simplest;
	return policy->rounding_places == 0 && !policy->decimal_comma;
}

static int judge_canon(const struct comparison *c, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct assay_math_number numbers[2];
	enum assay_math_reading reading[2];
	int rc;
	for (int i = 0; i < 2; i++) {
		assay_math_number_init(&numbers[i]);
		reading[i] = assay_math_number_read(&numbers[i], c->canon[i].text, c->policy->comma_groups);
	}
	if (reading[0] == ASSAY_MATH_UNDEFINED) {
		ret->word = ASSAY_MATH_BAD_GOLD;
		ret->reason = ASSAY_STR("the gold answer divides by zero");
		rc = 0;
	} else if (reading[0] == ASSAY_MATH_NUMBER && reading[1] == ASSAY_MATH_NUMBER &&
		   values_decide(c->policy, numbers)) {
		rc = judge_numbers(c, numbers, ret, err);
	} else if (assay_str_eq(c->canon[0].text, c->canon[1].text)) {
		rc = judge_same_text(c, ret, err);
	} else {
		rc = judge_trees(c, ret, err);
	}
	assay_math_number_clear(&numbers[0]);
	assay_math_number_clear(&numbers[1]);
	return rc;
}

int assay_math_compare(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err)
{
	struct comparison c = {
		.policy = policy, .gold = assay_str_trim(gold), .answer = assay_str_trim(answer), .arena = arena};
	*ret = (struct assay_math_verdict){0};
	int rc = assay_math_canon(gold, arena, &c.canon[0], err);
	if (rc)
		return rc;
	if (c.canon[0].problem) {
		ret->word = ASSAY_MATH_BAD_GOLD;
		return set_reason(ret, assay_arena_printf(arena, "the gold answer %s", c.canon[0].problem), arena, err);
	}
	rc = assay_math_canon(answer, arena, &c.canon[1], err);
	if (rc)
		return rc;
	/* Delimiters and white space alone say nothing. */
	if (c.answer.len == 0 || (c.canon[1].problem && strcmp(c.canon[1].problem, "is empty") == 0)) {
		ret->word = ASSAY_MATH_NO_ANSWER;
		ret->reason = ASSAY_STR("there is no answer");
		return 0;
	}
	ret->extracted = c.answer;
	if (c.canon[1].problem)
		return set_reason(ret, assay_arena_printf(arena, "the answer %s", c.canon[1].problem), arena, err);
	return judge_canon(&c, ret, err);
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
