/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teachers/sender.h"
#include "tests/unit/orchestrator/http_server.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY "sk-0123456789"

static struct assay_loop *loop;
static struct assay_sender *sender;
static struct http_server server;

static void setup(void)
{
	cr_assert_eq(assay_loop_create(&loop, NULL), 0);
}

static void teardown(void)
{
	assay_sender_destroy(sender);
	assay_loop_destroy(loop);
}

TestSuite(sender, .init = setup, .fini = teardown, .timeout = 60);

static void create(const struct assay_sender_options *more)
{
	struct assay_err err = {0};
	struct assay_sender_options o = *more;
	o.url = server.url;
	o.concurrency = o.concurrency ? o.concurrency : 4;
	o.timeout_ms = 20000;
	o.max_reply_bytes = 1000;
	cr_assert_eq(assay_sender_create(loop, &o, &sender, &err), 0, "%s", err.msg);
}

/* One request and its end. */
struct request {
	struct assay_sending sending;
	int accept_rc; /* What accept() answers. */
	int n_accepted, n_done;
	enum assay_sent end;
	char reason[ASSAY_ERR_MSG];
};

static int on_accept(void *arg, struct assay_str reply, struct assay_err *err)
{
	struct request *request = arg;
	request->n_accepted++;
	cr_expect(assay_str_is(reply, "good"));
	return request->accept_rc ? assay_fail(err, request->accept_rc, "not to my taste") : 0;
}

static void on_done(void *arg, enum assay_sent end, const char *reason)
{
	struct request *request = arg;
	request->n_done++;
	request->end = end;
	(void)snprintf(request->reason, sizeof(request->reason), "%s", reason ? reason : "");
}

static void send(struct request *request)
{
	struct assay_err err = {0};
	request->sending.body = ASSAY_STR("{}");
	request->sending.accept = on_accept;
	request->sending.done = on_done;
	request->sending.arg = request;
	cr_assert_eq(assay_sender_send(sender, &request->sending, &err), 0, "%s", err.msg);
	cr_assert_eq(request->n_done, 0, "called back from within send()");
}

static void run(void)
{
	cr_assert_eq(assay_loop_run(loop, NULL, NULL), 0);
}

/* One sender, the canned statuses in order, one request after the other until all are used. */
static void talk(const struct assay_sender_options *options, const char *const *statuses, size_t n,
		 struct request *requests, size_t n_requests)
{
	struct canned replies[16] = {0};
	for (size_t i = 0; i < n; i++)
		replies[i] =
			(struct canned){.bytes = http_reply(statuses[i], statuses[i][0] == '2' ? "good" : "bad " KEY)};
	http_server_start(&server, replies, n);
	create(options);
	for (size_t i = 0; i < n_requests; i++) {
		send(&requests[i]);
		run();
		cr_assert_eq(requests[i].n_done, 1);
	}
	http_server_stop(&server, NULL);
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)replies[i].bytes);
}

Test(sender, tries_again_what_may_pass)
{
	static const char *const statuses[] = {"500 x", "408 x", "429 x\r\nRetry-After: 0", "200 x"};
	struct request request = {0};
	talk(&(struct assay_sender_options){.retries = 3}, statuses, 4, &request, 1);
	cr_expect_eq(request.end, ASSAY_SENT_OK, "%s", request.reason);
	cr_expect_eq(request.sending.attempts, 4);
	cr_expect_eq(request.n_accepted, 1);
}

Test(sender, gives_a_request_up_after_its_retries)
{
	static const char *const statuses[] = {"500 x", "502 x"};
	struct request request = {0};
	talk(&(struct assay_sender_options){.retries = 1, .key = KEY, .key_name = "THE_KEY"}, statuses, 2, &request, 1);
	cr_expect_eq(request.end, ASSAY_SENT_LOST);
	cr_expect(strstr(request.reason, "/v1: status 502, after 2 tries"), "%s", request.reason);
	cr_expect_not(strstr(request.reason, KEY), "what repeats the key is not shown: %s", request.reason);
}

Test(sender, asks_again_for_a_reply_that_is_not_accepted)
{
	static const char *const statuses[] = {"200 x", "200 x"};
	struct request request = {.accept_rc = ASSAY_EPROTO};
	talk(&(struct assay_sender_options){.retries = 1}, statuses, 2, &request, 1);
	cr_expect_eq(request.end, ASSAY_SENT_LOST);
	cr_expect_eq(request.n_accepted, 2);
	cr_expect(strstr(request.reason, "a malformed reply: not to my taste, after 2 tries"), "%s", request.reason);
}

Test(sender, blames_itself_for_its_own_failures)
{
	static const char *const statuses[] = {"200 x", "200 x"};
	struct request requests[] = {{.accept_rc = ASSAY_ELIMIT}, {.accept_rc = ASSAY_EIO}};
	talk(&(struct assay_sender_options){.retries = 1}, statuses, 2, requests, 2);
	cr_expect_eq(requests[0].end, ASSAY_SENT_REFUSED);
	cr_expect_eq(requests[1].end, ASSAY_SENT_FATAL);
	cr_expect_str_eq(requests[1].reason, "not to my taste");
}

