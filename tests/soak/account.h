/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process holds, and what the machine holds of runs: read from the kernel, so that nobody's word is taken for
 * it.
 */
#ifndef ASSAY_TESTS_SOAK_ACCOUNT_H
#define ASSAY_TESTS_SOAK_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** One process. All are counts or KiB. */
struct account {
	uint64_t fds, mounts, children;
	uint64_t rss_kib, anonymous_kib;
};

/** What process `pid` holds now; false when it cannot be read. */
bool account_take(pid_t pid, struct account *ret);

/** Processes of this name, dead but unreaped ones included. */
int account_processes(const char *name);
/** Control groups of any hierarchy whose name begins so. */
int account_groups(const char *prefix);
/** Entries of a folder whose name begins so; a folder that is not there has none. */
int account_entries(const char *folder, const char *prefix);
/** Lines of a file that contain the text. */
int account_lines(const char *path, const char *text);

#endif
