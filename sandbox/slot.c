/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/slot.h"

#include "sandbox/cgroup_tree.h"
#include "sandbox/fault.h"
#include "sandbox/gate.h"
#include "sandbox/plain.h"
#include "sandbox/probe.h"
#include "sandbox/template.h"
#include "sandbox/watch.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Host uids that nobody has: slot i uses two of the 64 from here on. */
#define FIRST_UID     200000u
#define UIDS_PER_SLOT 64u
#define MAX_SLOT_ID   30000u
#define START_MS      20000
#define SWEEP_MS      5000

static int write_map(pid_t pid, const char *file, const char *text)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	assay_autofd int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* One write: the kernel takes a map whole or not at all. */
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static unsigned first_uid(const struct assay_slot *slot)
{
	return FIRST_UID + UIDS_PER_SLOT * slot->id;
}

/* Two ids of the slot's own, so that neither pid 1 nor any other slot has the candidate's. */
static int map_range(struct assay_slot *slot)
{
	unsigned base = first_uid(slot);
	char map[64];
	int r;

	snprintf(map, sizeof map, "0 %u 1\n%u %u 1\n", base, SANDBOX_UID, base + 1);
	r = write_map(slot->pid, "uid_map", map);
	if (r == 0)
		r = write_map(slot->pid, "gid_map", map);
	slot->has_uid_range = r == 0;
	return r;
}

/* Without privilege only our own id can be mapped, and groups must be given up first. */
static int map_single(struct assay_slot *slot)
{
	char map[64];
	int r;

	snprintf(map, sizeof map, "%u %u 1\n", SANDBOX_UID, (unsigned)geteuid());
	r = write_map(slot->pid, "uid_map", map);
	if (r == 0)
		r = write_map(slot->pid, "setgroups", "deny");
	if (r < 0)
		return r;
	snprintf(map, sizeof map, "%u %u 1\n", SANDBOX_UID, (unsigned)getegid());
	return write_map(slot->pid, "gid_map", map);
}

static int map_ids(struct assay_slot *slot, struct assay_err *err)
{
	struct sandbox_msg mapped = {.kind = SANDBOX_MSG_MAPPED};
	int r = geteuid() == 0 ? map_range(slot) : -EPERM;

	/* Root of a container may lack the range. */
	if (r < 0)
		r = map_single(slot);
	if (r < 0) {
		errno = -r;
		assay_fail_errno(err, "map the ids of the sandbox");
		return assay_fail(err, ASSAY_ESANDBOX, "map the ids of the sandbox: %s", strerror(-r));
	}
	mapped.status = slot->has_uid_range;
	if (sandbox_send(slot->sock, &mapped, NULL, 0) < 0)
		return assay_fail(err, ASSAY_ESANDBOX, "the template process died while its ids were mapped");
	return 0;
}

int sandbox_slot_fail_step(const struct sandbox_msg *msg, struct assay_err *err)
{
	const char *fix = sandbox_fix_for(msg->what);

	assay_fail(err, ASSAY_ESANDBOX, "no isolation: %s: %s%s%s", msg->what, strerror(msg->sys_errno),
		   fix ? "; to fix: " : "", fix ? fix : "");
	if (err)
		err->sys_errno = msg->sys_errno;
	return ASSAY_ESANDBOX;
}

int sandbox_slot_fail_dead(struct assay_slot *slot, int sock, struct assay_err *err)
{
	struct sandbox_msg msg;
	size_t n_fds;

	slot->is_broken = true;
	while (sandbox_recv(sock, MSG_DONTWAIT, &msg, NULL, 0, &n_fds) == 1) {
		if (msg.kind == SANDBOX_MSG_READY)
			slot->is_preparing = false;
		if (msg.kind != SANDBOX_MSG_FAILED)
			continue;
		if (slot->is_preparing)
			return sandbox_slot_fail_step(&msg, err);
		assay_fail(err, ASSAY_ESANDBOX, "start of a run: %s: %s", msg.what, strerror(msg.sys_errno));
		if (err)
			err->sys_errno = msg.sys_errno;
		return ASSAY_ESANDBOX;
	}
	return assay_fail(err, ASSAY_ESANDBOX, "the template process of the slot is dead");
}

