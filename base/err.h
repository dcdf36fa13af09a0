/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error value.
 *
 * An error means that the farm could not find something out: a file that does
 * not open, a line that is not JSON, a ceiling that was reached. What untrusted
 * code does (a crash, a time-out, a wrong answer) is a verdict, never an error.
 *
 * Functions return 0 or a negative `enum assay_code`. Success leaves `*err`
 * alone; failure fills it once, at the place that knows the cause. Callers add
 * context with assay_err_wrap() or pass it on, so a message reads from general
 * to particular: `problem p17: open tests.json: No such file or directory`.
 *
 * Every `struct assay_err *err` parameter may be NULL when the caller does not
 * want the words.
 */
#ifndef ASSAY_BASE_ERR_H
#define ASSAY_BASE_ERR_H

#include <stddef.h>

/** What kind of failure; decides the exit code, never the wording. */
enum assay_code {
	ASSAY_OK = 0,
	ASSAY_EINVAL = -1,	 /**< The data is malformed: not JSON, wrong type, unknown kind. */
	ASSAY_ECONFIG = -2,	 /**< Usage or configuration is wrong; nothing was started. */
	ASSAY_EIO = -3,		 /**< A file, disk or descriptor failed; see sys_errno. */
	ASSAY_ENOMEM = -4,	 /**< The allocator refused. */
	ASSAY_ELIMIT = -5,	 /**< A ceiling given at creation was reached. */
	ASSAY_ENOTFOUND = -6,	 /**< A name that should resolve does not. */
	ASSAY_ESANDBOX = -7,	 /**< Isolation could not be had, or the sandbox itself failed. */
	ASSAY_EPROTO = -8,	 /**< A peer (worker, endpoint, database) broke its protocol. */
	ASSAY_EINTERRUPTED = -9, /**< The user asked to stop. */
};

/**
 * Room for one sentence; longer messages keep their head. A message is always one line of well-formed UTF-8 without
 * control characters, whatever bytes were quoted in it.
 */
#define ASSAY_ERR_MSG 1024

struct assay_err {
	enum assay_code code; /**< ASSAY_OK while unset. */
	int sys_errno;	      /**< errno at the failure, 0 when no system call failed. */
	char msg[ASSAY_ERR_MSG];
};

/** Fills `*err` and returns `code`, so that `return assay_fail(...)` is one line. */
int assay_fail(struct assay_err *err, enum assay_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/** As assay_fail() with ASSAY_EIO (ASSAY_ENOMEM for ENOMEM) and `: strerror(errno)` behind the text. */
int assay_fail_errno(struct assay_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Puts `<text>: ` in front of the message; returns the code already in `*err`, or `code` where there is none. */
int assay_err_wrap(struct assay_err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/** The exit code of CONTRACT for an error code: 2 for ASSAY_ECONFIG, else 1; 0 for ASSAY_OK. */
int assay_exit_code(int code);

#endif
