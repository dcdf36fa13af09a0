/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties on random rationals: one value written in two notations is equal, a near miss is different, the order of
 * the two sides does not matter, white space and a box do not matter, and every proven verdict has a certificate that
 * holds. The seed is fixed, or taken from ASSAY_TEST_SEED.
 */
#include "base/rng.h"
#include "verifiers/math.h"
#include "verifiers/math/canon.h"

#include <criterion/criterion.h>
#include <gmp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 20000

static uint64_t seed_of_run(void)
{
	const char *text = getenv("ASSAY_TEST_SEED");
	return text ? strtoull(text, NULL, 10) : 20240314;
}

/* A value as numerator and denominator in lowest terms, plus how many decimals it needs (-1: it has no end). */
struct value {
	mpq_t q;
	int decimals;
};

static void count_decimals(struct value *v)
{
	mpz_t den;
	mpz_init_set(den, mpq_denref(v->q));
	mpz_t two, five;
	mpz_init_set_ui(two, 2);
	mpz_init_set_ui(five, 5);
	int twos = (int)mpz_remove(den, den, two), fives = (int)mpz_remove(den, den, five);
	v->decimals = mpz_cmp_ui(den, 1) == 0 ? (twos > fives ? twos : fives) : -1;
	mpz_clears(den, two, five, NULL);
}

/* Mostly small, sometimes hundreds of digits; denominators lean towards those of finite decimals. */
static void random_value(struct assay_rng *rng, struct value *v)
{
	static const unsigned long dens[] = {1, 1, 1, 2, 3, 4, 5, 7, 8, 10, 16, 25, 100, 125, 1000, 999};
	mpz_set_ui(mpq_numref(v->q), (unsigned long)assay_rng_below(rng, assay_rng_below(rng, 2) ? 100 : 1000000000));
	for (uint64_t big = assay_rng_below(rng, 10) == 0 ? assay_rng_below(rng, 40) : 0; big > 0; big--) {
		mpz_mul_2exp(mpq_numref(v->q), mpq_numref(v->q), 64);
		mpz_add_ui(mpq_numref(v->q), mpq_numref(v->q), (unsigned long)assay_rng_u64(rng));
	}
	mpz_set_ui(mpq_denref(v->q), dens[assay_rng_below(rng, sizeof(dens) / sizeof(dens[0]))]);
	mpq_canonicalize(v->q);
	if (assay_rng_below(rng, 3) == 0)
		mpq_neg(v->q, v->q);
	count_decimals(v);
}

static void add_mpz(struct assay_buf *out, const mpz_t z)
{
	char *text = mpz_get_str(NULL, 10, z);
	(void)assay_buf_add_c(out, text);
	free(text);
}

static void add_sign(struct assay_buf *out, const struct value *v)
{
	static const char *const minus = "-";
	if (mpq_sgn(v->q) < 0)
		(void)assay_buf_add_c(out, minus);
}

/* num/den scaled by a common factor, in one of the shapes of a fraction. */
static void write_fraction(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	static const char *const shapes[][3] = {{"\\frac{", "}{", "}"},
						{"\\dfrac{", "}{", "}"},
						{"\\tfrac {", "} {", "}"},
						{"", "/", ""},
						{"", " / ", ""}};
	const char *const *shape = shapes[assay_rng_below(rng, 5)];
	mpz_t num, den;
	mpz_inits(num, den, NULL);
	unsigned long factor = 1 + (unsigned long)assay_rng_below(rng, 20);
	mpz_mul_ui(num, mpq_numref(v->q), factor);
	mpz_abs(num, num);
	mpz_mul_ui(den, mpq_denref(v->q), factor);
	add_sign(out, v);
	(void)assay_buf_add_c(out, shape[0]);
	add_mpz(out, num);
	(void)assay_buf_add_c(out, shape[1]);
	add_mpz(out, den);
	(void)assay_buf_add_c(out, shape[2]);
	mpz_clears(num, den, NULL);
}

