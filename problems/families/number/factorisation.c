/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prime factors of a number.
 *
 * Found by dividing by one prime after another; rechecked against the primes whose product was drawn.
 */
#include "problems/families/kit.h"

#define MAX_FACTORS 12
#define LARGEST	    INT64_C(1000000000000)

struct factors {
	int64_t n;
	int64_t primes[MAX_FACTORS];
	size_t n_primes;
};

static const char *const phrasings[] = {
	("Write {n} as a product of primes. List the prime factors in increasing order, each as often as it occurs, as "
	 "a tuple "
	 "such as (2, 2, 3)."),
	("Find the prime factorisation of {n}. Answer with all prime factors, with repetition, from small to large: "
	 "(p, "
	 "q, ...)."),
	("Factor {n} into primes. The answer is a list in round brackets, sorted upwards, in which each prime stands "
	 "as often "
	 "as it divides {n}."),
	("Which primes, multiplied together, give {n}? Name them in ascending order, repeated ones as often as they "
	 "are "
	 "needed, in the form (a, b, c, ...)."),
	"Decompose {n} into prime factors and give them as a tuple in non-decreasing order, for example (3, 3, 7).",
	NULL,
};

static const int64_t small_primes[] = {2,  3,  5,  7,  11, 13, 17, 19, 23,  29,	 31,  37,  41,	43,  47,  53,  59,
				       61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139};

static void insert(struct factors *s, int64_t p)
{
	size_t at = s->n_primes++;
	for (; at > 0 && s->primes[at - 1] > p; at--)
		s->primes[at] = s->primes[at - 1];
	s->primes[at] = p;
	s->n *= p;
}

static void draw(struct kit *k, void *params)
{
	struct factors *s = params;
	size_t count = (size_t)KIT_LEVELS(k, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9);
	int64_t n_known = KIT_LEVELS(k, 9, 9, 10, 11, 13, 15, 20, 24, 28, 34);
	s->n = 1;
	while (s->n_primes < count && k->rc == 0) {
		bool is_small = s->n_primes >= 2 && !kit_once_in(k, 4);
		int64_t p = small_primes[kit_between(k, 0, is_small ? 4 : n_known - 1)];
		if (s->n > LARGEST / p)
			break;
		insert(s, p);
	}
	kit_put_i(k, "n", s->n);
}

static void add_factor(struct assay_buf *text, int64_t p)
{
	(void)assay_buf_printf(text, "%s%ld", text->len > 0 ? ", " : "", p);
}

static void solve(struct kit *k, const void *params)
{
	const struct factors *s = params;
	assay_autobuf struct assay_buf text = {0};
	int64_t n = s->n;
	for (int64_t d = 2; n > 1 && d * d <= n && !k->is_stopped && k->rc == 0;) {
		if (n % d != 0) {
			d++;
			continue;
		}
		add_factor(&text, d);
		n = kit_step_i(k, n / d, "%ld ÷ %ld", n, d);
	}
	if (n > 1)
		add_factor(&text, n);
	kit_say(k, "What is left has no smaller divisor: it is prime.");
	kit_answer_s(k, "tuple", kit_text(k, "(%.*s)", (int)text.len, text.data ? text.data : ""));
}

static void again(struct kit *k, const void *params)
{
	const struct factors *s = params;
	struct assay_str list = kit_list(k, s->primes, s->n_primes, ", ", ", ");
	kit_again_s(k, kit_text(k, "(%.*s)", (int)list.len, list.data));
}

static const char *const tags[] = {"maths", "number-theory", "primes", NULL};

const struct assay_family assay_family_factorisation = {
	KIT_MATH,
	.name = "factorisation",
	.version = 1,
	.title = "the prime factors of a number",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct factors),
	.draw = draw,
	.solve = solve,
	.again = again,
};
