/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparators: when what came out is what was expected.
 *
 * One comparator is one file with one const struct; `type` of a problem's checker names it. Output of programs is
 * bytes: a comparator for text knows no locale, no encoding and no C strings. Results of calls are tagged values.
 * A comparator says whether they are equal and, where they are not, where they first part.
 */
#ifndef ASSAY_VERIFIERS_CODE_COMPARE_H
#define ASSAY_VERIFIERS_CODE_COMPARE_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "problems/problem.h"
#include "verifiers/code/value.h"

#include <stdbool.h>
#include <stddef.h>

/** Where two outputs first part. */
struct assay_mismatch {
	const char *unit;		/**< "line", "token", or NULL when the whole is meant. */
	size_t place;			/**< Which unit, from 1. */
	struct assay_str expected, got; /**< Absent where that side has ended. */
};

struct assay_comparator {
	const char *name;
	/** Compares standard output; NULL when the comparator is not for text. */
	int (*text)(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
		    bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err);
	/** Compares results of calls; NULL when the comparator is not for values. */
	int (*value)(const struct assay_checker_spec *spec, struct assay_json expected, struct assay_json got,
		     bool *ret_is_equal, struct assay_err *err);
};

/** By name; NULL when unknown. */
const struct assay_comparator *assay_comparator_find(struct assay_str name);
const struct assay_comparator *const *assay_comparators(size_t *ret_n);

extern const struct assay_comparator assay_compare_agreement, assay_compare_exact, assay_compare_float,
	assay_compare_json, assay_compare_lines, assay_compare_tokens, assay_compare_unordered;

/** The tolerance of a checker; 1e-9, absolute and relative, where it states none. */
struct assay_tolerance assay_tolerance_of(const struct assay_checker_spec *spec);

/**
 * Splits off the next line of `*rest`, without its line feed and the space, tab and CR before it; false at the
 * end. Text behind the last line feed is a line unless it is empty.
 */
bool assay_next_line(struct assay_str *rest, struct assay_str *ret_line);

/** `text` without empty and white lines at its end, so that assay_next_line() gives no final empty lines. */
struct assay_str assay_without_final_lines(struct assay_str text);

/** Splits off the next run of bytes other than space, tab, CR and LF; false when there is none. */
bool assay_next_token(struct assay_str *rest, struct assay_str *ret_token);

#endif
