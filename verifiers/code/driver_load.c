/* SPDX-License-Identifier: Apache-2.0 */
/* What a candidate's driver says when there is no result: put into words. */
#include "verifiers/code/code.h"
#include "verifiers/code/driver.h"

/* Exit code of the candidate's driver when memory ran out in the driver itself. */
#define NO_MEMORY 71

int assay_driver_begin_result(const struct assay_outcome *outcome, const struct assay_limits *limits,
			      struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	int rc = assay_code_begin_result(outcome, limits, arena, ret, err);

	/* A program that claims it falsely has failed either way. */
	if (!rc && ret->word == ASSAY_RUNTIME_ERROR && outcome->end == ASSAY_END_EXITED &&
	    outcome->exit_code == NO_MEMORY)
		ret->word = ASSAY_MEMORY_LIMIT;
	return rc;
}

static struct assay_str text_of(struct assay_json frame, const char *key)
{
	return assay_json_str(assay_json_get(frame, key));
}

static void add_line(struct assay_json frame, struct assay_buf *out)
{
	struct assay_str line = assay_json_raw(assay_json_get(frame, "line"));

	if (line.len == 0 || assay_str_is(line, "0"))
		return;
	assay_buf_add_c(out, " (line ");
	assay_code_add_short(out, line, 12);
	assay_buf_add_c(out, ")");
}

void assay_driver_describe_error(struct assay_json frame, struct assay_buf *out)
{
	struct assay_str message = text_of(frame, "message");

	assay_code_add_short(out, text_of(frame, "type"), ASSAY_SHORT_BYTES);
	if (message.len > 0) {
		assay_buf_add_c(out, ": ");
		assay_code_add_short(out, message, 2 * ASSAY_SHORT_BYTES);
	}
	add_line(frame, out);
}

enum assay_word assay_driver_error_word(struct assay_json frame)
{
	bool is_memory = assay_json_is_true(assay_json_get(frame, "builtin")) &&
			 assay_str_is(text_of(frame, "type"), "MemoryError");

	return is_memory ? ASSAY_MEMORY_LIMIT : ASSAY_RUNTIME_ERROR;
}

int assay_driver_judge_load(struct assay_json frame, const struct assay_problem *problem, struct assay_arena *arena,
			    struct assay_test_result *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};
	struct assay_str kind = text_of(frame, "kind");
	enum assay_word word = ASSAY_RUNTIME_ERROR;

	if (assay_str_is(kind, "syntax")) {
		word = ASSAY_COMPILE_ERROR;
		assay_buf_add_c(&reason, "does not compile: ");
		assay_code_add_short(&reason, text_of(frame, "message"), 2 * ASSAY_SHORT_BYTES);
		add_line(frame, &reason);
	} else if (assay_str_is(kind, "missing")) {
		assay_buf_add_c(&reason, "does not define ");
		assay_code_add_short(&reason, problem->entry, ASSAY_SHORT_BYTES);
	} else if (assay_str_is(kind, "load_raised")) {
		word = assay_driver_error_word(frame);
		assay_buf_add_c(&reason, "loading raised ");
		assay_driver_describe_error(frame, &reason);
	} else {
		assay_buf_add_c(&reason, "its channel holds what the driver did not write");
	}
	return assay_code_fail(ret, word, &reason, arena, err);
}
