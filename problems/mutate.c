/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/mutate.h"

#include "base/map.h"
#include "problems/mutate_ops.h"

#include <assert.h>
#include <string.h>

#define MAX_OPS 16
/* What one edit may change: the greater of both. */
#define MAX_CHANGED_BYTES 24
#define MAX_CHANGED_SHARE 4

/*
 * Operators that look for a closing bracket walk over what is inside. Nothing is changed deeper than this, which keeps
 * the work linear: a megabyte of "f(f(f(" took minutes without.
 */
#define MAX_DEPTH 64

static int find_edits(const struct assay_mutable *m, bool is_for_defects, struct assay_edits *edits,
		      struct assay_err *err)
{
	size_t n_ops;
	const struct assay_mutation_op *ops = assay_mutation_ops(&n_ops);
	for (size_t k = 0; k < n_ops; k++) {
		size_t first = edits->n;
		if (ops[k].is_for_defects && !is_for_defects)
			continue;
		for (size_t i = 0; i < m->n; i++) {
			if (m->tokens[i].depth <= MAX_DEPTH)
				ops[k].find(m, i, edits);
		}
		for (size_t i = first; i < edits->n; i++)
			edits->items[i].op = k;
	}
	return edits->is_full ? assay_arena_fail(edits->arena, err) : 0;
}

/* The edits of operator k, from start[k] to start[k + 1], each operator's in random order. */
static void group_edits(struct assay_edits *edits, struct assay_rng *rng, size_t *start, size_t n_ops)
{
	for (size_t i = 0; i < edits->n; i++)
		start[edits->items[i].op + 1] = i + 1;
	for (size_t k = 0; k < n_ops; k++) {
		start[k + 1] = start[k + 1] ? start[k + 1] : start[k];
		assay_rng_shuffle(rng, edits->items + start[k], start[k + 1] - start[k], sizeof(*edits->items));
	}
}

/* The next operator, drawn by weight among those that have edits left. */
static size_t draw_op(const size_t *next, const size_t *start, size_t n_ops, struct assay_rng *rng)
{
	size_t n_known;
	const struct assay_mutation_op *ops = assay_mutation_ops(&n_known);
	uint64_t total = 0;
	assert(n_ops == n_known);
	for (size_t k = 0; k < n_ops; k++)
		total += next[k] < start[k + 1] ? ops[k].weight : 0;
	uint64_t at = assay_rng_below(rng, total);
	for (size_t k = 0; k < n_ops; k++) {
		uint64_t weight = next[k] < start[k + 1] ? ops[k].weight : 0;
		if (at < weight)
			return k;
		at -= weight;
	}
	return 0; /* Weights sum to `total`: not reached. */
}

static struct assay_edit *draw_edits(struct assay_edits *edits, struct assay_rng *rng)
{
	struct assay_edit *ordered = assay_arena_array(edits->arena, edits->n, sizeof(*ordered));
	size_t start[MAX_OPS + 1] = {0};
	size_t next[MAX_OPS] = {0};
	size_t n_ops;
	(void)assay_mutation_ops(&n_ops);
	assert(n_ops <= MAX_OPS);
	if (!ordered)
		return NULL;
	group_edits(edits, rng, start, n_ops);
	memcpy(next, start, n_ops * sizeof(next[0]));
	for (size_t n = 0; n < edits->n; n++)
		ordered[n] = edits->items[next[draw_op(next, start, n_ops, rng)]++];
	return ordered;
}

/*
 * One edit of each operator after another: otherwise constants, of which programs are full, would be most of what a
 * small `max` gets.
 */
static struct assay_edit *order_edits(struct assay_edits *edits, struct assay_rng *rng)
{
	struct assay_edit *ordered = assay_arena_array(edits->arena, edits->n, sizeof(*ordered));
	size_t start[MAX_OPS + 1] = {0};
	size_t turn[MAX_OPS] = {0};
	size_t n_ops;
	(void)assay_mutation_ops(&n_ops);
	assert(n_ops <= MAX_OPS);
	if (!ordered)
		return NULL;
	group_edits(edits, rng, start, n_ops);
	for (size_t k = 0; k < n_ops; k++)
		turn[k] = k;
	assay_rng_shuffle(rng, turn, n_ops, sizeof(turn[0]));
	size_t n = 0;
	for (size_t round = 0; n < edits->n; round++) {
		for (size_t k = 0; k < n_ops; k++) {
			size_t at = start[turn[k]] + round;
			if (at < start[turn[k] + 1])
				ordered[n++] = edits->items[at];
		}
	}
	return ordered;
}

