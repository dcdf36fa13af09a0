/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(err, a_failure_carries_its_code_and_words)
{
	struct assay_err err = {0};
	int rc = assay_fail(&err, ASSAY_EINVAL, "row %d is not JSON", 7);
	cr_expect_eq(rc, ASSAY_EINVAL);
	cr_expect_eq(err.code, ASSAY_EINVAL);
	cr_expect_eq(err.sys_errno, 0);
	cr_expect_str_eq(err.msg, "row 7 is not JSON");
}

Test(err, a_system_failure_says_what_the_system_said)
{
	struct assay_err err = {0};
	errno = ENOENT;
	cr_expect_eq(assay_fail_errno(&err, "open %s", "tests.json"), ASSAY_EIO);
	cr_expect_eq(err.sys_errno, ENOENT);
	cr_expect_str_eq(err.msg, "open tests.json: No such file or directory");
	errno = ENOMEM;
	cr_expect_eq(assay_fail_errno(&err, "map"), ASSAY_ENOMEM);
	cr_expect_eq(err.code, ASSAY_ENOMEM);
}

Test(err, wrapping_puts_the_general_before_the_particular)
{
	struct assay_err err = {0};
	errno = EACCES;
	int rc = assay_fail_errno(&err, "open tests.json");
	rc = assay_err_wrap(&err, rc, "problem %s", "p17");
	cr_expect_eq(rc, ASSAY_EIO);
	cr_expect_eq(err.sys_errno, EACCES);
	cr_expect_str_eq(err.msg, "problem p17: open tests.json: Permission denied");
}

Test(err, wrapping_nothing_takes_the_code_that_was_passed)
{
	struct assay_err err = {0};
	cr_expect_eq(assay_err_wrap(&err, ASSAY_EPROTO, "worker 3"), ASSAY_EPROTO);
	cr_expect_eq(err.code, ASSAY_EPROTO);
	cr_expect_str_eq(err.msg, "worker 3");
}

Test(err, no_error_value_is_fine)
{
	errno = ENOENT;
	cr_expect_eq(assay_fail(NULL, ASSAY_ELIMIT, "x"), ASSAY_ELIMIT);
	cr_expect_eq(assay_fail_errno(NULL, "x"), ASSAY_EIO);
	cr_expect_eq(assay_err_wrap(NULL, ASSAY_EIO, "x"), ASSAY_EIO);
}

Test(err, a_message_may_quote_itself)
{
	struct assay_err err = {0};
	(void)assay_fail(&err, ASSAY_EIO, "disk");
	(void)assay_fail(&err, ASSAY_ECONFIG, "config: %s", err.msg);
	cr_expect_str_eq(err.msg, "config: disk");
	(void)assay_err_wrap(&err, ASSAY_EIO, "again: %s", err.msg);
	cr_expect_str_eq(err.msg, "again: config: disk: config: disk");
}

Test(err, foreign_bytes_cannot_write_the_terminal_or_a_second_line)
{
	struct assay_err err = {0};
	(void)assay_fail(&err, ASSAY_EINVAL, "%s", "a\nb\tc\x1b[31m\x7f \xff\xc3 \xc2\x9b \xc3\xa9");
	cr_expect_str_eq(err.msg, "a b c?[31m? ?? ? \xc3\xa9");
}

Test(err, a_long_message_keeps_its_head_and_stays_utf8)
{
	char text[3 * ASSAY_ERR_MSG] = {0};
	for (size_t start = 0; start < 4; start++) {
		memset(text, 'x', start);
		for (size_t i = start; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 4);
		struct assay_err err = {0};
		(void)assay_fail(&err, ASSAY_EINVAL, "%s", text);
		cr_expect(assay_utf8_is_valid(assay_str_of(err.msg)));
		cr_expect(strlen(err.msg) > ASSAY_ERR_MSG - 9);
		cr_expect_null(strchr(err.msg, '?'));
		(void)assay_err_wrap(&err, ASSAY_EINVAL, "%s", text);
		cr_expect(assay_utf8_is_valid(assay_str_of(err.msg)));
		errno = EIO;
		(void)assay_fail_errno(&err, "%s", text);
		cr_expect(assay_utf8_is_valid(assay_str_of(err.msg)));
	}
}

Test(err, only_usage_and_configuration_exit_with_two)
{
	cr_expect_eq(assay_exit_code(ASSAY_OK), 0);
	cr_expect_eq(assay_exit_code(1), 0);
	cr_expect_eq(assay_exit_code(ASSAY_ECONFIG), 2);
	for (int code = ASSAY_EINTERRUPTED; code < 0; code++)
		cr_expect_eq(assay_exit_code(code), code == ASSAY_ECONFIG ? 2 : 1);
}
