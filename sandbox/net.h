/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An empty network namespace, made beside other work: it takes the kernel 0.2 to 0.3 ms, as long as a slot's root.
 *
 * A helper makes it, a process that shares memory and descriptors with its parent, like a thread, and allocates
 * nothing. The namespace belongs to a user namespace: ours, or that of another process, which the helper enters. Where
 * there is no helper, or it fails, whoever wants the namespace makes it for itself.
 *
 * A helper may be born before the process for which it works, and for a slot of one run it is. A kernel that is a guest
 * of KVM leaves a new process on the core of its parent while the other cores are halted, unless something waits there
 * already (Linux 6.18: 180 of 200 processes, and 4 of 200). So the template begins at once on another core, and the
 * helper on ours as soon as we wait for it.
 */
#ifndef ASSAY_SANDBOX_NET_H
#define ASSAY_SANDBOX_NET_H

#include <stdbool.h>
#include <sys/types.h>

/** Owners that are no process. */
enum { SANDBOX_NET_NOBODY = 0, SANDBOX_NET_US = -1 };

struct sandbox_net {
	pid_t pid;     /**< The helper; 0: there is none. */
	pid_t owner;   /**< Of the user namespace; NOBODY: not known yet. */
	int fd;	       /**< The namespace, once the helper has ended; -1: there is none. */
	bool is_early; /**< The helper ran before the owner was known. */
	char stack[8 * 1024] __attribute__((aligned(16)));
};

/** Starts the helper, for an owner or for one that sandbox_net_tell() names. Nobody hears of a failure. */
void sandbox_net_begin(struct sandbox_net *net, pid_t owner);
void sandbox_net_tell(struct sandbox_net *net, pid_t owner);
/** Waits for the helper. A descriptor, the caller's, or -1: zeroed memory, no owner, or a failure. */
int sandbox_net_take(struct sandbox_net *net);

/** Enters the namespace `fd` and closes that; -1: makes one. 0 or -errno. */
int sandbox_net_enter(int fd);

#endif
