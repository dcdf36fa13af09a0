/* SPDX-License-Identifier: Apache-2.0 */
/* Making nodes, and the two stacks. */
#include "verifiers/math/reader.h"

#include "base/hash.h"

/* Beyond this many names, finding one again goes through a hash table. */
#define MAX_LISTED_SYMBOLS 16
#define N_SLOTS		   (2 * ASSAY_EXPR_MAX_SYMBOLS)

/* Makes room for one more item; false when the arena gave out. */
static bool grow(struct reader *reader, void **items, uint32_t n, uint32_t *cap, size_t item_size)
{
	if (n < *cap)
		return true;
	uint32_t wanted = *cap ? *cap * 2 : 16;
	void *bigger = assay_arena_array(reader->arena, wanted, item_size);
	if (!bigger) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return false;
	}
	if (n)
		memcpy(bigger, *items, n * item_size);
	*items = bigger;
	*cap = wanted;
	return true;
}

#define GROW(reader, what) \
	grow(reader, (void **)&(reader)->what, (reader)->n_##what, &(reader)->cap_##what, sizeof(*(reader)->what))

static bool add_kid(struct reader *reader, uint32_t kid)
{
	if (!GROW(reader, kids))
		return false;
	reader->kids[reader->n_kids++] = kid;
	return true;
}

uint32_t tree_node(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, const uint32_t *kids, uint32_t n)
{
	if (reader->n_nodes >= reader->max_nodes) {
		reader_fail(reader, reader->at, "is too large");
		return 0;
	}
	if (!GROW(reader, nodes))
		return 0;
	const struct token *before = &reader->tokens[reader->at ? reader->at - 1 : 0];
	struct assay_expr_node node = {.kind = (uint8_t)kind,
				       .sub = sub,
				       .size = 1,
				       .kids = reader->n_kids,
				       .n_kids = n,
				       .start = before->start,
				       .end = before->end};
	uint32_t next = reader->n_nodes;
	for (uint32_t i = n; i-- > 0;) {
		/* Whatever does not stand in order now is put in order at the end. */
		reader->is_unordered |= kids[i] + 1 != next;
		next = kids[i] + 1 - reader->nodes[kids[i]].size;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct assay_expr_node *kid = &reader->nodes[kids[i]];
		node.size += kid->size;
		if (kid->start < node.start)
			node.start = kid->start;
		if (kid->end > node.end)
			node.end = kid->end;
		if (!add_kid(reader, kids[i]))
			return 0;
	}
	reader->nodes[reader->n_nodes] = node;
	return reader->n_nodes++;
}

uint32_t tree_constant(struct reader *reader, enum assay_expr_constant constant)
{
	return tree_node(reader, ASSAY_EXPR_CONSTANT, (uint8_t)constant, NULL, 0);
}

static uint32_t add_symbol(struct reader *reader, struct assay_str name)
{
	if (reader->n_symbols >= ASSAY_EXPR_MAX_SYMBOLS) {
		reader_fail(reader, reader->at, "has too many different names");
		return 0;
	}
	if (!GROW(reader, symbols))
		return 0;
	reader->symbols[reader->n_symbols] = name;
	return reader->n_symbols++;
}

static uint32_t intern_hashed(struct reader *reader, struct assay_str name)
{
	if (!reader->symbol_slots) {
		reader->symbol_slots = assay_arena_array(reader->arena, N_SLOTS, sizeof(*reader->symbol_slots));
		if (!reader->symbol_slots) {
			reader->rc = assay_arena_fail(reader->arena, reader->err);
			reader_fail(reader, reader->at, "needs too much memory");
			return 0;
		}
		for (uint32_t i = 0; i < reader->n_symbols; i++) {
			uint64_t slot = assay_xxh64(reader->symbols[i].data, reader->symbols[i].len, 0) % N_SLOTS;
			while (reader->symbol_slots[slot])
				slot = (slot + 1) % N_SLOTS;
			reader->symbol_slots[slot] = i + 1;
		}
	}
	uint64_t slot = assay_xxh64(name.data, name.len, 0) % N_SLOTS;
	while (reader->symbol_slots[slot]) {
		uint32_t found = reader->symbol_slots[slot] - 1;
		if (assay_str_eq(reader->symbols[found], name))
			return found;
		slot = (slot + 1) % N_SLOTS;
	}
	uint32_t added = add_symbol(reader, name);
	if (!reader->problem)
		reader->symbol_slots[slot] = added + 1;
	return added;
}

uint32_t tree_intern(struct reader *reader, struct assay_str name)
{
	if (reader->n_symbols >= MAX_LISTED_SYMBOLS)
		return intern_hashed(reader, name);
	for (uint32_t i = 0; i < reader->n_symbols; i++) {
		if (assay_str_eq(reader->symbols[i], name))
			return i;
	}
	return add_symbol(reader, name);
}

uint32_t tree_symbol(struct reader *reader, enum assay_expr_kind kind, struct assay_str name)
{
	uint32_t symbol = tree_intern(reader, name);
	uint32_t node = tree_node(reader, kind, 0, NULL, 0);
	if (!reader->problem)
		reader->nodes[node].symbol = symbol;
	return node;
}

uint32_t tree_number(struct reader *reader, const struct assay_expr_number *number)
{
	if (!GROW(reader, numbers))
		return 0;
	uint32_t node = tree_node(reader, ASSAY_EXPR_NUMBER, 0, NULL, 0);
	if (reader->problem)
		return 0;
	reader->nodes[node].number = reader->n_numbers;
	reader->numbers[reader->n_numbers++] = *number;
	return node;
}

uint32_t tree_small(struct reader *reader, int64_t value)
{
	struct assay_str digits = assay_arena_printf(reader->arena, "%lld", (long long)value);
	if (assay_str_is_absent(digits)) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return 0;
	}
	struct assay_expr_number number = {.digits = digits, .base = 10, .small = value, .is_small = true};
	return tree_number(reader, &number);
}

