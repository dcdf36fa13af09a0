/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many non-negative solutions a linear equation in two unknowns has.
 *
 * Found from the first solution and the distance to the next; rechecked by trying every y.
 */
#include "problems/families/kit.h"

struct equation {
	int64_t a, b, c;
};

static const char *const phrasings[] = {
	"How many pairs of non-negative integers (x, y) satisfy {a}x + {b}y = {c}?",
	"In how many ways can {c} cents be paid with coins of {a} and {b} cents, if there are enough of both?",
	("Planks of {a} and of {b} centimetres are laid end to end to make exactly {c} centimetres. How many "
	 "combinations of "
	 "numbers of planks are possible? A kind may be left out."),
	"Count the solutions of {a}x + {b}y = {c} in integers x ≥ 0 and y ≥ 0.",
	("A quiz gives {a} points for an easy and {b} points for a hard question. In how many ways (numbers of easy "
	 "and hard "
	 "questions) can somebody reach exactly {c} points?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct equation *s = params;
	int64_t max = KIT_LEVELS(k, 9, 12, 16, 22, 30, 40, 55, 75, 100, 140);
	int64_t times = KIT_LEVELS(k, 6, 8, 10, 14, 18, 22, 30, 40, 60, 80);
	int64_t pair[2];
	int64_t shared = k->level >= 5 && kit_once_in(k, 3) ? kit_between(k, 2, 6) : 1;
	kit_distinct(k, 2, 2 + max / 3, max, pair);
	s->a = shared * pair[0];
	s->b = shared * pair[1];
	int64_t x = kit_between(k, times / 2, times) * pair[1] / 3 + kit_between(k, 0, pair[1]);
	int64_t y = kit_between(k, 1, times);
	s->c = s->a * x + s->b * y;
	kit_put_i(k, "a", s->a);
	kit_put_i(k, "b", s->b);
	kit_put_i(k, "c", s->c);
}

static int64_t gcd_of(int64_t a, int64_t b)
{
	return b == 0 ? a : gcd_of(b, a % b);
}

static void solve(struct kit *k, const void *params)
{
	const struct equation *s = params;
	int64_t first = 0;
	kit_say(k, "Look for the least x for which the rest is a multiple of %ld.", s->b);
	for (;; first++) {
		int64_t left = kit_step_i(k, s->c - s->a * first, "%ld - %ld × %ld", s->c, s->a, first);
		if (left < 0 || k->is_stopped || k->rc) {
			kit_stop(k);
			return;
		}
		if (left % s->b == 0)
			break;
		/* Most of the search is said, not shown. */
		while ((s->c - s->a * (first + 1)) % s->b != 0 && first <= s->b)
			first++;
	}
	kit_say(k, "That x is %ld; the next solution comes when a multiple of both coefficients is exchanged.", first);
	int64_t stride = kit_step_i(k, s->b / gcd_of(s->a, s->b), "%ld ÷ %ld", s->b, gcd_of(s->a, s->b));
	int64_t last = kit_step_i(k, s->c / s->a, "(%ld - %ld) ÷ %ld", s->c, s->c % s->a, s->a);
	if (stride <= 0 || last < first) {
		kit_stop(k);
		return;
	}
	kit_say(k, "x runs from %ld in steps of %ld and is at most %ld.", first, stride, last);
	int64_t over = (last - first) % stride;
	kit_answer_i(k, kit_step_i(k, (last - first) / stride + 1, "(%ld - %ld - %ld) ÷ %ld + 1", last, first, over,
				   stride));
}

static void again(struct kit *k, const void *params)
{
	const struct equation *s = params;
	int64_t count = 0;
	for (int64_t y = 0; s->b * y <= s->c; y++)
		count += (s->c - s->b * y) % s->a == 0;
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "number-theory", NULL};

const struct assay_family assay_family_diophantine_count = {
	KIT_MATH,
	.name = "diophantine-count",
	.version = 1,
	.title = "how many non-negative solutions a linear equation has",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct equation),
	.draw = draw,
	.solve = solve,
	.again = again,
};
