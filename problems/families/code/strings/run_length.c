/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run-length encoding with a growing list of special rules.
 *
 * Expected outputs come from a scan that builds the runs from left to right and rewrites them rule by rule;
 * they are rechecked by one that walks the text from its end and writes the result backwards.
 */
#include "problems/families/hand.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MAX_TEXT  ((size_t)96)
#define MAX_CODE  (6 * MAX_TEXT)
#define N_TESTS	  14
#define N_VISIBLE 2

struct rules {
	bool count_first;  /* "3a" instead of "a3". */
	bool folds_case;   /* Letters in both cases make one run, written with its first letter. */
	bool is_circle;	   /* A last run that continues in the first one is moved in front of it. */
	unsigned min_run;  /* Shorter runs are copied as they are; 0: none. */
	unsigned max_run;  /* Longer runs are split; 0: none. */
	const char *infix; /* Between letter and count; one character or none, as is `joiner` between runs. */
	const char *joiner;
};

static const char *const infixes[] = {"", "", "*", ":", "x", "="};
static const char *const joiners[] = {"", "", "-", ",", "|", "+", ";"};

enum rule { RULE_COUNT_FIRST, RULE_MIN_RUN, RULE_MAX_RUN, RULE_FOLD, RULE_CIRCLE, N_RULES };

struct scale {
	unsigned n_rules;
	unsigned n_known; /* Rules are drawn from the first so many. */
	unsigned max_text;
};

static const struct scale scales[] = {
	{0, 1, 12}, {1, 2, 14}, {1, 3, 16}, {2, 3, 20}, {2, 4, 24},
	{3, 4, 28}, {3, 5, 36}, {4, 5, 48}, {4, 5, 72}, {5, 5, 90},
};

struct run_task {
	struct rules rules;
	char inputs[N_TESTS][MAX_TEXT + 1];
	char outputs[N_TESTS][MAX_CODE + 1];
};

static const char *const phrasings[] = {
	("Write a function `encode(text)` that returns the run-length encoding of a string of letters. A run is a "
	 "longest stretch of equal letters side by side.\n\n{rules}\nExample: `encode(\"{input}\")` returns "
	 "`\"{output}\"`.\n"),
	("Implement `encode(text)`, which shortens a string of letters by counting runs, that is, longest stretches of "
	 "one repeated letter.\n\n{rules}\nFor instance, `\"{input}\"` becomes `\"{output}\"`.\n"),
	("A log holds long stretches of repeated letters. To store it in less space, `encode(text)` shall replace each "
	 "run (a longest stretch of equal neighbouring letters) by a shorter text. Write this "
	 "function.\n\n{rules}\n`encode(\"{input}\")` gives `\"{output}\"`.\n"),
	("Given a string `text` of letters, return its run-length encoding from a function `encode(text)`. Equal "
	 "letters that stand next to each other form a run.\n\n{rules}\nWith `\"{input}\"` as input the result is "
	 "`\"{output}\"`.\n"),
	("The function `encode(text)` reads a string of letters run by run, a run being as many equal neighbours as "
	 "possible, and returns a new string.\n\n{rules}\nThe text may be empty. As an example, `encode(\"{input}\") "
	 "== "
	 "\"{output}\"`.\n"),
};

/* --- First method: build the runs, then rewrite them ----------------------------------------------------------- */

struct runs {
	struct assay_str items[MAX_TEXT];
	size_t n;
};

static bool is_same(const struct rules *rules, char a, char b)
{
	if (!rules->folds_case)
		return a == b;
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static void find_runs(const struct rules *rules, struct assay_str text, struct runs *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < text.len; i++) {
		struct assay_str *last = ret->n > 0 ? &ret->items[ret->n - 1] : NULL;
		if (last && is_same(rules, last->data[0], text.data[i]))
			last->len++;
		else
			ret->items[ret->n++] = assay_str_sub(text, i, 1);
	}
}

/* Moves the last run in front where it continues in the first; `room` takes the text that comes of it. */
static struct assay_str close_circle(const struct rules *rules, struct assay_str text, char room[MAX_TEXT])
{
	struct runs runs;
	find_runs(rules, text, &runs);
	if (!rules->is_circle || runs.n < 2 || !is_same(rules, text.data[0], text.data[text.len - 1]))
		return text;
	size_t moved = runs.items[runs.n - 1].len;
	memcpy(room, text.data + text.len - moved, moved);
	memcpy(room + moved, text.data, text.len - moved);
	return (struct assay_str){room, text.len};
}

