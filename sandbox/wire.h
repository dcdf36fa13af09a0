/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What travels between a worker and its slot.
 *
 * Two things: short fixed-size *messages* with descriptors over a SOCK_SEQPACKET pair, and the *job image*, a job
 * written flat into a memfd that the worker and the slot share for the slot's whole life. Both ends are our own
 * processes; a candidate never holds either descriptor. The image is nonetheless read with bounds checks, so that a bug
 * on one end ends one run and not more.
 *
 * A run is: RUN ->, then <- STARTED (the candidate was exec'd; with a pidfd of pid 1), <- ENDED (its status, and
 * the files asked for), <- OVER (pid 1 is dead and reaped, so nothing of the run is left). FAILED may replace any of
 * the middle two; OVER always comes, but from a template that is pid 1 itself: its socket ends instead, and the worker
 * reaps it. STARTED travels on a pair of its own, the *notes*: a worker that waits for the end is not woken by it, and
 * reads it when it wants to end the run.
 *
 * A template that grows stems gets STEM -> with a socket, a notes pair's end and the stem's configuration; for a zygote
 * also with what it shall load and a pipe for its last words. The stem answers READY or FAILED on its own socket. A
 * template that is alone gets the configuration and, where there is one, a network namespace; it becomes that stem, and
 * says so only if it fails.
 */
#ifndef ASSAY_SANDBOX_WIRE_H
#define ASSAY_SANDBOX_WIRE_H

#include "base/buf.h"
#include "sandbox/sandbox.h"

#include <linux/filter.h>

/** Files that one run may hand back; also bounds the descriptors of a message (the kernel's own bound is 253). */
#define SANDBOX_MAX_OUTPUTS 64

enum sandbox_msg_kind {
	SANDBOX_MSG_NONE = 0,
	SANDBOX_MSG_USERNS,  /**< Template: in its user namespace, wants its ids mapped. */
	SANDBOX_MSG_MAPPED,  /**< Worker: the maps are written; status 1: with an id of the candidate's own. */
	SANDBOX_MSG_READY,   /**< Template: waiting for jobs; status 1: with an id of the candidate's own. */
	SANDBOX_MSG_STEM,    /**< Worker: a stem is wanted. */
	SANDBOX_MSG_RUN,     /**< Worker: the image holds a job; see `n_joins` for the descriptors that come along. */
	SANDBOX_MSG_STARTED, /**< pid 1: the candidate was exec'd at `start_ns`; a pidfd of pid 1 comes along. */
	SANDBOX_MSG_ENDED,   /**< pid 1: the candidate is over and nothing else of it lives. */
	SANDBOX_MSG_OVER,    /**< Template: pid 1 was reaped. */
	SANDBOX_MSG_FAILED,  /**< Template or pid 1: step `what` failed with `sys_errno`. */
	SANDBOX_MSG_NO_EXEC, /**< pid 1: the program could not be exec'd: `sys_errno`. */
};

/** What pid 1 saw crossed when it polls the tree itself. */
enum sandbox_crossed {
	SANDBOX_CROSSED_NOTHING = 0,
	SANDBOX_CROSSED_CPU,
	SANDBOX_CROSSED_MEMORY,
};

struct sandbox_msg {
	enum sandbox_msg_kind kind;
	enum sandbox_crossed crossed;
	int status;		   /**< As of wait4(2): of the candidate (ENDED), of pid 1 (OVER). */
	int sys_errno;		   /**< FAILED, NO_EXEC. */
	uint64_t start_ns, end_ns; /**< CLOCK_MONOTONIC. */
	uint64_t cpu_us, peak_bytes;
	uint64_t outputs; /**< ENDED: bit i is set when output i comes along as a descriptor. */
	/**
	 * RUN: stdin, stdout, stderr come along, then so many to join control groups by, then perhaps the group to be
	 * born into instead, then perhaps a channel.
	 */
	unsigned n_joins;
	bool has_group;
	bool is_tree_polled; /**< RUN: there are no groups; see template.h. */
	unsigned n_own;	     /**< RUN: processes of the slot itself: template and stems. */
	char what[48];
};

/** Sends one message; 0 or -errno. */
int sandbox_send(int sock, const struct sandbox_msg *msg, const int *fds, size_t n_fds);
/**
 * Takes one message without waiting longer than `flags` (MSG_DONTWAIT) says: 1, 0 at the end of the stream, or
 * -errno. `fds` has room for `max_fds`; descriptors beyond are closed by the kernel.
 */
int sandbox_recv(int sock, int flags, struct sandbox_msg *msg, int *fds, size_t max_fds, size_t *ret_n);

/** A file of an image. */
struct sandbox_plan_file {
	char *name;
	const void *bytes;
	size_t len;
	bool is_executable;
};

/**
 * What a stem is made of, a file of its own: this, then the instructions of its filter, and for a zygote the image of a
 * job with the command and environment of the interpreter.
 */
struct sandbox_stem_config {
	uint64_t gate; /**< See gate.h. */
	uint64_t n_filter;
	uint32_t has_uid_range, uid, proc; /**< A zygote's, from the template. */
};

/** A job as its stem reads it back. Strings point into the image, lists into `block`. */
struct sandbox_plan {
	struct assay_limits limits;
	bool has_channel;
	bool can_exceed_address_space;
	char **argv;
	char **env; /**< Has two free places before its NULL, for HOME and TMPDIR. */
	size_t n_env;
	struct sandbox_plan_file *files;
	size_t n_files;
	char **outputs;
	size_t n_outputs;
	uint64_t max_output_file;
	struct sock_filter *filter; /**< NULL: nothing to load. */
	size_t n_filter;
	void *block; /**< Of mmap(2); zero behind what is in use. */
	size_t block_size, block_used;
};

/** Flattens a job with filled limits. 0 or a code. */
int sandbox_image_write(const struct assay_job *job, const struct assay_limits *limits, struct assay_str filter,
			struct assay_buf *out, struct assay_err *err);
/** Reads an image into a plan that is zeroed or was cleared; the strings stay in `image`. 0 or -errno. */
int sandbox_image_read(char *image, size_t len, struct sandbox_plan *ret);
/** Forgets all but the memory, which the next image is read into. */
void sandbox_plan_clear(struct sandbox_plan *plan);
/** Frees the lists of a plan; zeroed ones are fine. */
void sandbox_plan_finish(struct sandbox_plan *plan);

#endif
