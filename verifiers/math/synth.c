/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/synth.h"

#include <stdlib.h>
#include <string.h>

#define UNIT	 ASSAY_POLY_UNIT
#define MAX_KIDS ((size_t)2 * ASSAY_SYNTH_MAX_NODES)

void assay_synth_init(struct assay_synth *synth, const struct assay_form_ctx *ctx, struct assay_arena *arena)
{
	*synth = (struct assay_synth){.arena = arena, .ctx = ctx};
	synth->nodes = assay_arena_array(arena, ASSAY_SYNTH_MAX_NODES, sizeof(*synth->nodes));
	synth->kids = assay_arena_array(arena, MAX_KIDS, sizeof(*synth->kids));
	synth->numbers = assay_arena_array(arena, ASSAY_SYNTH_MAX_NODES, sizeof(*synth->numbers));
	synth->out_of_memory = synth->has_failed = !synth->nodes || !synth->kids || !synth->numbers;
}

uint32_t assay_synth_node(struct assay_synth *synth, enum assay_expr_kind kind, unsigned sub, const uint32_t *kids,
			  uint32_t n)
{
	if (synth->has_failed || synth->n_nodes == ASSAY_SYNTH_MAX_NODES || synth->n_kids + n > MAX_KIDS) {
		synth->has_failed = true;
		return 0;
	}
	struct assay_expr_node *node = &synth->nodes[synth->n_nodes];
	*node = (struct assay_expr_node){
		.kind = (uint8_t)kind, .sub = (uint8_t)sub, .size = 1, .kids = synth->n_kids, .n_kids = n};
	for (uint32_t k = 0; k < n; k++) {
		synth->kids[synth->n_kids++] = kids[k];
		node->size += synth->nodes[kids[k]].size;
	}
	return synth->n_nodes++;
}

static uint32_t natural(struct assay_synth *synth, mpz_srcptr value)
{
	uint32_t node = assay_synth_node(synth, ASSAY_EXPR_NUMBER, 0, NULL, 0);
	char *digits = assay_arena_alloc(synth->arena, mpz_sizeinbase(value, 10) + 2);
	if (!digits)
		synth->out_of_memory = synth->has_failed = true;
	if (synth->has_failed)
		return 0;
	mpz_get_str(digits, 10, value);
	synth->numbers[synth->n_numbers] = (struct assay_expr_number){
		.digits = assay_str_of(digits),
		.base = 10,
		.is_small = mpz_sizeinbase(value, 2) < 60,
		.small = mpz_sizeinbase(value, 2) < 60 ? mpz_get_si(value) : 0,
	};
	synth->nodes[node].number = synth->n_numbers++;
	return node;
}

static uint32_t small(struct assay_synth *synth, unsigned long value)
{
	mpz_t n;
	mpz_init_set_ui(n, value);
	uint32_t ret = natural(synth, n);
	mpz_clear(n);
	return ret;
}

uint32_t assay_synth_rational(struct assay_synth *synth, mpq_srcptr value)
{
	mpz_t size;
	mpz_init(size);
	mpz_abs(size, mpq_numref(value));
	uint32_t pair[2];
	pair[0] = natural(synth, size);
	mpz_clear(size);
	if (mpz_cmp_ui(mpq_denref(value), 1) > 0) {
		pair[1] = natural(synth, mpq_denref(value));
		pair[0] = assay_synth_node(synth, ASSAY_EXPR_DIVIDE, 0, pair, 2);
	}
	return mpq_sgn(value) < 0 ? assay_synth_node(synth, ASSAY_EXPR_NEG, 0, pair, 1) : pair[0];
}

uint32_t assay_synth_power(struct assay_synth *synth, uint32_t a, unsigned long n)
{
	uint32_t pair[2] = {a, 0};
	if (n == 1)
		return a;
	pair[1] = small(synth, n);
	return assay_synth_node(synth, ASSAY_EXPR_POWER, 0, pair, 2);
}

