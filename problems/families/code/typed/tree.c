/* SPDX-License-Identifier: Apache-2.0 */
/* Types, and programs as trees. */
#include "problems/families/code/typed/typed.h"

#include <inttypes.h>
#include <string.h>

struct op_info {
	const char *name;
	int body; /* Which kid, counted from 1; 0: none. */
	bool is_step;
};

static const struct op_info infos[TP_N_OPS] = {
	[TP_ARG] = {"arg", 0, false},
	[TP_CONST] = {"const", 0, false},
	[TP_X] = {"x", 0, false},
	[TP_Y] = {"y", 0, false},
	[TP_ACC] = {"acc", 0, false},
	[TP_I] = {"i", 0, false},
	[TP_ADD] = {"+", 0, false},
	[TP_SUB] = {"-", 0, false},
	[TP_MUL] = {"*", 0, false},
	[TP_DIV] = {"div", 0, false},
	[TP_MOD] = {"mod", 0, false},
	[TP_MIN] = {"min", 0, false},
	[TP_MAX] = {"max", 0, false},
	[TP_ABS] = {"abs", 0, false},
	[TP_IF] = {"if", 0, false},
	[TP_LT] = {"<", 0, false},
	[TP_LE] = {"<=", 0, false},
	[TP_GT] = {">", 0, false},
	[TP_GE] = {">=", 0, false},
	[TP_EQ] = {"=", 0, false},
	[TP_NE] = {"!=", 0, false},
	[TP_AND] = {"and", 0, false},
	[TP_OR] = {"or", 0, false},
	[TP_PLACE] = {"place", 0, false},
	[TP_VOWEL] = {"vowel", 0, false},
	[TP_LETTER] = {"letter", 0, false},
	[TP_LEN] = {"len", 0, true},
	[TP_SUM] = {"sum", 0, true},
	[TP_LARGEST] = {"largest", 0, true},
	[TP_SMALLEST] = {"smallest", 0, true},
	[TP_FIRST] = {"first", 0, true},
	[TP_LAST] = {"last", 0, true},
	[TP_KINDS] = {"kinds", 0, true},
	[TP_COUNT] = {"count", 2, true},
	[TP_FIND] = {"find", 2, true},
	[TP_FOLD] = {"fold", 2, true},
	[TP_REVERSE] = {"reverse", 0, true},
	[TP_TAKE] = {"take", 0, true},
	[TP_DROP] = {"drop", 0, true},
	[TP_DISTINCT] = {"distinct", 0, true},
	[TP_SORT] = {"sort", 2, true},
	[TP_CONCAT] = {"concat", 0, true},
	[TP_FLATTEN] = {"flatten", 0, true},
	[TP_WINDOWS] = {"windows", 0, true},
	[TP_CHUNKS] = {"chunks", 0, true},
	[TP_RUNS] = {"runs", 2, true},
	[TP_GROUP] = {"group", 2, true},
	[TP_MAP] = {"map", 2, true},
	[TP_FILTER] = {"filter", 2, true},
	[TP_TAKE_WHILE] = {"take-while", 2, true},
	[TP_DROP_WHILE] = {"drop-while", 2, true},
	[TP_RUNNING_SUM] = {"running-sum", 0, true},
	[TP_RUNNING_MAX] = {"running-max", 0, true},
	[TP_RUNNING_MIN] = {"running-min", 0, true},
	[TP_SCAN] = {"scan", 2, true},
	[TP_NEIGHBOURS] = {"neighbours", 2, true},
	[TP_ZIP] = {"zip", 3, true},
};

int tp_body(enum tp_op op)
{
	return infos[op].body - 1;
}

const char *tp_op_name(enum tp_op op)
{
	return infos[op].name;
}

enum tp_type tp_item(enum tp_type type)
{
	static const enum tp_type items[TP_N_TYPES] = {
		[TP_INTS] = TP_INT, [TP_STR] = TP_CHAR, [TP_ROWS] = TP_INTS, [TP_STRS] = TP_STR};
	return items[type];
}

enum tp_type tp_sequence(enum tp_type item)
{
	static const enum tp_type sequences[TP_N_TYPES] = {
		[TP_INT] = TP_INTS, [TP_CHAR] = TP_STR, [TP_INTS] = TP_ROWS, [TP_STR] = TP_STRS};
	return sequences[item];
}

