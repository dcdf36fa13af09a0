/* SPDX-License-Identifier: Apache-2.0 */
/* Characters beyond ASCII that stand for mathematical notation, rewritten as ASCII and LaTeX. */
#ifndef ASSAY_VERIFIERS_MATH_FOLD_H
#define ASSAY_VERIFIERS_MATH_FOLD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/** `in` must be well-formed UTF-8; characters without a counterpart stay. Fails only when the arena gives out. */
int assay_math_fold(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err);

/** As assay_math_fold(); `*ret_from` tells for each byte of `*ret`, and for its end, the offset in `in`. */
int assay_math_fold_map(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, uint32_t **ret_from,
			struct assay_err *err);

#endif
