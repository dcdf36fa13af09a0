/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/script.h"

#include "base/json.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/pyexpr.h"
#include "verifiers/code/value.h"

#include <math.h>

/** A longer suite is left to the interpreter: its questions, of up to seven times the text, fit a relay's frame. */
#define MAX_SUITE_BYTES ((size_t)128 << 10)
/** As much of a statement as the driver keeps. */
#define MAX_SOURCE_BYTES ((size_t)2000)
/** Differences of such numbers are exact as doubles. */
#define MAX_NEAR  1e14
#define MAX_BOUND 1e9

struct reading {
	struct assay_pyreader reader;
	struct assay_str entry;
	struct assay_buf asserts; /**< struct assay_script_assert array. */
	bool has_check, calls_check, is_in_check;
	struct assay_err *err;
	int rc;
};

static int out_of_memory(struct reading *s)
{
	s->rc = assay_arena_fail(s->reader.arena, s->err);
	return 0;
}

/* --- Lines --- */

static bool is_at_end(const struct reading *s)
{
	return s->reader.at >= s->reader.text.len;
}

static char here(const struct reading *s)
{
	return is_at_end(s) ? '\n' : s->reader.text.data[s->reader.at];
}

static void skip_comment(struct reading *s)
{
	if (here(s) != '#')
		return;
	while (here(s) != '\n')
		s->reader.at++;
}

/** Moves to the next statement, behind blank lines and comments. What it is indented by; absent at the end. */
static struct assay_str next_statement(struct reading *s)
{
	for (;;) {
		size_t start = s->reader.at;
		while (!is_at_end(s) && (here(s) == ' ' || here(s) == '\t'))
			s->reader.at++;
		struct assay_str indent = assay_str_sub(s->reader.text, start, s->reader.at - start);
		skip_comment(s);
		if (is_at_end(s))
			return (struct assay_str){0};
		if (here(s) != '\n')
			return indent;
		s->reader.at++;
	}
}

static bool end_statement(struct reading *s)
{
	assay_pyreader_skip(&s->reader);
	skip_comment(s);
	if (here(s) != '\n')
		return false;
	s->reader.at++;
	return true;
}

/** The lines that a statement stands on, each without the blanks around it. */
static struct assay_str source_of(struct reading *s, size_t start, size_t end)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_str whole = s->reader.text;

	while (start > 0 && whole.data[start - 1] != '\n')
		start--;
	while (end < whole.len && whole.data[end] != '\n')
		end++;
	for (size_t at = start; at < end;) {
		size_t line_end = assay_str_find(whole, ASSAY_STR("\n"), at);
		line_end = line_end < end ? line_end : end;
		if (text.len > 0)
			assay_buf_add_char(&text, ' ');
		assay_buf_add_str(&text, assay_str_trim(assay_str_sub(whole, at, line_end - at)));
		at = line_end + 1;
	}
	if (text.error)
		return (struct assay_str){0};
	struct assay_str source = assay_buf_str(&text);
	return assay_arena_str(s->reader.arena, assay_str_sub(source, 0, assay_utf8_cut(source, MAX_SOURCE_BYTES)));
}

/* --- Asserts --- */

static struct assay_str literal_text(struct reading *s, const struct assay_pyexpr *literal)
{
	assay_autobuf struct assay_buf text = {0};

	assay_pyexpr_write(literal, &text);
	struct assay_str ret =
		text.error ? (struct assay_str){0} : assay_arena_str(s->reader.arena, assay_buf_str(&text));
	if (!ret.data)
		out_of_memory(s);
	return ret;
}

static int write_arguments(struct reading *s, const struct assay_pyexpr *call, struct assay_script_assert *ret)
{
	assay_autobuf struct assay_buf args = {0};
	assay_autobuf struct assay_buf kwargs = {0};
	assay_autobuf struct assay_buf part = {0};
	struct assay_jsonw wa, wk;

	assay_jsonw_init(&wa, &args);
	assay_jsonw_init(&wk, &kwargs);
	assay_jsonw_array(&wa);
	assay_jsonw_object(&wk);
	for (const struct assay_pyexpr *e = call->first; e; e = e->next) {
		assay_buf_clear(&part);
		assay_pyexpr_write(e, &part);
		if (e->name.len > 0)
			assay_jsonw_key_str(&wk, e->name);
		assay_jsonw_raw(e->name.len > 0 ? &wk : &wa, assay_buf_str(&part));
	}
	assay_jsonw_end_array(&wa);
	assay_jsonw_end_object(&wk);
	ret->args = assay_arena_str(s->reader.arena, assay_buf_str(&args));
	ret->kwargs = assay_arena_str(s->reader.arena, assay_buf_str(&kwargs));
	if (args.error || kwargs.error || part.error || !ret->args.data || !ret->kwargs.data)
		return out_of_memory(s);
	return 1;
}

