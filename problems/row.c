/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/row.h"

#include "base/buf.h"
#include "base/num.h"

#include <math.h>

int assay_record_expect(struct assay_json value, enum assay_json_type type, struct assay_err *err)
{
	enum assay_json_type found = assay_json_type(value);
	if (found == type)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "expected %s, found %s", assay_json_type_name(type),
			  assay_json_type_name(found));
}

/* --- Codecs --------------------------------------------------------------------------------------------------- */

static void *place(const struct assay_row_field *field, void *record)
{
	return (char *)record + field->offset;
}

static const void *const_place(const struct assay_row_field *field, const void *record)
{
	return (const char *)record + field->offset;
}

static int keep(struct assay_str text, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	*ret = assay_arena_str(arena, text);
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int read_str(const struct assay_row_field *field, struct assay_json value, struct assay_arena *arena,
		    void *record, struct assay_err *err)
{
	int rc = assay_record_expect(value, ASSAY_JSON_STRING, err);
	return rc ? rc : keep(assay_json_str(value), arena, place(field, record), err);
}

static void write_str(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_str *s = const_place(field, record);
	assay_jsonw_kv_str_opt(w, field->key, *s);
}

static int read_raw(const struct assay_row_field *field, struct assay_json value, struct assay_arena *arena,
		    void *record, struct assay_err *err)
{
	return keep(assay_json_raw(value), arena, place(field, record), err);
}

static void write_raw(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_str *s = const_place(field, record);
	assay_jsonw_kv_raw_opt(w, field->key, *s);
}

static int read_u64(const struct assay_row_field *field, struct assay_json value,
		    struct assay_arena *arena __attribute__((unused)), void *record, struct assay_err *err)
{
	int rc = assay_record_expect(value, ASSAY_JSON_NUMBER, err);
	return rc ? rc : assay_parse_u64(assay_json_raw(value), field->min, field->max, place(field, record), err);
}

static void write_u64(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const uint64_t *n = const_place(field, record);
	if (*n)
		assay_jsonw_kv_u64(w, field->key, *n);
}

static int read_f64(const struct assay_row_field *field, struct assay_json value,
		    struct assay_arena *arena __attribute__((unused)), void *record, struct assay_err *err)
{
	int rc = assay_record_expect(value, ASSAY_JSON_NUMBER, err);
	return rc ? rc : assay_parse_f64(assay_json_raw(value), place(field, record), err);
}

static void write_f64(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const double *x = const_place(field, record);
	if (fpclassify(*x) != FP_ZERO)
		assay_jsonw_kv_f64(w, field->key, *x);
}

static int read_bool(const struct assay_row_field *field, struct assay_json value,
		     struct assay_arena *arena __attribute__((unused)), void *record, struct assay_err *err)
{
	int rc = assay_record_expect(value, ASSAY_JSON_BOOL, err);
	if (rc)
		return rc;
	bool *flag = place(field, record);
	*flag = assay_json_is_true(value);
	return 0;
}

static void write_bool(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const bool *flag = const_place(field, record);
	if (*flag)
		assay_jsonw_kv_bool(w, field->key, true);
}

const struct assay_row_codec assay_row_str = {.read = read_str, .write = write_str};
const struct assay_row_codec assay_row_raw = {.read = read_raw, .write = write_raw, .keeps_null = true};
const struct assay_row_codec assay_row_u64 = {.read = read_u64, .write = write_u64};
const struct assay_row_codec assay_row_f64 = {.read = read_f64, .write = write_f64};
const struct assay_row_codec assay_row_bool = {.read = read_bool, .write = write_bool};

/* --- Records -------------------------------------------------------------------------------------------------- */

static const struct assay_row_field *find_field(const struct assay_row_record *record, struct assay_str key)
{
	for (const struct assay_row_field *f = record->fields; f->key; f++) {
		if (assay_str_is(key, f->key))
			return f;
	}
	return NULL;
}

void assay_record_add_unknown(struct assay_json member, struct assay_buf *extra)
{
	struct assay_jsonw w;
	if (extra->len > 0)
		(void)assay_buf_add_char(extra, ',');
	assay_jsonw_init(&w, extra);
	assay_jsonw_str(&w, assay_json_key(member));
	(void)assay_buf_add_char(extra, ':');
	(void)assay_buf_add_str(extra, assay_json_raw(member));
}

static int read_known(const struct assay_row_field *field, struct assay_json member, struct assay_arena *arena,
		      void *ret, struct assay_err *err)
{
	if (assay_json_type(member) == ASSAY_JSON_NULL && !field->codec->keeps_null)
		return 0;
	int rc = field->codec->read(field, member, arena, ret, err);
	return rc ? assay_err_wrap(err, rc, "\"%s\"", field->key) : 0;
}

int assay_record_read(const struct assay_row_record *record, struct assay_json object, struct assay_arena *arena,
		      void *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf extra = {0};
	int rc = assay_record_expect(object, ASSAY_JSON_OBJECT, err);
	if (rc)
		return rc;
	assay_json_each (member, object) {
		const struct assay_row_field *field = find_field(record, assay_json_key(member));
		if (!field) {
			assay_record_add_unknown(member, &extra);
			continue;
		}
		rc = read_known(field, member, arena, ret, err);
		if (rc)
			return rc;
	}
	rc = assay_buf_error(&extra, err);
	if (rc || extra.len == 0)
		return rc;
	return keep(assay_buf_str(&extra), arena, (void *)((char *)ret + record->extra), err);
}

/* The members of `extra` behind those that were written already. */
static void write_unknown(struct assay_str extra, struct assay_jsonw *w)
{
	if (extra.len == 0)
		return;
	if (w->has_items[w->depth])
		(void)assay_buf_add_char(w->out, ',');
	(void)assay_buf_add_str(w->out, extra);
	w->has_items[w->depth] = true;
}

void assay_record_write(const struct assay_row_record *record, const void *from, struct assay_jsonw *w)
{
	for (const struct assay_row_field *f = record->fields; f->key; f++)
		f->codec->write(f, from, w);
	const struct assay_str *extra = (const void *)((const char *)from + record->extra);
	write_unknown(*extra, w);
}

void assay_record_write_object(const struct assay_row_record *record, const char *key, const void *from,
			       struct assay_jsonw *w)
{
	const struct assay_jsonw before = *w;
	const size_t before_len = w->out->len;
	assay_jsonw_key(w, key);
	assay_jsonw_object(w);
	assay_record_write(record, from, w);
	bool is_empty = !w->has_items[w->depth];
	assay_jsonw_end_object(w);
	if (!is_empty || w->out->error)
		return;
	*w = before;
	w->out->len = before_len;
	w->out->data[before_len] = '\0';
}
