/* SPDX-License-Identifier: Apache-2.0 */
/* What each test of a problem is good for. */
#include "base/buf.h"
#include "base/map.h"
#include "orchestrator/fitness.h"

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

/* The results, test by test, of one program of whatever kind. */
static bool is_mixed(struct assay_str bits)
{
	size_t n_failed = count_failed(bits);
	return n_failed > 0 && n_failed < bits.len;
}

struct matrix {
	const struct assay_str *rows;
	size_t n_rows, n_tests, n_ours; /* The first rows are our own wrong programs, the others candidates. */
};

static int gather(const struct assay_fitness *fitness, struct assay_arena *arena, struct matrix *ret,
		  struct assay_err *err)
{
	struct assay_str *rows = assay_arena_array(arena, fitness->n_probes + fitness->n_matrix + 1, sizeof(*rows));
	if (!rows)
		return assay_arena_fail(arena, err);
	*ret = (struct matrix){.rows = rows};
	for (size_t i = 0; i < fitness->n_probes; i++) {
		if (has_witness(&fitness->probes[i]))
			ret->n_tests = fitness->probes[i].pass_bits.len;
	}
	if (ret->n_tests == 0 && fitness->n_matrix > 0)
		ret->n_tests = fitness->matrix[0].len;
	for (size_t i = 0; i < fitness->n_probes; i++) {
		const struct assay_fitness_probe *probe = &fitness->probes[i];
		if (has_witness(probe) && probe->pass_bits.len == ret->n_tests)
			rows[ret->n_rows++] = probe->pass_bits;
	}
	ret->n_ours = ret->n_rows;
	/* A candidate of another number of tests was judged by another version of the problem. */
	for (size_t i = 0; i < fitness->n_matrix; i++) {
		if (fitness->matrix[i].len == ret->n_tests)
			rows[ret->n_rows++] = fitness->matrix[i];
	}
	return 0;
}

static void count_rows(const struct matrix *m, struct assay_fitness_test *tests)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		bool is_ours = i < m->n_ours, is_alone = is_ours && count_failed(m->rows[i]) == 1;
		for (size_t k = 0; k < m->n_tests; k++) {
			bool is_failed = m->rows[i].data[k] == '0';
			tests[k].n_killed += is_ours && is_failed;
			tests[k].n_alone += is_alone && is_failed;
			tests[k].n_passed += !is_ours && !is_failed;
		}
	}
}

/* What all pass, or none, is said of a test by its counts; twins are told by those that pass some tests and not all. */
static int find_twins(const struct matrix *m, struct assay_map *seen, struct assay_fitness_test *tests,
		      struct assay_err *err)
{
	assay_autobuf struct assay_buf column = {0};
	for (size_t k = 0; k < m->n_tests; k++) {
		void *first = NULL;
		assay_buf_clear(&column);
		for (size_t i = 0; i < m->n_rows; i++) {
			if (is_mixed(m->rows[i]))
				assay_buf_add_char(&column, m->rows[i].data[k]);
		}
		int rc = assay_buf_error(&column, err);
		if (rc)
			return rc;
		if (!is_mixed(assay_buf_str(&column)))
			continue;
		/* Numbers from 1, as a value of the map. */
		rc = assay_map_add(seen, assay_buf_str(&column), (void *)(uintptr_t)(k + 1), &first);
		if (rc < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (rc == 0)
			tests[k].twin = (size_t)(uintptr_t)first - 1;
	}
	return 0;
}

int assay_fitness_count_tests(const struct assay_fitness *fitness, struct assay_arena *arena,
			      struct assay_fitness_test **ret, size_t *ret_n, struct assay_err *err)
{
	struct matrix m = {0};
	*ret_n = 0;
	int rc = gather(fitness, arena, &m, err);
	if (rc || m.n_tests == 0)
		return rc;
	struct assay_fitness_test *tests = assay_arena_array(arena, m.n_tests, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	for (size_t k = 0; k < m.n_tests; k++)
		tests[k] = (struct assay_fitness_test){.n_candidates = m.n_rows - m.n_ours, .twin = SIZE_MAX};
	count_rows(&m, tests);
	struct assay_map *seen = assay_map_create();
	rc = seen ? find_twins(&m, seen, tests, err) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_map_destroy(seen);
	*ret = tests;
	*ret_n = rc ? 0 : m.n_tests;
	return rc;
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
