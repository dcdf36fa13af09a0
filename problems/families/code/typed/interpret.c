/* SPDX-License-Identifier: Apache-2.0 */
/* Results by walking the tree: each node becomes a whole value before its parent looks at it. */
#include "problems/families/code/typed/typed.h"

#include <stdlib.h>
#include <string.h>

struct scope {
	struct val x, y;
	int64_t acc, i;
};

struct interpreter {
	const struct tp_program *p;
	const struct val *args;
	struct assay_arena *arena;
	struct val memo[TP_MAX_NODES]; /* Of closed nodes. */
	bool has_memo[TP_MAX_NODES];
	bool is_full;
};

/* A sequence in the making; letters are numbers until it is sealed. */
struct items {
	struct val *at;
	size_t n;
};

static struct val value_of(struct interpreter *in, size_t node, const struct scope *s);

static struct items room_for(struct interpreter *in, size_t n)
{
	struct items items = {.at = assay_arena_array(in->arena, n + 1, sizeof(struct val))};
	in->is_full = in->is_full || !items.at;
	return items;
}

static void push(struct items *items, struct val v)
{
	if (items->at)
		items->at[items->n++] = v;
}

static struct val seal(struct interpreter *in, struct items items, enum tp_type type)
{
	if (type != TP_STR)
		return (struct val){.tag = VAL_LIST, .items = items.at, .n = items.n};
	char *text = assay_arena_alloc(in->arena, items.n + 1);
	in->is_full = in->is_full || !text;
	for (size_t i = 0; text && i < items.n; i++)
		text[i] = (char)items.at[i].i;
	return (struct val){.tag = VAL_STR, .s = text, .n = text ? items.n : 0};
}

static struct val item(const struct val *v, size_t i)
{
	return v->tag == VAL_STR ? val_int(v->s[i]) : v->items[i];
}

static int64_t floor_mod(int64_t a, int64_t m)
{
	int64_t r = a % m;
	return r < 0 ? r + m : r;
}

/* --- Scalars ---------------------------------------------------------------------------------------------------- */

static int64_t compute(const struct tp_node *n, int64_t a, int64_t b)
{
	switch (n->op) {
	case TP_ADD:
		return a + b;
	case TP_SUB:
		return a - b;
	case TP_MUL:
		return a * b;
	case TP_DIV:
		return (a - floor_mod(a, n->c)) / n->c;
	case TP_MOD:
		return floor_mod(a, n->c);
	case TP_MIN:
		return a < b ? a : b;
	case TP_MAX:
		return a > b ? a : b;
	case TP_ABS:
		return llabs(a);
	case TP_LT:
		return a < b;
	case TP_LE:
		return a <= b;
	case TP_GT:
		return a > b;
	case TP_GE:
		return a >= b;
	case TP_EQ:
		return a == b;
	case TP_NE:
		return a != b;
	case TP_AND:
		return a && b;
	case TP_OR:
		return a || b;
	case TP_PLACE:
		return a - 'a';
	case TP_VOWEL:
		return a != 0 && strchr("aeiou", (int)a) != NULL;
	default: /* TP_LETTER */
		return 'a' + floor_mod(a, 26);
	}
}

static struct val scalar(struct interpreter *in, const struct tp_node *n, const struct scope *s)
{
	switch (n->op) {
	case TP_CONST:
		return val_int(n->c);
	case TP_X:
		return s->x;
	case TP_Y:
		return s->y;
	case TP_ACC:
		return val_int(s->acc);
	case TP_I:
		return val_int(s->i);
	case TP_IF:
		return value_of(in, n->kids[value_of(in, n->kids[0], s).i ? 1 : 2], s);
	default:
		break;
	}
	int64_t a = value_of(in, n->kids[0], s).i;
	int64_t b = n->n_kids > 1 ? value_of(in, n->kids[1], s).i : 0;
	return val_int(compute(n, a, b));
}

