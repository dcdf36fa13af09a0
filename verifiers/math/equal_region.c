/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of real numbers: intervals, unions, and what inequalities in one variable say. */
#include "verifiers/math/equal_inner.h"

#include <string.h>

#define MAX_PIECES 64

/* An end: a number, or infinity in a direction. */
struct end {
	int infinite; /* 1, -1, or 0. */
	struct assay_scalar at;
	bool is_open;
};

struct piece {
	struct end low, high;
};

struct region {
	struct piece pieces[MAX_PIECES];
	uint32_t n;
	struct assay_str name; /* Of the variable; absent when an interval was written. */
	bool is_constant;      /* All ends are. */
};

static bool is_kind(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	return assay_node_of(at)->kind == kind;
}

static int infinity_of(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	if (node->kind == ASSAY_EXPR_CONSTANT && node->sub == ASSAY_CONST_INFINITY)
		return 1;
	if (node->kind != ASSAY_EXPR_NEG)
		return 0;
	struct assay_scalar kid = assay_kid_at(at, 0);
	return -infinity_of(&kid);
}

bool assay_is_region(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	switch (node->kind) {
	case ASSAY_EXPR_INTERVAL:
	case ASSAY_EXPR_UNION:
	case ASSAY_EXPR_INTERSECTION:
	case ASSAY_EXPR_DIFFERENCE:
		return true;
	case ASSAY_EXPR_CONSTANT:
		return node->sub == ASSAY_CONST_REALS;
	default:
		return false;
	}
}

static struct end end_of(struct region *region, const struct assay_scalar *at, bool is_open)
{
	struct end end = {.infinite = infinity_of(at), .at = *at, .is_open = is_open};
	end.is_open = is_open || end.infinite;
	if (!end.infinite && assay_has_kind(at, ASSAY_EXPR_VARIABLE))
		region->is_constant = false;
	return end;
}

static bool add_piece(struct region *region, struct end low, struct end high)
{
	if (region->n == MAX_PIECES)
		return false;
	region->pieces[region->n++] = (struct piece){low, high};
	return true;
}

static const struct end nowhere_low = {.infinite = -1, .is_open = true},
			nowhere_high = {.infinite = 1, .is_open = true};

static bool set_name(struct region *region, const struct assay_scalar *at)
{
	struct assay_str name = assay_expr_symbol_of(at->expr, at->node);
	if (region->name.data && !assay_str_eq(region->name, name))
		return false;
	region->name = name;
	return true;
}

/* x rel bound, with x the variable. */
static bool add_half(struct region *region, const struct assay_scalar *bound, enum assay_expr_relation rel)
{
	struct end end = end_of(region, bound, rel == ASSAY_REL_LT || rel == ASSAY_REL_GT || rel == ASSAY_REL_NE);
	switch ((unsigned)rel) {
	case ASSAY_REL_LT:
	case ASSAY_REL_LE:
		return add_piece(region, nowhere_low, end);
	case ASSAY_REL_GT:
	case ASSAY_REL_GE:
		return add_piece(region, end, nowhere_high);
	case ASSAY_REL_EQ:
		return add_piece(region, end, end);
	case ASSAY_REL_NE:
		return add_piece(region, nowhere_low, end) && add_piece(region, end, nowhere_high);
	default:
		return false;
	}
}

static enum assay_expr_relation mirrored(enum assay_expr_relation rel)
{
	static const uint8_t mirror[] = {[ASSAY_REL_LT] = ASSAY_REL_GT,
					 [ASSAY_REL_GT] = ASSAY_REL_LT,
					 [ASSAY_REL_LE] = ASSAY_REL_GE,
					 [ASSAY_REL_GE] = ASSAY_REL_LE};
	return rel == ASSAY_REL_EQ || rel == ASSAY_REL_NE ? rel : rel <= ASSAY_REL_GE ? mirror[rel] : rel;
}

static bool is_variable(const struct assay_scalar *at)
{
	return is_kind(at, ASSAY_EXPR_VARIABLE);
}

