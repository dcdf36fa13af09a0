/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drivers: the programs that stand between a candidate, or a suite, and the channel.
 *
 * A driver reads a hello frame, loads what stands beside it in the work folder and exchanges frames. One language is
 * one row of the table in driver.c and its texts in verifiers/drivers/. See docs/verdicts.md for the frames.
 */
#ifndef ASSAY_VERIFIERS_CODE_DRIVER_H
#define ASSAY_VERIFIERS_CODE_DRIVER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "verifiers/verify.h"

#include <stdint.h>

struct assay_driver;

/** NULL where a language has none. */
const struct assay_driver *assay_driver_find(struct assay_str language);

/**
 * The driver for a candidate, where there is one and none of the candidate's own files would take the place of what the
 * driver loads. Returns 1 when `*ret` is set, 0 when the plan is decided instead (`without` is the reason where there
 * is no driver), < 0 on failure.
 */
int assay_driver_for(const struct assay_candidate *candidate, struct assay_str language, struct assay_str without,
		     struct assay_arena *arena, const struct assay_driver **ret, struct assay_plan *plan,
		     struct assay_err *err);

/** The candidate's program: the driver, the problem's prelude, the code, the candidate's files. */
int assay_driver_candidate(const struct assay_driver *driver, const struct assay_problem *problem,
			   const struct assay_candidate *candidate, struct assay_str code, struct assay_arena *arena,
			   struct assay_program *ret, struct assay_err *err);

/** Of the texts of all drivers, for keys of verdicts: whoever edits a driver need not think of the stored verdicts. */
uint64_t assay_driver_digest(void);

/** The suite's program: the driver, the problem's prelude and suite. Nothing of the candidate's. */
int assay_driver_suite(const struct assay_driver *driver, const struct assay_problem *problem,
		       struct assay_arena *arena, struct assay_program *ret, struct assay_err *err);

/** As assay_code_begin_result(), knowing the candidate's driver's own exit codes. */
int assay_driver_begin_result(const struct assay_outcome *outcome, const struct assay_limits *limits,
			      struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err);

/** The result for a first frame that says why the candidate cannot be used: "syntax", "missing", "load_raised". */
int assay_driver_judge_load(struct assay_json frame, const struct assay_problem *problem, struct assay_arena *arena,
			    struct assay_test_result *ret, struct assay_err *err);

/** Appends "ValueError: message (line 3)" from a frame that tells of an exception. */
void assay_driver_describe_error(struct assay_json frame, struct assay_buf *out);
/** memory_limit for the built-in MemoryError, else runtime_error. */
enum assay_word assay_driver_error_word(struct assay_json frame);

/** 32 random hex digits: they let a frame say which run it belongs to, and derive from nothing a candidate may know. */
#define ASSAY_NONCE_SIZE 33
int assay_nonce(char nonce[ASSAY_NONCE_SIZE], struct assay_err *err);

#endif
