/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any endpoint that speaks chat completions.
 *
 * Candidates k are grouped by n_per_request: one request answers a group. A group is asked until it has all its
 * choices, so an endpoint that ignores `n` only costs more requests. A reply is committed to the store before
 * anybody sees it: what was paid for survives a kill, and the same request is never sent twice. (A
 * kill between the endpoint's last byte and our commit loses that one reply; no client can close that gap.)
 *
 * Failures that may pass (connection, 408, 409, 429, 5xx, a broken body) are retried with exponential backoff and full
 * jitter, or when Retry-After says; 401 and 403 end the run; other statuses end the request. On 429 and 503
 * concurrency shrinks by a quarter, after 25 good replies in a row it grows by one.
 */
#include "orchestrator/client.h"
#include "orchestrator/teacher.h"
#include "orchestrator/teachers/chat.h"
#include "orchestrator/teachers/kinds.h"

#include "base/json.h"
#include "base/rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#define MAX_REPLY_BYTES	 ((size_t)16 << 20)
#define GROUP_BYTES	 ((size_t)64 << 20)
#define BACKOFF_FIRST_MS 500.0
#define BACKOFF_MAX_MS	 60000.0
#define GROW_AFTER	 25

struct openai;

/* Somebody who asked for candidate k and has no answer yet. */
struct waiter {
	bool is_waiting;
	uint64_t ticket;
	void (*reply)(void *arg, const struct assay_teacher_reply *reply);
	void *arg;
};

/* The candidates first_k .. first_k + n - 1 of one problem. */
struct group {
	LIST_ENTRY(group) live;
	struct openai *openai;
	struct assay_arena *arena;
	struct assay_str problem_id;
	struct assay_str prompt;
	uint64_t first_k;
	size_t n, n_have, n_delivered;
	struct assay_chat_choice *choices; /* n; the first n_have are filled. */
	struct assay_str *usages;	   /* n; of the request whose first choice it was. */
	uint64_t *prompt_tokens, *completion_tokens;
	struct waiter *waiters; /* n */
	uint64_t seed;		/* Of the request in flight. */
	struct assay_str body;
	unsigned attempts; /* Of the request in flight. */
	struct assay_watch *timer;
	bool is_delivering;
};

struct openai {
	const struct assay_teacher_conf *conf;
	struct assay_teacher_env env;
	struct assay_client *client;
	char *url, *key;
	struct assay_rng seeds, jitter;
	LIST_HEAD(, group) groups;
	size_t n_open;	/* Requests sent or waiting to be sent. */
	double allowed; /* Adaptive concurrency. */
	unsigned good_in_a_row;
	uint64_t next_send_ms; /* Rate limit. */
};

static void group_destroy(struct group *group)
{
	LIST_REMOVE(group, live);
	assay_loop_remove(group->timer);
	assay_arena_destroy(group->arena); /* The group lives in its own arena. */
}

static struct group *group_create(struct openai *openai, const struct assay_problem *problem, uint64_t first_k)
{
	uint64_t left = openai->conf->k - first_k;
	size_t n = left < openai->conf->n_per_request ? left : openai->conf->n_per_request;
	struct assay_arena *arena = assay_arena_create(GROUP_BYTES);
	struct group *group = arena ? assay_arena_alloc(arena, sizeof(*group)) : NULL;
	if (!group) {
		assay_arena_destroy(arena);
		return NULL;
	}
	*group = (struct group){
		.openai = openai,
		.arena = arena,
		.problem_id = assay_arena_str(arena, problem->id),
		.prompt = assay_chat_prompt(problem, arena),
		.first_k = first_k,
		.n = n,
		.choices = assay_arena_array(arena, n, sizeof(*group->choices)),
		.usages = assay_arena_array(arena, n, sizeof(*group->usages)),
		.prompt_tokens = assay_arena_array(arena, n, sizeof(*group->prompt_tokens)),
		.completion_tokens = assay_arena_array(arena, n, sizeof(*group->completion_tokens)),
		.waiters = assay_arena_array(arena, n, sizeof(*group->waiters)),
	};
	LIST_INSERT_HEAD(&openai->groups, group, live);
	if (!group->problem_id.data || !group->prompt.data || !group->choices || !group->usages ||
	    !group->prompt_tokens || !group->completion_tokens || !group->waiters) {
		group_destroy(group);
		return NULL;
	}
	return group;
}

/* --- Handing out --- */

static struct assay_str sampling_json(const struct group *group, size_t i, struct assay_arena *arena)
{
	const struct assay_teacher_conf *conf = group->openai->conf;
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_f64(&w, "temperature", conf->temperature);
	assay_jsonw_kv_f64(&w, "top_p", conf->top_p);
	assay_jsonw_kv_u64(&w, "max_tokens", conf->max_tokens);
	assay_jsonw_kv_str_opt(&w, "finish_reason", group->choices[i].finish_reason);
	assay_jsonw_end_object(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(arena, assay_buf_str(&out));
}

/* Answers waiter i with its choice. */
static void deliver(struct group *group, size_t i)
{
	struct waiter waiter = group->waiters[i];
	const struct assay_candidate candidate = {
		.problem_id = group->problem_id,
		.id = assay_arena_printf(group->arena, "%" PRIu64, group->first_k + i),
		.text = group->choices[i].text,
		.model = group->openai->conf->model,
		.sampling = sampling_json(group, i, group->arena),
		.usage = group->usages[i],
	};
	struct assay_teacher_reply reply = {
		.ticket = waiter.ticket,
		.candidate = &candidate,
		.prompt_tokens = group->prompt_tokens[i],
		.completion_tokens = group->completion_tokens[i],
		.attempts = group->attempts,
	};
	group->waiters[i].is_waiting = false;
	group->n_delivered++;
	if (!candidate.id.data || !candidate.sampling.data) {
		reply.candidate = NULL;
		reply.is_failed = true;
		reply.reason = ASSAY_STR("out of memory");
	}
	waiter.reply(waiter.arg, &reply);
}

/*
 * Answers everybody whose choice is there, and drops the group when nobody can ask it any more. An answer may make its
 * receiver ask for the next k of this very group: such a call finds is_delivering set and leaves the work to the loop.
 */
static void deliver_ready(struct group *group)
{
	if (group->is_delivering)
		return;
	group->is_delivering = true;
	bool is_again = true;
	while (is_again) {
		is_again = false;
		for (size_t i = 0; i < group->n_have; i++) {
			if (!group->waiters[i].is_waiting)
				continue;
			deliver(group, i);
			is_again = true;
		}
	}
	group->is_delivering = false;
	if (group->n_delivered == group->n)
		group_destroy(group);
}

/* Answers everybody who waits with the same failure and drops the group. */
static void fail_group(struct group *group, bool is_fatal, const char *reason)
{
	struct openai *openai = group->openai;
	size_t n = group->n;
	struct waiter *waiters = calloc(n, sizeof(*waiters));
	char text[600];
	(void)snprintf(text, sizeof(text), "%s: %s", openai->url, reason);
	if (waiters)
		memcpy(waiters, group->waiters, n * sizeof(*waiters));
	group_destroy(group);
	for (size_t i = 0; waiters && i < n; i++) {
		const struct assay_teacher_reply reply = {
			.ticket = waiters[i].ticket,
			.is_failed = true,
			.is_fatal = is_fatal,
			.reason = assay_str_of(text),
		};
		if (waiters[i].is_waiting)
			waiters[i].reply(waiters[i].arg, &reply);
	}
	free(waiters);
}

/* --- Requests --- */

static void request_more(struct group *group);
static void send_later(struct group *group, uint64_t delay_ms);

/* Takes the choices of a reply into the group; a reply may hold more or fewer than were asked for. */
static int take_choices(struct group *group, struct assay_str body, struct assay_err *err)
{
	struct assay_chat_reply reply;
	int rc = assay_chat_read_reply(body, group->arena, &reply, err);
	if (rc)
		return rc;
	size_t first = group->n_have;
	for (size_t i = 0; i < reply.n && group->n_have < group->n; i++)
		group->choices[group->n_have++] = reply.choices[i];
	group->usages[first] = reply.usage;
	group->prompt_tokens[first] = reply.prompt_tokens;
	group->completion_tokens[first] = reply.completion_tokens;
	return 0;
}

static struct assay_hash128 request_key(const struct group *group)
{
	const struct assay_str fields[] = {assay_str_of(group->openai->url), group->body};
	return assay_hash_fields(fields, 2);
}

/* Goes on after choices were taken: asks for what is still missing, then hands out. */
static void advance(struct group *group)
{
	if (group->n_have < group->n)
		request_more(group);
	else
		deliver_ready(group);
}

static void on_good(struct openai *openai)
{
	if (++openai->good_in_a_row < GROW_AFTER)
		return;
	openai->good_in_a_row = 0;
	if (openai->allowed < (double)openai->conf->concurrency)
		openai->allowed += 1;
}

static void on_overload(struct openai *openai)
{
	openai->good_in_a_row = 0;
	openai->allowed *= 0.75;
	if (openai->allowed < 1)
		openai->allowed = 1;
}

/* Full jitter: anywhere between nothing and the doubled wait, so that retries of many requests spread out. */
static uint64_t backoff_ms(struct openai *openai, unsigned attempts)
{
	double most = BACKOFF_FIRST_MS;
	for (unsigned i = 1; i < attempts && most < BACKOFF_MAX_MS; i++)
		most *= 2;
	if (most > BACKOFF_MAX_MS)
		most = BACKOFF_MAX_MS;
	return (uint64_t)(most * assay_rng_f64(&openai->jitter)) + 1;
}

static void retry_or_fail(struct group *group, const struct assay_http_reply *reply, const char *reason)
{
	struct openai *openai = group->openai;
	if (group->attempts > openai->conf->retries) {
		char text[400];
		(void)snprintf(text, sizeof(text), "%s, after %u tries", reason, group->attempts);
		openai->n_open--;
		fail_group(group, false, text);
		return;
	}
	uint64_t delay = backoff_ms(openai, group->attempts);
	if (reply->has_retry_after && reply->retry_after_ms > delay)
		delay = reply->retry_after_ms;
	send_later(group, delay);
}

static void on_refused(struct group *group, const struct assay_http_reply *reply)
{
	struct openai *openai = group->openai;
	char text[500];
	bool is_key = reply->status == 401 || reply->status == 403;
	if (is_key && openai->conf->api_key_env.data)
		(void)snprintf(text, sizeof(text), "status %ld: the key in %s is not accepted", reply->status,
			       openai->conf->api_key_env.data);
	else
		(void)snprintf(text, sizeof(text), "status %ld%s: %.*s", reply->status,
			       is_key ? " (no api_key_env is set)" : "", (int)assay_utf8_cut(reply->body, 300),
			       reply->body.data);
	openai->n_open--;
	fail_group(group, is_key, text);
}

static bool may_pass(long status)
{
	return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

static void on_reply(void *arg, const struct assay_http_reply *reply)
{
	struct group *group = arg;
	struct openai *openai = group->openai;
	char reason[400];
	struct assay_err err = {0};
	if (reply->status == 429 || reply->status == 503)
		on_overload(openai);
	if (reply->failure || may_pass(reply->status)) {
		(void)snprintf(reason, sizeof(reason), reply->failure ? "%s" : "status %.0s%ld",
			       reply->failure ? reply->failure : "", reply->status);
		retry_or_fail(group, reply, reason);
		return;
	}
	if (reply->status < 200 || reply->status > 299) {
		on_refused(group, reply);
		return;
	}
	int rc = take_choices(group, reply->body, &err);
	if (rc == ASSAY_EPROTO) {
		(void)snprintf(reason, sizeof(reason), "a malformed reply: %.300s", err.msg);
		retry_or_fail(group, reply, reason);
		return;
	}
	if (rc == 0 && openai->env.store) {
		rc = assay_store_put_response(openai->env.store, request_key(group), reply->body, &err);
		if (rc == 0)
			rc = assay_store_commit(openai->env.store, &err);
	}
	openai->n_open--;
	on_good(openai);
	if (rc)
		fail_group(group, true, err.msg);
	else
		advance(group);
}

static void send_now(void *arg)
{
	struct group *group = arg;
	struct openai *openai = group->openai;
	struct assay_err err = {0};
	const struct assay_http_post post = {
		.url = openai->url,
		.bearer = openai->key,
		.body = group->body,
		.timeout_ms = openai->conf->timeout_ms,
		.max_reply_bytes = MAX_REPLY_BYTES,
	};
	group->timer = NULL;
	group->attempts++;
	if (assay_client_post(openai->client, &post, on_reply, group, &err) == 0)
		return;
	openai->n_open--;
	fail_group(group, true, err.msg);
}

/* Always through a timer, so that ask() never answers a network reply from within itself. */
static void send_later(struct group *group, uint64_t delay_ms)
{
	struct openai *openai = group->openai;
	struct assay_err err = {0};
	uint64_t now = assay_now_ms();
	if (openai->conf->requests_per_second > 0) {
		if (openai->next_send_ms > now + delay_ms)
			delay_ms = openai->next_send_ms - now;
		openai->next_send_ms = now + delay_ms + (uint64_t)(1000.0 / openai->conf->requests_per_second);
	}
	if (assay_loop_add_timer(openai->env.loop, delay_ms, send_now, group, &group->timer, &err) == 0)
		return;
	openai->n_open--;
	fail_group(group, true, err.msg);
}

/* 1 when the store had the reply, 0 when it must be asked for. */
static int take_from_store(struct group *group, struct assay_err *err)
{
	struct assay_str body;
	if (!group->openai->env.store)
		return 0;
	int found = assay_store_get_response(group->openai->env.store, request_key(group), group->arena, &body, err);
	if (found != 1)
		return found;
	int rc = take_choices(group, body, err);
	return rc ? rc : 1;
}

/* Asks for the choices that a group lacks: from the store while it knows them, then from the endpoint. */
static void request_more(struct group *group)
{
	struct openai *openai = group->openai;
	struct assay_err err = {0};
	int rc = 1;
	while (rc == 1 && group->n_have < group->n) {
		assay_autobuf struct assay_buf body = {0};
		struct assay_rng rng;
		assay_rng_split(&openai->seeds, group->problem_id, group->first_k, group->n_have, &rng);
		group->seed = assay_rng_u64(&rng) >> 33; /* 31 bits: some endpoints refuse more. */
		rc = assay_chat_write_request(openai->conf, group->prompt, group->n - group->n_have, group->seed, &body,
					      &err);
		group->body = assay_arena_str(group->arena, assay_buf_str(&body));
		if (rc == 0 && !group->body.data)
			rc = assay_arena_fail(group->arena, &err);
		if (rc == 0)
			rc = take_from_store(group, &err);
	}
	if (rc < 0) {
		fail_group(group, true, err.msg);
	} else if (group->n_have == group->n) {
		deliver_ready(group);
	} else {
		group->attempts = 0;
		openai->n_open++;
		send_later(group, 0);
	}
}

/* --- The interface --- */

static void openai_destroy(void *state)
{
	struct openai *openai = state;
	if (!openai)
		return;
	assay_client_destroy(openai->client);
	while (!LIST_EMPTY(&openai->groups))
		group_destroy(LIST_FIRST(&openai->groups));
	if (openai->key)
		explicit_bzero(openai->key, strlen(openai->key));
	free(openai->key);
	free(openai->url);
	free(openai);
}

static int check_conf(const struct assay_teacher_conf *conf, struct assay_err *err)
{
	if (!assay_str_starts(conf->base_url, "http://") && !assay_str_starts(conf->base_url, "https://"))
		return assay_fail(err, ASSAY_ECONFIG, "an openai teacher needs \"base_url\" with http:// or https://");
	if (conf->model.len == 0)
		return assay_fail(err, ASSAY_ECONFIG, "an openai teacher needs \"model\"");
	if (conf->api_key_env.data && !getenv(conf->api_key_env.data))
		return assay_fail(err, ASSAY_ECONFIG, "the environment variable %s (api_key_env) is not set",
				  conf->api_key_env.data);
	return 0;
}

static int openai_create(const struct assay_teacher_conf *conf, const struct assay_teacher_env *env, void **ret_state,
			 struct assay_err *err)
{
	int rc = check_conf(conf, err);
	if (rc)
		return rc;
	struct openai *openai = calloc(1, sizeof(*openai));
	if (!openai)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	LIST_INIT(&openai->groups);
	openai->conf = conf;
	openai->env = *env;
	openai->allowed = (double)conf->concurrency;
	struct assay_rng root;
	assay_rng_init(&root, env->seed);
	assay_rng_split(&root, ASSAY_STR("openai/seed"), 0, 0, &openai->seeds);
	assay_rng_split(&root, ASSAY_STR("openai/jitter"), 0, 0, &openai->jitter);
	bool has_slash = assay_str_ends(conf->base_url, "/");
	if (asprintf(&openai->url, "%s%schat/completions", conf->base_url.data, has_slash ? "" : "/") < 0)
		openai->url = NULL;
	const char *key = conf->api_key_env.data ? getenv(conf->api_key_env.data) : NULL;
	openai->key = key ? strdup(key) : NULL;
	if (!openai->url || (key && !openai->key))
		rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = assay_client_create(env->loop, &openai->client, err);
	if (rc) {
		openai_destroy(openai);
		return rc;
	}
	*ret_state = openai;
	return 0;
}

static size_t openai_count(void *state, const struct assay_problem *problem, size_t want)
{
	(void)state;
	(void)problem;
	return want;
}

static bool openai_is_busy(void *state)
{
	const struct openai *openai = state;
	return openai->n_open >= (size_t)openai->allowed;
}

static struct group *find_group(struct openai *openai, struct assay_str problem_id, uint64_t first_k)
{
	struct group *group;
	LIST_FOREACH(group, &openai->groups, live)
	{
		if (group->first_k == first_k && assay_str_eq(group->problem_id, problem_id))
			return group;
	}
	return NULL;
}

static int openai_ask(void *state, uint64_t ticket, const struct assay_problem *problem, uint64_t k,
		      void (*reply)(void *arg, const struct assay_teacher_reply *reply), void *arg,
		      struct assay_err *err)
{
	struct openai *openai = state;
	uint64_t first_k = k - k % openai->conf->n_per_request;
	struct group *group = find_group(openai, problem->id, first_k);
	bool is_new = group == NULL;
	if (is_new)
		group = group_create(openai, problem, first_k);
	if (!group)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	group->waiters[k - first_k] = (struct waiter){.is_waiting = true, .ticket = ticket, .reply = reply, .arg = arg};
	if (is_new)
		request_more(group);
	else if (group->n_have == group->n)
		deliver_ready(group);
	return 0;
}

const struct assay_teacher_kind assay_teacher_openai = {
	.name = "openai",
	.title = "any endpoint that speaks chat completions",
	.create = openai_create,
	.destroy = openai_destroy,
	.count = openai_count,
	.is_busy = openai_is_busy,
	.ask = openai_ask,
};
