/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/residue.h"

#include <math.h>
#include <string.h>

/* Exponents and factorials are read from canonical forms with these ceilings. */
#define EXPONENT_TERMS 64
#define EXPONENT_BITS  (1 << 20)
#define EXPONENT_WORK  20000

/* n! costs n multiplications. */
#define MAX_FACTORIAL 200000

__extension__ typedef unsigned __int128 wide;

struct bounds {
	double num_degree, den_degree, num_bits, den_bits;
};

/* One node: where its value comes from, found once for all primes. */
struct plan {
	mpq_t value;	/* NUMBER: exact. POWER: exponent in the numerator. */
	bool has_value; /* `value` is initialised. */
	int64_t exp10;
	uint32_t name; /* VARIABLE. */
	struct bounds bounds;
};

struct side {
	const struct assay_scalar *scalar;
	struct plan *plans;
	uint64_t *values;
	uint32_t first, size;
};

static uint64_t mul_mod(uint64_t a, uint64_t b, uint64_t p)
{
	return (uint64_t)((wide)a * b % p);
}

static uint64_t pow_mod(uint64_t a, uint64_t e, uint64_t p)
{
	uint64_t ret = 1;
	for (; e; e >>= 1) {
		if (e & 1)
			ret = mul_mod(ret, a, p);
		a = mul_mod(a, a, p);
	}
	return ret;
}

/* Miller and Rabin with bases that are known to suffice for 64 bits. */
static bool is_prime(uint64_t n)
{
	static const uint64_t bases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
	uint64_t d = n - 1;
	int s = __builtin_ctzll(d);
	d >>= s;
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		if (n % bases[i] == 0)
			return n == bases[i];
	}
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		uint64_t x = pow_mod(bases[i], d, n);
		bool passes = x == 1 || x == n - 1;
		for (int r = 1; r < s && !passes; r++) {
			x = mul_mod(x, x, n);
			passes = x == n - 1;
		}
		if (!passes)
			return false;
	}
	return true;
}

/* A prime of 61 bits that is 1 modulo 4, so that -1 has a root. */
static uint64_t draw_prime(struct assay_rng *rng)
{
	uint64_t p = ((uint64_t)1 << 60) + (assay_rng_below(rng, (uint64_t)1 << 60) & ~(uint64_t)3) + 1;
	while (!is_prime(p))
		p += 4;
	return p;
}

static uint64_t root_of_minus_one(uint64_t p)
{
	for (uint64_t g = 2;; g++) {
		uint64_t i = pow_mod(g, (p - 1) / 4, p);
		if (mul_mod(i, i, p) == p - 1)
			return i;
	}
}

static double bits_of(mpz_srcptr n)
{
	return (double)mpz_sizeinbase(n, 2);
}

/* An integer (or, for `any`, a rational) that a canonical form finds. */
static bool exact_of(const struct assay_scalar *at, uint32_t node, struct assay_arena *arena, mpq_t ret)
{
	struct assay_form_ctx ctx;
	assay_form_ctx_init(&ctx, arena, EXPONENT_TERMS, EXPONENT_BITS, EXPONENT_WORK);
	struct assay_scalar kid = *at;
	kid.node = node;
	struct assay_form form = assay_form_of(&ctx, &kid);
	bool is_exact = assay_form_rational(&ctx, &form, ret) && mpz_cmp_ui(mpq_denref(ret), 1) == 0;
	assay_form_ctx_clear(&ctx);
	return is_exact;
}

static bool find_name(struct assay_residues *out, struct assay_str name, uint32_t *ret)
{
	for (*ret = 0; *ret < out->n_names; ++*ret) {
		if (assay_str_eq(out->names[*ret], name))
			return true;
	}
	if (out->n_names == ASSAY_RESIDUE_MAX_NAMES)
		return false;
	out->names[out->n_names++] = name;
	return true;
}

static struct bounds sum_of(struct bounds a, struct bounds b)
{
	return (struct bounds){
		.num_degree = fmax(a.num_degree + b.den_degree, b.num_degree + a.den_degree),
		.den_degree = a.den_degree + b.den_degree,
		.num_bits = fmax(a.num_bits + b.den_bits, b.num_bits + a.den_bits) + 1,
		.den_bits = a.den_bits + b.den_bits,
	};
}

