/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Greatest common divisors of polynomials: names are indeterminates, so gcd(a, b) of two names is 1, as computer
 * algebra has it. Whoever takes names for integers must not ask: gcd(a, b) is then any number.
 *
 * With whole coefficients gcd and content are those over the integers, gcd above zero; with others both are monic. The
 * lcm is the product over the gcd.
 */
#ifndef ASSAY_VERIFIERS_MATH_FORM_GCD_H
#define ASSAY_VERIFIERS_MATH_FORM_GCD_H

#include "verifiers/math/form.h"

/**
 * gcd or lcm of `n` >= 1 forms. False, and `ret` is left alone, for quotients, complex numbers, and polynomials in
 * several common names of which neither is a multiple of the other.
 */
bool assay_form_poly_divisors(struct assay_form_ctx *ctx, enum assay_expr_function fn, const struct assay_form *kids,
			      uint32_t n, struct assay_form *ret);

#endif
