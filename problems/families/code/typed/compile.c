/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the tree to code of loops and jumps. Closed nodes are computed once, in order, each into the slot of its number;
 * bodies are written out inside of the loop that needs them. Sorting is by rank, groups are found by looking back.
 */
#include "problems/families/code/typed/machine.h"

struct compiler {
	const struct tp_program *p;
	struct machine_program *out;
	int64_t x, y, acc, i; /* Slots that a body reads. */
};

/* A loop over the indexes of a list. */
struct loop {
	int64_t list, index;
	size_t top, exit;
};

static void compile(struct compiler *c, size_t node);

static size_t emit(struct compiler *c, enum machine_op op, int64_t operand)
{
	struct machine_program *out = c->out;
	if (out->n == M_MAX_CODE) {
		out->is_full = true;
		return 0;
	}
	out->code[out->n] = (struct machine_code){op, operand};
	return out->n++;
}

static int64_t new_slot(struct compiler *c)
{
	if (c->out->n_slots == M_MAX_SLOTS) {
		c->out->is_full = true;
		return 0;
	}
	return (int64_t)c->out->n_slots++;
}

static void land(struct compiler *c, size_t jump)
{
	c->out->code[jump].operand = (int64_t)c->out->n;
}

/* slot = value */
static void set(struct compiler *c, int64_t slot, int64_t value)
{
	(void)emit(c, M_PUSH, value);
	(void)emit(c, M_STORE, slot);
}

static int64_t store_new(struct compiler *c)
{
	int64_t slot = new_slot(c);
	(void)emit(c, M_STORE, slot);
	return slot;
}

static int64_t new_list(struct compiler *c)
{
	(void)emit(c, M_NEW, 0);
	return store_new(c);
}

static void load(struct compiler *c, int64_t slot)
{
	(void)emit(c, M_LOAD, slot);
}

static void load_item(struct compiler *c, int64_t list, int64_t index)
{
	load(c, list);
	load(c, index);
	(void)emit(c, M_AT, 0);
}

/* Pushes a OP b of two slots. */
static void binary(struct compiler *c, enum machine_op op, int64_t a, int64_t b)
{
	load(c, a);
	load(c, b);
	(void)emit(c, op, 0);
}

static void add_to(struct compiler *c, int64_t slot, int64_t value)
{
	load(c, slot);
	(void)emit(c, M_PUSH, value);
	(void)emit(c, M_ADD, 0);
	(void)emit(c, M_STORE, slot);
}

static void negate(struct compiler *c)
{
	(void)emit(c, M_PUSH, 0);
	(void)emit(c, M_SAME, 0);
}

/* From the index in `from`, or from 0 when that is negative. */
static struct loop begin(struct compiler *c, int64_t list, int64_t from)
{
	struct loop loop = {.list = list, .index = new_slot(c)};
	if (from >= 0)
		load(c, from);
	else
		(void)emit(c, M_PUSH, 0);
	(void)emit(c, M_STORE, loop.index);
	loop.top = c->out->n;
	load(c, loop.index);
	load(c, list);
	(void)emit(c, M_LENGTH, 0);
	(void)emit(c, M_LESS, 0);
	loop.exit = emit(c, M_JUMP_UNLESS, 0);
	return loop;
}

static void end(struct compiler *c, const struct loop *loop)
{
	add_to(c, loop->index, 1);
	(void)emit(c, M_JUMP, (int64_t)loop->top);
	land(c, loop->exit);
}

static void append_item(struct compiler *c, int64_t to, int64_t list, int64_t index)
{
	load_item(c, list, index);
	(void)emit(c, M_APPEND, to);
}

/* --- Scalars ---------------------------------------------------------------------------------------------------- */

static void kids(struct compiler *c, const struct tp_node *n)
{
	compile(c, n->kids[0]);
	if (n->n_kids > 1)
		compile(c, n->kids[1]);
}

/* a - m * floor(a / m) with the dividend on the stack. */
static void remainder_by(struct compiler *c, int64_t m)
{
	int64_t a = store_new(c);
	load(c, a);
	load(c, a);
	(void)emit(c, M_PUSH, m);
	(void)emit(c, M_FLOOR, 0);
	(void)emit(c, M_PUSH, m);
	(void)emit(c, M_MUL, 0);
	(void)emit(c, M_SUB, 0);
}

