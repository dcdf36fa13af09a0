/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/json_scan.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct assay_json_doc *parsed(struct assay_str text)
{
	struct assay_json_doc *doc = NULL;
	struct assay_err err = {0};
	int rc = assay_json_parse(text, NULL, &doc, &err);
	cr_assert_eq(rc, 0, "%.*s: %s", (int)(text.len < 200 ? text.len : 200), text.data, err.msg);
	return doc;
}

static void expect_refused(struct assay_str text, int code, const char *message)
{
	struct assay_json_doc *doc = NULL;
	struct assay_err err = {0};
	int rc = assay_json_parse(text, NULL, &doc, &err);
	cr_expect_eq(rc, code, "%.*s: code %d", (int)(text.len < 200 ? text.len : 200), text.data, rc);
	cr_expect_str_eq(err.msg, message);
	cr_expect_null(doc);
	assay_json_doc_destroy(doc);
	cr_expect_eq(assay_json_parse(text, NULL, &doc, NULL), code);
}

static void expect_text(struct assay_str got, struct assay_str want)
{
	cr_expect(assay_str_eq(got, want), "got \"%.*s\" (%zu bytes), want \"%.*s\" (%zu bytes)", (int)got.len,
		  got.data ? got.data : "", got.len, (int)want.len, want.data, want.len);
}

/* `open` repeated n times, `middle`, `close` n times; to be freed. */
static struct assay_str nested(size_t n, const char *open, const char *middle, const char *close)
{
	struct assay_buf buf = {0};
	for (size_t i = 0; i < n; i++)
		(void)assay_buf_add_c(&buf, open);
	(void)assay_buf_add_c(&buf, middle);
	for (size_t i = 0; i < n; i++)
		(void)assay_buf_add_c(&buf, close);
	cr_assert_eq(buf.error, 0);
	return assay_buf_str(&buf);
}

static void release(struct assay_str owned)
{
	free((void *)(uintptr_t)owned.data);
}

/* --- What other readers of JSON lose --------------------------------------------------------------------- */

Test(json, keeps_nul_bytes_in_strings_and_keys)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("{\"a\\u0000b\":\"\\u0000x\\\\u0000\\u0000\",\"a\":\"plain\"}"));
	struct assay_json root = assay_json_root(doc);
	expect_text(assay_json_key(assay_json_first(root)), ASSAY_STR("a\0b"));
	expect_text(assay_json_str(assay_json_first(root)), ASSAY_STR("\0x\\u0000\0"));
	/* A lookup by C string must not stop at the NUL of the first key. */
	expect_text(assay_json_str(assay_json_get(root, "a")), ASSAY_STR("plain"));
}

Test(json, keeps_all_digits_of_an_integer_above_2_to_the_53)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("{\"n\":9007199254740993,\"m\":-9223372036854775808,"
				 "\"u\":18446744073709551615}"));
	struct assay_json root = assay_json_root(doc);
	uint64_t n = 0;
	int64_t m = 0;
	uint64_t u = 0;
	cr_expect_eq(assay_json_read_u64(root, "n", 0, UINT64_MAX, &n, NULL), 0);
	cr_expect_eq(assay_json_read_i64(root, "m", INT64_MIN, INT64_MAX, &m, NULL), 0);
	cr_expect_eq(assay_json_read_u64(root, "u", 0, UINT64_MAX, &u, NULL), 0);
	cr_expect_eq(n, 9007199254740993U);
	cr_expect_eq(m, INT64_MIN);
	cr_expect_eq(u, UINT64_MAX);
	expect_text(assay_json_raw(assay_json_get(root, "n")), ASSAY_STR("9007199254740993"));
}

