/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/client.h"

#include "base/buf.h"
#include "base/num.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <time.h>

#define MAX_RETRY_AFTER_MS ((uint64_t)3600 * 1000)

struct transfer {
	LIST_ENTRY(transfer) live;
	struct assay_client *client;
	CURL *easy;
	struct curl_slist *headers;
	char *body; /* The request's; libcurl reads it while sending. */
	struct assay_buf reply;
	bool has_retry_after;
	uint64_t retry_after_ms;
	void (*done)(void *arg, const struct assay_http_reply *reply);
	void *arg;
};

struct assay_client {
	struct assay_loop *loop;
	CURLM *multi;
	struct assay_watch *timer;
	LIST_HEAD(, transfer) transfers;
	bool in_finish;
};

/* A socket that libcurl wants watched. */
struct socket_watch {
	struct assay_client *client;
	curl_socket_t fd;
	struct assay_watch *watch;
};

static void transfer_destroy(struct transfer *t)
{
	LIST_REMOVE(t, live);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t->body);
	assay_buf_finish(&t->reply);
	free(t);
}

bool assay_parse_retry_after(const char *value, int64_t now_s, uint64_t *ret_ms)
{
	struct assay_str text = assay_str_trim(assay_str_of(value));
	uint64_t seconds;
	if (assay_parse_u64(text, 0, UINT64_MAX, &seconds, NULL) == 0) {
		*ret_ms = seconds > MAX_RETRY_AFTER_MS / 1000 ? MAX_RETRY_AFTER_MS : seconds * 1000;
		return true;
	}
	char copy[64];
	if (text.len >= sizeof(copy) || text.len < 8)
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	time_t when = curl_getdate(copy, NULL);
	if (when == -1)
		return false;
	int64_t wait_s = (int64_t)when - now_s;
	if (wait_s < 0)
		wait_s = 0;
	*ret_ms = (uint64_t)wait_s > MAX_RETRY_AFTER_MS / 1000 ? MAX_RETRY_AFTER_MS : (uint64_t)wait_s * 1000;
	return true;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	static const char name[] = "retry-after:";
	struct transfer *t = arg;
	size_t len = size * n;
	char value[128];
	if (len <= sizeof(name) - 1 || strncasecmp(data, name, sizeof(name) - 1) != 0)
		return len;
	(void)snprintf(value, sizeof(value), "%.*s", (int)(len - (sizeof(name) - 1)), data + sizeof(name) - 1);
	t->has_retry_after = assay_parse_retry_after(value, (int64_t)time(NULL), &t->retry_after_ms);
	return len;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	/* A short count makes libcurl end the transfer with CURLE_WRITE_ERROR. */
	return assay_buf_append(&t->reply, data, size * n) ? 0 : size * n;
}

static void finish(struct transfer *t, CURLcode code)
{
	struct assay_http_reply reply = {
		.body = assay_buf_str(&t->reply),
		.has_retry_after = t->has_retry_after,
		.retry_after_ms = t->retry_after_ms,
	};
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &reply.status);
	if (code == CURLE_WRITE_ERROR)
		reply.failure = "the reply is larger than allowed";
	else if (code != CURLE_OK)
		reply.failure = curl_easy_strerror(code);
	t->done(t->arg, &reply);
}

/* Hands out finished transfers. A callback may start new ones, never destroy the client. */
static void collect(struct assay_client *client)
{
	if (client->in_finish)
		return;
	client->in_finish = true;
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(client->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		struct transfer *t = NULL;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
		(void)curl_multi_remove_handle(client->multi, t->easy);
		finish(t, code);
		transfer_destroy(t);
	}
	client->in_finish = false;
}

static void on_ready(void *arg, uint32_t events)
{
	const struct socket_watch *watch = arg;
	struct assay_client *client = watch->client;
	int mask = 0;
	int running;
	if (events & EPOLLIN)
		mask |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		mask |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		mask |= CURL_CSELECT_ERR;
	(void)curl_multi_socket_action(client->multi, watch->fd, mask, &running); /* Failures show as messages. */
	collect(client);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	struct assay_client *client = arg;
	struct socket_watch *watch = socket_arg;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch) {
			assay_loop_remove(watch->watch);
			(void)curl_multi_assign(client->multi, fd, NULL);
			free(watch);
		}
		return 0;
	}
	uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
	if (watch)
		return assay_loop_set_events(watch->watch, events, NULL) ? -1 : 0;
	watch = calloc(1, sizeof(*watch));
	if (!watch)
		return -1;
	watch->client = client;
	watch->fd = fd;
	if (assay_loop_add_fd(client->loop, fd, events, on_ready, watch, &watch->watch, NULL)) {
		free(watch);
		return -1;
	}
	(void)curl_multi_assign(client->multi, fd, watch);
	return 0;
}

