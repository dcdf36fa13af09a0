/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of an answer: one pass over its bytes, LaTeX, plain text and words alike.
 *
 * A token says what a sign is, not what it does: `|` is a bar, whether it opens or closes. Spacing, sizing and style
 * commands, math delimiters and the braces of \text{} are gone, and what they tell is in the flags of the next token. A
 * run of letters that is no known word is one RUN token followed by a LETTER token for each: the parser takes one or
 * the other. Inside \text{} it is one WORD.
 */
#ifndef ASSAY_VERIFIERS_MATH_TOKEN_H
#define ASSAY_VERIFIERS_MATH_TOKEN_H

#include "verifiers/math/parse.h"

enum token_type {
	TOK_END = 0,
	TOK_NUM, /* Digits with at most one point; may end with the point ("0." before \overline{3}). */
	TOK_LETTER,
	TOK_RUN,  /* Two letters or more; as many LETTER tokens follow. */
	TOK_WORD, /* From \text{}; at least one letter. */
	TOK_NAME, /* A Greek letter or the like: `sub` bytes of its text are skipped (the backslash). */
	TOK_FUNC, /* `sub`: enum assay_expr_function. */
	TOK_CONST,
	TOK_OPEN,  /* `sub`: enum token_bracket. */
	TOK_CLOSE, /* As OPEN. */
	TOK_BAR,
	TOK_NORM,
	TOK_COMMA,
	TOK_SEMICOLON,
	TOK_JOIN, /* "and", "or": `sub` is an assay_expr_separator. */
	TOK_PLUS,
	TOK_MINUS,
	TOK_PLUSMINUS, /* `sub` 1: ∓. */
	TOK_TIMES,     /* `sub`: enum token_times. */
	TOK_SLASH,     /* `sub` 1: ÷. */
	TOK_CARET,     /* `sub` 1: **. */
	TOK_UNDERSCORE,
	TOK_BANG,
	TOK_PRIME,
	TOK_PERCENT,  /* `sub` 1: per mille. */
	TOK_DEGREE,   /* `sub`: as the node's. */
	TOK_CURRENCY, /* `sub`: index for assay_math_currency(). */
	TOK_REL,      /* `sub`: enum assay_expr_relation. */
	TOK_NOT,      /* `sub` 1: \not, which negates the relation behind it. */
	TOK_COLON,
	TOK_ELLIPSIS,
	TOK_DOT, /* A full stop that is not part of a number. */
	TOK_AMPERSAND,
	TOK_ROW, /* \\ */
	TOK_FRACTION,
	TOK_BINOMIAL,
	TOK_OVER, /* `sub` 1: \choose. */
	TOK_ROOT, /* `sub` 0: \sqrt, 1: a radical sign, which takes a whole number, 2 and 3: cube and fourth root signs.
		   */
	TOK_DECOR,  /* \overline, \vec: `sub` is an enum token_decor. */
	TOK_BOX,    /* \boxed and others that show their argument as it is. */
	TOK_BEGIN,  /* `sub`: enum token_env. */
	TOK_FINISH, /* \end. */
	TOK_BIG,    /* `sub` 0: sum, 1: product. */
	TOK_INTEGRAL,
	TOK_LIMIT,
	TOK_MODULO, /* `sub` 0: between two operands, 1: (mod n). */
	TOK_UNION,
	TOK_INTERSECTION,
	TOK_DIFFERENCE,
	TOK_AMPM,    /* `sub` 1: a.m., 2: p.m. */
	TOK_IF,	     /* "if", "for", "when"; `sub` 1: "otherwise". */
	TOK_RAWNAME, /* \variable{...}: `sub` is an enum token_raw, the text is what stands between the braces. */
	TOK_SKIP,    /* Never in the result: notation without meaning. */
	TOK_SIZING,  /* Never in the result: \left, \right. */
	TOK_TEXTBOX, /* Never in the result: \text. */
	TOK_FONT,    /* Never in the result: \mathrm, \mathbf: `sub` 1 for bold. */
	TOK_CHAR,    /* \char"0190: the letter with that number. */
	TOK_SYMPY,   /* Eq, Interval, Sum: `sub` is an enum token_sympy. */
};