static struct assay_str apply(struct assay_str code, const struct assay_edit *edit, struct assay_arena *arena)
{
	size_t len = code.len - edit->len + edit->to.len;
	char *text = assay_arena_alloc(arena, len + 1);
	if (!text)
		return (struct assay_str){0};
	memcpy(text, code.data, edit->offset);
	if (edit->to.len > 0)
		memcpy(text + edit->offset, edit->to.data, edit->to.len);
	memcpy(text + edit->offset + edit->to.len, code.data + edit->offset + edit->len,
	       code.len - edit->offset - edit->len);
	return (struct assay_str){text, len};
}

/* Applies edits until there are `max` distinct mutants. */
static int collect(struct assay_str code, const struct assay_edit *edits, size_t n_edits, size_t max,
		   struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n, struct assay_err *err)
{
	size_t n_ops;
	const struct assay_mutation_op *ops = assay_mutation_ops(&n_ops);
	struct assay_mutant *mutants = assay_arena_array(arena, max < n_edits ? max : n_edits, sizeof(*mutants));
	if (!mutants)
		return assay_arena_fail(arena, err);
	struct assay_map *seen = assay_map_create();
	int rc = seen ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	size_t n = 0;
	for (size_t i = 0; rc == 0 && i < n_edits && n < max; i++) {
		const struct assay_edit *e = &edits[i];
		struct assay_str text = apply(code, e, arena);
		int added = assay_str_is_absent(text) ? ASSAY_ENOMEM : assay_map_add(seen, text, NULL, NULL);
		if (added < 0)
			rc = assay_arena_fail(arena, err);
		if (added > 0 && !assay_str_eq(text, code))
			mutants[n++] = (struct assay_mutant){.code = text,
							     .op = ops[e->op].name,
							     .offset = e->offset,
							     .from = assay_str_sub(code, e->offset, e->len),
							     .to = e->to};
	}
	assay_map_destroy(seen);
	*ret = mutants;
	*ret_n = rc ? 0 : n;
	return rc;
}

/* Bytes that an edit really changes: what both sides begin and end with is the same program. */
static size_t count_changed(struct assay_str code, const struct assay_edit *e)
{
	struct assay_str from = assay_str_sub(code, e->offset, e->len);
	size_t shorter = from.len < e->to.len ? from.len : e->to.len;
	size_t longer = from.len < e->to.len ? e->to.len : from.len;
	size_t head = 0;
	size_t tail = 0;
	while (head < shorter && from.data[head] == e->to.data[head])
		head++;
	while (tail < shorter - head && from.data[from.len - 1 - tail] == e->to.data[e->to.len - 1 - tail])
		tail++;
	return longer - head - tail;
}

static void remove_large(struct assay_str code, struct assay_edits *edits)
{
	size_t n = 0;
	for (size_t i = 0; i < edits->n; i++) {
		size_t changed = count_changed(code, &edits->items[i]);
		if (changed <= MAX_CHANGED_BYTES || changed <= code.len / MAX_CHANGED_SHARE)
			edits->items[n++] = edits->items[i];
	}
	edits->n = n;
}

static int mutate(struct assay_str language, struct assay_str code, bool is_for_defects, struct assay_rng *rng,
		  size_t max, struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n,
		  struct assay_err *err)
{
	*ret = NULL;
	*ret_n = 0;
	struct assay_mutable m = {.rules = assay_lex_rules_find(language), .code = code};
	if (!m.rules)
		return assay_fail(err, ASSAY_ENOTFOUND, "no rules to change programs in \"%.*s\"",
				  (int)assay_utf8_cut(language, 40), language.data ? language.data : "");
	struct assay_token *tokens = NULL;
	int rc = assay_lex(m.rules, code, arena, &tokens, &m.n, err);
	if (rc)
		return rc;
	m.tokens = tokens;
	struct assay_edits edits = {.arena = arena};
	rc = find_edits(&m, is_for_defects, &edits, err);
	if (rc == 0 && is_for_defects)
		remove_large(code, &edits);
	if (rc || edits.n == 0)
		return rc;
	struct assay_edit *ordered = is_for_defects ? draw_edits(&edits, rng) : order_edits(&edits, rng);
	if (!ordered)
		return assay_arena_fail(arena, err);
	return collect(code, ordered, edits.n, max, arena, ret, ret_n, err);
}

int assay_mutate_code(struct assay_str language, struct assay_str code, struct assay_rng *rng, size_t max,
		      struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n, struct assay_err *err)
{
	return mutate(language, code, false, rng, max, arena, ret, ret_n, err);
}

int assay_mutate_defects(struct assay_str language, struct assay_str code, struct assay_rng *rng, size_t max,
			 struct assay_arena *arena, struct assay_mutant **ret, size_t *ret_n, struct assay_err *err)
{
	return mutate(language, code, true, rng, max, arena, ret, ret_n, err);
}