static int set_expected(struct reading *s, const struct assay_pyexpr *literal, struct assay_script_assert *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_autobuf struct assay_buf canonical = {0};

	ret->expected = literal_text(s, literal);
	if (!ret->expected.data)
		return 0;
	/* Strict: a text that is a key twice is refused. */
	if (assay_json_parse(ret->expected, &assay_frame_limits, &doc, NULL))
		return 0;
	struct assay_json root = assay_json_root(doc);
	if (assay_value_names_a_key_twice(root) || assay_value_canonical_python(root, &canonical, NULL))
		return 0;
	ret->canonical = assay_arena_str(s->reader.arena, assay_buf_str(&canonical));
	return ret->canonical.data ? 1 : out_of_memory(s);
}

static bool is_singleton(const struct assay_pyexpr *e)
{
	return e->kind == ASSAY_PYEXPR_NONE || e->kind == ASSAY_PYEXPR_BOOL;
}

static bool number_of(const struct assay_pyexpr *e, double max, double *ret)
{
	if (e->kind != ASSAY_PYEXPR_INT && e->kind != ASSAY_PYEXPR_FLOAT)
		return false;
	*ret = e->kind == ASSAY_PYEXPR_INT ? (double)e->integer : e->number;
	return fabs(*ret) <= max;
}

/** abs(f(..) - number) < bound */
static int set_near(struct reading *s, const struct assay_pyexpr *e, struct assay_script_assert *ret)
{
	const struct assay_pyexpr *difference = e->first->first, *left = difference->first, *right = left->next;
	const struct assay_pyexpr *call = left->kind == ASSAY_PYEXPR_CALL ? left : right;
	const struct assay_pyexpr *number = left->kind == ASSAY_PYEXPR_CALL ? right : left;

	if (!number_of(number, MAX_NEAR, &ret->number) || !number_of(e->first->next, MAX_BOUND, &ret->bound))
		return 0;
	if (e->comparison != ASSAY_PYEXPR_LT && e->comparison != ASSAY_PYEXPR_LE)
		return 0;
	ret->test = e->comparison == ASSAY_PYEXPR_LT ? ASSAY_SCRIPT_BELOW : ASSAY_SCRIPT_AT_MOST;
	int rc = set_expected(s, number, ret);
	return rc <= 0 ? rc : write_arguments(s, call, ret);
}

static int set_comparison(struct reading *s, const struct assay_pyexpr *e, struct assay_script_assert *ret)
{
	static const enum assay_script_test tests[] = {
		[ASSAY_PYEXPR_EQ] = ASSAY_SCRIPT_EQUAL,
		[ASSAY_PYEXPR_NE] = ASSAY_SCRIPT_NOT_EQUAL,
		[ASSAY_PYEXPR_IS] = ASSAY_SCRIPT_IS,
		[ASSAY_PYEXPR_IS_NOT] = ASSAY_SCRIPT_IS_NOT,
	};
	const struct assay_pyexpr *left = e->first, *right = left->next;

	if (left->kind == ASSAY_PYEXPR_ABS)
		return set_near(s, e, ret);
	if (e->comparison == ASSAY_PYEXPR_LT || e->comparison == ASSAY_PYEXPR_LE)
		return 0;
	const struct assay_pyexpr *call = left->kind == ASSAY_PYEXPR_CALL ? left : right;
	const struct assay_pyexpr *literal = left->kind == ASSAY_PYEXPR_CALL ? right : left;
	if (call->kind != ASSAY_PYEXPR_CALL || !assay_pyexpr_is_literal(literal))
		return 0;
	ret->test = tests[e->comparison];
	if ((ret->test == ASSAY_SCRIPT_IS || ret->test == ASSAY_SCRIPT_IS_NOT) && !is_singleton(literal))
		return 0;
	int rc = set_expected(s, literal, ret);
	return rc <= 0 ? rc : write_arguments(s, call, ret);
}

/** 1 for an assert of a script, and for one that tests nothing, which is not kept. */
static int add_assert(struct reading *s, const struct assay_pyexpr *e, size_t start, size_t end)
{
	struct assay_script_assert assert_ = {0};
	int rc = 0;

	if (assay_pyexpr_is_literal(e))
		return assay_pyexpr_is_true(e);
	if (e->kind == ASSAY_PYEXPR_COMPARE) {
		rc = set_comparison(s, e, &assert_);
	} else if (e->kind == ASSAY_PYEXPR_CALL) {
		assert_.test = ASSAY_SCRIPT_TRUE;
		rc = write_arguments(s, e, &assert_);
	} else if (e->kind == ASSAY_PYEXPR_NOT && e->first->kind == ASSAY_PYEXPR_CALL) {
		assert_.test = ASSAY_SCRIPT_FALSE;
		rc = write_arguments(s, e->first, &assert_);
	}
	if (rc <= 0)
		return rc;
	assert_.source = source_of(s, start, end);
	if (!assert_.source.data || assay_buf_append(&s->asserts, &assert_, sizeof(assert_)))
		return out_of_memory(s);
	return 1;
}

