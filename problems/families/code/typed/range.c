/* SPDX-License-Identifier: Apache-2.0 */
/* How large every value of a program can become: intervals, from the arguments up. */
#include "problems/families/code/typed/typed.h"

#define MAX_LEN 300

struct measuring {
	const struct tp_program *p;
	struct tp_ranges *ranges;
	struct tp_range x, y, acc, i;
	bool is_done[TP_MAX_NODES];
	bool is_safe;
};

static struct tp_range measure(struct measuring *m, size_t node);

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct tp_range between(int64_t lo, int64_t hi)
{
	return (struct tp_range){.lo = lo, .hi = hi};
}

static int64_t floor_div(int64_t a, int64_t m)
{
	return a >= 0 ? a / m : -((-a + m - 1) / m);
}

static struct tp_range argument(const struct tp_signature *s, size_t i)
{
	struct tp_range r = {.lo = s->min, .hi = s->max};
	if (s->args[i] == TP_INT)
		return between(0, 9); /* A count of items. */
	r.max_len = s->max_len;
	if (s->args[i] == TP_STR || s->args[i] == TP_STRS) {
		r.lo = 0;
		r.hi = 25;
	}
	r.min_inner = s->min_inner;
	r.max_inner = s->max_inner;
	return r;
}

static struct tp_range product(struct tp_range a, struct tp_range b)
{
	/* Factors beyond this are refused before they are multiplied. */
	const int64_t max = TP_MAX_INT / 1000000;
	if (a.lo < -max || a.hi > max || b.lo < -max || b.hi > max)
		return between(-TP_MAX_INT - 1, TP_MAX_INT + 1);
	int64_t corners[] = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
	struct tp_range r = between(corners[0], corners[0]);
	for (size_t i = 1; i < 4; i++)
		r = between(least(r.lo, corners[i]), most(r.hi, corners[i]));
	return r;
}

static struct tp_range arithmetic(const struct tp_node *n, struct tp_range a, struct tp_range b)
{
	switch (n->op) {
	case TP_ADD:
		return between(a.lo + b.lo, a.hi + b.hi);
	case TP_SUB:
		return between(a.lo - b.hi, a.hi - b.lo);
	case TP_MUL:
		return product(a, b);
	case TP_DIV:
		return between(floor_div(a.lo, n->c), floor_div(a.hi, n->c));
	case TP_MOD:
		return a.lo >= 0 && a.hi < n->c ? a : between(0, n->c - 1);
	case TP_MIN:
		return between(least(a.lo, b.lo), least(a.hi, b.hi));
	case TP_MAX:
		return between(most(a.lo, b.lo), most(a.hi, b.hi));
	case TP_ABS:
		return a.lo >= 0 ? a : between(a.hi < 0 ? -a.hi : 0, most(-a.lo, a.hi));
	default: /* Comparisons and the like. */
		return between(0, 1);
	}
}

/* Of nothing it is 0. */
static struct tp_range of_items(struct tp_range a)
{
	return a.min_len > 0 ? between(a.lo, a.hi) : between(least(a.lo, 0), most(a.hi, 0));
}

static struct tp_range summary(const struct tp_node *n, struct tp_range a)
{
	int64_t len = (int64_t)a.max_len;
	switch (n->op) {
	case TP_SUM:
		return between(a.lo < 0 ? a.lo * len : a.lo * (int64_t)a.min_len,
			       a.hi > 0 ? a.hi * len : a.hi * (int64_t)a.min_len);
	case TP_LARGEST:
	case TP_SMALLEST:
	case TP_FIRST:
	case TP_LAST:
		return of_items(a);
	case TP_FIND:
		return between(-1, len - 1);
	case TP_LEN:
		return between((int64_t)a.min_len, len);
	case TP_KINDS:
		return between(a.min_len > 0, len);
	default:
		return between(0, len);
	}
}

/* Items are cut off, so that none may be left. */
static struct tp_range fewer(struct tp_range a)
{
	a.min_len = 0;
	return a;
}

/* Parts of a sequence become its items. */
static struct tp_range parts(struct tp_range a, size_t min, size_t max, size_t n)
{
	return (struct tp_range){.lo = a.lo, .hi = a.hi, .max_len = n, .min_inner = min, .max_inner = max};
}

