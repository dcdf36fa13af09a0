/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include "base/config_tree.h"
#include "base/fd.h"
#include "base/num.h"

#include <inttypes.h>
#include <stdio.h>

/* Bounds the nodes and their texts; 1 MiB of the densest YAML needs 20 MiB. */
#define SCRATCH_BYTES ((size_t)64 << 20)

struct binder {
	struct assay_arena *arena;   /* What the caller keeps. */
	struct assay_arena *scratch; /* What ends with the load. */
	struct assay_err *err;
};

/* How a value is reached, for messages: a chain on the stack from the value up to the root. */
struct path {
	const struct path *up; /* NULL: the root, which has no name. */
	const char *name;      /* NULL: an item of a list. */
	size_t index;
};

/* One value on its way into the struct. */
struct slot {
	const struct assay_option *option;
	const struct assay_config_node *node;
	const struct path *path;
	void *target;
};

static int bind_group(const struct binder *b, const struct assay_option *table, const struct assay_config_node *map,
		      const struct path *path, void *base);

/* `teachers[0].k`; longer paths than `text` keep their head. Depth is that of the table. */
static size_t render_path(const struct path *path, char *text, size_t size)
{
	if (!path->up) {
		text[0] = '\0';
		return 0;
	}
	size_t used = render_path(path->up, text, size);
	if (used >= size)
		return used;
	const char *dot = used ? "." : "";
	int n = path->name ? snprintf(text + used, size - used, "%s%s", dot, path->name)
			   : snprintf(text + used, size - used, "[%zu]", path->index);
	return used + (n > 0 ? (size_t)n : 0);
}

/* What stands there instead of what was wanted. A secret is not repeated. */
static void describe(const struct slot *slot, char *text, size_t size)
{
	const struct assay_config_node *node = slot->node;
	static const char *const words[] = {
		[ASSAY_CONFIG_NULL] = "nothing",
		[ASSAY_CONFIG_SCALAR] = "another text",
		[ASSAY_CONFIG_LIST] = "a list",
		[ASSAY_CONFIG_MAP] = "a group of keys",
	};
	if (node->kind != ASSAY_CONFIG_SCALAR || slot->option->is_secret)
		(void)snprintf(text, size, "%s", words[node->kind]);
	else
		(void)snprintf(text, size, "%s\"%.*s\"", node->is_quoted ? "the quoted text " : "",
			       ASSAY_CONFIG_SHOWN(node->text));
}

/* `run.yaml:3: jobs must be <wanted>, got "many"<hint>` */
static int fail_value(const struct binder *b, const struct slot *slot, const char *wanted, const char *hint)
{
	char path[256];
	char got[160];
	(void)render_path(slot->path, path, sizeof(path));
	describe(slot, got, sizeof(got));
	return assay_config_fail_at(slot->node, b->err, "%s must be %s, got %s%s", path, wanted, got, hint);
}

static int bind_str(const struct binder *b, const struct slot *slot)
{
	if (slot->node->kind != ASSAY_CONFIG_SCALAR)
		return fail_value(b, slot, "text", "");
	struct assay_str *target = slot->target;
	*target = assay_arena_str(b->arena, slot->node->text);
	return target->data ? 0 : assay_arena_fail(b->arena, b->err);
}

/* Text that may be read by its look: a number, a word of a fixed set. */
static bool is_plain(const struct assay_config_node *node)
{
	return node->kind == ASSAY_CONFIG_SCALAR && !node->is_quoted;
}

static int bind_bool(const struct binder *b, const struct slot *slot)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {{"true", true}, {"false", false}, {"yes", true}, {"no", false}};
	for (size_t i = 0; is_plain(slot->node) && i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_is(slot->node->text, words[i].word)) {
			*(bool *)slot->target = words[i].value;
			return 0;
		}
	}
	return fail_value(b, slot, "true or false", "");
}

