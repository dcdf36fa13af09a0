/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/halves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

const struct assay_half assay_half_front = {"assay", ASSAY_FRONT_FROM_VERBS};
const struct assay_half assay_half_verbs = {"assay-verbs", ASSAY_VERBS_FROM_FRONT};

/* This program's own path with all links resolved. Where there is no /proc it is found as the kernel was told it, which
 * holds as long as nobody has changed the folder. */
static bool find_self(char ret[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", ret, PATH_MAX);
	if (n > 0 && n < PATH_MAX) {
		ret[n] = '\0';
		return true;
	}
	const char *told = (const char *)getauxval(AT_EXECFN);
	return told && realpath(told, ret);
}

bool assay_half_place(const struct assay_half *half, size_t n, char ret[PATH_MAX])
{
	char self[PATH_MAX];
	if (n > 1 || !find_self(self))
		return false;
	char *name = strrchr(self, '/');
	if (!name)
		return false;
	*name = '\0';
	int len = n == 0 ? snprintf(ret, PATH_MAX, "%s/%s", self, half->name)
			 : snprintf(ret, PATH_MAX, "%s/%s/%s", self, half->installed, half->name);
	return len < PATH_MAX;
}

bool assay_half_is_ours(const struct stat *file)
{
	const struct assay_half *const halves[] = {&assay_half_front, &assay_half_verbs};
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		char path[PATH_MAX];
		struct stat found;
		for (size_t n = 0; assay_half_place(halves[i], n, path); n++) {
			if (stat(path, &found) == 0 && found.st_dev == file->st_dev && found.st_ino == file->st_ino)
				return true;
		}
	}
	return false;
}
