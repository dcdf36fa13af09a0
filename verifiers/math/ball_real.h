/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic and functions of real intervals, rounded outwards. An interval is two bounds in a row, lower first; either
 * may be infinite. Results may be the same objects as arguments only where that is said.
 */
#ifndef ASSAY_VERIFIERS_MATH_BALL_REAL_H
#define ASSAY_VERIFIERS_MATH_BALL_REAL_H

#include "verifiers/math/expr.h"

#include <mpfr.h>
#include <stdbool.h>

/** ret may be a or b. */
void assay_interval_add(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b, bool subtract);
void assay_interval_mul(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b);
void assay_interval_square(mpfr_ptr ret, mpfr_srcptr a);
/** False when the divisor may be zero. */
bool assay_interval_div(mpfr_ptr ret, mpfr_srcptr a, mpfr_srcptr b);
/** A whole exponent, or a base above zero; false where there may be no value. */
bool assay_interval_pow(mpfr_ptr ret, mpfr_srcptr base, mpfr_srcptr e);
/** The angle of re + i im; false where the branch cut or zero may be met. */
bool assay_interval_argument(mpfr_ptr ret, mpfr_srcptr re, mpfr_srcptr im);
/** A function of one real argument; false where it may be undefined, not real, or is none of those known. */
bool assay_interval_function(mpfr_ptr ret, enum assay_expr_function fn, mpfr_srcptr a);

#endif
