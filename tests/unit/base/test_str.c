/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <stdint.h>

static const struct assay_str absent;

Test(str, absent_and_empty_are_equal_but_not_the_same)
{
	cr_expect(assay_str_is_absent(absent));
	cr_expect(assay_str_is_absent(assay_str_of(NULL)));
	cr_expect_not(assay_str_is_absent(ASSAY_STR("")));
	cr_expect(assay_str_eq(absent, ASSAY_STR("")));
	cr_expect(assay_str_is(absent, ""));
	cr_expect(assay_str_eq(ASSAY_STR("a\0b"), ASSAY_STR("a\0b")));
	cr_expect_not(assay_str_eq(ASSAY_STR("a\0b"), ASSAY_STR("a\0c")));
}

Test(str, order_is_that_of_unsigned_bytes_shorter_first)
{
	cr_expect_lt(assay_str_cmp(ASSAY_STR("a"), ASSAY_STR("b")), 0);
	cr_expect_lt(assay_str_cmp(ASSAY_STR("a"), ASSAY_STR("ab")), 0);
	cr_expect_gt(assay_str_cmp(ASSAY_STR("\xff"), ASSAY_STR("a")), 0);
	cr_expect_eq(assay_str_cmp(ASSAY_STR("x"), ASSAY_STR("x")), 0);
	cr_expect_eq(assay_str_cmp(absent, ASSAY_STR("")), 0);
	cr_expect_lt(assay_str_cmp(absent, ASSAY_STR("x")), 0);
}

Test(str, sub_is_clamped)
{
	struct assay_str s = ASSAY_STR("hello");
	cr_expect(assay_str_is(assay_str_sub(s, 1, 3), "ell"));
	cr_expect(assay_str_is(assay_str_sub(s, 3, SIZE_MAX), "lo"));
	cr_expect(assay_str_is(assay_str_sub(s, 9, 1), ""));
	cr_expect(assay_str_is_absent(assay_str_sub(absent, 1, 3)));
}

Test(str, trim_takes_ascii_white_space_at_both_ends_only)
{
	cr_expect(assay_str_is(assay_str_trim(ASSAY_STR(" \t\r\n\v\fa b\n ")), "a b"));
	cr_expect(assay_str_is(assay_str_trim(ASSAY_STR(" \n ")), ""));
	cr_expect(assay_str_is(assay_str_trim(ASSAY_STR("\xc2\xa0")), "\xc2\xa0"));
	cr_expect(assay_str_is_absent(assay_str_trim(absent)));
}

Test(str, starts_and_ends)
{
	cr_expect(assay_str_starts(ASSAY_STR("abc"), "ab"));
	cr_expect(assay_str_starts(absent, ""));
	cr_expect_not(assay_str_starts(ASSAY_STR("a"), "ab"));
	cr_expect(assay_str_ends(ASSAY_STR("abc"), "bc"));
	cr_expect(assay_str_ends(absent, ""));
	cr_expect_not(assay_str_ends(ASSAY_STR("c"), "bc"));
	cr_expect_not(assay_str_ends(absent, "c"));
}

Test(str, find_starts_where_it_is_told)
{
	struct assay_str s = ASSAY_STR("abcabc");
	cr_expect_eq(assay_str_find(s, ASSAY_STR("bc"), 0), 1);
	cr_expect_eq(assay_str_find(s, ASSAY_STR("bc"), 2), 4);
	cr_expect_eq(assay_str_find(s, ASSAY_STR("bc"), 5), SIZE_MAX);
	cr_expect_eq(assay_str_find(s, ASSAY_STR(""), 6), 6);
	cr_expect_eq(assay_str_find(s, ASSAY_STR(""), 7), SIZE_MAX);
	cr_expect_eq(assay_str_find(absent, ASSAY_STR("x"), 0), SIZE_MAX);
	cr_expect_eq(assay_str_find(ASSAY_STR("a\0b"), ASSAY_STR("\0b"), 0), 1);
}

/* It searches in pieces, and no place is between two of them. */
Test(str, finds_a_needle_wherever_it_lies_in_a_long_text)
{
	static char text[20000], needle[5000];
	static const size_t lengths[] = {1, 2, 17, 4095, 4096, 4097, 5000};

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		struct assay_str all = {text, sizeof text}, wanted = {needle, lengths[i]};

		memset(needle, 'b', lengths[i]);
		needle[lengths[i] - 1] = 'c';
		for (size_t at = 0; at + lengths[i] <= sizeof text; at += at % 4096 > 4090 || at % 4096 < 6 ? 1 : 97) {
			memset(text, 'b', sizeof text);
			memcpy(text + at, needle, lengths[i]);
			cr_assert_eq(assay_str_find(all, wanted, at / 2), at, "%zu at %zu", lengths[i], at);
			cr_assert_eq(assay_str_find(all, wanted, at + 1), SIZE_MAX, "%zu at %zu", lengths[i], at);
		}
	}
}

Test(str, finds_the_last_byte_wherever_it_lies)
{
	static char text[10000];

	cr_expect_null(assay_last_byte(NULL, 'x', 0));
	for (size_t at = 0; at < sizeof text; at += 7) {
		memset(text, 'a', sizeof text);
		text[at / 2] = text[at] = 'x';
		cr_assert_eq(assay_last_byte(text, 'x', sizeof text), text + at);
		cr_assert_eq(assay_last_byte(text, 'x', at + 1), text + at);
		cr_assert_eq(assay_last_byte(text, 'x', at), at / 2 < at ? text + at / 2 : NULL);
	}
}

