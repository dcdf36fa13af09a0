/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

struct row {
	const char *policy, *gold, *answer;
	enum assay_math_word word;
	const char *proof;
};

static struct assay_arena *arena;

static void setup(void)
{
	arena = assay_arena_create(0);
}

static void teardown(void)
{
	assay_arena_destroy(arena);
}

TestSuite(math_compare, .init = setup, .fini = teardown);

static struct assay_math_verdict compare(const char *policy, struct assay_str gold, struct assay_str answer)
{
	struct assay_math_verdict verdict;
	struct assay_err err = {0};
	int rc = assay_math_compare(assay_math_policy_find(assay_str_of(policy)), gold, answer, arena, &verdict, &err);
	cr_assert_eq(rc, 0, "%s", err.msg);
	return verdict;
}

/* Every proven verdict carries a certificate that holds, and nothing else carries one. */
static void expect_certificate(const struct assay_math_verdict *verdict, const char *what)
{
	enum assay_truth truth;
	struct assay_err err = {0};
	bool is_proven = verdict->word == ASSAY_MATH_EQUAL || verdict->word == ASSAY_MATH_DIFFERENT;
	cr_expect_eq(is_proven, verdict->proof != NULL, "%s", what);
	cr_expect_eq(is_proven, verdict->certificate.data != NULL, "%s", what);
	cr_expect(verdict->reason.len > 0, "%s: no reason", what);
	if (!is_proven)
		return;
	cr_assert_eq(assay_math_recheck(verdict->certificate, NULL, &truth, &err), 0, "%s: %s", what, err.msg);
	cr_expect_eq(truth, ASSAY_TRUE, "%s: certificate does not hold: %s", what, verdict->certificate.data);
}

static void expect_row(const struct row *row)
{
	struct assay_math_verdict got = compare(row->policy, assay_str_of(row->gold), assay_str_of(row->answer));
	cr_expect_eq(got.word, row->word, "%s: \"%s\" against \"%s\" is %s: %.*s",
		     row->policy ? row->policy : "default", row->gold, row->answer, assay_math_word_name(got.word),
		     (int)got.reason.len, got.reason.data);
	if (row->proof)
		cr_expect_str_eq(got.proof ? got.proof : "none", row->proof, "\"%s\" against \"%s\"", row->gold,
				 row->answer);
	expect_certificate(&got, row->gold);
}

static void expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect_row(&rows[i]);
}

#define EXPECT(rows) expect_rows(rows, sizeof(rows) / sizeof((rows)[0]))

#define SAME  ASSAY_MATH_EQUAL
#define OTHER ASSAY_MATH_DIFFERENT
#define OPEN  ASSAY_MATH_UNDECIDED

Test(math_compare, reads_one_value_in_many_notations)
{
	static const struct row rows[] = {
		{NULL, "3/4", "0.75", SAME, "exact"},
		{NULL, "\\frac{3}{4}", ".75", SAME, "exact"},
		{NULL, "\\dfrac34", "\\tfrac{6}{8}", SAME, "exact"},
		{NULL, "\\frac 3 4", "\\frac3{4}", SAME, "exact"},
		{NULL, "\\frac{-3}{4}", "-\\frac{3}{4}", SAME, "exact"},
		{NULL, "\\frac{3}{-4}",
		 "\xE2\x88\x92"
		 "0.75",
		 SAME, "exact"},
		{NULL, "1\\frac{1}{2}", "1 1/2", SAME, "exact"},
		{NULL, "1 \\frac12", "1.5", SAME, "exact"},
		{NULL, "-1\\frac{1}{2}", "-3/2", SAME, "exact"},
		{NULL, "1\xC2\xBD", "1.5", SAME, "exact"},
		{NULL, "7,425,000", "7425000", SAME, "exact"},
		{NULL, "15,\\!000", "15{,}000", SAME, "exact"},
		{NULL, "15\\,000", "15000.0", SAME, "exact"},
		{NULL, "\\frac{12}{5,\\!525}", "12/5525", SAME, "exact"},
		{NULL, "$5$", "\\(5\\)", SAME, "exact"},
		{NULL, "\\boxed{5}", "$\\text{5}$", SAME, "exact"},
		{NULL, "5.", "+5", SAME, "exact"},
		{NULL, "007", "7", SAME, "exact"},
		{NULL, "-0", "0.00", SAME, "exact"},
		{NULL, "3e5", "300000", SAME, "exact"},
		{NULL, "3\\times10^{5}", "3 \xC3\x97 10^5", SAME, "exact"},
		{NULL, "1.2 \\cdot 10^{-3}", "0.0012", SAME, "exact"},
		{NULL, "10^{12}", "1000000000000", SAME, "exact"},
		{NULL, "\xEF\xBC\x91\xEF\xBC\x92", "12", SAME, "exact"},
		{NULL, "\\left(5\\right)", "(5)", SAME, "structural"},
	};
	EXPECT(rows);
}

