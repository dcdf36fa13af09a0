/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of logarithms, and of angles, of algebraic numbers.
 *
 * q_1 ln a_1 + ... + q_n ln a_n with rational q is zero exactly when the product of the powers is one. In the same way
 * the angles of z_1, ..., z_n sum to a multiple of pi exactly when the product of powers of the z, or of their
 * conjugates for negative q, is real; and an enclosure tells which multiple. Both products are algebraic, so that
 * their separation bound decides.
 *
 * And a cross product of forms is zero when each of its coefficients is: the algebraic numbers that stand before the
 * products of all other atoms, which canonical forms do not always reduce (sqrt(5 + 2 sqrt(6)) - sqrt(2) - sqrt(3)).
 */
#include "verifiers/math/equal_inner.h"
#include "verifiers/math/synth.h"

/* Exponents of the products. */
#define MAX_EXPONENT 64
#define MAX_SUMMANDS 16

#define UNIT ASSAY_POLY_UNIT

enum summand {
	SUMMAND_LN,
	SUMMAND_ANGLE,
	SUMMAND_PI,
};

struct sum {
	enum summand kind[MAX_SUMMANDS];
	uint32_t atom[MAX_SUMMANDS];
	long n[MAX_SUMMANDS]; /* Coefficient times the common denominator. */
	uint32_t len;
	bool has_ln, has_angle;
};

static bool is_angle(const struct assay_form_atom *atom)
{
	return atom->kind == ASSAY_ATOM_OTHER && atom->inner.n &&
	       (atom->fn == ASSAY_FN_ATAN || atom->fn == ASSAY_FN_ASIN);
}

/* The lone logarithm, angle or pi of a term; the rest of it must be the same in all terms. */
static bool classify(const struct assay_form_ctx *ctx, struct assay_poly a, uint32_t i, enum summand *ret_kind,
		     uint32_t *ret_atom)
{
	bool is_found = false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		int32_t e = a.terms[i].e[k];
		const struct assay_form_atom *atom = &ctx->atoms[k];
		bool is_ln = atom->kind == ASSAY_ATOM_LN, is_pi = atom->kind == ASSAY_ATOM_PI;
		bool may_lead = is_ln || is_pi || is_angle(atom);
		bool is_common = true;
		for (uint32_t j = 0; j < a.n; j++)
			is_common = is_common && a.terms[j].e[k] == e;
		if (is_common || e == 0)
			continue;
		if (!may_lead || e != UNIT || is_found)
			return false;
		*ret_kind = is_ln ? SUMMAND_LN : is_pi ? SUMMAND_PI : SUMMAND_ANGLE;
		*ret_atom = k;
		is_found = true;
	}
	return is_found;
}

static bool read_sum(const struct assay_form_ctx *ctx, struct assay_poly a, struct sum *ret)
{
	*ret = (struct sum){0};
	if (a.n < 2 || a.n > MAX_SUMMANDS)
		return false;
	mpz_t common, n;
	mpz_init_set_ui(common, 1);
	mpz_init(n);
	bool is_fine = true;
	for (uint32_t i = 0; i < a.n; i++)
		mpz_lcm(common, common, mpq_denref(a.terms[i].c));
	/* Coefficients with a common factor give roots of the products. */
	mpz_t factor;
	mpz_init(factor);
	for (uint32_t i = 0; i < a.n && is_fine; i++) {
		is_fine = classify(ctx, a, i, &ret->kind[i], &ret->atom[i]);
		mpz_divexact(n, common, mpq_denref(a.terms[i].c));
		mpz_mul(n, n, mpq_numref(a.terms[i].c));
		is_fine = is_fine && mpz_cmpabs_ui(n, 1000000) < 0;
		ret->n[i] = mpz_get_si(n);
		if (ret->kind[i] != SUMMAND_PI)
			mpz_gcd(factor, factor, n);
		ret->has_ln = ret->has_ln || ret->kind[i] == SUMMAND_LN;
		ret->has_angle = ret->has_angle || ret->kind[i] == SUMMAND_ANGLE;
	}
	ret->len = a.n;
	long by = ret->has_ln && mpz_sgn(factor) ? mpz_get_si(factor) : 1;
	for (uint32_t i = 0; i < a.n && is_fine; i++) {
		ret->n[i] /= by;
		is_fine = ret->kind[i] == SUMMAND_PI || (ret->n[i] <= MAX_EXPONENT && ret->n[i] >= -MAX_EXPONENT);
	}
	mpz_clears(common, n, factor, NULL);
	/* Logarithms and angles do not mix: the sum of logarithms is real, and pi is no logarithm of a real. */
	bool has_pi = false;
	for (uint32_t i = 0; i < a.n && is_fine; i++)
		has_pi = has_pi || ret->kind[i] == SUMMAND_PI;
	return is_fine && ret->has_ln != ret->has_angle && !(ret->has_ln && has_pi);
}

