/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decide whether two mathematical answers are equal.
 *
 * Three steps: extract the final answer from a reply, read both answers, compare. Two answers that read as exact
 * rational numbers are equal or different, and the verdict carries a certificate; two answers with the same canonical
 * text are equal; everything else stays undecided. Nothing is ever rounded, guessed or executed.
 *
 * All functions are pure and thread-safe; their work is bounded by the length of their input and by the ceilings
 * below, never by the size of a number that the input merely names (1e1000000 is compared without being written out).
 */
#ifndef ASSAY_VERIFIERS_MATH_H
#define ASSAY_VERIFIERS_MATH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A longer reply is searched in its last part of this size. */
#define ASSAY_MATH_MAX_REPLY ((size_t)1 << 20)
/** A longer answer is undecided, a longer gold answer is bad. */
#define ASSAY_MATH_MAX_ANSWER ((size_t)64 << 10)

/** Three-valued truth: never test it with `!`. */
enum assay_truth {
	ASSAY_UNKNOWN = 0,
	ASSAY_TRUE,
	ASSAY_FALSE,
};

/** What becomes of several boxes; boxes that a list joins ("\\boxed{1}, \\boxed{2}") count as one. */
enum assay_math_boxes {
	ASSAY_MATH_BOXES_LAST = 0, /**< The last one is the answer. */
	ASSAY_MATH_BOXES_AGREE,	   /**< All must be proved equal to the last; else the reply contradicts itself. */
	ASSAY_MATH_BOXES_ALL,	   /**< All must be equal to the gold answer. */
};

/**
 * What a dataset or another grader means by "the same answer". Policies are data files (verifiers/math/policies), built
 * in by their names or loaded from a path. Their flags say which readings are allowed where datasets disagree; zero is
 * the strict reading. Values that agree only under a reading that is not allowed are undecided, and values that agree
 * under none are different.
 */
struct assay_math_policy {
	const char *name;
	const char *about; /**< One sentence for people. */

	/* Finding the answer. */
	const char *const *rules; /**< In order of trust, NULL-terminated; names are those of assay_math_rules(). */
	enum assay_math_boxes boxes;
	bool joins_adjacent_boxes; /**< \boxed{1} and \boxed{2} is the list 1, 2. */
	bool gold_is_reply;	   /**< The gold answer, too, is searched for in its text. */

	/* Numbers and units. */
	bool percent_is_hundredth;  /**< 28% equals 0.28. */
	bool percent_is_ignored;    /**< 28% equals 28. */
	bool currency_is_ignored;   /**< $5 equals 5; $5 and €5 are never equal. */
	bool unit_may_be_missing;   /**< 5 cm equals 5. */
	bool degree_may_be_missing; /**< 90° equals 90. */
	bool comma_groups;	    /**< 1,234 is 1234 when every group has three digits. */
	bool decimal_comma;	    /**< 2,74 is 2.74, and 1.234 is 1234. */
	bool is_simplest;	    /**< 2/4 is not 1/2: fractions must be in lowest terms. */
	uint32_t rounding_places;   /**< Decimals equal what rounds to them at so many places; 0: exact. */

	/* Collections and statements. */
	bool list_is_ordered;	       /**< "1, 2" is not "2, 1". */
	bool tuple_may_be_set;	       /**< (1, 2) equals {1, 2} and the list 1, 2. */
	bool interval_may_be_relation; /**< (2, 3) equals 2 < x < 3. */
	bool value_may_be_equation;    /**< 5 equals x = 5. */
	bool names_may_differ;	       /**< f(x) equals f(y). */
	bool variables_are_positive;   /**< sqrt(x^2) is x. */
	bool names_are_indeterminates; /**< gcd(a, b) is 1: gcd and lcm are those of polynomials. */
	bool constant_is_free;	       /**< Antiderivatives are equal up to + C. */
};

/** NULL when unknown; an absent name is "default". */
const struct assay_math_policy *assay_math_policy_find(struct assay_str name);
/** The built-in policies, in order of their names. */
const struct assay_math_policy *const *assay_math_policies(size_t *ret_n);

/**
 * A policy from a file, JSON or YAML, with the members above as keys: `name` and `rules` are required, any other
 * defaults to the strict reading. It lives in the arena. ASSAY_ECONFIG names file, line and key; a built-in name is
 * refused, because a verdict's policy is known by its name.
 */
int assay_math_policy_load(const char *path, struct assay_arena *arena, const struct assay_math_policy **ret,
			   struct assay_err *err);

