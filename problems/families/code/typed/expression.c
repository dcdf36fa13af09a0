/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies and other scalar expressions, in words' formulas and in three languages. */
#include "problems/families/code/typed/typed.h"

#include <inttypes.h>

struct operator
{
	enum tp_binding binding;
	const char *signs[4]; /* By dialect. */
};

static const struct operator operators[TP_N_OPS] = {
	[TP_ADD] = {TP_SUMMAND, {" + ", " + ", " + ", " + "}},
	[TP_SUB] = {TP_SUMMAND, {" - ", " - ", " - ", " - "}},
	[TP_MUL] = {TP_FACTOR, {" * ", " * ", " * ", " * "}},
	[TP_LT] = {TP_COMPARED, {" < ", " < ", " < ", " < "}},
	[TP_LE] = {TP_COMPARED, {" ≤ ", " <= ", " <= ", " <= "}},
	[TP_GT] = {TP_COMPARED, {" > ", " > ", " > ", " > "}},
	[TP_GE] = {TP_COMPARED, {" ≥ ", " >= ", " >= ", " >= "}},
	[TP_EQ] = {TP_COMPARED, {" = ", " == ", " == ", " === "}},
	[TP_NE] = {TP_COMPARED, {" ≠ ", " != ", " != ", " !== "}},
	[TP_AND] = {TP_CONJUNCTION, {" and ", " and ", " && ", " && "}},
	[TP_OR] = {TP_DISJUNCTION, {" or ", " or ", " || ", " || "}},
};

/* Functions of one sequence that is the item of a body: what stands before and behind it. */
struct function {
	const char *before[4], *behind[4];
};

static const struct function functions[TP_N_OPS] = {
	[TP_LEN] = {{"len(", "len(", "(long long)", ""}, {")", ")", ".size()", ".length"}},
	[TP_FIRST] = {{"first(", "", "", ""}, {")", "[0]", ".front()", "[0]"}},
	[TP_LAST] = {{"last(", "", "", ""}, {")", "[-1]", ".back()", ".at(-1)"}},
	[TP_PLACE] = {{"place(", "place(", "place(", "place("}, {")", ")", ")", ")"}},
	[TP_VOWEL] = {{"vowel(", "is_vowel(", "is_vowel(", "isVowel("}, {")", ")", ")", ")"}},
	[TP_LETTER] = {{"letter(", "letter(", "letter(", "letter("}, {")", ")", ")", ")"}},
	[TP_ABS] = {{"abs(", "abs(", "std::abs(", "Math.abs("}, {")", ")", ")", ")"}},
};

static void add(struct assay_buf *out, const char *text)
{
	(void)assay_buf_add_c(out, text);
}

static bool may_be_negative(const struct tp_style *s, size_t node)
{
	return s->ranges->of[node].lo < 0;
}

static void division(struct tp_style *s, const struct tp_node *n, enum tp_binding binding, struct assay_buf *out)
{
	bool is_mod = n->op == TP_MOD;
	bool is_negative = may_be_negative(s, n->kids[0]);
	s->uses_mod = s->uses_mod || is_mod;
	s->uses_negative_mod = s->uses_negative_mod || (is_mod && is_negative);
	s->uses_negative_div = s->uses_negative_div || (!is_mod && is_negative);
	bool is_script_div = !is_mod && s->dialect == TP_JAVASCRIPT;
	bool is_call = s->dialect == TP_CPP || s->dialect == TP_JAVASCRIPT ? is_negative || is_script_div : false;
	if (is_call) {
		s->uses_div = s->uses_div || (!is_mod && s->dialect == TP_CPP);
		add(out, is_mod ? "mod(" : is_script_div ? "Math.floor(" : "floor_div(");
		tp_expression(s, n->kids[0], is_script_div ? TP_FACTOR : TP_ANY, out);
		(void)assay_buf_printf(out, is_script_div ? " / %" PRId64 ")" : ", %" PRId64 ")", n->c);
		return;
	}
	static const char *const mods[] = {" mod ", " % ", " % ", " % "};
	static const char *const divs[] = {" div ", " // ", " / ", " / "};
	s->uses_div = s->uses_div || (!is_mod && s->dialect == TP_WORDS);
	/* Nobody knows how strongly a word binds. */
	bool has_brackets = binding >= (s->dialect == TP_WORDS ? TP_SUMMAND : TP_FACTOR);
	add(out, has_brackets ? "(" : "");
	tp_expression(s, n->kids[0], TP_ATOM, out);
	(void)assay_buf_printf(out, "%s%" PRId64 "%s", is_mod ? mods[s->dialect] : divs[s->dialect], n->c,
			       has_brackets ? ")" : "");
}

