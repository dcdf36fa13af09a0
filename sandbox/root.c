/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/fault.h"
#include "sandbox/template.h"
#include "sandbox/zygote.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The root of a slot is a tmpfs with the folders that toolchains need bound into it, read-only. Nothing else of
 * the host is there: no /home, /root, /var, /run, /sys, no sockets, no configuration but what is listed.
 * All paths here are below the current folder, which becomes "/".
 *
 * That is a folder of the tmpfs, mounted upon itself, and entered by chroot(2). For the kernel lets nobody who is in
 * such a root make a user namespace: the second lock on a door that the system call filter closes. To forbid them in
 * /proc/sys/user is not allowed everywhere, and takes 0.1 ms where many such namespaces come and go.
 */

static const char *const folders[] = {
	"etc", "etc/ssl", "etc/R", "etc/mono", "etc/racket", "dev",	  "dev/shm", "proc",
	"tmp", "run",	  "var",   "var/tmp",  "var/lib",    "var/cache", "box",
};

static const struct {
	const char *target, *path;
} links[] = {
	{"/proc/self/fd", "dev/fd"},
	{"/proc/self/fd/0", "dev/stdin"},
	{"/proc/self/fd/1", "dev/stdout"},
	{"/proc/self/fd/2", "dev/stderr"},

	{"/run", "var/run"},
	{"/proc/self/mounts", "etc/mtab"},
};

static const struct {
	const char *path, *text;
} texts[] = {
	{"etc/passwd", "root:x:0:0:root:/:/usr/sbin/nologin\nbox:x:1000:1000:box:/tmp/home:/bin/sh\n"},
	{"etc/group", "root:x:0:\nbox:x:1000:\n"},
	{"etc/hosts", "127.0.0.1 localhost assay\n"},
	{"etc/hostname", "assay\n"},
	{"etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
};

#define ROOT	   "root"
#define READ_ONLY  (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define MAX_COPY   ((off_t)1 << 20)
#define CHEAP_COPY ((off_t)8 << 10) /* As dear as a mount. */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Linux before 5.12 has no mount_setattr; a remount must repeat the flags that the namespace inherited locked. */
static int remount(const char *path, uint64_t attrs)
{
	struct statvfs vfs;
	unsigned long flags = MS_REMOUNT | MS_BIND;

	if (statvfs(path, &vfs) < 0)
		return -errno;
	if ((attrs & MOUNT_ATTR_RDONLY) || (vfs.f_flag & ST_RDONLY))
		flags |= MS_RDONLY;
	if ((attrs & MOUNT_ATTR_NOSUID) || (vfs.f_flag & ST_NOSUID))
		flags |= MS_NOSUID;
	if ((attrs & MOUNT_ATTR_NODEV) || (vfs.f_flag & ST_NODEV))
		flags |= MS_NODEV;
	if ((attrs & MOUNT_ATTR_NOEXEC) || (vfs.f_flag & ST_NOEXEC))
		flags |= MS_NOEXEC;
	if (vfs.f_flag & ST_NOATIME)
		flags |= MS_NOATIME;
	if (vfs.f_flag & ST_NODIRATIME)
		flags |= MS_NODIRATIME;
	if (vfs.f_flag & ST_RELATIME)
		flags |= MS_RELATIME;
	return mount(NULL, path, NULL, flags, NULL) < 0 ? -errno : 0;
}

static int set_attrs(const char *path, uint64_t attrs, unsigned flags)
{
	struct mount_attr attr = {.attr_set = attrs};

	if (syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &attr, sizeof attr) == 0)
		return 0;
	return errno == ENOSYS ? remount(path, attrs) : -errno;
}

/* Recursive, because a user namespace may not uncover what lies below a mount of its parent. */
static int bind_to(const char *source, const char *target, uint64_t attrs)
{
	if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) < 0)
		return -errno;
	return set_attrs(target, attrs, AT_RECURSIVE);
}

