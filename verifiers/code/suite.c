/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suite: one execution of two programs, for languages whose suites have a driver; inproc.c has the others. The
 * candidate's driver serves its functions, the suite's driver runs the assertions and reports one bit for each; relay.c
 * stands between them. A suite that is nothing but asserts on calls with literals needs no process: script.h.
 *
 * Who is to blame is decided in this order: the candidate did not load; the candidate's process ended badly; it broke
 * its channel; then what the suite reports. A suite that ends without a report ran into a limit on what the candidate
 * gave back, or it is a failure of ours.
 */
#include "verifiers/code/code.h"
#include "verifiers/code/driver.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/inproc.h"
#include "verifiers/code/relay.h"
#include "verifiers/code/script.h"

struct state {
	struct assay_limits limits, suite_limits;
	bool is_script;
	struct assay_script script;
};

/** `n_questions` is 0 where nobody knows yet how many there will be. */
static int hello(const struct assay_problem *problem, const struct assay_limits *limits, bool is_candidate,
		 size_t n_questions, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf json = {0};
	assay_autobuf struct assay_buf frame = {0};
	char nonce[ASSAY_NONCE_SIZE];
	struct assay_jsonw w;
	int rc = assay_nonce(nonce, err);

	if (rc)
		return rc;
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "nonce");
	assay_jsonw_c(&w, nonce);
	assay_jsonw_key(&w, "mode");
	assay_jsonw_c(&w, is_candidate ? "serve" : "suite");
	assay_jsonw_kv_str(&w, "entry", problem->entry.len > 0 ? problem->entry : (struct assay_str){0});
	assay_jsonw_key(&w, "max_bytes");
	/* A frame holds a value and, after a call that changed them, the arguments. */
	assay_jsonw_u64(&w, limits->output_bytes / 2);
	if (n_questions > 0)
		assay_jsonw_kv_u64(&w, "questions", n_questions);
	assay_jsonw_end_object(&w);
	assay_frame_add(&frame, assay_buf_str(&json));
	rc = assay_buf_error(&frame, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&frame));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/**
 * Each side's clock runs on while the other computes, so it holds time for both. Measured on two cores under a load
 * of 13: a suite that looped for its 3 s of CPU time took more than 11 s by the clock.
 */
static void share_limits(const struct assay_limits *limits, struct state *state)
{
	state->limits = state->suite_limits = *limits;
	if (state->suite_limits.cpu_ms < 2000)
		state->suite_limits.cpu_ms = 2000;
	state->limits.wall_ms = limits->wall_ms + 6 * state->suite_limits.cpu_ms;
	state->suite_limits.wall_ms = state->limits.wall_ms + 2000;
	state->suite_limits.output_bytes = 2 * limits->output_bytes + ((size_t)1 << 20);
	if (state->suite_limits.mem_bytes < (uint64_t)512 << 20)
		state->suite_limits.mem_bytes = (uint64_t)512 << 20;
}

/** Candidate and suite, each in its own process. */
static int plan_pair(const struct assay_driver *driver, const struct assay_problem *problem,
		     const struct assay_limits *limits, struct state *state, struct assay_arena *arena,
		     struct assay_execution *execution, struct assay_program *programs, struct assay_err *err)
{
	int rc = assay_driver_suite(driver, problem, arena, &programs[1], err);

	share_limits(limits, state);
	for (size_t i = 0; rc == 0 && i < 2; i++) {
		struct assay_side *side = &execution->sides[i];
		*side = (struct assay_side){
			.program = i, .has_channel = true, .limits = i == 0 ? state->limits : state->suite_limits};
		rc = hello(problem, &side->limits, i == 0, 0, arena, &side->channel_in, err);
	}
	execution->n_sides = 2;
	execution->relay = &assay_suite_relay;
	return rc;
}

