/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/separation.h"

#include <math.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Forms of angles and of numbers under functions. */
#define ANGLE_TERMS 64
#define ANGLE_BITS  (1 << 14)
#define ANGLE_WORK  4000

#define MAX_ROOTS	64
#define MAX_UNITY_ORDER 100000

struct bounds {
	double u, l; /* Log2 of the bounds, at least 0. */
};

struct walk {
	struct assay_arena *arena;
	struct {
		const struct assay_scalar *at;
		uint32_t node;
	} roots[MAX_ROOTS];
	uint32_t n_roots;
	double degree;	/* Of the roots. */
	uint64_t order; /* Of the roots of unity. */
	bool has_failed;
};

static struct bounds fail(struct walk *walk)
{
	walk->has_failed = true;
	return (struct bounds){0, 0};
}

/* A little above, so that rounding of doubles never lowers a bound. */
static double up(double bits)
{
	return bits * (1 + 1e-12) + 1e-9;
}

static void join_order(struct walk *walk, uint64_t order)
{
	uint64_t a = walk->order, b = order;
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	walk->order = walk->order / a * order;
	if (walk->order > MAX_UNITY_ORDER)
		walk->has_failed = true;
}

/* The k-th root at `node`, counted once however often the same one is written. */
static struct bounds root(struct walk *walk, const struct assay_scalar *at, uint32_t node, struct bounds a, double k)
{
	bool is_known = false;
	for (uint32_t i = 0; i < walk->n_roots && !is_known; i++)
		is_known = assay_expr_same(walk->roots[i].at->expr, walk->roots[i].node, at->expr, node);
	if (!is_known) {
		if (walk->n_roots == MAX_ROOTS)
			return fail(walk);
		walk->roots[walk->n_roots].at = at;
		walk->roots[walk->n_roots++].node = node;
		walk->degree *= k;
	}
	if (a.u >= a.l)
		return (struct bounds){up((a.u + (k - 1) * a.l) / k), a.l};
	return (struct bounds){a.u, up(((k - 1) * a.u + a.l) / k)};
}

/* Log2 of |n|, rounded up, at least 0. */
static double log2_of(mpz_srcptr n)
{
	long exponent;
	double d = fabs(mpz_get_d_2exp(&exponent, n));
	if (mpz_cmpabs_ui(n, 1) <= 0)
		return 0;
	return up(log2(d) + (double)exponent);
}

static struct bounds of_rational(mpq_srcptr q)
{
	return (struct bounds){log2_of(mpq_numref(q)), log2_of(mpq_denref(q))};
}

static struct bounds sum(struct bounds a, struct bounds b)
{
	return (struct bounds){up(fmax(a.u + b.l, b.u + a.l) + 1), up(a.l + b.l)};
}

/* The form of a subtree when it is a rational, or a rational part of pi when `of_pi`. */
static bool exact_part(struct walk *walk, const struct assay_scalar *at, uint32_t node, bool of_pi, mpq_t ret)
{
	struct assay_form_ctx ctx;
	assay_form_ctx_init(&ctx, walk->arena, ANGLE_TERMS, ANGLE_BITS, ANGLE_WORK);
	struct assay_scalar kid = *at;
	kid.node = node;
	struct assay_form form = assay_form_of(&ctx, &kid);
	if (of_pi && form.state == ASSAY_FORM_VALUE) {
		struct assay_form pi =
			assay_form_poly(&ctx, assay_poly_power_of_atom(&ctx.pool, assay_form_atom_pi(&ctx), UNIT));
		form = assay_form_div(&ctx, &form, &pi);
	}
	bool is_exact = assay_form_rational(&ctx, &form, ret);
	assay_form_ctx_clear(&ctx);
	return is_exact;
}

