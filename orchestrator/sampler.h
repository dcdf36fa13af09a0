/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks teachers for the candidates that are missing.
 *
 * Every candidate has a slot (problem, k) that is fixed before work starts: the first teacher of the config owns
 * the first k of every problem, the second one the next, and so on. A slot is filled from the store, or by asking its
 * teacher once. Problems are sampled in the order in which they are admitted; each teacher goes through them at its own
 * pace, so that a slow endpoint holds nobody up.
 *
 * A candidate's id is unique within its problem and a function of the config alone: what the teacher calls it, behind
 * the teacher's name where there are several teachers. Teachers' names differ, and a teacher never gives one id twice.
 */
#ifndef ASSAY_ORCHESTRATOR_SAMPLER_H
#define ASSAY_ORCHESTRATOR_SAMPLER_H

#include "base/err.h"
#include "orchestrator/teacher.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Ids that begin like this belong to self-checks. */
#define ASSAY_SELF_CHECK "self-check/"

struct assay_sampler;

struct assay_sampler_counts {
	uint64_t slots;	 /**< That are filled or can be: all, without those that a teacher has no candidate for. */
	uint64_t failed; /**< Requests that the teacher gave up. */
	uint64_t prompt_tokens, completion_tokens;
	char first_failure[300]; /**< Why the first of them failed; empty: none. */
};

struct assay_sampler_options {
	const struct assay_teacher_conf *teachers;
	size_t n_teachers;
	struct assay_teacher_env env;
	/**
	 * Takes a candidate, which lives for the call, or NULL when none will come for this slot: the teacher gave it
	 * up or has none after all. Called from the loop or from within assay_sampler_next().
	 */
	int (*take)(void *arg, size_t problem, uint64_t k, const struct assay_candidate *candidate,
		    struct assay_err *err);
	/** Something came back: call assay_sampler_next() again. `rc` below 0 is the end; the error is in `err`. */
	void (*wake)(void *arg, int rc);
	void *arg;
	struct assay_err *err; /**< For failures between calls. */
};

/** ASSAY_ECONFIG unless the teachers' kinds are known and their names can be told apart. */
int assay_teachers_check(const struct assay_teacher_conf *teachers, size_t n, struct assay_err *err);

/** Creates the teachers, which check what they can. `options->teachers` is borrowed. */
int assay_sampler_create(const struct assay_sampler_options *options, struct assay_sampler **ret,
			 struct assay_err *err);
/** Forgets requests without a reply; NULL is allowed. */
void assay_sampler_destroy(struct assay_sampler *sampler);

/** Slots of one problem, over all teachers. */
uint64_t assay_sampler_width(const struct assay_sampler *sampler);
/** Which teacher owns slot k: its number in the config. */
size_t assay_sampler_owner(const struct assay_sampler *sampler, uint64_t k);
/** How many candidates teacher `t` has for a problem, at most. */
uint64_t assay_sampler_has(const struct assay_sampler *sampler, size_t t, const struct assay_problem *problem);

/** The store holds this candidate; before the problem is admitted. */
void assay_sampler_mark(struct assay_sampler *sampler, size_t problem, uint64_t k);
/** The problem may be sampled from now on; once per problem. Returns how many candidates it will be asked for. */
uint64_t assay_sampler_admit(struct assay_sampler *sampler, size_t problem);
/** The problem will not be admitted: its empty slots count no more. */
void assay_sampler_refuse(struct assay_sampler *sampler, size_t problem);

/** Asks for one candidate: 1. 0: nothing can be asked for until the next wake or admission. */
int assay_sampler_next(struct assay_sampler *sampler, struct assay_err *err);
/** True when everything of the admitted problems was asked for and answered. */
bool assay_sampler_is_idle(const struct assay_sampler *sampler);

const struct assay_sampler_counts *assay_sampler_counts(const struct assay_sampler *sampler);

#endif