/* The one of two slots that comes first in the order a OP b; else the other. */
static void choose(struct compiler *c, int64_t a, int64_t b, bool is_least)
{
	binary(c, M_LESS, a, b);
	size_t no = emit(c, M_JUMP_UNLESS, 0);
	load(c, is_least ? a : b);
	size_t done = emit(c, M_JUMP, 0);
	land(c, no);
	load(c, is_least ? b : a);
	land(c, done);
}

static void two_slots(struct compiler *c, const struct tp_node *n, int64_t *ret_a, int64_t *ret_b)
{
	kids(c, n);
	*ret_b = store_new(c);
	*ret_a = store_new(c);
}

static void comparison(struct compiler *c, const struct tp_node *n)
{
	int64_t a;
	int64_t b;
	two_slots(c, n, &a, &b);
	bool is_swapped = n->op == TP_GT || n->op == TP_LE;
	if (n->op == TP_EQ || n->op == TP_NE)
		binary(c, M_SAME, a, b);
	else
		binary(c, M_LESS, is_swapped ? b : a, is_swapped ? a : b);
	if (n->op == TP_LE || n->op == TP_GE || n->op == TP_NE)
		negate(c);
}

static void absolute(struct compiler *c, const struct tp_node *n)
{
	compile(c, n->kids[0]);
	int64_t a = store_new(c);
	(void)emit(c, M_PUSH, 0);
	load(c, a);
	(void)emit(c, M_SUB, 0);
	int64_t b = store_new(c);
	choose(c, a, b, false);
}

static void vowel(struct compiler *c, const struct tp_node *n)
{
	compile(c, n->kids[0]);
	int64_t a = store_new(c);
	(void)emit(c, M_PUSH, 0);
	for (const char *v = "aeiou"; *v; v++) {
		load(c, a);
		(void)emit(c, M_PUSH, *v);
		(void)emit(c, M_SAME, 0);
		(void)emit(c, M_ADD, 0);
	}
}

static void conditional(struct compiler *c, const struct tp_node *n)
{
	compile(c, n->kids[0]);
	size_t no = emit(c, M_JUMP_UNLESS, 0);
	compile(c, n->kids[1]);
	size_t done = emit(c, M_JUMP, 0);
	land(c, no);
	compile(c, n->kids[2]);
	land(c, done);
}

static void arithmetic(struct compiler *c, const struct tp_node *n)
{
	kids(c, n);
	switch (n->op) {
	case TP_ADD:
		(void)emit(c, M_ADD, 0);
		break;
	case TP_SUB:
		(void)emit(c, M_SUB, 0);
		break;
	case TP_MUL:
	case TP_AND:
		(void)emit(c, M_MUL, 0);
		break;
	case TP_OR:
		(void)emit(c, M_ADD, 0);
		negate(c);
		negate(c);
		break;
	case TP_DIV:
		(void)emit(c, M_PUSH, n->c);
		(void)emit(c, M_FLOOR, 0);
		break;
	case TP_MOD:
		remainder_by(c, n->c);
		break;
	case TP_PLACE:
		(void)emit(c, M_PUSH, 'a');
		(void)emit(c, M_SUB, 0);
		break;
	default: /* TP_LETTER */
		remainder_by(c, 26);
		(void)emit(c, M_PUSH, 'a');
		(void)emit(c, M_ADD, 0);
		break;
	}
}

static void scalar(struct compiler *c, const struct tp_node *n)
{
	int64_t a;
	int64_t b;
	switch (n->op) {
	case TP_CONST:
		(void)emit(c, M_PUSH, n->c);
		break;
	case TP_X:
		load(c, c->x);
		break;
	case TP_Y:
		load(c, c->y);
		break;
	case TP_ACC:
		load(c, c->acc);
		break;
	case TP_I:
		load(c, c->i);
		break;
	case TP_MIN:
	case TP_MAX:
		two_slots(c, n, &a, &b);
		choose(c, a, b, n->op == TP_MIN);
		break;
	case TP_ABS:
		absolute(c, n);
		break;
	case TP_IF:
		conditional(c, n);
		break;
	case TP_VOWEL:
		vowel(c, n);
		break;
	default:
		if (n->op >= TP_LT && n->op <= TP_NE)
			comparison(c, n);
		else
			arithmetic(c, n);
	}
}

/* --- Bodies ----------------------------------------------------------------------------------------------------- */

/* Pushes the body's value for an item of the list. */
static void body(struct compiler *c, size_t node, int64_t list, int64_t index)
{
	struct compiler outer = *c;
	load_item(c, list, index);
	c->x = store_new(c);
	c->i = index;
	compile(c, node);
	c->x = outer.x;
	c->i = outer.i;
}

