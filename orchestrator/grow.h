/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing problems with a language model: who carries what methods plan (problems/methods/method.h).
 *
 * Tasks run in batches. The tasks of a batch see the pool as it was before the batch and are joined to it in the order
 * of their numbers, so what is grown depends on config, method and replies alone, not on which reply came first. Every
 * reply is committed to the store (out_dir/generate.db) before anybody sees it; a run that was killed and is started
 * again asks the same requests, finds those that were paid for, and goes on. A request that an endpoint does not answer
 * after all its retries ends the run: to go on without it would be another run.
 *
 * A reply that has not the shape asked for is answered once with what is wrong with it; then its task is given up.
 * Every task that came to nothing is counted under its reason's code in out_dir/generate-report.json.
 */
#ifndef ASSAY_ORCHESTRATOR_GROW_H
#define ASSAY_ORCHESTRATOR_GROW_H

#include "base/config.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/** `generate:` of a run's config. */
struct assay_grow_conf {
	struct assay_str prompts; /**< Folder of the user's prompts; absent: the built-in ones. */
	uint64_t tasks;		  /**< At most so many tries; 0: four per problem wanted, and 16. */
	uint64_t batch;
	struct assay_str_list snippets; /**< Files; one snippet each. */
	struct assay_str taxonomy;	/**< File of topics, one a line; "topic | N": N problems a level are wanted. */
	struct assay_str_list topics, personas, banned;
	struct assay_str_list benchmarks; /**< Files of problems that nothing may resemble. */
	struct assay_str benchmarks_format;
	int kind; /**< 0: math, 1: call, 2: stdio. */
	struct assay_str language, levels;
	bool counts_sources; /**< Problems of the sources count in the plan. */
	uint64_t bad_examples, demonstrations, avoid, rounds, votes, agree, answers, max_generation, min_words,
		max_words, per_topic;
	uint64_t per_cell;
	double novelty;
};

extern const struct assay_option assay_grow_options[];

struct assay_grow_options_of_run {
	const char *config_path;
	const char *method;
	const char *out; /**< "-" for standard output. */
	uint64_t count;
	bool is_unsafe;
};

/** The whole of `assay generate --method`. */
int assay_grow(const struct assay_grow_options_of_run *options, struct assay_err *err);

#endif
