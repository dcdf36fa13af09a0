/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An HTTP client on the event loop: libcurl's multi interface, no threads of ours.
 *
 * One request is one POST; its reply comes once, later, through a callback. What the other side sends is
 * foreign: the body has a ceiling, redirects are not followed (a key must not travel to another host), only http and
 * https are spoken, certificates are checked. Retrying is the caller's business, since only it knows what a status
 * means.
 */
#ifndef ASSAY_ORCHESTRATOR_CLIENT_H
#define ASSAY_ORCHESTRATOR_CLIENT_H

#include "base/err.h"
#include "base/str.h"
#include "orchestrator/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_client;

struct assay_http_post {
	const char *url;
	const char *bearer;	/**< Sent as "Authorization: Bearer"; NULL: none. Never appears in a message. */
	struct assay_str body;	/**< JSON; copied. */
	uint64_t timeout_ms;	/**< From here to the last byte; 0: none. */
	size_t max_reply_bytes; /**< After decompression; 0: no ceiling. */
};

struct assay_http_reply {
	const char *failure;   /**< Why there is no complete reply (refused, reset, timed out, too large), valid for the
				  call; NULL: there is one. */
	bool is_too_large;     /**< The failure is the ceiling: another try would end the same way. */
	long status;	       /**< HTTP status; 0 when none came. */
	struct assay_str body; /**< What came, valid for the call. */
	bool has_retry_after;
	uint64_t retry_after_ms; /**< From Retry-After in seconds or as a date; at most one hour. */
};

int assay_client_create(struct assay_loop *loop, struct assay_client **ret, struct assay_err *err);
/** Drops requests in flight without calling back; NULL is allowed. Not from within a callback; before the loop. */
void assay_client_destroy(struct assay_client *client);

/** `done` is called from the loop, never before this returns; it may post again. */
int assay_client_post(struct assay_client *client, const struct assay_http_post *post,
		      void (*done)(void *arg, const struct assay_http_reply *reply), void *arg, struct assay_err *err);

/**
 * ASSAY_ECONFIG unless `url` is an http or https address to which a path can be appended: no query, no fragment, and no
 * user or password, since addresses are shown in messages. The message does not quote `url`.
 */
int assay_http_check_base(const char *url, struct assay_err *err);

/** The value of a Retry-After header (RFC 9110, section 10.2.3); false when it is neither seconds nor a date. */
bool assay_parse_retry_after(const char *value, int64_t now_s, uint64_t *ret_ms);

#endif
