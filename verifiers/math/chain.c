/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding lhs = rhs in a worked solution. Inside math delimiters the sides are all that stands between relations; among
 * words they are the runs of numbers and operators around the equals sign, and the words next to them can only make a
 * step unknown.
 */
#include "verifiers/math/extract.h"
#include "verifiers/math/steps.h"

struct finder {
	struct assay_str text;
	struct assay_arena *arena;
	struct assay_math_step *steps;
	size_t n, cap;
	uint32_t trees_left;
	size_t unclosed[4]; /* By kind of opening: up to here no close stands, so none is looked for again. */
	struct assay_err *err;
};

/* --- Collecting ------------------------------------------------------------------------------------------------- */

/* Room for one more step, or NULL: `*ret_rc` is 0 where there are enough. */
static struct assay_math_step *new_step(struct finder *f, int *ret_rc)
{
	*ret_rc = 0;
	if (f->n == ASSAY_MATH_MAX_STEPS)
		return NULL;
	if (f->n == f->cap) {
		size_t cap = f->cap ? 2 * f->cap : 16;
		struct assay_math_step *steps = assay_arena_array(f->arena, cap, sizeof(*steps));
		if (!steps) {
			*ret_rc = assay_arena_fail(f->arena, f->err);
			return NULL;
		}
		if (f->n)
			memcpy(steps, f->steps, f->n * sizeof(*steps));
		f->steps = steps;
		f->cap = cap;
	}
	return &f->steps[f->n++];
}

static int add_step(struct finder *f, struct extract_span lhs, struct extract_span rhs, bool is_math, const char *doubt)
{
	int rc;
	if (!extract_trim(f->text, &lhs, "", "") || !extract_trim(f->text, &rhs, "", ""))
		return 0;
	struct assay_math_step *step = new_step(f, &rc);
	if (!step)
		return rc;
	*step = (struct assay_math_step){.text = assay_str_sub(f->text, lhs.start, rhs.end - lhs.start),
					 .lhs = extract_text(f->text, lhs),
					 .rhs = extract_text(f->text, rhs),
					 .reason = doubt,
					 .is_math = is_math};
	return doubt ? 0 : assay_math_step_judge(step, &f->trees_left, f->arena, f->err);
}

/* An equals sign that states an equality: no part of <=, ==, :=, => or \neq. */
static bool is_equals(struct assay_str s, size_t i)
{
	return extract_at(s, i) == '=' && extract_at(s, i + 1) != '=' && extract_at(s, i + 1) != '>' &&
	       !(i > 0 && extract_is_one_of(s.data[i - 1], "<>=!:~+-*/\\"));
}

/* --- Among words ------------------------------------------------------------------------------------------------ */

/* The length of an operator written in more than one byte at `i`: ×, ÷, ·, a minus or dash; or 0. */
static size_t wide_operator(struct assay_str s, size_t i)
{
	static const char *const signs[] = {"\xC3\x97", "\xC3\xB7", "\xC2\xB7", "\xE2\x88\x92", "\xE2\x80\x93"};
	for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++) {
		if (extract_matches(s, i, signs[k]))
			return strlen(signs[k]);
	}
	return 0;
}

/* A letter x between operands is a times sign, "3 x 4" and "3x4"; in "3x + 4" it is a variable. */
static bool is_times_x(struct assay_str s, size_t i)
{
	char before = i > 0 ? s.data[i - 1] : '\0', behind = extract_at(s, i + 1);
	if ((extract_at(s, i) | 0x20) != 'x')
		return false;
	if (before == ' ')
		return behind == ' ';
	return (extract_is_digit(before) || before == ')') &&
	       (extract_is_digit(behind) || extract_is_one_of(behind, "($"));
}

static bool is_plain(struct assay_str s, size_t i)
{
	char c = s.data[i];
	return extract_is_digit(c) || extract_is_one_of(c, " \t+-*/().,%$") || is_times_x(s, i);
}

/* Where the run of arithmetic that ends before `end` begins. */
static size_t run_start(struct assay_str s, size_t low, size_t end)
{
	size_t i = end;
	while (i > low) {
		size_t n = 1;
		if (!is_plain(s, i - 1)) {
			n = i >= low + 2 && wide_operator(s, i - 2) == 2 ? 2 : 0;
			n = n == 0 && i >= low + 3 && wide_operator(s, i - 3) == 3 ? 3 : n;
		}
		if (n == 0)
			break;
		i -= n;
	}
	return i;
}

