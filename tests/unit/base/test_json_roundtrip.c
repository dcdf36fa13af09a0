/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A property: a random document written by the writer, parsed and written again from the tree gives the same
 * bytes. The documents lean towards what goes wrong: NUL and control bytes, escapes, all sizes of UTF-8, long numbers,
 * keys that differ only behind a NUL, deep and empty containers.
 *
 * The seed is fixed, or taken from ASSAY_TEST_SEED.
 */
#include "base/json.h"
#include "base/rng.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DOCUMENTS 3000
#define MAX_DEPTH 12

static uint64_t seed_of_run(void)
{
	const char *text = getenv("ASSAY_TEST_SEED");
	return text ? strtoull(text, NULL, 10) : 20240229;
}

/* --- Making ----------------------------------------------------------------------------------------------------- */

static void random_text(struct assay_rng *rng, struct assay_buf *out)
{
	static const char *const pieces[] = {
		"a",
		"bc",
		"0123456789abcdef",
		"\"",
		"\\",
		"\\u0000",
		"/",
		"\n",
		"\x01",
		"\x1F\x7F",
		" ",
		"\xC2\x80",
		"\xDF\xBF",
		"\xE0\xA0\x80",
		"\xED\x9F\xBF",
		"\xEE\x80\x80",
		"\xEF\xBF\xBF",
		"\xF0\x90\x80\x80",
		"\xF4\x8F\xBF\xBF",
		"\xE2\x80\xA8",
		"{\"k\":[1,2]}",
	};
	const size_t n = sizeof(pieces) / sizeof(pieces[0]);
	for (uint64_t i = assay_rng_below(rng, 10); i > 0; i--) {
		uint64_t pick = assay_rng_below(rng, n + 1);
		if (pick == n)
			(void)assay_buf_add_char(out, '\0');
		else
			(void)assay_buf_add_c(out, pieces[pick]);
	}
}

static void random_number(struct assay_rng *rng, struct assay_jsonw *w)
{
	assay_autobuf struct assay_buf digits = {0};
	switch (assay_rng_below(rng, 5)) {
	case 0:
		assay_jsonw_u64(w, assay_rng_u64(rng) >> assay_rng_below(rng, 64));
		return;
	case 1:
		assay_jsonw_i64(w, assay_rng_range(rng, INT64_MIN, INT64_MAX));
		return;
	case 2: {
		uint64_t bits = assay_rng_u64(rng);
		double value;
		memcpy(&value, &bits, sizeof(value));
		assay_jsonw_f64(w, value);
		return;
	}
	case 3:
		assay_jsonw_f64(w, assay_rng_f64(rng));
		return;
	default:
		(void)assay_buf_add_c(&digits, assay_rng_below(rng, 2) ? "-1" : "1");
		for (uint64_t i = assay_rng_below(rng, 100); i > 0; i--)
			(void)assay_buf_add_char(&digits, (char)('0' + assay_rng_below(rng, 10)));
		if (assay_rng_below(rng, 2))
			(void)assay_buf_add_c(&digits, ".50e-7");
		assay_jsonw_raw(w, assay_buf_str(&digits));
	}
}

static void random_value(struct assay_rng *rng, struct assay_jsonw *w, int depth);

/* Keys are unique because each begins with its index; some with a NUL in front of it. */
static void random_object(struct assay_rng *rng, struct assay_jsonw *w, int depth)
{
	assay_jsonw_object(w);
	for (uint64_t i = assay_rng_below(rng, assay_rng_below(rng, 8) ? 5 : 40); i > 0; i--) {
		assay_autobuf struct assay_buf key = {0};
		if (assay_rng_below(rng, 4) == 0)
			(void)assay_buf_add_char(&key, '\0');
		(void)assay_buf_printf(&key, "%" PRIu64 ":", i);
		random_text(rng, &key);
		assay_jsonw_key_str(w, assay_buf_str(&key));
		random_value(rng, w, depth + 1);
	}
	assay_jsonw_end_object(w);
}

static void random_array(struct assay_rng *rng, struct assay_jsonw *w, int depth)
{
	assay_jsonw_array(w);
	for (uint64_t i = assay_rng_below(rng, 5); i > 0; i--)
		random_value(rng, w, depth + 1);
	assay_jsonw_end_array(w);
}

static void random_value(struct assay_rng *rng, struct assay_jsonw *w, int depth)
{
	assay_autobuf struct assay_buf text = {0};
	switch (assay_rng_below(rng, depth >= MAX_DEPTH ? 5 : 9)) {
	case 0:
		assay_jsonw_null(w);
		return;
	case 1:
		assay_jsonw_bool(w, assay_rng_below(rng, 2));
		return;
	case 2:
	case 3:
		random_text(rng, &text);
		assay_jsonw_str(w, assay_buf_str(&text));
		return;
	case 4:
		random_number(rng, w);
		return;
	case 5:
	case 6:
		random_array(rng, w, depth);
		return;
	default:
		random_object(rng, w, depth);
	}
}

