/* SPDX-License-Identifier: Apache-2.0 */
/* Any reply: what is found lies in memory of ours and has a rule; nothing found has none. */
#include "tests/fuzz/fuzz.h"
#include "verifiers/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = {"python", "cpp", NULL};

	for (size_t i = 0; i < 3; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem problem = {.entry = ASSAY_STR("f"), .language = assay_str_of(languages[i])};
		struct assay_candidate candidate = {.text = {.data = (const char *)data, .len = size}};
		struct assay_code_extract got;
		REQUIRE(arena && assay_extract_code(&problem, &candidate, arena, &got, NULL) == 0);
		REQUIRE(assay_str_is_absent(got.code) == !got.rule);
		REQUIRE(got.code.len <= size + 1);
	}
	return 0;
}
