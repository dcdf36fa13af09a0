/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of arithmetic sequences: given by terms, by their ends, or as the multiples of a number in a range.
 *
 * Found by closed formulas; rechecked by adding the terms one by one.
 */
#include "problems/families/hand.h"

#include <inttypes.h>

enum ask {
	ASK_TERMS,     /* The sum of the terms from one index to another. */
	ASK_ENDS,      /* The sum from a first to a last term. */
	ASK_MULTIPLES, /* The sum of the multiples of k in [low, high]. */
	ASK_COPRIME,   /* The same without the multiples of m. */
	N_ASKS,
};

struct scale {
	uint64_t asks; /* How many of the above are in use. */
	int64_t max_terms, max_start, max_step, max_den;
	bool has_negatives;
	bool starts_late; /* ASK_TERMS begins behind the first term. */
};

static const struct scale scales[] = {
	{1, 10, 30, 9, 1, false, false},       {2, 15, 20, 9, 1, false, false},	  {2, 30, 50, 12, 1, true, false},
	{3, 50, 100, 15, 1, true, false},      {3, 80, 200, 25, 1, true, true},	  {3, 120, 500, 40, 2, true, true},
	{4, 200, 900, 60, 3, true, true},      {4, 300, 2000, 90, 6, true, true}, {4, 600, 9000, 150, 12, true, true},
	{4, 1000, 50000, 400, 24, true, true},
};

/* Terms are (first + i * step) / den for i = from - 1 .. to - 1; the other two kinds are brought to this form. */
struct series {
	enum ask ask;
	int64_t first, step, den;
	int64_t from, to;
	int64_t k, m, low, high;
};

static const char *const terms_phrasings[] = {
	("An arithmetic sequence has the first term {first} and the common difference {step}. What is the sum of its "
	 "terms from number {from} to number {to}?"),
	"Let a(1) = {first} and a(n+1) = a(n) + d with d = {step}. Compute a({from}) + ... + a({to}).",
	("In an arithmetic sequence the first term is {first} and the common difference is {step}. Add up the terms "
	 "from number {from} to number {to}."),
	("Add the terms number {from} through {to} of the arithmetic sequence with first term {first} and difference "
	 "{step}."),
	("A sequence starts at {first} and changes by {step} at every step. Find the sum of its terms from the one "
	 "with "
	 "number {from} to the one with number {to}, both included."),
};

static const char *const ends_phrasings[] = {
	"The numbers from {first} to {last} in steps of {step} are added. What is the result?",
	("An arithmetic sequence runs from {first} to {last} with common difference {step}. What is the sum of all its "
	 "terms?"),
	("Starting at {first}, numbers are written down in steps of {step} until {last} is reached. What is the total "
	 "of the numbers written?"),
	("Add all terms of the arithmetic sequence whose first term is {first}, whose last term is {last} and whose "
	 "difference is {step}."),
	("Find the sum of the finite arithmetic sequence that begins with {first}, has the difference {step} and ends "
	 "with {last}."),
};

static const char *const multiples_phrasings[] = {
	"What is the sum of all multiples of {k} from {low} to {high}, both ends included?",
	"Add up every integer between {low} and {high} (inclusive) that is divisible by {k}.",
	"Find the sum of the integers n with {low} <= n <= {high} that leave no remainder when divided by {k}.",
	("A counter runs from {low} to {high}, and every number that {k} divides is added to a total. What is the "
	 "total "
	 "at the end?"),
	"Compute the total of all numbers divisible by {k} in the range {low} to {high}, inclusive.",
};

static const char *const coprime_phrasings[] = {
	"What is the sum of all integers from {low} to {high}, inclusive, that are divisible by {k} but not by {m}?",
	"Add up every multiple of {k} between {low} and {high} (inclusive), leaving out those that {m} divides.",
	"Find the sum of the integers n with {low} <= n <= {high} such that {k} divides n and {m} does not.",
	("A counter runs from {low} to {high}. Every number that {k} divides is added to a total, unless {m} divides "
	 "it "
	 "too. What is the total at the end?"),
	("Compute the total of the multiples of {k} in the range {low} to {high}, inclusive, that are no multiples of "
	 "{m}."),
};

#define N_PHRASINGS ASSAY_KIT_COUNT(terms_phrasings)

