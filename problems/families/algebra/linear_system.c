/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A system of two to four linear equations with one solution.
 *
 * Found by elimination with exact fractions; rechecked by Cramer's rule.
 */
#include "problems/families/kit.h"

#include <string.h>

#define MAX_SIZE 4

struct system {
	size_t n;
	int64_t a[MAX_SIZE][MAX_SIZE + 1]; /* The last column is the right side. */
	char vars[MAX_SIZE + 1];
};

static const char *const phrasings[] = {
	"Solve the system {system}. Give the solution as {tuple}, with fractions in lowest terms.",
	"Find {tuple} so that {system} hold at the same time. Use exact values.",
	"The unknowns {names} satisfy {system}. Determine {tuple} exactly.",
	"For which numbers are all of the equations {system} true? Answer with {tuple}; no decimals.",
	"The equations {system} have one common solution {tuple}. Which one is it, exactly?",
	"What is the unique solution {tuple} of the linear equations {system}? Write fractions in lowest terms.",
	NULL,
};

/* --- Second method: Cramer's rule ------------------------------------------------------------------------------- */

/* The determinant with the right side in column `instead`; of rows from `row` on, columns not used. */
static int64_t minor_of(const struct system *s, size_t instead, size_t row, unsigned used)
{
	int64_t sum = 0;
	int64_t sign = 1;
	if (row == s->n)
		return 1;
	for (size_t j = 0; j < s->n; j++) {
		if (used & (1U << j))
			continue;
		int64_t entry = s->a[row][j == instead ? s->n : j];
		sum += sign * entry * minor_of(s, instead, row + 1, used | (1U << j));
		sign = -sign;
	}
	return sum;
}

static void again(struct kit *k, const void *params)
{
	const struct system *s = params;
	assay_autobuf struct assay_buf text = {0};
	mpq_ptr x = kit_mpq(k);
	for (size_t i = 0; i < s->n; i++) {
		mpz_set_si(mpq_numref(x), minor_of(s, i, 0, 0));
		mpz_set_si(mpq_denref(x), minor_of(s, s->n, 0, 0));
		mpq_canonicalize(x);
		(void)assay_buf_add_c(&text, i == 0 ? "(" : ", ");
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Qd", x));
	}
	(void)assay_buf_add_char(&text, ')');
	kit_again_s(k, kit_copy(k, assay_buf_str(&text)));
}

/* --- Drawing ---------------------------------------------------------------------------------------------------- */

static void draw_numbers(struct kit *k, struct system *s, int64_t max, bool has_whole)
{
	int64_t x[MAX_SIZE];
	for (size_t i = 0; i < s->n; i++)
		x[i] = kit_between(k, -max, max);
	for (size_t i = 0; i < s->n; i++) {
		int64_t sum = 0;
		for (size_t j = 0; j < s->n; j++) {
			s->a[i][j] = k->level < 3 ? kit_nonzero(k, -max, max) : kit_between(k, -max, max);
			sum += s->a[i][j] * x[j];
		}
		s->a[i][s->n] = has_whole ? sum : kit_between(k, -3 * max, 3 * max);
	}
}

static bool has_empty_row(const struct system *s)
{
	bool is_empty = false;
	for (size_t i = 0; i < s->n; i++) {
		size_t n_terms = 0;
		for (size_t j = 0; j < s->n; j++)
			n_terms += s->a[i][j] != 0;
		is_empty = is_empty || n_terms == 0;
	}
	return is_empty;
}

