/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/mutate_ops.h"

#include "base/num.h"

#include <ctype.h>
#include <inttypes.h>

/* --- Looking at tokens ---------------------------------------------------------------------------------------- */

static struct assay_str text_at(const struct assay_mutable *m, size_t i)
{
	return i < m->n ? assay_token_text(m->code, &m->tokens[i]) : (struct assay_str){0};
}

static bool is_at(const struct assay_mutable *m, size_t i, const char *text)
{
	return i < m->n && m->tokens[i].kind != ASSAY_TOKEN_STRING && assay_str_is(text_at(m, i), text);
}

static bool is_python(const struct assay_mutable *m)
{
	return m->rules->lines_end_statements;
}

/* True when the token can end an operand, so that an operator behind it is binary. */
static bool ends_operand(const struct assay_mutable *m, size_t i)
{
	const struct assay_token *t = &m->tokens[i];
	if (t->kind == ASSAY_TOKEN_NAME)
		return !assay_lex_is_keyword(m->rules, text_at(m, i));
	if (t->kind == ASSAY_TOKEN_OP)
		return is_at(m, i, ")") || is_at(m, i, "]");
	return t->kind == ASSAY_TOKEN_NUMBER || t->kind == ASSAY_TOKEN_STRING;
}

static bool is_binary(const struct assay_mutable *m, size_t i)
{
	return i > 0 && ends_operand(m, i - 1);
}

/* True when a statement begins with this token. */
static bool begins_statement(const struct assay_mutable *m, size_t i)
{
	if (i == 0)
		return true;
	if (is_python(m))
		return m->tokens[i - 1].kind == ASSAY_TOKEN_NEWLINE;
	return is_at(m, i - 1, ";") || is_at(m, i - 1, "{") || is_at(m, i - 1, "}");
}

/* The first token from `i` on that reads `text` outside any bracket opened since; m->n when the statement ends first.
 */
static size_t find_in_statement(const struct assay_mutable *m, size_t i, const char *text)
{
	uint32_t depth = m->tokens[i].depth;
	for (; i < m->n; i++) {
		if (m->tokens[i].kind == ASSAY_TOKEN_NEWLINE || m->tokens[i].depth < depth)
			return m->n;
		if (m->tokens[i].depth == depth && is_at(m, i, text))
			return i;
	}
	return m->n;
}

/* The bracket that closes the one at `open`; m->n when there is none. */
static size_t find_close(const struct assay_mutable *m, size_t open)
{
	uint32_t depth = m->tokens[open].depth;
	for (size_t i = open + 1; i < m->n; i++) {
		if (m->tokens[i].depth <= depth)
			return m->tokens[i].depth == depth && m->tokens[i].kind == ASSAY_TOKEN_OP ? i : m->n;
	}
	return m->n;
}

static size_t end_of(const struct assay_token *t)
{
	return (size_t)t->offset + t->len;
}

/* --- Making edits --------------------------------------------------------------------------------------------- */

static void add_edit(struct assay_edits *out, size_t offset, size_t len, struct assay_str to)
{
	if (assay_str_is_absent(to)) {
		out->is_full = true;
		return;
	}
	if (out->n == out->cap) {
		size_t cap = out->cap ? 2 * out->cap : 64;
		struct assay_edit *items = assay_arena_array(out->arena, cap, sizeof(*items));
		if (!items) {
			out->is_full = true;
			return;
		}
		for (size_t i = 0; i < out->n; i++)
			items[i] = out->items[i];
		out->items = items;
		out->cap = cap;
	}
	out->items[out->n++] = (struct assay_edit){.offset = offset, .len = len, .to = to};
}

static void replace_token(const struct assay_mutable *m, size_t i, const char *to, struct assay_edits *out)
{
	add_edit(out, m->tokens[i].offset, m->tokens[i].len, assay_str_of(to));
}

