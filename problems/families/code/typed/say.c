/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program in English. Each step is one sentence; a sentence without a name for its source goes on with what the one
 * before it left. Simple bodies become words ("the numbers that are even"), others formulas over x.
 */
#include "problems/families/code/typed/say.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- References to steps ---------------------------------------------------------------------------------------- */

static const char *whole_noun(const struct speech *w, size_t node)
{
	return w->p->nodes[node].type == TP_STR ? "the text" : "the list";
}

static void add_reference(struct speech *w, size_t node, struct assay_buf *out)
{
	if (w->style.names[node][0])
		(void)assay_buf_printf(out, "`%s`", w->style.names[node]);
	else
		(void)assay_buf_add_c(out, whole_noun(w, node));
}

/* --- Steps ------------------------------------------------------------------------------------------------------ */

static void say_map(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	if (n->type == TP_STR)
		say_letters(w, node, out);
	else if (tp_is_sequence(w->p->nodes[n->kids[1]].type))
		say_inner(w, node, out);
	else if (!say_simple_map(w, node, out)) {
		(void)assay_buf_printf(out, "replace each %s", noun);
		say_variable(w, n->kids[0], out);
		(void)assay_buf_add_c(out, " by ");
		say_formula(w, node, out);
		say_index(w, node, out);
	}
}

static void say_cut(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *noun = tp_noun(w->p, n->kids[0]);
	const char *verb = n->op == TP_TAKE ? (w->wording % 2 ? "keep only" : "keep") : "remove";
	if (n->n_kids > 1)
		(void)assay_buf_printf(out, "%s the first `%s` %ss (all of them if there are fewer)", verb,
				       w->style.names[n->kids[1]], noun);
	else if (n->c == 1)
		(void)assay_buf_printf(out, "%s the first %s, if there is one", verb, noun);
	else
		(void)assay_buf_printf(out, "%s the first %" PRId64 " %ss (all of them if there are fewer)", verb, n->c,
				       noun);
}

static void say_sort(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	if (n->n_kids > 1) {
		say_key(w, node, out);
		return;
	}
	if (w->p->nodes[n->kids[0]].type == TP_INTS)
		(void)assay_buf_printf(
			out, n->c ? "sort the %ss in descending order" : "sort the %ss in ascending order", noun);
	else
		(void)assay_buf_printf(out, "sort the %ss %s", noun,
				       n->c ? "in reverse alphabetical order" : "alphabetically");
}

static void say_join(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	if (n->op == TP_CONCAT) {
		(void)assay_buf_printf(out, "make one %s of ", n->type == TP_STR ? "text" : "list");
		add_reference(w, n->kids[0], out);
		(void)assay_buf_add_c(out, " followed by ");
		add_reference(w, n->kids[1], out);
		return;
	}
	(void)assay_buf_add_c(out, w->wording % 2 ? "go through " : "walk along ");
	add_reference(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " and ");
	add_reference(w, n->kids[1], out);
	(void)assay_buf_add_c(out, " side by side, as far as the shorter one goes, and list ");
	say_formula(w, node, out);
	(void)assay_buf_printf(out, " for each number %s of ", w->style.x);
	add_reference(w, n->kids[0], out);
	(void)assay_buf_printf(out, " and the number %s beside it in ", w->style.y);
	add_reference(w, n->kids[1], out);
}

static void say_neighbours(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	(void)assay_buf_add_c(out, "list ");
	say_formula(w, node, out);
	(void)assay_buf_printf(out,
			       " for every two neighbours %s, %s, in which %s comes first; fewer than two %ss give an "
			       "empty list",
			       w->style.x, w->style.y, w->style.x, noun);
}

static void say_pieces(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *noun = tp_noun(w->p, n->kids[0]);
	if (n->op == TP_WINDOWS)
		(void)assay_buf_printf(out,
				       "list all windows of %" PRId64
				       " consecutive %ss, from left to right (none if there are fewer)",
				       n->c, noun);
	else
		(void)assay_buf_printf(out,
				       w->wording % 2 ? "cut %s into chunks of %" PRId64
							" %ss (the last one may be shorter)"
						      : "divide %s, from the front, into chunks of %" PRId64
							" %ss; the last one may be shorter",
				       whole_noun(w, n->kids[0]), n->c, noun);
}

