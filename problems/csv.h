/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comma-separated values by RFC 4180: quoted fields with doubled quotes, commas and line ends in them; records end
 * with LF or CR LF. The first record names the columns; every record becomes a JSON object of strings.
 *
 * Strict where guessing would move values between columns: a quote inside an unquoted field, text behind a closing
 * quote, another number of fields than the header, two columns of one name. Every failure names `file:line`. A byte
 * order mark is skipped, and so are blank lines. The text is borrowed and must outlive the reader.
 */
#ifndef ASSAY_PROBLEMS_CSV_H
#define ASSAY_PROBLEMS_CSV_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct assay_csv;

/** Reads the header; `name` stands for the file in messages. `*ret` is NULL on failure. */
int assay_csv_open(const char *name, struct assay_str text, struct assay_csv **ret, struct assay_err *err);
void assay_csv_close(struct assay_csv *csv);

/** Puts the next record into `row` as a JSON object. 1: a record, 0: the end, < 0: an error. */
int assay_csv_next_object(struct assay_csv *csv, struct assay_buf *row, struct assay_err *err);

/** The line on which the last record began, from 1. */
uint64_t assay_csv_line(const struct assay_csv *csv);

#endif
