/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roots of a quadratic equation, up to surds.
 *
 * Found by the quadratic formula. The equation was made from the sum and the product of its roots, which the formula
 * must find again.
 */
#include "problems/families/kit.h"

#include <assert.h>

enum ask { ASK_LARGER, ASK_SMALLER, ASK_BOTH };

/* left = right, coefficients from x^2 down; the roots are (p ± q sqrt(r)) / d with q, d > 0 and r without squares. */
struct equation {
	enum ask ask;
	int64_t left[3], right[3];
	int64_t p, q, r, d;
};

static const char *const larger_phrasings[] = {
	"What is the larger root of {equation}? Give it exactly.",
	"Solve {equation} and state the greater of the two solutions in simplest exact form.",
	"The equation {equation} has two real solutions. Which is the greater one, exactly?",
	"Let u < v be the real numbers x with {equation}. Find v, with roots simplified and not as a decimal.",
	"Find the largest real number x with {equation}. No decimal approximation.",
	NULL,
};

static const char *const smaller_phrasings[] = {
	"What is the smaller root of {equation}? Give it exactly.",
	"Solve {equation} and state the lesser of the two solutions in simplest exact form.",
	"The equation {equation} has two real solutions. Which is the smaller one, exactly?",
	"Let u < v be the real numbers x with {equation}. Find u, with roots simplified and not as a decimal.",
	"Find the least real number x with {equation}. No decimal approximation.",
	NULL,
};

static const char *const both_phrasings[] = {
	"Find the set of all real solutions of {equation}, in exact form.",
	"Solve {equation}. Write the exact solutions as a set.",
	"Which real numbers x satisfy {equation}? Answer with a set of simplified exact values.",
	"Determine the solution set of {equation} over the reals, without decimals.",
	"Give the set of roots of {equation}, with square roots simplified.",
	NULL,
};

/* --- Drawing ---------------------------------------------------------------------------------------------------- */

static int64_t gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

static void draw_roots(struct kit *k, struct equation *s)
{
	static const int64_t radicands[] = {2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21, 22, 23};
	bool has_surd = k->level >= 4;
	int64_t max = KIT_LEVELS(k, 9, 15, 12, 6, 9, 9, 9, 12, 20, 35);
	s->r = has_surd ? KIT_PICK(k, radicands) : 1;
	s->d = kit_between(k, 1, KIT_LEVELS(k, 1, 1, 6, 1, 1, 3, 4, 5, 6, 9));
	s->p = kit_between(k, -max, max);
	s->q = kit_between(k, 1, KIT_LEVELS(k, 9, 15, 12, 2, 3, 4, 4, 5, 7, 9));
	int64_t shared = gcd(gcd(s->p, s->q), s->d);
	if (shared > 1) {
		s->p /= shared;
		s->q /= shared;
		s->d /= shared;
	}
}

static struct assay_str side_of(struct kit *k, const int64_t *side)
{
	const int64_t upwards[] = {side[2], side[1], side[0]};
	return kit_poly(k, upwards, 3, "x");
}

static void draw(struct kit *k, void *params)
{
	static const char *const *const phrasings[] = {larger_phrasings, smaller_phrasings, both_phrasings};
	struct equation *s = params;
	draw_roots(k, s);
	/* d^2 x^2 - 2 p d x + p^2 - q^2 r, without what is common. */
	const int64_t made[3] = {s->d * s->d, -2 * s->p * s->d, s->p * s->p - s->q * s->q * s->r};
	int64_t shared = gcd(gcd(made[0], made[1]), made[2]);
	assert(shared > 0);
	int64_t factor = k->level > 7 ? kit_between(k, 1, 4) : 1;
	for (size_t i = 0; i < 3; i++) {
		s->right[i] = k->level >= 6 ? kit_between(k, -9, 9) : 0;
		s->left[i] = factor * made[i] / shared + s->right[i];
	}
	s->ask = (enum ask)kit_between(k, ASK_LARGER, ASK_BOTH);
	kit_phrasings(k, phrasings[s->ask]);
	kit_put(k, "equation", kit_text(k, "$%s = %s$", side_of(k, s->left).data, side_of(k, s->right).data));
}

/* --- First method: the quadratic formula ------------------------------------------------------------------------ */

static void collect(struct kit *k, const struct equation *s, int64_t c[3])
{
	bool is_collected = s->right[0] == 0 && s->right[1] == 0 && s->right[2] == 0;
	if (!is_collected)
		kit_say(k, "Bring everything to the left; the coefficients are then:");
	for (size_t i = 0; i < 3; i++)
		c[i] = is_collected ? s->left[i]
				    : kit_step_i(k, s->left[i] - s->right[i], "%ld - %s", s->left[i],
						 kit_operand_i(k, s->right[i]).data);
}

