/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over a tree, complex arithmetic and what is asked of enclosures; real functions are in ball_real.c. */
#include "verifiers/math/ball.h"

#include "verifiers/math/ball_real.h"

#include <string.h>

/* Bytes of enclosures for one tree; a larger tree has none at that precision. */
#define MAX_BYTES ((size_t)24 << 20)

/* Complex powers by multiplication up to here. */
#define MAX_COMPLEX_POWER 64

struct walk {
	struct assay_arena *arena;
	mpfr_prec_t bits;
	const struct assay_ball_point *point;
	bool out_of_memory;
};

static bool make(struct walk *walk, mpfr_t x)
{
	void *limbs = assay_arena_alloc(walk->arena, mpfr_custom_get_size(walk->bits));
	if (!limbs) {
		walk->out_of_memory = true;
		return false;
	}
	mpfr_custom_init(limbs, walk->bits);
	mpfr_custom_init_set(x, MPFR_ZERO_KIND, 0, walk->bits, limbs);
	return true;
}

static bool make_real(struct walk *walk, struct assay_ball *ret)
{
	*ret = (struct assay_ball){.is_known = true};
	if (make(walk, &ret->re[0]) && make(walk, &ret->re[1]))
		return true;
	ret->is_known = false;
	return false;
}

static bool make_complex(struct walk *walk, struct assay_ball *ret)
{
	if (!make_real(walk, ret))
		return false;
	ret->is_complex = true;
	if (make(walk, &ret->im[0]) && make(walk, &ret->im[1]))
		return true;
	ret->is_known = false;
	return false;
}

static struct assay_ball unknown(void)
{
	return (struct assay_ball){.is_known = false};
}

/* Gives a real number a zero imaginary part. */
static bool as_complex(struct walk *walk, const struct assay_ball *a, struct assay_ball *ret)
{
	*ret = *a;
	if (a->is_complex)
		return true;
	ret->is_complex = true;
	return make(walk, &ret->im[0]) && make(walk, &ret->im[1]);
}

/* Drops an imaginary part that is exactly zero. */
static struct assay_ball tidy(struct assay_ball a)
{
	if (a.is_known && a.is_complex && mpfr_zero_p(&a.im[0]) && mpfr_zero_p(&a.im[1]))
		a.is_complex = false;
	if (a.is_known && (mpfr_nan_p(&a.re[0]) || mpfr_nan_p(&a.re[1])))
		a.is_known = false;
	if (a.is_known && a.is_complex && (mpfr_nan_p(&a.im[0]) || mpfr_nan_p(&a.im[1])))
		a.is_known = false;
	return a;
}

static struct assay_ball add(struct walk *walk, const struct assay_ball *a, const struct assay_ball *b, bool subtract)
{
	struct assay_ball ret, x, y;
	if (!a->is_known || !b->is_known)
		return unknown();
	if (!a->is_complex && !b->is_complex) {
		if (!make_real(walk, &ret))
			return unknown();
		assay_interval_add(ret.re, a->re, b->re, subtract);
		return tidy(ret);
	}
	if (!make_complex(walk, &ret) || !as_complex(walk, a, &x) || !as_complex(walk, b, &y))
		return unknown();
	assay_interval_add(ret.re, x.re, y.re, subtract);
	assay_interval_add(ret.im, x.im, y.im, subtract);
	return tidy(ret);
}

static struct assay_ball mul(struct walk *walk, const struct assay_ball *a, const struct assay_ball *b)
{
	struct assay_ball ret, x, y, t;
	if (!a->is_known || !b->is_known)
		return unknown();
	if (!a->is_complex && !b->is_complex) {
		if (!make_real(walk, &ret))
			return unknown();
		assay_interval_mul(ret.re, a->re, b->re);
		return tidy(ret);
	}
	if (!make_complex(walk, &ret) || !make_complex(walk, &t) || !as_complex(walk, a, &x) ||
	    !as_complex(walk, b, &y))
		return unknown();
	assay_interval_mul(t.re, x.re, y.re);
	assay_interval_mul(t.im, x.im, y.im);
	assay_interval_add(ret.re, t.re, t.im, true);
	assay_interval_mul(t.re, x.re, y.im);
	assay_interval_mul(t.im, x.im, y.re);
	assay_interval_add(ret.im, t.re, t.im, false);
	return tidy(ret);
}

