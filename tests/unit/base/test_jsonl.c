/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"
#include "base/jsonl.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/assay-test-jsonl-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	char command[128];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(jsonl, .init = enter_folder, .fini = leave_folder);

static void put(const char *path, struct assay_str bytes)
{
	struct assay_outfile *file = NULL;
	cr_assert_eq(assay_outfile_open(path, &file, NULL), 0);
	cr_assert_eq(assay_outfile_write(file, bytes.data, bytes.len, NULL), 0);
	cr_assert_eq(assay_outfile_commit_take(file, NULL), 0);
}

static void get(const char *path, struct assay_buf *out)
{
	struct assay_err err = {0};
	cr_assert_eq(assay_read_file(path, out, &err), 0, "%s", err.msg);
}

static struct assay_jsonl_reader *from_memory(struct assay_str bytes)
{
	struct assay_jsonl_reader *reader = NULL;
	cr_assert_eq(assay_jsonl_open_memory("rows", bytes, 0, &reader, NULL), 0);
	return reader;
}

static struct assay_jsonl_reader *from_file(const char *path)
{
	struct assay_jsonl_reader *reader = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_jsonl_open(path, 0, &reader, &err), 0, "%s", err.msg);
	return reader;
}

static void expect_line(struct assay_jsonl_reader *reader, struct assay_str want, uint64_t number)
{
	struct assay_str line;
	struct assay_err err = {0};
	cr_assert_eq(assay_jsonl_next_line(reader, &line, &err), 1, "%s", err.msg);
	cr_expect(assay_str_eq(line, want), "got %.*s", (int)line.len, line.data);
	cr_expect_eq(assay_jsonl_line(reader), number);
}

/* Reads to the end or to the failure; the number of rows. */
static size_t drain(struct assay_jsonl_reader *reader, int *ret_code, struct assay_err *err)
{
	struct assay_json row;
	size_t rows = 0;
	while ((*ret_code = assay_jsonl_next(reader, &row, err)) > 0)
		rows++;
	return rows;
}

static void expect_failure(struct assay_jsonl_reader *reader, size_t rows, int code, const char *message)
{
	struct assay_err err = {0};
	int got = 0;
	cr_expect_eq(drain(reader, &got, &err), rows);
	cr_expect_eq(got, code, "code %d: %s", got, err.msg);
	cr_expect_str_eq(err.msg, message);
	assay_jsonl_close(reader);
}

static void expect_rows(struct assay_jsonl_reader *reader, size_t rows)
{
	struct assay_err err = {0};
	int got = 0;
	cr_expect_eq(drain(reader, &got, &err), rows);
	cr_expect_eq(got, 0, "%s", err.msg);
	assay_jsonl_close(reader);
}

/* Writes rows {"n":i,...} and commits. */
static void write_rows(const char *path, size_t from, size_t to)
{
	struct assay_jsonl_writer *writer = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_jsonl_create(path, &writer, &err), 0, "%s", err.msg);
	for (size_t i = from; i < to; i++) {
		char row[96];
		int len = snprintf(row, sizeof(row), "{\"n\":%zu,\"text\":\"row %zx of many\"}", i, i * 2654435761U);
		cr_assert_eq(assay_jsonl_write(writer, (struct assay_str){row, (size_t)len}, &err), 0, "%s", err.msg);
	}
	cr_expect_eq(assay_jsonl_rows_written(writer), to - from);
	cr_assert_eq(assay_jsonl_commit_take(writer, &err), 0, "%s", err.msg);
}

static void expect_numbered(const char *path, size_t rows)
{
	struct assay_jsonl_reader *reader = from_file(path);
	struct assay_json row;
	struct assay_err err = {0};
	for (size_t i = 0; i < rows; i++) {
		uint64_t n = UINT64_MAX;
		cr_assert_eq(assay_jsonl_next(reader, &row, &err), 1, "%s", err.msg);
		cr_assert_eq(assay_json_read_u64(row, "n", 0, UINT64_MAX, &n, &err), 0);
		cr_assert_eq(n, i);
		cr_assert_eq(assay_jsonl_line(reader), i + 1);
	}
	cr_expect_eq(assay_jsonl_next(reader, &row, &err), 0, "%s", err.msg);
	assay_jsonl_close(reader);
}

