/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All rational roots of a polynomial with integer coefficients.
 *
 * Found by trying divisors of the ends and dividing by what is found. The polynomial was multiplied out of its factors,
 * whose roots must be found again.
 */
#include "problems/families/kit.h"

#define MAX_ROOTS 5
#define MAX_TERMS (MAX_ROOTS + 3)

struct factors {
	size_t n_roots, n_terms;
	int64_t num[MAX_ROOTS], den[MAX_ROOTS];
	int64_t c[MAX_TERMS];
};

static const char *const phrasings[] = {
	"Find the set of all rational roots of {polynomial}.",
	"Which rational numbers x satisfy {polynomial} = 0? Answer with the set of them.",
	"Determine every rational zero of the polynomial p(x) = {polynomial}. Give a set.",
	"Solve {polynomial} = 0 over the rational numbers and write the solutions as a set.",
	"At which rational numbers does the graph of y = {polynomial} meet the x-axis? Answer with the set of x.",
	"The polynomial {polynomial} has rational roots. List all of them as a set, each one once.",
	NULL,
};

static void multiply(struct factors *s, const int64_t *factor, size_t n)
{
	int64_t product[MAX_TERMS] = {0};
	for (size_t i = 0; i < s->n_terms; i++) {
		for (size_t j = 0; j < n; j++)
			product[i + j] += s->c[i] * factor[j];
	}
	s->n_terms += n - 1;
	for (size_t i = 0; i < s->n_terms; i++)
		s->c[i] = product[i];
}

static void draw_root(struct kit *k, struct factors *s)
{
	int64_t max = KIT_LEVELS(k, 15, 8, 7, 6, 6, 6, 6, 7, 6, 6);
	int64_t max_den = KIT_LEVELS(k, 1, 1, 1, 2, 2, 3, 3, 4, 3, 4);
	int64_t den = kit_between(k, 1, max_den);
	mpq_ptr root = kit_q(k, kit_nonzero(k, -max, max), den);
	size_t at = s->n_roots++;
	s->num[at] = mpz_get_si(mpq_numref(root));
	s->den[at] = mpz_get_si(mpq_denref(root));
	multiply(s, (const int64_t[]){-s->num[at], s->den[at]}, 2);
}

static void draw(struct kit *k, void *params)
{
	struct factors *s = params;
	size_t n = (size_t)KIT_LEVELS(k, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5);
	int64_t quadratic[3] = {0, 0, 1};
	s->c[0] = 1;
	s->n_terms = 1;
	while (s->n_roots < n)
		draw_root(k, s);
	/* A factor without real roots, in which nothing is to be found. */
	if (KIT_LEVELS(k, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1)) {
		quadratic[1] = kit_between(k, -3, 3);
		quadratic[0] = quadratic[1] * quadratic[1] / 4 + kit_between(k, 1, 5);
		multiply(s, quadratic, 3);
	}
	kit_put(k, "polynomial", kit_poly(k, s->c, s->n_terms, "x"));
}

/* --- First method ------------------------------------------------------------------------------------------------ */

/* c at num/den times den^(n - 1). */
static void value_at(mpz_ptr ret, mpz_ptr *c, size_t n, int64_t num, int64_t den, mpz_ptr power)
{
	mpz_set_ui(ret, 0);
	mpz_set_ui(power, 1);
	for (size_t i = n; i > 0; i--) {
		mpz_mul_si(ret, ret, num);
		mpz_addmul(ret, c[i - 1], power);
		mpz_mul_si(power, power, den);
	}
}

/* Candidates in a fixed order: 1, -1, 1/2, -1/2, ..., 2, -2, ... */
static bool find_root(struct kit *k, mpz_ptr *c, size_t n, mpq_ptr ret)
{
	mpz_ptr value = kit_mpz(k);
	mpz_ptr power = kit_mpz(k);
	for (int64_t num = 1; num <= 15; num++) {
		for (int64_t den = 1; den <= 4; den++) {
			if (!mpz_divisible_ui_p(c[0], (unsigned long)num) ||
			    !mpz_divisible_ui_p(c[n - 1], (unsigned long)den))
				continue;
			for (int64_t sign = 1; sign >= -1; sign -= 2) {
				value_at(value, c, n, sign * num, den, power);
				mpq_set_si(ret, sign * num, (unsigned long)den);
				mpq_canonicalize(ret);
				if (mpz_sgn(value) == 0)
					return true;
			}
		}
	}
	return false;
}

