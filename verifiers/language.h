/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of programming languages as fences, rows and drivers spell them. For verifiers/ alone: what can be run, and
 * how, is the business of sandbox/lang.h.
 */
#ifndef ASSAY_VERIFIERS_LANGUAGE_H
#define ASSAY_VERIFIERS_LANGUAGE_H

#include "base/str.h"

#include <stdbool.h>

/** The usual name ("python" for "py", "Python3"), case ignored; NULL when the word names no language we know. */
const char *assay_code_language(struct assay_str name);

/** True when both name one language, or are the same word. */
bool assay_code_language_is_same(struct assay_str a, struct assay_str b);

#endif
