/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math.h"

static const char *const default_rules[] = {"boxed", "hash", "answer-is", "last-number", NULL};
static const char *const gsm8k_rules[] = {"hash", "a-colon", "boxed", "answer-is", "last-number", NULL};
static const char *const math_rules[] = {"boxed", "answer-is", "last-number", NULL};
static const char *const minerva_rules[] = {"answer-is", "boxed", "last-number", NULL};

static const struct assay_math_policy default_policy = {
	.name = "default",
	.rules = default_rules,
	.percent_is_hundredth = true,
	.currency_is_ignored = true,
	.comma_groups = true,
};

/* GSM8K asks "how many percent" and "how many dollars" and keeps the bare number. */
static const struct assay_math_policy gsm8k_policy = {
	.name = "gsm8k",
	.rules = gsm8k_rules,
	.percent_is_ignored = true,
	.currency_is_ignored = true,
	.comma_groups = true,
};

/* The grader published with MATH drops the percent sign; 44% is 0.44 all the same. */
static const struct assay_math_policy math_policy = {
	.name = "math",
	.rules = math_rules,
	.percent_is_hundredth = true,
	.percent_is_ignored = true,
	.currency_is_ignored = true,
	.comma_groups = true,
};

static const struct assay_math_policy olympiad_policy = {
	.name = "olympiad",
	.rules = math_rules,
	.percent_is_hundredth = true,
	.currency_is_ignored = true,
	.comma_groups = true,
};

/* Minerva's prompt ends in "Final Answer: The final answer is X. I hope it is correct." */
static const struct assay_math_policy minerva_policy = {
	.name = "minerva",
	.rules = minerva_rules,
	.percent_is_hundredth = true,
	.percent_is_ignored = true,
	.currency_is_ignored = true,
	.comma_groups = true,
};

static const struct assay_math_policy *const policies[] = {
	&default_policy, &gsm8k_policy, &math_policy, &minerva_policy, &olympiad_policy,
};

const struct assay_math_policy *const *assay_math_policies(size_t *ret_n)
{
	*ret_n = sizeof(policies) / sizeof(policies[0]);
	return policies;
}

const struct assay_math_policy *assay_math_policy_find(struct assay_str name)
{
	if (assay_str_is_absent(name))
		return &default_policy;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		if (assay_str_is(name, policies[i]->name))
			return policies[i];
	}
	return NULL;
}
