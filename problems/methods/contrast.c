/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contrast: a careful answer and a hasty one. The weak side must really fail and the strong side must pass; a word that
 * promises a mistake proves none. Sides of very different length are dropped, so that nobody learns length.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

#define WEAK_TEMPERATURE 1.2
#define MAX_LENGTH_RATIO 3

struct contrast {
	int n_answers;
	const struct assay_problem *parent;
	struct assay_solution strong, weak;
};

static int conclude(struct assay_task *task, struct contrast *c, struct assay_step *step, struct assay_err *err)
{
	const struct assay_claim *strong = &task->last->claims[0];
	const struct assay_claim *weak = &task->last->claims[1];
	if (!strong->is_known || !weak->is_known)
		return kit_give_up(step, "undecided", "nobody can tell which side is right");
	if (!strong->is_accepted)
		return kit_give_up(step, "strong_failed", kit_evidence(task, strong).data);
	if (weak->is_accepted)
		return kit_give_up(step, "weak_passed", "the weak answer is right");
	if (!weak->is_witnessed)
		return kit_give_up(step, "unwitnessed", kit_evidence(task, weak).data);
	size_t a = c->strong.code.len;
	size_t b = c->weak.code.len;
	if (a > MAX_LENGTH_RATIO * b || b > MAX_LENGTH_RATIO * a)
		return kit_give_up(step, "length_ratio", "the sides differ too much in length");
	int rc = kit_take_witness(task, weak, &c->weak, err);
	return rc ? rc : kit_give_answers(task, step, c->parent, &c->strong, 1, &c->weak, 1, err);
}

static int ask_weak(struct assay_task *task, struct contrast *c, struct assay_step *step, struct assay_err *err)
{
	int rc = kit_take_answer(task, c->parent, &c->strong, err);
	c->n_answers = 1;
	step->teacher = task->index + 1;
	step->has_temperature = true;
	step->temperature = WEAK_TEMPERATURE;
	return rc ? rc : kit_ask_answer(task, step, "weak", c->parent, err);
}

static int next(struct assay_task *task, struct assay_step *step, struct assay_err *err)
{
	struct contrast *c = task->state;
	if (!c->parent) {
		c->parent = kit_draw_parent(task, false);
		if (!c->parent)
			return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
		step->teacher = task->index;
		return kit_ask_answer(task, step, "answer", c->parent, err);
	}
	if (task->last->kind == ASSAY_STEP_VERIFY)
		return conclude(task, c, step, err);
	if (c->n_answers == 0)
		return ask_weak(task, c, step, err);
	int rc = kit_take_answer(task, c->parent, &c->weak, err);
	if (rc == 0)
		rc = kit_claim(task, step, c->parent, &c->strong, err);
	return rc ? rc : kit_claim(task, step, c->parent, &c->weak, err);
}

static const char *const prompts[] = {"answer", "weak", NULL};

const struct assay_method assay_method_contrast = {
	.name = "contrast",
	.version = 1,
	.title = "pairs of an answer that passes and one that fails",
	.prompts = prompts,
	.state_size = sizeof(struct contrast),
	.next = next,
};
