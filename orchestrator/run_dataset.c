/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the store to a dataset version.
 *
 * Everything here is a function of the store's rows and the config: no clock, no order of arrival. What takes time or
 * memory to measure (CPU, wall, peak) stays in the store; a row's proof names the verdict's key instead.
 */
#include "base/fd.h"
#include "base/jsonl.h"
#include "base/map.h"
#include "orchestrator/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* One judged candidate while samples are being gathered. */
struct gathered {
	struct gathered *next; /* Of the same problem, in the order of k. */
	struct assay_solution_row solution;
	struct assay_row *row; /* Its row in the filter chain. */
	enum assay_word word;
	double rank; /* Order among rejected ones: greater is better. */
	bool is_accepted;
};

struct bucket {
	const struct assay_problem *problem;
	struct gathered *first, *last;
	size_t n_accepted, n_rejected;
};

struct gathering {
	const struct assay_run_conf *conf;
	struct assay_arena *arena;
	struct assay_map *buckets; /* Problem id to struct bucket, in the order of the problem set. */
	struct assay_run_counts *counts;
	size_t n_accepted, n_rejected;
	struct assay_dataset_report *report;
	struct assay_str decontam_log;
};

/* Adds to the count of (filter, code); the list is short. */
static int count_drop(struct gathering *g, const char *filter, const char *code, struct assay_err *err)
{
	struct assay_dataset_report *report = g->report;
	for (size_t i = 0; i < report->n_dropped; i++) {
		if (strcmp(report->dropped[i].filter, filter) == 0 && strcmp(report->dropped[i].code, code) == 0) {
			report->dropped[i].rows++;
			return 0;
		}
	}
	struct assay_dropped *grown = assay_arena_array(g->arena, report->n_dropped + 1, sizeof(*grown));
	if (!grown)
		return assay_arena_fail(g->arena, err);
	if (report->n_dropped)
		memcpy(grown, report->dropped, report->n_dropped * sizeof(*grown));
	grown[report->n_dropped++] = (struct assay_dropped){.filter = filter, .code = code, .rows = 1};
	report->dropped = grown;
	return 0;
}

/* Which words make a rejected row: only failures that an execution or a proof has witnessed. */
static bool is_rejected_word(const struct assay_run_conf *conf, enum assay_word word)
{
	static const bool is_negative[ASSAY_N_WORDS] = {
		[ASSAY_WRONG_ANSWER] = true, [ASSAY_RUNTIME_ERROR] = true, [ASSAY_TIME_LIMIT] = true,
		[ASSAY_MEMORY_LIMIT] = true, [ASSAY_OUTPUT_LIMIT] = true,  [ASSAY_COMPILE_ERROR] = true,
	};
	return is_negative[word] || (word == ASSAY_NO_ANSWER && conf->export.keep_no_answer);
}

/* What the assistant says: the model's own words, or bare code in a fence. */
static struct assay_str response_of(const struct assay_problem *problem, const struct assay_candidate *candidate,
				    struct assay_arena *arena)
{
	if (candidate->text.data)
		return assay_arena_str(arena, candidate->text);
	struct assay_str language = candidate->language.data ? candidate->language : problem->language;
	struct assay_str code = candidate->code;
	const char *end = assay_str_ends(code, "\n") ? "" : "\n";
	assay_autobuf struct assay_buf out = {0};
	(void)assay_buf_printf(&out, "```%.*s\n", (int)language.len, language.data ? language.data : "");
	(void)assay_buf_add_str(&out, code);
	(void)assay_buf_printf(&out, "%s```", end);
	if (out.error)
		return (struct assay_str){0};
	return assay_arena_str(arena, assay_buf_str(&out));
}

static struct assay_str proof_of(const struct assay_verdict *verdict, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	char key[ASSAY_HASH_HEX];
	assay_hash_hex(&verdict->key, key);
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "verdict", assay_word_name(verdict->word));
	assay_jsonw_kv_u64(&w, "passed", verdict->passed);
	assay_jsonw_kv_u64(&w, "total", verdict->total);
	assay_jsonw_kv_c(&w, "assurance", assay_assurance_name(verdict->assurance));
	if (verdict->isolation != ASSAY_ISOLATION_UNKNOWN)
		assay_jsonw_kv_c(&w, "isolation", assay_isolation_name(verdict->isolation));
	assay_jsonw_kv_str(&w, "checker", verdict->checker);
	assay_jsonw_kv_c(&w, "key", key);
	assay_jsonw_kv_str_opt(&w, "reason", verdict->reason);
	assay_jsonw_kv_raw_opt(&w, "evidence", verdict->evidence);
	assay_jsonw_end_object(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(arena, assay_buf_str(&out));
}

