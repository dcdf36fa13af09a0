/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether two answers mean the same: a proof that they do, a proof that they do not, or neither.
 *
 * Two trees are compared by what they are (numbers, sets, intervals, equations, ...), and scalars by tiers, cheapest
 * first; each tier either proves something or passes on:
 *
 *     structural   the same tree
 *     exact        rational values; canonical forms over variables, roots of integers, pi, exponentials, logarithms
 *     residues     values modulo 61-bit primes, for forms too large to write out: a difference is proved, an equality
 *                  holds but for a stated probability
 *     interval     disjoint enclosures at 64 to 4096 bits, of constants or of functions at a point: a difference
 *     algebraic    a difference of algebraic numbers below its separation bound is zero: an equality
 *
 * What no tier decides is unknown, with the reason. Nothing is rounded unless a rule says so, and no tier guesses.
 *
 * Two functions are equal when they agree wherever both are defined over the reals: x^2/x equals x, and ln(xy) equals
 * ln x + ln y. What agrees only where variables are not negative, as sqrt(x^2) and x do, is unknown unless the rules
 * say that they are positive.
 *
 * Work is counted (node visits, limbs, terms), never timed, and bounded by the budget, so that a verdict depends on
 * the answers alone. All functions are pure and thread-safe. A proof lives in the arena that was given.
 */
#ifndef ASSAY_VERIFIERS_MATH_EQUAL_H
#define ASSAY_VERIFIERS_MATH_EQUAL_H

#include "verifiers/math.h"
#include "verifiers/math/expr.h"
#include "verifiers/math/parse.h"

/** What the policy says where datasets disagree; zero is the strict reading of each. */
struct assay_equal_rules {
	bool percent_is_hundredth;  /**< 28% equals 0.28. */
	bool percent_is_ignored;    /**< 28% equals 28. */
	bool currency_is_ignored;   /**< $5 equals 5. */
	bool degree_may_be_missing; /**< 90 degrees equals 90. */
	bool unit_may_be_missing;   /**< 5 cm equals 5 where one side writes no unit. */
	bool list_is_ordered;	    /**< "1, 2" differs from "2, 1"; otherwise bare lists are compared as sets are. */
	bool tuple_may_be_set;	    /**< (1, 2) equals {1, 2} and the list 1, 2. */
	bool interval_may_be_relation; /**< (2, 3) equals 2 < x < 3, whatever the name. */
	bool value_may_be_equation;    /**< 5 equals x = 5, and x^2 equals y = x^2. */
	bool names_may_differ;	       /**< f(x) equals f(y): functions of one name, renamed throughout. */
	bool variables_are_positive;   /**< sqrt(x^2) equals x. */
	bool names_are_indeterminates; /**< gcd(a, b) equals 1, and lcm(a, b) equals ab: those of polynomials. */
	bool constant_is_free;	       /**< Antiderivatives: equal up to + C, which one side at least writes. */
	bool wants_proof;	       /**< Larger canonical forms instead of residues: slower, never probable. */
	bool is_simplest;	       /**< Fractions must be in lowest terms: 2/4 differs from 1/2. */
	/** Decimals are equal to what rounds to them at so many places; 0: exact. */
	uint32_t rounding_places;
	/** Ceiling of counted work; 0: the default, at most some 50 ms on a machine of today. */
	uint64_t budget;
	/** Where random points come from, beside the content of both trees. */
	uint64_t seed;
};

/** The word of the verdict row. */
enum assay_equal_proof {
	ASSAY_PROOF_NONE = 0,
	ASSAY_PROOF_STRUCTURAL,
	ASSAY_PROOF_EXACT,
	ASSAY_PROOF_INTERVAL,
	ASSAY_PROOF_ALGEBRAIC,
	ASSAY_PROOF_PROBABLE,
	ASSAY_N_PROOFS,
};

/** "exact", ...; NULL for none. */
const char *assay_equal_proof_name(enum assay_equal_proof proof);

