/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_MAX_DEPTH 200
#define DEFAULT_MAX_NODES 8000000

/* Objects of up to this many members have their keys compared pair by pair, which beats sorting them. */
#define PAIRWISE_KEYS 16

/* Memory beyond this is not kept for a later document that needs far less. */
#define KEPT_BYTES ((size_t)1 << 20)

/* An array or object that is still open. */
struct frame {
	uint32_t token;
	uint32_t last_child; /* Token of the last child so far, or 0. */
	uint32_t first_key;  /* Where the object's keys begin on the stack of keys. */
	bool is_object;
};

enum expect {
	EXPECT_VALUE,
	EXPECT_VALUE_OR_END,
	EXPECT_KEY,
	EXPECT_KEY_OR_END,
	EXPECT_COMMA_OR_END,
	EXPECT_NOTHING,
};

struct scanner {
	const char *text;
	size_t len;
	size_t at;
	enum expect expect;
	size_t max_depth;
	size_t max_nodes;
	size_t n_nodes;
	size_t depth;
	struct assay_json_scan *out;
	struct assay_err *err;
	struct frame frames[ASSAY_JSON_DEPTH_CEILING]; /* Last: not zeroed for every small document. */
};

/* --- Failing ------------------------------------------------------------------------------------------------- */

static int fail_at(const struct scanner *s, size_t at, const char *what)
{
	return assay_fail(s->err, ASSAY_EINVAL, "offset %zu: %s", at, what);
}

static int fail_found(const struct scanner *s, const char *expected)
{
	if (s->at >= s->len)
		return assay_fail(s->err, ASSAY_EINVAL, "offset %zu: expected %s, but the text ends", s->at, expected);
	unsigned char c = (unsigned char)s->text[s->at];
	if (c > 0x20 && c < 0x7F)
		return assay_fail(s->err, ASSAY_EINVAL, "offset %zu: expected %s, found '%c'", s->at, expected, c);
	return assay_fail(s->err, ASSAY_EINVAL, "offset %zu: expected %s, found byte 0x%02x", s->at, expected, c);
}

static int fail_memory(const struct scanner *s)
{
	return assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
}

/* --- Tables --------------------------------------------------------------------------------------------------- */

static int add_token(struct scanner *s, struct assay_json_token token)
{
	struct assay_json_scan *out = s->out;
	if (out->n_tokens == out->cap_tokens) {
		size_t cap = out->cap_tokens ? out->cap_tokens * 2 : 32;
		struct assay_json_token *grown = reallocarray(out->tokens, cap, sizeof(*grown));
		if (!grown)
			return fail_memory(s);
		out->tokens = grown;
		out->cap_tokens = cap;
	}
	out->tokens[out->n_tokens++] = token;
	return 0;
}

/* Makes the token to come the next child of the container that is open. */
static void link_child(struct scanner *s, struct assay_json_token *child)
{
	struct frame *frame = &s->frames[s->depth - 1];
	uint32_t token = (uint32_t)s->out->n_tokens;
	if (frame->last_child)
		s->out->tokens[frame->last_child].next = token;
	else
		s->out->tokens[frame->token].at = token;
	frame->last_child = token;
	child->is_member = frame->is_object;
}

static int add_value(struct scanner *s, struct assay_json_token token)
{
	if (++s->n_nodes > s->max_nodes)
		return assay_fail(s->err, ASSAY_ELIMIT, "offset %zu: more than the %zu values allowed",
				  (size_t)token.start, s->max_nodes);
	s->expect = s->depth ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
	if (s->depth)
		link_child(s, &token);
	return add_token(s, token);
}

static struct assay_str decoded(const struct scanner *s, const struct assay_json_token *token)
{
	return (struct assay_str){.data = s->out->strings + token->at, .len = token->text_len};
}

static int push_key(struct scanner *s, struct assay_json_token token)
{
	struct assay_json_scan *out = s->out;
	if (out->n_keys == out->cap_keys) {
		size_t cap = out->cap_keys ? out->cap_keys * 2 : 32;
		struct assay_json_scan_key *grown = reallocarray(out->keys, cap, sizeof(*grown));
		if (!grown)
			return fail_memory(s);
		out->keys = grown;
		out->cap_keys = cap;
	}
	out->keys[out->n_keys++] =
		(struct assay_json_scan_key){.text = decoded(s, &token), .token = (uint32_t)out->n_tokens};
	return add_token(s, token);
}

/* --- Duplicate keys ------------------------------------------------------------------------------------------- */

