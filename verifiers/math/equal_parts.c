/* SPDX-License-Identifier: Apache-2.0 */
/* Answers with parts: tuples, lists, sets, plus-minus, matrices, piecewise definitions, ratios. */
#include "verifiers/math/equal_inner.h"
#include "verifiers/math/form_matrix.h"

#include <stdio.h>
#include <string.h>

/* Work of trying one pair of parts, beside that of comparing them. */
#define PAIR_WORK 4

struct parts {
	struct assay_scalar *at;
	uint32_t n;
};

enum shape {
	SHAPE_ONE = 0, /* No collection. */
	SHAPE_TUPLE,
	SHAPE_LIST,
	SHAPE_SET,
	SHAPE_MATRIX,
	SHAPE_PIECEWISE,
	SHAPE_RATIO,
};

static const char *const shape_names[] = {"a single value",	    "a tuple", "a list", "a set", "a matrix",
					  "a piecewise definition", "a ratio"};

static bool has_open_plusminus(const struct assay_scalar *at)
{
	return at->plusminus == 0 && assay_has_kind(at, ASSAY_EXPR_PLUSMINUS);
}

static enum shape shape_of(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	switch (node->kind) {
	case ASSAY_EXPR_TUPLE:
		return SHAPE_TUPLE;
	case ASSAY_EXPR_LIST:
		return SHAPE_LIST;
	case ASSAY_EXPR_SET:
		return SHAPE_SET;
	case ASSAY_EXPR_MATRIX:
		return SHAPE_MATRIX;
	case ASSAY_EXPR_PIECEWISE:
		return SHAPE_PIECEWISE;
	case ASSAY_EXPR_RATIO:
		return SHAPE_RATIO;
	case ASSAY_EXPR_CONSTANT:
		return node->sub == ASSAY_CONST_EMPTY_SET ? SHAPE_SET : SHAPE_ONE;
	default:
		/* x = 1 ± 2 is a list of two, too, but the relation is looked at first. */
		return has_open_plusminus(at) ? SHAPE_LIST : SHAPE_ONE;
	}
}

bool assay_is_collection(const struct assay_scalar *at)
{
	return shape_of(at) != SHAPE_ONE;
}

/* The kids; what holds a plus-minus sign stands for two of its own. */
static bool parts_of(struct assay_match *match, const struct assay_scalar *at, struct parts *ret)
{
	const struct assay_expr_node *node = assay_node_of(at);
	bool is_one = shape_of(at) == SHAPE_ONE || (node->kind != ASSAY_EXPR_LIST && has_open_plusminus(at) &&
						    node->kind != ASSAY_EXPR_SET && node->kind != ASSAY_EXPR_TUPLE);
	uint32_t n = is_one ? 1 : node->n_kids;
	ret->at = assay_arena_array(match->scratch, (size_t)n * 2, sizeof(*ret->at));
	ret->n = 0;
	if (!ret->at) {
		match->out_of_memory = true;
		return false;
	}
	for (uint32_t k = 0; k < n; k++) {
		struct assay_scalar part = is_one ? *at : assay_kid_at(at, k);
		bool splits = has_open_plusminus(&part) && node->kind != ASSAY_EXPR_TUPLE;
		for (int sign = splits ? 1 : 0; sign >= -1; sign -= 2) {
			if (splits)
				part.plusminus = sign;
			ret->at[ret->n++] = part;
			if (!splits)
				break;
		}
	}
	match->work += ret->n;
	return true;
}

/* Parts claims under construction. */
struct pairing {
	const struct assay_claim **kids;
	struct assay_claim_pair *pairs;
	uint32_t n, room;
	double error_bound;
	enum assay_equal_proof weakest;
};

static bool pairing_init(struct assay_match *match, struct pairing *pairing, size_t room)
{
	memset(pairing, 0, sizeof(*pairing));
	pairing->kids = assay_arena_array(match->arena, room, sizeof(const struct assay_claim *));
	pairing->pairs = assay_arena_array(match->arena, room, sizeof(*pairing->pairs));
	pairing->room = (uint32_t)room;
	pairing->weakest = ASSAY_PROOF_STRUCTURAL;
	match->out_of_memory = match->out_of_memory || !pairing->kids || !pairing->pairs;
	return !match->out_of_memory;
}

