/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/verify.h"

#include "verifiers/checkers.h"
#include "verifiers/code/calls.h"
#include "verifiers/code/driver.h"
#include "verifiers/code/inproc.h"

#include <assert.h>
#include <stdio.h>

static const struct assay_checker *const checkers[] = {
	&assay_checker_call,
	&assay_checker_math,
	&assay_checker_stdio,
	&assay_checker_suite,
};

const struct assay_checker *assay_checker_for(const struct assay_problem *problem)
{
	for (size_t i = 0; i < sizeof(checkers) / sizeof(checkers[0]); i++) {
		if (checkers[i]->kind == problem->kind)
			return checkers[i];
	}
	return NULL;
}

/** How many tests a plan has before any ran: a suite's are known only to the suite. */
static uint64_t planned_tests(const struct assay_problem *problem)
{
	return problem->kind == ASSAY_KIND_STDIO || problem->kind == ASSAY_KIND_CALL ? problem->n_tests : 1;
}

static int name_checker(const struct assay_checker *checker, struct assay_arena *arena, struct assay_verdict *verdict,
			struct assay_err *err)
{
	verdict->checker = assay_arena_printf(arena, "%s@%u", checker->name, checker->version);
	if (verdict->assurance == ASSAY_ASSURANCE_NONE)
		verdict->assurance = checker->assurance;
	return verdict->checker.data ? 0 : assay_arena_fail(arena, err);
}

/** What the key of a verdict holds beside problem and candidate. */
static void hash_options(struct assay_hasher *hasher, const struct assay_verify_options *options)
{
	const struct assay_verify_options none = {0};
	const struct assay_verify_options *o = options ? options : &none;

	assay_hasher_add_u64(hasher, o->limits.cpu_ms);
	assay_hasher_add_u64(hasher, o->limits.wall_ms);
	assay_hasher_add_u64(hasher, o->limits.mem_mb);
	assay_hasher_add_u64(hasher, o->limits.output_kb);
	assay_hasher_add_u64(hasher, o->limits.procs);
	assay_hasher_add_u64(hasher, o->stop_early);
	/* Only where they are set, so that other verdicts keep their keys. */
	if (o->reseeds_hashes)
		assay_hasher_add(hasher, ASSAY_STR("reseeded"));
	if (o->time_factor > 1 || (o->time_factor > 0 && o->time_factor < 1)) {
		char text[32];
		(void)snprintf(text, sizeof(text), "time x %.9g", o->time_factor);
		assay_hasher_add(hasher, assay_str_of(text));
	}
}

struct assay_hash128 assay_verify_key(const struct assay_problem *problem, const struct assay_candidate *candidate,
				      const struct assay_verify_options *options)
{
	const struct assay_checker *checker = assay_checker_for(problem);
	struct assay_hash128 problem_hash = assay_problem_hash(problem);
	struct assay_hash128 candidate_hash = assay_candidate_hash(candidate);
	struct assay_hash128 key = {0};
	struct assay_hasher *hasher = assay_hasher_create();

	if (!hasher)
		return key;
	assay_hasher_add(hasher, assay_str_of(checker ? checker->name : NULL));
	assay_hasher_add_u64(hasher, checker ? checker->version : 0);
	if (problem->kind == ASSAY_KIND_CALL || problem->kind == ASSAY_KIND_SUITE)
		assay_hasher_add_u64(hasher, assay_driver_digest());
	if (problem->kind == ASSAY_KIND_CALL)
		assay_hasher_add_u64(hasher, assay_call_digest());
	if (problem->kind == ASSAY_KIND_SUITE)
		assay_hasher_add_u64(hasher, assay_inproc_digest());
	assay_hasher_add(hasher, (struct assay_str){.data = (const char *)problem_hash.bytes,
						    .len = sizeof(problem_hash.bytes)});
	assay_hasher_add(hasher, (struct assay_str){.data = (const char *)candidate_hash.bytes,
						    .len = sizeof(candidate_hash.bytes)});
	/* References are no part of the problem's hash; the language of the first may decide how long a run may take.
	 */
	if (problem->language.len == 0 && problem->limits.cpu_ms > 0)
		assay_hasher_add(hasher, assay_limits_language(problem));
	hash_options(hasher, options);
	key = assay_hasher_result(hasher);
	assay_hasher_destroy(hasher);
	return key;
}

