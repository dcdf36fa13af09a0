/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/methods/shape.h"

#define MAX_BYTES ((size_t)65536)
#define MAX_ITEMS ((size_t)256)

static const char *schema_type(enum assay_json_type type)
{
	static const char *const names[] = {
		[ASSAY_JSON_NULL] = "null",	[ASSAY_JSON_BOOL] = "boolean", [ASSAY_JSON_NUMBER] = "number",
		[ASSAY_JSON_STRING] = "string", [ASSAY_JSON_ARRAY] = "array",  [ASSAY_JSON_OBJECT] = "object",
	};
	return names[type];
}

static void write_object(const struct assay_shape *shape, struct assay_jsonw *w);

static void write_items(const struct assay_shape_member *m, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "items");
	if (m->object) {
		write_object(m->object, w);
		return;
	}
	assay_jsonw_object(w);
	if (m->items != ASSAY_JSON_NONE)
		assay_jsonw_kv_c(w, "type", schema_type(m->items));
	assay_jsonw_end_object(w);
}

static void write_member(const struct assay_shape_member *m, struct assay_jsonw *w)
{
	if (m->type == ASSAY_JSON_OBJECT && m->object) {
		write_object(m->object, w);
		return;
	}
	assay_jsonw_object(w);
	if (m->type != ASSAY_JSON_NONE)
		assay_jsonw_kv_c(w, "type", schema_type(m->type));
	if (m->type == ASSAY_JSON_ARRAY)
		write_items(m, w);
	bool is_array = m->type == ASSAY_JSON_ARRAY;
	if (m->min)
		assay_jsonw_kv_u64(w, is_array ? "minItems" : "minLength", m->min);
	if (m->max)
		assay_jsonw_kv_u64(w, is_array ? "maxItems" : "maxLength", m->max);
	assay_jsonw_end_object(w);
}

static void write_object(const struct assay_shape *shape, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_c(w, "type", "object");
	assay_jsonw_key(w, "properties");
	assay_jsonw_object(w);
	for (const struct assay_shape_member *m = shape->members; m->name; m++) {
		assay_jsonw_key(w, m->name);
		write_member(m, w);
	}
	assay_jsonw_end_object(w);
	assay_jsonw_key(w, "required");
	assay_jsonw_array(w);
	for (const struct assay_shape_member *m = shape->members; m->name; m++) {
		if (m->is_required)
			assay_jsonw_c(w, m->name);
	}
	assay_jsonw_end_array(w);
	assay_jsonw_end_object(w);
}

int assay_shape_write_schema(const struct assay_shape *shape, struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	write_object(shape, &w);
	return assay_buf_error(out, err);
}

static int check_length(const struct assay_shape_member *m, size_t n, size_t ceiling, const char *unit,
			struct assay_err *err)
{
	size_t max = m->max ? m->max : ceiling;
	if (n < m->min)
		return assay_fail(err, ASSAY_EINVAL, "has %zu %s, at least %zu are needed", n, unit, m->min);
	if (n > max)
		return assay_fail(err, ASSAY_EINVAL, "has %zu %s, at most %zu are allowed", n, unit, max);
	return 0;
}

static int check_type(enum assay_json_type wanted, struct assay_json value, struct assay_err *err)
{
	enum assay_json_type found = assay_json_type(value);
	if (wanted == ASSAY_JSON_NONE || found == wanted)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "must be %s, not %s", assay_json_type_name(wanted),
			  assay_json_type_name(found));
}

static int check_items(const struct assay_shape_member *m, struct assay_json array, struct assay_err *err)
{
	size_t i = 0;
	assay_json_each (item, array) {
		int rc = check_type(m->object ? ASSAY_JSON_OBJECT : m->items, item, err);
		if (rc == 0 && m->object)
			rc = assay_shape_check(m->object, item, err);
		if (rc)
			return assay_err_wrap(err, rc, "item %zu", i + 1);
		i++;
	}
	return check_length(m, i, MAX_ITEMS, "items", err);
}

static int check_member(const struct assay_shape_member *m, struct assay_json value, struct assay_err *err)
{
	int rc = check_type(m->type, value, err);
	if (rc)
		return rc;
	if (m->type == ASSAY_JSON_STRING)
		return check_length(m, assay_json_str(value).len, MAX_BYTES, "bytes", err);
	if (m->type == ASSAY_JSON_ARRAY)
		return check_items(m, value, err);
	return m->object ? assay_shape_check(m->object, value, err) : 0;
}

int assay_shape_check(const struct assay_shape *shape, struct assay_json value, struct assay_err *err)
{
	if (assay_json_type(value) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "must be an object, not %s",
				  assay_json_type_name(assay_json_type(value)));
	for (const struct assay_shape_member *m = shape->members; m->name; m++) {
		struct assay_json member = assay_json_get(value, m->name);
		int rc = 0;
		if (assay_json_type(member) == ASSAY_JSON_NONE || assay_json_type(member) == ASSAY_JSON_NULL) {
			bool is_missing = m->is_required && (!member.node || m->type != ASSAY_JSON_NONE);
			rc = is_missing ? assay_fail(err, ASSAY_EINVAL, "is missing") : 0;
		} else {
			rc = check_member(m, member, err);
		}
		if (rc)
			return assay_err_wrap(err, rc, "\"%s\"", m->name);
	}
	return 0;
}
