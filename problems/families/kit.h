/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What families are written with; for problems/families/ alone, so its names are short.
 *
 * A maths family is a struct of parameters and three functions. `draw` draws the parameters by level and puts the
 * values of the {slots} of the phrasings. `solve` goes through the steps and states the answer. `again` finds the
 * answer from the parameters by a method that shares no code with `solve`. The kit does the rest: it picks a phrasing,
 * fills it, compares both answers, writes the worked solution, and makes wrong ones.
 *
 *     static const struct assay_family assay_family_product = {
 *             KIT_MATH, .name = "product", .version = 1, .title = "...", .tags = tags, .phrasings = phrasings,
 *             .params_size = sizeof(struct product), .draw = draw, .solve = solve, .again = again,
 *     };
 *
 * Steps are data. A step is given its value and hands it back, and `solve` goes on with what it got:
 *
 *     int64_t sum = kit_step_i(k, s->a + s->b, "%lld + %lld", s->a, s->b);
 *     int64_t twice = kit_step_i(k, 2 * sum, "2 * %lld", sum);
 *
 * For a wrong solution `solve` runs again and one step hands back another value (a slip of sign, carry, digit, ...), so
 * every later step is right for the numbers it sees, and which step is wrong is known. So `solve` never draws, ends
 * for every value that a step may hand back, and calls kit_stop() where such a value makes no sense (a division that
 * leaves a rest).
 *
 * Errors are sticky: after the first, every call does nothing and gives zero or an empty text, and nothing is emitted.
 * Two draws never stand in one expression: C does not say which comes first.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_KIT_H
#define ASSAY_PROBLEMS_FAMILIES_KIT_H

#include "problems/family.h"

/* gmp.h declares what takes a va_list only behind stdarg.h. */
#include <stdarg.h>

#include <gmp.h>

#define KIT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define KIT_MAX_SLOTS 32
#define KIT_MAX_STEPS 96
#define KIT_MAX_KEYS  16

/** A value for `{name}` in a phrasing. */
struct kit_slot {
	const char *name;
	struct assay_str value;
	bool is_skin; /* Says nothing about the task: names, things. */
};

struct kit_step {
	struct assay_str lhs, rhs; /* `rhs` is absent for a sentence. */
	bool is_latex;
};

/** Numbers that live as long as the problem is being made. */
struct kit_number {
	mpz_t z;
	mpq_t q;
	bool is_q;
	struct kit_number *next;
};

/** One instance being made. A family reads the first four and nothing else. */
struct kit {
	unsigned level;
	struct assay_rng *rng;
	struct assay_arena *arena;
	void *params;

	struct assay_instance *instance;
	const char *const *phrasings;
	struct kit_slot slots[KIT_MAX_SLOTS];
	size_t n_slots;
	int64_t keys[KIT_MAX_KEYS];
	size_t n_keys;
	struct assay_str pattern, whole; /* Of kit_identity(). */
	struct kit_step steps[KIT_MAX_STEPS];
	size_t n_steps;
	struct assay_str answer;
	const char *answer_type;
	struct kit_number *numbers;
	struct kit_number spare; /* For when there is no memory. */

	size_t slip_at; /* The step that goes wrong, from 1; 0: none. */
	struct assay_rng slip_rng;
	const char *slip; /* Which slip it was; NULL: none yet. */
	struct assay_str own_slip;
	bool is_stopped; /* The slip made no sense. */
	int rc;
	struct assay_err *err;
};

/** The first members of a maths family. */
#define KIT_MATH .kind = ASSAY_KIND_MATH, .generate = kit_math_generate
int kit_math_generate(struct assay_instance *instance, struct assay_err *err);

/* --- Drawing: in `draw` alone ---------------------------------------------------------------------------------- */

/** Uniform in [min, max]. */
int64_t kit_between(struct kit *k, int64_t min, int64_t max);
/** The same without 0. */
int64_t kit_nonzero(struct kit *k, int64_t min, int64_t max);
/** True once in `n`. */
bool kit_once_in(struct kit *k, uint64_t n);
/** `n` different numbers of [min, max], in the order drawn; the range must hold them. */
void kit_distinct(struct kit *k, size_t n, int64_t min, int64_t max, int64_t *ret);
/** Exactly so many decimal digits. */
void kit_draw_digits(struct kit *k, mpz_t ret, unsigned digits);
/** One of the items. */
#define KIT_PICK(k, array) ((array)[kit_between(k, 0, (int64_t)KIT_COUNT(array) - 1)])
/** A first name. */
const char *kit_person(struct kit *k);
/** `n` different ones, at most 20. */
void kit_persons(struct kit *k, size_t n, const char **ret);

