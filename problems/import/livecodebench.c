/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LiveCodeBench, code generation (also its "lite" files):
 *
 *   {"question_title","question_content","platform","question_id","contest_id","contest_date","starter_code","difficulty",
 *    "public_test_cases":"[{\"input\",\"output\",\"testtype\":\"stdin\"|\"functional\"}]","private_test_cases":"...",
 *    "metadata":"{\"func_name\":..}"}
 *
 * Private tests are the same JSON in a string, or that string pickled by Python, deflated and put into base64. The
 * pickle is read, never executed: one string and the few opcodes around it, anything else is refused. A functional test
 * has one JSON value a line for the arguments and one for the result.
 */
#include "problems/import/import.h"

#include "base/buf.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

/* Far above the largest published file of tests; what inflates to more is no such file. */
#define MAX_PRIVATE_BYTES ((size_t)512 << 20)

/* --- Private tests -------------------------------------------------------------------------------------------- */

static int inflate_all(struct assay_str packed, struct assay_buf *out, struct assay_err *err)
{
	z_stream z = {.next_in = (const Bytef *)packed.data, .avail_in = (uInt)packed.len};
	if (packed.len > UINT32_MAX || inflateInit(&z) != Z_OK)
		return assay_fail(err, ASSAY_ENOMEM, "cannot inflate %zu bytes", packed.len);
	int state = Z_OK;
	Bytef part[1 << 16];
	while (state == Z_OK) {
		z.next_out = part;
		z.avail_out = sizeof(part);
		state = inflate(&z, Z_NO_FLUSH);
		struct assay_str inflated = {.data = (const char *)part, .len = sizeof(part) - z.avail_out};
		if (assay_buf_add_str(out, inflated) != 0)
			break;
	}
	(void)inflateEnd(&z);
	int rc = assay_buf_error(out, err);
	if (rc == 0 && state != Z_STREAM_END)
		rc = assay_fail(err, ASSAY_EINVAL, "the deflated data is damaged or cut");
	return rc;
}

static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
	uint64_t value = 0;
	while (n-- > 0)
		value = value << 8 | bytes[n];
	return value;
}

/*
 * The string in a pickle of one string (Python's Lib/pickletools.py names the opcodes): PROTO, FRAME, one of
 * SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, then MEMOIZE or BINPUT, and STOP.
 */
static int unpickle_string(struct assay_str pickle, struct assay_str *ret, struct assay_err *err)
{
	static const struct {
		unsigned char opcode;
		unsigned char size; /* Bytes behind the opcode: an argument, or the length of the text. */
		bool is_text;
	} opcodes[] = {{0x80, 1, false}, {0x95, 8, false}, {0x8c, 1, true}, {'X', 4, true},
		       {0x8d, 8, true},	 {0x94, 0, false}, {'q', 1, false}, {'r', 4, false}};
	const unsigned char *bytes = (const unsigned char *)pickle.data;
	size_t at = 0;
	*ret = (struct assay_str){0};
	while (at < pickle.len && bytes[at] != '.') {
		size_t k = 0;
		while (k < sizeof(opcodes) / sizeof(opcodes[0]) && opcodes[k].opcode != bytes[at])
			k++;
		if (k == sizeof(opcodes) / sizeof(opcodes[0]))
			return assay_fail(err, ASSAY_EINVAL, "the pickle holds more than a string (opcode %u)",
					  bytes[at]);
		if (pickle.len - at - 1 < opcodes[k].size)
			break;
		uint64_t size = opcodes[k].is_text ? little_endian(bytes + at + 1, opcodes[k].size) : 0;
		at += 1U + opcodes[k].size;
		if (size > pickle.len - at)
			break;
		if (opcodes[k].is_text)
			*ret = assay_str_sub(pickle, at, (size_t)size);
		at += (size_t)size;
	}
	if (at >= pickle.len || assay_str_is_absent(*ret))
		return assay_fail(err, ASSAY_EINVAL, "the pickle is cut");
	return 0;
}

/* JSON as it stands, or packed. `buf` keeps what was unpacked. */
static int unpack(struct assay_str text, struct assay_buf *buf, struct assay_str *ret, struct assay_err *err)
{
	*ret = assay_str_trim(text);
	if (assay_str_starts(*ret, "[") || ret->len == 0)
		return 0;
	assay_autobuf struct assay_buf packed = {0};
	int rc = assay_base64_decode(&packed, *ret, err);
	if (rc == 0)
		rc = inflate_all(assay_buf_str(&packed), buf, err);
	return rc ? rc : unpickle_string(assay_buf_str(buf), ret, err);
}

/* --- Tests ---------------------------------------------------------------------------------------------------- */

