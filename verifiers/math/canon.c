/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/canon.h"

#include "verifiers/math.h"
#include "verifiers/math/fold.h"

#include <stdbool.h>
#include <stdint.h>

/* Wrappers nest: $\boxed{\text{5}}$. More than this many around the whole is not an answer that anybody writes. */
#define MAX_WRAPPERS 8

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Two of these side by side may mean something else than with a space between them. */
static bool is_word(char c)
{
	return is_digit(c) || is_letter(c) || c == '.' || (unsigned char)c >= 0x80;
}

static bool has_high_byte(struct assay_str s)
{
	unsigned char all = 0;
	for (size_t i = 0; i < s.len; i++)
		all |= (unsigned char)s.data[i];
	return all >= 0x80;
}

static bool has_control(struct assay_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];
		if ((c < 0x20 && !is_space((char)c)) || c == 0x7F)
			return true;
	}
	return false;
}

/* The inside of s when it stands between two marks that do not occur in between; absent otherwise. */
static struct assay_str between(struct assay_str s, const char *open, const char *close)
{
	size_t n_open = strlen(open), n_close = strlen(close);
	if (s.len < n_open + n_close || !assay_str_starts(s, open) || !assay_str_ends(s, close))
		return (struct assay_str){0};
	struct assay_str inside = assay_str_sub(s, n_open, s.len - n_open - n_close);
	if (assay_str_find(inside, assay_str_of(close), 0) != SIZE_MAX || assay_str_ends(inside, "\\"))
		return (struct assay_str){0};
	return inside;
}

/* The inside of a brace group that spans all of s from `open` (the index of its brace); absent otherwise. */
static struct assay_str whole_group(struct assay_str s, size_t open)
{
	size_t depth = 0;
	for (size_t i = open; i < s.len; i++) {
		if (s.data[i] == '\\') {
			i++;
		} else if (s.data[i] == '{') {
			depth++;
		} else if (s.data[i] == '}' && --depth == 0) {
			if (i + 1 != s.len)
				break;
			return assay_str_sub(s, open + 1, i - open - 1);
		}
	}
	return (struct assay_str){0};
}

static struct assay_str unwrap_once(struct assay_str s)
{
	static const struct {
		const char *open, *close;
	} marks[] = {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}, {"**", "**"}};
	static const char *const groups[] = {"{", "\\boxed{", "\\fbox{"};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct assay_str inside = between(s, marks[i].open, marks[i].close);
		if (inside.data)
			return inside;
	}
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (!assay_str_starts(s, groups[i]))
			continue;
		struct assay_str inside = whole_group(s, strlen(groups[i]) - 1);
		if (inside.data)
			return inside;
	}
	return (struct assay_str){0};
}

/* A full stop at the end ends a sentence; several are an ellipsis, and 0.333... is not 0.333. */
static struct assay_str without_full_stop(struct assay_str s)
{
	if (assay_str_ends(s, ".") && !assay_str_ends(s, "..") && !assay_str_ends(s, "\\."))
		s = assay_str_trim(assay_str_sub(s, 0, s.len - 1));
	return s;
}

static struct assay_str unwrap(struct assay_str s)
{
	s = without_full_stop(assay_str_trim(s));
	for (int i = 0; i < MAX_WRAPPERS; i++) {
		struct assay_str inside = unwrap_once(s);
		if (!inside.data)
			break;
		s = without_full_stop(assay_str_trim(inside));
	}
	return s;
}

/* What a LaTeX command becomes. */
enum command_kind {
	COMMAND_SPACE, /* Horizontal space, or nothing at all. */
	COMMAND_TEXT,  /* A wrapper around text: only its content counts. */
	COMMAND_ALIAS, /* Written as `text`, and takes `n_args` arguments. */
};

