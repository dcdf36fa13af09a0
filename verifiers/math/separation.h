/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How near to zero an algebraic number can be without being zero.
 *
 * A number built from integers, i, roots, and sines and cosines of rational parts of pi by arithmetic is U / L with
 * algebraic integers U and L of one field. With u and l bounds on all their conjugates and D one on the field's
 * degree, it is zero or at least 1 / (l u^(D-1)) in size: the norm of U is an integer, and all but one of its factors
 * are at most u. Rules (Burnikel, Funke, Mehlhorn, Schirra, Schmitt 2001), in bits here:
 *
 *     p/q           u = |p|                      l = q
 *     a + b         u = u_a l_b + l_a u_b        l = l_a l_b
 *     a * b         u = u_a u_b                  l = l_a l_b
 *     a / b         u = u_a l_b                  l = l_a u_b
 *     k-th root     u = (u l^(k-1))^(1/k)        l = l        when u >= l, and D times k
 *                   u = u                        l = (u^(k-1) l)^(1/k)   else
 *     cos(pi p/q)   u = 2                        l = 2        in the field of the 4q-th roots of unity, as i is
 *
 * D is the product of the indices of all different roots and of Euler's phi of the roots of unity's order.
 */
#ifndef ASSAY_VERIFIERS_MATH_SEPARATION_H
#define ASSAY_VERIFIERS_MATH_SEPARATION_H

#include "verifiers/math/form.h"

struct assay_separation {
	bool is_algebraic; /**< False: not known to be, or its bound is out of reach. */
	double degree;
	double bits; /**< a - b is zero or at least 2^-bits in size. */
};

/** For a - b. False when the arena gave out. */
bool assay_separation_of(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_arena *arena,
			 struct assay_separation *ret);

#endif
