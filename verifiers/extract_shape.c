/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/extract_shape.h"

#include "verifiers/code/source.h"
#include "verifiers/language.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

static bool next_line(struct assay_str *rest, struct assay_str *ret)
{
	if (rest->len == 0)
		return false;
	size_t feed = assay_str_find(*rest, ASSAY_STR("\n"), 0);
	*ret = assay_str_sub(*rest, 0, feed == SIZE_MAX ? rest->len : feed);
	*rest = assay_str_sub(*rest, feed == SIZE_MAX ? rest->len : feed + 1, SIZE_MAX);
	return true;
}

static size_t indent_of(struct assay_str line)
{
	size_t n = 0;

	while (n < line.len && (line.data[n] == ' ' || line.data[n] == '\t'))
		n++;
	return n;
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static bool is_blank(struct assay_str line)
{
	return assay_str_trim(line).len == 0;
}

/* --- The reply --- */

/** What stands behind the last closing tag of a kind, up to an opening one that never closes. */
static struct assay_str without_thought(struct assay_str text, const char *open, const char *close)
{
	size_t at = 0, start = 0;

	while ((at = assay_str_find(text, assay_str_of(close), at)) != SIZE_MAX) {
		at += strlen(close);
		start = at;
	}
	text = assay_str_sub(text, start, SIZE_MAX);
	return assay_str_sub(text, 0, assay_str_find(text, assay_str_of(open), 0));
}

/** Marks at the head of a turn go, with what stands between them. */
static struct assay_str without_heads(struct assay_str text)
{
	static const char *const heads[] = {"<|im_start|>assistant", "<|start_header_id|>assistant<|end_header_id|>",
					    "<|assistant|>",	     "<|start|>assistant",
					    "<start_of_turn>model",  "[/INST]"};
	static const struct assay_str final = {.data = "<|channel|>final<|message|>", .len = 27};
	size_t at = assay_str_find(text, final, 0);

	if (at != SIZE_MAX)
		text = assay_str_sub(text, at + final.len, SIZE_MAX);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		size_t skipped = text.len - assay_str_sub(text, indent_of(text), SIZE_MAX).len;
		if (assay_str_starts(assay_str_sub(text, skipped, SIZE_MAX), heads[i]))
			text = assay_str_sub(text, skipped + strlen(heads[i]), SIZE_MAX);
	}
	return text;
}

/** Everything from the first mark that ends a turn. `</s>` is also HTML: only at the very end. */
static struct assay_str without_end(struct assay_str text)
{
	static const char *const ends[] = {"<|endoftext|>", "<|im_end|>",   "<|im_start|>",	  "<|eot_id|>",
					   "<|end|>",	    "<|return|>",   "<|end_of_text|>",	  "<end_of_turn>",
					   "<|user|>",	    "<|file_sep|>", "<|start_header_id|>"};
	size_t first = text.len;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t at = assay_str_find(text, assay_str_of(ends[i]), 0);
		if (at < first)
			first = at;
	}
	text = assay_str_sub(text, 0, first);
	while (text.len >= 4 && assay_str_ends(text, "</s>"))
		text.len -= 4;
	return text;
}

struct assay_str assay_extract_reply(struct assay_str text)
{
	static const char *const thoughts[][2] = {{"<think>", "</think>"},
						  {"<thinking>", "</thinking>"},
						  {"<reasoning>", "</reasoning>"},
						  {"<thought>", "</thought>"}};

	for (size_t i = 0; i < sizeof(thoughts) / sizeof(thoughts[0]); i++)
		text = without_thought(text, thoughts[i][0], thoughts[i][1]);
	return without_end(without_heads(text));
}

/* --- Bodies --- */

/** The prompt from the function on: what a candidate's program begins with. */
static struct assay_str open_head(const struct assay_problem *problem)
{
	struct assay_str statement = problem->statement, prelude = problem->prelude;
	bool has_prelude = prelude.len > 0 && prelude.len <= statement.len &&
			   memcmp(statement.data, prelude.data, prelude.len) == 0;

	return has_prelude ? assay_str_sub(statement, prelude.len, SIZE_MAX) : statement;
}

static struct assay_str last_line(struct assay_str text)
{
	struct assay_str line, last = {0};

	while (next_line(&text, &line)) {
		if (!is_blank(line))
			last = line;
	}
	return last;
}

