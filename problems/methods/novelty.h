/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a statement new? ROUGE-L against everything that was there before.
 *
 * Words are runs of letters and digits, without case and without stemming. F is the harmonic mean of what the longest
 * common subsequence covers of either text, recall what it covers of the known one. Two bounds that
 * cost less (the lengths, the words in common regardless of order) spare most of the comparisons.
 */
#ifndef ASSAY_PROBLEMS_METHODS_NOVELTY_H
#define ASSAY_PROBLEMS_METHODS_NOVELTY_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct assay_novelty;

struct assay_novelty *assay_novelty_create(void);
void assay_novelty_destroy(struct assay_novelty *novelty);
/** ASSAY_ENOMEM. Texts are cut behind 4,096 words. */
int assay_novelty_add(struct assay_novelty *novelty, struct assay_str text);
size_t assay_novelty_count(const struct assay_novelty *novelty);

/** ROUGE-L F of two texts, 0 to 1; -1 when memory ran out. */
double assay_rouge_l(struct assay_str a, struct assay_str b);

/**
 * The first known text whose F exceeds `f`, or of which more than `recall` (above 1: never) reappears: its number in
 * `*ret`; SIZE_MAX: there is none.
 */
int assay_novelty_find(const struct assay_novelty *novelty, struct assay_str text, double f, double recall, size_t *ret,
		       struct assay_err *err);

size_t assay_count_words(struct assay_str text);

#endif
