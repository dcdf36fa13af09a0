/* SPDX-License-Identifier: Apache-2.0 */
/* What each test of a problem is good for. */
#include "base/buf.h"
#include "base/map.h"
#include "orchestrator/fitness.h"

#include <string.h>

/* Rejected with a result for each test, some of which it passed or failed by its values. */
static bool has_witness(const struct assay_fitness_probe *probe)
{
	return probe->wish != ASSAY_WISH_ACCEPTED && probe->pass_bits.len > 0 && probe->word != ASSAY_SYSTEM_ERROR;
}

static size_t count_failed(struct assay_str bits)
{
	size_t n = 0;
	for (size_t i = 0; i < bits.len; i++)
		n += bits.data[i] == '0';
	return n;
}

int assay_fitness_count_tests(const struct assay_fitness *fitness, struct assay_arena *arena,
			      struct assay_fitness_test **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = 0;
	*ret_n = 0;
	for (size_t i = 0; i < fitness->n_probes; i++) {
		if (has_witness(&fitness->probes[i]))
			n = fitness->probes[i].pass_bits.len;
	}
	if (n == 0)
		return 0;
	*ret = assay_arena_array(arena, n, sizeof(**ret));
	if (!*ret)
		return assay_arena_fail(arena, err);
	memset(*ret, 0, n * sizeof(**ret));
	for (size_t i = 0; i < fitness->n_probes; i++) {
		const struct assay_fitness_probe *probe = &fitness->probes[i];
		if (!has_witness(probe) || probe->pass_bits.len != n)
			continue;
		bool is_alone = count_failed(probe->pass_bits) == 1;
		for (size_t k = 0; k < n; k++) {
			(*ret)[k].n_killed += probe->pass_bits.data[k] == '0';
			(*ret)[k].n_alone += is_alone && probe->pass_bits.data[k] == '0';
		}
	}
	*ret_n = n;
	return 0;
}

/* What a test asks, and what it wants: texts of JSON or of a stream, compared as they are written. */
static void write_question(const struct assay_problem *problem, const struct assay_test *test, struct assay_buf *out)
{
	assay_buf_clear(out);
	if (problem->kind == ASSAY_KIND_CALL) {
		assay_buf_add_str(out, test->args);
		assay_buf_add_char(out, '\0');
		assay_buf_add_str(out, test->kwargs);
	} else {
		assay_buf_add_str(out, test->stdin_text);
	}
}

static bool is_same_answer(const struct assay_problem *problem, const struct assay_test *a, const struct assay_test *b)
{
	return problem->kind == ASSAY_KIND_CALL ? assay_str_eq(a->expected, b->expected)
						: assay_str_eq(a->expected_stdout, b->expected_stdout);
}

static int find_repeat(const struct assay_problem *problem, bool is_contradiction, struct assay_map *seen, size_t *ret,
		       size_t *ret_first, struct assay_err *err)
{
	assay_autobuf struct assay_buf question = {0};
	for (size_t i = 0; i < problem->n_tests; i++) {
		void *first = NULL;
		write_question(problem, &problem->tests[i], &question);
		int rc = assay_buf_error(&question, err);
		if (rc)
			return rc;
		/* Numbers from 1, as a value of the map. */
		rc = assay_map_add(seen, assay_buf_str(&question), (void *)(uintptr_t)(i + 1), &first);
		if (rc < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (rc > 0)
			continue;
		size_t earlier = (size_t)(uintptr_t)first - 1;
		if (is_same_answer(problem, &problem->tests[i], &problem->tests[earlier]) == is_contradiction)
			continue;
		*ret = i;
		*ret_first = earlier;
		return 0;
	}
	return 0;
}

int assay_fitness_find_repeat(const struct assay_problem *problem, bool is_contradiction, size_t *ret,
			      size_t *ret_first, struct assay_err *err)
{
	*ret = *ret_first = SIZE_MAX;
	/* A checker program may take many answers to one question. */
	if (is_contradiction && !assay_str_is_absent(problem->checker.code))
		return 0;
	struct assay_map *seen = assay_map_create();
	int rc = seen ? find_repeat(problem, is_contradiction, seen, ret, ret_first, err)
		      : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_map_destroy(seen);
	return rc;
}
