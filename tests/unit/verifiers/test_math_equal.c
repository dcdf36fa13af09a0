/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison of trees: a table, laws that every verdict obeys, and generated pairs whose label is known. */
#include "verifiers/math/equal.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <gmp.h>
#include <mpfr.h>
#include <stdio.h>
#include <string.h>

struct row {
	const char *gold, *answer;
	enum assay_truth truth;
};

static const struct assay_equal_rules lenient = {.interval_may_be_relation = true,
						 .value_may_be_equation = true,
						 .tuple_may_be_set = true,
						 .constant_is_free = true};

static const struct row rows[] = {
	{"x^2+y^2=13", "x^2+y^2=14", ASSAY_FALSE},
	{"x^2/16-y^2/9=1", "x^2/13-y^2/9=1", ASSAY_FALSE},
	{"x^2+y^2=-1", "x^2+y^2=-2", ASSAY_UNKNOWN},
	{"(x-y)^2=0", "x-y=0", ASSAY_UNKNOWN},
	{"12:00", "1:00", ASSAY_FALSE},
	{"(3,-1)", "(7,-1)", ASSAY_FALSE},
	{"2k", "6k", ASSAY_FALSE},
	{"1, 2, \\ldots, n", "1, 3, 5, \\ldots, 2n-1", ASSAY_FALSE},
	{"1, 2, \\ldots, n", "1, 2, 3, \\ldots, n", ASSAY_UNKNOWN},
	{"413_5", "413_6", ASSAY_FALSE},
	{"413_5", "108", ASSAY_TRUE},
	{"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}+\\begin{pmatrix}5&6\\\\7&8\\end{pmatrix}",
	 "\\begin{pmatrix}6&8\\\\10&12\\end{pmatrix}", ASSAY_TRUE},
	{"3/4", "0.75", ASSAY_TRUE},
	{"1/3", "0.333", ASSAY_FALSE},
	{"1/2^99", "1/2^98", ASSAY_FALSE},
	{"1-1/e", "1+1/e", ASSAY_FALSE},
	{"x^2+2*x+1", "(x+1)^2", ASSAY_TRUE},
	{"x^2+2*x+1", "x^3+2*x+1", ASSAY_FALSE},
	{"(x^2-1)/(x-1)", "x+1", ASSAY_TRUE},
	{"sqrt(12)", "2*sqrt(3)", ASSAY_TRUE},
	{"sqrt(2)/2", "1/sqrt(2)", ASSAY_TRUE},
	{"sqrt(2)/2", "1/sqrt(3)", ASSAY_FALSE},
	{"sqrt(5+2*sqrt(6))", "sqrt(2)+sqrt(3)", ASSAY_TRUE},
	{"sqrt(5+2*sqrt(6))", "sqrt(2)+sqrt(5)", ASSAY_FALSE},
	{"\\sqrt[3]{2+sqrt(5)}", "(1+sqrt(5))/2", ASSAY_TRUE},
	{"\\sqrt[3]{2+sqrt(5)}+\\sqrt[3]{2-sqrt(5)}", "1", ASSAY_TRUE},
	{"ln(8)/ln(2)", "3", ASSAY_TRUE},
	{"\\log_{2}(8)", "3", ASSAY_TRUE},
	{"2*ln(2)+ln(3)", "ln(12)", ASSAY_TRUE},
	{"sin(x)^2+cos(x)^2", "1", ASSAY_TRUE},
	{"(sin(x)^2+cos(x)^2)^50", "1", ASSAY_TRUE},
	{"sin(2*x)", "2*sin(x)*cos(x)", ASSAY_TRUE},
	{"sin(a+b)-sin(a-b)", "2*sin(b)*cos(a)", ASSAY_TRUE},
	{"sin(x)", "cos(x)", ASSAY_FALSE},
	{"cos(pi/12)", "(sqrt(6)+sqrt(2))/4", ASSAY_TRUE},
	{"cos(pi/5)", "(1+sqrt(5))/4", ASSAY_TRUE},
	{"cos(2*pi/7)+cos(4*pi/7)+cos(6*pi/7)", "-1/2", ASSAY_TRUE},
	{"e^(i*pi)", "-1", ASSAY_TRUE},
	{"tan(pi/3)", "sqrt(3)", ASSAY_TRUE},
	{"30^\\circ", "pi/6", ASSAY_TRUE},
	{"9^(9^9)", "1", ASSAY_FALSE},
	{"1000000000!", "1", ASSAY_FALSE},
	{"((10!)!)!", "1", ASSAY_FALSE},
	{"100000!/(99998!*99999)/1000", "100", ASSAY_TRUE},
	{"1/2004!", "1/2006!", ASSAY_FALSE},
	{"3^(10^9)", "3^(10^9)+1", ASSAY_FALSE},
	{"2*3^(10^9)", "3^(10^9)+3^(10^9)", ASSAY_TRUE},
	{"2^(10^6)", "2^(10^6)+1", ASSAY_FALSE},
	{"2*2^(10^6)", "2^(10^6+1)", ASSAY_TRUE},
	{"1e-1000000", "0", ASSAY_FALSE},
	{"(x+1)^2000", "(x+1)^1999*(x+2)", ASSAY_FALSE},
	{"(x+1)^2000", "(x+1)^1999*(x+1)", ASSAY_TRUE},
	{"(x+y+z+w)^60", "1", ASSAY_FALSE},
	{"640320^3+744", "e^(pi*sqrt(163))", ASSAY_FALSE},
	{"pi^4+pi^5-e^6+22", "22", ASSAY_FALSE},
	{"2^(2^(2^(2^2)))", "2^(2^(2^(2^(2^2))))", ASSAY_FALSE},
	{"1/0", "1", ASSAY_FALSE},
	{"0/0", "1/0", ASSAY_UNKNOWN},
	{"0^0", "1", ASSAY_UNKNOWN},
	{"2^(n+1)", "2*2^n", ASSAY_TRUE},
	{"4^n", "2^(2*n)", ASSAY_TRUE},
	{"2^n", "3^n", ASSAY_FALSE},
	{"e^(2*x)", "(e^x)^2", ASSAY_TRUE},
	{"x^n*x", "x^(n+1)", ASSAY_TRUE},
	{"sqrt(x^2)", "x", ASSAY_UNKNOWN},
	{"sqrt(x*y)", "sqrt(x)*sqrt(y)", ASSAY_TRUE},
	{"sqrt(x^3)", "x*sqrt(x)", ASSAY_TRUE},
	{"ln(x*y)", "ln(x)+ln(y)", ASSAY_TRUE},
	{"ln(x^3)", "3*ln(x)", ASSAY_TRUE},
	{"|x|", "x", ASSAY_FALSE},
	{"|1-sqrt(2)|", "sqrt(2)-1", ASSAY_TRUE},
	{"(n+1)!/n!", "n+1", ASSAY_TRUE},
	{"\\binom{n}{2}", "n*(n-1)/2", ASSAY_TRUE},
	{"\\binom{10}{3}", "120", ASSAY_TRUE},
	{"7^(10^50) \\mod 13", "9", ASSAY_TRUE},
	{"\\{1,2,3\\}", "\\{3,2,1\\}", ASSAY_TRUE},
	{"\\{1,2,3\\}", "\\{3,2,4\\}", ASSAY_FALSE},
	{"\\{1,2\\}", "\\{1,2,3\\}", ASSAY_FALSE},
	{"(1,9/2)", "(1,4.5)", ASSAY_TRUE},
	{"(1,2)", "(2,1)", ASSAY_FALSE},
	{"1\\pm sqrt(2)", "\\{1+sqrt(2),1-sqrt(2)\\}", ASSAY_TRUE},
	{"2021", "\\pm 2021", ASSAY_FALSE},
	{"y=2*x+1", "2*x-y+1=0", ASSAY_TRUE},
	{"y=2*x+1", "2*x-y+2=0", ASSAY_FALSE},
	{"x^2/4+y^2/3=1", "x^2/16+y^2/12=1/4", ASSAY_TRUE},
	{"x=5", "5", ASSAY_TRUE},
	{"x=5", "6", ASSAY_FALSE},
	{"a^2+b=0", "a^2+b=1", ASSAY_FALSE},
	{"x<1", "-x>-1", ASSAY_TRUE},
	{"x<1", "x>-1", ASSAY_FALSE},
	{"x>=5", "5<=x", ASSAY_TRUE},
	{"x>5", "x<5", ASSAY_FALSE},
	{"x>5", "x>=5", ASSAY_FALSE},
	{"1<x<3", "(1,3)", ASSAY_TRUE},
	{"x>2", "(2,\\infty)", ASSAY_TRUE},
	{"[1,2]\\cup [2,3]", "[1,3]", ASSAY_TRUE},
	{"[1,2]\\cup [2,3]", "[1,4]", ASSAY_FALSE},
	{"[0,9]", "[0,1]", ASSAY_FALSE},
	{"x^5-x+1=y^7+y", "y^7+x=x^5-y+2", ASSAY_FALSE},
	{"x=1/3\\approx 1.3", "1/3", ASSAY_TRUE},
	{"5*sqrt(42)/27", "5*sqrt(42)/27", ASSAY_TRUE},
	{"-2,1", "1,-2", ASSAY_TRUE},
	{"f(x)", "f(y)", ASSAY_FALSE},
	{"f(x+1)", "f(1+x)", ASSAY_TRUE},
	{"\\arcsin(1/2)", "pi/6", ASSAY_TRUE},
	{"4*\\arctan(1)", "pi", ASSAY_TRUE},
	{"sqrt(-4)", "2*i", ASSAY_TRUE},
	{"(1+i)^2", "2*i", ASSAY_TRUE},
	{"(1+i)/(1-i)", "i", ASSAY_TRUE},
	{"|3+4*i|", "5", ASSAY_TRUE},
	{"7", "7.0000001", ASSAY_FALSE},
	{"1/(1+sqrt(2))", "sqrt(2)-1", ASSAY_TRUE},
	{"16*\\arctan(1/5)-4*\\arctan(1/239)", "pi", ASSAY_TRUE},
	{"sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)", "sqrt(7)+sqrt(5)+sqrt(3)+sqrt(2)", ASSAY_TRUE},
	{"(2+sqrt(3))^(1/2)", "(sqrt(6)+sqrt(2))/2", ASSAY_TRUE},
	{"(x-1)/(sqrt(x)-1)", "sqrt(x)+1", ASSAY_TRUE},
	{"1/x+1/y", "(x+y)/(x*y)", ASSAY_TRUE},
	{"1/x+1/y", "(x-y)/(x*y)", ASSAY_FALSE},
	{"(cos(x)+1)/sin(x)", "cot(x/2)", ASSAY_TRUE},
	{"cosh(x)^2-sinh(x)^2", "1", ASSAY_TRUE},
	{"ln(1+sqrt(2))", "-ln(sqrt(2)-1)", ASSAY_TRUE},
	{"2*ln(1+sqrt(2))", "ln(3+2*sqrt(2))", ASSAY_TRUE},
	{"ln(1+sqrt(2))", "ln(3+2*sqrt(2))/2", ASSAY_TRUE},
	{"2*ln(1+sqrt(2))", "ln(3+2*sqrt(3))", ASSAY_FALSE},
	{"\\arctan(1/2)+\\arctan(1/3)", "pi/4", ASSAY_TRUE},
	{"\\arctan(2)+\\arctan(3)", "3*pi/4", ASSAY_TRUE},
	{"\\arctan(2)+\\arctan(3)", "pi/4", ASSAY_FALSE},
	{"\\arcsin(3/5)+\\arcsin(4/5)", "pi/2", ASSAY_TRUE},
	{"\\arccos(1/3)+\\arccos(-1/3)", "pi", ASSAY_TRUE},
	{"sqrt(2)*ln(1+sqrt(2))", "sqrt(2)/2*ln(3+2*sqrt(2))", ASSAY_TRUE},
	{"pi*ln(1+sqrt(2))", "-pi*ln(sqrt(2)-1)", ASSAY_TRUE},
	{"2*\\arctan(1/2)", "\\arctan(4/3)", ASSAY_TRUE},
	{"2*\\arctan(1/2)", "\\arcsin(4/5)", ASSAY_TRUE},
	{"ln(2+sqrt(3))", "-ln(2-sqrt(3))", ASSAY_TRUE},
	{"ln((3+sqrt(5))/2)", "2*ln((1+sqrt(5))/2)", ASSAY_TRUE},
	{"sin(pi/10)", "(sqrt(5)-1)/4", ASSAY_TRUE},
	{"tan(pi/8)", "sqrt(2)-1", ASSAY_TRUE},
	{"\\sqrt[3]{5+2*sqrt(13)}+\\sqrt[3]{5-2*sqrt(13)}", "1", ASSAY_TRUE},
	{"sqrt(6+2*sqrt(5))", "1+sqrt(5)", ASSAY_TRUE},
	{"sqrt(4+sqrt(7))-sqrt(4-sqrt(7))", "sqrt(2)", ASSAY_TRUE},
	{"sqrt(11+6*sqrt(2))+sqrt(11-6*sqrt(2))", "6", ASSAY_TRUE},
	{"cos(pi/9)*cos(2*pi/9)*cos(4*pi/9)", "1/8", ASSAY_TRUE},
	{"tan(3*pi/11)+4*sin(2*pi/11)", "sqrt(11)", ASSAY_TRUE},
	{"1,2,3", "1,2", ASSAY_FALSE},
	{"sin(1)", "0.8414709848", ASSAY_FALSE},
	{"x^2/2+C", "x^2/2+1+C", ASSAY_TRUE},
	{"ln(2*x)+C", "ln(x)+c", ASSAY_TRUE},
	{"x^2/2+C", "x^2/3+C", ASSAY_FALSE},
	{"(x+1)^2/2+C", "x^2/2+x+C", ASSAY_TRUE},
	{"\\sum_{k=1}^{1000000} (k)", "500000500000", ASSAY_TRUE},
	{"\\sum_{k=1}^{n} (k)", "n*(n+1)/2", ASSAY_TRUE},
	{"\\sum_{k=1}^{n} (k^2)", "n*(n+1)*(2*n+1)/6", ASSAY_TRUE},
	{"\\sum_{k=0}^{\\infty} (1/2^k)", "2", ASSAY_TRUE},
	{"\\sum_{k=1}^{\\infty} ((1/3)^k)", "1/2", ASSAY_TRUE},
	{"\\sum_{k=0}^{n} (2^k)", "2^(n+1)-1", ASSAY_TRUE},
	{"\\sum_{k=1}^{10} (1/k)", "7381/2520", ASSAY_TRUE},
	{"\\prod_{k=1}^{5} (k)", "120", ASSAY_TRUE},
	{"\\sum_{k=0}^{5} (5!/(k!*(5-k)!))", "32", ASSAY_TRUE},
	{"\\sum_{k=1}^{100} (k)", "5051", ASSAY_FALSE},
	{"\\sum_{k=1}^{10^12} (1/(k^2+1))", "1", ASSAY_UNKNOWN},
	{"y=1/x", "x*y=1", ASSAY_TRUE},
	{"(x^2-1)/(x-1)=0", "x^2-1=0", ASSAY_UNKNOWN},
	{"y=(x+1)/(x-2)", "y*(x-2)=x+1", ASSAY_TRUE},
	{"y=(x+1)/(x-2)", "2*y=(2*x+2)/(x-2)", ASSAY_TRUE},
	{"y=1/x", "x*y=2", ASSAY_FALSE},

};

