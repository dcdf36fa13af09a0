/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include "base/hash.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>

struct entry {
	struct assay_str key;
	void *value;
	uint64_t hash;
};

/*
 * Entries stand in insertion order; `slots` finds them: entry number + 1, or 0 for an empty slot. The slot table
 * is a power of two, probed linearly, and at most half full.
 */
struct assay_map {
	struct entry *entries;
	size_t n;
	size_t entries_cap;
	uint32_t *slots;
	size_t n_slots;
	uint64_t seed;
};

#define FIRST_SLOTS 16
#define MAX_ENTRIES ((size_t)UINT32_MAX - 1)

/* The kernel's 16 random bytes of this process: no system call, so it also works inside a seccomp filter. */
static uint64_t process_seed(void)
{
	/* The address is what the kernel put into the auxiliary vector, an integer by interface. */
	const void *random = (const void *)getauxval(AT_RANDOM);
	assert(random); /* Since Linux 2.6.29. */
	/* libc makes its stack guard from the same bytes; hashing keeps them out of ours. */
	return assay_xxh64(random, 16, 0x6173736179206d61U);
}

struct assay_map *assay_map_create(void)
{
	struct assay_map *map = calloc(1, sizeof(*map));
	if (map)
		map->seed = process_seed();
	return map;
}

void assay_map_destroy(struct assay_map *map)
{
	if (!map)
		return;
	free(map->entries);
	free(map->slots);
	free(map);
}

/* The slot that holds `key`, or the empty one where it belongs. */
static size_t find_slot(const struct assay_map *map, struct assay_str key, uint64_t hash)
{
	size_t mask = map->n_slots - 1;
	size_t slot = (size_t)hash & mask;
	while (map->slots[slot]) {
		const struct entry *e = &map->entries[map->slots[slot] - 1];
		if (e->hash == hash && assay_str_eq(e->key, key))
			break;
		slot = (slot + 1) & mask;
	}
	return slot;
}

static struct entry *find_entry(const struct assay_map *map, struct assay_str key)
{
	if (map->n == 0)
		return NULL;
	uint32_t number = map->slots[find_slot(map, key, assay_xxh64(key.data, key.len, map->seed))];
	return number ? &map->entries[number - 1] : NULL;
}

static bool grow_slots(struct assay_map *map)
{
	size_t n_slots = map->n_slots ? map->n_slots * 2 : FIRST_SLOTS;
	uint32_t *slots = calloc(n_slots, sizeof(*slots));
	if (!slots)
		return false;
	for (size_t i = 0; i < map->n; i++) {
		size_t slot = (size_t)map->entries[i].hash & (n_slots - 1);
		while (slots[slot])
			slot = (slot + 1) & (n_slots - 1);
		slots[slot] = (uint32_t)(i + 1);
	}
	free(map->slots);
	map->slots = slots;
	map->n_slots = n_slots;
	return true;
}

static bool grow_entries(struct assay_map *map)
{
	size_t cap = map->entries_cap ? map->entries_cap * 2 : FIRST_SLOTS / 2;
	struct entry *entries = reallocarray(map->entries, cap, sizeof(*entries));
	if (!entries)
		return false;
	map->entries = entries;
	map->entries_cap = cap;
	return true;
}

/* Room for one more in both tables, before anything is changed. */
static bool make_room(struct assay_map *map)
{
	if (map->n >= MAX_ENTRIES)
		return false;
	if (map->n == map->entries_cap && !grow_entries(map))
		return false;
	return map->n < map->n_slots / 2 || grow_slots(map);
}

int assay_map_add(struct assay_map *map, struct assay_str key, void *value, void **ret_value)
{
	if (!make_room(map))
		return ASSAY_ENOMEM;
	uint64_t hash = assay_xxh64(key.data, key.len, map->seed);
	size_t slot = find_slot(map, key, hash);
	bool is_new = map->slots[slot] == 0;
	if (is_new) {
		map->entries[map->n++] = (struct entry){.key = key, .value = value, .hash = hash};
		map->slots[slot] = (uint32_t)map->n;
	}
	if (ret_value)
		*ret_value = map->entries[map->slots[slot] - 1].value;
	return is_new;
}

void *assay_map_get(const struct assay_map *map, struct assay_str key)
{
	const struct entry *e = find_entry(map, key);
	return e ? e->value : NULL;
}

bool assay_map_has(const struct assay_map *map, struct assay_str key)
{
	return find_entry(map, key) != NULL;
}

bool assay_map_set(struct assay_map *map, struct assay_str key, void *value)
{
	struct entry *e = find_entry(map, key);
	if (!e)
		return false;
	e->value = value;
	return true;
}

size_t assay_map_count(const struct assay_map *map)
{
	return map->n;
}

void assay_map_entry(const struct assay_map *map, size_t i, struct assay_str *ret_key, void **ret_value)
{
	assert(i < map->n);
	if (ret_key)
		*ret_key = map->entries[i].key;
	if (ret_value)
		*ret_value = map->entries[i].value;
}
