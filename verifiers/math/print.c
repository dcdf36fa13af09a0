/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical text of a tree: plain notation where it is unambiguous, \kind{...}(...) where not. See printed.c. */
#include "verifiers/math/token.h"

#include <stdlib.h>

/* How close what is printed must bind to stand without brackets. */
enum level {
	LEVEL_ANY = 0,
	LEVEL_SIDE, /* Of a relation. */
	LEVEL_SET,  /* Beside a set operator. */
	LEVEL_TERM,
	LEVEL_FACTOR,
	LEVEL_ATOM,
};

/* One thing to print: a piece of text, or a node. */
struct item {
	const char *text;
	uint32_t node;
	enum level level;
};

struct printer {
	const struct assay_expr *expr;
	struct assay_buf *out;
	struct item *stack; /* What is left to print, the next on top. */
	size_t n, cap;
};

static void push(struct printer *printer, struct item item)
{
	if (printer->n == printer->cap) {
		size_t wanted = printer->cap ? printer->cap * 2 : 64;
		struct item *bigger = realloc(printer->stack, wanted * sizeof(*bigger));
		if (!bigger) {
			printer->out->error = ASSAY_ENOMEM;
			return;
		}
		printer->stack = bigger;
		printer->cap = wanted;
	}
	printer->stack[printer->n++] = item;
}

static void push_text(struct printer *printer, const char *text)
{
	push(printer, (struct item){.text = text});
}

static void push_node(struct printer *printer, uint32_t node, enum level level)
{
	push(printer, (struct item){.node = node, .level = level});
}

static const struct assay_expr_node *node_at(const struct printer *printer, uint32_t i)
{
	return &printer->expr->nodes[i];
}

/* Kids from last to first, so that the first comes out first. */
static void push_kids(struct printer *printer, uint32_t i, const char *between, enum level level)
{
	for (uint32_t k = node_at(printer, i)->n_kids; k-- > 0;) {
		push_node(printer, assay_expr_kid(printer->expr, i, k), level);
		if (k > 0)
			push_text(printer, between);
	}
}

static void print_number(struct printer *printer, uint32_t i)
{
	const struct assay_expr_number *number = assay_expr_number_of(printer->expr, i);
	struct assay_buf *out = printer->out;
	size_t whole = number->digits.len - number->places, once = number->places - number->repeat;
	(void)assay_buf_add_str(out, assay_str_sub(number->digits, 0, whole));
	if (number->places) {
		(void)assay_buf_add_char(out, '.');
		(void)assay_buf_add_str(out, assay_str_sub(number->digits, whole, once));
	}
	if (number->repeat) {
		(void)assay_buf_add_c(out, "\\overline{");
		(void)assay_buf_add_str(out, assay_str_sub(number->digits, whole + once, number->repeat));
		(void)assay_buf_add_char(out, '}');
	}
	if (number->exp10)
		(void)assay_buf_printf(out, "e%lld", (long long)number->exp10);
	if (number->is_truncated)
		(void)assay_buf_add_c(out, "\\ldots ");
	if (number->has_base)
		(void)assay_buf_printf(out, "_{%u}", (unsigned)number->base);
}

static void print_constant(struct printer *printer, uint32_t i)
{
	static const char *const names[ASSAY_N_CONSTS] = {
		[ASSAY_CONST_PI] = "\\pi ",
		[ASSAY_CONST_E] = "\\exponentialE ",
		[ASSAY_CONST_I] = "\\imaginaryI ",
		[ASSAY_CONST_INFINITY] = "\\infty ",
		[ASSAY_CONST_EMPTY_SET] = "\\emptyset ",
		[ASSAY_CONST_NATURALS] = "\\mathbb{N}",
		[ASSAY_CONST_INTEGERS] = "\\mathbb{Z}",
		[ASSAY_CONST_RATIONALS] = "\\mathbb{Q}",
		[ASSAY_CONST_REALS] = "\\mathbb{R}",
		[ASSAY_CONST_COMPLEXES] = "\\mathbb{C}",
		[ASSAY_CONST_TRUE] = " True ",
		[ASSAY_CONST_FALSE] = " False ",
		[ASSAY_CONST_UNDEFINED] = " undefined ",
	};
	(void)assay_buf_add_c(printer->out, names[node_at(printer, i)->sub]);
}

static void print_raw(struct printer *printer, const char *command, struct assay_str text)
{
	(void)assay_buf_printf(printer->out, "\\%s{", command);
	(void)assay_buf_add_str(printer->out, text);
	(void)assay_buf_add_char(printer->out, '}');
}

