/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One growing run and its tasks; for orchestrator/grow*.c alone.
 */
#ifndef ASSAY_ORCHESTRATOR_GROW_TASK_H
#define ASSAY_ORCHESTRATOR_GROW_TASK_H

#include "base/jsonl.h"
#include "orchestrator/grow.h"
#include "orchestrator/run.h"
#include "orchestrator/teachers/sender.h"
#include "problems/methods/method.h"

#define GROW_CODES 64

struct grow_counts {
	uint64_t tasks, given, requests, stored, retries;
	uint64_t prompt_tokens, completion_tokens;
	struct {
		const char *code;
		uint64_t n;
		char first[200]; /* Why the first of them was given up. */
	} rejects[GROW_CODES];
	size_t n_rejects;
};

struct grow;

/* One task on its way. */
struct grow_item {
	struct grow *grow;
	struct assay_arena *arena;
	struct assay_task task;
	struct assay_step step, last;
	struct assay_json_doc *doc;
	struct assay_str prompt; /* Of the request on its way, before any retry's addition. */
	bool is_retry, is_done;
	size_t n_waiting; /* Claims without a verdict. */
	struct assay_sending sending;
	struct assay_str reply; /* What the endpoint wrote. */
};

struct grow_order {
	struct grow_item *item;
	size_t claim;
};

struct grow {
	const struct assay_grow_options_of_run *options;
	const struct assay_method *method;
	struct assay_run_conf conf;
	struct assay_arena *arena;
	struct assay_loop *loop;
	struct assay_store *store;
	struct assay_pool *pool;
	struct assay_sender **senders; /* One per teacher. */
	size_t n_teachers;
	struct assay_rng seeds;
	struct assay_problem_set *set; /* The pool. */
	const struct assay_problem **pool_items;
	struct assay_novelty *known, *benchmarks;
	uint64_t *cells, *tries; /* By topic and level. */
	struct assay_method_rejected rejected[ASSAY_METHOD_REJECTED];
	size_t n_rejected;
	struct assay_method_env env;
	struct grow_item *items; /* Of the batch. */
	size_t n_items, n_open;
	struct grow_order *orders; /* Waiting for room in the worker pool. */
	size_t n_orders, next_order, cap_orders;
	struct assay_jsonl_writer *writer;
	struct assay_progress progress;
	struct grow_counts counts;
	int rc;
	struct assay_err *err;
};

/* Reads what the method needs: sources, snippets, topics, prompts, benchmarks. */
int grow_load(struct grow *grow);
/* Into the pool, and among what is known. */
int grow_add_to_pool(struct grow *grow, const struct assay_problem *p);
/* The cell of the plan by a problem's first tag and its level; SIZE_MAX: none. */
size_t grow_cell_of(const struct grow *grow, const struct assay_problem *p);
void grow_unload(struct grow *grow);

/* Begins task `index`; it ends, now or later, with is_done. */
int grow_start(struct grow *grow, struct grow_item *item, uint64_t index);
void grow_item_finish(struct grow_item *item);

/* Verdicts of the worker pool. */
void grow_on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict);

void grow_count_reject(struct grow_counts *counts, const char *code, struct assay_str reason);

#endif
