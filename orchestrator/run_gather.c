/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run_gather.h"

#include "base/hash.h"
#include "orchestrator/agreement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int assay_gather_drop(struct assay_gathering *g, const char *filter, const char *code, struct assay_err *err)
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

/* --- Tests that select and tests that score --- */

/* Fewer tests are not divided. */
#define MIN_DIVIDED_TESTS 4

struct halves {
	bool is_divided;
	uint64_t n_killing;	/* Killing tests that failed. */
	uint64_t passed, total; /* Of the scoring tests. */
};

/*
 * A mutant was made to fail, and the tests that say so are no fair measure of how near it is to right. So every other
 * test selects (begun at a place that the problem's id decides) and the rest score.
 */
static struct halves divide(const struct assay_gathering *g, const struct assay_problem *problem,
			    const struct assay_verdict *verdict)
{
	struct halves h = {0};
	struct assay_str bits = verdict->pass_bits;
	/* With stop_early nothing is known of what lies behind the first failure. */
	h.is_divided = bits.len >= MIN_DIVIDED_TESTS && bits.len == verdict->total && !g->conf->verify.stop_early;
	uint64_t first = assay_xxh64(problem->id.data, problem->id.len, 0) % 2;
	for (size_t i = 0; h.is_divided && i < bits.len; i++) {
		bool selects = i % 2 == first;
		h.n_killing += selects && bits.data[i] == '0';
		h.total += !selects;
		h.passed += !selects && bits.data[i] == '1';
	}
	return h;
}

static struct assay_str proof_of(const struct assay_verdict *verdict, const struct halves *halves,
				 struct assay_arena *arena)
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
	if (halves->is_divided) {
		assay_jsonw_kv_u64(&w, "killed_by", halves->n_killing);
		assay_jsonw_kv_u64(&w, "scored_passed", halves->passed);
		assay_jsonw_kv_u64(&w, "scored_total", halves->total);
	}
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

