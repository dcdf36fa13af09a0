/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing two numbers under a policy: the step that comparison and recheck share. */
#ifndef ASSAY_VERIFIERS_MATH_COMPARE_H
#define ASSAY_VERIFIERS_MATH_COMPARE_H

#include "verifiers/math.h"
#include "verifiers/math/number.h"

/**
 * Equal, different or undecided. The values are changed to those that the policy's reading of a percent sign gives, so
 * that they are equal exactly when the verdict is; `*ret_reason` is one sentence.
 */
enum assay_math_word assay_math_compare_numbers(const struct assay_math_policy *policy, struct assay_math_number *gold,
						struct assay_math_number *answer, const char **ret_reason);

#endif
