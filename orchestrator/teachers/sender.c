/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teachers/sender.h"

#include "base/buf.h"
#include "base/rng.h"
#include "orchestrator/client.h"
#include "orchestrator/teachers/chat.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 500.0
#define BACKOFF_MAX_MS	 60000.0
#define GROW_AFTER	 25
#define SHRINK_TO	 0.75
#define MAX_ERROR_TEXT	 300

struct assay_sender {
	struct assay_sender_options o; /* Strings are own copies. */
	struct assay_loop *loop;
	struct assay_client *client;
	LIST_HEAD(, assay_sending) open;
	TAILQ_HEAD(, assay_sending) ready; /* Due; they wait for room or for the rate limit. */
	struct assay_watch *wake;
	size_t n_open, n_sent;
	double allowed; /* Adaptive: how many may be on the wire. */
	unsigned good_in_a_row;
	uint64_t shrunk_ms;  /* When `allowed` was last reduced. */
	double next_send_ms; /* Rate limit and Retry-After; a fraction of a millisecond counts. */
	bool has_good_reply;
	struct assay_rng jitter;
};

/* --- Ends --- */

static void end(struct assay_sending *sending, enum assay_sent how, const char *reason)
{
	LIST_REMOVE(sending, open);
	sending->sender->n_open--;
	sending->done(sending->arg, how, reason);
}

/* The same for what the endpoint caused. */
static void end_blamed(struct assay_sending *sending, enum assay_sent how, const char *reason)
{
	struct assay_err whole;
	(void)assay_fail(&whole, ASSAY_EPROTO, "%s: %s", sending->sender->o.url, reason);
	end(sending, how, whole.msg);
}

/* An endpoint may quote the request's headers back at us; what has the key in it is not shown. */
static bool is_showable(const struct assay_sender *sender, struct assay_str text)
{
	return !sender->o.key || assay_str_find(text, assay_str_of(sender->o.key), 0) == SIZE_MAX;
}

/* What went wrong with a request that got no good reply. */
static void describe(const struct assay_sender *sender, const struct assay_http_reply *reply, struct assay_err *ret)
{
	bool is_key = reply->status == 401 || reply->status == 403;
	assay_autobuf struct assay_buf said = {0};
	if (reply->failure) {
		(void)assay_fail(ret, ASSAY_EPROTO, "%s", reply->failure);
		return;
	}
	if (reply->status == 401 && sender->o.key) {
		(void)assay_fail(ret, ASSAY_EPROTO, "status 401: the key in %s is not accepted", sender->o.key_name);
		return;
	}
	if (assay_chat_read_error(reply->body, &said) || !is_showable(sender, assay_buf_str(&said)))
		assay_buf_clear(&said);
	(void)assay_fail(ret, ASSAY_EPROTO, "status %ld%s%s%.*s", reply->status,
			 is_key && !sender->o.key ? " (no key was sent: api_key_env is not set)" : "",
			 said.len ? ": " : "", (int)assay_utf8_cut(assay_buf_str(&said), MAX_ERROR_TEXT),
			 said.data ? said.data : "");
}

/* --- Sending --- */

static int wake_in(struct assay_sender *sender, double delay_ms, struct assay_err *err);

static void on_reply(void *arg, const struct assay_http_reply *reply);

static void post(struct assay_sender *sender, struct assay_sending *sending)
{
	struct assay_err err = {0};
	const struct assay_http_post request = {
		.url = sender->o.url,
		.bearer = sender->o.key,
		.body = sending->body,
		.timeout_ms = sender->o.timeout_ms,
		.max_reply_bytes = sender->o.max_reply_bytes,
	};
	sending->attempts++;
	sending->sent_ms = assay_now_ms();
	if (assay_client_post(sender->client, &request, on_reply, sending, &err)) {
		end(sending, ASSAY_SENT_FATAL, err.msg);
		return;
	}
	sender->n_sent++;
	if (sender->o.requests_per_second > 0)
		sender->next_send_ms += 1000.0 / sender->o.requests_per_second;
}