/* --- Statements: 1 when read, else 0 with `rc` set where memory is the reason --- */

/**
 * What a failed assert says. It may call the candidate once more where nothing is reached behind the failure: nobody
 * would see what that call did.
 */
static bool read_message(struct reading *s)
{
	struct assay_pyexpr *e = assay_pyexpr_read(&s->reader);

	return assay_pyexpr_is_literal(e) || (e && e->kind == ASSAY_PYEXPR_TEXT && s->is_in_check);
}

static int read_assert(struct reading *s, size_t start)
{
	struct assay_pyexpr *e = assay_pyexpr_read(&s->reader);

	if (!e)
		return 0;
	size_t end = s->reader.at;
	if (assay_pyreader_take(&s->reader, ",")) {
		if (!read_message(s))
			return 0;
		end = s->reader.at;
	}
	return end_statement(s) ? add_assert(s, e, start, end) : 0;
}

/** Modules whose import has no effect on a script, which uses nothing of them. */
static bool is_harmless_import(struct assay_str name)
{
	static const char *const names[] = {"collections", "copy",   "functools", "heapq",  "itertools", "math",
					    "operator",	   "random", "re",	  "string", "sys",	 "typing"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (assay_str_is(name, names[i]))
			return true;
	}
	return false;
}

static bool is_builtin(struct assay_str name)
{
	static const char *const names[] = {"check", "abs", "set", "str", "repr", "len", "print"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (assay_str_is(name, names[i]))
			return true;
	}
	return false;
}

/** Names that mean something in a script; to define them anew makes it none. */
static bool has_meaning(const struct reading *s, struct assay_str name)
{
	return assay_str_eq(name, s->entry) || assay_str_eq(name, s->reader.names[1]) || is_builtin(name) ||
	       assay_str_starts(name, "__");
}

static bool read_import(struct reading *s)
{
	struct assay_str name = assay_pyreader_name(&s->reader);

	return is_harmless_import(name) && !has_meaning(s, name) && end_statement(s);
}

/** `NAME = literal` of a name that nobody asks for, or a literal by itself. */
static bool read_constant(struct reading *s, size_t start)
{
	struct assay_str name = assay_pyreader_name(&s->reader);

	assay_pyreader_skip(&s->reader);
	if (name.len == 0 || here(s) != '=')
		s->reader.at = start;
	else if (s->is_in_check || has_meaning(s, name) || !assay_pyreader_take(&s->reader, "="))
		return false;
	return assay_pyexpr_is_literal(assay_pyexpr_read(&s->reader)) && end_statement(s);
}

static int read_simple(struct reading *s)
{
	size_t start = s->reader.at;

	if (assay_pyreader_take(&s->reader, "assert"))
		return read_assert(s, start);
	/* A forgotten call: `print` by itself is a value that nobody takes. */
	if (assay_pyreader_take(&s->reader, "pass") || assay_pyreader_take(&s->reader, "print"))
		return end_statement(s);
	if (assay_pyreader_take(&s->reader, "import"))
		return read_import(s);
	return read_constant(s, start);
}

static int read_body(struct reading *s)
{
	struct assay_str indent = {0};

	for (;;) {
		size_t before = s->reader.at;
		struct assay_str found = next_statement(s);
		if (!found.data || found.len == 0) {
			s->reader.at = found.data ? before : s->reader.at;
			return indent.len > 0;
		}
		if (indent.len > 0 && !assay_str_eq(indent, found))
			return 0;
		indent = found;
		int rc = read_simple(s);
		if (rc <= 0)
			return rc;
	}
}

static int read_check(struct reading *s)
{
	struct assay_str check = assay_pyreader_name(&s->reader);

	if (s->has_check || s->asserts.len > 0 || !assay_str_is(check, "check") ||
	    !assay_pyreader_take(&s->reader, "("))
		return 0;
	struct assay_str parameter = assay_pyreader_name(&s->reader);
	if (parameter.len == 0 || (has_meaning(s, parameter) && !assay_str_eq(parameter, s->entry)) ||
	    !assay_pyreader_take(&s->reader, ")") || !assay_pyreader_take(&s->reader, ":") || !end_statement(s))
		return 0;
	s->has_check = s->is_in_check = true;
	s->reader.names[1] = parameter;
	int rc = read_body(s);
	s->reader.names[1] = (struct assay_str){0};
	s->is_in_check = false;
	return rc;
}

