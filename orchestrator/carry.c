/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carrying a plan: compile, run, judge.
 *
 * The verifiers say what is to be run and what it means; the sandbox runs; this file stands between them and decides
 * nothing. Programs' output lives in a scratch arena that is emptied after each execution, so that a hundred
 * tests of four megabytes each need four megabytes.
 */
#include "orchestrator/carry.h"

#include "sandbox/lang.h"

#define SCRATCH_BYTES ((size_t)1 << 30)

struct carriage {
	struct assay_slot *const *slots;
	struct assay_compile_cache *compiled;
	const struct assay_problem *problem;
	const struct assay_candidate *candidate;
	const struct assay_verify_options *options;
	struct assay_plan plan;
	struct assay_job *jobs; /* One per program: copied for each execution, completed with its input and limits. */
	struct assay_arena *arena;   /* Of the verdict. */
	struct assay_arena *scratch; /* Of one execution. */
	bool is_from_scratch;	     /* No program is forked from an interpreter that was there before. */
	bool is_forked;		     /* Out: some program was. */
	struct assay_err *err;
};

/* --- Programs --- */

static int require_toolchain(const struct carriage *c, const struct assay_program *program)
{
	const struct assay_language *lang = assay_language_find(program->language);
	if (lang && assay_language_is_available(lang, NULL))
		return 0;
	return assay_fail(c->err, ASSAY_ENOTFOUND, "no toolchain for language %.*s",
			  (int)assay_utf8_cut(program->language, 40), program->language.data);
}

/* The candidate's own failure is a verdict; that of a program of the problem's makes the problem unfit. */
static int compile_failed(struct carriage *c, size_t i, const struct assay_outcome *outcome, struct assay_verdict *ret)
{
	if (i != c->plan.candidate_program)
		return assay_fail(c->err, ASSAY_EINVAL, "problem %.*s: its own program does not compile: %.*s",
				  (int)assay_utf8_cut(c->problem->id, 200), c->problem->id.data,
				  (int)assay_utf8_cut(outcome->err, 400), outcome->err.data);
	int rc = assay_verify_compile_failed(&c->plan, outcome, c->arena, ret, c->err);
	if (rc)
		return rc;
	ret->key = assay_verify_key(c->problem, c->candidate, c->options);
	return 1;
}

/* 0 when the program can be run, 1 when its compile error is the verdict. */
static int prepare_program(struct carriage *c, size_t i, struct assay_verdict *ret)
{
	const struct assay_program *program = &c->plan.programs[i];
	struct assay_slot *slot = c->slots[i != c->plan.candidate_program];
	struct assay_outcome outcome = {0};
	int rc = require_toolchain(c, program);
	if (rc == 0)
		rc = assay_compile(slot, program, c->compiled, c->arena, &outcome, c->err);
	if (rc < 0)
		return rc;
	if (rc == 1 && !assay_compile_is_good(&outcome))
		return compile_failed(c, i, &outcome, ret);
	rc = assay_language_run_job(program, outcome.outputs, outcome.n_outputs, c->arena, &c->jobs[i], c->err);
	const struct assay_language *lang = assay_language_find(program->language);
	if (c->options && c->options->reseeds_hashes && lang && lang->env_reseeded)
		c->jobs[i].env = lang->env_reseeded;
	if (c->is_from_scratch)
		c->jobs[i].zygote = NULL;
	return rc;
}

static int prepare_programs(struct carriage *c, struct assay_verdict *ret)
{
	c->jobs = assay_arena_array(c->arena, c->plan.n_programs, sizeof(*c->jobs));
	if (!c->jobs)
		return assay_arena_fail(c->arena, c->err);
	/* The candidate's first: when it does not compile, the others need not. */
	int rc = prepare_program(c, c->plan.candidate_program, ret);
	for (size_t i = 0; rc == 0 && i < c->plan.n_programs; i++) {
		if (i != c->plan.candidate_program)
			rc = prepare_program(c, i, ret);
	}
	return rc;
}

/* --- Two sides --- */

struct exchange {
	const struct assay_relay *relay;
	void *state;
	bool is_over; /* Complete, or broken by us. */
	int rc;	      /* Our own failure. */
	struct assay_err *err;
};

static int pass_on(struct exchange *x, struct assay_session *session, const struct assay_buf to[2])
{
	for (size_t i = 0; i < 2; i++) {
		int rc = assay_buf_error(&to[i], x->err);
		if (rc == 0 && to[i].len > 0)
			rc = assay_session_send(session, i, assay_buf_str(&to[i]));
		if (rc == ASSAY_ELIMIT)
			return assay_fail(x->err, ASSAY_EINVAL,
					  "one side was sent more than the output limit before it read");
		if (rc)
			return assay_fail(x->err, (enum assay_code)rc, "pass bytes between two programs");
	}
	return 0;
}

