/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chat completions wire format: one request body, one reply. Pure functions, no network.
 */
#ifndef ASSAY_ORCHESTRATOR_TEACHERS_CHAT_H
#define ASSAY_ORCHESTRATOR_TEACHERS_CHAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "orchestrator/teacher.h"

#include <stddef.h>
#include <stdint.h>

/** Appends what the user's message says: the statement and how to hand in the answer. */
int assay_chat_write_prompt(const struct assay_problem *problem, struct assay_buf *out, struct assay_err *err);

/** Appends the JSON body of a request for `n` choices. The same arguments give the same bytes: it is the cache key. */
int assay_chat_write_request(const struct assay_teacher_conf *conf, struct assay_str prompt, uint64_t n, uint64_t seed,
			     struct assay_buf *out, struct assay_err *err);

struct assay_chat_choice {
	struct assay_str text;		/**< Empty for a refusal or a reply without content; never absent. */
	struct assay_str finish_reason; /**< May be absent. */
};

struct assay_chat_reply {
	struct assay_chat_choice *choices;
	size_t n;
	struct assay_str usage; /**< JSON object text, or absent. */
	uint64_t prompt_tokens, completion_tokens;
};

/**
 * ASSAY_EPROTO when the body is not a chat completion with at least one choice; then nothing was taken from the arena.
 * ASSAY_ELIMIT when the arena is full.
 */
int assay_chat_read_reply(struct assay_str body, struct assay_arena *arena, struct assay_chat_reply *ret,
			  struct assay_err *err);

/** Appends what an endpoint says in a body that is no completion: its error message, else the body as it is. */
int assay_chat_read_error(struct assay_str body, struct assay_buf *out);

#endif
