/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A share of the work, for several machines that have the same input and no broker: `--shard I/N`.
 *
 * The shards of one N are disjoint and complete. Verbs that judge each row alone divide by row number; verbs that
 * compare rows divide by a key that rows which could match have in common, so that all shards together decide as one
 * machine would.
 */
#ifndef ASSAY_ORCHESTRATOR_SHARD_H
#define ASSAY_ORCHESTRATOR_SHARD_H

#include "base/err.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

/** Zeroed memory is the whole. */
struct assay_shard {
	uint64_t index; /**< Below `count`. */
	uint64_t count; /**< 0: the whole. */
};

/** Help text of the option. */
#define ASSAY_SHARD_HELP "only the I-th of N shares of the rows; counting from 0 or from 1"

/** Reads "I/N"; NULL is the whole. Counting from 1 to N names the same shards as from 0 to N - 1. ASSAY_ECONFIG. */
int assay_shard_parse(const char *text, struct assay_shard *ret, struct assay_err *err);

/** Whether row number `n`, from 0, is of this shard. */
bool assay_shard_has_row(const struct assay_shard *shard, uint64_t n);
bool assay_shard_has_key(const struct assay_shard *shard, const struct assay_hash128 *key);

#endif
