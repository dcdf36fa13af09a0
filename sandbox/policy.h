/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which system calls a candidate may make.
 *
 * An allow list. What is not on it answers ENOSYS, as an older kernel would, so that libraries fall back; what is known
 * and refused answers with the errno that honest programs expect (socket: EACCES); a few calls that no program of use
 * makes (loading kernel modules, raw port access) and every call through a foreign entry (i386, x32) end the process,
 * and the run is reported as ASSAY_END_POLICY. libseccomp compiles a policy to a binary tree in BPF, of which
 * policy_shrink.h makes a smaller one; stems load the bytes and their runs inherit them, or runs load them themselves
 * (template.h).
 *
 * Compiling takes libseccomp 1.9 ms, a third of what a single run took from a shell. The policies of our languages are
 * therefore compiled when assay is built (policy_writer.c), and only the number of the gate is put in at run time.
 */
#ifndef ASSAY_SANDBOX_POLICY_H
#define ASSAY_SANDBOX_POLICY_H

#include "base/buf.h"
#include "base/err.h"

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
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

/** As libseccomp writes it. */
int sandbox_policy_export(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			  struct assay_buf *out, struct assay_err *err);

/** That, made smaller: what is built must be equal to this, byte by byte. */
int sandbox_policy_compile(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			   struct assay_buf *out, struct assay_err *err);

/** A policy that was compiled when assay was built. */
struct sandbox_policy_made {
	struct assay_syscall_policy policy; /**< Without lists: the common one. */
	unsigned flags;
	bool has_gate; /**< With SANDBOX_GATE_MARK in the place of its number. */
	const struct sock_filter *code;
	size_t n;
};

/** A number of which neither half is a constant of any policy: policy_writer.c makes sure. */
#define SANDBOX_GATE_MARK UINT64_C(0x67617465736c6f74)

/** All of them; a build that cannot run its own programs (a cross build) has none. */
extern const struct sandbox_policy_made sandbox_policies_made[];
extern const size_t sandbox_n_policies_made;

#endif