static struct assay_ball divide(struct walk *walk, const struct assay_ball *a, const struct assay_ball *b)
{
	struct assay_ball ret, x, y, t, conj;
	if (!a->is_known || !b->is_known)
		return unknown();
	if (!a->is_complex && !b->is_complex) {
		if (!make_real(walk, &ret) || !assay_interval_div(ret.re, a->re, b->re))
			return unknown();
		return tidy(ret);
	}
	/* a conj(b) / |b|^2. */
	if (!make_complex(walk, &t) || !as_complex(walk, b, &y) || !make_complex(walk, &conj) ||
	    !make_complex(walk, &ret))
		return unknown();
	assay_interval_square(t.re, y.re);
	assay_interval_square(t.im, y.im);
	assay_interval_add(t.re, t.re, t.im, false);
	mpfr_set(&conj.re[0], &y.re[0], MPFR_RNDD);
	mpfr_set(&conj.re[1], &y.re[1], MPFR_RNDU);
	mpfr_neg(&conj.im[0], &y.im[1], MPFR_RNDD);
	mpfr_neg(&conj.im[1], &y.im[0], MPFR_RNDU);
	struct assay_ball product = mul(walk, a, &conj);
	if (!product.is_known || !as_complex(walk, &product, &x) || !assay_interval_div(ret.re, x.re, t.re) ||
	    !assay_interval_div(ret.im, x.im, t.re))
		return unknown();
	return tidy(ret);
}

static struct assay_ball from_long(struct walk *walk, long n)
{
	struct assay_ball ret;
	if (!make_real(walk, &ret))
		return unknown();
	mpfr_set_si(&ret.re[0], n, MPFR_RNDD);
	mpfr_set_si(&ret.re[1], n, MPFR_RNDU);
	return ret;
}

static struct assay_ball from_rational(struct walk *walk, mpq_srcptr value)
{
	struct assay_ball ret;
	if (!make_real(walk, &ret))
		return unknown();
	mpfr_set_q(&ret.re[0], value, MPFR_RNDD);
	mpfr_set_q(&ret.re[1], value, MPFR_RNDU);
	return ret;
}

static struct assay_ball pi(struct walk *walk)
{
	struct assay_ball ret;
	if (!make_real(walk, &ret))
		return unknown();
	mpfr_const_pi(&ret.re[0], MPFR_RNDD);
	mpfr_const_pi(&ret.re[1], MPFR_RNDU);
	return ret;
}

static struct assay_ball times_i(struct walk *walk, const struct assay_ball *a)
{
	struct assay_ball i, none = from_long(walk, 0);
	if (!a->is_known || !as_complex(walk, &none, &i))
		return unknown();
	mpfr_set_ui(&i.im[0], 1, MPFR_RNDD);
	mpfr_set_ui(&i.im[1], 1, MPFR_RNDU);
	return mul(walk, a, &i);
}

/* A function of a real number by name; false where it has no (real) value. */
static struct assay_ball apply(struct walk *walk, enum assay_expr_function fn, const struct assay_ball *a)
{
	struct assay_ball ret;
	if (!a->is_known || a->is_complex || !make_real(walk, &ret))
		return unknown();
	if (!assay_interval_function(ret.re, fn, a->re))
		return unknown();
	return tidy(ret);
}

static struct assay_ball exponential(struct walk *walk, const struct assay_ball *a)
{
	if (!a->is_known || !a->is_complex)
		return apply(walk, ASSAY_FN_EXP, a);
	struct assay_ball re = *a, im = {.is_known = true};
	re.is_complex = false;
	memcpy(im.re, a->im, sizeof(im.re));
	struct assay_ball size = apply(walk, ASSAY_FN_EXP, &re), ret;
	struct assay_ball cosine = apply(walk, ASSAY_FN_COS, &im), sine = apply(walk, ASSAY_FN_SIN, &im);
	sine = times_i(walk, &sine);
	ret = add(walk, &cosine, &sine, false);
	return mul(walk, &size, &ret);
}