static int bind_u64(const struct binder *b, const struct slot *slot)
{
	uint64_t min = slot->option->min;
	uint64_t max = slot->option->max ? slot->option->max : UINT64_MAX;
	if (is_plain(slot->node) && assay_parse_u64(slot->node->text, min, max, slot->target, NULL) == 0)
		return 0;
	char wanted[96];
	if (slot->option->max)
		(void)snprintf(wanted, sizeof(wanted), "a whole number from %" PRIu64 " to %" PRIu64, min, max);
	else
		(void)snprintf(wanted, sizeof(wanted), "a whole number of at least %" PRIu64, min);
	return fail_value(b, slot, wanted, "");
}

static int bind_f64(const struct binder *b, const struct slot *slot)
{
	const struct assay_option *option = slot->option;
	bool has_range = option->max_f > option->min_f;
	double value = 0;
	bool is_number = is_plain(slot->node) && assay_parse_f64(slot->node->text, &value, NULL) == 0;
	if (is_number && (!has_range || (value >= option->min_f && value <= option->max_f))) {
		*(double *)slot->target = value;
		return 0;
	}
	if (!has_range)
		return fail_value(b, slot, "a number", "");
	char min[32];
	char max[32];
	char wanted[96];
	assay_format_f64(option->min_f, min);
	assay_format_f64(option->max_f, max);
	(void)snprintf(wanted, sizeof(wanted), "a number from %s to %s", min, max);
	return fail_value(b, slot, wanted, "");
}

static size_t count_choices(const char *const *choices)
{
	size_t n = 0;
	while (choices[n])
		n++;
	return n;
}

/* `; did you mean "temperature"?`, or nothing. */
static void render_hint(struct assay_str word, const char *const *names, size_t n, char *text, size_t size)
{
	const char *nearest = assay_nearest_name(word.data, names, n);
	text[0] = '\0';
	if (nearest)
		(void)snprintf(text, size, "; did you mean \"%s\"?", nearest);
}

/* `a, b, c` */
static void render_names(const char *const *names, size_t n, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < n && used < size; i++) {
		int more = snprintf(text + used, size - used, "%s%s", i ? ", " : "", names[i]);
		used += more > 0 ? (size_t)more : 0;
	}
}

static int bind_enum(const struct binder *b, const struct slot *slot)
{
	const char *const *choices = slot->option->choices;
	size_t n = count_choices(choices);
	bool is_word = slot->node->kind == ASSAY_CONFIG_SCALAR;
	for (size_t i = 0; is_word && i < n; i++) {
		if (assay_str_is(slot->node->text, choices[i])) {
			*(int *)slot->target = (int)i;
			return 0;
		}
	}
	char names[400];
	char wanted[440];
	char hint[128] = "";
	render_names(choices, n, names, sizeof(names));
	(void)snprintf(wanted, sizeof(wanted), "one of %s", names);
	if (is_word)
		render_hint(slot->node->text, choices, n, hint, sizeof(hint));
	return fail_value(b, slot, wanted, hint);
}

static int bind_strs(const struct binder *b, const struct slot *slot)
{
	const struct assay_config_node *node = slot->node;
	if (node->kind == ASSAY_CONFIG_MAP)
		return fail_value(b, slot, "a list of texts", "");
	bool is_list = node->kind == ASSAY_CONFIG_LIST;
	struct assay_str_list *target = slot->target;
	size_t n = is_list ? node->n : 1;
	target->items = assay_arena_array(b->arena, n, sizeof(*target->items));
	if (!target->items)
		return assay_arena_fail(b->arena, b->err);
	target->n = n;
	const struct assay_config_node *item = is_list ? node->first : node;
	for (size_t i = 0; i < n; i++) {
		const struct path path = {.up = slot->path, .index = i};
		const struct slot one = {slot->option, item, is_list ? &path : slot->path, &target->items[i]};
		int rc = bind_str(b, &one);
		if (rc)
			return rc;
		item = item->next;
	}
	return 0;
}

