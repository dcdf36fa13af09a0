/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run: from sources to a dataset version, resumable at every byte.
 *
 * The config says where problems come from, which teachers answer them, how answers are judged, filtered and
 * exported. Everything learned goes into the store (out_dir/store.db) as it happens: problems first, then candidates
 * as they arrive, then verdicts. The dataset is made from the store alone, in the order of problem and k,
 * so it does not depend on timing, on the number of workers or on how often the run was killed.
 *
 *     config -> sources -> store: problem
 *            -> self-check of each problem's reference (an unfit problem is dropped with its reason)
 *            -> teachers, k candidates each -> store: candidate
 *            -> worker pool -> store: verdict
 *            -> samples -> filters -> split -> out_dir/datasets/<version>/
 *
 * A store belongs to what decides its candidates and verdicts: seed, sources, teachers, limits, sandbox. Another
 * config is refused with a sentence that names the difference. Name, filters and export may change between two
 * runs; a dataset that comes out different then needs a version of its own.
 */
#ifndef ASSAY_ORCHESTRATOR_RUN_H
#define ASSAY_ORCHESTRATOR_RUN_H

#include "base/config.h"
#include "base/err.h"
#include "filters/export.h"
#include "orchestrator/draw.h"
#include "orchestrator/grow.h"
#include "orchestrator/pool.h"
#include "orchestrator/progress.h"
#include "orchestrator/sampler.h"
#include "orchestrator/store.h"
#include "orchestrator/teacher.h"
#include "problems/set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One item of `sources:`: a file or a family. */
struct assay_source_conf {
	struct assay_str path;
	struct assay_str format; /**< Importer of `path`; absent: the project's own rows. */
	struct assay_str family; /**< A word of assay_family_is(). */
	uint64_t count;		 /**< Problems per family and level. */
	struct assay_str levels; /**< "3" or "1..5". */
	uint64_t limit;		 /**< At most this many problems of the file; 0: all. */
};

/** Of the rows of a dataset. */
enum assay_run_order {
	ASSAY_ORDER_PROBLEM = 0,
	ASSAY_ORDER_CURRICULUM, /**< From easy to hard by measured pass rate; what was not measured comes last. */
};

/** What is made of problems whose answers nobody knows. */
enum assay_agreement_use {
	ASSAY_AGREEMENT_OFF = 0,
	ASSAY_AGREEMENT_EVIDENCE, /**< Candidates are compared, and what they agree on is written down. */
	ASSAY_AGREEMENT_ACCEPT,	  /**< And a consensus that is large enough is accepted. */
};

struct assay_run_conf {
	struct assay_str name;
	struct assay_str out_dir;
	uint64_t seed;
	uint64_t jobs;
	struct assay_item_list sources;	 /**< struct assay_source_conf */
	struct assay_item_list teachers; /**< struct assay_teacher_conf */
	struct {
		uint64_t cpu_ms, wall_ms, mem_mb, output_kb, procs;
		bool stop_early;
		bool confirm_time_limits;
		uint64_t repeats;
		double time_factor;
	} verify;
	struct {
		int use; /**< enum assay_agreement_use */
		uint64_t inputs, least;
		double share;
	} agreement;
	struct {
		int require; /**< 0: namespaces, 1: landlock. */
		bool zygotes;
		struct assay_str_list preload;
		struct assay_str compile_cache; /**< As assay_cache_setting_of() takes it; absent: NULL. */
	} sandbox;
	struct assay_grow_conf generate;
	struct assay_str filters; /**< Raw: the list of filters, or absent. */
	struct {
		struct assay_str_list formats;
		struct assay_str version;
		double train, val, test;
		uint64_t max_accepted, max_rejected; /**< Per problem; 0: all. */
		double min_pass_rate, max_pass_rate; /**< Of problems that were measured. */
		uint64_t per_bucket;		     /**< Problems per bucket of difficulty, at most; 0: all. */
		double max_failures;		     /**< Share of rejected rows that crash, hang or do not compile. */
		int order;			     /**< enum assay_run_order */
		bool allow_missing;  /**< Export although candidates or verdicts are missing for good. */
		bool keep_no_answer; /**< Replies without an answer may be rejected rows. */
	} export;
};

extern const struct assay_option assay_run_options[];

/** Loads a run's config; ASSAY_ECONFIG. Relative paths in it stay relative to the working folder. */
int assay_run_conf_load(const char *path, const char *const *overrides, size_t n_overrides, struct assay_arena *arena,
			struct assay_run_conf *ret, struct assay_err *err);