/* The principal logarithm; none where the number may lie on the branch cut without being real. */
static struct assay_ball logarithm(struct walk *walk, const struct assay_ball *a)
{
	if (!a->is_known)
		return unknown();
	if (!a->is_complex && mpfr_sgn(&a->re[0]) > 0)
		return apply(walk, ASSAY_FN_LN, a);
	if (!a->is_complex) {
		if (mpfr_sgn(&a->re[1]) >= 0)
			return unknown();
		struct assay_ball none = from_long(walk, 0), size = add(walk, &none, a, true), turn = pi(walk);
		size = apply(walk, ASSAY_FN_LN, &size);
		turn = times_i(walk, &turn);
		return add(walk, &size, &turn, false);
	}
	struct assay_ball ret, t;
	if (!make_complex(walk, &ret) || !make_complex(walk, &t) || !assay_interval_argument(ret.im, a->re, a->im))
		return unknown();
	assay_interval_square(t.re, a->re);
	assay_interval_square(t.im, a->im);
	assay_interval_add(t.re, t.re, t.im, false);
	t.is_complex = false;
	struct assay_ball size = apply(walk, ASSAY_FN_LN, &t);
	if (!size.is_known)
		return unknown();
	mpfr_div_2ui(&ret.re[0], &size.re[0], 1, MPFR_RNDD);
	mpfr_div_2ui(&ret.re[1], &size.re[1], 1, MPFR_RNDU);
	return tidy(ret);
}

static bool is_point(const struct assay_ball *a)
{
	return a->is_known && !a->is_complex && mpfr_equal_p(&a->re[0], &a->re[1]) && mpfr_number_p(&a->re[0]);
}

static struct assay_ball power(struct walk *walk, const struct assay_ball *base, const struct assay_ball *e)
{
	struct assay_ball ret;
	if (!base->is_known || !e->is_known)
		return unknown();
	bool is_whole = is_point(e) && mpfr_integer_p(&e->re[0]);
	if (!base->is_complex && !e->is_complex && (is_whole || mpfr_sgn(&base->re[0]) > 0)) {
		if (!make_real(walk, &ret) || !assay_interval_pow(ret.re, base->re, e->re))
			return unknown();
		return tidy(ret);
	}
	if (is_whole && mpfr_cmpabs_ui(&e->re[0], MAX_COMPLEX_POWER) <= 0) {
		long n = mpfr_get_si(&e->re[0], MPFR_RNDD);
		ret = from_long(walk, 1);
		for (long i = 0; i < (n < 0 ? -n : n); i++)
			ret = mul(walk, &ret, base);
		struct assay_ball one = from_long(walk, 1);
		return n < 0 ? divide(walk, &one, &ret) : ret;
	}
	/* Fractional powers of negative numbers have an agreed value for halves alone. */
	if (!base->is_complex && !e->is_complex) {
		struct assay_ball two = from_long(walk, 2), twice = mul(walk, e, &two);
		if (!is_point(&twice) || !mpfr_integer_p(&twice.re[0]))
			return unknown();
	}
	struct assay_ball ln = logarithm(walk, base);
	ln = mul(walk, &ln, e);
	return exponential(walk, &ln);
}

static struct assay_ball root(struct walk *walk, const struct assay_ball *a, unsigned long n)
{
	struct assay_ball ret, none = from_long(walk, 0);
	if (!a->is_known)
		return unknown();
	if (!a->is_complex && (n % 2 || mpfr_sgn(&a->re[0]) >= 0)) {
		if (!make_real(walk, &ret))
			return unknown();
		mpfr_rootn_ui(&ret.re[0], &a->re[0], n, MPFR_RNDD);
		mpfr_rootn_ui(&ret.re[1], &a->re[1], n, MPFR_RNDU);
		return tidy(ret);
	}
	if (!a->is_complex && n == 2 && mpfr_sgn(&a->re[1]) < 0) {
		ret = add(walk, &none, a, true);
		ret = root(walk, &ret, 2);
		return times_i(walk, &ret);
	}
	if (!a->is_complex)
		return unknown();
	struct assay_ball ln = logarithm(walk, a), index = from_long(walk, (long)n);
	ln = divide(walk, &ln, &index);
	return exponential(walk, &ln);
}