static bool begins_indented(struct assay_str text)
{
	struct assay_str line;

	while (next_line(&text, &line)) {
		if (!is_blank(line))
			return indent_of(line) > 0;
	}
	return false;
}

/** Whether a line at the margin begins a function of this name in a language whose blocks are indented or end in words.
 */
static bool has_def(struct assay_str text, struct assay_str name)
{
	static const char *const heads[] = {"def ", "async def ", "local function ", "function "};
	struct assay_str line;

	while (next_line(&text, &line)) {
		for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
			if (!assay_str_starts(line, heads[i]))
				continue;
			struct assay_str rest = assay_str_sub(line, strlen(heads[i]), SIZE_MAX);
			if (assay_str_eq(assay_str_sub(rest, 0, name.len), name) && rest.len > name.len &&
			    (rest.data[name.len] == '(' || rest.data[name.len] == ' '))
				return true;
		}
	}
	return false;
}

/** Up to the first line at the margin; in Ruby and Lua with the `end` that it must be. */
static struct assay_str cut_at_margin(struct assay_str body, bool has_end)
{
	struct assay_str rest = body, line;

	while (next_line(&rest, &line)) {
		if (is_blank(line) || indent_of(line) > 0)
			continue;
		size_t at = (size_t)(line.data - body.data);
		if (has_end && assay_str_is(assay_str_trim(line), "end"))
			at += line.len;
		return assay_str_sub(body, 0, at);
	}
	return body;
}

/** Head and body up to the brace that closes the function, and what braces are open still. */
static void join_braces(struct assay_str head, struct assay_str body, bool has_lifetimes, struct assay_buf *out)
{
	struct assay_source_token token;
	size_t end = head.len + body.len, depth = 0;

	assay_buf_add_str(out, head);
	assay_buf_add_str(out, body);
	struct assay_source source = {.text = assay_buf_str(out), .has_lifetimes = has_lifetimes};
	while (assay_source_next(&source, &token)) {
		depth = source.depth;
		if (source.at <= head.len || depth > 0 || !assay_source_is(&token, "}"))
			continue;
		end = source.at;
		break;
	}
	if (end < out->len)
		out->len = end;
	assay_buf_add_char(out, '\n');
	for (; depth > 0; depth--)
		assay_buf_add_c(out, "}\n");
}

/** True for Python's text whose first line lost its indentation, as trimmed replies have: a statement that no prose is,
 * and indented lines behind it, where there are any. */
static bool lost_indent(struct assay_str text)
{
	static const char *const words[] = {"return ", "for ", "if ", "while ", "with ", "try:"};
	struct assay_str line = {0};

	while (next_line(&text, &line) && is_blank(line))
		;
	bool is_block = assay_str_ends(assay_str_trim(line), ":");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_starts(line, words[i]))
			return is_block ? begins_indented(text) : i == 0 && is_blank(text);
	}
	size_t name = 0;
	while (name < line.len && (isalnum((unsigned char)line.data[name]) || is_one_of(line.data[name], "_, ")))
		name++;
	return name > 0 && name + 1 < line.len && line.data[name] == '=' && line.data[name + 1] != '=' &&
	       begins_indented(text);
}

/** The prompt's last indentation: that of a body behind its documentation. */
static struct assay_str body_indent(struct assay_str head)
{
	struct assay_str line = last_line(head);
	size_t n = indent_of(line);

	return n > 0 ? assay_str_sub(line, 0, n) : ASSAY_STR("    ");
}

/** A function whose block ends at the margin, in Ruby and Lua with a word. */
static void join_lines(struct assay_str head, struct assay_str body, bool is_python, struct assay_buf *out)
{
	assay_buf_add_str(out, head);
	if (!assay_str_ends(head, "\n"))
		assay_buf_add_char(out, '\n');
	size_t start = out->len;
	if (!begins_indented(body)) {
		assay_buf_add_str(out, body_indent(head));
		body = assay_str_trim(body);
	}
	assay_buf_add_str(out, body);
	if (out->error == 0)
		out->len = start + cut_at_margin(assay_str_sub(assay_buf_str(out), start, SIZE_MAX), !is_python).len;
	assay_buf_add_char(out, '\n');
}

