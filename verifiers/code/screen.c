/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/screen.h"

#include "verifiers/code/source.h"

#include <stdint.h>
#include <string.h>

static bool has_any(struct assay_str text, bool has_lifetimes, const char *const *words)
{
	for (; *words; words++) {
		if (assay_source_has_word((struct assay_source){.text = text, .has_lifetimes = has_lifetimes},
					  assay_str_of(*words)))
			return true;
	}
	return false;
}

static bool is_one_of(const struct assay_source_token *token, const char *const *words)
{
	for (; *words; words++) {
		if (assay_source_is(token, *words))
			return true;
	}
	return false;
}

static bool contains(struct assay_str text, const char *what)
{
	return assay_str_find(text, assay_str_of(what), 0) != SIZE_MAX;
}

/* Rust. */

/** `PartialEq<A> for B` with another B than A: its values say what they equal. Begins behind the word. */
static bool compares_with_others(struct assay_source source)
{
	struct assay_source_token token;
	size_t n_open = 0, start = 0, end = 0;

	if (!assay_source_next(&source, &token))
		return false;
	if (assay_source_is(&token, "as"))
		return true;
	if (!assay_source_is(&token, "<"))
		return false;
	start = source.at;
	for (n_open = 1; n_open > 0 && assay_source_next(&source, &token);) {
		n_open += assay_source_is(&token, "<");
		n_open -= assay_source_is(&token, ">");
		end = assay_source_offset(&source, &token);
	}
	if (!assay_source_next(&source, &token) || !assay_source_is(&token, "for"))
		return false;
	struct assay_str other = assay_str_trim(assay_str_sub(source.text, start, end - start));
	struct assay_str own = assay_str_trim(assay_str_sub(source.text, source.at, other.len + 1));
	return !assay_str_is(other, "Self") && !assay_str_eq(other, own);
}

bool assay_screen_rust(struct assay_str text)
{
	static const char *const words[] = {"link_section", "no_mangle", "export_name", "global_asm", "asm",
					    "naked",	    "linkage",	 "no_main",	"no_std",     NULL};
	struct assay_source source = {.text = text, .has_lifetimes = true};
	struct assay_source_token token;

	if (has_any(text, true, words))
		return true;
	while (assay_source_next(&source, &token)) {
		if (assay_source_is(&token, "PartialEq") && compares_with_others(source))
			return true;
	}
	return false;
}

/* Go. */

static const char *const go_universe[] = {
	"bool",	  "byte",    "complex64", "complex128", "error",   "float32", "float64", "int",	   "int8",
	"int16",  "int32",   "int64",	  "rune",	"string",  "uint",    "uint8",	 "uint16", "uint32",
	"uint64", "uintptr", "any",	  "comparable", "true",	   "false",   "iota",	 "nil",	   "append",
	"cap",	  "close",   "complex",	  "copy",	"delete",  "imag",    "len",	 "make",   "new",
	"panic",  "print",   "println",	  "real",	"recover", NULL};

/** The names of one declaration: `a, b = ..`. The word that ended it is in `token`. */
static bool declares_universe(struct assay_source *source, struct assay_source_token *token)
{
	while (token->kind == ASSAY_SOURCE_WORD) {
		if (is_one_of(token, go_universe))
			return true;
		if (!assay_source_next(source, token) || !assay_source_is(token, ","))
			return false;
		if (!assay_source_next(source, token))
			return false;
	}
	return false;
}

/** `var ( .. )`: every line declares. */
static bool group_declares_universe(struct assay_source *source)
{
	struct assay_source_token token;
	size_t last = source->at;

	while (assay_source_next(source, &token) && token.depth > 0) {
		size_t start = assay_source_offset(source, &token);
		struct assay_str between = assay_str_sub(source->text, last, start - last);
		bool begins = contains(between, "\n") || contains(between, ";") || assay_source_is(&token, ";") ||
			      last == source->at;
		last = source->at;
		if (token.depth == 1 && (begins || token.kind == ASSAY_SOURCE_WORD) && is_one_of(&token, go_universe)) {
			struct assay_source ahead = *source;
			struct assay_source_token next;
			/* A type stands behind a name on its line; a name stands first, or behind a comma. */
			if (begins || (assay_source_next(&ahead, &next) &&
				       (assay_source_is(&next, "=") || assay_source_is(&next, ","))))
				return true;
		}
	}
	return false;
}

