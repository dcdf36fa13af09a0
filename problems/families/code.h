/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What code families are written with, on top of kit.h; for problems/families/ alone.
 *
 * One definition gives a problem of calls or of standard input and output, with references in Python, C++ and
 * JavaScript. `draw` draws the rules of the instance, puts the slots of phrasings and references, and declares the
 * arguments with their ranges. The kit makes inputs of many shapes inside of these ranges; `solve` and `brute`, two
 * methods in C that share no code, must agree on every one of them. What they return is the expected value.
 *
 *     static const struct code_def code = {
 *             .entry = "longest_rise", .result = "int", .solve = solve, .brute = brute,
 *             .python = "def longest_rise(values):\n...", .cpp = "...", .javascript = "...",
 *     };
 *     const struct assay_family assay_family_longest_rise = {
 *             KIT_CODE, .name = "longest-rise", ..., .params_size = sizeof(struct rules), .draw = draw, .code = &code,
 *     };
 *
 * A phrasing states the task and nothing else: who calls what, the ranges and the examples are added by the kit. Its
 * own slots are {return} ("return" or "print"), {^return} and {entry}.
 *
 * References hold slots as @name@: values of kit_put() and friends, and texts of code_put(), one for each language.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_CODE_H
#define ASSAY_PROBLEMS_FAMILIES_CODE_H

#include "problems/families/value.h"

#define CODE_MAX_ARGS  6
#define CODE_MAX_TESTS 24
#define CODE_MAX_PUTS  24

/** An argument and what may stand in it. */
struct code_arg {
	const char *name, *type;
	int64_t min, max;	     /**< Of every integer inside. */
	size_t min_len, max_len;     /**< Of a list or a text; of "[[int]]": rows. */
	size_t min_inner, max_inner; /**< "[[int]]": of a row; "[str]": of a text. */
	bool is_grid;		     /**< "[[int]]": rows of one length. */
	bool is_sorted, is_distinct; /**< "[int]": ascending; no value twice. */
	const char *alphabet;	     /**< Of texts: the letters that occur; NULL: "abc...z". */
	const char *note;	     /**< Said behind the range in the statement: "no two are equal". Or NULL. */
};

/** How the inputs of a test are shaped. */
enum code_shape {
	CODE_TYPICAL, /* Of a size that a person can follow: the examples. */
	CODE_EMPTY,   /* The shortest, the lowest. */
	CODE_ONE,     /* One longer than that. */
	CODE_LOW,     /* The lowest value everywhere. */
	CODE_HIGH,
	CODE_EQUAL,
	CODE_SORTED,
	CODE_REVERSED,
	CODE_FEW, /* Many duplicates. */
	CODE_RANDOM,
};

struct code_def {
	const char *entry;  /**< The function's name: one that every language takes. */
	const char *result; /**< Its type, as in value.h; `draw` may say another. */
	const char *python, *cpp, *javascript;
	/** The expected value; `k->params` has the rules. */
	struct val (*solve)(struct kit *k, const struct val *args);
	/** The same by another way, plain and slow. */
	struct val (*brute)(struct kit *k, const struct val *args);
	/**
	 * Bends drawn arguments into the contract where they depend on each other (an index below a length). May draw.
	 * False: draw again. NULL: there is nothing to bend.
	 */
	bool (*fit)(struct kit *k, struct val *args, enum code_shape shape);
	const char *checker; /**< "unordered", ...; NULL: the default. */
	bool only_calls;     /**< No problem of standard input and output is made of it. */
	unsigned n_tests;    /**< 0: 18. */
};

/** The first members of a code family. */
#define KIT_CODE .kind = ASSAY_KIND_CALL, .generate = code_generate
int code_generate(struct assay_instance *instance, struct assay_err *err);

/** In `draw`: declares the next argument. The struct is copied. */
void code_arg(struct kit *k, const struct code_arg *arg);
#define CODE_ARG(k, ...) code_arg(k, &(const struct code_arg){__VA_ARGS__})

/** In `draw`: what stands for @name@ in each reference. */
void code_put(struct kit *k, const char *name, const char *python, const char *cpp, const char *javascript);

/** In `draw`: the result's type, where it is not the same for every instance. */
void code_result(struct kit *k, const char *type);

/** The declared arguments of this instance, for `fit`, `solve` and `brute`. */
const struct code_arg *code_args(const struct kit *k);

/* --- For the kit itself ------------------------------------------------------------------------------------------ */

struct code_put {
	const char *name, *text[3]; /* Python, C++, JavaScript. */
};

/** A code instance being made: the kit's, and what it knows more. */
struct code {
	struct kit kit; /* First, so that one is the other. */
	struct code_arg args[CODE_MAX_ARGS];
	size_t n_args;
	struct code_put puts[CODE_MAX_PUTS];
	size_t n_puts;
	const char *result; /* Its type. */
	struct val inputs[CODE_MAX_TESTS][CODE_MAX_ARGS];
	struct val results[CODE_MAX_TESTS];
	size_t n_tests;
	bool is_stdio;
};

extern const char *const code_languages[3];

/** Draws the inputs of all tests; none twice. */
void code_draw_inputs(struct code *c);

/** True when lines of text can carry values of the type. */
bool code_stdio_can(const char *type);
/** What stands on standard input for one test, and what on standard output. */
void code_stdio_input(const struct code *c, const struct val *args, struct assay_buf *out);
void code_stdio_output(const struct val *result, const char *type, struct assay_buf *out);
/** The lines that read the input, call the function and print its result, behind a reference. */
void code_stdio_main(const struct code *c, size_t language, struct assay_buf *out);
/** How input and output look, for the statement. */
void code_stdio_describe(const struct code *c, struct assay_buf *out);
/** "a list of 0 to 40 integers from -9 to 9" */
void code_describe_arg(const struct code_arg *arg, struct assay_buf *out);

#endif