static int bind_folder(const char *source, const char *target)
{
	if (mkdir(target, 0755) < 0)
		return -errno;
	return bind_to(source, target, READ_ONLY);
}

static int write_text(const char *path, struct assay_str text)
{
	assay_autofd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	return assay_write_all(fd, text.data, text.len, NULL) < 0 ? -EIO : 0;
}

/*
 * Small files are copied: a mount per file would be copied with every run's mount namespace. Within the kernel, since
 * buffers here would be new memory for each slot.
 */
static int copy_file(const char *source, const char *target, off_t size)
{
	assay_autofd int from = open(source, O_RDONLY | O_CLOEXEC);

	if (from < 0)
		return 0; /* Unreadable: the sandbox does without. */
	assay_autofd int to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (to < 0)
		return -errno;
	for (off_t left = size; left > 0;) {
		ssize_t n = sendfile(to, from, NULL, (size_t)left);

		if (n < 0)
			return -errno;
		if (n == 0)
			break; /* It has become shorter. */
		left -= n;
	}
	return 0;
}

static int bind_file(const char *source, const char *target)
{
	int r = write_text(target, ASSAY_STR(""));

	return r < 0 ? r : bind_to(source, target, READ_ONLY);
}

static int copy_link(const char *source, const char *target)
{
	char to[PATH_MAX];
	ssize_t n = readlink(source, to, sizeof to - 1);

	if (n < 0)
		return -errno;
	to[n] = '\0';
	return symlink(to, target) < 0 ? -errno : 0;
}

static int add_file(const struct sandbox_template *t, const char *source, const char *target, off_t size)
{
	if (size > MAX_COPY)
		return 0; /* Nothing that is wanted: the sandbox does without. */
	return t->is_alone && size > CHEAP_COPY ? bind_file(source, target) : copy_file(source, target, size);
}

