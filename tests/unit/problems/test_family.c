/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/family.h"

#include "base/map.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240607

/* Instances a family: enough for the recheck to meet corners; ASSAY_FAMILY_INSTANCES asks for more. */
static uint64_t instances(void)
{
	const char *asked = getenv("ASSAY_FAMILY_INSTANCES");
	return asked ? strtoull(asked, NULL, 10) : 2000;
}

static void row_of(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
		   struct assay_buf *row)
{
	struct assay_err err = {0};
	struct assay_problem problem;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	int rc = assay_family_generate(family, seed, level, index, arena, &problem, &err);
	cr_assert_eq(rc, 0, "%s", err.msg);
	assay_buf_clear(row);
	cr_assert_eq(assay_problem_write(&problem, row, &err), 0, "%s", err.msg);
}

Test(family, table_is_sorted_and_complete)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	cr_assert_geq(n, 8);
	for (size_t i = 0; i < n; i++) {
		const struct assay_family *f = families[i];
		cr_expect(i == 0 || strcmp(families[i - 1]->name, f->name) < 0, "%s", f->name);
		cr_expect_eq(assay_family_find(f->name), f);
		cr_expect_geq(f->n_phrasings, 5, "%s", f->name);
		cr_expect(f->title && f->tags && f->tags[0] && f->version > 0, "%s", f->name);
	}
	cr_expect_null(assay_family_find("no-such-family"));
}

Test(family, two_methods_agree_on_every_instance)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	uint64_t count = instances();
	for (size_t i = 0; i < n; i++) {
		for (uint64_t k = 0; k < count; k++) {
			struct assay_err err = {0};
			struct assay_problem p;
			assay_arena_reset(arena);
			int rc = assay_family_generate(families[i], SEED, 1 + (unsigned)(k % ASSAY_MAX_LEVEL), k, arena,
						       &p, &err);
			cr_assert_eq(rc, 0, "seed %d: %s", SEED, err.msg);
			cr_assert_gt(p.n_references, 0);
			cr_assert(assay_utf8_is_valid(p.statement));
			cr_assert_null(strchr(p.statement.data, '}'), "an unfilled slot: %s", p.statement.data);
		}
	}
}

Test(family, the_same_four_numbers_give_the_same_bytes)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autobuf struct assay_buf first = {0};
	assay_autobuf struct assay_buf again = {0};
	assay_autobuf struct assay_buf other = {0};
	for (size_t i = 0; i < n; i++) {
		row_of(families[i], 7, 6, 3, &first);
		row_of(families[i], 8, 6, 3, &other);
		row_of(families[i], 7, 6, 3, &again);
		cr_expect(assay_str_eq(assay_buf_str(&first), assay_buf_str(&again)), "%s", families[i]->name);
	}
}

/* The golden hashes change only together with the family's version. */
struct golden {
	const char *family;
	unsigned version;
	const char *hash; /* Of the rows of seed 1, levels 1 to 10, indexes 0 to 4. */
};

#include "family_golden.h"

Test(family, bytes_change_only_with_the_version)
{
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
		const struct assay_family *f = assay_family_find(goldens[i].family);
		cr_assert_not_null(f, "%s", goldens[i].family);
		assay_autobuf struct assay_buf all = {0};
		for (unsigned level = 1; level <= ASSAY_MAX_LEVEL; level++) {
			for (uint64_t k = 0; k < 5; k++) {
				row_of(f, 1, level, k, &row);
				(void)assay_buf_add_str(&all, assay_buf_str(&row));
			}
		}
		struct assay_hash128 hash = assay_hash_of(assay_buf_str(&all));
		char hex[ASSAY_HASH_HEX];
		assay_hash_hex(&hash, hex);
		cr_expect_eq(f->version, goldens[i].version, "%s", f->name);
		cr_expect_str_eq(hex, goldens[i].hash, "%s gives other bytes: raise its version (now %s)", f->name,
				 hex);
	}
}

/* The share of different statements among `count` instances of one level. */
static double distinct_share(const struct assay_family *family, unsigned level, uint64_t count)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_map *seen = assay_map_create();
	for (uint64_t k = 0; k < count; k++) {
		struct assay_problem p;
		cr_assert_eq(assay_family_generate(family, SEED, level, k, arena, &p, NULL), 0);
		(void)assay_map_add(seen, p.statement, NULL, NULL);
	}
	double share = (double)assay_map_count(seen) / (double)count;
	assay_map_destroy(seen);
	return share;
}

Test(family, instances_differ)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		double easy = distinct_share(families[i], 1, 300);
		double hard = distinct_share(families[i], 8, 300);
		cr_expect_gt(easy, 0.85, "%s: %g at level 1", families[i]->name, easy);
		cr_expect_gt(hard, 0.99, "%s: %g at level 8", families[i]->name, hard);
	}
}

Test(family, every_phrasing_group_is_used)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_map *openings = assay_map_create();
		for (uint64_t k = 0; k < 400; k++) {
			struct assay_problem p;
			unsigned level = 1 + (unsigned)(k % ASSAY_MAX_LEVEL);
			cr_assert_eq(assay_family_generate(families[i], SEED, level, k, arena, &p, NULL), 0);
			size_t space = assay_str_find(p.statement, ASSAY_STR(" "), 8);
			(void)assay_map_add(openings, assay_str_sub(p.statement, 0, space), NULL, NULL);
		}
		cr_expect_geq(assay_map_count(openings), 5, "%s: %zu openings", families[i]->name,
			      assay_map_count(openings));
		assay_map_destroy(openings);
	}
}

Test(family, levels_outside_1_to_10_are_refused)
{
	size_t n;
	const struct assay_family *f = assay_families(&n)[0];
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem p;
	struct assay_err err = {0};
	cr_expect_eq(assay_family_generate(f, 1, 0, 0, arena, &p, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "level 0: levels go from 1 to 10");
	cr_expect_eq(assay_family_generate(f, 1, 11, 0, arena, &p, NULL), ASSAY_EINVAL);
}

Test(family, a_full_arena_is_an_error_and_not_a_crash)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		for (size_t room = 64; room < 200000; room = room * 3 / 2) {
			assay_autoarena struct assay_arena *arena = assay_arena_create(room);
			struct assay_problem p;
			int rc = assay_family_generate(families[i], SEED, 5, 1, arena, &p, NULL);
			cr_expect(rc == 0 || rc == ASSAY_ELIMIT || rc == ASSAY_EINVAL, "%s: %d", families[i]->name, rc);
		}
	}
}
