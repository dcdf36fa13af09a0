/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typed values: what a call takes and gives, as JSON with tags, and when two of them are equal.
 *
 * The tags are those of docs/verdicts.md: $int, $tuple, $set, $frozenset, $bytes, $float, $complex, $dict, and $str for
 * text with lone surrogates. An object of one member whose key starts with `$` is a tag; every other is a dict with
 * string keys.
 *
 * Exact equality is equality of *canonical bytes*: one value has one form, whatever the order of its dict or set, so
 * comparing, sorting and hashing are memcmp. A list and a tuple have the same form, and so have a set and a frozenset;
 * a bool, an int and a float never do. NaN equals NaN here, because an expected value says what
 * shall come out; -0.0 differs from 0.0.
 *
 * Input may come from a candidate: depth and size are bounded by the JSON parser's limits, nothing is quadratic, and
 * malformed values are ASSAY_EINVAL.
 */
#ifndef ASSAY_VERIFIERS_CODE_VALUE_H
#define ASSAY_VERIFIERS_CODE_VALUE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

/** Nesting of JSON arrays and objects in a value; the drivers stop at the same depth. */
#define ASSAY_VALUE_MAX_DEPTH 200

/** Appends the canonical form. ASSAY_EINVAL for a malformed tag, ASSAY_ELIMIT at the buffer's ceiling. */
int assay_value_canonical(struct assay_json value, struct assay_buf *out, struct assay_err *err);

/** As assay_value_canonical() for a list whose order does not count; other values have their usual form. */
int assay_value_canonical_unordered(struct assay_json value, struct assay_buf *out, struct assay_err *err);

/*
 * Values as Python takes them. A value may hold what only a suite's candidate sends: {"$ref":n} for an object that is
 * no plain data, which equals nothing, and $bytearray.
 */

/** Appends a form that two values share when Python's == holds for them and one of them is a literal (no NaN in it). */
int assay_value_canonical_python(struct assay_json value, struct assay_buf *out, struct assay_err *err);
/** A dict (or one within it) that names a key twice has only the last value in Python. */
bool assay_value_names_a_key_twice(struct assay_json value);
/** abs(value - number) as Python computes it, for |number| <= 1e14; false where it is a TypeError or OverflowError. */
bool assay_value_distance(struct assay_json value, double number, double *ret);
/** Python's bool(value); not for objects. */
int assay_value_is_true(struct assay_json value, bool *ret, struct assay_err *err);
bool assay_value_is_object(struct assay_json value);
/** Appends the value in Python's notation, for people; cut where the buffer's ceiling is. */
void assay_value_show_python(struct assay_json value, struct assay_buf *out);

/** Numbers a and b (expected) are equal when |a-b| <= eps_abs or |a-b| <= eps_rel * max(1, |b|), both finite. */
struct assay_tolerance {
	double eps_abs, eps_rel;
	bool is_plain_json; /**< Tags have no meaning: every object is a dict. */
};

bool assay_value_is_near(double got, double expected, const struct assay_tolerance *tolerance);

/**
 * Equality where numbers have a tolerance: two integers compare by their digits, an integer and a float as doubles.
 * Dict keys, and members of sets that are not numbers, compare exactly; the numbers of two sets are paired in order.
 */
int assay_value_equal_near(struct assay_json expected, struct assay_json got, const struct assay_tolerance *tolerance,
			   bool *ret, struct assay_err *err);

#endif
