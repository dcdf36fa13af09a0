/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A borrowed run of bytes with its length.
 *
 * Text from models and files may hold NUL bytes, so length travels with the
 * pointer everywhere. A view owns nothing; it lives as long as the arena,
 * buffer or document that it points into. `data` is NULL exactly when the value
 * is absent, which differs from empty. Views made by assay_arena_str() are also
 * NUL-terminated one byte behind their end, for calls that want a C string.
 */
#ifndef ASSAY_BASE_STR_H
#define ASSAY_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct assay_str {
	const char *data;
	size_t len;
};

/** A view of a string literal. */
#define ASSAY_STR(literal) ((struct assay_str){.data = (literal), .len = sizeof(literal) - 1})

/** A view of a C string; absent when `s` is NULL. */
static inline struct assay_str assay_str_of(const char *s)
{
	return (struct assay_str){.data = s, .len = s ? strlen(s) : 0};
}

static inline bool assay_str_is_absent(struct assay_str s)
{
	return s.data == NULL;
}

/** Byte for byte; an absent view equals an empty one. */
static inline bool assay_str_eq(struct assay_str a, struct assay_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool assay_str_is(struct assay_str s, const char *c_string)
{
	return assay_str_eq(s, assay_str_of(c_string));
}

/** Byte order, shorter first among equals: the order of memcmp, stable on every machine. */
int assay_str_cmp(struct assay_str a, struct assay_str b);

/** The part from `start`, at most `len` bytes; clamped to the view. */
struct assay_str assay_str_sub(struct assay_str s, size_t start, size_t len);

/** Without ASCII white space at both ends. */
struct assay_str assay_str_trim(struct assay_str s);

bool assay_str_starts(struct assay_str s, const char *prefix);
bool assay_str_ends(struct assay_str s, const char *suffix);

/** Offset of the first `needle` at or after `from`, or SIZE_MAX. Linear (memmem). */
size_t assay_str_find(struct assay_str s, struct assay_str needle, size_t from);

/** The last `c` among the first `len` bytes, or NULL; memrchr() of a cost that goes by how near it is, always. */
const char *assay_last_byte(const char *data, char c, size_t len);

/** True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool assay_utf8_is_valid(struct assay_str s);

/**
 * The length in bytes of the well-formed sequence at `p`, which has `len` bytes left, and its code
 * point in `*ret_code` (may be NULL). 0 when the bytes are not well-formed UTF-8.
 */
size_t assay_utf8_decode(const char *p, size_t len, unsigned *ret_code);

/** Length of `s` cut to at most `max` bytes without splitting a UTF-8 sequence. */
size_t assay_utf8_cut(struct assay_str s, size_t max);

/**
 * Which of `n` names is nearest to `word` by edit distance (swapped neighbours count as one edit), for
 * "did you mean": NULL when none is within a third of the word's length (at least 1, at most 3).
 */
const char *assay_nearest_name(const char *word, const char *const *names, size_t n);

#endif
