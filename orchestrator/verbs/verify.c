/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay verify: verdict rows for candidates, in input order.
 *
 * Candidates stream through: reading pauses while the pool is full or too many finished rows wait for a slow one before
 * them. A candidate whose verdict key was seen before in this run is answered from that verdict.
 */
#include "base/jsonl.h"
#include "base/map.h"
#include "base/num.h"
#include "orchestrator/agreement.h"
#include "orchestrator/carry.h"
#include "orchestrator/draw.h"
#include "orchestrator/load.h"
#include "orchestrator/pool.h"
#include "orchestrator/progress.h"
#include "orchestrator/shard.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "problems/set.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <unistd.h>

/* Rows that wait for a slower one in front of them. */
#define MAX_WINDOW 4096
/* What verdicts kept for repeated candidates may take; beyond it, new ones are not kept. */
#define MAX_CACHED_BYTES ((size_t)256 << 20)

struct options {
	const char *problems, *from, *candidates, *candidates_from, *shard, *require, *preload, *cache, *out;
	uint64_t jobs, cpu_ms, wall_ms, mem_mb, repeat, agreement_inputs;
	double time_factor, accept_share;
	bool has_negatives, stop_early, no_confirm, no_zygotes, is_unsafe;
};

#define OPT(field) offsetof(struct options, field)

static const struct assay_flag flags[] = {
	{.name = "problems",
	 .letter = 'p',
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(problems),
	 .value = "FILE",
	 .help = "problems (.jsonl, .gz, .zst, .csv)"},
	{.name = "from",
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(from),
	 .value = "FORMAT",
	 .help = "their format, by name; default: assay's own rows"},
	{.name = "candidates",
	 .letter = 'c',
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(candidates),
	 .value = "FILE|-",
	 .help = "candidates; without it the problems' references are verified"},
	{.name = "candidates-from",
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(candidates_from),
	 .value = "FORMAT",
	 .help = "format of the candidates, likewise"},
	{.name = "negatives",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = OPT(has_negatives),
	 .help = "with references: also the solutions that must fail"},
	{.name = "jobs",
	 .letter = 'j',
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(jobs),
	 .value = "N",
	 .min = 1,
	 .max = 4096,
	 .help = "workers; default: one per CPU"},
	{.name = "shard", .type = ASSAY_FLAG_STR, .offset = OPT(shard), .value = "I/N", .help = ASSAY_SHARD_HELP},
	{.name = "repeat",
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(repeat),
	 .value = "N",
	 .min = 1,
	 .max = 1000,
	 .help = "verify each candidate N times; one that gets different words is undecided"},
	{.name = "no-confirm",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = OPT(no_confirm),
	 .help = "take a time_limit without trying it again alone"},
	{.name = "stop-early",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = OPT(stop_early),
	 .help = "skip the tests behind the first failure"},
	{.name = "cpu-ms",
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(cpu_ms),
	 .value = "N",
	 .min = 1,
	 .max = 86400000,
	 .help = "CPU time per test where the problem states none"},
	{.name = "wall-ms",
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(wall_ms),
	 .value = "N",
	 .min = 1,
	 .max = 86400000,
	 .help = "wall time, likewise"},
	{.name = "mem-mb",
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(mem_mb),
	 .value = "N",
	 .min = 1,
	 .max = 1 << 20,
	 .help = "memory, likewise"},
	{.name = "accept-agreement",
	 .type = ASSAY_FLAG_F64,
	 .offset = OPT(accept_share),
	 .value = "X",
	 .help = "problems without an answer (checker agreement): accept what at least this share of the candidates "
		 "agrees on; default: never"},
	{.name = "agreement-inputs",
	 .type = ASSAY_FLAG_U64,
	 .offset = OPT(agreement_inputs),
	 .value = "N",
	 .max = ASSAY_DRAW_MAX,
	 .help = "of these problems, draw N more inputs like those of their tests; default: 0"},
	{.name = "time-factor",
	 .type = ASSAY_FLAG_F64,
	 .offset = OPT(time_factor),
	 .value = "X",
	 .help = "multiply all time limits by X, as for a machine that is slower than the one they were measured on"},
	{.name = "require",
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(require),
	 .value = "LEVEL",
	 .help = "least isolation: namespaces (default) or landlock"},
	{.name = "no-zygotes",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = OPT(no_zygotes),
	 .help = "start each Python program from scratch, not as a fork of an interpreter that is there already"},
	{.name = "preload",
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(preload),
	 .value = "MODULES",
	 .help = "modules that such interpreters load beside the usual ones, with commas between: numpy,sympy"},
	{.name = "compile-cache",
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(cache),
	 .value = "WHERE",
	 .help = ASSAY_CACHE_HELP},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = OPT(is_unsafe),
	 .help = "run code without isolation where it cannot be had; every row says so"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = OPT(out),
	 .value = "FILE",
	 .help = "where verdicts go; default: standard output"},
	{0},
};

