/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits that make the mistakes which people make, beside those of problems/mutate_ops.c: they often change nothing that
 * can be seen, so they are no measure of tests, but a run sorts those out and what is left looks like somebody's error.
 */
#include "problems/mutate_ops.h"

/* How far back the other variable is looked for: it keeps the work linear. */
#define MAX_LOOK_BACK 48

static bool is_any(const struct assay_mutable *m, size_t i, const char *const *words)
{
	for (size_t k = 0; words[k]; k++) {
		if (assay_mutable_is(m, i, words[k]))
			return true;
	}
	return false;
}

/* One side of a condition forgotten: `a and b` as `a`. */
void assay_mutate_condition(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const char *const operators[] = {"and", "or", "&&", "||", NULL};
	static const char *const ends[] = {"and", "or", "&&", "||", ":", ",", ";", "?", "if", "else", "for", "=", NULL};
	if (!is_any(m, i, operators) || i == 0)
		return;
	size_t last = i;
	for (size_t k = i + 1; k < m->n && m->tokens[k].depth >= m->tokens[i].depth; k++) {
		bool is_same = m->tokens[k].depth == m->tokens[i].depth;
		if (m->tokens[k].kind == ASSAY_TOKEN_NEWLINE || (is_same && is_any(m, k, ends)))
			break;
		/* The bracket that closes what is around the condition has the depth of its partner, one less. */
		last = k;
	}
	size_t start = m->tokens[i].offset;
	if (last > i)
		assay_edits_add(out, start, assay_token_end(&m->tokens[last]) - start, ASSAY_STR(""));
}

static bool is_operand(const struct assay_mutable *m, size_t i)
{
	if (i >= m->n)
		return false;
	return m->tokens[i].kind == ASSAY_TOKEN_NUMBER ||
	       (m->tokens[i].kind == ASSAY_TOKEN_NAME && !assay_lex_is_keyword(m->rules, assay_mutable_text(m, i)));
}

/* A term forgotten: `n - 1` as `n`. */
void assay_mutate_term(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const char *const operators[] = {"+", "-", "*", NULL};
	static const char *const binds[] = {"(", "[",  ".",  "**", "*",	 "/", "//",
					    "%", "->", "::", "++", "--", "{", NULL};
	if (!is_any(m, i, operators) || !assay_mutable_is_binary(m, i) || !is_operand(m, i + 1) ||
	    is_any(m, i + 2, binds))
		return;
	if (assay_mutable_is(m, i, "*") && !assay_mutable_is_python(m) && !assay_mutable_stands_free(m, i))
		return; /* A pointer's star. */
	size_t start = m->tokens[i].offset;
	assay_edits_add(out, start, assay_token_end(&m->tokens[i + 1]) - start, ASSAY_STR(""));
}

/* A name that is read here, as far as tokens tell. */
static bool is_read(const struct assay_mutable *m, size_t i)
{
	static const char *const behind[] = {"(", ".", "=", ":", "::", "->", "{", "in", NULL};
	static const char *const before[] = {".",  "def", "class",  "import", "from",	"for",	    "->",
					     "::", "as",  "global", "struct", "lambda", "nonlocal", NULL};
	if (m->tokens[i].kind != ASSAY_TOKEN_NAME || !is_operand(m, i) || is_any(m, i + 1, behind) ||
	    (i > 0 && is_any(m, i - 1, before)))
		return false;
	bool has_name_behind = i + 1 < m->n && m->tokens[i + 1].kind == ASSAY_TOKEN_NAME;
	bool has_name_before = i > 0 && m->tokens[i - 1].kind == ASSAY_TOKEN_NAME;
	if (assay_mutable_is_python(m))
		return true;
	/* `type name` declares; `return name` does not. */
	return !has_name_behind && (!has_name_before || assay_mutable_is(m, i - 1, "return"));
}

/* The wrong variable: the nearest other one that was read before. */
void assay_mutate_variable(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!is_read(m, i))
		return;
	struct assay_str name = assay_mutable_text(m, i);
	size_t first = i > MAX_LOOK_BACK ? i - MAX_LOOK_BACK : 0;
	for (size_t k = i; k-- > first;) {
		if (!is_read(m, k) || assay_str_eq(assay_mutable_text(m, k), name))
			continue;
		assay_edits_add(out, m->tokens[i].offset, name.len, assay_mutable_text(m, k));
		return;
	}
}

