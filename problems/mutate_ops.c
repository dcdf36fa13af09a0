/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/mutate_ops.h"

#include "base/num.h"

#include <ctype.h>
#include <inttypes.h>

/* --- Looking at tokens ---------------------------------------------------------------------------------------- */

struct assay_str assay_mutable_text(const struct assay_mutable *m, size_t i)
{
	return i < m->n ? assay_token_text(m->code, &m->tokens[i]) : (struct assay_str){0};
}

bool assay_mutable_is(const struct assay_mutable *m, size_t i, const char *text)
{
	return i < m->n && m->tokens[i].kind != ASSAY_TOKEN_STRING && assay_str_is(assay_mutable_text(m, i), text);
}

bool assay_mutable_is_python(const struct assay_mutable *m)
{
	return m->rules->lines_end_statements;
}

/* True when the token can end an operand, so that an operator behind it is binary. */
static bool ends_operand(const struct assay_mutable *m, size_t i)
{
	const struct assay_token *t = &m->tokens[i];
	if (t->kind == ASSAY_TOKEN_NAME)
		return !assay_lex_is_keyword(m->rules, assay_mutable_text(m, i));
	if (t->kind == ASSAY_TOKEN_OP)
		return assay_mutable_is(m, i, ")") || assay_mutable_is(m, i, "]");
	return t->kind == ASSAY_TOKEN_NUMBER || t->kind == ASSAY_TOKEN_STRING;
}

bool assay_mutable_is_binary(const struct assay_mutable *m, size_t i)
{
	return i > 0 && ends_operand(m, i - 1);
}

/* True when a statement begins with this token. */
static bool begins_statement(const struct assay_mutable *m, size_t i)
{
	if (i == 0)
		return true;
	if (assay_mutable_is_python(m))
		return m->tokens[i - 1].kind == ASSAY_TOKEN_NEWLINE;
	return assay_mutable_is(m, i - 1, ";") || assay_mutable_is(m, i - 1, "{") || assay_mutable_is(m, i - 1, "}");
}

/* The first token from `i` on that reads `text` outside any bracket opened since; m->n when the statement ends first.
 */
static size_t find_in_statement(const struct assay_mutable *m, size_t i, const char *text)
{
	uint32_t depth = m->tokens[i].depth;
	for (; i < m->n; i++) {
		if (m->tokens[i].kind == ASSAY_TOKEN_NEWLINE || m->tokens[i].depth < depth)
			return m->n;
		if (m->tokens[i].depth == depth && assay_mutable_is(m, i, text))
			return i;
	}
	return m->n;
}

/* The bracket that closes the one at `open`; m->n when there is none. */
size_t assay_mutable_close(const struct assay_mutable *m, size_t open)
{
	uint32_t depth = m->tokens[open].depth;
	for (size_t i = open + 1; i < m->n; i++) {
		if (m->tokens[i].depth <= depth)
			return m->tokens[i].depth == depth && m->tokens[i].kind == ASSAY_TOKEN_OP ? i : m->n;
	}
	return m->n;
}

/* --- Making edits --------------------------------------------------------------------------------------------- */

void assay_edits_add(struct assay_edits *out, size_t offset, size_t len, struct assay_str to)
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
	assay_edits_add(out, m->tokens[i].offset, m->tokens[i].len, assay_str_of(to));
}

/* Puts `before` and `behind` around the tokens from `first` to `last`. */
static void wrap(const struct assay_mutable *m, size_t first, size_t last, const char *before, const char *behind,
		 struct assay_edits *out)
{
	size_t start = m->tokens[first].offset;
	size_t len = assay_token_end(&m->tokens[last]) - start;
	assay_edits_add(out, start, len,
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
		if (!assay_mutable_is(m, i, table[k].from))
			continue;
		for (size_t j = 0; j < 2 && table[k].to[j]; j++)
			replace_token(m, i, table[k].to[j], out);
		return;
	}
}

