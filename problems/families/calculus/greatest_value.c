/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The greatest or least value of a polynomial on an interval.
 *
 * Found by the ends and the zeros of the derivative; rechecked by every integer of the interval, among which all of
 * them are.
 */
#include "problems/families/kit.h"

#include <assert.h>

#define MAX_ZEROS 3

/* f' = scale × 12 × (x - zeros[0]) ... and f(0) = c[0]. */
struct extremum {
	size_t n_zeros;
	int64_t zeros[MAX_ZEROS];
	int64_t c[MAX_ZEROS + 2];
	size_t n;
	int64_t from, to;
	bool is_least;
};

static const char *const greatest_phrasings[] = {
	"What is the greatest value of f(x) = {f} on the interval [{from}, {to}]?",
	"Find the maximum of {f} over all real x with {from} <= x <= {to}.",
	"The height of a track at position x is {f}, for x from {from} to {to}. How high is its highest point?",
	"Determine the global maximum value of the function f(x) = {f} for {from} <= x <= {to}.",
	"How large can {f} become when x runs through the real numbers from {from} to {to}?",
	NULL,
};

static const char *const least_phrasings[] = {
	"What is the least value of f(x) = {f} on the interval [{from}, {to}]?",
	"Find the minimum of {f} over all real x with {from} <= x <= {to}.",
	"The height of a track at position x is {f}, for x from {from} to {to}. How high is its lowest point?",
	"Determine the global minimum value of the function f(x) = {f} for {from} <= x <= {to}.",
	"How small can {f} become when x runs through the real numbers from {from} to {to}?",
	NULL,
};

/* The coefficients of f from its derivative's, which are multiples of 12. */
static void make_polynomial(struct extremum *s, int64_t scale)
{
	int64_t d[MAX_ZEROS + 1] = {scale};
	for (size_t i = 0; i < s->n_zeros; i++) {
		for (size_t j = i + 2; j > 0; j--)
			d[j - 1] = (j > 1 ? d[j - 2] : 0) - (j < i + 2 ? s->zeros[i] * d[j - 1] : 0);
	}
	s->n = s->n_zeros + 2;
	for (size_t j = 1; j < s->n; j++)
		s->c[j] = d[j - 1] / (int64_t)j;
}

static void draw(struct kit *k, void *params)
{
	struct extremum *s = params;
	int64_t reach = KIT_LEVELS(k, 5, 9, 3, 4, 5, 6, 8, 3, 4, 6);
	int64_t scale = kit_nonzero(k, -2, 2);
	s->n_zeros = (size_t)KIT_LEVELS(k, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3);
	kit_distinct(k, s->n_zeros, -reach, reach, s->zeros);
	/* What the powers divide the derivative's coefficients by: 1, 2; 1, 2, 3; 1, 2, 3, 4. */
	static const int64_t shared[] = {1, 2, 6, 12};
	make_polynomial(s, scale * shared[s->n_zeros]);
	s->c[0] = kit_between(k, -20, 20);
	bool is_wide = k->level > 4;
	s->from = kit_between(k, -reach - 3, is_wide ? -reach / 2 : 0);
	s->to = kit_between(k, is_wide ? reach / 2 : s->from + 2, reach + 3);
	s->is_least = kit_once_in(k, 2);
	kit_phrasings(k, s->is_least ? least_phrasings : greatest_phrasings);
	kit_put(k, "f", kit_poly(k, s->c, s->n, "x"));
	kit_put_i(k, "from", s->from);
	kit_put_i(k, "to", s->to);
}

/* f(x) by Horner's scheme, in steps. */
static mpq_ptr value_at(struct kit *k, const struct extremum *s, int64_t x)
{
	mpq_ptr value = kit_q(k, s->c[s->n - 1], 1);
	kit_say(k, "f(%ld), from the highest coefficient on:", x);
	for (size_t i = s->n - 1; i > 0; i--)
		kit_step_op3(k, value, kit_q(k, s->c[i - 1], 1), '+', value, kit_q(k, x, 1));
	return value;
}

/* f'(x) = 0 for these; in the solution they are found by factoring. */
static void say_derivative(struct kit *k, const struct extremum *s)
{
	assay_autobuf struct assay_buf text = {0};
	int64_t d[MAX_ZEROS + 1] = {0};
	assert(s->n >= 2 && s->n == s->n_zeros + 2);
	kit_say(k, "The coefficients of the derivative, from the highest:");
	for (size_t i = s->n - 1; i > 0; i--)
		d[i - 1] = kit_step_i(k, (int64_t)i * s->c[i], "%zu × %s", i, kit_operand_i(k, s->c[i]).data);
	if (d[s->n - 2] != 1)
		(void)assay_buf_printf(&text, "%ld", d[s->n - 2]);
	for (size_t i = 0; i < s->n_zeros; i++) {
		int64_t zero = s->zeros[i];
		if (zero == 0)
			(void)assay_buf_add_c(&text, "x");
		else
			(void)assay_buf_printf(&text, "(x %c %ld)", zero < 0 ? '+' : '-', zero < 0 ? -zero : zero);
	}
	kit_say(k, "So f'(x) is %s.", text.data ? text.data : "");
}

static void solve(struct kit *k, const void *params)
{
	const struct extremum *s = params;
	say_derivative(k, s);
	mpq_ptr best = value_at(k, s, s->from);
	for (size_t i = 0; i <= s->n_zeros; i++) {
		int64_t x = i < s->n_zeros ? s->zeros[i] : s->to;
		bool is_inside = i == s->n_zeros || (x > s->from && x < s->to);
		if (!is_inside)
			continue;
		mpq_ptr value = value_at(k, s, x);
		int order = mpq_cmp(value, best);
		if (s->is_least ? order < 0 : order > 0)
			best = value;
	}
	kit_say(k, "The %s of these values counts.", s->is_least ? "least" : "greatest");
	kit_answer_q(k, best);
}

static void again(struct kit *k, const void *params)
{
	const struct extremum *s = params;
	int64_t best = 0;
	for (int64_t x = s->from; x <= s->to; x++) {
		int64_t value = 0;
		int64_t power = 1;
		for (size_t i = 0; i < s->n; i++, power *= x)
			value += s->c[i] * power;
		bool is_better = s->is_least ? value < best : value > best;
		if (x == s->from || is_better)
			best = value;
	}
	kit_again_i(k, best);
}

static const char *const tags[] = {"maths", "calculus", NULL};

const struct assay_family assay_family_greatest_value = {
	KIT_MATH,
	.name = "greatest-value",
	.version = 1,
	.title = "the greatest or least value of a polynomial on an interval",
	.tags = tags,
	.phrasings = greatest_phrasings,
	.params_size = sizeof(struct extremum),
	.draw = draw,
	.solve = solve,
	.again = again,
};
