/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/item.h"

#include "base/num.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const struct {
	const char *tag;
	enum assay_item_kind kind;
	enum assay_json_type body;
} tags[] = {
	{"$tuple", ASSAY_ITEM_SEQ, ASSAY_JSON_ARRAY},	  {"$set", ASSAY_ITEM_SET, ASSAY_JSON_ARRAY},
	{"$frozenset", ASSAY_ITEM_SET, ASSAY_JSON_ARRAY}, {"$dict", ASSAY_ITEM_DICT_PAIRS, ASSAY_JSON_ARRAY},
	{"$int", ASSAY_ITEM_INT, ASSAY_JSON_STRING},	  {"$float", ASSAY_ITEM_FLOAT, ASSAY_JSON_STRING},
	{"$bytes", ASSAY_ITEM_BYTES, ASSAY_JSON_STRING},  {"$complex", ASSAY_ITEM_COMPLEX, ASSAY_JSON_ARRAY},
	{"$str", ASSAY_ITEM_ODD_STR, ASSAY_JSON_STRING},
};

static bool is_integer_text(struct assay_str text)
{
	size_t start = text.len > 0 && text.data[0] == '-';

	for (size_t i = start; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	}
	return text.len > start;
}

static int tagged_item(struct assay_json object, struct assay_item *ret, struct assay_err *err)
{
	struct assay_json body = assay_json_first(object);
	struct assay_str tag = assay_json_key(body);

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (!assay_str_is(tag, tags[i].tag))
			continue;
		if (assay_json_type(body) != tags[i].body)
			return assay_fail(err, ASSAY_EINVAL, "%s needs %s, not %s", tags[i].tag,
					  assay_json_type_name(tags[i].body),
					  assay_json_type_name(assay_json_type(body)));
		*ret = (struct assay_item){.kind = tags[i].kind, .body = body};
		return 0;
	}
	return assay_fail(err, ASSAY_EINVAL, "unknown tag %.*s", (int)assay_utf8_cut(tag, 40), tag.data);
}

int assay_item_of(struct assay_json value, bool is_plain_json, struct assay_item *ret, struct assay_err *err)
{
	ret->body = value;
	switch (assay_json_type(value)) {
	case ASSAY_JSON_NULL:
		ret->kind = ASSAY_ITEM_NULL;
		return 0;
	case ASSAY_JSON_BOOL:
		ret->kind = ASSAY_ITEM_BOOL;
		return 0;
	case ASSAY_JSON_NUMBER:
		ret->kind = is_integer_text(assay_json_raw(value)) ? ASSAY_ITEM_INT : ASSAY_ITEM_FLOAT;
		return 0;
	case ASSAY_JSON_STRING:
		ret->kind = ASSAY_ITEM_STR;
		return 0;
	case ASSAY_JSON_ARRAY:
		ret->kind = ASSAY_ITEM_SEQ;
		return 0;
	case ASSAY_JSON_OBJECT:
		if (!is_plain_json && assay_json_count(value) == 1 &&
		    assay_str_starts(assay_json_key(assay_json_first(value)), "$"))
			return tagged_item(value, ret, err);
		ret->kind = ASSAY_ITEM_DICT;
		return 0;
	case ASSAY_JSON_NONE:
		break;
	}
	return assay_fail(err, ASSAY_EINVAL, "a value is missing");
}

struct assay_str assay_item_number_text(struct assay_json body)
{
	return assay_json_type(body) == ASSAY_JSON_STRING ? assay_json_str(body) : assay_json_raw(body);
}

int assay_item_double(struct assay_str text, double *ret, struct assay_err *err)
{
	if (assay_str_is(text, "nan"))
		*ret = (double)NAN;
	else if (assay_str_is(text, "inf"))
		*ret = (double)INFINITY;
	else if (assay_str_is(text, "-inf"))
		*ret = -(double)INFINITY;
	else
		return assay_parse_f64(text, ret, err);
	return 0;
}

