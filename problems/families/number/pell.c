/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least solution of Pell's equation.
 *
 * Found by the continued fraction of the root; rechecked by the chakravala method.
 */
#include "problems/families/kit.h"

struct equation {
	int64_t n;
};

static const char *const phrasings[] = {
	"Find the least positive integers x and y with x^2 - {n}y^2 = 1. Answer with (x, y).",
	"What is the smallest solution (x, y) of Pell's equation x^2 - {n}y^2 = 1 in positive integers?",
	"Determine the fundamental solution (x, y) of x^2 - {n}y^2 = 1.",
	("{n} times the square of a positive integer y is one less than the square of an integer x > 0. Give the "
	 "smallest such "
	 "pair (x, y)."),
	"Among all pairs of positive integers with x^2 = {n}y^2 + 1, which (x, y) has the smallest y?",
	NULL,
};

static int64_t whole_root(int64_t n)
{
	int64_t root = 0;
	while ((root + 1) * (root + 1) <= n)
		root++;
	return root;
}

/* How many terms of the continued fraction lead to a solution; 0 for squares. */
static int64_t length_of(int64_t n)
{
	int64_t root = whole_root(n);
	int64_t m = 0;
	int64_t d = 1;
	int64_t length = 0;
	if (root * root == n)
		return 0;
	do {
		m = d * ((root + m) / d) - m;
		d = (n - m * m) / d;
		length++;
	} while (d != 1);
	return length % 2 == 0 ? length : 2 * length;
}

static void draw(struct kit *k, void *params)
{
	struct equation *s = params;
	int64_t min = KIT_LEVELS(k, 2, 2, 4, 4, 6, 6, 6, 8, 12, 15);
	int64_t max = KIT_LEVELS(k, 2, 4, 4, 6, 6, 8, 10, 12, 15, 18);
	int64_t largest = KIT_LEVELS(k, 2000, 1500, 2500, 3000, 4000, 8000, 12000, 20000, 20000, 20000);
	int64_t length;
	do {
		s->n = kit_between(k, 2, largest);
		length = length_of(s->n);
	} while (length < min || length > max);
	kit_put_i(k, "n", s->n);
}

/* ret = a × last + before, a step. */
static void next_convergent(struct kit *k, mpz_ptr before, mpz_ptr last, int64_t a)
{
	mpz_ptr next = kit_mpz(k);
	mpz_set(next, before);
	mpz_mul_si(before, last, a);
	mpz_add(next, next, before);
	mpz_sub(before, next, before);
	kit_step_z(k, next, "%ld × %Zd + %Zd", (long)a, last, before);
	mpz_set(before, last);
	mpz_set(last, next);
}

static void solve(struct kit *k, const void *params)
{
	const struct equation *s = params;
	int64_t root = whole_root(s->n);
	int64_t m = 0;
	int64_t d = 1;
	int64_t a = root;
	mpz_ptr x[2] = {kit_mpz(k), kit_mpz(k)};
	mpz_ptr y[2] = {kit_mpz(k), kit_mpz(k)};
	mpz_set_ui(x[0], 1);
	mpz_set_si(x[1], root);
	mpz_set_ui(y[1], 1);
	kit_say(k,
		"The whole part of the root of %ld is %ld. Expand it: m, d and the next term, until d is 1 after an "
		"even number "
		"of terms.",
		s->n, root);
	for (int64_t i = 1; !k->is_stopped && k->rc == 0; i++) {
		m = kit_step_i(k, d * a - m, "%ld × %ld - %ld", d, a, m);
		if (m <= 0 || m > root || (s->n - m * m) % d != 0)
			break;
		d = kit_step_i(k, (s->n - m * m) / d, "(%ld - %ld^2) ÷ %ld", s->n, m, d);
		if (d <= 0 || d > 2 * root)
			break;
		if (d == 1 && i % 2 == 0) {
			kit_answer_s(k, "tuple", kit_ztext(k, "(%Zd, %Zd)", x[1], y[1]));
			return;
		}
		a = (root + m) / d;
		kit_say(k, "The next term is %ld; x and y of the convergent follow.", a);
		next_convergent(k, x[0], x[1], a);
		next_convergent(k, y[0], y[1], a);
	}
	kit_stop(k);
}

/* The m that makes a + b m a multiple of k with m^2 nearest to n. */
static int64_t best_m(const struct equation *s, mpz_ptr a, mpz_ptr b, int64_t size)
{
	int64_t rest_a = (int64_t)mpz_fdiv_ui(a, (unsigned long)size);
	int64_t rest_b = (int64_t)mpz_fdiv_ui(b, (unsigned long)size);
	int64_t best = 0;
	int64_t best_distance = INT64_MAX;
	for (int64_t m = 1; m * m <= s->n || m <= best + 2 * size || best == 0; m++) {
		int64_t distance = m * m > s->n ? m * m - s->n : s->n - m * m;
		if ((rest_a + rest_b * m) % size != 0 || distance >= best_distance)
			continue;
		best = m;
		best_distance = distance;
	}
	return best;
}

static void again(struct kit *k, const void *params)
{
	const struct equation *s = params;
	mpz_ptr a = kit_mpz(k);
	mpz_ptr b = kit_mpz(k);
	mpz_ptr next = kit_mpz(k);
	int64_t start = 1;
	while (start * start < s->n)
		start++;
	mpz_set_si(a, start);
	mpz_set_ui(b, 1);
	int64_t norm = start * start - s->n;
	for (int i = 0; norm != 1 && norm != 0 && i < 100; i++) {
		int64_t size = norm < 0 ? -norm : norm;
		int64_t m = best_m(s, a, b, size);
		mpz_mul_si(next, b, s->n);
		mpz_addmul_ui(next, a, (unsigned long)m);
		mpz_addmul_ui(a, b, (unsigned long)m);
		mpz_divexact_ui(b, a, (unsigned long)size);
		mpz_divexact_ui(a, next, (unsigned long)size);
		norm = (m * m - s->n) / norm;
	}
	kit_again_s(k, kit_ztext(k, "(%Zd, %Zd)", a, b));
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_pell = {
	KIT_MATH,
	.name = "pell",
	.version = 1,
	.title = "the least solution of Pell's equation",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct equation),
	.draw = draw,
	.solve = solve,
	.again = again,
};
