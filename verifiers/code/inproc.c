/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/inproc.h"

#include "verifiers/code/driver.h"
#include "verifiers/code/frame.h"
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
	const char *language;
	const char *main_name;
	const char *suffix; /**< Of candidate and suite where they are files of their own. */
	const char *wrapper;
	const size_t *wrapper_len;
	assay_inproc_build *build;
};

#define ROW(name, suffix, builder)                                                                      \
	{                                                                                               \
#name, "assay_driver." suffix, suffix, assay_##name##_suite, &assay_##name##_suite_len, \
			assay_inproc_build_##builder                                                    \
	}

static const struct assay_inproc table[] = {
	ROW(bash, "sh", loose),
	ROW(cpp, "cpp", cpp),
	ROW(go, "go", go),
	ROW(javascript, "js", loose),
	ROW(lua, "lua", lua),
	ROW(perl, "pl", loose),
	ROW(php, "php", php),
	ROW(r, "r", loose),
	ROW(ruby, "rb", loose),
	ROW(rust, "rs", rust),
	{"java", "AssayDriver.java", "java", assay_java_suite, &assay_java_suite_len, assay_inproc_build_java},
};
#define N_ROWS (sizeof(table) / sizeof(table[0]))

const struct assay_inproc *assay_inproc_find(struct assay_str language)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (assay_code_language_is_same(language, assay_str_of(table[i].language)))
			return &table[i];
	}
	return NULL;
}

uint64_t assay_inproc_digest(void)
{
	uint64_t digest = 0;

	for (size_t i = 0; i < N_ROWS; i++)
		digest = assay_xxh64(table[i].wrapper, *table[i].wrapper_len, digest);
	return digest;
}

struct state {
	struct assay_limits limits;
	char nonce[ASSAY_NONCE_SIZE];
};

/** A name that depends on all that is put together: a candidate that says it has another one. */
static struct assay_str mark_of(const struct assay_inproc_parts *parts)
{
	const struct assay_str fields[] = {parts->code, parts->suite, parts->prelude};
	struct assay_hash128 hash = assay_hash_fields(fields, sizeof(fields) / sizeof(fields[0]));
	char hex[ASSAY_HASH_HEX];

	assay_hash_hex(&hash, hex);
	return assay_arena_printf(parts->arena, "assay_%s", hex);
}

static bool is_taken(const struct assay_inproc_files *files, size_t n_ours, struct assay_str name)
{
	struct assay_str first = assay_str_sub(name, 0, assay_str_find(name, ASSAY_STR("/"), 0));

	for (size_t i = 0; i < n_ours; i++) {
		if (assay_str_eq(first, files->list[i].name))
			return true;
	}
	return false;
}

/** 1 when the candidate's own files stand beside ours, 0 when one of them would take the place of what is judged. */
static int add_own_files(const struct assay_candidate *candidate, struct assay_inproc_files *files,
			 struct assay_arena *arena, struct assay_plan *plan, struct assay_err *err)
{
	size_t n_ours = files->n;

	for (size_t i = 0; i < candidate->n_files; i++) {
		struct assay_str name = candidate->files[i].name;
		if (is_taken(files, n_ours, name))
			return assay_plan_decide(plan, ASSAY_UNDECIDED,
						 ASSAY_STR("a file of its own takes the place of what is judged"),
						 arena, err);
		files->list[files->n++] = (struct assay_file){.name = name, .bytes = candidate->files[i].text};
	}
	return 1;
}

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
	state->limits = assay_code_limits(problem, options);
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
	struct assay_inproc_files files = {
		.list = assay_arena_array(arena, candidate->n_files + ASSAY_INPROC_FILES, sizeof(*files.list))};
	struct assay_program *program = assay_arena_alloc(arena, sizeof(*program));
	struct assay_inproc_parts parts = {
		.problem = problem,
		.prelude = problem->prelude,
		.code = source->code,
		.suite = problem->suite,
		.wrapper = {.data = inproc->wrapper, .len = *inproc->wrapper_len},
		.arena = arena,
	};

	parts.mark = mark_of(&parts);
	if (!files.list || !program || !parts.mark.data)
		return assay_arena_fail(arena, err);
	files.list[files.n++].name = assay_str_of(inproc->main_name);
	int rc = inproc->build(&parts, &files, err);
	if (rc)
		return rc;
	rc = add_own_files(candidate, &files, arena, ret, err);
	if (rc < 0 || ret->is_decided)
		return rc;
	*program = (struct assay_program){.language = assay_str_of(inproc->language),
					  .main_name = assay_str_of(inproc->main_name),
					  .files = files.list,
					  .n_files = files.n};
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
