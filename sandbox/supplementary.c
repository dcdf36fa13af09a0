/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/supplementary.h"

#include "sandbox/template.h"

#include <ftw.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 2
#define MAX_OPEN   16
#define READS	   (S_IROTH | S_IXOTH) /* Of what is shown nothing can be written. */

/* nftw() hands nothing to its callback. */
static struct search {
	gid_t *groups;
	int n_groups;
	time_t end_s;
	char path[512];
	gid_t group;
} search;

static time_t now_s(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return ts.tv_sec;
}

static bool is_ours(gid_t gid)
{
	if (gid == getegid())
		return false; /* Mapped, and like the uid the user's own. */
	for (int i = 0; i < search.n_groups; i++)
		if (search.groups[i] == gid)
			return true;
	return false;
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	mode_t member = st->st_mode >> 3 & READS;

	(void)ftw;
	if (now_s() > search.end_s)
		return -1;
	if (type == FTW_SL || type == FTW_NS || (member & ~st->st_mode & READS) == 0 || !is_ours(st->st_gid))
		return 0;
	snprintf(search.path, sizeof search.path, "%s", path);
	search.group = st->st_gid;
	return 1;
}

static bool search_all(const char *const *names, const char *above)
{
	char path[64];

	for (size_t i = 0; names[i]; i++) {
		snprintf(path, sizeof path, "%s%s", above, names[i]);
		if (nftw(path, look, MAX_OPEN, FTW_PHYS) == 1)
			return true;
	}
	return false;
}

bool sandbox_supplementary_find(char *ret_path, size_t path_size, char *ret_group, size_t group_size)
{
	int n = geteuid() == 0 ? 0 : getgroups(0, NULL);
	const struct group *named;
	bool is_found;

	search = (struct search){.groups = n > 0 ? calloc((size_t)n, sizeof(gid_t)) : NULL,
				 .end_s = now_s() + PATIENCE_S};
	if (!search.groups)
		return false;
	search.n_groups = getgroups(n, search.groups);
	is_found = search_all(sandbox_system_folders, "/") || search_all(sandbox_etc_names, "/etc/");
	free(search.groups);
	if (!is_found)
		return false;
	named = getgrgid(search.group);
	snprintf(ret_path, path_size, "%s", search.path);
	if (named)
		snprintf(ret_group, group_size, "%s", named->gr_name);
	else
		snprintf(ret_group, group_size, "%u", (unsigned)search.group);
	return true;
}