/*
 * The candidate waits for more questions and must be ended; side 1 knows that it is done and leaves by itself, with an
 * exit status of its own, or runs into its limits.
 */
static int on_channel(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	struct exchange *x = arg;
	struct assay_buf to[2] = {{0}, {0}};
	if (x->is_over)
		return 0;
	int done = x->relay->on_bytes(x->state, index, bytes, to);
	x->rc = done < 0 ? assay_fail(x->err, (enum assay_code)done, "relay between two programs")
			 : pass_on(x, session, to);
	assay_buf_finish(&to[0]);
	assay_buf_finish(&to[1]);
	x->is_over = done != 0 || x->rc != 0;
	if (x->rc)
		return -1;
	if (x->relay->closes_peer && assay_str_is_absent(bytes))
		assay_session_close(session, 1 - index);
	if (done)
		assay_session_stop(session, 0);
	return 0;
}

/* A side's own words, files and input, on top of its program's. */
static int make_job(struct carriage *c, const struct assay_side *side, struct assay_job *ret)
{
	const struct assay_job *program = &c->jobs[side->program];
	size_t n_words = 0, n_args = 0;
	*ret = *program;
	ret->stdin_bytes = side->stdin_bytes;
	ret->has_channel = side->has_channel;
	ret->has_piped_stdio = side->has_piped_stdio;
	ret->channel_in = side->channel_in;
	ret->limits = side->limits;
	if (side->outputs)
		ret->outputs = side->outputs;
	while (program->argv[n_words])
		n_words++;
	while (side->args && side->args[n_args])
		n_args++;
	const char **argv = assay_arena_array(c->scratch, n_words + n_args + 1, sizeof(*argv));
	struct assay_file *files = assay_arena_array(c->scratch, program->n_files + side->n_files, sizeof(*files));
	if (!argv || !files)
		return assay_arena_fail(c->scratch, c->err);
	for (size_t i = 0; i < n_words + n_args; i++)
		argv[i] = i < n_words ? program->argv[i] : side->args[i - n_words];
	for (size_t i = 0; i < program->n_files + side->n_files; i++)
		files[i] = i < program->n_files ? program->files[i] : side->files[i - program->n_files];
	ret->argv = argv;
	ret->files = files;
	ret->n_files = program->n_files + side->n_files;
	return 0;
}

static int run_sides(struct carriage *c, const struct assay_execution *execution, struct exchange *x,
		     struct assay_execution_result *result)
{
	struct assay_job jobs[2];
	struct assay_run_request requests[2];
	for (size_t i = 0; i < execution->n_sides; i++) {
		int rc = make_job(c, &execution->sides[i], &jobs[i]);
		if (rc)
			return rc;
		requests[i] = (struct assay_run_request){
			.slot = c->slots[i],
			.job = &jobs[i],
			.on_channel = x->relay ? on_channel : NULL,
			.arg = x,
			.is_one_way = execution->n_sides == 1,
			.outcome = &result->sides[i],
		};
	}
	int rc = assay_sandbox_run(requests, execution->n_sides, c->scratch, c->err);
	for (size_t i = 0; rc == 0 && i < execution->n_sides; i++)
		c->is_forked |= result->sides[i].is_from_zygote;
	return x->rc ? x->rc : rc;
}

/* The problem's own judge looks at what came out, in the slot that is not the candidate's. */
static int run_follower(struct carriage *c, size_t i, struct assay_outcome *after,
			struct assay_execution_result *result)
{
	struct assay_execution next = {0};
	struct assay_job job;
	if (!c->plan.checker->follow)
		return 0;
	int rc = c->plan.checker->follow(c->problem, &c->plan, i, result, c->scratch, &next, c->err);
	if (rc <= 0)
		return rc;
	rc = make_job(c, &next.sides[0], &job);
	if (rc)
		return rc;
	const struct assay_run_request request = {.slot = c->slots[1], .job = &job, .outcome = after};
	rc = assay_sandbox_run(&request, 1, c->scratch, c->err);
	result->after = after;
	return rc;
}

static int judge_execution(struct carriage *c, size_t i, struct assay_test_result *ret)
{
	const struct assay_execution *execution = &c->plan.executions[i];
	struct assay_execution_result result = {0};
	struct exchange x = {.relay = execution->relay, .err = c->err};
	if (x.relay) {
		x.state = x.relay->create(c->scratch, &execution->sides[0].limits, execution->relay_arg);
		if (!x.state)
			return assay_arena_fail(c->scratch, c->err);
		result.relay_state = x.state;
	}
	struct assay_outcome after = {0};
	int rc = run_sides(c, execution, &x, &result);
	if (rc == 0)
		rc = run_follower(c, i, &after, &result);
	if (rc == 0)
		rc = assay_verify_judge(c->problem, &c->plan, i, &result, c->arena, ret, c->err);
	if (x.relay && x.relay->finish)
		x.relay->finish(x.state);
	return rc;
}

