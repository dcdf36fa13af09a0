/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least number with given remainders modulo numbers that share no factor.
 *
 * Found by stepping through the numbers that satisfy what came before; rechecked by Gauss' sum with inverses.
 */
#include "problems/families/kit.h"

#define MAX_MODULI 5

struct remainders {
	int64_t modulus[MAX_MODULI];
	int64_t rest[MAX_MODULI];
	int64_t n;
};

static const char *const phrasings[] = {
	"Find the least non-negative integer x with {congruences}.",
	"Solve the system {congruences}. Give the smallest non-negative solution.",
	"A number x satisfies {congruences}. What is the smallest x ≥ 0 with this property?",
	("A shepherd counts the flock in groups of {moduli} and is left with {rests} sheep, in this order. What is the "
	 "least "
	 "number of sheep that the flock can have?"),
	("Coins are laid out in rows of {moduli}, one after the other, and {rests} coins remain over respectively. How "
	 "many "
	 "coins are there at least?"),
	"When x is divided by {moduli}, the remainders are {rests}, in this order. Determine the least non-negative x.",
	NULL,
};

static bool is_coprime(int64_t a, int64_t b)
{
	for (int64_t d = 2; d <= a; d++) {
		if (a % d == 0 && b % d == 0)
			return false;
	}
	return true;
}

static bool fits(const struct remainders *s, int64_t m)
{
	for (int64_t i = 0; i < s->n; i++) {
		if (!is_coprime(s->modulus[i], m))
			return false;
	}
	return true;
}

static void draw(struct kit *k, void *params)
{
	struct remainders *s = params;
	int64_t count = KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
	int64_t max = KIT_LEVELS(k, 11, 16, 24, 13, 18, 27, 20, 30, 50, 50);
	assay_autobuf struct assay_buf text = {0};
	while (s->n < count && k->rc == 0) {
		int64_t m = kit_between(k, 3, max);
		if (!fits(s, m))
			continue;
		s->modulus[s->n] = m;
		s->rest[s->n] = kit_between(k, 1, m - 1);
		const char *before = s->n == 0 ? "" : s->n + 1 == count ? " and " : ", ";
		(void)assay_buf_printf(&text, "%sx ≡ %ld (mod %ld)", before, s->rest[s->n], m);
		s->n++;
	}
	kit_put(k, "congruences", kit_copy(k, assay_buf_str(&text)));
	kit_put(k, "moduli", kit_list(k, s->modulus, (size_t)s->n, ", ", " and "));
	kit_put(k, "rests", kit_list(k, s->rest, (size_t)s->n, ", ", " and "));
}

static void solve(struct kit *k, const void *params)
{
	const struct remainders *s = params;
	int64_t x = s->rest[0];
	int64_t stride = s->modulus[0];
	for (int64_t i = 1; i < s->n && k->rc == 0; i++) {
		int64_t m = s->modulus[i];
		kit_say(k,
			"The numbers so far are %ld and what follows in steps of %ld; modulo %ld, which of them is "
			"%ld?",
			x, stride, m, s->rest[i]);
		int64_t there = kit_step_i(k, x % m, "%ld - %ld × %ld", x, x / m, m);
		int64_t per_step = kit_step_i(k, stride % m, "%ld - %ld × %ld", stride, stride / m, m);
		int64_t t = 0;
		while (t < m && (there + t * per_step - s->rest[i]) % m != 0)
			t++;
		if (t == m) {
			kit_stop(k);
			return;
		}
		kit_say(k, "After %ld steps the remainder modulo %ld is %ld.", t, m, s->rest[i]);
		x = kit_step_i(k, x + t * stride, "%ld + %ld × %ld", x, t, stride);
		if (i + 1 < s->n)
			stride = kit_step_i(k, stride * m, "%ld × %ld", stride, m);
	}
	kit_answer_i(k, x);
}

static void again(struct kit *k, const void *params)
{
	const struct remainders *s = params;
	mpz_ptr product = kit_mpz(k);
	mpz_ptr others = kit_mpz(k);
	mpz_ptr inverse = kit_mpz(k);
	mpz_ptr sum = kit_mpz(k);
	mpz_ptr m = kit_mpz(k);
	mpz_set_ui(product, 1);
	for (int64_t i = 0; i < s->n; i++)
		mpz_mul_si(product, product, s->modulus[i]);
	for (int64_t i = 0; i < s->n; i++) {
		mpz_set_si(m, s->modulus[i]);
		mpz_divexact(others, product, m);
		(void)mpz_invert(inverse, others, m);
		mpz_mul(inverse, inverse, others);
		mpz_mul_si(inverse, inverse, s->rest[i]);
		mpz_add(sum, sum, inverse);
	}
	mpz_mod(sum, sum, product);
	kit_again_z(k, sum);
}

static const char *const tags[] = {"maths", "number-theory", "modular", NULL};

const struct assay_family assay_family_chinese_remainder = {
	KIT_MATH,
	.name = "chinese-remainder",
	.version = 1,
	.title = "the least number with given remainders",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct remainders),
	.draw = draw,
	.solve = solve,
	.again = again,
};