static struct tp_range step(const struct tp_node *n, struct tp_range a, struct tp_range b, struct tp_range body)
{
	size_t c = (size_t)n->c;
	struct tp_range r = a;
	switch (n->op) {
	case TP_TAKE:
		r.max_len = n->n_kids == 1 && a.max_len > c ? c : a.max_len;
		r.min_len = n->n_kids == 1 ? (a.min_len < c ? a.min_len : c) : 0;
		return r;
	case TP_DROP:
		r.min_len = n->n_kids == 1 && a.min_len > c ? a.min_len - c : 0;
		r.max_len = n->n_kids == 1 ? (a.max_len > c ? a.max_len - c : 0) : a.max_len;
		return r;
	case TP_DISTINCT:
		r.min_len = a.min_len > 0;
		return r;
	case TP_CONCAT:
		return (struct tp_range){least(a.lo, b.lo),
					 most(a.hi, b.hi),
					 a.min_len + b.min_len,
					 a.max_len + b.max_len,
					 a.min_inner < b.min_inner ? a.min_inner : b.min_inner,
					 a.max_inner > b.max_inner ? a.max_inner : b.max_inner};
	case TP_FLATTEN:
		return (struct tp_range){
			a.lo, a.hi, a.min_len * a.min_inner, a.max_len * a.max_inner, 0, 0,
		};
	case TP_WINDOWS:
		return parts(a, c, c, a.max_len >= c ? a.max_len - c + 1 : 0);
	case TP_CHUNKS:
		return parts(a, 1, c, (a.max_len + c - 1) / c);
	case TP_RUNS:
	case TP_GROUP:
		return parts(a, 1, a.max_len, a.max_len);
	case TP_FILTER:
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		return fewer(a);
	case TP_MAP: /* Of a word, a body is a word again: its length is that of an item. */
		r = (struct tp_range){.lo = body.lo, .hi = body.hi, .min_len = a.min_len, .max_len = a.max_len};
		r.min_inner = body.min_len;
		r.max_inner = body.max_len;
		return r;
	case TP_RUNNING_SUM:
		r.lo = a.lo < 0 ? a.lo * (int64_t)a.max_len : a.lo;
		r.hi = a.hi > 0 ? a.hi * (int64_t)a.max_len : a.hi;
		return r;
	case TP_SCAN:
		r.lo = body.lo;
		r.hi = body.hi;
		return r;
	case TP_NEIGHBOURS:
		return (struct tp_range){.lo = body.lo, .hi = body.hi, .max_len = a.max_len > 0 ? a.max_len - 1 : 0};
	case TP_ZIP:
		return (struct tp_range){.lo = body.lo,
					 .hi = body.hi,
					 .min_len = a.min_len < b.min_len ? a.min_len : b.min_len,
					 .max_len = a.max_len < b.max_len ? a.max_len : b.max_len};
	default: /* Reversed, sorted, running maxima: the same items. */
		return r;
	}
}

/* What x is in a body over the items of `a`. */
static struct tp_range item_of(struct tp_range a)
{
	return (struct tp_range){.lo = a.lo, .hi = a.hi, .min_len = a.min_inner, .max_len = a.max_inner};
}

static struct tp_range compound(struct measuring *m, const struct tp_node *n)
{
	struct tp_range kids[3] = {{0}};
	int body = tp_body(n->op);
	for (int i = 0; i < n->n_kids; i++) {
		if (i == body) {
			m->x = item_of(kids[0]);
			m->y = n->op == TP_ZIP ? item_of(kids[1]) : m->x;
			m->i = between(0, (int64_t)kids[0].max_len);
			/* Bodies with acc end in a remainder. */
			m->acc = between(0, most(n->c, m->p->nodes[n->kids[i]].c));
		}
		kids[i] = measure(m, n->kids[i]);
	}
	if ((n->op == TP_FOLD || n->op == TP_SCAN) && m->p->nodes[n->kids[1]].op != TP_MOD)
		m->is_safe = false;
	/* Of an item there is always a first one: references need no case for none. */
	bool is_of_some = n->op == TP_LARGEST || n->op == TP_SMALLEST || n->op == TP_FIRST || n->op == TP_LAST;
	if (is_of_some && n->is_open && kids[0].min_len == 0)
		m->is_safe = false;
	if (n->op == TP_IF)
		return (struct tp_range){.lo = least(kids[1].lo, kids[2].lo), .hi = most(kids[1].hi, kids[2].hi)};
	if (n->op == TP_PLACE)
		return kids[0];
	if (n->op == TP_LETTER)
		return between(0, 25);
	if (n->op == TP_FOLD)
		return between(least(kids[1].lo, n->c), most(kids[1].hi, n->c));
	if (n->op >= TP_LEN && n->op <= TP_FIND)
		return summary(n, kids[0]);
	if (tp_is_sequence(n->type))
		return step(n, kids[0], kids[1], body > 0 && n->n_kids > body ? kids[body] : kids[0]);
	return arithmetic(n, kids[0], kids[1]);
}

static struct tp_range measure(struct measuring *m, size_t node)
{
	const struct tp_node *n = &m->p->nodes[node];
	if (m->is_done[node] && !n->is_open)
		return m->ranges->of[node];
	struct tp_range r;
	if (n->op == TP_ARG)
		r = argument(m->p->signature, (size_t)n->c);
	else if (n->op == TP_CONST)
		r = between(n->c, n->c);
	else if (n->op == TP_X || n->op == TP_Y || n->op == TP_ACC || n->op == TP_I)
		r = n->op == TP_X ? m->x : n->op == TP_Y ? m->y : n->op == TP_ACC ? m->acc : m->i;
	else
		r = compound(m, n);
	m->is_safe = m->is_safe && r.lo >= -TP_MAX_INT && r.hi <= TP_MAX_INT && r.max_len <= MAX_LEN;
	if (!m->is_safe)
		r = (struct tp_range){0};
	m->ranges->of[node] = r;
	m->is_done[node] = true;
	return r;
}

bool tp_measure(const struct tp_program *p, struct tp_ranges *ret)
{
	struct measuring m = {.p = p, .ranges = ret, .is_safe = true};
	*ret = (struct tp_ranges){0};
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	/* A closed node inside of a body is done before the body says what x is. */
	for (size_t i = 0; i < p->n; i++) {
		if (reached[i] && !p->nodes[i].is_open)
			(void)measure(&m, i);
	}
	return m.is_safe;
}
