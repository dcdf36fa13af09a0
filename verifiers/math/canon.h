/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of an answer: what is left when notation that carries no meaning is taken away.
 *
 * Dropped: math delimiters and a box around the whole, text wrappers, spacing and sizing commands, one full stop at
 * the end. Unified: Unicode and full-width signs, \dfrac and \tfrac, braces around one-token arguments (\frac12, x^2),
 * spacing. Kept: everything that could matter. A space stays where dropping it could join two things ("1 1/2", "2 x",
 * "1 -2"), and a comma that groups thousands ("1,234") stays apart from one that lists ("1, 234").
 *
 * So equal canonical texts mean equal answers; different ones mean nothing.
 */
#ifndef ASSAY_VERIFIERS_MATH_CANON_H
#define ASSAY_VERIFIERS_MATH_CANON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct assay_math_canon {
	struct assay_str text; /**< In the arena or a view of the input; absent when `problem` is set. */
	const char *problem;   /**< "is empty", "is not UTF-8 text", ...: why there is no text; NULL when there is. */
};

/** Linear in `text`. Fails only when the arena gives out. */
int assay_math_canon(struct assay_str text, struct assay_arena *arena, struct assay_math_canon *ret,
		     struct assay_err *err);

#endif