/* One candidate's place in the output. */
struct entry {
	STAILQ_ENTRY(entry) link; /* In input order. */
	STAILQ_ENTRY(entry) same; /* Behind the first of its key. */
	const struct assay_problem *problem;
	char *id;
	size_t id_len;
	struct assay_hash128 key;
	struct known *known;
	char *row;	 /* NULL: no verdict yet. */
	bool is_settled; /* The row is final; one on an open problem waits for the other candidates. */
};

/* A verdict key seen in this run. */
struct known {
	char hex[ASSAY_HASH_HEX];
	char *row; /* Of the first candidate; NULL until there is a verdict that may be kept. */
	bool is_pending;
	STAILQ_HEAD(, entry) waiting;
};

struct verifying {
	const struct options *options;
	struct assay_verify_options verify;
	struct assay_problem_set *problems;
	struct assay_loop *loop;
	struct assay_pool *pool;
	struct assay_jsonl_writer *writer;
	struct assay_map *known;
	size_t cached_bytes;
	STAILQ_HEAD(, entry) window;
	size_t n_window;
	struct assay_shard shard;
	uint64_t n_seen, n_written;
	uint64_t n_total; /* 0: not known beforehand. */
	bool has_open;	  /* Some problem has no answer: rows wait for its last candidate, however many they are. */
	bool is_closing;  /* All candidates have been judged. */
	uint64_t words[ASSAY_N_WORDS];
	uint64_t n_compared, n_different; /* With runs from scratch; of those that were forked. */
	enum assay_isolation weakest;	  /* That any verdict was reached with; UNKNOWN: no program was run. */
	struct assay_progress progress;
	int rc; /* First failure inside a callback. */
	struct assay_err *err;
};

/* --- Output --- */

static void entry_destroy(struct entry *entry)
{
	free(entry->id);
	free(entry->row);
	free(entry);
}

static int write_ready(struct verifying *v)
{
	int rc = 0;
	while (rc == 0 && !STAILQ_EMPTY(&v->window) && STAILQ_FIRST(&v->window)->is_settled) {
		struct entry *entry = STAILQ_FIRST(&v->window);
		STAILQ_REMOVE_HEAD(&v->window, link);
		v->n_window--;
		v->n_written++;
		rc = assay_jsonl_write(v->writer, assay_str_of(entry->row), v->err);
		entry_destroy(entry);
	}
	if (rc == 0)
		rc = assay_jsonl_flush(v->writer, v->err);
	return rc;
}

static int fill(struct verifying *v, struct entry *entry, const struct assay_verdict *verdict)
{
	assay_autobuf struct assay_buf row = {0};
	struct assay_str id = {.data = entry->id, .len = entry->id_len};
	/* The pool does not know the key of an order that no worker survived. */
	struct assay_verdict keyed = *verdict;
	keyed.key = entry->key;
	int rc = assay_verdict_write(&keyed, entry->problem->id, id, &row, v->err);
	if (rc)
		return rc;
	free(entry->row);
	entry->row = strndup(row.data, row.len);
	entry->is_settled = v->is_closing || !assay_problem_is_open(entry->problem);
	if (entry->is_settled) {
		v->words[verdict->word]++;
		v->n_compared += verdict->forked != ASSAY_FORKED_UNKNOWN;
		v->n_different += verdict->forked == ASSAY_FORKED_DIFFERENT;
	}
	if (verdict->isolation && (!v->weakest || verdict->isolation < v->weakest))
		v->weakest = verdict->isolation;
	return entry->row ? 0 : assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
}