static const struct command {
	const char *name;
	const char *text;
	enum command_kind kind;
	uint8_t n_args;
} commands[] = {
	{"Big", NULL, COMMAND_SPACE, 0},	  {"Bigg", NULL, COMMAND_SPACE, 0},
	{"Biggl", NULL, COMMAND_SPACE, 0},	  {"Biggr", NULL, COMMAND_SPACE, 0},
	{"Bigl", NULL, COMMAND_SPACE, 0},	  {"Bigr", NULL, COMMAND_SPACE, 0},
	{"big", NULL, COMMAND_SPACE, 0},	  {"bigg", NULL, COMMAND_SPACE, 0},
	{"biggl", NULL, COMMAND_SPACE, 0},	  {"biggr", NULL, COMMAND_SPACE, 0},
	{"bigl", NULL, COMMAND_SPACE, 0},	  {"bigr", NULL, COMMAND_SPACE, 0},
	{"cfrac", "\\frac", COMMAND_ALIAS, 2},	  {"dfrac", "\\frac", COMMAND_ALIAS, 2},
	{"displaystyle", NULL, COMMAND_SPACE, 0}, {"frac", "\\frac", COMMAND_ALIAS, 2},
	{"ge", "\\geq", COMMAND_ALIAS, 0},	  {"le", "\\leq", COMMAND_ALIAS, 0},
	{"left", NULL, COMMAND_SPACE, 0},	  {"limits", NULL, COMMAND_SPACE, 0},
	{"mathrm", NULL, COMMAND_TEXT, 0},	  {"mbox", NULL, COMMAND_TEXT, 0},
	{"ne", "\\neq", COMMAND_ALIAS, 0},	  {"qquad", NULL, COMMAND_SPACE, 0},
	{"quad", NULL, COMMAND_SPACE, 0},	  {"right", NULL, COMMAND_SPACE, 0},
	{"sqrt", "\\sqrt", COMMAND_ALIAS, 1},	  {"text", NULL, COMMAND_TEXT, 0},
	{"textbf", NULL, COMMAND_TEXT, 0},	  {"textit", NULL, COMMAND_TEXT, 0},
	{"textnormal", NULL, COMMAND_TEXT, 0},	  {"textrm", NULL, COMMAND_TEXT, 0},
	{"tfrac", "\\frac", COMMAND_ALIAS, 2},	  {"thinspace", NULL, COMMAND_SPACE, 0},
};

static const struct command *find_command(struct assay_str name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (assay_str_is(name, commands[i].name))
			return &commands[i];
	}
	return NULL;
}

/* One open brace or option bracket: how to close it, and how many arguments its command still takes afterwards. */
enum { OPEN_GROUP = 0, OPEN_TEXT = 4, OPEN_OPTION = 8, OPEN_ARGS = 3 };

struct writer {
	struct assay_str in;
	size_t at;
	char *out;
	size_t len;
	bool has_gap;	     /* White space since the last token. */
	bool after_command;  /* The last token is a command word: a letter behind it would join it. */
	bool is_script;	     /* The argument wanted is that of ^ or _. */
	uint8_t n_args;	     /* Arguments that the last command still takes. */
	uint8_t *open_marks; /* What is open, innermost last. */
	size_t depth;
	const char *problem;
};

/* Every token writes at most this many times its own length, plus a space: '^2' becomes '^{2}', '1,2' '1, 2'. */
#define WRITE_GROWTH 4

static char peek(const struct writer *w, size_t ahead)
{
	return w->at + ahead < w->in.len ? w->in.data[w->at + ahead] : '\0';
}

static char last_char(const struct writer *w)
{
	return w->len ? w->out[w->len - 1] : '\0';
}

static void put(struct writer *w, const char *text, size_t len)
{
	if (w->len && is_word(last_char(w)) && is_word(text[0])) {
		if (w->after_command ? is_letter(text[0]) : w->has_gap)
			w->out[w->len++] = ' ';
	}
	memcpy(w->out + w->len, text, len);
	w->len += len;
	w->has_gap = false;
	w->after_command = false;
}

/* A token in the place of an argument: braced, so that \frac12 reads as \frac{1}{2}. */
static void put_argument(struct writer *w, const char *text, size_t len)
{
	put(w, "{", 1);
	put(w, text, len);
	put(w, "}", 1);
	w->n_args--;
	w->is_script = false;
}

static void open_mark(struct writer *w, uint8_t kind, uint8_t args_after)
{
	w->open_marks[w->depth++] = (uint8_t)(kind | args_after);
	w->n_args = 0;
	w->is_script = false;
}

static void close_mark(struct writer *w, bool is_brace)
{
	uint8_t mark = w->depth ? w->open_marks[w->depth - 1] : (uint8_t)OPEN_OPTION;
	if (is_brace && (mark & OPEN_OPTION)) {
		w->problem = "has unbalanced braces";
		return;
	}
	if (is_brace && !(mark & OPEN_TEXT))
		put(w, "}", 1);
	if (!is_brace)
		put(w, "]", 1);
	w->n_args = mark & OPEN_ARGS;
	w->depth--;
}

