/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/form_matrix.h"

#include <string.h>

/* Powers are taken by repeated multiplication. */
#define MAX_POWER 64

/* Determinants by expansion along rows, of matrices up to here. */
#define MAX_ORDER 5

static struct assay_form_matrix make(struct assay_form_ctx *ctx, uint32_t rows, uint32_t columns)
{
	struct assay_form_matrix ret = {.rows = rows, .columns = columns};
	if (rows == 0 || columns == 0 || (uint64_t)rows * columns > ASSAY_MATRIX_MAX)
		return (struct assay_form_matrix){0};
	ret.at = assay_arena_array(ctx->pool.arena, (size_t)rows * columns, sizeof(*ret.at));
	if (!ret.at) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return (struct assay_form_matrix){0};
	}
	return ret;
}

static struct assay_form_matrix scalar_of(struct assay_form_ctx *ctx, struct assay_form form)
{
	struct assay_form_matrix ret = make(ctx, 1, 1);
	if (!ret.rows || form.state != ASSAY_FORM_VALUE)
		return (struct assay_form_matrix){0};
	ret.at[0] = form;
	ret.is_scalar = true;
	return ret;
}

static struct assay_form *element(const struct assay_form_matrix *a, uint32_t row, uint32_t column)
{
	return &a->at[row * a->columns + column];
}

static struct assay_form_matrix add(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				    const struct assay_form_matrix *b)
{
	if (a->rows != b->rows || a->columns != b->columns || a->is_scalar != b->is_scalar)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix ret = make(ctx, a->rows, a->columns);
	for (uint32_t i = 0; i < ret.rows * ret.columns; i++)
		ret.at[i] = assay_form_add(ctx, &a->at[i], &b->at[i]);
	ret.is_scalar = a->is_scalar;
	return ret;
}

static struct assay_form_matrix scale(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				      const struct assay_form *by)
{
	struct assay_form_matrix ret = make(ctx, a->rows, a->columns);
	for (uint32_t i = 0; i < ret.rows * ret.columns; i++)
		ret.at[i] = assay_form_mul(ctx, &a->at[i], by);
	ret.is_scalar = a->is_scalar;
	return ret;
}

static struct assay_form_matrix mul(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				    const struct assay_form_matrix *b)
{
	if (!a->rows || !b->rows)
		return (struct assay_form_matrix){0};
	if (a->is_scalar)
		return scale(ctx, b, &a->at[0]);
	if (b->is_scalar)
		return scale(ctx, a, &b->at[0]);
	if (a->columns != b->rows)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix ret = make(ctx, a->rows, b->columns);
	for (uint32_t i = 0; i < ret.rows; i++) {
		for (uint32_t j = 0; j < ret.columns; j++) {
			*element(&ret, i, j) = assay_form_small(ctx, 0, 1);
			for (uint32_t k = 0; k < a->columns; k++) {
				struct assay_form part = assay_form_mul(ctx, element(a, i, k), element(b, k, j));
				*element(&ret, i, j) = assay_form_add(ctx, element(&ret, i, j), &part);
			}
		}
	}
	return ret;
}

static struct assay_form_matrix transpose(struct assay_form_ctx *ctx, const struct assay_form_matrix *a)
{
	struct assay_form_matrix ret = make(ctx, a->columns, a->rows);
	for (uint32_t i = 0; i < ret.rows; i++) {
		for (uint32_t j = 0; j < ret.columns; j++)
			*element(&ret, i, j) = *element(a, j, i);
	}
	ret.is_scalar = a->is_scalar;
	return ret;
}

/* Without a row and a column. */
static struct assay_form_matrix minor_of(struct assay_form_ctx *ctx, const struct assay_form_matrix *a, uint32_t row,
					 uint32_t column)
{
	struct assay_form_matrix ret = make(ctx, a->rows - 1, a->columns - 1);
	for (uint32_t i = 0; i < ret.rows; i++) {
		for (uint32_t j = 0; j < ret.columns; j++)
			*element(&ret, i, j) = *element(a, i + (i >= row), j + (j >= column));
	}
	return ret;
}

/* By Leibniz' sum over permutations in Heap's order, so that nothing recurses. */
static struct assay_form determinant(struct assay_form_ctx *ctx, const struct assay_form_matrix *a)
{
	uint32_t n = a->rows, order[MAX_ORDER], count[MAX_ORDER] = {0};
	struct assay_form ret = assay_form_small(ctx, 0, 1);
	if (n != a->columns || n == 0 || n > MAX_ORDER)
		return assay_form_none(ctx, "a determinant of this size");
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	bool is_even = true;
	for (uint32_t i = 0;;) {
		struct assay_form term = assay_form_small(ctx, is_even ? 1 : -1, 1);
		for (uint32_t k = 0; k < n; k++)
			term = assay_form_mul(ctx, &term, element(a, k, order[k]));
		ret = assay_form_add(ctx, &ret, &term);
		while (i < n && count[i] >= i)
			count[i++] = 0;
		if (i >= n)
			return ret;
		uint32_t with = i % 2 ? count[i] : 0, kept = order[with];
		order[with] = order[i];
		order[i] = kept;
		is_even = !is_even;
		count[i]++;
		i = 0;
	}
}