/* --- Lines ------------------------------------------------------------------------------------------------------ */

Test(jsonl, skips_blank_lines_but_counts_them)
{
	struct assay_jsonl_reader *reader = from_memory(ASSAY_STR("\n{}\n  \t\n\r\n[1]\n\n"));
	expect_line(reader, ASSAY_STR("{}"), 2);
	expect_line(reader, ASSAY_STR("[1]"), 5);
	struct assay_str line;
	cr_expect_eq(assay_jsonl_next_line(reader, &line, NULL), 0);
	cr_expect_eq(assay_jsonl_next_line(reader, &line, NULL), 0);
	assay_jsonl_close(reader);
}

Test(jsonl, takes_crlf_and_a_last_line_without_its_end)
{
	struct assay_jsonl_reader *reader = from_memory(ASSAY_STR("{\"a\":1}\r\n{\"a\":2}"));
	expect_line(reader, ASSAY_STR("{\"a\":1}"), 1);
	expect_line(reader, ASSAY_STR("{\"a\":2}"), 2);
	struct assay_str line;
	cr_expect_eq(assay_jsonl_next_line(reader, &line, NULL), 0);
	assay_jsonl_close(reader);
}

Test(jsonl, skips_a_byte_order_mark_at_the_start_only)
{
	expect_rows(from_memory(ASSAY_STR("\xEF\xBB\xBF{}\n{}\n")), 2);
	expect_rows(from_memory(ASSAY_STR("\xEF\xBB\xBF")), 0);
	expect_rows(from_memory(ASSAY_STR("\xEF\xBB\xBF\n{}")), 1);
	expect_failure(from_memory(ASSAY_STR("{}\n\xEF\xBB\xBF{}\n")), 1, ASSAY_EINVAL,
		       "rows:2: offset 0: expected a value, found byte 0xef");
}

Test(jsonl, reads_nothing_from_nothing)
{
	expect_rows(from_memory((struct assay_str){0}), 0);
	expect_rows(from_memory(ASSAY_STR("")), 0);
	expect_rows(from_file("/dev/null"), 0);
}

