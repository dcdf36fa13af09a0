/* SPDX-License-Identifier: Apache-2.0 */
/* How wrapper, candidate and suite become one program, language by language. */
#include "verifiers/code/inproc.h"

#include <stdint.h>
#include <stdio.h>

/** The suffix of the main file, with its dot. */
static struct assay_str suffix_of(const struct assay_weave_files *files)
{
	struct assay_str name = files->list[0].name;

	return assay_str_sub(name, assay_str_find(name, ASSAY_STR("."), 0), SIZE_MAX);
}

/** Interpreters that load one file after the other: wrapper, candidate with prelude, suite. */
int assay_inproc_build_loose(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};
	struct assay_str suffix = suffix_of(files);
	char name[32];

	files->list[0].bytes = parts->wrapper;
	assay_weave_prelude(parts, parts->code, &code);
	(void)snprintf(name, sizeof(name), "candidate%s", suffix.data);
	int rc = assay_weave_add(parts, files, name, &code, err);
	if (rc)
		return rc;
	assay_buf_add_str(&suite, parts->suite);
	(void)snprintf(name, sizeof(name), "suite%s", suffix.data);
	return assay_weave_add(parts, files, name, &suite, err);
}

static bool is_plain_name(struct assay_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if (c != '_' && c != '.' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return true;
}

/** As `loose`; the wrapper knows the function's name. */
int assay_inproc_build_entry(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	struct assay_str entry = parts->problem->entry;
	const struct assay_source_fill fill = {"@ENTRY@", is_plain_name(entry) ? entry : ASSAY_STR("")};
	int rc = assay_inproc_build_loose(parts, files, err);

	return rc ? rc : assay_weave_add_wrapper(parts, files, &fill, 1, err);
}

int assay_inproc_build_php(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf whole = {0};
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};

	files->list[0].bytes = parts->wrapper;
	assay_weave_prelude(parts, parts->code, &whole);
	assay_weave_php(assay_buf_str(&whole), &code);
	assay_weave_php(parts->suite, &suite);
	int rc = assay_buf_error(&whole, err);
	if (!rc)
		rc = assay_weave_add(parts, files, "candidate.php", &code, err);
	return rc ? rc : assay_weave_add(parts, files, "suite.php", &suite, err);
}

static size_t count_lines(struct assay_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] == '\n';
	return n;
}

/**
 * The names of the language that `suite` says: the candidate may have local variables called so in the same chunk,
 * hence they are declared once more, as what they mean among the suite's global names.
 */
static void add_lua_names(const struct assay_weave *parts, struct assay_buf *out)
{
	static const char *const names[] = {"assert",	"error",	"pcall",       "xpcall",   "require",  "os",
					    "io",	"table",	"string",      "math",	   "pairs",    "ipairs",
					    "next",	"type",		"print",       "tostring", "tonumber", "select",
					    "rawequal", "rawget",	"rawlen",      "rawset",   "utf8",     "unpack",
					    "debug",	"coroutine",	"load",	       "_G",	   "package",  "lu",
					    "luaunit",	"setmetatable", "getmetatable"};
	struct assay_str entry = parts->problem->entry;

	assay_buf_printf(out, "local _ENV = %s_suite ", parts->mark.data);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!assay_str_is(entry, names[i]) &&
		    assay_str_find(parts->suite, assay_str_of(names[i]), 0) != SIZE_MAX)
			assay_buf_printf(out, "local %s = _ENV.%s ", names[i], names[i]);
	}
}

/**
 * One chunk: a local function of the candidate's is visible in no other. It is wrapped so that a `return` in the
 * candidate's text, or a comment or block left open, leaves the suite without its last line.
 */
