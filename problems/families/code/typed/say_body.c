/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies in English: conditions, keys and replacements in words where they are simple, else as formulas. */
#include "problems/families/code/typed/say.h"

#include <inttypes.h>

static const struct tp_node *node_at(const struct speech *w, size_t node)
{
	return &w->p->nodes[node];
}

static const struct tp_node *body_of(const struct speech *w, size_t clause)
{
	const struct tp_node *n = node_at(w, clause);
	return node_at(w, n->kids[tp_body(n->op)]);
}

static const struct tp_node *kid(const struct speech *w, const struct tp_node *n, size_t i)
{
	return node_at(w, n->kids[i]);
}

/* A constant, an argument or something that was given a name. */
static bool is_atom(const struct speech *w, size_t node)
{
	const struct tp_node *n = node_at(w, node);
	return n->op == TP_CONST || n->op == TP_ARG || (tp_is_step(w->p, node) && n->type == TP_INT);
}

static void add_atom(struct speech *w, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, node);
	if (n->op == TP_CONST)
		(void)assay_buf_printf(out, "%" PRId64, n->c);
	else
		(void)assay_buf_printf(out, "`%s`", w->style.names[node]);
}

void say_variable(const struct speech *w, size_t sequence, struct assay_buf *out)
{
	enum tp_type type = node_at(w, sequence)->type;
	if (type == TP_INTS || type == TP_STR)
		(void)assay_buf_printf(out, " %s", tp_item_name(w->p, sequence));
}

void say_formula(struct speech *w, size_t clause, struct assay_buf *out)
{
	(void)assay_buf_add_char(out, '`');
	tp_body_expression(&w->style, clause, out);
	(void)assay_buf_add_char(out, '`');
}

void say_index(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	if (tp_uses_index(w->p, n->kids[1]))
		(void)assay_buf_printf(out, ", where i is the index of %s, counted from 0",
				       tp_item_name(w->p, n->kids[0]));
}

/* --- Conditions ------------------------------------------------------------------------------------------------- */

/* "sum" of "its sum"; NULL where it takes more words. */
static const char *summary_noun(const struct speech *w, const struct tp_node *n)
{
	if (n->n_kids != 1 || kid(w, n, 0)->op != TP_X)
		return NULL;
	bool is_text = kid(w, n, 0)->type == TP_STR;
	switch (n->op) {
	case TP_LEN:
		return "length";
	case TP_SUM:
		return "sum";
	case TP_LARGEST:
		return "largest number";
	case TP_SMALLEST:
		return "smallest number";
	case TP_FIRST:
		return is_text ? NULL : "first number";
	case TP_LAST:
		return is_text ? NULL : "last number";
	case TP_KINDS:
		return is_text ? "count of different letters" : "count of different numbers";
	default:
		return NULL;
	}
}

static const char *comparative(enum tp_op op)
{
	switch ((int)op) {
	case TP_LT:
		return "less than";
	case TP_LE:
		return "at most";
	case TP_GT:
		return "greater than";
	case TP_GE:
		return "at least";
	case TP_EQ:
		return "equal to";
	default:
		return "different from";
	}
}

/* What comes behind "are" or "is". False: there is no such word. */
static bool add_remainder(const struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const struct tp_node *mod = kid(w, n, 0);
	const struct tp_node *rest = kid(w, n, 1);
	bool is_plain = mod->op == TP_MOD && kid(w, mod, 0)->op == TP_X && rest->op == TP_CONST;
	bool is_equation = n->op == TP_EQ || n->op == TP_NE;
	if (!is_plain || !is_equation || (rest->c != 0 && mod->c != 2))
		return false;
	if (mod->c == 2)
		(void)assay_buf_add_c(out, (rest->c == 0) == (n->op == TP_EQ) ? "even" : "odd");
	else
		(void)assay_buf_printf(out, "%sdivisible by %" PRId64, n->op == TP_EQ ? "" : "not ", mod->c);
	return true;
}

