/* SPDX-License-Identifier: Apache-2.0 */
/* Equalities found in worked solutions. What could be meant in another way must not be refuted. */
#include "verifiers/math/steps.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	const char *text;
	const char *truths; /* One letter a step: T, F, or ? for unknown. */
};

static void expect_rows(const struct row *rows, size_t n)
{
	static const char letters[] = {[ASSAY_UNKNOWN] = '?', [ASSAY_TRUE] = 'T', [ASSAY_FALSE] = 'F'};
	for (size_t i = 0; i < n; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_math_step *steps;
		size_t n_steps;
		char got[64] = "";
		cr_assert_eq(assay_math_steps(assay_str_of(rows[i].text), arena, &steps, &n_steps, NULL), 0);
		for (size_t k = 0; k < n_steps && k + 1 < sizeof(got); k++) {
			got[k] = letters[steps[k].truth];
			cr_expect_eq(steps[k].truth == ASSAY_UNKNOWN, steps[k].reason != NULL, "%s", rows[i].text);
		}
		cr_expect_str_eq(got, rows[i].truths, "%s: %s", rows[i].text, got);
	}
}

#define EXPECT(rows) expect_rows(rows, N_ELEMENTS(rows))

Test(math_chain, judges_arithmetic_among_words)
{
	static const struct row rows[] = {
		{"So there are 20 - 5 = 15 apples left.", "T"},
		{"So there are 20 - 5 = 16 apples left.", "F"},
		{"2 + 3 = 5 = 1 + 4", "TT"},
		{"2 + 3 = 5 = 1 + 5", "TF"},
		{"It costs $5 * 3 = $15.", "T"},
		{"It costs 5 \xC3\x97 3 = 15, so also 3 x 5 = 15.", "TT"},
		{"It is 5. 3+4 = 7", "T"},
		{"- 3 + 5 = 8", "T"},
		{"(since 3 + 4 = 7)", "T"},
		{"10% * 50 = 5", "T"},
		{"1,000 * 2 = 2,000", "T"},
		{"8 \xE2\x88\x92 3 = 5", "T"},
		{"no step here", ""},
		{"a <= 5, b >= 6, c != 7, d == 8, e := 9, f => 10", ""},
		{"x = 5", ""},
	};
	EXPECT(rows);
}

Test(math_chain, does_not_refute_what_may_be_meant_in_another_way)
{
	static const struct row rows[] = {
		{"half of 10 + 3 = 8", "?"},
		{"3 times 5 = 15", "?"},
		{"apples - 3 = 5", "?"},
		{"x + 3 = 5", "?"},
		{"we get 2x + 30 = 160", "?"},
		{"12 * 5 = 60 = 1 hour", "T?"},
		{"10 * 3 = 2.5 dozen", "?"},
		{"30 = 15% of 200", "?"},
		{"10 / 3 = 3.33", "?"},
		{"13 / 6 = 2 full cycles", "?"},
		{"1/4 = 25", "?"},
		{"1 / 8 = 12.5", "?"},
		{"9 / 27 = 33.333%", "?"},
		{"5 * 3 = 15,000", "?"},
		{"25 / 1/3 = 75", "?"},
		{"from 0900 - 0130 = 0730", "?"},
		{"it sets at 6:00 + 48 = 6:48", "?"},
		{"Subtract Weeks 1-2 = 26", "?"},
		{"2 + 3 = 6x", "?"},
		{"5 * 2 = 5^2", "?"},
	};
	EXPECT(rows);
}

Test(math_chain, follows_chains_in_math)
{
	static const struct row rows[] = {
		{"so $2 + 3 = 5 = 1 + 4$.", "TT"},
		{"so \\(2 \\cdot 3 = 7\\).", "F"},
		{"\\[ 12 \\times 4 = 48, \\quad 3 + 3 = 6 \\]", "TT"},
		{"$$\\begin{align*} 2 + 2 + 2 &= 4 + 2 \\\\ &= 7 \\end{align*}$$", "TF"},
		{"$5 + 7 = 12 \\text{ apples}$", "T"},
		{"$1 + 1 \\approx 3$", ""},
		{"$1 + 1 = 2 \\Rightarrow 2 + 2 = 4$", "TT"},
		{"It costs $5 and then $7 = $3 + $4.", "?"},
		{"$x = 5$ and $y = 2 + 2 = 5$", "??F"},
		{"He pays $<<5*3=15>>15 and 2*15 = $<<2*15=30>>30", "TT"},
		{"$f(2) = 5$", "?"},
		{"$1,234 + 1 = 1,235$", "T"},
	};
	EXPECT(rows);
}

/* Each flood is a mebibyte of what the finder looks for. */
Test(math_chain, is_linear_on_floods, .timeout = 200)
{
	static const char *const units[] = {"<<",	 "<<1=", "=",	  "1=",	     "$",  "$1=1$",
					    "\\[",	 "\\(",	 "\\(1=", "$$1=1 ",  "(",  "1 + ",
					    "\\text{a}", "= &",	 " ",	  "1=1\\\\", "x=", "- 1 = 1\n"};
	size_t len = (size_t)1 << 20;
	char *text = malloc(len);
	cr_assert_not_null(text);
	for (size_t u = 0; u < N_ELEMENTS(units); u++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_math_step *steps;
		size_t n, unit = strlen(units[u]);
		for (size_t i = 0; i < len; i++)
			text[i] = units[u][i % unit];
		cr_assert_eq(assay_math_steps((struct assay_str){text, len}, arena, &steps, &n, NULL), 0);
		cr_expect_leq(n, ASSAY_MATH_MAX_STEPS);
	}
	free(text);
}
