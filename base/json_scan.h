/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict scanner under json.h; not for other modules.
 *
 * It decides alone whether a text is JSON. In one pass it leaves a table with a token for every key and every
 * value in document order, linked as the tree they are, and the decoded text of every string and key,
 * each with a NUL behind it that is not counted. An object member is its key's token and then its value's.
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

/** The deepest nesting that any limit can allow. */
#define ASSAY_JSON_DEPTH_CEILING 1000

struct assay_json_token {
	uint32_t start; /**< Offset in the text; the opening quote of a string. */
	uint32_t len;	/**< Bytes of source text, quotes included. */
	/** Strings and keys: where the decoded text begins in `strings`. Containers: the token of the first child, or
	 * 0. */
	uint32_t at;
	uint32_t text_len; /**< Strings and keys: bytes once decoded. */
	uint32_t next;	   /**< The token of the next value in the same container, or 0. */
	uint8_t type;	   /**< An enum assay_json_type; a key is a string. */
	bool is_member;	   /**< Of an object: its key is the token before. */
};

/** A key of an object that is still open. */
struct assay_json_scan_key {
	struct assay_str text;
	uint32_t token;
};

/** All memory is used again by the next scan into the same struct. */
struct assay_json_scan {
	struct assay_json_token *tokens;
	size_t n_tokens, cap_tokens;
	char *strings; /**< As long as the text and one more: decoding never makes a string longer. */
	size_t n_strings, cap_strings;
	struct assay_json_scan_key *keys; /**< A stack, for finding duplicates. */
	size_t n_keys, cap_keys;
};

/** Validates `text` and fills `*scan`, zeroed or used before; finished by the caller in both cases. */
int assay_json_scan(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_scan *scan,
		    struct assay_err *err);
void assay_json_scan_finish(struct assay_json_scan *scan);

typedef signed char assay_json_bytes __attribute__((vector_size(16)));

/**
 * How many bytes from `p` on stand for themselves inside a JSON string: ASCII without control
 * characters, quote and backslash. Sixteen at a time, because strings are most of every row, then eight: a byte of
 * `hit` has its high bit set where the byte of `word` is special. A borrow can set it falsely, but only
 * above a true hit, and the lowest is the one that counts.
 */
static inline size_t assay_json_plain_run(const char *p, size_t len)
{
	const uint64_t ones = 0x0101010101010101U;
	const uint64_t highs = 0x8080808080808080U;
	size_t i = 0;
	for (; len - i >= sizeof(assay_json_bytes); i += sizeof(assay_json_bytes)) {
		assay_json_bytes bytes;
		uint64_t hits[2];
		memcpy(&bytes, p + i, sizeof(bytes));
		/* As signed numbers, the bytes from 0x80 on are below 0x20 too. */
		bytes = (bytes < 0x20) | (bytes == '"') | (bytes == '\\');
		memcpy(hits, &bytes, sizeof(hits));
		if (hits[0] | hits[1])
			break;
	}
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
