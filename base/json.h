/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict JSON.
 *
 * A document is read in one pass, strictly by RFC 8259 and without recursion: well-formed UTF-8, paired surrogates,
 * no duplicate key in an object (compared decoded), one value and nothing behind it, depth and size within the
 * limits. Nothing is lost: numbers keep the exact text they were written in, strings their NUL bytes, and
 * every value its raw slice, for passing unknown fields through untouched. Decoded texts and keys have a NUL
 * behind them that is not counted.
 *
 * `struct assay_json` is a value handle: pass it by value, no freeing. It borrows from its
 * document, and the document borrows the text it was parsed from: keep that
 * alive. A handle of type ASSAY_JSON_NONE stands for "absent"; every accessor takes it
 * and answers absent, so lookups chain. Lookups are case-sensitive.
 *
 * Reading into typed structs happens at the edge of a module; no handle is stored.
 */
#ifndef ASSAY_BASE_JSON_H
#define ASSAY_BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_json_doc;

struct assay_json {
	const struct assay_json_doc *doc;
	const void *node; /**< NULL: absent. */
};

enum assay_json_type {
	ASSAY_JSON_NONE = 0, /**< Absent. */
	ASSAY_JSON_NULL,
	ASSAY_JSON_BOOL,
	ASSAY_JSON_NUMBER,
	ASSAY_JSON_STRING,
	ASSAY_JSON_ARRAY,
	ASSAY_JSON_OBJECT,
};

/** Zero means the default in brackets. */
struct assay_json_limits {
	size_t max_depth; /**< Nested arrays and objects [200], never more than 1000. */
	size_t max_nodes; /**< Values in one document [8,000,000]. */
};

/**
 * Parses exactly one value. `limits` may be NULL. The message of a failure names the byte offset.
 * ASSAY_EINVAL for malformed text, ASSAY_ELIMIT for depth or node ceilings.
 */
int assay_json_parse(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_doc **ret,
		     struct assay_err *err);
/**
 * The same into a document that may hold an earlier text, whose memory is used again: for reading many rows. `*doc` may
 * be NULL, then it is created; in any case it is the caller's, and after a failure its root is absent.
 */
int assay_json_parse_again(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_doc **doc,
			   struct assay_err *err);
void assay_json_doc_destroy(struct assay_json_doc *doc);
void assay_json_doc_destroy_p(struct assay_json_doc **doc);
#define assay_autojson __attribute__((cleanup(assay_json_doc_destroy_p)))

struct assay_json assay_json_root(const struct assay_json_doc *doc);
enum assay_json_type assay_json_type(struct assay_json v);
/** "null", "a number", "an object", ...: for messages. */
const char *assay_json_type_name(enum assay_json_type type);

/** Member of an object; absent when `v` is not an object or has no such key. */
struct assay_json assay_json_get(struct assay_json v, const char *key);
/** Members of an object or elements of an array; 0 for everything else. Linear. */
size_t assay_json_count(struct assay_json v);
/** First child of an array or object, then its siblings; absent at the end. */
struct assay_json assay_json_first(struct assay_json v);
struct assay_json assay_json_next(struct assay_json v);
/* NOLINTBEGIN(bugprone-macro-parentheses): a declared name cannot stand in them. */
#define assay_json_each(child, parent) \
	for (struct assay_json child = assay_json_first(parent); child.node; child = assay_json_next(child))
/* NOLINTEND(bugprone-macro-parentheses) */

/** The decoded key of an object's member; absent otherwise. */
struct assay_str assay_json_key(struct assay_json v);
/** The decoded text of a string, NUL bytes included; absent for other types. */
struct assay_str assay_json_str(struct assay_json v);
/** The exact source text of any value, white space around it excluded. For numbers: all digits as written. */
struct assay_str assay_json_raw(struct assay_json v);
/** True only for `true`. */
bool assay_json_is_true(struct assay_json v);

/*
 * Typed reads of one member, for decoding into structs. An absent member leaves `*ret` untouched and
 * returns 0, and so does null; a wrong type or range is ASSAY_EINVAL with the key in the message.
 * Strings are copied into `arena`.
 */
int assay_json_read_str(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
			struct assay_err *err);
int assay_json_read_u64(struct assay_json object, const char *key, uint64_t min, uint64_t max, uint64_t *ret,
			struct assay_err *err);
int assay_json_read_i64(struct assay_json object, const char *key, int64_t min, int64_t max, int64_t *ret,
			struct assay_err *err);
