/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checker programs and interactors: judges that come with the problem and run as programs of their own, in a sandbox of
 * their own, with the conventions of testlib or of Kattis.
 *
 *     checker     testlib   checker input.txt output.txt answer.txt          exit 0 ok, 1 2 8 wrong, 7 points
 *                 kattis    validator input.txt answer.txt feedback < output exit 42 accepted, 43 wrong
 *     interactor  the same files and codes; its standard input and output are the candidate's output and input
 *
 * A checker is run when the candidate has ended cleanly; an interactor beside it. Whatever else such a program does (it
 * crashes, runs into a limit, says that it failed) leaves the test undecided: never a pass, never the candidate's
 * fault. What it says is repeated in the reason. Points that are not all of a test's weight are no pass, but count in
 * the pass fraction.
 */
#ifndef ASSAY_VERIFIERS_CODE_REFEREE_H
#define ASSAY_VERIFIERS_CODE_REFEREE_H

#include "verifiers/code/code.h"

/** True for problems whose checker is a program or an interactor. */
bool assay_referee_is_wanted(const struct assay_problem *problem);
bool assay_referee_is_interactor(const struct assay_problem *problem);

/** The checker's own program. */
int assay_referee_program(const struct assay_problem *problem, struct assay_arena *arena, struct assay_program *ret,
			  struct assay_err *err);

/** Fills in the side of a checker that looks at `output`, or of an interactor (`output` absent). */
int assay_referee_side(const struct assay_problem *problem, const struct assay_test *test, struct assay_str output,
		       const struct assay_limits *limits, struct assay_arena *arena, struct assay_side *ret,
		       struct assay_err *err);

/** Bytes as they come between candidate (side 0) and interactor (side 1). */
extern const struct assay_relay assay_referee_relay;

/** What a checker's end means for the test; `ret` holds how the candidate ended, cleanly. */
int assay_referee_judge(const struct assay_problem *problem, size_t test, const struct assay_outcome *checker,
			struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err);

/** The same for an exchange, with the candidate's own end. */
int assay_referee_judge_exchange(const struct assay_problem *problem, size_t test,
				 const struct assay_execution_result *result, const struct assay_limits *limits,
				 struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err);

#endif