static bool is_order(enum assay_expr_relation rel)
{
	return rel >= ASSAY_REL_LT && rel <= ASSAY_REL_GE;
}

static bool add_region(struct region *region, const struct assay_scalar *at);

/* x > 2, 2 < x, 1 < x <= 3, x in A. */
static bool add_relation(struct region *region, const struct assay_scalar *at)
{
	uint32_t n = assay_node_of(at)->n_kids;
	struct assay_scalar first = assay_kid_at(at, 0), second = assay_kid_at(at, 1);
	enum assay_expr_relation rel = assay_expr_relation_at(at->expr, at->node, 0);
	if (n == 2 && rel == ASSAY_REL_IN)
		return is_variable(&first) && set_name(region, &first) && add_region(region, &second);
	if (n == 2 && is_variable(&first) && !assay_has_kind(&second, ASSAY_EXPR_PLUSMINUS))
		return set_name(region, &first) && add_half(region, &second, rel);
	if (n == 2 && is_variable(&second))
		return set_name(region, &second) && add_half(region, &first, mirrored(rel));
	if (n != 3 || !is_variable(&second))
		return false;
	struct assay_scalar third = assay_kid_at(at, 2);
	enum assay_expr_relation other = assay_expr_relation_at(at->expr, at->node, 1);
	bool falls = rel == ASSAY_REL_GT || rel == ASSAY_REL_GE;
	bool fits = falls == (other == ASSAY_REL_GT || other == ASSAY_REL_GE);
	if (!is_order(rel) || !is_order(other) || !fits || !set_name(region, &second))
		return false;
	struct end a = end_of(region, &first, rel == ASSAY_REL_LT || rel == ASSAY_REL_GT);
	struct end b = end_of(region, &third, other == ASSAY_REL_LT || other == ASSAY_REL_GT);
	return falls ? add_piece(region, b, a) : add_piece(region, a, b);
}

/* One more half line of an AND: x > 1 and x < 3. */
static bool add_both(struct region *region, const struct assay_scalar *at)
{
	struct region one = {.is_constant = true}, two = {.is_constant = true};
	if (assay_node_of(at)->n_kids != 2)
		return false;
	struct assay_scalar first = assay_kid_at(at, 0), second = assay_kid_at(at, 1);
	if (!is_kind(&first, ASSAY_EXPR_RELATION) || !is_kind(&second, ASSAY_EXPR_RELATION) ||
	    !add_relation(&one, &first) || !add_relation(&two, &second) || one.n != 1 || two.n != 1 ||
	    !assay_str_eq(one.name, two.name))
		return false;
	region->is_constant = region->is_constant && one.is_constant && two.is_constant;
	region->name = one.name;
	const struct piece *x = &one.pieces[0], *y = &two.pieces[0];
	if (x->low.infinite && y->high.infinite)
		return add_piece(region, y->low, x->high);
	if (x->high.infinite && y->low.infinite)
		return add_piece(region, x->low, y->high);
	return false;
}

static bool add_region(struct region *region, const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	switch (node->kind) {
	case ASSAY_EXPR_INTERVAL: {
		struct assay_scalar low = assay_kid_at(at, 0), high = assay_kid_at(at, 1);
		struct end a = end_of(region, &low, node->flags & ASSAY_EXPR_OPEN_LEFT);
		struct end b = end_of(region, &high, node->flags & ASSAY_EXPR_OPEN_RIGHT);
		return add_piece(region, a, b);
	}
	case ASSAY_EXPR_SET:
		for (uint32_t k = 0; k < node->n_kids; k++) {
			struct assay_scalar kid = assay_kid_at(at, k);
			struct end end = end_of(region, &kid, false);
			if (end.infinite || !add_piece(region, end, end))
				return false;
		}
		return true;
	case ASSAY_EXPR_CONSTANT:
		if (node->sub == ASSAY_CONST_EMPTY_SET)
			return true;
		return node->sub == ASSAY_CONST_REALS && add_piece(region, nowhere_low, nowhere_high);
	case ASSAY_EXPR_RELATION:
		return add_relation(region, at);
	case ASSAY_EXPR_AND:
		return add_both(region, at);
	default:
		return false;
	}
}

