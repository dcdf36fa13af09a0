/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live part of a run: an event loop that keeps teachers and workers busy until nothing is missing.
 *
 * Every candidate has a slot (problem, k) that is fixed before work starts. A slot is filled from the store, or by
 * asking its teacher once. Each candidate becomes an order; an order is answered from the store when the same
 * verdict was reached before, else by the pool. The pool's bounded queue is what slows the teachers down.
 */
#include "base/map.h"
#include "orchestrator/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#define TICK_MS	     100
#define ORDER_BYTES  ((size_t)256 << 20)
#define MAX_TRIES    3
#define CHECK_PREFIX "self-check/"

enum phase {
	PHASE_NEW = 0,
	PHASE_CHECKING,
	PHASE_FIT,
	PHASE_UNFIT,
};

struct problem_state {
	enum phase phase;
	uint32_t checks_left;
	bool is_counted; /* The teachers were asked how many candidates they have. */
};

struct teacher {
	const struct assay_teacher_kind *kind;
	const struct assay_teacher_conf *conf;
	void *state;
	uint64_t first_k; /* Slots first_k .. first_k + conf->k - 1 of every problem are its own. */
};

enum slot {
	SLOT_MISSING = 0,
	SLOT_ASKED,
	SLOT_DONE,  /* In the store, or the teacher has none. */
	SLOT_FAILED /* The teacher gave up; the next run asks again. */
};

struct order {
	STAILQ_ENTRY(order) queued; /* While it waits for the pool. */
	LIST_ENTRY(order) live;	    /* From creation to destruction. */
	struct assay_arena *arena;
	size_t problem;
	struct assay_candidate candidate;
	bool is_check;
	unsigned tries;
};

/* A request on its way; the ticket is its address. */
struct request {
	LIST_ENTRY(request) live;
	size_t problem;
	size_t teacher;
	uint64_t k;
};

struct farm {
	const struct assay_farm_options *o;
	struct assay_run_counts *counts;
	struct assay_verify_options verify;
	struct assay_loop *loop;
	struct assay_pool *pool;
	struct teacher *teachers;
	size_t n_teachers;
	uint64_t slots_per_problem;
	uint8_t *slots; /* enum slot, problem-major. */
	struct problem_state *states;
	size_t n_problems;
	size_t next_check;	 /* Problems before this one are being checked or have been. */
	size_t next_sample;	 /* Problems before this one have no missing slot left. */
	struct assay_map *index; /* Problem id to its number + 1. */
	STAILQ_HEAD(, order) queue;
	LIST_HEAD(, order) orders;
	LIST_HEAD(, request) requests;
	size_t n_asked; /* Requests without a reply. */
	uint64_t done, total;
	bool in_pump;
	int rc; /* First failure of ours; ends the loop. */
	struct assay_err *err;
};

static const struct assay_problem *problem_at(const struct farm *farm, size_t i)
{
	return assay_problem_set_at(farm->o->problems, i);
}

static uint8_t *slot_at(struct farm *farm, size_t problem, uint64_t k)
{
	return &farm->slots[problem * farm->slots_per_problem + k];
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
static int enqueue_row(struct farm *farm, size_t problem, struct assay_str row, bool is_check)
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
	order->is_check = is_check;
	STAILQ_INSERT_TAIL(&farm->queue, order, queued);
	return 0;
}

/* --- Verdicts --- */

static int mark_unfit(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	farm->states[order->problem].phase = PHASE_UNFIT;
	farm->counts->unfit++;
	assay_autobuf struct assay_buf evidence = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &evidence);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "verdict", assay_word_name(verdict->word));
	assay_jsonw_kv_str(&w, "reason", verdict->reason);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&evidence, farm->err);
	if (rc)
		return rc;
	return assay_store_put_decision(farm->o->store, problem_at(farm, order->problem)->id, ASSAY_STR("self-check"),
					ASSAY_STR("reference_failed"), assay_buf_str(&evidence), farm->err);
}

