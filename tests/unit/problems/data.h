/* SPDX-License-Identifier: Apache-2.0 */
/* Where the optional benchmark files lie; tests that need one skip, naming it, when it is not there. */
#ifndef ASSAY_TESTS_PROBLEMS_DATA_H
#define ASSAY_TESTS_PROBLEMS_DATA_H

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void find_data(const char *name, char path[PATH_MAX])
{
	const char *data = getenv("ASSAY_DATA");
	const char *root = getenv("ASSAY_SOURCE_ROOT");
	if (data)
		(void)snprintf(path, PATH_MAX, "%s/%s", data, name);
	else
		(void)snprintf(path, PATH_MAX, "%s/../shared/data/%s", root ? root : ".", name);
	if (access(path, R_OK) != 0)
		cr_skip_test("no benchmark file %s", path);
}

#endif
