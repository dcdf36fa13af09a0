/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a gold answer and a reply, split at the first NUL byte. Nothing crashes or takes long; an extracted
 * answer lies inside the reply; a text is never different from itself; a proven verdict is the same from both sides and
 * its certificate holds; more white space where there is some changes nothing.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/math.h"
#include "verifiers/math/canon.h"
#include "verifiers/math/steps.h"

static struct assay_math_verdict compare(const struct assay_math_policy *policy, struct assay_str gold,
					 struct assay_str answer, struct assay_arena *arena)
{
	struct assay_math_verdict verdict;
	enum assay_truth truth;
	REQUIRE(assay_math_compare(policy, gold, answer, arena, &verdict, NULL) == 0);
	REQUIRE(verdict.reason.len > 0 && assay_utf8_is_valid(verdict.reason));
	bool is_proven = verdict.word == ASSAY_MATH_EQUAL || verdict.word == ASSAY_MATH_DIFFERENT;
	REQUIRE(is_proven == (verdict.proof != NULL) && is_proven == (verdict.certificate.data != NULL));
	if (is_proven)
		REQUIRE(assay_math_recheck(verdict.certificate, NULL, &truth, NULL) == 0 && truth == ASSAY_TRUE);
	return verdict;
}

static void check_policy(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str reply,
			 struct assay_arena *arena)
{
	struct assay_math_extract extract;
	assay_math_extract(policy, reply, &extract);
	REQUIRE((extract.rule != NULL) == (extract.answer.data != NULL));
	if (extract.rule)
		REQUIRE(extract.answer.len > 0 && extract.answer.data == reply.data + extract.start &&
			extract.start + extract.answer.len <= reply.len);
	enum assay_math_word there = compare(policy, gold, extract.answer, arena).word;
	enum assay_math_word back = compare(policy, extract.answer, gold, arena).word;
	if (there == ASSAY_MATH_EQUAL || there == ASSAY_MATH_DIFFERENT)
		REQUIRE(there == back);
	REQUIRE(compare(policy, gold, gold, arena).word != ASSAY_MATH_DIFFERENT);
}

static void check_canon(struct assay_str text, struct assay_arena *arena)
{
	struct assay_math_canon bare, spaced;
	assay_autobuf struct assay_buf twice = {0};
	for (size_t i = 0; i < text.len; i++) {
		(void)assay_buf_add_char(&twice, text.data[i]);
		if (text.data[i] == ' ' && (i == 0 || text.data[i - 1] != '\\'))
			(void)assay_buf_add_char(&twice, ' ');
	}
	REQUIRE(assay_math_canon(text, arena, &bare, NULL) == 0);
	REQUIRE((bare.problem == NULL) == (bare.text.len > 0));
	REQUIRE(assay_math_canon(assay_buf_str(&twice), arena, &spaced, NULL) == 0);
	if (!bare.problem && twice.len <= ASSAY_MATH_MAX_ANSWER)
		REQUIRE(assay_str_eq(bare.text, spaced.text));
}

static void check_steps(struct assay_str text)
{
	struct assay_math_step step;
	for (size_t at = 0; assay_math_step_next(text, &at, &step);) {
		REQUIRE(at <= text.len && step.lhs.len + step.rhs.len <= step.text.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str all = {.data = (const char *)data, .len = size};
	const char *nul = size ? memchr(data, 0, size) : NULL;
	size_t n = nul ? (size_t)(nul - all.data) : size;
	struct assay_str gold = assay_str_sub(all, 0, n), reply = nul ? assay_str_sub(all, n + 1, size - n - 1) : all;
	assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)256 << 20);
	size_t n_policies;
	const struct assay_math_policy *const *policies = assay_math_policies(&n_policies);
	if (!arena || size == 0)
		return 0;
	for (size_t i = 0; i < n_policies; i++)
		check_policy(policies[i], gold, reply, arena);
	check_canon(gold, arena);
	check_steps(reply);
	return 0;
}
