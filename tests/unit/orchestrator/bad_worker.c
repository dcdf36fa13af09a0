/* SPDX-License-Identifier: Apache-2.0 */
/* A worker that is ready at once and then does, with each order, what MODE says. */
#include "base/fd.h"
#include "orchestrator/frame.h"
#include "orchestrator/worker.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum mode { DIE, GARBAGE, UNKNOWN_WORD, NOT_READY, FICKLE };

static int send_frame(enum assay_frame_type type, struct assay_str payload)
{
	assay_autobuf struct assay_buf out = {0};
	return assay_frame_write(&out, type, payload, NULL) ||
	       assay_write_all(ASSAY_WORKER_FD, out.data, out.len, NULL);
}

/* Reads until a frame of `type` is there. */
static int await(struct assay_buf *in, enum assay_frame_type type)
{
	struct assay_frame frame;
	size_t used;
	for (;;) {
		int rc = assay_frame_read(assay_buf_str(in), &frame, &used, NULL);
		if (rc < 0 || (rc == 1 && frame.type == type))
			return rc < 0;
		char bytes[4096];
		ssize_t n = read(ASSAY_WORKER_FD, bytes, sizeof(bytes));
		if (n <= 0)
			return 1;
		if (rc == 1)
			assay_buf_clear(in);
		assay_buf_append(in, bytes, (size_t)n);
	}
}

/* Every fifth verdict is a time_limit, whatever was asked. */
static int answer_at_whim(struct assay_buf *in)
{
	struct assay_frame frame;
	size_t used;
	for (unsigned n = 0;; n++) {
		if (send_frame(ASSAY_FRAME_VERDICT,
			       n % 5 == 0 ? ASSAY_STR("{\"verdict\":\"time_limit\",\"reason\":\"slow\"}")
					  : ASSAY_STR("{\"verdict\":\"accepted\"}")))
			return 1;
		if (assay_frame_read(assay_buf_str(in), &frame, &used, NULL) != 1)
			return 1;
		memmove(in->data, in->data + used, in->len - used);
		in->len -= used;
		if (await(in, ASSAY_FRAME_ORDER))
			return 0;
	}
}

int main(void)
{
	assay_autobuf struct assay_buf in = {0};
	if (await(&in, ASSAY_FRAME_SETUP))
		return 1;
	if (MODE == NOT_READY)
		return send_frame(ASSAY_FRAME_FAILED, ASSAY_STR("this machine is not for me"));
	if (send_frame(ASSAY_FRAME_READY, ASSAY_STR("")) || await(&in, ASSAY_FRAME_ORDER))
		return 1;
	if (MODE == FICKLE)
		return answer_at_whim(&in);
	if (MODE == DIE)
		(void)raise(SIGKILL);
	if (MODE == GARBAGE)
		return (int)assay_write_all(ASSAY_WORKER_FD, "\xff\xff\xff\xff\xff\xff", 6, NULL);
	(void)send_frame(ASSAY_FRAME_VERDICT, ASSAY_STR("{\"verdict\":\"splendid\"}"));
	(void)pause();
	return 0;
}
