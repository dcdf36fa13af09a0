/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates that a suite in their own process cannot judge; for inproc.c alone.
 *
 * In compiled languages nothing can be taken away from a candidate at run time, but what it would need stands in its
 * text: an attribute that has the linker run it before main(), assembly, an operator for types that are not its own, a
 * name of the language with another meaning. Reading words says when one of these may be there, never that a program
 * cheats: such a candidate is undecided, which is no label. What is read too strictly costs a label; what escapes is
 * said in docs/verdicts.md.
 */
#ifndef ASSAY_VERIFIERS_CODE_SCREEN_H
#define ASSAY_VERIFIERS_CODE_SCREEN_H

#include "problems/problem.h"
#include "verifiers/verify.h"

/** Sets `*ret` to why a suite cannot judge this candidate, a constant, or to NULL. `language` is the canonical name. */
int assay_screen(const char *language, const struct assay_problem *problem, const struct assay_candidate *candidate,
		 struct assay_str code, struct assay_arena *arena, const char **ret, struct assay_err *err);

/** Of one text, each: true when it has something of the kind. */
bool assay_screen_go_shadows(struct assay_str text);
bool assay_screen_cpp(struct assay_str text, struct assay_str suite, struct assay_str entry);
bool assay_screen_java(struct assay_str text, struct assay_str suite);
bool assay_screen_rust(struct assay_str text);

#endif
