/* SPDX-License-Identifier: Apache-2.0 */
/* The tiers for numbers and expressions, cheapest first. */
#include "verifiers/math/equal_inner.h"
#include "verifiers/math/residue.h"
#include "verifiers/math/separation.h"

#include <string.h>

/* Canonical forms: terms, bits of a coefficient, work. The larger ones when a proof is asked for. */
#define FORM_TERMS	 512
#define FORM_TERMS_PROOF 4096
#define FORM_BITS	 ((uint64_t)1 << 20)
#define FORM_WORK	 60000
#define FORM_WORK_PROOF	 400000

/* Points at which functions are compared, and the largest number of names in them. */
#define MAX_POINTS 12
#define MAX_NAMES  16

/* Work of one node in an enclosure, per 64 bits. */
#define BALL_WORK 8

void assay_match_form_init(struct assay_match *match, struct assay_form_ctx *ctx)
{
	uint64_t left = match->work < match->budget ? match->budget - match->work : 0;
	uint64_t work = match->rules->wants_proof ? FORM_WORK_PROOF : FORM_WORK;
	assay_form_ctx_init(ctx, match->scratch, match->rules->wants_proof ? FORM_TERMS_PROOF : FORM_TERMS, FORM_BITS,
			    work < left ? work : left);
	ctx->variables_are_positive = match->rules->variables_are_positive;
	ctx->names_are_indeterminates = match->rules->names_are_indeterminates;
}

void assay_match_form_clear(struct assay_match *match, struct assay_form_ctx *ctx)
{
	match->work += ctx->pool.work;
	match->out_of_memory = match->out_of_memory || ctx->pool.out_of_memory;
	assay_form_ctx_clear(ctx);
}

bool assay_has_kind(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	uint32_t first = at->node + 1 - assay_node_of(at)->size;
	for (uint32_t i = first; i <= at->node; i++) {
		if (at->expr->nodes[i].kind == kind)
			return true;
	}
	return false;
}

static bool has_imaginary_unit(const struct assay_scalar *at)
{
	uint32_t first = at->node + 1 - assay_node_of(at)->size;
	for (uint32_t i = first; i <= at->node; i++) {
		const struct assay_expr_node *node = &at->expr->nodes[i];
		if (node->kind == ASSAY_EXPR_CONSTANT && node->sub == ASSAY_CONST_I)
			return true;
		if (node->kind == ASSAY_EXPR_FUNCTION && node->sub == ASSAY_FN_CIS)
			return true;
	}
	return false;
}

void assay_match_rng(struct assay_match *match, const struct assay_scalar *gold, const struct assay_scalar *answer,
		     struct assay_rng *ret)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	assay_expr_print(gold->expr, gold->node, &text);
	uint64_t cut = text.len;
	assay_expr_print(answer->expr, answer->node, &text);
	struct assay_rng base;
	assay_rng_init(&base, match->rules->seed);
	assay_rng_split(&base, assay_buf_str(&text), cut, 0, ret);
	match->work += text.len;
}

bool assay_match_names(struct assay_match *match, const struct assay_scalar *gold, const struct assay_scalar *answer,
		       struct assay_str **ret, uint32_t *ret_n)
{
	struct assay_str *names = assay_arena_array(match->scratch, MAX_NAMES, sizeof(*names));
	uint32_t n = 0;
	if (!names) {
		match->out_of_memory = true;
		return false;
	}
	const struct assay_scalar *sides[2] = {gold, answer};
	for (int s = 0; s < 2; s++) {
		uint32_t first = sides[s]->node + 1 - assay_node_of(sides[s])->size;
		for (uint32_t i = first; i <= sides[s]->node; i++) {
			if (sides[s]->expr->nodes[i].kind != ASSAY_EXPR_VARIABLE)
				continue;
			struct assay_str name = assay_expr_symbol_of(sides[s]->expr, i);
			if (sides[s]->rename_from.data && assay_str_eq(name, sides[s]->rename_from))
				name = sides[s]->rename_to;
			uint32_t k = 0;
			while (k < n && !assay_str_eq(names[k], name))
				k++;
			if (k < n)
				continue;
			if (n == MAX_NAMES)
				return false;
			names[n++] = name;
		}
	}
	*ret = names;
	*ret_n = n;
	return true;
}

