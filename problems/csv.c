/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/csv.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/map.h"

#include <inttypes.h>
#include <stdlib.h>

#define MAX_COLUMNS ((size_t)4096)

struct assay_csv {
	const char *name;
	struct assay_str text;
	size_t pos;
	uint64_t line;	      /* At pos. */
	uint64_t record_line; /* Where the current record began. */
	struct assay_arena *arena;
	struct assay_str *columns;
	size_t n_columns;
};

enum field_end { FIELD_COMMA, FIELD_RECORD };

static int fail(const struct assay_csv *csv, uint64_t line, const char *what, struct assay_err *err)
{
	return assay_fail(err, ASSAY_EINVAL, "%s:%" PRIu64 ": %s", csv->name, line, what);
}

static bool at_end(const struct assay_csv *csv)
{
	return csv->pos == csv->text.len;
}

/* True, and steps over it, when a record ends here. */
static bool take_line_end(struct assay_csv *csv)
{
	const char *p = csv->text.data + csv->pos;
	size_t left = csv->text.len - csv->pos;
	if (left > 0 && p[0] == '\n')
		csv->pos += 1;
	else if (left > 1 && p[0] == '\r' && p[1] == '\n')
		csv->pos += 2;
	else
		return false;
	csv->line++;
	return true;
}

static int end_field(struct assay_csv *csv, enum field_end *ret_end, struct assay_err *err)
{
	*ret_end = FIELD_RECORD;
	if (at_end(csv) || take_line_end(csv))
		return 0;
	if (csv->text.data[csv->pos] != ',')
		return fail(csv, csv->line, "text behind the closing quote of a field", err);
	csv->pos++;
	*ret_end = FIELD_COMMA;
	return 0;
}

static int take_quoted(struct assay_csv *csv, struct assay_buf *field, struct assay_err *err)
{
	uint64_t opened = csv->line;
	csv->pos++;
	for (;;) {
		size_t start = csv->pos;
		while (!at_end(csv) && csv->text.data[csv->pos] != '"') {
			csv->line += csv->text.data[csv->pos] == '\n';
			csv->pos++;
		}
		(void)assay_buf_append(field, csv->text.data + start, csv->pos - start);
		if (at_end(csv))
			return fail(csv, opened, "the quote that opens here is never closed", err);
		csv->pos++;
		if (at_end(csv) || csv->text.data[csv->pos] != '"')
			return 0;
		(void)assay_buf_add_char(field, '"');
		csv->pos++;
	}
}

static int take_plain(struct assay_csv *csv, struct assay_buf *field, struct assay_err *err)
{
	size_t start = csv->pos;
	for (; !at_end(csv); csv->pos++) {
		char c = csv->text.data[csv->pos];
		bool ends_line = c == '\r' && csv->pos + 1 < csv->text.len && csv->text.data[csv->pos + 1] == '\n';
		if (c == ',' || c == '\n' || ends_line)
			break;
		if (c == '"')
			return fail(csv, csv->line, "a quote inside an unquoted field", err);
	}
	(void)assay_buf_append(field, csv->text.data + start, csv->pos - start);
	return 0;
}

/* One field, decoded into `field`. */
static int take_field(struct assay_csv *csv, struct assay_buf *field, enum field_end *ret_end, struct assay_err *err)
{
	assay_buf_clear(field);
	bool is_quoted = !at_end(csv) && csv->text.data[csv->pos] == '"';
	int rc = is_quoted ? take_quoted(csv, field, err) : take_plain(csv, field, err);
	if (rc == 0)
		rc = assay_buf_error(field, err);
	if (rc)
		return rc;
	if (!assay_utf8_is_valid(assay_buf_str(field)))
		return fail(csv, csv->line, "a field is not UTF-8", err);
	return end_field(csv, ret_end, err);
}

/* False at the end of the text. */
static bool begin_record(struct assay_csv *csv)
{
	while (take_line_end(csv))
		;
	csv->record_line = csv->line;
	return !at_end(csv);
}