/** The chain of `filters:`; loads benchmark files, so it is also the check before a run starts. */
int assay_run_chain_create(const struct assay_run_conf *conf, struct assay_chain **ret, struct assay_err *err);

/** First and last level of "3" or "1..5". */
int assay_parse_levels(struct assay_str text, unsigned *ret_first, unsigned *ret_last, struct assay_err *err);

/** The verification limits of a config, as workers and verdict keys need them. */
struct assay_verify_options assay_run_verify_options(const struct assay_run_conf *conf);

/** Levels of families that have fewer problems than were asked for. */
struct assay_shortage {
	uint64_t problems; /**< Asked for and not there. */
	uint64_t levels;   /**< Of families that fell short. */
	char first[80];	   /**< "coin-ways, level 1"; empty: none did. */
};

/**
 * Fills `set` from the config's sources. Ids are decided here, before any work starts. `ret_short` may be NULL.
 */
int assay_run_load_sources(const struct assay_run_conf *conf, struct assay_problem_set *set,
			   struct assay_shortage *ret_short, struct assay_err *err);

/**
 * Makes an empty store this run's, or checks that it is: ASSAY_ECONFIG with the difference when it is not. A store in
 * which nothing was learned yet belongs to whoever comes.
 */
int assay_run_claim_store(struct assay_store *store, const struct assay_run_conf *conf,
			  const struct assay_problem_set *problems, bool is_unsafe, struct assay_err *err);
/** Notes that the store holds verdicts reached without isolation: only an unsafe run may claim it from now on. */
int assay_run_mark_unsafe(struct assay_store *store, struct assay_err *err);

/** The sandbox of a config, as workers and guests need it. */
struct assay_sandbox_options assay_run_sandbox_options(const struct assay_run_conf *conf, bool is_unsafe);

/** What the teachers and workers of a run did, for the final table. */
struct assay_run_counts {
	struct assay_shortage shortage;
	struct assay_drawn drawn;
	uint64_t open, agreed, agreed_accepted; /**< Problems without an answer; with a consensus; with one accepted. */
	uint64_t problems, unfit, candidates;
	uint64_t verified; /**< Verdicts reached in this run, self-checks included. */
	uint64_t cached;   /**< Verdicts known before, or by an equal candidate's. */
	uint64_t system_errors;
	uint64_t compared, different;  /**< Verdicts reached in forked interpreters and from scratch; see verify.h. */
	char first_system_error[300];  /**< Its reason; empty: none. */
	uint64_t words[ASSAY_N_WORDS]; /**< Of all candidates in the store. */
	struct assay_sampler_counts sampled;
};

/** The live part: self-checks, sampling and verification until nothing is missing. */
struct assay_farm_options {
	const struct assay_run_conf *conf;
	const struct assay_problem_set *problems;
	struct assay_store *store;
	struct assay_progress *progress;
	bool is_unsafe; /**< Run code without isolation where it cannot be had. */
};

/** Fills the store; `*ret_interrupted` when SIGINT or SIGTERM ended it early, with everything learned kept. */
int assay_farm_run(const struct assay_farm_options *options, struct assay_run_counts *counts, bool *ret_interrupted,
		   struct assay_err *err);

struct assay_dropped {
	const char *filter, *code;
	uint64_t rows;
};

/** What assay_dataset_make() wrote. Everything lives in the arena of the call. */
struct assay_dataset_report {
	const struct assay_export_file *files;
	size_t n_files;
	struct assay_dropped *dropped;
	size_t n_dropped;
	uint64_t samples, accepted, rejected;
};

/** From the store to out_dir/datasets/<version>/ and out_dir/samples.jsonl. */
int assay_dataset_make(const struct assay_run_conf *conf, const struct assay_problem_set *problems,
		       struct assay_store *store, struct assay_run_counts *counts, struct assay_arena *arena,
		       struct assay_dataset_report *ret, struct assay_err *err);

/** The final table on standard error. */
void assay_run_print_report(const struct assay_run_conf *conf, const struct assay_run_counts *counts,
			    const struct assay_dataset_report *dataset, uint64_t elapsed_ms);

struct assay_run_options {
	const char *config_path;
	const char *const *overrides;
	size_t n_overrides;
	bool is_dry_run, is_unsafe;
};

/** The whole verb. */
int assay_run(const struct assay_run_options *options, struct assay_err *err);

#endif
