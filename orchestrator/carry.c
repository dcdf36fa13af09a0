/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carrying a plan: compile, run, judge.
 *
 * The verifiers say what is to be run and what it means; the sandbox runs; this file stands between them and decides
 * nothing. What programs print lives in a scratch arena that is emptied after each execution, so that a hundred tests
 * of four megabytes each need four megabytes.
 */
#include "orchestrator/carry.h"

#include "base/buf.h"
#include "sandbox/lang.h"

#define RELAY_BUFFER_BYTES ((size_t)256 << 20)
#define SCRATCH_BYTES	   ((size_t)1 << 30)

/* What a program's compile step left behind; `is_compiled` also for languages without one. */
struct compiled {
	bool is_compiled;
	const struct assay_file *artifacts;
	size_t n_artifacts;
};

/* One verification under way. */
struct carry {
	struct assay_carrier *carrier;
	const struct assay_problem *problem;
	const struct assay_candidate *candidate;
	const struct assay_verify_options *options;
	struct assay_arena *arena;   /* Of the verdict. */
	struct assay_arena *scratch; /* Of one execution. */
	struct assay_plan plan;
	struct compiled *compiled; /* One per program. */
};

void assay_carrier_finish(struct assay_carrier *carrier)
{
	for (int i = 0; i < 2; i++) {
		assay_slot_destroy(carrier->slots[i]);
		carrier->slots[i] = NULL;
	}
}

static int need_slot(struct assay_carrier *carrier, size_t i, struct assay_err *err)
{
	if (carrier->slots[i])
		return 0;
	struct assay_sandbox_options options = carrier->sandbox;
	options.slot_id += (unsigned)i;
	return assay_slot_create(&options, &carrier->slots[i], err);
}

/* Runs `n` requests whose slots are filled in here. A failed sandbox loses its slots: the next try starts on fresh
 * ones. */
static int run_requests(struct carry *c, struct assay_run_request *requests, size_t n, struct assay_arena *arena,
			struct assay_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int rc = need_slot(c->carrier, i, err);
		if (rc)
			return rc;
		requests[i].slot = c->carrier->slots[i];
	}
	int rc = assay_sandbox_run(requests, n, arena, err);
	if (rc)
		assay_carrier_finish(c->carrier);
	return rc;
}

/* --- Compiling --- */

/* 0: ready to run; 1: `outcome` tells how the compiler ended; < 0: ours. */
static int compile(struct carry *c, size_t program, struct assay_outcome *outcome, struct assay_err *err)
{
	struct compiled *compiled = &c->compiled[program];
	struct assay_job job = {0};
	struct assay_run_request request = {.job = &job, .outcome = outcome};
	int rc = assay_language_compile_job(&c->plan.programs[program], c->arena, &job, err);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		*outcome = (struct assay_outcome){0};
		rc = run_requests(c, &request, 1, c->arena, err);
		if (rc == ASSAY_ESANDBOX)
			rc = run_requests(c, &request, 1, c->arena, err);
		if (rc)
			return rc;
		if (outcome->end != ASSAY_END_EXITED || outcome->exit_code != 0)
			return 1;
		compiled->artifacts = outcome->outputs;
		compiled->n_artifacts = outcome->n_outputs;
	}
	compiled->is_compiled = true;
	return 0;
}

/* --- Executions --- */

/* The exchange between the two sides of one execution. */
struct exchange {
	const struct assay_relay *relay;
	void *state;
	struct assay_buf to[2];
	int rc; /* First failure of ours. */
};

static void exchange_finish(struct exchange *x)
{
	if (x->state && x->relay->finish)
		x->relay->finish(x->state);
	assay_buf_finish(&x->to[0]);
	assay_buf_finish(&x->to[1]);
}

static int on_channel(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	struct exchange *x = arg;
	int rc = x->relay->on_bytes(x->state, index, bytes, x->to);
	for (size_t i = 0; i < 2 && rc >= 0; i++) {
		if (x->to[i].len == 0)
			continue;
		int sent = assay_session_send(session, i, assay_buf_str(&x->to[i]));
		assay_buf_clear(&x->to[i]);
		/* What a side will not take any more (it is gone, or far behind) shows in its outcome. */
		if (sent && sent != ASSAY_ELIMIT)
			rc = sent;
	}
	if (rc < 0) {
		x->rc = rc;
		return rc;
	}
	if (rc == 1) {
		assay_session_stop(session, 0);
		assay_session_stop(session, 1);
	}
	return 0;
}

static int make_job(struct carry *c, const struct assay_side *side, struct assay_job *job, struct assay_err *err)
{
	const struct compiled *compiled = &c->compiled[side->program];
	int rc = assay_language_run_job(&c->plan.programs[side->program], compiled->artifacts, compiled->n_artifacts,
					c->scratch, job, err);
	if (rc)
		return rc;
	job->stdin_bytes = side->stdin_bytes;
	job->has_channel = side->has_channel;
	job->channel_in = side->channel_in;
	job->limits = side->limits;
	return 0;
}

