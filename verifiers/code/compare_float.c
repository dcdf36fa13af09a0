/* SPDX-License-Identifier: Apache-2.0 */
/*
 * float: token by token, numbers within a tolerance; values likewise. Two integers compare by their digits, so 2^53 + 1
 * is not 2^53, whatever the tolerance. What is not a decimal number compares byte for byte; nan and inf are not
 * numbers.
 */
#include "verifiers/code/compare.h"

#include "base/num.h"

#include <stdint.h>
#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t skip_digits(struct assay_str s, size_t at)
{
	while (at < s.len && is_digit(s.data[at]))
		at++;
	return at;
}

/** A decimal number as programs print it, in parts. */
struct decimal {
	bool is_negative;
	struct assay_str whole, fraction, exponent; /**< The exponent with its sign. */
};

/** True for `[+-]digits[.digits][e[+-]digits]` with a digit before or behind the point. */
static bool split_decimal(struct assay_str token, struct decimal *ret)
{
	size_t at = token.len > 0 && (token.data[0] == '-' || token.data[0] == '+');

	*ret = (struct decimal){.is_negative = at && token.data[0] == '-'};
	size_t end = skip_digits(token, at);
	ret->whole = assay_str_sub(token, at, end - at);
	if (end < token.len && token.data[end] == '.') {
		at = end + 1;
		end = skip_digits(token, at);
		ret->fraction = assay_str_sub(token, at, end - at);
	}
	if (ret->whole.len + ret->fraction.len == 0)
		return false;
	if (end < token.len && (token.data[end] == 'e' || token.data[end] == 'E')) {
		at = end + 1;
		size_t digits = at + (at < token.len && (token.data[at] == '-' || token.data[at] == '+'));
		end = skip_digits(token, digits);
		if (end == digits)
			return false;
		ret->exponent = assay_str_sub(token, at, end - at);
	}
	return end == token.len;
}

static bool is_integer(const struct decimal *d)
{
	return assay_str_is_absent(d->fraction) && assay_str_is_absent(d->exponent);
}

static struct assay_str without_leading_zeros(struct assay_str digits)
{
	while (digits.len > 0 && digits.data[0] == '0')
		digits = assay_str_sub(digits, 1, SIZE_MAX);
	return digits;
}

/** The nearest double; false when it is out of range. */
static bool decimal_value(const struct decimal *d, double *ret)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_str whole = without_leading_zeros(d->whole);

	/* JSON's notation wants digits on both sides of the point and no zeros in front. */
	assay_buf_add_c(&text, d->is_negative ? "-" : "");
	assay_buf_add_str(&text, whole.len > 0 ? whole : ASSAY_STR("0"));
	assay_buf_add_char(&text, '.');
	assay_buf_add_str(&text, d->fraction.len > 0 ? d->fraction : ASSAY_STR("0"));
	if (d->exponent.len > 0) {
		assay_buf_add_char(&text, 'e');
		assay_buf_add_str(&text, d->exponent);
	}
	return assay_buf_error(&text, NULL) == 0 && assay_parse_f64(assay_buf_str(&text), ret, NULL) == 0;
}

static bool tokens_are_near(struct assay_str expected, struct assay_str got, const struct assay_tolerance *tolerance)
{
	struct decimal want, have;
	double a, b;

	if (!split_decimal(expected, &want) || !split_decimal(got, &have))
		return assay_str_eq(expected, got);
	if (is_integer(&want) && is_integer(&have)) {
		struct assay_str x = without_leading_zeros(want.whole), y = without_leading_zeros(have.whole);
		return assay_str_eq(x, y) && (x.len == 0 || want.is_negative == have.is_negative);
	}
	return decimal_value(&want, &a) && decimal_value(&have, &b) && assay_value_is_near(b, a, tolerance);
}

/** What C, Python and Java print for values that no tolerance can be near to. */
static bool is_not_finite(struct assay_str token)
{
	static const char *const words[] = {"nan", "inf", "infinity"};

	if (token.len > 0 && (token.data[0] == '-' || token.data[0] == '+'))
		token = assay_str_sub(token, 1, SIZE_MAX);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == token.len && strncasecmp(words[i], token.data, token.len) == 0)
			return true;
	}
	return false;
}

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	struct assay_tolerance tolerance = assay_tolerance_of(spec);

	(void)err;
	for (size_t token = 1;; token++) {
		struct assay_str a, b;
		bool has_a = assay_next_token(&expected, &a), has_b = assay_next_token(&got, &b);
		*ret_is_equal = !has_a && !has_b;
		if (*ret_is_equal)
			return 0;
		if (has_a != has_b || is_not_finite(b) || !tokens_are_near(a, b, &tolerance)) {
			*ret = (struct assay_mismatch){.unit = "token",
						       .place = token,
						       .expected = has_a ? a : (struct assay_str){0},
						       .got = has_b ? b : (struct assay_str){0}};
			return 0;
		}
	}
}

static int compare_value(const struct assay_checker_spec *spec, struct assay_json expected, struct assay_json got,
			 bool *ret_is_equal, struct assay_err *err)
{
	struct assay_tolerance tolerance = assay_tolerance_of(spec);

	return assay_value_equal_near(expected, got, &tolerance, ret_is_equal, err);
}

const struct assay_comparator assay_compare_float = {.name = "float", .text = compare_text, .value = compare_value};
