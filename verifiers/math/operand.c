/* SPDX-License-Identifier: Apache-2.0 */
/* What begins an operand: names, constants, brackets, signs. */
#include "verifiers/math/reader.h"

/* Names that are functions when brackets follow; any capital is one, too. */
static bool is_function_letter(struct assay_str name)
{
	char c = name.data[0];
	return (name.len == 1 && (c == 'f' || c == 'g' || c == 'h' || (c >= 'A' && c <= 'Z'))) ||
	       assay_str_is(name, "phi") || assay_str_is(name, "varphi") || assay_str_is(name, "psi") ||
	       assay_str_is(name, "Phi") || assay_str_is(name, "Psi");
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A name is printed between braces and read again: \left{ in it would break them. */
bool has_matching_braces(struct assay_str text)
{
	size_t depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool is_lone = c == '\\' && i + 1 == text.len;
		if (is_lone || (c == '}' && depth == 0))
			return false;
		depth += c == '{';
		depth -= c == '}';
		i += c == '\\'; /* What a backslash escapes is no brace. */
	}
	return depth == 0;
}

struct assay_str read_name_text(struct reader *reader, struct assay_str raw)
{
	char *data = assay_arena_alloc(reader->arena, raw.len + 1);
	if (!data) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return ASSAY_STR("");
	}
	size_t len = 0;
	for (size_t i = 0; i < raw.len; i++) {
		/* A space ends a command's name and is nothing elsewhere; so is one behind a backslash. */
		bool is_escaped = raw.data[i] == '\\' && (i + 1 == raw.len || is_space(raw.data[i + 1]));
		if (is_space(raw.data[i]) || is_escaped)
			continue;
		data[len++] = raw.data[i];
		/* The two of a pair belong together. */
		if (raw.data[i] == '\\' && raw.data[i + 1] == '\\')
			data[len++] = raw.data[++i];
	}
	struct assay_str text = {.data = data, .len = len};
	if (!has_matching_braces(text))
		reader_fail(reader, reader->at, "has braces that do not match in a name");
	return text;
}

struct assay_str read_group_text(struct reader *reader)
{
	uint32_t open = reader->at, depth = 0, end = open;
	for (; reader->tokens[end].type != TOK_END; end++) {
		const struct token *token = &reader->tokens[end];
		if (token->sub != BRACKET_GROUP || (token->type != TOK_OPEN && token->type != TOK_CLOSE))
			continue;
		if (token->type == TOK_OPEN)
			depth++;
		else if (--depth == 0)
			break;
	}
	if (reader->tokens[end].type == TOK_END || end == open + 1) {
		reader_fail(reader, open, "has an empty index");
		return ASSAY_STR("");
	}
	struct assay_str raw = {.data = reader->text.data + reader->tokens[open].end,
				.len = reader->tokens[end].start - reader->tokens[open].end};
	reader->at = end + 1;
	struct assay_str text = read_name_text(reader, raw);
	if (text.len == 0)
		reader_fail(reader, open, "has an empty index");
	return text;
}

static struct assay_str read_index(struct reader *reader, struct assay_str name)
{
	reader->at++;
	struct assay_str index;
	if (token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP)) {
		index = read_group_text(reader);
	} else if (token_is(reader, 0, TOK_END) || token_is(reader, 0, TOK_CLOSE)) {
		reader_fail(reader, reader->at, "has an empty index");
		return name;
	} else {
		const struct token *token = token_at(reader, 0);
		struct assay_str raw = {.data = reader->text.data + token->start, .len = token->end - token->start};
		index = read_name_text(reader, raw);
		reader->at++;
	}
	if (index.len == 1)
		return reader_concat(reader, name, ASSAY_STR("_"), index);
	return reader_concat(reader, reader_concat(reader, name, ASSAY_STR("_{"), index), ASSAY_STR("}"),
			     ASSAY_STR(""));
}

/* More primes than anybody writes are a flood, and no name. */
#define MAX_PRIMES 8

