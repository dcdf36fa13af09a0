/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a problem is, and what a candidate is.
 *
 * These are the plain structs that travel through the whole farm. They are read
 * from and written to the JSON rows of docs/formats.md; unknown fields of a row, and of the objects in it, are kept
 * verbatim and written back. All memory hangs off the arena given at
 * reading. A problem is immutable once read.
 *
 * Typed values (arguments, expected results) stay JSON text here: exact integers and the
 * tags $int, $tuple, $set, ... must survive untouched. problems/ only checks that they are
 * well-formed; verifiers/ gives them meaning.
 */
#ifndef ASSAY_PROBLEMS_PROBLEM_H
#define ASSAY_PROBLEMS_PROBLEM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Longest id of a problem or a candidate, in bytes. */
#define ASSAY_ID_MAX 256

/** An id is 1 to ASSAY_ID_MAX bytes without control characters. */
int assay_id_check(struct assay_str id, struct assay_err *err);

enum assay_kind {
	ASSAY_KIND_UNKNOWN = 0,
	ASSAY_KIND_CALL,  /**< Call a function, compare what it returns. */
	ASSAY_KIND_STDIO, /**< Run a program, compare what it prints. */
	ASSAY_KIND_SUITE, /**< Run assertion code against the candidate's functions. */
	ASSAY_KIND_MATH,  /**< Compare a final answer. */
};

const char *assay_kind_name(enum assay_kind kind);
enum assay_kind assay_kind_from_name(struct assay_str name);

struct assay_test {
	struct assay_str args;	     /**< call: JSON array text; "[]" when absent in the row. */
	struct assay_str kwargs;     /**< call: JSON object text, or absent. */
	struct assay_str expected;   /**< call: JSON text of a tagged value. */
	struct assay_str stdin_text; /**< stdio. */
	struct assay_str expected_stdout;
	bool is_hidden;
	bool is_generated;	/**< An input that was drawn, and that the problem's author may not have meant. */
	double weight;		/**< Above zero; 1 when absent. */
	struct assay_str extra; /**< Unknown fields: members `"key":value,...` without braces; or absent. */
};

/** As in the row; zero means "not stated". */
struct assay_problem_limits {
	uint64_t cpu_ms, wall_ms, mem_mb, output_kb, procs;
	struct assay_str extra; /**< As in struct assay_test, here and below. */
};

struct assay_checker_spec {
	struct assay_str type; /**< "lines", "exact", ...; absent: the default of the kind. */
	double eps_abs, eps_rel;
	struct assay_str language, code, abi; /**< For "program" and "interactor". */
	struct assay_str extra;
};

/** A solution that comes with the problem. */
struct assay_solution {
	struct assay_str language;
	struct assay_str code;
	/** negatives: the verdict word it must get, or absent: any failure. Always absent for references. */
	struct assay_str expect;
	struct assay_str extra;
};

struct assay_origin {
	struct assay_str source;  /**< "humaneval", "family:linear-equation", ... */
	struct assay_str license; /**< SPDX where known. */
	struct assay_str method;
	struct assay_str source_id; /**< The id in the source's own files, such as "HumanEval/0". */
	bool has_seed;
	uint64_t seed;
	struct assay_str parents; /**< JSON array text, or absent. */
	uint64_t generation;
	struct assay_str extra;
};

struct assay_problem {
	struct assay_str id;
	enum assay_kind kind;
	struct assay_str statement;
	struct assay_str language; /**< Absent: any language that the candidate declares. */
	struct assay_str entry;	   /**< call, suite: the function's name. */
	struct assay_str entry_extra;
	struct assay_str prelude;
	const struct assay_test *tests;
	size_t n_tests;
	/** call: the tests of one candidate may share a process, in their order, where its language's driver can. */
	bool may_share_process;
	struct assay_str suite;
	struct assay_str answer;
	struct assay_str policy;
	struct assay_checker_spec checker;
	struct assay_problem_limits limits;
	const struct assay_solution *references;
	size_t n_references;
	const struct assay_solution *negatives;
	size_t n_negatives;
	/**
	 * What may be asked, as a program; its code is absent where none is stated. stdio: it reads an input and leaves
	 * with 0 when that is allowed. call: its function of the entry's name returns true for arguments that are.
	 */
	struct assay_solution contract;
	struct assay_origin origin;
	const struct assay_str *tags;
	size_t n_tags;
	bool has_level;
	int64_t level;
	struct assay_str extra;
};

/** Reads and validates one row: kind known, required fields there, types right, values well-formed. */
int assay_problem_read(struct assay_json row, struct assay_arena *arena, struct assay_problem *ret,
		       struct assay_err *err);

/** Nobody knows what is right: candidates are compared with each other (checker "agreement"). */
static inline bool assay_problem_is_open(const struct assay_problem *problem)
{
	return assay_str_is(problem->checker.type, "agreement");
}

/** True for the names of the fields of a problem row. */
bool assay_problem_has_field(struct assay_str key);

/**
 * Checks a problem built in memory by the same rules as reading one. Fills what may be left out: an absent id
 * becomes the content hash, absent args of a call test "[]", a weight of 0 becomes 1 (in a copy of the tests).
 */
int assay_problem_check(struct assay_problem *problem, struct assay_arena *arena, struct assay_err *err);

/** The group that a split must not separate: the field "group", which rewordings of one problem share, else the id. */
struct assay_str assay_problem_group(const struct assay_problem *problem, struct assay_arena *arena);

/**
 * Appends the row, without newline. Reading it back gives an equal problem, except that bytes which are not UTF-8
 * come back as U+FFFD: JSON cannot carry them.
 */
int assay_problem_write(const struct assay_problem *problem, struct assay_buf *out, struct assay_err *err);

/** Hash of everything that decides a verdict: kind, language, entry, prelude, tests, whether these may share a process,
 * suite, answer, policy, checker, limits. */
struct assay_hash128 assay_problem_hash(const struct assay_problem *problem);

struct assay_candidate_file {
	struct assay_str name;
	struct assay_str text;
};

struct assay_candidate {
	struct assay_str problem_id;
	struct assay_str id;   /**< When absent in the row: a hash of problem and content. */
	struct assay_str text; /**< Raw model output; absent when `code` is given. */
	struct assay_str code;
	struct assay_str language; /**< Absent: the problem's. */
	struct assay_str model;
	struct assay_str sampling; /**< JSON text or absent; as is `usage`. */
	struct assay_str usage;
	const struct assay_candidate_file *files;
	size_t n_files;
	struct assay_str extra; /**< As in struct assay_problem. */
};

int assay_candidate_read(struct assay_json row, struct assay_arena *arena, struct assay_candidate *ret,
			 struct assay_err *err);
/** The candidate that a solution of the problem stands for: its code, or for mathematics the worked text. */
struct assay_candidate assay_candidate_of_solution(const struct assay_problem *problem,
						   const struct assay_solution *solution, struct assay_str id);

/** As assay_problem_check(). */
int assay_candidate_check(struct assay_candidate *candidate, struct assay_arena *arena, struct assay_err *err);
int assay_candidate_write(const struct assay_candidate *candidate, struct assay_buf *out, struct assay_err *err);
/** Hash of what decides a verdict: text or code, language, files. */
struct assay_hash128 assay_candidate_hash(const struct assay_candidate *candidate);

#endif
