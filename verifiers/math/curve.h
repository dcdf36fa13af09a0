/* SPDX-License-Identifier: Apache-2.0 */
/* Real curves and surfaces that two polynomial equations describe. */
#ifndef ASSAY_VERIFIERS_MATH_CURVE_H
#define ASSAY_VERIFIERS_MATH_CURVE_H

#include "verifiers/math/form.h"

/**
 * Whether some real point solves a = 0 and not b = 0. Tried on a few lines along one variable, with rational values for
 * the others: there a changes its sign, so it has a root, and shares none with b, as their greatest common divisor
 * is constant. Both are polynomials with rational coefficients in variables alone.
 */
bool assay_curve_leaves(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b);

#endif