/* The digits of |v| * 10^places, which must be whole. */
static char *scaled_digits(const struct value *v, int places)
{
	mpz_t scaled;
	mpz_init(scaled);
	mpz_ui_pow_ui(scaled, 10, (unsigned long)places);
	mpz_mul(scaled, scaled, mpq_numref(v->q));
	mpz_divexact(scaled, scaled, mpq_denref(v->q));
	mpz_abs(scaled, scaled);
	char *text = mpz_get_str(NULL, 10, scaled);
	mpz_clear(scaled);
	return text;
}

static void add_grouped(struct assay_buf *out, const char *digits, size_t n, const char *mark)
{
	for (size_t i = 0; i < n; i++) {
		(void)assay_buf_add_char(out, digits[i]);
		if (i + 1 < n && (n - 1 - i) % 3 == 0)
			(void)assay_buf_add_c(out, mark);
	}
}

static void write_decimal(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	static const char *const marks[] = {"", "", ",", "{,}", ",\\!", "\\,"};
	int places = v->decimals + (int)assay_rng_below(rng, 3);
	char *digits = scaled_digits(v, places);
	size_t n = strlen(digits);
	add_sign(out, v);
	if (n > (size_t)places)
		add_grouped(out, digits, n - (size_t)places, marks[assay_rng_below(rng, 6)]);
	else
		(void)assay_buf_add_c(out, assay_rng_below(rng, 2) ? "0" : "");
	if (places > 0 || n <= (size_t)places)
		(void)assay_buf_add_char(out, '.');
	for (size_t pad = n; pad < (size_t)places; pad++)
		(void)assay_buf_add_char(out, '0');
	(void)assay_buf_add_c(out, n > (size_t)places ? digits + (n - (size_t)places) : digits);
	free(digits);
}

static void write_scientific(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	static const char *const shapes[][2] = {
		{"e", ""}, {"E", ""}, {"\\times 10^{", "}"}, {" \\cdot 10^{", "}"}, {" \xC3\x97 10^", ""}};
	const char *const *shape = shapes[assay_rng_below(rng, 5)];
	char *digits = scaled_digits(v, v->decimals);
	add_sign(out, v);
	(void)assay_buf_printf(out, "%s%s%d%s", digits, shape[0], -v->decimals, shape[1]);
	free(digits);
}

static void write_mixed(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	static const char *const shapes[][3] = {{" ", "/", ""}, {"\\frac{", "}{", "}"}, {" \\frac{", "}{", "}"}};
	const char *const *shape = shapes[assay_rng_below(rng, 3)];
	mpz_t whole, rest;
	mpz_inits(whole, rest, NULL);
	mpz_tdiv_qr(whole, rest, mpq_numref(v->q), mpq_denref(v->q));
	mpz_abs(whole, whole);
	mpz_abs(rest, rest);
	add_sign(out, v);
	add_mpz(out, whole);
	(void)assay_buf_add_c(out, shape[0]);
	add_mpz(out, rest);
	(void)assay_buf_add_c(out, shape[1]);
	add_mpz(out, mpq_denref(v->q));
	(void)assay_buf_add_c(out, shape[2]);
	mpz_clears(whole, rest, NULL);
}

static void write_number(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	uint64_t pick = assay_rng_below(rng, 4);
	if (pick == 0 && v->decimals >= 0)
		write_decimal(rng, v, out);
	else if (pick == 1 && v->decimals >= 0)
		write_scientific(rng, v, out);
	else if (pick == 2 && mpz_cmp_ui(mpq_denref(v->q), 1) != 0)
		write_mixed(rng, v, out);
	else
		write_fraction(rng, v, out);
}

