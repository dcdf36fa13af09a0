/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/extract.h"

#include "verifiers/extract_shape.h"
#include "verifiers/language.h"

#include <stdint.h>
#include <string.h>

/* What a model writes around its code. One pass over the lines; each fenced block is looked at once. */

/** A run of three or more backticks or tildes at the start of a line. */
struct fence {
	char mark;
	size_t count;
	size_t indent;
	struct assay_str info; /**< The first word behind it; empty when there is none. */
	bool has_more;	       /**< Something stands behind the marks, so it cannot close a block. */
};

struct block {
	struct assay_str text; /**< Between the fences, as it stands. */
	struct fence open;
	bool is_closed;
};

static bool next_line(struct assay_str *rest, struct assay_str *ret)
{
	if (rest->len == 0)
		return false;
	size_t feed = assay_str_find(*rest, ASSAY_STR("\n"), 0);
	size_t len = feed == SIZE_MAX ? rest->len : feed;
	*ret = assay_str_sub(*rest, 0, len);
	*rest = assay_str_sub(*rest, feed == SIZE_MAX ? len : len + 1, SIZE_MAX);
	return true;
}

static size_t indent_of(struct assay_str line)
{
	size_t n = 0;

	while (n < line.len && (line.data[n] == ' ' || line.data[n] == '\t'))
		n++;
	return n;
}

/** Letters, digits and what language names have beside them: `{.python .numberLines}` gives `python`. */
static struct assay_str info_word(struct assay_str info)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#_-";

	info = assay_str_trim(info);
	while (info.len > 0 && (info.data[0] == '{' || info.data[0] == '.'))
		info = assay_str_sub(info, 1, SIZE_MAX);
	size_t n = 0;
	while (n < info.len && memchr(letters, info.data[n], sizeof(letters) - 1))
		n++;
	return assay_str_sub(info, 0, n);
}

static bool read_fence(struct assay_str line, struct fence *ret)
{
	size_t indent = indent_of(line), end = indent;

	if (indent >= line.len || (line.data[indent] != '`' && line.data[indent] != '~'))
		return false;
	while (end < line.len && line.data[end] == line.data[indent])
		end++;
	struct assay_str info = assay_str_trim(assay_str_sub(line, end, SIZE_MAX));
	/* Three backticks, words and backticks again are an inline span, not the beginning of a block. */
	if (end - indent < 3 || memchr(info.data ? info.data : "", line.data[indent], info.len))
		return false;
	*ret = (struct fence){.mark = line.data[indent],
			      .count = end - indent,
			      .indent = indent,
			      .info = info_word(info),
			      .has_more = info.len > 0};
	return true;
}

static bool closes(const struct fence *open, const struct fence *close)
{
	return close->mark == open->mark && close->count >= open->count && !close->has_more;
}

/** The next fenced block of `*rest`; one that never closes reaches to the end. */
static bool next_block(struct assay_str *rest, struct block *ret)
{
	struct assay_str line;
	struct fence fence;

	*ret = (struct block){0};
	while (next_line(rest, &line)) {
		if (!read_fence(line, &ret->open))
			continue;
		ret->text = *rest;
		while (next_line(rest, &line)) {
			if (!read_fence(line, &fence) || !closes(&ret->open, &fence))
				continue;
			ret->text.len = (size_t)(line.data - ret->text.data);
			ret->is_closed = true;
			return true;
		}
		return true;
	}
	return false;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

/** True for `def name`, `class name`, `async def name` and `name = ...`: how Python defines something. */
static bool python_line_defines(struct assay_str line, struct assay_str name)
{
	static const char *const heads[] = {"def ", "class ", "async def "};
	struct assay_str text = assay_str_trim(line);

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		if (!assay_str_starts(text, heads[i]))
			continue;
		struct assay_str rest = assay_str_trim(assay_str_sub(text, strlen(heads[i]), SIZE_MAX));
		return assay_str_eq(assay_str_sub(rest, 0, name.len), name) &&
		       (rest.len == name.len || !is_word_byte(rest.data[name.len]));
	}
	if (!assay_str_eq(assay_str_sub(text, 0, name.len), name))
		return false;
	struct assay_str rest = assay_str_trim(assay_str_sub(text, name.len, SIZE_MAX));
	return assay_str_starts(rest, "=") && !assay_str_starts(rest, "==");
}

static bool is_python(struct assay_str language)
{
	return assay_code_language_is_same(language, ASSAY_STR("python"));
}

/** What stands in front of a name where it is defined, in languages that say so. */
static bool is_definer(struct assay_str word)
{
	static const char *const words[] = {"function", "def",	 "fn",	  "func",   "sub",	 "const", "let",
					    "var",	"local", "class", "struct", "interface", "type"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_is(word, words[i]))
			return true;
	}
	return false;
}

/** The word in front of `at` in a line, with blanks between. */
static struct assay_str word_before(struct assay_str line, size_t at)
{
	size_t end = at, start;

	while (end > 0 && (line.data[end - 1] == ' ' || line.data[end - 1] == '\t'))
		end--;
	for (start = end; start > 0 && is_word_byte(line.data[start - 1]);)
		start--;
	return assay_str_sub(line, start, end - start);
}