static struct assay_arena *arena;

static void setup(void)
{
	arena = assay_arena_create(0);
}

static void teardown(void)
{
	assay_arena_destroy(arena);
	mpfr_free_cache();
}

TestSuite(math_equal, .init = setup, .fini = teardown);

static struct assay_equal compare(const struct assay_equal_rules *rules, const char *gold, const char *answer)
{
	struct assay_math_parsed g[ASSAY_MATH_MAX_READINGS], a[ASSAY_MATH_MAX_READINGS];
	size_t n_gold, n_answer;
	struct assay_equal ret;
	assay_arena_reset(arena);
	cr_assert_eq(assay_math_readings(assay_str_of(gold), NULL, arena, g, &n_gold, NULL), 0);
	cr_assert_eq(assay_math_readings(assay_str_of(answer), NULL, arena, a, &n_answer, NULL), 0);
	cr_assert(!g[0].problem && !a[0].problem, "%s ; %s", gold, answer);
	cr_assert_eq(assay_math_equal_readings(rules, g, n_gold, a, n_answer, arena, &ret, NULL), 0);
	return ret;
}

/* Every claim says whether it shows an equality, and has its parts. */
static void expect_sound(const struct assay_claim *claim, const char *what, int depth)
{
	cr_assert_not_null(claim, "%s", what);
	cr_expect(claim->truth == ASSAY_TRUE || claim->truth == ASSAY_FALSE, "%s", what);
	cr_expect_neq(claim->proof, ASSAY_PROOF_NONE, "%s", what);
	cr_expect_not_null(assay_claim_kind_name(claim->kind), "%s", what);
	cr_expect_eq(claim->error_bound > 0, claim->proof == ASSAY_PROOF_PROBABLE, "%s", what);
	if (claim->kind == ASSAY_CLAIM_SAME_TEXT || claim->kind == ASSAY_CLAIM_VALUES)
		cr_expect_eq(assay_str_eq(claim->gold.text, claim->answer.text), claim->truth == ASSAY_TRUE, "%s",
			     what);
	for (uint32_t i = 0; i < claim->n_kids && depth < 12; i++)
		expect_sound(claim->kids[i], what, depth + 1);
}

