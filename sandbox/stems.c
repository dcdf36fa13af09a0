/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/stems.h"

#include "sandbox/slot.h"
#include "sandbox/wire.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define START_MS    20000
#define PATIENCE_MS 30000

/* A zygote is started for the second run of a kind: the first may be the only one. */
#define ASKED_BEFORE_ORDER 1
/* For a zygote on its way: as long as a few runs from scratch take, which would take the core from it meanwhile. */
#define WORTH_WAITING_MS 100
#define RUNS_PER_ZYGOTE	 1000
/* Runs from scratch after a zygote failed. */
#define RUNS_IN_DOUBT 500

/* Of this process, whichever slot; a slot that fails is replaced by another of the same kind. */
static unsigned runs_in_doubt;

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* --- Closing --- */

static void hang_up(struct sandbox_stem *stem)
{
	assay_close_p(&stem->sock);
	assay_close_p(&stem->notes);
	assay_close_p(&stem->words);
	stem->sock = stem->notes = stem->words = -1;
	stem->is_open = stem->is_ready = stem->owes_over = false;
}

static void forget(struct sandbox_stem *stem)
{
	if (stem->is_open)
		hang_up(stem);
	assay_buf_finish(&stem->kind);
	*stem = (struct sandbox_stem){0};
}

void sandbox_slot_close_stems(struct assay_slot *slot)
{
	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++)
		forget(&slot->stems[i]);
}

void sandbox_stem_doubt(struct sandbox_stem *stem)
{
	if (!stem || !stem->is_zygote)
		return;
	stem->is_doubtful = true;
	runs_in_doubt = RUNS_IN_DOUBT;
}

void sandbox_stem_bury(struct sandbox_stem *stem)
{
	sandbox_stem_doubt(stem);
	hang_up(stem);
}

/* --- Growing --- */

/* Filter and command of a stem, in a file that goes to the template and on to it. A descriptor or a code. */
static int write_config(struct assay_slot *slot, const struct sandbox_stem *stem, struct assay_str command,
			struct assay_err *err)
{
	struct sandbox_stem_config head = {.gate = slot->gate};
	assay_autofd int fd = -1;
	struct assay_str filter;
	int r = sandbox_slot_filter(slot, stem->policy, &filter, err);

	if (r < 0)
		return r;
	fd = memfd_create("assay-stem", MFD_CLOEXEC);
	if (fd < 0)
		return assay_fail_errno(err, "memory file of a sandbox");
	head.n_filter = filter.len / sizeof(struct sock_filter);
	r = assay_write_all(fd, &head, sizeof head, err);
	if (r == 0)
		r = assay_write_all(fd, filter.data, filter.len, err);
	if (r == 0)
		r = assay_write_all(fd, command.data, command.len, err);
	return r < 0 ? r : assay_steal_fd(&fd);
}

/* One message, waited for. */
static int await(int sock, int timeout_ms, struct sandbox_msg *msg, struct assay_err *err)
{
	struct pollfd pfd = {.fd = sock, .events = POLLIN};
	size_t n_fds;
	int r;

	do
		r = poll(&pfd, 1, timeout_ms);
	while (r < 0 && errno == EINTR);
	if (r <= 0)
		return assay_fail(err, ASSAY_ESANDBOX, "a process of the slot did not answer in %d s",
				  timeout_ms / 1000);
	if (sandbox_recv(sock, MSG_DONTWAIT, msg, NULL, 0, &n_fds) != 1)
		return assay_fail(err, ASSAY_ESANDBOX, "a process of the slot died");
	return 0;
}

static int await_ready(const struct sandbox_stem *stem, struct assay_err *err)
{
	struct sandbox_msg msg;
	int r = await(stem->sock, START_MS, &msg, err);

	if (r < 0 || msg.kind == SANDBOX_MSG_READY)
		return r;
	if (msg.kind != SANDBOX_MSG_FAILED)
		return assay_fail(err, ASSAY_ESANDBOX, "a process of the slot sent an unexpected message");
	assay_fail(err, ASSAY_ESANDBOX, "start of a run: %s: %s", msg.what, strerror(msg.sys_errno));
	if (err)
		err->sys_errno = msg.sys_errno;
	return ASSAY_ESANDBOX;
}

