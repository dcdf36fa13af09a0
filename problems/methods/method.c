/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/methods/method.h"

#include "problems/methods/all.h"

#include <string.h>

static const struct assay_method *const methods[] = {
	&assay_method_adversarial,  &assay_method_back_translate, &assay_method_context,    &assay_method_contrast,
	&assay_method_critique,	    &assay_method_distill,	  &assay_method_edge_cases, &assay_method_evol,
	&assay_method_oss,	    &assay_method_paraphrase,	  &assay_method_repair,	    &assay_method_self,
	&assay_method_test_writing,
};

const struct assay_method *const *assay_methods(size_t *ret_n)
{
	*ret_n = sizeof(methods) / sizeof(methods[0]);
	return methods;
}

const struct assay_method *assay_method_find(const char *name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (strcmp(methods[i]->name, name) == 0)
			return methods[i];
	}
	return NULL;
}

uint64_t assay_method_target(const struct assay_method_options *options, size_t topic)
{
	bool has_own = options->targets && topic < options->n_topics && options->targets[topic];
	return has_own ? options->targets[topic] : options->per_cell;
}

static void fill(uint64_t *value, uint64_t def)
{
	if (*value == 0)
		*value = def;
}

void assay_method_defaults(struct assay_method_options *o)
{
	fill(&o->demonstrations, 3);
	fill(&o->avoid, 5);
	fill(&o->rounds, 2);
	fill(&o->answers, 2);
	fill(&o->max_generation, 3);
	fill(&o->min_words, 4);
	fill(&o->max_words, 400);
	if (o->novelty == 0)
		o->novelty = 0.7;
	if (o->first_level == 0)
		o->first_level = 1;
	if (o->last_level == 0)
		o->last_level = 10;
	if (o->kind == ASSAY_KIND_UNKNOWN)
		o->kind = ASSAY_KIND_MATH;
	if (o->language.len == 0)
		o->language = ASSAY_STR("python");
}

int assay_task_init(struct assay_task *task, const struct assay_method *method, const struct assay_method_env *env,
		    uint64_t index, struct assay_arena *arena, struct assay_err *err)
{
	*task = (struct assay_task){.method = method, .env = env, .index = index, .cell = SIZE_MAX, .arena = arena};
	struct assay_rng root;
	assay_rng_init(&root, env->seed);
	struct assay_rng mine;
	assay_rng_split(&root, ASSAY_STR("method"), method->version, 0, &mine);
	assay_rng_split(&mine, assay_str_of(method->name), index, 0, &task->rng);
	task->state = assay_arena_alloc(arena, method->state_size);
	if (!task->state)
		return assay_arena_fail(arena, err);
	memset(task->state, 0, method->state_size);
	return 0;
}
