/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An equation with absolute values of linear terms.
 *
 * Found case by case, where every term has one sign; rechecked by the values of both sides at the places where a term
 * turns, between which the difference is linear.
 */
#include "problems/families/kit.h"

#define MAX_TERMS 4

/* |a[0] x + b[0]| + |a[1] x + b[1]| + ... = slope x + value; the places -b/a are different and in order. */
struct equation {
	size_t n;
	int64_t a[MAX_TERMS], b[MAX_TERMS];
	int64_t slope, value;
};

static const char *const phrasings[] = {
	"Find the set of all real x with {equation}.",
	"Solve {equation} over the real numbers. Answer with a set of exact values.",
	"Which real numbers x satisfy {equation}? Give the set of them, fractions in lowest terms.",
	"Determine the solution set of the equation {equation}.",
	"At which x do the graphs of y = {left} and y = {right} meet? Answer with the set of all such x, exactly.",
	NULL,
};

/* --- Second method: between the places where a term turns -------------------------------------------------------- */

/* Left minus right at num/den, times den. */
static int64_t gap_at(const struct equation *s, int64_t num, int64_t den)
{
	int64_t sum = -s->slope * num - s->value * den;
	for (size_t i = 0; i < s->n; i++) {
		int64_t term = s->a[i] * num + s->b[i] * den;
		sum += term < 0 ? -term : term;
	}
	return sum;
}

/* Adds a solution unless it is the last one; they come in order. */
static void add_solution(mpq_ptr *list, size_t *n, mpq_ptr x)
{
	if (*n > 0 && mpq_equal(list[*n - 1], x))
		return;
	list[(*n)++] = x;
}

/* All zeros of the gap; SIZE_MAX where it vanishes on an interval. */
static size_t find_zeros(struct kit *k, const struct equation *s, mpq_ptr *list)
{
	size_t n = 0;
	/* Far out there are no turns: two more places, and the line through both. */
	int64_t num[MAX_TERMS + 2];
	int64_t den[MAX_TERMS + 2];
	for (size_t i = 0; i < s->n; i++) {
		num[i + 1] = s->a[i] < 0 ? s->b[i] : -s->b[i];
		den[i + 1] = s->a[i] < 0 ? -s->a[i] : s->a[i];
	}
	num[0] = -100000;
	num[s->n + 1] = 100000;
	den[0] = den[s->n + 1] = 1;
	for (size_t i = 0; i <= s->n; i++) {
		mpq_ptr left = kit_q(k, gap_at(s, num[i], den[i]), den[i]);
		mpq_ptr right = kit_q(k, gap_at(s, num[i + 1], den[i + 1]), den[i + 1]);
		if (mpq_sgn(left) == 0 && mpq_sgn(right) == 0)
			return SIZE_MAX;
		if (mpq_sgn(left) * mpq_sgn(right) > 0)
			continue;
		mpq_ptr from = kit_q(k, num[i], den[i]);
		mpq_ptr x = kit_q(k, num[i + 1], den[i + 1]);
		if (kit_is_over(k))
			return n;
		/* from + (to - from) left / (left - right) */
		mpq_sub(x, x, from);
		mpq_mul(x, x, left);
		mpq_sub(right, left, right);
		mpq_div(x, x, right);
		mpq_add(x, x, from);
		add_solution(list, &n, x);
	}
	return n;
}

static void again(struct kit *k, const void *params)
{
	mpq_ptr list[2 * MAX_TERMS + 2] = {NULL};
	size_t n = find_zeros(k, params, list);
	assay_autobuf struct assay_buf text = {0};
	kit_check(k, n != SIZE_MAX && n > 0, "there are some solutions, but not all of an interval");
	for (size_t i = 0; i < n && n != SIZE_MAX; i++) {
		(void)assay_buf_add_c(&text, i == 0 ? "\\{" : ", ");
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Qd", list[i]));
	}
	(void)assay_buf_add_c(&text, "\\}");
	kit_again_s(k, kit_copy(k, assay_buf_str(&text)));
}

/* --- Drawing ---------------------------------------------------------------------------------------------------- */

static bool is_in_order(const struct equation *s)
{
	for (size_t i = 1; i < s->n; i++) {
		/* -b/a, with a > 0. */
		if (-s->b[i - 1] * s->a[i] >= -s->b[i] * s->a[i - 1])
			return false;
	}
	return true;
}