static struct bounds product_of(struct bounds a, struct bounds b)
{
	return (struct bounds){a.num_degree + b.num_degree, a.den_degree + b.den_degree, a.num_bits + b.num_bits,
			       a.den_bits + b.den_bits};
}

static struct bounds inverse_of(struct bounds a)
{
	return (struct bounds){a.den_degree, a.num_degree, a.den_bits, a.num_bits};
}

static bool plan_power(struct side *side, uint32_t i, struct assay_arena *arena, const struct plan *base)
{
	struct plan *plan = &side->plans[i - side->first];
	mpq_init(plan->value);
	plan->has_value = true;
	if (!exact_of(side->scalar, assay_expr_kid(side->scalar->expr, i, 1), arena, plan->value))
		return false;
	double n = fabs(mpq_get_d(plan->value));
	struct bounds b = mpq_sgn(plan->value) < 0 ? inverse_of(base->bounds) : base->bounds;
	plan->bounds = (struct bounds){b.num_degree * n, b.den_degree * n, b.num_bits * n, b.den_bits * n};
	return isfinite(n);
}

/* Whether node `i` can be evaluated modulo primes, given its kids' bounds. */
static bool plan_node(struct side *side, uint32_t i, struct assay_residues *out, struct assay_arena *arena)
{
	const struct assay_expr *expr = side->scalar->expr;
	const struct assay_expr_node *node = &expr->nodes[i];
	struct plan *plan = &side->plans[i - side->first];
	static const struct plan none;
	const struct plan *kid = node->n_kids ? &side->plans[assay_expr_kid(expr, i, 0) - side->first] : &none;
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		mpq_init(plan->value);
		plan->has_value = true;
		if (!assay_expr_number_value(assay_expr_number_of(expr, i), plan->value, &plan->exp10))
			return false;
		plan->bounds.num_bits = bits_of(mpq_numref(plan->value)) + 4 * fabs((double)plan->exp10);
		plan->bounds.den_bits = bits_of(mpq_denref(plan->value)) + 4 * fabs((double)plan->exp10);
		return true;
	case ASSAY_EXPR_CONSTANT:
		return node->sub == ASSAY_CONST_I;
	case ASSAY_EXPR_VARIABLE: {
		struct assay_str name = assay_expr_symbol_of(expr, i);
		if (side->scalar->rename_from.data && assay_str_eq(name, side->scalar->rename_from))
			name = side->scalar->rename_to;
		plan->bounds.num_degree = 1;
		return find_name(out, name, &plan->name);
	}
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_MIXED:
	case ASSAY_EXPR_PRODUCT:
		plan->bounds = kid->bounds;
		for (uint32_t k = 1; k < node->n_kids; k++) {
			struct bounds next = side->plans[assay_expr_kid(expr, i, k) - side->first].bounds;
			plan->bounds = node->kind == ASSAY_EXPR_PRODUCT ? product_of(plan->bounds, next)
									: sum_of(plan->bounds, next);
		}
		return true;
	case ASSAY_EXPR_NEG:
		plan->bounds = kid->bounds;
		return true;
	case ASSAY_EXPR_PERCENT:
		plan->bounds = kid->bounds;
		plan->bounds.den_bits += 10;
		return true;
	case ASSAY_EXPR_DIVIDE:
		plan->bounds = product_of(kid->bounds,
					  inverse_of(side->plans[assay_expr_kid(expr, i, 1) - side->first].bounds));
		return true;
	case ASSAY_EXPR_POWER:
		return plan_power(side, i, arena, kid);
	case ASSAY_EXPR_FUNCTION:
		if (node->sub != ASSAY_FN_FACTORIAL)
			return false;
		mpq_init(plan->value);
		plan->has_value = true;
		if (!exact_of(side->scalar, assay_expr_kid(expr, i, 0), arena, plan->value) ||
		    mpq_sgn(plan->value) < 0 || mpz_cmp_ui(mpq_numref(plan->value), MAX_FACTORIAL) > 0)
			return false;
		out->work += mpz_get_ui(mpq_numref(plan->value)) / 4;
		plan->bounds.num_bits = mpq_get_d(plan->value) * 20;
		return true;
	default:
		return false;
	}
}

