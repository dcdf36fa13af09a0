/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames on a driver's channel: four bytes of length, big-endian, and that many bytes of JSON.
 *
 * What a candidate's side sends is hostile: a frame is only what passes the strict parser within these limits.
 */
#ifndef ASSAY_VERIFIERS_CODE_FRAME_H
#define ASSAY_VERIFIERS_CODE_FRAME_H

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"

#include <stddef.h>

#define ASSAY_FRAME_HEAD 4

enum assay_frame_state {
	ASSAY_FRAME_NONE = 0, /**< No byte is left. */
	ASSAY_FRAME_PART,     /**< The rest is the beginning of a frame. */
	ASSAY_FRAME_WHOLE,
	ASSAY_FRAME_TOO_LONG, /**< The head announces more than `max_bytes`. */
};

/** Splits the next frame off `*rest`; the payload is a view into it. */
enum assay_frame_state assay_frame_next(struct assay_str *rest, size_t max_bytes, struct assay_str *ret_payload);

/** Appends a frame; errors are the buffer's. */
int assay_frame_add(struct assay_buf *out, struct assay_str payload);

/** Depth and number of values in a frame. */
extern const struct assay_json_limits assay_frame_limits;

#endif