static struct bounds power(struct walk *walk, const struct assay_scalar *at, uint32_t node, struct bounds base)
{
	mpq_t e;
	mpq_init(e);
	struct bounds ret = base;
	bool is_exact = exact_part(walk, at, assay_expr_kid(at->expr, node, 1), false, e);
	if (!is_exact || mpz_cmp_ui(mpq_denref(e), 1000) > 0 || mpz_cmpabs_ui(mpq_numref(e), 1 << 20) > 0) {
		mpq_clear(e);
		return fail(walk);
	}
	if (mpz_cmp_ui(mpq_denref(e), 1) > 0)
		ret = root(walk, at, node, base, mpz_get_d(mpq_denref(e)));
	if (mpq_sgn(e) < 0)
		ret = (struct bounds){ret.l, ret.u};
	double n = fabs(mpz_get_d(mpq_numref(e)));
	mpq_clear(e);
	return (struct bounds){up(ret.u * n), up(ret.l * n)};
}

static struct bounds trigonometric(struct walk *walk, const struct assay_scalar *at, uint32_t node,
				   enum assay_expr_function fn)
{
	mpq_t angle;
	mpq_init(angle);
	bool is_exact = exact_part(walk, at, assay_expr_kid(at->expr, node, 0), true, angle);
	if (is_exact && mpz_cmp_ui(mpq_denref(angle), MAX_UNITY_ORDER) < 0)
		join_order(walk, 4 * mpz_get_ui(mpq_denref(angle)));
	else
		walk->has_failed = true;
	mpq_clear(angle);
	/* 2 cos and 2 sin are algebraic integers of at most 2 in every conjugate. */
	return fn == ASSAY_FN_CIS ? (struct bounds){0, 0} : (struct bounds){1, 1};
}

static struct bounds function(struct walk *walk, const struct assay_scalar *at, uint32_t node,
			      const struct bounds *bounds, uint32_t first)
{
	enum assay_expr_function fn = at->expr->nodes[node].sub;
	struct bounds kid = bounds[assay_expr_kid(at->expr, node, 0) - first];
	mpq_t value;
	struct bounds ret;
	switch ((unsigned)fn) {
	case ASSAY_FN_SQRT:
		return root(walk, at, node, kid, 2);
	case ASSAY_FN_ABS:
		return kid;
	case ASSAY_FN_SIN:
	case ASSAY_FN_COS:
	case ASSAY_FN_TAN:
	case ASSAY_FN_COT:
	case ASSAY_FN_SEC:
	case ASSAY_FN_CSC:
	case ASSAY_FN_CIS:
		return trigonometric(walk, at, node, fn);
	case ASSAY_FN_ROOT:
		mpq_init(value);
		bool is_index = exact_part(walk, at, assay_expr_kid(at->expr, node, 0), false, value) &&
				mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpq_sgn(value) > 0 &&
				mpz_cmp_ui(mpq_numref(value), 1000) < 0;
		kid = bounds[assay_expr_kid(at->expr, node, 1) - first];
		ret = is_index ? root(walk, at, node, kid, mpq_get_d(value)) : fail(walk);
		mpq_clear(value);
		return ret;
	default:
		mpq_init(value);
		ret = exact_part(walk, at, node, false, value) ? of_rational(value) : fail(walk);
		mpq_clear(value);
		return ret;
	}
}

/* Functions that look at the exact value of their argument, so that what is inside needs no bound. */
static bool hides_kids(const struct assay_expr_node *node)
{
	if (node->kind != ASSAY_EXPR_FUNCTION)
		return false;
	return node->sub != ASSAY_FN_SQRT && node->sub != ASSAY_FN_ROOT && node->sub != ASSAY_FN_ABS;
}