Test(json, reads_a_number_of_a_thousand_digits)
{
	assay_autobuf struct assay_buf buf = {0};
	(void)assay_buf_add_c(&buf, "[ -1");
	for (int i = 0; i < 999; i++)
		(void)assay_buf_add_char(&buf, (char)('0' + i % 10));
	(void)assay_buf_add_c(&buf, ",7,{\"k\":\"after\"}]");
	assay_autojson struct assay_json_doc *doc = parsed(assay_buf_str(&buf));
	struct assay_json number = assay_json_first(assay_json_root(doc));
	cr_expect_eq(assay_json_type(number), ASSAY_JSON_NUMBER);
	expect_text(assay_json_raw(number), assay_str_sub(assay_buf_str(&buf), 2, 1001));
	struct assay_json seven = assay_json_next(number);
	expect_text(assay_json_raw(seven), ASSAY_STR("7"));
	expect_text(assay_json_str(assay_json_get(assay_json_next(seven), "k")), ASSAY_STR("after"));
}

Test(json, reads_numbers_of_about_64_bytes)
{
	for (size_t digits = 60; digits <= 68; digits++) {
		struct assay_str text = nested(digits, "9", "", "");
		assay_autojson struct assay_json_doc *doc = parsed(text);
		expect_text(assay_json_raw(assay_json_root(doc)), text);
		release(text);
	}
}

Test(json, refuses_duplicate_keys_however_they_are_spelled)
{
	expect_refused(ASSAY_STR("{\"a\":1,\"b\":2,\"a\":3}"), ASSAY_EINVAL, "offset 13: duplicate key \"a\"");
	expect_refused(ASSAY_STR("{\"a\":1,\"\\u0061\":2}"), ASSAY_EINVAL, "offset 7: duplicate key \"\\u0061\"");
	expect_refused(ASSAY_STR("{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}"), ASSAY_EINVAL,
		       "offset 18: duplicate key \"\xF0\x9F\x98\x80\"");
	expect_refused(ASSAY_STR("{\"\":1,\"\":2}"), ASSAY_EINVAL, "offset 6: duplicate key \"\"");
	expect_refused(ASSAY_STR("[{\"x\":{\"k\":1,\"k\":1}}]"), ASSAY_EINVAL, "offset 13: duplicate key \"k\"");
	assay_json_doc_destroy(parsed(ASSAY_STR("{\"a\":{\"a\":1},\"A\":2,\"b\":{\"a\":1}}")));
}

Test(json, finds_one_duplicate_among_a_hundred_thousand_keys_quickly)
{
	assay_autobuf struct assay_buf buf = {0};
	(void)assay_buf_add_char(&buf, '{');
	for (int i = 0; i < 100000; i++)
		(void)assay_buf_printf(&buf, "\"the same long beginning of every key %d\":%d,", i, i);
	size_t at = buf.len;
	(void)assay_buf_add_c(&buf, "\"the same long beginning of every key 4711\":0}");
	char message[128];
	(void)snprintf(message, sizeof(message),
		       "offset %zu: duplicate key \"the same long beginning of every key 4711\"", at);
	clock_t start = clock();
	expect_refused(assay_buf_str(&buf), ASSAY_EINVAL, message);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	/* Comparing all pairs would be 5e9 comparisons; this is some 1e6, twice. */
	cr_expect_lt(seconds, 5.0, "took %.1f s of processor time", seconds);
}

Test(json, refuses_bytes_behind_the_value)
{
	expect_refused(ASSAY_STR("1 2"), ASSAY_EINVAL, "offset 2: expected nothing behind the value, found '2'");
	expect_refused(ASSAY_STR("{}}"), ASSAY_EINVAL, "offset 2: expected nothing behind the value, found '}'");
	expect_refused(ASSAY_STR("1\0"), ASSAY_EINVAL, "offset 1: expected nothing behind the value, found byte 0x00");
	assay_json_doc_destroy(parsed(ASSAY_STR(" \t\r\n1 \t\r\n")));
}

