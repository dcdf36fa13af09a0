/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers and texts as Python writes them (The Python Language Reference, 2.4): the tokens under pyexpr.h.
 *
 * False means "not read here": malformed, or of a kind that needs an interpreter (f-strings, escapes by name, lone
 * surrogates, complex numbers, floats beyond the largest).
 */
#ifndef ASSAY_VERIFIERS_CODE_PYTEXT_H
#define ASSAY_VERIFIERS_CODE_PYTEXT_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_pynumber {
	bool is_float, is_big;
	int64_t integer;
	double real;
	struct assay_str digits; /**< Of an integer that does not fit: decimal, without a sign; a view of `storage`. */
	char storage[4304];
};

/** Reads a number without a sign at `*at`, and moves behind it. */
bool assay_pytext_number(struct assay_str text, size_t *at, struct assay_pynumber *ret);

/** True when a string or bytes literal, of whatever kind, begins at `at`. */
bool assay_pytext_is_string(struct assay_str text, size_t at);
/** Reads one literal at `*at` and appends what it stands for: UTF-8, or bytes. */
bool assay_pytext_string(struct assay_str text, size_t *at, struct assay_buf *out, bool *ret_is_bytes);

#endif
