/* SPDX-License-Identifier: Apache-2.0 */
/* Equations, inequalities and chains of them. What they say as sets of numbers is in equal_region.c. */
#include "verifiers/math/curve.h"
#include "verifiers/math/equal_inner.h"

#include <string.h>

#define MAX_POINTS 12
#define MAX_NAMES  16

static bool is_kind(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	return assay_node_of(at)->kind == kind;
}

bool assay_is_relation(const struct assay_scalar *at)
{
	enum assay_expr_kind kind = assay_node_of(at)->kind;
	return kind == ASSAY_EXPR_RELATION || kind == ASSAY_EXPR_AND || kind == ASSAY_EXPR_OR || kind == ASSAY_EXPR_NOT;
}

/* A name that a value may be given to: x, f(x), AB, NO/BO, (x, y). */
static bool is_name(const struct assay_scalar *at)
{
	uint32_t first = at->node + 1 - assay_node_of(at)->size;
	if (is_kind(at, ASSAY_EXPR_CALL))
		return true;
	for (uint32_t i = first; i <= at->node; i++) {
		switch (at->expr->nodes[i].kind) {
		case ASSAY_EXPR_VARIABLE:
		case ASSAY_EXPR_CALL:
		case ASSAY_EXPR_TUPLE:
		case ASSAY_EXPR_PRODUCT:
		case ASSAY_EXPR_DIVIDE:
		case ASSAY_EXPR_TEXT:
			break;
		default:
			return false;
		}
	}
	return true;
}

static bool is_constant(const struct assay_scalar *at)
{
	return !assay_has_kind(at, ASSAY_EXPR_VARIABLE) && !assay_has_kind(at, ASSAY_EXPR_CALL);
}

/*
 * The value that "x = 1/3", "x = 2 + 3 = 5", "1/3 ~ 0.33" or "x in (0, 1)" gives, and the name, when there is one
 * (then in `ret_name`, else its expression is NULL).
 */
static bool value_side(const struct assay_scalar *at, struct assay_scalar *ret, struct assay_scalar *ret_name)
{
	const struct assay_expr_node *node = assay_node_of(at);
	if (node->kind != ASSAY_EXPR_RELATION)
		return false;
	uint32_t last = 0;
	while (last + 1 < node->n_kids) {
		enum assay_expr_relation rel = assay_expr_relation_at(at->expr, at->node, last);
		if (rel != ASSAY_REL_EQ && rel != ASSAY_REL_DEFINES && rel != ASSAY_REL_IN)
			break;
		last++;
	}
	/* Whatever is not an equation before must be an approximation. */
	if (last + 1 < node->n_kids && assay_expr_relation_at(at->expr, at->node, last) != ASSAY_REL_APPROX)
		return false;
	struct assay_scalar first = assay_kid_at(at, 0);
	*ret = assay_kid_at(at, last);
	*ret_name = first;
	if (last > 0 && is_name(&first))
		return true;
	ret_name->expr = NULL;
	if (last == 0 || (is_constant(&first) && is_constant(ret)))
		return true;
	/* 5 = x. */
	struct assay_scalar end = assay_kid_at(at, last);
	if (last == 1 && is_constant(&first) && is_name(&end)) {
		*ret = first;
		*ret_name = end;
		return true;
	}
	return false;
}

/* x + y = 5 may be somebody's way to say that x + y, which was asked for, is 5. */
static bool has_side(struct assay_match *match, const struct assay_scalar *relation, const struct assay_scalar *value)
{
	for (uint32_t k = 0; k < assay_node_of(relation)->n_kids; k++) {
		struct assay_scalar side = assay_kid_at(relation, k);
		if (!assay_has_kind(&side, ASSAY_EXPR_VARIABLE) &&
		    assay_equal_nodes(match, &side, value).truth == ASSAY_TRUE)
			return true;
	}
	return false;
}

