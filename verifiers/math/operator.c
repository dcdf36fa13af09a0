/* SPDX-License-Identifier: Apache-2.0 */
/* What follows an operand: operators, their precedence, and how they become nodes. */
#include "verifiers/math/reader.h"

/* SUM: gives the right operand on top of vals the sign that stands before it. */
static void sign_right_operand(struct reader *reader, struct op *op)
{
	if (op->flags & OPF_DONE)
		return;
	op->flags |= OPF_DONE;
	uint32_t node = top_val(reader)->node;
	if (op->sub == PLUS_MINUS)
		node = tree_node(reader, ASSAY_EXPR_NEG, 0, &node, 1);
	else if (op->sub != PLUS_PLUS)
		node = tree_node(reader, ASSAY_EXPR_PLUSMINUS, op->sub == PLUS_MINUSPLUS, &node, 1);
	*top_val(reader) = (struct val){.node = node};
}

/* Takes the chain of `type` on top of ops (and of `also`) from the stack; how many operators it has. */
static uint32_t pop_chain(struct reader *reader, enum op_type type, enum op_type also)
{
	uint32_t n = 0;
	while (top_op(reader)->type == type || top_op(reader)->type == also) {
		reader->n_ops--;
		n++;
	}
	return n;
}

static void reduce_chain(struct reader *reader, enum op_type type, enum op_type also, enum assay_expr_kind kind)
{
	uint32_t n = pop_chain(reader, type, also);
	uint32_t node = tree_of_vals(reader, kind, 0, n + 1);
	push_val(reader, node, 0);
}

/* {x}{y} and \{x\}\{y\}: braces that only group. */
void ungroup(struct reader *reader)
{
	/* The printer writes no braces that only group. */
	if (reader->options->syntax == ASSAY_MATH_SYNTAX_PRINTED)
		return;
	struct val *val = top_val(reader);
	const struct assay_expr_node *node = &reader->nodes[val->node];
	if (node->kind != ASSAY_EXPR_SET || node->n_kids != 1 || val->node + 1 != reader->n_nodes)
		return;
	uint32_t kid = reader->kids[node->kids];
	reader->n_kids = node->kids;
	reader->n_nodes--;
	val->node = kid;
}

static void reduce_relation(struct reader *reader)
{
	uint32_t last = reader->n_ops, n = 0;
	while (top_op(reader)->type == OP_REL) {
		reader->n_ops--;
		n++;
	}
	uint32_t first = reader->n_ops, relations = reader->n_relations;
	for (uint32_t i = first; i < last; i++) {
		const struct op *op = &reader->ops[i];
		struct val *right = &reader->vals[reader->n_vals - (last - i)];
		if (op->sub >= ASSAY_REL_IN && op->sub <= ASSAY_REL_SUPERSET_EQ) {
			/* A pair becomes an interval where it is; a braced value is wrapped at once when it is read. */
			if (right->node + 1 == reader->n_nodes || !(right->flags & VAL_BRACED))
				make_set(reader, right);
		}
		if (!tree_add_relation(reader, (enum assay_expr_relation)op->sub))
			return;
	}
	uint8_t sub = reader->ops[first].sub;
	uint32_t node = tree_of_vals(reader, ASSAY_EXPR_RELATION, sub, n + 1);
	if (!reader->problem)
		reader->nodes[node].relations = relations;
	push_val(reader, node, 0);
}

static void reduce_binary(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, uint16_t flags)
{
	reader->n_ops--;
	uint32_t node = tree_of_vals(reader, kind, sub, 2);
	if (!reader->problem)
		reader->nodes[node].flags |= flags;
	push_val(reader, node, 0);
}

static void reduce_prefix(struct reader *reader, enum assay_expr_kind kind, uint8_t sub)
{
	reader->n_ops--;
	uint32_t node = tree_of_vals(reader, kind, sub, 1);
	push_val(reader, node, 0);
}

