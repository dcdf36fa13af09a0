/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The limit of a quotient of polynomials where both vanish.
 *
 * Found by dividing the common factor out; rechecked by l'Hôpital's rule.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 8

/* Numerator and denominator vanish `order` times at `at`. */
struct limit {
	int64_t at, order;
	int64_t c[2][MAX_TERMS];
	size_t n[2];
};

static const char *const phrasings[] = {
	"Find the limit of the quotient of {top} and {bottom} as x tends to {at}. Give it exactly.",
	"Compute {limit} exactly.",
	"What does {fraction} tend to as x approaches {at}? Answer with an integer or a fraction in lowest terms.",
	"The function f(x) = {fraction} is not defined at x = {at}. Which value makes it continuous there, exactly?",
	"Evaluate {limit}. No decimals.",
	"The graph of y = {fraction} has a hole at x = {at}. At which height y is it? Give an exact value.",
	NULL,
};

static void times_linear(int64_t *c, size_t *n, int64_t root)
{
	for (size_t i = *n; i > 0; i--)
		c[i] = c[i - 1] - (i < *n ? root * c[i] : 0);
	c[0] *= -root;
	*n += 1;
}

static int64_t whole_value(const int64_t *c, size_t n, int64_t x)
{
	int64_t value = 0;
	for (size_t i = n; i > 0; i--)
		value = value * x + c[i - 1];
	return value;
}

static void draw(struct kit *k, void *params)
{
	struct limit *s = params;
	int64_t max = KIT_LEVELS(k, 9, 9, 9, 9, 9, 9, 9, 12, 9, 12);
	int64_t reach = KIT_LEVELS(k, 6, 9, 4, 5, 5, 4, 4, 4, 3, 4);
	s->order = KIT_LEVELS(k, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3);
	s->at = kit_nonzero(k, -reach, reach);
	for (size_t side = 0; side < 2; side++) {
		s->n[side] = (size_t)KIT_LEVELS(k, 1, 2, 2, 3, 2, 2, 3, 4, 3, 4) + (k->level == 1 && side == 0);
		do {
			for (size_t i = 0; i < s->n[side]; i++)
				s->c[side][i] = kit_between(k, i + 1 == s->n[side] ? 1 : -max, max);
		} while (k->rc == 0 && whole_value(s->c[side], s->n[side], s->at) == 0);
		for (int64_t i = 0; i < s->order; i++)
			times_linear(s->c[side], &s->n[side], s->at);
	}
	struct assay_str top = kit_poly(k, s->c[0], s->n[0], "x");
	struct assay_str bottom = kit_poly(k, s->c[1], s->n[1], "x");
	kit_put_i(k, "at", s->at);
	kit_put(k, "top", top);
	kit_put(k, "bottom", bottom);
	kit_skin(k, "fraction", kit_text(k, "$\\frac{%s}{%s}$", top.data, bottom.data).data);
	kit_skin(k, "limit", kit_text(k, "$\\lim_{x \\to %ld} \\frac{%s}{%s}$", s->at, top.data, bottom.data).data);
}

/* Divides by x - at without a remainder. */
static void divide(struct kit *k, const struct limit *s, mpq_ptr *c, size_t *n, const char *what)
{
	mpq_ptr at = kit_q(k, s->at, 1);
	kit_say(k, "Divide the %s by x %c %ld; the coefficients after the first:", what, s->at < 0 ? '+' : '-',
		s->at < 0 ? -s->at : s->at);
	for (size_t i = *n - 1; i > 1; i--)
		kit_step_op3(k, c[i - 1], c[i - 1], '+', c[i], at);
	for (size_t i = 1; i < *n; i++)
		mpq_set(c[i - 1], c[i]);
	*n -= 1;
}

static mpq_ptr value_at(struct kit *k, const struct limit *s, mpq_ptr *c, size_t n, const char *what)
{
	mpq_ptr value = kit_mpq(k);
	mpq_set(value, c[n - 1]);
	if (n > 1)
		kit_say(k, "What is left of the %s, at x = %ld:", what, s->at);
	else
		kit_say(k, "What is left of the %s is %s.", what, kit_ztext(k, "%Qd", value).data);
	for (size_t i = n - 1; i > 0; i--)
		kit_step_op3(k, value, c[i - 1], '+', value, kit_q(k, s->at, 1));
	return value;
}

static void solve(struct kit *k, const void *params)
{
	static const char *const names[] = {"numerator", "denominator"};
	const struct limit *s = params;
	mpq_ptr values[2] = {NULL};
	for (size_t side = 0; side < 2; side++) {
		mpq_ptr c[MAX_TERMS] = {NULL};
		size_t n = s->n[side];
		for (size_t i = 0; i < n; i++)
			c[i] = kit_q(k, s->c[side][i], 1);
		for (int64_t i = 0; i < s->order; i++)
			divide(k, s, c, &n, names[side]);
		values[side] = value_at(k, s, c, n, names[side]);
	}
	kit_step_op(k, values[0], values[0], '/', values[1]);
	kit_answer_q(k, values[0]);
}

/* Derivatives of both until they no longer both vanish. */
static void again(struct kit *k, const void *params)
{
	const struct limit *s = params;
	struct limit d = *s;
	int64_t top = 0;
	int64_t bottom = 0;
	while (top == 0 && bottom == 0 && d.n[1] > 1) {
		for (size_t side = 0; side < 2; side++) {
			d.n[side]--;
			for (size_t i = 0; i < d.n[side]; i++)
				d.c[side][i] = d.c[side][i + 1] * (int64_t)(i + 1);
		}
		top = whole_value(d.c[0], d.n[0], s->at);
		bottom = whole_value(d.c[1], d.n[1], s->at);
	}
	mpq_ptr value = kit_mpq(k);
	mpz_set_si(mpq_numref(value), top);
	mpz_set_si(mpq_denref(value), bottom);
	kit_check(k, bottom != 0, "the denominator's derivative does not vanish");
	if (bottom != 0)
		mpq_canonicalize(value);
	kit_again_q(k, value);
}

static const char *const tags[] = {"maths", "calculus", NULL};

const struct assay_family assay_family_rational_limit = {
	KIT_MATH,
	.name = "rational-limit",
	.version = 1,
	.title = "the limit of a quotient of polynomials where both vanish",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct limit),
	.draw = draw,
	.solve = solve,
	.again = again,
};
