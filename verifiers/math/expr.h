/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of a mathematical answer.
 *
 * One flat array of nodes in post-order: kids stand before their parent, the root is last, and the subtree of node i is
 * exactly the nodes [i - size + 1, i], its kids' subtrees one behind the other in their order. So whatever is computed
 * bottom-up is one loop from the first node to the last, without recursion and without a stack.
 *
 * A tree says what is written, not what it means: 2/4 stays a division, "10%" stays a percent sign over 10. Only
 * notation without meaning is gone (spacing, sizing, delimiters that merely group). Numbers keep their digits as text,
 * because nobody has decided yet whether they are to be multiplied out.
 *
 * Everything lives in the arena given to the parser; leaf texts may be views of the parsed text, which must outlive the
 * tree. A tree is never changed after it was built, so any number of threads may read it.
 */
#ifndef ASSAY_VERIFIERS_MATH_EXPR_H
#define ASSAY_VERIFIERS_MATH_EXPR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

/** Nodes of one tree: an answer of 64 KiB has fewer than two per byte, and 2^17 nodes are about 5 MiB. */
#define ASSAY_EXPR_MAX_NODES ((uint32_t)1 << 17)
/** Nesting (brackets, arguments, exponents) while parsing: nothing recurses, so this bounds memory alone. */
#define ASSAY_EXPR_MAX_DEPTH ((uint32_t)1 << 14)
/** Digits of one number: all that an answer can hold. Converting as many takes GMP under a millisecond. */
#define ASSAY_EXPR_MAX_DIGITS ((size_t)64 << 10)
/** Different names in one tree. More are found in no answer, only in a flood. */
#define ASSAY_EXPR_MAX_SYMBOLS ((uint32_t)1 << 12)

enum assay_expr_kind {
	ASSAY_EXPR_NONE = 0,

	/* Leaves. */
	ASSAY_EXPR_NUMBER,   /**< `number` of the node. */
	ASSAY_EXPR_CONSTANT, /**< `sub` is an assay_expr_constant. */
	ASSAY_EXPR_VARIABLE, /**< `symbol`: "x", "x_1", "x_{ij}", "theta", "f'", "bar{x}", "overline{CD}". */
	ASSAY_EXPR_TEXT,     /**< `symbol`: words, spaces made single, without wrappers: "Monday". */
	ASSAY_EXPR_ELLIPSIS, /**< \ldots among the elements of a list, sum or ratio. */

	/* Arithmetic. */
	ASSAY_EXPR_SUM,	    /**< n >= 2; a - b is SUM(a, NEG b). */
	ASSAY_EXPR_PRODUCT, /**< n >= 2, factors in order; matrices may be among them. */
	ASSAY_EXPR_NEG,	    /**< 1. */
	ASSAY_EXPR_DIVIDE,  /**< 2: \frac, /, \div. */
	ASSAY_EXPR_POWER,   /**< 2: base, exponent. */
	ASSAY_EXPR_MIXED,   /**< 2: whole NUMBER, DIVIDE of two NUMBERs; 1\frac{1}{2}. Never negative: -1 1/2 is NEG. */
	ASSAY_EXPR_PLUSMINUS, /**< 1: ±b; a ± b is SUM(a, PLUSMINUS b). `sub` 1: ∓. */
	ASSAY_EXPR_PERCENT,   /**< 1; `sub` 1: per mille. */
	ASSAY_EXPR_DEGREE,    /**< 1: 30^\circ, "30 degrees"; `sub` 1: minutes of arc, 2: seconds of arc. */
	ASSAY_EXPR_FUNCTION,  /**< `sub` is an assay_expr_function, which says what the kids are. */
	ASSAY_EXPR_CALL,      /**< `symbol` applied to n >= 1 kids: f(x), f^{-1}(x) is symbol "f^{-1}", f'(x) "f'". */

	/* Binding operators. */
	ASSAY_EXPR_BIGSUM,     /**< 4: variable, lower, upper, body; or 2: condition, body. */
	ASSAY_EXPR_BIGPRODUCT, /**< As BIGSUM. */
	ASSAY_EXPR_LIMIT,      /**< 3: variable, point, body; `sub` 1: from above, 2: from below. */
	ASSAY_EXPR_DERIVATIVE, /**< 2: body, variable; `aux` is the order (>= 1). */
	ASSAY_EXPR_INTEGRAL,   /**< 2: body, variable; or 4: body, variable, lower, upper. */

