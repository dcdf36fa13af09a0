/* SPDX-License-Identifier: Apache-2.0 */
/* Words by themselves: a program that runs and does not judge links nothing else of the verifiers. */
#include "verifiers/verify.h"

static const char *const word_names[ASSAY_N_WORDS] = {
	[ASSAY_UNDECIDED] = "undecided",
	[ASSAY_ACCEPTED] = "accepted",
	[ASSAY_WRONG_ANSWER] = "wrong_answer",
	[ASSAY_RUNTIME_ERROR] = "runtime_error",
	[ASSAY_TIME_LIMIT] = "time_limit",
	[ASSAY_MEMORY_LIMIT] = "memory_limit",
	[ASSAY_OUTPUT_LIMIT] = "output_limit",
	[ASSAY_COMPILE_ERROR] = "compile_error",
	[ASSAY_POLICY_VIOLATION] = "policy_violation",
	[ASSAY_NO_ANSWER] = "no_answer",
	[ASSAY_SYSTEM_ERROR] = "system_error",
};

const char *assay_word_name(enum assay_word word)
{
	return (size_t)word < ASSAY_N_WORDS ? word_names[word] : "undecided";
}

enum assay_word assay_word_from_name(struct assay_str name)
{
	size_t word = 0;

	while (word < ASSAY_N_WORDS && !assay_str_is(name, word_names[word]))
		word++;
	return (enum assay_word)word;
}

enum assay_word assay_word_of_outcome(const struct assay_outcome *outcome)
{
	switch (outcome->end) {
	case ASSAY_END_EXITED:
		/* Output that was cut is not compared, even where its head is right. */
		if (outcome->out_is_truncated || outcome->channel_is_truncated)
			return ASSAY_OUTPUT_LIMIT;
		return outcome->exit_code == 0 ? ASSAY_ACCEPTED : ASSAY_RUNTIME_ERROR;
	case ASSAY_END_SIGNALED:
		return ASSAY_RUNTIME_ERROR;
	case ASSAY_END_CPU_LIMIT:
	case ASSAY_END_WALL_LIMIT:
		return ASSAY_TIME_LIMIT;
	case ASSAY_END_MEMORY_LIMIT:
		return ASSAY_MEMORY_LIMIT;
	case ASSAY_END_OUTPUT_LIMIT:
		return ASSAY_OUTPUT_LIMIT;
	case ASSAY_END_POLICY:
		return ASSAY_POLICY_VIOLATION;
	case ASSAY_END_STOPPED:
	case ASSAY_END_UNKNOWN:
		break;
	}
	return ASSAY_SYSTEM_ERROR;
}