Test(jsonl, names_file_and_line_of_a_bad_row_and_goes_on_behind_it)
{
	struct assay_jsonl_reader *reader = from_memory(ASSAY_STR("{}\n{\"a\":1,}\n{\"b\":2}\n"));
	struct assay_json row;
	struct assay_err err = {0};
	cr_expect_eq(assay_jsonl_next(reader, &row, &err), 1);
	cr_expect_eq(assay_jsonl_next(reader, &row, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "rows:2: offset 7: expected a key in quotes, found '}'");
	cr_expect_eq(assay_jsonl_next(reader, &row, &err), 1);
	uint64_t b = 0;
	cr_expect_eq(assay_json_read_u64(row, "b", 5, 9, &b, &err), ASSAY_EINVAL);
	cr_expect_eq(assay_jsonl_wrap(reader, ASSAY_EINVAL, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "rows:3: \"b\": \"2\" is not a whole number from 5 to 9");
	assay_jsonl_close(reader);
}

Test(jsonl, bounds_the_length_of_a_line_and_stays_failed)
{
	struct assay_jsonl_reader *reader = NULL;
	cr_assert_eq(assay_jsonl_open_memory("rows", ASSAY_STR("[123456]\n[1234567]\n[]\n"), 8, &reader, NULL), 0);
	expect_line(reader, ASSAY_STR("[123456]"), 1);
	struct assay_str line;
	struct assay_err err = {0};
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(assay_jsonl_next_line(reader, &line, &err), ASSAY_ELIMIT);
		cr_expect_str_eq(err.msg, "rows:2: a line of more than 8 bytes");
	}
	assay_jsonl_close(reader);
}

Test(jsonl, reads_a_line_of_64_mib)
{
	const size_t size = (size_t)64 << 20;
	char *text = malloc(size + 3);
	cr_assert_not_null(text);
	memset(text, 'x', size);
	text[0] = '"';
	text[size - 1] = '"';
	memcpy(text + size, "\n7", 3);
	static const char *const names[] = {"big.jsonl", "big.jsonl.zst"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_jsonl_writer *writer = NULL;
		cr_assert_eq(assay_jsonl_create(names[i], &writer, NULL), 0);
		cr_assert_eq(assay_jsonl_write(writer, (struct assay_str){text, size}, NULL), 0);
		cr_assert_eq(assay_jsonl_write(writer, ASSAY_STR("7"), NULL), 0);
		cr_assert_eq(assay_jsonl_commit_take(writer, NULL), 0);
		struct assay_jsonl_reader *reader = from_file(names[i]);
		struct assay_json row;
		struct assay_err err = {0};
		cr_assert_eq(assay_jsonl_next(reader, &row, &err), 1, "%s", err.msg);
		cr_expect_eq(assay_json_str(row).len, size - 2);
		cr_assert_eq(assay_jsonl_next(reader, &row, &err), 1, "%s", err.msg);
		cr_expect(assay_str_is(assay_json_raw(row), "7"));
		assay_jsonl_close(reader);
	}
	expect_rows(from_memory((struct assay_str){text, size + 2}), 2);
	free(text);
}

/* --- Compression ------------------------------------------------------------------------------------------------ */

static const char *const row_files[] = {"rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst"};

Test(jsonl, reads_back_what_it_wrote_in_every_form)
{
	for (size_t i = 0; i < 3; i++) {
		write_rows(row_files[i], 0, 50000);
		expect_numbered(row_files[i], 50000);
		write_rows(row_files[i], 0, 0);
		expect_numbered(row_files[i], 0);
	}
}

Test(jsonl, detects_compression_by_content_not_by_name)
{
	write_rows("rows.gz", 0, 100);
	write_rows("rows.zst", 0, 100);
	cr_assert_eq(rename("rows.gz", "a.jsonl"), 0);
	cr_assert_eq(rename("rows.zst", "b.gz"), 0);
	expect_numbered("a.jsonl", 100);
	expect_numbered("b.gz", 100);
}

Test(jsonl, writes_the_same_bytes_every_time)
{
	for (size_t i = 0; i < 3; i++) {
		assay_autobuf struct assay_buf first = {0};
		assay_autobuf struct assay_buf second = {0};
		write_rows(row_files[i], 0, 5000);
		get(row_files[i], &first);
		write_rows(row_files[i], 0, 5000);
		get(row_files[i], &second);
		cr_expect(assay_str_eq(assay_buf_str(&first), assay_buf_str(&second)), "%s", row_files[i]);
	}
	assay_autobuf struct assay_buf gz = {0};
	get("rows.jsonl.gz", &gz);
	/* RFC 1952: no flags, hence no name; time 0. */
	cr_expect_arr_eq(gz.data, "\x1F\x8B\x08\0\0\0\0\0", 8);
}

Test(jsonl, reads_members_and_frames_one_after_another)
{
	static const char *const suffixes[] = {".gz", ".zst"};
	for (size_t i = 0; i < 2; i++) {
		assay_autobuf struct assay_buf both = {0};
		char name[32];
		for (size_t part = 0; part < 3; part++) {
			(void)snprintf(name, sizeof(name), "part%s", suffixes[i]);
			write_rows(name, part * 1000, part * 1000 + 1000);
			get(name, &both);
		}
		put("joined", assay_buf_str(&both));
		expect_numbered("joined", 3000);
	}
}

Test(jsonl, ignores_zeros_behind_gzip_data_but_not_garbage)
{
	assay_autobuf struct assay_buf bytes = {0};
	write_rows("rows.gz", 0, 10);
	get("rows.gz", &bytes);
	(void)assay_buf_append(&bytes, "\0\0\0\0\0", 5);
	expect_rows(from_memory(assay_buf_str(&bytes)), 10);
	(void)assay_buf_add_c(&bytes, "garbage");
	expect_failure(from_memory(assay_buf_str(&bytes)), 10, ASSAY_EINVAL,
		       "rows:11: corrupt gzip data: incorrect header check");
}

Test(jsonl, fails_wherever_compressed_data_is_cut_off)
{
	static const char *const messages[] = {"the gzip data ends early", "the zstd data ends early"};
	for (size_t i = 0; i < 2; i++) {
		assay_autobuf struct assay_buf bytes = {0};
		write_rows(row_files[i + 1], 0, 20);
		get(row_files[i + 1], &bytes);
		for (size_t len = 4; len < bytes.len; len++) {
			struct assay_jsonl_reader *reader = from_memory((struct assay_str){bytes.data, len});
			struct assay_err err = {0};
			int got = 0;
			(void)drain(reader, &got, &err);
			cr_expect_eq(got, ASSAY_EINVAL, "%zu of %zu bytes were accepted", len, bytes.len);
			cr_expect_not_null(strstr(err.msg, messages[i]), "%zu bytes: %s", len, err.msg);
			cr_expect(assay_str_starts(assay_str_of(err.msg), "rows:"), "%s", err.msg);
			assay_jsonl_close(reader);
		}
	}
}

Test(jsonl, fails_on_a_flipped_bit_in_compressed_data)
{
	for (size_t i = 1; i < 3; i++) {
		assay_autobuf struct assay_buf bytes = {0};
		write_rows(row_files[i], 0, 1000);
		get(row_files[i], &bytes);
		bytes.data[bytes.len / 2] = (char)(bytes.data[bytes.len / 2] ^ 4);
		struct assay_jsonl_reader *reader = from_memory(assay_buf_str(&bytes));
		struct assay_str line;
		int got;
		do
			got = assay_jsonl_next_line(reader, &line, NULL);
		while (got > 0);
		cr_expect_eq(got, ASSAY_EINVAL);
		assay_jsonl_close(reader);
	}
}

Test(jsonl, reads_compressed_rows_from_a_pipe_byte_by_byte)
{
	write_rows("rows.zst", 0, 50);
	assay_autobuf struct assay_buf bytes = {0};
	get("rows.zst", &bytes);
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		(void)close(ends[0]);
		for (size_t i = 0; i < bytes.len; i++)
			if (write(ends[1], bytes.data + i, 1) != 1)
				_exit(1);
		_exit(0);
	}
	(void)close(ends[1]);
	cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	expect_numbered("-", 50);
}

