/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chain of long numbers, added and taken away.
 *
 * Found by sums one after the other; rechecked in columns with carries.
 */
#include "problems/families/kit.h"

#include <string.h>

#define MAX_ITEMS   12
#define MAX_COLUMNS 48

struct chain {
	mpz_ptr items[MAX_ITEMS];
	bool is_minus[MAX_ITEMS];
	size_t n;
};

static const char *const phrasings[] = {
	"Compute {sum}.",
	"What is {sum}?",
	"Find the exact value of {sum}.",
	"Work out {sum} without rounding.",
	"A ledger holds the entries {sum}. What is the balance?",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct chain *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 3, 3, 4, 5, 6, 7, 8, 10, 12);
	unsigned digits = (unsigned)KIT_LEVELS(k, 3, 3, 4, 5, 6, 8, 11, 15, 20, 28);
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		s->items[i] = kit_mpz(k);
		unsigned shorter = (unsigned)kit_between(k, 0, digits / 3);
		kit_draw_digits(k, s->items[i], digits - shorter);
		s->is_minus[i] = i > 0 && k->level >= 3 && kit_once_in(k, 3);
		const char *sign = i == 0 ? "" : s->is_minus[i] ? " - " : " + ";
		(void)assay_buf_printf(&text, "%s%s", sign, kit_ztext(k, "%Zd", s->items[i]).data);
	}
	kit_put(k, "sum", kit_copy(k, assay_buf_str(&text)));
}

static void solve(struct kit *k, const void *params)
{
	const struct chain *s = params;
	mpz_ptr sum = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpz_set(sum, s->items[0]);
	for (size_t i = 1; i < s->n && k->rc == 0; i++) {
		mpz_set(before, sum);
		if (s->is_minus[i])
			mpz_sub(sum, sum, s->items[i]);
		else
			mpz_add(sum, sum, s->items[i]);
		kit_step_z(k, sum, s->is_minus[i] ? "%Zd - %Zd" : "%Zd + %Zd", before, s->items[i]);
	}
	kit_answer_z(k, sum);
}

/* Columns with their carries done; what is carried out of the last. */
static int64_t carry(int64_t *columns)
{
	int64_t over = 0;
	for (size_t i = 0; i < MAX_COLUMNS; i++) {
		int64_t value = columns[i] + over;
		columns[i] = ((value % 10) + 10) % 10;
		over = (value - columns[i]) / 10;
	}
	return over;
}

static void again(struct kit *k, const void *params)
{
	const struct chain *s = params;
	int64_t columns[MAX_COLUMNS] = {0};
	for (size_t i = 0; i < s->n; i++) {
		struct assay_str digits = kit_ztext(k, "%Zd", s->items[i]);
		for (size_t j = 0; j < digits.len && j < MAX_COLUMNS; j++) {
			int64_t digit = digits.data[digits.len - 1 - j] - '0';
			columns[j] += s->is_minus[i] ? -digit : digit;
		}
	}
	bool is_negative = carry(columns) < 0;
	for (size_t i = 0; is_negative && i < MAX_COLUMNS; i++)
		columns[i] = -columns[i];
	if (is_negative)
		(void)carry(columns);
	char text[MAX_COLUMNS + 2];
	size_t len = 0;
	size_t top = MAX_COLUMNS;
	while (top > 1 && columns[top - 1] == 0)
		top--;
	if (is_negative)
		text[len++] = '-';
	while (top > 0)
		text[len++] = (char)('0' + columns[--top]);
	kit_again_s(k, kit_copy(k, (struct assay_str){text, len}));
}

static const char *const tags[] = {"maths", "arithmetic", NULL};

const struct assay_family assay_family_long_addition = {
	KIT_MATH,
	.name = "long-addition",
	.version = 1,
	.title = "a chain of long numbers, added and taken away",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct chain),
	.draw = draw,
	.solve = solve,
	.again = again,
};
