/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the comparison share: one row's state, and the three outcomes with their claims. */
#ifndef ASSAY_VERIFIERS_MATH_EQUAL_INNER_H
#define ASSAY_VERIFIERS_MATH_EQUAL_INNER_H

#include "base/rng.h"
#include "verifiers/math/ball.h"
#include "verifiers/math/equal.h"
#include "verifiers/math/form.h"

/** Collections in collections: deeper ones are unknown. */
#define ASSAY_EQUAL_MAX_DEPTH 12

struct assay_outcome {
	enum assay_truth truth;
	struct assay_claim *claim; /**< NULL exactly when unknown. */
	const char *reason;	   /**< Why it is unknown; static or in the arena. */
};

/** One comparison. */
struct assay_match {
	const struct assay_equal_rules *rules;
	struct assay_arena *arena;   /**< Of the caller: claims. */
	struct assay_arena *scratch; /**< Everything else. */
	uint64_t work, budget;
	bool out_of_memory; /**< An arena gave out; every outcome is then meaningless. */
	uint32_t depth;
};

struct assay_outcome assay_unknown(const char *reason);
/** Unknown, and the comparison has failed. */
struct assay_outcome assay_outcome_nomem(struct assay_match *match);

/** A zeroed claim in the arena; NULL when it gave out. */
struct assay_claim *assay_claim_new(struct assay_match *match, enum assay_claim_kind kind, enum assay_truth truth,
				    enum assay_equal_proof proof);
/** The outcome of a claim; a NULL claim is a failed comparison. */
struct assay_outcome assay_claimed(struct assay_match *match, struct assay_claim *claim);

struct assay_outcome assay_claim_same(struct assay_match *match, const struct assay_scalar *gold,
				      const struct assay_scalar *answer);
struct assay_outcome assay_claim_shapes(struct assay_match *match, const char *gold, const char *answer);
/** A claim that rests on `kid` after `rule`; unknown stays unknown. */
struct assay_outcome assay_claim_rewritten(struct assay_match *match, const char *rule, struct assay_str gold,
					   struct assay_str answer, struct assay_outcome kid);
struct assay_outcome assay_claim_values(struct assay_match *match, const mpq_t gold, const mpq_t answer);
struct assay_outcome assay_claim_forms(struct assay_match *match, const struct assay_form_ctx *ctx,
				       const struct assay_form *gold, const struct assay_form *answer,
				       enum assay_truth truth);
struct assay_outcome assay_claim_intervals(struct assay_match *match, const struct assay_ball *gold,
					   const struct assay_ball *answer, const char *part, uint32_t bits,
					   const struct assay_ball_point *point);

/** The canonical text of a subtree, in the claims' arena; absent when it gave out. */
struct assay_str assay_text_of(struct assay_match *match, const struct assay_scalar *at);
struct assay_str assay_text_of_rational(struct assay_match *match, mpq_srcptr value);

/** Numbers and expressions. */
struct assay_outcome assay_equal_scalars(struct assay_match *match, const struct assay_scalar *gold,
					 const struct assay_scalar *answer);
/** Whatever stands at two nodes. */
struct assay_outcome assay_equal_nodes(struct assay_match *match, const struct assay_scalar *gold,
				       const struct assay_scalar *answer);

/** A random stream for two subtrees. */
void assay_match_rng(struct assay_match *match, const struct assay_scalar *gold, const struct assay_scalar *answer,
		     struct assay_rng *ret);
/** The names of the variables of two subtrees, in the scratch arena; false when there are too many or no memory. */
bool assay_match_names(struct assay_match *match, const struct assay_scalar *gold, const struct assay_scalar *answer,
		       struct assay_str **ret, uint32_t *ret_n);
/** Fills `values` (initialised) for the next of a few small points, positive ones first. */
void assay_match_point(struct assay_rng *rng, uint32_t round, mpq_t *values, uint32_t n);

/** Whether node kinds that have no numerical value, or variables, occur in the subtree. */
bool assay_has_kind(const struct assay_scalar *at, enum assay_expr_kind kind);
static inline struct assay_scalar assay_at(const struct assay_scalar *from, uint32_t node)
{
	struct assay_scalar ret = *from;
	ret.node = node;
	return ret;
}
static inline struct assay_scalar assay_kid_at(const struct assay_scalar *from, uint32_t k)
{
	return assay_at(from, assay_expr_kid(from->expr, from->node, k));
}
static inline const struct assay_expr_node *assay_node_of(const struct assay_scalar *at)
{
	return &at->expr->nodes[at->node];
}

/** Limits of canonical forms under the rules. */
void assay_match_form_init(struct assay_match *match, struct assay_form_ctx *ctx);
/** Counts the work of a context and frees it. */
void assay_match_form_clear(struct assay_match *match, struct assay_form_ctx *ctx);

/** equal_scalar.c: two algebraic constants by their separation bound; `*ret_is_done` when nothing else can help. */
struct assay_outcome assay_equal_algebraic(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer, bool *ret_is_done);
/** equal_logs.c: equal when the cross product of forms is a sum of logarithms or angles that is zero; else unknown. */
struct assay_outcome assay_equal_log_sums(struct assay_match *match, const struct assay_form_ctx *ctx,
					  struct assay_poly difference);
/** equal_logs.c: equal when every algebraic coefficient of the cross product is zero; else unknown. */
struct assay_outcome assay_equal_coefficients(struct assay_match *match, struct assay_form_ctx *ctx,
					      struct assay_poly difference);

/* Kinds of answers, by file. */

/** equal_parts.c: tuples, lists, sets, matrices, piecewise definitions, ratios. */
struct assay_outcome assay_equal_collections(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer);
bool assay_is_collection(const struct assay_scalar *at);
struct assay_outcome assay_equal_matrix_values(struct assay_match *match, const struct assay_scalar *gold,
					       const struct assay_scalar *answer);
bool assay_is_matrix_arithmetic(const struct assay_scalar *at);
/** equal_relation.c: equations, inequalities, statements; intervals and unions. */
struct assay_outcome assay_equal_relations(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer);
bool assay_is_relation(const struct assay_scalar *at);
struct assay_outcome assay_equal_regions(struct assay_match *match, const struct assay_scalar *gold,
					 const struct assay_scalar *answer);
bool assay_is_region(const struct assay_scalar *at);
/** equal_world.c: text, choices, quantities, times and dates, percentages. */
struct assay_outcome assay_equal_world(struct assay_match *match, const struct assay_scalar *gold,
				       const struct assay_scalar *answer);
bool assay_is_world(const struct assay_scalar *at);

#endif
