/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export.h"
#include "base/fd.h"
#include "base/jsonl.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "orchestrator/verbs/list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct options {
	struct assay_flag_list formats;
	const char *version, *out, *log;
	double train, val, test;
	uint64_t seed;
	bool one_response, curriculum, resplits;
};

static const struct assay_flag flags[] = {
	{.name = "to",
	 .type = ASSAY_FLAG_STRS,
	 .offset = offsetof(struct options, formats),
	 .value = "FORMAT[,..]",
	 .help = "messages, alpaca, dpo, jsonl"},
	{.name = "version",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, version),
	 .value = "vX.Y",
	 .help = "the version's folder; an existing one is never overwritten"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "DIR",
	 .help = "parent of the version's folder, such as datasets"},
	{.name = "one-response",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, one_response),
	 .help = "one accepted response per problem instead of every distinct one"},
	{.name = "curriculum",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, curriculum),
	 .help = "rows from easy to hard by measured pass rate instead of by id"},
	{.name = "train",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct options, train),
	 .value = "X",
	 .help = "share of problems for samples that name no split; default: 0.8"},
	{.name = "val",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct options, val),
	 .value = "X",
	 .help = "likewise; default: 0.1"},
	{.name = "test",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct options, test),
	 .value = "X",
	 .help = "likewise; default: 0.1"},
	{.name = "seed",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, seed),
	 .value = "N",
	 .help = "of the split; default: 1"},
	{.name = "resplit",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, resplits),
	 .help = "split anew, also samples that name a split"},
	{.name = "decontam-log",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, log),
	 .value = "FILE",
	 .help = "log of assay filter, for decontam_log.json; without it the version says that nothing was checked"},
	{0},
};

struct samples {
	struct assay_sample *items;
	size_t n, cap;
	struct assay_arena *arena; /* Of what the samples hold. */
};

/* --- Reading --- */

static int add_sample(void *arg, struct assay_json json, struct assay_err *err)
{
	struct samples *samples = arg;
	if (samples->n == samples->cap) {
		size_t cap = samples->cap ? samples->cap * 2 : 1024;
		struct assay_sample *grown = reallocarray(samples->items, cap, sizeof(*grown));
		if (!grown)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		samples->items = grown;
		samples->cap = cap;
	}
	int rc = assay_sample_read(json, samples->arena, &samples->items[samples->n], err);
	if (rc == 0)
		samples->n++;
	return rc;
}

static int read_log(const char *path, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	if (!path)
		return 0;
	int rc = assay_read_file(path, &text, err);
	if (rc)
		return rc;
	rc = assay_json_parse(assay_buf_str(&text), NULL, &doc, err);
	if (rc)
		return assay_err_wrap(err, rc, "%s", path);
	*ret = assay_arena_str(arena, assay_json_raw(assay_json_root(doc)));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* --- Splitting --- */

/* Samples that name their split keep it; the others, or with --resplit all, are split by their ids. */
static int split(const struct options *o, struct samples *samples, struct assay_arena *arena, struct assay_err *err)
{
	const double shares[ASSAY_N_SPLITS] = {
		[ASSAY_SPLIT_TRAIN] = o->train,
		[ASSAY_SPLIT_VAL] = o->val,
		[ASSAY_SPLIT_TEST] = o->test,
	};
	struct assay_row *rows = assay_arena_array(arena, samples->n + 1, sizeof(*rows));
	enum assay_split *splits = assay_arena_array(arena, samples->n + 1, sizeof(*splits));
	if (!rows || !splits)
		return assay_arena_fail(arena, err);
	size_t n = 0;
	for (size_t i = 0; i < samples->n; i++) {
		if (o->resplits || samples->items[i].is_split_absent)
			rows[n++].group = samples->items[i].id;
	}
	int rc = assay_split_rows(rows, n, shares, o->seed, splits, err);
	n = 0;
	for (size_t i = 0; i < samples->n && rc == 0; i++) {
		struct assay_sample *sample = &samples->items[i];
		if (!o->resplits && !sample->is_split_absent)
			continue;
		sample->split = splits[n++];
		sample->is_split_absent = false;
	}
	return rc;
}

/* --- The verb --- */

static void print_files(const struct options *o, const struct assay_export_file *files, size_t n)
{
	(void)fprintf(stderr, "%s/%s\n", o->out, o->version);
	for (size_t i = 0; i < n; i++) {
		if (assay_str_ends(files[i].path, ".jsonl") && !assay_str_starts(files[i].path, "trace/"))
			(void)fprintf(stderr, "  %-22s %8" PRIu64 " rows\n", files[i].path.data, files[i].rows);
	}
}

static int write_version(const struct options *o, const struct samples *samples, struct assay_arena *arena,
			 struct assay_err *err)
{
	struct assay_str *formats;
	size_t n_formats;
	struct assay_str log = {0};
	int rc = assay_verb_list(&o->formats, "to", arena, &formats, &n_formats, err);
	if (rc == 0)
		rc = read_log(o->log, arena, &log, err);
	if (rc)
		return rc;
	const char **names = assay_arena_array(arena, n_formats + 1, sizeof(*names));
	if (!names)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < n_formats; i++)
		names[i] = formats[i].data;
	char created[32];
	time_t now = time(NULL);
	struct tm utc;
	(void)strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	const struct assay_export_options options = {
		.formats = names,
		.version = o->version,
		.out_dir = o->out,
		.one_response = o->one_response,
		.is_curriculum = o->curriculum,
		.decontam_log = log,
		.created = created,
	};
	const struct assay_export_file *files;
	size_t n_files;
	rc = assay_export_write(samples->items, samples->n, &options, arena, &files, &n_files, err);
	if (rc == 0)
		print_files(o, files, n_files);
	return rc;
}

static int export_files(const struct options *o, int n, char **paths, struct assay_arena *arena, struct assay_err *err)
{
	struct samples samples = {.arena = arena};
	int rc = n == 0 ? assay_jsonl_each("-", add_sample, &samples, err) : 0;
	for (int i = 0; i < n && rc == 0; i++)
		rc = assay_jsonl_each(paths[i], add_sample, &samples, err);
	if (rc == 0)
		rc = split(o, &samples, arena, err);
	if (rc == 0)
		rc = write_version(o, &samples, arena, err);
	free(samples.items);
	return rc;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.train = 0.8, .val = 0.1, .test = 0.1, .seed = 1};
	int first;
	int rc = assay_verb_parse(&assay_verb_export, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (o.formats.n == 0 || !o.version || !o.out)
		return assay_fail(err, ASSAY_ECONFIG, "--to, --version and --out are needed; see assay export --help");
	struct assay_arena *arena = assay_arena_create(0);
	rc = arena ? export_files(&o, argc - first, argv + first, arena, err)
		   : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_arena_destroy(arena);
	return rc;
}

const struct assay_verb assay_verb_export = {
	.name = "export",
	.summary = "write samples as the files that trainers read",
	.usage = "--to FORMAT[,FORMAT...] --version vX.Y --out DIR [SAMPLES...]",
	.details =
		"SAMPLES are rows of problems with their accepted and rejected solutions, such as samples.jsonl of a "
		"run (docs/exports.md).\n"
		"DIR/vX.Y appears whole or not at all; the same samples give the same bytes. Formats: messages (chat), "
		"alpaca, dpo\n"
		"(preference pairs), jsonl (every judged solution with its proof).",
	.example = "  assay export --to messages,dpo --version v1.0 --out datasets out/quickstart/samples.jsonl",
	.flags = flags,
	.run = run,
};