bool assay_screen_go_shadows(struct assay_str text)
{
	static const char *const keywords[] = {"var", "const", "type", "func", NULL};
	struct assay_source source = {.text = text};
	struct assay_source_token token;

	while (assay_source_next(&source, &token)) {
		if (token.depth > 0 || !is_one_of(&token, keywords))
			continue;
		bool is_function = assay_source_is(&token, "func");
		if (!assay_source_next(&source, &token))
			return false;
		if (assay_source_is(&token, "(")) {
			if (!is_function && group_declares_universe(&source))
				return true;
		} else if (declares_universe(&source, &token)) {
			return true;
		}
	}
	return false;
}

/* Java. */

/** An escape that is a mark or a letter of the language to javac, wherever it stands. */
static bool has_ascii_escape(struct assay_str text)
{
	for (size_t at = assay_str_find(text, ASSAY_STR("\\u"), 0); at != SIZE_MAX;
	     at = assay_str_find(text, ASSAY_STR("\\u"), at + 1)) {
		size_t end = at + 2;
		while (end < text.len && text.data[end] == 'u')
			end++;
		struct assay_str digits = assay_str_sub(text, end, 4);
		if (assay_str_starts(digits, "00") && !assay_str_is(digits, "0000") && digits.len == 4 &&
		    digits.data[2] < '8')
			return true;
	}
	return false;
}

/** A body that looks at the other object's class. Begins behind the name. */
static bool looks_at_class(struct assay_source source)
{
	struct assay_source_token token;
	size_t depth = SIZE_MAX;

	while (assay_source_next(&source, &token)) {
		if (depth == SIZE_MAX && assay_source_is(&token, "{"))
			depth = token.depth;
		else if (depth != SIZE_MAX && assay_source_is(&token, "}") && token.depth == depth)
			return false;
		else if (assay_source_is(&token, "instanceof") || assay_source_is(&token, "getClass"))
			return true;
	}
	return false;
}

enum { MAX_DEPTH = 64 };

/** An equals() of a class that is more than the candidate's own, or that never looks what it is compared with. */
static bool has_odd_equals(struct assay_str text)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token, before = {0};
	bool is_class = false, extends = false, is_odd[MAX_DEPTH] = {false};

	for (; assay_source_next(&source, &token); before = token) {
		is_class |= assay_source_is(&token, "class") || assay_source_is(&token, "record") ||
			    assay_source_is(&token, "enum") || assay_source_is(&token, "interface");
		extends |= assay_source_is(&token, "extends");
		if (assay_source_is(&token, "equals") && assay_source_is(&before, "boolean") && token.depth > 0 &&
		    token.depth <= MAX_DEPTH && (is_odd[token.depth - 1] || !looks_at_class(source)))
			return true;
		if (assay_source_is(&token, "{") && token.depth < MAX_DEPTH)
			is_odd[token.depth] = !is_class || extends;
		if (assay_source_is(&token, "{") || assay_source_is(&token, "}") || assay_source_is(&token, ";"))
			is_class = extends = false;
	}
	return false;
}

static const char *const java_library[] = {"Arrays",
					   "Objects",
					   "List",
					   "ArrayList",
					   "LinkedList",
					   "Map",
					   "HashMap",
					   "TreeMap",
					   "LinkedHashMap",
					   "Set",
					   "HashSet",
					   "TreeSet",
					   "LinkedHashSet",
					   "Collections",
					   "Collection",
					   "Collectors",
					   "Stream",
					   "IntStream",
					   "LongStream",
					   "DoubleStream",
					   "Optional",
					   "String",
					   "Integer",
					   "Boolean",
					   "Double",
					   "Long",
					   "Character",
					   "Float",
					   "Byte",
					   "Short",
					   "Number",
					   "Math",
					   "StrictMath",
					   "Object",
					   "System",
					   "AssertionError",
					   "Error",
					   "Exception",
					   "RuntimeException",
					   "Throwable",
					   "StringBuilder",
					   "StringBuffer",
					   "Iterator",
					   "Iterable",
					   "Thread",
					   "Comparable",
					   "Comparator",
					   "BigInteger",
					   "BigDecimal",
					   "Random",
					   "Scanner",
					   "Deque",
					   "Queue",
					   "Stack",
					   "Vector",
					   "ArrayDeque",
					   "PriorityQueue",
					   "Entry",
					   "Runnable",
					   "Override",
					   "SuppressWarnings",
					   "CharSequence",
					   "Class",
					   "Void",
					   "Enum",
					   "Record",
					   "Function",
					   "Supplier",
					   "Predicate",
					   "NoSuchAlgorithmException",
					   "MessageDigest",
					   "IllegalArgumentException",
					   "IllegalStateException",
					   "Main",
					   "AssayDriver",
					   NULL};

