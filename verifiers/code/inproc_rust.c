/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rust: the suite stands in front of the candidate, in a module of its own inside the candidate's. Only what stands
 * behind a macro sees it, and names of the standard library that the suite says are imported one by one, which goes
 * before all that `use super::*` brings: the candidate's own assert_eq! and String mean nothing to the suite.
 */
#include "verifiers/code/inproc.h"

#include <stdint.h>

/** Where the inner attributes (#![..]) and module comments at the head of a file end. */
size_t assay_weave_rust_head(struct assay_str code)
{
	struct assay_source source = {.text = code, .has_lifetimes = true};
	struct assay_source_token token;
	size_t end = 0;

	while (assay_source_next(&source, &token) && assay_source_is(&token, "#")) {
		if (!assay_source_next(&source, &token) || !assay_source_is(&token, "!"))
			return end;
		if (!assay_source_next(&source, &token) || !assay_source_is(&token, "["))
			return end;
		while (assay_source_next(&source, &token) && (token.depth > 0 || !assay_source_is(&token, "]")))
			;
		end = source.at;
	}
	return end;
}

/** What the attributes in front of a function say. */
struct test_marks {
	bool is_test, must_panic, is_ignored;
	struct assay_str expected; /**< A string as it stands in the text: what the panic must say. */
};

/** What is known while the suite is rewritten. */
struct rewriting {
	struct assay_source source;
	struct assay_str module; /**< The one we are in; absent at the top. */
	struct assay_buf *out, *calls;
	size_t done; /**< Bytes that were passed on. */
	struct test_marks marks;
	bool has_main;
};

static void pass_until(struct rewriting *r, size_t at)
{
	assay_buf_add_str(r->out, assay_str_sub(r->source.text, r->done, at - r->done));
	r->done = at;
}

/** #[test] and its kin go, and are remembered; #[cfg(test)] goes. */
static void rewrite_attribute(struct rewriting *r, size_t start)
{
	struct assay_source ahead = r->source;
	struct assay_source_token token;

	if (!assay_source_next(&ahead, &token) || !assay_source_is(&token, "["))
		return;
	size_t depth = token.depth;
	if (!assay_source_next(&ahead, &token))
		return;
	bool is_test = assay_source_is(&token, "test"), is_panic = assay_source_is(&token, "should_panic");
	bool is_ignored = assay_source_is(&token, "ignore");
	if (!is_test && !is_panic && !is_ignored && !assay_source_is(&token, "cfg"))
		return;
	while (assay_source_next(&ahead, &token) && (token.depth > depth || !assay_source_is(&token, "]"))) {
		if (is_panic && token.kind == ASSAY_SOURCE_STRING)
			r->marks.expected = token.text;
	}
	pass_until(r, start);
	r->done = ahead.at;
	r->source = ahead;
	r->marks.is_test |= is_test;
	r->marks.must_panic |= is_panic;
	r->marks.is_ignored |= is_ignored;
}

/** A test is made `pub`, so that the run can call it. */
static void on_function(struct rewriting *r, const struct assay_str mark, const struct assay_source_token *name,
			size_t start)
{
	const struct test_marks *marks = &r->marks;

	if (marks->is_test && !marks->is_ignored) {
		pass_until(r, start);
		assay_buf_add_c(r->out, "pub ");
		assay_buf_printf(r->calls, "    crate::%s::%s(|| %.*s%s%.*s()", mark.data,
				 marks->must_panic ? "panics" : "holds", (int)r->module.len,
				 r->module.data ? r->module.data : "", r->module.len > 0 ? "::" : "",
				 (int)name->text.len, name->text.data);
		if (marks->must_panic) {
			assay_buf_add_c(r->calls, ", ");
			assay_buf_add_str(r->calls, marks->expected.len > 0 ? marks->expected : ASSAY_STR("\"\""));
		}
		assay_buf_add_c(r->calls, ");\n");
	} else if (assay_source_is(name, "main") && name->depth == 0) {
		r->has_main = true;
	}
	r->marks = (struct test_marks){0};
}

