/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates: what a verdict claims and what proves it, as one JSON object.
 *
 *     {"verdict":"equal","policy":"default","gold_text":"\\frac{3}{4}","answer_text":"0.75",
 *      "kind":"values","proof":"exact","gold":"3/4","answer":"3/4"}
 *
 * `kind` and what follows is a claim of verifiers/math/equal.h, with its kids as objects of the same form. Any program
 * with exact fractions can check that the claim follows from its values; the texts let a recheck make the claim again.
 */
#ifndef ASSAY_VERIFIERS_MATH_CERTIFICATE_H
#define ASSAY_VERIFIERS_MATH_CERTIFICATE_H

#include "verifiers/math.h"
#include "verifiers/math/equal.h"

struct assay_math_claim {
	enum assay_math_word word;
	const struct assay_math_policy *policy;
	struct assay_str gold_text, answer_text;
	const struct assay_claim *claim;
};

/**
 * The certificate's JSON text in the arena; absent, and no error, when it would be too large or too deep to be of use
 * to anybody.
 */
int assay_math_certificate_write(const struct assay_math_claim *claim, struct assay_arena *arena, struct assay_str *ret,
				 struct assay_err *err);

#endif
