/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sum of the Moebius function over some numbers.
 *
 * Found from the prime factors of each; rechecked by the recursion over divisors, which never factors.
 */
#include "problems/families/kit.h"

#include <string.h>

#define MAX_NUMBERS 9
#define MAX_VALUE   3000

struct numbers {
	int64_t items[MAX_NUMBERS];
	size_t n;
};

static const char *const phrasings[] = {
	"Let μ be the Möbius function. Compute {sum}.",
	"What is {sum}, where μ is the Möbius function?",
	("The Möbius function μ is 0 for multiples of a square above 1, else 1 or -1 by the parity of the number of "
	 "prime factors. "
	 "Find {sum}."),
	"Determine the value of {sum} for the Möbius function μ.",
	("Evaluate {sum}. Here μ(m) = 0 if a prime divides m twice, and otherwise μ(m) = (-1)^r with r the number of "
	 "primes that "
	 "divide m."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct numbers *s = params;
	s->n = (size_t)KIT_LEVELS(k, 3, 3, 4, 4, 5, 6, 7, 7, 8, 9);
	int64_t max = KIT_LEVELS(k, 40, 80, 120, 200, 300, 450, 700, 1200, 2000, MAX_VALUE);
	kit_distinct(k, s->n, 2, max, s->items);
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		/* Multiples of four say little: most of them are moved on. */
		if (s->items[i] % 4 == 0 && !kit_once_in(k, 3))
			s->items[i]--;
		(void)assay_buf_printf(&text, "%sμ(%ld)", i > 0 ? " + " : "", s->items[i]);
	}
	kit_put(k, "sum", kit_copy(k, assay_buf_str(&text)));
}

static int64_t value_of(struct kit *k, int64_t n)
{
	int64_t value = 1;
	int64_t primes = 0;
	kit_say(k, "Look at %ld.", n);
	for (int64_t p = 2; n > 1 && !k->is_stopped && k->rc == 0; p++) {
		if (p * p > n)
			p = n;
		if (n % p != 0)
			continue;
		primes++;
		n = n == p ? 1 : kit_step_i(k, n / p, "%ld ÷ %ld", n, p);
		if (n > 1 && n % p == 0) {
			kit_say(k, "%ld divides it once more: the value is 0.", p);
			return 0;
		}
	}
	value = primes % 2 == 0 ? 1 : -1;
	return kit_step_i(k, value, "(-1)^%ld", primes);
}

static void solve(struct kit *k, const void *params)
{
	const struct numbers *s = params;
	int64_t sum = 0;
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n && k->rc == 0; i++) {
		int64_t value = value_of(k, s->items[i]);
		const char *sign = value < 0 ? (i > 0 ? " - " : "-") : (i > 0 ? " + " : "");
		(void)assay_buf_printf(&text, "%s%ld", sign, value < 0 ? -value : value);
		sum += value;
	}
	kit_answer_i(k, kit_step_i(k, sum, "%s", text.data ? text.data : ""));
}

static void again(struct kit *k, const void *params)
{
	const struct numbers *s = params;
	int8_t values[MAX_VALUE + 1];
	int64_t max = 0;
	for (size_t i = 0; i < s->n; i++)
		max = s->items[i] > max ? s->items[i] : max;
	memset(values, 0, sizeof(values));
	values[1] = 1;
	for (int64_t d = 1; d <= max / 2; d++) {
		for (int64_t m = 2 * d; values[d] != 0 && m <= max; m += d)
			values[m] = (int8_t)(values[m] - values[d]);
	}
	int64_t sum = 0;
	for (size_t i = 0; i < s->n; i++)
		sum += values[s->items[i]];
	kit_again_i(k, sum);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_moebius_sum = {
	KIT_MATH,
	.name = "moebius-sum",
	.version = 1,
	.title = "the sum of the Moebius function over some numbers",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct numbers),
	.draw = draw,
	.solve = solve,
	.again = again,
};
