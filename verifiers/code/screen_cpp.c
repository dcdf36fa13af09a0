/* SPDX-License-Identifier: Apache-2.0 */
/* What a C++ text says that could reach around the suite, or change what its words mean. */
#include "verifiers/code/screen.h"

#include "verifiers/code/source.h"

#include <stdint.h>

static bool says(struct assay_str text, const char *word)
{
	return assay_source_has_word((struct assay_source){.text = text}, assay_str_of(word));
}

static bool has_mark(struct assay_str text, const char *mark)
{
	return assay_str_find(text, assay_str_of(mark), 0) != SIZE_MAX;
}

/** True when the text declares a type of this name: behind these words, but not as `template <> struct X`. */
static bool declares_type(struct assay_str text, struct assay_str name)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token, before = {0}, before_that = {0};

	for (; assay_source_next(&source, &token); before_that = before, before = token) {
		bool is_special = assay_source_is(&before_that, ">") &&
				  assay_source_offset(&source, &before_that) > 0 &&
				  source.text.data[assay_source_offset(&source, &before_that) - 1] == '<';
		bool is_parameter = assay_source_is(&before_that, "<") || assay_source_is(&before_that, ",");
		if (token.kind == ASSAY_SOURCE_WORD && assay_str_eq(token.text, name) && !is_special && !is_parameter &&
		    (assay_source_is(&before, "struct") || assay_source_is(&before, "class") ||
		     assay_source_is(&before, "enum") || assay_source_is(&before, "union")))
			return true;
	}
	return false;
}

/** Begins behind `operator`. An equality whose operands are not all types of the candidate's own. */
static bool is_odd_operator(struct assay_source source)
{
	struct assay_source_token token;
	bool has_own = false, has_words = false;

	if (!assay_source_next(&source, &token) || (!assay_source_is(&token, "=") && !assay_source_is(&token, "!")))
		return false;
	if (!assay_source_next(&source, &token) || !assay_source_is(&token, "="))
		return false; /* An assignment, or a negation. */
	if (!assay_source_next(&source, &token) || !assay_source_is(&token, "("))
		return false; /* Named in an expression: operator== without a parameter list. */
	size_t depth = token.depth, n_open = 0;
	while (assay_source_next(&source, &token)) {
		bool is_end = token.depth == depth && assay_source_is(&token, ")");
		n_open += assay_source_is(&token, "<");
		n_open -= n_open > 0 && assay_source_is(&token, ">");
		if (is_end || (n_open == 0 && token.depth == depth + 1 && assay_source_is(&token, ","))) {
			if (has_words && !has_own)
				return true;
			has_own = has_words = false;
		}
		if (is_end)
			return false;
		if (token.kind != ASSAY_SOURCE_WORD)
			continue;
		has_words = true;
		has_own = has_own || declares_type(source.text, token.text);
	}
	return false;
}

/** Begins behind `template <>`: another meaning for something that is there, unless it is a hash or the candidate's. */
static bool is_odd_specialisation(struct assay_source source)
{
	struct assay_source_token token;
	struct assay_str name = {0};

	if (!assay_source_next(&source, &token) ||
	    (!assay_source_is(&token, "struct") && !assay_source_is(&token, "class")))
		return true;
	while (assay_source_next(&source, &token) &&
	       (token.kind == ASSAY_SOURCE_WORD || assay_source_is(&token, ":"))) {
		if (token.kind == ASSAY_SOURCE_WORD)
			name = token.text;
	}
	return !assay_str_is(name, "hash") && !declares_type(source.text, name);
}

/** Begins behind `namespace std`: whatever goes there that is no hash. */
static bool is_odd_std(struct assay_source source)
{
	struct assay_source_token token;
	bool is_type = false;

	if (!assay_source_next(&source, &token) || !assay_source_is(&token, "{"))
		return !assay_source_is(&token, ";");
	size_t depth = token.depth + 1;
	while (assay_source_next(&source, &token) && token.depth >= depth) {
		if (token.depth == depth && (assay_source_is(&token, "operator") || assay_source_is(&token, "(") ||
					     (is_type && !assay_source_is(&token, "hash"))))
			return true;
		is_type =
			token.depth == depth && (assay_source_is(&token, "struct") || assay_source_is(&token, "class"));
	}
	return false;
}

