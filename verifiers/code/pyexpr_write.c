/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/num.h"
#include "verifiers/code/pyexpr.h"

#include <stdio.h>

static void write_value(const struct assay_pyexpr *e, struct assay_jsonw *w);

static void write_float(double value, struct assay_jsonw *w)
{
	char digits[32], text[sizeof(digits) + 2];

	assay_format_f64(value, digits);
	/* What looks like an integer would be one. */
	(void)snprintf(text, sizeof(text), "%s%s", digits, strpbrk(digits, ".e") ? "" : ".0");
	assay_jsonw_raw(w, assay_str_of(text));
}

static void write_list(const struct assay_pyexpr *e, struct assay_jsonw *w)
{
	assay_jsonw_array(w);
	for (const struct assay_pyexpr *part = e->first; part; part = part->next)
		write_value(part, w);
	assay_jsonw_end_array(w);
}

static void write_bytes(const struct assay_pyexpr *e, struct assay_jsonw *w)
{
	assay_autobuf struct assay_buf text = {0};

	if (assay_base64_encode(&text, e->text))
		w->out->error = text.error;
	assay_jsonw_str(w, assay_buf_str(&text));
}

static bool has_plain_keys(const struct assay_pyexpr *dict)
{
	for (const struct assay_pyexpr *key = dict->first; key; key = key->next->next) {
		if (key->kind != ASSAY_PYEXPR_STR || assay_str_starts(key->text, "$"))
			return false;
	}
	return true;
}

static void write_dict(const struct assay_pyexpr *e, struct assay_jsonw *w)
{
	bool is_plain = has_plain_keys(e);

	assay_jsonw_object(w);
	if (!is_plain) {
		assay_jsonw_key(w, "$dict");
		assay_jsonw_array(w);
	}
	for (const struct assay_pyexpr *key = e->first; key; key = key->next->next) {
		if (is_plain) {
			assay_jsonw_key_str(w, key->text);
			write_value(key->next, w);
		} else {
			assay_jsonw_array(w);
			write_value(key, w);
			write_value(key->next, w);
			assay_jsonw_end_array(w);
		}
	}
	if (!is_plain)
		assay_jsonw_end_array(w);
	assay_jsonw_end_object(w);
}

static void write_tagged(const char *tag, const struct assay_pyexpr *e, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_key(w, tag);
	if (e->kind == ASSAY_PYEXPR_BYTES)
		write_bytes(e, w);
	else
		write_list(e, w);
	assay_jsonw_end_object(w);
}

static void write_value(const struct assay_pyexpr *e, struct assay_jsonw *w)
{
	switch (e->kind) {
	case ASSAY_PYEXPR_BOOL:
		assay_jsonw_bool(w, e->integer != 0);
		break;
	case ASSAY_PYEXPR_INT:
		assay_jsonw_i64(w, e->integer);
		break;
	case ASSAY_PYEXPR_BIG:
		assay_jsonw_raw(w, e->text);
		break;
	case ASSAY_PYEXPR_FLOAT:
		write_float(e->number, w);
		break;
	case ASSAY_PYEXPR_STR:
		assay_jsonw_str(w, e->text);
		break;
	case ASSAY_PYEXPR_BYTES:
		write_tagged("$bytes", e, w);
		break;
	case ASSAY_PYEXPR_LIST:
		write_list(e, w);
		break;
	case ASSAY_PYEXPR_TUPLE:
		write_tagged("$tuple", e, w);
		break;
	case ASSAY_PYEXPR_SET:
		write_tagged("$set", e, w);
		break;
	case ASSAY_PYEXPR_DICT:
		write_dict(e, w);
		break;
	case ASSAY_PYEXPR_NONE:
	case ASSAY_PYEXPR_CALL:
	case ASSAY_PYEXPR_ABS:
	case ASSAY_PYEXPR_DIFFERENCE:
	case ASSAY_PYEXPR_TEXT:
	case ASSAY_PYEXPR_NOT:
	case ASSAY_PYEXPR_COMPARE:
		assay_jsonw_null(w);
		break;
	}
}

void assay_pyexpr_write(const struct assay_pyexpr *literal, struct assay_buf *out)
{
	struct assay_jsonw w;

	assay_jsonw_init(&w, out);
	write_value(literal, &w);
}