Test(math_equal, decides_the_table)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_equal ret = compare(&lenient, rows[i].gold, rows[i].answer);
		cr_expect_eq(ret.truth, rows[i].truth, "%s ; %s is %d: %.*s", rows[i].gold, rows[i].answer, ret.truth,
			     (int)ret.reason.len, ret.reason.data);
		cr_expect(ret.reason.len > 0);
		cr_expect_eq(ret.truth == ASSAY_UNKNOWN, ret.claim == NULL);
		if (ret.claim)
			expect_sound(ret.claim, rows[i].gold, 0);
	}
}

Test(math_equal, is_symmetric_and_reflexive)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_equal back = compare(&lenient, rows[i].answer, rows[i].gold);
		cr_expect_eq(back.truth, rows[i].truth, "%s ; %s", rows[i].answer, rows[i].gold);
		cr_expect_eq(compare(&lenient, rows[i].gold, rows[i].gold).truth, ASSAY_TRUE, "%s", rows[i].gold);
	}
}

Test(math_equal, does_not_depend_on_the_seed)
{
	for (uint64_t seed = 1; seed < 4; seed++) {
		struct assay_equal_rules rules = lenient;
		rules.seed = seed;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			cr_expect_eq(compare(&rules, rows[i].gold, rows[i].answer).truth, rows[i].truth, "%s ; %s",
				     rows[i].gold, rows[i].answer);
	}
}

