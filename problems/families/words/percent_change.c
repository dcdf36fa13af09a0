/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A price that changes by percentages, once or several times: what is it afterwards, or what was it before.
 *
 * Amounts are chosen so that every answer is exact to the cent. Found by the product of all factors; rechecked by
 * walking through the changes one after another in integers.
 */
#include "problems/families/hand.h"

#include <inttypes.h>
#include <stdlib.h>

#define MAX_CHANGES 6

struct scale {
	unsigned n_changes;
	unsigned grain; /* Percentages are multiples of it. */
	bool asks_before;
	bool has_distractor;
	uint64_t max_units; /* The price is a small multiple of the smallest one that stays exact. */
};

static const struct scale scales[] = {
	{1, 10, false, false, 40}, {1, 5, false, false, 60}, {2, 10, false, false, 60}, {2, 5, false, true, 80},
	{1, 5, true, false, 80},   {3, 10, false, true, 60}, {2, 5, true, true, 80},	{3, 5, true, true, 90},
	{4, 5, true, true, 120},   {5, 2, true, true, 150},
};

struct story {
	int percents[MAX_CHANGES]; /* Negative: a reduction. */
	unsigned n;
	bool asks_before;
	uint64_t before_cents; /* The original price. */
};

static const char *const after_phrasings[] = {
	"{Thing} costs {before} dollars. {changes}{distractor} What is the price in dollars after that?",
	("The price of {thing} starts at {before} dollars. {changes}{distractor} How many dollars does it cost in the "
	 "end?"),
	"A shop sells {thing} for {before} dollars. {changes}{distractor} Find the final price in dollars.",
	("{Person} watches the price of {thing}, which is {before} dollars at first. {changes}{distractor} How many "
	 "dollars must {person} pay after the last change?"),
	("At the beginning of the year {thing} is priced at {before} dollars. {changes}{distractor} What does it cost "
	 "now, in dollars?"),
};

static const char *const before_phrasings[] = {
	("The price of {thing} has changed. {changes}{distractor} Now it costs {after} dollars. What was the price in "
	 "dollars at the start?"),
	("{Person} buys {thing} for {after} dollars. It did not always cost that much. {changes}{distractor} How many "
	 "dollars did it cost originally?"),
	("{Thing} had a price to begin with. {changes}{distractor} After that it cost {after} dollars. Find the "
	 "original price in dollars."),
	("A shop now asks {after} dollars for {thing}. {changes}{distractor} What was the price, in dollars, before "
	 "all "
	 "that?"),
	"Today {thing} is sold for {after} dollars. {changes}{distractor} From which price in dollars did it start?",
};

_Static_assert(ASSAY_KIT_COUNT(after_phrasings) == ASSAY_KIT_COUNT(before_phrasings), "one count serves both");

struct thing {
	const char *inside; /* In a sentence. */
	const char *first;  /* At its beginning. */
};

static const struct thing things[] = {
	{"a bicycle", "A bicycle"},
	{"a winter coat", "A winter coat"},
	{"a desk lamp", "A desk lamp"},
	{"a guitar", "A guitar"},
	{"a tent", "A tent"},
	{"a camera", "A camera"},
	{"a bookshelf", "A bookshelf"},
	{"a telescope", "A telescope"},
	{"a sewing machine", "A sewing machine"},
	{"a kayak", "A kayak"},
};

static const char *const persons[] = {"Mira", "Jonas", "Aisha", "Tomas", "Lena",
				      "Kofi", "Yuki",  "Elena", "Ravi",	 "Sofia"};

static const char *const rises[] = {"the price rises by {p}%", "the price is raised by {p}%",
				    "the price goes up by {p}%"};
static const char *const falls[] = {"the price falls by {p}%", "the price is cut by {p}%",
				    "the price goes down by {p}%"};
static const char *const rose[] = {"the price rose by {p}%", "the price was raised by {p}%",
				   "the price went up by {p}%"};
static const char *const fell[] = {"the price fell by {p}%", "the price was cut by {p}%",
				   "the price went down by {p}%"};
static const char *const starts[] = {"First ", "Then ", "After that ", "Next ", "Later "};

