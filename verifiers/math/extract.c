/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the final answer. Each rule is one pass over the reply without backtracking; where a phrase occurs several
 * times the last one counts, because a reply often repeats the question or the instructions before it answers.
 */
#include "verifiers/math.h"

#include <stdint.h>
#include <string.h>

struct span {
	size_t start, end;
};

struct rule {
	const char *name;
	bool (*find)(struct assay_str reply, struct span *ret);
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char at(struct assay_str s, size_t i)
{
	return i < s.len ? s.data[i] : '\0';
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static size_t line_end(struct assay_str s, size_t from)
{
	const char *end = from < s.len ? memchr(s.data + from, '\n', s.len - from) : NULL;
	return end ? (size_t)(end - s.data) : s.len;
}

/* Without white space and the characters of `marks` at both ends; false when nothing is left. */
static bool trim(struct assay_str s, struct span *span, const char *head_marks, const char *tail_marks)
{
	while (span->start < span->end && (is_space(s.data[span->start]) || is_one_of(s.data[span->start], head_marks)))
		span->start++;
	while (span->end > span->start &&
	       (is_space(s.data[span->end - 1]) || is_one_of(s.data[span->end - 1], tail_marks)))
		span->end--;
	return span->start < span->end;
}

static bool matches_nocase(struct assay_str s, size_t from, const char *lower)
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

/* Boxes that are open at once; deeper ones are passed over. Ordinary braces are only counted. */
#define MAX_OPEN_BOXES 64

struct open_box {
	size_t depth; /* Of the braces around it. */
	size_t start; /* Of its content. */
};

/* The offset behind the brace that opens a box whose command starts at `from`, or 0. */
static size_t box_content(struct assay_str reply, size_t from)
{
	static const char *const names[] = {"\\boxed", "\\fbox"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);
		if (reply.len - from < n || memcmp(reply.data + from, names[i], n) != 0)
			continue;
		size_t brace = from + n;
		while (is_blank(at(reply, brace)))
			brace++;
		return at(reply, brace) == '{' ? brace + 1 : 0;
	}
	return 0;
}

/*
 * The box that closes last and is not empty: of nested boxes the outer one, of several the last, and an unclosed one is
 * none. "put your answer in \boxed{}" is an echo of the instructions, not an answer.
 */
static bool find_boxed(struct assay_str reply, struct span *ret)
{
	struct open_box boxes[MAX_OPEN_BOXES];
	size_t n_boxes = 0, depth = 0;
	bool is_found = false;
	if (assay_str_find(reply, ASSAY_STR("box"), 0) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < reply.len; i++) {
		char c = reply.data[i];
		if (c == '\\') {
			size_t content = box_content(reply, i);
			if (content && n_boxes < MAX_OPEN_BOXES)
				boxes[n_boxes++] = (struct open_box){.depth = depth, .start = content};
			depth += content ? 1 : 0;
			i = content ? content - 1 : i + 1;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && depth) {
			depth--;
			if (!n_boxes || boxes[n_boxes - 1].depth != depth)
				continue;
			struct span inside = {.start = boxes[--n_boxes].start, .end = i};
			if (!trim(reply, &inside, "", ""))
				continue;
			*ret = inside;
			is_found = true;
		}
	}
	return is_found;
}

static bool starts_number(char c)
{
	return is_digit(c) || is_one_of(c, "+-.$\\") || (unsigned char)c >= 0x80;
}

/* GSM8K's mark "#### 18". A Markdown heading "#### Step 2" is not one: a number follows the mark. */
static bool find_hash(struct assay_str reply, struct span *ret)
{
	const struct assay_str mark = ASSAY_STR("####");
	size_t value = 0;
	for (size_t i = assay_str_find(reply, mark, 0); i != SIZE_MAX; i = assay_str_find(reply, mark, i)) {
		i += mark.len;
		bool is_longer = at(reply, i) == '#';
		while (is_blank(at(reply, i)) || at(reply, i) == '*' || at(reply, i) == '#')
			i++;
		if (!is_longer && starts_number(at(reply, i)))
			value = i;
	}
	*ret = (struct span){.start = value, .end = line_end(reply, value)};
	return value && trim(reply, ret, "", "*");
}

/* "A: 18" at the start of a line, as models trained on GSM8K end their solutions. */
static bool find_a_colon(struct assay_str reply, struct span *ret)
{
	const struct assay_str mark = ASSAY_STR("A: ");
	size_t value = 0;
	for (size_t i = assay_str_find(reply, mark, 0); i != SIZE_MAX; i = assay_str_find(reply, mark, i)) {
		bool is_first = i == 0 || reply.data[i - 1] == '\n';
		i += mark.len;
		if (is_first)
			value = i;
	}
	*ret = (struct span){.start = value, .end = line_end(reply, value)};
	return value && trim(reply, ret, "", "");
}

/* The content of math that opens at `from`, or false. `*ret` includes no delimiters. */
static bool take_math(struct assay_str reply, size_t from, struct span *ret)
{
	static const struct {
		const char *open, *close;
		bool may_span_lines;
	} marks[] = {{"$$", "$$", true}, {"\\[", "\\]", true}, {"\\(", "\\)", false}, {"$", "$", false}};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i].open);
		if (reply.len - from < n || memcmp(reply.data + from, marks[i].open, n) != 0)
			continue;
		size_t end = marks[i].may_span_lines ? reply.len : line_end(reply, from);
		struct assay_str head = assay_str_sub(reply, 0, end);
		size_t close = assay_str_find(head, assay_str_of(marks[i].close), from + n);
		while (close != SIZE_MAX && reply.data[close] == '$' && reply.data[close - 1] == '\\')
			close = assay_str_find(head, assay_str_of(marks[i].close), close + 1);
		if (close == SIZE_MAX)
			return false;
		*ret = (struct span){.start = from + n, .end = close};
		return trim(reply, ret, "", "");
	}
	return false;
}

