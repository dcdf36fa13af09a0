/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/pytext.h"

#include "base/num.h"

#include <stdio.h>

/** Python's own ceiling for decimal integers in a program (sys.int_info.default_max_str_digits). */
#define MAX_DIGITS ((size_t)4300)
_Static_assert(sizeof(((struct assay_pynumber *)0)->storage) > MAX_DIGITS, "a number fits");

static char at(struct assay_str text, size_t i)
{
	return i < text.len ? text.data[i] : '\0';
}

/* --- Numbers --- */

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/** Digits with single underscores between them, appended to `out` without these; false when none or too many. */
static bool read_digits(struct assay_str text, size_t *i, int base, char *out, size_t *n)
{
	size_t before = *n;

	while (digit_of(at(text, *i)) < base) {
		if (*n >= MAX_DIGITS)
			return false;
		out[(*n)++] = text.data[(*i)++];
		if (at(text, *i) == '_' && digit_of(at(text, *i + 1)) < base)
			++*i;
	}
	return *n > before;
}

static bool read_in_base(struct assay_str text, size_t *i, int base, struct assay_pynumber *ret)
{
	size_t n = 0;
	int64_t value = 0;

	*i += 2;
	if (at(text, *i) == '_')
		++*i;
	if (!read_digits(text, i, base, ret->storage, &n))
		return false;
	for (size_t k = 0; k < n; k++) {
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit_of(ret->storage[k]), &value))
			return false;
	}
	ret->integer = value;
	return true;
}

static bool finish_integer(struct assay_pynumber *ret, size_t n)
{
	struct assay_str digits = {.data = ret->storage, .len = n};

	if (digits.data[0] == '0') {
		/* "007" is no number in Python, "000" is. */
		for (size_t k = 0; k < n; k++) {
			if (digits.data[k] != '0')
				return false;
		}
		return true;
	}
	ret->is_big = assay_parse_i64(digits, INT64_MIN, INT64_MAX, &ret->integer, NULL) != 0;
	ret->digits = digits;
	return true;
}

static bool read_exponent(struct assay_str text, size_t *i, char *out, size_t *n)
{
	out[(*n)++] = 'e';
	++*i;
	if (at(text, *i) == '-' || at(text, *i) == '+')
		out[(*n)++] = text.data[(*i)++];
	return read_digits(text, i, 10, out, n);
}

/** What stands behind the whole part is put into JSON's notation: a digit on both sides of the point. */
static bool read_fraction(struct assay_str text, size_t *i, struct assay_pynumber *ret, size_t n)
{
	char *out = ret->storage;

	while (n > 1 && out[0] == '0') {
		memmove(out, out + 1, --n);
	}
	if (n == 0)
		out[n++] = '0';
	if (at(text, *i) == '.') {
		++*i;
		out[n++] = '.';
		size_t before = n;
		if (!read_digits(text, i, 10, out, &n)) {
			if (n != before)
				return false;
			out[n++] = '0';
		}
	}
	if (n + 8 > MAX_DIGITS)
		return false;
	if ((at(text, *i) | 0x20) == 'e' && !read_exponent(text, i, out, &n))
		return false;
	ret->is_float = true;
	return assay_parse_f64((struct assay_str){.data = out, .len = n}, &ret->real, NULL) == 0;
}

bool assay_pytext_number(struct assay_str text, size_t *position, struct assay_pynumber *ret)
{
	size_t n = 0, *i = position;
	char second = (char)(at(text, *i + 1) | 0x20);

	ret->is_float = ret->is_big = false;
	ret->integer = 0;
	ret->digits = (struct assay_str){0};
	if (at(text, *i) == '0' && (second == 'x' || second == 'o' || second == 'b'))
		return read_in_base(text, i, second == 'x' ? 16 : second == 'o' ? 8 : 2, ret);
	if (at(text, *i) == '.' && digit_of(at(text, *i + 1)) > 9)
		return false;
	if (at(text, *i) != '.' && !read_digits(text, i, 10, ret->storage, &n))
		return false;
	bool is_float = at(text, *i) == '.' || (at(text, *i) | 0x20) == 'e';
	return is_float ? n + 8 < MAX_DIGITS && read_fraction(text, i, ret, n) : finish_integer(ret, n);
}

/* --- Texts --- */

struct prefix {
	size_t len;
	bool is_raw, is_bytes, is_odd; /* Odd: f-strings. */
};

static struct prefix prefix_at(struct assay_str text, size_t i)
{
	struct prefix prefix = {0};
	char seen = 0;

	for (; prefix.len < 3; prefix.len++) {
		char c = (char)(at(text, i + prefix.len) | 0x20);
		if (c == seen || (c != 'r' && c != 'b' && c != 'u' && c != 'f'))
			break;
		prefix.is_raw |= c == 'r';
		prefix.is_bytes |= c == 'b';
		prefix.is_odd |= c == 'f';
		seen = c;
	}
	return prefix;
}

