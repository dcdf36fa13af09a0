/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any candidate's text and any suite, with a NUL byte between them, in each language that is screened and one that is
 * not: there is an answer, always the same, and what a text may not have it may not have behind another text either.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/screen.h"

#include <string.h>

static const char *const languages[] = {"rust", "go", "java", "cpp", "perl"};

static const char *screen(const char *language, struct assay_str code, struct assay_str suite)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const struct assay_problem problem = {.kind = ASSAY_KIND_SUITE, .entry = ASSAY_STR("f"), .suite = suite};
	const struct assay_candidate candidate = {.code = code};
	const char *why = NULL;
	REQUIRE(arena);
	REQUIRE(assay_screen(language, &problem, &candidate, code, arena, &why, NULL) == 0);
	REQUIRE(!why || why[0]);
	return why;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *split = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = split ? (size_t)(split - data) : size;
	struct assay_str code = {(const char *)data, len};
	struct assay_str suite = split ? (struct assay_str){(const char *)split + 1, size - len - 1} : ASSAY_STR("");
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		const char *why = screen(languages[i], code, suite);
		REQUIRE(why == screen(languages[i], code, suite));
		REQUIRE(strcmp(languages[i], "perl") != 0 || !why);
	}
	return 0;
}
