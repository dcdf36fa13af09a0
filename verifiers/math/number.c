/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/number.h"

#include <string.h>

/* As many digits always fit into an unsigned long. */
#define SMALL_DIGITS 18

/* Longest run of digits that is read as an exponent: sums of a few of them fit into 64 bits. */
#define EXP_DIGITS 15

struct cursor {
	const char *at, *end;
};

/* A decimal as it stands in the text: nothing is computed while it may still turn out not to be one. */
struct decimal {
	const char *start;
	size_t len;
	size_t n_digits; /* Without separators. */
	size_t n_fraction;
	bool has_point;
};

static bool is_digit_at(const struct cursor *c, size_t ahead)
{
	return (size_t)(c->end - c->at) > ahead && c->at[ahead] >= '0' && c->at[ahead] <= '9';
}

static bool is_done(const struct cursor *c)
{
	return c->at == c->end;
}

static bool take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);
	if ((size_t)(c->end - c->at) < n || memcmp(c->at, text, n) != 0)
		return false;
	c->at += n;
	return true;
}

static size_t take_digits(struct cursor *c)
{
	size_t n = 0;
	while (is_digit_at(c, n))
		n++;
	c->at += n;
	return n;
}

/* The groups behind the first one, each a comma and exactly three digits; false when one of them is wrong. */
static bool take_groups(struct cursor *c, size_t *n_digits)
{
	while (!is_done(c) && *c->at == ',') {
		if (!is_digit_at(c, 1) || !is_digit_at(c, 2) || !is_digit_at(c, 3) || is_digit_at(c, 4))
			return false;
		c->at += 4;
		*n_digits += 3;
	}
	return true;
}

static bool take_decimal(struct cursor *c, bool comma_groups, struct decimal *ret)
{
	struct decimal d = {.start = c->at};
	d.n_digits = take_digits(c);
	/* "0,123" is more likely a decimal comma than a group. */
	bool may_group = comma_groups && d.n_digits >= 1 && d.n_digits <= 3 && *d.start != '0';
	if (may_group && !take_groups(c, &d.n_digits))
		return false;
	if (!is_done(c) && *c->at == '.') {
		c->at++;
		d.has_point = true;
		d.n_fraction = take_digits(c);
		d.n_digits += d.n_fraction;
	}
	d.len = (size_t)(c->at - d.start);
	*ret = d;
	return d.n_digits > 0 && d.n_digits <= ASSAY_MATH_MAX_DIGITS;
}

/* The digits as one integer: the decimal times 10^n_fraction. */
static void set_digits(mpz_t ret, const struct decimal *d)
{
	if (d->n_digits <= SMALL_DIGITS) {
		unsigned long value = 0;
		for (size_t i = 0; i < d->len; i++) {
			if (d->start[i] >= '0' && d->start[i] <= '9')
				value = value * 10 + (unsigned long)(d->start[i] - '0');
		}
		mpz_set_ui(ret, value);
		return;
	}
	char digits[ASSAY_MATH_MAX_DIGITS + 1];
	size_t n = 0;
	for (size_t i = 0; i < d->len; i++) {
		if (d->start[i] >= '0' && d->start[i] <= '9')
			digits[n++] = d->start[i];
	}
	digits[n] = '\0';
	(void)mpz_set_str(ret, digits, 10); /* Only digits: it cannot fail. */
}

/* Multiplies q by 10^shift; the caller knows that the result is of reasonable size. */
static void shift_rational(mpq_ptr q, int64_t shift)
{
	mpz_t power;
	if (shift == 0)
		return;
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)(shift > 0 ? shift : -shift));
	if (shift > 0)
		mpz_mul(mpq_numref(q), mpq_numref(q), power);
	else
		mpz_mul(mpq_denref(q), mpq_denref(q), power);
	mpz_clear(power);
	mpq_canonicalize(q);
}

void assay_math_number_init(struct assay_math_number *number)
{
	mpq_init(number->q);
	number->exp10 = 0;
	number->is_percent = false;
	number->currency = NULL;
}

