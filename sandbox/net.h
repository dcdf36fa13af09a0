/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An empty network namespace, made beside other work: it takes the kernel 0.2 to 0.3 ms, as long as a slot's root.
 *
 * A helper makes it, a process that shares memory and descriptors with its parent, like a thread, and allocates
 * nothing. The namespace belongs to a user namespace: the helper's own, or one that it enters when it is told of it.
 * Where there is no helper, or it fails, whoever wants the namespace makes it for itself.
 *
 * A helper may be born before the process for which it works, and for a slot of one run it is: a kernel leaves a first
 * child on the core of its parent and looks for another core for the second (Linux 6.18, 180 of 200 and 196 of 200
 * times), so this order lets the template begin at once.
 */
#ifndef ASSAY_SANDBOX_NET_H
#define ASSAY_SANDBOX_NET_H

#include <stdbool.h>
#include <sys/types.h>

struct sandbox_net {
	pid_t pid;	/**< The helper; 0: there is none. */
	pid_t parent;	/**< Of the helper. */
	int owner;	/**< A process in the user namespace; 0: not known yet; negative: it will not be. */
	int fd;		/**< The namespace, once the helper has ended; -1: there is none. */
	bool is_of_own; /**< In: no other user namespace is to be entered. */
	char stack[8 * 1024] __attribute__((aligned(16)));
};

/** Starts the helper. Nobody hears of a failure before sandbox_net_take(). */
void sandbox_net_begin(struct sandbox_net *net, bool is_of_own);
/** Tells it the process whose user namespace it shall enter; negative: there is none, and it ends. */
void sandbox_net_tell(struct sandbox_net *net, pid_t owner);
/** Waits for the helper. A descriptor, the caller's, or -1; zeroed memory has none. */
int sandbox_net_take(struct sandbox_net *net);

/** Enters the namespace `fd` and closes that; -1: makes one. 0 or -errno. */
int sandbox_net_enter(int fd);

#endif
