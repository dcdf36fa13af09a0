/* SPDX-License-Identifier: Apache-2.0 */
/* What the families of mathematics say about their problems, against what the verifier says. */
#include "problems/family.h"
#include "verifiers/math.h"
#include "verifiers/math/steps.h"

#include "base/json.h"
#include "base/num.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SEED 11

/* Problems of each family, spread over the levels. */
static uint64_t problems(void)
{
	const char *asked = getenv("ASSAY_FAMILY_INSTANCES");
	return asked ? strtoull(asked, NULL, 10) : 20;
}

static enum assay_math_word judge(const struct assay_problem *p, struct assay_str reply, struct assay_arena *arena)
{
	struct assay_err err = {0};
	struct assay_math_verdict verdict;
	const struct assay_math_policy *policy = assay_math_policy_find(p->policy);
	cr_assert_not_null(policy, "%s", p->id.data);
	cr_assert_eq(assay_math_judge(policy, p->answer, reply, arena, &verdict, &err), 0, "%s: %s", p->id.data,
		     err.msg);
	return verdict.word;
}

/* The first step that the verifier refutes, or NULL. */
static const struct assay_math_step *first_refuted(struct assay_str solution, struct assay_arena *arena)
{
	struct assay_math_step *steps;
	size_t n;
	cr_assert_eq(assay_math_steps(solution, arena, &steps, &n, NULL), 0);
	for (size_t i = 0; i < n; i++) {
		if (steps[i].truth == ASSAY_FALSE)
			return &steps[i];
	}
	return NULL;
}

/* The text of the step that the family made wrong. */
static struct assay_str wrong_step(const struct assay_solution *wrong, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_printf(&text, "{%s}", wrong->extra.data);
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_json_parse(assay_buf_str(&text), NULL, &doc, NULL), 0);
	uint64_t first;
	cr_assert_eq(assay_parse_u64(assay_json_raw(assay_json_get(assay_json_root(doc), "first_wrong")), 0, 1000,
				     &first, NULL),
		     0);
	uint64_t i = 0;
	assay_json_each (step, assay_json_get(assay_json_root(doc), "steps")) {
		if (i++ == first)
			return assay_arena_str(arena, assay_json_str(step));
	}
	return ASSAY_STR("");
}

/* Wrong solutions are wrong, and where the verifier finds a wrong step, it is the family's. */
static void check_wrong(const struct assay_problem *p, const struct assay_solution *wrong, struct assay_arena *arena)
{
	cr_expect_neq(judge(p, wrong->code, arena), ASSAY_MATH_EQUAL, "%s: accepted: %s", p->id.data, wrong->code.data);
	const struct assay_math_step *refuted = first_refuted(wrong->code, arena);
	if (!refuted)
		return;
	struct assay_str said = wrong_step(wrong, arena);
	cr_expect_neq(assay_str_find(said, refuted->rhs, 0), SIZE_MAX, "%s: refuted %.*s, made wrong: %s", p->id.data,
		      (int)refuted->text.len, refuted->text.data, said.data);
}

static void check_problem(const struct assay_problem *p, struct assay_arena *arena)
{
	struct assay_str solution = p->references[0].code;
	cr_expect_eq(judge(p, solution, arena), ASSAY_MATH_EQUAL, "%s: %s, not accepted: %s", p->id.data,
		     p->answer.data, solution.data);
	const struct assay_math_step *refuted = first_refuted(solution, arena);
	cr_expect_null(refuted, "%s: refuted: %.*s", p->id.data, refuted ? (int)refuted->text.len : 0,
		       refuted ? refuted->text.data : "");
	for (size_t i = 0; i < p->n_negatives; i++)
		check_wrong(p, &p->negatives[i], arena);
}

Test(math_families, answers_are_accepted_and_wrong_solutions_are_not)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t i = 0; i < n; i++) {
		for (uint64_t k = 0; families[i]->kind == ASSAY_KIND_MATH && k < problems(); k++) {
			const struct assay_family_request request = {.family = families[i],
								     .seed = SEED,
								     .level = 1 + (unsigned)(k % ASSAY_MAX_LEVEL),
								     .index = k,
								     .max_slips = 3,
								     .has_distractor = k % 3 == 0};
			struct assay_err err = {0};
			struct assay_made made;
			assay_arena_reset(arena);
			cr_assert_eq(assay_family_make(&request, arena, &made, &err), 0, "%s", err.msg);
			check_problem(&made.problem, arena);
		}
	}
}