/** Names of all extraction rules. */
const char *const *assay_math_rules(size_t *ret_n);

/** Other answers of one reply that are remembered. */
#define ASSAY_MATH_MAX_RIVALS 8

struct assay_math_extract {
	struct assay_str answer; /**< A view into the reply, never empty; absent when no rule matched. */
	const char *rule;	 /**< The rule that matched, or NULL. */
	size_t start;		 /**< Byte offset of the answer in the reply. */
	uint32_t n_joined;	 /**< Above 1: the view spans so many boxes, whose contents are one list. */
	bool is_percent;	 /**< A percent sign stands behind the view: "\\boxed{28} percent". */
	/**
	 * Answers given in the same breath, and the other boxes unless the policy takes the last alone: the reply
	 * contradicts itself when one of them is proved different.
	 */
	struct assay_str rivals[ASSAY_MATH_MAX_RIVALS];
	uint32_t n_rivals;
	bool has_more_rivals;
};

/** Finds the final answer: the first rule of the policy that matches decides. */
void assay_math_extract(const struct assay_math_policy *policy, struct assay_str reply, struct assay_math_extract *ret);

/** The text to judge: the answer itself, or the list of its boxes, with its percent sign. In the arena or a view. */
int assay_math_extract_text(const struct assay_math_extract *extract, struct assay_arena *arena, struct assay_str *ret,
			    struct assay_err *err);

enum assay_math_word {
	ASSAY_MATH_UNDECIDED = 0,
	ASSAY_MATH_EQUAL,
	ASSAY_MATH_DIFFERENT,
	ASSAY_MATH_NO_ANSWER,
	ASSAY_MATH_BAD_GOLD, /**< The reference answer cannot be read: stops the problem, never counts as correct. */
	ASSAY_MATH_N_WORDS,
};

const char *assay_math_word_name(enum assay_math_word word);
/** ASSAY_MATH_N_WORDS when unknown. */
enum assay_math_word assay_math_word_from_name(struct assay_str name);

struct assay_math_verdict {
	enum assay_math_word word;
	const char *proof;	      /**< As in verifiers/math/equal.h; NULL unless equal or different. */
	double error_bound;	      /**< Of a "probable" equality; 0 for proofs. */
	struct assay_str extracted;   /**< The answer that was judged, a view into the input; absent: none was found. */
	const char *rule;	      /**< How it was extracted; NULL when it was given bare. */
	size_t start, end;	      /**< The bytes of the reply it was found in; both 0 without a rule. */
	struct assay_str reason;      /**< One sentence. */
	struct assay_str certificate; /**< JSON object text that a recheck needs, or absent. */
};

/**
 * Compares two bare answers. A gold answer is bad when it is empty, too long, not text, has unbalanced braces or
 * divides by zero; a gold answer that is merely not a number can still be equal by its text.
 */
int assay_math_compare(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str answer,
		       struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err);

/** What is asked of a verifier. */
struct assay_math_question {
	struct assay_str gold;	  /**< Bare; where it is a solution with a box, its box. */
	struct assay_str answer;  /**< A bare answer; absent: `reply` is searched. */
	struct assay_str reply;	  /**< A whole reply. */
	struct assay_str problem; /**< The problem's statement, or absent: what merely copies it earns nothing. */
};

/** Extracts where that is needed, compares, and withholds credit from replies that contradict themselves. */
int assay_math_decide(const struct assay_math_policy *policy, const struct assay_math_question *question,
		      struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err);

/** The same for a gold answer and a reply. */
int assay_math_judge(const struct assay_math_policy *policy, struct assay_str gold, struct assay_str reply,
		     struct assay_arena *arena, struct assay_math_verdict *ret, struct assay_err *err);

/**
 * Why a gold answer cannot be used ("is empty", "divides by zero", ...); NULL when it can.
 * ASSAY_ELIMIT or ASSAY_ENOMEM when the arena gave out.
 */
int assay_math_gold_problem(const struct assay_math_policy *policy, struct assay_str gold, struct assay_arena *arena,
			    const char **ret, struct assay_err *err);

/**
 * ASSAY_TRUE when the certificate proves what it claims, ASSAY_FALSE when it does not; ASSAY_EINVAL if malformed.
 * It stands alone: texts, values, policy and claim are all in it. `loaded`: a policy from a file, known by its name
 * beside the built-in ones, or NULL.
 */
int assay_math_recheck(struct assay_str certificate, const struct assay_math_policy *loaded, enum assay_truth *ret,
		       struct assay_err *err);

#endif