static void print_variable(struct printer *printer, uint32_t i)
{
	struct assay_str name = assay_expr_symbol_of(printer->expr, i);
	bool is_letter = name.len == 1 &&
			 ((name.data[0] >= 'a' && name.data[0] <= 'z') || (name.data[0] >= 'A' && name.data[0] <= 'Z'));
	if (is_letter)
		(void)assay_buf_add_str(printer->out, name);
	else
		print_raw(printer, "variable", name);
}

static void push_arguments(struct printer *printer, uint32_t i)
{
	push_text(printer, ")");
	push_kids(printer, i, ",", LEVEL_ANY);
	push_text(printer, "(");
}

static void print_kind(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	bool has_aux = node->kind == ASSAY_EXPR_MATRIX || node->kind == ASSAY_EXPR_DERIVATIVE;
	unsigned flags = node->flags & (ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT);
	(void)assay_buf_printf(printer->out, "\\kind{%s", assay_expr_kind_name((enum assay_expr_kind)node->kind));
	if (node->sub || has_aux || flags)
		(void)assay_buf_printf(printer->out, " %u", (unsigned)node->sub);
	if (has_aux || flags)
		(void)assay_buf_printf(printer->out, " %u", has_aux ? (unsigned)node->aux : 0);
	if (flags)
		(void)assay_buf_printf(printer->out, " %u", flags);
	(void)assay_buf_add_char(printer->out, '}');
	push_arguments(printer, i);
}

static void print_unit(struct printer *printer, uint32_t i)
{
	const struct assay_expr_unit *unit = &printer->expr->units[node_at(printer, i)->unit];
	struct assay_buf *out = printer->out;
	(void)assay_buf_add_c(out, "\\unit{");
	(void)assay_buf_add_str(out, unit->canonical);
	(void)assay_buf_printf(out, ";%d;%d;%lld;%lld;%d;%lld;%lld", unit->is_known, unit->is_vague,
			       (long long)unit->num, (long long)unit->den, (int)unit->exp10,
			       (long long)unit->offset_num, (long long)unit->offset_den);
	for (int k = 0; k < ASSAY_N_DIMS; k++)
		(void)assay_buf_printf(out, ";%d", unit->dims[k]);
	(void)assay_buf_printf(out, ";%s}", unit->currency ? unit->currency : "");
	push_arguments(printer, i);
}

static void print_sum(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	for (uint32_t k = node->n_kids; k-- > 0;) {
		uint32_t kid = assay_expr_kid(printer->expr, i, k);
		const struct assay_expr_node *term = node_at(printer, kid);
		bool is_signed = k > 0 && (term->kind == ASSAY_EXPR_NEG || term->kind == ASSAY_EXPR_PLUSMINUS);
		if (is_signed)
			kid = assay_expr_kid(printer->expr, kid, 0);
		/* A first term with a sign of its own needs no brackets; a later one would lose it. */
		push_node(printer, kid, LEVEL_TERM);
		if (is_signed)
			push_text(printer, term->kind == ASSAY_EXPR_NEG ? "-" : term->sub ? "\\mp " : "\\pm ");
		else if (k > 0)
			push_text(printer, "+");
	}
}

static void print_matrix(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	push_text(printer, "\\end{matrix}");
	for (uint32_t k = node->n_kids; k-- > 0;) {
		push_node(printer, assay_expr_kid(printer->expr, i, k), LEVEL_ANY);
		if (k > 0)
			push_text(printer, k % node->aux ? "&" : "\\\\ ");
	}
	push_text(printer, "\\begin{matrix}");
}

