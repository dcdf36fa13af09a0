/* SPDX-License-Identifier: Apache-2.0 */
/* The checkers that verify.c knows, one per kind of problem. For verifiers/ alone. */
#ifndef ASSAY_VERIFIERS_CHECKERS_H
#define ASSAY_VERIFIERS_CHECKERS_H

#include "verifiers/verify.h"

extern const struct assay_checker assay_checker_call, assay_checker_math, assay_checker_stdio, assay_checker_suite;

#endif
