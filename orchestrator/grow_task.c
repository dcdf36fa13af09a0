/* SPDX-License-Identifier: Apache-2.0 */
/* A task's way: its method says what is next, requests and claims are carried, and so on until it gives or gives up. */
#include "orchestrator/grow_task.h"

#include "orchestrator/teachers/chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEM_BYTES  ((size_t)128 << 20)
#define MAX_STEPS   64
#define SHOWN_REPLY 600
#define SHOWN_ERROR 300

void grow_count_reject(struct grow_counts *counts, const char *code, struct assay_str reason)
{
	size_t i = 0;
	while (i < counts->n_rejects && strcmp(counts->rejects[i].code, code) != 0)
		i++;
	if (i == GROW_CODES)
		return; /* There are fewer words than that in all methods. */
	if (i == counts->n_rejects) {
		counts->n_rejects++;
		counts->rejects[i].code = code;
		(void)snprintf(counts->rejects[i].first, sizeof(counts->rejects[i].first), "%.*s",
			       (int)assay_utf8_cut(reason, sizeof(counts->rejects[i].first) - 1),
			       reason.data ? reason.data : "");
	}
	counts->rejects[i].n++;
}

static void stop_with(struct grow *grow, int rc)
{
	if (grow->rc == 0)
		grow->rc = rc;
	assay_loop_stop(grow->loop);
}

static void give_up(struct grow_item *item, const char *code, struct assay_str reason)
{
	item->step.kind = ASSAY_STEP_GIVE_UP;
	item->step.code = code;
	item->step.reason = assay_arena_str(item->arena, reason);
	item->is_done = true;
}

/* --- Requests --- */

static const struct assay_teacher_conf *teacher_of(const struct grow_item *item)
{
	const struct assay_teacher_conf *teachers = item->grow->conf.teachers.items;
	return &teachers[item->step.teacher % item->grow->n_teachers];
}

/* The address is no part of it: see orchestrator/teachers/openai.c. */
static struct assay_hash128 request_key(struct assay_str body)
{
	const struct assay_str fields[] = {ASSAY_STR("generate/chat/completions"), body};
	return assay_hash_fields(fields, 2);
}

static int take_body(struct grow_item *item, struct assay_str body, struct assay_err *err)
{
	struct assay_chat_reply reply;
	int rc = assay_chat_read_reply(body, item->arena, &reply, err);
	if (rc)
		return rc;
	item->reply = reply.choices[0].text;
	item->grow->counts.prompt_tokens += reply.prompt_tokens;
	item->grow->counts.completion_tokens += reply.completion_tokens;
	return 0;
}

static int on_accept(void *arg, struct assay_str body, struct assay_err *err)
{
	struct grow_item *item = arg;
	struct assay_store *store = item->grow->store;
	int rc = take_body(item, body, err);
	if (rc == 0)
		rc = assay_store_put_response(store, request_key(item->sending.body), body, err);
	return rc ? rc : assay_store_commit(store, err);
}

static void advance(struct grow_item *item);
static void on_done(void *arg, enum assay_sent end, const char *reason);

/* What the model is told when its reply could not be used. */
static int render_retry(const struct grow_item *item, struct assay_str error, struct assay_buf *out,
			struct assay_err *err)
{
	struct assay_slots slots = {0};
	struct assay_str shown = assay_str_sub(item->reply, 0, assay_utf8_cut(item->reply, SHOWN_REPLY));
	assay_slots_put(&slots, "prompt", item->prompt);
	assay_slots_put(&slots, "error", assay_str_sub(error, 0, assay_utf8_cut(error, SHOWN_ERROR)));
	assay_slots_put(&slots, "reply", shown);
	return assay_prompt_render(assay_prompts_find(item->grow->env.prompts, "retry"), &slots, out, err);
}

/* The body, and what origin will say of it. The same task asks for the same bytes: they are the key of the store. */
static int make_body(struct grow_item *item, struct assay_str prompt, struct assay_err *err)
{
	struct assay_teacher_conf teacher = *teacher_of(item);
	assay_autobuf struct assay_buf body = {0};
	struct assay_rng named;
	struct assay_rng rng;
	if (item->step.has_temperature)
		teacher.temperature = item->step.temperature;
	assay_rng_split(&item->grow->seeds, teacher.name.data ? teacher.name : teacher.kind, item->task.index,
			item->is_retry, &named);
	assay_rng_split(&named, ASSAY_STR("step"), item->task.n_steps, 0, &rng);
	uint64_t seed = assay_rng_below(&rng, INT32_MAX) + 1;
	int rc = assay_chat_write_request(&teacher, prompt, 1, seed, &body, err);
	if (rc)
		return rc;
	item->sending = (struct assay_sending){
		.body = assay_arena_str(item->arena, assay_buf_str(&body)),
		.accept = on_accept,
		.done = on_done,
		.arg = item,
	};
	if (!item->sending.body.data)
		return assay_arena_fail(item->arena, err);
	if (item->task.n_asked < ASSAY_METHOD_ASKED)
		item->task.asked[item->task.n_asked++] = (struct assay_asked){
			.prompt = item->step.prompt->name,
			.prompt_version = item->step.prompt->version,
			.operator= item->step.operator,
			.model = teacher.model,
			.temperature = teacher.temperature,
			.top_p = teacher.top_p,
			.presence_penalty = teacher.presence_penalty,
			.frequency_penalty = teacher.frequency_penalty,
			.seed = seed,
		};
	return 0;
}