enum token_bracket {
	BRACKET_PAREN = 0,
	BRACKET_SQUARE,
	BRACKET_GROUP, /* { } */
	BRACKET_SET,   /* \{ \} */
	BRACKET_ANGLE,
	BRACKET_FLOOR,
	BRACKET_CEIL,
	BRACKET_BAR,  /* \lvert, \left| */
	BRACKET_NORM, /* \lVert, \left\| */
	BRACKET_NULL, /* \left. and \right. */
};

enum token_times {
	TIMES_STAR = 0,
	TIMES_DOT,   /* \cdot */
	TIMES_CROSS, /* \times */
};

enum token_decor {
	DECOR_BAR = 0,
	DECOR_VEC,
	DECOR_HAT,
	DECOR_TILDE,
	DECOR_DOT,
	DECOR_DDOT,
	DECOR_UNDERLINE,
	DECOR_ARC,
	DECOR_ANGLE,	/* \angle ABC */
	DECOR_TRIANGLE, /* \triangle ABC */
};

enum token_env {
	ENV_MATRIX = 0,
	ENV_DETERMINANT,
	ENV_ARRAY, /* Columns stand in a group behind the name. */
	ENV_CASES,
	ENV_ROWS, /* aligned and the like: rows are a list. */
};

/* All but the first are what the printer writes, and are read in its syntax alone. */
enum token_raw {
	RAW_VARIABLE = 0,
	RAW_WORDS,
	RAW_CALL,
	RAW_CHOICE,
	RAW_UNIT,
	RAW_KIND,
};

enum token_sympy {
	SYMPY_EQ = 0, /* In the order of ASSAY_REL_EQ to ASSAY_REL_GE. */
	SYMPY_NE,
	SYMPY_LT,
	SYMPY_LE,
	SYMPY_GT,
	SYMPY_GE,
	SYMPY_INTERVAL,
	SYMPY_INTERVAL_OPEN,
	SYMPY_INTERVAL_LEFT_OPEN,
	SYMPY_INTERVAL_RIGHT_OPEN,
	SYMPY_UNION,
	SYMPY_INTERSECTION,
	SYMPY_COMPLEMENT,
	SYMPY_SET,
	SYMPY_MATRIX,
	SYMPY_LIMIT,
	SYMPY_DERIVATIVE,
	SYMPY_INTEGRAL,
	SYMPY_SUM,
	SYMPY_PRODUCT,
	SYMPY_RATIONAL,
	SYMPY_ROOT,
};

enum token_flag {
	TOKEN_SPACE = 1 << 0, /* White space, wide or thin, stands before it. */
	TOKEN_TEXT = 1 << 1,  /* Stands in \text{}. */
	TOKEN_BOLD = 1 << 2,
	TOKEN_TIGHT =
		1 << 3,	    /* COMMA: "{,}" or followed by "\!", so it groups digits. NUM: only thin space before it. */
	TOKEN_RUN = 1 << 4, /* LETTER: not the first of its run. */
	TOKEN_UPRIGHT = 1 << 5, /* \mathrm, \operatorname. */
};

struct token {
	uint8_t type, sub, flags;
	uint32_t start, end; /* Bytes of the text. */
};

struct token_list {
	struct token *items; /* The last is TOK_END. */
	uint32_t n;
	const char *problem; /* NULL, or why there are no tokens. */
	size_t at;
	bool has_latex; /* A command or a math delimiter occurs. */
};

/** Whole text to tokens, in the arena. `text` is well-formed UTF-8. Fails only when the arena gives out. */
int assay_math_tokenize(struct assay_str text, enum assay_math_syntax syntax, struct assay_arena *arena,
			struct token_list *ret, struct assay_err *err);

struct token_word {
	const char *name;
	uint8_t type, sub;
};

/** The meaning of command `name` (without its backslash), or NULL. */
const struct token_word *assay_math_command(struct assay_str name);
/** The longest command that `name` begins with and that may be followed by letters ("lvert" in "lvertx"); or NULL. */
const struct token_word *assay_math_command_prefix(struct assay_str name);
/** The meaning of a plain word such as "sqrt", "pi", "and", or NULL. Words of text only count when `in_text`. */
const struct token_word *assay_math_word(struct assay_str word, bool in_text);
/** The longest known function that `run` begins with, in text such as "sinx"; or NULL. */
const struct token_word *assay_math_word_prefix(struct assay_str run);

/** "USD" and the like for the `sub` of a CURRENCY token. */
const char *assay_math_currency(uint8_t index);

#endif
