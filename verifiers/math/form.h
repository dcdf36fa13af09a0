/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical form of a scalar: a quotient of polynomials over atoms.
 *
 * Bottom up, every node becomes num/den over atoms that one context shares among all the trees it evaluates: variables,
 * integers whose roots occur, i, pi, exponentials of monomials, logarithms, and whatever else has no algebra here
 * (|x|, f(x)), keyed by the form of its argument. Sines and cosines are exponentials, powers with symbolic
 * exponents too; numbers too large to write out (3^(10^9), 100000!) are atoms beside exact factors.
 *
 * Every step is an identity over the reals wherever both sides are defined. So two forms whose cross product is zero
 * mean the same function or number. The reverse holds only for atoms known to be independent; assay_form_differ() says
 * when that proves a difference.
 */
#ifndef ASSAY_VERIFIERS_MATH_FORM_H
#define ASSAY_VERIFIERS_MATH_FORM_H

#include "verifiers/math/expr.h"
#include "verifiers/math/poly.h"

/** A subtree together with how its plus-minus signs are to be taken. */
struct assay_scalar {
	const struct assay_expr *expr;
	uint32_t node;
	int plusminus; /**< 1, -1; 0: a PLUSMINUS has no value. */
	/** Name `rename_from` reads as `rename_to`; absent: none. */
	struct assay_str rename_from, rename_to;
};

enum assay_form_state {
	ASSAY_FORM_NONE = 0, /**< Not known here: `reason` of the context says why. */
	ASSAY_FORM_VALUE,
	ASSAY_FORM_UNDEFINED, /**< Divides by zero, or the like. */
};

struct assay_form {
	enum assay_form_state state;
	struct assay_poly num;
	struct assay_poly den; /**< Empty: 1. */
};

enum assay_form_atom_kind {
	ASSAY_ATOM_VARIABLE = 1,
	ASSAY_ATOM_INTEGER, /**< Above 1, no perfect power, coprime to the others. */
	ASSAY_ATOM_I,
	ASSAY_ATOM_PI,
	ASSAY_ATOM_EXP,	      /**< exp of a monomial with coefficient 1; of 1: e. */
	ASSAY_ATOM_LN,	      /**< ln of an integer atom, a variable or a primitive polynomial. */
	ASSAY_ATOM_ROOT,      /**< A polynomial whose fractional powers occur. */
	ASSAY_ATOM_UNITY,     /**< exp(i pi), of which fractional powers occur. */
	ASSAY_ATOM_POWER,     /**< integer^exponent, too large to write out. */
	ASSAY_ATOM_FACTORIAL, /**< integer!, too large to write out. */
	ASSAY_ATOM_CALL,      /**< An unknown function of known arguments: as free as a variable. */
	ASSAY_ATOM_OTHER,     /**< A known function without algebra here. */
};

struct assay_form_atom {
	enum assay_form_atom_kind kind;
	struct assay_str text;	     /**< What it is; names other atoms as [k]. */
	struct assay_poly inner;     /**< EXP, LN, ROOT, OTHER of one argument without a denominator: of what. */
	enum assay_expr_function fn; /**< OTHER: which, where that is said by one. */
	bool is_constant;	     /**< No variable and no call in it. */
	bool is_imaginary;	     /**< i occurs in it, so it need not be real. */
	mpz_t base, exponent;	     /**< POWER; FACTORIAL has only a base. Initialised for these alone. */
};

struct assay_form_ctx {
	struct assay_poly_pool pool;
	struct assay_form_atom atoms[ASSAY_POLY_MAX_ATOMS];
	uint32_t implied; /**< Bits: atoms that are not negative wherever both sides are defined. */
	uint32_t assumed; /**< Bits: atoms whose sign was taken for granted by an even root or a logarithm. */
	bool variables_are_positive;
	bool names_are_indeterminates; /**< gcd and lcm are those of polynomials. */
	/** An even root or logarithm that would take signs for granted stays an atom instead. */
	bool is_careful;
	const char *reason; /**< Why the last form is none. */
};

void assay_form_ctx_init(struct assay_form_ctx *ctx, struct assay_arena *arena, uint32_t max_terms, uint64_t max_bits,
			 uint64_t max_work);
void assay_form_ctx_clear(struct assay_form_ctx *ctx);

/** The form of a scalar. After assay_poly_failed(&ctx->pool) every form is none. */
struct assay_form assay_form_of(struct assay_form_ctx *ctx, const struct assay_scalar *scalar);

