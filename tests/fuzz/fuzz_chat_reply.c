/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the body of an endpoint's reply: it is a completion with at least one choice, whose texts are there, or
 * it is refused in words and nothing was taken. What is said about it as an error is never longer than the body.
 */
#include "base/json.h"
#include "orchestrator/teachers/chat.h"
#include "tests/fuzz/fuzz.h"

#define ARENA_BYTES ((size_t)1 << 16)

static void read_as_reply(struct assay_str body)
{
	struct assay_chat_reply reply;
	struct assay_err err = {0};
	assay_autoarena struct assay_arena *arena = assay_arena_create(ARENA_BYTES);
	int rc = assay_chat_read_reply(body, arena, &reply, &err);
	if (rc) {
		REQUIRE(rc == ASSAY_EPROTO || rc == ASSAY_ELIMIT);
		REQUIRE((int)err.code == rc && err.msg[0]);
		REQUIRE(rc == ASSAY_ELIMIT || assay_arena_used(arena) == 0);
		return;
	}
	REQUIRE(reply.n > 0);
	size_t total = 0;
	for (size_t i = 0; i < reply.n; i++) {
		REQUIRE(reply.choices[i].text.data && assay_utf8_is_valid(reply.choices[i].text));
		total += reply.choices[i].text.len;
	}
	REQUIRE(total < body.len);
	REQUIRE(assay_str_is_absent(reply.usage) || reply.usage.data[0] == '{');
}

static void read_as_error(struct assay_str body)
{
	assay_autobuf struct assay_buf out = {0};
	REQUIRE(assay_chat_read_error(body, &out) == 0);
	REQUIRE(out.len <= body.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str body = {.data = (const char *)data, .len = size};
	if (!data)
		body = ASSAY_STR("");
	read_as_reply(body);
	read_as_error(body);
	return 0;
}
