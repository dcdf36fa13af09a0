/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/json_scan.h"
#include "base/num.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

/* --- Text ----------------------------------------------------------------------------------------------------- */

static void write_escaped(struct assay_buf *out, unsigned char c)
{
	static const char letters[0x20] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	char letter = '\0';
	if (c == '"' || c == '\\')
		letter = (char)c;
	else if (c < sizeof(letters))
		letter = letters[c];
	if (letter) {
		const char pair[2] = {'\\', letter};
		(void)assay_buf_append(out, pair, sizeof(pair));
		return;
	}
	(void)assay_buf_printf(out, "\\u%04x", c);
}

/* Length of the longest prefix that can be copied as it stands. */
static size_t copyable_run(struct assay_str s)
{
	size_t i = 0;
	while (i < s.len) {
		i += assay_json_plain_run(s.data + i, s.len - i);
		if (i == s.len)
			break;
		unsigned char c = (unsigned char)s.data[i];
		size_t n = c >= 0x80 ? assay_utf8_decode(s.data + i, s.len - i, NULL) : 0;
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

/* Where `n` bytes and a NUL may be written, or NULL. */
static char *room_for(struct assay_buf *out, size_t n)
{
	bool has_room = !out->error && out->cap - out->len > n;
	return has_room || assay_buf_reserve(out, n) == 0 ? out->data + out->len : NULL;
}

static void written_to(struct assay_buf *out, char *end)
{
	*end = '\0';
	out->len = (size_t)(end - out->data);
}

/* A text that can be copied as it stands, as most keys and words can. */
static bool is_plain(struct assay_str s)
{
	return assay_json_plain_run(s.data, s.len) == s.len;
}

static char *quote_plain(char *p, struct assay_str s)
{
	*p++ = '"';
	memcpy(p, s.data, s.len);
	p[s.len] = '"';
	return p + s.len + 1;
}

static void write_quoted(struct assay_buf *out, struct assay_str s)
{
	if (is_plain(s)) {
		char *p = room_for(out, s.len + 2);
		if (p)
			written_to(out, quote_plain(p, s));
		return;
	}
	(void)assay_buf_add_char(out, '"');
	while (s.len > 0) {
		size_t run = copyable_run(s);
		(void)assay_buf_append(out, s.data, run);
		s = assay_str_sub(s, run, s.len);
		if (s.len == 0)
			break;
		unsigned char c = (unsigned char)s.data[0];
		if (c >= 0x80)
			(void)assay_buf_add_c(out, "\xEF\xBF\xBD"); /* U+FFFD */
		else
			write_escaped(out, c);
		s = assay_str_sub(s, 1, s.len);
	}
	(void)assay_buf_add_char(out, '"');
}

/* --- Structure ------------------------------------------------------------------------------------------------ */

void assay_jsonw_init(struct assay_jsonw *w, struct assay_buf *out)
{
	*w = (struct assay_jsonw){.out = out};
}

/* What stands between the item before and the next one. */
static void separate(struct assay_jsonw *w)
{
	if (w->has_items[w->depth])
		(void)assay_buf_add_char(w->out, ',');
	w->has_items[w->depth] = true;
}

static void begin_value(struct assay_jsonw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	assert(!w->is_object[w->depth]);		 /* A member needs its key first. */
	assert(w->depth > 0 || !w->has_items[w->depth]); /* One value a document. */
	separate(w);
}

static void open_container(struct assay_jsonw *w, bool is_object)
{
	begin_value(w);
	assert(w->depth + 1 < ASSAY_JSONW_DEPTH);
	w->depth++;
	w->has_items[w->depth] = false;
	w->is_object[w->depth] = is_object;
	(void)assay_buf_add_char(w->out, is_object ? '{' : '[');
}

static void close_container(struct assay_jsonw *w, bool is_object)
{
	assert(w->depth > 0 && !w->after_key && w->is_object[w->depth] == is_object);
	w->depth--;
	(void)assay_buf_add_char(w->out, is_object ? '}' : ']');
}

void assay_jsonw_object(struct assay_jsonw *w)
{
	open_container(w, true);
}

void assay_jsonw_end_object(struct assay_jsonw *w)
{
	close_container(w, true);
}

void assay_jsonw_array(struct assay_jsonw *w)
{
	open_container(w, false);
}

void assay_jsonw_end_array(struct assay_jsonw *w)
{
	close_container(w, false);
}

void assay_jsonw_key_str(struct assay_jsonw *w, struct assay_str key)
{
	assert(w->is_object[w->depth] && !w->after_key);
	w->after_key = true;
	bool is_first = !w->has_items[w->depth];
	w->has_items[w->depth] = true;
	char *p = is_plain(key) ? room_for(w->out, key.len + 3 + !is_first) : NULL;
	if (p) {
		if (!is_first)
			*p++ = ',';
		p = quote_plain(p, key);
		*p++ = ':';
		written_to(w->out, p);
		return;
	}
	if (!is_first)
		(void)assay_buf_add_char(w->out, ',');
	write_quoted(w->out, key);
	(void)assay_buf_add_char(w->out, ':');
}

/* --- Values --------------------------------------------------------------------------------------------------- */

void assay_jsonw_str(struct assay_jsonw *w, struct assay_str s)
{
	if (assay_str_is_absent(s)) {
		assay_jsonw_null(w);
		return;
	}
	begin_value(w);
	write_quoted(w->out, s);
}

void assay_jsonw_c(struct assay_jsonw *w, const char *c_string)
{
	assay_jsonw_str(w, assay_str_of(c_string));
}

void assay_jsonw_u64(struct assay_jsonw *w, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	begin_value(w);
	(void)assay_buf_append(w->out, digits + at, sizeof(digits) - at);
}

void assay_jsonw_i64(struct assay_jsonw *w, int64_t value)
{
	begin_value(w);
	(void)assay_buf_printf(w->out, "%" PRId64, value);
}

void assay_jsonw_f64(struct assay_jsonw *w, double value)
{
	if (!isfinite(value)) {
		assay_jsonw_null(w);
		return;
	}
	char text[32];
	assay_format_f64(value, text);
	begin_value(w);
	(void)assay_buf_add_c(w->out, text);
}

void assay_jsonw_bool(struct assay_jsonw *w, bool value)
{
	begin_value(w);
	(void)assay_buf_add_c(w->out, value ? "true" : "false");
}

void assay_jsonw_null(struct assay_jsonw *w)
{
	begin_value(w);
	(void)assay_buf_add_c(w->out, "null");
}

void assay_jsonw_raw(struct assay_jsonw *w, struct assay_str raw)
{
	if (assay_str_is_absent(raw)) {
		assay_jsonw_null(w);
		return;
	}
	begin_value(w);
	(void)assay_buf_add_str(w->out, raw);
}