	/* Collections. */
	ASSAY_EXPR_TUPLE,	 /**< n >= 1: (a, b); `sub` 1: in angle brackets, 2: in square ones. */
	ASSAY_EXPR_LIST,	 /**< n >= 2, bare: "1, 2"; `sub` is an assay_expr_separator. */
	ASSAY_EXPR_SET,		 /**< n >= 1: {a, b}. The empty set is a CONSTANT. */
	ASSAY_EXPR_SET_BUILDER,	 /**< 2: element, condition (a LIST when there are several). */
	ASSAY_EXPR_INTERVAL,	 /**< 2: ends; flags ASSAY_EXPR_OPEN_LEFT, ASSAY_EXPR_OPEN_RIGHT. */
	ASSAY_EXPR_UNION,	 /**< n >= 2. */
	ASSAY_EXPR_INTERSECTION, /**< n >= 2. */
	ASSAY_EXPR_DIFFERENCE,	 /**< 2: A \setminus B. */
	ASSAY_EXPR_MATRIX,	 /**< Elements row by row; `aux` is the number of columns. Column vectors have 1. */
	ASSAY_EXPR_PIECEWISE, /**< value, condition, value, condition, ... and perhaps one last value for "otherwise".
			       */
	ASSAY_EXPR_RATIO,     /**< n >= 2: a : b : c. */

	/* Statements. */
	ASSAY_EXPR_RELATION, /**< n >= 2 sides, n - 1 operators: assay_expr_relation_at(). `sub` is the first. */
	ASSAY_EXPR_AND,	     /**< n >= 2 statements: "x > 1 and x < 3". A list of equations is a LIST. */
	ASSAY_EXPR_OR,	     /**< n >= 2 statements with an inequality among them: "x < 1 or x > 3". */
	ASSAY_EXPR_NOT,	     /**< 1. */

	/* Things of the world. */
	ASSAY_EXPR_QUANTITY, /**< 1: value; `unit` of the node. Currency is a unit: $5 is 5 USD. */
	ASSAY_EXPR_TIME,     /**< 1 to 3 NUMBERs: hour, minute, second; `sub` 0: 24 h or unknown, 1: a.m., 2: p.m. */
	ASSAY_EXPR_DATE,     /**< 2 or 3 NUMBERs: month, day, year; a year of unknown day is no DATE. */
	ASSAY_EXPR_CHOICE,   /**< 0 or 1: `symbol` is the letter, the kid what stands beside it: "(A) 5". */

	ASSAY_EXPR_N_KINDS,
};

enum assay_expr_constant {
	ASSAY_CONST_PI = 0,
	ASSAY_CONST_E,
	ASSAY_CONST_I,
	ASSAY_CONST_INFINITY,
	ASSAY_CONST_EMPTY_SET,
	ASSAY_CONST_NATURALS,
	ASSAY_CONST_INTEGERS,
	ASSAY_CONST_RATIONALS,
	ASSAY_CONST_REALS,
	ASSAY_CONST_COMPLEXES,
	ASSAY_CONST_TRUE,
	ASSAY_CONST_FALSE,
	ASSAY_CONST_UNDEFINED, /**< "undefined", "does not exist". */
	ASSAY_N_CONSTS,
};

/** 1 kid each, unless said. Angles are in radians; a DEGREE node says otherwise. */
enum assay_expr_function {
	ASSAY_FN_SQRT = 0,
	ASSAY_FN_ROOT, /**< 2: index, radicand. */
	ASSAY_FN_ABS,  /**< Also a norm. */
	ASSAY_FN_FLOOR,
	ASSAY_FN_CEIL,
	ASSAY_FN_FRACTIONAL_PART,
	ASSAY_FN_ROUND,
	ASSAY_FN_SIGN,
	ASSAY_FN_FACTORIAL,
	ASSAY_FN_DOUBLE_FACTORIAL,
	ASSAY_FN_BINOMIAL,     /**< 2: from, choose. */
	ASSAY_FN_PERMUTATIONS, /**< 2. */
	ASSAY_FN_GCD,	       /**< n >= 1. */
	ASSAY_FN_LCM,	       /**< n >= 1. */
	ASSAY_FN_MIN,	       /**< n >= 1. */
	ASSAY_FN_MAX,	       /**< n >= 1. */
	ASSAY_FN_MOD,	       /**< 2: the remainder with the sign of the second. */
	ASSAY_FN_EXP,
	ASSAY_FN_LN,
	ASSAY_FN_LOG, /**< 2: base, argument. Where no base is written, it is a NUMBER 10 with ASSAY_EXPR_IMPLIED. */
	ASSAY_FN_SIN,
	ASSAY_FN_COS,
	ASSAY_FN_TAN,
	ASSAY_FN_COT,
	ASSAY_FN_SEC,
	ASSAY_FN_CSC,
	ASSAY_FN_ASIN,
	ASSAY_FN_ACOS,
	ASSAY_FN_ATAN,
	ASSAY_FN_ACOT,
	ASSAY_FN_ASEC,
	ASSAY_FN_ACSC,
	ASSAY_FN_SINH,
	ASSAY_FN_COSH,
	ASSAY_FN_TANH,
	ASSAY_FN_COTH,
	ASSAY_FN_SECH,
	ASSAY_FN_CSCH,
	ASSAY_FN_ASINH,
	ASSAY_FN_ACOSH,
	ASSAY_FN_ATANH,
	ASSAY_FN_ACOTH,
	ASSAY_FN_ASECH,
	ASSAY_FN_ACSCH,
	ASSAY_FN_RE,
	ASSAY_FN_IM,
	ASSAY_FN_CONJ,
	ASSAY_FN_ARG,
	ASSAY_FN_CIS,
	ASSAY_FN_DET,
	ASSAY_FN_TRACE,
	ASSAY_FN_TRANSPOSE,
	ASSAY_FN_INVERSE, /**< Of a matrix written as such. */
	ASSAY_FN_RANK,
	ASSAY_FN_DOT,	/**< 2 vectors. */
	ASSAY_FN_CROSS, /**< 2 vectors. */
	ASSAY_FN_GAMMA,
	ASSAY_FN_ZETA,
	ASSAY_FN_PHI, /**< Euler's totient. */
	ASSAY_FN_COMPLEMENT,
	ASSAY_N_FNS,
};

