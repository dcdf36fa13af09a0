/* SPDX-License-Identifier: Apache-2.0 */
/* How wrapper, candidate and suite become one program, language by language. */
#include "verifiers/code/inproc.h"

#include <stdint.h>
#include <stdio.h>

/** Moves a buffer's text into the arena as the bytes of the next file; `name` absent: of the main one. */
static int add_text(const struct assay_inproc_parts *parts, struct assay_inproc_files *files, const char *name,
		    const struct assay_buf *text, struct assay_err *err)
{
	int rc = assay_buf_error(text, err);

	if (rc)
		return rc;
	struct assay_file *file = name ? &files->list[files->n++] : &files->list[0];
	if (name)
		file->name = assay_arena_str(parts->arena, assay_str_of(name));
	file->bytes = assay_arena_str(parts->arena, assay_buf_str(text));
	return file->name.data && file->bytes.data ? 0 : assay_arena_fail(parts->arena, err);
}

static void add_with_prelude(const struct assay_inproc_parts *parts, struct assay_str code, struct assay_buf *out)
{
	if (parts->prelude.len > 0) {
		assay_buf_add_str(out, parts->prelude);
		assay_buf_add_char(out, '\n');
	}
	assay_buf_add_str(out, code);
	assay_buf_add_char(out, '\n');
}

/** The suffix of the main file, with its dot. */
static struct assay_str suffix_of(const struct assay_inproc_files *files)
{
	struct assay_str name = files->list[0].name;

	return assay_str_sub(name, assay_str_find(name, ASSAY_STR("."), 0), SIZE_MAX);
}

/** Interpreters that load one file after the other: wrapper, candidate with prelude, suite. */
int assay_inproc_build_loose(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
			     struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};
	struct assay_str suffix = suffix_of(files);
	char name[32];

	files->list[0].bytes = parts->wrapper;
	add_with_prelude(parts, parts->code, &code);
	(void)snprintf(name, sizeof(name), "candidate%s", suffix.data);
	int rc = add_text(parts, files, name, &code, err);
	if (rc)
		return rc;
	assay_buf_add_str(&suite, parts->suite);
	(void)snprintf(name, sizeof(name), "suite%s", suffix.data);
	return add_text(parts, files, name, &suite, err);
}

/** PHP text begins outside of PHP: an opening tag is put in front where there is none. */
static void add_php(struct assay_str text, struct assay_buf *out)
{
	if (!assay_str_starts(assay_str_trim(text), "<?"))
		assay_buf_add_c(out, "<?php\n");
	assay_buf_add_str(out, text);
	assay_buf_add_char(out, '\n');
}

int assay_inproc_build_php(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf whole = {0};
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};

	files->list[0].bytes = parts->wrapper;
	add_with_prelude(parts, parts->code, &whole);
	add_php(assay_buf_str(&whole), &code);
	add_php(parts->suite, &suite);
	int rc = assay_buf_error(&whole, err);
	if (!rc)
		rc = add_text(parts, files, "candidate.php", &code, err);
	return rc ? rc : add_text(parts, files, "suite.php", &suite, err);
}

static size_t count_lines(struct assay_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] == '\n';
	return n;
}

static int add_wrapper(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
		       const struct assay_source_fill *fills, size_t n, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};

	assay_source_fill(parts->wrapper, fills, n, &text);
	return add_text(parts, files, NULL, &text, err);
}

/** One chunk: a local function of the candidate's is visible in no other. */
int assay_inproc_build_lua(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf program = {0};
	char line[32];

	add_with_prelude(parts, parts->code, &program);
	(void)snprintf(line, sizeof(line), "%zu", count_lines(assay_buf_str(&program)) + 1);
	assay_buf_add_str(&program, parts->suite);
	bool has_units = assay_str_find(parts->suite, ASSAY_STR("luaunit"), 0) != SIZE_MAX;
	const struct assay_source_fill fills[] = {
		{"@SUITE_LINE@", assay_str_of(line)},
		{"@NEEDS_UNITS@", has_units ? ASSAY_STR("true") : ASSAY_STR("false")},
	};
	int rc = add_wrapper(parts, files, fills, 2, err);
	return rc ? rc : add_text(parts, files, "program.lua", &program, err);
}