static void say_running(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	static const char *const texts[3][2] = {
		{"replace each number by the sum of all numbers up to and including it",
		 "form the running sums: each number becomes the sum of itself and all numbers before it"},
		{"replace each number by the largest number up to and including it",
		 "form the running maxima: each number becomes the largest of itself and all numbers before it"},
		{"replace each number by the smallest number up to and including it",
		 "form the running minima: each number becomes the smallest of itself and all numbers before it"}};
	(void)assay_buf_add_c(out, texts[n->op - TP_RUNNING_SUM][w->wording % 2]);
}

static void say_scan(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	(void)assay_buf_printf(out,
			       "go through the %ss from left to right, with acc = %" PRId64 " at first: for each %s",
			       noun, n->c, noun);
	say_variable(w, n->kids[0], out);
	(void)assay_buf_add_c(out, ", acc becomes ");
	say_formula(w, node, out);
	(void)assay_buf_printf(out, ", and the new acc takes the place of the %s", noun);
}

static void say_flatten(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *noun = tp_noun(w->p, n->kids[0]);
	if (n->type == TP_STR)
		(void)assay_buf_printf(out, "join the %ss into one text, without anything between them", noun);
	else
		(void)assay_buf_printf(out, "put the numbers of all %ss into one list, %s after %s", noun, noun, noun);
}

static void say_plain(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	switch (n->op) {
	case TP_REVERSE:
		(void)assay_buf_printf(
			out, w->wording % 2 ? "reverse the order of the %ss" : "put the %ss in reverse order", noun);
		break;
	case TP_TAKE:
	case TP_DROP:
		say_cut(w, n, out);
		break;
	case TP_DISTINCT:
		(void)assay_buf_printf(out,
				       w->wording % 2 ? "remove every %s that equals an earlier one"
						      : "keep each different %s only where it occurs first",
				       noun);
		break;
	case TP_SORT:
		say_sort(w, node, out);
		break;
	case TP_CONCAT:
	case TP_ZIP:
		say_join(w, node, out);
		break;
	case TP_FLATTEN:
		say_flatten(w, n, out);
		break;
	case TP_WINDOWS:
	case TP_CHUNKS:
		say_pieces(w, n, out);
		break;
	case TP_NEIGHBOURS:
		say_neighbours(w, node, out);
		break;
	case TP_SCAN:
		say_scan(w, node, out);
		break;
	default:
		say_running(w, n, out);
	}
}

static void say_step(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	switch (n->op) {
	case TP_MAP:
		say_map(w, node, out);
		break;
	case TP_FILTER:
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		say_filter(w, node, out);
		break;
	case TP_RUNS:
	case TP_GROUP:
		say_groups(w, node, out);
		break;
	default:
		say_plain(w, node, out);
	}
}

/* --- Summaries -------------------------------------------------------------------------------------------------- */

static void say_fold(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	(void)assay_buf_printf(out, "the last value of acc, which is %" PRId64 " at first and, for each %s", n->c,
			       tp_noun(w->p, n->kids[0]));
	say_variable(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " of ");
	add_reference(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " from left to right, becomes ");
	say_formula(w, node, out);
}

static void say_found(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	if (n->op == TP_COUNT) {
		(void)assay_buf_add_c(out, "the number of ");
		say_items(w, node, true, out);
		(void)assay_buf_add_c(out, " in ");
		add_reference(w, n->kids[0], out);
		return;
	}
	(void)assay_buf_add_c(out, "the index, counted from 0, of the first ");
	say_items(w, node, false, out);
	(void)assay_buf_add_c(out, " in ");
	add_reference(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " (-1 if there is none)");
}