static int fail_duplicate(const struct scanner *s, const struct assay_json_scan_key *key)
{
	struct assay_json_token token = s->out->tokens[key->token];
	struct assay_str quoted = {.data = s->text + token.start, .len = token.len};
	size_t shown = assay_utf8_cut(quoted, 60);
	return assay_fail(s->err, ASSAY_EINVAL, "offset %" PRIu32 ": duplicate key %.*s%s", token.start, (int)shown,
			  quoted.data, shown < quoted.len ? "..." : "");
}

/* By length before content, so that most comparisons never look at the bytes. */
static int compare_keys(const void *left, const void *right)
{
	const struct assay_json_scan_key *a = left;
	const struct assay_json_scan_key *b = right;
	if (a->text.len != b->text.len)
		return a->text.len < b->text.len ? -1 : 1;
	int order = a->text.len ? memcmp(a->text.data, b->text.data, a->text.len) : 0;
	if (order)
		return order;
	return (a->token > b->token) - (a->token < b->token);
}

static const struct assay_json_scan_key *later_key(const struct assay_json_scan_key *a,
						   const struct assay_json_scan_key *b)
{
	return a->token > b->token ? a : b;
}

/*
 * Sorting keeps an object of a million keys at n log n whatever the keys are; a hash table would
 * depend on a secret seed for that.
 */
static int check_keys(const struct scanner *s, struct assay_json_scan_key *keys, size_t n)
{
	if (n <= PAIRWISE_KEYS) {
		for (size_t i = 1; i < n; i++)
			for (size_t j = 0; j < i; j++)
				if (assay_str_eq(keys[i].text, keys[j].text))
					return fail_duplicate(s, &keys[i]);
		return 0;
	}
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (assay_str_eq(keys[i - 1].text, keys[i].text))
			return fail_duplicate(s, later_key(&keys[i - 1], &keys[i]));
	return 0;
}