static bool add_place(const struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const struct tp_node *place = kid(w, n, 0);
	const struct tp_node *bound = kid(w, n, 1);
	bool is_plain = place->op == TP_PLACE && kid(w, place, 0)->op == TP_X && bound->op == TP_CONST;
	if (!is_plain || bound->c < 1 || bound->c > 24)
		return false;
	bool is_equation = n->op == TP_EQ || n->op == TP_NE;
	/* "At least f" is "after e". */
	int64_t shift = n->op == TP_GE ? -1 : n->op == TP_LE ? 1 : 0;
	bool is_after = n->op == TP_GT || n->op == TP_GE;
	const char *relation = n->op == TP_EQ	? "equal to"
			       : n->op == TP_NE ? "different from"
			       : is_after	? "after"
						: "before";
	(void)assay_buf_printf(out, "%s %c%s", relation, (char)('a' + bound->c + shift),
			       is_equation ? "" : " in the alphabet");
	return true;
}

static bool add_adjective(struct speech *w, const struct tp_node *n, bool is_plural, struct assay_buf *out)
{
	if (n->op == TP_VOWEL && kid(w, n, 0)->op == TP_X) {
		w->style.uses_vowel = true;
		(void)assay_buf_add_c(out, is_plural ? "vowels" : "a vowel");
		return true;
	}
	if (n->op < TP_LT || n->op > TP_NE)
		return false;
	if (add_remainder(w, n, out) || add_place(w, n, out))
		return true;
	if (kid(w, n, 0)->op != TP_X || !is_atom(w, n->kids[1]))
		return false;
	(void)assay_buf_printf(out, "%s ", comparative(n->op));
	add_atom(w, n->kids[1], out);
	return true;
}

/* "sum is greater than 3", behind "whose" or "their". */
static bool add_property(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	if (n->op < TP_LT || n->op > TP_NE || !is_atom(w, n->kids[1]))
		return false;
	const struct tp_node *left = kid(w, n, 0);
	const char *noun = summary_noun(w, left);
	if (noun) {
		bool is_equation = n->op == TP_EQ;
		(void)assay_buf_printf(out, "%s is %s%s", noun, is_equation ? "" : comparative(n->op),
				       is_equation ? "" : " ");
		add_atom(w, n->kids[1], out);
		return true;
	}
	const char *inner = left->op == TP_MOD ? summary_noun(w, kid(w, left, 0)) : NULL;
	bool is_parity = inner && left->c == 2 && kid(w, n, 1)->op == TP_CONST && (n->op == TP_EQ || n->op == TP_NE);
	if (is_parity)
		(void)assay_buf_printf(out, "%s is %s", inner,
				       (kid(w, n, 1)->c == 0) == (n->op == TP_EQ) ? "even" : "odd");
	return is_parity;
}

void say_items(struct speech *w, size_t clause, bool is_plural, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	const struct tp_node *body = body_of(w, clause);
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_printf(out, "%s%s", tp_noun(w->p, n->kids[0]), is_plural ? "s" : "");
	if (add_adjective(w, body, is_plural, &text))
		(void)assay_buf_printf(out, " that %s %s", is_plural ? "are" : "is", text.data);
	else if (add_property(w, body, &text))
		(void)assay_buf_printf(out, " whose %s", text.data);
	else {
		say_variable(w, n->kids[0], out);
		(void)assay_buf_add_c(out, " with ");
		say_formula(w, clause, out);
		say_index(w, clause, out);
	}
}

static void say_as_long_as(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *body = body_of(w, clause);
	assay_autobuf struct assay_buf text = {0};
	if (add_adjective(w, body, true, &text))
		(void)assay_buf_printf(out, "they are %s", text.data);
	else if (add_property(w, body, &text))
		(void)assay_buf_printf(out, "their %s", text.data);
	else {
		say_formula(w, clause, out);
		(void)assay_buf_add_c(out, " holds");
	}
}

void say_filter(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	const char *noun = tp_noun(w->p, n->kids[0]);
	if (n->op == TP_FILTER) {
		(void)assay_buf_add_c(out, w->wording % 2 ? "keep only the " : "keep the ");
		say_items(w, clause, true, out);
		if (w->wording % 2 == 0)
			(void)assay_buf_add_c(out, " and remove all others");
		return;
	}
	bool is_take = n->op == TP_TAKE_WHILE;
	(void)assay_buf_printf(out, "%s %ss", is_take ? "keep" : "remove", noun);
	say_variable(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " from the front as long as ");
	say_as_long_as(w, clause, out);
	(void)assay_buf_printf(out,
			       is_take ? ", and drop everything from the first other %s on"
				       : ", and keep everything from the first other %s on",
			       noun);
}

/* --- Keys ------------------------------------------------------------------------------------------------------- */

