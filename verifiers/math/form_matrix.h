/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matrices of forms: sums, products, powers, transposes, inverses and determinants of matrices that an answer writes
 * out instead of their result. A tuple counts as a column.
 */
#ifndef ASSAY_VERIFIERS_MATH_FORM_MATRIX_H
#define ASSAY_VERIFIERS_MATH_FORM_MATRIX_H

#include "verifiers/math/form.h"

/** Elements of one matrix. */
#define ASSAY_MATRIX_MAX 64

struct assay_form_matrix {
	uint32_t rows, columns; /**< 0: no matrix, or none known. */
	bool is_scalar;		/**< 1 by 1 and no matrix by itself. */
	struct assay_form *at;	/**< Row by row. */
};

/** The value of a subtree that holds matrices; `ret->rows` is 0 when it has none. */
void assay_form_matrix_of(struct assay_form_ctx *ctx, const struct assay_scalar *scalar, struct assay_form_matrix *ret);

#endif
