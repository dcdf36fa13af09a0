/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The level below namespaces, where a machine denies those: Landlock, a stricter system call filter, rlimits and
 * polling.
 *
 * The candidate sees the host's own file tree and process numbers, but Landlock lets it read only what every run may
 * read, and write only below one folder of the run's own. As root it gets a uid that nobody else has; otherwise it
 * shares ours, and then Landlock must be able to keep signals inside (ABI 6). That is also what kills a whole run,
 * daemons included, in one step: the reaper lives in a scope of its own, out of which its kill(-1) does not reach.
 */
#ifndef ASSAY_SANDBOX_PLAIN_H
#define ASSAY_SANDBOX_PLAIN_H

#include "sandbox/template.h"

/** The template gives up its privileges and what lies outside of its slot. 0 or -errno, with the step in `*ret_what`.
 */
int sandbox_plain_prepare(struct sandbox_template *t, const char **ret_what);

/** The reaper of a run: adopts orphans, and closes a scope around itself and the run. 0 or -errno. */
int sandbox_plain_enclose(const struct sandbox_template *t);
/** Kills all processes below the caller that could have been started in its scope; they remain to be reaped. */
void sandbox_plain_strike(const struct sandbox_template *t);

/**
 * The folder of one run: made by the template, with "box", "tmp" and "home" in it. Its name tells whose it is:
 * assay-run-<pid namespace>-<template>-XXXXXX.
 */
int sandbox_plain_make_folder(const struct sandbox_template *t, char *path, size_t size);
/** Removes folders of runs whose template is dead: it and the reaper may have been killed at the same time. */
void sandbox_plain_sweep(void);
/** What the candidate may reach, with that folder; 0 and a descriptor, or -errno. */
int sandbox_plain_ruleset(const char *folder, int *ret);

/**
 * True when the folder, with `deleted_bytes` of files that have no name any more, holds more than the limits allow, is
 * nested deeper than 64 folders, or has a part that cannot be looked into.
 */
bool sandbox_plain_is_full(int folder, const struct assay_limits *limits, uint64_t deleted_bytes);

/** What RLIMIT_NPROC must be for `procs` more; it counts the uid on the whole machine. */
uint64_t sandbox_plain_process_limit(const struct sandbox_template *t, uint64_t procs);

#endif