/* An equation without its name against a value. */
static struct assay_outcome compare_value(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer)
{
	struct assay_scalar g = *gold, a = *answer, name = *gold;
	bool is_relation[2] = {assay_is_relation(gold), assay_is_relation(answer)};
	bool has_value[2] = {!is_relation[0] || value_side(gold, &g, &name),
			     !is_relation[1] || value_side(answer, &a, &name)};
	if (!has_value[0] || !has_value[1]) {
		const struct assay_scalar *relation = is_relation[0] ? gold : answer;
		const struct assay_scalar *other = is_relation[0] ? answer : gold;
		struct assay_str *names;
		uint32_t n;
		/* An equation in two unknowns gives no number. */
		if (is_kind(relation, ASSAY_EXPR_RELATION) && is_kind(other, ASSAY_EXPR_NUMBER) &&
		    assay_match_names(match, relation, relation, &names, &n) && n >= 2 &&
		    !has_side(match, relation, other))
			return assay_claim_shapes(match, is_relation[0] ? "a relation of two unknowns" : "a number",
						  is_relation[0] ? "a number" : "a relation of two unknowns");
		return assay_unknown("a relation against something that is none");
	}
	struct assay_outcome ret = assay_equal_nodes(match, &g, &a);
	if (ret.truth == ASSAY_TRUE && !match->rules->value_may_be_equation && name.expr)
		return assay_unknown("they are equal only if an equation may stand for its value");
	if (ret.truth == ASSAY_UNKNOWN)
		return ret;
	return assay_claim_rewritten(match, "the value an equation gives", assay_text_of(match, gold),
				     assay_text_of(match, answer), ret);
}

/* One relation between two sides. */
struct simple {
	struct assay_scalar lhs, rhs;
	enum assay_expr_relation rel;
};

static struct simple simple_of(const struct assay_scalar *at, uint32_t k)
{
	return (struct simple){.lhs = assay_kid_at(at, k),
			       .rhs = assay_kid_at(at, k + 1),
			       .rel = assay_expr_relation_at(at->expr, at->node, k)};
}

/* Whether a relation is an inequality, and which way: 1: lhs - rhs > 0, -1: < 0. */
static int direction_of(enum assay_expr_relation rel, bool *ret_is_strict)
{
	*ret_is_strict = rel == ASSAY_REL_GT || rel == ASSAY_REL_LT;
	switch ((unsigned)rel) {
	case ASSAY_REL_GT:
	case ASSAY_REL_GE:
		return 1;
	case ASSAY_REL_LT:
	case ASSAY_REL_LE:
		return -1;
	default:
		return 0;
	}
}

/* The part of `a` that goes with the powers of variables and calls in its first term, without them: its leading
 * coefficient as a constant. */
static struct assay_poly leading(struct assay_form_ctx *ctx, struct assay_poly a)
{
	struct assay_poly ret = {0};
	for (uint32_t i = 0; i < a.n; i++) {
		bool is_leading = true;
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			if (!ctx->atoms[k].is_constant && a.terms[i].e[k] != a.terms[0].e[k])
				is_leading = false;
		}
		if (!is_leading)
			continue;
		struct assay_poly term = assay_poly_rational(&ctx->pool, a.terms[i].c);
		if (!term.n)
			break;
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++)
			term.terms[0].e[k] = ctx->atoms[k].is_constant ? a.terms[i].e[k] : 0;
		ret = assay_poly_add(&ctx->pool, ret, term);
	}
	return ret;
}

/* lhs - rhs, without a denominator where that is not zero wherever it is defined. */
static bool moved_left(struct assay_form_ctx *ctx, const struct simple *relation, struct assay_form *ret)
{
	struct assay_form lhs = assay_form_of(ctx, &relation->lhs), rhs = assay_form_of(ctx, &relation->rhs);
	*ret = assay_form_sub(ctx, &lhs, &rhs);
	return ret->state == ASSAY_FORM_VALUE && !assay_poly_failed(&ctx->pool);
}