/* The bodies' values of all items, in a list. */
static int64_t bodies(struct compiler *c, size_t node, int64_t list)
{
	int64_t values = new_list(c);
	struct loop each = begin(c, list, -1);
	body(c, node, list, each.index);
	(void)emit(c, M_APPEND, values);
	end(c, &each);
	return values;
}

/* --- Summaries -------------------------------------------------------------------------------------------------- */

static int64_t total(struct compiler *c, int64_t list)
{
	int64_t sum = new_slot(c);
	set(c, sum, 0);
	struct loop each = begin(c, list, -1);
	load(c, sum);
	load_item(c, list, each.index);
	(void)emit(c, M_ADD, 0);
	(void)emit(c, M_STORE, sum);
	end(c, &each);
	return sum;
}

/* The last item that no other one exceeds. */
static int64_t extreme(struct compiler *c, int64_t list, bool is_largest)
{
	int64_t best = new_slot(c);
	int64_t candidate = new_slot(c);
	set(c, best, 0);
	struct loop each = begin(c, list, -1);
	load_item(c, list, each.index);
	(void)emit(c, M_STORE, candidate);
	struct loop other = begin(c, list, -1);
	load_item(c, list, other.index);
	int64_t item = store_new(c);
	binary(c, M_LESS, is_largest ? candidate : item, is_largest ? item : candidate);
	negate(c);
	size_t beaten = emit(c, M_JUMP_UNLESS, 0);
	end(c, &other);
	load(c, candidate);
	(void)emit(c, M_STORE, best);
	land(c, beaten);
	end(c, &each);
	return best;
}

/* Appends to a new list what was not in it. */
static int64_t distinct(struct compiler *c, int64_t list)
{
	int64_t seen = new_list(c);
	struct loop each = begin(c, list, -1);
	load_item(c, list, each.index);
	int64_t item = store_new(c);
	struct loop old = begin(c, seen, -1);
	load_item(c, seen, old.index);
	load(c, item);
	(void)emit(c, M_SAME, 0);
	negate(c);
	size_t known = emit(c, M_JUMP_UNLESS, 0);
	end(c, &old);
	load(c, item);
	(void)emit(c, M_APPEND, seen);
	land(c, known);
	end(c, &each);
	return seen;
}

/* First or last, and 0 of nothing. */
static int64_t end_item(struct compiler *c, int64_t list, bool is_last)
{
	int64_t found = new_slot(c);
	set(c, found, 0);
	struct loop each = begin(c, list, -1);
	load_item(c, list, each.index);
	(void)emit(c, M_STORE, found);
	size_t leave = is_last ? 0 : emit(c, M_JUMP, 0);
	end(c, &each);
	if (!is_last)
		land(c, leave);
	return found;
}

static int64_t folded(struct compiler *c, const struct tp_node *n, int64_t list)
{
	struct compiler outer = *c;
	int64_t acc = new_slot(c);
	set(c, acc, n->c);
	struct loop each = begin(c, list, -1);
	c->acc = acc;
	body(c, n->kids[1], list, each.index);
	(void)emit(c, M_STORE, acc);
	end(c, &each);
	c->acc = outer.acc;
	return acc;
}

static int64_t found(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t at = new_slot(c);
	set(c, at, -1);
	struct loop each = begin(c, list, -1);
	body(c, n->kids[1], list, each.index);
	size_t next = emit(c, M_JUMP_UNLESS, 0);
	load(c, each.index);
	(void)emit(c, M_STORE, at);
	size_t leave = emit(c, M_JUMP, 0);
	land(c, next);
	end(c, &each);
	land(c, leave);
	return at;
}

static void summary(struct compiler *c, const struct tp_node *n, int64_t list)
{
	switch (n->op) {
	case TP_LEN:
		load(c, list);
		(void)emit(c, M_LENGTH, 0);
		break;
	case TP_KINDS:
		load(c, distinct(c, list));
		(void)emit(c, M_LENGTH, 0);
		break;
	case TP_SUM:
		load(c, total(c, list));
		break;
	case TP_COUNT:
		load(c, total(c, bodies(c, n->kids[1], list)));
		break;
	case TP_LARGEST:
	case TP_SMALLEST:
		load(c, extreme(c, list, n->op == TP_LARGEST));
		break;
	case TP_FIRST:
	case TP_LAST:
		load(c, end_item(c, list, n->op == TP_LAST));
		break;
	case TP_FIND:
		load(c, found(c, n, list));
		break;
	default:
		load(c, folded(c, n, list));
	}
}

