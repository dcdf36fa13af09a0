/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay check: are these problems fit to train on?
 *
 * Every probe of every problem goes through the worker pool, in any order; the report is in the order of the problems.
 */
#include "base/fd.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "orchestrator/fitness.h"
#include "orchestrator/junit.h"
#include "orchestrator/load.h"
#include "orchestrator/pool.h"
#include "orchestrator/progress.h"
#include "orchestrator/strengthen.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "problems/set.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *from, *junit, *strengthen, *cache;
	uint64_t repeat, mutants, jobs;
	double min_mutation_score;
	bool wants_tests, is_json, is_unsafe;
};

static const struct assay_flag flags[] = {
	{.name = "from",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, from),
	 .value = "FORMAT",
	 .help = "format of the problems, as in assay verify; default: assay's own rows"},
	{.name = "junit",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, junit),
	 .value = "FILE",
	 .help = "also write the results there as JUnit XML"},
	{.name = "repeat",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, repeat),
	 .value = "N",
	 .min = 1,
	 .max = 1000,
	 .help = "verify each reference N times; default: 1"},
	{.name = "mutants",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, mutants),
	 .value = "N",
	 .max = 1000,
	 .help = "wrong programs made from each reference; default: 8"},
	{.name = "min-mutation-score",
	 .type = ASSAY_FLAG_F64,
	 .offset = offsetof(struct options, min_mutation_score),
	 .value = "X",
	 .help = "share of them that the tests must reject, 0 to 1; default: 0"},
	{.name = "strengthen",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, strengthen),
	 .value = "FILE",
	 .help = "look for inputs on which accepted mutants fail, and write the problems with these tests there"},
	{.name = "tests",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, wants_tests),
	 .help = "name the tests that reject no program which the others accept, and those that repeat another"},
	{.name = "jobs",
	 .letter = 'j',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, jobs),
	 .value = "N",
	 .min = 1,
	 .max = 4096,
	 .help = "workers; default: one per CPU"},
	{.name = "json",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_json),
	 .help = "one JSON object per problem instead of words"},
	{.name = "compile-cache",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, cache),
	 .value = "WHERE",
	 .help = ASSAY_CACHE_HELP},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_unsafe),
	 .help = "run code without isolation where it cannot be had"},
	{0},
};

struct checking {
	const struct options *options;
	struct assay_fitness_options wishes;
	struct assay_problem_set *problems;
	struct assay_arena *arena;
	struct assay_fitness *items; /* One per problem. */
	size_t n_items;
	uint64_t n_probes, n_done;
	struct assay_loop *loop;
	struct assay_pool *pool;
	struct assay_progress progress;
	int rc; /* First failure inside a callback. */
	struct assay_err *err;
	/* With --strengthen. */
	struct assay_strengthened *stronger; /* One per problem. */
	uint64_t n_added, n_strengthened;
	double score_before;
	/* The report. */
	size_t n_unfit, n_unknown, n_scored;
	double score_sum;
};

/* --- Carrying the probes --- */

/* A ticket is the number of the problem and that of its probe. */
static uint64_t ticket_of(size_t item, size_t probe)
{
	return (uint64_t)item << 32 | probe;
}

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct checking *c = arg;
	int rc = assay_fitness_take(&c->items[ticket >> 32], (size_t)(ticket & UINT32_MAX), verdict, c->arena, c->err);
	if (rc && c->rc == 0)
		c->rc = rc;
	c->n_done++;
	assay_progress_update(&c->progress, "checked", c->n_done, c->n_probes, NULL);
	assay_loop_stop(c->loop);
}

/* Waits for verdicts while at least `n` orders are on their way. */
static int wait_below(struct checking *c, size_t n)
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

static int submit(struct checking *c, size_t item, size_t probe)
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

static bool is_of_round(const struct checking *c, size_t i)
{
	return !c->stronger || c->stronger[i].n_added > 0;
}

