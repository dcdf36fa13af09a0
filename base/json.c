/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/json_scan.h"
#include "base/num.h"

#include <stdlib.h>

/* The tree is the scanner's table; the node of a handle is a token. */
struct assay_json_doc {
	struct assay_str text;
	struct assay_json_scan scan; /* No tokens when nothing was parsed. */
};

/* --- Parsing -------------------------------------------------------------------------------------------------- */

int assay_json_parse_again(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_doc **doc,
			   struct assay_err *err)
{
	if (!*doc)
		*doc = calloc(1, sizeof(**doc));
	if (!*doc)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	(*doc)->text = text;
	int rc = assay_json_scan(text, limits, &(*doc)->scan, err);
	if (rc)
		(*doc)->scan.n_tokens = 0;
	return rc;
}

int assay_json_parse(struct assay_str text, const struct assay_json_limits *limits, struct assay_json_doc **ret,
		     struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse_again(text, limits, &doc, err);
	if (rc)
		return rc;
	*ret = doc;
	doc = NULL;
	return 0;
}

void assay_json_doc_destroy(struct assay_json_doc *doc)
{
	if (!doc)
		return;
	assay_json_scan_finish(&doc->scan);
	free(doc);
}

void assay_json_doc_destroy_p(struct assay_json_doc **doc)
{
	assay_json_doc_destroy(*doc);
	*doc = NULL;
}

/* --- Looking -------------------------------------------------------------------------------------------------- */

static const struct assay_json_token *token_of(struct assay_json v)
{
	return v.node;
}

/* Token 0 is the root, which is nobody's child: as a link it means none. */
static struct assay_json linked(struct assay_json v, uint32_t token)
{
	return token ? (struct assay_json){.doc = v.doc, .node = &v.doc->scan.tokens[token]} : (struct assay_json){0};
}

static struct assay_str decoded(const struct assay_json_doc *doc, const struct assay_json_token *token)
{
	return (struct assay_str){.data = doc->scan.strings + token->at, .len = token->text_len};
}

struct assay_json assay_json_root(const struct assay_json_doc *doc)
{
	return doc && doc->scan.n_tokens ? (struct assay_json){.doc = doc, .node = doc->scan.tokens}
					 : (struct assay_json){0};
}

enum assay_json_type assay_json_type(struct assay_json v)
{
	return v.node ? (enum assay_json_type)token_of(v)->type : ASSAY_JSON_NONE;
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
	enum assay_json_type type = assay_json_type(v);
	bool is_container = type == ASSAY_JSON_OBJECT || type == ASSAY_JSON_ARRAY;
	return is_container ? linked(v, token_of(v)->at) : (struct assay_json){0};
}

struct assay_json assay_json_next(struct assay_json v)
{
	return v.node ? linked(v, token_of(v)->next) : v;
}

struct assay_str assay_json_key(struct assay_json v)
{
	const struct assay_json_token *token = token_of(v);
	return token && token->is_member ? decoded(v.doc, token - 1) : (struct assay_str){0};
}

struct assay_str assay_json_str(struct assay_json v)
{
	return assay_json_type(v) == ASSAY_JSON_STRING ? decoded(v.doc, token_of(v)) : (struct assay_str){0};
}

struct assay_str assay_json_raw(struct assay_json v)
{
	const struct assay_json_token *token = token_of(v);
	return token ? (struct assay_str){.data = v.doc->text.data + token->start, .len = token->len}
		     : (struct assay_str){0};
}

bool assay_json_is_true(struct assay_json v)
{
	return assay_json_type(v) == ASSAY_JSON_BOOL && *assay_json_raw(v).data == 't';
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