bool tp_is_sequence(enum tp_type type)
{
	return tp_item(type) != TP_NOTHING;
}

const char *tp_type_name(enum tp_type type)
{
	static const char *const names[TP_N_TYPES] = {"", "int", "bool", "str", "[int]", "str", "[[int]]", "[str]"};
	return names[type];
}

bool tp_is_step(const struct tp_program *p, size_t node)
{
	return infos[p->nodes[node].op].is_step && !p->nodes[node].is_open;
}

static bool is_open(const struct tp_program *p, const struct tp_node *node)
{
	bool open = node->op == TP_X || node->op == TP_Y || node->op == TP_ACC || node->op == TP_I;
	for (int i = 0; i < node->n_kids; i++)
		open = open || (i != tp_body(node->op) && p->nodes[node->kids[i]].is_open);
	return open;
}

static bool is_same(const struct tp_node *a, const struct tp_node *b)
{
	return a->op == b->op && a->type == b->type && a->n_kids == b->n_kids && a->c == b->c &&
	       memcmp(a->kids, b->kids, sizeof(a->kids)) == 0;
}

/* A closed node that is there already: what is computed twice would be said twice. */
static uint8_t find_same(const struct tp_program *p, const struct tp_node *node)
{
	uint8_t i = 0;
	while (i < p->n && (p->nodes[i].is_open || !is_same(&p->nodes[i], node)))
		i++;
	return i;
}

uint8_t tp_add(struct tp_program *p, enum tp_op op, enum tp_type type, int64_t c, size_t n_kids, const uint8_t *kids)
{
	if (p->n == TP_MAX_NODES) {
		p->is_full = true;
		return 0;
	}
	struct tp_node *node = &p->nodes[p->n];
	*node = (struct tp_node){.op = (uint8_t)op, .type = (uint8_t)type, .c = c, .n_kids = (uint8_t)n_kids};
	for (size_t i = 0; i < n_kids; i++)
		node->kids[i] = kids[i];
	node->is_open = is_open(p, node);
	uint8_t known = node->is_open ? p->n : find_same(p, node);
	p->n += known == p->n;
	return known;
}

void tp_settle(struct tp_program *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->nodes[i].is_open = is_open(p, &p->nodes[i]);
}

/* Children stand before parents, so one pass from the root down is enough. */
void tp_reach(const struct tp_program *p, bool ret[TP_MAX_NODES])
{
	for (size_t i = 0; i < TP_MAX_NODES; i++)
		ret[i] = i == p->root;
	for (size_t i = p->n; i-- > 0;) {
		for (size_t j = 0; ret[i] && j < p->nodes[i].n_kids; j++)
			ret[p->nodes[i].kids[j]] = true;
	}
}

size_t tp_size(const struct tp_program *p)
{
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		n += reached[i];
	return n;
}

void tp_text(const struct tp_program *p, size_t node, struct assay_buf *out)
{
	const struct tp_node *n = &p->nodes[node];
	bool has_constant = n->op == TP_ARG || n->op == TP_CONST || n->op == TP_DIV || n->op == TP_MOD ||
			    n->op == TP_FOLD || n->op == TP_SCAN || n->op == TP_SORT || n->op == TP_WINDOWS ||
			    n->op == TP_CHUNKS || ((n->op == TP_TAKE || n->op == TP_DROP) && n->n_kids == 1);
	if (n->n_kids == 0 && !has_constant) {
		(void)assay_buf_add_c(out, tp_op_name(n->op));
		return;
	}
	(void)assay_buf_printf(out, "(%s", tp_op_name(n->op));
	if (n->op == TP_SORT) /* A flag, and no number that could be another. */
		(void)assay_buf_add_c(out, n->c ? " down" : " up");
	else if (has_constant)
		(void)assay_buf_printf(out, " %" PRId64, n->c);
	for (size_t i = 0; i < n->n_kids; i++) {
		(void)assay_buf_add_char(out, ' ');
		tp_text(p, n->kids[i], out);
	}
	(void)assay_buf_add_char(out, ')');
}