/** A type stands in front of a name that is defined: `int name(..) {`, `List<Integer> name(..)`, `static int
 * *name(..)`. */
static bool looks_typed(struct assay_str before, struct assay_str behind)
{
	static const char *const callers[] = {"return", "new",	"throw", "else", "echo",
					      "print",	"puts", "await", "not"};
	struct assay_str type = assay_str_trim(before);

	if (type.len == 0 || !(assay_str_starts(behind, "(")) || assay_str_ends(assay_str_trim(behind), ";"))
		return false;
	struct assay_str word = word_before(before, before.len);
	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
		if (assay_str_is(word, callers[i]))
			return false;
	}
	/* Nothing but what types are made of: a call stands behind brackets, quotes, operators. */
	for (size_t i = 0; i < type.len; i++) {
		if (!is_word_byte(type.data[i]) && !memchr(" \t<>,.:[]*&?@", type.data[i], 14))
			return false;
	}
	return type.data[type.len - 1] != ',' && type.data[type.len - 1] != '.' && type.data[type.len - 1] != ':';
}

/** True where a line defines `name` in one of the ways of the other languages. */
static bool line_defines(struct assay_str line, struct assay_str name)
{
	size_t at = 0;

	while ((at = assay_str_find(line, name, at)) != SIZE_MAX) {
		bool starts = at == 0 || !is_word_byte(line.data[at - 1]);
		bool ends = at + name.len == line.len || !is_word_byte(line.data[at + name.len]);
		struct assay_str before = assay_str_sub(line, 0, at);
		struct assay_str behind = assay_str_trim(assay_str_sub(line, at + name.len, SIZE_MAX));
		at++;
		if (!starts || !ends)
			continue;
		bool is_first = assay_str_trim(before).len == 0;
		/* JavaScript and Lua assign, R has an arrow, a shell empty brackets, a method of a class a body. */
		bool is_assigned = (assay_str_starts(behind, "=") && !assay_str_starts(behind, "==")) ||
				   assay_str_starts(behind, "<-");
		bool has_body = assay_str_starts(behind, "(") && assay_str_ends(behind, "{");
		if (is_definer(word_before(before, before.len)) || (is_first && (is_assigned || has_body)) ||
		    (!is_first && is_assigned && assay_str_ends(assay_str_trim(before), ".")) ||
		    looks_typed(before, behind))
			return true;
	}
	return false;
}

/** Whether some line defines `name`. */
static bool defines(struct assay_str text, struct assay_str name, struct assay_str language)
{
	struct assay_str line;

	if (name.len == 0)
		return false;
	while (next_line(&text, &line)) {
		if (is_python(language) ? python_line_defines(line, name) : line_defines(line, name))
			return true;
	}
	return false;
}

static struct assay_str canonical_language(struct assay_str name)
{
	return assay_str_of(assay_code_language(name));
}

/** The language that the candidate is expected in; absent when any will do. */
static struct assay_str wanted_language(const struct assay_problem *problem, const struct assay_candidate *candidate)
{
	return candidate->language.len > 0 ? candidate->language : problem->language;
}

/** How good a block is as the answer: the last of the best rank is taken. */
enum rank {
	RANK_NONE = 0,
	RANK_OTHER,    /**< Another language, or a word that is no language: sample output, a shell session. */
	RANK_UNTAGGED, /**< No word behind the fence. */
	RANK_LANGUAGE, /**< The right language, or some programming language where any will do. */
	RANK_ENTRY,    /**< It defines the entry point. */
};

static const char *const rank_rules[] = {
	[RANK_OTHER] = "fence:last",
	[RANK_UNTAGGED] = "fence:untagged",
	[RANK_LANGUAGE] = "fence:language",
	[RANK_ENTRY] = "fence:entry",
};

static enum rank rank_of(const struct block *block, const struct assay_problem *problem, struct assay_str wanted)
{
	struct assay_str info = block->open.info;
	bool is_wanted = assay_code_language(info) && (wanted.len == 0 || assay_code_language_is_same(info, wanted));

	if (assay_str_trim(block->text).len == 0)
		return RANK_NONE;
	if (info.len > 0 && !is_wanted)
		return RANK_OTHER;
	if (defines(block->text, problem->entry, wanted))
		return RANK_ENTRY;
	return is_wanted ? RANK_LANGUAGE : RANK_UNTAGGED;
}

/** Takes the fence's own indentation off each line: a block inside a list item. */
static struct assay_str without_indent(struct assay_str text, size_t indent, struct assay_arena *arena)
{
	char *copy = assay_arena_alloc(arena, text.len + 1);
	struct assay_str line;
	size_t len = 0;

	if (!copy)
		return (struct assay_str){0};
	while (next_line(&text, &line)) {
		size_t own = indent_of(line), cut = own < indent ? own : indent;
		memcpy(copy + len, line.data + cut, line.len - cut);
		len += line.len - cut;
		copy[len++] = '\n';
	}
	return (struct assay_str){.data = copy, .len = len};
}