/* What items have in common, or are sorted by: "sum", "remainder when divided by 3". NULL: a formula is needed. */
static bool add_key(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *noun = summary_noun(w, n);
	if (noun)
		(void)assay_buf_add_c(out, noun);
	else if (n->op == TP_ABS && kid(w, n, 0)->op == TP_X)
		(void)assay_buf_add_c(out, "absolute value");
	else if (n->op == TP_MOD && kid(w, n, 0)->op == TP_X) {
		w->style.uses_negative_rest = w->style.uses_negative_rest || w->style.ranges->of[n->kids[0]].lo < 0;
		(void)assay_buf_printf(out, "remainder when divided by %" PRId64, n->c);
	} else
		return false;
	return true;
}

void say_key(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	assay_autobuf struct assay_buf key = {0};
	(void)assay_buf_printf(out, "sort the %ss", tp_noun(w->p, n->kids[0]));
	if (add_key(w, body_of(w, clause), &key)) {
		(void)assay_buf_printf(out, " by their %s", key.data);
	} else {
		say_variable(w, n->kids[0], out);
		(void)assay_buf_add_c(out, " by ");
		say_formula(w, clause, out);
	}
	(void)assay_buf_printf(out, ", %s first; ties stay in the order they had", n->c ? "highest" : "lowest");
}

/* "that leave the same remainder when divided by 3" */
static void say_agreement(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *body = body_of(w, clause);
	assay_autobuf struct assay_buf text = {0};
	if (body->op == TP_X)
		(void)assay_buf_add_c(out, "that are equal");
	else if (body->op == TP_MOD && body->c == 2 && kid(w, body, 0)->op == TP_X)
		(void)assay_buf_add_c(out, "that are all even or all odd");
	else if (body->type == TP_BOOL && add_adjective(w, body, true, &text))
		(void)assay_buf_printf(out, "that are all %s or all not", text.data);
	else if (body->type == TP_BOOL && add_property(w, body, &text))
		(void)assay_buf_printf(out, "whose %s, for all of them or for none", text.data);
	else if (add_key(w, body, &text))
		(void)assay_buf_printf(out, "with the same %s", text.data);
	else if (body->type == TP_BOOL) {
		(void)assay_buf_add_c(out, "that agree in whether ");
		say_formula(w, clause, out);
		(void)assay_buf_add_c(out, " holds");
	} else {
		(void)assay_buf_add_c(out, "with the same value of ");
		say_formula(w, clause, out);
	}
}

void say_groups(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	const char *noun = tp_noun(w->p, n->kids[0]);
	bool is_text = node_at(w, n->kids[0])->type == TP_STR;
	assay_autobuf struct assay_buf text = {0};
	bool has_formula = body_of(w, clause)->op != TP_X && !add_key(w, body_of(w, clause), &text) &&
			   !add_adjective(w, body_of(w, clause), true, &text) &&
			   !add_property(w, body_of(w, clause), &text);
	if (n->op == TP_RUNS) {
		(void)assay_buf_printf(
			out, "split the %s into runs, that is, into the longest stretches of neighbouring %ss",
			is_text ? "text" : "list", noun);
		if (has_formula)
			say_variable(w, n->kids[0], out);
		(void)assay_buf_add_char(out, ' ');
		say_agreement(w, clause, out);
		return;
	}
	if (body_of(w, clause)->type == TP_BOOL) {
		(void)assay_buf_printf(out, "divide the %ss into two groups, the ", noun);
		say_items(w, clause, true, out);
		(void)assay_buf_printf(out,
				       " and all others; both keep their order, the group with the very first %s comes "
				       "first, and an empty group is left out",
				       noun);
		return;
	}
	(void)assay_buf_printf(out, "gather the %ss", noun);
	if (has_formula)
		say_variable(w, n->kids[0], out);
	(void)assay_buf_add_char(out, ' ');
	say_agreement(w, clause, out);
	(void)assay_buf_printf(out,
			       " in groups; a group keeps its %ss in order, and the groups come in the order of their "
			       "first %ss",
			       noun, noun);
}

/* --- Replacements ----------------------------------------------------------------------------------------------- */