static void say_summary(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &w->p->nodes[node];
	const char *noun = tp_noun(w->p, n->kids[0]);
	static const char *const words[] = {
		[TP_LARGEST - TP_LEN] = "largest",
		[TP_SMALLEST - TP_LEN] = "smallest",
		[TP_FIRST - TP_LEN] = "first",
		[TP_LAST - TP_LEN] = "last",
	};
	switch (n->op) {
	case TP_FOLD:
		say_fold(w, node, out);
		return;
	case TP_COUNT:
	case TP_FIND:
		say_found(w, node, out);
		return;
	case TP_LEN:
		(void)assay_buf_printf(
			out, w->p->nodes[n->kids[0]].type == TP_STR ? "the length of " : "the number of %ss in ", noun);
		add_reference(w, n->kids[0], out);
		return;
	case TP_SUM:
		(void)assay_buf_add_c(out, "the sum of the numbers in ");
		add_reference(w, n->kids[0], out);
		return;
	case TP_KINDS:
		(void)assay_buf_printf(out, "the number of different %ss in ", noun);
		add_reference(w, n->kids[0], out);
		return;
	default:
		(void)assay_buf_printf(out, "the %s number in ", words[n->op - TP_LEN]);
		add_reference(w, n->kids[0], out);
		if (w->style.ranges->of[n->kids[0]].min_len == 0)
			(void)assay_buf_add_c(out, " (0 if it is empty)");
	}
}

/* --- Sentences -------------------------------------------------------------------------------------------------- */

/* In order, but what is known from the arguments alone comes first: it would stand between steps that go together. */
static void order_steps(struct speech *w)
{
	bool reached[TP_MAX_NODES];
	tp_reach(w->p, reached);
	bool is_root_said = tp_is_sequence(w->p->nodes[w->p->root].type);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < w->p->n; i++) {
			if (!reached[i] || !tp_is_step(w->p, i) || (i == w->p->root && !is_root_said))
				continue;
			const struct tp_node *n = &w->p->nodes[i];
			bool is_early = n->type == TP_INT && w->p->nodes[n->kids[0]].op == TP_ARG;
			if (is_early == (pass == 0))
				w->order[w->n_order++] = (uint8_t)i;
		}
	}
}

/* Is the list of sentence `at` read by the next sentence (or the result) alone, and as the only one? */
static bool goes_on(const struct speech *w, size_t at)
{
	size_t node = w->order[at];
	size_t next = at + 1 < w->n_order ? w->order[at + 1] : w->p->root;
	bool reached[TP_MAX_NODES];
	tp_reach(w->p, reached);
	size_t uses = 0;
	bool is_next = false;
	for (size_t i = 0; i < w->p->n; i++) {
		for (size_t j = 0; reached[i] && j < w->p->nodes[i].n_kids; j++) {
			uses += w->p->nodes[i].kids[j] == node;
			is_next = is_next || (i == next && w->p->nodes[i].kids[j] == node);
		}
	}
	bool is_joined = w->p->nodes[next].op == TP_ZIP || w->p->nodes[next].op == TP_CONCAT;
	return uses == 0 || (uses == 1 && is_next && !is_joined);
}

static void name_steps(struct speech *w)
{
	static const char *const lists[] = {"p", "q", "r", "s", "t", "u", "v", "w"};
	static const char *const numbers[] = {"m", "n", "g", "h", "l", "o", "e", "f"};
	size_t n_lists = 0;
	size_t n_numbers = 0;
	for (size_t i = 0; i < w->p->n; i++) {
		if (w->p->nodes[i].op != TP_ARG)
			w->style.names[i][0] = '\0';
	}
	for (size_t i = 0; i < w->n_order; i++) {
		size_t node = w->order[i];
		const char *name = "";
		if (w->p->nodes[node].type == TP_INT)
			name = numbers[n_numbers++ % KIT_COUNT(numbers)];
		else if (!goes_on(w, i))
			name = lists[n_lists++ % KIT_COUNT(lists)];
		(void)snprintf(w->style.names[node], sizeof(w->style.names[node]), "%s", name);
	}
}

