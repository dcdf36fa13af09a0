/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/methods/kit.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct assay_shape_member math_answer_members[] = {
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{0},
};
static const struct assay_shape_member code_answer_members[] = {
	{.name = "code", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{0},
};
static const struct assay_shape math_answer = {math_answer_members};
static const struct assay_shape code_answer = {code_answer_members};

int kit_give_up(struct assay_step *step, const char *code, const char *reason)
{
	step->kind = ASSAY_STEP_GIVE_UP;
	step->code = code;
	step->reason = assay_str_of(reason);
	return 0;
}

/* --- Drawing --- */

const struct assay_problem *kit_draw_parent(struct assay_task *task, bool needs_reference)
{
	const struct assay_method_env *env = task->env;
	for (unsigned tries = 0; env->n_pool && tries < 64; tries++) {
		const struct assay_problem *p = env->pool[assay_rng_below(&task->rng, env->n_pool)];
		if (p->origin.generation < env->options.max_generation && (p->n_references || !needs_reference))
			return p;
	}
	return NULL;
}

static uint64_t count_topic(const struct assay_method_env *env, size_t topic)
{
	uint64_t n = 0;
	for (size_t i = 0; i < ASSAY_METHOD_LEVELS; i++)
		n += env->cells[topic * ASSAY_METHOD_LEVELS + i];
	return n;
}

static bool is_open_cell(const struct assay_method_env *env, size_t topic, unsigned level)
{
	const struct assay_method_options *o = &env->options;
	return (!o->per_topic || count_topic(env, topic) < o->per_topic) &&
	       (!o->per_cell || env->cells[topic * ASSAY_METHOD_LEVELS + level - 1] < o->per_cell);
}

/* Ahead of all others are the cells with the fewest problems. */
static uint64_t count_cell(const struct assay_method_env *env, size_t topic, unsigned level)
{
	return env->options.per_cell ? env->cells[topic * ASSAY_METHOD_LEVELS + level - 1] : count_topic(env, topic);
}

bool kit_draw_target(struct assay_task *task, struct assay_str *ret_topic, unsigned *ret_level)
{
	const struct assay_method_env *env = task->env;
	const struct assay_method_options *o = &env->options;
	size_t n_topics = o->n_topics ? o->n_topics : 1;
	uint64_t fewest = UINT64_MAX;
	uint64_t n_fewest = 0;
	/* The first pass finds how many cells have the fewest, the second takes one of them: by number, not by chance,
	 * since the tasks of one batch see the same counts and must spread. */
	for (unsigned pass = 0; pass < 2; pass++) {
		uint64_t nth = n_fewest ? task->index % n_fewest : 0;
		for (size_t cell = 0; cell < n_topics * ASSAY_METHOD_LEVELS; cell++) {
			size_t topic = cell % n_topics;
			unsigned level = (unsigned)(cell / n_topics) + 1;
			if (level < o->first_level || level > o->last_level || !is_open_cell(env, topic, level))
				continue;
			uint64_t n = count_cell(env, topic, level);
			if (pass == 0) {
				n_fewest = n < fewest ? 1 : n_fewest + (n == fewest);
				fewest = n < fewest ? n : fewest;
			} else if (n == fewest && nth-- == 0) {
				*ret_topic = o->n_topics ? o->topics[topic] : (struct assay_str){0};
				*ret_level = level;
				return true;
			}
		}
	}
	return false;
}

struct assay_str kit_demonstrations(struct assay_task *task, size_t n, const struct assay_problem *first)
{
	assay_autobuf struct assay_buf out = {0};
	if (first)
		(void)assay_buf_printf(&out, "1. %.*s\n", (int)first->statement.len, first->statement.data);
	for (size_t i = first ? 1 : 0; i < n && task->env->n_pool; i++) {
		struct assay_str s = task->env->pool[assay_rng_below(&task->rng, task->env->n_pool)]->statement;
		(void)assay_buf_printf(&out, "%zu. %.*s\n", i + 1, (int)assay_utf8_cut(s, 4000), s.data);
	}
	return assay_arena_str(task->arena, assay_buf_str(&out));
}

/* The newest statements: what the model wrote lately is what it is about to write again. */
static struct assay_str avoided(const struct assay_task *task)
{
	assay_autobuf struct assay_buf out = {0};
	const struct assay_method_env *env = task->env;
	for (size_t i = 0; i < env->options.avoid && i < env->n_pool; i++) {
		struct assay_str s = env->pool[env->n_pool - 1 - i]->statement;
		(void)assay_buf_printf(&out, "- %.*s\n", (int)assay_utf8_cut(s, 300), s.data);
	}
	return assay_arena_str(task->arena, out.len ? assay_buf_str(&out) : ASSAY_STR("(nothing yet)"));
}

/* --- Asking --- */

static const char *kind_in_words(enum assay_kind kind)
{
	return kind == ASSAY_KIND_MATH	  ? "mathematics"
	       : kind == ASSAY_KIND_STDIO ? "programming (standard input and "
					    "output)"
					  : "programming";
}

static struct assay_str language_of(const struct assay_task *task, const struct assay_problem *about)
{
	return about && about->language.len ? about->language : task->env->options.language;
}

static struct assay_str reference_of(const struct assay_problem *p)
{
	return p && p->n_references ? p->references[0].code : ASSAY_STR("(none)");
}

/* What the tests of a problem look like, for a model: what it must be told to solve it, no hidden results. */
static struct assay_str tests_of(const struct assay_task *task, const struct assay_problem *p)
{
	assay_autobuf struct assay_buf out = {0};
	if (p && p->entry.len)
		(void)assay_buf_printf(&out, "The function must be called `%.*s`.\n", (int)p->entry.len, p->entry.data);
	for (size_t i = 0; p && i < p->n_tests && i < 3; i++) {
		const struct assay_test *t = &p->tests[i];
		if (p->kind == ASSAY_KIND_CALL)
			(void)assay_buf_printf(&out, "arguments: %.*s\n", (int)assay_utf8_cut(t->args, 500),
					       t->args.data);
	}
	return assay_arena_str(task->arena, assay_buf_str(&out));
}

static bool has_slot(const struct assay_slots *slots, const char *name)
{
	for (size_t i = 0; i < slots->n; i++) {
		if (strcmp(slots->items[i].name, name) == 0)
			return true;
	}
	return false;
}

static void put_default(struct assay_slots *slots, const char *name, struct assay_str value)
{
	if (!has_slot(slots, name))
		assay_slots_put(slots, name, value);
}

int kit_ask(struct assay_task *task, struct assay_step *step, const char *prompt, const struct assay_shape *shape,
	    const struct assay_problem *about, struct assay_err *err)
{
	assay_autobuf struct assay_buf schema = {0};
	int rc = assay_shape_write_schema(shape, &schema, err);
	if (rc)
		return rc;
	enum assay_kind kind = about ? about->kind : task->env->options.kind;
	put_default(&step->slots, "kind", assay_str_of(kind_in_words(kind)));
	put_default(&step->slots, "language", language_of(task, about));
	put_default(&step->slots, "avoid", avoided(task));
	put_default(&step->slots, "format", assay_arena_str(task->arena, assay_buf_str(&schema)));
	put_default(&step->slots, "tests", tests_of(task, about));
	if (about) {
		put_default(&step->slots, "statement", about->statement);
		put_default(&step->slots, "reference", reference_of(about));
	}
	step->kind = ASSAY_STEP_ASK;
	step->prompt = assay_prompts_find(task->env->prompts, prompt);
	step->shape = shape;
	assert(step->prompt);
	for (size_t i = 0; i < step->slots.n; i++) {
		if (step->slots.items[i].value.len && !step->slots.items[i].value.data)
			return assay_arena_fail(task->arena, err);
	}
	return 0;
}

int kit_ask_answer(struct assay_task *task, struct assay_step *step, const char *prompt,
		   const struct assay_problem *about, struct assay_err *err)
{
	return kit_ask(task, step, prompt, about->kind == ASSAY_KIND_MATH ? &math_answer : &code_answer, about, err);
}

int kit_take_answer(const struct assay_task *task, const struct assay_problem *about, struct assay_solution *ret,
		    struct assay_err *err)
{
	bool is_math = about->kind == ASSAY_KIND_MATH;
	struct assay_str text = assay_json_str(assay_json_get(task->reply, is_math ? "solution" : "code"));
	*ret = (struct assay_solution){
		.language = is_math ? (struct assay_str){0} : language_of(task, about),
		.code = assay_arena_str(task->arena, text),
	};
	return ret->code.data ? 0 : assay_arena_fail(task->arena, err);
}

int kit_claim(struct assay_task *task, struct assay_step *step, const struct assay_problem *problem,
	      const struct assay_solution *solution, struct assay_err *err)
{
	assert(step->n_claims < ASSAY_METHOD_CLAIMS);
	struct assay_str id = assay_arena_printf(task->arena, "claim/%u/%zu", task->n_steps, step->n_claims);
	if (!id.data)
		return assay_arena_fail(task->arena, err);
	step->kind = ASSAY_STEP_VERIFY;
	step->claims[step->n_claims++] = (struct assay_claim){
		.problem = problem,
		.candidate = assay_candidate_of_solution(problem, solution, id),
	};
	return 0;
}

struct assay_str kit_evidence(const struct assay_task *task, const struct assay_claim *claim)
{
	return assay_arena_printf(task->arena, "%.*s: %.*s", (int)claim->word.len, claim->word.data,
				  (int)assay_utf8_cut(claim->reason, 2000),
				  claim->reason.data ? claim->reason.data : "");
}

/* --- Giving --- */

static void write_asked(const struct assay_asked *asked, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_c(w, "prompt", asked->prompt);
	assay_jsonw_kv_u64(w, "version", asked->prompt_version);
	assay_jsonw_kv_str(w, "model", asked->model);
	assay_jsonw_kv_f64(w, "temperature", asked->temperature);
	assay_jsonw_kv_f64(w, "top_p", asked->top_p);
	assay_jsonw_kv_f64(w, "presence_penalty", asked->presence_penalty);
	assay_jsonw_kv_f64(w, "frequency_penalty", asked->frequency_penalty);
	assay_jsonw_kv_u64(w, "seed", asked->seed);
	assay_jsonw_end_object(w);
}

/* "requests":[..] as an unknown member of origin; it is kept as it stands. */
static struct assay_str requests_of(const struct assay_task *task)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	(void)assay_buf_printf(&out, "\"method_version\":%u,\"requests\":", task->method->version);
	assay_jsonw_init(&w, &out);
	assay_jsonw_array(&w);
	for (size_t i = 0; i < task->n_asked; i++)
		write_asked(&task->asked[i], &w);
	assay_jsonw_end_array(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(task->arena, assay_buf_str(&out));
}

/* The family of wordings that a split must not separate: the oldest ancestor's. */
static struct assay_str group_of(const struct assay_task *task, const struct assay_problem *parent)
{
	assay_autobuf struct assay_buf out = {0};
	if (assay_str_find(parent->extra, ASSAY_STR("\"group\":"), 0) != SIZE_MAX)
		return parent->extra;
	struct assay_jsonw w;
	(void)assay_buf_add_c(&out, "\"group\":");
	assay_jsonw_init(&w, &out);
	assay_jsonw_str(&w, parent->id);
	if (parent->extra.len)
		(void)assay_buf_printf(&out, ",%.*s", (int)parent->extra.len, parent->extra.data);
	return out.error ? (struct assay_str){0} : assay_arena_str(task->arena, assay_buf_str(&out));
}

static struct assay_str parents_of(const struct assay_task *task, const struct assay_problem *parent)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_array(&w);
	assay_jsonw_str(&w, parent->id);
	assay_jsonw_end_array(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(task->arena, assay_buf_str(&out));
}

int kit_give(struct assay_task *task, struct assay_step *step, const struct assay_problem *problem,
	     const struct assay_problem *parent, struct assay_err *err)
{
	struct assay_problem *p = &step->problem;
	*p = *problem;
	p->id = assay_arena_printf(task->arena, "%s/%" PRIu64 "/%" PRIu64, task->method->name, task->env->seed,
				   task->index);
	p->origin = (struct assay_origin){
		.source = assay_arena_printf(task->arena, "method:%s", task->method->name),
		.license = parent ? parent->origin.license : (struct assay_str){0},
		.method = assay_str_of(task->method->name),
		.has_seed = true,
		.seed = task->env->seed,
		.parents = parent ? parents_of(task, parent) : (struct assay_str){0},
		.generation = parent ? parent->origin.generation + 1 : 1,
		.extra = requests_of(task),
	};
	if (parent)
		p->extra = group_of(task, parent);
	if (!p->id.data || !p->origin.source.data || !p->origin.extra.data || (parent && !p->extra.data))
		return assay_arena_fail(task->arena, err);
	step->kind = ASSAY_STEP_GIVE;
	return assay_problem_check(p, task->arena, err);
}

static const struct assay_solution *joined(const struct assay_task *task, const struct assay_solution *a, size_t n_a,
					   const struct assay_solution *b, size_t n_b)
{
	struct assay_solution *all = assay_arena_array(task->arena, n_a + n_b + 1, sizeof(*all));
	if (all && n_a)
		memcpy(all, a, n_a * sizeof(*a));
	if (all && n_b)
		memcpy(all + n_a, b, n_b * sizeof(*b));
	return all;
}

int kit_give_answers(struct assay_task *task, struct assay_step *step, const struct assay_problem *parent,
		     const struct assay_solution *references, size_t n_references,
		     const struct assay_solution *negatives, size_t n_negatives, struct assay_err *err)
{
	struct assay_problem p = *parent;
	p.references = joined(task, parent->references, parent->n_references, references, n_references);
	p.n_references += n_references;
	p.negatives = joined(task, parent->negatives, parent->n_negatives, negatives, n_negatives);
	p.n_negatives += n_negatives;
	if (!p.references || !p.negatives)
		return assay_arena_fail(task->arena, err);
	return kit_give(task, step, &p, parent, err);
}