int assay_verify_plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		      const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		      struct assay_err *err)
{
	const struct assay_checker *checker = assay_checker_for(problem);
	struct assay_plan plan = {.checker = checker};

	if (!checker)
		return assay_fail(err, ASSAY_EINVAL, "problem %.*s: there is no checker for its kind",
				  (int)assay_utf8_cut(problem->id, 200), problem->id.data);
	int rc = checker->plan(problem, candidate, options, arena, &plan, err);
	if (rc)
		return assay_err_wrap(err, rc, "problem %.*s", (int)assay_utf8_cut(problem->id, 200), problem->id.data);
	if (plan.is_decided) {
		rc = name_checker(checker, arena, &plan.verdict, err);
		if (rc)
			return rc;
		if (plan.verdict.total == 0 && !assay_problem_is_open(problem))
			plan.verdict.total = planned_tests(problem);
		plan.verdict.key = assay_verify_key(problem, candidate, options);
	}
	*ret = plan;
	return 0;
}

int assay_verify_judge(const struct assay_problem *problem, const struct assay_plan *plan, size_t execution,
		       const struct assay_execution_result *result, struct assay_arena *arena,
		       struct assay_test_result *ret, struct assay_err *err)
{
	*ret = (struct assay_test_result){0};
	if (!plan->checker->judge || execution >= plan->n_executions)
		return assay_fail(err, ASSAY_EINVAL, "execution %zu of %zu was not planned", execution,
				  plan->n_executions);
	int rc = plan->checker->judge(problem, plan, execution, result, arena, ret, err);
	/* Judging begins at "ended cleanly": a judgement that broke off must not look like a pass. */
	if (rc)
		*ret = (struct assay_test_result){0};
	return rc;
}

int assay_verify_judge_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			     const struct assay_execution_result *result, struct assay_arena *arena,
			     struct assay_test_result *results, size_t *ret_n, struct assay_err *err)
{
	size_t n = 0;

	if (!plan->checker->judge_batch || first >= plan->n_executions)
		return assay_fail(err, ASSAY_EINVAL, "no batch from execution %zu of %zu was planned", first,
				  plan->n_executions);
	int rc = plan->checker->judge_batch(problem, plan, first, result, arena, results, &n, err);
	assert(n <= plan->n_executions - first);
	/* As above: nothing that was begun may look like a pass. */
	for (size_t i = rc ? 0 : n; i < plan->n_executions - first; i++)
		results[i] = (struct assay_test_result){0};
	*ret_n = rc ? 0 : n;
	return rc;
}

/** The first line that says error, else the first line. */
static struct assay_str diagnostic(struct assay_str text)
{
	size_t at = assay_str_find(text, ASSAY_STR("error"), 0);
	size_t start = at == SIZE_MAX ? 0 : at;

	while (start > 0 && text.data[start - 1] != '\n')
		start--;
	size_t end = assay_str_find(text, ASSAY_STR("\n"), start);
	return assay_str_sub(text, start, (end == SIZE_MAX ? text.len : end) - start);
}

int assay_verify_compile_failed(const struct assay_plan *plan, const struct assay_outcome *outcome,
				struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err)
{
	/* A compiler that cannot be executed said nothing about the program. */
	bool is_ours = outcome->end == ASSAY_END_UNKNOWN || outcome->end == ASSAY_END_STOPPED || outcome->is_refused;
	struct assay_str line = diagnostic(outcome->err.len > 0 ? outcome->err : outcome->out);
	struct assay_verdict verdict = {
		.word = is_ours ? ASSAY_SYSTEM_ERROR : ASSAY_COMPILE_ERROR,
		.total = plan->n_executions,
		.assurance = plan->assurance,
		.extracted = plan->extracted,
		.cpu_us = outcome->cpu_us,
		.wall_us = outcome->wall_us,
		.peak_bytes = outcome->peak_bytes,
		.enforcer = outcome->enforcer,
		.isolation = outcome->isolation,
	};

	if (outcome->end != ASSAY_END_EXITED || is_ours)
		verdict.reason = is_ours ? ASSAY_STR("the compiler could not be run")
					 : ASSAY_STR("the compiler ran into its limits");
	else
		verdict.reason = assay_arena_str(arena, assay_str_sub(line, 0, assay_utf8_cut(line, 400)));
	int rc = name_checker(plan->checker, arena, &verdict, err);
	if (rc)
		return rc;
	*ret = verdict;
	return 0;
}