/* Lines of JSON values as one array. */
static int read_args(struct assay_str lines, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_char(&text, '[');
	while (lines.len > 0) {
		const char *end = memchr(lines.data, '\n', lines.len);
		size_t n = end ? (size_t)(end - lines.data) : lines.len;
		struct assay_str line = assay_str_trim(assay_str_sub(lines, 0, n));
		if (line.len > 0 && text.len > 1)
			(void)assay_buf_add_char(&text, ',');
		(void)assay_buf_add_str(&text, line);
		lines = assay_str_sub(lines, end ? n + 1 : n, lines.len);
	}
	(void)assay_buf_add_char(&text, ']');
	int rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int read_test(struct assay_json item, bool is_call, bool is_hidden, struct assay_arena *arena,
		     struct assay_test *ret, struct assay_err *err)
{
	struct assay_str input;
	struct assay_str output;
	int rc = assay_import_text(item, "input", arena, &input, err);
	if (rc == 0)
		rc = assay_import_text(item, "output", arena, &output, err);
	if (rc)
		return rc;
	ret->is_hidden = is_hidden;
	bool is_functional = assay_str_is(assay_json_str(assay_json_get(item, "testtype")), "functional");
	if (is_functional != is_call)
		return assay_fail(err, ASSAY_EINVAL,
				  is_call ? "\"testtype\" is not \"functional\" as before"
					  : "a functional test, and \"metadata\" names no function");
	if (!is_call) {
		ret->stdin_text = input;
		ret->expected_stdout = output;
		return 0;
	}
	ret->expected = assay_str_trim(output);
	return read_args(input, arena, &ret->args, err);
}

/* Public tests first, hidden ones behind. */
static int read_tests(const struct assay_json lists[2], struct assay_arena *arena, struct assay_problem *p,
		      struct assay_err *err)
{
	size_t n = assay_json_count(lists[0]) + assay_json_count(lists[1]);
	struct assay_test *tests = assay_arena_array(arena, n + 1, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	p->tests = tests;
	for (size_t i = 0; i < 2; i++) {
		assay_json_each (item, lists[i]) {
			int rc = read_test(item, p->kind == ASSAY_KIND_CALL, i == 1, arena, &tests[p->n_tests++], err);
			if (rc)
				return assay_err_wrap(err, rc, "test %zu", p->n_tests);
		}
	}
	return 0;
}

static int load_tests(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	static const char *const keys[2] = {"public_test_cases", "private_test_cases"};
	assay_autojson struct assay_json_doc *shown = NULL;
	assay_autojson struct assay_json_doc *hidden = NULL;
	struct assay_json_doc **docs[2] = {&shown, &hidden};
	struct assay_json lists[2] = {0};
	for (size_t i = 0; i < 2; i++) {
		assay_autobuf struct assay_buf unpacked = {.max = MAX_PRIVATE_BYTES};
		struct assay_str text;
		int rc = unpack(assay_json_str(assay_json_get(row, keys[i])), &unpacked, &text, err);
		if (rc == 0 && text.len > 0)
			rc = assay_json_parse(text, NULL, docs[i], err);
		if (rc)
			return assay_err_wrap(err, rc, "\"%s\"", keys[i]);
		if (*docs[i])
			lists[i] = assay_json_root(*docs[i]);
	}
	return read_tests(lists, arena, p, err);
}

/* --- Rows ----------------------------------------------------------------------------------------------------- */

static int read_entry(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str text = assay_str_trim(assay_json_str(assay_json_get(row, "metadata")));
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = text.len > 0 ? assay_json_parse(text, NULL, &doc, err) : 0;
	if (rc == 0 && doc)
		rc = assay_json_read_str(assay_json_root(doc), "func_name", arena, &p->entry, err);
	if (rc)
		return assay_err_wrap(err, rc, "\"metadata\"");
	if (!assay_str_is_absent(p->entry)) {
		p->kind = ASSAY_KIND_CALL;
		p->language = ASSAY_STR("python");
	}
	return 0;
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem p = {
		.kind = ASSAY_KIND_STDIO,
		.origin = {.source = ASSAY_STR("livecodebench")},
	};
	struct assay_str starter = {0};
	int rc = assay_import_text(row, "question_content", arena, &p.statement, err);
	if (rc == 0)
		rc = assay_import_text(row, "question_id", arena, &p.origin.source_id, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "starter_code", arena, &starter, err);
	if (rc == 0)
		rc = read_entry(row, arena, &p, err);
	if (rc == 0)
		rc = load_tests(row, arena, &p, err);
	if (rc == 0)
		rc = assay_import_tag(assay_json_str(assay_json_get(row, "difficulty")), arena, &p, err);
	if (rc)
		return rc;
	if (p.n_tests == 0)
		return ASSAY_IMPORT_PASSED_OVER;
	if (assay_str_trim(starter).len > 0)
		p.statement = ASSAY_JOIN(arena, p.statement, ASSAY_STR("\n\nStart with:\n"), starter);
	p.id = ASSAY_JOIN(arena, ASSAY_STR("livecodebench/"), p.origin.source_id);
	bool is_full = assay_str_is_absent(p.id) || assay_str_is_absent(p.statement);
	return is_full ? assay_arena_fail(arena, err) : emit(arg, &p, err);
}

/* {"question_id","code_list":[..]}, as its runner saves model outputs. */
static int read_candidate(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	struct assay_str question;
	const struct assay_problem *problem = NULL;
	int rc = assay_import_text(row, "question_id", arena, &question, err);
	if (rc == 0)
		rc = assay_import_find(set, question, &problem, err);
	if (rc)
		return rc;
	assay_json_each (code, assay_json_get(row, "code_list")) {
		struct assay_candidate candidate = {.problem_id = problem->id, .language = ASSAY_STR("python")};
		candidate.code = assay_arena_str(arena, assay_json_str(code));
		if (assay_str_is_absent(candidate.code))
			return assay_fail(err, ASSAY_EINVAL, "\"code_list\": expected programs as strings");
		rc = assay_import_emit(&candidate, arena, emit, arg, err);
		if (rc)
			return rc;
	}
	return 0;
}

const struct assay_importer assay_import_livecodebench = {
	.name = "livecodebench",
	.title = "LiveCodeBench, code generation",
	.problems = read_problem,
	.candidates = read_candidate,
};
