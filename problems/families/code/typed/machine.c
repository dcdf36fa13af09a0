/* SPDX-License-Identifier: Apache-2.0 */
/* The stack machine: a switch in a loop, with a limit on its steps. */
#include "problems/families/code/typed/machine.h"

#include <string.h>

#define MAX_STEPS 20000000U

/* A number, or a list of cells that may grow at its end. */
struct cell {
	int64_t number;
	struct list *list;
};

struct list {
	struct cell *items;
	size_t n, cap;
};

struct machine {
	struct assay_arena *arena;
	struct cell stack[M_MAX_STACK];
	size_t top;
	struct cell slots[M_MAX_SLOTS];
	bool is_broken;
};

static void push(struct machine *m, struct cell cell)
{
	if (m->top < M_MAX_STACK)
		m->stack[m->top++] = cell;
	else
		m->is_broken = true;
}

static struct cell pop(struct machine *m)
{
	if (m->top == 0) {
		m->is_broken = true;
		return (struct cell){0};
	}
	return m->stack[--m->top];
}

static struct list *new_list(struct machine *m)
{
	struct list *list = assay_arena_alloc(m->arena, sizeof(*list));
	m->is_broken = m->is_broken || !list;
	return list;
}

static void append(struct machine *m, struct list *list, struct cell cell)
{
	if (!list) {
		m->is_broken = true;
		return;
	}
	if (list->n == list->cap) {
		size_t cap = list->cap ? 2 * list->cap : 16;
		struct cell *items = assay_arena_array(m->arena, cap, sizeof(*items));
		if (!items) {
			m->is_broken = true;
			return;
		}
		if (list->n > 0)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		list->cap = cap;
	}
	list->items[list->n++] = cell;
}

/* <0, 0, >0, item by item and then by length. */
static int order(struct cell a, struct cell b)
{
	if (!a.list || !b.list)
		return (a.number > b.number) - (a.number < b.number);
	for (size_t i = 0;; i++) {
		if (i == a.list->n || i == b.list->n)
			return (a.list->n > b.list->n) - (a.list->n < b.list->n);
		int first = order(a.list->items[i], b.list->items[i]);
		if (first)
			return first;
	}
}

/* Divisors are constants above 0; a compiler's mistake shall be a wrong result and no crash. */
static int64_t floor_of(int64_t a, int64_t m)
{
	if (m <= 0)
		return 0;
	int64_t q = a / m;
	return q * m > a ? q - 1 : q;
}

static struct cell number(int64_t value)
{
	return (struct cell){.number = value};
}

static struct cell item(struct machine *m, struct cell list, struct cell index)
{
	if (!list.list || index.number < 0 || (size_t)index.number >= list.list->n) {
		m->is_broken = true;
		return number(0);
	}
	return list.list->items[index.number];
}

static struct cell combine(enum machine_op op, struct cell a, struct cell b)
{
	switch ((int)op) {
	case M_ADD:
		return number(a.number + b.number);
	case M_SUB:
		return number(a.number - b.number);
	case M_MUL:
		return number(a.number * b.number);
	case M_FLOOR:
		return number(floor_of(a.number, b.number));
	case M_LESS:
		return number(a.number < b.number);
	case M_SAME:
		return number(order(a, b) == 0);
	default:
		return number(order(a, b) < 0);
	}
}

/* Does one instruction; returns the number of the next. */
static size_t advance(struct machine *m, const struct machine_code *code, size_t at)
{
	struct cell b;
	switch ((int)code->op) {
	case M_PUSH:
		push(m, number(code->operand));
		break;
	case M_LOAD:
		push(m, m->slots[code->operand]);
		break;
	case M_STORE:
		m->slots[code->operand] = pop(m);
		break;
	case M_JUMP:
		return (size_t)code->operand;
	case M_JUMP_UNLESS:
		return pop(m).number ? at + 1 : (size_t)code->operand;
	case M_NEW:
		push(m, (struct cell){.list = new_list(m)});
		break;
	case M_APPEND:
		append(m, m->slots[code->operand].list, pop(m));
		break;
	case M_LENGTH:
		b = pop(m);
		m->is_broken = m->is_broken || !b.list;
		push(m, number(b.list ? (int64_t)b.list->n : 0));
		break;
	case M_AT:
		b = pop(m);
		push(m, item(m, pop(m), b));
		break;
	default:
		b = pop(m);
		push(m, combine(code->op, pop(m), b));
	}
	return at + 1;
}

/* --- In and out ------------------------------------------------------------------------------------------------- */

static struct cell cell_of(struct machine *m, const struct val *v)
{
	if (v->tag == VAL_INT)
		return number(v->i);
	struct list *list = new_list(m);
	for (size_t i = 0; list && i < v->n; i++)
		append(m, list, v->tag == VAL_STR ? number((unsigned char)v->s[i]) : cell_of(m, &v->items[i]));
	return (struct cell){.list = list};
}

static struct val value_of(struct machine *m, struct cell cell, enum tp_type type)
{
	if (!tp_is_sequence(type))
		return val_int(cell.number);
	size_t n = cell.list ? cell.list->n : 0;
	m->is_broken = m->is_broken || !cell.list;
	if (type == TP_STR) {
		char *text = assay_arena_alloc(m->arena, n + 1);
		m->is_broken = m->is_broken || !text;
		for (size_t i = 0; text && i < n; i++)
			text[i] = (char)cell.list->items[i].number;
		return (struct val){.tag = VAL_STR, .s = text, .n = text ? n : 0};
	}
	struct val *items = assay_arena_array(m->arena, n, sizeof(*items));
	m->is_broken = m->is_broken || !items;
	for (size_t i = 0; items && i < n; i++)
		items[i] = value_of(m, cell.list->items[i], tp_item(type));
	return (struct val){.tag = VAL_LIST, .items = items, .n = items ? n : 0};
}

struct val tp_run(const struct machine_program *program, const struct tp_program *p, const struct val *args,
		  struct assay_arena *arena, int *rc)
{
	struct machine m = {.arena = arena};
	for (size_t i = 0; i < p->n; i++) {
		if (p->nodes[i].op == TP_ARG)
			m.slots[i] = cell_of(&m, &args[p->nodes[i].c]);
	}
	size_t at = 0;
	unsigned steps = 0;
	while (!m.is_broken && program->code[at].op != M_END && steps++ < MAX_STEPS)
		at = advance(&m, &program->code[at], at);
	struct val result = value_of(&m, pop(&m), (enum tp_type)p->nodes[p->root].type);
	if (m.is_broken || steps > MAX_STEPS)
		*rc = ASSAY_ELIMIT;
	return result;
}

struct val tp_execute(const struct tp_program *p, const struct val *args, struct assay_arena *arena, int *rc)
{
	struct machine_program *program = assay_arena_alloc(arena, sizeof(*program));
	if (!program) {
		*rc = ASSAY_ELIMIT;
		return val_none();
	}
	tp_compile(p, program);
	if (program->is_full) {
		*rc = ASSAY_ELIMIT;
		return val_none();
	}
	return tp_run(program, p, args, arena, rc);
}
