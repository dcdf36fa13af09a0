/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many assignments of truth values make a formula true?
 *
 * Found row by row of the truth table; rechecked by columns of it as bit sets.
 */
#include "problems/families/kit.h"

#define MAX_VARS   6
#define MAX_LEAVES 12
#define MAX_NODES  (2 * MAX_LEAVES)

enum op { LEAF, NOT_LEAF, AND, OR, IF, IFF, XOR };

struct node {
	enum op op;
	size_t a, b; /* A variable, or nodes before this one. */
};

struct formula {
	struct node nodes[MAX_NODES];
	size_t n_nodes;
	int64_t n_vars, n_leaves;
};

static const char names[] = "pqrstu";

static const char *const phrasings[] = {
	"How many of the {rows} assignments of true and false to {vars} make this formula true: {formula}?",
	"Count the satisfying assignments of {formula} over the variables {vars}.",
	"In the truth table of {formula}, with a row for each choice of {vars}, how many rows come out true?",
	"Each of the statements {vars} may be true or false. In how many cases is {formula} true?",
	"A circuit with the inputs {vars} computes {formula}. For how many inputs is its output 1?",
	"Let {vars} be propositional variables. Determine the number of models of {formula}.",
	NULL,
};

/* The text of a node, in brackets where it has two parts. */
static struct assay_str combine(struct kit *k, enum op op, struct assay_str a, struct assay_str b)
{
	static const char *const signs[] = {[AND] = "∧", [OR] = "∨", [IF] = "→", [IFF] = "↔", [XOR] = "⊕"};
	return kit_text(k, "(%s %s %s)", a.data, signs[op], b.data);
}

static void draw_leaves(struct kit *k, struct formula *s, size_t *at, struct assay_str *texts)
{
	size_t variables[MAX_LEAVES];
	for (int64_t i = 0; i < s->n_leaves; i++)
		variables[i] = (size_t)(i < s->n_vars ? i : kit_between(k, 0, s->n_vars - 1));
	assay_rng_shuffle(k->rng, variables, (size_t)s->n_leaves, sizeof(variables[0]));
	for (int64_t i = 0; i < s->n_leaves; i++) {
		bool is_negated = kit_once_in(k, 3);
		at[i] = s->n_nodes;
		s->nodes[s->n_nodes++] = (struct node){is_negated ? NOT_LEAF : LEAF, variables[i], 0};
		texts[i] = kit_text(k, "%s%c", is_negated ? "¬" : "", names[variables[i]]);
	}
}

/* Neighbours are joined until one formula is left. */
static void draw(struct kit *k, void *params)
{
	struct formula *s = params;
	size_t at[MAX_LEAVES];
	struct assay_str texts[MAX_LEAVES] = {{0}};
	s->n_vars = KIT_LEVELS(k, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6);
	s->n_leaves = KIT_LEVELS(k, 4, 4, 5, 6, 6, 7, 8, 9, 10, 12);
	s->n_nodes = 0;
	draw_leaves(k, s, at, texts);
	for (int64_t left = s->n_leaves; left > 1 && k->rc == 0; left--) {
		int64_t i = kit_between(k, 0, left - 2);
		enum op op = (enum op)kit_between(k, AND, k->level <= 2 ? IF : XOR);
		s->nodes[s->n_nodes] = (struct node){op, at[i], at[i + 1]};
		at[i] = s->n_nodes++;
		texts[i] = combine(k, op, texts[i], texts[i + 1]);
		for (int64_t j = i + 1; j + 1 < left; j++) {
			at[j] = at[j + 1];
			texts[j] = texts[j + 1];
		}
	}
	assay_autobuf struct assay_buf vars = {0};
	for (int64_t i = 0; i < s->n_vars; i++)
		(void)assay_buf_printf(&vars, "%s%c", i == 0 ? "" : i + 1 == s->n_vars ? " and " : ", ", names[i]);
	kit_put_i(k, "rows", INT64_C(1) << s->n_vars);
	kit_put(k, "vars", kit_copy(k, assay_buf_str(&vars)));
	if (k->rc == 0)
		kit_put(k, "formula", kit_copy(k, assay_str_sub(texts[0], 1, texts[0].len - 2)));
}

static bool apply(enum op op, bool a, bool b)
{
	switch (op) {
	case AND:
		return a && b;
	case OR:
		return a || b;
	case IF:
		return !a || b;
	case IFF:
		return a == b;
	case XOR:
	case LEAF:
	case NOT_LEAF:
	default:
		return a != b;
	}
}

static bool evaluate(const struct formula *s, const bool *values)
{
	bool got[MAX_NODES] = {false};
	for (size_t i = 0; i < s->n_nodes; i++) {
		const struct node *n = &s->nodes[i];
		if (n->op <= NOT_LEAF)
			got[i] = values[n->a] == (n->op == LEAF);
		else
			got[i] = apply(n->op, got[n->a], got[n->b]);
	}
	return got[s->n_nodes - 1];
}

static void solve(struct kit *k, const void *params)
{
	const struct formula *s = params;
	assay_autobuf struct assay_buf sum = {0};
	int64_t count = 0;
	for (int64_t row = 0; row < INT64_C(1) << s->n_vars; row++) {
		bool values[MAX_VARS];
		char letters[MAX_VARS + 1] = "";
		for (int64_t i = 0; i < s->n_vars; i++) {
			values[i] = (row >> (s->n_vars - 1 - i) & 1) == 0;
			letters[i] = values[i] ? 'T' : 'F';
		}
		bool is_true = evaluate(s, values);
		struct assay_str right = is_true ? ASSAY_STR("true") : ASSAY_STR("false");
		struct assay_str wrong = is_true ? ASSAY_STR("false") : ASSAY_STR("true");
		bool is_one = assay_str_is(kit_step_s(k, right, wrong, "Row %s", letters), "true");
		count += is_one;
		(void)assay_buf_printf(&sum, "%s%d", row > 0 ? " + " : "", is_one);
	}
	count = kit_step_i(k, count, "%s", kit_copy(k, assay_buf_str(&sum)).data);
	kit_answer_i(k, count);
}

/* Bit r of a column is the value in row r. */
static void again(struct kit *k, const void *params)
{
	static const uint64_t columns[MAX_VARS] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
						   0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
	const struct formula *s = params;
	uint64_t got[MAX_NODES] = {0};
	uint64_t last = 0;
	for (size_t i = 0; i < s->n_nodes; i++) {
		const struct node *n = &s->nodes[i];
		uint64_t a = n->op <= NOT_LEAF ? columns[n->a] : got[n->a];
		uint64_t b = n->op <= NOT_LEAF ? 0 : got[n->b];
		const uint64_t results[] = {
			[LEAF] = a,	  [NOT_LEAF] = ~a,  [AND] = a & b, [OR] = a | b,
			[IF] = ~(a & ~b), [IFF] = ~(a ^ b), [XOR] = a ^ b,
		};
		last = got[i] = results[n->op];
	}
	uint64_t rows = s->n_vars == MAX_VARS ? UINT64_MAX : (UINT64_C(1) << (1U << s->n_vars)) - 1;
	kit_again_i(k, __builtin_popcountll(last & rows));
}

static const char *const tags[] = {"maths", "logic", "counting", NULL};

const struct assay_family assay_family_formula_models = {
	KIT_MATH,
	.name = "formula-models",
	.version = 1,
	.title = "how many assignments make a formula true",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct formula),
	.draw = draw,
	.solve = solve,
	.again = again,
};
