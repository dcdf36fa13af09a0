/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests written by models, filtered by agreement: a test stays when the reference passes it and, of the solutions that
 * other teachers write, more than half do, too. A model's expected value alone is nobody's word.
 */
#include "problems/methods/all.h"
#include "problems/methods/kit.h"

#include <string.h>

enum phase {
	BEGIN = 0,
	WRITTEN,
	VOTING,
	VERIFIED,
};

struct writing {
	enum phase phase;
	const struct assay_problem *parent;
	struct assay_problem probe; /* The parent with the new tests alone. */
	struct assay_solution votes[KIT_VOTES];
	size_t n_votes;
};

static const struct assay_shape_member test_members[] = {
	{.name = "args", .type = ASSAY_JSON_ARRAY},
	{.name = "expected", .type = ASSAY_JSON_NONE},
	{.name = "stdin", .type = ASSAY_JSON_STRING},
	{.name = "expected_stdout", .type = ASSAY_JSON_STRING},
	{0},
};
static const struct assay_shape test_shape = {test_members};
static const struct assay_shape_member members[] = {
	{.name = "tests", .type = ASSAY_JSON_ARRAY, .is_required = true, .object = &test_shape, .min = 1, .max = 64},
	{0},
};
static const struct assay_shape shape = {members};

static bool is_fit(const struct assay_problem *p)
{
	return p->n_references && (p->kind == ASSAY_KIND_CALL || p->kind == ASSAY_KIND_STDIO);
}

static int begin(struct assay_task *task, struct writing *w, struct assay_step *step, struct assay_err *err)
{
	for (unsigned i = 0; i < 64 && (!w->parent || !is_fit(w->parent)); i++)
		w->parent = kit_draw_parent(task, true);
	if (!w->parent || !is_fit(w->parent))
		return kit_give_up(step, "no_parent", "the pool holds no problem with tests and a reference");
	w->phase = WRITTEN;
	step->teacher = task->index;
	return kit_ask(task, step, "test-writing", &shape, w->parent, err);
}

static bool is_there(const struct assay_problem *p, const struct assay_test *t)
{
	for (size_t i = 0; i < p->n_tests; i++) {
		bool is_same = p->kind == ASSAY_KIND_CALL ? assay_str_eq(p->tests[i].args, t->args)
							  : assay_str_eq(p->tests[i].stdin_text, t->stdin_text);
		if (is_same)
			return true;
	}
	return false;
}

/* Tests that ask what another one asks are left out. */
static int read_tests(struct assay_task *task, struct writing *w, struct assay_err *err)
{
	struct assay_json tests = assay_json_get(task->reply, "tests");
	struct assay_test *all = assay_arena_array(task->arena, assay_json_count(tests) + 1, sizeof(*all));
	if (!all)
		return assay_arena_fail(task->arena, err);
	w->probe = *w->parent;
	w->probe.tests = all;
	w->probe.n_tests = 0;
	assay_json_each (test, tests) {
		struct assay_test *t = &all[w->probe.n_tests];
		*t = (struct assay_test){.is_hidden = true, .weight = 1};
		int rc = assay_json_read_raw(test, "args", task->arena, &t->args, err);
		if (rc == 0 && w->probe.kind == ASSAY_KIND_CALL)
			rc = assay_json_read_raw(test, "expected", task->arena, &t->expected, err);
		if (rc == 0)
			rc = assay_json_read_str(test, "stdin", task->arena, &t->stdin_text, err);
		if (rc == 0)
			rc = assay_json_read_str(test, "expected_stdout", task->arena, &t->expected_stdout, err);
		if (rc)
			return rc;
		w->probe.n_tests += !is_there(w->parent, t) && !is_there(&w->probe, t);
	}
	return 0;
}

static int verify_all(struct assay_task *task, struct writing *w, struct assay_step *step, struct assay_err *err)
{
	w->phase = VERIFIED;
	int rc = kit_claim(task, step, &w->probe, &w->parent->references[0], err);
	for (size_t i = 0; rc == 0 && i < w->n_votes; i++)
		rc = kit_claim(task, step, &w->probe, &w->votes[i], err);
	return rc;
}

/* A second opinion is asked for even when the options name no number of votes. */
static size_t votes_of(const struct assay_task *task)
{
	size_t n = (size_t)task->env->options.votes;
	return n == 0 ? 1 : n < KIT_VOTES ? n : KIT_VOTES;
}

static int ask_vote(struct assay_task *task, struct writing *w, struct assay_step *step, struct assay_err *err)
{
	w->phase = VOTING;
	step->teacher = task->index + 1 + w->n_votes;
	return kit_ask_answer(task, step, "answer", w->parent, err);
}

static int after_tests(struct assay_task *task, struct writing *w, struct assay_step *step, struct assay_err *err)
{
	struct assay_err why = {0};
	int rc = read_tests(task, w, &why);
	if (rc == 0 && w->probe.n_tests == 0)
		return kit_give_up(step, "duplicate", "no test is new");
	if (rc == 0)
		rc = assay_problem_check(&w->probe, task->arena, &why);
	if (rc == ASSAY_EINVAL)
		return kit_give_up(step, "unfit_problem", assay_arena_str(task->arena, assay_str_of(why.msg)).data);
	return rc ? assay_fail(err, (enum assay_code)rc, "%s", why.msg) : ask_vote(task, w, step, err);
}

static bool passes(const struct assay_claim *claim, size_t test)
{
	return test < claim->pass_bits.len && claim->pass_bits.data[test] == '1';
}

static int conclude(struct assay_task *task, struct writing *w, struct assay_step *step, struct assay_err *err)
{
	const struct assay_claim *claims = task->last->claims;
	struct assay_problem p = *w->parent;
	struct assay_test *all = assay_arena_array(task->arena, p.n_tests + w->probe.n_tests, sizeof(*all));
	if (!all)
		return assay_arena_fail(task->arena, err);
	memcpy(all, p.tests, p.n_tests * sizeof(*all));
	for (size_t i = 0; i < w->probe.n_tests; i++) {
		size_t n_for = 0;
		for (size_t k = 1; k <= w->n_votes; k++)
			n_for += passes(&claims[k], i);
		if (passes(&claims[0], i) && 2 * n_for > w->n_votes)
			all[p.n_tests++] = w->probe.tests[i];
	}
	if (p.n_tests == w->parent->n_tests)
		return kit_give_up(step, "outvoted", "no test was agreed on");
	p.tests = all;
	return kit_give(task, step, &p, w->parent, err);
}

static int next(struct assay_task *task, struct assay_step *step, struct assay_err *err)
{
	struct writing *w = task->state;
	int rc;
	switch (w->phase) {
	case BEGIN:
		return begin(task, w, step, err);
	case WRITTEN:
		return after_tests(task, w, step, err);
	case VOTING:
		rc = kit_take_answer(task, w->parent, &w->votes[w->n_votes++], err);
		if (rc)
			return rc;
		return w->n_votes < votes_of(task) ? ask_vote(task, w, step, err) : verify_all(task, w, step, err);
	case VERIFIED:
		return conclude(task, w, step, err);
	}
	return assay_fail(err, ASSAY_EINVAL, "test writing has no such phase");
}

static const char *const prompts[] = {"test-writing", "answer", NULL};

const struct assay_method assay_method_test_writing = {
	.name = "test-writing",
	.version = 1,
	.title = "more tests, kept where reference and teachers agree",
	.prompts = prompts,
	.state_size = sizeof(struct writing),
	.next = next,
};
