/* SPDX-License-Identifier: Apache-2.0 */
/* Commands: what they wait for, and what they become. */
#include "verifiers/math/reader.h"

static const struct assay_str empty = {.data = "", .len = 0};

static bool is_plain_integer(const struct reader *reader, uint32_t node)
{
	const struct assay_expr_number *number = number_at(reader, node);
	return number && number->places == 0 && number->exp10 == 0 && !number->has_base && !number->is_truncated;
}

static bool is_proper(const struct reader *reader, uint32_t above, uint32_t below)
{
	const struct assay_expr_number *a = number_at(reader, above), *b = number_at(reader, below);
	if (a->is_small && b->is_small)
		return a->small < b->small;
	return a->digits.len < b->digits.len;
}

/* 1\frac{1}{2}: the operator between is the implicit one, and what stands left of it is a whole number. */
static bool is_mixed(struct reader *reader, uint32_t token, uint32_t above, uint32_t below)
{
	const struct op *op = top_op(reader);
	/* The operand on the left of the operator lies below the two arguments. */
	if (op->type != OP_IMPLICIT || op->token != token || reader->n_vals < 1 || token == 0)
		return false;
	const struct token *before = &reader->tokens[token - 1];
	uint32_t whole = top_val(reader)->node;
	return (before->type == TOK_NUM) && is_plain_integer(reader, whole) && is_plain_integer(reader, above) &&
	       is_plain_integer(reader, below) && is_proper(reader, above, below) && reader->n_vals == op->base;
}

/* The two top vals are numerator and denominator; what stands before them may make them part of a mixed number. */
static void fraction_done(struct reader *reader, uint32_t token)
{
	uint32_t above = reader->vals[reader->n_vals - 2].node, below = top_val(reader)->node;
	uint32_t node = tree_of_vals(reader, ASSAY_EXPR_DIVIDE, 0, 2);
	if (!reader->problem && is_mixed(reader, token, above, below) && !reader_turns(reader, ASSAY_MATH_READ_MIXED)) {
		reader->n_ops--;
		uint32_t kids[2] = {top_val(reader)->node, node};
		reader->n_vals--;
		node = tree_node(reader, ASSAY_EXPR_MIXED, 0, kids, 2);
	}
	push_val(reader, node, 0);
}

/* What \bar x stands over: one letter; \angle ABC takes all. */
static struct assay_str read_decorated(struct reader *reader, bool takes_run)
{
	const struct token *token = token_at(reader, 0);
	struct assay_str text = token_text(reader, token);
	bool is_run = token->type == TOK_RUN;
	if (is_run && !takes_run) {
		token = token_at(reader, 1);
		text = token_text(reader, token);
	}
	if (token->type != TOK_LETTER && token->type != TOK_NAME && token->type != TOK_NUM && token->type != TOK_WORD &&
	    token->type != TOK_RUN) {
		reader_fail(reader, reader->at, "has an empty argument");
		return empty;
	}
	reader->at += is_run ? 2 : 1;
	while (takes_run && token_is(reader, 0, TOK_LETTER) && token_at(reader, 0)->start < token->end)
		reader->at++;
	return text;
}

/* \overline{x} and the like are part of the name: the argument is read as it stands. */
static void read_decor(struct reader *reader, const struct token *token)
{
	static const char *const names[] = {"bar",  "vec",	 "hat", "tilde", "dot",
					    "ddot", "underline", "arc", "angle", "triangle"};
	reader->at++;
	bool takes_run = token->sub == DECOR_ANGLE || token->sub == DECOR_TRIANGLE;
	struct assay_str inner = token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP) ? read_group_text(reader)
										  : read_decorated(reader, takes_run);
	if (reader->problem)
		return;
	bool is_unit_vector = token->sub == DECOR_HAT && inner.len == 1 && strchr("ijk", inner.data[0]);
	struct assay_str name = assay_str_of(names[is_unit_vector ? DECOR_VEC : token->sub]);
	name = reader_concat(reader, name, ASSAY_STR("{"), inner);
	name = reader_concat(reader, name, ASSAY_STR("}"), empty);
	name = read_name_tail(reader, name);
	if (!reader->problem)
		push_val(reader, tree_symbol(reader, ASSAY_EXPR_VARIABLE, name), 0);
}

static struct op *push_command(struct reader *reader, enum command command)
{
	struct op *op = push_op(reader, OP_COMMAND, PREC_FRAME, (uint8_t)command);
	reader->at++;
	return op;
}

