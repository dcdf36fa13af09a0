/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits, derivatives and definite integrals of what is a polynomial in their variable, term by term. Whatever else
 * depends on the variable (a function of it, a quotient that may have a pole) is left symbolic.
 */
#ifndef ASSAY_VERIFIERS_MATH_FORM_CALCULUS_H
#define ASSAY_VERIFIERS_MATH_FORM_CALCULUS_H

#include "verifiers/math/form.h"

/**
 * The form of LIMIT, DERIVATIVE or INTEGRAL node `node` of `expr`, given the forms of its kids; false, and `ret` is
 * left alone, when it is not of these kinds.
 */
bool assay_form_calculus(struct assay_form_ctx *ctx, const struct assay_expr *expr, uint32_t node,
			 const struct assay_form *kids, struct assay_form *ret);

#endif
