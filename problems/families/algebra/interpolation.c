/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The value of the polynomial of least degree through given points at another place.
 *
 * Found by Newton's divided differences; rechecked by Lagrange's formula.
 */
#include "problems/families/kit.h"

#define MAX_POINTS 6

struct points {
	size_t n;
	int64_t x[MAX_POINTS], y[MAX_POINTS];
	int64_t at;
};

static const char *const phrasings[] = {
	("The polynomial p of degree at most {degree} satisfies {values}. Compute p({at}) as an integer or a fraction "
	 "in lowest terms."),
	("Exactly one polynomial of degree at most {degree} passes through {points}. What is its value at {at}? Give "
	 "it exactly."),
	"Interpolate the points {points} by a polynomial of least degree. What does it take at x = {at}? No decimals.",
	("A polynomial f has degree at most {degree}, and {fvalues}. Find f({at}), an integer or a fraction in lowest "
	 "terms."),
	("A curve y = p(x), where p is a polynomial of degree at most {degree}, goes through {points}. At which height "
	 "y does it pass x = {at}? Answer exactly."),
	NULL,
};

static struct assay_str points_of(struct kit *k, const struct points *s, const char *fmt)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		(void)assay_buf_add_c(&text, i == 0 ? "" : i + 1 == s->n ? " and " : ", ");
		(void)assay_buf_printf(&text, "%s(%ld%s%ld%s", fmt, s->x[i], *fmt ? ") = " : ", ", s->y[i],
				       *fmt ? "" : ")");
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct points *s = params;
	int64_t x[MAX_POINTS + 1];
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6);
	int64_t max = KIT_LEVELS(k, 9, 25, 6, 9, 15, 6, 9, 15, 9, 9);
	kit_distinct(k, s->n + 1, -max, max, x);
	for (size_t i = 0; i < s->n; i++) {
		s->x[i] = x[i];
		s->y[i] = kit_between(k, -2 * max, 2 * max);
	}
	s->at = x[s->n];
	kit_put_i(k, "degree", (int64_t)s->n - 1);
	kit_put_i(k, "at", s->at);
	kit_put(k, "points", points_of(k, s, ""));
	kit_skin(k, "values", points_of(k, s, "p").data);
	kit_skin(k, "fvalues", points_of(k, s, "f").data);
}

/* (upper - lower) ÷ (right - left), a step. */
static void difference(struct kit *k, mpq_ptr upper, mpq_ptr lower, int64_t right, int64_t left)
{
	struct assay_str text = kit_ztext(k, "(%Qd - %s) ÷ (%ld - %s)", upper, kit_operand(k, lower).data, (long)right,
					  kit_operand_i(k, left).data);
	mpq_sub(upper, upper, lower);
	mpq_div(upper, upper, kit_q(k, right - left, 1));
	kit_step_q(k, upper, "%s", text.data);
}

static void solve(struct kit *k, const void *params)
{
	const struct points *s = params;
	mpq_ptr c[MAX_POINTS] = {NULL};
	for (size_t i = 0; i < s->n; i++)
		c[i] = kit_q(k, s->y[i], 1);
	for (size_t depth = 1; depth < s->n; depth++) {
		kit_say(k, "Divided differences over %zu points, from the last one:", depth + 1);
		for (size_t i = s->n - 1; i >= depth; i--)
			difference(k, c[i], c[i - 1], s->x[i], s->x[i - depth]);
	}
	kit_say(k, "Newton's form at %ld, from the inside:", s->at);
	mpq_ptr value = c[s->n - 1];
	for (size_t i = s->n - 1; i > 0; i--) {
		mpq_ptr gap = kit_q(k, s->at - s->x[i - 1], 1);
		struct assay_str text = kit_ztext(k, "%Qd + %s × (%ld - %s)", c[i - 1], kit_operand(k, value).data,
						  (long)s->at, kit_operand_i(k, s->x[i - 1]).data);
		mpq_mul(value, value, gap);
		mpq_add(value, value, c[i - 1]);
		kit_step_q(k, value, "%s", text.data);
	}
	kit_answer_q(k, value);
}

static void again(struct kit *k, const void *params)
{
	const struct points *s = params;
	mpq_ptr sum = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	for (size_t i = 0; i < s->n && !kit_is_over(k); i++) {
		mpz_set_si(mpq_numref(part), s->y[i]);
		mpz_set_ui(mpq_denref(part), 1);
		for (size_t j = 0; j < s->n; j++) {
			if (j == i)
				continue;
			mpz_mul_si(mpq_numref(part), mpq_numref(part), s->at - s->x[j]);
			mpz_mul_si(mpq_denref(part), mpq_denref(part), s->x[i] - s->x[j]);
		}
		mpq_canonicalize(part);
		mpq_add(sum, sum, part);
	}
	kit_again_q(k, sum);
}

static const char *const tags[] = {"maths", "polynomials", NULL};

const struct assay_family assay_family_interpolation = {
	KIT_MATH,
	.name = "interpolation",
	.version = 1,
	.title = "the polynomial through given points, at another place",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct points),
	.draw = draw,
	.solve = solve,
	.again = again,
};
