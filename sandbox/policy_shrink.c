/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/policy_shrink.h"

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LOAD	     (BPF_LD | BPF_W | BPF_ABS)
#define AND	     (BPF_ALU | BPF_AND | BPF_K)
#define RETURN	     (BPF_RET | BPF_K)
#define GO	     (BPF_JMP | BPF_JA)
#define IF(op)	     (BPF_JMP | (op) | BPF_K)
#define NUMBER	     offsetof(struct seccomp_data, nr)
#define ARCH	     offsetof(struct seccomp_data, arch)
#define MAX_NODES    BPF_MAXINSNS
#define MAX_STARTS   (2 * MAX_NODES + 1)
#define MAX_DISTANCE UINT8_MAX /* Of a conditional jump. */
#define NONE	     UINT16_MAX

/* How many numbers a leaf of the search compares with, one by one, before it says what holds for all others. */
#define MAX_EXCEPTIONS 4

/* An instruction and the nodes that come next: `no` of conditional jumps alone, neither of returns. */
struct node {
	uint16_t code;
	uint16_t yes, no;
	uint32_t k;
};

/* Each node comes after those that it leads to. */
struct graph {
	struct node nodes[MAX_NODES];
	size_t n;
};

/* System call numbers from `first` to the next range, and the node where the program goes on for them. */
struct range {
	uint32_t first;
	uint16_t node;
};

/* Ranges from `begin` on that one leaf of the search decides; see leaf(). */
struct leaf {
	uint16_t begin, end;
};

struct work {
	struct graph old, new;
	uint16_t node_of[MAX_NODES]; /* By instruction, then by old node: its node. */
	bool is_wanted[MAX_NODES];
	uint32_t starts[MAX_STARTS];
	size_t n_starts;
	struct range ranges[MAX_STARTS];
	size_t n_ranges;
	struct leaf leaves[MAX_STARTS];
	size_t n_leaves;
	/* Written from its end, so that every target is there before the jump; positions count from the end. */
	struct sock_filter out[MAX_NODES];
	size_t n_out, max_out;
	uint16_t at[MAX_NODES];	  /* Where a node stands, */
	uint16_t near[MAX_NODES]; /* and the last instruction from which it can be had. */
};

static bool is_branch(uint16_t code)
{
	return code == IF(BPF_JEQ) || code == IF(BPF_JGT) || code == IF(BPF_JGE) || code == IF(BPF_JSET);
}

static bool holds(uint16_t code, uint32_t a, uint32_t k)
{
	switch (code) {
	case IF(BPF_JEQ):
		return a == k;
	case IF(BPF_JGT):
		return a > k;
	case IF(BPF_JGE):
		return a >= k;
	default:
		return (a & k) != 0;
	}
}

/* True where what the accumulator holds does not matter any more. */
static bool forgets(const struct graph *g, uint16_t node)
{
	return g->nodes[node].code == LOAD || g->nodes[node].code == RETURN;
}

/* The node that does the same as an instruction without effect would; NONE when it has one. */
static uint16_t bypass(const struct graph *g, struct node node)
{
	if (node.code == RETURN)
		return NONE;
	if (is_branch(node.code))
		return node.yes == node.no ? node.yes : NONE;
	if (forgets(g, node.yes))
		return node.yes;
	/* libseccomp compares the high half of a masked argument, too, with an empty mask. */
	if (node.code == AND && node.k == 0 && is_branch(g->nodes[node.yes].code)) {
		const struct node *branch = &g->nodes[node.yes];
		uint16_t taken = holds(branch->code, 0, branch->k) ? branch->yes : branch->no;

		return forgets(g, taken) ? taken : NONE;
	}
	return NONE;
}

/* The node that does what `node` would: one that is there already, or a new one. NONE when there is no room. */
static uint16_t make(struct graph *g, struct node node)
{
	uint16_t same;

	if ((node.code != RETURN && node.yes == NONE) || (is_branch(node.code) && node.no == NONE))
		return NONE;
	same = bypass(g, node);
	if (same != NONE)
		return same;
	for (size_t i = 0; i < g->n; i++) {
		const struct node *known = &g->nodes[i];

		if (known->code == node.code && known->k == node.k && known->yes == node.yes && known->no == node.no)
			return (uint16_t)i;
	}
	if (g->n == MAX_NODES)
		return NONE;
	g->nodes[g->n] = node;
	return (uint16_t)g->n++;
}

static bool is_known_load(const struct sock_filter *in)
{
	return in->code == LOAD && in->k % sizeof(uint32_t) == 0 && in->k < sizeof(struct seccomp_data);
}

