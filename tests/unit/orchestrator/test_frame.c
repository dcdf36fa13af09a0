/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/frame.h"
#include "orchestrator/worker.h"

#include <criterion/criterion.h>

static struct assay_err err;

Test(frame, comes_back_from_any_part_of_its_bytes)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_frame frame;
	size_t used = 0;
	cr_assert_eq(assay_frame_write(&out, ASSAY_FRAME_ORDER, ASSAY_STR("hello"), &err), 0);
	cr_assert_eq(assay_frame_write(&out, ASSAY_FRAME_READY, ASSAY_STR(""), &err), 0);
	size_t first = ASSAY_FRAME_HEAD + 5;
	for (size_t n = 0; n < first; n++)
		cr_assert_eq(assay_frame_read(assay_str_sub(assay_buf_str(&out), 0, n), &frame, &used, &err), 0);
	cr_assert_eq(assay_frame_read(assay_buf_str(&out), &frame, &used, &err), 1);
	cr_assert(frame.type == ASSAY_FRAME_ORDER && assay_str_is(frame.payload, "hello") && used == first);
	cr_assert_eq(assay_frame_read(assay_str_sub(assay_buf_str(&out), used, out.len), &frame, &used, &err), 1);
	cr_assert(frame.type == ASSAY_FRAME_READY && frame.payload.len == 0 && used == ASSAY_FRAME_HEAD);
}

Test(frame, refuses_lengths_and_types_that_nobody_sends)
{
	struct assay_frame frame;
	size_t used = 0;
	const char too_long[] = {'\xff', '\xff', '\xff', '\xff', ASSAY_FRAME_VERDICT};
	const char no_type[] = {0, 0, 0, 0, 99};
	const char type_zero[] = {0, 0, 0, 0, 0};
	const struct assay_str bad[] = {{too_long, 5}, {no_type, 5}, {type_zero, 5}};
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(assay_frame_read(bad[i], &frame, &used, &err), ASSAY_EPROTO);
}

Test(frame, carries_a_setup)
{
	const struct assay_worker_setup setup = {
		.sandbox = {.require = ASSAY_ISOLATION_LANDLOCK, .is_unsafe = true},
		.verify = {.limits = {.cpu_ms = 1, .wall_ms = 2, .mem_mb = 3, .output_kb = 4, .procs = 5},
			   .stop_early = true},
		.needs_sandbox = true,
	};
	struct assay_worker_setup back;
	assay_autobuf struct assay_buf text = {0};
	cr_assert_eq(assay_worker_setup_write(&setup, &text, &err), 0);
	cr_assert_eq(assay_worker_setup_read(assay_buf_str(&text), &back, &err), 0, "%s", err.msg);
	cr_assert(back.sandbox.require == setup.sandbox.require && back.sandbox.is_unsafe && back.needs_sandbox);
	cr_assert(back.verify.stop_early && back.verify.limits.cpu_ms == 1 && back.verify.limits.wall_ms == 2);
	cr_assert(back.verify.limits.mem_mb == 3 && back.verify.limits.output_kb == 4 && back.verify.limits.procs == 5);
}

Test(frame, carries_an_order_unchanged)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const struct assay_test test = {.args = ASSAY_STR("[123456789012345678901234567890,{\"$float\":\"nan\"}]"),
					.expected = ASSAY_STR("1.0"),
					.weight = 2};
	const struct assay_problem problem = {
		.id = ASSAY_STR("p/1"),
		.kind = ASSAY_KIND_CALL,
		.statement = ASSAY_STR("s \"quoted\" \xc3\xa9"),
		.language = ASSAY_STR("python"),
		.entry = ASSAY_STR("f"),
		.tests = &test,
		.n_tests = 1,
		.limits = {.cpu_ms = 7},
	};
	const struct assay_candidate_file file = {.name = ASSAY_STR("data.txt"), .text = ASSAY_STR("a\nb\0c")};
	const struct assay_candidate candidate = {
		.problem_id = problem.id,
		.id = ASSAY_STR("c"),
		.code = ASSAY_STR("def f(x):\n\treturn '\\0'\n"),
		.files = &file,
		.n_files = 1,
	};
	struct assay_problem problem_back;
	struct assay_candidate candidate_back;
	assay_autobuf struct assay_buf text = {0};
	cr_assert_eq(assay_order_write(&problem, &candidate, &text, &err), 0);
	cr_assert_eq(assay_order_read(assay_buf_str(&text), arena, &problem_back, &candidate_back, &err), 0, "%s",
		     err.msg);
	struct assay_hash128 a = assay_verify_key(&problem, &candidate, NULL);
	struct assay_hash128 b = assay_verify_key(&problem_back, &candidate_back, NULL);
	cr_assert_arr_eq(a.bytes, b.bytes, sizeof(a.bytes));
	cr_assert(assay_str_eq(candidate_back.files[0].text, file.text));
}
