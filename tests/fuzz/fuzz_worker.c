/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker that was taken over may send to the pool: frames, and in them verdicts. A verdict that is believed can
 * be written as a row and read back as the same.
 */
#include "orchestrator/frame.h"
#include "orchestrator/worker.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static int read_verdict(struct assay_str text, struct assay_arena *arena, struct assay_verdict *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_err err = {0};
	int rc = assay_json_parse(text, NULL, &doc, &err);
	if (rc == 0)
		rc = assay_verdict_read(assay_json_root(doc), arena, ret, &err);
	REQUIRE(rc == 0 || (err.code == (enum assay_code)rc && err.msg[0]));
	return rc;
}

static void try_verdict(struct assay_str payload)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)16 << 20);
	assay_autobuf struct assay_buf row = {0};
	struct assay_verdict verdict = {0}, back = {0};
	if (read_verdict(payload, arena, &verdict))
		return;
	REQUIRE(assay_verdict_write(&verdict, ASSAY_STR("p"), ASSAY_STR("c"), &row, NULL) == 0);
	REQUIRE(read_verdict(assay_buf_str(&row), arena, &back) == 0);
	REQUIRE(back.word == verdict.word && back.passed == verdict.passed && back.cpu_us == verdict.cpu_us);
	REQUIRE(assay_str_eq(back.reason, verdict.reason) && memcmp(&back.key, &verdict.key, sizeof(back.key)) == 0);
}

static void try_order(struct assay_str payload)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)16 << 20);
	struct assay_worker_setup setup;
	struct assay_problem problem = {0};
	struct assay_candidate candidate = {0};
	(void)assay_worker_setup_read(payload, &setup, NULL);
	(void)assay_order_read(payload, arena, &problem, &candidate, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str bytes = {.data = (const char *)data, .len = size};
	struct assay_frame frame;
	size_t used = 0;
	while (assay_frame_read(bytes, &frame, &used, NULL) == 1) {
		REQUIRE(used <= bytes.len && frame.payload.len + ASSAY_FRAME_HEAD == used);
		if (frame.type == ASSAY_FRAME_VERDICT)
			try_verdict(frame.payload);
		else
			try_order(frame.payload);
		bytes = assay_str_sub(bytes, used, bytes.len);
	}
	return 0;
}
