/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/client.h"

#include "base/buf.h"
#include "orchestrator/curl.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <time.h>

#define CONNECT_TIMEOUT_MS 20000L
#define MAX_RETRY_AFTER_S  3600

struct transfer {
	LIST_ENTRY(transfer) live;
	CURL *easy;
	struct curl_slist *headers;
	struct assay_buf reply;
	bool has_retry_after;
	uint64_t retry_after_ms;
	char problem[CURL_ERROR_SIZE]; /* What libcurl says about a failure. */
	void (*done)(void *arg, const struct assay_http_reply *reply);
	void *arg;
};

struct assay_client {
	struct assay_loop *loop;
	CURLM *multi;
	struct assay_watch *timer;
	LIST_HEAD(, transfer) transfers;
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
	assay_buf_finish(&t->reply);
	free(t);
}

/* --- Reading a reply --- */

static bool is_all_digits(struct assay_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	}
	return text.len > 0;
}

/* Digits of any length, cut at the most we wait. */
static int64_t read_seconds(struct assay_str digits)
{
	int64_t seconds = 0;
	for (size_t i = 0; i < digits.len && seconds < MAX_RETRY_AFTER_S; i++)
		seconds = seconds * 10 + (digits.data[i] - '0');
	return seconds;
}

bool assay_parse_retry_after(const char *value, int64_t now_s, uint64_t *ret_ms)
{
	struct assay_str text = assay_str_trim(assay_str_of(value));
	int64_t wait_s;
	if (is_all_digits(text)) {
		wait_s = read_seconds(text);
	} else {
		char date[64];
		if (text.len == 0 || text.len >= sizeof(date) || assay_curl_load(NULL))
			return false;
		memcpy(date, text.data, text.len);
		date[text.len] = '\0';
		time_t when = curl_getdate(date, NULL);
		if (when == -1)
			return false;
		wait_s = (int64_t)when > now_s ? (int64_t)when - now_s : 0;
	}
	*ret_ms = (uint64_t)(wait_s < MAX_RETRY_AFTER_S ? wait_s : MAX_RETRY_AFTER_S) * 1000;
	return true;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	static const char name[] = "retry-after:";
	static const size_t name_len = sizeof(name) - 1;
	struct transfer *t = arg;
	size_t len = size * n;
	char value[128];
	if (len <= name_len || strncasecmp(data, name, name_len) != 0)
		return len;
	size_t value_len = len - name_len;
	if (value_len >= sizeof(value))
		return len;
	memcpy(value, data + name_len, value_len);
	value[value_len] = '\0';
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
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &reply.status); /* Stays 0 when it fails. */
	if (code != CURLE_OK)
		reply.failure = t->problem[0] ? t->problem : curl_easy_strerror(code);
	if (code == CURLE_WRITE_ERROR && t->reply.error == ASSAY_ELIMIT) {
		reply.is_too_large = true;
		reply.failure = "the reply is larger than allowed";
	}
	t->done(t->arg, &reply);
}

/* Hands out finished transfers. A callback may start new ones, never destroy the client. */
static void collect(struct assay_client *client)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(client->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result; /* Removing the handle frees the message. */
		struct transfer *t = NULL;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
		(void)curl_multi_remove_handle(client->multi, t->easy);
		finish(t, code);
		transfer_destroy(t);
	}
}

/* --- libcurl on the loop --- */

