/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of real numbers: intervals, unions, and what inequalities in one variable say. */
#include "verifiers/math/equal_inner.h"
#include "verifiers/math/parse.h"

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
	struct assay_match *match;
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
	case ASSAY_EXPR_SET_BUILDER:
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
static bool add_all(struct region *region, const struct assay_scalar *at);

/* slope x + shift in the bars of |...|, with x as the only variable. */
struct distance {
	mpq_t slope, shift;
	struct assay_str name;
};

static void distance_init(struct distance *distance)
{
	mpq_inits(distance->slope, distance->shift, NULL);
}

static void distance_clear(struct distance *distance)
{
	mpq_clears(distance->slope, distance->shift, NULL);
}

/* The terms of a form as slope and shift. */
static bool read_linear(struct assay_match *match, const struct assay_form_ctx *ctx, const struct assay_form *form,
			struct distance *ret)
{
	if (form->state != ASSAY_FORM_VALUE || form->den.n || form->num.n == 0 || form->num.n > 2)
		return false;
	for (uint32_t i = 0; i < form->num.n; i++) {
		const struct assay_poly_term *term = &form->num.terms[i];
		uint32_t n_atoms = 0, atom = 0;
		for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
			if (term->e[k] == 0)
				continue;
			n_atoms++;
			atom = k;
		}
		if (n_atoms > 1 || (n_atoms == 1 && (term->e[atom] != ASSAY_POLY_UNIT || ret->name.data ||
						     ctx->atoms[atom].kind != ASSAY_ATOM_VARIABLE)))
			return false;
		mpq_set(n_atoms ? ret->slope : ret->shift, term->c);
		if (n_atoms)
			ret->name = assay_arena_str(match->scratch, ctx->atoms[atom].text);
	}
	return ret->name.data && mpq_sgn(ret->slope) != 0;
}

/* Whether `at` is the absolute value of something linear in one variable. */
static bool distance_of(struct assay_match *match, const struct assay_scalar *at, struct distance *ret)
{
	const struct assay_expr_node *node = assay_node_of(at);
	if (node->kind != ASSAY_EXPR_FUNCTION || node->sub != ASSAY_FN_ABS)
		return false;
	struct assay_scalar inner = assay_kid_at(at, 0);
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	struct assay_form form = assay_form_of(&ctx, &inner);
	bool is_linear = !assay_poly_failed(&ctx.pool) && read_linear(match, &ctx, &form, ret);
	assay_match_form_clear(match, &ctx);
	return is_linear;
}

/* The x with slope x + shift = sign * bound: an end that stands nowhere in the texts is read from one made here. */
static bool end_at_distance(struct region *region, const struct distance *distance, int sign,
			    const struct assay_scalar *bound, bool is_open, struct end *ret)
{
	int infinite = infinity_of(bound);
	if (infinite) {
		*ret = (struct end){.infinite = infinite * sign * mpq_sgn(distance->slope), .is_open = true};
		return true;
	}
	struct assay_arena *arena = region->match->scratch;
	assay_autobuf struct assay_buf text = {0};
	char *slope = mpq_get_str(NULL, 10, distance->slope), *shift = mpq_get_str(NULL, 10, distance->shift);
	void (*free_text)(void *, size_t);
	mp_get_memory_functions(NULL, NULL, &free_text);
	(void)assay_buf_printf(&text, "(%s(", sign < 0 ? "-" : "");
	assay_expr_print(bound->expr, bound->node, &text);
	(void)assay_buf_printf(&text, ")-(%s))/(%s)", shift, slope);
	free_text(slope, strlen(slope) + 1);
	free_text(shift, strlen(shift) + 1);
	struct assay_math_parsed *parsed = assay_arena_alloc(arena, sizeof(*parsed));
	struct assay_str kept = text.error ? (struct assay_str){0} : assay_arena_str(arena, assay_buf_str(&text));
	const struct assay_math_parse_options options = {.syntax = ASSAY_MATH_SYNTAX_PRINTED};
	if (!parsed || !kept.data || assay_math_parse(kept, &options, arena, parsed, NULL) < 0 || parsed->problem)
		return false;
	struct assay_scalar at = {.expr = &parsed->expr, .node = assay_expr_root(&parsed->expr)};
	*ret = end_of(region, &at, is_open);
	return true;
}

