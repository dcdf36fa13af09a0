/* SPDX-License-Identifier: Apache-2.0 */
/* What SymPy prints as a call: Interval, Matrix, Sum, Limit, ... */
#include "verifiers/math/reader.h"

static uint32_t make_unary(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, uint32_t n, uint32_t min,
			   uint32_t max)
{
	if (n < min || n > max) {
		reader_fail(reader, reader->at - 1, "has a function with the wrong number of arguments");
		return 0;
	}
	return tree_of_vals(reader, kind, sub, n);
}

static void push_sympy_interval(struct reader *reader, uint32_t sympy, uint32_t n)
{
	static const uint16_t flags[] = {0, ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT, ASSAY_EXPR_OPEN_LEFT,
					 ASSAY_EXPR_OPEN_RIGHT};
	uint32_t node = make_unary(reader, ASSAY_EXPR_INTERVAL, 0, n, 2, 2);
	if (!reader->problem)
		reader->nodes[node].flags |= flags[sympy - SYMPY_INTERVAL];
	push_val(reader, node, 0);
}

/* [1, 2] as a row: its length, 1 when it is no row. */
static uint32_t row_len(const struct reader *reader, uint32_t node)
{
	return tree_is_row(reader, node) ? reader->nodes[node].n_kids : 1;
}

/* Matrix([[1, 2], [3, 4]]): the rows stay where they are until the tree is finished. */
static void push_sympy_matrix(struct reader *reader, uint32_t n)
{
	uint32_t outer = top_val(reader)->node;
	const struct assay_expr_node *rows = &reader->nodes[outer];
	if (n != 1 || !tree_is_row(reader, outer)) {
		reader_fail(reader, reader->at - 1, "has a matrix that is no list of rows");
		return;
	}
	uint32_t columns = row_len(reader, reader->kids[rows->kids]);
	for (uint32_t i = 1; i < rows->n_kids; i++) {
		if (row_len(reader, reader->kids[rows->kids + i]) != columns) {
			reader_fail(reader, reader->at - 1, "has rows of different length");
			return;
		}
	}
	reader->nodes[outer].kind = ASSAY_EXPR_MATRIX;
	reader->nodes[outer].sub = 0;
	reader->nodes[outer].flags |= NODE_NESTED_ROWS;
	reader->nodes[outer].aux = columns;
	reader->has_nested_rows = true;
	reader->wants_operand = false;
}

/* Limit(f, x, 3, dir='-'), Integral(f, (x, a, b)), Sum(f, (k, 1, n)), Derivative(f, x). */
static void push_sympy_bound(struct reader *reader, uint32_t sympy, uint32_t n)
{
	uint32_t first = reader->n_vals - n, body = reader->vals[first].node, kids[4];
	uint32_t by = n >= 2 ? reader->vals[first + 1].node : NO_NODE;
	const struct assay_expr_node *range = by == NO_NODE ? NULL : &reader->nodes[by];
	reader->n_vals = first;
	uint32_t node = NO_NODE;
	if (sympy == SYMPY_LIMIT && n >= 3 && is_kind(reader, by, ASSAY_EXPR_VARIABLE)) {
		kids[0] = by;
		kids[1] = reader->vals[first + 2].node;
		kids[2] = body;
		bool is_below = n == 4;
		if (n == 4)
			tree_truncate(reader, reader->vals[first + 3].node);
		node = tree_node(reader, ASSAY_EXPR_LIMIT, is_below ? 2 : 0, kids, 3);
	} else if (range && n == 2 && range->kind == ASSAY_EXPR_VARIABLE &&
		   (sympy == SYMPY_DERIVATIVE || sympy == SYMPY_INTEGRAL)) {
		kids[0] = body;
		kids[1] = by;
		node = tree_node(reader, sympy == SYMPY_DERIVATIVE ? ASSAY_EXPR_DERIVATIVE : ASSAY_EXPR_INTEGRAL, 0,
				 kids, 2);
		if (sympy == SYMPY_DERIVATIVE && !reader->problem)
			reader->nodes[node].aux = 1;
	} else if (range && n == 2 && range->kind == ASSAY_EXPR_TUPLE && range->n_kids == 3 &&
		   by + 1 == reader->n_nodes) {
		uint32_t range_kids[3];
		memcpy(range_kids, reader->kids + range->kids, sizeof(range_kids));
		reader->n_kids = range->kids;
		reader->n_nodes--;
		bool is_integral = sympy == SYMPY_INTEGRAL;
		kids[0] = is_integral ? body : range_kids[0];
		kids[1] = is_integral ? range_kids[0] : range_kids[1];
		kids[2] = is_integral ? range_kids[1] : range_kids[2];
		kids[3] = is_integral ? range_kids[2] : body;
		enum assay_expr_kind kind = is_integral		     ? ASSAY_EXPR_INTEGRAL
					    : sympy == SYMPY_PRODUCT ? ASSAY_EXPR_BIGPRODUCT
								     : ASSAY_EXPR_BIGSUM;
		node = tree_node(reader, kind, 0, kids, 4);
	}
	if (node == NO_NODE)
		reader_fail(reader, reader->at - 1, "has a function with the wrong arguments");
	else
		push_val(reader, node, 0);
}

