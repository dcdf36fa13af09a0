/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int u64(const char *text, uint64_t min, uint64_t max, uint64_t *ret)
{
	return assay_parse_u64(assay_str_of(text), min, max, ret, NULL);
}

static int i64(const char *text, int64_t min, int64_t max, int64_t *ret)
{
	return assay_parse_i64(assay_str_of(text), min, max, ret, NULL);
}

Test(num, u64_reads_all_of_its_range_and_nothing_else)
{
	uint64_t v = 7;
	cr_expect_eq(u64("0", 0, UINT64_MAX, &v), 0);
	cr_expect_eq(v, 0);
	cr_expect_eq(u64("18446744073709551615", 0, UINT64_MAX, &v), 0);
	cr_expect_eq(v, UINT64_MAX);
	v = 7;
	const char *const bad[] = {"",
				   " 1",
				   "1 ",
				   "+1",
				   "-1",
				   "-0",
				   "0x10",
				   "1.0",
				   "1e3",
				   "18446744073709551616",
				   "99999999999999999999999",
				   "1_000",
				   "\xd9\xa1"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_eq(u64(bad[i], 0, UINT64_MAX, &v), ASSAY_EINVAL, "\"%s\"", bad[i]);
	cr_expect_eq(assay_parse_u64(ASSAY_STR("1\0"), 0, 9, &v, NULL), ASSAY_EINVAL);
	cr_expect_eq(assay_parse_u64((struct assay_str){0}, 0, 9, &v, NULL), ASSAY_EINVAL);
	cr_expect_eq(v, 7, "a failure leaves the result alone");
}

Test(num, the_message_names_both_bounds)
{
	uint64_t u;
	int64_t i;
	struct assay_err err = {0};
	cr_expect_eq(assay_parse_u64(ASSAY_STR("65"), 1, 64, &u, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"65\" is not a whole number from 1 to 64");
	cr_expect_eq(assay_parse_i64(ASSAY_STR("x"), -5, 64, &i, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "\"x\" is not a whole number from -5 to 64");
	cr_expect_eq(u64("1", 1, 64, &u), 0);
	cr_expect_eq(u64("64", 1, 64, &u), 0);
	cr_expect_eq(u64("0", 1, 64, &u), ASSAY_EINVAL);
}

Test(num, i64_reads_all_of_its_range_and_nothing_else)
{
	int64_t v = 7;
	cr_expect_eq(i64("-9223372036854775808", INT64_MIN, INT64_MAX, &v), 0);
	cr_expect_eq(v, INT64_MIN);
	cr_expect_eq(i64("9223372036854775807", INT64_MIN, INT64_MAX, &v), 0);
	cr_expect_eq(v, INT64_MAX);
	cr_expect_eq(i64("-0", INT64_MIN, INT64_MAX, &v), 0);
	cr_expect_eq(v, 0);
	const char *const bad[] = {"", "-", "--1", "+1", "9223372036854775808", "-9223372036854775809", "1-", "- 1"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_eq(i64(bad[i], INT64_MIN, INT64_MAX, &v), ASSAY_EINVAL, "\"%s\"", bad[i]);
	cr_expect_eq(i64("-6", -5, 5, &v), ASSAY_EINVAL);
}

Test(num, f64_follows_json)
{
	double v = 7;
	const char *const bad[] = {"",	  "-",	 "+1",	".5", "1.", "01",    "1e",     "1e+", "0x1p3",
				   "inf", "nan", "1,5", " 1", "1 ", "1e400", "-1e400", "1d5"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_eq(assay_parse_f64(assay_str_of(bad[i]), &v, NULL), ASSAY_EINVAL, "\"%s\"", bad[i]);
	cr_expect_eq(v, 7);
	const char *const good[] = {"0",    "-0",     "1",	"-12.25", "1e3",
				    "1E+3", "5e-324", "1e-400", "0.1",	  "1.7976931348623157e308"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cr_expect_eq(assay_parse_f64(assay_str_of(good[i]), &v, NULL), 0, "%s", good[i]);
		cr_expect_eq(v, strtod(good[i], NULL), "%s", good[i]);
	}
	struct assay_err err = {0};
	(void)assay_parse_f64(ASSAY_STR("1e400"), &v, &err);
	cr_expect_str_eq(err.msg, "1e400 is too large for a double");
}

Test(num, f64_reads_digits_without_end)
{
	char text[5000];
	memset(text, '0', sizeof(text));
	text[1] = '.';
	text[4999] = '1';
	double v = 7;
	cr_expect_eq(assay_parse_f64((struct assay_str){text, sizeof(text)}, &v, NULL), 0);
	cr_expect_eq(v, 0);
}

static bool reads_back(double value)
{
	char text[32];
	assay_format_f64(value, text);
	double back;
	return assay_parse_f64(assay_str_of(text), &back, NULL) == 0 && memcmp(&back, &value, sizeof(value)) == 0;
}

Test(num, every_finite_double_reads_back_the_same)
{
	const uint64_t seed = 20240607;
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	for (int i = 0; i < 200000; i++) {
		uint64_t bits = assay_rng_u64(&rng);
		double value;
		memcpy(&value, &bits, sizeof(value));
		if (isfinite(value))
			cr_assert(reads_back(value), "seed %" PRIu64 " value %a", seed, value);
	}
	const double corners[] = {0.0,	     -0.0,	DBL_MIN, DBL_MAX, -DBL_MAX,
				  0x1p-1074, 0x1p-1073, 0x1p-44, 1e23,	  9007199254740993.0};
	for (size_t i = 0; i < sizeof(corners) / sizeof(corners[0]); i++)
		cr_expect(reads_back(corners[i]), "%a", corners[i]);
}

Test(num, doubles_are_written_as_people_would)
{
	static const struct {
		double value;
		const char *want;
	} rows[] = {{0.1, "0.1"},
		    {1, "1"},
		    {-2.5, "-2.5"},
		    {1e21, "1e+21"},
		    {5e-324, "5e-324"},
		    {1e-310, "1e-310"},
		    {0.30000000000000004, "0.30000000000000004"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[32];
		assay_format_f64(rows[i].value, text);
		cr_expect_str_eq(text, rows[i].want);
	}
}

Test(num, the_locale_changes_nothing)
{
	if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
		cr_skip_test("no locale with a decimal comma");
	double v = 0;
	cr_expect_eq(assay_parse_f64(ASSAY_STR("1.5"), &v, NULL), 0);
	cr_expect_eq(v, 1.5);
	char text[32];
	assay_format_f64(1.5, text);
	cr_expect_str_eq(text, "1.5");
}
