/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a program in each language, and as an answer. The first byte seeds the order. Tokens lie in order inside
 * the text, and every mutant is the original with one run of bytes replaced.
 */
#include "problems/lex.h"
#include "problems/mutate.h"
#include "tests/fuzz/fuzz.h"

#define ARENA_BYTES ((size_t)256 << 20)
#define MAX_MUTANTS 32

static void expect_edit(struct assay_str code, const struct assay_mutant *m)
{
	REQUIRE(m->offset + m->from.len <= code.len);
	REQUIRE(m->code.len == code.len - m->from.len + m->to.len);
	REQUIRE(!assay_str_eq(m->code, code));
	REQUIRE(assay_str_eq(assay_str_sub(m->code, 0, m->offset), assay_str_sub(code, 0, m->offset)));
	REQUIRE(assay_str_eq(assay_str_sub(m->code, m->offset, m->to.len), m->to));
	REQUIRE(assay_str_eq(assay_str_sub(m->code, m->offset + m->to.len, m->code.len),
			     assay_str_sub(code, m->offset + m->from.len, code.len)));
}

static void expect_tokens(struct assay_str language, struct assay_str code, struct assay_arena *arena)
{
	struct assay_token *tokens = NULL;
	size_t n = 0;
	if (assay_lex(assay_lex_rules_find(language), code, arena, &tokens, &n, NULL))
		return;
	for (size_t i = 0; i < n; i++) {
		REQUIRE((size_t)tokens[i].offset + tokens[i].len <= code.len);
		REQUIRE(i == 0 || tokens[i].offset >= tokens[i - 1].offset + tokens[i - 1].len);
	}
}

static void expect_mutants(struct assay_str code, int rc, const struct assay_mutant *mutants, size_t n)
{
	REQUIRE(rc == 0 || rc == ASSAY_ELIMIT);
	REQUIRE(n <= MAX_MUTANTS);
	for (size_t k = 0; rc == 0 && k < n; k++)
		expect_edit(code, &mutants[k]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = {"python", "c", "cpp", "java", "javascript"};
	enum { N_LANGUAGES = sizeof(languages) / sizeof(languages[0]) };
	if (size == 0)
		return 0;
	struct assay_str code = {.data = (const char *)data + 1, .len = size - 1};
	for (size_t i = 0; i <= N_LANGUAGES; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
		struct assay_mutant *mutants = NULL;
		size_t n = 0;
		struct assay_rng rng;
		assay_rng_init(&rng, data[0]);
		if (i < N_LANGUAGES)
			expect_tokens(assay_str_of(languages[i]), code, arena);
		int rc = i < N_LANGUAGES ? assay_mutate_code(assay_str_of(languages[i]), code, &rng, MAX_MUTANTS, arena,
							     &mutants, &n, NULL)
					 : assay_mutate_answer(code, &rng, MAX_MUTANTS, arena, &mutants, &n, NULL);
		expect_mutants(code, rc, mutants, n);
		if (i == N_LANGUAGES)
			break;
		rc = assay_mutate_defects(assay_str_of(languages[i]), code, &rng, MAX_MUTANTS, arena, &mutants, &n,
					  NULL);
		expect_mutants(code, rc, mutants, n);
	}
	return 0;
}
