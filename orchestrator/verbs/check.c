/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay check: are these problems fit to train on?
 *
 * Every probe of every problem goes through the worker pool, in any order; the report is in the order of the problems.
 */
#include "orchestrator/verbs/check.h"

#include "base/json.h"
#include "base/jsonl.h"
#include "base/map.h"
#include "orchestrator/load.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <math.h>
#include <string.h>

static const struct assay_flag flags[] = {
	{.name = "from",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, from),
	 .value = "FORMAT",
	 .help = "format of the problems, as in assay verify; default: assay's own rows"},
	{.name = "junit",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, junit),
	 .value = "FILE",
	 .help = "also write the results there as JUnit XML"},
	{.name = "repeat",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct check_options, repeat),
	 .value = "N",
	 .min = 1,
	 .max = 1000,
	 .help = "verify each reference N times; default: 1"},
	{.name = "mutants",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct check_options, mutants),
	 .value = "N",
	 .max = 1000,
	 .help = "wrong programs made from each reference; default: 8"},
	{.name = "min-mutation-score",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct check_options, min_mutation_score),
	 .value = "X",
	 .help = "share of them that the tests must reject, 0 to 1; default: 0"},
	{.name = "strengthen",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, strengthen),
	 .value = "FILE",
	 .help = "look for inputs on which accepted mutants fail, and write the problems with these tests there"},
	{.name = "write-limits",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, write_limits),
	 .value = "FILE",
	 .help = "measure the references, and write the problems with CPU limits made of that there"},
	{.name = "limit-factor",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct check_options, limit_factor),
	 .value = "X",
	 .help = "such a limit is X times what the slowest reference took; default: 10"},
	{.name = "limit-floor-ms",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct check_options, limit_floor_ms),
	 .value = "N",
	 .min = 1,
	 .max = 86400000,
	 .help = "and N at least; default: 1000"},
	{.name = "verdicts",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, verdicts),
	 .value = "FILE",
	 .help = "verdict rows on candidates: say how many of them pass each test, and which tests tell nothing more"},
	{.name = "tests",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct check_options, wants_tests),
	 .help = "name the tests that reject no program which the others accept, and those that repeat another"},
	{.name = "jobs",
	 .letter = 'j',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct check_options, jobs),
	 .value = "N",
	 .min = 1,
	 .max = 4096,
	 .help = "workers; default: one per CPU"},
	{.name = "json",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct check_options, is_json),
	 .help = "one JSON object per problem instead of words"},
	{.name = "compile-cache",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct check_options, cache),
	 .value = "WHERE",
	 .help = ASSAY_CACHE_HELP},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct check_options, is_unsafe),
	 .help = "run code without isolation where it cannot be had"},
	{0},
};

/* --- Carrying the probes --- */

/* A ticket is the number of the problem and that of its probe. */
static uint64_t ticket_of(size_t item, size_t probe)
{
	return (uint64_t)item << 32 | probe;
}

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct check *c = arg;
	int rc = assay_fitness_take(&c->items[ticket >> 32], (size_t)(ticket & UINT32_MAX), verdict, c->arena, c->err);
	if (rc && c->rc == 0)
		c->rc = rc;
	c->n_done++;
	assay_progress_update(&c->progress, "checked", c->n_done, c->n_probes, NULL);
	assay_loop_stop(c->loop);
}

/* Waits for verdicts while at least `n` orders are on their way. */
static int wait_below(struct check *c, size_t n)
{
	while (c->rc == 0 && assay_pool_pending(c->pool) >= n) {
		bool is_interrupted = false;
		int rc = assay_loop_run(c->loop, &is_interrupted, c->err);
		if (rc)
			return rc;
		if (is_interrupted)
			return assay_fail(c->err, ASSAY_EINTERRUPTED, "stopped");
	}
	return c->rc;
}

static int submit(struct check *c, size_t item, size_t probe)
{
	while (assay_pool_is_full(c->pool)) {
		int rc = wait_below(c, assay_pool_pending(c->pool));
		if (rc)
			return rc;
	}
	struct assay_fitness *f = &c->items[item];
	return assay_pool_submit(c->pool, ticket_of(item, probe), assay_fitness_problem(f, probe),
				 &f->probes[probe].candidate, c->err);
}

static bool is_of_round(const struct check *c, size_t i)
{
	return !c->stronger || c->stronger[i].n_added > 0;
}

/* Probes that want the same of a pool. */
enum lot {
	LOT_PLAIN,
	LOT_RESEEDED, /* The workers of a pool have one seed of hashes. */
	LOT_MUTANTS,  /* Many loop, and one that runs out of time is rejected: nobody is labelled by it, so once is
			 enough. */
	N_LOTS,
};