/* False for what is not a program of known instructions whose jumps go forward and stay inside. */
static bool read_program(struct work *w, const struct sock_filter *code, size_t n)
{
	for (size_t at = n; at-- > 0;) {
		const struct sock_filter *in = &code[at];
		struct node node = {.code = in->code, .k = in->k};
		size_t yes = at + 1, no = yes;

		if (is_branch(in->code)) {
			yes += in->jt;
			no += in->jf;
		} else if (in->code == GO) {
			yes += in->k;
		} else if (!is_known_load(in) && in->code != AND && in->code != RETURN) {
			return false;
		}
		if (in->code != RETURN) {
			if (yes >= n || no >= n)
				return false;
			node.yes = w->node_of[yes];
			node.no = is_branch(in->code) ? w->node_of[no] : 0;
		}
		w->node_of[at] = in->code == GO ? node.yes : make(&w->old, node);
	}
	return true;
}

static int compare_starts(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The first number of every interval of numbers that no comparison of the program tells apart. */
static void find_starts(struct work *w)
{
	w->starts[w->n_starts++] = 0;
	for (size_t i = 0; i < w->old.n; i++) {
		const struct node *node = &w->old.nodes[i];

		if (!is_branch(node->code))
			continue;
		if (node->code != IF(BPF_JGT))
			w->starts[w->n_starts++] = node->k;
		if (node->code != IF(BPF_JGE) && node->k != UINT32_MAX)
			w->starts[w->n_starts++] = node->k + 1;
	}
	qsort(w->starts, w->n_starts, sizeof *w->starts, compare_starts);
}

/* Where the program goes on from `at` when it knows this number: NONE when it asks for more than comparisons. */
static uint16_t decide(const struct graph *g, uint16_t at, uint32_t number)
{
	bool is_loaded = false;

	for (;; at = holds(g->nodes[at].code, number, g->nodes[at].k) ? g->nodes[at].yes : g->nodes[at].no) {
		for (; g->nodes[at].code == LOAD && g->nodes[at].k == NUMBER; at = g->nodes[at].yes)
			is_loaded = true;
		if (forgets(g, at))
			return at;
		if (!is_loaded || !is_branch(g->nodes[at].code) || g->nodes[at].code == IF(BPF_JSET))
			return NONE;
	}
}

static bool find_ranges(struct work *w, uint16_t from)
{
	for (size_t i = 0; i < w->n_starts; i++) {
		uint16_t node = decide(&w->old, from, w->starts[i]);

		if (node == NONE)
			return false;
		if (w->n_ranges == 0 || w->ranges[w->n_ranges - 1].node != node)
			w->ranges[w->n_ranges++] = (struct range){w->starts[i], node};
	}
	return true;
}

/* Copies to the new graph what is still needed of the old one: what ranges lead to, and `other`. */
static void copy_ends(struct work *w, uint16_t other)
{
	w->is_wanted[other] = true;
	for (size_t i = 0; i < w->n_ranges; i++)
		w->is_wanted[w->ranges[i].node] = true;
	for (size_t i = w->old.n; i-- > 0;) {
		const struct node *node = &w->old.nodes[i];

		if (!w->is_wanted[i] || node->code == RETURN)
			continue;
		w->is_wanted[node->yes] = true;
		if (is_branch(node->code))
			w->is_wanted[node->no] = true;
	}
	for (size_t i = 0; i < w->old.n; i++) {
		struct node node = w->old.nodes[i];

		if (!w->is_wanted[i])
			continue;
		if (node.code != RETURN)
			node.yes = w->node_of[node.yes];
		if (is_branch(node.code))
			node.no = w->node_of[node.no];
		w->node_of[i] = make(&w->new, node);
	}
	for (size_t i = 0; i < w->n_ranges; i++)
		w->ranges[i].node = w->node_of[w->ranges[i].node];
}

static bool is_exception(const struct work *w, size_t i, uint16_t rule)
{
	return i + 1 < w->n_ranges && w->ranges[i + 1].first == w->ranges[i].first + 1 && w->ranges[i + 1].node == rule;
}

/* Single numbers between ranges of one and the same answer cost one comparison as exceptions, and two as ranges. */
static void find_leaves(struct work *w)
{
	for (size_t i = 0, end; i < w->n_ranges; i = end) {
		uint16_t rule = w->ranges[i].node;

		for (end = i + 1; (end - i) / 2 < MAX_EXCEPTIONS && is_exception(w, end, rule); end += 2)
			;
		w->leaves[w->n_leaves++] = (struct leaf){(uint16_t)i, (uint16_t)end};
	}
}

static uint16_t make_leaf(struct work *w, struct leaf leaf)
{
	uint16_t node = w->ranges[leaf.begin].node;

	for (size_t i = leaf.end; i > leaf.begin + 1U; i -= 2) {
		const struct range *only = &w->ranges[i - 2];

		node = make(&w->new, (struct node){IF(BPF_JEQ), only->node, node, only->first});
	}
	return node;
}

/* A search among the leaves from `begin` to before `end`; as deep as the logarithm of their number. */
static uint16_t make_search(struct work *w, size_t begin, size_t end)
{
	size_t middle = begin + (end - begin) / 2;
	uint16_t above, below;

	if (end - begin == 1)
		return make_leaf(w, w->leaves[begin]);
	above = make_search(w, middle, end);
	below = make_search(w, begin, middle);
	return make(&w->new, (struct node){IF(BPF_JGE), above, below, w->ranges[w->leaves[middle].begin].first});
}

static bool put(struct work *w, struct sock_filter instruction)
{
	if (w->n_out == w->max_out)
		return false;
	w->out[w->max_out - ++w->n_out] = instruction;
	return true;
}

/*
 * Makes `node` reachable by the branch that comes next, or next but one such call: it leads to two nodes. Returns are
 * put here alone, once for all branches that are near enough to one another.
 */
static bool bring_near(struct work *w, uint16_t node)
{
	const struct node *target = &w->new.nodes[node];
	bool is_return = target->code == RETURN;
	uint32_t k = is_return ? target->k : (uint32_t)(w->n_out - w->at[node] - 1);

	if (w->near[node] != NONE && w->n_out - w->near[node] <= MAX_DISTANCE)
		return true;
	w->near[node] = (uint16_t)w->n_out;
	return put(w, (struct sock_filter){.code = is_return ? RETURN : GO, .k = k});
}

static bool put_node(struct work *w, uint16_t i)
{
	const struct node *node = &w->new.nodes[i];
	struct sock_filter in = {.code = node->code, .k = node->k};

	w->near[i] = NONE;
	if (node->code == RETURN)
		return true;
	if (is_branch(node->code)) {
		if (!bring_near(w, node->yes) || !bring_near(w, node->no))
			return false;
		in.jt = (uint8_t)(w->n_out - w->near[node->yes] - 1);
		in.jf = (uint8_t)(w->n_out - w->near[node->no] - 1);
	} else if (w->at[node->yes] + 1U != w->n_out) {
		if (!put(w, (struct sock_filter){.code = GO, .k = (uint32_t)(w->n_out - w->at[node->yes] - 1)}))
			return false;
	}
	w->at[i] = w->near[i] = (uint16_t)w->n_out;
	return put(w, in);
}

/* The new program is in the last `n_out` of the `max_out` places; false when there is none, or none that is shorter. */
static bool shrink(struct work *w, const struct sock_filter *code, size_t n)
{
	const struct node *first, *second;
	uint16_t root;

	if (n == 0 || n > MAX_NODES || !read_program(w, code, n))
		return false;
	first = &w->old.nodes[w->node_of[0]];
	if (first->code != LOAD || first->k != ARCH)
		return false;
	second = &w->old.nodes[first->yes];
	if (second->code != IF(BPF_JEQ))
		return false;
	find_starts(w);
	if (!find_ranges(w, second->yes))
		return false;
	copy_ends(w, second->no);
	find_leaves(w);
	root = make_search(w, 0, w->n_leaves);
	root = make(&w->new, (struct node){.code = LOAD, .k = NUMBER, .yes = root});
	root = make(&w->new, (struct node){IF(BPF_JEQ), root, w->node_of[second->no], second->k});
	root = make(&w->new, (struct node){.code = LOAD, .k = ARCH, .yes = root});
	if (root == NONE)
		return false;
	w->max_out = n - 1;
	for (size_t i = 0; i <= root; i++)
		if (!put_node(w, (uint16_t)i))
			return false;
	return bring_near(w, root); /* A program may be nothing but a return. */
}

int sandbox_policy_shrink(struct sock_filter *code, size_t *n, struct assay_err *err)
{
	struct work *w = calloc(1, sizeof *w);

	if (!w)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (shrink(w, code, *n)) {
		*n = w->n_out;
		memcpy(code, w->out + w->max_out - w->n_out, *n * sizeof *code);
	}
	free(w);
	return 0;
}
