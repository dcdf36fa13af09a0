/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the checker "call" share: the state of a plan, the hello that asks for one call, and batches.
 *
 * A batch is one process for several tests of a candidate, where the problem allows it and the language's driver can:
 * its channel begins with the hellos of the tests, one behind the other. Each test is judged by the frames that belong
 * to it exactly as if it had had a process of its own. Whatever else may become of a process that several tests have
 * used (a crash, a broken frame, memory that is used up, a crossed limit) is never held against one that was not the
 * first in it: that test is the first of the next process, and what becomes of it there is its word.
 */
#ifndef ASSAY_VERIFIERS_CODE_CALL_H
#define ASSAY_VERIFIERS_CODE_CALL_H

#include "verifiers/code/calls.h"
#include "verifiers/code/compare.h"
#include "verifiers/code/driver.h"
#include "verifiers/verify.h"

/** Room on the channel beside the value: two frames' heads, nonces and marker. */
#define ASSAY_CALL_FRAME_ROOM ((size_t)1024)

/** Of a plan. */
struct assay_call_state {
	const struct assay_comparator *comparator;
	struct assay_limits limits;
	char nonce[ASSAY_NONCE_SIZE];
	const struct assay_call_language *language; /**< NULL: Python. */
	bool *wants_arg0;			    /**< One per test: argument 0 is asked for. */
};

/** The frame that asks for test `i`. `has_more`: the driver then reads another one. */
int assay_call_ask(const struct assay_problem *problem, size_t i, const struct assay_call_state *state, bool has_more,
		   struct assay_arena *arena, struct assay_str *ret, struct assay_err *err);

/** As struct assay_checker says. */
int assay_call_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
		     struct assay_arena *arena, struct assay_execution *ret, struct assay_err *err);
int assay_call_judge_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			   const struct assay_execution_result *result, struct assay_arena *arena,
			   struct assay_test_result *results, size_t *ret_n, struct assay_err *err);

#endif
