/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict scanner under json.h; not for other modules.
 *
 * It decides alone whether a text is JSON, so that cJSON only ever sees well-formed input, and it
 * leaves a table with one token for every key and every value in document order: the order in
 * which a walk over the tree meets them, which is how tree and table are matched afterwards. An
 * object member is its key's token and then its value's.
 *
 * Iterative: the depth of foreign text costs a frame in an array, never a stack frame.
 */
#ifndef ASSAY_BASE_JSON_SCAN_H
#define ASSAY_BASE_JSON_SCAN_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** The deepest nesting that any limit can allow: cJSON is built with CJSON_NESTING_LIMIT 1000. */
#define ASSAY_JSON_DEPTH_CEILING 1000

/** Longer numbers are refused by cJSON, whose parser copies them into 64 bytes. */
#define ASSAY_JSON_CJSON_NUMBER_MAX 63

enum assay_json_token_flag {
	ASSAY_JSON_TOKEN_ESCAPED = 1,	  /**< A string with at least one escape. */
	ASSAY_JSON_TOKEN_HAS_NUL = 2,	  /**< A string with a \u0000 in it. */
	ASSAY_JSON_TOKEN_LONG_NUMBER = 4, /**< A number that cJSON would refuse. */
};

struct assay_json_token {
	uint32_t start;	   /**< Offset in the text; the opening quote of a string. */
	uint32_t len;	   /**< Bytes of source text, quotes included. */
	uint32_t text_len; /**< Strings: bytes once decoded. */
	uint32_t flags;
};

struct assay_json_scan {
	struct assay_json_token *tokens;
	size_t n_tokens;
	size_t cap_tokens;
	uint32_t flags; /**< Of all tokens together. */
};

/** Validates `text` and fills `*ret`, which is finished by the caller in both cases. */
int assay_json_scan(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_scan *ret,
		    struct assay_err *err);
void assay_json_scan_finish(struct assay_json_scan *scan);

/**
 * Decodes a string that the scanner accepted, given with its quotes. `out` has room for the
 * token's text_len bytes; no NUL is put behind them.
 */
void assay_json_decode_string(struct assay_str quoted, char *out);

/**
 * How many bytes from `p` on stand for themselves inside a JSON string: ASCII without control
 * characters, quote and backslash. Eight at a time, because strings are most of every row: a byte of
 * `hit` has its high bit set where the byte of `word` is special. A borrow can set it falsely, but only
 * above a true hit, and the lowest is the one that counts.
 */
static inline size_t assay_json_plain_run(const char *p, size_t len)
{
	const uint64_t ones = 0x0101010101010101U;
	const uint64_t highs = 0x8080808080808080U;
	size_t i = 0;
	for (; len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, p + i, sizeof(word));
		word = le64toh(word);
		uint64_t quote = word ^ (ones * '"');
		uint64_t backslash = word ^ (ones * '\\');
		uint64_t hit = (word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & highs;
		if (hit)
			return i + (size_t)__builtin_ctzll(hit) / 8;
	}
	for (; i < len; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
	}
	return i;
}

#endif