/* Several executions in one process, where the plan offers that: *ret_n of them have a result, perhaps none. */
static int judge_batch(struct carriage *c, size_t first, struct assay_test_result *results, size_t *ret_n)
{
	const struct assay_checker *checker = c->plan.checker;
	struct assay_execution execution = {0};
	struct assay_execution_result result = {0};
	struct exchange none = {.err = c->err};
	*ret_n = 0;
	int rc = checker->batch ? checker->batch(c->problem, &c->plan, first, c->scratch, &execution, c->err) : 0;
	if (rc <= 0)
		return rc;
	rc = run_sides(c, &execution, &none, &result);
	if (rc == 0)
		rc = assay_verify_judge_batch(c->problem, &c->plan, first, &result, c->arena, results, ret_n, c->err);
	assay_arena_reset(c->scratch);
	return rc;
}

/* --- The whole --- */

/* Judges the executions from `first` on, as many as one process answers; after a batch without a result one by one. */
static int judge_next(struct carriage *c, size_t first, struct assay_test_result *results, bool *is_one_by_one,
		      size_t *ret_n)
{
	assay_arena_reset(c->scratch);
	if (!*is_one_by_one) {
		int rc = judge_batch(c, first, results, ret_n);
		if (rc || *ret_n > 0)
			return rc;
		*is_one_by_one = true;
	}
	*ret_n = 1;
	return judge_execution(c, first, results);
}

/* How many of the results count: those behind the one that ends it were answered in the same process, and do not. */
static size_t count_results(const struct carriage *c, const struct assay_test_result *results, size_t n,
			    size_t *n_out_of_time, bool *ret_is_over)
{
	/* Outputs are compared as a whole: one that failed early would have said nothing. */
	bool may_stop = c->options && c->options->stop_early && !assay_problem_is_open(c->problem);
	for (size_t i = 0; i < n; i++) {
		*n_out_of_time += results[i].word == ASSAY_TIME_LIMIT;
		if ((results[i].word != ASSAY_ACCEPTED && may_stop) || *n_out_of_time == ASSAY_TIME_LIMITS) {
			*ret_is_over = true;
			return i + 1;
		}
	}
	return n;
}

static int carry_plan(struct carriage *c, struct assay_verdict *ret)
{
	int rc = prepare_programs(c, ret);
	if (rc)
		return rc;
	struct assay_test_result *results = assay_arena_array(c->arena, c->plan.n_executions, sizeof(*results));
	if (!results)
		return assay_arena_fail(c->arena, c->err);
	size_t n = 0;
	size_t n_out_of_time = 0;
	bool is_one_by_one = false;
	bool is_over = false;
	while (n < c->plan.n_executions && !is_over) {
		size_t n_more = 0;
		rc = judge_next(c, n, &results[n], &is_one_by_one, &n_more);
		if (rc)
			return rc;
		n += count_results(c, &results[n], n_more, &n_out_of_time, &is_over);
	}
	return assay_verify_conclude(c->problem, c->candidate, c->options, &c->plan, results, n, c->arena, ret, c->err);
}

/* 0 with a verdict; a negative code when something of ours failed. */
static int carry_once(struct assay_carrier *carrier, struct carriage *c, struct assay_verdict *ret)
{
	c->plan = (struct assay_plan){0};
	int rc = assay_verify_plan(c->problem, c->candidate, c->options, c->arena, &c->plan, c->err);
	if (rc)
		return rc;
	if (c->plan.is_decided) {
		*ret = c->plan.verdict;
		return 0;
	}
	/* A program by itself needs no second slot. */
	rc = assay_carrier_prepare(carrier, c->plan.n_programs > 1 ? 2 : 1, c->err);
	if (rc)
		return rc;
	assay_autoarena struct assay_arena *scratch = assay_arena_create(SCRATCH_BYTES);
	if (!scratch)
		return assay_fail(c->err, ASSAY_ENOMEM, "out of memory");
	c->slots = carrier->slots;
	c->scratch = scratch;
	c->compiled = carrier->compiled;
	rc = carry_plan(c, ret);
	c->scratch = NULL;
	return rc < 0 ? rc : 0;
}

/* --- The comparison with runs from scratch --- */

/* From scratch a candidate costs six times as much: 1 % of all. */
#define COMPARES_EVERY 512

