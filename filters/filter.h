/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shared filter core: annotate rows, then let one policy decide.
 *
 * A filter never drops anything itself. It looks at all rows and writes an annotation on some; afterwards each row is
 * kept or dropped once, by the first annotation (in chain order) whose filter is set to drop. Dropped rows keep the
 * filter's name, a reason code and evidence. Order of rows is preserved, and results do not depend on anything but the
 * rows and the options.
 *
 * A row is prompt and response text with ids; what else it carries (verdicts, provenance) rides along untouched in
 * `raw`.
 */
#ifndef ASSAY_FILTERS_FILTER_H
#define ASSAY_FILTERS_FILTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_note {
	const char *filter;	   /**< Name of the filter. */
	const char *code;	   /**< Reason code: "duplicate", "contaminated", ... */
	struct assay_str evidence; /**< JSON object text. */
	bool is_drop;		   /**< The filter's policy would drop the row for it. */
};

struct assay_row {
	struct assay_str id;
	struct assay_str group;	   /**< The problem's id: rows of one group share a split. */
	struct assay_str domain;   /**< "math", "code" or absent. */
	struct assay_str language; /**< Of the code in `response`, or absent. */
	struct assay_str prompt;
	struct assay_str response;
	struct assay_str raw; /**< The source row as JSON text, or absent. */
	uint64_t number;      /**< In the whole input, from 1; 0: its place among the rows given, plus one. */
	struct assay_note *notes;
	size_t n_notes;
	bool is_dropped;
	const struct assay_note *dropped_by;
};

/** One kind of filter; one file each. */
struct assay_filter_kind {
	const char *name;		    /**< "exact-dedup" */
	const char *title;		    /**< One line for listings. */
	const struct assay_option *options; /**< Of its `conf` struct; NULL: none. */
	size_t conf_size;
	/** Loads what it needs (benchmark files); state in `arena`, or freed by `destroy`. */
	int (*create)(const void *conf, struct assay_arena *arena, void **ret_state, struct assay_err *err);
	void (*destroy)(void *state); /**< May be NULL. */
	/** Adds notes with assay_row_note(). Rows that are already dropped are left alone. */
	int (*apply)(void *state, struct assay_row *rows, size_t n, struct assay_arena *arena, struct assay_err *err);
	/** Writes members that say what the filter compares with (benchmarks and their checksums); may be NULL. */
	void (*describe)(const void *state, struct assay_jsonw *w);
	/** True when rows of different prompts can bear on each other, so that they may not be in different shards;
	 * NULL: no. */
	bool (*crosses_prompts)(const void *state);
};

const struct assay_filter_kind *assay_filter_find(const char *name);
const struct assay_filter_kind *const *assay_filters(size_t *ret_n);

/** Adds a note; ASSAY_ELIMIT at the arena's ceiling. `evidence` is copied. */
int assay_row_note(struct assay_row *row, const struct assay_note *note, struct assay_arena *arena,
		   struct assay_err *err);

/** A list of filters in order. */
struct assay_chain;

/**
 * Reads the chain's YAML: `filters: [{name: exact-dedup, action: drop, ...options}, ...]`. `action: annotate` keeps
 * rows whatever the filter finds. Benchmark files are read here. A mistake in the YAML is ASSAY_ECONFIG.
 */
int assay_chain_load(const char *path, struct assay_chain **ret, struct assay_err *err);
int assay_chain_load_text(const char *name, struct assay_str yaml, struct assay_chain **ret, struct assay_err *err);
void assay_chain_destroy(struct assay_chain *chain);

/** The first filter whose crosses_prompts() is true, or NULL. */
const char *assay_chain_crosses_prompts(const struct assay_chain *chain);

/** Applies every filter in order; with `annotate_only` nothing is dropped. Notes live in `arena`. */
int assay_chain_apply(struct assay_chain *chain, struct assay_row *rows, size_t n, bool annotate_only,
		      struct assay_arena *arena, struct assay_err *err);

/**
 * Appends a JSON object about the filters named `name` in the chain: what they compared with, how many rows they saw,
 * and every row they wrote on. A chain of NULL says that nothing was checked. This is decontam_log.json.
 */
int assay_chain_log(const struct assay_chain *chain, const char *name, const struct assay_row *rows, size_t n,
		    struct assay_buf *out, struct assay_err *err);

/**
 * Reads a data row: id, group (or problem_id), domain, language, and prompt and response by the keys of every training
 * format that assay writes (messages, conversations, Alpaca, prompt and completion, ...; docs/filters.md lists them).
 * A row without any text is ASSAY_EINVAL.
 */
int assay_row_from_json(struct assay_json json, struct assay_arena *arena, struct assay_row *ret,
			struct assay_err *err);

/** Appends the row's `raw` with a member `decision` {kept, dropped_by, notes} in place of one it had. */
int assay_row_write(const struct assay_row *row, struct assay_buf *out, struct assay_err *err);

/** Appends the source object with the members of `added` (JSON text of an object) in place of its own of that name. */
int assay_row_write_with(struct assay_str raw, struct assay_str added, struct assay_buf *out, struct assay_err *err);

enum assay_split {
	ASSAY_SPLIT_TRAIN,
	ASSAY_SPLIT_VAL,
	ASSAY_SPLIT_TEST,
	ASSAY_N_SPLITS,
};

const char *assay_split_name(enum assay_split split);

/**
 * Assigns each distinct group to a split so that no group spans two. Groups stand in the order of hash(seed, group),
 * and each goes where the middle of its rows falls, so every split is within one group's rows of its share and adding
 * rows moves few groups. Dropped rows follow their group without counting. An absent group is the row's id; rows with
 * neither are ASSAY_EINVAL. Shares must add up to 1. `ret` has n entries.
 */
int assay_split_rows(const struct assay_row *rows, size_t n, const double shares[ASSAY_N_SPLITS], uint64_t seed,
		     enum assay_split *ret, struct assay_err *err);

#endif
