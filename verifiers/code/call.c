/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call: one run per test, or per test of a shared process (call_batch.c). The driver gets the arguments and gives back
 * what the function returned or raised; the expected value never leaves this process. The result is one frame and a
 * completion marker behind it, both with the run's nonce: anything else on the channel, before, between or behind them,
 * spoils the run.
 */
#include "verifiers/code/call.h"

#include "verifiers/code/code.h"
#include "verifiers/code/compare.h"
#include "verifiers/code/driver.h"
#include "verifiers/code/frame.h"

/** What a test expects. */
enum expect {
	EXPECT_VALUE,
	EXPECT_RAISES,
	EXPECT_ARG0,
};

struct expectation {
	enum expect kind;
	struct assay_json body; /**< The value, the exception's name, or the value of argument 0. */
};

static struct expectation expectation_of(struct assay_json expected)
{
	struct assay_json raises = assay_json_get(expected, "$raises"), arg0 = assay_json_get(expected, "$arg0");

	if (assay_json_count(expected) == 1 && raises.node)
		return (struct expectation){.kind = EXPECT_RAISES, .body = raises};
	if (assay_json_count(expected) == 1 && arg0.node)
		return (struct expectation){.kind = EXPECT_ARG0, .body = arg0};
	return (struct expectation){.kind = EXPECT_VALUE, .body = expected};
}

static int check_values(struct assay_str text, enum assay_json_type type, const char *what, struct assay_err *err)
{
	assay_autobuf struct assay_buf ignored = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(text, &assay_frame_limits, &doc, err);

	if (rc)
		return assay_err_wrap(err, rc, "%s", what);
	struct assay_json root = assay_json_root(doc);
	if (assay_json_type(root) != type)
		return assay_fail(err, ASSAY_EINVAL, "%s must be %s", what, assay_json_type_name(type));
	assay_json_each (child, root) {
		rc = assay_value_canonical(child, &ignored, err);
		if (rc)
			return assay_err_wrap(err, rc, "%s", what);
	}
	return 0;
}

static int check_expectation(const struct expectation *expectation, struct assay_str args, struct assay_err *err)
{
	assay_autobuf struct assay_buf ignored = {0};

	if (expectation->kind == EXPECT_RAISES) {
		if (assay_json_type(expectation->body) != ASSAY_JSON_STRING)
			return assay_fail(err, ASSAY_EINVAL, "$raises needs the name of an exception");
		if (assay_str_is(assay_json_str(expectation->body), "SystemExit"))
			return assay_fail(err, ASSAY_EINVAL, "leaving the program is never a result");
		return 0;
	}
	if (expectation->kind == EXPECT_ARG0 && assay_str_is(assay_str_trim(args), "[]"))
		return assay_fail(err, ASSAY_EINVAL, "$arg0 without an argument");
	return assay_value_canonical(expectation->body, &ignored, err);
}

static int check_expected(const struct assay_problem *problem, const struct assay_test *test, bool *ret_wants_arg0,
			  struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	/* A function that returns nothing has changed its argument, if it did anything. */
	*ret_wants_arg0 = !assay_str_is(assay_str_trim(test->args), "[]");
	if (assay_problem_is_open(problem))
		return 0;
	int rc = assay_json_parse(test->expected, &assay_frame_limits, &doc, err);

	if (rc)
		return assay_err_wrap(err, rc, "expected");
	struct expectation expectation = expectation_of(assay_json_root(doc));
	*ret_wants_arg0 = expectation.kind == EXPECT_ARG0;
	rc = check_expectation(&expectation, test->args, err);
	return rc ? assay_err_wrap(err, rc, "expected") : 0;
}

static int plan_test(const struct assay_problem *problem, size_t i, struct assay_call_state *state,
		     struct assay_arena *arena, struct assay_execution *ret, struct assay_err *err)
{
	const struct assay_test *test = &problem->tests[i];
	struct assay_str hello = {0};
	int rc = check_values(test->args, ASSAY_JSON_ARRAY, "args", err);