/** Whether the text defines a function of this name anywhere: `name (..) {`. */
static bool defines_function(struct assay_str text, struct assay_str name)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token, before = {0};

	for (; assay_source_next(&source, &token); before = token) {
		if (!assay_source_is(&token, "(") || before.kind != ASSAY_SOURCE_WORD ||
		    !assay_str_eq(before.text, name))
			continue;
		struct assay_source ahead = source;
		struct assay_source_token next;
		while (assay_source_next(&ahead, &next) && (next.depth > token.depth || !assay_source_is(&next, ")")))
			;
		if (assay_source_next(&ahead, &next) &&
		    (assay_source_is(&next, "{") || assay_source_is(&next, "noexcept") ||
		     assay_source_is(&next, "throw")))
			return true;
	}
	return false;
}

/** Functions that the suite calls by a name of its own or the library's, and that the candidate defines too. */
static bool takes_names(struct assay_str text, struct assay_str suite, struct assay_str entry)
{
	static const char *const library[] = {"abs",   "fabs", "labs",	    "pow",	  "sqrt",   "round",
					      "floor", "ceil", "max",	    "min",	  "equal",  "find",
					      "count", "sort", "swap",	    "all_of",	  "any_of", "isnan",
					      "stoi",  "fmod", "to_string", "accumulate", NULL};
	struct assay_source source = {.text = suite};
	struct assay_source_token token, before = {0}, before_that = {0};

	for (; assay_source_next(&source, &token); before_that = before, before = token) {
		bool is_known = false;
		for (const char *const *word = library; *word; word++)
			is_known = is_known || assay_source_is(&before, *word);
		if (assay_source_is(&token, "(") && before.kind == ASSAY_SOURCE_WORD &&
		    !assay_source_is(&before, "main") && !assay_str_eq(before.text, entry) &&
		    !assay_source_is(&before_that, ".") && (is_known || defines_function(suite, before.text)) &&
		    !assay_source_is(&before, "for") && !assay_source_is(&before, "if") &&
		    !assay_source_is(&before, "while") && defines_function(text, before.text))
			return true;
	}
	return false;
}

/** Functions of the C library that run before main(), or instead of what the wrapper calls. */
static bool replaces_library(struct assay_str text, struct assay_str entry)
{
	static const char *const names[] = {"malloc",
					    "calloc",
					    "realloc",
					    "free",
					    "memalign",
					    "posix_memalign",
					    "read",
					    "write",
					    "getrandom",
					    "syscall",
					    "abort",
					    "_exit",
					    "__libc_start_main",
					    "_start",
					    "_init",
					    "__cxa_atexit",
					    "memcpy",
					    "memset",
					    "strlen",
					    "strstr",
					    "strcpy",
					    "strcmp",
					    "memcmp",
					    NULL};

	for (const char *const *name = names; *name; name++) {
		if (!assay_str_is(entry, *name) && defines_function(text, assay_str_of(*name)))
			return true;
	}
	return false;
}

bool assay_screen_cpp(struct assay_str text, struct assay_str suite, struct assay_str entry)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token, before = {0}, before_that = {0};

	if (says(text, "asm") || says(text, "__asm") || says(text, "__asm__") || says(text, "ifunc") ||
	    says(text, "__ifunc__") || says(text, "redefine_extname") || has_mark(text, "##") ||
	    has_mark(text, "%:%:") || replaces_library(text, entry) || takes_names(text, suite, entry))
		return true;
	if ((says(text, "section") || says(text, "__section__")) &&
	    (says(text, "__attribute__") || says(text, "__attribute") || says(text, "gnu") || says(text, "__gnu__")) &&
	    (has_mark(text, "section(") || has_mark(text, "section (") || has_mark(text, "section__") ||
	     has_mark(text, "_array")))
		return true;
	for (; assay_source_next(&source, &token); before_that = before, before = token) {
		if ((assay_source_is(&token, "operator") && is_odd_operator(source)) ||
		    (assay_source_is(&token, "std") && assay_source_is(&before, "namespace") &&
		     !assay_source_is(&before_that, "using") && !assay_source_is(&before_that, "=") &&
		     is_odd_std(source)) ||
		    (assay_source_is(&token, ">") && assay_source_is(&before, "<") &&
		     assay_source_is(&before_that, "template") && is_odd_specialisation(source)))
			return true;
	}
	return false;
}
