/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading an answer: LaTeX or plain text to the tree of expr.h.
 *
 * The reader takes what people and models write: LaTeX with or without dollar signs, \boxed and \text, text as SymPy
 * prints it, Unicode signs, plain ASCII. It tokenizes in one pass and parses with explicit stacks; time and memory are
 * linear in the text, and nothing of it is ever evaluated.
 *
 * Some notation has several meanings. The first reading takes the usual one and reports, as bits, where it had a
 * choice; each bit can be turned in a further reading:
 *
 *     struct assay_math_parsed first, other;
 *     assay_math_parse(text, NULL, arena, &first, err);
 *     if (first.open & ASSAY_MATH_READ_INTERVAL)                  // "(1, 3)": a point, or an open interval
 *         assay_math_parse(text, &(struct assay_math_parse_options){.turn = ASSAY_MATH_READ_INTERVAL}, arena, &other,
 * err);
 *
 * assay_math_readings() does that for every open bit, most likely first, at most ASSAY_MATH_MAX_READINGS in all. Which
 * reading holds is for the comparison to say: it knows the other side.
 */
#ifndef ASSAY_VERIFIERS_MATH_PARSE_H
#define ASSAY_VERIFIERS_MATH_PARSE_H

#include "verifiers/math/expr.h"

#define ASSAY_MATH_MAX_READINGS 4

/** What the first reading takes, and what the turned one takes instead. */
enum assay_math_read {
	ASSAY_MATH_READ_COMMA_LIST = 1 << 0, /**< 1,234: grouped; turned: a list. */
	ASSAY_MATH_READ_COMMA_DECIMAL =
		1 << 1, /**< 1,5: a list (1,234: grouped); turned: a decimal comma, and 1.234 groups. */
	ASSAY_MATH_READ_INTERVAL = 1 << 2, /**< (a, b): a point, [a, b]: an interval; turned: an interval, a list. */
	ASSAY_MATH_READ_CALL =
		1 << 3, /**< f(x) is a call for f, g, h and capitals, x(y) a product; turned: the other. */
	ASSAY_MATH_READ_EULER = 1 << 4,	    /**< e: the constant, E: a name; turned: the other. */
	ASSAY_MATH_READ_IMAGINARY = 1 << 5, /**< i: the imaginary unit, j: a name; turned: the other. */
	ASSAY_MATH_READ_MIXED = 1 << 6,	    /**< 1\frac{1}{2}, 1 1/2: a mixed number; turned: a product. */
	ASSAY_MATH_READ_SLASH = 1 << 7,	    /**< 1/2x: 1/(2x); turned: (1/2)x. */
	ASSAY_MATH_READ_LOG = 1 << 8,	    /**< log x: base 10; turned: natural. */
	ASSAY_MATH_READ_CLOCK = 1 << 9,	    /**< 12:30: a time of day; turned: a ratio. */
	ASSAY_MATH_READ_WORD = 1 << 10,	    /**< "even", "C": text, choice; turned: a product of names, a name. */
	ASSAY_MATH_READ_UNIT = 1 << 11,	    /**< "5 m": a product; turned: a quantity. \text{m} is a unit anyway. */
	ASSAY_MATH_READ_BASE =
		1 << 12, /**< 413_5: base five; turned: a name with an index is meant, and it is no number. */
};

enum assay_math_syntax {
	ASSAY_MATH_SYNTAX_ANY = 0, /**< LaTeX, plain, or both at once. */
	ASSAY_MATH_SYNTAX_SYMPY,   /**< As SymPy prints: E, I are constants, log is natural, [1, 2] is a list. */
	ASSAY_MATH_SYNTAX_PRINTED, /**< What assay_expr_print() writes. */
};

struct assay_math_parse_options {
	enum assay_math_syntax syntax;
	bool decimal_comma; /**< Policy: a comma between digits is a decimal comma first of all. */
	bool no_groups;	    /**< Policy: 1,234 is always a list. */
	uint32_t turn;	    /**< Bits of enum assay_math_read to read the other way. */
	uint32_t max_nodes; /**< 0: ASSAY_EXPR_MAX_NODES. */
};

struct assay_math_parsed {
	struct assay_expr expr; /**< Valid when `problem` is NULL. */
	uint32_t open;		/**< Bits where another reading exists. */
	uint32_t turned;	/**< Bits that this reading took the other way. */
	const char *problem;	/**< NULL, or what is wrong: "is empty", "has a ) without its (", ... */
	size_t at;		/**< Byte offset of the problem in the text. */
	bool is_text;		/**< The whole is words: the root is a TEXT. */
};

/**
 * Reads the whole of `text`. A text that cannot be read is no error: `ret->problem` says why and `ret->at` where.
 * `options` may be NULL. Fails only when the arena gives out.
 */
int assay_math_parse(struct assay_str text, const struct assay_math_parse_options *options, struct assay_arena *arena,
		     struct assay_math_parsed *ret, struct assay_err *err);

/**
 * The first reading and its turned ones, most likely first, into `ret`, which has room for ASSAY_MATH_MAX_READINGS;
 * `*ret_n` is at least 1. A turned reading that has a problem or the same tree as an earlier one is left out; so only
 * ret[0] can have a problem.
 */
int assay_math_readings(struct assay_str text, const struct assay_math_parse_options *options,
			struct assay_arena *arena, struct assay_math_parsed *ret, size_t *ret_n, struct assay_err *err);

/**
 * One sentence about a problem, in the arena: "cannot be read at byte 4: has a ) without its (, near `)^2`"; absent
 * when there is none or the arena gave out.
 */
struct assay_str assay_math_parse_sentence(const struct assay_math_parsed *parsed, struct assay_str text,
					   struct assay_arena *arena);

#endif
