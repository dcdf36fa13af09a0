/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compression of row streams, behind jsonl.h; not for other modules.
 *
 * Each format is one row in two tables: decoders are found by the first bytes of the content,
 * encoders by the end of a file's name. Both work in steps over windows of input and output that the caller
 * owns. What they write is a function of the rows alone: no time, no name, no thread count.
 */
#ifndef ASSAY_BASE_CODEC_H
#define ASSAY_BASE_CODEC_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/** How many leading bytes assay_decoder_find() wants to see, where there are as many. */
#define ASSAY_CODEC_MAGIC 4

/** A step moves both windows forward over what it consumed and produced. */
struct assay_codec_io {
	const char *in;
	size_t in_len;
	char *out;
	size_t out_len;
};

struct assay_decoder {
	const char *name;
	bool (*matches)(struct assay_str head);
	void *(*open)(void);
	/** `*ret_inside` tells whether a member or frame is unfinished: the input must not end there. */
	int (*step)(void *state, struct assay_codec_io *io, bool *ret_inside, struct assay_err *err);
	void (*close)(void *state);
};

struct assay_encoder {
	const char *name;
	const char *suffix;
	void *(*open)(void);
	/** With `finish` set it is called until `*ret_done`; without, until the input is consumed. */
	int (*step)(void *state, struct assay_codec_io *io, bool finish, bool *ret_done, struct assay_err *err);
	void (*close)(void *state);
};

/** NULL means that the content is not compressed (or in no format we know). */
const struct assay_decoder *assay_decoder_find(struct assay_str head);
/** NULL means that the name asks for no compression. */
const struct assay_encoder *assay_encoder_find(struct assay_str path);

#endif