/* The least powers of variables that all terms share, as a factor to cancel: y/x = 2 is y - 2x = 0. */
static struct assay_poly without_monomial(struct assay_form_ctx *ctx, struct assay_poly a)
{
	struct assay_poly factor = assay_poly_small(&ctx->pool, 1, 1);
	for (uint32_t k = 0; k < ctx->pool.n_atoms && a.n && factor.n; k++) {
		int32_t least = a.terms[0].e[k];
		for (uint32_t i = 1; i < a.n; i++)
			least = a.terms[i].e[k] < least ? a.terms[i].e[k] : least;
		/* Only denominators go: x^2 = x is not x = 1. */
		if (!ctx->atoms[k].is_constant && least < 0)
			factor.terms[0].e[k] = -least;
	}
	return assay_poly_mul(&ctx->pool, a, factor);
}

/* The sign of a rational constant factor, 2 for a constant of unknown sign, 0 when the two are not proportional. */
static int proportion(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b)
{
	mpq_t ratio;
	mpq_init(ratio);
	int sign = 0;
	if (assay_poly_ratio(&ctx->pool, a, b, ratio))
		sign = mpq_sgn(ratio);
	mpq_clear(ratio);
	if (sign || a.n == 0 || b.n == 0)
		return sign;
	struct assay_poly x = leading(ctx, a), y = leading(ctx, b);
	struct assay_poly gap =
		assay_poly_sub(&ctx->pool, assay_poly_mul(&ctx->pool, a, y), assay_poly_mul(&ctx->pool, b, x));
	if (gap.n || assay_poly_failed(&ctx->pool) || !assay_form_is_nonzero(ctx, x) || !assay_form_is_nonzero(ctx, y))
		return 0;
	return 2;
}

/* Enclosures of lhs - rhs at a point. */
static bool side_at(struct assay_match *match, const struct simple *relation, const struct assay_ball_point *point,
		    struct assay_ball *ret)
{
	struct assay_ball rhs;
	match->work += (uint64_t)(assay_node_of(&relation->lhs)->size + assay_node_of(&relation->rhs)->size) * 16;
	if (!assay_ball_of(&relation->lhs, 128, point, match->scratch, ret) ||
	    !assay_ball_of(&relation->rhs, 128, point, match->scratch, &rhs)) {
		match->out_of_memory = true;
		return false;
	}
	if (!ret->is_known || !rhs.is_known || ret->is_complex || rhs.is_complex)
		return false;
	mpfr_sub(&ret->re[0], &ret->re[0], &rhs.re[1], MPFR_RNDD);
	mpfr_sub(&ret->re[1], &ret->re[1], &rhs.re[0], MPFR_RNDU);
	return true;
}

static int sign_of(const struct assay_ball *ball)
{
	return mpfr_sgn(&ball->re[0]) > 0 ? 1 : mpfr_sgn(&ball->re[1]) < 0 ? -1 : 0;
}