static void reduce_set(struct reader *reader, enum op_type type, enum assay_expr_kind kind)
{
	make_set(reader, top_val(reader));
	if (type == OP_DIFFERENCE)
		reduce_binary(reader, kind, 0, 0);
	else
		reduce_chain(reader, type, type, kind);
}

/* Takes the operator on top from the stack and makes its node. */
static void reduce(struct reader *reader)
{
	struct op *op = top_op(reader);
	switch (op->type) {
	case OP_NEG:
		reduce_prefix(reader, ASSAY_EXPR_NEG, 0);
		break;
	case OP_PLUSMINUS:
		reduce_prefix(reader, ASSAY_EXPR_PLUSMINUS, op->sub);
		break;
	case OP_NOT:
		reduce_prefix(reader, ASSAY_EXPR_NOT, 0);
		break;
	case OP_OVER:
		if (op->sub)
			reduce_binary(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_BINOMIAL, 0);
		else
			reduce_binary(reader, ASSAY_EXPR_DIVIDE, 0, 0);
		break;
	case OP_REL:
		reduce_relation(reader);
		break;
	case OP_RATIO:
		reduce_chain(reader, OP_RATIO, OP_RATIO, ASSAY_EXPR_RATIO);
		break;
	case OP_UNION:
		reduce_set(reader, OP_UNION, ASSAY_EXPR_UNION);
		break;
	case OP_INTERSECTION:
		reduce_set(reader, OP_INTERSECTION, ASSAY_EXPR_INTERSECTION);
		break;
	case OP_DIFFERENCE:
		reduce_set(reader, OP_DIFFERENCE, ASSAY_EXPR_DIFFERENCE);
		break;
	case OP_PLUS:
		sign_right_operand(reader, op);
		reduce_chain(reader, OP_PLUS, OP_PLUS, ASSAY_EXPR_SUM);
		break;
	case OP_TIMES:
	case OP_IMPLICIT:
		ungroup(reader);
		reduce_chain(reader, OP_TIMES, OP_IMPLICIT, ASSAY_EXPR_PRODUCT);
		break;
	case OP_DIVIDE:
		reduce_binary(reader, ASSAY_EXPR_DIVIDE, 0, ASSAY_EXPR_SLASH);
		break;
	case OP_MODULO:
		reduce_binary(reader, ASSAY_EXPR_FUNCTION, ASSAY_FN_MOD, 0);
		break;
	case OP_POWER:
		reduce_binary(reader, ASSAY_EXPR_POWER, 0, 0);
		break;
	default: {
		struct op prefix = *op;
		reader->n_ops--;
		finish_prefix(reader, &prefix);
	}
	}
}

void reduce_to(struct reader *reader, enum prec prec)
{
	while (!reader->problem && top_op(reader)->prec >= prec && top_op(reader)->prec != PREC_FRAME)
		reduce(reader);
}

/* The operators of one product that stand side by side: 2xy. They end at what divides or applies to the whole. */
static void join_product(struct reader *reader)
{
	uint32_t i = reader->n_ops;
	while (reader->ops[i - 1].type == OP_IMPLICIT)
		i--;
	uint8_t below = reader->ops[i - 1].prec;
	bool is_bound = below >= PREC_TIMES && reader->ops[i - 1].type != OP_TIMES;
	if (is_bound) {
		reduce(reader);
		return;
	}
	for (; i < reader->n_ops; i++) {
		reader->ops[i].type = OP_TIMES;
		reader->ops[i].prec = PREC_TIMES;
	}
}

static void push_times(struct reader *reader)
{
	ungroup(reader);
	reduce_to(reader, PREC_IMPLICIT + 1);
	if (!reader->problem && top_op(reader)->type == OP_IMPLICIT)
		join_product(reader);
	while (!reader->problem && top_op(reader)->prec >= PREC_TIMES && top_op(reader)->type != OP_TIMES)
		reduce(reader);
	push_op(reader, OP_TIMES, PREC_TIMES, 0);
}

