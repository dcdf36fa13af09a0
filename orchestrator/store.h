/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: everything a run has learned, in one SQLite file.
 *
 * WAL, synchronous=FULL, one writer. Writes are grouped: assay_store_write_* queue into an open transaction, which
 * commits after a number of rows or milliseconds, or at assay_store_commit(). What was committed survives kill -9; what
 * was not is redone. First result wins: a second write under the same key changes nothing (meta entries are replaced).
 *
 * Tables: meta(key, value) with the config's fingerprint; problem(seq, id, row); candidate(problem_id, k, id, row);
 * response(key, body), the cache of paid requests; verdict(problem_id, candidate_id, key, word, row), which is also the
 * verdict cache by its key; decision(row_id, filter, code, evidence). Rows are the JSON of docs/formats.md. The schema
 * carries a version number (PRAGMA user_version); an unknown one is refused.
 */
#ifndef ASSAY_ORCHESTRATOR_STORE_H
#define ASSAY_ORCHESTRATOR_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_store;

/** Opens or creates `path`; takes an exclusive lock so that two runs never share a store (message names the holder). */
int assay_store_open(const char *path, struct assay_store **ret, struct assay_err *err);
/** Opens an existing store for looking only: no lock, also while a run writes. */
int assay_store_open_read_only(const char *path, struct assay_store **ret, struct assay_err *err);
/** Commits what is open and closes; NULL is allowed. */
int assay_store_close_take(struct assay_store *store, struct assay_err *err);
int assay_store_commit(struct assay_store *store, struct assay_err *err);

int assay_store_meta_get(struct assay_store *store, const char *key, struct assay_arena *arena, struct assay_str *ret,
			 struct assay_err *err);
int assay_store_meta_set(struct assay_store *store, const char *key, struct assay_str value, struct assay_err *err);

/** True when nothing was learned yet: no candidate, no verdict, no paid reply. False also when looking failed. */
bool assay_store_is_unused(struct assay_store *store);
/** Forgets problems, decisions and meta entries. */
int assay_store_clear(struct assay_store *store, struct assay_err *err);
/** Forgets decisions: they are made anew from what is stored. */
int assay_store_clear_decisions(struct assay_store *store, struct assay_err *err);

int assay_store_put_problem(struct assay_store *store, uint64_t seq, struct assay_str id, struct assay_str row,
			    struct assay_err *err);
/** `k` is the candidate's number within its problem: the same k is never sampled twice. */
int assay_store_put_candidate(struct assay_store *store, struct assay_str problem_id, uint64_t k, struct assay_str id,
			      struct assay_str row, struct assay_err *err);
/** True when the problem has a candidate of this id; also true when looking failed, which the next write will report.
 */
bool assay_store_has_candidate(struct assay_store *store, struct assay_str problem_id, struct assay_str id);
/** 1 and the stored body when this request was paid for already, else 0. */
int assay_store_get_response(struct assay_store *store, struct assay_hash128 key, struct assay_arena *arena,
			     struct assay_str *ret_body, struct assay_err *err);
int assay_store_put_response(struct assay_store *store, struct assay_hash128 key, struct assay_str body,
			     struct assay_err *err);
int assay_store_put_verdict(struct assay_store *store, struct assay_str problem_id, struct assay_str candidate_id,
			    struct assay_hash128 key, struct assay_str row, struct assay_err *err);
/** A verdict reached before under the same key, by whatever candidate: 1 and the row, or 0. */
int assay_store_get_verdict(struct assay_store *store, struct assay_hash128 key, struct assay_arena *arena,
			    struct assay_str *ret_row, struct assay_err *err);
int assay_store_put_decision(struct assay_store *store, struct assay_str row_id, struct assay_str filter,
			     struct assay_str code, struct assay_str evidence, struct assay_err *err);

/** Iterations in a fixed order (seq, then k): `row` lives for the call; a non-zero return of `each` ends it and is
 * returned. */
int assay_store_each_problem(struct assay_store *store,
			     int (*each)(void *arg, struct assay_str id, struct assay_str row, struct assay_err *err),
			     void *arg, struct assay_err *err);
struct assay_store_candidate {
	struct assay_str problem_id, id, row;
	struct assay_str verdict; /**< Row of its verdict, or absent. */
	uint64_t k;
};
int assay_store_each_candidate(struct assay_store *store,
			       int (*each)(void *arg, const struct assay_store_candidate *candidate,
					   struct assay_err *err),
			       void *arg, struct assay_err *err);

/** Counts for `status`: problems, candidates, verdicts by word, responses, decisions by filter and code, as JSON. */
int assay_store_counts(struct assay_store *store, struct assay_arena *arena, struct assay_str *ret_json,
		       struct assay_err *err);

#endif
