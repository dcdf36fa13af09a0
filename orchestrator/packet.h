/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets between the orchestrator and its own processes: a kind, a length, and that many bytes.
 *
 * They travel over stream sockets between processes of one binary, so the head is in the machine's byte order. Ends
 * trust each other's intent but not each other's health: a length above the ceiling is ASSAY_EPROTO, and a peer
 * that dies in the middle is an end, not a wait.
 */
#ifndef ASSAY_ORCHESTRATOR_PACKET_H
#define ASSAY_ORCHESTRATOR_PACKET_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/** Longest payload: a problem and a candidate of the longest rows that are read, with room to spare. */
#define ASSAY_PACKET_MAX ((size_t)512 << 20)

struct assay_packet {
	uint32_t kind;
	struct assay_str payload;
};

/** Appends a packet's head to `out` and returns where it begins; the payload is appended behind it. */
size_t assay_packet_begin(struct assay_buf *out, uint32_t kind);
/** Fills in the length once the payload is there. Errors are the buffer's. */
int assay_packet_end(struct assay_buf *out, size_t begin, struct assay_err *err);

/** Sends a whole packet and waits where it must. */
int assay_packet_send(int fd, uint32_t kind, struct assay_str payload, struct assay_err *err);

/** An error as a payload, and back. */
int assay_packet_send_error(int fd, uint32_t kind, const struct assay_err *failure, struct assay_err *err);
/** Fills `*err` with what the payload says and returns its code; ASSAY_EPROTO when it says nothing. */
int assay_packet_read_error(struct assay_str payload, struct assay_err *err);

/** The receiving end: bytes that came, of which some are packets already handed out. Zeroed memory is empty. */
struct assay_packet_reader {
	struct assay_buf buf;
	size_t at;
};

void assay_packet_reader_finish(struct assay_packet_reader *reader);

/**
 * Reads once what is there, or waits for it on a blocking descriptor: 1 when bytes came, 0 at the end of the stream,
 * 2 when a non-blocking descriptor has none. Packets handed out before are gone after this.
 */
int assay_packet_fill(struct assay_packet_reader *reader, int fd, struct assay_err *err);

/** The next whole packet: 1 and a view that lives until the next fill, 0 when more bytes are needed. */
int assay_packet_next(struct assay_packet_reader *reader, struct assay_packet *ret, struct assay_err *err);

/** Waits for a whole packet: 1, or 0 when the peer is gone. */
int assay_packet_receive(struct assay_packet_reader *reader, int fd, struct assay_packet *ret, struct assay_err *err);

#endif
