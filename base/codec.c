/* SPDX-License-Identifier: Apache-2.0 */
#include "base/codec.h"

#include <limits.h>
#include <stdlib.h>
#define ZLIB_CONST /* Input pointers to const. */
#include <zlib.h>
#include <zstd.h>

/* Window bits for zlib: the largest window, and 16 for the gzip format rather than zlib's own. */
#define GZIP_WINDOW (MAX_WBITS + 16)

static uInt clamp(size_t n)
{
	return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

/* Lends the windows to zlib and takes them back moved forward. */
static void lend(z_stream *z, const struct assay_codec_io *io)
{
	z->next_in = (const Bytef *)io->in;
	z->avail_in = clamp(io->in_len);
	z->next_out = (Bytef *)io->out;
	z->avail_out = clamp(io->out_len);
}

static void take_back(const z_stream *z, struct assay_codec_io *io)
{
	size_t consumed = (size_t)((const char *)z->next_in - io->in);
	size_t produced = (size_t)((char *)z->next_out - io->out);
	io->in += consumed;
	io->in_len -= consumed;
	io->out += produced;
	io->out_len -= produced;
}

/* --- gzip, reading -------------------------------------------------------------------------------------------- */

struct gzip_reader {
	z_stream z;
	bool inside;
};

static bool gzip_matches(struct assay_str head)
{
	return assay_str_starts(head, "\x1F\x8B");
}

static void *gzip_open(void)
{
	struct gzip_reader *reader = calloc(1, sizeof(*reader));
	if (reader && inflateInit2(&reader->z, GZIP_WINDOW) != Z_OK) {
		free(reader);
		return NULL;
	}
	return reader;
}

/* A file may hold several members one after another, and zeros behind the last, as tapes leave them. */
static void gzip_next_member(struct gzip_reader *reader, struct assay_codec_io *io)
{
	while (io->in_len > 0 && *io->in == '\0') {
		io->in++;
		io->in_len--;
	}
	if (io->in_len == 0)
		return;
	(void)inflateReset(&reader->z); /* Fails only on a broken state. */
	reader->inside = true;
}

static int gzip_step(void *state, struct assay_codec_io *io, bool *ret_inside, struct assay_err *err)
{
	struct gzip_reader *reader = state;
	if (!reader->inside)
		gzip_next_member(reader, io);
	if (reader->inside) {
		lend(&reader->z, io);
		int rc = inflate(&reader->z, Z_NO_FLUSH);
		take_back(&reader->z, io);
		if (rc == Z_MEM_ERROR)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return assay_fail(err, ASSAY_EINVAL, "corrupt gzip data: %s",
					  reader->z.msg ? reader->z.msg : "unknown cause");
		reader->inside = rc != Z_STREAM_END;
	}
	*ret_inside = reader->inside;
	return 0;
}

static void gzip_close(void *state)
{
	struct gzip_reader *reader = state;
	(void)inflateEnd(&reader->z); /* Only frees. */
	free(reader);
}

/* --- gzip, writing -------------------------------------------------------------------------------------------- */

static void *gzip_create(void)
{
	z_stream *z = calloc(1, sizeof(*z));
	/* Without deflateSetHeader() the header has time 0 and no name: same rows, same bytes. */
	if (z && deflateInit2(z, 6, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static int gzip_write(void *state, struct assay_codec_io *io, bool finish, bool *ret_done, struct assay_err *err)
{
	z_stream *z = state;
	lend(z, io);
	int rc = deflate(z, finish ? Z_FINISH : Z_NO_FLUSH);
	take_back(z, io);
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return assay_fail(err, ASSAY_ENOMEM, "gzip failed: %s", z->msg ? z->msg : "unknown cause");
	*ret_done = rc == Z_STREAM_END;
	return 0;
}

static void gzip_end(void *state)
{
	z_stream *z = state;
	(void)deflateEnd(z); /* Complains of data not yet written, which is what abort means. */
	free(z);
}

/* --- zstd ----------------------------------------------------------------------------------------------------- */

static bool zstd_matches(struct assay_str head)
{
	if (head.len < 4)
		return false;
	/* A frame, or the skippable frame that parallel compressors put first. */
	return memcmp(head.data, "\x28\xB5\x2F\xFD", 4) == 0 ||
	       ((head.data[0] & 0xF0) == 0x50 && memcmp(head.data + 1, "\x2A\x4D\x18", 3) == 0);
}

static void *zstd_open(void)
{
	return ZSTD_createDStream();
}

static int zstd_step(void *state, struct assay_codec_io *io, bool *ret_inside, struct assay_err *err)
{
	ZSTD_inBuffer in = {.src = io->in, .size = io->in_len};
	ZSTD_outBuffer out = {.dst = io->out, .size = io->out_len};
	size_t hint = ZSTD_decompressStream(state, &out, &in);
	if (ZSTD_isError(hint))
		return assay_fail(err, ASSAY_EINVAL, "corrupt zstd data: %s", ZSTD_getErrorName(hint));
	io->in += in.pos;
	io->in_len -= in.pos;
	io->out += out.pos;
	io->out_len -= out.pos;
	*ret_inside = hint != 0;
	return 0;
}

static void zstd_close(void *state)
{
	(void)ZSTD_freeDStream(state); /* Always 0. */
}

static void *zstd_create(void)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	if (!context)
		return NULL;
	/* Both are in the range that every version accepts. The checksum lets readers notice a flipped bit. */
	(void)ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3);
	(void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	return context;
}

static int zstd_write(void *state, struct assay_codec_io *io, bool finish, bool *ret_done, struct assay_err *err)
{
	ZSTD_inBuffer in = {.src = io->in, .size = io->in_len};
	ZSTD_outBuffer out = {.dst = io->out, .size = io->out_len};
	size_t left = ZSTD_compressStream2(state, &out, &in, finish ? ZSTD_e_end : ZSTD_e_continue);
	if (ZSTD_isError(left))
		return assay_fail(err, ASSAY_ENOMEM, "zstd failed: %s", ZSTD_getErrorName(left));
	io->in += in.pos;
	io->in_len -= in.pos;
	io->out += out.pos;
	io->out_len -= out.pos;
	*ret_done = finish && left == 0;
	return 0;
}

static void zstd_end(void *state)
{
	(void)ZSTD_freeCCtx(state); /* Always 0. */
}

/* --- Tables --------------------------------------------------------------------------------------------------- */

static const struct assay_decoder decoders[] = {
	{.name = "gzip", .matches = gzip_matches, .open = gzip_open, .step = gzip_step, .close = gzip_close},
	{.name = "zstd", .matches = zstd_matches, .open = zstd_open, .step = zstd_step, .close = zstd_close},
};

static const struct assay_encoder encoders[] = {
	{.name = "gzip", .suffix = ".gz", .open = gzip_create, .step = gzip_write, .close = gzip_end},
	{.name = "zstd", .suffix = ".zst", .open = zstd_create, .step = zstd_write, .close = zstd_end},
};

const struct assay_decoder *assay_decoder_find(struct assay_str head)
{
	for (size_t i = 0; i < sizeof(decoders) / sizeof(decoders[0]); i++)
		if (decoders[i].matches(head))
			return &decoders[i];
	return NULL;
}

const struct assay_encoder *assay_encoder_find(struct assay_str path)
{
	for (size_t i = 0; i < sizeof(encoders) / sizeof(encoders[0]); i++)
		if (assay_str_ends(path, encoders[i].suffix))
			return &encoders[i];
	return NULL;
}