/* --- Writing ---------------------------------------------------------------------------------------------------- */

Test(jsonl, drops_everything_when_aborted)
{
	struct assay_jsonl_writer *writer = NULL;
	cr_assert_eq(assay_jsonl_create("out.gz", &writer, NULL), 0);
	cr_assert_eq(assay_jsonl_write(writer, ASSAY_STR("{}"), NULL), 0);
	assay_jsonl_abort(writer);
	assay_jsonl_abort(NULL);
	cr_expect_eq(access("out.gz", F_OK), -1);
}

Test(jsonl, refuses_a_row_with_a_newline)
{
	struct assay_jsonl_writer *writer = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_jsonl_create("out", &writer, NULL), 0);
	cr_expect_eq(assay_jsonl_write(writer, ASSAY_STR("{}"), &err), 0);
	cr_expect_eq(assay_jsonl_write(writer, ASSAY_STR("{\n}"), &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "row 2 has a newline in it");
	cr_expect_eq(assay_jsonl_flush(writer, &err), 0);
	cr_expect_eq(assay_jsonl_commit_take(writer, &err), 0);
	expect_rows(from_file("out"), 1);
}

Test(jsonl, never_commits_a_file_that_lacks_rows)
{
	static const char *const links[] = {"full", "full.gz", "full.zst"};
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(symlink("/dev/full", links[i]), 0);
		struct assay_jsonl_writer *writer = NULL;
		struct assay_err err = {0};
		cr_assert_eq(assay_jsonl_create(links[i], &writer, NULL), 0);
		(void)assay_jsonl_write(writer, ASSAY_STR("{}"), NULL);
		cr_expect_eq(assay_jsonl_commit_take(writer, &err), ASSAY_EIO);
		char want[64];
		(void)snprintf(want, sizeof(want), "%s: write: No space left on device", links[i]);
		cr_expect_str_eq(err.msg, want);
	}
}

Test(jsonl, names_what_cannot_be_opened)
{
	struct assay_jsonl_reader *reader = NULL;
	struct assay_err err = {0};
	cr_expect_eq(assay_jsonl_open("missing.jsonl", 0, &reader, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "open missing.jsonl: No such file or directory");
	reader = from_file(".");
	struct assay_str line;
	cr_expect_eq(assay_jsonl_next_line(reader, &line, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, ".:1: read: Is a directory");
	assay_jsonl_close(reader);
}