static bool has_zero(const struct tp_style *s, size_t node)
{
	return s->ranges->of[node].lo <= 0 && s->ranges->of[node].hi >= 0;
}

/* JavaScript has a zero below zero, the product of 0 and a negative number, which is printed as such. */
static bool may_be_minus_zero(const struct tp_style *s, const struct tp_node *n)
{
	uint8_t a = n->kids[0];
	uint8_t b = n->kids[1];
	return s->dialect == TP_JAVASCRIPT && n->op == TP_MUL &&
	       ((may_be_negative(s, a) && has_zero(s, b)) || (may_be_negative(s, b) && has_zero(s, a)));
}

/* Right operands of - and of comparisons are bracketed when they bind no stronger than the sign. */
static void infix(struct tp_style *s, const struct tp_node *n, enum tp_binding binding, struct assay_buf *out)
{
	const struct operator* o = & operators[n->op];
	bool is_mixed = o->binding == TP_CONJUNCTION || o->binding == TP_DISJUNCTION;
	bool is_mended = may_be_minus_zero(s, n);
	bool has_brackets = (is_mended ? TP_SUMMAND : o->binding) < binding;
	s->uses_zero = s->uses_zero || is_mended;
	bool is_formula = o->binding == TP_COMPARED && s->dialect == TP_WORDS;
	enum tp_binding left = is_mixed || is_formula	   ? TP_COMPARED
			       : o->binding == TP_COMPARED ? TP_SUMMAND
							   : o->binding;
	enum tp_binding right = is_mixed || is_formula ? TP_COMPARED : (enum tp_binding)(o->binding + 1);
	add(out, has_brackets ? "(" : "");
	tp_expression(s, n->kids[0], left, out);
	add(out, o->signs[s->dialect]);
	tp_expression(s, n->kids[1], right, out);
	add(out, is_mended ? " + 0" : "");
	add(out, has_brackets ? ")" : "");
}

static void extreme_of_two(struct tp_style *s, const struct tp_node *n, struct assay_buf *out)
{
	static const char *const names[2][4] = {{"min(", "min(", "std::min<long long>(", "Math.min("},
						{"max(", "max(", "std::max<long long>(", "Math.max("}};
	add(out, names[n->op == TP_MAX][s->dialect]);
	tp_expression(s, n->kids[0], TP_ANY, out);
	add(out, ", ");
	tp_expression(s, n->kids[1], TP_ANY, out);
	add(out, ")");
}

static void conditional(struct tp_style *s, const struct tp_node *n, enum tp_binding binding, struct assay_buf *out)
{
	bool is_spoken = s->dialect == TP_WORDS || s->dialect == TP_PYTHON;
	add(out, binding > TP_ANY ? "(" : "");
	tp_expression(s, n->kids[is_spoken ? 1 : 0], TP_DISJUNCTION, out);
	add(out, is_spoken ? " if " : " ? ");
	tp_expression(s, n->kids[is_spoken ? 0 : 1], TP_DISJUNCTION, out);
	add(out, is_spoken ? " else " : " : ");
	tp_expression(s, n->kids[2], TP_DISJUNCTION, out);
	add(out, binding > TP_ANY ? ")" : "");
}

/* Sum, extremes and kinds of an item, which is never empty. */
static void summary(struct tp_style *s, const struct tp_node *n, struct assay_buf *out)
{
	assay_autobuf struct assay_buf item = {0};
	tp_expression(s, n->kids[0], TP_ATOM, &item);
	const char *v = item.data ? item.data : "";
	bool is_text = s->p->nodes[n->kids[0]].type == TP_STR;
	static const char *const words[] = {
		[TP_SUM - TP_LEN] = "sum", [TP_LARGEST - TP_LEN] = "max", [TP_SMALLEST - TP_LEN] = "min"};
	if (n->op == TP_KINDS) {
		s->uses_kinds = true;
		if (s->dialect == TP_CPP)
			(void)assay_buf_printf(out, "(long long)std::set<%s>(%s.begin(), %s.end()).size()",
					       is_text ? "char" : "long long", v, v);
		else
			(void)assay_buf_printf(out,
					       s->dialect == TP_WORDS	 ? "kinds(%s)"
					       : s->dialect == TP_PYTHON ? "len(set(%s))"
									 : "new Set(%s).size",
					       v);
		return;
	}
	const char *word = words[n->op - TP_LEN];
	if (s->dialect == TP_WORDS || s->dialect == TP_PYTHON)
		(void)assay_buf_printf(out, "%s(%s)", word, v);
	else if (n->op == TP_SUM && s->dialect == TP_CPP)
		(void)assay_buf_printf(out, "std::accumulate(%s.begin(), %s.end(), 0LL)", v, v);
	else if (n->op == TP_SUM)
		(void)assay_buf_printf(out, "%s.reduce((sum, v) => sum + v, 0)", v);
	else if (s->dialect == TP_CPP)
		(void)assay_buf_printf(out, "*std::%s_element(%s.begin(), %s.end())", word, v, v);
	else
		(void)assay_buf_printf(out, "Math.%s(...%s)", word, v);
}

