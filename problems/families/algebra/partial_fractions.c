/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coefficients of a partial fraction decomposition over linear factors, one of which may be double.
 *
 * Found by covering up a factor and putting its root in. The fraction was made by adding its parts up, which must be
 * found again.
 */
#include "problems/families/kit.h"

#include <assert.h>

#define MAX_FACTORS 5

/* Parts top[i] / (lead[i] x - shift[i]), and double_top / (...)^2 of the last factor where it is double. */
struct fraction {
	size_t n;
	int64_t lead[MAX_FACTORS], shift[MAX_FACTORS], top[MAX_FACTORS];
	bool is_double;
	int64_t double_top;
	int64_t numerator[MAX_FACTORS + 2];
};

static const char names[] = "ABCDEF";

static const char *const phrasings[] = {
	"Decompose into partial fractions: ${fraction} = {parts}$. Find ({names}).",
	"For all x where both sides are defined, ${fraction} = {parts}$. What is ({names})?",
	("Before integrating, a student writes ${fraction}$ as ${parts}$ with constants {names}. Which ones? Answer "
	 "with ({names})."),
	"Determine the constants ({names}) in the identity ${fraction} = {parts}$.",
	"Which numbers ({names}) make ${parts}$ equal to ${fraction}$ as functions of x?",
	NULL,
};

/* --- Drawing ---------------------------------------------------------------------------------------------------- */

/* ret += top times all factors but `out`, which is left out `times` times. */
static void add_part(struct fraction *s, int64_t top, size_t out, size_t times)
{
	int64_t product[MAX_FACTORS + 2] = {top};
	size_t n = 1;
	for (size_t i = 0; i < s->n; i++) {
		size_t power = (s->is_double && i + 1 == s->n ? 2 : 1) - (i == out ? times : 0);
		for (; power > 0; power--, n++) {
			for (size_t j = n + 1; j > 0; j--)
				product[j - 1] = (j > 1 ? product[j - 2] * s->lead[i] : 0) -
						 (j <= n ? product[j - 1] * s->shift[i] : 0);
		}
	}
	for (size_t j = 0; j < n; j++)
		s->numerator[j] += product[j];
}

static struct assay_str factor_text(struct kit *k, const struct fraction *s, size_t i)
{
	return kit_poly(k, (const int64_t[]){-s->shift[i], s->lead[i]}, 2, "x");
}

static void put_texts(struct kit *k, const struct fraction *s)
{
	assay_autobuf struct assay_buf parts = {0};
	assay_autobuf struct assay_buf denominator = {0};
	assay_autobuf struct assay_buf list = {0};
	size_t n = s->n + s->is_double;
	for (size_t i = 0; i < n; i++) {
		size_t at = i < s->n ? i : s->n - 1;
		struct assay_str factor = factor_text(k, s, at);
		(void)assay_buf_add_str(
			&parts, i < s->n ? kit_text(k, "%s\\frac{%c}{%s}", i > 0 ? " + " : "", names[i], factor.data)
					 : kit_text(k, " + \\frac{%c}{(%s)^2}", names[i], factor.data));
		(void)assay_buf_printf(&list, "%s%c", i > 0 ? ", " : "", names[i]);
		if (i < s->n)
			(void)assay_buf_printf(&denominator, s->shift[i] == 0 ? "%s%s" : "(%s)%s", factor.data,
					       s->is_double && i + 1 == s->n ? "^2" : "");
	}
	struct assay_str top = kit_poly(k, s->numerator, n, "x");
	kit_put(k, "fraction", kit_text(k, "\\frac{%s}{%s}", top.data, kit_copy(k, assay_buf_str(&denominator)).data));
	kit_put(k, "parts", kit_copy(k, assay_buf_str(&parts)));
	kit_skin(k, "names", kit_copy(k, assay_buf_str(&list)).data);
}

static bool is_new_root(const struct fraction *s, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (s->shift[i] * s->lead[j] == s->shift[j] * s->lead[i])
			return false;
	}
	return s->lead[i] == 1 || s->shift[i] % s->lead[i] != 0;
}

static void draw(struct kit *k, void *params)
{
	struct fraction *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 2, 3, 3, 4, 4, 4);
	s->is_double = KIT_LEVELS(k, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1);
	int64_t max = KIT_LEVELS(k, 6, 9, 9, 7, 7, 9, 7, 9, 6, 7);
	int64_t max_lead = KIT_LEVELS(k, 1, 1, 3, 1, 1, 3, 1, 1, 1, 2);
	for (size_t i = 0; i < s->n && k->rc == 0;) {
		s->lead[i] = s->is_double && i + 1 == s->n ? 1 : kit_between(k, 1, max_lead);
		s->shift[i] = kit_between(k, -max, max);
		/* The double factor is never x alone, whose power would read oddly. */
		if (is_new_root(s, i) && (s->shift[i] != 0 || (!s->is_double && s->lead[i] == 1)))
			i++;
	}
	for (size_t i = 0; i < s->n; i++) {
		s->top[i] = kit_nonzero(k, -max, max);
		add_part(s, s->top[i], i, 1);
	}
	if (s->is_double) {
		s->double_top = kit_nonzero(k, -max, max);
		add_part(s, s->double_top, s->n - 1, 2);
	}
	put_texts(k, s);
}

