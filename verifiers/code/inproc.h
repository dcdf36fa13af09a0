/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suites that run in the candidate's own process: for languages whose suites have no process of their own.
 *
 * A wrapper of ours takes the run's nonce off the channel before anything of the candidate's runs, keeps it masked, has
 * the candidate loaded and the suite run, and writes a completion marker with the nonce when the suite has come to
 * its end. A failure needs no secret; a pass needs the marker, nothing behind it, and exit code 0. So leaving early,
 * printing what a test runner prints, and replacing what the suite compares with are not accepted; candidates whose
 * text could reach around the suite are undecided (screen.h). What a candidate can do that reads its own process's
 * memory with knowledge of the wrapper is not held off: that is what the assurance `in_process` says.
 *
 * One language is one row of the table in inproc.c, one text in verifiers/drivers/ and one function that puts
 * the files together.
 */
#ifndef ASSAY_VERIFIERS_CODE_INPROC_H
#define ASSAY_VERIFIERS_CODE_INPROC_H

#include "verifiers/code/code.h"
#include "verifiers/code/weave.h"

struct assay_inproc;

/** NULL where a language has none. */
const struct assay_inproc *assay_inproc_find(struct assay_str language);

/** The plan of a suite: one program, one execution. */
int assay_inproc_plan(const struct assay_inproc *inproc, const struct assay_problem *problem,
		      const struct assay_candidate *candidate, const struct assay_code_source *source,
		      const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		      struct assay_err *err);

int assay_inproc_judge(const struct assay_problem *problem, const struct assay_plan *plan,
		       const struct assay_execution_result *result, struct assay_arena *arena,
		       struct assay_test_result *ret, struct assay_err *err);

/** Of the texts of all wrappers, for keys of verdicts. */
uint64_t assay_inproc_digest(void);

assay_weave_build assay_inproc_build_loose, assay_inproc_build_entry, assay_inproc_build_php, assay_inproc_build_lua,
	assay_inproc_build_cpp, assay_inproc_build_java, assay_inproc_build_go, assay_inproc_build_rust;

#endif