static int add_gathered(struct assay_gathering *g, struct assay_bucket *bucket, const struct assay_candidate *candidate,
			const struct assay_verdict *verdict, const struct halves *halves, struct assay_err *err)
{
	struct assay_gathered *item = assay_arena_alloc(g->arena, sizeof(*item));
	if (!item)
		return assay_arena_fail(g->arena, err);
	item->word = verdict->word;
	item->is_accepted = verdict->word == ASSAY_ACCEPTED;
	double fraction = verdict->total ? (double)verdict->passed / (double)verdict->total : 0;
	if (halves->is_divided)
		fraction = (double)halves->passed / (double)halves->total;
	/* A wrong answer teaches more than a crash, and a near miss more than a far one. */
	item->rank = (verdict->word == ASSAY_WRONG_ANSWER ? 2 : 0) + fraction;
	item->solution = (struct assay_solution_row){
		.id = assay_arena_str(g->arena, candidate->id),
		.response = response_of(bucket->problem, candidate, g->arena),
		.model = assay_arena_str(g->arena, candidate->model),
		.language = assay_arena_str(g->arena, candidate->language),
		.verdict = assay_str_of(assay_word_name(verdict->word)),
		.proof = proof_of(verdict, halves, g->arena),
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

/* The builtin teacher's candidates are right and wrong on purpose: they say nothing about difficulty. */
static void count_try(struct assay_bucket *bucket, const struct assay_candidate *candidate, enum assay_word word)
{
	bool is_builtin = assay_str_is(candidate->model, ASSAY_BUILTIN_MUTANT) ||
			  assay_str_is(candidate->model, ASSAY_BUILTIN_REFERENCE);
	/* What most agree on is right by definition there. */
	if (assay_problem_is_open(bucket->problem))
		return;
	if (is_builtin || word == ASSAY_UNDECIDED || word == ASSAY_SYSTEM_ERROR)
		return;
	bucket->n_tries++;
	bucket->n_right += word == ASSAY_ACCEPTED;
}

/* One candidate with its final verdict. */
static int take(struct assay_gathering *g, struct assay_bucket *bucket, const struct assay_candidate *candidate,
		const struct assay_verdict *verdict, struct assay_err *err)
{
	bool is_mutant = assay_str_is(candidate->model, ASSAY_BUILTIN_MUTANT);
	g->counts->words[verdict->word]++;
	count_try(bucket, candidate, verdict->word);
	/* Right by accident of the tests, and made to look wrong: no example for anybody. */
	if (verdict->word == ASSAY_ACCEPTED && is_mutant)
		return assay_gather_drop(g, "mutation", "equivalent_mutant", err);
	struct halves halves = {0};
	if (is_mutant)
		halves = divide(g, bucket->problem, verdict);
	if (verdict->word != ASSAY_ACCEPTED && !is_rejected_word(g->conf, verdict->word))
		return assay_gather_drop(g, "no label", assay_word_name(verdict->word), err);
	if (halves.is_divided && halves.n_killing == 0)
		return assay_gather_drop(g, "mutation", "killed_by_scoring_tests_alone", err);
	return add_gathered(g, bucket, candidate, verdict, &halves, err);
}

static int read_rows(struct assay_str candidate_row, struct assay_str verdict_row, struct assay_arena *arena,
		     struct assay_candidate *candidate, struct assay_verdict *verdict, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(candidate_row, NULL, &doc, err);
	if (rc == 0)
		rc = assay_candidate_read(assay_json_root(doc), arena, candidate, err);
	if (rc == 0)
		rc = assay_json_parse_again(verdict_row, NULL, &doc, err);
	return rc ? rc : assay_verdict_read(assay_json_root(doc), arena, verdict, err);
}

static int put_aside(struct assay_gathering *g, struct assay_bucket *bucket, const struct assay_store_candidate *stored,
		     struct assay_err *err)
{
	struct assay_waiting *waiting = assay_arena_alloc(g->arena, sizeof(*waiting));
	if (!waiting)
		return assay_arena_fail(g->arena, err);
	*waiting = (struct assay_waiting){.candidate = assay_arena_str(g->arena, stored->row),
					  .verdict = assay_arena_str(g->arena, stored->verdict)};
	if (!waiting->candidate.data || !waiting->verdict.data)
		return assay_arena_fail(g->arena, err);
	if (bucket->last_waiting)
		bucket->last_waiting->next = waiting;
	else
		bucket->waiting = waiting;
	bucket->last_waiting = waiting;
	return 0;
}

static int gather(void *arg, const struct assay_store_candidate *stored, struct assay_err *err)
{
	struct assay_gathering *g = arg;
	struct assay_bucket *bucket = assay_map_get(g->buckets, stored->problem_id);
	g->counts->candidates++;
	if (!bucket || assay_str_is_absent(stored->verdict))
		return 0;
	if (assay_problem_is_open(bucket->problem) && g->conf->agreement.use != ASSAY_AGREEMENT_OFF)
		return put_aside(g, bucket, stored, err);
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	struct assay_candidate candidate = {0};
	struct assay_verdict verdict = {0};
	if (!scratch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = read_rows(stored->row, stored->verdict, scratch, &candidate, &verdict, err);
	if (rc)
		return assay_err_wrap(err, rc, "store: candidate %.*s", (int)stored->id.len, stored->id.data);
	return take(g, bucket, &candidate, &verdict, err);
}

/* --- Problems without an answer --- */

static int write_agreement(const struct assay_problem *problem, const struct assay_candidate *candidates,
			   const struct assay_verdict *verdicts, const struct assay_agreement *found,
			   struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "problem_id", problem->id);
	assay_jsonw_kv_u64(&w, "candidates", found->n_candidates);
	assay_jsonw_kv_u64(&w, "clusters", found->n_clusters);
	assay_jsonw_kv_u64(&w, "consensus", found->n_consensus);
	assay_jsonw_kv_f64(&w, "share", (double)found->n_consensus / (double)found->n_candidates);
	assay_jsonw_kv_bool(&w, "accepted", found->is_accepted);
	assay_jsonw_kv_u64(&w, "unsteady", found->n_unsteady);
	if (problem->kind != ASSAY_KIND_MATH) {
		assay_jsonw_kv_u64(&w, "inputs", found->n_inputs);
		assay_jsonw_kv_u64(&w, "outside", found->n_outside);
	}
	assay_jsonw_key(&w, "verdicts");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < found->n_candidates; i++) {
		assay_jsonw_object(&w);
		assay_jsonw_kv_str(&w, "candidate_id", candidates[i].id);
		assay_jsonw_kv_c(&w, "verdict", assay_word_name(verdicts[i].word));
		assay_jsonw_kv_raw_opt(&w, "evidence", verdicts[i].evidence);
		assay_jsonw_end_object(&w);
	}
	assay_jsonw_end_array(&w);
	assay_jsonw_end_object(&w);
	assay_buf_add_char(out, '\n');
	return assay_buf_error(out, err);
}

static int settle_bucket(struct assay_gathering *g, struct assay_bucket *bucket, struct assay_buf *rows,
			 struct assay_err *err)
{
	const struct assay_agreement_rules rules = {
		.accept_share = g->conf->agreement.use == ASSAY_AGREEMENT_ACCEPT ? g->conf->agreement.share : 0,
		.least = g->conf->agreement.least,
	};
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	struct assay_agreement found;
	size_t n = 0, i = 0;
	for (const struct assay_waiting *w = bucket->waiting; w; w = w->next)
		n++;
	if (!scratch || n == 0)
		return scratch ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	struct assay_candidate *candidates = assay_arena_array(scratch, n, sizeof(*candidates));
	struct assay_verdict *verdicts = assay_arena_array(scratch, n, sizeof(*verdicts));
	if (!candidates || !verdicts)
		return assay_arena_fail(scratch, err);
	int rc = 0;
	for (const struct assay_waiting *w = bucket->waiting; rc == 0 && w; w = w->next, i++) {
		candidates[i] = (struct assay_candidate){0};
		verdicts[i] = (struct assay_verdict){0};
		rc = read_rows(w->candidate, w->verdict, scratch, &candidates[i], &verdicts[i], err);
	}
	if (rc == 0)
		rc = assay_agreement_settle(bucket->problem, verdicts, n, &rules, scratch, &found, err);
	if (rc == 0)
		rc = write_agreement(bucket->problem, candidates, verdicts, &found, rows, err);
	for (i = 0; rc == 0 && i < n; i++)
		rc = take(g, bucket, &candidates[i], &verdicts[i], err);
	if (rc)
		return assay_err_wrap(err, rc, "store: problem %.*s", (int)bucket->problem->id.len,
				      bucket->problem->id.data);
	g->counts->agreed += found.n_consensus > 0;
	g->counts->agreed_accepted += found.is_accepted;
	return 0;
}

static int settle_waiting(struct assay_gathering *g, struct assay_err *err)
{
	assay_autobuf struct assay_buf rows = {0};
	for (size_t i = 0; i < assay_map_count(g->buckets); i++) {
		int rc = settle_bucket(g, assay_gather_bucket(g, i), &rows, err);
		if (rc)
			return rc;
	}
	if (rows.len == 0)
		return 0;
	g->agreement_rows = assay_arena_str(g->arena, assay_buf_str(&rows));
	return g->agreement_rows.data ? 0 : assay_arena_fail(g->arena, err);
}

static int make_buckets(struct assay_gathering *g, const struct assay_problem_set *problems, struct assay_err *err)
{
	size_t n = assay_problem_set_count(problems);
	struct assay_bucket *buckets = assay_arena_array(g->arena, n, sizeof(*buckets));
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

struct assay_bucket *assay_gather_bucket(const struct assay_gathering *g, size_t i)
{
	void *value;
	assay_map_entry(g->buckets, i, NULL, &value);
	return value;
}

/* --- Filters --- */

static int fill_row(struct assay_gathering *g, struct assay_bucket *bucket, struct assay_gathered *item,
		    struct assay_row *row, struct assay_err *err)
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
static int make_rows(struct assay_gathering *g, struct assay_row **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n = g->n_accepted + g->n_rejected;
	struct assay_row *rows = assay_arena_array(g->arena, n ? n : 1, sizeof(*rows));
	if (!rows)
		return assay_arena_fail(g->arena, err);
	size_t used = 0;
	for (int accepted = 1; accepted >= 0; accepted--) {
		for (size_t b = 0; b < assay_map_count(g->buckets); b++) {
			struct assay_bucket *bucket = assay_gather_bucket(g, b);
			for (struct assay_gathered *item = bucket->first; item; item = item->next) {
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

static int apply_filters(struct assay_gathering *g, struct assay_row *rows, size_t n, struct assay_err *err)
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

static int record_drops(struct assay_gathering *g, const struct assay_row *rows, size_t n, struct assay_store *store,
			struct assay_err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct assay_note *note = rows[i].dropped_by;
		if (!rows[i].is_dropped || !note)
			continue;
		int rc = assay_gather_drop(g, note->filter, note->code, err);
		if (rc == 0)
			rc = assay_store_put_decision(store, rows[i].id, assay_str_of(note->filter),
						      assay_str_of(note->code), note->evidence, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* --- Failures that are no wrong answers --- */

static bool is_failure(const struct assay_gathered *item)
{
	return !item->is_accepted && !item->row->is_dropped && item->word != ASSAY_WRONG_ANSWER &&
	       item->word != ASSAY_NO_ANSWER;
}

static int by_rank_then_id(const void *a, const void *b)
{
	const struct assay_gathered *const *x = a;
	const struct assay_gathered *const *y = b;
	if ((*x)->rank != (*y)->rank)
		return (*x)->rank < (*y)->rank ? 1 : -1;
	uint64_t p = assay_xxh64((*x)->row->id.data, (*x)->row->id.len, 0);
	uint64_t q = assay_xxh64((*y)->row->id.data, (*y)->row->id.len, 0);
	return p != q ? (p < q ? -1 : 1) : assay_str_cmp((*x)->row->id, (*y)->row->id);
}

/*
 * Crashes and programs that do not compile are easy to tell from right ones, and teach little: of the rejected rows
 * they may be a share. Those stay that passed the most tests.
 */
static int cap_failures(struct assay_gathering *g, struct assay_err *err)
{
	double share = g->conf->export.max_failures;
	uint64_t n_wrong = 0;
	size_t n = 0;
	/* NOLINTBEGIN(bugprone-sizeof-expression): pointers are what is stored. */
	struct assay_gathered **failures = assay_arena_array(g->arena, g->n_rejected + 1, sizeof(*failures));
	if (!failures)
		return assay_arena_fail(g->arena, err);
	for (size_t b = 0; b < assay_map_count(g->buckets); b++) {
		for (struct assay_gathered *item = assay_gather_bucket(g, b)->first; item; item = item->next) {
			if (is_failure(item))
				failures[n++] = item;
			else
				n_wrong += !item->is_accepted && !item->row->is_dropped;
		}
	}
	qsort(failures, n, sizeof(*failures), by_rank_then_id);
	/* NOLINTEND(bugprone-sizeof-expression) */
	double allowed = share < 1 ? share / (1 - share) * (double)n_wrong : (double)n;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if ((double)(i + 1) <= allowed + 1e-9)
			continue;
		failures[i]->row->is_dropped = true;
		rc = assay_gather_drop(g, "export", "over_max_failures", err);
	}
	return rc;
}

int assay_gather(struct assay_gathering *g, const struct assay_problem_set *problems, struct assay_store *store,
		 struct assay_err *err)
{
	struct assay_row *rows = NULL;
	size_t n = 0;
	int rc = make_buckets(g, problems, err);
	if (rc == 0)
		rc = assay_store_each_candidate(store, gather, g, err);
	if (rc == 0)
		rc = settle_waiting(g, err);
	if (rc == 0)
		rc = make_rows(g, &rows, &n, err);
	if (rc == 0)
		rc = apply_filters(g, rows, n, err);
	if (rc == 0)
		rc = cap_failures(g, err);
	return rc ? rc : record_drops(g, rows, n, store, err);
}
