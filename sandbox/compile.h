/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiling, once per program.
 *
 * What a compiler made of a program is kept under a hash of everything that decides it: the files, the command with
 * its flags, environment, limits and isolation, and which compiler that is (path, inode, size and times of the tools,
 * and of the host's lists of packages and libraries, and of every file of the libraries below /usr/local that its
 * language is compiled with, so that an upgrade of anything makes all entries strangers). It is kept in the memory of
 * the process and, unless that is switched off, in a folder that all processes of a user share. Two of them that want
 * the same program at once compile it once: the second waits for the first.
 *
 * Only a compiler's own word is kept, never that a limit was crossed or that the sandbox failed: success in both
 * places, a complaint of the compiler in memory alone. The folder has mode 0700 and belongs to us, or it is not
 * used; entries have one name, one owner and a hash, and what does not fit is compiled anew. The candidate of a run
 * without isolation could write there, so such runs have no folder.
 *
 * A cache belongs to one thread. A full disk, a folder that vanishes, a file that is damaged cost time and nothing
 * else.
 */
#ifndef ASSAY_SANDBOX_COMPILE_H
#define ASSAY_SANDBOX_COMPILE_H

#include "base/arena.h"
#include "base/err.h"
#include "sandbox/lang.h"
#include "sandbox/sandbox.h"

#include <stdbool.h>
#include <stdint.h>

struct assay_compile_cache;

struct assay_compile_options {
	const char *folder;	   /**< Absolute; made when missing. NULL or empty: memory only. */
	uint64_t max_folder_bytes; /**< The least recently used go first [1 GiB]. */
	uint64_t max_memory_bytes; /**< [64 MiB] */
};

/** What a cache did so far. */
struct assay_compile_stats {
	uint64_t compiled, from_memory, from_folder;
	uint64_t refused; /**< Entries of the folder that were damaged or not ours. */
};

/** NULL when the allocator refuses. A folder that cannot be used makes a cache in memory. */
struct assay_compile_cache *assay_compile_cache_create(const struct assay_compile_options *options);
/** NULL is allowed. */
void assay_compile_cache_destroy(struct assay_compile_cache *cache);
struct assay_compile_stats assay_compile_cache_stats(const struct assay_compile_cache *cache);

/**
 * Compiles a program on `slot`, or recalls what came of it. Returns 1 with the compiler's outcome, its outputs being
 * the artifacts; 0 when the language has no compile step; negative as assay_language_compile_job() and
 * assay_sandbox_run(). `cache` may be NULL. Everything lives in the arena.
 */
int assay_compile(struct assay_slot *slot, const struct assay_program *program, struct assay_compile_cache *cache,
		  struct assay_arena *arena, struct assay_outcome *ret, struct assay_err *err);

/** True when the compiler ended well and left something to run. */
bool assay_compile_is_good(const struct assay_outcome *outcome);

#endif