/** The words that a suite is written in; the candidate may have made macros of them. */
static void add_undefines(struct assay_buf *out)
{
	static const char *const words[] = {
		"if",	 "else",   "for",	"while",    "do",     "return", "int",	 "long",   "short",  "char",
		"float", "double", "bool",	"true",	    "false",  "void",	"auto",	 "const",  "struct", "class",
		"new",	 "delete", "sizeof",	"unsigned", "signed", "static", "using", "string", "vector", "std",
		"abs",	 "size",   "push_back", "printf",   "cout",   "map",	"begin", "end",	   "main",   "assert"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assay_buf_printf(out, "#undef %s\n", words[i]);
}

/** Whether `int main(...)` of the suite takes arguments. */
static bool main_takes_arguments(struct assay_str suite)
{
	struct assay_source source = {.text = suite};
	struct assay_source_token token;
	int step = 0;

	while (assay_source_next(&source, &token)) {
		if (step == 2)
			return !assay_source_is(&token, ")") && !assay_source_is(&token, "void");
		step = assay_source_is(&token, "main") ? 1 : step == 1 && assay_source_is(&token, "(") ? 2 : 0;
	}
	return false;
}

int assay_inproc_build_cpp(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf undefines = {0};

	add_with_prelude(parts, parts->code, &code);
	add_undefines(&undefines);
	const struct assay_source_fill fills[] = {
		{"@MARK@", parts->mark},
		{"@CODE@", assay_buf_str(&code)},
		{"@UNDEFINE@", assay_buf_str(&undefines)},
		{"@MAIN_ARGS@", main_takes_arguments(parts->suite) ? ASSAY_STR("int, char **") : ASSAY_STR("")},
		{"@SUITE@", parts->suite},
	};
	int rc = assay_buf_error(&code, err);
	if (!rc)
		rc = assay_buf_error(&undefines, err);
	return rc ? rc : add_wrapper(parts, files, fills, sizeof(fills) / sizeof(fills[0]), err);
}

/** The class that a Java file must be named after: the public one, else the first. */
static struct assay_str class_name(struct assay_str code)
{
	struct assay_source source = {.text = code};
	struct assay_source_token token;
	struct assay_str first = {0};
	bool is_public = false, is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (token.depth > 0)
			continue;
		if (is_behind && token.kind == ASSAY_SOURCE_WORD) {
			if (is_public)
				return token.text;
			if (!first.data)
				first = token.text;
		}
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "interface") ||
			    assay_source_is(&token, "enum") || assay_source_is(&token, "record");
		if (assay_source_is(&token, "public"))
			is_public = true;
		else if (!is_behind && !assay_source_is(&token, "final") && !assay_source_is(&token, "abstract"))
			is_public = false;
	}
	return first;
}

int assay_inproc_build_java(const struct assay_inproc_parts *parts, struct assay_inproc_files *files,
			    struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};
	struct assay_str name = class_name(parts->code);
	char file[160];

	if (name.len == 0 || name.len > 100 || assay_str_is(name, "Main") || assay_str_is(name, "AssayDriver"))
		name = ASSAY_STR("Candidate");
	files->list[0].bytes = parts->wrapper;
	add_with_prelude(parts, parts->code, &code);
	(void)snprintf(file, sizeof(file), "%.*s.java", (int)name.len, name.data);
	int rc = add_text(parts, files, file, &code, err);
	if (rc)
		return rc;
	add_with_prelude(parts, parts->suite, &suite);
	return add_text(parts, files, "Main.java", &suite, err);
}
