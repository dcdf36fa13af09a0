/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/inproc.h"

#include "verifiers/code/driver.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/screen.h"
#include "verifiers/language.h"

#define TEXT(name)                        \
	extern const char assay_##name[]; \
	extern const size_t assay_##name##_len
TEXT(bash_suite);
TEXT(cpp_suite);
TEXT(go_suite);
TEXT(java_suite);
TEXT(javascript_suite);
TEXT(lua_suite);
TEXT(perl_suite);
TEXT(php_suite);
TEXT(r_suite);
TEXT(ruby_suite);
TEXT(rust_suite);

struct assay_inproc {
	struct assay_weave_kind kind;
};

#define ROW(name, main, builder)                                                                                   \
	{                                                                                                          \
		{                                                                                                  \
#name, main, assay_##name##_suite, &assay_##name##_suite_len, assay_inproc_build_##builder \
		}                                                                                                  \
	}

static const struct assay_inproc table[] = {
	ROW(bash, "assay_driver.sh", entry),
	ROW(cpp, "assay_driver.cpp", cpp),
	ROW(go, "assay_driver.go", go),
	ROW(java, "AssayDriver.java", java),
	ROW(javascript, "assay_driver.js", loose),
	ROW(lua, "assay_driver.lua", lua),
	ROW(perl, "assay_driver.pl", loose),
	ROW(php, "assay_driver.php", php),
	ROW(r, "assay_driver.r", entry),
	ROW(ruby, "assay_driver.rb", loose),
	ROW(rust, "assay_driver.rs", rust),
};
#define N_ROWS (sizeof(table) / sizeof(table[0]))

const struct assay_inproc *assay_inproc_find(struct assay_str language)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (assay_code_language_is_same(language, assay_str_of(table[i].kind.language)))
			return &table[i];
	}
	return NULL;
}

uint64_t assay_inproc_digest(void)
{
	uint64_t digest = 0;

	for (size_t i = 0; i < N_ROWS; i++)
		digest = assay_xxh64(table[i].kind.wrapper, *table[i].kind.wrapper_len, digest);
	return digest;
}

struct state {
	struct assay_limits limits;
	char nonce[ASSAY_NONCE_SIZE];
};

static int write_hello(const struct state *state, struct assay_arena *arena, struct assay_str *ret,
		       struct assay_err *err)
{
	assay_autobuf struct assay_buf frame = {0};
	struct assay_str json = assay_arena_printf(arena, "{\"nonce\":\"%s\"}", state->nonce);

	if (!json.data)
		return assay_arena_fail(arena, err);
	assay_frame_add(&frame, json);
	int rc = assay_buf_error(&frame, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&frame));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

static int plan_execution(const struct assay_problem *problem, const struct assay_verify_options *options,
			  struct assay_arena *arena, struct assay_plan *ret, struct assay_err *err)
{
	struct state *state = assay_arena_alloc(arena, sizeof(*state));
	struct assay_execution *execution = assay_arena_alloc(arena, sizeof(*execution));

	if (!state || !execution)
		return assay_arena_fail(arena, err);
	state->limits = assay_code_limits(problem, options, problem->language);
	int rc = assay_nonce(state->nonce, err);
	if (rc)
		return rc;
	execution->n_sides = 1;
	execution->sides[0] = (struct assay_side){.has_channel = true, .limits = state->limits};
	ret->executions = execution;
	ret->n_executions = 1;
	ret->state = state;
	return write_hello(state, arena, &execution->sides[0].channel_in, err);
}

int assay_inproc_plan(const struct assay_inproc *inproc, const struct assay_problem *problem,
		      const struct assay_candidate *candidate, const struct assay_code_source *source,
		      const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		      struct assay_err *err)
{
	struct assay_program *program = assay_arena_alloc(arena, sizeof(*program));
	const char *screened = NULL;

	if (!program)
		return assay_arena_fail(arena, err);
	int rc = assay_screen(inproc->kind.language, problem, candidate, source->code, arena, &screened, err);
	if (rc)
		return rc;
	if (screened)
		return assay_plan_decide(ret, ASSAY_UNDECIDED, assay_str_of(screened), arena, err);
	rc = assay_weave_program(&inproc->kind, problem, candidate, source->code, problem->suite, arena, program, ret,
				 err);
	if (rc <= 0)
		return rc;
	ret->programs = program;
	ret->n_programs = 1;
	ret->assurance = ASSAY_ASSURANCE_IN_PROCESS;
	return plan_execution(problem, options, arena, ret, err);
}

static int fail(struct assay_test_result *result, enum assay_word word, const char *reason, struct assay_arena *arena,
		struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};

	assay_buf_add_c(&text, reason);
	return assay_code_fail(result, word, &text, arena, err);
}

static int judge_failure(struct assay_json frame, const struct assay_problem *problem, struct assay_arena *arena,
			 struct assay_test_result *ret, struct assay_err *err)
{
	struct assay_str kind = assay_json_str(assay_json_get(frame, "kind"));
	assay_autobuf struct assay_buf reason = {0};
	bool is_failed = assay_str_is(kind, "failed");

	if (!is_failed && !assay_str_is(kind, "raised"))
		return assay_driver_judge_load(frame, problem, arena, ret, err);
	assay_buf_add_c(&reason, is_failed ? "the suite failed: " : "raised ");
	assay_driver_describe_error(frame, &reason);
	return assay_code_fail(ret, is_failed ? ASSAY_WRONG_ANSWER : ASSAY_RUNTIME_ERROR, &reason, arena, err);
}

static bool is_done(struct assay_json frame, const struct state *state)
{
	return assay_str_is(assay_json_str(assay_json_get(frame, "kind")), "done") &&
	       assay_str_is(assay_json_str(assay_json_get(frame, "nonce")), state->nonce);
}

int assay_inproc_judge(const struct assay_problem *problem, const struct assay_plan *plan,
		       const struct assay_execution_result *result, struct assay_arena *arena,
		       struct assay_test_result *ret, struct assay_err *err)
{
	const struct state *state = plan->state;
	const struct assay_outcome *outcome = &result->sides[0];
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str rest = outcome->channel, payload;
	int rc = assay_driver_begin_result(outcome, &state->limits, arena, ret, err);

	if (rc || ret->word != ASSAY_ACCEPTED)
		return rc;
	enum assay_frame_state found = assay_frame_next(&rest, state->limits.output_bytes, &payload);
	if (found == ASSAY_FRAME_NONE)
		return fail(ret, ASSAY_RUNTIME_ERROR, "ended before the suite was done", arena, err);
	if (found != ASSAY_FRAME_WHOLE || rest.len > 0 || assay_json_parse(payload, &assay_frame_limits, &doc, NULL))
		return fail(ret, ASSAY_RUNTIME_ERROR, "its channel holds what the wrapper did not write", arena, err);
	struct assay_json frame = assay_json_root(doc);
	if (is_done(frame, state))
		return 0;
	return judge_failure(frame, problem, arena, ret, err);
}
