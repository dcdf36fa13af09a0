/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <stdint.h>

int assay_str_cmp(struct assay_str a, struct assay_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.data, b.data, n) : 0;
	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

struct assay_str assay_str_sub(struct assay_str s, size_t start, size_t len)
{
	if (start > s.len)
		start = s.len;
	if (len > s.len - start)
		len = s.len - start;
	return (struct assay_str){.data = s.data ? s.data + start : NULL, .len = len};
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct assay_str assay_str_trim(struct assay_str s)
{
	size_t start = 0;
	while (start < s.len && is_space(s.data[start]))
		start++;
	size_t end = s.len;
	while (end > start && is_space(s.data[end - 1]))
		end--;
	return assay_str_sub(s, start, end - start);
}

bool assay_str_starts(struct assay_str s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.len >= n && (n == 0 || memcmp(s.data, prefix, n) == 0);
}

bool assay_str_ends(struct assay_str s, const char *suffix)
{
	size_t n = strlen(suffix);
	return s.len >= n && (n == 0 || memcmp(s.data + s.len - n, suffix, n) == 0);
}

size_t assay_str_find(struct assay_str s, struct assay_str needle, size_t from)
{
	if (from > s.len)
		return SIZE_MAX;
	if (needle.len == 0)
		return from;
	/* By pieces: AddressSanitizer's memmem looks at the whole text, however near the hit is. Linear then, in steps
	 * as long as the needle. */
	size_t step = needle.len < 4096 ? 4096 : needle.len;
	for (size_t at = from; s.len - at >= needle.len; at += step) {
		size_t rest = s.len - at, piece = step + needle.len - 1;
		const char *hit = memmem(s.data + at, rest < piece ? rest : piece, needle.data, needle.len);
		if (hit)
			return (size_t)(hit - s.data);
		if (rest <= step)
			break;
	}
	return SIZE_MAX;
}

const char *assay_last_byte(const char *data, char c, size_t len)
{
	/* By pieces, for the same reason. */
	while (len > 0) {
		size_t piece = len < 4096 ? len : 4096;
		const char *hit = memrchr(data + len - piece, c, piece);
		if (hit)
			return hit;
		len -= piece;
	}
	return NULL;
}

/* The table of well-formed sequences in Unicode 15, section 3.9, table 3-7. */
size_t assay_utf8_decode(const char *p, size_t len, unsigned *ret_code)
{
	if (len == 0)
		return 0;
	const unsigned char *u = (const unsigned char *)p;
	unsigned char lead = u[0];
	unsigned code;
	size_t need;
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	if (lead < 0x80) {
		code = lead;
		need = 1;
	} else if (lead >= 0xC2 && lead <= 0xDF) {
		code = lead & 0x1FU;
		need = 2;
	} else if (lead >= 0xE0 && lead <= 0xEF) {
		code = lead & 0x0FU;
		need = 3;
		if (lead == 0xE0)
			low = 0xA0;
		if (lead == 0xED)
			high = 0x9F;
	} else if (lead >= 0xF0 && lead <= 0xF4) {
		code = lead & 0x07U;
		need = 4;
		if (lead == 0xF0)
			low = 0x90;
		if (lead == 0xF4)
			high = 0x8F;
	} else {
		return 0;
	}
	if (len < need)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if (u[i] < low || u[i] > high)
			return 0;
		low = 0x80;
		high = 0xBF;
		code = code << 6 | (u[i] & 0x3FU);
	}
	if (ret_code)
		*ret_code = code;
	return need;
}

/* How many bytes from `p` are ASCII, in steps of eight: most text is, and lines can be many megabytes. */
static size_t ascii_words(const char *p, size_t len)
{
	size_t i = 0;
	for (; len - i >= 8; i += 8) {
		uint64_t word;
		memcpy(&word, p + i, 8);
		if (word & 0x8080808080808080U)
			break;
	}
	return i;
}

bool assay_utf8_is_valid(struct assay_str s)
{
	size_t i = 0;
	while (i < s.len) {
		if ((unsigned char)s.data[i] < 0x80) {
			size_t n = ascii_words(s.data + i, s.len - i);
			i += n ? n : 1;
			continue;
		}
		size_t n = assay_utf8_decode(s.data + i, s.len - i, NULL);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

size_t assay_utf8_cut(struct assay_str s, size_t max)
{
	if (s.len <= max)
		return s.len;
	size_t end = max;
	/* At most three continuation bytes lie between a cut and the lead byte before it. */
	for (int back = 0; back < 3 && end > 0 && ((unsigned char)s.data[end] & 0xC0U) == 0x80; back++)
		end--;
	return end;
}

#define NAME_MAX_LEN 64

/*
 * Edit distance where swapping two neighbours is one step (optimal string alignment): "modle" is one slip
 * away from "model". Three rows of the table are kept: the one being filled and the two above it.
 */
static size_t edit_distance(const char *a, const char *b)
{
	size_t la = strlen(a);
	size_t lb = strlen(b);
	if (la > NAME_MAX_LEN || lb > NAME_MAX_LEN)
		return SIZE_MAX;
	size_t rows[3][NAME_MAX_LEN + 1];
	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];
		const size_t *above2 = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
			if (is_swap && above2[j - 2] + 1 < best)
				best = above2[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[la % 3][lb];
}

const char *assay_nearest_name(const char *word, const char *const *names, size_t n)
{
	size_t len = strlen(word);
	size_t allowed = len / 3;
	if (allowed < 1)
		allowed = 1;
	if (allowed > 3)
		allowed = 3;
	const char *best = NULL;
	size_t best_distance = allowed + 1;
	for (size_t i = 0; i < n; i++) {
		size_t d = edit_distance(word, names[i]);
		/* A name that shares no letter with the word is no hint: "k" for "n". */
		if (d < best_distance && d < len) {
			best_distance = d;
			best = names[i];
		}
	}
	return best;
}
