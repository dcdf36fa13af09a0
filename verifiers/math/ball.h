/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enclosures of values: a real or complex number between bounds that MPFR rounds outwards.
 *
 * Every bound is a true one at any precision; a higher precision only brings them nearer. A number too large for its
 * exponent is enclosed between the largest float and infinity, which still tells it from smaller ones. Where a value
 * is not defined, or a branch has no agreed choice, there is no enclosure.
 */
#ifndef ASSAY_VERIFIERS_MATH_BALL_H
#define ASSAY_VERIFIERS_MATH_BALL_H

#include "verifiers/math/form.h"

#include <mpfr.h>

#define ASSAY_BALL_MIN_BITS 64L
#define ASSAY_BALL_MAX_BITS 4096L

/** Values for the variables of an expression. */
struct assay_ball_point {
	const struct assay_str *names;
	const mpq_t *values;
	uint32_t n;
};

struct assay_ball {
	bool is_known;
	bool is_complex;	    /**< False: there is no imaginary part, and `im` is not initialised. */
	__mpfr_struct re[2], im[2]; /**< Lower and upper bound, in the arena; never cleared. */
};

/** `point` may be NULL. False when the arena gave out; then and else `ret->is_known` says whether there is a value. */
bool assay_ball_of(const struct assay_scalar *scalar, mpfr_prec_t bits, const struct assay_ball_point *point,
		   struct assay_arena *arena, struct assay_ball *ret);

/** 1 or -1 where 256 bits suffice to tell the sign of a real constant; else 0. */
int assay_ball_sign(const struct assay_scalar *scalar, struct assay_arena *arena);
/** The floor of a real constant that is no integer. */
bool assay_ball_floor(const struct assay_scalar *scalar, struct assay_arena *arena, mpz_t ret);
/** The sign of a - b where 256 bits suffice; else 0. */
int assay_ball_compare(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_arena *arena);

/** Whether two enclosures do not meet; `*ret_part` is then "re" or "im". */
bool assay_ball_disjoint(const struct assay_ball *a, const struct assay_ball *b, const char **ret_part);

#endif
