/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Benchmarks with known labels, carried by the harness: references of HumanEval and MBPP pass, and published
 * generations of CRUXEval get their published labels (every ASSAY_DATA_STEP-th of them; 1 for all). The
 * programs are the benchmarks' own, which have been run and read by many; they are still run here without a sandbox.
 */
#include "harness.h"

#include "base/map.h"
#include "problems/set.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void find_data(const char *name, char path[PATH_MAX])
{
	const char *data = getenv("ASSAY_DATA");
	const char *root = getenv("ASSAY_SOURCE_ROOT");

	if (data)
		(void)snprintf(path, PATH_MAX, "%s/%s", data, name);
	else
		(void)snprintf(path, PATH_MAX, "%s/../shared/data/%s", root ? root : ".", name);
	if (access(path, R_OK) != 0)
		cr_skip_test("no benchmark file %s", path);
}

static size_t step(size_t usual)
{
	const char *text = getenv("ASSAY_DATA_STEP");

	return text ? strtoul(text, NULL, 10) : usual;
}

static struct assay_problem_set *load(const char *importer, const char *name)
{
	char path[PATH_MAX];
	struct assay_err err = {0};
	struct assay_problem_set *set = assay_problem_set_create(0);

	find_data(name, path);
	cr_assert_eq(assay_problem_set_load(set, path, assay_importer_find(importer), &err), 0, "%s", err.msg);
	return set;
}

static void references_pass(const char *importer, const char *name, size_t usual_step)
{
	struct assay_problem_set *set = load(importer, name);
	size_t n = 0, passed = 0;

	for (size_t i = 0; i < assay_problem_set_count(set); i += step(usual_step)) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_problem *problem = assay_problem_set_at(set, i);
		struct assay_candidate candidate = {.id = ASSAY_STR("reference"),
						    .code = problem->references[0].code,
						    .language = problem->references[0].language};
		struct assay_verdict v = harness_verify(problem, &candidate, arena);
		n++;
		passed += v.word == ASSAY_ACCEPTED;
		cr_expect_eq(v.word, ASSAY_ACCEPTED, "%s: %s: %.*s", problem->id.data, assay_word_name(v.word),
			     (int)v.reason.len, v.reason.data ? v.reason.data : "");
	}
	(void)printf("%s: %zu of %zu references accepted\n", importer, passed, n);
	assay_problem_set_destroy(set);
}

Test(code_data, accepts_references_of_humaneval)
{
	references_pass("humaneval", "code/humaneval.jsonl.gz", 1);
}

Test(code_data, accepts_references_of_mbpp)
{
	references_pass("mbpp", "code/mbpp.jsonl", 5);
}

Test(code_data, rejects_every_wrong_solution_of_humanevalpack)
{
	struct assay_problem_set *set = load("humanevalpack", "code/humanevalpack_python.jsonl");

	for (size_t i = 0; i < assay_problem_set_count(set); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_problem *problem = assay_problem_set_at(set, i);
		struct assay_candidate good = harness_code(problem->references[0].code.data);
		struct assay_candidate bad = harness_code(problem->negatives[0].code.data);
		struct assay_verdict v = harness_verify(problem, &good, arena);
		cr_expect_eq(v.word, ASSAY_ACCEPTED, "%s: %s", problem->id.data, v.reason.data);
		v = harness_verify(problem, &bad, arena);
		cr_expect(v.word != ASSAY_ACCEPTED && v.word != ASSAY_UNDECIDED && v.word != ASSAY_SYSTEM_ERROR,
			  "%s: %s: %s", problem->id.data, assay_word_name(v.word), v.reason.data);
		cr_expect_lt(v.passed, v.total, "%s", problem->id.data);
	}
	assay_problem_set_destroy(set);
}

struct labels {
	const struct assay_problem_set *set;
	struct assay_map *seen; /**< Verdicts by problem and code: many generations are the same. */
	struct assay_arena *arena;
	size_t n, wrong, step;
};

static bool is_labelled_true(const struct assay_candidate *candidate)
{
	return assay_str_find(candidate->extra, ASSAY_STR("\"expected_label\":true"), 0) != SIZE_MAX;
}

static int judge_generation(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	struct labels *labels = arg;
	const struct assay_problem *problem = assay_problem_set_find(labels->set, candidate->problem_id);
	assay_autobuf struct assay_buf key = {0};
	void *value = NULL;
	static char yes, no;

	(void)err;
	if (labels->n++ % labels->step)
		return 0;
	assay_buf_add_str(&key, candidate->problem_id);
	assay_buf_add_char(&key, '\n');
	assay_buf_add_str(&key, candidate->code);
	value = assay_map_get(labels->seen, assay_buf_str(&key));
	if (!value) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_verdict v = harness_verify(problem, candidate, arena);
		value = v.word == ASSAY_ACCEPTED ? &yes : &no;
		cr_expect_neq(v.word, ASSAY_SYSTEM_ERROR, "%s", v.reason.data);
		if ((value == &yes) != is_labelled_true(candidate))
			(void)printf("%.*s\n%.*s\n%s: %.*s\n", (int)key.len, key.data, (int)candidate->extra.len,
				     candidate->extra.data, assay_word_name(v.word), (int)v.reason.len,
				     v.reason.data ? v.reason.data : "");
		(void)assay_map_add(labels->seen, assay_arena_str(labels->arena, assay_buf_str(&key)), value, NULL);
	}
	labels->wrong += (value == &yes) != is_labelled_true(candidate);
	return 0;
}

static void labels_agree(const char *name)
{
	char path[PATH_MAX];
	struct assay_err err = {0};
	struct assay_problem_set *set = load("cruxeval", "code/cruxeval.jsonl");
	struct labels labels = {
		.set = set, .seen = assay_map_create(), .arena = assay_arena_create(0), .step = step(50)};

	find_data(name, path);
	cr_assert_eq(assay_candidates_read(path, assay_importer_find("cruxeval"), set, judge_generation, &labels, &err),
		     0, "%s", err.msg);
	(void)printf("%s: %zu labels, %zu differ\n", name, labels.n / labels.step, labels.wrong);
	cr_expect_eq(labels.wrong, 0);
	cr_expect_gt(labels.n, 0);
	assay_map_destroy(labels.seen);
	assay_arena_destroy(labels.arena);
	assay_problem_set_destroy(set);
}

Test(code_data, agrees_with_published_labels_of_outputs)
{
	labels_agree("code/cruxeval_codellama7b_output.jsonl");
}

Test(code_data, agrees_with_published_labels_of_inputs)
{
	labels_agree("code/cruxeval_codellama7b_input.jsonl");
}
