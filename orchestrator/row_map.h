/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows in, rows out, in input order, on several threads: for verbs that turn each row into one row by pure functions.
 *
 * The calling thread reads and writes; `jobs` workers map batches of lines in between. Memory is bounded by a few
 * batches for each worker, whatever the size of the input. The first failure in input order stops the map, named
 * `file:line`; rows before it are written.
 */
#ifndef ASSAY_ORCHESTRATOR_ROW_MAP_H
#define ASSAY_ORCHESTRATOR_ROW_MAP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/jsonl.h"
#include "base/str.h"

#include <stddef.h>

struct assay_row_map {
	/** State of one worker, used by one thread at a time; NULL when memory is out. */
	void *(*create_worker)(const void *context);
	void (*destroy_worker)(void *worker);
	/** Appends the row for `line` to `out`, without newline, or nothing: then there is none. On any thread. */
	int (*map)(void *worker, struct assay_str line, struct assay_buf *out, struct assay_err *err);
	const void *context;
};

/** How many processors this process may use, at least 1. */
size_t assay_row_map_default_jobs(void);

/** Maps all rows of `path` ("-": standard input). `jobs` of 1 starts no thread. */
int assay_row_map_run(const struct assay_row_map *map, const char *path, size_t jobs, struct assay_jsonl_writer *writer,
		      struct assay_err *err);

#endif
