/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of last resort: "whole", "last-math" and "last-number". Nothing announces their answers, so they take a
 * whole expression or none, and never one that the reply merely asks about or has not worked out.
 */
#include "verifiers/math/extract.h"

/* A reply that is nothing but its answer is not longer. */
#define MAX_WHOLE 1024

/* --- Math in prose ---------------------------------------------------------------------------------------------- */

bool extract_math_at(struct assay_str s, size_t from, struct extract_span *ret, size_t *ret_end)
{
	static const struct {
		const char *open, *close;
		bool may_span_lines;
	} marks[] = {{"$$", "$$", true}, {"\\[", "\\]", true}, {"\\(", "\\)", false}, {"$", "$", false}};
	*ret_end = 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i].open);
		if (!extract_matches(s, from, marks[i].open))
			continue;
		size_t end = marks[i].may_span_lines ? s.len : extract_line_end(s, from);
		struct assay_str head = assay_str_sub(s, 0, end), close = assay_str_of(marks[i].close);
		size_t at = assay_str_find(head, close, from + n);
		while (at != SIZE_MAX && s.data[at] == '$' && s.data[at - 1] == '\\')
			at = assay_str_find(head, close, at + 1);
		if (at == SIZE_MAX)
			return false;
		*ret = (struct extract_span){.start = from + n, .end = at};
		*ret_end = at + n;
		return extract_trim(s, ret, "", "");
	}
	return false;
}

size_t extract_percent_at(struct assay_str s, size_t from)
{
	static const char *const words[] = {"\\%", "%", "percent", "pct"};
	size_t i = from, limit = from + 16;
	while (i < limit && (extract_is_blank(extract_at(s, i)) || extract_is_one_of(extract_at(s, i), "$}*")))
		i++;
	if (extract_matches(s, i, "\\)") || extract_matches(s, i, "\\]"))
		for (i += 2; i < limit && extract_is_blank(extract_at(s, i)); i++)
			;
	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
		size_t n = strlen(words[w]);
		if (extract_matches(s, i, words[w]) && !extract_is_alpha(extract_at(s, i + n)))
			return i + n - from;
	}
	return 0;
}

/* --- What an answer of last resort must not be ------------------------------------------------------------------ */

/* Whether the sentence around the span asks: it ends in a question mark or begins with an order. */
bool extract_is_asked(struct assay_str s, struct extract_span span)
{
	static const char *const orders[] = {"find ",	  "compute ",  "evaluate ",  "solve ", "determine ",
					     "simplify ", "express ",  "calculate ", "what ",  "factor ",
					     "expand ",	  "how many ", "how much "};
	size_t end = span.end, limit = end + EXTRACT_CONTEXT, start = span.start;
	while (end < s.len && end < limit && !extract_is_one_of(s.data[end], "?!\n") &&
	       !(s.data[end] == '.' && extract_is_space(extract_at(s, end + 1))))
		end++;
	if (extract_at(s, end) == '?' || extract_at(s, span.end - 1) == '?')
		return true;
	limit = start > EXTRACT_CONTEXT ? start - EXTRACT_CONTEXT : 0;
	while (start > limit && s.data[start - 1] != '\n' &&
	       !(extract_is_space(s.data[start - 1]) && start > 1 && extract_is_one_of(s.data[start - 2], ".?!:")))
		start--;
	while (extract_is_space(extract_at(s, start)) || extract_is_one_of(extract_at(s, start), "*#"))
		start++;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (extract_matches_nocase(s, start, orders[i]))
			return true;
	}
	return false;
}

/* "\times 10^5" is scientific notation and no product to be worked out. */
static bool is_power_of_ten(struct assay_str s, size_t i)
{
	while (extract_is_blank(extract_at(s, i)) || extract_at(s, i) == '{')
		i++;
	return extract_matches(s, i, "10^");
}

struct operators {
	bool has_binary; /* A sum, difference, product, or a second quotient. */
	bool has_names;	 /* Letters, commands: more than arithmetic on numbers. */
	bool is_relation;
};

