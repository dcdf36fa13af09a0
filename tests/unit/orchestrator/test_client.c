/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/client.h"
#include "tests/unit/orchestrator/http_server.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct assay_loop *loop;
static struct assay_client *client;
static struct http_server server;

static void setup(void)
{
	struct assay_err err = {0};
	cr_assert_eq(assay_loop_create(&loop, &err), 0, "%s", err.msg);
	cr_assert_eq(assay_client_create(loop, &client, &err), 0, "%s", err.msg);
}

static void teardown(void)
{
	assay_client_destroy(client);
	assay_loop_destroy(loop);
}

TestSuite(client, .init = setup, .fini = teardown, .timeout = 60);

/* What came of one post. */
struct result {
	struct assay_http_reply reply;
	struct assay_buf body;
	char failure[256];
	int n_calls;
	int posts_left; /* Posted again from within the callback. */
};

static void post(struct result *result, const struct assay_http_post *more);

static void on_reply(void *arg, const struct assay_http_reply *reply)
{
	struct result *result = arg;
	result->n_calls++;
	result->reply = *reply;
	(void)snprintf(result->failure, sizeof(result->failure), "%s", reply->failure ? reply->failure : "");
	assay_buf_clear(&result->body);
	(void)assay_buf_add_str(&result->body, reply->body);
	if (result->posts_left-- > 0)
		post(result, &(struct assay_http_post){.body = ASSAY_STR("again")});
}

static void post(struct result *result, const struct assay_http_post *more)
{
	struct assay_err err = {0};
	struct assay_http_post p = *more;
	int before = result->n_calls;
	p.url = p.url ? p.url : server.url;
	p.timeout_ms = p.timeout_ms ? p.timeout_ms : 20000;
	p.max_reply_bytes = p.max_reply_bytes ? p.max_reply_bytes : 1 << 20;
	cr_assert_eq(assay_client_post(client, &p, on_reply, result, &err), 0, "%s", err.msg);
	cr_assert_eq(result->n_calls, before, "called back before post() returned");
}

/* The loop ends by itself: libcurl watches nothing for idle connections. */
static void run(void)
{
	struct assay_err err = {0};
	cr_assert_eq(assay_loop_run(loop, NULL, &err), 0, "%s", err.msg);
}

/* One request, one canned reply. */
static void exchange(const char *bytes, enum after after, struct result *result)
{
	const struct canned replies[] = {{.bytes = bytes, .after = after}};
	http_server_start(&server, replies, 1);
	post(result, &(struct assay_http_post){.body = ASSAY_STR("{}")});
	run();
	http_server_stop(&server, NULL);
	cr_assert_eq(result->n_calls, 1);
}

static void finish(struct result *result)
{
	assay_buf_finish(&result->body);
}

Test(client, posts_json_with_the_key_and_hands_out_the_reply)
{
	struct result result = {0};
	assay_autobuf struct assay_buf requests = {0};
	char *reply = http_reply("200 OK", "{\"a\":1}");
	http_server_start(&server, &(struct canned){.bytes = reply}, 1);
	post(&result, &(struct assay_http_post){.body = ASSAY_STR("{\"q\":2}"), .bearer = "k-123"});
	run();
	http_server_stop(&server, &requests);
	cr_assert_eq(result.n_calls, 1);
	cr_assert_str_empty(result.failure);
	cr_assert_eq(result.reply.status, 200);
	cr_assert_str_eq(result.body.data, "{\"a\":1}");
	cr_assert(strstr(requests.data, "POST /v1 HTTP/1.1\r\n"), "%s", requests.data);
	cr_assert(strstr(requests.data, "\r\nAuthorization: Bearer k-123\r\n"));
	cr_assert(strstr(requests.data, "\r\nContent-Type: application/json\r\n"));
	cr_assert(strstr(requests.data, "\r\n\r\n{\"q\":2}"));
	cr_assert_not(strstr(requests.data, "Expect"));
	finish(&result);
	free(reply);
}

Test(client, sends_large_bodies_whole)
{
	struct result result = {0};
	assay_autobuf struct assay_buf requests = {0};
	char *reply = http_reply("200 OK", "");
	char *body = malloc(500000);
	memset(body, 'x', 500000);
	http_server_start(&server, &(struct canned){.bytes = reply}, 1);
	post(&result, &(struct assay_http_post){.body = {.data = body, .len = 500000}});
	memset(body, 'y', 500000); /* It was copied. */
	run();
	http_server_stop(&server, &requests);
	cr_assert_eq(result.reply.status, 200, "%s", result.failure);
	const char *sent = strstr(requests.data, "\r\n\r\n") + 4;
	cr_assert_eq(strspn(sent, "x"), 500000);
	finish(&result);
	free(body);
	free(reply);
}