/* The ends of a stem that go to it. */
struct ends {
	int sock, notes, config, preload, words;
};

static void close_ends(struct ends *ends)
{
	assay_close_p(&ends->sock);
	assay_close_p(&ends->notes);
	assay_close_p(&ends->config);
	assay_close_p(&ends->preload);
	assay_close_p(&ends->words);
}

static int open_ends(struct sandbox_stem *stem, struct ends *ret, struct assay_err *err)
{
	int sock[2], notes[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sock) < 0)
		return assay_fail_errno(err, "socket pair of a sandbox");
	stem->sock = sock[0];
	ret->sock = sock[1];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, notes) < 0)
		return assay_fail_errno(err, "socket pair of a sandbox");
	stem->notes = notes[0];
	ret->notes = notes[1];
	return 0;
}

static int send_order(const struct assay_slot *slot, const struct ends *ends, struct assay_err *err)
{
	const struct sandbox_msg msg = {.kind = SANDBOX_MSG_STEM};
	const int fds[] = {ends->sock, ends->notes, ends->config, ends->preload, ends->words};

	if (sandbox_send(slot->sock, &msg, fds, ends->preload >= 0 ? 5 : 3) < 0)
		return assay_fail(err, ASSAY_ESANDBOX, "the template process of the slot is dead");
	return 0;
}

static int grow(struct assay_slot *slot, struct sandbox_stem *stem, struct assay_err *err)
{
	struct ends ends = {.sock = -1, .notes = -1, .config = -1, .preload = -1, .words = -1};
	int r;

	stem->is_open = true;
	stem->sock = stem->notes = stem->words = -1;
	r = open_ends(stem, &ends, err);
	if (r == 0) {
		ends.config = write_config(slot, stem, ASSAY_STR(""), err);
		r = ends.config < 0 ? ends.config : send_order(slot, &ends, err);
	}
	close_ends(&ends);
	if (r == 0)
		r = await_ready(stem, err);
	if (r < 0)
		forget(stem);
	return r;
}

/* --- Zygotes --- */

/* What zygote_boot.py reads: names of modules, and our files with their lengths. */
static void add_preload(const struct assay_slot *slot, const struct assay_job *job, struct assay_buf *out)
{
	for (const char *const *name = job->zygote->modules; name && *name; name++) {
		assay_buf_add_c(out, *name);
		assay_buf_add_char(out, ' ');
	}
	assay_buf_add_c(out, slot->preload);
	assay_buf_add_char(out, '\n');
	for (size_t i = 0; i < job->n_files; i++) {
		const struct assay_file *file = &job->files[i];
		struct assay_str name = file->name;

		if (!file->is_ours)
			continue;
		if (name.len > 3 && memcmp(name.data + name.len - 3, ".py", 3) == 0)
			name.len -= 3;
		assay_buf_printf(out, "%.*s %zu\n", (int)name.len, name.data, file->bytes.len);
		assay_buf_add_str(out, file->bytes);
	}
}

/*
 * Everything in which runs of one zygote must agree: the image of a job with the command and environment alone, its
 * length before it, and what is loaded behind it.
 */
static int describe_kind(const struct assay_slot *slot, const struct assay_job *job, struct assay_buf *out,
			 struct assay_err *err)
{
	const struct assay_job command = {.argv = job->argv, .env = job->env};
	const struct assay_limits any = {0};
	uint64_t len = 0;
	int r;

	assay_buf_append(out, &len, sizeof len);
	r = sandbox_image_write(&command, &any, ASSAY_STR(""), out, err);
	if (r < 0)
		return r;
	len = out->len - sizeof len;
	memcpy(out->data, &len, sizeof len);
	add_preload(slot, job, out);
	return assay_buf_error(out, err);
}