static void rewrite_suite(struct rewriting *r, struct assay_str mark)
{
	struct assay_source_token token, name;

	while (assay_source_next(&r->source, &token)) {
		size_t start = assay_source_offset(&r->source, &token);
		if (token.depth == 0 && assay_source_is(&token, "}"))
			r->module = (struct assay_str){0};
		if (assay_source_is(&token, "#"))
			rewrite_attribute(r, start);
		else if (assay_source_is(&token, "mod") && token.depth == 0 && assay_source_next(&r->source, &name))
			r->module = name.text;
		else if (assay_source_is(&token, "fn") && assay_source_next(&r->source, &name))
			on_function(r, mark, &name, start);
	}
	pass_until(r, r->source.text.len);
}

/** Libraries outside the standard one, where the candidate or the suite names them. */
void assay_weave_rust_crates(const struct assay_weave *parts, struct assay_buf *out)
{
	static const char *const crates[] = {"rand", "regex", "md5", NULL};
	const struct assay_str texts[] = {parts->prelude, parts->code, parts->suite};

	for (size_t i = 0; crates[i]; i++) {
		bool is_used = false;
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
			struct assay_source source = {.text = texts[k], .has_lifetimes = true};
			is_used = is_used || assay_source_has_pair(source, "use", assay_str_of(crates[i]));
		}
		if (is_used)
			assay_buf_printf(out, "extern crate %s;\n", crates[i]);
	}
}

/** The candidate's main() has no business where the suite has one. */
static void add_candidate(const struct assay_weave *parts, bool has_main, struct assay_buf *out)
{
	struct assay_str rest = assay_str_sub(parts->code, assay_weave_rust_head(parts->code), SIZE_MAX);
	struct assay_source source = {.text = rest, .has_lifetimes = true};

	assay_buf_add_char(out, '\n');
	if (parts->prelude.len > 0) {
		assay_buf_add_str(out, parts->prelude);
		assay_buf_add_char(out, '\n');
	}
	if (has_main)
		assay_source_rename(source, "fn", "main", ASSAY_STR("unused_main"), out);
	else
		assay_buf_add_str(out, rest);
}

/** A name of the standard library that suites say, and where it is at home. */
struct std_name {
	const char *word, *path;
};

static const struct std_name std_names[] = {
	{"assert", "std"},
	{"assert_eq", "std"},
	{"assert_ne", "std"},
	{"debug_assert", "std"},
	{"debug_assert_eq", "std"},
	{"debug_assert_ne", "std"},
	{"panic", "std"},
	{"vec", "std"},
	{"format", "std"},
	{"matches", "std"},
	{"unreachable", "std"},
	{"println", "std"},
	{"print", "std"},
	{"Vec", "std::vec"},
	{"String", "std::string"},
	{"ToString", "std::string"},
	{"Box", "std::boxed"},
	{"Option", "std::option"},
	{"Some", "std::option::Option"},
	{"None", "std::option::Option"},
	{"Result", "std::result"},
	{"Ok", "std::result::Result"},
	{"Err", "std::result::Result"},
	{"HashMap", "std::collections"},
	{"HashSet", "std::collections"},
	{"BTreeMap", "std::collections"},
	{"BTreeSet", "std::collections"},
	{"VecDeque", "std::collections"},
	{"Iterator", "std::iter"},
	{"From", "std::convert"},
	{"Into", "std::convert"},
	{"Default", "std::default"},
	{"i8", "std::primitive"},
	{"i16", "std::primitive"},
	{"i32", "std::primitive"},
	{"i64", "std::primitive"},
	{"i128", "std::primitive"},
	{"isize", "std::primitive"},
	{"u8", "std::primitive"},
	{"u16", "std::primitive"},
	{"u32", "std::primitive"},
	{"u64", "std::primitive"},
	{"u128", "std::primitive"},
	{"usize", "std::primitive"},
	{"f32", "std::primitive"},
	{"f64", "std::primitive"},
	{"bool", "std::primitive"},
	{"char", "std::primitive"},
	{"str", "std::primitive"},
};