/* As it is on the host: a folder is bound, a link or a file is copied, what is not there is left out. */
static int add_host_path(const struct sandbox_template *t, const char *relative)
{
	char source[PATH_MAX];
	struct stat st;

	snprintf(source, sizeof source, "/%s", relative);
	if (lstat(source, &st) < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -errno;
	if (S_ISLNK(st.st_mode))
		return copy_link(source, relative);
	if (S_ISDIR(st.st_mode))
		return bind_folder(source, relative);
	return S_ISREG(st.st_mode) ? add_file(t, source, relative, st.st_size) : 0;
}

/*
 * Java keeps its configuration in /etc/java-<version>-openjdk and does not start without it. Those that are installed
 * are java-<version>-openjdk-<machine> in a folder that is much shorter to read than /etc.
 */
static int add_java_configuration(const struct sandbox_template *t)
{
	DIR *machines = opendir("/usr/lib/jvm");
	int r = 0;

	if (!machines)
		return 0;
	for (const struct dirent *e; r == 0 && (e = readdir(machines));) {
		const char *end = strstr(e->d_name, "-openjdk-");
		char path[PATH_MAX];

		if (strncmp(e->d_name, "java-", 5) != 0 || !end)
			continue;
		snprintf(path, sizeof path, "etc/%.*s-openjdk", (int)(end - e->d_name), e->d_name);
		if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			continue; /* One version for two machines has one configuration. */
		r = add_host_path(t, path);
	}
	(void)closedir(machines);
	return r;
}

static int add_etc(const struct sandbox_template *t)
{
	for (size_t i = 0; sandbox_etc_names[i]; i++) {
		char path[64];
		int r;

		snprintf(path, sizeof path, "etc/%s", sandbox_etc_names[i]);
		r = add_host_path(t, path);
		if (r < 0)
			return r;
	}
	return add_java_configuration(t);
}

/* A user namespace cannot make device nodes; the host's are bound, and only these five. */
static int add_devices(const struct sandbox_template *t)
{
	(void)t;
	for (size_t i = 0; sandbox_devices[i]; i++) {
		char source[32], target[32];
		int r;

		snprintf(source, sizeof source, "/dev/%s", sandbox_devices[i]);
		snprintf(target, sizeof target, "dev/%s", sandbox_devices[i]);
		r = write_text(target, ASSAY_STR(""));
		if (r == 0)
			r = bind_to(source, target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_own(const struct sandbox_template *t)
{
	(void)t;
	for (size_t i = 0; i < COUNT(folders); i++)
		if (mkdir(folders[i], 0755) < 0)
			return -errno;
	for (size_t i = 0; i < COUNT(links); i++)
		if (symlink(links[i].target, links[i].path) < 0)
			return -errno;
	for (size_t i = 0; i < COUNT(texts); i++) {
		int r = write_text(texts[i].path, assay_str_of(texts[i].text));

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_system(const struct sandbox_template *t)
{
	for (size_t i = 0; sandbox_system_folders[i]; i++) {
		int r = add_host_path(t, sandbox_system_folders[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

/* In a process that shares our memory. */
static int mount_empty_proc(void *arg)
{
	(void)arg;
	return mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "hidepid=2") < 0;
}

/*
 * The kernel lets a user namespace mount a proc only where one is in sight already. The host's goes away with the old
 * root, so one stays here that shows nothing: that of a pid namespace whose only process is gone. Each run covers it
 * with its own. Where there is only one run, its own is mounted while the host's is in sight.
 */
static int add_proc(const struct sandbox_template *t)
{
	static char stack[16 * 1024] __attribute__((aligned(16)));
	if (t->is_alone)
		return sandbox_mount_proc(t, "proc");

	pid_t pid =
		clone(mount_empty_proc, stack + sizeof stack, CLONE_NEWPID | CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
	int status;

	/* Masked in many containers; then runs go without, and say so. */
	return pid < 0 || waitpid(pid, &status, 0) < 0 ? -errno : 0;
}

/* The old root is stacked below the new one and then let go, so no folder for it is needed. */
static int pivot(const struct sandbox_template *t)
{
	(void)t;
	if (chdir("..") < 0 || sandbox_is_faulty("pivot") || syscall(SYS_pivot_root, ".", ".") < 0)
		return -errno;
	return umount2(".", MNT_DETACH) < 0 || chroot(ROOT) < 0 || chdir("/") < 0 ? -errno : 0;
}

static int mount_base(const struct sandbox_template *t)
{
	(void)t;
	/* Nothing mounted here may show outside, and nothing mounted outside later may show here. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	if (sandbox_is_faulty("tmpfs") ||
	    mount("assay", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=1024,mode=0755") < 0)
		return -errno;
	if (chdir("/tmp") < 0 || mkdir(ROOT, 0755) < 0 || mount(ROOT, ROOT, NULL, MS_BIND, NULL) < 0)
		return -errno;
	return chdir(ROOT) < 0 ? -errno : 0;
}

/* From here on nothing in it changes. */
static int seal(const struct sandbox_template *t)
{
	int r = t->has_zygotes ? sandbox_zygote_install() : 0;

	return r < 0 ? r : set_attrs("/", READ_ONLY, 0);
}

int sandbox_root_enter(const struct sandbox_template *t, const char **ret_what)
{
	static const struct {
		const char *what;
		int (*run)(const struct sandbox_template *);
	} steps[] = {
		{"tmpfs", mount_base},	  {"root folders", add_own},	  {"bind mounts", add_system},
		{"bind mounts", add_etc}, {"device mounts", add_devices}, {"pid namespace", add_proc},
		{"pivot_root", pivot},
	};

	umask(022);
	for (size_t i = 0; i < COUNT(steps); i++) {
		int r = steps[i].run(t);

		if (r < 0) {
			*ret_what = steps[i].what;
			return r;
		}
	}
	*ret_what = "read-only root";
	return seal(t);
}
