/* SPDX-License-Identifier: Apache-2.0 */
/*
 * More inputs for a problem whose answers nobody knows.
 *
 * Candidates that agree on the two inputs that somebody wrote down may part on the third. A guest in the sandbox varies
 * the inputs of the tests within what these show of the contract, and within the problem's own `contract` where that is
 * a program in Python. They become tests with the mark `generated`: a candidate may fail one, because it may be one
 * that nobody would ask. Some of the given inputs are asked again, which shows a candidate that answers differently
 * each time.
 *
 * The same problem, number and seed give the same inputs.
 */
#ifndef ASSAY_ORCHESTRATOR_DRAW_H
#define ASSAY_ORCHESTRATOR_DRAW_H

#include "orchestrator/carry.h"
#include "problems/set.h"

/** More are never asked for. */
#define ASSAY_DRAW_MAX 1000

struct assay_draw_options {
	uint64_t inputs; /**< At most so many new ones per problem; 0: none. */
	uint64_t seed;
	struct assay_sandbox_options sandbox;
};

/** What became of one problem, or of many. */
struct assay_drawn {
	uint64_t n_open;    /**< Problems without an answer whose inputs can be varied: call and stdio. */
	uint64_t n_inputs;  /**< New inputs, repeats not counted. */
	uint64_t n_without; /**< Of the problems, those that got none. */
};

/**
 * Makes a set of the problems of `from`, the open ones with more inputs. Whatever a guest does, its problem stays
 * usable: at worst nothing is added. Errors are our own failures. The sandbox is not touched where no problem is open.
 */
int assay_draw_all(const struct assay_problem_set *from, const struct assay_draw_options *options,
		   struct assay_problem_set *to, struct assay_drawn *ret, struct assay_err *err);

/**
 * Reads a guest's answer: the problem with the inputs in it that are well-formed, at most `max`, each once. Never fails
 * on what the guest wrote.
 */
int assay_draw_read(const struct assay_problem *problem, struct assay_str answer, uint64_t max,
		    struct assay_arena *arena, struct assay_problem *ret, uint64_t *ret_n, struct assay_err *err);

#endif