static void on_ready(void *arg, uint32_t events)
{
	const struct socket_watch *watch = arg;
	struct assay_client *client = watch->client; /* The watch may be gone after the action. */
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

static int watch_socket(struct assay_client *client, curl_socket_t fd, uint32_t events)
{
	struct socket_watch *watch = calloc(1, sizeof(*watch));
	if (!watch)
		return -1;
	watch->client = client;
	watch->fd = fd;
	if (assay_loop_add_fd(client->loop, fd, events, on_ready, watch, &watch->watch, NULL)) {
		free(watch);
		return -1;
	}
	(void)curl_multi_assign(client->multi, fd, watch); /* Fails only for sockets that libcurl does not know. */
	return 0;
}

static void forget_socket(struct assay_client *client, struct socket_watch *watch)
{
	if (!watch)
		return;
	assay_loop_remove(watch->watch);
	(void)curl_multi_assign(client->multi, watch->fd, NULL);
	free(watch);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	struct assay_client *client = arg;
	struct socket_watch *watch = socket_arg;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		forget_socket(client, watch);
		return 0;
	}
	uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
	if (!watch)
		return watch_socket(client, fd, events);
	return assay_loop_set_events(watch->watch, events, NULL) ? -1 : 0;
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
	int rc = assay_curl_load(err);
	if (rc)
		return rc;
	struct assay_client *client = calloc(1, sizeof(*client));
	if (!client || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return assay_fail(err, ASSAY_ENOMEM, "cannot start libcurl");
	}
	client->loop = loop;
	LIST_INIT(&client->transfers);
	client->multi = curl_multi_init();
	if (!client->multi) {
		curl_global_cleanup();
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
	struct transfer *t;
	while ((t = LIST_FIRST(&client->transfers))) {
		/* Destroying takes it off the list. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		(void)curl_multi_remove_handle(client->multi, t->easy);
		transfer_destroy(t);
	}
	(void)curl_multi_cleanup(client->multi); /* Calls on_socket and on_set_timer a last time. */
	assay_loop_remove(client->timer);
	curl_global_cleanup();
	free(client);
}

/* --- Sending --- */

static int add_header(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (!longer)
		return -1;
	*list = longer;
	return 0;
}

static int add_bearer(struct curl_slist **list, const char *bearer)
{
	char *line;
	if (asprintf(&line, "Authorization: Bearer %s", bearer) < 0)
		return -1;
	int rc = add_header(list, line);
	explicit_bzero(line, strlen(line));
	free(line);
	return rc;
}

static int set_headers(struct transfer *t, const char *bearer)
{
	/* Without an empty Expect libcurl waits a second for "100 Continue" before it sends a large body. */
	if (add_header(&t->headers, "Content-Type: application/json") || add_header(&t->headers, "Expect:"))
		return -1;
	return bearer ? add_bearer(&t->headers, bearer) : 0;
}

/* The options that cannot fail are cast; the others copy their argument. */
static int set_options(struct transfer *t, const struct assay_http_post *post)
{
	CURL *e = t->easy;
	uint64_t timeout_ms = post->timeout_ms < INT_MAX ? post->timeout_ms : INT_MAX;
	(void)curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	(void)curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->problem);
	(void)curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
	(void)curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len);
	(void)curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	(void)curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	(void)curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	/* A model may think for minutes without a byte; routers forget such connections sooner. */
	(void)curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	if (curl_easy_setopt(e, CURLOPT_URL, post->url) != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_COPYPOSTFIELDS, post->body.len ? post->body.data : "") != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "") != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_USERAGENT, "assay") != CURLE_OK)
		return -1;
	return 0;
}

int assay_client_post(struct assay_client *client, const struct assay_http_post *post,
		      void (*done)(void *arg, const struct assay_http_reply *reply), void *arg, struct assay_err *err)
{
	struct transfer *t = calloc(1, sizeof(*t));
	if (!t)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	LIST_INSERT_HEAD(&client->transfers, t, live);
	t->done = done;
	t->arg = arg;
	assay_buf_init(&t->reply, post->max_reply_bytes);
	t->easy = curl_easy_init();
	if (!t->easy || set_headers(t, post->bearer) || set_options(t, post)) {
		transfer_destroy(t);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	CURLMcode code = curl_multi_add_handle(client->multi, t->easy);
	if (code != CURLM_OK) {
		transfer_destroy(t);
		return assay_fail(err, ASSAY_EIO, "cannot send a request: %s", curl_multi_strerror(code));
	}
	return 0;
}

/* --- Addresses --- */

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
	curl_free(text);
	return has;
}

static int check_parts(CURLU *url, struct assay_err *err)
{
	if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
		return assay_fail(err, ASSAY_ECONFIG, "it may not hold a user name or password");
	if (has_part(url, CURLUPART_QUERY) || has_part(url, CURLUPART_FRAGMENT))
		return assay_fail(err, ASSAY_ECONFIG, "it may not hold a query or fragment");
	return 0;
}

int assay_http_check_base(const char *url, struct assay_err *err)
{
	if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
		return assay_fail(err, ASSAY_ECONFIG, "it must begin with http:// or https://");
	int rc = assay_curl_load(err);
	if (rc)
		return rc;
	CURLU *parsed = curl_url();
	if (!parsed)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	CURLUcode code = curl_url_set(parsed, CURLUPART_URL, url, 0);
	rc = code == CURLUE_OK ? check_parts(parsed, err)
			       : assay_fail(err, ASSAY_ECONFIG, "it is not an address: %s", curl_url_strerror(code));
	curl_url_cleanup(parsed);
	return rc;
}
