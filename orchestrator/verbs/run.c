/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <stdio.h>

struct options {
	bool is_dry_run, is_unsafe, has_config_help;
};

static const struct assay_flag flags[] = {
	{.name = "dry-run",
	 .letter = 'n',
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_dry_run),
	 .help = "check everything, say what would be done, start nothing"},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_unsafe),
	 .help = "run candidates without isolation where it cannot be had; recorded on every row"},
	{.name = "config-help",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, has_config_help),
	 .help = "list every key of the config with its default"},
	{0},
};

static int print_config_help(struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	int rc = assay_config_help(assay_run_options, &text);
	if (rc)
		return assay_buf_error(&text, err);
	(void)fwrite(text.data, 1, text.len, stdout); /* main() reports a failed flush. */
	return 0;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_run, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (o.has_config_help)
		return print_config_help(err);
	if (first >= argc)
		return assay_fail(err, ASSAY_ECONFIG, "name a config file; see assay run --help");
	const struct assay_run_options options = {
		.config_path = argv[first],
		.overrides = (const char *const *)&argv[first + 1],
		.n_overrides = (size_t)(argc - first - 1),
		.is_dry_run = o.is_dry_run,
		.is_unsafe = o.is_unsafe,
	};
	return assay_run(&options, err);
}

const struct assay_verb assay_verb_run = {
	.name = "run",
	.summary = "make a dataset: problems, candidates, verdicts, filters, export",
	.usage = "CONFIG.yaml [key.path=value ...] [--dry-run]",
	.details =
		"Everything learned is kept in out_dir/store.db as it happens. Run the same command again after a "
		"stop or a\n"
		"crash: nothing is lost, nothing is verified or paid for twice, and the dataset has the same bytes.\n"
		"key.path=value overrides one key of the config. Paths count from the folder you are in.",
	.example = "  assay run docs/examples/quickstart.yaml out_dir=/tmp/first jobs=2",
	.flags = flags,
	.run = run,
};
