/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small typed language whose random programs become problems; for problems/families/code/typed/ alone.
 *
 * A program is an array of nodes in which children stand before their parents; a node may have several parents. Values
 * are numbers, truths, letters (a to z) and sequences of them: "numbers" [int], a text, rows [[int]], words [str]. A
 * node whose value depends on the arguments alone is closed; each closed sequence or summary is a step of the
 * statement and a variable of the references. Bodies (what is done with each item) are scalar expressions over x, y,
 * acc and i; bodies do not nest, so these four names are enough.
 *
 * One instance: tp_grow() draws a tree, tp_measure() bounds every value in it and refuses what could leave the safe
 * integers, tp_is_worthwhile() rejects what a smaller program does as well, and tp_say() and tp_write_*() make the
 * statement and the references. tp_interpret() and tp_execute() find results by two ways that share no code.
 *
 * What holds of all values: division and remainder go down (the remainder is never negative, divisors are positive
 * constants), and first, last, largest and smallest of nothing are 0.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_TYPED_H
#define ASSAY_PROBLEMS_FAMILIES_TYPED_H

#include "problems/families/code.h"

#define TP_MAX_NODES 96
#define TP_MAX_ARGS  3
#define TP_N_PROBES  64
#define TP_MAX_VARS  512 /* Variants of one program. */

/** Values of the language: at most so large. Every language computes with these exactly. */
#define TP_MAX_INT INT64_C(1000000000000)

enum tp_type { TP_NOTHING, TP_INT, TP_BOOL, TP_CHAR, TP_INTS, TP_STR, TP_ROWS, TP_STRS, TP_N_TYPES };

enum tp_op {
	TP_ARG,	  /* Argument `c`. */
	TP_CONST, /* `c`; of type bool too. */
	TP_X,
	TP_Y,
	TP_ACC,
	TP_I,
	TP_ADD,
	TP_SUB,
	TP_MUL,
	TP_DIV, /* By the constant `c`. */
	TP_MOD, /* By the constant `c`. */
	TP_MIN,
	TP_MAX,
	TP_ABS,
	TP_IF,
	TP_LT,
	TP_LE,
	TP_GT,
	TP_GE,
	TP_EQ,
	TP_NE,
	TP_AND,
	TP_OR,
	TP_PLACE,  /* Of a letter: 0 to 25. */
	TP_VOWEL,  /* Of a letter: is it one? */
	TP_LETTER, /* At place (kid mod 26). */
	TP_LEN,	   /* Summaries of a sequence, of one item or of a step. */
	TP_SUM,
	TP_LARGEST,
	TP_SMALLEST,
	TP_FIRST,
	TP_LAST,
	TP_KINDS,   /* How many different items. */
	TP_COUNT,   /* Items for which the body holds. */
	TP_FIND,    /* The index of the first such item, or -1. */
	TP_FOLD,    /* acc begins as `c` and becomes the body for each item. */
	TP_REVERSE, /* Sequences. */
	TP_TAKE,    /* `c` items, or as many as kids[1] says. */
	TP_DROP,
	TP_DISTINCT,
	TP_SORT, /* By kids[1] if there; `c` = 1: descending. Stable. */
	TP_CONCAT,
	TP_FLATTEN,
	TP_WINDOWS, /* Of `c` items. */
	TP_CHUNKS,
	TP_RUNS,  /* Longest stretches in which the body is the same. */
	TP_GROUP, /* Items with the same body, in the order in which bodies first come. */
	TP_MAP,
	TP_FILTER,
	TP_TAKE_WHILE,
	TP_DROP_WHILE,
	TP_RUNNING_SUM,
	TP_RUNNING_MAX,
	TP_RUNNING_MIN,
	TP_SCAN,       /* As TP_FOLD, with every acc kept. */
	TP_NEIGHBOURS, /* Body of each item x and the next one y. */
	TP_ZIP,	       /* Body of x of kids[0] and y of kids[1], as far as the shorter goes. */
	TP_N_OPS,
};

struct tp_node {
	uint8_t op, type; /**< enum tp_op, enum tp_type. */
	uint8_t n_kids;
	uint8_t kids[3];
	bool is_open; /**< Depends on x, y, acc or i. */
	int64_t c;
};

