/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/value.h"

#include "verifiers/code/item.h"

#include <math.h>
#include <stdint.h>

/* Canonical form. One letter says the kind; what follows says where it ends. */

static int write_double(double value, struct assay_buf *out)
{
	uint64_t bits;

	if (isnan(value))
		value = (double)NAN;
	memcpy(&bits, &value, sizeof(bits));
	return assay_buf_append(out, &bits, sizeof(bits));
}

static int write_float(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	double value;
	int rc = assay_item_double(assay_item_number_text(body), &value, err);

	if (rc)
		return rc;
	assay_buf_add_char(out, 'd');
	return write_double(value, out);
}

static int write_complex(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	double parts[2];
	int rc = assay_item_complex(body, parts, err);

	if (rc)
		return rc;
	assay_buf_add_char(out, 'c');
	write_double(parts[0], out);
	return write_double(parts[1], out);
}

static int write_seq(struct assay_json array, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_add_char(out, '[');
	assay_json_each (child, array) {
		int rc = assay_value_write(child, out, err);
		if (rc)
			return rc;
	}
	return assay_buf_add_char(out, ']');
}

/** A set (doubles count once) or a list whose order does not count (doubles count). */
static int write_unordered(char letter, bool is_set, struct assay_json array, struct assay_buf *out,
			   struct assay_err *err)
{
	assay_autoparts struct assay_parts parts = {.bytes = {.max = out->max}};
	struct assay_str *spans;
	size_t n;

	assay_json_each (child, array) {
		size_t start = parts.bytes.len;
		int rc = assay_value_write(child, &parts.bytes, err);
		if (rc)
			return rc;
		assay_parts_end(&parts, start);
	}
	int rc = assay_parts_sort(&parts, &spans, &n, err);
	if (rc)
		return rc;
	assay_buf_add_char(out, letter);
	for (size_t i = 0; i < n; i++) {
		if (!is_set || i == 0 || !assay_str_eq(spans[i], spans[i - 1]))
			assay_buf_add_str(out, spans[i]);
	}
	return assay_buf_add_char(out, ']');
}

int assay_value_write_key(struct assay_json child, struct assay_json key, struct assay_buf *out, struct assay_err *err)
{
	return key.node ? assay_value_write(key, out, err) : assay_item_write_framed('s', assay_json_key(child), out);
}

static int write_dict(const struct assay_item *dict, struct assay_buf *out, struct assay_err *err)
{
	assay_autoparts struct assay_parts parts = {.bytes = {.max = out->max}};
	struct assay_str *spans;
	size_t n;

	assay_json_each (child, dict->body) {
		struct assay_json key, value;
		size_t start = parts.bytes.len;
		int rc = assay_item_entry(dict->kind, child, &key, &value, err);
		if (!rc)
			rc = assay_value_write_key(child, key, &parts.bytes, err);
		if (!rc)
			rc = assay_value_write(value, &parts.bytes, err);
		if (rc)
			return rc;
		assay_parts_end(&parts, start);
	}
	int rc = assay_parts_sort(&parts, &spans, &n, err);
	if (rc)
		return rc;
	assay_buf_add_char(out, '{');
	for (size_t i = 0; i < n; i++)
		assay_buf_add_str(out, spans[i]);
	return assay_buf_add_char(out, '}');
}

int assay_value_write(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_item item;
	int rc = assay_item_of(value, false, &item, err);

	if (rc)
		return rc;
	switch (item.kind) {
	case ASSAY_ITEM_NULL:
		rc = assay_buf_add_char(out, 'n');
		break;
	case ASSAY_ITEM_BOOL:
		rc = assay_buf_add_char(out, assay_json_is_true(item.body) ? 't' : 'f');
		break;
	case ASSAY_ITEM_INT:
		rc = assay_item_write_int(item.body, out, err);
		break;
	case ASSAY_ITEM_FLOAT:
		rc = write_float(item.body, out, err);
		break;
	case ASSAY_ITEM_COMPLEX:
		rc = write_complex(item.body, out, err);
		break;
	case ASSAY_ITEM_STR:
		rc = assay_item_write_framed('s', assay_json_str(item.body), out);
		break;
	case ASSAY_ITEM_ODD_STR:
		rc = assay_item_write_bytes('w', item.body, out, err);
		break;
	case ASSAY_ITEM_BYTES:
		rc = assay_item_write_bytes('b', item.body, out, err);
		break;
	case ASSAY_ITEM_SEQ:
		rc = write_seq(item.body, out, err);
		break;
	case ASSAY_ITEM_SET:
		rc = write_unordered('<', true, item.body, out, err);
		break;
	case ASSAY_ITEM_DICT:
	case ASSAY_ITEM_DICT_PAIRS:
		rc = write_dict(&item, out, err);
		break;
	}
	return rc;
}

int assay_value_explain(int rc, const struct assay_err *cause, struct assay_err *err)
{
	if (rc && cause->code == ASSAY_OK)
		return assay_fail(err, rc, "a value takes too much memory");
	if (rc && err)
		*err = *cause;
	return rc;
}

int assay_value_canonical(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_err cause = {0};

	return assay_value_explain(assay_value_write(value, out, &cause), &cause, err);
}

int assay_value_canonical_unordered(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_err cause = {0};
	struct assay_item item;
	int rc = assay_item_of(value, false, &item, &cause);

	if (!rc)
		rc = item.kind == ASSAY_ITEM_SEQ ? write_unordered('(', false, item.body, out, &cause)
						 : assay_value_write(value, out, &cause);
	return assay_value_explain(rc, &cause, err);
}
