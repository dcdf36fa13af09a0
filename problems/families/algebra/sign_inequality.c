/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For which numbers a product or quotient of linear factors has a sign.
 *
 * Found by its value at one number between any two neighbouring zeros; rechecked by counting, from the right, which
 * factors have turned negative.
 */
#include "problems/families/kit.h"

#define MAX_FACTORS 5

/* scale × (x - zeros[i])^powers[i] ..., those with is_below in the denominator; zeros in order. */
struct inequality {
	size_t n;
	int64_t zeros[MAX_FACTORS], powers[MAX_FACTORS];
	bool is_below[MAX_FACTORS];
	int64_t scale;
	bool is_positive, is_strict;
};

static const char *const phrasings[] = {
	("Solve {inequality} over the real numbers. Give the solution set as a union of intervals and, where needed, "
	 "single points."),
	"For which real x does {inequality} hold? Write the answer in interval notation.",
	("Find the set of all real numbers x with {inequality}: intervals and single points, joined where there are "
	 "several."),
	"Determine where the inequality {inequality} is true. Answer with a set in interval notation.",
	"Write the solution set of {inequality} as a union of disjoint intervals, which may be single points.",
	NULL,
};

/* --- Drawing ---------------------------------------------------------------------------------------------------- */

static void sort_zeros(struct inequality *s)
{
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j < i; j++) {
			int64_t zero = s->zeros[i];
			if (s->zeros[j] <= zero)
				continue;
			s->zeros[i] = s->zeros[j];
			s->zeros[j] = zero;
		}
	}
}

static void add_factor(struct kit *k, struct assay_buf *out, const struct inequality *s, size_t i, bool is_alone)
{
	struct assay_str factor = kit_poly(k, (const int64_t[]){-s->zeros[i], 1}, 2, "x");
	bool is_bare = s->zeros[i] == 0 || (is_alone && s->powers[i] == 1);
	(void)assay_buf_printf(out, is_bare ? "%s" : "(%s)", factor.data);
	if (s->powers[i] > 1)
		(void)assay_buf_printf(out, "^%ld", s->powers[i]);
}

static struct assay_str left_side(struct kit *k, const struct inequality *s)
{
	assay_autobuf struct assay_buf top = {0};
	assay_autobuf struct assay_buf bottom = {0};
	size_t n_below = 0;
	for (size_t i = 0; i < s->n; i++)
		n_below += s->is_below[i];
	bool is_bare = s->scale == 1 && s->n - n_below == 1;
	if (s->scale != 1 || n_below == s->n)
		(void)assay_buf_printf(&top, s->scale == -1 && n_below < s->n ? "-" : "%ld", s->scale);
	for (size_t i = 0; i < s->n; i++)
		add_factor(k, s->is_below[i] ? &bottom : &top, s, i, s->is_below[i] ? n_below == 1 : is_bare);
	struct assay_str up = kit_copy(k, assay_buf_str(&top));
	return n_below == 0 ? up : kit_text(k, "\\frac{%s}{%s}", up.data, kit_copy(k, assay_buf_str(&bottom)).data);
}

/* Whether anything between zeros, or beyond them, is in the set. */
static bool has_interval(const struct inequality *s)
{
	bool is_up = s->scale > 0;
	for (size_t i = s->n; i > 0 && is_up != s->is_positive; i--)
		is_up = s->powers[i - 1] % 2 == 1 ? !is_up : is_up;
	return is_up == s->is_positive;
}

