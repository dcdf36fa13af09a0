/* SPDX-License-Identifier: Apache-2.0 */
/* What things are called: items, steps, and the variables of references. */
#include "problems/families/code/typed/typed.h"

#include <stdio.h>
#include <string.h>

static const char *const step_names[TP_N_OPS] = {
	[TP_LEN] = "count",	  [TP_SUM] = "total",	     [TP_LARGEST] = "largest",	 [TP_SMALLEST] = "smallest",
	[TP_FIRST] = "first",	  [TP_LAST] = "last",	     [TP_KINDS] = "kinds",	 [TP_COUNT] = "matches",
	[TP_FIND] = "position",	  [TP_FOLD] = "folded",	     [TP_REVERSE] = "backwards", [TP_TAKE] = "front",
	[TP_DROP] = "rest",	  [TP_DISTINCT] = "unique",  [TP_SORT] = "ordered",	 [TP_CONCAT] = "joined",
	[TP_FLATTEN] = "flat",	  [TP_WINDOWS] = "windows",  [TP_CHUNKS] = "chunks",	 [TP_RUNS] = "runs",
	[TP_GROUP] = "groups",	  [TP_MAP] = "mapped",	     [TP_FILTER] = "kept",	 [TP_TAKE_WHILE] = "head",
	[TP_DROP_WHILE] = "tail", [TP_RUNNING_SUM] = "sums", [TP_RUNNING_MAX] = "highs", [TP_RUNNING_MIN] = "lows",
	[TP_SCAN] = "states",	  [TP_NEIGHBOURS] = "steps", [TP_ZIP] = "paired",
};

const char *tp_noun(const struct tp_program *p, size_t sequence)
{
	const struct tp_node *n = &p->nodes[sequence];
	if (n->type == TP_INTS)
		return "number";
	if (n->type == TP_STR)
		return "letter";
	switch (n->op) {
	case TP_ARG:
		return n->type == TP_ROWS ? "row" : "word";
	case TP_WINDOWS:
		return "window";
	case TP_CHUNKS:
		return "chunk";
	case TP_RUNS:
		return "run";
	case TP_GROUP:
		return "group";
	default:
		return tp_noun(p, n->kids[0]);
	}
}

const char *tp_item_name(const struct tp_program *p, size_t sequence)
{
	if (p->nodes[sequence].type == TP_INTS)
		return "x";
	return p->nodes[sequence].type == TP_STR ? "c" : tp_noun(p, sequence);
}

static bool is_taken(const struct tp_style *s, size_t node, const char *name)
{
	for (size_t i = 0; i < s->p->n; i++) {
		if (i != node && strcmp(s->names[i], name) == 0)
			return true;
	}
	return false;
}

void tp_name_steps(struct tp_style *s)
{
	const struct tp_program *p = s->p;
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	for (size_t i = 0; i < p->n; i++) {
		const struct tp_node *n = &p->nodes[i];
		if (n->op == TP_ARG)
			(void)snprintf(s->names[i], sizeof(s->names[i]), "%s", p->signature->names[n->c]);
		if (!reached[i] || !tp_is_step(p, i))
			continue;
		char name[16];
		(void)snprintf(name, sizeof(name), "%s", step_names[n->op]);
		for (unsigned again = 2; is_taken(s, i, name); again++)
			(void)snprintf(name, sizeof(name), "%.10s%u", step_names[n->op], again % 100);
		memcpy(s->names[i], name, sizeof(name));
	}
}

void tp_begin(struct tp_style *s, const struct tp_program *p, const struct tp_ranges *ranges, enum tp_dialect dialect)
{
	*s = (struct tp_style){.p = p, .ranges = ranges, .dialect = dialect, .acc = "acc"};
	tp_name_steps(s);
}

bool tp_is_result(const struct tp_program *p, size_t node)
{
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	bool is_read = false;
	for (size_t i = node + 1; i < p->n; i++) {
		for (size_t j = 0; reached[i] && j < p->nodes[i].n_kids; j++)
			is_read = is_read || p->nodes[i].kids[j] == node;
	}
	return p->root == node && !is_read;
}