/* Inequalities at a few points: one where exactly one of them holds tells them apart. */
static struct assay_outcome compare_at_points(struct assay_match *match, const struct simple *gold,
					      const struct simple *answer, int gold_way, int answer_way)
{
	static const char *const parts[2][2] = {{"sign <<", "sign <>"}, {"sign ><", "sign >>"}};
	struct assay_str *names, *more;
	uint32_t n, n_more;
	if (!assay_match_names(match, &gold->lhs, &gold->rhs, &names, &n) ||
	    !assay_match_names(match, &answer->lhs, &answer->rhs, &more, &n_more))
		return assay_unknown("there are too many variables");
	for (uint32_t i = 0; i < n_more; i++) {
		uint32_t k = 0;
		while (k < n && !assay_str_eq(names[k], more[i]))
			k++;
		if (k == n && n == MAX_NAMES)
			return assay_unknown("there are too many variables");
		if (k == n)
			names[n++] = more[i];
	}
	mpq_t values[MAX_NAMES];
	for (uint32_t i = 0; i < n; i++)
		mpq_init(values[i]);
	struct assay_ball_point point = {.names = names, .values = (const mpq_t *)values, .n = n};
	struct assay_rng rng;
	assay_match_rng(match, &gold->lhs, &answer->lhs, &rng);
	struct assay_outcome ret = assay_unknown("the relations are not known to have the same solutions");
	for (uint32_t round = 0; round < MAX_POINTS && ret.truth == ASSAY_UNKNOWN && n; round++) {
		struct assay_ball g, a;
		assay_match_point(&rng, round, values, n);
		if (match->work > match->budget || !side_at(match, gold, &point, &g) ||
		    !side_at(match, answer, &point, &a))
			continue;
		int x = sign_of(&g) * gold_way, y = sign_of(&a) * answer_way;
		if (x && y && x != y)
			ret = assay_claim_intervals(match, &g, &a, parts[gold_way > 0][answer_way > 0], 128, &point);
	}
	for (uint32_t i = 0; i < n; i++)
		mpq_clear(values[i]);
	return ret;
}

/* Whether a polynomial is of degree one in each variable and in all together, with no other atoms but constants. */
static bool is_linear(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	bool has_variable = false;
	for (uint32_t i = 0; i < a.n; i++) {
		int32_t degree = 0;
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			int32_t e = a.terms[i].e[k];
			if (!e || ctx->atoms[k].is_constant)
				continue;
			if (ctx->atoms[k].kind != ASSAY_ATOM_VARIABLE || e < 0)
				return false;
			degree += e;
		}
		if (degree != 0 && degree != ASSAY_POLY_UNIT)
			return false;
		has_variable = has_variable || degree;
	}
	return has_variable;
}

static bool rational_coefficients(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (ctx->atoms[k].is_constant && assay_poly_has_atom(a, k))
			return false;
	}
	return true;
}

/* v = value wherever a = 0, when a is linear in v with a rational factor. */
static bool solved_for(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t v, struct assay_poly *ret)
{
	struct assay_poly coefficient = {0}, rest = {0};
	for (uint32_t i = 0; i < a.n; i++) {
		struct assay_poly term = {.n = 1, .terms = &a.terms[i]};
		if (a.terms[i].e[v] == 0)
			rest = assay_poly_add(&ctx->pool, rest, term);
		else if (a.terms[i].e[v] == ASSAY_POLY_UNIT)
			coefficient = assay_poly_add(&ctx->pool, coefficient, term);
		else
			return false;
	}
	if (coefficient.n != 1)
		return false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (k != v && coefficient.terms[0].e[k] != 0)
			return false;
	}
	mpq_t scale;
	mpq_init(scale);
	mpq_inv(scale, coefficient.terms[0].c);
	mpq_neg(scale, scale);
	*ret = assay_poly_scale(&ctx->pool, rest, scale);
	mpq_clear(scale);
	return true;
}

/* b with v replaced. */
static bool replaced(struct assay_form_ctx *ctx, struct assay_poly b, uint32_t v, struct assay_poly value,
		     struct assay_poly *ret)
{
	*ret = (struct assay_poly){0};
	for (uint32_t i = 0; i < b.n; i++) {
		int32_t e = b.terms[i].e[v];
		if (e < 0 || e % ASSAY_POLY_UNIT || e / ASSAY_POLY_UNIT > 64)
			return false;
		struct assay_poly term = assay_poly_rational(&ctx->pool, b.terms[i].c);
		if (!term.n)
			return false;
		memcpy(term.terms[0].e, b.terms[i].e, sizeof(term.terms[0].e));
		term.terms[0].e[v] = 0;
		struct assay_poly power = assay_poly_pow(&ctx->pool, value, (uint32_t)(e / ASSAY_POLY_UNIT));
		*ret = assay_poly_add(&ctx->pool, *ret, assay_poly_mul(&ctx->pool, term, power));
	}
	return !assay_poly_failed(&ctx->pool);
}

