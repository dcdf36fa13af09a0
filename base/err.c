/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include "base/str.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* C0, DEL and C1 (which some terminals obey as escape sequences). */
static bool is_control(unsigned code)
{
	return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/*
 * Messages quote bytes from models and files and end on terminals and in logs. So they are made one line of
 * well-formed UTF-8 without control characters here, once for all: a program that prints escape
 * sequences must not be able to write the operator's screen, nor a second line into a log.
 */
static void make_printable(char *msg)
{
	size_t len = strlen(msg);
	size_t to = 0;
	for (size_t from = 0; from < len;) {
		unsigned code = 0;
		size_t n = assay_utf8_decode(msg + from, len - from, &code);
		if (n == 0 || is_control(code)) {
			from += n ? n : 1;
			msg[to++] = code == '\n' || code == '\t' ? ' ' : '?';
			continue;
		}
		memmove(msg + to, msg + from, n);
		from += n;
		to += n;
	}
	msg[to] = '\0';
}

/* Behind this length the last UTF-8 sequence of a text that was too long may have lost its end. */
#define LONGEST (ASSAY_ERR_MSG - 4)

/* `text` is a local of the caller, so its arguments may point into err->msg. */
static void fill(struct assay_err *err, enum assay_code code, int sys_errno, char text[ASSAY_ERR_MSG])
{
	text[assay_utf8_cut(assay_str_of(text), LONGEST)] = '\0';
	make_printable(text);
	memcpy(err->msg, text, strlen(text) + 1);
	err->code = code;
	err->sys_errno = sys_errno;
}

/* Formats into `text` and returns the length of what fits. */
__attribute__((format(printf, 2, 0))) static size_t format(char text[ASSAY_ERR_MSG], const char *fmt, va_list ap)
{
	int n = vsnprintf(text, ASSAY_ERR_MSG, fmt, ap);
	size_t used = n < 0 ? 0 : (size_t)n;
	if (used >= ASSAY_ERR_MSG)
		used = ASSAY_ERR_MSG - 1;
	text[used] = '\0';
	return used;
}

/* Puts `: tail` behind the `used` bytes of `text`, as much as fits. */
static void append(char text[ASSAY_ERR_MSG], size_t used, const char *tail)
{
	if (used + 2 >= ASSAY_ERR_MSG)
		return;
	size_t room = ASSAY_ERR_MSG - 1 - (used + 2);
	size_t len = strnlen(tail, room);
	memcpy(text + used, ": ", 2);
	memcpy(text + used + 2, tail, len);
	text[used + 2 + len] = '\0';
}

int assay_fail(struct assay_err *err, enum assay_code code, const char *fmt, ...)
{
	if (!err)
		return code;
	char text[ASSAY_ERR_MSG];
	va_list ap;
	va_start(ap, fmt);
	(void)format(text, fmt, ap);
	va_end(ap);
	fill(err, code, 0, text);
	return code;
}

int assay_fail_errno(struct assay_err *err, const char *fmt, ...)
{
	int saved = errno;
	enum assay_code code = saved == ENOMEM ? ASSAY_ENOMEM : ASSAY_EIO;
	if (!err)
		return code;
	char text[ASSAY_ERR_MSG];
	va_list ap;
	va_start(ap, fmt);
	size_t used = format(text, fmt, ap);
	va_end(ap);
	char reason[256];
	append(text, used, strerror_r(saved, reason, sizeof(reason)));
	fill(err, code, saved, text);
	return code;
}

int assay_err_wrap(struct assay_err *err, int code, const char *fmt, ...)
{
	if (!err)
		return code;
	char text[ASSAY_ERR_MSG];
	va_list ap;
	va_start(ap, fmt);
	size_t used = format(text, fmt, ap);
	va_end(ap);
	if (err->msg[0] != '\0')
		append(text, used, err->msg);
	fill(err, err->code ? err->code : (enum assay_code)code, err->sys_errno, text);
	return (int)err->code;
}

int assay_exit_code(int code)
{
	if (code >= 0)
		return 0;
	return code == ASSAY_ECONFIG ? 2 : 1;
}