static bool is_sampled(const struct assay_carrier *carrier, const struct assay_verdict *verdict)
{
	unsigned every = carrier->compares_every ? carrier->compares_every : COMPARES_EVERY;

	/* Time is another matter: opinion.h has its own second look at it. */
	return (verdict->key.bytes[0] | verdict->key.bytes[1] << 8) % every == 0 && verdict->word != ASSAY_TIME_LIMIT &&
	       verdict->word != ASSAY_SYSTEM_ERROR;
}

static bool is_same(const struct assay_verdict *a, const struct assay_verdict *b)
{
	return a->word == b->word && a->passed == b->passed && a->total == b->total &&
	       assay_str_eq(a->pass_bits, b->pass_bits);
}

/* Judges once more. `ret_is_good` is false where that says nothing: the sandbox failed, or nothing was forked. */
static int judge_again(struct assay_carrier *carrier, struct carriage *c, bool is_from_scratch,
		       struct assay_verdict *ret, bool *ret_is_good)
{
	*ret = (struct assay_verdict){0};
	c->is_from_scratch = is_from_scratch;
	c->is_forked = false;
	int rc = carry_once(carrier, c, ret);
	*ret_is_good = rc == 0 && c->is_forked != is_from_scratch && ret->word != ASSAY_TIME_LIMIT;
	if (rc == ASSAY_ESANDBOX)
		assay_carrier_drop_slots(carrier);
	return rc == ASSAY_ENOMEM ? rc : 0;
}

/*
 * What was judged in a forked interpreter is judged from scratch, too. A program may give different results for reasons
 * of its own, so a difference counts when each way gives its result twice. Then the one from scratch stands.
 */
static int compare_with_scratch(struct assay_carrier *carrier, struct carriage *c, struct assay_verdict *verdict)
{
	struct assay_err failure = {0}, *err = c->err;
	struct assay_verdict scratch = {0}, forked = {0}, again = {0};
	bool is_good = false;

	c->err = &failure;
	int rc = judge_again(carrier, c, true, &scratch, &is_good);
	verdict->forked = rc || !is_good ? ASSAY_FORKED_UNKNOWN : ASSAY_FORKED_SAME;
	if (rc == 0 && is_good && !is_same(verdict, &scratch)) {
		rc = judge_again(carrier, c, false, &forked, &is_good);
		if (rc == 0 && is_good && is_same(verdict, &forked))
			rc = judge_again(carrier, c, true, &again, &is_good);
		else
			is_good = false;
		verdict->forked = ASSAY_FORKED_UNKNOWN;
		if (rc == 0 && is_good && is_same(&scratch, &again)) {
			*verdict = scratch;
			verdict->forked = ASSAY_FORKED_DIFFERENT;
			assay_carrier_drop_slots(carrier);
		}
	}
	c->err = err;
	return rc ? assay_fail(err, (enum assay_code)rc, "%s", failure.msg) : 0;
}

/* A problem that cannot be judged stays undecided whoever tries; everything else may go well another time. */
static enum assay_word word_of_failure(int rc)
{
	return rc == ASSAY_EINVAL ? ASSAY_UNDECIDED : ASSAY_SYSTEM_ERROR;
}

int assay_carry(struct assay_carrier *carrier, const struct assay_problem *problem,
		const struct assay_candidate *candidate, const struct assay_verify_options *options,
		struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err)
{
	struct assay_err failure = {0};
	struct assay_verify_options full = options ? *options : (struct assay_verify_options){0};
	full.language_factor = assay_language_time_factor;
	struct carriage c = {
		.problem = problem,
		.candidate = candidate,
		.options = &full,
		.arena = arena,
		.err = &failure,
	};
	int rc = carry_once(carrier, &c, ret);
	if (rc == ASSAY_ESANDBOX) {
		assay_carrier_drop_slots(carrier);
		failure = (struct assay_err){0};
		c.is_forked = false;
		rc = carry_once(carrier, &c, ret);
	}
	if (rc == 0 && c.is_forked && is_sampled(carrier, ret))
		rc = compare_with_scratch(carrier, &c, ret);
	if (rc == 0)
		return 0;
	if (rc == ASSAY_ENOMEM) {
		if (err)
			*err = failure;
		return rc;
	}
	if (rc == ASSAY_ESANDBOX)
		assay_carrier_drop_slots(carrier);
	*ret = (struct assay_verdict){
		.word = word_of_failure(rc),
		.reason = assay_arena_str(arena, assay_str_of(failure.msg)),
		.key = assay_verify_key(problem, candidate, options),
	};
	return ret->reason.data ? 0 : assay_arena_fail(arena, err);
}