/*
 * Whether one equation has a real solution that the other has not. Found where one is linear in a variable v with a
 * constant coefficient: v = value, for any value of the others, solves it, so the other must vanish there as a
 * polynomial once v is replaced; it does not when its remainder is not zero.
 */
static bool solves_only_one(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b)
{
	for (uint32_t v = 0; v < ctx->pool.n_atoms; v++) {
		struct assay_poly value, rest;
		if (ctx->atoms[v].kind == ASSAY_ATOM_VARIABLE && assay_poly_has_atom(a, v) &&
		    solved_for(ctx, a, v, &value) && replaced(ctx, b, v, value, &rest) &&
		    assay_form_is_nonzero(ctx, rest))
			return true;
	}
	return false;
}

/*
 * Whether no point makes both zero, so that a denominator may be multiplied away: one is constant, or `den` is linear
 * in a variable whose value there leaves `num` a constant that is not zero.
 */
static bool never_both(struct assay_form_ctx *ctx, struct assay_poly num, struct assay_poly den)
{
	if (assay_form_poly_is_constant(ctx, den))
		return true;
	for (uint32_t v = 0; v < ctx->pool.n_atoms; v++) {
		struct assay_poly value, rest;
		if (ctx->atoms[v].kind == ASSAY_ATOM_VARIABLE && assay_poly_has_atom(den, v) &&
		    solved_for(ctx, den, v, &value) && replaced(ctx, num, v, value, &rest) &&
		    assay_form_poly_is_constant(ctx, rest) && assay_form_is_nonzero(ctx, rest))
			return true;
	}
	return false;
}

/* The same for each variable that a monomial denominator holds, at zero. */
static bool never_at_zero(struct assay_form_ctx *ctx, struct assay_poly before, struct assay_poly after)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		bool is_below = false;
		for (uint32_t i = 0; i < before.n; i++)
			is_below = is_below || before.terms[i].e[k] < 0;
		if (!is_below || ctx->atoms[k].is_constant || ctx->atoms[k].kind == ASSAY_ATOM_EXP)
			continue;
		struct assay_poly rest;
		if (!replaced(ctx, after, k, (struct assay_poly){0}, &rest) ||
		    !assay_form_poly_is_constant(ctx, rest) || !assay_form_is_nonzero(ctx, rest))
			return false;
	}
	return true;
}

static bool is_polynomial(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	for (uint32_t i = 0; i < a.n; i++) {
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
			int32_t e = a.terms[i].e[k];
			if (e && (ctx->atoms[k].kind != ASSAY_ATOM_VARIABLE || e < 0 || e % ASSAY_POLY_UNIT))
				return false;
		}
	}
	return a.n != 0;
}

/* A real polynomial of odd degree in a variable has a zero wherever that power's factor is none. */
static bool surely_has_zero(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	for (uint32_t v = 0; v < ctx->pool.n_atoms; v++) {
		int32_t top = 0;
		for (uint32_t i = 0; i < a.n; i++)
			top = a.terms[i].e[v] > top ? a.terms[i].e[v] : top;
		if (top / ASSAY_POLY_UNIT % 2)
			return true;
	}
	return false;
}

/* a - c b is a constant other than zero for the c that makes their leading terms go: no common solution. */
static bool never_together(struct assay_form_ctx *ctx, struct assay_poly a, struct assay_poly b)
{
	if (a.n == 0 || b.n == 0)
		return false;
	mpq_t c;
	mpq_init(c);
	mpq_div(c, a.terms[0].c, b.terms[0].c);
	struct assay_poly gap = assay_poly_sub(&ctx->pool, a, assay_poly_scale(&ctx->pool, b, c));
	mpq_set_ui(c, 0, 1);
	bool is_constant_gap = assay_poly_is_rational(&ctx->pool, gap, c) && mpq_sgn(c) != 0;
	mpq_clear(c);
	return is_constant_gap;
}