/** The candidate alone: hello, and all questions behind it. */
static int plan_script(const struct assay_problem *problem, const struct assay_limits *limits, struct state *state,
		       struct assay_arena *arena, struct assay_execution *execution, struct assay_err *err)
{
	struct assay_side *side = &execution->sides[0];
	assay_autobuf struct assay_buf text = {0};
	struct assay_str greeting;
	int rc = hello(problem, limits, true, state->script.n + 1, arena, &greeting, err);

	if (rc)
		return rc;
	state->limits = *limits;
	*side = (struct assay_side){.has_channel = true, .limits = *limits};
	assay_buf_add_str(&text, greeting);
	assay_buf_add_str(&text, state->script.questions);
	rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	side->channel_in = assay_arena_str(arena, assay_buf_str(&text));
	execution->n_sides = 1;
	execution->relay = &assay_script_relay;
	execution->relay_arg = &state->script;
	return side->channel_in.data ? 0 : assay_arena_fail(arena, err);
}

static int plan_driven(const struct assay_driver *driver, const struct assay_problem *problem,
		       const struct assay_candidate *candidate, const struct assay_verify_options *options,
		       const struct assay_code_source *source, struct assay_arena *arena, struct assay_plan *ret,
		       struct assay_err *err)
{
	const struct assay_limits limits = assay_code_limits(problem, options, source->language);
	struct assay_program *programs = assay_arena_array(arena, 2, sizeof(*programs));
	struct state *state = assay_arena_alloc(arena, sizeof(*state));
	struct assay_execution *execution = assay_arena_alloc(arena, sizeof(*execution));

	if (!programs || !state || !execution)
		return assay_arena_fail(arena, err);
	int rc = assay_driver_candidate(driver, problem, candidate, source->code, arena, &programs[0], err);
	if (rc)
		return rc;
	rc = assay_script_read(problem->suite, problem->entry, arena, &state->script, err);
	if (rc < 0)
		return rc;
	state->is_script = rc == 1;
	rc = state->is_script ? plan_script(problem, &limits, state, arena, execution, err)
			      : plan_pair(driver, problem, &limits, state, arena, execution, programs, err);
	ret->programs = programs;
	ret->n_programs = execution->n_sides;
	ret->executions = execution;
	ret->n_executions = 1;
	ret->state = state;
	return rc;
}

static int plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		struct assay_err *err)
{
	struct assay_code_source source;

	if (problem->suite.len == 0)
		return assay_fail(err, ASSAY_EINVAL, "it has no suite");
	int rc = assay_code_source_of(problem, candidate, arena, &source, ret, err);
	if (rc <= 0)
		return rc;
	const struct assay_inproc *inproc = assay_inproc_find(source.language);
	if (inproc)
		return assay_inproc_plan(inproc, problem, candidate, &source, options, arena, ret, err);
	const struct assay_driver *driver = NULL;
	rc = assay_driver_for(candidate, source.language, ASSAY_STR("there is no driver for suites in its language"),
			      arena, &driver, ret, err);
	return rc <= 0 ? rc : plan_driven(driver, problem, candidate, options, &source, arena, ret, err);
}

/** An exchange under judgement. */
struct judgement {
	const struct state *state;
	const struct assay_problem *problem;
	const struct assay_outcome *candidate, *suite;
	struct assay_relay_view view;
	struct assay_arena *arena;
	struct assay_test_result *result;
	struct assay_err *err;
};

static int fail(const struct judgement *j, enum assay_word word, const char *reason)
{
	assay_autobuf struct assay_buf text = {0};

	assay_buf_add_c(&text, reason);
	return assay_code_fail(j->result, word, &text, j->arena, j->err);
}

static void add_member(struct assay_buf *out, struct assay_json object, const char *key, const char *before,
		       const char *after)
{
	struct assay_json member = assay_json_get(object, key);
	struct assay_str text = assay_json_str(member);

	if (!text.data)
		text = assay_json_raw(member);
	if (text.len == 0)
		return;
	assay_buf_add_c(out, before);
	assay_code_add_short(out, text, 2 * ASSAY_SHORT_BYTES);
	assay_buf_add_c(out, after);
}