/* Divides by x - root, step by step; false when a slip left fractions. */
static bool divide(struct kit *k, mpz_ptr *c, size_t *n, mpq_ptr root)
{
	mpq_ptr carry = kit_mpq(k);
	mpq_ptr next = kit_mpq(k);
	mpq_set_z(carry, c[*n - 1]);
	for (size_t i = *n - 1; i > 0; i--) {
		mpq_set_z(next, c[i - 1]);
		mpz_set(c[i - 1], mpq_numref(carry));
		if (mpz_cmp_ui(mpq_denref(carry), 1) != 0)
			return false;
		if (i > 1)
			kit_step_op3(k, carry, next, '+', carry, root);
	}
	*n -= 1;
	return true;
}

static mpq_ptr last_root(struct kit *k, mpz_ptr *c)
{
	mpq_ptr root = kit_mpq(k);
	mpq_ptr leading = kit_mpq(k);
	kit_say(k, "What is left is linear and gives the last root:");
	mpq_set_z(root, c[0]);
	mpq_neg(root, root);
	mpq_set_z(leading, c[1]);
	kit_step_op(k, root, root, '/', leading);
	return root;
}

static void keep_root(mpq_ptr *roots, size_t *n, mpq_ptr root)
{
	size_t at = *n;
	for (size_t i = 0; i < *n; i++) {
		if (mpq_equal(roots[i], root))
			return;
	}
	for (; at > 0 && mpq_cmp(roots[at - 1], root) > 0; at--)
		roots[at] = roots[at - 1];
	roots[at] = root;
	*n += 1;
}

static void solve(struct kit *k, const void *params)
{
	const struct factors *s = params;
	mpz_ptr c[MAX_TERMS] = {NULL};
	mpq_ptr roots[MAX_TERMS] = {NULL};
	size_t n = s->n_terms;
	size_t n_roots = 0;
	for (size_t i = 0; i < n; i++) {
		c[i] = kit_mpz(k);
		mpz_set_si(c[i], s->c[i]);
	}
	kit_say(k, "A root in lowest terms has a numerator that divides the last and a denominator that divides the "
		   "first coefficient.");
	while (n > 2 && !kit_is_over(k)) {
		mpq_ptr root = kit_mpq(k);
		if (!find_root(k, c, n, root))
			break;
		kit_say(k, "%s is a root; divide by x minus it, coefficient by coefficient:",
			kit_ztext(k, "%Qd", root).data);
		keep_root(roots, &n_roots, root);
		if (!divide(k, c, &n, root)) {
			kit_stop(k);
			return;
		}
	}
	if (n == 2)
		keep_root(roots, &n_roots, last_root(k, c));
	else
		kit_say(k, "What is left, of degree %zu, has no further rational root.", n - 1);
	if (n_roots == 0)
		kit_stop(k);
	else if (!kit_is_over(k))
		kit_answer_s(k, "set", kit_qlist(k, roots, n_roots, "\\{", "\\}"));
}

/* --- Second method: the factors that were drawn ------------------------------------------------------------------ */

/* The next root above the last one written, by cross-multiplication; n_roots: none. */
static size_t next_root(const struct factors *s, size_t last)
{
	size_t best = s->n_roots;
	for (size_t i = 0; i < s->n_roots; i++) {
		bool is_above = last == s->n_roots || s->num[i] * s->den[last] > s->num[last] * s->den[i];
		if (is_above && (best == s->n_roots || s->num[i] * s->den[best] < s->num[best] * s->den[i]))
			best = i;
	}
	return best;
}

static void again(struct kit *k, const void *params)
{
	const struct factors *s = params;
	assay_autobuf struct assay_buf text = {0};
	for (size_t at = next_root(s, s->n_roots); at < s->n_roots; at = next_root(s, at)) {
		(void)assay_buf_printf(&text, "%s%ld", text.len == 0 ? "\\{" : ", ", s->num[at]);
		if (s->den[at] != 1)
			(void)assay_buf_printf(&text, "/%ld", s->den[at]);
	}
	(void)assay_buf_add_c(&text, "\\}");
	kit_again_s(k, kit_copy(k, assay_buf_str(&text)));
}

static const char *const tags[] = {"maths", "polynomials", "equation", NULL};

const struct assay_family assay_family_rational_roots = {
	KIT_MATH,
	.name = "rational-roots",
	.version = 1,
	.title = "all rational roots of a polynomial",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct factors),
	.draw = draw,
	.solve = solve,
	.again = again,
};