Test(math_equal, never_contradicts_itself_under_a_small_budget)
{
	for (uint64_t budget = 1; budget < 200000; budget *= 6) {
		struct assay_equal_rules rules = lenient;
		rules.budget = budget;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			enum assay_truth truth = compare(&rules, rows[i].gold, rows[i].answer).truth;
			cr_expect(truth == ASSAY_UNKNOWN || truth == rows[i].truth, "%s ; %s at %u", rows[i].gold,
				  rows[i].answer, (unsigned)budget);
		}
	}
}

Test(math_equal, says_exact_when_a_proof_is_asked_for)
{
	struct assay_equal_rules rules = lenient;
	cr_expect_eq(compare(&rules, "(x+1)^{600}", "(x+1)^{599}(x+1)").proof, ASSAY_PROOF_PROBABLE);
	struct assay_equal loose = compare(&rules, "(x+1)^{600}", "(x+1)^{599}(x+1)");
	cr_expect(loose.error_bound > 0 && loose.error_bound < 1e-30);
	rules.wants_proof = true;
	rules.budget = 4000000;
	cr_expect_eq(compare(&rules, "(a+b+c)^{12}", "(a+b+c)^{5}(a+b+c)^{7}").proof, ASSAY_PROOF_EXACT);
}

/* Policies: what is equal under a rule and not known without it. */
Test(math_equal, follows_the_rules)
{
	static const struct {
		struct assay_equal_rules rules;
		const char *gold, *answer;
	} tests[] = {
		{{.percent_is_ignored = true}, "28\\%", "28"},
		{{.percent_is_hundredth = true}, "28\\%", "0.28"},
		{{.unit_may_be_missing = true}, "5\\text{ cm}", "5"},
		{{.degree_may_be_missing = true}, "90^\\circ", "90"},
		{{.value_may_be_equation = true}, "x=5", "5"},
		{{.interval_may_be_relation = true}, "x>2", "(2,\\infty)"},
		{{.variables_are_positive = true}, "\\sqrt{x^2}", "x"},
	};
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		cr_expect_eq(compare(&tests[i].rules, tests[i].gold, tests[i].answer).truth, ASSAY_TRUE, "%s",
			     tests[i].gold);
		cr_expect_eq(compare(NULL, tests[i].gold, tests[i].answer).truth, ASSAY_UNKNOWN, "%s", tests[i].gold);
	}
	struct assay_equal_rules names = {.names_may_differ = true};
	cr_expect_eq(compare(&names, "f(x)", "f(y)").truth, ASSAY_TRUE);
	struct assay_equal_rules rounding = {.rounding_places = 2};
	cr_expect_eq(compare(&rounding, "1/3", "0.33").truth, ASSAY_TRUE);
	cr_expect_eq(compare(&rounding, "1/3", "0.34").truth, ASSAY_FALSE);
	cr_expect_eq(compare(NULL, "1/3", "0.33").truth, ASSAY_FALSE);
	struct assay_equal_rules ordered = {.list_is_ordered = true};
	cr_expect_eq(compare(&ordered, "1, 2", "2, 1").truth, ASSAY_FALSE);
	cr_expect_eq(compare(NULL, "1, 2", "2, 1").truth, ASSAY_TRUE);
}

