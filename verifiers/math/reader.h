/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader's inside: what its files share.
 *
 * Operator precedence with two explicit stacks. `vals` holds the operands read so far, `ops` what still waits for an
 * operand: operators, prefix operators, commands collecting their arguments, and frames (open brackets, groups,
 * single-token arguments, environments), which nothing reaches through. Nodes are made when an operator is taken from
 * the stack, and so come out in post-order. Chains (a + b - c, 2xy, a < b < c) stay on the stack until their end and
 * become one node.
 *
 *     reader.c   the loop, readings, problems        group.c    frames and what they enclose, lists
 *     operand.c  what begins an operand              operator.c what follows one; precedence and reduction
 *     command.c  \frac, \sqrt, \sum, \int, \lim ...  word.c     text: times, dates, choices, phrases
 *     function.c sin, log, max ...                   quantity.c units behind a value
 *     literal.c  numbers                             tree.c     making nodes
 *     printed.c  what only the printer writes        sympy.c    what SymPy prints as a call
 */
#ifndef ASSAY_VERIFIERS_MATH_READER_H
#define ASSAY_VERIFIERS_MATH_READER_H

#include "verifiers/math/parse.h"
#include "verifiers/math/token.h"

#define NO_NODE UINT32_MAX

/* A node's flag while reading: a MATRIX whose kids are its rows. */
#define NODE_NESTED_ROWS (1 << 15)

enum val_flag {
	VAL_BRACED = 1 << 0, /* {x}: a set of one where sets are meant. */
	VAL_LETTER = 1 << 1, /* A letter of \text{}: a choice when it is a capital. */
};

struct val {
	uint32_t node;
	uint8_t flags;
};

enum op_type {
	/* Frames. */
	OP_BOTTOM = 0,
	OP_BRACKET, /* `sub`: enum token_bracket. */
	OP_GROUP,   /* { that is no argument. */
	OP_ARG,	    /* { of a command. */
	OP_SINGLE,  /* The argument of a command without braces: one operand. */
	OP_OPTION,  /* [ of \sqrt[3]{}. */
	OP_CALL,    /* ( behind a name. */
	OP_ENV,
	OP_RHS,		/* The list on the right of "n = 1, 2, 3". */
	OP_SINCE_FRAME, /* Below: frames. From here: no frames. */

	OP_COMMAND, /* `sub`: enum command; its arguments lie on vals from `base`. */

	/* Prefix. */
	OP_NEG,
	OP_PLUSMINUS,
	OP_NOT,
	OP_FUNC,
	OP_BIG,
	OP_INTEGRAL,
	OP_LIMIT,
	OP_DERIVATIVE,
	OP_CURRENCY,

	/* Binary. */
	OP_OVER,
	OP_REL,
	OP_RATIO,
	OP_UNION,
	OP_DIFFERENCE,
	OP_INTERSECTION,
	OP_PLUS, /* `sub`: enum plus. */
	OP_TIMES,
	OP_IMPLICIT,
	OP_DIVIDE,
	OP_MODULO,
	OP_POWER,
};

enum plus {
	PLUS_PLUS = 0,
	PLUS_MINUS,
	PLUS_PLUSMINUS,
	PLUS_MINUSPLUS,
};

enum command {
	CMD_FRACTION = 0,
	CMD_BINOMIAL,
	CMD_SQRT,
	CMD_ROOT, /* With an index. */
	CMD_DECOR,
	CMD_BOX,
	CMD_MODULO, /* \pmod{n}. */
	CMD_CALL,   /* f(x): `symbol`. */
	CMD_SYMPY,  /* Interval(0, 1): `a` is an enum token_sympy. */
	CMD_KIND,   /* What the printer writes: `a` is the kind, `b` its sub. */
	CMD_POWER,  /* Behind a brace that is an exponent. */
};

