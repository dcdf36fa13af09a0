/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any endpoint that speaks chat completions.
 *
 * Candidates k are grouped by n_per_request: one request answers a group. A group is asked until it has what somebody
 * waits for, so an endpoint that ignores `n` only costs more requests. A reply is committed to the store before
 * anybody sees it: what was paid for survives a kill, and the same request is never sent again once its reply is there.
 * (A kill between the endpoint's last byte and our commit loses that one reply; no client can close that gap.)
 *
 * What is sent when, and what is tried again, is the sender's business (sender.h).
 */
#include "orchestrator/teachers/openai.h"
#include "orchestrator/client.h"
#include "orchestrator/teacher.h"
#include "orchestrator/teachers/chat.h"
#include "orchestrator/teachers/kinds.h"
#include "orchestrator/teachers/sender.h"

#include "base/json.h"
#include "base/rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#define MAX_REPLY_BYTES ((size_t)16 << 20)
#define GROUP_BYTES	((size_t)256 << 20)
/* So many different problems in a row without an answer, each after all its retries, and the endpoint is down. */
#define GIVE_UP_AFTER 8

struct openai;

/* Somebody who asked for candidate k and has no answer yet. */
struct waiter {
	bool is_waiting;
	uint64_t ticket;
	void (*reply)(void *arg, const struct assay_teacher_reply *reply);
	void *arg;
};

/* One reply of the endpoint; its choices share what it says about itself. */
struct answer {
	uint64_t seed;
	struct assay_str usage;
	uint64_t prompt_tokens, completion_tokens;
};

/*
 * The candidates first_k .. first_k + n - 1 of one problem. Whenever a request is open somebody waits for a choice that
 * only it can bring; so the end of every request makes somebody hear of it, and a farm that waits for that goes on.
 */
struct group {
	LIST_ENTRY(group) live;
	struct openai *openai;
	struct assay_arena *arena;
	struct assay_str problem_id;
	struct assay_str prompt;
	uint64_t first_k;
	size_t n, n_have, n_delivered;
	struct assay_chat_choice *choices; /* n; the first n_have are filled. */
	struct answer *answers;		   /* n; filled at the first choice of each reply. */
	struct waiter *waiters;		   /* n */
	struct assay_sending sending;
	uint64_t seed; /* Of the request being made. */
	bool is_open;
	bool is_delivering;
};

struct openai {
	const struct assay_teacher_conf *conf;
	struct assay_teacher_env env;
	struct assay_sender *sender;
	struct assay_rng seeds;
	LIST_HEAD(, group) groups;
	struct assay_hash128 last_lost; /* Problem id. */
	unsigned lost_in_a_row;		/* Problems, no good reply between them. */
};

static void group_destroy(struct group *group)
{
	LIST_REMOVE(group, live);
	assay_arena_destroy(group->arena); /* The group lives in its own arena. */
}

static bool fill_group(struct group *group, const struct assay_problem *problem)
{
	assay_autobuf struct assay_buf prompt = {0};
	if (assay_chat_write_prompt(problem, &prompt, NULL))
		return false;
	group->problem_id = assay_arena_str(group->arena, problem->id);
	group->prompt = assay_arena_str(group->arena, assay_buf_str(&prompt));
	group->choices = assay_arena_array(group->arena, group->n, sizeof(*group->choices));
	group->answers = assay_arena_array(group->arena, group->n, sizeof(*group->answers));
	group->waiters = assay_arena_array(group->arena, group->n, sizeof(*group->waiters));
	return group->problem_id.data && group->prompt.data && group->choices && group->answers && group->waiters;
}

/* NULL: out of memory. */
static struct group *group_create(struct openai *openai, const struct assay_problem *problem, uint64_t first_k)
{
	uint64_t left = openai->conf->k - first_k;
	struct assay_arena *arena = assay_arena_create(GROUP_BYTES);
	struct group *group = arena ? assay_arena_alloc(arena, sizeof(*group)) : NULL;
	if (!group) {
		assay_arena_destroy(arena);
		return NULL;
	}
	group->openai = openai;
	group->arena = arena;
	group->first_k = first_k;
	group->n = left < openai->conf->n_per_request ? left : openai->conf->n_per_request;
	LIST_INSERT_HEAD(&openai->groups, group, live);
	if (!fill_group(group, problem)) {
		group_destroy(group);
		return NULL;
	}
	return group;
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

/* --- Handing out --- */

/* The reply that brought choice i. */
static const struct answer *answer_of(const struct group *group, size_t i)
{
	while (i > 0 && group->answers[i].seed == 0)
		i--;
	return &group->answers[i];
}

static struct assay_str sampling_json(const struct group *group, size_t i)
{
	const struct assay_teacher_conf *conf = group->openai->conf;
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_f64(&w, "temperature", conf->temperature);
	assay_jsonw_kv_f64(&w, "top_p", conf->top_p);
	assay_jsonw_kv_u64(&w, "max_tokens", conf->max_tokens);
	assay_jsonw_kv_u64(&w, "seed", answer_of(group, i)->seed);
	assay_jsonw_kv_str_opt(&w, "finish_reason", group->choices[i].finish_reason);
	assay_jsonw_end_object(&w);
	return out.error ? (struct assay_str){0} : assay_arena_str(group->arena, assay_buf_str(&out));
}

/* Answers waiter i with its choice. */
static void deliver(struct group *group, size_t i)
{
	struct waiter waiter = group->waiters[i];
	const struct answer *answer = &group->answers[i]; /* Zero behind the first choice: a reply is counted once. */
	const struct assay_candidate candidate = {
		.problem_id = group->problem_id,
		.id = assay_arena_printf(group->arena, "%" PRIu64, group->first_k + i),
		.text = group->choices[i].text,
		.model = group->openai->conf->model,
		.sampling = sampling_json(group, i),
		.usage = answer->usage,
	};
	struct assay_teacher_reply reply = {
		.ticket = waiter.ticket,
		.candidate = &candidate,
		.prompt_tokens = answer->prompt_tokens,
		.completion_tokens = answer->completion_tokens,
		.attempts = group->sending.attempts,
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

/* An answer may make its receiver ask for another k of this very group, before or behind i: hence the second look. */
static void deliver_ready(struct group *group)
{
	bool is_again = true;
	group->is_delivering = true;
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
}

/* Answers everybody who waits with the same failure and drops the group. */
static void fail_group(struct group *group, bool is_fatal, const char *reason)
{
	LIST_REMOVE(group, live); /* Who asks from within an answer gets a new group. */
	for (size_t i = 0; i < group->n; i++) {
		const struct waiter *waiter = &group->waiters[i];
		const struct assay_teacher_reply reply = {
			.ticket = waiter->ticket,
			.is_failed = true,
			.is_fatal = is_fatal,
			.reason = assay_str_of(reason),
			.attempts = group->sending.attempts,
		};
		if (waiter->is_waiting)
			waiter->reply(waiter->arg, &reply);
	}
	assay_arena_destroy(group->arena);
}

/* --- Requests --- */

static void proceed(struct group *group);

/* The address is no part of it: an endpoint may move between two runs, the model that answers is in the body. */
static struct assay_hash128 request_key(const struct group *group)
{
	const struct assay_str fields[] = {ASSAY_STR("chat/completions"), group->sending.body};
	return assay_hash_fields(fields, 2);
}

/* Takes the choices of a reply into the group; a reply may hold more or fewer than were asked for. */
static int take_choices(struct group *group, struct assay_str body, struct assay_err *err)
{
	struct assay_chat_reply reply;
	int rc = assay_chat_read_reply(body, group->arena, &reply, err);
	if (rc)
		return rc;
	group->answers[group->n_have] = (struct answer){
		.seed = group->seed,
		.usage = reply.usage,
		.prompt_tokens = reply.prompt_tokens,
		.completion_tokens = reply.completion_tokens,
	};
	for (size_t i = 0; i < reply.n && group->n_have < group->n; i++)
		group->choices[group->n_have++] = reply.choices[i];
	return 0;
}

static int accept_reply(void *arg, struct assay_str body, struct assay_err *err)
{
	struct group *group = arg;
	struct assay_store *store = group->openai->env.store;
	int rc = take_choices(group, body, err);
	if (rc || !store)
		return rc;
	rc = assay_store_put_response(store, request_key(group), body, err);
	return rc ? rc : assay_store_commit(store, err);
}

/* True when so many problems were lost one after the other that the endpoint must be down. */
static bool is_down(struct openai *openai, struct assay_str problem_id)
{
	struct assay_hash128 id = assay_hash_of(problem_id);
	if (openai->lost_in_a_row == 0 || memcmp(&id, &openai->last_lost, sizeof(id)) != 0)
		openai->lost_in_a_row++;
	openai->last_lost = id;
	return openai->lost_in_a_row >= GIVE_UP_AFTER;
}

static void on_done(void *arg, enum assay_sent end, const char *reason)
{
	struct group *group = arg;
	struct openai *openai = group->openai;
	group->is_open = false;
	if (end == ASSAY_SENT_OK) {
		openai->lost_in_a_row = 0;
		proceed(group);
	} else if (end == ASSAY_SENT_LOST && is_down(openai, group->problem_id)) {
		struct assay_err err;
		(void)assay_fail(&err, ASSAY_EPROTO, "%s; %u problems in a row got no answer, run again to go on",
				 reason, openai->lost_in_a_row);
		fail_group(group, true, err.msg);
	} else {
		fail_group(group, end == ASSAY_SENT_FATAL, reason);
	}
}

/* The body of the request for everything that is missing. It follows from what is there, so a resumed run makes the
 * same ones and finds their replies in the store. */
static int make_request(struct group *group, struct assay_err *err)
{
	struct openai *openai = group->openai;
	assay_autobuf struct assay_buf body = {0};
	struct assay_rng rng;
	assay_rng_split(&openai->seeds, group->problem_id, group->first_k, group->n_have, &rng);
	group->seed = assay_rng_below(&rng, INT32_MAX) + 1; /* Some endpoints refuse more; 0 means none to others. */
	int rc = assay_chat_write_request(openai->conf, group->prompt, group->n - group->n_have, group->seed, &body,
					  err);
	if (rc)
		return rc;
	group->sending = (struct assay_sending){
		.body = assay_arena_str(group->arena, assay_buf_str(&body)),
		.accept = accept_reply,
		.done = on_done,
		.arg = group,
	};
	return group->sending.body.data ? 0 : assay_arena_fail(group->arena, err);
}

/* 1 when the store knew the next reply, 0 when it is on its way now. */
static int request(struct group *group, struct assay_err *err)
{
	struct openai *openai = group->openai;
	struct assay_str body = {0};
	int rc = make_request(group, err);
	if (rc == 0 && openai->env.store)
		rc = assay_store_get_response(openai->env.store, request_key(group), group->arena, &body, err);
	if (rc == 1) {
		rc = take_choices(group, body, err);
		return rc ? assay_err_wrap(err, rc, "a stored reply") : 1;
	}
	if (rc == 0)
		rc = assay_sender_send(openai->sender, &group->sending, err);
	group->is_open = rc == 0;
	return rc;
}

static bool is_wanted(const struct group *group)
{
	for (size_t i = group->n_have; i < group->n; i++) {
		if (group->waiters[i].is_waiting)
			return true;
	}
	return false;
}

/* Hands out what is there and asks for what else is wanted. The group may be gone afterwards. */
static void proceed(struct group *group)
{
	struct assay_err err = {0};
	int rc = 1;
	while (rc == 1) {
		deliver_ready(group);
		rc = is_wanted(group) && !group->is_open ? request(group, &err) : 0;
	}
	if (rc < 0)
		fail_group(group, true, err.msg);
	else if (group->n_delivered == group->n)
		group_destroy(group);
}

/* --- The interface --- */

static void openai_destroy(void *state)
{
	struct openai *openai = state;
	if (!openai)
		return;
	assay_sender_destroy(openai->sender);
	while (!LIST_EMPTY(&openai->groups))
		group_destroy(LIST_FIRST(&openai->groups));
	free(openai);
}

static int check_key(const struct assay_teacher_conf *conf, struct assay_err *err)
{
	const char *name = conf->api_key_env.data;
	const char *key = name ? getenv(name) : NULL;
	if (name && (!key || !*key))
		return assay_fail(err, ASSAY_ECONFIG, "the environment variable %s (api_key_env) is not set", name);
	for (const char *p = key; p && *p; p++) {
		if (*p <= ' ' || *p > '~')
			return assay_fail(
				err, ASSAY_ECONFIG,
				"the key in %s holds a space, a line break or another character that no key has", name);
	}
	return 0;
}

static int check_conf(const struct assay_teacher_conf *conf, struct assay_err *err)
{
	if (!conf->base_url.data)
		return assay_fail(err, ASSAY_ECONFIG, "an openai teacher needs \"base_url\"");
	int rc = assay_http_check_base(conf->base_url.data, err);
	if (rc)
		return assay_err_wrap(err, rc, "base_url");
	if (conf->model.len == 0)
		return assay_fail(err, ASSAY_ECONFIG, "an openai teacher needs \"model\"");
	return check_key(conf, err);
}

int assay_openai_sender_create(const struct assay_teacher_conf *conf, struct assay_loop *loop,
			       struct assay_sender **ret, struct assay_err *err)
{
	char *url;
	int rc = check_conf(conf, err);
	if (rc)
		return rc;
	bool has_slash = assay_str_ends(conf->base_url, "/");
	if (asprintf(&url, "%s%schat/completions", conf->base_url.data, has_slash ? "" : "/") < 0)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	const struct assay_sender_options options = {
		.url = url,
		.key = conf->api_key_env.data ? getenv(conf->api_key_env.data) : NULL,
		.key_name = conf->api_key_env.data,
		.concurrency = conf->concurrency,
		.timeout_ms = conf->timeout_ms,
		.retries = conf->retries,
		.requests_per_second = conf->requests_per_second,
		.max_reply_bytes = MAX_REPLY_BYTES,
	};
	rc = assay_sender_create(loop, &options, ret, err);
	free(url);
	return rc;
}

static int openai_create(const struct assay_teacher_conf *conf, const struct assay_teacher_env *env, void **ret_state,
			 struct assay_err *err)
{
	struct openai *openai = calloc(1, sizeof(*openai));
	if (!openai)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	LIST_INIT(&openai->groups);
	openai->conf = conf;
	openai->env = *env;
	/* The name is in it so that two teachers with one model ask for different samples. */
	struct assay_rng root, mine;
	assay_rng_init(&root, env->seed);
	assay_rng_split(&root, ASSAY_STR("openai/seed"), 0, 0, &mine);
	assay_rng_split(&mine, conf->name.data ? conf->name : conf->kind, 0, 0, &openai->seeds);
	int rc = assay_openai_sender_create(conf, env->loop, &openai->sender, err);
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
	return assay_sender_is_busy(openai->sender);
}

static int openai_ask(void *state, uint64_t ticket, const struct assay_problem *problem, uint64_t k,
		      void (*reply)(void *arg, const struct assay_teacher_reply *reply), void *arg,
		      struct assay_err *err)
{
	struct openai *openai = state;
	uint64_t first_k = k - k % openai->conf->n_per_request;
	struct group *group = find_group(openai, problem->id, first_k);
	if (!group)
		group = group_create(openai, problem, first_k);
	if (!group)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	group->waiters[k - first_k] = (struct waiter){.is_waiting = true, .ticket = ticket, .reply = reply, .arg = arg};
	if (!group->is_delivering)
		proceed(group);
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