static void print_relation(struct printer *printer, uint32_t i)
{
	static const char *const signs[ASSAY_N_RELS] = {
		[ASSAY_REL_EQ] = "=",
		[ASSAY_REL_NE] = "\\ne ",
		[ASSAY_REL_LT] = "<",
		[ASSAY_REL_LE] = "\\le ",
		[ASSAY_REL_GT] = ">",
		[ASSAY_REL_GE] = "\\ge ",
		[ASSAY_REL_APPROX] = "\\approx ",
		[ASSAY_REL_IN] = "\\in ",
		[ASSAY_REL_NOT_IN] = "\\notin ",
		[ASSAY_REL_SUBSET] = "\\subset ",
		[ASSAY_REL_SUBSET_EQ] = "\\subseteq ",
		[ASSAY_REL_SUPERSET] = "\\supset ",
		[ASSAY_REL_SUPERSET_EQ] = "\\supseteq ",
		[ASSAY_REL_EQUIV] = "\\equiv ",
		[ASSAY_REL_MODULO] = "\\pmod",
		[ASSAY_REL_DEFINES] = ":=",
		[ASSAY_REL_SIMILAR] = "\\sim ",
		[ASSAY_REL_CONGRUENT] = "\\cong ",
		[ASSAY_REL_PROPORTIONAL] = "\\propto ",
		[ASSAY_REL_PARALLEL] = "\\parallel ",
		[ASSAY_REL_PERPENDICULAR] = "\\perp ",
		[ASSAY_REL_DIVIDES] = "\\mid ",
		[ASSAY_REL_NOT_DIVIDES] = "\\nmid ",
		[ASSAY_REL_IMPLIES] = "\\implies ",
		[ASSAY_REL_IFF] = "\\iff ",
		[ASSAY_REL_MAPS_TO] = "\\to ",
	};
	for (uint32_t k = node_at(printer, i)->n_kids; k-- > 0;) {
		enum assay_expr_relation before = k ? assay_expr_relation_at(printer->expr, i, k - 1) : ASSAY_REL_EQ;
		bool is_modulo = k > 0 && before == ASSAY_REL_MODULO;
		if (is_modulo)
			push_text(printer, "}");
		push_node(printer, assay_expr_kid(printer->expr, i, k), is_modulo ? LEVEL_SIDE : LEVEL_SET);
		if (is_modulo)
			push_text(printer, "{");
		if (k > 0)
			push_text(printer, signs[before]);
	}
}

static bool has_kid(const struct printer *printer, uint32_t i, enum assay_expr_kind kind)
{
	for (uint32_t k = 0; k < node_at(printer, i)->n_kids; k++) {
		if (node_at(printer, assay_expr_kid(printer->expr, i, k))->kind == kind)
			return true;
	}
	return false;
}

/* A pair beside a set operator would be read as an interval. */
static bool has_pair(const struct printer *printer, uint32_t i)
{
	for (uint32_t k = 0; k < node_at(printer, i)->n_kids; k++) {
		const struct assay_expr_node *kid = node_at(printer, assay_expr_kid(printer->expr, i, k));
		if (kid->kind == ASSAY_EXPR_TUPLE && kid->n_kids == 2)
			return true;
	}
	return false;
}

static void print_function(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	const char *name = assay_expr_function_name((enum assay_expr_function)node->sub);
	const struct token_word *word = assay_math_command(assay_str_of(name));
	bool is_named = word && word->type == TOK_FUNC && word->sub == node->sub;
	if (node->sub == ASSAY_FN_LOG) {
		push_text(printer, ")");
		push_node(printer, assay_expr_kid(printer->expr, i, 1), LEVEL_ANY);
		push_text(printer, "}(");
		push_node(printer, assay_expr_kid(printer->expr, i, 0), LEVEL_ANY);
		push_text(printer, "\\log_{");
	} else if (node->sub == ASSAY_FN_SQRT) {
		push_text(printer, "}");
		push_kids(printer, i, ",", LEVEL_ANY);
		push_text(printer, "\\sqrt{");
	} else if (is_named) {
		(void)assay_buf_printf(printer->out, "\\%s", name);
		push_arguments(printer, i);
	} else {
		print_kind(printer, i);
	}
}

static enum level level_of(const struct printer *printer, uint32_t i)
{
	switch (node_at(printer, i)->kind) {
	case ASSAY_EXPR_RELATION:
		return LEVEL_ANY;
	case ASSAY_EXPR_UNION:
	case ASSAY_EXPR_INTERSECTION:
	case ASSAY_EXPR_DIFFERENCE:
		return LEVEL_SIDE;
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_NEG:
		return LEVEL_SET;
	case ASSAY_EXPR_PRODUCT:
	case ASSAY_EXPR_DIVIDE:
		return LEVEL_TERM;
	case ASSAY_EXPR_POWER:
	case ASSAY_EXPR_PERCENT:
	case ASSAY_EXPR_DEGREE:
		return LEVEL_FACTOR;
	default:
		return LEVEL_ATOM;
	}
}

static void print_set(struct printer *printer, uint32_t i, const char *between)
{
	if (has_pair(printer, i))
		print_kind(printer, i);
	else
		push_kids(printer, i, between, LEVEL_SET);
}

static void print_bracketed(struct printer *printer, uint32_t i, const char *open, const char *close)
{
	push_text(printer, close);
	push_kids(printer, i, ",", LEVEL_ANY);
	push_text(printer, open);
}

static void print_interval(struct printer *printer, uint32_t i)
{
	bool is_open_left = node_at(printer, i)->flags & ASSAY_EXPR_OPEN_LEFT;
	bool is_open_right = node_at(printer, i)->flags & ASSAY_EXPR_OPEN_RIGHT;
	if (is_open_left && is_open_right)
		print_kind(printer, i);
	else
		print_bracketed(printer, i, is_open_left ? "(" : "[", is_open_right ? ")" : "]");
}

