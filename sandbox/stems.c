/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/stems.h"

#include "sandbox/slot.h"
#include "sandbox/wire.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define START_MS    20000
#define PATIENCE_MS 30000

static void close_stem(struct sandbox_stem *stem)
{
	if (!stem->is_open)
		return;
	assay_close_p(&stem->sock);
	assay_close_p(&stem->notes);
	*stem = (struct sandbox_stem){0};
}

void sandbox_slot_close_stems(struct assay_slot *slot)
{
	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++)
		close_stem(&slot->stems[i]);
}

/* What the stem is made of, in a file that goes to the template and on to it. A descriptor or a code. */
static int write_config(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct assay_err *err)
{
	struct sandbox_stem_config head = {.gate = slot->gate};
	assay_autofd int fd = -1;
	struct assay_str filter;
	int r = sandbox_slot_filter(slot, policy, &filter, err);

	if (r < 0)
		return r;
	fd = memfd_create("assay-stem", MFD_CLOEXEC);
	if (fd < 0)
		return assay_fail_errno(err, "memory file of a sandbox");
	head.n_filter = filter.len / sizeof(struct sock_filter);
	r = assay_write_all(fd, &head, sizeof head, err);
	if (r == 0)
		r = assay_write_all(fd, filter.data, filter.len, err);
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

/* The stem gets the other ends; what stays here is in `stem`, also on failure. */
static int order_stem(struct assay_slot *slot, int config, struct sandbox_stem *stem, struct assay_err *err)
{
	const struct sandbox_msg msg = {.kind = SANDBOX_MSG_STEM};
	int sock[2], notes[2], r;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sock) < 0)
		return assay_fail_errno(err, "socket pair of a sandbox");
	stem->sock = sock[0];
	r = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, notes);
	if (r == 0) {
		const int theirs[] = {sock[1], notes[1], config};

		stem->notes = notes[0];
		r = sandbox_send(slot->sock, &msg, theirs, 3);
		(void)close(notes[1]);
	}
	(void)close(sock[1]);
	if (r < 0)
		return assay_fail(err, ASSAY_ESANDBOX, "the template process of the slot is dead");
	return await_ready(stem, err);
}

static int grow(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct sandbox_stem *stem,
		struct assay_err *err)
{
	assay_autofd int config = write_config(slot, policy, err);
	int r = config < 0 ? config : 0;

	*stem = (struct sandbox_stem){.is_open = true, .policy = policy, .sock = -1, .notes = -1};
	if (r == 0)
		r = order_stem(slot, config, stem, err);
	if (r < 0)
		close_stem(stem);
	return r;
}

int sandbox_slot_stem(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct sandbox_stem **ret,
		      struct assay_err *err)
{
	struct sandbox_stem *stem = slot->stems;

	if (slot->gate == 0) {
		*ret = &slot->trunk;
		return 0;
	}
	while (stem < slot->stems + SANDBOX_MAX_STEMS - 1 && stem->is_open && stem->policy != policy)
		stem++;
	*ret = stem;
	if (stem->is_open && stem->policy == policy)
		return 0;
	close_stem(stem);
	return grow(slot, policy, stem, err);
}

int sandbox_slot_settle(struct assay_slot *slot, struct assay_err *err)
{
	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++) {
		struct sandbox_stem *stem = &slot->stems[i];
		struct sandbox_msg msg = {.kind = SANDBOX_MSG_NONE};

		if (!stem->is_open || !stem->owes_over)
			continue;
		stem->owes_over = false;
		if (await(stem->sock, PATIENCE_MS, &msg, err) == 0 && msg.kind == SANDBOX_MSG_OVER)
			continue;
		slot->is_broken = true;
		return assay_fail(err, ASSAY_ESANDBOX, "the last run of a slot does not go away");
	}
	return 0;
}

unsigned sandbox_slot_size(const struct assay_slot *slot)
{
	unsigned n = 1;

	for (size_t i = 0; i < SANDBOX_MAX_STEMS; i++)
		n += slot->stems[i].is_open;
	return n;
}