/* --- Summaries -------------------------------------------------------------------------------------------------- */

static int64_t kinds(const struct val *v)
{
	int64_t n = 0;
	for (size_t i = 0; i < v->n; i++) {
		struct val a = item(v, i);
		bool is_new = true;
		for (size_t j = 0; j < i && is_new; j++) {
			struct val b = item(v, j);
			is_new = !val_eq(&a, &b);
		}
		n += is_new;
	}
	return n;
}

/* The body's value for one item. */
static struct val apply(struct interpreter *in, uint8_t body, struct val x, size_t i, int64_t acc)
{
	const struct scope inner = {.x = x, .i = (int64_t)i, .acc = acc};
	return value_of(in, body, &inner);
}

static int64_t extreme(const struct val *v, bool is_largest)
{
	int64_t best = v->n > 0 ? item(v, 0).i : 0;
	for (size_t i = 1; i < v->n; i++) {
		int64_t x = item(v, i).i;
		best = (x > best) == is_largest ? x : best;
	}
	return best;
}

static int64_t total(const struct val *v)
{
	int64_t sum = 0;
	for (size_t i = 0; i < v->n; i++)
		sum += item(v, i).i;
	return sum;
}

static struct val search(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	int64_t count = 0;
	for (size_t i = 0; i < v->n; i++) {
		bool holds = apply(in, n->kids[1], item(v, i), i, 0).i;
		if (holds && n->op == TP_FIND)
			return val_int((int64_t)i);
		count += holds;
	}
	return val_int(n->op == TP_FIND ? -1 : count);
}

static struct val summary(struct interpreter *in, const struct tp_node *n, const struct scope *s)
{
	struct val v = value_of(in, n->kids[0], s);
	int64_t acc = n->c;
	switch (n->op) {
	case TP_LEN:
		return val_int((int64_t)v.n);
	case TP_SUM:
		return val_int(total(&v));
	case TP_LARGEST:
	case TP_SMALLEST:
		return val_int(extreme(&v, n->op == TP_LARGEST));
	case TP_FIRST:
		return v.n > 0 ? item(&v, 0) : val_int(0);
	case TP_LAST:
		return v.n > 0 ? item(&v, v.n - 1) : val_int(0);
	case TP_KINDS:
		return val_int(kinds(&v));
	case TP_FOLD:
		for (size_t i = 0; i < v.n; i++)
			acc = apply(in, n->kids[1], item(&v, i), i, acc).i;
		return val_int(acc);
	default:
		return search(in, n, &v);
	}
}

/* --- Sequences -------------------------------------------------------------------------------------------------- */

static struct val part(struct interpreter *in, const struct val *v, size_t from, size_t to, enum tp_type type)
{
	struct items items = room_for(in, to > from ? to - from : 0);
	for (size_t i = from; i < to; i++)
		push(&items, item(v, i));
	return seal(in, items, type);
}

static struct val reversed(struct interpreter *in, const struct val *v, enum tp_type type)
{
	struct items items = room_for(in, v->n);
	for (size_t i = v->n; i-- > 0;)
		push(&items, item(v, i));
	return seal(in, items, type);
}

static struct val distinct(struct interpreter *in, const struct val *v, enum tp_type type)
{
	struct items items = room_for(in, v->n);
	for (size_t i = 0; i < v->n; i++) {
		struct val x = item(v, i);
		bool is_new = true;
		for (size_t j = 0; j < items.n && is_new; j++)
			is_new = !val_eq(&items.at[j], &x);
		if (is_new)
			push(&items, x);
	}
	return seal(in, items, type);
}

