/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Python source without what its lexer ignores: the width of indentation, spaces between tokens, blank lines, line
 * breaks inside brackets. Literals and comments are copied byte for byte; f-strings whole, for `f"{x  = }"` prints its
 * own spaces. Where the text is not Python (a literal that does not end, a dedent to no level) the caller keeps it as
 * it is.
 */
#include "filters/text.h"

/* Bytes that UTF-8 never has, so that no source can write them. */
#define INDENT '\xFF'
#define DEDENT '\xFE'

#define MAX_INDENTS 200
#define MAX_NESTED  32

/* A level of indentation, measured twice: where the measures disagree Python refuses the mix of tabs and spaces. */
struct column {
	size_t by_eight; /* Tabs stop at every eighth column. */
	size_t by_one;	 /* A tab is one column. */
};

struct lexer {
	struct assay_str src;
	size_t at;
	struct assay_buf *out;
	struct column columns[MAX_INDENTS]; /* Open indentation levels; columns[0] is 0. */
	size_t n_columns;
	size_t brackets;    /* Open ones, of any kind. */
	bool at_line_start; /* Of a logical line: indentation counts. */
	bool owes_newline;
	bool owes_space;
};

static char char_at(struct assay_str s, size_t i)
{
	return i < s.len ? s.data[i] : '\0';
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Length of the line end at `i`: 0, 1 or, for CR LF, 2. */
static size_t line_end_at(struct assay_str s, size_t i)
{
	if (char_at(s, i) == '\r' && char_at(s, i + 1) == '\n')
		return 2;
	return i < s.len && is_line_end(s.data[i]);
}

static bool is_name_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static size_t name_end(struct assay_str s, size_t i)
{
	while (i < s.len && is_name_char(s.data[i]))
		i++;
	return i;
}

/* --- Where literals end --- */

struct literal {
	char quote;
	bool is_triple;
	bool is_formatted;
};

static size_t skip_literal(struct assay_str s, size_t i, const struct literal *lit, unsigned depth);

/* Recognises a literal that begins at `i`, prefix included; returns the offset of its text, or 0. */
static size_t open_literal(struct assay_str s, size_t i, struct literal *ret)
{
	*ret = (struct literal){0};
	size_t prefix = 0;
	for (; prefix < 3; prefix++) {
		char c = (char)(char_at(s, i + prefix) | 0x20);
		if (c != 'r' && c != 'b' && c != 'u' && c != 'f' && c != 't')
			break;
		ret->is_formatted |= c == 'f' || c == 't';
	}
	char quote = char_at(s, i + prefix);
	if (quote != '"' && quote != '\'')
		return 0;
	size_t at = i + prefix;
	ret->quote = quote;
	ret->is_triple = char_at(s, at + 1) == quote && char_at(s, at + 2) == quote;
	return at + (ret->is_triple ? 3 : 1);
}

static bool closes_literal(struct assay_str s, size_t i, const struct literal *lit)
{
	if (char_at(s, i) != lit->quote)
		return false;
	return !lit->is_triple || (char_at(s, i + 1) == lit->quote && char_at(s, i + 2) == lit->quote);
}

/*
 * Behind the `}` of a replacement field whose `{` is before `i`, or SIZE_MAX. Python 3.12 (PEP 701) lets literals of
 * the same quote stand in the expression; a format spec behind `:` is literal text again, with fields of its own.
 */
static size_t skip_field(struct assay_str s, size_t i, const struct literal *lit, unsigned depth)
{
	size_t nested = 0;
	bool in_spec = false;
	if (depth >= MAX_NESTED)
		return SIZE_MAX;
	while (i < s.len && i != SIZE_MAX) {
		struct literal inner;
		char c = s.data[i];
		size_t text = in_spec ? 0 : open_literal(s, i, &inner);
		if (text) {
			i = skip_literal(s, text, &inner, depth + 1);
		} else if (in_spec ? closes_literal(s, i, lit) || (is_line_end(c) && !lit->is_triple) : c == '#') {
			return SIZE_MAX; /* A comment may hold any quote; rare enough to give up. */
		} else if (in_spec && c == '{') {
			i = skip_field(s, i + 1, lit, depth + 1);
		} else if (c == '}' && nested == 0) {
			return i + 1;
		} else if (!in_spec && is_name_char(c)) {
			i = name_end(s, i); /* Whole: the f of `if"..."` is no prefix. */
		} else {
			nested += !in_spec && (c == '(' || c == '[' || c == '{');
			nested -= !in_spec && nested > 0 && (c == ')' || c == ']' || c == '}');
			in_spec |= c == ':' && nested == 0;
			i++;
		}
	}
	return SIZE_MAX;
}

/* The offset behind the literal whose text begins at `i`, or SIZE_MAX when it does not end. */
static size_t skip_literal(struct assay_str s, size_t i, const struct literal *lit, unsigned depth)
{
	while (i < s.len && i != SIZE_MAX) {
		char c = s.data[i];
		if (closes_literal(s, i, lit))
			return i + (lit->is_triple ? 3 : 1);
		if (is_line_end(c) && !lit->is_triple)
			return SIZE_MAX;
		if (c == '\\') {
			/* In a formatted literal `\{` does not escape the brace. */
			char next = char_at(s, i + 1);
			size_t end = line_end_at(s, i + 1);
			i += lit->is_formatted && (next == '{' || next == '}') ? 1 : 1 + (end ? end : 1);
		} else if (lit->is_formatted && c == '{' && char_at(s, i + 1) == '{') {
			i += 2;
		} else if (lit->is_formatted && c == '{') {
			i = skip_field(s, i + 1, lit, depth);
		} else {
			i++;
		}
	}
	return SIZE_MAX;
}

/* --- Lines --- */

/* The column of the first token of the line at `*at`, which is moved there. */
static struct column read_indentation(struct assay_str s, size_t *at)
{
	struct column column = {0};
	for (;; (*at)++) {
		char c = char_at(s, *at);
		if (c == '\f')
			column = (struct column){0};
		else if (c == '\t')
			column.by_eight = (column.by_eight / 8 + 1) * 8;
		else if (c == ' ')
			column.by_eight++;
		else
			return column;
		column.by_one += c != '\f';
	}
}

/* Opens or closes levels; false for a dedent to a column that no open level has, and for a mix of tabs and spaces. */
static bool set_level(struct lexer *lx, struct column column)
{
	const struct column *top = &lx->columns[lx->n_columns - 1];
	if (column.by_eight > top->by_eight) {
		if (lx->n_columns == MAX_INDENTS || column.by_one <= top->by_one)
			return false;
		lx->columns[lx->n_columns++] = column;
		(void)assay_buf_add_char(lx->out, INDENT);
		return true;
	}
	for (; column.by_eight < top->by_eight; top--) {
		lx->n_columns--;
		(void)assay_buf_add_char(lx->out, DEDENT);
	}
	return column.by_eight == top->by_eight && column.by_one == top->by_one;
}

/* Before a token: the newline or space that is owed. */
static void pay(struct lexer *lx)
{
	if (lx->owes_newline)
		(void)assay_buf_add_char(lx->out, '\n');
	else if (lx->owes_space)
		(void)assay_buf_add_char(lx->out, ' ');
	lx->owes_newline = false;
	lx->owes_space = false;
}

/* Blank lines leave no trace; a comment alone on its line does not open or close a level. */
static bool start_line(struct lexer *lx)
{
	struct column column = read_indentation(lx->src, &lx->at);
	if (lx->at == lx->src.len)
		return true;
	size_t end = line_end_at(lx->src, lx->at);
	if (end) {
		lx->at += end;
		return true;
	}
	pay(lx);
	lx->at_line_start = false;
	return lx->src.data[lx->at] == '#' || set_level(lx, column);
}

static void add_comment(struct lexer *lx)
{
	size_t end = lx->at;
	while (end < lx->src.len && !is_line_end(lx->src.data[end]))
		end++;
	size_t last = end;
	while (lx->src.data[last - 1] == ' ' || lx->src.data[last - 1] == '\t')
		last--;
	pay(lx);
	(void)assay_buf_add_str(lx->out, assay_str_sub(lx->src, lx->at, last - lx->at));
	/* What follows inside brackets must not become part of the comment. */
	lx->owes_newline = true;
	lx->at = end;
}

/* Copies a literal as it stands, but for its line ends, which Python reads as LF. */
static void add_literal(struct lexer *lx, size_t end)
{
	pay(lx);
	while (lx->at < end) {
		size_t n = line_end_at(lx->src, lx->at);
		(void)assay_buf_add_char(lx->out, n ? '\n' : lx->src.data[lx->at]);
		lx->at += n ? n : 1;
	}
}

static void end_line(struct lexer *lx, size_t length)
{
	lx->at += length;
	if (lx->brackets) {
		lx->owes_space = true;
		return;
	}
	lx->owes_newline = true;
	lx->owes_space = false;
	lx->at_line_start = true;
}

/* A name or number whole (so that the prefix of a literal is only looked for where a token starts), or one character.
 */
static void add_token(struct lexer *lx)
{
	char c = lx->src.data[lx->at];
	size_t end = is_name_char(c) ? name_end(lx->src, lx->at) : lx->at + 1;
	pay(lx);
	if (c == '(' || c == '[' || c == '{')
		lx->brackets++;
	else if ((c == ')' || c == ']' || c == '}') && lx->brackets)
		lx->brackets--;
	(void)assay_buf_add_str(lx->out, assay_str_sub(lx->src, lx->at, end - lx->at));
	lx->at = end;
}

/* One step; false when this is not Python. */
static bool step(struct lexer *lx)
{
	struct literal lit;
	char c = lx->src.data[lx->at];
	size_t newline = line_end_at(lx->src, lx->at);
	if (lx->at_line_start)
		return start_line(lx);
	if (newline) {
		end_line(lx, newline);
		return true;
	}
	if (c == ' ' || c == '\t' || c == '\f') {
		lx->owes_space = true;
		lx->at++;
		return true;
	}
	if (c == '\\' && line_end_at(lx->src, lx->at + 1)) {
		lx->owes_space = true;
		lx->at += 1 + line_end_at(lx->src, lx->at + 1);
		return lx->at < lx->src.len; /* Nothing to continue with is an error in Python. */
	}
	if (c == '#') {
		add_comment(lx);
		return true;
	}
	size_t text = open_literal(lx->src, lx->at, &lit);
	if (text) {
		size_t end = skip_literal(lx->src, text, &lit, 0);
		if (end == SIZE_MAX)
			return false;
		add_literal(lx, end);
		return true;
	}
	add_token(lx);
	return true;
}

/* Trailing white space of the whole text is nobody's; everything before it may be. */
bool assay_text_python(struct assay_str text, struct assay_buf *out)
{
	struct lexer lx = {.src = text, .out = out, .n_columns = 1, .at_line_start = true};
	size_t before = out->len;
	bool is_python = true;
	while (is_python && lx.at < text.len && !out->error)
		is_python = step(&lx);
	if (!is_python && out->data) {
		out->len = before;
		out->data[before] = '\0';
	}
	return is_python;
}