void assay_math_number_clear(struct assay_math_number *number)
{
	mpq_clear(number->q);
}

void assay_math_number_scale(struct assay_math_number *number, int64_t shift)
{
	int64_t exp10 = mpq_sgn(number->q) ? number->exp10 + shift : 0;
	if (exp10 <= ASSAY_MATH_MAX_WRITTEN_EXP && exp10 >= -ASSAY_MATH_MAX_WRITTEN_EXP) {
		shift_rational(number->q, exp10);
		exp10 = 0;
	}
	number->exp10 = exp10;
}

/* Sets number to num / den * 10^exp10 in lowest terms. */
static enum assay_math_reading set_ratio(struct assay_math_number *number, const struct decimal *num,
					 const struct decimal *den, int64_t exp10)
{
	set_digits(mpq_numref(number->q), num);
	if (den)
		set_digits(mpq_denref(number->q), den);
	else
		mpz_set_ui(mpq_denref(number->q), 1);
	if (mpz_sgn(mpq_denref(number->q)) == 0)
		return ASSAY_MATH_UNDEFINED;
	if (den)
		mpq_canonicalize(number->q);
	number->exp10 = 0;
	assay_math_number_scale(number, exp10 + (den ? (int64_t)den->n_fraction : 0) - (int64_t)num->n_fraction);
	return ASSAY_MATH_NUMBER;
}

static bool take_exponent_digits(struct cursor *c, int64_t *ret)
{
	bool is_negative = take(c, "-");
	if (!is_negative)
		(void)take(c, "+");
	int64_t value = 0;
	size_t n = 0;
	for (; is_digit_at(c, 0); c->at++) {
		if (++n > EXP_DIGITS)
			return false;
		value = value * 10 + (*c->at - '0');
	}
	*ret = is_negative ? -value : value;
	return n > 0;
}

/* What stands behind "10": ^{5}, ^-5, ^12. */
static bool take_power(struct cursor *c, int64_t *ret)
{
	if (!take(c, "^"))
		return false;
	if (!take(c, "{"))
		return take_exponent_digits(c, ret);
	return take_exponent_digits(c, ret) && take(c, "}");
}

/* e5, \times10^{5}: 1 when there, 0 when not, -1 when it begins like one and is none. */
static int take_scale(struct cursor *c, int64_t *ret)
{
	static const char *const products[] = {"\\times", "\\cdot", "*"};
	bool is_e = !is_done(c) && (*c->at == 'e' || *c->at == 'E');
	if (is_e && (is_digit_at(c, 1) || is_digit_at(c, 2))) {
		c->at++;
		return take_exponent_digits(c, ret) ? 1 : -1;
	}
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		if (take(c, products[i]))
			return take(c, "10") && take_power(c, ret) ? 1 : -1;
	}
	return 0;
}

/* A signed decimal that fills a LaTeX argument: {-12.5}. */
static bool take_argument(struct cursor *c, bool comma_groups, struct decimal *ret, bool *is_negative)
{
	if (!take(c, "{"))
		return false;
	if (take(c, "-"))
		*is_negative = !*is_negative;
	return take_decimal(c, comma_groups, ret) && take(c, "}");
}

static bool take_frac(struct cursor *c, bool comma_groups, struct decimal ret[2], bool *is_negative)
{
	return take(c, "\\frac") && take_argument(c, comma_groups, &ret[0], is_negative) &&
	       take_argument(c, comma_groups, &ret[1], is_negative);
}

static bool is_plain_integer(const struct decimal *d)
{
	return !d->has_point;
}