/** The candidate's first frame said that it cannot be used. */
static int judge_load(const struct judgement *j)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(j->view.load_failure, &assay_frame_limits, &doc, j->err);

	return rc ? rc : assay_driver_judge_load(assay_json_root(doc), j->problem, j->arena, j->result, j->err);
}

static int set_evidence(const struct judgement *j, struct assay_json report)
{
	static const char *const texts[] = {"source", "expected", "got", "error"};
	assay_autobuf struct assay_buf json = {0};
	struct assay_json test = assay_json_get(report, "test");
	struct assay_jsonw w;
	uint64_t number = 0;

	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	if (test.node && assay_json_read_u64(report, "test", 0, UINT32_MAX, &number, NULL) == 0) {
		assay_jsonw_key(&w, "test");
		assay_jsonw_u64(&w, number + 1);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct assay_str text = assay_json_str(assay_json_get(report, texts[i]));
		if (text.len > 0)
			assay_code_evidence_text(&w, texts[i], text);
	}
	assay_jsonw_end_object(&w);
	return assay_code_set_evidence(j->result, &json, j->arena, j->err);
}

static bool are_bits(struct assay_str bits)
{
	for (size_t i = 0; i < bits.len; i++) {
		if (bits.data[i] != '0' && bits.data[i] != '1')
			return false;
	}
	return true;
}

static int read_bits(const struct judgement *j, struct assay_json report)
{
	struct assay_str bits = assay_json_str(assay_json_get(report, "bits"));

	if (bits.len == 0 || !are_bits(bits))
		return 0;
	j->result->pass_bits = assay_arena_str(j->arena, bits);
	return j->result->pass_bits.data ? 0 : assay_arena_fail(j->arena, j->err);
}

static int judge_failure(const struct judgement *j, struct assay_json report, struct assay_str word_name)
{
	assay_autobuf struct assay_buf reason = {0};
	enum assay_word word = assay_word_from_name(word_name);
	bool has_values = assay_json_get(report, "expected").node != NULL;
	int rc = set_evidence(j, report);

	if (rc)
		return rc;
	if (assay_str_is(word_name, "gone"))
		return fail(j, ASSAY_RUNTIME_ERROR,
			    "it ended, or gave back what cannot be read, before the suite was done");
	add_member(&reason, report, "source", "", has_values ? ": " : "");
	add_member(&reason, report, "expected", "expected ", "");
	add_member(&reason, report, "got", ", got ", "");
	add_member(&reason, report, "error", reason.len > 0 ? ": " : "", "");
	if (word != ASSAY_WRONG_ANSWER && word != ASSAY_RUNTIME_ERROR && word != ASSAY_MEMORY_LIMIT)
		word = ASSAY_UNDECIDED;
	return assay_code_fail(j->result, word, &reason, j->arena, j->err);
}

static int judge_report(const struct judgement *j, struct assay_json report)
{
	struct assay_str word = assay_json_str(assay_json_get(report, "word"));
	struct assay_str bits = j->result->pass_bits;
	uint64_t n_ran = 0;

	if (assay_json_read_u64(report, "ran", 0, UINT32_MAX, &n_ran, NULL))
		return fail(j, ASSAY_SYSTEM_ERROR, "the suite's report is malformed");
	if (word.len > 0)
		return judge_failure(j, report, word);
	/* Nothing was asserted, or nothing was asked: that says nothing about the candidate. */
	if (n_ran == 0 || j->view.n_calls == 0 || bits.len == 0)
		return fail(j, ASSAY_UNDECIDED, "the suite ran no assertion on the candidate");
	if (memchr(bits.data, '0', bits.len))
		return fail(j, ASSAY_WRONG_ANSWER, "an assertion failed");
	return 0;
}

/**
 * The suite ended without a word. That a limit was in its way is the candidate's failure once it has answered: the
 * same suite gets through with the reference, so what it was given made the difference. Time on the clock says nothing.
 */
