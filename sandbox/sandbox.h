/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run untrusted programs under stated limits and say what happened.
 *
 * A *slot* is a template process prepared once: its own user namespace, a minimal
 * read-only root, its own empty network namespace. A *job* is one program with its files,
 * input and limits. A run clones a fresh set of pid, mount and ipc namespaces off the
 * slot, with a fresh sized tmpfs, and ends only when every process of it is dead and reaped.
 *
 * A slot runs one job at a time and belongs to one thread. To let two programs talk (a test suite and a
 * candidate), run two jobs on two slots in one assay_sandbox_run() call.
 *
 * What the program does is an outcome, never an error: a negative return means that isolation
 * itself failed. Nothing a program wrote is trusted: output comes through capped pipes, files are taken
 * through descriptors after the whole process tree is dead.
 *
 * Isolation is refused, not weakened, when the machine cannot give what `require` asks for; each
 * outcome says which level it had.
 */
#ifndef ASSAY_SANDBOX_SANDBOX_H
#define ASSAY_SANDBOX_SANDBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a slot is closed off, from nothing to everything; a higher value is stronger. */
enum assay_isolation {
	ASSAY_ISOLATION_UNKNOWN = 0,
	ASSAY_ISOLATION_NONE,	    /**< Limits only; only with `is_unsafe`. */
	ASSAY_ISOLATION_LANDLOCK,   /**< No user namespaces: Landlock, seccomp, rlimits, a subreaper. */
	ASSAY_ISOLATION_NAMESPACES, /**< All namespaces, private root, seccomp. */
};

/** What enforced CPU, memory and process limits. Names as in verdict rows. */
enum assay_enforcer {
	ASSAY_ENFORCER_UNKNOWN = 0,
	ASSAY_ENFORCER_RLIMIT, /**< rlimits, and polling of the process tree. */
	ASSAY_ENFORCER_CGROUP1,
	ASSAY_ENFORCER_CGROUP2,
	ASSAY_ENFORCER_HYBRID,
};

const char *assay_isolation_name(enum assay_isolation level);
/** The level that may be required by this name, "namespaces" or "landlock"; else UNKNOWN. NULL: NAMESPACES. */
enum assay_isolation assay_isolation_of(const char *name);
const char *assay_enforcer_name(enum assay_enforcer enforcer);

/** Limits of one run; zero means the default in brackets. */
struct assay_limits {
	uint64_t cpu_ms;       /**< CPU time of the whole tree [10,000]. */
	uint64_t wall_ms;      /**< Backstop for sleepers [3 x cpu_ms + 2,000]. */
	uint64_t mem_bytes;    /**< Memory of the whole tree, tmpfs included [512 MiB]. */
	uint64_t output_bytes; /**< Each of standard output, standard error and the channel [4 MiB]. */
	uint64_t fs_bytes;     /**< All tmpfs of the run [64 MiB]. */
	uint64_t fs_inodes;    /**< Files and folders in them [4,096]. */
	uint64_t procs;	       /**< Processes and threads at once [64]. */
	uint64_t open_files;   /**< Descriptors per process [256]. */
};

/** Fills every zero with its default. */
void assay_limits_fill(struct assay_limits *limits);

/** One file put into the work folder before a run, or taken from it after one. `name` is a plain relative path. */
struct assay_file {
	struct assay_str name;
	struct assay_str bytes;
	bool is_executable;
	/** Bytes of ours that no task can change: a zygote may have loaded them, as the module of that name. */
	bool is_ours;
};

/** What a language's interpreter may have done before any run, where a slot keeps one to fork runs from. */
struct assay_zygote {
	const char *const *modules; /**< Loaded before; NULL-terminated. Those that are not installed are left out. */
};

/**
 * True for names that may be created in the work folder: relative, no "." or ".." part, no empty
 * part, no NUL or control byte, at most 200 bytes and 8 parts.
 */
bool assay_file_name_is_safe(struct assay_str name);

