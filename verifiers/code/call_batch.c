/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/call.h"
#include "verifiers/code/frame.h"

#include <stdio.h>

/* --- The execution --- */

static int write_hellos(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			struct assay_arena *arena, struct assay_buf *out, struct assay_err *err)
{
	for (size_t i = first; i < plan->n_executions; i++) {
		/* The last one ends the process as a test of its own does, so a whole batch has a clean end, too. */
		struct assay_str hello = plan->executions[i].sides[0].channel_in;
		int rc = i + 1 < plan->n_executions ? assay_call_ask(problem, i, plan->state, true, arena, &hello, err)
						    : 0;
		if (rc)
			return rc;
		assay_buf_add_str(out, hello);
	}
	return assay_buf_error(out, err);
}

int assay_call_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
		     struct assay_arena *arena, struct assay_execution *ret, struct assay_err *err)
{
	const struct assay_call_state *state = plan->state;
	bool can_share = !state->language || state->language->shares_process;
	assay_autobuf struct assay_buf hellos = {0};

	if (!problem->may_share_process || !can_share || first + 1 >= plan->n_executions)
		return 0;
	int rc = write_hellos(problem, plan, first, arena, &hellos, err);
	if (rc)
		return rc;
	*ret = plan->executions[first];
	ret->sides[0].channel_in = assay_arena_str(arena, assay_buf_str(&hellos));
	return ret->sides[0].channel_in.data ? 1 : assay_arena_fail(arena, err);
}

/* --- What came back --- */

/** A batch that was carried. */
struct batch {
	const struct assay_problem *problem;
	const struct assay_plan *plan;
	const struct assay_call_state *state;
	const struct assay_outcome *outcome;
	size_t first, n; /**< The tests asked for. */
	struct assay_arena *arena;
	struct assay_test_result *results;
	struct assay_err *err;
};

/** True for a frame of one of these kinds, by its first bytes: drivers write nonce and kind at the head of each. */
static bool is_of_kind(struct assay_str payload, const char *nonce, const char *const *kinds)
{
	char head[ASSAY_NONCE_SIZE + 64];

	for (; *kinds; kinds++) {
		(void)snprintf(head, sizeof(head), "{\"nonce\":\"%s\",\"kind\":\"%s\"", nonce, *kinds);
		if (assay_str_starts(payload, head))
			return true;
	}
	return false;
}

static bool take_frame(const struct batch *b, struct assay_str *rest, const char *const *kinds)
{
	struct assay_str payload;

	return assay_frame_next(rest, b->state->limits.output_bytes, &payload) == ASSAY_FRAME_WHOLE &&
	       is_of_kind(payload, b->state->nonce, kinds);
}

/** Splits what answers one call off `*rest`: a result and the completion marker behind it. */
static bool take_answer(const struct batch *b, struct assay_str *rest, struct assay_str *ret)
{
	static const char *const results[] = {"value", "raised", "not_plain", "too_large", NULL};
	static const char *const marker[] = {"done", NULL};
	struct assay_str behind = *rest;

	if (!take_frame(b, &behind, results) || !take_frame(b, &behind, marker))
		return false;
	*ret = assay_str_sub(*rest, 0, rest->len - behind.len);
	*rest = behind;
	return true;
}

/** The candidate could not be loaded, whatever it is asked. */
static bool is_load_failure(const struct batch *b)
{
	static const char *const kinds[] = {"syntax", "load_raised", "missing", NULL};
	struct assay_str rest = b->outcome->channel;

	return assay_word_of_outcome(b->outcome) == ASSAY_ACCEPTED && take_frame(b, &rest, kinds);
}

/** Whose limit was it? The account is the process's, and says nothing of who used how much. */
static bool has_crossed_limit(const struct assay_outcome *outcome)
{
	enum assay_word word = assay_word_of_outcome(outcome);

	return word == ASSAY_TIME_LIMIT || word == ASSAY_MEMORY_LIMIT || word == ASSAY_OUTPUT_LIMIT;
}

/** Judges test `i` of the batch by an outcome of its own, in the place of a process of its own. */
static int judge_one(const struct batch *b, size_t i, const struct assay_outcome *outcome)
{
	const struct assay_execution_result result = {.sides = {*outcome}};

	return b->plan->checker->judge(b->problem, b->plan, b->first + i, &result, b->arena, &b->results[i], b->err);
}

/** Nobody knows which test used how much of the process's time: each is said to have used the same. */
static void share_out(const struct batch *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		b->results[i].cpu_us = b->outcome->cpu_us * (i + 1) / n - b->outcome->cpu_us * i / n;
		b->results[i].wall_us = b->outcome->wall_us * (i + 1) / n - b->outcome->wall_us * i / n;
	}
}

/** Judges tests `from` to `to` by what became of the process. */
static int judge_alike(const struct batch *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		int rc = judge_one(b, i, b->outcome);
		if (rc)
			return rc;
	}
	return 0;
}

/** Judges the tests at the head of the batch that were answered; the last of all must have ended the process, too. */
static int judge_answers(const struct batch *b, size_t *ret_n)
{
	struct assay_str rest = b->outcome->channel;
	struct assay_outcome own = *b->outcome;
	size_t n = 0;

	own.end = ASSAY_END_EXITED;
	own.exit_code = 0;
	own.out = own.err = (struct assay_str){0};
	while (n < b->n && take_answer(b, &rest, &own.channel)) {
		bool is_last = n + 1 == b->n;
		if (is_last && (rest.len > 0 || assay_word_of_outcome(b->outcome) != ASSAY_ACCEPTED))
			break;
		int rc = judge_one(b, n, &own);
		if (rc)
			return rc;
		/* The memory that it lacked may be what those before it kept. */
		if (n > 0 && b->results[n].word == ASSAY_MEMORY_LIMIT)
			break;
		n++;
	}
	*ret_n = n;
	return 0;
}

static bool has_answer(const struct batch *b)
{
	struct assay_str rest = b->outcome->channel;
	struct assay_str ignored;

	return take_answer(b, &rest, &ignored);
}

static int judge_batch(const struct batch *b, size_t *ret_n)
{
	size_t n = 0;

	/* The first of its process had it for itself. */
	if (!has_answer(b)) {
		n = is_load_failure(b) ? b->n : 1;
		int rc = judge_alike(b, 0, n);
		share_out(b, n);
		*ret_n = n;
		return rc;
	}
	if (has_crossed_limit(b->outcome)) {
		*ret_n = 0;
		return 0;
	}
	int rc = judge_answers(b, &n);
	/* Who was stopped for what is forbidden has no second try. */
	if (!rc && b->outcome->end == ASSAY_END_POLICY) {
		rc = judge_alike(b, n, n + 1);
		n++;
	}
	share_out(b, n);
	*ret_n = n;
	return rc;
}

int assay_call_judge_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			   const struct assay_execution_result *result, struct assay_arena *arena,
			   struct assay_test_result *results, size_t *ret_n, struct assay_err *err)
{
	const struct batch b = {
		.problem = problem,
		.plan = plan,
		.state = plan->state,
		.outcome = &result->sides[0],
		.first = first,
		.n = plan->n_executions - first,
		.arena = arena,
		.results = results,
		.err = err,
	};
	return judge_batch(&b, ret_n);
}
