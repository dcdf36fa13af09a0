/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Division with remainder of a long number.
 *
 * Found as on paper, one digit after another; rechecked by GMP's division.
 */
#include "problems/families/kit.h"

#include <string.h>

struct division {
	mpz_ptr a, b;
};

static const char *const phrasings[] = {
	"Divide {a} by {b} with remainder. Give the quotient and the remainder as a pair (q, r).",
	"Find whole numbers q and r with {a} = {b} × q + r and 0 ≤ r < {b}. Answer with (q, r).",
	("{a} screws are packed into boxes of {b}. How many boxes become full and how many screws are left? Answer "
	 "with the "
	 "pair (boxes, screws left)."),
	"How often does {b} go into {a}, and what is left over? Give both as (quotient, remainder).",
	"Carry out the long division of {a} by {b} and state the pair (quotient, remainder).",
	("A press prints {a} sheets and binds them into blocks of {b} sheets. Give (blocks, loose sheets), the number "
	 "of "
	 "full blocks and of sheets that remain."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct division *s = params;
	s->a = kit_mpz(k);
	s->b = kit_mpz(k);
	kit_draw_digits(k, s->a, (unsigned)KIT_LEVELS(k, 3, 4, 5, 6, 8, 10, 12, 15, 18, 24));
	kit_draw_digits(k, s->b, (unsigned)KIT_LEVELS(k, 1, 1, 2, 2, 3, 4, 5, 6, 7, 9));
	if (mpz_cmp_ui(s->b, 1) == 0)
		mpz_set_ui(s->b, 7);
	kit_put_z(k, "a", s->a);
	kit_put_z(k, "b", s->b);
}

static void solve(struct kit *k, const void *params)
{
	const struct division *s = params;
	struct assay_str digits = kit_ztext(k, "%Zd", s->a);
	mpz_ptr rest = kit_mpz(k);
	mpz_ptr quotient = kit_mpz(k);
	mpz_ptr part = kit_mpz(k);
	for (size_t i = 0; i < digits.len; i++) {
		mpz_mul_ui(rest, rest, 10);
		mpz_add_ui(rest, rest, (unsigned long)(digits.data[i] - '0'));
		unsigned long digit = 0;
		mpz_set(part, rest);
		while (mpz_cmp(rest, s->b) >= 0) {
			mpz_sub(rest, rest, s->b);
			digit++;
		}
		mpz_mul_ui(quotient, quotient, 10);
		mpz_add_ui(quotient, quotient, digit);
		if (digit == 0)
			continue;
		kit_say(k, "%lu is the next digit of the quotient.", digit);
		kit_step_z(k, rest, "%Zd - %lu × %Zd", part, digit, s->b);
	}
	kit_answer_s(k, "tuple", kit_ztext(k, "(%Zd, %Zd)", quotient, rest));
}

static void again(struct kit *k, const void *params)
{
	const struct division *s = params;
	mpz_ptr quotient = kit_mpz(k);
	mpz_ptr rest = kit_mpz(k);
	mpz_tdiv_qr(quotient, rest, s->a, s->b);
	kit_again_s(k, kit_ztext(k, "(%Zd, %Zd)", quotient, rest));
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_division_remainder = {
	KIT_MATH,
	.name = "division-remainder",
	.version = 1,
	.title = "long division with remainder",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct division),
	.draw = draw,
	.solve = solve,
	.again = again,
};
