/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a gold answer and a reply, split at the first NUL byte, under a policy that their content picks. Nothing
 * crashes or takes long; an extracted answer lies inside the reply; a text is never different from itself; proofs from
 * both sides do not contradict each other, nor do those with more white space where there is some; certificates hold;
 * steps lie inside the solution.
 */
#include "base/hash.h"
#include "tests/fuzz/fuzz.h"
#include "verifiers/math.h"
#include "verifiers/math/canon.h"
#include "verifiers/math/steps.h"

static bool is_proven(enum assay_math_word word)
{
	return word == ASSAY_MATH_EQUAL || word == ASSAY_MATH_DIFFERENT;
}

static struct assay_math_verdict compare(const struct assay_math_policy *policy, struct assay_str gold,
					 struct assay_str answer, struct assay_arena *arena)
{
	struct assay_math_verdict verdict;
	REQUIRE(assay_math_compare(policy, gold, answer, arena, &verdict, NULL) == 0);
	REQUIRE(verdict.reason.len > 0 && assay_utf8_is_valid(verdict.reason));
	REQUIRE(is_proven(verdict.word) == (verdict.proof != NULL));
	REQUIRE(is_proven(verdict.word) == (verdict.certificate.data != NULL));
	REQUIRE((verdict.error_bound > 0) == (verdict.proof && strcmp(verdict.proof, "probable") == 0));
	return verdict;
}

static void require_agreement(enum assay_math_word a, enum assay_math_word b)
{
	REQUIRE(!is_proven(a) || !is_proven(b) || a == b);
}

/* The same text with every blank doubled that a backslash does not make a command. */
static void double_blanks(struct assay_str text, struct assay_buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		(void)assay_buf_add_char(out, text.data[i]);
		if (text.data[i] == ' ' && (i == 0 || text.data[i - 1] != '\\'))
			(void)assay_buf_add_char(out, ' ');
	}
}

static void check_policy(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str reply,
			 struct assay_arena *arena)
{
	struct assay_math_extract extract;
	struct assay_str answer;
	enum assay_truth truth;
	assay_autobuf struct assay_buf spaced = {0};
	assay_math_extract(policy, reply, &extract);
	REQUIRE((extract.rule != NULL) == (extract.answer.data != NULL));
	if (extract.rule)
		REQUIRE(extract.answer.len > 0 && extract.answer.data == reply.data + extract.start &&
			extract.start + extract.answer.len <= reply.len);
	REQUIRE(assay_math_extract_text(&extract, arena, &answer, NULL) == 0);
	struct assay_math_verdict there = compare(policy, gold, answer, arena);
	if (there.certificate.data)
		REQUIRE(assay_math_recheck(there.certificate, NULL, &truth, NULL) == 0 && truth == ASSAY_TRUE);
	if (!policy->is_simplest)
		require_agreement(there.word, compare(policy, answer, gold, arena).word);
	double_blanks(answer, &spaced);
	if (spaced.len <= ASSAY_MATH_MAX_ANSWER)
		require_agreement(there.word, compare(policy, gold, assay_buf_str(&spaced), arena).word);
	REQUIRE(compare(policy, gold, gold, arena).word != ASSAY_MATH_DIFFERENT);
	struct assay_math_verdict whole;
	REQUIRE(assay_math_judge(policy, gold, reply, arena, &whole, NULL) == 0);
	REQUIRE(whole.reason.len > 0 && whole.start <= whole.end && whole.end <= reply.len);
}

static void check_canon(struct assay_str text, struct assay_arena *arena)
{
	struct assay_math_canon bare, spaced;
	assay_autobuf struct assay_buf twice = {0};
	double_blanks(text, &twice);
	REQUIRE(assay_math_canon(text, arena, &bare, NULL) == 0);
	REQUIRE((bare.problem == NULL) == (bare.text.len > 0));
	REQUIRE(assay_math_canon(assay_buf_str(&twice), arena, &spaced, NULL) == 0);
	if (!bare.problem && twice.len <= ASSAY_MATH_MAX_ANSWER)
		REQUIRE(assay_str_eq(bare.text, spaced.text));
}

static void check_steps(struct assay_str text, struct assay_arena *arena)
{
	struct assay_math_step *steps;
	size_t n;
	REQUIRE(assay_math_steps(text, arena, &steps, &n, NULL) == 0);
	for (size_t i = 0; i < n; i++) {
		REQUIRE(steps[i].text.data >= text.data &&
			steps[i].text.data + steps[i].text.len <= text.data + text.len);
		REQUIRE(steps[i].lhs.len + steps[i].rhs.len <= steps[i].text.len);
		REQUIRE((steps[i].truth == ASSAY_UNKNOWN) == (steps[i].reason != NULL));
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
	check_policy(policies[assay_xxh64(all.data, all.len, 0) % n_policies], gold, reply, arena);
	check_canon(gold, arena);
	check_steps(reply, arena);
	return 0;
}
