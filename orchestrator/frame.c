/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/frame.h"

#include <stdint.h>

int assay_frame_write(struct assay_buf *out, enum assay_frame_type type, struct assay_str payload,
		      struct assay_err *err)
{
	if (payload.len > ASSAY_FRAME_MAX)
		return assay_fail(err, ASSAY_ELIMIT, "a message of %zu bytes is larger than allowed", payload.len);
	unsigned char head[ASSAY_FRAME_HEAD];
	for (int i = 0; i < 4; i++)
		head[i] = (unsigned char)(payload.len >> (8 * i));
	head[4] = (unsigned char)type;
	(void)assay_buf_append(out, head, sizeof(head));
	(void)assay_buf_add_str(out, payload);
	return assay_buf_error(out, err);
}

int assay_frame_read(struct assay_str bytes, struct assay_frame *ret, size_t *ret_len, struct assay_err *err)
{
	if (bytes.len < ASSAY_FRAME_HEAD)
		return 0;
	const unsigned char *head = (const unsigned char *)bytes.data;
	size_t len = 0;
	for (int i = 0; i < 4; i++)
		len |= (size_t)head[i] << (8 * i);
	if (head[4] < ASSAY_FRAME_SETUP || head[4] > ASSAY_FRAME_FAILED)
		return assay_fail(err, ASSAY_EPROTO, "a message of unknown type %u", head[4]);
	if (len > ASSAY_FRAME_MAX)
		return assay_fail(err, ASSAY_EPROTO, "a message of %zu bytes is larger than allowed", len);
	if (bytes.len - ASSAY_FRAME_HEAD < len)
		return 0;
	ret->type = (enum assay_frame_type)head[4];
	ret->payload = assay_str_sub(bytes, ASSAY_FRAME_HEAD, len);
	*ret_len = ASSAY_FRAME_HEAD + len;
	return 1;
}