/* The largest square that divides the positive `value` is the square of this. */
static int64_t square_part(int64_t value)
{
	int64_t root = 1;
	for (int64_t i = 2; i * i <= value; i++) {
		while (value % (i * i) == 0) {
			value /= i * i;
			root *= i;
		}
	}
	return root;
}

static void answer(struct kit *k, enum ask ask, mpq_ptr p, mpq_ptr q, int64_t r)
{
	mpq_ptr minus = kit_mpq(k);
	mpq_abs(q, q);
	mpq_neg(minus, q);
	struct assay_str larger = kit_surd_sum(k, p, q, r);
	struct assay_str smaller = kit_surd_sum(k, p, minus, r);
	if (ask == ASK_BOTH)
		kit_answer_s(k, "set", kit_text(k, "\\{%s, %s\\}", smaller.data, larger.data));
	else
		kit_answer_s(k, "surd", ask == ASK_LARGER ? larger : smaller);
}

static void solve(struct kit *k, const void *params)
{
	const struct equation *s = params;
	int64_t c[3];
	collect(k, s, c);
	kit_say(k, "The discriminant b^2 - 4ac:");
	int64_t square = kit_step_i(k, c[1] * c[1], "%s^2", kit_operand_i(k, c[1]).data);
	int64_t product =
		kit_step_i(k, 4 * c[0] * c[2], "4 × %s × %s", kit_operand_i(k, c[0]).data, kit_operand_i(k, c[2]).data);
	int64_t discriminant = kit_step_i(k, square - product, "%ld - %s", square, kit_operand_i(k, product).data);
	/* Beyond this no slip leads to a solution that anybody would write. */
	if (c[0] == 0 || discriminant <= 0 || discriminant > 100000000) {
		kit_stop(k);
		return;
	}
	int64_t root = square_part(discriminant);
	int64_t r = discriminant / (root * root);
	if (r == 1)
		kit_say(k, "It is the square of %ld.", root);
	else
		kit_say(k, "It is %ld times the square of %ld.", r, root);
	mpq_ptr twice = kit_q(k, kit_step_i(k, 2 * c[0], "2 × %s", kit_operand_i(k, c[0]).data), 1);
	mpq_ptr p = kit_q(k, -c[1], 1);
	mpq_ptr q = kit_q(k, root, 1);
	if (r == 1)
		kit_say(k, "The middle of the two solutions, and how far they are from it:");
	else
		kit_say(k, "The middle of the two solutions, and how many roots of %ld they are from it:", r);
	kit_step_op(k, p, p, '/', twice);
	kit_step_op(k, q, q, '/', twice);
	if (!kit_is_over(k))
		answer(k, s->ask, p, q, r);
}

/* --- Second method: the numbers that the equation was made from -------------------------------------------------- */

static struct assay_str root_text(struct kit *k, const struct equation *s, bool is_larger)
{
	if (s->r == 1) {
		mpq_ptr value = kit_q(k, is_larger ? s->p + s->q : s->p - s->q, s->d);
		return kit_ztext(k, "%Qd", value);
	}
	struct assay_str factor = s->q == 1 ? ASSAY_STR("") : kit_text(k, "%ld", s->q);
	const char *sign = is_larger ? (s->p == 0 ? "" : " + ") : (s->p == 0 ? "-" : " - ");
	struct assay_str top = kit_text(k, "%s%s%s\\sqrt{%ld}", s->p == 0 ? "" : kit_text(k, "%ld", s->p).data, sign,
					factor.data, s->r);
	return s->d == 1 ? top : kit_text(k, "\\frac{%s}{%ld}", top.data, s->d);
}

static void again(struct kit *k, const void *params)
{
	const struct equation *s = params;
	struct assay_str larger = root_text(k, s, true);
	if (s->ask != ASK_BOTH)
		kit_again_s(k, s->ask == ASK_LARGER ? larger : root_text(k, s, false));
	else
		kit_again_s(k, kit_text(k, "\\{%s, %s\\}", root_text(k, s, false).data, larger.data));
}

static const char *const tags[] = {"maths", "algebra", "equation", NULL};

const struct assay_family assay_family_quadratic_roots = {
	KIT_MATH,
	.name = "quadratic-roots",
	.version = 1,
	.title = "the roots of a quadratic equation, up to surds",
	.tags = tags,
	.phrasings = larger_phrasings,
	.params_size = sizeof(struct equation),
	.draw = draw,
	.solve = solve,
	.again = again,
};
