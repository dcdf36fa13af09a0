/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: brackets, groups, arguments, environments, and the lists inside them. */
#include "verifiers/math/reader.h"

/* A relation is looked for this far behind a comma, to tell "n = 1, 2" from "n = 1, m = 2". */
#define MAX_SCAN 4096

void push_frame(struct reader *reader, enum op_type type, uint8_t sub, uint16_t flags)
{
	uint32_t depth = top_frame(reader)->depth + 1;
	if (depth > ASSAY_EXPR_MAX_DEPTH) {
		reader_fail(reader, reader->at, "is nested too deeply");
		return;
	}
	struct op *op = push_op(reader, type, PREC_FRAME, sub);
	op->flags = flags;
	op->depth = depth;
}

void open_bracket(struct reader *reader, enum token_bracket bracket, uint16_t flags)
{
	push_frame(reader, OP_BRACKET, (uint8_t)bracket, flags);
	reader->n_open_bars += bracket == BRACKET_BAR || bracket == BRACKET_NORM;
	reader->at++;
}

void begin_argument(struct reader *reader, bool is_whole)
{
	if (!token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP)) {
		push_frame(reader, OP_SINGLE, 0, is_whole ? OPF_WHOLE : 0);
		return;
	}
	reader->at++;
	push_frame(reader, OP_ARG, 0, 0);
}

static bool is_infinite(const struct reader *reader, uint32_t node)
{
	const struct assay_expr_node *n = &reader->nodes[node];
	if (n->kind == ASSAY_EXPR_NEG || n->kind == ASSAY_EXPR_PERCENT)
		n = &reader->nodes[reader->kids[n->kids]];
	return n->kind == ASSAY_EXPR_CONSTANT && n->sub == ASSAY_CONST_INFINITY;
}

static void wrap_braced(struct reader *reader, struct val *val)
{
	if (!(val->flags & VAL_BRACED) || val->node + 1 != reader->n_nodes ||
	    reader->nodes[val->node].kind == ASSAY_EXPR_SET)
		return;
	uint32_t kid = val->node;
	*val = (struct val){.node = tree_node(reader, ASSAY_EXPR_SET, 0, &kid, 1)};
}

void make_set(struct reader *reader, struct val *val)
{
	struct assay_expr_node *node = &reader->nodes[val->node];
	if (node->kind == ASSAY_EXPR_TUPLE && node->n_kids == 2 && node->sub == 0) {
		node->kind = ASSAY_EXPR_INTERVAL;
		node->flags |= ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT;
	} else {
		wrap_braced(reader, val);
	}
}

static bool is_inequality(const struct reader *reader, uint32_t node)
{
	const struct assay_expr_node *n = &reader->nodes[node];
	return n->kind == ASSAY_EXPR_RELATION && n->sub >= ASSAY_REL_NE && n->sub <= ASSAY_REL_GE;
}

/* The `n` top vals as one list, or as statements that hold together or apart. */
static void fold_list(struct reader *reader, uint32_t n, uint16_t flags)
{
	if (n < 2)
		return;
	bool are_statements = true, has_inequality = false;
	for (uint32_t i = reader->n_vals - n; i < reader->n_vals; i++) {
		uint32_t node = reader->vals[i].node;
		are_statements = are_statements && reader->nodes[node].kind == ASSAY_EXPR_RELATION;
		has_inequality = has_inequality || is_inequality(reader, node);
	}
	make_choices(reader, reader->n_vals - n, n);
	enum assay_expr_separator separator = flags & OPF_OR	      ? ASSAY_SEP_OR
					      : flags & OPF_AND	      ? ASSAY_SEP_AND
					      : flags & OPF_SEMICOLON ? ASSAY_SEP_SEMICOLON
								      : ASSAY_SEP_COMMA;
	bool is_logic = are_statements && has_inequality && flags & (OPF_OR | OPF_AND);
	enum assay_expr_kind kind = !is_logic ? ASSAY_EXPR_LIST : flags & OPF_OR ? ASSAY_EXPR_OR : ASSAY_EXPR_AND;
	uint32_t node = tree_of_vals(reader, kind, is_logic ? 0 : (uint8_t)separator, n);
	push_val(reader, node, 0);
}

static const uint16_t within_part = OPF_COMMA | OPF_AND | OPF_OR;

/* Ends what stands between two semicolons, and the list behind the last. */
static void end_part(struct reader *reader, struct op *frame)
{
	if (frame->flags & OPF_SEMICOLON) {
		uint16_t flags = frame->flags & within_part;
		uint32_t part = frame->part;
		fold_list(reader, reader->n_vals - part, flags);
	}
}

