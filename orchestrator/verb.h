/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs: the commands of `assay`.
 *
 * One verb is one file in orchestrator/verbs/ with one const struct, listed in verb_table.c. A verb describes its
 * options as a table; parsing, --help and shell completion come from that table, so they agree.
 *
 * A verb returns 0 or a negative assay_code with `*err` filled; assay_verb_main() prints `assay <verb>: <message>` and
 * maps the code to the exit status of CONTRACT. A verb whose gate failed (check, doctor) returns ASSAY_GATE_FAILED.
 * Data goes to standard output or -o FILE, words for people to standard error.
 */
#ifndef ASSAY_ORCHESTRATOR_VERB_H
#define ASSAY_ORCHESTRATOR_VERB_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Returned by run() when everything was done and a gate or check failed: exit status 3. */
#define ASSAY_GATE_FAILED 3

enum assay_flag_type {
	ASSAY_FLAG_BOOL, /**< bool; takes no value. */
	ASSAY_FLAG_STR,	 /**< const char *; the last one wins. */
	ASSAY_FLAG_STRS, /**< struct assay_flag_list; may repeat. */
	ASSAY_FLAG_U64,	 /**< uint64_t within [min, max]; max 0: no bound. */
	ASSAY_FLAG_F64,	 /**< double. */
};

#define ASSAY_FLAG_LIST_MAX 64

struct assay_flag_list {
	const char *items[ASSAY_FLAG_LIST_MAX];
	size_t n;
};

struct assay_flag {
	const char *name; /**< Long name without dashes; NULL ends the table. */
	char letter;	  /**< Short form or 0. */
	enum assay_flag_type type;
	size_t offset;	   /**< In the verb's options struct. */
	const char *value; /**< What the value is called in --help: "FILE", "N"; NULL for BOOL. */
	const char *help;
	uint64_t min, max;
};

struct assay_verb {
	const char *name;
	const char *summary; /**< One line for `assay --help`. */
	const char *usage;   /**< Arguments behind the name: "--problems P [--candidates C|-]". */
	const char *details; /**< Paragraphs for --help; NULL: none. */
	const char *example; /**< One or more command lines for --help. */
	const struct assay_flag *flags;
	int (*run)(int argc, char **argv, struct assay_err *err); /**< argv[0] is the verb's name. */
};

const struct assay_verb *assay_verb_find(const char *name);
const struct assay_verb *const *assay_verbs(size_t *ret_n);

/**
 * Parses argv against verb->flags into `*options` (defaults already in it). Non-option arguments are moved to the end
 * and counted in *ret_first (index of the first). "--" ends options. `--help` prints the verb's page and returns 1:
 * run() then returns 0 at once. Errors are ASSAY_ECONFIG and name the nearest known option.
 */
int assay_verb_parse(const struct assay_verb *verb, int argc, char **argv, void *options, int *ret_first,
		     struct assay_err *err);

/** Runs the verb and says on standard error what went wrong; argv[0] is its name. Returns the exit status of main(). */
int assay_verb_main(const struct assay_verb *verb, int argc, char **argv);

/** Prints the verb's help page on standard output. */
void assay_verb_help(const struct assay_verb *verb);

#endif
