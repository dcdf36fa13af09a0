/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the final answer: which part of the reply is one, and the rules in the policy's order. Where a phrase occurs
 * several times the last one counts, because a reply often repeats the question or the instructions before it answers.
 */
#include "verifiers/math/extract.h"

struct rule {
	const char *name;
	extract_rule *find;
};

/* --- Marks in prose --------------------------------------------------------------------------------------------- */

/* Behind "####" at `from` and the blanks and marks that follow; `*ret_value` is there when a number follows, or 0. */
static size_t hash_value(struct assay_str reply, size_t from, size_t *ret_value)
{
	size_t i = from + 4;
	bool is_longer = extract_at(reply, i) == '#';
	while (extract_is_blank(extract_at(reply, i)) || extract_is_one_of(extract_at(reply, i), "*#"))
		i++;
	/* A Markdown heading "#### Step 2" is none: a number follows the mark. */
	*ret_value = !is_longer && extract_starts_number(extract_at(reply, i)) ? i : 0;
	return i;
}

static bool line_value(struct assay_str reply, size_t value, struct extract_span *ret)
{
	*ret = (struct extract_span){.start = value, .end = extract_line_end(reply, value)};
	return extract_trim(reply, ret, "", "*");
}

/* Where the line before the one that holds `at` begins, blank lines passed over; SIZE_MAX when there is none. */
static size_t line_before(struct assay_str reply, size_t at)
{
	const char *feed = assay_last_byte(reply.data, '\n', at);
	size_t end = feed ? (size_t)(feed - reply.data) : 0;
	while (end > 0 && extract_is_space(reply.data[end - 1]))
		end--;
	if (end == 0)
		return SIZE_MAX;
	feed = assay_last_byte(reply.data, '\n', end);
	return feed ? (size_t)(feed - reply.data) + 1 : 0;
}

static void add_rival(struct assay_math_extract *ret, struct assay_str text)
{
	if (ret->n_rivals < ASSAY_MATH_MAX_RIVALS)
		ret->rivals[ret->n_rivals++] = text;
	else
		ret->has_more_rivals = true;
}

/* GSM8K's mark. Marks on the lines right before it, as in a list of guesses, are its rivals. */
static bool find_hash(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	(void)policy;
	const struct assay_str mark = ASSAY_STR("####");
	struct extract_span span = {0};
	size_t value = 0, line = 0, found;
	for (size_t i = assay_str_find(reply, mark, 0), next; i != SIZE_MAX; i = assay_str_find(reply, mark, next)) {
		next = hash_value(reply, i, &found);
		line = found ? i : line;
		value = found ? found : value;
	}
	if (!value || !line_value(reply, value, &span))
		return false;
	ret->answer = extract_text(reply, span);
	for (line = line_before(reply, line); line != SIZE_MAX && !ret->has_more_rivals;
	     line = line_before(reply, line)) {
		found = 0;
		if (extract_matches(reply, line, "####"))
			(void)hash_value(reply, line, &found);
		if (!found || !line_value(reply, found, &span))
			break;
		add_rival(ret, extract_text(reply, span));
	}
	return true;
}

/* "A: 18" at the start of a line, as models trained on GSM8K end their solutions. */
static bool find_a_colon(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	(void)policy;
	const struct assay_str mark = ASSAY_STR("A: ");
	struct extract_span span;
	size_t value = 0;
	for (size_t i = assay_str_find(reply, mark, 0); i != SIZE_MAX; i = assay_str_find(reply, mark, i)) {
		bool is_first = i == 0 || reply.data[i - 1] == '\n';
		i += mark.len;
		if (is_first)
			value = i;
	}
	if (!value || !line_value(reply, value, &span))
		return false;
	ret->answer = extract_text(reply, span);
	return true;
}

/* --- "The answer is" -------------------------------------------------------------------------------------------- */

/* Where the sentence that starts at `from` ends: a full stop before white space, bold type's end, or the line's. */
static size_t sentence_end(struct assay_str reply, size_t from)
{
	size_t end = extract_line_end(reply, from);
	for (size_t i = from; i < end; i++) {
		bool is_stop = reply.data[i] == '.' && (i + 1 == end || extract_is_space(reply.data[i + 1]));
		bool is_bold = reply.data[i] == '*' && extract_at(reply, i + 1) == '*';
		if (is_stop || is_bold)
			return i;
	}
	return end;
}

