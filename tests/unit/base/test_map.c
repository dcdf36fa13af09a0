/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include "base/arena.h"
#include "base/rng.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

Test(map, an_empty_map_has_nothing)
{
	struct assay_map *map = assay_map_create();
	cr_expect_eq(assay_map_count(map), 0);
	cr_expect_null(assay_map_get(map, ASSAY_STR("x")));
	cr_expect_not(assay_map_has(map, ASSAY_STR("")));
	cr_expect_not(assay_map_set(map, ASSAY_STR("x"), map));
	assay_map_destroy(map);
	assay_map_destroy(NULL);
}

Test(map, adding_twice_keeps_the_first_value_and_shows_it)
{
	struct assay_map *map = assay_map_create();
	int one, two;
	void *now = NULL;
	cr_expect_eq(assay_map_add(map, ASSAY_STR("k"), &one, &now), 1);
	cr_expect_eq(now, &one);
	cr_expect_eq(assay_map_add(map, ASSAY_STR("k"), &two, &now), 0);
	cr_expect_eq(now, &one);
	cr_expect_eq(assay_map_count(map), 1);
	cr_expect(assay_map_set(map, ASSAY_STR("k"), &two));
	cr_expect_eq(assay_map_get(map, ASSAY_STR("k")), &two);
	assay_map_destroy(map);
}

Test(map, keys_are_bytes_and_null_is_a_value)
{
	struct assay_map *map = assay_map_create();
	int x;
	cr_expect_eq(assay_map_add(map, ASSAY_STR("a\0b"), &x, NULL), 1);
	cr_expect_eq(assay_map_add(map, ASSAY_STR("a\0c"), NULL, NULL), 1);
	cr_expect_eq(assay_map_add(map, ASSAY_STR("a"), NULL, NULL), 1);
	cr_expect_eq(assay_map_add(map, ASSAY_STR(""), NULL, NULL), 1);
	cr_expect_eq(assay_map_get(map, ASSAY_STR("a\0b")), &x);
	cr_expect_null(assay_map_get(map, ASSAY_STR("a\0c")));
	cr_expect(assay_map_has(map, ASSAY_STR("a\0c")));
	cr_expect(assay_map_has(map, ASSAY_STR("")));
	cr_expect_not(assay_map_has(map, ASSAY_STR("a\0d")));
	assay_map_destroy(map);
}

/* The oracle: a list that is searched from its start. */
struct naive {
	struct assay_str keys[3000];
	uintptr_t values[3000];
	size_t n;
};

static size_t naive_find(const struct naive *list, struct assay_str key)
{
	size_t i = 0;
	while (i < list->n && !assay_str_eq(list->keys[i], key))
		i++;
	return i;
}

/* Short keys over a small alphabet, so that equal and nearly equal ones are common. */
static struct assay_str random_key(struct assay_rng *rng, struct assay_arena *arena)
{
	char bytes[6];
	size_t len = (size_t)assay_rng_below(rng, sizeof(bytes));
	for (size_t i = 0; i < len; i++)
		bytes[i] = "\0abc\xff"[assay_rng_below(rng, 5)];
	return assay_arena_str(arena, (struct assay_str){bytes, len});
}

static void expect_same(const struct assay_map *map, const struct naive *list, uint64_t seed)
{
	cr_assert_eq(assay_map_count(map), list->n, "seed %llu", (unsigned long long)seed);
	for (size_t i = 0; i < list->n; i++) {
		struct assay_str key;
		void *value;
		assay_map_entry(map, i, &key, &value);
		cr_assert(assay_str_eq(key, list->keys[i]), "seed %llu entry %zu", (unsigned long long)seed, i);
		cr_assert_eq((uintptr_t)value, list->values[i]);
		cr_assert_eq((uintptr_t)assay_map_get(map, key), list->values[i]);
	}
}

Test(map, behaves_like_a_naive_list)
{
	static struct naive list;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct assay_rng rng;
		assay_rng_init(&rng, seed);
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_map *map = assay_map_create();
		list.n = 0;
		for (uintptr_t step = 1; step <= 3000; step++) {
			struct assay_str key = random_key(&rng, arena);
			size_t at = naive_find(&list, key);
			bool is_known = at < list.n;
			cr_assert_eq(assay_map_has(map, key), is_known, "seed %llu", (unsigned long long)seed);
			if (assay_rng_below(&rng, 4) == 0) {
				cr_assert_eq(assay_map_set(map, key, (void *)step), is_known);
				if (is_known)
					list.values[at] = step;
				continue;
			}
			cr_assert_eq(assay_map_add(map, key, (void *)step, NULL), !is_known);
			if (!is_known) {
				list.keys[list.n] = key;
				list.values[list.n++] = step;
			}
		}
		expect_same(map, &list, seed);
		assay_map_destroy(map);
		assay_arena_destroy(arena);
	}
}

Test(map, holds_a_hundred_thousand_keys_in_insertion_order)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_map *map = assay_map_create();
	for (uintptr_t i = 0; i < 100000; i++)
		cr_assert_eq(assay_map_add(map, assay_arena_printf(arena, "key %zu", (size_t)i), (void *)i, NULL), 1);
	cr_expect_eq(assay_map_count(map), 100000);
	for (uintptr_t i = 0; i < 100000; i += 997) {
		struct assay_str key;
		void *value;
		assay_map_entry(map, i, &key, &value);
		cr_expect_eq((uintptr_t)value, i);
	}
	assay_map_destroy(map);
	assay_arena_destroy(arena);
}