void assay_match_point(struct assay_rng *rng, uint32_t round, mpq_t *values, uint32_t n)
{
	/* Inside (0, 1), then a little above it, then of either sign. */
	for (uint32_t i = 0; i < n; i++) {
		long num = (long)assay_rng_range(rng, 1, 30);
		unsigned long den = round % 3 == 0 ? 31 : round % 3 == 1 ? 8 : 3;
		bool is_negative = round >= MAX_POINTS / 2 && assay_rng_below(rng, 2);
		mpq_set_si(values[i], is_negative ? -num : num, den);
		mpq_canonicalize(values[i]);
	}
}

static bool both_balls(struct assay_match *match, const struct assay_scalar *gold, const struct assay_scalar *answer,
		       mpfr_prec_t bits, const struct assay_ball_point *point, struct assay_ball ret[2])
{
	match->work += (uint64_t)(assay_node_of(gold)->size + assay_node_of(answer)->size) * BALL_WORK *
		       (uint64_t)(bits / 64 + (bits > 512 ? bits * bits / 65536 : 0));
	ret[0].is_known = ret[1].is_known = false;
	if (match->work > match->budget)
		return false;
	if (!assay_ball_of(gold, bits, point, match->scratch, &ret[0]) ||
	    !assay_ball_of(answer, bits, point, match->scratch, &ret[1])) {
		match->out_of_memory = true;
		return false;
	}
	return ret[0].is_known && ret[1].is_known;
}

/* The distance of two enclosures, as a bound on its size: 2 to the returned power, or above when they are far. */
static bool nearer_than(const struct assay_ball *a, const struct assay_ball *b, double bits)
{
	mpfr_t gap;
	mpfr_init2(gap, 64);
	bool is_near = true;
	for (int part = 0; part < 2 && is_near; part++) {
		bool has[2] = {part == 0 || a->is_complex, part == 0 || b->is_complex};
		if (!has[0] && !has[1])
			continue;
		for (int s = 0; s < 2; s++) {
			/* One upper end minus the other lower end. */
			const struct assay_ball *x = s ? b : a, *y = s ? a : b;
			bool has_x = part == 0 || x->is_complex, has_y = part == 0 || y->is_complex;
			mpfr_srcptr high = part ? &x->im[1] : &x->re[1], low = part ? &y->im[0] : &y->re[0];
			if (has_x && has_y)
				mpfr_sub(gap, high, low, MPFR_RNDU);
			else if (has_x)
				mpfr_set(gap, high, MPFR_RNDU);
			else
				mpfr_neg(gap, low, MPFR_RNDU);
			/* Each part below half of the bound. */
			is_near = is_near &&
				  (mpfr_sgn(gap) <= 0 || (mpfr_number_p(gap) && (double)mpfr_get_exp(gap) < -bits - 1));
		}
	}
	mpfr_clear(gap);
	return is_near;
}

static struct assay_outcome claim_separation(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer,
					     const struct assay_separation *separation, mpfr_prec_t bits)
{
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_SEPARATION, ASSAY_TRUE, ASSAY_PROOF_ALGEBRAIC);
	if (!claim)
		return assay_outcome_nomem(match);
	claim->gold.text = assay_text_of(match, gold);
	claim->answer.text = assay_text_of(match, answer);
	claim->bound_bits = (uint64_t)separation->bits;
	claim->degree = (uint64_t)separation->degree;
	claim->precision_bits = (uint32_t)bits;
	mpq_t bound;
	mpq_init(bound);
	mpq_set_ui(bound, 1, 1);
	mpq_div_2exp(bound, bound, claim->bound_bits + 1);
	claim->difference_hi = assay_text_of_rational(match, bound);
	mpq_neg(bound, bound);
	claim->difference_lo = assay_text_of_rational(match, bound);
	mpq_clear(bound);
	return assay_claimed(match, claim);
}