static int bind_child(const struct binder *b, const struct slot *slot)
{
	if (slot->node->kind != ASSAY_CONFIG_MAP)
		return fail_value(b, slot, "a group of keys", "");
	return bind_group(b, slot->option->children, slot->node, slot->path, slot->target);
}

static int bind_list(const struct binder *b, const struct slot *slot)
{
	const struct assay_option *option = slot->option;
	if (slot->node->kind != ASSAY_CONFIG_LIST)
		return fail_value(b, slot, "a list", "");
	struct assay_item_list *target = slot->target;
	target->items = assay_arena_array(b->arena, slot->node->n, option->item_size);
	if (!target->items)
		return assay_arena_fail(b->arena, b->err);
	target->n = slot->node->n;
	const struct assay_config_node *item = slot->node->first;
	for (size_t i = 0; i < target->n; i++) {
		const struct path path = {.up = slot->path, .index = i};
		const struct slot one = {option, item, &path, (char *)target->items + i * option->item_size};
		int rc = bind_child(b, &one);
		if (rc)
			return rc;
		item = item->next;
	}
	return 0;
}

static int bind_raw(const struct binder *b, const struct slot *slot)
{
	return assay_config_tree_to_json(slot->node, b->arena, slot->target, b->err);
}

static int (*const binders[])(const struct binder *b, const struct slot *slot) = {
	[ASSAY_OPTION_STR] = bind_str,	   [ASSAY_OPTION_BOOL] = bind_bool, [ASSAY_OPTION_U64] = bind_u64,
	[ASSAY_OPTION_F64] = bind_f64,	   [ASSAY_OPTION_ENUM] = bind_enum, [ASSAY_OPTION_STRS] = bind_strs,
	[ASSAY_OPTION_GROUP] = bind_child, [ASSAY_OPTION_LIST] = bind_list, [ASSAY_OPTION_RAW] = bind_raw,
};

static int bind_default(const struct binder *b, struct slot slot)
{
	struct assay_config_origin *origin = assay_arena_alloc(b->scratch, sizeof(*origin));
	struct assay_config_node *node = NULL;
	if (!origin)
		return assay_arena_fail(b->scratch, b->err);
	origin->name = "built-in default";
	int rc = assay_config_tree_parse_value(origin, assay_str_of(slot.option->def), b->scratch, &node, b->err);
	if (rc || node->kind == ASSAY_CONFIG_NULL)
		return rc;
	slot.node = node;
	return binders[slot.option->type](b, &slot);
}

/* `map` is the group around it, NULL when that was not written: then nothing in it is required. */
static int bind_option(const struct binder *b, const struct slot *slot, const struct assay_config_node *map)
{
	const struct assay_option *option = slot->option;
	if (slot->node && slot->node->kind != ASSAY_CONFIG_NULL)
		return binders[option->type](b, slot);
	if (option->is_required && map) {
		char path[256];
		bool is_root = render_path(slot->path->up, path, sizeof(path)) == 0;
		return assay_config_fail_at(map, b->err, "missing required key \"%s\"%s%s", option->name,
					    is_root ? "" : " in ", path);
	}
	if (option->def)
		return bind_default(b, *slot);
	if (option->type == ASSAY_OPTION_GROUP)
		return bind_group(b, option->children, NULL, slot->path, slot->target);
	return 0;
}

static size_t count_options(const struct assay_option *table)
{
	size_t n = 0;
	while (table[n].name)
		n++;
	return n;
}

