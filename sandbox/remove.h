/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Removes a folder tree that a candidate made, after all of its processes are dead. For runs without a private
 * tmpfs, which needs no such care: it vanishes with its last mount.
 */
#ifndef ASSAY_SANDBOX_REMOVE_H
#define ASSAY_SANDBOX_REMOVE_H

/**
 * Removes `path` and all below it: follows no link, handles names of any bytes, locked folders and chains deeper than
 * any path could name. 0, or -errno when something is left.
 */
int sandbox_remove_tree(const char *path);

#endif