/* Where the sentence that holds `at` begins. */
static size_t sentence_start(struct assay_str reply, size_t at)
{
	size_t limit = at > EXTRACT_CONTEXT ? at - EXTRACT_CONTEXT : 0;
	while (at > limit && reply.data[at - 1] != '\n' &&
	       !(extract_is_space(reply.data[at - 1]) && at > 1 && reply.data[at - 2] == '.'))
		at--;
	return at;
}

static bool opens_math(struct assay_str s, size_t i)
{
	return extract_at(s, i) == '$' || extract_matches(s, i, "\\(") || extract_matches(s, i, "\\[");
}

/*
 * Where the value begins when "answer" at `from` introduces one: "answer is", "answer:", "answer =", "answer $", also
 * in bold, and "final answer" or a heading "answer" alone on its line. 0 when it does not.
 */
static size_t answer_value(struct assay_str reply, size_t from)
{
	size_t i = from + strlen("answer");
	bool is_final = from >= 6 && extract_matches_nocase(reply, from - 6, "final ");
	bool is_heading = from >= 2 && extract_matches(reply, from - 2, "# ");
	while (extract_is_blank(extract_at(reply, i)) || extract_is_one_of(extract_at(reply, i), "*\"`'"))
		i++;
	if (extract_matches_nocase(reply, i, "is") && !extract_is_alnum(extract_at(reply, i + 2)) &&
	    extract_at(reply, i + 2) != '\'')
		i += 2;
	else if (extract_at(reply, i) == ':' || extract_at(reply, i) == '=')
		i++;
	else if (!opens_math(reply, i) && (!(is_final || is_heading) || extract_at(reply, i) != '\n'))
		return 0;
	while (extract_is_space(extract_at(reply, i)) || extract_is_one_of(extract_at(reply, i), "*:"))
		i++;
	return i;
}

/* The last "answer" before `end` that introduces a value: its offset, or SIZE_MAX. */
static size_t last_phrase(struct assay_str reply, size_t end, size_t *ret_value)
{
	for (size_t i = end; i-- > 3;) {
		/* The rarest letter of the word is looked for first. */
		if ((reply.data[i] | 0x20) != 'w' || !extract_matches_nocase(reply, i - 3, "answer"))
			continue;
		if (i > 3 && extract_is_alnum(reply.data[i - 4]))
			continue;
		size_t value = answer_value(reply, i - 3);
		struct extract_span rest = {.start = value, .end = extract_line_end(reply, value)};
		if (value && extract_trim(reply, &rest, "*`\".,", "")) {
			*ret_value = value;
			return i - 3;
		}
	}
	return SIZE_MAX;
}

/* "the largest n is 34" is 34: what stands behind the last verb, where anything does. */
static void drop_lead_in(struct assay_str reply, struct extract_span *span)
{
	static const char *const verbs[] = {" is ", " are ", " equals ", " be "};
	for (size_t i = span->end; i > span->start; i--) {
		for (size_t v = 0; reply.data[i - 1] == ' ' && v < sizeof(verbs) / sizeof(verbs[0]); v++) {
			size_t n = strlen(verbs[v]);
			if (i - 1 + n < span->end && extract_matches(reply, i - 1, verbs[v])) {
				span->start = i - 1 + n;
				return;
			}
		}
	}
	if (extract_matches(reply, span->start, "that "))
		span->start += strlen("that ");
}

/* "Yes, since 3 is odd" is Yes. */
static void drop_reasons(struct assay_str reply, struct extract_span *span)
{
	static const char *const reasons[] = {", since ", ", because ", ", as ",  ", so ",
					      ", which ", " because ",	" since "};
	for (size_t i = span->start + 1; i < span->end; i++) {
		for (size_t r = 0; extract_is_one_of(reply.data[i], ", ") && r < sizeof(reasons) / sizeof(reasons[0]);
		     r++) {
			if (extract_matches(reply, i, reasons[r]))
				span->end = i;
		}
	}
}

