/* SPDX-License-Identifier: Apache-2.0 */
/* The checker of problems with a final answer: decided at planning, nothing is run. */
#include "base/json.h"
#include "verifiers/checkers.h"
#include "verifiers/math.h"

/* Part of every verdict's key: a change that can change a verdict raises it. */
#define VERSION		     2
#define CHECKER_AT(version)  CHECKER_AT_(version)
#define CHECKER_AT_(version) "math@" #version

/* A certificate of 2 MiB and texts beside it. */
#define MAX_EVIDENCE ((size_t)4 << 20)

static const enum assay_word words[ASSAY_MATH_N_WORDS] = {
	[ASSAY_MATH_UNDECIDED] = ASSAY_UNDECIDED,    [ASSAY_MATH_EQUAL] = ASSAY_ACCEPTED,
	[ASSAY_MATH_DIFFERENT] = ASSAY_WRONG_ANSWER, [ASSAY_MATH_NO_ANSWER] = ASSAY_NO_ANSWER,
	[ASSAY_MATH_BAD_GOLD] = ASSAY_SYSTEM_ERROR, /* Never a verdict on the candidate: plan() fails before. */
};

static int write_evidence(const struct assay_problem *problem, const struct assay_math_policy *policy,
			  const struct assay_math_verdict *found, struct assay_arena *arena, struct assay_str *ret,
			  struct assay_err *err)
{
	assay_autobuf struct assay_buf out;
	struct assay_jsonw w;
	assay_buf_init(&out, MAX_EVIDENCE);
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "gold", problem->answer);
	assay_jsonw_kv_str(&w, "extracted", found->extracted);
	assay_jsonw_kv_c(&w, "rule", found->rule ? found->rule : "bare");
	assay_jsonw_kv_c(&w, "policy", policy->name);
	assay_jsonw_kv_raw_opt(&w, "certificate", found->certificate);
	assay_jsonw_end_object(&w);
	if (assay_buf_error(&out, err))
		return out.error;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* Raw model output is searched for the final answer; a candidate's `code` field is the bare answer. */
static int judge(const struct assay_math_policy *policy, const struct assay_problem *problem,
		 const struct assay_candidate *candidate, struct assay_arena *arena, struct assay_math_verdict *ret,
		 struct assay_err *err)
{
	const struct assay_math_question question = {.gold = problem->answer,
						     .answer = candidate->code,
						     .reply = candidate->text,
						     .problem = problem->statement};
	return assay_math_decide(policy, &question, arena, ret, err);
}

static enum assay_assurance assurance_of(const struct assay_math_verdict *found)
{
	if (!found->proof)
		return ASSAY_ASSURANCE_NONE;
	return found->error_bound > 0 ? ASSAY_ASSURANCE_PROBABLE : ASSAY_ASSURANCE_PROVED;
}

/* There is no gold answer: what the candidate says is kept, to be compared with what others say. */
static int plan_open(const struct assay_math_policy *policy, const struct assay_candidate *candidate,
		     struct assay_arena *arena, struct assay_plan *ret, struct assay_err *err)
{
	struct assay_math_extract extract = {0};
	struct assay_str answer = candidate->code;
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	if (!answer.data)
		assay_math_extract(policy, candidate->text, &extract);
	int rc = extract.rule ? assay_math_extract_text(&extract, arena, &answer, err) : 0;
	if (rc)
		return rc;
	ret->is_decided = true;
	ret->verdict = (struct assay_verdict){.word = ASSAY_NO_ANSWER,
					      .reason = ASSAY_STR("no answer was found"),
					      .checker = ASSAY_STR(CHECKER_AT(VERSION))};
	if (assay_str_trim(answer).len == 0)
		return 0;
	ret->verdict.word = ASSAY_UNDECIDED;
	ret->verdict.reason = ASSAY_STR("it has not been compared with other candidates");
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", "agreement");
	assay_jsonw_kv_str(&w, "answer", answer);
	assay_jsonw_kv_c(&w, "rule", extract.rule ? extract.rule : "bare");
	assay_jsonw_kv_c(&w, "policy", policy->name);
	assay_jsonw_end_object(&w);
	rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	ret->verdict.evidence = assay_arena_str(arena, assay_buf_str(&out));
	return ret->verdict.evidence.data ? 0 : assay_arena_fail(arena, err);
}

static int plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		struct assay_err *err)
{
	(void)options; /* Limits are for programs. */
	const struct assay_math_policy *policy = assay_math_policy_find(problem->policy);
	struct assay_math_verdict found;
	if (!policy)
		return assay_fail(err, ASSAY_EINVAL, "unknown policy \"%.*s\"",
				  (int)assay_utf8_cut(problem->policy, 60), problem->policy.data);
	if (assay_problem_is_open(problem))
		return plan_open(policy, candidate, arena, ret, err);
	int rc = judge(policy, problem, candidate, arena, &found, err);
	if (rc)
		return rc;
	if (found.word == ASSAY_MATH_BAD_GOLD)
		return assay_fail(err, ASSAY_EINVAL, "%.*s", (int)found.reason.len, found.reason.data);
	ret->is_decided = true;
	ret->verdict = (struct assay_verdict){
		.word = words[found.word],
		.passed = found.word == ASSAY_MATH_EQUAL ? 1 : 0,
		.total = 1,
		.reason = found.reason,
		.assurance = assurance_of(&found),
		.checker = ASSAY_STR(CHECKER_AT(VERSION)),
	};
	return write_evidence(problem, policy, &found, arena, &ret->verdict.evidence, err);
}

const struct assay_checker assay_checker_math = {
	.name = "math",
	.version = VERSION,
	.kind = ASSAY_KIND_MATH,
	.assurance = ASSAY_ASSURANCE_NONE, /* Each verdict states its own: unknown is not proved. */
	.plan = plan,
};