/** check(entry), once, behind its definition. */
static bool read_check_call(struct reading *s)
{
	if (!s->has_check || s->calls_check || !assay_pyreader_take(&s->reader, "("))
		return false;
	s->calls_check = true;
	return assay_str_eq(assay_pyreader_name(&s->reader), s->entry) && assay_pyreader_take(&s->reader, ")") &&
	       end_statement(s);
}

static int read_top(struct reading *s)
{
	for (;;) {
		struct assay_str indent = next_statement(s);
		if (!indent.data)
			return s->asserts.len > 0;
		size_t n_before = s->asserts.len;
		int rc = 0;
		if (indent.len > 0)
			return 0;
		if (assay_pyreader_take(&s->reader, "def"))
			rc = read_check(s);
		else if (s->has_check && assay_pyreader_take(&s->reader, "check"))
			rc = read_check_call(s);
		else
			rc = read_simple(s) && !(s->has_check && s->asserts.len > n_before);
		if (rc <= 0)
			return 0;
	}
}

/** As a file opened for text gives it: LF at line ends. NULL data where memory is short. */
static struct assay_str with_plain_line_ends(struct assay_str text, struct assay_arena *arena)
{
	if (!memchr(text.data, '\r', text.len))
		return text;
	char *out = assay_arena_alloc(arena, text.len + 1);
	size_t n = 0;
	for (size_t i = 0; out && i < text.len; i++) {
		if (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n')
			continue;
		out[n++] = (char)(text.data[i] == '\r' ? '\n' : text.data[i]);
	}
	return (struct assay_str){.data = out, .len = n};
}

static void write_questions(const struct assay_script *script, struct assay_str entry, struct assay_buf *out)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_jsonw w;

	assay_jsonw_init(&w, &text);
	assay_jsonw_object(&w);
	assay_jsonw_kv_u64(&w, "id", 1);
	assay_jsonw_kv_c(&w, "op", "find");
	assay_jsonw_kv_str(&w, "name", entry);
	assay_jsonw_end_object(&w);
	assay_frame_add(out, assay_buf_str(&text));
	for (size_t i = 0; i < script->n; i++) {
		assay_buf_clear(&text);
		assay_jsonw_init(&w, &text);
		assay_jsonw_object(&w);
		assay_jsonw_kv_u64(&w, "id", i + 2);
		assay_jsonw_kv_c(&w, "op", "call");
		assay_jsonw_kv_u64(&w, "ref", 0);
		assay_jsonw_kv_raw(&w, "args", script->asserts[i].args);
		assay_jsonw_kv_raw(&w, "kwargs", script->asserts[i].kwargs);
		/* Nobody looks at a literal again. */
		assay_jsonw_kv_bool(&w, "is_mutable", false);
		assay_jsonw_end_object(&w);
		assay_frame_add(out, assay_buf_str(&text));
	}
	if (text.error && !out->error)
		out->error = text.error;
}

static void finish_script(struct reading *s, struct assay_script *ret)
{
	assay_autobuf struct assay_buf questions = {0};
	size_t n = s->asserts.len / sizeof(*ret->asserts);

	*ret = (struct assay_script){.n = n, .ends_at_failure = s->has_check};
	ret->asserts = assay_arena_array(s->reader.arena, n, sizeof(*ret->asserts));
	if (ret->asserts) {
		memcpy(ret->asserts, s->asserts.data, s->asserts.len);
		write_questions(ret, s->entry, &questions);
		ret->questions = assay_arena_str(s->reader.arena, assay_buf_str(&questions));
	}
	if (questions.error || !ret->questions.data)
		out_of_memory(s);
}

int assay_script_read(struct assay_str suite, struct assay_str entry, struct assay_arena *arena,
		      struct assay_script *ret, struct assay_err *err)
{
	if (suite.len == 0 || suite.len > MAX_SUITE_BYTES || entry.len == 0 || is_builtin(entry) ||
	    !assay_utf8_is_valid(suite))
		return 0;
	struct assay_str text = with_plain_line_ends(suite, arena);
	if (!text.data)
		return assay_arena_fail(arena, err);
	struct reading s = {
		.reader = {.text = text, .arena = arena, .names = {entry}},
		.entry = entry,
		.err = err,
	};
	bool is_script = read_top(&s);
	if (s.reader.is_out_of_memory)
		out_of_memory(&s);
	if (s.rc == 0 && is_script)
		finish_script(&s, ret);
	assay_buf_finish(&s.asserts);
	return s.rc ? s.rc : is_script;
}