static void on_timer(void *arg)
{
	struct assay_client *client = arg;
	int running;
	client->timer = NULL;
	(void)curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(client);
}

static int on_set_timer(CURLM *multi, long timeout_ms, void *arg)
{
	struct assay_client *client = arg;
	(void)multi;
	assay_loop_remove(client->timer);
	client->timer = NULL;
	if (timeout_ms < 0)
		return 0;
	return assay_loop_add_timer(client->loop, (uint64_t)timeout_ms, on_timer, client, &client->timer, NULL) ? -1
														: 0;
}

int assay_client_create(struct assay_loop *loop, struct assay_client **ret, struct assay_err *err)
{
	struct assay_client *client = calloc(1, sizeof(*client));
	if (!client || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return assay_fail(err, ASSAY_ENOMEM, "cannot start libcurl");
	}
	client->loop = loop;
	LIST_INIT(&client->transfers);
	client->multi = curl_multi_init();
	if (!client->multi) {
		free(client);
		return assay_fail(err, ASSAY_ENOMEM, "cannot start libcurl");
	}
	(void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	(void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
	(void)curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_set_timer);
	(void)curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
	*ret = client;
	return 0;
}

void assay_client_destroy(struct assay_client *client)
{
	if (!client)
		return;
	while (!LIST_EMPTY(&client->transfers)) {
		struct transfer *t = LIST_FIRST(&client->transfers);
		(void)curl_multi_remove_handle(client->multi, t->easy);
		transfer_destroy(t);
	}
	(void)curl_multi_cleanup(client->multi);
	assay_loop_remove(client->timer);
	free(client);
}

static int set_headers(struct transfer *t, const char *bearer)
{
	t->headers = curl_slist_append(NULL, "Content-Type: application/json");
	/* Without this libcurl waits a second for "100 Continue" before it sends a large body. */
	struct curl_slist *more = curl_slist_append(t->headers, "Expect:");
	if (more && bearer) {
		char line[4096];
		int n = snprintf(line, sizeof(line), "Authorization: Bearer %s", bearer);
		more = n < (int)sizeof(line) ? curl_slist_append(t->headers, line) : NULL;
		explicit_bzero(line, sizeof(line));
	}
	return t->headers && more ? 0 : -1;
}

static void set_options(struct transfer *t, const struct assay_http_post *post)
{
	CURL *e = t->easy;
	(void)curl_easy_setopt(e, CURLOPT_URL, post->url);
	(void)curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	(void)curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
	(void)curl_easy_setopt(e, CURLOPT_POSTFIELDS, t->body);
	(void)curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len);
	(void)curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)post->timeout_ms);
	(void)curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, 20000L);
	(void)curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	(void)curl_easy_setopt(e, CURLOPT_USERAGENT, "assay");
}

int assay_client_post(struct assay_client *client, const struct assay_http_post *post,
		      void (*done)(void *arg, const struct assay_http_reply *reply), void *arg, struct assay_err *err)
{
	struct transfer *t = calloc(1, sizeof(*t));
	if (!t)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	LIST_INSERT_HEAD(&client->transfers, t, live);
	t->client = client;
	t->done = done;
	t->arg = arg;
	assay_buf_init(&t->reply, post->max_reply_bytes);
	t->easy = curl_easy_init();
	t->body = malloc(post->body.len + 1);
	if (!t->easy || !t->body || set_headers(t, post->bearer)) {
		transfer_destroy(t);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	memcpy(t->body, post->body.data, post->body.len);
	set_options(t, post);
	CURLMcode code = curl_multi_add_handle(client->multi, t->easy);
	if (code != CURLM_OK) {
		transfer_destroy(t);
		return assay_fail(err, ASSAY_EIO, "%s: %s", post->url, curl_multi_strerror(code));
	}
	return 0;
}