static const char *const distractors[] = {
	" The shop has been open for {k} years.",
	" On that day {k} other customers are in the shop.",
	" The warranty lasts {k} months.",
	" Delivery takes {k} days and is free.",
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

/* The product of all factors (100 + p)/100. */
static void total_factor(const struct story *s, mpq_t ret)
{
	mpq_t factor;
	mpq_init(factor);
	mpq_set_ui(ret, 1, 1);
	for (unsigned i = 0; i < s->n; i++) {
		mpq_set_si(factor, 100 + s->percents[i], 100);
		mpq_canonicalize(factor);
		mpq_mul(ret, ret, factor);
	}
	mpq_clear(factor);
}

static void draw_percents(struct assay_rng *rng, const struct scale *scale, struct story *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		int size = (int)(scale->grain * (unsigned)assay_rng_range(rng, 1, 60 / scale->grain));
		s->percents[i] = assay_kit_once_in(rng, 2) ? -size : size;
	}
}

/* The original price in cents: a multiple of the denominator, so that the final price is whole cents as well. */
static bool draw_price(struct assay_rng *rng, const struct scale *scale, struct story *s)
{
	mpq_t factor;
	mpq_init(factor);
	total_factor(s, factor);
	bool is_small = mpz_cmp_ui(mpq_denref(factor), 1000000) <= 0;
	uint64_t unit = is_small ? mpz_get_ui(mpq_denref(factor)) : 0;
	mpq_clear(factor);
	if (!is_small)
		return false;
	/* Whole dollars where that is possible without a large price. */
	while (unit % 100 != 0 && unit < 5000)
		unit *= unit % 2 == 0 ? 5 : 2;
	s->before_cents = unit * (uint64_t)assay_rng_range(rng, 2, (int64_t)scale->max_units);
	return s->before_cents >= 1000 && s->before_cents <= 2000000;
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static struct assay_str money(struct assay_arena *arena, uint64_t cents)
{
	if (cents % 100 == 0)
		return assay_kit_i64(arena, (int64_t)(cents / 100));
	return assay_arena_printf(arena, "%" PRIu64 ".%02" PRIu64, cents / 100, cents % 100);
}

static int write_changes(struct assay_instance *instance, const struct story *s, struct assay_buf *out,
			 struct assay_err *err)
{
	struct assay_rng *rng = &instance->rng;
	for (unsigned i = 0; i < s->n; i++) {
		int p = s->percents[i];
		const struct assay_kit_slot slot = {"p", assay_kit_i64(instance->arena, abs(p))};
		const char *const *now = p > 0 ? rises : falls;
		const char *const *past = p > 0 ? rose : fell;
		const char *clause = (s->asks_before ? past : now)[assay_rng_below(rng, ASSAY_KIT_COUNT(rises))];
		size_t start = out->len;
		if (s->n > 1)
			(void)assay_buf_printf(out, "%s%s", i > 0 ? " " : "",
					       starts[i < ASSAY_KIT_COUNT(starts) ? i : 1]);
		int rc = assay_kit_fill(out, clause, &slot, 1, err);
		if (rc)
			return rc;
		if (s->n == 1)
			out->data[start] = 'T';
		(void)assay_buf_add_char(out, '.');
	}
	return assay_buf_error(out, err);
}

static int state_problem(struct assay_instance *instance, const struct story *s, uint64_t after_cents,
			 struct assay_err *err)
{
	struct assay_arena *arena = instance->arena;
	const struct thing *thing = &ASSAY_KIT_PICK(&instance->rng, things);
	struct assay_str person = assay_str_of(ASSAY_KIT_PICK(&instance->rng, persons));
	assay_autobuf struct assay_buf changes = {0};
	assay_autobuf struct assay_buf distractor = {0};
	int rc = write_changes(instance, s, &changes, err);
	if (rc)
		return rc;
	const struct assay_kit_slot k = {"k", assay_kit_i64(arena, assay_rng_range(&instance->rng, 2, 24))};
	if (scales[instance->level - 1].has_distractor)
		rc = assay_kit_fill(&distractor, ASSAY_KIT_PICK(&instance->rng, distractors), &k, 1, err);
	if (rc)
		return rc;
	const struct assay_kit_slot slots[] = {
		{"thing", assay_str_of(thing->inside)},
		{"Thing", assay_str_of(thing->first)},
		{"person", person},
		{"Person", person},
		{"before", money(arena, s->before_cents)},
		{"after", money(arena, after_cents)},
		{"changes", assay_buf_str(&changes)},
		{"distractor", assay_buf_str(&distractor)},
	};
	return assay_kit_statement(instance, s->asks_before ? before_phrasings : after_phrasings,
				   ASSAY_KIT_COUNT(after_phrasings), slots, ASSAY_KIT_COUNT(slots), err);
}

static void write_steps(struct assay_instance *instance, const struct story *s, struct assay_str factor,
			uint64_t after_cents, struct assay_buf *out)
{
	struct assay_str before = money(instance->arena, s->before_cents);
	struct assay_str after = money(instance->arena, after_cents);
	for (unsigned i = 0; i < s->n; i++)
		(void)assay_buf_printf(out, "A change of %+d%% multiplies the price by %d/100.\n", s->percents[i],
				       100 + s->percents[i]);
	if (!before.data || !after.data || !factor.data)
		return;
	if (s->n > 1)
		(void)assay_buf_printf(out, "Together that is a factor of %s.\n", factor.data);
	if (s->asks_before)
		(void)assay_buf_printf(out, "The original price is %s ÷ %s = %s dollars.\n", after.data, factor.data,
				       before.data);
	else
		(void)assay_buf_printf(out, "The final price is %s × %s = %s dollars.\n", before.data, factor.data,
				       after.data);
}

/* --- First method: one product -------------------------------------------------------------------------------- */

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	const struct scale *scale = &scales[instance->level - 1];
	struct story *s = assay_arena_alloc(instance->arena, sizeof(*s));
	if (!s)
		return assay_arena_fail(instance->arena, err);
	instance->state = s;
	s->n = scale->n_changes;
	s->asks_before = scale->asks_before;
	do {
		draw_percents(&instance->rng, scale, s);
	} while (!draw_price(&instance->rng, scale, s));
	mpq_t factor, price;
	mpq_inits(factor, price, NULL);
	total_factor(s, factor);
	mpq_set_ui(price, s->before_cents, 1);
	mpq_mul(price, price, factor);
	uint64_t after_cents = mpz_get_ui(mpq_numref(price));
	struct assay_str factor_text = assay_kit_mpq(instance->arena, factor);
	mpq_clears(factor, price, NULL);
	int rc = state_problem(instance, s, after_cents, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf steps = {0};
	write_steps(instance, s, factor_text, after_cents, &steps);
	uint64_t asked = s->asks_before ? s->before_cents : after_cents;
	return assay_kit_answer(instance, money(instance->arena, asked), &steps, err);
}

/* --- Second method: one change after another ------------------------------------------------------------------- */

/* Looks for the price that is given in the statement as well, so that wording and numbers are checked together. */
static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct story *s = instance->state;
	/* In units of 100^-n cents every step is an integer. */
	mpz_t price, change, scale;
	mpz_inits(price, change, scale, NULL);
	mpz_ui_pow_ui(scale, 100, s->n);
	mpz_mul_ui(price, scale, s->before_cents);
	for (unsigned i = 0; i < s->n; i++) {
		mpz_mul_si(change, price, s->percents[i]);
		mpz_divexact_ui(change, change, 100);
		mpz_add(price, price, change);
	}
	bool is_whole = mpz_divisible_p(price, scale);
	mpz_divexact(price, price, scale);
	uint64_t after = mpz_get_ui(price);
	mpz_clears(price, change, scale, NULL);
	struct assay_str got = money(instance->arena, s->asks_before ? s->before_cents : after);
	struct assay_str stated = money(instance->arena, s->asks_before ? after : s->before_cents);
	if (assay_str_is_absent(got) || assay_str_is_absent(stated))
		return assay_arena_fail(instance->arena, err);
	bool is_stated = assay_str_find(instance->problem->statement, stated, 0) != SIZE_MAX;
	bool is_equal = is_whole && assay_str_eq(got, instance->problem->answer);
	return is_equal && is_stated ? 0 : assay_kit_disagree(instance, got, err);
}

static const char *const tags[] = {"maths", "word-problem", "percent", NULL};

const struct assay_family assay_family_percent_change = {
	.name = "percent-change",
	.version = 1,
	.kind = ASSAY_KIND_MATH,
	.title = "a price that changes by percentages: find it afterwards or before",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(after_phrasings) + ASSAY_KIT_COUNT(before_phrasings),
	.generate = generate,
	.recheck = recheck,
};
