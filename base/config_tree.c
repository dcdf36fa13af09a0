/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config_tree.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

/* What the events of one document build up. */
struct builder {
	const struct assay_config_origin *origin;
	struct assay_arena *arena;
	struct assay_err *err;
	struct assay_config_node *root;
	struct assay_config_node *open[ASSAY_CONFIG_MAX_DEPTH]; /* Lists and maps not ended yet. */
	size_t depth;
	struct assay_str key; /* Of the map on top, waiting for its value; absent between entries. */
	size_t key_line;
	size_t n_nodes;
	size_t n_documents;
	bool is_done;
};

__attribute__((format(printf, 4, 0))) static int fail_line(const struct assay_config_origin *origin, size_t line,
							   struct assay_err *err, const char *fmt, va_list ap)
{
	char text[ASSAY_ERR_MSG];
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* A cut message is still a message. */
	if (origin->has_lines)
		return assay_fail(err, ASSAY_ECONFIG, "%s:%zu: %s", origin->name, line, text);
	return assay_fail(err, ASSAY_ECONFIG, "%s: %s", origin->name, text);
}

int assay_config_fail_at(const struct assay_config_node *node, struct assay_err *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int rc = fail_line(node->origin, node->line, err, fmt, ap);
	va_end(ap);
	return rc;
}

int assay_config_fail_at_key(const struct assay_config_node *node, struct assay_err *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int rc = fail_line(node->origin, node->key_line, err, fmt, ap);
	va_end(ap);
	return rc;
}

int assay_config_fail_duplicate(const struct assay_config_node *node, const struct assay_config_node *first,
				struct assay_err *err)
{
	return assay_config_fail_at_key(node, err, "duplicate key \"%.*s\", first on line %zu",
					ASSAY_CONFIG_SHOWN(node->key), first->key_line);
}

__attribute__((format(printf, 3, 4))) static int fail_mark(const struct builder *b, size_t line, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int rc = fail_line(b->origin, line, b->err, fmt, ap);
	va_end(ap);
	return rc;
}

struct assay_config_node *assay_config_node_create(const struct assay_config_origin *origin, size_t line,
						   enum assay_config_kind kind, struct assay_arena *arena)
{
	struct assay_config_node *node = assay_arena_alloc(arena, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->origin = origin;
	node->line = line;
	return node;
}

void assay_config_node_append(struct assay_config_node *parent, struct assay_config_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->n++;
}

static bool is_null_text(struct assay_str text)
{
	return text.len == 0 || assay_str_is(text, "~") || assay_str_is(text, "null") || assay_str_is(text, "Null") ||
	       assay_str_is(text, "NULL");
}

static struct assay_config_node *top(const struct builder *b)
{
	return b->depth ? b->open[b->depth - 1] : NULL;
}

static bool wants_key(const struct builder *b)
{
	return b->depth && top(b)->kind == ASSAY_CONFIG_MAP && assay_str_is_absent(b->key);
}

/* A new node in its place: the root, the next item of a list, or the value of the waiting key. */
static int add_node(struct builder *b, size_t line, enum assay_config_kind kind, struct assay_config_node **ret)
{
	if (++b->n_nodes > ASSAY_CONFIG_MAX_NODES)
		return fail_mark(b, line, "more than %zu values", ASSAY_CONFIG_MAX_NODES);
	struct assay_config_node *node = assay_config_node_create(b->origin, line, kind, b->arena);
	if (!node)
		return assay_arena_fail(b->arena, b->err);
	node->key = b->key;
	node->key_line = b->key_line;
	b->key = (struct assay_str){0};
	if (b->depth)
		assay_config_node_append(top(b), node);
	else
		b->root = node;
	*ret = node;
	return 0;
}

static int refuse_decoration(const struct builder *b, size_t line, const yaml_char_t *anchor, bool has_tag)
{
	if (anchor)
		return fail_mark(b, line, "anchors (&%.60s) are refused: write the value where it is used",
				 (const char *)anchor);
	if (has_tag)
		return fail_mark(b, line, "tags (!...) are refused: write the value plainly");
	return 0;
}

static int add_key(struct builder *b, size_t line, struct assay_str text, bool is_plain)
{
	if (is_plain && assay_str_is(text, "<<"))
		return fail_mark(b, line, "merge keys (<<) are refused: write the keys out");
	b->key_line = line;
	b->key = assay_arena_str(b->arena, text);
	return b->key.data ? 0 : assay_arena_fail(b->arena, b->err);
}

static int add_scalar(struct builder *b, size_t line, const yaml_event_t *event)
{
	bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	/* The lone tag `!` is reported only by taking away that a plain scalar may be read by its look. */
	bool has_tag = event->data.scalar.tag || (is_plain && !event->data.scalar.plain_implicit);
	int rc = refuse_decoration(b, line, event->data.scalar.anchor, has_tag);
	if (rc)
		return rc;
	struct assay_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	if (text.len && memchr(text.data, '\0', text.len))
		return fail_mark(b, line, "text must not hold a NUL character");
	if (wants_key(b))
		return add_key(b, line, text, is_plain);

	bool is_null = is_plain && is_null_text(text);
	struct assay_config_node *node = NULL;
	rc = add_node(b, line, is_null ? ASSAY_CONFIG_NULL : ASSAY_CONFIG_SCALAR, &node);
	if (rc)
		return rc;
	node->is_quoted = !is_plain;
	node->text = assay_arena_str(b->arena, text);
	return node->text.data ? 0 : assay_arena_fail(b->arena, b->err);
}

static int open_collection(struct builder *b, size_t line, enum assay_config_kind kind)
{
	if (wants_key(b))
		return fail_mark(b, line, "a key must be a word, not a %s",
				 kind == ASSAY_CONFIG_LIST ? "list" : "group");
	if (b->depth == ASSAY_CONFIG_MAX_DEPTH)
		return fail_mark(b, line, "nested deeper than %d levels", ASSAY_CONFIG_MAX_DEPTH);
	struct assay_config_node *node = NULL;
	int rc = add_node(b, line, kind, &node);
	if (rc == 0)
		b->open[b->depth++] = node;
	return rc;
}

static int take_event(struct builder *b, const yaml_event_t *event)
{
	size_t line = event->start_mark.line + 1;
	int rc = 0;
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++b->n_documents > 1)
			return fail_mark(b, line, "a second document (---) begins: a configuration is one document");
		return refuse_decoration(b, line, NULL,
					 event->data.document_start.tag_directives.start !=
						 event->data.document_start.tag_directives.end);
	case YAML_ALIAS_EVENT:
		return fail_mark(b, line, "aliases (*%.60s) are refused: write the value out",
				 (const char *)event->data.alias.anchor);
	case YAML_SCALAR_EVENT:
		return add_scalar(b, line, event);
	case YAML_SEQUENCE_START_EVENT:
		rc = refuse_decoration(b, line, event->data.sequence_start.anchor, event->data.sequence_start.tag);
		return rc ? rc : open_collection(b, line, ASSAY_CONFIG_LIST);
	case YAML_MAPPING_START_EVENT:
		rc = refuse_decoration(b, line, event->data.mapping_start.anchor, event->data.mapping_start.tag);
		return rc ? rc : open_collection(b, line, ASSAY_CONFIG_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		assert(b->depth > 0);
		b->depth--;
		return 0;
	case YAML_STREAM_END_EVENT:
		b->is_done = true;
		return 0;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return 0;
	}
	return 0;
}