static struct assay_str read_primes(struct reader *reader, struct assay_str name)
{
	uint32_t n = 0;
	while (token_is(reader, n, TOK_PRIME))
		n++;
	if (n > MAX_PRIMES) {
		reader_fail(reader, reader->at, "has too many primes");
		return name;
	}
	reader->at += n;
	return reader_concat(reader, name, assay_str_sub(ASSAY_STR("''"), 0, n), ASSAY_STR(""));
}

struct assay_str read_name_tail(struct reader *reader, struct assay_str name)
{
	bool has_index = false;
	while (!reader->problem) {
		if (token_is(reader, 0, TOK_PRIME)) {
			name = read_primes(reader, name);
		} else if (token_is(reader, 0, TOK_UNDERSCORE) && !has_index) {
			name = read_index(reader, name);
			has_index = true;
		} else {
			break;
		}
	}
	return name;
}

/* f^{-1}( and f^{(3)}(: the exponent belongs to the name. */
static struct assay_str read_function_exponent(struct reader *reader, struct assay_str name)
{
	if (!token_is(reader, 0, TOK_CARET) || !token_is_sub(reader, 1, TOK_OPEN, BRACKET_GROUP) ||
	    !is_function_letter(name))
		return name;
	bool is_inverse = token_is(reader, 2, TOK_MINUS) && token_is(reader, 3, TOK_NUM) &&
			  assay_str_is(token_text(reader, token_at(reader, 3)), "1") &&
			  token_is_sub(reader, 4, TOK_CLOSE, BRACKET_GROUP) &&
			  token_is_sub(reader, 5, TOK_OPEN, BRACKET_PAREN);
	if (!is_inverse)
		return name;
	reader->at += 5;
	return reader_concat(reader, name, ASSAY_STR("^{-1}"), ASSAY_STR(""));
}

/* p(x) = ..., at the very beginning: a function is being told. */
static bool is_told(const struct reader *reader, uint32_t name_at)
{
	return name_at <= 1 && token_is(reader, 1, TOK_LETTER) && token_is_sub(reader, 2, TOK_CLOSE, BRACKET_PAREN) &&
	       token_is(reader, 3, TOK_REL);
}

static void push_call(struct reader *reader, struct assay_str name)
{
	struct op *op = push_op(reader, OP_COMMAND, PREC_FRAME, CMD_CALL);
	op->symbol = tree_intern(reader, name);
	reader->at++;
	push_frame(reader, OP_CALL, BRACKET_PAREN, 0);
}

void read_name(struct reader *reader, struct assay_str name)
{
	uint32_t name_at = reader->at;
	struct assay_str bare = name;
	reader->at++;
	/* In x^a_b and \sum^n_{k=1} the index is not of what is raised. */
	bool is_whole = top_op(reader)->type != OP_SINGLE && top_op(reader)->type != OP_POWER;
	if (is_whole)
		name = read_name_tail(reader, name);
	if (reader->problem)
		return;
	if (is_whole) {
		struct assay_str inverse = read_function_exponent(reader, name);
		bool has_bracket = token_is_sub(reader, 0, TOK_OPEN, BRACKET_PAREN);
		bool is_usual = is_function_letter(bare) || is_told(reader, name_at);
		bool is_function = inverse.len != name.len;
		/* x(x - 1) is a product whatever one expects; y(x) may be either. */
		bool is_open = is_usual || token_is_sub(reader, 2, TOK_CLOSE, BRACKET_PAREN);
		if (has_bracket && !is_function && is_open)
			is_function = reader_turns(reader, ASSAY_MATH_READ_CALL) ? !is_usual : is_usual;
		if (is_function) {
			push_call(reader, inverse);
			return;
		}
	}
	push_val(reader, tree_symbol(reader, ASSAY_EXPR_VARIABLE, name), 0);
}

