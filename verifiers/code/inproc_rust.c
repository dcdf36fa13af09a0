/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rust: the suite stands in front of the candidate, in one module with it. Only what stands behind a macro sees it, so
 * the candidate's own assert_eq! means nothing to the suite.
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

/** What is known while the suite is rewritten. */
struct rewriting {
	struct assay_source source;
	struct assay_str module; /**< The one we are in; absent at the top. */
	struct assay_buf *out, *calls;
	size_t done; /**< Bytes that were passed on. */
	bool is_test, has_main;
};

static void pass_until(struct rewriting *r, size_t at)
{
	assay_buf_add_str(r->out, assay_str_sub(r->source.text, r->done, at - r->done));
	r->done = at;
}

/** #[test] becomes `pub`, so that the run can call the function; #[cfg(test)] goes. True when it was one of them. */
static void rewrite_attribute(struct rewriting *r, size_t start)
{
	struct assay_source ahead = r->source;
	struct assay_source_token token;

	if (!assay_source_next(&ahead, &token) || !assay_source_is(&token, "["))
		return;
	if (!assay_source_next(&ahead, &token))
		return;
	bool is_test = assay_source_is(&token, "test"), is_config = assay_source_is(&token, "cfg");
	if (!is_test && !is_config)
		return;
	size_t depth = token.depth;
	while (assay_source_next(&ahead, &token) && (token.depth >= depth || !assay_source_is(&token, "]")))
		;
	pass_until(r, start);
	r->done = ahead.at;
	r->source = ahead;
	r->is_test = r->is_test || is_test;
}

static void on_function(struct rewriting *r, const struct assay_source_token *name, size_t start)
{
	if (r->is_test) {
		pass_until(r, start);
		assay_buf_add_c(r->out, "pub ");
		assay_buf_printf(r->calls, "    %.*s%s%.*s();\n", (int)r->module.len,
				 r->module.data ? r->module.data : "", r->module.len > 0 ? "::" : "",
				 (int)name->text.len, name->text.data);
		r->is_test = false;
	} else if (assay_source_is(name, "main") && name->depth == 0) {
		r->has_main = true;
	}
}

static void rewrite_suite(struct rewriting *r)
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
			on_function(r, &name, start);
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

int assay_inproc_build_rust(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf crates = {0};
	assay_autobuf struct assay_buf calls = {0};
	assay_autobuf struct assay_buf wrapper = {0};
	assay_autobuf struct assay_buf body = {0};
	struct rewriting r = {.source = {.text = parts->suite, .has_lifetimes = true}, .out = &body, .calls = &calls};

	assay_buf_add_str(&body, assay_str_sub(parts->code, 0, assay_weave_rust_head(parts->code)));
	assay_buf_add_char(&body, '\n');
	rewrite_suite(&r);
	assay_buf_printf(&body, "\npub fn %s_run() {\n", parts->mark.data);
	if (r.has_main && calls.len == 0)
		assay_buf_add_c(&body, "    let _ = main();\n");
	assay_buf_add_str(&body, assay_buf_str(&calls));
	assay_buf_add_c(&body, "}\n");
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