int assay_item_digits(struct assay_json body, bool *ret_is_negative, struct assay_str *ret, struct assay_err *err)
{
	struct assay_str text = assay_item_number_text(body);

	if (!is_integer_text(text))
		return assay_fail(err, ASSAY_EINVAL, "%.*s is not an integer", (int)assay_utf8_cut(text, 40),
				  text.data);
	bool is_negative = text.data[0] == '-';
	text = assay_str_sub(text, is_negative, SIZE_MAX);
	while (text.len > 1 && text.data[0] == '0')
		text = assay_str_sub(text, 1, SIZE_MAX);
	*ret_is_negative = is_negative && !assay_str_is(text, "0");
	*ret = text;
	return 0;
}

int assay_item_complex(struct assay_json body, double parts[2], struct assay_err *err)
{
	struct assay_json part = assay_json_first(body);

	if (assay_json_count(body) != 2)
		return assay_fail(err, ASSAY_EINVAL, "$complex needs two parts");
	for (int i = 0; i < 2; i++, part = assay_json_next(part)) {
		int rc = assay_item_double(assay_item_number_text(part), &parts[i], err);
		if (rc)
			return rc;
	}
	return 0;
}

int assay_item_entry(enum assay_item_kind kind, struct assay_json child, struct assay_json *ret_key,
		     struct assay_json *ret_value, struct assay_err *err)
{
	if (kind == ASSAY_ITEM_DICT) {
		*ret_key = (struct assay_json){0};
		*ret_value = child;
		return 0;
	}
	if (assay_json_type(child) != ASSAY_JSON_ARRAY || assay_json_count(child) != 2)
		return assay_fail(err, ASSAY_EINVAL, "$dict needs pairs of key and value");
	*ret_key = assay_json_first(child);
	*ret_value = assay_json_next(*ret_key);
	return 0;
}

void assay_parts_finish(struct assay_parts *parts)
{
	assay_buf_finish(&parts->bytes);
	assay_buf_finish(&parts->spans);
}
void assay_parts_end(struct assay_parts *parts, size_t start)
{
	/* Offsets until assay_parts_sort(): the buffer may still move. */
	size_t span[2] = {start, parts->bytes.len - start};

	assay_buf_append(&parts->spans, span, sizeof(span));
}

static int compare_spans(const void *a, const void *b)
{
	return assay_str_cmp(*(const struct assay_str *)a, *(const struct assay_str *)b);
}

int assay_parts_sort(struct assay_parts *parts, struct assay_str **ret, size_t *ret_n, struct assay_err *err)
{
	int rc = assay_buf_error(&parts->bytes, err);

	if (!rc)
		rc = assay_buf_error(&parts->spans, err);
	if (rc)
		return rc;
	size_t n = parts->spans.len / (2 * sizeof(size_t));
	struct assay_str *spans = (struct assay_str *)(void *)parts->spans.data;
	for (size_t i = 0; i < n; i++) {
		size_t span[2];
		memcpy(span, parts->spans.data + i * sizeof(span), sizeof(span));
		spans[i] = (struct assay_str){.data = parts->bytes.data + span[0], .len = span[1]};
	}
	if (n > 1)
		qsort(spans, n, sizeof(*spans), compare_spans);
	*ret = spans;
	*ret_n = n;
	return 0;
}
_Static_assert(sizeof(struct assay_str) == 2 * sizeof(size_t), "a span is rewritten in place");

int assay_item_write_framed(char letter, struct assay_str bytes, struct assay_buf *out)
{
	assay_buf_printf(out, "%c%zu:", letter, bytes.len);
	return assay_buf_add_str(out, bytes);
}

int assay_item_write_int(struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	bool is_negative = false;
	struct assay_str digits = {0};
	int rc = assay_item_digits(body, &is_negative, &digits, err);

	if (rc)
		return rc;
	assay_buf_add_char(out, is_negative ? '-' : '+');
	return assay_item_write_framed('i', digits, out);
}

int assay_item_write_bytes(char letter, struct assay_json body, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf bytes = {.max = assay_json_str(body).len + 1};
	int rc = assay_base64_decode(&bytes, assay_json_str(body), err);

	return rc ? rc : assay_item_write_framed(letter, assay_buf_str(&bytes), out);
}
