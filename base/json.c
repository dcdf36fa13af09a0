/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/json_scan.h"
#include "base/num.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdlib.h>

_Static_assert(CJSON_NESTING_LIMIT >= ASSAY_JSON_DEPTH_CEILING, "cJSON would refuse what the scanner accepts");

/*
 * The tree is cJSON's; the exact facts are in the scanner's tokens. `valueint` of a node is the
 * number of its token: what cJSON keeps there is a rounded integer that nobody should read. A
 * member's key is the token before its value's.
 */
struct assay_json_doc {
	struct assay_str text;
	struct assay_json_scan scan;
	cJSON *root;
};

/* --- Parsing -------------------------------------------------------------------------------------------------- */

/* Rewrites what cJSON cannot read into something of the same length that it can. */
static void patch_token(char *text, struct assay_json_token token)
{
	char *p = text + token.start;
	if (token.flags & ASSAY_JSON_TOKEN_LONG_NUMBER) {
		memset(p, ' ', token.len);
		p[0] = '0';
	}
	if (!(token.flags & ASSAY_JSON_TOKEN_HAS_NUL))
		return;
	for (size_t i = 0; i + 6 < token.len; i++) {
		if (p[i] != '\\')
			continue;
		/* \u0001 decodes to one byte as \u0000 does: finish_string() puts the true bytes in its place. */
		if (memcmp(p + i, "\\u0000", 6) == 0)
			p[i + 5] = '1';
		i++; /* Not into the second half of an escaped backslash. */
	}
}

static char *patched_copy(struct assay_str text, const struct assay_json_scan *scan)
{
	char *copy = malloc(text.len);
	if (!copy)
		return NULL;
	memcpy(copy, text.data, text.len);
	for (size_t i = 0; i < scan->n_tokens; i++)
		if (scan->tokens[i].flags & (ASSAY_JSON_TOKEN_LONG_NUMBER | ASSAY_JSON_TOKEN_HAS_NUL))
			patch_token(copy, scan->tokens[i]);
	return copy;
}

static cJSON *build_tree(struct assay_str text, const struct assay_json_scan *scan)
{
	if (!(scan->flags & (ASSAY_JSON_TOKEN_LONG_NUMBER | ASSAY_JSON_TOKEN_HAS_NUL)))
		return cJSON_ParseWithLength(text.data, text.len);
	char *copy = patched_copy(text, scan);
	cJSON *root = copy ? cJSON_ParseWithLength(copy, text.len) : NULL;
	free(copy);
	return root;
}

static struct assay_str token_source(const struct assay_json_doc *doc, size_t token)
{
	return (struct assay_str){.data = doc->text.data + doc->scan.tokens[token].start,
				  .len = doc->scan.tokens[token].len};
}

static void finish_string(const struct assay_json_doc *doc, size_t token, char *decoded)
{
	if (doc->scan.tokens[token].flags & ASSAY_JSON_TOKEN_HAS_NUL)
		assay_json_decode_string(token_source(doc, token), decoded);
}

/* Gives the node its token and returns the number of the next token in document order. */
static size_t number_node(const struct assay_json_doc *doc, cJSON *node, size_t token)
{
	if (node->string)
		finish_string(doc, token++, node->string);
	if (cJSON_IsString(node))
		finish_string(doc, token, node->valuestring);
	node->valueint = (int)token;
	return token + 1;
}

static void number_tree(const struct assay_json_doc *doc)
{
	cJSON *parents[ASSAY_JSON_DEPTH_CEILING];
	size_t depth = 0;
	size_t token = 0;
	cJSON *node = doc->root;
	while (node) {
		token = number_node(doc, node, token);
		if (node->child) {
			parents[depth++] = node;
			node = node->child;
			continue;
		}
		while (!node->next && depth > 0)
			node = parents[--depth];
		node = node->next;
	}
	assert(token == doc->scan.n_tokens);
}

int assay_json_parse(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_doc **ret,
		     struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = calloc(1, sizeof(*doc));
	if (!doc)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	doc->text = text;
	int rc = assay_json_scan(text, limits, &doc->scan, err);
	if (rc)
		return rc;
	doc->root = build_tree(text, &doc->scan);
	if (!doc->root) /* The text is well-formed, so only the allocator can have refused. */
		return assay_fail(err, ASSAY_ENOMEM, "out of memory for a document of %zu bytes", text.len);
	number_tree(doc);
	*ret = doc;
	doc = NULL;
	return 0;
}

void assay_json_doc_destroy(struct assay_json_doc *doc)
{
	if (!doc)
		return;
	cJSON_Delete(doc->root); /* Recurses, at most ASSAY_JSON_DEPTH_CEILING deep. */
	assay_json_scan_finish(&doc->scan);
	free(doc);
}

void assay_json_doc_destroy_p(struct assay_json_doc **doc)
{
	assay_json_doc_destroy(*doc);
	*doc = NULL;
}

/* --- Looking -------------------------------------------------------------------------------------------------- */

static const cJSON *node_of(struct assay_json v)
{
	return v.node;
}

static struct assay_json handle(const struct assay_json_doc *doc, const cJSON *node)
{
	return (struct assay_json){.doc = node ? doc : NULL, .node = node};
}

struct assay_json assay_json_root(const struct assay_json_doc *doc)
{
	return doc ? handle(doc, doc->root) : (struct assay_json){0};
}