Test(client, may_be_asked_again_from_within_a_callback)
{
	struct result result = {.posts_left = 9};
	char *reply = http_reply("200 OK", "ok");
	struct canned replies[10];
	for (int i = 0; i < 10; i++)
		replies[i] = (struct canned){.bytes = reply, .after = i % 3 ? AFTER_KEEP : AFTER_CLOSE};
	http_server_start(&server, replies, 10);
	post(&result, &(struct assay_http_post){0});
	run();
	http_server_stop(&server, NULL);
	cr_assert_eq(result.n_calls, 10);
	cr_assert_str_empty(result.failure);
	finish(&result);
	free(reply);
}

Test(client, has_many_requests_in_flight)
{
	enum { N = 60 };
	static struct result results[N];
	char *reply = http_reply("200 OK\r\nConnection: close", "ok");
	struct canned replies[N];
	for (int i = 0; i < N; i++)
		replies[i] = (struct canned){.bytes = reply, .after = AFTER_CLOSE};
	http_server_start(&server, replies, N);
	for (int i = 0; i < N; i++)
		post(&results[i], &(struct assay_http_post){0});
	run();
	http_server_stop(&server, NULL);
	for (int i = 0; i < N; i++) {
		cr_assert_eq(results[i].n_calls, 1);
		cr_assert_str_empty(results[i].failure);
		finish(&results[i]);
	}
	free(reply);
}

