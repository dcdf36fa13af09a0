/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run.h"

#include "base/fd.h"
#include "base/hash.h"
#include "orchestrator/loop.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* Everything one run holds; released in one place. */
struct run {
	const struct assay_run_options *options;
	struct assay_arena *arena;
	struct assay_run_conf conf;
	struct assay_problem_set *problems;
	struct assay_store *store;
	struct assay_progress progress;
	struct assay_run_counts counts;
	uint64_t start_ms;
};

/* --- Is the store this config's own? --- */

/* The config's canonical text plus the content of every file it reads: what decides the candidates. */
static int fingerprint(const struct run *run, struct assay_str config, char hex[ASSAY_HASH_HEX], struct assay_err *err)
{
	struct assay_hasher *hasher = assay_hasher_create();
	if (!hasher)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = 0;
	char sha[65];
	assay_hasher_add(hasher, config);
	const struct assay_source_conf *sources = run->conf.sources.items;
	for (size_t i = 0; rc == 0 && i < run->conf.sources.n; i++) {
		if (assay_str_is_absent(sources[i].path))
			continue;
		rc = assay_sha256_file(sources[i].path.data, sha, err);
		if (rc == 0)
			assay_hasher_add(hasher, assay_str_of(sha));
	}
	const struct assay_teacher_conf *teachers = run->conf.teachers.items;
	for (size_t i = 0; rc == 0 && i < run->conf.teachers.n; i++) {
		for (size_t f = 0; rc == 0 && f < teachers[i].files.n; f++) {
			rc = assay_sha256_file(teachers[i].files.items[f].data, sha, err);
			if (rc == 0)
				assay_hasher_add(hasher, assay_str_of(sha));
		}
	}
	struct assay_hash128 hash = assay_hasher_result(hasher);
	assay_hasher_destroy(hasher);
	assay_hash_hex(&hash, hex);
	return rc;
}

static int init_store(const struct run *run, struct assay_str config, const char *hex, struct assay_err *err)
{
	char created[32];
	time_t now = time(NULL);
	struct tm utc;
	(void)strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	int rc = assay_store_meta_set(run->store, "config", config, err);
	if (rc == 0)
		rc = assay_store_meta_set(run->store, "created", assay_str_of(created), err);
	/* The fingerprint last: a store without one is taken as new. */
	if (rc == 0)
		rc = assay_store_meta_set(run->store, "fingerprint", assay_str_of(hex), err);
	return rc ? rc : assay_store_commit(run->store, err);
}

static int match_store(const struct run *run, struct assay_err *err)
{
	assay_autobuf struct assay_buf config = {0};
	char hex[ASSAY_HASH_HEX];
	struct assay_str stored;
	int rc = assay_config_print(assay_run_options, &run->conf, ASSAY_CONFIG_FINGERPRINT, &config, err);
	if (rc == 0)
		rc = fingerprint(run, assay_buf_str(&config), hex, err);
	if (rc)
		return rc;
	int found = assay_store_meta_get(run->store, "fingerprint", run->arena, &stored, err);
	if (found <= 0)
		return found < 0 ? found : init_store(run, assay_buf_str(&config), hex, err);
	if (assay_str_is(stored, hex))
		return 0;
	struct assay_str before = {0};
	found = assay_store_meta_get(run->store, "config", run->arena, &before, err);
	if (found < 0)
		return found;
	const char *what = assay_str_eq(before, assay_buf_str(&config)) ? "its input files had other content"
									: "it was made with another config";
	return assay_fail(err, ASSAY_ECONFIG,
			  "%s holds a run that differs: %s; choose another out_dir, or undo the change to resume it",
			  run->conf.out_dir.data, what);
}

/* --- Steps --- */

static int store_problems(const struct run *run, struct assay_err *err)
{
	struct assay_str stored;
	int found = assay_store_meta_get(run->store, "problems", run->arena, &stored, err);
	if (found)
		return found < 0 ? found : 0;
	assay_autobuf struct assay_buf row = {0};
	size_t n = assay_problem_set_count(run->problems);
	for (size_t i = 0; i < n; i++) {
		const struct assay_problem *problem = assay_problem_set_at(run->problems, i);
		assay_buf_clear(&row);
		int rc = assay_problem_write(problem, &row, err);
		if (rc == 0)
			rc = assay_store_put_problem(run->store, i, problem->id, assay_buf_str(&row), err);
		if (rc)
			return rc;
	}
	char count[32];
	(void)snprintf(count, sizeof(count), "%zu", n);
	int rc = assay_store_meta_set(run->store, "problems", assay_str_of(count), err);
	return rc ? rc : assay_store_commit(run->store, err);
}