/* Reduces down to the innermost frame that is not the right side of a relation, and returns how many items it has. */
static uint32_t end_frame(struct reader *reader)
{
	reduce_to(reader, PREC_LIST);
	while (!reader->problem && top_op(reader)->type == OP_RHS) {
		struct op *rhs = top_op(reader);
		end_part(reader, rhs);
		uint32_t base = rhs->base;
		uint16_t flags = rhs->flags;
		reader->n_ops--;
		fold_list(reader, reader->n_vals - base, flags);
		reduce_to(reader, PREC_LIST);
	}
	if (reader->problem)
		return 0;
	struct op *frame = top_op(reader);
	if (!is_frame(frame)) {
		reader_fail(reader, frame->token, "has a command without all its arguments");
		return 0;
	}
	end_part(reader, frame);
	return reader->n_vals - frame->base;
}

static void flag_node(struct reader *reader, uint32_t node, uint16_t flags)
{
	if (!reader->problem)
		reader->nodes[node].flags |= flags;
}

/* The items of a frame as one node of `kind`. */
static void push_items(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, uint32_t n, uint16_t flags)
{
	uint32_t node = tree_of_vals(reader, kind, sub, n);
	flag_node(reader, node, flags);
	push_val(reader, node, 0);
}

static void push_interval(struct reader *reader, bool is_open_left, bool is_open_right)
{
	push_items(reader, ASSAY_EXPR_INTERVAL, 0, 2,
		   (uint16_t)((is_open_left ? ASSAY_EXPR_OPEN_LEFT : 0) | (is_open_right ? ASSAY_EXPR_OPEN_RIGHT : 0)));
}

/* (a, b), [a, b], (a, b] and ]a, b[. */
static void close_round(struct reader *reader, const struct op *frame, enum token_bracket right, uint32_t n)
{
	bool is_round = frame->sub == BRACKET_PAREN && right == BRACKET_PAREN;
	bool is_mixed = frame->sub != (uint8_t)right || frame->flags & OPF_FRENCH;
	bool is_sympy = reader->options->syntax == ASSAY_MATH_SYNTAX_SYMPY;
	if (n == 1 && !is_mixed && (is_round || !is_sympy)) {
		flag_node(reader, top_val(reader)->node, ASSAY_EXPR_BRACKETED);
		top_val(reader)->flags = 0;
		return;
	}
	if (is_mixed && n != 2) {
		reader_fail(reader, reader->at - 1, "has brackets that do not belong together");
		return;
	}
	if (frame->flags & (OPF_AND | OPF_OR)) {
		fold_list(reader, n, frame->flags);
		return;
	}
	if (n != 2) {
		push_items(reader, ASSAY_EXPR_TUPLE, is_round ? 0 : 2, n, 0);
		return;
	}
	bool has_infinite = is_infinite(reader, reader->vals[reader->n_vals - 2].node) ||
			    is_infinite(reader, reader->vals[reader->n_vals - 1].node);
	bool is_interval = is_mixed || has_infinite;
	if (!is_interval)
		is_interval = reader_turns(reader, ASSAY_MATH_READ_INTERVAL) ? is_round : !is_round && !is_sympy;
	if (!is_interval)
		push_items(reader, ASSAY_EXPR_TUPLE, is_round ? 0 : 2, n, 0);
	else
		push_interval(reader, frame->sub == BRACKET_PAREN, right == BRACKET_PAREN);
}

static void close_set(struct reader *reader, const struct op *frame, uint32_t n)
{
	if (frame->flags & OPF_BAR) {
		if (n < 2) {
			reader_fail(reader, reader->at - 1, "has a set without its condition");
			return;
		}
		fold_list(reader, n - 1, frame->flags);
		push_items(reader, ASSAY_EXPR_SET_BUILDER, 0, 2, 0);
		return;
	}
	wrap_braced(reader, top_val(reader)); /* The last element; a pair among elements is a point. */
	push_items(reader, ASSAY_EXPR_SET, 0, n, 0);
}

static void close_function(struct reader *reader, enum assay_expr_function function, uint32_t n)
{
	if (n != 1) {
		reader_fail(reader, reader->at - 1, "has a list between bars");
		return;
	}
	bool is_matrix = reader->nodes[top_val(reader)->node].kind == ASSAY_EXPR_MATRIX;
	if (function == ASSAY_FN_ABS && is_matrix)
		function = ASSAY_FN_DET;
	push_items(reader, ASSAY_EXPR_FUNCTION, (uint8_t)function, 1, 0);
}