/* --- Header --------------------------------------------------------------------------------------------------- */

static int add_column(struct assay_csv *csv, struct assay_map *seen, struct assay_str name, struct assay_err *err)
{
	if (name.len == 0)
		return fail(csv, csv->record_line, "a column has no name", err);
	if (csv->n_columns == MAX_COLUMNS)
		return fail(csv, csv->record_line, "more than 4096 columns", err);
	struct assay_str copy = assay_arena_str(csv->arena, name);
	if (assay_str_is_absent(copy))
		return assay_arena_fail(csv->arena, err);
	int added = assay_map_add(seen, copy, NULL, NULL);
	if (added < 0)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (added == 0)
		return assay_fail(err, ASSAY_EINVAL, "%s:%" PRIu64 ": two columns are called \"%.*s\"", csv->name,
				  csv->record_line, (int)assay_utf8_cut(copy, 40), copy.data);
	csv->columns[csv->n_columns++] = copy;
	return 0;
}

static int read_header(struct assay_csv *csv, struct assay_err *err)
{
	if (assay_str_starts(csv->text, "\xEF\xBB\xBF"))
		csv->pos = 3;
	if (!begin_record(csv))
		return assay_fail(err, ASSAY_EINVAL, "%s: is empty", csv->name);
	csv->columns = assay_arena_array(csv->arena, MAX_COLUMNS, sizeof(*csv->columns));
	if (!csv->columns)
		return assay_arena_fail(csv->arena, err);
	assay_autobuf struct assay_buf field = {0};
	struct assay_map *seen = assay_map_create();
	if (!seen)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	enum field_end end = FIELD_COMMA;
	int rc = 0;
	while (rc == 0 && end == FIELD_COMMA) {
		rc = take_field(csv, &field, &end, err);
		if (rc == 0)
			rc = add_column(csv, seen, assay_buf_str(&field), err);
	}
	assay_map_destroy(seen);
	return rc;
}

int assay_csv_open(const char *name, struct assay_str text, struct assay_csv **ret, struct assay_err *err)
{
	*ret = NULL;
	struct assay_csv *csv = calloc(1, sizeof(*csv));
	if (!csv)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	*csv = (struct assay_csv){.name = name, .text = text, .line = 1, .arena = assay_arena_create(0)};
	int rc = csv->arena ? read_header(csv, err) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc) {
		assay_csv_close(csv);
		return rc;
	}
	*ret = csv;
	return 0;
}

void assay_csv_close(struct assay_csv *csv)
{
	if (!csv)
		return;
	assay_arena_destroy(csv->arena);
	free(csv);
}

/* --- Records -------------------------------------------------------------------------------------------------- */

static int fail_count(const struct assay_csv *csv, size_t n, const char *more, struct assay_err *err)
{
	return assay_fail(err, ASSAY_EINVAL, "%s:%" PRIu64 ": %zu%s fields where the header has %zu columns", csv->name,
			  csv->record_line, n, more, csv->n_columns);
}

int assay_csv_next_object(struct assay_csv *csv, struct assay_buf *row, struct assay_err *err)
{
	assay_buf_clear(row);
	if (!begin_record(csv))
		return 0;
	assay_autobuf struct assay_buf field = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, row);
	assay_jsonw_object(&w);
	enum field_end end = FIELD_COMMA;
	size_t n = 0;
	for (; end == FIELD_COMMA; n++) {
		int rc = take_field(csv, &field, &end, err);
		if (rc)
			return rc;
		if (n == csv->n_columns)
			return fail_count(csv, n + 1, " or more", err);
		assay_jsonw_key_str(&w, csv->columns[n]);
		assay_jsonw_str(&w, assay_buf_str(&field));
	}
	if (n != csv->n_columns)
		return fail_count(csv, n, "", err);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(row, err);
	return rc ? rc : 1;
}

uint64_t assay_csv_line(const struct assay_csv *csv)
{
	return csv->record_line;
}
