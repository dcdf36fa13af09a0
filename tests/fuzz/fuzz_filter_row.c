/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any JSON as a data row and as a sample: reading ends with words or with texts that are well-formed, what was read can
 * be written, and a written sample reads back as the same bytes.
 */
#include "filters/dedup.h"
#include "filters/export.h"
#include "tests/fuzz/fuzz.h"

#define ARENA_BYTES ((size_t)16 << 20)

static void check_row(struct assay_json json, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf out = {0};
	assay_autobuf struct assay_buf scratch = {0};
	struct assay_row row;
	struct assay_hash128 key;
	struct assay_err err = {0};
	if (assay_row_from_json(json, arena, &row, &err)) {
		REQUIRE(err.msg[0]);
		return;
	}
	REQUIRE(row.prompt.data || row.response.data);
	REQUIRE(assay_row_write(&row, &out, &err) == 0);
	REQUIRE(assay_exact_key(&row, ASSAY_DEDUP_BOTH, &scratch, &key, &err) == 0);
}

static void check_sample(struct assay_json json, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf first = {0};
	assay_autobuf struct assay_buf second = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_sample sample;
	struct assay_err err = {0};
	if (assay_sample_read(json, arena, &sample, &err)) {
		REQUIRE(err.msg[0]);
		return;
	}
	REQUIRE(assay_sample_write(&sample, &first, &err) == 0);
	REQUIRE(assay_json_parse(assay_buf_str(&first), NULL, &doc, &err) == 0);
	REQUIRE(assay_sample_read(assay_json_root(doc), arena, &sample, &err) == 0);
	REQUIRE(assay_sample_write(&sample, &second, &err) == 0);
	REQUIRE(assay_str_eq(assay_buf_str(&first), assay_buf_str(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str text = {.data = (const char *)data, .len = size};
	if (assay_json_parse(text, NULL, &doc, NULL))
		return 0;
	struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	REQUIRE(arena);
	check_row(assay_json_root(doc), arena);
	check_sample(assay_json_root(doc), arena);
	assay_arena_destroy(arena);
	return 0;
}
