/* SPDX-License-Identifier: Apache-2.0 */
/* Any JSON as a row of every format: an importer ends, says why when it fails, and gives only problems that are whole.
 */
#include "base/json.h"
#include "problems/set.h"
#include "tests/fuzz/fuzz.h"

static int expect_whole(void *arg, struct assay_problem *problem, struct assay_err *err)
{
	int rc = assay_problem_check(problem, arg, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf row = {0};
	REQUIRE(assay_problem_write(problem, &row, NULL) == 0);
	assay_autojson struct assay_json_doc *doc = NULL;
	REQUIRE(assay_json_parse(assay_buf_str(&row), NULL, &doc, NULL) == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};
	assay_autojson struct assay_json_doc *doc = NULL;
	if (assay_json_parse(text, NULL, &doc, NULL) != 0)
		return 0;
	const struct assay_row_source source = {.path = "fuzz-test.jsonl", .line = 1};
	size_t n;
	const struct assay_importer *const *importers = assay_importers(&n);
	for (size_t i = 0; i < n; i++) {
		struct assay_err err = {0};
		assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)64 << 20);
		REQUIRE(arena);
		int rc = importers[i]->problems(assay_json_root(doc), &source, arena, expect_whole, arena, &err);
		REQUIRE(rc >= 0 || err.msg[0]);
	}
	return 0;
}
