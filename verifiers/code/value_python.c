/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as Python takes them: when two are equal (a canonical form, as in value.c), and whether one is true.
 *
 * Sources: The Python Language Reference 6.10.1 (equality; 1 == 1.0 == True, also as keys and in sets), 4.1 of the
 * Library Reference (truth). What is no plain data has a form that no literal has.
 */
#include "verifiers/code/item.h"
#include "verifiers/code/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static int write_value(struct assay_json value, struct assay_buf *out, struct assay_err *err);

static int write_bits(char letter, double value, struct assay_buf *out)
{
	if (isnan(value))
		return assay_buf_add_char(out, 'N'); /* Equal to nothing, and to no literal. */
	assay_buf_add_char(out, letter);
	return assay_buf_append(out, &value, sizeof(value));
}

/** A float that is a whole number equals the integer. */
static int write_double(double value, struct assay_buf *out)
{
	char digits[DBL_MAX_10_EXP + 3];

	if (!isfinite(value) || value != floor(value))
		return write_bits('d', value, out);
	int n = snprintf(digits, sizeof(digits), "%.0f", fabs(value));
	assay_buf_add_char(out, value < 0 ? '-' : '+');
	return assay_item_write_framed('i', (struct assay_str){.data = digits, .len = (size_t)n}, out);
}

static int write_float(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	double value;
	int rc = assay_item_double(assay_item_number_text(body), &value, err);

	return rc ? rc : write_double(value, out);
}

static int write_complex(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	double parts[2];
	int rc = assay_item_complex(body, parts, err);

	if (rc)
		return rc;
	if (parts[1] == 0.0)
		return write_double(parts[0], out);
	assay_buf_add_char(out, 'c');
	write_bits('d', parts[0] + 0.0, out);
	return write_bits('d', parts[1], out);
}

/** No driver sends what Python would not have in a set, or for a key. */
static int require_hashable(struct assay_json value, struct assay_err *err)
{
	struct assay_item item = {0};
	int rc = assay_value_is_object(value) ? 0 : assay_item_of_python(value, &item, err);

	if (rc || assay_value_is_object(value))
		return rc;
	bool is_tuple = item.kind == ASSAY_ITEM_SEQ && assay_item_is_tuple(value, &item);
	bool is_frozen = item.kind == ASSAY_ITEM_SET && assay_str_is(assay_json_key(item.body), "$frozenset");
	if (item.kind >= ASSAY_ITEM_SEQ && !is_tuple && !is_frozen)
		return assay_fail(err, ASSAY_EINVAL, "a set, or a dict's keys, of values that change");
	for (struct assay_json part = is_tuple ? assay_json_first(item.body) : (struct assay_json){0}; part.node && !rc;
	     part = assay_json_next(part))
		rc = require_hashable(part, err);
	return rc;
}

static int write_seq(char letter, struct assay_json array, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_add_char(out, letter);
	assay_json_each (child, array) {
		int rc = write_value(child, out, err);
		if (rc)
			return rc;
	}
	return assay_buf_add_char(out, ']');
}

static int write_entry(const struct assay_item *dict, struct assay_json child, struct assay_buf *out,
		       struct assay_err *err)
{
	struct assay_json key, value;
	int rc = assay_item_entry(dict->kind, child, &key, &value, err);

	if (rc)
		return rc;
	if (key.node)
		rc = require_hashable(key, err);
	if (rc)
		return rc;
	rc = key.node ? write_value(key, out, err) : assay_item_write_framed('s', assay_json_key(child), out);
	return rc ? rc : write_value(value, out, err);
}

/** A set or a dict: what is in it, in the order of its bytes. */
static int write_unordered(char letter, const struct assay_item *item, struct assay_buf *out, struct assay_err *err)
{
	assay_autoparts struct assay_parts parts = {.bytes = {.max = out->max}};
	struct assay_str *spans;
	size_t n;

	assay_json_each (child, item->body) {
		size_t start = parts.bytes.len;
		int rc = item->kind == ASSAY_ITEM_SET ? require_hashable(child, err) : 0;
		if (!rc)
			rc = item->kind == ASSAY_ITEM_SET ? write_value(child, &parts.bytes, err)
							  : write_entry(item, child, &parts.bytes, err);
		if (rc)
			return rc;
		assay_parts_end(&parts, start);
	}
	int rc = assay_parts_sort(&parts, &spans, &n, err);
	if (rc)
		return rc;
	assay_buf_add_char(out, letter);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !assay_str_eq(spans[i], spans[i - 1]))
			assay_buf_add_str(out, spans[i]);
	}
	return assay_buf_add_char(out, '}');
}

/** The tags that only a suite's candidate sends; absent for everything else. */
static struct assay_json reference_of(struct assay_json value, const char *tag)
{
	if (assay_json_type(value) != ASSAY_JSON_OBJECT || assay_json_count(value) != 1)
		return (struct assay_json){0};
	return assay_json_get(value, tag);
}

bool assay_value_is_object(struct assay_json value)
{
	return reference_of(value, "$ref").node != NULL;
}

int assay_item_of_python(struct assay_json value, struct assay_item *ret, struct assay_err *err)
{
	struct assay_json bytes = reference_of(value, "$bytearray");

	if (!bytes.node)
		return assay_item_of(value, false, ret, err);
	if (assay_json_type(bytes) != ASSAY_JSON_STRING)
		return assay_fail(err, ASSAY_EINVAL, "$bytearray needs a string");
	*ret = (struct assay_item){.kind = ASSAY_ITEM_BYTES, .body = bytes};
	return 0;
}

