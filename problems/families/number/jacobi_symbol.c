/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Jacobi symbol.
 *
 * Found by reciprocity; rechecked by Euler's criterion for each of the primes that were drawn.
 */
#include "problems/families/kit.h"

#define MAX_PRIMES 4

struct symbol {
	int64_t a, n;
	int64_t primes[MAX_PRIMES];
	size_t n_primes;
};

static const char *const phrasings[] = {
	"Compute the Jacobi symbol ({a}/{n}).",
	"What is the value of the Jacobi symbol with {a} above and {n} below?",
	"Evaluate the Jacobi symbol of {a} over {n}. The answer is 1, -1 or 0.",
	"Use quadratic reciprocity to find the Jacobi symbol ({a}|{n}).",
	"Find ({a}/{n}), read as a Jacobi symbol and not as a fraction.",
	NULL,
};

static bool is_prime(int64_t n)
{
	for (int64_t d = 3; d * d <= n; d += 2) {
		if (n % d == 0)
			return false;
	}
	return n > 2 && n % 2 != 0;
}

static void draw(struct kit *k, void *params)
{
	struct symbol *s = params;
	s->n_primes = (size_t)KIT_LEVELS(k, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4);
	int64_t max = KIT_LEVELS(k, 60, 150, 40, 100, 300, 900, 200, 600, 2500, 1500);
	s->n = 1;
	for (size_t i = 0; i < s->n_primes; i++) {
		do {
			s->primes[i] = kit_between(k, 5, max);
		} while (!is_prime(s->primes[i]));
		s->n *= s->primes[i];
	}
	s->a = kit_between(k, s->n / 3, s->n - 2);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "n", s->n);
}

static int64_t flip(struct kit *k, int64_t sign)
{
	return kit_step_i(k, -sign, sign < 0 ? "-1 × (%ld)" : "-1 × %ld", sign);
}

static int64_t without_twos(struct kit *k, int64_t a, int64_t n, int64_t *sign)
{
	while (a > 0 && a % 2 == 0 && !k->is_stopped && k->rc == 0) {
		a = kit_step_i(k, a / 2, "%ld ÷ 2", a);
		if (n % 8 != 3 && n % 8 != 5)
			continue;
		kit_say(k, "%ld leaves 3 or 5 modulo 8: taking out a factor 2 turns the sign.", n);
		*sign = flip(k, *sign);
	}
	return a;
}

static void solve(struct kit *k, const void *params)
{
	const struct symbol *s = params;
	int64_t a = s->a;
	int64_t n = s->n;
	int64_t sign = 1;
	kit_say(k, "Start with the sign 1.");
	for (;;) {
		a = without_twos(k, a, n, &sign);
		if (a <= 1 || k->is_stopped || k->rc)
			break;
		if (a % 4 == 3 && n % 4 == 3) {
			kit_say(k, "%ld and %ld both leave 3 modulo 4: turning the symbol over turns the sign.", a, n);
			sign = flip(k, sign);
		}
		int64_t rest = kit_step_i(k, n % a, "%ld - %ld × %ld", n, n / a, a);
		n = a;
		a = rest;
	}
	if (a < 0)
		kit_stop(k);
	kit_answer_i(k, a == 1 || n == 1 ? sign : 0);
}

static void again(struct kit *k, const void *params)
{
	const struct symbol *s = params;
	mpz_ptr p = kit_mpz(k);
	mpz_ptr power = kit_mpz(k);
	int64_t product = 1;
	for (size_t i = 0; i < s->n_primes; i++) {
		mpz_set_si(p, s->primes[i]);
		mpz_set_si(power, s->a);
		mpz_powm_ui(power, power, (unsigned long)(s->primes[i] - 1) / 2, p);
		product *= mpz_cmp_ui(power, 1) > 0 ? -1 : mpz_get_si(power);
	}
	kit_again_i(k, product);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_jacobi_symbol = {
	KIT_MATH,
	.name = "jacobi-symbol",
	.version = 1,
	.title = "the Jacobi symbol",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct symbol),
	.draw = draw,
	.solve = solve,
	.again = again,
};
