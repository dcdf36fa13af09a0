/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The area that two polynomial curves enclose.
 *
 * Found by integrating the difference between the places where they meet; rechecked by closed forms in these places.
 */
#include "problems/families/kit.h"

#include <assert.h>

#define MAX_ROOTS 4

/* upper - lower = scale (x - roots[0]) (x - roots[1]) ..., roots in order. */
struct area {
	size_t n_roots;
	int64_t roots[MAX_ROOTS];
	int64_t scale;
	int64_t c[2][MAX_ROOTS + 1];
};

static const char *const phrasings[] = {
	"What is the total area enclosed by the curves y = {first} and y = {second}? Give it exactly.",
	("Find the area between the graphs of f(x) = {first} and g(x) = {second}, over all bounded regions. No "
	 "decimals."),
	("The curves y = {first} and y = {second} meet at {n} points and bound {regions:one region|several regions}. "
	 "Compute the total area exactly."),
	"Determine the exact area of all bounded pieces of the plane between y = {first} and y = {second}.",
	("Two roads follow the curves y = {first} and y = {second}. How much land lies enclosed between them? Answer "
	 "in square units, as an integer or a fraction in lowest terms."),
	NULL,
};

static void draw_roots(struct kit *k, struct area *s, int64_t reach)
{
	kit_distinct(k, s->n_roots, -reach, reach, s->roots);
	for (size_t i = 0; i < s->n_roots; i++) {
		for (size_t j = 0; j < i; j++) {
			int64_t later = s->roots[i];
			if (s->roots[j] > later) {
				s->roots[i] = s->roots[j];
				s->roots[j] = later;
			}
		}
	}
}

static void draw(struct kit *k, void *params)
{
	struct area *s = params;
	int64_t max = KIT_LEVELS(k, 5, 9, 9, 12, 12, 6, 9, 12, 6, 9);
	s->n_roots = (size_t)KIT_LEVELS(k, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4);
	int64_t max_scale = KIT_LEVELS(k, 1, 1, 2, 5, 9, 1, 2, 4, 1, 3);
	draw_roots(k, s, KIT_LEVELS(k, 4, 6, 7, 8, 9, 3, 4, 6, 3, 4));
	s->scale = kit_nonzero(k, -max_scale, max_scale);
	int64_t d[MAX_ROOTS + 1] = {s->scale};
	for (size_t i = 0; i < s->n_roots; i++) {
		for (size_t j = i + 2; j > 0; j--)
			d[j - 1] = (j > 1 ? d[j - 2] : 0) - (j < i + 2 ? s->roots[i] * d[j - 1] : 0);
	}
	/* At first a curve and a line, later two curves. */
	size_t n_second = k->level < 3 ? 2 : s->n_roots + (k->level > 6);
	for (size_t i = 0; i <= s->n_roots; i++) {
		s->c[1][i] = i < n_second ? kit_between(k, -max, max) : 0;
		s->c[0][i] = s->c[1][i] + d[i];
	}
	kit_put(k, "first", kit_poly(k, s->c[0], s->n_roots + 1, "x"));
	kit_put(k, "second", kit_poly(k, s->c[1], s->n_roots + 1, "x"));
	kit_put_i(k, "n", (int64_t)s->n_roots);
	kit_skin(k, "regions", s->n_roots == 2 ? "1" : "2");
}

/* The antiderivative of the difference, c[i] of x^(i + 1), at a root. */
static mpq_ptr value_at(struct kit *k, const struct area *s, mpq_ptr *c, int64_t x)
{
	mpq_ptr value = kit_mpq(k);
	mpq_ptr at = kit_q(k, x, 1);
	if (x == 0) {
		kit_say(k, "At x = 0 the antiderivative is 0.");
		return value;
	}
	kit_say(k, "The antiderivative at x = %ld, from the highest coefficient on:", x);
	mpq_set(value, c[s->n_roots]);
	for (size_t i = s->n_roots; i > 0; i--) {
		if (mpq_sgn(c[i - 1]) == 0)
			kit_step_op(k, value, value, '*', at);
		else
			kit_step_op3(k, value, c[i - 1], '+', value, at);
	}
	kit_step_op(k, value, value, '*', at);
	return value;
}

static void solve(struct kit *k, const void *params)
{
	const struct area *s = params;
	mpq_ptr c[MAX_ROOTS + 1] = {NULL};
	mpq_ptr values[MAX_ROOTS] = {NULL};
	assert(s->n_roots >= 2 && s->n_roots <= MAX_ROOTS);
	kit_say(k, "Both curves have the same height at x = %s and nowhere else.",
		kit_list(k, s->roots, s->n_roots, ", ", " and ").data);
	kit_say(k, "The coefficients of the difference, from the highest, and of its antiderivative:");
	for (size_t i = s->n_roots + 1; i > 0; i--) {
		c[i - 1] = kit_q(k, s->c[0][i - 1], 1);
		if (s->c[1][i - 1] != 0)
			kit_step_op(k, c[i - 1], c[i - 1], '-', kit_q(k, s->c[1][i - 1], 1));
		if (i > 1 && mpq_sgn(c[i - 1]) != 0)
			kit_step_op(k, c[i - 1], c[i - 1], '/', kit_q(k, (int64_t)i, 1));
	}
	for (size_t i = 0; i < s->n_roots; i++)
		values[i] = value_at(k, s, c, s->roots[i]);
	mpq_ptr area = kit_mpq(k);
	for (size_t i = 0; i + 1 < s->n_roots; i++) {
		mpq_ptr part = kit_mpq(k);
		kit_say(k, "The integral from %ld to %ld, of which the size counts:", s->roots[i], s->roots[i + 1]);
		kit_step_op(k, part, values[i + 1], '-', values[i]);
		mpq_abs(part, part);
		if (i == 0)
			mpq_set(area, part);
		else
			kit_step_op(k, area, area, '+', part);
	}
	if (mpq_sgn(area) == 0)
		kit_stop(k);
	else
		kit_answer_q(k, area);
}

/*
 * With the middle m and the length l between neighbours, integrals of (x - p)(x - q) times what is left are -l^3/6;
 * -(m - r) l^3/6; -l^5/120 - (m - r)(m - t) l^3/6, for none, one and two other roots r and t.
 */
static void again(struct kit *k, const void *params)
{
	const struct area *s = params;
	int64_t sum = 0; /* In 240th parts. */
	for (size_t i = 0; i + 1 < s->n_roots; i++) {
		int64_t length = s->roots[i + 1] - s->roots[i];
		int64_t cube = length * length * length;
		int64_t part = 40 * cube;
		if (s->n_roots > 2) {
			int64_t twice = 1; /* Of the distances from the middle. */
			for (size_t j = 0; j < s->n_roots; j++)
				twice *= j == i || j == i + 1 ? 1 : s->roots[i] + s->roots[i + 1] - 2 * s->roots[j];
			part = s->n_roots == 3 ? 20 * cube * twice : 10 * cube * twice + 2 * cube * length * length;
		}
		sum += part < 0 ? -part : part;
	}
	sum *= s->scale < 0 ? -s->scale : s->scale;
	kit_again_q(k, kit_q(k, sum, 240));
}

static const char *const tags[] = {"maths", "calculus", NULL};

const struct assay_family assay_family_area_between = {
	KIT_MATH,
	.name = "area-between",
	.version = 1,
	.title = "the area that two polynomial curves enclose",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct area),
	.draw = draw,
	.solve = solve,
	.again = again,
};
