/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam.h"
#include "base/jsonl.h"
#include "filters/filter.h"
#include "orchestrator/row_map.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "orchestrator/verbs/list.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* What one row may allocate besides its own text. */
#define ROW_BYTES ((size_t)1 << 30)

struct options {
	struct assay_flag_list benchmarks;
	uint64_t ngram, short_words, max_index_mb, jobs;
	const char *out;
};

static const struct assay_flag flags[] = {
	{.name = "benchmarks",
	 .letter = 'b',
	 .type = ASSAY_FLAG_STRS,
	 .offset = offsetof(struct options, benchmarks),
	 .value = "F[,F]",
	 .help = "files of benchmark items (.jsonl, .gz, .zst)"},
	{.name = "ngram",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, ngram),
	 .value = "N",
	 .min = 3,
	 .max = 64,
	 .help = "words in a row that make a hit; default: 13"},
	{.name = "short-words",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, short_words),
	 .value = "N",
	 .min = 1,
	 .max = 64,
	 .help = "a benchmark text of fewer words is a hit only as a row's whole text; default: 6"},
	{.name = "max-index-mb",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, max_index_mb),
	 .value = "N",
	 .min = 1,
	 .max = 1 << 20,
	 .help = "ceiling of the index; default: 1024"},
	{.name = "jobs",
	 .letter = 'j',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, jobs),
	 .value = "N",
	 .min = 1,
	 .max = 1024,
	 .help = "threads; default: one per CPU"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "FILE",
	 .help = "where rows go (.gz, .zst); default: standard output"},
	{0},
};

/* What all workers share: read-only but for the counters. */
struct context {
	const struct assay_decontam *index;
	atomic_uint_fast64_t *n_rows, *n_hits;
};

struct worker {
	const struct context *context;
	struct assay_decontam_scan *scan;
	struct assay_arena *arena;
};

static void destroy_worker(void *data)
{
	struct worker *worker = data;
	assay_decontam_scan_destroy(worker->scan);
	assay_arena_destroy(worker->arena);
	free(worker);
}

static void *create_worker(const void *context)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	if (!worker)
		return NULL;
	worker->context = context;
	worker->scan = assay_decontam_scan_create(worker->context->index);
	worker->arena = assay_arena_create(ROW_BYTES);
	if (worker->scan && worker->arena)
		return worker;
	destroy_worker(worker);
	return NULL;
}

static int write_answer(struct assay_json row, const struct assay_decontam_hit *hit, struct assay_buf *out,
			struct assay_err *err)
{
	struct assay_jsonw w;
	struct assay_json id = assay_json_get(row, "id");
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw(&w, "id", id.node ? assay_json_raw(id) : ASSAY_STR("null"));
	assay_jsonw_kv_bool(&w, "contaminated", hit->strength != ASSAY_CONTAMINATION_NONE);
	assay_jsonw_kv_str(&w, "strength", assay_str_of(assay_contamination_name(hit->strength)));
	assay_jsonw_kv_str(&w, "benchmark", hit->benchmark);
	assay_jsonw_kv_str(&w, "bench_id", hit->item_id);
	assay_jsonw_key(&w, "evidence");
	if (hit->strength)
		assay_decontam_write_hit(hit, &w);
	else
		assay_jsonw_null(&w);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int check_row(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	struct assay_row row;
	struct assay_decontam_hit hit;
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_arena_reset(worker->arena);
	int rc = assay_json_parse(line, NULL, &doc, err);
	if (rc == 0)
		rc = assay_row_from_json(assay_json_root(doc), worker->arena, &row, err);
	if (rc == 0)
		rc = assay_decontam_check(worker->scan, row.prompt, row.response, worker->arena, &hit, err);
	if (rc)
		return rc;
	atomic_fetch_add_explicit(worker->context->n_rows, 1, memory_order_relaxed);
	if (hit.strength)
		atomic_fetch_add_explicit(worker->context->n_hits, 1, memory_order_relaxed);
	return write_answer(assay_json_root(doc), &hit, out, err);
}

static int map_rows(const struct options *o, const struct assay_decontam *index, const char *path,
		    struct assay_err *err)
{
	atomic_uint_fast64_t n_rows = 0;
	atomic_uint_fast64_t n_hits = 0;
	const struct context context = {.index = index, .n_rows = &n_rows, .n_hits = &n_hits};
	const struct assay_row_map map = {
		.create_worker = create_worker,
		.destroy_worker = destroy_worker,
		.map = check_row,
		.context = &context,
	};
	struct assay_jsonl_writer *writer;
	int rc = assay_jsonl_create(o->out, &writer, err);
	if (rc)
		return rc;
	rc = assay_row_map_run(&map, path, o->jobs ? (size_t)o->jobs : assay_row_map_default_jobs(), writer, err);
	if (rc) {
		/* A stream keeps the rows before the bad one; a file does not appear. */
		(void)assay_jsonl_flush(writer, NULL);
		assay_jsonl_abort(writer);
		return rc;
	}
	rc = assay_jsonl_commit_take(writer, err);
	if (rc == 0)
		(void)fprintf(stderr, "assay decontam: %" PRIuFAST64 " of %" PRIuFAST64 " rows are contaminated\n",
			      n_hits, n_rows);
	return rc;
}

static int load(const struct options *o, struct assay_decontam **ret, struct assay_err *err)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_str *files = NULL;
	size_t n = 0;
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_verb_list(&o->benchmarks, "benchmarks", arena, &files, &n, err);
	const struct assay_decontam_options given = {
		.files = files,
		.n_files = n,
		.ngram = o->ngram,
		.short_words = o->short_words,
		.max_bytes = o->max_index_mb << 20,
	};
	return rc ? rc : assay_decontam_create(&given, ret, err);
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.out = "-"};
	struct assay_decontam *index = NULL;
	int first;
	int rc = assay_verb_parse(&assay_verb_decontam, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (o.benchmarks.n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "--benchmarks is needed; see assay decontam --help");
	if (argc - first > 1)
		return assay_fail(err, ASSAY_ECONFIG, "name at most one file of rows");
	rc = load(&o, &index, err);
	if (rc)
		return rc;
	rc = map_rows(&o, index, first < argc ? argv[first] : "-", err);
	assay_decontam_destroy(index);
	return rc;
}

const struct assay_verb assay_verb_decontam = {
	.name = "decontam",
	.summary = "find rows that hold a benchmark item",
	.usage = "--benchmarks F[,F] [ROWS|-] [-o FILE]",
	.details = "Rows in:  {\"id\":..,\"prompt\":\"..\",\"response\":\"..\"}, or messages, or Alpaca's keys.\n"
		   "Rows out: "
		   "{\"id\":..,\"contaminated\":true,\"strength\":\"exact\",\"benchmark\":\"..\",\"bench_id\":\"..\","
		   "\"evidence\":{..}}, in input order.\n"
		   "A hit is a run of 13 words that a benchmark item has too, in the prompt or in the response; an "
		   "item of "
		   "fewer words must stand\n"
		   "there whole. Case, white space, punctuation and Unicode form do not count. Strengths \"near\" and "
		   "\"rephrased\" are not looked for.",
	.example = "  assay decontam --benchmarks gsm8k_test.jsonl,humaneval.jsonl.gz rows.jsonl -o found.jsonl",
	.flags = flags,
	.run = run,
};