/* Where the sentence that starts at `from` ends: a full stop before white space, bold type's end, or the line's. */
static size_t sentence_end(struct assay_str reply, size_t from)
{
	size_t end = line_end(reply, from);
	for (size_t i = from; i < end; i++) {
		bool is_stop = reply.data[i] == '.' && (i + 1 == end || is_space(reply.data[i + 1]));
		bool is_bold = reply.data[i] == '*' && at(reply, i + 1) == '*';
		if (is_stop || is_bold)
			return i;
	}
	return end;
}

/*
 * Where the value begins when "answer" at `from` introduces one: "answer is", "answer:", "answer =", also in bold, and
 * "final answer" alone on its line. 0 when it does not.
 */
static size_t answer_value(struct assay_str reply, size_t from)
{
	size_t i = from + strlen("answer");
	bool is_final = from >= 6 && matches_nocase(reply, from - 6, "final ");
	while (is_blank(at(reply, i)) || at(reply, i) == '*')
		i++;
	if (matches_nocase(reply, i, "is") && !is_alnum(at(reply, i + 2)))
		i += 2;
	else if (at(reply, i) == ':' || at(reply, i) == '=')
		i++;
	else if (!is_final || at(reply, i) != '\n')
		return 0;
	while (is_space(at(reply, i)) || is_one_of(at(reply, i), "*:"))
		i++;
	return i;
}

static bool find_answer_is(struct assay_str reply, struct span *ret)
{
	size_t value = 0;
	for (size_t i = 0; i < reply.len; i++) {
		/* The rarest letter of the word is looked for first. */
		if ((reply.data[i] | 0x20) != 'w' || i < 3 || !matches_nocase(reply, i - 3, "answer"))
			continue;
		if (i > 3 && is_alnum(reply.data[i - 4]))
			continue;
		size_t start = answer_value(reply, i - 3);
		if (start && start < reply.len)
			value = start;
	}
	if (!value)
		return false;
	if (take_math(reply, value, ret))
		return true;
	*ret = (struct span){.start = value, .end = sentence_end(reply, value)};
	return trim(reply, ret, "*`\"", "*`\",;:");
}

/* A word of the last-number rule ends at white space. */
static struct span word_around(struct assay_str s, size_t i)
{
	struct span word = {.start = i, .end = i};
	while (word.start > 0 && !is_space(s.data[word.start - 1]))
		word.start--;
	while (word.end < s.len && !is_space(s.data[word.end]))
		word.end++;
	return word;
}

static bool word_before(struct assay_str s, struct span word, struct span *ret)
{
	size_t i = word.start;
	while (i > 0 && is_blank(s.data[i - 1]))
		i--;
	if (i == 0 || is_space(s.data[i - 1]))
		return false;
	*ret = word_around(s, i - 1);
	return true;
}

static bool word_behind(struct assay_str s, struct span word, struct span *ret)
{
	size_t i = word.end;
	while (i < s.len && is_blank(s.data[i]))
		i++;
	if (i >= s.len || is_space(s.data[i]))
		return false;
	*ret = word_around(s, i);
	return true;
}

static struct assay_str text_of(struct assay_str s, struct span span)
{
	return assay_str_sub(s, span.start, span.end - span.start);
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
		if (!is_digit(word.data[i]))
			return false;
	}
	return word.len > 0;
}

/* "1 1/2": the whole part before a fraction belongs to it. */
static bool is_mixed(struct assay_str before, struct assay_str word)
{
	return is_integer(before) && is_digit(at(word, 0)) && assay_str_find(word, ASSAY_STR("/"), 0) != SIZE_MAX;
}

/* A LaTeX command such as \ln or \mod, but no delimiter such as \(. */
static bool is_command(struct assay_str word)
{
	return at(word, 0) == '\\' && is_alnum(at(word, 1));
}

/* Words that join two numbers to something else than one number. */
static bool is_joint(struct assay_str word)
{
	return assay_str_is(word, "and") || assay_str_is(word, "or") || assay_str_is(word, "x");
}