/* Puts `before` and `behind` around the tokens from `first` to `last`. */
static void wrap(const struct assay_mutable *m, size_t first, size_t last, const char *before, const char *behind,
		 struct assay_edits *out)
{
	size_t start = m->tokens[first].offset;
	size_t len = end_of(&m->tokens[last]) - start;
	add_edit(out, start, len,
		 assay_arena_printf(out->arena, "%s%.*s%s", before, (int)len, m->code.data + start, behind));
}

struct swap {
	const char *from;
	const char *to[2];
};

static void swap_token(const struct assay_mutable *m, size_t i, const struct swap *table, size_t n,
		       struct assay_edits *out)
{
	for (size_t k = 0; k < n; k++) {
		if (!is_at(m, i, table[k].from))
			continue;
		for (size_t j = 0; j < 2 && table[k].to[j]; j++)
			replace_token(m, i, table[k].to[j], out);
		return;
	}
}

#define SWAP(m, i, table, out) swap_token(m, i, table, sizeof(table) / sizeof((table)[0]), out)

/* --- Operators ------------------------------------------------------------------------------------------------ */

/* In C++ `<` may open template arguments; those are written without spaces around it. */
static bool stands_free(const struct assay_mutable *m, size_t i)
{
	size_t start = m->tokens[i].offset;
	size_t end = end_of(&m->tokens[i]);
	return start > 0 && isspace((unsigned char)m->code.data[start - 1]) && end < m->code.len &&
	       isspace((unsigned char)m->code.data[end]);
}

static void find_compare(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const struct swap table[] = {
		{"<", {"<=", ">"}},  {"<=", {"<", ">="}},  {">", {">=", "<"}},
		{">=", {">", "<="}}, {"==", {"!=", NULL}}, {"!=", {"==", NULL}},
	};
	if (m->tokens[i].kind != ASSAY_TOKEN_OP || !is_binary(m, i))
		return;
	bool may_be_template = !is_python(m) && (is_at(m, i, "<") || is_at(m, i, ">"));
	if (!may_be_template || stands_free(m, i))
		SWAP(m, i, table, out);
}

static void find_arith(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const struct swap both[] = {
		{"+", {"-", NULL}}, {"-", {"+", NULL}}, {"*", {"+", NULL}}, {"+=", {"-=", NULL}}, {"-=", {"+=", NULL}},
	};
	static const struct swap python[] = {
		{"//", {"/", "%"}}, {"/", {"//", "*"}}, {"%", {"//", NULL}}, {"**", {"*", NULL}}, {"*=", {"+=", NULL}},
	};
	static const struct swap c[] = {
		{"/", {"*", "%"}}, {"%", {"/", NULL}}, {"*=", {"+=", NULL}}, {"++", {"--", NULL}}, {"--", {"++", NULL}},
	};
	bool is_step = is_at(m, i, "++") || is_at(m, i, "--");
	if (m->tokens[i].kind != ASSAY_TOKEN_OP || !(is_step || is_binary(m, i)))
		return;
	SWAP(m, i, both, out);
	if (is_python(m))
		SWAP(m, i, python, out);
	else
		SWAP(m, i, c, out);
}

static void find_constant(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const struct swap words[] = {
		{"True", {"False", NULL}},
		{"False", {"True", NULL}},
		{"true", {"false", NULL}},
		{"false", {"true", NULL}},
	};
	if (m->tokens[i].kind == ASSAY_TOKEN_NAME)
		SWAP(m, i, words, out);
	uint64_t value;
	struct assay_str text = text_at(m, i);
	bool is_octal = text.len > 1 && text.data[0] == '0';
	if (m->tokens[i].kind != ASSAY_TOKEN_NUMBER || is_octal ||
	    assay_parse_u64(text, 0, (uint64_t)1 << 62, &value, NULL))
		return;
	add_edit(out, m->tokens[i].offset, text.len, assay_arena_printf(out->arena, "%" PRIu64, value + 1));
	if (value > 0)
		add_edit(out, m->tokens[i].offset, text.len, assay_arena_printf(out->arena, "%" PRIu64, value - 1));
}

