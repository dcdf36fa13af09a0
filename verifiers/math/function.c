/* SPDX-License-Identifier: Apache-2.0 */
/* Functions by name: their exponents, bases and arguments. */
#include "verifiers/math/reader.h"

/* Behind a function's name: exponent and base in any order, then brackets or a bare argument. */
void function_next(struct reader *reader)
{
	struct op *op = top_op(reader);
	op->flags &= (uint16_t) ~(OPF_BELOW | OPF_ABOVE);
	const struct token *token = token_at(reader, 0);
	if (token->type == TOK_CARET && op->a == NO_NODE) {
		op->flags |= OPF_ABOVE;
		reader->at++;
		begin_argument(reader, true);
		return;
	}
	if (token->type == TOK_UNDERSCORE && op->b == NO_NODE) {
		op->flags |= OPF_BELOW;
		reader->at++;
		begin_argument(reader, true);
		return;
	}
	op->base = reader->n_vals;
	reader->wants_operand = true;
	if (token->type == TOK_OPEN && token->sub <= BRACKET_SET) {
		uint8_t bracket = token->sub;
		reader->at++;
		push_frame(reader, OP_CALL, bracket, 0);
	} else if (token->type == TOK_OPEN || token->type == TOK_BAR || token->type == TOK_NORM) {
		push_frame(reader, OP_SINGLE, 0, 0);
	}
}

static enum assay_expr_function inverse_of(enum assay_expr_function function)
{
	if (function >= ASSAY_FN_SIN && function <= ASSAY_FN_CSC)
		return function + (ASSAY_FN_ASIN - ASSAY_FN_SIN);
	if (function >= ASSAY_FN_SINH && function <= ASSAY_FN_CSCH)
		return function + (ASSAY_FN_ASINH - ASSAY_FN_SINH);
	return ASSAY_N_FNS;
}

static bool is_minus_one(const struct reader *reader, uint32_t node)
{
	if (!is_kind(reader, node, ASSAY_EXPR_NEG))
		return false;
	const struct assay_expr_number *number = number_at(reader, reader->kids[reader->nodes[node].kids]);
	return number && number->is_small && number->small == 1;
}

/* The exponent or base of the function on top was read; it is the top val. */
void function_part_done(struct reader *reader, struct op *op)
{
	uint32_t node = top_val(reader)->node;
	reader->n_vals--;
	if (op->flags & OPF_BELOW) {
		op->b = node;
	} else if (is_minus_one(reader, node) && inverse_of((enum assay_expr_function)op->sub) != ASSAY_N_FNS) {
		op->sub = (uint8_t)inverse_of((enum assay_expr_function)op->sub);
		/* Its two nodes are the last ones. */
		tree_truncate(reader, node - 1);
		op->a = NO_NODE;
	} else {
		op->a = node;
	}
	function_next(reader);
}

struct arity {
	uint32_t min, max;
};

static struct arity arity_of(enum assay_expr_function function)
{
	switch ((int)function) {
	case ASSAY_FN_GCD:
	case ASSAY_FN_LCM:
	case ASSAY_FN_MIN:
	case ASSAY_FN_MAX:
		return (struct arity){1, UINT32_MAX};
	case ASSAY_FN_BINOMIAL:
	case ASSAY_FN_PERMUTATIONS:
	case ASSAY_FN_MOD:
	case ASSAY_FN_DOT:
	case ASSAY_FN_CROSS:
	case ASSAY_FN_ROOT:
		return (struct arity){2, 2};
	case ASSAY_FN_LN:
	case ASSAY_FN_LOG:
		return (struct arity){1, 2};
	default:
		return (struct arity){1, 1};
	}
}

bool function_takes(enum assay_expr_function function, uint32_t n)
{
	struct arity arity = arity_of(function);
	if (function == ASSAY_FN_LN || function == ASSAY_FN_LOG)
		return n == (function == ASSAY_FN_LOG ? 2 : 1);
	return n >= arity.min && n <= arity.max;
}

static uint32_t implied_ten(struct reader *reader)
{
	struct assay_expr_number ten = {.digits = ASSAY_STR("10"), .base = 10, .small = 10, .is_small = true};
	uint32_t node = tree_number(reader, &ten);
	if (!reader->problem)
		reader->nodes[node].flags |= ASSAY_EXPR_IMPLIED;
	return node;
}

static uint32_t make_logarithm(struct reader *reader, const struct op *op, uint32_t n)
{
	uint32_t kids[2] = {NO_NODE, reader->vals[reader->n_vals - n].node};
	if (op->b != NO_NODE)
		kids[0] = op->b;
	else if (n == 2)
		kids[0] = top_val(reader)->node; /* log(x, base), as SymPy writes. */
	reader->n_vals -= n;
	if (kids[0] == NO_NODE) {
		bool is_natural = op->sub == ASSAY_FN_LN || reader->options->syntax == ASSAY_MATH_SYNTAX_SYMPY;
		if (op->sub == ASSAY_FN_LOG && reader_turns(reader, ASSAY_MATH_READ_LOG))
			is_natural = !is_natural;
		if (is_natural)
			return tree_node(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_LN, &kids[1], 1);
		kids[0] = implied_ten(reader);
	}
	return tree_node(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_LOG, kids, 2);
}

/* The `n` top vals are the arguments of the function `op`, which is off the stack. */
void function_done(struct reader *reader, const struct op *op, uint32_t n)
{
	enum assay_expr_function function = (enum assay_expr_function)op->sub;
	struct arity arity = arity_of(function);
	uint32_t node;
	if (n == 1 && arity.max == UINT32_MAX && is_kind(reader, top_val(reader)->node, ASSAY_EXPR_SET)) {
		/* max{a, b}: the set's elements are the arguments. */
		uint32_t set = top_val(reader)->node;
		reader->n_vals--;
		struct assay_expr_node *set_node = &reader->nodes[set];
		set_node->kind = ASSAY_EXPR_FUNCTION;
		set_node->sub = op->sub;
		node = set;
	} else if (n < arity.min || n > arity.max) {
		reader_fail(reader, op->token, "has a function with the wrong number of arguments");
		return;
	} else if (function == ASSAY_FN_LN || function == ASSAY_FN_LOG) {
		node = make_logarithm(reader, op, n);
	} else if (op->b != NO_NODE) {
		reader_fail(reader, op->token, "has a function with an index that means nothing");
		return;
	} else {
		node = tree_of_vals(reader, ASSAY_EXPR_FUNCTION, op->sub, n);
	}
	if (op->a != NO_NODE && !reader->problem) {
		uint32_t kids[2] = {node, op->a};
		node = tree_node(reader, ASSAY_EXPR_POWER, 0, kids, 2);
	}
	push_val(reader, node, 0);
}