/* Three digits and no fourth: what must follow a comma that groups thousands. */
static bool is_group(const struct writer *w, size_t ahead)
{
	return is_digit(peek(w, ahead)) && is_digit(peek(w, ahead + 1)) && is_digit(peek(w, ahead + 2)) &&
	       !is_digit(peek(w, ahead + 3));
}

/* A separator of thousands that is `skip` bytes long: ",", "{,}", ",\!" or "\,". */
static bool take_group_mark(struct writer *w, size_t skip)
{
	if (w->has_gap || w->n_args || !is_digit(last_char(w)) || !is_group(w, skip))
		return false;
	put(w, ",", 1);
	w->at += skip;
	return true;
}

static void take_comma(struct writer *w)
{
	bool is_explicit = peek(w, 1) == '\\' && peek(w, 2) == '!';
	if (take_group_mark(w, is_explicit ? 3 : 1))
		return;
	w->n_args = 0;
	put(w, ", ", 2);
	w->at++;
}

static void take_digits(struct writer *w)
{
	const char *start = w->in.data + w->at;
	size_t n = 1;
	while (is_digit(peek(w, n)) || (peek(w, n) == '.' && is_digit(peek(w, n + 1))))
		n++;
	if (w->n_args && !w->is_script)
		n = 1;
	w->at += n;
	if (w->n_args && n == 1) {
		put_argument(w, start, 1);
		return;
	}
	/* TeX reads 2^10 as 2^{1}0, people as 2^{10}: it stays as it is. */
	w->n_args = 0;
	put(w, start, n);
}

static void take_plain(struct writer *w, const char *text, size_t len)
{
	if (w->n_args && (len > 1 || is_word(text[0]))) {
		put_argument(w, text, len);
		return;
	}
	w->n_args = 0;
	put(w, text, len);
}

/* "1 -2" may be two numbers; "1 - 2", "1-2" and "1- 2" are one difference. */
static void take_sign(struct writer *w)
{
	char sign = peek(w, 0), before = last_char(w);
	bool may_list = w->has_gap && !is_space(peek(w, 1)) && (is_word(before) || strchr(")]}", before));
	if (w->len && may_list)
		w->out[w->len++] = ' ';
	w->at++;
	take_plain(w, &sign, 1);
}

static void take_word_command(struct writer *w, struct assay_str name)
{
	const struct command *command = find_command(name);
	if (!command || command->kind == COMMAND_ALIAS) {
		struct assay_str text = command ? assay_str_of(command->text)
						: (struct assay_str){.data = name.data - 1, .len = name.len + 1};
		uint8_t n_args = command ? command->n_args : 0;
		if (w->n_args && !n_args) {
			put_argument(w, text.data, text.len);
			return;
		}
		put(w, text.data, text.len);
		w->after_command = true;
		w->n_args = n_args;
		w->is_script = false;
		return;
	}
	if (command->kind == COMMAND_SPACE) {
		/* \left. and \right. draw nothing. */
		if ((assay_str_is(name, "left") || assay_str_is(name, "right")) && peek(w, 0) == '.')
			w->at++;
		w->has_gap = true;
		return;
	}
	while (is_space(peek(w, 0)))
		w->at++;
	if (peek(w, 0) != '{' || w->n_args)
		return;
	w->at++;
	open_mark(w, OPEN_TEXT, 0);
}

static void take_backslash(struct writer *w)
{
	size_t n = 0;
	while (is_letter(peek(w, 1 + n)))
		n++;
	if (n) {
		struct assay_str name = assay_str_sub(w->in, w->at + 1, n);
		w->at += 1 + n;
		take_word_command(w, name);
		return;
	}
	char c = peek(w, 1);
	if (c == ',' && take_group_mark(w, 2))
		return;
	/* A backslash at the end, or before a character of several bytes, stands alone. */
	bool is_alone = w->at + 1 == w->in.len || (unsigned char)c >= 0x80;
	w->at += is_alone ? 1 : 2;
	if (c == '!')
		return;
	if (c == ',' || c == ';' || c == ':' || is_space(c)) {
		w->has_gap = true;
	} else if (c == '$' || c == '%' || c == '#' || c == '&') {
		take_plain(w, &c, 1);
	} else {
		char both[2] = {'\\', c};
		take_plain(w, both, is_alone ? 1 : 2);
	}
}

