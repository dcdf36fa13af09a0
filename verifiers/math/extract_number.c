/* SPDX-License-Identifier: Apache-2.0 */
/* The rule "last-number": the last word with a digit and what is tied to it. */
#include "verifiers/math/extract.h"

/* A word of the last-number rule ends at white space. */
static struct extract_span word_around(struct assay_str s, size_t i)
{
	struct extract_span word = {.start = i, .end = i};
	while (word.start > 0 && !extract_is_space(s.data[word.start - 1]))
		word.start--;
	while (word.end < s.len && !extract_is_space(s.data[word.end]))
		word.end++;
	return word;
}

static bool word_before(struct assay_str s, struct extract_span word, struct extract_span *ret)
{
	size_t i = word.start;
	while (i > 0 && extract_is_blank(s.data[i - 1]))
		i--;
	if (i == 0 || extract_is_space(s.data[i - 1]))
		return false;
	*ret = word_around(s, i - 1);
	return true;
}

static bool word_behind(struct assay_str s, struct extract_span word, struct extract_span *ret)
{
	size_t i = word.end;
	while (i < s.len && extract_is_blank(s.data[i]))
		i++;
	if (i >= s.len || extract_is_space(s.data[i]))
		return false;
	*ret = word_around(s, i);
	return true;
}

/* A word that ties its neighbours into one expression: in "3 + 4" the 4 is not the answer, nor is it in "x > 4". */
static bool is_operator(struct assay_str word)
{
	static const char *const operators[] = {"+",
						"-",
						"*",
						"/",
						"^",
						"<",
						">",
						"<=",
						">=",
						"\\times",
						"\\cdot",
						"\\pm",
						"\\le",
						"\\leq",
						"\\ge",
						"\\geq",
						"\\neq",
						"\\approx",
						"~",
						"\xC3\x97",
						"\xC2\xB7",
						"\xC2\xB1",
						"\xE2\x88\x92",
						"\xE2\x89\x88",
						"\xE2\x89\xA4",
						"\xE2\x89\xA5"};
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (assay_str_is(word, operators[i]))
			return true;
	}
	return false;
}

static bool is_integer(struct assay_str word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!extract_is_digit(word.data[i]))
			return false;
	}
	return word.len > 0;
}

/* "1 1/2": the whole part before a fraction belongs to it. */
static bool is_mixed(struct assay_str before, struct assay_str word)
{
	return is_integer(before) && extract_is_digit(extract_at(word, 0)) &&
	       assay_str_find(word, ASSAY_STR("/"), 0) != SIZE_MAX;
}

/* A LaTeX command such as \ln or \mod, but no delimiter such as \(. */
static bool is_command(struct assay_str word)
{
	return extract_at(word, 0) == '\\' && extract_is_alnum(extract_at(word, 1));
}

/* Words that join two numbers to something else than one number. */
static bool is_joint(struct assay_str word)
{
	return assay_str_is(word, "and") || assay_str_is(word, "or") || assay_str_is(word, "x");
}

/* "3, 12", "3 or 12" and "3 x 12" are not the number 12: whether `before` ties the word behind it to a number. */
static bool is_list_part(struct assay_str reply, struct extract_span before)
{
	struct assay_str text = extract_text(reply, before);
	if (assay_str_ends(text, ","))
		return extract_starts_number(text.data[0]) || text.data[0] == '(';
	struct extract_span first;
	return is_joint(text) && word_before(reply, before, &first) && extract_starts_number(reply.data[first.start]);
}

/* "- 5 apples" at the start of a line is an item of a list, not a negative number. */
static bool is_bullet(struct assay_str reply, struct extract_span word)
{
	struct extract_span before;
	return word.end - word.start == 1 && extract_is_one_of(reply.data[word.start], "-*+") &&
	       !word_before(reply, word, &before);
}

static void widen_left(struct assay_str reply, struct extract_span *span)
{
	struct extract_span word = *span, before;
	while (word_before(reply, word, &before)) {
		struct assay_str text = extract_text(reply, before), last = extract_text(reply, word);
		bool is_tied = is_operator(text) || is_operator(last) || is_command(text) || is_mixed(text, last) ||
			       is_list_part(reply, before) ||
			       ((is_joint(last) || is_command(last)) && extract_starts_number(text.data[0]));
		if (!is_tied || is_bullet(reply, before))
			break;
		span->start = before.start;
		word = before;
	}
}

static void widen_right(struct assay_str reply, struct extract_span *span)
{
	struct extract_span word = *span, behind;
	while (word_behind(reply, word, &behind)) {
		struct assay_str text = extract_text(reply, behind);
		if (!is_operator(text) && !is_operator(extract_text(reply, word)) && !is_command(text))
			break;
		span->end = behind.end;
		word = behind;
	}
}

/* Where the value behind the last "=" or ">>" of a word begins; its start when there is none. "<=" is no "=". */
static size_t value_in_word(struct assay_str s, struct extract_span word)
{
	for (size_t i = word.end; i > word.start; i--) {
		char c = s.data[i - 1], before = i > word.start + 1 ? s.data[i - 2] : '\0';
		if (c == '=' && !extract_is_one_of(before, "<>!"))
			return i;
		if (c == '>' && before == '>')
			return i;
	}
	return word.start;
}

/* A parenthesis that opens or closes outside the span is prose: "(that is 12)". */
static bool trim_word(struct assay_str reply, struct extract_span *span)
{
	if (!extract_trim(reply, span, "*`\"", ".,;:?*`\""))
		return false;
	struct assay_str text = extract_text(reply, *span);
	bool opens = memchr(text.data, '(', text.len), closes = memchr(text.data, ')', text.len);
	return opens == closes || extract_trim(reply, span, "(*`\"", ").,;:?*`\"");
}

/*
 * The last word with a digit, as far as it stands alone. What is tied to it by an operator comes along, so that a piece
 * of an expression is not taken for the answer.
 */
bool extract_last_number(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	(void)policy;
	size_t i = reply.len;
	while (i > 0 && !extract_is_digit(reply.data[i - 1]))
		i--;
	if (i == 0)
		return false;
	struct extract_span word = word_around(reply, i - 1);
	size_t value = value_in_word(reply, word);
	struct extract_span span = {.start = value < i ? value : word.start, .end = word.end};
	if (span.start == word.start)
		widen_left(reply, &span);
	widen_right(reply, &span);
	size_t end = span.end;
	if (!trim_word(reply, &span) || extract_is_asked(reply, span) || !extract_is_worked_out(reply, span))
		return false;
	ret->answer = extract_text(reply, span);
	ret->is_percent = extract_percent_at(reply, end) > 0;
	return true;
}
