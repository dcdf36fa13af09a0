/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shape of a model's reply: a small part of JSON Schema, as a table.
 *
 * An object with named members, each required or not, of one type, with a ceiling on its length; arrays say the type of
 * their items. Members that are not named are ignored. The same table is written into the prompt as JSON Schema (the
 * keywords type, properties, required, items, minLength, maxLength, minItems, maxItems) and checks what comes back.
 */
#ifndef ASSAY_PROBLEMS_METHODS_SHAPE_H
#define ASSAY_PROBLEMS_METHODS_SHAPE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

struct assay_shape_member {
	const char *name;	   /**< NULL ends the table. */
	enum assay_json_type type; /**< NONE: any. */
	bool is_required;
	enum assay_json_type items;	  /**< ARRAY: of its items; NONE: any. */
	const struct assay_shape *object; /**< Of the items, or of the member itself; NULL: not looked into. */
	size_t min, max; /**< Bytes of a string, items of an array; max 0: 65,536 bytes or 256 items. */
};

struct assay_shape {
	const struct assay_shape_member *members;
};

/** Appends the shape as JSON Schema. */
int assay_shape_write_schema(const struct assay_shape *shape, struct assay_buf *out, struct assay_err *err);

/** ASSAY_EINVAL with a sentence that names the member. */
int assay_shape_check(const struct assay_shape *shape, struct assay_json value, struct assay_err *err);

#endif
