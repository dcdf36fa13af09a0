/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/cgroup_tree.h"

#include "sandbox/sandbox.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 512
#define FILE_SIZE 1024
#define LEAF	  "assay-workers"
#define SLOT	  "assay-slot-"
#define HOME	  "home"
#define RUN	  "run"

/* Where groups of slots can be: v1 by controller, and v2. */
static const char *const hierarchies[] = {"memory", "cpuacct", "pids", NULL};

enum { N_HIERARCHIES = sizeof hierarchies / sizeof hierarchies[0] };

#define USUAL "/sys/fs/cgroup"

/* Where a hierarchy is mounted, and which part of it is. */
struct hierarchy {
	char mount[256], root[256];
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; list && *list; list += strcspn(list, ",\n") + 1) {
		if (strncmp(list, word, len) == 0 && strchr(",\n", list[len]))
			return true;
		if (!list[strcspn(list, ",\n")])
			break;
	}
	return false;
}

static bool is_mounted(const char *path, unsigned long magic)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && (unsigned long)fs.f_type == magic;
}

/* At the place where it always is; asking for mounts would be dear. */
bool sandbox_groups_move_us(void)
{
	return is_mounted(USUAL, CGROUP2_SUPER_MAGIC);
}

/* What the kernel says of mounts and of our groups. Held: read once for several questions, since telling it is dear. */
static struct {
	struct assay_buf mounts, groups;
	unsigned long pid_namespace;
	bool is_held;
} view;

/* What cannot be read has nothing in it. */
static const struct assay_buf *look_at(struct assay_buf *part, const char *file)
{
	if (!view.is_held)
		assay_buf_clear(part);
	if (part->len == 0)
		(void)assay_read_file(file, part, NULL);
	return part;
}

void sandbox_group_hold_view(void)
{
	if (view.is_held)
		return;
	assay_buf_clear(&view.mounts);
	assay_buf_clear(&view.groups);
	view.pid_namespace = 0;
	view.is_held = true;
}

void sandbox_group_drop_view(void)
{
	assay_buf_finish(&view.mounts);
	assay_buf_finish(&view.groups);
	view.is_held = false;
}

/* The next line of a text, without its end; false behind the last. One that is too long is cut. */
static bool next_line(const struct assay_buf *text, size_t *at, char *line, size_t size)
{
	const char *from = text->data + *at, *end;

	if (*at >= text->len)
		return false;
	end = memchr(from, '\n', text->len - *at);
	end = end ? end : text->data + text->len;
	snprintf(line, size, "%.*s", (int)(end - from), from);
	*at = (size_t)(end - text->data) + 1;
	return true;
}

/* A line of mountinfo: `36 31 0:35 /root /mount options [fields] - type source super-options`. */
static bool find_hierarchy(const char *controller, struct hierarchy *ret)
{
	const struct assay_buf *mounts = look_at(&view.mounts, "/proc/self/mountinfo");
	const char *mark = controller ? " - cgroup " : " - cgroup2 ";
	char line[2048];

	for (size_t at = 0; next_line(mounts, &at, line, sizeof line);) {
		char super[512];
		const char *tail = strstr(line, mark);

		if (!tail || sscanf(tail, " - %*s %*s %511s", super) != 1)
			continue;
		if (controller && !has_word(super, controller))
			continue;
		if (sscanf(line, "%*s %*s %*s %255s %255s", ret->root, ret->mount) == 2)
			return true;
	}
	return false;
}

/* A line of /proc/self/cgroup: `4:memory:/path`; of v2 it is `0::/path`. */
static bool find_own_group(const char *controller, char *ret, size_t size)
{
	const struct assay_buf *groups = look_at(&view.groups, "/proc/self/cgroup");
	char line[1024];

	for (size_t at = 0; next_line(groups, &at, line, sizeof line);) {
		char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;

		if (!path)
			continue;
		*path++ = '\0';
		if (controller ? !has_word(controllers + 1, controller) : controllers[1] != '\0')
			continue;
		snprintf(ret, size, "%s", path);
		return true;
	}
	return false;
}

