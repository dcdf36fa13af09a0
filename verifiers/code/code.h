/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the checkers of code share: the candidate's source, limits, and how results are put into words.
 */
#ifndef ASSAY_VERIFIERS_CODE_CODE_H
#define ASSAY_VERIFIERS_CODE_CODE_H

#include "verifiers/verify.h"

/** The candidate's program text and the language it is in. */
struct assay_code_source {
	struct assay_str code;
	struct assay_str language; /**< Its usual name where we know it. */
};

/**
 * Finds code and language. Returns 1 when `*ret` is set, 0 when the plan is decided instead (nothing extracted, no
 * language, not the problem's language, files that would not fit), < 0 on failure.
 */
int assay_code_source_of(const struct assay_problem *problem, const struct assay_candidate *candidate,
			 struct assay_arena *arena, struct assay_code_source *ret, struct assay_plan *plan,
			 struct assay_err *err);

/** Decides a plan without a run. `reason` is copied; it may be absent. */
int assay_plan_decide(struct assay_plan *plan, enum assay_word word, struct assay_str reason, struct assay_arena *arena,
		      struct assay_err *err);

/**
 * The problem's limits, else the options', else the defaults, with CPU time for the candidate's language: a limit of a
 * problem that names no language was written for assay_limits_language(), and is multiplied where the candidate's is
 * slower.
 */
struct assay_limits assay_code_limits(const struct assay_problem *problem, const struct assay_verify_options *options,
				      struct assay_str language);

/** Fills word, reason and resources from one side's outcome; the word is ACCEPTED when it ended cleanly. */
int assay_code_begin_result(const struct assay_outcome *outcome, const struct assay_limits *limits,
			    struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err);

/** Sets word and reason; `reason` is copied into the arena. */
int assay_code_fail(struct assay_test_result *result, enum assay_word word, const struct assay_buf *reason,
		    struct assay_arena *arena, struct assay_err *err);

/** Keeps a digest of what came out, for problems where candidates are compared with each other. */
int assay_code_note_output(struct assay_test_result *result, struct assay_str output, struct assay_arena *arena,
			   struct assay_err *err);

/** Longest value in a reason, and in evidence. */
#define ASSAY_SHORT_BYTES    ((size_t)80)
#define ASSAY_EVIDENCE_BYTES ((size_t)2048)

/** Appends text for a sentence: control bytes as spaces, cut with "..." behind `max` bytes. "nothing" when absent. */
void assay_code_add_short(struct assay_buf *out, struct assay_str text, size_t max);

/** Writes text as a string of at most ASSAY_EVIDENCE_BYTES. */
void assay_code_evidence_text(struct assay_jsonw *w, const char *key, struct assay_str text);
/** Writes a JSON value as it stands, or as the beginning of its text when it is longer than that. */
void assay_code_evidence_json(struct assay_jsonw *w, const char *key, struct assay_str raw);
/** Keeps the finished object in the arena. */
int assay_code_set_evidence(struct assay_test_result *result, const struct assay_buf *json, struct assay_arena *arena,
			    struct assay_err *err);

#endif