/* Sends what is due, as far as concurrency and rate allow. */
static void send_ready(void *arg)
{
	struct assay_sender *sender = arg;
	struct assay_err err = {0};
	sender->wake = NULL;
	while (!TAILQ_EMPTY(&sender->ready) && (double)(sender->n_sent + 1) <= sender->allowed) {
		struct assay_sending *sending = TAILQ_FIRST(&sender->ready);
		double now = (double)assay_now_ms();
		double wait_ms = sender->next_send_ms - now;
		if (wait_ms > 0 && wake_in(sender, wait_ms, &err) == 0)
			return;
		if (wait_ms < 0)
			sender->next_send_ms = now; /* Idle time is not saved up for a burst. */
		TAILQ_REMOVE(&sender->ready, sending, ready);
		if (err.code)
			end(sending, ASSAY_SENT_FATAL, err.msg);
		else
			post(sender, sending);
	}
}

/* Sends through a timer, so that callbacks come from the loop alone. */
static int wake_in(struct assay_sender *sender, double delay_ms, struct assay_err *err)
{
	if (sender->wake)
		return 0;
	uint64_t whole_ms = delay_ms > 0 ? (uint64_t)delay_ms + 1 : 0;
	return assay_loop_add_timer(sender->loop, whole_ms, send_ready, sender, &sender->wake, err);
}

static int make_ready(struct assay_sender *sender, struct assay_sending *sending, struct assay_err *err)
{
	int rc = wake_in(sender, 0, err);
	if (rc == 0)
		TAILQ_INSERT_TAIL(&sender->ready, sending, ready);
	return rc;
}

/* --- Replies --- */

enum answer {
	ANSWER_GOOD,
	ANSWER_PASSING, /* May go better next time. */
	ANSWER_REFUSED,
	ANSWER_HOPELESS, /* For every request. */
};

static enum answer classify(const struct assay_sender *sender, const struct assay_http_reply *reply)
{
	long status = reply->status;
	if (reply->failure)
		return reply->is_too_large ? ANSWER_REFUSED : ANSWER_PASSING;
	if (status >= 200 && status <= 299)
		return ANSWER_GOOD;
	if (status >= 500 || status == 408 || status == 409 || status == 425 || status == 429)
		return ANSWER_PASSING;
	if (status == 401 || status == 402)
		return ANSWER_HOPELESS;
	/* A redirect, forbidden, not found or not allowed: the address or the model, unless others were answered. */
	if (status < 400 || status == 403 || status == 404 || status == 405)
		return sender->has_good_reply ? ANSWER_REFUSED : ANSWER_HOPELESS;
	return ANSWER_REFUSED;
}

static void on_good(struct assay_sender *sender)
{
	sender->has_good_reply = true;
	if (++sender->good_in_a_row < GROW_AFTER)
		return;
	sender->good_in_a_row = 0;
	if (sender->allowed + 1 <= (double)sender->o.concurrency)
		sender->allowed += 1;
	else
		sender->allowed = (double)sender->o.concurrency;
}

static void on_overload(struct assay_sender *sender, const struct assay_sending *sending,
			const struct assay_http_reply *reply)
{
	double until_ms = (double)(assay_now_ms() + reply->retry_after_ms);
	if (reply->has_retry_after && until_ms > sender->next_send_ms)
		sender->next_send_ms = until_ms;
	sender->good_in_a_row = 0;
	if (sending->sent_ms <= sender->shrunk_ms)
		return;
	sender->shrunk_ms = assay_now_ms();
	sender->allowed *= SHRINK_TO;
	if (sender->allowed < 1)
		sender->allowed = 1;
}

/* Full jitter: anywhere between nothing and the doubled wait, so that retries of many requests spread out. */
static uint64_t backoff_ms(struct assay_sender *sender, unsigned attempts)
{
	double most = BACKOFF_FIRST_MS;
	for (unsigned i = 1; i < attempts && most < BACKOFF_MAX_MS; i++)
		most *= 2;
	if (most > BACKOFF_MAX_MS)
		most = BACKOFF_MAX_MS;
	return (uint64_t)(most * assay_rng_f64(&sender->jitter)) + 1;
}

static void on_backoff_over(void *arg)
{
	struct assay_sending *sending = arg;
	struct assay_err err = {0};
	sending->timer = NULL;
	if (make_ready(sending->sender, sending, &err))
		end(sending, ASSAY_SENT_FATAL, err.msg);
}