/* Constants that agree at a low precision: below the separation bound they are equal. */
struct assay_outcome assay_equal_algebraic(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer, bool *ret_is_done)
{
	struct assay_separation separation;
	*ret_is_done = false;
	match->work += (uint64_t)(assay_node_of(gold)->size + assay_node_of(answer)->size) * 16;
	if (!assay_separation_of(gold, answer, match->scratch, &separation))
		return assay_outcome_nomem(match);
	if (!separation.is_algebraic)
		return assay_unknown(NULL);
	double needed = separation.bits + 96;
	if (needed > ASSAY_BALL_MAX_BITS)
		return assay_unknown("the numbers agree, but their separation bound is out of reach");
	for (mpfr_prec_t bits = ((mpfr_prec_t)needed / 64 + 1) * 64; bits <= 2 * ASSAY_BALL_MAX_BITS; bits *= 2) {
		struct assay_ball balls[2];
		const char *part;
		if (!both_balls(match, gold, answer, bits, NULL, balls))
			break;
		*ret_is_done = true;
		if (assay_ball_disjoint(&balls[0], &balls[1], &part))
			return assay_claim_intervals(match, &balls[0], &balls[1], part, (uint32_t)bits, NULL);
		if (nearer_than(&balls[0], &balls[1], separation.bits))
			return claim_separation(match, gold, answer, &separation, bits);
	}
	*ret_is_done = false;
	return assay_unknown("the numbers agree as far as the budget goes");
}

static struct assay_outcome compare_constants(struct assay_match *match, const struct assay_scalar *gold,
					      const struct assay_scalar *answer)
{
	struct assay_outcome ret = assay_unknown("a value has no enclosure");
	for (mpfr_prec_t bits = ASSAY_BALL_MIN_BITS; bits <= ASSAY_BALL_MAX_BITS; bits *= bits >= 256 ? 4 : 2) {
		struct assay_ball balls[2];
		const char *part;
		bool is_done = false;
		if (!both_balls(match, gold, answer, bits, NULL, balls)) {
			if (match->work > match->budget)
				return assay_unknown("the budget of work ran out");
			if (bits >= 256)
				break;
			continue; /* A divisor may only look like zero. */
		}
		if (assay_ball_disjoint(&balls[0], &balls[1], &part))
			return assay_claim_intervals(match, &balls[0], &balls[1], part, (uint32_t)bits, NULL);
		ret = assay_unknown("the numbers agree to 4096 bits, which is no proof");
		if (bits == 2 * ASSAY_BALL_MIN_BITS) {
			struct assay_outcome near = assay_equal_algebraic(match, gold, answer, &is_done);
			if (is_done || near.truth != ASSAY_UNKNOWN)
				return near;
			ret = near.reason ? near : ret;
		}
	}
	return ret;
}

static bool has_sign(const struct assay_scalar *at)
{
	uint32_t first = at->node + 1 - assay_node_of(at)->size;
	for (uint32_t i = first; i <= at->node; i++) {
		const struct assay_expr_node *node = &at->expr->nodes[i];
		if (node->kind == ASSAY_EXPR_FUNCTION && (node->sub == ASSAY_FN_ABS || node->sub == ASSAY_FN_SIGN))
			return true;
	}
	return false;
}

/* Functions at a few points: where both are real and differ, they are different. */
static struct assay_outcome compare_functions(struct assay_match *match, const struct assay_scalar *gold,
					      const struct assay_scalar *answer)
{
	struct assay_str *names;
	uint32_t n, met = 0;
	if (!assay_match_names(match, gold, answer, &names, &n))
		return assay_unknown("there are too many variables");
	bool is_complex = has_imaginary_unit(gold) || has_imaginary_unit(answer);
	mpq_t values[MAX_NAMES];
	for (uint32_t i = 0; i < n; i++)
		mpq_init(values[i]);
	struct assay_ball_point point = {.names = names, .values = (const mpq_t *)values, .n = n};
	struct assay_rng rng;
	assay_match_rng(match, gold, answer, &rng);
	struct assay_outcome ret = assay_unknown(NULL);
	/* Where both agree for positive values, a negative one tells them apart only if they ask for its sign. */
	bool asks_sign = !match->rules->variables_are_positive && (has_sign(gold) || has_sign(answer));
	for (uint32_t round = 0; round < MAX_POINTS && ret.truth == ASSAY_UNKNOWN; round++) {
		bool is_negative = round >= MAX_POINTS / 2;
		if (is_negative && (match->rules->variables_are_positive || (met && !asks_sign)))
			break;
		assay_match_point(&rng, round, values, n);
		for (mpfr_prec_t bits = ASSAY_BALL_MIN_BITS; bits <= 256; bits *= 4) {
			struct assay_ball balls[2];
			const char *part;
			if (!both_balls(match, gold, answer, bits, &point, balls))
				break;
			if (!is_complex && (balls[0].is_complex || balls[1].is_complex))
				break;
			met += bits == 256;
			if (!assay_ball_disjoint(&balls[0], &balls[1], &part))
				continue;
			ret = assay_claim_intervals(match, &balls[0], &balls[1], part, (uint32_t)bits, &point);
			break;
		}
	}
	for (uint32_t i = 0; i < n; i++)
		mpq_clear(values[i]);
	if (ret.truth == ASSAY_UNKNOWN)
		ret.reason = met ? "the expressions agree at random points, which is no proof"
				 : "the expressions cannot be compared at any point";
	return ret;
}