static struct assay_ball indexed_root(struct walk *walk, const struct assay_ball *index, const struct assay_ball *a)
{
	if (is_point(index) && mpfr_integer_p(&index->re[0]) && mpfr_sgn(&index->re[0]) > 0 &&
	    mpfr_cmp_ui(&index->re[0], 1000000) < 0)
		return root(walk, a, mpfr_get_ui(&index->re[0], MPFR_RNDD));
	struct assay_ball one = from_long(walk, 1), e = divide(walk, &one, index);
	return power(walk, a, &e);
}

static struct assay_ball absolute(struct walk *walk, const struct assay_ball *a)
{
	if (!a->is_known || !a->is_complex)
		return apply(walk, ASSAY_FN_ABS, a);
	struct assay_ball t;
	if (!make_complex(walk, &t))
		return unknown();
	assay_interval_square(t.re, a->re);
	assay_interval_square(t.im, a->im);
	assay_interval_add(t.re, t.re, t.im, false);
	t.is_complex = false;
	return root(walk, &t, 2);
}

/* sin and cos of complex numbers are met in no answer. */
static struct assay_ball quotient_of(struct walk *walk, enum assay_expr_function top, enum assay_expr_function bottom,
				     const struct assay_ball *a)
{
	struct assay_ball x = top == ASSAY_N_FNS ? from_long(walk, 1) : apply(walk, top, a);
	struct assay_ball y = apply(walk, bottom, a);
	return divide(walk, &x, &y);
}

static struct assay_ball inverse_of(struct walk *walk, enum assay_expr_function fn, const struct assay_ball *a)
{
	struct assay_ball one = from_long(walk, 1), x = divide(walk, &one, a);
	return apply(walk, fn, &x);
}

static struct assay_ball extreme(struct walk *walk, const struct assay_ball *const *kids, uint32_t n, bool is_max)
{
	struct assay_ball ret;
	if (!make_real(walk, &ret))
		return unknown();
	for (uint32_t i = 0; i < n; i++) {
		if (!kids[i]->is_known || kids[i]->is_complex)
			return unknown();
		for (int s = 0; s < 2; s++) {
			mpfr_rnd_t round = s ? MPFR_RNDU : MPFR_RNDD;
			if (i == 0)
				mpfr_set(&ret.re[s], &kids[i]->re[s], round);
			else if (is_max)
				mpfr_max(&ret.re[s], &ret.re[s], &kids[i]->re[s], round);
			else
				mpfr_min(&ret.re[s], &ret.re[s], &kids[i]->re[s], round);
		}
	}
	return ret;
}

/* n (n - 1) ... (n - k + 1) over k!, for a small k. */
static struct assay_ball choose(struct walk *walk, const struct assay_ball *n, const struct assay_ball *k, bool ordered)
{
	if (!is_point(k) || !mpfr_integer_p(&k->re[0]) || mpfr_sgn(&k->re[0]) < 0 || mpfr_cmp_ui(&k->re[0], 256) > 0)
		return unknown();
	struct assay_ball ret = from_long(walk, 1);
	long times = mpfr_get_si(&k->re[0], MPFR_RNDD);
	for (long i = 0; i < times; i++) {
		struct assay_ball step = from_long(walk, i), divisor = from_long(walk, i + 1);
		step = add(walk, n, &step, true);
		ret = mul(walk, &ret, &step);
		if (!ordered)
			ret = divide(walk, &ret, &divisor);
	}
	return ret;
}

static struct assay_ball remainder_of(struct walk *walk, const struct assay_ball *a, const struct assay_ball *m)
{
	struct assay_ball q = divide(walk, a, m);
	q = apply(walk, ASSAY_FN_FLOOR, &q);
	q = mul(walk, &q, m);
	return add(walk, a, &q, true);
}