/* The verdict of an earlier candidate of the same key, under this candidate's ids. */
static int fill_from_row(struct verifying *v, struct entry *entry, const char *row)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_verdict verdict = {0};
	if (!arena)
		return assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_json_parse(assay_str_of(row), NULL, &doc, v->err);
	if (rc == 0)
		rc = assay_verdict_read(assay_json_root(doc), arena, &verdict, v->err);
	return rc ? rc : fill(v, entry, &verdict);
}

static int settle(struct verifying *v, struct entry *entry, const struct assay_verdict *verdict)
{
	int rc = fill(v, entry, verdict);
	struct known *known = entry->known;
	if (rc || !known)
		return rc;
	struct entry *same;
	STAILQ_FOREACH(same, &known->waiting, same)
	{
		rc = fill(v, same, verdict);
		if (rc)
			return rc;
	}
	STAILQ_INIT(&known->waiting);
	known->is_pending = false;
	/* A failure of ours is not kept: the next candidate of this key gets a try of its own. */
	if (verdict->word == ASSAY_SYSTEM_ERROR)
		return 0;
	known->row = strdup(entry->row);
	v->cached_bytes += strlen(entry->row);
	return known->row ? 0 : assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
}

static bool has_room(const struct verifying *v)
{
	return !assay_pool_is_full(v->pool) && (v->n_window < MAX_WINDOW || v->has_open);
}

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct verifying *v = arg;
	struct entry *entry = (struct entry *)(uintptr_t)ticket; /* NOLINT(performance-no-int-to-ptr) */
	int rc = settle(v, entry, verdict);
	if (rc == 0)
		rc = write_ready(v);
	if (rc && v->rc == 0)
		v->rc = rc;
	assay_progress_update(&v->progress, "verified", v->n_written, v->n_total, NULL);
	if (v->rc || has_room(v) || assay_pool_pending(v->pool) == 0)
		assay_loop_stop(v->loop);
}

/* --- Input --- */

/* Lets verdicts come in until `is_done` says so. */
static int wait_until(struct verifying *v, bool (*is_done)(const struct verifying *v))
{
	while (v->rc == 0 && !is_done(v)) {
		bool is_interrupted = false;
		int rc = assay_loop_run(v->loop, &is_interrupted, v->err);
		if (rc)
			return rc;
		if (is_interrupted)
			return assay_fail(v->err, ASSAY_EINTERRUPTED, "stopped");
	}
	return v->rc;
}

static bool is_drained(const struct verifying *v)
{
	return assay_pool_pending(v->pool) == 0;
}

/* The entry's key among those seen, added if it is new; NULL in *ret when no more are kept. */
static int find_known(struct verifying *v, const struct entry *entry, struct known **ret)
{
	char hex[ASSAY_HASH_HEX];
	assay_hash_hex(&entry->key, hex);
	*ret = assay_map_get(v->known, assay_str_of(hex));
	if (*ret || v->cached_bytes > MAX_CACHED_BYTES)
		return 0;
	struct known *fresh = calloc(1, sizeof(*fresh));
	if (!fresh)
		return assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
	memcpy(fresh->hex, hex, sizeof(hex));
	STAILQ_INIT(&fresh->waiting);
	if (assay_map_add(v->known, assay_str_of(fresh->hex), fresh, NULL) < 0) {
		free(fresh);
		return assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
	}
	v->cached_bytes += sizeof(*fresh);
	*ret = fresh;
	return 0;
}

static int submit(struct verifying *v, struct entry *entry, const struct assay_candidate *candidate)
{
	struct known *known;
	entry->key = assay_verify_key(entry->problem, candidate, &v->verify);
	int rc = find_known(v, entry, &known);
	if (rc)
		return rc;
	if (known && known->row) {
		rc = fill_from_row(v, entry, known->row);
		return rc ? rc : write_ready(v);
	}
	if (known && known->is_pending) {
		STAILQ_INSERT_TAIL(&known->waiting, entry, same);
		return 0;
	}
	if (known)
		known->is_pending = true;
	entry->known = known; /* The first of a key settles it for all that wait. */
	return assay_pool_submit(v->pool, (uint64_t)(uintptr_t)entry, entry->problem, candidate, v->err);
}