#define SWAP(m, i, table, out) swap_token(m, i, table, sizeof(table) / sizeof((table)[0]), out)

/* --- Operators ------------------------------------------------------------------------------------------------ */

/* In C++ `<` may open template arguments; those are written without spaces around it. */
bool assay_mutable_stands_free(const struct assay_mutable *m, size_t i)
{
	size_t start = m->tokens[i].offset;
	size_t end = assay_token_end(&m->tokens[i]);
	return start > 0 && isspace((unsigned char)m->code.data[start - 1]) && end < m->code.len &&
	       isspace((unsigned char)m->code.data[end]);
}

static void find_compare(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const struct swap table[] = {
		{"<", {"<=", ">"}},   {"<=", {"<", ">="}},  {">", {">=", "<"}},	    {">=", {">", "<="}},
		{"==", {"!=", NULL}}, {"!=", {"==", NULL}}, {"===", {"!==", NULL}}, {"!==", {"===", NULL}},
	};
	if (m->tokens[i].kind != ASSAY_TOKEN_OP || !assay_mutable_is_binary(m, i))
		return;
	bool may_be_template =
		!assay_mutable_is_python(m) && (assay_mutable_is(m, i, "<") || assay_mutable_is(m, i, ">"));
	if (!may_be_template || assay_mutable_stands_free(m, i))
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
	bool is_step = assay_mutable_is(m, i, "++") || assay_mutable_is(m, i, "--");
	if (m->tokens[i].kind != ASSAY_TOKEN_OP || !(is_step || assay_mutable_is_binary(m, i)))
		return;
	SWAP(m, i, both, out);
	if (assay_mutable_is_python(m))
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
	struct assay_str text = assay_mutable_text(m, i);
	bool is_octal = text.len > 1 && text.data[0] == '0';
	if (m->tokens[i].kind != ASSAY_TOKEN_NUMBER || is_octal ||
	    assay_parse_u64(text, 0, (uint64_t)1 << 62, &value, NULL))
		return;
	assay_edits_add(out, m->tokens[i].offset, text.len, assay_arena_printf(out->arena, "%" PRIu64, value + 1));
	if (value > 0)
		assay_edits_add(out, m->tokens[i].offset, text.len,
				assay_arena_printf(out->arena, "%" PRIu64, value - 1));
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
	bool is_not = assay_mutable_is(m, i, assay_mutable_is_python(m) ? "not" : "!") &&
		      !assay_mutable_is(m, i + 1, "in") && !(i > 0 && assay_mutable_is(m, i - 1, "is"));
	if (is_not && i + 1 < m->n)
		assay_edits_add(out, m->tokens[i].offset, m->tokens[i + 1].offset - m->tokens[i].offset, ASSAY_STR(""));
}

static void find_negate(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	bool is_condition =
		assay_mutable_is(m, i, "if") || assay_mutable_is(m, i, "elif") || assay_mutable_is(m, i, "while");
	if (!is_condition || i + 1 >= m->n)
		return;
	if (!assay_mutable_is_python(m)) {
		size_t close = assay_mutable_is(m, i + 1, "(") ? assay_mutable_close(m, i + 1) : m->n;
		if (close < m->n && close > i + 2)
			wrap(m, i + 2, close - 1, "!(", ")", out);
		return;
	}
	size_t colon = begins_statement(m, i) ? find_in_statement(m, i, ":") : m->n;
	if (colon < m->n && colon > i + 1)
		wrap(m, i + 1, colon - 1,
		     assay_token_end(&m->tokens[i]) == m->tokens[i + 1].offset ? " not (" : "not (", ")", out);
}