static void pairing_add(struct pairing *pairing, const struct assay_claim *kid, uint32_t gold, uint32_t answer)
{
	if (pairing->n == pairing->room)
		return;
	pairing->kids[pairing->n] = kid;
	pairing->pairs[pairing->n++] = (struct assay_claim_pair){gold, answer};
	pairing->error_bound += kid->error_bound;
	if (kid->proof > pairing->weakest)
		pairing->weakest = kid->proof;
}

static struct assay_outcome claim_parts(struct assay_match *match, const struct pairing *pairing,
					enum assay_truth truth, const struct parts *gold, const struct parts *answer,
					bool is_ordered)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_PARTS, truth, pairing->weakest);
	if (!claim)
		return assay_outcome_nomem(match);
	claim->kids = pairing->kids;
	claim->pairs = pairing->pairs;
	claim->n_kids = pairing->n;
	claim->n_gold = gold->n;
	claim->n_answer = answer->n;
	claim->is_ordered = is_ordered;
	claim->error_bound = pairing->error_bound;
	return assay_claimed(match, claim);
}

static struct assay_outcome compare_ordered(struct assay_match *match, const struct parts *gold,
					    const struct parts *answer)
{
	struct pairing pairing;
	struct assay_outcome unknown = assay_unknown(NULL);
	bool is_unknown = false;
	if (!pairing_init(match, &pairing, gold->n == answer->n ? gold->n : 0))
		return assay_outcome_nomem(match);
	if (gold->n != answer->n)
		return claim_parts(match, &pairing, ASSAY_FALSE, gold, answer, true);
	for (uint32_t i = 0; i < gold->n; i++) {
		struct assay_outcome part = assay_equal_nodes(match, &gold->at[i], &answer->at[i]);
		if (part.truth == ASSAY_FALSE) {
			pairing.n = 0;
			pairing.weakest = ASSAY_PROOF_STRUCTURAL;
			pairing.error_bound = 0;
			pairing_add(&pairing, part.claim, i, i);
			return claim_parts(match, &pairing, ASSAY_FALSE, gold, answer, true);
		}
		if (part.truth == ASSAY_UNKNOWN) {
			unknown = part;
			is_unknown = true;
			continue;
		}
		pairing_add(&pairing, part.claim, i, i);
	}
	return is_unknown ? unknown : claim_parts(match, &pairing, ASSAY_TRUE, gold, answer, true);
}

static uint32_t before_ellipsis(const struct parts *parts)
{
	uint32_t n = 0;
	while (n < parts->n && assay_node_of(&parts->at[n])->kind != ASSAY_EXPR_ELLIPSIS)
		n++;
	return n;
}

/* With dots, what stands before them tells sequences apart; the same is only what is written the same way. */
static struct assay_outcome compare_with_ellipsis(struct assay_match *match, struct parts gold, struct parts answer)
{
	struct parts x = gold, y = answer;
	uint32_t n = before_ellipsis(&gold), m = before_ellipsis(&answer);
	x.n = y.n = n < m ? n : m;
	struct assay_outcome head = compare_ordered(match, &x, &y);
	if (head.truth == ASSAY_FALSE)
		return head;
	struct assay_outcome all = gold.n == answer.n ? compare_ordered(match, &gold, &answer)
						      : assay_unknown("sequences with dots are written differently");
	return all.truth == ASSAY_FALSE ? assay_unknown("sequences with dots differ behind them") : all;
}

static bool has_ellipsis(const struct parts *gold, const struct parts *answer)
{
	return before_ellipsis(gold) < gold->n || before_ellipsis(answer) < answer->n;
}

/*
 * One part against all of the other side: equal to one of them (the partner in `*ret_partner`), different from all
 * (whose claims are added), or neither.
 */
static enum assay_truth find_partner(struct assay_match *match, const struct assay_scalar *part,
				     const struct parts *others, bool part_is_gold, uint32_t index,
				     struct pairing *pairing, const char **ret_reason)
{
	bool is_unknown = false;
	uint32_t before = pairing->n;
	struct pairing saved = *pairing;
	for (uint32_t k = 0; k < others->n; k++) {
		/* The same place first: most lists that are equal are written alike. */
		uint32_t j = k == 0 && index < others->n ? index : k <= index && index < others->n ? k - 1 : k;
		const struct assay_scalar *other = &others->at[j];
		struct assay_outcome ret =
			part_is_gold ? assay_equal_nodes(match, part, other) : assay_equal_nodes(match, other, part);
		match->work += PAIR_WORK;
		if (match->out_of_memory || match->work > match->budget)
			return ASSAY_UNKNOWN;
		uint32_t pair[2] = {part_is_gold ? index : j, part_is_gold ? j : index};
		if (ret.truth == ASSAY_TRUE) {
			*pairing = saved;
			pairing->n = before;
			pairing_add(pairing, ret.claim, pair[0], pair[1]);
			return ASSAY_TRUE;
		}
		if (ret.truth == ASSAY_FALSE)
			pairing_add(pairing, ret.claim, pair[0], pair[1]);
		else
			*ret_reason = ret.reason;
		is_unknown = is_unknown || ret.truth == ASSAY_UNKNOWN;
	}
	return is_unknown ? ASSAY_UNKNOWN : ASSAY_FALSE;
}