/* Residues, for what is too large to expand. */
static struct assay_outcome compare_residues(struct assay_match *match, const struct assay_scalar *gold,
					     const struct assay_scalar *answer)
{
	struct assay_rng rng;
	struct assay_residues *residues = assay_arena_alloc(match->scratch, sizeof(*residues));
	if (!residues)
		return assay_outcome_nomem(match);
	assay_match_rng(match, gold, answer, &rng);
	uint64_t left = match->work < match->budget ? match->budget - match->work : 0;
	if (!assay_residues_of(gold, answer, &rng, left, match->scratch, residues))
		return assay_outcome_nomem(match);
	match->work += residues->work;
	if (residues->n == 0)
		return assay_unknown(NULL);
	struct assay_claim *claim =
		assay_claim_new(match, ASSAY_CLAIM_RESIDUES, residues->differs ? ASSAY_FALSE : ASSAY_TRUE,
				residues->differs ? ASSAY_PROOF_EXACT : ASSAY_PROOF_PROBABLE);
	struct assay_claim_residue *at = assay_arena_array(match->arena, residues->n, sizeof(*at));
	struct assay_str *names = assay_arena_array(match->arena, residues->n_names, sizeof(*names));
	if (!claim || !at || !names)
		return assay_outcome_nomem(match);
	for (uint32_t k = 0; k < residues->n_names; k++)
		names[k] = assay_arena_str(match->arena, residues->names[k]);
	for (uint32_t i = 0; i < residues->n; i++) {
		uint64_t *point = assay_arena_array(match->arena, residues->n_names, sizeof(*point));
		if (!point)
			return assay_outcome_nomem(match);
		memcpy(point, residues->at[i].point, residues->n_names * sizeof(*point));
		at[i] = (struct assay_claim_residue){.prime = residues->at[i].prime,
						     .gold = residues->at[i].a,
						     .answer = residues->at[i].b,
						     .point = point};
	}
	claim->gold.text = assay_text_of(match, gold);
	claim->answer.text = assay_text_of(match, answer);
	claim->atoms = names;
	claim->n_atoms = residues->n_names;
	claim->residues = at;
	claim->n_residues = residues->n;
	claim->error_bound = residues->differs ? 0 : residues->error_bound;
	return assay_claimed(match, claim);
}

/* Names that stand for a constant of integration. */
static bool is_free_constant(struct assay_str name)
{
	static const char *const names[] = {"C", "c", "K", "k", "C_1", "c_1", "C_0", "C_2", "const"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (assay_str_is(name, names[i]))
			return true;
	}
	return false;
}

/* The free constant that stands once, as a summand of its own, in a form without a denominator; or UINT32_MAX. */
static uint32_t added_constant(const struct assay_form_ctx *ctx, const struct assay_form *form)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms && form->den.n == 0; k++) {
		if (ctx->atoms[k].kind != ASSAY_ATOM_VARIABLE || !is_free_constant(ctx->atoms[k].text))
			continue;
		uint32_t n = 0;
		bool is_alone = true;
		for (uint32_t i = 0; i < form->num.n; i++) {
			const struct assay_poly_term *term = &form->num.terms[i];
			if (!term->e[k])
				continue;
			n++;
			is_alone = is_alone && mpq_cmp_ui(term->c, 1, 1) == 0;
			for (uint32_t j = 0; j < ctx->pool.n_atoms; j++)
				is_alone = is_alone && (j == k ? term->e[j] == ASSAY_POLY_UNIT : term->e[j] == 0);
		}
		/* Beside something that was integrated. */
		bool has_more = false;
		for (uint32_t j = 0; j < ctx->pool.n_atoms; j++)
			has_more =
				has_more || (j != k && !ctx->atoms[j].is_constant && assay_poly_has_atom(form->num, j));
		if (n == 1 && is_alone && has_more)
			return k;
	}
	return UINT32_MAX;
}

