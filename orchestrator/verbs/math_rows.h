/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of `assay math`: one function per mode, each a map of struct assay_row_map.
 *
 * What all workers share is read-only but for the counters. Tallies are the verb's, printed when all rows are done.
 */
#ifndef ASSAY_ORCHESTRATOR_VERBS_MATH_ROWS_H
#define ASSAY_ORCHESTRATOR_VERBS_MATH_ROWS_H

#include "base/buf.h"
#include "orchestrator/row_map.h"
#include "verifiers/math.h"

#include <stdatomic.h>

/** What one row may allocate besides its own text. */
#define MATH_ROW_BYTES ((size_t)64 << 20)

enum math_tally {
	MATH_ROWS,
	MATH_BAD_GOLD,
	MATH_RECHECK_FAILED,
	MATH_AGREED,	     /* With the other grader. */
	MATH_ONLY_WE_ACCEPT, /* We say equal. */
	MATH_ONLY_THEY_ACCEPT,
	MATH_WE_ARE_UNDECIDED,
	MATH_THEY_ARE_UNDECIDED,
	MATH_STEPS_PROVED,
	MATH_STEPS_REFUTED,
	MATH_STEPS_UNKNOWN,
	MATH_N_TALLIES,
};

struct math_rows {
	const struct assay_math_policy *policy; /**< For rows without one. */
	const struct assay_math_policy *loaded; /**< From a file, known to rows by its name; or NULL. */
	const char *compare_with;		/**< The field of another grader's verdict; or NULL. */
	atomic_uint_fast64_t *tallies;		/**< MATH_N_TALLIES of them. */
};

/** The policy of that name, the loaded one included; NULL when unknown. */
const struct assay_math_policy *math_rows_policy(const struct math_rows *rows, struct assay_str name);

/* For struct assay_row_map, with a struct math_rows as context. */
void *math_rows_create_worker(const void *context);
void math_rows_destroy_worker(void *data);
int math_rows_judge(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err);
int math_rows_compare(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err);
int math_rows_steps(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err);
int math_rows_recheck(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err);

/** One question of the command line, as a row. */
int math_rows_one(const struct assay_math_policy *policy, const struct assay_math_question *question,
		  struct assay_buf *out, struct assay_err *err);

#endif
