/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stdio: one run per test, its standard output compared by the problem's checker, shown to its checker program, or
 * talked to by its interactor.
 */
#include "verifiers/code/code.h"
#include "verifiers/code/compare.h"
#include "verifiers/code/referee.h"

struct state {
	const struct assay_comparator *comparator; /**< NULL: the problem brings its judge. */
	struct assay_limits limits;
};

static struct assay_str with_prelude(struct assay_str prelude, struct assay_str code, struct assay_arena *arena)
{
	char *text = assay_arena_alloc(arena, prelude.len + 1 + code.len);

	if (!text)
		return (struct assay_str){0};
	memcpy(text, prelude.data, prelude.len);
	text[prelude.len] = '\n';
	memcpy(text + prelude.len + 1, code.data, code.len);
	return (struct assay_str){.data = text, .len = prelude.len + 1 + code.len};
}

static int build_program(const struct assay_problem *problem, const struct assay_candidate *candidate,
			 const struct assay_code_source *source, struct assay_arena *arena, struct assay_plan *plan,
			 struct assay_err *err)
{
	struct assay_program *programs = assay_arena_array(arena, 2, sizeof(*programs));
	struct assay_file *files = assay_arena_array(arena, candidate->n_files + 1, sizeof(*files));
	struct assay_str code = source->code;

	if (problem->prelude.len > 0)
		code = with_prelude(problem->prelude, code, arena);
	if (!programs || !files || !code.data)
		return assay_arena_fail(arena, err);
	files[0].bytes = code;
	for (size_t i = 0; i < candidate->n_files; i++)
		files[i + 1] = (struct assay_file){.name = candidate->files[i].name, .bytes = candidate->files[i].text};
	programs[0] =
		(struct assay_program){.language = source->language, .files = files, .n_files = candidate->n_files + 1};
	plan->programs = programs;
	plan->n_programs = 1;
	if (!assay_referee_is_wanted(problem))
		return 0;
	plan->n_programs = 2;
	return assay_referee_program(problem, arena, &programs[1], err);
}

static int plan_test(const struct assay_problem *problem, const struct assay_test *test, const struct state *state,
		     struct assay_arena *arena, struct assay_execution *ret, struct assay_err *err)
{
	*ret = (struct assay_execution){.n_sides = 1,
					.sides = {{.stdin_bytes = test->stdin_text, .limits = state->limits}}};
	if (!assay_referee_is_interactor(problem))
		return 0;
	ret->sides[0].stdin_bytes = (struct assay_str){0};
	ret->sides[0].has_channel = ret->sides[0].has_piped_stdio = true;
	ret->n_sides = 2;
	ret->relay = &assay_referee_relay;
	return assay_referee_side(problem, test, (struct assay_str){0}, &state->limits, arena, &ret->sides[1], err);
}

static int plan_tests(const struct assay_problem *problem, const struct state *state, struct assay_arena *arena,
		      struct assay_plan *ret, struct assay_err *err)
{
	struct assay_execution *executions = assay_arena_array(arena, problem->n_tests, sizeof(*executions));

	if (!executions)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < problem->n_tests; i++) {
		int rc = plan_test(problem, &problem->tests[i], state, arena, &executions[i], err);
		if (rc)
			return rc;
	}
	ret->executions = executions;
	ret->n_executions = problem->n_tests;
	return 0;
}

static int plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		struct assay_err *err)
{
	struct assay_code_source source;
	struct assay_str type = problem->checker.type.len > 0 ? problem->checker.type : ASSAY_STR("lines");
	const struct assay_comparator *comparator = assay_comparator_find(type);

	if (problem->n_tests == 0)
		return assay_fail(err, ASSAY_EINVAL, "it has no tests");
	if (!assay_referee_is_wanted(problem) && (!comparator || !comparator->text))
		return assay_plan_decide(ret, ASSAY_UNDECIDED, ASSAY_STR("its kind of checker is not known here"),
					 arena, err);
	int rc = assay_code_source_of(problem, candidate, arena, &source, ret, err);
	if (rc <= 0)
		return rc;
	rc = build_program(problem, candidate, &source, arena, ret, err);
	if (rc)
		return rc;
	struct state *state = assay_arena_alloc(arena, sizeof(*state));
	if (!state)
		return assay_arena_fail(arena, err);
	*state = (struct state){.comparator = comparator,
				.limits = assay_code_limits(problem, options, source.language)};
	ret->state = state;
	return plan_tests(problem, state, arena, ret, err);
}

