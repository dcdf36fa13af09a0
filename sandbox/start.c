/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/run.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_pipe(const struct assay_slot *slot, int *ret_read, int *ret_write, struct assay_err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return assay_fail_errno(err, "pipe of a run");
	*ret_read = ends[0];
	*ret_write = ends[1];
	/* Fewer wake-ups for loud programs; without it things work as well. */
	(void)fcntl(ends[1], F_SETPIPE_SZ, 256 * 1024);
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return assay_fail_errno(err, "pipe of a run");
	/* So that the candidate may open /dev/stdout, which opens the pipe anew under its own uid. */
	if (slot->has_uid_range && fchown(ends[1], slot->host_uid, (gid_t)slot->host_uid) < 0)
		return assay_fail_errno(err, "pipe of a run");
	return 0;
}

static int write_image(struct assay_slot *slot, const struct assay_job *job, const struct assay_limits *limits,
		       struct assay_err *err)
{
	assay_autobuf struct assay_buf image = {0};
	struct assay_str filter = ASSAY_STR("");
	/* Else the stem has loaded it. */
	int r = slot->gate ? 0 : sandbox_slot_filter(slot, job->policy, &filter, err);

	if (r == 0)
		r = sandbox_image_write(job, limits, filter, &image, err);
	if (r < 0)
		return r;
	/* Its memory stays, since the next job will want as much; nothing of a longer one stays behind the end. */
	if (image.len < slot->image_len && ftruncate(slot->image, (off_t)image.len) < 0)
		return assay_fail_errno(err, "job image");
	slot->image_len = image.len;
	if (lseek(slot->image, 0, SEEK_SET) < 0)
		return assay_fail_errno(err, "job image");
	return assay_write_all(slot->image, image.data, image.len, err);
}

/* The descriptors that go to the run, closed here once they are sent. */
struct handed {
	int fds[4]; /* Standard streams and the channel. */
};

static void close_handed(struct handed *handed)
{
	for (size_t i = 0; i < 4; i++)
		assay_close_p(&handed->fds[i]);
}

static int send_job(const struct sandbox_run *run, const struct handed *handed)
{
	struct sandbox_msg msg = {.kind = SANDBOX_MSG_RUN,
				  .is_tree_polled = run->slot->cgroup.kind == ASSAY_ENFORCER_RLIMIT,
				  .n_own = sandbox_slot_size(run->slot)};
	int fds[5 + SANDBOX_MAX_GROUPS];
	size_t n = 3;

	memcpy(fds, handed->fds, 3 * sizeof fds[0]);
	msg.n_joins = (unsigned)sandbox_cgroup_joins(&run->slot->cgroup, fds + n);
	n += msg.n_joins;
	msg.has_group = run->slot->cgroup.folder >= 0;
	if (msg.has_group)
		fds[n++] = run->slot->cgroup.folder;
	if (handed->fds[3] >= 0)
		fds[n++] = handed->fds[3];
	return sandbox_send(run->stem->sock, &msg, fds, n);
}

/* One socket is standard input and output: what is written to either end is read at the other. */
static int open_piped(struct sandbox_run *run, struct handed *handed, struct assay_err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return assay_fail_errno(err, "channel of a run");
	run->streams[CHANNEL].fd = pair[0];
	handed->fds[0] = pair[1];
	handed->fds[1] = fcntl(pair[1], F_DUPFD_CLOEXEC, 0);
	if (handed->fds[1] < 0 || fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0)
		return assay_fail_errno(err, "channel of a run");
	return make_pipe(run->slot, &run->streams[ERR].fd, &handed->fds[2], err);
}

static int open_streams(struct sandbox_run *run, struct handed *handed, struct assay_err *err)
{
	const struct assay_job *job = run->request->job;
	int pair[2], r;

	if (job->has_channel && job->has_piped_stdio)
		return open_piped(run, handed, err);
	handed->fds[0] = job->stdin_bytes.len > 0 ? sandbox_sealed_file(job->stdin_bytes)
						  : fcntl(run->slot->no_input, F_DUPFD_CLOEXEC, 0);
	if (handed->fds[0] < 0)
		return assay_fail(err, ASSAY_EIO, "standard input of a run: %s",
				  strerror(job->stdin_bytes.len > 0 ? -handed->fds[0] : errno));
	if ((r = make_pipe(run->slot, &run->streams[OUT].fd, &handed->fds[1], err)) < 0 ||
	    (r = make_pipe(run->slot, &run->streams[ERR].fd, &handed->fds[2], err)) < 0 || !job->has_channel)
		return r;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return assay_fail_errno(err, "channel of a run");
	run->streams[CHANNEL].fd = pair[0];
	handed->fds[3] = pair[1];
	return fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0 ? assay_fail_errno(err, "channel of a run") : 0;
}

/* A zygote may have died since its last run; then this one starts from scratch. */
static int hand_over(struct sandbox_run *run, const struct handed *handed, struct assay_err *err)
{
	const struct assay_job *job = run->request->job;
	int r = send_job(run, handed);

	if (r < 0 && run->stem->is_zygote) {
		sandbox_stem_bury(run->stem);
		r = sandbox_slot_stem(run->slot, job, &run->stem, err);
		if (r < 0)
			return r;
		r = send_job(run, handed);
	}
	return r < 0 ? sandbox_slot_fail_dead(run->slot, run->stem->sock, err) : 0;
}

int sandbox_run_start(struct sandbox_run *run, struct assay_err *err)
{
	const struct assay_job *job = run->request->job;
	struct handed handed = {.fds = {-1, -1, -1, -1}};
	int r;

	if (run->slot->is_broken)
		return assay_fail(err, ASSAY_ESANDBOX, "the slot failed before and must be destroyed");
	if (run->slot->is_spent)
		return assay_fail(err, ASSAY_ECONFIG, "the slot was made for one run");
	r = sandbox_slot_settle(run->slot, err);
	if (r == 0 && run->slot->is_preparing && !run->slot->is_single)
		r = sandbox_slot_await(run->slot, err);
	if (r == 0)
		r = sandbox_slot_stem(run->slot, job, &run->stem, err);
	if (r == 0)
		r = sandbox_slot_make_groups(run->slot, err);
	if (r == 0)
		r = write_image(run->slot, job, &run->limits, err);
	if (r == 0)
		r = open_streams(run, &handed, err);
	if (r == 0 && job->channel_in.len > 0)
		r = assay_buf_add_str(&run->to_send, job->channel_in);
	if (r == 0 && sandbox_cgroup_begin(&run->slot->cgroup, &run->limits) < 0)
		r = assay_fail(err, ASSAY_ESANDBOX, "set the limits of a control group");
	if (r == 0)
		r = hand_over(run, &handed, err);
	close_handed(&handed);
	return r;
}