/* By namespaces it has an id of its own where the candidate has; else it keeps ours. */
static void admit_template(struct assay_slot *slot)
{
	bool has_own = slot->isolation == ASSAY_ISOLATION_NAMESPACES && slot->has_uid_range;

	sandbox_cgroup_admit(&slot->cgroup, slot->pid, has_own ? first_uid(slot) : geteuid());
}

/* Answers the template until it says `last`. */
static int await(struct assay_slot *slot, enum sandbox_msg_kind last, struct assay_err *err)
{
	for (;;) {
		struct pollfd pfd = {.fd = slot->sock, .events = POLLIN};
		struct sandbox_msg msg;
		size_t n_fds;
		int r = poll(&pfd, 1, START_MS);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return assay_fail(err, ASSAY_ESANDBOX, "the template process did not answer in %d s",
					  START_MS / 1000);
		if (sandbox_recv(slot->sock, MSG_DONTWAIT, &msg, NULL, 0, &n_fds) != 1)
			return assay_fail(err, ASSAY_ESANDBOX, "the template process died while it was prepared");
		if (msg.kind == SANDBOX_MSG_READY) {
			slot->has_uid_range = msg.status != 0;
			slot->is_preparing = false;
			return 0;
		}
		if (msg.kind == SANDBOX_MSG_FAILED)
			return sandbox_slot_fail_step(&msg, err);
		if (msg.kind != SANDBOX_MSG_USERNS)
			return assay_fail(err, ASSAY_ESANDBOX, "the template process sent an unexpected message");
		r = map_ids(slot, err);
		if (r < 0 || last == SANDBOX_MSG_USERNS)
			return r;
	}
}

int sandbox_slot_await(struct assay_slot *slot, struct assay_err *err)
{
	/* No ids are left to be mapped. */
	return await(slot, SANDBOX_MSG_READY, err);
}

static int make_gate(uint64_t *ret)
{
	do {
		if (getrandom(ret, sizeof *ret, 0) != (ssize_t)sizeof *ret)
			return -1;
	} while (*ret == 0);
	return 0;
}

/*
 * Into its user namespace at once, and the pid namespace of its only run, where we may write its maps then: its files
 * in /proc are root's if we are not dumpable, and it has to change that first. Where the kernel refuses, the template
 * tries again and says why.
 */
static pid_t fork_template(struct sandbox_template *t)
{
	struct clone_args args = {.flags = CLONE_NEWUSER | (t->is_alone ? CLONE_NEWPID : 0), .exit_signal = SIGCHLD};
	pid_t pid = -1;

	t->is_born_inside = t->level == ASSAY_ISOLATION_NAMESPACES &&
			    (geteuid() == 0 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1) &&
			    !sandbox_is_faulty("userns") && !(t->is_alone && sandbox_is_faulty("pidns"));
	if (t->is_born_inside)
		pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
	if (pid >= 0)
		return pid;
	t->is_born_inside = t->is_alone = false;
	return fork();
}

/* A run that is over in some milliseconds does not pay a process for the case that we are killed within them. */
void sandbox_slot_watch(struct assay_slot *slot)
{
	if (slot->is_watched || slot->cgroup.kind == ASSAY_ENFORCER_RLIMIT)
		return;
	slot->is_watched = true;
	sandbox_watch_begin();
}

/*
 * Its groups; where that moves nobody, while the template prepares itself. The watcher is there before them, since
 * nobody else removes those of a worker that is killed in between.
 */
static void make_groups(struct assay_slot *slot)
{
	if (slot->cgroup.kind != ASSAY_ENFORCER_UNKNOWN)
		return; /* Made at a level that failed. */
	if (!slot->is_single)
		sandbox_slot_watch(slot);
	sandbox_cgroup_init(&slot->cgroup, slot->id, slot->is_single);
	if (slot->is_watched && slot->cgroup.kind == ASSAY_ENFORCER_RLIMIT) {
		slot->is_watched = false;
		sandbox_watch_end();
	}
}

