/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instruction back-translation (Li et al. 2024): a good output looks for its question. The output is the reference as
 * it stands, whatever the reply says it is, so it must pass the tests that were written for the question.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	const struct assay_method_env *env = task->env;
	proposal->given = env->snippets[task->index % env->n_snippets];
	assay_slots_put(&step->slots, "snippet", proposal->given);
	return kit_ask_problem(task, step, "back-translate", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"back-translate", "answer", NULL};

const struct assay_method assay_method_back_translate = {
	.name = "back-translate",
	.version = 1,
	.title = "the problem that a given solution solves",
	.prompts = prompts,
	.needs_snippets = true,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
