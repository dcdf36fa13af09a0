/* SPDX-License-Identifier: Apache-2.0 */
/* What a run adds to its slot's root: file systems of its own, and a ruleset over all of it. */
#include "sandbox/fault.h"
#include "sandbox/gate.h"
#include "sandbox/landlock.h"
#include "sandbox/template.h"

#include "base/fd.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Under a filter that the candidate inherits. */
static int mount_for_run(const char *source, const char *target, const char *type, unsigned long flags,
			 const char *options)
{
	return (int)sandbox_gated(SYS_mount, (uintptr_t)source, (uintptr_t)target, (uintptr_t)type, flags,
				  (uintptr_t)options);
}

/* A folder of the run's tmpfs: made, given to the candidate, shown at its place. */
static int show_folder(const char *path, mode_t mode, const char *place)
{
	if (mkdir(path, mode) < 0 || chown(path, SANDBOX_UID, SANDBOX_UID) < 0)
		return -errno;
	return place && mount_for_run(path, place, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

/*
 * One tmpfs for everything a run may write, so that one size and one inode count bound it all. It is hidden under its
 * own folder for /tmp in the end. The home folder is another than the work folder: programs look for their own traces
 * in both.
 */
static int mount_work(const struct assay_limits *limits)
{
	enum { OWN_INODES = 5 };
	char options[128];
	int r;

	(void)umask(0); /* Of pid 1, which names the mode of whatever it makes; a candidate sets its own. */
	snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=0755", (unsigned long long)limits->fs_bytes,
		 (unsigned long long)limits->fs_inodes + OWN_INODES);
	if (mount_for_run("assay", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
		return -errno;
	if ((r = show_folder("/tmp/box", 0700, SANDBOX_WORK)) < 0 ||
	    (r = show_folder("/tmp/shm", 01777, "/dev/shm")) < 0 || (r = show_folder("/tmp/tmp", 01777, NULL)) < 0 ||
	    (r = show_folder("/tmp/tmp/home", 0700, NULL)) < 0)
		return r;
	return mount_for_run("/tmp/tmp", "/tmp", NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

static int mount_proc_as(enum sandbox_proc kind, const char *path)
{
	static const char *const options[] = {
		[SANDBOX_PROC_PIDS] = "subset=pid,hidepid=invisible",
		[SANDBOX_PROC_HIDDEN] = "hidepid=2",
	};

	if (kind == SANDBOX_PROC_NONE)
		return 0;
	if (sandbox_is_faulty("proc") ||
	    mount_for_run("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, options[kind]) < 0)
		return -errno;
	return 0;
}

int sandbox_mount_proc(const struct sandbox_template *t, const char *path)
{
	enum sandbox_proc kind = t->proc;
	int r = mount_proc_as(kind, path);

	while (r < 0 && t->is_alone && kind < SANDBOX_PROC_NONE)
		r = mount_proc_as(++kind, path);
	return r;
}

int sandbox_mount_run(const struct sandbox_template *t, const struct assay_limits *limits, const char **ret_what)
{
	int r = mount_work(limits);

	*ret_what = "tmpfs of the run";
	if (r < 0)
		return r;
	*ret_what = "proc mount";
	return t->is_alone ? 0 : sandbox_mount_proc(t, "/proc"); /* It is in the root. */
}

int sandbox_root_ruleset(int *ret)
{
	static const struct {
		const char *path;
		enum sandbox_landlock_use use;
	} rules[] = {
		{"/", SANDBOX_LANDLOCK_READ},		{"/dev", SANDBOX_LANDLOCK_DEVICE},
		{SANDBOX_WORK, SANDBOX_LANDLOCK_WRITE}, {"/tmp", SANDBOX_LANDLOCK_WRITE},
		{"/dev/shm", SANDBOX_LANDLOCK_WRITE},
	};
	assay_autofd int ruleset = -1;

	*ret = -1;
	/* With the first ABI any rename between folders would fail, and honest programs with it. */
	if (sandbox_landlock_abi() < SANDBOX_LANDLOCK_MOVES)
		return 0;
	ruleset = sandbox_landlock_create();
	if (ruleset < 0)
		return ruleset;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		int r = sandbox_landlock_allow(ruleset, rules[i].path, rules[i].use);

		if (r < 0)
			return r;
	}
	*ret = assay_steal_fd(&ruleset);
	return 0;
}
