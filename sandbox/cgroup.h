/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory and CPU accounts by control groups, where a try shows that they are writable.
 *
 * A slot has one group per controller, named assay-<pid namespace>-<pid>-<slot>, made below the group that the
 * worker is in and reused for every run. The candidate joins by writing "0" to a descriptor that the worker opened, so
 * neither the template nor pid 1 is ever in the group: the kernel's out-of-memory killer can only hit the candidate.
 * Groups of workers that died are removed when the next slot is made.
 */
#ifndef ASSAY_SANDBOX_CGROUP_H
#define ASSAY_SANDBOX_CGROUP_H

#include "sandbox/sandbox.h"

/** Controllers in use: memory and cpuacct. */
#define SANDBOX_CGROUP_FDS 2

struct sandbox_cgroup {
	enum assay_enforcer kind; /**< RLIMIT: nothing here is in use. */
	char memory_path[512], cpu_path[512];
	int join[SANDBOX_CGROUP_FDS];
	int limit, swap_limit, usage, peak, oom, cpu;
	uint64_t limit_bytes; /**< What is written now. */
	/* At the start of the run. */
	uint64_t cpu_us_before, usage_before, oom_before;
};

/** Tries to make the groups of a slot; on any failure the kind is RLIMIT and nothing is left. */
void sandbox_cgroup_init(struct sandbox_cgroup *group, unsigned slot_id);
/** Closes and removes; zeroed or RLIMIT groups are fine. */
void sandbox_cgroup_finish(struct sandbox_cgroup *group);

/** Sets the limit and takes the marks that the calls below measure from. 0 or -errno. */
int sandbox_cgroup_begin(struct sandbox_cgroup *group, uint64_t mem_bytes);
uint64_t sandbox_cgroup_cpu_us(const struct sandbox_cgroup *group);
/** True when the kernel killed something of this run for memory. */
bool sandbox_cgroup_is_out_of_memory(const struct sandbox_cgroup *group);
/** Most memory of the run beyond what was charged before it. */
uint64_t sandbox_cgroup_peak_bytes(const struct sandbox_cgroup *group);

#endif
