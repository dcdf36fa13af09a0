/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What families written by hand share; most are written with kit.h or code.h, which do this for them.
 *
 * Wording is kept apart from numbers: a family lists its phrasings as texts with {slots}, and which phrasing an
 * instance gets is drawn from a stream of its own, so that adding a phrasing does not change the numbers.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_HAND_H
#define ASSAY_PROBLEMS_FAMILIES_HAND_H

#include "problems/family.h"

#include <gmp.h>

#define ASSAY_KIT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** A value for `{name}` in a phrasing. */
struct assay_kit_slot {
	const char *name;
	struct assay_str value;
};

/** Draws one of `n` phrasings, fills its slots and makes it the statement. A slot without a value is ASSAY_EINVAL. */
int assay_kit_statement(struct assay_instance *instance, const char *const *phrasings, size_t n,
			const struct assay_kit_slot *slots, size_t n_slots, struct assay_err *err);

/** A template with its slots filled, appended to `out`. */
int assay_kit_fill(struct assay_buf *out, const char *template, const struct assay_kit_slot *slots, size_t n_slots,
		   struct assay_err *err);

/** The digits in the arena; absent when it is full, as every text below. */
struct assay_str assay_kit_i64(struct assay_arena *arena, int64_t value);
struct assay_str assay_kit_mpz(struct assay_arena *arena, const mpz_t value);
/** "7", "-7/3". */
struct assay_str assay_kit_mpq(struct assay_arena *arena, const mpq_t value);
/** "1, 2 and 3". */
struct assay_str assay_kit_list(struct assay_arena *arena, const struct assay_str *items, size_t n);

/** Sets answer and policy, and a worked solution as the reference: `steps` and a line that states the answer. */
int assay_kit_answer(struct assay_instance *instance, struct assay_str answer, const struct assay_buf *steps,
		     struct assay_err *err);

/** Adds a reference program. */
int assay_kit_reference(struct assay_instance *instance, const char *language, const struct assay_buf *code,
			struct assay_err *err);

/** What recheck returns when the second method gave `got`. */
int assay_kit_disagree(const struct assay_instance *instance, struct assay_str got, struct assay_err *err);

/** One of the items, uniformly. */
#define ASSAY_KIT_PICK(rng, array) ((array)[assay_rng_below(rng, ASSAY_KIT_COUNT(array))])

/** True once in `n`, on average. */
bool assay_kit_once_in(struct assay_rng *rng, uint64_t n);

#endif
