/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/wire.h"

#include "verifiers/code/item.h"

#include <math.h>
#include <stdint.h>

static int write_block(char letter, struct assay_str bytes, struct assay_buf *out)
{
	assay_buf_printf(out, "%c%zu;", letter, bytes.len);
	return assay_buf_add_str(out, bytes);
}

static int write_coded(char letter, struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf bytes = {0};
	int rc = assay_base64_decode(&bytes, assay_json_str(body), err);

	return rc ? rc : write_block(letter, assay_buf_str(&bytes), out);
}

static int write_integer(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	bool is_negative;
	struct assay_str digits;
	int rc = assay_item_digits(body, &is_negative, &digits, err);

	if (rc)
		return rc;
	assay_buf_add_c(out, is_negative ? "I-" : "I");
	assay_buf_add_str(out, digits);
	return assay_buf_add_char(out, ';');
}

static int write_float(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	struct assay_str text = assay_item_number_text(body);
	double value;
	int rc = assay_item_double(text, &value, err);

	if (rc)
		return rc;
	assay_buf_add_char(out, 'D');
	assay_buf_add_str(out, text);
	return assay_buf_add_char(out, ';');
}

static int write_complex(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	double parts[2];
	int rc = assay_item_complex(body, parts, err);

	return rc ? rc : assay_buf_printf(out, "C%.17g;%.17g;", parts[0], parts[1]);
}