enum assay_json_type assay_json_type(struct assay_json v)
{
	const cJSON *node = node_of(v);
	if (!node)
		return ASSAY_JSON_NONE;
	switch (node->type & 0xFF) {
	case cJSON_False:
	case cJSON_True:
		return ASSAY_JSON_BOOL;
	case cJSON_Number:
		return ASSAY_JSON_NUMBER;
	case cJSON_String:
		return ASSAY_JSON_STRING;
	case cJSON_Array:
		return ASSAY_JSON_ARRAY;
	case cJSON_Object:
		return ASSAY_JSON_OBJECT;
	default:
		return ASSAY_JSON_NULL;
	}
}

const char *assay_json_type_name(enum assay_json_type type)
{
	static const char *const names[] = {
		[ASSAY_JSON_NONE] = "nothing",	     [ASSAY_JSON_NULL] = "null",
		[ASSAY_JSON_BOOL] = "true or false", [ASSAY_JSON_NUMBER] = "a number",
		[ASSAY_JSON_STRING] = "a string",    [ASSAY_JSON_ARRAY] = "an array",
		[ASSAY_JSON_OBJECT] = "an object",
	};
	return (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : "an unknown type";
}

struct assay_json assay_json_get(struct assay_json v, const char *key)
{
	if (assay_json_type(v) != ASSAY_JSON_OBJECT)
		return (struct assay_json){0};
	struct assay_str wanted = assay_str_of(key);
	assay_json_each (child, v) {
		if (assay_str_eq(assay_json_key(child), wanted))
			return child;
	}
	return (struct assay_json){0};
}

size_t assay_json_count(struct assay_json v)
{
	size_t n = 0;
	assay_json_each (child, v)
		n++;
	return n;
}

struct assay_json assay_json_first(struct assay_json v)
{
	return v.node ? handle(v.doc, node_of(v)->child) : v;
}

struct assay_json assay_json_next(struct assay_json v)
{
	return v.node ? handle(v.doc, node_of(v)->next) : v;
}

struct assay_str assay_json_key(struct assay_json v)
{
	const cJSON *node = node_of(v);
	if (!node || !node->string)
		return (struct assay_str){0};
	return (struct assay_str){.data = node->string, .len = v.doc->scan.tokens[node->valueint - 1].text_len};
}

struct assay_str assay_json_str(struct assay_json v)
{
	const cJSON *node = node_of(v);
	if (!node || !cJSON_IsString(node))
		return (struct assay_str){0};
	return (struct assay_str){.data = node->valuestring, .len = v.doc->scan.tokens[node->valueint].text_len};
}

struct assay_str assay_json_raw(struct assay_json v)
{
	const cJSON *node = node_of(v);
	return node ? token_source(v.doc, (size_t)node->valueint) : (struct assay_str){0};
}

bool assay_json_is_true(struct assay_json v)
{
	return cJSON_IsTrue(node_of(v));
}

/* --- Typed reads ---------------------------------------------------------------------------------------------- */

/* Finds a member to read: 1 when it is there with the right type, 0 when absent or null, < 0 for another type. */
static int find_typed(struct assay_json object, const char *key, enum assay_json_type wanted, struct assay_json *ret,
		      struct assay_err *err)
{
	struct assay_json member = assay_json_get(object, key);
	enum assay_json_type type = assay_json_type(member);
	if (type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL)
		return 0;
	if (type != wanted)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected %s, found %s", key, assay_json_type_name(wanted),
				  assay_json_type_name(type));
	*ret = member;
	return 1;
}

static int copy_text(const char *key, struct assay_str text, struct assay_arena *arena, struct assay_str *ret,
		     struct assay_err *err)
{
	struct assay_str copy = assay_arena_str(arena, text);
	if (assay_str_is_absent(copy))
		return assay_err_wrap(err, assay_arena_fail(arena, err), "\"%s\"", key);
	*ret = copy;
	return 0;
}

int assay_json_read_str(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
			struct assay_err *err)
{
	struct assay_json member = {0};
	int found = find_typed(object, key, ASSAY_JSON_STRING, &member, err);
	return found > 0 ? copy_text(key, assay_json_str(member), arena, ret, err) : found;
}

int assay_json_read_u64(struct assay_json object, const char *key, uint64_t min, uint64_t max, uint64_t *ret,
			struct assay_err *err)
{
	struct assay_json member = {0};
	int found = find_typed(object, key, ASSAY_JSON_NUMBER, &member, err);
	if (found <= 0)
		return found;
	int rc = assay_parse_u64(assay_json_raw(member), min, max, ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

int assay_json_read_i64(struct assay_json object, const char *key, int64_t min, int64_t max, int64_t *ret,
			struct assay_err *err)
{
	struct assay_json member = {0};
	int found = find_typed(object, key, ASSAY_JSON_NUMBER, &member, err);
	if (found <= 0)
		return found;
	int rc = assay_parse_i64(assay_json_raw(member), min, max, ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

int assay_json_read_f64(struct assay_json object, const char *key, double *ret, struct assay_err *err)
{
	struct assay_json member = {0};
	int found = find_typed(object, key, ASSAY_JSON_NUMBER, &member, err);
	if (found <= 0)
		return found;
	int rc = assay_parse_f64(assay_json_raw(member), ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
}

int assay_json_read_bool(struct assay_json object, const char *key, bool *ret, struct assay_err *err)
{
	struct assay_json member = {0};
	int found = find_typed(object, key, ASSAY_JSON_BOOL, &member, err);
	if (found > 0)
		*ret = assay_json_is_true(member);
	return found > 0 ? 0 : found;
}

int assay_json_read_raw(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
			struct assay_err *err)
{
	struct assay_json member = assay_json_get(object, key);
	if (!member.node)
		return 0;
	return copy_text(key, assay_json_raw(member), arena, ret, err);
}