static struct bounds of_node(struct walk *walk, const struct assay_scalar *at, uint32_t i, const struct bounds *bounds,
			     uint32_t first)
{
	const struct assay_expr_node *node = &at->expr->nodes[i];
	struct bounds ret = node->n_kids ? bounds[assay_expr_kid(at->expr, i, 0) - first] : (struct bounds){0, 0}, next;
	mpq_t value;
	int64_t exp10 = 0;
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		mpq_init(value);
		if (!assay_expr_number_value(assay_expr_number_of(at->expr, i), value, &exp10) || exp10)
			ret = fail(walk);
		else
			ret = of_rational(value);
		mpq_clear(value);
		return ret;
	case ASSAY_EXPR_CONSTANT:
		if (node->sub != ASSAY_CONST_I)
			return fail(walk);
		join_order(walk, 4);
		return ret;
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_MIXED:
	case ASSAY_EXPR_PLUSMINUS:
	case ASSAY_EXPR_PRODUCT:
		for (uint32_t k = 1; k < node->n_kids; k++) {
			next = bounds[assay_expr_kid(at->expr, i, k) - first];
			ret = node->kind == ASSAY_EXPR_PRODUCT ? (struct bounds){up(ret.u + next.u), up(ret.l + next.l)}
							       : sum(ret, next);
		}
		return ret;
	case ASSAY_EXPR_NEG:
		return ret;
	case ASSAY_EXPR_PERCENT:
		return (struct bounds){ret.u, ret.l + 10};
	case ASSAY_EXPR_DIVIDE:
		next = bounds[assay_expr_kid(at->expr, i, 1) - first];
		return (struct bounds){up(ret.u + next.l), up(ret.l + next.u)};
	case ASSAY_EXPR_POWER:
		return power(walk, at, i, ret);
	case ASSAY_EXPR_FUNCTION:
		return function(walk, at, i, bounds, first);
	default:
		return fail(walk);
	}
}

static bool bound_side(struct walk *walk, const struct assay_scalar *at, struct bounds *ret)
{
	uint32_t size = at->expr->nodes[at->node].size, first = at->node - size + 1;
	struct bounds *bounds = assay_arena_array(walk->arena, size, sizeof(*bounds));
	uint8_t *hidden = assay_arena_array(walk->arena, size, 1);
	if (!bounds || !hidden)
		return false;
	for (uint32_t i = at->node + 1; i-- > first;) {
		const struct assay_expr_node *node = &at->expr->nodes[i];
		bool is_power = node->kind == ASSAY_EXPR_POWER;
		bool has_index = node->kind == ASSAY_EXPR_FUNCTION && node->sub == ASSAY_FN_ROOT;
		for (uint32_t k = 0; k < node->n_kids; k++) {
			uint32_t kid = assay_expr_kid(at->expr, i, k);
			if (hides_kids(node) || (is_power && k == 1) || (has_index && k == 0))
				memset(hidden + (kid + 1 - at->expr->nodes[kid].size - first), 1,
				       at->expr->nodes[kid].size);
		}
	}
	for (uint32_t i = first; i <= at->node && !walk->has_failed; i++) {
		if (!hidden[i - first])
			bounds[i - first] = of_node(walk, at, i, bounds, first);
	}
	*ret = bounds[size - 1];
	return true;
}

static double euler_phi(uint64_t n)
{
	double ret = (double)n;
	for (uint64_t p = 2; p * p <= n; p++) {
		if (n % p)
			continue;
		ret -= ret / (double)p;
		while (n % p == 0)
			n /= p;
	}
	return n > 1 ? ret - ret / (double)n : ret;
}

bool assay_separation_of(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_arena *arena,
			 struct assay_separation *ret)
{
	struct walk walk = {.arena = arena, .degree = 1, .order = 1};
	struct bounds x = {0, 0}, y = {0, 0};
	*ret = (struct assay_separation){.is_algebraic = false};
	if (!bound_side(&walk, a, &x) || (!walk.has_failed && !bound_side(&walk, b, &y)))
		return false;
	if (walk.has_failed)
		return true;
	struct bounds both = sum(x, y);
	ret->degree = round(walk.degree * euler_phi(walk.order));
	ret->bits = ceil(up(both.l + (ret->degree - 1) * both.u)) + 1;
	ret->is_algebraic = isfinite(ret->bits);
	return true;
}
