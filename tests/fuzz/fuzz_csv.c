/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as comma-separated values: the reader ends, with words when it fails, and what it gives is JSON. */
#include "base/json.h"
#include "problems/csv.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};
	struct assay_err err = {0};
	struct assay_csv *csv = NULL;
	int rc = assay_csv_open("fuzz", text, &csv, &err);
	uint64_t line = 0;
	assay_autobuf struct assay_buf row = {0};
	while (rc >= 0 && (rc = assay_csv_next_object(csv, &row, &err)) > 0) {
		assay_autojson struct assay_json_doc *doc = NULL;
		REQUIRE(assay_json_parse(assay_buf_str(&row), NULL, &doc, NULL) == 0);
		REQUIRE(assay_csv_line(csv) > line);
		line = assay_csv_line(csv);
	}
	REQUIRE(rc == 0 || assay_str_starts(assay_str_of(err.msg), "fuzz:"));
	assay_csv_close(csv);
	return 0;
}
