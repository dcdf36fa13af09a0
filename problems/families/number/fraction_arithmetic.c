/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An expression of fractions with + - x / and brackets.
 *
 * Found by reducing at every node (GMP rationals); rechecked by carrying unreduced numerators and denominators
 * and reducing never, compared by cross-multiplication.
 */
#include "problems/families/kit.h"

#define MAX_LEAVES 8
#define MAX_NODES  (2 * MAX_LEAVES - 1)

struct scale {
	unsigned n_leaves;
	int64_t max_den;
	unsigned n_ops; /* Of "+-*" and "/". */
	bool has_negatives;
};

static const struct scale scales[] = {
	{2, 6, 1, false},  {2, 9, 2, false}, {2, 12, 4, false}, {3, 9, 3, false}, {3, 12, 4, false},
	{4, 12, 4, false}, {4, 15, 4, true}, {5, 20, 4, true},	{6, 25, 4, true}, {8, 40, 4, true},
};

/* Children stand before their parent. */
struct node {
	char op; /* '\0': a leaf. */
	unsigned left, right;
	int64_t num, den;
};

struct tree {
	struct node nodes[MAX_NODES];
	unsigned n;
};

static const char *const phrasings[] = {
	"Compute {expression} and give the result as an integer or a fraction in lowest terms.",
	"Evaluate {expression}. Write the answer as a reduced fraction (or an integer).",
	"What is {expression}? Simplify as far as possible.",
	"Work out {expression} exactly. The answer is an integer or a fraction in lowest terms.",
	"Simplify to one reduced fraction: {expression}.",
	"A calculator that keeps fractions is given {expression}. What does it show, in lowest terms?",
	NULL,
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static unsigned add_leaf(struct kit *k, struct tree *tree, const struct scale *scale)
{
	int64_t den = kit_between(k, 2, scale->max_den);
	int64_t num = kit_between(k, 1, den + den / 2);
	bool is_whole = scale->n_leaves > 2 && kit_once_in(k, 6);
	if (num % den == 0)
		num++;
	if (scale->has_negatives && kit_once_in(k, 4))
		num = -num;
	tree->nodes[tree->n] = (struct node){.num = num, .den = is_whole ? 1 : den};
	return tree->n++;
}

/* A random tree over `leaves` leaves; depth is at most MAX_LEAVES. */
static unsigned add_tree(struct kit *k, struct tree *tree, const struct scale *scale, unsigned leaves)
{
	static const char ops[] = {'+', '-', '*', '/'};
	if (leaves == 1)
		return add_leaf(k, tree, scale);
	unsigned in_left = (unsigned)kit_between(k, 1, leaves - 1);
	unsigned left = add_tree(k, tree, scale, in_left);
	unsigned right = add_tree(k, tree, scale, leaves - in_left);
	char op = ops[kit_between(k, 0, scale->n_ops - 1)];
	tree->nodes[tree->n] = (struct node){.op = op, .left = left, .right = right};
	return tree->n++;
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static int strength(char op)
{
	if (op == '\0')
		return 3;
	return op == '*' || op == '/' ? 2 : 1;
}

static const char *sign_of(char op)
{
	if (op == '*')
		return "×";
	if (op == '/')
		return "÷";
	return op == '+' ? "+" : "-";
}

/* A fraction behind a division sign stands in brackets, or nobody knows which division comes first. */
static void write_node(struct assay_buf *out, const struct tree *tree, unsigned at, bool has_brackets)
{
	const struct node *node = &tree->nodes[at];
	if (node->op == '\0') {
		bool is_wrapped = node->num < 0 || (has_brackets && node->den != 1);
		(void)assay_buf_add_c(out, is_wrapped ? "(" : "");
		(void)assay_buf_printf(out, "%lld", (long long)node->num);
		if (node->den != 1)
			(void)assay_buf_printf(out, "/%lld", (long long)node->den);
		(void)assay_buf_add_c(out, is_wrapped ? ")" : "");
		return;
	}
	int own = strength(node->op);
	char left = tree->nodes[node->left].op;
	char right = tree->nodes[node->right].op;
	if (has_brackets)
		(void)assay_buf_add_char(out, '(');
	write_node(out, tree, node->left, strength(left) < own);
	(void)assay_buf_printf(out, " %s ", sign_of(node->op));
	write_node(out, tree, node->right, right == '\0' ? node->op == '/' : strength(right) <= own);
	if (has_brackets)
		(void)assay_buf_add_char(out, ')');
}

/* --- First method --------------------------------------------------------------------------------------------- */

/* False when something is divided by zero. */
static bool apply(char op, mpq_t ret, const mpq_t a, const mpq_t b)
{
	if (op == '+')
		mpq_add(ret, a, b);
	else if (op == '-')
		mpq_sub(ret, a, b);
	else if (op == '*')
		mpq_mul(ret, a, b);
	else if (mpq_sgn(b) == 0)
		return false;
	else
		mpq_div(ret, a, b);
	return true;
}

/* The value of the whole tree, or NULL where something is divided by zero. */
static mpq_ptr evaluate(struct kit *k, const struct tree *tree, bool has_steps)
{
	mpq_ptr values[MAX_NODES] = {NULL};
	for (unsigned i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		values[i] = kit_mpq(k);
		if (node->op == '\0') {
			mpq_set_si(values[i], node->num, (unsigned long)node->den);
			mpq_canonicalize(values[i]);
			continue;
		}
		if (!apply(node->op, values[i], values[node->left], values[node->right]))
			return NULL;
		if (has_steps)
			kit_step_q(k, values[i], "%Qd %s %s", values[node->left], sign_of(node->op),
				   kit_operand(k, values[node->right]).data);
	}
	return values[tree->n - 1];
}

static void draw(struct kit *k, void *params)
{
	struct tree *tree = params;
	const struct scale *scale = &scales[k->level - 1];
	do {
		tree->n = 0;
		(void)add_tree(k, tree, scale, scale->n_leaves);
	} while (k->rc == 0 && !evaluate(k, tree, false));
	assay_autobuf struct assay_buf text = {0};
	write_node(&text, tree, tree->n - 1, false);
	kit_put(k, "expression", kit_copy(k, assay_buf_str(&text)));
}

static void solve(struct kit *k, const void *params)
{
	mpq_ptr value = evaluate(k, params, true);
	if (value)
		kit_answer_q(k, value);
	else
		kit_stop(k);
}

/* --- Second method -------------------------------------------------------------------------------------------- */

/* (n1/d1) op (n2/d2) without reducing; the first pair gets the result. */
static void apply_unreduced(char op, mpz_t n1, mpz_t d1, const mpz_t n2, const mpz_t d2)
{
	if (op == '*' || op == '/') {
		mpz_mul(n1, n1, op == '*' ? n2 : d2);
		mpz_mul(d1, d1, op == '*' ? d2 : n2);
		return;
	}
	mpz_mul(n1, n1, d2);
	if (op == '+')
		mpz_addmul(n1, n2, d1);
	else
		mpz_submul(n1, n2, d1);
	mpz_mul(d1, d1, d2);
}

static void again(struct kit *k, const void *params)
{
	const struct tree *tree = params;
	mpz_ptr num[MAX_LEAVES];
	mpz_ptr den[MAX_LEAVES];
	for (unsigned i = 0; i < MAX_LEAVES; i++) {
		num[i] = kit_mpz(k);
		den[i] = kit_mpz(k);
	}
	/* The nodes are in postfix order: a stack is enough. */
	unsigned top = 0;
	for (unsigned i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (node->op == '\0') {
			mpz_set_si(num[top], node->num);
			mpz_set_si(den[top++], node->den);
			continue;
		}
		top--;
		apply_unreduced(node->op, num[top - 1], den[top - 1], num[top], den[top]);
	}
	mpq_ptr got = kit_mpq(k);
	mpz_set(mpq_numref(got), num[0]);
	mpz_set(mpq_denref(got), den[0]);
	if (mpz_sgn(den[0]) != 0)
		mpq_canonicalize(got);
	kit_again_q(k, got);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_fraction_arithmetic = {
	KIT_MATH,
	.name = "fraction-arithmetic",
	.version = 2,
	.title = "an expression of fractions with the four operations and brackets",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct tree),
	.draw = draw,
	.solve = solve,
	.again = again,
};
