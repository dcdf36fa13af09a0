/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A modular inverse, or the least solution of a x = c (mod m), where a and m may share a factor.
 *
 * Found by Euclid's table; rechecked by GMP's inverse.
 */
#include "problems/families/kit.h"

struct congruence {
	int64_t a, c, m;
};

static const char *const inverse_phrasings[] = {
	"Find the multiplicative inverse of {a} modulo {m}, as an integer between 1 and {top}.",
	"Which integer x with 0 < x < {m} satisfies {a}x ≡ 1 (mod {m})?",
	"By what number from 1 to {top} must {a} be multiplied to leave the remainder 1 on division by {m}?",
	"Compute the inverse of {a} in the integers modulo {m}. Give the least positive representative.",
	"In arithmetic modulo {m}, what is 1 divided by {a}? Answer with a number from 1 to {top}.",
	NULL,
};

static const char *const general_phrasings[] = {
	"Find the least non-negative integer x with {a}x ≡ {c} (mod {m}).",
	"What is the smallest integer x ≥ 0 for which {a}x leaves the remainder {c} on division by {m}?",
	"Solve the congruence {a}x ≡ {c} (mod {m}) and give the smallest non-negative solution.",
	"Which is the smallest non-negative multiple of {a}, written {a}x, whose remainder modulo {m} is {c}? Give x.",
	("A wheel with {m} teeth moves on by {a} teeth at every tick. After how many ticks does it first stand at "
	 "tooth "
	 "{c}, if it "
	 "starts at tooth 0?"),
	NULL,
};

static int64_t gcd_of(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void draw(struct kit *k, void *params)
{
	struct congruence *s = params;
	int64_t max = KIT_LEVELS(k, 30, 60, 150, 400, 1000, 4000, 20000, 100000, 1000000, 20000000);
	do {
		s->m = kit_between(k, max / 3, max);
		s->a = kit_between(k, 2, s->m - 1);
	} while (gcd_of(s->a, s->m) != 1);
	bool is_inverse = k->level <= 3 || kit_once_in(k, 3);
	int64_t shared = k->level >= 6 && !is_inverse ? kit_between(k, 1, 12) : 1;
	s->c = is_inverse ? 1 : shared * kit_between(k, 2, s->m - 1);
	s->a *= shared;
	s->m *= shared;
	kit_phrasings(k, is_inverse ? inverse_phrasings : general_phrasings);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "c", s->c);
	kit_put_i(k, "m", s->m);
	kit_put_i(k, "top", s->m - 1);
}

static void solve(struct kit *k, const void *params)
{
	const struct congruence *s = params;
	int64_t r[2] = {s->m, s->a};
	int64_t x[2] = {0, 1};
	kit_say(k, "Divide as Euclid does, and keep for each rest the multiple of %ld that it is modulo %ld.", s->a,
		s->m);
	while (r[1] > 0 && r[0] % r[1] != 0 && !k->is_stopped && k->rc == 0) {
		int64_t q = r[0] / r[1];
		int64_t rest = kit_step_i(k, r[0] - q * r[1], "%ld - %ld × %ld", r[0], q, r[1]);
		int64_t next = kit_step_i(k, x[0] - q * x[1], x[1] < 0 ? "%ld - %ld × (%ld)" : "%ld - %ld × %ld", x[0],
					  q, x[1]);
		r[0] = r[1];
		r[1] = rest;
		x[0] = x[1];
		x[1] = next;
	}
	if (r[1] <= 0 || s->m % r[1] != 0 || s->c % r[1] != 0 || s->m == r[1]) {
		kit_stop(k);
		return;
	}
	int64_t modulus = s->m;
	int64_t target = s->c;
	if (r[1] > 1) {
		kit_say(k, "All of it can be divided by %ld.", r[1]);
		modulus = kit_step_i(k, modulus / r[1], "%ld ÷ %ld", modulus, r[1]);
		target = kit_step_i(k, target / r[1], "%ld ÷ %ld", target, r[1]);
	}
	if (modulus <= 0) {
		kit_stop(k);
		return;
	}
	int64_t inverse = x[1] % modulus;
	if (inverse < 0)
		inverse = kit_step_i(k, inverse + modulus, "%ld + %ld", inverse, modulus);
	int64_t answer = inverse;
	if (s->c != 1) {
		int64_t product = kit_step_i(k, inverse * target, "%ld × %ld", inverse, target);
		answer = kit_step_i(k, product % modulus, "%ld - %ld × %ld", product, product / modulus, modulus);
	}
	kit_answer_i(k, answer);
}

static void again(struct kit *k, const void *params)
{
	const struct congruence *s = params;
	mpz_ptr a = kit_mpz(k);
	mpz_ptr m = kit_mpz(k);
	mpz_ptr g = kit_mpz(k);
	mpz_set_si(a, s->a);
	mpz_set_si(m, s->m);
	mpz_gcd(g, a, m);
	mpz_divexact(a, a, g);
	mpz_divexact(m, m, g);
	kit_check(k, mpz_invert(a, a, m) != 0 && s->c % mpz_get_si(g) == 0, "it has solutions");
	mpz_mul_si(a, a, s->c / mpz_get_si(g));
	mpz_mod(a, a, m);
	kit_again_z(k, a);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_linear_congruence = {
	KIT_MATH,
	.name = "linear-congruence",
	.version = 1,
	.title = "a modular inverse, or the least solution of a linear congruence",
	.tags = tags,
	.phrasings = general_phrasings,
	.params_size = sizeof(struct congruence),
	.draw = draw,
	.solve = solve,
	.again = again,
};
