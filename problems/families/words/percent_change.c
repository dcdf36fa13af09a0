/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A price that changes by percentages, once or several times: what is it afterwards, or what was it before.
 *
 * Amounts are chosen so that every answer is exact to the cent. Found by one factor after another in rational dollars,
 * backwards where the first price is asked for; rechecked by adding the changes in integers, always forwards.
 */
#include "problems/families/kit.h"

#include <stdlib.h>

#define MAX_CHANGES 6

struct scale {
	unsigned n_changes;
	int grain; /* Percentages are multiples of it. */
	bool asks_before;
	int64_t max_units; /* The price is a small multiple of the smallest one that stays exact. */
};

static const struct scale scales[] = {
	{1, 10, false, 40}, {1, 5, false, 60}, {2, 10, false, 60}, {2, 5, false, 80}, {1, 5, true, 80},
	{3, 10, false, 60}, {2, 5, true, 80},  {3, 5, true, 90},   {4, 5, true, 120}, {5, 2, true, 150},
};

struct story {
	int percents[MAX_CHANGES]; /* Negative: a reduction. */
	unsigned n;
	bool asks_before;
	int64_t before, after; /* Cents. */
};

static const char *const after_phrasings[] = {
	"{^thing} costs {before} dollars. {changes}{distractor} What is the price in dollars after that?",
	("The price of {thing} starts at {before} dollars. {changes}{distractor} How many dollars does it cost in the "
	 "end?"),
	"A shop sells {thing} for {before} dollars. {changes}{distractor} Find the final price in dollars.",
	("{^person} watches the price of {thing}, which is {before} dollars at first. {changes}{distractor} How many "
	 "dollars must {person} pay after the last change?"),
	("At the beginning of the year {thing} is priced at {before} dollars. {changes}{distractor} What does it cost "
	 "now, in dollars?"),
	NULL,
};

static const char *const before_phrasings[] = {
	("The price of {thing} has changed. {changes}{distractor} Now it costs {after} dollars. What was the price in "
	 "dollars at the start?"),
	("{^person} buys {thing} for {after} dollars. It did not always cost that much. {changes}{distractor} How many "
	 "dollars did it cost originally?"),
	("{^thing} had a price to begin with. {changes}{distractor} After that it cost {after} dollars. Find the "
	 "original price in dollars."),
	("A shop now asks {after} dollars for {thing}. {changes}{distractor} What was the price, in dollars, before "
	 "all "
	 "that?"),
	"Today {thing} is sold for {after} dollars. {changes}{distractor} From which price in dollars did it start?",
	NULL,
};

static const char *const things[] = {"a bicycle", "a winter coat", "a desk lamp", "a guitar",	      "a tent",
				     "a camera",  "a bookshelf",   "a telescope", "a sewing machine", "a kayak"};

static const char *const rises[] = {"the price rises by", "the price is raised by", "the price goes up by"};
static const char *const falls[] = {"the price falls by", "the price is cut by", "the price goes down by"};
static const char *const rose[] = {"the price rose by", "the price was raised by", "the price went up by"};
static const char *const fell[] = {"the price fell by", "the price was cut by", "the price went down by"};
static const char *const starts[] = {"First ", "Then ", "After that ", "Next ", "Later "};

static const char *const distractors[] = {
	" The shop has been open for {distraction} years.",
	" On that day {distraction} other customers are in the shop.",
	" The warranty lasts {distraction} months.",
	" Delivery takes {distraction} days and is free.",
	NULL,
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

/* The original price in cents: a multiple of the denominator, so that the final price is whole cents as well. */
static bool draw_price(struct kit *k, const struct scale *scale, struct story *s)
{
	mpq_ptr total = kit_mpq(k);
	mpq_ptr factor = kit_mpq(k);
	mpq_set_ui(total, 1, 1);
	for (unsigned i = 0; i < s->n; i++) {
		mpq_set_si(factor, 100 + s->percents[i], 100);
		mpq_canonicalize(factor);
		mpq_mul(total, total, factor);
	}
	if (mpz_cmp_ui(mpq_denref(total), 1000000) > 0)
		return false;
	int64_t unit = mpz_get_si(mpq_denref(total));
	/* Whole dollars where that is possible without a large price. */
	while (unit % 100 != 0 && unit < 5000)
		unit *= unit % 2 == 0 ? 5 : 2;
	s->before = unit * kit_between(k, 2, scale->max_units);
	mpq_set_si(factor, s->before, 1);
	mpq_mul(total, total, factor);
	s->after = mpz_get_si(mpq_numref(total));
	return s->before >= 1000 && s->before <= 2000000;
}

static void draw_percents(struct kit *k, const struct scale *scale, struct story *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		int size = scale->grain * (int)kit_between(k, 1, 60 / scale->grain);
		s->percents[i] = kit_once_in(k, 2) ? -size : size;
	}
}

