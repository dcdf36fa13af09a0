/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What methods are written with; for problems/methods/ alone.
 *
 * A *proposing* method asks for a new problem and leaves the rest to kit_propose(): reading and screening the reply,
 * verifying the reference, asking teachers for votes. An *answering* method takes a problem of the pool, asks for
 * solutions and gives the problem back with what verification said of them: accepted ones as references, witnessed
 * failures as negatives.
 */
#ifndef ASSAY_PROBLEMS_METHODS_KIT_H
#define ASSAY_PROBLEMS_METHODS_KIT_H

#include "problems/methods/method.h"

#define KIT_VOTES 8

/** The state of a proposing method. */
struct kit_proposal {
	int phase;
	const struct assay_problem *parent; /**< NULL: there is none. */
	struct assay_str topic;
	unsigned level;
	bool keeps_tests; /**< Paraphrase: only the statement is new; tests, answer and reference are the parent's. */
	bool needs_votes; /**< At least one vote, whatever the options say. */
	struct assay_str given; /**< Back-translation: the solution that the problem is for. */
	bool is_moved;		/**< In another field: it may not even be near its parent. */
	/** A solution that must fail on the new problem, which proves that the problem is what it claims to be: the
	 * parent's where something was added, the careless one of the reply where an unusual case decides. Its code is
	 * absent where nothing is proved so. */
	struct assay_solution trap;
	bool asks_for_trap; /**< The reply holds it, and it is kept as a negative. */
	const struct assay_prompt *operator;
	struct assay_problem problem;
	struct assay_solution reference;
	size_t n_votes;
	struct assay_solution votes[KIT_VOTES];
};

int kit_give_up(struct assay_step *step, const char *code, const char *reason);

/** A problem of the pool that may have children and, with `needs_reference`, has a solution; NULL: there is none. */
const struct assay_problem *kit_draw_parent(struct assay_task *task, bool needs_reference);
/** Topic and level of the task, by quota: the topic with the fewest new problems, drawn among equals. False: every
 * topic is full. */
bool kit_draw_target(struct assay_task *task, struct assay_str *ret_topic, unsigned *ret_level);

/** Asks `prompt`, with the slots that all prompts share filled in beside those already put. */
int kit_ask(struct assay_task *task, struct assay_step *step, const char *prompt, const struct assay_shape *shape,
	    const struct assay_problem *about, struct assay_err *err);
/** Asks for a solution; `prompt` is "answer", "weak", "revise" or "repair". */
int kit_ask_answer(struct assay_task *task, struct assay_step *step, const char *prompt,
		   const struct assay_problem *about, struct assay_err *err);
/** The solution in the reply to kit_ask_answer(). */
int kit_take_answer(const struct assay_task *task, const struct assay_problem *about, struct assay_solution *ret,
		    struct assay_err *err);

/** The prompt of the task's operator, one of `names`. */
const struct assay_prompt *kit_draw_operator(struct assay_task *task, const char *const *names, size_t n);

/** Adds the claim that the verifier decides on. */
int kit_claim(struct assay_task *task, struct assay_step *step, const struct assay_problem *problem,
	      const struct assay_solution *solution, struct assay_err *err);

/** `solution` as a negative of which `claim` is the witness. */
int kit_take_witness(const struct assay_task *task, const struct assay_claim *claim, struct assay_solution *solution,
		     struct assay_err *err);

/** What verification said, for a model: the word and the reason. */
struct assay_str kit_evidence(const struct assay_task *task, const struct assay_claim *claim);

/** Gives `problem` as this method's, a child of `parent` (NULL: none). */
int kit_give(struct assay_task *task, struct assay_step *step, const struct assay_problem *problem,
	     const struct assay_problem *parent, struct assay_err *err);
/** Gives the parent with more references and negatives; either list may be empty. */
int kit_give_answers(struct assay_task *task, struct assay_step *step, const struct assay_problem *parent,
		     const struct assay_solution *references, size_t n_references,
		     const struct assay_solution *negatives, size_t n_negatives, struct assay_err *err);

/** The steps of a proposing method behind its request; the first step is `begin`, which fills state and request. */
int kit_propose(struct assay_task *task, struct assay_step *step,
		int (*begin)(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
			     struct assay_err *err),
		struct assay_err *err);
/** The request of a proposing method: the shape follows from the kind of problem. */
int kit_ask_problem(struct assay_task *task, struct assay_step *step, const char *prompt,
		    const struct kit_proposal *proposal, struct assay_err *err);

/** Up to `n` different statements of the pool, numbered: `first` where there is one, then three seeds for each one that
 * was grown (Self-Instruct has six for two). */
struct assay_str kit_demonstrations(struct assay_task *task, size_t n, const struct assay_problem *first);

#endif