/* \left\{ ... \right.: the brace of a system or of cases. */
static void close_null(struct reader *reader, const struct op *frame, uint32_t n)
{
	if (frame->sub != BRACKET_SET)
		reader_fail(reader, frame->token, "has a bracket that is never closed");
	else
		fold_list(reader, n, frame->flags);
}

static void close_values(struct reader *reader, const struct op *frame, enum token_bracket right, uint32_t n)
{
	bool are_round = frame->sub <= BRACKET_SQUARE && right <= BRACKET_SQUARE;
	if (right == BRACKET_NULL) {
		close_null(reader, frame, n);
		return;
	}
	if (!are_round && frame->sub != (uint8_t)right) {
		reader_fail(reader, reader->at - 1, "has brackets that do not belong together");
		return;
	}
	switch ((int)right) {
	case BRACKET_PAREN:
	case BRACKET_SQUARE:
		close_round(reader, frame, right, n);
		break;
	case BRACKET_SET:
		close_set(reader, frame, n);
		break;
	case BRACKET_ANGLE:
		push_items(reader, ASSAY_EXPR_TUPLE, 1, n, 0);
		break;
	case BRACKET_FLOOR:
		close_function(reader, ASSAY_FN_FLOOR, n);
		break;
	case BRACKET_CEIL:
		close_function(reader, ASSAY_FN_CEIL, n);
		break;
	default:
		close_function(reader, ASSAY_FN_ABS, n);
	}
}

static void close_group(struct reader *reader, const struct op *frame, uint32_t n)
{
	if (frame->flags & OPF_BAR) {
		close_set(reader, frame, n);
	} else if (frame->type == OP_GROUP && n >= 2) {
		wrap_braced(reader, top_val(reader));
		push_items(reader, ASSAY_EXPR_SET, 0, n, 0);
	} else if (n >= 2) {
		fold_list(reader, n, frame->flags);
	} else {
		flag_node(reader, top_val(reader)->node, ASSAY_EXPR_BRACKETED);
		top_val(reader)->flags = frame->type == OP_GROUP ? VAL_BRACED : 0;
	}
	if (frame->type == OP_ARG && !reader->problem)
		argument_done(reader);
}

/* The bracket that a closing token is; bars and > close what they opened. */
static enum token_bracket bracket_of(const struct token *token)
{
	switch (token->type) {
	case TOK_BAR:
		return BRACKET_BAR;
	case TOK_NORM:
		return BRACKET_NORM;
	case TOK_REL:
		return BRACKET_ANGLE;
	case TOK_OPEN:
		return BRACKET_PAREN; /* The [ of [0,1[ leaves the end open. */
	default:
		break;
	}
	return (enum token_bracket)token->sub;
}

static bool group_matches(const struct op *frame, enum token_bracket right)
{
	switch (frame->type) {
	case OP_GROUP:
	case OP_ARG:
		return right == BRACKET_GROUP;
	case OP_OPTION:
		return right == BRACKET_SQUARE;
	case OP_CALL:
		return right == (enum token_bracket)frame->sub;
	case OP_BRACKET:
		return right != BRACKET_GROUP;
	default:
		return false;
	}
}

void close_bracket(struct reader *reader, const struct token *token)
{
	uint32_t n = end_frame(reader);
	if (reader->problem)
		return;
	struct op frame = *top_op(reader);
	enum token_bracket right = bracket_of(token);
	if (!group_matches(&frame, right)) {
		reader_fail(reader, reader->at,
			    frame.type == OP_BOTTOM ? "has a closing bracket without its opening one"
						    : "has brackets that do not belong together");
		return;
	}
	reader->n_ops--;
	reader->at++;
	if (frame.type == OP_BRACKET) {
		reader->n_open_bars -= frame.sub == BRACKET_BAR || frame.sub == BRACKET_NORM;
		if (token->type == TOK_BAR && reader->n_bars_left)
			reader->n_bars_left--;
		if (token->type == TOK_OPEN)
			frame.flags |= OPF_FRENCH;
		close_values(reader, &frame, right, n);
	} else if (frame.type == OP_CALL) {
		call_done(reader, n);
	} else if (frame.type == OP_OPTION) {
		begin_argument(reader, false);
	} else {
		close_group(reader, &frame, n);
	}
}

/* Whether a relation stands between here and the end of the frame, at its own level. */
static bool has_later_relation(const struct reader *reader)
{
	uint32_t depth = 0;
	for (uint32_t i = 1; i < MAX_SCAN; i++) {
		const struct token *token = token_at(reader, i);
		if (token->type == TOK_END)
			return false;
		if (token->type == TOK_OPEN || token->type == TOK_BEGIN)
			depth++;
		else if ((token->type == TOK_CLOSE || token->type == TOK_FINISH) && depth-- == 0)
			return false;
		else if (token->type == TOK_REL && depth == 0)
			return true;
	}
	return true;
}