/* whole + num/den, where num/den must be a proper fraction: 3 5/2 is more likely a product. */
static enum assay_math_reading set_mixed(struct assay_math_number *number, const struct decimal *whole,
					 const struct decimal part[2])
{
	if (!is_plain_integer(whole) || !is_plain_integer(&part[0]) || !is_plain_integer(&part[1]))
		return ASSAY_MATH_NOT_NUMBER;
	enum assay_math_reading reading = set_ratio(number, &part[0], &part[1], 0);
	if (reading != ASSAY_MATH_NUMBER)
		return reading;
	if (mpq_sgn(number->q) <= 0 || mpz_cmp(mpq_numref(number->q), mpq_denref(number->q)) >= 0)
		return ASSAY_MATH_NOT_NUMBER;
	mpz_t integer;
	mpz_init(integer);
	set_digits(integer, whole);
	mpz_addmul(mpq_numref(number->q), integer, mpq_denref(number->q));
	mpz_clear(integer);
	return ASSAY_MATH_NUMBER;
}

/* The number without its sign and marks. `*is_negative` is flipped by signs inside a fraction. */
static enum assay_math_reading read_magnitude(struct assay_math_number *number, struct cursor *c, bool comma_groups,
					      bool *is_negative)
{
	struct decimal first, part[2];
	int64_t exp10 = 0;
	if (!is_done(c) && *c->at == '\\') {
		if (!take_frac(c, comma_groups, part, is_negative))
			return ASSAY_MATH_NOT_NUMBER;
		return set_ratio(number, &part[0], &part[1], 0);
	}
	if (!take_decimal(c, comma_groups, &first))
		return ASSAY_MATH_NOT_NUMBER;
	if (take(c, "/")) {
		if (!take_decimal(c, comma_groups, &part[1]))
			return ASSAY_MATH_NOT_NUMBER;
		return set_ratio(number, &first, &part[1], 0);
	}
	if (is_digit_at(c, 1) && take(c, " ")) {
		bool is_fraction = take_decimal(c, false, &part[0]) && take(c, "/") && take_decimal(c, false, &part[1]);
		return is_fraction ? set_mixed(number, &first, part) : ASSAY_MATH_NOT_NUMBER;
	}
	if (c->end - c->at >= 5 && memcmp(c->at, "\\frac", 5) == 0) {
		bool part_is_negative = false;
		if (!take_frac(c, false, part, &part_is_negative) || part_is_negative)
			return ASSAY_MATH_NOT_NUMBER;
		return set_mixed(number, &first, part);
	}
	if (first.len == 2 && memcmp(first.start, "10", 2) == 0 && take_power(c, &exp10)) {
		static const struct decimal one = {.start = "1", .len = 1, .n_digits = 1};
		return set_ratio(number, &one, NULL, exp10);
	}
	if (take_scale(c, &exp10) < 0)
		return ASSAY_MATH_NOT_NUMBER;
	return set_ratio(number, &first, NULL, exp10);
}

static const struct currency {
	const char *text;
	const char *name;
} currencies[] = {
	{"$", "USD"},	    {"\\euro", "EUR"},	{"\\pounds", "GBP"}, {"\\yen", "JPY"},
	{"\\rupee", "INR"}, {"dollars", "USD"}, {"dollar", "USD"},   {"euros", "EUR"},
	{"euro", "EUR"},    {"USD", "USD"},	{"EUR", "EUR"},
};

/* As folding writes them. Only one-character signs may stand in front: "$5", never "dollars5". */
#define N_CURRENCY_SIGNS 5

static bool take_currency(struct cursor *c, size_t n, struct assay_math_number *number)
{
	if (number->currency)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (take(c, currencies[i].text)) {
			number->currency = currencies[i].name;
			return true;
		}
	}
	return false;
}

static void take_marks(struct cursor *c, struct assay_math_number *number)
{
	(void)take(c, " ");
	if (take(c, "%") || take(c, "percent"))
		number->is_percent = true;
	else
		(void)take_currency(c, sizeof(currencies) / sizeof(currencies[0]), number);
}

