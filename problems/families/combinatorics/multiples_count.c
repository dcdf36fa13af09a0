/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many numbers up to a bound are multiples of one of some numbers, or of none.
 *
 * Found by inclusion and exclusion; rechecked by looking at every number.
 */
#include "problems/families/kit.h"

#define MAX_DIVISORS 4

struct multiples {
	int64_t bound;
	int64_t divisors[MAX_DIVISORS];
	size_t n;
	bool asks_none;
};

static const char *const some_phrasings[] = {
	"How many whole numbers from 1 to {bound} are divisible by at least one of {divisors}?",
	"Count the integers between 1 and {bound}, both included, that are multiples of {either}.",
	("Lamps are numbered from 1 to {bound}. For each of the numbers {divisors}, stickers are put on the lamps "
	 "whose numbers are multiples of it. How many lamps get a sticker at all?"),
	"Of the numbers 1, 2, ..., {bound}, how many can be divided without remainder by {either}?",
	("A set holds the positive multiples, up to {bound}, of each of the numbers {divisors}. How many elements does "
	 "it have?"),
	NULL,
};

static const char *const none_phrasings[] = {
	"How many whole numbers from 1 to {bound} are divisible by none of {divisors}?",
	"Count the integers between 1 and {bound}, both included, that are not multiples of {either}.",
	("Lamps are numbered from 1 to {bound}. For each of the numbers {divisors}, stickers are put on the lamps "
	 "whose numbers are multiples of it. How many lamps stay without a sticker?"),
	"Of the numbers 1, 2, ..., {bound}, how many leave a remainder when divided by each of {divisors}?",
	("The multiples of each of the numbers {divisors} are struck off the list 1, 2, ..., {bound}. How many numbers "
	 "are left?"),
	NULL,
};

static bool is_redundant(const struct multiples *s, int64_t d)
{
	for (size_t i = 0; i < s->n; i++) {
		if (d % s->divisors[i] == 0 || s->divisors[i] % d == 0)
			return true;
	}
	return false;
}

static void draw(struct kit *k, void *params)
{
	struct multiples *s = params;
	size_t n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4);
	int64_t max = KIT_LEVELS(k, 9, 12, 18, 10, 14, 20, 28, 14, 20, 30);
	int64_t bound = KIT_LEVELS(k, 150, 400, 900, 500, 1000, 2500, 5000, 3000, 8000, 20000);
	s->bound = kit_between(k, bound / 3, bound);
	s->asks_none = kit_once_in(k, 2);
	while (s->n < n) {
		int64_t d = kit_between(k, 2, max);
		if (!is_redundant(s, d))
			s->divisors[s->n++] = d;
	}
	kit_phrasings(k, s->asks_none ? none_phrasings : some_phrasings);
	kit_put_i(k, "bound", s->bound);
	kit_put(k, "divisors", kit_list(k, s->divisors, s->n, ", ", " and "));
	kit_put(k, "either", kit_list(k, s->divisors, s->n, ", ", " or "));
}

static int64_t gcd_of(int64_t a, int64_t b)
{
	return b == 0 ? a : gcd_of(b, a % b);
}

static void solve(struct kit *k, const void *params)
{
	const struct multiples *s = params;
	int64_t total = 0;
	for (unsigned set = 1; set < 1U << s->n && k->rc == 0; set++) {
		int64_t lcm = 1;
		for (size_t i = 0; i < s->n; i++)
			lcm = set >> i & 1 ? lcm / gcd_of(lcm, s->divisors[i]) * s->divisors[i] : lcm;
		bool is_odd = __builtin_popcount(set) % 2 == 1;
		if (lcm < 1 || lcm > s->bound)
			continue;
		int64_t rest = s->bound % lcm;
		kit_say(k, "Multiples of %ld: they are %s.", lcm, is_odd ? "added" : "taken away");
		int64_t count = rest > 0 ? kit_step_i(k, s->bound / lcm, "(%ld - %ld) ÷ %ld", s->bound, rest, lcm)
					 : kit_step_i(k, s->bound / lcm, "%ld ÷ %ld", s->bound, lcm);
		int64_t next = is_odd ? total + count : total - count;
		total = total == 0 ? next : kit_step_i(k, next, is_odd ? "%ld + %ld" : "%ld - %ld", total, count);
	}
	if (s->asks_none)
		total = kit_step_i(k, s->bound - total, "%ld - %ld", s->bound, total);
	kit_answer_i(k, total);
}

static void again(struct kit *k, const void *params)
{
	const struct multiples *s = params;
	int64_t count = 0;
	for (int64_t i = 1; i <= s->bound; i++) {
		bool is_multiple = false;
		for (size_t j = 0; j < s->n && !is_multiple; j++)
			is_multiple = i % s->divisors[j] == 0;
		count += is_multiple != s->asks_none;
	}
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "combinatorics", "number-theory", NULL};

const struct assay_family assay_family_multiples_count = {
	KIT_MATH,
	.name = "multiples-count",
	.version = 2,
	.title = "how many numbers are multiples of one of some numbers",
	.tags = tags,
	.phrasings = some_phrasings,
	.params_size = sizeof(struct multiples),
	.draw = draw,
	.solve = solve,
	.again = again,
};