static int add_gathered(struct gathering *g, struct bucket *bucket, const struct assay_candidate *candidate,
			const struct assay_verdict *verdict, struct assay_err *err)
{
	struct gathered *item = assay_arena_alloc(g->arena, sizeof(*item));
	if (!item)
		return assay_arena_fail(g->arena, err);
	item->word = verdict->word;
	item->is_accepted = verdict->word == ASSAY_ACCEPTED;
	double fraction = verdict->total ? (double)verdict->passed / (double)verdict->total : 0;
	/* A wrong answer teaches more than a crash, and a near miss more than a far one. */
	item->rank = (verdict->word == ASSAY_WRONG_ANSWER ? 2 : 0) + fraction;
	item->solution = (struct assay_solution_row){
		.id = assay_arena_str(g->arena, candidate->id),
		.response = response_of(bucket->problem, candidate, g->arena),
		.model = assay_arena_str(g->arena, candidate->model),
		.verdict = assay_str_of(assay_word_name(verdict->word)),
		.proof = proof_of(verdict, g->arena),
		.pass_fraction = fraction,
	};
	if (!item->solution.id.data || !item->solution.response.data || !item->solution.proof.data)
		return assay_arena_fail(g->arena, err);
	if (bucket->last)
		bucket->last->next = item;
	else
		bucket->first = item;
	bucket->last = item;
	if (item->is_accepted)
		g->n_accepted++;
	else
		g->n_rejected++;
	return 0;
}