static size_t run_end(struct assay_str s, size_t from)
{
	size_t i = from;
	while (i < s.len) {
		size_t n = is_plain(s, i) ? 1 : wide_operator(s, i);
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

/* The left run without the end of the sentence before, an item's number or bullet, and an unmatched parenthesis. */
static void trim_left(struct assay_str s, struct extract_span *span)
{
	size_t start = span->start, n_open = 0;
	for (size_t i = span->end; i > span->start; i--) {
		char c = s.data[i - 1];
		n_open += c == ')';
		bool is_cut = extract_is_one_of(c, ".,") && (extract_at(s, i) == ' ' || extract_at(s, i) == '\t');
		if (is_cut || (c == '(' && n_open == 0)) {
			start = i;
			break;
		}
		n_open -= c == '(';
	}
	span->start = start;
	(void)extract_trim(s, span, "", "");
	bool is_first = span->start == 0;
	for (size_t i = span->start; i > 0 && extract_is_blank(s.data[i - 1]); i--)
		is_first = is_first || i == 1 || s.data[i - 2] == '\n';
	is_first = is_first || (span->start > 0 && s.data[span->start - 1] == '\n');
	if (is_first && extract_is_one_of(extract_at(s, span->start), "-*+") && extract_at(s, span->start + 1) == ' ')
		span->start += 2;
}

/* The right run up to the end of its sentence, a comma, or an unmatched parenthesis. */
static void trim_right(struct assay_str s, struct extract_span *span)
{
	size_t n_open = 0;
	for (size_t i = span->start; i < span->end; i++) {
		char c = s.data[i];
		bool is_last = i + 1 >= s.len || extract_is_space(s.data[i + 1]);
		if ((extract_is_one_of(c, ".,") && is_last) || (c == ')' && n_open == 0)) {
			span->end = i;
			break;
		}
		n_open += c == '(';
		n_open -= c == ')';
	}
	(void)extract_trim(s, span, "", "");
}

/* The word that ends at `end`, blanks between passed over. */
static struct assay_str word_before(struct assay_str s, size_t end)
{
	while (end > 0 && extract_is_blank(s.data[end - 1]))
		end--;
	size_t start = end;
	while (start > 0 && extract_is_alpha(s.data[start - 1]))
		start--;
	return assay_str_sub(s, start, end - start);
}

static struct assay_str word_behind(struct assay_str s, size_t from)
{
	while (extract_is_blank(extract_at(s, from)))
		from++;
	size_t end = from;
	while (extract_is_alpha(extract_at(s, end)))
		end++;
	return assay_str_sub(s, from, end - from);
}

static bool is_any_of(struct assay_str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (word.len == strlen(words[i]) && extract_matches_nocase(word, 0, words[i]))
			return true;
	}
	return false;
}

static bool has_operator(struct assay_str s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (extract_is_one_of(s.data[i], "+-*/") || is_times_x(s, i) || wide_operator(s, i))
			return true;
	}
	return false;
}

/* Words before a left side that may belong to it. */
static bool joins_left(struct assay_str word)
{
	static const char *const words[] = {"times",   "plus",	  "minus",	"by",	  "over",  "twice",
					    "half",    "double",  "triple",	"thrice", "than",  "per",
					    "squared", "cubed",	  "and",	"less",	  "third", "quarter",
					    "percent", "divided", "multiplied", "of",	  "or"};
	return is_any_of(word, words, sizeof(words) / sizeof(words[0]));
}

/* Words behind a right side that change its value. */
static bool joins_right(struct assay_str word)
{
	static const char *const words[] = {
		"of",	      "dozen",	"dozens",  "hundred",  "thousand", "million", "billion", "trillion",
		"hundreds",   "times",	"percent", "pct",      "k",	   "pair",    "pairs",	 "score",
		"plus",	      "minus",	"squared", "cubed",    "point",	   "to",      "and",	 "x",
		"half",	      "halves", "thirds",  "quarters", "cents",	   "cent",    "over",	 "divided",
		"multiplied", "or",	"R",	   "r",	       "remainder"};
	return is_any_of(word, words, sizeof(words) / sizeof(words[0]));
}

/* "Weeks 1-2": two whole numbers around a dash. */
static bool is_range(struct assay_str s)
{
	size_t i = 0, dash = 0;
	for (; i < s.len && (extract_is_digit(s.data[i]) || (s.data[i] == '-' && i > 0)); i++)
		dash += s.data[i] == '-';
	return i == s.len && dash == 1;
}

