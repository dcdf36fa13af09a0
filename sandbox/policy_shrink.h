/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shorter filter of the same answers.
 *
 * libseccomp compares with every system call number that a rule names, leaf by leaf, and repeats the returns. But
 * numbers that are neighbours mostly get the same answer: the 581 instructions of the common policy tell about 120
 * intervals apart, and 204 do the same. What loading a filter costs grows with its instructions (the kernel checks,
 * converts and compiles them, and runs them once for every number to note which answers are constant): 88 us before, 46
 * after.
 *
 * The program is read as a graph: instructions are nodes, merged where they do the same. Where it has loaded the number
 * it is run for the first number of each interval between the constants that it compares with, up to a return or the
 * load of an argument; such an end stands for the whole interval. From the intervals a binary search is made, whose
 * leaves jump to the old ends. What comes after them is copied as it is, but for instructions without effect.
 *
 * Nothing is known here of libseccomp or of a policy, and nothing is taken for granted: a program with an
 * instruction that is not known, or with a decision about the number that is more than comparisons, stays as it is. The
 * policies' tests compare both programs over every number and the constants of every argument; a fuzz target does so
 * for random programs.
 */
#ifndef ASSAY_SANDBOX_POLICY_SHRINK_H
#define ASSAY_SANDBOX_POLICY_SHRINK_H

#include "base/err.h"

#include <linux/filter.h>
#include <stddef.h>

/**
 * Puts a shorter program in the place of the `*n` instructions at `code`, or leaves them alone. The new one loads
 * the architecture first, as the old one did, and jumps only forward. Fails with ASSAY_ENOMEM alone.
 */
int sandbox_policy_shrink(struct sock_filter *code, size_t *n, struct assay_err *err);

#endif
