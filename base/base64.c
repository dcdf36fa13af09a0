/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int assay_base64_encode(struct assay_buf *out, struct assay_str bytes)
{
	size_t groups = bytes.len / 3 + (bytes.len % 3 != 0);
	int rc = assay_buf_reserve(out, groups > SIZE_MAX / 4 ? SIZE_MAX : groups * 4);
	if (rc)
		return rc;
	const unsigned char *in = (const unsigned char *)bytes.data;
	char *to = out->data + out->len;
	for (size_t i = 0; i < bytes.len; i += 3) {
		bool has_second = bytes.len - i > 1;
		bool has_third = bytes.len - i > 2;
		uint32_t group = (uint32_t)in[i] << 16;
		group |= has_second ? (uint32_t)in[i + 1] << 8 : 0;
		group |= has_third ? in[i + 2] : 0U;
		*to++ = alphabet[group >> 18];
		*to++ = alphabet[group >> 12 & 63];
		*to++ = has_second ? alphabet[group >> 6 & 63] : '=';
		*to++ = has_third ? alphabet[group & 63] : '=';
	}
	*to = '\0';
	out->len += groups * 4;
	return 0;
}

static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/*
 * Four characters, the last `padding` of them '='. False for a foreign character, and for bits
 * behind the last byte that are not zero: each run of bytes has one encoding only.
 */
static bool decode_group(const char *in, size_t padding, char *to)
{
	uint32_t group = 0;
	for (size_t i = 0; i < 4; i++) {
		int value = i < 4 - padding ? digit_value(in[i]) : 0;
		if (value < 0)
			return false;
		group = group << 6 | (uint32_t)value;
	}
	if (padding && (group & (padding == 2 ? 0xFFFFU : 0xFFU)))
		return false;
	to[0] = (char)(group >> 16);
	if (padding < 2)
		to[1] = (char)(group >> 8 & 0xFF);
	if (padding < 1)
		to[2] = (char)(group & 0xFF);
	return true;
}

int assay_base64_decode(struct assay_buf *out, struct assay_str text, struct assay_err *err)
{
	if (text.len % 4)
		return assay_fail(err, ASSAY_EINVAL, "base64 of %zu characters, not a multiple of 4", text.len);
	size_t padding = assay_str_ends(text, "==") ? 2 : assay_str_ends(text, "=") ? 1 : 0;
	size_t n = text.len / 4 * 3 - padding;
	if (assay_buf_reserve(out, n))
		return assay_buf_error(out, err);
	char *to = out->data + out->len;
	for (size_t i = 0; i < text.len; i += 4) {
		bool is_last = i + 4 == text.len;
		if (!decode_group(text.data + i, is_last ? padding : 0, to + i / 4 * 3)) {
			*to = '\0';
			return assay_fail(err, ASSAY_EINVAL, "not canonical base64 at offset %zu", i);
		}
	}
	out->len += n;
	out->data[out->len] = '\0';
	return 0;
}
