/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/wire.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

union control {
	char bytes[CMSG_SPACE(SANDBOX_MAX_OUTPUTS * sizeof(int))];
	struct cmsghdr align;
};

int sandbox_send(int sock, const struct sandbox_msg *msg, const int *fds, size_t n_fds)
{
	struct sandbox_msg copy = *msg;
	struct iovec iov = {.iov_base = &copy, .iov_len = sizeof copy};
	struct msghdr head = {.msg_iov = &iov, .msg_iovlen = 1};
	union control control = {.bytes = {0}};

	if (n_fds > SANDBOX_MAX_OUTPUTS)
		return -E2BIG;
	if (n_fds > 0) {
		head.msg_control = control.bytes;
		head.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));

		struct cmsghdr *c = CMSG_FIRSTHDR(&head);

		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n_fds * sizeof(int));
	}
	for (;;) {
		ssize_t n = sendmsg(sock, &head, MSG_NOSIGNAL);

		if (n == (ssize_t)sizeof copy)
			return 0;
		if (n >= 0)
			return -EIO;
		if (errno != EINTR)
			return -errno;
	}
}

static size_t take_fds(struct msghdr *head, int *fds, size_t max_fds)
{
	size_t n = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c; c = CMSG_NXTHDR(head, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t got = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		for (size_t i = 0; i < got && n < max_fds; i++, n++)
			memcpy(&fds[n], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
	}
	return n;
}

int sandbox_recv(int sock, int flags, struct sandbox_msg *msg, int *fds, size_t max_fds, size_t *ret_n)
{
	union control control;
	struct iovec iov = {.iov_base = msg, .iov_len = sizeof *msg};
	struct msghdr head = {.msg_iov = &iov, .msg_iovlen = 1};
	bool is_reset = false;

	*ret_n = 0;
	if (max_fds > SANDBOX_MAX_OUTPUTS)
		max_fds = SANDBOX_MAX_OUTPUTS;
	for (;;) {
		head.msg_control = control.bytes;
		head.msg_controllen = max_fds > 0 ? CMSG_SPACE(max_fds * sizeof(int)) : 0;

		ssize_t n = recvmsg(sock, &head, flags | MSG_CMSG_CLOEXEC);

		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		/* A peer that died did not read all of ours; what it said before comes after this, which is told once.
		 */
		if (n < 0 && errno == ECONNRESET && !is_reset) {
			is_reset = true;
			continue;
		}
		if (n < 0)
			return -errno;
		*ret_n = take_fds(&head, fds, max_fds);
		if (n != (ssize_t)sizeof *msg)
			return -EPROTO;
		msg->what[sizeof msg->what - 1] = '\0';
		return 1;
	}
}

/*
 * The image: a head, then the strings of argv, env and outputs, then the files, then the filter. A string is its length
 * (u64), its bytes and a NUL, so that it can be used in place.
 */
struct image_head {
	uint64_t magic;
	struct assay_limits limits;
	uint64_t flags;
	uint64_t n_argv, n_env, n_outputs, n_files, n_filter;
	uint64_t max_output_file;
};

#define IMAGE_MAGIC   UINT64_C(0x31626f6a79617361) /* "asayjob1" */
#define IMAGE_CHANNEL 1u
#define IMAGE_FREE_AS 2u

/* Nothing of the worker's own environment goes in: it may hold keys. */
static const char *const fixed_env[] = {
	"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",	       "LC_ALL=C.UTF-8", "TZ=UTC", "PYTHONHASHSEED=0",
	"PYTHONDONTWRITEBYTECODE=1",	     "OPENBLAS_NUM_THREADS=1",
};
#define N_FIXED_ENV (sizeof fixed_env / sizeof fixed_env[0])

static size_t count(const char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

static bool is_overridden(const char *setting, const char *const *env)
{
	size_t name_len = strcspn(setting, "=") + 1;

	for (size_t i = 0; env && env[i]; i++)
		if (strncmp(env[i], setting, name_len) == 0)
			return true;
	return false;
}

static void add_bytes(struct assay_buf *out, struct assay_str s)
{
	uint64_t len = s.len;

	assay_buf_append(out, &len, sizeof len);
	assay_buf_add_str(out, s);
	assay_buf_add_char(out, '\0');
}

static void add_list(struct assay_buf *out, const char *const *list)
{
	for (size_t i = 0; list && list[i]; i++)
		add_bytes(out, assay_str_of(list[i]));
}

/* A runtime that sizes its heap by the machine's memory must be told the run's: {mem_bytes} stands for it. */
static void add_argv(struct assay_buf *out, const char *const *argv, uint64_t mem_bytes)
{
	const struct assay_str mark = ASSAY_STR("{mem_bytes}");

	for (size_t i = 0; argv[i]; i++) {
		struct assay_str word = assay_str_of(argv[i]);
		size_t at = assay_str_find(word, mark, 0);
		char number[32];

		if (at == SIZE_MAX) {
			add_bytes(out, word);
			continue;
		}
		snprintf(number, sizeof number, "%llu", (unsigned long long)mem_bytes);
		assay_autobuf struct assay_buf filled = {0};

		assay_buf_append(&filled, word.data, at);
		assay_buf_add_c(&filled, number);
		assay_buf_add_c(&filled, word.data + at + mark.len);
		if (filled.error)
			out->error = filled.error;
		add_bytes(out, assay_buf_str(&filled));
	}
}

static int check_job(const struct assay_job *job, struct assay_err *err)
{
	if (!job->argv || !job->argv[0])
		return assay_fail(err, ASSAY_EINVAL, "job without a program");
	if (count(job->outputs) > SANDBOX_MAX_OUTPUTS)
		return assay_fail(err, ASSAY_EINVAL, "more than %d output files", SANDBOX_MAX_OUTPUTS);
	for (size_t i = 0; job->outputs && job->outputs[i]; i++)
		if (!assay_file_name_is_safe(assay_str_of(job->outputs[i])))
			return assay_fail(err, ASSAY_EINVAL, "output file %zu has an unsafe name", i + 1);
	for (size_t i = 0; i < job->n_files; i++)
		if (!assay_file_name_is_safe(job->files[i].name))
			return assay_fail(err, ASSAY_EINVAL, "file %zu has an unsafe name", i + 1);
	return 0;
}

int sandbox_image_write(const struct assay_job *job, const struct assay_limits *limits, struct assay_str filter,
			struct assay_buf *out, struct assay_err *err)
{
	struct image_head head = {
		.magic = IMAGE_MAGIC,
		.limits = *limits,
		.flags = (job->has_channel ? IMAGE_CHANNEL : 0) | (job->can_exceed_address_space ? IMAGE_FREE_AS : 0),
		.n_argv = count(job->argv),
		.n_env = count(job->env),
		.n_outputs = count(job->outputs),
		.n_files = job->n_files,
		.n_filter = filter.len / sizeof(struct sock_filter),
		.max_output_file = job->max_output_file ? job->max_output_file : UINT64_C(64) << 20,
	};
	int r = check_job(job, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < N_FIXED_ENV; i++)
		head.n_env += !is_overridden(fixed_env[i], job->env);

	assay_buf_append(out, &head, sizeof head);
	add_argv(out, job->argv, limits->mem_bytes);
	for (size_t i = 0; i < N_FIXED_ENV; i++)
		if (!is_overridden(fixed_env[i], job->env))
			add_bytes(out, assay_str_of(fixed_env[i]));
	add_list(out, job->env);
	add_list(out, job->outputs);
	for (size_t i = 0; i < job->n_files; i++) {
		add_bytes(out, job->files[i].name);
		assay_buf_add_char(out, job->files[i].is_executable ? 1 : 0);
		add_bytes(out, job->files[i].bytes);
	}
	add_bytes(out, filter);
	return assay_buf_error(out, err);
}

/* What is left of an image. */
struct cursor {
	char *p;
	size_t left;
};

static char *take(struct cursor *c, size_t n)
{
	char *p = c->p;

	if (n > c->left)
		return NULL;
	c->p += n;
	c->left -= n;
	return p;
}

static char *take_bytes(struct cursor *c, size_t *ret_len)
{
	char *p = take(c, sizeof(uint64_t));
	uint64_t len;

	if (!p)
		return NULL;
	memcpy(&len, p, sizeof len);
	if (len >= c->left || c->p[len] != '\0')
		return NULL;
	*ret_len = len;
	return take(c, len + 1);
}

/* `n` pieces of the plan's block; it was made large enough. */
static void *cut(struct sandbox_plan *plan, size_t *used, uint64_t n, size_t size)
{
	char *piece = (char *)plan->block + *used;

	*used += n * size;
	return piece;
}

/* The NULLs behind them are there already: the block is fresh or was cleared. */
static bool take_list(struct cursor *c, uint64_t n, char **list)
{
	for (uint64_t i = 0; i < n; i++) {
		size_t len;

		list[i] = take_bytes(c, &len);
		if (!list[i] || strlen(list[i]) != len)
			return false;
	}
	return true;
}

static bool take_files(struct cursor *c, struct sandbox_plan *plan)
{
	for (size_t i = 0; i < plan->n_files; i++) {
		struct sandbox_plan_file *file = &plan->files[i];
		size_t len;
		const char *flag;

		file->name = take_bytes(c, &len);
		if (!file->name || !assay_file_name_is_safe((struct assay_str){file->name, len}))
			return false;
		flag = take(c, 1);
		if (!flag)
			return false;
		file->is_executable = *flag != 0;
		file->bytes = take_bytes(c, &file->len);
		if (!file->bytes)
			return false;
	}
	return true;
}

static bool take_filter(struct cursor *c, struct sandbox_plan *plan)
{
	size_t len;
	const char *bytes = take_bytes(c, &len);

	if (!bytes || len != plan->n_filter * sizeof *plan->filter)
		return false;
	memcpy(plan->filter, bytes, len); /* The image has no alignment to offer. */
	if (len == 0)
		plan->filter = NULL;
	return true;
}

/* Each string takes at least 9 bytes and each file 19, which bounds what a wrong count could make us allocate. */
static bool is_plausible(const struct image_head *head, size_t left)
{
	return head->magic == IMAGE_MAGIC && head->n_argv > 0 && head->n_argv <= left / 9 && head->n_env <= left / 9 &&
	       head->n_outputs <= SANDBOX_MAX_OUTPUTS && head->n_files <= left / 19 &&
	       head->n_filter <= left / sizeof(struct sock_filter);
}

/*
 * One mapping for all lists. Not the heap: what a job is named must not be found in the memory of a later one, and an
 * interpreter that is forked for runs passes its heap on.
 */
static int make_lists(const struct image_head *head, struct sandbox_plan *plan)
{
	enum { SPARE = 2, LEAST = 16 << 10 };
	const size_t word = sizeof(char *);
	size_t used = 0;

	plan->block_used = (head->n_argv + 1 + head->n_env + SPARE + 1 + head->n_outputs + 1) * word +
			   head->n_files * sizeof *plan->files + head->n_filter * sizeof *plan->filter;
	if (plan->block_used > plan->block_size) {
		size_t size = plan->block_used > LEAST ? plan->block_used : LEAST;
		void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (block == MAP_FAILED)
			return -ENOMEM;
		if (plan->block)
			(void)munmap(plan->block, plan->block_size);
		plan->block = block;
		plan->block_size = size;
	}
	plan->argv = cut(plan, &used, head->n_argv + 1, word);
	plan->env = cut(plan, &used, head->n_env + SPARE + 1, word);
	plan->outputs = cut(plan, &used, head->n_outputs + 1, word);
	plan->files = cut(plan, &used, head->n_files, sizeof *plan->files);
	plan->filter = cut(plan, &used, head->n_filter, sizeof *plan->filter);
	return 0;
}

int sandbox_image_read(char *image, size_t len, struct sandbox_plan *ret)
{
	struct cursor c = {.p = image, .left = len};
	struct image_head head;
	const char *p = take(&c, sizeof head);
	int r;

	if (!p)
		return -EPROTO;
	memcpy(&head, p, sizeof head);
	if (!is_plausible(&head, c.left))
		return -EPROTO;
	ret->limits = head.limits;
	ret->has_channel = head.flags & IMAGE_CHANNEL;
	ret->can_exceed_address_space = head.flags & IMAGE_FREE_AS;
	ret->max_output_file = head.max_output_file;
	ret->n_env = head.n_env;
	ret->n_outputs = head.n_outputs;
	ret->n_files = head.n_files;
	ret->n_filter = head.n_filter;
	r = make_lists(&head, ret);
	if (r < 0)
		return r;
	bool is_whole = take_list(&c, head.n_argv, ret->argv) && take_list(&c, head.n_env, ret->env) &&
			take_list(&c, head.n_outputs, ret->outputs) && take_files(&c, ret) && take_filter(&c, ret);

	return is_whole ? 0 : -EPROTO;
}

void sandbox_plan_clear(struct sandbox_plan *plan)
{
	if (plan->block)
		explicit_bzero(plan->block, plan->block_used);
	*plan = (struct sandbox_plan){.block = plan->block, .block_size = plan->block_size};
}

void sandbox_plan_finish(struct sandbox_plan *plan)
{
	if (plan->block)
		(void)munmap(plan->block, plan->block_size);
	*plan = (struct sandbox_plan){0};
}
