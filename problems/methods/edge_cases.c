/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variants of a problem in which the unusual decides: an edge of what is allowed (`edge-cases`), or a trap laid on
 * purpose
 * (`adversarial`). That it decides is proved: the reply brings the careless solution, which must fail when it is run,
 * and for code must pass some of the tests, or nobody would be caught. It is kept as a negative with its witness.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static const char *const edges[] = {"edge-smallest", "edge-largest", "edge-repeated", "edge-boundary"};
static const char *const traps[] = {"trap-distractor", "trap-wording", "trap-shortcut", "trap-habit"};

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	const struct assay_method *method = task->method;
	proposal->parent = kit_draw_parent(task, true);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	proposal->operator= kit_draw_operator(task, method->operators, method->n_operators);
	proposal->asks_for_trap = true;
	assay_slots_put(&step->slots, "demonstrations",
			kit_demonstrations(task, (size_t)task->env->options.demonstrations, proposal->parent));
	return kit_ask_problem(task, step, method->name, proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const edge_prompts[] = {"edge-cases", "answer", NULL};
static const char *const trap_prompts[] = {"adversarial", "answer", NULL};

const struct assay_method assay_method_edge_cases = {
	.name = "edge-cases",
	.version = 2,
	.title = "variants in which an unusual but valid input decides",
	.prompts = edge_prompts,
	.operators = edges,
	.n_operators = sizeof(edges) / sizeof(edges[0]),
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};

const struct assay_method assay_method_adversarial = {
	.name = "adversarial",
	.version = 1,
	.title = "variants with a trap that a careless solution falls into",
	.prompts = trap_prompts,
	.operators = traps,
	.n_operators = sizeof(traps) / sizeof(traps[0]),
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
