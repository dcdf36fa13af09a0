/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a problem fit to train on? What `assay check` asks of each.
 *
 * A *probe* is one program (or answer) with what its verdict must be: the references must be accepted at half the CPU
 * time that the problem allows, negatives and programs that solve nothing must not be, and mutants of the reference
 * should not be. Probes are planned from the problem alone; whoever carries them writes the verdicts back, and the
 * report follows.
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
	bool has_half_limit;	 /**< To be verified under `strict` of the whole. */
	bool is_contract;	 /**< The problem's contract, to be verified under `asked` of the whole. */
	bool is_reseeded;	 /**< To be verified with another seed of hashes. */
	struct assay_str change; /**< A mutant: what was replaced by what. */
	/* The verdict. */
	enum assay_word word;
	struct assay_str reason;
	struct assay_str pass_bits;
	uint64_t wall_us, longest_us;
};

/** What verdicts say of one test: those on our own wrong programs, and on candidates where there are some. */
struct assay_fitness_test {
	size_t n_killed;	       /**< Wrong programs that fail it. */
	size_t n_alone;		       /**< Of those, how many fail no other test. */
	size_t n_candidates, n_passed; /**< Candidates with a result for it, and those of them that pass it. */
	size_t twin; /**< The first earlier test that the same programs and candidates pass; SIZE_MAX: none. */
};

struct assay_fitness {
	const struct assay_problem *problem;
	struct assay_problem strict; /**< The same with half its CPU time. */
	struct assay_problem asked;  /**< The same inputs, asked of the contract. */
	/** Pass bits of candidates, from verdicts that were made elsewhere; borrowed, may be NULL. */
	const struct assay_str *matrix;
	size_t n_matrix;
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

/** The problem under which probe `i` is to be verified. */
const struct assay_problem *assay_fitness_problem(const struct assay_fitness *fitness, size_t i);

/** CPU milliseconds that were the most any accepted reference took for a test, in the limits' language; 0: unknown. */
double assay_fitness_reference_ms(const struct assay_fitness *fitness);

/**
 * What each test is good for, once all verdicts are there: by mutants, negatives and fakes that were rejected and whose
 * results are known test by test, and by candidates. `*ret_n` is 0 where no such program is.
 */
int assay_fitness_count_tests(const struct assay_fitness *fitness, struct assay_arena *arena,
			      struct assay_fitness_test **ret, size_t *ret_n, struct assay_err *err);

/**
 * The first test that asks what an earlier one asks: its number in `*ret`, and in `*ret_first` that of the earlier.
 * `is_contradiction`: look for one that wants another answer. SIZE_MAX: there is none. Tests of a suite are code, which
 * is not looked into.
 */
int assay_fitness_find_repeat(const struct assay_problem *problem, bool is_contradiction, size_t *ret,
			      size_t *ret_first, struct assay_err *err);

enum assay_fitness_result {
	ASSAY_FITNESS_GOOD = 0,
	ASSAY_FITNESS_BAD,
	ASSAY_FITNESS_UNKNOWN, /**< system_error: nothing was found out. */
};

enum assay_fitness_result assay_fitness_of_probe(const struct assay_fitness_probe *probe);

/** Whether it is a mutant that was accepted. */
bool assay_fitness_survives(const struct assay_fitness_probe *probe);

/** Killed mutants by all; -1 where there are none. */
double assay_fitness_score(const struct assay_fitness *fitness);

/** `message` is absent for what is good. */
typedef void assay_fitness_say(void *arg, struct assay_str name, enum assay_fitness_result result,
			       struct assay_str message, uint64_t wall_us);

/**
 * Calls `say` for every claim about the problem, those of its statement, tests and score included, once all verdicts
 * are there.
 */
int assay_fitness_report(const struct assay_fitness *fitness, const struct assay_fitness_options *options,
			 struct assay_arena *arena, assay_fitness_say *say, void *arg, struct assay_err *err);

#endif
