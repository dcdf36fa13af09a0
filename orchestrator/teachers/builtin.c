/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates without a model: the references of a problem, then wrong variants of the first one.
 *
 * For code the variants are mutants of the reference's token stream in proportion to people's defects, for maths the
 * worked solution with a slip in its final answer, so that neither length nor layout tells right from wrong. A variant
 * is only a suspect: the verifier decides. Everything is a function of the run's seed and the problem's id, so
 * candidate k is the same whenever it is asked for.
 */
#include "base/rng.h"
#include "orchestrator/teacher.h"
#include "orchestrator/teachers/kinds.h"
#include "problems/mutate.h"

#include <stdlib.h>

struct builtin {
	struct assay_rng rng;
	uint64_t mutants;
	struct assay_arena *arena; /* Of the last problem asked about. */
	struct assay_str problem_id;
	struct assay_mutant *made;
	size_t n_made;
};

static int builtin_create(const struct assay_teacher_conf *conf, const struct assay_teacher_env *env, void **ret_state,
			  struct assay_err *err)
{
	struct builtin *builtin = calloc(1, sizeof(*builtin));
	if (builtin)
		builtin->arena = assay_arena_create(0);
	if (!builtin || !builtin->arena) {
		free(builtin);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	assay_rng_init(&builtin->rng, env->seed);
	builtin->mutants = conf->mutants;
	*ret_state = builtin;
	return 0;
}

static void builtin_destroy(void *state)
{
	struct builtin *builtin = state;
	if (!builtin)
		return;
	assay_arena_destroy(builtin->arena);
	free(builtin);
}

static bool is_math(const struct assay_problem *problem)
{
	return problem->kind == ASSAY_KIND_MATH;
}

/* Mathematics always has one: where no worked solution comes with the problem, its bare answer. */
static size_t n_right(const struct assay_problem *problem)
{
	return is_math(problem) && problem->n_references == 0 ? 1 : problem->n_references;
}

/* Makes the mutants of a problem once and keeps them while the same problem is asked about. */
static int prepare(struct builtin *builtin, const struct assay_problem *problem, struct assay_err *err)
{
	if (builtin->problem_id.data && assay_str_eq(builtin->problem_id, problem->id))
		return 0;
	assay_arena_reset(builtin->arena);
	builtin->problem_id = assay_arena_str(builtin->arena, problem->id);
	builtin->made = NULL;
	builtin->n_made = 0;
	if (builtin->mutants == 0 || n_right(problem) == 0)
		return 0;
	struct assay_rng rng;
	assay_rng_split(&builtin->rng, problem->id, 0, 0, &rng);
	if (is_math(problem))
		return assay_mutate_answer(problem->answer, &rng, builtin->mutants, builtin->arena, &builtin->made,
					   &builtin->n_made, err);
	const struct assay_solution *reference = &problem->references[0];
	struct assay_str language = reference->language.data ? reference->language : problem->language;
	struct assay_err unsupported = {0};
	int rc = assay_mutate_defects(language, reference->code, &rng, builtin->mutants, builtin->arena, &builtin->made,
				      &builtin->n_made, &unsupported);
	if (rc == ASSAY_ENOTFOUND)
		return 0; /* No token rules for this language: only the references. */
	if (rc && err)
		*err = unsupported;
	return rc;
}

static size_t builtin_count(void *state, const struct assay_problem *problem, size_t want)
{
	struct builtin *builtin = state;
	size_t have = n_right(problem);
	if (prepare(builtin, problem, NULL) == 0)
		have += builtin->n_made;
	return have < want ? have : want;
}

static bool builtin_is_busy(void *state)
{
	(void)state;
	return false;
}

/* The worked solution with the last mention of the answer replaced; a bare sentence where it is not mentioned. */
static struct assay_str slip(struct builtin *builtin, const struct assay_problem *problem, struct assay_str wrong)
{
	struct assay_str text = problem->n_references ? problem->references[0].code : (struct assay_str){0};
	size_t last = SIZE_MAX;
	for (size_t at = 0; (at = assay_str_find(text, problem->answer, at)) != SIZE_MAX; at++)
		last = at;
	if (text.len == 0 || problem->answer.len == 0 || last == SIZE_MAX)
		return assay_arena_printf(builtin->arena, "The answer is \\boxed{%.*s}.", (int)wrong.len, wrong.data);
	size_t rest = last + problem->answer.len;
	return assay_arena_printf(builtin->arena, "%.*s%.*s%.*s", (int)last, text.data, (int)wrong.len, wrong.data,
				  (int)(text.len - rest), text.data + rest);
}

/* The k-th candidate, its strings in the builtin's arena; false when there are fewer. */
static bool make_candidate(struct builtin *builtin, const struct assay_problem *problem, uint64_t k,
			   struct assay_candidate *ret)
{
	size_t right = n_right(problem);
	if (k >= right + builtin->n_made)
		return false;
	const struct assay_mutant *mutant = k < right ? NULL : &builtin->made[k - right];
	struct assay_str id = mutant ? assay_arena_printf(builtin->arena, "mutant/%llu/%s",
							  (unsigned long long)(k - right), mutant->op)
				     : assay_arena_printf(builtin->arena, "reference/%llu", (unsigned long long)k);
	if (problem->n_references)
		*ret = assay_candidate_of_solution(problem, &problem->references[mutant ? 0 : k], id);
	else
		*ret = (struct assay_candidate){.problem_id = problem->id, .id = id};
	ret->model = assay_str_of(mutant ? ASSAY_BUILTIN_MUTANT : ASSAY_BUILTIN_REFERENCE);
	if (mutant && !is_math(problem))
		ret->code = mutant->code;
	else if (mutant || problem->n_references == 0)
		ret->text = slip(builtin, problem, mutant ? mutant->code : problem->answer);
	return true;
}

static int builtin_ask(void *state, uint64_t ticket, const struct assay_problem *problem, uint64_t k,
		       void (*reply)(void *arg, const struct assay_teacher_reply *reply), void *arg,
		       struct assay_err *err)
{
	struct builtin *builtin = state;
	int rc = prepare(builtin, problem, err);
	if (rc)
		return rc;
	struct assay_candidate candidate;
	bool has = make_candidate(builtin, problem, k, &candidate);
	struct assay_teacher_reply answer = {.ticket = ticket, .candidate = has ? &candidate : NULL, .attempts = 1};
	reply(arg, &answer);
	return 0;
}

const struct assay_teacher_kind assay_teacher_builtin = {
	.name = "builtin",
	.title = "the problems' references and wrong variants of them; no model",
	.create = builtin_create,
	.destroy = builtin_destroy,
	.count = builtin_count,
	.is_busy = builtin_is_busy,
	.ask = builtin_ask,
};