/* a for a logarithm, 1 + i a for an arc tangent, sqrt(1 - a^2) + i a for an arc sine. */
static uint32_t direction(struct assay_synth *synth, const struct assay_form_atom *atom, bool is_ln, bool conjugate)
{
	uint32_t pair[2];
	if (is_ln)
		return assay_synth_poly(synth, atom->inner, false);
	mpq_t one;
	mpq_init(one);
	mpq_set_ui(one, 1, 1);
	pair[0] = assay_synth_rational(synth, one);
	if (atom->fn == ASSAY_FN_ASIN) {
		pair[1] = assay_synth_power(synth, assay_synth_poly(synth, atom->inner, false), 2);
		pair[1] = assay_synth_node(synth, ASSAY_EXPR_NEG, 0, &pair[1], 1);
		pair[0] = assay_synth_node(synth, ASSAY_EXPR_SUM, 0, pair, 2);
		pair[0] = assay_synth_node(synth, ASSAY_EXPR_FUNCTION, ASSAY_FN_SQRT, pair, 1);
	}
	mpq_clear(one);
	uint32_t real = pair[0];
	pair[0] = assay_synth_node(synth, ASSAY_EXPR_CONSTANT, ASSAY_CONST_I, NULL, 0);
	pair[1] = assay_synth_poly(synth, atom->inner, false);
	pair[1] = assay_synth_node(synth, ASSAY_EXPR_PRODUCT, 0, pair, 2);
	if (conjugate)
		pair[1] = assay_synth_node(synth, ASSAY_EXPR_NEG, 0, &pair[1], 1);
	pair[0] = real;
	return assay_synth_node(synth, ASSAY_EXPR_SUM, 0, pair, 2);
}

/* Logarithms: the product of those with positive (`side` 0) or negative exponents. Angles: all, or all conjugates. */
static bool product(struct assay_match *match, const struct assay_form_ctx *ctx, const struct sum *sum, int side,
		    struct assay_expr *expr, struct assay_scalar *ret)
{
	struct assay_synth synth;
	uint32_t factors[MAX_SUMMANDS + 1], n = 0;
	assay_synth_init(&synth, ctx, match->scratch);
	for (uint32_t i = 0; i < sum->len; i++) {
		bool is_ln = sum->kind[i] == SUMMAND_LN, is_negative = sum->n[i] < 0;
		if (sum->kind[i] == SUMMAND_PI || (is_ln && is_negative != (side == 1)))
			continue;
		uint32_t base = direction(&synth, &ctx->atoms[sum->atom[i]], is_ln, is_negative != (side == 1));
		factors[n++] = assay_synth_power(&synth, base, (unsigned long)(is_negative ? -sum->n[i] : sum->n[i]));
	}
	if (n == 0) {
		mpq_t one;
		mpq_init(one);
		mpq_set_ui(one, 1, 1);
		factors[n++] = assay_synth_rational(&synth, one);
		mpq_clear(one);
	}
	if (n > 1)
		(void)assay_synth_node(&synth, ASSAY_EXPR_PRODUCT, 0, factors, n);
	match->out_of_memory = match->out_of_memory || synth.out_of_memory;
	*ret = assay_synth_scalar(&synth, expr);
	return !synth.has_failed;
}

