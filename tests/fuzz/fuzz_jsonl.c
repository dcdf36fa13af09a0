/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a stream of rows, compressed or not: the reader ends, with words when it fails, never hands out
 * a line with a newline or above its limit, and counts lines upwards.
 */
#include "base/jsonl.h"
#include "tests/fuzz/fuzz.h"

#define MAX_LINE ((size_t)64 << 10)
/* A small compressed input can hold millions of rows; the first ones are enough. */
#define MAX_ROWS 2000

static void read_lines(struct assay_jsonl_reader *reader)
{
	uint64_t before = 0;
	for (int i = 0; i < MAX_ROWS; i++) {
		struct assay_str line;
		struct assay_err err = {0};
		int rc = assay_jsonl_next_line(reader, &line, &err);
		REQUIRE(rc >= 0 ||
			(err.code == (enum assay_code)rc && assay_str_starts(assay_str_of(err.msg), "fuzz:")));
		if (rc <= 0)
			return;
		REQUIRE(line.len > 0 && line.len <= MAX_LINE && !memchr(line.data, '\n', line.len));
		REQUIRE(assay_jsonl_line(reader) > before);
		before = assay_jsonl_line(reader);
	}
}

static void read_rows(struct assay_jsonl_reader *reader)
{
	for (int i = 0; i < MAX_ROWS; i++) {
		struct assay_json row;
		uint64_t before = assay_jsonl_line(reader);
		int rc = assay_jsonl_next(reader, &row, NULL);
		if (rc == 0 || assay_jsonl_line(reader) == before)
			return; /* The end, or a failure of the stream rather than of one row. */
		REQUIRE(rc < 0 || assay_json_raw(row).len > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str bytes = {.data = (const char *)data, .len = size};
	void (*const passes[])(struct assay_jsonl_reader *) = {read_lines, read_rows};
	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
		struct assay_jsonl_reader *reader = NULL;
		REQUIRE(assay_jsonl_open_memory("fuzz", bytes, MAX_LINE, &reader, NULL) == 0);
		passes[i](reader);
		assay_jsonl_close(reader);
	}
	return 0;
}
