/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonl.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define WINDOW ((size_t)256 << 10)

/* --- Reader --------------------------------------------------------------------------------------------------- */

/*
 * Bytes go `input` (as stored) -> `decoded` (as rows) -> the caller. A line that lies whole in a
 * window is lent from there; only one that crosses its edge is gathered in `line`. So every byte is looked at
 * once, whatever the length of the line.
 */
struct assay_jsonl_reader {
	char *name;
	int fd; /* -1 when reading from memory. */
	size_t max_line;

	struct assay_str input; /* Read, not yet decoded. */
	bool input_ended;
	char *input_window; /* NULL when reading from memory. */

	bool is_detected;
	const struct assay_decoder *decoder; /* NULL: not compressed. */
	void *decoder_state;
	bool inside_frame;
	char *decoded_window;

	struct assay_str decoded; /* Decoded, not yet handed out. */
	struct assay_buf line;
	uint64_t line_number;
	struct assay_json_doc *doc;
	struct assay_err failed; /* Sticky: a stream that broke has no next line. */
};

static struct assay_jsonl_reader *reader_create(const char *name, size_t max_line)
{
	struct assay_jsonl_reader *r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	r->fd = -1;
	r->max_line = max_line ? max_line : ASSAY_JSONL_MAX_LINE;
	r->name = strdup(name);
	if (!r->name) {
		free(r);
		return NULL;
	}
	return r;
}