static struct assay_ball part_of(const struct assay_ball *a, struct walk *walk, bool imaginary)
{
	struct assay_ball ret = *a;
	if (!a->is_known)
		return unknown();
	if (imaginary && !a->is_complex)
		return from_long(walk, 0);
	if (imaginary)
		memcpy(ret.re, a->im, sizeof(ret.re));
	ret.is_complex = false;
	return ret;
}

static struct assay_ball function(struct walk *walk, enum assay_expr_function fn, const struct assay_ball *const *kids,
				  uint32_t n)
{
	struct assay_ball x, y;
	switch ((unsigned)fn) {
	case ASSAY_FN_SQRT:
		return root(walk, kids[0], 2);
	case ASSAY_FN_ROOT:
		return indexed_root(walk, kids[0], kids[1]);
	case ASSAY_FN_ABS:
		return absolute(walk, kids[0]);
	case ASSAY_FN_EXP:
		return exponential(walk, kids[0]);
	case ASSAY_FN_LN:
		return logarithm(walk, kids[0]);
	case ASSAY_FN_LOG:
		x = logarithm(walk, kids[1]);
		y = logarithm(walk, kids[0]);
		return divide(walk, &x, &y);
	case ASSAY_FN_TAN:
		return quotient_of(walk, ASSAY_FN_SIN, ASSAY_FN_COS, kids[0]);
	case ASSAY_FN_COT:
		return quotient_of(walk, ASSAY_FN_COS, ASSAY_FN_SIN, kids[0]);
	case ASSAY_FN_SEC:
		return quotient_of(walk, ASSAY_N_FNS, ASSAY_FN_COS, kids[0]);
	case ASSAY_FN_CSC:
		return quotient_of(walk, ASSAY_N_FNS, ASSAY_FN_SIN, kids[0]);
	case ASSAY_FN_COTH:
		return quotient_of(walk, ASSAY_N_FNS, ASSAY_FN_TANH, kids[0]);
	case ASSAY_FN_SECH:
		return quotient_of(walk, ASSAY_N_FNS, ASSAY_FN_COSH, kids[0]);
	case ASSAY_FN_CSCH:
		return quotient_of(walk, ASSAY_N_FNS, ASSAY_FN_SINH, kids[0]);
	case ASSAY_FN_ASEC:
		return inverse_of(walk, ASSAY_FN_ACOS, kids[0]);
	case ASSAY_FN_ACSC:
		return inverse_of(walk, ASSAY_FN_ASIN, kids[0]);
	case ASSAY_FN_ASECH:
		return inverse_of(walk, ASSAY_FN_ACOSH, kids[0]);
	case ASSAY_FN_ACSCH:
		return inverse_of(walk, ASSAY_FN_ASINH, kids[0]);
	case ASSAY_FN_ACOTH:
		return inverse_of(walk, ASSAY_FN_ATANH, kids[0]);
	case ASSAY_FN_BINOMIAL:
	case ASSAY_FN_PERMUTATIONS:
		return choose(walk, kids[0], kids[1], fn == ASSAY_FN_PERMUTATIONS);
	case ASSAY_FN_MIN:
	case ASSAY_FN_MAX:
		return extreme(walk, kids, n, fn == ASSAY_FN_MAX);
	case ASSAY_FN_MOD:
		return remainder_of(walk, kids[0], kids[1]);
	case ASSAY_FN_RE:
	case ASSAY_FN_IM:
		return part_of(kids[0], walk, fn == ASSAY_FN_IM);
	case ASSAY_FN_CIS:
		x = times_i(walk, kids[0]);
		return exponential(walk, &x);
	case ASSAY_FN_FRACTIONAL_PART:
		x = apply(walk, ASSAY_FN_FLOOR, kids[0]);
		return add(walk, kids[0], &x, true);
	default:
		return n == 1 ? apply(walk, fn, kids[0]) : unknown();
	}
}

