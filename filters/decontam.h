/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decontamination: does a row hold a benchmark item?
 *
 * Every text field of every benchmark item (prompt and solution) is indexed by its n-grams of words, n = 13; a row is a
 * hit when one n-gram of its prompt or of its response is also in an item. A field shorter than n words is a hit when
 * all of it stands in the row; below `short_words` words only when it is the row's whole text, and
 * below three words never, for "return x" is in every program. Hash hits are compared word by word, so a
 * collision is never a hit.
 *
 * The evidence is of the item that the row covers best. Memory is bounded by `max_bytes`: reaching it is an error,
 * never a smaller index. An index is not thread-safe, for it holds the scratch memory of its checks.
 */
#ifndef ASSAY_FILTERS_DECONTAM_H
#define ASSAY_FILTERS_DECONTAM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct assay_decontam;

struct assay_decontam_options {
	const struct assay_str *files; /**< Benchmark rows: .jsonl, .gz, .zst; NUL-terminated paths. */
	size_t n_files;
	uint64_t ngram;	      /**< Words; 0 means 13. */
	uint64_t short_words; /**< 0 means 6. */
	uint64_t max_bytes;   /**< Of the index; 0 means 1 GiB. */
};

/** Reads the files. Their names and lines stand in the messages. */
int assay_decontam_create(const struct assay_decontam_options *options, struct assay_decontam **ret,
			  struct assay_err *err);
void assay_decontam_destroy(struct assay_decontam *index);

enum assay_contamination {
	ASSAY_CONTAMINATION_NONE = 0,
	ASSAY_CONTAMINATION_EXACT, /**< The words of an item. */
};

/** "exact"; NULL for none. */
const char *assay_contamination_name(enum assay_contamination strength);

struct assay_decontam_hit {
	enum assay_contamination strength; /**< NONE: nothing else is set. */
	struct assay_str benchmark;	   /**< Lives in the index, as does item_id. */
	struct assay_str item_id;
	const char *item_field; /**< "prompt" or "solution". */
	const char *row_field;	/**< "prompt" or "response". */
	const char *rule;	/**< "ngram", "short" (a short field whole) or "whole" (it is the row's whole text). */
	struct assay_str words; /**< The first n-gram that matched, in normal form. */
	size_t item_word;	/**< Where it stands in the item's field and in the row's, counting words from 0. */
	size_t row_word;
	size_t n_matched, n_grams; /**< How many n-grams of the item's field matched, of how many. */
};

/** Scratch memory of one thread's checks. */
struct assay_decontam_scan;

/** NULL when the allocator refuses. */
struct assay_decontam_scan *assay_decontam_scan_create(const struct assay_decontam *index);
void assay_decontam_scan_destroy(struct assay_decontam_scan *scan);

/** Absent texts are empty. What the hit holds beyond the index lives in `arena`. */
int assay_decontam_check(struct assay_decontam_scan *scan, struct assay_str prompt, struct assay_str response,
			 struct assay_arena *arena, struct assay_decontam_hit *ret, struct assay_err *err);

/** The evidence of a hit as JSON object. */
void assay_decontam_write_hit(const struct assay_decontam_hit *hit, struct assay_jsonw *w);

/** Writes members: n-gram sizes and, for every benchmark, file, checksum, items, fields, fields too short to compare.
 */
void assay_decontam_describe(const struct assay_decontam *index, struct assay_jsonw *w);

#endif
