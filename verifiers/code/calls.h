/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drivers for calls in languages other than Python: one program per candidate, made of a text of ours and the
 * candidate's, which reads the arguments in the notation of wire.h, calls the function and answers as Python's driver
 * does. In typed languages arguments are read by the types of the function's parameters.
 *
 * One language is one row of the table in calls.c, one text in verifiers/drivers/ and one function that puts the files
 * together.
 */
#ifndef ASSAY_VERIFIERS_CODE_CALLS_H
#define ASSAY_VERIFIERS_CODE_CALLS_H

#include "verifiers/code/weave.h"
#include "verifiers/code/wire.h"

struct assay_call_language {
	struct assay_weave_kind kind;
	struct assay_value_model model;
	bool shares_process; /**< Its driver answers several tests in one process. */
	bool takes_keywords; /**< Keyword arguments: else a test that has some cannot be judged. */
};

/** NULL where a language has none. */
const struct assay_call_language *assay_call_language_find(struct assay_str language);

/** Of the texts of all drivers, for keys of verdicts. */
uint64_t assay_call_digest(void);

enum assay_call_flag {
	ASSAY_CALL_WANTS_ARG0 = 1, /**< Argument 0 is asked for. */
	ASSAY_CALL_HAS_MORE = 2,   /**< Another hello follows: only for drivers that share a process. */
};

/** What a test sends: nonce, ceiling, enum assay_call_flag, the function's name, arguments, keywords. */
int assay_call_hello(const struct assay_problem *problem, const struct assay_test *test, const char *nonce,
		     size_t max_bytes, unsigned flags, struct assay_buf *out, struct assay_err *err);

assay_weave_build assay_calls_build_loose, assay_calls_build_php, assay_calls_build_cpp, assay_calls_build_java,
	assay_calls_build_go, assay_calls_build_rust, assay_calls_build_typescript;

#endif
