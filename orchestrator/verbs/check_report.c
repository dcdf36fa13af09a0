/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/verbs/check.h"

#include "base/fd.h"
#include "base/json.h"
#include "orchestrator/junit.h"
#include "orchestrator/verb.h"

#include <inttypes.h>
#include <unistd.h>

/* What is gathered of one problem before it is written in any form. */
struct claims {
	struct check *checking;
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

/* Of candidates, a test that all of them pass tells nothing, and so does one that the same of them pass as another. */
static void name_candidates(struct claims *claims, const struct assay_fitness_test *tests, size_t n)
{
	struct assay_str id = claims->fitness->problem->id;
	if (n == 0 || tests[0].n_candidates == 0)
		return;
	assay_buf_printf(&claims->words, "%.*s: note: of %zu candidates pass the tests:", (int)id.len, id.data,
			 tests[0].n_candidates);
	for (size_t i = 0; i < n; i++)
		assay_buf_printf(&claims->words, " %zu", tests[i].n_passed);
	assay_buf_add_char(&claims->words, '\n');
	for (size_t i = 0; i < n; i++) {
		if (tests[i].twin != SIZE_MAX)
			assay_buf_printf(&claims->words, "%.*s: note: the same programs pass test %zu as test %zu\n",
					 (int)id.len, id.data, i + 1, tests[i].twin + 1);
	}
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
		if (tests[i].n_candidates > 0)
			assay_jsonw_kv_f64(&claims->json, "passed",
					   (double)tests[i].n_passed / (double)tests[i].n_candidates);
		if (tests[i].twin != SIZE_MAX)
			assay_jsonw_kv_u64(&claims->json, "same_as", tests[i].twin + 1);
		assay_jsonw_end_object(&claims->json);
	}
	assay_jsonw_end_array(&claims->json);
}

/* What the mutants that the tests accept do otherwise: the way to a better test, or to a word why there is none. */
static void write_survivors(struct claims *claims, size_t item)
{
	const struct assay_fitness *f = claims->fitness;
	const struct check *c = claims->checking;
	const struct assay_strengthened *s = c->stronger && c->stronger[item].is_searched ? &c->stronger[item] : NULL;
	if (!f->survivor)
		return;
	assay_jsonw_key(&claims->json, "survivors");
	assay_jsonw_array(&claims->json);
	for (size_t i = 0; i < f->n_probes; i++) {
		if (!assay_fitness_survives(&f->probes[i]))
			continue;
		assay_jsonw_object(&claims->json);
		assay_jsonw_kv_str(&claims->json, "change", f->probes[i].change);
		/* Mutants are drawn by the problem's id: with more tests they are the same. */
		if (s)
			assay_jsonw_kv_bool(&claims->json, "differs_outside", s->is_beyond && s->is_beyond[i]);
		assay_jsonw_end_object(&claims->json);
	}
	assay_jsonw_end_array(&claims->json);
}

/* What --strengthen did for this problem. */
static void write_strengthening(struct claims *claims, size_t item)
{
	const struct check *c = claims->checking;
	if (!c->stronger || !c->stronger[item].is_searched)
		return;
	assay_jsonw_key(&claims->json, "strengthened");
	assay_jsonw_object(&claims->json);
	assay_jsonw_kv_f64(&claims->json, "score_before", c->stronger[item].score_before);
	assay_jsonw_kv_u64(&claims->json, "tests", c->stronger[item].n_added);
	assay_jsonw_kv_u64(&claims->json, "inputs", c->stronger[item].n_tried);
	assay_jsonw_kv_u64(&claims->json, "outside", c->stronger[item].n_outside);
	assay_jsonw_end_object(&claims->json);
}

static void begin_json(struct claims *claims)
{
	assay_jsonw_init(&claims->json, &claims->words);
	assay_jsonw_object(&claims->json);
	assay_jsonw_kv_str(&claims->json, "problem_id", claims->fitness->problem->id);
	assay_jsonw_key(&claims->json, "claims");
	assay_jsonw_array(&claims->json);
}

static void end_json(struct claims *claims, size_t item, const struct assay_fitness_test *tests, size_t n_tests)
{
	double score = assay_fitness_score(claims->fitness);
	assay_jsonw_end_array(&claims->json);
	assay_jsonw_kv_bool(&claims->json, "fit", claims->n_bad + claims->n_unknown == 0);
	assay_jsonw_kv_u64(&claims->json, "mutants", claims->fitness->n_mutants);
	assay_jsonw_kv_u64(&claims->json, "killed", claims->fitness->n_killed);
	if (score >= 0)
		assay_jsonw_kv_f64(&claims->json, "mutation_score", score);
	if (assay_fitness_reference_ms(claims->fitness) > 0)
		assay_jsonw_kv_f64(&claims->json, "reference_ms", assay_fitness_reference_ms(claims->fitness));
	write_survivors(claims, item);
	write_strengthening(claims, item);
	write_tests(claims, tests, n_tests);
	assay_jsonw_end_object(&claims->json);
	assay_buf_add_char(&claims->words, '\n');
}

static int report_problem(struct check *c, size_t item, struct assay_buf *out, struct assay_buf *junit)
{
	const struct assay_fitness *fitness = &c->items[item];
	struct claims claims = {.checking = c, .fitness = fitness};
	struct assay_fitness_test *tests = NULL;
	size_t n_tests = 0;
	if (c->options->is_json)
		begin_json(&claims);
	int rc = assay_fitness_report(fitness, &c->wishes, c->arena, take_claim, &claims, c->err);
	if (rc == 0)
		rc = assay_fitness_count_tests(fitness, c->arena, &tests, &n_tests, c->err);
	if (rc == 0 && c->options->is_json)
		end_json(&claims, item, tests, n_tests);
	if (rc == 0 && c->options->wants_tests && !c->options->is_json) {
		name_idle_tests(&claims, tests, n_tests);
		name_candidates(&claims, tests, n_tests);
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

static void add_summary(const struct check *c, struct assay_buf *out)
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

int check_report(struct check *c)
{
	assay_autobuf struct assay_buf out = {0};
	assay_autobuf struct assay_buf junit = {0};
	int rc = 0;
	assay_junit_begin(&junit);
	for (size_t i = 0; rc == 0 && i < c->n_items; i++)
		rc = report_problem(c, i, &out, &junit);
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