/* "1/2 x": half of x, when the slash is tight and the space is not. */
static bool slash_binds(const struct reader *reader)
{
	const struct op *op = &reader->ops[reader->n_ops - 1];
	const struct token *now = token_at(reader, 0);
	if (op->type != OP_DIVIDE || !(now->flags & TOKEN_SPACE) || op->token + 2 != reader->at || op->token == 0)
		return false;
	return reader->tokens[op->token - 1].type == TOK_NUM && reader->tokens[op->token + 1].type == TOK_NUM &&
	       !(reader->tokens[op->token].flags & TOKEN_SPACE) && !(reader->tokens[op->token + 1].flags & TOKEN_SPACE);
}

/* "\sin x (x + 1)" and "\sin a \cos b": what ends the argument of a function without brackets. */
static bool ends_bare_argument(const struct reader *reader)
{
	const struct token *next = token_at(reader, 0);
	const struct token *before = &reader->tokens[reader->at - 1];
	if (next->type == TOK_FUNC)
		return true;
	return before->type != TOK_NUM && (next->type == TOK_OPEN || next->type == TOK_FRACTION ||
					   next->type == TOK_ROOT || next->type == TOK_BAR);
}

/* "5 feet 3 inches", "2 h 30 min", "5^\circ 30'": values side by side that add up. */
static bool adds_up(const struct reader *reader)
{
	const struct val *val = &reader->vals[reader->n_vals - 1];
	uint8_t kind = reader->nodes[val->node].kind;
	return (kind == ASSAY_EXPR_QUANTITY || kind == ASSAY_EXPR_DEGREE) && token_at(reader, 0)->type == TOK_NUM;
}

static void push_plus(struct reader *reader, enum plus sign)
{
	ungroup(reader);
	reduce_to(reader, PREC_PLUS + 1);
	if (reader->problem)
		return;
	if (top_op(reader)->type == OP_PLUS)
		sign_right_operand(reader, top_op(reader));
	push_op(reader, OP_PLUS, PREC_PLUS, (uint8_t)sign);
}

void push_implicit(struct reader *reader)
{
	if (adds_up(reader)) {
		push_plus(reader, PLUS_PLUS);
		return;
	}
	ungroup(reader);
	reduce_to(reader, PREC_IMPLICIT + 1);
	if (reader->problem)
		return;
	struct op *op = top_op(reader);
	if (op->type == OP_DIVIDE) {
		bool turns = reader_turns(reader, ASSAY_MATH_READ_SLASH);
		if (slash_binds(reader) != turns)
			reduce_to(reader, PREC_TIMES);
	} else if (ends_bare_argument(reader)) {
		uint32_t i = reader->n_ops;
		while (reader->ops[i - 1].type == OP_IMPLICIT)
			i--;
		bool is_argument = reader->ops[i - 1].type == OP_FUNC;
		while (is_argument && !reader->problem && reader->n_ops >= i)
			reduce(reader);
	}
	push_op(reader, OP_IMPLICIT, PREC_IMPLICIT, 0);
}

static void push_divide(struct reader *reader, enum op_type type)
{
	ungroup(reader);
	reduce_to(reader, PREC_TIMES);
	push_op(reader, type, PREC_TIMES, 0);
	reader->at++;
}

static void push_set_operator(struct reader *reader, enum op_type type, enum prec prec)
{
	reduce_to(reader, (enum prec)(prec + 1));
	if (reader->problem)
		return;
	make_set(reader, top_val(reader));
	if (top_op(reader)->prec == prec && (top_op(reader)->type != type || type == OP_DIFFERENCE))
		reduce_to(reader, prec);
	push_op(reader, type, prec, 0);
	reader->at++;
}