/** From `first` at level 1 to `last` at level 10 in even steps. */
int64_t kit_ramp(const struct kit *k, int64_t first, int64_t last);
/** Ten values, one for each level. */
#define KIT_LEVELS(k, ...) (((const int64_t[ASSAY_MAX_LEVEL]){__VA_ARGS__})[(k)->level - 1])

/* --- Slots ------------------------------------------------------------------------------------------------------ */

/*
 * Phrasings hold `{name}`, `{^name}` (first letter raised), and `{name:day|days}`: the first word where the value of
 * `name` is 1, else the second. `{distractor}` is where an irrelevant sentence goes (" It rained."), else it comes
 * first.
 */

/** Values that make the task what it is: they count for both fingerprints. */
void kit_put_i(struct kit *k, const char *name, int64_t value);
void kit_put_z(struct kit *k, const char *name, const mpz_t value);
void kit_put_q(struct kit *k, const char *name, const mpq_t value);
void kit_put(struct kit *k, const char *name, struct assay_str value);
/** Wording: names and things that could be others. */
void kit_skin(struct kit *k, const char *name, const char *value);
/** A parameter or a choice that no slot shows, such as which of two questions is asked. */
void kit_key(struct kit *k, int64_t value);
/**
 * What both fingerprints are made of in place of slots and keys, for tasks that are random programs: a text whose
 * numbers do not count, and one that is equal for equal tasks.
 */
void kit_identity(struct kit *k, struct assay_str pattern, struct assay_str whole);
/** Other phrasings than the family's, NULL-terminated; as many of them. */
void kit_phrasings(struct kit *k, const char *const *phrasings);

/* --- Text ------------------------------------------------------------------------------------------------------- */