static uint32_t base_of_atom(struct assay_synth *synth, uint32_t k, bool conjugate)
{
	const struct assay_form_atom *atom = &synth->ctx->atoms[k];
	uint32_t kid;
	switch ((unsigned)atom->kind) {
	case ASSAY_ATOM_INTEGER:
		return natural(synth, synth->ctx->pool.atoms[k].value);
	case ASSAY_ATOM_I:
		kid = assay_synth_node(synth, ASSAY_EXPR_CONSTANT, ASSAY_CONST_I, NULL, 0);
		return conjugate ? assay_synth_node(synth, ASSAY_EXPR_NEG, 0, &kid, 1) : kid;
	case ASSAY_ATOM_PI:
		return assay_synth_node(synth, ASSAY_EXPR_CONSTANT, ASSAY_CONST_PI, NULL, 0);
	case ASSAY_ATOM_LN:
		kid = assay_synth_poly(synth, atom->inner, conjugate);
		return assay_synth_node(synth, ASSAY_EXPR_FUNCTION, ASSAY_FN_LN, &kid, 1);
	case ASSAY_ATOM_ROOT:
		return assay_synth_poly(synth, atom->inner, conjugate);
	case ASSAY_ATOM_OTHER:
		if (!atom->inner.n || (atom->fn != ASSAY_FN_ATAN && atom->fn != ASSAY_FN_ASIN))
			break;
		kid = assay_synth_poly(synth, atom->inner, conjugate);
		return assay_synth_node(synth, ASSAY_EXPR_FUNCTION, atom->fn, &kid, 1);
	default:
		break;
	}
	synth->has_failed = true;
	return 0;
}

/* exp(i pi e / UNIT). */
static uint32_t unity_power(struct assay_synth *synth, int32_t e, bool conjugate)
{
	uint32_t pair[2];
	mpq_t part;
	mpq_init(part);
	mpq_set_si(part, conjugate ? -e : e, UNIT);
	mpq_canonicalize(part);
	pair[0] = assay_synth_rational(synth, part);
	mpq_clear(part);
	pair[1] = assay_synth_node(synth, ASSAY_EXPR_CONSTANT, ASSAY_CONST_PI, NULL, 0);
	pair[0] = assay_synth_node(synth, ASSAY_EXPR_PRODUCT, 0, pair, 2);
	return assay_synth_node(synth, ASSAY_EXPR_FUNCTION, ASSAY_FN_CIS, pair, 1);
}

/* atom^(e / UNIT). */
static uint32_t atom_power(struct assay_synth *synth, uint32_t k, int32_t e, bool conjugate)
{
	int32_t a = abs(e), b = UNIT;
	while (b) {
		int32_t rest = a % b;
		a = b;
		b = rest;
	}
	unsigned long num = (unsigned long)(abs(e) / a), index = (unsigned long)(UNIT / a);
	if (synth->ctx->atoms[k].kind == ASSAY_ATOM_UNITY)
		return unity_power(synth, e, conjugate);
	/* The conjugate of a root need not be the root of the conjugate. */
	if (conjugate && index > 1 && synth->ctx->atoms[k].kind != ASSAY_ATOM_INTEGER)
		synth->has_failed = true;
	uint32_t pair[2] = {0, 0};
	if (index > 1) {
		pair[0] = small(synth, index);
		pair[1] = base_of_atom(synth, k, conjugate);
		pair[0] = assay_synth_node(synth, ASSAY_EXPR_FUNCTION, ASSAY_FN_ROOT, pair, 2);
	} else {
		pair[0] = base_of_atom(synth, k, conjugate);
	}
	pair[0] = assay_synth_power(synth, pair[0], num);
	if (e > 0)
		return pair[0];
	pair[1] = pair[0];
	pair[0] = small(synth, 1);
	return assay_synth_node(synth, ASSAY_EXPR_DIVIDE, 0, pair, 2);
}

uint32_t assay_synth_poly(struct assay_synth *synth, struct assay_poly a, bool conjugate)
{
	uint32_t terms[64];
	if (a.n == 0)
		return small(synth, 0);
	if (a.n > 64) {
		synth->has_failed = true;
		return 0;
	}
	for (uint32_t i = 0; i < a.n; i++) {
		uint32_t factors[ASSAY_POLY_MAX_ATOMS + 1], n = 0;
		factors[n++] = assay_synth_rational(synth, a.terms[i].c);
		for (uint32_t k = 0; k < synth->ctx->pool.n_atoms; k++) {
			if (a.terms[i].e[k])
				factors[n++] = atom_power(synth, k, a.terms[i].e[k], conjugate);
		}
		terms[i] = n == 1 ? factors[0] : assay_synth_node(synth, ASSAY_EXPR_PRODUCT, 0, factors, n);
	}
	return a.n == 1 ? terms[0] : assay_synth_node(synth, ASSAY_EXPR_SUM, 0, terms, a.n);
}

struct assay_scalar assay_synth_scalar(const struct assay_synth *synth, struct assay_expr *expr)
{
	*expr = (struct assay_expr){.nodes = synth->nodes,
				    .kids = synth->kids,
				    .numbers = synth->numbers,
				    .n_nodes = synth->n_nodes,
				    .n_kids = synth->n_kids,
				    .n_numbers = synth->n_numbers};
	return (struct assay_scalar){.expr = expr, .node = synth->n_nodes - 1};
}