static int take_candidate(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	struct verifying *v = arg;
	const struct assay_problem *problem = assay_problem_set_find(v->problems, candidate->problem_id);
	if (!problem)
		return assay_fail(err, ASSAY_EINVAL, "candidate for the unknown problem \"%.*s\"",
				  (int)candidate->problem_id.len, candidate->problem_id.data);
	if (!assay_shard_has_row(&v->shard, v->n_seen++))
		return 0;
	struct entry *entry = calloc(1, sizeof(*entry));
	if (!entry)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	entry->problem = problem;
	entry->id = strndup(candidate->id.data ? candidate->id.data : "", candidate->id.len);
	entry->id_len = candidate->id.len;
	STAILQ_INSERT_TAIL(&v->window, entry, link);
	v->n_window++;
	if (!entry->id)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = submit(v, entry, candidate);
	return rc ? rc : wait_until(v, has_room);
}

static int take_solutions(struct verifying *v, const struct assay_problem *problem,
			  const struct assay_solution *solutions, size_t n, const char *name)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		char id[48];
		(void)snprintf(id, sizeof(id), "%s/%zu", name, i);
		const struct assay_candidate candidate =
			assay_candidate_of_solution(problem, &solutions[i], assay_str_of(id));
		rc = take_candidate(v, &candidate, v->err);
	}
	return rc;
}

static uint64_t count_references(const struct verifying *v)
{
	uint64_t n = 0;
	for (size_t i = 0; i < assay_problem_set_count(v->problems); i++) {
		const struct assay_problem *p = assay_problem_set_at(v->problems, i);
		n += p->n_references + (v->options->has_negatives ? p->n_negatives : 0);
	}
	return v->shard.count ? n / v->shard.count : n;
}

static int take_references(struct verifying *v)
{
	int rc = 0;
	v->n_total = count_references(v);
	for (size_t i = 0; rc == 0 && i < assay_problem_set_count(v->problems); i++) {
		const struct assay_problem *p = assay_problem_set_at(v->problems, i);
		rc = take_solutions(v, p, p->references, p->n_references, "reference");
		if (rc == 0 && v->options->has_negatives)
			rc = take_solutions(v, p, p->negatives, p->n_negatives, "negative");
	}
	if (rc == 0 && v->n_seen == 0)
		rc = assay_fail(v->err, ASSAY_EINVAL, "%s: the problems have no references; give --candidates",
				v->options->problems);
	return rc;
}

static int take_all(struct verifying *v)
{
	if (!v->options->candidates)
		return take_references(v);
	const struct assay_importer *importer = assay_importer_find(v->options->candidates_from);
	int rc = assay_candidates_read(v->options->candidates, importer, v->problems, take_candidate, v, v->err);
	if (rc == 0 && v->n_seen == 0)
		rc = assay_fail(v->err, ASSAY_EINVAL, "%s: no candidates in it", v->options->candidates);
	return rc;
}

/* --- Problems without an answer --- */

static int count_open(struct verifying *v, const struct assay_problem *problem, size_t *ret)
{
	struct entry *entry;
	*ret = 0;
	STAILQ_FOREACH(entry, &v->window, link)
	{
		if (entry->problem == problem && !entry->is_settled && !entry->row)
			return assay_fail(v->err, ASSAY_EINVAL, "a candidate has no verdict");
		*ret += entry->problem == problem && !entry->is_settled;
	}
	return 0;
}

/* Compares all candidates for one open problem; their rows are final afterwards. */
static int settle_open(struct verifying *v, const struct assay_problem *problem)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	size_t n = 0, i = 0;
	int rc = arena ? count_open(v, problem, &n) : assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
	if (rc)
		return rc;
	struct assay_verdict *verdicts = assay_arena_array(arena, n, sizeof(*verdicts));
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is stored. */
	struct entry **entries = assay_arena_array(arena, n, sizeof(*entries)), *entry;
	if (!verdicts || !entries)
		return assay_arena_fail(arena, v->err);
	STAILQ_FOREACH(entry, &v->window, link)
	{
		assay_autojson struct assay_json_doc *doc = NULL;
		if (entry->problem != problem || entry->is_settled)
			continue;
		verdicts[i] = (struct assay_verdict){0};
		entries[i] = entry;
		rc = assay_json_parse(assay_str_of(entry->row), NULL, &doc, v->err);
		if (rc == 0)
			rc = assay_verdict_read(assay_json_root(doc), arena, &verdicts[i++], v->err);
		if (rc)
			return rc;
	}
	rc = assay_agreement_settle(problem, verdicts, n,
				    &(struct assay_agreement_rules){.accept_share = v->options->accept_share}, arena,
				    NULL, v->err);
	for (i = 0; rc == 0 && i < n; i++)
		rc = fill(v, entries[i], &verdicts[i]);
	return rc;
}