/* --- Writing a tree again --------------------------------------------------------------------------------------- */

static void write_tree(struct assay_jsonw *w, struct assay_json v)
{
	switch (assay_json_type(v)) {
	case ASSAY_JSON_OBJECT:
		assay_jsonw_object(w);
		assay_json_each (member, v) {
			assay_jsonw_key_str(w, assay_json_key(member));
			write_tree(w, member);
		}
		assay_jsonw_end_object(w);
		return;
	case ASSAY_JSON_ARRAY:
		assay_jsonw_array(w);
		assay_json_each (element, v)
			write_tree(w, element);
		assay_jsonw_end_array(w);
		return;
	case ASSAY_JSON_STRING:
		assay_jsonw_str(w, assay_json_str(v));
		return;
	case ASSAY_JSON_BOOL:
		assay_jsonw_bool(w, assay_json_is_true(v));
		return;
	case ASSAY_JSON_NUMBER:
		assay_jsonw_raw(w, assay_json_raw(v));
		return;
	case ASSAY_JSON_NULL:
	case ASSAY_JSON_NONE:
		assay_jsonw_null(w);
	}
}

/* Each value's raw text, parsed alone, is the value: tokens and tree agree. */
static void expect_raw_to_agree(struct assay_json v)
{
	assay_autojson struct assay_json_doc *alone = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_json_parse(assay_json_raw(v), NULL, &alone, &err), 0, "%s", err.msg);
	struct assay_json root = assay_json_root(alone);
	cr_assert_eq(assay_json_type(root), assay_json_type(v));
	cr_assert_eq(assay_json_count(root), assay_json_count(v));
	cr_assert(assay_str_eq(assay_json_str(root), assay_json_str(v)));
	assay_json_each (child, v)
		expect_raw_to_agree(child);
}

Test(json_roundtrip, writes_the_same_bytes_again_after_parsing)
{
	uint64_t seed = seed_of_run();
	struct assay_rng root;
	assay_rng_init(&root, seed);
	for (uint64_t i = 0; i < DOCUMENTS; i++) {
		struct assay_rng rng;
		assay_rng_split(&root, ASSAY_STR("document"), i, 0, &rng);
		assay_autobuf struct assay_buf first = {0};
		assay_autobuf struct assay_buf second = {0};
		struct assay_jsonw w;
		assay_jsonw_init(&w, &first);
		random_value(&rng, &w, 0);

		assay_autojson struct assay_json_doc *doc = NULL;
		struct assay_err err = {0};
		int rc = assay_json_parse(assay_buf_str(&first), NULL, &doc, &err);
		cr_assert_eq(rc, 0, "seed %" PRIu64 ", document %" PRIu64 ": %s", seed, i, err.msg);
		assay_jsonw_init(&w, &second);
		write_tree(&w, assay_json_root(doc));
		cr_assert(assay_str_eq(assay_buf_str(&first), assay_buf_str(&second)),
			  "seed %" PRIu64 ", document %" PRIu64 ":\n%s\n%s", seed, i, first.data, second.data);
		if (i % 16 == 0)
			expect_raw_to_agree(assay_json_root(doc));
	}
}

/* Damage one byte: the parser accepts or refuses, and what it accepts it writes in a stable form. */
Test(json_roundtrip, settles_after_one_round_on_damaged_documents)
{
	uint64_t seed = seed_of_run();
	struct assay_rng root;
	assay_rng_init(&root, seed);
	for (uint64_t i = 0; i < DOCUMENTS; i++) {
		struct assay_rng rng;
		assay_rng_split(&root, ASSAY_STR("damaged"), i, 0, &rng);
		assay_autobuf struct assay_buf text = {0};
		struct assay_jsonw w;
		assay_jsonw_init(&w, &text);
		random_value(&rng, &w, 4);
		text.data[assay_rng_below(&rng, text.len)] = (char)assay_rng_below(&rng, 256);

		assay_autojson struct assay_json_doc *doc = NULL;
		if (assay_json_parse(assay_buf_str(&text), NULL, &doc, NULL))
			continue;
		assay_autobuf struct assay_buf once = {0};
		assay_autobuf struct assay_buf twice = {0};
		assay_jsonw_init(&w, &once);
		write_tree(&w, assay_json_root(doc));
		assay_autojson struct assay_json_doc *again = NULL;
		struct assay_err err = {0};
		int rc = assay_json_parse(assay_buf_str(&once), NULL, &again, &err);
		cr_assert_eq(rc, 0, "seed %" PRIu64 ", document %" PRIu64 ": %s", seed, i, err.msg);
		assay_jsonw_init(&w, &twice);
		write_tree(&w, assay_json_root(again));
		cr_assert(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)),
			  "seed %" PRIu64 ", document %" PRIu64 ":\n%s\n%s", seed, i, once.data, twice.data);
	}
}
