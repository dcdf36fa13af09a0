/* SPDX-License-Identifier: Apache-2.0 */
/* The idea of a problem in another setting: topics of the taxonomy by quota, readers by turns. */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	const struct assay_method_options *o = &task->env->options;
	proposal->parent = kit_draw_parent(task, true);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	assay_slots_put(&step->slots, "persona",
			o->n_personas ? o->personas[task->index % o->n_personas] : ASSAY_STR("a curious student"));
	return kit_ask_problem(task, step, "context", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"context", "answer", NULL};

const struct assay_method assay_method_context = {
	.name = "context",
	.version = 1,
	.title = "the idea of a problem in another setting, for another reader",
	.prompts = prompts,
	.needs_topics = true,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
