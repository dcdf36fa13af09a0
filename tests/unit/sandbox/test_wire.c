/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "sandbox/wire.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const argv[] = {"/bin/tool", "-m{mem_bytes}", "", NULL};
static const char *const env[] = {"TZ=Europe/Paris", "EXTRA=1", NULL};
static const char *const outputs[] = {"a.out", "dir/b", NULL};
static const struct assay_file files[] = {
	{.name = {"main.c", 6}, .bytes = {"int\0main", 8}, .is_executable = false},
	{.name = {"sub/run", 7}, .bytes = {"", 0}, .is_executable = true},
};
static const struct assay_job job = {.argv = argv,
				     .env = env,
				     .files = files,
				     .n_files = 2,
				     .outputs = outputs,
				     .has_channel = true,
				     .max_output_file = 77};

static struct assay_buf image_of(const struct assay_job *j)
{
	struct assay_limits limits = {.mem_bytes = 4096};
	struct assay_buf image = {0};

	assay_limits_fill(&limits);
	cr_assert_eq(sandbox_image_write(j, &limits, ASSAY_STR("12345678ABCDEFGH"), &image, NULL), 0);
	return image;
}

Test(image, comes_back_as_it_went_in)
{
	struct assay_buf image = image_of(&job);
	struct sandbox_plan plan = {0};
	size_t n_tz = 0;

	cr_assert_eq(sandbox_image_read(image.data, image.len, &plan), 0);
	cr_assert_str_eq(plan.argv[0], "/bin/tool");
	cr_assert_str_eq(plan.argv[1], "-m4096");
	cr_assert_str_eq(plan.argv[2], "");
	cr_assert_null(plan.argv[3]);
	for (size_t i = 0; i < plan.n_env; i++)
		n_tz += strncmp(plan.env[i], "TZ=", 3) == 0;
	cr_assert_eq(n_tz, 1, "a job's own setting replaces the fixed one");
	cr_assert_null(plan.env[plan.n_env]);
	cr_assert_eq(plan.n_files, 2);
	cr_assert_eq(plan.files[0].len, 8);
	cr_assert_arr_eq(plan.files[0].bytes, "int\0main", 8);
	cr_assert(!plan.files[0].is_executable && plan.files[1].is_executable);
	cr_assert_eq(plan.n_outputs, 2);
	cr_assert_str_eq(plan.outputs[1], "dir/b");
	cr_assert_eq(plan.n_filter, 2);
	cr_assert_eq(plan.max_output_file, 77);
	cr_assert_eq(plan.limits.mem_bytes, 4096);
	cr_assert(plan.has_channel && !plan.can_exceed_address_space);
	sandbox_plan_finish(&plan);
	assay_buf_finish(&image);
}

Test(image, is_read_where_another_was)
{
	struct assay_buf long_one = image_of(&job), short_one = {0};
	struct sandbox_plan plan = {0};
	struct assay_limits limits = {0};
	const void *block;

	assay_limits_fill(&limits);
	cr_assert_eq(sandbox_image_write(&(struct assay_job){.argv = argv}, &limits, ASSAY_STR(""), &short_one, NULL),
		     0);
	cr_assert_eq(sandbox_image_read(long_one.data, long_one.len, &plan), 0);
	block = plan.block;
	sandbox_plan_clear(&plan);
	for (size_t i = 0; i < plan.block_size; i++)
		cr_assert_eq(((const char *)block)[i], 0, "byte %zu of the job before", i);
	cr_assert_eq(sandbox_image_read(short_one.data, short_one.len, &plan), 0);
	cr_assert_eq(plan.block, block);
	cr_assert(plan.n_files == 0 && plan.n_outputs == 0 && !plan.outputs[0] && !plan.filter && !plan.has_channel);
	cr_assert_null(plan.argv[3]);
	sandbox_plan_finish(&plan);
	assay_buf_finish(&long_one);
	assay_buf_finish(&short_one);
}

Test(image, refuses_unsafe_names)
{
	struct assay_file bad = {.name = ASSAY_STR("../x"), .bytes = ASSAY_STR("x")};
	static const char *const up[] = {"../x", NULL};
	struct assay_buf image = {0};
	struct assay_job j = {.argv = argv, .files = &bad, .n_files = 1};

	cr_assert_eq(sandbox_image_write(&j, &(struct assay_limits){0}, ASSAY_STR(""), &image, NULL), ASSAY_EINVAL);
	j = (struct assay_job){.argv = argv, .outputs = up};
	cr_assert_eq(sandbox_image_write(&j, &(struct assay_limits){0}, ASSAY_STR(""), &image, NULL), ASSAY_EINVAL);
	cr_assert_eq(
		sandbox_image_write(&(struct assay_job){0}, &(struct assay_limits){0}, ASSAY_STR(""), &image, NULL),
		ASSAY_EINVAL);
	assay_buf_finish(&image);
}

Test(image, damage_is_an_error_and_never_a_crash)
{
	const uint64_t seed = 4242;
	struct assay_buf image = image_of(&job);
	struct assay_rng rng;

	assay_rng_init(&rng, seed);
	for (int i = 0; i < 100000; i++) {
		size_t len = i % 3 ? image.len : assay_rng_u64(&rng) % (image.len + 1);
		char *copy = malloc(len + 1);
		struct sandbox_plan plan = {0};

		memcpy(copy, image.data, len);
		for (int j = 0; len && j < i % 4; j++)
			copy[assay_rng_u64(&rng) % len] = (char)assay_rng_u64(&rng);
		int r = sandbox_image_read(copy, len, &plan);

		cr_assert(r <= 0);
		cr_assert(len == image.len || r < 0, "seed %lu, case %d: a short image was taken", (unsigned long)seed,
			  i);
		sandbox_plan_finish(&plan);
		free(copy);
	}
	assay_buf_finish(&image);
}

Test(messages, carry_descriptors)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_ENDED, .status = 5, .what = "step"}, got;
	int pair[2], fds[SANDBOX_MAX_OUTPUTS], sent[2] = {open("/dev/null", O_RDONLY), open("/dev/zero", O_RDONLY)};
	size_t n;
	char byte = 1;

	cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	cr_assert_eq(sandbox_recv(pair[1], MSG_DONTWAIT, &got, fds, 64, &n), -EAGAIN);
	cr_assert_eq(sandbox_send(pair[0], &msg, sent, 2), 0);
	cr_assert_eq(sandbox_recv(pair[1], 0, &got, fds, 64, &n), 1);
	cr_assert_eq(n, 2);
	cr_assert_eq(got.status, 5);
	cr_assert_str_eq(got.what, "step");
	cr_assert_eq(read(fds[1], &byte, 1), 1);
	cr_assert_eq(byte, 0);
	cr_assert_eq(send(pair[0], "short", 5, 0), 5);
	cr_assert_eq(sandbox_recv(pair[1], 0, &got, fds, 64, &n), -EPROTO);
	close(pair[0]);
	cr_assert_eq(sandbox_recv(pair[1], 0, &got, fds, 64, &n), 0);
}