/* The relation that \not, or a slash through it, turns this one into. */
static enum assay_expr_relation negated(enum assay_expr_relation relation)
{
	switch ((int)relation) {
	case ASSAY_REL_EQ:
		return ASSAY_REL_NE;
	case ASSAY_REL_LT:
		return ASSAY_REL_GE;
	case ASSAY_REL_LE:
		return ASSAY_REL_GT;
	case ASSAY_REL_GT:
		return ASSAY_REL_LE;
	case ASSAY_REL_GE:
		return ASSAY_REL_LT;
	case ASSAY_REL_IN:
		return ASSAY_REL_NOT_IN;
	case ASSAY_REL_DIVIDES:
		return ASSAY_REL_NOT_DIVIDES;
	default:
		return ASSAY_N_RELS;
	}
}

static void push_relation(struct reader *reader, enum assay_expr_relation relation)
{
	reduce_to(reader, PREC_REL + 1);
	if (reader->problem)
		return;
	bool is_of_sets = relation >= ASSAY_REL_SUBSET && relation <= ASSAY_REL_SUPERSET_EQ;
	const struct op *before = top_op(reader);
	if (is_of_sets ||
	    (before->type == OP_REL && before->sub >= ASSAY_REL_IN && before->sub <= ASSAY_REL_SUPERSET_EQ))
		make_set(reader, top_val(reader));
	push_op(reader, OP_REL, PREC_REL, (uint8_t)relation);
	reader->at++;
}

static void read_negated(struct reader *reader)
{
	const struct token *next = token_at(reader, 1);
	enum assay_expr_relation relation = next->type == TOK_REL   ? negated((enum assay_expr_relation)next->sub)
					    : next->type == TOK_BAR ? ASSAY_REL_NOT_DIVIDES
								    : ASSAY_N_RELS;
	if (relation == ASSAY_N_RELS) {
		reader_fail(reader, reader->at, "negates something that is no relation");
		return;
	}
	reader->at++;
	push_relation(reader, relation);
}

/* Puts a node of one kid around the operand on top. */
static void wrap(struct reader *reader, enum assay_expr_kind kind, uint8_t sub)
{
	uint32_t node = top_val(reader)->node;
	node = tree_node(reader, kind, sub, &node, 1);
	*top_val(reader) = (struct val){.node = node};
}

static void read_bang(struct reader *reader)
{
	reader->at++;
	bool is_double = token_is(reader, 0, TOK_BANG) && !(token_at(reader, 0)->flags & TOKEN_SPACE);
	reader->at += is_double;
	wrap(reader, ASSAY_EXPR_FUNCTION, is_double ? ASSAY_FN_DOUBLE_FACTORIAL : ASSAY_FN_FACTORIAL);
}

/* A prime behind an operand that has no name of its own: minutes and seconds of arc, a derivative. */
static void read_prime(struct reader *reader)
{
	uint8_t n = 0;
	while (token_is(reader, 0, TOK_PRIME)) {
		reader->at++;
		n++;
	}
	if (is_kind(reader, top_val(reader)->node, ASSAY_EXPR_NUMBER) && n <= 2)
		wrap(reader, ASSAY_EXPR_DEGREE, n);
	else
		reader_fail(reader, reader->at - 1, "has a prime behind something that has no name");
}

/* x^2_3: an index behind an exponent belongs to the name. */
static void read_late_index(struct reader *reader)
{
	reduce_to(reader, PREC_POWER);
	if (reader->problem)
		return;
	uint32_t node = top_val(reader)->node;
	uint32_t base = is_kind(reader, node, ASSAY_EXPR_POWER) ? reader->kids[reader->nodes[node].kids] : node;
	if (!is_kind(reader, base, ASSAY_EXPR_VARIABLE)) {
		reader_fail(reader, reader->at, "has an index behind something that has no name");
		return;
	}
	struct assay_str name = read_name_tail(reader, reader->symbols[reader->nodes[base].symbol]);
	uint32_t symbol = tree_intern(reader, name);
	if (!reader->problem)
		reader->nodes[base].symbol = symbol;
}