static struct assay_form_matrix inverse(struct assay_form_ctx *ctx, const struct assay_form_matrix *a)
{
	struct assay_form one = assay_form_small(ctx, 1, 1), det = determinant(ctx, a);
	det = assay_form_div(ctx, &one, &det);
	if (det.state != ASSAY_FORM_VALUE)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix ret = make(ctx, a->rows, a->columns);
	if (a->rows == 1 && ret.rows)
		ret.at[0] = det;
	for (uint32_t i = 0; i < ret.rows && a->rows > 1; i++) {
		for (uint32_t j = 0; j < ret.columns; j++) {
			struct assay_form_matrix rest = minor_of(ctx, a, j, i);
			struct assay_form cofactor = determinant(ctx, &rest), sign = assay_form_small(ctx, -1, 1);
			cofactor = assay_form_mul(ctx, &cofactor, &det);
			*element(&ret, i, j) = (i + j) % 2 ? assay_form_mul(ctx, &cofactor, &sign) : cofactor;
		}
	}
	return ret;
}

static struct assay_form_matrix power(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				      const struct assay_form_matrix *e)
{
	mpq_t value;
	mpq_init(value);
	bool is_small = e->rows && assay_form_rational(ctx, &e->at[0], value) &&
			mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpz_cmpabs_ui(mpq_numref(value), MAX_POWER) <= 0;
	long n = is_small ? mpz_get_si(mpq_numref(value)) : 0;
	mpq_clear(value);
	if (a->is_scalar && e->rows && e->is_scalar)
		return scalar_of(ctx, assay_form_power(ctx, &a->at[0], &e->at[0]));
	if (!is_small || n == 0 || a->rows != a->columns)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix base = n < 0 ? inverse(ctx, a) : *a, ret = base;
	for (long i = 1; i < (n < 0 ? -n : n); i++)
		ret = mul(ctx, &ret, &base);
	return ret;
}

static struct assay_form_matrix trace(struct assay_form_ctx *ctx, const struct assay_form_matrix *a)
{
	struct assay_form sum = assay_form_small(ctx, 0, 1);
	if (a->rows != a->columns)
		return (struct assay_form_matrix){0};
	for (uint32_t i = 0; i < a->rows; i++)
		sum = assay_form_add(ctx, &sum, element(a, i, i));
	return scalar_of(ctx, sum);
}

static struct assay_form_matrix dot(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				    const struct assay_form_matrix *b)
{
	struct assay_form sum = assay_form_small(ctx, 0, 1);
	uint32_t n = a->rows * a->columns;
	if (n == 0 || n != b->rows * b->columns || (a->rows != 1 && a->columns != 1))
		return (struct assay_form_matrix){0};
	for (uint32_t i = 0; i < n; i++) {
		struct assay_form part = assay_form_mul(ctx, &a->at[i], &b->at[i]);
		sum = assay_form_add(ctx, &sum, &part);
	}
	return scalar_of(ctx, sum);
}

static struct assay_form_matrix cross(struct assay_form_ctx *ctx, const struct assay_form_matrix *a,
				      const struct assay_form_matrix *b)
{
	if (a->rows * a->columns != 3 || b->rows * b->columns != 3)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix ret = make(ctx, a->rows, a->columns);
	for (uint32_t i = 0; i < 3 && ret.rows; i++) {
		uint32_t j = (i + 1) % 3, k = (i + 2) % 3;
		struct assay_form x = assay_form_mul(ctx, &a->at[j], &b->at[k]);
		struct assay_form y = assay_form_mul(ctx, &a->at[k], &b->at[j]);
		ret.at[i] = assay_form_sub(ctx, &x, &y);
	}
	return ret;
}

static struct assay_form_matrix literal(struct assay_form_ctx *ctx, const struct assay_expr_node *node,
					const struct assay_form_matrix *kids)
{
	bool is_tuple = node->kind == ASSAY_EXPR_TUPLE;
	uint32_t columns = is_tuple ? 1 : node->aux;
	if (columns == 0 || node->n_kids % columns)
		return (struct assay_form_matrix){0};
	struct assay_form_matrix ret = make(ctx, node->n_kids / columns, columns);
	for (uint32_t i = 0; i < node->n_kids && ret.rows; i++) {
		if (!kids[i].is_scalar)
			return (struct assay_form_matrix){0};
		ret.at[i] = kids[i].at[0];
	}
	return ret;
}

