/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the extractor: the characters it looks at, and one function per rule.
 *
 * Every rule is one pass over the reply, forwards or backwards, that never goes back further than a constant: a reply
 * of a mebibyte of anything takes milliseconds. A rule says where the answer stands; it never reads it.
 */
#ifndef ASSAY_VERIFIERS_MATH_EXTRACT_H
#define ASSAY_VERIFIERS_MATH_EXTRACT_H

#include "verifiers/math.h"

#include <stdint.h>
#include <string.h>

/** How far a rule looks around a place for context: longer sentences, lists and names are not recognised. */
#define EXTRACT_CONTEXT ((size_t)256)

struct extract_span {
	size_t start, end;
};

/** A rule: fills `ret` and returns true when it finds an answer. `ret` is zeroed before. */
typedef bool extract_rule(const struct assay_math_policy *policy, struct assay_str reply,
			  struct assay_math_extract *ret);

extract_rule extract_boxed, extract_last_math, extract_last_number, extract_whole;

/**
 * The content of math that opens at `from` ("$", "$$", "\\(", "\\["), or false when that is empty or nothing opens;
 * `*ret_end` is behind its close, 0 when there is none.
 */
bool extract_math_at(struct assay_str s, size_t from, struct extract_span *ret, size_t *ret_end);

/** The length of a percent sign or word at `from`, blanks and a closing math delimiter before it included; or 0. */
size_t extract_percent_at(struct assay_str s, size_t from);

/** Whether the sentence around the span asks: it ends in a question mark or begins with an order. */
bool extract_is_asked(struct assay_str s, struct extract_span span);

/** Whether the span is a value and no expression that was merely written down: "3 + 4" is not the answer 7. */
bool extract_is_worked_out(struct assay_str s, struct extract_span span);

/** Whether anything is left to work out: an operator, or a relation to solve. */
bool extract_has_work(struct assay_str text);

/** The boxes of a joined answer, in order: the next content at or behind `*at`, which moves behind it. */
bool extract_box_next(struct assay_str joined, size_t *at, struct assay_str *ret);

static inline bool extract_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool extract_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline bool extract_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool extract_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool extract_is_alnum(char c)
{
	return extract_is_digit(c) || extract_is_alpha(c);
}

static inline bool extract_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

/** The byte at `i`, or NUL outside. */
static inline char extract_at(struct assay_str s, size_t i)
{
	return i < s.len ? s.data[i] : '\0';
}

static inline bool extract_starts_number(char c)
{
	return extract_is_digit(c) || extract_is_one_of(c, "+-.$\\") || (unsigned char)c >= 0x80;
}

static inline size_t extract_line_end(struct assay_str s, size_t from)
{
	const char *end = from < s.len ? memchr(s.data + from, '\n', s.len - from) : NULL;
	return end ? (size_t)(end - s.data) : s.len;
}

static inline struct assay_str extract_text(struct assay_str s, struct extract_span span)
{
	return assay_str_sub(s, span.start, span.end - span.start);
}

static inline bool extract_matches(struct assay_str s, size_t from, const char *text)
{
	size_t n = strlen(text);
	return from <= s.len && s.len - from >= n && memcmp(s.data + from, text, n) == 0;
}

static inline bool extract_matches_nocase(struct assay_str s, size_t from, const char *lower)
{
	size_t n = strlen(lower);
	if (from > s.len || s.len - from < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s.data[from + i];
		if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != lower[i])
			return false;
	}
	return true;
}

/** Without white space and the characters of `marks` at both ends; false when nothing is left. */
static inline bool extract_trim(struct assay_str s, struct extract_span *span, const char *head_marks,
				const char *tail_marks)
{
	while (span->start < span->end &&
	       (extract_is_space(s.data[span->start]) || extract_is_one_of(s.data[span->start], head_marks)))
		span->start++;
	while (span->end > span->start &&
	       (extract_is_space(s.data[span->end - 1]) || extract_is_one_of(s.data[span->end - 1], tail_marks)))
		span->end--;
	return span->start < span->end;
}

#endif
