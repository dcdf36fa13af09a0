/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process of several tests left: one byte of how it ended, and its channel (the nonce is 32 zeros). However
 * hostile it is, judging never fails; no test passes without a completion marker of its own, none by a process that
 * crossed a limit, the last of all by none that did not end cleanly; and the time shared out is the time taken.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/call.h"

#define N_TESTS 3
#define CPU_US	((uint64_t)1000)

static const struct assay_test tests[N_TESTS] = {
	{.args = {.data = "[1]", .len = 3}, .expected = {.data = "1", .len = 1}, .weight = 1},
	{.args = {.data = "[2]", .len = 3}, .expected = {.data = "{\"$raises\":\"KeyError\"}", .len = 22}, .weight = 1},
	{.args = {.data = "[[]]", .len = 4}, .expected = {.data = "{\"$arg0\":[3]}", .len = 13}, .weight = 1},
};
static const struct assay_problem problem = {.kind = ASSAY_KIND_CALL,
					     .language = {.data = "python", .len = 6},
					     .entry = {.data = "f", .len = 1},
					     .tests = tests,
					     .n_tests = N_TESTS,
					     .may_share_process = true,
					     .limits = {.output_kb = 4}};
static const struct assay_candidate candidate = {.code = {.data = "f = 1", .len = 5}};

static struct assay_outcome outcome_of(uint8_t how, struct assay_str channel)
{
	struct assay_outcome outcome = {
		.end = (enum assay_end)(how % (ASSAY_END_STOPPED + 1)), .channel = channel, .cpu_us = CPU_US};

	outcome.exit_code = outcome.end == ASSAY_END_EXITED ? how >> 6 : 0;
	outcome.out_is_truncated = how & 0x20;
	return outcome;
}

static size_t count_markers(struct assay_str channel)
{
	size_t n = 0;

	for (size_t at = 0; (at = assay_str_find(channel, ASSAY_STR("\"kind\":\"done\""), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

static void check(const struct assay_outcome *outcome, const struct assay_test_result *results, size_t n)
{
	enum assay_word end = assay_word_of_outcome(outcome);
	uint64_t cpu_us = 0;
	size_t n_accepted = 0;

	for (size_t i = 0; i < N_TESTS; i++) {
		cpu_us += results[i].cpu_us;
		n_accepted += results[i].word == ASSAY_ACCEPTED;
		REQUIRE(i < n || results[i].word == ASSAY_UNDECIDED);
	}
	REQUIRE(cpu_us == (n > 0 ? CPU_US : 0));
	REQUIRE(n_accepted <= count_markers(outcome->channel));
	REQUIRE(n_accepted == 0 || (end != ASSAY_TIME_LIMIT && end != ASSAY_MEMORY_LIMIT && end != ASSAY_OUTPUT_LIMIT));
	REQUIRE(results[N_TESTS - 1].word != ASSAY_ACCEPTED || end == ASSAY_ACCEPTED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_test_result results[N_TESTS] = {0};
	struct assay_plan plan;
	size_t n = 0;

	if (size == 0)
		return 0;
	REQUIRE(arena);
	REQUIRE(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL) == 0);
	struct assay_call_state *state = plan.state;
	memset(state->nonce, '0', sizeof(state->nonce) - 1);
	const struct assay_execution_result run = {
		.sides = {outcome_of(data[0], (struct assay_str){.data = (const char *)data + 1, .len = size - 1})}};
	REQUIRE(assay_verify_judge_batch(&problem, &plan, 0, &run, arena, results, &n, NULL) == 0);
	check(&run.sides[0], results, n);
	return 0;
}