static struct operators look_for_operators(struct assay_str s)
{
	struct operators o = {0};
	size_t n_slashes = 0;
	bool wants_operand = true;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		if (extract_is_space(c) || c == '$')
			continue;
		if (extract_is_one_of(c, "=<>")) {
			o.is_relation = true;
			wants_operand = true;
		} else if (extract_is_one_of(c, "+-*")) {
			/* "10^-3" and "2e-5": a sign; so is what follows an operator or a bracket. */
			bool is_sign = wants_operand || extract_is_one_of(extract_at(s, i - 1), "^_eE");
			o.has_binary = o.has_binary || (!is_sign && !(c == '*' && is_power_of_ten(s, i + 1)));
			wants_operand = true;
		} else if (c == '/') {
			n_slashes++;
		} else if (extract_is_one_of(c, "([{,;|")) {
			wants_operand = true;
		} else if (extract_matches(s, i, "\\times") || extract_matches(s, i, "\\cdot") ||
			   extract_matches(s, i, "\xC3\x97")) {
			size_t n = c == '\\' ? (s.data[i + 1] == 't' ? 6 : 5) : 2;
			o.has_binary = o.has_binary || !is_power_of_ten(s, i + n);
			i += n - 1;
		} else {
			o.has_names = o.has_names || extract_is_alpha(c);
			o.is_relation = o.is_relation || extract_matches(s, i, "\\le") ||
					extract_matches(s, i, "\\ge") || extract_matches(s, i, "\\in ");
			wants_operand = false;
		}
	}
	o.has_binary = o.has_binary || n_slashes > 1;
	return o;
}

/* Whether a conclusion leads to `at`: "is", "gives", "=". */
static bool is_concluded(struct assay_str s, size_t at)
{
	static const char *const verbs[] = {"is",      "are",	 "equals", "to",     "gives", "get", "obtain",
					    "becomes", "yields", "be",	   "answer", "or",    "and"};
	while (at > 0 && (extract_is_space(s.data[at - 1]) || extract_is_one_of(s.data[at - 1], "$*:(\\[")))
		at--;
	if (at > 0 && s.data[at - 1] == '=')
		return true;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		size_t n = strlen(verbs[i]);
		if (at >= n && extract_matches_nocase(s, at - n, verbs[i]) &&
		    (at == n || !extract_is_alpha(s.data[at - n - 1])))
			return true;
	}
	return false;
}

/* An expression that was not worked out is no answer: "compute 3 + 4" must not earn the credit for 7. */
bool extract_is_worked_out(struct assay_str s, struct extract_span span)
{
	struct operators o = look_for_operators(extract_text(s, span));
	if (!o.has_binary || o.is_relation)
		return true;
	return o.has_names && is_concluded(s, span.start);
}

bool extract_has_work(struct assay_str text)
{
	struct operators o = look_for_operators(text);
	return o.has_binary || o.is_relation || memchr(text.data, '!', text.len) || memchr(text.data, '^', text.len) ||
	       assay_str_find(text, ASSAY_STR("\\sum"), 0) != SIZE_MAX ||
	       assay_str_find(text, ASSAY_STR("\\int"), 0) != SIZE_MAX ||
	       assay_str_find(text, ASSAY_STR("\\lim"), 0) != SIZE_MAX;
}

/* --- Last math -------------------------------------------------------------------------------------------------- */

/* Offset of the last unescaped dollar sign before `end`, or SIZE_MAX. */
static size_t last_dollar(struct assay_str s, size_t end)
{
	for (const char *p = assay_last_byte(s.data, '$', end); p;
	     p = assay_last_byte(s.data, '$', (size_t)(p - s.data))) {
		if (p == s.data || p[-1] != '\\')
			return (size_t)(p - s.data);
	}
	return SIZE_MAX;
}

/* $...$ or $$...$$ whose closing sign is the last one. "It costs $5" has none: a digit follows the sign. */
static bool dollar_math(struct assay_str s, struct extract_span *ret, size_t *ret_end)
{
	size_t close = last_dollar(s, s.len);
	if (close == SIZE_MAX || close == 0)
		return false;
	*ret_end = close + 1;
	bool is_double = s.data[close - 1] == '$';
	close -= is_double ? 1 : 0;
	size_t open = last_dollar(s, close);
	if (open == SIZE_MAX || extract_is_digit(extract_at(s, *ret_end)))
		return false;
	*ret = (struct extract_span){.start = open + 1, .end = close};
	if (!is_double && memchr(s.data + open, '\n', close - open))
		return false;
	return extract_trim(s, ret, "", "");
}

