/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next prime after a number.
 *
 * Found by trial division of the odd numbers that follow; rechecked by GMP's mpz_nextprime.
 */
#include "problems/families/kit.h"

struct start {
	int64_t n;
};

static const char *const phrasings[] = {
	"What is the smallest prime number greater than {n}?",
	"Find the first prime after {n}.",
	"Which prime follows {n} most closely, {n} itself not counted?",
	"Go up from {n} one by one, starting with the number after it. Which is the first prime that you meet?",
	"Determine the least prime p with p > {n}.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct start *s = params;
	int64_t max = KIT_LEVELS(k, 500, 900, 1500, 2500, 4000, 8000, 14000, 22000, 34000, 50000);
	s->n = kit_between(k, max / 5, max);
	kit_put_i(k, "n", s->n);
}

static int64_t least_divisor(int64_t n)
{
	for (int64_t d = 3; d * d <= n; d += 2) {
		if (n % d == 0)
			return d;
	}
	return n;
}

/* Every prime whose square is not larger leaves a rest; a slip takes one of them for a divisor. */
static bool seems_prime(struct kit *k, int64_t n)
{
	int64_t divisor = least_divisor(n);
	if (divisor < n) {
		kit_slip_i(k, divisor > 3 ? 2 : 1);
		int64_t rest = kit_step_i(k, 0, "%ld - %ld × %ld", n, n / divisor, divisor);
		return rest != 0;
	}
	kit_say(k, "%ld is divided by every odd prime whose square is not larger.", n);
	for (int64_t p = 3; p * p <= n && !k->is_stopped && k->rc == 0; p += 2) {
		if (least_divisor(p) < p)
			continue;
		kit_slip_i(k, 0);
		if (kit_step_i(k, n % p, "%ld - %ld × %ld", n, n / p, p) == 0)
			return false;
	}
	return true;
}

static void solve(struct kit *k, const void *params)
{
	const struct start *s = params;
	int64_t n = s->n % 2 == 0 ? s->n + 1 : s->n + 2;
	kit_say(k, "Even numbers are left out; the first number to look at is %ld.", n);
	while (!k->is_stopped && k->rc == 0 && !seems_prime(k, n))
		n += 2;
	kit_answer_i(k, n);
}

static void again(struct kit *k, const void *params)
{
	const struct start *s = params;
	mpz_ptr n = kit_mpz(k);
	mpz_set_si(n, s->n);
	mpz_nextprime(n, n);
	kit_again_z(k, n);
}

static const char *const tags[] = {"maths", "number-theory", "primes", NULL};

const struct assay_family assay_family_next_prime = {
	KIT_MATH,
	.name = "next-prime",
	.version = 1,
	.title = "the next prime after a number",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct start),
	.draw = draw,
	.solve = solve,
	.again = again,
};