/** Adds one execution's bits and resources to the verdict. */
static void add_result(const struct assay_test_result *result, struct assay_buf *bits, struct assay_verdict *verdict)
{
	verdict->partial += result->partial;
	verdict->cpu_us += result->cpu_us;
	verdict->wall_us += result->wall_us;
	if (result->cpu_us > verdict->longest_us)
		verdict->longest_us = result->cpu_us;
	if (result->peak_bytes > verdict->peak_bytes)
		verdict->peak_bytes = result->peak_bytes;
	/* The weakest of all runs: what a row claims must hold for each. */
	if (verdict->enforcer == ASSAY_ENFORCER_UNKNOWN)
		verdict->enforcer = result->enforcer;
	if (verdict->isolation == ASSAY_ISOLATION_UNKNOWN || result->isolation < verdict->isolation)
		verdict->isolation = result->isolation;
	if (result->pass_bits.len > 0)
		assay_buf_add_str(bits, result->pass_bits);
	else
		assay_buf_add_char(bits, result->word == ASSAY_ACCEPTED ? '1' : '0');
}

static int sum_up(const struct assay_plan *plan, const struct assay_test_result *results, size_t n,
		  struct assay_buf *bits, struct assay_verdict *verdict)
{
	const struct assay_test_result *failed = NULL;
	size_t number = 0;

	for (size_t i = 0; i < n; i++) {
		add_result(&results[i], bits, verdict);
		if (!failed && results[i].word != ASSAY_ACCEPTED) {
			failed = &results[i];
			number = i + 1;
		}
	}
	for (size_t i = n; i < plan->n_executions; i++)
		assay_buf_add_char(bits, '0');
	verdict->total = bits->len;
	for (size_t i = 0; i < bits->len; i++)
		verdict->passed += bits->data[i] == '1';
	if (!failed) {
		bool is_whole = n == plan->n_executions && n > 0 && verdict->passed == verdict->total;
		verdict->word = is_whole ? ASSAY_ACCEPTED : ASSAY_UNDECIDED;
		return 0;
	}
	verdict->word = failed->word;
	verdict->evidence = failed->evidence;
	return (int)number;
}

static int state_reason(struct assay_str reason, size_t number, size_t n_executions, struct assay_arena *arena,
			struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};

	if (n_executions > 1)
		assay_buf_printf(&text, "test %zu: ", number);
	assay_buf_add_str(&text, reason);
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/**
 * Where nobody knows what is right, nothing passed and nothing failed: the evidence is what came out of each test, and
 * the word is for whoever compares it with that of other candidates.
 */
static int conclude_open(const struct assay_test_result *results, size_t n, struct assay_arena *arena,
			 struct assay_verdict *verdict, struct assay_err *err)
{
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;

	verdict->passed = verdict->total = 0;
	verdict->partial = 0;
	/* Whatever the inputs are. */
	if (verdict->word == ASSAY_SYSTEM_ERROR || verdict->word == ASSAY_POLICY_VIOLATION ||
	    verdict->word == ASSAY_COMPILE_ERROR)
		return 0;
	verdict->word = ASSAY_UNDECIDED;
	verdict->reason = ASSAY_STR("it has not been compared with other candidates");
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", "agreement");
	assay_jsonw_key(&w, "outputs");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < n; i++)
		assay_jsonw_str(&w, results[i].output.len > 0 ? results[i].output
							      : assay_str_of(assay_word_name(results[i].word)));
	assay_jsonw_end_array(&w);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&json, err);
	if (rc)
		return rc;
	verdict->evidence = assay_arena_str(arena, assay_buf_str(&json));
	return verdict->evidence.data ? 0 : assay_arena_fail(arena, err);
}

int assay_verify_conclude(const struct assay_problem *problem, const struct assay_candidate *candidate,
			  const struct assay_verify_options *options, const struct assay_plan *plan,
			  const struct assay_test_result *results, size_t n, struct assay_arena *arena,
			  struct assay_verdict *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf bits = {0};
	struct assay_verdict verdict = {.assurance = plan->assurance, .extracted = plan->extracted};

	if (plan->is_decided) {
		*ret = plan->verdict;
		return 0;
	}
	int number = sum_up(plan, results, n, &bits, &verdict);
	int rc = assay_buf_error(&bits, err);
	if (!rc && number > 0)
		rc = state_reason(results[number - 1].reason, (size_t)number, plan->n_executions, arena,
				  &verdict.reason, err);
	if (!rc && number == 0 && verdict.word != ASSAY_ACCEPTED)
		verdict.reason = ASSAY_STR("not every test was run");
	if (!rc)
		rc = name_checker(plan->checker, arena, &verdict, err);
	if (rc)
		return rc;
	if (assay_problem_is_open(problem)) {
		rc = conclude_open(results, n, arena, &verdict, err);
		if (rc)
			return rc;
	} else {
		verdict.pass_bits = assay_arena_str(arena, assay_buf_str(&bits));
		if (!verdict.pass_bits.data)
			return assay_arena_fail(arena, err);
	}
	verdict.key = assay_verify_key(problem, candidate, options);
	*ret = verdict;
	return 0;
}
