/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of problems held in memory, and the importers that fill it.
 *
 * Rows come from a file in this project's own format or, by name, from a public
 * dataset's published schema. An importer turns one row of the source into one problem, and
 * may turn rows of the source's published model outputs into candidates. One
 * importer is one file in problems/import/ with one const struct.
 */
#ifndef ASSAY_PROBLEMS_SET_H
#define ASSAY_PROBLEMS_SET_H

#include "base/err.h"
#include "base/jsonl.h"
#include "problems/problem.h"

struct assay_problem_set;

struct assay_importer {
	const char *name;  /**< For --from: "humaneval". */
	const char *title; /**< One line for listings: what the format is and whose. */
	/** Which file this is when the schema does not say (train or test), taken from the path; may ignore it. */
	int (*problem)(struct assay_json row, uint64_t line, const char *path, struct assay_arena *arena,
		       struct assay_problem *ret, struct assay_err *err);
	/**
	 * Rows of model outputs in the source's schema. Calls `emit` once per candidate. NULL when the source has
	 * none. `set` gives the problems by id, for schemas whose candidates continue a prompt.
	 */
	int (*candidates)(struct assay_json row, uint64_t line, const struct assay_problem_set *set,
			  struct assay_arena *arena,
			  int (*emit)(void *arg, const struct assay_candidate *candidate, struct assay_err *err),
			  void *arg, struct assay_err *err);
	/** How comma-separated files map to rows: header names are JSON keys. False for JSONL-only formats. */
	bool reads_csv;
};

/** NULL when unknown. "assay" (or NULL) is the project's own format. */
const struct assay_importer *assay_importer_find(const char *name);
const struct assay_importer *const *assay_importers(size_t *ret_n);

/** An empty set that may hold `max_bytes` of problems (0: no ceiling). */
struct assay_problem_set *assay_problem_set_create(size_t max_bytes);
void assay_problem_set_destroy(struct assay_problem_set *set);

/** Reads a whole file (JSONL plain, .gz, .zst, or .csv) through `importer`. An empty file or a double id is an error.
 */
int assay_problem_set_load(struct assay_problem_set *set, const char *path, const struct assay_importer *importer,
			   struct assay_err *err);
/** Adds a deep copy of one problem. */
int assay_problem_set_add(struct assay_problem_set *set, const struct assay_problem *problem, struct assay_err *err);

size_t assay_problem_set_count(const struct assay_problem_set *set);
const struct assay_problem *assay_problem_set_at(const struct assay_problem_set *set, size_t i);
/** By id, or by the id in the source's own files (origin.source_id); NULL when unknown. */
const struct assay_problem *assay_problem_set_find(const struct assay_problem_set *set, struct assay_str id);

#endif
