/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where compiled programs are kept: what a user says, resolved once, so that workers need no environment.
 */
#ifndef ASSAY_ORCHESTRATOR_CACHE_H
#define ASSAY_ORCHESTRATOR_CACHE_H

#include "base/err.h"

#include <stdbool.h>

#define ASSAY_CACHE_PATH 4096

/** Zeroed memory: in the memory of each process, and nowhere else. */
struct assay_cache_setting {
	bool is_off;		       /**< Every program is compiled whenever it is wanted. */
	char folder[ASSAY_CACHE_PATH]; /**< Absolute; empty: none. */
};

/** For the help of an option. */
#define ASSAY_CACHE_HELP "folder where compiled programs are kept, or off; default: the user's cache folder"

/**
 * `text`: "off", a folder, or NULL for $XDG_CACHE_HOME/assay/compiled, ~/.cache/assay/compiled, or none where neither
 * is known. ASSAY_ECONFIG for a folder whose path is too long.
 */
int assay_cache_setting_of(const char *text, struct assay_cache_setting *ret, struct assay_err *err);

#endif
