/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where control groups can be made, who owns them, and their removal; private to cgroup.c, cgroup_tree.c, slot.c and
 * watch.c.
 *
 * Groups of slots are made below the group that the worker is in, named assay-slot-<pid namespace>-<pid>-<slot>. Their
 * owner holds a lock (flock(2)) on the folder for as long as it lives, so a group whose lock is free has lost its
 * owner, whatever pid namespace that was in and whoever has its number by now.
 *
 * Under v2 a group that gives controllers to its children may have no processes of its own, except the root. A worker
 * in such a group therefore moves itself, and the other processes of our programs (the same file, and what
 * assay_sandbox_set_kin() knows), to a leaf named assay-workers.
 * The last one to leave moves them back.
 *
 * A v2 group with controllers has two children: "home", for the template and each pid 1, and "run", for the candidate
 * and all limits. To start a process right in another group the kernel asks write access to the common parent of both,
 * which here is the slot's own.
 */
#ifndef ASSAY_SANDBOX_CGROUP_TREE_H
#define ASSAY_SANDBOX_CGROUP_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** The parent of slots' groups: v1 hierarchy of a controller, or v2 for NULL. 0 or -errno (ENOENT: not mounted). */
int sandbox_group_parent(const char *controller, char *ret, size_t size);

/**
 * True where groups are v2's: making them may move us and the other processes of our program, none of which should be
 * forking or out of our sight then.
 */
bool sandbox_groups_move_us(void);

/** Until it is dropped the calls here take mounts and our own groups to be what they are now, or were when first held.
 */
void sandbox_group_hold_view(void);
void sandbox_group_drop_view(void);

/**
 * Makes the group of a slot after a sweep of its siblings; in v2 with `controllers` ("+memory +pids", NULL: none) or,
 * should that fail, `less` of them (NULL: none to try), moving to the leaf if need be. Returns the descriptor that is
 * its lock, or -errno; `ret` is its path.
 */
int sandbox_group_make(const char *parent, const char *controllers, const char *less, unsigned slot_id, char *ret,
		       size_t size);
/** The name of what limits and processes of runs are in: "." for `path` itself, or that of its child. */
const char *sandbox_group_inner(const char *path);
/** Puts a template, which has that uid, where it can start processes right in the inner group. 0 or -errno. */
int sandbox_group_admit(const char *path, pid_t pid, uid_t uid);
/** Makes the inner group anew under the same name. 0 or -errno; negative `*lock`: it is gone. */
int sandbox_group_renew(const char *path, int *lock);
/**
 * Removes the group, and the leaf of its parent if that was the last one; waits for what dies in it for so long. Closes
 * the lock. False when the group is still there, for the next sweep.
 */
bool sandbox_group_remove(const char *path, int lock, int patience_ms);
/**
 * Names some processes of other programs in our own v2 group, "sh (812), cron (77)": while they are there it cannot
 * give controllers to groups below it. False when there are none, or none that can be seen.
 */
bool sandbox_group_strangers(char *ret, size_t size);
/** True while there are groups that process `owner`, of this pid namespace, made for its slots. */
bool sandbox_groups_remain(pid_t owner);

#endif
