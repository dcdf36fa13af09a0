/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/calls.h"

#include "verifiers/language.h"

#include <stdint.h>
#include <stdio.h>

#define TEXT(name)                        \
	extern const char assay_##name[]; \
	extern const size_t assay_##name##_len
TEXT(cpp_call);
TEXT(go_call);
TEXT(java_call);
TEXT(javascript_call);
TEXT(lua_call);
TEXT(php_call);
TEXT(ruby_call);
TEXT(rust_call);

#define KIND(name, text, main, builder)                                                                 \
	{                                                                                               \
#name, main, assay_##text##_call, &assay_##text##_call_len, assay_calls_build_##builder \
	}

static const struct assay_call_language table[] = {
	{.kind = KIND(cpp, cpp, "assay_driver.cpp", cpp), .model = {.has_byte_texts = true}},
	{.kind = KIND(go, go, "assay_driver.go", go), .model = {.has_byte_texts = true}},
	{.kind = KIND(java, java, "AssayDriver.java", java), .shares_process = true},
	{.kind = KIND(javascript, javascript, "assay_driver.js", loose),
	 .model = {.has_one_number = true, .has_text_keys = true},
	 .shares_process = true},
	{.kind = KIND(lua, lua, "assay_driver.lua", loose),
	 .model = {.has_one_number = true, .has_one_container = true, .has_byte_texts = true},
	 .shares_process = true},
	{.kind = KIND(php, php, "assay_driver.php", php),
	 .model = {.has_text_keys = true, .has_one_container = true, .has_byte_texts = true},
	 .shares_process = true,
	 .takes_keywords = true},
	{.kind = KIND(ruby, ruby, "assay_driver.rb", loose),
	 .model = {.has_byte_texts = true},
	 .shares_process = true,
	 .takes_keywords = true},
	{.kind = KIND(rust, rust, "assay_driver.rs", rust)},
	{.kind = KIND(typescript, javascript, "assay_driver.ts", typescript),
	 .model = {.has_one_number = true, .has_text_keys = true},
	 .shares_process = true},
};
#define N_ROWS (sizeof(table) / sizeof(table[0]))

const struct assay_call_language *assay_call_language_find(struct assay_str language)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (assay_code_language_is_same(language, assay_str_of(table[i].kind.language)))
			return &table[i];
	}
	return NULL;
}

uint64_t assay_call_digest(void)
{
	uint64_t digest = 0;

	for (size_t i = 0; i < N_ROWS; i++)
		digest = assay_xxh64(table[i].kind.wrapper, *table[i].kind.wrapper_len, digest);
	return digest;
}

static int add_value(struct assay_str json, struct assay_buf *out, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(json, NULL, &doc, err);

	return rc ? rc : assay_wire_value(assay_json_root(doc), out, err);
}

/** Keywords are names, whatever they begin with: their object is never a tag. */
static int add_keywords(struct assay_str json, struct assay_buf *out, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(json, NULL, &doc, err);

	if (rc)
		return rc;
	assay_buf_printf(out, "M%zu;", assay_json_count(assay_json_root(doc)));
	assay_json_each (child, assay_json_root(doc)) {
		assay_buf_printf(out, "S%zu;", assay_json_key(child).len);
		assay_buf_add_str(out, assay_json_key(child));
		rc = assay_wire_value(child, out, err);
		if (rc)
			return rc;
	}
	return 0;
}

int assay_call_hello(const struct assay_problem *problem, const struct assay_test *test, const char *nonce,
		     size_t max_bytes, unsigned flags, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_printf(out, "%s;%zu;%u;%zu;", nonce, max_bytes, flags, problem->entry.len);
	assay_buf_add_str(out, problem->entry);
	int rc = add_value(test->args.len > 0 ? test->args : ASSAY_STR("[]"), out, err);
	return rc ? rc : add_keywords(test->kwargs.len > 0 ? test->kwargs : ASSAY_STR("{}"), out, err);
}

/* --- Putting files together --- */

static int add_candidate(const struct assay_weave *parts, struct assay_weave_files *files, const char *name,
			 struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};

	assay_weave_prelude(parts, parts->code, &code);
	return assay_weave_add(parts, files, name, &code, err);
}

/** Interpreters that load the candidate's file. */
int assay_calls_build_loose(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	struct assay_str main = files->list[0].name;
	struct assay_str suffix = assay_str_sub(main, assay_str_find(main, ASSAY_STR("."), 0), SIZE_MAX);
	char name[32];

	files->list[0].bytes = parts->wrapper;
	(void)snprintf(name, sizeof(name), "candidate%s", suffix.data);
	return add_candidate(parts, files, name, err);
}