/* --- Sequences -------------------------------------------------------------------------------------------------- */

static int64_t reversed(struct compiler *c, int64_t list)
{
	int64_t out = new_list(c);
	struct loop each = begin(c, list, -1);
	load(c, list);
	load(c, list);
	(void)emit(c, M_LENGTH, 0);
	load(c, each.index);
	(void)emit(c, M_SUB, 0);
	(void)emit(c, M_PUSH, 1);
	(void)emit(c, M_SUB, 0);
	(void)emit(c, M_AT, 0);
	(void)emit(c, M_APPEND, out);
	end(c, &each);
	return out;
}

/* Items whose index is below a number or is not; the number is on the stack. */
static int64_t cut(struct compiler *c, int64_t list, bool is_take)
{
	int64_t limit = store_new(c);
	int64_t out = new_list(c);
	struct loop each = begin(c, list, -1);
	binary(c, M_LESS, each.index, limit);
	if (!is_take)
		negate(c);
	size_t skip = emit(c, M_JUMP_UNLESS, 0);
	append_item(c, out, list, each.index);
	land(c, skip);
	end(c, &each);
	return out;
}

/* Pushes whether the key at `a` must stand before the one at `b`; of equal ones, the one with the lower index. */
static void stands_before(struct compiler *c, int64_t keys, int64_t a, int64_t b, bool is_down)
{
	load_item(c, keys, is_down ? b : a);
	load_item(c, keys, is_down ? a : b);
	(void)emit(c, M_BEFORE, 0);
	load_item(c, keys, a);
	load_item(c, keys, b);
	(void)emit(c, M_SAME, 0);
	binary(c, M_LESS, a, b);
	(void)emit(c, M_MUL, 0);
	(void)emit(c, M_ADD, 0);
}

/* For each place, the item before which so many others stand. */
static int64_t sorted(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t keys = n->n_kids > 1 ? bodies(c, n->kids[1], list) : list;
	int64_t ranks = new_list(c);
	struct loop each = begin(c, list, -1);
	int64_t rank = new_slot(c);
	set(c, rank, 0);
	struct loop other = begin(c, list, -1);
	load(c, rank);
	stands_before(c, keys, other.index, each.index, n->c != 0);
	(void)emit(c, M_ADD, 0);
	(void)emit(c, M_STORE, rank);
	end(c, &other);
	load(c, rank);
	(void)emit(c, M_APPEND, ranks);
	end(c, &each);
	int64_t out = new_list(c);
	struct loop place = begin(c, list, -1);
	struct loop find = begin(c, ranks, -1);
	load_item(c, ranks, find.index);
	load(c, place.index);
	(void)emit(c, M_SAME, 0);
	size_t skip = emit(c, M_JUMP_UNLESS, 0);
	append_item(c, out, list, find.index);
	land(c, skip);
	end(c, &find);
	end(c, &place);
	return out;
}

static void copy_all(struct compiler *c, int64_t to, int64_t list)
{
	struct loop each = begin(c, list, -1);
	append_item(c, to, list, each.index);
	end(c, &each);
}

static int64_t flattened(struct compiler *c, int64_t list)
{
	int64_t out = new_list(c);
	struct loop each = begin(c, list, -1);
	load_item(c, list, each.index);
	int64_t inner = store_new(c);
	copy_all(c, out, inner);
	end(c, &each);
	return out;
}

/* A piece grows item by item, and is done when the width is reached or nothing follows. */
static int64_t chunks(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t out = new_list(c);
	int64_t piece = new_list(c);
	struct loop each = begin(c, list, -1);
	append_item(c, piece, list, each.index);
	load(c, piece);
	(void)emit(c, M_LENGTH, 0);
	(void)emit(c, M_PUSH, n->c);
	(void)emit(c, M_SAME, 0);
	size_t not_full = emit(c, M_JUMP_UNLESS, 0);
	load(c, piece);
	(void)emit(c, M_APPEND, out);
	(void)emit(c, M_NEW, 0);
	(void)emit(c, M_STORE, piece);
	land(c, not_full);
	end(c, &each);
	load(c, piece);
	(void)emit(c, M_LENGTH, 0);
	size_t no_rest = emit(c, M_JUMP_UNLESS, 0);
	load(c, piece);
	(void)emit(c, M_APPEND, out);
	land(c, no_rest);
	return out;
}

