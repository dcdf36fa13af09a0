/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions of Python that need no interpreter: literals, arithmetic on small numbers, one comparison, and calls of
 * one or two known names with literals.
 *
 *     not f([1, -2.5e3], "a\tb", key=(None, {1: b"x"})) == {"a": {1, 2}}
 *
 * What is read is a strict subset of the language: whatever is read here means in Python what it means here. All else
 * (other names, attributes, f-strings, escapes by name, chained comparisons, results that are not finite, ..) is "not
 * read", never an error: an interpreter has to look at it. Text is foreign: nesting and sizes are bounded.
 */
#ifndef ASSAY_VERIFIERS_CODE_PYEXPR_H
#define ASSAY_VERIFIERS_CODE_PYEXPR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum assay_pyexpr_kind {
	/* Literals. */
	ASSAY_PYEXPR_NONE = 0,
	ASSAY_PYEXPR_BOOL,  /**< `integer` is 0 or 1. */
	ASSAY_PYEXPR_INT,   /**< `integer`. */
	ASSAY_PYEXPR_BIG,   /**< Digits in `text`, with a sign where it is negative. */
	ASSAY_PYEXPR_FLOAT, /**< `number`, finite. */
	ASSAY_PYEXPR_STR,   /**< UTF-8 in `text`, NUL bytes included. */
	ASSAY_PYEXPR_BYTES,
	ASSAY_PYEXPR_LIST, /**< Parts from `first`. */
	ASSAY_PYEXPR_TUPLE,
	ASSAY_PYEXPR_SET,
	ASSAY_PYEXPR_DICT, /**< Parts: key, value, key, value, .. */
	/* The rest. */
	ASSAY_PYEXPR_CALL,	 /**< Positional arguments from `first`, then those that have a `name`. */
	ASSAY_PYEXPR_ABS,	 /**< abs() of a DIFFERENCE. */
	ASSAY_PYEXPR_DIFFERENCE, /**< Of two parts, one of them a CALL. */
	ASSAY_PYEXPR_TEXT, /**< str(), repr() or len() of something, or a sum with such: for messages, its value is not
			      kept. */
	ASSAY_PYEXPR_NOT,
	ASSAY_PYEXPR_COMPARE, /**< `comparison` of two parts. */
};

enum assay_pyexpr_comparison {
	ASSAY_PYEXPR_EQ,
	ASSAY_PYEXPR_NE,
	ASSAY_PYEXPR_LT,
	ASSAY_PYEXPR_LE,
	ASSAY_PYEXPR_IS,
	ASSAY_PYEXPR_IS_NOT,
};

struct assay_pyexpr {
	enum assay_pyexpr_kind kind;
	enum assay_pyexpr_comparison comparison;
	int64_t integer;
	double number;
	struct assay_str text;
	struct assay_str name; /**< Of a keyword argument. */
	struct assay_pyexpr *first, *next;
};

/** Text that is being read; `at` moves. Zeroed but for `text`, `arena` and `names`. */
struct assay_pyreader {
	struct assay_str text; /**< UTF-8 with LF alone at line ends. */
	size_t at;
	struct assay_arena *arena;
	struct assay_str names[2]; /**< What may be called; absent: nothing. */
	unsigned brackets;	   /**< Open: line ends are white space. */
	unsigned depth;
	bool is_out_of_memory;
};

/** Skips blanks and joined lines; inside of brackets also line ends and comments. */
void assay_pyreader_skip(struct assay_pyreader *r);
/** Takes the word or sign if it comes next. A word must end there. */
bool assay_pyreader_take(struct assay_pyreader *r, const char *token);
/** The name that comes next, of ASCII letters and no word of the language; empty when none does. */
struct assay_str assay_pyreader_name(struct assay_pyreader *r);

/** An expression as far as it goes: what stands behind it is for the caller to judge. NULL: not read. */
struct assay_pyexpr *assay_pyexpr_read(struct assay_pyreader *r);

static inline bool assay_pyexpr_is_literal(const struct assay_pyexpr *e)
{
	return e && e->kind < ASSAY_PYEXPR_CALL;
}

/** Whether Python takes a literal for true. */
bool assay_pyexpr_is_true(const struct assay_pyexpr *literal);

/** Appends a literal as a tagged value (value.h); errors are the buffer's. */
void assay_pyexpr_write(const struct assay_pyexpr *literal, struct assay_buf *out);

#endif
