/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies behind verifiers/math.h: the table that the build makes of the data files, and what a policy says to the
 * parser and to the comparison.
 */
#ifndef ASSAY_VERIFIERS_MATH_POLICY_H
#define ASSAY_VERIFIERS_MATH_POLICY_H

#include "verifiers/math.h"
#include "verifiers/math/equal.h"

/** Made by scripts/embed_policies.py from policies/NAME.json, in order of names. */
extern const struct assay_math_policy *const assay_math_policy_table[];
extern const size_t assay_math_policy_table_len;

/** The rules of comparison; budget, seed and the wish for proofs are left to the caller. */
struct assay_equal_rules assay_math_policy_rules(const struct assay_math_policy *policy);

/** How texts are read. */
struct assay_math_parse_options assay_math_policy_parse_options(const struct assay_math_policy *policy);

/** As assay_math_policy_load(), from memory; `name` stands for the file in messages. */
int assay_math_policy_load_text(const char *name, struct assay_str text, struct assay_arena *arena,
				const struct assay_math_policy **ret, struct assay_err *err);

#endif
