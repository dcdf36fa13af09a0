/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/run.h"

#include "base/fd.h"
#include "orchestrator/loop.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define STOPPED "stopped; run the same command again to go on from here"

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

/* --- Steps --- */

/* Before the store is opened: what is asked belongs to the problems, by which a store is known. */
static int draw_inputs(struct run *run, struct assay_err *err)
{
	const struct assay_draw_options options = {
		.inputs = run->conf.agreement.inputs,
		.seed = run->conf.seed,
		.sandbox = assay_run_sandbox_options(&run->conf, run->options->is_unsafe),
	};
	for (size_t i = 0; i < assay_problem_set_count(run->problems); i++)
		run->counts.open += assay_problem_is_open(assay_problem_set_at(run->problems, i));
	if (run->counts.open == 0 || run->conf.agreement.use == ASSAY_AGREEMENT_OFF)
		return 0;
	struct assay_problem_set *more = assay_problem_set_create(0);
	int rc = more ? assay_draw_all(run->problems, &options, more, &run->counts.drawn, err)
		      : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc) {
		assay_problem_set_destroy(more);
		return rc;
	}
	assay_problem_set_destroy(run->problems);
	run->problems = more;
	return 0;
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
	if (rc)
		return rc;
	return assay_run_claim_store(run->store, &run->conf, run->problems, run->options->is_unsafe, err);
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

static void print_plan(const struct run *run, const struct assay_sampler *sampler)
{
	const struct assay_teacher_conf *teachers = run->conf.teachers.items;
	size_t n = assay_problem_set_count(run->problems);
	uint64_t all = 0;
	(void)printf("%s: %zu problems\n", run->conf.name.data, n);
	for (size_t t = 0; t < run->conf.teachers.n; t++) {
		uint64_t has = 0;
		for (size_t i = 0; i < n; i++)
			has += assay_sampler_has(sampler, t, assay_problem_set_at(run->problems, i));
		(void)printf("  teacher %s: %" PRIu64 " candidates, at most %" PRIu64 " per problem\n",
			     teachers[t].name.data ? teachers[t].name.data : teachers[t].kind.data, has, teachers[t].k);
		all += has;
	}
	(void)printf("  to verify: %" PRIu64 " candidates, and the references of the problems\n", all);
	for (size_t i = 0; i < run->conf.export.formats.n; i++)
		(void)printf("  writes %s/datasets/%s/%s/\n", run->conf.out_dir.data, run->conf.export.version.data,
			     run->conf.export.formats.items[i].data);
}

/* Teachers are created as for a run, so that what they would find wrong is found, and asked nothing. */
static int dry_run(const struct run *run, struct assay_err *err)
{
	struct assay_loop *loop = NULL;
	struct assay_sampler *sampler = NULL;
	int rc = assay_loop_create(&loop, err);
	if (rc)
		return rc;
	const struct assay_sampler_options options = {
		.teachers = run->conf.teachers.items,
		.n_teachers = run->conf.teachers.n,
		.env = {.loop = loop, .problems = run->problems, .seed = run->conf.seed},
	};
	rc = assay_sampler_create(&options, &sampler, err);
	if (rc == 0)
		print_plan(run, sampler);
	assay_sampler_destroy(sampler);
	assay_loop_destroy(loop);
	return rc;
}

/* Candidates or verdicts that could not be had: a dataset now would differ from the one a later run makes. */
static int check_complete(const struct run *run, struct assay_err *err)
{
	const struct assay_run_counts *c = &run->counts;
	if (run->conf.export.allow_missing || (c->sampled.failed == 0 && c->system_errors == 0))
		return 0;
	if (c->sampled.failed)
		return assay_fail(err, ASSAY_EPROTO,
				  "%" PRIu64
				  " requests failed for good (the first: %s); run again to retry them, or set "
				  "export.allow_missing=true to go without",
				  c->sampled.failed, c->sampled.first_failure);
	return assay_fail(err, ASSAY_ESANDBOX,
			  "%" PRIu64 " candidates could not be verified (the first: %s); run again to retry them, or "
			  "set export.allow_missing=true to go without",
			  c->system_errors, c->first_system_error);
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
	/* Made anew below: one whose problem or filter has gone must not stay. */
	int rc = assay_store_clear_decisions(run->store, err);
	if (rc == 0)
		rc = assay_farm_run(&options, &run->counts, &is_interrupted, err);
	if (rc == 0 && is_interrupted)
		rc = assay_fail(err, ASSAY_EINTERRUPTED, STOPPED);
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
		rc = assay_run_load_sources(&run->conf, run->problems, &run->counts.shortage, err);
	if (rc)
		return rc;
	if (o->is_dry_run)
		return dry_run(run, err);
	rc = draw_inputs(run, err);
	if (rc == 0)
		rc = open_store(run, err);
	return rc ? rc : farm_and_export(run, err);
}

/*
 * While the event loop runs it takes signals itself and winds up. Before and after, nothing has to be wound up: what is
 * committed stays, a file that is being written stays under its temporary name, and workers die with this process.
 */
static void on_signal(int number)
{
	static const char text[] = "assay run: " STOPPED "\n";
	(void)number;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(assay_exit_code(ASSAY_EINTERRUPTED));
}

int assay_run(const struct assay_run_options *options, struct assay_err *err)
{
	const struct sigaction stop = {.sa_handler = on_signal};
	(void)sigaction(SIGINT, &stop, NULL); /* Cannot fail for these numbers. */
	(void)sigaction(SIGTERM, &stop, NULL);
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
