/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/relay.h"

#include "base/json.h"
#include "base/num.h"
#include "verifiers/code/frame.h"

#include <stdint.h>

enum side {
	CANDIDATE = 0,
	SUITE = 1,
};

struct relay {
	struct assay_arena *arena;
	size_t max_frame[2];
	struct assay_buf in[2]; /**< Bytes that are no whole frame yet. */
	struct assay_relay_view view;
	bool is_ready;		    /**< The candidate has loaded. */
	bool is_told;		    /**< The suite knows that the candidate is gone. */
	uint64_t request, answered; /**< The last id asked and the last one answered. */
};

static void *create(struct assay_arena *arena, const struct assay_limits *limits,
		    const void *arg __attribute__((unused)))
{
	struct relay *relay = assay_arena_alloc(arena, sizeof(*relay));

	if (!relay)
		return NULL;
	relay->arena = arena;
	/* The suite sends what the problem's author wrote; its ceiling only keeps a broken one from filling memory. */
	relay->max_frame[CANDIDATE] = limits->output_bytes;
	relay->max_frame[SUITE] = 2 * limits->output_bytes + ((size_t)1 << 20);
	for (size_t i = 0; i < 2; i++)
		assay_buf_init(&relay->in[i], relay->max_frame[i] + ASSAY_FRAME_HEAD);
	return relay;
}

static void finish(void *state)
{
	struct relay *relay = state;

	for (size_t i = 0; i < 2; i++)
		assay_buf_finish(&relay->in[i]);
}

static int tell_gone(struct relay *relay, struct assay_buf *to_suite)
{
	if (relay->is_told)
		return 0;
	relay->is_told = true;
	return assay_frame_add(to_suite, ASSAY_STR("{\"kind\":\"gone\"}"));
}

static int violate(struct relay *relay, const char *what, struct assay_buf *to_suite)
{
	if (!relay->view.violation)
		relay->view.violation = what;
	return tell_gone(relay, to_suite);
}

static int keep(struct relay *relay, struct assay_str payload, struct assay_str *ret)
{
	*ret = assay_arena_str(relay->arena, payload);
	return ret->data ? 0 : ASSAY_ENOMEM;
}

/** The suite still reports: how many tests have failed by this is for it to say. */
static int on_load_failure(struct relay *relay, struct assay_str payload, struct assay_buf *to_suite)
{
	if (relay->view.load_failure.data)
		return 0;
	int rc = keep(relay, payload, &relay->view.load_failure);
	return rc ? rc : tell_gone(relay, to_suite);
}

static bool is_one_of(struct assay_str word, const char *const *words)
{
	for (; *words; words++) {
		if (assay_str_is(word, *words))
			return true;
	}
	return false;
}

static bool answers(const struct relay *relay, struct assay_json frame)
{
	static const char *const kinds[] = {"value", "raised", "not_plain", "too_large", "absent", NULL};
	uint64_t id = 0;

	return relay->view.is_candidates_turn && assay_json_read_u64(frame, "id", 1, UINT64_MAX, &id, NULL) == 0 &&
	       id == relay->answered + 1 && is_one_of(assay_json_str(assay_json_get(frame, "kind")), kinds);
}

static int on_candidate_frame(struct relay *relay, struct assay_str payload, struct assay_buf to[2])
{
	assay_autojson struct assay_json_doc *doc = NULL;

	if (assay_json_parse(payload, &assay_frame_limits, &doc, NULL))
		return violate(relay, "its channel holds what the driver did not write", &to[SUITE]);
	struct assay_json frame = assay_json_root(doc);
	if (!relay->is_ready) {
		if (!assay_str_is(assay_json_str(assay_json_get(frame, "kind")), "ready"))
			return on_load_failure(relay, payload, &to[SUITE]);
		relay->is_ready = true;
		return 0;
	}
	if (!answers(relay, frame))
		return violate(relay, "its channel holds an answer to no question", &to[SUITE]);
	relay->answered++;
	relay->view.is_candidates_turn = relay->answered < relay->request;
	return assay_frame_add(&to[SUITE], payload);
}

static int on_suite_frame(struct relay *relay, struct assay_str payload, struct assay_buf to[2])
{
	assay_autojson struct assay_json_doc *doc = NULL;

	/* A suite that breaks the protocol is our failure: the exchange ends without a report. */
	if (assay_json_parse(payload, &assay_frame_limits, &doc, NULL))
		return 1;
	struct assay_json frame = assay_json_root(doc);
	struct assay_str operation = assay_json_str(assay_json_get(frame, "op"));
	if (assay_str_is(operation, "report")) {
		int rc = keep(relay, payload, &relay->view.report);
		return rc ? rc : 1;
	}
	uint64_t id = 0;
	if (assay_json_read_u64(frame, "id", 1, UINT64_MAX, &id, NULL) || id != relay->request + 1)
		return 1;
	relay->request = id;
	if (relay->is_told)
		return 0;
	relay->view.is_candidates_turn = true;
	if (assay_str_is(operation, "call"))
		relay->view.n_calls++;
	return assay_frame_add(&to[CANDIDATE], payload);
}

static int on_closed(struct relay *relay, size_t from, struct assay_buf to[2])
{
	if (from == SUITE)
		return 1;
	relay->view.is_candidate_closed = true;
	return tell_gone(relay, &to[SUITE]);
}

/** Drops the first `n` bytes. */
static void consume(struct assay_buf *buf, size_t n)
{
	if (n == 0)
		return;
	memmove(buf->data, buf->data + n, buf->len - n);
	buf->len -= n;
}

static int on_bytes(void *state, size_t from, struct assay_str bytes, struct assay_buf to[2])
{
	struct relay *relay = state;
	struct assay_buf *in = &relay->in[from];
	enum assay_frame_state found = ASSAY_FRAME_WHOLE;
	struct assay_str payload;
	int rc = 0;

	if (assay_str_is_absent(bytes))
		return on_closed(relay, from, to);
	if (from == CANDIDATE && relay->view.violation)
		return 0;
	while (bytes.len > 0 && rc == 0) {
		/* Never more than one frame's worth: a flood of small frames is worked off as it comes. */
		struct assay_str part = assay_str_sub(bytes, 0, in->max - in->len);
		bytes = assay_str_sub(bytes, part.len, SIZE_MAX);
		rc = assay_buf_add_str(in, part);
		struct assay_str rest = assay_buf_str(in);
		while (rc == 0 &&
		       (found = assay_frame_next(&rest, relay->max_frame[from], &payload)) == ASSAY_FRAME_WHOLE)
			rc = from == CANDIDATE ? on_candidate_frame(relay, payload, to)
					       : on_suite_frame(relay, payload, to);
		consume(in, in->len - rest.len);
		if (rc == 0 && found == ASSAY_FRAME_TOO_LONG)
			return from == SUITE ? 1
					     : violate(relay, "its channel announces more than the limit", &to[SUITE]);
		if (from == CANDIDATE && relay->view.violation)
			return rc;
	}
	return rc;
}

const struct assay_relay assay_suite_relay = {.create = create, .on_bytes = on_bytes, .finish = finish};

void assay_suite_relay_view(const void *state, struct assay_relay_view *ret)
{
	const struct relay *relay = state;

	*ret = relay->view;
	ret->is_candidates_turn = relay->view.is_candidates_turn || !relay->is_ready;
}
