/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 << 10)

struct head {
	uint32_t kind;
	uint32_t len;
};

_Static_assert(ASSAY_PACKET_MAX <= UINT32_MAX, "the head holds any allowed length");

size_t assay_packet_begin(struct assay_buf *out, uint32_t kind)
{
	size_t begin = out->len;
	const struct head head = {.kind = kind};
	assay_buf_append(out, &head, sizeof(head)); /* A sticky error, seen at the end. */
	return begin;
}

int assay_packet_end(struct assay_buf *out, size_t begin, struct assay_err *err)
{
	struct head head;
	int rc = assay_buf_error(out, err);
	if (rc)
		return rc;
	size_t len = out->len - begin - sizeof(head);
	if (len > ASSAY_PACKET_MAX)
		return assay_fail(err, ASSAY_ELIMIT, "%zu bytes for one worker's order, at most %zu are allowed", len,
				  ASSAY_PACKET_MAX);
	memcpy(&head, out->data + begin, sizeof(head));
	head.len = (uint32_t)len;
	memcpy(out->data + begin, &head, sizeof(head));
	return 0;
}

static int send_all(int fd, const char *data, size_t len, struct assay_err *err)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(err, "send to a process of the farm");
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

int assay_packet_send(int fd, uint32_t kind, struct assay_str payload, struct assay_err *err)
{
	assay_autobuf struct assay_buf packet = {0};
	size_t begin = assay_packet_begin(&packet, kind);
	assay_buf_add_str(&packet, payload);
	int rc = assay_packet_end(&packet, begin, err);
	return rc ? rc : send_all(fd, packet.data, packet.len, err);
}

int assay_packet_send_error(int fd, uint32_t kind, const struct assay_err *failure, struct assay_err *err)
{
	const int32_t numbers[2] = {failure->code, failure->sys_errno};
	assay_autobuf struct assay_buf payload = {0};
	assay_buf_append(&payload, numbers, sizeof(numbers));
	assay_buf_add_c(&payload, failure->msg);
	int rc = assay_buf_error(&payload, err);
	return rc ? rc : assay_packet_send(fd, kind, assay_buf_str(&payload), err);
}

int assay_packet_read_error(struct assay_str payload, struct assay_err *err)
{
	int32_t numbers[2];
	if (payload.len < sizeof(numbers))
		return assay_fail(err, ASSAY_EPROTO, "a process of the farm failed without saying why");
	memcpy(numbers, payload.data, sizeof(numbers));
	if (numbers[0] >= 0)
		return assay_fail(err, ASSAY_EPROTO, "a process of the farm reported no failure as one");
	struct assay_str msg = assay_str_sub(payload, sizeof(numbers), payload.len);
	(void)assay_fail(err, (enum assay_code)numbers[0], "%.*s", (int)msg.len, msg.data);
	if (err)
		err->sys_errno = numbers[1];
	return numbers[0];
}

void assay_packet_reader_finish(struct assay_packet_reader *reader)
{
	assay_buf_finish(&reader->buf);
	reader->at = 0;
}

/* Moves what is left to the front. Mostly nothing is. */
static void drop_used(struct assay_packet_reader *reader)
{
	if (reader->at == 0)
		return;
	reader->buf.len -= reader->at;
	memmove(reader->buf.data, reader->buf.data + reader->at, reader->buf.len);
	reader->at = 0;
}

int assay_packet_fill(struct assay_packet_reader *reader, int fd, struct assay_err *err)
{
	drop_used(reader);
	int rc = assay_buf_reserve(&reader->buf, READ_BYTES);
	if (rc)
		return assay_buf_error(&reader->buf, err);
	for (;;) {
		ssize_t n = recv(fd, reader->buf.data + reader->buf.len, READ_BYTES, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return 2;
		if (n < 0 && errno != ECONNRESET)
			return assay_fail_errno(err, "receive from a process of the farm");
		if (n <= 0)
			return 0;
		reader->buf.len += (size_t)n;
		return 1;
	}
}

int assay_packet_next(struct assay_packet_reader *reader, struct assay_packet *ret, struct assay_err *err)
{
	struct head head;
	size_t left = reader->buf.len - reader->at;
	if (left < sizeof(head))
		return 0;
	memcpy(&head, reader->buf.data + reader->at, sizeof(head));
	if (head.len > ASSAY_PACKET_MAX)
		return assay_fail(err, ASSAY_EPROTO, "a process of the farm announces %u bytes", head.len);
	if (left - sizeof(head) < head.len)
		return 0;
	ret->kind = head.kind;
	ret->payload = (struct assay_str){reader->buf.data + reader->at + sizeof(head), head.len};
	reader->at += sizeof(head) + head.len;
	return 1;
}

int assay_packet_receive(struct assay_packet_reader *reader, int fd, struct assay_packet *ret, struct assay_err *err)
{
	for (;;) {
		int rc = assay_packet_next(reader, ret, err);
		if (rc)
			return rc;
		rc = assay_packet_fill(reader, fd, err);
		if (rc <= 0)
			return rc;
	}
}