static struct assay_str system_of(struct kit *k, const struct system *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		(void)assay_buf_add_c(&text, i == 0 ? "" : i + 1 == s->n ? " and " : ", ");
		(void)assay_buf_add_str(&text, kit_linear(k, s->a[i], s->vars));
		(void)assay_buf_printf(&text, " = %ld", s->a[i][s->n]);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	static const char *const names[][3] = {{"xy", "uv", "pq"}, {"xyz", "uvw", "pqr"}, {"wxyz", "abcd", "pqrs"}};
	struct system *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4);
	int64_t max = KIT_LEVELS(k, 5, 9, 12, 15, 4, 6, 6, 9, 4, 6);
	bool has_whole = KIT_LEVELS(k, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0);
	const char *vars = KIT_PICK(k, names[s->n - 2]);
	memcpy(s->vars, vars, s->n);
	do {
		draw_numbers(k, s, max, has_whole);
	} while (k->rc == 0 && (has_empty_row(s) || minor_of(s, s->n, 0, 0) == 0));
	assay_autobuf struct assay_buf tuple = {0};
	for (size_t i = 0; i < s->n; i++)
		(void)assay_buf_printf(&tuple, "%s%c", i == 0 ? "" : ", ", s->vars[i]);
	kit_put(k, "system", system_of(k, s));
	kit_skin(k, "names", kit_copy(k, assay_buf_str(&tuple)).data);
	kit_skin(k, "tuple", kit_text(k, "(%s)", tuple.data ? tuple.data : "").data);
}

/* --- First method: elimination ---------------------------------------------------------------------------------- */

static bool bring_pivot(struct kit *k, mpq_ptr a[MAX_SIZE][MAX_SIZE + 1], size_t n, size_t at)
{
	size_t row = at;
	while (row < n && mpq_sgn(a[row][at]) == 0)
		row++;
	if (row == n || row == at)
		return row < n;
	kit_say(k, "Exchange the equations %zu and %zu.", at + 1, row + 1);
	for (size_t j = 0; j <= n; j++)
		mpq_swap(a[row][j], a[at][j]);
	return true;
}

static void eliminate(struct kit *k, const struct system *s, mpq_ptr a[MAX_SIZE][MAX_SIZE + 1], size_t at)
{
	for (size_t i = at + 1; i < s->n; i++) {
		if (mpq_sgn(a[i][at]) == 0)
			continue;
		kit_say(k, "Take a multiple of equation %zu from equation %zu to remove %c:", at + 1, i + 1,
			s->vars[at]);
		mpq_ptr factor = kit_mpq(k);
		kit_step_op(k, factor, a[i][at], '/', a[at][at]);
		for (size_t j = at + 1; j <= s->n; j++) {
			if (mpq_sgn(a[at][j]) != 0)
				kit_step_op3(k, a[i][j], a[i][j], '-', factor, a[at][j]);
		}
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct system *s = params;
	mpq_ptr a[MAX_SIZE][MAX_SIZE + 1] = {{NULL}};
	mpq_ptr x[MAX_SIZE] = {NULL};
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j <= s->n; j++)
			a[i][j] = kit_q(k, s->a[i][j], 1);
	}
	for (size_t at = 0; at < s->n && !kit_is_over(k); at++) {
		if (!bring_pivot(k, a, s->n, at)) {
			kit_stop(k);
			return;
		}
		eliminate(k, s, a, at);
	}
	for (size_t i = s->n; i > 0 && !kit_is_over(k); i--) {
		kit_say(k, "Equation %zu gives %c:", i, s->vars[i - 1]);
		x[i - 1] = a[i - 1][s->n];
		for (size_t j = i; j < s->n; j++) {
			if (mpq_sgn(a[i - 1][j]) != 0)
				kit_step_op3(k, x[i - 1], x[i - 1], '-', a[i - 1][j], x[j]);
		}
		if (mpq_cmp_si(a[i - 1][i - 1], 1, 1) != 0)
			kit_step_op(k, x[i - 1], x[i - 1], '/', a[i - 1][i - 1]);
	}
	if (!kit_is_over(k))
		kit_answer_s(k, "tuple", kit_qlist(k, x, s->n, "(", ")"));
}

static const char *const tags[] = {"maths", "linear-algebra", "equation", NULL};

const struct assay_family assay_family_linear_system = {
	KIT_MATH,
	.name = "linear-system",
	.version = 1,
	.title = "a system of two to four linear equations",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct system),
	.draw = draw,
	.solve = solve,
	.again = again,
};
