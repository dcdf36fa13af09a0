/* SPDX-License-Identifier: Apache-2.0 */
/* Any program text: tokens lie in it, one behind the other, and rewriting it under no name gives it back. */
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/source.h"
#include "verifiers/code/source_go.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};

	for (int i = 0; i < 2; i++) {
		struct assay_source source = {.text = text, .has_lifetimes = i == 1};
		struct assay_source_token token;
		assay_autobuf struct assay_buf out = {0};
		size_t end = 0;
		assay_source_rename(source, "func", "main", ASSAY_STR("main"), &out);
		REQUIRE(assay_str_eq(assay_buf_str(&out), text));
		while (assay_source_next(&source, &token)) {
			size_t at = assay_source_offset(&source, &token);
			REQUIRE(at >= end && token.text.len > 0 && at + token.text.len <= size);
			end = at + token.text.len;
		}
	}
	assay_autobuf struct assay_buf file = {0};
	assay_source_go_file(text, text, &file);
	return 0;
}
