/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long the repeating block of a fraction's decimals is.
 *
 * Found by long division until a remainder comes back; rechecked by dividing 9, 99, 999, ... by the denominator.
 */
#include "problems/families/kit.h"

#define MAX_DENOMINATOR 2000

struct fraction {
	int64_t p, q;
};

static const char *const phrasings[] = {
	"How many digits does the repeating block of {p}/{q} have in decimal notation, at the least?",
	"The decimal expansion of {p}/{q} repeats in the end. How long is its shortest period, in digits?",
	"Write {p}/{q} as a repeating decimal. What is the length of the shortest block that repeats?",
	"Find the length of the period of the decimals of {p}/{q}.",
	("{p} is divided by {q} by hand. Beginning somewhere, a block of digits repeats for ever. Of how many digits "
	 "is "
	 "the shortest "
	 "such block?"),
	NULL,
};

/* The distance between two equal remainders, and how many digits come before the second. */
static int64_t period_of(int64_t p, int64_t q, int64_t *ret_digits)
{
	int64_t seen[MAX_DENOMINATOR + 1] = {0};
	int64_t rest = p % q;
	int64_t i = 1;
	for (; rest != 0 && seen[rest] == 0; i++) {
		seen[rest] = i;
		rest = rest * 10 % q;
	}
	*ret_digits = i - 1;
	return rest == 0 ? 0 : i - seen[rest];
}

static void draw(struct kit *k, void *params)
{
	struct fraction *s = params;
	int64_t min = KIT_LEVELS(k, 2, 4, 6, 8, 11, 15, 20, 26, 34, 44);
	int64_t max = KIT_LEVELS(k, 4, 6, 9, 13, 18, 24, 32, 42, 56, 70);
	int64_t largest = KIT_LEVELS(k, 120, 300, 120, 300, 300, 300, 400, 600, 800, 1200);
	int64_t digits;
	int64_t period;
	do {
		s->q = kit_between(k, 7, largest);
		s->p = kit_between(k, 1, s->q - 1);
		period = period_of(s->p, s->q, &digits);
	} while (period < min || digits > max);
	kit_put_i(k, "p", s->p);
	kit_put_i(k, "q", s->q);
}

static void solve(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	int64_t rests[KIT_MAX_STEPS];
	int64_t n = 0;
	int64_t rest = s->p;
	kit_say(k, "Divide digit by digit until a remainder comes back; the first is %ld.", rest);
	while (!k->is_stopped && k->rc == 0) {
		for (int64_t i = 0; i < n; i++) {
			if (rests[i] != rest)
				continue;
			kit_say(k, "The remainder %ld came up before.", rest);
			kit_answer_i(k, kit_step_i(k, n - i, "%ld - %ld", n, i));
			return;
		}
		if (n == KIT_MAX_STEPS || rest <= 0) {
			kit_stop(k);
			return;
		}
		rests[n++] = rest;
		int64_t digit = 10 * rest / s->q;
		rest = kit_step_i(k, 10 * rest - digit * s->q, "10 × %ld - %ld × %ld", rest, digit, s->q);
	}
}

static void again(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	mpz_ptr q = kit_mpz(k);
	mpz_ptr nines = kit_mpz(k);
	mpz_set_si(q, s->p);
	unsigned long left = (unsigned long)s->q / mpz_gcd_ui(NULL, q, (unsigned long)s->q);
	while (left % 2 == 0)
		left /= 2;
	while (left % 5 == 0)
		left /= 5;
	mpz_set_ui(nines, 9);
	int64_t length = 1;
	for (; !mpz_divisible_ui_p(nines, left); length++) {
		mpz_mul_ui(nines, nines, 10);
		mpz_add_ui(nines, nines, 9);
	}
	kit_again_i(k, length);
}

static const char *const tags[] = {"maths", "arithmetic", "number-theory", NULL};

const struct assay_family assay_family_decimal_period = {
	KIT_MATH,
	.name = "decimal-period",
	.version = 1,
	.title = "how long the repeating block of a fraction is",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct fraction),
	.draw = draw,
	.solve = solve,
	.again = again,
};
