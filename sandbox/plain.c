/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/plain.h"

#include "sandbox/fault.h"
#include "sandbox/landlock.h"
#include "sandbox/remove.h"
#include "sandbox/tree.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_DEPTH 64
#define FOLDER	  "assay-run-"
/* Other runs of the same user start processes while this one lives; they must not be what makes its fork fail. */
#define FOREIGN_PROCESSES 64

/* Preparation. */

/* With older ones a file outside could be emptied: opening to read with O_TRUNC asked no right at all. */
static int check_landlock(struct sandbox_template *t)
{
	(void)t;
	return sandbox_landlock_abi() < SANDBOX_LANDLOCK_TRUNCATES ? -EOPNOTSUPP : 0;
}

static void become(uid_t uid)
{
	_exit(setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0);
}

/* Root of a container may lack the range; then candidates share our uid, as they do without root. */
static int find_uid(struct sandbox_template *t)
{
	int status;
	pid_t pid;

	t->has_uid_range = false;
	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		become(t->uid);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -errno;
	t->has_uid_range = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return 0;
}

static int check_signals(struct sandbox_template *t)
{
	return !t->has_uid_range && sandbox_landlock_abi() < SANDBOX_LANDLOCK_SIGNALS ? -EOPNOTSUPP : 0;
}

#define BIT(cap) (1u << (cap))

/* As root: what it takes to hand files to a candidate, to look after it and to clean up after it. */
static int drop_privileges(struct sandbox_template *t)
{
	const unsigned kept = geteuid() != 0
				      ? 0
				      : BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_KILL) |
						BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SYS_PTRACE);
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct has[2];

	(void)t;
	if (syscall(SYS_capget, &head, has) < 0)
		return -errno;
	if (has[0].effective & BIT(CAP_SETPCAP))
		for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
			if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
				return -errno;
	for (int i = 0; i < 2; i++) {
		unsigned mask = has[i].permitted & (i == 0 ? kept : 0);

		has[i] = (struct __user_cap_data_struct){.effective = mask, .permitted = mask};
	}
	if (syscall(SYS_capset, &head, has) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

/*
 * No parent death signal here: the template outlives its worker by the moment it takes to sweep the run, and hears of
 * the worker's end by the socket.
 */
static int adopt(struct sandbox_template *t)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	return sandbox_plain_enclose(t);
}

int sandbox_plain_prepare(struct sandbox_template *t, const char **ret_what)
{
	static const struct {
		const char *what;
		int (*run)(struct sandbox_template *);
	} steps[] = {
		{"landlock", check_landlock},	 {"uid of its own", find_uid}, {"landlock signals", check_signals},
		{"privileges", drop_privileges}, {"landlock scope", adopt},
	};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int r = steps[i].run(t);

		*ret_what = steps[i].what;
		if (r < 0)
			return r;
	}
	return 0;
}

/* The run and its end. */

static bool has_scope(void)
{
	return sandbox_landlock_abi() >= SANDBOX_LANDLOCK_SIGNALS;
}

int sandbox_plain_enclose(const struct sandbox_template *t)
{
	(void)t;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return -errno;
	return has_scope() ? sandbox_landlock_keep_signals() : 0;
}

