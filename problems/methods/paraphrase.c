/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paraphrase: a new wording with the old answer. A teacher solves the new wording, and what it finds must be accepted
 * by the old answer or tests; wordings share their group.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	proposal->parent = kit_draw_parent(task, false);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	proposal->keeps_tests = true;
	proposal->needs_votes = true;
	return kit_ask_problem(task, step, "paraphrase", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"paraphrase", "answer", NULL};

const struct assay_method assay_method_paraphrase = {
	.name = "paraphrase",
	.version = 1,
	.title = "new wordings whose answer is found again",
	.prompts = prompts,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