void sympy_done(struct reader *reader, uint32_t sympy, uint32_t n)
{
	switch ((int)sympy) {
	case SYMPY_EQ:
	case SYMPY_NE:
	case SYMPY_LT:
	case SYMPY_LE:
	case SYMPY_GT:
	case SYMPY_GE: {
		uint32_t relations = reader->n_relations;
		if (!tree_add_relation(reader, (enum assay_expr_relation)(ASSAY_REL_EQ + (sympy - SYMPY_EQ))))
			return;
		uint32_t node = make_unary(reader, ASSAY_EXPR_RELATION, (uint8_t)(sympy - SYMPY_EQ), n, 2, 2);
		if (!reader->problem)
			reader->nodes[node].relations = relations;
		push_val(reader, node, 0);
		return;
	}
	case SYMPY_INTERVAL:
	case SYMPY_INTERVAL_OPEN:
	case SYMPY_INTERVAL_LEFT_OPEN:
	case SYMPY_INTERVAL_RIGHT_OPEN:
		push_sympy_interval(reader, sympy, n);
		return;
	case SYMPY_UNION:
		push_val(reader, make_unary(reader, ASSAY_EXPR_UNION, 0, n, 2, UINT32_MAX), 0);
		return;
	case SYMPY_INTERSECTION:
		push_val(reader, make_unary(reader, ASSAY_EXPR_INTERSECTION, 0, n, 2, UINT32_MAX), 0);
		return;
	case SYMPY_COMPLEMENT:
		push_val(reader, make_unary(reader, ASSAY_EXPR_DIFFERENCE, 0, n, 2, 2), 0);
		return;
	case SYMPY_SET:
		push_val(reader, make_unary(reader, ASSAY_EXPR_SET, 0, n, 1, UINT32_MAX), 0);
		return;
	case SYMPY_RATIONAL:
		push_val(reader, make_unary(reader, ASSAY_EXPR_DIVIDE, 0, n, 2, 2), 0);
		return;
	case SYMPY_MATRIX:
		push_sympy_matrix(reader, n);
		return;
	case SYMPY_ROOT: {
		uint32_t kids[2] = {n == 2 ? top_val(reader)->node : 0, reader->vals[reader->n_vals - n].node};
		if (n != 2) {
			reader_fail(reader, reader->at - 1, "has a function with the wrong number of arguments");
			return;
		}
		reader->n_vals -= 2;
		push_val(reader, tree_node(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_ROOT, kids, 2), 0);
		return;
	}
	default:
		push_sympy_bound(reader, sympy, n);
	}
}
