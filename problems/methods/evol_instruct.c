/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evol-Instruct (Xu et al. 2023): a problem of the pool, made deeper, wider, more concrete, or moved to another field.
 * Rounds are generations: what was evolved may be drawn again until max_generation.
 *
 * A rewrite is coherent when something came of it. What was deepened or widened asks for more than its parent, so the
 * parent's solution must fail on it; what was moved may not be near its parent; nothing may be torn or left blank.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static const char *const operators[] = {"evol-deepen", "evol-widen", "evol-transfer", "evol-concretise"};

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	proposal->parent = kit_draw_parent(task, true);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	proposal->operator= kit_draw_operator(task, operators, sizeof(operators) / sizeof(operators[0]));
	const char *name = proposal->operator->name;
	proposal->is_moved = assay_str_is(ASSAY_STR("evol-transfer"), name);
	if (assay_str_is(ASSAY_STR("evol-deepen"), name) || assay_str_is(ASSAY_STR("evol-widen"), name))
		proposal->trap = proposal->parent->references[0];
	return kit_ask_problem(task, step, "evol-instruct", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"evol-instruct", "answer", NULL};

const struct assay_method assay_method_evol = {
	.name = "evol-instruct",
	.version = 2,
	.title = "problems of the pool made deeper, wider, more concrete, or moved to another field",
	.prompts = prompts,
	.operators = operators,
	.n_operators = sizeof(operators) / sizeof(operators[0]),
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