Test(json, refuses_text_that_is_not_utf8)
{
	const struct assay_str bad[] = {
		ASSAY_STR("\"\xFF\""),
		ASSAY_STR("\"\x80\""),
		ASSAY_STR("\"\xC3\""),
		ASSAY_STR("\"\xC0\xAF\""),
		ASSAY_STR("\"\xE2\x82\""),
		ASSAY_STR("\"\xED\xA0\x80\""),
		ASSAY_STR("\"\xF4\x90\x80\x80\""),
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_refused(bad[i], ASSAY_EINVAL, "offset 1: a string that is not UTF-8");
	expect_refused(ASSAY_STR("\xEF\xBB\xBF{}"), ASSAY_EINVAL, "offset 0: expected a value, found byte 0xef");
}

Test(json, refuses_lone_surrogates_and_joins_pairs)
{
	expect_refused(ASSAY_STR("\"\\ud800\""), ASSAY_EINVAL,
		       "offset 1: a high surrogate without a low one behind it");
	expect_refused(ASSAY_STR("\"\\ud800\\ud800\""), ASSAY_EINVAL,
		       "offset 1: a high surrogate without a low one behind it");
	expect_refused(ASSAY_STR("\"\\uDBFFx\""), ASSAY_EINVAL,
		       "offset 1: a high surrogate without a low one behind it");
	expect_refused(ASSAY_STR("\"ab\\udc00\""), ASSAY_EINVAL,
		       "offset 3: a low surrogate without a high one before it");
	assay_autojson struct assay_json_doc *doc = parsed(ASSAY_STR("\"\\ud800\\udc00 \\uDBFF\\uDFFF \\uFFFF\""));
	expect_text(assay_json_str(assay_json_root(doc)), ASSAY_STR("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF \xEF\xBF\xBF"));
}

Test(json, bounds_the_depth_without_recursion)
{
	struct assay_str allowed = nested(200, "[", "", "]");
	assay_json_doc_destroy(parsed(allowed));
	release(allowed);

	struct assay_str deeper = nested(201, "[", "", "]");
	expect_refused(deeper, ASSAY_ELIMIT, "offset 200: nested deeper than the 200 levels allowed");
	release(deeper);

	struct assay_str absurd = nested(10000000, "[", "", "");
	expect_refused(absurd, ASSAY_ELIMIT, "offset 200: nested deeper than the 200 levels allowed");
	release(absurd);
}

Test(json, parses_a_thousand_levels_when_asked_and_no_more)
{
	const struct assay_json_limits limits = {.max_depth = 5000};
	struct assay_json_doc *doc = NULL;
	struct assay_str text = nested(1000, "{\"k\":", "null", "}");
	cr_assert_eq(assay_json_parse(text, &limits, &doc, NULL), 0);
	assay_json_doc_destroy(doc);
	release(text);

	doc = NULL;
	text = nested(1001, "[", "", "]");
	cr_expect_eq(assay_json_parse(text, &limits, &doc, NULL), ASSAY_ELIMIT);
	release(text);
}

Test(json, bounds_the_number_of_values)
{
	const struct assay_json_limits limits = {.max_nodes = 4};
	struct assay_json_doc *doc = NULL;
	struct assay_err err = {0};
	cr_expect_eq(assay_json_parse(ASSAY_STR("{\"a\":[1,2]}"), &limits, &doc, &err), 0);
	assay_json_doc_destroy(doc);
	doc = NULL;
	cr_expect_eq(assay_json_parse(ASSAY_STR("{\"a\":[1,2,3]}"), &limits, &doc, &err), ASSAY_ELIMIT);
	cr_expect_str_eq(err.msg, "offset 10: more than the 4 values allowed");
	cr_expect_null(doc);
}

/* --- RFC 8259 --------------------------------------------------------------------------------------------------- */

Test(json, refuses_what_rfc_8259_does_not_allow)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"[",
		"}",
		"]",
		"[1,]",
		"[,1]",
		"[1 2]",
		"{\"a\"}",
		"{\"a\":}",
		"{a:1}",
		"{'a':1}",
		"{\"a\":1,}",
		"{,}",
		"{\"a\" 1}",
		"{\"a\":1 \"b\":2}",
		"[1}",
		"{\"a\":1]",
		"nul",
		"nulll",
		"True",
		"NaN",
		"Infinity",
		"-Infinity",
		"undefined",
		"01",
		"-01",
		"+1",
		"-",
		"1.",
		".5",
		"1e",
		"1e+",
		"0x10",
		"1_000",
		"--1",
		"1.2.3",
		"1e5.2",
		"\"abc",
		"\"\\x\"",
		"\"\\u12\"",
		"\"\\u12g4\"",
		"\"\\",
		"\"\n\"",
		"\"\t\"",
		"'a'",
		"// c\n1",
		"/**/1",
		"[1]//",
		"\v1",
		"\f1",
		"\"a\" \"b\"",
		"\xC2\xA0[]",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct assay_json_doc *doc = NULL;
		struct assay_err err = {0};
		cr_expect_eq(assay_json_parse(assay_str_of(bad[i]), NULL, &doc, &err), ASSAY_EINVAL, "accepted %s",
			     bad[i]);
		cr_expect(assay_str_starts(assay_str_of(err.msg), "offset "), "%s: %s", bad[i], err.msg);
		assay_json_doc_destroy(doc);
	}
	struct assay_json_doc *doc = NULL;
	cr_expect_eq(assay_json_parse((struct assay_str){0}, NULL, &doc, NULL), ASSAY_EINVAL);
}

