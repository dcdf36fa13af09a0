/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a problem in which the unusual input decides. */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

static const char *const settings[] = {
	"the empty or smallest input",
	"the largest input that is allowed, so that a slow method or a narrow number type fails",
	"equal, repeated or negative values",
	"a condition that looks needed and is not, or that looks harmless and decides",
};

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	proposal->parent = kit_draw_parent(task, true);
	if (!proposal->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	size_t which = (size_t)assay_rng_below(&task->rng, sizeof(settings) / sizeof(settings[0]));
	assay_slots_put(&step->slots, "operator", assay_str_of(settings[which]));
	assay_slots_put(&step->slots, "demonstrations",
			kit_demonstrations(task, (size_t)task->env->options.demonstrations, proposal->parent));
	return kit_ask_problem(task, step, "edge-cases", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"edge-cases", "answer", NULL};

const struct assay_method assay_method_edge_cases = {
	.name = "edge-cases",
	.version = 1,
	.title = "variants in which an unusual but valid input decides",
	.prompts = prompts,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