static struct assay_outcome claim_moved(struct assay_match *match, const struct assay_form_ctx *ctx, const char *rule,
					const struct assay_scalar *gold, const struct assay_scalar *answer,
					struct assay_poly g, struct assay_poly a, enum assay_truth truth)
{
	struct assay_form x = {.state = ASSAY_FORM_VALUE, .num = g}, y = {.state = ASSAY_FORM_VALUE, .num = a};
	struct assay_outcome forms = assay_claim_forms(match, ctx, &x, &y, truth);
	return assay_claim_rewritten(match, rule, assay_text_of(match, gold), assay_text_of(match, answer), forms);
}

/* Moves everything to the left and compares up to a factor. */
static struct assay_outcome compare_moved(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer, const struct simple *g,
					  const struct simple *a)
{
	bool gold_strict, answer_strict;
	int gold_way = direction_of(g->rel, &gold_strict), answer_way = direction_of(a->rel, &answer_strict);
	bool is_inequality = gold_way != 0;
	struct assay_form x, y;
	struct assay_outcome ret = assay_unknown("the relations are not known to have the same solutions");
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	if (!moved_left(&ctx, g, &x) || !moved_left(&ctx, a, &y)) {
		ret.reason = ctx.reason ? ctx.reason : "a side of a relation has no form";
		assay_match_form_clear(match, &ctx);
		return ret;
	}
	struct assay_poly p = x.num, q = y.num;
	bool may_clear = true;
	int sign;
	if (is_inequality) {
		/* A denominator's sign matters. */
		sign = assay_poly_equal(&ctx.pool, x.den, y.den) ? proportion(&ctx, x.num, y.num) : 0;
	} else {
		p = without_monomial(&ctx, p);
		q = without_monomial(&ctx, q);
		sign = proportion(&ctx, p, q);
		may_clear = never_both(&ctx, p, x.den) && never_both(&ctx, q, y.den) && never_at_zero(&ctx, x.num, p) &&
			    never_at_zero(&ctx, y.num, q);
		/* With the same denominators nothing is cleared that the other side keeps. */
		may_clear = may_clear ||
			    (assay_poly_equal(&ctx.pool, x.den, y.den) && x.den.n && proportion(&ctx, x.num, y.num));
	}
	bool is_assuming = assay_form_is_assuming(&ctx);
	bool both_linear = !x.den.n && !y.den.n && is_linear(&ctx, x.num) && is_linear(&ctx, y.num) &&
			   rational_coefficients(&ctx, x.num) && rational_coefficients(&ctx, y.num);
	if (assay_poly_failed(&ctx.pool) || is_assuming) {
		ret.reason = "the forms are too large, or rest on signs that are not known";
	} else if (!is_inequality && sign && may_clear) {
		/* Both proportional to the same: shown after scaling by leading coefficients. */
		struct assay_poly u = assay_poly_mul(&ctx.pool, p, leading(&ctx, q));
		struct assay_poly v = assay_poly_mul(&ctx.pool, q, leading(&ctx, p));
		ret = claim_moved(match, &ctx, "moved to one side, up to a constant factor", gold, answer, u, v,
				  ASSAY_TRUE);
	} else if (!is_inequality && !sign && may_clear) {
		bool plain = is_polynomial(&ctx, p) && is_polynomial(&ctx, q);
		bool differ = plain &&
			      (solves_only_one(&ctx, p, q) || solves_only_one(&ctx, q, p) ||
			       assay_curve_leaves(&ctx, p, q) || assay_curve_leaves(&ctx, q, p) ||
			       (never_together(&ctx, p, q) && (surely_has_zero(&ctx, p) || surely_has_zero(&ctx, q))));
		if (differ)
			ret = claim_moved(match, &ctx, "moved to one side; a solution of one is none of the other",
					  gold, answer, p, q, ASSAY_FALSE);
	} else if (is_inequality && (sign == 1 || sign == -1)) {
		bool same_way = gold_way * sign == answer_way;
		if (same_way && gold_strict == answer_strict) {
			struct assay_poly u = assay_poly_mul(&ctx.pool, x.num, leading(&ctx, y.num));
			struct assay_poly v = assay_poly_mul(&ctx.pool, y.num, leading(&ctx, x.num));
			ret = claim_moved(match, &ctx, "moved to one side, up to a factor of known sign", gold, answer,
					  u, v, ASSAY_TRUE);
		} else if (both_linear) {
			ret = assay_claim_shapes(match, gold_strict ? "a strict inequality" : "an inequality",
						 same_way
							 ? (answer_strict ? "the same, strict" : "the same, not strict")
							 : "the opposite inequality");
		}
	}
	assay_match_form_clear(match, &ctx);
	if (ret.truth == ASSAY_UNKNOWN && is_inequality && !match->out_of_memory)
		ret = compare_at_points(match, g, a, gold_way, answer_way);
	return ret;
}