static void find_boolean(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const struct swap table[] = {
		{"and", {"or", NULL}},
		{"or", {"and", NULL}},
		{"&&", {"||", NULL}},
		{"||", {"&&", NULL}},
	};
	SWAP(m, i, table, out);
	bool is_not =
		is_at(m, i, is_python(m) ? "not" : "!") && !is_at(m, i + 1, "in") && !(i > 0 && is_at(m, i - 1, "is"));
	if (is_not && i + 1 < m->n)
		add_edit(out, m->tokens[i].offset, m->tokens[i + 1].offset - m->tokens[i].offset, ASSAY_STR(""));
}

static void find_negate(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	bool is_condition = is_at(m, i, "if") || is_at(m, i, "elif") || is_at(m, i, "while");
	if (!is_condition || i + 1 >= m->n)
		return;
	if (!is_python(m)) {
		size_t close = is_at(m, i + 1, "(") ? find_close(m, i + 1) : m->n;
		if (close < m->n && close > i + 2)
			wrap(m, i + 2, close - 1, "!(", ")", out);
		return;
	}
	size_t colon = begins_statement(m, i) ? find_in_statement(m, i, ":") : m->n;
	if (colon < m->n && colon > i + 1)
		wrap(m, i + 1, colon - 1, end_of(&m->tokens[i]) == m->tokens[i + 1].offset ? " not (" : "not (", ")",
		     out);
}

/* The last token of the simple statement that begins at `i`; m->n when it is none that may go. */
static size_t end_of_simple(const struct assay_mutable *m, size_t i)
{
	if (!begins_statement(m, i))
		return m->n;
	bool may_be_keyword =
		is_at(m, i, "break") || is_at(m, i, "continue") || is_at(m, i, "raise") || is_at(m, i, "del");
	bool is_value = m->tokens[i].kind == ASSAY_TOKEN_NAME &&
			(may_be_keyword || !assay_lex_is_keyword(m->rules, text_at(m, i)));
	bool is_step = is_at(m, i, "++") || is_at(m, i, "--") || is_at(m, i, "*");
	if (!is_value && !(is_step && !is_python(m)))
		return m->n;
	if (is_python(m)) {
		size_t end = i;
		while (end + 1 < m->n && m->tokens[end + 1].kind != ASSAY_TOKEN_NEWLINE)
			end++;
		return is_at(m, end, ":") ? m->n : end;
	}
	/* `type name ...;` declares something that is needed later, and a label is no statement. */
	bool declares = i + 1 < m->n && m->tokens[i + 1].kind == ASSAY_TOKEN_NAME;
	size_t semicolon = find_in_statement(m, i, ";");
	return declares || is_at(m, i + 1, ":") ? m->n : semicolon;
}

static void find_drop(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	size_t last = end_of_simple(m, i);
	/* In the head of a for, `i = 0;` looks like a statement behind nothing: brackets are open there. */
	bool is_in_head = !is_python(m) && i > 0 && is_at(m, i - 1, ";") && m->tokens[i].depth > 0 && last < m->n &&
			  !is_at(m, last, ";");
	if (last >= m->n || is_in_head)
		return;
	size_t start = m->tokens[i].offset;
	add_edit(out, start, end_of(&m->tokens[last]) - start, assay_str_of(is_python(m) ? "pass" : ";"));
}

/* The end of the argument that begins at `i`: the comma or the bracket behind it. */
static size_t end_of_argument(const struct assay_mutable *m, size_t i, size_t close)
{
	uint32_t depth = m->tokens[close].depth + 1;
	while (i < close && !(m->tokens[i].depth == depth && is_at(m, i, ",")))
		i++;
	return i;
}