static int open_store(struct run *run, struct assay_err *err)
{
	int rc = assay_make_dirs(run->conf.out_dir.data, err);
	if (rc)
		return rc;
	struct assay_str path = assay_arena_printf(run->arena, "%s/store.db", run->conf.out_dir.data);
	if (!path.data)
		return assay_arena_fail(run->arena, err);
	rc = assay_store_open(path.data, &run->store, err);
	if (rc == 0)
		rc = match_store(run, err);
	return rc ? rc : store_problems(run, err);
}

/* What can be wrong with the filters is found before anything is paid for or verified. */
static int check_filters(const struct run *run, struct assay_err *err)
{
	struct assay_chain *chain = NULL;
	if (assay_str_is_absent(run->conf.filters))
		return 0;
	int rc = assay_run_chain_create(&run->conf, &chain, err);
	assay_chain_destroy(chain);
	return rc;
}

static void print_plan(const struct run *run)
{
	const struct assay_teacher_conf *teachers = run->conf.teachers.items;
	uint64_t n = assay_problem_set_count(run->problems);
	uint64_t k = 0;
	(void)printf("%s: %" PRIu64 " problems\n", run->conf.name.data, n);
	for (size_t i = 0; i < run->conf.teachers.n; i++) {
		(void)printf("  teacher %s: at most %" PRIu64 " candidates per problem, %" PRIu64 " in all\n",
			     teachers[i].name.data ? teachers[i].name.data : teachers[i].kind.data, teachers[i].k,
			     teachers[i].k * n);
		k += teachers[i].k;
	}
	(void)printf("  at most %" PRIu64 " candidates to verify\n", k * n);
	for (size_t i = 0; i < run->conf.export.formats.n; i++)
		(void)printf("  writes %s/datasets/%s/%s/\n", run->conf.out_dir.data, run->conf.export.version.data,
			     run->conf.export.formats.items[i].data);
}

/* Candidates or verdicts that could not be had: a dataset now would differ from the one a later run makes. */
static int check_complete(const struct run *run, struct assay_err *err)
{
	const struct assay_run_counts *c = &run->counts;
	if (run->conf.export.allow_missing || (c->failed_requests == 0 && c->system_errors == 0))
		return 0;
	if (c->failed_requests)
		return assay_fail(err, ASSAY_EPROTO,
				  "%" PRIu64
				  " requests failed for good (the first: %s); run again to retry them, or set "
				  "export.allow_missing=true to go without",
				  c->failed_requests, c->first_failure);
	return assay_fail(err, ASSAY_ESANDBOX,
			  "%" PRIu64
			  " candidates could not be verified (system_error); run again to retry them, or set "
			  "export.allow_missing=true to go without",
			  c->system_errors);
}

static int farm_and_export(struct run *run, struct assay_err *err)
{
	bool is_interrupted = false;
	const struct assay_farm_options options = {
		.conf = &run->conf,
		.problems = run->problems,
		.store = run->store,
		.progress = &run->progress,
		.is_unsafe = run->options->is_unsafe,
	};
	run->counts.problems = assay_problem_set_count(run->problems);
	int rc = assay_farm_run(&options, &run->counts, &is_interrupted, err);
	if (rc == 0 && is_interrupted)
		rc = assay_fail(err, ASSAY_EINTERRUPTED, "stopped; run the same command again to go on from here");
	if (rc == 0)
		rc = check_complete(run, err);
	if (rc)
		return rc;
	struct assay_dataset_report dataset;
	rc = assay_dataset_make(&run->conf, run->problems, run->store, &run->counts, run->arena, &dataset, err);
	if (rc == 0)
		assay_run_print_report(&run->conf, &run->counts, &dataset, assay_now_ms() - run->start_ms);
	return rc;
}

static int execute(struct run *run, struct assay_err *err)
{
	const struct assay_run_options *o = run->options;
	int rc = assay_run_conf_load(o->config_path, o->overrides, o->n_overrides, run->arena, &run->conf, err);
	if (rc)
		return rc;
	rc = check_filters(run, err);
	if (rc == 0)
		rc = assay_run_load_sources(&run->conf, run->problems, err);
	if (rc)
		return rc;
	if (o->is_dry_run) {
		print_plan(run);
		return 0;
	}
	rc = open_store(run, err);
	return rc ? rc : farm_and_export(run, err);
}

int assay_run(const struct assay_run_options *options, struct assay_err *err)
{
	struct run run = {.options = options, .start_ms = assay_now_ms()};
	assay_progress_init(&run.progress);
	run.arena = assay_arena_create(0);
	run.problems = assay_problem_set_create(0);
	int rc = run.arena && run.problems ? execute(&run, err) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_progress_clear(&run.progress);
	int closed = assay_store_close_take(run.store, rc ? NULL : err);
	assay_problem_set_destroy(run.problems);
	assay_arena_destroy(run.arena);
	return rc ? rc : closed;
}