/* Nodes inside an exponent (or under a factorial) need no residue; marks them. */
static void mark_skipped(const struct assay_expr *expr, uint32_t first, uint32_t last, uint8_t *skipped)
{
	for (uint32_t i = last + 1; i-- > first;) {
		const struct assay_expr_node *node = &expr->nodes[i];
		bool is_power = node->kind == ASSAY_EXPR_POWER;
		bool is_factorial = node->kind == ASSAY_EXPR_FUNCTION && node->sub == ASSAY_FN_FACTORIAL;
		if (!is_power && !is_factorial)
			continue;
		uint32_t kid = assay_expr_kid(expr, i, is_power ? 1 : 0);
		memset(skipped + (kid + 1 - expr->nodes[kid].size - first), 1, expr->nodes[kid].size);
	}
}

static bool make_side(struct side *side, const struct assay_scalar *scalar, struct assay_arena *arena,
		      uint8_t **ret_skipped)
{
	side->scalar = scalar;
	side->size = scalar->expr->nodes[scalar->node].size;
	side->first = scalar->node - side->size + 1;
	side->plans = assay_arena_array(arena, side->size, sizeof(*side->plans));
	side->values = assay_arena_array(arena, side->size, sizeof(*side->values));
	*ret_skipped = assay_arena_array(arena, side->size, 1);
	if (!side->plans || !side->values || !*ret_skipped)
		return false;
	mark_skipped(scalar->expr, side->first, scalar->node, *ret_skipped);
	return true;
}

static uint64_t residue_of_integer(mpz_srcptr n, uint64_t p)
{
	return mpz_fdiv_ui(n, p);
}

/* value * 10^exp10; false where the denominator vanishes. */
static bool residue_of_number(const struct plan *plan, uint64_t p, uint64_t *ret)
{
	uint64_t den = residue_of_integer(mpq_denref(plan->value), p);
	uint64_t e = plan->exp10 < 0 ? -(uint64_t)plan->exp10 : (uint64_t)plan->exp10;
	uint64_t scale = pow_mod(10, e, p);
	*ret = mul_mod(residue_of_integer(mpq_numref(plan->value), p), pow_mod(den, p - 2, p), p);
	*ret = mul_mod(*ret, plan->exp10 < 0 ? pow_mod(scale, p - 2, p) : scale, p);
	return den != 0 && scale != 0;
}

/* a^n; the exponent counts modulo p - 1. 0 to a negative power has no residue, 0^0 no value. */
static bool residue_of_power(uint64_t a, mpz_srcptr n, uint64_t p, uint64_t *ret)
{
	if (a == 0) {
		*ret = 0;
		return mpz_sgn(n) > 0;
	}
	*ret = pow_mod(a, mpz_fdiv_ui(n, p - 1), p);
	return true;
}

static uint64_t residue_of_factorial(uint64_t n, uint64_t p)
{
	uint64_t ret = 1;
	for (uint64_t k = 2; k <= n; k++)
		ret = mul_mod(ret, k, p);
	return ret;
}