/* --- Strings -------------------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The value of \uXXXX at `p`, or -1 when it is not one. */
static int32_t unicode_escape(const char *p, size_t len)
{
	if (len < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	int32_t code = 0;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_digit(p[i]);
		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

static bool is_high_surrogate(int32_t code)
{
	return code >= 0xD800 && code <= 0xDBFF;
}

static bool is_low_surrogate(int32_t code)
{
	return code >= 0xDC00 && code <= 0xDFFF;
}

static size_t encode_utf8(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

/* What the letter behind a backslash stands for, or NUL. */
static char short_escape(char letter)
{
	static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (pairs[i] == letter)
			return pairs[i + 1];
	return '\0';
}

/* One escape at s->at: moves behind it and decodes it to `*out`, which moves on. */
static int scan_escape(struct scanner *s, char **out)
{
	const char *p = s->text + s->at;
	size_t left = s->len - s->at;
	if (left >= 2 && p[1] != 'u') {
		char c = short_escape(p[1]);
		if (!c)
			return fail_at(s, s->at, "unknown escape in a string");
		*(*out)++ = c;
		s->at += 2;
		return 0;
	}
	int32_t code = unicode_escape(p, left);
	if (code < 0)
		return fail_at(s, s->at, "an escape is cut short or has no four hex digits");
	if (is_low_surrogate(code))
		return fail_at(s, s->at, "a low surrogate without a high one before it");
	s->at += 6;
	if (is_high_surrogate(code)) {
		int32_t low = unicode_escape(p + 6, left - 6);
		if (!is_low_surrogate(low))
			return fail_at(s, s->at - 6, "a high surrogate without a low one behind it");
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
		s->at += 6;
	}
	*out += encode_utf8((uint32_t)code, *out);
	return 0;
}

/* A character of more than one byte at s->at, or one that must not be there as it is. */
static int scan_odd_char(struct scanner *s, char **out)
{
	const char *p = s->text + s->at;
	if ((unsigned char)*p < 0x20)
		return fail_at(s, s->at, "a control character that is not escaped in a string");
	size_t n = assay_utf8_decode(p, s->len - s->at, NULL);
	if (n == 0)
		return fail_at(s, s->at, "a string that is not UTF-8");
	memcpy(*out, p, n);
	*out += n;
	s->at += n;
	return 0;
}

/* The string whose opening quote is at s->at, validated and decoded in one pass. */
static int scan_string(struct scanner *s, struct assay_json_token *ret)
{
	struct assay_json_scan *scan = s->out;
	char *start = scan->strings + scan->n_strings, *out = start;
	size_t quote = s->at++;
	for (;;) {
		size_t plain = assay_json_plain_run(s->text + s->at, s->len - s->at);
		memcpy(out, s->text + s->at, plain);
		out += plain;
		s->at += plain;
		if (s->at >= s->len)
			return fail_at(s, quote, "a string without its closing quote");
		char c = s->text[s->at];
		if (c == '"')
			break;
		int rc = c == '\\' ? scan_escape(s, &out) : scan_odd_char(s, &out);
		if (rc)
			return rc;
	}
	s->at++;
	*out = '\0';
	*ret = (struct assay_json_token){.start = (uint32_t)quote,
					 .len = (uint32_t)(s->at - quote),
					 .at = (uint32_t)scan->n_strings,
					 .text_len = (uint32_t)(out - start),
					 .type = ASSAY_JSON_STRING};
	scan->n_strings += ret->text_len + 1U;
	return 0;
}

/* --- Numbers and words ---------------------------------------------------------------------------------------- */

/* Moves over digits; false when there are none. */
static bool skip_digits(struct scanner *s)
{
	size_t start = s->at;
	while (s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9')
		s->at++;
	return s->at > start;
}

static bool skip_char(struct scanner *s, char c)
{
	if (s->at >= s->len || s->text[s->at] != c)
		return false;
	s->at++;
	return true;
}

static int scan_number(struct scanner *s)
{
	size_t start = s->at;
	(void)skip_char(s, '-');
	/* A leading zero stands alone: a digit behind it is then not what may follow a value. */
	if (!skip_char(s, '0') && !skip_digits(s))
		return fail_found(s, "a digit");
	if (skip_char(s, '.') && !skip_digits(s))
		return fail_found(s, "a digit after the decimal point");
	if (skip_char(s, 'e') || skip_char(s, 'E')) {
		if (!skip_char(s, '+'))
			(void)skip_char(s, '-');
		if (!skip_digits(s))
			return fail_found(s, "a digit in the exponent");
	}
	return add_value(s, (struct assay_json_token){.start = (uint32_t)start,
						      .len = (uint32_t)(s->at - start),
						      .type = ASSAY_JSON_NUMBER});
}

static int scan_word(struct scanner *s)
{
	static const char *const words[] = {"true", "false", "null"};
	static const uint8_t types[] = {ASSAY_JSON_BOOL, ASSAY_JSON_BOOL, ASSAY_JSON_NULL};
	struct assay_str rest = {.data = s->text + s->at, .len = s->len - s->at};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!assay_str_starts(rest, words[i]))
			continue;
		struct assay_json_token token = {
			.start = (uint32_t)s->at, .len = (uint32_t)strlen(words[i]), .type = types[i]};
		s->at += token.len;
		return add_value(s, token);
	}
	return fail_found(s, "a value");
}

/* --- Structure ------------------------------------------------------------------------------------------------- */

static int open_container(struct scanner *s, bool is_object)
{
	if (s->depth >= s->max_depth)
		return assay_fail(s->err, ASSAY_ELIMIT, "offset %zu: nested deeper than the %zu levels allowed", s->at,
				  s->max_depth);
	struct frame frame = {
		.token = (uint32_t)s->out->n_tokens,
		.first_key = (uint32_t)s->out->n_keys,
		.is_object = is_object,
	};
	int rc = add_value(s, (struct assay_json_token){.start = (uint32_t)s->at,
							.type = is_object ? ASSAY_JSON_OBJECT : ASSAY_JSON_ARRAY});
	if (rc)
		return rc;
	s->frames[s->depth++] = frame;
	s->expect = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
	s->at++;
	return 0;
}

static int close_container(struct scanner *s)
{
	struct frame frame = s->frames[--s->depth];
	s->at++;
	struct assay_json_token *token = &s->out->tokens[frame.token];
	token->len = (uint32_t)s->at - token->start;
	s->expect = s->depth ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
	size_t n_keys = s->out->n_keys - frame.first_key;
	s->out->n_keys = frame.first_key;
	return n_keys > 1 ? check_keys(s, s->out->keys + frame.first_key, n_keys) : 0;
}

static int scan_value(struct scanner *s)
{
	char c = s->text[s->at];
	if (c == '{' || c == '[')
		return open_container(s, c == '{');
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	if (c != '"')
		return scan_word(s);
	struct assay_json_token token;
	int rc = scan_string(s, &token);
	return rc ? rc : add_value(s, token);
}

static void skip_space(struct scanner *s)
{
	while (s->at < s->len) {
		char c = s->text[s->at];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return;
		s->at++;
	}
}

static int scan_member_start(struct scanner *s)
{
	if (s->text[s->at] != '"')
		return fail_found(s, s->expect == EXPECT_KEY ? "a key in quotes" : "a key in quotes or '}'");
	struct assay_json_token token;
	int rc = scan_string(s, &token);
	if (rc)
		return rc;
	rc = push_key(s, token);
	if (rc)
		return rc;
	skip_space(s);
	if (!skip_char(s, ':'))
		return fail_found(s, "':' after a key");
	s->expect = EXPECT_VALUE;
	return 0;
}

static int scan_separator(struct scanner *s)
{
	bool in_object = s->frames[s->depth - 1].is_object;
	if (skip_char(s, ',')) {
		s->expect = in_object ? EXPECT_KEY : EXPECT_VALUE;
		return 0;
	}
	if (s->text[s->at] == (in_object ? '}' : ']'))
		return close_container(s);
	return fail_found(s, in_object ? "',' or '}'" : "',' or ']'");
}

static const char *expected_name(enum expect expect)
{
	static const char *const names[] = {
		[EXPECT_VALUE] = "a value",
		[EXPECT_VALUE_OR_END] = "a value or ']'",
		[EXPECT_KEY] = "a key in quotes",
		[EXPECT_KEY_OR_END] = "a key in quotes or '}'",
		[EXPECT_COMMA_OR_END] = "',' or the end of the array or object",
		[EXPECT_NOTHING] = "nothing behind the value",
	};
	return names[expect];
}

/* One token and what separates it from the next; s->at is on a byte that is not white space. */
static int scan_step(struct scanner *s)
{
	switch (s->expect) {
	case EXPECT_VALUE:
		return scan_value(s);
	case EXPECT_VALUE_OR_END:
		return s->text[s->at] == ']' ? close_container(s) : scan_value(s);
	case EXPECT_KEY:
		return scan_member_start(s);
	case EXPECT_KEY_OR_END:
		return s->text[s->at] == '}' ? close_container(s) : scan_member_start(s);
	case EXPECT_COMMA_OR_END:
		return scan_separator(s);
	case EXPECT_NOTHING:
		break;
	}
	return fail_found(s, expected_name(EXPECT_NOTHING));
}

static int scan_document(struct scanner *s)
{
	for (;;) {
		skip_space(s);
		if (s->at >= s->len)
			return s->expect == EXPECT_NOTHING ? 0 : fail_found(s, expected_name(s->expect));
		int rc = scan_step(s);
		if (rc)
			return rc;
	}
}

/* Makes room for the strings of the text, and lets go of what an earlier, far larger document needed. */
static int prepare(struct assay_json_scan *scan, struct assay_str text, struct assay_err *err)
{
	scan->n_tokens = scan->n_strings = scan->n_keys = 0;
	if (text.len > INT32_MAX) /* Offsets are 32 bits wide. */
		return assay_fail(err, ASSAY_ELIMIT, "a document of more than 2 GiB");
	bool is_wasteful = scan->cap_strings > KEPT_BYTES && text.len < scan->cap_strings / 4;
	if (text.len < scan->cap_strings && !is_wasteful)
		return 0;
	char *strings = malloc(text.len + 1);
	if (!strings)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory for a document of %zu bytes", text.len);
	if (is_wasteful)
		assay_json_scan_finish(scan);
	else
		free(scan->strings);
	scan->strings = strings;
	scan->cap_strings = text.len + 1;
	return 0;
}

int assay_json_scan(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_scan *scan,
		    struct assay_err *err)
{
	struct scanner s;
	int rc = prepare(scan, text, err);
	if (rc)
		return rc;
	memset(&s, 0, offsetof(struct scanner, frames));
	s.text = text.data;
	s.len = text.len;
	s.max_depth = limits && limits->max_depth ? limits->max_depth : DEFAULT_MAX_DEPTH;
	if (s.max_depth > ASSAY_JSON_DEPTH_CEILING)
		s.max_depth = ASSAY_JSON_DEPTH_CEILING;
	s.max_nodes = limits && limits->max_nodes ? limits->max_nodes : DEFAULT_MAX_NODES;
	s.out = scan;
	s.err = err;
	return scan_document(&s);
}

void assay_json_scan_finish(struct assay_json_scan *scan)
{
	free(scan->tokens);
	free(scan->strings);
	free(scan->keys);
	*scan = (struct assay_json_scan){0};
}
