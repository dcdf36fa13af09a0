/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that are one change away from a program: smaller ones, in which a node gives way to one of its kids or to a
 * constant, and wrong ones, in which a constant or an operation is another. A program that does the same as one of them
 * says something that does not matter.
 */
#include "problems/families/code/typed/typed.h"

/* Counts down through the variants of a program until the one that is wanted. */
struct walk {
	const struct tp_program *p;
	struct tp_program *made;
	size_t left;
	bool is_made;
};

/* True when this variant is the one; `made` is then a copy to be changed. */
static bool is_turn(struct walk *w)
{
	if (w->is_made)
		return false;
	if (w->left-- > 0)
		return false;
	*w->made = *w->p;
	w->is_made = true;
	return true;
}

static void replace(struct tp_program *p, uint8_t from, uint8_t to)
{
	for (size_t i = from + 1U; i < p->n; i++) {
		for (size_t j = 0; j < p->nodes[i].n_kids; j++) {
			if (p->nodes[i].kids[j] == from)
				p->nodes[i].kids[j] = to;
		}
	}
	if (p->root == from)
		p->root = to;
}

static void other_op(struct walk *w, size_t node, enum tp_op op)
{
	if (is_turn(w))
		w->made->nodes[node].op = (uint8_t)op;
}

static void other_constant(struct walk *w, size_t node, int64_t value)
{
	if (is_turn(w))
		w->made->nodes[node].c = value;
}

/* The node becomes a constant. */
static void fixed(struct walk *w, size_t node, int64_t value)
{
	if (!is_turn(w))
		return;
	w->made->nodes[node] = (struct tp_node){.op = TP_CONST, .type = w->p->nodes[node].type, .c = value};
}

struct swap {
	enum tp_op from, to;
};

static const struct swap swaps[] = {
	{TP_ADD, TP_SUB},
	{TP_SUB, TP_ADD},
	{TP_MUL, TP_ADD},
	{TP_DIV, TP_MOD},
	{TP_MOD, TP_DIV},
	{TP_MIN, TP_MAX},
	{TP_MAX, TP_MIN},
	{TP_LT, TP_LE},
	{TP_LT, TP_GT},
	{TP_LE, TP_LT},
	{TP_LE, TP_GE},
	{TP_GT, TP_GE},
	{TP_GT, TP_LT},
	{TP_GE, TP_GT},
	{TP_GE, TP_LE},
	{TP_EQ, TP_NE},
	{TP_NE, TP_EQ},
	{TP_AND, TP_OR},
	{TP_OR, TP_AND},
	{TP_LARGEST, TP_SMALLEST},
	{TP_SMALLEST, TP_LARGEST},
	{TP_FIRST, TP_LAST},
	{TP_LAST, TP_FIRST},
	{TP_LEN, TP_KINDS},
	{TP_KINDS, TP_LEN},
	{TP_FILTER, TP_TAKE_WHILE},
	{TP_TAKE_WHILE, TP_FILTER},
	{TP_DROP_WHILE, TP_FILTER},
	{TP_RUNNING_MAX, TP_RUNNING_MIN},
	{TP_RUNNING_MIN, TP_RUNNING_MAX},
	{TP_TAKE, TP_DROP},
	{TP_DROP, TP_TAKE},
	{TP_GROUP, TP_RUNS},
	{TP_RUNS, TP_GROUP},
	{TP_WINDOWS, TP_CHUNKS},
	{TP_CHUNKS, TP_WINDOWS},
};

static void swap_ops(struct walk *w, size_t node)
{
	const struct tp_node *n = &w->p->nodes[node];
	bool is_of_rest = n->op == TP_MOD; /* acc must stay small. */
	for (size_t i = 0; i < KIT_COUNT(swaps); i++) {
		bool has_letters = n->n_kids > 0 && w->p->nodes[n->kids[0]].type == TP_STR;
		bool fits = !(has_letters && n->op == TP_KINDS && n->type != TP_INT);
		if (swaps[i].from == n->op && fits && !(is_of_rest && swaps[i].to != TP_DIV))
			other_op(w, node, swaps[i].to);
	}
}

static bool has_constant(const struct tp_node *n)
{
	bool is_cut = (n->op == TP_TAKE || n->op == TP_DROP) && n->n_kids == 1;
	return is_cut || n->op == TP_CONST || n->op == TP_DIV || n->op == TP_MOD || n->op == TP_FOLD ||
	       n->op == TP_SCAN || n->op == TP_WINDOWS || n->op == TP_CHUNKS;
}

static void change_constant(struct walk *w, size_t node)
{
	const struct tp_node *n = &w->p->nodes[node];
	if (n->op == TP_SORT) {
		other_constant(w, node, !n->c);
		return;
	}
	if (!has_constant(n) || n->type == TP_BOOL)
		return;
	other_constant(w, node, n->c + 1);
	bool is_size = n->op == TP_DIV || n->op == TP_MOD || n->op == TP_WINDOWS || n->op == TP_CHUNKS;
	if (!is_size || n->c > 1)
		other_constant(w, node, n->c - 1);
}

static void shrink(struct walk *w, size_t node)
{
	const struct tp_node *n = &w->p->nodes[node];
	for (int i = 0; i < n->n_kids; i++) {
		/* A body makes sense inside of its clause alone, unless the node is part of a body itself. */
		bool is_body = i == tp_body(n->op);
		if (!is_body && w->p->nodes[n->kids[i]].type == n->type && is_turn(w))
			replace(w->made, (uint8_t)node, n->kids[i]);
	}
	if (n->op == TP_SORT && n->n_kids > 1 && is_turn(w))
		w->made->nodes[node].n_kids = 1;
	if (n->type == TP_BOOL && n->op != TP_CONST) {
		fixed(w, node, 0);
		fixed(w, node, 1);
	}
	if (n->type == TP_INT && n->op != TP_CONST && n->n_kids > 0)
		fixed(w, node, 0);
	if (n->type == TP_INT && (n->op == TP_I || (n->op == TP_ARG && n->c > 0)))
		fixed(w, node, 1);
	/* A clause that turns around what the next one sorts, and the like. */
	if (tp_is_sequence(n->type) && n->n_kids > 0 && w->p->nodes[n->kids[0]].n_kids > 0) {
		const struct tp_node *kid = &w->p->nodes[n->kids[0]];
		if (w->p->nodes[kid->kids[0]].type == n->type && is_turn(w))
			replace(w->made, (uint8_t)node, kid->kids[0]);
	}
}

bool tp_variant(const struct tp_program *p, size_t i, struct tp_program *ret)
{
	struct walk w = {.p = p, .made = ret, .left = i};
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	for (size_t node = 0; node < p->n && !w.is_made; node++) {
		if (!reached[node])
			continue;
		shrink(&w, node);
		change_constant(&w, node);
		swap_ops(&w, node);
	}
	if (w.is_made)
		tp_settle(ret);
	return w.is_made;
}