int assay_jsonl_open(const char *path, size_t max_line, struct assay_jsonl_reader **ret, struct assay_err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct assay_jsonl_reader *r = reader_create(is_stdin ? "standard input" : path, max_line);
	if (r)
		r->input_window = malloc(WINDOW);
	if (!r || !r->input_window) {
		assay_jsonl_close(r);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	r->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (r->fd < 0) {
		int rc = assay_fail_errno(err, "open %s", path);
		assay_jsonl_close(r);
		return rc;
	}
	*ret = r;
	return 0;
}

int assay_jsonl_open_memory(const char *name, struct assay_str bytes, size_t max_line, struct assay_jsonl_reader **ret,
			    struct assay_err *err)
{
	struct assay_jsonl_reader *r = reader_create(name, max_line);
	if (!r)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	r->input = bytes;
	r->input_ended = true;
	*ret = r;
	return 0;
}

void assay_jsonl_close(struct assay_jsonl_reader *r)
{
	if (!r)
		return;
	assay_json_doc_destroy(r->doc);
	if (r->decoder_state)
		r->decoder->close(r->decoder_state);
	if (r->fd != STDIN_FILENO)
		assay_close_p(&r->fd);
	assay_buf_finish(&r->line);
	free(r->decoded_window);
	free(r->input_window);
	free(r->name);
	free(r);
}

/* Reads behind what is still undecoded, which is then at most a few bytes at the window's start. */
static int read_input(struct assay_jsonl_reader *r)
{
	if (r->input.len > 0 && r->input.data != r->input_window)
		memmove(r->input_window, r->input.data, r->input.len);
	ssize_t n;
	do
		n = read(r->fd, r->input_window + r->input.len, WINDOW - r->input.len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return assay_fail_errno(&r->failed, "read");
	r->input.data = r->input_window;
	r->input.len += (size_t)n;
	r->input_ended = n == 0;
	return 0;
}

static int detect_compression(struct assay_jsonl_reader *r)
{
	while (r->input.len < ASSAY_CODEC_MAGIC && !r->input_ended) {
		int rc = read_input(r);
		if (rc)
			return rc;
	}
	r->is_detected = true;
	r->decoder = assay_decoder_find(r->input);
	if (!r->decoder)
		return 0;
	r->decoded_window = malloc(WINDOW);
	r->decoder_state = r->decoder->open();
	if (!r->decoded_window || !r->decoder_state)
		return assay_fail(&r->failed, ASSAY_ENOMEM, "out of memory");
	return 0;
}

/* Decodes until something comes out, the input is used up, or it is plain that no more will come. */
static int decode_some(struct assay_jsonl_reader *r)
{
	struct assay_codec_io io = {
		.in = r->input.data,
		.in_len = r->input.len,
		.out = r->decoded_window,
		.out_len = WINDOW,
	};
	int rc = r->decoder->step(r->decoder_state, &io, &r->inside_frame, &r->failed);
	if (rc)
		return rc;
	bool is_stuck = io.out_len == WINDOW && io.in_len == r->input.len;
	r->input = (struct assay_str){.data = io.in, .len = io.in_len};
	r->decoded = (struct assay_str){.data = r->decoded_window, .len = WINDOW - io.out_len};
	if (is_stuck && (r->input_ended || io.in_len > 0))
		return assay_fail(&r->failed, ASSAY_EINVAL, "the %s data ends early", r->decoder->name);
	return 0;
}

/* Makes r->decoded non-empty: 1, or 0 at the end. */
static int refill(struct assay_jsonl_reader *r)
{
	if (!r->is_detected) {
		int rc = detect_compression(r);
		if (rc)
			return rc;
	}
	while (r->decoded.len == 0) {
		if (r->input.len == 0 && !r->input_ended) {
			int rc = read_input(r);
			if (rc)
				return rc;
		}
		if (r->input.len == 0 && r->input_ended && !r->inside_frame)
			return 0;
		if (!r->decoder) {
			r->decoded = r->input;
			r->input = (struct assay_str){0};
			return r->decoded.len > 0;
		}
		int rc = decode_some(r);
		if (rc)
			return rc;
	}
	return 1;
}

/* The next line as it stands, without its newline. */
static int take_line(struct assay_jsonl_reader *r, struct assay_str *ret)
{
	assay_buf_clear(&r->line);
	for (;;) {
		int rc = r->decoded.len > 0 ? 1 : refill(r);
		if (rc < 0)
			return rc;
		if (rc == 0) {
			*ret = assay_buf_str(&r->line);
			return r->line.len > 0;
		}
		const char *newline = memchr(r->decoded.data, '\n', r->decoded.len);
		struct assay_str part = r->decoded;
		if (newline)
			part.len = (size_t)(newline - part.data);
		if (part.len > r->max_line - r->line.len)
			return assay_fail(&r->failed, ASSAY_ELIMIT, "a line of more than %zu bytes", r->max_line);
		r->decoded = assay_str_sub(r->decoded, part.len + (newline != NULL), r->decoded.len);
		if (newline && r->line.len == 0) {
			*ret = part;
			return 1;
		}
		if (assay_buf_add_str(&r->line, part))
			return assay_buf_error(&r->line, &r->failed);
		if (newline) {
			*ret = assay_buf_str(&r->line);
			return 1;
		}
	}
}

static bool is_blank(struct assay_str line)
{
	return assay_str_trim(line).len == 0;
}

static int give_failure(const struct assay_jsonl_reader *r, struct assay_err *err)
{
	if (err)
		*err = r->failed;
	return r->failed.code;
}

int assay_jsonl_next_line(struct assay_jsonl_reader *r, struct assay_str *ret, struct assay_err *err)
{
	if (r->failed.code)
		return give_failure(r, err);
	struct assay_str line = {0};
	do {
		int rc = take_line(r, &line);
		if (rc == 0)
			return 0;
		r->line_number++;
		if (rc < 0) {
			(void)assay_jsonl_wrap(r, rc, &r->failed);
			return give_failure(r, err);
		}
		if (r->line_number == 1 && assay_str_starts(line, "\xEF\xBB\xBF"))
			line = assay_str_sub(line, 3, line.len);
		if (assay_str_ends(line, "\r"))
			line.len--;
	} while (is_blank(line));
	*ret = line;
	return 1;
}

int assay_jsonl_next(struct assay_jsonl_reader *r, struct assay_json *ret, struct assay_err *err)
{
	struct assay_str line = {0};
	int got = assay_jsonl_next_line(r, &line, err);
	if (got <= 0)
		return got;
	int rc = assay_json_parse_again(line, NULL, &r->doc, err);
	if (rc)
		return assay_jsonl_wrap(r, rc, err);
	*ret = assay_json_root(r->doc);
	return 1;
}

uint64_t assay_jsonl_line(const struct assay_jsonl_reader *r)
{
	return r->line_number;
}

int assay_jsonl_wrap(const struct assay_jsonl_reader *r, int code, struct assay_err *err)
{
	return assay_err_wrap(err, code, "%s:%" PRIu64, r->name, r->line_number);
}

int assay_jsonl_each(const char *path, int (*each)(void *arg, struct assay_json row, struct assay_err *err), void *arg,
		     struct assay_err *err)
{
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	int rc = assay_jsonl_open(path, 0, &reader, err);
	if (rc)
		return rc;
	while ((rc = assay_jsonl_next(reader, &row, err)) == 1) {
		rc = each(arg, row, err);
		if (rc) {
			(void)assay_jsonl_wrap(reader, rc, err);
			break;
		}
	}
	assay_jsonl_close(reader);
	return rc;
}

/* --- Writer --------------------------------------------------------------------------------------------------- */

struct assay_jsonl_writer {
	struct assay_outfile *file;
	bool is_stdout;
	const struct assay_encoder *encoder; /* NULL: not compressed. */
	void *encoder_state;
	char *encoded_window;
	uint64_t rows;
	struct assay_err failed; /* Sticky: a file that lacks a row must not be committed. */
};

int assay_jsonl_create(const char *path, struct assay_jsonl_writer **ret, struct assay_err *err)
{
	struct assay_jsonl_writer *w = calloc(1, sizeof(*w));
	if (!w)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	w->is_stdout = strcmp(path, "-") == 0;
	w->encoder = w->is_stdout ? NULL : assay_encoder_find(assay_str_of(path));
	int rc = 0;
	if (w->encoder) {
		w->encoder_state = w->encoder->open();
		w->encoded_window = malloc(WINDOW);
		if (!w->encoder_state || !w->encoded_window)
			rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	if (rc == 0)
		rc = assay_outfile_open(path, &w->file, err);
	if (rc) {
		assay_jsonl_abort(w);
		return rc;
	}
	*ret = w;
	return 0;
}

static int encode(struct assay_jsonl_writer *w, struct assay_str bytes, bool finish)
{
	struct assay_codec_io io = {.in = bytes.data, .in_len = bytes.len};
	bool is_done = false;
	while (io.in_len > 0 || (finish && !is_done)) {
		io.out = w->encoded_window;
		io.out_len = WINDOW;
		int rc = w->encoder->step(w->encoder_state, &io, finish, &is_done, &w->failed);
		if (rc == 0)
			rc = assay_outfile_write(w->file, w->encoded_window, WINDOW - io.out_len, &w->failed);
		if (rc)
			return rc;
	}
	return 0;
}

static int put(struct assay_jsonl_writer *w, struct assay_str bytes)
{
	if (w->encoder)
		return encode(w, bytes, false);
	return assay_outfile_write(w->file, bytes.data, bytes.len, &w->failed);
}

static int give_write_failure(const struct assay_jsonl_writer *w, struct assay_err *err)
{
	if (err && w->failed.code)
		*err = w->failed;
	return w->failed.code;
}

int assay_jsonl_write(struct assay_jsonl_writer *w, struct assay_str row, struct assay_err *err)
{
	if (w->failed.code)
		return give_write_failure(w, err);
	if (row.len > 0 && memchr(row.data, '\n', row.len))
		return assay_fail(err, ASSAY_EINVAL, "row %" PRIu64 " has a newline in it", w->rows + 1);
	if (put(w, row) || put(w, ASSAY_STR("\n")))
		return give_write_failure(w, err);
	w->rows++;
	return 0;
}

int assay_jsonl_flush(struct assay_jsonl_writer *w, struct assay_err *err)
{
	if (w->failed.code || !w->is_stdout)
		return give_write_failure(w, err);
	return assay_outfile_flush(w->file, err);
}

uint64_t assay_jsonl_rows_written(const struct assay_jsonl_writer *w)
{
	return w->rows;
}

int assay_jsonl_commit_take(struct assay_jsonl_writer *w, struct assay_err *err)
{
	int rc = w->failed.code;
	if (rc == 0 && w->encoder)
		rc = encode(w, ASSAY_STR(""), true);
	if (rc) {
		rc = give_write_failure(w, err);
	} else {
		rc = assay_outfile_commit_take(w->file, err);
		w->file = NULL;
	}
	assay_jsonl_abort(w);
	return rc;
}

void assay_jsonl_abort(struct assay_jsonl_writer *w)
{
	if (!w)
		return;
	if (w->encoder && w->encoder_state)
		w->encoder->close(w->encoder_state);
	assay_outfile_abort(w->file);
	free(w->encoded_window);
	free(w);
}