static int fail_unknown(const struct binder *b, const struct assay_option *table, const struct assay_config_node *node,
			const struct path *path)
{
	size_t n = count_options(table);
	const char **names = assay_arena_array(b->scratch, n, sizeof(const char *));
	if (!names)
		return assay_arena_fail(b->scratch, b->err);
	for (size_t i = 0; i < n; i++)
		names[i] = table[i].name;
	char where[256];
	char hint[128];
	char known[400] = "";
	bool is_root = render_path(path, where, sizeof(where)) == 0;
	render_hint(node->key, names, n, hint, sizeof(hint));
	if (!hint[0])
		render_names(names, n, known, sizeof(known));
	return assay_config_fail_at_key(node, b->err, "unknown key \"%.*s\"%s%s%s%s", ASSAY_CONFIG_SHOWN(node->key),
					is_root ? "" : " in ", where, hint[0] ? hint : "; known here: ", known);
}

/* Finds for every option the node that sets it. */
static int match_keys(const struct binder *b, const struct assay_option *table, size_t n_options,
		      const struct assay_config_node *map, const struct path *path,
		      const struct assay_config_node **values)
{
	for (const struct assay_config_node *child = map ? map->first : NULL; child; child = child->next) {
		size_t i = 0;
		while (i < n_options && !assay_str_is(child->key, table[i].name))
			i++;
		if (i == n_options)
			return fail_unknown(b, table, child, path);
		if (values[i])
			return assay_config_fail_duplicate(child, values[i], b->err);
		values[i] = child;
	}
	return 0;
}

static int bind_group(const struct binder *b, const struct assay_option *table, const struct assay_config_node *map,
		      const struct path *path, void *base)
{
	size_t n = count_options(table);
	const struct assay_config_node **values =
		assay_arena_array(b->scratch, n, sizeof(const struct assay_config_node *));
	if (!values)
		return assay_arena_fail(b->scratch, b->err);
	int rc = match_keys(b, table, n, map, path, values);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct path child = {.up = path, .name = table[i].name};
		const struct slot slot = {&table[i], values[i], &child, (char *)base + table[i].offset};
		rc = bind_option(b, &slot, map);
	}
	return rc;
}

static int load(const struct assay_config_origin *origin, struct assay_str text, const struct assay_option *table,
		const char *const *overrides, size_t n_overrides, const struct binder *b, void *ret)
{
	struct assay_config_node *root = NULL;
	int rc = assay_config_tree_parse(origin, text, b->scratch, &root, b->err);
	if (rc)
		return rc;
	if (root->kind != ASSAY_CONFIG_MAP)
		return assay_config_fail_at(root, b->err, "a configuration is a group of keys, this is %s",
					    root->kind == ASSAY_CONFIG_LIST ? "a list" : "a single text");
	for (size_t i = 0; i < n_overrides; i++) {
		rc = assay_config_tree_override(root, overrides[i], b->scratch, b->err);
		if (rc)
			return rc;
	}
	const struct path top = {0};
	return bind_group(b, table, root, &top, ret);
}

/* Every failure here is one of configuration, whatever its cause: nothing was started. */
static int as_config_error(int rc, struct assay_err *err)
{
	if (rc == 0)
		return 0;
	if (err)
		err->code = ASSAY_ECONFIG;
	return ASSAY_ECONFIG;
}

int assay_config_load_text(const char *name, struct assay_str text, const struct assay_option *table,
			   const char *const *overrides, size_t n_overrides, struct assay_arena *arena, void *ret,
			   struct assay_err *err)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(SCRATCH_BYTES);
	if (!scratch)
		return assay_fail(err, ASSAY_ECONFIG, "%s: out of memory", name);
	const struct assay_config_origin origin = {.name = name, .has_lines = true};
	const struct binder b = {.arena = arena, .scratch = scratch, .err = err};
	return as_config_error(load(&origin, text, table, overrides, n_overrides, &b, ret), err);
}

int assay_config_load(const char *path, const struct assay_option *table, const char *const *overrides,
		      size_t n_overrides, struct assay_arena *arena, void *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, ASSAY_CONFIG_MAX_BYTES);
	int rc = assay_read_file(path, &text, err);
	if (rc)
		return as_config_error(rc, err);
	return assay_config_load_text(path, assay_buf_str(&text), table, overrides, n_overrides, arena, ret, err);
}
