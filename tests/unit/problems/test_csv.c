/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/csv.h"

#include "base/json.h"
#include "base/rng.h"

#include <criterion/criterion.h>
#include <string.h>

#define SEED 31337

/* All records of a text as JSON, one a line; or the error's message. */
static void read_all(struct assay_str text, struct assay_buf *out)
{
	struct assay_csv *csv = NULL;
	struct assay_err err = {0};
	assay_autobuf struct assay_buf row = {0};
	int rc = assay_csv_open("f", text, &csv, &err);
	while (rc >= 0 && (rc = assay_csv_next_object(csv, &row, &err)) > 0)
		(void)assay_buf_printf(out, "%s\n", row.data);
	if (rc < 0)
		(void)assay_buf_add_c(out, err.msg);
	assay_csv_close(csv);
}

struct example {
	const char *csv;
	const char *want;
};

static const struct example examples[] = {
	{"a,b\n1,2\n", "{\"a\":\"1\",\"b\":\"2\"}\n"},
	{"a,b\r\n1,2", "{\"a\":\"1\",\"b\":\"2\"}\n"},
	{"\xEF\xBB\xBF"
	 "a\n1\n",
	 "{\"a\":\"1\"}\n"},
	{"a,b\n,\n", "{\"a\":\"\",\"b\":\"\"}\n"},
	{"a,b\n\"x,\"\"y\"\"\nz\",\" 2 \"\n", "{\"a\":\"x,\\\"y\\\"\\nz\",\"b\":\" 2 \"}\n"},
	{"a\n\"\"\n\n\n\"b\"\r\n", "{\"a\":\"\"}\n{\"a\":\"b\"}\n"},
	{"a,b\n1\r2,3\n", "{\"a\":\"1\\r2\",\"b\":\"3\"}\n"},
	{"a\n", ""},
	{"", "f: is empty"},
	{"\n\n", "f: is empty"},
	{"a,a\n", "f:1: two columns are called \"a\""},
	{"a,,b\n", "f:1: a column has no name"},
	{"a,b\n1\n", "f:2: 1 fields where the header has 2 columns"},
	{"a\n1,2,3\n", "f:2: 2 or more fields where the header has 1 columns"},
	{"a\nx\"y\n", "f:2: a quote inside an unquoted field"},
	{"a\n\"x\"y\n", "f:2: text behind the closing quote of a field"},
	{"a\n\"x\n\n", "f:2: the quote that opens here is never closed"},
	{"a\n\"x\ny\"\n\"\n", "{\"a\":\"x\\ny\"}\nf:4: the quote that opens here is never closed"},
	{"a\n\xff\n", "f:2: a field is not UTF-8"},
};

Test(csv, follows_rfc_4180_and_names_file_and_line_where_it_cannot)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		assay_autobuf struct assay_buf got = {0};
		(void)assay_buf_add_c(&got, "");
		read_all(assay_str_of(examples[i].csv), &got);
		cr_expect(assay_str_is(assay_buf_str(&got), examples[i].want), "case %zu: got %s", i,
			  got.data ? got.data : "");
	}
}

static void add_quoted(struct assay_buf *out, struct assay_str field)
{
	(void)assay_buf_add_char(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.data[i] == '"')
			(void)assay_buf_add_char(out, '"');
		(void)assay_buf_add_char(out, field.data[i]);
	}
	(void)assay_buf_add_char(out, '"');
}

Test(csv, whatever_is_quoted_comes_back)
{
	struct assay_rng rng;
	assay_rng_init(&rng, SEED);
	for (int round = 0; round < 2000; round++) {
		static const char alphabet[] = "a,\"\n\r\\ ";
		char field[32];
		struct assay_str view = {field, assay_rng_below(&rng, sizeof(field))};
		for (size_t i = 0; i < view.len; i++)
			field[i] = alphabet[assay_rng_below(&rng, sizeof(alphabet) - 1)];
		assay_autobuf struct assay_buf text = {0};
		assay_autobuf struct assay_buf row = {0};
		(void)assay_buf_add_c(&text, "x,y\r\n");
		add_quoted(&text, view);
		(void)assay_buf_add_c(&text, ",1\r\n");
		struct assay_csv *csv = NULL;
		struct assay_err err = {0};
		cr_assert_eq(assay_csv_open("f", assay_buf_str(&text), &csv, &err), 0, "seed %d: %s", SEED, err.msg);
		cr_assert_eq(assay_csv_next_object(csv, &row, &err), 1, "seed %d, round %d: %s", SEED, round, err.msg);
		assay_autojson struct assay_json_doc *doc = NULL;
		cr_assert_eq(assay_json_parse(assay_buf_str(&row), NULL, &doc, &err), 0);
		struct assay_str got = assay_json_str(assay_json_get(assay_json_root(doc), "x"));
		cr_expect(assay_str_eq(got, view), "seed %d, round %d", SEED, round);
		assay_csv_close(csv);
	}
}