/* 1: the reply was in the store; 0: it is on its way. */
static int send_prompt(struct grow_item *item, struct assay_str prompt, struct assay_err *err)
{
	struct grow *grow = item->grow;
	struct assay_str body;
	int rc = make_body(item, prompt, err);
	if (rc)
		return rc;
	grow->counts.requests++;
	rc = assay_store_get_response(grow->store, request_key(item->sending.body), item->arena, &body, err);
	if (rc == 1) {
		grow->counts.stored++;
		rc = take_body(item, body, err);
		return rc ? assay_err_wrap(err, rc, "a stored reply") : 1;
	}
	return rc ? rc : assay_sender_send(grow->senders[item->step.teacher % grow->n_teachers], &item->sending, err);
}

static int ask(struct grow_item *item, struct assay_err *err)
{
	assay_autobuf struct assay_buf prompt = {0};
	int rc = assay_prompt_render(item->step.prompt, &item->step.slots, &prompt, err);
	if (rc)
		return rc;
	item->is_retry = false;
	item->prompt = assay_arena_str(item->arena, assay_buf_str(&prompt));
	return item->prompt.data ? send_prompt(item, item->prompt, err) : assay_arena_fail(item->arena, err);
}

/* 1: the task has its reply, or was given up; 0: a second try is on its way. */
static int take_reply(struct grow_item *item, struct assay_err *err)
{
	const char *code = NULL;
	struct assay_err why = {0};
	while (assay_reply_read(item->reply, item->step.shape, &item->doc, &code, &why)) {
		if (item->is_retry) {
			give_up(item, code, assay_str_of(why.msg));
			return 1;
		}
		assay_autobuf struct assay_buf prompt = {0};
		item->is_retry = true;
		item->grow->counts.retries++;
		int rc = render_retry(item, assay_str_of(why.msg), &prompt, err);
		if (rc == 0)
			rc = send_prompt(item, assay_buf_str(&prompt), err);
		if (rc != 1)
			return rc;
		why = (struct assay_err){0};
	}
	item->task.text = item->reply;
	item->task.reply = assay_json_root(item->doc);
	return 1;
}

static void on_done(void *arg, enum assay_sent end, const char *reason)
{
	struct grow_item *item = arg;
	struct grow *grow = item->grow;
	int rc = 0;
	if (end == ASSAY_SENT_OK)
		rc = take_reply(item, grow->err);
	else if (end == ASSAY_SENT_REFUSED)
		give_up(item, "endpoint_refused", assay_str_of(reason));
	else
		rc = assay_fail(grow->err, ASSAY_EPROTO, "%s; what was paid for is kept, run again to go on", reason);
	if (rc < 0)
		stop_with(grow, rc);
	else if (rc == 1 || item->is_done)
		advance(item);
}

/* --- Claims --- */

static int push_order(struct grow *grow, struct grow_item *item, size_t claim)
{
	if (grow->n_orders == grow->cap_orders) {
		size_t cap = grow->cap_orders ? 2 * grow->cap_orders : 64;
		struct grow_order *orders = reallocarray(grow->orders, cap, sizeof(*orders));
		if (!orders)
			return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
		grow->orders = orders;
		grow->cap_orders = cap;
	}
	grow->orders[grow->n_orders++] = (struct grow_order){item, claim};
	return 0;
}

/* Hands orders to the worker pool while it has room; a verdict is the moment to go on. */
static int pump_orders(struct grow *grow)
{
	while (grow->next_order < grow->n_orders && !assay_pool_is_full(grow->pool)) {
		struct grow_order order = grow->orders[grow->next_order++];
		const struct assay_claim *claim = &order.item->step.claims[order.claim];
		uint64_t ticket = (uint64_t)(order.item - grow->items) * ASSAY_METHOD_CLAIMS + order.claim;
		int rc = assay_pool_submit(grow->pool, ticket, claim->problem, &claim->candidate, grow->err);
		if (rc)
			return rc;
	}
	if (grow->next_order == grow->n_orders)
		grow->next_order = grow->n_orders = 0;
	return 0;
}