/* "3, 12", "3 or 12" and "3 x 12" are not the number 12: whether `before` ties the word behind it to a number. */
static bool is_list_part(struct assay_str reply, struct span before)
{
	struct assay_str text = text_of(reply, before);
	if (assay_str_ends(text, ","))
		return starts_number(text.data[0]) || text.data[0] == '(';
	struct span first;
	return is_joint(text) && word_before(reply, before, &first) && starts_number(reply.data[first.start]);
}

/* "- 5 apples" at the start of a line is an item of a list, not a negative number. */
static bool is_bullet(struct assay_str reply, struct span word)
{
	struct span before;
	return word.end - word.start == 1 && is_one_of(reply.data[word.start], "-*+") &&
	       !word_before(reply, word, &before);
}

static void widen_left(struct assay_str reply, struct span *span)
{
	struct span word = *span, before;
	while (word_before(reply, word, &before)) {
		struct assay_str text = text_of(reply, before), last = text_of(reply, word);
		bool is_tied = is_operator(text) || is_operator(last) || is_command(text) || is_mixed(text, last) ||
			       is_list_part(reply, before) ||
			       ((is_joint(last) || is_command(last)) && starts_number(text.data[0]));
		if (!is_tied || is_bullet(reply, before))
			break;
		span->start = before.start;
		word = before;
	}
}

static void widen_right(struct assay_str reply, struct span *span)
{
	struct span word = *span, behind;
	while (word_behind(reply, word, &behind)) {
		struct assay_str text = text_of(reply, behind);
		if (!is_operator(text) && !is_operator(text_of(reply, word)) && !is_command(text))
			break;
		span->end = behind.end;
		word = behind;
	}
}

/* Where the value behind the last "=" or ">>" of a word begins; its start when there is none. "<=" is no "=". */
static size_t value_in_word(struct assay_str s, struct span word)
{
	for (size_t i = word.end; i > word.start; i--) {
		char c = s.data[i - 1], before = i > word.start + 1 ? s.data[i - 2] : '\0';
		if (c == '=' && !is_one_of(before, "<>!"))
			return i;
		if (c == '>' && before == '>')
			return i;
	}
	return word.start;
}

/* A parenthesis that opens or closes outside the span is prose: "(that is 12)". */
static bool trim_word(struct assay_str reply, struct span *span)
{
	if (!trim(reply, span, "*`\"", ".,;:?*`\""))
		return false;
	struct assay_str text = text_of(reply, *span);
	bool opens = memchr(text.data, '(', text.len), closes = memchr(text.data, ')', text.len);
	return opens == closes || trim(reply, span, "(*`\"", ").,;:?*`\"");
}

/*
 * The last word with a digit, as far as it stands alone. What is tied to it by an operator comes along, so that a piece
 * of an expression is not taken for the answer; such a span does not read as a number, and stays undecided.
 */
static bool find_last_number(struct assay_str reply, struct span *ret)
{
	size_t i = reply.len;
	while (i > 0 && !is_digit(reply.data[i - 1]))
		i--;
	if (i == 0)
		return false;
	struct span word = word_around(reply, i - 1);
	size_t value = value_in_word(reply, word);
	*ret = (struct span){.start = value < i ? value : word.start, .end = word.end};
	if (ret->start == word.start)
		widen_left(reply, ret);
	widen_right(reply, ret);
	return trim_word(reply, ret);
}

static const struct rule rules[] = {
	{"boxed", find_boxed},
	{"hash", find_hash},
	{"answer-is", find_answer_is},
	{"a-colon", find_a_colon},
	{"last-number", find_last_number},
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))

const char *const *assay_math_rules(size_t *ret_n)
{
	static const char *const names[N_RULES] = {"boxed", "hash", "answer-is", "a-colon", "last-number"};
	*ret_n = N_RULES;
	return names;
}

static const struct rule *find_rule(const char *name)
{
	for (size_t i = 0; i < N_RULES; i++) {
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	}
	return NULL;
}

/* The last part of a long reply, beginning with a whole character. */
static struct assay_str last_part(struct assay_str reply)
{
	if (reply.len <= ASSAY_MATH_MAX_REPLY)
		return reply;
	size_t start = reply.len - ASSAY_MATH_MAX_REPLY;
	while (start < reply.len && ((unsigned char)reply.data[start] & 0xC0) == 0x80)
		start++;
	return assay_str_sub(reply, start, reply.len - start);
}

void assay_math_extract(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	*ret = (struct assay_math_extract){0};
	struct assay_str part = last_part(reply);
	for (const char *const *name = policy->rules; *name; name++) {
		struct span span;
		const struct rule *rule = find_rule(*name);
		if (!rule || !rule->find(part, &span))
			continue;
		ret->answer = text_of(part, span);
		ret->rule = rule->name;
		ret->start = (size_t)(ret->answer.data - reply.data);
		return;
	}
}