Test(json, accepts_what_rfc_8259_allows)
{
	static const char *const good[] = {
		"null", "true",	     "false", "0",	  "-0",	     "0.0",	  "1e5",
		"1E+5", "-1.5e-300", "1e400", "\"\"",	  "\"/\"",   "[]",	  "[ ]",
		"{}",	"{ }",	     "[[]]",  "\"\x7F\"", "\"\\/\"", "[1,2 , 3]", "{\"a\":1,\"A\":2}",
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assay_autojson struct assay_json_doc *doc = parsed(assay_str_of(good[i]));
		expect_text(assay_json_raw(assay_json_root(doc)), assay_str_of(good[i]));
	}
}

Test(json, decodes_every_escape)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00\""));
	expect_text(assay_json_str(assay_json_root(doc)),
		    ASSAY_STR("\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
}

Test(json, puts_a_nul_behind_every_text)
{
	assay_autojson struct assay_json_doc *doc = parsed(ASSAY_STR("{\"k\\u0041\":\"v\",\"\":\"\"}"));
	assay_json_each (member, assay_json_root(doc)) {
		cr_expect_eq(assay_json_key(member).data[assay_json_key(member).len], '\0');
		cr_expect_eq(assay_json_str(member).data[assay_json_str(member).len], '\0');
	}
}

Test(json, walks_nested_values_in_order)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("{\"a\":[[],[1,[2]],{}],\"b\":{\"c\":{\"d\":null}},\"e\":[\"f\"]}"));
	struct assay_json root = assay_json_root(doc), a = assay_json_get(root, "a");
	cr_expect_eq(assay_json_count(root), 3);
	cr_expect_eq(assay_json_count(a), 3);
	cr_expect_eq(assay_json_count(assay_json_first(a)), 0);
	struct assay_json second = assay_json_next(assay_json_first(a));
	expect_text(assay_json_raw(second), ASSAY_STR("[1,[2]]"));
	cr_expect_null(assay_json_next(assay_json_next(assay_json_first(second))).node);
	cr_expect_null(assay_json_next(assay_json_next(second)).node);
	expect_text(assay_json_key(assay_json_next(a)), ASSAY_STR("b"));
	struct assay_json c = assay_json_get(assay_json_get(root, "b"), "c");
	cr_expect_eq(assay_json_type(assay_json_get(c, "d")), ASSAY_JSON_NULL);
	expect_text(assay_json_str(assay_json_first(assay_json_get(root, "e"))), ASSAY_STR("f"));
	cr_expect(assay_str_is_absent(assay_json_key(assay_json_first(assay_json_get(root, "e")))));
	cr_expect_null(assay_json_next(root).node);
}