/* Whether more values follow the math that ended at `end`: "$3$ or $5$", "$3$, $5$, and $7$". */
static bool goes_on(struct assay_str reply, size_t end)
{
	size_t limit = end + 16, joints = 0;
	for (; end < limit; joints++) {
		while (extract_is_blank(extract_at(reply, end)))
			end++;
		if (extract_at(reply, end) == ',')
			end++;
		else if (extract_matches(reply, end, "and ") || extract_matches(reply, end, "or "))
			end += 3;
		else
			break;
	}
	return joints > 0 && (opens_math(reply, end) || extract_is_digit(extract_at(reply, end)));
}

/* {"answer": "5"}: without a brace that opened before the value, and without quotes at both ends. */
static void take_out_of_object(struct assay_str reply, struct extract_span *span)
{
	size_t n_open = 0, n_close = 0;
	for (size_t i = span->start; i < span->end; i++) {
		n_open += reply.data[i] == '{';
		n_close += reply.data[i] == '}';
	}
	if (n_close == n_open + 1 && reply.data[span->end - 1] == '}')
		span->end--;
	(void)extract_trim(reply, span, "", "\",");
	if (span->end - span->start > 2 && reply.data[span->start] == '\'' && reply.data[span->end - 1] == '\'') {
		span->start++;
		span->end--;
	}
}

/* The value at `from`: the math that opens there, or the rest of the sentence without its words around. */
static bool take_value(struct assay_str reply, size_t from, struct assay_math_extract *ret)
{
	struct extract_span span = {.start = from, .end = sentence_end(reply, from)}, math;
	size_t end;
	if (!opens_math(reply, from)) {
		drop_reasons(reply, &span);
		drop_lead_in(reply, &span);
	}
	if (extract_math_at(reply, span.start, &math, &end)) {
		bool is_list = goes_on(reply, end);
		ret->is_percent = !is_list && extract_percent_at(reply, end) > 0;
		if (is_list)
			span.end = sentence_end(reply, end);
		else
			span = math;
	}
	if (!extract_trim(reply, &span, "*`\"", "*`\",;:"))
		return false;
	take_out_of_object(reply, &span);
	ret->answer = extract_text(reply, span);
	return ret->answer.len > 0;
}

/* The same words in front of another value right before, as in "Answer: 1. Answer: 2.": a list of guesses. */
static void add_guesses(struct assay_str reply, size_t phrase, size_t value, struct assay_math_extract *ret)
{
	while (!ret->has_more_rivals) {
		struct assay_math_extract rival = {0};
		size_t start = sentence_start(reply, phrase), value_before;
		size_t before = start ? last_phrase(reply, start, &value_before) : SIZE_MAX;
		if (before == SIZE_MAX || value_before >= start)
			return;
		size_t start_before = sentence_start(reply, before);
		struct extract_span between = {.start = sentence_end(reply, value_before), .end = start};
		struct extract_span lead = {.start = start, .end = value};
		struct extract_span lead_before = {.start = start_before, .end = value_before};
		if (between.start > between.end || extract_trim(reply, &between, ".*", "") ||
		    !assay_str_eq(extract_text(reply, lead), extract_text(reply, lead_before)) ||
		    !take_value(reply, value_before, &rival))
			return;
		add_rival(ret, rival.answer);
		phrase = before;
		value = value_before;
	}
}

static bool find_answer_is(const struct assay_math_policy *policy, struct assay_str reply,
			   struct assay_math_extract *ret)
{
	(void)policy;
	size_t value, phrase = last_phrase(reply, reply.len, &value);
	if (phrase == SIZE_MAX || !take_value(reply, value, ret))
		return false;
	add_guesses(reply, phrase, value, ret);
	return true;
}

/* <answer>...</answer>, as reasoning models are asked to write. */
static bool find_answer_tag(const struct assay_math_policy *policy, struct assay_str reply,
			    struct assay_math_extract *ret)
{
	const struct assay_str open = ASSAY_STR("<answer>");
	size_t start = SIZE_MAX;
	if (!memchr(reply.data, '<', reply.len))
		return false;
	for (size_t i = assay_str_find(reply, open, 0); i != SIZE_MAX; i = assay_str_find(reply, open, i + open.len))
		start = i + open.len;
	size_t end = start == SIZE_MAX ? SIZE_MAX : assay_str_find(reply, ASSAY_STR("</answer>"), start);
	struct extract_span span = {.start = start, .end = end};
	if (end == SIZE_MAX || !extract_trim(reply, &span, "", ""))
		return false;
	struct assay_str inside = extract_text(reply, span);
	if (find_answer_is(policy, inside, ret))
		return true;
	*ret = (struct assay_math_extract){0};
	return take_value(inside, 0, ret);
}