/* Behind ^: degrees, primes, a conjugate's star; 0 when it is an ordinary exponent, else how many tokens it has. */
static uint32_t count_raised_sign(const struct reader *reader, enum token_type *ret_type, uint32_t *ret_n)
{
	bool is_group = token_is_sub(reader, 1, TOK_OPEN, BRACKET_GROUP);
	uint32_t first = 1 + is_group, n = 0;
	*ret_type = (enum token_type)token_at(reader, first)->type;
	if (*ret_type != TOK_DEGREE && *ret_type != TOK_PRIME)
		return 0;
	while (token_is(reader, first + n, *ret_type))
		n++;
	*ret_n = n;
	if (!is_group)
		return first + n;
	return token_is_sub(reader, first + n, TOK_CLOSE, BRACKET_GROUP) ? first + n + 1 : 0;
}

static void read_degree(struct reader *reader)
{
	/* Of a negative or divided number, degrees apply to the whole; the sign of the node decides nothing. */
	wrap(reader, ASSAY_EXPR_DEGREE, 0);
	if (!reader->problem)
		(void)read_unit(reader); /* Celsius, Fahrenheit. */
}

/* The sign in \lim_{x \to 3^{+}}. */
static bool read_side(struct reader *reader)
{
	struct op *frame = top_frame(reader);
	struct op *limit = frame - 1;
	if (frame->type != OP_ARG || limit->type != OP_LIMIT)
		return false;
	bool is_group = token_is_sub(reader, 1, TOK_OPEN, BRACKET_GROUP);
	const struct token *sign = token_at(reader, 1 + is_group);
	uint32_t n = 2 + 2 * (uint32_t)is_group;
	if ((sign->type != TOK_PLUS && sign->type != TOK_MINUS) || !token_is(reader, n, TOK_CLOSE) ||
	    (is_group && !token_is(reader, n - 1, TOK_CLOSE)))
		return false;
	limit->flags |= sign->type == TOK_PLUS ? OPF_ABOVE : OPF_BELOW;
	reader->at += n;
	return true;
}

static void read_caret(struct reader *reader)
{
	enum token_type sign;
	uint32_t n_signs = 0, n = count_raised_sign(reader, &sign, &n_signs);
	if (n && sign == TOK_DEGREE) {
		reader->at += n;
		read_degree(reader);
		return;
	}
	if (n) {
		uint32_t node = top_val(reader)->node;
		if (!is_kind(reader, node, ASSAY_EXPR_VARIABLE) || n_signs > 4) {
			reader_fail(reader, reader->at, "has a prime behind something that has no name");
			return;
		}
		struct assay_str name = reader_concat(reader, reader->symbols[reader->nodes[node].symbol],
						      assay_str_sub(ASSAY_STR("''''"), 0, n_signs), ASSAY_STR(""));
		uint32_t symbol = tree_intern(reader, name);
		reader->at += n;
		if (!reader->problem)
			reader->nodes[node].symbol = symbol;
		return;
	}
	if (read_side(reader))
		return;
	ungroup(reader);
	reduce_to(reader, (enum prec)(PREC_POWER + 1));
	if (token_is_sub(reader, 1, TOK_OPEN, BRACKET_GROUP)) {
		/* An exponent in braces is complete at the closing one: x^{2}! is (x^2)!. */
		push_op(reader, OP_COMMAND, PREC_FRAME, CMD_POWER)->base--;
		reader->at++;
		begin_argument(reader, false);
		return;
	}
	push_op(reader, OP_POWER, PREC_POWER, 0);
	reader->at++;
}

static void read_modulo(struct reader *reader, const struct token *token)
{
	if (token->sub == 0) {
		/* The sign and all factors before it belong to what is divided: -14/2 mod 5 is (-7) mod 5. */
		ungroup(reader);
		reduce_to(reader, PREC_TIMES);
		if (top_op(reader)->type == OP_NEG)
			reduce_to(reader, PREC_NEG);
		if (reader->problem)
			return;
		push_divide(reader, OP_MODULO);
		return;
	}
	reduce_to(reader, PREC_REL + 1);
	push_op(reader, OP_REL, PREC_REL, ASSAY_REL_MODULO);
	push_op(reader, OP_COMMAND, PREC_FRAME, CMD_MODULO);
	reader->at++;
	begin_argument(reader, true);
}

