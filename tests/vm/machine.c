/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

uint64_t machine_now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t machine_now_ms(void)
{
	return machine_now_us() / 1000;
}

void machine_read_line(const char *folder, const char *file, char *ret, size_t size)
{
	char path[512];
	FILE *f;

	ret[0] = '\0';
	snprintf(path, sizeof path, "%s/%s", folder, file);
	f = fopen(path, "re");
	if (!f)
		return;
	if (!fgets(ret, (int)size, f))
		ret[0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	(void)fclose(f);
}

int machine_count_processes(const char *name, pid_t *ret_one)
{
	DIR *proc = opendir("/proc");
	int n = 0;

	for (const struct dirent *e; proc && (e = readdir(proc));) {
		char folder[300], comm[64];

		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		snprintf(folder, sizeof folder, "/proc/%s", e->d_name);
		machine_read_line(folder, "comm", comm, sizeof comm);
		if (strcmp(comm, name) != 0)
			continue;
		n++;
		if (ret_one)
			*ret_one = (pid_t)strtol(e->d_name, NULL, 10);
	}
	if (proc)
		(void)closedir(proc);
	return n;
}

int machine_wait_for_none(const char *name)
{
	uint64_t start = machine_now_ms();

	while (machine_count_processes(name, NULL) > 0) {
		if (machine_now_ms() - start > 10000)
			return -1;
		usleep(1000);
	}
	return (int)(machine_now_ms() - start);
}

static int n_folders;

static int count_folder(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path, (void)st;
	n_folders += type == FTW_D && ftw->level > 0;
	return 0;
}

int machine_count_groups(void)
{
	n_folders = 0;
	(void)nftw(MACHINE_GROUPS, count_folder, 16, FTW_PHYS);
	return n_folders;
}

int machine_count_dying_groups(void)
{
	FILE *f = fopen(MACHINE_GROUPS "/cgroup.stat", "re");
	char line[128];
	int n = -1;

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "nr_dying_descendants ", 21) == 0)
			n = (int)strtol(line + 21, NULL, 10);
	if (f)
		(void)fclose(f);
	return n;
}

bool machine_find_group(pid_t pid, char *ret, size_t size)
{
	char folder[32], line[400];

	snprintf(folder, sizeof folder, "/proc/%d", (int)pid);
	machine_read_line(folder, "cgroup", line, sizeof line);
	/* The only line there is: `0::/path`. */
	if (strncmp(line, "0::/", 4) != 0)
		return false;
	return snprintf(ret, size, "%s%s", MACHINE_GROUPS, line + 3) < (int)size;
}

void machine_write(const char *folder, const char *file, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0) {
		printf("Bail out! write \"%s\" to %s: %s\n", text, path, strerror(errno));
		exit(1);
	}
	(void)close(fd);
}

uint64_t machine_swap_bytes(void)
{
	struct sysinfo info;

	return sysinfo(&info) == 0 ? (uint64_t)info.totalswap * info.mem_unit : 0;
}

static const char *has_file(const char *folder, const char *file)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	return access(path, F_OK) == 0 ? "yes" : "no";
}

/* Since Linux 6.12 a write resets memory.peak for the descriptor that was written to; before, the file is read-only. */
static const char *can_reset_peak(const char *folder)
{
	char path[512];
	int fd;

	snprintf(path, sizeof path, "%s/memory.peak", folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) < 0)
		return "no";
	return "yes";
}

void machine_print_features(void)
{
	static const char folder[] = MACHINE_GROUPS "/features";
	static const char *const files[] = {"cgroup.kill", "memory.peak",    "memory.oom.group", "memory.swap.max",
					    "pids.peak",   "cpu.stat.local", "memory.reclaim"};
	struct utsname name;
	char controllers[256];

	machine_read_line(MACHINE_GROUPS, "cgroup.controllers", controllers, sizeof controllers);
	(void)uname(&name);
	printf("# kernel %s, cgroup v2 controllers: %s\n", name.release, controllers);
	machine_write(MACHINE_GROUPS, "cgroup.subtree_control", "+memory +pids +cpu");
	(void)mkdir(folder, 0755);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		printf("# %s: %s\n", files[i], has_file(folder, files[i]));
	printf("# memory.peak can be reset: %s\n", can_reset_peak(folder));
	(void)rmdir(folder);
	machine_write(MACHINE_GROUPS, "cgroup.subtree_control", "-memory -pids -cpu");
	printf("# Landlock ABI: %ld\n", syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION));
}