/* "n = 1, 2, 3": the comma stands inside the right side. */
static bool begins_right_list(struct reader *reader)
{
	struct op *frame = top_frame(reader);
	bool can = frame->type == OP_BOTTOM || frame->type == OP_ARG || frame->type == OP_GROUP;
	if (!can || top_op(reader)->type != OP_REL || top_op(reader)->sub == ASSAY_REL_MODULO)
		return false;
	uint32_t sides = 1;
	for (uint32_t i = reader->n_ops; reader->ops[i - 1].type == OP_REL; i--)
		sides++;
	return reader->n_vals - sides == frame->base && !has_later_relation(reader);
}

static void separate_part(struct reader *reader, const struct token *token)
{
	struct op *frame = top_op(reader);
	/* A cell has one kind of list; its frame counts rows where others count parts. */
	if (frame->type != OP_ENV && (token->type == TOK_SEMICOLON || token->type == TOK_ROW)) {
		fold_list(reader, reader->n_vals - frame->part, frame->flags & within_part);
		frame = top_op(reader);
		frame->flags = (uint16_t)((frame->flags & ~within_part) | OPF_SEMICOLON);
		frame->part = reader->n_vals;
	} else if (token->type == TOK_JOIN) {
		frame->flags |= token->sub == ASSAY_SEP_OR ? OPF_OR : OPF_AND;
	} else {
		frame->flags |= OPF_COMMA;
	}
	reader->at++;
	reader->wants_operand = true;
}

/* Behind a cell's value: "x^2, & x > 0" and "x^2 if x > 0". */
static bool separates_cell(struct reader *reader, const struct token *token)
{
	const struct token *next = token_at(reader, 1);
	bool is_before_cell = next->type == TOK_AMPERSAND || next->type == TOK_ROW || next->type == TOK_FINISH ||
			      next->type == TOK_IF;
	if (top_frame(reader)->type != OP_ENV)
		return false;
	if (token->type == TOK_IF && top_frame(reader)->sub == ENV_CASES) {
		read_cell(reader, token);
		return true;
	}
	if (!is_before_cell)
		return false;
	reader->at++;
	return true;
}

void separate(struct reader *reader, const struct token *token)
{
	if (separates_cell(reader, token))
		return;
	if (token->type == TOK_IF) {
		reader_fail(reader, reader->at, "has a condition outside of cases");
		return;
	}
	reduce_to(reader, (enum prec)(PREC_REL + 1));
	if (!reader->problem && begins_right_list(reader)) {
		push_frame(reader, OP_RHS, 0, 0);
		top_op(reader)->base--;
		top_op(reader)->part--;
	}
	reduce_to(reader, PREC_LIST);
	if (reader->problem)
		return;
	struct op *frame = top_op(reader);
	if (!is_frame(frame)) {
		reader_fail(reader, frame->token, "has a command without all its arguments");
		return;
	}
	if (token->type == TOK_COLON || token->type == TOK_BAR) {
		reader->n_bars_left -= token->type == TOK_BAR && token->sub == 0 && reader->n_bars_left > 0;
		end_part(reader, frame);
		fold_list(reader, reader->n_vals - frame->base, frame->flags);
		frame = top_op(reader);
		frame->flags = (uint16_t)((frame->flags & ~(within_part | OPF_SEMICOLON)) | OPF_BAR);
		frame->part = reader->n_vals;
		reader->at++;
		reader->wants_operand = true;
		return;
	}
	separate_part(reader, token);
}

/* Ends a cell: a list in it becomes one value. `symbol` of the frame is where the cell began. */
static void end_cell(struct reader *reader)
{
	if (reader->wants_operand)
		return;
	(void)end_frame(reader);
	if (reader->problem)
		return;
	struct op *env = top_op(reader);
	if (env->type != OP_ENV) {
		reader_fail(reader, env->token, "has an opening bracket without its closing one");
		return;
	}
	fold_list(reader, reader->n_vals - env->symbol, env->flags & within_part);
	env = top_op(reader);
	env->flags &= (uint16_t)~within_part;
	env->symbol = reader->n_vals;
}

static void end_row(struct reader *reader)
{
	struct op *env = top_op(reader);
	uint32_t n = reader->n_vals - env->part;
	if (n == 0)
		return;
	bool is_ragged = env->a != NO_NODE && env->a != n;
	/* "otherwise" may stand without a condition, in the last row. */
	bool may_be = env->sub == ENV_ROWS || (env->sub == ENV_CASES && env->a == 2 && n == 1);
	if (is_ragged && !may_be)
		reader_fail(reader, reader->at, "has rows of different length");
	if (env->a == NO_NODE)
		env->a = n;
	env->part = reader->n_vals;
	env->state++;
}