static void put_changes(struct kit *k, const struct story *s)
{
	assay_autobuf struct assay_buf out = {0};
	for (unsigned i = 0; i < s->n; i++) {
		int p = s->percents[i];
		const char *const *now = p > 0 ? rises : falls;
		const char *const *past = p > 0 ? rose : fell;
		const char *clause = (s->asks_before ? past : now)[kit_between(k, 0, KIT_COUNT(rises) - 1)];
		if (s->n > 1)
			(void)assay_buf_printf(&out, "%s%s", i > 0 ? " " : "", starts[i < KIT_COUNT(starts) ? i : 1]);
		/* "the price": raised where the sentence begins with it. */
		(void)assay_buf_printf(&out, "%s%s %d%%.", s->n > 1 ? "t" : "T", clause + 1, abs(p));
		kit_key(k, p);
	}
	kit_skin(k, "changes", kit_copy(k, assay_buf_str(&out)).data);
}

static void draw(struct kit *k, void *params)
{
	struct story *s = params;
	const struct scale *scale = &scales[k->level - 1];
	s->n = scale->n_changes;
	s->asks_before = scale->asks_before;
	do {
		draw_percents(k, scale, s);
	} while (k->rc == 0 && !draw_price(k, scale, s));
	put_changes(k, s);
	kit_skin(k, "thing", KIT_PICK(k, things));
	kit_skin(k, "person", kit_person(k));
	kit_phrasings(k, s->asks_before ? before_phrasings : after_phrasings);
	kit_put(k, s->asks_before ? "after" : "before", kit_hundredths(k, s->asks_before ? s->after : s->before));
}

/* --- First method: one factor after another, in dollars --------------------------------------------------------- */

static void solve(struct kit *k, const void *params)
{
	const struct story *s = params;
	mpq_ptr price = kit_mpq(k);
	mpq_ptr factor = kit_mpq(k);
	mpq_set_si(price, s->asks_before ? s->after : s->before, 100);
	mpq_canonicalize(price);
	for (unsigned i = 0; i < s->n; i++) {
		int percent = s->percents[s->asks_before ? s->n - 1 - i : i];
		struct assay_str now = kit_ztext(k, "%Qd", price);
		mpq_set_si(factor, 100 + percent, 100);
		mpq_canonicalize(factor);
		if (s->asks_before)
			mpq_inv(factor, factor);
		mpq_mul(price, price, factor);
		kit_say(k, "A change of %+d%% multiplies the price by %d/100%s.", percent, 100 + percent,
			s->asks_before ? "; going back divides by it" : "");
		kit_step_q(k, price, "%s %s (%d/100)", now.data, s->asks_before ? "÷" : "×", 100 + percent);
	}
	/* Prices end in cents; a wrong one may not. */
	mpq_set_ui(factor, 100, 1);
	mpq_mul(factor, factor, price);
	if (mpz_cmp_ui(mpq_denref(factor), 1) == 0 && mpz_fits_slong_p(mpq_numref(factor)))
		kit_answer_s(k, "decimal", kit_hundredths(k, mpz_get_si(mpq_numref(factor))));
	else if (k->slip_at > 0)
		kit_answer_q(k, price);
}

/* --- Second method: from the first price to the last, in integers ----------------------------------------------- */

static void again(struct kit *k, const void *params)
{
	const struct story *s = params;
	/* In units of 100^-n cents every step is an integer. */
	mpz_ptr price = kit_mpz(k);
	mpz_ptr change = kit_mpz(k);
	mpz_ptr scale = kit_mpz(k);
	mpz_ui_pow_ui(scale, 100, s->n);
	mpz_mul_si(price, scale, s->before);
	for (unsigned i = 0; i < s->n; i++) {
		mpz_mul_si(change, price, s->percents[i]);
		mpz_divexact_ui(change, change, 100);
		mpz_add(price, price, change);
	}
	mpz_mul_si(change, scale, s->after);
	kit_check(k, mpz_cmp(price, change) == 0, "the prices before and after fit");
	kit_again_s(k, kit_hundredths(k, s->asks_before ? s->before : s->after));
}

static const char *const tags[] = {"maths", "word-problem", "percent", NULL};

const struct assay_family assay_family_percent_change = {
	KIT_MATH,
	.name = "percent-change",
	.version = 2,
	.title = "a price that changes by percentages: find it afterwards or before",
	.tags = tags,
	.phrasings = after_phrasings,
	.params_size = sizeof(struct story),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
