/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The relay between a candidate (side 0) and its suite (side 1).
 *
 * The suite asks, the candidate answers in the same order; every frame is parsed strictly before it is passed on.
 * Requests are numbered from 1. The suite may ask the next before it has the last answer. The suite's closing report
 * ends the exchange. The two channels are apart, so nothing that the candidate writes can pass for the suite's. What
 * breaks the rules is remembered here for the judge; the suite is then told that the candidate is gone, so that it can
 * report what had passed until then.
 */
#ifndef ASSAY_VERIFIERS_CODE_RELAY_H
#define ASSAY_VERIFIERS_CODE_RELAY_H

#include "verifiers/verify.h"

extern const struct assay_relay assay_suite_relay;

/** What the judge reads when the exchange is over; views live as long as the relay's state or its arena. */
struct assay_relay_view {
	struct assay_str load_failure; /**< The candidate's first frame when it was not "ready"; absent otherwise. */
	struct assay_str report;       /**< The suite's report; absent when there is none. */
	const char *violation;	       /**< What the candidate did to its channel; NULL when it kept the rules. */
	bool is_candidates_turn;       /**< A request was unanswered at the end. */
	bool is_candidate_closed;      /**< It closed its channel before the report came. */
	uint64_t n_calls;	       /**< Requests of the kind "call" that reached the candidate. */
};

void assay_suite_relay_view(const void *state, struct assay_relay_view *ret);

#endif