static void retry_or_lose(struct assay_sending *sending, const struct assay_http_reply *reply, const char *reason)
{
	struct assay_sender *sender = sending->sender;
	struct assay_err err = {0};
	if (sending->attempts > sender->o.retries) {
		(void)assay_fail(&err, ASSAY_EPROTO, "%s, after %u tries", reason, sending->attempts);
		end_blamed(sending, ASSAY_SENT_LOST, err.msg);
		return;
	}
	uint64_t delay = backoff_ms(sender, sending->attempts);
	if (reply->has_retry_after && reply->retry_after_ms > delay)
		delay = reply->retry_after_ms;
	if (assay_loop_add_timer(sender->loop, delay, on_backoff_over, sending, &sending->timer, &err))
		end(sending, ASSAY_SENT_FATAL, err.msg);
}

static void take_good(struct assay_sending *sending, const struct assay_http_reply *reply)
{
	struct assay_sender *sender = sending->sender;
	struct assay_err err = {0};
	int rc = sending->accept(sending->arg, reply->body, &err);
	if (rc == 0) {
		on_good(sender);
		end(sending, ASSAY_SENT_OK, NULL);
	} else if (rc == ASSAY_EPROTO) {
		if (!is_showable(sender, assay_str_of(err.msg)))
			(void)assay_fail(&err, ASSAY_EPROTO, "it repeats the key");
		(void)assay_err_wrap(&err, rc, "a malformed reply");
		retry_or_lose(sending, reply, err.msg);
	} else if (rc == ASSAY_ELIMIT) {
		end_blamed(sending, ASSAY_SENT_REFUSED, err.msg);
	} else {
		end(sending, ASSAY_SENT_FATAL, err.msg);
	}
}

static void on_reply(void *arg, const struct assay_http_reply *reply)
{
	struct assay_sending *sending = arg;
	struct assay_sender *sender = sending->sender;
	struct assay_err why;
	enum answer answer = classify(sender, reply);
	sender->n_sent--;
	if (!TAILQ_EMPTY(&sender->ready))
		(void)wake_in(sender, 0, NULL); /* Out of memory: the next reply tries again. */
	if (reply->status == 429 || reply->status == 503)
		on_overload(sender, sending, reply);
	if (answer == ANSWER_GOOD) {
		take_good(sending, reply);
		return;
	}
	describe(sender, reply, &why);
	if (answer == ANSWER_PASSING)
		retry_or_lose(sending, reply, why.msg);
	else
		end_blamed(sending, answer == ANSWER_HOPELESS ? ASSAY_SENT_FATAL : ASSAY_SENT_REFUSED, why.msg);
}

/* --- The interface --- */

static void wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

void assay_sender_destroy(struct assay_sender *sender)
{
	if (!sender)
		return;
	struct assay_sending *sending;
	LIST_FOREACH(sending, &sender->open, open)
	assay_loop_remove(sending->timer);
	assay_loop_remove(sender->wake);
	assay_client_destroy(sender->client);
	wipe((char *)(uintptr_t)sender->o.key);
	free((char *)(uintptr_t)sender->o.key_name);
	free((char *)(uintptr_t)sender->o.url);
	free(sender);
}

int assay_sender_create(struct assay_loop *loop, const struct assay_sender_options *options, struct assay_sender **ret,
			struct assay_err *err)
{
	struct assay_sender *sender = calloc(1, sizeof(*sender));
	if (!sender)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	LIST_INIT(&sender->open);
	TAILQ_INIT(&sender->ready);
	sender->loop = loop;
	sender->allowed = (double)options->concurrency;
	/* Not the run's seed: jitter is there to tell processes apart, and decides nothing that is kept. */
	assay_rng_init(&sender->jitter, assay_now_ms() ^ (uint64_t)getpid() << 32);
	sender->o = *options;
	sender->o.url = strdup(options->url);
	sender->o.key = options->key ? strdup(options->key) : NULL;
	sender->o.key_name = strdup(options->key_name ? options->key_name : "");
	int rc = 0;
	if (!sender->o.url || !sender->o.key_name || (options->key && !sender->o.key))
		rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = assay_client_create(loop, &sender->client, err);
	if (rc) {
		assay_sender_destroy(sender);
		return rc;
	}
	*ret = sender;
	return 0;
}

bool assay_sender_is_busy(const struct assay_sender *sender)
{
	return (double)(sender->n_open + 1) > sender->allowed;
}

int assay_sender_send(struct assay_sender *sender, struct assay_sending *sending, struct assay_err *err)
{
	sending->sender = sender;
	sending->attempts = 0;
	sending->timer = NULL;
	int rc = make_ready(sender, sending, err);
	if (rc)
		return rc;
	LIST_INSERT_HEAD(&sender->open, sending, open);
	sender->n_open++;
	return 0;
}