/* From every index the next items; a short list is no window. */
static int64_t windows(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t out = new_list(c);
	struct loop each = begin(c, list, -1);
	(void)emit(c, M_NEW, 0);
	int64_t piece = store_new(c);
	struct loop next = begin(c, list, each.index);
	append_item(c, piece, list, next.index);
	load(c, piece);
	(void)emit(c, M_LENGTH, 0);
	(void)emit(c, M_PUSH, n->c);
	(void)emit(c, M_LESS, 0);
	size_t is_full = emit(c, M_JUMP_UNLESS, 0);
	end(c, &next);
	size_t is_short = emit(c, M_JUMP, 0);
	land(c, is_full);
	load(c, piece);
	(void)emit(c, M_APPEND, out);
	land(c, is_short);
	end(c, &each);
	return out;
}

/* A run ends where the key is another than before. */
static int64_t runs(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t keys = bodies(c, n->kids[1], list);
	int64_t out = new_list(c);
	int64_t run = new_list(c);
	int64_t last = new_slot(c);
	set(c, last, -1);
	struct loop each = begin(c, list, -1);
	load_item(c, keys, each.index);
	int64_t key = store_new(c);
	load(c, run);
	(void)emit(c, M_LENGTH, 0);
	size_t is_first = emit(c, M_JUMP_UNLESS, 0);
	binary(c, M_SAME, key, last);
	negate(c);
	size_t goes_on = emit(c, M_JUMP_UNLESS, 0);
	load(c, run);
	(void)emit(c, M_APPEND, out);
	(void)emit(c, M_NEW, 0);
	(void)emit(c, M_STORE, run);
	land(c, is_first);
	land(c, goes_on);
	append_item(c, run, list, each.index);
	load(c, key);
	(void)emit(c, M_STORE, last);
	end(c, &each);
	load(c, run);
	(void)emit(c, M_LENGTH, 0);
	size_t is_empty = emit(c, M_JUMP_UNLESS, 0);
	load(c, run);
	(void)emit(c, M_APPEND, out);
	land(c, is_empty);
	return out;
}

/* For each different key, in the order in which they come, the items that have it. */
static int64_t groups(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t keys = bodies(c, n->kids[1], list);
	int64_t kinds = distinct(c, keys);
	int64_t out = new_list(c);
	struct loop kind = begin(c, kinds, -1);
	(void)emit(c, M_NEW, 0);
	int64_t group = store_new(c);
	struct loop each = begin(c, list, -1);
	load_item(c, keys, each.index);
	load_item(c, kinds, kind.index);
	(void)emit(c, M_SAME, 0);
	size_t skip = emit(c, M_JUMP_UNLESS, 0);
	append_item(c, group, list, each.index);
	land(c, skip);
	end(c, &each);
	load(c, group);
	(void)emit(c, M_APPEND, out);
	end(c, &kind);
	return out;
}

/* `state` is 1 as long as no item failed. */
static int64_t filtered(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t keep = bodies(c, n->kids[1], list);
	int64_t out = new_list(c);
	int64_t state = new_slot(c);
	set(c, state, 1);
	struct loop each = begin(c, list, -1);
	if (n->op != TP_FILTER) {
		load(c, state);
		load_item(c, keep, each.index);
		(void)emit(c, M_MUL, 0);
		(void)emit(c, M_STORE, state);
		load(c, state);
		if (n->op == TP_DROP_WHILE)
			negate(c);
	} else {
		load_item(c, keep, each.index);
	}
	size_t skip = emit(c, M_JUMP_UNLESS, 0);
	append_item(c, out, list, each.index);
	land(c, skip);
	end(c, &each);
	return out;
}

/* The best, or the sum, so far. */
static int64_t running(struct compiler *c, const struct tp_node *n, int64_t list)
{
	int64_t out = new_list(c);
	int64_t so_far = end_item(c, list, false);
	if (n->op == TP_RUNNING_SUM)
		set(c, so_far, 0);
	struct loop each = begin(c, list, -1);
	load_item(c, list, each.index);
	int64_t item = store_new(c);
	if (n->op == TP_RUNNING_SUM)
		binary(c, M_ADD, so_far, item);
	else
		choose(c, so_far, item, n->op == TP_RUNNING_MIN);
	(void)emit(c, M_STORE, so_far);
	load(c, so_far);
	(void)emit(c, M_APPEND, out);
	end(c, &each);
	return out;
}

