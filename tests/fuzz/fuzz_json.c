/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes: the parser never crashes; a refusal has words; what is accepted is UTF-8, has a raw text
 * inside the input for every value, survives writing and parsing with the same outcome, and is the same tree for cJSON
 * (which cuts texts at NUL bytes and reads no number of more than 63: there is nothing to compare then).
 */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"

#include <cjson/cJSON.h>

/* The writer's own depth is the bound, so that every accepted document can be written. */
static const struct assay_json_limits limits = {.max_depth = ASSAY_JSONW_DEPTH - 1, .max_nodes = 100000};

static void check_text(struct assay_str text, struct assay_json v)
{
	struct assay_str raw = assay_json_raw(v);
	REQUIRE(raw.len > 0 && raw.data >= text.data && raw.data + raw.len <= text.data + text.len);
	REQUIRE(assay_utf8_is_valid(assay_json_str(v)));
	REQUIRE(assay_utf8_is_valid(assay_json_key(v)));
}

static void check_number(struct assay_json object, struct assay_json member)
{
	if (assay_json_type(member) != ASSAY_JSON_NUMBER || assay_str_is_absent(assay_json_key(member)))
		return;
	double value = 0;
	uint64_t whole = 0;
	const char *key = assay_json_key(member).data;
	(void)assay_json_read_f64(object, key, &value, NULL);
	(void)assay_json_read_u64(object, key, 0, UINT64_MAX, &whole, NULL);
}

static void write_checked(struct assay_jsonw *w, struct assay_str text, struct assay_json v)
{
	check_text(text, v);
	enum assay_json_type type = assay_json_type(v);
	if (type == ASSAY_JSON_OBJECT) {
		assay_jsonw_object(w);
		assay_json_each (member, v) {
			check_number(v, member);
			assay_jsonw_key_str(w, assay_json_key(member));
			write_checked(w, text, member);
		}
		assay_jsonw_end_object(w);
	} else if (type == ASSAY_JSON_ARRAY) {
		assay_jsonw_array(w);
		assay_json_each (element, v)
			write_checked(w, text, element);
		assay_jsonw_end_array(w);
	} else if (type == ASSAY_JSON_STRING) {
		assay_jsonw_str(w, assay_json_str(v));
	} else {
		assay_jsonw_raw(w, assay_json_raw(v));
	}
}

static void write_document(struct assay_str text, const struct assay_json_doc *doc, struct assay_buf *out)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	write_checked(&w, text, assay_json_root(doc));
	REQUIRE(out->error == 0);
}

static bool is_for_cjson(struct assay_json v)
{
	if (assay_json_type(v) == ASSAY_JSON_NUMBER && assay_json_raw(v).len > 63)
		return false;
	struct assay_str key = assay_json_key(v), text = assay_json_str(v);
	if ((key.len && memchr(key.data, '\0', key.len)) || (text.len && memchr(text.data, '\0', text.len)))
		return false;
	assay_json_each (child, v) {
		if (!is_for_cjson(child))
			return false;
	}
	return true;
}

static enum assay_json_type cjson_type(const cJSON *node)
{
	if (cJSON_IsBool(node))
		return ASSAY_JSON_BOOL;
	if (cJSON_IsNumber(node))
		return ASSAY_JSON_NUMBER;
	if (cJSON_IsString(node))
		return ASSAY_JSON_STRING;
	if (cJSON_IsArray(node))
		return ASSAY_JSON_ARRAY;
	return cJSON_IsObject(node) ? ASSAY_JSON_OBJECT : ASSAY_JSON_NULL;
}

static void require_same(struct assay_json v, const cJSON *node)
{
	REQUIRE(node && assay_json_type(v) == cjson_type(node));
	REQUIRE(assay_json_is_true(v) == (bool)cJSON_IsTrue(node));
	REQUIRE(assay_str_is_absent(assay_json_key(v)) ? !node->string : assay_str_is(assay_json_key(v), node->string));
	REQUIRE(!cJSON_IsString(node) || assay_str_is(assay_json_str(v), node->valuestring));
	const cJSON *theirs = node->child;
	assay_json_each (child, v) {
		require_same(child, theirs);
		theirs = theirs->next;
	}
	REQUIRE(!theirs);
}

static void compare_with_cjson(struct assay_str text, const struct assay_json_doc *doc)
{
	if (!is_for_cjson(assay_json_root(doc)))
		return;
	cJSON *root = cJSON_ParseWithLength(text.data, text.len);
	require_same(assay_json_root(doc), root);
	cJSON_Delete(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_err err = {0};
	int rc = assay_json_parse(text, &limits, &doc, &err);
	if (rc) {
		REQUIRE((rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT) && (int)err.code == rc && err.msg[0] && !doc);
		return 0;
	}
	compare_with_cjson(text, doc);
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	write_document(text, doc, &once);
	assay_autojson struct assay_json_doc *again = NULL;
	REQUIRE(assay_json_parse(assay_buf_str(&once), &limits, &again, NULL) == 0);
	write_document(assay_buf_str(&once), again, &twice);
	REQUIRE(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)));
	return 0;
}