static void read_trailing_currency(struct reader *reader)
{
	struct assay_expr_unit unit;
	if (!assay_math_unit_find(assay_str_of(assay_math_currency(token_at(reader, 0)->sub)), &unit))
		return;
	if (token_begins_operand(token_at(reader, 1)) && !(token_at(reader, 1)->flags & TOKEN_TEXT)) {
		push_implicit(reader); /* "3 \$5": the sign is of what follows. */
		return;
	}
	reader->at++;
	wrap_unit(reader, &unit);
}

static void read_colon(struct reader *reader)
{
	struct op *frame = top_frame(reader);
	bool is_such_that = frame->type == OP_BRACKET && frame->sub == BRACKET_SET && !(frame->flags & OPF_BAR) &&
			    reader->options->syntax != ASSAY_MATH_SYNTAX_PRINTED;
	if (is_such_that) {
		separate(reader, token_at(reader, 0));
		return;
	}
	reduce_to(reader, (enum prec)(PREC_RATIO + 1));
	push_op(reader, OP_RATIO, PREC_RATIO, 0);
	reader->at++;
}

static void read_am_pm(struct reader *reader)
{
	uint32_t node = top_val(reader)->node;
	if (!is_kind(reader, node, ASSAY_EXPR_NUMBER)) {
		reader_fail(reader, reader->at, "has a.m. or p.m. behind something that is no hour");
		return;
	}
	uint8_t half = token_at(reader, 0)->sub;
	reader->at++;
	wrap(reader, ASSAY_EXPR_TIME, half);
}

/* A full stop: at the end and behind words it says nothing. */
static void read_dot(struct reader *reader, const struct token *token)
{
	const struct token *next = token_at(reader, 1), *before = &reader->tokens[reader->at - 1];
	bool is_quiet = next->type == TOK_END || next->type == TOK_CLOSE || token->flags & TOKEN_TEXT ||
			before->flags & TOKEN_TEXT || next->type == TOK_ROW || next->type == TOK_DOT;
	if (is_quiet)
		reader->at++;
	else
		reader_fail(reader, reader->at, "has a full stop in the middle");
}

static void read_bar(struct reader *reader, const struct token *token)
{
	struct op *frame = top_frame(reader);
	uint8_t bracket = token->type == TOK_NORM ? BRACKET_NORM : BRACKET_BAR;
	bool is_open = frame->type == OP_BRACKET && frame->sub == bracket && !(frame->flags & OPF_SIZED);
	/* "{x | x > 0}", with the braces of a set or with bare ones. */
	bool is_set = ((frame->type == OP_BRACKET && frame->sub == BRACKET_SET) || frame->type == OP_GROUP) &&
		      !(frame->flags & OPF_BAR) && reader->options->syntax != ASSAY_MATH_SYNTAX_PRINTED;
	if (reader->bar_to_open && reader->bar_to_open == reader->at) {
		push_implicit(reader);
	} else if (is_open && token->sub == 0) {
		/* The second try: of "||" between two values the first closes and the second opens. */
		if (reader->pairs_bars && reader->n_open_bars >= 2 && token_is(reader, 1, TOK_BAR) &&
		    token_begins_operand(token_at(reader, 2)))
			reader->bar_to_open = reader->at + 1;
		close_bracket(reader, token);
	} else if (is_set && token->type == TOK_BAR) {
		separate(reader, token);
	} else if (token->sub == 1 || (token->type == TOK_BAR && reader->n_bars_left <= 1)) {
		reader->n_bars_left -= token->sub == 0 && reader->n_bars_left > 0;
		push_relation(reader, ASSAY_REL_DIVIDES);
	} else if (token->type == TOK_NORM && !is_open && token_is(reader, 1, TOK_LETTER) && reader->at > 0 &&
		   reader->tokens[reader->at - 1].type == TOK_LETTER && reader->n_open_bars == 0 &&
		   reader->list.n - reader->at <= 4) {
		push_relation(reader, ASSAY_REL_PARALLEL);
	} else {
		push_implicit(reader);
	}
}