/* Rational arithmetic two ways: by the comparison, and by GMP on the side. */
struct sum {
	char text[2000];
	size_t len;
	mpq_t value;
};

static void draw(struct assay_rng *rng, struct sum *ret)
{
	mpq_t part;
	mpq_init(part);
	mpq_set_ui(ret->value, 0, 1);
	ret->len = 0;
	for (uint64_t n = assay_rng_below(rng, 6) + 1; n > 0; n--) {
		long a = (long)assay_rng_range(rng, 1, 99), b = (long)assay_rng_range(rng, 1, 30);
		unsigned long e = assay_rng_below(rng, 5);
		ret->len += (size_t)snprintf(ret->text + ret->len, sizeof(ret->text) - ret->len,
					     "%s\\left(\\frac{%ld}{%ld}\\right)^{%lu}", ret->len ? " - " : "", a, b, e);
		mpq_set_si(part, a, (unsigned long)b);
		mpq_canonicalize(part);
		mpz_pow_ui(mpq_numref(part), mpq_numref(part), e);
		mpz_pow_ui(mpq_denref(part), mpq_denref(part), e);
		if (ret->len && strchr(ret->text, '-'))
			mpq_sub(ret->value, ret->value, part);
		else
			mpq_add(ret->value, ret->value, part);
	}
	mpq_clear(part);
}

