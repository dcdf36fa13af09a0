/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sends requests to one endpoint until each is answered or given up: a queue, a rate limit, retries.
 *
 * How many are on the wire adapts: a 429 or 503 takes a quarter away (once per round: requests that were sent before do
 * not count again), 25 good replies in a row give one back. Failures that may pass (connection, 408, 409, 425, 429,
 * 5xx, a malformed body) are retried with exponential backoff and full jitter; Retry-After holds everything back for
 * as long as the endpoint asks. Before the first good reply a wrong address, key or model is taken for
 * what it is, and ends everything.
 *
 * A request lives in the caller's memory and stays there from assay_sender_send() until `done`. Both callbacks come
 * from the event loop, never from within a call.
 */
#ifndef ASSAY_ORCHESTRATOR_TEACHERS_SENDER_H
#define ASSAY_ORCHESTRATOR_TEACHERS_SENDER_H

#include "base/err.h"
#include "base/str.h"
#include "orchestrator/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct assay_sender;

struct assay_sender_options {
	const char *url;
	const char *key;	    /**< Bearer token, or NULL; never in a message, whoever repeats it. */
	const char *key_name;	    /**< What messages call it: the environment variable. */
	uint64_t concurrency;	    /**< Requests on the wire, at most. */
	uint64_t timeout_ms;	    /**< For one try. */
	uint64_t retries;	    /**< Tries after the first one. */
	double requests_per_second; /**< 0: no limit. */
	size_t max_reply_bytes;
};

enum assay_sent {
	ASSAY_SENT_OK = 0,
	ASSAY_SENT_LOST,    /**< Every try failed. */
	ASSAY_SENT_REFUSED, /**< The endpoint does not want this request; others may go well. */
	ASSAY_SENT_FATAL,   /**< No later request can go well either. */
};

struct assay_sending {
	struct assay_str body; /**< The caller's; lives until `done`. */
	/** Looks at the body of a 2xx reply: 0 to accept it, ASSAY_EPROTO to try again, ASSAY_ELIMIT to give this
	 * request up, other failures are fatal. */
	int (*accept)(void *arg, struct assay_str reply, struct assay_err *err);
	/** The end; `reason` is a sentence unless `end` is ASSAY_SENT_OK. The request may be freed or sent anew. */
	void (*done)(void *arg, enum assay_sent end, const char *reason);
	void *arg;
	unsigned attempts; /**< Tries so far. */

	/* The sender's own. */
	struct assay_sender *sender;
	LIST_ENTRY(assay_sending) open;
	TAILQ_ENTRY(assay_sending) ready;
	struct assay_watch *timer; /* Of its backoff. */
	uint64_t sent_ms;
};

/** `options` and what it points to are copied. */
int assay_sender_create(struct assay_loop *loop, const struct assay_sender_options *options, struct assay_sender **ret,
			struct assay_err *err);
/** Forgets open requests without calling back; NULL is allowed. Not from within a callback. */
void assay_sender_destroy(struct assay_sender *sender);

/** True while open requests reach what the endpoint bears. */
bool assay_sender_is_busy(const struct assay_sender *sender);

int assay_sender_send(struct assay_sender *sender, struct assay_sending *sending, struct assay_err *err);

#endif