static struct assay_outcome compare_simple(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer, const struct simple *g,
					   const struct simple *a)
{
	bool strict;
	int gold_way = direction_of(g->rel, &strict), answer_way = direction_of(a->rel, &strict);
	bool is_equation = g->rel == ASSAY_REL_EQ || g->rel == ASSAY_REL_DEFINES;
	bool answer_is_equation = a->rel == ASSAY_REL_EQ || a->rel == ASSAY_REL_DEFINES;
	if ((gold_way && answer_way) || (is_equation && answer_is_equation) ||
	    (g->rel == ASSAY_REL_NE && a->rel == ASSAY_REL_NE))
		return compare_moved(match, gold, answer, g, a);
	if (g->rel != a->rel)
		return assay_unknown("relations of different kinds");
	/* x in A, a | b, ...: side by side. */
	struct assay_outcome lhs = assay_equal_nodes(match, &g->lhs, &a->lhs);
	if (lhs.truth != ASSAY_TRUE)
		return assay_unknown("the left sides of two relations differ");
	struct assay_outcome rhs = assay_equal_nodes(match, &g->rhs, &a->rhs);
	if (rhs.truth == ASSAY_UNKNOWN)
		return rhs;
	return assay_claim_rewritten(match, "the right sides of the same relation", assay_text_of(match, gold),
				     assay_text_of(match, answer), rhs);
}

static enum assay_expr_relation mirrored(enum assay_expr_relation rel)
{
	switch ((unsigned)rel) {
	case ASSAY_REL_LT:
		return ASSAY_REL_GT;
	case ASSAY_REL_GT:
		return ASSAY_REL_LT;
	case ASSAY_REL_LE:
		return ASSAY_REL_GE;
	case ASSAY_REL_GE:
		return ASSAY_REL_LE;
	default:
		return rel;
	}
}

/* Chains link by link, forwards or backwards. */
static struct assay_outcome compare_chains(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer)
{
	uint32_t n = assay_node_of(gold)->n_kids;
	if (n != assay_node_of(answer)->n_kids)
		return assay_unknown("chains of different length");
	for (int backwards = 0; backwards < 2; backwards++) {
		bool same = true;
		for (uint32_t k = 0; k + 1 < n && same; k++) {
			enum assay_expr_relation x = assay_expr_relation_at(gold->expr, gold->node, k);
			enum assay_expr_relation y =
				assay_expr_relation_at(answer->expr, answer->node, backwards ? n - 2 - k : k);
			same = x == (backwards ? mirrored(y) : y);
		}
		if (!same)
			continue;
		struct assay_outcome last = assay_unknown("a chain without sides");
		for (uint32_t k = 0; k < n; k++) {
			struct assay_scalar x = assay_kid_at(gold, k);
			struct assay_scalar y = assay_kid_at(answer, backwards ? n - 1 - k : k);
			last = assay_equal_nodes(match, &x, &y);
			if (last.truth != ASSAY_TRUE)
				break;
		}
		if (last.truth == ASSAY_TRUE)
			return assay_claim_rewritten(match, "the sides of a chain; of them the last",
						     assay_text_of(match, gold), assay_text_of(match, answer), last);
	}
	return assay_unknown("the sides of two chains are not known to be equal");
}

