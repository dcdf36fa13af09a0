/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Teachers: where candidates come from.
 *
 * A teacher is asked for candidate number k of a problem and answers, now or later, through a callback on the event
 * loop. The kinds: `builtin` (the problem's references, then their mutants), `replay` (candidates from a JSONL file)
 * and `openai` (any endpoint that speaks chat completions). One kind is one file in orchestrator/teachers/.
 *
 * Which k a teacher is asked for is fixed before sampling starts, so a resumed run asks for exactly the
 * missing ones. A teacher must give the same candidate for the same (problem, k) where it can; where
 * it cannot (a model), the store keeps what was paid for.
 */
#ifndef ASSAY_ORCHESTRATOR_TEACHER_H
#define ASSAY_ORCHESTRATOR_TEACHER_H

#include "base/config.h"
#include "base/err.h"
#include "orchestrator/loop.h"
#include "orchestrator/store.h"
#include "problems/problem.h"
#include "problems/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One item of `teachers:` in the config; the option table is assay_teacher_options. */
struct assay_teacher_conf {
	struct assay_str kind;
	struct assay_str name; /**< For reports; absent: the kind. */
	uint64_t k;	       /**< Candidates per problem. */
	/* replay */
	struct assay_str_list files;
	struct assay_str format; /**< Importer of the files; absent: candidate rows. */
	/* builtin */
	uint64_t mutants; /**< At most this many mutants per problem. */
	/* openai */
	struct assay_str base_url; /**< Up to and without /chat/completions. */
	struct assay_str model;
	struct assay_str api_key_env; /**< Name of the environment variable that holds the key. */
	struct assay_str system_prompt;
	double temperature, top_p;
	double presence_penalty, frequency_penalty; /**< 0: not sent. */
	uint64_t max_tokens;
	uint64_t n_per_request; /**< The endpoint's `n`; 1: k requests. */
	uint64_t concurrency, timeout_ms, retries;
	double requests_per_second; /**< 0: no limit. */
};

struct assay_teacher_env {
	struct assay_loop *loop;
	struct assay_store *store; /**< Response cache; NULL: none (assay sample without a store). */
	const struct assay_problem_set *problems;
	uint64_t seed;
};

/** What came of one request. */
struct assay_teacher_reply {
	uint64_t ticket;
	const struct assay_candidate *candidate; /**< NULL: this teacher has no candidate number k, or gave up. */
	bool is_failed; /**< The teacher gave up after its retries: `reason` says why. The run goes on and says so. */
	bool is_fatal;	/**< No later request can succeed either (a wrong key): stop the run with `reason`. */
	struct assay_str reason;
	uint64_t prompt_tokens, completion_tokens; /**< As the endpoint reported; 0: unknown. */
	unsigned attempts;
};

struct assay_teacher_kind {
	const char *name; /**< "builtin", "replay", "openai" */
	const char *title;
	/** `conf` is a struct assay_teacher_conf. Checks everything that can be checked before a run starts. */
	int (*create)(const struct assay_teacher_conf *conf, const struct assay_teacher_env *env, void **ret_state,
		      struct assay_err *err);
	void (*destroy)(void *state);
	/** How many candidates it has for a problem: `want`, or fewer when it can know that. */
	size_t (*count)(void *state, const struct assay_problem *problem, size_t want);
	/** True while requests in flight reach the teacher's concurrency: ask again after a reply. */
	bool (*is_busy)(void *state);
	/** Starts one request; `reply` may be called before ask() returns. */
	int (*ask)(void *state, uint64_t ticket, const struct assay_problem *problem, uint64_t k,
		   void (*reply)(void *arg, const struct assay_teacher_reply *reply), void *arg, struct assay_err *err);
};

/** The `model` of the builtin teacher's mutants: accepted ones are dropped from datasets as equivalent. */
#define ASSAY_BUILTIN_MUTANT "builtin-mutant"
/** And that of its references. */
#define ASSAY_BUILTIN_REFERENCE "builtin"

const struct assay_teacher_kind *assay_teacher_find(struct assay_str name);
const struct assay_teacher_kind *const *assay_teacher_kinds(size_t *ret_n);

extern const struct assay_option assay_teacher_options[];

#endif
