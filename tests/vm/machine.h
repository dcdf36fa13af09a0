/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the machine itself shows of runs: processes in /proc and folders of the cgroup v2 tree, which is all there is
 * (`cgroup_no_v1=all`). So that guest.c need not take the sandbox's word for what it did.
 */
#ifndef ASSAY_TESTS_VM_MACHINE_H
#define ASSAY_TESTS_VM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MACHINE_GROUPS "/sys/fs/cgroup"

/** Processes with that name, dead but unreaped ones included; `*ret_one` (may be NULL) gets one of them. */
int machine_count_processes(const char *name, pid_t *ret_one);
/** Waits until none has that name; the time that took in ms, or -1 after ten seconds. */
int machine_wait_for_none(const char *name);

/** Groups in the tree. */
int machine_count_groups(void);
/** Groups that were removed but are kept alive by memory still charged to them. */
int machine_count_dying_groups(void);

/** The folder of the group that a process is in. */
bool machine_find_group(pid_t pid, char *ret, size_t size);
/** First line of a file of that folder; empty when it cannot be read. */
void machine_read_line(const char *folder, const char *file, char *ret, size_t size);

/** What the machine can swap to. */
uint64_t machine_swap_bytes(void);

/** Writes to a file of the tree or ends the program: without it nothing that follows would mean anything. */
void machine_write(const char *folder, const char *file, const char *text);

/** Says, as TAP comments, what this kernel has and lacks of what the sandbox would use. */
void machine_print_features(void);

uint64_t machine_now_ms(void);
uint64_t machine_now_us(void);

#endif
