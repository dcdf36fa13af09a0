/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tangent to the graph of a polynomial, or of a quotient of two, at a point.
 *
 * Found by the derivative; rechecked by dividing the chord's height by its width before the points meet.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 6

struct tangent {
	int64_t at;
	int64_t c[2][MAX_TERMS];
	size_t n[2]; /* n[1] is 0 for a polynomial. */
};

static const char *const phrasings[] = {
	("The tangent to the graph of f(x) = {f} at x = {at} is the line y = mx + b. Find (m, b), exactly."),
	"A line y = mx + b touches the curve y = {f} at the point with x = {at}. Determine (m, b) without decimals.",
	"What are slope m and intercept b of the tangent to y = {f} at x = {at}? Answer with (m, b).",
	("Near x = {at} the function f(x) = {f} is best approximated by a linear function mx + b. Which is it? Give "
	 "(m, b) in exact form."),
	"Compute the tangent line y = mx + b to the curve y = {f} where x = {at}. State the pair (m, b).",
	NULL,
};

static int64_t whole_value(const int64_t *c, size_t n, int64_t x)
{
	int64_t value = 0;
	for (size_t i = n; i > 0; i--)
		value = value * x + c[i - 1];
	return value;
}

static void draw(struct kit *k, void *params)
{
	struct tangent *s = params;
	int64_t max = KIT_LEVELS(k, 6, 12, 9, 9, 12, 9, 9, 9, 12, 12);
	s->n[0] = (size_t)KIT_LEVELS(k, 3, 3, 4, 5, 6, 2, 3, 3, 4, 5);
	s->n[1] = (size_t)KIT_LEVELS(k, 0, 0, 0, 0, 0, 2, 2, 3, 4, 5);
	int64_t reach = KIT_LEVELS(k, 5, 9, 6, 5, 5, 6, 6, 5, 4, 4);
	s->at = kit_nonzero(k, -reach, reach);
	for (size_t side = 0; side < 2; side++) {
		do {
			for (size_t i = 0; i < s->n[side]; i++)
				s->c[side][i] = i + 1 < s->n[side] ? kit_between(k, -max, max)
								   : kit_nonzero(k, side == 0 ? -max : 1, max);
		} while (k->rc == 0 && side == 1 && s->n[1] > 0 && whole_value(s->c[1], s->n[1], s->at) == 0);
	}
	struct assay_str top = kit_poly(k, s->c[0], s->n[0], "x");
	struct assay_str bottom = kit_poly(k, s->c[1], s->n[1], "x");
	kit_put_i(k, "at", s->at);
	kit_put(k, "f", s->n[1] == 0 ? top : kit_text(k, "$\\frac{%s}{%s}$", top.data, bottom.data));
}

/* A polynomial and its derivative at the point. */
static void values_of(struct kit *k, const int64_t *c, size_t n, int64_t x, const char *name, mpq_ptr ret[2])
{
	mpq_ptr at = kit_q(k, x, 1);
	kit_say(k, "%s at x = %ld, from its highest coefficient on:", name, x);
	ret[0] = kit_q(k, c[n - 1], 1);
	for (size_t i = n - 1; i > 0; i--)
		kit_step_op3(k, ret[0], kit_q(k, c[i - 1], 1), '+', ret[0], at);
	if (n == 2)
		kit_say(k, "Its derivative is %ld everywhere.", c[1]);
	else
		kit_say(k, "The coefficients of its derivative, and its value there:");
	mpq_ptr d[MAX_TERMS] = {NULL};
	for (size_t i = 1; i < n; i++) {
		d[i - 1] = kit_q(k, c[i], 1);
		if (i > 1 && c[i] != 0)
			kit_step_op(k, d[i - 1], kit_q(k, (int64_t)i, 1), '*', d[i - 1]);
	}
	ret[1] = kit_mpq(k);
	mpq_set(ret[1], d[n - 2]);
	for (size_t i = n - 2; i > 0; i--)
		kit_step_op3(k, ret[1], d[i - 1], '+', ret[1], at);
}

static void solve(struct kit *k, const void *params)
{
	const struct tangent *s = params;
	mpq_ptr u[2] = {NULL};
	mpq_ptr v[2] = {NULL};
	mpq_ptr line[2] = {kit_mpq(k), kit_mpq(k)}; /* Slope and intercept. */
	mpq_ptr value = kit_mpq(k);
	values_of(k, s->c[0], s->n[0], s->at, s->n[1] == 0 ? "f(x)" : "The numerator", u);
	if (s->n[1] == 0) {
		mpq_set(line[0], u[1]);
		mpq_set(value, u[0]);
	} else {
		values_of(k, s->c[1], s->n[1], s->at, "The denominator", v);
		kit_say(k, "The quotient, and the quotient rule for the slope:");
		kit_step_op(k, value, u[0], '/', v[0]);
		kit_step_op(k, line[0], u[1], '*', v[0]);
		kit_step_op3(k, line[0], line[0], '-', u[0], v[1]);
		kit_step_op(k, line[1], v[0], '*', v[0]);
		kit_step_op(k, line[0], line[0], '/', line[1]);
	}
	kit_say(k, "The line passes through the point, which gives the intercept:");
	kit_step_op3(k, line[1], value, '-', line[0], kit_q(k, s->at, 1));
	if (!kit_is_over(k))
		kit_answer_s(k, "tuple", kit_qlist(k, line, 2, "(", ")"));
}

/*
 * f(x) - f(a) is (p(x) q(a) - p(a) q(x)) / (q(x) q(a)). The bracket is divisible by x - a; the slope is what is left of
 * it at a, over q(a)^2.
 */
static void again(struct kit *k, const void *params)
{
	const struct tangent *s = params;
	static const int64_t one[] = {1};
	const int64_t *q = s->n[1] == 0 ? one : s->c[1];
	size_t n_q = s->n[1] == 0 ? 1 : s->n[1];
	int64_t p_at = 0;
	int64_t q_at = 0;
	int64_t power = 1;
	for (size_t i = 0; i < MAX_TERMS; i++, power *= s->at) {
		p_at += i < s->n[0] ? s->c[0][i] * power : 0;
		q_at += i < n_q ? q[i] * power : 0;
	}
	int64_t carry = 0;
	int64_t left = 0;
	for (size_t i = MAX_TERMS; i > 1; i--) {
		int64_t bracket = (i <= s->n[0] ? s->c[0][i - 1] * q_at : 0) - (i <= n_q ? q[i - 1] * p_at : 0);
		carry = carry * s->at + bracket;
		left = left * s->at + carry;
	}
	mpq_ptr slope = kit_q(k, left, q_at * q_at);
	mpq_ptr height = kit_q(k, q_at < 0 ? -p_at : p_at, q_at < 0 ? -q_at : q_at);
	mpq_ptr rise = kit_mpq(k);
	mpq_mul(rise, slope, kit_q(k, -s->at, 1));
	mpq_add(height, height, rise);
	kit_again_s(k, kit_ztext(k, "(%Qd, %Qd)", slope, height));
}

static const char *const tags[] = {"maths", "calculus", NULL};

const struct assay_family assay_family_tangent_line = {
	KIT_MATH,
	.name = "tangent-line",
	.version = 1,
	.title = "the tangent to a graph at a point",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct tangent),
	.draw = draw,
	.solve = solve,
	.again = again,
};