	if (!rc && test->kwargs.len > 0)
		rc = check_values(test->kwargs, ASSAY_JSON_OBJECT, "kwargs", err);
	if (!rc)
		rc = check_expected(problem, test, &state->wants_arg0[i], err);
	if (!rc)
		rc = assay_call_ask(problem, i, state, false, arena, &hello, err);
	if (rc)
		return rc;
	ret->n_sides = 1;
	ret->sides[0] = (struct assay_side){.has_channel = true, .channel_in = hello, .limits = state->limits};
	return 0;
}

static int plan_tests(const struct assay_problem *problem, struct assay_call_state *state, struct assay_arena *arena,
		      struct assay_plan *ret, struct assay_err *err)
{
	struct assay_execution *executions = assay_arena_array(arena, problem->n_tests, sizeof(*executions));

	state->wants_arg0 = assay_arena_array(arena, problem->n_tests, sizeof(*state->wants_arg0));
	if (!executions || !state->wants_arg0)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < problem->n_tests; i++) {
		int rc = plan_test(problem, i, state, arena, &executions[i], err);
		if (rc)
			return assay_err_wrap(err, rc, "test %zu", i + 1);
	}
	ret->executions = executions;
	ret->n_executions = problem->n_tests;
	return 0;
}

static bool has_keywords(const struct assay_problem *problem)
{
	for (size_t i = 0; i < problem->n_tests; i++) {
		if (problem->tests[i].kwargs.len > 0 && !assay_str_is(assay_str_trim(problem->tests[i].kwargs), "{}"))
			return true;
	}
	return false;
}

/** 1 when the program is there, 0 when the plan is decided instead. */
static int plan_program(const struct assay_problem *problem, const struct assay_candidate *candidate,
			const struct assay_code_source *source, struct assay_arena *arena,
			struct assay_call_state *state, struct assay_program *ret, struct assay_plan *plan,
			struct assay_err *err)
{
	const struct assay_driver *driver = NULL;

	state->language = assay_call_language_find(source->language);
	if (state->language) {
		if (has_keywords(problem) && !state->language->takes_keywords)
			return assay_plan_decide(plan, ASSAY_UNDECIDED,
						 ASSAY_STR("its language takes no keyword arguments"), arena, err);
		return assay_weave_program(&state->language->kind, problem, candidate, source->code,
					   (struct assay_str){0}, arena, ret, plan, err);
	}
	int rc = assay_driver_for(candidate, source->language,
				  ASSAY_STR("there is no driver to call functions in its language"), arena, &driver,
				  plan, err);
	if (rc <= 0)
		return rc;
	rc = assay_driver_candidate(driver, problem, candidate, source->code, arena, ret, err);
	return rc ? rc : 1;
}

static int plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		struct assay_err *err)
{
	struct assay_code_source source;
	struct assay_str type = problem->checker.type.len > 0 ? problem->checker.type : ASSAY_STR("exact");
	const struct assay_comparator *comparator = assay_comparator_find(type);

	if (problem->n_tests == 0)
		return assay_fail(err, ASSAY_EINVAL, "it has no tests");
	if (problem->entry.len == 0)
		return assay_fail(err, ASSAY_EINVAL, "it names no function to call");
	if (!comparator || !comparator->value)
		return assay_plan_decide(ret, ASSAY_UNDECIDED,
					 ASSAY_STR("results of calls cannot be judged by its kind of checker"), arena,
					 err);
	int rc = assay_code_source_of(problem, candidate, arena, &source, ret, err);
	if (rc <= 0)
		return rc;
	struct assay_call_state *state = assay_arena_alloc(arena, sizeof(*state));
	struct assay_program *program = assay_arena_alloc(arena, sizeof(*program));
	if (!state || !program)
		return assay_arena_fail(arena, err);
	state->comparator = comparator;
	state->limits = assay_code_limits(problem, options, source.language);
	rc = assay_nonce(state->nonce, err);
	if (!rc)
		rc = plan_program(problem, candidate, &source, arena, state, program, ret, err);
	if (rc <= 0)
		return rc;
	ret->programs = program;
	ret->n_programs = 1;
	ret->state = state;
	return plan_tests(problem, state, arena, ret, err);
}

/** A run under judgement. */
struct judgement {
	const struct assay_problem *problem;
	const struct assay_call_state *state;
	const struct assay_test *test;
	size_t number; /**< From 1. */
	struct expectation expectation;
	struct assay_json frame; /**< What the driver sent. */
	struct assay_arena *arena;
	struct assay_test_result *result;
	struct assay_err *err;
};