/* All pieces of a union or of alternatives; nested ones do not occur. */
static bool region_of(const struct assay_scalar *at, struct region *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->is_constant = true;
	enum assay_expr_kind kind = assay_node_of(at)->kind;
	if (kind != ASSAY_EXPR_UNION && kind != ASSAY_EXPR_OR)
		return add_region(ret, at);
	for (uint32_t k = 0; k < assay_node_of(at)->n_kids; k++) {
		struct assay_scalar kid = assay_kid_at(at, k);
		if (!add_region(ret, &kid))
			return false;
	}
	return true;
}

/* -1, 0, 1, or 2 when it is not known; equal numbers are known by the tiers. */
static int compare_ends(struct assay_match *match, const struct end *a, const struct end *b)
{
	if (a->infinite || b->infinite)
		return a->infinite == b->infinite ? 0 : a->infinite < b->infinite ? -1 : 1;
	int order = assay_ball_compare(&a->at, &b->at, match->scratch);
	if (order)
		return order;
	return assay_equal_scalars(match, &a->at, &b->at).truth == ASSAY_TRUE ? 0 : 2;
}

/* Sorts pieces by their lower ends and joins those that touch; false when an order is not known or one is empty. */
static bool normalise(struct assay_match *match, struct region *region)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < region->n; i++) {
		struct piece *piece = &region->pieces[i];
		int order = compare_ends(match, &piece->low, &piece->high);
		if (order == 2)
			return false;
		bool is_empty = order > 0 || (order == 0 && (piece->low.is_open || piece->high.is_open));
		/* Nobody writes (3, -1) for the empty set; it is a point that was read as an interval. */
		if (is_empty)
			return false;
		region->pieces[n++] = *piece;
	}
	region->n = n;
	for (uint32_t i = 1; i < n; i++) {
		for (uint32_t j = i; j > 0; j--) {
			struct piece *a = &region->pieces[j - 1], *b = &region->pieces[j];
			int order = compare_ends(match, &a->low, &b->low);
			if (order == 2)
				return false;
			if (order < 0 || (order == 0 && !(a->low.is_open && !b->low.is_open)))
				break;
			struct piece t = *a;
			*a = *b;
			*b = t;
		}
	}
	uint32_t last = 0;
	for (uint32_t i = 1; i < n; i++) {
		struct piece *a = &region->pieces[last], *b = &region->pieces[i];
		int order = compare_ends(match, &a->high, &b->low);
		if (order == 2)
			return false;
		bool is_apart = order < 0 || (order == 0 && a->high.is_open && b->low.is_open);
		if (is_apart) {
			region->pieces[++last] = *b;
			continue;
		}
		int high = compare_ends(match, &a->high, &b->high);
		if (high == 2)
			return false;
		if (high < 0)
			a->high = b->high;
		else if (high == 0)
			a->high.is_open = a->high.is_open && b->high.is_open;
	}
	region->n = n ? last + 1 : 0;
	return true;
}

/* Two ends: as values, and open or closed. */
static struct assay_outcome equal_ends(struct assay_match *match, const struct end *a, const struct end *b)
{
	if (a->infinite != b->infinite)
		return assay_claim_shapes(match, a->infinite ? "an infinite end" : "a finite end",
					  b->infinite ? "an infinite end" : "a finite end");
	if (!a->infinite && a->is_open != b->is_open)
		return assay_claim_shapes(match, a->is_open ? "an open end" : "a closed end",
					  b->is_open ? "an open end" : "a closed end");
	if (a->infinite) {
		struct assay_claim *claim =
			assay_claim_new(match, ASSAY_CLAIM_SAME_TEXT, ASSAY_TRUE, ASSAY_PROOF_STRUCTURAL);
		if (claim)
			claim->gold.text = claim->answer.text = a->infinite > 0 ? ASSAY_STR("oo") : ASSAY_STR("-oo");
		return assay_claimed(match, claim);
	}
	return assay_equal_scalars(match, &a->at, &b->at);
}

