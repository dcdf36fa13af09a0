/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the store to a dataset version.
 *
 * What takes time or memory to measure (CPU, wall, peak) stays in the store; a row's proof names the verdict's key
 * instead, so that the same store gives the same bytes.
 */
#include "base/fd.h"
#include "base/hash.h"
#include "base/jsonl.h"
#include "filters/difficulty.h"
#include "orchestrator/run_gather.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Samples --- */

/* What a reward function needs: the gold answer, or the tests as they stand in the problem's row. */
static int ground_truth_of(const struct assay_problem *problem, struct assay_arena *arena, struct assay_str *ret,
			   struct assay_err *err)
{
	if (problem->kind == ASSAY_KIND_MATH) {
		*ret = problem->answer;
		return 0;
	}
	assay_autobuf struct assay_buf row = {0};
	assay_autobuf struct assay_buf out = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_problem_write(problem, &row, err);
	if (rc == 0)
		rc = assay_json_parse(assay_buf_str(&row), NULL, &doc, err);
	if (rc)
		return rc;
	static const char *const keys[] = {"kind",  "language", "entry",   "prelude",
					   "tests", "suite",	"checker", "limits"};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assay_jsonw_kv_raw_opt(&w, keys[i], assay_json_raw(assay_json_get(assay_json_root(doc), keys[i])));
	assay_jsonw_end_object(&w);
	rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

static struct assay_str origin_of(const struct assay_problem *problem, struct assay_arena *arena)
{
	const struct assay_origin *origin = &problem->origin;
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str_opt(&w, "source", origin->source);
	assay_jsonw_kv_str_opt(&w, "license", origin->license);
	assay_jsonw_kv_str_opt(&w, "method", origin->method);
	assay_jsonw_kv_str_opt(&w, "source_id", origin->source_id);
	if (origin->has_seed)
		assay_jsonw_kv_u64(&w, "seed", origin->seed);
	assay_jsonw_kv_u64(&w, "generation", origin->generation);
	if (problem->has_level)
		assay_jsonw_kv_i64(&w, "level", problem->level);
	assay_jsonw_end_object(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(arena, assay_buf_str(&out));
}

static int by_rank(const void *a, const void *b)
{
	const struct assay_gathered *const *x = a;
	const struct assay_gathered *const *y = b;
	if ((*x)->rank != (*y)->rank)
		return (*x)->rank < (*y)->rank ? 1 : -1;
	return assay_str_cmp((*x)->solution.id, (*y)->solution.id);
}

/* The kept items of one side as an array: accepted in the order of k, rejected best first; cut at `max` (0: all). */
static int pick(struct assay_gathering *g, const struct assay_bucket *bucket, bool accepted, uint64_t max,
		const struct assay_solution_row **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = 0;
	for (struct assay_gathered *item = bucket->first; item; item = item->next)
		n += item->is_accepted == accepted && !item->row->is_dropped;
	/* NOLINTBEGIN(bugprone-sizeof-expression): an array of pointers is meant. */
	struct assay_gathered **items = assay_arena_array(g->arena, n ? n : 1, sizeof(*items));
	struct assay_solution_row *rows = assay_arena_array(g->arena, n ? n : 1, sizeof(*rows));
	if (!items || !rows)
		return assay_arena_fail(g->arena, err);
	n = 0;
	for (struct assay_gathered *item = bucket->first; item; item = item->next) {
		if (item->is_accepted == accepted && !item->row->is_dropped)
			items[n++] = item;
	}
	if (!accepted)
		qsort(items, n, sizeof(*items), by_rank);
	/* NOLINTEND(bugprone-sizeof-expression) */
	for (; max && n > max; n--) {
		int rc = assay_gather_drop(g, "export", accepted ? "over_max_accepted" : "over_max_rejected", err);
		if (rc)
			return rc;
	}
	for (size_t i = 0; i < n; i++)
		rows[i] = items[i]->solution;
	*ret = rows;
	*ret_n = n;
	return 0;
}

static double rate_of(const struct assay_bucket *bucket)
{
	return bucket->n_tries ? (double)bucket->n_right / (double)bucket->n_tries : -1; /* The unmeasured come last. */
}

static int make_sample(struct assay_gathering *g, const struct assay_bucket *bucket, struct assay_sample *sample,
		       struct assay_err *err)
{
	const struct assay_problem *problem = bucket->problem;
	*sample = (struct assay_sample){
		.id = problem->id,
		.prompt = problem->statement,
		.domain = problem->kind == ASSAY_KIND_MATH ? ASSAY_STR("math") : ASSAY_STR("code"),
		.language = problem->language,
		.origin = origin_of(problem, g->arena),
		.tries = bucket->n_tries,
		.pass_rate = bucket->n_tries ? rate_of(bucket) : 0,
	};
	int rc = ground_truth_of(problem, g->arena, &sample->ground_truth, err);
	if (rc == 0)
		rc = pick(g, bucket, true, g->conf->export.max_accepted, &sample->accepted, &sample->n_accepted, err);
	if (rc == 0)
		rc = pick(g, bucket, false, g->conf->export.max_rejected, &sample->rejected, &sample->n_rejected, err);
	return rc;
}

/* Buckets lie in one array, in the order of problems: that decides among equals. */
static int compare_rates(const void *a, const void *b)
{
	const struct assay_bucket *const *x = a;
	const struct assay_bucket *const *y = b;
	double p = rate_of(*x);
	double q = rate_of(*y);
	if (p != q)
		return p < q ? 1 : -1;
	return (*x > *y) - (*x < *y);
}

/* NULL: the arena is full. */
static struct assay_bucket **sorted_buckets(const struct assay_gathering *g, size_t n)
{
	/* NOLINTBEGIN(bugprone-sizeof-expression): pointers are what is stored. */
	struct assay_bucket **buckets = assay_arena_array(g->arena, n ? n : 1, sizeof(buckets[0]));
	for (size_t i = 0; buckets && i < n; i++)
		buckets[i] = assay_gather_bucket(g, i);
	if (buckets && g->conf->export.order == ASSAY_ORDER_CURRICULUM)
		qsort(buckets, n, sizeof(buckets[0]), compare_rates);
	/* NOLINTEND(bugprone-sizeof-expression) */
	return buckets;
}

static uint64_t draw_of(const struct assay_gathering *g, const struct assay_bucket *bucket)
{
	struct assay_str id = bucket->problem->id;
	return assay_xxh64(id.data, id.len, g->conf->seed);
}

/* Why the problem is not wanted in the dataset; NULL: it is. */
static const char *unwanted(const struct assay_gathering *g, const struct assay_bucket *bucket)
{
	if (bucket->n_tries && rate_of(bucket) < g->conf->export.min_pass_rate)
		return "too_hard";
	if (bucket->n_tries && rate_of(bucket) > g->conf->export.max_pass_rate)
		return "too_easy";
	return NULL;
}

struct drawn {
	uint64_t draw;
	size_t place;
};

static int by_draw(const void *a, const void *b)
{
	const struct drawn *x = a;
	const struct drawn *y = b;
	if (x->draw != y->draw)
		return x->draw < y->draw ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Makes those NULL that stay out by their difficulty: outside of the band, or beyond what their bucket may give. */
static int sample_buckets(struct assay_gathering *g, struct assay_bucket **buckets, size_t n, struct assay_err *err)
{
	struct drawn *drawn = assay_arena_array(g->arena, n ? n : 1, sizeof(*drawn));
	uint64_t given[4] = {0}; /* By enum assay_difficulty. */
	size_t n_drawn = 0;
	int rc = 0;
	if (!drawn)
		return assay_arena_fail(g->arena, err);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const char *code = unwanted(g, buckets[i]);
		if (!code) {
			drawn[n_drawn++] = (struct drawn){draw_of(g, buckets[i]), i};
			continue;
		}
		buckets[i] = NULL;
		rc = assay_gather_drop(g, "difficulty", code, err);
	}
	if (rc || g->conf->export.per_bucket == 0)
		return rc;
	qsort(drawn, n_drawn, sizeof(*drawn), by_draw);
	for (size_t i = 0; rc == 0 && i < n_drawn; i++) {
		struct assay_bucket **bucket = &buckets[drawn[i].place];
		uint64_t *n_given = &given[assay_difficulty_of((*bucket)->n_tries, (*bucket)->n_right)];
		if ((*n_given)++ < g->conf->export.per_bucket)
			continue;
		*bucket = NULL;
		rc = assay_gather_drop(g, "difficulty", "over_per_bucket", err);
	}
	return rc;
}

/* Samples in the order of problems or, as a curriculum, from easy to hard; a problem with nothing kept on either side
 * is left out. */
static int make_samples(struct assay_gathering *g, struct assay_sample **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = assay_map_count(g->buckets);
	struct assay_sample *samples = assay_arena_array(g->arena, n ? n : 1, sizeof(*samples));
	if (!samples)
		return assay_arena_fail(g->arena, err);
	struct assay_bucket **buckets = sorted_buckets(g, n);
	if (!buckets)
		return assay_arena_fail(g->arena, err);
	size_t used = 0;
	int rc = sample_buckets(g, buckets, n, err);
	for (size_t b = 0; b < n; b++) {
		if (rc || !buckets[b])
			continue;
		rc = make_sample(g, buckets[b], &samples[used], err);
		if (rc)
			return rc;
		used += samples[used].n_accepted || samples[used].n_rejected;
	}
	*ret = samples;
	*ret_n = used;
	return 0;
}

static int split_samples(const struct assay_gathering *g, struct assay_sample *samples, size_t n, struct assay_err *err)
{
	const double shares[ASSAY_N_SPLITS] = {
		[ASSAY_SPLIT_TRAIN] = g->conf->export.train,
		[ASSAY_SPLIT_VAL] = g->conf->export.val,
		[ASSAY_SPLIT_TEST] = g->conf->export.test,
	};
	struct assay_row *rows = assay_arena_array(g->arena, n ? n : 1, sizeof(*rows));
	enum assay_split *splits = assay_arena_array(g->arena, n ? n : 1, sizeof(*splits));
	if (!rows || !splits)
		return assay_arena_fail(g->arena, err);
	for (size_t i = 0; i < n; i++) {
		rows[i].id = samples[i].id;
		const struct assay_bucket *bucket = assay_map_get(g->buckets, samples[i].id);
		rows[i].group = assay_problem_group(bucket->problem, g->arena);
		if (!rows[i].group.data)
			return assay_arena_fail(g->arena, err);
	}
	int rc = assay_split_rows(rows, n, shares, g->conf->seed, splits, err);
	for (size_t i = 0; rc == 0 && i < n; i++)
		samples[i].split = splits[i];
	return rc;
}

/* --- Writing --- */

static int write_stage(const char *path, const struct assay_sample *samples, size_t n, struct assay_err *err)
{
	struct assay_jsonl_writer *writer;
	int rc = assay_jsonl_create(path, &writer, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; rc == 0 && i < n; i++) {
		assay_buf_clear(&row);
		rc = assay_sample_write(&samples[i], &row, err);
		if (rc == 0)
			rc = assay_jsonl_write(writer, assay_buf_str(&row), err);
	}
	if (rc) {
		assay_jsonl_abort(writer);
		return rc;
	}
	return assay_jsonl_commit_take(writer, err);
}

/* --- Difficulty --- */

static void write_difficulty(const struct assay_bucket *bucket, struct assay_jsonw *w)
{
	double low;
	double high;
	uint64_t n = bucket->n_tries;
	assay_wilson(n, bucket->n_right, ASSAY_Z_95, &low, &high);
	assay_jsonw_object(w);
	assay_jsonw_kv_str(w, "problem_id", bucket->problem->id);
	if (bucket->problem->has_level)
		assay_jsonw_kv_i64(w, "level", bucket->problem->level);
	assay_jsonw_kv_u64(w, "n", n);
	assay_jsonw_kv_u64(w, "c", bucket->n_right);
	assay_jsonw_kv_f64(w, "pass_rate", rate_of(bucket));
	assay_jsonw_kv_f64(w, "low", low);
	assay_jsonw_kv_f64(w, "high", high);
	assay_jsonw_kv_c(w, "bucket", assay_difficulty_name(assay_difficulty_of(n, bucket->n_right)));
	assay_jsonw_key(w, "pass_at");
	assay_jsonw_object(w);
	for (uint64_t k = 1; k <= n; k *= 2) {
		char name[24];
		(void)snprintf(name, sizeof(name), "%" PRIu64, k);
		assay_jsonw_kv_f64(w, name, assay_pass_at_k(n, bucket->n_right, k));
	}
	assay_jsonw_end_object(w);
	assay_jsonw_end_object(w);
}

/* One row per problem that a model was asked, in the order of problems. */
static int write_difficulties(const struct assay_gathering *g, struct assay_err *err)
{
	struct assay_jsonl_writer *writer = NULL;
	struct assay_str path = assay_arena_printf(g->arena, "%s/difficulty.jsonl", g->conf->out_dir.data);
	int rc = path.data ? assay_jsonl_create(path.data, &writer, err) : assay_arena_fail(g->arena, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; rc == 0 && i < assay_map_count(g->buckets); i++) {
		const struct assay_bucket *bucket = assay_gather_bucket(g, i);
		struct assay_jsonw w;
		if (bucket->n_tries == 0)
			continue;
		assay_buf_clear(&row);
		assay_jsonw_init(&w, &row);
		write_difficulty(bucket, &w);
		rc = assay_buf_error(&row, err);
		if (rc == 0)
			rc = assay_jsonl_write(writer, assay_buf_str(&row), err);
	}
	if (rc == 0)
		return assay_jsonl_commit_take(writer, err);
	assay_jsonl_abort(writer);
	return rc;
}

/* What the candidates for problems without an answer agree on; nothing where there is no such problem. */
static int write_agreement(const struct assay_gathering *g, struct assay_err *err)
{
	struct assay_outfile *file = NULL;
	if (g->agreement_rows.len == 0)
		return 0;
	struct assay_str path = assay_arena_printf(g->arena, "%s/agreement.jsonl", g->conf->out_dir.data);
	int rc = path.data ? assay_outfile_open(path.data, &file, err) : assay_arena_fail(g->arena, err);
	if (rc)
		return rc;
	rc = assay_outfile_write(file, g->agreement_rows.data, g->agreement_rows.len, err);
	if (rc == 0)
		return assay_outfile_commit_take(file, err);
	assay_outfile_abort(file);
	return rc;
}

static int counts_json(const struct assay_run_counts *counts, const struct assay_dataset_report *report,
		       struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_u64(&w, "problems", counts->problems);
	assay_jsonw_kv_u64(&w, "candidates", counts->candidates);
	assay_jsonw_key(&w, "verdicts");
	assay_jsonw_object(&w);
	for (int i = 0; i < ASSAY_N_WORDS; i++) {
		if (counts->words[i])
			assay_jsonw_kv_u64(&w, assay_word_name(i), counts->words[i]);
	}
	assay_jsonw_end_object(&w);
	assay_jsonw_key(&w, "dropped");
	assay_jsonw_object(&w);
	for (size_t i = 0; i < report->n_dropped; i++) {
		char name[128];
		(void)snprintf(name, sizeof(name), "%s/%s", report->dropped[i].filter, report->dropped[i].code);
		assay_jsonw_kv_u64(&w, name, report->dropped[i].rows);
	}
	assay_jsonw_end_object(&w);
	assay_jsonw_kv_u64(&w, "samples", report->samples);
	assay_jsonw_kv_u64(&w, "accepted", report->accepted);
	assay_jsonw_kv_u64(&w, "rejected", report->rejected);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int write_version(struct assay_gathering *g, struct assay_store *store, const struct assay_sample *samples,
			 size_t n, struct assay_err *err)
{
	struct assay_dataset_report *report = g->report;
	assay_autobuf struct assay_buf config = {0};
	assay_autobuf struct assay_buf counts = {0};
	struct assay_str created = {0};
	struct assay_str dir = assay_arena_printf(g->arena, "%s/datasets", g->conf->out_dir.data);
	size_t n_formats = g->conf->export.formats.n;
	const char **formats = assay_arena_array(g->arena, n_formats + 1, sizeof(*formats));
	if (!dir.data || !formats)
		return assay_arena_fail(g->arena, err);
	for (size_t i = 0; i < n_formats; i++)
		formats[i] = g->conf->export.formats.items[i].data;
	int rc = assay_config_print(assay_run_options, g->conf, ASSAY_CONFIG_FINGERPRINT, &config, err);
	if (rc == 0)
		rc = counts_json(g->counts, report, &counts, err);
	if (rc == 0) {
		int found = assay_store_meta_get(store, "created", g->arena, &created, err);
		rc = found < 0 ? found : 0;
	}
	if (rc)
		return rc;
	const struct assay_export_options options = {
		.formats = formats,
		.version = g->conf->export.version.data,
		.out_dir = dir.data,
		.config = assay_buf_str(&config),
		.counts = assay_buf_str(&counts),
		.decontam_log = g->decontam_log,
		.is_curriculum = g->conf->export.order == ASSAY_ORDER_CURRICULUM,
		.created = created.data,
	};
	return assay_export_write(samples, n, &options, g->arena, &report->files, &report->n_files, err);
}

static int make(struct assay_gathering *g, const struct assay_problem_set *problems, struct assay_store *store,
		struct assay_err *err)
{
	struct assay_sample *samples = NULL;
	size_t n = 0;
	int rc = assay_gather(g, problems, store, err);
	if (rc == 0)
		rc = make_samples(g, &samples, &n, err);
	if (rc == 0)
		rc = split_samples(g, samples, n, err);
	if (rc)
		return rc;
	g->report->samples = n;
	for (size_t i = 0; i < n; i++) {
		g->report->accepted += samples[i].n_accepted;
		g->report->rejected += samples[i].n_rejected;
	}
	struct assay_str stage = assay_arena_printf(g->arena, "%s/samples.jsonl", g->conf->out_dir.data);
	if (!stage.data)
		return assay_arena_fail(g->arena, err);
	rc = write_stage(stage.data, samples, n, err);
	if (rc == 0)
		rc = write_difficulties(g, err);
	if (rc == 0)
		rc = write_agreement(g, err);
	return rc ? rc : write_version(g, store, samples, n, err);
}

int assay_dataset_make(const struct assay_run_conf *conf, const struct assay_problem_set *problems,
		       struct assay_store *store, struct assay_run_counts *counts, struct assay_arena *arena,
		       struct assay_dataset_report *ret, struct assay_err *err)
{
	struct assay_gathering g = {.conf = conf, .arena = arena, .counts = counts, .report = ret};
	*ret = (struct assay_dataset_report){0};
	counts->candidates = counts->agreed = counts->agreed_accepted = 0;
	memset(counts->words, 0, sizeof(counts->words));
	int rc = make(&g, problems, store, err);
	assay_map_destroy(g.buckets);
	return rc;
}
