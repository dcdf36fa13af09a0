/* SPDX-License-Identifier: Apache-2.0 */
/* OSS-Instruct (Wei et al. 2024): a few lines of somebody's code or text inspire a problem. */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

#define MAX_LINES 15

/* 1 to 15 lines in a row. */
static struct assay_str draw_lines(struct assay_task *task, struct assay_str text)
{
	size_t n_lines = 1;
	for (size_t i = 0; i < text.len; i++)
		n_lines += text.data[i] == '\n';
	size_t want = 1 + (size_t)assay_rng_below(&task->rng, MAX_LINES);
	size_t skip = n_lines > want ? (size_t)assay_rng_below(&task->rng, n_lines - want + 1) : 0;
	size_t from = 0;
	while (skip > 0 && from < text.len)
		skip -= text.data[from++] == '\n';
	size_t to = from;
	while (want > 0 && to < text.len)
		want -= text.data[to++] == '\n';
	return assay_str_sub(text, from, to - from);
}

static int begin(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step, struct assay_err *err)
{
	if (!kit_draw_target(task, &proposal->topic, &proposal->level))
		return kit_give_up(step, "quota_full", "every topic has its share");
	const struct assay_method_env *env = task->env;
	struct assay_str snippet = draw_lines(task, env->snippets[assay_rng_below(&task->rng, env->n_snippets)]);
	assay_slots_put(&step->slots, "snippet", snippet);
	return kit_ask_problem(task, step, "oss-instruct", proposal, err);
}

static int next(struct assay_task *task, struct assay_step *ret, struct assay_err *err)
{
	return kit_propose(task, ret, begin, err);
}

static const char *const prompts[] = {"oss-instruct", "answer", NULL};

const struct assay_method assay_method_oss = {
	.name = "oss-instruct",
	.version = 1,
	.title = "new problems inspired by snippets of code or text",
	.prompts = prompts,
	.needs_snippets = true,
	.state_size = sizeof(struct kit_proposal),
	.next = next,
};