static enum lot lot_of(const struct assay_fitness_probe *probe)
{
	if (probe->wish == ASSAY_WISH_KILLED)
		return LOT_MUTANTS;
	return probe->is_reseeded ? LOT_RESEEDED : LOT_PLAIN;
}

static size_t count_round(const struct check *c, enum lot lot)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_items; i++) {
		for (size_t k = 0; is_of_round(c, i) && k < c->items[i].n_probes; k++)
			n += lot_of(&c->items[i].probes[k]) == lot;
	}
	return n;
}

static int carry_lot(struct check *c, enum lot lot)
{
	struct assay_pool_options options = {
		.jobs = c->options->jobs,
		.opinions = {.trusts_time_limits = lot == LOT_MUTANTS},
		.setup = {.sandbox = {.is_unsafe = c->options->is_unsafe},
			  .verify = {.reseeds_hashes = lot == LOT_RESEEDED},
			  .needs_sandbox = true},
	};
	int rc = assay_cache_setting_of(c->options->cache, &options.setup.cache, c->err);
	if (rc == 0)
		rc = assay_loop_create(&c->loop, c->err);
	if (rc == 0)
		rc = assay_pool_create(&options, c->loop, on_verdict, c, &c->pool, c->err);
	for (size_t i = 0; rc == 0 && i < c->n_items; i++) {
		for (size_t k = 0; rc == 0 && is_of_round(c, i) && k < c->items[i].n_probes; k++) {
			if (lot_of(&c->items[i].probes[k]) == lot)
				rc = submit(c, i, k);
		}
	}
	if (rc == 0)
		rc = wait_below(c, 1);
	assay_pool_destroy(c->pool);
	assay_loop_destroy(c->loop);
	c->pool = NULL;
	c->loop = NULL;
	return rc;
}

/* Verifies the probes of all problems, or in the second round those of the problems that have new tests. */
static int carry_all(struct check *c)
{
	int rc = 0;
	for (enum lot lot = 0; rc == 0 && lot < N_LOTS; lot++)
		rc = count_round(c, lot) > 0 ? carry_lot(c, lot) : 0;
	return rc;
}

static int plan_all(struct check *c)
{
	c->n_items = assay_problem_set_count(c->problems);
	c->items = assay_arena_array(c->arena, c->n_items, sizeof(*c->items));
	if (!c->items)
		return assay_arena_fail(c->arena, c->err);
	for (size_t i = 0; i < c->n_items; i++) {
		int rc = assay_fitness_plan(assay_problem_set_at(c->problems, i), &c->wishes, c->arena, &c->items[i],
					    c->err);
		if (rc)
			return rc;
		c->n_probes += c->items[i].n_probes;
	}
	return 0;
}

/* --- Better tests --- */

static double mean_score(const struct check *c)
{
	size_t n = 0;
	double sum = 0;
	for (size_t i = 0; i < c->n_items; i++) {
		double score = assay_fitness_score(&c->items[i]);
		n += score >= 0;
		sum += score >= 0 ? score : 0;
	}
	return n ? sum / (double)n : 0;
}

static int search_all(struct check *c, struct assay_carrier *carrier)
{
	const struct assay_fitness *batch[ASSAY_STRENGTHEN_MAX];
	size_t places[ASSAY_STRENGTHEN_MAX], n = 0;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i <= c->n_items; i++) {
		if (i < c->n_items) {
			c->stronger[i] = (struct assay_strengthened){.problem = *c->items[i].problem};
			if (!assay_can_strengthen(&c->items[i]))
				continue;
			places[n] = i;
			batch[n++] = &c->items[i];
		}
		if (n == 0 || (n < ASSAY_STRENGTHEN_MAX && i < c->n_items))
			continue;
		struct assay_strengthened found[ASSAY_STRENGTHEN_MAX];
		rc = assay_strengthen(carrier, batch, n, c->arena, found, c->err);
		for (size_t k = 0; rc == 0 && k < n; k++)
			c->stronger[places[k]] = found[k];
		n = 0;
		assay_progress_update(&c->progress, "searched", i, c->n_items, NULL);
	}
	return rc;
}

/* The probes of what has new tests, once more. */
static int plan_again(struct check *c, struct assay_fitness *before)
{
	c->n_probes = c->n_done = 0;
	for (size_t i = 0; i < c->n_items; i++) {
		before[i] = c->items[i];
		if (c->stronger[i].n_added == 0)
			continue;
		int rc = assay_fitness_plan(&c->stronger[i].problem, &c->wishes, c->arena, &c->items[i], c->err);
		if (rc)
			return rc;
		c->n_probes += c->items[i].n_probes;
	}
	return 0;
}

