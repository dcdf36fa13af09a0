/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(arena, memory_is_zeroed_and_aligned_also_after_a_reset)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 40000; size = size * 2 + 1) {
			unsigned char *p = assay_arena_alloc(arena, size);
			cr_assert_not_null(p);
			cr_assert_eq((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				cr_assert_eq(p[i], 0, "round %d size %zu byte %zu", round, size, i);
			memset(p, 0xAA, size);
		}
		assay_arena_reset(arena);
		cr_assert_eq(assay_arena_used(arena), 0);
	}
}

/* Each allocation is filled with its own number; overlap shows as a byte that changed. */
Test(arena, allocations_never_overlap)
{
	const uint64_t seed = 20240607;
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	struct assay_arena *arena = assay_arena_create(0);
	for (int round = 0; round < 20; round++) {
		unsigned char *items[256];
		size_t sizes[256];
		for (size_t i = 0; i < 256; i++) {
			/* From nothing, over a quarter of a block, to more than one. */
			size_t top = (size_t)1 << assay_rng_below(&rng, 16);
			sizes[i] = (size_t)assay_rng_below(&rng, top);
			items[i] = assay_arena_alloc(arena, sizes[i]);
			memset(items[i], (int)i, sizes[i]);
		}
		for (size_t i = 0; i < 256; i++)
			for (size_t k = 0; k < sizes[i]; k++)
				cr_assert_eq(items[i][k], i, "seed %llu round %d item %zu", (unsigned long long)seed,
					     round, i);
		assay_arena_reset(arena);
	}
	assay_arena_destroy(arena);
}

Test(arena, ceiling_gives_null_and_says_so)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(1000);
	cr_expect_not_null(assay_arena_alloc(arena, 500));
	cr_expect_null(assay_arena_alloc(arena, 600));
	cr_expect_not_null(assay_arena_alloc(arena, 400));
	cr_expect_leq(assay_arena_used(arena), 1000);
	struct assay_err err = {0};
	cr_expect_eq(assay_arena_fail(arena, &err), ASSAY_ELIMIT);
	cr_expect_str_eq(err.msg, "needs more than the 1000 bytes allowed for one item");
	cr_expect(assay_str_is_absent(assay_arena_str(arena, ASSAY_STR("0123456789012345678901234567890123456789"
								       "0123456789012345678901234567890123456789"))));
	cr_expect(assay_str_is_absent(assay_arena_printf(arena, "%200d", 1)));
	assay_arena_reset(arena);
	cr_expect_not_null(assay_arena_alloc(arena, 1000 - 1000 % _Alignof(max_align_t)));
}

Test(arena, zero_bytes_count_against_the_ceiling_too)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(1 << 10);
	void *a = assay_arena_alloc(arena, 0);
	void *b = assay_arena_alloc(arena, 0);
	cr_expect_neq(a, b);
	size_t n = 2;
	while (n < 10000 && assay_arena_alloc(arena, 0))
		n++;
	cr_expect_lt(n, 10000, "a million empty strings must not be free");
}

Test(arena, sizes_that_overflow_are_refused)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	cr_expect_null(assay_arena_alloc(arena, SIZE_MAX));
	cr_expect_null(assay_arena_alloc(arena, (size_t)PTRDIFF_MAX));
	cr_expect_null(assay_arena_array(arena, SIZE_MAX / 2, 3));
	cr_expect_not_null(assay_arena_array(arena, 0, 8));
	struct assay_err err = {0};
	cr_expect_eq(assay_arena_fail(arena, &err), ASSAY_ENOMEM);
}

Test(arena, strings_are_copied_with_a_nul_and_absence_is_kept)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_str s = assay_arena_str(arena, ASSAY_STR("a\0b"));
	cr_expect(assay_str_eq(s, ASSAY_STR("a\0b")));
	cr_expect_eq(s.data[s.len], '\0');
	struct assay_str empty = assay_arena_str(arena, ASSAY_STR(""));
	cr_expect_not_null(empty.data);
	cr_expect_eq(empty.len, 0);
	cr_expect(assay_str_is_absent(assay_arena_str(arena, (struct assay_str){0})));
	cr_expect(assay_str_is(assay_arena_printf(arena, "%s-%d", "p", 17), "p-17"));
}

Test(arena, destroying_nothing_is_fine)
{
	assay_arena_destroy(NULL);
	assay_autoarena struct assay_arena *none = NULL;
	(void)none;
}
