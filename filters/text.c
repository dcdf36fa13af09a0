/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/text.h"

#include "filters/unicode.h"

/* --- Which reading --- */

enum assay_reading assay_reading_of(struct assay_str domain, struct assay_str language)
{
	if (assay_str_is(domain, "code"))
		return ASSAY_READ_CODE;
	if (domain.len)
		return ASSAY_READ_PROSE;
	return language.len ? ASSAY_READ_CODE : ASSAY_READ_CAREFUL;
}

/* --- Prose --- */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Appends one character, and before it the space that stands for all white space since the last one. */
static void add_prose_char(struct assay_buf *out, size_t start, bool *was_space, char c)
{
	if (*was_space && out->len > start)
		(void)assay_buf_add_char(out, ' ');
	*was_space = false;
	(void)assay_buf_add_char(out, c);
}

int assay_text_prose(struct assay_str text, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf folded = {0};
	if (assay_unicode_ascii_span(text) < text.len) {
		int rc = assay_unicode_append(text, ASSAY_UNICODE_FOLDED, &folded, err);
		if (rc)
			return rc;
		text = assay_buf_str(&folded);
	}
	size_t start = out->len;
	bool was_space = false;
	bool in_command = false; /* Inside \Name: TeX tells \Delta from \delta. */
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		if (is_space(c)) {
			was_space = true;
			in_command = false;
			continue;
		}
		in_command = c == '\\' || (in_command && is_letter(c));
		if (c >= 'A' && c <= 'Z' && !in_command)
			c = (char)(c - 'A' + 'a');
		add_prose_char(out, start, &was_space, c);
	}
	return assay_buf_error(out, err);
}

/* --- Careful --- */

/* The next line without its end (LF, CR LF, CR); false behind the last one. */
static bool next_line(struct assay_str text, size_t *at, struct assay_str *ret)
{
	if (*at >= text.len)
		return false;
	size_t end = *at;
	while (end < text.len && text.data[end] != '\n' && text.data[end] != '\r')
		end++;
	*ret = assay_str_sub(text, *at, end - *at);
	*at = end + 1;
	if (end + 1 < text.len && text.data[end] == '\r' && text.data[end + 1] == '\n')
		(*at)++;
	return true;
}

static struct assay_str without_trailing_space(struct assay_str line)
{
	while (line.len && is_space(line.data[line.len - 1]))
		line.len--;
	return line;
}

/* Lines with one LF between them; blank lines at both ends of the text are left out. */
static void add_lines(struct assay_str text, bool keeps_trailing_space, struct assay_buf *out)
{
	struct assay_str line;
	size_t blank = 0; /* Line ends owed before the next line that has text. */
	bool has_text = false;
	for (size_t at = 0; next_line(text, &at, &line);) {
		struct assay_str stripped = without_trailing_space(line);
		if (stripped.len == 0 && !keeps_trailing_space) {
			blank += has_text;
			continue;
		}
		for (; blank; blank--)
			(void)assay_buf_add_char(out, '\n');
		(void)assay_buf_add_str(out, keeps_trailing_space ? line : stripped);
		has_text = true;
		blank = 1;
	}
}

int assay_text_careful(struct assay_str text, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf composed = {0};
	int rc = assay_unicode_append(text, ASSAY_UNICODE_COMPOSED, &composed, err);
	if (rc)
		return rc;
	add_lines(assay_buf_str(&composed), false, out);
	return assay_buf_error(out, err);
}

/* --- Code --- */

/* A line may stand inside a literal, so nothing inside the text is touched but line ends. */
static void add_plain_code(struct assay_str text, struct assay_buf *out)
{
	size_t first = 0;
	for (size_t i = 0; i < text.len && is_space(text.data[i]); i++) {
		if (text.data[i] == '\n' || text.data[i] == '\r')
			first = i + 1;
	}
	add_lines(without_trailing_space(assay_str_sub(text, first, text.len)), true, out);
}

static const struct {
	const char *language;
	bool (*normalise)(struct assay_str text, struct assay_buf *out);
} lexers[] = {
	{"python", assay_text_python},
	{"python3", assay_text_python},
	{"py", assay_text_python},
};

int assay_text_code(struct assay_str text, struct assay_str language, struct assay_buf *out, struct assay_err *err)
{
	bool is_done = false;
	for (size_t i = 0; i < sizeof(lexers) / sizeof(lexers[0]) && !is_done; i++) {
		if (assay_str_is(language, lexers[i].language))
			is_done = lexers[i].normalise(text, out);
	}
	if (!is_done)
		add_plain_code(text, out);
	return assay_buf_error(out, err);
}

/* --- Fenced blocks --- */

