/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that solve nothing and that weak tests accept all the same: an empty one, one that only exits, ones that
 * give the same answer whatever is asked, and an object that calls itself equal to everything. Each has earned credit
 * on public harnesses.
 */
#ifndef ASSAY_ORCHESTRATOR_FITNESS_FAKES_H
#define ASSAY_ORCHESTRATOR_FITNESS_FAKES_H

#include "base/arena.h"
#include "base/err.h"
#include "problems/problem.h"

#include <stddef.h>

/** At most so many for one problem. */
#define ASSAY_MAX_FAKES 9

struct assay_fake {
	struct assay_str name; /**< "empty program", "constant answer 4", ... */
	struct assay_str code;
};

/** Those that `language` and the problem's kind have; everything lives in the arena. */
int assay_fitness_fakes(const struct assay_problem *problem, struct assay_str language, struct assay_arena *arena,
			struct assay_fake **ret, size_t *ret_n, struct assay_err *err);

#endif
