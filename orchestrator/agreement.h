/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What many candidates agree on, where nobody knows what is right.
 *
 * The candidates for a problem with the checker "agreement" are clustered: programs by all that they gave on all
 * inputs, mathematical answers by proved equality. The consensus is the largest cluster, if it is larger than any other
 * and has more than one member. That many say the same is evidence of a kind of its own and no proof: the word stays
 * `undecided`, unless the caller asks for `accepted` beyond a share.
 */
#ifndef ASSAY_ORCHESTRATOR_AGREEMENT_H
#define ASSAY_ORCHESTRATOR_AGREEMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "problems/problem.h"
#include "verifiers/verify.h"

#include <stddef.h>

/** Fewer than so many candidates of one mind are never accepted, whatever share of all they are. */
#define ASSAY_AGREEMENT_LEAST 3

/**
 * Settles all verdicts on one problem, as the checkers gave them: word, reason and evidence of those that took part are
 * replaced. `accept_share`: the consensus is accepted when it holds so great a share of all candidates; 0: never.
 */
int assay_agreement_settle(const struct assay_problem *problem, struct assay_verdict *verdicts, size_t n,
			   double accept_share, struct assay_arena *arena, struct assay_err *err);

#endif
