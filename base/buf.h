/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growable byte buffer with a ceiling.
 *
 * Every buffer that holds foreign data has a ceiling given at creation; reaching
 * it is ASSAY_ELIMIT, not a bigger buffer. Failure is sticky: after the first
 * failed append the content stays as it was, later appends fail too, and
 * assay_buf_error() tells which it was. So a long list of appends needs one
 * check at its end. The bytes are always followed by a NUL that is not counted.
 *
 * Lives on the caller's storage: `init` or zeroed memory (which means "no
 * ceiling"), then `finish`.
 */
#ifndef ASSAY_BASE_BUF_H
#define ASSAY_BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

struct assay_buf {
	char *data; /**< NULL until the first append. */
	size_t len;
	size_t cap;
	size_t max; /**< Ceiling in bytes; 0 means none. */
	int error;  /**< 0, ASSAY_ELIMIT or ASSAY_ENOMEM; sticky. */
};

void assay_buf_init(struct assay_buf *buf, size_t max_bytes);
void assay_buf_finish(struct assay_buf *buf);
/** Empties the buffer, clears a sticky error, keeps the memory. */
void assay_buf_clear(struct assay_buf *buf);

/** Room for `n` more bytes at data + len; the caller then adds to len itself. 0 or a sticky error. */
int assay_buf_reserve(struct assay_buf *buf, size_t n);

/* Appends; 0 or a sticky error. Inline, because rows are written in many small pieces and most fit where they are. */
static inline int assay_buf_append(struct assay_buf *buf, const void *data, size_t len)
{
	if (buf->error || buf->cap - buf->len <= len) {
		int rc = assay_buf_reserve(buf, len);
		if (rc)
			return rc;
	}
	assert(buf->data); /* Room is memory. */
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return 0;
}

static inline int assay_buf_add_str(struct assay_buf *buf, struct assay_str s)
{
	return assay_buf_append(buf, s.data, s.len);
}

static inline int assay_buf_add_c(struct assay_buf *buf, const char *c_string)
{
	return assay_buf_append(buf, c_string, strlen(c_string));
}

static inline int assay_buf_add_char(struct assay_buf *buf, char c)
{
	return assay_buf_append(buf, &c, 1);
}

int assay_buf_printf(struct assay_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** The content as a view, valid until the next change; empty (not absent) when nothing was added. */
struct assay_str assay_buf_str(const struct assay_buf *buf);

/** 0, or fills `*err` for the sticky error and returns it. */
int assay_buf_error(const struct assay_buf *buf, struct assay_err *err);

#define assay_autobuf __attribute__((cleanup(assay_buf_finish)))

#endif