/* Ends of pieces in order: parts 2i and 2i + 1. */
static struct assay_outcome compare_pieces(struct assay_match *match, const struct region *gold,
					   const struct region *answer)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_PARTS, ASSAY_TRUE, ASSAY_PROOF_STRUCTURAL);
	const struct assay_claim **kids =
		assay_arena_array(match->arena, (size_t)gold->n * 2, sizeof(const struct assay_claim *));
	struct assay_claim_pair *pairs = assay_arena_array(match->arena, (size_t)gold->n * 2, sizeof(*pairs));
	if (!claim || !kids || !pairs)
		return assay_outcome_nomem(match);
	claim->kids = kids;
	claim->pairs = pairs;
	claim->n_gold = gold->n * 2;
	claim->n_answer = answer->n * 2;
	claim->is_ordered = true;
	claim->rule = "ends of disjoint intervals in order";
	if (gold->n != answer->n) {
		claim->truth = ASSAY_FALSE;
		claim->proof = ASSAY_PROOF_EXACT;
		return assay_claimed(match, claim);
	}
	struct assay_outcome unknown = assay_unknown(NULL);
	bool is_unknown = false;
	for (uint32_t i = 0; i < gold->n * 2; i++) {
		const struct piece *x = &gold->pieces[i / 2], *y = &answer->pieces[i / 2];
		struct assay_outcome end = equal_ends(match, i % 2 ? &x->high : &x->low, i % 2 ? &y->high : &y->low);
		if (match->out_of_memory)
			return assay_outcome_nomem(match);
		if (end.truth == ASSAY_UNKNOWN) {
			unknown = end;
			is_unknown = true;
			continue;
		}
		if (end.truth == ASSAY_FALSE)
			claim->n_kids = 0;
		pairs[claim->n_kids] = (struct assay_claim_pair){i, i};
		kids[claim->n_kids++] = end.claim;
		claim->error_bound += end.claim->error_bound;
		if (end.claim->proof > claim->proof || end.truth == ASSAY_FALSE)
			claim->proof = end.claim->proof;
		if (end.truth == ASSAY_FALSE) {
			claim->truth = ASSAY_FALSE;
			return assay_claimed(match, claim);
		}
	}
	return is_unknown ? unknown : assay_claimed(match, claim);
}

struct assay_outcome assay_equal_regions(struct assay_match *match, const struct assay_scalar *gold,
					 const struct assay_scalar *answer)
{
	struct region *regions = assay_arena_array(match->scratch, 2, sizeof(*regions));
	if (!regions)
		return assay_outcome_nomem(match);
	if (!region_of(gold, &regions[0]) || !region_of(answer, &regions[1]))
		return assay_unknown("it is not known which numbers are meant");
	struct region *g = &regions[0], *a = &regions[1];
	bool is_mixed = !g->name.data != !a->name.data;
	if (g->name.data && a->name.data && !assay_str_eq(g->name, a->name))
		return assay_unknown("the inequalities are in different variables");
	if (g->is_constant && a->is_constant && !(normalise(match, g) && normalise(match, a)))
		return assay_unknown("the order of two ends is not known, or an interval is empty");
	if (!(g->is_constant && a->is_constant) && (g->n != 1 || a->n != 1))
		return assay_unknown("the ends are not all numbers");
	struct assay_outcome ret = compare_pieces(match, g, a);
	if (ret.truth == ASSAY_TRUE && is_mixed && !match->rules->interval_may_be_relation)
		return assay_unknown("they are equal only if an inequality may stand for its interval");
	/* With variables in the ends, different ends may still mean the same set: both may be empty. */
	if (ret.truth == ASSAY_FALSE && !(g->is_constant && a->is_constant))
		return assay_unknown("the ends differ, and are not all numbers");
	return ret;
}
