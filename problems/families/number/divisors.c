/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The number of divisors of a number, or their sum.
 *
 * Found from the prime factors; rechecked by trying every divisor up to the root.
 */
#include "problems/families/kit.h"

struct number {
	int64_t n;
	bool asks_sum;
};

static const char *const count_phrasings[] = {
	"How many positive divisors does {n} have?",
	"Find the number of positive integers that divide {n} without remainder, 1 and {n} included.",
	"Count the positive divisors of {n}.",
	"{n} chairs are set up in equal rows. How many different numbers of rows are possible?",
	"In how many ways can {n} be written as a × b with positive integers a and b, if the order of a and b counts?",
	NULL,
};

static const char *const sum_phrasings[] = {
	"What is the sum of all positive divisors of {n}?",
	"Add up all positive integers that divide {n} without remainder, 1 and {n} included. What is the total?",
	"Compute the sum of the positive divisors of {n}, with {n} itself.",
	"Determine σ({n}), the sum of the positive divisors of {n}.",
	"List every positive divisor of {n} and add them. What do you get?",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};
	struct number *s = params;
	int64_t min = KIT_LEVELS(k, 20, 60, 150, 400, 1000, 3000, 8000, 20000, 100000, 500000);
	int64_t n_known = KIT_LEVELS(k, 8, 8, 9, 10, 11, 12, 13, 14, 15, 15);
	s->asks_sum = kit_once_in(k, 2);
	for (s->n = 1; s->n < min;) {
		bool is_small = kit_once_in(k, 2);
		s->n *= primes[kit_between(k, 0, is_small ? 2 : n_known - 1)];
	}
	kit_phrasings(k, s->asks_sum ? sum_phrasings : count_phrasings);
	kit_put_i(k, "n", s->n);
}

/* 1 + p + ... + p^e as a step, or e + 1. */
static int64_t factor_of(struct kit *k, const struct number *s, int64_t p, int64_t e)
{
	if (!s->asks_sum)
		return kit_step_i(k, e + 1, "%ld + 1", e);
	assay_autobuf struct assay_buf text = {0};
	int64_t sum = 1;
	int64_t power = 1;
	(void)assay_buf_add_c(&text, "1");
	for (int64_t i = 0; i < e; i++) {
		power *= p;
		sum += power;
		(void)assay_buf_printf(&text, " + %ld", power);
	}
	return kit_step_i(k, sum, "%s", text.data ? text.data : "");
}

static void solve(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t n = s->n;
	int64_t product = 1;
	for (int64_t p = 2; n > 1 && !k->is_stopped && k->rc == 0; p++) {
		if (p * p > n)
			p = n;
		int64_t e = 0;
		for (; n > 1 && n % p == 0 && !k->is_stopped; e++)
			n = n == p ? 1 : kit_step_i(k, n / p, "%ld ÷ %ld", n, p);
		if (e == 0)
			continue;
		kit_say(k, e == 1 ? "The prime %ld occurs once." : "The prime %ld occurs %ld times.", p, e);
		int64_t factor = factor_of(k, s, p, e);
		product = product == 1 ? factor : kit_step_i(k, product * factor, "%ld × %ld", product, factor);
	}
	kit_answer_i(k, product);
}

static void again(struct kit *k, const void *params)
{
	const struct number *s = params;
	int64_t count = 0;
	int64_t sum = 0;
	for (int64_t d = 1; d * d <= s->n; d++) {
		if (s->n % d != 0)
			continue;
		bool is_root = d * d == s->n;
		count += is_root ? 1 : 2;
		sum += is_root ? d : d + s->n / d;
	}
	kit_again_i(k, s->asks_sum ? sum : count);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_divisors = {
	KIT_MATH,
	.name = "divisors",
	.version = 1,
	.title = "the number of divisors of a number, or their sum",
	.tags = tags,
	.phrasings = count_phrasings,
	.params_size = sizeof(struct number),
	.draw = draw,
	.solve = solve,
	.again = again,
};
