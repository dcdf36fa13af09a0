/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the store holds, gathered by problem and filtered: the first half of making a dataset.
 *
 * Everything is a function of the store's rows and the config: no clock, no order of arrival. All memory is the
 * arena's.
 */
#ifndef ASSAY_ORCHESTRATOR_RUN_GATHER_H
#define ASSAY_ORCHESTRATOR_RUN_GATHER_H

#include "base/map.h"
#include "orchestrator/run.h"

/* One judged candidate while samples are being gathered. */
struct assay_gathered {
	struct assay_gathered *next; /* Of the same problem, in the order of k. */
	struct assay_solution_row solution;
	struct assay_row *row; /* Its row in the filter chain. */
	enum assay_word word;
	double rank; /* Order among rejected ones: greater is better. */
	bool is_accepted;
};

/* A candidate for a problem without an answer, and its verdict: rows as they stand in the store. */
struct assay_waiting {
	struct assay_waiting *next;
	struct assay_str candidate, verdict;
};

struct assay_bucket {
	const struct assay_problem *problem;
	struct assay_gathered *first, *last;
	size_t n_accepted, n_rejected;
	struct assay_waiting *waiting, *last_waiting; /* Without an answer: compared when all are there. */
	uint64_t n_tries, n_right;		      /* Of models, decided; whatever the filters say of them later. */
};

struct assay_gathering {
	const struct assay_run_conf *conf;
	struct assay_arena *arena;
	struct assay_map *buckets; /* Problem id to struct assay_bucket, in the order of the problem set. */
	struct assay_run_counts *counts;
	size_t n_accepted, n_rejected;
	struct assay_dataset_report *report;
	struct assay_str decontam_log;
	struct assay_str agreement_rows; /* JSONL: one row for each problem that was compared; or empty. */
};

/**
 * Reads every judged candidate, gives those that can be a label to the filters, and counts what is dropped. `conf`,
 * `arena`, `counts` and `report` are filled by the caller, who destroys `buckets` in any case.
 */
int assay_gather(struct assay_gathering *g, const struct assay_problem_set *problems, struct assay_store *store,
		 struct assay_err *err);

/** Counts one more row dropped by `filter` because of `code`; the list is short. */
int assay_gather_drop(struct assay_gathering *g, const char *filter, const char *code, struct assay_err *err);

/** Problem i, i < assay_map_count(g->buckets). */
struct assay_bucket *assay_gather_bucket(const struct assay_gathering *g, size_t i);

#endif
