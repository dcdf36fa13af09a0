/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wrong programs from right ones.
 *
 * A mutator works on the token stream of a program and makes one small change per mutant: another comparison, an
 * off-by-one constant, a swapped operand, a dropped statement. A mutant is only a
 * *suspect*: it becomes a negative when a run has shown that it fails, and equivalent ones are dropped.
 *
 * To measure tests, every operator has its turn. To have wrong programs like people's, operators come in proportion to
 * real defects (the weights and their origin: problems/mutate_ops.c), among them some that would measure tests badly.
 */
#ifndef ASSAY_PROBLEMS_MUTATE_H
#define ASSAY_PROBLEMS_MUTATE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rng.h"
#include "base/str.h"

#include <stddef.h>

struct assay_mutant {
	struct assay_str code;
	const char *op;		   /**< Operator name: "compare", "constant", "arith", "negate", "drop", ... */
	size_t offset;		   /**< Byte offset of the change in the original. */
	struct assay_str from, to; /**< What was replaced by what. */
};

/**
 * At most `max` distinct mutants of `code`, in an order drawn from `rng`; none equals the original. `*ret_n` may be 0
 * for programs with nothing to change. ASSAY_ENOTFOUND for a language without token rules.
 */
int assay_mutate_code(struct assay_str language, struct assay_str code, struct assay_rng *rng, size_t max,
		      struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n, struct assay_err *err);

/**
 * As assay_mutate_code(), in proportion to the defects that people make. An edit changes at most a quarter of the
 * program, or 24 bytes, so that neither length nor distance tells right from wrong.
 */
int assay_mutate_defects(struct assay_str language, struct assay_str code, struct assay_rng *rng, size_t max,
			 struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n, struct assay_err *err);

/** The same for a worked maths answer: slips of sign, digit, order and operation that give another final answer. */
int assay_mutate_answer(struct assay_str answer, struct assay_rng *rng, size_t max, struct assay_arena *arena,
			struct assay_mutant **ret, size_t *ret_n, struct assay_err *err);

#endif
