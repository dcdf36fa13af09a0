/* SPDX-License-Identifier: Apache-2.0 */
/* The rule "boxed": one pass over the reply that keeps the boxes which are open and the last few answers. */
#include "verifiers/math/extract.h"

/* Boxes that are open at once; deeper ones are passed over. Ordinary braces are only counted. */
#define MAX_OPEN_BOXES 64

/* Answers that are remembered, the last ones; one is the answer and the others are its rivals. */
#define MAX_GROUPS (ASSAY_MATH_MAX_RIVALS + 1)

struct open_box {
	size_t depth; /* Of the braces around it. */
	size_t command, content;
};

/* Boxes that a list joins, or a single one. */
struct group {
	size_t start, end;	  /* From the first command to behind the last box. */
	struct extract_span last; /* The content of the last box. */
	uint32_t n;
	bool is_one; /* All boxes hold the same text. */
};

struct boxes {
	const struct assay_math_policy *policy;
	struct assay_str reply;
	struct group groups[MAX_GROUPS]; /* A ring. */
	size_t n;			 /* Groups so far. */
	bool is_crowded;		 /* Some groups fell out of the ring. */
};

/* The offset behind the name of a box command at `from`, or 0. */
static size_t box_name(struct assay_str s, size_t from)
{
	if (extract_matches(s, from, "\\boxed") && !extract_is_alpha(extract_at(s, from + 6)))
		return from + 6;
	if (extract_matches(s, from, "\\fbox") && !extract_is_alpha(extract_at(s, from + 5)))
		return from + 5;
	return 0;
}

/* The offset behind the brace that opens a box, or 0. */
static size_t box_brace(struct assay_str s, size_t name_end)
{
	while (extract_is_blank(extract_at(s, name_end)))
		name_end++;
	return extract_at(s, name_end) == '{' ? name_end + 1 : 0;
}

/* "\boxed 42$": without braces, up to the end of the math, or else one word. */
static bool bare_box(struct assay_str s, size_t from, struct extract_span *ret)
{
	size_t stop = from, limit = from + EXTRACT_CONTEXT < s.len ? from + EXTRACT_CONTEXT : s.len;
	while (extract_is_blank(extract_at(s, stop)))
		stop++;
	ret->start = stop;
	size_t word = 0;
	/* "Use \\boxed notation" announces none. */
	if (!extract_is_digit(extract_at(s, stop)) && extract_at(s, stop) != '-')
		return false;
	for (; stop < limit && s.data[stop] != '\n' && s.data[stop] != '{' && s.data[stop] != '}'; stop++) {
		bool is_close =
			s.data[stop] == '$' || extract_matches(s, stop, "\\)") || extract_matches(s, stop, "\\]");
		if (is_close && stop > ret->start) {
			ret->end = stop;
			return extract_trim(s, ret, "", ".,;");
		}
		if (!word && stop > ret->start && extract_is_blank(s.data[stop]))
			word = stop;
	}
	ret->end = word ? word : stop;
	return extract_at(s, stop) != '{' && extract_trim(s, ret, "", ".,;");
}

/* Commands and words that may stand between the boxes of a list. */
static size_t gap_word(struct assay_str gap, size_t i)
{
	static const char *const words[] = {"and",	"or",	    "\\quad", "\\qquad", "\\text",
					    "\\textrm", "\\mathrm", "\\land", "\\lor",	 "\\mbox"};
	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
		size_t n = strlen(words[w]);
		if (extract_matches(gap, i, words[w]) && !extract_is_alpha(extract_at(gap, i + n)))
			return n;
	}
	return 0;
}

/* "y_2 =" before the second box of "y_1 = \boxed{..} and y_2 = \boxed{..}": its length, or 0. */
static size_t gap_name(struct assay_str gap, size_t i)
{
	size_t n = 0;
	while (i + n < gap.len && n < 24 &&
	       (extract_is_alnum(gap.data[i + n]) || extract_is_one_of(gap.data[i + n], "_{}()' \\")))
		n++;
	return n > 0 && extract_at(gap, i + n) == '=' ? n + 1 : 0;
}

/* A drawn line of three or more signs, as in "---" or "+++"; its length, or 0. */
static size_t gap_line(struct assay_str gap, size_t i)
{
	size_t n = 0;
	while (extract_is_one_of(gap.data[i], "-+=_") && extract_at(gap, i + n) == gap.data[i])
		n++;
	return n >= 3 ? n : 0;
}

