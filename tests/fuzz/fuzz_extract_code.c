/* SPDX-License-Identifier: Apache-2.0 */
/* Any reply: what is found lies in memory of ours and has a rule; nothing found has none. */
#include "tests/fuzz/fuzz.h"
#include "verifiers/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = {"python", "cpp", "rust", NULL};
	static const char *const prompts[] = {"def f(x):\n", "int f(int x) {\n", "fn f(x: i32) -> i32 {\n", NULL};

	for (size_t i = 0; i < 4; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem problem = {.entry = ASSAY_STR("f"),
						.language = assay_str_of(languages[i]),
						.statement = assay_str_of(prompts[i])};
		struct assay_candidate candidate = {.text = {.data = (const char *)data, .len = size}};
		struct assay_code_extract got;
		REQUIRE(arena && assay_extract_code(&problem, &candidate, arena, &got, NULL) == 0);
		REQUIRE(assay_str_is_absent(got.code) == !got.rule);
		/* A head, an alias, and at most one brace for each that the text opens. */
		REQUIRE(got.code.len <= 3 * size + 100);
	}
	return 0;
}
