/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a problem fit to train on? What `assay check` asks of each.
 *
 * A *probe* is one program (or answer) with what its verdict must be: the references must be accepted, negatives,
 * an empty program and one that merely exits must not be, and mutants of the reference should not be. Probes are
 * planned from the problem alone; whoever carries them writes the verdicts back, and the report follows.
 */
#ifndef ASSAY_ORCHESTRATOR_FITNESS_H
#define ASSAY_ORCHESTRATOR_FITNESS_H

#include "base/arena.h"
#include "base/err.h"
#include "problems/problem.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>

enum assay_fitness_wish {
	ASSAY_WISH_ACCEPTED,
	ASSAY_WISH_REJECTED, /**< With `expect`, where that is stated. */
	ASSAY_WISH_KILLED,   /**< A mutant: counts in the score, and is no failure by itself. */
};

struct assay_fitness_probe {
	struct assay_str name; /**< "reference 0", "negative 1", "empty program", "mutant 3". */
	enum assay_fitness_wish wish;
	struct assay_str expect; /**< The word a negative must get; absent: any rejection. */
	struct assay_candidate candidate;
	struct assay_str change; /**< A mutant: what was replaced by what. */
	/* The verdict. */
	enum assay_word word;
	struct assay_str reason;
	uint64_t wall_us;
};

struct assay_fitness {
	const struct assay_problem *problem;
	struct assay_fitness_probe *probes;
	size_t n_probes;
	size_t n_mutants, n_killed;
	const struct assay_fitness_probe *survivor; /**< The first mutant that was accepted, or NULL. */
};

struct assay_fitness_options {
	uint64_t repeat;	   /**< Times that each reference is verified. */
	uint64_t mutants;	   /**< At most this many of the first reference. */
	double min_mutation_score; /**< Below it a problem is unfit; problems without mutants are not judged by it. */
};

/** Plans the probes; everything lives in the arena. */
int assay_fitness_plan(const struct assay_problem *problem, const struct assay_fitness_options *options,
		       struct assay_arena *arena, struct assay_fitness *ret, struct assay_err *err);

/** Keeps the verdict of probe `i`; its reason is copied into the arena. */
int assay_fitness_take(struct assay_fitness *fitness, size_t i, const struct assay_verdict *verdict,
		       struct assay_arena *arena, struct assay_err *err);

enum assay_fitness_result {
	ASSAY_FITNESS_GOOD = 0,
	ASSAY_FITNESS_BAD,
	ASSAY_FITNESS_UNKNOWN, /**< system_error: nothing was found out. */
};

enum assay_fitness_result assay_fitness_of_probe(const struct assay_fitness_probe *probe);

/** Killed mutants by all; -1 where there are none. */
double assay_fitness_score(const struct assay_fitness *fitness);

/**
 * Calls `say` for every claim about the problem, those of its statement and score included, once all verdicts are
 * there. `message` is absent for what is good.
 */
int assay_fitness_report(const struct assay_fitness *fitness, const struct assay_fitness_options *options,
			 struct assay_arena *arena,
			 void (*say)(void *arg, struct assay_str name, enum assay_fitness_result result,
				     struct assay_str message, uint64_t wall_us),
			 void *arg, struct assay_err *err);

#endif