Test(client, says_what_failed)
{
	static const struct {
		const char *bytes;
		enum after after;
		const char *words;
	} cases[] = {
		{"", AFTER_CLOSE, "Empty reply from server"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", AFTER_CLOSE, "7 bytes remaining"},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", AFTER_CLOSE, "outstanding"},
		{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", AFTER_CLOSE,
		 "unencoding"},
		{"SSH-2.0-OpenSSH_9.2\r\n", AFTER_CLOSE, "HTTP/0.9"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result result = {0};
		exchange(cases[i].bytes, cases[i].after, &result);
		cr_assert(strcasestr(result.failure, cases[i].words), "%s", result.failure);
		cr_assert_not(result.reply.is_too_large);
		finish(&result);
	}
	struct result refused = {0};
	post(&refused, &(struct assay_http_post){.url = "http://127.0.0.1:1/v1"});
	run();
	cr_assert(strstr(refused.failure, "Failed to connect to 127.0.0.1 port 1"), "%s", refused.failure);
	cr_assert_eq(refused.reply.status, 0);
	finish(&refused);
}

Test(client, ends_a_reply_that_takes_too_long)
{
	struct result result = {0};
	http_server_start(
		&server,
		&(struct canned){.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", .after = AFTER_HANG}, 1);
	uint64_t start = assay_now_ms();
	post(&result, &(struct assay_http_post){.timeout_ms = 300});
	run();
	http_server_stop(&server, NULL);
	cr_assert(strstr(result.failure, "timed out"), "%s", result.failure);
	cr_assert_geq(assay_now_ms() - start, 290);
	finish(&result);
}

Test(client, holds_replies_to_their_ceiling)
{
	char *body = malloc(101);
	memset(body, 'x', 100);
	body[100] = '\0';
	char *reply = http_reply("200 OK", body);
	for (size_t max = 99; max <= 100; max++) {
		struct result result = {0};
		http_server_start(&server, &(struct canned){.bytes = reply, .after = AFTER_CLOSE}, 1);
		post(&result, &(struct assay_http_post){.max_reply_bytes = max});
		run();
		http_server_stop(&server, NULL);
		cr_assert_eq(result.reply.is_too_large, max == 99);
		cr_assert_eq(result.failure[0] != '\0', max == 99, "%s", result.failure);
		finish(&result);
	}
	free(reply);
	free(body);
}

Test(client, counts_compressed_replies_as_they_unfold)
{
	enum { PLAIN = 8 << 20 };
	unsigned char *plain = calloc(1, PLAIN);
	uLongf len = compressBound(PLAIN);
	char *reply = malloc(len + 200);
	cr_assert(plain && reply);
	unsigned char *packed = malloc(len);
	cr_assert_eq(compress(packed, &len, plain, PLAIN), Z_OK);
	int head = sprintf(reply, "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: %lu\r\n\r\n", len);
	memcpy(reply + head, packed, len);
	http_server_start(&server, &(struct canned){.bytes = reply, .after = AFTER_CLOSE, .len = (size_t)head + len},
			  1);
	struct result result = {0};
	post(&result, &(struct assay_http_post){0});
	run();
	http_server_stop(&server, NULL);
	cr_assert(result.reply.is_too_large, "%s", result.failure);
	cr_assert_leq(result.body.len, 1 << 20);
	finish(&result);
	free(packed);
	free(reply);
	free(plain);
}

Test(client, does_not_follow_redirects)
{
	struct result result = {0};
	char *reply = http_reply("307 Elsewhere\r\nLocation: http://127.0.0.1:1/", "");
	exchange(reply, AFTER_CLOSE, &result);
	cr_assert_str_empty(result.failure);
	cr_assert_eq(result.reply.status, 307);
	finish(&result);
	free(reply);
}

Test(client, reads_retry_after_from_a_reply)
{
	struct result result = {0};
	char *reply = http_reply("429 Slow down\r\nretry-AFTER:  7 ", "");
	exchange(reply, AFTER_CLOSE, &result);
	cr_assert(result.reply.has_retry_after);
	cr_assert_eq(result.reply.retry_after_ms, 7000);
	finish(&result);
	free(reply);
}

Test(client, is_destroyed_with_requests_in_flight)
{
	struct result results[3] = {0};
	http_server_start(&server, &(struct canned){.bytes = "", .after = AFTER_HANG}, 1);
	for (int i = 0; i < 3; i++)
		post(&results[i], &(struct assay_http_post){0});
	struct assay_watch *watch;
	cr_assert_eq(assay_loop_add_timer(loop, 100, (void (*)(void *))assay_loop_stop, loop, &watch, NULL), 0);
	run();
	assay_client_destroy(client);
	client = NULL;
	run(); /* Nothing is left to watch. */
	http_server_stop(&server, NULL);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(results[i].n_calls, 0);
}

Test(retry_after, is_seconds_or_a_date)
{
	static const struct {
		const char *value;
		bool is_valid;
		uint64_t ms;
	} cases[] = {
		{"0", true, 0},
		{" 12 \r\n", true, 12000},
		{"3600", true, 3600000},
		{"3601", true, 3600000},
		{"99999999999999999999999999999999", true, 3600000},
		/* The three forms of RFC 9110, section 5.6.7; now is 1994-11-06 08:49:30. */
		{"Sun, 06 Nov 1994 08:49:37 GMT", true, 7000},
		{"Sunday, 06-Nov-94 08:49:37 GMT", true, 7000},
		{"Sun Nov  6 08:49:37 1994", true, 7000},
		{"Sun, 06 Nov 1994 08:49:00 GMT", true, 0},
		{"Mon, 06 Nov 2034 08:49:37 GMT", true, 3600000},
		{"", false, 0},
		{"soon", false, 0},
		{"-5", false, 0},
		{"Sun, 06 Nov 1994 08:49:37 GMT and a lot of words behind it that make it too long", false, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t ms = 0;
		cr_expect_eq(assay_parse_retry_after(cases[i].value, 784111770, &ms), cases[i].is_valid, "%s",
			     cases[i].value);
		cr_expect_eq(ms, cases[i].ms, "%s: %" PRIu64, cases[i].value, ms);
	}
}

Test(address, is_web_and_holds_no_secret)
{
	static const char *const good[] = {"http://127.0.0.1:8000/v1", "https://api.example.com/v1/",
					   "HTTP://[::1]:80"};
	static const char *const bad[] = {"",
					  "127.0.0.1:8000",
					  "ftp://127.0.0.1/",
					  "file:///etc/passwd",
					  "http://",
					  "http://me:secret@127.0.0.1/",
					  "http://me@127.0.0.1/",
					  "http://127.0.0.1/v1?key=secret",
					  "http://127.0.0.1/v1#secret",
					  "http://127.0.0.1:99999/",
					  "http://a b/"};
	struct assay_err err = {0};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		cr_expect_eq(assay_http_check_base(good[i], &err), 0, "%s: %s", good[i], err.msg);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_eq(assay_http_check_base(bad[i], &err), ASSAY_ECONFIG, "%s", bad[i]);
		cr_expect_not(strstr(err.msg, "secret"), "%s", err.msg);
	}
}