bool assay_screen_java(struct assay_str text, struct assay_str suite)
{
	static const char *const words[] = {"Unsafe", "HotSpotDiagnosticMXBean", NULL};
	struct assay_source source = {.text = text}, said = {.text = suite};
	struct assay_source_token token;
	bool is_behind = false;

	if (has_any(text, false, words) || has_ascii_escape(text) || has_odd_equals(text))
		return true;
	while (assay_source_next(&source, &token)) {
		if (is_behind && token.depth == 0 && is_one_of(&token, java_library) &&
		    assay_source_has_word(said, token.text))
			return true;
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "interface") ||
			    assay_source_is(&token, "enum") || assay_source_is(&token, "record");
	}
	return false;
}

/* All. */

/** Whether one text of the candidate's has what the language's suites cannot judge. */
static bool is_beyond(const char *language, const struct assay_problem *problem, struct assay_str text)
{
	if (strcmp(language, "rust") == 0)
		return assay_screen_rust(text);
	if (strcmp(language, "go") == 0)
		return assay_screen_go_shadows(text) || contains(text, "go:linkname");
	if (strcmp(language, "java") == 0)
		return assay_screen_java(text, problem->suite);
	if (strcmp(language, "cpp") == 0)
		return assay_screen_cpp(text, problem->suite, problem->entry);
	return false;
}

/** Go compiles whatever lies in the folder, and the first file is the first to run. */
static bool is_go_source(struct assay_str name)
{
	static const char *const ends[] = {".go", ".s",	    ".S",     ".c",	 ".h", ".syso",
					   ".a",  "go.mod", "go.sum", "go.work", NULL};

	for (const char *const *end = ends; *end; end++) {
		if (assay_str_ends(name, *end))
			return true;
	}
	return assay_str_starts(name, "vendor/");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/** Without line splices, which C++ takes away before it reads words. */
static int unsplice(struct assay_str text, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf out = {0};
	size_t done = 0;

	*ret = text;
	for (size_t at = assay_str_find(text, ASSAY_STR("\\"), 0); at != SIZE_MAX;
	     at = assay_str_find(text, ASSAY_STR("\\"), at + 1)) {
		size_t end = at + 1;
		while (end < text.len && is_blank(text.data[end]))
			end++;
		if (end >= text.len || text.data[end] != '\n')
			continue;
		assay_buf_add_str(&out, assay_str_sub(text, done, at - done));
		done = end + 1;
	}
	if (done == 0)
		return 0;
	assay_buf_add_str(&out, assay_str_sub(text, done, SIZE_MAX));
	int rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

int assay_screen(const char *language, const struct assay_problem *problem, const struct assay_candidate *candidate,
		 struct assay_str code, struct assay_arena *arena, const char **ret, struct assay_err *err)
{
	bool is_go = strcmp(language, "go") == 0;

	*ret = NULL;
	for (size_t i = 0; i <= candidate->n_files; i++) {
		struct assay_str text = i == 0 ? code : candidate->files[i - 1].text;
		if (i > 0 && is_go && is_go_source(candidate->files[i - 1].name)) {
			*ret = "files of its own would become part of the suite's program";
			return 0;
		}
		int rc = unsplice(text, arena, &text, err);
		if (rc)
			return rc;
		if (is_beyond(language, problem, text)) {
			*ret = "in one process with it, its text may change what runs around the suite, or what the "
			       "suite's words mean";
			return 0;
		}
	}
	return 0;
}
