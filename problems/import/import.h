/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the importers share; for problems/import/ alone.
 *
 * An importer states the schema it reads: a missing or mistyped member is an error that names the key, never an empty
 * text. What a row holds beyond the schema is not carried over; `assay` rows are the ones that pass fields through.
 */
#ifndef ASSAY_PROBLEMS_IMPORT_H
#define ASSAY_PROBLEMS_IMPORT_H

#include "problems/set.h"

extern const struct assay_importer assay_import_aime;
extern const struct assay_importer assay_import_amc;
extern const struct assay_importer assay_import_apps;
extern const struct assay_importer assay_import_assay;
extern const struct assay_importer assay_import_code_contests;
extern const struct assay_importer assay_import_codeforces;
extern const struct assay_importer assay_import_cruxeval;
extern const struct assay_importer assay_import_deepscaler;
extern const struct assay_importer assay_import_gsm8k;
extern const struct assay_importer assay_import_humaneval;
extern const struct assay_importer assay_import_humaneval_x;
extern const struct assay_importer assay_import_humanevalpack;
extern const struct assay_importer assay_import_humanevalplus;
extern const struct assay_importer assay_import_kattis;
extern const struct assay_importer assay_import_kodcode;
extern const struct assay_importer assay_import_leetcode;
extern const struct assay_importer assay_import_livecodebench;
extern const struct assay_importer assay_import_math;
extern const struct assay_importer assay_import_mbpp;
extern const struct assay_importer assay_import_mbppplus;
extern const struct assay_importer assay_import_multipl_e;
extern const struct assay_importer assay_import_numinamath;
extern const struct assay_importer assay_import_olympiadbench;
extern const struct assay_importer assay_import_openai;
extern const struct assay_importer assay_import_openmathreasoning;
extern const struct assay_importer assay_import_plain;
extern const struct assay_importer assay_import_sharegpt;
extern const struct assay_importer assay_import_taco;
extern const struct assay_importer assay_import_trl;
extern const struct assay_importer assay_import_verl;

/** What an importer's `problems` returns for a row that holds nothing to check: see struct assay_importer. */
#define ASSAY_IMPORT_PASSED_OVER 1

/** A string member that must be there. */
int assay_import_text(struct assay_json row, const char *key, struct assay_arena *arena, struct assay_str *ret,
		      struct assay_err *err);

/** The parts one after another in the arena; absent when the arena is full. */
struct assay_str assay_import_join(struct assay_arena *arena, const struct assay_str *parts, size_t n);
#define ASSAY_JOIN(arena, ...)                                            \
	assay_import_join(arena, (const struct assay_str[]){__VA_ARGS__}, \
			  sizeof((const struct assay_str[]){__VA_ARGS__}) / sizeof(struct assay_str))

/** A list of one solution; NULL when the arena is full. */
const struct assay_solution *assay_import_solution(struct assay_arena *arena, struct assay_str language,
						   struct assay_str code);

/** What stands in the braces of the last \boxed{...} or \fbox{...}; absent without one that is closed. */
struct assay_str assay_import_last_boxed(struct assay_str text);

/** One tag for the problem, unless the text is absent or empty. */
int assay_import_tag(struct assay_str text, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err);

/** The problem of a candidate, by id or source id; ASSAY_ENOTFOUND names it. */
int assay_import_find(const struct assay_problem_set *set, struct assay_str id, const struct assay_problem **ret,
		      struct assay_err *err);

/**
 * Where the definition `def NAME(` begins that stands at the start of a line, the last one of that name; SIZE_MAX when
 * there is none.
 */
size_t assay_import_python_def(struct assay_str code, struct assay_str name);

/**
 * Reads {"task_id","completion"}, where the completion continues a prompt: the candidate is the statement without the
 * prelude that it begins with, and the completion. It fits struct assay_importer.
 */
int assay_import_completion(struct assay_json row, const struct assay_row_source *source,
			    const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			    void *arg, struct assay_err *err);

/** Finishes a candidate and hands it on. `id` may be absent: then it is made from the content. */
int assay_import_emit(struct assay_candidate *candidate, struct assay_arena *arena, assay_candidate_emit *emit,
		      void *arg, struct assay_err *err);

#endif
