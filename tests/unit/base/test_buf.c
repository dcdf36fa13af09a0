/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(buf, zeroed_memory_is_an_empty_buffer_without_a_ceiling)
{
	assay_autobuf struct assay_buf buf = {0};
	cr_expect_eq(assay_buf_str(&buf).len, 0);
	cr_expect_not_null(assay_buf_str(&buf).data);
	cr_expect_eq(assay_buf_append(&buf, NULL, 0), 0);
	cr_expect_eq(assay_buf_error(&buf, NULL), 0);
}

Test(buf, grows_and_keeps_a_nul_behind_the_content)
{
	assay_autobuf struct assay_buf buf = {0};
	char want[20001] = {0};
	for (int i = 0; i < 10000; i++) {
		cr_assert_eq(assay_buf_append(&buf, i % 2 ? "\0x" : "yz", 2), 0);
		memcpy(want + 2 * (size_t)i, i % 2 ? "\0x" : "yz", 2);
		cr_assert_eq(buf.data[buf.len], '\0');
	}
	cr_expect_eq(buf.len, 20000);
	cr_expect_arr_eq(buf.data, want, 20001);
}

Test(buf, the_kinds_of_append_agree)
{
	assay_autobuf struct assay_buf buf = {0};
	assay_buf_add_str(&buf, ASSAY_STR("a\0"));
	assay_buf_add_str(&buf, (struct assay_str){0});
	assay_buf_add_c(&buf, "bc");
	assay_buf_add_char(&buf, 'd');
	assay_buf_printf(&buf, "%d-%s", 5, "e");
	cr_expect(assay_str_eq(assay_buf_str(&buf), ASSAY_STR("a\0bcd5-e")));
}

Test(buf, reaching_the_ceiling_is_sticky_and_keeps_the_content)
{
	assay_autobuf struct assay_buf buf;
	assay_buf_init(&buf, 5);
	cr_expect_eq(assay_buf_add_c(&buf, "abc"), 0);
	cr_expect_eq(assay_buf_add_c(&buf, "def"), ASSAY_ELIMIT);
	cr_expect_eq(assay_buf_add_c(&buf, "d"), ASSAY_ELIMIT, "sticky, though there would be room");
	cr_expect_eq(assay_buf_printf(&buf, "d"), ASSAY_ELIMIT);
	cr_expect_str_eq(buf.data, "abc");
	struct assay_err err = {0};
	cr_expect_eq(assay_buf_error(&buf, &err), ASSAY_ELIMIT);
	cr_expect_str_eq(err.msg, "more than the 5 bytes allowed");
	assay_buf_clear(&buf);
	cr_expect_eq(assay_buf_add_c(&buf, "12345"), 0);
	cr_expect_str_eq(buf.data, "12345");
}

Test(buf, memory_stays_within_the_ceiling)
{
	assay_autobuf struct assay_buf buf;
	assay_buf_init(&buf, 1000);
	while (assay_buf_add_char(&buf, 'x') == 0)
		;
	cr_expect_eq(buf.len, 1000);
	cr_expect_leq(buf.cap, 1001);
}

Test(buf, sizes_that_overflow_reach_the_ceiling)
{
	assay_autobuf struct assay_buf buf = {0};
	assay_buf_add_c(&buf, "x");
	cr_expect_eq(assay_buf_reserve(&buf, SIZE_MAX), ASSAY_ELIMIT);
	cr_expect_eq(assay_buf_reserve(&buf, 1), ASSAY_ELIMIT);
	cr_expect_str_eq(buf.data, "x");
	assay_buf_finish(&buf);
	assay_buf_init(&buf, SIZE_MAX);
	cr_expect_eq(assay_buf_reserve(&buf, SIZE_MAX), ASSAY_ELIMIT);
}

Test(buf, text_longer_than_an_int_can_say_is_refused)
{
	assay_autobuf struct assay_buf buf = {0};
	volatile int width = INT32_MAX; /* Unknown to the compiler, which would refuse the call. */
	cr_expect_eq(assay_buf_printf(&buf, "%*d%*d", width, 1, width, 1), ASSAY_ELIMIT);
	cr_expect_eq(assay_buf_error(&buf, NULL), ASSAY_ELIMIT);
}
