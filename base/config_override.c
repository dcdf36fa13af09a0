/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config_tree.h"

#include "base/num.h"

#include <inttypes.h>
#include <stdint.h>

/* One override on its way into the tree. */
struct override {
	struct assay_config_origin *origin; /* Named by the path alone: the value may be a secret. */
	struct assay_str path;
	struct assay_str value;
	struct assay_arena *arena;
	struct assay_err *err;
};

static int fail(const struct override *o, const char *why, struct assay_str part)
{
	return assay_fail(o->err, ASSAY_ECONFIG, "%s: %s \"%.*s\"", o->origin->name, why, ASSAY_CONFIG_SHOWN(part));
}

static struct assay_config_node *find_key(const struct assay_config_node *map, struct assay_str key)
{
	struct assay_config_node *child = map->first;
	while (child && !assay_str_eq(child->key, key))
		child = child->next;
	return child;
}

/* The value of `key`, made empty where there is none; whether the key is known is for the table to say. */
static int step_into_map(const struct override *o, struct assay_config_node *map, struct assay_str key,
			 struct assay_config_node **ret)
{
	*ret = find_key(map, key);
	if (*ret)
		return 0;
	struct assay_config_node *child = assay_config_node_create(o->origin, 1, ASSAY_CONFIG_NULL, o->arena);
	if (!child)
		return assay_arena_fail(o->arena, o->err);
	child->key = assay_arena_str(o->arena, key);
	if (!child->key.data)
		return assay_arena_fail(o->arena, o->err);
	assay_config_node_append(map, child);
	*ret = child;
	return 0;
}

static int step_into_list(const struct override *o, const struct assay_config_node *list, struct assay_str part,
			  struct assay_config_node **ret)
{
	uint64_t index = 0;
	if (assay_parse_u64(part, 0, UINT64_MAX, &index, NULL) != 0)
		return fail(o, "items of a list go by number from 0, not by", part);
	if (index >= list->n)
		return assay_fail(o->err, ASSAY_ECONFIG, "%s: no item %" PRIu64 ", the list has %zu (from 0)",
				  o->origin->name, index, list->n);
	struct assay_config_node *child = list->first;
	for (uint64_t i = 0; i < index; i++)
		child = child->next;
	*ret = child;
	return 0;
}

static int step(const struct override *o, struct assay_config_node *from, struct assay_str part,
		struct assay_config_node **ret)
{
	if (part.len == 0)
		return fail(o, "there is an empty part in the path", o->path);
	if (from->kind == ASSAY_CONFIG_NULL) {
		from->kind = ASSAY_CONFIG_MAP;
		from->origin = o->origin;
	}
	if (from->kind == ASSAY_CONFIG_MAP)
		return step_into_map(o, from, part, ret);
	if (from->kind == ASSAY_CONFIG_LIST)
		return step_into_list(o, from, part, ret);
	return fail(o, "what stands before it is a single value, which has no", part);
}

/* The new value takes the place of the old one in its parent. */
static void replace(struct assay_config_node *old, const struct assay_config_node *value)
{
	struct assay_config_node was = *old;
	*old = *value;
	old->key = was.key;
	old->key_line = was.key_line;
	old->next = was.next;
}

static int apply(const struct override *o, struct assay_config_node *root)
{
	struct assay_config_node *node = root;
	size_t depth = 0;
	for (size_t at = 0; at <= o->path.len;) {
		if (++depth > ASSAY_CONFIG_MAX_DEPTH)
			return assay_fail(o->err, ASSAY_ECONFIG, "%s: deeper than %d levels", o->origin->name,
					  ASSAY_CONFIG_MAX_DEPTH);
		size_t dot = assay_str_find(o->path, ASSAY_STR("."), at);
		size_t end = dot < o->path.len ? dot : o->path.len;
		int rc = step(o, node, assay_str_sub(o->path, at, end - at), &node);
		if (rc)
			return rc;
		at = end + 1;
	}
	struct assay_config_node *value = NULL;
	int rc = assay_config_tree_parse_value(o->origin, o->value, o->arena, &value, o->err);
	if (rc == 0)
		replace(node, value);
	return rc;
}

int assay_config_tree_override(struct assay_config_node *root, const char *text, struct assay_arena *arena,
			       struct assay_err *err)
{
	struct assay_str whole = assay_str_of(text);
	size_t equals = assay_str_find(whole, ASSAY_STR("="), 0);
	if (equals == 0 || equals == SIZE_MAX)
		return assay_fail(err, ASSAY_ECONFIG, "\"%.*s\" is not an override: write key.path=value",
				  ASSAY_CONFIG_SHOWN(whole));
	struct override o = {
		.path = assay_str_sub(whole, 0, equals),
		.value = assay_str_sub(whole, equals + 1, whole.len),
		.arena = arena,
		.err = err,
	};
	o.origin = assay_arena_alloc(arena, sizeof(*o.origin));
	if (!o.origin)
		return assay_arena_fail(arena, err);
	o.origin->name = assay_arena_printf(arena, "override %.*s", ASSAY_CONFIG_SHOWN(o.path)).data;
	if (!o.origin->name)
		return assay_arena_fail(arena, err);
	return apply(&o, root);
}
