/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU time and memory of a process tree, read from /proc: the account where no control group is writable.
 *
 * The caller is the root of the tree (pid 1 of the run, or its reaper). CPU time is that of the living, of the children
 * they waited for, and of those that the caller reaped. A process whose parent ignores SIGCHLD vanishes from all three;
 * since the true sum never falls, a fall is time that vanished, and is added back. What such a process used since the
 * last reading is lost: at most one interval per process.
 */
#ifndef ASSAY_SANDBOX_TREE_H
#define ASSAY_SANDBOX_TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct sandbox_tree {
	uint64_t cpu_us;    /**< Used so far. */
	uint64_t mem_bytes; /**< At the last reading: resident, shared pages counted once, page tables, the run's tmpfs.
			     */
	uint64_t peak_bytes;
	uint64_t last_sum_us, vanished_us;
	bool wants_deleted;	/**< In: also look at what the processes hold open, but for memory files. */
	dev_t memory_dev;	/**< In: where those are. */
	uint64_t deleted_bytes; /**< At the last reading: in open files that have no name any more. */
};

/**
 * Reads /proc once. `is_private`: /proc shows this run only; else descendants of the caller are picked out. Shared
 * pages and page tables are only looked at (which is slow) once the plain sum could be above `mem_limit`. `fs_path`
 * names the run's tmpfs; may be NULL.
 */
void sandbox_tree_read(struct sandbox_tree *tree, bool is_private, uint64_t mem_limit, const char *fs_path);

/** User and system time of `usage`. */
uint64_t sandbox_usage_us(const struct rusage *usage);

/** Kills every descendant of the caller until none is left, and reaps them. For runs without a pid namespace. */
void sandbox_tree_kill(void);

#endif