/* The last token of the simple statement that begins at `i`; m->n when it is none that may go. */
size_t assay_mutable_simple_end(const struct assay_mutable *m, size_t i)
{
	if (!begins_statement(m, i))
		return m->n;
	bool may_be_keyword = assay_mutable_is(m, i, "break") || assay_mutable_is(m, i, "continue") ||
			      assay_mutable_is(m, i, "raise") || assay_mutable_is(m, i, "del");
	bool is_value = m->tokens[i].kind == ASSAY_TOKEN_NAME &&
			(may_be_keyword || !assay_lex_is_keyword(m->rules, assay_mutable_text(m, i)));
	bool is_step = assay_mutable_is(m, i, "++") || assay_mutable_is(m, i, "--") || assay_mutable_is(m, i, "*");
	if (!is_value && !(is_step && !assay_mutable_is_python(m)))
		return m->n;
	if (assay_mutable_is_python(m)) {
		size_t end = i;
		while (end + 1 < m->n && m->tokens[end + 1].kind != ASSAY_TOKEN_NEWLINE)
			end++;
		return assay_mutable_is(m, end, ":") ? m->n : end;
	}
	/* `type name ...;` declares something that is needed later, and a label is no statement. */
	bool declares = i + 1 < m->n && m->tokens[i + 1].kind == ASSAY_TOKEN_NAME;
	size_t semicolon = find_in_statement(m, i, ";");
	return declares || assay_mutable_is(m, i + 1, ":") ? m->n : semicolon;
}

static void find_drop(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	size_t last = assay_mutable_simple_end(m, i);
	/* In the head of a for, `i = 0;` looks like a statement behind nothing: brackets are open there. */
	bool is_in_head = !assay_mutable_is_python(m) && i > 0 && assay_mutable_is(m, i - 1, ";") &&
			  m->tokens[i].depth > 0 && last < m->n && !assay_mutable_is(m, last, ";");
	if (last >= m->n || is_in_head)
		return;
	size_t start = m->tokens[i].offset;
	assay_edits_add(out, start, assay_token_end(&m->tokens[last]) - start,
			assay_str_of(assay_mutable_is_python(m) ? "pass" : ";"));
}

/* The end of the argument that begins at `i`: the comma or the bracket behind it. */
size_t assay_mutable_argument_end(const struct assay_mutable *m, size_t i, size_t close)
{
	uint32_t depth = m->tokens[close].depth + 1;
	while (i < close && !(m->tokens[i].depth == depth && assay_mutable_is(m, i, ",")))
		i++;
	return i;
}

/* Names and starred arguments cannot change places. */
bool assay_mutable_is_positional(const struct assay_mutable *m, size_t from, size_t to)
{
	if (from >= to || assay_mutable_is(m, from, "*") || assay_mutable_is(m, from, "**"))
		return false;
	for (size_t i = from; i < to; i++) {
		if (m->tokens[i].depth == m->tokens[from].depth &&
		    (assay_mutable_is(m, i, "=") || assay_mutable_is(m, i, "for") || assay_mutable_is(m, i, ";")))
			return false;
	}
	return true;
}

bool assay_mutable_is_call(const struct assay_mutable *m, size_t i, size_t close)
{
	bool is_name =
		m->tokens[i].kind == ASSAY_TOKEN_NAME && !assay_lex_is_keyword(m->rules, assay_mutable_text(m, i));
	bool is_definition = i > 0 && (assay_mutable_is(m, i - 1, "def") || assay_mutable_is(m, i - 1, "class"));
	/* In C a definition or declaration has a type in front. */
	bool has_type = !assay_mutable_is_python(m) && i > 0 && m->tokens[i - 1].kind == ASSAY_TOKEN_NAME &&
			!assay_mutable_is(m, i - 1, "return");
	return is_name && !is_definition && !has_type && !assay_mutable_is(m, close + 1, "{");
}

