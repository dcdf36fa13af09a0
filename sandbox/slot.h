/* SPDX-License-Identifier: Apache-2.0 */
/* A slot as the worker sees it; private to slot.c, stems.c and the files of run.h. */
#ifndef ASSAY_SANDBOX_SLOT_H
#define ASSAY_SANDBOX_SLOT_H

#include "base/buf.h"
#include "sandbox/cgroup.h"
#include "sandbox/net.h"
#include "sandbox/policy.h"
#include "sandbox/sandbox.h"
#include "sandbox/stems.h"

#include <sys/types.h>

/** A policy in its loadable form. */
struct sandbox_filter {
	bool is_built;
	const struct assay_syscall_policy *policy;
	struct assay_buf bpf;
};

#define SANDBOX_MAX_FILTERS 8

struct sandbox_msg;

struct assay_slot {
	unsigned id;
	pid_t pid; /**< Template. */
	int sock, notes, image;
	size_t image_len; /**< Of the last job. */
	int no_input;	  /**< An empty file, for jobs without standard input. */
	enum assay_isolation isolation;
	struct sandbox_net net; /**< Of a slot for one run; taken with the job. */
	struct sandbox_cgroup cgroup;
	bool owes_groups; /**< They are made with the job. */
	bool is_watched;  /**< Its groups are; see watch.h. */
	bool has_uid_range;
	uid_t host_uid;	   /**< Of the candidate, when it has its own. */
	bool is_preparing; /**< Its template has not said that it is ready. */
	bool is_spent;	   /**< Its only run was begun. */
	bool is_abandoned; /**< See assay_slot_abandon(). */
	bool is_broken;	   /**< A failure left it in an unknown state; only destroy is allowed. */
	struct sandbox_filter filters[SANDBOX_MAX_FILTERS];
	uint64_t gate;			/**< See gate.h; 0: there is none, and no stems. */
	bool has_no_zygotes, is_single; /**< As in the options; single only where that has an effect. */
	unsigned runs_per_zygote;
	char preload[256]; /**< As in the options. */
	uint64_t n_wanted; /**< Runs that asked for a zygote. */
	struct sandbox_stem stems[SANDBOX_MAX_STEMS];
	struct sandbox_stem trunk; /**< The template, where it does a stem's work; its descriptors are the slot's. */
};

/** Waits until the template is ready, where that was not waited for yet. 0 or a code. */
int sandbox_slot_await(struct assay_slot *slot, struct assay_err *err);
/** Makes the groups of a slot for one run, where they are owed. 0, or ASSAY_ESANDBOX: there are none after all. */
int sandbox_slot_make_groups(struct assay_slot *slot, struct assay_err *err);
/** Sees to it that the groups of a slot for one run, which has become a long one, are watched. */
void sandbox_slot_watch(struct assay_slot *slot);
/** A step of the template failed: what the user reads of it. ASSAY_ESANDBOX. */
int sandbox_slot_fail_step(const struct sandbox_msg *msg, struct assay_err *err);

/** A process of the slot did not take a message on `sock`: says its last words there, or that it is dead.
 * ASSAY_ESANDBOX. */
int sandbox_slot_fail_dead(struct assay_slot *slot, int sock, struct assay_err *err);

/** The filter of a policy, built at first use; the view lives as long as the slot. 0 or a code. */
int sandbox_slot_filter(struct assay_slot *slot, const struct assay_syscall_policy *policy, struct assay_str *ret,
			struct assay_err *err);

/** A read-only file with `bytes`, at its start, that its reader cannot change. A descriptor or -errno. */
int sandbox_sealed_file(struct assay_str bytes);

#endif