bool assay_pytext_is_string(struct assay_str text, size_t i)
{
	struct prefix prefix = prefix_at(text, i);
	char c = at(text, i + prefix.len);

	return prefix.len < 3 && (c == '"' || c == '\'');
}

static void add_code(struct assay_buf *out, unsigned code)
{
	char bytes[4];
	size_t n = 0;

	if (code < 0x80) {
		bytes[n++] = (char)code;
	} else if (code < 0x800) {
		bytes[n++] = (char)(0xc0 | code >> 6);
		bytes[n++] = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		bytes[n++] = (char)(0xe0 | code >> 12);
		bytes[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (code & 0x3f));
	} else {
		bytes[n++] = (char)(0xf0 | code >> 18);
		bytes[n++] = (char)(0x80 | (code >> 12 & 0x3f));
		bytes[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (code & 0x3f));
	}
	assay_buf_append(out, bytes, n);
}

/** A character by its number: of bytes it is the byte itself. */
static bool add_numbered(struct assay_buf *out, unsigned code, bool is_bytes)
{
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return false;
	if (is_bytes)
		assay_buf_add_char(out, (char)code);
	else
		add_code(out, code);
	return true;
}

static bool read_hex(struct assay_str text, size_t *i, size_t n, unsigned *ret)
{
	*ret = 0;
	for (size_t k = 0; k < n; k++, ++*i) {
		int digit = digit_of(at(text, *i));
		if (digit > 15)
			return false;
		*ret = *ret << 4 | (unsigned)digit;
	}
	return true;
}

/** What stands behind a backslash. */
static bool read_escape(struct assay_str text, size_t *i, bool is_bytes, struct assay_buf *out)
{
	static const char letters[] = "\\'\"abfnrtv", meanings[] = "\\'\"\a\b\f\n\r\t\v";
	char c = at(text, (*i)++);
	const char *letter = c ? strchr(letters, c) : NULL;
	unsigned code = 0;

	if (c == '\n')
		return true;
	if (letter)
		return assay_buf_add_char(out, meanings[letter - letters]) == 0;
	if (c >= '0' && c <= '7') {
		code = (unsigned)(c - '0');
		for (int k = 0; k < 2 && at(text, *i) >= '0' && at(text, *i) <= '7'; k++)
			code = code << 3 | (unsigned)(text.data[(*i)++] - '0');
		return code < 256 && add_numbered(out, code, is_bytes);
	}
	if (c == 'x')
		return read_hex(text, i, 2, &code) && add_numbered(out, code, is_bytes);
	if (!is_bytes && (c == 'u' || c == 'U'))
		return read_hex(text, i, c == 'u' ? 4 : 8, &code) && add_numbered(out, code, false);
	if (c == '\0' || (!is_bytes && c == 'N') || (unsigned char)c >= 128)
		return false;
	/* Python keeps a backslash that means nothing. */
	assay_buf_add_char(out, '\\');
	return assay_buf_add_char(out, c) == 0;
}

/** A backslash in a raw text stays, and so does what it stands before. */
static bool add_raw_escape(struct assay_str text, size_t *i, bool is_bytes, struct assay_buf *out)
{
	char c = at(text, (*i)++);

	if (c == '\0' || (is_bytes && (unsigned char)c >= 128))
		return false;
	assay_buf_add_char(out, '\\');
	return assay_buf_add_char(out, c) == 0;
}

bool assay_pytext_string(struct assay_str text, size_t *position, struct assay_buf *out, bool *ret_is_bytes)
{
	size_t *i = position;
	struct prefix prefix = prefix_at(text, *i);
	bool mixes_u = prefix.len > 1 && ((at(text, *i) | 0x20) == 'u' || (at(text, *i + 1) | 0x20) == 'u');

	if (prefix.is_odd || mixes_u)
		return false;
	*i += prefix.len;
	*ret_is_bytes = prefix.is_bytes;
	char quote = at(text, *i);
	bool is_long = at(text, *i + 1) == quote && at(text, *i + 2) == quote;
	size_t closing = is_long ? 3 : 1;
	*i += closing;
	for (;;) {
		char c = at(text, *i);
		if (c == '\0' || (c == '\n' && !is_long) || (prefix.is_bytes && (unsigned char)c >= 128))
			return false;
		if (c == quote && (!is_long || (at(text, *i + 1) == quote && at(text, *i + 2) == quote)))
			break;
		++*i;
		if (c != '\\')
			assay_buf_add_char(out, c);
		else if (!(prefix.is_raw ? add_raw_escape(text, i, prefix.is_bytes, out)
					 : read_escape(text, i, prefix.is_bytes, out)))
			return false;
	}
	*i += closing;
	return out->error == 0;
}
