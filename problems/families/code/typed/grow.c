/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random trees: a chain of steps from an argument to the result, in which each step is drawn among those from whose
 * type the result can still be reached. Chains join (zip, concat), and bodies may look at summaries of other steps.
 */
#include "problems/families/code/typed/typed.h"

struct size {
	unsigned min_steps, max_steps;
	unsigned body;	   /* Operations in a body, at most. */
	unsigned branches; /* Times that another sequence may come in. */
};

static const struct size sizes[ASSAY_MAX_LEVEL] = {
	{1, 2, 1, 0}, {2, 2, 1, 0}, {2, 3, 1, 1}, {3, 3, 2, 1}, {3, 4, 2, 1},
	{4, 4, 2, 1}, {4, 5, 2, 2}, {5, 5, 3, 2}, {5, 6, 3, 2}, {6, 7, 3, 3},
};

struct growing {
	struct assay_rng *rng;
	unsigned level;
	const struct size *size;
	struct tp_program *p;
	uint8_t at;		    /* The sequence made last. */
	uint8_t made[TP_MAX_NODES]; /* All sequences, arguments first. */
	size_t n_made;
	unsigned branches;
	enum tp_op last; /* The step before. */
	/* In a body: what x is, and what else there is. */
	enum tp_type x;
	bool has_y, has_i;
};

static int64_t between(struct growing *g, int64_t min, int64_t max)
{
	return assay_rng_range(g->rng, min, max);
}

static bool once_in(struct growing *g, uint64_t n)
{
	return assay_rng_below(g->rng, n) == 0;
}

#define PICK(g, array) ((array)[assay_rng_below((g)->rng, KIT_COUNT(array))])

static enum tp_type type_of(const struct growing *g, uint8_t node)
{
	return g->p->nodes[node].type;
}

/* --- Nodes ------------------------------------------------------------------------------------------------------ */

static uint8_t leaf(struct growing *g, enum tp_op op, enum tp_type type)
{
	return tp_add(g->p, op, type, 0, 0, NULL);
}

static uint8_t number(struct growing *g, int64_t value)
{
	return tp_add(g->p, TP_CONST, TP_INT, value, 0, NULL);
}

static uint8_t unary(struct growing *g, enum tp_op op, enum tp_type type, int64_t c, uint8_t kid)
{
	return tp_add(g->p, op, type, c, 1, (const uint8_t[]){kid});
}

static uint8_t binary(struct growing *g, enum tp_op op, enum tp_type type, int64_t c, uint8_t a, uint8_t b)
{
	return tp_add(g->p, op, type, c, 2, (const uint8_t[]){a, b});
}

/* --- Bodies ----------------------------------------------------------------------------------------------------- */

/* What a summary of one row or word, or of a step, may be. */
static uint8_t summary(struct growing *g, uint8_t sequence)
{
	static const enum tp_op of_numbers[] = {TP_LEN,	     TP_SUM,   TP_SUM,	TP_LARGEST,
						TP_SMALLEST, TP_FIRST, TP_LAST, TP_KINDS};
	static const enum tp_op of_text[] = {TP_LEN, TP_LEN, TP_KINDS, TP_FIRST, TP_LAST};
	enum tp_type type = type_of(g, sequence);
	enum tp_op op = type == TP_INTS ? PICK(g, of_numbers) : type == TP_STR ? PICK(g, of_text) : TP_LEN;
	bool is_end = op == TP_FIRST || op == TP_LAST;
	if (type == TP_STR && is_end && !g->p->nodes[sequence].is_open) /* It may be empty. */
		op = TP_KINDS;
	if (type == TP_STR && (op == TP_FIRST || op == TP_LAST))
		return unary(g, TP_PLACE, TP_INT, 0, unary(g, op, TP_CHAR, 0, sequence));
	return unary(g, op, TP_INT, 0, sequence);
}

static uint8_t plain_x(struct growing *g, enum tp_op op)
{
	uint8_t x = leaf(g, op, g->x);
	if (g->x == TP_INT)
		return x;
	return g->x == TP_CHAR ? unary(g, TP_PLACE, TP_INT, 0, x) : summary(g, x);
}

