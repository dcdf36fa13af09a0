/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two things that a slot reads: the job image, and messages. Both come from our own worker; a mistake there must
 * end one run and not more. Whatever an image is accepted as lies inside of it, ends where it should, and names no file
 * that could be made outside of the work folder.
 */
#include "sandbox/wire.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void check_list(char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		REQUIRE(list[i] && strlen(list[i]) < SIZE_MAX);
	REQUIRE(!list[n]);
}

static void check_plan(const struct sandbox_plan *plan)
{
	REQUIRE(plan->argv[0] && plan->n_outputs <= SANDBOX_MAX_OUTPUTS);
	check_list(plan->env, plan->n_env);
	check_list(plan->outputs, plan->n_outputs);
	for (size_t i = 0; i < plan->n_files; i++) {
		const struct sandbox_plan_file *file = &plan->files[i];
		uint64_t sum = 0;

		REQUIRE(assay_file_name_is_safe((struct assay_str){file->name, strlen(file->name)}));
		for (size_t j = 0; j < file->len; j++)
			sum += ((const unsigned char *)file->bytes)[j]; /* A sanitizer sees what is not ours. */
		REQUIRE(sum <= file->len * 255);
	}
}

static void try_image(const uint8_t *data, size_t size)
{
	struct sandbox_plan plan = {0};
	char *image = malloc(size ? size : 1);
	int r;

	REQUIRE(image);
	if (size > 0)
		memcpy(image, data, size);
	r = sandbox_image_read(image, size, &plan);
	REQUIRE(r <= 0);
	if (r == 0)
		check_plan(&plan);
	sandbox_plan_finish(&plan);
	free(image);
}

/* The first byte says how many descriptors come along; short, long and empty messages come as they are. */
static void try_message(const uint8_t *data, size_t size)
{
	struct sandbox_msg sent = {.kind = SANDBOX_MSG_NONE}, got;
	int pair[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC), fds[SANDBOX_MAX_OUTPUTS], n_sent = data[0] % 5;
	size_t n = 0, max = data[0] % 3;
	int copies[4] = {null, null, null, null};

	REQUIRE(null >= 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
	memcpy(&sent, data + 1, size - 1 < sizeof sent ? size - 1 : sizeof sent);
	if (size - 1 >= sizeof sent)
		REQUIRE(sandbox_send(pair[0], &sent, copies, (size_t)n_sent) == 0);
	else
		REQUIRE(send(pair[0], data + 1, size - 1, MSG_NOSIGNAL) == (ssize_t)(size - 1));
	int r = sandbox_recv(pair[1], MSG_DONTWAIT, &got, fds, max, &n);

	REQUIRE(r <= 1 && n <= max);
	REQUIRE(r != 1 || memchr(got.what, '\0', sizeof got.what));
	for (size_t i = 0; i < n; i++)
		REQUIRE(close(fds[i]) == 0);
	REQUIRE(close(pair[0]) == 0 && close(pair[1]) == 0 && close(null) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_image(data, size);
	if (size > 0)
		try_message(data, size);
	return 0;
}
