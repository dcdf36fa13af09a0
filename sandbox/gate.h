/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls that the filter of a slot keeps for our own processes.
 *
 * Loading the system call filter is dear (115 us of a run's 400, half of that since policy_shrink.h: the kernel
 * compiles it anew each time), and a filter can be inherited instead, from the process that starts the runs. But that
 * process and pid 1 mount, clone into namespaces and make Landlock rulesets. So the inherited filter lets these calls
 * pass when their sixth argument, which none of them has, is a random number of the slot's own. The number lives in the
 * memory of our processes, and none of them is ever a candidate's: exec replaces the memory, and a forked interpreter
 * wipes its copy (sandbox_gate_close) before it meets a candidate's byte. It is the second lock on these calls: the
 * first is the kernel's, since a candidate has no capability and cannot get into a user namespace where it would have
 * one.
 */
#ifndef ASSAY_SANDBOX_GATE_H
#define ASSAY_SANDBOX_GATE_H

#include <linux/sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** The number that opens the gate in this process from now on; never 0. */
void sandbox_gate_open(uint64_t number);
/** Forgets it. Gated calls then meet the filter like anybody's. */
void sandbox_gate_close(void);

/** True where runs can inherit a filter: it takes a few instructions of this architecture. */
bool sandbox_gate_exists(void);

/** syscall(2) through the gate, for calls of up to five arguments. */
long sandbox_gated(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);

/**
 * clone3 through the gate into `run(arg)` on the stack that `args` names; the child ends with what `run` returns. It
 * may share our memory. The child's pid, or -1 with errno: ENOSYS where there is no gate.
 */
pid_t sandbox_gated_clone(struct clone_args *args, int (*run)(void *), void *arg);

#endif
