/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The definite integral of a polynomial.
 *
 * Found by the antiderivative; rechecked by the mean of the Bernstein coefficients over the interval.
 */
#include "problems/families/kit.h"

#include <assert.h>

#define MAX_TERMS 7

struct integral {
	int64_t c[MAX_TERMS];
	size_t n;
	int64_t from, to, den; /* The ends are from/den and to/den. */
};

static const char *const phrasings[] = {
	"Compute the integral {integral} exactly.",
	"Evaluate the definite integral of f(x) = {integrand} from x = {from} to x = {to}. Give an exact value.",
	"What is {integral}, as an integer or a fraction in lowest terms?",
	("The rate of a process is r(t) = {rate} at time t. What is its total, the integral of r over {from} <= t <= "
	 "{to}? No decimals."),
	("The graph of y = {integrand} and the x-axis bound a region between x = {from} and x = {to}. Parts below the "
	 "axis count negative. What is the signed area, exactly?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct integral *s = params;
	int64_t max = KIT_LEVELS(k, 6, 9, 9, 9, 12, 9, 12, 12, 15, 20);
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7);
	s->den = KIT_LEVELS(k, 1, 1, 1, 1, 1, 2, 2, 3, 2, 3);
	for (size_t i = 0; i < s->n; i++)
		s->c[i] = i + 1 == s->n ? kit_nonzero(k, -max, max) : kit_between(k, -max, max);
	int64_t reach = KIT_LEVELS(k, 6, 9, 4, 6, 4, 6, 5, 6, 4, 4);
	s->from = kit_between(k, k->level < 3 ? 0 : -reach, reach - 1);
	s->to = kit_between(k, s->from + 1, reach);
	const char *from = kit_ztext(k, "%Qd", kit_q(k, s->from, s->den)).data;
	const char *to = kit_ztext(k, "%Qd", kit_q(k, s->to, s->den)).data;
	struct assay_str integrand = kit_poly(k, s->c, s->n, "x");
	kit_put(k, "from", assay_str_of(from));
	kit_put(k, "to", assay_str_of(to));
	kit_put(k, "integrand", integrand);
	kit_skin(k, "rate", kit_poly(k, s->c, s->n, "t").data);
	kit_skin(k, "integral", kit_text(k, "$\\int_{%s}^{%s} (%s) \\, dx$", from, to, integrand.data).data);
}

/* The antiderivative at x by Horner's scheme; its coefficients are c[i - 1] of x^i. */
static mpq_ptr value_at(struct kit *k, const struct integral *s, mpq_ptr *c, mpq_ptr x)
{
	mpq_ptr value = kit_mpq(k);
	kit_say(k, "Its value at %s, from the highest coefficient on:", kit_ztext(k, "%Qd", x).data);
	if (mpq_sgn(x) == 0) {
		kit_say(k, "Every term vanishes at 0.");
		return value;
	}
	mpq_set(value, c[s->n - 1]);
	for (size_t i = s->n - 1; i > 0; i--) {
		if (mpq_sgn(c[i - 1]) == 0)
			kit_step_op(k, value, value, '*', x);
		else
			kit_step_op3(k, value, c[i - 1], '+', value, x);
	}
	kit_step_op(k, value, value, '*', x);
	return value;
}

static void solve(struct kit *k, const void *params)
{
	const struct integral *s = params;
	mpq_ptr c[MAX_TERMS] = {NULL};
	assert(s->n > 0 && s->n <= MAX_TERMS);
	kit_say(k, "The coefficients of an antiderivative:");
	for (size_t i = s->n; i > 0; i--) {
		c[i - 1] = kit_q(k, s->c[i - 1], 1);
		if (i > 1 && s->c[i - 1] != 0)
			kit_step_op(k, c[i - 1], c[i - 1], '/', kit_q(k, (int64_t)i, 1));
	}
	mpq_ptr upper = value_at(k, s, c, kit_q(k, s->to, s->den));
	mpq_ptr lower = value_at(k, s, c, kit_q(k, s->from, s->den));
	kit_say(k, "The integral is the difference:");
	kit_step_op(k, upper, upper, '-', lower);
	kit_answer_q(k, upper);
}

/*
 * With x = from + (to - from) t the integrand is sum a[j] t^j, and its i-th Bernstein coefficient of degree d is
 * sum over j <= i of C(i, j) / C(d, j) a[j]. The integral over t is the mean of the d + 1 coefficients.
 */
static void again(struct kit *k, const void *params)
{
	const struct integral *s = params;
	mpq_ptr a[MAX_TERMS] = {NULL};
	mpq_ptr part = kit_mpq(k);
	mpq_ptr sum = kit_mpq(k);
	for (size_t i = 0; i < s->n; i++)
		a[i] = kit_q(k, s->c[i], 1);
	for (size_t i = 0; i < s->n; i++) { /* Taylor's shift to `from`. */
		for (size_t j = s->n - 1; j > i && !kit_is_over(k); j--) {
			mpq_mul(part, a[j], kit_q(k, s->from, s->den));
			mpq_add(a[j - 1], a[j - 1], part);
		}
	}
	mpq_ptr width = kit_q(k, s->to - s->from, s->den);
	mpq_ptr power = kit_q(k, 1, 1);
	for (size_t j = 0; j < s->n && !kit_is_over(k); j++) {
		mpq_mul(a[j], a[j], power);
		mpq_mul(power, power, width);
	}
	for (size_t i = 0; i < s->n; i++) {
		int64_t of_i = 1;
		int64_t of_d = 1;
		for (size_t j = 0; j <= i && !kit_is_over(k); j++) {
			mpq_mul(part, a[j], kit_q(k, of_i, of_d));
			mpq_add(sum, sum, part);
			of_i = of_i * (int64_t)(i - j) / (int64_t)(j + 1);
			of_d = of_d * (int64_t)(s->n - 1 - j) / (int64_t)(j + 1);
			if (of_d == 0)
				break;
		}
	}
	mpq_div(sum, sum, kit_q(k, (int64_t)s->n, 1));
	mpq_mul(sum, sum, width);
	kit_again_q(k, sum);
}

static const char *const tags[] = {"maths", "calculus", NULL};

const struct assay_family assay_family_definite_integral = {
	KIT_MATH,
	.name = "definite-integral",
	.version = 1,
	.title = "the definite integral of a polynomial",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct integral),
	.draw = draw,
	.solve = solve,
	.again = again,
};
