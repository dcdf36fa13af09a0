/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/source.h"

#include <stdint.h>
#include <string.h>

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static bool is_at(const struct assay_source *s, size_t at, const char *text)
{
	return assay_str_starts(assay_str_sub(s->text, at, SIZE_MAX), text);
}

/** The end of a comment that begins at `at`, or `at` when none does. */
static size_t end_of_comment(const struct assay_source *s, size_t at)
{
	size_t depth = 0;

	if (is_at(s, at, "//")) {
		size_t feed = assay_str_find(s->text, ASSAY_STR("\n"), at);
		return feed == SIZE_MAX ? s->text.len : feed;
	}
	if (!is_at(s, at, "/*"))
		return at;
	while (at < s->text.len) {
		if (is_at(s, at, "*/")) {
			at += 2;
			depth = s->has_lifetimes ? depth - 1 : 0;
			if (depth == 0)
				return at;
		} else if (is_at(s, at, "/*")) {
			at += 2;
			depth++;
		} else {
			at++;
		}
	}
	return s->text.len;
}

/** The end of a string that begins at `at` with `quote`; backslashes take the next byte with them. */
static size_t end_of_quoted(const struct assay_source *s, size_t at, char quote)
{
	bool can_span = quote == '`' || (quote == '"' && s->has_lifetimes);

	for (at++; at < s->text.len; at++) {
		char c = s->text.data[at];
		if (c == '\\' && quote != '`')
			at++;
		else if (c == quote)
			return at + 1;
		else if (c == '\n' && !can_span)
			return at;
	}
	return s->text.len;
}

/** r"x", r#"x"#, ... when one begins at `at`; else `at`. */
static size_t end_of_raw(const struct assay_source *s, size_t at)
{
	size_t start = at + 1, hashes = 0;

	if (!s->has_lifetimes || s->text.data[at] != 'r')
		return at;
	while (start < s->text.len && s->text.data[start] == '#') {
		hashes++;
		start++;
	}
	if (start >= s->text.len || s->text.data[start] != '"')
		return at;
	for (size_t end = start + 1; end < s->text.len; end++) {
		size_t n = 0;
		if (s->text.data[end] != '"')
			continue;
		while (n < hashes && end + 1 + n < s->text.len && s->text.data[end + 1 + n] == '#')
			n++;
		if (n == hashes)
			return end + 1 + n;
	}
	return s->text.len;
}

/** True for 'x' and '\n', false for the lifetime 'a. */
static bool is_char_literal(const struct assay_source *s, size_t at)
{
	if (!s->has_lifetimes || is_at(s, at + 1, "\\"))
		return true;
	size_t end = assay_str_find(s->text, ASSAY_STR("'"), at + 1);
	return end != SIZE_MAX && end - at <= 5 && (end - at == 2 || (unsigned char)s->text.data[at + 1] >= 0x80);
}

static size_t end_of_string(const struct assay_source *s, size_t at)
{
	char c = s->text.data[at];

	if (is_at(s, at, "\"\"\"")) {
		size_t end = assay_str_find(s->text, ASSAY_STR("\"\"\""), at + 3);
		return end == SIZE_MAX ? s->text.len : end + 3;
	}
	if (c == '"' || (c == '`' && !s->has_lifetimes))
		return end_of_quoted(s, at, c);
	if (c == '\'' && is_char_literal(s, at))
		return end_of_quoted(s, at, c);
	return end_of_raw(s, at);
}

static void skip_space(struct assay_source *s)
{
	for (;;) {
		size_t start = s->at;
		while (s->at < s->text.len && memchr(" \t\r\n\f\v", s->text.data[s->at], 6))
			s->at++;
		if (s->at < s->text.len)
			s->at = end_of_comment(s, s->at);
		if (s->at == start)
			return;
	}
}

bool assay_source_next(struct assay_source *s, struct assay_source_token *ret)
{
	skip_space(s);
	if (s->at >= s->text.len)
		return false;
	size_t start = s->at, end = end_of_string(s, start);
	char c = s->text.data[start];
	ret->kind = ASSAY_SOURCE_STRING;
	if (end == start && is_word_byte(c)) {
		ret->kind = c >= '0' && c <= '9' ? ASSAY_SOURCE_NUMBER : ASSAY_SOURCE_WORD;
		while (end < s->text.len && is_word_byte(s->text.data[end]))
			end++;
	} else if (end == start) {
		ret->kind = ASSAY_SOURCE_MARK;
		end++;
		if (memchr(")]}", c, 3) && s->depth > 0)
			s->depth--;
	}
	ret->depth = s->depth;
	if (ret->kind == ASSAY_SOURCE_MARK && memchr("([{", c, 3))
		s->depth++;
	ret->text = assay_str_sub(s->text, start, end - start);
	s->at = end;
	return true;
}

bool assay_source_has_word(struct assay_source source, struct assay_str word)
{
	struct assay_source_token token;

	while (assay_source_next(&source, &token)) {
		if (token.kind == ASSAY_SOURCE_WORD && assay_str_eq(token.text, word))
			return true;
	}
	return false;
}

bool assay_source_has_pair(struct assay_source source, const char *first, struct assay_str second)
{
	struct assay_source_token token;
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (is_behind && token.kind == ASSAY_SOURCE_WORD && assay_str_eq(token.text, second))
			return true;
		is_behind = assay_source_is(&token, first);
	}
	return false;
}

void assay_source_rename(struct assay_source source, const char *first, const char *second, struct assay_str by,
			 struct assay_buf *out)
{
	struct assay_source_token token;
	bool is_behind = false;
	size_t done = 0;

	while (assay_source_next(&source, &token)) {
		if (is_behind && assay_source_is(&token, second)) {
			size_t at = assay_source_offset(&source, &token);
			assay_buf_add_str(out, assay_str_sub(source.text, done, at - done));
			assay_buf_add_str(out, by);
			done = at + token.text.len;
		}
		is_behind = assay_source_is(&token, first);
	}
	assay_buf_add_str(out, assay_str_sub(source.text, done, SIZE_MAX));
}

static const struct assay_source_fill *fill_at(struct assay_str rest, const struct assay_source_fill *fills, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (assay_str_starts(rest, fills[i].mark))
			return &fills[i];
	}
	return NULL;
}

void assay_source_fill(struct assay_str template, const struct assay_source_fill *fills, size_t n,
		       struct assay_buf *out)
{
	while (template.len > 0) {
		size_t at = assay_str_find(template, ASSAY_STR("@"), 0);
		assay_buf_add_str(out, assay_str_sub(template, 0, at));
		template = assay_str_sub(template, at, SIZE_MAX);
		const struct assay_source_fill *fill = fill_at(template, fills, n);
		if (fill)
			assay_buf_add_str(out, fill->text);
		else
			assay_buf_add_str(out, assay_str_sub(template, 0, 1));
		template = assay_str_sub(template, fill ? strlen(fill->mark) : 1, SIZE_MAX);
	}
}