static struct assay_str command_of(const struct sandbox_stem *stem, struct assay_str *ret_preload)
{
	uint64_t len;

	memcpy(&len, stem->kind.data, sizeof len);
	*ret_preload = (struct assay_str){stem->kind.data + sizeof len + len, stem->kind.len - sizeof len - len};
	return (struct assay_str){stem->kind.data + sizeof len, len};
}

/* Starts it and does not wait. */
static int order_zygote(struct assay_slot *slot, struct sandbox_stem *stem, struct assay_err *err)
{
	struct ends ends = {.sock = -1, .notes = -1, .config = -1, .preload = -1, .words = -1};
	struct assay_str preload, command = command_of(stem, &preload);
	int words[2], r;

	stem->is_open = true;
	stem->sock = stem->notes = stem->words = -1;
	stem->ordered_ns = now_ns();
	r = open_ends(stem, &ends, err);
	if (r == 0 && pipe2(words, O_CLOEXEC) < 0)
		r = assay_fail_errno(err, "pipe of a sandbox");
	if (r == 0) {
		stem->words = words[0];
		ends.words = words[1];
		ends.config = write_config(slot, stem, command, err);
		ends.preload = sandbox_sealed_file(preload);
		r = ends.config < 0 || ends.preload < 0 ? ASSAY_EIO : send_order(slot, &ends, err);
	}
	close_ends(&ends);
	return r;
}

/* Looks whether one that was ordered has come up. One that has not for whatever reason is not tried again. */
static void look_at_growth(struct sandbox_stem *stem)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_NONE};
	size_t n_fds;
	int r = sandbox_recv(stem->sock, MSG_DONTWAIT, &msg, NULL, 0, &n_fds);

	if (r == -EAGAIN && now_ns() - stem->ordered_ns < START_MS * UINT64_C(1000000))
		return;
	if (r == 1 && msg.kind == SANDBOX_MSG_READY) {
		stem->is_ready = true;
		assay_close_p(&stem->words);
		stem->words = -1;
		return;
	}
	hang_up(stem);
	stem->is_refused = true;
}

/* Leaves the core to one that was ordered just now: all that wait together, no longer than WORTH_WAITING_MS. */
static void await_growth(const struct sandbox_stem *stem)
{
	uint64_t age_ms = (now_ns() - stem->ordered_ns) / UINT64_C(1000000);
	struct pollfd grown = {.fd = stem->sock, .events = POLLIN};

	if (age_ms < WORTH_WAITING_MS)
		(void)poll(&grown, 1, (int)(WORTH_WAITING_MS - age_ms)); /* Grown or not is looked at next. */
}

static bool is_of_kind(const struct sandbox_stem *stem, const struct assay_syscall_policy *policy,
		       const struct assay_buf *kind)
{
	return stem->is_zygote && stem->policy == policy && stem->kind.len == kind->len &&
	       memcmp(stem->kind.data, kind->data, kind->len) == 0;
}

/* A place for a new one: free, or that of the zygote that was not wanted for longest. Stems without are few. */
static struct sandbox_stem *free_place(struct assay_slot *slot)
{
	struct sandbox_stem *oldest = NULL;

	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++) {
		struct sandbox_stem *stem = &slot->stems[i];

		if (!stem->is_open && !stem->is_zygote)
			return stem;
		if (stem->is_zygote && (!oldest || stem->used < oldest->used))
			oldest = stem;
	}
	if (!oldest)
		oldest = &slot->stems[SANDBOX_MAX_STEMS - 1];
	forget(oldest);
	return oldest;
}

/* Takes the description over when it is new. */
static struct sandbox_stem *find_kind(struct assay_slot *slot, const struct assay_job *job, struct assay_buf *kind)
{
	struct sandbox_stem *stem;

	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++)
		if (is_of_kind(&slot->stems[i], job->policy, kind))
			return &slot->stems[i];
	stem = free_place(slot);
	*stem = (struct sandbox_stem){.is_zygote = true, .policy = job->policy, .kind = *kind};
	*kind = (struct assay_buf){0};
	return stem;
}