/** True when the suite imports or declares `word` itself at its top. */
static bool is_suites_own(struct assay_str suite, struct assay_str word)
{
	struct assay_source source = {.text = suite, .has_lifetimes = true};
	struct assay_source_token token;
	bool is_import = false, is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (token.depth == 0 && assay_source_is(&token, "use"))
			is_import = true;
		if (assay_source_is(&token, ";"))
			is_import = false;
		if (token.kind == ASSAY_SOURCE_WORD && assay_str_eq(token.text, word) &&
		    (is_import || (is_behind && token.depth == 0)))
			return true;
		is_behind = assay_source_is(&token, "struct") || assay_source_is(&token, "enum") ||
			    assay_source_is(&token, "type") || assay_source_is(&token, "fn") ||
			    assay_source_is(&token, "trait") || assay_source_is(&token, "mod") ||
			    assay_source_is(&token, "!");
	}
	return false;
}

static void add_std_names(const struct assay_weave *parts, struct assay_buf *out)
{
	struct assay_source source = {.text = parts->suite, .has_lifetimes = true};

	for (size_t i = 0; i < sizeof(std_names) / sizeof(std_names[0]); i++) {
		struct assay_str word = assay_str_of(std_names[i].word);
		if (!assay_str_eq(word, parts->problem->entry) && assay_source_has_word(source, word) &&
		    !is_suites_own(parts->suite, word))
			assay_buf_printf(out, "use %s::%s; ", std_names[i].path, std_names[i].word);
	}
}

int assay_inproc_build_rust(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf crates = {0};
	assay_autobuf struct assay_buf calls = {0};
	assay_autobuf struct assay_buf wrapper = {0};
	assay_autobuf struct assay_buf body = {0};
	struct rewriting r = {.source = {.text = parts->suite, .has_lifetimes = true}, .out = &body, .calls = &calls};

	assay_buf_add_str(&body, assay_str_sub(parts->code, 0, assay_weave_rust_head(parts->code)));
	assay_buf_add_char(&body, '\n');
	assay_buf_printf(&body, "pub mod %s_suite { use super::*; ", parts->mark.data);
	add_std_names(parts, &body);
	rewrite_suite(&r, parts->mark);
	assay_buf_printf(&body, "\npub fn %s_run() {\n", parts->mark.data);
	if (r.has_main && calls.len == 0)
		assay_buf_printf(&body, "    crate::%s::holds(|| main());\n", parts->mark.data);
	assay_buf_add_str(&body, assay_buf_str(&calls));
	assay_buf_add_c(&body, "}\n}\n");
	add_candidate(parts, r.has_main, &body);
	assay_weave_rust_crates(parts, &crates);
	const struct assay_source_fill fills[] = {{"@MARK@", parts->mark}, {"@CRATES@", assay_buf_str(&crates)}};
	assay_source_fill(parts->wrapper, fills, 2, &wrapper);
	int rc = assay_buf_error(&crates, err);
	if (!rc)
		rc = assay_buf_error(&calls, err);
	if (!rc)
		rc = assay_buf_error(&wrapper, err);
	if (!rc)
		rc = assay_buf_error(&body, err);
	if (rc)
		return rc;
	files->list[0].bytes = assay_arena_str(parts->arena, assay_buf_str(&wrapper));
	files->list[files->n++] = (struct assay_file){.name = ASSAY_STR("candidate.rs"),
						      .bytes = assay_arena_str(parts->arena, assay_buf_str(&body))};
	return files->list[0].bytes.data && files->list[files->n - 1].bytes.data ? 0
										 : assay_arena_fail(parts->arena, err);
}
