/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of the problems that code families make, and their types; for problems/families/ alone.
 *
 * A type is written as text: "int", "bool", "str", "[T]" (a list), "(T,U)" (a tuple), "T?" (nothing, or a T). Integers
 * stay within 2^53, so that every language holds them. Values live in an arena and are never changed once shared.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_VALUE_H
#define ASSAY_PROBLEMS_FAMILIES_VALUE_H

#include "problems/families/kit.h"

/** The largest integer that a JavaScript number holds together with all smaller ones. */
#define VAL_MAX_INT (((int64_t)1 << 53) - 1)

enum val_tag { VAL_NONE = 0, VAL_INT, VAL_BOOL, VAL_STR, VAL_LIST, VAL_TUPLE };

struct val {
	enum val_tag tag;
	int64_t i;	   /**< VAL_INT, VAL_BOOL. */
	const char *s;	   /**< VAL_STR: `n` bytes. */
	struct val *items; /**< VAL_LIST, VAL_TUPLE: `n` of them. */
	size_t n;
};

static inline struct val val_none(void)
{
	return (struct val){0};
}

static inline struct val val_int(int64_t i)
{
	return (struct val){.tag = VAL_INT, .i = i};
}

static inline struct val val_bool(bool is_true)
{
	return (struct val){.tag = VAL_BOOL, .i = is_true};
}

/** A copy of the bytes. */
struct val val_str(struct kit *k, const char *bytes, size_t len);
/** A list of `n` empty values to be filled in; of at most `n`, when `n` is lowered afterwards. */
struct val val_list(struct kit *k, size_t n);
struct val val_ints(struct kit *k, const int64_t *items, size_t n);
struct val val_tuple(struct kit *k, size_t n, const struct val *items);

bool val_eq(const struct val *a, const struct val *b);
/** As <0, 0, >0: by number, by bytes, item by item and then by length. */
int val_cmp(const struct val *a, const struct val *b);
/** True when the value has the type, and every integer fits. */
bool val_is(const struct val *v, const char *type);

/** JSON as call tests hold it; tuples are tagged. */
void val_write_json(const struct val *v, struct assay_buf *out);
/** As a person reads it in a statement: the same with plain brackets for tuples. */
void val_write_plain(const struct val *v, struct assay_buf *out);

#endif