/* Verifies the probes of all problems, or in the second round those of the problems that have new tests. */
static int carry_all(struct checking *c)
{
	struct assay_pool_options options = {
		.jobs = c->options->jobs,
		.setup = {.sandbox = {.is_unsafe = c->options->is_unsafe}, .needs_sandbox = true},
	};
	int rc = assay_cache_setting_of(c->options->cache, &options.setup.cache, c->err);
	if (rc == 0)
		rc = assay_loop_create(&c->loop, c->err);
	if (rc == 0)
		rc = assay_pool_create(&options, c->loop, on_verdict, c, &c->pool, c->err);
	for (size_t i = 0; rc == 0 && i < c->n_items; i++) {
		for (size_t k = 0; rc == 0 && is_of_round(c, i) && k < c->items[i].n_probes; k++)
			rc = submit(c, i, k);
	}
	if (rc == 0)
		rc = wait_below(c, 1);
	assay_pool_destroy(c->pool);
	assay_loop_destroy(c->loop);
	c->pool = NULL;
	c->loop = NULL;
	return rc;
}

static int plan_all(struct checking *c)
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

static double mean_score(const struct checking *c)
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

static int search_all(struct checking *c, struct assay_carrier *carrier)
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
static int plan_again(struct checking *c, struct assay_fitness *before)
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
static void keep_what_helps(struct checking *c, const struct assay_fitness *before)
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
		}
	}
}

static int write_problems(const struct checking *c)
{
	struct assay_jsonl_writer *writer;
	assay_autobuf struct assay_buf row = {0};
	int rc = assay_jsonl_create(c->options->strengthen, &writer, c->err);
	if (rc)
		return rc;
	for (size_t i = 0; rc == 0 && i < c->n_items; i++) {
		assay_buf_clear(&row);
		rc = assay_problem_write(&c->stronger[i].problem, &row, c->err);
		if (rc == 0)
			rc = assay_jsonl_write(writer, assay_buf_str(&row), c->err);
	}
	if (rc == 0)
		return assay_jsonl_commit_take(writer, c->err);
	assay_jsonl_abort(writer);
	return rc;
}

static int strengthen(struct checking *c)
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
	return write_problems(c);
}

/* --- The report --- */

/* What is gathered of one problem before it is written in any form. */
struct claims {
	struct checking *checking;
	const struct assay_fitness *fitness;
	size_t n, n_bad, n_unknown;
	struct assay_buf words, cases;
	struct assay_jsonw json;
};

static void take_claim(void *arg, struct assay_str name, enum assay_fitness_result result, struct assay_str message,
		       uint64_t wall_us)
{
	static const enum assay_junit_result junit[] = {
		[ASSAY_FITNESS_GOOD] = ASSAY_JUNIT_PASSED,
		[ASSAY_FITNESS_BAD] = ASSAY_JUNIT_FAILED,
		[ASSAY_FITNESS_UNKNOWN] = ASSAY_JUNIT_ERROR,
	};
	struct claims *claims = arg;
	struct assay_str id = claims->fitness->problem->id;
	claims->n++;
	claims->n_bad += result == ASSAY_FITNESS_BAD;
	claims->n_unknown += result == ASSAY_FITNESS_UNKNOWN;
	assay_junit_case(&claims->cases, id, name, (double)wall_us / 1e6, junit[result], message);
	if (claims->checking->options->is_json) {
		assay_jsonw_object(&claims->json);
		assay_jsonw_kv_str(&claims->json, "name", name);
		assay_jsonw_kv_bool(&claims->json, "ok", result == ASSAY_FITNESS_GOOD);
		assay_jsonw_kv_str_opt(&claims->json, "reason", message);
		assay_jsonw_end_object(&claims->json);
	} else if (result != ASSAY_FITNESS_GOOD) {
		assay_buf_printf(&claims->words, "%.*s: %.*s: %.*s\n", (int)id.len, id.data, (int)name.len, name.data,
				 (int)message.len, message.data);
	}
}