static void write_wrapped(struct assay_rng *rng, const struct value *v, struct assay_buf *out)
{
	static const char *const wraps[][2] = {{"", ""},     {"", ""},	     {"$", "$"},	  {"\\boxed{", "}"},
					       {"  ", "\n"}, {"\\(", "\\)"}, {"$\\boxed{", "}$"}, {"\\$", ""},
					       {"**", "**"}, {"", "."}};
	const char *const *wrap = wraps[assay_rng_below(rng, 10)];
	(void)assay_buf_add_c(out, wrap[0]);
	write_number(rng, v, out);
	(void)assay_buf_add_c(out, wrap[1]);
}

/* The sign, or a tiny amount, absolute or in proportion; a zero may stay what it is. */
static void nudge(struct assay_rng *rng, struct value *v)
{
	uint64_t pick = assay_rng_below(rng, 4);
	mpq_t tiny;
	mpq_init(tiny);
	mpz_ui_pow_ui(mpq_denref(tiny), 10, (unsigned long)assay_rng_below(rng, 60));
	mpz_set_ui(mpq_numref(tiny), 1);
	mpq_canonicalize(tiny);
	if (pick == 1)
		mpq_mul(tiny, tiny, v->q);
	if (pick == 0)
		mpq_neg(v->q, v->q);
	else
		mpq_add(v->q, v->q, tiny);
	mpq_clear(tiny);
	count_decimals(v);
}

static enum assay_math_word word_of(struct assay_str a, struct assay_str b, struct assay_arena *arena, uint64_t seed)
{
	struct assay_math_verdict verdict;
	enum assay_truth truth;
	cr_assert_eq(assay_math_compare(assay_math_policy_find((struct assay_str){0}), a, b, arena, &verdict, NULL), 0);
	if (verdict.certificate.data) {
		cr_assert_eq(assay_math_recheck(verdict.certificate, NULL, &truth, NULL), 0);
		cr_assert_eq(truth, ASSAY_TRUE, "seed %" PRIu64 ": %s", seed, verdict.certificate.data);
	}
	return verdict.word;
}

static void expect_word(struct assay_str a, struct assay_str b, enum assay_math_word word, struct assay_arena *arena,
			uint64_t seed)
{
	enum assay_math_word there = word_of(a, b, arena, seed), back = word_of(b, a, arena, seed);
	cr_assert_eq(there, word, "seed %" PRIu64 ": \"%.*s\" against \"%.*s\" is %s", seed, (int)a.len, a.data,
		     (int)b.len, b.data, assay_math_word_name(there));
	cr_assert_eq(back, word, "seed %" PRIu64 ": \"%.*s\" against \"%.*s\" is %s", seed, (int)b.len, b.data,
		     (int)a.len, a.data, assay_math_word_name(back));
}

Test(math_property, one_value_is_equal_in_all_notations_and_a_near_miss_is_different, .timeout = 300)
{
	uint64_t seed = seed_of_run();
	struct assay_rng rng;
	struct value v, w;
	assay_rng_init(&rng, seed);
	mpq_init(v.q);
	mpq_init(w.q);
	struct assay_arena *arena = assay_arena_create(0);
	for (int i = 0; i < ROUNDS; i++) {
		assay_autobuf struct assay_buf a = {0}, b = {0}, c = {0};
		assay_arena_reset(arena);
		random_value(&rng, &v);
		mpq_set(w.q, v.q);
		nudge(&rng, &w);
		write_wrapped(&rng, &v, &a);
		write_wrapped(&rng, &v, &b);
		write_wrapped(&rng, &w, &c);
		expect_word(assay_buf_str(&a), assay_buf_str(&b), ASSAY_MATH_EQUAL, arena, seed);
		expect_word(assay_buf_str(&a), assay_buf_str(&c),
			    mpq_equal(v.q, w.q) ? ASSAY_MATH_EQUAL : ASSAY_MATH_DIFFERENT, arena, seed);
	}
	assay_arena_destroy(arena);
	mpq_clear(v.q);
	mpq_clear(w.q);
}