/* Whether every logarithm is of a positive number. */
static bool all_positive(struct assay_match *match, const struct assay_form_ctx *ctx, const struct sum *sum)
{
	for (uint32_t i = 0; i < sum->len; i++) {
		struct assay_synth synth;
		struct assay_expr expr;
		assay_synth_init(&synth, ctx, match->scratch);
		(void)assay_synth_poly(&synth, ctx->atoms[sum->atom[i]].inner, false);
		struct assay_scalar at = assay_synth_scalar(&synth, &expr);
		match->work += 64;
		if (synth.has_failed || assay_ball_sign(&at, match->scratch) != 1)
			return false;
	}
	return true;
}

/* Whether the sum, times its common denominator, lies between -3 and 3, so that no other multiple of pi does. */
static bool is_within_half_turn(struct assay_match *match, const struct assay_form_ctx *ctx, const struct sum *sum)
{
	struct assay_synth synth;
	struct assay_expr expr;
	struct assay_ball ball;
	uint32_t terms[MAX_SUMMANDS];
	assay_synth_init(&synth, ctx, match->scratch);
	for (uint32_t i = 0; i < sum->len; i++) {
		uint32_t pair[2];
		mpq_t n;
		mpq_init(n);
		mpq_set_si(n, sum->n[i], 1);
		pair[0] = assay_synth_rational(&synth, n);
		mpq_clear(n);
		const struct assay_form_atom *atom = &ctx->atoms[sum->atom[i]];
		if (sum->kind[i] == SUMMAND_PI) {
			pair[1] = assay_synth_node(&synth, ASSAY_EXPR_CONSTANT, ASSAY_CONST_PI, NULL, 0);
		} else {
			pair[1] = assay_synth_poly(&synth, atom->inner, false);
			pair[1] = assay_synth_node(&synth, ASSAY_EXPR_FUNCTION, atom->fn, &pair[1], 1);
		}
		terms[i] = assay_synth_node(&synth, ASSAY_EXPR_PRODUCT, 0, pair, 2);
	}
	(void)assay_synth_node(&synth, ASSAY_EXPR_SUM, 0, terms, sum->len);
	match->work += 128;
	if (synth.has_failed)
		return false;
	struct assay_scalar at = assay_synth_scalar(&synth, &expr);
	if (!assay_ball_of(&at, 128, NULL, match->scratch, &ball)) {
		match->out_of_memory = true;
		return false;
	}
	return ball.is_known && !ball.is_complex && mpfr_cmp_si(&ball.re[0], -3) > 0 && mpfr_cmp_si(&ball.re[1], 3) < 0;
}

/* Whether an atom is an algebraic number that a tree can be made of. */
static bool is_algebraic(const struct assay_form_ctx *ctx, uint32_t k, int depth)
{
	const struct assay_form_atom *atom = &ctx->atoms[k];
	if (atom->kind == ASSAY_ATOM_INTEGER || atom->kind == ASSAY_ATOM_I || atom->kind == ASSAY_ATOM_UNITY)
		return true;
	if (atom->kind != ASSAY_ATOM_ROOT || !atom->is_constant || depth == 4)
		return false;
	for (uint32_t j = 0; j < k; j++) {
		if (assay_poly_has_atom(atom->inner, j) && !is_algebraic(ctx, j, depth + 1))
			return false;
	}
	return true;
}

/* The terms that share the powers of all other atoms with term `i`, without them. */
static struct assay_poly coefficient_of(struct assay_form_ctx *ctx, struct assay_poly a, uint32_t i,
					const bool *algebraic, bool *seen)
{
	struct assay_poly ret = {0};
	for (uint32_t j = i; j < a.n; j++) {
		bool is_alike = !seen[j];
		for (uint32_t k = 0; k < ctx->pool.n_atoms; k++)
			is_alike = is_alike && (algebraic[k] || a.terms[j].e[k] == a.terms[i].e[k]);
		if (!is_alike)
			continue;
		seen[j] = true;
		struct assay_poly term = assay_poly_rational(&ctx->pool, a.terms[j].c);
		for (uint32_t k = 0; k < ctx->pool.n_atoms && term.n; k++)
			term.terms[0].e[k] = algebraic[k] ? a.terms[j].e[k] : 0;
		ret = assay_poly_add(&ctx->pool, ret, term);
	}
	return ret;
}