static void call(struct tp_style *s, const struct tp_node *n, struct assay_buf *out)
{
	s->uses_place = s->uses_place || n->op == TP_PLACE;
	s->uses_vowel = s->uses_vowel || n->op == TP_VOWEL;
	s->uses_letter = s->uses_letter || n->op == TP_LETTER;
	const struct function *f = &functions[n->op];
	bool is_call = f->before[s->dialect][0] != '\0' && f->behind[s->dialect][0] == ')';
	add(out, f->before[s->dialect]);
	tp_expression(s, n->kids[0], is_call ? TP_ANY : TP_ATOM, out);
	add(out, f->behind[s->dialect]);
}

/* A row or a word made another, as a body. */
static void sequence(struct tp_style *s, const struct tp_node *n, struct assay_buf *out)
{
	const char *v = s->x;
	bool is_text = n->type == TP_STR;
	bool is_python = s->dialect == TP_PYTHON;
	const char *open = is_python ? (is_text ? "\"\".join(" : n->op == TP_DISTINCT ? "list(" : "") : "[...";
	const char *close = is_python ? (open[0] ? ")" : "") : is_text ? ".join(\"\")" : "";
	switch (n->op) {
	case TP_TAKE:
		(void)assay_buf_printf(out, is_python ? "%s[:%" PRId64 "]" : "%s.slice(0, %" PRId64 ")", v, n->c);
		break;
	case TP_REVERSE:
		if (is_python)
			(void)assay_buf_printf(out, "%s[::-1]", v);
		else
			(void)assay_buf_printf(out, "[...%s].reverse()%s", v, close);
		break;
	case TP_DISTINCT:
		if (is_python)
			(void)assay_buf_printf(out, "%sdict.fromkeys(%s)%s", open, v, close);
		else
			(void)assay_buf_printf(out, "[...new Set(%s)]%s", v, close);
		break;
	default: /* TP_SORT */
		if (is_python)
			(void)assay_buf_printf(out, "%ssorted(%s%s)%s", open, v, n->c ? ", reverse=True" : "", close);
		else
			(void)assay_buf_printf(out, "[...%s].sort(%s)%s%s", v,
					       is_text ? ""
					       : n->c  ? "(p, q) => q - p"
						       : "(p, q) => p - q",
					       is_text && n->c ? ".reverse()" : "", close);
	}
}

void tp_expression(struct tp_style *s, size_t node, enum tp_binding binding, struct assay_buf *out)
{
	const struct tp_node *n = &s->p->nodes[node];
	if (n->op == TP_ARG || tp_is_step(s->p, node)) {
		add(out, s->names[node]);
		return;
	}
	if (operators[n->op].signs[0]) {
		infix(s, n, binding, out);
		return;
	}
	switch (n->op) {
	case TP_CONST:
		(void)assay_buf_printf(out, n->c < 0 && binding > TP_COMPARED + 1 ? "(%" PRId64 ")" : "%" PRId64, n->c);
		break;
	case TP_X:
		add(out, s->x);
		break;
	case TP_Y:
		add(out, s->y);
		break;
	case TP_ACC:
		add(out, s->acc);
		break;
	case TP_I:
		add(out, "i");
		break;
	case TP_DIV:
	case TP_MOD:
		division(s, n, binding, out);
		break;
	case TP_MIN:
	case TP_MAX:
		extreme_of_two(s, n, out);
		break;
	case TP_IF:
		conditional(s, n, binding, out);
		break;
	case TP_SUM:
	case TP_LARGEST:
	case TP_SMALLEST:
	case TP_KINDS:
		summary(s, n, out);
		break;
	default:
		if (tp_is_sequence(n->type))
			sequence(s, n, out);
		else
			call(s, n, out);
	}
}

void tp_body_expression(struct tp_style *s, size_t clause, struct assay_buf *out)
{
	const struct tp_node *n = &s->p->nodes[clause];
	s->x = tp_item_name(s->p, n->kids[0]);
	s->y = s->p->nodes[n->kids[0]].type == TP_STR ? "d" : "y";
	tp_expression(s, n->kids[tp_body(n->op)], TP_ANY, out);
}

bool tp_uses_index(const struct tp_program *p, size_t body)
{
	const struct tp_node *n = &p->nodes[body];
	bool uses = n->op == TP_I;
	for (size_t i = 0; n->is_open && i < n->n_kids; i++)
		uses = uses || tp_uses_index(p, n->kids[i]);
	return uses;
}