static int judge_silence(const struct judgement *j)
{
	enum assay_end end = j->suite->end;
	bool is_limit = end == ASSAY_END_CPU_LIMIT || end == ASSAY_END_MEMORY_LIMIT || end == ASSAY_END_OUTPUT_LIMIT;
	assay_autobuf struct assay_buf reason = {0};

	if (end == ASSAY_END_WALL_LIMIT || j->candidate->end == ASSAY_END_WALL_LIMIT || (is_limit && !j->view.n_calls))
		return fail(j, ASSAY_UNDECIDED, "the suite itself ran into its limits");
	if (is_limit) {
		assay_buf_add_c(&reason, "the suite ran into a limit on what it gave back");
		return assay_code_fail(j->result, assay_word_of_outcome(j->suite), &reason, j->arena, j->err);
	}
	assay_buf_add_c(&reason, "the suite ended without a report: ");
	assay_code_add_short(&reason, j->suite->err, 2 * ASSAY_SHORT_BYTES);
	return assay_code_fail(j->result, ASSAY_SYSTEM_ERROR, &reason, j->arena, j->err);
}

/** True when the candidate's own end decides, whatever the suite has to say. */
static bool ended_badly(const struct judgement *j)
{
	if (j->candidate->end == ASSAY_END_STOPPED)
		return false;
	/* The clock ran on while the suite was computing: not the candidate's doing. */
	if (j->candidate->end == ASSAY_END_WALL_LIMIT && !j->view.is_candidates_turn)
		return false;
	return assay_word_of_outcome(j->candidate) != ASSAY_ACCEPTED;
}

static int judge_bad_end(const struct judgement *j)
{
	struct assay_str bits = j->result->pass_bits;
	int rc = assay_driver_begin_result(j->candidate, &j->state->limits, j->arena, j->result, j->err);

	j->result->pass_bits = bits;
	return rc;
}

static int judge_exchange(struct judgement *j)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = 0;

	if (j->view.report.data)
		rc = assay_json_parse(j->view.report, &assay_frame_limits, &doc, j->err);
	if (!rc && doc)
		rc = read_bits(j, assay_json_root(doc));
	if (rc)
		return rc;
	if (j->view.load_failure.data)
		return judge_load(j);
	/* What became of calls behind the first failure that were asked ahead of it depends on who was faster. */
	if (doc && assay_json_get(assay_json_root(doc), "ahead").node)
		return judge_report(j, assay_json_root(doc));
	if (ended_badly(j))
		return judge_bad_end(j);
	if (j->view.violation)
		return fail(j, ASSAY_RUNTIME_ERROR, j->view.violation);
	if (doc)
		return judge_report(j, assay_json_root(doc));
	return judge_silence(j);
}

static int judge(const struct assay_problem *problem, const struct assay_plan *plan_,
		 size_t execution __attribute__((unused)), const struct assay_execution_result *result,
		 struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	const struct assay_outcome *candidate = &result->sides[0];
	if (plan_->assurance == ASSAY_ASSURANCE_IN_PROCESS)
		return assay_inproc_judge(problem, plan_, result, arena, ret, err);
	struct judgement j = {
		.state = plan_->state,
		.problem = problem,
		.candidate = candidate,
		.suite = &result->sides[1],
		.arena = arena,
		.result = ret,
		.err = err,
	};

	*ret = (struct assay_test_result){
		.word = ASSAY_ACCEPTED,
		.cpu_us = candidate->cpu_us,
		.wall_us = candidate->wall_us,
		.peak_bytes = candidate->peak_bytes,
		.enforcer = candidate->enforcer,
		.isolation = candidate->isolation,
	};
	if (!j.state->is_script) {
		assay_suite_relay_view(result->relay_state, &j.view);
		return judge_exchange(&j);
	}
	int rc = assay_script_relay_view(result->relay_state, &j.view, err);
	return rc ? rc : judge_exchange(&j);
}

const struct assay_checker assay_checker_suite = {
	.name = "suite",
	.version = 4,
	.kind = ASSAY_KIND_SUITE,
	.assurance = ASSAY_ASSURANCE_SEPARATED,
	.plan = plan,
	.judge = judge,
};
