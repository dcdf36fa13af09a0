/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Text for messages: long inputs are shown by their head. */
#define SHOWN(s) (int)((s).len > 40 ? 40 : (s).len), (s).data ? (s).data : ""

/* Digits only; false on anything else, on nothing and on overflow. */
static bool parse_digits(struct assay_str text, uint64_t *ret)
{
	uint64_t value = 0;
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(text.data[i] - '0');
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value))
			return false;
	}
	*ret = value;
	return true;
}

int assay_parse_u64(struct assay_str text, uint64_t min, uint64_t max, uint64_t *ret, struct assay_err *err)
{
	uint64_t value;
	if (!parse_digits(text, &value) || value < min || value > max)
		return assay_fail(err, ASSAY_EINVAL, "\"%.*s\" is not a whole number from %" PRIu64 " to %" PRIu64,
				  SHOWN(text), min, max);
	*ret = value;
	return 0;
}

int assay_parse_i64(struct assay_str text, int64_t min, int64_t max, int64_t *ret, struct assay_err *err)
{
	bool negative = text.len > 0 && text.data[0] == '-';
	uint64_t magnitude = 0;
	bool ok = parse_digits(negative ? assay_str_sub(text, 1, text.len) : text, &magnitude);
	int64_t value = 0;
	if (ok && negative)
		ok = !__builtin_sub_overflow((int64_t)0, magnitude, &value);
	else if (ok)
		ok = !__builtin_add_overflow((int64_t)0, magnitude, &value);
	if (!ok || value < min || value > max)
		return assay_fail(err, ASSAY_EINVAL, "\"%.*s\" is not a whole number from %" PRId64 " to %" PRId64,
				  SHOWN(text), min, max);
	*ret = value;
	return 0;
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? as in RFC 8259, section 6. */
static bool is_json_number(struct assay_str s)
{
	size_t i = 0;
	if (i < s.len && s.data[i] == '-')
		i++;
	size_t start = i;
	while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9')
		i++;
	if (i == start || (s.data[start] == '0' && i > start + 1))
		return false;
	if (i < s.len && s.data[i] == '.') {
		size_t fraction = ++i;
		while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9')
			i++;
		if (i == fraction)
			return false;
	}
	if (i < s.len && (s.data[i] == 'e' || s.data[i] == 'E')) {
		i++;
		if (i < s.len && (s.data[i] == '+' || s.data[i] == '-'))
			i++;
		size_t exponent = i;
		while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9')
			i++;
		if (i == exponent)
			return false;
	}
	return i == s.len;
}

/*
 * strtod() follows the process's locale; a library must not, and must not set it either. newlocale() does not fail
 * here: for "C" alone glibc and musl return a static object.
 */
static locale_t c_locale(void)
{
	static locale_t cached;
	locale_t have = __atomic_load_n(&cached, __ATOMIC_ACQUIRE);
	if (have)
		return have;
	locale_t made = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!__atomic_compare_exchange_n(&cached, &have, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
		freelocale(made);
		return have;
	}
	return made;
}

int assay_parse_f64(struct assay_str text, double *ret, struct assay_err *err)
{
	char small[128];
	char *copy = small;
	if (!is_json_number(text))
		return assay_fail(err, ASSAY_EINVAL, "\"%.*s\" is not a number", SHOWN(text));
	if (text.len >= sizeof(small)) {
		copy = malloc(text.len + 1);
		if (!copy)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	double value = strtod_l(copy, NULL, c_locale());
	if (copy != small)
		free(copy);
	if (!isfinite(value))
		return assay_fail(err, ASSAY_EINVAL, "%.*s is too large for a double", SHOWN(text));
	*ret = value;
	return 0;
}

void assay_format_f64(double value, char text[32])
{
	locale_t before = uselocale(c_locale());
	/* Of a normal double 15 digits always survive, so fewer need no try; a subnormal may have only one. */
	int first = fabs(value) < DBL_MIN ? 1 : 15;
	for (int digits = first; digits <= 17; digits++) {
		(void)snprintf(text, 32, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	(void)uselocale(before);
}