static int settle_all_open(struct verifying *v)
{
	struct entry *entry;
	v->is_closing = true;
	STAILQ_FOREACH(entry, &v->window, link)
	{
		int rc = entry->is_settled ? 0 : settle_open(v, entry->problem);
		if (rc)
			return rc;
	}
	return 0;
}

/* --- The whole --- */

static void print_summary(struct verifying *v)
{
	assay_progress_clear(&v->progress);
	/* Also where nobody watches: it belongs in the log. */
	if (v->weakest && v->weakest < ASSAY_ISOLATION_NAMESPACES)
		(void)fprintf(stderr, "assay verify: warning: programs ran with isolation \"%s\" only\n",
			      assay_isolation_name(v->weakest));
	if (v->n_different)
		(void)fprintf(stderr,
			      "assay verify: warning: %" PRIu64 " of %" PRIu64
			      " verdicts were others from scratch than in a forked interpreter; see forked_run\n",
			      v->n_different, v->n_compared);
	if (!isatty(STDERR_FILENO))
		return;
	(void)fprintf(stderr, "%" PRIu64 " candidates", v->n_written);
	for (int i = 0; i < ASSAY_N_WORDS; i++) {
		if (v->words[i])
			(void)fprintf(stderr, ", %" PRIu64 " %s", v->words[i], assay_word_name(i));
	}
	(void)fprintf(stderr, "\n");
}

static bool needs_sandbox(const struct assay_problem_set *problems)
{
	for (size_t i = 0; i < assay_problem_set_count(problems); i++) {
		if (assay_problem_set_at(problems, i)->kind != ASSAY_KIND_MATH)
			return true;
	}
	return false;
}

static int create_pool(struct verifying *v)
{
	struct assay_pool_options options = {
		.jobs = v->options->jobs,
		.opinions = {.repeats = (unsigned)v->options->repeat, .trusts_time_limits = v->options->no_confirm},
		.setup =
			{
				.sandbox = {.require = assay_isolation_of(v->options->require),
					    .is_unsafe = v->options->is_unsafe,
					    .has_no_zygotes = v->options->no_zygotes},
				.verify = v->verify,
				.needs_sandbox = needs_sandbox(v->problems),
			},
	};
	int rc = assay_cache_setting_of(v->options->cache, &options.setup.cache, v->err);
	if (rc == 0)
		rc = assay_preload_add_list(&options.setup.sandbox, v->options->preload, v->err);
	return rc ? rc : assay_pool_create(&options, v->loop, on_verdict, v, &v->pool, v->err);
}

static int verify_to(struct verifying *v, const char *path)
{
	int rc = assay_loop_create(&v->loop, v->err);
	if (rc == 0)
		rc = create_pool(v);
	if (rc == 0)
		rc = assay_jsonl_create(path, &v->writer, v->err);
	if (rc)
		return rc;
	rc = take_all(v);
	if (rc == 0)
		rc = wait_until(v, is_drained);
	if (rc == 0)
		rc = settle_all_open(v);
	if (rc == 0)
		rc = write_ready(v);
	if (rc) {
		assay_jsonl_abort(v->writer);
		return rc;
	}
	return assay_jsonl_commit_take(v->writer, v->err);
}

static void verifying_finish(struct verifying *v)
{
	assay_pool_destroy(v->pool);
	assay_loop_destroy(v->loop);
	while (!STAILQ_EMPTY(&v->window)) {
		struct entry *entry = STAILQ_FIRST(&v->window);
		STAILQ_REMOVE_HEAD(&v->window, link);
		entry_destroy(entry);
	}
	for (size_t i = 0; v->known && i < assay_map_count(v->known); i++) {
		void *value;
		assay_map_entry(v->known, i, NULL, &value);
		free(((struct known *)value)->row);
		free(value);
	}
	assay_map_destroy(v->known);
	assay_problem_set_destroy(v->problems);
}