/* A test that the references fail, or that kills nothing more, is none. */
static void keep_what_helps(struct check *c, const struct assay_fitness *before)
{
	for (size_t i = 0; i < c->n_items; i++) {
		bool helps = c->stronger[i].n_added > 0 && c->items[i].n_killed > before[i].n_killed;
		for (size_t k = 0; helps && k < c->items[i].n_probes; k++) {
			const struct assay_fitness_probe *probe = &c->items[i].probes[k];
			helps = probe->wish != ASSAY_WISH_ACCEPTED ||
				assay_fitness_of_probe(probe) == ASSAY_FITNESS_GOOD;
		}
		if (helps) {
			c->n_strengthened++;
			c->n_added += c->stronger[i].n_added;
		} else {
			c->items[i] = before[i];
			c->stronger[i].problem = *before[i].problem;
			c->stronger[i].n_added = 0;
		}
	}
}

/* The problems as they are now, each with its tests where some were added, and with `limits` where that is not NULL. */
static int write_problems(const struct check *c, const char *path, const struct assay_problem_limits *limits)
{
	struct assay_jsonl_writer *writer;
	assay_autobuf struct assay_buf row = {0};
	int rc = assay_jsonl_create(path, &writer, c->err);
	if (rc)
		return rc;
	for (size_t i = 0; rc == 0 && i < c->n_items; i++) {
		struct assay_problem problem = c->stronger ? c->stronger[i].problem : *c->items[i].problem;
		if (limits)
			problem.limits = limits[i];
		assay_buf_clear(&row);
		rc = assay_problem_write(&problem, &row, c->err);
		if (rc == 0)
			rc = assay_jsonl_write(writer, assay_buf_str(&row), c->err);
	}
	if (rc == 0)
		return assay_jsonl_commit_take(writer, c->err);
	assay_jsonl_abort(writer);
	return rc;
}

static int strengthen(struct check *c)
{
	struct assay_carrier carrier = {.sandbox = {.is_unsafe = c->options->is_unsafe}};
	struct assay_fitness *before = assay_arena_array(c->arena, c->n_items, sizeof(*before));
	c->score_before = mean_score(c);
	c->stronger = assay_arena_array(c->arena, c->n_items, sizeof(*c->stronger));
	if (!before || !c->stronger)
		return assay_arena_fail(c->arena, c->err);
	int rc = search_all(c, &carrier);
	assay_carrier_finish(&carrier);
	if (rc == 0)
		rc = plan_again(c, before);
	if (rc == 0)
		rc = carry_all(c);
	if (rc)
		return rc;
	keep_what_helps(c, before);
	return write_problems(c, c->options->strengthen, NULL);
}

/* --- Limits --- */

/* A wall limit that was written for another CPU limit would cut it short: it follows from the new one. */
static int write_limits(const struct check *c)
{
	struct assay_problem_limits *limits = assay_arena_array(c->arena, c->n_items, sizeof(*limits));
	if (!limits)
		return assay_arena_fail(c->arena, c->err);
	for (size_t i = 0; i < c->n_items; i++) {
		double ms = assay_fitness_reference_ms(&c->items[i]);
		limits[i] = c->items[i].problem->limits;
		if (ms <= 0)
			continue;
		uint64_t limit = (uint64_t)ceil(ms * c->options->limit_factor);
		limits[i].cpu_ms = limit > c->options->limit_floor_ms ? limit : c->options->limit_floor_ms;
		limits[i].wall_ms = 0;
	}
	return write_problems(c, c->options->write_limits, limits);
}

/* --- Candidates' verdicts --- */

struct reading {
	struct check *check;
	struct assay_map *places; /* Problem id to its number, from 1. */
};

static int add_bits(struct check *c, struct check_matrix *matrix, struct assay_str bits)
{
	if (matrix->n == matrix->capacity) {
		size_t capacity = matrix->capacity ? 2 * matrix->capacity : 16;
		struct assay_str *rows = assay_arena_array(c->arena, capacity, sizeof(*rows));
		if (!rows)
			return assay_arena_fail(c->arena, c->err);
		if (matrix->n)
			memcpy(rows, matrix->rows, matrix->n * sizeof(*rows));
		matrix->rows = rows;
		matrix->capacity = capacity;
	}
	matrix->rows[matrix->n++] = bits;
	return 0;
}

static bool is_bits(struct assay_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] != '0' && text.data[i] != '1')
			return false;
	}
	return text.len > 0;
}

