/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server of canned bytes on the loopback interface, in a process of its own that dies with the test.
 *
 * Connections are served one after the other; each request, on whatever connection, gets the next reply. The raw
 * requests can be read back.
 */
#ifndef ASSAY_TESTS_HTTP_SERVER_H
#define ASSAY_TESTS_HTTP_SERVER_H

#include "base/buf.h"

#include <stddef.h>
#include <sys/types.h>

enum after {
	AFTER_KEEP = 0, /* The connection stays for the next request. */
	AFTER_CLOSE,
	AFTER_HANG, /* Nothing more is said, for ever. */
};

struct canned {
	const char *bytes;
	enum after after;
	size_t len; /* 0: strlen(bytes). */
};

struct http_server {
	pid_t pid;
	int requests_fd; /* The raw requests, one behind the other. */
	char url[64];
};

/* A reply with a status line, a length and a body; freed by the caller. */
char *http_reply(const char *status_and_headers, const char *body);

void http_server_start(struct http_server *server, const struct canned *replies, size_t n);
/* Ends the server; what it was sent goes to `requests`, which may be NULL. */
void http_server_stop(struct http_server *server, struct assay_buf *requests);

#endif