/* By insertion, which is stable. */
static struct val sorted(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	struct items keys = room_for(in, v->n);
	for (size_t i = 0; i < v->n && items.at && keys.at; i++) {
		struct val x = item(v, i);
		struct val key = n->n_kids > 1 ? apply(in, n->kids[1], x, i, 0) : x;
		size_t at = i;
		for (; at > 0; at--) {
			int order = val_cmp(&keys.at[at - 1], &key);
			if (n->c ? order >= 0 : order <= 0)
				break;
			items.at[at] = items.at[at - 1];
			keys.at[at] = keys.at[at - 1];
		}
		items.at[at] = x;
		keys.at[at] = key;
		items.n++;
	}
	return seal(in, items, n->type);
}

static struct val joined(struct interpreter *in, const struct val *a, const struct val *b, enum tp_type type)
{
	struct items items = room_for(in, a->n + b->n);
	for (size_t i = 0; i < a->n; i++)
		push(&items, item(a, i));
	for (size_t i = 0; i < b->n; i++)
		push(&items, item(b, i));
	return seal(in, items, type);
}

static struct val flattened(struct interpreter *in, const struct val *v, enum tp_type type)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n; i++)
		n += v->items[i].n;
	struct items items = room_for(in, n);
	for (size_t i = 0; i < v->n; i++) {
		for (size_t j = 0; j < v->items[i].n; j++)
			push(&items, item(&v->items[i], j));
	}
	return seal(in, items, type);
}

static struct val pieces(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	size_t width = (size_t)n->c;
	bool is_window = n->op == TP_WINDOWS;
	struct items items = room_for(in, v->n);
	for (size_t i = 0; i < v->n; i += is_window ? 1 : width) {
		size_t end = i + width < v->n ? i + width : v->n;
		if (!is_window || end - i == width)
			push(&items, part(in, v, i, end, tp_item(n->type)));
	}
	return seal(in, items, n->type);
}

static struct val runs(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	for (size_t i = 0; i < v->n;) {
		struct val key = apply(in, n->kids[1], item(v, i), i, 0);
		size_t end = i + 1;
		while (end < v->n && apply(in, n->kids[1], item(v, end), end, 0).i == key.i)
			end++;
		push(&items, part(in, v, i, end, tp_item(n->type)));
		i = end;
	}
	return seal(in, items, n->type);
}

/* Each group is gathered when its key comes for the first time. */
static struct val groups(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	struct items keys = room_for(in, v->n);
	for (size_t i = 0; i < v->n; i++)
		push(&keys, apply(in, n->kids[1], item(v, i), i, 0));
	for (size_t i = 0; i < keys.n; i++) {
		bool is_first = true;
		for (size_t j = 0; j < i; j++)
			is_first = is_first && keys.at[j].i != keys.at[i].i;
		struct items group = room_for(in, is_first ? v->n : 0);
		for (size_t j = i; is_first && j < keys.n; j++) {
			if (keys.at[j].i == keys.at[i].i)
				push(&group, item(v, j));
		}
		if (is_first)
			push(&items, seal(in, group, tp_item(n->type)));
	}
	return seal(in, items, n->type);
}

static struct val mapped(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	int64_t acc = n->c;
	for (size_t i = 0; i < v->n; i++) {
		struct val made = apply(in, n->kids[1], item(v, i), i, acc);
		acc = made.i; /* Read by TP_SCAN alone. */
		push(&items, made);
	}
	return seal(in, items, n->type);
}

static struct val filtered(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	bool is_open = true; /* Has no item failed yet? */
	for (size_t i = 0; i < v->n; i++) {
		bool holds = (n->op == TP_FILTER || is_open) && apply(in, n->kids[1], item(v, i), i, 0).i;
		is_open = is_open && holds;
		if (n->op == TP_DROP_WHILE ? !is_open : holds)
			push(&items, item(v, i));
	}
	return seal(in, items, n->type);
}

static struct val running(struct interpreter *in, const struct tp_node *n, const struct val *v)
{
	struct items items = room_for(in, v->n);
	for (size_t i = 0; i < v->n; i++) {
		struct val until = {.tag = VAL_LIST, .items = v->items, .n = i + 1};
		push(&items,
		     val_int(n->op == TP_RUNNING_SUM ? total(&until) : extreme(&until, n->op == TP_RUNNING_MAX)));
	}
	return seal(in, items, n->type);
}

