/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames between the pool and its workers: four bytes of length (little-endian), one byte of type, the payload.
 *
 * Both ends are assay, but a worker handles hostile input and may be taken over: its frames are bounded and their
 * content is parsed like any foreign bytes.
 */
#ifndef ASSAY_ORCHESTRATOR_FRAME_H
#define ASSAY_ORCHESTRATOR_FRAME_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

#define ASSAY_FRAME_HEAD 5
#define ASSAY_FRAME_MAX	 ((size_t)512 << 20)

enum assay_frame_type {
	ASSAY_FRAME_SETUP = 1,	 /**< To a worker: how it shall work. Once, first. */
	ASSAY_FRAME_ORDER = 2,	 /**< To a worker: verify one candidate. */
	ASSAY_FRAME_READY = 3,	 /**< From a worker: it can take orders. */
	ASSAY_FRAME_VERDICT = 4, /**< From a worker: a verdict row. */
	ASSAY_FRAME_FAILED = 5,	 /**< From a worker: it cannot work; the payload says why. */
};

struct assay_frame {
	enum assay_frame_type type;
	struct assay_str payload;
};

/** Appends a frame. */
int assay_frame_write(struct assay_buf *out, enum assay_frame_type type, struct assay_str payload,
		      struct assay_err *err);

/**
 * The first frame in `bytes`: 1 and its total length in *ret_len, 0 when it is not complete yet, ASSAY_EPROTO for an
 * unknown type or a length above the ceiling.
 */
int assay_frame_read(struct assay_str bytes, struct assay_frame *ret, size_t *ret_len, struct assay_err *err);

#endif
