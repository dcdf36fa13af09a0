/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test results as JUnit XML, the form that CI systems read.
 *
 * One suite after the other, each with its cases; counts stand in the head of a suite and are given when it is opened.
 * Whatever bytes a text holds, the file is well-formed: what XML 1.0 cannot carry becomes U+FFFD.
 */
#ifndef ASSAY_ORCHESTRATOR_JUNIT_H
#define ASSAY_ORCHESTRATOR_JUNIT_H

#include "base/buf.h"
#include "base/str.h"

#include <stddef.h>

enum assay_junit_result {
	ASSAY_JUNIT_PASSED = 0,
	ASSAY_JUNIT_FAILED,
	ASSAY_JUNIT_ERROR, /**< It could not be found out. */
};

/* Errors are the buffer's, and sticky. */
void assay_junit_begin(struct assay_buf *out);
void assay_junit_suite(struct assay_buf *out, struct assay_str name, size_t n_cases, size_t n_failed, size_t n_errors);
/** `message` is written for what did not pass. */
void assay_junit_case(struct assay_buf *out, struct assay_str suite, struct assay_str name, double seconds,
		      enum assay_junit_result result, struct assay_str message);
void assay_junit_end_suite(struct assay_buf *out);
void assay_junit_end(struct assay_buf *out);

#endif
