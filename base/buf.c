/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void assay_buf_init(struct assay_buf *buf, size_t max_bytes)
{
	*buf = (struct assay_buf){.max = max_bytes};
}

void assay_buf_finish(struct assay_buf *buf)
{
	free(buf->data);
	*buf = (struct assay_buf){0};
}

void assay_buf_clear(struct assay_buf *buf)
{
	buf->len = 0;
	buf->error = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

/* The ceiling, always with room for the NUL behind it. */
static size_t max_len(const struct assay_buf *buf)
{
	return buf->max && buf->max < SIZE_MAX ? buf->max : SIZE_MAX - 1;
}

int assay_buf_reserve(struct assay_buf *buf, size_t n)
{
	if (buf->error)
		return buf->error;
	size_t max = max_len(buf);
	if (n > max - buf->len)
		return buf->error = ASSAY_ELIMIT;
	size_t need = buf->len + n + 1; /* One for the NUL. */
	if (need <= buf->cap)
		return 0;
	size_t cap = buf->cap < 64 ? 64 : buf->cap;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > max + 1)
		cap = max + 1; /* Doubling past the ceiling would hold memory that can never be used. */
	char *data = realloc(buf->data, cap);
	if (!data)
		return buf->error = ASSAY_ENOMEM;
	buf->data = data;
	buf->cap = cap;
	buf->data[buf->len] = '\0';
	return 0;
}

int assay_buf_printf(struct assay_buf *buf, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	/* vsnprintf() fails only when the text is longer than an int can say. */
	if (n < 0 && !buf->error)
		buf->error = ASSAY_ELIMIT;
	int rc = n < 0 ? buf->error : assay_buf_reserve(buf, (size_t)n);
	if (rc == 0) {
		(void)vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
	return rc;
}

struct assay_str assay_buf_str(const struct assay_buf *buf)
{
	return (struct assay_str){.data = buf->data ? buf->data : "", .len = buf->len};
}

int assay_buf_error(const struct assay_buf *buf, struct assay_err *err)
{
	if (buf->error == ASSAY_ELIMIT)
		return assay_fail(err, ASSAY_ELIMIT, "more than the %zu bytes allowed", max_len(buf));
	if (buf->error)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return 0;
}