static int check_formats(const struct options *o, struct assay_err *err)
{
	const char *const names[] = {o->from, o->candidates_from};
	for (size_t i = 0; i < 2; i++) {
		const struct assay_importer *importer;
		int rc = assay_importer_named(names[i], &importer, err);
		if (rc)
			return rc;
	}
	if (o->candidates_from && !o->candidates)
		return assay_fail(err, ASSAY_ECONFIG, "--candidates-from goes with --candidates");
	if (o->candidates && o->has_negatives)
		return assay_fail(err, ASSAY_ECONFIG, "--negatives goes without --candidates");
	return 0;
}

static int draw_inputs(struct verifying *v)
{
	const struct assay_draw_options options = {
		.inputs = v->options->agreement_inputs,
		.sandbox = {.require = assay_isolation_of(v->options->require), .is_unsafe = v->options->is_unsafe},
	};
	struct assay_drawn drawn;
	struct assay_problem_set *more = assay_problem_set_create(0);
	int rc = more ? assay_draw_all(v->problems, &options, more, &drawn, v->err)
		      : assay_fail(v->err, ASSAY_ENOMEM, "out of memory");
	if (rc) {
		assay_problem_set_destroy(more);
		return rc;
	}
	assay_problem_set_destroy(v->problems);
	v->problems = more;
	return 0;
}

static int verify(const struct options *o, struct assay_err *err)
{
	struct verifying v = {
		.options = o,
		.err = err,
		.verify = {.stop_early = o->stop_early,
			   .time_factor = o->time_factor,
			   .limits = {.cpu_ms = o->cpu_ms, .wall_ms = o->wall_ms, .mem_mb = o->mem_mb}},
	};
	STAILQ_INIT(&v.window);
	int rc = check_formats(o, err);
	if (rc == 0)
		rc = assay_shard_parse(o->shard, &v.shard, err);
	if (rc)
		return rc;
	assay_progress_init(&v.progress);
	v.problems = assay_problem_set_create(0);
	v.known = assay_map_create();
	rc = v.problems && v.known ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = assay_load_problems(v.problems, "verify", o->problems, assay_importer_find(o->from), err);
	if (rc == 0 && o->agreement_inputs > 0)
		rc = draw_inputs(&v);
	for (size_t i = 0; rc == 0 && i < assay_problem_set_count(v.problems); i++)
		v.has_open = v.has_open || assay_problem_is_open(assay_problem_set_at(v.problems, i));
	if (rc == 0)
		rc = verify_to(&v, o->out ? o->out : "-");
	if (rc == 0)
		print_summary(&v);
	assay_progress_clear(&v.progress);
	verifying_finish(&v);
	return rc;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.time_factor = 1};
	int first;
	int rc = assay_verb_parse(&assay_verb_verify, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first < argc)
		return assay_fail(err, ASSAY_ECONFIG, "unexpected argument \"%s\"", argv[first]);
	if (!o.problems)
		return assay_fail(err, ASSAY_ECONFIG, "--problems is needed; see assay verify --help");
	if (!(o.accept_share >= 0 && o.accept_share <= 1) || (o.accept_share > 0 && o.accept_share < 0.5))
		return assay_fail(err, ASSAY_ECONFIG, "--accept-agreement: give a share from 0.5 to 1");
	if (!(o.time_factor >= 0.001 && o.time_factor <= 1000))
		return assay_fail(err, ASSAY_ECONFIG, "--time-factor: give a number from 0.001 to 1000");
	if (assay_isolation_of(o.require) == ASSAY_ISOLATION_UNKNOWN)
		return assay_fail(err, ASSAY_ECONFIG, "--require \"%s\": namespaces or landlock", o.require);
	return verify(&o, err);
}

const struct assay_verb assay_verb_verify = {
	.name = "verify",
	.summary = "judge candidates: a verdict row for each, in input order",
	.usage = "--problems P [--candidates C|-] [--jobs N] [-o FILE]",
	.details = "Formats: assay, code-contests, cruxeval, gsm8k, humaneval, humaneval-x, humanevalpack, mbpp, "
		   "multipl-e, plain\n"
		   "(docs/formats.md).\n"
		   "Exit status 0 means that every candidate has a verdict, whatever it is.",
	.example = "  assay verify --problems humaneval.jsonl.gz --from humaneval --jobs 2 -o verdicts.jsonl\n"
		   "  assay verify --problems problems.jsonl --candidates - < candidates.jsonl",
	.flags = flags,
	.run = run,
};