/**
 * A program as text: what a verifier plans with. `main_name` absent means the language's usual file name, and
 * `files` must hold the main file under `main_name`, or under an absent name when that is absent.
 */
struct assay_program {
	struct assay_str language;
	struct assay_str main_name;
	const struct assay_file *files;
	size_t n_files;
};

/** One run, ready to execute. All views are borrowed for the call. */
struct assay_job {
	/** NULL-terminated; argv[0] is a path inside the sandbox. {mem_bytes} in a word becomes the memory limit. */
	const char *const *argv;
	const char *const *env; /**< NULL-terminated `NAME=value`, added to the fixed environment; may be NULL. */
	const struct assay_file *files;
	size_t n_files;
	struct assay_str stdin_bytes;
	bool has_channel;	     /**< Descriptor 3 is a stream socket to the caller, for drivers. */
	struct assay_str channel_in; /**< Sent on the channel at once; its write side stays open for more. */
	/** The channel is standard input and output, for two programs that talk; stdin_bytes must be absent. */
	bool has_piped_stdio;
	const char *const *outputs; /**< Names to take from the work folder afterwards; NULL-terminated; may be NULL. */
	uint64_t max_output_file;   /**< Bytes per taken file; 0: 64 MiB. */
	struct assay_limits limits;
	const struct assay_syscall_policy *policy; /**< Of the language; NULL: the common one. */
	/** The interpreter in argv[0] can be kept for runs like this one; NULL: each starts from scratch. */
	const struct assay_zygote *zygote;
	bool can_exceed_address_space; /**< JVM, Go, Node reserve address space: no RLIMIT_AS, memory is polled. */
};

/** How a run ended. The first limit that was crossed wins over what the kill looked like. */
enum assay_end {
	ASSAY_END_UNKNOWN = 0,
	ASSAY_END_EXITED,   /**< See exit_code. */
	ASSAY_END_SIGNALED, /**< See signal. */
	ASSAY_END_CPU_LIMIT,
	ASSAY_END_WALL_LIMIT,
	ASSAY_END_MEMORY_LIMIT,
	ASSAY_END_OUTPUT_LIMIT,
	ASSAY_END_POLICY,  /**< Stopped by the system call filter. The kernel does not say at which call. */
	ASSAY_END_STOPPED, /**< The caller ended it: its peer was done, or a callback said so. */
};

struct assay_outcome {
	enum assay_end end;
	int exit_code;		  /**< Valid when end is EXITED. */
	int signal;		  /**< Valid when end is SIGNALED. */
	struct assay_str out;	  /**< Standard output, cut at the limit. */
	struct assay_str err;	  /**< Standard error, cut at the limit. */
	struct assay_str channel; /**< What came on the channel, when no callback took it. */
	bool out_is_truncated, err_is_truncated, channel_is_truncated;
	const struct assay_file *outputs; /**< Taken files, in the order asked for; an absent one has absent bytes. */
	size_t n_outputs;
	uint64_t cpu_us;     /**< User + system time of the whole tree. */
	uint64_t wall_us;    /**< From exec to the death of the main process (or the kill). */
	uint64_t peak_bytes; /**< Largest resident size seen, of the tree where known, else of one process. */
	enum assay_isolation isolation;
	enum assay_enforcer enforcer;
	bool is_refused; /**< The kernel did not execute the program at all: exit_code is 126 or 127, as of a shell. */
	bool is_from_zygote; /**< Forked from an interpreter that was there before. */
};

/** Options of a slot. Zeroed memory is the strict default. */
struct assay_sandbox_options {
	enum assay_isolation require; /**< Minimum, NAMESPACES or LANDLOCK; 0: NAMESPACES. */
	bool is_unsafe;	     /**< Allow ASSAY_ISOLATION_NONE; said out loud by the caller, recorded on every row. */
	bool has_no_zygotes; /**< Starts each run from scratch. */
	unsigned runs_per_zygote; /**< Before it is replaced [1,000]. */
	char preload[256];	  /**< Modules that each zygote loads beside its language's, with spaces between. */
	unsigned slot_id;	  /**< Distinct among live slots of one machine: decides the uid. */
	/**
	 * For one run. What this machine refuses shows in the run and not in assay_slot_create(), which does not
	 * wait: the slot is made while its run is prepared. Has no effect where a lower level may have to be found.
	 */
	bool is_single;
};

