/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripts: Python suites that are nothing but asserts on calls with literals.
 *
 *     def check(candidate):                               assert f([1, 2]) == {"a": 1.5}
 *         assert candidate(-3, "x") == [1, None], "why"   assert not f([], key=(1, 2))
 *         assert abs(candidate(0.5) - 2.7) < 1e-6         assert f("") is None
 *
 * 156 of HumanEval's 164 suites are scripts, and 961 of MBPP's 974. All that such a suite asks is known before
 * the first answer, and literals compare here as they compare in Python: so nobody need run it. The candidate runs as
 * it does beside a suite (side 0 of suite.c), gets all questions at once, and its answers are judged as they
 * come. What it says is no more trusted than there, and the expected values are even farther away. What is not
 * a script is a suite as before.
 */
#ifndef ASSAY_VERIFIERS_CODE_SCRIPT_H
#define ASSAY_VERIFIERS_CODE_SCRIPT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "verifiers/verify.h"

#include <stdbool.h>
#include <stddef.h>

enum assay_script_test {
	ASSAY_SCRIPT_EQUAL,
	ASSAY_SCRIPT_NOT_EQUAL,
	ASSAY_SCRIPT_IS, /**< None, True or False itself. */
	ASSAY_SCRIPT_IS_NOT,
	ASSAY_SCRIPT_TRUE,
	ASSAY_SCRIPT_FALSE,
	ASSAY_SCRIPT_BELOW,   /**< abs(got - expected) < bound. */
	ASSAY_SCRIPT_AT_MOST, /**< abs(got - expected) <= bound. */
};

/** One assert; texts live in the arena. */
struct assay_script_assert {
	enum assay_script_test test;
	struct assay_str source;       /**< As it stands, on one line. */
	struct assay_str args, kwargs; /**< JSON: an array and an object of tagged values. */
	struct assay_str expected;     /**< A tagged value; absent for TRUE and FALSE. */
	struct assay_str canonical;    /**< Of it, by assay_value_canonical_python(). */
	double number, bound;	       /**< Of BELOW and AT_MOST. */
};

struct assay_script {
	struct assay_script_assert *asserts;
	size_t n;
	bool ends_at_failure;	    /**< The asserts of check(): none is reached behind one that failed. */
	struct assay_str questions; /**< The frames that the suite's driver would send, one behind the other. */
};

/** Returns 1 when `*ret` holds the suite, 0 when it is no script, < 0 on failure. */
int assay_script_read(struct assay_str suite, struct assay_str entry, struct assay_arena *arena,
		      struct assay_script *ret, struct assay_err *err);

/**
 * Takes the suite's part in the exchange: side 0 alone has a process. `arg` of the execution is the script. It speaks
 * through the suite's relay, which knows the rules.
 */
extern const struct assay_relay assay_script_relay;

struct assay_relay_view;
/** As assay_suite_relay_view(), when the exchange is over, however it ended: there always is a report. */
int assay_script_relay_view(void *state, struct assay_relay_view *ret, struct assay_err *err);

#endif