/* As sets: every part has an equal on the other side. */
static struct assay_outcome compare_unordered(struct assay_match *match, const struct parts *gold,
					      const struct parts *answer)
{
	struct pairing pairing, alone;
	const char *reason = "the parts cannot be matched";
	size_t n_all = (size_t)gold->n + answer->n;
	size_t most = gold->n > answer->n ? gold->n : answer->n;
	if (!pairing_init(match, &pairing, n_all + most) || !pairing_init(match, &alone, most))
		return assay_outcome_nomem(match);
	bool is_unknown = false;
	for (int s = 0; s < 2; s++) {
		const struct parts *these = s ? answer : gold, *those = s ? gold : answer;
		for (uint32_t i = 0; i < these->n; i++) {
			if (match->work > match->budget)
				return assay_unknown("the budget of work ran out");
			alone.n = 0;
			alone.weakest = ASSAY_PROOF_STRUCTURAL;
			alone.error_bound = 0;
			enum assay_truth truth = find_partner(match, &these->at[i], those, s == 0, i, &alone, &reason);
			if (match->out_of_memory)
				return assay_outcome_nomem(match);
			if (truth == ASSAY_FALSE)
				return claim_parts(match, &alone, ASSAY_FALSE, gold, answer, false);
			if (truth == ASSAY_TRUE)
				pairing_add(&pairing, alone.kids[0], alone.pairs[0].gold, alone.pairs[0].answer);
			is_unknown = is_unknown || truth == ASSAY_UNKNOWN;
		}
	}
	return is_unknown ? assay_unknown(reason) : claim_parts(match, &pairing, ASSAY_TRUE, gold, answer, false);
}

static struct assay_outcome compare_matrices(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer)
{
	const struct assay_expr_node *g = assay_node_of(gold), *a = assay_node_of(answer);
	struct parts x, y;
	if (g->aux != a->aux || g->n_kids != a->n_kids) {
		char text[2][48];
		(void)snprintf(text[0], sizeof(text[0]), "a %ux%u matrix", g->aux ? g->n_kids / g->aux : 0, g->aux);
		(void)snprintf(text[1], sizeof(text[1]), "a %ux%u matrix", a->aux ? a->n_kids / a->aux : 0, a->aux);
		return assay_claim_shapes(match, text[0], text[1]);
	}
	if (!parts_of(match, gold, &x) || !parts_of(match, answer, &y))
		return assay_outcome_nomem(match);
	return compare_ordered(match, &x, &y);
}

bool assay_is_matrix_arithmetic(const struct assay_scalar *at)
{
	enum assay_expr_kind kind = assay_node_of(at)->kind;
	bool is_operator = kind == ASSAY_EXPR_SUM || kind == ASSAY_EXPR_PRODUCT || kind == ASSAY_EXPR_NEG ||
			   kind == ASSAY_EXPR_DIVIDE || kind == ASSAY_EXPR_POWER || kind == ASSAY_EXPR_FUNCTION;
	return is_operator && (assay_has_kind(at, ASSAY_EXPR_MATRIX) || assay_has_kind(at, ASSAY_EXPR_TUPLE));
}

