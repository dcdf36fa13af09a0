/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "filters/filter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double eighty_ten_ten[ASSAY_N_SPLITS] = {0.8, 0.1, 0.1};

struct case_ {
	struct assay_arena *arena;
	struct assay_row *rows;
	enum assay_split *splits;
	size_t n, n_groups, largest;
};

static struct case_ make_case(struct assay_rng *rng)
{
	struct case_ c = {.arena = assay_arena_create(0), .n_groups = 1 + (size_t)assay_rng_below(rng, 60)};
	c.rows = assay_arena_array(c.arena, (size_t)60 * 12, sizeof(*c.rows));
	c.splits = assay_arena_array(c.arena, (size_t)60 * 12, sizeof(*c.splits));
	for (size_t g = 0; g < c.n_groups; g++) {
		size_t size = 1 + (size_t)assay_rng_below(rng, 12);
		for (size_t i = 0; i < size; i++)
			c.rows[c.n++].group = assay_arena_printf(c.arena, "group %zu", g);
		if (size > c.largest)
			c.largest = size;
	}
	assay_rng_shuffle(rng, c.rows, c.n, sizeof(*c.rows));
	return c;
}

static void random_shares(struct assay_rng *rng, double shares[ASSAY_N_SPLITS])
{
	double a = assay_rng_f64(rng);
	double b = assay_rng_below(rng, 4) ? assay_rng_f64(rng) * (1 - a) : 0;
	shares[0] = a;
	shares[1] = b;
	shares[2] = 1 - a - b;
}

Test(split, puts_no_group_in_two_splits_and_keeps_shares_within_one_group)
{
	struct assay_rng rng;
	uint64_t seed = getenv("ASSAY_TEST_SEED") ? strtoull(getenv("ASSAY_TEST_SEED"), NULL, 10) : 1;
	assay_rng_init(&rng, seed);
	for (int round = 0; round < 2000; round++) {
		struct case_ c = make_case(&rng);
		double shares[ASSAY_N_SPLITS];
		double counts[ASSAY_N_SPLITS] = {0};
		struct assay_err err = {0};
		random_shares(&rng, shares);
		cr_assert_eq(assay_split_rows(c.rows, c.n, shares, seed, c.splits, &err), 0, "%s", err.msg);
		for (size_t i = 0; i < c.n; i++) {
			counts[c.splits[i]]++;
			for (size_t k = 0; k < i; k++)
				cr_assert(!assay_str_eq(c.rows[i].group, c.rows[k].group) || c.splits[i] == c.splits[k],
					  "seed %llu round %d", (unsigned long long)seed, round);
		}
		for (int s = 0; s < ASSAY_N_SPLITS; s++)
			cr_assert_leq(fabs(counts[s] - shares[s] * (double)c.n), (double)c.largest + 1e-6,
				      "seed %llu round %d: split %d has %g of %zu rows, share %g",
				      (unsigned long long)seed, round, s, counts[s], c.n, shares[s]);
		assay_arena_destroy(c.arena);
	}
}

Test(split, does_not_depend_on_the_order_of_rows)
{
	struct assay_rng rng;
	assay_rng_init(&rng, 7);
	struct case_ c = make_case(&rng);
	struct assay_row *reversed = assay_arena_array(c.arena, c.n, sizeof(*reversed));
	enum assay_split *splits = assay_arena_array(c.arena, c.n, sizeof(*splits));
	for (size_t i = 0; i < c.n; i++)
		reversed[i] = c.rows[c.n - 1 - i];
	cr_assert_eq(assay_split_rows(c.rows, c.n, eighty_ten_ten, 1, c.splits, NULL), 0);
	cr_assert_eq(assay_split_rows(reversed, c.n, eighty_ten_ten, 1, splits, NULL), 0);
	for (size_t i = 0; i < c.n; i++)
		cr_expect_eq(c.splits[i], splits[c.n - 1 - i]);
	assay_arena_destroy(c.arena);
}

static size_t count_moved(const enum assay_split *a, const enum assay_split *b, size_t n)
{
	size_t moved = 0;
	for (size_t i = 0; i < n; i++)
		moved += a[i] != b[i];
	return moved;
}

Test(split, moves_few_groups_when_rows_are_added)
{
	enum { N = 1000, MORE = 1050 };
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row *rows = assay_arena_array(arena, MORE, sizeof(*rows));
	enum assay_split before[N];
	enum assay_split after[MORE];
	for (size_t i = 0; i < MORE; i++)
		rows[i].id = assay_arena_printf(arena, "row %zu", i); /* No group: the id stands for it. */
	cr_assert_eq(assay_split_rows(rows, N, eighty_ten_ten, 1, before, NULL), 0);
	cr_assert_eq(assay_split_rows(rows, MORE, eighty_ten_ten, 1, after, NULL), 0);
	size_t moved = count_moved(before, after, N);
	cr_expect_leq(moved, 30, "%zu of %d moved", moved, N);
	cr_assert_eq(assay_split_rows(rows, N, eighty_ten_ten, 2, after, NULL), 0);
	cr_expect_gt(count_moved(before, after, N), 100, "the seed changes nothing");
	assay_arena_destroy(arena);
}

Test(split, meets_80_10_10_exactly_where_groups_allow)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[100] = {0};
	enum assay_split splits[100];
	size_t counts[ASSAY_N_SPLITS] = {0};
	for (size_t i = 0; i < 100; i++)
		rows[i].group = assay_arena_printf(arena, "%zu", i);
	cr_assert_eq(assay_split_rows(rows, 100, eighty_ten_ten, 3, splits, NULL), 0);
	for (size_t i = 0; i < 100; i++)
		counts[splits[i]]++;
	cr_expect(counts[0] == 80 && counts[1] == 10 && counts[2] == 10);
	assay_arena_destroy(arena);
}

Test(split, refuses_shares_that_are_none_and_rows_without_a_name)
{
	struct assay_row row = {.group = ASSAY_STR("g")};
	enum assay_split split;
	struct assay_err err = {0};
	cr_expect_eq(assay_split_rows(&row, 1, (double[]){0.8, 0.1, 0.2}, 1, &split, &err), ASSAY_ECONFIG);
	cr_expect_eq(assay_split_rows(&row, 1, (double[]){1.1, 0, -0.1}, 1, &split, &err), ASSAY_ECONFIG);
	cr_expect_eq(assay_split_rows(&row, 1, (double[]){(double)NAN, 0.5, 0.5}, 1, &split, &err), ASSAY_ECONFIG);
	row.group = (struct assay_str){0};
	cr_expect_eq(assay_split_rows(&row, 1, eighty_ten_ten, 1, &split, &err), ASSAY_EINVAL);
	cr_expect_eq(assay_split_rows(NULL, 0, eighty_ten_ten, 1, NULL, &err), 0);
}
