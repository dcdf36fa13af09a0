/* SPDX-License-Identifier: Apache-2.0 */
/* Values in Python's notation (repr()), for reasons and evidence. */
#include "verifiers/code/item.h"
#include "verifiers/code/value.h"

static void show(struct assay_json value, struct assay_buf *out);

static void show_text(struct assay_str text, bool is_bytes, struct assay_buf *out)
{
	bool has_single = memchr(text.data, '\'', text.len), has_double = memchr(text.data, '"', text.len);
	char quote = has_single && !has_double ? '"' : '\'';

	assay_buf_add_char(out, quote);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '\n' || c == '\t' || c == '\r')
			assay_buf_add_c(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
		else if (c < 32 || c == 127 || (is_bytes && c > 127))
			assay_buf_printf(out, "\\x%02x", c);
		else if (c == '\\' || c == (unsigned char)quote)
			assay_buf_printf(out, "\\%c", c);
		else
			assay_buf_add_char(out, (char)c);
	}
	assay_buf_add_char(out, quote);
}

static void show_bytes(struct assay_json body, struct assay_buf *out)
{
	assay_autobuf struct assay_buf bytes = {0};

	if (assay_base64_decode(&bytes, assay_json_str(body), NULL) == 0)
		show_text(assay_buf_str(&bytes), true, out);
}

static void show_complex(struct assay_json body, struct assay_buf *out)
{
	struct assay_str real = assay_item_number_text(assay_json_first(body)),
			 imaginary = assay_item_number_text(assay_json_next(assay_json_first(body)));

	assay_buf_add_c(out, "complex(");
	assay_buf_add_str(out, real);
	assay_buf_add_c(out, ", ");
	assay_buf_add_str(out, imaginary);
	assay_buf_add_char(out, ')');
}

static void show_entry(const struct assay_item *dict, struct assay_json child, struct assay_buf *out)
{
	struct assay_json key, value;

	if (assay_item_entry(dict->kind, child, &key, &value, NULL))
		return;
	if (key.node)
		show(key, out);
	else
		show_text(assay_json_key(child), false, out);
	assay_buf_add_c(out, ": ");
	show(value, out);
}

static void show_parts(const char *open, const struct assay_item *item, const char *close, struct assay_buf *out)
{
	const char *between = "";

	assay_buf_add_c(out, open);
	assay_json_each (child, item->body) {
		assay_buf_add_c(out, between);
		between = ", ";
		if (item->kind == ASSAY_ITEM_DICT || item->kind == ASSAY_ITEM_DICT_PAIRS)
			show_entry(item, child, out);
		else
			show(child, out);
		if (out->error)
			return;
	}
	assay_buf_add_c(out, close);
}

static void show_item(struct assay_json value, const struct assay_item *item, struct assay_buf *out)
{
	bool is_one = assay_json_count(item->body) == 1;

	switch (item->kind) {
	case ASSAY_ITEM_NULL:
		assay_buf_add_c(out, "None");
		break;
	case ASSAY_ITEM_BOOL:
		assay_buf_add_c(out, assay_json_is_true(item->body) ? "True" : "False");
		break;
	case ASSAY_ITEM_INT:
	case ASSAY_ITEM_FLOAT:
		assay_buf_add_str(out, assay_item_number_text(item->body));
		break;
	case ASSAY_ITEM_COMPLEX:
		show_complex(item->body, out);
		break;
	case ASSAY_ITEM_STR:
		show_text(assay_json_str(item->body), false, out);
		break;
	case ASSAY_ITEM_ODD_STR:
		show_bytes(item->body, out);
		break;
	case ASSAY_ITEM_BYTES:
		assay_buf_add_char(out, 'b');
		show_bytes(item->body, out);
		break;
	case ASSAY_ITEM_SEQ:
		if (assay_item_is_tuple(value, item))
			show_parts("(", item, is_one ? ",)" : ")", out);
		else
			show_parts("[", item, "]", out);
		break;
	case ASSAY_ITEM_SET:
		if (assay_json_first(item->body).node)
			show_parts("{", item, "}", out);
		else
			assay_buf_add_c(out, "set()");
		break;
	case ASSAY_ITEM_DICT:
	case ASSAY_ITEM_DICT_PAIRS:
		show_parts("{", item, "}", out);
		break;
	}
}

static void show(struct assay_json value, struct assay_buf *out)
{
	struct assay_item item;

	if (assay_value_is_object(value))
		assay_buf_add_c(out, "<an object of the candidate's>");
	else if (assay_item_of_python(value, &item, NULL) == 0)
		show_item(value, &item, out);
}

void assay_value_show_python(struct assay_json value, struct assay_buf *out)
{
	show(value, out);
}