/* Matrices that are written as sums or products: element by element after working them out. */
struct assay_outcome assay_equal_matrix_values(struct assay_match *match, const struct assay_scalar *gold,
					       const struct assay_scalar *answer)
{
	struct assay_form_ctx ctx;
	struct assay_form_matrix x, y;
	assay_match_form_init(match, &ctx);
	assay_form_matrix_of(&ctx, gold, &x);
	assay_form_matrix_of(&ctx, answer, &y);
	struct assay_outcome ret = assay_unknown("a matrix has no value that is known");
	struct parts gold_parts = {.n = x.rows * x.columns}, answer_parts = {.n = y.rows * y.columns};
	struct pairing pairing;
	if (x.rows && y.rows && pairing_init(match, &pairing, gold_parts.n)) {
		bool is_shape = x.rows == y.rows && x.columns == y.columns, all_equal = is_shape;
		ret = is_shape ? assay_unknown("elements of a matrix are not known to be equal or different")
			       : assay_claim_shapes(match, "a matrix of one size", "a matrix of another size");
		for (uint32_t i = 0; i < gold_parts.n && is_shape; i++) {
			if (x.at[i].state != ASSAY_FORM_VALUE || y.at[i].state != ASSAY_FORM_VALUE) {
				all_equal = false;
				continue;
			}
			struct assay_poly difference = assay_form_difference(&ctx, &x.at[i], &y.at[i]);
			bool is_zero =
				difference.n == 0 && !assay_poly_failed(&ctx.pool) && !assay_form_is_assuming(&ctx);
			bool differs = assay_form_is_nonzero(&ctx, difference);
			all_equal = all_equal && is_zero;
			if (!is_zero && !differs)
				continue;
			struct assay_outcome kid =
				assay_claim_forms(match, &ctx, &x.at[i], &y.at[i], is_zero ? ASSAY_TRUE : ASSAY_FALSE);
			if (!kid.claim)
				break;
			if (differs)
				pairing.n = 0;
			pairing_add(&pairing, kid.claim, i, i);
			if (differs) {
				ret = claim_parts(match, &pairing, ASSAY_FALSE, &gold_parts, &answer_parts, true);
				break;
			}
		}
		if (all_equal)
			ret = claim_parts(match, &pairing, ASSAY_TRUE, &gold_parts, &answer_parts, true);
	}
	assay_match_form_clear(match, &ctx);
	return ret.truth == ASSAY_UNKNOWN
		       ? ret
		       : assay_claim_rewritten(match, "matrices worked out", assay_text_of(match, gold),
					       assay_text_of(match, answer), ret);
}

/* a : b : c in proportion: a_i b_0 against b_i a_0, as forms. */
static struct assay_outcome compare_ratios(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer)
{
	const struct assay_expr_node *g = assay_node_of(gold), *a = assay_node_of(answer);
	struct parts x, y;
	if (!parts_of(match, gold, &x) || !parts_of(match, answer, &y))
		return assay_outcome_nomem(match);
	if (has_ellipsis(&x, &y))
		return compare_with_ellipsis(match, x, y);
	if (g->n_kids != a->n_kids)
		return compare_ordered(match, &x, &y);
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	struct assay_form first[2] = {assay_form_of(&ctx, &x.at[0]), assay_form_of(&ctx, &y.at[0])};
	struct assay_outcome ret = assay_unknown("the terms of a ratio have no form");
	bool all_same = true;
	for (uint32_t i = 1; i < x.n && all_same; i++) {
		struct assay_form p = assay_form_of(&ctx, &x.at[i]), q = assay_form_of(&ctx, &y.at[i]);
		p = assay_form_div(&ctx, &p, &first[0]);
		q = assay_form_div(&ctx, &q, &first[1]);
		if (p.state != ASSAY_FORM_VALUE || q.state != ASSAY_FORM_VALUE) {
			ret = assay_unknown("the terms of a ratio have no form");
			break;
		}
		struct assay_poly difference = assay_form_difference(&ctx, &p, &q);
		bool is_zero = difference.n == 0 && !assay_poly_failed(&ctx.pool);
		all_same = is_zero;
		if (is_zero || assay_form_is_nonzero(&ctx, difference))
			ret = assay_claim_forms(match, &ctx, &p, &q, is_zero ? ASSAY_TRUE : ASSAY_FALSE);
		else
			ret = assay_unknown("the terms of a ratio are not known to be in proportion");
	}
	assay_match_form_clear(match, &ctx);
	return assay_claim_rewritten(match, "terms of a ratio over its first", assay_text_of(match, gold),
				     assay_text_of(match, answer), ret);
}

