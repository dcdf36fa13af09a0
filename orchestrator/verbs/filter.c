/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/filter.h"
#include "base/jsonl.h"
#include "filters/dedup.h"
#include "orchestrator/shard.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct options {
	const char *chain, *out, *drops, *log, *shard;
	bool annotate_only, is_list;
};

static const struct assay_flag flags[] = {
	{.name = "chain",
	 .letter = 'c',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, chain),
	 .value = "CHAIN.yaml",
	 .help = "the filters, in order"},
	{.name = "annotate-only",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, annotate_only),
	 .help = "drop nothing: every row comes out with what the filters found"},
	{.name = "drops",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, drops),
	 .value = "FILE",
	 .help = "where dropped rows go, each with its reason; default: nowhere"},
	{.name = "decontam-log",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, log),
	 .value = "FILE",
	 .help = "write which benchmarks were compared with, and every hit, as JSON"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "FILE",
	 .help = "where rows go (.gz, .zst); default: standard output"},
	{.name = "shard",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, shard),
	 .value = "I/N",
	 .help = ASSAY_SHARD_HELP},
	{.name = "list",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_list),
	 .help = "print the filters there are, with their options"},
	{0},
};

/* --- Rows --- */

struct rows {
	struct assay_row *items;
	size_t n, cap;
	uint64_t n_read;	   /* Of all shards. */
	struct assay_arena *arena; /* Of what the rows hold. */
	struct assay_shard shard;
	struct assay_buf scratch;
};

/* Rows with one prompt share a shard, so that what could be a duplicate of a row stays with it. */
static int is_of_shard(struct rows *rows, const struct assay_row *row, bool *ret, struct assay_err *err)
{
	struct assay_hash128 key = {0};
	*ret = true;
	if (rows->shard.count == 0)
		return 0;
	int rc = assay_exact_key(row, ASSAY_DEDUP_PROMPT, &rows->scratch, &key, err);
	*ret = assay_shard_has_key(&rows->shard, &key);
	return rc;
}

static int add_row(void *arg, struct assay_json json, struct assay_err *err)
{
	struct rows *rows = arg;
	bool is_ours = false;
	if (rows->n == rows->cap) {
		size_t cap = rows->cap ? rows->cap * 2 : 1024;
		struct assay_row *grown = reallocarray(rows->items, cap, sizeof(*grown));
		if (!grown)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		rows->items = grown;
		rows->cap = cap;
	}
	int rc = assay_row_from_json(json, rows->arena, &rows->items[rows->n], err);
	if (rc == 0)
		rc = is_of_shard(rows, &rows->items[rows->n], &is_ours, err);
	rows->items[rows->n].number = ++rows->n_read;
	rows->n += rc == 0 && is_ours;
	return rc;
}

static int write_rows(const struct rows *rows, bool dropped, const char *path, struct assay_err *err)
{
	struct assay_jsonl_writer *writer;
	assay_autobuf struct assay_buf line = {0};
	int rc = assay_jsonl_create(path, &writer, err);
	for (size_t i = 0; i < rows->n && rc == 0; i++) {
		if (rows->items[i].is_dropped != dropped)
			continue;
		assay_buf_clear(&line);
		rc = assay_row_write(&rows->items[i], &line, err);
		if (rc == 0)
			rc = assay_jsonl_write(writer, assay_buf_str(&line), err);
		if (rc)
			assay_jsonl_abort(writer);
	}
	return rc ? rc : assay_jsonl_commit_take(writer, err);
}

static int write_log(const struct options *o, const struct assay_chain *chain, const struct rows *rows,
		     struct assay_err *err)
{
	struct assay_jsonl_writer *writer;
	assay_autobuf struct assay_buf log = {0};
	int rc = assay_chain_log(chain, "decontam", rows->items, rows->n, &log, err);
	if (rc == 0)
		rc = assay_jsonl_create(o->log, &writer, err);
	if (rc)
		return rc;
	rc = assay_jsonl_write(writer, assay_buf_str(&log), err);
	if (rc == 0)
		return assay_jsonl_commit_take(writer, err);
	assay_jsonl_abort(writer);
	return rc;
}

/* --- Telling --- */

