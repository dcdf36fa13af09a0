/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/frame.h"

#include "verifiers/code/value.h"

#include <stdint.h>

/* A value stands a few levels below the top of its frame. A million values take about 200 MB as a parsed document. */
const struct assay_json_limits assay_frame_limits = {.max_depth = ASSAY_VALUE_MAX_DEPTH + 8, .max_nodes = 1000000};

enum assay_frame_state assay_frame_next(struct assay_str *rest, size_t max_bytes, struct assay_str *ret_payload)
{
	if (rest->len == 0)
		return ASSAY_FRAME_NONE;
	if (rest->len < ASSAY_FRAME_HEAD)
		return ASSAY_FRAME_PART;
	size_t len = 0;
	for (size_t i = 0; i < ASSAY_FRAME_HEAD; i++)
		len = len << 8 | (unsigned char)rest->data[i];
	if (len > max_bytes)
		return ASSAY_FRAME_TOO_LONG;
	if (len > rest->len - ASSAY_FRAME_HEAD)
		return ASSAY_FRAME_PART;
	*ret_payload = assay_str_sub(*rest, ASSAY_FRAME_HEAD, len);
	*rest = assay_str_sub(*rest, ASSAY_FRAME_HEAD + len, SIZE_MAX);
	return ASSAY_FRAME_WHOLE;
}

int assay_frame_add(struct assay_buf *out, struct assay_str payload)
{
	const char head[ASSAY_FRAME_HEAD] = {(char)(payload.len >> 24), (char)(payload.len >> 16),
					     (char)(payload.len >> 8), (char)payload.len};

	assay_buf_append(out, head, sizeof(head));
	return assay_buf_add_str(out, payload);
}