/* A document after a long one, after a short one and after one that is refused. */
Test(json, parses_one_text_after_another_into_the_same_document)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str long_text = nested(900000, "1,", "[2]", "");
	struct assay_buf wrapped = {0};
	(void)assay_buf_printf(&wrapped, "[\"%s\",%.*s]", "x", (int)long_text.len, long_text.data);
	for (int round = 0; round < 3; round++) {
		cr_assert_eq(assay_json_parse_again(assay_buf_str(&wrapped), NULL, &doc, NULL), 0);
		cr_expect_eq(assay_json_count(assay_json_root(doc)), 900002);
		cr_assert_eq(assay_json_parse_again(ASSAY_STR("{\"a\":\"b\"}"), NULL, &doc, NULL), 0);
		expect_text(assay_json_str(assay_json_get(assay_json_root(doc), "a")), ASSAY_STR("b"));
		cr_expect_eq(assay_json_parse_again(ASSAY_STR("[1,"), NULL, &doc, NULL), ASSAY_EINVAL);
		cr_expect_null(assay_json_root(doc).node);
		cr_expect_eq(assay_json_parse_again(ASSAY_STR("{\"a\":1,\"a\":1}"), NULL, &doc, NULL), ASSAY_EINVAL);
		cr_assert_eq(assay_json_parse_again(ASSAY_STR("{\"a\":1}"), NULL, &doc, NULL), 0);
	}
	assay_buf_finish(&wrapped);
	release(long_text);
}

Test(json, finds_special_bytes_at_every_offset_of_a_word)
{
	static const unsigned char special[] = {0x00, 0x01, 0x1F, '"', '\\', 0x80, 0xC3, 0xFF};
	for (size_t at = 0; at < 48; at++)
		for (size_t i = 0; i < sizeof(special); i++) {
			char text[48];
			memset(text, 0x20 + (int)i, sizeof(text));
			if (memchr("\"\\", text[0], 2))
				text[0] = 'x';
			memset(text, '~', at);
			text[at] = (char)special[i];
			cr_expect_eq(assay_json_plain_run(text, sizeof(text)), at);
		}
	for (int c = 0x20; c < 0x80; c++) {
		char text[49];
		memset(text, c, sizeof(text));
		cr_expect_eq(assay_json_plain_run(text, sizeof(text)), c == '"' || c == '\\' ? 0 : sizeof(text));
	}
}

/* --- Looking ---------------------------------------------------------------------------------------------------- */

Test(json, gives_the_raw_text_of_every_value_without_white_space_around_it)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR(" { \"a\" : [ 1 , { } ] , \"b\" : 1.50 , \"c\" : \"\\u0061\" , \"d\" : null } "));
	struct assay_json root = assay_json_root(doc);
	expect_text(assay_json_raw(assay_json_get(root, "a")), ASSAY_STR("[ 1 , { } ]"));
	expect_text(assay_json_raw(assay_json_get(root, "b")), ASSAY_STR("1.50"));
	expect_text(assay_json_raw(assay_json_get(root, "c")), ASSAY_STR("\"\\u0061\""));
	expect_text(assay_json_raw(assay_json_get(root, "d")), ASSAY_STR("null"));
	cr_expect(assay_str_starts(assay_json_raw(root), "{ \"a\""));
	cr_expect(assay_str_ends(assay_json_raw(root), "null }"));
}