static bool find_count(struct growing *g, uint8_t *ret)
{
	for (uint8_t i = 0; i < g->p->n; i++) {
		if (g->p->nodes[i].op == TP_ARG && g->p->nodes[i].type == TP_INT) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* Something that is the same for every item: a constant, or at higher levels an argument or a summary. */
static uint8_t fixed(struct growing *g, int64_t min, int64_t max)
{
	uint8_t count;
	if (find_count(g, &count) && once_in(g, 2))
		return count;
	if (g->level >= 4 && g->branches > 0 && g->x == TP_INT && once_in(g, 4)) {
		static const enum tp_op ops[] = {TP_LEN, TP_LARGEST, TP_SMALLEST, TP_FIRST, TP_LAST, TP_KINDS};
		uint8_t other = g->made[assay_rng_below(g->rng, g->n_made)];
		enum tp_op op = PICK(g, ops);
		if (type_of(g, other) == TP_INTS) {
			g->branches--;
			return unary(g, op, TP_INT, 0, other);
		}
	}
	return number(g, between(g, min, max));
}

/* A constant that an expression may well be equal to. */
static uint8_t fixed_near(struct growing *g, uint8_t expression)
{
	const struct tp_node *n = &g->p->nodes[expression];
	if (n->op == TP_MOD)
		return number(g, between(g, 0, n->c - 1));
	if (n->op == TP_LEN || n->op == TP_KINDS)
		return number(g, between(g, 1, 4));
	if (n->op == TP_PLACE)
		return number(g, between(g, 2, 20));
	if (n->op == TP_I)
		return fixed(g, 1, 6);
	return fixed(g, -20, 40);
}

static uint8_t condition(struct growing *g, unsigned size);

static uint8_t expression(struct growing *g, unsigned size)
{
	if (size == 0) {
		if (g->has_y && once_in(g, 2))
			return plain_x(g, TP_Y);
		return g->has_i && once_in(g, 4) ? leaf(g, TP_I, TP_INT) : plain_x(g, TP_X);
	}
	static const enum tp_op ops[] = {TP_ADD, TP_ADD, TP_SUB, TP_SUB, TP_MUL, TP_MUL, TP_DIV,
					 TP_MOD, TP_MOD, TP_MIN, TP_MAX, TP_ABS, TP_IF};
	enum tp_op op = PICK(g, ops);
	if (op == TP_IF && g->level >= 3 && size >= 2) {
		uint8_t kids[3];
		kids[0] = condition(g, 1);
		kids[1] = expression(g, size - 1);
		kids[2] = expression(g, size > 2 ? 1 : once_in(g, 2));
		return tp_add(g->p, TP_IF, TP_INT, 0, 3, kids);
	}
	uint8_t a = expression(g, size - 1);
	if (op == TP_ABS)
		return unary(g, TP_ABS, TP_INT, 0, a);
	if (op == TP_MOD || op == TP_DIV) {
		int64_t c = op == TP_MOD ? between(g, 2, 12) : between(g, 2, 7);
		return unary(g, op, TP_INT, c, a);
	}
	if ((g->has_i || g->has_y) && once_in(g, 2)) {
		uint8_t b = expression(g, 0);
		return binary(g, op == TP_IF ? TP_ADD : op, TP_INT, 0, a, b);
	}
	if (op == TP_MUL && once_in(g, 3)) {
		uint8_t b = plain_x(g, TP_X);
		return binary(g, TP_MUL, TP_INT, 0, a, b);
	}
	if (op == TP_SUB && once_in(g, 2)) {
		uint8_t b = fixed(g, 1, 30);
		return binary(g, TP_SUB, TP_INT, 0, b, a);
	}
	uint8_t b = op == TP_MUL ? fixed(g, 2, 6) : op == TP_MIN || op == TP_MAX ? fixed(g, -5, 20) : fixed(g, 1, 15);
	return binary(g, op == TP_IF ? TP_ADD : op, TP_INT, 0, a, b);
}

static uint8_t comparison(struct growing *g, uint8_t a, uint8_t b)
{
	static const enum tp_op orders[] = {TP_LT, TP_LE, TP_GT, TP_GE};
	static const enum tp_op kinds[] = {TP_EQ, TP_NE};
	const struct tp_node *n = &g->p->nodes[a];
	bool is_small = n->op == TP_MOD && n->c <= 4;
	enum tp_op op = is_small || once_in(g, 8) ? PICK(g, kinds) : PICK(g, orders);
	return binary(g, op, TP_BOOL, 0, a, b);
}

/* "x is even" and the like, of what x stands for. */
static uint8_t simple_condition(struct growing *g, unsigned size)
{
	if (g->x == TP_CHAR && !g->has_y && once_in(g, 3))
		return unary(g, TP_VOWEL, TP_BOOL, 0, leaf(g, TP_X, TP_CHAR));
	uint8_t a = expression(g, size > 1 ? size - 1 : 0);
	if (g->p->nodes[a].op != TP_MOD && once_in(g, 3)) {
		int64_t divisor = between(g, 2, 5);
		a = unary(g, TP_MOD, TP_INT, divisor, a);
	}
	if (g->has_y && once_in(g, 2))
		return comparison(g, a, plain_x(g, TP_Y));
	return comparison(g, a, fixed_near(g, a));
}

static uint8_t condition(struct growing *g, unsigned size)
{
	if (size < 2 || !once_in(g, 3))
		return simple_condition(g, size);
	uint8_t a = simple_condition(g, 1);
	uint8_t b = simple_condition(g, 1);
	return binary(g, once_in(g, 2) ? TP_AND : TP_OR, TP_BOOL, 0, a, b);
}

static void enter(struct growing *g, uint8_t sequence, bool has_y)
{
	g->x = tp_item(type_of(g, sequence));
	g->has_y = has_y;
	g->has_i = g->level >= 3 && !has_y && (g->x == TP_INT || g->x == TP_CHAR) && once_in(g, 4);
}

static unsigned body_size(struct growing *g)
{
	return (unsigned)between(g, 1, g->size->body);
}

/* One operation more, with a number that is fixed. */
static uint8_t around(struct growing *g, uint8_t a)
{
	switch (assay_rng_below(g->rng, 5)) {
	case 0:
		return unary(g, TP_ABS, TP_INT, 0, a);
	case 1:
		return unary(g, TP_MOD, TP_INT, between(g, 2, 20), a);
	case 2:
		return binary(g, TP_MUL, TP_INT, 0, a, fixed(g, 2, 5));
	case 3:
		return binary(g, TP_MAX, TP_INT, 0, a, fixed(g, -5, 20));
	default:
		return binary(g, TP_ADD, TP_INT, 0, a, fixed(g, 1, 15));
	}
}

static uint8_t number_body(struct growing *g, uint8_t sequence, bool has_y)
{
	enter(g, sequence, has_y);
	unsigned size = body_size(g);
	if (has_y) {
		static const enum tp_op ops[] = {TP_ADD, TP_SUB, TP_SUB, TP_MUL, TP_MIN, TP_MAX, TP_IF};
		enum tp_op op = PICK(g, ops);
		if (op != TP_IF || size < 2) {
			bool is_first = once_in(g, 2);
			uint8_t a = plain_x(g, is_first ? TP_X : TP_Y);
			uint8_t b = plain_x(g, is_first ? TP_Y : TP_X);
			a = binary(g, op == TP_IF ? TP_SUB : op, TP_INT, 0, a, b);
			return size > 1 ? around(g, a) : a;
		}
	}
	/* A summary or a place is an operation already; x alone is none. */
	return expression(g, g->x == TP_INT ? size : size - 1);
}

/* Without i: what is cut off, found or grouped does not depend on where it stands. */
static uint8_t condition_body(struct growing *g, uint8_t sequence, bool may_have_i)
{
	enter(g, sequence, false);
	g->has_i = g->has_i && may_have_i;
	return condition(g, body_size(g));
}

static uint8_t key_body(struct growing *g, uint8_t sequence)
{
	enter(g, sequence, false);
	g->has_i = false;
	return expression(g, g->x == TP_INT ? 1 : 0);
}

/* What remains small enough to tell items together: the parity, a remainder, a truth. */
static uint8_t group_body(struct growing *g, uint8_t sequence)
{
	enter(g, sequence, false);
	g->has_i = false;
	if (g->x == TP_CHAR && once_in(g, 2))
		return once_in(g, 2) ? leaf(g, TP_X, TP_CHAR) : unary(g, TP_VOWEL, TP_BOOL, 0, leaf(g, TP_X, TP_CHAR));
	if (once_in(g, 4))
		return condition(g, 1);
	uint8_t a = expression(g, g->level < 6 || g->x != TP_INT ? 0 : 1);
	bool is_division = once_in(g, 4);
	int64_t c = is_division ? between(g, 5, 20) : between(g, 2, 5);
	return unary(g, is_division ? TP_DIV : TP_MOD, TP_INT, c, a);
}

/* acc and x mixed, and a remainder, which keeps it small. */
static uint8_t fold_body(struct growing *g, uint8_t sequence)
{
	enter(g, sequence, false);
	g->has_i = false;
	int64_t factor = between(g, 1, 5);
	uint8_t acc = leaf(g, TP_ACC, TP_INT);
	if (factor > 1)
		acc = binary(g, TP_MUL, TP_INT, 0, acc, number(g, factor));
	uint8_t x = expression(g, g->level < 5 || g->x != TP_INT ? 0 : 1);
	uint8_t sum = binary(g, once_in(g, 3) ? TP_SUB : TP_ADD, TP_INT, 0, acc, x);
	static const int64_t moduli[] = {10, 11, 13, 17, 50, 97, 100, 101, 256, 997, 1000};
	return unary(g, TP_MOD, TP_INT, PICK(g, moduli), sum);
}

static uint8_t fold(struct growing *g, enum tp_op op, enum tp_type type, uint8_t sequence)
{
	int64_t start = between(g, 0, 5);
	return binary(g, op, type, start, sequence, fold_body(g, sequence));
}

/* --- Steps ------------------------------------------------------------------------------------------------------ */

/* Another sequence of the same type: an argument not yet used, or a step made before, perhaps changed a little. */
static bool find_other(struct growing *g, uint8_t *ret)
{
	size_t start = assay_rng_below(g->rng, g->n_made);
	for (size_t i = 0; i < g->n_made; i++) {
		uint8_t other = g->made[(start + i) % g->n_made];
		if (type_of(g, other) != type_of(g, g->at))
			continue;
		bool is_own = other == g->at || g->p->signature->n_args < 2 || g->p->nodes[other].op != TP_ARG;
		if (is_own && once_in(g, 2))
			other = unary(g, TP_REVERSE, type_of(g, other), 0, other);
		else if (is_own)
			other = unary(g, TP_SORT, type_of(g, other), (int64_t)assay_rng_below(g->rng, 2), other);
		*ret = other;
		return true;
	}
	return false;
}

static uint8_t cut(struct growing *g, enum tp_op op)
{
	uint8_t count;
	if (find_count(g, &count) && once_in(g, 2))
		return binary(g, op, type_of(g, g->at), 0, g->at, count);
	return unary(g, op, type_of(g, g->at), between(g, 1, op == TP_TAKE ? 5 : 3), g->at);
}

static uint8_t sort(struct growing *g)
{
	enum tp_type type = type_of(g, g->at);
	int64_t is_down = (int64_t)assay_rng_below(g->rng, 2);
	if (type == TP_ROWS || (type == TP_STRS && once_in(g, 2)) || (g->level >= 3 && once_in(g, 3)))
		return binary(g, TP_SORT, type, is_down, g->at, key_body(g, g->at));
	return unary(g, TP_SORT, type, is_down, g->at);
}

/* A row or a word made another: bodies that are sequences. */
static uint8_t inner_body(struct growing *g, enum tp_type type)
{
	uint8_t x = leaf(g, TP_X, type);
	switch (assay_rng_below(g->rng, 4)) {
	case 0:
		return unary(g, TP_REVERSE, type, 0, x);
	case 1:
		return unary(g, TP_SORT, type, (int64_t)assay_rng_below(g->rng, 2), x);
	case 2:
		return unary(g, TP_DISTINCT, type, 0, x);
	default:
		return unary(g, TP_TAKE, type, between(g, 1, 3), x);
	}
}

static uint8_t join(struct growing *g, enum tp_op op)
{
	uint8_t other;
	if (g->branches == 0 || !find_other(g, &other))
		return 0;
	g->branches--;
	bool is_swapped = once_in(g, 2);
	uint8_t a = is_swapped ? other : g->at;
	uint8_t b = is_swapped ? g->at : other;
	if (op == TP_CONCAT)
		return binary(g, TP_CONCAT, type_of(g, g->at), 0, a, b);
	if (type_of(g, g->at) != TP_INTS)
		return 0;
	uint8_t body = number_body(g, a, true);
	return tp_add(g->p, TP_ZIP, TP_INTS, 0, 3, (const uint8_t[]){a, b, body});
}

/* MAP: to numbers, or to letters from letters, or to other rows and words. */
static uint8_t map(struct growing *g, enum tp_type to)
{
	enum tp_type from = type_of(g, g->at);
	if (to == TP_ROWS || to == TP_STRS)
		return binary(g, TP_MAP, to, 0, g->at, inner_body(g, tp_item(from)));
	uint8_t body = number_body(g, g->at, false);
	if (to == TP_STR) {
		if (g->x == TP_CHAR && g->p->nodes[body].op == TP_PLACE)
			body = binary(g, TP_ADD, TP_INT, 0, body, fixed(g, 1, 12));
		body = unary(g, TP_LETTER, TP_CHAR, 0, body);
	}
	return binary(g, TP_MAP, to, 0, g->at, body);
}

/* A step with the operation, or 0 where it does not fit. */
static uint8_t step(struct growing *g, enum tp_op op, enum tp_type to)
{
	enum tp_type from = type_of(g, g->at);
	switch ((int)op) {
	case TP_MAP:
		return map(g, to);
	case TP_FILTER:
		return binary(g, op, from, 0, g->at, condition_body(g, g->at, true));
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		return binary(g, op, from, 0, g->at, condition_body(g, g->at, false));
	case TP_TAKE:
	case TP_DROP:
		return cut(g, op);
	case TP_SORT:
		return sort(g);
	case TP_REVERSE:
	case TP_DISTINCT:
		return unary(g, op, from, 0, g->at);
	case TP_RUNNING_SUM:
	case TP_RUNNING_MAX:
	case TP_RUNNING_MIN:
		return unary(g, op, TP_INTS, 0, g->at);
	case TP_SCAN:
		return fold(g, op, TP_INTS, g->at);
	case TP_NEIGHBOURS:
		return binary(g, op, TP_INTS, 0, g->at, number_body(g, g->at, true));
	case TP_ZIP:
	case TP_CONCAT:
		return join(g, op);
	case TP_WINDOWS:
	case TP_CHUNKS:
		return unary(g, op, to, between(g, 2, 4), g->at);
	case TP_RUNS:
	case TP_GROUP:
		return binary(g, op, to, 0, g->at, group_body(g, g->at));
	case TP_FLATTEN:
		return unary(g, op, to, 0, g->at);
	default:
		return 0;
	}
}

/* Which steps lead from one type to another, how often, and from which level on. */
static const struct rule {
	enum tp_type from, to;
	enum tp_op op;
	unsigned weight, level;
} rules[] = {
	{TP_INTS, TP_INTS, TP_MAP, 8, 1},	  {TP_INTS, TP_INTS, TP_FILTER, 8, 1},
	{TP_INTS, TP_INTS, TP_TAKE_WHILE, 2, 2},  {TP_INTS, TP_INTS, TP_DROP_WHILE, 2, 2},
	{TP_INTS, TP_INTS, TP_TAKE, 2, 1},	  {TP_INTS, TP_INTS, TP_DROP, 2, 1},
	{TP_INTS, TP_INTS, TP_SORT, 3, 1},	  {TP_INTS, TP_INTS, TP_REVERSE, 2, 1},
	{TP_INTS, TP_INTS, TP_DISTINCT, 2, 2},	  {TP_INTS, TP_INTS, TP_RUNNING_SUM, 2, 1},
	{TP_INTS, TP_INTS, TP_RUNNING_MAX, 1, 2}, {TP_INTS, TP_INTS, TP_RUNNING_MIN, 1, 2},
	{TP_INTS, TP_INTS, TP_SCAN, 2, 3},	  {TP_INTS, TP_INTS, TP_NEIGHBOURS, 4, 2},
	{TP_INTS, TP_INTS, TP_ZIP, 4, 3},	  {TP_INTS, TP_INTS, TP_CONCAT, 1, 3},
	{TP_INTS, TP_ROWS, TP_WINDOWS, 3, 2},	  {TP_INTS, TP_ROWS, TP_CHUNKS, 3, 2},
	{TP_INTS, TP_ROWS, TP_RUNS, 3, 3},	  {TP_INTS, TP_ROWS, TP_GROUP, 4, 3},
	{TP_ROWS, TP_INTS, TP_MAP, 10, 1},	  {TP_ROWS, TP_INTS, TP_FLATTEN, 4, 1},
	{TP_ROWS, TP_ROWS, TP_FILTER, 5, 1},	  {TP_ROWS, TP_ROWS, TP_SORT, 4, 2},
	{TP_ROWS, TP_ROWS, TP_REVERSE, 1, 2},	  {TP_ROWS, TP_ROWS, TP_MAP, 3, 2},
	{TP_ROWS, TP_ROWS, TP_TAKE_WHILE, 1, 3},  {TP_ROWS, TP_ROWS, TP_DROP_WHILE, 1, 3},
	{TP_ROWS, TP_ROWS, TP_TAKE, 1, 2},	  {TP_STR, TP_STR, TP_MAP, 6, 1},
	{TP_STR, TP_STR, TP_FILTER, 6, 1},	  {TP_STR, TP_STR, TP_TAKE_WHILE, 2, 2},
	{TP_STR, TP_STR, TP_DROP_WHILE, 2, 2},	  {TP_STR, TP_STR, TP_TAKE, 1, 1},
	{TP_STR, TP_STR, TP_DROP, 1, 1},	  {TP_STR, TP_STR, TP_SORT, 2, 1},
	{TP_STR, TP_STR, TP_REVERSE, 1, 1},	  {TP_STR, TP_STR, TP_DISTINCT, 2, 1},
	{TP_STR, TP_STR, TP_CONCAT, 1, 3},	  {TP_STR, TP_INTS, TP_MAP, 3, 1},
	{TP_STR, TP_INTS, TP_NEIGHBOURS, 2, 2},	  {TP_STR, TP_STRS, TP_CHUNKS, 3, 2},
	{TP_STR, TP_STRS, TP_WINDOWS, 2, 2},	  {TP_STR, TP_STRS, TP_RUNS, 5, 2},
	{TP_STR, TP_STRS, TP_GROUP, 3, 3},	  {TP_STRS, TP_STR, TP_FLATTEN, 4, 1},
	{TP_STRS, TP_INTS, TP_MAP, 5, 1},	  {TP_STRS, TP_STRS, TP_FILTER, 5, 1},
	{TP_STRS, TP_STRS, TP_SORT, 4, 1},	  {TP_STRS, TP_STRS, TP_MAP, 5, 1},
	{TP_STRS, TP_STRS, TP_DISTINCT, 2, 1},	  {TP_STRS, TP_STRS, TP_REVERSE, 1, 1},
	{TP_STRS, TP_STRS, TP_TAKE_WHILE, 1, 3},  {TP_STRS, TP_STRS, TP_DROP_WHILE, 1, 3},
	{TP_STRS, TP_STRS, TP_TAKE, 1, 1},	  {TP_STRS, TP_STRS, TP_DROP, 1, 2},
	{TP_INTS, TP_STR, TP_MAP, 2, 4},
};

/* Steps from a type to the result's; a number comes from any sequence by the summary at the end. */
static unsigned distance(enum tp_type from, enum tp_type to)
{
	if (from == to || to == TP_INT)
		return 0;
	bool is_far = (from == TP_ROWS && (to == TP_STR || to == TP_STRS)) ||
		      ((from == TP_STRS || from == TP_STR) && to == TP_ROWS) || (from == TP_INTS && to == TP_STRS);
	return is_far ? 2 : 1;
}

static bool may_follow(const struct growing *g, const struct rule *rule, enum tp_type to, unsigned left)
{
	if (rule->from != type_of(g, g->at) || rule->level > g->level || (enum tp_op)g->last == rule->op)
		return false;
	if (rule->op == TP_FLATTEN && (g->last == TP_CHUNKS || g->last == TP_RUNS))
		return false;
	/* Letters from numbers and back is a detour that nobody would write. */
	if (rule->from == TP_INTS && rule->to == TP_STR && to != TP_STR)
		return false;
	return distance(rule->to, to) <= left;
}

static bool draw_step(struct growing *g, unsigned left)
{
	enum tp_type to = g->p->signature->result;
	unsigned sum = 0;
	for (size_t i = 0; i < KIT_COUNT(rules); i++)
		sum += may_follow(g, &rules[i], to, left) ? rules[i].weight : 0;
	if (sum == 0)
		return false;
	uint64_t at = assay_rng_below(g->rng, sum);
	for (size_t i = 0; i < KIT_COUNT(rules); i++) {
		unsigned weight = may_follow(g, &rules[i], to, left) ? rules[i].weight : 0;
		if (at >= weight) {
			at -= weight;
			continue;
		}
		uint8_t made = step(g, rules[i].op, rules[i].to);
		if (made == 0)
			return false;
		g->last = rules[i].op;
		g->at = made;
		g->made[g->n_made++] = made;
		return true;
	}
	return false;
}

/* --- Ends ------------------------------------------------------------------------------------------------------- */

static uint8_t number_of(struct growing *g, uint8_t sequence)
{
	unsigned choice = (unsigned)assay_rng_below(g->rng, 8);
	if (choice == 0)
		return binary(g, TP_COUNT, TP_INT, 0, sequence, condition_body(g, sequence, false));
	if (choice == 1)
		return binary(g, TP_FIND, TP_INT, 0, sequence, condition_body(g, sequence, false));
	bool can_fold = type_of(g, sequence) == TP_INTS || type_of(g, sequence) == TP_STR;
	if (choice == 2 && can_fold && g->level >= 2)
		return fold(g, TP_FOLD, TP_INT, sequence);
	return summary(g, sequence);
}

static uint8_t end(struct growing *g)
{
	if (g->p->signature->result != TP_INT)
		return g->at;
	uint8_t a = number_of(g, g->at);
	if (g->branches == 0 || g->level < 4 || !once_in(g, 3))
		return a;
	static const enum tp_op ops[] = {TP_ADD, TP_SUB, TP_SUB, TP_MUL, TP_MAX};
	uint8_t b = number_of(g, g->made[assay_rng_below(g->rng, g->n_made)]);
	enum tp_op op = PICK(g, ops);
	return binary(g, op, TP_INT, 0, a, b);
}

/* The chains of several arguments grow apart and are then put together. */
static void add_second(struct growing *g, unsigned steps)
{
	uint8_t first = g->at;
	g->at = g->made[1];
	g->last = TP_N_OPS;
	for (unsigned i = 0; i < steps; i++)
		(void)draw_step(g, 0);
	uint8_t second = g->at;
	if (type_of(g, second) != type_of(g, first) || type_of(g, first) != TP_INTS)
		return;
	uint8_t body;
	if (once_in(g, 5)) {
		g->at = binary(g, TP_CONCAT, TP_INTS, 0, first, second);
	} else {
		body = number_body(g, first, true);
		g->at = tp_add(g->p, TP_ZIP, TP_INTS, 0, 3, (const uint8_t[]){first, second, body});
	}
	g->made[g->n_made++] = g->at;
	g->last = TP_ZIP;
}

void tp_grow(struct assay_rng *rng, unsigned level, const struct tp_signature *signature, struct tp_program *ret)
{
	*ret = (struct tp_program){.signature = signature};
	struct growing g = {.rng = rng, .level = level, .size = &sizes[level - 1], .p = ret, .last = TP_N_OPS};
	g.branches = g.size->branches;
	for (size_t i = 0; i < signature->n_args; i++) {
		uint8_t arg = tp_add(ret, TP_ARG, signature->args[i], (int64_t)i, 0, NULL);
		if (signature->args[i] != TP_INT)
			g.made[g.n_made++] = arg;
	}
	g.at = g.made[0];
	unsigned steps = (unsigned)assay_rng_range(rng, g.size->min_steps, g.size->max_steps);
	bool has_second = g.n_made > 1;
	unsigned before = has_second ? (steps - 1) / 2 : steps;
	if (has_second) {
		unsigned of_first = (unsigned)assay_rng_below(rng, before + 1);
		for (unsigned i = 0; i < of_first; i++)
			(void)draw_step(&g, 0);
		add_second(&g, before - of_first);
		steps -= before + 1;
	}
	if (signature->result == TP_INT && steps > 0)
		steps--;
	unsigned minimum = distance(type_of(&g, g.at), signature->result);
	steps = steps < minimum ? minimum : steps;
	for (unsigned i = steps; i > 0; i--)
		(void)draw_step(&g, i - 1);
	ret->root = end(&g);
}