static int verify(struct grow_item *item)
{
	int rc = 0;
	item->n_waiting = item->step.n_claims;
	for (size_t i = 0; rc == 0 && i < item->step.n_claims; i++)
		rc = push_order(item->grow, item, i);
	return rc;
}

void grow_on_verdict(void *arg, uint64_t ticket, const struct assay_verdict *verdict)
{
	struct grow *grow = arg;
	struct grow_item *item = &grow->items[ticket / ASSAY_METHOD_CLAIMS];
	struct assay_claim *claim = &item->step.claims[ticket % ASSAY_METHOD_CLAIMS];
	if (grow->rc)
		return;
	claim->is_known = verdict->word != ASSAY_SYSTEM_ERROR && verdict->word != ASSAY_UNDECIDED;
	claim->is_accepted = verdict->word == ASSAY_ACCEPTED;
	claim->is_witnessed = verdict->word == ASSAY_WRONG_ANSWER || verdict->word == ASSAY_RUNTIME_ERROR ||
			      verdict->word == ASSAY_TIME_LIMIT || verdict->word == ASSAY_MEMORY_LIMIT ||
			      verdict->word == ASSAY_OUTPUT_LIMIT || verdict->word == ASSAY_COMPILE_ERROR;
	claim->word = assay_str_of(assay_word_name(verdict->word));
	claim->reason = assay_arena_str(item->arena, verdict->reason);
	claim->pass_bits = assay_arena_str(item->arena, verdict->pass_bits);
	claim->fraction = verdict->total ? (double)verdict->passed / (double)verdict->total : 0;
	if (verdict->word == ASSAY_SYSTEM_ERROR) {
		stop_with(grow, assay_fail(grow->err, ASSAY_ESANDBOX, "a claim could not be verified: %.*s",
					   (int)verdict->reason.len, verdict->reason.data ? verdict->reason.data : ""));
		return;
	}
	if (--item->n_waiting == 0)
		advance(item);
	int rc = grow->rc ? 0 : pump_orders(grow);
	if (rc)
		stop_with(grow, rc);
}

/* --- Steps --- */

/* What is wrong with one reply (too large for the arena, no problem after all) ends its task alone. */
static int plan_next(struct grow_item *item, struct assay_err *err)
{
	struct assay_err why = {0};
	item->last = item->step;
	item->task.last = item->task.n_steps ? &item->last : NULL;
	item->step = (struct assay_step){0};
	int rc = item->task.n_steps < MAX_STEPS ? item->grow->method->next(&item->task, &item->step, &why)
						: assay_fail(&why, ASSAY_EINVAL, "the task comes to no end");
	if (rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT)
		give_up(item, rc == ASSAY_ELIMIT ? "too_large" : "unfit_problem", assay_str_of(why.msg));
	else if (rc)
		return assay_fail(err, (enum assay_code)rc, "%s", why.msg);
	assay_json_doc_destroy(item->doc);
	item->doc = NULL;
	item->task.reply = (struct assay_json){0};
	item->task.n_steps++;
	return 0;
}

/* 1: go on; 0: something is on its way, or the task is done. */
static int take_step(struct grow_item *item)
{
	struct grow *grow = item->grow;
	int rc = plan_next(item, grow->err);
	if (rc || item->is_done)
		return rc;
	switch (item->step.kind) {
	case ASSAY_STEP_ASK:
		rc = ask(item, grow->err);
		return rc == 1 ? take_reply(item, grow->err) : rc;
	case ASSAY_STEP_VERIFY:
		rc = verify(item);
		return rc ? rc : item->step.n_claims == 0;
	case ASSAY_STEP_GIVE:
	case ASSAY_STEP_GIVE_UP:
		item->is_done = true;
		return 0;
	}
	return assay_fail(grow->err, ASSAY_EINVAL, "a method planned nothing");
}

static void advance(struct grow_item *item)
{
	struct grow *grow = item->grow;
	int rc = 1;
	while (rc == 1 && !item->is_done)
		rc = take_step(item);
	if (rc >= 0 && !item->is_done)
		rc = pump_orders(grow);
	if (rc < 0)
		stop_with(grow, rc);
	if (item->is_done && --grow->n_open == 0)
		assay_loop_stop(grow->loop);
}

int grow_start(struct grow *grow, struct grow_item *item, uint64_t index)
{
	*item = (struct grow_item){.grow = grow, .arena = assay_arena_create(ITEM_BYTES)};
	if (!item->arena)
		return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_task_init(&item->task, grow->method, &grow->env, index, item->arena, grow->err);
	if (rc)
		return rc;
	advance(item);
	return grow->rc;
}

void grow_item_finish(struct grow_item *item)
{
	assay_json_doc_destroy(item->doc);
	assay_arena_destroy(item->arena);
	*item = (struct grow_item){0};
}
