/* SPDX-License-Identifier: Apache-2.0 */
/* What the English of steps (say.c) and of bodies (say_body.c) share. */
#ifndef ASSAY_PROBLEMS_FAMILIES_TYPED_SAY_H
#define ASSAY_PROBLEMS_FAMILIES_TYPED_SAY_H

#include "problems/families/code/typed/typed.h"

struct speech {
	const struct tp_program *p;
	struct tp_style style; /* Its names are those of the statement; empty: what the sentence before left. */
	struct assay_rng *rng;
	uint64_t wording; /* Which words this sentence takes, where there are several. */
	uint8_t order[TP_MAX_NODES];
	size_t n_order;
};

/** " x", where items have a variable that is not their noun. */
void say_variable(const struct speech *w, size_t sequence, struct assay_buf *out);
/** A clause's body as a formula in backticks. */
void say_formula(struct speech *w, size_t clause, struct assay_buf *out);
/** ", where i is the index ...", if the body uses it. */
void say_index(struct speech *w, size_t clause, struct assay_buf *out);
/** "numbers that are even", "window whose sum is greater than 3". */
void say_items(struct speech *w, size_t clause, bool is_plural, struct assay_buf *out);
/** Filters, take-while, drop-while. */
void say_filter(struct speech *w, size_t clause, struct assay_buf *out);
/** Sorting by a key. */
void say_key(struct speech *w, size_t clause, struct assay_buf *out);
/** Runs and groups. */
void say_groups(struct speech *w, size_t clause, struct assay_buf *out);
/** Letters replaced by letters. */
void say_letters(struct speech *w, size_t clause, struct assay_buf *out);
/** Rows or words made others. */
void say_inner(struct speech *w, size_t clause, struct assay_buf *out);
/** A map that has words of its own: "add 3 to each number". False: it has none, and nothing was said. */
bool say_simple_map(struct speech *w, size_t clause, struct assay_buf *out);

#endif