struct assay_slot;

/** Starts the template process. ASSAY_ESANDBOX with the missing feature and its fix in the message. */
int assay_slot_create(const struct assay_sandbox_options *options, struct assay_slot **ret, struct assay_err *err);
/** Kills and reaps the template and everything under it; NULL is allowed. */
void assay_slot_destroy(struct assay_slot *slot);
/**
 * As destroy, for a process that ends now: after the run of a slot for one nothing is left but our own processes, which
 * are killed and not waited for, since what takes them time is to take down empty namespaces.
 */
void assay_slot_abandon(struct assay_slot *slot);
/** Removes what processes that were killed could not: control groups of slots whose owner is dead and reaped. */
void assay_sandbox_sweep(void);
struct stat;
/**
 * Tells which other programs make slots beside this one. In a v2 group, where only processes of ours can be moved out
 * of the way of controllers, theirs then count as ours. Asked when it comes to that; NULL: this program alone.
 */
void assay_sandbox_set_kin(bool (*is_kin)(const struct stat *program));
enum assay_isolation assay_slot_isolation(const struct assay_slot *slot);
/** True for a slot that was made for one run, and has made it. */
bool assay_slot_is_spent(const struct assay_slot *slot);

struct assay_session; /**< The runs of one assay_sandbox_run() call, seen from a callback. */

struct assay_run_request {
	struct assay_slot *slot;
	const struct assay_job *job;
	/**
	 * Called with bytes that run `index` wrote on its channel, and once with an absent view when it closed, unless
	 * the caller stopped that run. Returns 0 to go on; anything else stops all runs (end STOPPED, or their own end
	 * where that came first). NULL: the bytes are collected in the outcome.
	 */
	int (*on_channel)(void *arg, struct assay_session *session, size_t index, struct assay_str bytes);
	void *arg;
	bool is_one_way;	       /**< Nobody replies to what comes on the channel: the call may wait. */
	struct assay_outcome *outcome; /**< Filled on success; its bytes live in the arena of the call. */
};

/**
 * Runs `n` jobs at once, each on its own slot, and returns when all are over and drained. Returns 0 when every
 * outcome is filled; ASSAY_ESANDBOX when a slot failed (then destroy that slot), other codes for
 * our own failures.
 */
int assay_sandbox_run(const struct assay_run_request *requests, size_t n, struct assay_arena *arena,
		      struct assay_err *err);

/** From a callback: queues bytes for the channel of run `index`. ASSAY_ELIMIT above the run's output ceiling. */
int assay_session_send(struct assay_session *session, size_t index, struct assay_str bytes);
/** From a callback: what was queued for the channel of run `index` is the last of it; the run then reads its end. */
void assay_session_close(struct assay_session *session, size_t index);
/** From a callback: ends run `index` (end STOPPED). */
void assay_session_stop(struct assay_session *session, size_t index);

/** One thing this machine can or cannot do, for `assay doctor`. */
struct assay_probe {
	const char *name; /**< "user namespaces", "landlock", ... */
	bool is_ok;
	int sys_errno;		 /**< Of the failed attempt; 0 when ok. */
	struct assay_str detail; /**< What was seen: "ABI 7", "hybrid, v1 controllers". */
	const char *lost;	 /**< What is lost without it. */
	const char *fix;	 /**< The exact command or setting that would provide it. */
};

/** Probes by doing, never by reading version numbers. `*ret` lives in the arena. */
int assay_sandbox_probe(struct assay_arena *arena, struct assay_probe **ret, size_t *ret_n,
			enum assay_isolation *ret_best, struct assay_err *err);

#endif