static int finish_check(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	struct problem_state *state = &farm->states[order->problem];
	if (state->phase == PHASE_UNFIT)
		return 0;
	if (verdict->word == ASSAY_SYSTEM_ERROR) {
		/* Not the problem's fault, but what cannot be checked is not trained on; the next run tries again. */
		state->phase = PHASE_UNFIT;
		return 0;
	}
	if (verdict->word != ASSAY_ACCEPTED)
		return mark_unfit(farm, order, verdict);
	if (--state->checks_left == 0)
		state->phase = PHASE_FIT;
	return 0;
}

static int store_verdict(struct farm *farm, const struct order *order, const struct assay_verdict *verdict)
{
	assay_autobuf struct assay_buf row = {0};
	struct assay_str problem_id = problem_at(farm, order->problem)->id;
	int rc = assay_verdict_write(verdict, problem_id, order->candidate.id, &row, farm->err);
	if (rc)
		return rc;
	return assay_store_put_verdict(farm->o->store, problem_id, order->candidate.id, verdict->key,
				       assay_buf_str(&row), farm->err);
}

/* Takes the order. */
static int finish_order(struct farm *farm, struct order *order, const struct assay_verdict *verdict)
{
	int rc = 0;
	if (verdict->word == ASSAY_SYSTEM_ERROR) {
		if (++order->tries < MAX_TRIES) {
			STAILQ_INSERT_TAIL(&farm->queue, order, queued);
			return 0;
		}
		farm->counts->system_errors++; /* Stays without a verdict: the next run tries again. */
	} else {
		rc = store_verdict(farm, order, verdict);
	}
	if (rc == 0 && order->is_check)
		rc = finish_check(farm, order, verdict);
	else if (rc == 0)
		farm->done++;
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

/* --- Teachers --- */

/*
 * The id a candidate has within its problem: the teacher's name in front when there are several teachers. An id that
 * the problem has already, or that is reserved, gets its slot number behind.
 */
static struct assay_str candidate_id(struct farm *farm, const struct request *request,
				     const struct assay_candidate *candidate, struct assay_arena *arena)
{
	const struct teacher *teacher = &farm->teachers[request->teacher];
	struct assay_str id = candidate->id;
	if (assay_str_is_absent(id))
		id = assay_arena_printf(arena, "%" PRIu64, request->k);
	if (farm->n_teachers > 1) {
		struct assay_str name = teacher->conf->name.data ? teacher->conf->name : teacher->conf->kind;
		id = assay_arena_printf(arena, "%.*s/%.*s", (int)name.len, name.data, (int)id.len, id.data);
	}
	if (assay_str_starts(id, CHECK_PREFIX) ||
	    assay_store_has_candidate(farm->o->store, problem_at(farm, request->problem)->id, id))
		id = assay_arena_printf(arena, "%.*s#%" PRIu64, (int)id.len, id.data, request->k);
	return id;
}

static int keep_candidate(struct farm *farm, const struct request *request, const struct assay_candidate *candidate)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf row = {0};
	if (!arena)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	struct assay_candidate kept = *candidate;
	kept.problem_id = problem_at(farm, request->problem)->id;
	kept.id = candidate_id(farm, request, candidate, arena);
	if (!kept.id.data)
		return assay_arena_fail(arena, farm->err);
	int rc = assay_candidate_write(&kept, &row, farm->err);
	if (rc == 0)
		rc = assay_store_put_candidate(farm->o->store, kept.problem_id, request->k, kept.id,
					       assay_buf_str(&row), farm->err);
	if (rc == 0)
		rc = enqueue_row(farm, request->problem, assay_buf_str(&row), false);
	return rc;
}

static void pump(struct farm *farm);