static struct assay_str run_of(const struct assay_mutable *m, size_t first, size_t last)
{
	size_t start = m->tokens[first].offset;
	return assay_str_sub(m->code, start, assay_token_end(&m->tokens[last]) - start);
}

/* A statement too many: the same one twice. */
void assay_mutate_repeat(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const char *const no_gain[] = {"break", "continue", "raise", "del", NULL};
	size_t last = assay_mutable_simple_end(m, i);
	if (last >= m->n || is_any(m, i, no_gain))
		return;
	bool is_python = assay_mutable_is_python(m);
	if (!is_python && (!assay_mutable_is(m, last, ";") || m->tokens[i].depth != m->tokens[last].depth))
		return;
	struct assay_str text = run_of(m, i, last);
	assay_edits_add(out, m->tokens[i].offset, text.len,
			assay_arena_printf(out->arena, "%.*s%s%.*s", (int)text.len, text.data, is_python ? "; " : " ",
					   (int)text.len, text.data));
}

/* A type that holds less. */
void assay_mutate_type(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	static const char *const types[][2] = {{"double", "float"},    {"int64_t", "int32_t"}, {"uint64_t", "uint32_t"},
					       {"size_t", "unsigned"}, {"unsigned", "int"},    {"long", "int"}};
	if (assay_mutable_is_python(m) || (i > 0 && assay_mutable_is(m, i - 1, "long")))
		return;
	size_t last = assay_mutable_is(m, i, "long") && assay_mutable_is(m, i + 1, "long") ? i + 1 : i;
	bool has_more = assay_mutable_is(m, last + 1, "int") || assay_mutable_is(m, last + 1, "long") ||
			assay_mutable_is(m, last + 1, "double");
	for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
		if (assay_mutable_is(m, i, types[k][0]))
			assay_edits_add(out, m->tokens[i].offset, run_of(m, i, last).len,
					assay_str_of(has_more ? "" : types[k][1]));
	}
}

/* Bytes between the start of its line and the token. */
static size_t column_of(const struct assay_mutable *m, size_t i)
{
	size_t n = 0;
	while (n < m->tokens[i].offset && m->code.data[m->tokens[i].offset - n - 1] != '\n')
		n++;
	return n;
}

/* Two statements in the wrong order. */
void assay_mutate_move(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	size_t end = assay_mutable_simple_end(m, i);
	if (end >= m->n)
		return;
	size_t second = end + (assay_mutable_is_python(m) ? 2 : 1);
	size_t second_end = second < m->n ? assay_mutable_simple_end(m, second) : m->n;
	if (second_end >= m->n || m->tokens[i].depth != m->tokens[second].depth)
		return;
	if (assay_mutable_is_python(m) ? column_of(m, i) != column_of(m, second) : !assay_mutable_is(m, end, ";"))
		return;
	struct assay_str a = run_of(m, i, end);
	struct assay_str b = run_of(m, second, second_end);
	size_t between = m->tokens[second].offset - assay_token_end(&m->tokens[end]);
	assay_edits_add(out, m->tokens[i].offset, a.len + between + b.len,
			assay_arena_printf(out->arena, "%.*s%.*s%.*s", (int)b.len, b.data, (int)between, a.data + a.len,
					   (int)a.len, a.data));
}

/* A call forgotten: `abs(x)` as `(x)`. */
void assay_mutate_call(const struct assay_mutable *m, size_t i, struct assay_edits *out)
{
	if (!assay_mutable_is(m, i + 1, "(") ||
	    (i > 0 && (assay_mutable_is(m, i - 1, ".") || assay_mutable_is(m, i - 1, "->"))))
		return;
	size_t close = assay_mutable_close(m, i + 1);
	if (close >= m->n || close == i + 2 || !assay_mutable_is_call(m, i, close) ||
	    assay_mutable_argument_end(m, i + 2, close) < close || !assay_mutable_is_positional(m, i + 2, close))
		return;
	assay_edits_add(out, m->tokens[i].offset, m->tokens[i].len, ASSAY_STR(""));
}