Test(math_equal, computes_rationals_as_gmp_does)
{
	struct assay_rng rng;
	struct sum sum;
	char value[4000];
	assay_rng_init(&rng, 42);
	mpq_init(sum.value);
	for (int round = 0; round < 500; round++) {
		draw(&rng, &sum);
		gmp_snprintf(value, sizeof(value), "%Qd", sum.value);
		cr_expect_eq(compare(NULL, sum.text, value).truth, ASSAY_TRUE, "%s ; %s", sum.text, value);
		mpz_add_ui(mpq_numref(sum.value), mpq_numref(sum.value), 1);
		mpq_canonicalize(sum.value);
		gmp_snprintf(value, sizeof(value), "%Qd", sum.value);
		cr_expect_eq(compare(NULL, sum.text, value).truth, ASSAY_FALSE, "%s ; %s", sum.text, value);
	}
	mpq_clear(sum.value);
}

/* Rewritings that keep the value of what stands for %s, and near misses that do not. */
static const char *const same[] = {"(%s)+7-7",
				   "3(%s)/3",
				   "\\frac{(%s)(\\sqrt{5}+1)(\\sqrt{5}-1)}{4}",
				   "(%s)(\\sin^2 t+\\cos^2 t)",
				   "-(-(%s))",
				   "\\frac{1}{1/(%s)}",
				   "\\frac{(%s)(t+1)}{1+t}",
				   "(%s)+\\ln 2+\\ln 3-\\ln 6",
				   "\\frac{(%s)2^{t+1}}{2\\cdot 2^t}",
				   "\\frac{(%s)\\sqrt{5+2\\sqrt{6}}}{\\sqrt{2}+\\sqrt{3}}",
				   "(%s)e^{t}e^{-t}",
				   "(%s)\\cdot\\frac{5!}{4!\\cdot 5}"};
