/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trees made from forms, so that what a form says can go through the tiers for trees again: constants of integers,
 * roots, i, pi, logarithms and arc functions. A tree is built bottom up; every function returns the index of the node
 * it added, and after a failure (a ceiling, or an atom without a tree) whatever it likes.
 */
#ifndef ASSAY_VERIFIERS_MATH_SYNTH_H
#define ASSAY_VERIFIERS_MATH_SYNTH_H

#include "verifiers/math/form.h"

#define ASSAY_SYNTH_MAX_NODES 2048

struct assay_synth {
	struct assay_arena *arena;
	const struct assay_form_ctx *ctx;
	struct assay_expr_node *nodes;
	uint32_t *kids;
	struct assay_expr_number *numbers;
	uint32_t n_nodes, n_kids, n_numbers;
	bool has_failed;
	bool out_of_memory;
};

void assay_synth_init(struct assay_synth *synth, const struct assay_form_ctx *ctx, struct assay_arena *arena);
uint32_t assay_synth_rational(struct assay_synth *synth, mpq_srcptr value);
/** i instead of -i throughout when `conjugate`. */
uint32_t assay_synth_poly(struct assay_synth *synth, struct assay_poly a, bool conjugate);
uint32_t assay_synth_node(struct assay_synth *synth, enum assay_expr_kind kind, unsigned sub, const uint32_t *kids,
			  uint32_t n);
/** a^n for n >= 1. */
uint32_t assay_synth_power(struct assay_synth *synth, uint32_t a, unsigned long n);
/** The tree, whose root is the node added last; `expr` must outlive the scalar. */
struct assay_scalar assay_synth_scalar(const struct assay_synth *synth, struct assay_expr *expr);

#endif
