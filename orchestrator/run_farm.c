/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live part of a run: an event loop that keeps teachers and workers busy until nothing is missing.
 *
 * Each problem is checked first; one that passes is sampled (sampler.h). Each candidate becomes an order; an order is
 * answered from the store when the same verdict was reached before, else by the pool. The pool's bounded queue is what
 * slows the teachers down.
 *
 * Everything runs in pump(). Replies and verdicts come from the loop or from within a call that pump() makes; both
 * leave their result and call pump(), which does nothing when it is running already: its loop goes on with what is new.
 */
#include "base/map.h"
#include "orchestrator/carry.h"
#include "orchestrator/run.h"
#include "orchestrator/sampler.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#define TICK_MS	    100
#define ORDER_BYTES ((size_t)256 << 20)

struct check {
	uint32_t left;	/* Orders without a verdict. */
	bool is_failed; /* The problem is not used. */
};

enum order_kind {
	ORDER_CANDIDATE = 0,
	ORDER_RIGHT, /* A self-check that must be accepted. */
	ORDER_WRONG, /* A self-check that must not be. */
};

struct order {
	STAILQ_ENTRY(order) queued; /* While it waits for the pool. */
	LIST_ENTRY(order) live;	    /* From creation to destruction. */
	struct assay_arena *arena;
	size_t problem;
	struct assay_candidate candidate;
	enum order_kind kind;
};

struct farm {
	const struct assay_farm_options *o;
	struct assay_run_counts *counts;
	struct assay_verify_options verify;
	struct assay_loop *loop;
	struct assay_pool *pool;
	struct assay_sampler *sampler;
	struct check *checks; /* One per problem. */
	size_t n_problems;
	size_t next_check;	 /* Problems before this one are being checked or have been. */
	struct assay_map *index; /* Problem id to its number + 1. */
	STAILQ_HEAD(, order) queue;
	LIST_HEAD(, order) orders;
	uint64_t n_judged; /* Candidates, for the progress line. */
	bool in_pump;
	int rc; /* First failure of ours; ends the loop. */
	struct assay_err *err;
};

static const struct assay_problem *problem_at(const struct farm *farm, size_t i)
{
	return assay_problem_set_at(farm->o->problems, i);
}

static void stop_with(struct farm *farm, int rc)
{
	if (farm->rc == 0)
		farm->rc = rc;
	assay_loop_stop(farm->loop);
}

static void order_destroy(struct order *order)
{
	LIST_REMOVE(order, live);
	assay_arena_destroy(order->arena); /* The order lives in its own arena. */
}

static struct order *order_create(struct farm *farm, size_t problem)
{
	struct assay_arena *arena = assay_arena_create(ORDER_BYTES);
	struct order *order = arena ? assay_arena_alloc(arena, sizeof(*order)) : NULL;
	if (!order) {
		assay_arena_destroy(arena);
		return NULL;
	}
	order->arena = arena;
	order->problem = problem;
	LIST_INSERT_HEAD(&farm->orders, order, live);
	return order;
}

/* Queues the candidate whose row is `row`; the order owns a copy. */
static int enqueue_row(struct farm *farm, size_t problem, struct assay_str row)
{
	struct order *order = order_create(farm, problem);
	if (!order)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(row, NULL, &doc, farm->err);
	if (rc == 0)
		rc = assay_candidate_read(assay_json_root(doc), order->arena, &order->candidate, farm->err);
	if (rc) {
		order_destroy(order);
		return rc;
	}
	STAILQ_INSERT_TAIL(&farm->queue, order, queued);
	return 0;
}

/* --- Verdicts --- */

/* The problem is not used, and the table says why. */
static int record_unfit(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	farm->counts->unfit++;
	assay_autobuf struct assay_buf evidence = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &evidence);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "check", order->candidate.id);
	assay_jsonw_kv_c(&w, "verdict", assay_word_name(verdict->word));
	assay_jsonw_kv_str(&w, "reason", verdict->reason);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&evidence, farm->err);
	if (rc)
		return rc;
	const char *code = order->kind == ORDER_WRONG ? "negative_accepted" : "reference_failed";
	return assay_store_put_decision(farm->o->store, problem_at(farm, order->problem)->id, ASSAY_STR("self-check"),
					assay_str_of(code), assay_buf_str(&evidence), farm->err);
}

static int finish_check(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	struct check *check = &farm->checks[order->problem];
	check->left--;
	if (check->is_failed)
		return 0;
	bool is_system_error = verdict->word == ASSAY_SYSTEM_ERROR;
	if (!is_system_error && (verdict->word == ASSAY_ACCEPTED) == (order->kind == ORDER_RIGHT)) {
		if (check->left == 0)
			(void)assay_sampler_admit(farm->sampler, order->problem);
		return 0;
	}
	check->is_failed = true;
	assay_sampler_refuse(farm->sampler, order->problem);
	/* A failure of ours is not the problem's: nothing is recorded, and the next run tries again. */
	return is_system_error ? 0 : record_unfit(farm, order, verdict);
}