/* Texts that are mostly not numbers, made of the pieces that the readers look for. */
static void random_text(struct assay_rng *rng, struct assay_buf *out)
{
	static const char *const pieces[] = {
		"1",
		"23",
		"456",
		"0",
		".",
		",",
		" ",
		"-",
		"+",
		"/",
		"x",
		"\\pi",
		"\\frac",
		"\\dfrac",
		"{",
		"}",
		"(",
		")",
		"[",
		"]",
		"^",
		"_",
		"\\sqrt",
		"\\text{",
		"\\left",
		"\\right",
		"\\,",
		"\\!",
		"\\$",
		"$",
		"\\%",
		"%",
		"e",
		"\\times",
		"10^",
		"{,}",
		"\\boxed{",
		"and",
		"\xC2\xBD",
		"\xE2\x88\x92",
		"\xEF\xBC\x95",
		"\xCE\xB1",
		"...",
		"=",
		"\\infty",
		"\\{",
		"\\}",
		"&",
	};
	for (uint64_t n = 1 + assay_rng_below(rng, 14); n > 0; n--)
		(void)assay_buf_add_c(out, pieces[assay_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
}

/* The same text in a box, with its spaces doubled. */
static void rewrap(struct assay_str text, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, " \\boxed{ ");
	for (size_t i = 0; i < text.len; i++) {
		(void)assay_buf_add_char(out, text.data[i]);
		if (text.data[i] == ' ')
			(void)assay_buf_add_char(out, ' ');
	}
	(void)assay_buf_add_c(out, "}\n");
}

Test(math_property, white_space_and_a_box_do_not_change_the_canonical_text, .timeout = 300)
{
	uint64_t seed = seed_of_run();
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	struct assay_arena *arena = assay_arena_create(0);
	for (int i = 0; i < ROUNDS; i++) {
		assay_autobuf struct assay_buf text = {0}, wrapped = {0};
		struct assay_math_canon bare, boxed;
		assay_arena_reset(arena);
		random_text(&rng, &text);
		rewrap(assay_buf_str(&text), &wrapped);
		cr_assert_neq(word_of(assay_buf_str(&text), assay_buf_str(&text), arena, seed), ASSAY_MATH_DIFFERENT,
			      "seed %" PRIu64 ": %s", seed, text.data);
		cr_assert_eq(assay_math_canon(assay_buf_str(&text), arena, &bare, NULL), 0);
		cr_assert_eq(assay_math_canon(assay_buf_str(&wrapped), arena, &boxed, NULL), 0);
		cr_assert(bare.problem || assay_str_eq(bare.text, boxed.text),
			  "seed %" PRIu64 ": \"%s\" -> \"%.*s\", boxed \"%.*s\"", seed, text.data, (int)bare.text.len,
			  bare.text.data, (int)boxed.text.len, boxed.text.data);
	}
	assay_arena_destroy(arena);
}

Test(math_property, a_verdict_does_not_depend_on_the_order_of_two_odd_texts, .timeout = 300)
{
	uint64_t seed = seed_of_run();
	struct assay_rng rng;
	assay_rng_init(&rng, seed + 1);
	struct assay_arena *arena = assay_arena_create(0);
	for (int i = 0; i < ROUNDS; i++) {
		assay_autobuf struct assay_buf a = {0}, b = {0};
		assay_arena_reset(arena);
		random_text(&rng, &a);
		random_text(&rng, &b);
		enum assay_math_word there = word_of(assay_buf_str(&a), assay_buf_str(&b), arena, seed);
		enum assay_math_word back = word_of(assay_buf_str(&b), assay_buf_str(&a), arena, seed);
		bool is_proven = there == ASSAY_MATH_EQUAL || there == ASSAY_MATH_DIFFERENT;
		cr_assert(!is_proven || there == back, "seed %" PRIu64 ": %s against %s", seed, a.data, b.data);
	}
	assay_arena_destroy(arena);
}