int assay_extract_body(const struct assay_problem *problem, struct assay_str language, struct assay_str body,
		       struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	struct assay_str head = open_head(problem);
	assay_autobuf struct assay_buf out = {0};
	bool is_braced = assay_str_ends(assay_str_trim(head), "{");
	bool is_python = assay_code_language_is_same(language, ASSAY_STR("python"));
	bool is_rust = assay_code_language_is_same(language, ASSAY_STR("rust"));

	if (problem->entry.len == 0 || !(begins_indented(body) || (is_python && lost_indent(body))))
		return 0;
	if (is_braced && assay_source_has_word((struct assay_source){.text = head}, problem->entry))
		join_braces(head, body, is_rust, &out);
	else if (has_def(head, problem->entry) &&
		 (!is_python || indent_of(last_line(head)) > 0 || assay_str_ends(assay_str_trim(head), ":")))
		join_lines(head, body, is_python, &out);
	else
		return 0;
	int rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* --- Methods --- */

/** The name behind `class `, up to what follows a name. */
static struct assay_str class_name(struct assay_str line)
{
	size_t n = 6;

	while (n < line.len && !is_one_of(line.data[n], "(: \t\r"))
		n++;
	return assay_str_sub(line, 6, n - 6);
}

static bool defines(struct assay_str line, struct assay_str entry)
{
	struct assay_str text = assay_str_trim(line);

	if (assay_str_starts(text, "async "))
		text = assay_str_trim(assay_str_sub(text, 6, SIZE_MAX));
	if (!assay_str_starts(text, "def "))
		return false;
	text = assay_str_trim(assay_str_sub(text, 4, SIZE_MAX));
	return assay_str_eq(assay_str_sub(text, 0, entry.len), entry) &&
	       assay_str_starts(assay_str_trim(assay_str_sub(text, entry.len, SIZE_MAX)), "(");
}

/** The class that has the entry point, where no global has its name; `*ret_is_global` otherwise. */
static struct assay_str find_class(struct assay_str code, struct assay_str entry, bool *ret_is_global)
{
	struct assay_str line, owner = {0}, found = {0};

	*ret_is_global = false;
	while (next_line(&code, &line)) {
		bool is_margin = !is_blank(line) && indent_of(line) == 0;
		if (is_margin && assay_str_starts(line, "class "))
			owner = class_name(line);
		else if (is_margin)
			owner = (struct assay_str){0};
		bool is_assigned = is_margin && assay_str_eq(assay_str_sub(line, 0, entry.len), entry) &&
				   assay_str_starts(assay_str_trim(assay_str_sub(line, entry.len, SIZE_MAX)), "=");
		if ((defines(line, entry) && indent_of(line) == 0) || is_assigned)
			*ret_is_global = true;
		else if (defines(line, entry) && owner.len > 0)
			found = owner;
	}
	return found;
}

static void add_dedented(struct assay_str code, size_t indent, struct assay_buf *out)
{
	struct assay_str line;

	while (next_line(&code, &line)) {
		size_t own = indent_of(line);
		assay_buf_add_str(out, assay_str_sub(line, own < indent ? own : indent, SIZE_MAX));
		assay_buf_add_char(out, '\n');
	}
}

/** How far the first line that is not blank is indented. */
static size_t first_indent(struct assay_str code)
{
	struct assay_str line;

	while (next_line(&code, &line)) {
		if (!is_blank(line))
			return indent_of(line);
	}
	return 0;
}

int assay_extract_method(struct assay_str entry, struct assay_str code, struct assay_arena *arena,
			 struct assay_str *ret, const char **ret_rule, struct assay_err *err)
{
	assay_autobuf struct assay_buf out = {0};
	bool is_global;
	struct assay_str owner = find_class(code, entry, &is_global);
	size_t indent = first_indent(code);

	*ret = (struct assay_str){0};
	if (entry.len == 0 || is_global || (owner.len == 0 && indent == 0))
		return 0;
	if (owner.len > 0) {
		assay_buf_add_str(&out, code);
		assay_buf_printf(&out, "\n\n%.*s = %.*s().%.*s\n", (int)entry.len, entry.data, (int)owner.len,
				 owner.data, (int)entry.len, entry.data);
		*ret_rule = "+method";
	} else {
		add_dedented(code, indent, &out);
		*ret_rule = "+dedent";
	}
	int rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}
