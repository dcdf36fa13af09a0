/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments as drivers other than Python's read them: a notation that needs no parser to speak of in any language.
 *
 *     N T F           None, true, false
 *     I123; D1.5;     an integer by its digits, a float (nan, inf, -inf)
 *     C1.0;2.0;       a complex number
 *     S3;abc B2;..    text as UTF-8 (lone surrogates encoded like other characters), bytes
 *     L2;.. P2;.. E2;..   a list, a tuple, a set: the number of items, and the items
 *     M1;..           a dict: the number of pairs, and key and value of each
 *
 * What comes back is JSON with tags, as from Python.
 */
#ifndef ASSAY_VERIFIERS_CODE_WIRE_H
#define ASSAY_VERIFIERS_CODE_WIRE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/** Appends a tagged value. ASSAY_EINVAL for a malformed tag; the buffer's errors are its own. */
int assay_wire_value(struct assay_json value, struct assay_buf *out, struct assay_err *err);

/** What a language cannot tell apart. */
struct assay_value_model {
	bool has_one_number;	/**< 2 is 2.0: JavaScript, Lua. */
	bool has_text_keys;	/**< The dict keys 1 and "1" are one: JavaScript, PHP. */
	bool has_one_container; /**< An empty dict is an empty list: Lua, PHP. */
	bool has_byte_texts;	/**< Text is bytes: C++, Go, PHP, Lua, Ruby. */
};

/**
 * Appends a value as JSON with tags in which what the model cannot tell apart is written alike: floats without a
 * fraction as integers, and so on. Expected and given values are compared in this form.
 */
int assay_wire_blur(struct assay_json value, const struct assay_value_model *model, struct assay_buf *out,
		    struct assay_err *err);

#endif
