/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking the equalities inside a worked solution.
 *
 * Two kinds are found: GSM8K's marks <<expression=value>>, and plain chains lhs = rhs = ..., in LaTeX math or among
 * words. Each step is proved (both sides have the same value), refuted (both have a value, and they differ) or unknown.
 * A refuted step is meant to be used as a negative label, so whatever could be meant in another way stays unknown: a
 * side with variables (an equation, a definition), words that belong to a side ("half of 10", "3 dozen"), units that
 * may have been converted, a rounded decimal, a percentage without its sign.
 *
 * Arithmetic on numbers is evaluated as exact rationals: + - * / // ( ), signs, decimals, percent signs; depth is
 * bounded by ASSAY_MATH_MAX_STEP_DEPTH, and a value of more than ASSAY_MATH_MAX_STEP_BITS is unknown. Linear in the
 * text; no recursion.
 */
#ifndef ASSAY_VERIFIERS_MATH_STEPS_H
#define ASSAY_VERIFIERS_MATH_STEPS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "verifiers/math.h"
#include "verifiers/math/number.h"

#include <gmp.h>

#define ASSAY_MATH_MAX_STEP_DEPTH 128
#define ASSAY_MATH_MAX_STEP_BITS  65536
/** Steps of one solution; what follows is not looked at. */
#define ASSAY_MATH_MAX_STEPS ((size_t)4096)

/** So many steps of one solution are compared as trees; more are unknown. */
#define ASSAY_MATH_MAX_TREE_STEPS 256

struct assay_math_step {
	struct assay_str text;	   /**< "16-3-4=9", a view into the solution. */
	struct assay_str lhs, rhs; /**< Around the equals sign, views; `rhs` is absent when there is none. */
	enum assay_truth truth;	   /**< ASSAY_FALSE only when both sides were evaluated and differ. */
	const char *reason;	   /**< Why it is unknown; NULL otherwise. */
	bool is_marked;		   /**< <<lhs=rhs>>. */
	bool is_math;		   /**< Inside math delimiters. */
};

/** The next <<...>> at or after `*at`, which moves behind it; false when there is none. */
bool assay_math_step_next(struct assay_str solution, size_t *at, struct assay_math_step *ret);

/** All steps of a solution in order, marks and chains, in the arena. Fails only when the arena gives out. */
int assay_math_steps(struct assay_str solution, struct assay_arena *arena, struct assay_math_step **ret, size_t *ret_n,
		     struct assay_err *err);

/**
 * Judges `step->lhs` against `step->rhs`, which are plain arithmetic or LaTeX. `*trees_left` is how many may still be
 * compared as trees, and is counted down.
 */
int assay_math_step_judge(struct assay_math_step *step, uint32_t *trees_left, struct assay_arena *arena,
			  struct assay_err *err);

/** The exact value of an expression in `ret`, which the caller has initialised. */
enum assay_math_reading assay_math_evaluate(struct assay_str expression, mpq_t ret);

#endif