static int finish(const struct judgement *j, enum assay_word word, const struct assay_buf *reason, const char *got_key,
		  struct assay_str got)
{
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;
	int rc = assay_code_fail(j->result, word, reason, j->arena, j->err);

	if (rc)
		return rc;
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "test");
	assay_jsonw_u64(&w, j->number);
	assay_code_evidence_json(&w, "input", j->test->args);
	assay_code_evidence_json(&w, "expected", j->test->expected);
	if (got.data)
		assay_code_evidence_json(&w, got_key, got);
	assay_jsonw_end_object(&w);
	return assay_code_set_evidence(j->result, &json, j->arena, j->err);
}

static int differs(const struct judgement *j, struct assay_json expected, struct assay_json got, const char *which)
{
	assay_autobuf struct assay_buf reason = {0};

	assay_buf_add_c(&reason, which);
	assay_buf_add_c(&reason, "expected ");
	assay_code_add_short(&reason, assay_json_raw(expected), ASSAY_SHORT_BYTES);
	assay_buf_add_c(&reason, ", got ");
	assay_code_add_short(&reason, assay_json_raw(got), ASSAY_SHORT_BYTES);
	return finish(j, ASSAY_WRONG_ANSWER, &reason, "got", assay_json_raw(got));
}

static int spoilt(const struct judgement *j, const char *what)
{
	assay_autobuf struct assay_buf reason = {0};

	assay_buf_add_c(&reason, what);
	return finish(j, ASSAY_RUNTIME_ERROR, &reason, "got", (struct assay_str){0});
}

/** Compares what came back; a value that the driver would not have written is not equal to anything. */
/** The document points into its text, which therefore lives in the arena. */
static int blur(struct assay_json value, const struct judgement *j, struct assay_json_doc **ret)
{
	assay_autobuf struct assay_buf text = {0};
	int rc = assay_wire_blur(value, &j->state->language->model, &text, j->err);

	if (!rc)
		rc = assay_buf_error(&text, j->err);
	if (rc)
		return rc;
	struct assay_str kept = assay_arena_str(j->arena, assay_buf_str(&text));
	return kept.data ? assay_json_parse(kept, &assay_frame_limits, ret, j->err)
			 : assay_arena_fail(j->arena, j->err);
}

/** Where the candidate's language does not tell some values apart, neither do we. */
static int compare_blurred(const struct judgement *j, struct assay_json got, bool *ret_is_equal)
{
	assay_autojson struct assay_json_doc *left = NULL;
	assay_autojson struct assay_json_doc *right = NULL;
	int rc = blur(j->expectation.body, j, &left);

	if (!rc)
		rc = blur(got, j, &right);
	return rc ? rc
		  : j->state->comparator->value(&j->problem->checker, assay_json_root(left), assay_json_root(right),
						ret_is_equal, j->err);
}

static int compare(const struct judgement *j, struct assay_json got, const char *which)
{
	bool is_equal = false;
	int rc = j->state->language ? compare_blurred(j, got, &is_equal)
				    : j->state->comparator->value(&j->problem->checker, j->expectation.body, got,
								  &is_equal, j->err);

	if (rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT)
		return spoilt(j, "the result is malformed");
	if (rc || is_equal)
		return rc;
	return differs(j, j->expectation.body, got, which);
}

/** The value in its canonical form, as the candidate's language can tell it. */
static int note_value(const struct judgement *j, struct assay_json value)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_autobuf struct assay_buf form = {0};
	int rc = j->state->language ? blur(value, j, &doc) : 0;

	if (!rc)
		rc = assay_value_canonical(doc ? assay_json_root(doc) : value, &form, j->err);
	if (rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT)
		return spoilt(j, "the result is malformed");
	return rc ? rc : assay_code_note_output(j->result, assay_buf_str(&form), j->arena, j->err);
}

