/* SPDX-License-Identifier: Apache-2.0 */
/* The optional benchmark data: $ASSAY_DATA, or shared/data beside the source tree. */
#ifndef ASSAY_TESTS_FILTERS_DATA_H
#define ASSAY_TESTS_FILTERS_DATA_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** Path of a data file; skips the test with its name when it is absent. */
static inline const char *data_file(const char *name)
{
	static char path[4096];
	const char *folder = getenv("ASSAY_DATA");
	const char *source = getenv("ASSAY_SOURCE_ROOT");
	if (folder)
		(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	else
		(void)snprintf(path, sizeof(path), "%s/../shared/data/%s", source ? source : ".", name);
	if (access(path, R_OK) != 0)
		cr_skip_test("benchmark data is absent: %s", path);
	return path;
}

#endif