struct assay_outcome assay_equal_coefficients(struct assay_match *match, struct assay_form_ctx *ctx,
					      struct assay_poly difference)
{
	bool algebraic[ASSAY_POLY_MAX_ATOMS] = {false}, has_root = false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		algebraic[k] = is_algebraic(ctx, k, 0);
		has_root =
			has_root || (algebraic[k] && assay_poly_has_atom(difference, k) &&
				     (ctx->atoms[k].kind == ASSAY_ATOM_ROOT || ctx->atoms[k].kind == ASSAY_ATOM_UNITY));
	}
	bool *seen = assay_arena_array(match->scratch, difference.n, sizeof(*seen));
	const struct assay_claim **kids =
		assay_arena_array(match->arena, difference.n, sizeof(const struct assay_claim *));
	struct assay_claim_pair *pairs = assay_arena_array(match->arena, difference.n, sizeof(*pairs));
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_PARTS, ASSAY_TRUE, ASSAY_PROOF_ALGEBRAIC);
	if (!seen || !kids || !pairs || !claim)
		return assay_outcome_nomem(match);
	uint32_t n = 0;
	for (uint32_t i = 0; i < difference.n && has_root; i++) {
		if (seen[i])
			continue;
		struct assay_poly coefficient = coefficient_of(ctx, difference, i, algebraic, seen);
		struct assay_synth synth[2];
		struct assay_expr exprs[2];
		bool is_done;
		for (int s = 0; s < 2; s++) {
			assay_synth_init(&synth[s], ctx, match->scratch);
			(void)assay_synth_poly(&synth[s], s ? (struct assay_poly){0} : coefficient, false);
		}
		struct assay_scalar gold = assay_synth_scalar(&synth[0], &exprs[0]);
		struct assay_scalar none = assay_synth_scalar(&synth[1], &exprs[1]);
		if (synth[0].has_failed || synth[1].has_failed || assay_poly_failed(&ctx->pool))
			return assay_unknown(NULL);
		struct assay_outcome zero = assay_equal_algebraic(match, &gold, &none, &is_done);
		if (zero.truth != ASSAY_TRUE)
			return assay_unknown(NULL);
		pairs[n] = (struct assay_claim_pair){n, n};
		kids[n++] = zero.claim;
	}
	if (n == 0)
		return assay_unknown(NULL);
	claim->rule = "coefficients of the difference, each zero";
	claim->kids = kids;
	claim->pairs = pairs;
	claim->n_kids = claim->n_gold = claim->n_answer = n;
	return assay_claimed(match, claim);
}

struct assay_outcome assay_equal_log_sums(struct assay_match *match, const struct assay_form_ctx *ctx,
					  struct assay_poly difference)
{
	struct sum sum;
	struct assay_expr exprs[2];
	struct assay_scalar sides[2];
	bool is_done = false;
	if (!read_sum(ctx, difference, &sum) || !product(match, ctx, &sum, 0, &exprs[0], &sides[0]) ||
	    !product(match, ctx, &sum, 1, &exprs[1], &sides[1]))
		return assay_unknown(NULL);
	if (sum.has_ln ? !all_positive(match, ctx, &sum) : !is_within_half_turn(match, ctx, &sum))
		return assay_unknown(NULL);
	struct assay_outcome ret = assay_equal_algebraic(match, &sides[0], &sides[1], &is_done);
	/* The angles may still sum to another multiple of pi, but an enclosure tells that apart sooner. */
	if (match->out_of_memory || ret.truth != ASSAY_TRUE)
		return assay_unknown(NULL);
	return assay_claim_rewritten(match,
				     sum.has_ln ? "logarithms as the logarithm of a product"
						: "angles as the angle of a product, which is real",
				     assay_text_of(match, &sides[0]), assay_text_of(match, &sides[1]), ret);
}