static void take_brace(struct writer *w)
{
	if (peek(w, 1) == ',' && peek(w, 2) == '}' && take_group_mark(w, 3))
		return;
	w->at++;
	put(w, "{", 1);
	open_mark(w, OPEN_GROUP, w->n_args ? (uint8_t)(w->n_args - 1) : 0);
}

static void take_script(struct writer *w)
{
	put(w, w->in.data + w->at, 1);
	w->at++;
	w->n_args = 1;
	w->is_script = true;
}

static void take_token(struct writer *w)
{
	char c = peek(w, 0);
	if (is_space(c) || c == '~') {
		w->has_gap = true;
		w->at++;
	} else if (is_digit(c) || (c == '.' && is_digit(peek(w, 1)) && !w->n_args)) {
		take_digits(w);
	} else if (c == ',') {
		take_comma(w);
	} else if (c == '\\') {
		take_backslash(w);
	} else if (c == '{') {
		take_brace(w);
	} else if (c == '}') {
		w->at++;
		close_mark(w, true);
	} else if (c == '[' && w->n_args == 1 && !w->is_script && last_char(w) == 't') {
		w->at++;
		put(w, "[", 1);
		open_mark(w, OPEN_OPTION, 1);
	} else if (c == ']' && w->depth && (w->open_marks[w->depth - 1] & OPEN_OPTION)) {
		w->at++;
		close_mark(w, false);
	} else if (c == '^' || c == '_') {
		take_script(w);
	} else if (c == '-' || c == '+') {
		take_sign(w);
	} else {
		size_t n = (unsigned char)c < 0x80 ? 1 : assay_utf8_decode(&w->in.data[w->at], w->in.len - w->at, NULL);
		w->at += n ? n : 1;
		take_plain(w, w->in.data + w->at - (n ? n : 1), n ? n : 1);
	}
}

static int write_tokens(struct assay_str in, struct assay_arena *arena, struct assay_math_canon *ret,
			struct assay_err *err)
{
	struct writer w = {.in = in};
	w.out = assay_arena_alloc(arena, in.len * (WRITE_GROWTH + 1) + WRITE_GROWTH);
	if (!w.out)
		return assay_arena_fail(arena, err);
	/* At most one mark is open for each byte read. */
	w.open_marks = (uint8_t *)w.out + in.len * WRITE_GROWTH + WRITE_GROWTH;
	while (w.at < in.len && !w.problem)
		take_token(&w);
	if (!w.problem && w.depth)
		w.problem = "has unbalanced braces";
	if (w.problem) {
		ret->problem = w.problem;
		return 0;
	}
	ret->text = without_full_stop(assay_str_trim((struct assay_str){.data = w.out, .len = w.len}));
	if (ret->text.len == 0)
		*ret = (struct assay_math_canon){.problem = "is empty"};
	return 0;
}

/* The common case: an integer is its own canonical text. */
static bool is_plain_integer(struct assay_str s)
{
	for (size_t i = s.len && s.data[0] == '-' ? 1 : 0; i < s.len; i++) {
		if (!is_digit(s.data[i]))
			return false;
	}
	return s.len && is_digit(s.data[s.len - 1]);
}

int assay_math_canon(struct assay_str text, struct assay_arena *arena, struct assay_math_canon *ret,
		     struct assay_err *err)
{
	*ret = (struct assay_math_canon){0};
	if (text.len > ASSAY_MATH_MAX_ANSWER)
		ret->problem = "is longer than 64 KiB";
	else if (is_plain_integer(text))
		ret->text = text;
	else if (has_high_byte(text) && !assay_utf8_is_valid(text))
		ret->problem = "is not UTF-8 text";
	else if (has_control(text))
		ret->problem = "holds a control character";
	if (ret->problem || ret->text.data)
		return 0;
	if (has_high_byte(text)) {
		int rc = assay_math_fold(text, arena, &text, err);
		if (rc)
			return rc;
	}
	text = unwrap(text);
	if (text.len == 0) {
		ret->problem = "is empty";
		return 0;
	}
	return write_tokens(text, arena, ret, err);
}
