/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Procedural families: problems without a model.
 *
 * A family turns (seed, level, index) into one problem whose answer was found by two independent
 * methods that agree; a disagreement is an error of ours and nothing is emitted. The stream of an
 * instance is split off by family, level and index, so the same four numbers give the
 * same bytes on every machine, whatever else was generated before.
 *
 * One family is one file in problems/families/TOPIC/ with one const struct, written with kit.h (mathematics) or code.h
 * (programs); docs/adding.md shows how. A maths family's reference is a worked solution that ends in the answer; a code
 * family's references are programs.
 *
 * Two fingerprints travel in the problem's origin: `template` is equal for problems that differ in numbers and wording
 * alone, `instance` for problems that are the same task in other words.
 */
#ifndef ASSAY_PROBLEMS_FAMILY_H
#define ASSAY_PROBLEMS_FAMILY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/rng.h"
#include "problems/problem.h"

/** Levels go from 1 to this. */
#define ASSAY_MAX_LEVEL 10

/** Most wrong solutions that one problem is given. */
#define ASSAY_MAX_SLIPS 16

struct assay_family;
struct kit;

/** Which problem, and what shall come with it. Zero: nothing more than the problem. */
struct assay_family_request {
	const struct assay_family *family;
	uint64_t seed;
	unsigned level; /**< 1..10. */
	uint64_t index;
	/**
	 * Maths: up to so many worked solutions with one wrong step become negatives; they and the reference carry
	 * `steps` and `step_labels`.
	 */
	unsigned max_slips;
	bool has_distractor; /**< Maths: a sentence with a number that has nothing to do with the task. */
};

/** What came of a request; everything lives in the arena. */
struct assay_made {
	struct assay_problem problem;
	struct assay_hash128 template_hash, instance_hash;
	unsigned phrasing; /**< Which of the family's phrasings, from 0. */
	uint64_t load;	   /**< A measure of the work: bytes of the worked solution, or of the tests' input. */
};

/** What a family's functions see of one instance. */
struct assay_instance {
	const struct assay_family_request *request;
	struct assay_rng rng; /**< The instance's own stream. */
	unsigned level;	      /**< 1..10. */
	struct assay_arena *arena;
	struct assay_problem *problem; /**< Zeroed; `generate` fills kind, statement, tests or answer, references. */
	void *state; /**< The family's own parameters, made by `generate` in the arena, read by `recheck`. */
	struct assay_made *made;
	bool has_hashes; /**< `generate` has set the fingerprints; else they are made of the statement. */
};

struct assay_family {
	const char *name; /**< "linear-equation"; the id of its problems is "<name>/<seed>/<level>/<index>". */
	unsigned version; /**< Raised when the same (seed, level, index) gives other bytes. */
	enum assay_kind kind;
	const char *title;	      /**< One line for --list. */
	const char *const *tags;      /**< NULL-terminated. */
	const char *const *phrasings; /**< NULL-terminated; at least five. */
	unsigned n_phrasings;	      /**< Where `phrasings` is NULL. */
	/** Draws parameters, writes the statement, computes the answer (or tests) by the first method. */
	int (*generate)(struct assay_instance *instance, struct assay_err *err);
	/**
	 * Computes the answer again from the parameters by a method that shares no code with the first. Returns 0 when
	 * both agree, ASSAY_EINVAL with both values otherwise. NULL where `generate` does both.
	 */
	int (*recheck)(const struct assay_instance *instance, struct assay_err *err);

	/* For families written with kit.h, whose `generate` is the kit's. */
	size_t params_size; /**< Of the struct that the functions below are given. */
	/** Draws the parameters, and puts the values of the phrasings' slots. Only this one may draw. */
	void (*draw)(struct kit *k, void *params);
	/** Maths: the steps and the answer. Runs again for each wrong solution, with other values out of its steps. */
	void (*solve)(struct kit *k, const void *params);
	/** Maths: the second method. */
	void (*again)(struct kit *k, const void *params);
	const char *const *distractors; /**< NULL-terminated, or NULL: the kit's. */
	const struct code_def *code;	/**< For families written with code.h. */
};

const struct assay_family *assay_family_find(const char *name);
/** Whether a word that a user gave means this family (perhaps among others): its name, one of its tags, or "all". */
bool assay_family_is(const struct assay_family *family, const char *word);
const struct assay_family *const *assay_families(size_t *ret_n);
/** The folder of a family: "algebra", "code/strings". */
const char *assay_family_topic(const struct assay_family *family);
unsigned assay_family_n_phrasings(const struct assay_family *family);

/** Generates one problem and rechecks it. Everything lives in `arena`. */
int assay_family_make(const struct assay_family_request *request, struct assay_arena *arena, struct assay_made *ret,
		      struct assay_err *err);

/** The same for a plain request. */
int assay_family_generate(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
			  struct assay_arena *arena, struct assay_problem *ret, struct assay_err *err);

#endif
