/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repair and constitutional revision: a failing solution, what checking it found, a better one. `repair` shows the
 * failure and asks for a patch; `critique` asks for a draft first and has it criticised by numbered principles before
 * it is revised. Failing draft and passing revision are both kept: an honest pair.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

enum phase {
	BEGIN = 0,
	DRAFTED,
	DRAFT_VERIFIED,
	CRITICISED,
	REVISED,
};

struct revision {
	enum phase phase;
	const struct assay_problem *parent;
	struct assay_solution draft, failed;
	struct assay_str evidence;
	uint64_t round;
};

static int verify_draft(struct assay_task *task, struct revision *r, struct assay_step *step, struct assay_err *err)
{
	r->phase = DRAFT_VERIFIED;
	return kit_claim(task, step, r->parent, &r->draft, err);
}

static int begin(struct assay_task *task, struct revision *r, bool is_repair, struct assay_step *step,
		 struct assay_err *err)
{
	r->parent = kit_draw_parent(task, false);
	if (!r->parent)
		return kit_give_up(step, "no_parent", "the pool holds no problem that may have children");
	if (is_repair && r->parent->n_negatives) {
		r->draft = r->parent->negatives[assay_rng_below(&task->rng, r->parent->n_negatives)];
		r->draft.expect = r->draft.extra = (struct assay_str){0};
		return verify_draft(task, r, step, err);
	}
	r->phase = DRAFTED;
	step->teacher = task->index;
	return kit_ask_answer(task, step, is_repair ? "weak" : "answer", r->parent, err);
}

static void put_failure(const struct revision *r, struct assay_step *step)
{
	assay_slots_put(&step->slots, "draft", r->draft.code);
	assay_slots_put(&step->slots, "evidence", r->evidence);
}

static int ask_revision(struct assay_task *task, struct revision *r, const char *prompt, struct assay_step *step,
			struct assay_err *err)
{
	put_failure(r, step);
	r->phase = REVISED;
	step->teacher = task->index;
	return kit_ask_answer(task, step, prompt, r->parent, err);
}

static const struct assay_shape_member critique_members[] = {
	{.name = "principle", .type = ASSAY_JSON_NUMBER},
	{.name = "critique", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1, .max = 8192},
	{0},
};
static const struct assay_shape critique_shape = {critique_members};

static int after_draft(struct assay_task *task, struct revision *r, bool is_repair, struct assay_step *step,
		       struct assay_err *err)
{
	const struct assay_claim *claim = &task->last->claims[0];
	if (!claim->is_known)
		return kit_give_up(step, "undecided", "nobody can tell whether the draft is right");
	if (claim->is_accepted && r->failed.code.data)
		return kit_give_answers(task, step, r->parent, &r->draft, 1, &r->failed, 1, err);
	if (claim->is_accepted)
		return kit_give_up(step, "draft_accepted", "there is nothing to repair");
	if (!claim->is_witnessed && !r->failed.code.data)
		return kit_give_up(step, "unwitnessed", kit_evidence(task, claim).data);
	if (r->round++ == task->env->options.rounds)
		return kit_give_up(step, "not_repaired", "no revision was accepted");
	r->evidence = kit_evidence(task, claim);
	if (!r->failed.code.data) {
		r->failed = r->draft;
		int rc = kit_take_witness(task, claim, &r->failed, err);
		if (rc)
			return rc;
	}
	if (is_repair)
		return ask_revision(task, r, "repair", step, err);
	put_failure(r, step);
	r->phase = CRITICISED;
	step->teacher = task->index + 1;
	return kit_ask(task, step, "critique", &critique_shape, r->parent, err);
}

static int next(struct assay_task *task, struct assay_step *step, struct assay_err *err)
{
	struct revision *r = task->state;
	bool is_repair = task->method == &assay_method_repair;
	int rc;
	switch (r->phase) {
	case BEGIN:
		return begin(task, r, is_repair, step, err);
	case DRAFTED:
	case REVISED:
		rc = kit_take_answer(task, r->parent, &r->draft, err);
		return rc ? rc : verify_draft(task, r, step, err);
	case DRAFT_VERIFIED:
		return after_draft(task, r, is_repair, step, err);
	case CRITICISED:
		assay_slots_put(&step->slots, "critique",
				assay_arena_str(task->arena, assay_json_str(assay_json_get(task->reply, "critique"))));
		return ask_revision(task, r, "revise", step, err);
	}
	return assay_fail(err, ASSAY_EINVAL, "a revision has no such phase");
}

static const char *const repair_prompts[] = {"weak", "repair", NULL};
static const char *const critique_prompts[] = {"answer", "critique", "revise", NULL};

const struct assay_method assay_method_repair = {
	.name = "repair",
	.version = 1,
	.title = "wrong solutions repaired with the failing test in view",
	.prompts = repair_prompts,
	.state_size = sizeof(struct revision),
	.next = next,
};

const struct assay_method assay_method_critique = {
	.name = "critique",
	.version = 1,
	.title = "drafts criticised by principles and revised",
	.prompts = critique_prompts,
	.state_size = sizeof(struct revision),
	.next = next,
};