/** What a family gives: arguments, the type of the result, and how far values may go. */
struct tp_signature {
	enum tp_type args[TP_MAX_ARGS];
	const char *names[TP_MAX_ARGS];
	size_t n_args;
	enum tp_type result;
	int64_t min, max;	     /**< Of every integer in the arguments. */
	size_t max_len;		     /**< Of sequences; of 0 to so many items. */
	size_t min_inner, max_inner; /**< Of rows and words. */
};

struct tp_program {
	const struct tp_signature *signature;
	struct tp_node nodes[TP_MAX_NODES];
	uint8_t n, root;
	bool is_full; /**< A node did not fit. */
};

/** The least and the largest that a node's value, or an item in it, can be, and how long it can be. */
struct tp_range {
	int64_t lo, hi;
	size_t min_len, max_len;
	size_t min_inner, max_inner;
};

struct tp_ranges {
	struct tp_range of[TP_MAX_NODES];
};

/* --- Trees: tree.c ------------------------------------------------------------------------------------------------ */

/** Which kid is a body; -1: none. */
int tp_body(enum tp_op op);
/** The type of the items of a sequence. */
enum tp_type tp_item(enum tp_type type);
/** The sequence with such items; TP_NOTHING: none. */
enum tp_type tp_sequence(enum tp_type item);
bool tp_is_sequence(enum tp_type type);
/** "int", "[int]", ... as code_arg has it. */
const char *tp_type_name(enum tp_type type);
/** True for a summary or a sequence, which a statement makes in a step of its own. */
bool tp_is_step(const struct tp_program *p, size_t node);
/** Adds a node and returns its number; 0 and `is_full` when there is no room. */
uint8_t tp_add(struct tp_program *p, enum tp_op op, enum tp_type type, int64_t c, size_t n_kids, const uint8_t *kids);
/** Which nodes the root needs. */
void tp_reach(const struct tp_program *p, bool ret[TP_MAX_NODES]);
/** How many nodes that is. */
size_t tp_size(const struct tp_program *p);
/** Computes `is_open` anew after an edit. */
void tp_settle(struct tp_program *p);
/** The tree as text: "(filter (arg 0) (> x 3))". */
void tp_text(const struct tp_program *p, size_t node, struct assay_buf *out);
/** The words for one of `op` in that text. */
const char *tp_op_name(enum tp_op op);

/** False when a value could be too large or a sequence too long. range.c */
bool tp_measure(const struct tp_program *p, struct tp_ranges *ret);

/* --- Growing: grow.c ---------------------------------------------------------------------------------------------- */

/** Draws a program of the signature's types, of a size by level. It may be a dull one. */
void tp_grow(struct assay_rng *rng, unsigned level, const struct tp_signature *signature, struct tp_program *ret);

/* --- Results ------------------------------------------------------------------------------------------------------ */

/** Walks the tree. `*rc` is set when the arena is full. interpret.c */
struct val tp_interpret(const struct tp_program *p, const struct val *args, struct assay_arena *arena, int *rc);
/** Compiles to code for a stack machine of single loops, and runs that. compile.c, machine.c */
struct val tp_execute(const struct tp_program *p, const struct val *args, struct assay_arena *arena, int *rc);

/* --- Judging: variants.c, reject.c -------------------------------------------------------------------------------- */

/** The programs that are one change away: a constant, an operation, a clause less. False behind the last one. */
bool tp_variant(const struct tp_program *p, size_t i, struct tp_program *ret);

/** Inputs that every program of a signature is tried on, whatever the level. */
struct tp_probes {
	struct val args[TP_N_PROBES][TP_MAX_ARGS];
	struct val results[TP_N_PROBES];
};

/** A program that was found worthwhile, and how each variant of it is told from it. */
struct tp_finding {
	size_t n_variants;
	uint8_t probe[TP_MAX_VARS]; /**< The probe on which variant i differs. */
	struct assay_hash128 behaviour;
};

/** Draws the probes; the same for the same signature. */
void tp_draw_probes(const struct tp_signature *s, struct assay_arena *arena, struct tp_probes *ret, int *rc);
/**
 * True when the program is neither constant nor the identity nor does on the probes what a variant, a part of it or a
 * single plain step does. Fills in the probes' results.
 */