static bool ends_with(const char *text, const char *tail)
{
	size_t n = strlen(text), n_tail = strlen(tail);

	return n >= n_tail && strcmp(text + n - n_tail, tail) == 0;
}

/* Most machines have a whole hierarchy where it always is, with our group in it: 40 us less than to ask for mounts. */
static bool find_usual(const char *controller, const char *group, char *ret, size_t size)
{
	const char *place = controller ? controller : "unified";
	int n = !controller && sandbox_groups_move_us() ? snprintf(ret, size, USUAL)
							: snprintf(ret, size, USUAL "/%s", place);

	if (!is_mounted(ret, controller ? CGROUP_SUPER_MAGIC : CGROUP2_SUPER_MAGIC))
		return false;
	return snprintf(ret + n, size - (size_t)n, "%s", group[1] ? group : "") < (int)size - n &&
	       access(ret, F_OK) == 0;
}

/* In a container the mount may show only a part of the hierarchy, named by `root`. */
int sandbox_group_parent(const char *controller, char *ret, size_t size)
{
	struct hierarchy h;
	char group[PATH_SIZE];
	const char *below = group;
	size_t root_len;

	if (!find_own_group(controller, group, sizeof group))
		return -ENOENT;
	/* A group outside of our namespace: what is mounted here is not ours to use. */
	if (strncmp(group, "/..", 3) == 0)
		return -ENOENT;
	if (!controller && ends_with(group, "/" LEAF))
		group[strlen(group) - strlen("/" LEAF)] = '\0';
	if (find_usual(controller, group, ret, size))
		return 0;
	if (!find_hierarchy(controller, &h))
		return -ENOENT;
	root_len = strlen(h.root);
	if (root_len > 1 && strncmp(group, h.root, root_len) == 0 && (group[root_len] == '/' || !group[root_len]))
		below = group + root_len;
	if (strcmp(below, "/") == 0)
		below = "";
	return snprintf(ret, size, "%s%s", h.mount, below) < (int)size ? 0 : -ENAMETOOLONG;
}

/* Files of groups. */