/* Letter d, or the sign of a partial derivative. */
static bool is_d(const struct reader *reader, uint32_t ahead)
{
	const struct token *token = token_at(reader, ahead);
	struct assay_str text = token_text(reader, token);
	return (token->type == TOK_LETTER && assay_str_is(text, "d")) ||
	       (token->type == TOK_NAME && assay_str_is(text, "partial"));
}

static bool is_variable(const struct token *token)
{
	return token->type == TOK_LETTER || token->type == TOK_NAME;
}

/* "^2" or "^{2}" at `*ahead`: steps behind it; a lone order is 1. */
static bool skip_order(const struct reader *reader, uint32_t *ahead, uint32_t *ret_order)
{
	*ret_order = 1;
	if (!token_is(reader, *ahead, TOK_CARET))
		return true;
	bool is_group = token_is_sub(reader, *ahead + 1, TOK_OPEN, BRACKET_GROUP);
	const struct token *number = token_at(reader, *ahead + 1 + is_group);
	struct assay_str text = token_text(reader, number);
	if (number->type != TOK_NUM || text.len != 1 || text.data[0] == '0')
		return false;
	*ret_order = (uint32_t)(text.data[0] - '0');
	*ahead += 2;
	if (is_group) {
		*ahead += 1;
		return token_is_sub(reader, (*ahead)++, TOK_CLOSE, BRACKET_GROUP);
	}
	return true;
}

/* \frac{d^n}{dx^n} f and \frac{d^n y}{dx^n}; false when it is an ordinary fraction. */
static bool read_derivative(struct reader *reader)
{
	uint32_t ahead = 1, order, below;
	if (!token_is_sub(reader, ahead, TOK_OPEN, BRACKET_GROUP))
		return false;
	ahead++;
	ahead += token_is(reader, ahead, TOK_RUN);
	if (!is_d(reader, ahead++) || !skip_order(reader, &ahead, &order))
		return false;
	ahead += token_is(reader, ahead, TOK_RUN);
	const struct token *of = is_variable(token_at(reader, ahead)) ? token_at(reader, ahead++) : NULL;
	if (!token_is_sub(reader, ahead++, TOK_CLOSE, BRACKET_GROUP) ||
	    !token_is_sub(reader, ahead++, TOK_OPEN, BRACKET_GROUP))
		return false;
	ahead += token_is(reader, ahead, TOK_RUN);
	if (!is_d(reader, ahead++) || !is_variable(token_at(reader, ahead)))
		return false;
	const struct token *by = token_at(reader, ahead++);
	if (!skip_order(reader, &ahead, &below) || below != order ||
	    !token_is_sub(reader, ahead, TOK_CLOSE, BRACKET_GROUP))
		return false;
	struct assay_str name = token_text(reader, by);
	if (of) {
		uint32_t kids[2] = {tree_symbol(reader, ASSAY_EXPR_VARIABLE, token_text(reader, of)), 0};
		kids[1] = tree_symbol(reader, ASSAY_EXPR_VARIABLE, name);
		uint32_t node = tree_node(reader, ASSAY_EXPR_DERIVATIVE, 0, kids, 2);
		if (!reader->problem)
			reader->nodes[node].aux = order;
		reader->at += ahead + 1;
		push_val(reader, node, 0);
		return true;
	}
	reader->at += ahead + 1;
	struct op *op = push_op(reader, OP_DERIVATIVE, PREC_BIG, 0);
	op->a = order;
	op->symbol = tree_intern(reader, name);
	return true;
}

static bool no_prefix_here(struct reader *reader)
{
	if (top_op(reader)->type != OP_SINGLE)
		return false;
	reader_fail(reader, reader->at, "has an operator where one sign should stand");
	return true;
}

/* The bounds that may follow a sum, an integral; then its body. */
static void bounds_next(struct reader *reader)
{
	struct op *op = top_op(reader);
	op->flags &= (uint16_t) ~(OPF_BELOW | OPF_ABOVE);
	/* "_{}" is no bound. */
	while ((token_is(reader, 0, TOK_UNDERSCORE) || token_is(reader, 0, TOK_CARET)) &&
	       token_is_sub(reader, 1, TOK_OPEN, BRACKET_GROUP) && token_is_sub(reader, 2, TOK_CLOSE, BRACKET_GROUP))
		reader->at += 3;
	enum token_type type = (enum token_type)token_at(reader, 0)->type;
	if (type != TOK_UNDERSCORE && type != TOK_CARET) {
		op->base = reader->n_vals;
		reader->wants_operand = true;
		return;
	}
	bool is_below = type == TOK_UNDERSCORE;
	reader->at++;
	op->flags |= is_below ? OPF_BELOW : OPF_ABOVE;
	if (op->type == OP_BIG && is_below && token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP)) {
		/* k = 1: the index is bound, and only its lower bound is read. */
		uint32_t name = 1 + token_is(reader, 1, TOK_RUN);
		if (is_variable(token_at(reader, name)) && token_is_sub(reader, name + 1, TOK_REL, ASSAY_REL_EQ)) {
			struct assay_str text = token_text(reader, token_at(reader, name));
			op->symbol = tree_intern(reader, text);
			reader->binds_i = reader->binds_i || assay_str_is(text, "i");
			reader->at += name + 2;
			push_frame(reader, OP_ARG, 0, 0);
			return;
		}
	}
	begin_argument(reader, true);
}

