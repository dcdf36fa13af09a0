/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Problem files as verbs read them: what could not be taken from a file is said once, on standard error.
 */
#ifndef ASSAY_ORCHESTRATOR_LOAD_H
#define ASSAY_ORCHESTRATOR_LOAD_H

#include "problems/set.h"

/** assay_problem_set_load(), and a sentence about rows that hold nothing to check. `verb` begins the sentence. */
int assay_load_problems(struct assay_problem_set *set, const char *verb, const char *path,
			const struct assay_importer *importer, struct assay_err *err);

#endif