Test(json, chains_lookups_through_absent_values)
{
	assay_autojson struct assay_json_doc *doc = parsed(ASSAY_STR("{\"a\":{\"b\":[10,20]},\"s\":\"x\"}"));
	struct assay_json root = assay_json_root(doc);
	struct assay_json none = assay_json_get(assay_json_get(root, "nope"), "b");
	cr_expect_eq(assay_json_type(none), ASSAY_JSON_NONE);
	cr_expect_eq(assay_json_count(none), 0);
	cr_expect(assay_str_is_absent(assay_json_str(none)));
	cr_expect(assay_str_is_absent(assay_json_raw(none)));
	cr_expect(assay_str_is_absent(assay_json_key(none)));
	cr_expect_not(assay_json_is_true(none));
	cr_expect_null(assay_json_first(none).node);
	cr_expect_null(assay_json_next(none).node);
	cr_expect_null(assay_json_get(assay_json_get(root, "s"), "x").node);
	cr_expect_null(assay_json_root(NULL).node);
	struct assay_json list = assay_json_get(assay_json_get(root, "a"), "b");
	cr_expect_eq(assay_json_count(list), 2);
	cr_expect(assay_str_is_absent(assay_json_key(assay_json_first(list))));
	cr_expect_eq(assay_json_count(root), 2);
	expect_text(assay_json_str(assay_json_get(root, "s")), ASSAY_STR("x"));
	cr_expect_eq(assay_json_type(assay_json_get(root, "S")), ASSAY_JSON_NONE);
}

/* --- Typed reads ------------------------------------------------------------------------------------------------ */

Test(json, leaves_the_target_alone_when_a_member_is_absent_or_null)
{
	assay_autojson struct assay_json_doc *doc = parsed(ASSAY_STR("{\"k\":null}"));
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	static const char *const keys[] = {"k", "absent"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_json root = assay_json_root(doc);
		struct assay_str s = ASSAY_STR("before");
		uint64_t u = 7;
		int64_t n = -7;
		double d = 0.5;
		bool b = true;
		cr_expect_eq(assay_json_read_str(root, keys[i], arena, &s, NULL), 0);
		cr_expect_eq(assay_json_read_u64(root, keys[i], 0, 9, &u, NULL), 0);
		cr_expect_eq(assay_json_read_i64(root, keys[i], -9, 9, &n, NULL), 0);
		cr_expect_eq(assay_json_read_f64(root, keys[i], &d, NULL), 0);
		cr_expect_eq(assay_json_read_bool(root, keys[i], &b, NULL), 0);
		cr_expect(assay_str_is(s, "before") && u == 7 && n == -7 && d == 0.5 && b);
	}
	struct assay_str raw = {0};
	cr_expect_eq(assay_json_read_raw(assay_json_root(doc), "k", arena, &raw, NULL), 0);
	expect_text(raw, ASSAY_STR("null"));
}

