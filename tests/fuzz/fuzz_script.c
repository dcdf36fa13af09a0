/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a suite. What is read as a script asks questions that the relay lets through, and a candidate that
 * answers each with the expected value passes every == and fails every !=, and nothing else is accepted as the end.
 */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/relay.h"
#include "verifiers/code/script.h"

static const struct assay_limits limits = {.output_bytes = (size_t)1 << 20};

static void check_questions(const struct assay_script *script)
{
	struct assay_str rest = script->questions, payload;
	size_t n = 0;

	while (assay_frame_next(&rest, SIZE_MAX, &payload) == ASSAY_FRAME_WHOLE) {
		assay_autojson struct assay_json_doc *doc = NULL;
		/* A name that is a key twice in an argument is Python's business, and the driver's. */
		struct assay_err err = {0};
		int rc = assay_json_parse(payload, &assay_frame_limits, &doc, &err);
		REQUIRE(rc == 0 || err.msg[0]);
		n++;
	}
	REQUIRE(rest.len == 0 && n == script->n + 1);
}

static int answer(void *state, size_t id, struct assay_str value)
{
	assay_autobuf struct assay_buf json = {0};
	assay_autobuf struct assay_buf frame = {0};
	struct assay_buf to[2] = {0};

	if (id == 0)
		assay_buf_add_c(&json, "{\"kind\":\"ready\"}");
	else
		assay_buf_printf(&json, "{\"id\":%zu,\"kind\":\"value\",\"value\":%.*s}", id, (int)value.len,
				 value.data);
	assay_frame_add(&frame, assay_buf_str(&json));
	return assay_script_relay.on_bytes(state, 0, assay_buf_str(&frame), to);
}

static void check_exchange(struct assay_arena *arena, const struct assay_script *script)
{
	void *state = assay_script_relay.create(arena, &limits, script);
	struct assay_relay_view view;

	if (!state)
		return; /* A question that the relay's own limits refuse. */
	REQUIRE(answer(state, 0, (struct assay_str){0}) == 0);
	int rc = answer(state, 1, ASSAY_STR("{\"$ref\":0}"));
	for (size_t i = 0; i < script->n && rc == 0; i++) {
		struct assay_str expected = script->asserts[i].expected;
		rc = answer(state, i + 2, expected.data ? expected : ASSAY_STR("null"));
	}
	REQUIRE(rc == 1);
	REQUIRE(assay_script_relay_view(state, &view, NULL) == 0 && view.report.data);
	assay_autojson struct assay_json_doc *doc = NULL;
	REQUIRE(assay_json_parse(view.report, NULL, &doc, NULL) == 0);
	struct assay_str bits = assay_json_str(assay_json_get(assay_json_root(doc), "bits"));
	REQUIRE(bits.len == script->n);
	for (size_t i = 0; i < script->n; i++) {
		enum assay_script_test test = script->asserts[i].test;
		REQUIRE(bits.data[i] != '1' || test != ASSAY_SCRIPT_NOT_EQUAL);
		REQUIRE(bits.data[i] == '1' || test != ASSAY_SCRIPT_EQUAL || script->ends_at_failure);
		if (bits.data[i] == '0' && script->ends_at_failure)
			break;
	}
	assay_script_relay.finish(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_str suite = {.data = (const char *)data, .len = size};
	struct assay_script script;

	REQUIRE(arena);
	int rc = assay_script_read(suite, ASSAY_STR("f"), arena, &script, NULL);
	REQUIRE(rc == 0 || rc == 1);
	if (rc == 0)
		return 0;
	REQUIRE(script.n > 0);
	check_questions(&script);
	check_exchange(arena, &script);
	return 0;
}
