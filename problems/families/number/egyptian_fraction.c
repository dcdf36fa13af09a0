/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fraction as a sum of unit fractions, the largest that fits each time.
 *
 * Found with reduced fractions; rechecked with numerators and denominators that are never reduced.
 */
#include "problems/families/kit.h"

#define LARGEST INT64_C(1000000000)

struct fraction {
	int64_t p, q;
};

static const char *const phrasings[] = {
	("Write {p}/{q} as a sum of unit fractions by the greedy method: take away the largest possible 1/d each time. "
	 "Give the "
	 "denominators in the order found, as a tuple."),
	("Apply the greedy algorithm for Egyptian fractions to {p}/{q}. Which denominators come up? Answer with a "
	 "tuple "
	 "in order."),
	("From {p}/{q}, subtract the largest fraction 1/d that is not greater, do the same with what is left, and so "
	 "on until "
	 "nothing is left. List the values of d in order: (d, e, ...)."),
	("Fibonacci turned fractions into sums of unit fractions by always taking the largest one that fits. What "
	 "denominators "
	 "does this give for {p}/{q}? Write them as a tuple."),
	("A cake of which {p}/{q} is left is served in pieces of the form 1/d of a whole cake, each as large as what "
	 "is left "
	 "allows. Give the denominators d of all pieces as a tuple, the largest piece first."),
	NULL,
};

/* How many unit fractions the greedy method takes, or 0 when a denominator grows too long. */
static int64_t length_of(int64_t p, int64_t q)
{
	int64_t n = 0;
	for (; p > 0; n++) {
		int64_t d = (q + p - 1) / p;
		p = p * d - q;
		if (p > 0 && q > LARGEST / d)
			return 0;
		q *= d;
	}
	return n;
}

static void draw(struct kit *k, void *params)
{
	struct fraction *s = params;
	int64_t n_terms = KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
	int64_t min = KIT_LEVELS(k, 3, 20, 60, 10, 30, 100, 20, 60, 120, 40);
	int64_t max = KIT_LEVELS(k, 50, 99, 200, 60, 150, 400, 200, 400, 900, 900);
	mpz_ptr p = kit_mpz(k);
	do {
		s->q = kit_between(k, min, max);
		s->p = kit_between(k, 2, s->q - 1);
		mpz_set_si(p, s->p);
	} while (mpz_gcd_ui(NULL, p, (unsigned long)s->q) != 1 || length_of(s->p, s->q) != n_terms);
	kit_put_i(k, "p", s->p);
	kit_put_i(k, "q", s->q);
}

static void solve(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	mpq_ptr left = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	mpq_ptr unit = kit_mpq(k);
	mpz_ptr d = kit_mpz(k);
	assay_autobuf struct assay_buf list = {0};
	mpq_set_si(left, s->p, (unsigned long)s->q);
	mpq_canonicalize(left);
	for (int i = 0; mpq_sgn(left) > 0 && !k->is_stopped && k->rc == 0; i++) {
		/* What a slip leaves may take many terms, each twice as long as the last. */
		if (i == 7) {
			kit_stop(k);
			return;
		}
		mpz_cdiv_q(d, mpq_denref(left), mpq_numref(left));
		(void)assay_buf_printf(&list, "%s%s", list.len > 0 ? ", " : "", kit_ztext(k, "%Zd", d).data);
		mpq_set_ui(unit, 1, 1);
		mpz_set(mpq_denref(unit), d);
		mpq_set(before, left);
		mpq_sub(left, left, unit);
		kit_step_q(k, left, "%Qd - 1/%Zd", before, d);
	}
	if (mpq_sgn(left) < 0)
		kit_stop(k);
	kit_answer_s(k, "tuple", kit_text(k, "(%s)", list.data ? list.data : ""));
}

static void again(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	mpz_ptr p = kit_mpz(k);
	mpz_ptr q = kit_mpz(k);
	mpz_ptr d = kit_mpz(k);
	assay_autobuf struct assay_buf list = {0};
	mpz_set_si(p, s->p);
	mpz_set_si(q, s->q);
	while (mpz_sgn(p) > 0 && k->rc == 0) {
		mpz_add(d, q, p);
		mpz_sub_ui(d, d, 1);
		mpz_fdiv_q(d, d, p);
		(void)assay_buf_printf(&list, "%s%s", list.len > 0 ? ", " : "", kit_ztext(k, "%Zd", d).data);
		mpz_mul(p, p, d);
		mpz_sub(p, p, q);
		mpz_mul(q, q, d);
	}
	kit_again_s(k, kit_text(k, "(%s)", list.data ? list.data : ""));
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_egyptian_fraction = {
	KIT_MATH,
	.name = "egyptian-fraction",
	.version = 1,
	.title = "a fraction as a sum of unit fractions",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct fraction),
	.draw = draw,
	.solve = solve,
	.again = again,
};