static int gather(void *arg, const struct assay_store_candidate *stored, struct assay_err *err)
{
	struct gathering *g = arg;
	struct bucket *bucket = assay_map_get(g->buckets, stored->problem_id);
	g->counts->candidates++;
	if (!bucket || assay_str_is_absent(stored->verdict))
		return 0;
	assay_autojson struct assay_json_doc *candidate_doc = NULL;
	assay_autojson struct assay_json_doc *verdict_doc = NULL;
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	struct assay_candidate candidate = {0};
	struct assay_verdict verdict = {0};
	if (!scratch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_json_parse(stored->row, NULL, &candidate_doc, err);
	if (rc == 0)
		rc = assay_candidate_read(assay_json_root(candidate_doc), scratch, &candidate, err);
	if (rc == 0)
		rc = assay_json_parse(stored->verdict, NULL, &verdict_doc, err);
	if (rc == 0)
		rc = assay_verdict_read(assay_json_root(verdict_doc), scratch, &verdict, err);
	if (rc)
		return assay_err_wrap(err, rc, "store: candidate %.*s", (int)stored->id.len, stored->id.data);
	g->counts->words[verdict.word]++;
	/* Right by accident of the tests, and made to look wrong: no example for anybody. */
	if (verdict.word == ASSAY_ACCEPTED && assay_str_is(candidate.model, ASSAY_BUILTIN_MUTANT))
		return count_drop(g, "mutation", "equivalent_mutant", err);
	if (verdict.word != ASSAY_ACCEPTED && !is_rejected_word(g->conf, verdict.word))
		return count_drop(g, "no label", assay_word_name(verdict.word), err);
	return add_gathered(g, bucket, &candidate, &verdict, err);
}

static int make_buckets(struct gathering *g, const struct assay_problem_set *problems, struct assay_err *err)
{
	size_t n = assay_problem_set_count(problems);
	struct bucket *buckets = assay_arena_array(g->arena, n, sizeof(*buckets));
	g->buckets = assay_map_create();
	if (!buckets || !g->buckets)
		return assay_arena_fail(g->arena, err);
	for (size_t i = 0; i < n; i++) {
		buckets[i].problem = assay_problem_set_at(problems, i);
		if (assay_map_add(g->buckets, buckets[i].problem->id, &buckets[i], NULL) < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	return 0;
}

static struct bucket *bucket_at(const struct gathering *g, size_t i)
{
	void *value;
	assay_map_entry(g->buckets, i, NULL, &value);
	return value;
}

/* --- Filters --- */

static int fill_row(struct gathering *g, struct bucket *bucket, struct gathered *item, struct assay_row *row,
		    struct assay_err *err)
{
	const struct assay_problem *problem = bucket->problem;
	*row = (struct assay_row){
		.id = assay_arena_printf(g->arena, "%.*s/%.*s", (int)problem->id.len, problem->id.data,
					 (int)item->solution.id.len, item->solution.id.data),
		.group = problem->id,
		.domain = problem->kind == ASSAY_KIND_MATH ? ASSAY_STR("math") : ASSAY_STR("code"),
		.language = problem->language,
		.prompt = problem->statement,
		.response = item->solution.response,
	};
	item->row = row;
	return row->id.data ? 0 : assay_arena_fail(g->arena, err);
}

/*
 * The rows of the chain: all accepted ones first, then all rejected ones, each in the order of problem and k. A filter
 * that keeps the first of its kind thus never drops an accepted row in favour of a rejected one.
 */
static int make_rows(struct gathering *g, struct assay_row **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = g->n_accepted + g->n_rejected;
	struct assay_row *rows = assay_arena_array(g->arena, n ? n : 1, sizeof(*rows));
	if (!rows)
		return assay_arena_fail(g->arena, err);
	size_t used = 0;
	for (int accepted = 1; accepted >= 0; accepted--) {
		for (size_t b = 0; b < assay_map_count(g->buckets); b++) {
			struct bucket *bucket = bucket_at(g, b);
			for (struct gathered *item = bucket->first; item; item = item->next) {
				if (item->is_accepted != (accepted == 1))
					continue;
				int rc = fill_row(g, bucket, item, &rows[used++], err);
				if (rc)
					return rc;
			}
		}
	}
	*ret = rows;
	*ret_n = used;
	return 0;
}

static int apply_filters(struct gathering *g, struct assay_row *rows, size_t n, struct assay_err *err)
{
	struct assay_chain *chain = NULL;
	assay_autobuf struct assay_buf log = {0};
	int rc = assay_str_is_absent(g->conf->filters) ? 0 : assay_run_chain_create(g->conf, &chain, err);
	if (rc == 0 && chain)
		rc = assay_chain_apply(chain, rows, n, false, g->arena, err);
	if (rc == 0)
		rc = assay_chain_log(chain, "decontam", rows, n, &log, err);
	assay_chain_destroy(chain);
	if (rc)
		return rc;
	g->decontam_log = assay_arena_str(g->arena, assay_buf_str(&log));
	return g->decontam_log.data ? 0 : assay_arena_fail(g->arena, err);
}

static int record_drops(struct gathering *g, const struct assay_row *rows, size_t n, struct assay_store *store,
			struct assay_err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct assay_note *note = rows[i].dropped_by;
		if (!rows[i].is_dropped || !note)
			continue;
		int rc = count_drop(g, note->filter, note->code, err);
		if (rc == 0)
			rc = assay_store_put_decision(store, rows[i].id, assay_str_of(note->filter),
						      assay_str_of(note->code), note->evidence, err);
		if (rc)
			return rc;
	}
	return 0;
}

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
	const struct gathered *const *x = a;
	const struct gathered *const *y = b;
	if ((*x)->rank != (*y)->rank)
		return (*x)->rank < (*y)->rank ? 1 : -1;
	return assay_str_cmp((*x)->solution.id, (*y)->solution.id);
}

/* The kept items of one side as an array: accepted in the order of k, rejected best first; cut at `max` (0: all). */
static int pick(struct gathering *g, const struct bucket *bucket, bool accepted, uint64_t max,
		const struct assay_solution_row **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = 0;
	for (struct gathered *item = bucket->first; item; item = item->next)
		n += item->is_accepted == accepted && !item->row->is_dropped;
	struct gathered **items = assay_arena_array(g->arena, n ? n : 1, sizeof(*items));
	struct assay_solution_row *rows = assay_arena_array(g->arena, n ? n : 1, sizeof(*rows));
	if (!items || !rows)
		return assay_arena_fail(g->arena, err);
	n = 0;
	for (struct gathered *item = bucket->first; item; item = item->next) {
		if (item->is_accepted == accepted && !item->row->is_dropped)
			items[n++] = item;
	}
	if (!accepted)
		qsort(items, n, sizeof(struct gathered *), by_rank);
	for (; max && n > max; n--) {
		int rc = count_drop(g, "export", accepted ? "over_max_accepted" : "over_max_rejected", err);
		if (rc)
			return rc;
	}
	for (size_t i = 0; i < n; i++)
		rows[i] = items[i]->solution;
	*ret = rows;
	*ret_n = n;
	return 0;
}

static int make_sample(struct gathering *g, const struct bucket *bucket, struct assay_sample *sample,
		       struct assay_err *err)
{
	const struct assay_problem *problem = bucket->problem;
	*sample = (struct assay_sample){
		.id = problem->id,
		.prompt = problem->statement,
		.domain = problem->kind == ASSAY_KIND_MATH ? ASSAY_STR("math") : ASSAY_STR("code"),
		.language = problem->language,
		.origin = origin_of(problem, g->arena),
	};
	int rc = ground_truth_of(problem, g->arena, &sample->ground_truth, err);
	if (rc == 0)
		rc = pick(g, bucket, true, g->conf->export.max_accepted, &sample->accepted, &sample->n_accepted, err);
	if (rc == 0)
		rc = pick(g, bucket, false, g->conf->export.max_rejected, &sample->rejected, &sample->n_rejected, err);
	return rc;
}

/* Samples in the order of problems; a problem with nothing kept on either side is left out. */
static int make_samples(struct gathering *g, struct assay_sample **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = assay_map_count(g->buckets);
	struct assay_sample *samples = assay_arena_array(g->arena, n ? n : 1, sizeof(*samples));
	if (!samples)
		return assay_arena_fail(g->arena, err);
	size_t used = 0;
	for (size_t b = 0; b < n; b++) {
		int rc = make_sample(g, bucket_at(g, b), &samples[used], err);
		if (rc)
			return rc;
		used += samples[used].n_accepted || samples[used].n_rejected;
	}
	*ret = samples;
	*ret_n = used;
	return 0;
}

static int split_samples(const struct gathering *g, struct assay_sample *samples, size_t n, struct assay_err *err)
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
		rows[i].group = samples[i].id;
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

static int write_version(struct gathering *g, struct assay_store *store, const struct assay_sample *samples, size_t n,
			 struct assay_dataset_report *report, struct assay_err *err)
{
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
		.created = created.data,
	};
	return assay_export_write(samples, n, &options, g->arena, &report->files, &report->n_files, err);
}