/* Rows on other problems, and what was not run, say nothing here. */
static int take_verdict(void *arg, struct assay_json row, struct assay_err *err)
{
	struct reading *r = arg;
	struct assay_verdict verdict = {0};
	struct assay_str id = assay_json_str(assay_json_get(row, "problem_id"));
	if (!id.data)
		return assay_fail(err, ASSAY_EINVAL, "no verdict row: \"problem_id\" is missing");
	int rc = assay_verdict_read(row, r->check->arena, &verdict, err);
	if (rc)
		return rc;
	size_t place = (size_t)(uintptr_t)assay_map_get(r->places, id);
	if (place == 0 || !is_bits(verdict.pass_bits) || verdict.word == ASSAY_SYSTEM_ERROR)
		return 0;
	return add_bits(r->check, &r->check->matrices[place - 1], verdict.pass_bits);
}

static int read_verdicts(struct check *c)
{
	struct reading r = {.check = c, .places = assay_map_create()};
	c->matrices = assay_arena_array(c->arena, c->n_items, sizeof(*c->matrices));
	int rc = 0;
	if (!c->matrices || !r.places) {
		assay_map_destroy(r.places);
		return assay_fail(c->err, ASSAY_ENOMEM, "out of memory");
	}
	for (size_t i = 0; rc == 0 && i < c->n_items; i++) {
		c->matrices[i] = (struct check_matrix){0};
		if (assay_map_add(r.places, c->items[i].problem->id, (void *)(uintptr_t)(i + 1), NULL) < 0)
			rc = assay_fail(c->err, ASSAY_ENOMEM, "out of memory");
	}
	if (rc == 0)
		rc = assay_jsonl_each(c->options->verdicts, take_verdict, &r, c->err);
	assay_map_destroy(r.places);
	return rc;
}

/* --- The verb --- */

static int load(struct check *c, char **paths, int n)
{
	const struct assay_importer *importer;
	int rc = assay_importer_named(c->options->from, &importer, c->err);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = assay_load_problems(c->problems, "check", paths[i], importer, c->err);
	return rc;
}

static int check(const struct check_options *o, char **paths, int n, struct assay_err *err)
{
	struct check c = {
		.options = o,
		.err = err,
		.wishes = {.repeat = o->repeat, .mutants = o->mutants, .min_mutation_score = o->min_mutation_score},
	};
	assay_progress_init(&c.progress);
	c.problems = assay_problem_set_create(0);
	c.arena = assay_arena_create(0);
	int rc = c.problems && c.arena ? load(&c, paths, n) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = plan_all(&c);
	if (rc == 0 && o->verdicts)
		rc = read_verdicts(&c);
	if (rc == 0)
		rc = carry_all(&c);
	if (rc == 0 && o->strengthen)
		rc = strengthen(&c);
	if (rc == 0 && o->write_limits)
		rc = write_limits(&c);
	for (size_t i = 0; rc == 0 && c.matrices && i < c.n_items; i++) {
		c.items[i].matrix = c.matrices[i].rows;
		c.items[i].n_matrix = c.matrices[i].n;
	}
	assay_progress_clear(&c.progress);
	if (rc == 0)
		rc = check_report(&c);
	assay_arena_destroy(c.arena);
	assay_problem_set_destroy(c.problems);
	return rc;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct check_options o = {.repeat = 1, .mutants = 8, .limit_factor = 10, .limit_floor_ms = 1000};
	int first;
	int rc = assay_verb_parse(&assay_verb_check, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first == argc)
		return assay_fail(err, ASSAY_ECONFIG, "a file of problems is needed; see assay check --help");
	if (!(o.min_mutation_score >= 0 && o.min_mutation_score <= 1))
		return assay_fail(err, ASSAY_ECONFIG, "--min-mutation-score: give a share from 0 to 1");
	if (!(o.limit_factor >= 1 && o.limit_factor <= 1000000))
		return assay_fail(err, ASSAY_ECONFIG, "--limit-factor: give a number from 1 to 1000000");
	return check(&o, argv + first, argc - first, err);
}

const struct assay_verb assay_verb_check = {
	.name = "check",
	.summary = "say whether problems are fit to train on",
	.usage = "PROBLEMS... [--junit F] [--repeat N] [--min-mutation-score X]",
	.details =
		"Of each problem: the statement is not empty and names the function; every reference is accepted in "
		"half of the\n"
		"CPU time allowed; every negative is rejected (with the word it names), and so are an empty program, "
		"one that\n"
		"only exits, constant answers and an object that equals everything; no two tests want different "
		"answers to one\n"
		"question; the tests reject the given share of the mutants of its reference. Exit status 3 when a "
		"problem is unfit.\n"
		"--strengthen judges the problems with the tests that it found.",
	.example = "  assay check problems.jsonl --repeat 3 --min-mutation-score 0.8 --junit report.xml",
	.flags = flags,
	.run = run,
};