static uint64_t runs_per_zygote(const struct assay_slot *slot)
{
	return slot->runs_per_zygote ? slot->runs_per_zygote : RUNS_PER_ZYGOTE;
}

/* A zygote that can run `job` now, or NULL. What is missing is set in motion. */
static struct sandbox_stem *find_zygote(struct assay_slot *slot, const struct assay_job *job)
{
	assay_autobuf struct assay_buf kind = {0};
	struct sandbox_stem *stem;

	if (!job->zygote || slot->has_no_zygotes)
		return NULL;
	if (runs_in_doubt > 0) {
		runs_in_doubt--;
		return NULL;
	}
	if (describe_kind(slot, job, &kind, NULL) < 0)
		return NULL; /* The run itself will say why. */
	stem = find_kind(slot, job, &kind);
	stem->used = ++slot->n_wanted;
	if (stem->is_refused || (!stem->is_open && stem->n_asked++ < ASKED_BEFORE_ORDER))
		return NULL;
	if (stem->is_ready && (stem->is_doubtful || stem->n_runs >= runs_per_zygote(slot)))
		hang_up(stem);
	if (!stem->is_open) {
		stem->n_runs = 0;
		stem->is_doubtful = false;
		if (order_zygote(slot, stem, NULL) < 0) {
			hang_up(stem);
			stem->is_refused = true;
		}
		return NULL;
	}
	if (!stem->is_ready) {
		await_growth(stem);
		look_at_growth(stem);
	}
	return stem->is_ready ? stem : NULL;
}

/* --- Runs --- */

/* The template itself, of a slot for one run. It need not even be ready to be told. */
static int turn_trunk(struct assay_slot *slot, const struct assay_job *job, struct assay_err *err)
{
	const struct sandbox_msg msg = {.kind = SANDBOX_MSG_STEM};

	slot->trunk.policy = job->policy;
	assay_autofd int config = write_config(slot, &slot->trunk, ASSAY_STR(""), err);

	if (config < 0)
		return config;
	assay_autofd int net = sandbox_net_take(&slot->net);
	const int fds[] = {config, net};

	slot->is_spent = true;
	if (sandbox_send(slot->sock, &msg, fds, net < 0 ? 1 : 2) < 0)
		return sandbox_slot_fail_dead(slot, slot->sock, err);
	return 0;
}

int sandbox_slot_stem(struct assay_slot *slot, const struct assay_job *job, struct sandbox_stem **ret,
		      struct assay_err *err)
{
	struct sandbox_stem *stem;

	*ret = &slot->trunk;
	if (slot->gate == 0)
		return 0;
	if (slot->is_single)
		return turn_trunk(slot, job, err);
	*ret = find_zygote(slot, job);
	if (*ret) {
		(*ret)->n_runs++;
		return 0;
	}
	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++) {
		stem = &slot->stems[i];
		*ret = stem;
		if (stem->is_open && !stem->is_zygote && stem->policy == job->policy)
			return 0;
	}
	*ret = stem = free_place(slot);
	*stem = (struct sandbox_stem){.policy = job->policy};
	return grow(slot, stem, err);
}

int sandbox_slot_settle(struct assay_slot *slot, struct assay_err *err)
{
	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++) {
		struct sandbox_stem *stem = &slot->stems[i];
		struct sandbox_msg msg = {.kind = SANDBOX_MSG_NONE};

		if (!stem->owes_over)
			continue;
		stem->owes_over = false;
		if (await(stem->sock, PATIENCE_MS, &msg, err) == 0 && msg.kind == SANDBOX_MSG_OVER)
			continue;
		sandbox_stem_doubt(stem);
		slot->is_broken = true;
		return assay_fail(err, ASSAY_ESANDBOX, "the last run of a slot does not go away");
	}
	return 0;
}

unsigned sandbox_slot_size(const struct assay_slot *slot)
{
	unsigned n = !slot->is_single;

	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++)
		n += slot->stems[i].is_open;
	return n;
}