/** gold.num * answer.den - answer.num * gold.den; zero: equal. */
struct assay_poly assay_form_difference(struct assay_form_ctx *ctx, const struct assay_form *a,
					const struct assay_form *b);
/** Whether a cross product that is not the zero polynomial is no zero function or number either. */
bool assay_form_is_nonzero(const struct assay_form_ctx *ctx, struct assay_poly difference);
/** Whether an equality of forms rests on signs that were taken for granted and that nothing implies. */
static inline bool assay_form_is_assuming(const struct assay_form_ctx *ctx)
{
	return (ctx->assumed & ~ctx->implied) != 0;
}

/** True when the form is a rational number, then in `ret`. */
bool assay_form_rational(const struct assay_form_ctx *ctx, const struct assay_form *form, mpq_ptr ret);

struct assay_form assay_form_add(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b);
struct assay_form assay_form_sub(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b);
struct assay_form assay_form_mul(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b);
struct assay_form assay_form_div(struct assay_form_ctx *ctx, const struct assay_form *a, const struct assay_form *b);

/* Shared by the files of this module. */

struct assay_form assay_form_none(struct assay_form_ctx *ctx, const char *reason);
struct assay_form assay_form_poly(struct assay_form_ctx *ctx, struct assay_poly num);
struct assay_form assay_form_small(struct assay_form_ctx *ctx, long num, unsigned long den);
struct assay_form assay_form_power(struct assay_form_ctx *ctx, const struct assay_form *base,
				   const struct assay_form *exponent);
/** Whole powers. */
struct assay_form assay_form_ipow(struct assay_form_ctx *ctx, const struct assay_form *base, mpz_srcptr n);
/** The real n-th root; `is_real` says that odd roots of negative numbers are meant to be negative. */
struct assay_form assay_form_root(struct assay_form_ctx *ctx, const struct assay_form *a, uint32_t n, bool is_real);
struct assay_form assay_form_exp(struct assay_form_ctx *ctx, const struct assay_form *a);
struct assay_form assay_form_ln(struct assay_form_ctx *ctx, const struct assay_form *a);
/** A FUNCTION node, given the forms of its kids. */
struct assay_form assay_form_function(struct assay_form_ctx *ctx, const struct assay_scalar *at,
				      const struct assay_form *kids, uint32_t n_kids);
/** The factorial of a form. */
struct assay_form assay_form_gamma_shifted(struct assay_form_ctx *ctx, const struct assay_form *a);
/**
 * The sum (or product) of `body` as the variable `v` goes from `low` to `high` (NULL: without end); false when it has
 * no closed form here and is too long to add up.
 */
bool assay_form_sum(struct assay_form_ctx *ctx, uint32_t v, const struct assay_form *low, const struct assay_form *high,
		    const struct assay_form *body, bool is_product, struct assay_form *ret);
/** i times a. */
struct assay_form assay_form_times_i(struct assay_form_ctx *ctx, const struct assay_form *a);

uint32_t assay_form_atom_i(struct assay_form_ctx *ctx);
uint32_t assay_form_atom_pi(struct assay_form_ctx *ctx);
uint32_t assay_form_atom_unity(struct assay_form_ctx *ctx);
uint32_t assay_form_atom_variable(struct assay_form_ctx *ctx, struct assay_str name);
/** EXP, LN, ROOT: of `inner`. */
uint32_t assay_form_atom_of(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, struct assay_poly inner);
/** CALL, OTHER: `head` and the forms of its arguments. */
uint32_t assay_form_atom_call(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, struct assay_str head,
			      const struct assay_form *args, uint32_t n_args);
/** value^power (value > 0) as exact powers of integer atoms, rounded down to whole units when it is no whole power. */
struct assay_poly assay_form_integer_power(struct assay_form_ctx *ctx, mpz_srcptr value, int64_t e_units);
/** Sum of exponents times logarithms of the integer atoms of value > 0. */
struct assay_poly assay_form_integer_ln(struct assay_form_ctx *ctx, mpz_srcptr value);
/** value^n for a huge n, over POWER atoms. */
struct assay_poly assay_form_huge_power(struct assay_form_ctx *ctx, mpq_srcptr value, mpz_srcptr n);
/** n! for n >= 0, over a FACTORIAL atom when too large. */
struct assay_poly assay_form_factorial(struct assay_form_ctx *ctx, mpz_srcptr n);
bool assay_form_poly_is_constant(const struct assay_form_ctx *ctx, struct assay_poly a);
/** Whether i or a complex atom occurs. */
bool assay_form_poly_is_real(const struct assay_form_ctx *ctx, struct assay_poly a);

#endif