static size_t line_of(struct assay_str text, size_t offset)
{
	size_t line = 1;
	for (size_t i = 0; i < offset && i < text.len; i++)
		line += text.data[i] == '\n';
	return line;
}

static int fail_parser(const struct builder *b, const yaml_parser_t *parser, struct assay_str text)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return assay_fail(b->err, ASSAY_ENOMEM, "out of memory");
	const char *problem = parser->problem ? parser->problem : "not YAML";
	/* The reader, which refuses control characters, knows only an offset. */
	if (parser->error == YAML_READER_ERROR)
		return fail_mark(b, line_of(text, parser->problem_offset), "%s", problem);
	const char *context = parser->context ? parser->context : "";
	return fail_mark(b, parser->problem_mark.line + 1, "%s%s%s", problem, *context ? " " : "", context);
}

/* Before libyaml sees the bytes: size, and UTF-8 (it would also take UTF-16). */
static int check_bytes(const struct builder *b, struct assay_str text)
{
	if (text.len > ASSAY_CONFIG_MAX_BYTES)
		return assay_fail(b->err, ASSAY_ECONFIG, "%s: more than the %zu bytes allowed", b->origin->name,
				  ASSAY_CONFIG_MAX_BYTES);
	for (size_t i = 0; i < text.len;) {
		size_t n = assay_utf8_decode(text.data + i, text.len - i, NULL);
		if (n == 0)
			return fail_mark(b, line_of(text, i), "byte 0x%02x is not UTF-8",
					 (unsigned)(unsigned char)text.data[i]);
		i += n;
	}
	return 0;
}

static int run_parser(struct builder *b, yaml_parser_t *parser, struct assay_str text)
{
	while (!b->is_done) {
		yaml_event_t event;
		if (!yaml_parser_parse(parser, &event))
			return fail_parser(b, parser, text);
		int rc = take_event(b, &event);
		yaml_event_delete(&event);
		if (rc)
			return rc;
	}
	if (!b->root || b->root->kind == ASSAY_CONFIG_NULL)
		return assay_fail(b->err, ASSAY_ECONFIG, "%s: empty", b->origin->name);
	return 0;
}

int assay_config_tree_parse(const struct assay_config_origin *origin, struct assay_str text, struct assay_arena *arena,
			    struct assay_config_node **ret, struct assay_err *err)
{
	struct builder b = {.origin = origin, .arena = arena, .err = err};
	int rc = check_bytes(&b, text);
	if (rc)
		return rc;
	/* libyaml counts a byte order mark as a column, which shifts the indentation of the first line. */
	if (assay_str_starts(text, "\xef\xbb\xbf"))
		text = assay_str_sub(text, 3, text.len);
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.len ? text.data : ""), text.len);
	rc = run_parser(&b, &parser, text);
	yaml_parser_delete(&parser);
	if (rc == 0)
		*ret = b.root;
	return rc;
}

int assay_config_tree_parse_value(const struct assay_config_origin *origin, struct assay_str text,
				  struct assay_arena *arena, struct assay_config_node **ret, struct assay_err *err)
{
	struct assay_str trimmed = assay_str_trim(text);
	if (trimmed.len && strchr("[{\"'", trimmed.data[0]))
		return assay_config_tree_parse(origin, trimmed, arena, ret, err);
	const struct builder b = {.origin = origin, .arena = arena, .err = err};
	int rc = check_bytes(&b, text);
	if (rc)
		return rc;
	enum assay_config_kind kind = is_null_text(text) ? ASSAY_CONFIG_NULL : ASSAY_CONFIG_SCALAR;
	struct assay_config_node *node = assay_config_node_create(origin, 1, kind, arena);
	if (!node)
		return assay_arena_fail(arena, err);
	node->text = assay_arena_str(arena, text);
	if (!node->text.data)
		return assay_arena_fail(arena, err);
	*ret = node;
	return 0;
}