int assay_json_read_f64(struct assay_json object, const char *key, double *ret, struct assay_err *err);
int assay_json_read_bool(struct assay_json object, const char *key, bool *ret, struct assay_err *err);
/** The raw source text of a member of any type (null included), copied into `arena`. */
int assay_json_read_raw(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
			struct assay_err *err);

/*
 * Writing: a streaming writer onto a buffer. Commas, quoting and escapes are its business; the caller opens
 * and closes. Bytes that are not UTF-8 are written as U+FFFD: where exact bytes matter, test with
 * assay_utf8_is_valid() first and write base64 under another key. Errors are those of the buffer and sticky;
 * unbalanced calls are a broken invariant (assert).
 */
#define ASSAY_JSONW_DEPTH 64

struct assay_jsonw {
	struct assay_buf *out;
	unsigned depth;
	bool has_items[ASSAY_JSONW_DEPTH];
	bool is_object[ASSAY_JSONW_DEPTH];
	bool after_key;
};

void assay_jsonw_init(struct assay_jsonw *w, struct assay_buf *out);
void assay_jsonw_object(struct assay_jsonw *w);
void assay_jsonw_end_object(struct assay_jsonw *w);
void assay_jsonw_array(struct assay_jsonw *w);
void assay_jsonw_end_array(struct assay_jsonw *w);
void assay_jsonw_key_str(struct assay_jsonw *w, struct assay_str key);
/* Inline, as the pairs below are: nearly every key is a literal, whose length the compiler knows. */
static inline void assay_jsonw_key(struct assay_jsonw *w, const char *key)
{
	assay_jsonw_key_str(w, assay_str_of(key));
}
/** An absent view is written as null. */
void assay_jsonw_str(struct assay_jsonw *w, struct assay_str s);
void assay_jsonw_c(struct assay_jsonw *w, const char *c_string);
void assay_jsonw_u64(struct assay_jsonw *w, uint64_t value);
void assay_jsonw_i64(struct assay_jsonw *w, int64_t value);
/** Shortest text that reads back the same; NaN and infinity are written as null. */
void assay_jsonw_f64(struct assay_jsonw *w, double value);
void assay_jsonw_bool(struct assay_jsonw *w, bool value);
void assay_jsonw_null(struct assay_jsonw *w);
/** A complete JSON value as it stands, such as a slice from assay_json_raw(). */
void assay_jsonw_raw(struct assay_jsonw *w, struct assay_str raw);

/* Key and value in one call, the common case. The `_opt` forms write nothing when the value is absent. */
static inline void assay_jsonw_kv_str(struct assay_jsonw *w, const char *key, struct assay_str s)
{
	assay_jsonw_key(w, key);
	assay_jsonw_str(w, s);
}

static inline void assay_jsonw_kv_str_opt(struct assay_jsonw *w, const char *key, struct assay_str s)
{
	if (!assay_str_is_absent(s))
		assay_jsonw_kv_str(w, key, s);
}

static inline void assay_jsonw_kv_c(struct assay_jsonw *w, const char *key, const char *c_string)
{
	assay_jsonw_key(w, key);
	assay_jsonw_c(w, c_string);
}

static inline void assay_jsonw_kv_u64(struct assay_jsonw *w, const char *key, uint64_t value)
{
	assay_jsonw_key(w, key);
	assay_jsonw_u64(w, value);
}

static inline void assay_jsonw_kv_i64(struct assay_jsonw *w, const char *key, int64_t value)
{
	assay_jsonw_key(w, key);
	assay_jsonw_i64(w, value);
}

static inline void assay_jsonw_kv_f64(struct assay_jsonw *w, const char *key, double value)
{
	assay_jsonw_key(w, key);
	assay_jsonw_f64(w, value);
}

static inline void assay_jsonw_kv_bool(struct assay_jsonw *w, const char *key, bool value)
{
	assay_jsonw_key(w, key);
	assay_jsonw_bool(w, value);
}

static inline void assay_jsonw_kv_raw(struct assay_jsonw *w, const char *key, struct assay_str raw)
{
	assay_jsonw_key(w, key);
	assay_jsonw_raw(w, raw);
}

static inline void assay_jsonw_kv_raw_opt(struct assay_jsonw *w, const char *key, struct assay_str raw)
{
	if (!assay_str_is_absent(raw))
		assay_jsonw_kv_raw(w, key, raw);
}

/** Standard base64 (RFC 4648, with padding) appended to `out`. */
int assay_base64_encode(struct assay_buf *out, struct assay_str bytes);
/** Strict decoding; ASSAY_EINVAL for anything but canonical base64. */
int assay_base64_decode(struct assay_buf *out, struct assay_str text, struct assay_err *err);

#endif
