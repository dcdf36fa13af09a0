/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int assay_fail(struct assay_err *err, enum assay_code code, const char *fmt, ...)
{
	if (!err)
		return code;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap); /* A cut message is still a message. */
	va_end(ap);
	err->code = code;
	err->sys_errno = 0;
	return code;
}

int assay_fail_errno(struct assay_err *err, const char *fmt, ...)
{
	int saved = errno;
	enum assay_code code = saved == ENOMEM ? ASSAY_ENOMEM : ASSAY_EIO;
	if (!err)
		return code;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	size_t used = n < 0 ? 0 : (size_t)n;
	if (used < sizeof(err->msg)) {
		char text[256];
		(void)snprintf(err->msg + used, sizeof(err->msg) - used, ": %s", strerror_r(saved, text, sizeof(text)));
	}
	err->code = code;
	err->sys_errno = saved;
	return code;
}

int assay_err_wrap(struct assay_err *err, int code, const char *fmt, ...)
{
	if (!err)
		return code;
	char inner[ASSAY_ERR_MSG];
	memcpy(inner, err->msg, sizeof(inner));
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	size_t used = n < 0 ? 0 : (size_t)n;
	if (used < sizeof(err->msg))
		(void)snprintf(err->msg + used, sizeof(err->msg) - used, ": %s", inner);
	return err->code ? (int)err->code : code;
}

int assay_exit_code(int code)
{
	if (code >= 0)
		return 0;
	return code == ASSAY_ECONFIG ? 2 : 1;
}