bool assay_item_is_tuple(struct assay_json value, const struct assay_item *item)
{
	return item->body.node != value.node && assay_str_is(assay_json_key(item->body), "$tuple");
}

static int write_value(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_item item;

	if (assay_value_is_object(value))
		return assay_buf_add_char(out, 'r');
	int rc = assay_item_of_python(value, &item, err);
	if (rc)
		return rc;
	switch (item.kind) {
	case ASSAY_ITEM_NULL:
		return assay_buf_add_char(out, 'n');
	case ASSAY_ITEM_BOOL:
		return assay_buf_add_c(out, assay_json_is_true(item.body) ? "+i1:1" : "+i1:0");
	case ASSAY_ITEM_INT:
		return assay_item_write_int(item.body, out, err);
	case ASSAY_ITEM_FLOAT:
		return write_float(item.body, out, err);
	case ASSAY_ITEM_COMPLEX:
		return write_complex(item.body, out, err);
	case ASSAY_ITEM_STR:
		return assay_item_write_framed('s', assay_json_str(item.body), out);
	case ASSAY_ITEM_ODD_STR:
		return assay_item_write_bytes('w', item.body, out, err);
	case ASSAY_ITEM_BYTES:
		return assay_item_write_bytes('b', item.body, out, err);
	case ASSAY_ITEM_SEQ:
		return write_seq(assay_item_is_tuple(value, &item) ? '(' : '[', item.body, out, err);
	case ASSAY_ITEM_SET:
		return write_unordered('<', &item, out, err);
	case ASSAY_ITEM_DICT:
	case ASSAY_ITEM_DICT_PAIRS:
		return write_unordered('{', &item, out, err);
	}
	return 0;
}

int assay_value_canonical_python(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	struct assay_err cause = {0};

	return assay_value_explain(write_value(value, out, &cause), &cause, err);
}

static int names_twice(struct assay_json pairs, bool *ret)
{
	assay_autoparts struct assay_parts keys = {0};
	struct assay_str *spans;
	size_t n;

	assay_json_each (pair, pairs) {
		size_t start = keys.bytes.len;
		int rc = write_value(assay_json_first(pair), &keys.bytes, NULL);
		if (rc)
			return rc;
		assay_parts_end(&keys, start);
	}
	int rc = assay_parts_sort(&keys, &spans, &n, NULL);
	for (size_t i = 1; rc == 0 && i < n; i++)
		*ret |= assay_str_eq(spans[i], spans[i - 1]);
	return rc;
}

bool assay_value_names_a_key_twice(struct assay_json value)
{
	bool ret = false;

	assay_json_each (child, value)
		ret |= assay_value_names_a_key_twice(child);
	struct assay_json pairs = reference_of(value, "$dict");
	return ret || (pairs.node && (names_twice(pairs, &ret) || ret));
}

bool assay_value_distance(struct assay_json value, double number, double *ret)
{
	struct assay_item item = {0};
	double parts[2] = {0};
	int rc = ASSAY_EINVAL;

	if (assay_value_is_object(value) || assay_item_of_python(value, &item, NULL))
		return false;
	if (item.kind == ASSAY_ITEM_COMPLEX)
		rc = assay_item_complex(item.body, parts, NULL);
	/* As Python, which refuses integers beyond the largest float. */
	if (item.kind == ASSAY_ITEM_INT || item.kind == ASSAY_ITEM_FLOAT)
		rc = assay_item_double(assay_item_number_text(item.body), &parts[0], NULL);
	if (item.kind == ASSAY_ITEM_BOOL)
		parts[0] = assay_json_is_true(item.body);
	else if (rc)
		return false;
	*ret = item.kind == ASSAY_ITEM_COMPLEX ? hypot(parts[0] - number, parts[1]) : fabs(parts[0] - number);
	return true;
}

int assay_value_is_true(struct assay_json value, bool *ret, struct assay_err *err)
{
	struct assay_item item;
	double parts[2] = {0};
	int rc = assay_item_of_python(value, &item, err);

	if (rc)
		return rc;
	switch (item.kind) {
	case ASSAY_ITEM_NULL:
		*ret = false;
		break;
	case ASSAY_ITEM_BOOL:
		*ret = assay_json_is_true(item.body);
		break;
	case ASSAY_ITEM_INT: {
		bool is_negative;
		struct assay_str digits;
		rc = assay_item_digits(item.body, &is_negative, &digits, err);
		*ret = rc == 0 && !assay_str_is(digits, "0");
		break;
	}
	case ASSAY_ITEM_FLOAT:
		rc = assay_item_double(assay_item_number_text(item.body), &parts[0], err);
		*ret = parts[0] != 0.0;
		break;
	case ASSAY_ITEM_COMPLEX:
		rc = assay_item_complex(item.body, parts, err);
		*ret = parts[0] != 0.0 || parts[1] != 0.0;
		break;
	case ASSAY_ITEM_STR:
	case ASSAY_ITEM_ODD_STR:
	case ASSAY_ITEM_BYTES:
		*ret = assay_json_str(item.body).len > 0;
		break;
	case ASSAY_ITEM_SEQ:
	case ASSAY_ITEM_SET:
	case ASSAY_ITEM_DICT:
	case ASSAY_ITEM_DICT_PAIRS:
		*ret = assay_json_first(item.body).node != NULL;
		break;
	}
	return rc;
}
