/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decide whether two mathematical answers are equal.
 *
 * Three steps: extract the final answer from a reply, parse both answers into exact values, compare. What cannot be
 * parsed or proved stays undecided; nothing is ever rounded, guessed or executed. All functions are pure, thread-safe
 * and linear in the length of their input; budgets are counted, not timed.
 */
#ifndef ASSAY_VERIFIERS_MATH_H
#define ASSAY_VERIFIERS_MATH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/** Three-valued truth: never test it with `!`. */
enum assay_truth {
	ASSAY_UNKNOWN = 0,
	ASSAY_TRUE,
	ASSAY_FALSE,
};

/** What a dataset or another grader means by "the same answer"; by name: "default", "gsm8k", "math", ... */
struct assay_math_policy {
	const char *name;
	/** Extraction rules tried in order, NULL-terminated: "boxed", "hash", "answer-is", "a-colon", "last-number". */
	const char *const *rules;
	bool percent_is_hundredth; /**< 28% equals 0.28; otherwise a percent sign on one side only is undecided. */
	bool percent_is_ignored;   /**< 28% equals 28. */
	bool currency_is_ignored;  /**< $5 equals 5. */
	bool comma_groups;	   /**< 1,234 is 1234 when the groups are right. */
};

/** NULL when unknown; an absent name is "default". */
const struct assay_math_policy *assay_math_policy_find(struct assay_str name);
const struct assay_math_policy *const *assay_math_policies(size_t *ret_n);

struct assay_math_extract {
	struct assay_str answer; /**< A view into the reply; absent when no rule matched. */
	const char *rule;	 /**< The rule that matched, or NULL. */
	size_t start;		 /**< Byte offset of the answer in the reply. */
};

/** Finds the final answer in at most 1 MiB of text (longer: its last MiB is searched). */
void assay_math_extract(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret);

enum assay_math_word {
	ASSAY_MATH_UNDECIDED = 0,
	ASSAY_MATH_EQUAL,
	ASSAY_MATH_DIFFERENT,
	ASSAY_MATH_NO_ANSWER,
	ASSAY_MATH_BAD_GOLD, /**< The reference answer cannot be read: stops the problem, never counts as correct. */
};

const char *assay_math_word_name(enum assay_math_word word);

struct assay_math_verdict {
	enum assay_math_word word;
	const char *proof;	      /**< "exact", "structural", ...; NULL when undecided. */
	struct assay_str extracted;   /**< The answer that was judged; a view into the input or the arena. */
	const char *rule;	      /**< How it was extracted; NULL when it was given bare. */
	struct assay_str reason;      /**< One sentence. */
	struct assay_str certificate; /**< JSON object text that a recheck needs, or absent. */
};

/** Compares two bare answers. */
int assay_math_compare(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err);

/** Extracts from a whole reply, then compares. */
int assay_math_judge(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str reply,
		     struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err);

/** ASSAY_TRUE when the certificate proves what it claims, ASSAY_FALSE when it does not; ASSAY_EINVAL if malformed. */
int assay_math_recheck(struct assay_str certificate, enum assay_truth *ret, struct assay_err *err);

#endif
