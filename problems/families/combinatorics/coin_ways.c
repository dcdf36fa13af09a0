/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In how many ways an amount can be paid with coins, one of them worth 1.
 *
 * Found by going through the numbers of the larger coins; rechecked by a table over all amounts.
 */
#include "problems/families/kit.h"

#define MAX_COINS  4
#define MAX_AMOUNT 2000

struct payment {
	int64_t coins[MAX_COINS]; /* Upwards, the first is 1. */
	size_t n;
	int64_t amount;
};

static const char *const phrasings[] = {
	"In how many ways can {amount} cents be paid with coins of {coins} cents? The order does not matter.",
	("Count the ways to write {amount} as a sum of the numbers {coins}, each used as often as wanted and without "
	 "regard to order."),
	"A till holds plenty of coins worth {coins}. How many different sets of coins are worth {amount} together?",
	"How many partitions of {amount} into the parts {coins} are there?",
	("Stamps of {coins} cents are at hand in any number. How many combinations of stamps make up exactly {amount} "
	 "cents of postage?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct payment *s = params;
	s->n = (size_t)KIT_LEVELS(k, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4);
	int64_t pairs = KIT_LEVELS(k, 3, 4, 6, 8, 10, 13, 12, 16, 22, 30);
	s->coins[0] = 1;
	for (size_t i = 1; i < s->n; i++)
		s->coins[i] = s->coins[i - 1] + kit_between(k, 1, i == 1 ? 4 : 9);
	int64_t last = s->coins[s->n - 1];
	if (s->n == 3)
		s->amount = last * pairs + kit_between(k, 0, last - 1);
	else
		for (int64_t n = s->amount = last; n <= pairs; s->amount++) {
			n = 0;
			for (int64_t left = s->amount; left >= 0; left -= last)
				n += left / s->coins[2] + 1;
		}
	s->amount += s->n == 4 ? kit_between(k, 0, 3) : 0;
	kit_put_i(k, "amount", s->amount);
	kit_put(k, "coins", kit_list(k, s->coins, s->n, ", ", " and "));
}

/* With the two smallest coins: any number of the second that fits. */
static int64_t with_two(struct kit *k, const struct payment *s, int64_t amount)
{
	int64_t second = s->coins[1];
	int64_t rest = amount % second;
	if (rest > 0)
		return kit_step_i(k, amount / second + 1, "(%ld - %ld) ÷ %ld + 1", amount, rest, second);
	return kit_step_i(k, amount / second + 1, "%ld ÷ %ld + 1", amount, second);
}

static void add_term(struct assay_buf *text, int64_t value)
{
	(void)assay_buf_printf(text, "%s%ld", text->len > 0 ? " + " : "", value);
}

static void solve(struct kit *k, const void *params)
{
	const struct payment *s = params;
	int64_t total = 0;
	assay_autobuf struct assay_buf text = {0};
	int64_t fourth = s->n == 4 ? s->coins[3] : s->amount + 1;
	for (int64_t after = s->amount; after >= 0 && k->rc == 0; after -= fourth) {
		if (s->n == 4)
			kit_say(k, "%ld left for the coins below %ld:", after, fourth);
		for (int64_t left = after; left >= 0 && k->rc == 0; left -= s->coins[2]) {
			int64_t ways = with_two(k, s, left);
			add_term(&text, ways);
			total += ways;
		}
	}
	kit_answer_i(k, kit_step_i(k, total, "%s", text.data ? text.data : ""));
}

static void again(struct kit *k, const void *params)
{
	const struct payment *s = params;
	int64_t ways[MAX_AMOUNT + 1] = {1};
	for (size_t i = 0; i < s->n; i++) {
		for (int64_t amount = s->coins[i]; amount <= s->amount; amount++)
			ways[amount] += ways[amount - s->coins[i]];
	}
	kit_again_i(k, ways[s->amount]);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_coin_ways = {
	KIT_MATH,
	.name = "coin-ways",
	.version = 1,
	.title = "in how many ways an amount can be paid",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct payment),
	.draw = draw,
	.solve = solve,
	.again = again,
};
