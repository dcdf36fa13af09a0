/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evol-Instruct (Xu et al. 2023): a problem of the pool, made deeper, wider, more concrete, or moved to another field.
 * Rounds are generations: what was evolved may be drawn again until max_generation.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static const char *const operators[] = {
	"deepen it: more steps of reasoning are needed, one result is the input of the next.",
	"widen it: add one more constraint, or merge a second small question into it whose result is needed.",
	"move it to another field: keep the pattern of reasoning, change the subject.",
	"make it concrete: real names, numbers and a scene in place of general words.",
};

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	proposal->parent = kit_draw_parent(task, true);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	size_t which = (size_t)assay_rng_below(&task->rng, sizeof(operators) / sizeof(operators[0]));
	assay_slots_put(&step->slots, "operator", assay_str_of(operators[which]));
	return kit_ask_problem(task, step, "evol-instruct", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"evol-instruct", "answer", NULL};

const struct assay_method assay_method_evol = {
	.name = "evol-instruct",
	.version = 1,
	.title = "problems of the pool made deeper, wider, more concrete, or moved to another field",
	.prompts = prompts,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