static int store_verdict(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	assay_autobuf struct assay_buf row = {0};
	struct assay_str problem_id = problem_at(farm, order->problem)->id;
	int rc = verdict->isolation == ASSAY_ISOLATION_NONE ? assay_run_mark_unsafe(farm->o->store, farm->err) : 0;
	if (rc == 0)
		rc = assay_verdict_write(verdict, problem_id, order->candidate.id, &row, farm->err);
	if (rc)
		return rc;
	return assay_store_put_verdict(farm->o->store, problem_id, order->candidate.id, verdict->key,
				       assay_buf_str(&row), farm->err);
}

/* Stays without a verdict: the next run tries again. */
static void count_system_error(struct farm *farm, const struct assay_verdict *verdict)
{
	struct assay_run_counts *counts = farm->counts;
	if (counts->system_errors++ == 0)
		(void)snprintf(counts->first_system_error, sizeof(counts->first_system_error), "%.*s",
			       (int)assay_utf8_cut(verdict->reason, sizeof(counts->first_system_error) - 1),
			       verdict->reason.data ? verdict->reason.data : "");
}

/* Takes the order. The pool has tried again before it gives a system_error. */
static int finish_order(struct farm *farm, struct order *order, const struct assay_verdict *verdict)
{
	int rc = 0;
	if (verdict->word == ASSAY_SYSTEM_ERROR)
		count_system_error(farm, verdict);
	else
		rc = store_verdict(farm, order, verdict);
	if (rc == 0 && order->kind != ORDER_CANDIDATE)
		rc = finish_check(farm, order, verdict);
	farm->n_judged += order->kind == ORDER_CANDIDATE;
	order_destroy(order);
	return rc;
}

/* 1 when the store knows this verdict already, else 0. Takes the order in the first case. */
static int finish_from_store(struct farm *farm, struct order *order)
{
	struct assay_hash128 key = assay_verify_key(problem_at(farm, order->problem), &order->candidate, &farm->verify);
	struct assay_str row;
	int found = assay_store_get_verdict(farm->o->store, key, order->arena, &row, farm->err);
	if (found != 1)
		return found;
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_verdict verdict = {0};
	int rc = assay_json_parse(row, NULL, &doc, farm->err);
	if (rc == 0)
		rc = assay_verdict_read(assay_json_root(doc), order->arena, &verdict, farm->err);
	if (rc)
		return assay_err_wrap(farm->err, rc, "stored verdict");
	farm->counts->cached++;
	rc = finish_order(farm, order, &verdict);
	return rc ? rc : 1;
}

/* --- Candidates --- */

static void pump(struct farm *farm);

static int on_candidate(void *arg, size_t problem, uint64_t k, const struct assay_candidate *candidate,
			struct assay_err *err)
{
	struct farm *farm = arg;
	assay_autobuf struct assay_buf row = {0};
	if (!candidate)
		return 0;
	int rc = assay_candidate_write(candidate, &row, err);
	if (rc == 0)
		rc = assay_store_put_candidate(farm->o->store, candidate->problem_id, k, candidate->id,
					       assay_buf_str(&row), err);
	return rc ? rc : enqueue_row(farm, problem, assay_buf_str(&row));
}

static void on_wake(void *arg, int rc)
{
	struct farm *farm = arg;
	if (rc)
		stop_with(farm, rc);
	else
		pump(farm);
}

/* --- Self-checks --- */

static int enqueue_check(struct farm *farm, size_t problem, enum order_kind kind, const struct assay_solution *solution,
			 size_t number)
{
	struct order *order = order_create(farm, problem);
	if (!order)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	order->kind = kind;
	struct assay_str id = assay_arena_printf(order->arena, ASSAY_SELF_CHECK "%s/%zu",
						 kind == ORDER_RIGHT ? "reference" : "negative", number);
	order->candidate = assay_candidate_of_solution(problem_at(farm, problem), solution, id);
	farm->checks[problem].left++;
	STAILQ_INSERT_TAIL(&farm->queue, order, queued);
	return 0;
}

/* A gold answer as somebody would give it: one that its own checker does not accept can judge nobody. */
static int enqueue_answer(struct farm *farm, size_t problem)
{
	struct assay_str answer = problem_at(farm, problem)->answer;
	struct order *order = order_create(farm, problem);
	if (!order)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	order->kind = ORDER_RIGHT;
	order->candidate.problem_id = problem_at(farm, problem)->id;
	order->candidate.id = ASSAY_STR(ASSAY_SELF_CHECK "answer");
	order->candidate.text =
		assay_arena_printf(order->arena, "The answer is \\boxed{%.*s}.", (int)answer.len, answer.data);
	if (!order->candidate.text.data)
		return assay_arena_fail(order->arena, farm->err);
	farm->checks[problem].left++;
	STAILQ_INSERT_TAIL(&farm->queue, order, queued);
	return 0;
}

