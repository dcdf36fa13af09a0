/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Procedural families: problems without a model.
 *
 * A family turns (seed, level, index) into one problem whose answer was found by two independent
 * methods that agree; a disagreement is an error of ours and nothing is emitted. The stream of an
 * instance is split off by family, level and index, so the same four numbers give the
 * same bytes on every machine, whatever else was generated before.
 *
 * One family is one file in problems/families/ with one const struct; kit.h has what they share. A maths family's
 * reference is a worked solution that ends in the answer; a code family's references are programs.
 */
#ifndef ASSAY_PROBLEMS_FAMILY_H
#define ASSAY_PROBLEMS_FAMILY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rng.h"
#include "problems/problem.h"

/** Levels go from 1 to this. */
#define ASSAY_MAX_LEVEL 10

/** What a family's functions see of one instance. */
struct assay_instance {
	struct assay_rng rng; /**< The instance's own stream. */
	unsigned level;	      /**< 1..10. */
	struct assay_arena *arena;
	struct assay_problem *problem; /**< Zeroed; `generate` fills kind, statement, tests or answer, references. */
	void *state; /**< The family's own parameters, made by `generate` in the arena, read by `recheck`. */
};

struct assay_family {
	const char *name; /**< "linear-equation"; the id of its problems is "<name>/<seed>/<level>/<index>". */
	unsigned version; /**< Raised when the same (seed, level, index) gives other bytes. */
	enum assay_kind kind;
	const char *title;	 /**< One line for --list. */
	const char *const *tags; /**< NULL-terminated. */
	unsigned n_phrasings;
	/** Draws parameters, writes the statement, computes the answer (or tests) by the first method. */
	int (*generate)(struct assay_instance *instance, struct assay_err *err);
	/**
	 * Computes the answer again from the parameters by a method that shares no code with the first. Returns 0 when
	 * both agree, ASSAY_EINVAL with both values otherwise.
	 */
	int (*recheck)(const struct assay_instance *instance, struct assay_err *err);
};

const struct assay_family *assay_family_find(const char *name);
const struct assay_family *const *assay_families(size_t *ret_n);

/** Generates one problem and rechecks it. Everything lives in `arena`. */
int assay_family_generate(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
			  struct assay_arena *arena, struct assay_problem *ret, struct assay_err *err);

#endif