/* The x whose value slope x + shift lies between `low` and `high`, from both ends times `sign`. */
static bool add_band(struct region *region, const struct distance *distance, int sign, const struct assay_scalar *low,
		     bool low_is_open, const struct assay_scalar *high, bool high_is_open)
{
	struct end a = {.infinite = sign * mpq_sgn(distance->slope), .is_open = true}, b = a;
	if (low && !end_at_distance(region, distance, sign, low, low_is_open, &a))
		return false;
	if (high && !end_at_distance(region, distance, sign, high, high_is_open, &b))
		return false;
	return sign * mpq_sgn(distance->slope) > 0 ? add_piece(region, a, b) : add_piece(region, b, a);
}

static bool is_zero(const struct assay_scalar *at)
{
	return is_kind(at, ASSAY_EXPR_NUMBER) && assay_expr_number_of(at->expr, at->node)->is_small &&
	       assay_expr_number_of(at->expr, at->node)->small == 0;
}

/* |x - 1| < 5: a band around a point; |x - 1| > 5: all but one. */
static bool add_distance(struct region *region, const struct distance *distance, const struct assay_scalar *bound,
			 enum assay_expr_relation rel)
{
	struct end low, high;
	bool is_open = rel == ASSAY_REL_LT || rel == ASSAY_REL_GT;
	bool is_rising = mpq_sgn(distance->slope) > 0;
	if (infinity_of(bound) || assay_has_kind(bound, ASSAY_EXPR_VARIABLE) || !is_order(rel))
		return false;
	if (rel == ASSAY_REL_GT || rel == ASSAY_REL_GE)
		return add_band(region, distance, 1, bound, is_open, NULL, false) &&
		       add_band(region, distance, -1, bound, is_open, NULL, false);
	return end_at_distance(region, distance, is_rising ? -1 : 1, bound, is_open, &low) &&
	       end_at_distance(region, distance, is_rising ? 1 : -1, bound, is_open, &high) &&
	       add_piece(region, low, high);
}

/* 2 < |x - 1| <= 5: two bands, where 2 is not below zero. */
static bool add_ring(struct region *region, const struct distance *distance, const struct assay_scalar *low,
		     bool low_is_open, const struct assay_scalar *high, bool high_is_open)
{
	bool is_known = !assay_has_kind(low, ASSAY_EXPR_VARIABLE) && !assay_has_kind(high, ASSAY_EXPR_VARIABLE) &&
			(is_zero(low) || assay_ball_sign(low, region->match->scratch) > 0);
	return is_known && add_band(region, distance, 1, low, low_is_open, high, high_is_open) &&
	       add_band(region, distance, -1, low, low_is_open, high, high_is_open);
}

/* The relations of add_relation() with an absolute value in place of the variable. */
static bool add_absolute(struct region *region, const struct assay_scalar *at)
{
	uint32_t n = assay_node_of(at)->n_kids;
	struct assay_scalar kids[3];
	enum assay_expr_relation rel[2] = {assay_expr_relation_at(at->expr, at->node, 0)};
	bool is_added = false;
	if (n != 2 && n != 3)
		return false;
	for (uint32_t k = 0; k < n; k++)
		kids[k] = assay_kid_at(at, k);
	struct distance distance = {0};
	distance_init(&distance);
	if (n == 3) {
		rel[1] = assay_expr_relation_at(at->expr, at->node, 1);
		bool falls = rel[0] == ASSAY_REL_GT || rel[0] == ASSAY_REL_GE;
		bool fits = is_order(rel[0]) && is_order(rel[1]) &&
			    falls == (rel[1] == ASSAY_REL_GT || rel[1] == ASSAY_REL_GE);
		bool is_open[2] = {rel[0] == ASSAY_REL_LT || rel[0] == ASSAY_REL_GT,
				   rel[1] == ASSAY_REL_LT || rel[1] == ASSAY_REL_GT};
		is_added = fits && distance_of(region->match, &kids[1], &distance) &&
			   add_ring(region, &distance, &kids[falls ? 2 : 0], is_open[falls], &kids[falls ? 0 : 2],
				    is_open[!falls]);
	} else if (distance_of(region->match, &kids[0], &distance)) {
		is_added = add_distance(region, &distance, &kids[1], rel[0]);
	} else if (distance_of(region->match, &kids[1], &distance)) {
		is_added = add_distance(region, &distance, &kids[0], mirrored(rel[0]));
	}
	is_added = is_added && (!region->name.data || assay_str_eq(region->name, distance.name));
	if (is_added)
		region->name = distance.name;
	distance_clear(&distance);
	return is_added;
}