static void on_reply(void *arg, const struct assay_teacher_reply *reply)
{
	struct request *request = (struct request *)(uintptr_t)reply->ticket; /* NOLINT(performance-no-int-to-ptr) */
	struct farm *farm = arg;
	uint8_t *slot = slot_at(farm, request->problem, request->k);
	farm->n_asked--;
	farm->counts->prompt_tokens += reply->prompt_tokens;
	farm->counts->completion_tokens += reply->completion_tokens;
	int rc = 0;
	if (reply->is_fatal) {
		rc = assay_fail(farm->err, ASSAY_EPROTO, "%.*s", (int)reply->reason.len, reply->reason.data);
	} else if (reply->is_failed) {
		*slot = SLOT_FAILED;
		farm->counts->failed_requests++;
		if (farm->counts->first_failure[0] == '\0')
			(void)snprintf(farm->counts->first_failure, sizeof(farm->counts->first_failure), "%.*s",
				       (int)reply->reason.len, reply->reason.data);
		farm->total--;
	} else {
		*slot = SLOT_DONE;
		if (reply->candidate)
			rc = keep_candidate(farm, request, reply->candidate);
		else
			farm->total--;
	}
	LIST_REMOVE(request, live);
	free(request);
	if (rc)
		stop_with(farm, rc);
	else
		pump(farm);
}

static int ask(struct farm *farm, size_t problem, size_t t, uint64_t k)
{
	struct teacher *teacher = &farm->teachers[t];
	struct request *request = malloc(sizeof(*request));
	if (!request)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	*request = (struct request){.problem = problem, .teacher = t, .k = k};
	LIST_INSERT_HEAD(&farm->requests, request, live);
	*slot_at(farm, problem, k) = SLOT_ASKED;
	farm->n_asked++;
	int rc = teacher->kind->ask(teacher->state, (uint64_t)(uintptr_t)request, problem_at(farm, problem),
				    k - teacher->first_k, on_reply, farm, farm->err);
	if (rc) {
		farm->n_asked--;
		LIST_REMOVE(request, live);
		free(request);
	}
	return rc;
}

/* Asks each teacher how much it has for a problem, and closes the slots that it cannot fill. */
static void count_slots(struct farm *farm, size_t problem)
{
	struct problem_state *state = &farm->states[problem];
	if (state->is_counted)
		return;
	state->is_counted = true;
	for (size_t t = 0; t < farm->n_teachers; t++) {
		struct teacher *teacher = &farm->teachers[t];
		size_t have = teacher->kind->count(teacher->state, problem_at(farm, problem), teacher->conf->k);
		for (uint64_t j = have; j < teacher->conf->k; j++) {
			uint8_t *slot = slot_at(farm, problem, teacher->first_k + j);
			if (*slot == SLOT_MISSING) {
				*slot = SLOT_DONE;
				farm->total--;
			}
		}
	}
}

/* Asks for one missing candidate of one problem; 1 when something was asked, 0 when nothing can be asked now. */
static int ask_one(struct farm *farm, size_t problem, bool *ret_has_missing)
{
	count_slots(farm, problem);
	for (size_t t = 0; t < farm->n_teachers; t++) {
		struct teacher *teacher = &farm->teachers[t];
		for (uint64_t k = teacher->first_k; k < teacher->first_k + teacher->conf->k; k++) {
			if (*slot_at(farm, problem, k) != SLOT_MISSING)
				continue;
			*ret_has_missing = true;
			if (teacher->kind->is_busy(teacher->state))
				break;
			int rc = ask(farm, problem, t, k);
			return rc ? rc : 1;
		}
	}
	return 0;
}

static bool has_free_teacher(const struct farm *farm)
{
	for (size_t t = 0; t < farm->n_teachers; t++) {
		if (!farm->teachers[t].kind->is_busy(farm->teachers[t].state))
			return true;
	}
	return false;
}