enum assay_expr_relation {
	ASSAY_REL_EQ = 0,
	ASSAY_REL_NE,
	ASSAY_REL_LT,
	ASSAY_REL_LE,
	ASSAY_REL_GT,
	ASSAY_REL_GE,
	ASSAY_REL_APPROX,
	ASSAY_REL_IN,
	ASSAY_REL_NOT_IN,
	ASSAY_REL_SUBSET,
	ASSAY_REL_SUBSET_EQ,
	ASSAY_REL_SUPERSET,
	ASSAY_REL_SUPERSET_EQ,
	ASSAY_REL_EQUIV,     /**< ≡, as in x ≡ 3 (mod 5), whose modulus is ASSAY_REL_MODULO's right side. */
	ASSAY_REL_MODULO,    /**< Between a right side and its (mod m). */
	ASSAY_REL_DEFINES,   /**< := */
	ASSAY_REL_SIMILAR,   /**< ~ */
	ASSAY_REL_CONGRUENT, /**< ≅ */
	ASSAY_REL_PROPORTIONAL,
	ASSAY_REL_PARALLEL,
	ASSAY_REL_PERPENDICULAR,
	ASSAY_REL_DIVIDES,
	ASSAY_REL_NOT_DIVIDES,
	ASSAY_REL_IMPLIES,
	ASSAY_REL_IFF,
	ASSAY_REL_MAPS_TO, /**< → and ↦. */
	ASSAY_N_RELS,
};

enum assay_expr_separator {
	ASSAY_SEP_COMMA = 0,
	ASSAY_SEP_SEMICOLON,
	ASSAY_SEP_AND, /**< "3 and 5", "3, 4 and 5". */
	ASSAY_SEP_OR,  /**< "x = 1 or x = 2". */
};

enum assay_expr_flag {
	ASSAY_EXPR_OPEN_LEFT = 1 << 0,	/**< INTERVAL. */
	ASSAY_EXPR_OPEN_RIGHT = 1 << 1, /**< INTERVAL. */
	ASSAY_EXPR_IMPLIED = 1 << 2,	/**< Not written but meant: the base of a bare logarithm. */
	ASSAY_EXPR_BRACKETED = 1 << 3,	/**< Stood in its own delimiters: tells (x+1)(y) from a bare list's element. */
	ASSAY_EXPR_SLASH = 1 << 4,	/**< DIVIDE written a/b. */
};

/**
 * A number as written: digits (without sign, point, separators) in `base`, of which the last `places` stand behind the
 * point and the last `repeat` of those repeat for ever, times 10 to `exp10`. "0.1\overline{6}" has digits "016",
 * places 2, repeat 1.
 */
struct assay_expr_number {
	struct assay_str digits; /**< At least one; leading zeros are kept. */
	int64_t exp10;		 /**< 0 unless scientific notation; at most 15 digits. */
	uint32_t places;
	uint32_t repeat;
	uint8_t base;	    /**< 10 unless written with a base (2 to 36). */
	bool has_base;	    /**< 413_{10}: a base is written, even if it is ten. */
	bool is_scientific; /**< 3e5, 3 million. */
	bool is_truncated;  /**< "0.333...": more digits follow, and nobody says which. */
	bool has_groups;    /**< 1,234. */
	int64_t small;	    /**< The value where it is an integer that fits; valid when is_small. */
	bool is_small;
};

/** Dimensions of a unit, as exponents. */
enum assay_expr_dimension {
	ASSAY_DIM_LENGTH = 0,
	ASSAY_DIM_MASS,
	ASSAY_DIM_TIME,
	ASSAY_DIM_CURRENT,
	ASSAY_DIM_TEMPERATURE,
	ASSAY_DIM_AMOUNT,
	ASSAY_DIM_LIGHT,
	ASSAY_DIM_MONEY,
	ASSAY_DIM_DATA, /**< Bits. */
	ASSAY_N_DIMS,
};

