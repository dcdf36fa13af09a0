/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash map from byte strings to pointers.
 *
 * Open addressing over xxHash with a per-process random seed, so that keys chosen by a
 * model cannot make it quadratic. Iteration follows insertion order, never the hash: output made
 * from a map is the same on every run. Keys are borrowed and must outlive the map. No removal.
 */
#ifndef ASSAY_BASE_MAP_H
#define ASSAY_BASE_MAP_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct assay_map;

/** NULL when the allocator refuses. */
struct assay_map *assay_map_create(void);
void assay_map_destroy(struct assay_map *map);

/**
 * Adds `value` under `key` unless the key is there already. Returns 1 when added, 0 when it was
 * there (the old value stays), or ASSAY_ENOMEM. `ret_value`, if given, gets the value now in the map.
 */
int assay_map_add(struct assay_map *map, struct assay_str key, void *value, void **ret_value);

/** The value, or NULL when absent. Use assay_map_has() where NULL is a value. */
void *assay_map_get(const struct assay_map *map, struct assay_str key);
bool assay_map_has(const struct assay_map *map, struct assay_str key);

/** Replaces the value of an existing key; false when the key is absent. */
bool assay_map_set(struct assay_map *map, struct assay_str key, void *value);

size_t assay_map_count(const struct assay_map *map);
/** Entry `i` in insertion order, i < count; either result may be NULL. */
void assay_map_entry(const struct assay_map *map, size_t i, struct assay_str *ret_key, void **ret_value);

#endif
