/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The continued fraction of a rational number.
 *
 * Found by Euclid's divisions; rechecked against the terms from which the fraction was built.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 14

struct fraction {
	int64_t terms[MAX_TERMS];
	size_t n;
	int64_t p, q;
};

static const char *const phrasings[] = {
	("Write {p}/{q} as a simple continued fraction whose last term is greater than 1. Give all terms, the whole "
	 "part first, "
	 "as a tuple (a, b, c, ...)."),
	("Find the simple continued fraction expansion of {p}/{q}. List its terms in round brackets; the last one must "
	 "not be 1."),
	("The number {p}/{q} equals a + 1/(b + 1/(c + ...)) with a whole number a and positive integers b, c, ..., the "
	 "last of "
	 "them above 1. Give (a, b, c, ...)."),
	("Expand {p}/{q} by repeatedly taking the whole part and inverting what is left. Give the whole parts as a "
	 "tuple in order."),
	("Which terms does the continued fraction of {p}/{q} have? Answer with a tuple whose last entry is larger than "
	 "1."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct fraction *s = params;
	s->n = (size_t)KIT_LEVELS(k, 3, 4, 5, 5, 6, 7, 8, 9, 11, 13);
	int64_t max = KIT_LEVELS(k, 8, 8, 8, 12, 15, 15, 15, 15, 15, 15);
	for (size_t i = 0; i < s->n; i++)
		s->terms[i] = kit_between(k, i + 1 == s->n ? 2 : 1, max);
	if (kit_once_in(k, 3))
		s->terms[0] = 0;
	s->p = 1;
	s->q = 0;
	for (size_t i = s->n; i > 0; i--) {
		int64_t before = s->p;
		s->p = s->terms[i - 1] * s->p + s->q;
		s->q = before;
	}
	kit_put_i(k, "p", s->p);
	kit_put_i(k, "q", s->q);
}

static void solve(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	int64_t p = s->p;
	int64_t q = s->q;
	assay_autobuf struct assay_buf terms = {0};
	while (q > 0 && !k->is_stopped && k->rc == 0) {
		int64_t term = p / q;
		kit_say(k, "%ld/%ld has the whole part %ld.", p, q, term);
		(void)assay_buf_printf(&terms, "%s%ld", terms.len > 0 ? ", " : "", term);
		int64_t rest = kit_step_i(k, p - term * q, "%ld - %ld × %ld", p, term, q);
		p = q;
		q = rest;
	}
	if (q < 0)
		kit_stop(k);
	kit_answer_s(k, "tuple", kit_text(k, "(%s)", terms.data ? terms.data : ""));
}

static void again(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	kit_again_s(k, kit_text(k, "(%s)", kit_list(k, s->terms, s->n, ", ", ", ").data));
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_continued_fraction = {
	KIT_MATH,
	.name = "continued-fraction",
	.version = 1,
	.title = "the continued fraction of a rational number",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct fraction),
	.draw = draw,
	.solve = solve,
	.again = again,
};