/* Asks for the next missing candidate among problems that passed their check; 1, 0 or an error as above. */
static int ask_next(struct farm *farm)
{
	bool is_prefix_done = true;
	if (!has_free_teacher(farm))
		return 0;
	for (size_t i = farm->next_sample; i < farm->next_check; i++) {
		bool has_missing = false;
		if (farm->states[i].phase == PHASE_FIT) {
			int rc = ask_one(farm, i, &has_missing);
			if (rc)
				return rc;
		}
		if (farm->states[i].phase == PHASE_CHECKING || has_missing)
			is_prefix_done = false;
		if (is_prefix_done)
			farm->next_sample = i + 1;
	}
	return 0;
}

/* --- Self-checks --- */

/* What must be accepted before a problem is used: its references, or its own gold answer. */
static int enqueue_check(struct farm *farm, size_t i)
{
	const struct assay_problem *problem = problem_at(farm, i);
	bool is_math = problem->kind == ASSAY_KIND_MATH;
	size_t n = is_math ? 1 : problem->n_references;
	farm->states[i].phase = n ? PHASE_CHECKING : PHASE_FIT;
	farm->states[i].checks_left = (uint32_t)n;
	for (size_t r = 0; r < n; r++) {
		struct order *order = order_create(farm, i);
		if (!order)
			return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
		order->is_check = true;
		order->candidate.problem_id = problem->id;
		order->candidate.id = assay_arena_printf(order->arena, CHECK_PREFIX "%zu", r);
		if (is_math) {
			order->candidate.text = assay_arena_printf(order->arena, "The answer is \\boxed{%.*s}.",
								   (int)problem->answer.len, problem->answer.data);
		} else {
			order->candidate.code = problem->references[r].code;
			order->candidate.language = problem->references[r].language;
		}
		STAILQ_INSERT_TAIL(&farm->queue, order, queued);
	}
	return 0;
}

/* --- The pump --- */

static void on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct farm *farm = arg;
	struct order *order = (struct order *)(uintptr_t)ticket; /* NOLINT(performance-no-int-to-ptr) */
	farm->counts->verified++;
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
	return STAILQ_EMPTY(&farm->queue) && farm->n_asked == 0 && assay_pool_pending(farm->pool) == 0 &&
	       farm->next_check == farm->n_problems;
}

/* One unit of work; 1 when something was done, 0 when everything waits. */
static int pump_once(struct farm *farm)
{
	if (assay_pool_is_full(farm->pool))
		return 0;
	if (!STAILQ_EMPTY(&farm->queue)) {
		int rc = submit_next(farm);
		return rc ? rc : 1;
	}
	int rc = ask_next(farm);
	if (rc)
		return rc;
	if (farm->next_check < farm->n_problems) {
		rc = enqueue_check(farm, farm->next_check++);
		return rc ? rc : 1;
	}
	return 0;
}