static void write_piece(const struct rules *rules, struct assay_str piece, struct assay_buf *out)
{
	if (out->len > 0)
		(void)assay_buf_add_c(out, rules->joiner);
	if (piece.len < rules->min_run)
		(void)assay_buf_add_str(out, piece);
	else if (rules->count_first)
		(void)assay_buf_printf(out, "%zu%s%c", piece.len, rules->infix, piece.data[0]);
	else
		(void)assay_buf_printf(out, "%c%s%zu", piece.data[0], rules->infix, piece.len);
}

static void encode(const struct rules *rules, struct assay_str text, struct assay_buf *out)
{
	char room[MAX_TEXT];
	struct runs runs;
	text = close_circle(rules, text, room);
	find_runs(rules, text, &runs);
	for (size_t i = 0; i < runs.n; i++) {
		size_t step = rules->max_run ? rules->max_run : runs.items[i].len;
		for (size_t at = 0; at < runs.items[i].len; at += step)
			write_piece(rules, assay_str_sub(runs.items[i], at, step), out);
	}
}

/* --- Second method: from the end to the beginning -------------------------------------------------------------- */

/* Puts `len` bytes in front of what stands in room[at..]. */
static size_t prepend(char room[MAX_CODE], size_t at, const char *bytes, size_t len)
{
	memcpy(room + at - len, bytes, len);
	return at - len;
}