/* Why the sides may mean something else than they say, or NULL. */
static const char *doubt_about(struct assay_str s, struct extract_span lhs, struct extract_span rhs, bool is_chained)
{
	struct assay_str left = extract_text(s, lhs), right = extract_text(s, rhs);
	struct assay_str before = is_chained ? (struct assay_str){0} : word_before(s, lhs.start);
	struct assay_str behind = word_behind(s, rhs.end);
	if (extract_is_one_of(left.data[0], "*/%") || wide_operator(left, 0) ||
	    (before.len && extract_is_one_of(left.data[0], "+-")))
		return "the left side begins in the words before";
	if (!is_chained && lhs.start > 0 &&
	    (extract_is_alnum(s.data[lhs.start - 1]) || extract_is_one_of(s.data[lhs.start - 1], "_^\\}]=")))
		return "the left side begins in the words before";
	if (lhs.start > 0 && s.data[lhs.start - 1] == ':' && extract_is_digit(left.data[0]))
		return "the left side may be a time of day";
	if (before.len && is_range(left))
		return "the left side may be a range";
	if (before.len && (joins_left(before) || before.len == 1 || !has_operator(left)))
		return "words before may belong to the left side";
	if (!before.len && !is_chained && !has_operator(left))
		return "the left side is a bare number";
	if (extract_is_one_of(right.data[right.len - 1], "+-*/(") ||
	    extract_is_one_of(extract_at(s, rhs.end), "^_!\\{[&:") || extract_is_alpha(extract_at(s, rhs.end)) ||
	    (unsigned char)extract_at(s, rhs.end) >= 0x80)
		return "the right side goes on in the words behind";
	if (joins_right(behind))
		return "words behind may belong to the right side";
	if (is_chained && !has_operator(left) && behind.len)
		return "the unit may have been converted";
	return NULL;
}

/* One equals sign among words. `low`: what stands before belongs to other steps. */
static int plain_step(struct finder *f, size_t equals, size_t low)
{
	struct assay_str s = f->text;
	size_t limit = equals > EXTRACT_CONTEXT ? equals - EXTRACT_CONTEXT : 0;
	low = low > limit ? low : limit;
	struct extract_span lhs = {.start = run_start(s, low, equals), .end = equals};
	struct extract_span rhs = {.start = equals + 1, .end = run_end(s, equals + 1)};
	bool is_chained = lhs.start > 0 && is_equals(s, lhs.start - 1);
	trim_left(s, &lhs);
	trim_right(s, &rhs);
	/* "= $<<9*2=18>>18" is the mark's own step. */
	if (lhs.start >= lhs.end || rhs.start >= rhs.end || extract_matches(s, rhs.end, "<<"))
		return 0;
	if (!extract_is_digit(s.data[lhs.end - 1]) && !extract_is_one_of(s.data[lhs.end - 1], ")%"))
		return 0;
	return add_step(f, lhs, rhs, false, doubt_about(s, lhs, rhs, is_chained));
}

/* --- In math ---------------------------------------------------------------------------------------------------- */

/* The length of what ends a chain at `i`: another relation, an arrow, a comma, a column; or 0. */
static size_t chain_break(struct assay_str s, size_t i)
{
	static const char *const marks[] = {"\\Rightarrow", "\\implies", "\\Longrightarrow",
					    "\\rightarrow", "\\to",	 "\\iff",
					    "\\approx",	    "\\neq",	 "\\ne",
					    "\\leq",	    "\\le",	 "\\geq",
					    "\\ge",	    "\\quad",	 "\\qquad",
					    "\\equiv",	    "\\sim",	 "\\in",
					    "\\text",	    "\\lt",	 "\\gt",
					    "\\pmod",	    "\\mod",	 "\\begin",
					    "\\end"};
	if (extract_is_one_of(s.data[i], "<>;~:|"))
		return 1;
	if (s.data[i] == ',' && extract_is_space(extract_at(s, i + 1)))
		return 1;
	for (size_t k = 0; s.data[i] == '\\' && k < sizeof(marks) / sizeof(marks[0]); k++) {
		size_t n = strlen(marks[k]);
		if (extract_matches(s, i, marks[k]) && !extract_is_alpha(extract_at(s, i + n)))
			return n;
	}
	return 0;
}

struct side {
	struct extract_span span;
	bool is_there;
};

/* Without the "&" of aligned columns and punctuation at the ends. */
static bool tidy_side(struct assay_str s, struct extract_span *span)
{
	return extract_trim(s, span, "&", "&.,;");
}

