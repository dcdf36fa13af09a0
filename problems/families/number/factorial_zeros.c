/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The zeros at the end of a factorial, in base 10 or another.
 *
 * Found by Legendre's sums of quotients; rechecked by his formula with digit sums.
 */
#include "problems/families/kit.h"

struct factorial {
	int64_t n, base;
};

static const char *const ten_phrasings[] = {
	"How many zeros does {n}! end with in decimal notation?",
	"With how many zeros does the factorial of {n} end, written in decimal?",
	"The product of all whole numbers from 1 to {n} is written out. How many zeros does it end with?",
	"What is the largest k such that {n}! is a multiple of 10^k?",
	"How often can {n}! be divided by 10 before a remainder is left?",
	NULL,
};

static const char *const base_phrasings[] = {
	"How many zeros stand at the end of {n}! when it is written in base {b}?",
	"What is the largest k such that {n}! is a multiple of {b}^k?",
	"The factorial of {n} is written in base {b}. With how many zeros does it end?",
	"How often can the product of the whole numbers from 1 to {n} be divided by {b} before a remainder is left?",
	"Find the number of trailing zeros of {n}! in base {b}.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t bases[] = {6,  12, 14, 15, 20, 18,	 21,  24,  28,	30,  36,  40,  42,  45,	 48,  60, 63,
					72, 80, 84, 90, 99, 120, 140, 144, 180, 210, 240, 252, 360, 420, 504, 720};
	struct factorial *s = params;
	int64_t max = KIT_LEVELS(k, 250, 900, 4000, 600, 1500, 3000, 6000, 20000, 80000, 400000);
	int64_t first = KIT_LEVELS(k, 0, 0, 0, 0, 0, 3, 6, 12, 18, 22);
	int64_t last = KIT_LEVELS(k, 0, 0, 0, 12, 16, 20, 24, 29, 32, 32);
	s->n = kit_between(k, max / 5, max);
	s->base = k->level <= 3 ? 10 : bases[kit_between(k, first, last)];
	kit_phrasings(k, s->base == 10 ? ten_phrasings : base_phrasings);
	kit_put_i(k, "n", s->n);
	kit_put_i(k, "b", s->base);
}

/* How often the prime divides n!. */
static int64_t exponent(struct kit *k, int64_t n, int64_t p)
{
	int64_t sum = 0;
	kit_say(k, "The factors %ld in the factorial: divide %ld by %ld again and again and add the quotients.", p, n,
		p);
	while (n >= p && !k->is_stopped && k->rc == 0) {
		int64_t rest = n % p;
		n = rest > 0 ? kit_step_i(k, n / p, "(%ld - %ld) ÷ %ld", n, rest, p)
			     : kit_step_i(k, n / p, "%ld ÷ %ld", n, p);
		sum = sum == 0 ? n : kit_step_i(k, sum + n, "%ld + %ld", sum, n);
	}
	return sum;
}

static void solve(struct kit *k, const void *params)
{
	const struct factorial *s = params;
	int64_t base = s->base;
	int64_t least = -1;
	for (int64_t p = 2; base > 1 && k->rc == 0; p++) {
		int64_t e = 0;
		for (; base % p == 0; e++)
			base /= p;
		if (e == 0 || (s->base == 10 && p == 2))
			continue;
		int64_t times = exponent(k, s->n, p);
		if (e > 1) {
			kit_say(k, "A zero in base %ld takes %ld of them.", s->base, e);
			times = kit_step_i(k, times / e, "(%ld - %ld) ÷ %ld", times, times % e, e);
		}
		least = least < 0 || times < least ? times : least;
	}
	kit_say(k, "The scarcest prime decides.");
	kit_answer_i(k, least);
}

static void again(struct kit *k, const void *params)
{
	static const int64_t primes[] = {2, 3, 5, 7, 11};
	const struct factorial *s = params;
	int64_t least = INT64_MAX;
	for (size_t i = 0; i < KIT_COUNT(primes); i++) {
		int64_t digits = 0;
		for (int64_t n = s->n; n > 0; n /= primes[i])
			digits += n % primes[i];
		int64_t in_base = 0;
		int64_t power = primes[i];
		for (; s->base % power == 0; power *= primes[i])
			in_base++;
		int64_t zeros = in_base == 0 ? INT64_MAX : (s->n - digits) / (primes[i] - 1) / in_base;
		least = zeros < least ? zeros : least;
	}
	kit_again_i(k, least);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_factorial_zeros = {
	KIT_MATH,
	.name = "factorial-zeros",
	.version = 1,
	.title = "the zeros at the end of a factorial",
	.tags = tags,
	.phrasings = ten_phrasings,
	.params_size = sizeof(struct factorial),
	.draw = draw,
	.solve = solve,
	.again = again,
};