static void find_swap_args(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!assay_mutable_is(m, i + 1, "("))
		return;
	size_t close = assay_mutable_close(m, i + 1);
	if (close >= m->n || !assay_mutable_is_call(m, i, close))
		return;
	size_t first = i + 2;
	size_t comma = assay_mutable_argument_end(m, first, close);
	size_t second_end = comma < close ? assay_mutable_argument_end(m, comma + 1, close) : close;
	if (comma >= close || !assay_mutable_is_positional(m, first, comma) ||
	    !assay_mutable_is_positional(m, comma + 1, second_end))
		return;
	size_t start = m->tokens[first].offset;
	size_t len_a = assay_token_end(&m->tokens[comma - 1]) - start;
	size_t second = m->tokens[comma + 1].offset;
	size_t len_b = assay_token_end(&m->tokens[second_end - 1]) - second;
	const char *p = m->code.data;
	assay_edits_add(out, start, second + len_b - start,
			assay_arena_printf(out->arena, "%.*s%.*s%.*s", (int)len_b, p + second,
					   (int)(second - start - len_a), p + start + len_a, (int)len_a, p + start));
}

static void find_range(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!assay_mutable_is_python(m) || !assay_mutable_is(m, i, "range") || !assay_mutable_is(m, i + 1, "("))
		return;
	size_t close = assay_mutable_close(m, i + 1);
	if (close >= m->n || close == i + 2)
		return;
	size_t first_end = assay_mutable_argument_end(m, i + 2, close);
	size_t from = first_end < close ? first_end + 1 : i + 2; /* The stop: the second of several arguments. */
	size_t to = assay_mutable_argument_end(m, from, close);
	if (from >= to)
		return;
	wrap(m, from, to - 1, "(", ") + 1", out);
	wrap(m, from, to - 1, "(", ") - 1", out);
}

static void find_return(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!assay_mutable_is(m, i, "return") || i + 1 >= m->n)
		return;
	if (assay_mutable_is_python(m)) {
		size_t end = i + 1;
		while (end < m->n && m->tokens[end].kind != ASSAY_TOKEN_NEWLINE && !assay_mutable_is(m, end, ";"))
			end++;
		if (end > i + 1 && !assay_mutable_is(m, i + 1, "None"))
			assay_edits_add(out, m->tokens[i + 1].offset,
					assay_token_end(&m->tokens[end - 1]) - m->tokens[i + 1].offset,
					ASSAY_STR("None"));
		return;
	}
	size_t semicolon = find_in_statement(m, i, ";");
	if (semicolon < m->n && semicolon > i + 1)
		wrap(m, i + 1, semicolon - 1, "(", ") + 1", out);
}

/*
 * Weights are the counts of Codeflaws' classes (3,902 defects of contestants' programs) whose mending undoes the edit:
 * DCCR and DCCA (constants), HIMS and SISA (statements that were missing), ORRN (comparisons), half of OILN each (logic
 * operators in conditions), half of OAIS each (arithmetic operators that were missing), DRVA and DRWV (variables), HDMS
 * (statements too many), STYP (types), SRIF and HBRN (branches), SMOV (order of statements), SDFN (missing calls), HEXP
 * (expressions), OAAN (arithmetic operators). Swapped arguments are of the tail. HOTH and OFPF have no operator:
 * changes of any kind, and formats inside of strings.
 */
static const struct assay_mutation_op ops[] = {
	{"compare", find_compare, 308, false},	    {"arith", find_arith, 33, false},
	{"constant", find_constant, 649, false},    {"boolean", find_boolean, 162, false},
	{"negate", find_negate, 142, false},	    {"drop", find_drop, 449, false},
	{"swap-args", find_swap_args, 40, false},   {"range", find_range, 122, false},
	{"return", find_return, 77, false},	    {"condition", assay_mutate_condition, 163, true},
	{"term", assay_mutate_term, 122, true},	    {"variable", assay_mutate_variable, 344, true},
	{"repeat", assay_mutate_repeat, 193, true}, {"type", assay_mutate_type, 159, true},
	{"move", assay_mutate_move, 102, true},	    {"call", assay_mutate_call, 101, true},
};

const struct assay_mutation_op *assay_mutation_ops(size_t *ret_n)
{
	*ret_n = sizeof(ops) / sizeof(ops[0]);
	return ops;
}
