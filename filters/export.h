/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From samples to the files that trainers read.
 *
 * A sample is one problem with its accepted and rejected solutions. An exporter turns a sample into rows of one
 * training format; the export driver writes each format's splits, metadata, card and checksums into one version folder,
 * all or nothing. The same samples and options give the same bytes, in whatever order the samples come.
 *
 * The door is narrow: an accepted solution must carry the verdict `accepted`, a rejected one a word that an execution
 * or a proof has witnessed; anything else is an error, never a label. Responses that are in one sample twice are
 * written once, and a response that is both accepted and rejected is left out on both sides; qa_report.json counts
 * them.
 */
#ifndef ASSAY_FILTERS_EXPORT_H
#define ASSAY_FILTERS_EXPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "filters/filter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One judged solution as it goes into a dataset. */
struct assay_solution_row {
	struct assay_str id;	   /**< Candidate id. */
	struct assay_str response; /**< What the assistant says: model text, or code put into a fence. */
	struct assay_str model;
	struct assay_str language; /**< Of the code; absent: the sample's. */
	struct assay_str verdict;  /**< The word. */
	struct assay_str proof;	   /**< JSON object: key, checker, assurance, passed, total, reason, evidence. */
	double pass_fraction;
};

struct assay_sample {
	struct assay_str id; /**< The problem's id. */
	struct assay_str prompt;
	struct assay_str domain;
	struct assay_str language;
	struct assay_str ground_truth; /**< Maths: the answer. Code: JSON of the tests. May be absent. */
	const struct assay_solution_row *accepted;
	size_t n_accepted;
	const struct assay_solution_row *rejected; /**< Best first. Only with an executed or proved witness. */
	size_t n_rejected;
	struct assay_str origin; /**< JSON object. */
	enum assay_split split;
	bool is_split_absent; /**< The row named no split; nothing is exported before one is assigned. */
	uint64_t tries;	      /**< Of models, decided; 0: difficulty was not measured. */
	double pass_rate;     /**< Of those, the share that was right. */
};

/** Reads a sample row (docs/exports.md). Text lives in `arena`. */
int assay_sample_read(struct assay_json row, struct assay_arena *arena, struct assay_sample *ret,
		      struct assay_err *err);

/** The language of a solution's code, its own or the sample's; may be absent. */
struct assay_str assay_solution_language(const struct assay_sample *sample, const struct assay_solution_row *solution);

/** An accepted and a rejected solution, by their places in the sample. */
struct assay_pair {
	size_t accepted, rejected;
};

/** The longer side of a pair has at most so many times the bytes of the shorter one, or so many bytes more. */
#define ASSAY_PAIR_LENGTH_RATIO 2
#define ASSAY_PAIR_LENGTH_SLACK 64

/**
 * Appends the preference pairs of a sample to `out`, as an array of struct assay_pair. Each accepted solution, in
 * order, meets the best rejected one in the same language and of comparable length that is still free, and none is
 * used twice: a trainer learns neither to prefer a language or a length nor from a response more often than it was
 * given. 0 or the buffer's error.
 */
int assay_sample_pairs(const struct assay_sample *sample, struct assay_buf *out);

/** Appends the sample as one row, without newline. Reading it back gives an equal sample. */
int assay_sample_write(const struct assay_sample *sample, struct assay_buf *out, struct assay_err *err);

/** One row of a training file and what it was made of, for the trace beside it. */
struct assay_export_row {
	struct assay_str json; /**< One JSON object without newline. */
	const struct assay_solution_row *used[2];
	size_t n_used;
};

/** Takes a row; a failure ends the export. */
typedef int assay_export_emit(void *arg, const struct assay_export_row *row, struct assay_err *err);

struct assay_exporter {
	const char *name; /**< For --to: "messages", "alpaca", "dpo", "jsonl". */
	const char *title;
	const char *schema_name; /**< File in schemas/. */
	const char *schema;	 /**< JSON Schema text of one row. */
	bool is_self_explaining; /**< Rows carry id and proof, so no trace is written beside them. */
	/** Emits every row of the sample, 0 or more. Distinct solutions only, as the driver prepares them. */
	int (*rows)(const struct assay_sample *sample, assay_export_emit *emit, void *arg, struct assay_err *err);
};

const struct assay_exporter *assay_exporter_find(const char *name);
const struct assay_exporter *const *assay_exporters(size_t *ret_n);

struct assay_export_options {
	const char *const *formats; /**< NULL-terminated exporter names. */
	const char *version;	    /**< "v1.0"; the folder's name. */
	const char *out_dir;	    /**< Parent of the version folder. */
	bool one_response;	    /**< One accepted response per sample instead of every distinct one. */
	bool is_curriculum;	    /**< From easy to hard by pass_rate, the unmeasured last, instead of by id. */
	struct assay_str config;    /**< Canonical config JSON, for metadata; absent: null. */
	struct assay_str
		counts; /**< JSON object of the run's counts (candidates, words, drops by reason); absent: null. */
	struct assay_str decontam_log; /**< From assay_chain_log(); absent: it says that nothing was checked. */
	const char *created;	       /**< ISO time for metadata.json, or NULL to leave it out. */
};

struct assay_export_file {
	struct assay_str path; /**< Relative to the version folder. */
	uint64_t rows, bytes;  /**< `rows` of .jsonl files; 0 for others. */
	char sha256[65];
};

/** ASSAY_ECONFIG unless `version` is v, a number, a dot and a number. */
int assay_export_check_version(const char *version, struct assay_err *err);

/**
 * Writes `<out_dir>/<version>/`: into a temporary folder first, every file read back and checked, then one rename. An
 * existing version with the same content (`created` aside) is left alone, with other content it is ASSAY_ECONFIG:
 * versions are never overwritten. A second export into the same folder at the same time is refused. The files written
 * are returned for the final table.
 */
int assay_export_write(const struct assay_sample *samples, size_t n, const struct assay_export_options *options,
		       struct assay_arena *arena, const struct assay_export_file **ret_files, size_t *ret_n_files,
		       struct assay_err *err);

#endif