/** A unit as read: value_in_SI = value * num / den * 10^exp10 + offset_num / offset_den. */
struct assay_expr_unit {
	struct assay_str text;	    /**< As written, spaces made single: "square inches". */
	struct assay_str canonical; /**< One spelling for the same unit ("in^2"); the text in lower case and singular
				       when unknown. */
	bool is_known;		    /**< False: a counted thing ("students", "ways"), or nothing we know. */
	bool is_vague;		    /**< "units", "square units": a dimension's power without a unit. */
	int8_t dims[ASSAY_N_DIMS];
	int64_t num, den; /**< Both above 0 when is_known. */
	int32_t exp10;
	int64_t offset_num, offset_den; /**< 0 / 1 but for °C and °F. */
	const char *currency;		/**< "USD"; NULL: no money. */
};

struct assay_expr_node {
	uint8_t kind;	/**< enum assay_expr_kind. */
	uint8_t sub;	/**< Which one, see the kind. */
	uint16_t flags; /**< enum assay_expr_flag. */
	uint32_t size;	/**< Nodes of the subtree, this one included. */
	uint32_t kids;	/**< Where its kids begin in assay_expr.kids. */
	uint32_t n_kids;
	union {
		uint32_t number;    /**< NUMBER: index in assay_expr.numbers. */
		uint32_t symbol;    /**< VARIABLE, TEXT, CALL, CHOICE: index in assay_expr.symbols. */
		uint32_t unit;	    /**< QUANTITY: index in assay_expr.units. */
		uint32_t relations; /**< RELATION: where its operators begin in assay_expr.relations. */
		uint32_t aux;	    /**< See the kind. */
	};
	uint32_t start, end; /**< The bytes of the parsed text it was read from (rough for implied nodes). */
};

struct assay_expr {
	const struct assay_expr_node *nodes; /**< n_nodes >= 1; the root is the last. */
	const uint32_t *kids;
	const struct assay_expr_number *numbers;
	const struct assay_str *symbols; /**< Each name once. */
	const struct assay_expr_unit *units;
	const uint8_t *relations; /**< enum assay_expr_relation. */
	uint32_t n_nodes, n_kids, n_numbers, n_symbols, n_units, n_relations;
};

static inline uint32_t assay_expr_root(const struct assay_expr *expr)
{
	return expr->n_nodes - 1;
}

/** Index of kid `k` of node `i`. */
static inline uint32_t assay_expr_kid(const struct assay_expr *expr, uint32_t i, uint32_t k)
{
	return expr->kids[expr->nodes[i].kids + k];
}

/** The operator between sides `k` and `k + 1` of RELATION `i`. */
static inline enum assay_expr_relation assay_expr_relation_at(const struct assay_expr *expr, uint32_t i, uint32_t k)
{
	return (enum assay_expr_relation)expr->relations[expr->nodes[i].relations + k];
}

/** The number of NUMBER node `i`. */
static inline const struct assay_expr_number *assay_expr_number_of(const struct assay_expr *expr, uint32_t i)
{
	return &expr->numbers[expr->nodes[i].number];
}

/** The name of a node with a symbol. */
static inline struct assay_str assay_expr_symbol_of(const struct assay_expr *expr, uint32_t i)
{
	return expr->symbols[expr->nodes[i].symbol];
}

/**
 * The exact value of a number: `ret` (initialised by the caller, in lowest terms) times 10 to `*ret_exp10`, which is 0
 * unless multiplying it out would take more than 2^16 bits. False for a truncated number, which has no exact value.
 */
bool assay_expr_number_value(const struct assay_expr_number *number, mpq_t ret, int64_t *ret_exp10);

/** "sum", "interval", ...; for messages and tests. */
const char *assay_expr_kind_name(enum assay_expr_kind kind);
/** "sin", "gcd", ...: the name that the printer writes and the parser reads. */
const char *assay_expr_function_name(enum assay_expr_function function);

/**
 * Same nodes, same order: the tree of the subtree at `i` of `a` and of that at `j` of `b`, flags of spelling (slash,
 * brackets, groups) and source offsets aside. Linear.
 */
bool assay_expr_same(const struct assay_expr *a, uint32_t i, const struct assay_expr *b, uint32_t j);

/**
 * The canonical text of the subtree at `i`: reading it again in ASSAY_MATH_SYNTAX_PRINTED gives the same tree, so two
 * trees are the same exactly when their texts are. A sticky error of `out` is the only failure.
 */
void assay_expr_print(const struct assay_expr *expr, uint32_t i, struct assay_buf *out);

#endif