/* \lim_{x \to a}. */
static void read_limit(struct reader *reader)
{
	struct op *op = push_op(reader, OP_LIMIT, PREC_BIG, 0);
	uint32_t ahead = 1;
	bool has_group =
		token_is(reader, ahead, TOK_UNDERSCORE) && token_is_sub(reader, ahead + 1, TOK_OPEN, BRACKET_GROUP);
	ahead += 2;
	ahead += token_is(reader, ahead, TOK_RUN);
	const struct token *arrow = token_at(reader, ahead + 1);
	bool is_arrow = arrow->type == TOK_REL && (arrow->sub == ASSAY_REL_MAPS_TO || arrow->sub == ASSAY_REL_IMPLIES);
	if (!has_group || !is_variable(token_at(reader, ahead)) || !is_arrow) {
		reader_fail(reader, reader->at, "has a limit that does not say of what");
		return;
	}
	op->symbol = tree_intern(reader, token_text(reader, token_at(reader, ahead)));
	reader->at += ahead + 2;
	push_frame(reader, OP_ARG, 0, 0);
}

static void read_integral(struct reader *reader)
{
	push_op(reader, OP_INTEGRAL, PREC_INTEGRAL, 0);
	reader->n_integrals++;
	reader->at++;
	bounds_next(reader);
}

static void read_env(struct reader *reader, const struct token *token)
{
	reader->at++;
	/* {cc}: how the columns stand. */
	if (token->sub == ENV_ARRAY && token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP)) {
		while (!token_is(reader, 0, TOK_END) && !token_is_sub(reader, 0, TOK_CLOSE, BRACKET_GROUP))
			reader->at++;
		reader->at += !token_is(reader, 0, TOK_END);
	}
	push_frame(reader, OP_ENV, token->sub, 0);
	top_op(reader)->symbol = reader->n_vals;
}

static void read_root(struct reader *reader, const struct token *token)
{
	struct op *op =
		push_command(reader, token->sub == 0 || token->sub == 1 || token->sub == 4 ? CMD_SQRT : CMD_ROOT);
	if (token->sub == 2 || token->sub == 3 || token->sub == 5) {
		op = top_op(reader);
		push_val(reader, tree_small(reader, token->sub == 3 ? 4 : 3), 0);
		reader->wants_operand = true;
	} else if (token->sub == 0 && token_is_sub(reader, 0, TOK_OPEN, BRACKET_SQUARE)) {
		op->sub = CMD_ROOT;
		reader->at++;
		push_frame(reader, OP_OPTION, 0, 0);
		return;
	}
	begin_argument(reader, token->sub != 0);
}

/* Functions named by a word that SymPy writes with brackets behind them. */
static void read_sympy(struct reader *reader, const struct token *token)
{
	if (!token_is_sub(reader, 1, TOK_OPEN, BRACKET_PAREN)) {
		reader_fail(reader, reader->at, "has a function without its arguments");
		return;
	}
	struct op *op = push_command(reader, CMD_SYMPY);
	op->a = token->sub;
	reader->at++;
	push_frame(reader, OP_CALL, BRACKET_PAREN, 0);
}

