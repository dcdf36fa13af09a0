/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a slot: the template process, its stems, pid 1 of a run, and the candidate's last steps before exec.
 *
 *     worker ── fork ──> template ── fork ──> stem ── clone3 ──> pid 1 ── vfork ──> candidate
 *                        (per slot)           (per filter)       (per run)
 *
 * The template enters a user namespace, builds a small read-only root, and grows stems when asked to. A stem loads a
 * system call filter, which all its runs inherit, and waits for jobs. Neither execs; both hold no descriptors but the
 * ones below. pid 1 shares its stem's memory, so that no page table is copied: while it lives the stem only waits, and
 * what pid 1 writes there is its own stack and static data, which the next run starts anew. It allocates nothing.
 *
 * The template of a slot for a single run is all three: born into the pid namespace of that run, it builds the root
 * with the run's proc in it, loads the filter when it is told of the job, and goes on as pid 1.
 *
 * At the levels below namespaces, and where there is no gate (gate.h), the template does a stem's work itself, pid 1 is
 * a plain fork and each candidate loads the filter.
 *
 * Everything here runs single-threaded, reports failures as messages (wire.h) and leaves by _exit.
 */
#ifndef ASSAY_SANDBOX_TEMPLATE_H
#define ASSAY_SANDBOX_TEMPLATE_H

#include "sandbox/cgroup.h"
#include "sandbox/wire.h"

#include <sys/types.h>

/** Descriptors of a template; numbers are fixed so that everything above can be closed. */
enum {
	SANDBOX_FD_SOCK = 3,  /**< To the worker. */
	SANDBOX_FD_IMAGE = 4, /**< The job image. */
	SANDBOX_FD_SELF = 5,  /**< pidfd of its owner, so that children notice the death. */
	SANDBOX_FD_NOTES = 6, /**< To the worker too, for what need not wake it. */
	SANDBOX_FD_END,
};

/** Where a candidate works: not a name that programs look for on a host. */
#define SANDBOX_WORK "/box"
#define SANDBOX_HOME "/tmp/home"
/** The candidate inside its user namespace. */
#define SANDBOX_UID 1000u

/** How /proc can be had in a run, best first. */
enum sandbox_proc {
	SANDBOX_PROC_PIDS,   /**< Only process folders, only one's own. */
	SANDBOX_PROC_HIDDEN, /**< Whole, read-only, others' processes hidden. */
	SANDBOX_PROC_NONE,
};

struct sandbox_template {
	enum assay_isolation level;
	bool has_uid_range;  /**< The template is uid 0 inside, the candidate another one. Else one uid for both. */
	uid_t uid;	     /**< The candidate's, where it has its own. */
	bool is_born_inside; /**< Of its user namespace already. */
	bool is_tree_polled; /**< Of each run: no groups, pid 1 watches CPU time and memory of the tree. */
	bool is_filtered;    /**< Runs inherit their system call filter. */
	bool has_zygotes;    /**< There may be some: their files are in the root. */
	bool is_zygote;	     /**< An interpreter that is forked; see zygote.h. */
	enum sandbox_proc proc;
	bool is_alone; /**< pid 1 itself, of the only run. */
};

/** The template's whole life. The descriptors are moved to their fixed numbers. */
_Noreturn void sandbox_template_main(struct sandbox_template *t, int sock, int image, int notes);

/** Moves descriptors to their fixed numbers and closes all others. 0 or -errno. */
int sandbox_arrange_descriptors(int sock, int image, int notes);
/** Says what failed, and ends the process. */
_Noreturn void sandbox_give_up(const char *what, int sys_errno);
/** The rest of a stem's life: waits for jobs, runs them, and ends with the worker or its order. */
_Noreturn void sandbox_serve(struct sandbox_template *t);
/** A stem from its birth on. `config` holds its filter and the number of its gate; see wire.h. */
_Noreturn void sandbox_stem_main(const struct sandbox_template *t, int sock, int notes, int config);
/** The same for a template that is alone: it becomes the stem, on its own socket. `net`: see sandbox_net_enter(). */
_Noreturn void sandbox_stem_become(const struct sandbox_template *t, int config, int net);

/**
 * Clones into the namespaces of a run, where there are any: `inside(arg)` is pid 1 there and its result the exit
 * status. It shares our memory where that can be; its stack is the same every time. The pid or -errno.
 */
pid_t sandbox_spawn(const struct sandbox_template *t, int (*inside)(void *), void *arg, int *ret_pidfd);

/** What of the host a candidate may read: names below "/", below "/etc", and below "/dev". NULL at the end. */
extern const char *const sandbox_system_folders[], *const sandbox_etc_names[], *const sandbox_devices[];

/**
 * Builds the read-only root on a tmpfs and makes it the root, with the run's proc where the template is alone. 0 or
 * -errno, with the step in `*ret_what`.
 */
int sandbox_root_enter(const struct sandbox_template *t, const char **ret_what);

/** Descriptors of a run inside the template and pid 1. */
struct sandbox_run_fds {
	int in, out, err, channel; /**< channel: -1 when there is none. */
	int joins[SANDBOX_MAX_GROUPS];
	unsigned n_joins;
	int group; /**< To be born into instead; -1 where there is none. */
};

/** Mounts proc on `path`: the best way from `t->proc` on for a template that is alone, else that way. 0 or -errno. */
int sandbox_mount_proc(const struct sandbox_template *t, const char *path);
/** Mounts the run's own file systems; 0 or -errno with the step in `*ret_what`. */
int sandbox_mount_run(const struct sandbox_template *t, const struct assay_limits *limits, const char **ret_what);

/**
 * What a candidate may reach in that root once the run's file systems are there, as a Landlock ruleset: the second
 * belt. 0 with a descriptor in `*ret`, or with -1 where the kernel's Landlock is missing or too old to be harmless;
 * else -errno.
 */
int sandbox_root_ruleset(int *ret);

/** What pid 1 is born with. */
struct sandbox_birth {
	const struct sandbox_template *t;
	const struct sandbox_run_fds *fds;
	const struct sandbox_plan *plan;
	const char *folder; /**< The run's own; by namespaces, the work folder. */
	unsigned n_own;	    /**< Template and stems, which count as pid 1 does where all have one uid. */
};

/** pid 1 (or, without a pid namespace, the reaper of a run). Does not return. `arg` is a struct sandbox_birth. */
int sandbox_init_main(void *arg);

/** What became of the candidate's last steps. In memory that it shares with pid 1. */
struct sandbox_launched {
	const char *failed_step; /**< NULL: all went well. "exec": only exec itself failed. */
	int sys_errno;
	uint64_t start_ns; /**< CLOCK_MONOTONIC, right before exec. */
};

/** What the candidate's last steps need. */
struct sandbox_launch {
	const struct sandbox_template *t;
	const struct sandbox_plan *plan;
	const struct sandbox_run_fds *fds;
	int ruleset;			 /**< Of Landlock; -1: none. */
	bool is_born_in_group;		 /**< Else it must join. */
	uint64_t process_limit;		 /**< RLIMIT_NPROC; 0: as it is. */
	struct sandbox_launched *answer; /**< Of a forked candidate only known when it has ended. */
};

/** Makes the control groups that the caller is in the root of what it can see. 0, or -1 with errno. */
int sandbox_hide_groups(void);

/** Starts the candidate and returns its pid when exec is done, or at once when it is forked; or -errno. */
pid_t sandbox_launch(struct sandbox_launch *launch);
/** Before the filter is loaded, in a process whose candidates are forked. 0 or -errno. */
int sandbox_launch_prepare_forks(void);

#endif
