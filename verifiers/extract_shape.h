/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Around the code in a reply, and what is missing in it; for extract.c alone.
 *
 * A reply may stand behind a reasoning trace and in front of marks of a chat format; code may be the body of a function
 * whose head the prompt has, a method where a function was asked for, or indented as a whole. What is changed is said
 * in the rule: "+body", "+method", "+dedent".
 */
#ifndef ASSAY_VERIFIERS_EXTRACT_SHAPE_H
#define ASSAY_VERIFIERS_EXTRACT_SHAPE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "problems/problem.h"

#include <stdbool.h>

/** The reply without its reasoning (also one that was cut off) and without marks of chat formats at either end. */
struct assay_str assay_extract_reply(struct assay_str text);

/**
 * The prompt's open function with `body` in it, cut where the function ends; absent when the prompt has no open
 * function of that name or the text does not begin as a body does. A negative return is the arena's failure.
 */
int assay_extract_body(const struct assay_problem *problem, struct assay_str language, struct assay_str body,
		       struct assay_arena *arena, struct assay_str *ret, struct assay_err *err);

/** Python code in which the entry point is a global: with a line behind a class that has it as a method, or with the
 * indentation of the first line taken off every line. `*ret_rule` gets "+method" or "+dedent"; absent when neither. */
int assay_extract_method(struct assay_str entry, struct assay_str code, struct assay_arena *arena,
			 struct assay_str *ret, const char **ret_rule, struct assay_err *err);

#endif
