/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading tagged values one step at a time; for the files value*.c alone.
 *
 * An item is a value with its tag taken off. Parts are the members of an unordered container in canonical form, written
 * one behind the other and then sorted by their bytes.
 */
#ifndef ASSAY_VERIFIERS_CODE_ITEM_H
#define ASSAY_VERIFIERS_CODE_ITEM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

enum assay_item_kind {
	ASSAY_ITEM_NULL,
	ASSAY_ITEM_BOOL,
	ASSAY_ITEM_INT,
	ASSAY_ITEM_FLOAT,
	ASSAY_ITEM_COMPLEX,
	ASSAY_ITEM_STR,
	ASSAY_ITEM_ODD_STR, /**< Text that is not Unicode: $str. */
	ASSAY_ITEM_BYTES,
	ASSAY_ITEM_SEQ,
	ASSAY_ITEM_SET,
	ASSAY_ITEM_DICT,       /**< A JSON object: string keys. */
	ASSAY_ITEM_DICT_PAIRS, /**< $dict: an array of pairs. */
};

/** A value with its tag taken off. */
struct assay_item {
	enum assay_item_kind kind;
	struct assay_json body; /**< What the tag holds, or the value itself. */
};

/** Takes the tag off; in plain JSON there are none. */
int assay_item_of(struct assay_json value, bool is_plain_json, struct assay_item *ret, struct assay_err *err);

/** The same in a suite's exchange: a bytearray is the bytes that it equals. Not for objects ($ref). */
int assay_item_of_python(struct assay_json value, struct assay_item *ret, struct assay_err *err);
/** Whether a sequence is a tuple; `item` is of `value`. */
bool assay_item_is_tuple(struct assay_json value, const struct assay_item *item);

/** The text of a number: of the string behind a tag, else the source text. */
struct assay_str assay_item_number_text(struct assay_json body);
/** A float's text: JSON's notation, "nan", "inf" or "-inf". */
int assay_item_double(struct assay_str text, double *ret, struct assay_err *err);
/** An integer's digits without leading zeros; zero is never negative. */
int assay_item_digits(struct assay_json body, bool *ret_is_negative, struct assay_str *ret, struct assay_err *err);
int assay_item_complex(struct assay_json body, double parts[2], struct assay_err *err);
/** Key and value of one dict entry, in either notation; the key is absent where it is the member's own. */
int assay_item_entry(enum assay_item_kind kind, struct assay_json child, struct assay_json *ret_key,
		     struct assay_json *ret_value, struct assay_err *err);

struct assay_parts {
	struct assay_buf bytes;
	struct assay_buf spans; /**< struct assay_str array; until sorting, `data` holds an offset. */
};

void assay_parts_finish(struct assay_parts *parts);
#define assay_autoparts __attribute__((cleanup(assay_parts_finish)))

/** What was written since `start` is one part. */
void assay_parts_end(struct assay_parts *parts, size_t start);
int assay_parts_sort(struct assay_parts *parts, struct assay_str **ret, size_t *ret_n, struct assay_err *err);

/* Pieces of canonical forms (value.c, value_python.c). Errors of the buffer are sticky. */

/** A letter, a length and bytes. */
int assay_item_write_framed(char letter, struct assay_str bytes, struct assay_buf *out);
/** An integer by sign and digits. */
int assay_item_write_int(struct assay_json body, struct assay_buf *out, struct assay_err *err);
/** What base64 stands for, framed. */
int assay_item_write_bytes(char letter, struct assay_json body, struct assay_buf *out, struct assay_err *err);

/** Canonical form of a value and of a dict key (see value.h). Buffers fail without words: see assay_value_explain(). */
int assay_value_write(struct assay_json value, struct assay_buf *out, struct assay_err *err);
int assay_value_write_key(struct assay_json child, struct assay_json key, struct assay_buf *out, struct assay_err *err);
/** Moves `*cause` to `*err`, with words where it has none; returns rc. */
int assay_value_explain(int rc, const struct assay_err *cause, struct assay_err *err);

#endif