Test(math_compare, tells_near_misses_apart)
{
	static const struct row rows[] = {
		{NULL, "1/3", "0.333", OTHER, "exact"},
		{NULL, "1/3", "0.33333333333333333333333333333333", OTHER, "exact"},
		{NULL, "120000", "120,006", OTHER, "exact"},
		{NULL, "5", "-5", OTHER, "exact"},
		{NULL, "1\\frac{1}{2}", "11/2", OTHER, "exact"},
		{NULL, "3e5", "3e6", OTHER, "exact"},
		{NULL, "0", "1e-1000000", OTHER, "exact"},
		{NULL, "10000000000000000000000", "10000000000000000000001", OTHER, "exact"},
		{NULL, "0.1", "0.10000000000000000000000000000000000001", OTHER, "exact"},
	};
	EXPECT(rows);
}

Test(math_compare, leaves_open_what_it_cannot_read)
{
	static const struct row rows[] = {
		{NULL, "1/3", "0.333...", OPEN, NULL}, {NULL, "1", "exec(\"9**9**9\")", OPEN, NULL},
		{NULL, "1", "{1", OPEN, NULL},	       {NULL, "1", "1\x01", OPEN, NULL},
		{NULL, "1", "\xFF\xFE", OPEN, NULL},
	};
	EXPECT(rows);
}

/* Each kind of thing once; the comparison's own tests go deeper. */
Test(math_compare, decides_what_is_no_plain_number)
{
	static const struct row rows[] = {
		{NULL, "12", "1,2", OTHER, NULL},	 {NULL, "1234", "1, 234", OTHER, NULL},
		{NULL, "1234", "12,34", OTHER, NULL},	 {NULL, "5", "5 cm", SAME, NULL},
		{NULL, "5", "(5)", SAME, NULL},		 {NULL, "5", "x=5", SAME, NULL},
		{NULL, "5", "x=6", OTHER, NULL},	 {NULL, "2", "\\sqrt{4}", SAME, NULL},
		{NULL, "32", "2^5", SAME, NULL},	 {NULL, "x+1", "1+x", SAME, NULL},
		{NULL, "x+1", "x+2", OTHER, NULL},	 {NULL, "\\{1, 2\\}", "\\{2, 1\\}", SAME, NULL},
		{NULL, "(1, 2)", "(2, 1)", OTHER, NULL}, {NULL, "[0, 1)", "[0, 1]", OTHER, NULL},
		{NULL, "413_5", "413_6", OTHER, NULL},	 {NULL, "3.5", "3 .5", OTHER, NULL},
	};
	EXPECT(rows);
}

