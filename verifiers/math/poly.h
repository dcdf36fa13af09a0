/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sparse polynomials with rational coefficients in a bounded number of atoms.
 *
 * An atom is whatever stands for itself: a variable, a root of an integer, pi, exp(x). Exponents are rational, counted
 * in units of 1 / ASSAY_POLY_UNIT, and may be negative, so that roots and reciprocals of monomials need nothing else.
 * Three kinds of atoms obey a relation, which is used after every multiplication so that the form stays canonical:
 * whole powers of an integer atom go into the coefficient, i^2 is -1, and whole powers of exp(i pi) are signs.
 *
 * All coefficients belong to a pool and are freed with it. Work is counted in the pool; beyond its ceiling, and beyond
 * its ceilings of terms, atoms and exponents, the pool is exhausted: results are then meaningless and
 * assay_poly_failed() says so, which callers ask once at the end.
 */
#ifndef ASSAY_VERIFIERS_MATH_POLY_H
#define ASSAY_VERIFIERS_MATH_POLY_H

#include "base/arena.h"
#include "base/buf.h"

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

#define ASSAY_POLY_MAX_ATOMS 24
#define ASSAY_POLY_UNIT	     5040

enum assay_poly_relation {
	ASSAY_POLY_FREE = 0,  /**< None. */
	ASSAY_POLY_INTEGER,   /**< a^1 is an integer above 1. */
	ASSAY_POLY_IMAGINARY, /**< a^2 is -1. */
	ASSAY_POLY_UNITY,     /**< a^1 is -1: exp(i pi), whose fractional powers are roots of unity. */
};

struct assay_poly_atom {
	enum assay_poly_relation relation;
	mpz_t value; /**< INTEGER. */
};

struct assay_poly_term {
	int32_t e[ASSAY_POLY_MAX_ATOMS];
	mpq_t c; /**< Never zero. */
};

struct assay_poly {
	uint32_t n;		       /**< 0: the zero polynomial. */
	struct assay_poly_term *terms; /**< In descending order of exponents, all different. */
};

struct assay_poly_block;

struct assay_poly_pool {
	struct assay_arena *arena; /**< Holds terms, not limbs. */
	struct assay_poly_block *blocks;
	struct assay_poly_atom atoms[ASSAY_POLY_MAX_ATOMS];
	uint32_t n_atoms;
	uint32_t max_terms;
	uint64_t max_bits; /**< Of one coefficient. */
	uint64_t work, max_work;
	bool has_failed;
	bool out_of_memory;
};

void assay_poly_pool_init(struct assay_poly_pool *pool, struct assay_arena *arena, uint32_t max_terms,
			  uint64_t max_bits, uint64_t max_work);
void assay_poly_pool_clear(struct assay_poly_pool *pool);
static inline bool assay_poly_failed(const struct assay_poly_pool *pool)
{
	return pool->has_failed;
}
/** Counts work; false, and the pool has failed, when it was too much. */
bool assay_poly_charge(struct assay_poly_pool *pool, uint64_t work);

/** A new atom's index; the pool fails when there are too many. `value` is for integers only. */
uint32_t assay_poly_add_atom(struct assay_poly_pool *pool, enum assay_poly_relation relation, mpz_srcptr value);

struct assay_poly assay_poly_rational(struct assay_poly_pool *pool, mpq_srcptr c);
struct assay_poly assay_poly_small(struct assay_poly_pool *pool, long num, unsigned long den);
/** The atom to the power e / ASSAY_POLY_UNIT. */
struct assay_poly assay_poly_power_of_atom(struct assay_poly_pool *pool, uint32_t atom, int64_t e);

struct assay_poly assay_poly_add(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b);
struct assay_poly assay_poly_sub(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b);
struct assay_poly assay_poly_mul(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b);
struct assay_poly assay_poly_scale(struct assay_poly_pool *pool, struct assay_poly a, mpq_srcptr c);
struct assay_poly assay_poly_pow(struct assay_poly_pool *pool, struct assay_poly a, uint32_t n);
/** 1 / a of a single term. */
struct assay_poly assay_poly_invert_term(struct assay_poly_pool *pool, struct assay_poly a);

bool assay_poly_equal(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b);
/** True for 0 and for a rational, which then is in `ret` when that is not NULL. */
bool assay_poly_is_rational(const struct assay_poly_pool *pool, struct assay_poly a, mpq_ptr ret);
/** Whether atom `k` occurs. */
bool assay_poly_has_atom(struct assay_poly a, uint32_t k);
/** The exact c with a = c * b in `ret`, initialised by the caller; false when there is none. */
bool assay_poly_ratio(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b, mpq_t ret);
/** Gcd of numerators over lcm of denominators, above zero; `a` is not zero. */
void assay_poly_content(struct assay_poly a, mpq_t ret);

/** "1 + -3/4*[0]^2*[1]^1/2"; "0" for zero. */
void assay_poly_print(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_buf *out);

#endif
