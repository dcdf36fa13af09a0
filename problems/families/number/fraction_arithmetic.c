/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An expression of fractions with + - x / and brackets.
 *
 * Found by reducing at every node (GMP rationals); rechecked by carrying unreduced numerators and denominators
 * and reducing never, compared by cross-multiplication.
 */
#include "problems/families/hand.h"

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
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static unsigned add_leaf(struct tree *tree, struct assay_rng *rng, const struct scale *scale)
{
	int64_t den = assay_rng_range(rng, 2, scale->max_den);
	int64_t num = assay_rng_range(rng, 1, den + den / 2);
	bool is_whole = scale->n_leaves > 2 && assay_kit_once_in(rng, 6);
	if (num % den == 0)
		num++;
	if (scale->has_negatives && assay_kit_once_in(rng, 4))
		num = -num;
	tree->nodes[tree->n] = (struct node){.num = num, .den = is_whole ? 1 : den};
	return tree->n++;
}

/* A random tree over `leaves` leaves; depth is at most MAX_LEAVES. */
static unsigned add_tree(struct tree *tree, struct assay_rng *rng, const struct scale *scale, unsigned leaves)
{
	static const char ops[] = {'+', '-', '*', '/'};
	if (leaves == 1)
		return add_leaf(tree, rng, scale);
	unsigned in_left = (unsigned)assay_rng_range(rng, 1, leaves - 1);
	unsigned left = add_tree(tree, rng, scale, in_left);
	unsigned right = add_tree(tree, rng, scale, leaves - in_left);
	char op = ops[assay_rng_below(rng, scale->n_ops)];
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

static void write_node(struct assay_buf *out, const struct tree *tree, unsigned at, bool has_brackets)
{
	const struct node *node = &tree->nodes[at];
	if (node->op == '\0') {
		(void)assay_buf_add_c(out, node->num < 0 ? "(" : "");
		(void)assay_buf_printf(out, "%lld", (long long)node->num);
		if (node->den != 1)
			(void)assay_buf_printf(out, "/%lld", (long long)node->den);
		(void)assay_buf_add_c(out, node->num < 0 ? ")" : "");
		return;
	}
	int own = strength(node->op);
	char left = tree->nodes[node->left].op;
	char right = tree->nodes[node->right].op;
	if (has_brackets)
		(void)assay_buf_add_char(out, '(');
	write_node(out, tree, node->left, strength(left) < own);
	(void)assay_buf_printf(out, " %s ", sign_of(node->op));
	write_node(out, tree, node->right, strength(right) <= own);
	if (has_brackets)
		(void)assay_buf_add_char(out, ')');
}

static int state_problem(struct assay_instance *instance, const struct tree *tree, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	write_node(&text, tree, tree->n - 1, false);
	const struct assay_kit_slot slot = {"expression", assay_buf_str(&text)};
	int rc = assay_buf_error(&text, err);
	return rc ? rc : assay_kit_statement(instance, phrasings, ASSAY_KIT_COUNT(phrasings), &slot, 1, err);
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

static void write_step(struct assay_instance *instance, const struct node *node, mpq_t *values, unsigned at,
		       struct assay_buf *steps)
{
	struct assay_str a = assay_kit_mpq(instance->arena, values[node->left]);
	struct assay_str b = assay_kit_mpq(instance->arena, values[node->right]);
	struct assay_str c = assay_kit_mpq(instance->arena, values[at]);
	if (a.data && b.data && c.data)
		(void)assay_buf_printf(steps, "%s %s %s%s%s = %s\n", a.data, sign_of(node->op),
				       b.data[0] == '-' ? "(" : "", b.data, b.data[0] == '-' ? ")" : "", c.data);
}

static bool evaluate(struct assay_instance *instance, const struct tree *tree, struct assay_str *ret,
		     struct assay_buf *steps)
{
	mpq_t values[MAX_NODES];
	bool is_defined = true;
	for (unsigned i = 0; i < tree->n; i++)
		mpq_init(values[i]);
	for (unsigned i = 0; is_defined && i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (node->op == '\0') {
			mpq_set_si(values[i], node->num, (unsigned long)node->den);
			mpq_canonicalize(values[i]);
			continue;
		}
		is_defined = apply(node->op, values[i], values[node->left], values[node->right]);
		if (is_defined)
			write_step(instance, node, values, i, steps);
	}
	if (is_defined)
		*ret = assay_kit_mpq(instance->arena, values[tree->n - 1]);
	for (unsigned i = 0; i < tree->n; i++)
		mpq_clear(values[i]);
	return is_defined;
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	const struct scale *scale = &scales[instance->level - 1];
	struct tree *tree = assay_arena_alloc(instance->arena, sizeof(*tree));
	if (!tree)
		return assay_arena_fail(instance->arena, err);
	instance->state = tree;
	assay_autobuf struct assay_buf steps = {0};
	struct assay_str answer = {0};
	do {
		tree->n = 0;
		assay_buf_clear(&steps);
		(void)add_tree(tree, &instance->rng, scale, scale->n_leaves);
	} while (!evaluate(instance, tree, &answer, &steps));
	int rc = state_problem(instance, tree, err);
	return rc ? rc : assay_kit_answer(instance, answer, &steps, err);
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

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct tree *tree = instance->state;
	mpz_t num[MAX_LEAVES], den[MAX_LEAVES];
	for (unsigned i = 0; i < MAX_LEAVES; i++)
		mpz_inits(num[i], den[i], NULL);
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
	mpq_t answer;
	mpq_init(answer);
	bool is_equal = mpq_set_str(answer, instance->problem->answer.data, 10) == 0;
	mpz_mul(num[0], num[0], mpq_denref(answer));
	mpz_mul(den[0], den[0], mpq_numref(answer));
	is_equal = is_equal && mpz_sgn(mpq_denref(answer)) > 0 && mpz_cmp(num[0], den[0]) == 0;
	mpq_clear(answer);
	for (unsigned i = 0; i < MAX_LEAVES; i++)
		mpz_clears(num[i], den[i], NULL);
	return is_equal ? 0 : assay_kit_disagree(instance, ASSAY_STR("another fraction"), err);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_fraction_arithmetic = {
	.name = "fraction-arithmetic",
	.version = 1,
	.kind = ASSAY_KIND_MATH,
	.title = "an expression of fractions with the four operations and brackets",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(phrasings),
	.generate = generate,
	.recheck = recheck,
};