/* The oracle: encodes every code point by RFC 3629's bit layout and compares; knows nothing of ranges of bytes. */
static size_t slow_encode(unsigned code, unsigned char *out)
{
	if (code < 0x80) {
		out[0] = (unsigned char)code;
		return 1;
	}
	size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (unsigned char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	out[0] = (unsigned char)((0xF00U >> n) | code);
	return n;
}

static bool is_scalar_value(unsigned code)
{
	return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/* The code point is whatever the payload bits say; the bytes are well-formed when it encodes to just them. */
static size_t slow_decode(const unsigned char *p, size_t len, unsigned *ret_code)
{
	for (size_t n = 1; n <= 4 && n <= len; n++) {
		unsigned code = n == 1 ? p[0] : p[0] & (0x7FU >> n);
		for (size_t i = 1; i < n; i++)
			code = code << 6 | (p[i] & 0x3FU);
		unsigned char again[4];
		if (is_scalar_value(code) && slow_encode(code, again) == n && memcmp(p, again, n) == 0) {
			*ret_code = code;
			return n;
		}
	}
	return 0;
}

Test(utf8, every_code_point_decodes_to_itself)
{
	for (unsigned code = 0; code <= 0x10FFFF; code++) {
		if (!is_scalar_value(code))
			continue;
		unsigned char bytes[4];
		size_t n = slow_encode(code, bytes);
		unsigned got = 0;
		cr_assert_eq(assay_utf8_decode((const char *)bytes, n, &got), n, "U+%04X", code);
		cr_assert_eq(got, code);
		cr_assert_eq(assay_utf8_decode((const char *)bytes, n - 1, NULL), 0, "U+%04X cut", code);
	}
}

Test(utf8, all_beginnings_of_three_bytes_agree_with_the_slow_reference)
{
	for (unsigned bits = 0; bits < 1U << 24; bits++) {
		const unsigned char bytes[4] = {(unsigned char)(bits >> 16), (unsigned char)(bits >> 8),
						(unsigned char)bits, 0xBF};
		if (bytes[0] < 0xC0 && bits % 256 != 0)
			continue; /* One byte decides: no need for all that follow. */
		unsigned want_code = 0;
		unsigned got_code = 0;
		size_t want = slow_decode(bytes, 4, &want_code);
		if (assay_utf8_decode((const char *)bytes, 4, &got_code) != want || got_code != want_code)
			cr_assert_fail("bytes %02x %02x %02x bf", bytes[0], bytes[1], bytes[2]);
	}
}

static bool slow_is_valid(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len;) {
		unsigned code;
		size_t n = slow_decode(p + i, len - i, &code);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

Test(utf8, validity_of_random_text_agrees_with_the_slow_reference)
{
	const uint64_t seed = 20240607;
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	int valid = 0;
	for (int round = 0; round < 100000; round++) {
		unsigned char text[64];
		size_t len = 0;
		size_t pieces = (size_t)assay_rng_below(&rng, 12);
		for (size_t i = 0; i < pieces; i++) {
			static const unsigned tops[] = {0x80, 0x80, 0x800, 0x10000, 0x110000};
			unsigned code = (unsigned)assay_rng_below(&rng, tops[assay_rng_below(&rng, 5)]);
			len += slow_encode(code, text + len);
		}
		if (len > 0 && assay_rng_below(&rng, 2))
			text[assay_rng_below(&rng, len)] = (unsigned char)assay_rng_u64(&rng);
		bool want = slow_is_valid(text, len);
		valid += want;
		cr_assert_eq(assay_utf8_is_valid((struct assay_str){(const char *)text, len}), want,
			     "seed %llu round %d", (unsigned long long)seed, round);
	}
	cr_expect(valid > 20000 && valid < 90000, "%d", valid);
	cr_expect(assay_utf8_is_valid(absent));
}

Test(utf8, the_ascii_stretch_ends_where_a_foreign_byte_stands)
{
	for (size_t len = 0; len < 40; len++) {
		for (size_t at = 0; at < len; at++) {
			char text[40];
			memset(text, 'a', sizeof(text));
			text[at] = '\x80';
			cr_assert_not(assay_utf8_is_valid((struct assay_str){text, len}), "len %zu at %zu", len, at);
		}
	}
}

Test(utf8, a_cut_never_splits_a_sequence)
{
	struct assay_str s = ASSAY_STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
	const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
	for (size_t max = 0; max < sizeof(want) / sizeof(want[0]); max++)
		cr_expect_eq(assay_utf8_cut(s, max), want[max], "max %zu", max);
	cr_expect_eq(assay_utf8_cut(absent, 5), 0);
	cr_expect_leq(assay_utf8_cut(ASSAY_STR("\x80\x80\x80\x80\x80\x80"), 2), 2);
}

static const char *nearest(const char *word)
{
	static const char *const names[] = {"temperature", "model", "k", "seed", "endpoint", "top_p"};
	return assay_nearest_name(word, names, sizeof(names) / sizeof(names[0]));
}

Test(nearest, finds_the_name_that_was_meant)
{
	cr_expect_str_eq(nearest("temperatur"), "temperature");
	cr_expect_str_eq(nearest("tempereture"), "temperature");
	cr_expect_str_eq(nearest("modle"), "model", "swapped neighbours are one slip");
	cr_expect_str_eq(nearest("seeds"), "seed");
	cr_expect_str_eq(nearest("topp"), "top_p");
	cr_expect_str_eq(nearest("kk"), "k");
	cr_expect_str_eq(nearest("seed"), "seed");
}

Test(nearest, offers_nothing_rather_than_something_far_off)
{
	cr_expect_null(nearest("output"));
	cr_expect_null(nearest("n"));
	cr_expect_null(nearest(""));
	cr_expect_null(assay_nearest_name("x", NULL, 0));
	char word[300];
	memset(word, 'x', sizeof(word) - 1);
	word[299] = '\0';
	cr_expect_null(nearest(word));
}