static int64_t scanned(struct compiler *c, const struct tp_node *n, int64_t list)
{
	struct compiler outer = *c;
	int64_t out = new_list(c);
	c->acc = new_slot(c);
	set(c, c->acc, n->c);
	struct loop each = begin(c, list, -1);
	body(c, n->kids[1], list, each.index);
	(void)emit(c, M_STORE, c->acc);
	load(c, c->acc);
	(void)emit(c, M_APPEND, out);
	end(c, &each);
	c->acc = outer.acc;
	return out;
}

/* Index pairs (i, i + shift) as long as both are there. */
static int64_t paired(struct compiler *c, size_t node, int64_t a, int64_t b, int64_t shift)
{
	struct compiler outer = *c;
	int64_t out = new_list(c);
	int64_t other = new_slot(c);
	set(c, other, shift);
	struct loop each = begin(c, a, -1);
	load(c, other);
	load(c, b);
	(void)emit(c, M_LENGTH, 0);
	(void)emit(c, M_LESS, 0);
	size_t leave = emit(c, M_JUMP_UNLESS, 0);
	load_item(c, b, other);
	c->y = store_new(c);
	body(c, node, a, each.index);
	(void)emit(c, M_APPEND, out);
	add_to(c, other, 1);
	end(c, &each);
	land(c, leave);
	c->y = outer.y;
	return out;
}

static int64_t concatenated(struct compiler *c, int64_t a, int64_t b)
{
	int64_t out = new_list(c);
	copy_all(c, out, a);
	copy_all(c, out, b);
	return out;
}

static int64_t sequence(struct compiler *c, const struct tp_node *n, int64_t list, int64_t second)
{
	switch (n->op) {
	case TP_REVERSE:
		return reversed(c, list);
	case TP_TAKE:
	case TP_DROP:
		if (n->n_kids > 1)
			load(c, second);
		else
			(void)emit(c, M_PUSH, n->c);
		return cut(c, list, n->op == TP_TAKE);
	case TP_DISTINCT:
		return distinct(c, list);
	case TP_SORT:
		return sorted(c, n, list);
	case TP_CONCAT:
		return concatenated(c, list, second);
	case TP_FLATTEN:
		return flattened(c, list);
	case TP_WINDOWS:
		return windows(c, n, list);
	case TP_CHUNKS:
		return chunks(c, n, list);
	case TP_RUNS:
		return runs(c, n, list);
	case TP_GROUP:
		return groups(c, n, list);
	case TP_MAP:
		return bodies(c, n->kids[1], list);
	case TP_RUNNING_SUM:
	case TP_RUNNING_MAX:
	case TP_RUNNING_MIN:
		return running(c, n, list);
	case TP_SCAN:
		return scanned(c, n, list);
	case TP_NEIGHBOURS:
		return paired(c, n->kids[1], list, list, 1);
	case TP_ZIP:
		return paired(c, n->kids[2], list, second, 0);
	default:
		return filtered(c, n, list);
	}
}

/* --- The tree --------------------------------------------------------------------------------------------------- */

static void compile_anew(struct compiler *c, const struct tp_node *n)
{
	if (n->op < TP_LEN) {
		scalar(c, n);
		return;
	}
	compile(c, n->kids[0]);
	int64_t list = store_new(c);
	int64_t second = -1;
	if (n->n_kids > 1 && tp_body(n->op) != 1) {
		compile(c, n->kids[1]);
		second = store_new(c);
	}
	if (n->op <= TP_FOLD)
		summary(c, n, list);
	else
		load(c, sequence(c, n, list, second));
}

/* Closed nodes have their slots already when something asks for them. */
static void compile(struct compiler *c, size_t node)
{
	const struct tp_node *n = &c->p->nodes[node];
	if (n->is_open)
		compile_anew(c, n);
	else
		load(c, (int64_t)node);
}

void tp_compile(const struct tp_program *p, struct machine_program *ret)
{
	struct compiler c = {.p = p, .out = ret};
	ret->n = 0;
	ret->n_slots = TP_MAX_NODES;
	ret->is_full = false;
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	for (size_t i = 0; i < p->n; i++) {
		if (!reached[i] || p->nodes[i].is_open || p->nodes[i].op == TP_ARG)
			continue;
		compile_anew(&c, &p->nodes[i]);
		(void)emit(&c, M_STORE, (int64_t)i);
	}
	load(&c, p->root);
	(void)emit(&c, M_END, 0);
}
