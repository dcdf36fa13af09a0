/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What many candidates agree on, where nobody knows what is right.
 *
 * The candidates for a problem with the checker "agreement" are clustered: programs by all that they gave on all
 * inputs, mathematical answers by proved equality. The consensus is the largest cluster, if it is larger than any other
 * and has more than one member. That many say the same is evidence of a kind of its own and no proof: the word stays
 * `undecided`, unless the caller asks for `accepted` beyond a share.
 *
 * Who fails an input that the problem gives has no vote; who answers one input in two ways has none either. A drawn
 * input (draw.h) may be one that nobody would ask: where most fail it says nothing, and elsewhere a failure is an
 * answer like others, which exceptions give by their names.
 */
#ifndef ASSAY_ORCHESTRATOR_AGREEMENT_H
#define ASSAY_ORCHESTRATOR_AGREEMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "problems/problem.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Fewer than so many candidates of one mind are never accepted, whatever share of all they are. */
#define ASSAY_AGREEMENT_LEAST 3

struct assay_agreement_rules {
	double accept_share; /**< The consensus is accepted when it holds so great a share of all candidates; 0: never.
			      */
	uint64_t least;	     /**< And when it has so many members; 0: ASSAY_AGREEMENT_LEAST. */
};

/** What came of one problem. */
struct assay_agreement {
	size_t n_candidates;
	size_t n_clusters;
	size_t n_consensus; /**< Members of the consensus; 0: there is none. */
	size_t n_inputs;    /**< Different inputs that were compared; 0 for mathematics. */
	size_t n_outside;   /**< Drawn inputs that most candidates fail. */
	size_t n_unsteady;  /**< Candidates that answer one input in two ways. */
	bool is_accepted;
};

/**
 * Settles all verdicts on one problem, as the checkers gave them: word, reason and evidence of those that took part are
 * replaced. `ret` may be NULL.
 */
int assay_agreement_settle(const struct assay_problem *problem, struct assay_verdict *verdicts, size_t n,
			   const struct assay_agreement_rules *rules, struct assay_arena *arena,
			   struct assay_agreement *ret, struct assay_err *err);

#endif