/* Behind "otherwise" the row ends. */
static void skip_condition(struct reader *reader)
{
	while (token_is(reader, 0, TOK_DOT) || token_is(reader, 0, TOK_COMMA))
		reader->at++;
	if (token_is(reader, 0, TOK_ROW) || token_is(reader, 0, TOK_FINISH))
		reader->wants_operand = false;
	else
		reader_fail(reader, reader->at, "has something behind an \"otherwise\"");
}

void read_condition_word(struct reader *reader)
{
	bool is_otherwise = token_at(reader, 0)->sub == 1;
	reader->at++;
	if (is_otherwise)
		skip_condition(reader);
}

void read_cell(struct reader *reader, const struct token *token)
{
	struct op *frame = top_frame(reader);
	const struct token *next = token_at(reader, 1);
	if (frame->type != OP_ENV && token->type == TOK_ROW) {
		/* A line break in the open. */
		if (reader->wants_operand || next->type == TOK_END || next->type == TOK_CLOSE)
			reader->at++;
		else
			separate(reader, token);
		return;
	}
	if (frame->type != OP_ENV) {
		reader_fail(reader, reader->at, "has an & outside of a matrix");
		return;
	}
	if (token->type == TOK_AMPERSAND && frame->sub == ENV_ROWS) {
		reader->at++; /* Alignment. */
		return;
	}
	bool is_empty = reader->wants_operand;
	if (is_empty && top_op(reader)->type != OP_ENV) {
		reader_fail(reader, reader->at, "ends where something should follow");
		return;
	}
	end_cell(reader);
	if (reader->problem)
		return;
	if (is_empty && (token->type != TOK_ROW || reader->n_vals != top_op(reader)->part)) {
		reader_fail(reader, reader->at, "has an empty cell");
		return;
	}
	if (token->type == TOK_ROW)
		end_row(reader);
	reader->at++;
	reader->wants_operand = true;
	if (token->type == TOK_AMPERSAND && token_is(reader, 0, TOK_IF))
		read_condition_word(reader);
	else if (token->type == TOK_IF && token->sub == 1)
		skip_condition(reader);
}

static void finish_matrix(struct reader *reader, const struct op *env, uint32_t n)
{
	bool has_relation = false;
	for (uint32_t i = env->base; i < reader->n_vals; i++)
		has_relation |= reader->nodes[reader->vals[i].node].kind == ASSAY_EXPR_RELATION;
	if (env->a == 1 && has_relation) {
		fold_list(reader, n, 0);
		return;
	}
	uint32_t node = tree_of_vals(reader, ASSAY_EXPR_MATRIX, 0, n);
	if (reader->problem)
		return;
	reader->nodes[node].aux = env->a;
	if (env->sub == ENV_DETERMINANT)
		node = tree_node(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_DET, &node, 1);
	push_val(reader, node, 0);
}

void finish_env(struct reader *reader)
{
	if (reader->wants_operand && top_op(reader)->type != OP_ENV) {
		reader_fail(reader, reader->at, "ends where something should follow");
		return;
	}
	end_cell(reader);
	if (reader->problem)
		return;
	reduce_to(reader, PREC_LIST);
	struct op *top = top_op(reader);
	if (reader->problem || top->type != OP_ENV || top->sub != token_at(reader, 0)->sub) {
		reader_fail(reader, reader->at, "has an \\end without its \\begin");
		return;
	}
	end_row(reader);
	struct op env = *top_op(reader);
	uint32_t n = reader->n_vals - env.base;
	if (n == 0) {
		reader_fail(reader, reader->at, "has an empty environment");
		return;
	}
	reader->n_ops--;
	reader->at++;
	if (env.sub == ENV_ROWS || (env.sub == ENV_CASES && env.a == 1))
		fold_list(reader, n, 0);
	else if (env.sub == ENV_CASES)
		push_items(reader, ASSAY_EXPR_PIECEWISE, 0, n, 0);
	else
		finish_matrix(reader, &env, n);
	reader->wants_operand = false;
}

void finish_whole(struct reader *reader)
{
	uint32_t n = end_frame(reader);
	if (reader->problem)
		return;
	struct op *frame = top_op(reader);
	if (frame->type != OP_BOTTOM) {
		reader_fail(reader, frame->token, "has an opening bracket without its closing one");
		return;
	}
	fold_list(reader, n, frame->flags);
	make_choices(reader, reader->n_vals - 1, 1);
}
