/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From samples to the files that trainers read.
 *
 * A sample is one problem with its accepted and rejected solutions. An exporter turns a sample into rows of one
 * training format; the export driver writes each format's splits, metadata, card and checksums into one version folder,
 * all or nothing. The same samples and options give the same bytes.
 */
#ifndef ASSAY_FILTERS_EXPORT_H
#define ASSAY_FILTERS_EXPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "filters/filter.h"

#include <stddef.h>
#include <stdint.h>

/** One judged solution as it goes into a dataset. */
struct assay_solution_row {
	struct assay_str id;	   /**< Candidate id. */
	struct assay_str response; /**< What the assistant says: model text, or code put into a fence. */
	struct assay_str model;
	struct assay_str verdict; /**< The word. */
	struct assay_str proof;	  /**< JSON object: key, checker, assurance, passed, total, witness. */
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
	const struct assay_solution_row *rejected; /**< Only with an executed or proved witness. */
	size_t n_rejected;
	struct assay_str origin; /**< JSON object. */
	enum assay_split split;
};

struct assay_exporter {
	const char *name; /**< For --to: "messages", "alpaca", "dpo", "jsonl". */
	const char *title;
	const char *schema; /**< JSON Schema text of one row. */
	/** Calls `emit` for every row of the sample (0 or more); each row is one JSON object without newline. */
	int (*rows)(const struct assay_sample *sample,
		    int (*emit)(void *arg, struct assay_str row, struct assay_err *err), void *arg,
		    struct assay_err *err);
};

const struct assay_exporter *assay_exporter_find(const char *name);
const struct assay_exporter *const *assay_exporters(size_t *ret_n);

struct assay_export_options {
	const char *const *formats; /**< NULL-terminated exporter names. */
	const char *version;	    /**< "v1.0"; the folder's name. */
	const char *out_dir;	    /**< Parent of the version folder. */
	struct assay_str config;    /**< Canonical config JSON, for metadata; absent: null. */
	struct assay_str
		counts;	     /**< JSON object of the run's counts (candidates, words, drops by reason); absent: null. */
	const char *created; /**< ISO time for metadata.json, or NULL to leave it out. */
};

struct assay_export_file {
	struct assay_str path; /**< Relative to the version folder. */
	uint64_t rows, bytes;
	char sha256[65];
};

/**
 * Writes `<out_dir>/<version>/`: into a temporary folder first, then one rename. An existing version with the same
 * bytes is left alone, with other bytes it is ASSAY_ECONFIG (versions are never overwritten). The files
 * written are returned for the final table.
 */
int assay_export_write(const struct assay_sample *samples, size_t n, const struct assay_export_options *options,
		       struct assay_arena *arena, const struct assay_export_file **ret_files, size_t *ret_n_files,
		       struct assay_err *err);

#endif