enum assay_math_reading assay_math_number_read(struct assay_math_number *number, struct assay_str canon,
					       bool comma_groups)
{
	struct cursor c = {.at = canon.data, .end = canon.data + canon.len};
	number->is_percent = false;
	number->currency = NULL;
	bool is_negative = take(&c, "-");
	bool is_signed = is_negative || take(&c, "+");
	if (take_currency(&c, N_CURRENCY_SIGNS, number)) {
		(void)take(&c, " ");
		if (!is_signed)
			is_negative = take(&c, "-");
	}
	enum assay_math_reading reading = read_magnitude(number, &c, comma_groups, &is_negative);
	if (reading == ASSAY_MATH_NOT_NUMBER)
		return reading;
	take_marks(&c, number);
	if (!is_done(&c) || (number->is_percent && number->currency))
		return ASSAY_MATH_NOT_NUMBER;
	if (is_negative && reading == ASSAY_MATH_NUMBER)
		mpq_neg(number->q, number->q);
	return reading;
}

bool assay_math_number_equal(const struct assay_math_number *a, const struct assay_math_number *b)
{
	if (mpq_sgn(a->q) != mpq_sgn(b->q))
		return false;
	if (a->exp10 == b->exp10 || mpq_sgn(a->q) == 0)
		return mpq_equal(a->q, b->q) != 0;
	if (a->exp10 < b->exp10) {
		const struct assay_math_number *swap = a;
		a = b;
		b = swap;
	}
	/*
	 * Is a.num * b.den * 10^d = b.num * a.den? The left side is at least 10^d > 2^(3d) in size. So either the right
	 * side is smaller than that, or d is bounded by the length of what was written and 10^d may be computed.
	 */
	uint64_t d = (uint64_t)(a->exp10 - b->exp10);
	uint64_t right_bits = mpz_sizeinbase(mpq_numref(b->q), 2) + mpz_sizeinbase(mpq_denref(a->q), 2);
	if (d >= right_bits / 3 + 1)
		return false;
	mpq_t scaled;
	mpq_init(scaled);
	mpq_set(scaled, a->q);
	shift_rational(scaled, (int64_t)d);
	bool is_equal = mpq_equal(scaled, b->q) != 0;
	mpq_clear(scaled);
	return is_equal;
}

void assay_math_number_write(const struct assay_math_number *number, struct assay_buf *out)
{
	/* Sign, slash and NUL beside the digits, by the manual of mpq_get_str(). */
	size_t room = mpz_sizeinbase(mpq_numref(number->q), 10) + mpz_sizeinbase(mpq_denref(number->q), 10) + 3;
	if (assay_buf_reserve(out, room))
		return;
	(void)mpq_get_str(out->data + out->len, 10, number->q);
	out->len += strlen(out->data + out->len);
	if (number->exp10)
		(void)assay_buf_printf(out, "e%lld", (long long)number->exp10);
}

enum assay_math_reading assay_math_number_read_value(struct assay_math_number *number, struct assay_str text)
{
	struct cursor c = {.at = text.data, .end = text.data + text.len};
	struct decimal num, den;
	int64_t exp10 = 0;
	number->is_percent = false;
	number->currency = NULL;
	bool is_negative = take(&c, "-");
	if (!take_decimal(&c, false, &num) || num.has_point)
		return ASSAY_MATH_NOT_NUMBER;
	bool has_den = take(&c, "/");
	if (has_den && (!take_decimal(&c, false, &den) || den.has_point))
		return ASSAY_MATH_NOT_NUMBER;
	if (take(&c, "e") && !take_exponent_digits(&c, &exp10))
		return ASSAY_MATH_NOT_NUMBER;
	if (!is_done(&c))
		return ASSAY_MATH_NOT_NUMBER;
	enum assay_math_reading reading = set_ratio(number, &num, has_den ? &den : NULL, exp10);
	if (is_negative && reading == ASSAY_MATH_NUMBER)
		mpq_neg(number->q, number->q);
	return reading;
}

size_t assay_math_scan_decimal(struct assay_str text, bool comma_groups, mpq_t ret)
{
	struct cursor c = {.at = text.data, .end = text.data + text.len};
	struct decimal d;
	if (!take_decimal(&c, comma_groups, &d))
		return 0;
	set_digits(mpq_numref(ret), &d);
	mpz_set_ui(mpq_denref(ret), 1);
	shift_rational(ret, -(int64_t)d.n_fraction);
	return d.len;
}
