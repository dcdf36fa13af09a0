/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Methods: growing problems with a language model.
 *
 * A method opens no socket and runs no program. It says what is to be done next and is told what came of it, the way a
 * checker plans runs and judges them: ask a model for a reply of a stated shape, have claims verified ("this candidate
 * must be accepted, that one must fail"), give the problem that came of it, or give up with a reason's code. Who
 * carries the requests and the claims is not its business (orchestrator/grow.h).
 *
 * One try at one problem is a task. Its steps follow from the options, the number of the task, the pool as it was when
 * the batch began, and what the steps before brought; nothing else. So tasks that are run again ask the same requests.
 *
 * What a method gives has passed its gate: the reference was accepted, the wrong answers failed, as many teachers
 * agreed as the options ask for, and the statement is unlike what the pool holds. `origin` of a problem names method,
 * parents, generation, and in "generation" the prompts, models and sampling settings that were used.
 */
#ifndef ASSAY_PROBLEMS_METHODS_METHOD_H
#define ASSAY_PROBLEMS_METHODS_METHOD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rng.h"
#include "problems/methods/novelty.h"
#include "problems/methods/prompt.h"
#include "problems/methods/shape.h"
#include "problems/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Claims of one step, at most. */
#define ASSAY_METHOD_CLAIMS 16
/** Levels of difficulty, from 1. */
#define ASSAY_METHOD_LEVELS 10
/** Problems that were rejected lately and that prompts may show. */
#define ASSAY_METHOD_REJECTED 16
/** Requests that origin remembers of one task. */
#define ASSAY_METHOD_ASKED 32

/** What the user decides; zero is the default in brackets. */
struct assay_method_options {
	uint64_t demonstrations;	  /**< Examples in a prompt [3]. */
	uint64_t avoid;			  /**< Statements that a prompt says to stay away from [5]. */
	uint64_t bad_examples;		  /**< Rejected statements that a prompt shows with their reasons [none]. */
	uint64_t rounds;		  /**< Revisions of one answer [2]. */
	uint64_t votes;			  /**< Independent solutions asked for per new problem. */
	uint64_t agree;			  /**< Of those, how many must be accepted [more than half]. */
	uint64_t answers;		  /**< Solutions per problem where a method collects them [2]. */
	uint64_t max_generation;	  /**< Parents of this generation have no children [3]. */
	uint64_t min_words, max_words;	  /**< Of a statement [4, 400]. */
	double novelty;			  /**< ROUGE-L F above this is a repetition [0.7]. */
	uint64_t per_topic;		  /**< New problems of one topic, at most; 0: no quota. */
	uint64_t per_cell;		  /**< New problems of one topic and level: the plan; 0: none. */
	const uint64_t *targets;	  /**< Per topic, instead of per_cell where it is not 0; NULL: none. */
	unsigned first_level, last_level; /**< Targets of difficulty [1..10]. */
	enum assay_kind kind;		  /**< Of new problems [math]. */
	struct assay_str language;	  /**< Of code problems [python]. */
	const struct assay_str *topics;	  /**< The taxonomy; none: topics are the model's choice. */
	size_t n_topics;
	const struct assay_str *personas;
	size_t n_personas;
	const struct assay_str *banned; /**< Openings that a statement must not have, beside the built-in ones. */
	size_t n_banned;
};

/** A statement that came to nothing, and why. */
struct assay_method_rejected {
	struct assay_str statement;
	const char *code;
};

/** What tasks of one batch share; constant while the batch runs. */
struct assay_method_env {
	struct assay_method_options options;
	uint64_t seed;
	const struct assay_prompts *prompts;
	const struct assay_problem *const *pool; /**< Seeds, then what was grown, in order. */
	size_t n_pool, n_seeds;
	const struct assay_novelty *known; /**< Statements of the pool. */
	const struct assay_novelty *benchmarks;
	const struct assay_str *snippets;
	size_t n_snippets;
	/** New problems so far by topic (one row when there are none) and level: [topic * ASSAY_METHOD_LEVELS + level -
	 * 1]. */
	const uint64_t *cells;
	/** Likewise: tasks that aimed there, whatever came of them. */
	const uint64_t *tries;
	const struct assay_method_rejected *rejected; /**< The newest last. */
	size_t n_rejected;
	size_t n_teachers;
};

enum assay_step_kind {
	ASSAY_STEP_ASK = 1,
	ASSAY_STEP_VERIFY,
	ASSAY_STEP_GIVE,
	ASSAY_STEP_GIVE_UP,
};

struct assay_claim {
	const struct assay_problem *problem;
	struct assay_candidate candidate;
	/* What came of it. */
	bool is_known; /**< False for system_error and undecided: then nothing follows from it. */
	bool is_accepted;
	/** It failed in a way that makes a negative: not by a missing answer, nor by what the sandbox forbids. */
	bool is_witnessed;
	struct assay_str word, reason;
	struct assay_str pass_bits; /**< One '1' or '0' per test; absent for maths. */
	double fraction;
};

struct assay_step {
	enum assay_step_kind kind;
	/* ASK */
	const struct assay_prompt *prompt;
	const struct assay_prompt *operator; /**< A part of it, for {operator}; NULL: none. */
	struct assay_slots slots;
	const struct assay_shape *shape; /**< NULL: free text. */
	size_t teacher;			 /**< Modulo how many there are. */
	bool has_temperature;		 /**< Else the teacher's. */
	double temperature, presence_penalty;
	/* VERIFY */
	struct assay_claim claims[ASSAY_METHOD_CLAIMS];
	size_t n_claims;
	/* GIVE; passes assay_problem_check(). */
	struct assay_problem problem;
	/** What is too near to what the same batch gave before; f 0: nothing new is claimed. */
	struct assay_novelty_limits novelty;
	/* GIVE_UP */
	const char *code; /**< A word that reports count: "duplicate", "reference_refuted". */
	struct assay_str reason;
	struct assay_str statement; /**< What was given up, to be shown as a bad example; absent: not to be shown. */
};

/** One request of a task, for origin. */
struct assay_asked {
	const char *prompt;
	unsigned prompt_version;
	const struct assay_prompt *operator; /**< NULL: none. */
	struct assay_str model;
	double temperature, top_p, presence_penalty, frequency_penalty;
	uint64_t seed;
};

struct assay_task {
	const struct assay_method *method;
	const struct assay_method_env *env;
	uint64_t index;
	size_t cell;	      /**< What it aims at, an index of env->cells; SIZE_MAX: nothing. */
	struct assay_rng rng; /**< The task's own stream. */
	struct assay_arena *arena;
	unsigned n_steps; /**< Steps done so far. */
	void *state;	  /**< The method's own, zeroed before the first step. */
	/* What the last step brought. */
	struct assay_str text;	 /**< ASK: the reply. */
	struct assay_json reply; /**< ASK with a shape: it fits. Valid until the next step. */
	struct assay_step *last; /**< VERIFY: its claims hold what came of them. */
	struct assay_asked asked[ASSAY_METHOD_ASKED];
	size_t n_asked;
};

struct assay_method {
	const char *name; /**< "self-instruct"; also in origin.method. */
	unsigned version;
	const char *title;
	const char *const *prompts;   /**< Names, NULL-terminated. */
	const char *const *operators; /**< Prompts for {operator}, one a task; NULL: none. */
	size_t n_operators;
	bool needs_snippets, needs_topics;
	size_t state_size;
	/** Fills `*ret`, which is zeroed. A negative return is a failure of ours, never the model's. */
	int (*next)(struct assay_task *task, struct assay_step *ret, struct assay_err *err);
};

const struct assay_method *const *assay_methods(size_t *ret_n);
/** NULL when unknown. */
const struct assay_method *assay_method_find(const char *name);

/** Problems of a topic and level that are wanted; 0: as many as there come. */
uint64_t assay_method_target(const struct assay_method_options *options, size_t topic);

/** Fills what is zero with its default. */
void assay_method_defaults(struct assay_method_options *options);

/** Starts task `index`; everything of it lives in `arena`. */
int assay_task_init(struct assay_task *task, const struct assay_method *method, const struct assay_method_env *env,
		    uint64_t index, struct assay_arena *arena, struct assay_err *err);

/**
 * The JSON object in a model's reply: the whole text, what stands in its only fence, or what lies between the first and
 * the last brace. Checks it against `shape`. 0, or one of the codes "empty", "refusal", "too_large", "control_bytes",
 * "not_json", "wrong_shape" in `*ret_code` with a sentence for the model in `err` and ASSAY_EINVAL.
 */
int assay_reply_read(struct assay_str text, const struct assay_shape *shape, struct assay_json_doc **ret_doc,
		     const char **ret_code, struct assay_err *err);

#endif