/* Not a fault of the problem, but time that could be spent on a better test. */
static void name_idle_tests(struct claims *claims, const struct assay_fitness_test *tests, size_t n)
{
	struct assay_str id = claims->fitness->problem->id;
	size_t n_idle = 0;
	for (size_t i = 0; i < n; i++) {
		if (tests[i].n_alone > 0)
			continue;
		if (n_idle++ == 0)
			assay_buf_printf(&claims->words, "%.*s: note: tests that alone reject nothing:", (int)id.len,
					 id.data);
		assay_buf_printf(&claims->words, " %zu%s", i + 1, tests[i].n_killed ? "" : " (rejects nothing)");
	}
	if (n_idle)
		assay_buf_add_char(&claims->words, '\n');
}

static int name_repeat(struct claims *claims)
{
	struct assay_str id = claims->fitness->problem->id;
	size_t test;
	size_t first;
	int rc = assay_fitness_find_repeat(claims->fitness->problem, false, &test, &first, claims->checking->err);
	if (rc == 0 && test != SIZE_MAX)
		assay_buf_printf(&claims->words, "%.*s: note: test %zu repeats test %zu\n", (int)id.len, id.data,
				 test + 1, first + 1);
	return rc;
}

static void write_tests(struct claims *claims, const struct assay_fitness_test *tests, size_t n)
{
	if (n == 0)
		return;
	assay_jsonw_key(&claims->json, "tests");
	assay_jsonw_array(&claims->json);
	for (size_t i = 0; i < n; i++) {
		assay_jsonw_object(&claims->json);
		assay_jsonw_kv_u64(&claims->json, "killed", tests[i].n_killed);
		assay_jsonw_kv_u64(&claims->json, "alone", tests[i].n_alone);
		assay_jsonw_end_object(&claims->json);
	}
	assay_jsonw_end_array(&claims->json);
}

static void begin_json(struct claims *claims)
{
	assay_jsonw_init(&claims->json, &claims->words);
	assay_jsonw_object(&claims->json);
	assay_jsonw_kv_str(&claims->json, "problem_id", claims->fitness->problem->id);
	assay_jsonw_key(&claims->json, "claims");
	assay_jsonw_array(&claims->json);
}

static void end_json(struct claims *claims, const struct assay_fitness_test *tests, size_t n_tests)
{
	double score = assay_fitness_score(claims->fitness);
	assay_jsonw_end_array(&claims->json);
	assay_jsonw_kv_bool(&claims->json, "fit", claims->n_bad + claims->n_unknown == 0);
	assay_jsonw_kv_u64(&claims->json, "mutants", claims->fitness->n_mutants);
	assay_jsonw_kv_u64(&claims->json, "killed", claims->fitness->n_killed);
	if (score >= 0)
		assay_jsonw_kv_f64(&claims->json, "mutation_score", score);
	write_tests(claims, tests, n_tests);
	assay_jsonw_end_object(&claims->json);
	assay_buf_add_char(&claims->words, '\n');
}

static int report_problem(struct checking *c, const struct assay_fitness *fitness, struct assay_buf *out,
			  struct assay_buf *junit)
{
	struct claims claims = {.checking = c, .fitness = fitness};
	struct assay_fitness_test *tests = NULL;
	size_t n_tests = 0;
	if (c->options->is_json)
		begin_json(&claims);
	int rc = assay_fitness_report(fitness, &c->wishes, c->arena, take_claim, &claims, c->err);
	if (rc == 0)
		rc = assay_fitness_count_tests(fitness, c->arena, &tests, &n_tests, c->err);
	if (rc == 0 && c->options->is_json)
		end_json(&claims, tests, n_tests);
	if (rc == 0 && c->options->wants_tests && !c->options->is_json) {
		name_idle_tests(&claims, tests, n_tests);
		rc = name_repeat(&claims);
	}
	assay_junit_suite(junit, fitness->problem->id, claims.n, claims.n_bad, claims.n_unknown);
	assay_buf_add_str(junit, assay_buf_str(&claims.cases));
	assay_junit_end_suite(junit);
	assay_buf_add_str(out, assay_buf_str(&claims.words));
	if (rc == 0)
		rc = assay_buf_error(&claims.words, c->err);
	if (rc == 0)
		rc = assay_buf_error(&claims.cases, c->err);
	assay_buf_finish(&claims.words);
	assay_buf_finish(&claims.cases);
	c->n_unfit += claims.n_bad > 0;
	c->n_unknown += claims.n_unknown > 0;
	double score = assay_fitness_score(fitness);
	c->n_scored += score >= 0;
	c->score_sum += score >= 0 ? score : 0;
	return rc;
}