void say_letters(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *place = kid(w, body_of(w, clause), 0);
	bool is_shift = place->n_kids == 2 && kid(w, place, 0)->op == TP_PLACE && is_atom(w, place->kids[1]) &&
			(place->op == TP_ADD || place->op == TP_SUB);
	if (is_shift) {
		(void)assay_buf_add_c(out, "replace each letter by the one ");
		add_atom(w, place->kids[1], out);
		(void)assay_buf_printf(out, " places %s in the alphabet, which is taken as a circle (%s)",
				       place->op == TP_ADD ? "later" : "earlier",
				       place->op == TP_ADD ? "a follows z" : "z comes before a");
		return;
	}
	const struct tp_node *n = node_at(w, clause);
	w->style.x = tp_item_name(w->p, n->kids[0]);
	w->style.uses_letter = true;
	(void)assay_buf_printf(out, "replace each %s", tp_noun(w->p, n->kids[0]));
	say_variable(w, n->kids[0], out);
	(void)assay_buf_add_c(out, " by the letter at place `");
	tp_expression(&w->style, body_of(w, clause)->kids[0], TP_ANY, out);
	(void)assay_buf_add_c(out, "`");
	say_index(w, clause, out);
}

void say_inner(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	const struct tp_node *body = body_of(w, clause);
	const char *noun = tp_noun(w->p, n->kids[0]);
	bool is_text = body->type == TP_STR;
	const char *item = is_text ? "letter" : "number";
	if (body->op == TP_REVERSE)
		(void)assay_buf_printf(out, "reverse each %s in itself", noun);
	else if (body->op == TP_SORT)
		(void)assay_buf_printf(out, "sort the %ss inside of each %s %s", item, noun,
				       !is_text	 ? (body->c ? "in descending order" : "in ascending order")
				       : body->c ? "in reverse alphabetical order"
						 : "alphabetically");
	else if (body->op == TP_DISTINCT)
		(void)assay_buf_printf(out, "remove, inside of each %s, every %s that equals an earlier one of that %s",
				       noun, item, noun);
	else if (body->c == 1)
		(void)assay_buf_printf(out, "cut each %s down to its first %s", noun, item);
	else
		(void)assay_buf_printf(out, "cut each %s down to its first %" PRId64 " %ss, or fewer if it has no more",
				       noun, body->c, item);
}

static bool say_arithmetic(struct speech *w, const struct tp_node *n, struct assay_buf *out)
{
	if (kid(w, n, 0)->op != TP_X || !is_atom(w, n->kids[1]))
		return false;
	if (n->op == TP_ADD) {
		(void)assay_buf_add_c(out, "add ");
		add_atom(w, n->kids[1], out);
		(void)assay_buf_add_c(out, " to each number");
	} else if (n->op == TP_SUB) {
		(void)assay_buf_add_c(out, "subtract ");
		add_atom(w, n->kids[1], out);
		(void)assay_buf_add_c(out, " from each number");
	} else if (n->op == TP_MUL) {
		(void)assay_buf_add_c(out, "multiply each number by ");
		add_atom(w, n->kids[1], out);
	} else if (n->op == TP_MIN || n->op == TP_MAX) {
		(void)assay_buf_printf(out, "replace each number that is %s than ",
				       n->op == TP_MIN ? "greater" : "less");
		add_atom(w, n->kids[1], out);
		(void)assay_buf_add_c(out, " by ");
		add_atom(w, n->kids[1], out);
	} else
		return false;
	return true;
}

bool say_simple_map(struct speech *w, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = node_at(w, clause);
	const struct tp_node *body = body_of(w, clause);
	const char *noun = tp_noun(w->p, n->kids[0]);
	bool is_of_number = node_at(w, n->kids[0])->type == TP_INTS;
	assay_autobuf struct assay_buf key = {0};
	if (n->type != TP_INTS)
		return false;
	if (body->op == TP_PLACE && kid(w, body, 0)->op == TP_X) {
		(void)assay_buf_add_c(out,
				      "replace each letter by its place in the alphabet, from 0 for a to 25 for z");
		return true;
	}
	if (add_key(w, body, &key)) {
		(void)assay_buf_printf(out, "replace each %s by its %s", noun, key.data);
		return true;
	}
	bool is_square = body->op == TP_MUL && kid(w, body, 0)->op == TP_X && kid(w, body, 1)->op == TP_X;
	if (is_square) {
		(void)assay_buf_add_c(out, "replace each number by its square");
		return true;
	}
	return is_of_number && body->n_kids == 2 && say_arithmetic(w, body, out);
}
