/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of problems held in memory, and the importers that fill it.
 *
 * Rows come from a file in this project's own format or, by name, from a public
 * dataset's published schema. An importer turns one row of the source into one problem (or two: CRUXEval asks
 * two questions about each program), and may turn rows of the source's published model outputs into candidates. One
 * importer is one file in problems/import/ with one const struct.
 */
#ifndef ASSAY_PROBLEMS_SET_H
#define ASSAY_PROBLEMS_SET_H

#include "base/err.h"
#include "base/jsonl.h"
#include "problems/problem.h"

struct assay_problem_set;

/** Where a row of a file came from. */
struct assay_row_source {
	const char *path; /**< Tells train from test where the schema does not. */
	uint64_t line;
};

/** Takes one problem or candidate; it lives in the arena of its row. A negative return ends the reading. */
typedef int assay_problem_emit(void *arg, struct assay_problem *problem, struct assay_err *err);
typedef int assay_candidate_emit(void *arg, const struct assay_candidate *candidate, struct assay_err *err);

struct assay_importer {
	const char *name;  /**< For --from: "humaneval". */
	const char *title; /**< One line for listings: what the format is and whose. */
	/**
	 * Calls `emit` once per problem of the row, whose handle and strings may be gone after the call. A positive
	 * return says that the row is right but holds nothing that could be checked (a proof, a picture): it is
	 * passed over and counted.
	 */
	int (*problems)(struct assay_json row, const struct assay_row_source *source, struct assay_arena *arena,
			assay_problem_emit *emit, void *arg, struct assay_err *err);
	/**
	 * Instead of `problems`, for sources that are folders: reads everything at `path`. A positive return is the
	 * number of packages that were passed over.
	 */
	int (*folder)(const char *path, struct assay_arena *arena, assay_problem_emit *emit, void *arg,
		      struct assay_err *err);
	/**
	 * Rows of model outputs in the source's schema. Calls `emit` once per candidate. NULL when the source has
	 * none. `set` gives the problems by id, for schemas whose candidates continue a prompt.
	 */
	int (*candidates)(struct assay_json row, const struct assay_row_source *source,
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err);
	/** The same problem may stand in many rows, one for each of its solutions: the first counts. */
	bool repeats_problems;
	/** Comma-separated files are read too: header names are JSON keys, values are strings. */
	bool reads_csv;
};

/** NULL when unknown. "assay" (or NULL) is the project's own format. */
const struct assay_importer *assay_importer_find(const char *name);
/** The same; an unknown name is ASSAY_ECONFIG, with the nearest one there is. */
int assay_importer_named(const char *name, const struct assay_importer **ret, struct assay_err *err);
const struct assay_importer *const *assay_importers(size_t *ret_n);

/** An empty set that may hold `max_bytes` of problems (0: no ceiling). */
struct assay_problem_set *assay_problem_set_create(size_t max_bytes);
void assay_problem_set_destroy(struct assay_problem_set *set);

/**
 * Reads a whole file (JSONL plain, .gz, .zst, or .csv), or a folder where the importer reads folders, through
 * `importer` (NULL: the own format). A file without
 * problems is an error, and so is a double id. Messages name file and line. On failure the set may hold a part of the
 * file.
 */
int assay_problem_set_load(struct assay_problem_set *set, const char *path, const struct assay_importer *importer,
			   struct assay_err *err);
/** Adds a deep copy of one problem, which is checked first. ASSAY_EINVAL for an id that is there already. */
int assay_problem_set_add(struct assay_problem_set *set, const struct assay_problem *problem, struct assay_err *err);

/** Rows read so far that held nothing to check. */
size_t assay_problem_set_passed_over(const struct assay_problem_set *set);

size_t assay_problem_set_count(const struct assay_problem_set *set);
const struct assay_problem *assay_problem_set_at(const struct assay_problem_set *set, size_t i);
/** By id, or by the id in the source's own files (origin.source_id); NULL when unknown. */
const struct assay_problem *assay_problem_set_find(const struct assay_problem_set *set, struct assay_str id);
/** The first problem with this statement, white space at its ends aside; NULL when there is none. */
const struct assay_problem *assay_problem_set_find_statement(const struct assay_problem_set *set,
							     struct assay_str statement);

/**
 * Reads a file of candidates ("-": standard input) through `importer` (NULL: the own format), one row at a time:
 * what `emit` gets dies when it returns. ASSAY_ECONFIG when the importer has no candidates.
 */
int assay_candidates_read(const char *path, const struct assay_importer *importer, const struct assay_problem_set *set,
			  assay_candidate_emit *emit, void *arg, struct assay_err *err);

#endif
