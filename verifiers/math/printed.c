/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the printer writes where no notation is unambiguous: \kind{limit 1}(x, 0, y), \unit{...}(5), \call{f}(x),
 * \choice{A}, \words{no solution}. Read in ASSAY_MATH_SYNTAX_PRINTED alone; print.c is the other side.
 */
#include "verifiers/math/reader.h"

#include "base/num.h"

/* The part of `*rest` up to `end`, which is taken from it together with its end. */
static struct assay_str next_field(struct assay_str *rest, char end)
{
	size_t n = 0;
	while (n < rest->len && rest->data[n] != end)
		n++;
	struct assay_str field = assay_str_sub(*rest, 0, n);
	*rest = assay_str_sub(*rest, n + 1, rest->len);
	return field;
}

static int64_t read_integer(struct reader *reader, struct assay_str field)
{
	int64_t value = 0;
	size_t i = field.len > 0 && field.data[0] == '-';
	for (; i < field.len; i++) {
		if (field.data[i] < '0' || field.data[i] > '9' || __builtin_mul_overflow(value, (int64_t)10, &value) ||
		    __builtin_add_overflow(value, (int64_t)(field.data[i] - '0'), &value)) {
			reader_fail(reader, reader->at, "has a field that is no number");
			return 0;
		}
	}
	return field.len > 0 && field.data[0] == '-' ? -value : value;
}

static enum assay_expr_kind kind_from_name(struct assay_str name)
{
	for (unsigned kind = ASSAY_EXPR_NONE + 1; kind < ASSAY_EXPR_N_KINDS; kind++) {
		if (assay_str_is(name, assay_expr_kind_name((enum assay_expr_kind)kind)))
			return (enum assay_expr_kind)kind;
	}
	return ASSAY_EXPR_NONE;
}

static void read_unit_fields(struct reader *reader, struct op *op, struct assay_str text)
{
	struct assay_expr_unit unit = {.canonical = next_field(&text, ';')};
	unit.text = unit.canonical;
	if (memchr(unit.canonical.data, '{', unit.canonical.len) ||
	    memchr(unit.canonical.data, '}', unit.canonical.len))
		reader_fail(reader, reader->at, "has a unit with braces");
	unit.is_known = read_integer(reader, next_field(&text, ';')) != 0;
	unit.is_vague = read_integer(reader, next_field(&text, ';')) != 0;
	unit.num = read_integer(reader, next_field(&text, ';'));
	unit.den = read_integer(reader, next_field(&text, ';'));
	unit.exp10 = (int32_t)read_integer(reader, next_field(&text, ';'));
	unit.offset_num = read_integer(reader, next_field(&text, ';'));
	unit.offset_den = read_integer(reader, next_field(&text, ';'));
	for (int i = 0; i < ASSAY_N_DIMS; i++)
		unit.dims[i] = (int8_t)read_integer(reader, next_field(&text, ';'));
	struct assay_expr_unit money;
	if (text.len && assay_math_unit_find(text, &money))
		unit.currency = money.currency;
	if (!reader->problem && tree_add_unit(reader, &unit)) {
		op->a = ASSAY_EXPR_QUANTITY;
		op->symbol = reader->n_units - 1;
	}
}

/* The largest `sub` of a kind. */
static int64_t max_sub(enum assay_expr_kind kind)
{
	switch ((int)kind) {
	case ASSAY_EXPR_PLUSMINUS:
	case ASSAY_EXPR_PERCENT:
		return 1;
	case ASSAY_EXPR_DEGREE:
	case ASSAY_EXPR_LIMIT:
	case ASSAY_EXPR_TUPLE:
	case ASSAY_EXPR_TIME:
		return 2;
	case ASSAY_EXPR_LIST:
		return ASSAY_SEP_OR;
	case ASSAY_EXPR_FUNCTION:
		return ASSAY_N_FNS - 1;
	case ASSAY_EXPR_RELATION:
		return ASSAY_N_RELS - 1;
	default:
		return 0;
	}
}

static void read_kind_fields(struct reader *reader, struct op *op, struct assay_str text)
{
	enum assay_expr_kind kind = kind_from_name(next_field(&text, ' '));
	int64_t sub = read_integer(reader, next_field(&text, ' ')), aux = read_integer(reader, next_field(&text, ' '));
	int64_t flags = read_integer(reader, next_field(&text, ' '));
	bool has_own_text = kind == ASSAY_EXPR_NONE || kind == ASSAY_EXPR_NUMBER || kind == ASSAY_EXPR_VARIABLE ||
			    kind == ASSAY_EXPR_TEXT || kind == ASSAY_EXPR_CALL || kind == ASSAY_EXPR_CHOICE ||
			    kind == ASSAY_EXPR_QUANTITY;
	int64_t max_flags = kind == ASSAY_EXPR_INTERVAL ? ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT : 0;
	bool has_aux = kind == ASSAY_EXPR_MATRIX || kind == ASSAY_EXPR_DERIVATIVE;
	if (has_own_text || sub < 0 || sub > max_sub(kind) || aux < has_aux || aux > (has_aux ? UINT32_MAX : 0) ||
	    flags < 0 || flags > max_flags) {
		reader_fail(reader, reader->at, "has a kind that is not known");
		return;
	}
	op->a = kind;
	op->b = (uint32_t)sub;
	op->symbol = (uint32_t)aux;
	op->state = (uint8_t)flags;
}