/* Precedence: a higher one binds closer. */
enum prec {
	PREC_FRAME = 0,
	PREC_LIST = 10,
	PREC_OVER = 20,
	PREC_NOT = 35,
	PREC_REL = 40,
	PREC_RATIO = 50,
	PREC_UNION = 60,
	PREC_INTERSECTION = 70,
	PREC_INTEGRAL = 78,
	PREC_PLUS = 80,
	PREC_NEG = 85,
	PREC_BIG = 88,
	PREC_TIMES = 90,
	PREC_FUNC = 97,
	PREC_IMPLICIT = 100,
	PREC_TIGHT_NEG = 105,
	PREC_CURRENCY = 110,
	PREC_POWER_NEG = 125,
	PREC_POWER = 130,
};

enum op_flag {
	OPF_DONE = 1 << 0,  /* PLUS: the right operand has its sign. */
	OPF_COMMA = 1 << 1, /* Frame: which separators were seen. */
	OPF_AND = 1 << 2,
	OPF_OR = 1 << 3,
	OPF_SEMICOLON = 1 << 4,
	OPF_BAR = 1 << 5,	 /* Frame: "such that" was seen. */
	OPF_FRENCH = 1 << 6,	 /* ]a, b[ */
	OPF_CALLED = 1 << 7,	 /* FUNC: its argument stood in brackets. */
	OPF_INVERSE = 1 << 8,	 /* FUNC: \sin^{-1}. */
	OPF_SCANNED = 1 << 9,	 /* Frame: the tokens behind were looked through for relations. */
	OPF_RELATIONS = 1 << 10, /* Frame: and there are some. */
	OPF_CLOSED = 1 << 11,	 /* INTEGRAL: its differential was read. */
	OPF_BELOW = 1 << 12,	 /* LIMIT: from below; BIG, INTEGRAL: a bound is being read. */
	OPF_ABOVE = 1 << 13,
	OPF_SIZED = 1 << 14, /* BAR opened by \left or \lvert. */
	OPF_WHOLE = 1 << 15, /* SINGLE: takes a number of several digits. */
};

struct op {
	uint8_t type, prec, sub;
	uint8_t state;
	uint16_t flags;
	uint32_t token; /* Where it stands, for messages. */
	uint32_t frame; /* Index of the innermost frame, itself included. */
	uint32_t depth; /* Frames: how many are open around it. */
	uint32_t base;	/* Height of vals when it was pushed. */
	uint32_t part;	/* Frames: where on vals the part behind the last semicolon begins; ENV: row. */
	uint32_t a, b;	/* Nodes or numbers of its own: bounds, exponent, base, columns. */
	uint32_t symbol;
};

struct reader {
	struct assay_str text;
	const uint32_t *from; /* NULL, or source offsets of `text`. */
	const struct assay_math_parse_options *options;
	struct assay_arena *arena;
	struct assay_err *err;
	struct token_list list;
	struct token *tokens; /* Of the list; a number's first digit may be taken from it. */
	uint32_t at;	      /* The token to read next. */
	bool wants_operand;

	struct val *vals;
	uint32_t n_vals, cap_vals;
	struct op *ops;
	uint32_t n_ops, cap_ops;
	struct op spill; /* What push_op() gives when it failed. */

	struct assay_expr_node *nodes;
	uint32_t *kids;
	struct assay_expr_number *numbers;
	struct assay_str *symbols;
	struct assay_expr_unit *units;
	uint8_t *relations;
	uint32_t n_nodes, n_kids, n_numbers, n_symbols, n_units, n_relations;
	uint32_t cap_nodes, cap_kids, cap_numbers, cap_symbols, cap_units, cap_relations;
	uint32_t *symbol_slots; /* Hash table once there are many symbols. */
	uint32_t max_nodes;
	uint32_t choice; /* The symbol of "(A) 5", or NO_NODE. */

