/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The determinant of a matrix of integers.
 *
 * Found by elimination with exact fractions; rechecked by expanding along the first row.
 */
#include "problems/families/kit.h"

#define MAX_SIZE 5

struct matrix {
	size_t n;
	int64_t a[MAX_SIZE][MAX_SIZE];
};

static const char *const phrasings[] = {
	"Compute the determinant of the matrix $A = {matrix}$.",
	"What is det A for $A = {matrix}$?",
	"A square matrix has the rows {rows}. Find its determinant.",
	"The rows of a {n} × {n} matrix are {rows}. Evaluate the determinant.",
	"By which number does the linear map with the matrix ${matrix}$ multiply signed areas or volumes?",
	"Find the exact value of the determinant of the {n} × {n} matrix ${matrix}$.",
	NULL,
};

static struct assay_str rows_of(struct kit *k, const struct matrix *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		(void)assay_buf_add_c(&text, i == 0 ? "(" : i + 1 == s->n ? ") and (" : "), (");
		(void)assay_buf_add_str(&text, kit_list(k, s->a[i], s->n, ", ", ", "));
	}
	(void)assay_buf_add_char(&text, ')');
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct matrix *s = params;
	mpq_ptr values[MAX_SIZE * MAX_SIZE] = {NULL};
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
	int64_t max = KIT_LEVELS(k, 6, 12, 30, 4, 7, 12, 3, 5, 8, 5);
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j < s->n; j++) {
			s->a[i][j] = kit_between(k, -max, max);
			values[i * s->n + j] = kit_q(k, s->a[i][j], 1);
		}
	}
	kit_put_i(k, "n", (int64_t)s->n);
	kit_put(k, "matrix", kit_matrix(k, values, s->n, s->n));
	kit_put(k, "rows", rows_of(k, s));
}

static void solve_small(struct kit *k, const struct matrix *s)
{
	int64_t down = kit_step_i(k, s->a[0][0] * s->a[1][1], "%s × %s", kit_operand_i(k, s->a[0][0]).data,
				  kit_operand_i(k, s->a[1][1]).data);
	int64_t up = kit_step_i(k, s->a[0][1] * s->a[1][0], "%s × %s", kit_operand_i(k, s->a[0][1]).data,
				kit_operand_i(k, s->a[1][0]).data);
	kit_answer_i(k, kit_step_i(k, down - up, "%ld - %s", down, kit_operand_i(k, up).data));
}

/* Brings a row with an entry in column `at` to row `at`; false when there is none. */
static bool bring_pivot(struct kit *k, mpq_ptr a[MAX_SIZE][MAX_SIZE], size_t n, size_t at, mpq_ptr product)
{
	size_t row = at;
	while (row < n && mpq_sgn(a[row][at]) == 0)
		row++;
	if (row == n || row == at)
		return row < n;
	kit_say(k, "Exchange the rows %zu and %zu, which turns the sign of the determinant.", at + 1, row + 1);
	for (size_t j = 0; j < n; j++)
		mpq_swap(a[row][j], a[at][j]);
	mpq_neg(product, product);
	return true;
}

static void clear_below(struct kit *k, mpq_ptr a[MAX_SIZE][MAX_SIZE], size_t n, size_t at)
{
	for (size_t i = at + 1; i < n; i++) {
		if (mpq_sgn(a[i][at]) == 0)
			continue;
		kit_say(k, "Take a multiple of row %zu from row %zu so that it begins with 0:", at + 1, i + 1);
		mpq_ptr factor = kit_mpq(k);
		kit_step_op(k, factor, a[i][at], '/', a[at][at]);
		for (size_t j = at + 1; j < n; j++) {
			if (mpq_sgn(a[at][j]) != 0)
				kit_step_op3(k, a[i][j], a[i][j], '-', factor, a[at][j]);
		}
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct matrix *s = params;
	mpq_ptr a[MAX_SIZE][MAX_SIZE] = {{NULL}};
	mpq_ptr product = kit_q(k, 1, 1);
	if (s->n == 2) {
		solve_small(k, s);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j < s->n; j++)
			a[i][j] = kit_q(k, s->a[i][j], 1);
	}
	for (size_t at = 0; at < s->n && !kit_is_over(k); at++) {
		if (!bring_pivot(k, a, s->n, at, product)) {
			kit_say(k,
				"No row is left that begins with another number than 0, so the determinant is zero.");
			kit_answer_i(k, 0);
			return;
		}
		clear_below(k, a, s->n, at);
	}
	kit_say(k, "The determinant is the product of the diagonal:");
	for (size_t i = 0; i < s->n; i++) {
		if (i == 0 && mpq_sgn(product) > 0)
			mpq_set(product, a[0][0]);
		else
			kit_step_op(k, product, product, '*', a[i][i]);
	}
	kit_answer_q(k, product);
}

/* Of the rows from `row` on and the columns that are not in `used`. */
static int64_t expand(const struct matrix *s, size_t row, unsigned used)
{
	int64_t sum = 0;
	int64_t sign = 1;
	if (row == s->n)
		return 1;
	for (size_t j = 0; j < s->n; j++) {
		if (used & (1U << j))
			continue;
		sum += sign * s->a[row][j] * expand(s, row + 1, used | (1U << j));
		sign = -sign;
	}
	return sum;
}

static void again(struct kit *k, const void *params)
{
	kit_again_i(k, expand(params, 0, 0));
}

static const char *const tags[] = {"maths", "linear-algebra", NULL};

const struct assay_family assay_family_determinant = {
	KIT_MATH,
	.name = "determinant",
	.version = 1,
	.title = "the determinant of a matrix of integers",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct matrix),
	.draw = draw,
	.solve = solve,
	.again = again,
};