/*
 * Before a problem is used its references and its gold answer must be accepted, and its negatives must not be. Where
 * nobody knows the answer there is nothing to hold them against.
 */
static int check_problem(struct farm *farm, size_t i)
{
	const struct assay_problem *problem = problem_at(farm, i);
	bool is_open = assay_problem_is_open(problem);
	int rc = problem->kind == ASSAY_KIND_MATH && !is_open ? enqueue_answer(farm, i) : 0;
	for (size_t r = 0; rc == 0 && !is_open && r < problem->n_references; r++)
		rc = enqueue_check(farm, i, ORDER_RIGHT, &problem->references[r], r);
	for (size_t r = 0; rc == 0 && !is_open && r < problem->n_negatives; r++)
		rc = enqueue_check(farm, i, ORDER_WRONG, &problem->negatives[r], r);
	if (farm->checks[i].left == 0)
		(void)assay_sampler_admit(farm->sampler, i);
	return rc;
}

/* --- The pump --- */

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct farm *farm = arg;
	struct order *order = (struct order *)(uintptr_t)ticket; /* NOLINT(performance-no-int-to-ptr) */
	farm->counts->verified += verdict->word != ASSAY_SYSTEM_ERROR;
	farm->counts->compared += verdict->forked != ASSAY_FORKED_UNKNOWN;
	farm->counts->different += verdict->forked == ASSAY_FORKED_DIFFERENT;
	int rc = finish_order(farm, order, verdict);
	if (rc)
		stop_with(farm, rc);
	else
		pump(farm);
}

static int submit_next(struct farm *farm)
{
	struct order *order = STAILQ_FIRST(&farm->queue);
	STAILQ_REMOVE_HEAD(&farm->queue, queued);
	int rc = finish_from_store(farm, order);
	if (rc)
		return rc == 1 ? 0 : rc;
	return assay_pool_submit(farm->pool, (uint64_t)(uintptr_t)order, problem_at(farm, order->problem),
				 &order->candidate, farm->err);
}

static bool is_finished(const struct farm *farm)
{
	return farm->next_check == farm->n_problems && STAILQ_EMPTY(&farm->queue) &&
	       assay_pool_pending(farm->pool) == 0 && assay_sampler_is_idle(farm->sampler);
}

/* One unit of work; 1 when something was done, 0 when everything waits. Candidates go before new problems. */
static int pump_once(struct farm *farm)
{
	if (assay_pool_is_full(farm->pool))
		return 0;
	if (!STAILQ_EMPTY(&farm->queue)) {
		int rc = submit_next(farm);
		return rc ? rc : 1;
	}
	int rc = assay_sampler_next(farm->sampler, farm->err);
	if (rc || farm->next_check == farm->n_problems)
		return rc;
	rc = check_problem(farm, farm->next_check++);
	return rc ? rc : 1;
}

static void pump(struct farm *farm)
{
	if (farm->in_pump)
		return;
	farm->in_pump = true;
	int rc = farm->rc ? farm->rc : 1;
	while (rc == 1)
		rc = farm->rc ? farm->rc : pump_once(farm);
	farm->in_pump = false;
	if (rc < 0)
		stop_with(farm, rc);
	else if (is_finished(farm))
		assay_loop_stop(farm->loop);
}

static void show_progress(struct farm *farm)
{
	char detail[64] = "";
	uint64_t unfit = farm->counts->unfit;
	uint64_t failed = assay_sampler_counts(farm->sampler)->failed + farm->counts->system_errors;
	int n = 0;
	if (unfit)
		n = snprintf(detail, sizeof(detail), "%" PRIu64 " unfit", unfit);
	if (failed)
		(void)snprintf(detail + n, sizeof(detail) - (size_t)n, "%s%" PRIu64 " failed", n ? ", " : "", failed);
	assay_progress_update(farm->o->progress, "verified", farm->n_judged, assay_sampler_counts(farm->sampler)->slots,
			      detail);
}

/* Also pumps: a teacher may have become free by the clock alone. */
static void on_tick(void *arg)
{
	struct farm *farm = arg;
	int rc = assay_store_commit(farm->o->store, farm->err);
	show_progress(farm);
	if (rc == 0)
		rc = assay_loop_add_timer(farm->loop, TICK_MS, on_tick, farm, NULL, farm->err);
	on_wake(farm, rc);
}

/* --- Setting up --- */