/* Names and starred arguments cannot change places. */
static bool is_positional(const struct assay_mutable *m, size_t from, size_t to)
{
	if (from >= to || is_at(m, from, "*") || is_at(m, from, "**"))
		return false;
	for (size_t i = from; i < to; i++) {
		if (m->tokens[i].depth == m->tokens[from].depth &&
		    (is_at(m, i, "=") || is_at(m, i, "for") || is_at(m, i, ";")))
			return false;
	}
	return true;
}

static bool is_call(const struct assay_mutable *m, size_t i, size_t close)
{
	bool is_name = m->tokens[i].kind == ASSAY_TOKEN_NAME && !assay_lex_is_keyword(m->rules, text_at(m, i));
	bool is_definition = i > 0 && (is_at(m, i - 1, "def") || is_at(m, i - 1, "class"));
	/* In C a definition or declaration has a type in front. */
	bool has_type =
		!is_python(m) && i > 0 && m->tokens[i - 1].kind == ASSAY_TOKEN_NAME && !is_at(m, i - 1, "return");
	return is_name && !is_definition && !has_type && !is_at(m, close + 1, "{");
}

static void find_swap_args(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!is_at(m, i + 1, "("))
		return;
	size_t close = find_close(m, i + 1);
	if (close >= m->n || !is_call(m, i, close))
		return;
	size_t first = i + 2;
	size_t comma = end_of_argument(m, first, close);
	size_t second_end = comma < close ? end_of_argument(m, comma + 1, close) : close;
	if (comma >= close || !is_positional(m, first, comma) || !is_positional(m, comma + 1, second_end))
		return;
	size_t start = m->tokens[first].offset;
	size_t len_a = end_of(&m->tokens[comma - 1]) - start;
	size_t second = m->tokens[comma + 1].offset;
	size_t len_b = end_of(&m->tokens[second_end - 1]) - second;
	const char *p = m->code.data;
	add_edit(out, start, second + len_b - start,
		 assay_arena_printf(out->arena, "%.*s%.*s%.*s", (int)len_b, p + second, (int)(second - start - len_a),
				    p + start + len_a, (int)len_a, p + start));
}

static void find_range(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!is_python(m) || !is_at(m, i, "range") || !is_at(m, i + 1, "("))
		return;
	size_t close = find_close(m, i + 1);
	if (close >= m->n || close == i + 2)
		return;
	size_t first_end = end_of_argument(m, i + 2, close);
	size_t from = first_end < close ? first_end + 1 : i + 2; /* The stop: the second of several arguments. */
	size_t to = end_of_argument(m, from, close);
	if (from >= to)
		return;
	wrap(m, from, to - 1, "(", ") + 1", out);
	wrap(m, from, to - 1, "(", ") - 1", out);
}

static void find_return(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!is_at(m, i, "return") || i + 1 >= m->n)
		return;
	if (is_python(m)) {
		size_t end = i + 1;
		while (end < m->n && m->tokens[end].kind != ASSAY_TOKEN_NEWLINE && !is_at(m, end, ";"))
			end++;
		if (end > i + 1 && !is_at(m, i + 1, "None"))
			add_edit(out, m->tokens[i + 1].offset, end_of(&m->tokens[end - 1]) - m->tokens[i + 1].offset,
				 ASSAY_STR("None"));
		return;
	}
	size_t semicolon = find_in_statement(m, i, ";");
	if (semicolon < m->n && semicolon > i + 1)
		wrap(m, i + 1, semicolon - 1, "(", ") + 1", out);
}

static const struct assay_mutation_op ops[] = {
	{"compare", find_compare},     {"arith", find_arith},	{"constant", find_constant},
	{"boolean", find_boolean},     {"negate", find_negate}, {"drop", find_drop},
	{"swap-args", find_swap_args}, {"range", find_range},	{"return", find_return},
};

const struct assay_mutation_op *assay_mutation_ops(size_t *ret_n)
{
	*ret_n = sizeof(ops) / sizeof(ops[0]);
	return ops;
}