/* --- First method: covering up ----------------------------------------------------------------------------------- */

/* The numerator at x by Horner's scheme. */
static mpq_ptr numerator_at(struct kit *k, const struct fraction *s, mpq_ptr x)
{
	size_t n = s->n + s->is_double;
	mpq_ptr value = kit_q(k, s->numerator[n - 1], 1);
	kit_say(k, "The numerator there, from its highest coefficient on:");
	for (size_t i = n - 1; i > 0; i--)
		kit_step_op3(k, value, kit_q(k, s->numerator[i - 1], 1), '+', value, x);
	return value;
}

static mpq_ptr factor_at(struct kit *k, const struct fraction *s, size_t i, mpq_ptr x)
{
	mpq_ptr value = kit_mpq(k);
	mpq_ptr minus = kit_q(k, -s->shift[i], 1);
	if (s->lead[i] == 1)
		kit_step_op(k, value, x, '+', minus);
	else
		kit_step_op3(k, value, minus, '+', kit_q(k, s->lead[i], 1), x);
	return value;
}

/* All factors but `out` at x, each as often as it occurs. */
static mpq_ptr others_at(struct kit *k, const struct fraction *s, size_t out, mpq_ptr x)
{
	mpq_ptr product = NULL;
	kit_say(k, "The other factors there, and their product:");
	for (size_t i = 0; i < s->n; i++) {
		if (i == out)
			continue;
		mpq_ptr value = factor_at(k, s, i, x);
		bool is_twice = s->is_double && i + 1 == s->n;
		if (is_twice)
			kit_step_op(k, value, value, '*', value);
		if (product)
			kit_step_op(k, product, product, '*', value);
		else
			product = value;
	}
	return product;
}

/* What is left of the fraction at another place when the parts known are taken off is the part wanted. */
static mpq_ptr last_top(struct kit *k, const struct fraction *s, mpq_ptr *tops)
{
	int64_t place = 0;
	assert(s->n > 0 && s->n <= MAX_FACTORS);
	for (size_t i = 0; i < s->n; i++) {
		while (s->lead[i] * place == s->shift[i]) {
			place++;
			i = 0;
		}
	}
	kit_say(k, "Put x = %ld in for %c.", place, names[s->n - 1]);
	mpq_ptr x = kit_q(k, place, 1);
	mpq_ptr rest = numerator_at(k, s, x);
	mpq_ptr others = others_at(k, s, s->n - 1, x);
	mpq_ptr own = factor_at(k, s, s->n - 1, x);
	mpq_ptr square = kit_mpq(k);
	kit_step_op(k, square, own, '*', own);
	kit_step_op(k, rest, rest, '/', others);
	kit_step_op(k, rest, rest, '/', square);
	kit_say(k, "Take the parts that are known off:");
	for (size_t i = 0; i + 1 < s->n; i++) {
		mpq_ptr part = factor_at(k, s, i, x);
		kit_step_op(k, part, tops[i], '/', part);
		kit_step_op(k, rest, rest, '-', part);
	}
	kit_step_op(k, square, tops[s->n], '/', square);
	kit_step_op(k, rest, rest, '-', square);
	kit_step_op(k, rest, rest, '*', own);
	return rest;
}

static void solve(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	mpq_ptr tops[MAX_FACTORS + 1] = {NULL};
	for (size_t i = 0; i < s->n; i++) {
		bool is_twice = s->is_double && i + 1 == s->n;
		mpq_ptr x = kit_q(k, s->shift[i], s->lead[i]);
		kit_say(k, "%s is zero at x = %s, which gives %c.", factor_text(k, s, i).data,
			kit_ztext(k, "%Qd", x).data, names[is_twice ? i + 1 : i]);
		mpq_ptr value = numerator_at(k, s, x);
		kit_step_op(k, value, value, '/', others_at(k, s, i, x));
		tops[is_twice ? i + 1 : i] = value;
	}
	if (s->is_double && !kit_is_over(k))
		tops[s->n - 1] = last_top(k, s, tops);
	if (!kit_is_over(k))
		kit_answer_s(k, "tuple", kit_qlist(k, tops, s->n + s->is_double, "(", ")"));
}

/* --- Second method: the parts that were added up ------------------------------------------------------------------ */

static void again(struct kit *k, const void *params)
{
	const struct fraction *s = params;
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++)
		(void)assay_buf_printf(&text, "%s%ld", i == 0 ? "(" : ", ", s->top[i]);
	if (s->is_double)
		(void)assay_buf_printf(&text, ", %ld", s->double_top);
	(void)assay_buf_add_char(&text, ')');
	kit_again_s(k, kit_copy(k, assay_buf_str(&text)));
}

static const char *const tags[] = {"maths", "polynomials", NULL};

const struct assay_family assay_family_partial_fractions = {
	KIT_MATH,
	.name = "partial-fractions",
	.version = 1,
	.title = "the coefficients of a partial fraction decomposition",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct fraction),
	.draw = draw,
	.solve = solve,
	.again = again,
};