	uint32_t open, turn;
	bool binds_i;	 /* i is an index of a sum. */
	bool pairs_bars; /* Second try at bars: "||x||y||". */
	uint32_t n_open_bars, n_bars, n_bars_left;
	uint32_t bar_to_open; /* The token of a bar that opens, though it could close. */
	uint32_t n_integrals; /* Integrals that wait for their differential. */
	bool is_unordered;    /* Some node's kids do not stand right before it in their order. */
	bool has_nested_rows; /* A matrix came as a list of rows. */
	bool has_words;	      /* Words that are no names occur. */

	const char *problem;
	size_t problem_at;
	int rc; /* The arena gave out. */
};

/* reader.c */
void reader_fail(struct reader *reader, uint32_t token, const char *problem);
/* The bit is open; true when it is to be read the other way. */
bool reader_turns(struct reader *reader, enum assay_math_read bit);
static inline const struct token *token_at(const struct reader *reader, uint32_t ahead)
{
	uint32_t at = reader->at + ahead;
	return &reader->tokens[at < reader->list.n ? at : reader->list.n - 1];
}
static inline bool token_is(const struct reader *reader, uint32_t ahead, enum token_type type)
{
	return token_at(reader, ahead)->type == type;
}
static inline bool token_is_sub(const struct reader *reader, uint32_t ahead, enum token_type type, uint8_t sub)
{
	const struct token *token = token_at(reader, ahead);
	return token->type == type && token->sub == sub;
}
struct assay_str token_text(const struct reader *reader, const struct token *token);
bool token_begins_operand(const struct token *token);

/* tree.c */
uint32_t tree_node(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, const uint32_t *kids, uint32_t n);
/* A leaf. */
uint32_t tree_constant(struct reader *reader, enum assay_expr_constant constant);
uint32_t tree_symbol(struct reader *reader, enum assay_expr_kind kind, struct assay_str name);
uint32_t tree_small(struct reader *reader, int64_t value);
uint32_t tree_number(struct reader *reader, const struct assay_expr_number *number);
uint32_t tree_intern(struct reader *reader, struct assay_str name);
/* Takes the `n` top vals as kids. */
uint32_t tree_of_vals(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, uint32_t n);
bool tree_add_relation(struct reader *reader, enum assay_expr_relation relation);
bool tree_add_unit(struct reader *reader, const struct assay_expr_unit *unit);
/* [1, 2] as a row of a matrix: a tuple, or what was taken for a closed interval. */
bool tree_is_row(const struct reader *reader, uint32_t node);
/* Puts all nodes in post-order, each behind its kids in their order, and drops what nothing refers to. */
void tree_finish(struct reader *reader);
/* Forgets node `node` and all behind it, which nothing refers to. */
void tree_truncate(struct reader *reader, uint32_t node);
void push_val(struct reader *reader, uint32_t node, uint8_t flags);
static inline struct val *top_val(struct reader *reader)
{
	return &reader->vals[reader->n_vals - 1];
}
struct op *push_op(struct reader *reader, enum op_type type, enum prec prec, uint8_t sub);
static inline struct op *top_op(struct reader *reader)
{
	return &reader->ops[reader->n_ops - 1];
}
/* The innermost frame. */
struct op *top_frame(struct reader *reader);
static inline bool is_kind(const struct reader *reader, uint32_t node, enum assay_expr_kind kind)
{
	return reader->nodes[node].kind == kind;
}

/* The number that a node is, or NULL. */
static inline const struct assay_expr_number *number_at(const struct reader *reader, uint32_t node)
{
	return is_kind(reader, node, ASSAY_EXPR_NUMBER) ? &reader->numbers[reader->nodes[node].number] : NULL;
}

static inline bool is_frame(const struct op *op)
{
	return op->type < OP_SINCE_FRAME;
}
/* "ab" + "cd" in the arena. */
struct assay_str reader_concat(struct reader *reader, struct assay_str a, struct assay_str b, struct assay_str c);