static void draw_factors(struct kit *k, struct inequality *s)
{
	int64_t reach = KIT_LEVELS(k, 9, 20, 8, 8, 9, 9, 12, 12, 12, 15);
	int64_t n_below = KIT_LEVELS(k, 0, 0, 1, 0, 1, 1, 2, 2, 2, 2);
	bool has_squares = k->level >= 4;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5);
	kit_distinct(k, s->n, -reach, reach, s->zeros);
	sort_zeros(s);
	for (size_t i = 0; i < s->n; i++) {
		s->powers[i] = has_squares && kit_once_in(k, 3) ? kit_between(k, 2, 3) : 1;
		s->is_below[i] = false;
	}
	for (; n_below > 0; n_below--)
		s->is_below[kit_between(k, 0, (int64_t)s->n - 1)] = true;
	s->scale = k->level < 6 ? 1 : kit_nonzero(k, -3, 3);
	s->is_positive = kit_once_in(k, 2);
	s->is_strict = kit_once_in(k, 2);
}

static void draw(struct kit *k, void *params)
{
	struct inequality *s = params;
	do {
		draw_factors(k, s);
	} while (k->rc == 0 && !has_interval(s));
	const char *sign = s->is_positive ? (s->is_strict ? ">" : "\\geq") : (s->is_strict ? "<" : "\\leq");
	kit_put(k, "inequality", kit_text(k, "$%s %s 0$", left_side(k, s).data, sign));
}

/* --- First method: a value in every interval ---------------------------------------------------------------------- */

/* The sign of the value at num/2, which is a step. */
static int sign_at(struct kit *k, const struct inequality *s, int64_t num)
{
	assay_autobuf struct assay_buf text = {0};
	mpq_ptr value = kit_q(k, s->scale, 1);
	mpq_ptr x = kit_q(k, num, 2);
	if (s->scale != 1)
		(void)assay_buf_printf(&text, "%s", kit_operand_i(k, s->scale).data);
	for (size_t i = 0; i < s->n; i++) {
		mpq_ptr factor = kit_mpq(k);
		mpq_sub(factor, x, kit_q(k, s->zeros[i], 1));
		if (kit_is_over(k))
			return 0;
		(void)assay_buf_add_c(&text, text.len == 0 ? "" : s->is_below[i] ? " ÷ " : " × ");
		if (text.len == 0 && s->is_below[i])
			(void)assay_buf_add_c(&text, "1 ÷ ");
		(void)assay_buf_add_str(
			&text, kit_ztext(k, s->powers[i] > 1 ? "(%Qd)^%ld" : "(%Qd)", factor, (long)s->powers[i]));
		for (int64_t j = 0; j < s->powers[i]; j++) {
			if (s->is_below[i])
				mpq_div(value, value, factor);
			else
				mpq_mul(value, value, factor);
		}
	}
	/* Only its sign matters, so the slip is one of sign. */
	mpq_ptr wrong = kit_mpq(k);
	mpq_neg(wrong, value);
	struct assay_str right_text = kit_ztext(k, "%Qd", value);
	struct assay_str said =
		kit_step_s(k, right_text, kit_ztext(k, "%Qd", wrong), "%s", kit_copy(k, assay_buf_str(&text)).data);
	return assay_str_eq(said, right_text) ? mpq_sgn(value) : -mpq_sgn(value);
}

/* Twice a number between the zeros i - 1 and i. */
static int64_t place_between(const struct inequality *s, size_t i)
{
	if (i == 0)
		return 2 * s->zeros[0] - 2;
	if (i == s->n)
		return 2 * s->zeros[s->n - 1] + 2;
	bool is_next = s->zeros[i] == s->zeros[i - 1] + 1;
	return is_next ? s->zeros[i] + s->zeros[i - 1] : 2 * s->zeros[i - 1] + 2;
}

