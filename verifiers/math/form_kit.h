/* SPDX-License-Identifier: Apache-2.0 */
/* Small constructors that the files of the canonical form share. */
#ifndef ASSAY_VERIFIERS_MATH_FORM_KIT_H
#define ASSAY_VERIFIERS_MATH_FORM_KIT_H

#include "verifiers/math/form.h"

static inline struct assay_form from_poly(struct assay_form_ctx *ctx, struct assay_poly a)
{
	return assay_form_poly(ctx, a);
}

static inline struct assay_form atom_power(struct assay_form_ctx *ctx, uint32_t atom, int64_t units)
{
	return assay_form_poly(ctx, assay_poly_power_of_atom(&ctx->pool, atom, units));
}

static inline struct assay_form from_rational(struct assay_form_ctx *ctx, mpq_srcptr value)
{
	return assay_form_poly(ctx, assay_poly_rational(&ctx->pool, value));
}

static inline struct assay_form negate(struct assay_form_ctx *ctx, const struct assay_form *a)
{
	struct assay_form none = assay_form_small(ctx, 0, 1);
	return assay_form_sub(ctx, &none, a);
}

static inline struct assay_form scaled(struct assay_form_ctx *ctx, const struct assay_form *a, long num,
				       unsigned long den)
{
	struct assay_form share = assay_form_small(ctx, num, den);
	return assay_form_mul(ctx, a, &share);
}

static inline struct assay_form opaque(struct assay_form_ctx *ctx, const char *name, const struct assay_form *args,
				       uint32_t n)
{
	uint32_t k = assay_form_atom_call(ctx, ASSAY_ATOM_OTHER, assay_str_of(name), args, n);
	return atom_power(ctx, k, ASSAY_POLY_UNIT);
}

/** Whether an atom that need not be real occurs. */
static inline bool has_complex_atom(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	return !assay_form_poly_is_real(ctx, a);
}

#endif