/* NEIGHBOURS is ZIP with the same sequence, one further on. */
static struct val paired(struct interpreter *in, uint8_t body, const struct val *a, const struct val *b, size_t shift)
{
	size_t rest = b->n > shift ? b->n - shift : 0;
	size_t n = a->n < rest ? a->n : rest;
	struct items items = room_for(in, n);
	for (size_t i = 0; i < n; i++) {
		const struct scope inner = {.x = item(a, i), .y = item(b, i + shift), .i = (int64_t)i};
		push(&items, value_of(in, body, &inner));
	}
	return seal(in, items, TP_INTS);
}

static struct val cut(struct interpreter *in, const struct tp_node *n, const struct val *v, const struct scope *s)
{
	int64_t count = n->n_kids > 1 ? value_of(in, n->kids[1], s).i : n->c;
	size_t at = count < 0 ? 0 : (size_t)count < v->n ? (size_t)count : v->n;
	return n->op == TP_TAKE ? part(in, v, 0, at, n->type) : part(in, v, at, v->n, n->type);
}

static struct val sequence(struct interpreter *in, const struct tp_node *n, const struct scope *s)
{
	struct val v = value_of(in, n->kids[0], s);
	struct val other = {0};
	if (n->op == TP_CONCAT || n->op == TP_ZIP)
		other = value_of(in, n->kids[1], s);
	switch (n->op) {
	case TP_REVERSE:
		return reversed(in, &v, n->type);
	case TP_TAKE:
	case TP_DROP:
		return cut(in, n, &v, s);
	case TP_DISTINCT:
		return distinct(in, &v, n->type);
	case TP_SORT:
		return sorted(in, n, &v);
	case TP_CONCAT:
		return joined(in, &v, &other, n->type);
	case TP_FLATTEN:
		return flattened(in, &v, n->type);
	case TP_WINDOWS:
	case TP_CHUNKS:
		return pieces(in, n, &v);
	case TP_RUNS:
		return runs(in, n, &v);
	case TP_GROUP:
		return groups(in, n, &v);
	case TP_MAP:
	case TP_SCAN:
		return mapped(in, n, &v);
	case TP_RUNNING_SUM:
	case TP_RUNNING_MAX:
	case TP_RUNNING_MIN:
		return running(in, n, &v);
	case TP_NEIGHBOURS:
		return paired(in, n->kids[1], &v, &v, 1);
	case TP_ZIP:
		return paired(in, n->kids[2], &v, &other, 0);
	default:
		return filtered(in, n, &v);
	}
}

/* --- The walk --------------------------------------------------------------------------------------------------- */

static struct val value_of(struct interpreter *in, size_t node, const struct scope *s)
{
	const struct tp_node *n = &in->p->nodes[node];
	if (n->op == TP_ARG)
		return in->args[n->c];
	if (in->has_memo[node])
		return in->memo[node];
	struct val v = n->op < TP_LEN ? scalar(in, n, s) : n->op <= TP_FOLD ? summary(in, n, s) : sequence(in, n, s);
	if (!n->is_open) {
		in->memo[node] = v;
		in->has_memo[node] = true;
	}
	return v;
}

struct val tp_interpret(const struct tp_program *p, const struct val *args, struct assay_arena *arena, int *rc)
{
	struct interpreter in;
	in.p = p;
	in.args = args;
	in.arena = arena;
	in.is_full = false;
	memset(in.has_memo, 0, sizeof(in.has_memo));
	const struct scope none = {0};
	struct val v = value_of(&in, p->root, &none);
	if (in.is_full)
		*rc = ASSAY_ELIMIT;
	return in.is_full ? val_none() : v;
}