/* A ratio of two against a number: their quotient. */
static struct assay_outcome ratio_as_number(struct assay_match *match, const struct assay_scalar *ratio,
					    const struct assay_scalar *other, bool ratio_is_gold)
{
	if (assay_node_of(ratio)->n_kids != 2)
		return ratio_is_gold ? assay_claim_shapes(match, "a ratio of several", "a single value")
				     : assay_claim_shapes(match, "a single value", "a ratio of several");
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	struct assay_scalar x = assay_kid_at(ratio, 0), y = assay_kid_at(ratio, 1);
	struct assay_form p = assay_form_of(&ctx, &x), q = assay_form_of(&ctx, &y), o = assay_form_of(&ctx, other);
	p = assay_form_div(&ctx, &p, &q);
	struct assay_outcome ret = assay_unknown("a ratio has no value");
	if (p.state == ASSAY_FORM_VALUE && o.state == ASSAY_FORM_VALUE) {
		struct assay_poly difference = assay_form_difference(&ctx, &p, &o);
		bool is_zero = difference.n == 0 && !assay_poly_failed(&ctx.pool);
		if (is_zero || assay_form_is_nonzero(&ctx, difference))
			ret = assay_claim_forms(match, &ctx, ratio_is_gold ? &p : &o, ratio_is_gold ? &o : &p,
						is_zero ? ASSAY_TRUE : ASSAY_FALSE);
	}
	assay_match_form_clear(match, &ctx);
	const struct assay_scalar *gold = ratio_is_gold ? ratio : other, *answer = ratio_is_gold ? other : ratio;
	return assay_claim_rewritten(match, "a ratio is a quotient", assay_text_of(match, gold),
				     assay_text_of(match, answer), ret);
}

/* Values with their conditions, in any order; a last value without a condition stays last. */
static struct assay_outcome compare_piecewise(struct assay_match *match, const struct assay_scalar *gold,
					      const struct assay_scalar *answer)
{
	const struct assay_expr_node *g = assay_node_of(gold), *a = assay_node_of(answer);
	if (g->n_kids != a->n_kids || g->n_kids > 64)
		return assay_unknown("piecewise definitions have different numbers of cases");
	struct pairing pairing;
	struct parts x = {.n = g->n_kids}, y = {.n = a->n_kids};
	if (!pairing_init(match, &pairing, g->n_kids))
		return assay_outcome_nomem(match);
	for (uint32_t i = 0; i < g->n_kids; i += 2) {
		bool is_last = i + 1 == g->n_kids, is_found = false;
		for (uint32_t j = 0; j < a->n_kids && !is_found; j += 2) {
			if (is_last != (j + 1 == a->n_kids))
				continue;
			struct assay_scalar p = assay_kid_at(gold, i), q = assay_kid_at(answer, j);
			struct assay_outcome value = assay_equal_nodes(match, &p, &q), when = value;
			if (value.truth != ASSAY_TRUE)
				continue;
			if (!is_last) {
				p = assay_kid_at(gold, i + 1);
				q = assay_kid_at(answer, j + 1);
				when = assay_equal_nodes(match, &p, &q);
			}
			if (when.truth != ASSAY_TRUE)
				continue;
			is_found = true;
			pairing_add(&pairing, value.claim, i, j);
			if (!is_last)
				pairing_add(&pairing, when.claim, i + 1, j + 1);
		}
		if (match->out_of_memory)
			return assay_outcome_nomem(match);
		if (!is_found)
			return assay_unknown("the cases of piecewise definitions cannot be matched");
	}
	return claim_parts(match, &pairing, ASSAY_TRUE, &x, &y, false);
}

/* Equal as what both may be read as, if the rules allow the reading; different as neither. */
static struct assay_outcome allow(struct assay_match *match, struct assay_outcome ret, bool is_allowed,
				  const char *rule, const char *reason, const struct assay_scalar *gold,
				  const struct assay_scalar *answer)
{
	if (ret.truth != ASSAY_TRUE)
		return ret;
	if (!is_allowed)
		return assay_unknown(reason);
	return assay_claim_rewritten(match, rule, assay_text_of(match, gold), assay_text_of(match, answer), ret);
}

/* A collection against a single value: equal when it has that one part. */
static struct assay_outcome compare_with_one(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer, enum shape g, enum shape a)
{
	struct parts x, y;
	if (!parts_of(match, gold, &x) || !parts_of(match, answer, &y))
		return assay_outcome_nomem(match);
	if (x.n == 0 || y.n == 0)
		return assay_claim_shapes(match, shape_names[g], shape_names[a]);
	struct assay_outcome ret = compare_unordered(match, &x, &y);
	return allow(match, ret, match->rules->tuple_may_be_set, "a collection of one is its part",
		     "they are equal only if a collection of one is its part", gold, answer);
}

