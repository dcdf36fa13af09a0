/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking the arithmetic inside a worked solution.
 *
 * GSM8K's solutions mark each computation as <<expression=value>>. Both sides are evaluated in exact rational
 * arithmetic: + - * / // ( ), signs, decimals, percent signs. Whatever is not such an expression is unknown, and so is
 * a value of more than ASSAY_MATH_MAX_STEP_BITS. No recursion: depth is bounded by ASSAY_MATH_MAX_STEP_DEPTH.
 */
#ifndef ASSAY_VERIFIERS_MATH_STEPS_H
#define ASSAY_VERIFIERS_MATH_STEPS_H

#include "base/str.h"
#include "verifiers/math.h"
#include "verifiers/math/number.h"

#include <gmp.h>

#define ASSAY_MATH_MAX_STEP_DEPTH 128
#define ASSAY_MATH_MAX_STEP_BITS  65536

struct assay_math_step {
	struct assay_str text;	   /**< "16-3-4=9", a view into the solution. */
	struct assay_str lhs, rhs; /**< Around the first equals sign; `rhs` is absent when there is none. */
	enum assay_truth truth;	   /**< ASSAY_FALSE only when both sides were evaluated and differ. */
};

/** The next <<...>> at or after `*at`, which moves behind it; false when there is none. */
bool assay_math_step_next(struct assay_str solution, size_t *at, struct assay_math_step *ret);

/** The exact value of an expression in `ret`, which the caller has initialised. */
enum assay_math_reading assay_math_evaluate(struct assay_str expression, mpq_t ret);

#endif
