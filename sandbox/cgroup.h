/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits and accounts by control groups, where a try shows that they are writable: v2, or v1's controllers.
 *
 * A slot has one group (v2) or one per controller (v1), reused for every run; see cgroup_tree.h for where. Under
 * v1 the candidate joins by writing "0" to descriptors that the worker opened and sent along with the job. Neither the
 * template nor pid 1 is ever in a group with limits: the kernel's out-of-memory killer can only hit the candidate, and
 * a limit on processes counts nobody else.
 *
 * Under v2 the candidate is born in its group (CLONE_INTO_CGROUP), because joining waits for an RCU grace period unless
 * somebody just did: 12 ms, measured with pauses of 20 ms between runs. The kernel asks the rights of the caller, so
 * the slot's group is laid out for it; where that cannot be done, the candidate joins as under v1.
 */
#ifndef ASSAY_SANDBOX_CGROUP_H
#define ASSAY_SANDBOX_CGROUP_H

#include "sandbox/sandbox.h"

#include <sys/types.h>

/** Groups of a slot at most: memory, cpuacct and pids of v1, and a v2 group to kill by. */
#define SANDBOX_MAX_GROUPS 4

/** Files of the groups that stay open. */
enum sandbox_cgroup_file {
	SANDBOX_CGROUP_LIMIT,
	SANDBOX_CGROUP_SWAP_LIMIT,
	SANDBOX_CGROUP_USAGE,
	SANDBOX_CGROUP_PEAK,
	SANDBOX_CGROUP_EVENTS,
	SANDBOX_CGROUP_CPU,
	SANDBOX_CGROUP_PROCS_LIMIT,
	SANDBOX_CGROUP_KILL,
	SANDBOX_CGROUP_N_FILES
};

struct sandbox_cgroup_backend;

struct sandbox_cgroup {
	enum assay_enforcer kind; /**< UNKNOWN: zeroed; RLIMIT: nothing here is in use. */
	int why;		  /**< RLIMIT: -errno of what failed; of v2, where it is mounted. */
	const struct sandbox_cgroup_backend *backend;
	struct {
		char path[512];
		const char *inner; /**< See sandbox_group_inner(). */
		int lock, join;
	} groups[SANDBOX_MAX_GROUPS];
	unsigned n_groups;
	struct {
		int fd; /**< Negative: this kernel has none. */
		unsigned group;
	} files[SANDBOX_CGROUP_N_FILES];
	bool can_reset_peak, is_used;
	bool is_admitted;	     /**< The template may start processes right in the group. */
	uid_t uid;		     /**< Whose the template is, then. */
	int folder;		     /**< To be born into; -1: there is none. */
	uint64_t limit_bytes, procs; /**< What is written now. */
	uint64_t sampled_peak;
	/* At the start of the run. */
	uint64_t cpu_us_before, usage_before, oom_before;
};

/**
 * Tries to make the groups of a slot; on any failure the kind is RLIMIT and nothing is left. `is_single`: for one run,
 * which shows by itself whether they can be joined.
 */
void sandbox_cgroup_init(struct sandbox_cgroup *group, unsigned slot_id, bool is_single);
/**
 * True when sandbox_cgroup_init() will most likely make groups of v1; a hundredth of its work. What was looked at is
 * kept for it: sandbox_cgroup_forget() where it will not be called.
 */
bool sandbox_cgroup_is_likely(void);
void sandbox_cgroup_forget(void);
/**
 * For runs without a pid namespace: sees to it that sandbox_cgroup_kill() works, by a v2 group beside v1's where there
 * is a v2 tree. True when it does.
 */
bool sandbox_cgroup_add_kill(struct sandbox_cgroup *group, unsigned slot_id);
/**
 * Closes and removes, which waits for processes that are dying in them; zeroed or RLIMIT groups are fine. False when
 * some are left, because that took too long.
 */
bool sandbox_cgroup_finish(struct sandbox_cgroup *group);

/** After the template has its uid: lets it start candidates right in the group where this kernel can (v2). */
void sandbox_cgroup_admit(struct sandbox_cgroup *group, pid_t pid, uid_t uid);

/** Sets the limits and takes the marks that the calls below measure from. 0 or -errno. */
int sandbox_cgroup_begin(struct sandbox_cgroup *group, const struct assay_limits *limits);
/** Descriptors to join by, as they are for the run that was begun: `ret` has room for SANDBOX_MAX_GROUPS. */
size_t sandbox_cgroup_joins(const struct sandbox_cgroup *group, int *ret);
/** Kills all in the group at once, forks included (cgroup.kill, Linux 5.14). False: this machine cannot. */
bool sandbox_cgroup_kill(const struct sandbox_cgroup *group);

/** To be called now and then during a run: the peak is found by this where the kernel keeps none. */
void sandbox_cgroup_sample(struct sandbox_cgroup *group);
uint64_t sandbox_cgroup_cpu_us(const struct sandbox_cgroup *group);
/** True when the kernel killed something of this run for memory. */
bool sandbox_cgroup_is_out_of_memory(const struct sandbox_cgroup *group);
/** Most memory of the run beyond what was charged before it. */
uint64_t sandbox_cgroup_peak_bytes(const struct sandbox_cgroup *group);

#endif
