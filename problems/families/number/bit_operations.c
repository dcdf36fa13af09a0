/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AND, OR and XOR of numbers, or how many ones the result has.
 *
 * Found on whole numbers; rechecked bit by bit.
 */
#include "problems/families/kit.h"

#include <string.h>

#define MAX_ITEMS 7

enum op { OP_AND, OP_OR, OP_XOR, N_OPS };
static const char *const op_names[] = {"AND", "OR", "XOR"};

struct chain {
	int64_t items[MAX_ITEMS];
	enum op ops[MAX_ITEMS]; /* ops[i] joins what came before and items[i]. */
	int64_t n;
	bool asks_count;
};

static const char *const value_phrasings[] = {
	"Compute {expression}, with AND, OR and XOR bit by bit. Give the result in decimal.",
	"What is {expression} as a decimal number, if the operations work on the binary digits?",
	"A program evaluates {expression} with bitwise operators. Which decimal number does it print?",
	"Write the numbers in binary and find the value of {expression}, in decimal.",
	"Evaluate the bitwise expression {expression}. The answer is a decimal number.",
	NULL,
};

static const char *const count_phrasings[] = {
	"How many binary digits 1 does {expression} have, if AND, OR and XOR work bit by bit?",
	"Find the population count (the number of one bits) of {expression}.",
	"The bitwise expression {expression} is evaluated and written in binary. How many ones does it contain?",
	"A program evaluates {expression} with bitwise operators and counts the bits that are set. What is the count?",
	"How many bits are 1 in the value of {expression}?",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct chain *s = params;
	s->n = KIT_LEVELS(k, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7);
	int64_t bits = KIT_LEVELS(k, 5, 7, 7, 9, 10, 12, 14, 18, 24, 32);
	s->asks_count = k->level >= 3 && kit_once_in(k, 3);
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		s->items[i] = kit_between(k, INT64_C(1) << (bits - 2), (INT64_C(1) << bits) - 1);
		s->ops[i] = (enum op)kit_between(k, 0, N_OPS - 1);
		if (i > 0)
			(void)assay_buf_printf(&text, " %s ", op_names[s->ops[i]]);
		(void)assay_buf_printf(&text, "%ld%s", s->items[i], i > 0 && i + 1 < s->n ? ")" : "");
	}
	kit_put(k, "expression", kit_text(k, "%.*s%s", (int)s->n - 2, "((((((((", text.data ? text.data : ""));
	kit_phrasings(k, s->asks_count ? count_phrasings : value_phrasings);
}

/* In binary, or as the sum of the digits. */
static struct assay_str binary(struct kit *k, int64_t value, const char *sep)
{
	assay_autobuf struct assay_buf text = {0};
	int bit = value > 0 ? 63 - __builtin_clzll((unsigned long long)value) : 0;
	for (int i = bit; i >= 0; i--)
		(void)assay_buf_printf(&text, "%s%d", i < bit ? sep : "", (int)(value >> i & 1));
	return kit_copy(k, assay_buf_str(&text));
}

static void solve(struct kit *k, const void *params)
{
	const struct chain *s = params;
	int64_t value = s->items[0];
	for (int64_t i = 1; i < s->n && k->rc == 0; i++) {
		int64_t item = s->items[i];
		int64_t next = s->ops[i] == OP_AND ? value & item : s->ops[i] == OP_OR ? value | item : value ^ item;
		kit_say(k, "In binary: %s %s %s.", binary(k, value, "").data, op_names[s->ops[i]],
			binary(k, item, "").data);
		value = kit_step_i(k, next, "%ld %s %ld", value, op_names[s->ops[i]], item);
	}
	if (value < 0) {
		kit_stop(k);
		return;
	}
	if (!s->asks_count) {
		kit_answer_i(k, value);
		return;
	}
	kit_say(k, "The digits of %ld in binary are added.", value);
	kit_answer_i(
		k, kit_step_i(k, __builtin_popcountll((unsigned long long)value), "%s", binary(k, value, " + ").data));
}

static void again(struct kit *k, const void *params)
{
	const struct chain *s = params;
	int64_t total = 0;
	int64_t count = 0;
	for (int64_t place = 1; place < INT64_C(1) << 40; place *= 2) {
		bool is_set = s->items[0] / place % 2 == 1;
		for (int64_t i = 1; i < s->n; i++) {
			bool other = s->items[i] / place % 2 == 1;
			if (s->ops[i] == OP_AND)
				is_set = is_set && other;
			else if (s->ops[i] == OP_OR)
				is_set = is_set || other;
			else
				is_set = is_set != other;
		}
		total += is_set ? place : 0;
		count += is_set;
	}
	kit_again_i(k, s->asks_count ? count : total);
}

static const char *const tags[] = {"maths", "arithmetic", "bits", NULL};

const struct assay_family assay_family_bit_operations = {
	KIT_MATH,
	.name = "bit-operations",
	.version = 1,
	.title = "bitwise operations, or how many ones come out",
	.tags = tags,
	.phrasings = value_phrasings,
	.params_size = sizeof(struct chain),
	.draw = draw,
	.solve = solve,
	.again = again,
};