/* Antiderivatives, where the rules say so: whether gold - answer is constant once one of them adds any constant. */
static bool differ_by_constant(struct assay_match *match, struct assay_form_ctx *ctx, const struct assay_form *gold,
			       const struct assay_form *answer)
{
	uint32_t x = added_constant(ctx, gold), y = added_constant(ctx, answer);
	if (!match->rules->constant_is_free || (x == UINT32_MAX && y == UINT32_MAX))
		return false;
	struct assay_form gap = assay_form_sub(ctx, gold, answer);
	if (gap.state != ASSAY_FORM_VALUE || gap.den.n)
		return false;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (k != x && k != y && !ctx->atoms[k].is_constant && assay_poly_has_atom(gap.num, k))
			return false;
	}
	return !assay_poly_failed(&ctx->pool) && !assay_form_poly_is_constant(ctx, gold->num);
}

/* Whether 128 bits do not tell two constants apart; then they may be worth the work of a proof that they are equal. */
static bool near_each_other(struct assay_match *match, const struct assay_scalar *gold,
			    const struct assay_scalar *answer)
{
	struct assay_ball balls[2];
	const char *part;
	return both_balls(match, gold, answer, 2 * ASSAY_BALL_MIN_BITS, NULL, balls) &&
	       !assay_ball_disjoint(&balls[0], &balls[1], &part);
}

/* A cross product that is not zero as a polynomial, with atoms that are not independent. */
static struct assay_outcome compare_remainder(struct assay_match *match, struct assay_form_ctx *ctx,
					      const struct assay_scalar *gold, const struct assay_scalar *answer,
					      struct assay_poly difference)
{
	bool is_constant = assay_form_poly_is_constant(ctx, difference);
	if (is_constant && !near_each_other(match, gold, answer))
		return assay_unknown(NULL);
	if (is_constant) {
		struct assay_outcome ret = assay_equal_log_sums(match, ctx, difference);
		if (ret.truth != ASSAY_UNKNOWN)
			return ret;
	}
	return assay_form_is_assuming(ctx) ? assay_unknown(NULL) : assay_equal_coefficients(match, ctx, difference);
}

/* What canonical forms say; unknown with a reason where they do not. `*ret_sized` is whether both have one. */
static struct assay_outcome compare_forms(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer, bool is_careful, bool *ret_have_forms,
					  bool *ret_is_final)
{
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	ctx.is_careful = is_careful;
	struct assay_outcome ret = assay_unknown(NULL);
	struct assay_form g = assay_form_of(&ctx, gold);
	const char *reason = ctx.reason;
	struct assay_form a = assay_form_of(&ctx, answer);
	ret.reason = reason ? reason : ctx.reason;
	*ret_is_final = false;
	*ret_have_forms = g.state == ASSAY_FORM_VALUE && a.state == ASSAY_FORM_VALUE && !assay_poly_failed(&ctx.pool);
	if (assay_poly_failed(&ctx.pool)) {
		ret.reason = "the forms are too large to write out";
	} else if (g.state == ASSAY_FORM_UNDEFINED || a.state == ASSAY_FORM_UNDEFINED) {
		*ret_is_final = true;
		ret.reason = "a value is not defined";
		if (g.state != a.state && g.state != ASSAY_FORM_NONE && a.state != ASSAY_FORM_NONE)
			ret = assay_claim_shapes(match, g.state == ASSAY_FORM_VALUE ? "a value" : "not defined",
						 a.state == ASSAY_FORM_VALUE ? "a value" : "not defined");
	} else if (*ret_have_forms) {
		mpq_t x, y;
		mpq_inits(x, y, NULL);
		if (assay_form_rational(&ctx, &g, x) && assay_form_rational(&ctx, &a, y)) {
			ret = assay_claim_values(match, x, y);
		} else {
			struct assay_poly difference = assay_form_difference(&ctx, &g, &a);
			bool is_zero = difference.n == 0 && !assay_poly_failed(&ctx.pool);
			if (is_zero && assay_form_is_assuming(&ctx)) {
				*ret_is_final = true;
				ret.reason = "they agree where the variables are not negative; elsewhere is not known";
			} else if (is_zero) {
				ret = assay_claim_forms(match, &ctx, &g, &a, ASSAY_TRUE);
			} else if (differ_by_constant(match, &ctx, &g, &a)) {
				struct assay_form gap = assay_form_sub(&ctx, &g, &a);
				ret = assay_claim_rewritten(match, "up to a constant of integration",
							    assay_text_of(match, gold), assay_text_of(match, answer),
							    assay_claim_forms(match, &ctx, &gap, &gap, ASSAY_TRUE));
			} else if (assay_form_is_nonzero(&ctx, difference)) {
				ret = assay_claim_forms(match, &ctx, &g, &a, ASSAY_FALSE);
			} else if (difference.n && !assay_poly_failed(&ctx.pool)) {
				ret = compare_remainder(match, &ctx, gold, answer, difference);
			}
		}
		mpq_clears(x, y, NULL);
	}
	assay_match_form_clear(match, &ctx);
	return ret;
}

