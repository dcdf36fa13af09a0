/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/wire.h"

#include "base/arena.h"

#include <criterion/criterion.h>

static struct assay_str written(const char *json, const struct assay_value_model *model, int *ret_rc,
				struct assay_arena *arena)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_autobuf struct assay_buf out = {0};

	cr_assert_eq(assay_json_parse(assay_str_of(json), NULL, &doc, NULL), 0, "%s", json);
	struct assay_json root = assay_json_root(doc);
	*ret_rc = model ? assay_wire_blur(root, model, &out, NULL) : assay_wire_value(root, &out, NULL);
	return assay_arena_str(arena, out.len > 0 ? assay_buf_str(&out) : ASSAY_STR(""));
}

Test(wire, writes_values_in_the_notation_of_drivers)
{
	static const char *const rows[][2] = {
		{"null", "N"},
		{"[true, false]", "L2;TF"},
		{"-12", "I-12;"},
		{"{\"$int\":\"0012\"}", "I12;"},
		{"123456789012345678901234567890", "I123456789012345678901234567890;"},
		{"1.50", "D1.50;"},
		{"{\"$float\":\"nan\"}", "Dnan;"},
		{"{\"$complex\":[\"1.0\",\"-2.5\"]}", "C1;-2.5;"},
		{"\"a;b\\u00e9\"", "S5;a;b\xc3\xa9"},
		{"{\"$str\":\"7aCA\"}", "S3;\xed\xa0\x80"},
		{"{\"$bytes\":\"AP8=\"}", NULL},
		{"{\"$tuple\":[1]}", "P1;I1;"},
		{"{\"$set\":[]}", "E0;"},
		{"{\"a\":[{}]}", "M1;S1;aL1;M0;"},
		{"{\"$dict\":[[1,2],[\"x\",null]]}", "M2;I1;I2;S1;xN"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		int rc;
		struct assay_str got = written(rows[i][0], NULL, &rc, arena);
		cr_expect_eq(rc, 0, "%s", rows[i][0]);
		if (rows[i][1])
			cr_expect(assay_str_is(got, rows[i][1]), "%s: %.*s", rows[i][0], (int)got.len, got.data);
		else
			cr_expect(assay_str_eq(got, (struct assay_str){.data = "B2;\0\xff", .len = 5}));
	}
}

Test(wire, refuses_malformed_tags)
{
	static const char *const rows[] = {"{\"$int\":\"1x\"}", "{\"$float\":\"one\"}", "{\"$bytes\":\"?\"}",
					   "{\"$dict\":[[1]]}", "{\"$what\":1}",	"{\"$complex\":[\"1\"]}"};
	static const struct assay_value_model model = {.has_one_number = true, .has_byte_texts = true};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		int rc;
		(void)written(rows[i], NULL, &rc, arena);
		cr_expect_eq(rc, ASSAY_EINVAL, "%s", rows[i]);
	}
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	int rc;
	(void)written("{\"$bytes\":\"?\"}", &model, &rc, arena);
	cr_expect_eq(rc, ASSAY_EINVAL);
}

Test(wire, blurs_only_what_the_language_cannot_tell_apart)
{
	static const struct assay_value_model none = {0}, number = {.has_one_number = true},
					      keys = {.has_text_keys = true}, container = {.has_one_container = true},
					      text = {.has_byte_texts = true};
	static const struct {
		const struct assay_value_model *model;
		const char *json, *blurred;
	} rows[] = {
		{&none, "[1, 2.0, {\"a\": {}}]", "[1,2.0,{\"$dict\":[[\"a\",{\"$dict\":[]}]]}]"},
		{&number, "2.0", "{\"$int\":\"2\"}"},
		{&number, "2.5", "2.5"},
		{&number, "-0.0", "-0.0"},
		{&number, "0.0", "{\"$int\":\"0\"}"},
		{&number, "1e21", "{\"$int\":\"1000000000000000000000\"}"},
		{&number, "{\"$float\":\"inf\"}", "{\"$float\":\"inf\"}"},
		{&number, "{\"$tuple\":[1.0]}", "[{\"$int\":\"1\"}]"},
		{&number, "{\"$set\":[1.0]}", "{\"$set\":[{\"$int\":\"1\"}]}"},
		{&keys, "{\"$dict\":[[1,2]]}", "{\"$dict\":[[\"1\",2]]}"},
		{&keys, "{\"1\":2}", "{\"$dict\":[[\"1\",2]]}"},
		{&container, "[{}, {\"a\":1}]", "[[],{\"$dict\":[[\"a\",1]]}]"},
		{&text, "{\"$bytes\":\"YWI=\"}", "\"ab\""},
		{&text, "{\"$bytes\":\"/w==\"}", "{\"$bytes\":\"/w==\"}"},
		{&none, "{\"$bytes\":\"YWI=\"}", "{\"$bytes\":\"YWI=\"}"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		int rc;
		struct assay_str got = written(rows[i].json, rows[i].model, &rc, arena);
		cr_expect_eq(rc, 0, "%s", rows[i].json);
		cr_expect(assay_str_is(got, rows[i].blurred), "%s: %.*s", rows[i].json, (int)got.len, got.data);
	}
}
