/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates: what a verdict claims and the values that prove it, as one JSON object.
 *
 *     {"kind":"rational","verdict":"equal","policy":"default","gold":"3/4","answer":"3/4",
 *      "gold_text":"\\frac{3}{4}","answer_text":"0.75"}
 *     {"kind":"structural","verdict":"equal","policy":"default","gold_text":"x+1","answer_text":"x + 1"}
 *
 * The values of a rational certificate can be compared by any program with exact fractions; the texts let a recheck
 * read them again.
 */
#ifndef ASSAY_VERIFIERS_MATH_CERTIFICATE_H
#define ASSAY_VERIFIERS_MATH_CERTIFICATE_H

#include "verifiers/math.h"
#include "verifiers/math/number.h"

struct assay_math_claim {
	enum assay_math_word word;
	const struct assay_math_policy *policy;
	struct assay_str gold_text, answer_text;
	/** The values compared; both NULL when the claim rests on the texts alone. */
	const struct assay_math_number *gold, *answer;
};

/** The certificate's JSON text in the arena. */
int assay_math_certificate_write(const struct assay_math_claim *claim, struct assay_arena *arena, struct assay_str *ret,
				 struct assay_err *err);

#endif
