/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two programs that assay is: the front, which people call as `assay`, and `assay-verbs`, which knows every verb.
 * They lie in one folder, as after a build, or as they were installed: bin/assay and libexec/assay/assay-verbs. Each
 * finds the other from its own place, so an installation may be moved as a whole.
 */
#ifndef ASSAY_ORCHESTRATOR_HALVES_H
#define ASSAY_ORCHESTRATOR_HALVES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct stat;

struct assay_half {
	const char *name;      /**< Of its file. */
	const char *installed; /**< The folder where an installation has it, seen from that of the other half. */
};

extern const struct assay_half assay_half_front, assay_half_verbs;

/** The places where this process looks for one of them, best first; false behind the last one. */
bool assay_half_place(const struct assay_half *half, size_t n, char ret[PATH_MAX]);

/** True for the file of either half, as this process would find it. */
bool assay_half_is_ours(const struct stat *file);

#endif