/* inside[i]: between the zeros i - 1 and i; on[i]: the zero i itself. */
static struct assay_str set_text(struct kit *k, const struct inequality *s, const bool *inside, const bool *on)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i <= s->n; i++) {
		bool is_open = i == 0 || !on[i - 1];
		bool is_joined = i > 0 && on[i - 1] && inside[i - 1];
		if (inside[i] && !is_joined) {
			(void)assay_buf_add_c(&text, text.len > 0 ? " \\cup " : "");
			(void)assay_buf_printf(&text,
					       i == 0	 ? "(-\\infty, "
					       : is_open ? "(%ld, "
							 : "[%ld, ",
					       i > 0 ? s->zeros[i - 1] : 0);
		}
		bool is_last = i == s->n || !on[i] || !inside[i + 1];
		if (inside[i] && is_last)
			(void)assay_buf_printf(&text,
					       i == s->n ? "\\infty)"
					       : on[i]	 ? "%ld]"
							 : "%ld)",
					       i < s->n ? s->zeros[i] : 0);
		/* A point of its own, where the product touches zero. */
		if (i < s->n && on[i] && !inside[i] && !inside[i + 1])
			(void)assay_buf_printf(&text, text.len > 0 ? " \\cup \\{%ld\\}" : "\\{%ld\\}", s->zeros[i]);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void solve(struct kit *k, const void *params)
{
	const struct inequality *s = params;
	bool inside[MAX_FACTORS + 1] = {false};
	bool on[MAX_FACTORS] = {false};
	for (size_t i = 0; i <= s->n && !kit_is_over(k); i++) {
		int64_t place = place_between(s, i);
		if (i == 0)
			kit_say(k, "Below %ld, for example at %ld:", s->zeros[0], place / 2);
		else if (i == s->n)
			kit_say(k, "Above %ld, for example at %ld:", s->zeros[s->n - 1], place / 2);
		else
			kit_say(k, "Between %ld and %ld, for example at %s:", s->zeros[i - 1], s->zeros[i],
				kit_ztext(k, "%Qd", kit_q(k, place, 2)).data);
		inside[i] = (sign_at(k, s, place) > 0) == s->is_positive;
	}
	if (!s->is_strict)
		kit_say(k, "Zeros of the numerator belong to the set; those of a denominator never do.");
	bool has_any = false;
	for (size_t i = 0; i < s->n; i++)
		on[i] = !s->is_strict && !s->is_below[i];
	for (size_t i = 0; i <= s->n; i++)
		has_any = has_any || inside[i];
	if (has_any)
		kit_answer_s(k, "interval", set_text(k, s, inside, on));
	else
		kit_stop(k);
}

/* --- Second method: which factors have turned ----------------------------------------------------------------------
 */

/* The ends of the intervals from the right, put in front of what is there. */
static void again(struct kit *k, const void *params)
{
	const struct inequality *s = params;
	struct assay_str text = ASSAY_STR("");
	size_t n_turned = s->scale < 0;
	bool is_open = (n_turned % 2 == 0) == s->is_positive; /* An interval whose left end is still to come. */
	if (is_open)
		text = ASSAY_STR("\\infty)");
	for (size_t i = s->n; i > 0; i--) {
		n_turned += (size_t)s->powers[i - 1];
		bool is_next = (n_turned % 2 == 0) == s->is_positive;
		bool has_zero = !s->is_strict && !s->is_below[i - 1];
		long zero = s->zeros[i - 1];
		const char *more = text.len > 0 && !is_open ? " \\cup " : "";
		if (is_open && !(is_next && has_zero))
			text = kit_text(k, "%c%ld, %s", has_zero ? '[' : '(', zero, text.data);
		if (is_next && !(is_open && has_zero))
			text = kit_text(k, "%ld%c%s%s", zero, has_zero ? ']' : ')', is_open ? " \\cup " : more,
					text.data);
		if (!is_next && !is_open && has_zero)
			text = kit_text(k, "\\{%ld\\}%s%s", zero, more, text.data);
		is_open = is_next;
	}
	if (is_open)
		text = kit_text(k, "(-\\infty, %s", text.data);
	kit_again_s(k, text);
}

static const char *const tags[] = {"maths", "algebra", "inequality", NULL};

const struct assay_family assay_family_sign_inequality = {
	KIT_MATH,
	.name = "sign-inequality",
	.version = 1,
	.title = "where a product or quotient of linear factors has a sign",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct inequality),
	.draw = draw,
	.solve = solve,
	.again = again,
};