/* Whether nothing but commas, "and" and notation stands in `gap`. */
static bool is_list_gap(struct assay_str gap)
{
	if (gap.len > EXTRACT_CONTEXT)
		return false;
	for (size_t i = 0; i < gap.len;) {
		size_t n = gap_word(gap, i);
		if (n == 0 && (extract_is_space(gap.data[i]) || extract_is_one_of(gap.data[i], ",;$~*&{}")))
			n = 1;
		else if (n == 0 && gap.data[i] == '\\' && extract_is_one_of(extract_at(gap, i + 1), ",;:! ()[]\\"))
			n = 2;
		else if (n == 0 && (extract_is_alpha(gap.data[i]) || gap.data[i] == '\\'))
			n = gap_name(gap, i);
		if (n == 0)
			n = gap_line(gap, i);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

static struct group *last_group(struct boxes *b)
{
	return &b->groups[(b->n - 1) % MAX_GROUPS];
}

static void add_box(struct boxes *b, size_t start, size_t end, struct extract_span content)
{
	if (!extract_trim(b->reply, &content, "", ""))
		return;
	/* What stands inside this box was not an answer of its own. */
	while (b->n && last_group(b)->start >= start && last_group(b)->end <= end)
		b->n--;
	struct group *group = b->n ? last_group(b) : NULL;
	if (group && b->policy->joins_adjacent_boxes &&
	    is_list_gap(assay_str_sub(b->reply, group->end, start - group->end))) {
		group->is_one = group->is_one &&
				assay_str_eq(extract_text(b->reply, group->last), extract_text(b->reply, content));
		group->end = end;
		group->last = content;
		group->n++;
		return;
	}
	b->is_crowded = b->is_crowded || b->n >= MAX_GROUPS;
	b->n++;
	*last_group(b) = (struct group){.start = start, .end = end, .last = content, .n = 1, .is_one = true};
}

/* The backslash of a command, or the one before it that was meant to be the same: "\\\\boxed". */
static size_t command_start(struct assay_str s, size_t i)
{
	size_t n = 0;
	while (n < 8 && n < i && s.data[i - n - 1] == '\\')
		n++;
	return n % 2 ? i - 1 : i;
}

static void scan(struct boxes *b, size_t from)
{
	struct assay_str s = b->reply;
	struct open_box open[MAX_OPEN_BOXES];
	size_t n_open = 0, depth = 0;
	for (size_t i = from; i < s.len; i++) {
		char c = s.data[i];
		if (c == '\\') {
			size_t name = box_name(s, i), brace = name ? box_brace(s, name) : 0;
			/* "\\boxed": a backslash that was escaped once too often. */
			if (!name && (extract_at(s, i + 1) != '\\' || !box_name(s, i + 1)))
				i++;
			struct extract_span bare;
			size_t command = name ? command_start(s, i) : i;
			if (name && !brace && bare_box(s, name, &bare))
				add_box(b, command, bare.end, bare);
			if (!brace)
				continue;
			if (n_open < MAX_OPEN_BOXES)
				open[n_open++] =
					(struct open_box){.depth = depth, .command = command, .content = brace};
			depth++;
			i = brace - 1;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && depth) {
			depth--;
			if (!n_open || open[n_open - 1].depth != depth)
				continue;
			n_open--;
			add_box(b, open[n_open].command, i + 1,
				(struct extract_span){.start = open[n_open].content, .end = i});
		}
	}
}

static struct assay_str group_text(struct assay_str s, const struct group *group)
{
	if (group->n > 1 && !group->is_one)
		return assay_str_sub(s, group->start, group->end - group->start);
	return extract_text(s, group->last);
}

/* The answers before the last one, where the policy wants them to agree. */
static void add_rivals(const struct boxes *b, struct assay_math_extract *ret)
{
	ret->has_more_rivals = b->is_crowded;
	for (size_t i = b->n > MAX_GROUPS ? b->n - MAX_GROUPS : 0; i + 1 < b->n; i++) {
		struct assay_str text = group_text(b->reply, &b->groups[i % MAX_GROUPS]);
		if (!assay_str_eq(text, ret->answer))
			ret->rivals[ret->n_rivals++] = text;
	}
}

bool extract_boxed(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret)
{
	size_t first = assay_str_find(reply, ASSAY_STR("box"), 0);
	if (first == SIZE_MAX)
		return false;
	struct boxes b;
	b.policy = policy;
	b.reply = reply;
	b.n = 0;
	b.is_crowded = false;
	/* Before the first box only a backslash could matter: "\fbox" has two characters before "box". */
	scan(&b, first > 3 ? first - 3 : 0);
	if (b.n == 0)
		return false;
	const struct group *last = last_group(&b);
	ret->answer = group_text(reply, last);
	ret->n_joined = last->is_one ? 1 : last->n;
	ret->is_percent = ret->n_joined == 1 && extract_percent_at(reply, last->end) > 0;
	if (policy->boxes != ASSAY_MATH_BOXES_LAST)
		add_rivals(&b, ret);
	return true;
}

bool extract_box_next(struct assay_str joined, size_t *at, struct assay_str *ret)
{
	for (size_t i = *at; i < joined.len; i++) {
		size_t name = joined.data[i] == '\\' ? box_name(joined, i) : 0,
		       brace = name ? box_brace(joined, name) : 0;
		struct extract_span span = {.start = brace};
		if (name && !brace && bare_box(joined, name, &span)) {
			*ret = extract_text(joined, span);
			*at = span.end;
			return true;
		}
		if (!brace)
			continue;
		size_t depth = 1;
		for (i = brace; i < joined.len && depth; i++) {
			if (joined.data[i] == '\\')
				i++;
			else
				depth += (joined.data[i] == '{') - (size_t)(joined.data[i] == '}');
		}
		span.end = depth ? joined.len : i - 1;
		*at = i;
		if (extract_trim(joined, &span, "", "")) {
			*ret = extract_text(joined, span);
			return true;
		}
		i--;
	}
	return false;
}
