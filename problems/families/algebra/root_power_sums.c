/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sum of like powers of the roots of a polynomial, without the roots.
 *
 * Found by Newton's identities; rechecked by the trace of a power of the companion matrix.
 */
#include "problems/families/kit.h"

#define MAX_DEGREE 5

/* x^n + c[n - 1] x^(n - 1) + ... + c[0]. */
struct powers {
	size_t n;
	int64_t c[MAX_DEGREE + 1];
	int64_t power;
};

static const char *const phrasings[] = {
	("Let r be a root of {polynomial}. The sum of the numbers r^{power} over all complex roots r, with "
	 "multiplicity, is an integer. Which?"),
	("The complex roots of {polynomial}, counted with multiplicity, are each raised to the power {power}, and the "
	 "results are added. What is the sum?"),
	"Find the sum of the powers with exponent {power} of all {n} complex roots of {polynomial}.",
	"Without solving {polynomial} = 0, compute the sum of r^{power} over its {n} complex roots r.",
	("The equation {polynomial} = 0 has {n} complex solutions, some of which may be equal. Add up their powers "
	 "with exponent {power}."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct powers *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
	s->power = KIT_LEVELS(k, 2, 3, 4, 3, 4, 5, 5, 6, 7, 8);
	int64_t max = KIT_LEVELS(k, 15, 12, 9, 9, 7, 6, 6, 6, 6, 5);
	for (size_t i = 0; i < s->n; i++)
		s->c[i] = i == 0 ? kit_nonzero(k, -max, max) : kit_between(k, -max, max);
	s->c[s->n] = 1;
	kit_put(k, "polynomial", kit_poly(k, s->c, s->n + 1, "x"));
	kit_put_i(k, "power", s->power);
	kit_put_i(k, "n", (int64_t)s->n);
}

/* The sum for exponent m from those below: sums[j] is that of exponent j. */
static void next_sum(struct kit *k, const struct powers *s, size_t m, mpz_ptr *sums)
{
	assay_autobuf struct assay_buf text = {0};
	mpz_ptr term = kit_mpz(k);
	sums[m] = kit_mpz(k);
	for (size_t j = 1; j <= s->n && j <= m; j++) {
		int64_t c = -s->c[s->n - j];
		if (c == 0)
			continue;
		(void)assay_buf_add_c(&text, text.len > 0 ? " + " : "");
		(void)assay_buf_add_c(&text, kit_operand_i(k, c).data);
		mpz_set_si(term, c);
		if (j < m) {
			mpz_mul(term, term, sums[m - j]);
			const char *form = mpz_sgn(sums[m - j]) < 0 ? " × (%Zd)" : " × %Zd";
			(void)assay_buf_add_str(&text, kit_ztext(k, form, sums[m - j]));
		} else {
			mpz_mul_ui(term, term, m);
			(void)assay_buf_printf(&text, " × %zu", m);
		}
		mpz_add(sums[m], sums[m], term);
	}
	if (text.len == 0)
		kit_say(k, "All terms vanish, so the sum for exponent %zu is 0.", m);
	else if (m == 1)
		kit_say(k, "The sum of the roots is %ld.", -s->c[s->n - 1]);
	else
		kit_step_z(k, sums[m], "%s", text.data);
}

static void solve(struct kit *k, const void *params)
{
	const struct powers *s = params;
	mpz_ptr sums[16] = {NULL};
	kit_say(k, "Newton's identities give the sums for the exponents 1, 2, ... one from another:");
	for (size_t m = 1; m <= (size_t)s->power && !kit_is_over(k); m++)
		next_sum(k, s, m, sums);
	if (!kit_is_over(k))
		kit_answer_z(k, sums[s->power]);
}

/* row = row × companion matrix. */
static void times_companion(const struct powers *s, int64_t *row)
{
	int64_t last = row[s->n - 1];
	for (size_t j = s->n - 1; j > 0; j--)
		row[j] = row[j - 1] - last * s->c[j];
	row[0] = -last * s->c[0];
}

/* The rows are the residues of x^i, so that multiplying by x is a shift and a subtraction. */
static void again(struct kit *k, const void *params)
{
	const struct powers *s = params;
	int64_t trace = 0;
	for (size_t i = 0; i < s->n; i++) {
		int64_t row[MAX_DEGREE] = {0};
		row[i] = 1;
		for (int64_t m = 0; m < s->power; m++)
			times_companion(s, row);
		trace += row[i];
	}
	kit_again_i(k, trace);
}

static const char *const tags[] = {"maths", "polynomials", NULL};

const struct assay_family assay_family_root_power_sums = {
	KIT_MATH,
	.name = "root-power-sums",
	.version = 1,
	.title = "sums of like powers of the roots of a polynomial",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct powers),
	.draw = draw,
	.solve = solve,
	.again = again,
};
