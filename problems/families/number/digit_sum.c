/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digit sum of a power, or the digital root of a product of powers.
 *
 * Found by multiplying (the root: on digit sums alone); rechecked on GMP's decimal text of the whole number.
 */
#include "problems/families/kit.h"

struct power {
	int64_t a, e, b, f;
	bool asks_root;
};

static const char *const sum_phrasings[] = {
	"What is the sum of the decimal digits of {a}^{e}?",
	"Compute {a}^{e} and add up its digits. What is the digit sum?",
	"Find the digit sum of {a} to the power {e}, written in base 10.",
	"The number {a}^{e} is written out in full. What do its digits add up to?",
	"Determine the sum of all digits in the decimal notation of {a}^{e}.",
	NULL,
};

static const char *const root_phrasings[] = {
	("What is the digital root of {a}^{e} × {b}^{f}, the digit that remains when digit sums are taken again and "
	 "again?"),
	"Take the digit sum of {a}^{e} × {b}^{f}, then the digit sum of that, until one digit remains. Which is it?",
	("The digits of {a}^{e} × {b}^{f} are added, then those of the result, and so on. Which single digit is left "
	 "in "
	 "the end?"),
	"Find the repeated digit sum (digital root) of the product of {a}^{e} and {b}^{f}.",
	"Determine the one-digit number that repeated digit sums of {a}^{e} × {b}^{f} lead to.",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct power *s = params;
	s->asks_root = k->level >= 4 && kit_once_in(k, 3);
	int64_t max = KIT_LEVELS(k, 99, 99, 99, 99, 150, 300, 500, 999, 999, 9999);
	s->a = kit_between(k, 3, max);
	s->b = kit_between(k, 11, max);
	s->a += s->a % 10 == 0;
	int64_t most = KIT_LEVELS(k, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16);
	s->e = kit_between(k, most / 2 + 1, most);
	s->f = kit_between(k, most / 2 + 1, most);
	if (s->asks_root && s->a % 3 == 0)
		s->a++;
	if (s->asks_root && s->b % 3 == 0)
		s->b++;
	kit_phrasings(k, s->asks_root ? root_phrasings : sum_phrasings);
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "e", s->e);
	if (!s->asks_root)
		return;
	kit_put_i(k, "b", s->b);
	kit_put_i(k, "f", s->f);
}

/* The digits as a sum: a step. */
static int64_t add_digits(struct kit *k, struct assay_str digits)
{
	assay_autobuf struct assay_buf text = {0};
	int64_t sum = 0;
	for (size_t i = 0; i < digits.len; i++) {
		(void)assay_buf_printf(&text, "%s%c", i > 0 ? " + " : "", digits.data[i]);
		sum += digits.data[i] - '0';
	}
	return kit_step_i(k, sum, "%s", text.data ? text.data : "");
}

static int64_t root_of(struct kit *k, int64_t value)
{
	while (value > 9 && !k->is_stopped && k->rc == 0)
		value = add_digits(k, kit_text(k, "%ld", value));
	return value;
}

static int64_t root_of_power(struct kit *k, int64_t a, int64_t e)
{
	int64_t root = root_of(k, a);
	int64_t power = root;
	for (int64_t i = 1; i < e && !k->is_stopped && k->rc == 0; i++)
		power = root_of(k, kit_step_i(k, power * root, "%ld × %ld", power, root));
	return power;
}

static void solve(struct kit *k, const void *params)
{
	const struct power *s = params;
	if (s->asks_root) {
		kit_say(k, "Digit sums may be taken of every factor first.");
		int64_t left = root_of_power(k, s->a, s->e);
		int64_t right = root_of_power(k, s->b, s->f);
		kit_answer_i(k, root_of(k, kit_step_i(k, left * right, "%ld × %ld", left, right)));
		return;
	}
	mpz_ptr value = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpz_set_si(value, s->a);
	for (int64_t i = 1; i < s->e; i++) {
		mpz_set(before, value);
		mpz_mul_si(value, value, s->a);
		kit_step_z(k, value, "%Zd × %ld", before, (long)s->a);
	}
	kit_answer_i(k, add_digits(k, kit_ztext(k, "%Zd", value)));
}

static void again(struct kit *k, const void *params)
{
	const struct power *s = params;
	mpz_ptr value = kit_mpz(k);
	mpz_ptr other = kit_mpz(k);
	mpz_ui_pow_ui(value, (unsigned long)s->a, (unsigned long)s->e);
	mpz_ui_pow_ui(other, (unsigned long)s->b, (unsigned long)s->f);
	if (s->asks_root)
		mpz_mul(value, value, other);
	do {
		unsigned long sum = 0;
		while (mpz_sgn(value) > 0)
			sum += mpz_tdiv_q_ui(value, value, 10);
		mpz_set_ui(value, sum);
	} while (s->asks_root && mpz_cmp_ui(value, 9) > 0);
	kit_again_z(k, value);
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_digit_sum = {
	KIT_MATH,
	.name = "digit-sum",
	.version = 1,
	.title = "the digit sum of a power, or a digital root",
	.tags = tags,
	.phrasings = sum_phrasings,
	.params_size = sizeof(struct power),
	.draw = draw,
	.solve = solve,
	.again = again,
};
