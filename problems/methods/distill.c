/* SPDX-License-Identifier: Apache-2.0 */
/* Teacher distillation: several teachers solve a problem; the distinct solutions that are accepted are kept. */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

struct distill {
	bool has_asked;
	const struct assay_problem *parent;
	struct assay_solution answers[ASSAY_METHOD_CLAIMS];
	size_t n;
};

static bool is_known(const struct distill *d, struct assay_str code)
{
	for (size_t i = 0; i < d->parent->n_references; i++) {
		if (assay_str_eq(assay_str_trim(d->parent->references[i].code), assay_str_trim(code)))
			return true;
	}
	for (size_t i = 0; i < d->n; i++) {
		if (assay_str_eq(assay_str_trim(d->answers[i].code), assay_str_trim(code)))
			return true;
	}
	return false;
}

static int conclude(struct assay_task *task, struct distill *d, struct assay_step *step, struct assay_err *err)
{
	struct assay_solution good[ASSAY_METHOD_CLAIMS];
	size_t n_good = 0;
	for (size_t i = 0; i < d->n; i++) {
		if (task->last->claims[i].is_known && task->last->claims[i].is_accepted)
			good[n_good++] = d->answers[i];
	}
	if (n_good == 0)
		return kit_give_up(step, "unsolved", "no teacher's answer was accepted");
	return kit_give_answers(task, step, d->parent, good, n_good, NULL, 0, err);
}

static int next(struct assay_task *task, struct assay_step *step, struct assay_err *err)
{
	struct distill *d = task->state;
	size_t want = (size_t)task->env->options.answers;
	if (task->last && task->last->kind == ASSAY_STEP_VERIFY)
		return conclude(task, d, step, err);
	if (!d->has_asked) {
		/* One problem after the other, each once. */
		d->parent = task->index < task->env->n_seeds ? task->env->pool[task->index] : NULL;
		if (!d->parent)
			return kit_give_up(step, "no_parent", "every seed had its turn");
	} else {
		int rc = kit_take_answer(task, d->parent, &d->answers[d->n], err);
		if (rc)
			return rc;
		d->n += !is_known(d, d->answers[d->n].code);
	}
	if (task->n_asked < want) {
		d->has_asked = true;
		step->teacher = task->n_asked;
		return kit_ask_answer(task, step, "answer", d->parent, err);
	}
	if (d->n == 0)
		return kit_give_up(step, "duplicate", "the teachers gave the solution that is there already");
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < d->n; i++)
		rc = kit_claim(task, step, d->parent, &d->answers[i], err);
	return rc;
}

static const char *const prompts[] = {"answer", NULL};

const struct assay_method assay_method_distill = {
	.name = "distill",
	.version = 1,
	.title = "verified solutions of several teachers",
	.prompts = prompts,
	.state_size = sizeof(struct distill),
	.next = next,
};