static int load_stored(void *arg, const struct assay_store_candidate *candidate, struct assay_err *err)
{
	struct farm *farm = arg;
	size_t i = (size_t)(uintptr_t)assay_map_get(farm->index, candidate->problem_id);
	if (i-- == 0 || candidate->k >= assay_sampler_width(farm->sampler))
		return assay_fail(err, ASSAY_EINVAL,
				  "the store holds a candidate %.*s that the config does not ask for",
				  (int)candidate->id.len, candidate->id.data);
	assay_sampler_mark(farm->sampler, i, candidate->k);
	if (assay_str_is_absent(candidate->verdict))
		return enqueue_row(farm, i, candidate->row);
	farm->n_judged++;
	farm->counts->cached++;
	return 0;
}

static int create_sampler(struct farm *farm)
{
	const struct assay_run_conf *conf = farm->o->conf;
	const struct assay_sampler_options options = {
		.teachers = conf->teachers.items,
		.n_teachers = conf->teachers.n,
		.env =
			{
				.loop = farm->loop,
				.store = farm->o->store,
				.problems = farm->o->problems,
				.seed = conf->seed,
			},
		.take = on_candidate,
		.wake = on_wake,
		.arg = farm,
		.err = farm->err,
	};
	return assay_sampler_create(&options, &farm->sampler, farm->err);
}

static int index_problems(struct farm *farm)
{
	farm->index = assay_map_create();
	if (!farm->index)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < farm->n_problems; i++) {
		/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
		if (assay_map_add(farm->index, problem_at(farm, i)->id, (void *)(uintptr_t)(i + 1), NULL) < 0)
			return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	}
	return 0;
}

static bool needs_sandbox(const struct farm *farm)
{
	for (size_t i = 0; i < farm->n_problems; i++) {
		if (problem_at(farm, i)->kind != ASSAY_KIND_MATH)
			return true;
	}
	return false;
}

static int create_pool(struct farm *farm)
{
	const struct assay_run_conf *conf = farm->o->conf;
	struct assay_pool_options options = {
		.jobs = conf->jobs,
		.opinions = {.repeats = (unsigned)conf->verify.repeats,
			     .trusts_time_limits = !conf->verify.confirm_time_limits},
		.setup =
			{
				.sandbox = assay_run_sandbox_options(conf, farm->o->is_unsafe),
				.verify = farm->verify,
				.needs_sandbox = needs_sandbox(farm),
			},
	};
	int rc = assay_cache_setting_of(conf->sandbox.compile_cache.data, &options.setup.cache, farm->err);
	for (size_t i = 0; rc == 0 && i < conf->sandbox.preload.n; i++)
		rc = assay_preload_add(&options.setup.sandbox, conf->sandbox.preload.items[i], farm->err);
	return rc ? rc : assay_pool_create(&options, farm->loop, on_verdict, farm, &farm->pool, farm->err);
}

static int farm_setup(struct farm *farm)
{
	STAILQ_INIT(&farm->queue);
	LIST_INIT(&farm->orders);
	farm->n_problems = assay_problem_set_count(farm->o->problems);
	farm->checks = calloc(farm->n_problems, sizeof(*farm->checks));
	if (!farm->checks)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_loop_create(&farm->loop, farm->err);
	if (rc == 0)
		rc = create_sampler(farm);
	if (rc == 0)
		rc = index_problems(farm);
	if (rc == 0)
		rc = assay_store_each_candidate(farm->o->store, load_stored, farm, farm->err);
	if (rc == 0)
		rc = create_pool(farm);
	if (rc == 0)
		rc = assay_loop_add_timer(farm->loop, TICK_MS, on_tick, farm, NULL, farm->err);
	return rc;
}

static void farm_teardown(struct farm *farm)
{
	assay_pool_destroy(farm->pool);
	assay_sampler_destroy(farm->sampler);
	while (!LIST_EMPTY(&farm->orders))
		order_destroy(LIST_FIRST(&farm->orders));
	assay_map_destroy(farm->index);
	free(farm->checks);
	assay_loop_destroy(farm->loop);
}

int assay_farm_run(const struct assay_farm_options *options, struct assay_run_counts *counts, bool *ret_interrupted,
		   struct assay_err *err)
{
	struct farm farm = {
		.o = options,
		.counts = counts,
		.err = err,
		.verify = assay_run_verify_options(options->conf),
	};
	*ret_interrupted = false;
	int rc = farm_setup(&farm);
	if (rc == 0) {
		pump(&farm);
		if (farm.rc == 0 && !is_finished(&farm))
			rc = assay_loop_run(farm.loop, ret_interrupted, err);
		if (rc == 0)
			rc = farm.rc;
	}
	if (farm.sampler)
		counts->sampled = *assay_sampler_counts(farm.sampler);
	int committed = assay_store_commit(options->store, rc ? NULL : err);
	assay_progress_clear(options->progress);
	farm_teardown(&farm);
	return rc ? rc : committed;
}
