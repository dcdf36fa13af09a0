/* SPDX-License-Identifier: Apache-2.0 */
/* Characters beyond ASCII that stand for mathematical notation, rewritten as ASCII and LaTeX. */
#ifndef ASSAY_VERIFIERS_MATH_FOLD_H
#define ASSAY_VERIFIERS_MATH_FOLD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/** `in` must be well-formed UTF-8; characters without a counterpart stay. Fails only when the arena gives out. */
int assay_math_fold(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err);

#endif