static struct assay_ball variable(struct walk *walk, const struct assay_scalar *at, uint32_t node)
{
	struct assay_str name = assay_expr_symbol_of(at->expr, node);
	if (at->rename_from.data && assay_str_eq(name, at->rename_from))
		name = at->rename_to;
	for (uint32_t i = 0; walk->point && i < walk->point->n; i++) {
		if (assay_str_eq(name, walk->point->names[i]))
			return from_rational(walk, walk->point->values[i]);
	}
	return unknown();
}

static struct assay_ball number(struct walk *walk, const struct assay_expr *expr, uint32_t node)
{
	const struct assay_expr_number *number = assay_expr_number_of(expr, node);
	mpq_t value;
	mpq_init(value);
	int64_t exp10 = 0;
	bool is_exact = assay_expr_number_value(number, value, &exp10);
	struct assay_ball ret = is_exact ? from_rational(walk, value) : unknown();
	mpq_clear(value);
	if (exp10 && ret.is_known) {
		struct assay_ball ten = from_long(walk, 10), e = from_long(walk, (long)exp10);
		/* An exponent of 15 digits fits every precision here. */
		ten = power(walk, &ten, &e);
		ret = mul(walk, &ret, &ten);
	}
	return ret;
}

static struct assay_ball constant(struct walk *walk, enum assay_expr_constant which)
{
	struct assay_ball one = from_long(walk, 1);
	switch ((unsigned)which) {
	case ASSAY_CONST_PI:
		return pi(walk);
	case ASSAY_CONST_E:
		return apply(walk, ASSAY_FN_EXP, &one);
	case ASSAY_CONST_I:
		return times_i(walk, &one);
	default:
		return unknown();
	}
}

static struct assay_ball of_node(struct walk *walk, const struct assay_scalar *at, uint32_t index,
				 const struct assay_ball *const *kids)
{
	const struct assay_expr_node *node = &at->expr->nodes[index];
	struct assay_ball x, y;
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER:
		return number(walk, at->expr, index);
	case ASSAY_EXPR_CONSTANT:
		return constant(walk, node->sub);
	case ASSAY_EXPR_VARIABLE:
		return variable(walk, at, index);
	case ASSAY_EXPR_SUM:
	case ASSAY_EXPR_MIXED:
	case ASSAY_EXPR_PRODUCT:
		x = *kids[0];
		for (uint32_t k = 1; k < node->n_kids; k++)
			x = node->kind == ASSAY_EXPR_PRODUCT ? mul(walk, &x, kids[k]) : add(walk, &x, kids[k], false);
		return x;
	case ASSAY_EXPR_NEG:
		x = from_long(walk, 0);
		return add(walk, &x, kids[0], true);
	case ASSAY_EXPR_DIVIDE:
		return divide(walk, kids[0], kids[1]);
	case ASSAY_EXPR_POWER:
		return power(walk, kids[0], kids[1]);
	case ASSAY_EXPR_PLUSMINUS:
		x = node->n_kids == 2 ? *kids[0] : from_long(walk, 0);
		return at->plusminus ? add(walk, &x, kids[node->n_kids - 1], (at->plusminus < 0) != (node->sub == 1))
				     : unknown();
	case ASSAY_EXPR_PERCENT:
		x = from_long(walk, node->sub ? 1000 : 100);
		return divide(walk, kids[0], &x);
	case ASSAY_EXPR_DEGREE:
		x = pi(walk);
		y = from_long(walk, node->sub == 0 ? 180 : node->sub == 1 ? 180 * 60 : 180 * 3600);
		x = divide(walk, &x, &y);
		return mul(walk, kids[0], &x);
	case ASSAY_EXPR_FUNCTION:
		return function(walk, node->sub, kids, node->n_kids);
	default:
		return unknown();
	}
}