static int on_value(const struct judgement *j)
{
	struct assay_json value = assay_json_get(j->frame, "value"), arg0 = assay_json_get(j->frame, "arg0");
	assay_autobuf struct assay_buf reason = {0};

	if (!value.node || (j->expectation.kind == EXPECT_ARG0 && !arg0.node))
		return spoilt(j, "the result is malformed");
	if (assay_problem_is_open(j->problem))
		return note_value(j, assay_json_type(value) == ASSAY_JSON_NULL && arg0.node ? arg0 : value);
	if (j->expectation.kind == EXPECT_VALUE)
		return compare(j, value, "");
	if (j->expectation.kind == EXPECT_ARG0 && assay_json_type(value) == ASSAY_JSON_NULL)
		return compare(j, arg0, "argument 0: ");
	if (j->expectation.kind == EXPECT_ARG0) {
		assay_buf_add_c(&reason, "expected None from a function that changes its argument, got ");
	} else {
		assay_buf_add_c(&reason, "expected ");
		assay_code_add_short(&reason, assay_json_str(j->expectation.body), ASSAY_SHORT_BYTES);
		assay_buf_add_c(&reason, ", got ");
	}
	assay_code_add_short(&reason, assay_json_raw(value), ASSAY_SHORT_BYTES);
	return finish(j, ASSAY_WRONG_ANSWER, &reason, "got", assay_json_raw(value));
}

static int on_not_data(const struct judgement *j)
{
	assay_autobuf struct assay_buf reason = {0};
	struct assay_str what = assay_json_str(assay_json_get(j->frame, "what"));

	assay_buf_add_c(&reason, "the result is not plain data: ");
	assay_code_add_short(&reason, what, ASSAY_SHORT_BYTES);
	return finish(j, ASSAY_WRONG_ANSWER, &reason, "type", assay_json_raw(assay_json_get(j->frame, "what")));
}

/** The same exception under its older names. */
static struct assay_str usual_error(struct assay_str name)
{
	bool is_alias = assay_str_is(name, "IOError") || assay_str_is(name, "EnvironmentError");

	return is_alias ? ASSAY_STR("OSError") : name;
}

static bool is_builtin_error(const struct judgement *j, struct assay_str name)
{
	return assay_json_is_true(assay_json_get(j->frame, "builtin")) &&
	       assay_str_eq(assay_json_str(assay_json_get(j->frame, "type")), name);
}

/** Where nobody knows what is right, a built-in exception is an answer that others may give too. */
static int note_raised(const struct judgement *j)
{
	struct assay_str type = assay_json_str(assay_json_get(j->frame, "type"));

	if (!assay_problem_is_open(j->problem) || !assay_json_is_true(assay_json_get(j->frame, "builtin")))
		return 0;
	j->result->output =
		assay_arena_printf(j->arena, "raises %.*s", (int)assay_utf8_cut(type, 100), type.data ? type.data : "");
	return j->result->output.data ? 0 : assay_arena_fail(j->arena, j->err);
}

static int raised(const struct judgement *j)
{
	assay_autobuf struct assay_buf reason = {0};
	enum assay_word word = assay_driver_error_word(j->frame);
	int rc = note_raised(j);

	if (rc)
		return rc;

	assay_buf_add_c(&reason, "raised ");
	assay_driver_describe_error(j->frame, &reason);
	return finish(j, word, &reason, "raised", assay_json_raw(assay_json_get(j->frame, "type")));
}

static int on_raised(const struct judgement *j)
{
	struct assay_str wanted = usual_error(assay_json_str(j->expectation.body));
	assay_autobuf struct assay_buf reason = {0};

	if (j->expectation.kind != EXPECT_RAISES)
		return raised(j);
	/* Only the built-in class itself counts: a class of the candidate's may bear any name. */
	if (is_builtin_error(j, wanted))
		return 0;
	if (is_builtin_error(j, ASSAY_STR("SystemExit")))
		return raised(j);
	assay_buf_add_c(&reason, "expected ");
	assay_code_add_short(&reason, wanted, ASSAY_SHORT_BYTES);
	assay_buf_add_c(&reason, ", got ");
	assay_driver_describe_error(j->frame, &reason);
	return finish(j, ASSAY_WRONG_ANSWER, &reason, "raised", assay_json_raw(assay_json_get(j->frame, "type")));
}

static int on_load_failure(const struct judgement *j)
{
	return assay_driver_judge_load(j->frame, j->problem, j->arena, j->result, j->err);
}