int assay_calls_build_php(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf whole = {0};
	assay_autobuf struct assay_buf code = {0};

	files->list[0].bytes = parts->wrapper;
	assay_weave_prelude(parts, parts->code, &whole);
	assay_weave_php(assay_buf_str(&whole), &code);
	int rc = assay_buf_error(&whole, err);
	return rc ? rc : assay_weave_add(parts, files, "candidate.php", &code, err);
}

/** The class that a function is a member of; absent for a function of its own. */
static struct assay_str owner_of(struct assay_str code, struct assay_str entry, bool has_lifetimes)
{
	struct assay_source source = {.text = code, .has_lifetimes = has_lifetimes};
	struct assay_source_token token;
	struct assay_str owner = {0};
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (token.depth == 0 && is_behind && token.kind == ASSAY_SOURCE_WORD)
			owner = token.text;
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "struct") ||
			    assay_source_is(&token, "impl");
		if (token.kind != ASSAY_SOURCE_WORD || !assay_str_eq(token.text, entry))
			continue;
		if (token.depth == 0)
			return (struct assay_str){0};
		if (token.depth == 1 && owner.len > 0)
			return owner;
	}
	return (struct assay_str){0};
}

/** "Solution::f" or "f". */
static struct assay_str callee_of(const struct assay_weave *parts, bool has_lifetimes)
{
	struct assay_str owner = owner_of(parts->code, parts->problem->entry, has_lifetimes);

	return assay_arena_printf(parts->arena, "%.*s%s%.*s", (int)owner.len, owner.data ? owner.data : "",
				  owner.len > 0 ? "::" : "", (int)parts->problem->entry.len,
				  parts->problem->entry.data);
}

int assay_calls_build_cpp(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	struct assay_str callee = callee_of(parts, false);

	if (!callee.data)
		return assay_arena_fail(parts->arena, err);
	assay_weave_prelude(parts, parts->code, &code);
	const struct assay_source_fill fills[] = {
		{"@MARK@", parts->mark}, {"@CODE@", assay_buf_str(&code)}, {"@CALLEE@", callee}};
	int rc = assay_buf_error(&code, err);
	return rc ? rc : assay_weave_add_wrapper(parts, files, fills, 3, err);
}

/** The names of all classes at the top of a text, as Java strings. */
static void add_classes(struct assay_str code, struct assay_buf *out)
{
	struct assay_source source = {.text = code};
	struct assay_source_token token;
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (is_behind && token.depth == 0 && token.kind == ASSAY_SOURCE_WORD)
			assay_buf_printf(out, "%s\"%.*s\"", out->len > 0 ? ", " : "", (int)token.text.len,
					 token.text.data);
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "interface") ||
			    assay_source_is(&token, "enum") || assay_source_is(&token, "record");
	}
}

/** Where the imports at the head of a Java text end. */
static size_t end_of_imports(struct assay_str code)
{
	struct assay_source source = {.text = code};
	struct assay_source_token token;
	size_t end = 0;

	while (assay_source_next(&source, &token) &&
	       (assay_source_is(&token, "import") || assay_source_is(&token, "package"))) {
		while (assay_source_next(&source, &token) && !assay_source_is(&token, ";"))
			;
		end = source.at;
	}
	return end;
}

/** The candidate's file; a method without a class gets one. */
static void add_java_file(const struct assay_weave *parts, bool has_class, struct assay_buf *out)
{
	size_t end = end_of_imports(parts->code);

	if (has_class) {
		assay_weave_prelude(parts, parts->code, out);
		return;
	}
	assay_buf_add_c(out, "import java.util.*;\n");
	assay_weave_prelude(parts, assay_str_sub(parts->code, 0, end), out);
	assay_buf_add_c(out, "class Solution {");
	assay_buf_add_str(out, assay_str_sub(parts->code, end, SIZE_MAX));
	assay_buf_add_c(out, "\n}\n");
}

int assay_calls_build_java(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf classes = {0};
	assay_autobuf struct assay_buf code = {0};
	struct assay_str name = assay_weave_java_class(parts->code);
	char file[160];

	add_java_file(parts, name.len > 0, &code);
	if (name.len == 0)
		name = ASSAY_STR("Solution");
	add_classes(assay_buf_str(&code), &classes);
	if (name.len > 100 || assay_str_is(name, "AssayDriver"))
		name = ASSAY_STR("Candidate");
	/* The compiler finds the classes by the file that the wrapper's first one names. */
	const struct assay_source_fill fills[] = {{"@CLASSES@", assay_buf_str(&classes)}, {"@CLASS@", name}};
	int rc = assay_buf_error(&classes, err);
	if (!rc)
		rc = assay_weave_add_wrapper(parts, files, fills, 2, err);
	if (rc)
		return rc;
	(void)snprintf(file, sizeof(file), "%.*s.java", (int)name.len, name.data);
	return assay_weave_add(parts, files, file, &code, err);
}