/* e, i and their capitals: a constant or a name. */
static void read_letter(struct reader *reader, const struct token *token)
{
	struct assay_str text = token_text(reader, token);
	bool is_sympy = reader->options->syntax == ASSAY_MATH_SYNTAX_SYMPY;
	bool is_bare = !token_is(reader, 1, TOK_UNDERSCORE) && !token_is(reader, 1, TOK_PRIME) &&
		       !(token->flags & TOKEN_BOLD) && reader->options->syntax != ASSAY_MATH_SYNTAX_PRINTED;
	if (token->flags & TOKEN_BOLD && text.len == 1 && strchr("ijk", text.data[0])) {
		text = reader_concat(reader, ASSAY_STR("vec{"), text, ASSAY_STR("}"));
	} else if (is_bare && (assay_str_is(text, "e") || assay_str_is(text, "E"))) {
		bool is_constant = is_sympy ? text.data[0] == 'E' : text.data[0] == 'e';
		if (reader_turns(reader, ASSAY_MATH_READ_EULER) ? !is_constant : is_constant) {
			reader->at++;
			push_val(reader, tree_constant(reader, ASSAY_CONST_E), 0);
			return;
		}
	} else if (is_bare && assay_str_is(text, "j")) {
		if (reader_turns(reader, ASSAY_MATH_READ_IMAGINARY)) {
			reader->at++;
			push_val(reader, tree_constant(reader, ASSAY_CONST_I), 0);
			return;
		}
	} else if (is_bare && (assay_str_is(text, "i") || assay_str_is(text, "I")) && !reader->binds_i) {
		bool is_constant = !is_sympy || text.data[0] == 'I';
		if (reader_turns(reader, ASSAY_MATH_READ_IMAGINARY) ? !is_constant : is_constant) {
			reader->at++;
			push_val(reader, tree_constant(reader, ASSAY_CONST_I), 0);
			return;
		}
	}
	if (!read_letter_digits(reader))
		read_name(reader, text);
}

static void push_minus(struct reader *reader)
{
	const struct op *before = top_op(reader);
	enum prec prec = before->type == OP_POWER				? PREC_POWER_NEG
			 : before->prec >= PREC_TIMES && before->type != OP_NEG ? PREC_TIGHT_NEG
			 : before->type == OP_NEG				? (enum prec)before->prec
										: PREC_NEG;
	push_op(reader, OP_NEG, prec, 0);
	reader->at++;
}

static void read_prefix(struct reader *reader, const struct token *token)
{
	if (top_op(reader)->type == OP_SINGLE) {
		reader_fail(reader, reader->at, "has an operator where one sign should stand");
		return;
	}
	if (token->type == TOK_MINUS) {
		push_minus(reader);
	} else if (token->type == TOK_PLUSMINUS) {
		push_op(reader, OP_PLUSMINUS, PREC_NEG, token->sub);
		reader->at++;
	} else if (token->type == TOK_NOT) {
		push_op(reader, OP_NOT, PREC_NOT, 0);
		reader->at++;
	} else if (token->type == TOK_CURRENCY) {
		push_op(reader, OP_CURRENCY, PREC_CURRENCY, token->sub);
		reader->at++;
	} else {
		reader->at++; /* A plus sign says nothing. */
	}
}

static void read_open(struct reader *reader, const struct token *token)
{
	if (token->sub == BRACKET_GROUP) {
		push_frame(reader, OP_GROUP, 0, 0);
		reader->at++;
		return;
	}
	uint16_t flags = token->sub == BRACKET_BAR || token->sub == BRACKET_NORM ? OPF_SIZED : 0;
	open_bracket(reader, (enum token_bracket)token->sub, flags);
}

/* What closes where something should begin: the empty set, a French bracket, a trailing row. */
static void read_early_close(struct reader *reader, const struct token *token)
{
	struct op *frame = top_frame(reader);
	bool is_fresh = frame == top_op(reader) && frame->base == reader->n_vals;
	if (is_fresh && frame->type == OP_BRACKET && frame->sub == BRACKET_SET && token->sub == BRACKET_SET) {
		reader->n_ops--;
		reader->at++;
		push_val(reader, tree_constant(reader, ASSAY_CONST_EMPTY_SET), 0);
	} else if (token->sub == BRACKET_SQUARE && !(frame->type == OP_BRACKET && frame->sub == BRACKET_SQUARE) &&
		   frame->type != OP_OPTION) {
		/* ]a, b[: a round bracket that is written as the wrong square one. */
		open_bracket(reader, BRACKET_PAREN, OPF_FRENCH);
	} else {
		reader_fail(reader, reader->at, "has a closing bracket where something should stand");
	}
}