static void remove_groups(struct assay_slot *slot)
{
	if (sandbox_cgroup_finish(&slot->cgroup))
		return;
	if (!slot->is_watched)
		sandbox_watch_begin();
	slot->is_watched = true;
	sandbox_watch_keep();
}

/* It comes to no run, or to one of many. */
static void let_go_of_net(struct assay_slot *slot)
{
	int fd = sandbox_net_take(&slot->net);

	assay_close_p(&fd);
}

/*
 * Those of a slot for one run are made when the template has all that it needs to go on without them, if they can be
 * expected: the filter that it gets then counts on them.
 */
static void make_groups_later(struct assay_slot *slot)
{
	slot->owes_groups =
		slot->is_single && slot->cgroup.kind == ASSAY_ENFORCER_UNKNOWN && sandbox_cgroup_is_likely();
	if (!slot->owes_groups)
		make_groups(slot);
}

int sandbox_slot_make_groups(struct assay_slot *slot, struct assay_err *err)
{
	if (!slot->owes_groups)
		return 0;
	slot->owes_groups = false;
	make_groups(slot);
	if (slot->cgroup.kind != ASSAY_ENFORCER_RLIMIT)
		return 0;
	return assay_fail(err, ASSAY_ESANDBOX, "make control groups: %s", strerror(-slot->cgroup.why));
}

