/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A term of a linear recurrence.
 *
 * Found term by term; rechecked by a power of the companion matrix, by squaring.
 */
#include "problems/families/kit.h"

#define MAX_ORDER 3
#define MAX_SIZE  (MAX_ORDER + 1)

/* a(n) = factors[0] a(n-1) + factors[1] a(n-2) + ... + constant. */
struct recurrence {
	size_t order;
	int64_t factors[MAX_ORDER], start[MAX_ORDER], constant;
	int64_t index;
};

static const char *const phrasings[] = {
	"A sequence starts with {start} and satisfies {rule} for n > {order}. Find a({index}).",
	"Let {start}, and {rule} for all n > {order}. What is a({index})?",
	"The sequence a(1), a(2), ... is defined by {start} and {rule} for n > {order}. Compute a({index}).",
	("From n = {next} on, every term comes from earlier ones by the rule {rule}. The beginning is {start}. Which "
	 "number is a({index})?"),
	"Determine the term number {index} of the sequence with {start} and {rule} (n > {order}).",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct recurrence *s = params;
	assay_autobuf struct assay_buf start = {0};
	assay_autobuf struct assay_buf rule = {0};
	int64_t max = KIT_LEVELS(k, 3, 3, 3, 4, 4, 5, 4, 5, 4, 5);
	bool has_constant = KIT_LEVELS(k, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1);
	s->order = (size_t)KIT_LEVELS(k, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3);
	s->index = KIT_LEVELS(k, 5, 6, 7, 8, 9, 11, 11, 13, 16, 20) + kit_between(k, 0, 2);
	for (size_t i = 0; i < s->order; i++) {
		s->factors[i] = kit_nonzero(k, -max, max);
		s->start[i] = kit_between(k, -9, 9);
		(void)assay_buf_printf(&start, "%sa(%zu) = %ld",
				       i == 0		   ? ""
				       : i + 1 == s->order ? " and "
							   : ", ",
				       i + 1, s->start[i]);
	}
	if (k->level == 1)
		s->factors[0] = kit_between(k, 2, 4);
	s->constant = has_constant ? kit_nonzero(k, -9, 9) : 0;
	for (size_t i = 0; i <= s->order; i++) {
		int64_t c = i < s->order ? s->factors[i] : s->constant;
		if (c == 0)
			continue;
		(void)assay_buf_add_c(&rule, rule.len == 0 ? (c < 0 ? "-" : "") : c < 0 ? " - " : " + ");
		if (i == s->order || (c != 1 && c != -1))
			(void)assay_buf_printf(&rule, "%ld", c < 0 ? -c : c);
		if (i < s->order)
			(void)assay_buf_printf(&rule, "a(n-%zu)", i + 1);
	}
	kit_put(k, "start", kit_copy(k, assay_buf_str(&start)));
	kit_put(k, "rule", kit_text(k, "a(n) = %s", rule.data ? rule.data : ""));
	kit_put_i(k, "order", (int64_t)s->order);
	kit_put_i(k, "next", (int64_t)s->order + 1);
	kit_put_i(k, "index", s->index);
}

/* a(n) from the terms before, a step. */
static void next_term(struct kit *k, const struct recurrence *s, mpz_ptr *a, size_t n)
{
	assay_autobuf struct assay_buf text = {0};
	a[n] = kit_mpz(k);
	mpz_set_si(a[n], s->constant);
	for (size_t i = 0; i < s->order; i++) {
		mpz_ptr term = kit_mpz(k);
		if (s->factors[i] == 0)
			continue;
		mpz_mul_si(term, a[n - 1 - i], s->factors[i]);
		mpz_add(a[n], a[n], term);
		const char *form = mpz_sgn(a[n - 1 - i]) < 0 ? "%s%s × (%Zd)" : "%s%s × %Zd";
		(void)assay_buf_add_str(&text, kit_ztext(k, form, text.len > 0 ? " + " : "",
							 kit_operand_i(k, s->factors[i]).data, a[n - 1 - i]));
	}
	if (s->constant != 0)
		(void)assay_buf_printf(&text, " %c %ld", s->constant < 0 ? '-' : '+',
				       s->constant < 0 ? -s->constant : s->constant);
	kit_step_z(k, a[n], "%s", kit_copy(k, assay_buf_str(&text)).data);
}

static void solve(struct kit *k, const void *params)
{
	const struct recurrence *s = params;
	mpz_ptr a[32] = {NULL};
	for (size_t i = 0; i < s->order; i++) {
		a[i + 1] = kit_mpz(k);
		mpz_set_si(a[i + 1], s->start[i]);
	}
	kit_say(k, "Each line is the next term, from a(%zu) on:", s->order + 1);
	for (size_t n = s->order + 1; n <= (size_t)s->index && !kit_is_over(k); n++)
		next_term(k, s, a, n);
	if (!kit_is_over(k))
		kit_answer_z(k, a[s->index]);
}

/* --- Second method: matrices -------------------------------------------------------------------------------------- */

struct matrix {
	mpz_ptr m[MAX_SIZE][MAX_SIZE];
};

static struct matrix new_matrix(struct kit *k)
{
	struct matrix a;
	for (size_t i = 0; i < MAX_SIZE; i++) {
		for (size_t j = 0; j < MAX_SIZE; j++)
			a.m[i][j] = kit_mpz(k);
	}
	return a;
}

static struct matrix product(struct kit *k, const struct matrix *a, const struct matrix *b)
{
	struct matrix ret = new_matrix(k);
	/* In a full arena all entries are the same number, which would square itself again and again. */
	for (size_t i = 0; i < MAX_SIZE && !kit_is_over(k); i++) {
		for (size_t j = 0; j < MAX_SIZE; j++) {
			for (size_t l = 0; l < MAX_SIZE; l++)
				mpz_addmul(ret.m[i][j], a->m[i][l], b->m[l][j]);
		}
	}
	return ret;
}

/* On (a(n), a(n-1), a(n-2), 1); what is not needed is zero. */
static void again(struct kit *k, const void *params)
{
	const struct recurrence *s = params;
	struct matrix step = new_matrix(k);
	struct matrix power = new_matrix(k);
	for (size_t i = 0; i < s->order; i++) {
		mpz_set_si(step.m[0][i], s->factors[i]);
		if (i > 0)
			mpz_set_ui(step.m[i][i - 1], 1);
	}
	mpz_set_si(step.m[0][MAX_ORDER], s->constant);
	mpz_set_ui(step.m[MAX_ORDER][MAX_ORDER], 1);
	for (size_t i = 0; i < MAX_SIZE; i++)
		mpz_set_ui(power.m[i][i], 1);
	for (int64_t left = s->index - (int64_t)s->order; left > 0; left /= 2) {
		if (left % 2 == 1)
			power = product(k, &power, &step);
		step = product(k, &step, &step);
	}
	mpz_ptr value = kit_mpz(k);
	mpz_set(value, power.m[0][MAX_ORDER]);
	for (size_t i = 0; i < s->order; i++) {
		mpz_ptr term = kit_mpz(k);
		mpz_mul_si(term, power.m[0][i], s->start[s->order - 1 - i]);
		mpz_add(value, value, term);
	}
	kit_again_z(k, value);
}

static const char *const tags[] = {"maths", "sequences", NULL};

const struct assay_family assay_family_linear_recurrence = {
	KIT_MATH,
	.name = "linear-recurrence",
	.version = 1,
	.title = "a term of a linear recurrence",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct recurrence),
	.draw = draw,
	.solve = solve,
	.again = again,
};