Test(math_compare, accepts_equal_texts_but_never_joins_what_spaces_keep_apart)
{
	static const struct row rows[] = {
		{NULL, "x+1", "x + 1", SAME, "structural"},
		{NULL, "\\frac{\\sqrt3}{2}", "\\dfrac{\\sqrt{3}}2", SAME, "structural"},
		{NULL, "x^2", "x^{2}", SAME, "structural"},
		{NULL, "(1, 2)", "\\left( 1,2 \\right)", SAME, "structural"},
		{NULL, "\\text{Evelyn}", "Evelyn", SAME, "structural"},
		{NULL, "4210_{7}", "4210_7", SAME, "structural"},
		{NULL, "39^\\circ", "39\xC2\xB0", SAME, "structural"},
		{NULL, "3\\pi", "3\xCF\x80", SAME, "structural"},
		{NULL, "[0,\\infty)", "$[0, \\infty)$", SAME, "structural"},
		{NULL, "1 2", "12x", OTHER, NULL},
		{NULL, "11", "1 1", OTHER, NULL},
		{NULL, "2^10", "2^{1}0", OTHER, NULL},
	};
	EXPECT(rows);
}

Test(math_compare, lets_the_policy_read_percent_signs)
{
	static const struct row rows[] = {
		{"default", "28\\%", "28%", SAME, "exact"},  {"default", "28\\%", "29%", OTHER, "exact"},
		{"default", "28\\%", "0.28", SAME, "exact"}, {"default", "0.28", "28 percent", SAME, "exact"},
		{"default", "28\\%", "28", OPEN, NULL},	     {"default", "28\\%", "29", OTHER, "exact"},
		{"gsm8k", "28", "28%", SAME, "exact"},	     {"gsm8k", "28", "2800%", OPEN, NULL},
		{"gsm8k", "28", "27%", OTHER, "exact"},	     {"math", "28\\%", "28", SAME, "exact"},
		{"math", "28\\%", "0.28", SAME, "exact"},    {"math", "28\\%", "2.8", OTHER, "exact"},
	};
	EXPECT(rows);
}

Test(math_compare, ignores_one_currency_sign_but_not_two_kinds)
{
	static const struct row rows[] = {
		{NULL, "\\$5", "5", SAME, "exact"},
		{NULL, "5", "$5", SAME, "exact"},
		{NULL, "\\$16,\\!386.16", "16386.16 \\text{ dollars}", SAME, "exact"},
		{NULL, "-\\$0.50", "$-0.5", SAME, "exact"},
		{NULL, "5",
		 "\xE2\x82\xAC"
		 "5",
		 SAME, NULL},
		{NULL, "\\$5",
		 "\xE2\x82\xAC"
		 "5",
		 OPEN, NULL},
		{NULL, "\\$5", "6", OTHER, "exact"},
		{NULL, "\\$5", "$5%", OPEN, NULL},
	};
	EXPECT(rows);
}

Test(math_compare, calls_an_unreadable_gold_answer_bad)
{
	static const struct row rows[] = {
		{NULL, "", "1", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "  ", "", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "$$", "1", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "\\frac{1}{0}", "\\frac{1}{0}", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "\\frac{1}{2", "1/2", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "1}", "1}", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "\xC3\x28", "1", ASSAY_MATH_BAD_GOLD, NULL},
		{NULL, "5", "", ASSAY_MATH_NO_ANSWER, NULL},
		{NULL, "5", " \n ", ASSAY_MATH_NO_ANSWER, NULL},
	};
	EXPECT(rows);
}

Test(math_compare, keeps_nul_bytes_in_view)
{
	struct assay_math_verdict got = compare(NULL, ASSAY_STR("1"), ASSAY_STR("1\0"));
	cr_expect_eq(got.word, OPEN);
	got = compare(NULL, ASSAY_STR("1\0"), ASSAY_STR("1"));
	cr_expect_eq(got.word, ASSAY_MATH_BAD_GOLD);
}