static const char *const *const phrasings[N_ASKS] = {
	[ASK_TERMS] = terms_phrasings,
	[ASK_ENDS] = ends_phrasings,
	[ASK_MULTIPLES] = multiples_phrasings,
	[ASK_COPRIME] = coprime_phrasings,
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static int64_t draw_signed(struct assay_rng *rng, const struct scale *scale, int64_t min, int64_t max)
{
	int64_t value = assay_rng_range(rng, min, max);
	return scale->has_negatives && assay_kit_once_in(rng, 3) ? -value : value;
}

static void draw_sequence(struct assay_rng *rng, const struct scale *scale, struct series *s)
{
	s->den = s->ask == ASK_TERMS ? assay_rng_range(rng, 1, scale->max_den) : 1;
	s->first = draw_signed(rng, scale, 1, scale->max_start);
	s->step = draw_signed(rng, scale, 2, scale->max_step);
	s->from = scale->starts_late && s->ask == ASK_TERMS ? assay_rng_range(rng, 2, scale->max_terms / 3) : 1;
	s->to = s->from + assay_rng_range(rng, scale->max_terms / 4 + 2, scale->max_terms / 2 + 2);
}

static void draw_range(struct assay_rng *rng, const struct scale *scale, struct series *s)
{
	s->k = assay_rng_range(rng, 3, scale->max_step / 4 + 4);
	do {
		s->m = assay_rng_range(rng, 2, 12);
	} while (s->k % s->m == 0); /* Nothing would be left. */
	s->low = assay_rng_range(rng, 1, scale->max_start);
	int64_t n_multiples = assay_rng_range(rng, scale->max_terms / 4 + 2, scale->max_terms);
	s->high = s->low + s->k * n_multiples + assay_rng_range(rng, 0, s->k - 1);
}

static void draw(struct assay_instance *instance, struct series *s)
{
	const struct scale *scale = &scales[instance->level - 1];
	s->ask = (enum ask)assay_rng_below(&instance->rng, scale->asks);
	if (s->ask == ASK_TERMS || s->ask == ASK_ENDS)
		draw_sequence(&instance->rng, scale, s);
	else
		draw_range(&instance->rng, scale, s);
}

/* --- First method: formulas ----------------------------------------------------------------------------------- */

/* n * (first + last) / 2, which is an integer for integer sequences. */
static int64_t sum_between(int64_t first, int64_t last, int64_t n)
{
	__extension__ const __int128 twice = (__int128)n * ((__int128)first + last);
	return (int64_t)(twice / 2);
}

static int64_t sum_multiples(int64_t k, int64_t low, int64_t high)
{
	int64_t first = (low + k - 1) / k;
	int64_t last = high / k;
	return first > last ? 0 : k * sum_between(first, last, last - first + 1);
}

static int64_t gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t r = a % b;
		a = b;
		b = r;
	}
	return a;
}

static void write_multiples(int64_t k, int64_t low, int64_t high, struct assay_buf *steps)
{
	int64_t first = (low + k - 1) / k;
	int64_t n = high / k - first + 1;
	if (n <= 0)
		(void)assay_buf_printf(steps, "There is no multiple of %" PRId64 " in the range.\n", k);
	else
		(void)assay_buf_printf(steps,
				       "The multiples of %" PRId64 " in the range go from %" PRId64 " to %" PRId64
				       "; there are %" PRId64 ", and their sum is %" PRId64 " × (%" PRId64 " + %" PRId64
				       ") / 2 = %" PRId64 ".\n",
				       k, first * k, high / k * k, n, n, first * k, high / k * k,
				       sum_multiples(k, low, high));
}

