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
	uint64_t target = assay_method_target(o, topic);
	return (!o->per_topic || count_topic(env, topic) < o->per_topic) &&
	       (!target || env->cells[topic * ASSAY_METHOD_LEVELS + level - 1] < target);
}

/*
 * Ahead of all others are the cells with the fewest problems. A try that came to nothing counts a quarter of a
 * problem: without that, one cell that never succeeds would take every task as soon as the others lead by one.
 */
static uint64_t weigh_cell(const struct assay_method_env *env, size_t topic, unsigned level)
{
	size_t cell = topic * ASSAY_METHOD_LEVELS + level - 1;
	uint64_t given = assay_method_target(&env->options, topic) ? env->cells[cell] : count_topic(env, topic);
	return 3 * given + env->tries[cell];
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
			uint64_t n = weigh_cell(env, topic, level);
			if (pass == 0) {
				n_fewest = n < fewest ? 1 : n_fewest + (n == fewest);
				fewest = n < fewest ? n : fewest;
			} else if (n == fewest && nth-- == 0) {
				*ret_topic = o->n_topics ? o->topics[topic] : (struct assay_str){0};
				*ret_level = level;
				task->cell = topic * ASSAY_METHOD_LEVELS + level - 1;
				return true;
			}
		}
	}
	return false;
}

#define MAX_DEMONSTRATIONS 64

struct demonstrations {
	const struct assay_problem *items[MAX_DEMONSTRATIONS];
	size_t n;
};

static bool is_shown(const struct demonstrations *d, const struct assay_problem *p)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->items[i] == p)
			return true;
	}
	return false;
}

/* Up to `n` that are not there yet, of the pool from `from` to `to`. */
static void draw_shown(struct assay_task *task, struct demonstrations *d, size_t n, size_t from, size_t to)
{
	for (unsigned tries = 0; from < to && n > 0 && d->n < MAX_DEMONSTRATIONS && tries < 256; tries++) {
		const struct assay_problem *p = task->env->pool[from + assay_rng_below(&task->rng, to - from)];
		if (is_shown(d, p))
			continue;
		d->items[d->n++] = p;
		n--;
	}
}

struct assay_str kit_demonstrations(struct assay_task *task, size_t n, const struct assay_problem *first)
{
	assay_autobuf struct assay_buf out = {0};
	const struct assay_method_env *env = task->env;
	struct demonstrations d = {0};
	if (first)
		d.items[d.n++] = first;
	size_t want = n > d.n ? n - d.n : 0;
	size_t n_seeds = env->n_seeds < env->n_pool ? env->n_seeds : env->n_pool;
	draw_shown(task, &d, want - want / 4, 0, n_seeds);
	draw_shown(task, &d, n > d.n ? n - d.n : 0, n_seeds, env->n_pool);
	draw_shown(task, &d, n > d.n ? n - d.n : 0, 0, n_seeds);
	for (size_t i = 0; i < d.n; i++) {
		struct assay_str s = d.items[i]->statement;
		(void)assay_buf_printf(&out, "%zu. %.*s\n", i + 1, (int)assay_utf8_cut(s, 4000), s.data);
	}
	return assay_arena_str(task->arena, assay_buf_str(&out));
}

const struct assay_prompt *kit_draw_operator(struct assay_task *task, const char *const *names, size_t n)
{
	return assay_prompts_find(task->env->prompts, names[assay_rng_below(&task->rng, n)]);
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

/* What came to nothing lately, with its reason. */
static struct assay_str rejected(const struct assay_task *task)
{
	assay_autobuf struct assay_buf out = {0};
	const struct assay_method_env *env = task->env;
	for (size_t i = 0; i < env->options.bad_examples && i < env->n_rejected; i++) {
		const struct assay_method_rejected *r = &env->rejected[env->n_rejected - 1 - i];
		(void)assay_buf_printf(&out, "- [%s] %.*s\n", r->code, (int)assay_utf8_cut(r->statement, 300),
				       r->statement.data);
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

/* A part of a prompt has slots of its own. */
static int put_operator(struct assay_task *task, struct assay_step *step, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	int rc = assay_prompt_render(step->operator, & step->slots, &text, err);
	if (rc == 0)
		assay_slots_put(&step->slots, "operator",
				assay_arena_str(task->arena, assay_str_trim(assay_buf_str(&text))));
	return rc;
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
	put_default(&step->slots, "rejected", rejected(task));
	put_default(&step->slots, "format", assay_arena_str(task->arena, assay_buf_str(&schema)));
	put_default(&step->slots, "tests", tests_of(task, about));
	if (about) {
		put_default(&step->slots, "statement", about->statement);
		put_default(&step->slots, "reference", reference_of(about));
	}
	rc = step->operator? put_operator(task, step, err) : 0;
	if (rc)
		return rc;
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

int kit_take_witness(const struct assay_task *task, const struct assay_claim *claim, struct assay_solution *solution,
		     struct assay_err *err)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	struct assay_str reason = assay_str_sub(claim->reason, 0, assay_utf8_cut(claim->reason, 1000));
	/* Two unknown members; they are kept as they stand. */
	(void)assay_buf_add_c(&out, "\"witness\":");
	assay_jsonw_init(&w, &out);
	assay_jsonw_str(&w, reason.data ? reason : claim->word);
	(void)assay_buf_printf(&out, ",\"pass_fraction\":%.6g", claim->fraction);
	solution->expect = assay_arena_str(task->arena, claim->word);
	solution->extra = out.error ? (struct assay_str){0} : assay_arena_str(task->arena, assay_buf_str(&out));
	return solution->expect.data && solution->extra.data ? 0 : assay_arena_fail(task->arena, err);
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
	if (asked->operator) {
		assay_jsonw_kv_c(w, "operator", asked->operator->name);
		assay_jsonw_kv_u64(w, "operator_version", asked->operator->version);
	}
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