static char fold(const struct rules *rules, char c)
{
	return rules->folds_case && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters of the circular text: `len` of them from `start`. */
struct span {
	size_t start, len;
};

static size_t prepend_piece(const struct rules *rules, const char *text, size_t n, struct span piece,
			    char room[MAX_CODE], size_t at)
{
	if (piece.len < rules->min_run) {
		for (size_t i = piece.len; i > 0; i--)
			at = prepend(room, at, &text[(piece.start + i - 1) % n], 1);
		return at;
	}
	char count[24];
	size_t digits = (size_t)snprintf(count, sizeof(count), "%zu", piece.len);
	const char *letter = &text[piece.start % n];
	at = rules->count_first ? prepend(room, at, letter, 1) : prepend(room, at, count, digits);
	at = prepend(room, at, rules->infix, strlen(rules->infix));
	return rules->count_first ? prepend(room, at, count, digits) : prepend(room, at, letter, 1);
}

static size_t encode_backwards(const struct rules *rules, const char *text, size_t n, char room[MAX_CODE])
{
	/* On a circle, reading starts behind the last boundary between runs, if there is one. */
	size_t shift = 0;
	if (rules->is_circle && n > 0 && fold(rules, text[0]) == fold(rules, text[n - 1])) {
		for (shift = n; shift > 0 && fold(rules, text[shift - 1]) == fold(rules, text[0]);)
			shift--;
	}
	size_t at = MAX_CODE;
	for (size_t left = n; left > 0;) {
		char letter = fold(rules, text[(left - 1 + shift) % n]);
		size_t run = 1;
		while (run < left && fold(rules, text[(left - 1 - run + shift) % n]) == letter)
			run++;
		/* The pieces of a split run are full ones and, at the end, a rest. */
		size_t piece = run;
		if (rules->max_run)
			piece = run % rules->max_run ? run % rules->max_run : rules->max_run;
		if (left < n)
			at = prepend(room, at, rules->joiner, strlen(rules->joiner));
		at = prepend_piece(rules, text, n, (struct span){left - piece + shift, piece}, room, at);
		left -= piece;
	}
	return at;
}

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static void set_rule(struct assay_rng *rng, struct rules *rules, enum rule rule)
{
	if (rule == RULE_COUNT_FIRST)
		rules->count_first = true;
	else if (rule == RULE_MIN_RUN)
		rules->min_run = (unsigned)assay_rng_range(rng, 2, 4);
	else if (rule == RULE_MAX_RUN)
		rules->max_run = (unsigned)assay_rng_range(rng, 5, 9); /* Above every min_run. */
	else if (rule == RULE_FOLD)
		rules->folds_case = true;
	else if (rule == RULE_CIRCLE)
		rules->is_circle = true;
}

static void draw_rules(struct assay_rng *rng, const struct scale *scale, struct rules *ret)
{
	enum rule known[N_RULES];
	for (unsigned i = 0; i < N_RULES; i++)
		known[i] = (enum rule)i;
	assay_rng_shuffle(rng, known, scale->n_known, sizeof(known[0]));
	for (unsigned i = 0; i < scale->n_rules; i++)
		set_rule(rng, ret, known[i]);
	ret->infix = ASSAY_KIT_PICK(rng, infixes);
	ret->joiner = ASSAY_KIT_PICK(rng, joiners);
}

/* Runs of lengths around the limits of the rules. */
static void draw_text(struct assay_rng *rng, const struct rules *rules, size_t n, unsigned letters, char *out)
{
	size_t at = 0;
	while (at < n) {
		char letter = (char)('a' + (char)assay_rng_below(rng, letters));
		size_t longest = rules->max_run ? 2 * rules->max_run + 1 : 5;
		size_t run = (size_t)assay_rng_range(rng, 1, (int64_t)longest);
		for (; run > 0 && at < n; run--) {
			bool is_upper = rules->folds_case && assay_kit_once_in(rng, 3);
			out[at++] = is_upper ? (char)(letter - 'a' + 'A') : letter;
		}
	}
	if (rules->is_circle && n > 2 && assay_kit_once_in(rng, 2))
		out[n - 1] = out[0];
	out[n] = '\0';
}

static void draw_input(struct assay_rng *rng, const struct rules *rules, size_t test, unsigned max_text, char *out)
{
	static const size_t edge_lengths[] = {10, 8, 0, 1, 2};
	size_t n = test < ASSAY_KIT_COUNT(edge_lengths) ? edge_lengths[test]
							: 3 + (max_text - 3) * (test - 4) / (N_TESTS - 5);
	unsigned letters = test == 6 ? 1 : test == 7 ? 26 : 3; /* One run, and hardly any. */
	draw_text(rng, rules, n, letters, out);
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static void write_rules(const struct rules *r, struct assay_buf *out)
{
	if (r->folds_case)
		(void)assay_buf_add_c(out, "- Upper and lower case of a letter count as equal; the run is written with "
					   "its first letter as it stands in the text.\n");
	if (r->is_circle)
		(void)assay_buf_add_c(out, "- The text is a circle: when there are several runs and the last one "
					   "continues in the first one, the letters of the last run are moved to the "
					   "front of the text before anything else.\n");
	if (r->max_run)
		(void)assay_buf_printf(out,
				       "- A run of more than %u letters is split from the left into pieces of %u "
				       "letters and a rest; each piece then counts as a run of its own.\n",
				       r->max_run, r->max_run);
	const char *first = r->count_first ? "its length in decimal digits" : "its letter";
	const char *second = r->count_first ? "its letter" : "its length in decimal digits";
	if (r->infix[0])
		(void)assay_buf_printf(out, "- A run is written as %s, then `%s`, then %s.\n", first, r->infix, second);
	else
		(void)assay_buf_printf(out, "- A run is written as %s followed by %s.\n", first, second);
	if (r->min_run)
		(void)assay_buf_printf(
			out, "- A run of fewer than %u letters is not encoded but copied as it stands.\n", r->min_run);
	if (r->joiner[0])
		(void)assay_buf_printf(out, "- The runs are joined by `%s`.\n", r->joiner);
}

static void write_python(const struct rules *r, struct assay_buf *out)
{
	const char *low = r->folds_case ? ".lower()" : "";
	(void)assay_buf_printf(out,
			       "def encode(text):\n"
			       "    runs = []\n"
			       "    for c in text:\n"
			       "        if runs and runs[-1][0]%s == c%s:\n"
			       "            runs[-1] += c\n"
			       "        else:\n"
			       "            runs.append(c)\n",
			       low, low);
	if (r->is_circle)
		(void)assay_buf_printf(out,
				       "    if len(runs) > 1 and runs[0][0]%s == runs[-1][0]%s:\n"
				       "        runs[0] = runs.pop() + runs[0]\n",
				       low, low);
	if (r->max_run)
		(void)assay_buf_printf(out,
				       "    runs = [run[i:i + %u] for run in runs for i in range(0, len(run), %u)]\n",
				       r->max_run, r->max_run);
	(void)assay_buf_add_c(out, "    parts = []\n"
				   "    for run in runs:\n");
	if (r->min_run)
		(void)assay_buf_printf(out,
				       "        if len(run) < %u:\n"
				       "            parts.append(run)\n"
				       "            continue\n",
				       r->min_run);
	(void)assay_buf_printf(out, "        parts.append(%s + \"%s\" + %s)\n    return \"%s\".join(parts)\n",
			       r->count_first ? "str(len(run))" : "run[0]", r->infix,
			       r->count_first ? "run[0]" : "str(len(run))", r->joiner);
}

static int add_tests(struct assay_instance *instance, const struct run_task *task, struct assay_err *err)
{
	struct assay_arena *arena = instance->arena;
	struct assay_test *tests = assay_arena_array(arena, N_TESTS, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	for (size_t t = 0; t < N_TESTS; t++) {
		tests[t].args = assay_arena_printf(arena, "[\"%s\"]", task->inputs[t]);
		tests[t].expected = assay_arena_printf(arena, "\"%s\"", task->outputs[t]);
		tests[t].is_hidden = t >= N_VISIBLE;
		if (assay_str_is_absent(tests[t].args) || assay_str_is_absent(tests[t].expected))
			return assay_arena_fail(arena, err);
	}
	instance->problem->tests = tests;
	instance->problem->n_tests = N_TESTS;
	return 0;
}

static int solve_all(struct run_task *task, struct assay_err *err)
{
	for (size_t t = 0; t < N_TESTS; t++) {
		assay_autobuf struct assay_buf code = {.max = MAX_CODE};
		encode(&task->rules, assay_str_of(task->inputs[t]), &code);
		int rc = assay_buf_error(&code, err);
		if (rc)
			return rc;
		if (code.len > 0)
			memcpy(task->outputs[t], code.data, code.len);
		task->outputs[t][code.len] = '\0';
	}
	return 0;
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	const struct scale *scale = &scales[instance->level - 1];
	struct run_task *task = assay_arena_alloc(instance->arena, sizeof(*task));
	if (!task)
		return assay_arena_fail(instance->arena, err);
	instance->state = task;
	draw_rules(&instance->rng, scale, &task->rules);
	for (size_t t = 0; t < N_TESTS; t++)
		draw_input(&instance->rng, &task->rules, t, scale->max_text, task->inputs[t]);
	int rc = solve_all(task, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf rules = {0};
	assay_autobuf struct assay_buf python = {0};
	write_rules(&task->rules, &rules);
	write_python(&task->rules, &python);
	const struct assay_kit_slot slots[] = {{"rules", assay_buf_str(&rules)},
					       {"input", assay_str_of(task->inputs[0])},
					       {"output", assay_str_of(task->outputs[0])}};
	instance->problem->language = ASSAY_STR("python");
	instance->problem->entry = ASSAY_STR("encode");
	rc = assay_kit_statement(instance, phrasings, ASSAY_KIT_COUNT(phrasings), slots, 3, err);
	if (rc == 0)
		rc = add_tests(instance, task, err);
	return rc ? rc : assay_kit_reference(instance, "python", &python, err);
}

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct run_task *task = instance->state;
	for (size_t t = 0; t < N_TESTS; t++) {
		char room[MAX_CODE];
		size_t at = encode_backwards(&task->rules, task->inputs[t], strlen(task->inputs[t]), room);
		struct assay_str got = {room + at, MAX_CODE - at};
		if (!assay_str_is(got, task->outputs[t]))
			return assay_fail(err, ASSAY_EINVAL, "the two methods disagree on test %zu: %s and %.*s", t + 1,
					  task->outputs[t], (int)got.len, got.data);
	}
	return 0;
}

static const char *const tags[] = {"code", "strings", NULL};

const struct assay_family assay_family_run_length = {
	.name = "run-length",
	.version = 1,
	.kind = ASSAY_KIND_CALL,
	.title = "run-length encoding of a string under special rules",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(phrasings),
	.generate = generate,
	.recheck = recheck,
};