/* The elements of a list of lists, where it has the rows and columns of `matrix`. */
static bool flatten_rows(struct assay_match *match, const struct assay_scalar *matrix, struct parts *rows)
{
	uint32_t columns = assay_node_of(matrix)->aux, n = assay_node_of(matrix)->n_kids;
	if (rows->n * columns != n)
		return false;
	struct assay_scalar *at = assay_arena_array(match->scratch, n, sizeof(*at));
	for (uint32_t i = 0; i < rows->n && at; i++) {
		const struct assay_expr_node *row = assay_node_of(&rows->at[i]);
		if (row->kind != ASSAY_EXPR_TUPLE || row->sub != 2 || row->n_kids != columns)
			return false;
		for (uint32_t k = 0; k < columns; k++)
			at[i * columns + k] = assay_kid_at(&rows->at[i], k);
	}
	if (!at)
		return false;
	*rows = (struct parts){.at = at, .n = n};
	return true;
}

struct assay_outcome assay_equal_collections(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer)
{
	enum shape g = shape_of(gold), a = shape_of(answer);
	struct parts x, y;
	if (g == SHAPE_RATIO && a == SHAPE_ONE)
		return ratio_as_number(match, gold, answer, true);
	if (a == SHAPE_RATIO && g == SHAPE_ONE)
		return ratio_as_number(match, answer, gold, false);
	if (g == SHAPE_MATRIX && a == SHAPE_MATRIX)
		return compare_matrices(match, gold, answer);
	if (g == SHAPE_RATIO && a == SHAPE_RATIO)
		return compare_ratios(match, gold, answer);
	if (g == SHAPE_PIECEWISE && a == SHAPE_PIECEWISE)
		return compare_piecewise(match, gold, answer);
	if (g == SHAPE_PIECEWISE || a == SHAPE_PIECEWISE)
		return assay_unknown("only one side is defined piecewise");
	if (g == SHAPE_ONE || a == SHAPE_ONE)
		return compare_with_one(match, gold, answer, g, a);
	if (g == SHAPE_RATIO || a == SHAPE_RATIO)
		return assay_claim_shapes(match, shape_names[g], shape_names[a]);
	if (!parts_of(match, gold, &x) || !parts_of(match, answer, &y))
		return assay_outcome_nomem(match);
	if (has_ellipsis(&x, &y))
		return compare_with_ellipsis(match, x, y);
	if (g == SHAPE_MATRIX && a == SHAPE_TUPLE && assay_node_of(gold)->aux > 1 && flatten_rows(match, gold, &y))
		return allow(match, compare_ordered(match, &x, &y), true, "a list of rows is a matrix", "", gold,
			     answer);
	if (a == SHAPE_MATRIX && g == SHAPE_TUPLE && assay_node_of(answer)->aux > 1 && flatten_rows(match, answer, &x))
		return allow(match, compare_ordered(match, &x, &y), true, "a list of rows is a matrix", "", gold,
			     answer);
	if (g == SHAPE_MATRIX || a == SHAPE_MATRIX) {
		bool is_vector =
			(g == SHAPE_MATRIX ? assay_node_of(gold)->aux == 1 || assay_node_of(gold)->aux == x.n
					   : assay_node_of(answer)->aux == 1 || assay_node_of(answer)->aux == y.n);
		if (!is_vector || (g != SHAPE_TUPLE && a != SHAPE_TUPLE))
			return assay_claim_shapes(match, shape_names[g], shape_names[a]);
		return allow(match, compare_ordered(match, &x, &y), match->rules->tuple_may_be_set,
			     "a tuple is a vector", "they are equal only if a tuple is a vector", gold, answer);
	}
	if (g == SHAPE_TUPLE && a == SHAPE_TUPLE)
		return compare_ordered(match, &x, &y);
	if (g == SHAPE_TUPLE || a == SHAPE_TUPLE) {
		/* A tuple in other brackets, or a set. */
		struct assay_outcome ordered = compare_ordered(match, &x, &y);
		if (ordered.truth != ASSAY_TRUE && match->rules->tuple_may_be_set && g != a)
			ordered = compare_unordered(match, &x, &y);
		return allow(match, ordered, match->rules->tuple_may_be_set, "a tuple is a list",
			     "they are equal only if a tuple is a list", gold, answer);
	}
	if (g == SHAPE_LIST && a == SHAPE_LIST && match->rules->list_is_ordered)
		return compare_ordered(match, &x, &y);
	return compare_unordered(match, &x, &y);
}