/** In the arena; empty after an error. */
struct assay_str kit_text(struct kit *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** With GMP's %Zd and %Qd. */
struct assay_str kit_ztext(struct kit *k, const char *fmt, ...);
/** "1, 2 and 3" with ", " and " and ". */
struct assay_str kit_list(struct kit *k, const int64_t *items, size_t n, const char *sep, const char *last);
/** "3x^2 - x + 4" of coefficients[i] x^i, i < n. */
struct assay_str kit_poly(struct kit *k, const int64_t *coefficients, size_t n, const char *var);
/** "2.50", or "2" for a whole number, of hundredths. */
struct assay_str kit_hundredths(struct kit *k, int64_t value);
/** kit_poly() with rational coefficients: "(3/2)x^2 - x + 1/4". */
struct assay_str kit_qpoly(struct kit *k, const mpq_ptr *coefficients, size_t n, const char *var);
/** "3x - y + 2z" of coefficients[i] times the i-th letter of `vars`. */
struct assay_str kit_linear(struct kit *k, const int64_t *coefficients, const char *vars);
/** "\{1, 3/2\}" or "(1, 3/2)": values between any two brackets. */
struct assay_str kit_qlist(struct kit *k, const mpq_ptr *values, size_t n, const char *open, const char *close);
/** "\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}" of values[row * columns + column]. */
struct assay_str kit_matrix(struct kit *k, const mpq_ptr *values, size_t rows, size_t columns);
/** p + q sqrt(r) over one denominator: "\frac{1 - 3\sqrt{5}}{2}". r has no square factor; r = 1 gives a rational. */
struct assay_str kit_surd_sum(struct kit *k, const mpq_t p, const mpq_t q, int64_t r);
/** A value as it may stand behind any sign: "5", "(3/2)", "(-4)". */
struct assay_str kit_operand(struct kit *k, const mpq_t value);
struct assay_str kit_operand_i(struct kit *k, int64_t value);
/** num √radicand / den in LaTeX: "3", "\frac{3}{4}", "-5\sqrt{7}", "\frac{5\sqrt{7}}{4}"; in lowest terms, den > 0. */
struct assay_str kit_surd(struct kit *k, int64_t num, int64_t den, int64_t radicand);
/** Cleared by the kit; a new one each call. */
mpz_ptr kit_mpz(struct kit *k);
mpq_ptr kit_mpq(struct kit *k);
/** A new one with a value; den > 0. */
mpq_ptr kit_q(struct kit *k, int64_t num, int64_t den);

/* --- Steps: in `solve` ------------------------------------------------------------------------------------------ */

/** A step "lhs = value"; what it hands back is what later steps go on with. */
int64_t kit_step_i(struct kit *k, int64_t value, const char *lhs, ...) __attribute__((format(printf, 3, 4)));
void kit_step_z(struct kit *k, mpz_ptr value, const char *lhs, ...);
void kit_step_q(struct kit *k, mpq_ptr value, const char *lhs, ...);
/** ret = a op b as a step; op is + - * /, and `ret` may be a or b. Division by zero stops the solution. */
void kit_step_op(struct kit *k, mpq_ptr ret, const mpq_t a, char op, const mpq_t b);
/** ret = a op b × c as a step; op is + or -, and `ret` may be any of them. */
void kit_step_op3(struct kit *k, mpq_ptr ret, const mpq_t a, char op, const mpq_t b, const mpq_t c);
/** True when nothing further would be written: an error, or a wrong solution that makes no sense. */
bool kit_is_over(const struct kit *k);
/** A step whose value is text; `wrong` is what a slip makes of it, or absent: nothing. */
struct assay_str kit_step_s(struct kit *k, struct assay_str value, struct assay_str wrong, const char *lhs, ...)
	__attribute__((format(printf, 4, 5)));
/** The same in LaTeX, which stands between dollars then: roots are read only there. */
struct assay_str kit_step_latex(struct kit *k, struct assay_str value, struct assay_str wrong, const char *lhs, ...)
	__attribute__((format(printf, 4, 5)));
/** What the next step's slip is, where the family knows a mistake of its own ("forgot the middle term"). */
void kit_slip_i(struct kit *k, int64_t wrong);
/** A sentence between steps. It claims nothing that a slip could change. */
void kit_say(struct kit *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** This wrong solution makes no sense; an error in the right one. `solve` then returns. */
void kit_stop(struct kit *k);

/* --- Answers ---------------------------------------------------------------------------------------------------- */

/** In `solve`: the answer, by its type. */
void kit_answer_i(struct kit *k, int64_t value);
void kit_answer_z(struct kit *k, const mpz_t value);
void kit_answer_q(struct kit *k, const mpq_t value);
/**
 * LaTeX or plain text that verifiers/math reads. `type` is one of "decimal", "surd", "polynomial", "set", "tuple",
 * "interval", "expression", "word", "time", "text". Sets are written \{1, 2\}, tuples (1, 2), intervals [1, 2), times
 * 13:05, words \text{Monday}.
 */
void kit_answer_s(struct kit *k, const char *type, struct assay_str value);

/** In `again`: what the second method found; must be equal, in canonical form. */
void kit_again_i(struct kit *k, int64_t value);
void kit_again_z(struct kit *k, const mpz_t value);
void kit_again_q(struct kit *k, const mpq_t value);
void kit_again_s(struct kit *k, struct assay_str value);
/** A property of the answer that must hold, for second methods that check instead of compute. */
void kit_check(struct kit *k, bool holds, const char *property);

/* --- For the kit itself ------------------------------------------------------------------------------------------ */

void kit_init(struct kit *k, struct assay_instance *instance, struct assay_err *err);
void kit_finish(struct kit *k);
/** Fails once. */
void kit_fail(struct kit *k, const char *message);
void kit_full(struct kit *k);
struct assay_str kit_copy(struct kit *k, struct assay_str text);
/** Draws the phrasing, fills it, and sets the fingerprints. */
struct assay_str kit_state(struct kit *k);
/** A template with its slots filled, appended to `out`. */
void kit_fill(struct kit *k, struct assay_buf *out, const char *template);
void kit_add_reference(struct kit *k, const char *language, struct assay_str code, struct assay_str extra);

#endif