/* operator.c */
void read_operator(struct reader *reader);
/* Reduces all that binds at least as close as `prec`, down to the innermost frame or command. */
void reduce_to(struct reader *reader, enum prec prec);
void push_implicit(struct reader *reader);
/* Takes the braces from {x}{y} and \{x\}\{y\}, where they only group: the set of one on top becomes its element. */
void ungroup(struct reader *reader);

/* operand.c */
void read_operand(struct reader *reader);
void read_name(struct reader *reader, struct assay_str name);
bool has_matching_braces(struct assay_str text);
/* The text of a name without spaces. */
struct assay_str read_name_text(struct reader *reader, struct assay_str raw);
/* The group that opens at the current token, as text without spaces: an index, what a bar stands over. */
struct assay_str read_group_text(struct reader *reader);
/* Subscript and primes behind the current token, as they belong into a name. */
struct assay_str read_name_tail(struct reader *reader, struct assay_str name);

/* group.c */
void open_bracket(struct reader *reader, enum token_bracket bracket, uint16_t flags);
void close_bracket(struct reader *reader, const struct token *token);
void separate(struct reader *reader, const struct token *token);
void read_cell(struct reader *reader, const struct token *token);
void finish_env(struct reader *reader);
/* "if" before a condition, "otherwise" instead of one. */
void read_condition_word(struct reader *reader);
void finish_whole(struct reader *reader);
/* Reads an argument of the command on top: a group or a single token. */
void begin_argument(struct reader *reader, bool is_whole);
void push_frame(struct reader *reader, enum op_type type, uint8_t sub, uint16_t flags);
/* A pair in parentheses becomes an interval, a braced value a set: what stands beside a set operator. */
void make_set(struct reader *reader, struct val *val);

/* command.c */
void read_command(struct reader *reader, const struct token *token);
void argument_done(struct reader *reader);
void finish_prefix(struct reader *reader, const struct op *op);
void call_done(struct reader *reader, uint32_t n_args);
/* In printed.c: what the printer writes for the kinds without notation of their own. */
void read_raw(struct reader *reader, const struct token *token);
void kind_done(struct reader *reader, const struct op *op, uint32_t n_args);
bool read_differential(struct reader *reader);

/* function.c */
void function_next(struct reader *reader);
void function_part_done(struct reader *reader, struct op *op);
void function_done(struct reader *reader, const struct op *op, uint32_t n);
/* Whether a finished node of the function may have `n` kids. */
bool function_takes(enum assay_expr_function function, uint32_t n);

/* sympy.c */
void sympy_done(struct reader *reader, uint32_t sympy, uint32_t n);

/* literal.c */
void read_number(struct reader *reader);
/* ABC_{16}: true when it was read. */
bool read_letter_digits(struct reader *reader);

/* word.c */
bool read_whole_phrase(struct reader *reader);
void read_word_operand(struct reader *reader);
void read_word_operator(struct reader *reader);
bool run_is_word(const struct reader *reader, const struct token *token);
void make_choices(struct reader *reader, uint32_t first, uint32_t n);
char to_lower(char c);
uint32_t word_tokens(const struct reader *reader, uint32_t ahead);
struct assay_str allocate(struct reader *reader, size_t len, char **ret);
struct assay_str phrase_at(struct reader *reader, uint32_t *ret_n);
int small_at(const struct reader *reader, uint32_t ahead, size_t min, size_t max);

/* quantity.c */
bool read_unit(struct reader *reader);
/* One letter behind a number, where the reading takes it for a unit. */
bool read_letter_unit(struct reader *reader);
void wrap_unit(struct reader *reader, const struct assay_expr_unit *unit);
bool extend_quantity(struct reader *reader);

/* unit.c */
bool assay_math_unit_find(struct assay_str name, struct assay_expr_unit *ret);
bool assay_math_unit_multiply(struct assay_expr_unit *unit, const struct assay_expr_unit *factor, int power);

#endif