static const struct {
	const char *kind;
	int (*judge)(const struct judgement *j);
	bool needs_marker; /**< The call was made: only a run that came to its end counts. */
} frame_kinds[] = {
	{"value", on_value, true},	     {"raised", on_raised, true},
	{"not_plain", on_not_data, true},    {"too_large", on_not_data, true},
	{"syntax", on_load_failure, false},  {"load_raised", on_load_failure, false},
	{"missing", on_load_failure, false},
};

/** Parses one frame and checks its nonce; NULL when it is not the driver's. */
static struct assay_json_doc *parse_frame(struct assay_str payload, const char *nonce)
{
	struct assay_json_doc *doc = NULL;

	if (assay_json_parse(payload, &assay_frame_limits, &doc, NULL))
		return NULL;
	if (assay_str_is(assay_json_str(assay_json_get(assay_json_root(doc), "nonce")), nonce))
		return doc;
	assay_json_doc_destroy(doc);
	return NULL;
}

static bool is_marker(struct assay_str payload, const char *nonce)
{
	assay_autojson struct assay_json_doc *doc = parse_frame(payload, nonce);

	return doc && assay_str_is(assay_json_str(assay_json_get(assay_json_root(doc), "kind")), "done");
}

static int judge_frame(struct judgement *j, struct assay_str rest)
{
	struct assay_str kind = assay_json_str(assay_json_get(j->frame, "kind")), payload;

	for (size_t i = 0; i < sizeof(frame_kinds) / sizeof(frame_kinds[0]); i++) {
		if (!assay_str_is(kind, frame_kinds[i].kind))
			continue;
		if (frame_kinds[i].needs_marker &&
		    (assay_frame_next(&rest, ASSAY_CALL_FRAME_ROOM, &payload) != ASSAY_FRAME_WHOLE ||
		     !is_marker(payload, j->state->nonce)))
			return spoilt(j, "the result has no completion marker");
		if (rest.len > 0)
			return spoilt(j, "something was written behind the result");
		return frame_kinds[i].judge(j);
	}
	return spoilt(j, "the result is malformed");
}

static int judge_channel(struct judgement *j, struct assay_str channel)
{
	struct assay_str payload;
	enum assay_frame_state state = assay_frame_next(&channel, j->state->limits.output_bytes, &payload);

	if (state == ASSAY_FRAME_NONE)
		return spoilt(j, "ended before giving a result");
	assay_autojson struct assay_json_doc *doc =
		state == ASSAY_FRAME_WHOLE ? parse_frame(payload, j->state->nonce) : NULL;
	if (!doc)
		return spoilt(j, "the result channel holds what the driver did not write");
	j->frame = assay_json_root(doc);
	return judge_frame(j, channel);
}

static int judge(const struct assay_problem *problem, const struct assay_plan *plan_, size_t execution,
		 const struct assay_execution_result *result, struct assay_arena *arena, struct assay_test_result *ret,
		 struct assay_err *err)
{
	const struct assay_call_state *state = plan_->state;
	const struct assay_outcome *outcome = &result->sides[0];
	const struct assay_test *test = &problem->tests[execution];
	assay_autojson struct assay_json_doc *expected = NULL;
	int rc = assay_driver_begin_result(outcome, &state->limits, arena, ret, err);

	if (rc || ret->word != ASSAY_ACCEPTED)
		return rc;
	struct assay_str wanted = assay_problem_is_open(problem) ? ASSAY_STR("null") : test->expected;
	rc = assay_json_parse(wanted, &assay_frame_limits, &expected, err);
	if (rc)
		return rc;
	struct judgement j = {
		.problem = problem,
		.state = state,
		.test = test,
		.number = execution + 1,
		.expectation = expectation_of(assay_json_root(expected)),
		.arena = arena,
		.result = ret,
		.err = err,
	};
	return judge_channel(&j, outcome->channel);
}

const struct assay_checker assay_checker_call = {
	.name = "call",
	.version = 2,
	.kind = ASSAY_KIND_CALL,
	.assurance = ASSAY_ASSURANCE_SEPARATED,
	.plan = plan,
	.judge = judge,
	.batch = assay_call_batch,
	.judge_batch = assay_call_judge_batch,
};