static int write_file(const char *folder, const char *file, const char *text)
{
	char path[FILE_SIZE];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	assay_autofd int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int write_pid(const char *folder, int pid)
{
	char text[16];

	snprintf(text, sizeof text, "%d", pid);
	return write_file(folder, "cgroup.procs", text);
}

/* Calls `act` with each process of the group that has a number here; those of other pid namespaces are shown as 0. */
static void for_each_process(const char *folder, void (*act)(const char *folder, int pid, const char *arg),
			     const char *arg)
{
	char path[FILE_SIZE];
	FILE *f;
	int pid;

	snprintf(path, sizeof path, "%s/cgroup.procs", folder);
	f = fopen(path, "re");
	/* The kernel writes these numbers. NOLINTNEXTLINE(cert-err34-c) */
	while (f && fscanf(f, "%d", &pid) == 1)
		if (pid > 0)
			act(folder, pid, arg);
	if (f)
		(void)fclose(f);
}

/* One at a time makes and removes groups below a parent. A descriptor; -1 when there is no lock to be had. */
static int lock_parent(const char *parent)
{
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Whoever holds it is done in a moment; if not, it is stopped, and must not stop us. */
	for (int tries = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
		if (errno != EWOULDBLOCK || tries == 2000) {
			assay_close_p(&fd);
			return -1;
		}
		usleep(1000);
	}
	return fd;
}

/* Removal. */

/* A killed process leaves its group a moment after it was reaped. */
static int remove_folder(const char *path, int patience_ms)
{
	for (int tries = 0; rmdir(path) < 0; tries++) {
		if (errno != EBUSY || tries >= patience_ms)
			return -errno;
		usleep(1000);
	}
	return 0;
}

/* A group of a slot with its children, where it has any. */
static int remove_group(const char *path, int patience_ms)
{
	static const char *const children[] = {RUN, HOME};

	if (rmdir(path) == 0)
		return 0; /* It has none. */
	for (size_t i = 0; i < sizeof children / sizeof children[0]; i++) {
		char child[PATH_SIZE + 320];
		int r;

		snprintf(child, sizeof child, "%s/%s", path, children[i]);
		r = remove_folder(child, patience_ms);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return remove_folder(path, patience_ms);
}

/* By a descriptor that is looked at before it is used: the number may be somebody else's by now. */
static void kill_member(const char *folder, int pid, const char *name)
{
	assay_autofd int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	char path[64], text[4096];
	ssize_t n;

	(void)folder;
	snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	n = pidfd < 0 || fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (n <= 0)
		return;
	text[n] = '\0';
	if (strstr(text, name))
		(void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0); /* It may be dead already. */
}

static void kill_members(const char *path, const char *name)
{
	char inner[PATH_SIZE + 320];

	snprintf(inner, sizeof inner, "%s/%s", path, sandbox_group_inner(path));
	for_each_process(inner, kill_member, name);
}

/* What a dead owner left. Its candidates died with it, unless they had no pid namespace of their own. */
static void remove_orphan(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	for (int tries = 0; remove_group(path, 0) == -EBUSY && tries < 20; tries++) {
		if (write_file(path, "cgroup.kill", "1") < 0)
			kill_members(path, name);
		usleep(1000);
	}
}

static bool is_slot(const char *name)
{
	return strncmp(name, SLOT, strlen(SLOT)) == 0;
}

/* Under the parent's lock. */
static void sweep(const char *parent)
{
	DIR *dir = opendir(parent);

	for (const struct dirent *e; dir && (e = readdir(dir));) {
		char path[PATH_SIZE + 300];

		if (!is_slot(e->d_name))
			continue;
		snprintf(path, sizeof path, "%s/%s", parent, e->d_name);
		assay_autofd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_orphan(path);
	}
	if (dir)
		(void)closedir(dir);
}

/* The leaf of v2. */

static bool (*is_kin)(const struct stat *program);

void assay_sandbox_set_kin(bool (*is_kin_of_ours)(const struct stat *program))
{
	is_kin = is_kin_of_ours;
}

static bool is_child(int pid)
{
	siginfo_t info;

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Of a process that is not dumpable, as ours are not once their uid was changed, only root is told. */
static bool is_program_of_ours(int pid)
{
	struct stat ours, theirs;
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/exe", pid);
	if (stat("/proc/self/exe", &ours) < 0)
		return false;
	if (stat(path, &theirs) < 0)
		return errno == EACCES && is_child(pid);
	return (ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino) || (is_kin && is_kin(&theirs));
}

static void move_ours(const char *folder, int pid, const char *leaf)
{
	(void)folder;
	if (is_program_of_ours(pid))
		(void)write_pid(leaf, pid); /* What stays behind shows in the next try to give controllers. */
}

static void move_any(const char *folder, int pid, const char *to)
{
	(void)folder;
	(void)write_pid(to, pid); /* What stays behind keeps the leaf. */
}

static bool has_other_children(const char *parent)
{
	DIR *dir = opendir(parent);
	bool has_others = !dir;

	for (const struct dirent *e; dir && !has_others && (e = readdir(dir));)
		has_others = e->d_type == DT_DIR && e->d_name[0] != '.' && strcmp(e->d_name, LEAF) != 0;
	if (dir)
		(void)closedir(dir);
	return has_others;
}

static bool has_leaf(const char *parent)
{
	char leaf[PATH_SIZE + 32];

	snprintf(leaf, sizeof leaf, "%s/%s", parent, LEAF);
	return access(leaf, F_OK) == 0;
}

/* Undoes what give_controllers() did, once nobody has use for it. Under the parent's lock. */
static void leave_leaf(const char *parent)
{
	char leaf[PATH_SIZE + 32];

	if (!has_leaf(parent) || has_other_children(parent))
		return;
	snprintf(leaf, sizeof leaf, "%s/%s", parent, LEAF);
	(void)write_file(parent, "cgroup.subtree_control", "-pids");   /* It may not have been there. */
	(void)write_file(parent, "cgroup.subtree_control", "-memory"); /* If not, moving back fails and we stay. */
	for (int tries = 0; rmdir(leaf) < 0 && errno == EBUSY && tries < 20; tries++)
		for_each_process(leaf, move_any, parent);
}

/* v1 may have them all. */
static bool offers_memory(const char *parent)
{
	char path[FILE_SIZE], text[256];

	snprintf(path, sizeof path, "%s/cgroup.controllers", parent);
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "memory");
}

/* Under the parent's lock. */
static int give_controllers(const char *parent, const char *controllers)
{
	char leaf[PATH_SIZE + 32];
	int r = write_file(parent, "cgroup.subtree_control", controllers);

	if (r != -EBUSY)
		return r;
	snprintf(leaf, sizeof leaf, "%s/%s", parent, LEAF);
	if (mkdir(leaf, 0755) < 0 && errno != EEXIST)
		return -errno;
	/* More than once, because processes of ours may fork while they are moved. */
	for (int tries = 0; r == -EBUSY && tries < 5; tries++) {
		for_each_process(parent, move_ours, leaf);
		r = write_file(parent, "cgroup.subtree_control", controllers);
	}
	return r;
}

/* A list in the making. */
struct strangers {
	char *text;
	size_t size;
	unsigned n;
};

static struct strangers strangers;

static void name_stranger(const char *folder, int pid, const char *arg)
{
	char path[64], name[32] = "?";
	size_t len = strlen(strangers.text);

	(void)folder, (void)arg;
	if (is_program_of_ours(pid))
		return;
	if (strangers.n++ >= 3)
		return;
	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, name, sizeof name - 1);

	if (n > 0)
		name[n - 1] = '\0'; /* The end of the line. */
	snprintf(strangers.text + len, strangers.size - len, "%s%s (%d)", len ? ", " : "", name, pid);
}

bool sandbox_group_strangers(char *ret, size_t size)
{
	char parent[PATH_SIZE];

	*ret = '\0';
	strangers = (struct strangers){.text = ret, .size = size};
	if (sandbox_group_parent(NULL, parent, sizeof parent) == 0)
		for_each_process(parent, name_stranger, NULL);
	if (strangers.n > 3) {
		size_t len = strlen(ret);

		snprintf(ret + len, size - len, " and %u more", strangers.n - 3);
	}
	return strangers.n > 0;
}

/* Groups of slots. */

/* Process ids mean nothing across pid namespaces, so a name carries the namespace that its number is from. */
static unsigned long pid_namespace(void)
{
	struct stat st;

	if ((!view.is_held || view.pid_namespace == 0) && stat("/proc/self/ns/pid", &st) == 0)
		view.pid_namespace = st.st_ino;
	return view.pid_namespace;
}

static int open_locked(const char *path)
{
	assay_autofd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : assay_steal_fd(&fd);
}

/* With the children of a group that has controllers to give; see the header. */
static int make_group(const char *path, const char *controllers)
{
	char child[PATH_SIZE + 320];
	int r = mkdir(path, 0755) < 0 ? -errno : 0;

	if (r < 0)
		return r;
	if (controllers && (r = write_file(path, "cgroup.subtree_control", controllers)) == 0) {
		snprintf(child, sizeof child, "%s/" HOME, path);
		r = mkdir(child, 0755) < 0 ? -errno : 0;
		snprintf(child, sizeof child, "%s/" RUN, path);
		r = r < 0 || mkdir(child, 0755) == 0 ? r : -errno;
	}
	if (r == 0)
		r = open_locked(path);
	if (r < 0)
		(void)remove_group(path, 0); /* The failure is told of already. */
	return r;
}

const char *sandbox_group_inner(const char *path)
{
	char run[PATH_SIZE + 320];

	snprintf(run, sizeof run, "%s/" RUN, path);
	return access(run, F_OK) == 0 ? RUN : ".";
}

static int give_procs(const char *folder, uid_t uid)
{
	char path[FILE_SIZE];

	snprintf(path, sizeof path, "%s/cgroup.procs", folder);
	return uid == geteuid() || chown(path, uid, (gid_t)-1) == 0 ? 0 : -errno;
}

int sandbox_group_admit(const char *path, pid_t pid, uid_t uid)
{
	char inner[PATH_SIZE + 320], home[PATH_SIZE + 320];
	int r = give_procs(path, uid);

	if (strcmp(sandbox_group_inner(path), RUN) != 0)
		return -ENOTSUP;
	snprintf(inner, sizeof inner, "%s/" RUN, path);
	if (r == 0)
		r = give_procs(inner, uid);
	snprintf(home, sizeof home, "%s/" HOME, path);
	return r < 0 || pid <= 0 ? r : write_pid(home, (int)pid);
}

static void get_parent(const char *path, char *ret, size_t size)
{
	snprintf(ret, size, "%.*s", (int)(strrchr(path, '/') - path), path);
}

int sandbox_group_make(const char *parent, const char *controllers, const char *less, unsigned slot_id, char *ret,
		       size_t size)
{
	if (controllers && !offers_memory(parent))
		return -ENOENT;
	assay_autofd int lock = lock_parent(parent);
	int r;

	if (snprintf(ret, size, "%s/" SLOT "%lu-%d-%u", parent, pid_namespace(), (int)getpid(), slot_id) >= (int)size)
		return -ENAMETOOLONG;
	if (lock >= 0)
		sweep(parent);
	r = controllers ? give_controllers(parent, controllers) : 0;
	if (r < 0 && less && give_controllers(parent, less) == 0) {
		controllers = less;
		r = 0;
	}
	if (r == 0)
		r = make_group(ret, controllers);
	if (r < 0 && lock >= 0)
		leave_leaf(parent);
	return r;
}

static bool has_entry(const char *folder, const char *prefix)
{
	DIR *dir = opendir(folder);
	bool is_there = false;

	for (const struct dirent *e; dir && !is_there && (e = readdir(dir));)
		is_there = strncmp(e->d_name, prefix, strlen(prefix)) == 0;
	if (dir)
		(void)closedir(dir);
	return is_there;
}

bool sandbox_groups_remain(pid_t owner)
{
	char parent[PATH_SIZE], prefix[96];

	snprintf(prefix, sizeof prefix, SLOT "%lu-%d-", pid_namespace(), (int)owner);
	for (size_t i = 0; i < N_HIERARCHIES; i++)
		if (sandbox_group_parent(hierarchies[i], parent, sizeof parent) == 0 && has_entry(parent, prefix))
			return true;
	return false;
}

int sandbox_group_renew(const char *path, int *lock)
{
	char parent[PATH_SIZE], inner[PATH_SIZE + 320];
	int r;

	if (strcmp(sandbox_group_inner(path), RUN) == 0) {
		snprintf(inner, sizeof inner, "%s/" RUN, path);
		r = remove_folder(inner, 100);
		return r == 0 && mkdir(inner, 0755) < 0 ? -errno : r;
	}
	get_parent(path, parent, sizeof parent);

	/* So that no sweep finds the new folder before its lock is taken. */
	assay_autofd int parent_lock = lock_parent(parent);

	(void)parent_lock; /* Held until the return; without it the risk is small. */
	r = remove_folder(path, 100);
	if (r < 0)
		return r;
	assay_close_p(lock); /* Of a folder that is gone. */
	*lock = make_group(path, NULL);
	return *lock < 0 ? *lock : 0;
}

bool sandbox_group_remove(const char *path, int lock, int patience_ms)
{
	char parent[PATH_SIZE];
	int r = remove_group(path, patience_ms);

	(void)close(lock);
	get_parent(path, parent, sizeof parent);
	if (!has_leaf(parent))
		return r == 0;

	assay_autofd int parent_lock = lock_parent(parent);

	if (parent_lock >= 0)
		leave_leaf(parent);
	return r == 0;
}

void assay_sandbox_sweep(void)
{
	for (size_t i = 0; i < N_HIERARCHIES; i++) {
		char parent[PATH_SIZE];

		if (sandbox_group_parent(hierarchies[i], parent, sizeof parent) < 0)
			continue;
		assay_autofd int lock = lock_parent(parent);

		if (lock < 0)
			continue;
		sweep(parent);
		leave_leaf(parent);
	}
}
