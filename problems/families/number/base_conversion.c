/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A number written in one base, in another.
 *
 * Found by Horner and by repeated division; rechecked by GMP's reading and writing of numbers.
 */
#include "problems/families/kit.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 64

struct conversion {
	int from, to;
	char digits[MAX_DIGITS];
};

static const char *const phrasings[] = {
	"Convert {digits} from base {from} to base {to}.{letters}",
	"The number {digits} is written in base {from}. How is it written in base {to}?{letters}",
	"Write the base-{from} number {digits} in base {to}.{letters}",
	"Which digits does {digits} (base {from}) have in base {to}?{letters} Write them without spaces.",
	("A machine shows {digits} in base {from}. Another shows the same number in base {to}. What does it "
	 "show?{letters}"),
	NULL,
};

static void write_digits(char *ret, int64_t value, int base)
{
	size_t n = 0;
	for (int64_t left = value; left > 0; left /= base)
		n++;
	ret[n] = '\0';
	for (; n > 0; value /= base)
		ret[--n] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % base];
}

/* To base 10 first, then from it, then from bases with letters to another than 10. */
static void draw(struct kit *k, void *params)
{
	struct conversion *s = params;
	int64_t max = KIT_LEVELS(k, 200, 500, 1500, 3000, 8000, 30000, 200000, 2000000, 100000000, 10000000000);
	int64_t largest = KIT_LEVELS(k, 0, 0, 0, 0, 12, 16, 20, 26, 36, 36);
	int base = (int)kit_between(k, 2, 9);
	s->from = k->level <= 2 ? base : k->level <= 4 ? 10 : (int)kit_between(k, 11, largest);
	s->to = k->level <= 2 ? 10 : base;
	int64_t value = kit_between(k, max / 4, max);
	write_digits(s->digits, value, s->from);
	kit_skin(k, "digits", kit_text(k, "%s", s->digits).data);
	kit_key(k, value);
	kit_put_i(k, "from", s->from);
	kit_put_i(k, "to", s->to);
	kit_skin(k, "letters",
		 strpbrk(s->digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
			 ? " (The digits after 9 are A = 10, B = 11, and so on.)"
			 : "");
}

static int64_t digit_of(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

static int64_t read_digits(struct kit *k, const struct conversion *s)
{
	int64_t value = digit_of(s->digits[0]);
	kit_say(k, "Read the digits from the left; the first is %ld.", value);
	for (const char *c = s->digits + 1; *c; c++)
		value = kit_step_i(k, value * s->from + digit_of(*c), "%ld × %d + %ld", value, s->from, digit_of(*c));
	return value;
}

static void solve(struct kit *k, const void *params)
{
	const struct conversion *s = params;
	int64_t value = s->from == 10 ? strtoll(s->digits, NULL, 10) : read_digits(k, s);
	if (s->to == 10) {
		kit_answer_i(k, value);
		return;
	}
	if (value <= 0) {
		kit_stop(k);
		return;
	}
	char digits[MAX_DIGITS + 1];
	size_t at = MAX_DIGITS;
	digits[at] = '\0';
	while (at > 0) {
		int64_t digit = value % s->to;
		digits[--at] = (char)('0' + digit);
		if (value < s->to)
			break;
		kit_say(k, "%ld leaves %ld on division by %d.", value, digit, s->to);
		value = kit_step_i(k, value / s->to, "(%ld - %ld) ÷ %d", value, digit, s->to);
	}
	kit_say(k, "The digits are the remainders, the last one first.");
	kit_answer_s(k, "integer", kit_text(k, "%s", digits + at));
}

static void again(struct kit *k, const void *params)
{
	const struct conversion *s = params;
	mpz_ptr value = kit_mpz(k);
	char digits[MAX_DIGITS + 2];
	kit_check(k, mpz_set_str(value, s->digits, s->from) == 0, "the digits can be read");
	if (mpz_sizeinbase(value, s->to) <= MAX_DIGITS)
		kit_again_s(k, kit_text(k, "%s", mpz_get_str(digits, s->to, value)));
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_base_conversion = {
	KIT_MATH,
	.name = "base-conversion",
	.version = 1,
	.title = "a number written in one base, in another",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct conversion),
	.draw = draw,
	.solve = solve,
	.again = again,
};