static int run_sides(struct carry *c, const struct assay_execution *execution, struct exchange *x,
		     struct assay_execution_result *result, struct assay_err *err)
{
	struct assay_job jobs[2] = {0};
	struct assay_run_request requests[2] = {0};
	if (execution->relay) {
		x->relay = execution->relay;
		x->state = x->relay->create(c->scratch, &execution->sides[0].limits);
		if (!x->state)
			return assay_arena_fail(c->scratch, err);
		result->relay_state = x->state;
	}
	for (size_t i = 0; i < execution->n_sides; i++) {
		int rc = make_job(c, &execution->sides[i], &jobs[i], err);
		if (rc)
			return rc;
		requests[i] = (struct assay_run_request){
			.job = &jobs[i],
			.on_channel = execution->relay ? on_channel : NULL,
			.arg = x,
			.outcome = &result->sides[i],
		};
	}
	int rc = run_requests(c, requests, execution->n_sides, c->scratch, err);
	if (rc == 0 && x->rc)
		rc = assay_fail(err, x->rc, "passing calls between the suite and the candidate failed");
	return rc;
}

/* Runs one execution and judges it; the exchange lives until the judge has read it. */
static int try_execution(struct carry *c, size_t i, struct assay_test_result *ret, struct assay_err *err)
{
	struct assay_execution_result result = {0};
	struct exchange x = {0};
	assay_buf_init(&x.to[0], RELAY_BUFFER_BYTES);
	assay_buf_init(&x.to[1], RELAY_BUFFER_BYTES);
	assay_arena_reset(c->scratch);
	int rc = run_sides(c, &c->plan.executions[i], &x, &result, err);
	if (rc == 0)
		rc = assay_verify_judge(c->problem, &c->plan, i, &result, c->arena, ret, err);
	exchange_finish(&x);
	return rc;
}

/* --- The whole --- */

/* Ours or the problem's fault: never a label. */
static int system_error(struct carry *c, const char *reason, struct assay_verdict *ret)
{
	*ret = (struct assay_verdict){
		.word = ASSAY_SYSTEM_ERROR,
		.reason = assay_arena_str(c->arena, assay_str_of(reason)),
		.key = assay_verify_key(c->problem, c->candidate, c->options),
	};
	return 0;
}

/* 0: all programs can run; 1: `ret` holds the verdict; < 0: ours. */
static int compile_all(struct carry *c, struct assay_verdict *ret, struct assay_err *err)
{
	c->compiled = assay_arena_array(c->arena, c->plan.n_programs, sizeof(*c->compiled));
	if (!c->compiled)
		return assay_arena_fail(c->arena, err);
	for (size_t p = 0; p < c->plan.n_programs; p++) {
		struct assay_outcome outcome;
		int rc = compile(c, p, &outcome, err);
		if (rc < 0)
			return rc;
		if (rc == 0)
			continue;
		if (p != c->plan.candidate_program) {
			(void)system_error(c, "the problem's own test program does not compile", ret);
			return 1;
		}
		rc = assay_verify_compile_failed(&c->plan, &outcome, c->arena, ret, err);
		ret->key = assay_verify_key(c->problem, c->candidate, c->options);
		return rc ? rc : 1;
	}
	return 0;
}

static int run_all(struct carry *c, struct assay_verdict *ret, struct assay_err *err)
{
	size_t n = c->plan.n_executions;
	struct assay_test_result *results = assay_arena_array(c->arena, n ? n : 1, sizeof(*results));
	if (!results)
		return assay_arena_fail(c->arena, err);
	size_t done = 0;
	while (done < n) {
		int rc = try_execution(c, done, &results[done], err);
		if (rc == ASSAY_ESANDBOX) {
			results[done] = (struct assay_test_result){0};
			rc = try_execution(c, done, &results[done], err);
		}
		if (rc)
			return rc;
		done++;
		if (c->options->stop_early && results[done - 1].word != ASSAY_ACCEPTED)
			break;
	}
	return assay_verify_conclude(c->problem, c->candidate, c->options, &c->plan, results, done, c->arena, ret, err);
}

static int carry_out(struct carry *c, struct assay_verdict *ret, struct assay_err *err)
{
	int rc = assay_verify_plan(c->problem, c->candidate, c->options, c->arena, &c->plan, err);
	if (rc)
		return rc;
	if (c->plan.is_decided) {
		*ret = c->plan.verdict;
		ret->key = assay_verify_key(c->problem, c->candidate, c->options);
		return 0;
	}
	rc = compile_all(c, ret, err);
	if (rc)
		return rc < 0 ? rc : 0;
	return run_all(c, ret, err);
}

int assay_carry(struct assay_carrier *carrier, const struct assay_problem *problem,
		const struct assay_candidate *candidate, const struct assay_verify_options *options,
		struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(SCRATCH_BYTES);
	struct carry c = {
		.carrier = carrier,
		.problem = problem,
		.candidate = candidate,
		.options = options,
		.arena = arena,
		.scratch = scratch,
	};
	struct assay_err cause = {0};
	*ret = (struct assay_verdict){0};
	int rc = scratch ? carry_out(&c, ret, &cause) : assay_fail(&cause, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		return 0;
	if (rc == ASSAY_ENOMEM) {
		if (err)
			*err = cause;
		return rc;
	}
	return system_error(&c, cause.msg, ret);
}
