/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/pool.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define N_ORDERS 12

static struct assay_loop *loop;
static struct assay_pool *pool;
static struct assay_err err;
static enum assay_word words[N_ORDERS];
static char reasons[N_ORDERS][200];
static size_t n_verdicts;

static const struct assay_problem sum = {
	.id = {"sum", 3},
	.kind = ASSAY_KIND_MATH,
	.statement = {"What is 1 + 2?", 14},
	.answer = {"3", 1},
};

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	cr_assert_eq(arg, &loop);
	cr_assert_lt(ticket, N_ORDERS);
	words[ticket] = verdict->word;
	(void)snprintf(reasons[ticket], sizeof(reasons[ticket]), "%.*s", (int)verdict->reason.len,
		       verdict->reason.data ? verdict->reason.data : "");
	n_verdicts++;
	if (assay_pool_pending(pool) == 0)
		assay_loop_stop(loop);
}

static int create(const char *program, struct assay_pool_options options)
{
	static char path[512]; /* Lives as long as the pool. */
	(void)snprintf(path, sizeof(path), "%s/%s", getenv("ASSAY_BUILD_ROOT"), program);
	options.program = path;
	options.jobs = options.jobs ? options.jobs : 2;
	cr_assert_eq(assay_loop_create(&loop, &err), 0);
	return assay_pool_create(&options, loop, on_verdict, &loop, &pool, &err);
}

static void submit_all(void)
{
	for (uint64_t i = 0; i < N_ORDERS; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "\\boxed{%llu}", (unsigned long long)i);
		const struct assay_candidate candidate = {
			.problem_id = sum.id, .id = ASSAY_STR("c"), .text = {text, (size_t)n}};
		cr_assert_eq(assay_pool_submit(pool, i, &sum, &candidate, &err), 0, "%s", err.msg);
	}
}

static void run_to_the_end(void)
{
	bool is_interrupted = false;
	if (assay_pool_pending(pool) > 0)
		cr_assert_eq(assay_loop_run(loop, &is_interrupted, &err), 0, "%s", err.msg);
	cr_assert_eq(n_verdicts, N_ORDERS);
	cr_assert_eq(assay_pool_pending(pool), 0);
}

static void destroy(void)
{
	assay_pool_destroy(pool);
	assay_loop_destroy(loop);
}

TestSuite(pool, .fini = destroy, .timeout = 60);

Test(pool, answers_every_ticket)
{
	cr_assert_eq(create("assay", (struct assay_pool_options){.queue = 4}), 0, "%s", err.msg);
	cr_assert_not(assay_pool_is_full(pool));
	submit_all();
	cr_assert(assay_pool_is_full(pool), "the queue's size is a hint to producers, not a refusal");
	run_to_the_end();
	for (int i = 0; i < N_ORDERS; i++)
		cr_assert_eq(words[i], i == 3 ? ASSAY_ACCEPTED : ASSAY_WRONG_ANSWER, "order %d: %s", i, reasons[i]);
}

Test(pool, replaces_workers_after_their_share)
{
	cr_assert_eq(create("assay", (struct assay_pool_options){.orders_per_worker = 2}), 0, "%s", err.msg);
	submit_all();
	run_to_the_end();
	for (int i = 0; i < N_ORDERS; i++)
		cr_assert_eq(words[i], i == 3 ? ASSAY_ACCEPTED : ASSAY_WRONG_ANSWER, "order %d: %s", i, reasons[i]);
}

Test(pool, drops_what_is_not_answered)
{
	cr_assert_eq(create("assay", (struct assay_pool_options){0}), 0, "%s", err.msg);
	submit_all();
}

static void all_orders_fail(const char *program, const char *why)
{
	cr_assert_eq(create(program, (struct assay_pool_options){0}), 0, "%s", err.msg);
	submit_all();
	run_to_the_end();
	for (int i = 0; i < N_ORDERS; i++) {
		cr_assert_eq(words[i], ASSAY_SYSTEM_ERROR);
		cr_assert(strstr(reasons[i], why), "order %d: %s", i, reasons[i]);
	}
}

Test(pool, gives_up_an_order_that_kills_every_worker)
{
	all_orders_fail("tests/unit/orchestrator/bad_worker_die", "died");
}

Test(pool, gives_up_when_workers_break_the_protocol)
{
	all_orders_fail("tests/unit/orchestrator/bad_worker_garbage", "message");
}

Test(pool, believes_no_unknown_verdict)
{
	all_orders_fail("tests/unit/orchestrator/bad_worker_unknown_word", "verdict");
}

Test(pool, passes_on_why_a_worker_cannot_start)
{
	cr_assert_eq(create("tests/unit/orchestrator/bad_worker_not_ready", (struct assay_pool_options){0}),
		     ASSAY_ESANDBOX);
	cr_assert(strstr(err.msg, "this machine is not for me"), "%s", err.msg);
}

Test(pool, names_a_program_that_is_not_there)
{
	cr_assert_lt(create("no/such/program", (struct assay_pool_options){0}), 0);
	cr_assert(strstr(err.msg, "no/such/program"), "%s", err.msg);
}

/* --- More than one opinion. The worker says time_limit to its orders 0, 5, 10, ..., and accepted to all others. --- */

static const char fickle[] = "tests/unit/orchestrator/bad_worker_fickle";

Test(pool, tries_a_time_limit_again_when_nothing_else_runs)
{
	cr_assert_eq(create(fickle, (struct assay_pool_options){.jobs = 1}), 0, "%s", err.msg);
	submit_all();
	run_to_the_end();
	/* Orders 0, 5 and 10 came back as the worker's 13th to 15th. */
	for (size_t i = 0; i < N_ORDERS; i++)
		cr_expect_eq(words[i], ASSAY_ACCEPTED, "order %zu", i);
}

Test(pool, takes_a_time_limit_when_told_to)
{
	const struct assay_opinion_rules rules = {.trusts_time_limits = true};
	cr_assert_eq(create(fickle, (struct assay_pool_options){.jobs = 1, .opinions = rules}), 0, "%s", err.msg);
	submit_all();
	run_to_the_end();
	for (size_t i = 0; i < N_ORDERS; i++)
		cr_expect_eq(words[i], i % 5 == 0 ? ASSAY_TIME_LIMIT : ASSAY_ACCEPTED, "order %zu", i);
}

Test(pool, keeps_flaky_candidates_from_being_labels)
{
	const struct assay_opinion_rules rules = {.trusts_time_limits = true, .repeats = 2};
	cr_assert_eq(create(fickle, (struct assay_pool_options){.jobs = 1, .opinions = rules}), 0, "%s", err.msg);
	submit_all();
	run_to_the_end();
	for (size_t i = 0; i < N_ORDERS; i++) {
		bool is_flaky = i % 5 == 0 || (i + N_ORDERS) % 5 == 0;
		cr_expect_eq(words[i], is_flaky ? ASSAY_UNDECIDED : ASSAY_ACCEPTED, "order %zu", i);
		if (is_flaky)
			cr_expect_str_eq(reasons[i], "flaky: accepted 1 of 2 times, time_limit 1 of 2 times");
	}
}
