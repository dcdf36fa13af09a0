/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Better tests for a problem whose tests let wrong programs pass.
 *
 * A guest program in the sandbox gets the references, the mutants that were accepted, and the calls that the tests
 * make. It varies those calls within what they show of the contract (types, ranges, lengths, alphabets, order,
 * relations between arguments) and keeps inputs on which all references agree and a mutant does not. Each becomes a
 * test. Nothing that the guest says is believed: the new problem is verified like any other before it is used.
 *
 * Works for problems of kind call, suite and stdio with references in Python; not where a checker program decides.
 */
#ifndef ASSAY_ORCHESTRATOR_STRENGTHEN_H
#define ASSAY_ORCHESTRATOR_STRENGTHEN_H

#include "orchestrator/carry.h"
#include "orchestrator/fitness.h"

/** Whether there is something to do and a way to do it: a mutant was accepted, and kind and language are known here. */
bool assay_can_strengthen(const struct assay_fitness *fitness);

/** What became of one problem. */
struct assay_strengthened {
	struct assay_problem problem; /**< With the new tests; as it was when there are none. */
	bool is_searched;
	double score_before;   /**< Of its mutants. */
	size_t n_added;	       /**< Tests. */
	uint64_t n_tried;      /**< Inputs. */
	uint64_t n_outside;    /**< Of those, inputs outside of the contract. */
	const bool *is_beyond; /**< By probe: a mutant that differs, where inputs are outside; NULL: none does. */
};

/** How many problems one call takes: each has a slot of the carrier. */
#define ASSAY_STRENGTHEN_MAX 2

/** Searches for `n` problems at once. What the search does not survive adds no test; a negative code is our own
 * failure. */
int assay_strengthen(struct assay_carrier *carrier, const struct assay_fitness *const *fitness, size_t n,
		     struct assay_arena *arena, struct assay_strengthened *ret, struct assay_err *err);

#endif