Test(sender, takes_a_wrong_address_for_hopeless_until_something_went_well)
{
	static const char *const first[] = {"404 x"};
	static const char *const later[] = {"200 x", "404 x", "307 x", "403 x", "401 x"};
	struct request one = {0}, many[5] = {0};
	talk(&(struct assay_sender_options){.retries = 9}, first, 1, &one, 1);
	cr_expect_eq(one.end, ASSAY_SENT_FATAL);
	assay_sender_destroy(sender);
	talk(&(struct assay_sender_options){.retries = 9, .key = KEY, .key_name = "THE_KEY"}, later, 5, many, 5);
	cr_expect_eq(many[0].end, ASSAY_SENT_OK);
	for (int i = 1; i < 4; i++)
		cr_expect_eq(many[i].end, ASSAY_SENT_REFUSED, "%s", many[i].reason);
	cr_expect_eq(many[4].end, ASSAY_SENT_FATAL, "a key may be revoked at any time");
	cr_expect(strstr(many[4].reason, "status 401: the key in THE_KEY is not accepted"), "%s", many[4].reason);
}

Test(sender, does_not_ask_again_for_what_is_too_large)
{
	char body[2000];
	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	char *reply = http_reply("200 x", body);
	struct request request = {0};
	http_server_start(&server, &(struct canned){.bytes = reply}, 1);
	create(&(struct assay_sender_options){.retries = 9});
	send(&request);
	run();
	http_server_stop(&server, NULL);
	cr_expect_eq(request.end, ASSAY_SENT_REFUSED);
	free(reply);
}

/* How many requests it lets be open. */
static size_t room(void)
{
	static struct request requests[64];
	size_t n = 0;
	while (n < 64 && !assay_sender_is_busy(sender))
		send(&requests[n++]);
	return n;
}

Test(sender, lets_fewer_be_open_after_an_overload_and_more_after_good_replies)
{
	char *slow_down = http_reply("429 x\r\nRetry-After: 0", "");
	char *good = http_reply("200 x", "good");
	struct canned replies[64];
	for (int i = 0; i < 64; i++)
		replies[i] = (struct canned){.bytes = i ? good : slow_down};
	http_server_start(&server, replies, 64);
	create(&(struct assay_sender_options){.retries = 1, .concurrency = 8});
	struct request request;
	int n_good = 0;
	request = (struct request){0};
	send(&request);
	run();
	cr_assert_eq(request.end, ASSAY_SENT_OK);
	for (n_good = 1; n_good < 25; n_good++) {
		request = (struct request){0};
		send(&request);
		run();
		cr_assert_eq(request.end, ASSAY_SENT_OK, "%s", request.reason);
	}
	/* 8 * 0.75 + 1, and the 25th reply made the difference. */
	cr_expect_eq(room(), 7);
	http_server_stop(&server, NULL);
	free(slow_down);
	free(good);
}

Test(sender, shrinks_once_for_all_that_was_on_the_wire)
{
	char *slow_down = http_reply("429 x\r\nConnection: close", "");
	struct canned replies[8];
	struct request requests[8] = {0};
	for (int i = 0; i < 8; i++)
		replies[i] = (struct canned){.bytes = slow_down, .after = AFTER_CLOSE};
	http_server_start(&server, replies, 8);
	create(&(struct assay_sender_options){.retries = 0, .concurrency = 8});
	for (int i = 0; i < 8; i++)
		send(&requests[i]);
	cr_expect(assay_sender_is_busy(sender));
	run();
	for (int i = 0; i < 8; i++)
		cr_expect_eq(requests[i].end, ASSAY_SENT_LOST);
	cr_expect_eq(room(), 6);
	http_server_stop(&server, NULL);
	free(slow_down);
}

Test(sender, is_destroyed_with_requests_in_every_state)
{
	char *error = http_reply("500 x", "");
	struct canned replies[] = {{.bytes = error, .after = AFTER_CLOSE}, {.bytes = "", .after = AFTER_HANG}};
	struct request requests[4] = {0};
	http_server_start(&server, replies, 2);
	create(&(struct assay_sender_options){.retries = 50, .concurrency = 2});
	for (int i = 0; i < 4; i++)
		send(&requests[i]);
	cr_assert_eq(assay_loop_add_timer(loop, 100, (void (*)(void *))assay_loop_stop, loop, NULL, NULL), 0);
	run();
	assay_sender_destroy(sender);
	sender = NULL;
	run(); /* Nothing is left to watch. */
	http_server_stop(&server, NULL);
	for (int i = 0; i < 4; i++)
		cr_expect_eq(requests[i].n_done, 0);
	free(error);
}
