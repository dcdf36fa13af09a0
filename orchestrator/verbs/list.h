/* SPDX-License-Identifier: Apache-2.0 */
/* Lists on the command line: `--to a,b --to c` names three. For the verbs that have such options. */
#ifndef ASSAY_ORCHESTRATOR_VERBS_LIST_H
#define ASSAY_ORCHESTRATOR_VERBS_LIST_H

#include "base/arena.h"
#include "orchestrator/verb.h"

/** The names in `given`, split at commas, NUL-terminated in the arena. An empty name is ASSAY_ECONFIG. */
int assay_verb_list(const struct assay_flag_list *given, const char *flag, struct assay_arena *arena,
		    struct assay_str **ret, size_t *ret_n, struct assay_err *err);

#endif
