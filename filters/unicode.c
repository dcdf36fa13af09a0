/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A code point grows to at most 18 (U+FDFA) of 4 bytes, so a chunk costs a few MiB at worst. */
#define CHUNK ((size_t)64 << 10)

size_t assay_unicode_ascii_span(struct assay_str s)
{
	size_t i = 0;
	for (; i + 8 <= s.len; i += 8) {
		uint64_t word;
		memcpy(&word, s.data + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < s.len && (unsigned char)s.data[i] < 0x80)
		i++;
	return i;
}

bool assay_unicode_is_word(unsigned code)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

bool assay_unicode_is_unspaced(unsigned code)
{
	static const struct {
		unsigned first, last;
	} ranges[] = {
		{0x0E00, 0x0EFF},   /* Thai, Lao */
		{0x1000, 0x109F},   /* Myanmar */
		{0x1780, 0x17FF},   /* Khmer */
		{0x3040, 0x30FF},   /* Hiragana, Katakana */
		{0x3400, 0x9FFF},   /* Han */
		{0xF900, 0xFAFF},   /* Han, compatibility */
		{0x20000, 0x3FFFF}, /* Han, supplementary */
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	}
	return false;
}

/* True when nothing before `code` can compose or reorder with it: not a mark, not a Hangul vowel or final. */
static bool starts_afresh(unsigned code)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
	return (category < UTF8PROC_CATEGORY_MN || category > UTF8PROC_CATEGORY_ME) &&
	       !(code >= 0x1160 && code <= 0x11FF);
}

/* True when the character before `code` may become another one: `code` composes with it, or vanishes and lets others.
 */
static bool reaches_back(unsigned code)
{
	return !starts_afresh(code) || utf8proc_get_property((utf8proc_int32_t)code)->ignorable;
}

/* End of the run that begins at `from`: before the next ASCII character, or where a long run may be cut. */
static size_t run_end(struct assay_str text, size_t from)
{
	size_t at = from;
	while (at < text.len) {
		unsigned code = 0;
		if ((unsigned char)text.data[at] < 0x80 && at > from)
			return at;
		size_t n = assay_utf8_decode(text.data + at, text.len - at, &code);
		size_t done = at - from;
		/* Only a text of endless combining marks gets to twice the size, and is then cut anywhere. */
		if (done >= 2 * CHUNK || (done >= CHUNK && n > 0 && starts_afresh(code)))
			return at;
		at += n ? n : 1;
	}
	return at;
}

static void add_mapped(struct assay_buf *out, const char *before, unsigned code, const char *after)
{
	(void)assay_buf_add_c(out, before);
	utf8proc_uint8_t utf8[4];
	(void)assay_buf_append(out, utf8, (size_t)utf8proc_encode_char((utf8proc_int32_t)code, utf8));
	(void)assay_buf_add_c(out, after);
}

/* NFKC drops what sets these apart from plain digits; a mark in ASCII keeps it. */
static void add_unambiguous(struct assay_buf *out, unsigned code)
{
	static const struct {
		const char *before, *after;
	} marks[] = {
		[UTF8PROC_DECOMP_TYPE_SUPER] = {"^", ""},
		[UTF8PROC_DECOMP_TYPE_SUB] = {"_", ""},
		[UTF8PROC_DECOMP_TYPE_CIRCLE] = {"(", ")"},
		[UTF8PROC_DECOMP_TYPE_FRACTION] = {" ", ""},
	};
	size_t type = utf8proc_get_property((utf8proc_int32_t)code)->decomp_type;
	if (type < sizeof(marks) / sizeof(marks[0]) && marks[type].before)
		add_mapped(out, marks[type].before, code, marks[type].after);
	else
		add_mapped(out, "", code, "");
}

/* A copy that utf8proc accepts. */
static void prepare(struct assay_str run, enum assay_unicode_form form, struct assay_buf *out)
{
	for (size_t i = 0; i < run.len;) {
		unsigned code = 0xFFFD;
		size_t n = assay_utf8_decode(run.data + i, run.len - i, &code);
		if (n == 0)
			code = 0xFFFD;
		if (form == ASSAY_UNICODE_FOLDED && code >= 0x80)
			add_unambiguous(out, code);
		else
			add_mapped(out, "", code, "");
		i += n ? n : 1;
	}
}

/* The ASCII character for what typists use in its place, or 0. */
static char ascii_for(unsigned code)
{
	static const struct {
		uint16_t first, last;
		char ascii;
	} folds[] = {
		{0x0085, 0x0085, ' '}, {0x1680, 0x1680, ' '}, {0x2010, 0x2015, '-'}, {0x2018, 0x201B, '\''},
		{0x201C, 0x201F, '"'}, {0x2028, 0x2029, ' '}, {0x2044, 0x2044, '/'}, {0x2212, 0x2212, '-'},
	};
	for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		if (code >= folds[i].first && code <= folds[i].last)
			return folds[i].ascii;
	}
	return 0;
}

static void add_folded(struct assay_str run, struct assay_buf *out)
{
	for (size_t i = 0; i < run.len;) {
		unsigned code = 0;
		size_t n = assay_utf8_decode(run.data + i, run.len - i, &code);
		if (n == 0)
			return; /* utf8proc writes well-formed text. */
		char ascii = code < 0x80 ? 0 : ascii_for(code);
		if (ascii)
			(void)assay_buf_add_char(out, ascii);
		else
			(void)assay_buf_append(out, run.data + i, n);
		i += n;
	}
}

static int add_run(struct assay_str run, enum assay_unicode_form form, struct assay_buf *scratch, struct assay_buf *out,
		   struct assay_err *err)
{
	assay_buf_clear(scratch);
	prepare(run, form, scratch);
	int rc = assay_buf_error(scratch, err);
	if (rc)
		return rc;
	utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	if (form == ASSAY_UNICODE_FOLDED)
		options |= UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t n =
		utf8proc_map((const utf8proc_uint8_t *)scratch->data, (utf8proc_ssize_t)scratch->len, &mapped, options);
	if (n < 0)
		return assay_fail(err, n == UTF8PROC_ERROR_NOMEM ? ASSAY_ENOMEM : ASSAY_EINVAL, "normalise text: %s",
				  utf8proc_errmsg(n));
	struct assay_str text = {.data = (const char *)mapped, .len = (size_t)n};
	if (form == ASSAY_UNICODE_FOLDED)
		add_folded(text, out);
	else
		(void)assay_buf_add_str(out, text);
	free(mapped);
	return 0;
}

int assay_unicode_append(struct assay_str text, enum assay_unicode_form form, struct assay_buf *out,
			 struct assay_err *err)
{
	assay_autobuf struct assay_buf scratch = {0};
	size_t at = 0;
	while (at < text.len) {
		struct assay_str rest = assay_str_sub(text, at, text.len);
		size_t ascii = assay_unicode_ascii_span(rest);
		/*
		 * The character before a run goes with it when it can compose. Otherwise it stays, as any other ASCII:
		 * the callers' rules for letters of commands hold for it.
		 */
		unsigned code = 0;
		if (ascii > 0 && ascii < rest.len &&
		    assay_utf8_decode(rest.data + ascii, rest.len - ascii, &code) > 0 && reaches_back(code))
			ascii--;
		(void)assay_buf_append(out, rest.data, ascii);
		at += ascii;
		if (at == text.len)
			break;
		size_t end = run_end(text, at);
		int rc = add_run(assay_str_sub(text, at, end - at), form, &scratch, out, err);
		if (rc)
			return rc;
		at = end;
	}
	return assay_buf_error(out, err);
}
