/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Equal letters that meet vanish, or make way for another letter, until nothing more can happen.
 *
 * Found with a stack; rechecked by doing it to the text, always at the leftmost place, over and over.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_LEN 512

enum effect { VANISH, NEXT_LETTER, FIXED, N_EFFECTS };

struct rules {
	enum effect effect;
	bool goes_last; /* The result is written backwards. */
	int64_t number, shift;
	char fixed, never; /* What comes instead; a letter that nothing happens to. */
};

static const char *const phrasings[] = {
	("As long as {number} equal letters stand side by side in `text`, {effect}; of several such places the "
	 "leftmost "
	 "one is next. Only the letter {never} is left alone, whatever happens. {^return} what remains, {order}."),
	("Reduce `text` step by step. In each step find the leftmost {number} neighbouring letters that are all equal "
	 "and "
	 "not {never}; {effect}. Stop when there are none. {^return} the text at the end, {order}; it may be empty."),
	("In a game with letter tiles in a row, whenever {number} equal tiles lie next to each other, {effect}, and "
	 "the "
	 "row closes up; this may go on and on. If it can happen at several places, it happens furthest left. Tiles "
	 "with "
	 "{never} never do this. The row at the beginning is `text`. {^return} the row in the end, {order}."),
	("Apply a rule to `text` until it does not fit any more: where {number} equal letters follow each other, "
	 "{effect}. It does not apply to the letter {never}, and it is always applied to the place that begins first. "
	 "{^return} the result, {order}."),
	("Letters other than {never} cannot stand {number} in a row: {effect}. What is done once can bring new letters "
	 "together, which is handled in the same manner, always the leftmost place first. {^return} what becomes of "
	 "`text`, {order}."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	size_t n_letters = (size_t)kit_ramp(k, 4, 8);
	r->effect = (enum effect)kit_between(k, 0, N_EFFECTS - 1);
	r->number = kit_between(k, 2, k->level < 4 ? 3 : 4);
	r->shift = kit_between(k, 1, (int64_t)n_letters - 1);
	r->never = (char)('a' + kit_between(k, 0, (int64_t)n_letters - 1));
	r->fixed = (char)('a' + kit_between(k, 0, (int64_t)n_letters - 1));
	r->goes_last = kit_once_in(k, 2);
	char *alphabet = assay_arena_alloc(k->arena, 16);
	if (!alphabet) {
		kit_full(k);
		return;
	}
	memcpy(alphabet, "abcdefghijkl", n_letters);
	int n = (int)r->number;
	kit_put_i(k, "number", n);
	kit_put_i(k, "shift", r->shift);
	kit_put_i(k, "size", (int64_t)n_letters);
	kit_put(k, "never", kit_text(k, "%c", r->never));
	kit_put(k, "fixed", kit_text(k, "%c", r->fixed));
	kit_put(k, "effect",
		r->effect == VANISH ? kit_text(k, "these %d are taken out", n)
		: r->effect == FIXED
			? kit_text(k, "these %d are replaced by a single %c", n, r->fixed)
			: kit_text(k,
				   "these %d are replaced by one letter, the one %d %s later in the alphabet from "
				   "a to %c, where a comes again after %c",
				   n, (int)r->shift, r->shift == 1 ? "place" : "places", alphabet[n_letters - 1],
				   alphabet[n_letters - 1]));
	kit_put(k, "order", r->goes_last ? ASSAY_STR("read from right to left") : ASSAY_STR("from left to right"));
	code_put(k, "push",
		 r->effect == VANISH  ? ""
		 : r->effect == FIXED ? "todo.append(\"@fixed@\")"
				      : "todo.append(chr((ord(c) - 97 + @shift@) % @size@ + 97))",
		 r->effect == VANISH  ? ""
		 : r->effect == FIXED ? "        todo.push_back('@fixed@');\n"
				      : "        todo.push_back('a' + (c - 'a' + @shift@) % @size@);\n",
		 r->effect == VANISH ? ""
		 : r->effect == FIXED
			 ? "        todo.push(\"@fixed@\");\n"
			 : "        todo.push(String.fromCharCode(97 + (c.charCodeAt(0) - 97 + @shift@) % @size@));\n");
	code_put(k, "replace", r->effect == VANISH ? "" : "            @push@\n", "@push@", "@push@");
	code_put(k, "answer", r->goes_last ? "\"\".join(reversed(stack))" : "\"\".join(stack)",
		 r->goes_last ? "std::string(stack.rbegin(), stack.rend())" : "stack",
		 r->goes_last ? "stack.reverse().join(\"\")" : "stack.join(\"\")");
	CODE_ARG(k, .name = "text", .type = "str", .alphabet = alphabet,
		 .max_len = (size_t)KIT_LEVELS(k, 10, 14, 18, 24, 30, 40, 60, 90, 120, 160));
}

/* Letters in runs, or little would happen. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	if (shape == CODE_EMPTY || shape == CODE_ONE || args[0].n < 2)
		return true;
	char text[MAX_LEN];
	memcpy(text, args[0].s, args[0].n);
	for (size_t i = 1; i < args[0].n; i++) {
		if (!kit_once_in(k, (uint64_t)r->number))
			text[i] = text[i - 1];
	}
	args[0] = val_str(k, text, args[0].n);
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t size = (int64_t)strlen(code_args(k)[0].alphabet);
	char stack[MAX_LEN] = {0};
	int64_t runs[MAX_LEN]; /* How many equal letters end here. */
	size_t n = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		char c = args[0].s[i];
		for (bool is_done = false; !is_done;) {
			int64_t run = n > 0 && stack[n - 1] == c ? runs[n - 1] + 1 : 1;
			is_done = c == r->never || run < r->number;
			if (is_done) {
				stack[n] = c;
				runs[n++] = run;
				continue;
			}
			n -= (size_t)r->number - 1;
			if (r->effect == VANISH)
				break;
			c = r->effect == FIXED ? r->fixed : (char)('a' + (c - 'a' + r->shift) % size);
		}
	}
	for (size_t i = 0; r->goes_last && i < n / 2; i++) {
		char swap = stack[i];
		stack[i] = stack[n - 1 - i];
		stack[n - 1 - i] = swap;
	}
	return val_str(k, stack, n);
}