struct fence {
	char mark;
	size_t length;
	struct assay_str info;
};

/* A line that opens or closes a block by CommonMark's rule: up to three spaces, three or more backticks or tildes. */
static bool is_fence(struct assay_str line, struct fence *ret)
{
	size_t i = 0;
	while (i < line.len && i < 3 && line.data[i] == ' ')
		i++;
	size_t start = i;
	while (i < line.len && line.data[i] == line.data[start])
		i++;
	if (i - start < 3 || (line.data[start] != '`' && line.data[start] != '~'))
		return false;
	struct assay_str info = assay_str_trim(assay_str_sub(line, i, line.len));
	if (line.data[start] == '`' && memchr(info.len ? info.data : "", '`', info.len))
		return false;
	*ret = (struct fence){.mark = line.data[start], .length = i - start, .info = info};
	return true;
}

static bool closes(struct assay_str line, const struct fence *open)
{
	struct fence fence;
	return is_fence(line, &fence) && fence.mark == open->mark && fence.length >= open->length &&
	       fence.info.len == 0;
}

/* The first word of an info string: ```python title="x" is python. */
static struct assay_str first_word(struct assay_str info)
{
	size_t n = 0;
	while (n < info.len && !is_space(info.data[n]) && info.data[n] != '{' && info.data[n] != ',')
		n++;
	return assay_str_sub(info, 0, n);
}

struct reader {
	struct assay_str text;
	size_t at;
};

/* The text up to the next opening fence, which is consumed; *ret_has_fence is false at the end. */
static struct assay_str read_outside(struct reader *r, struct fence *ret, bool *ret_has_fence)
{
	size_t start = r->at;
	size_t before = r->at;
	struct assay_str line;
	while (next_line(r->text, &r->at, &line)) {
		if (is_fence(line, ret)) {
			*ret_has_fence = true;
			return assay_str_sub(r->text, start, before - start);
		}
		before = r->at;
	}
	*ret_has_fence = false;
	return assay_str_sub(r->text, start, r->text.len);
}

/* The block's text up to its closing fence or, as CommonMark has it, the end. */
static struct assay_str read_inside(struct reader *r, const struct fence *open)
{
	size_t start = r->at;
	size_t before = r->at;
	struct assay_str line;
	while (next_line(r->text, &r->at, &line)) {
		if (closes(line, open))
			return assay_str_sub(r->text, start, before - start);
		before = r->at;
	}
	return assay_str_sub(r->text, start, r->text.len);
}

/* Parts are framed by a byte that UTF-8 never has, so that text cannot pass for a block. */
#define FRAME '\xFD'

typedef int form(struct assay_str text, struct assay_buf *out, struct assay_err *err);

static int add_with_fences(struct assay_str text, form *outside_form, struct assay_str language, struct assay_buf *out,
			   struct assay_err *err)
{
	struct reader r = {.text = text};
	for (;;) {
		struct fence fence;
		bool has_fence;
		struct assay_str outside = read_outside(&r, &fence, &has_fence);
		int rc = outside_form(outside, out, err);
		if (rc || !has_fence)
			return rc;
		struct assay_str named = first_word(fence.info);
		if (named.len == 0)
			named = language;
		(void)assay_buf_add_char(out, FRAME);
		(void)assay_buf_add_str(out, named);
		(void)assay_buf_add_char(out, FRAME);
		rc = assay_text_code(read_inside(&r, &fence), named, out, err);
		if (rc)
			return rc;
		(void)assay_buf_add_char(out, FRAME);
	}
}

static bool has_fence(struct assay_str text)
{
	struct reader r = {.text = text};
	struct fence fence;
	bool found;
	(void)read_outside(&r, &fence, &found);
	return found;
}

/* Around the blocks of a code row may stand a program whose literals happen to hold fences. */
static int plain_code(struct assay_str text, struct assay_buf *out, struct assay_err *err)
{
	add_plain_code(text, out);
	return assay_buf_error(out, err);
}

int assay_text_prompt(struct assay_str text, enum assay_reading reading, struct assay_str language,
		      struct assay_buf *out, struct assay_err *err)
{
	form *outside = reading == ASSAY_READ_PROSE ? assay_text_prose : assay_text_careful;
	return add_with_fences(text, outside, language, out, err);
}

int assay_text_response(struct assay_str text, enum assay_reading reading, struct assay_str language,
			struct assay_buf *out, struct assay_err *err)
{
	if (reading == ASSAY_READ_CODE && !has_fence(text))
		return assay_text_code(text, language, out, err);
	if (reading == ASSAY_READ_CODE)
		return add_with_fences(text, plain_code, language, out, err);
	return assay_text_prompt(text, reading, language, out, err);
}
