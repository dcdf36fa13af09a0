/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In how many ways a number is the sum of two squares.
 *
 * Found from the prime factors (Jacobi's theorem); rechecked by walking along the circle.
 */
#include "problems/families/kit.h"

struct number {
	int64_t n;
};

static const char *const phrasings[] = {
	"How many pairs of integers (x, y) satisfy x^2 + y^2 = {n}? Signs and order count.",
	"How many points with integer coordinates lie on the circle x^2 + y^2 = {n}?",
	("In how many ways can {n} be written as the sum of the squares of two integers, where negative integers are "
	 "allowed "
	 "and the order counts?"),
	("A circle around the origin has the squared radius {n}. Count the points on it whose coordinates are both "
	 "integers."),
	"Find the number of integer solutions (x, y) of x^2 + y^2 = {n}.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t fit[] = {5, 13, 17, 29, 37, 41, 53, 61, 73, 89, 97, 101};
	static const int64_t squares[] = {1, 1, 1, 9, 49, 121};
	static const int64_t twos[] = {1, 1, 2, 4, 8};
	struct number *s = params;
	int64_t min = KIT_LEVELS(k, 10, 60, 150, 400, 1000, 4000, 15000, 60000, 200000, 700000);
	int64_t n_known = KIT_LEVELS(k, 12, 7, 8, 9, 9, 10, 10, 11, 12, 12);
	int64_t square = KIT_PICK(k, squares);
	s->n = KIT_PICK(k, twos);
	s->n *= square;
	int64_t part = 1;
	while (part < min)
		part *= fit[kit_between(k, 0, n_known - 1)];
	s->n *= part;
	kit_put_i(k, "n", s->n);
}

static void solve(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t n = s->n;
	int64_t count = 4;
	kit_say(k, "The number is 4 times the product of e + 1 over the primes that leave 1 on division by 4 and occur "
		   "e times; "
		   "primes that leave 3 must occur an even number of times.");
	for (int64_t p = 2; n > 1 && !k->is_stopped && k->rc == 0; p++) {
		if (p * p > n)
			p = n;
		int64_t e = 0;
		for (; n > 1 && n % p == 0 && !k->is_stopped; e++)
			n = n == p ? 1 : kit_step_i(k, n / p, "%ld ÷ %ld", n, p);
		if (e > 0)
			kit_say(k, e == 1 ? "%ld occurs once." : "%ld occurs %ld times.", p, e);
		if (p % 4 == 3 && e % 2 != 0)
			count = 0;
		else if (p % 4 == 1 && e > 0)
			count = kit_step_i(k, count * (e + 1), "%ld × (%ld + 1)", count, e);
	}
	kit_answer_i(k, count);
}

static void again(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t x = 0;
	int64_t y = 0;
	int64_t count = 0;
	while (y * y < s->n)
		y++;
	for (; x <= y; x++) {
		while (x * x + y * y > s->n)
			y--;
		if (x > y || x * x + y * y != s->n)
			continue;
		count += x == 0 || x == y ? 4 : 8;
	}
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_two_squares = {
	KIT_MATH,
	.name = "two-squares",
	.version = 1,
	.title = "in how many ways a number is the sum of two squares",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct number),
	.draw = draw,
	.solve = solve,
	.again = again,
};