static double ms_since(const struct timespec *start)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)(now.tv_sec - start->tv_sec) * 1e3 + (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

/* The time bound is for ordinary machines and plain builds; a sanitizer or a slow machine gets more room. */
#define PATIENCE_MS 2000

static void expect_quick(struct assay_str gold, struct assay_str answer, enum assay_math_word word)
{
	struct timespec start;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	struct assay_math_verdict got = compare(NULL, gold, answer);
	double ms = ms_since(&start);
	cr_expect_eq(got.word, word, "%.30s against %.30s is %s", gold.data, answer.data,
		     assay_math_word_name(got.word));
	cr_expect_lt(ms, PATIENCE_MS, "%.30s took %.0f ms", answer.data, ms);
	expect_certificate(&got, "a long number");
}

static struct assay_str repeat(const char *unit, size_t n, const char *tail)
{
	size_t len = strlen(unit);
	char *text = assay_arena_alloc(arena, n * len + strlen(tail) + 1);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, unit, len);
	memcpy(text + n * len, tail, strlen(tail));
	return (struct assay_str){.data = text, .len = n * len + strlen(tail)};
}

Test(math_compare, never_writes_out_a_number_that_is_only_named)
{
	expect_quick(ASSAY_STR("1"), ASSAY_STR("1e999999999999999"), OTHER);
	expect_quick(ASSAY_STR("1e-1000000"), ASSAY_STR("1e-1000001"), OTHER);
	expect_quick(ASSAY_STR("1e1000000"), ASSAY_STR("10^{1000000}"), SAME);
	expect_quick(ASSAY_STR("10e999999"), ASSAY_STR("0.1e1000001"), SAME);
	expect_quick(ASSAY_STR("0"), ASSAY_STR("0e999999999999999"), SAME);
	expect_quick(ASSAY_STR("-1e1000000"), ASSAY_STR("1e1000000"), OTHER);
	expect_quick(ASSAY_STR("1e1000000%"), ASSAY_STR("1e999998"), SAME);
}

Test(math_compare, reads_integers_of_any_size_up_to_the_ceiling)
{
	struct assay_str nines = repeat("9", 60000, "");
	expect_quick(nines, nines, SAME);
	expect_quick(nines, repeat("9", 60000, "."), SAME);
	expect_quick(nines, repeat("9", 59999, "8"), OTHER);
	expect_quick(repeat("9", 30000, "/7"), repeat("9", 29999, "8/7"), OTHER);
	expect_quick(ASSAY_STR("1"), repeat("9", 70000, ""), OPEN);
	expect_quick(repeat("9", 70000, ""), ASSAY_STR("1"), ASSAY_MATH_BAD_GOLD);
	struct assay_str small = repeat("0", 60000, "1");
	memcpy((char *)(size_t)small.data, "0.", 2);
	expect_quick(small, ASSAY_STR("1e-59999"), SAME);
	expect_quick(small, ASSAY_STR("1e-59998"), OTHER);
}

Test(math_compare, survives_nesting_and_floods)
{
	expect_quick(ASSAY_STR("1"), repeat("(", 30000, ""), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("{", 60000, ""), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("\\boxed{", 9000, ""), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("\\frac{1}{", 7000, ""), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("$", 20001, ""), ASSAY_MATH_NO_ANSWER);
	expect_quick(ASSAY_STR("1"), repeat("-", 60000, "1"), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("^2", 30000, ""), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("1,", 30000, "1"), OPEN);
	expect_quick(ASSAY_STR("1"), repeat("\xC2\xBD", 30000, ""), OTHER);
}

Test(math_compare, judges_a_whole_reply_and_says_how_it_found_the_answer)
{
	struct assay_math_verdict got;
	const struct assay_math_policy *policy = assay_math_policy_find(ASSAY_STR("math"));
	cr_assert_eq(assay_math_judge(policy, ASSAY_STR("3/4"), ASSAY_STR("So \\boxed{0.75}."), arena, &got, NULL), 0);
	cr_expect_eq(got.word, SAME);
	cr_expect_str_eq(got.rule, "boxed");
	cr_expect(assay_str_is(got.extracted, "0.75"));
	cr_assert_eq(assay_math_judge(policy, ASSAY_STR("3/4"), ASSAY_STR("I do not know."), arena, &got, NULL), 0);
	cr_expect_eq(got.word, ASSAY_MATH_NO_ANSWER);
	cr_expect_null(got.extracted.data);
	cr_expect_null(got.rule);
}

