/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quotient or remainder of two polynomials.
 *
 * Found by long division. The dividend was made by multiplying a quotient out and adding a remainder, which the
 * division must find again.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 9

struct division {
	int64_t quotient[MAX_TERMS], divisor[MAX_TERMS], remainder[MAX_TERMS], dividend[MAX_TERMS];
	size_t n_quotient, n_divisor; /* Coefficients. */
	bool is_remainder;
};

static const char *const remainder_phrasings[] = {
	"Find the remainder when {dividend} is divided by {divisor}.",
	"The polynomial {dividend} is divided by {divisor}. What is the remainder?",
	"Determine the polynomial r(x) of degree below {degree} such that {divisor} divides {dividend} - r(x).",
	"Dividing {dividend} by {divisor} leaves which remainder?",
	"Reduce {dividend} modulo {divisor}; the result has a degree below {degree}.",
	NULL,
};

static const char *const quotient_phrasings[] = {
	"Find the quotient when {dividend} is divided by {divisor}, without the remainder.",
	("The polynomial {dividend} is divided by {divisor} with remainder. Which polynomial is the quotient, without "
	 "the remainder?"),
	("Write {dividend} as q(x) times ({divisor}) plus a remainder of degree below {degree}. What is the polynomial "
	 "q(x)?"),
	"Dividing {dividend} by {divisor} gives a quotient and a remainder. State the quotient.",
	"What is the polynomial part of the fraction with numerator {dividend} and denominator {divisor}?",
	NULL,
};

static void draw_polynomial(struct kit *k, int64_t *ret, size_t n, int64_t max, int64_t max_leading)
{
	for (size_t i = 0; i + 1 < n; i++)
		ret[i] = kit_between(k, -max, max);
	ret[n - 1] = kit_between(k, 1, max_leading);
}

static void draw(struct kit *k, void *params)
{
	struct division *s = params;
	int64_t max = KIT_LEVELS(k, 5, 7, 6, 9, 9, 9, 9, 12, 12, 15);
	s->n_quotient = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5);
	s->n_divisor = (size_t)KIT_LEVELS(k, 2, 2, 3, 2, 3, 3, 3, 4, 4, 5);
	draw_polynomial(k, s->quotient, s->n_quotient, max, k->level < 2 ? 1 : max / 2);
	draw_polynomial(k, s->divisor, s->n_divisor, max, k->level < 4 ? 1 : 4);
	draw_polynomial(k, s->remainder, s->n_divisor - 1, max, max);
	s->is_remainder = kit_once_in(k, 2);
	for (size_t i = 0; i < s->n_quotient; i++) {
		for (size_t j = 0; j < s->n_divisor; j++)
			s->dividend[i + j] += s->quotient[i] * s->divisor[j];
	}
	for (size_t i = 0; i + 1 < s->n_divisor; i++)
		s->dividend[i] += s->remainder[i];
	kit_phrasings(k, s->is_remainder ? remainder_phrasings : quotient_phrasings);
	kit_put(k, "dividend", kit_poly(k, s->dividend, s->n_quotient + s->n_divisor - 1, "x"));
	kit_put(k, "divisor", kit_poly(k, s->divisor, s->n_divisor, "x"));
	kit_put_i(k, "degree", (int64_t)s->n_divisor - 1);
}

static void solve(struct kit *k, const void *params)
{
	const struct division *s = params;
	mpq_ptr rest[MAX_TERMS] = {NULL};
	mpq_ptr quotient[MAX_TERMS] = {NULL};
	mpq_ptr divisor[MAX_TERMS] = {NULL};
	for (size_t i = 0; i < s->n_quotient + s->n_divisor - 1; i++)
		rest[i] = kit_q(k, s->dividend[i], 1);
	for (size_t i = 0; i < s->n_divisor; i++)
		divisor[i] = kit_q(k, s->divisor[i], 1);
	mpq_ptr leading = divisor[s->n_divisor - 1];
	for (size_t i = s->n_quotient; i > 0; i--) {
		kit_say(k,
			"The coefficient of the quotient at x^%zu, and what is left of the coefficients below:", i - 1);
		quotient[i - 1] = kit_mpq(k);
		kit_step_op(k, quotient[i - 1], rest[i + s->n_divisor - 2], '/', leading);
		/* The last ones only matter for the remainder. */
		for (size_t j = s->n_divisor - 1; j > 0 && (i > 1 || s->is_remainder); j--) {
			if (s->divisor[j - 1] != 0)
				kit_step_op3(k, rest[i + j - 2], rest[i + j - 2], '-', quotient[i - 1], divisor[j - 1]);
		}
	}
	if (s->is_remainder)
		kit_answer_s(k, "polynomial", kit_qpoly(k, rest, s->n_divisor - 1, "x"));
	else
		kit_answer_s(k, "polynomial", kit_qpoly(k, quotient, s->n_quotient, "x"));
}

static void again(struct kit *k, const void *params)
{
	const struct division *s = params;
	kit_again_s(k, s->is_remainder ? kit_poly(k, s->remainder, s->n_divisor - 1, "x")
				       : kit_poly(k, s->quotient, s->n_quotient, "x"));
}

static const char *const tags[] = {"maths", "polynomials", NULL};

const struct assay_family assay_family_polynomial_division = {
	KIT_MATH,
	.name = "polynomial-division",
	.version = 1,
	.title = "quotient or remainder of two polynomials",
	.tags = tags,
	.phrasings = remainder_phrasings,
	.params_size = sizeof(struct division),
	.draw = draw,
	.solve = solve,
	.again = again,
};