static void say_sentence(struct speech *w, size_t at, struct assay_buf *out)
{
	size_t node = w->order[at];
	const struct tp_node *n = &w->p->nodes[node];
	w->wording = assay_rng_below(w->rng, 4);
	if (n->type == TP_INT) {
		(void)assay_buf_printf(out, "Let `%s` be ", w->style.names[node]);
		say_summary(w, node, out);
		(void)assay_buf_add_char(out, '.');
		return;
	}
	bool is_joined = n->op == TP_ZIP || n->op == TP_CONCAT;
	size_t start = out->len;
	if (!is_joined && w->style.names[n->kids[0]][0])
		(void)assay_buf_printf(out, "%s `%s` and ", at > 0 || w->wording % 2 ? "Take" : "Start with",
				       w->style.names[n->kids[0]]);
	say_step(w, node, out);
	if (out->len > start)
		out->data[start] = (char)toupper((unsigned char)out->data[start]);
	if (w->style.names[node][0])
		(void)assay_buf_printf(out, "; call the result `%s`", w->style.names[node]);
	(void)assay_buf_add_char(out, '.');
}

static void say_result(struct speech *w, struct assay_buf *out)
{
	const struct tp_node *root = &w->p->nodes[w->p->root];
	if (tp_is_sequence(root->type))
		(void)assay_buf_printf(out, "the resulting %s", root->type == TP_STR ? "text" : "list");
	else if (tp_is_step(w->p, w->p->root))
		say_summary(w, w->p->root, out);
	else {
		(void)assay_buf_add_char(out, '`');
		tp_expression(&w->style, w->p->root, TP_ANY, out);
		(void)assay_buf_add_char(out, '`');
	}
}

/* What formulas use without having said what it is. */
static void say_notes(const struct tp_style *s, struct assay_buf *out)
{
	if (s->uses_negative_rest && !s->uses_negative_mod)
		(void)assay_buf_add_c(out, " Remainders are never negative: -7 divided by 3 leaves 2.");
	if (s->uses_mod)
		(void)assay_buf_add_c(out, s->uses_negative_mod
						   ? " `mod` is the remainder of a division and never negative: "
						     "`-7 mod 3` is 2."
						   : " `mod` is the remainder of a division: `7 mod 3` is 1.");
	if (s->uses_div)
		(void)assay_buf_add_c(out,
				      s->uses_negative_div
					      ? " `div` is division rounded down: `7 div 2` is 3, and `-7 div 2` is -4."
					      : " `div` is division rounded down: `7 div 2` is 3.");
	if (s->uses_place)
		(void)assay_buf_add_c(out,
				      " `place` is the position of a letter in the alphabet, 0 for a and 25 for z.");
	if (s->uses_letter)
		(void)assay_buf_add_c(out, s->uses_place ? " Behind place 25, counting goes on with a."
							 : " Places count from 0 for a; behind z, a comes again.");
	if (s->uses_vowel)
		(void)assay_buf_add_c(out, " Vowels are a, e, i, o and u.");
	if (s->uses_kinds)
		(void)assay_buf_add_c(out, " `kinds` counts different items.");
}

void tp_say(const struct tp_program *p, const struct tp_ranges *ranges, struct assay_rng *rng, struct tp_words *ret)
{
	struct speech w = {.p = p, .rng = rng};
	*ret = (struct tp_words){0};
	tp_begin(&w.style, p, ranges, TP_WORDS);
	order_steps(&w);
	name_steps(&w);
	for (size_t i = 0; i < w.n_order; i++) {
		assay_autobuf struct assay_buf sentence = {0};
		say_sentence(&w, i, &sentence);
		(void)assay_buf_printf(&ret->steps, "%s%zu. %s", i > 0 ? "\n" : "", i + 1,
				       sentence.data ? sentence.data : "");
		(void)assay_buf_printf(&ret->prose, "%s%s", i > 0 ? " " : "", sentence.data ? sentence.data : "");
	}
	ret->n_sentences = w.n_order;
	say_result(&w, &ret->result);
	say_notes(&w.style, &ret->notes);
}

void tp_words_finish(struct tp_words *words)
{
	assay_buf_finish(&words->steps);
	assay_buf_finish(&words->prose);
	assay_buf_finish(&words->result);
	assay_buf_finish(&words->notes);
}
