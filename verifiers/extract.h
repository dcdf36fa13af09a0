/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Find the code in a model's reply.
 *
 * One linear pass, no backtracking. The rule that matched is recorded so that a row can say how its code was found.
 */
#ifndef ASSAY_VERIFIERS_EXTRACT_H
#define ASSAY_VERIFIERS_EXTRACT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "problems/problem.h"

struct assay_code_extract {
	struct assay_str code;	   /**< Absent when nothing was found. */
	struct assay_str language; /**< From the fence's info string, if known; absent otherwise. */
	const char *rule;	   /**< "code", "fence:entry+method", "whole", "body", ... May live in the arena. */
};

/**
 * The candidate's code: its `code` field as it stands, or what is found in its `text` without its reasoning: the last
 * of the best fenced blocks, else the text from where code begins, else the body of the prompt's function. The rules
 * are those of docs/verdicts.md.
 */
int assay_extract_code(const struct assay_problem *problem, const struct assay_candidate *candidate,
		       struct assay_arena *arena, struct assay_code_extract *ret, struct assay_err *err);

#endif
