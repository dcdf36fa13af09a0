/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"
#include "base/config_tree.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/num.h"

/* JSON of the largest tree that text and values can make stays far below. */
#define JSON_BYTES ((size_t)8 << 20)

/* A failure leaves the writer as it stands; the buffer is thrown away. */
static int write_node(struct assay_jsonw *w, const struct assay_config_node *node, size_t depth, struct assay_err *err);

/* Plain words mean what they would mean to an option of their type; everything in quotes is text. */
static void write_scalar(struct assay_jsonw *w, const struct assay_config_node *node)
{
	struct assay_str text = node->text;
	bool is_plain = !node->is_quoted;
	double ignored;
	if (is_plain && (assay_str_is(text, "true") || assay_str_is(text, "yes")))
		assay_jsonw_bool(w, true);
	else if (is_plain && (assay_str_is(text, "false") || assay_str_is(text, "no")))
		assay_jsonw_bool(w, false);
	else if (is_plain && assay_parse_f64(text, &ignored, NULL) == 0)
		assay_jsonw_raw(w, text); /* The digits as written: a double would round large integers. */
	else
		assay_jsonw_str(w, text);
}

static int write_list(struct assay_jsonw *w, const struct assay_config_node *list, size_t depth, struct assay_err *err)
{
	assay_jsonw_array(w);
	for (const struct assay_config_node *child = list->first; child; child = child->next) {
		int rc = write_node(w, child, depth + 1, err);
		if (rc)
			return rc;
	}
	assay_jsonw_end_array(w);
	return 0;
}

/* No table says here which keys there are, so a hash map finds the second of a pair. */
static int refuse_duplicates(const struct assay_config_node *group, struct assay_err *err)
{
	struct assay_map *seen = assay_map_create();
	int rc = seen ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (struct assay_config_node *child = group->first; child && rc == 0; child = child->next) {
		void *first = NULL;
		int added = assay_map_add(seen, child->key, child, &first);
		if (added < 0)
			rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (added == 0)
			rc = assay_config_fail_duplicate(child, first, err);
	}
	assay_map_destroy(seen);
	return rc;
}

static int write_map(struct assay_jsonw *w, const struct assay_config_node *group, size_t depth, struct assay_err *err)
{
	int rc = refuse_duplicates(group, err);
	if (rc)
		return rc;
	assay_jsonw_object(w);
	for (const struct assay_config_node *child = group->first; child; child = child->next) {
		assay_jsonw_key_str(w, child->key);
		rc = write_node(w, child, depth + 1, err);
		if (rc)
			return rc;
	}
	assay_jsonw_end_object(w);
	return 0;
}

static int write_node(struct assay_jsonw *w, const struct assay_config_node *node, size_t depth, struct assay_err *err)
{
	/* The parser has its own ceiling; overrides can hang a tree below a tree. */
	if (depth > ASSAY_CONFIG_MAX_DEPTH)
		return assay_config_fail_at(node, err, "nested deeper than %d levels", ASSAY_CONFIG_MAX_DEPTH);
	if (node->kind == ASSAY_CONFIG_LIST)
		return write_list(w, node, depth, err);
	if (node->kind == ASSAY_CONFIG_MAP)
		return write_map(w, node, depth, err);
	if (node->kind == ASSAY_CONFIG_NULL)
		assay_jsonw_null(w);
	else
		write_scalar(w, node);
	return 0;
}

/* What JSON allows in a string as it stands and YAML takes for a line break or refuses. */
static bool is_unsafe_in_yaml(unsigned code)
{
	return (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029 || code == 0xFEFF || code == 0xFFFE ||
	       code == 0xFFFF;
}

/* The owner may well read the text with assay_config_load_text(), so it is JSON and the same YAML. */
static void add_escaped(struct assay_buf *out, struct assay_str json)
{
	for (size_t i = 0; i < json.len;) {
		unsigned code = 0;
		size_t n = assay_utf8_decode(json.data + i, json.len - i, &code);
		if (is_unsafe_in_yaml(code))
			(void)assay_buf_printf(out, "\\u%04x", code); /* Sticky; checked by the caller. */
		else
			(void)assay_buf_append(out, json.data + i, n);
		i += n;
	}
}

int assay_config_tree_to_json(const struct assay_config_node *node, struct assay_arena *arena, struct assay_str *ret,
			      struct assay_err *err)
{
	assay_autobuf struct assay_buf json;
	assay_autobuf struct assay_buf escaped;
	assay_buf_init(&json, JSON_BYTES);
	assay_buf_init(&escaped, JSON_BYTES);
	struct assay_jsonw w;
	assay_jsonw_init(&w, &json);
	int rc = write_node(&w, node, 0, err);
	if (rc == 0)
		rc = assay_buf_error(&json, err);
	if (rc)
		return rc;
	add_escaped(&escaped, assay_buf_str(&json));
	rc = assay_buf_error(&escaped, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&escaped));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

int assay_config_to_json(const char *name, struct assay_str text, struct assay_arena *arena, struct assay_str *ret,
			 struct assay_err *err)
{
	const struct assay_config_origin origin = {.name = name, .has_lines = true};
	struct assay_config_node *root = NULL;
	int rc = assay_config_tree_parse(&origin, text, arena, &root, err);
	return rc ? rc : assay_config_tree_to_json(root, arena, ret, err);
}
