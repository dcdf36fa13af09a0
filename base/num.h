/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers from outside, parsed strictly: the whole text, in range, no white
 * space, no locale. Never atoi.
 */
#ifndef ASSAY_BASE_NUM_H
#define ASSAY_BASE_NUM_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/** Decimal digits only, min <= value <= max; ASSAY_EINVAL with both bounds in the message otherwise. */
int assay_parse_u64(struct assay_str text, uint64_t min, uint64_t max, uint64_t *ret, struct assay_err *err);

/** As assay_parse_u64() with an optional minus sign. */
int assay_parse_i64(struct assay_str text, int64_t min, int64_t max, int64_t *ret, struct assay_err *err);

/** A finite number in JSON's notation; overflow (1e400) is ASSAY_EINVAL. Independent of the locale. */
int assay_parse_f64(struct assay_str text, double *ret, struct assay_err *err);

/**
 * The shortest decimal text that reads back as the same finite double, in JSON's notation; `text` has room for 32
 * bytes. (At a few powers of two one digit more than needed.) Independent of the locale.
 */
void assay_format_f64(double value, char text[32]);

#endif