/* y = f(x) given twice: when the names are the same, the values decide. */
static struct assay_outcome compare_definitions(struct assay_match *match, const struct assay_scalar *gold,
						const struct assay_scalar *answer)
{
	struct assay_scalar g, a, x, y;
	if (!value_side(gold, &g, &x) || !value_side(answer, &a, &y))
		return assay_unknown(NULL);
	if (x.expr && y.expr && !assay_expr_same(x.expr, x.node, y.expr, y.node)) {
		bool are_calls = is_kind(&x, ASSAY_EXPR_CALL) && is_kind(&y, ASSAY_EXPR_CALL) &&
				 assay_node_of(&x)->n_kids == 1 && assay_node_of(&y)->n_kids == 1;
		struct assay_scalar from = are_calls ? assay_kid_at(&y, 0) : y,
				    to = are_calls ? assay_kid_at(&x, 0) : x;
		if (!are_calls || !match->rules->names_may_differ || !is_kind(&from, ASSAY_EXPR_VARIABLE) ||
		    !is_kind(&to, ASSAY_EXPR_VARIABLE))
			return assay_unknown(NULL);
		a.rename_from = assay_expr_symbol_of(from.expr, from.node);
		a.rename_to = assay_expr_symbol_of(to.expr, to.node);
	}
	struct assay_outcome ret = assay_equal_nodes(match, &g, &a);
	/* x = a with x in a, too, may have other solutions in common; names of their own cannot. */
	bool is_own_name = x.expr && is_kind(&x, ASSAY_EXPR_VARIABLE) && is_constant(&g) && is_constant(&a);
	if (ret.truth == ASSAY_FALSE && !(is_own_name || !x.expr || is_kind(&x, ASSAY_EXPR_TUPLE)))
		return assay_unknown(NULL);
	if (ret.truth == ASSAY_UNKNOWN)
		return ret;
	return assay_claim_rewritten(match, "the values given to one name", assay_text_of(match, gold),
				     assay_text_of(match, answer), ret);
}

struct assay_outcome assay_equal_relations(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer)
{
	if (assay_is_relation(gold) != assay_is_relation(answer)) {
		if (assay_is_region(gold) || assay_is_region(answer)) {
			struct assay_outcome ret = assay_equal_regions(match, gold, answer);
			if (ret.truth != ASSAY_UNKNOWN || match->out_of_memory)
				return ret;
		}
		return compare_value(match, gold, answer);
	}
	bool are_simple = is_kind(gold, ASSAY_EXPR_RELATION) && is_kind(answer, ASSAY_EXPR_RELATION);
	struct assay_outcome ret = assay_unknown(NULL);
	if (are_simple) {
		ret = compare_definitions(match, gold, answer);
		if (ret.truth != ASSAY_UNKNOWN || match->out_of_memory)
			return ret;
		if (assay_node_of(gold)->n_kids == 2 && assay_node_of(answer)->n_kids == 2) {
			struct simple g = simple_of(gold, 0), a = simple_of(answer, 0);
			ret = compare_simple(match, gold, answer, &g, &a);
		} else {
			ret = compare_chains(match, gold, answer);
		}
		if (ret.truth != ASSAY_UNKNOWN || match->out_of_memory)
			return ret;
	}
	struct assay_outcome regions = assay_equal_regions(match, gold, answer);
	return regions.truth != ASSAY_UNKNOWN || !ret.reason ? regions : ret;
}
