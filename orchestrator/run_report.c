/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run.h"

#include <inttypes.h>
#include <stdio.h>

/* A name and a number, without the end of the line. Names of parts begin with two spaces. */
static void begin(const char *name, uint64_t value)
{
	(void)fprintf(stderr, "%-24s %9" PRIu64, name, value);
}

static void line(const char *name, uint64_t value, const char *words)
{
	begin(name, value);
	(void)fprintf(stderr, "%s%s\n", *words ? "   " : "", words);
}

static void print_candidates(const struct assay_run_counts *counts)
{
	uint64_t judged = 0;
	for (int i = 0; i < ASSAY_N_WORDS; i++)
		judged += counts->words[i];
	line("candidates", counts->candidates, "");
	for (int i = 0; i < ASSAY_N_WORDS; i++) {
		char name[64];
		if (counts->words[i] == 0)
			continue;
		(void)snprintf(name, sizeof(name), "  %s", assay_word_name(i));
		begin(name, counts->words[i]);
		(void)fprintf(stderr, "   %5.1f %%\n", 100.0 * (double)counts->words[i] / (double)judged);
	}
	if (counts->sampled.failed)
		line("  not had", counts->sampled.failed, counts->sampled.first_failure);
	if (counts->system_errors)
		line("  not verified", counts->system_errors, counts->first_system_error);
	if (counts->compared)
		line("  forked and compared", counts->compared, "judged again from scratch");
	if (counts->different)
		line("  ALARM: differ", counts->different,
		     "forked runs and runs from scratch; see forked_run in the verdicts");
}

/* Problems without an answer. */
static void print_open(const struct assay_run_conf *conf, const struct assay_run_counts *counts)
{
	char words[160];
	if (counts->open == 0 || conf->agreement.use == ASSAY_AGREEMENT_OFF)
		return;
	(void)snprintf(words, sizeof(words),
		       "%" PRIu64 " with a consensus, %" PRIu64 " accepted by it; %" PRIu64 " inputs drawn",
		       counts->agreed, counts->agreed_accepted, counts->drawn.n_inputs);
	line("  without an answer", counts->open, words);
	if (counts->drawn.n_without)
		line("  no inputs drawn", counts->drawn.n_without, "theirs are of a shape that is not understood");
}

static void print_dropped(const struct assay_dataset_report *dataset)
{
	uint64_t all = 0;
	for (size_t i = 0; i < dataset->n_dropped; i++)
		all += dataset->dropped[i].rows;
	if (all)
		line("dropped", all, "");
	for (size_t i = 0; i < dataset->n_dropped; i++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "  %s", dataset->dropped[i].filter);
		line(name, dataset->dropped[i].rows, dataset->dropped[i].code);
	}
}

/* Rows of `<format>/<split>.jsonl`, however it is compressed. */
static uint64_t rows_of(const struct assay_dataset_report *dataset, const char *format, const char *split)
{
	char path[256];
	(void)snprintf(path, sizeof(path), "%s/%s.jsonl", format, split);
	for (size_t i = 0; i < dataset->n_files; i++) {
		if (assay_str_starts(dataset->files[i].path, path))
			return dataset->files[i].rows;
	}
	return 0;
}

static void print_files(const struct assay_run_conf *conf, const struct assay_dataset_report *dataset)
{
	(void)fprintf(stderr, "\n%-24s %9s %9s %9s\n", "rows written", "train", "val", "test");
	for (size_t i = 0; i < conf->export.formats.n; i++) {
		const char *format = conf->export.formats.items[i].data;
		(void)fprintf(stderr, "  %-22s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n", format,
			      rows_of(dataset, format, "train"), rows_of(dataset, format, "val"),
			      rows_of(dataset, format, "test"));
	}
}

void assay_run_print_report(const struct assay_run_conf *conf, const struct assay_run_counts *counts,
			    const struct assay_dataset_report *dataset, uint64_t elapsed_ms)
{
	char elapsed[32];
	assay_format_duration(elapsed_ms, elapsed);
	line("problems", counts->problems, "");
	if (counts->shortage.problems) {
		char words[160];
		(void)snprintf(words, sizeof(words), "families have no more (%" PRIu64 " levels; the first: %s)",
			       counts->shortage.levels, counts->shortage.first);
		line("  fewer than asked for", counts->shortage.problems, words);
	}
	print_open(conf, counts);
	if (counts->unfit)
		line("  dropped by self-check", counts->unfit, "their own solutions are judged otherwise");
	print_candidates(counts);
	begin("verified in this run", counts->verified);
	(void)fprintf(stderr, "   %" PRIu64 " were known already\n", counts->cached);
	print_dropped(dataset);
	begin("kept", dataset->accepted + dataset->rejected);
	(void)fprintf(stderr, "   %" PRIu64 " accepted, %" PRIu64 " rejected, of %" PRIu64 " problems\n",
		      dataset->accepted, dataset->rejected, dataset->samples);
	const struct assay_sampler_counts *sampled = &counts->sampled;
	if (sampled->prompt_tokens || sampled->completion_tokens) {
		begin("tokens", sampled->prompt_tokens + sampled->completion_tokens);
		(void)fprintf(stderr, "   %" PRIu64 " in, %" PRIu64 " out\n", sampled->prompt_tokens,
			      sampled->completion_tokens);
	}
	print_files(conf, dataset);
	(void)fprintf(stderr, "\n%s %s is in %s/datasets/%s (%s)\n", conf->name.data, conf->export.version.data,
		      conf->out_dir.data, conf->export.version.data, elapsed);
}