static void pump(struct farm *farm)
{
	if (farm->in_pump)
		return; /* A reply that came from within ask(): the loop below goes on with it. */
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

static void on_tick(void *arg)
{
	struct farm *farm = arg;
	int rc = assay_store_commit(farm->o->store, farm->err);
	assay_progress_update(farm->o->progress, "verified", farm->done, farm->total, NULL);
	if (rc == 0)
		rc = assay_loop_add_timer(farm->loop, TICK_MS, on_tick, farm, NULL, farm->err);
	if (rc)
		stop_with(farm, rc);
}

/* --- Setting up --- */

static int load_stored(void *arg, const struct assay_store_candidate *candidate, struct assay_err *err)
{
	struct farm *farm = arg;
	size_t i = (size_t)(uintptr_t)assay_map_get(farm->index, candidate->problem_id);
	if (i-- == 0 || candidate->k >= farm->slots_per_problem)
		return assay_fail(err, ASSAY_EINVAL,
				  "the store holds a candidate %.*s that the config does not ask for",
				  (int)candidate->id.len, candidate->id.data);
	*slot_at(farm, i, candidate->k) = SLOT_DONE;
	if (candidate->verdict.data) {
		farm->done++;
		return 0;
	}
	return enqueue_row(farm, i, candidate->row, false);
}

static int create_teachers(struct farm *farm)
{
	const struct assay_run_conf *conf = farm->o->conf;
	const struct assay_teacher_conf *items = conf->teachers.items;
	const struct assay_teacher_env env = {
		.loop = farm->loop,
		.store = farm->o->store,
		.problems = farm->o->problems,
		.seed = conf->seed,
	};
	farm->teachers = calloc(conf->teachers.n ? conf->teachers.n : 1, sizeof(*farm->teachers));
	if (!farm->teachers)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < conf->teachers.n; i++) {
		struct teacher *teacher = &farm->teachers[i];
		teacher->conf = &items[i];
		teacher->kind = assay_teacher_find(items[i].kind);
		teacher->first_k = farm->slots_per_problem;
		int rc = teacher->kind->create(teacher->conf, &env, &teacher->state, farm->err);
		if (rc)
			return assay_err_wrap(farm->err, rc, "teachers[%zu]", i);
		farm->n_teachers++;
		farm->slots_per_problem += items[i].k;
	}
	return 0;
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
	const struct assay_pool_options options = {
		.jobs = conf->jobs,
		.setup =
			{
				.sandbox =
					{
						.require = conf->sandbox.require == 0 ? ASSAY_ISOLATION_NAMESPACES
										      : ASSAY_ISOLATION_LANDLOCK,
						.is_unsafe = farm->o->is_unsafe,
					},
				.verify = farm->verify,
				.needs_sandbox = needs_sandbox(farm),
			},
	};
	return assay_pool_create(&options, farm->loop, on_verdict, farm, &farm->pool, farm->err);
}

static int farm_setup(struct farm *farm)
{
	STAILQ_INIT(&farm->queue);
	LIST_INIT(&farm->orders);
	LIST_INIT(&farm->requests);
	int rc = assay_loop_create(&farm->loop, farm->err);
	if (rc == 0)
		rc = create_teachers(farm);
	if (rc)
		return rc;
	farm->n_problems = assay_problem_set_count(farm->o->problems);
	farm->slots = calloc(farm->n_problems, farm->slots_per_problem);
	farm->states = calloc(farm->n_problems, sizeof(*farm->states));
	if (!farm->slots || !farm->states)
		return assay_fail(farm->err, ASSAY_ENOMEM, "out of memory");
	farm->total = farm->n_problems * farm->slots_per_problem;
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
	for (size_t i = 0; i < farm->n_teachers; i++)
		farm->teachers[i].kind->destroy(farm->teachers[i].state);
	while (!LIST_EMPTY(&farm->orders))
		order_destroy(LIST_FIRST(&farm->orders));
	while (!LIST_EMPTY(&farm->requests)) {
		struct request *request = LIST_FIRST(&farm->requests);
		LIST_REMOVE(request, live);
		free(request);
	}
	assay_map_destroy(farm->index);
	free(farm->teachers);
	free(farm->slots);
	free(farm->states);
	assay_loop_destroy(farm->loop);
}

int assay_farm_run(const struct assay_farm_options *options, struct assay_run_counts *counts, bool *ret_interrupted,
		   struct assay_err *err)
{
	const struct assay_run_conf *conf = options->conf;
	struct farm farm = {
		.o = options,
		.counts = counts,
		.err = err,
		.verify = assay_run_verify_options(conf),
	};
	bool is_interrupted = false;
	int rc = farm_setup(&farm);
	if (rc == 0) {
		pump(&farm);
		if (farm.rc == 0 && !is_finished(&farm))
			rc = assay_loop_run(farm.loop, &is_interrupted, err);
		if (rc == 0)
			rc = farm.rc;
	}
	int committed = assay_store_commit(options->store, rc ? NULL : err);
	assay_progress_clear(options->progress);
	farm_teardown(&farm);
	*ret_interrupted = is_interrupted;
	return rc ? rc : committed;
}