bool assay_ball_of(const struct assay_scalar *scalar, mpfr_prec_t bits, const struct assay_ball_point *point,
		   struct assay_arena *arena, struct assay_ball *ret)
{
	const struct assay_expr *expr = scalar->expr;
	uint32_t size = expr->nodes[scalar->node].size, first = scalar->node - size + 1;
	struct walk walk = {.arena = arena, .bits = bits, .point = point};
	*ret = unknown();
	if ((size_t)size * 12 * mpfr_custom_get_size(bits) > MAX_BYTES)
		return true;
	struct assay_ball *balls = assay_arena_array(arena, size, sizeof(*balls));
	const struct assay_ball **kids = assay_arena_array(arena, size + 1, sizeof(const struct assay_ball *));
	if (!balls || !kids)
		return false;
	for (uint32_t i = first; i <= scalar->node; i++) {
		for (uint32_t k = 0; k < expr->nodes[i].n_kids; k++)
			kids[k] = &balls[assay_expr_kid(expr, i, k) - first];
		balls[i - first] = of_node(&walk, scalar, i, kids);
		if (walk.out_of_memory)
			return false;
	}
	*ret = balls[size - 1];
	return true;
}

bool assay_ball_disjoint(const struct assay_ball *a, const struct assay_ball *b, const char **ret_part)
{
	if (!a->is_known || !b->is_known)
		return false;
	*ret_part = "re";
	if (mpfr_less_p(&a->re[1], &b->re[0]) || mpfr_less_p(&b->re[1], &a->re[0]))
		return true;
	*ret_part = "im";
	if (a->is_complex && b->is_complex)
		return mpfr_less_p(&a->im[1], &b->im[0]) || mpfr_less_p(&b->im[1], &a->im[0]);
	const struct assay_ball *complex = a->is_complex ? a : b;
	return complex->is_complex && (mpfr_sgn(&complex->im[0]) > 0 || mpfr_sgn(&complex->im[1]) < 0);
}

int assay_ball_sign(const struct assay_scalar *scalar, struct assay_arena *arena)
{
	for (mpfr_prec_t bits = ASSAY_BALL_MIN_BITS; bits <= 256; bits *= 2) {
		struct assay_ball ball;
		if (!assay_ball_of(scalar, bits, NULL, arena, &ball) || !ball.is_known || ball.is_complex)
			return 0;
		if (mpfr_sgn(&ball.re[0]) > 0)
			return 1;
		if (mpfr_sgn(&ball.re[1]) < 0)
			return -1;
	}
	return 0;
}

bool assay_ball_floor(const struct assay_scalar *scalar, struct assay_arena *arena, mpz_t ret)
{
	for (mpfr_prec_t bits = ASSAY_BALL_MIN_BITS; bits <= 256; bits *= 2) {
		struct assay_ball ball;
		if (!assay_ball_of(scalar, bits, NULL, arena, &ball) || !ball.is_known || ball.is_complex)
			return false;
		/* Numbers of more bits than the precision never have the same floor at both ends. */
		if (!mpfr_number_p(&ball.re[0]) || !mpfr_number_p(&ball.re[1]) || mpfr_get_exp(&ball.re[1]) > 4096)
			return false;
		mpz_t other;
		mpz_init(other);
		mpfr_get_z(ret, &ball.re[0], MPFR_RNDD);
		mpfr_get_z(other, &ball.re[1], MPFR_RNDD);
		bool is_same = mpz_cmp(ret, other) == 0 && mpfr_cmp_z(&ball.re[0], ret) > 0;
		mpz_clear(other);
		if (is_same)
			return true;
	}
	return false;
}

int assay_ball_compare(const struct assay_scalar *a, const struct assay_scalar *b, struct assay_arena *arena)
{
	for (mpfr_prec_t bits = ASSAY_BALL_MIN_BITS; bits <= 256; bits *= 2) {
		struct assay_ball x, y;
		const char *part;
		if (!assay_ball_of(a, bits, NULL, arena, &x) || !assay_ball_of(b, bits, NULL, arena, &y) ||
		    !x.is_known || !y.is_known || x.is_complex || y.is_complex)
			return 0;
		if (assay_ball_disjoint(&x, &y, &part))
			return mpfr_less_p(&x.re[1], &y.re[0]) ? -1 : 1;
	}
	return 0;
}