uint32_t tree_of_vals(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, uint32_t n)
{
	enum { LISTED = 8 };
	uint32_t few[LISTED], *kids = few;
	if (n > LISTED)
		kids = assay_arena_array(reader->arena, n, sizeof(*kids));
	if (!kids) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return 0;
	}
	reader->n_vals -= n;
	for (uint32_t i = 0; i < n; i++)
		kids[i] = reader->vals[reader->n_vals + i].node;
	return tree_node(reader, kind, sub, kids, n);
}

bool tree_add_relation(struct reader *reader, enum assay_expr_relation relation)
{
	if (!GROW(reader, relations))
		return false;
	reader->relations[reader->n_relations++] = (uint8_t)relation;
	return true;
}

bool tree_add_unit(struct reader *reader, const struct assay_expr_unit *unit)
{
	if (!GROW(reader, units))
		return false;
	reader->units[reader->n_units++] = *unit;
	return true;
}

void tree_truncate(struct reader *reader, uint32_t node)
{
	reader->n_kids = reader->nodes[node].size == 1 ? reader->nodes[node].kids : reader->n_kids;
	reader->n_nodes = node;
}

void push_val(struct reader *reader, uint32_t node, uint8_t flags)
{
	if (!GROW(reader, vals))
		return;
	reader->vals[reader->n_vals++] = (struct val){.node = node, .flags = flags};
	reader->wants_operand = false;
}

struct op *push_op(struct reader *reader, enum op_type type, enum prec prec, uint8_t sub)
{
	if (reader->n_ops >= 2 * ASSAY_EXPR_MAX_NODES || !GROW(reader, ops)) {
		reader_fail(reader, reader->at, "is too large");
		return &reader->spill;
	}
	uint32_t frame = type < OP_SINCE_FRAME ? reader->n_ops : top_op(reader)->frame;
	struct op *op = &reader->ops[reader->n_ops++];
	*op = (struct op){.type = (uint8_t)type,
			  .prec = (uint8_t)prec,
			  .sub = sub,
			  .token = reader->at,
			  .frame = frame,
			  .base = reader->n_vals,
			  .part = reader->n_vals,
			  .a = NO_NODE,
			  .b = NO_NODE,
			  .symbol = NO_NODE};
	reader->wants_operand = true;
	return op;
}

struct op *top_frame(struct reader *reader)
{
	return &reader->ops[top_op(reader)->frame];
}