/* --- The whole -------------------------------------------------------------------------------------------------- */

static const struct rule rules[] = {
	{"boxed", extract_boxed},
	{"answer-tag", find_answer_tag},
	{"hash", find_hash},
	{"answer-is", find_answer_is},
	{"a-colon", find_a_colon},
	{"whole", extract_whole},
	{"last-math", extract_last_math},
	{"last-number", extract_last_number},
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))

const char *const *assay_math_rules(size_t *ret_n)
{
	static const char *const names[N_RULES] = {"boxed",   "answer-tag", "hash",	 "answer-is",
						   "a-colon", "whole",	    "last-math", "last-number"};
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

/* Whether a chat model's turn ends at `i`, where "<|" stands. */
static bool ends_turn(struct assay_str s, size_t i)
{
	static const char *const marks[] = {"<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|eot_id|>",
					    "<|end_of_text|>"};
	for (size_t t = 0; t < sizeof(marks) / sizeof(marks[0]); t++) {
		if (extract_matches(s, i, marks[t]))
			return true;
	}
	return false;
}

/* Behind a mark at `i` after which the reader is addressed, or 0. */
static size_t behind_thought(struct assay_str s, size_t i)
{
	static const char *const marks[] = {"</think>", "<|channel|>final<|message|>"};
	for (size_t t = 0; t < sizeof(marks) / sizeof(marks[0]); t++) {
		if (extract_matches(s, i, marks[t]))
			return i + strlen(marks[t]);
	}
	return 0;
}

/*
 * What is said to the reader: behind the last thought, and up to the mark where a chat model's turn ends. A thought
 * that never ends has no answer behind it.
 */
static struct assay_str said_part(struct assay_str s)
{
	const char *mark = s.len ? memchr(s.data, '<', s.len) : NULL;
	if (!mark)
		return s;
	size_t start = 0, end = s.len, first = (size_t)(mark - s.data);
	for (size_t i = first; mark; i = mark ? (size_t)(mark - s.data) : i) {
		char next = extract_at(s, i + 1);
		size_t behind = next == '/' || next == '|' ? behind_thought(s, i) : 0;
		if (behind) {
			start = behind;
			end = s.len;
		} else if (next == '|' && end == s.len && ends_turn(s, i) &&
			   assay_str_trim(assay_str_sub(s, start, i - start)).len > 0) {
			end = i;
		}
		mark = i + 1 < s.len ? memchr(s.data + i + 1, '<', s.len - i - 1) : NULL;
	}
	bool opens_thought =
		extract_matches(s, first, "<think>") && assay_str_trim(assay_str_sub(s, 0, first)).len == 0;
	return opens_thought && start == 0 ? assay_str_sub(s, s.len, 0) : assay_str_sub(s, start, end - start);
}

void assay_math_extract(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	*ret = (struct assay_math_extract){0};
	struct assay_str part = said_part(last_part(reply));
	if (part.len == 0)
		return;
	for (const char *const *name = policy->rules; *name; name++) {
		const struct rule *rule = find_rule(*name);
		if (rule && rule->find(policy, part, ret)) {
			ret->rule = rule->name;
			ret->start = (size_t)(ret->answer.data - reply.data);
			return;
		}
		*ret = (struct assay_math_extract){0};
	}
}

int assay_math_extract_text(const struct assay_math_extract *extract, struct assay_arena *arena, struct assay_str *ret,
			    struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	*ret = extract->answer;
	if (extract->n_joined <= 1 && !extract->is_percent)
		return 0;
	struct assay_str box;
	size_t at = 0;
	while (extract->n_joined > 1 && extract_box_next(extract->answer, &at, &box)) {
		(void)assay_buf_add_c(&text, text.len ? ", " : "");
		(void)assay_buf_add_str(&text, box);
	}
	if (extract->n_joined <= 1)
		(void)assay_buf_add_str(&text, extract->answer);
	(void)assay_buf_add_c(&text, extract->is_percent ? "\\%" : "");
	if (assay_buf_error(&text, err))
		return text.error;
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}
