/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder of kept compilations: files named by their keys, replaced by rename, bounded in bytes.
 *
 * Every failure here is a miss. Nothing is trusted but what has our uid, one name, no write bit for others, and
 * lies in a folder of the same kind.
 */
#ifndef ASSAY_SANDBOX_COMPILE_FOLDER_H
#define ASSAY_SANDBOX_COMPILE_FOLDER_H

#include "base/buf.h"
#include "base/hash.h"

#include <stdint.h>

struct sandbox_folder {
	int fd; /**< -1: there is none. */
	uint64_t max_bytes;
	uint64_t bytes, unseen_bytes; /**< At the last look, and written by us since. */
	bool was_seen;
};

/** Makes the folder (and its parents) when missing. False, with fd -1, when it cannot be used. */
bool sandbox_folder_open(struct sandbox_folder *folder, const char *path, uint64_t max_bytes);
void sandbox_folder_close(struct sandbox_folder *folder);

/** 1 with the bytes; 0 when there is none; -1 when there is one that is not to be trusted. */
int sandbox_folder_read(struct sandbox_folder *folder, const struct assay_hash128 *key, struct assay_buf *out);
void sandbox_folder_remove(struct sandbox_folder *folder, const struct assay_hash128 *key);
/** Writes an entry whole or not at all, and makes room for it first. */
void sandbox_folder_write(struct sandbox_folder *folder, const struct assay_hash128 *key, struct assay_str bytes);

/**
 * Waits until no other process has the lock of this key, and takes it: a descriptor that holds it until it is closed,
 * by the kernel if need be. -1 when there can be none, or not within some seconds; then two may do the same work.
 */
int sandbox_folder_lock(struct sandbox_folder *folder, const struct assay_hash128 *key);

#endif