static void add_summary(const struct checking *c, struct assay_buf *out)
{
	assay_buf_printf(out, "%zu problems, %" PRIu64 " programs and answers: %zu unfit", c->n_items, c->n_probes,
			 c->n_unfit);
	if (c->n_unknown)
		assay_buf_printf(out, ", %zu not checked", c->n_unknown);
	if (c->n_scored)
		assay_buf_printf(out, "; mean mutation score %.3f", c->score_sum / (double)c->n_scored);
	if (c->stronger)
		assay_buf_printf(out, " (%.3f before %" PRIu64 " tests were added to %" PRIu64 " problems)",
				 c->score_before, c->n_added, c->n_strengthened);
	assay_buf_add_char(out, '\n');
}

static int write_junit(const char *path, const struct assay_buf *junit, struct assay_err *err)
{
	struct assay_outfile *file = NULL;
	int rc = assay_buf_error(junit, err);
	if (rc == 0)
		rc = assay_outfile_open(path, &file, err);
	if (rc)
		return rc;
	rc = assay_outfile_write(file, junit->data, junit->len, err);
	if (rc == 0)
		return assay_outfile_commit_take(file, err);
	assay_outfile_abort(file);
	return rc;
}

static int report(struct checking *c)
{
	assay_autobuf struct assay_buf out = {0};
	assay_autobuf struct assay_buf junit = {0};
	int rc = 0;
	assay_junit_begin(&junit);
	for (size_t i = 0; rc == 0 && i < c->n_items; i++)
		rc = report_problem(c, &c->items[i], &out, &junit);
	assay_junit_end(&junit);
	if (!c->options->is_json)
		add_summary(c, &out);
	if (rc == 0)
		rc = assay_buf_error(&out, c->err);
	if (rc == 0 && c->options->junit)
		rc = write_junit(c->options->junit, &junit, c->err);
	if (rc == 0)
		rc = assay_write_all(STDOUT_FILENO, out.data, out.len, c->err);
	if (rc)
		return rc;
	if (c->n_unknown)
		return assay_fail(c->err, ASSAY_ESANDBOX, "%zu problems could not be checked (system_error)",
				  c->n_unknown);
	return c->n_unfit ? ASSAY_GATE_FAILED : 0;
}

/* --- The verb --- */

static int load(struct checking *c, char **paths, int n)
{
	const struct assay_importer *importer;
	int rc = assay_importer_named(c->options->from, &importer, c->err);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = assay_load_problems(c->problems, "check", paths[i], importer, c->err);
	return rc;
}

static int check(const struct options *o, char **paths, int n, struct assay_err *err)
{
	struct checking c = {
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
	if (rc == 0)
		rc = carry_all(&c);
	if (rc == 0 && o->strengthen)
		rc = strengthen(&c);
	assay_progress_clear(&c.progress);
	if (rc == 0)
		rc = report(&c);
	assay_arena_destroy(c.arena);
	assay_problem_set_destroy(c.problems);
	return rc;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.repeat = 1, .mutants = 8};
	int first;
	int rc = assay_verb_parse(&assay_verb_check, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first == argc)
		return assay_fail(err, ASSAY_ECONFIG, "a file of problems is needed; see assay check --help");
	if (!(o.min_mutation_score >= 0 && o.min_mutation_score <= 1))
		return assay_fail(err, ASSAY_ECONFIG, "--min-mutation-score: give a share from 0 to 1");
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
