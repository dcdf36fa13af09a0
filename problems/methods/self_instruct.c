/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Self-Instruct (Wang et al. 2023): examples drawn from the pool, one new problem in their manner. The pool is the
 * seeds and what was grown from them, so each batch learns from the ones before.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	assay_slots_put(&step->slots, "demonstrations",
			kit_demonstrations(task, (size_t)task->env->options.demonstrations, NULL));
	return kit_ask_problem(task, step, "self-instruct", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"self-instruct", "answer", NULL};

const struct assay_method assay_method_self = {
	.name = "self-instruct",
	.version = 1,
	.title = "new problems in the manner of examples from the pool",
	.prompts = prompts,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
