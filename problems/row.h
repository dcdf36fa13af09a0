/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binding JSON objects to structs by a table; for the files of problems/ alone.
 *
 * A record is described once, as a table of fields: a key, a codec, an offset. Reading walks the object's members once,
 * gives each known one to its codec and keeps the others as text; writing walks the table. So every object that
 * travels through the farm keeps the fields that we do not know, and reading and writing cannot drift apart.
 */
#ifndef ASSAY_PROBLEMS_ROW_H
#define ASSAY_PROBLEMS_ROW_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stddef.h>

struct assay_row_field;

struct assay_row_codec {
	/** Decodes `value` into the field's place in `record`; null was handled by the caller unless keeps_null. */
	int (*read)(const struct assay_row_field *field, struct assay_json value, struct assay_arena *arena,
		    void *record, struct assay_err *err);
	/** Writes key and value, or nothing when the field is not stated. */
	void (*write)(const struct assay_row_field *field, const void *record, struct assay_jsonw *w);
	bool keeps_null; /**< A null is a value here; elsewhere it means "not stated". */
};

struct assay_row_field {
	const char *key; /**< NULL ends the table. */
	const struct assay_row_codec *codec;
	size_t offset;
	uint64_t min, max; /**< Integers. */
};

struct assay_row_record {
	const struct assay_row_field *fields;
	size_t extra; /**< Offset of the struct assay_str that takes unknown fields. */
};

/** struct assay_str: text. */
extern const struct assay_row_codec assay_row_str;
/** struct assay_str: any JSON value as it stands. */
extern const struct assay_row_codec assay_row_raw;
/** uint64_t within [min, max]; 0 is "not stated". */
extern const struct assay_row_codec assay_row_u64;
/** double, finite; 0 is "not stated". */
extern const struct assay_row_codec assay_row_f64;
/** bool; false is "not stated". */
extern const struct assay_row_codec assay_row_bool;

/** Decodes an object into `ret`, a zeroed struct described by `record`. */
int assay_record_read(const struct assay_row_record *record, struct assay_json object, struct assay_arena *arena,
		      void *ret, struct assay_err *err);

/** Writes the members of the object that `from` is; the caller opens and closes it. */
void assay_record_write(const struct assay_row_record *record, const void *from, struct assay_jsonw *w);

/** Writes `"key":{...}`, or nothing when no field is stated. */
void assay_record_write_object(const struct assay_row_record *record, const char *key, const void *from,
			       struct assay_jsonw *w);

/** Appends `"key":value`, behind a comma when something stands there already: how unknown fields are kept. */
void assay_record_add_unknown(struct assay_json member, struct assay_buf *extra);

/** Fails unless `value` has the type; the message is "expected X, found Y". */
int assay_record_expect(struct assay_json value, enum assay_json_type type, struct assay_err *err);

#endif