/* Two plain integers of machine size. */
static bool small_integers(const struct assay_scalar *gold, const struct assay_scalar *answer, int64_t ret[2])
{
	const struct assay_scalar *sides[2] = {gold, answer};
	for (int s = 0; s < 2; s++) {
		struct assay_scalar at = *sides[s];
		bool is_negative = assay_node_of(&at)->kind == ASSAY_EXPR_NEG;
		if (is_negative)
			at = assay_kid_at(&at, 0);
		if (assay_node_of(&at)->kind != ASSAY_EXPR_NUMBER)
			return false;
		const struct assay_expr_number *number = assay_expr_number_of(at.expr, at.node);
		if (!number->is_small)
			return false;
		ret[s] = is_negative ? -number->small : number->small;
	}
	return true;
}

static struct assay_outcome compare_small(struct assay_match *match, const int64_t value[2])
{
	enum assay_truth truth = value[0] == value[1] ? ASSAY_TRUE : ASSAY_FALSE;
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_VALUES, truth, ASSAY_PROOF_EXACT);
	if (!claim)
		return assay_outcome_nomem(match);
	claim->gold.text = assay_arena_printf(match->arena, "%lld", (long long)value[0]);
	claim->answer.text =
		truth == ASSAY_TRUE ? claim->gold.text : assay_arena_printf(match->arena, "%lld", (long long)value[1]);
	return assay_claimed(match, claim);
}

/* Whether a decimal fraction is written in the subtree. */
static bool has_decimal(const struct assay_scalar *at)
{
	uint32_t first = at->node + 1 - assay_node_of(at)->size;
	for (uint32_t i = first; i <= at->node; i++) {
		if (at->expr->nodes[i].kind == ASSAY_EXPR_NUMBER && assay_expr_number_of(at->expr, i)->places)
			return true;
	}
	return false;
}

/* floor(x * 10^places + 1/2) of a real constant, where its enclosure says it. */
static bool rounded(struct assay_match *match, const struct assay_scalar *at, uint32_t places, mpq_t ret)
{
	struct assay_ball ball;
	match->work += (uint64_t)assay_node_of(at)->size * BALL_WORK * 4;
	if (!assay_ball_of(at, 256, NULL, match->scratch, &ball))
		match->out_of_memory = true;
	if (match->out_of_memory || !ball.is_known || ball.is_complex || !mpfr_number_p(&ball.re[0]) ||
	    !mpfr_number_p(&ball.re[1]) || mpfr_get_exp(&ball.re[1]) > 4096 || mpfr_get_exp(&ball.re[0]) > 4096)
		return false;
	mpq_t end[2], half;
	mpq_inits(end[0], end[1], half, NULL);
	mpz_ui_pow_ui(mpq_numref(ret), 10, places);
	mpz_set_ui(mpq_denref(ret), 1);
	mpq_set_ui(half, 1, 2);
	for (int s = 0; s < 2; s++) {
		mpfr_get_q(end[s], &ball.re[s]);
		mpq_mul(end[s], end[s], ret);
		mpq_add(end[s], end[s], half);
		mpz_fdiv_q(mpq_numref(end[s]), mpq_numref(end[s]), mpq_denref(end[s]));
		mpz_set_ui(mpq_denref(end[s]), 1);
	}
	bool is_known = mpq_equal(end[0], end[1]);
	mpq_div(ret, end[0], ret);
	mpq_clears(end[0], end[1], half, NULL);
	return is_known;
}