static const char *const other[] = {"(%s)+\\frac{1}{10^{20}}", "(%s)(1+3^{-40})", "-(%s)", "(%s)+x", "2(%s)"};
static const char *const seeds[] = {"x+1",	    "\\sqrt{x+3}",   "\\ln(x+2)", "\\frac{x}{y+1}",	"2^x",
				    "\\sqrt{2}+1",  "\\pi-\\frac12", "e^2+1",	  "\\cos(x)+4",		"|x|+1",
				    "\\sqrt[3]{5}", "\\frac{3}{7}",  "x^2y-7",	  "\\sin(x)\\cos(y)+2", "\\log_2 5"};

/* Fills in a pattern with one %s. */
static void fill(char *out, size_t room, const char *pattern, const char *with)
{
	const char *at = strstr(pattern, "%s");
	(void)snprintf(out, room, "%.*s%s%s", (int)(at - pattern), pattern, with, at + 2);
}

Test(math_equal, is_right_about_generated_pairs)
{
	char once[600], twice[1200];
	size_t n_same = sizeof(same) / sizeof(same[0]), n_other = sizeof(other) / sizeof(other[0]), unknown = 0,
	       all = 0;
	for (size_t s = 0; s < sizeof(seeds) / sizeof(seeds[0]); s++) {
		for (size_t i = 0; i < n_same; i++) {
			fill(once, sizeof(once), same[i], seeds[s]);
			fill(twice, sizeof(twice), same[(i * 5 + s) % n_same], once);
			enum assay_truth truth = compare(NULL, seeds[s], twice).truth;
			cr_expect_neq(truth, ASSAY_FALSE, "%s ; %s", seeds[s], twice);
			unknown += truth == ASSAY_UNKNOWN;
			fill(twice, sizeof(twice), other[(i + s) % n_other], once);
			truth = compare(NULL, seeds[s], twice).truth;
			cr_expect_neq(truth, ASSAY_TRUE, "%s ; %s", seeds[s], twice);
			unknown += truth == ASSAY_UNKNOWN;
			all += 2;
		}
	}
	cr_expect(unknown * 100 <= all, "%zu of %zu are undecided", unknown, all);
}