/* The first place where the rule fits; -1: none. */
static int64_t find_place(const struct rules *r, const char *text, int64_t n)
{
	for (int64_t i = 0; i + r->number <= n; i++) {
		int64_t same = 0;
		while (same < r->number && text[i + same] == text[i])
			same++;
		if (same == r->number && text[i] != r->never)
			return i;
	}
	return -1;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const char *alphabet = code_args(k)[0].alphabet;
	char text[MAX_LEN];
	int64_t n = (int64_t)args[0].n;
	memcpy(text, args[0].s, args[0].n);
	for (int64_t at; (at = find_place(r, text, n)) >= 0;) {
		int64_t from = at;
		if (r->effect != VANISH) {
			const char *letter = strchr(alphabet, text[at]);
			for (int64_t i = 0; i < r->shift; i++)
				letter = letter[1] ? letter + 1 : alphabet;
			text[from++] = r->effect == FIXED ? r->fixed : *letter;
		}
		for (int64_t i = at + r->number; i < n; i++)
			text[from++] = text[i];
		n = from;
	}
	char out[MAX_LEN];
	for (int64_t i = 0; i < n; i++)
		out[i] = text[r->goes_last ? n - 1 - i : i];
	return val_str(k, out, (size_t)n);
}

static const struct code_def code = {
	.entry = "collapse",
	.result = "str",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def collapse(text):\n"
		  "    stack = []\n"
		  "    todo = list(text)[::-1]\n"
		  "    while todo:\n"
		  "        c = todo.pop()\n"
		  "        stack.append(c)\n"
		  "        if c != \"@never@\" and stack[-@number@:] == [c] * @number@:\n"
		  "            del stack[-@number@:]\n"
		  "@replace@"
		  "    return @answer@\n",
	.cpp = "#include <string>\n\n"
	       "std::string collapse(std::string text)\n"
	       "{\n"
	       "    std::string stack, todo(text.rbegin(), text.rend());\n"
	       "    while (!todo.empty()) {\n"
	       "        char c = todo.back();\n"
	       "        todo.pop_back();\n"
	       "        stack += c;\n"
	       "        std::string run(@number@, c);\n"
	       "        if (c == '@never@' || stack.size() < run.size() ||\n"
	       "            stack.compare(stack.size() - run.size(), run.size(), run) != 0)\n"
	       "            continue;\n"
	       "        stack.resize(stack.size() - run.size());\n"
	       "@replace@"
	       "    }\n"
	       "    return @answer@;\n"
	       "}\n",
	.javascript =
		"function collapse(text) {\n"
		"    const stack = [], todo = [...text].reverse();\n"
		"    while (todo.length > 0) {\n"
		"        const c = todo.pop();\n"
		"        stack.push(c);\n"
		"        if (c === \"@never@\" || stack.slice(-@number@).join(\"\") !== c.repeat(@number@)) continue;\n"
		"        stack.splice(-@number@);\n"
		"@replace@"
		"    }\n"
		"    return @answer@;\n"
		"}\n",
};

static const char *const tags[] = {"code", "strings", "stack", NULL};

const struct assay_family assay_family_collapse = {
	KIT_CODE,
	.name = "collapse",
	.version = 1,
	.title = "equal letters that meet vanish or become another letter",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
