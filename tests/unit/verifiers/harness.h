/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carries plans without a sandbox, for programs that these tests wrote themselves. Python only.
 *
 * A stand-in for the worker: each side is a process in a folder of its own under /tmp, with descriptor 3 as its
 * channel, CPU time and wall time limited and nothing else. Never give it a program from outside.
 */
#ifndef ASSAY_TESTS_VERIFIERS_HARNESS_H
#define ASSAY_TESTS_VERIFIERS_HARNESS_H

#include "verifiers/verify.h"

/** Carries one execution. Fails the test when the harness itself fails. */
void harness_run(const struct assay_plan *plan, size_t execution, struct assay_arena *arena,
		 struct assay_execution_result *ret);

/** The same of one that is not among the plan's own. */
void harness_execute(const struct assay_plan *plan, const struct assay_execution *execution, struct assay_arena *arena,
		     struct assay_execution_result *ret);

/** How a candidate was carried. */
struct harness_count {
	size_t n_batches, n_alone; /**< Processes that several executions were asked of, and those of one. */
	bool is_one_by_one;	   /**< A batch said nothing. */
};

struct assay_verdict harness_verify_counting(const struct assay_problem *problem,
					     const struct assay_candidate *candidate, struct assay_arena *arena,
					     struct harness_count *ret);

/** Plans, runs, judges and concludes. */
struct assay_verdict harness_verify(const struct assay_problem *problem, const struct assay_candidate *candidate,
				    struct assay_arena *arena);

/** A problem from its row, and a candidate's code; both in the arena. */
struct assay_problem harness_problem(const char *row, struct assay_arena *arena);
struct assay_candidate harness_code(const char *code);

#endif