/* \[...\] or \(...\) whose closing is the last one. */
static bool bracket_math(struct assay_str s, struct extract_span *ret, size_t *ret_end)
{
	for (const char *p = assay_last_byte(s.data, '\\', s.len); p;
	     p = assay_last_byte(s.data, '\\', (size_t)(p - s.data))) {
		size_t close = (size_t)(p - s.data);
		char mark = extract_at(s, close + 1);
		if ((mark != ']' && mark != ')') || (close > 0 && s.data[close - 1] == '\\'))
			continue;
		char open = mark == ']' ? '[' : '(';
		for (const char *q = assay_last_byte(s.data, open, close); q;
		     q = assay_last_byte(s.data, open, (size_t)(q - s.data))) {
			if (q == s.data || q[-1] != '\\' || (q > s.data + 1 && q[-2] == '\\'))
				continue;
			*ret = (struct extract_span){.start = (size_t)(q - s.data) + 1, .end = close};
			*ret_end = close + 2;
			return extract_trim(s, ret, "", "");
		}
		return false;
	}
	return false;
}

/* Of aligned lines the last one, behind its "&=". */
static void take_last_row(struct assay_str s, struct extract_span *span)
{
	struct assay_str text = extract_text(s, *span);
	if (assay_str_find(text, ASSAY_STR("{align"), 0) == SIZE_MAX)
		return;
	size_t end = assay_str_find(text, ASSAY_STR("\\end{align"), 0);
	text.len = end == SIZE_MAX ? text.len : end;
	while (text.len > 0 && (extract_is_space(text.data[text.len - 1]) || text.data[text.len - 1] == '\\'))
		text.len--;
	size_t start = text.len;
	while (start > 1 && !(text.data[start - 1] == '\\' && text.data[start - 2] == '\\') &&
	       text.data[start - 1] != '&')
		start--;
	*span = (struct extract_span){.start = span->start + start, .end = span->start + text.len};
	(void)extract_trim(s, span, "&= ", ".,");
}

/* Whether a word with a digit stands behind `from`, outside of a parenthesis about a step or an equation. */
static bool has_number_behind(struct assay_str s, size_t from)
{
	for (size_t i = from; i < s.len; i++) {
		if (extract_is_digit(s.data[i]))
			return true;
	}
	return false;
}

bool extract_last_math(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	(void)policy;
	struct extract_span dollars = {0}, brackets = {0}, span;
	size_t dollars_end = 0, brackets_end = 0, end;
	bool has_dollars = dollar_math(reply, &dollars, &dollars_end);
	bool has_brackets = bracket_math(reply, &brackets, &brackets_end);
	if (!has_dollars && !has_brackets)
		return false;
	bool takes_dollars = has_dollars && (!has_brackets || dollars.start > brackets.start);
	span = takes_dollars ? dollars : brackets;
	end = takes_dollars ? dollars_end : brackets_end;
	take_last_row(reply, &span);
	if (!extract_trim(reply, &span, "", ".,;") || has_number_behind(reply, end) || extract_is_asked(reply, span) ||
	    !extract_is_worked_out(reply, span))
		return false;
	ret->answer = extract_text(reply, span);
	ret->is_percent = extract_percent_at(reply, end) > 0;
	return true;
}

/* --- The whole reply -------------------------------------------------------------------------------------------- */

/* Two words in a row outside of commands make prose. */
static bool is_prose(struct assay_str s)
{
	size_t n_words = 0, run = 0;
	for (size_t i = 0; i <= s.len; i++) {
		char c = extract_at(s, i);
		if (extract_is_alpha(c)) {
			run++;
			continue;
		}
		bool is_command = run > 0 && i > run && s.data[i - run - 1] == '\\';
		n_words += run > 1 && !is_command;
		run = 0;
	}
	return n_words > 1;
}

/* A reply that is its answer and nothing else. */
bool extract_whole(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	(void)policy;
	struct extract_span span = {.start = 0, .end = reply.len}, math;
	size_t end;
	if (reply.len > MAX_WHOLE || !extract_trim(reply, &span, "", "") || extract_at(reply, span.end - 1) == '?')
		return false;
	if (memchr(reply.data + span.start, '\n', span.end - span.start))
		return false;
	if (extract_math_at(reply, span.start, &math, &end) && end == span.end) {
		ret->answer = extract_text(reply, math);
		return true;
	}
	struct assay_str text = extract_text(reply, span);
	struct operators o = look_for_operators(text);
	if (is_prose(text) || memchr(text.data, ':', text.len) || (o.has_binary && !o.has_names && !o.is_relation) ||
	    extract_is_asked(reply, span))
		return false;
	(void)extract_trim(reply, &span, "", ".");
	ret->answer = extract_text(reply, span);
	return ret->answer.len > 0;
}
