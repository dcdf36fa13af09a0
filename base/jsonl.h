/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streaming rows: one JSON value a line, plain, gzip or zstd.
 *
 * The reader detects compression by content (magic bytes), the writer chooses it by the file's name (.gz, .zst).
 * Lines of up to 64 MiB and more are read without holding more than one of them. Blank lines are
 * skipped and counted; a last line without a newline is a line; a UTF-8 byte order mark at the start is skipped.
 * Every failure names `file:line`. Compressed input that ends early is an error, not an end.
 *
 * The writer goes through assay_outfile: the file appears whole on commit or not at all.
 */
#ifndef ASSAY_BASE_JSONL_H
#define ASSAY_BASE_JSONL_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

/** Longest line accepted unless the caller says otherwise: 128 MiB. */
#define ASSAY_JSONL_MAX_LINE ((size_t)128 << 20)

struct assay_jsonl_reader;

/** Opens `path`, or standard input for "-". `max_line` 0 means ASSAY_JSONL_MAX_LINE. */
int assay_jsonl_open(const char *path, size_t max_line, struct assay_jsonl_reader **ret, struct assay_err *err);
/** Reads rows from memory, named `name` in messages; the bytes are borrowed. */
int assay_jsonl_open_memory(const char *name, struct assay_str bytes, size_t max_line, struct assay_jsonl_reader **ret,
			    struct assay_err *err);
void assay_jsonl_close(struct assay_jsonl_reader *reader);

/** The next line without its end (LF or CR LF), valid until the next call. 1: a line, 0: the end, < 0: an error. */
int assay_jsonl_next_line(struct assay_jsonl_reader *reader, struct assay_str *ret, struct assay_err *err);

/** The next row parsed; both document and line stay valid until the next call or close. 1, 0 or < 0 as above. */
int assay_jsonl_next(struct assay_jsonl_reader *reader, struct assay_json *ret, struct assay_err *err);

/** The line number of the last row, from 1. */
uint64_t assay_jsonl_line(const struct assay_jsonl_reader *reader);

/** Puts `file:line: ` of the last row in front of a message made while decoding it. Returns `code`. */
int assay_jsonl_wrap(const struct assay_jsonl_reader *reader, int code, struct assay_err *err);

/**
 * Calls `each` for every row of a file, from first to last; what it returns instead of 0 ends the reading and is
 * returned, with `file:line` in front of its message.
 */
int assay_jsonl_each(const char *path, int (*each)(void *arg, struct assay_json row, struct assay_err *err), void *arg,
		     struct assay_err *err);

struct assay_jsonl_writer;

/** "-" is standard output, uncompressed. */
int assay_jsonl_create(const char *path, struct assay_jsonl_writer **ret, struct assay_err *err);
/** Writes one row and its newline; the row must not hold a raw newline. */
int assay_jsonl_write(struct assay_jsonl_writer *writer, struct assay_str row, struct assay_err *err);
/** Pushes rows out now where the target is standard output; no effect on files. */
int assay_jsonl_flush(struct assay_jsonl_writer *writer, struct assay_err *err);
uint64_t assay_jsonl_rows_written(const struct assay_jsonl_writer *writer);
/** Ends compression, commits the file; the writer is destroyed in both cases. */
int assay_jsonl_commit_take(struct assay_jsonl_writer *writer, struct assay_err *err);
/** Drops everything written; NULL is allowed. */
void assay_jsonl_abort(struct assay_jsonl_writer *writer);

#endif