/** A checker program looks at what a run that ended cleanly has printed. */
static int follow(const struct assay_problem *problem, const struct assay_plan *plan_, size_t execution,
		  const struct assay_execution_result *result, struct assay_arena *arena, struct assay_execution *ret,
		  struct assay_err *err)
{
	const struct state *state = plan_->state;
	const struct assay_outcome *outcome = &result->sides[0];

	if (!assay_referee_is_wanted(problem) || assay_referee_is_interactor(problem) ||
	    assay_word_of_outcome(outcome) != ASSAY_ACCEPTED)
		return 0;
	*ret = (struct assay_execution){.n_sides = 1};
	int rc = assay_referee_side(problem, &problem->tests[execution], outcome->out, &state->limits, arena,
				    &ret->sides[0], err);
	return rc ? rc : 1;
}

static int differ(const struct assay_test *test, size_t number, const struct assay_outcome *outcome,
		  const struct assay_mismatch *mismatch, struct assay_arena *arena, struct assay_test_result *ret,
		  struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;

	if (mismatch->unit)
		assay_buf_printf(&reason, "%s %zu: ", mismatch->unit, mismatch->place);
	assay_buf_add_c(&reason, "expected ");
	assay_code_add_short(&reason, mismatch->expected, ASSAY_SHORT_BYTES);
	assay_buf_add_c(&reason, ", got ");
	assay_code_add_short(&reason, mismatch->got, ASSAY_SHORT_BYTES);
	int rc = assay_code_fail(ret, ASSAY_WRONG_ANSWER, &reason, arena, err);
	if (rc)
		return rc;
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "test");
	assay_jsonw_u64(&w, number);
	assay_code_evidence_text(&w, "input", test->stdin_text);
	assay_code_evidence_text(&w, "expected", test->expected_stdout);
	assay_code_evidence_text(&w, "got", outcome->out);
	assay_jsonw_end_object(&w);
	return assay_code_set_evidence(ret, &json, arena, err);
}

/** Lines as the usual comparator sees them. */
static int note_output(struct assay_str out, struct assay_arena *arena, struct assay_test_result *ret,
		       struct assay_err *err)
{
	assay_autobuf struct assay_buf lines = {0};
	struct assay_str rest = assay_without_final_lines(out), line;

	while (assay_next_line(&rest, &line)) {
		assay_buf_add_str(&lines, line);
		assay_buf_add_char(&lines, '\n');
	}
	int rc = assay_buf_error(&lines, err);
	return rc ? rc : assay_code_note_output(ret, assay_buf_str(&lines), arena, err);
}

static int judge(const struct assay_problem *problem, const struct assay_plan *plan_, size_t execution,
		 const struct assay_execution_result *result, struct assay_arena *arena, struct assay_test_result *ret,
		 struct assay_err *err)
{
	const struct state *state = plan_->state;
	const struct assay_test *test = &problem->tests[execution];
	const struct assay_outcome *outcome = &result->sides[0];
	struct assay_mismatch mismatch = {0};
	bool is_equal = false;

	if (assay_referee_is_interactor(problem))
		return assay_referee_judge_exchange(problem, execution, result, &state->limits, arena, ret, err);
	int rc = assay_code_begin_result(outcome, &state->limits, arena, ret, err);
	if (rc || ret->word != ASSAY_ACCEPTED)
		return rc;
	if (result->after)
		return assay_referee_judge(problem, execution, result->after, arena, ret, err);
	if (assay_problem_is_open(problem))
		return note_output(outcome->out, arena, ret, err);
	rc = state->comparator->text(&problem->checker, test->expected_stdout, outcome->out, &is_equal, &mismatch, err);
	if (rc)
		return rc;
	return is_equal ? 0 : differ(test, execution + 1, outcome, &mismatch, arena, ret, err);
}

const struct assay_checker assay_checker_stdio = {
	.name = "stdio",
	.version = 3,
	.kind = ASSAY_KIND_STDIO,
	.assurance = ASSAY_ASSURANCE_SEPARATED,
	.plan = plan,
	.judge = judge,
	.follow = follow,
};