int assay_inproc_build_lua(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf program = {0};
	char line[32];

	assay_buf_printf(&program, "local %s_suite, %s_done = ... return (function(...) ", parts->mark.data,
			 parts->mark.data);
	assay_weave_prelude(parts, parts->code, &program);
	(void)snprintf(line, sizeof(line), "%zu", count_lines(assay_buf_str(&program)) + 1);
	add_lua_names(parts, &program);
	assay_buf_add_c(&program, "do ");
	assay_buf_add_str(&program, parts->suite);
	assay_buf_printf(&program, "\nend %s_done() end)()\n", parts->mark.data);
	bool has_units = assay_str_find(parts->suite, ASSAY_STR("luaunit"), 0) != SIZE_MAX;
	const struct assay_source_fill fills[] = {
		{"@SUITE_LINE@", assay_str_of(line)},
		{"@NEEDS_UNITS@", has_units ? ASSAY_STR("true") : ASSAY_STR("false")},
	};
	int rc = assay_weave_add_wrapper(parts, files, fills, 2, err);
	return rc ? rc : assay_weave_add(parts, files, "program.lua", &program, err);
}

/** The words that a suite is written in; the candidate may have made macros of them. */
static void add_undefines(struct assay_buf *out)
{
	static const char *const words[] = {"if",	   "else",	    "for",	     "while",
					    "do",	   "return",	    "int",	     "long",
					    "short",	   "char",	    "float",	     "double",
					    "bool",	   "true",	    "false",	     "void",
					    "auto",	   "const",	    "struct",	     "class",
					    "new",	   "delete",	    "sizeof",	     "unsigned",
					    "signed",	   "static",	    "using",	     "string",
					    "vector",	   "std",	    "abs",	     "size",
					    "push_back",   "printf",	    "cout",	     "map",
					    "begin",	   "end",	    "main",	     "assert",
					    "static_cast", "__assert_fail", "__extension__", "__PRETTY_FUNCTION__",
					    "extern"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assay_buf_printf(out, "#undef %s\n", words[i]);
}

/** Whatever a text of the candidate's defines means nothing to the suite. */
static void add_own_undefines(struct assay_str text, struct assay_buf *out)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token;
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (is_behind && token.kind == ASSAY_SOURCE_WORD)
			assay_buf_printf(out, "#undef %.*s\n", (int)token.text.len, token.text.data);
		is_behind = assay_source_is(&token, "define");
	}
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

int assay_inproc_build_cpp(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf undefines = {0};

	assay_weave_prelude(parts, parts->code, &code);
	add_undefines(&undefines);
	add_own_undefines(parts->code, &undefines);
	for (size_t i = 0; i < parts->candidate->n_files; i++)
		add_own_undefines(parts->candidate->files[i].text, &undefines);
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
	return rc ? rc : assay_weave_add_wrapper(parts, files, fills, sizeof(fills) / sizeof(fills[0]), err);
}

/** The file's name is the first of its types that the suite asks for: a compiler looks for that one in it. */
static struct assay_str java_file(const struct assay_weave *parts)
{
	struct assay_str name = assay_weave_java_class(parts->code);
	struct assay_source source = {.text = parts->code}, suite = {.text = parts->suite};
	struct assay_source_token token;
	bool is_behind = false;

	if (name.len == 0 || assay_source_has_word(suite, name))
		return name;
	while (assay_source_next(&source, &token)) {
		if (is_behind && token.depth == 0 && token.kind == ASSAY_SOURCE_WORD &&
		    assay_source_has_word(suite, token.text))
			return token.text;
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "record");
	}
	return name;
}

int assay_inproc_build_java(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};
	struct assay_str name = java_file(parts);
	char file[160];

	if (name.len == 0 || name.len > 100 || assay_str_is(name, "Main") || assay_str_is(name, "AssayDriver"))
		name = ASSAY_STR("Candidate");
	files->list[0].bytes = parts->wrapper;
	assay_weave_prelude(parts, parts->code, &code);
	(void)snprintf(file, sizeof(file), "%.*s.java", (int)name.len, name.data);
	int rc = assay_weave_add(parts, files, file, &code, err);
	if (rc)
		return rc;
	assay_weave_prelude(parts, parts->suite, &suite);
	return assay_weave_add(parts, files, "Main.java", &suite, err);
}
