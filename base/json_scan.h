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

static inline uint64_t assay_json_load(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

/** A text of 1 to 7 bytes as a word, the rest of it spaces; three reads at most, which may meet. */
static inline uint64_t assay_json_load_short(const char *p, size_t len)
{
	const uint64_t spaces = 0x2020202020202020U;
	const unsigned char *u = (const unsigned char *)p;
	uint32_t low, high;
	if (len < 4)
		return u[0] | (uint64_t)u[len / 2] << 8 * (len / 2) | (uint64_t)u[len - 1] << 8 * (len - 1) |
		       spaces << 8 * len;
	memcpy(&low, p, sizeof(low));
	memcpy(&high, p + len - sizeof(high), sizeof(high));
	return le32toh(low) | (uint64_t)le32toh(high) << 8 * (len - sizeof(high)) | spaces << 8 * len;
}

/**
 * Non-zero when one of eight bytes is special, the lowest set bit then being the high bit of the first such. A
 * borrow can set others falsely, but only above a true one.
 */
static inline uint64_t assay_json_specials(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101U;
	const uint64_t highs = 0x8080808080808080U;
	uint64_t quote = word ^ (ones * '"');
	uint64_t backslash = word ^ (ones * '\\');
	return (word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & highs;
}

/**
 * How many bytes from `p` on stand for themselves inside a JSON string: ASCII without control
 * characters, quote and backslash. Sixteen at a time, because strings are most of every row, then eight. What is
 * left at the end is read once more together with bytes before it that are known to be plain.
 */
static inline size_t assay_json_plain_run(const char *p, size_t len)
{
	size_t i = 0;
	uint64_t hit;
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
		hit = assay_json_specials(assay_json_load(p + i));
		if (hit)
			return i + (size_t)__builtin_ctzll(hit) / 8;
	}
	if (i == len)
		return len;
	bool is_short = len < sizeof(uint64_t);
	i = is_short ? 0 : len - sizeof(uint64_t);
	hit = assay_json_specials(is_short ? assay_json_load_short(p, len) : assay_json_load(p + i));
	return hit ? i + (size_t)__builtin_ctzll(hit) / 8 : len;
}

#endif
