/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree between YAML text and typed structs; internal to base/config_*.c and not installed.
 *
 * Loading has three steps: text becomes a tree (config_tree.c), overrides change the tree (config_override.c), a
 * table binds it to a struct (config_bind.c). Every node knows where it was written, so the last step can still say
 * file and line. Nodes and their texts live in one arena that ends with the load.
 *
 * The tree is bounded before it is built: text of at most ASSAY_CONFIG_MAX_BYTES, ASSAY_CONFIG_MAX_NODES values,
 * ASSAY_CONFIG_MAX_DEPTH levels. So walking it by recursion is safe.
 */
#ifndef ASSAY_BASE_CONFIG_TREE_H
#define ASSAY_BASE_CONFIG_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define ASSAY_CONFIG_MAX_BYTES ((size_t)1 << 20)
#define ASSAY_CONFIG_MAX_NODES ((size_t)100000)
#define ASSAY_CONFIG_MAX_DEPTH 32

/** Foreign text in messages is shown by its head: `"%.*s"` with ASSAY_CONFIG_SHOWN(s). */
#define ASSAY_CONFIG_SHOWN(s) (int)((s).len > 60 ? 60 : (s).len), (s).data

/** Where text came from: a file, an override, a default of the table. Outlives the nodes. */
struct assay_config_origin {
	const char *name;
	bool has_lines; /**< A file: messages say `name:line`. */
};

enum assay_config_kind {
	ASSAY_CONFIG_NULL, /**< `~`, `null` or nothing: as if the key was not written. */
	ASSAY_CONFIG_SCALAR,
	ASSAY_CONFIG_LIST,
	ASSAY_CONFIG_MAP,
};

struct assay_config_node {
	enum assay_config_kind kind;
	bool is_quoted; /**< Text that was quoted or a block, so never a number or a truth value. */
	const struct assay_config_origin *origin;
	size_t line;				/**< From 1. */
	struct assay_str key;			/**< In a map; NUL-terminated. */
	size_t key_line;			/**< Where the key stands; its value may begin further down. */
	struct assay_str text;			/**< Of a scalar; NUL-terminated, without NUL inside. */
	struct assay_config_node *first, *last; /**< Children of a list or map, in the order written. */
	struct assay_config_node *next;
	size_t n; /**< Children. */
};

/** Parses one YAML document. Fails on an empty one. */
int assay_config_tree_parse(const struct assay_config_origin *origin, struct assay_str text, struct assay_arena *arena,
			    struct assay_config_node **ret, struct assay_err *err);

/**
 * Parses the value of an override or a default: text that begins with [ { " or ' is YAML, everything else is
 * plain text as it stands, so that a shell user need not know what YAML makes of `#`, `: ` or `*`.
 */
int assay_config_tree_parse_value(const struct assay_config_origin *origin, struct assay_str text,
				  struct assay_arena *arena, struct assay_config_node **ret, struct assay_err *err);

/** Applies `key.path=value`; `text` outlives the tree. */
int assay_config_tree_override(struct assay_config_node *root, const char *text, struct assay_arena *arena,
			       struct assay_err *err);

/** The subtree as canonical JSON in `arena`: keys in the order written, duplicates refused. */
int assay_config_tree_to_json(const struct assay_config_node *node, struct assay_arena *arena, struct assay_str *ret,
			      struct assay_err *err);

struct assay_config_node *assay_config_node_create(const struct assay_config_origin *origin, size_t line,
						   enum assay_config_kind kind, struct assay_arena *arena);
void assay_config_node_append(struct assay_config_node *parent, struct assay_config_node *child);

/** ASSAY_ECONFIG with the node's place before the message. */
int assay_config_fail_at(const struct assay_config_node *node, struct assay_err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** The same with the place of the node's key. */
int assay_config_fail_at_key(const struct assay_config_node *node, struct assay_err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** The refusal of a key that was written before, at `first`. */
int assay_config_fail_duplicate(const struct assay_config_node *node, const struct assay_config_node *first,
				struct assay_err *err);

#endif
