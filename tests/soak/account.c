/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS "/sys/fs/cgroup"

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

int account_entries(const char *folder, const char *prefix)
{
	DIR *dir = opendir(folder);
	int n = 0;

	for (const struct dirent *e; dir && (e = readdir(dir));)
		n += e->d_name[0] != '.' && starts_with(e->d_name, prefix);
	if (dir)
		(void)closedir(dir);
	return n;
}

int account_lines(const char *path, const char *text)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int n = 0;

	while (f && getline(&line, &size, f) > 0)
		n += strstr(line, text) != NULL;
	free(line);
	if (f)
		(void)fclose(f);
	return n;
}

/* The number after `key` in a file of lines like "Rss:   123 kB". */
static uint64_t number_of(const char *path, const char *key)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	uint64_t n = 0;

	while (f && getline(&line, &size, f) > 0)
		if (starts_with(line, key))
			n = strtoull(line + strlen(key), NULL, 10);
	free(line);
	if (f)
		(void)fclose(f);
	return n;
}

static uint64_t count_children(pid_t pid)
{
	char path[64], needle[32];
	DIR *dir = opendir("/proc");
	uint64_t n = 0;

	snprintf(needle, sizeof needle, "PPid:\t%d\n", (int)pid);
	for (const struct dirent *e; dir && (e = readdir(dir));) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%.20s/status", e->d_name);
		n += account_lines(path, needle) > 0;
	}
	if (dir)
		(void)closedir(dir);
	return n;
}

bool account_take(pid_t pid, struct account *ret)
{
	char path[64];
	int fds;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	fds = account_entries(path, "");
	snprintf(path, sizeof path, "/proc/%d/mountinfo", (int)pid);
	*ret = (struct account){.fds = (uint64_t)fds, .mounts = (uint64_t)account_lines(path, "")};
	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
	ret->rss_kib = number_of(path, "Rss:");
	ret->anonymous_kib = number_of(path, "Anonymous:");
	ret->children = count_children(pid);
	return fds > 0 && ret->rss_kib > 0;
}

int account_processes(const char *name)
{
	char path[64];
	DIR *dir = opendir("/proc");
	int n = 0;

	for (const struct dirent *e; dir && (e = readdir(dir));) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%.20s/comm", e->d_name);
		n += account_lines(path, name) > 0;
	}
	if (dir)
		(void)closedir(dir);
	return n;
}

static const char *wanted_prefix;
static int n_wanted;

static int look_at_folder(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	n_wanted += type == FTW_D && starts_with(path + ftw->base, wanted_prefix);
	return 0;
}

int account_groups(const char *prefix)
{
	wanted_prefix = prefix;
	n_wanted = 0;
	(void)nftw(GROUPS, look_at_folder, 16, FTW_PHYS); /* No such folder: no groups. */
	return n_wanted;
}