/* In the name of the run's uid, which may signal nobody else; that uid may also kill us first, so we come again. */
static void strike_by_uid(uid_t uid)
{
	int status = 0;
	pid_t pid;

	do {
		pid = fork();
		if (pid == 0) {
			if (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
				_exit(0); /* It could be done before, so it can; a kill(-1) as root must never be. */
			(void)kill(-1, SIGKILL); /* ESRCH: nobody is left. */
			_exit(0);
		}
		if (pid < 0) {
			sandbox_tree_kill();
			return;
		}
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	} while (!WIFEXITED(status));
}

void sandbox_plain_strike(const struct sandbox_template *t)
{
	/* kill(-1) signals all under one lock that fork takes too, so no child can slip through between. */
	if (has_scope())
		(void)kill(-1, SIGKILL); /* EPERM: for all others, as it should be. */
	else
		strike_by_uid(t->uid);
}

static int make_part(const struct sandbox_template *t, int top, const char *name)
{
	if (mkdirat(top, name, 0700) < 0)
		return -errno;
	return t->has_uid_range && fchownat(top, name, t->uid, t->uid, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static const char *folder_of_folders(void)
{
	const char *base = getenv("TMPDIR");

	return base && *base == '/' ? base : "/tmp";
}

/* Process ids mean nothing across pid namespaces. */
static unsigned long pid_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 ? (unsigned long)st.st_ino : 0;
}

/* Reaped or not: some hosts take their time. */
static bool is_dead(pid_t pid)
{
	assay_autofd int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return errno == ESRCH;
	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
}

/* What the name says, about a folder that nobody else could have made. */
static bool is_orphaned(int base, const char *name)
{
	unsigned long namespace;
	struct stat st;
	char *end;
	long pid;

	if (strncmp(name, FOLDER, strlen(FOLDER)) != 0)
		return false;
	namespace = strtoul(name + strlen(FOLDER), &end, 10);
	pid = *end == '-' ? strtol(end + 1, &end, 10) : 0;
	if (*end != '-' || pid <= 0 || pid > INT_MAX || namespace != pid_namespace())
		return false;
	if (fstatat(base, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return false;
	return is_dead((pid_t)pid);
}

void sandbox_plain_sweep(void)
{
	DIR *dir = opendir(folder_of_folders());

	for (const struct dirent *e; dir && (e = readdir(dir));) {
		char path[600];

		if (!is_orphaned(dirfd(dir), e->d_name))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder_of_folders(), e->d_name);
		(void)sandbox_remove_tree(path); /* If something still lives in it, a later sweep does. */
	}
	if (dir)
		(void)closedir(dir);
}

int sandbox_plain_make_folder(const struct sandbox_template *t, char *path, size_t size)
{
	static const char *const parts[] = {"box", "tmp", "home"};
	int n = snprintf(path, size, "%s/" FOLDER "%lu-%d-XXXXXX", folder_of_folders(), pid_namespace(), (int)getpid());

	if (n < 0 || (size_t)n >= size)
		return -ENAMETOOLONG;
	if (!mkdtemp(path))
		return -errno;
	assay_autofd int top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	/* Another uid must get through; what it finds there is for Landlock to say. */
	if (top < 0 || fchmod(top, 0711) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		int r = make_part(t, top, parts[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

static int allow_host(int ruleset, const char *const *names, const char *below)
{
	for (; *names; names++) {
		char path[300];
		int r;

		snprintf(path, sizeof path, "%s/%s", below, *names);
		r = sandbox_landlock_allow(ruleset, path, SANDBOX_LANDLOCK_READ);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Java keeps its configuration in /etc/java-<version>-openjdk and does not start without it. */
static int allow_java(int ruleset)
{
	DIR *etc = opendir("/etc");
	int r = 0;

	for (const struct dirent *e; etc && r == 0 && (e = readdir(etc));) {
		const char *const names[] = {e->d_name, NULL};

		if (strncmp(e->d_name, "java-", 5) == 0)
			r = allow_host(ruleset, names, "/etc");
	}
	if (etc)
		(void)closedir(etc);
	return r;
}

static int allow_devices(int ruleset)
{
	for (const char *const *name = sandbox_devices; *name; name++) {
		char path[32];
		int r;

		snprintf(path, sizeof path, "/dev/%s", *name);
		r = sandbox_landlock_allow(ruleset, path, SANDBOX_LANDLOCK_DEVICE);
		if (r < 0)
			return r;
	}
	return 0;
}

int sandbox_plain_ruleset(const char *folder, int *ret)
{
	assay_autofd int ruleset = sandbox_landlock_create();
	int r;

	if (ruleset < 0)
		return ruleset;
	if ((r = allow_host(ruleset, sandbox_system_folders, "")) < 0 ||
	    (r = allow_host(ruleset, sandbox_etc_names, "/etc")) < 0 || (r = allow_java(ruleset)) < 0 ||
	    (r = allow_devices(ruleset)) < 0 ||
	    (r = sandbox_landlock_allow(ruleset, folder, SANDBOX_LANDLOCK_WRITE)) < 0)
		return r;
	*ret = assay_steal_fd(&ruleset);
	return 0;
}

/* Accounts. */

struct usage {
	uint64_t bytes, inodes, max_bytes, max_inodes;
	bool is_hidden;
};

static bool is_over(const struct usage *u)
{
	return u->is_hidden || u->bytes > u->max_bytes || u->inodes > u->max_inodes;
}

/* The candidate changes the tree under us: what is gone is gone, what is a link by now is not followed. */
static void count(struct usage *u, int parent, const char *name, int depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	u->is_hidden = u->is_hidden || (fd < 0 && errno == EACCES) || depth > MAX_DEPTH;
	if (!dir && fd >= 0)
		(void)close(fd);
	for (const struct dirent *e; dir && !is_over(u) && (e = readdir(dir));) {
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
		    fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		u->inodes++;
		u->bytes += (uint64_t)st.st_blocks * 512;
		if (S_ISDIR(st.st_mode))
			count(u, dirfd(dir), e->d_name, depth + 1);
	}
	if (dir)
		(void)closedir(dir);
}

bool sandbox_plain_is_full(int folder, const struct assay_limits *limits, uint64_t deleted_bytes)
{
	enum { OWN_FOLDERS = 3 };
	struct usage u = {
		.bytes = deleted_bytes, .max_bytes = limits->fs_bytes, .max_inodes = limits->fs_inodes + OWN_FOLDERS};

	count(&u, folder, ".", 0);
	return is_over(&u);
}

/* Threads of one process when it belongs to `uid`. The owner of its folder in /proc would lie for some. */
static uint64_t threads_of(const char *pid, uid_t uid)
{
	char path[300], line[256];
	unsigned owner = 0, threads = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/status", pid);
	f = fopen(path, "re");
	while (f && threads == 0 && fgets(line, sizeof line, f)) {
		/* The kernel writes these numbers. NOLINTNEXTLINE(cert-err34-c) */
		if (sscanf(line, "Uid: %u", &owner) != 1)
			(void)sscanf(line, "Threads: %u", &threads); /* NOLINT(cert-err34-c) */
	}
	if (f)
		(void)fclose(f);
	return owner == uid ? threads : 0;
}

uint64_t sandbox_plain_process_limit(const struct sandbox_template *t, uint64_t procs)
{
	uint64_t n = FOREIGN_PROCESSES;
	uid_t uid = getuid();
	DIR *proc;

	if (t->has_uid_range)
		return procs;
	proc = opendir("/proc");
	for (const struct dirent *e; proc && (e = readdir(proc));)
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9')
			n += threads_of(e->d_name, uid);
	if (proc)
		(void)closedir(proc);
	return n + procs;
}
