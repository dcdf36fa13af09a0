/* SPDX-License-Identifier: Apache-2.0 */
/* The frame that asks for one call. Nothing in it depends on the expected value but whether argument 0 is asked for. */
#include "verifiers/code/call.h"
#include "verifiers/code/frame.h"

static size_t value_ceiling(const struct assay_limits *limits)
{
	size_t bytes = limits->output_bytes;

	return bytes > 2 * ASSAY_CALL_FRAME_ROOM ? bytes - ASSAY_CALL_FRAME_ROOM : bytes / 2;
}

static void write_python(const struct assay_problem *problem, size_t i, const struct assay_call_state *state,
			 bool has_more, struct assay_buf *out)
{
	const struct assay_test *test = &problem->tests[i];
	struct assay_jsonw w;

	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "nonce");
	assay_jsonw_c(&w, state->nonce);
	assay_jsonw_key(&w, "mode");
	assay_jsonw_c(&w, "call");
	assay_jsonw_kv_str(&w, "entry", problem->entry);
	assay_jsonw_key(&w, "max_bytes");
	assay_jsonw_u64(&w, value_ceiling(&state->limits));
	assay_jsonw_kv_raw(&w, "args", test->args.len > 0 ? test->args : ASSAY_STR("[]"));
	assay_jsonw_kv_raw(&w, "kwargs", test->kwargs.len > 0 ? test->kwargs : ASSAY_STR("{}"));
	assay_jsonw_key(&w, "want_arg0");
	assay_jsonw_bool(&w, state->wants_arg0[i]);
	if (has_more)
		assay_jsonw_kv_bool(&w, "more", true);
	assay_jsonw_end_object(&w);
}

/** The same in the notation of the other languages' drivers. */
static int write_wire(const struct assay_problem *problem, size_t i, const struct assay_call_state *state,
		      bool has_more, struct assay_buf *out, struct assay_err *err)
{
	unsigned flags = (state->wants_arg0[i] ? ASSAY_CALL_WANTS_ARG0 : 0U) | (has_more ? ASSAY_CALL_HAS_MORE : 0U);

	return assay_call_hello(problem, &problem->tests[i], state->nonce, value_ceiling(&state->limits), flags, out,
				err);
}

int assay_call_ask(const struct assay_problem *problem, size_t i, const struct assay_call_state *state, bool has_more,
		   struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	assay_autobuf struct assay_buf frame = {0};
	int rc = 0;

	if (state->language)
		rc = write_wire(problem, i, state, has_more, &text, err);
	else
		write_python(problem, i, state, has_more, &text);
	if (!rc)
		rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	assay_frame_add(&frame, assay_buf_str(&text));
	rc = assay_buf_error(&frame, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&frame));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}
