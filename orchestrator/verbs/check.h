/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of assay check share: check.c carries the probes, check_report.c says what came of them.
 */
#ifndef ASSAY_ORCHESTRATOR_VERBS_CHECK_H
#define ASSAY_ORCHESTRATOR_VERBS_CHECK_H

#include "base/arena.h"
#include "base/err.h"
#include "orchestrator/fitness.h"
#include "orchestrator/loop.h"
#include "orchestrator/pool.h"
#include "orchestrator/progress.h"
#include "orchestrator/strengthen.h"
#include "problems/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_options {
	const char *from, *junit, *strengthen, *cache;
	const char *write_limits, *verdicts;
	uint64_t repeat, mutants, jobs, limit_floor_ms;
	double limit_factor;
	double min_mutation_score;
	bool wants_tests, is_json, is_unsafe;
};

/** Pass bits of the candidates for one problem. */
struct check_matrix {
	struct assay_str *rows;
	size_t n, capacity;
};

struct check {
	const struct check_options *options;
	struct assay_fitness_options wishes;
	struct assay_problem_set *problems;
	struct assay_arena *arena;
	struct assay_fitness *items; /* One per problem. */
	size_t n_items;
	uint64_t n_probes, n_done;
	struct assay_loop *loop;
	struct assay_pool *pool;
	struct assay_progress progress;
	int rc; /* First failure inside a callback. */
	struct assay_err *err;
	/* With --verdicts: pass bits of candidates, by problem. */
	struct check_matrix *matrices;
	/* With --strengthen. */
	struct assay_strengthened *stronger; /* One per problem. */
	uint64_t n_added, n_strengthened;
	double score_before;
	/* The report. */
	size_t n_unfit, n_unknown, n_scored;
	double score_sum;
};

/** Writes the report where the options say; ASSAY_GATE_FAILED when a problem is unfit. */
int check_report(struct check *c);

#endif