static int make(struct gathering *g, const struct assay_problem_set *problems, struct assay_store *store,
		struct assay_dataset_report *report, struct assay_err *err)
{
	struct assay_row *rows = NULL;
	size_t n_rows = 0;
	struct assay_sample *samples = NULL;
	size_t n = 0;
	int rc = make_buckets(g, problems, err);
	if (rc == 0)
		rc = assay_store_each_candidate(store, gather, g, err);
	if (rc == 0)
		rc = make_rows(g, &rows, &n_rows, err);
	if (rc == 0)
		rc = apply_filters(g, rows, n_rows, err);
	if (rc == 0)
		rc = record_drops(g, rows, n_rows, store, err);
	if (rc == 0)
		rc = make_samples(g, &samples, &n, err);
	if (rc == 0)
		rc = split_samples(g, samples, n, err);
	if (rc)
		return rc;
	report->samples = n;
	for (size_t i = 0; i < n; i++) {
		report->accepted += samples[i].n_accepted;
		report->rejected += samples[i].n_rejected;
	}
	struct assay_str stage = assay_arena_printf(g->arena, "%s/samples.jsonl", g->conf->out_dir.data);
	if (!stage.data)
		return assay_arena_fail(g->arena, err);
	rc = write_stage(stage.data, samples, n, err);
	return rc ? rc : write_version(g, store, samples, n, report, err);
}

int assay_dataset_make(const struct assay_run_conf *conf, const struct assay_problem_set *problems,
		       struct assay_store *store, struct assay_run_counts *counts, struct assay_arena *arena,
		       struct assay_dataset_report *ret, struct assay_err *err)
{
	struct gathering g = {.conf = conf, .arena = arena, .counts = counts, .report = ret};
	*ret = (struct assay_dataset_report){0};
	counts->candidates = 0;
	memset(counts->words, 0, sizeof(counts->words));
	int rc = make(&g, problems, store, ret, err);
	assay_map_destroy(g.buckets);
	return rc;
}
