/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fraction in lowest terms, told by the sum of numerator and denominator.
 *
 * Found by Euclid's divisions; rechecked by GMP's canonical form.
 */
#include "problems/families/kit.h"

struct fraction {
	int64_t p, q;
};

static const char *const phrasings[] = {
	"The fraction {p}/{q} equals m/n in lowest terms. What is m + n?",
	"Reduce {p}/{q} as far as possible. What is the sum of the numerator and the denominator of the result?",
	"Let m and n be positive integers without a common factor and m/n = {p}/{q}. Find m + n.",
	"Cancel {p}/{q} until numerator and denominator have no common divisor but 1, and add the two.",
	("In a vote, {p} ballots say yes and {q} say no. In the smallest whole numbers, the ratio of yes to no is m to "
	 "n. Find m + n."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct fraction *s = params;
	int64_t max = KIT_LEVELS(k, 12, 25, 60, 150, 500, 2000, 10000, 60000, 400000, 5000000);
	int64_t shared = KIT_LEVELS(k, 12, 20, 30, 60, 150, 400, 1000, 2000, 5000, 20000);
	int64_t pair[2];
	kit_distinct(k, 2, max / 6 + 1, max, pair);
	shared = kit_between(k, 2 + shared / 6, shared);
	s->p = shared * pair[0];
	s->q = shared * pair[1];
	kit_put_i(k, "p", s->p);
	kit_put_i(k, "q", s->q);
}

static void solve(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	int64_t a = s->p > s->q ? s->p : s->q;
	int64_t b = s->p > s->q ? s->q : s->p;
	while (b > 0 && !k->is_stopped && k->rc == 0) {
		int64_t rest = kit_step_i(k, a % b, "%ld - %ld × %ld", a, a / b, b);
		a = b;
		b = rest;
	}
	if (b < 0 || s->p % a != 0 || s->q % a != 0) {
		kit_stop(k);
		return;
	}
	kit_say(k, "Both can be divided by %ld.", a);
	int64_t m = kit_step_i(k, s->p / a, "%ld ÷ %ld", s->p, a);
	int64_t n = kit_step_i(k, s->q / a, "%ld ÷ %ld", s->q, a);
	kit_answer_i(k, kit_step_i(k, m + n, "%ld + %ld", m, n));
}

static void again(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	mpq_ptr value = kit_mpq(k);
	mpz_ptr sum = kit_mpz(k);
	mpq_set_si(value, s->p, (unsigned long)s->q);
	mpq_canonicalize(value);
	mpz_add(sum, mpq_numref(value), mpq_denref(value));
	kit_again_z(k, sum);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_lowest_terms = {
	KIT_MATH,
	.name = "lowest-terms",
	.version = 1,
	.title = "a fraction in lowest terms",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct fraction),
	.draw = draw,
	.solve = solve,
	.again = again,
};