Test(json, names_the_key_when_a_type_or_range_is_wrong)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("{\"n\":5.5,\"big\":1e400,\"s\":\"x\",\"l\":[],\"neg\":-1,\"t\":true}"));
	struct assay_json root = assay_json_root(doc);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_err err = {0};
	uint64_t u = 0;
	int64_t i = 0;
	double d = 0;
	bool b = false;
	struct assay_str s = {0};
	cr_expect_eq(assay_json_read_u64(root, "n", 0, 10, &u, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"n\": \"5.5\" is not a whole number from 0 to 10");
	cr_expect_eq(assay_json_read_u64(root, "neg", 0, 10, &u, &err), ASSAY_EINVAL);
	cr_expect_eq(assay_json_read_i64(root, "neg", 0, 10, &i, &err), ASSAY_EINVAL);
	cr_expect_eq(assay_json_read_f64(root, "big", &d, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"big\": 1e400 is too large for a double");
	cr_expect_eq(assay_json_read_f64(root, "s", &d, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"s\": expected a number, found a string");
	cr_expect_eq(assay_json_read_str(root, "l", arena, &s, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"l\": expected a string, found an array");
	cr_expect_eq(assay_json_read_bool(root, "n", &b, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"n\": expected true or false, found a number");
	cr_expect_eq(assay_json_read_bool(root, "t", &b, &err), 0);
	cr_expect(b);
}

Test(json, copies_strings_into_the_arena_and_reports_its_ceiling)
{
	assay_autojson struct assay_json_doc *doc =
		parsed(ASSAY_STR("{\"s\":\"a\\u0000b\",\"long\":"
				 "\"0123456789012345678901234567890123456789012345678901234567890123456789\"}"));
	assay_autoarena struct assay_arena *arena = assay_arena_create(64);
	struct assay_str s = {0};
	struct assay_err err = {0};
	cr_expect_eq(assay_json_read_str(assay_json_root(doc), "s", arena, &s, &err), 0);
	expect_text(s, ASSAY_STR("a\0b"));
	cr_expect_eq(assay_json_read_str(assay_json_root(doc), "long", arena, &s, &err), ASSAY_ELIMIT);
	cr_expect(assay_str_starts(assay_str_of(err.msg), "\"long\": "), "%s", err.msg);
	expect_text(s, ASSAY_STR("a\0b"));
}

Test(json, does_not_depend_on_the_locale)
{
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		cr_skip_test("locale de_DE.UTF-8 is not installed");
	assay_autojson struct assay_json_doc *doc = parsed(ASSAY_STR("{\"d\":0.25}"));
	double d = 0;
	cr_expect_eq(assay_json_read_f64(assay_json_root(doc), "d", &d, NULL), 0);
	cr_expect_eq(d, 0.25);
}

/* --- Writing ---------------------------------------------------------------------------------------------------- */

Test(jsonw, places_commas_quotes_and_escapes)
{
	assay_autobuf struct assay_buf buf = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &buf);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "s", ASSAY_STR("\"\\/\b\f\n\r\t\x01\x7F\0z\xC3\xA9"));
	assay_jsonw_kv_u64(&w, "u", UINT64_MAX);
	assay_jsonw_kv_i64(&w, "i", INT64_MIN);
	assay_jsonw_kv_bool(&w, "b", false);
	assay_jsonw_kv_c(&w, "absent", NULL);
	assay_jsonw_kv_str_opt(&w, "left out", (struct assay_str){0});
	assay_jsonw_kv_raw_opt(&w, "left out", (struct assay_str){0});
	assay_jsonw_kv_raw(&w, "raw", ASSAY_STR("{\"x\":[1]}"));
	assay_jsonw_key_str(&w, ASSAY_STR("k\"\0"));
	assay_jsonw_array(&w);
	assay_jsonw_array(&w);
	assay_jsonw_end_array(&w);
	assay_jsonw_object(&w);
	assay_jsonw_end_object(&w);
	assay_jsonw_null(&w);
	assay_jsonw_c(&w, "");
	assay_jsonw_end_array(&w);
	assay_jsonw_end_object(&w);
	expect_text(
		assay_buf_str(&buf),
		ASSAY_STR("{\"s\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7F\\u0000z\xC3\xA9\",\"u\":18446744073709551615,"
			  "\"i\":-9223372036854775808,\"b\":false,\"absent\":null,\"raw\":{\"x\":[1]},"
			  "\"k\\\"\\u0000\":[[],{},null,\"\"]}"));
	cr_expect_eq(assay_buf_error(&buf, NULL), 0);
}

Test(jsonw, writes_bytes_that_are_not_utf8_as_replacement_characters)
{
	assay_autobuf struct assay_buf buf = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &buf);
	assay_jsonw_str(&w, ASSAY_STR("a\xFF\xC3(\xED\xA0\x80\xC3\xA9"));
	expect_text(assay_buf_str(&buf), ASSAY_STR("\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
						   "\xC3\xA9\""));
}

Test(jsonw, writes_doubles_that_read_back_the_same)
{
	static const double values[] = {0.0,	       -0.0, 0.1, 1e22, 1e-7, 5e-324, 1.7976931348623157e308,
					123456789.125, -2.5};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assay_autobuf struct assay_buf buf = {0};
		struct assay_jsonw w;
		assay_jsonw_init(&w, &buf);
		assay_jsonw_object(&w);
		assay_jsonw_kv_f64(&w, "d", values[i]);
		assay_jsonw_kv_f64(&w, "nan", (double)NAN);
		assay_jsonw_kv_f64(&w, "inf", (double)-INFINITY);
		assay_jsonw_end_object(&w);
		assay_autojson struct assay_json_doc *doc = parsed(assay_buf_str(&buf));
		double back = 1;
		cr_expect_eq(assay_json_read_f64(assay_json_root(doc), "d", &back, NULL), 0);
		cr_expect_eq(memcmp(&back, &values[i], sizeof(back)), 0, "%s", buf.data);
		cr_expect_eq(assay_json_type(assay_json_get(assay_json_root(doc), "nan")), ASSAY_JSON_NULL);
		cr_expect_eq(assay_json_type(assay_json_get(assay_json_root(doc), "inf")), ASSAY_JSON_NULL);
	}
}