static int start_template(struct assay_slot *slot, enum assay_isolation level, struct assay_err *err)
{
	struct sandbox_template t = {
		.level = level,
		.uid = level == ASSAY_ISOLATION_NAMESPACES ? SANDBOX_UID : first_uid(slot) + 1,
		.has_zygotes = level == ASSAY_ISOLATION_NAMESPACES && !slot->has_no_zygotes,
		.is_alone = slot->is_single,
	};
	int pair[2], notes[2], r;

	/* A pid namespace is killed with its pid 1; without one, only a group is sure to hold all of a run. */
	if (level != ASSAY_ISOLATION_NAMESPACES || sandbox_groups_move_us())
		make_groups(slot);
	if (level != ASSAY_ISOLATION_NAMESPACES)
		(void)sandbox_cgroup_add_kill(&slot->cgroup, slot->id); /* If it cannot, walking the tree must do. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return assay_fail_errno(err, "socket pair of a sandbox");
	slot->sock = pair[0];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, notes) < 0) {
		(void)close(pair[1]);
		return assay_fail_errno(err, "socket pair of a sandbox");
	}
	slot->notes = notes[0];
	if (t.is_alone)
		sandbox_net_begin(&slot->net, SANDBOX_NET_NOBODY);
	slot->pid = fork_template(&t);
	if (slot->pid == 0)
		sandbox_template_main(&t, pair[1], slot->image, notes[1]);
	slot->is_single = t.is_alone;
	if (!t.is_alone)
		let_go_of_net(slot);
	(void)close(pair[1]);
	(void)close(notes[1]);
	if (slot->pid < 0)
		return assay_fail_errno(err, "fork a sandbox");
	slot->isolation = level;
	slot->host_uid = first_uid(slot) + 1;
	slot->trunk = (struct sandbox_stem){.sock = slot->sock, .notes = slot->notes};
	if (level == ASSAY_ISOLATION_NAMESPACES && sandbox_gate_exists() && make_gate(&slot->gate) < 0)
		return assay_fail_errno(err, "random bytes for a sandbox");
	slot->is_preparing = true;
	r = t.is_born_inside ? map_ids(slot, err) : 0;
	if (t.is_alone)
		sandbox_net_tell(&slot->net, slot->pid);
	if (r == 0 && !t.is_born_inside && level == ASSAY_ISOLATION_NAMESPACES)
		r = await(slot, SANDBOX_MSG_USERNS, err);
	if (r < 0)
		return r;
	make_groups_later(slot);
	if (!slot->is_single)
		r = await(slot, SANDBOX_MSG_READY, err);
	if (r == 0)
		admit_template(slot);
	return r;
}

/*
 * A template without namespaces sweeps its run when its worker goes away, and one with stems reaps them; it gets the
 * time to.
 */
static void let_sweep(struct assay_slot *slot)
{
	struct pollfd over = {.fd = (int)syscall(SYS_pidfd_open, slot->pid, 0), .events = POLLIN};

	assay_close_p(&slot->sock);
	if (over.fd >= 0 && poll(&over, 1, SWEEP_MS) < 0)
		(void)errno; /* Killed a moment earlier, that is all. */
	assay_close_p(&over.fd);
}

static void stop_template(struct assay_slot *slot)
{
	bool is_plain = slot->isolation == ASSAY_ISOLATION_LANDLOCK;

	let_go_of_net(slot);
	sandbox_slot_close_stems(slot);
	if (slot->pid > 0 && (is_plain || slot->gate))
		let_sweep(slot);
	if (slot->pid > 0) {
		(void)kill(slot->pid, SIGKILL); /* Its run dies with it, by the parent death signal. */
		while (waitpid(slot->pid, NULL, 0) < 0 && errno == EINTR)
			;
		if (is_plain)
			sandbox_plain_sweep();
	}
	if (slot->sock >= 0)
		(void)close(slot->sock);
	assay_close_p(&slot->notes);
	slot->pid = -1;
	slot->sock = slot->notes = -1;
	slot->gate = 0;
	slot->has_uid_range = false;
}

/* Both reasons, since either remedy helps. */
static int start_landlock(struct assay_slot *slot, struct assay_err *err)
{
	struct assay_err first = err ? *err : (struct assay_err){0}, second = {0};
	int r;

	sandbox_plain_sweep();
	r = start_template(slot, ASSAY_ISOLATION_LANDLOCK, &second);
	if (r == 0)
		return 0;
	assay_fail(err, r, "%s; and at the level of Landlock: %s", first.msg, second.msg);
	if (err)
		err->sys_errno = first.sys_errno;
	return r;
}

/* The strongest level that works and is allowed. */
static int start(struct assay_slot *slot, const struct assay_sandbox_options *options, struct assay_err *err)
{
	bool is_landlock_enough = options->is_unsafe || options->require == ASSAY_ISOLATION_LANDLOCK;
	int r = start_template(slot, ASSAY_ISOLATION_NAMESPACES, err);

	if (r == ASSAY_ESANDBOX && is_landlock_enough) {
		stop_template(slot);
		r = start_landlock(slot, err);
	}
	if (r == ASSAY_ESANDBOX && options->is_unsafe) {
		stop_template(slot);
		r = start_template(slot, ASSAY_ISOLATION_NONE, err);
	}
	return r;
}

int sandbox_sealed_file(struct assay_str bytes)
{
	assay_autofd int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char path[32];
	int ro;

	if (fd < 0)
		return -errno;
	errno = EIO;
	/* The seals, because a reader could open its descriptor anew for writing; the mode, so that it can at all. */
	if (assay_write_all(fd, bytes.data, bytes.len, NULL) < 0 || fchmod(fd, 0444) < 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
		return -errno;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	ro = open(path, O_RDONLY | O_CLOEXEC);
	return ro < 0 ? -errno : ro;
}

static struct sandbox_filter *find_filter(struct assay_slot *slot, const struct assay_syscall_policy *policy)
{
	for (size_t i = 0; i < SANDBOX_MAX_FILTERS; i++)
		if (!slot->filters[i].is_built || slot->filters[i].policy == policy)
			return &slot->filters[i];
	/* More policies than languages have: the last place changes hands. */
	assay_buf_finish(&slot->filters[SANDBOX_MAX_FILTERS - 1].bpf);
	slot->filters[SANDBOX_MAX_FILTERS - 1] = (struct sandbox_filter){0};
	return &slot->filters[SANDBOX_MAX_FILTERS - 1];
}

static unsigned policy_flags(const struct assay_slot *slot)
{
	bool is_shared = slot->isolation == ASSAY_ISOLATION_LANDLOCK;

	return (slot->cgroup.kind == ASSAY_ENFORCER_RLIMIT ? SANDBOX_POLICY_MEMORY_POLLED : 0) |
	       (is_shared ? SANDBOX_POLICY_SHARED_HOST : 0) |
	       (is_shared && !slot->has_uid_range ? SANDBOX_POLICY_SHARED_UID : 0);
}

int sandbox_slot_filter(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct assay_str *ret,
			struct assay_err *err)
{
	struct sandbox_filter *filter = find_filter(slot, policy);

	if (!filter->is_built) {
		int r = sandbox_policy_build(policy, policy_flags(slot), slot->gate, &filter->bpf, err);

		if (r < 0) {
			assay_buf_finish(&filter->bpf);
			return r;
		}
		filter->policy = policy;
		filter->is_built = true;
	}
	*ret = assay_buf_str(&filter->bpf);
	return 0;
}

static int open_files(struct assay_slot *slot, struct assay_err *err)
{
	slot->image = memfd_create("assay-job", MFD_CLOEXEC);
	slot->no_input = sandbox_sealed_file(ASSAY_STR(""));
	if (slot->image < 0 || slot->no_input < 0)
		return assay_fail(err, ASSAY_ESANDBOX, "memory files of a sandbox: %s",
				  strerror(slot->no_input < 0 ? -slot->no_input : errno));
	return 0;
}

int assay_slot_create(const struct assay_sandbox_options *options, struct assay_slot **ret, struct assay_err *err)
{
	struct assay_slot *slot;
	struct assay_str filter;
	int r;

	if (options->slot_id > MAX_SLOT_ID)
		return assay_fail(err, ASSAY_ECONFIG, "slot number %u is above %u", options->slot_id, MAX_SLOT_ID);
	slot = calloc(1, sizeof *slot);
	if (!slot)
		return assay_fail(err, ASSAY_ENOMEM, "no memory for a sandbox slot");
	slot->pid = slot->sock = slot->notes = slot->image = slot->no_input = -1;
	slot->id = options->slot_id;
	slot->runs_per_zygote = options->runs_per_zygote;
	memcpy(slot->preload, options->preload, sizeof slot->preload);
	slot->preload[sizeof slot->preload - 1] = '\0';
	slot->has_no_zygotes = options->has_no_zygotes || options->is_single || !sandbox_gate_exists();
	/* What fails in a run is known too late to look for another level, and only stems can be told beforehand. */
	slot->is_single = options->is_single && options->require != ASSAY_ISOLATION_LANDLOCK && !options->is_unsafe &&
			  sandbox_gate_exists();
	r = open_files(slot, err);
	if (r == 0)
		r = start(slot, options, err);
	if (r == 0)
		r = sandbox_slot_filter(slot, NULL, &filter, err);
	if (r < 0) {
		assay_slot_destroy(slot);
		return r;
	}
	*ret = slot;
	return 0;
}

void assay_slot_destroy(struct assay_slot *slot)
{
	if (!slot)
		return;
	stop_template(slot);
	if (slot->owes_groups)
		sandbox_cgroup_forget();
	remove_groups(slot);
	if (slot->is_watched && slot->is_abandoned)
		sandbox_watch_dismiss();
	else if (slot->is_watched)
		sandbox_watch_end();
	if (slot->image >= 0)
		(void)close(slot->image);
	if (slot->no_input >= 0)
		(void)close(slot->no_input);
	for (size_t i = 0; i < SANDBOX_MAX_FILTERS; i++)
		assay_buf_finish(&slot->filters[i].bpf);
	free(slot);
}

void assay_slot_abandon(struct assay_slot *slot)
{
	/* A v2 group cannot be removed before the template, which is in it, is gone. */
	if (!slot || slot->pid <= 0 || !slot->trunk.owes_over || slot->cgroup.kind == ASSAY_ENFORCER_CGROUP2) {
		assay_slot_destroy(slot);
		return;
	}
	(void)kill(slot->pid, SIGKILL);
	slot->pid = -1;
	slot->is_abandoned = true;
	assay_slot_destroy(slot);
}

enum assay_isolation assay_slot_isolation(const struct assay_slot *slot)
{
	return slot->isolation;
}

bool assay_slot_is_spent(const struct assay_slot *slot)
{
	return slot->is_spent;
}
