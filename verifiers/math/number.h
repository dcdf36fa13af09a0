/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact rational numbers as answers write them.
 *
 * A number is q * 10^exp10. Small exponents are multiplied into q; a large one stays a mere exponent, so that reading
 * and comparing 1e1000000 costs no more than its nine characters. A percent sign and a currency are remembered beside
 * the value: what they mean is for the policy to say.
 *
 * Lives on the caller's storage: init, any number of reads, clear.
 */
#ifndef ASSAY_VERIFIERS_MATH_NUMBER_H
#define ASSAY_VERIFIERS_MATH_NUMBER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

/** Beyond this many powers of ten an exponent is not multiplied out. */
#define ASSAY_MATH_MAX_WRITTEN_EXP 20000

/** Longer runs of digits, and exponents of more than 15 digits, are not read as numbers. */
#define ASSAY_MATH_MAX_DIGITS ((size_t)128 << 10)

struct assay_math_number {
	mpq_t q;       /**< In lowest terms. */
	int64_t exp10; /**< 0 unless its size is above ASSAY_MATH_MAX_WRITTEN_EXP. */
	bool is_percent;
	const char *currency; /**< "USD", ...; NULL: none was written. */
};

enum assay_math_reading {
	ASSAY_MATH_NOT_NUMBER = 0,
	ASSAY_MATH_NUMBER,
	ASSAY_MATH_UNDEFINED, /**< The form of a number, but it divides by zero. */
};

void assay_math_number_init(struct assay_math_number *number);
void assay_math_number_clear(struct assay_math_number *number);

/**
 * Reads the whole of a canonical text: integers, decimals, a/b, \frac{a}{b}, mixed numbers, scientific notation, with
 * sign, percent and currency. `comma_groups` allows 1,234. The value is unspecified unless the result is a number.
 */
enum assay_math_reading assay_math_number_read(struct assay_math_number *number, struct assay_str canon,
					       bool comma_groups);

/** Multiplies by 10^shift. */
void assay_math_number_scale(struct assay_math_number *number, int64_t shift);

/** Whether two values are the same; percent and currency are not looked at. */
bool assay_math_number_equal(const struct assay_math_number *a, const struct assay_math_number *b);

/** Appends the value: "3", "-3/4", "1e1000000". */
void assay_math_number_write(const struct assay_math_number *number, struct assay_buf *out);

/** Reads back what assay_math_number_write() wrote. */
enum assay_math_reading assay_math_number_read_value(struct assay_math_number *number, struct assay_str text);

/**
 * A plain decimal at the start of `text`: digits, an optional point, digits; with `comma_groups` also 1,234.5. Sets
 * `*ret` to its exact value and returns its length in bytes, 0 when there is none.
 */
size_t assay_math_scan_decimal(struct assay_str text, bool comma_groups, mpq_t ret);

#endif