static void draw_numbers(struct kit *k, struct equation *s)
{
	int64_t max = KIT_LEVELS(k, 9, 9, 12, 7, 9, 9, 12, 7, 9, 12);
	int64_t max_a = KIT_LEVELS(k, 1, 3, 5, 1, 2, 4, 5, 2, 3, 3);
	int64_t max_slope = KIT_LEVELS(k, 0, 0, 3, 0, 0, 1, 3, 0, 2, 3);
	s->n = (size_t)KIT_LEVELS(k, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4);
	do {
		for (size_t i = 0; i < s->n; i++) {
			s->a[i] = kit_between(k, 1, max_a);
			s->b[i] = kit_between(k, -max, max);
		}
	} while (k->rc == 0 && !is_in_order(s));
	s->slope = kit_between(k, -max_slope, max_slope);
	s->value = kit_between(k, 1, 3 * max);
}

static struct assay_str left_side(struct kit *k, const struct equation *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		const int64_t term[] = {s->b[i], s->a[i]};
		(void)assay_buf_printf(&text, "%s|%s|", i > 0 ? " + " : "", kit_poly(k, term, 2, "x").data);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct equation *s = params;
	mpq_ptr list[2 * MAX_TERMS + 2] = {NULL};
	size_t n;
	do {
		draw_numbers(k, s);
		n = find_zeros(k, s, list);
	} while (k->rc == 0 && (n == 0 || n == SIZE_MAX));
	struct assay_str left = left_side(k, s);
	struct assay_str right = kit_poly(k, (const int64_t[]){s->value, s->slope}, 2, "x");
	kit_put(k, "left", left);
	kit_put(k, "right", right);
	kit_skin(k, "equation", kit_text(k, "%s = %s", left.data, right.data).data);
}

/* --- First method: case by case ------------------------------------------------------------------------------------
 */

/* Where term i turns. */
static mpq_ptr turn(struct kit *k, const struct equation *s, size_t i)
{
	return kit_q(k, -s->b[i], s->a[i]);
}

static void say_case(struct kit *k, const struct equation *s, size_t at)
{
	const char *first = at > 0 ? kit_ztext(k, "%Qd", turn(k, s, at - 1)).data : "";
	const char *last = at < s->n ? kit_ztext(k, "%Qd", turn(k, s, at)).data : "";
	if (at == 0)
		kit_say(k,
			"For x at most %s every bar changes a sign. With all on one side, the factor of x and the "
			"rest:",
			last);
	else if (at == s->n)
		kit_say(k, "For x at least %s no bar changes a sign. The factor of x and the rest:", first);
	else
		kit_say(k,
			"For x from %s to %s the first %zu of the %zu bars change no sign. The factor of x and the "
			"rest:",
			first, last, at, s->n);
}

/* The signed coefficients added up as a step; `last` goes to the other side. */
static int64_t add_up(struct kit *k, const struct equation *s, const int64_t *c, size_t at, int64_t last)
{
	assay_autobuf struct assay_buf text = {0};
	int64_t sum = -last;
	for (size_t i = 0; i < s->n; i++) {
		int64_t value = i < at ? c[i] : -c[i];
		sum += value;
		(void)assay_buf_printf(&text, "%s%s", i > 0 ? " + " : "",
				       i > 0 ? kit_operand_i(k, value).data : kit_text(k, "%ld", value).data);
	}
	(void)assay_buf_printf(&text, " - %s", kit_operand_i(k, last).data);
	return kit_step_i(k, sum, "%s", text.data ? text.data : "");
}

static void solve(struct kit *k, const void *params)
{
	const struct equation *s = params;
	mpq_ptr list[2 * MAX_TERMS + 2] = {NULL};
	size_t n = 0;
	for (size_t at = 0; at <= s->n && !kit_is_over(k); at++) {
		say_case(k, s, at);
		int64_t factor = add_up(k, s, s->a, at, s->slope);
		int64_t rest = add_up(k, s, s->b, at, s->value);
		if (factor == 0) {
			kit_say(k, "Here x has gone, so there is no single solution.");
			continue;
		}
		mpq_ptr x = kit_mpq(k);
		kit_step_op(k, x, kit_q(k, -rest, 1), '/', kit_q(k, factor, 1));
		bool is_low = at > 0 && mpq_cmp(x, turn(k, s, at - 1)) < 0;
		bool is_high = at < s->n && mpq_cmp(x, turn(k, s, at)) > 0;
		kit_say(k, is_low || is_high ? "That lies outside of the case." : "That lies in the case.");
		if (!is_low && !is_high)
			add_solution(list, &n, x);
	}
	if (kit_is_over(k))
		return;
	kit_answer_s(k, "set", n == 0 ? ASSAY_STR("\\emptyset") : kit_qlist(k, list, n, "\\{", "\\}"));
}

static const char *const tags[] = {"maths", "algebra", "equation", NULL};

const struct assay_family assay_family_absolute_equation = {
	KIT_MATH,
	.name = "absolute-equation",
	.version = 1,
	.title = "an equation with absolute values of linear terms",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct equation),
	.draw = draw,
	.solve = solve,
	.again = again,
};
