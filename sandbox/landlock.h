/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock by raw system calls: which files a process may touch, whom it may signal, and that it may not use TCP.
 *
 * A ruleset is made by a trusted process, as a descriptor, and a process enters it for itself and all its children to
 * come. It can be entered but never left, and a further one only takes away. What an older kernel does not know is
 * masked, so callers look at the ABI first and ask for no less than they need:
 *
 *     1 files   2 + moving between folders   3 + truncating   4 + TCP   5 + device commands   6 + signals, abstract
 * sockets
 */
#ifndef ASSAY_SANDBOX_LANDLOCK_H
#define ASSAY_SANDBOX_LANDLOCK_H

/** From here on files may be moved between folders at all; below it any rename across folders fails. */
#define SANDBOX_LANDLOCK_MOVES 2
/** From here on no file outside can be emptied. */
#define SANDBOX_LANDLOCK_TRUNCATES 3
/** From here on signals can be kept inside. */
#define SANDBOX_LANDLOCK_SIGNALS 6

/** The kernel's ABI, 0 when there is no Landlock. */
int sandbox_landlock_abi(void);

/** What a rule grants below a folder, or to a file. */
enum sandbox_landlock_use {
	SANDBOX_LANDLOCK_READ,	 /**< Read, list, execute. */
	SANDBOX_LANDLOCK_WRITE,	 /**< All but device nodes. */
	SANDBOX_LANDLOCK_DEVICE, /**< Read, write and command devices that exist. */
};

/** A ruleset that grants nothing and handles all that the kernel can; a descriptor or -errno. */
int sandbox_landlock_create(void);
/** Adds a rule; a path that is not there is no error, since it cannot be reached either. 0 or -errno. */
int sandbox_landlock_allow(int ruleset, const char *path, enum sandbox_landlock_use use);
/** Enters a ruleset; needs no_new_privs. Plain system calls only, safe between vfork and exec. 0 or -errno. */
int sandbox_landlock_enter(int ruleset);

/**
 * From here on the caller and its children to come can signal nobody else, whatever their uid; the caller's parent is
 * tried, because a kill(-1) will rely on it. Needs ABI SANDBOX_LANDLOCK_SIGNALS and no_new_privs. 0 or -errno.
 */
int sandbox_landlock_keep_signals(void);

#endif