/* Sides of equalities at depth 0 of the math from `from` to `end`; a row that begins with "=" goes on with the last. */
static int math_steps(struct finder *f, struct extract_span math)
{
	struct assay_str s = f->text;
	struct side left = {0};
	struct extract_span here = {.start = math.start};
	size_t depth = 0;
	for (size_t i = math.start; i <= math.end; i++) {
		bool is_end = i == math.end;
		char c = is_end ? '\0' : s.data[i];
		bool is_row = c == '\\' && extract_at(s, i + 1) == '\\';
		size_t broken = is_end || depth ? 0 : chain_break(s, i);
		bool is_eq = !is_end && !depth && is_equals(s, i);
		if (!is_end && !is_row && !broken && !is_eq) {
			depth += extract_is_one_of(c, "({[") ? 1 : 0;
			depth -= depth && extract_is_one_of(c, ")}]") ? 1 : 0;
			i += c == '\\' && !extract_is_alpha(extract_at(s, i + 1)) && i + 1 < math.end ? 1 : 0;
			continue;
		}
		here.end = i;
		struct extract_span side = here;
		bool has_side = tidy_side(s, &side);
		int rc = left.is_there && has_side ? add_step(f, left.span, side, true, NULL) : 0;
		if (rc)
			return rc;
		/* An empty side before "=" at the start of a row: the chain goes on. */
		if ((is_eq || is_row) && has_side)
			left = (struct side){.span = side, .is_there = true};
		else if (broken)
			left.is_there = false;
		/* Behind a row break only "=" takes the side before up again. */
		if (is_row) {
			size_t next = i + 2;
			while (next < math.end && (extract_is_space(s.data[next]) || s.data[next] == '&'))
				next++;
			left.is_there = left.is_there && next < math.end && s.data[next] == '=';
			depth = 0;
			i++;
		} else if (broken) {
			i += broken - 1;
			/* "\text{...}" and "\begin{...}" bring an argument that is no side. */
			if (extract_at(s, i + 1) == '{' && c == '\\') {
				while (i + 1 < math.end && s.data[i + 1] != '}')
					i++;
				i++;
			}
		}
		here.start = i + 1;
	}
	return 0;
}

/* Two words in a row: not math but the text between two prices. */
static bool is_text(struct assay_str s)
{
	size_t run = 0;
	for (size_t i = 0; i < s.len; i++) {
		run = extract_is_alpha(s.data[i]) ? run + 1 : 0;
		if (run == 2 && s.data[i - 1 - (i > 1 ? 1 : 0)] == ' ')
			return true;
	}
	return false;
}

/* --- The whole -------------------------------------------------------------------------------------------------- */

/* Math that opens at `i`; what failed to close is not searched twice. */
static bool math_at(struct finder *f, size_t i, struct extract_span *ret, size_t *ret_end)
{
	struct assay_str s = f->text;
	char next = extract_at(s, i + 1);
	size_t kind = s.data[i] == '$' ? (next == '$' ? 0 : 1) : (next == '[' ? 2 : 3);
	if (s.data[i] == '\\' && next != '[' && next != '(')
		return false;
	if (i < f->unclosed[kind])
		return false;
	if (extract_math_at(s, i, ret, ret_end)) {
		struct assay_str inside = extract_text(s, *ret);
		bool is_price = kind == 1 && (is_text(inside) || extract_is_digit(extract_at(s, *ret_end)));
		return !is_price && assay_str_find(inside, ASSAY_STR("<<"), 0) == SIZE_MAX;
	}
	if (*ret_end == 0)
		f->unclosed[kind] = kind == 0 || kind == 2 ? s.len : extract_line_end(s, i);
	return false;
}

/* A mark at `i`; 1 when there is one, and `*ret_end` is behind it. */
static int mark_at(struct finder *f, size_t i, size_t *ret_end)
{
	struct assay_math_step mark;
	int rc;
	*ret_end = i;
	if (!extract_matches(f->text, i, "<<") || !assay_math_step_next(f->text, ret_end, &mark))
		return 0;
	struct assay_math_step *step = new_step(f, &rc);
	if (step)
		*step = mark;
	return rc ? rc : 1;
}

int assay_math_steps(struct assay_str solution, struct assay_arena *arena, struct assay_math_step **ret, size_t *ret_n,
		     struct assay_err *err)
{
	struct finder f = {.text = solution, .arena = arena, .trees_left = ASSAY_MATH_MAX_TREE_STEPS, .err = err};
	bool has_marks = assay_str_find(solution, ASSAY_STR(">>"), 0) != SIZE_MAX;
	size_t low = 0, end;
	int rc = 0;
	for (size_t i = 0; rc >= 0 && i < solution.len && f.n < ASSAY_MATH_MAX_STEPS; i++) {
		struct extract_span math;
		char c = solution.data[i];
		if (c == '<' && has_marks) {
			rc = mark_at(&f, i, &end);
			has_marks = rc == 1 || extract_at(solution, i + 1) != '<';
			low = rc == 1 ? end : low;
			i = rc == 1 ? end - 1 : i;
		} else if ((c == '$' || c == '\\') && math_at(&f, i, &math, &end)) {
			rc = math_steps(&f, math);
			low = end;
			i = end - 1;
		} else if (c == '\n') {
			low = i + 1;
		} else if (is_equals(solution, i)) {
			rc = plain_step(&f, i, low);
		}
	}
	*ret = f.steps;
	*ret_n = f.n;
	return rc < 0 ? rc : 0;
}