void read_command(struct reader *reader, const struct token *token)
{
	switch (token->type) {
	case TOK_FRACTION:
		if (read_derivative(reader))
			return;
		push_command(reader, CMD_FRACTION);
		begin_argument(reader, false);
		return;
	case TOK_BINOMIAL:
		push_command(reader, CMD_BINOMIAL);
		begin_argument(reader, false);
		return;
	case TOK_ROOT:
		read_root(reader, token);
		return;
	case TOK_DECOR:
		read_decor(reader, token);
		return;
	case TOK_RAWNAME:
		read_raw(reader, token);
		return;
	case TOK_BOX:
		push_command(reader, CMD_BOX);
		begin_argument(reader, false);
		return;
	case TOK_BEGIN:
		read_env(reader, token);
		return;
	case TOK_SYMPY:
		read_sympy(reader, token);
		return;
	case TOK_FUNC:
		if (no_prefix_here(reader))
			return;
		push_op(reader, OP_FUNC, PREC_FUNC, token->sub);
		reader->at++;
		function_next(reader);
		return;
	default:
		break;
	}
	if (no_prefix_here(reader))
		return;
	if (token->type == TOK_BIG) {
		push_op(reader, OP_BIG, PREC_BIG, token->sub);
		reader->at++;
		bounds_next(reader);
	} else if (token->type == TOK_INTEGRAL) {
		read_integral(reader);
	} else if (token->type == TOK_LIMIT) {
		read_limit(reader);
	} else {
		reader_fail(reader, reader->at, "has a sign that cannot stand here");
	}
}

static void big_done(struct reader *reader, const struct op *op)
{
	enum assay_expr_kind kind = op->sub ? ASSAY_EXPR_BIGPRODUCT : ASSAY_EXPR_BIGSUM;
	uint32_t body = top_val(reader)->node, kids[4];
	reader->n_vals--;
	uint32_t node;
	if (op->a == NO_NODE) {
		reader_fail(reader, op->token, "has a sum that does not say over what");
		return;
	}
	if (op->symbol == NO_NODE || op->b == NO_NODE) {
		if (op->symbol != NO_NODE || op->b != NO_NODE) {
			reader_fail(reader, op->token, "has a sum with half of its bounds");
			return;
		}
		kids[0] = op->a;
		kids[1] = body;
		node = tree_node(reader, kind, 0, kids, 2);
	} else {
		kids[0] = tree_symbol(reader, ASSAY_EXPR_VARIABLE, reader->symbols[op->symbol]);
		kids[1] = op->a;
		kids[2] = op->b;
		kids[3] = body;
		node = tree_node(reader, kind, 0, kids, 4);
	}
	push_val(reader, node, 0);
}

static void integral_done(struct reader *reader, const struct op *op)
{
	ungroup(reader);
	uint32_t kids[4] = {top_val(reader)->node, 0, op->a, op->b};
	reader->n_vals--;
	if (!(op->flags & OPF_CLOSED))
		reader->n_integrals--;
	/* Without a differential the variable is x. */
	struct assay_str name = op->symbol == NO_NODE ? ASSAY_STR("x") : reader->symbols[op->symbol];
	if ((op->a == NO_NODE) != (op->b == NO_NODE)) {
		reader_fail(reader, op->token, "has an integral with one bound");
		return;
	}
	kids[1] = tree_symbol(reader, ASSAY_EXPR_VARIABLE, name);
	push_val(reader, tree_node(reader, ASSAY_EXPR_INTEGRAL, 0, kids, op->a == NO_NODE ? 2 : 4), 0);
}

static void limit_done(struct reader *reader, const struct op *op)
{
	uint32_t kids[3] = {0, op->a, top_val(reader)->node};
	reader->n_vals--;
	kids[0] = tree_symbol(reader, ASSAY_EXPR_VARIABLE, reader->symbols[op->symbol]);
	uint8_t side = op->flags & OPF_ABOVE ? 1 : op->flags & OPF_BELOW ? 2 : 0;
	push_val(reader, tree_node(reader, ASSAY_EXPR_LIMIT, side, kids, 3), 0);
}

void finish_prefix(struct reader *reader, const struct op *op)
{
	struct assay_expr_unit unit;
	switch (op->type) {
	case OP_FUNC:
		function_done(reader, op, 1);
		return;
	case OP_BIG:
		big_done(reader, op);
		return;
	case OP_INTEGRAL:
		integral_done(reader, op);
		return;
	case OP_LIMIT:
		limit_done(reader, op);
		return;
	case OP_DERIVATIVE: {
		uint32_t kids[2] = {top_val(reader)->node, 0};
		reader->n_vals--;
		kids[1] = tree_symbol(reader, ASSAY_EXPR_VARIABLE, reader->symbols[op->symbol]);
		uint32_t node = tree_node(reader, ASSAY_EXPR_DERIVATIVE, 0, kids, 2);
		if (!reader->problem)
			reader->nodes[node].aux = op->a;
		push_val(reader, node, 0);
		return;
	}
	case OP_CURRENCY:
		if (assay_math_unit_find(assay_str_of(assay_math_currency(op->sub)), &unit))
			wrap_unit(reader, &unit);
		return;
	default:
		reader_fail(reader, op->token, "has a command without all its arguments");
	}
}