/* The numerator over s->den. */
static int64_t solve(const struct series *s, struct assay_buf *steps)
{
	if (s->ask == ASK_MULTIPLES || s->ask == ASK_COPRIME) {
		int64_t all = sum_multiples(s->k, s->low, s->high);
		write_multiples(s->k, s->low, s->high, steps);
		if (s->ask == ASK_MULTIPLES)
			return all;
		int64_t both = s->k / gcd(s->k, s->m) * s->m;
		int64_t out = sum_multiples(both, s->low, s->high);
		(void)assay_buf_printf(steps, "Those that %" PRId64 " divides too are the multiples of %" PRId64 ".\n",
				       s->m, both);
		write_multiples(both, s->low, s->high, steps);
		(void)assay_buf_printf(steps, "%" PRId64 " - %" PRId64 " = %" PRId64 "\n", all, out, all - out);
		return all - out;
	}
	int64_t n = s->to - s->from + 1;
	int64_t first = s->first + (s->from - 1) * s->step;
	int64_t last = s->first + (s->to - 1) * s->step;
	int64_t sum = sum_between(first, last, n);
	const char *over = s->den == 1 ? "" : " over the common denominator";
	(void)assay_buf_printf(steps,
			       "There are %" PRId64 " terms%s, from %" PRId64 " to %" PRId64 ".\n"
			       "Their sum is %" PRId64 " × (%" PRId64 " %c %" PRId64 ") / 2 = %" PRId64 ".\n",
			       n, over, first, last, n, first, last < 0 ? '-' : '+', last < 0 ? -last : last, sum);
	if (s->den != 1)
		(void)assay_buf_printf(steps, "The common denominator is %" PRId64 ".\n", s->den);
	return sum;
}

static struct assay_str fraction(struct assay_arena *arena, int64_t num, int64_t den)
{
	int64_t shared = gcd(num < 0 ? -num : num, den);
	if (den == shared)
		return assay_kit_i64(arena, num / den);
	return assay_arena_printf(arena, "%" PRId64 "/%" PRId64, num / shared, den / shared);
}

static int state_problem(struct assay_instance *instance, const struct series *s, struct assay_err *err)
{
	struct assay_arena *arena = instance->arena;
	int64_t den = s->den ? s->den : 1;
	const struct assay_kit_slot slots[] = {
		{"first", fraction(arena, s->first, den)},
		{"step", fraction(arena, s->step, den)},
		{"last", fraction(arena, s->first + (s->to - 1) * s->step, den)},
		{"from", assay_kit_i64(arena, s->from)},
		{"to", assay_kit_i64(arena, s->to)},
		{"k", assay_kit_i64(arena, s->k)},
		{"m", assay_kit_i64(arena, s->m)},
		{"low", assay_kit_i64(arena, s->low)},
		{"high", assay_kit_i64(arena, s->high)},
	};
	return assay_kit_statement(instance, phrasings[s->ask], N_PHRASINGS, slots, ASSAY_KIT_COUNT(slots), err);
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	struct series *s = assay_arena_alloc(instance->arena, sizeof(*s));
	if (!s)
		return assay_arena_fail(instance->arena, err);
	instance->state = s;
	draw(instance, s);
	int rc = state_problem(instance, s, err);
	if (rc)
		return rc;
	assay_autobuf struct assay_buf steps = {0};
	int64_t sum = solve(s, &steps);
	return assay_kit_answer(instance, fraction(instance->arena, sum, s->den ? s->den : 1), &steps, err);
}

/* --- Second method: term by term ------------------------------------------------------------------------------ */

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct series *s = instance->state;
	int64_t total = 0;
	if (s->ask == ASK_MULTIPLES || s->ask == ASK_COPRIME) {
		for (int64_t n = s->low; n <= s->high; n++) {
			if (n % s->k == 0 && !(s->ask == ASK_COPRIME && n % s->m == 0))
				total += n;
		}
	} else {
		int64_t term = s->first;
		for (int64_t i = 1; i <= s->to; i++, term += s->step) {
			if (i >= s->from)
				total += term;
		}
	}
	mpq_t got;
	mpq_init(got);
	mpq_set_si(got, total, (unsigned long)(s->den ? s->den : 1));
	mpq_canonicalize(got);
	struct assay_str text = assay_kit_mpq(instance->arena, got);
	mpq_clear(got);
	return assay_str_eq(text, instance->problem->answer) ? 0 : assay_kit_disagree(instance, text, err);
}

static const char *const tags[] = {"maths", "sequences", NULL};

const struct assay_family assay_family_arithmetic_series = {
	.name = "arithmetic-series",
	.version = 1,
	.kind = ASSAY_KIND_MATH,
	.title = "sums of arithmetic sequences and of multiples in a range",
	.tags = tags,
	.n_phrasings = N_ASKS * N_PHRASINGS,
	.generate = generate,
	.recheck = recheck,
};