/* Rows by the filter that dropped them, or with `annotate_only` by those that would have. */
static void print_summary(const struct options *o, const struct rows *rows)
{
	uint64_t kept = 0;
	for (size_t i = 0; i < rows->n; i++)
		kept += !rows->items[i].is_dropped;
	(void)fprintf(stderr, "assay filter: %" PRIu64 " of %zu rows kept\n", kept, rows->n);
	size_t n;
	const struct assay_filter_kind *const *kinds = assay_filters(&n);
	for (size_t k = 0; k < n; k++) {
		uint64_t hits = 0;
		for (size_t i = 0; i < rows->n; i++) {
			for (size_t j = 0; j < rows->items[i].n_notes; j++)
				hits += strcmp(rows->items[i].notes[j].filter, kinds[k]->name) == 0;
		}
		if (hits)
			(void)fprintf(stderr, "  %-14s %8" PRIu64 " %s\n", kinds[k]->name, hits,
				      o->annotate_only ? "would be dropped" : "found");
	}
}

static int list_filters(struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	size_t n;
	const struct assay_filter_kind *const *kinds = assay_filters(&n);
	for (size_t i = 0; i < n; i++) {
		(void)assay_buf_printf(&text, "%s%s: %s\n", i ? "\n" : "", kinds[i]->name, kinds[i]->title);
		if (kinds[i]->options)
			(void)assay_config_help(kinds[i]->options, &text);
	}
	int rc = assay_buf_error(&text, err);
	if (rc == 0)
		(void)fwrite(text.data, 1, text.len, stdout); /* main() reports a failed flush. */
	return rc;
}

/* --- The verb --- */

static int filter(const struct options *o, struct assay_chain *chain, const char *path, struct rows *rows,
		  struct assay_err *err)
{
	int rc = assay_jsonl_each(path, add_row, rows, err);
	if (rc == 0)
		rc = assay_chain_apply(chain, rows->items, rows->n, o->annotate_only, rows->arena, err);
	if (rc == 0 && o->drops)
		rc = write_rows(rows, true, o->drops, err);
	if (rc == 0 && o->log)
		rc = write_log(o, chain, rows, err);
	if (rc == 0)
		rc = write_rows(rows, false, o->out, err);
	if (rc == 0)
		print_summary(o, rows);
	return rc;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.out = "-"};
	struct assay_chain *chain;
	struct assay_shard shard;
	int first;
	int rc = assay_verb_parse(&assay_verb_filter, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (o.is_list)
		return list_filters(err);
	if (!o.chain)
		return assay_fail(err, ASSAY_ECONFIG, "--chain is needed; see assay filter --help");
	if (argc - first > 1)
		return assay_fail(err, ASSAY_ECONFIG, "name at most one file of rows");
	rc = assay_shard_parse(o.shard, &shard, err);
	if (rc == 0)
		rc = assay_chain_load(o.chain, &chain, err);
	if (rc)
		return rc;
	const char *crossing = shard.count ? assay_chain_crosses_prompts(chain) : NULL;
	if (crossing) {
		assay_chain_destroy(chain);
		return assay_fail(err, ASSAY_ECONFIG, "--shard: filter %s compares rows of different prompts",
				  crossing);
	}
	struct rows rows = {.arena = assay_arena_create(0), .shard = shard};
	rc = rows.arena ? filter(&o, chain, first < argc ? argv[first] : "-", &rows, err)
			: assay_fail(err, ASSAY_ENOMEM, "out of memory");
	free(rows.items);
	assay_buf_finish(&rows.scratch);
	assay_arena_destroy(rows.arena);
	assay_chain_destroy(chain);
	return rc;
}

const struct assay_verb assay_verb_filter = {
	.name = "filter",
	.summary = "keep, drop or annotate rows by a chain of filters",
	.usage = "--chain CHAIN.yaml [--annotate-only] [-o FILE] [--drops FILE] [ROWS|-]",
	.details =
		"CHAIN.yaml:\n"
		"  filters:\n"
		"    - name: exact-dedup\n"
		"    - name: decontam\n"
		"      benchmarks: [gsm8k_test.jsonl, humaneval.jsonl.gz]\n"
		"      action: drop            # or annotate\n"
		"Every row comes out with \"decision\":{\"kept\":..,\"dropped_by\":..,\"notes\":[{\"filter\",\"code\","
		"\"evidence\"}]}. The first\n"
		"filter that wants a row dropped decides; later ones do not see the row. Rows are held in memory.",
	.example = "  assay filter --chain chain.yaml rows.jsonl -o kept.jsonl --drops dropped.jsonl",
	.flags = flags,
	.run = run,
};
