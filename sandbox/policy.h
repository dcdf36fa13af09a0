/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which system calls a candidate may make.
 *
 * An allow list. What is not on it answers ENOSYS, as an older kernel would, so that libraries fall back; what is known
 * and refused answers with the errno that honest programs expect (socket: EACCES); a few calls that no program of use
 * makes (loading kernel modules, raw port access) and every call through a foreign entry (i386, x32) end the process,
 * and the run is reported as ASSAY_END_POLICY. A policy is built once per process by libseccomp as a binary tree and
 * exported as BPF; stems load the bytes and their runs inherit them,
 * or runs load them themselves (template.h).
 */
#ifndef ASSAY_SANDBOX_POLICY_H
#define ASSAY_SANDBOX_POLICY_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

/** What a language needs beyond, or can do without, the common list. NULL-terminated names; NULL lists are empty. */
struct assay_syscall_policy {
	const char *const *allow;  /**< Allowed as well, whatever the arguments. */
	const char *const *refuse; /**< Taken off the list: ENOSYS. */
};

/** What a filter must make up for. */
enum {
	/** No memory group counts what is not mapped: calls that make such memory (memfd_create, shmget) are refused.
	 */
	SANDBOX_POLICY_MEMORY_POLLED = 1,
	/** No namespaces: what names things of the host's (sockets, System V, watches, others' priorities) is refused.
	 */
	SANDBOX_POLICY_SHARED_HOST = 2,
	/** Files of others have the candidate's uid: changing modes, owners and times, which Landlock allows, is
	   refused. */
	SANDBOX_POLICY_SHARED_UID = 4,
};

/**
 * Appends the BPF program of `policy` (NULL: the common one) to `out`, as an array of struct sock_filter. `flags` are
 * of the above. `gate`: the number that lets our own processes through (gate.h); 0: nobody passes.
 */
int sandbox_policy_build(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			 struct assay_buf *out, struct assay_err *err);

#endif