/* Two signs of the same kind one behind the other, as in [0,1[. */
static bool closes_french(const struct reader *reader, const struct token *token)
{
	const struct op *frame = &reader->ops[reader->ops[reader->n_ops - 1].frame];
	return token->type == TOK_OPEN && token->sub == BRACKET_SQUARE && frame->type == OP_BRACKET &&
	       (frame->sub == BRACKET_SQUARE || frame->flags & OPF_FRENCH) && frame->flags & OPF_COMMA &&
	       !token_begins_operand(token_at(reader, 1));
}

void read_operator(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	switch (token->type) {
	case TOK_END:
		finish_whole(reader);
		return;
	case TOK_PLUS:
		push_plus(reader, PLUS_PLUS);
		reader->at++;
		return;
	case TOK_MINUS:
		push_plus(reader, PLUS_MINUS);
		reader->at++;
		return;
	case TOK_PLUSMINUS:
		push_plus(reader, token->sub ? PLUS_MINUSPLUS : PLUS_PLUSMINUS);
		reader->at++;
		return;
	case TOK_TIMES:
		push_times(reader);
		reader->at++;
		return;
	case TOK_SLASH:
		push_divide(reader, OP_DIVIDE);
		return;
	case TOK_MODULO:
		read_modulo(reader, token);
		return;
	case TOK_CARET:
		read_caret(reader);
		return;
	case TOK_UNDERSCORE:
		read_late_index(reader);
		return;
	case TOK_BANG:
		read_bang(reader);
		return;
	case TOK_PRIME:
		read_prime(reader);
		return;
	case TOK_PERCENT:
		reader->at++;
		wrap(reader, ASSAY_EXPR_PERCENT, token->sub);
		return;
	case TOK_DEGREE:
		reader->at++;
		read_degree(reader);
		return;
	case TOK_CURRENCY:
		read_trailing_currency(reader);
		return;
	case TOK_AMPM:
		read_am_pm(reader);
		return;
	case TOK_REL:
		if (token->sub == ASSAY_REL_GT && top_frame(reader)->type == OP_BRACKET &&
		    top_frame(reader)->sub == BRACKET_ANGLE)
			close_bracket(reader, token);
		else
			push_relation(reader, (enum assay_expr_relation)token->sub);
		return;
	case TOK_NOT:
		read_negated(reader);
		return;
	case TOK_COLON:
		read_colon(reader);
		return;
	case TOK_COMMA:
	case TOK_SEMICOLON:
	case TOK_JOIN:
	case TOK_IF:
		separate(reader, token);
		return;
	case TOK_UNION:
		push_set_operator(reader, OP_UNION, PREC_UNION);
		return;
	case TOK_DIFFERENCE:
		push_set_operator(reader, OP_DIFFERENCE, PREC_UNION);
		return;
	case TOK_INTERSECTION:
		push_set_operator(reader, OP_INTERSECTION, PREC_INTERSECTION);
		return;
	case TOK_CLOSE:
		close_bracket(reader, token);
		return;
	case TOK_BAR:
	case TOK_NORM:
		read_bar(reader, token);
		return;
	case TOK_AMPERSAND:
	case TOK_ROW:
		read_cell(reader, token);
		return;
	case TOK_FINISH:
		finish_env(reader);
		return;
	case TOK_OVER:
		reduce_to(reader, (enum prec)(PREC_OVER + 1));
		push_op(reader, OP_OVER, PREC_OVER, token->sub);
		reader->at++;
		return;
	case TOK_DOT:
		read_dot(reader, token);
		return;
	case TOK_WORD:
	case TOK_RUN:
		read_word_operator(reader);
		return;
	default:
		if (closes_french(reader, token))
			close_bracket(reader, token);
		else if (!read_letter_unit(reader) && !read_differential(reader))
			push_implicit(reader);
	}
}