bool tp_is_worthwhile(const struct tp_program *p, struct tp_probes *probes, struct assay_arena *arena,
		      struct tp_finding *ret, int *rc);

/* --- Rendering ---------------------------------------------------------------------------------------------------- */

enum tp_dialect { TP_WORDS, TP_PYTHON, TP_CPP, TP_JAVASCRIPT };

/** What expressions are written with. */
struct tp_style {
	const struct tp_program *p;
	const struct tp_ranges *ranges;
	enum tp_dialect dialect;
	char names[TP_MAX_NODES][16]; /**< Of arguments and steps. */
	const char *x, *y, *acc;      /**< In the body being written. */
	/* What was used, so that it can be explained or defined. */
	bool uses_mod, uses_negative_mod, uses_negative_rest, uses_div, uses_negative_div;
	bool uses_vowel, uses_place, uses_kinds, uses_letter, uses_zero;
};

/** How strongly expressions bind, from conditions to names. */
enum tp_binding { TP_ANY, TP_DISJUNCTION, TP_CONJUNCTION, TP_COMPARED, TP_SUMMAND, TP_FACTOR, TP_ATOM };

/** A scalar expression, in brackets where it binds less than `binding`. expression.c */
void tp_expression(struct tp_style *s, size_t node, enum tp_binding binding, struct assay_buf *out);
/** The body of a clause, of the items of its first sequence. */
void tp_body_expression(struct tp_style *s, size_t clause, struct assay_buf *out);
/** Does the body use i? */
bool tp_uses_index(const struct tp_program *p, size_t body);

/** The parts of a statement. */
struct tp_words {
	struct assay_buf steps;	 /**< Numbered lines. */
	struct assay_buf prose;	 /**< The same as one paragraph. */
	struct assay_buf result; /**< "the sum of the numbers" */
	struct assay_buf notes;	 /**< What remainders, places, ... are; may be empty. */
	size_t n_sentences;
};
void tp_say(const struct tp_program *p, const struct tp_ranges *ranges, struct assay_rng *rng, struct tp_words *ret);
void tp_words_finish(struct tp_words *words);

/** A complete function `entry` of the signature's arguments. */
void tp_write_python(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry,
		     struct assay_buf *out);
void tp_write_cpp(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry, struct assay_buf *out);
void tp_write_javascript(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry,
			 struct assay_buf *out);
/** Gives each argument its name and each step one that says what it is: "kept", "sums". names.c */
void tp_name_steps(struct tp_style *s);
/** One item of a sequence: "number", "letter", "row", "word", "window", ... */
const char *tp_noun(const struct tp_program *p, size_t sequence);
/** What it is called in a body: "x", "c", or the noun. */
const char *tp_item_name(const struct tp_program *p, size_t sequence);
/** What all references of a program begin with. */
void tp_begin(struct tp_style *s, const struct tp_program *p, const struct tp_ranges *ranges, enum tp_dialect dialect);
/** True when no other node reads what the node gives, and it is the result. */
bool tp_is_result(const struct tp_program *p, size_t node);

/* --- Families: task.c --------------------------------------------------------------------------------------------- */

/** What a family's `params` is. */
struct tp_task {
	struct tp_signature signature;
	struct tp_program program;
	struct tp_ranges ranges;
	struct tp_finding finding;
	struct tp_probes *probes;
	struct machine_program *machine;
	bool is_killed[TP_MAX_VARS]; /**< Some test tells the variant from the program. */
};

/**
 * `draw` of a family: a program of the signature, whose `max_len` comes from the level, and everything that is said
 * about it.
 */
void tp_draw(struct kit *k, struct tp_task *task, const struct tp_signature *signature);
struct val tp_solve(struct kit *k, const struct val *args);
struct val tp_brute(struct kit *k, const struct val *args);
/** Makes random tests of what tells the program from a variant that no test tells yet. */
bool tp_fit(struct kit *k, struct val *args, enum code_shape shape);
extern const char *const tp_phrasings[];

/** The first members of a family's code_def. */
#define TP_CODE                                                                                               \
	.solve = tp_solve, .brute = tp_brute, .fit = tp_fit, .n_tests = CODE_MAX_TESTS, .python = "@python@", \
	.cpp = "@cpp@", .javascript = "@javascript@"

#endif
