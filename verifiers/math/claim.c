/* SPDX-License-Identifier: Apache-2.0 */
/* Claims: outcomes with what a checker needs. */
#include "verifiers/math/equal_inner.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Bounds with a larger exponent are written as m*2^e. */
#define MAX_WRITTEN_EXP 8192

static const char *const proof_names[ASSAY_N_PROOFS] = {
	[ASSAY_PROOF_STRUCTURAL] = "structural", [ASSAY_PROOF_EXACT] = "exact",
	[ASSAY_PROOF_INTERVAL] = "interval",	 [ASSAY_PROOF_ALGEBRAIC] = "algebraic",
	[ASSAY_PROOF_PROBABLE] = "probable",
};

static const char *const kind_names[ASSAY_N_CLAIMS] = {
	[ASSAY_CLAIM_SAME_TEXT] = "same_text", [ASSAY_CLAIM_VALUES] = "values",
	[ASSAY_CLAIM_FORMS] = "forms",	       [ASSAY_CLAIM_RESIDUES] = "residues",
	[ASSAY_CLAIM_INTERVALS] = "intervals", [ASSAY_CLAIM_SEPARATION] = "separation",
	[ASSAY_CLAIM_PARTS] = "parts",	       [ASSAY_CLAIM_SHAPES] = "shapes",
	[ASSAY_CLAIM_REWRITTEN] = "rewritten", [ASSAY_CLAIM_READINGS] = "readings",
};

const char *assay_equal_proof_name(enum assay_equal_proof proof)
{
	return proof < ASSAY_N_PROOFS ? proof_names[proof] : NULL;
}

const char *assay_claim_kind_name(enum assay_claim_kind kind)
{
	return kind < ASSAY_N_CLAIMS ? kind_names[kind] : NULL;
}

struct assay_outcome assay_unknown(const char *reason)
{
	return (struct assay_outcome){.truth = ASSAY_UNKNOWN, .reason = reason};
}

struct assay_outcome assay_outcome_nomem(struct assay_match *match)
{
	match->out_of_memory = true;
	return assay_unknown("out of memory");
}

struct assay_claim *assay_claim_new(struct assay_match *match, enum assay_claim_kind kind, enum assay_truth truth,
				    enum assay_equal_proof proof)
{
	struct assay_claim *claim = assay_arena_alloc(match->arena, sizeof(*claim));
	if (!claim) {
		match->out_of_memory = true;
		return NULL;
	}
	claim->kind = kind;
	claim->truth = truth;
	claim->proof = proof;
	return claim;
}

struct assay_outcome assay_claimed(struct assay_match *match, struct assay_claim *claim)
{
	if (!claim || match->out_of_memory)
		return assay_outcome_nomem(match);
	return (struct assay_outcome){.truth = claim->truth, .claim = claim};
}

static struct assay_str keep(struct assay_match *match, const struct assay_buf *buf)
{
	struct assay_str ret = {0};
	if (!buf->error)
		ret = assay_arena_str(match->arena, assay_buf_str(buf));
	if (!ret.data)
		match->out_of_memory = true;
	return ret;
}

struct assay_str assay_text_of(struct assay_match *match, const struct assay_scalar *at)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	assay_expr_print(at->expr, at->node, &text);
	match->work += assay_node_of(at)->size;
	return keep(match, &text);
}

struct assay_str assay_text_of_rational(struct assay_match *match, mpq_srcptr value)
{
	size_t room = mpz_sizeinbase(mpq_numref(value), 10) + mpz_sizeinbase(mpq_denref(value), 10) + 3;
	char *text = assay_arena_alloc(match->arena, room);
	if (!text) {
		match->out_of_memory = true;
		return (struct assay_str){0};
	}
	mpq_get_str(text, 10, value);
	return assay_str_of(text);
}

struct assay_outcome assay_claim_same(struct assay_match *match, const struct assay_scalar *gold,
				      const struct assay_scalar *answer)
{
	(void)answer; /* The same tree has the same text. */
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_SAME_TEXT, ASSAY_TRUE, ASSAY_PROOF_STRUCTURAL);
	if (claim)
		claim->gold.text = claim->answer.text = assay_text_of(match, gold);
	return assay_claimed(match, claim);
}

struct assay_outcome assay_claim_shapes(struct assay_match *match, const char *gold, const char *answer)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_SHAPES, ASSAY_FALSE, ASSAY_PROOF_STRUCTURAL);
	if (claim) {
		claim->gold.text = assay_arena_str(match->arena, assay_str_of(gold));
		claim->answer.text = assay_arena_str(match->arena, assay_str_of(answer));
		match->out_of_memory = match->out_of_memory || !claim->gold.text.data || !claim->answer.text.data;
	}
	return assay_claimed(match, claim);
}

struct assay_outcome assay_claim_rewritten(struct assay_match *match, const char *rule, struct assay_str gold,
					   struct assay_str answer, struct assay_outcome kid)
{
	if (kid.truth == ASSAY_UNKNOWN)
		return kid;
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_REWRITTEN, kid.truth, kid.claim->proof);
	const struct assay_claim **kids = assay_arena_alloc(match->arena, sizeof(const struct assay_claim *));
	if (!claim || !kids)
		return assay_outcome_nomem(match);
	kids[0] = kid.claim;
	claim->rule = rule;
	claim->gold.text = gold;
	claim->answer.text = answer;
	claim->kids = kids;
	claim->n_kids = 1;
	claim->error_bound = kid.claim->error_bound;
	return assay_claimed(match, claim);
}

