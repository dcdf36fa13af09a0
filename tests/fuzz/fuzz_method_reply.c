/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model's reply, given to the first request of every method: it is refused with a code and a sentence,
 * or what the method plans next is sound: a problem that it gives or has verified passes the rules of every problem.
 */
#include "problems/methods/method.h"
#include "tests/fuzz/fuzz.h"

#define ARENA_BYTES ((size_t)4 << 20)

static void check_step(const struct assay_step *step)
{
	REQUIRE(step->kind >= ASSAY_STEP_ASK && step->kind <= ASSAY_STEP_GIVE_UP);
	REQUIRE(step->kind != ASSAY_STEP_ASK || (step->prompt && step->shape));
	REQUIRE(step->kind != ASSAY_STEP_GIVE_UP || (step->code && step->reason.data));
	for (size_t i = 0; i < step->n_claims; i++) {
		assay_autobuf struct assay_buf row = {0};
		REQUIRE(step->claims[i].problem->statement.data);
		REQUIRE(assay_problem_write(step->claims[i].problem, &row, NULL) == 0);
		REQUIRE(assay_utf8_is_valid(assay_buf_str(&row)));
	}
}

static void feed(const struct assay_method *method, const struct assay_method_env *env, struct assay_str text)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_task task;
	struct assay_step step = {0};
	struct assay_step second = {0};
	struct assay_err err = {0};
	const char *code = NULL;
	REQUIRE(assay_task_init(&task, method, env, 0, arena, &err) == 0);
	REQUIRE(method->next(&task, &step, &err) == 0);
	check_step(&step);
	if (step.kind != ASSAY_STEP_ASK)
		return;
	if (assay_reply_read(text, step.shape, &doc, &code, &err)) {
		REQUIRE(code && code[0] && err.msg[0] && !doc);
		return;
	}
	task.reply = assay_json_root(doc);
	task.n_steps = 1;
	task.n_asked = 1;
	task.last = &step;
	int rc = method->next(&task, &second, &err);
	REQUIRE(rc == 0 || rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT);
	if (rc == 0)
		check_step(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct assay_solution reference = {
		.language = {"python", 6},
		.code = {"def f(n): return n", 18},
	};
	static const struct assay_test test = {.args = {"[1]", 3}, .expected = {"1", 1}, .weight = 1};
	static const struct assay_problem call = {
		.id = {"c", 1},
		.kind = ASSAY_KIND_CALL,
		.statement = {"Give back the number that is handed in.", 39},
		.language = {"python", 6},
		.entry = {"f", 1},
		.tests = &test,
		.n_tests = 1,
		.references = &reference,
		.n_references = 1,
	};
	static const struct assay_problem *const pool[] = {&call};
	static const struct assay_str topics[] = {{"sums", 4}};
	static const struct assay_str snippets[] = {{"x = 1\ny = 2\n", 12}};
	static const uint64_t cells[ASSAY_METHOD_LEVELS];
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_prompts *prompts;
	size_t n;
	const struct assay_method *const *methods = assay_methods(&n);
	REQUIRE(assay_prompts_load(NULL, arena, &prompts, NULL) == 0);
	struct assay_novelty *known = assay_novelty_create();
	REQUIRE(known && assay_novelty_add(known, call.statement, call.id) == 0);
	struct assay_method_env env = {
		.options = {.topics = topics, .n_topics = 1, .kind = size % 2 ? ASSAY_KIND_CALL : ASSAY_KIND_MATH},
		.prompts = prompts,
		.pool = pool,
		.n_pool = 1,
		.n_seeds = 1,
		.known = known,
		.snippets = snippets,
		.n_snippets = 1,
		.cells = cells,
		.tries = cells,
		.n_teachers = 1,
	};
	assay_method_defaults(&env.options);
	for (size_t i = 0; i < n; i++)
		feed(methods[i], &env, data ? (struct assay_str){(const char *)data, size} : ASSAY_STR(""));
	assay_novelty_destroy(known);
	return 0;
}
