/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/orchestrator/http_server.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

char *http_reply(const char *status_and_headers, const char *body)
{
	char *text;
	cr_assert(asprintf(&text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", status_and_headers, strlen(body),
			   body) >= 0);
	return text;
}

static void write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* The client may hang up, for instance at its ceiling. */
		bytes += n;
		len -= (size_t)n;
	}
}

/* How many bytes the request in `text` has, or SIZE_MAX while its end has not come. */
static size_t request_len(struct assay_str text)
{
	size_t head = assay_str_find(text, ASSAY_STR("\r\n\r\n"), 0);
	size_t at = assay_str_find(text, ASSAY_STR("Content-Length: "), 0);
	if (head == SIZE_MAX || at > head)
		return SIZE_MAX;
	size_t len = head + 4 + strtoull(text.data + at + 16, NULL, 10);
	return text.len >= len ? len : SIZE_MAX;
}

/* False when the client hung up. */
static bool read_request(int fd, int requests_fd)
{
	assay_autobuf struct assay_buf text = {0};
	char chunk[65536];
	while (request_len(assay_buf_str(&text)) == SIZE_MAX) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n <= 0)
			return false;
		(void)assay_buf_append(&text, chunk, (size_t)n);
	}
	return write(requests_fd, text.data, text.len) == (ssize_t)text.len;
}

static void serve(int listening, int requests_fd, const struct canned *replies, size_t n)
{
	size_t next = 0;
	while (next < n) {
		int fd = accept(listening, NULL, NULL);
		bool is_open = fd >= 0;
		while (is_open && next < n && read_request(fd, requests_fd)) {
			const struct canned *reply = &replies[next++];
			write_all(fd, reply->bytes, reply->len ? reply->len : strlen(reply->bytes));
			if (reply->after == AFTER_HANG)
				(void)pause();
			is_open = reply->after == AFTER_KEEP;
		}
		close(fd);
	}
}

void http_server_start(struct http_server *server, const struct canned *replies, size_t n)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int requests[2];
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert(listening >= 0 && bind(listening, (struct sockaddr *)&address, sizeof(address)) == 0);
	cr_assert(listen(listening, 128) == 0 && getsockname(listening, (struct sockaddr *)&address, &len) == 0);
	cr_assert(pipe2(requests, O_CLOEXEC) == 0);
	(void)fcntl(requests[0], F_SETPIPE_SZ, 1 << 20);
	(void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/v1", (int)ntohs(address.sin_port));
	server->requests_fd = requests[0];
	server->pid = fork();
	cr_assert(server->pid >= 0);
	if (server->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listening, requests[1], replies, n);
		_exit(0);
	}
	close(listening);
	close(requests[1]);
}

void http_server_stop(struct http_server *server, struct assay_buf *requests)
{
	char chunk[65536];
	ssize_t n;
	(void)kill(server->pid, SIGKILL);
	(void)waitpid(server->pid, NULL, 0);
	while ((n = read(server->requests_fd, chunk, sizeof(chunk))) > 0) {
		if (requests)
			(void)assay_buf_append(requests, chunk, (size_t)n);
	}
	close(server->requests_fd);
}