/** How one claim is proved. What a checker has to look at stands beside each kind. */
enum assay_claim_kind {
	/** EQUAL: `gold.text` and `answer.text` are the same canonical text. */
	ASSAY_CLAIM_SAME_TEXT = 1,
	/** Rationals in lowest terms, "-3/4" (with "e1000000" behind where too long): equal or not as texts. */
	ASSAY_CLAIM_VALUES,
	/**
	 * Quotients of polynomials over `atoms`: gold.num * answer.den - answer.num * gold.den is zero, or is not, once
	 * the relations of the atoms are used (i^2 = -1, (2^(1/2))^2 = 2). Text: terms "c*a1^e1*a2^e2" joined by " + ",
	 * c a rational in lowest terms, atoms as "[k]" by index, exponents rational: "1 + -3/4*[0]^2*[1]^1/2".
	 */
	ASSAY_CLAIM_FORMS,
	/**
	 * Residues modulo primes at points. Unequal residues at any prime prove a difference; equal ones at all leave
	 * `error_bound`.
	 */
	ASSAY_CLAIM_RESIDUES,
	/** DIFFERENT: at `point` (none: constants) the two enclosures of the part named `part` do not meet. */
	ASSAY_CLAIM_INTERVALS,
	/**
	 * EQUAL: gold - answer is an algebraic number that is zero or at least 2^-bound_bits, and `difference` encloses
	 * it in less. The bound is that of Burnikel, Funke, Mehlhorn, Schirra and Schmitt (2001) over the two
	 * trees: log2 of u and l rounded up, and the degree.
	 */
	ASSAY_CLAIM_SEPARATION,
	/**
	 * By parts: `pairs` says which part of gold and of answer each kid compares. EQUAL: all kids are, and every
	 * part occurs. DIFFERENT: the counts differ and no kid is given, or one kid is different and the order
	 * binds (`is_ordered`), or one part of one side differs from every part of the other.
	 */
	ASSAY_CLAIM_PARTS,
	/** DIFFERENT: the shapes cannot be equal: gold.text and answer.text name them ("a set", "a 2x2 matrix"). */
	ASSAY_CLAIM_SHAPES,
	/** Kid 0 compares what `gold.text` and `answer.text` say was made of the two sides by `rule`. */
	ASSAY_CLAIM_REWRITTEN,
	/** DIFFERENT: under every reading; the kids are the pairs of readings. */
	ASSAY_CLAIM_READINGS,
	ASSAY_N_CLAIMS,
};

/** "same_text", "values", ... */
const char *assay_claim_kind_name(enum assay_claim_kind kind);

struct assay_claim_side {
	/**
	 * SAME_TEXT, VALUES, SHAPES: what is compared. SEPARATION, RESIDUES: the canonical text of the expression.
	 * REWRITTEN: that of what the rule was used on, or of what it gave.
	 */
	struct assay_str text;
	struct assay_str num, den; /**< FORMS. */
	/** INTERVALS: "-3/4", "5*2^1000000" where too long to write out, "inf", "-inf". */
	struct assay_str lo, hi;
};

/** A prime, a value for every variable, and both sides' residues there. */
struct assay_claim_residue {
	uint64_t prime, gold, answer;
	const uint64_t *point; /**< One for each of `atoms`. */
};

/** Which part (or reading) of each side a kid compares, from 0. */
struct assay_claim_pair {
	uint32_t gold, answer;
};

struct assay_claim {
	enum assay_claim_kind kind;
	enum assay_truth truth; /**< ASSAY_TRUE: equal; ASSAY_FALSE: different. Never unknown. */
	enum assay_equal_proof proof;
	/** The rule or rewriting that was used ("percent is a hundredth"); NULL: none. */
	const char *rule;
	struct assay_claim_side gold, answer;

	/** FORMS, RESIDUES, INTERVALS: "x", "pi", "i", "2^(1/2)" is [k]^1/2 of atom "2", "exp(x)", "ln(3)". */
	const struct assay_str *atoms;
	uint32_t n_atoms;

	const struct assay_claim_residue *residues; /**< RESIDUES. */
	uint32_t n_residues;
	double error_bound; /**< 0 unless PROBABLE. */

	const struct assay_str *point; /**< INTERVALS: a rational for each of `atoms`. */
	/**
	 * INTERVALS: "re", "im"; "sign <>", or with other signs: of two relations to zero, that of gold first, exactly
	 * one holds at the point, where the sides have these values.
	 */
	const char *part;
	uint32_t precision_bits; /**< INTERVALS, SEPARATION. */

	struct assay_str difference_lo, difference_hi; /**< SEPARATION: of |gold - answer| squared for complex ones. */
	uint64_t bound_bits, degree;		       /**< SEPARATION. */

	const struct assay_claim *const *kids; /**< PARTS, REWRITTEN, READINGS. */
	const struct assay_claim_pair *pairs;  /**< PARTS, READINGS: one for each kid. */
	uint32_t n_kids;
	uint32_t n_gold, n_answer; /**< PARTS: how many there are. */
	bool is_ordered;
};

struct assay_equal {
	enum assay_truth truth;
	enum assay_equal_proof proof;	 /**< The weakest of the proofs used. */
	const struct assay_claim *claim; /**< NULL when unknown. */
	struct assay_str reason;	 /**< One sentence, always. */
	double error_bound;		 /**< Sum over the parts; 0 unless PROBABLE. */
	uint64_t work;
	uint32_t gold_reading, answer_reading; /**< Which of the readings decided. */
};

/** Compares two trees. `rules` may be NULL. Fails only when the arena gives out. */
int assay_math_equal(const struct assay_equal_rules *rules, const struct assay_expr *gold,
		     const struct assay_expr *answer, struct assay_arena *arena, struct assay_equal *ret,
		     struct assay_err *err);

/**
 * Compares the readings of two texts, which have no problem. Equal when a reading of gold equals a reading of the
 * answer that may stand for it; different when all pairs are; otherwise unknown.
 */
int assay_math_equal_readings(const struct assay_equal_rules *rules, const struct assay_math_parsed *gold,
			      size_t n_gold, const struct assay_math_parsed *answer, size_t n_answer,
			      struct assay_arena *arena, struct assay_equal *ret, struct assay_err *err);

#endif