Test(math_compare, refutes_a_forged_certificate)
{
	static const struct {
		const char *text;
		int rc;
	} rows[] = {
		{"{\"kind\":\"values\",\"verdict\":\"equal\",\"policy\":\"default\",\"gold\":\"3/4\",\"answer\":\"3/"
		 "4\","
		 "\"gold_text\":\"3/4\",\"answer_text\":\"0.76\"}",
		 0},
		{"{\"kind\":\"values\",\"verdict\":\"equal\",\"policy\":\"default\",\"gold\":\"3/4\",\"answer\":\"4/"
		 "5\","
		 "\"gold_text\":\"3/4\",\"answer_text\":\"0.8\"}",
		 0},
		{"{\"kind\":\"values\",\"verdict\":\"different\",\"policy\":\"default\",\"gold\":\"1\",\"answer\":"
		 "\"2\","
		 "\"gold_text\":\"1\",\"answer_text\":\"1\"}",
		 0},
		{"{\"kind\":\"values\",\"verdict\":\"equal\",\"policy\":\"default\",\"gold\":\"1\",\"answer\":\"1\","
		 "\"gold_text\":\"x\",\"answer_text\":\"x\"}",
		 0},
		{"{\"kind\":\"same_text\",\"verdict\":\"equal\",\"policy\":\"default\",\"gold_text\":\"x\",\"answer_"
		 "text\":"
		 "\"y\"}",
		 0},
		{"{\"kind\":\"same_text\",\"verdict\":\"different\",\"policy\":\"default\",\"gold_text\":\"x\","
		 "\"answer_"
		 "text\":\"x\"}",
		 0},
		{"{\"kind\":\"faith\",\"verdict\":\"equal\",\"policy\":\"default\",\"gold_text\":\"x\",\"answer_text\":"
		 "\"x\"}",
		 ASSAY_EINVAL},
		{"{\"kind\":\"same_text\",\"verdict\":\"equal\",\"policy\":\"odd\",\"gold_text\":\"x\",\"answer_"
		 "text\":\"x\"}",
		 ASSAY_EINVAL},
		{"{\"kind\":\"same_text\",\"verdict\":\"undecided\",\"policy\":\"math\",\"gold_text\":\"x\",\"answer_"
		 "text\":"
		 "\"x\"}",
		 ASSAY_EINVAL},
		{"{\"kind\":\"same_text\"}", ASSAY_EINVAL},
		{"[]", ASSAY_EINVAL},
		{"{", ASSAY_EINVAL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum assay_truth truth = ASSAY_TRUE;
		struct assay_err err = {0};
		int rc = assay_math_recheck(assay_str_of(rows[i].text), NULL, &truth, &err);
		cr_expect_eq(rc, rows[i].rc, "%s: %d %s", rows[i].text, rc, err.msg);
		cr_expect_eq(truth, rc ? ASSAY_UNKNOWN : ASSAY_FALSE, "%s", rows[i].text);
	}
}

Test(math_compare, says_it_when_the_arena_is_too_small)
{
	struct assay_arena *tiny = assay_arena_create(16);
	struct assay_math_verdict got;
	struct assay_err err = {0};
	int rc = assay_math_compare(assay_math_policy_find((struct assay_str){0}), ASSAY_STR("\\frac{1}{2}"),
				    ASSAY_STR("0.5"), tiny, &got, &err);
	cr_expect_eq(rc, ASSAY_ELIMIT);
	cr_expect(err.msg[0]);
	assay_arena_destroy(tiny);
}