/* Different numbers that are the same once rounded, where the rules round and one of them is written as a decimal. */
static struct assay_outcome try_rounding(struct assay_match *match, const struct assay_scalar *gold,
					 const struct assay_scalar *answer, struct assay_outcome exact)
{
	uint32_t places = match->rules->rounding_places;
	if (!places || exact.truth == ASSAY_TRUE || (!has_decimal(gold) && !has_decimal(answer)))
		return exact;
	mpq_t x, y;
	mpq_inits(x, y, NULL);
	if (rounded(match, gold, places, x) && rounded(match, answer, places, y) && mpq_equal(x, y)) {
		struct assay_outcome values = assay_claim_values(match, x, y);
		exact = assay_claim_rewritten(match, "rounded to the places of the rules", assay_text_of(match, gold),
					      assay_text_of(match, answer), values);
	}
	mpq_clears(x, y, NULL);
	return exact;
}

static struct assay_outcome compare_tiers(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer)
{
	bool have_forms, is_final;
	struct assay_outcome ret = compare_forms(match, gold, answer, false, &have_forms, &is_final);
	if (is_final && have_forms) {
		/* Equal if signs are taken for granted; perhaps they need not be. */
		bool unused;
		struct assay_outcome careful = compare_forms(match, gold, answer, true, &unused, &unused);
		if (careful.truth == ASSAY_TRUE)
			return careful;
	}
	if (ret.truth != ASSAY_UNKNOWN || is_final || match->out_of_memory)
		return ret;
	if (!have_forms) {
		struct assay_outcome residues = compare_residues(match, gold, answer);
		if (residues.truth != ASSAY_UNKNOWN)
			return residues;
	}
	bool has_names = assay_has_kind(gold, ASSAY_EXPR_VARIABLE) || assay_has_kind(answer, ASSAY_EXPR_VARIABLE);
	struct assay_outcome numeric =
		has_names ? compare_functions(match, gold, answer) : compare_constants(match, gold, answer);
	if (numeric.truth == ASSAY_UNKNOWN && ret.reason)
		numeric.reason = ret.reason;
	return numeric;
}

/* f(x) and f(y): the argument's name in the answer becomes that in gold. */
static bool rename_argument(const struct assay_scalar *gold, const struct assay_scalar *answer,
			    struct assay_scalar *ret)
{
	const struct assay_expr_node *g = assay_node_of(gold), *a = assay_node_of(answer);
	if (g->kind != ASSAY_EXPR_CALL || a->kind != ASSAY_EXPR_CALL || g->n_kids != 1 || a->n_kids != 1)
		return false;
	struct assay_scalar x = assay_kid_at(gold, 0), y = assay_kid_at(answer, 0);
	if (assay_node_of(&x)->kind != ASSAY_EXPR_VARIABLE || assay_node_of(&y)->kind != ASSAY_EXPR_VARIABLE)
		return false;
	*ret = *answer;
	ret->rename_from = assay_expr_symbol_of(y.expr, y.node);
	ret->rename_to = assay_expr_symbol_of(x.expr, x.node);
	return true;
}

struct assay_outcome assay_equal_scalars(struct assay_match *match, const struct assay_scalar *gold,
					 const struct assay_scalar *answer)
{
	int64_t small[2];
	struct assay_scalar renamed;
	if (match->rules->names_may_differ && rename_argument(gold, answer, &renamed))
		answer = &renamed;
	if (small_integers(gold, answer, small))
		return compare_small(match, small);
	return try_rounding(match, gold, answer, compare_tiers(match, gold, answer));
}
