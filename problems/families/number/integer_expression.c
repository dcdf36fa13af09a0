/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An expression of whole numbers with +, -, × and brackets.
 *
 * Found node by node of the tree; rechecked by reading the written expression again.
 */
#include "problems/families/kit.h"

#include <ctype.h>
#include <string.h>

#define MAX_LEAVES 14
#define MAX_NODES  (2 * MAX_LEAVES - 1)

/* Children stand before their parent. */
struct node {
	char op; /* '\0': a leaf. */
	unsigned left, right;
	int64_t value;
};

struct tree {
	struct node nodes[MAX_NODES];
	unsigned n;
	struct assay_str text;
};

static const char *const phrasings[] = {
	"Compute {expression}.",
	"What is the value of {expression}?",
	"Evaluate {expression}, with multiplication before addition and subtraction.",
	"Work out {expression} by hand, step by step. What is the result?",
	"Find the integer that {expression} is equal to.",
	"A pupil types {expression} into a calculator that keeps the order of operations. What does it show?",
	NULL,
};

static unsigned add_tree(struct kit *k, struct tree *tree, unsigned leaves, int64_t max)
{
	static const char ops[] = {'+', '-', '*', '+', '-'};
	struct node node = {0};
	if (leaves == 1) {
		node.value = kit_between(k, 2, max);
	} else {
		unsigned in_left = (unsigned)kit_between(k, 1, leaves - 1);
		node.left = add_tree(k, tree, in_left, max);
		node.right = add_tree(k, tree, leaves - in_left, max);
		node.op = KIT_PICK(k, ops);
	}
	tree->nodes[tree->n] = node;
	return tree->n++;
}

/* Brackets where the order of operations needs them. */
static void write_node(struct assay_buf *out, const struct tree *tree, unsigned at, bool has_brackets)
{
	const struct node *node = &tree->nodes[at];
	if (node->op == '\0') {
		(void)assay_buf_printf(out, "%ld", node->value);
		return;
	}
	char left = tree->nodes[node->left].op;
	char right = tree->nodes[node->right].op;
	bool is_product = node->op == '*';
	(void)assay_buf_add_c(out, has_brackets ? "(" : "");
	write_node(out, tree, node->left, is_product && (left == '+' || left == '-'));
	(void)assay_buf_add_c(out, is_product ? " × " : node->op == '+' ? " + " : " - ");
	bool is_sum = right == '+' || right == '-';
	write_node(out, tree, node->right, is_sum && node->op != '+');
	(void)assay_buf_add_c(out, has_brackets ? ")" : "");
}

static void draw(struct kit *k, void *params)
{
	struct tree *s = params;
	unsigned leaves = (unsigned)KIT_LEVELS(k, 3, 4, 4, 5, 6, 7, 8, 10, 12, MAX_LEAVES);
	unsigned root = add_tree(k, s, leaves, KIT_LEVELS(k, 12, 15, 20, 25, 30, 40, 50, 60, 80, 99));
	assay_autobuf struct assay_buf text = {0};
	write_node(&text, s, root, false);
	s->text = kit_copy(k, assay_buf_str(&text));
	kit_put(k, "expression", s->text);
}

static void solve(struct kit *k, const void *params)
{
	const struct tree *s = params;
	mpz_ptr values[MAX_NODES] = {NULL};
	for (unsigned i = 0; i < s->n && k->rc == 0; i++) {
		const struct node *node = &s->nodes[i];
		values[i] = kit_mpz(k);
		if (node->op == '\0') {
			mpz_set_si(values[i], node->value);
			continue;
		}
		mpz_ptr a = values[node->left];
		mpz_ptr b = values[node->right];
		if (node->op == '*')
			mpz_mul(values[i], a, b);
		else if (node->op == '+')
			mpz_add(values[i], a, b);
		else
			mpz_sub(values[i], a, b);
		const char *sign = node->op == '*' ? "×" : node->op == '+' ? "+" : "-";
		kit_step_z(k, values[i], mpz_sgn(b) < 0 ? "%Zd %s (%Zd)" : "%Zd %s %Zd", a, sign, b);
	}
	if (k->rc == 0)
		kit_answer_z(k, values[s->n - 1]);
}

/* Reads a sum from the text. */
static void read_sum(struct kit *k, const char **at, mpz_ptr ret);

static void read_factor(struct kit *k, const char **at, mpz_ptr ret)
{
	if (**at == '(') {
		(*at)++;
		read_sum(k, at, ret);
		(*at)++;
		return;
	}
	mpz_set_ui(ret, 0);
	for (; isdigit((unsigned char)**at); (*at)++) {
		mpz_mul_ui(ret, ret, 10);
		mpz_add_ui(ret, ret, (unsigned long)(**at - '0'));
	}
}

static void read_product(struct kit *k, const char **at, mpz_ptr ret)
{
	static const char sign[] = " × ";
	mpz_ptr factor = kit_mpz(k);
	read_factor(k, at, ret);
	while (strncmp(*at, sign, strlen(sign)) == 0) {
		*at += strlen(sign);
		read_factor(k, at, factor);
		mpz_mul(ret, ret, factor);
	}
}

static void read_sum(struct kit *k, const char **at, mpz_ptr ret)
{
	mpz_ptr term = kit_mpz(k);
	read_product(k, at, ret);
	while (**at == ' ') {
		bool is_minus = (*at)[1] == '-';
		*at += 3;
		read_product(k, at, term);
		if (is_minus)
			mpz_sub(ret, ret, term);
		else
			mpz_add(ret, ret, term);
	}
}

static void again(struct kit *k, const void *params)
{
	const struct tree *s = params;
	mpz_ptr value = kit_mpz(k);
	const char *at = s->text.data;
	read_sum(k, &at, value);
	kit_again_z(k, value);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_integer_expression = {
	KIT_MATH,
	.name = "integer-expression",
	.version = 1,
	.title = "an expression of whole numbers with brackets",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct tree),
	.draw = draw,
	.solve = solve,
	.again = again,
};