/** True for a line that no prose begins with. */
static bool starts_code(struct assay_str line, struct assay_str wanted)
{
	static const char *const python[] = {"def ", "class ", "import ", "from ", "@", "async def ", "#!", "\"\"\""};
	static const char *const other[] = {"#include", "#define", "using ",  "package ",  "import ", "public ",
					    "class ",	"fn ",	   "use ",    "function ", "const ",  "let ",
					    "var ",	"<?php",   "#!",      "int ",	   "void ",   "struct ",
					    "func ",	"static ", "template"};
	const char *const *heads = is_python(wanted) ? python : other;
	size_t n = is_python(wanted) ? sizeof(python) / sizeof(python[0]) : sizeof(other) / sizeof(other[0]);

	for (size_t i = 0; i < n; i++) {
		if (!assay_str_starts(line, heads[i]))
			continue;
		/* "From the statement ..." begins with a capital; "from the list" lacks the import. */
		bool is_from = strcmp(heads[i], "from ") == 0;
		return !is_from || assay_str_find(line, ASSAY_STR(" import"), 0) != SIZE_MAX;
	}
	return false;
}

/** Text without fences: from the first line that begins code, where there is one. */
static bool take_unfenced(struct assay_str text, const struct assay_problem *problem, struct assay_str wanted,
			  struct assay_code_extract *ret)
{
	struct assay_str rest = text, line;

	while (next_line(&rest, &line)) {
		if (!starts_code(line, wanted))
			continue;
		struct assay_str code = assay_str_sub(text, (size_t)(line.data - text.data), SIZE_MAX);
		bool is_head = assay_str_trim(assay_str_sub(text, 0, (size_t)(line.data - text.data))).len == 0;
		if (problem->entry.len > 0 && !defines(code, problem->entry, wanted))
			return false;
		ret->code = code;
		ret->rule = is_head ? "whole" : "tail";
		return true;
	}
	return false;
}

/** The rule with what was added to it. */
static int name_rule(struct assay_code_extract *ret, const char *more, struct assay_arena *arena, struct assay_err *err)
{
	ret->rule = assay_arena_printf(arena, "%s%s", ret->rule, more).data;
	return ret->rule ? 0 : assay_arena_fail(arena, err);
}

/** What was found may lack the function's head, or have it where a caller does not look. */
static int complete(const struct assay_problem *problem, struct assay_str wanted, struct assay_arena *arena,
		    struct assay_code_extract *ret, struct assay_err *err)
{
	struct assay_str changed = {0};
	const char *more = "+body";
	int rc = 0;

	if (problem->entry.len == 0)
		return 0;
	if (!defines(ret->code, problem->entry, wanted))
		rc = assay_extract_body(problem, wanted, ret->code, arena, &changed, err);
	else if (is_python(wanted))
		rc = assay_extract_method(problem->entry, ret->code, arena, &changed, &more, err);
	if (rc || !changed.data)
		return rc;
	ret->code = changed;
	return name_rule(ret, more, arena, err);
}

/** The last of the best blocks; 0 when there is none. */
static enum rank best_block(struct assay_str text, const struct assay_problem *problem, struct assay_str wanted,
			    struct block *ret)
{
	enum rank best = RANK_NONE;
	struct block block;

	while (next_block(&text, &block)) {
		enum rank rank = rank_of(&block, problem, wanted);
		if (rank != RANK_NONE && rank >= best) {
			*ret = block;
			best = rank;
		}
	}
	return best;
}

/** A reply that is nothing but the rest of the prompt's function. */
static int take_body(const struct assay_problem *problem, struct assay_str text, struct assay_str wanted,
		     struct assay_arena *arena, struct assay_code_extract *ret, struct assay_err *err)
{
	int rc = assay_extract_body(problem, wanted, text, arena, &ret->code, err);

	if (!rc && ret->code.data)
		ret->rule = "body";
	return rc;
}

static int take_text(const struct assay_problem *problem, struct assay_str text, struct assay_str wanted,
		     struct assay_arena *arena, struct assay_code_extract *ret, struct assay_err *err)
{
	struct block best = {0};
	enum rank rank = best_block(text, problem, wanted, &best);

	if (rank == RANK_NONE)
		return take_unfenced(text, problem, wanted, ret) ? complete(problem, wanted, arena, ret, err)
								 : take_body(problem, text, wanted, arena, ret, err);
	ret->code = without_indent(best.text, best.open.indent, arena);
	if (!ret->code.data)
		return assay_arena_fail(arena, err);
	ret->language = canonical_language(best.open.info);
	ret->rule = best.is_closed ? rank_rules[rank] : "fence:open";
	return complete(problem, wanted, arena, ret, err);
}

int assay_extract_code(const struct assay_problem *problem, const struct assay_candidate *candidate,
		       struct assay_arena *arena, struct assay_code_extract *ret, struct assay_err *err)
{
	*ret = (struct assay_code_extract){0};
	if (candidate->code.data) {
		*ret = (struct assay_code_extract){.code = candidate->code, .rule = "code"};
		return 0;
	}
	if (candidate->text.len == 0)
		return 0;
	return take_text(problem, assay_extract_reply(candidate->text), wanted_language(problem, candidate), arena, ret,
			 err);
}
