/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a version says about itself: metadata.json, qa_report.json, changelog.md and the card. Internal to filters/.
 *
 * All four are functions of the samples, the options and the files written before them.
 */
#ifndef ASSAY_FILTERS_EXPORT_REPORT_H
#define ASSAY_FILTERS_EXPORT_REPORT_H

#include "filters/export.h"
#include "filters/export_set.h"

/** One name and how often it came. */
struct assay_count {
	struct assay_str name;
	uint64_t n;
};

/** Counts in the order of names. */
struct assay_tally {
	struct assay_count *counts;
	size_t n, cap;
};

/** What the samples hold, by several criteria. */
struct assay_export_facts {
	const struct assay_export_options *options;
	const struct assay_export_set *set;
	struct assay_str name; /**< The config's, or "dataset". */
	struct assay_tally domains, languages, models, verdicts, checkers, assurances, isolations, sources, licenses;
	uint64_t n_accepted, n_rejected, n_without_accepted, n_pairs;
	uint64_t n_chosen_longer, n_rejected_longer; /**< Pairs. */
	double length_ratios;			     /**< Sum over the pairs: chosen by rejected. */
	uint64_t by_split[ASSAY_N_SPLITS];	     /**< Samples. */
	uint64_t *lengths;			     /**< Bytes of accepted responses, ascending. */
};

int assay_export_facts_gather(const struct assay_export_set *set, const struct assay_export_options *options,
			      struct assay_arena *arena, struct assay_export_facts *ret, struct assay_err *err);

/* Each appends the file's text. */
int assay_export_qa_report(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			   struct assay_buf *out, struct assay_err *err);
int assay_export_changelog(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			   struct assay_buf *out, struct assay_err *err);
int assay_export_card(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
		      struct assay_buf *out, struct assay_err *err);
int assay_export_metadata(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			  struct assay_buf *out, struct assay_err *err);

/** Appends JSON text with two spaces per level, for people; the input must be valid JSON. */
void assay_export_indent(struct assay_str json, struct assay_buf *out);

#endif