static struct assay_form_matrix function(struct assay_form_ctx *ctx, const struct assay_expr_node *node,
					 const struct assay_form_matrix *kids)
{
	switch (node->sub) {
	case ASSAY_FN_DET:
	case ASSAY_FN_ABS:
		return kids[0].is_scalar ? (struct assay_form_matrix){0} : scalar_of(ctx, determinant(ctx, &kids[0]));
	case ASSAY_FN_TRACE:
		return trace(ctx, &kids[0]);
	case ASSAY_FN_TRANSPOSE:
		return transpose(ctx, &kids[0]);
	case ASSAY_FN_INVERSE:
		return inverse(ctx, &kids[0]);
	case ASSAY_FN_DOT:
		return dot(ctx, &kids[0], &kids[1]);
	case ASSAY_FN_CROSS:
		return cross(ctx, &kids[0], &kids[1]);
	default:
		return (struct assay_form_matrix){0};
	}
}

static struct assay_form_matrix of_node(struct assay_form_ctx *ctx, const struct assay_expr_node *node,
					const struct assay_form_matrix *kids)
{
	struct assay_form_matrix ret = node->n_kids ? kids[0] : (struct assay_form_matrix){0};
	struct assay_form minus = assay_form_small(ctx, -1, 1);
	for (uint32_t k = 0; k < node->n_kids; k++) {
		if (!kids[k].rows)
			return (struct assay_form_matrix){0};
	}
	switch (node->kind) {
	case ASSAY_EXPR_MATRIX:
	case ASSAY_EXPR_TUPLE:
		return literal(ctx, node, kids);
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_PRODUCT:
		for (uint32_t k = 1; k < node->n_kids; k++)
			ret = node->kind == ASSAY_EXPR_SUM ? add(ctx, &ret, &kids[k]) : mul(ctx, &ret, &kids[k]);
		return ret;
	case ASSAY_EXPR_NEG:
		return scale(ctx, &kids[0], &minus);
	case ASSAY_EXPR_DIVIDE: {
		struct assay_form one = assay_form_small(ctx, 1, 1);
		if (!kids[1].is_scalar)
			return (struct assay_form_matrix){0};
		one = assay_form_div(ctx, &one, &kids[1].at[0]);
		return scale(ctx, &kids[0], &one);
	}
	case ASSAY_EXPR_POWER:
		return power(ctx, &kids[0], &kids[1]);
	case ASSAY_EXPR_FUNCTION:
		return function(ctx, node, kids);
	default:
		return (struct assay_form_matrix){0};
	}
}

void assay_form_matrix_of(struct assay_form_ctx *ctx, const struct assay_scalar *scalar, struct assay_form_matrix *ret)
{
	const struct assay_expr *expr = scalar->expr;
	uint32_t size = expr->nodes[scalar->node].size, first = scalar->node - size + 1;
	struct assay_form_matrix *values = assay_arena_array(ctx->pool.arena, size, sizeof(*values));
	bool *holds = assay_arena_array(ctx->pool.arena, size, sizeof(*holds));
	struct assay_form_matrix kids[ASSAY_MATRIX_MAX];
	*ret = (struct assay_form_matrix){0};
	if (!values || !holds) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return;
	}
	for (uint32_t i = first; i <= scalar->node && !ctx->pool.has_failed; i++) {
		const struct assay_expr_node *node = &expr->nodes[i];
		holds[i - first] = node->kind == ASSAY_EXPR_MATRIX || node->kind == ASSAY_EXPR_TUPLE;
		for (uint32_t k = 0; k < node->n_kids; k++)
			holds[i - first] = holds[i - first] || holds[assay_expr_kid(expr, i, k) - first];
		if (!holds[i - first] || node->n_kids > ASSAY_MATRIX_MAX)
			continue;
		for (uint32_t k = 0; k < node->n_kids; k++) {
			uint32_t kid = assay_expr_kid(expr, i, k);
			struct assay_scalar at = *scalar;
			at.node = kid;
			/* What holds no matrix is evaluated at once, where a matrix needs it. */
			kids[k] = holds[kid - first] ? values[kid - first] : scalar_of(ctx, assay_form_of(ctx, &at));
		}
		values[i - first] = of_node(ctx, node, kids);
	}
	*ret = holds[size - 1] ? values[size - 1] : scalar_of(ctx, assay_form_of(ctx, scalar));
	if (ctx->pool.has_failed)
		*ret = (struct assay_form_matrix){0};
}