/* x > 2, 2 < x, 1 < x <= 3, x in A. */
static bool add_relation(struct region *region, const struct assay_scalar *at)
{
	uint32_t n = assay_node_of(at)->n_kids;
	struct assay_scalar first = assay_kid_at(at, 0), second = assay_kid_at(at, 1);
	enum assay_expr_relation rel = assay_expr_relation_at(at->expr, at->node, 0);
	if (n == 2 && rel == ASSAY_REL_IN)
		return is_variable(&first) && set_name(region, &first) && add_all(region, &second);
	if (n == 2 && is_variable(&first) && !assay_has_kind(&second, ASSAY_EXPR_PLUSMINUS))
		return set_name(region, &first) && add_half(region, &second, rel);
	if (n == 2 && is_variable(&second))
		return set_name(region, &second) && add_half(region, &first, mirrored(rel));
	if (n != 3 || !is_variable(&second))
		return add_absolute(region, at);
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
	struct region one = {.match = region->match, .is_constant = true}, two = one;
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

/* {x | x > 2}, {x in R : x > 2}: the name is bound, so it is not that of an inequality's variable. */
static bool add_builder(struct region *region, const struct assay_scalar *at)
{
	struct assay_scalar element = assay_kid_at(at, 0), condition = assay_kid_at(at, 1);
	if (is_kind(&element, ASSAY_EXPR_RELATION)) {
		struct assay_scalar whole = assay_kid_at(&element, 1);
		const struct assay_expr_node *node = assay_node_of(&whole);
		bool is_real = assay_node_of(&element)->n_kids == 2 && node->kind == ASSAY_EXPR_CONSTANT &&
			       node->sub == ASSAY_CONST_REALS &&
			       assay_expr_relation_at(element.expr, element.node, 0) == ASSAY_REL_IN;
		if (!is_real)
			return false;
		element = assay_kid_at(&element, 0);
	}
	struct assay_str outer = region->name;
	region->name = (struct assay_str){0};
	enum assay_expr_kind kind = assay_node_of(&condition)->kind;
	bool is_known = is_variable(&element) && (kind == ASSAY_EXPR_RELATION || kind == ASSAY_EXPR_AND) &&
			add_region(region, &condition) && region->name.data &&
			assay_str_eq(region->name, assay_expr_symbol_of(element.expr, element.node));
	region->name = outer;
	return is_known;
}

/* R \ {0, 1}: the lines between points in rising order. */
static bool add_reals_without(struct region *region, const struct assay_scalar *at)
{
	struct assay_scalar all = assay_kid_at(at, 0), points = assay_kid_at(at, 1);
	const struct assay_expr_node *node = assay_node_of(&all);
	if (node->kind != ASSAY_EXPR_CONSTANT || node->sub != ASSAY_CONST_REALS || !is_kind(&points, ASSAY_EXPR_SET) ||
	    assay_has_kind(&points, ASSAY_EXPR_VARIABLE))
		return false;
	struct end low = nowhere_low;
	for (uint32_t k = 0; k < assay_node_of(&points)->n_kids; k++) {
		struct assay_scalar point = assay_kid_at(&points, k);
		struct end end = end_of(region, &point, true);
		bool rises = low.infinite || assay_ball_compare(&low.at, &end.at, region->match->scratch) < 0;
		if (end.infinite || !rises || !add_piece(region, low, end))
			return false;
		low = end;
	}
	return add_piece(region, low, nowhere_high);
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
	case ASSAY_EXPR_SET_BUILDER:
		return add_builder(region, at);
	case ASSAY_EXPR_DIFFERENCE:
		return add_reals_without(region, at);
	default:
		return false;
	}
}

/* All pieces of a union or of alternatives; nested ones do not occur. */
static bool add_all(struct region *region, const struct assay_scalar *at)
{
	enum assay_expr_kind kind = assay_node_of(at)->kind;
	if (kind != ASSAY_EXPR_UNION && kind != ASSAY_EXPR_OR)
		return add_region(region, at);
	for (uint32_t k = 0; k < assay_node_of(at)->n_kids; k++) {
		struct assay_scalar kid = assay_kid_at(at, k);
		if (!add_region(region, &kid))
			return false;
	}
	return true;
}

static bool region_of(struct assay_match *match, const struct assay_scalar *at, struct region *ret)
{
	*ret = (struct region){.match = match, .is_constant = true};
	return add_all(ret, at);
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
	if (!region_of(match, gold, &regions[0]) || !region_of(match, answer, &regions[1]))
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