/* Sets, tuples and the like: whether their own notation says it all. */
static bool print_collection(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	switch (node->kind) {
	case ASSAY_EXPR_TUPLE:
		if (node->n_kids < 2 || node->sub)
			return false;
		print_bracketed(printer, i, "(", ")");
		return true;
	case ASSAY_EXPR_SET:
		if (node->n_kids < 2)
			return false;
		print_bracketed(printer, i, "\\{", "\\}");
		return true;
	case ASSAY_EXPR_INTERVAL:
		print_interval(printer, i);
		return true;
	case ASSAY_EXPR_UNION:
		print_set(printer, i, "\\cup ");
		return true;
	case ASSAY_EXPR_INTERSECTION:
		print_set(printer, i, "\\cap ");
		return true;
	case ASSAY_EXPR_MATRIX:
		if (node->aux == 1 && has_kid(printer, i, ASSAY_EXPR_RELATION))
			return false; /* One column of equations is read as a system. */
		print_matrix(printer, i);
		return true;
	case ASSAY_EXPR_RELATION:
		if (node->n_kids == 2 && has_pair(printer, i))
			return false;
		print_relation(printer, i);
		return true;
	default:
		return false;
	}
}

static void print_power(struct printer *printer, uint32_t i)
{
	push_text(printer, "}");
	push_node(printer, assay_expr_kid(printer->expr, i, 1), LEVEL_ANY);
	push_text(printer, "^{");
	push_node(printer, assay_expr_kid(printer->expr, i, 0), LEVEL_ATOM);
}

static void print_leaf_text(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	static const char *const commands[ASSAY_EXPR_N_KINDS] = {
		[ASSAY_EXPR_TEXT] = "words",
		[ASSAY_EXPR_CALL] = "call",
		[ASSAY_EXPR_CHOICE] = "choice",
	};
	print_raw(printer, commands[node->kind], assay_expr_symbol_of(printer->expr, i));
	if (node->n_kids)
		push_arguments(printer, i);
}

static void print_node(struct printer *printer, uint32_t i)
{
	const struct assay_expr_node *node = node_at(printer, i);
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		print_number(printer, i);
		return;
	case ASSAY_EXPR_CONSTANT:
		print_constant(printer, i);
		return;
	case ASSAY_EXPR_VARIABLE:
		print_variable(printer, i);
		return;
	case ASSAY_EXPR_TEXT:
	case ASSAY_EXPR_CALL:
	case ASSAY_EXPR_CHOICE:
		print_leaf_text(printer, i);
		return;
	case ASSAY_EXPR_ELLIPSIS:
		(void)assay_buf_add_c(printer->out, "\\ldots ");
		return;
	case ASSAY_EXPR_SUM:
		print_sum(printer, i);
		return;
	case ASSAY_EXPR_PRODUCT:
		push_kids(printer, i, "*", LEVEL_FACTOR);
		return;
	case ASSAY_EXPR_DIVIDE:
		push_kids(printer, i, "/", LEVEL_FACTOR);
		return;
	case ASSAY_EXPR_NEG:
		push_kids(printer, i, "", LEVEL_TERM);
		push_text(printer, "-");
		return;
	case ASSAY_EXPR_POWER:
		print_power(printer, i);
		return;
	case ASSAY_EXPR_PERCENT:
	case ASSAY_EXPR_DEGREE:
		if (node->sub) {
			print_kind(printer, i);
			return;
		}
		push_text(printer, node->kind == ASSAY_EXPR_PERCENT ? "\\%" : "^{\\circ}");
		push_kids(printer, i, "", LEVEL_ATOM);
		return;
	case ASSAY_EXPR_FUNCTION:
		print_function(printer, i);
		return;
	case ASSAY_EXPR_QUANTITY:
		print_unit(printer, i);
		return;
	default:
		if (!print_collection(printer, i))
			print_kind(printer, i);
	}
}

void assay_expr_print(const struct assay_expr *expr, uint32_t i, struct assay_buf *out)
{
	struct printer printer = {.expr = expr, .out = out};
	push_node(&printer, i, LEVEL_ANY);
	while (printer.n > 0 && out->error == 0) {
		struct item item = printer.stack[--printer.n];
		if (item.text) {
			(void)assay_buf_add_c(out, item.text);
		} else if (level_of(&printer, item.node) < item.level) {
			push_text(&printer, ")");
			push_node(&printer, item.node, LEVEL_ANY);
			push_text(&printer, "(");
		} else {
			print_node(&printer, item.node);
		}
	}
	free(printer.stack);
}