/* A bound of the sum, integral or limit on top was read; it is the top val. */
static void bound_done(struct reader *reader, struct op *op)
{
	uint32_t node = top_val(reader)->node;
	reader->n_vals--;
	if (op->type == OP_LIMIT) {
		op->a = node;
		op->base = reader->n_vals;
		reader->wants_operand = true;
		return;
	}
	if (op->flags & OPF_ABOVE)
		op->b = node;
	else
		op->a = node;
	bounds_next(reader);
}

static void command_done(struct reader *reader, struct op *op)
{
	uint32_t n = reader->n_vals - op->base, token = op->token;
	enum command command = (enum command)op->sub;
	if (n < 2 && (command == CMD_FRACTION || command == CMD_BINOMIAL || command == CMD_ROOT)) {
		begin_argument(reader, command == CMD_ROOT && reader->tokens[token].sub != 0);
		return;
	}
	reader->n_ops--;
	switch ((int)command) {
	case CMD_FRACTION:
		fraction_done(reader, token);
		return;
	case CMD_BINOMIAL:
		push_val(reader, tree_of_vals(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_BINOMIAL, 2), 0);
		return;
	case CMD_SQRT:
		push_val(reader, tree_of_vals(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_SQRT, 1), 0);
		return;
	case CMD_ROOT:
		push_val(reader, tree_of_vals(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_ROOT, 2), 0);
		return;
	case CMD_POWER:
		push_val(reader, tree_of_vals(reader, ASSAY_EXPR_POWER, 0, 2), 0);
		return;
	default: /* \boxed and \pmod: the argument itself. */
		reader->wants_operand = false;
	}
}

void argument_done(struct reader *reader)
{
	struct op *op = top_op(reader);
	switch (op->type) {
	case OP_COMMAND:
		command_done(reader, op);
		return;
	case OP_FUNC:
		if (op->flags & (OPF_ABOVE | OPF_BELOW)) {
			function_part_done(reader, op);
		} else {
			struct op function = *op;
			reader->n_ops--;
			function_done(reader, &function, 1);
		}
		return;
	case OP_BIG:
	case OP_INTEGRAL:
	case OP_LIMIT:
		bound_done(reader, op);
		return;
	default:
		reader_fail(reader, reader->at, "has a group that belongs to nothing");
	}
}

void call_done(struct reader *reader, uint32_t n)
{
	struct op op = *top_op(reader);
	reader->n_ops--;
	if (op.type == OP_FUNC) {
		function_done(reader, &op, n);
	} else if (op.sub == CMD_SYMPY) {
		sympy_done(reader, op.a, n);
	} else if (op.sub == CMD_KIND) {
		kind_done(reader, &op, n);
	} else {
		uint32_t node = tree_of_vals(reader, ASSAY_EXPR_CALL, 0, n);
		if (!reader->problem)
			reader->nodes[node].symbol = op.symbol;
		push_val(reader, node, 0);
	}
}

/* The differential of the innermost integral at the current token: "dx" in "x dx" and in "\frac{dx}{x}". */
bool read_differential(struct reader *reader)
{
	if (reader->n_integrals == 0)
		return false;
	uint32_t ahead = token_is(reader, 0, TOK_RUN);
	const struct token *by = token_at(reader, ahead + 1);
	if (!is_d(reader, ahead) || !is_variable(by))
		return false;
	uint32_t i = reader->n_ops;
	while (i > 0 && (reader->ops[i - 1].type != OP_INTEGRAL || reader->ops[i - 1].flags & OPF_CLOSED))
		i--;
	if (i == 0 || reader->ops[i - 1].flags & (OPF_BELOW | OPF_ABOVE))
		return false;
	struct op *integral = &reader->ops[i - 1];
	uint32_t index = i - 1;
	integral->symbol = tree_intern(reader, token_text(reader, by));
	integral->flags |= OPF_CLOSED;
	reader->n_integrals--;
	/* What adds up behind it is not under the integral any more. */
	integral->prec = PREC_BIG;
	bool stood_for_operand = reader->wants_operand;
	reader->at += ahead + 2;
	if (stood_for_operand)
		push_val(reader, tree_small(reader, 1), 0);
	if (top_op(reader)->frame < index && !reader->problem) {
		while (!reader->problem && reader->n_ops > index + 1)
			reduce_to(reader, (enum prec)top_op(reader)->prec);
		if (!reader->problem)
			reduce_to(reader, PREC_BIG);
	}
	return true;
}