struct assay_str reader_concat(struct reader *reader, struct assay_str a, struct assay_str b, struct assay_str c)
{
	char *data = assay_arena_alloc(reader->arena, a.len + b.len + c.len + 1);
	if (!data) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return ASSAY_STR("");
	}
	memcpy(data, a.data, a.len);
	memcpy(data + a.len, b.data, b.len);
	memcpy(data + a.len + b.len, c.data, c.len);
	return (struct assay_str){.data = data, .len = a.len + b.len + c.len};
}

bool tree_is_row(const struct reader *reader, uint32_t node)
{
	const uint16_t open = ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT;
	const struct assay_expr_node *n = &reader->nodes[node];
	return n->kind == ASSAY_EXPR_TUPLE || (n->kind == ASSAY_EXPR_INTERVAL && !(n->flags & open));
}

/* A matrix that came as a list of rows: its kids become the elements of the rows. */
static void splice_rows(struct reader *reader, uint32_t i)
{
	uint32_t first = reader->n_kids, n_rows = reader->nodes[i].n_kids, rows = reader->nodes[i].kids;
	for (uint32_t k = 0; k < n_rows; k++) {
		uint32_t kid = reader->kids[rows + k];
		const struct assay_expr_node row = reader->nodes[kid];
		bool is_row = tree_is_row(reader, kid);
		for (uint32_t m = 0; m < (is_row ? row.n_kids : 1); m++) {
			if (!add_kid(reader, is_row ? reader->kids[row.kids + m] : kid))
				return;
		}
	}
	reader->nodes[i].flags &= (uint16_t)~NODE_NESTED_ROWS;
	reader->nodes[i].kids = first;
	reader->nodes[i].n_kids = reader->n_kids - first;
}

/* A node on the way: how many of its kids are written. */
struct visit {
	uint32_t node, done;
};

/* Writes the nodes again, from the root, each behind its kids and the kids in their order. */
static void reorder(struct reader *reader, struct assay_expr_node *nodes, uint32_t *kids, struct visit *path,
		    uint32_t *ready)
{
	uint32_t n = 0, n_kids = 0, depth = 1, n_ready = 0;
	path[0] = (struct visit){.node = reader->n_nodes - 1};
	while (depth > 0) {
		struct visit *visit = &path[depth - 1];
		const struct assay_expr_node *old = &reader->nodes[visit->node];
		if (visit->done < old->n_kids) {
			path[depth++] = (struct visit){.node = reader->kids[old->kids + visit->done++]};
			continue;
		}
		struct assay_expr_node node = *old;
		node.kids = n_kids;
		node.size = 1;
		n_ready -= node.n_kids;
		for (uint32_t k = 0; k < node.n_kids; k++) {
			kids[n_kids++] = ready[n_ready + k];
			node.size += nodes[ready[n_ready + k]].size;
		}
		nodes[n] = node;
		ready[n_ready++] = n++;
		depth--;
	}
	reader->nodes = nodes;
	reader->n_nodes = n;
	reader->kids = kids;
	reader->n_kids = n_kids;
}

void tree_finish(struct reader *reader)
{
	for (uint32_t i = 0; reader->has_nested_rows && i < reader->n_nodes && !reader->problem; i++) {
		if (reader->nodes[i].flags & NODE_NESTED_ROWS)
			splice_rows(reader, i);
	}
	bool has_orphans = reader->nodes[reader->n_nodes - 1].size != reader->n_nodes;
	if (reader->problem || !(reader->is_unordered || reader->has_nested_rows || has_orphans))
		return;
	struct assay_expr_node *nodes = assay_arena_array(reader->arena, reader->n_nodes, sizeof(*nodes));
	uint32_t *kids = assay_arena_array(reader->arena, reader->n_kids + 1, sizeof(*kids));
	struct visit *path = assay_arena_array(reader->arena, reader->n_nodes, sizeof(*path));
	uint32_t *ready = assay_arena_array(reader->arena, reader->n_nodes, sizeof(*ready));
	if (nodes && kids && path && ready)
		reorder(reader, nodes, kids, path, ready);
	else
		reader->rc = assay_arena_fail(reader->arena, reader->err);
}