struct assay_outcome assay_claim_values(struct assay_match *match, const mpq_t gold, const mpq_t answer)
{
	enum assay_truth truth = mpq_equal(gold, answer) ? ASSAY_TRUE : ASSAY_FALSE;
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_VALUES, truth, ASSAY_PROOF_EXACT);
	if (claim) {
		claim->gold.text = assay_text_of_rational(match, gold);
		claim->answer.text = truth == ASSAY_TRUE ? claim->gold.text : assay_text_of_rational(match, answer);
	}
	return assay_claimed(match, claim);
}

static struct assay_str poly_text(struct assay_match *match, const struct assay_form_ctx *ctx, struct assay_poly poly,
				  bool empty_is_one)
{
	if (empty_is_one && poly.n == 0)
		return ASSAY_STR("1");
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	assay_poly_print(&ctx->pool, poly, &text);
	return keep(match, &text);
}

struct assay_outcome assay_claim_forms(struct assay_match *match, const struct assay_form_ctx *ctx,
				       const struct assay_form *gold, const struct assay_form *answer,
				       enum assay_truth truth)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_FORMS, truth, ASSAY_PROOF_EXACT);
	struct assay_str *atoms = assay_arena_array(match->arena, ctx->pool.n_atoms, sizeof(*atoms));
	if (!claim || !atoms)
		return assay_outcome_nomem(match);
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		atoms[k] = assay_arena_str(match->arena, ctx->atoms[k].text);
		match->out_of_memory = match->out_of_memory || !atoms[k].data;
	}
	claim->atoms = atoms;
	claim->n_atoms = ctx->pool.n_atoms;
	claim->gold.num = poly_text(match, ctx, gold->num, false);
	claim->gold.den = poly_text(match, ctx, gold->den, true);
	claim->answer.num = poly_text(match, ctx, answer->num, false);
	claim->answer.den = poly_text(match, ctx, answer->den, true);
	return assay_claimed(match, claim);
}

static struct assay_str bound_text(struct assay_match *match, mpfr_srcptr x)
{
	if (mpfr_inf_p(x))
		return mpfr_sgn(x) > 0 ? ASSAY_STR("inf") : ASSAY_STR("-inf");
	if (!mpfr_zero_p(x) && (mpfr_get_exp(x) > MAX_WRITTEN_EXP || mpfr_get_exp(x) < -MAX_WRITTEN_EXP)) {
		mpz_t m;
		mpz_init(m);
		mpfr_exp_t e = mpfr_get_z_2exp(m, x);
		char *digits = assay_arena_alloc(match->arena, mpz_sizeinbase(m, 10) + 32);
		if (digits) {
			mpz_get_str(digits, 10, m);
			size_t len = strlen(digits);
			(void)snprintf(digits + len, 30, "*2^%" PRIdMAX, (intmax_t)e);
		} else {
			match->out_of_memory = true;
		}
		mpz_clear(m);
		return assay_str_of(digits);
	}
	mpq_t q;
	mpq_init(q);
	mpfr_get_q(q, x);
	struct assay_str ret = assay_text_of_rational(match, q);
	mpq_clear(q);
	return ret;
}

struct assay_outcome assay_claim_intervals(struct assay_match *match, const struct assay_ball *gold,
					   const struct assay_ball *answer, const char *part, uint32_t bits,
					   const struct assay_ball_point *point)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_INTERVALS, ASSAY_FALSE, ASSAY_PROOF_INTERVAL);
	if (!claim)
		return assay_outcome_nomem(match);
	bool is_imaginary = strcmp(part, "im") == 0;
	const struct assay_ball *balls[2] = {gold, answer};
	struct assay_claim_side *sides[2] = {&claim->gold, &claim->answer};
	for (int s = 0; s < 2; s++) {
		if (is_imaginary && !balls[s]->is_complex) {
			sides[s]->lo = sides[s]->hi = ASSAY_STR("0");
			continue;
		}
		sides[s]->lo = bound_text(match, is_imaginary ? &balls[s]->im[0] : &balls[s]->re[0]);
		sides[s]->hi = bound_text(match, is_imaginary ? &balls[s]->im[1] : &balls[s]->re[1]);
	}
	claim->part = part;
	claim->precision_bits = bits;
	uint32_t n = point ? point->n : 0;
	struct assay_str *names = assay_arena_array(match->arena, n, sizeof(*names));
	struct assay_str *values = assay_arena_array(match->arena, n, sizeof(*values));
	if (!names || !values)
		return assay_outcome_nomem(match);
	for (uint32_t i = 0; i < n; i++) {
		names[i] = assay_arena_str(match->arena, point->names[i]);
		values[i] = assay_text_of_rational(match, point->values[i]);
	}
	claim->atoms = names;
	claim->point = values;
	claim->n_atoms = n;
	return assay_claimed(match, claim);
}