static void read_end(struct reader *reader)
{
	const struct op *top = top_op(reader);
	if (reader->at == 0)
		reader_fail(reader, 0, "is empty");
	else if (is_frame(top) && top->type != OP_BOTTOM && top->type != OP_SINGLE && top->type != OP_RHS)
		reader_fail(reader, top->token, "has an opening bracket without its closing one");
	else
		reader_fail(reader, reader->at, "ends where something should follow");
}

static void read_relation_first(struct reader *reader, const struct token *token)
{
	if (token->sub == ASSAY_REL_LT) {
		open_bracket(reader, BRACKET_ANGLE, 0);
	} else if (reader->at == 0 && (token->sub == ASSAY_REL_EQ || token->sub == ASSAY_REL_APPROX)) {
		reader->at++; /* "= 5". */
	} else {
		reader_fail(reader, reader->at, "has a relation without its left side");
	}
}

void read_operand(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	if (reader->n_integrals && read_differential(reader))
		return;
	switch (token->type) {
	case TOK_END:
		read_end(reader);
		return;
	case TOK_NUM:
		read_number(reader);
		return;
	case TOK_LETTER:
		read_letter(reader, token);
		return;
	case TOK_RUN:
	case TOK_WORD:
		read_word_operand(reader);
		return;
	case TOK_NAME:
		read_name(reader, token_text(reader, token));
		return;
	case TOK_CHAR:
		/* Hexadecimal 190 is the open E, which fonts without an epsilon show for one. */
		if (!assay_str_ends(token_text(reader, token), "000190"))
			reader_fail(reader, reader->at, "has a character number that is not known");
		reader->at++;
		push_val(reader, tree_symbol(reader, ASSAY_EXPR_VARIABLE, ASSAY_STR("epsilon")), 0);
		return;
	case TOK_CONST:
		reader->at++;
		push_val(reader, tree_constant(reader, (enum assay_expr_constant)token->sub), 0);
		return;
	case TOK_ELLIPSIS:
		reader->at++;
		push_val(reader, tree_node(reader, ASSAY_EXPR_ELLIPSIS, 0, NULL, 0), 0);
		return;
	case TOK_OPEN:
		read_open(reader, token);
		return;
	case TOK_BAR:
	case TOK_NORM:
		reader->n_bars_left -= token->type == TOK_BAR && token->sub == 0 && reader->n_bars_left > 0;
		open_bracket(reader, token->type == TOK_BAR ? BRACKET_BAR : BRACKET_NORM, 0);
		return;
	case TOK_CLOSE:
		read_early_close(reader, token);
		return;
	case TOK_PLUS:
	case TOK_MINUS:
	case TOK_PLUSMINUS:
	case TOK_NOT:
	case TOK_CURRENCY:
		read_prefix(reader, token);
		return;
	case TOK_REL:
		read_relation_first(reader, token);
		return;
	case TOK_JOIN:
		/* "3, 4, and 5". */
		if (reader->at > 0 && reader->tokens[reader->at - 1].type == TOK_COMMA && is_frame(top_op(reader))) {
			top_op(reader)->flags |= token->sub == ASSAY_SEP_OR ? OPF_OR : OPF_AND;
			reader->at++;
		} else {
			reader_fail(reader, reader->at, "has nothing before an \"and\" or \"or\"");
		}
		return;
	case TOK_IF:
		if (top_op(reader)->type != OP_ENV)
			reader_fail(reader, reader->at, "has a condition outside of cases");
		else
			read_condition_word(reader);
		return;
	case TOK_AMPERSAND:
	case TOK_ROW:
		read_cell(reader, token);
		return;
	case TOK_FINISH:
		finish_env(reader);
		return;
	case TOK_COMMA:
	case TOK_SEMICOLON:
		reader_fail(reader, reader->at, "has an empty place in a list");
		return;
	default:
		read_command(reader, token);
	}
}
