/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "filters/dedup.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct assay_row row(const char *id, const char *domain, const char *prompt, const char *response)
{
	return (struct assay_row){
		.id = assay_str_of(id),
		.domain = assay_str_of(domain),
		.prompt = assay_str_of(prompt),
		.response = assay_str_of(response),
	};
}

static struct assay_hash128 key(const struct assay_row *row, enum assay_dedup_fields fields)
{
	assay_autobuf struct assay_buf scratch = {0};
	struct assay_hash128 hash;
	cr_assert_eq(assay_exact_key(row, fields, &scratch, &hash, NULL), 0);
	return hash;
}

static bool is_same(const struct assay_row *a, const struct assay_row *b, enum assay_dedup_fields fields)
{
	struct assay_hash128 x = key(a, fields);
	struct assay_hash128 y = key(b, fields);
	return memcmp(&x, &y, sizeof(x)) == 0;
}

Test(exact_key, looks_at_the_fields_it_is_told_to)
{
	struct assay_row a = row("1", "math", "How many?", "Four.");
	struct assay_row b = row("2", "math", "how  many?", "Five.");
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_BOTH));
	cr_expect(is_same(&a, &b, ASSAY_DEDUP_PROMPT));
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_RESPONSE));
}

Test(exact_key, does_not_move_text_between_fields)
{
	struct assay_row a = row("1", "math", "ab", "c");
	struct assay_row b = row("2", "math", "a", "bc");
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_BOTH));
}

Test(exact_key, keeps_languages_and_readings_apart)
{
	struct assay_row a = row("1", "code", "p", "x = 1");
	struct assay_row b = a;
	struct assay_row c = row("1", "math", "p", "x = 1");
	b.language = ASSAY_STR("python");
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_BOTH));
	cr_expect_not(is_same(&a, &c, ASSAY_DEDUP_BOTH));
}

Test(exact_key, does_not_fold_the_case_of_what_may_be_code)
{
	struct assay_row a = row("1", NULL, "p", "print(X)");
	struct assay_row b = row("2", NULL, "p", "print(x)");
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_BOTH));
	a.domain = b.domain = ASSAY_STR("code");
	cr_expect_not(is_same(&a, &b, ASSAY_DEDUP_BOTH));
}

Test(exact_index, names_the_first_of_its_kind)
{
	struct assay_exact_index *index = assay_exact_index_create(ASSAY_DEDUP_BOTH);
	struct assay_row rows[] = {row("a", "math", "p", "one"), row("b", "math", "p", "two"),
				   row("c", "math", "P", "ONE"), row(NULL, "math", "p", "three"),
				   row("e", "math", "p", "Three")};
	struct assay_exact_match match;
	for (size_t i = 0; i < 5; i++) {
		cr_assert_eq(assay_exact_index_add(index, &rows[i], i + 1, &match, NULL), 0);
		cr_expect_eq(match.is_first, i != 2 && i != 4, "row %zu", i);
		if (i == 2)
			cr_expect(match.first == 1 && assay_str_is(match.first_id, "a"));
	}
	cr_expect(match.first == 4 && assay_str_is_absent(match.first_id));
	assay_exact_index_destroy(index);
}

/* --- Properties of the filter --- */

#define N_ROWS 300

static size_t apply(struct assay_row *rows, size_t n, struct assay_arena *arena)
{
	struct assay_chain *chain;
	struct assay_err err = {0};
	size_t dropped = 0;
	cr_assert_eq(assay_chain_load_text("test", ASSAY_STR("filters: [{name: exact-dedup}]"), &chain, &err), 0, "%s",
		     err.msg);
	cr_assert_eq(assay_chain_apply(chain, rows, n, false, arena, &err), 0, "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		dropped += rows[i].is_dropped;
	assay_chain_destroy(chain);
	return dropped;
}

Test(exact_dedup, done_twice_finds_nothing_more)
{
	struct assay_rng rng;
	uint64_t seed = getenv("ASSAY_TEST_SEED") ? strtoull(getenv("ASSAY_TEST_SEED"), NULL, 10) : 1;
	struct assay_row rows[N_ROWS];
	struct assay_row kept[N_ROWS];
	size_t n = 0;
	struct assay_arena *arena = assay_arena_create(0);
	assay_rng_init(&rng, seed);
	for (size_t i = 0; i < N_ROWS; i++) {
		static const char *const spaces[] = {" ", "  ", "\n", "\t "};
		rows[i] = (struct assay_row){.domain = ASSAY_STR("math"), .prompt = ASSAY_STR("p")};
		rows[i].id = assay_arena_printf(arena, "%zu", i);
		rows[i].response = assay_arena_printf(arena, "the%sanswer is %d", spaces[assay_rng_below(&rng, 4)],
						      (int)assay_rng_below(&rng, 100));
	}
	size_t dropped = apply(rows, N_ROWS, arena);
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!rows[i].is_dropped)
			kept[n++] = rows[i];
	}
	cr_expect_leq(n, 100, "seed %llu", (unsigned long long)seed);
	cr_expect_eq(n + dropped, N_ROWS);
	cr_expect_eq(apply(kept, n, arena), 0, "seed %llu", (unsigned long long)seed);
	assay_arena_destroy(arena);
}
