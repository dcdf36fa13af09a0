/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exchange: each chunk of input is one byte of head (bit 7: the suite's; the rest: its length) and bytes. However
 * hostile both sides are, the relay never fails, never lets the candidate give a report, and the judge has a
 * word for what came out; that word is "accepted" only where the suite reported so.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/relay.h"

static const struct assay_limits limits = {.output_bytes = 1024};

static struct assay_problem problem = {.kind = ASSAY_KIND_SUITE,
				       .language = {.data = "python", .len = 6},
				       .entry = {.data = "f", .len = 1},
				       .suite = {.data = "x = f()\nassert x", .len = 16}};
static struct assay_candidate candidate = {.code = {.data = "f = 1", .len = 5}};

static void feed(void *state, const uint8_t *data, size_t size)
{
	struct assay_buf to[2] = {0};
	bool has_suite_spoken = false;

	for (size_t at = 0; at < size;) {
		size_t from = data[at] >> 7, len = data[at] & 127U;
		at++;
		len = len < size - at ? len : size - at;
		struct assay_str bytes = {.data = (const char *)data + at, .len = len};
		has_suite_spoken |= from == 1;
		int rc = assay_suite_relay.on_bytes(state, from, len ? bytes : (struct assay_str){0}, to);
		at += len;
		REQUIRE(rc == 0 || rc == 1);
		if (rc == 1)
			break;
	}
	struct assay_relay_view view;
	assay_suite_relay_view(state, &view);
	REQUIRE(has_suite_spoken || assay_str_is_absent(view.report));
	assay_buf_finish(&to[0]);
	assay_buf_finish(&to[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_plan plan;
	struct assay_test_result result;
	struct assay_execution_result run = {.sides = {{.end = ASSAY_END_STOPPED}, {.end = ASSAY_END_EXITED}}};
	struct assay_relay_view view;

	REQUIRE(arena);
	run.relay_state = assay_suite_relay.create(arena, &limits, NULL);
	feed(run.relay_state, data, size);
	REQUIRE(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL) == 0);
	(void)assay_verify_judge(&problem, &plan, 0, &run, arena, &result, NULL);
	assay_suite_relay_view(run.relay_state, &view);
	REQUIRE(result.word != ASSAY_ACCEPTED || (view.report.data && view.n_calls > 0 && !view.violation));
	assay_suite_relay.finish(run.relay_state);
	return 0;
}