static bool evaluate_node(struct side *side, uint32_t i, const uint64_t *point, uint64_t root, uint64_t p)
{
	const struct assay_expr *expr = side->scalar->expr;
	const struct assay_expr_node *node = &expr->nodes[i];
	const struct plan *plan = &side->plans[i - side->first];
	uint64_t *ret = &side->values[i - side->first];
	uint64_t kid = node->n_kids ? side->values[assay_expr_kid(expr, i, 0) - side->first] : 0, other;
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		return residue_of_number(plan, p, ret);
	case ASSAY_EXPR_CONSTANT:
		*ret = root;
		return true;
	case ASSAY_EXPR_VARIABLE:
		*ret = point[plan->name];
		return true;
	case ASSAY_EXPR_NEG:
		*ret = kid ? p - kid : 0;
		return true;
	case ASSAY_EXPR_PERCENT:
		*ret = mul_mod(kid, pow_mod(node->sub ? 1000 : 100, p - 2, p), p);
		return true;
	case ASSAY_EXPR_DIVIDE:
		other = side->values[assay_expr_kid(expr, i, 1) - side->first];
		*ret = mul_mod(kid, pow_mod(other, p - 2, p), p);
		return other != 0;
	case ASSAY_EXPR_POWER:
		return residue_of_power(kid, mpq_numref(plan->value), p, ret);
	case ASSAY_EXPR_FUNCTION:
		*ret = residue_of_factorial(mpz_get_ui(mpq_numref(plan->value)), p);
		return true;
	default: /* SUM, MIXED, PRODUCT. */
		*ret = kid;
		for (uint32_t k = 1; k < node->n_kids; k++) {
			other = side->values[assay_expr_kid(expr, i, k) - side->first];
			*ret = node->kind == ASSAY_EXPR_PRODUCT ? mul_mod(*ret, other, p) : (*ret + other) % p;
		}
		return true;
	}
}

static bool evaluate(struct side *side, const uint8_t *skipped, const uint64_t *point, uint64_t root, uint64_t p,
		     uint64_t *ret)
{
	for (uint32_t i = side->first; i <= side->scalar->node; i++) {
		if (!skipped[i - side->first] && !evaluate_node(side, i, point, root, p))
			return false;
	}
	*ret = side->values[side->size - 1];
	return true;
}

static bool plan_sides(struct side sides[2], uint8_t *const skipped[2], struct assay_residues *out,
		       struct assay_arena *arena)
{
	for (int s = 0; s < 2; s++) {
		out->work += sides[s].size;
		for (uint32_t i = sides[s].first; i <= sides[s].scalar->node; i++) {
			if (!skipped[s][i - sides[s].first] && !plan_node(&sides[s], i, out, arena))
				return false;
		}
	}
	return true;
}

bool assay_residues_of(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_rng *rng,
		       uint64_t max_work, struct assay_arena *arena, struct assay_residues *ret)
{
	struct side sides[2];
	uint8_t *skipped[2];
	memset(ret, 0, sizeof(*ret));
	if (!make_side(&sides[0], a, arena, &skipped[0]) || !make_side(&sides[1], b, arena, &skipped[1]))
		return false;
	bool can = plan_sides(sides, skipped, ret, arena);
	for (int tries = 0; can && ret->work < max_work && ret->n < ASSAY_RESIDUE_PRIMES && tries < 8; tries++) {
		struct assay_residue *at = &ret->at[ret->n];
		ret->work += 400 + (uint64_t)(sides[0].size + sides[1].size) * 4;
		at->prime = draw_prime(rng);
		uint64_t root = root_of_minus_one(at->prime);
		for (uint32_t k = 0; k < ret->n_names; k++)
			at->point[k] = assay_rng_below(rng, at->prime);
		if (!evaluate(&sides[0], skipped[0], at->point, root, at->prime, &at->a) ||
		    !evaluate(&sides[1], skipped[1], at->point, root, at->prime, &at->b))
			continue; /* A denominator vanished there. */
		ret->n++;
		ret->differs = at->a != at->b;
		if (ret->differs)
			break;
	}
	if (ret->n < ASSAY_RESIDUE_PRIMES && !ret->differs)
		ret->n = 0;
	struct bounds x = sides[0].plans[sides[0].size - 1].bounds, y = sides[1].plans[sides[1].size - 1].bounds;
	double degree = fmax(x.num_degree + y.den_degree, y.num_degree + x.den_degree);
	double bits = fmax(x.num_bits + y.den_bits, y.num_bits + x.den_bits) + 1;
	double once = degree * 0x1p-60 + (bits / 60 + 1) * 0x1p-48;
	ret->error_bound = pow(fmin(once, 1), ASSAY_RESIDUE_PRIMES);
	for (int s = 0; s < 2; s++) {
		for (uint32_t i = 0; i < sides[s].size; i++) {
			if (sides[s].plans[i].has_value)
				mpq_clear(sides[s].plans[i].value);
		}
	}
	return true;
}
