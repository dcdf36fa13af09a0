/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run.h"

#include <inttypes.h>
#include <stdio.h>

static void print_words(const struct assay_run_counts *counts)
{
	uint64_t judged = 0;
	for (int i = 0; i < ASSAY_N_WORDS; i++)
		judged += counts->words[i];
	for (int i = 0; i < ASSAY_N_WORDS; i++) {
		if (counts->words[i])
			(void)fprintf(stderr, "  %-22s %8" PRIu64 "  %5.1f %%\n", assay_word_name(i), counts->words[i],
				      100.0 * (double)counts->words[i] / (double)judged);
	}
}

void assay_run_print_report(const struct assay_run_conf *conf, const struct assay_run_counts *counts,
			    const struct assay_dataset_report *dataset, uint64_t elapsed_ms)
{
	char elapsed[32];
	assay_format_duration(elapsed_ms, elapsed);
	(void)fprintf(stderr, "\n%s\n", conf->name.data);
	(void)fprintf(stderr, "%-24s %8" PRIu64 "\n", "problems", counts->problems);
	if (counts->unfit)
		(void)fprintf(stderr, "  %-22s %8" PRIu64 "\n", "dropped by self-check", counts->unfit);
	(void)fprintf(stderr, "%-24s %8" PRIu64 "\n", "candidates", counts->candidates);
	print_words(counts);
	if (counts->failed_requests)
		(void)fprintf(stderr, "  %-22s %8" PRIu64 "  %s\n", "requests failed", counts->failed_requests,
			      counts->first_failure);
	if (counts->system_errors)
		(void)fprintf(stderr, "  %-22s %8" PRIu64 "\n", "system_error", counts->system_errors);
	(void)fprintf(stderr, "%-24s %8" PRIu64 "  (%" PRIu64 " known before)\n", "verified in this run",
		      counts->verified, counts->cached);
	for (size_t i = 0; i < dataset->n_dropped; i++)
		(void)fprintf(stderr, "dropped by %-13s %8" PRIu64 "  %s\n", dataset->dropped[i].filter,
			      dataset->dropped[i].rows, dataset->dropped[i].code);
	(void)fprintf(stderr, "%-24s %8" PRIu64 "  (%" PRIu64 " accepted, %" PRIu64 " rejected solutions)\n", "samples",
		      dataset->samples, dataset->accepted, dataset->rejected);
	if (counts->prompt_tokens || counts->completion_tokens)
		(void)fprintf(stderr, "%-24s %8" PRIu64 " in, %" PRIu64 " out\n", "tokens", counts->prompt_tokens,
			      counts->completion_tokens);
	(void)fprintf(stderr, "%s/datasets/%s, made in %s\n", conf->out_dir.data, conf->export.version.data, elapsed);
	for (size_t i = 0; i < dataset->n_files; i++) {
		const struct assay_export_file *file = &dataset->files[i];
		if (file->rows)
			(void)fprintf(stderr, "  %-22.*s %8" PRIu64 " rows\n", (int)file->path.len, file->path.data,
				      file->rows);
	}
}