void read_raw(struct reader *reader, const struct token *token)
{
	struct assay_str text = assay_str_trim(token_text(reader, token));
	bool has_arguments = token_is_sub(reader, 1, TOK_OPEN, BRACKET_PAREN);
	if (text.len == 0 || !has_matching_braces(text)) {
		reader_fail(reader, reader->at, "has an empty argument, or braces that do not match in it");
		return;
	}
	if (token->sub == RAW_VARIABLE || token->sub == RAW_WORDS || (token->sub == RAW_CHOICE && !has_arguments)) {
		static const enum assay_expr_kind kinds[] = {
			[RAW_VARIABLE] = ASSAY_EXPR_VARIABLE,
			[RAW_WORDS] = ASSAY_EXPR_TEXT,
			[RAW_CHOICE] = ASSAY_EXPR_CHOICE,
		};
		if (token->sub == RAW_VARIABLE)
			text = read_name_text(reader, text);
		if (text.len == 0) {
			reader_fail(reader, reader->at, "has an empty argument");
			return;
		}
		reader->at++;
		push_val(reader, tree_symbol(reader, kinds[token->sub], text), 0);
		return;
	}
	if (!has_arguments) {
		reader_fail(reader, reader->at, "has a function without its arguments");
		return;
	}
	struct op *op = push_op(reader, OP_COMMAND, PREC_FRAME, CMD_KIND);
	if (token->sub == RAW_UNIT) {
		read_unit_fields(reader, op, text);
	} else if (token->sub == RAW_KIND) {
		read_kind_fields(reader, op, text);
	} else {
		op->a = token->sub == RAW_CALL ? ASSAY_EXPR_CALL : ASSAY_EXPR_CHOICE;
		op->symbol = tree_intern(reader, text);
	}
	reader->at += 2;
	push_frame(reader, OP_CALL, BRACKET_PAREN, 0);
}

/* How many kids each kind has, where the printer needs the notation of this file. */
static bool has_right_number(enum assay_expr_kind kind, uint32_t n)
{
	switch ((int)kind) {
	case ASSAY_EXPR_NEG:
	case ASSAY_EXPR_PLUSMINUS:
	case ASSAY_EXPR_PERCENT:
	case ASSAY_EXPR_DEGREE:
	case ASSAY_EXPR_NOT:
	case ASSAY_EXPR_QUANTITY:
	case ASSAY_EXPR_CHOICE:
		return n == 1;
	case ASSAY_EXPR_DIVIDE:
	case ASSAY_EXPR_POWER:
	case ASSAY_EXPR_MIXED:
	case ASSAY_EXPR_DERIVATIVE:
	case ASSAY_EXPR_INTERVAL:
	case ASSAY_EXPR_SET_BUILDER:
	case ASSAY_EXPR_DIFFERENCE:
	case ASSAY_EXPR_RELATION:
		return n == 2;
	case ASSAY_EXPR_LIMIT:
		return n == 3;
	case ASSAY_EXPR_BIGSUM:
	case ASSAY_EXPR_BIGPRODUCT:
	case ASSAY_EXPR_INTEGRAL:
		return n == 2 || n == 4;
	case ASSAY_EXPR_DATE:
		return n == 2 || n == 3;
	case ASSAY_EXPR_TIME:
		return n >= 1 && n <= 3;
	case ASSAY_EXPR_CONSTANT:
	case ASSAY_EXPR_ELLIPSIS:
		return false;
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_PRODUCT:
	case ASSAY_EXPR_LIST:
	case ASSAY_EXPR_UNION:
	case ASSAY_EXPR_INTERSECTION:
	case ASSAY_EXPR_RATIO:
	case ASSAY_EXPR_AND:
	case ASSAY_EXPR_OR:
	case ASSAY_EXPR_PIECEWISE:
		return n >= 2;
	default:
		return n >= 1;
	}
}

void kind_done(struct reader *reader, const struct op *op, uint32_t n)
{
	enum assay_expr_kind kind = (enum assay_expr_kind)op->a;
	uint8_t sub = op->b == NO_NODE ? 0 : (uint8_t)op->b;
	bool is_matrix = kind != ASSAY_EXPR_MATRIX || (op->symbol && n % op->symbol == 0);
	bool is_function = kind != ASSAY_EXPR_FUNCTION || function_takes((enum assay_expr_function)sub, n);
	if (!has_right_number(kind, n) || !is_matrix || !is_function) {
		reader_fail(reader, op->token, "has a function with the wrong number of arguments");
		return;
	}
	uint32_t relations = reader->n_relations;
	if (kind == ASSAY_EXPR_RELATION && !tree_add_relation(reader, (enum assay_expr_relation)sub))
		return;
	uint32_t node = tree_of_vals(reader, kind, sub, n);
	if (reader->problem)
		return;
	reader->nodes[node].flags |= op->state;
	reader->nodes[node].aux = kind == ASSAY_EXPR_RELATION ? relations : op->symbol;
	push_val(reader, node, 0);
}
