/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/fill.h"

#include "base/map.h"

#include <stdlib.h>

struct assay_fill_seen {
	struct assay_map *map;
	struct assay_arena *arena; /* The map's keys. */
};

struct assay_fill_seen *assay_fill_seen_create(void)
{
	struct assay_fill_seen *seen = calloc(1, sizeof(*seen));
	if (!seen)
		return NULL;
	seen->map = assay_map_create();
	seen->arena = assay_arena_create(0);
	if (seen->map && seen->arena)
		return seen;
	assay_fill_seen_destroy(seen);
	return NULL;
}

void assay_fill_seen_destroy(struct assay_fill_seen *seen)
{
	if (!seen)
		return;
	assay_map_destroy(seen->map);
	assay_arena_destroy(seen->arena);
	free(seen);
}

/* 1: not there before; 0: it was. */
static int note(struct assay_fill_seen *seen, const struct assay_hash128 *hash, struct assay_err *err)
{
	struct assay_str bytes = {(const char *)hash->bytes, sizeof(hash->bytes)};
	if (assay_map_has(seen->map, bytes))
		return 0;
	struct assay_str key = assay_arena_str(seen->arena, bytes);
	if (assay_str_is_absent(key) || assay_map_add(seen->map, key, NULL, NULL) < 0)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return 1;
}

int assay_family_fill(const struct assay_family_request *request, uint64_t count, struct assay_fill_seen *seen,
		      int (*emit)(void *arg, const struct assay_made *made, struct assay_err *err), void *arg,
		      uint64_t *ret_n, struct assay_err *err)
{
	*ret_n = 0;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	struct assay_family_request next = *request;
	unsigned repeats = 0;
	for (next.index = 0; *ret_n < count && repeats < ASSAY_FILL_REPEATS; next.index++) {
		struct assay_made made;
		assay_arena_reset(arena);
		int rc = assay_family_make(&next, arena, &made, err);
		int is_new = rc ? rc : note(seen, &made.instance_hash, err);
		if (is_new < 0)
			return is_new;
		repeats = is_new ? 0 : repeats + 1;
		if (!is_new)
			continue;
		rc = emit(arg, &made, err);
		if (rc)
			return rc;
		(*ret_n)++;
	}
	return 0;
}