Test(jsonw, keeps_the_error_of_a_full_buffer)
{
	struct assay_buf buf;
	assay_buf_init(&buf, 10);
	struct assay_jsonw w;
	assay_jsonw_init(&w, &buf);
	assay_jsonw_array(&w);
	for (int i = 0; i < 100; i++)
		assay_jsonw_c(&w, "text");
	assay_jsonw_end_array(&w);
	cr_expect_eq(assay_buf_error(&buf, NULL), ASSAY_ELIMIT);
	assay_buf_finish(&buf);
}

/* --- Base64 ----------------------------------------------------------------------------------------------------- */

/* RFC 4648, section 10. */
Test(base64, agrees_with_the_published_vectors)
{
	static const char *const pairs[][2] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assay_autobuf struct assay_buf text = {0};
		assay_autobuf struct assay_buf back = {0};
		cr_expect_eq(assay_base64_encode(&text, assay_str_of(pairs[i][0])), 0);
		expect_text(assay_buf_str(&text), assay_str_of(pairs[i][1]));
		cr_expect_eq(assay_base64_decode(&back, assay_str_of(pairs[i][1]), NULL), 0);
		expect_text(assay_buf_str(&back), assay_str_of(pairs[i][0]));
	}
}

Test(base64, carries_every_byte_value)
{
	char bytes[256];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	assay_autobuf struct assay_buf text = {0};
	assay_autobuf struct assay_buf back = {0};
	cr_expect_eq(assay_base64_encode(&text, (struct assay_str){bytes, sizeof(bytes)}), 0);
	cr_expect_eq(assay_base64_decode(&back, assay_buf_str(&text), NULL), 0);
	expect_text(assay_buf_str(&back), (struct assay_str){bytes, sizeof(bytes)});
}

Test(base64, refuses_all_but_the_canonical_form)
{
	static const char *const bad[] = {"Z",	       "Zg",   "Zg=",	   "Zg===",    "Zh==",
					  "Zm9=",      "=Zg=", "Zg==Zg==", "Z g=",     "Zm9v\n",
					  "Zm9\nYg==", "Zm-_", "====",	   "====Zm9v", "\xC3\xA9xx"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assay_autobuf struct assay_buf out = {0};
		(void)assay_buf_add_c(&out, "kept");
		cr_expect_eq(assay_base64_decode(&out, assay_str_of(bad[i]), NULL), ASSAY_EINVAL, "accepted %s",
			     bad[i]);
		expect_text(assay_buf_str(&out), ASSAY_STR("kept"));
		cr_expect_eq(strlen(out.data), 4);
	}
}