static int write_items(char letter, struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_printf(out, "%c%zu;", letter, assay_json_count(body));
	assay_json_each (child, body) {
		int rc = assay_wire_value(child, out, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int write_entries(const struct assay_item *item, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_printf(out, "M%zu;", assay_json_count(item->body));
	assay_json_each (child, item->body) {
		struct assay_json key, value;
		int rc = assay_item_entry(item->kind, child, &key, &value, err);
		if (!rc && key.node)
			rc = assay_wire_value(key, out, err);
		else if (!rc)
			rc = write_block('S', assay_json_key(child), out);
		if (!rc)
			rc = assay_wire_value(value, out, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* Depth is bounded by the parser's. */
int assay_wire_value(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_item item;
	int rc = assay_item_of(value, false, &item, err);

	if (rc)
		return rc;
	switch (item.kind) {
	case ASSAY_ITEM_NULL:
		return assay_buf_add_char(out, 'N');
	case ASSAY_ITEM_BOOL:
		return assay_buf_add_char(out, assay_json_is_true(item.body) ? 'T' : 'F');
	case ASSAY_ITEM_INT:
		return write_integer(item.body, out, err);
	case ASSAY_ITEM_FLOAT:
		return write_float(item.body, out, err);
	case ASSAY_ITEM_COMPLEX:
		return write_complex(item.body, out, err);
	case ASSAY_ITEM_STR:
		return write_block('S', assay_json_str(item.body), out);
	case ASSAY_ITEM_ODD_STR:
		return write_coded('S', item.body, out, err);
	case ASSAY_ITEM_BYTES:
		return write_coded('B', item.body, out, err);
	case ASSAY_ITEM_SEQ:
		return write_items(assay_json_type(value) == ASSAY_JSON_ARRAY ? 'L' : 'P', item.body, out, err);
	case ASSAY_ITEM_SET:
		return write_items('E', item.body, out, err);
	case ASSAY_ITEM_DICT:
	case ASSAY_ITEM_DICT_PAIRS:
		return write_entries(&item, out, err);
	}
	return assay_fail(err, ASSAY_EINVAL, "a value is missing");
}

/* --- Blurring --- */

static int blur_float(struct assay_json value, const struct assay_item *item, const struct assay_value_model *model,
		      struct assay_buf *out, struct assay_err *err)
{
	double number;
	int rc = assay_item_double(assay_item_number_text(item->body), &number, err);

	if (rc)
		return rc;
	bool is_whole = model->has_one_number && isfinite(number) && trunc(number) == number;
	if (is_whole && !(fpclassify(number) == FP_ZERO && signbit(number)))
		return assay_buf_printf(out, "{\"$int\":\"%.0f\"}", number);
	return assay_buf_add_str(out, assay_json_raw(value));
}

static int blur_bytes(struct assay_json value, const struct assay_item *item, const struct assay_value_model *model,
		      struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf bytes = {0};
	struct assay_jsonw w;
	int rc = assay_base64_decode(&bytes, assay_json_str(item->body), err);

	if (rc)
		return rc;
	if (!model->has_byte_texts || !assay_utf8_is_valid(assay_buf_str(&bytes)))
		return assay_buf_add_str(out, assay_json_raw(value));
	assay_jsonw_init(&w, out);
	assay_jsonw_str(&w, assay_buf_str(&bytes));
	return 0;
}

static int blur_items(const char *open, const char *close, struct assay_json body,
		      const struct assay_value_model *model, struct assay_buf *out, struct assay_err *err)
{
	bool is_first = true;

	assay_buf_add_c(out, open);
	assay_json_each (child, body) {
		if (!is_first)
			assay_buf_add_char(out, ',');
		is_first = false;
		int rc = assay_wire_blur(child, model, out, err);
		if (rc)
			return rc;
	}
	return assay_buf_add_c(out, close);
}

static int blur_key(struct assay_json key, const struct assay_value_model *model, struct assay_buf *out,
		    struct assay_err *err)
{
	struct assay_item item;
	int rc = assay_item_of(key, false, &item, err);

	if (rc || !model->has_text_keys || item.kind != ASSAY_ITEM_INT)
		return rc ? rc : assay_wire_blur(key, model, out, err);
	bool is_negative;
	struct assay_str digits;
	rc = assay_item_digits(item.body, &is_negative, &digits, err);
	return rc ? rc : assay_buf_printf(out, "\"%s%.*s\"", is_negative ? "-" : "", (int)digits.len, digits.data);
}

static int blur_entries(const struct assay_item *item, const struct assay_value_model *model, struct assay_buf *out,
			struct assay_err *err)
{
	bool is_first = true;

	if (model->has_one_container && assay_json_count(item->body) == 0)
		return assay_buf_add_c(out, "[]");
	assay_buf_add_c(out, "{\"$dict\":[");
	assay_json_each (child, item->body) {
		struct assay_json key, value;
		int rc = assay_item_entry(item->kind, child, &key, &value, err);
		if (rc)
			return rc;
		assay_buf_add_c(out, is_first ? "[" : ",[");
		is_first = false;
		if (key.node) {
			rc = blur_key(key, model, out, err);
		} else {
			struct assay_jsonw w;
			assay_jsonw_init(&w, out);
			assay_jsonw_str(&w, assay_json_key(child));
		}
		assay_buf_add_char(out, ',');
		if (!rc)
			rc = assay_wire_blur(value, model, out, err);
		if (rc)
			return rc;
		assay_buf_add_char(out, ']');
	}
	return assay_buf_add_c(out, "]}");
}

int assay_wire_blur(struct assay_json value, const struct assay_value_model *model, struct assay_buf *out,
		    struct assay_err *err)
{
	struct assay_item item;
	int rc = assay_item_of(value, false, &item, err);

	if (rc)
		return rc;
	if (item.kind == ASSAY_ITEM_FLOAT)
		return blur_float(value, &item, model, out, err);
	if (item.kind == ASSAY_ITEM_BYTES)
		return blur_bytes(value, &item, model, out, err);
	if (item.kind == ASSAY_ITEM_SEQ)
		return blur_items("[", "]", item.body, model, out, err);
	if (item.kind == ASSAY_ITEM_SET)
		return blur_items("{\"$set\":[", "]}", item.body, model, out, err);
	if (item.kind == ASSAY_ITEM_DICT || item.kind == ASSAY_ITEM_DICT_PAIRS)
		return blur_entries(&item, model, out, err);
	return assay_buf_add_str(out, assay_json_raw(value));
}
